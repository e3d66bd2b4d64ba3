"""Document: what a report holds, in which order, whatever it is written as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gigaloop.answer.labels import called
from gigaloop.answer.table import Table
from gigaloop.book.model import Book
from gigaloop.book.said import said
from gigaloop.book.scenario import named
from gigaloop.figure import Figure
from gigaloop.report.drawn import DRAWN, Plot
from gigaloop.report.limits import EVIDENCE, LIMITS, Words, told
from gigaloop.words.catalogue import SCRIPTS

#: the columns of these tables, in this order; of others, those that say anything
SHOWN: dict[str, tuple[str, ...]] = {
    "deals": (
        *("subject", "counterparty", "measure", "stage", "known", "power"),
        *("low", "mid", "high", "unit", "grade", "counted", "sources"),
    ),
    "assumptions": ("measure", "value", "low", "high", "unit", "origin", "how", "affects", "sources"),
    "replicate": (
        *("subject", "measure", "period", "published"),
        *("low", "mid", "high", "unit", "status", "why", "sources"),
    ),
    "network": ("subject", "counterparty", "measure", "low", "mid", "high", "unit", "grade", "sources"),
    "facility": ("subject", "loan", "measure", "period", "low", "mid", "high", "unit", "grade", "origin", "sources"),
}


#: what a report answers, in this order, as far as it can be asked
CONTENTS = (
    *("network", "backlog", "miss", "self-funded", "gap", "binding"),
    *("evidence", "upside", "loops", "contagion", "market", "facility", "warrant", "mix", "fomo", "distress"),
    *("replicate", "deals", "assumptions"),
)


@dataclass(frozen=True)
class Section:
    """One answer: its Table, the Figures that draw it, and the columns shown (empty: what says any)."""

    key: str
    table: Table
    figures: tuple[Figure, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """Everything a report prints. `names`: party -> language -> name; `upside`: scenario -> its name by language.

    scenario, world   the scenario of the answers: as one asks for it, and what people call it
    """

    title: Words
    book: Words
    licence: str
    hash: str
    as_of: str
    scenario: str
    world: Words
    seed: int
    paths: int
    version: str
    overlay: bool
    sections: tuple[Section, ...]
    names: Mapping[str, Words]
    sources: Mapping[str, Mapping[str, str]]
    assumptions: frozenset[str]
    upside: Mapping[str, Words]
    limits: tuple[Words, ...] = LIMITS
    evidence: tuple[Words, ...] = EVIDENCE

    @property
    def reproduced(self) -> tuple[int, int] | None:
        """How many of the published figures are reproduced, of how many; None where nobody asked."""
        for section in self.sections:
            if section.key == "replicate":
                rows = section.table.rows
                return sum(row.more["status"] == "pass" for row in rows), len(rows)
        return None


def compose(book: Book, tables: Mapping[str, Table]) -> Document:
    """Put the answers in order, each with its figure; sources and assumptions are those that they name.

    tables   question -> its Table; all of one book, day, scenario and seed
    """
    first = max(tables.values(), key=lambda table: table.paths)
    asked = [table for table in tables.values() if table.question != "assumptions"]
    used = frozenset(
        name for table in asked for names in (table.world, *(r.assumptions for r in table)) for name in names
    )
    return Document(
        title=told("report.title"),
        book={script: said(book, book.name, script) for script in SCRIPTS},
        licence=book.licence,
        hash=book.hash,
        as_of=book.as_of.isoformat(),
        scenario=first.scenario,
        world=named(book, first.scenario).name,
        seed=first.seed,
        paths=first.paths,
        version=first.version,
        overlay=book.overlay,
        sections=tuple(section(table) for table in tables.values()),
        names=called(book) | {key: told for table in tables.values() for key, told in table.names.items()},
        sources={key: source for table in tables.values() for key, source in table.sources.items()},
        assumptions=used,
        upside={
            key: book.scenarios[key].name
            for key in ("demand-beat", "efficiency-gain", "external-revenue")
            if key in book.scenarios
        },
    )


def section(table: Table) -> Section:
    """An answer with its figures: each drawn only if it has rows that can be drawn."""
    figures = tuple(
        Figure(one.type, _named(one, table), table, one.encoding, one.keep, one.where)
        for one in DRAWN.get(table.question, ())
    )
    drawn = tuple(figure for figure in figures if any(row.mid is not None for row in figure.rows))
    return Section(table.question, table, drawn, SHOWN.get(table.question, ()))


def _named(plot: Plot, table: Table) -> Words:
    return told(f"picture.{table.question}.{plot.title}") if plot.title else table.title
