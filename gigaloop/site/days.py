"""The days with news, and the map's arrows on each: one arrow a pair of parties and family of deal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gigaloop.book.grade import count_once, grade_shares, worth
from gigaloop.book.model import Book, Leg
from gigaloop.figure.layout import places
from gigaloop.figure.network import FAMILIES

FAMILY_OF = {kind: family for family, (_, kinds) in FAMILIES.items() for kind in kinds}
#: widest arrow; widths are whole steps, so that a step of the slider is a class
WIDEST = 9
#: half of an arrow's dollars at this grade or above: signed
SIGNED = 4


@dataclass(frozen=True)
class Arrow:
    """One pair and family. `spans`: (first day, width 0 to WIDEST, signed, stated USD bn) of each change."""

    payer: str
    payee: str
    family: str
    legs: tuple[str, ...]
    spans: tuple[tuple[int, int, bool, float | None], ...]

    @property
    def key(self) -> str:
        """Its name in the page."""
        return f"{self.payer}.{self.payee}.{self.family}"

    def on(self, day: int) -> tuple[int, bool, float | None]:
        """(width, signed, stated USD bn) on the day of this number; width 0: not there."""
        last: tuple[int, bool, float | None] = (0, False, None)
        for start, width, signed, stated in self.spans:
            if start > day:
                break
            last = (width, signed, stated)
        return last


@dataclass(frozen=True)
class Map:
    """Everything that the map of any day needs. Places are those of the whole book: they never move."""

    days: tuple[date, ...]
    news: tuple[tuple[str, ...], ...]
    arrows: tuple[Arrow, ...]
    at: Mapping[str, tuple[float, float]]

    def number(self, day: date) -> int:
        """The number of the newest stop that is not after a day; -1 before the first."""
        return max((i for i, stop in enumerate(self.days) if stop <= day), default=-1)


def stops(book: Book) -> tuple[date, ...]:
    """The days on which a step of some leg became known, oldest first, none after the book's own."""
    known = {step.known.last for leg in book.legs.values() for step in leg.steps}
    return tuple(sorted(day for day in known if day <= book.as_of))


def make_map(book: Book) -> Map:
    """The arrows of every day of a book that stands at its newest day.

    The dollars of an arrow are those of its counted legs, each dollar once (gigaloop contract, sections 2 and 3).
    """
    days = stops(book)
    told = [_edges(book.at(day)) for day in days]
    keys = dict.fromkeys(key for edges in told for key in edges)
    largest = max((stated or 0.0 for edges in told for stated, _, _ in edges.values()), default=1.0) or 1.0
    arrows = []
    for payer, payee, family in keys:
        spans: list[tuple[int, int, bool, float | None]] = []
        legs: dict[str, None] = {}
        for number, edges in enumerate(told):
            stated, signed, behind = edges.get((payer, payee, family), (None, False, ()))
            width = 0 if not behind else 1 + round((WIDEST - 1) * ((stated or 0.0) / largest) ** 0.5)
            legs |= dict.fromkeys(behind)
            if (not spans and width) or (spans and spans[-1][1:] != (width, signed, stated)):
                spans.append((number, width, signed, stated))
        arrows.append(Arrow(payer, payee, family, tuple(legs), tuple(spans)))
    ends = {party for arrow in arrows for party in (arrow.payer, arrow.payee)}
    weights = [(a.payer, a.payee, 1.0 + max(s[1] for s in a.spans)) for a in arrows]
    at = places({party: book.parties[party].sector for party in sorted(ends)}, weights)
    return Map(days, tuple(_news(book, day) for day in days), tuple(arrows), at)


Edges = dict[tuple[str, str, str], tuple[float | None, bool, tuple[str, ...]]]


def _edges(book: Book) -> Edges:
    """(payer, payee, family) -> (stated USD bn or None, whether signed, legs)."""
    found: dict[tuple[str, str, str], list[Leg]] = {}
    for leg in count_once(book, book.legs.values()).legs:
        if leg.payer != leg.payee and leg.payer in book.parties and leg.payee in book.parties:
            found.setdefault((leg.payer, leg.payee, FAMILY_OF[leg.kind]), []).append(leg)
    return {key: _sum(book, legs) for key, legs in found.items()}


def _sum(book: Book, legs: list[Leg]) -> tuple[float | None, bool, tuple[str, ...]]:
    total, firm, weight, known = 0.0, 0.0, 0.0, False
    for leg in legs:
        mid = worth(book, leg).mid
        known = known or mid is not None
        size = mid or 1.0
        total += mid or 0.0
        weight += size
        firm += size * sum(share for grade, share in grade_shares(book, leg)[0].items() if grade >= SIGNED)
    return (round(total / 1e9, 6) if known else None), firm >= weight / 2, tuple(leg.leg for leg in legs)


def _news(book: Book, day: date) -> tuple[str, ...]:
    """The legs of which a step became known on a day."""
    return tuple(leg.leg for leg in book.legs.values() if any(step.known.last == day for step in leg.steps))
