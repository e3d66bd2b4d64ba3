"""What firms are worth, of what was told: the newest value, and which grew old."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from gigaloop.book.model import Book, Figure

#: days after which a market value is old: a quarter, and a month in which to read its report
OLD_VALUE = 120


def day_of(figure: Figure) -> date:
    """The last day that a figure can tell of: none after the one on which it was known."""
    return min(figure.when.last, figure.known.last)


def newest(figures: Iterable[Figure]) -> Figure | None:
    """The figure of the latest day; of one day the surer stands, of two as sure the one told later: a round number of
    the press does not replace the sourced one. One without a number, or whose bound is open, says no value."""
    told = (figure for figure in figures if figure.value.stated and figure.value.bounds()[1] is not None)
    rank = ("low", "medium", "high").index
    return max(told, key=lambda one: (day_of(one), rank(one.confidence), one.known.last, one.figure_id), default=None)


def aged_values(book: Book) -> Iterator[Figure]:
    """The newest market value of each listed firm that has one, where its day is more than OLD_VALUE days before the
    book's."""
    told: dict[str, list[Figure]] = defaultdict(list)
    for value in book.figures.values():
        if value.metric == "market_cap" and value.subject in book.parties and book.parties[value.subject].ticker:
            told[value.subject].append(value)
    last = filter(None, map(newest, told.values()))
    yield from (value for value in last if (book.as_of - day_of(value)).days > OLD_VALUE)
