"""assumptions: what numbers does the model rest on, with what range, from where?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Literal

from gigaloop.answer.question import Question, Row, Speech, Table
from gigaloop.answer.written import noted
from gigaloop.book.model import Book, Parameter
from gigaloop.book.problem import InputError
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.plan import SECTORS
from gigaloop.words.catalogue import say
from gigaloop.words.phrase import phrase


def answer(book: Book, origin: Literal["sourced", "calibrated", "assumed"] | None = None) -> Table:
    """What does the model rest on; all parameters, or those of one origin?

    Definition: `QUESTION.definition` (a name may stand with several dates: the newest not after the day).

    Columns: `measure` is the parameter's key; low, mid, high its range, in its own unit. A curve or a table of several
    numbers has no single mid: `value` has its text. `distribution`, `how` it was found and what it `affects`; `legs`
    and `behind` say what the compiler built on it: contracts, accounts of parties, or the world of every run.

    >>> from gigaloop import load
    >>> {row.origin for row in answer(load("tiny"), "assumed").rows}
    {'assumed'}
    """
    rests, lacking = _rests(book)
    rows = [_row(book, p, rests) for p in book.parameters.values() if origin in (None, p.origin)]
    if origin in (None, "assumed"):
        rows += [_stated(name, *ends) for name, ends in lacking.items()]
    return QUESTION.table(
        book,
        rows=sorted(rows, key=lambda row: row.key),
        arguments={"origin": origin},
        added=(("value", ""), ("distribution", ""), ("how", ""), ("affects", ""), ("behind", "")),
    )


def _rests(book: Book) -> tuple[Mapping[str, list[str]], Mapping[str, tuple[float, float, float]]]:
    """Parameter -> what rests on it, as the compiler noted, and the numbers that the book lacks and a run assumes;
    nothing for a book that cannot be simulated."""
    found: dict[str, list[str]] = {}
    lacking: Mapping[str, tuple[float, float, float]] = {}
    with suppress(InputError):
        lowering = compile_plan(book)
        lacking = lowering.assumed
        for whose, names in lowering.rests.items():
            for name in names:
                found.setdefault(name, []).append(whose)
    return found, lacking


def _stated(name: str, low: float, mid: float, high: float) -> Row:
    """A number of conduct that the book does not hold: what a run takes for it."""
    told = {"value": f"{mid:g}", "distribution": "triangular", "affects": "", "behind": ["world"]}
    return Row(key=name, subject="engine", measure=name, low=low, mid=mid, high=high, unit="", origin="assumed",
               more=told | {"how": phrase(lambda of: say("assumptions.engine", of))})  # fmt: skip


def _row(book: Book, parameter: Parameter, rests: Mapping[str, list[str]]) -> Row:
    behind = rests.get(parameter.key, [])
    low, mid, high = _range(parameter)
    more = {
        "value": parameter.value,
        "distribution": parameter.distribution,
        "how": phrase(lambda of: noted(book, parameter.how, of)),
        "affects": parameter.affects,
        "behind": [whose for whose in behind if whose in (*book.parties, *SECTORS, "world")],
    }
    return Row(
        key=parameter.key, subject="book", measure=parameter.key, period=str(parameter.as_of or ""), low=low, mid=mid,
        high=high, unit=parameter.unit, origin=parameter.origin, assumptions=(parameter.key,),
        sources=parameter.sources, legs=tuple(leg for leg in behind if leg in book.legs), more=more,
    )  # fmt: skip


def _range(parameter: Parameter) -> tuple[float | None, float | None, float | None]:
    """(low, mid, high) of a single number; nothing for a curve, a table or a word."""
    try:
        if len(parameter.numbers()) != 1:
            return None, None, None
        low, mid, high = parameter.range()
    except ValueError:
        return None, None, None
    return low, mid, high


def headline(table: Table, say: Speech) -> Sequence[str]:
    """How many numbers somebody published, how many are set to match one, and how many are our own."""
    count = {of: sum(row.origin == of for row in table.rows) for of in ("sourced", "calibrated", "assumed")}
    told = {of: say.count(n) for of, n in count.items()}
    counted = say("assumptions.count", n=say.count(len(table.rows)), **told)
    return [counted, say("assumptions.care")]


def first(table: Table) -> Sequence[Row]:
    """Those that nobody published, the widest range first."""

    def width(row: Row) -> float:
        return (row.high - row.low) / abs(row.mid) if row.mid and row.low is not None and row.high is not None else 0.0

    return sorted((row for row in table.rows if row.origin == "assumed" and row.mid), key=width, reverse=True)


QUESTION = Question(answer, headline, first)
