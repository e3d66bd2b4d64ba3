"""What stands on a party's page in a sentence: the first of each question that answers at once, its Table kept."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import date

from gigaloop.book.model import Book
from gigaloop.book.problem import InputError
from gigaloop.site import questions
from gigaloop.site.address import State

#: the questions; parties of which their sentences are kept
ASKED, KEPT = ("roles", "concentration", "backlog"), 400


class Facts:
    """Sentences by day and party, in every language."""

    def __init__(self) -> None:
        self._kept: dict[tuple[date, str], dict[str, Mapping[str, tuple[str, ...]]]] = {}

    def told(self, book: Book, party: str, language: str) -> list[tuple[str, str]]:
        """(question, its first sentence about a party); none of a question that has nothing to tell."""
        if (book.as_of, party) not in self._kept:
            self._kept[book.as_of, party] = _asked(book, party)
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        found = self._kept[book.as_of, party]
        return [(name, said[language][0]) for name, said in found.items() if said.get(language)]


def _asked(book: Book, party: str) -> dict[str, Mapping[str, tuple[str, ...]]]:
    told = {}
    for name in ASKED:
        with contextlib.suppress(InputError):
            table = questions.ask(book, name, {"party": party}, State())
            if table.rows:
                told[name] = table.headline
    return told
