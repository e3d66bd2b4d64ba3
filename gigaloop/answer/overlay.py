"""A user's private terms laid over the public book: public, mine, difference; and what may leave the machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gigaloop.answer.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, Misread
from gigaloop.words.notes import Note, note

ADDED = (
    ("public_low", "see unit"),
    ("public_mid", "see unit"),
    ("public_high", "see unit"),
    ("difference", "see unit"),
    ("whose", ""),
)


def compare(book: Book, answer: Callable[[Book], Table]) -> Table:
    """How does an answer change when my private terms count?

    The rows of `answer(book)`, each with the same row of the public book beside it (`ADDED` says the columns; units as
    in the row); rows that only the public book has stand last, with nothing of mine in them. The definition is that of
    the question. Raises InputError if the book has no overlay, or what the question raises.

    >>> from gigaloop import ask, load
    >>> compare(load("tiny"), lambda book: ask(book, "binding"))
    Traceback (most recent call last):
    gigaloop.book.problem.Misread: the book has no overlay.  Load it with overlay=DIR (--overlay DIR).
    """
    if book.public is None:
        raise Misread("the book has no overlay", "Load it with overlay=DIR (--overlay DIR)")
    mine = answer(book)
    notes: tuple[Note, ...] = ()
    try:
        public = {row.key: row for row in answer(book.public).rows}
        cited: Mapping[str, Mapping[str, str]] = answer(book.public).sources
    except InputError as error:
        public, cited = {}, {}
        notes = (note("overlay.public", message=error.problems[0].message),)
    rows = [_beside(row, public.get(row.key)) for row in mine.rows]
    own = {row.key for row in mine.rows}
    rows += [_public_only(row) for key, row in public.items() if key not in own]
    return replace(
        mine,
        rows=tuple(rows),
        overlay=True,
        added=(*mine.added, *ADDED),
        sources=dict(cited) | dict(mine.sources),
        notes=(*mine.notes, *notes),
    )


def beside(book: Book, answer: Callable[[Book], Table]) -> Table:
    """The answer; with the public one beside it where private terms are laid over the book."""
    return answer(book) if book.public is None else compare(book, answer)


def public_view(book: Book, *, private: bool = False) -> Book:
    """The book that may go into a file, a log, a cache or a link: without its private rows, unless asked by name.

    >>> from gigaloop import load
    >>> public_view(load("tiny")).overlay
    False
    """
    return book if private or book.public is None else book.public


def _beside(row: Row, public: Row | None) -> Row:
    more: dict[str, Any] = dict(row.more)
    if public is None:
        more |= {"public_low": None, "public_mid": None, "public_high": None, "difference": None, "whose": "private"}
    else:
        numbers = (row.low, row.mid, row.high), (public.low, public.mid, public.high)
        difference = None if row.mid is None or public.mid is None else row.mid - public.mid
        more |= {"public_low": public.low, "public_mid": public.mid, "public_high": public.high}
        more |= {"difference": difference, "whose": "same" if numbers[0] == numbers[1] else "mine"}
    return replace(row, more=more)


def _public_only(row: Row) -> Row:
    more = dict(row.more) | {"public_low": row.low, "public_mid": row.mid, "public_high": row.high}
    more |= {"difference": None, "whose": "public"}
    return replace(row, low=None, mid=None, high=None, more=more)
