"""Words beside a number or a name that tell which side of a deal somebody stands on."""

from __future__ import annotations

import re

#: nouns of money that comes in;  a lender that was chosen;  a round that several joined;  shares
RAISING = re.compile(r"(?:\w+ )?round|Series|fund|融资|募资|筹资|[A-H]\s?轮", re.I)
#: 'led the wave with a $500m Series B': the round is the subject's
WITH_A = re.compile(r"\bwith (?:an?|its)\s(?:\w+ )?$")
CHOSEN = re.compile(
    r"\b(?:chose|chosen|choose|select|pick|tap|hir|mandat|appoint|enlist)\w*\b[^.;]{2,140}?\bto (?:arrange|lead|provide|underwrite|finance|fund|raise)\b|(?:选择|委托|聘请|选定|委任)[^,，。]{2,30}(?:安排|承销|牵头|筹集|提供)",
    re.I,
)
JOINED = re.compile(
    r"\b(?:participation|led by|co-led|joined by|investors includ\w+|alongside)\b|领投|参投|跟投|参与|等投资"
)
SHARES = re.compile(
    r"stakes?|shares?|[\d·]+(?:%| percent| per cent) (?:of|(?:\w+ )?(?:equity|stake|interest))|股[权份票]|持股", re.I
)
#: 为OpenAI部署: for whom
FOR = re.compile(r"[为替](?:[\u4e00-\u9fff]{0,8})[A-Za-z\u4e00-\u9fff]{2,16}$")
#: 'xAI's fundraising', xAI的筹资: money that comes to him
HIS_ROUND = re.compile(
    r"(?:'s|’s)?\s?(?:的)?(?:本轮|此轮|新一轮|latest |new |planned )?(?:筹资|募资|融资|增资|fund-?rais|financing|funding)",
    re.I,
)
#: 'xAI 20 billion', Lambda于2月完成的4.8亿美元: the sum of his round
HIS_SUM = re.compile(r"\s?(?:'s|的|[于在]?[^,，。]{0,16}(?:完成|进行|发起|启动|获得)的)?\s?[约近超逾]?\s?")
#: cases in which who owns something is not whose deal it is
NOT_OWNER = ("obj", "对", "向", "为", "给", "来自", "与", "with", "to", "for", "from", "in", "into", "by")
#: what a lender does with a loan, and a borrower too: whose trade it is tells
LENDS = re.compile(r"arrang|lead|led|underwr|provid|structur|extend", re.I)
#: who offers notes or shares, or takes a loan, gets the money
BORROWS = {"loan": re.compile(r"offer|t(?:ak|ook)"), "stake": re.compile("offer")}
#: what a tenant does
RENTS = re.compile(r"leas|rent|purchas|buy|reserv|租", re.I)
#: what money is for, or what stands behind it
AIM = re.compile(r"\b(?:to (?:\w+ly )?(?:help )?(?:fund|financ|pay|support|back|buy|purchas|acquir|build|expand|bankroll|refinanc|develop|cover|invest|scal|fuel)\w*|for (?:an?|the|its|their)|(?:deal|contract|partnership|agreement|talks) with)\s", re.I)  # fmt: skip
#: 'its part in the $40 billion round': the sum of all who joined
IN_ROUND = re.compile(r"\b(?:part of|in|into|to|join\w*)\s(?:its|the|an?|their|this)\s(?:\([^)]*\)\s|[\w-]+\s){0,4}$")

__all__ = [
    "AIM",
    "BORROWS",
    "CHOSEN",
    "FOR",
    "HIS_ROUND",
    "HIS_SUM",
    "IN_ROUND",
    "JOINED",
    "LENDS",
    "NOT_OWNER",
    "RAISING",
    "RENTS",
    "SHARES",
    "WITH_A",
]
