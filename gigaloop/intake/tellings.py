"""A sentence cut into clauses, each about one deal; and the numbers that belong to none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from gigaloop.intake import kinds as words
from gigaloop.intake.passages import joints
from gigaloop.intake.quantities import Amount


@dataclass
class Clause:
    """A stretch of a sentence about one deal: its kind and the place that names it."""

    start: int
    end: int
    kind: str | None = None
    anchor: tuple[int, int] = (0, 0)


def clauses(folded: str, start: int, end: int, quantities: list[Amount]) -> list[Clause]:
    """A sentence cut where a second deal begins; a piece without a deal of its own belongs to the one before."""
    pieces: list[Clause] = []
    edges = [start, *joints(folded, start, end), end]
    for a, b in pairwise(edges):
        kind, anchor = kind_of(folded, a, b)
        last = pieces[-1] if pieces else None
        has_number = any(
            a <= q.start < b and q.what in ("money", "power", "chips", "shares", "wafers") for q in quantities
        )
        if last is None:
            pieces.append(Clause(a, b, kind, anchor))
        elif (
            kind is None
            and last.kind in ("stake", "loan")
            and _money(quantities, Clause(a, b))
            and _OF_WHICH.match(folded, a, b)
        ):
            pieces.append(Clause(a, b, last.kind, (a, a + 1)))
        elif kind is None:
            last.end = b
        elif last.kind is None and kind in _APART and _money(quantities, last):
            pieces.append(Clause(a, b, kind, anchor))
        elif last.kind is None:
            last.end, last.kind, last.anchor = b, kind, anchor
        elif last.kind == kind or kind == "any" or (last.kind == "any" and not _numbered(quantities, last)):
            same = (
                last.kind == kind
                and has_number
                and _numbered(quantities, last)
                and _money(quantities, last)
                and _money(quantities, Clause(a, b))
            )
            if same or (kind == "any" and _money(quantities, Clause(a, b)) and _money(quantities, last)):
                pieces.append(Clause(a, b, kind, anchor))
            else:
                last.end = b
                if last.kind == "any":
                    last.kind, last.anchor = kind, anchor
        elif last.kind == "warrant" and kind == "stake" and not _money(quantities, Clause(a, b)):
            last.end = b  # the shares that the warrant buys
        elif last.kind == "any" and not has_number and not (kind in _APART and _money(quantities, last)):
            last.end, last.kind, last.anchor = b, kind, anchor
        elif has_number or kind in ("guarantee", "warrant", "acquisition", "stake", "right", "revenue_share", "loan"):
            pieces.append(Clause(a, b, kind, anchor))
        else:
            last.end = b
    return pieces


#: kinds that do not take the money of the words before them
_APART = ("guarantee", "right", "revenue_share", "chip_codesign", "residual_guarantee")
#: 'of which $2 billion would come from Nvidia': a part of the round or loan just told
_OF_WHICH = re.compile(
    r"[\s,]*(?:and |with )?(?:of (?:which|that|this|it)\b|including\b|with\b|half\b|the rest\b|some\b|up to\b|as much as\b)[^.;]*?\b(?:from|by)\s(?=[A-Z])"
    r"|[,，]?(?:其中|当中|另有)",
)


def _numbered(quantities: list[Amount], clause: Clause) -> bool:
    return any(clause.start <= q.start < clause.end and q.what != "share" for q in quantities)


def _money(quantities: list[Amount], clause: Clause) -> bool:
    return any(clause.start <= q.start < clause.end and q.what == "money" for q in quantities)


def kind_of(folded: str, start: int, end: int) -> tuple[str | None, tuple[int, int]]:
    """The kind of deal that a piece names, and where; 'any' for a deal whose kind only its parties tell."""
    purpose = words.PURPOSE.search(folded, start, end)
    stop = purpose.start() if purpose and purpose.start() > start + 8 else end
    for limit in dict.fromkeys((stop, end)):
        for kind, (names_it, _, _) in words.COMPILED.items():
            hit = names_it.search(folded, start, limit)
            if hit:
                return kind, hit.span()
        any_deal = words.ANY_DEAL.search(folded, start, limit)
        if any_deal:
            return "any", any_deal.span()
    return None, (start, start)


def no_deal(folded: str, q: Amount, clause: Clause, start: int, end: int) -> tuple[str, str] | None:
    """Why a number belongs to no deal, as (action, reason); None where it may."""
    before, after = folded[max(start, q.start - 70) : q.start], folded[q.end : min(end, q.end + 40)]
    if q.what in ("power", "chips", "wafers"):
        return None
    if q.what == "shares":
        return (
            ("refuse", "a price move")
            if words.PRICE.search(before) and clause.kind not in ("warrant", "stake", "grant")
            else None
        )
    if q.what == "share":
        return None
    if q.value is not None and q.value < 1e5:
        return "refuse", "a price, not the amount of a deal"
    if words.MARKET_MOVE.search(folded, max(start, q.start - 60), min(end, q.end + 30)):
        return "refuse", "a price move or a market value"
    if words.FORECAST.search(folded, start, end):
        return "refuse", "somebody's forecast"
    if (words.VALUED.search(before) and not words.OF_A_DEAL.search(before)) or words.VALUED_AFTER.match(after):
        return "figure", "a valuation or market value, not money that is paid"
    if clause.kind != "revenue_share" and (words.REPORTED.search(before) or words.REPORTED_AFTER.match(after)):
        return "figure", "a reported figure, not a deal"
    if words.SUMMED.search(folded, max(start, q.start - 80), min(end, q.end + 30)):
        return "refuse", "a sum of deals, each of which counts by itself"
    if words.BUDGET.search(folded, max(start, q.start - 60), min(end, q.end + 50)):
        return "figure", "a budget, not a deal"
    return None
