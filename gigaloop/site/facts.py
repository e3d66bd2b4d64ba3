"""What other questions say of a party or a deal, asked once a day of the book and kept: for pages in every language."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from gigaloop.answer.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError
from gigaloop.site import questions
from gigaloop.site.address import State

#: questions whose first sentence stands on a party's page, in order; all answer at once
ASKED = ("roles", "without", "concentration", "backlog")
#: questions that are asked of a deal's parties with the deal and without it, and those that take no party
OF_PARTIES = ("backlog", "concentration", "cancellable", "mismatch", "energy", "subsidy", "without")
OF_ALL = ("binding",)
#: loops that are looked at; days, parties and deals that are kept; answers told of a deal
LOOPS, KEPT, MOVES = 60, 800, 12
#: question, its own arguments, the row with the deal, the same row without it
Move = tuple[str, Mapping[str, str], Row, Row | None]


class Facts:
    """Answers by day and party or deal, in every language."""

    def __init__(self) -> None:
        self._kept: dict[tuple[date, str, str], Any] = {}

    def told(self, book: Book, party: str, language: str) -> list[tuple[str, str]]:
        """(question, its first sentence about a party); none of a question that has nothing to tell."""
        found = self._keep(book, "party", party, lambda: _sentences(book, party))
        return [(name, said[language][0]) for name, said in found.items() if said.get(language)]

    def loops(self, book: Book, party: str) -> list[Row]:
        """The largest loops of payments that go through a party."""
        table = self.answer(book, "loops", {"top": str(LOOPS)})
        rows = table.rows if table is not None else ()
        return [row for row in rows if party in str(row.more.get("route", "")).split(" > ")]

    def table(self, book: Book, name: str, own: Mapping[str, str]) -> Table:
        """An answer; InputError where there is none."""
        found: Table = self._keep(
            book, "table", f"{name} {sorted(own.items())}", lambda: questions.ask(book, name, own, State())
        )
        return found

    def answer(self, book: Book, name: str, own: Mapping[str, str], scenario: str = "base") -> Table | None:
        """An answer; None where there is none."""
        key = f"{name} {sorted(own.items())} {scenario}"
        found: Table | None = self._keep(book, "answer", key, lambda: _answer(book, name, own, scenario))
        return found

    def moves(self, book: Book, deal: str) -> list[Move]:
        """Which answers about its parties, and about all, are others without a deal."""
        found: list[Move] = self._keep(book, "deal", deal, lambda: self._moves(book, deal))
        return found

    def _moves(self, book: Book, deal: str) -> list[Move]:
        """Each question with the deal and without it; of its rows that rest on the deal the one that moves most."""
        legs = {leg.leg for leg in book.deals[deal].legs}
        without = replace(book, deals={key: one for key, one in book.deals.items() if key != deal})
        parties = dict.fromkeys(end for leg in book.deals[deal].legs for end in (leg.payer, leg.payee))
        asked: list[tuple[str, dict[str, str]]] = [(name, {}) for name in OF_ALL]
        asked += [(name, {"party": party}) for party in parties for name in OF_PARTIES if party in book.parties]
        found: list[tuple[float, Move]] = []
        for name, own in asked:
            table = self.answer(book, name, own)
            rows = [row for row in table.rows if row.mid and legs & set(row.legs)] if table is not None else []
            if not rows:
                continue
            other = _answer(without, name, own)
            left = {row.key: row for row in other.rows} if other is not None else {}
            share, row = max(((_share(row, left.get(row.key)), row) for row in rows), key=lambda pair: pair[0])
            if share > 0:
                found.append((share, (name, own, row, left.get(row.key))))
        return [move for _, move in sorted(found, key=lambda pair: -pair[0])[:MOVES]]

    def _keep(self, book: Book, kind: str, what: str, make: Callable[[], Any]) -> Any:
        key = book.as_of, kind, what
        if key not in self._kept:
            self._kept[key] = make()
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return self._kept[key]


def _answer(book: Book, name: str, own: Mapping[str, str], scenario: str = "base") -> Table | None:
    with contextlib.suppress(InputError):
        return questions.ask(book, name, own, State(scenario=scenario))
    return None


def _sentences(book: Book, party: str) -> dict[str, Mapping[str, tuple[str, ...]]]:
    told = {}
    for name in ASKED:
        table = _answer(book, name, {"party": party})
        if table is not None and table.rows:
            told[name] = table.headline
    return told


def _share(row: Row, other: Row | None) -> float:
    """By what share of itself a number moves; one that goes away moves whole."""
    after = other.mid or 0.0 if other is not None else 0.0
    return abs(after - (row.mid or 0.0)) / abs(row.mid or 1.0)
