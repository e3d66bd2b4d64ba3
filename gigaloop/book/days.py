"""The days of a book: the first and the newest on which the public could know any of its facts. No clock is read."""

from __future__ import annotations

from datetime import date

from gigaloop.book.model import Book


def known_days(book: Book) -> list[date]:
    """Every day on which a step, a figure or an event of the whole book became known.

    A clause read in an old contract is no news: rows of terms.csv make no day.
    """
    whole = book.whole or book
    days = [step.known.last for leg in whole.legs.values() for step in leg.steps if not step.clauses]
    days += [figure.known.last for figure in whole.figures.values()]
    return days + [event.known.last for event in whole.events]


def newest(book: Book) -> date | None:
    """The newest of them; None for a book that holds no fact.

    >>> from gigaloop import load
    >>> tiny = load("tiny")
    >>> newest(tiny.at(first(tiny))) == newest(tiny) == tiny.as_of
    True
    """
    return max(known_days(book), default=None)


def first(book: Book) -> date | None:
    """The first of them; None for a book that holds no fact."""
    return min(known_days(book), default=None)
