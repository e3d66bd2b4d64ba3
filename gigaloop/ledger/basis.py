"""Basis: on which flows a question about circles is asked: the book's calendars, a run's mean payments, or watts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from gigaloop.answer.question import Question
from gigaloop.answer.table import Table
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.ledger.calendar import Due
from gigaloop.ledger.flows import Commitments, Flows, book_flows, gw_flows, rests_on

if TYPE_CHECKING:
    from gigaloop.answer.paths import Paths
    from gigaloop.answer.setup import RunArguments

#: basis -> what its flows are
BASES: Mapping[str, str] = {
    "book": "dues of the book's live legs by their calendars, every grade but void, in USD bn",
    "flows": "mean simulated payments over paths, sectors outside, in USD bn",
    "gw": "GW that stand behind each payment: the power that purchases state, and whose delivery opens stakes",
}


class Basis(NamedTuple):
    """Flows and what they are: `unit` of a number, `one` unit in the flows' own (dollars or GW), the run if one."""

    book: Book
    on: str
    period: str
    unit: str
    one: float
    flows: Flows
    run: Paths | None = None

    def behind(self, found: tuple[Due, ...]) -> dict[str, Any]:
        """The fields of a Row that say what these dues rest on; a run's rest on its parameters too."""
        told = rests_on(self.book, found)
        if self.run is None:
            return told
        parties = dict.fromkeys(party for due in found for party in (due.payer, due.payee))
        run = self.run.behind(*parties, legs=told["legs"])
        return told | {name: run[name] for name in ("assumptions", "origin", "sources")}

    def table(self, question: Question, **told: Any) -> Table:
        """Finish the answer as `make_table` does, or as the run does if there is one."""
        if self.run is not None:
            return self.run.table(question, **told)
        return question.table(self.book, **told)


def basis(
    book: Book,
    on: str,
    period: str | int | None,
    drawn: RunArguments | None = None,
    committed: Commitments | None = None,
) -> Basis:
    """The flows of one basis in one calendar year, of a run also in one quarter; None: over their whole life.

    Raises InputError for an unknown basis, a period that is none of it, or a period of watts, which have none.

    >>> from gigaloop import load
    >>> basis(load("tiny"), "gw", None).unit
    'GW'
    """
    if on not in BASES:
        raise Misread(f"--on: no flows are called {on!r}", f"Use one of {', '.join(BASES)}", id="on")
    label = "" if period is None else str(period)
    if on == "gw":
        if label:
            raise Misread(f"--period: {label}: watts are promised once, not by year", "Leave --period out", id="period")
        return Basis(book, on, label, "GW", 1.0, gw_flows(book))
    if on == "book":
        year = whole("period", label) if label else None
        return Basis(book, on, label, "USD bn", 1e9, book_flows(book, year, "announced", committed=committed))
    from gigaloop.answer.paths import simulated
    from gigaloop.ledger.payments import run_flows

    found = simulated(book, **(drawn or {}))
    columns = {"": None} | found.years() | {quarter: [k] for k, quarter in enumerate(found.quarters)}
    if label not in columns:
        raise Misread(
            f"--period: the run holds no whole period {label!r}",
            f"Use a year or a quarter of {found.quarters[0]} to {found.quarters[-1]}",
            id="period",
        )
    span = label or f"{found.quarters[0][:4]} to {found.quarters[-1][:4]}"
    return Basis(book, on, span, "USD bn", 1e9, run_flows(found, columns[label]), found)


def whole(name: str, value: str | int) -> int:
    """A whole number above 0 from what was written; InputError says what was found."""
    text = str(value)
    if not text.isdigit() or int(text) == 0:
        raise Misread(f"--{name}: {text!r} is not a whole number above 0", "Write digits, for example 10", id=name)
    return int(text)
