"""Document: what a report holds, in which order, whatever it is written as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gigaloop.analysis.table import Table
from gigaloop.book.model import LANGUAGES, Book
from gigaloop.figure import Figure
from gigaloop.report.limits import EVIDENCE, LIMITS, Words

#: question -> (type of its figure, roles of its columns, measures drawn); a question that is not here has no figure
DRAWN: dict[str, tuple[str, dict[str, str], tuple[str, ...]]] = {
    "network": (
        "network",
        {
            **{"subject": "source", "counterparty": "target", "measure": "kind", "mid": "width"},
            **{"payer_sector": "source_sector", "payee_sector": "target_sector"},
        },
        (),
    ),
    "backlog": (
        "bars",
        {"counterparty": "label", "period": "label", "low": "low", "mid": "mid", "high": "high"},
        ("backlog_share",),
    ),
    "binding": (
        "bars",
        {
            **{"subject": "label", "family": "label", "low": "low", "mid": "mid", "high": "high"},
            "grade": "stack",
        },
        ("total",),
    ),
    "self-funded": (
        "bars",
        {"period": "label", "basis": "label", "low": "low", "mid": "mid", "high": "high"},
        ("capex_self_funded_share", "announced_self_funded_share", "signed_self_funded_share"),
    ),
    "gap": (
        "fan",
        {"subject": "series", "period": "x", "low": "low", "mid": "mid", "high": "high"},
        ("gap_by_quarter",),
    ),
    "miss": (
        "bars",
        {"subject": "label", "measure": "label", "low": "low", "mid": "mid", "high": "high"},
        ("revenue_loss", "credit_loss_if_default"),
    ),
    "loops": ("network", {"route": "route", "mid": "width"}, ("loop",)),
}
#: the columns of these tables, in this order; of others, those that say anything
SHOWN: dict[str, tuple[str, ...]] = {
    "deals": (
        *("subject", "counterparty", "measure", "deal", "stage", "known", "power"),
        *("low", "mid", "high", "unit", "grade", "counted", "sources"),
    ),
    "assumptions": ("measure", "value", "low", "high", "unit", "origin", "distribution", "how", "affects", "sources"),
    "network": ("subject", "counterparty", "measure", "low", "mid", "high", "unit", "grade", "sources"),
}


#: what a report answers, in this order, as far as it can be asked
CONTENTS = (
    *("backlog", "miss", "self-funded", "gap", "binding"),
    *("network", "loops", "replicate", "deals", "assumptions"),
)


@dataclass(frozen=True)
class Section:
    """One answer: its Table, the Figure that draws it if there is one, and the columns shown (empty: what says any)."""

    key: str
    table: Table
    figure: Figure | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """Everything a report prints. `names`: party -> language -> name; `upside`: scenario -> its name by language."""

    title: Words
    book: str
    licence: str
    hash: str
    as_of: str
    scenario: str
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


def compose(book: Book, tables: Mapping[str, Table]) -> Document:
    """Put the answers in order, each with its figure; sources and assumptions are those that they name.

    tables   question -> its Table; all of one book, day, scenario and seed
    """
    first = max(tables.values(), key=lambda table: table.paths)
    used = frozenset(a for t in tables.values() if t.question != "assumptions" for r in t.rows for a in r.assumptions)
    return Document(
        title={
            "en": "The closed loop of AI compute",
            "zh-Hant": "AI 算力的閉環",
            "zh-Hans": "AI 算力的闭环",
        },
        book=book.name,
        licence=book.licence,
        hash=book.hash,
        as_of=book.as_of.isoformat(),
        scenario=first.scenario,
        seed=first.seed,
        paths=first.paths,
        version=first.version,
        overlay=book.overlay,
        sections=tuple(section(table) for table in tables.values()),
        names={key: {lang: party.name(lang) for lang in LANGUAGES} for key, party in book.parties.items()},
        sources={key: source for table in tables.values() for key, source in table.sources.items()},
        assumptions=used,
        upside={
            key: book.scenarios[key].name
            for key in ("demand-beat", "efficiency-gain", "external-revenue")
            if key in book.scenarios
        },
    )


def section(table: Table) -> Section:
    """An answer with its figure: drawn only if it has rows that can be drawn."""
    figure = None
    if table.question in DRAWN:
        kind, encoding, keep = DRAWN[table.question]
        drawn = Figure(kind, table.title, table, encoding, keep)  # type: ignore[arg-type]
        figure = drawn if any(row.mid is not None for row in drawn.rows) else None
    return Section(table.question, table, figure, SHOWN.get(table.question, ()))
