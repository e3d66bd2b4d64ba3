"""What the tests of the coverage table read off a book, in the units that the table uses."""

from __future__ import annotations

from functools import cache

from gigaloop.book.file import load
from gigaloop.book.grade import Range, count_once, worth
from gigaloop.book.model import Book
from gigaloop.book.units import parse_when


@cache
def book_at(day: str | None = None) -> Book:
    """The shipped book as known on a day; read once."""
    return whole() if day is None else whole().at(parse_when(day).last)


@cache
def whole() -> Book:
    return load("loop")


def bn(book: Book, leg: str) -> Range:
    """A leg's money in bn USD."""
    size = worth(book, book.legs[leg])
    return Range(*(None if number is None else round(number / 1e9, 9) for number in size[:3]), size.undisclosed)


def counted(book: Book, *legs: str) -> dict[str, str]:
    """Why each of these legs does not count, 'yes' for those that do."""
    count = count_once(book, [book.legs[leg] for leg in legs])
    return dict.fromkeys((leg.leg for leg in count.legs), "yes") | dict(count.left_out)


def told(text: object) -> str:
    """A list of names as the table writes it: sorted, joined by commas."""
    return ",".join(sorted(set(text)))  # type: ignore[call-overload]


def figure_bn(book: Book, figure: str) -> float:
    """A figure in bn USD, as stated."""
    return book.figures[figure].value.stated / 1e9  # type: ignore[operator]
