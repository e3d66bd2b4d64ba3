"""The numbers of the whole world: world.csv has a row for each, in the order in which their draws are given out."""

from __future__ import annotations

from typing import NamedTuple

from gigaloop.tables import beside


class Number(NamedTuple):
    """One number of the world, and the parameter of the book that it is.

    meaning    its unit, or what it says        parameter   '': the compiler works it out of others
    place      which number of a parameter that has several
    money      what one of the parameter's is: '' itself, bn billions of dollars, 'bn a year' a quarter's part of them
    how        'error': of either sign, the parameter its sd; 'yearly rate': the normal quantile of a quarter's part
    without    what a book without the parameter runs on: least, mode, greatest, which an answer lists as assumed
               (`Lowering.assumed`); (0,): nothing; none: the book must have it. The reason for each range stands in
               `books/loop/parameters.csv` and docs/calibration.md
    """

    name: str
    meaning: str
    parameter: str
    place: int
    money: str
    how: str
    without: tuple[float, ...]


NUMBERS = tuple(
    Number(name, meaning, parameter, int(place or 0), money, how, tuple(map(float, without.split())))
    for name, meaning, parameter, place, money, how, without in beside(__file__, "world.csv")
)
