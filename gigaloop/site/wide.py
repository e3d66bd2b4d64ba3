"""Pages about the whole book: lists, two days, two scenarios, the sliders, trust, what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from gigaloop.answer.labels import party_name
from gigaloop.answer.paths import HOLDER_SECTORS
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import Row, Table
from gigaloop.book.problem import InputError, Problem
from gigaloop.engine.setup import Setup
from gigaloop.questions.examples import examples
from gigaloop.report.cells import said
from gigaloop.report.limits import LIMITS
from gigaloop.site import drawing, questions, review, view
from gigaloop.site.address import Links
from gigaloop.site.base import Base
from gigaloop.site.data import numbers_of
from gigaloop.site.search import names_list
from gigaloop.site.whatif import FIRST, LAST, ROUNDS
from gigaloop.site.words import begun, speaker
from gigaloop.words.catalogue import refused
from gigaloop.words.numbers import written
from gigaloop.words.vocabulary import title, word

#: licence -> its address; kind of a file -> its form, as search engines know them
LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
FILES = {"csv.gz": "application/gzip", "json": "application/json", "parquet": "application/vnd.apache.parquet"}


#: what else says how far to trust an answer
TRUSTED = ("backtest", "telecom", "default-chance")


class Wide(Base):
    """The pages about the whole book."""

    def asks(self, links: Links) -> str:
        """The list of questions, by who asks and what for."""
        title = speaker(links.state.language)("ask.title")
        return self._page("asks.html", links, "ask", title=title, groups=questions.grouped())

    def sources(self, links: Links) -> str:
        """The list of all sources."""
        language = links.state.language
        rows = view.sources(self.on(links.state.day), language)
        return self._page("sources.html", links, "sources", title=speaker(language)("source.all"), rows=rows)

    def scenario_list(self, links: Links) -> str:
        """The list of scenarios."""
        language = links.state.language
        title = speaker(language)("nav.scenarios")
        return self._page("scenarios.html", links, "scenario", title=title, rows=self.scenarios(language))

    def working(self, links: Links, name: str, events: str, again: str) -> str:
        """How far an answer is.

        events   where its progress is told        again   the page itself, which waits for the answer
        """
        say = speaker(links.state.language)
        told: dict[str, Any] = {"title": say("ask.working"), "name": name, "events": events, "again": again}
        return self._page("working.html", links, f"ask/{name}", **told)

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
            problems = sentences(error.problems, language)
        return self._page(
            "changed.html",
            *(links, at, book),
            title=say("changed.title"),
            one=one,
            description=headline,
            headline=headline,
            days=days,
            listed=(self.told_days() if links.relative else days[1:]) if at == "changed" else [],
            since=since,
            until=until,
            maps=maps,
            problems=problems,
            numbers=numbers_of(one),
            reproduce=one["reproduce"] if one else "",
        )

    def told_days(self) -> list[str]:
        """The days with news that have a page of their own in plain files: those of the last year."""
        first = (self.book.as_of - timedelta(days=365)).isoformat()
        return [day.isoformat() for day in self.map.days[1:] if day.isoformat() >= first]

    def since(self, day: str) -> dict[str, str]:
        """A day with news and the one before it; KeyError for another day, and for the first."""
        days = [stop.isoformat() for stop in self.map.days]
        if day not in days[1:]:
            raise KeyError(day)
        return {"since": days[days.index(day) - 1], "until": day}

    def answered(self, links: Links, table: Table | InputError, every: bool = False) -> dict[str, Any]:
        """An answer as a page tells it, or why there is none."""
        language = links.state.language
        if isinstance(table, InputError):
            return {"one": None, "numbers": {}, "problems": sentences(table.problems, language)}
        one = questions.page(self.on(links.state.day), table, language, every)
        return {"one": one, "numbers": numbers_of(one), "problems": []}

    def compare(self, links: Links, own: Mapping[str, str], table: Table | InputError) -> str:
        """Two scenarios on the same draws."""
        language = links.state.language
        told = {"own": dict(own), "scenarios": self.scenarios(language), **self.answered(links, table)}
        return self._page("compare.html", links, "compare", title=speaker(language)("compare.title"), **told)

    def trust(self, links: Links, table: Table | InputError, beside: Mapping[str, Any] | None = None) -> str:
        """What is reproduced and what is not, the back-tests, default chances beside the world's, the limits.

        beside   answers to `TRUSTED`; none: they come later
        """
        language = links.state.language
        say = speaker(language)
        book = self.on(links.state.day)
        one, head, faults = None, "", []
        if isinstance(table, Table):
            faults = [_fault(row, table, language) for row in table.rows if row.more.get("status") == "fail"]
            passed = sum(row.more.get("status") == "pass" for row in table.rows)
            head = say("trust.replicate", passed=passed, n=len(table.rows))
            one = questions.page(book, table, language, every=True)
        return self._page(
            *("trust.html", links, "trust"),
            title=say("trust.title"),
            one=one,
            head=head,
            faults=faults,
            later={
                name: questions.page(book, told, language) if isinstance(told, Table) else None
                for name, told in (beside or dict.fromkeys(TRUSTED)).items()
            },
            limits=[title(text, language) for text in LIMITS],
            numbers=numbers_of(one),
        )

    def whatif(self, links: Links) -> str:
        """The sliders."""
        language = links.state.language
        say, book = speaker(language), self.book
        moves, deals, _ = self.sliders
        told = [dict(one) for one in moves]
        for one in told:
            party = book.parties.get(one["driver"].rsplit(".", 1)[-1])
            key = "lever.demand" if one["id"].startswith("demand.") else f"lever.{one['id']}"
            one["label"] = say(key, party=party_name(party, language)) if party else say(key)
        labs = [one["id"].removeprefix("demand.") for one in told if one["id"].startswith("demand.")]
        until = Speech(language, {}).period(Setup().last)
        names = ("says", "base", "paths", "working", "none", "points")
        words = {name: say(f"whatif.{name}").replace("{until}", until) for name in names}
        words |= {name: word(name, language) for name in ("low", "mid", "high")}
        labels = {
            "names": {key: [party_name(one, language), links.to(f"party/{key}")] for key, one in book.parties.items()},
            "words": words,
            "holders": {key: word(key, language) for key in HOLDER_SECTORS},
        }
        named = sorted(((key, view.deal_name(book, key, language)) for key in deals), key=lambda pair: pair[1])
        return self._page(
            *("what-if.html", links, "what-if", book),
            title=say("whatif.title"),
            description=say("whatif.lede"),
            levers=told,
            labels=labels,
            deals=named,
            rounds=range(1, ROUNDS + 1),
            lead=next((one for one in (examples("sliders")[0].arguments["party"], *labs) if one in labs), ""),
            first=Speech(language, {}).period(FIRST),
            last=Speech(language, {}).period(LAST),
        )

    def review(self, links: Links, longest: int) -> str:
        """An article read into the book."""
        words = begun("review.", links.state.language)
        more = {"labels": review.labels(words, links.state.language), "description": words["lede"], "longest": longest}
        return self._page("review.html", links, "review", self.book, title=words["title"], **more)

    def error(self, links: Links, problems: Sequence[Problem]) -> str:
        """What went wrong, in a sentence."""
        say = speaker(links.state.language)
        told = sentences(problems, links.state.language)
        return self._page("error.html", links, "", self.book, title=say("error.title"), problems=told)

    def api(self, links: Links, description: Mapping[str, Any]) -> str:
        """The API's own page, from its description."""
        title = speaker(links.state.language)("api.title")
        paths = sorted(description.get("paths", {}).items())
        return self._page("api.html", links, "api", self.book, title=title, paths=paths)

    def search(self) -> dict[str, Any]:
        """The list of names that the search box reads."""
        return names_list(self.book)

    def _file(self, kind: str, form: str) -> dict[str, str]:
        """Every contract as a file, for those who collect data sets."""
        at = f"{self.base_url}/ask/deals.{kind}"
        return {"@type": "DataDownload", "encodingFormat": form, "contentUrl": at}

    def dataset(self, language: str) -> dict[str, Any]:
        """schema.org/Dataset, so that search engines find the data."""
        say = speaker(language)
        return {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": say("report.title"),
            "description": say("site.lede"),
            "license": LICENCES.get(self.book.licence, self.book.licence),
            "creator": {"@type": "Organization", "name": "gigaloop"},
            "inLanguage": language,
            "dateModified": self.book.as_of.isoformat(),
            "temporalCoverage": f"{self.map.days[0]}/{self.book.as_of}" if self.map.days else str(self.book.as_of),
            "version": self.book.hash[:12],
            "isAccessibleForFree": True,
            **({"distribution": [self._file(kind, form) for kind, form in FILES.items()]} if self.base_url else {}),
            **({"url": self.base_url} if self.base_url else {}),
        }


def _fault(row: Row, table: Table, language: str) -> tuple[str, str]:
    """A published figure that is not reproduced, beside ours, and why."""
    told = {column: said(row, column, language, table.names) for column in ("subject", "measure", "mid", "why")}
    published = said(replace(row, mid=float(str(row.more["published"]))), "mid", language, table.names)
    text = speaker(language)("trust.fault", **told, published=published)
    return text, told["why"]


def sentences(problems: Sequence[Problem], language: str) -> list[tuple[str, str]]:
    """What cannot be answered: in the reader's language what kind of thing it is, and the message itself in English."""
    return [
        ("" if language == "en" else refused(problem.rule, language), f"{problem.message}. {problem.remedy}.".strip())
        for problem in problems
    ]
