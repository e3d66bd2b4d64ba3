"""What in the book is overdue on its day? Quarters not yet entered, old values, gates whose date passed, old talks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from gigaloop.answer.sides import resolved, said
from gigaloop.answer.table import Row, Table, make_table
from gigaloop.book.model import VOID, Book, Leg
from gigaloop.book.terms import Gate
from gigaloop.book.units import days_after
from gigaloop.book.worth import OLD_VALUE, aged_values, day_of
from gigaloop.questions.show import headlines

#: days after a period's end by which its report is due (contract, section 1), and the length of a quarter
REPORT_AFTER, YEAR_AFTER, QUARTER = 45, 75, 91
#: days after which talks that nobody mentioned again are old: six months
OLD_TALKS = 182
ADDED = (("kind", ""), ("due", ""), ("text", ""))


def answer(book: Book, party: str = "all") -> Table:
    """What is overdue relative to the book's day, by party; of one party, or of all?

    The definition is `define.show.freshness` of the words. Columns: low, mid and high are the days since it was due;
    `ADDED`. Raises InputError when no party is called so.

    >>> from gigaloop import load
    >>> {row.unit for row in answer(load("loop")).rows}
    {'days'}
    """
    asked, stood = resolved(book, {"party": party}, {"party": "owes"})
    wanted = None if party == "all" else book.party(asked["party"]).party_id
    rows = [row for rule in (_quarters, _values, _gates, _talks) for row in rule(book)]
    rows = [row for row in rows if wanted in (None, row.subject, row.counterparty)]
    table = make_table(
        book,
        "show freshness",
        rows=sorted(rows, key=lambda row: (row.subject, -(row.mid or 0), row.key)),
        arguments={} if wanted is None else {"party": wanted},
        positional=("party",),
        added=ADDED,
    )
    return said(book, headlines.said(table, headlines.freshness, headlines.all_of), {"party": party}, stood)


def _quarters(book: Book) -> Iterator[Row]:
    """A party with a ticker and reported revenue, whose next quarter should have been told by now."""
    newest: dict[str, list] = {}
    for figure in book.figures.values():
        listed = figure.subject in book.parties and book.parties[figure.subject].ticker
        told = figure.metric.startswith("revenue") and not figure.period.endswith(("_guide", "_forecast", "_target"))
        if (
            listed
            and told
            and figure.period_end
            and figure.period_end.last <= book.as_of
            and "estimate" not in figure.period
        ):
            newest.setdefault(figure.subject, []).append(figure)
    for subject, figures in newest.items():
        last = max(figures, key=lambda figure: figure.period_end.last)
        after = YEAR_AFTER if last.period.startswith("FY") and "Q" not in last.period else REPORT_AFTER
        due = days_after(last.period_end.last, QUARTER + after)
        if due <= book.as_of:
            text = f"the quarter after {last.period} (ended {last.period_end}) should have been reported"
            row = _row(book, f"{subject}/quarter", subject, "", "quarter", due, text)
            yield replace(row, figures=(last.figure_id,), sources=last.sources)


def _values(book: Book) -> Iterator[Row]:
    for value in aged_values(book):
        day = day_of(value)
        who, text = value.subject, f"the newest market value is of {day}: look for one with its day and source"
        row = _row(book, f"{who}/value", who, "", "value", days_after(day, OLD_VALUE), text)
        yield replace(row, figures=(value.figure_id,), sources=value.sources)


def _gates(book: Book) -> Iterator[Row]:
    for leg in book.legs.values():
        if book.stage(leg.leg) in (*VOID, "delivered", "drawn"):
            continue
        gates = (*_unpaid(leg), *(getattr(leg.terms, "gates", None) or ()))
        days = {gate.by.last for gate in gates if gate is not None and gate.by is not None}
        for due in sorted(day for day in days if leg.steps[-1].known.last < day <= book.as_of):
            text = f"a gate of {leg.leg} was to open by {due}: was it met?"
            yield _leg(book, leg, "gate", due, text)


def _unpaid(leg: Leg) -> Iterator[Gate | None]:
    """The gates of the tranches that what was drawn so far does not cover, in their order."""
    left = leg.terms.drawn.stated or 0.0 if leg.terms.drawn is not None else 0.0
    for tranche in getattr(leg.terms, "tranches", None) or ():
        left -= (tranche.amount.stated or 0.0) * tranche.repeat
        if left < 0.0:
            yield tranche.gate


def _talks(book: Book) -> Iterator[Row]:
    for leg in book.legs.values():
        if book.stage(leg.leg) == "talks" and (book.as_of - leg.steps[-1].known.last).days > OLD_TALKS:
            due = days_after(leg.steps[-1].known.last, OLD_TALKS)
            yield _leg(
                book, leg, "talks", due, f"nothing was heard of {leg.leg} since {leg.steps[-1].known}: signed, or dead?"
            )


def _leg(book: Book, leg: Leg, kind: str, due: date, text: str) -> Row:
    row = _row(book, f"{leg.payer}/{kind}/{leg.leg}/{due}", leg.payer, leg.payee, kind, due, text)
    return replace(row, legs=(leg.leg,), sources=leg.steps[-1].sources)


def _row(book: Book, key: str, subject: str, other: str, kind: str, due: date, text: str) -> Row:
    late = float((book.as_of - due).days)
    return Row(
        key=key, subject=subject, counterparty=other, measure=f"overdue_{kind}", period=book.as_of.isoformat(),
        unit="days", low=late, mid=late, high=late, more={"kind": kind, "due": due.isoformat(), "text": text},
    )  # fmt: skip
