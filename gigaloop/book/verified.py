"""verified.csv: the largest sums of the book, gone through one by one, and whether the document itself was read."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from gigaloop.book.grade import usd_per, worth
from gigaloop.book.model import VOID, Book, Figure
from gigaloop.book.problem import Unfit
from gigaloop.book.terms import Date, Id, Number, Record
from gigaloop.book.units import CURRENCIES

#: how many of the largest legs and figures are gone through
MOST = 120
#: a sum that moved by more than this share since it was verified is to be opened again
MOVED = 0.005


class Verified(Record):
    """One leg or figure that was gone through.

    dollars   the sum in USD bn as it was verified
    verdict   opened: the filing, contract or release that first states it was read, in its own words; retold: a page
              that tells it again was read; not found: neither
    address   of the document or page that was read; evidence: at most 200 characters of it
    """

    row: Id
    dollars: Number
    verdict: Literal["opened", "retold", "not found"]
    address: str = ""
    evidence: Annotated[str, Field(max_length=200)] = ""
    date: Date

    @model_validator(mode="after")
    def _read_somewhere(self) -> Self:
        if self.verdict == "opened" and not (self.address and self.evidence):
            raise Unfit(f"{self.row} is 'opened' without address or evidence", "Say what was read, and where")
        return self


class Sum(NamedTuple):
    """A leg or figure in dollars."""

    row: str
    kind: Literal["leg", "figure"]
    dollars: float


def largest(book: Book, count: int = MOST) -> list[Sum]:
    """The largest legs and figures of a day by dollars, largest first: what is void or states no money is none of them.

    >>> from gigaloop.book.file import load
    >>> largest(load("tiny"), 1)
    [Sum(row='vendor-value', kind='figure', dollars=400000000000.0)]
    """
    sums = [Sum(figure.figure_id, "figure", size) for figure in book.figures.values() if (size := _size(book, figure))]
    for leg in book.legs.values():
        told = worth(book, leg).mid
        if told and book.stage(leg.leg) not in VOID:
            sums.append(Sum(leg.leg, "leg", told))
    return sorted(sums, key=lambda one: (-one.dollars, one.row))[:count]


def _size(book: Book, figure: Figure) -> float:
    value = figure.value
    if value.unit not in CURRENCIES or not value.stated:
        return 0.0
    day = figure.when.last
    return abs(value.stated) * usd_per(book, value.unit, day)
