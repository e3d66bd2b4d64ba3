"""How a row's number was made, where it is arithmetic: the same record gives the number and a workbook's formula."""

from __future__ import annotations

from typing import NamedTuple


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


class OfFigure(NamedTuple):
    """A reported figure, by its id."""

    figure: str


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


#: what arithmetic is made of; a text is the key of a row of the same answer
Part = str | OfLeg | OfPower | OfFigure | Numbers | Plus | Less | Times | Over
Made = Sum | Share | Index | Inverse | Plus | Less | Times | Over
