"""words.csv: what the book's notes and events say in other scripts, by their English text.

A text whose English has changed has none until somebody looks at it again: `check` says which rows say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from gigaloop.book.model import Book
from gigaloop.book.terms import Record

Text = Annotated[str, Field(min_length=1)]


class Said(Record):
    """A text of the book in three scripts."""

    en: Text
    zh_hant: Text
    zh_hans: Text


def said(book: Book, text: str, language: str) -> str:
    """A text of the book in a language; in English where nobody has translated it.

    >>> from gigaloop.book.file import load
    >>> said(load(), "As xai-notes-25", "zh-Hant"), said(load("tiny"), "Not translated", "zh-Hant")
    ('同 xai-notes-25', 'Not translated')
    """
    row = book.words.get(text)
    return text if row is None or language == "en" else str(getattr(row, language.lower().replace("-", "_")))


def texts(book: Book) -> Iterator[str]:
    """What words.csv may translate: the book's name, notes of steps and scenarios, events and their notes, reasons of
    clauses, what is told of ratings and credit default swaps."""
    yield book.name
    for leg in book.legs.values():
        yield from (step.note for step in leg.steps if step.note)
    for event in book.events:
        yield from (text for text in (event.event, event.note) if text)
    yield from (clause.why for clause in book.clauses if clause.why)
    yield from (scenario.note for scenario in book.scenarios.values() if scenario.note)
    rated = (one for one in book.figures.values() if one.value.unit == "notch" or "cds_5y" in one.metric)
    yield from (figure.note for figure in rated if figure.note)


def reasons(book: Book) -> Iterator[str]:
    """How each number of the model was found, which words.csv may translate too."""
    yield from (parameter.how for parameter in book.all_parameters if parameter.how)


def clauses(book: Book) -> Iterator[str]:
    """Prose of terms, which words.csv may translate too: what a contract says in words of its own, used or recorded."""
    for leg in book.legs.values():
        for terms in (leg.terms, *(step.terms for step in leg.steps)):
            for _, told in terms:
                yield from (one for one in (told if isinstance(told, tuple) else (told,)) if _prose(one))
    yield from (clause.value for clause in book.clauses if clause.field is None and _prose(clause.value))


def _prose(told: object) -> bool:
    return isinstance(told, str) and " " in told
