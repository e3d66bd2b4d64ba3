"""Chinese lists: several firms, each with its own number; one deal for each of them.

A row of chips handed out (A、B将各引进5万张,C将引进6万张), lines of a table of who puts in how much (| A | 10亿美元 |).
"""

from __future__ import annotations

import re
from dataclasses import replace

from gigaloop.intake import roles
from gigaloop.intake.clauses import Clause
from gigaloop.intake.deals import filled
from gigaloop.intake.names import Mention
from gigaloop.intake.quantities import Amount, amounts
from gigaloop.intake.told import FIRMS, Found, Told, linked

#: 将各引进5万张[GPU]: who gets so many pieces
_GETS = re.compile(
    r"(?P<each>各自?|分别|均|都)?(?:将|会|也|已|可|再|计划|预计)*(?P<each2>各自?|分别|均|都)?(?P<verb>引进|获得|取得|分得|拿到|购入|采购|购买|订购|导入|部署|接收)"
    r"了?(?P<q>(?:约|超过|逾|近|至少|多达)?\s?[\d·,]+\s?[万千百]?\s?[张颗块枚片])(?:(?:[A-Z]\w* ?)?(?:GPU|芯片|晶片|加速器|处理器))?"
)
#: 将向韩国供应20万颗芯片
_SELLS = re.compile(r"(?:供应|提供|出售|交付)[^。；;]{0,40}(?:GPU|芯片|晶片|加速器|处理器)")
#: how many sentences back a vendor is meant
_BACK = 12
#: the head of a table's column -> the kind of deal that a line tells
_HEADS = (
    ("stake", re.compile(r"投资(?:方|人|者|机构)|认购(?:方|人)|出资(?:方|人)|股东")),
    ("loan", re.compile(r"贷款(?:方|人|银行)|出借(?:方|人)|债权人")),
)
_LINE = re.compile(r"\s*\|")


def lists(told: Told, made: list[Found]) -> list[Found]:
    """What a sentence of a list tells beside what was made of it."""
    if _LINE.match(told.folded, told.start):
        return _line(told, made)
    if any(one.proposal.kind and one.proposal.units not in (None, "undisclosed") for one in made):
        return made
    more = _handed_out(told)
    return [one for one in made if not one.proposal.kind or not more] + more


def _pieces(told: Told, start: int, end: int) -> list[Amount]:
    """A number of pieces read as one of chips."""
    return [
        replace(q, start=start, end=end)
        for q in amounts(told.folded[start:end] + "芯片", "zh-Hans")
        if q.what == "chips"
    ]


def _handed_out(told: Told) -> list[Found]:
    seller = _vendor(told)
    if seller is None:
        return []
    out: list[Found] = []
    clause = Clause(told.start, told.end)
    since = told.start
    for hit in _GETS.finditer(told.folded, told.start, told.end):
        firms = [m for m in told.parties if since <= m.start and m.end <= hit.start() and m.how in FIRMS]
        row = linked(told, firms[-1]) if firms else []
        row = [m for m in row if m.start >= since and m.key != seller.key]
        since = hit.end()
        if firms and re.search(r"[,，]", told.folded[firms[-1].end : hit.start()]):
            continue
        out += [_one(told, clause, m, seller, hit) for m in row]
    return out


def _one(told: Told, clause: Clause, buyer: Mention, seller: Mention, hit: re.Match[str]) -> Found:
    return filled(told, clause, "chip_purchase", hit.span("verb"), buyer, seller, None, _pieces(told, *hit.span("q")))


def _vendor(told: Told) -> Mention | None:
    """Whose chips are handed out: the vendor that the text told to sell chips before."""
    for one in reversed(told.before):
        if told.number - one.line > _BACK:
            return None
        if (
            one.proposal.kind in roles.GOODS
            and one.payee
            and roles.trade(one.payee, told.names.sectors) == "chip_vendor"
        ):
            return one.payee
    topic = told.topic
    sold = _SELLS.search(told.folded, max(0, told.start - 600), told.start)
    return topic if topic and sold and roles.trade(topic, told.names.sectors) == "chip_vendor" else None


def _line(told: Told, made: list[Found]) -> list[Found]:
    """| A | 10亿美元 |, under a head that says what those named do."""
    cells = told.folded[told.start : told.end].split("|")
    firms = [m for m in told.parties if m.how in FIRMS and m.end <= told.start + len(cells[0]) + len(cells[1]) + 1]
    sums = [q for q in told.amounts if q.what == "money"]
    above = told.folded[max(0, told.start - 600) : told.start]
    head = next(
        (kind for kind, words in _HEADS for line in above.split("\n") if line.startswith("|") and words.search(line)),
        None,
    )
    last = next(
        (o for o in reversed(told.before) if o.proposal.kind == head and o.payee and o.payee.how != "group"), None
    )
    if head is None or last is None or last.payee is None or len({m.key for m in firms}) != 1 or len(sums) != 1:
        return made
    if firms[0].key == last.payee.key:
        return made
    span = firms[0].start, firms[0].end
    return [filled(told, Clause(told.start, told.end), head, span, firms[0], last.payee, sums[0], [])]


__all__ = ["lists"]
