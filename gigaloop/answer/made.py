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


Made = Sum | Share | Index | Inverse
