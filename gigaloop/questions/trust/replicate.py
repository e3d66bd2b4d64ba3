"""replicate: does the book reproduce what others have published, each figure as of its publication?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from gigaloop.answer.question import Question, Row, Speech, Table
from gigaloop.answer.table import citation
from gigaloop.answer.tally import origin_of
from gigaloop.book.file import load
from gigaloop.book.model import Book
from gigaloop.book.near import meant
from gigaloop.book.problem import Misread
from gigaloop.book.units import parse_when
from gigaloop.questions.trust.published import PUBLISHED, Published
from gigaloop.questions.trust.reproduced import reproduced
from gigaloop.words.notes import note


def answer(book: Book, id: str = "all") -> Table:
    """Does the book reproduce what others have published, each figure as of its publication?

    Definition: `QUESTION.definition`. `published` as printed; ours = low, mid, high as of `period`; `status` is pass
    where |mid - published| <= `tolerance`. Nothing is fitted: a figure that fails stays listed, with `why`.

    Columns: `low`, `mid`, `high` are ours, in `unit`; added: `published`, `tolerance` (same unit), `status` (pass or
    fail), `why`, `question` (a line that shows ours).

    Raises InputError for a figure that is not in the list.

    >>> from gigaloop import load
    >>> answer(load(), "oracle-openai-share").rows[0].more["status"]
    'pass'
    """
    if id != "all" and id not in PUBLISHED:
        raise Misread(
            f"no published figure is called {id!r}", meant(id, PUBLISHED, f"Choose one of {', '.join(PUBLISHED)}")
        )
    chosen = list(PUBLISHED.values()) if id == "all" else [PUBLISHED[id]]
    books: dict[str, Book] = {"loop": book if book.path.name == "loop" else load()}
    if any(figure.book == "telecom" for figure in chosen):
        books["telecom"] = load("telecom")
    known = cache(lambda name, day: books[name].at(day))
    rows = [_row(known(figure.book, parse_when(figure.as_of).last), figure) for figure in chosen]
    passed = sum(row.more["status"] == "pass" for row in rows)
    table = QUESTION.table(
        _newest(books["loop"]),
        rows=rows,
        arguments={"id": None if id == "all" else id},
        notes=[note("replicate.passed", n=passed, all=len(rows))],
        added=(("published", "see unit"), ("tolerance", "see unit"), ("status", ""), ("why", ""), ("question", "")),
    )
    missing = [source for row in rows for source in row.sources if source not in table.sources]
    cited = (
        {key: citation(books["telecom"], key) for key in missing if key in books["telecom"].sources} if missing else {}
    )
    return replace(table, sources={**table.sources, **cited})


def contract_rows(table: Table) -> list[dict[str, Any]]:
    """The rows as `gigaloop replicate --json` prints them (contract, section 5)."""
    return [
        {
            "id": row.key,
            "as_of": row.period,
            "published": row.more["published"],
            "ours": [row.low, row.mid, row.high],
            "unit": row.unit,
            "tolerance": row.more["tolerance"],
            "status": row.more["status"],
            "why": row.more["why"],
            "sources": list(row.sources),
        }
        for row in table.rows
    ]


def status(published: float, mid: float | None, tolerance: float) -> str:
    """'pass' where our middle rounds to the published figure, else 'fail'.

    >>> status(0.54, 300 / 553, 0.005), status(0.54, 0.55, 0.005), status(0.54, None, 0.005)
    ('pass', 'fail', 'fail')
    """
    return "pass" if mid is not None and abs(mid - published) <= tolerance * (1 + 1e-9) else "fail"


def _row(book: Book, figure: Published) -> Row:
    ours = reproduced(book, figure)
    return Row(
        key=figure.id,
        subject=figure.by,
        measure=figure.said,
        period=figure.as_of,
        unit=figure.unit,
        low=ours.low,
        mid=ours.mid,
        high=ours.high,
        range=ours.range,
        origin=origin_of(book, ours.assumptions),
        legs=ours.legs,
        figures=ours.figures,
        assumptions=ours.assumptions,
        sources=tuple(dict.fromkeys((*figure.sources, *ours.sources))),
        made=ours.made,
        more={
            "published": figure.number,
            "tolerance": figure.tolerance,
            "status": status(figure.number, ours.mid, figure.tolerance),
            "why": ours.why,
            "question": figure.question,
        },
    )


def _newest(book: Book) -> Book:
    whole = book.whole or book
    return book.at(max([step.known.last for leg in whole.legs.values() for step in leg.steps], default=book.as_of))


def headline(table: Table, say: Speech) -> Sequence[str]:
    """How many published figures the book reproduces, and where the reasons of the others stand."""
    passed = [row for row in table.rows if row.more["status"] == "pass"]
    told = {"n": say.count(len(passed)), "all": say.count(len(table.rows))}
    return [say("replicate.passed", day=say.day(table.as_of), **told), say("replicate.care")]


def first(table: Table) -> Sequence[Row]:
    """Those that fail first."""
    return sorted(table.rows, key=lambda row: row.more["status"] == "pass")


QUESTION = Question(answer, headline, first)
