"""What is no deal: the words beside a number that make it a valuation, a figure, a sum, a forecast, an option or a price."""

from __future__ import annotations

import re

from gigaloop.intake.quantities import Amount
from gigaloop.intake.states import PLACES, PLACES_ZH
from gigaloop.intake.words import SIGNS

#: what is no deal: the words beside a number -> why
VALUED = SIGNS["valued"]
VALUED_AFTER = SIGNS["valued_after"]
OF_A_DEAL = SIGNS["of_a_deal"]
REPORTED = SIGNS["reported"]
REPORTED_AFTER = SIGNS["reported_after"]
BUDGET = SIGNS["budget"]
SUMMED = SIGNS["summed"]
FORECAST = SIGNS["forecast"]
PRICE = SIGNS["price"]
OPTION = SIGNS["option"]
PROJECT = SIGNS["project"]
COST = SIGNS["cost"]
RATE_AFTER = SIGNS["rate_after"]
RATE_BEFORE = SIGNS["rate_before"]
COST_AFTER = SIGNS["cost_after"]
DEMAND = SIGNS["demand"]
#: 'startups raised', 'hyperscalers have spent': of many firms together, none of them named
CAPITAL = SIGNS["capital"]
#: what was meant once, and is not what came
ONCE_MEANT = SIGNS["once_meant"]
#: 'raised the size from $800 million to $1.1 billion': the first is no longer so
REPLACED_BEFORE = SIGNS["replaced_before"]
REPLACED_AFTER = SIGNS["replaced_after"]
#: a number of another time, told beside the one that counts
COMPARED = SIGNS["compared"]
#: 'it could expand to $19.4 billion'
GROWS = SIGNS["grows"]
#: 在葡萄牙砸100亿美元: what a firm spends in a country of its own money
IN_PLACE = re.compile(
    rf"在(?:{PLACES_ZH})(?:境内|当地|本土|兴建|建设|各地)?(?:再|加码|追加|额外)?(?:砸下?|撒|斥资|投资|投入|豪掷|豪砸)\s?(?:约|近|逾|超过)?\s?$"
)
_INVESTS = re.compile(r"\b(?:invest|spen|pour|commit)\w*\b[^.;,$]{0,30}$")
_IN_STATE = re.compile(
    rf"\s(?:in|into|across) (?:the |its )?(?:{PLACES}|U\.S|US|U\.K|UK|United (?:States|Kingdom)|Europe|Asia|America|country|state|region)\b(?!'s|-| (?:start|compan|firm))"
)
#: 'exceeding the $15 billion targeted round size'
_TARGET_AFTER = re.compile(r"\s(?:\w+ )?target(?:ed)?\b")
#: 每100万港元本金, 每张面额20万美元: of one note
_OF_ONE = re.compile(r"(?:每|面[额值]为?)\s?$")
_LEFT = re.compile(r"(?:剩余|余下|其余)的?\s?$|\bremaining $")
_WITHIN = re.compile(r"[^,;，；。]{0,30}")
#: a holder sells what he holds: no money goes to the firm
SELLS = SIGNS["sells"]
SHARES = SIGNS["shares"]
HELD = SIGNS["held"]
#: 'sold its entire stake in X', 'the sale of T-Mobile shares': what another firm's owner sells;  and where the sum of such a sale stands
_DISPOSAL = re.compile(
    r"\b(?:s(?:ells?|old|elling)|sale of|divest\w*|offload\w*|unload\w*|dump\w*|liquidat\w*|exit(?:s|ed|ing)?)\b[^.;]{0,40}?"
    r"(?:(?:\bits |\btheir |\bhis |\ball |\ban? )?(?:entire |whole |remaining |full |\$[\d·.]+ (?:billion|million) )*(?:stakes?|holdings?|shares|position) in\s[A-Z]|\b(?-i:[A-Z])[\w.&-]*(?: (?-i:[A-Z])\w+)? (?:stakes?|shares|holdings?|position)\b"
    r"|\b(?:its|their|his) (?:entire|whole|remaining) (?:[\w.$·-]+ ){0,3}?(?:stake|holding|position)\b)",
    re.I,
)
_PROCEEDS = re.compile(
    r"^(?:(?!fund|financ|earmark|commit|invest|proceeds)[^.;]){0,30}?(?:,? (?:for|raising|fetching|netting|generating|yielding|worth|valued at|at)\b[^.;]{0,12})?$|\b(?:stakes?|holdings?|shares|position)\b[^.;,]{0,16} (?:for|worth|at) (?:about |around |roughly |nearly )?$|\braising (?:another |about |some |a further )*$",
    re.I,
)
#: 以5亿元出售所持的X股份
_SELLS_HELD = re.compile(
    r"的?(?:价格|代价|作价|对价)?(?:出售|沽出|减持|转让|卖出|抛售)[其所手旗]?[中下]?所?持有?的?[^,，。]{2,20}(?:股份|股票|持股)"
)
_SALE_AFTER = re.compile(r"\s(?:partial |full |complete )?(?:sale|disposal|divestment|exit) of\b")


def _disposed(text: str, q: Amount, start: int, end: int) -> bool:
    """Whether a sum is what an owner of another firm's shares gets for them: no money goes to that firm."""
    hit = _DISPOSAL.search(text, start, end)
    if hit is None:
        return False
    inside = hit.start() <= q.start < hit.end()
    near = q.start >= hit.end() and _PROCEEDS.search(text[hit.end() : q.start]) is not None
    return inside or near or _SALE_AFTER.match(text, q.end) is not None


#: reasons why a clause tells no deal either; why a payment by the month or the year is no amount of a deal
NO_DEAL = (
    "budget",
    "cost",
    "sold",
    "project",
)
RATE = "rate"


def no_deal(
    text: str, q: Amount, kind: str | None, clause: tuple[int, int], sentence: tuple[int, int]
) -> tuple[str, str] | None:
    """Why a number belongs to no deal, as (action, reason); None where it may."""
    start, end = sentence
    before, after = text[max(start, q.start - 70) : q.start], text[q.end : min(end, q.end + 60)]
    if q.what == "shares":
        if SELLS.search(before):
            return "refuse", "sold"
        moved = PRICE.search(before) and kind not in ("warrant", "stake", "grant")
        return ("refuse", "price-move") if moved else None
    if q.what == "chips" and _LEFT.search(before):
        return "refuse", "told-before"
    if q.what != "money":
        return None
    if (q.value is not None and q.value < 1e5) or _OF_ONE.search(before):
        return "refuse", "price"
    if FORECAST.search(text, start, end):
        return "refuse", "forecast"
    if (VALUED.search(before) and not OF_A_DEAL.search(before)) or VALUED_AFTER.match(after):
        return "figure", "valued"
    if kind != "revenue_share" and (
        REPORTED.search(before) or (REPORTED_AFTER.match(after) and not OF_A_DEAL.search(before))
    ):
        return "figure", "reported"
    if re.match(r"的?[^,，。]{0,8}(?:融资|投资|贷款|合同|合约|订单|协议)", after) and re.search(
        r"(?:总计|共计|总额达?)\s?$", before
    ):
        return None
    at = max(start, q.start - 130)
    cut = max(
        (hit.end() for hit in re.finditer(r"[，；]|其中|[,;](?=[ \u4e00-\u9fff])", text[at : q.start])), default=0
    )
    if SUMMED.search(text, max(start, q.start - 130, at + cut), min(end, q.end + len(_WITHIN.match(after)[0]))):  # type: ignore[index]
        return "refuse", "summed"
    beyond = re.match(
        r"[^.;]{0,60}?(?=,? (?:with|plus|including|and includes?)\b|[，;；])|[^.;]{0,60}", text[q.end : end]
    )[0]  # type: ignore[index]
    if OPTION.search(text, max(start, q.start - 80), min(end, q.end + len(beyond))) and OPTION.search(text, *clause):
        return "refuse", "may-grow"
    if GROWS.search(before) or re.search(r"\boptions? (?:to|of|that)\b[^.;$]{0,50}$", before):
        return "refuse", "may-grow"
    if RATE_AFTER.match(after) or RATE_BEFORE.search(before):
        return "refuse", RATE
    ahead = re.split(r"[,;，；]|\band\b", text[max(start, q.start - 60) : q.start])[-1]
    if BUDGET.search(ahead) or BUDGET.search(re.split(r"[,;，；]|\band\b", text[q.end : min(end, q.end + 50)])[0]):
        return "figure", "budget"
    if PROJECT.match(after):
        return "refuse", "project"
    if re.search(r"\binvest\w*\s[^.;,$]{0,24}$", before) and CAPITAL.match(after):
        return "figure", "budget"
    if IN_PLACE.search(before) or (_INVESTS.search(before) and _IN_STATE.match(after)):
        return "figure", "budget"
    if (REPLACED_BEFORE.search(before) and REPLACED_AFTER.match(after)) or COMPARED.search(before):
        return "refuse", "once-meant"
    if ONCE_MEANT.search(before) or _TARGET_AFTER.match(after):
        return "refuse", "once-meant"
    if _disposed(text, q, start, end):
        return "refuse", "sold"
    sold = SELLS.search(before)
    if (sold and (sold["his"] or SHARES.match(after))) or _SELLS_HELD.match(after):
        return "refuse", "sold"
    if DEMAND.search(before) and not re.search(r"placed|won|receiv", before):
        return "refuse", "demand"
    if HELD.search(before) or COST.search(before) or COST_AFTER.match(after):
        return "refuse", "cost"
    return None
