"""What states plan to spend, and how many gigawatts it buys."""

from __future__ import annotations

from typing import NamedTuple

from gigaloop.book.grade import grade_shares
from gigaloop.book.model import Book, Leg
from gigaloop.ledger.calendar import attributed, calendar

COMPUTE, IT, SHELL = "sovereign-compute-share", "capex-it-per-gw", "capex-shell-per-gw"


class Ends(NamedTuple):
    """Least, as stated, greatest; None is open."""

    low: float
    mid: float
    high: float | None


def planned_power(book: Book) -> dict[str, tuple[Ends, tuple[str, ...], list[str]]]:
    """year -> (GW that all states' plans buy in it, the parameters behind, the legs), as the book stands."""
    found: dict[str, tuple[Ends, tuple[str, ...], list[str]]] = {}
    if any(name not in book.parameters for name in (COMPUTE, IT, SHELL)):
        return found
    own, _ = attributed(book, [leg for leg in book.legs.values() if is_state(book, leg.payer)])
    for leg, share in own:
        dated = calendar(book, leg) if leg.kind in ("grant", "stake") and share > 1e-12 and lives(book, leg) else None
        for year in sorted({int(quarter[:4]) for quarter in dated.quarters}) if dated is not None else ():
            due = dated.due(year).times(share)  # type: ignore[union-attr]
            low, mid, high = bought_power(book, Ends(due.low, due.mid or 0.0, due.high))
            before, _, legs = found.get(str(year), (Ends(0.0, 0.0, 0.0), (), []))
            found[str(year)] = add(before, Ends(low, mid, high)), (COMPUTE, IT, SHELL), [*legs, leg.leg]
    return found


def is_state(book: Book, party: str) -> bool:
    return party in book.parties and book.parties[party].kind == "sovereign"


def lives(book: Book, leg: Leg) -> bool:
    return calendar(book, leg) is not None and max(grade_shares(book, leg)[0]) >= 1


def bought_power(book: Book, budget: Ends) -> Ends:
    """GW that money in dollars buys, IT and shell."""
    share, it, shell = (book.parameter(name).range() for name in (COMPUTE, IT, SHELL))
    cost = [1e9 * (a + b) for a, b in zip(it, shell, strict=True)]
    return scale(budget, (share[0] / cost[2], share[1] / cost[1], share[2] / cost[0]))


def scale(ends: Ends, by: tuple[float, float, float]) -> Ends:
    return Ends(ends.low * by[0], ends.mid * by[1], None if ends.high is None else ends.high * by[2])


def add(a: Ends, b: Ends) -> Ends:
    return Ends(a.low + b.low, a.mid + b.mid, None if a.high is None or b.high is None else a.high + b.high)
