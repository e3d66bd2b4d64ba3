"""Every page of the site from a book and a state: the same functions make the live page and the plain file."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from gigaloop.answer.table import Table
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError
from gigaloop.book.scenario import named
from gigaloop.questions import QUESTIONS
from gigaloop.questions.trust.default_chance import rated
from gigaloop.site import drawing, files, first, questions, view
from gigaloop.site.address import Links, State
from gigaloop.site.data import about, drawn, number, numbers_of
from gigaloop.site.facts import Move
from gigaloop.site.fields import fields
from gigaloop.site.render import FAMILIES
from gigaloop.site.wide import Wide
from gigaloop.site.words import speaker
from gigaloop.words.numbers import written
from gigaloop.words.vocabulary import title

#: questions that a party's page leads to
ABOUT = (
    *("backlog", "cancellable", "mismatch", "default-chance", "breaches", "exposure", "gap", "miss", "survive"),
    *("contagion", "roles", "network", "deals", "guarantees", "self-funded", "concentration", "without", "evidence"),
    *("energy", "subsidy", "losses-by-holder"),
)
#: those of them that are asked of labs alone; of whoever has accounts; of whom the book tells enough, which is tried
OF_LABS, OF_ACCOUNTS = ("gap", "miss"), ("default-chance", "breaches", "survive", "contagion", "losses-by-holder")
TRIED = ("cancellable", "mismatch", "exposure", "energy")
#: what is simulated of a party and stands on its page; loops that do
LATER, LOOPS = ("outlook", "gap", "default-chance"), 6
#: what is simulated under a scenario and stands on its page
UNDER = ("outlook", "losses-by-holder")
#: parties that the narrow map offers
BARS = 24


class Site(Wide):
    """A book and what is kept of it: its map, its days. One for a process; private rows are never kept in a file."""

    def home(self, links: Links) -> str:
        """The map, six headlines, every question."""
        language = links.state.language
        say = speaker(language)
        book = self.on(links.state.day)
        number = self.map.number(book.as_of)
        drawn = drawing.arrange(self.book, self.map, number, language, links.to, say)
        busy: dict[str, float] = {}
        for arrow in self.map.arrows:
            stated = arrow.on(number)[2] or 0.0
            for key in (arrow.payer, arrow.payee):
                busy[key] = busy.get(key, 0.0) + stated
        largest = sorted((key for key in busy if key in book.parties), key=lambda key: -busy[key])[:BARS]
        return self._page(
            *("index.html", links, ""),
            title=say("report.title"),
            chart=self.map,
            number=number,
            drawing=drawn,
            news=first.news(self.book, self.map, language),
            heads=first.heads(language),
            cards=first.cards(book, links, self.facts),
            bars={key: view.party(book, key, language)["bars"] for key in largest},
            groups=questions.grouped(),
            dataset=self.dataset(language),
        )

    def party(self, links: Links, key: str) -> str:
        """The page of a party; KeyError if the book has none on this day."""
        language = links.state.language
        book = self.on(links.state.day)
        one = view.party(book, key, language)
        rows = [row for group in one["groups"].values() for row in group]
        numbers = {row["leg"]: number(row) for row in rows}
        loops = self._loops(book, key, language)
        numbers |= numbers_of({"rows": loops})
        numbers |= {
            row["figure"]: drawn(
                {
                    "told": row["told"],
                    "label": f"{row['metric_name']} {row['period_name']}",
                    "sources": row["sources"],
                }
            )
            for row in one["figures"]
        }
        return self._page(
            *("party.html", links, f"party/{key}"),
            title=one["name"],
            description=one["headline"],
            one=one,
            numbers=numbers,
            about=[name for name in ABOUT if self._asked_of(book, name, key)],
            facts=self.facts.told(book, key, language),
            loops=loops,
            later=self.later(book, key, links),
            reproduce=f"gigaloop show {key}",
        )

    def _asked_of(self, book: Book, name: str, key: str) -> bool:
        """Whether a question is answered of a party: one that is refused is not offered."""
        if name in (*OF_LABS, *OF_ACCOUNTS):
            told = name != "default-chance" or rated(book, key)
            return told and key in (self.labs() if name in OF_LABS else self.sliders[2])
        return name not in TRIED or self.facts.answer(book, name, {QUESTIONS[name].positional[0]: key}) is not None

    def _loops(self, book: Book, key: str, language: str) -> list[dict[str, Any]]:
        """The largest loops of payments through a party: dollars, and the parties on the way."""
        rows = self.facts.loops(book, key)[:LOOPS]
        return [questions.row(book, row, language) | {"route": str(row.more["route"]).split(" > ")} for row in rows]

    def later(self, book: Book, key: str, links: Links) -> dict[str, dict[str, Any] | None]:
        """What is simulated of a party."""
        return self._simulated(book, links, LATER, {"party": key})

    def _simulated(
        self, book: Book, links: Links, names: tuple[str, ...], own: Mapping[str, str], scenario: str = "base"
    ) -> dict[str, dict[str, Any] | None]:
        """Answers that take a while: live they come later (None), in plain files they stand in the page."""
        if not links.relative:
            return dict.fromkeys(names)
        told = {name: self.facts.answer(book, name, own, scenario) for name in names}
        return {name: questions.page(book, one, links.state.language) for name, one in told.items() if one is not None}

    def scenario(self, links: Links, key: str) -> str:
        """The page of a scenario: what it changes, and where it leads; KeyError if the book has none of this name."""
        language = links.state.language
        one = view.scenario(self.book, key, language)
        return self._page(
            *("scenario.html", links, f"scenario/{key}"),
            title=one["name"],
            one=one,
            static_asks=None,
            about=("outlook", "gap", "miss", "losses-by-holder", "breaches", "survive", "default-chance"),
            later=self._simulated(self.book, links, UNDER, {}, key),
            reproduce=f"gigaloop ask outlook --scenario {key}",
        )

    def deal(self, links: Links, key: str) -> str:
        """The page of a deal; KeyError if the book has none on this day."""
        language = links.state.language
        book = self.on(links.state.day)
        one = view.deal(book, key, language)
        flags = None
        if "accounting-flags" in QUESTIONS:
            try:
                table = questions.ask(book, "accounting-flags", {"deal": key}, State(language))
                flags = questions.page(book, table, language) if table.rows else None
            except InputError:
                flags = None
        numbers = {row["leg"]: number(row) for row in one["legs"]}
        numbers |= numbers_of(flags)
        moves = [self._move(move, book, links) for move in self.facts.moves(book, key)]
        numbers |= numbers_of({"rows": moves})
        return self._page(
            *("deal.html", links, f"deal/{key}"),
            title=one["name"],
            description=one["headline"],
            one=one,
            numbers=numbers,
            flags=flags,
            moves=moves,
            reproduce=f"gigaloop show {key}",
        )

    def _move(self, move: Move, book: Book, links: Links) -> dict[str, Any]:
        """An answer with the deal and without it."""
        name, own, row, other = move
        party, language = own.get("party", ""), links.state.language
        one = questions.row(book, row, language)
        return one | {
            "key": f"{name}/{party}/{row.key}",
            "asks": questions.asked(name, language),
            "party": party,
            "href": links.to(f"ask/{name}/{party}" if party and not links.relative else f"ask/{name}"),
            "label": about(one),
            "after": written(other.mid if other is not None else 0.0, row.unit, language),
        }

    def source(self, links: Links, key: str) -> str:
        """The page of a source; KeyError if the book has none on this day."""
        book = self.on(links.state.day)
        one = view.source(book, key, links.state.language)
        numbers = {row["leg"]: number(row) for row in one["legs"]}
        for row in one["legs"]:
            row["counted"] = True
        return self._page(
            *("source.html", links, f"source/{key}"),
            title=one["title"],
            description=one["publisher"],
            one=one,
            numbers=numbers,
            reproduce=f"gigaloop show {key}",
        )

    def question(
        self,
        links: Links,
        name: str,
        own: Mapping[str, str],
        table: Table | InputError,
        *,
        every: bool = False,
        at: str = "",
    ) -> str:
        """A question: form, sentence, picture, rows, downloads; or why it cannot be answered."""
        state = links.state
        book = self.on(state.day)
        found, plain = self.answered(links, table, every), f"ask/{name}"
        one = found["one"]
        worldly = (one["paths"] if one else QUESTIONS[name].simulates) and not QUESTIONS[name].argument("second")
        kinds = files.STATIC if links.relative else ("csv", "json", "parquet", "xlsx")
        scenarios = self.scenarios(state.language)
        if state.scenario not in dict(scenarios):
            with suppress(InputError):
                both = title(named(book, state.scenario).name, state.language)
                scenarios.append((state.scenario, both))
        return self._page(
            *("ask.html", links, at or plain),
            **found,
            title=one["title"] if one else questions.asked(name, state.language),
            name=name,
            own=dict(own),
            description=" ".join(one["headline"]) if one else "",
            fields=fields(book, name, own, state.language, scenarios, self.labs),
            scenarios=[("" if key == "base" else key, label) for key, label in scenarios]
            if worldly or state.scenario != "base"
            else [],
            reproduce=one["reproduce"] if one else "",
            downloads=[
                (kind.upper(), links.file(f"{plain}.{kind}") if links.relative else links.to(f"{plain}.{kind}", own))
                for kind in kinds
                if not (book.overlay and kind != "json")
            ],
            every=links.to(plain, {**own, "rows": "all"}),
        )

    def plain(self, links: Links, at: str, own: Mapping[str, str]) -> str:
        """A page that needs no worker, by its address; KeyError if nothing stands there."""
        match tuple(at.split("/")):
            case ("",):
                return self.home(links)
            case ("party", key):
                return self.party(links, key)
            case ("deal", key):
                return self.deal(links, key)
            case ("source", key):
                return self.source(links, key)
            case ("sources",):
                return self.sources(links)
            case ("ask",):
                return self.asks(links)
            case ("scenario",):
                return self.scenario_list(links)
            case ("scenario", key):
                return self.scenario(links, key)
            case ("changed",):
                return self.changed(links, own.get("since"), own.get("until"))
            case ("changed", day):
                return self.changed(links, **self.since(day), at=at)
        raise KeyError(at)


__all__ = ["ABOUT", "FAMILIES", "Site"]
