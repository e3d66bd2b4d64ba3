"""A number that rests on parameters alone: as stated, and least and greatest over all the ends of their ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from gigaloop.answer.table import Row
from gigaloop.answer.tally import ENDS, origin_of
from gigaloop.book.model import Book

#: a parameter's number, or the numbers of a curve, at one end of its range
Value = Any


def over(
    book: Book, names: Sequence[str], of: Callable[[Mapping[str, Value]], Mapping[str, float]]
) -> dict[str, tuple[float, float, float]]:
    """What `of` gives, each number with its least and greatest: {measure: (low, mid, high)}.

    `of` is asked at the stated values (mid) and at every corner of the parameters' ranges, so that no sign has to be
    known beforehand; for what rises or falls in each parameter alone these are the true ends. A curve moves as one.

    >>> from gigaloop import load
    >>> over(load(), ["pue", "power-price"], lambda x: {"cost": x["pue"] * x["power-price"]})["cost"]
    (66.0, 90.0, 123.5)
    """
    at = {name: [_number(book.parameter(name).numbers(which)) for which in ENDS] for name in names}
    middle = of({name: ends[1] for name, ends in at.items()})
    low, high = dict(middle), dict(middle)
    for corner in product((0, 2), repeat=len(names)):
        for measure, value in of({name: at[name][end] for name, end in zip(names, corner, strict=True)}).items():
            low[measure], high[measure] = min(low[measure], value), max(high[measure], value)
    return {measure: (low[measure], middle[measure], high[measure]) for measure in middle}


def ends_row(
    book: Book, ends: tuple[float, float, float], names: Sequence[str], key: str, subject: str, measure: str,
    unit: str, period: str = "", legs: Sequence[str] = (), figures: Sequence[str] = (), **more: Any,
) -> Row:  # fmt: skip
    """A Row of such a number, with the parameters behind it and their sources, and those of legs and figures."""
    cited = [s for name in names for s in book.parameter(name).sources]
    cited += [s for leg in legs for s in book.legs[leg].sources]
    cited += [s for figure in figures for s in book.figures[figure].sources]
    return Row(
        key=key, subject=subject, measure=measure, unit=unit, low=ends[0], mid=ends[1], high=ends[2], period=period,
        range="terms", origin=origin_of(book, names), assumptions=tuple(names), legs=tuple(legs),
        figures=tuple(figures), sources=tuple(dict.fromkeys(cited)), **more,
    )  # fmt: skip


def _number(numbers: tuple[float, ...]) -> Value:
    return numbers[0] if len(numbers) == 1 else numbers
