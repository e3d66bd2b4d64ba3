"""The fields of a proposal filled from its clause, each with its place: parties, amount, sizes, stage, day."""

from __future__ import annotations

import re

from gigaloop.intake import kinds as words
from gigaloop.intake.dates import told
from gigaloop.intake.names import Mention
from gigaloop.intake.proposals import Proposal
from gigaloop.intake.quantities import Amount


def party(p: Proposal, side: str, m: Mention, text: str) -> None:
    words_ = text[slice(*m.named)] if m.named and not m.party else text[m.start : m.end]
    if side == "from":
        p.payer, p.from_text = m.party, words_
    else:
        p.payee, p.to_text = m.party, words_
    p.ground(side, text, m.start, m.end)


def put_amount(p: Proposal, q: Amount, text: str) -> None:
    p.amount, p.bound = q.text, q.bound  # type: ignore[assignment]
    if q.dollars is not None:
        p.amount_usd_bn = round(q.dollars / 1e9, 6)
    p.ground("amount", text, q.start, q.end)


def fill(p, kind, money, quantities, folded, text, clause):  # type: ignore[no-untyped-def]
    if money is not None:
        put_amount(p, money, text)
    power = next((q for q in quantities if q.what == "power" and q.value), None)
    if power is not None:
        p.gw, p.gw_bound = round(power.mid, 9), power.bound
        p.ground("gw", text, power.start, power.end)
    wanted = {
        "warrant": ("shares",),
        "stake": ("shares",),
        "grant": ("shares",),
        "acquisition": (),
        "guarantee": (),
        "loan": (),
        "deposit": (),
    }.get(kind, ("chips", "wafers"))
    units = next((q for q in quantities if q.what in wanted), None)
    if units is not None:
        p.units, p.units_bound = units.text, units.bound
        p.ground("units", text, units.start, units.end)
    if kind in ("stake", "revenue_share", "warrant", "acquisition"):
        for q in quantities:
            near = folded[max(clause.start, q.start - 30) : min(clause.end, q.end + 30)]
            tell = (
                r"revenue|sales|收入|营收"
                if kind == "revenue_share"
                else r"stake|equity|ownership|interest|shares?\b|of the (?:company|startup)|股权|股份|持股|股$|的股|入股"
            )
            if (
                q.what == "share"
                and re.search(tell, near)
                and not (
                    kind != "revenue_share"
                    and re.search(
                        r"\b(?:rose|fell|jump\w*|climb\w*|gain\w*|drop\w*|surg\w*|up|down)\b|涨|跌|飙升",
                        folded[max(clause.start, q.start - 24) : q.end],
                    )
                )
            ):
                p.share = round(q.mid, 6)
                p.ground("share", text, q.start, q.end)
                break


def stage(p, folded, text, clause, whole, anchor):  # type: ignore[no-untyped-def]
    for scope in ((clause.start, clause.end), whole):
        for stage, pattern in words.STAGES:
            hit = pattern.search(folded, *scope)
            if hit and not (stage == "drawn" and p.kind != "loan"):
                p.stage = stage
                p.ground("stage", text, *hit.span())
                return
    p.stage = "announced"
    p.ground("stage", text, *anchor)


def day(
    p: Proposal, span: tuple[int, int], text: str, folded: str, start: int, end: int, own: tuple[str, int, int] | None
) -> None:
    """When it happened: a date of the clause, else of its sentence, else the article's own; never one after it."""
    last = own[0] if own else None
    past = [d for d in told(folded, start, end, last) if not last or d[0] <= last[: len(d[0])]]
    near = [d for d in past if span[0] <= d[1] < span[1]] or past
    pick = near[0] if near else own
    if pick and p.kind is not None:
        p.happened = pick[0]
        p.ground("happened", text, pick[1], pick[2])
