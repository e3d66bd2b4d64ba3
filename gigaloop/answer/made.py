"""How a row's number was made, where it is arithmetic: the same record gives the number and a workbook's formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

End = Literal["low", "mid", "high"]
ENDS: tuple[End, ...] = ("low", "mid", "high")


class Sum(NamedTuple):
    """The dollars of these legs, each once; `grades`: only their part at these grades (None: all of it)."""

    legs: tuple[str, ...]
    grades: tuple[int, ...] | None = None


class Share(NamedTuple):
    """One row of the same answer over another that holds it (`answer.tally.ratio`), both by their keys."""

    part: str
    whole: str


class Index(NamedTuple):
    """The sum of the squares of these rows of the same answer (`answer.tally.index`), by their keys."""

    shares: tuple[str, ...]


class Inverse(NamedTuple):
    """One over a row of the same answer."""

    of: str


class OfLeg(NamedTuple):
    """What a contract's words allow, in billions of dollars; `share`: the part of it at low, mid and high."""

    leg: str
    share: tuple[float, float, float] = (1.0, 1.0, 1.0)


class OfPower(NamedTuple):
    """The gigawatts of a contract, as its words allow."""

    leg: str


class OfYear(NamedTuple):
    """The calendar year, in parts, in which a contract ends by its own words (`ledger.calendar.end_of`)."""

    leg: str


class OfFigure(NamedTuple):
    """A reported figure, by its id."""

    figure: str


class Count(NamedTuple):
    """How many these are: contracts, reported figures or sources, by their ids."""

    of: Literal["legs", "figures", "sources"]
    ids: tuple[str, ...]


class Numbers(NamedTuple):
    """Numbers of ours, a parameter's range, or what an earlier day told: low, mid, high."""

    low: float
    mid: float
    high: float


class Plus(NamedTuple):
    """Several things added up, each end with the same end."""

    parts: tuple[Part, ...]


class Less(NamedTuple):
    """One thing less another, each end with the other end."""

    of: Part
    less: Part


class Times(NamedTuple):
    """One thing times another, each end with the same end."""

    of: Part
    by: Part


class Over(NamedTuple):
    """One thing over another, each end with the other end."""

    top: Part
    bottom: Part


class Raised(NamedTuple):
    """One thing to the power of another, each end with the same end."""

    of: Part
    by: Part


class Least(NamedTuple):
    """The least of several things, each end of the same end."""

    parts: tuple[Part, ...]


class Most(NamedTuple):
    """The greatest of several things, each end of the same end."""

    parts: tuple[Part, ...]


class At(NamedTuple):
    """One end of a thing, whichever end is asked."""

    end: End
    of: Part


class Ends(NamedTuple):
    """A number of which each end is made in its own way."""

    low: Part
    mid: Part
    high: Part


def at_ends(at: Callable[[End], Part]) -> Ends:
    """As stated in the middle; the least and the greatest of what comes out at the three ends.

    >>> at_ends(lambda end: At(end, OfFigure("f"))).mid
    At(end='mid', of=OfFigure(figure='f'))
    """
    three = at("low"), at("mid"), at("high")
    return Ends(Least(three), three[1], Most(three))


#: what points to a cell, or is a number of ours; a text is the key of a row of the same answer
Given = str | Sum | OfLeg | OfPower | OfYear | OfFigure | Count | Numbers
Worked = Plus | Less | Times | Over | Raised | Least | Most | At | Ends
Part = Given | Worked
Made = Share | Index | Inverse | Given | Worked
