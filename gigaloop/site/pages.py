"""Every page of the site from a book and a state: the same functions make the live page and the plain file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from gigaloop.answer.table import Table
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, Misread, Problem
from gigaloop.book.units import parse_when
from gigaloop.questions import QUESTIONS
from gigaloop.questions.asking import GROUPS
from gigaloop.report.limits import LIMITS
from gigaloop.site import drawing, files, first, questions, review, view
from gigaloop.site.address import Links, State
from gigaloop.site.data import about, number, numbers_of
from gigaloop.site.days import Map, make_map
from gigaloop.site.facts import Facts, Move
from gigaloop.site.render import FAMILIES, page
from gigaloop.site.search import names_list
from gigaloop.site.whatif import FIRST, HOLDERS, LAST, ROUNDS, choices
from gigaloop.site.words import begun, speaker
from gigaloop.words.numbers import written
from gigaloop.words.vocabulary import word

#: (question, own arguments, state) -> its Table; live this is the pool of workers, static a plain call
Asker = Callable[[Book, str, Mapping[str, str], State], Table]
#: questions that a party's page leads to
ABOUT = (
    "backlog",
    "default-chance",
    "breaches",
    "exposure",
    "gap",
    "miss",
    "survive",
    "contagion",
    "roles",
    "network",
    "deals",
    "mismatch",
    "guarantees",
    "self-funded",
    "concentration",
    "without",
    "evidence",
    "energy",
    "subsidy",
    "losses-by-holder",
)
#: what is simulated of a party and stands on its page; loops that do
LATER, LOOPS = ("outlook", "gap", "default-chance"), 6
#: what is simulated under a scenario and stands on its page
UNDER = ("outlook", "losses-by-holder")
#: parties that the narrow map offers
BARS = 24
#: days whose book is kept
DAYS = 6


class Site:
    """A book and what is kept of it: its map, its days. One for a process; private rows are never kept in a file."""

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

    # pages -------------------------------------------------------------------------------------------------------

    def home(self, links: Links) -> str:
        """The map, six headlines, every question."""
        language = links.state.language
        say = speaker(language)
        book = self.on(links.state.day)
        number = self.map.number(book.as_of)
        drawn = drawing.draw(self.book, self.map, number, language, links.to, say)
        busy: dict[str, float] = {}
        for arrow in self.map.arrows:
            stated = arrow.on(number)[2] or 0.0
            for key in (arrow.payer, arrow.payee):
                busy[key] = busy.get(key, 0.0) + stated
        largest = sorted((key for key in busy if key in book.parties), key=lambda key: -busy[key])[:BARS]
        return self._page(
            "index.html",
            book,
            links,
            "",
            title=say("site.title"),
            chart=self.map,
            number=number,
            drawing=drawn,
            news=first.news(self.book, self.map, language),
            heads=first.heads(language),
            cards=first.cards(book, links, self.facts),
            bars={key: view.party(book, key, language)["bars"] for key in largest},
            questions=questions.listed(),
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
            row["figure"]: {
                "told": row["told"],
                "label": f"{row['metric_name']} {row['period']}",
                "rests": [row["figure"]],
                "sources": row["sources"],
            }
            for row in one["figures"]
        }
        return self._page(
            "party.html",
            book,
            links,
            f"party/{key}",
            title=one["name"],
            description=one["headline"],
            one=one,
            numbers=numbers,
            about=ABOUT,
            facts=self.facts.told(book, key, language),
            loops=loops,
            later=self.later(book, key, links),
            reproduce=f"gigaloop show {key}",
        )

    def _loops(self, book: Book, key: str, language: str) -> list[dict[str, Any]]:
        """The largest loops of payments through a party: dollars, and the parties on the way."""
        rows = self.facts.loops(book, key)[:LOOPS]
        return [questions.row(book, row, language) | {"route": str(row.more["route"]).split(" > ")} for row in rows]

    def later(self, book: Book, key: str, links: Links) -> dict[str, dict[str, Any] | None]:
        """What is simulated of a party: live it comes later (None), in plain files it stands in the page."""
        if not links.relative:
            return dict.fromkeys(LATER)
        told = {name: self.facts.answer(book, name, {"party": key}) for name in LATER}
        return {name: questions.page(book, one, links.state.language) for name, one in told.items() if one is not None}

    def scenario(self, links: Links, key: str) -> str:
        """The page of a scenario: what it changes, and where it leads; KeyError if the book has none of this name."""
        language = links.state.language
        one = view.scenario(self.book, key, language)
        return self._page(
            "scenario.html",
            self.on(links.state.day),
            links,
            f"scenario/{key}",
            title=one["name"],
            one=one,
            static_asks=None,
            about=("outlook", "gap", "miss", "losses-by-holder", "breaches", "survive", "default-chance"),
            later=self._under(key, links),
            reproduce=f"gigaloop ask outlook --scenario {key}",
        )

    def _under(self, key: str, links: Links) -> dict[str, dict[str, Any] | None]:
        """What is simulated under a scenario, for its default party: in plain files it stands in the page."""
        if not links.relative:
            return dict.fromkeys(UNDER)
        told = {name: self.facts.answer(self.book, name, {}, key) for name in UNDER}
        language = links.state.language
        return {name: questions.page(self.book, one, language) for name, one in told.items() if one is not None}

    def scenario_list(self, links: Links) -> str:
        """The list of scenarios."""
        language = links.state.language
        return self._page(
            "scenarios.html",
            self.on(links.state.day),
            links,
            "scenario",
            title=speaker(language)("nav.scenarios"),
            rows=self.scenarios(language),
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
            "deal.html",
            book,
            links,
            f"deal/{key}",
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
            "source.html",
            book,
            links,
            f"source/{key}",
            title=one["title"],
            description=one["publisher"],
            one=one,
            numbers=numbers,
            reproduce=f"gigaloop show {key}",
        )

    def sources(self, links: Links) -> str:
        """The list of all sources."""
        book = self.on(links.state.day)
        say = speaker(links.state.language)
        return self._page(
            "sources.html",
            book,
            links,
            "sources",
            title=say("source.all"),
            rows=view.sources(book, links.state.language),
        )

    def asks(self, links: Links) -> str:
        """The list of questions, by who asks and what for."""
        say = speaker(links.state.language)
        groups = {group: [one for one in questions.listed() if one["group"] == group] for group in GROUPS}
        return self._page("asks.html", self.on(links.state.day), links, "ask", title=say("ask.title"), groups=groups)

    def working(self, links: Links, name: str, events: str, again: str) -> str:
        """How far an answer is.

        events   where its progress is told        again   the page itself, which waits for the answer
        """
        say = speaker(links.state.language)
        told = {"title": say("ask.working"), "name": name, "events": events, "again": again}
        return self._page("working.html", self.on(links.state.day), links, f"ask/{name}", **told)

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
        one = None if isinstance(table, InputError) else questions.page(book, table, state.language, every)
        at = at or f"ask/{name}"
        plain = f"ask/{name}"
        kinds = files.STATIC if links.relative else ("csv", "json", "parquet", "xlsx")
        fields = [
            dict(field, party=field["name"] in ("party", "counterparty", "customer", "vendor", "buyer"))
            for field in questions.arguments(name)
        ]
        choices = sorted(((key, one.name(state.language)) for key, one in book.parties.items()), key=lambda c: c[1])
        return self._page(
            "ask.html",
            book,
            links,
            at,
            title=one["title"] if one else name,
            one=one,
            name=name,
            own=dict(own),
            description=" ".join(one["headline"]) if one else "",
            fields=fields,
            choices=choices,
            scenarios=self.scenarios(state.language),
            numbers=numbers_of(one),
            reproduce=one["reproduce"] if one else "",
            downloads=[
                (kind.upper(), links.file(f"{plain}.{kind}") if links.relative else links.to(f"{plain}.{kind}", own))
                for kind in kinds
                if not (book.overlay and kind != "json")
            ],
            every=links.to(plain, {**own, "rows": "all"}),
            problems=_sentences(table.problems, links.state.language) if isinstance(table, InputError) else [],
        )

    def changed(self, links: Links, since: str | None, until: str | None, at: str = "changed") -> str:
        """Two days side by side: as maps, and row by row."""
        language = links.state.language
        say = speaker(language)
        days = [day.isoformat() for day in self.map.days]
        until = until or links.state.day or self.book.as_of.isoformat()
        since = since or next((day for day in reversed(days) if day < until[:8] + "01"), days[0] if days else until)
        one, headline, problems, maps = None, "", [], []
        book = self.on(until)
        try:
            table = self.facts.table(book, "changed", {"since": since, "until": until})
            rows = [row for row in table.rows if row.measure not in ("new_figures", "new_sources")]
            parts = [row for row in rows if not row.measure.endswith("_new_money")]
            money = sum(row.mid or 0.0 for row in rows if row.measure.endswith("_new_money"))
            headline = say(
                "changed.head", since=since, until=until, n=len(parts), dollars=written(money, "USD bn", language)
            )
            one = questions.page(book, table, language, rows=parts)
            stops = [self.map.number(self.day(day)) for day in (since, until)]
            if not links.relative or at == "changed":  # a pair for every day would be a third of the plain files
                maps = drawing.beside(self.book, self.map, stops, language)
        except InputError as error:
            problems = _sentences(error.problems, language)
        return self._page(
            "changed.html",
            book,
            links,
            at,
            title=say("changed.title"),
            one=one,
            description=headline,
            headline=headline,
            days=days,
            since=since,
            until=until,
            maps=maps,
            problems=problems,
            numbers=numbers_of(one),
            reproduce=one["reproduce"] if one else "",
        )

    def since(self, day: str) -> dict[str, str]:
        """A day with news and the one before it; KeyError for another day, and for the first."""
        days = [stop.isoformat() for stop in self.map.days]
        if day not in days[1:]:
            raise KeyError(day)
        return {"since": days[days.index(day) - 1], "until": day}

    def compare(self, links: Links, own: Mapping[str, str], table: Table | InputError) -> str:
        """Two scenarios on the same draws."""
        say = speaker(links.state.language)
        book = self.on(links.state.day)
        one = None if isinstance(table, InputError) else questions.page(book, table, links.state.language)
        problems = _sentences(table.problems, links.state.language) if isinstance(table, InputError) else []
        return self._page(
            "compare.html",
            book,
            links,
            "compare",
            title=say("compare.title"),
            one=one,
            own=dict(own),
            scenarios=self.scenarios(links.state.language),
            problems=problems,
            numbers=numbers_of(one),
        )

    def trust(self, links: Links, table: Table | InputError) -> str:
        """What is reproduced, the back-tests, the limits."""
        language = links.state.language
        say = speaker(language)
        book = self.on(links.state.day)
        one, head = None, ""
        if isinstance(table, Table):
            passed = sum(row.more.get("status") == "pass" for row in table.rows)
            head = say("trust.replicate", passed=passed, n=len(table.rows))
            one = questions.page(book, table, language, every=True)
        return self._page(
            "trust.html",
            book,
            links,
            "trust",
            title=say("trust.title"),
            one=one,
            head=head,
            limits=[text.get(language) or text["en"] for text in LIMITS],
            numbers=numbers_of(one),
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

    @cached_property
    def sliders(self) -> tuple[list[dict[str, Any]], list[str]]:
        """The sliders of this book, and the deals that can be left out or come true in full."""
        return choices(self.book)

    def whatif(self, links: Links) -> str:
        """The sliders."""
        language = links.state.language
        say, book = speaker(language), self.book
        moves, deals = self.sliders
        told = [dict(one) for one in moves]
        for one in told:
            party = book.parties.get(one["driver"].rsplit(".", 1)[-1])
            key = "lever.demand" if one["id"].startswith("demand.") else f"lever.{one['id']}"
            one["label"] = say(key, party=party.name(language)) if party else say(key)
        labs = [one["id"].removeprefix("demand.") for one in told if one["id"].startswith("demand.")]
        words = {name: say(f"whatif.{name}") for name in ("says", "base", "paths", "working", "none")}
        words |= {name: word(name, language) for name in ("low", "mid", "high")}
        labels = {
            "names": {key: [one.name(language), links.to(f"party/{key}")] for key, one in book.parties.items()},
            "words": words,
            "holders": {key: word(key, language) for key in HOLDERS},
        }
        named = sorted(((key, view.deal_name(book, key, language)) for key in deals), key=lambda pair: pair[1])
        return self._page(
            "what-if.html",
            book,
            links,
            "what-if",
            title=say("whatif.title"),
            description=say("whatif.lede"),
            levers=told,
            labels=labels,
            deals=named,
            rounds=range(1, ROUNDS + 1),
            lead="openai" if "openai" in labs else (labs or [""])[0],
            first=FIRST,
            last=LAST,
        )

    def review(self, links: Links, longest: int) -> str:
        """An article read into the book."""
        words = begun("review.", links.state.language)
        more = {"labels": review.labels(words, links.state.language), "description": words["lede"], "longest": longest}
        return self._page("review.html", self.book, links, "review", title=words["title"], **more)

    def error(self, links: Links, problems: Sequence[Problem]) -> str:
        """What went wrong, in a sentence."""
        say = speaker(links.state.language)
        told = _sentences(problems, links.state.language)
        return self._page("error.html", self.book, links, "", title=say("error.title"), problems=told)

    def api(self, links: Links, description: Mapping[str, Any]) -> str:
        """The API's own page, from its description."""
        say = speaker(links.state.language)
        return self._page(
            "api.html",
            self.book,
            links,
            "api",
            title=say("api.title"),
            paths=sorted(description.get("paths", {}).items()),
        )

    # parts -------------------------------------------------------------------------------------------------------

    def scenarios(self, language: str) -> list[tuple[str, str]]:
        """(id, name) of each scenario, base first."""
        told = [(key, one.name.get(language) or one.name["en"]) for key, one in self.book.scenarios.items()]
        return sorted(told, key=lambda pair: (pair[0] != "base", pair[1]))

    def search(self) -> dict[str, Any]:
        """The list of names that the search box reads."""
        return names_list(self.book, questions.listed())

    def dataset(self, language: str) -> dict[str, Any]:
        """schema.org/Dataset, so that search engines find the data."""
        say = speaker(language)
        return {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": say("site.title"),
            "description": say("site.lede"),
            "license": self.book.licence,
            "inLanguage": language,
            "dateModified": self.book.as_of.isoformat(),
            "version": self.book.hash[:12],
            "isAccessibleForFree": True,
            **({"url": self.base_url} if self.base_url else {}),
        }

    def _page(self, template: str, book: Book, links: Links, at: str, **told: Any) -> str:
        return page(template, book, links, at, base_url=self.base_url, **told)


def _sentences(problems: Sequence[Problem], language: str) -> list[tuple[str, str]]:
    """What cannot be answered: in the reader's language what kind of thing it is, and the message itself in English."""
    kinds = begun("refused.", language)
    say = "" if language == "en" else kinds["argument"]
    return [
        (say and kinds.get(problem.rule, say), f"{problem.message}. {problem.remedy}.".strip()) for problem in problems
    ]


__all__ = ["ABOUT", "FAMILIES", "Site"]
