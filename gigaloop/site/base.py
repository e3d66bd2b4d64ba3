"""What every page stands on: a book, its map, its days, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from gigaloop.answer.table import Table
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.book.units import parse_when
from gigaloop.site.address import Links, State
from gigaloop.site.days import Map, make_map
from gigaloop.site.facts import Facts
from gigaloop.site.render import page
from gigaloop.site.whatif import choices
from gigaloop.words.vocabulary import title

#: (question, own arguments, state) -> its Table; live this is the pool of workers, static a plain call
Asker = Callable[[Book, str, Mapping[str, str], State], Table]
#: days whose book is kept
DAYS = 6


class Base:
    """A book and what is kept of it. One for a process; private rows are never kept in a file."""

    def __init__(self, book: Book, ask: Asker, base_url: str = "") -> None:
        self.book, self.ask, self.base_url = book, ask, base_url
        self._on: dict[date, Book] = {}
        self.facts = Facts()

    @cached_property
    def map(self) -> Map:
        """The arrows of all days."""
        return make_map(self.book)

    def on(self, day: str | None) -> Book:
        """The book as known on a day; those of the last days asked for are kept. InputError as `day` says."""
        chosen = self.day(day)
        if chosen == self.book.as_of:
            return self.book
        book = self._on.get(chosen) or self.book.at(chosen)
        self._on = dict([*((old, kept) for old, kept in self._on.items() if old != chosen), (chosen, book)][-DAYS:])
        return book

    def day(self, day: str | None) -> date:
        """The day of an address; InputError for one that is none, or lies outside what the book knows."""
        if day is None:
            return self.book.as_of
        try:
            chosen: date = parse_when(day).last
        except ValueError as error:
            raise Misread(f"day: {str(error)[:120]}", "Write for example 2026-04-30", "address") from None
        first = self.map.days[0] if self.map.days else self.book.as_of
        if chosen > self.book.as_of:
            raise Misread(
                f"the book ends on {self.book.as_of} and cannot tell {chosen}", "Choose an earlier day", id="day"
            )
        if chosen < first:
            raise Misread(f"the book begins on {first} and cannot tell {chosen}", "Choose a later day", id="day")
        return chosen

    @cached_property
    def sliders(self) -> tuple[list[dict[str, Any]], list[str], list[str]]:
        """The sliders of this book, the deals that can be left out or come true in full, the parties with accounts."""
        return choices(self.book)

    def labs(self) -> list[str]:
        """Labs whose demand can be moved."""
        heads = (one["id"].partition(".") for one in self.sliders[0])
        return [lab for kind, _, lab in heads if kind == "demand" and lab in self.book.parties]

    def scenarios(self, language: str) -> list[tuple[str, str]]:
        """(id, name) of each scenario, base first."""
        told = [(key, title(one.name, language)) for key, one in self.book.scenarios.items()]
        return sorted(told, key=lambda pair: (pair[0] != "base", pair[1]))

    def _page(self, template: str, links: Links, at: str, book: Book | None = None, **told: Any) -> str:
        """A page of a template; of the book as known on the address's day where none is given."""
        return page(template, book or self.on(links.state.day), links, at, base_url=self.base_url, **told)
