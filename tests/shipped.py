"""The shipped book and its answers: worked out once in a process, and shared by all tests that read them."""

from __future__ import annotations

from datetime import date
from functools import cache

from gigaloop.answer.table import Table
from gigaloop.book.file import load
from gigaloop.book.model import Book
from gigaloop.book.units import parse_when
from gigaloop.engine.setup import Setup
from gigaloop.questions.request import answer

#: the day of the seeds, in whose world nothing later may show
SEEDS = "2025-10-20"
#: how many paths an answer is read on, whose numbers nobody looks at
PATHS = 20


def shipped(day: str | date | None = None) -> Book:
    """The shipped book as known on a day; None: the newest. Its files are read once in a process."""
    return _book(parse_when(day).last if isinstance(day, str) else day)


def answered(name: str, day: str | None = None) -> Table:
    """A question's answer with nothing said but the day, as the command line and a page ask it."""
    return _table(name, day)


@cache
def _book(day: date | None) -> Book:
    return load() if day is None else _book(None).at(day)


@cache
def _table(name: str, day: str | None) -> Table:
    since = {"since": "2025-09-01", "until": day} if name == "changed" and day else {}
    return answer(shipped(day), name, since, Setup(paths=PATHS))
