"""What the press tells beside deals: figures about a party (a valuation, revenue, a budget) and events (a price's move, a rating)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gigaloop.intake.names import Mention
from gigaloop.intake.proposals import Proposal
from gigaloop.intake.quantities import Amount

#: words beside a number -> the book's metric; the nearest to the number counts
METRICS = tuple((metric, re.compile(words, re.I)) for metric, words in (
    ("market_cap", r"market (?:cap\w*|value)|capitali[sz]ation|市值"),
    ("valuation", r"\bvalu(?:ed|ing|es|ation|e)\b|pre-money|post-money|\bworth\b|估值|身价"),
    ("backlog_rpo", r"backlog|performance obligations?|\bRPO\b|bookings|在手订单|积压订单|履约义务|待履约"),
    ("capex", r"\bcapex\b|capital (?:expenditures?|spending|outlays?|budget|investments?)|spending plan|\bbudgets?\b|资本(?:开支|支出)|预算"),
    ("net_income", r"net (?:income|profit|loss)|\bprofits?\b|\bearnings\b|净利|利润|净亏损"),
    ("cash", r"\bcash (?:pile|position|on hand|and)|in cash\b|现金"),
    ("total_debt", r"total debt|debt (?:of|load)|in debt\b|负债总额|总债务|总负债"),
    ("revenue", r"\brevenues?\b|\bsales\b|run[- ]rate|收入|营收|销售额"),
))  # fmt: skip
_RUN_RATE = re.compile(r"annuali[sz]ed|run[- ]rate|annual(?:ly)? pace|年化", re.I)
_YEARS = ((re.compile(r"\bnext (?:fiscal )?year\b|明年", re.I), 1), (re.compile(r"\blast year\b|去年", re.I), -1),
          (re.compile(r"\bthis (?:fiscal )?year\b|今年|本年", re.I), 0))  # fmt: skip
_MOVE = re.compile(
    r"(?:\b(?:shares?|stock|bonds?)\b[^.;,]{0,60}?\b(?P<up>rose|rise|gain\w*|jump\w*|climb\w*|surg\w*|soar\w*|advanc\w*|added|up)|\b(?:shares?|stock|bonds?)\b[^.;,]{0,60}?\b(?P<down>fell|fall|drop\w*|slid|slump\w*|declin\w*|tumbl\w*|los[te]\w*|shed|sank|down|plung\w*))\b[^.;,]{0,20}?(?P<n>\d+(?:\.\d+)?)\s?(?:%|percent)"
    r"|股[价票][^,，。]{0,16}?(?:(?P<zup>上?涨|升|飙升|大涨)|(?P<zdown>下?跌|下挫|重挫|下滑|大跌|暴跌|降))[^,，。\d]{0,6}(?P<zn>\d+(?:\.\d+)?)\s?%",
    re.I,
)
_RATING = re.compile(
    r"(?:Moody's|S&P|Fitch|穆迪|标普|惠誉)[^.;。；]{0,60}?(?:\b(?:cut|cuts|lower\w*|downgrad\w*|rais\w*|upgrad\w*|affirm\w*|assign\w*|put)\b|下调|上调|调降|调升|确认|列入)[^.;。；]{0,60}",
    re.I,
)

#: 'led by A', 'raised $2 billion from A';  A领投
_LED_BY = re.compile(
    r"\b(?:led|backed|joined|headed|anchored|supported) by\b[^;.,]{0,40}$|\braised\b[^;,]{0,40} from\b[^;.,]{0,20}$",
    re.I,
)
_LEADS = re.compile(r"\s?(?:等[^,，。;；]{0,6})?(?:联合|共同)?(?:领投|参投|跟投|牵头)")


def figure(
    p: Proposal, q: Amount, here: Sequence[Mention], text: str, folded: str, span: tuple[int, int], day: str | None
) -> None:
    """Say whose figure a refused number is, which measure, and of which period, where the sentence tells it."""
    start, end = max(span[0], q.start - 80), min(span[1], q.end + 40)
    hits = [(min(abs(q.start - hit.end()), abs(hit.start() - q.end)) + 25 * (hit.start() >= q.end), metric, hit)
            for metric, words in METRICS for hit in words.finditer(folded, start, end)]  # fmt: skip
    owner = _owner([m for m in here if m is not None and not _puts_in(m, folded)], q.start)
    if not hits or owner is None:
        return
    _, p.metric, hit = min(hits, key=lambda one: one[0])
    p.subject, p.subject_text, p.value, p.known = owner.party, text[owner.start : owner.end], q.text, day
    p.period, p.period_end = _period(p.metric, folded, span, day)
    p.ground("metric", text, *hit.span())
    p.ground("value", text, q.start, q.end)
    p.ground("subject", text, owner.start, owner.end)


def _puts_in(m: Mention, folded: str) -> bool:
    """Whether somebody is named as one who leads or joins a round: the figure beside it is not his."""
    after = _LEADS.match(folded, m.end) is not None
    return after or _LED_BY.search(folded[max(0, m.start - 60) : m.start]) is not None


def _owner(here: Sequence[Mention], at: int) -> Mention | None:
    heads = [m for m in here if m.how in ("name", "pointer", "unknown")]
    before = [m for m in heads if m.start < at]
    return before[-1] if before else heads[0] if heads else None


def _period(metric: str, folded: str, span: tuple[int, int], day: str | None) -> tuple[str | None, str | None]:
    """(period, its end) as figures.csv writes them; the article's own day where a state is told."""
    if metric in ("valuation", "market_cap", "cash", "total_debt", "backlog_rpo"):
        return day, day
    if _RUN_RATE.search(folded, *span):
        return (f"{day[:7]}_run_rate" if day else None), day
    told = re.search(r"(?<![\d$])(20[2-4]\d)(?=年(?!\d)|[^\d年亿万千兆.,-]|[.,](?!\d)|$)", folded[span[0] : span[1]])
    year = int(told[1]) if told else None
    if year is None and day:
        year = next((int(day[:4]) + shift for words, shift in _YEARS if words.search(folded, *span)), None)
    return (str(year), f"{year}-12-31") if year else (None, None)


def events(text: str, folded: str, start: int, end: int, here: Sequence[Mention], day: str | None) -> list[Proposal]:
    """A price's move on the day, or a rating's; each belongs to the party that is named nearest before or in it."""
    found = []
    for hit in (*_MOVE.finditer(folded, start, end), *_RATING.finditer(folded, start, end)):
        inside = [m for m in here if hit.start() <= m.start < hit.end() and m.how != "product"]
        owner = next((m for m in inside if m.how in ("name", "unknown", "pointer")), None) or _owner(here, hit.start())
        if owner is None or day is None:
            continue
        p = Proposal(
            action="event", subject=owner.party, subject_text=text[owner.start : owner.end], happened=day, known=day
        )
        moved = hit.re is _MOVE
        if moved:
            size = float(hit["n"] or hit["zn"]) / 100
            p.share = round(-size if hit["down"] or hit["zdown"] else size, 6)
        p.event = _headline(text) if moved else re.sub(r"\s+", " ", text[hit.start() : hit.end()]).strip(" ,，")[:160]
        p.ground("event", text, *hit.span())
        p.ground("subject", text, owner.start, owner.end)
        if p.share is None or p.share > -1:
            found.append(p)
    return found


def _headline(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:160]


__all__ = ["METRICS", "events", "figure"]
