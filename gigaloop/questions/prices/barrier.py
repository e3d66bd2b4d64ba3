"""barrier: what is the least that a lab spends on compute to be in the race, against what a start-up has raised?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gigaloop.answer.ends import Value, ends_row, over
from gigaloop.answer.question import Owes, Question, Row, Speech, Table, largest, those
from gigaloop.answer.subjects import subjects
from gigaloop.answer.tally import tally
from gigaloop.book.grade import count_once
from gigaloop.book.model import VOID, Book, Leg
from gigaloop.book.problem import Misread
from gigaloop.book.why import Why
from gigaloop.words.notes import note

NEED, REVENUE = "compute-need-start", "revenue-q0"
#: grades of money that a start-up has, or may call: signed, payable, paid
SIGNED = (4, 5, 6)


def answer(book: Book, party: Owes = "all") -> Table:
    """What is the least that a lab spends on compute in a year, and for how long would a start-up's money last at that?

    Definition: `QUESTION.definition`. `compute_spend` of each lab = compute-need-start x 4 x revenue of the first
    quarter; `least_spend`, the smallest of them. A start-up's `raised`: its stake legs signed or paid, or the reported
    total of a round where that is more (never both); `years_covered` = raised / least_spend; `missing` = least_spend -
    raised, 0 where more was raised.

    Columns: USD bn per year, USD bn, years. A start-up is a lab without these numbers, or a maker of applications, that
    sells no compute itself.

    Raises InputError for an unknown party, one that is no start-up, or a book without labs.

    >>> from gigaloop import load
    >>> answer(load(), "harvey").one("least_spend").unit
    'USD bn/year'
    """
    labs = [p for p in book.parties if book.key(NEED, p) and book.key(REVENUE, p)]
    if not labs:
        raise Misread(f"no lab's compute is known on {book.as_of}", "Ask of a book with labs", id="party")
    sellers = {leg.payee for leg in book.legs.values() if leg.kind == "compute_purchase" and leg.payer in labs}
    young = [
        p.party_id for p in book.parties.values()
        if p.sector in ("lab", "application") and p.party_id not in (*labs, *sellers)
    ]  # fmt: skip
    funded = {p: _raised(book, p) for p in young}
    able = [p for p in young if funded[p][1] or funded[p][2]]
    chosen = subjects(book, party, able, "{} is no start-up whose funding the book tells")
    spend = {lab: (book.key(NEED, lab), book.key(REVENUE, lab)) for lab in labs}
    size = {lab: over(book, names, lambda x, n=names: {"spend": _year(x, n)})["spend"] for lab, names in spend.items()}  # type: ignore[misc]
    least = min(size, key=lambda lab: size[lab][1])
    rows = [
        ends_row(book, size[lab], spend[lab], f"{lab}/compute_spend", lab, "compute_spend", "USD bn/year", _day(book))
        for lab in sorted(size, key=lambda lab: size[lab][1])
    ]
    rows.insert(
        0, ends_row(book, size[least], spend[least], "least_spend", least, "least_spend", "USD bn/year", _day(book))
    )
    for who in chosen:
        rows += _start_up(book, who, funded[who], spend[least], size[least])
    return QUESTION.table(
        book,
        rows=rows,
        arguments={"party": party if party == "all" else chosen[0]},
        left_out=[
            (leg.leg, Why("no_sum", "states no sum"))
            for p in young
            for leg in _stakes(book, p)
            if not leg.terms.amount.stated
        ],
        notes=[note("barrier.training"), note("barrier.survivors"), note("barrier.resold")],
    )


def _year(x: Mapping[str, Value], names: tuple[str, str]) -> float:
    return x[names[0]] * x[names[1]] * 4


def _stakes(book: Book, who: str) -> list[Leg]:
    legs = [leg for leg in book.legs.values() if leg.kind == "stake" and leg.payee == who]
    return [leg for leg in legs if book.stage(leg.leg) not in VOID and leg.terms.amount is not None]


def _raised(book: Book, who: str) -> tuple[tuple[float, float, float], tuple[str, ...], tuple[str, ...]]:
    """((low, mid, high) USD bn, legs, figures)."""
    legs = [leg for leg in count_once(book, _stakes(book, who)).legs if leg.terms.amount.stated]
    sum_ = tally(book, legs, grades=SIGNED).amount
    mid = (sum_.mid or 0.0) / 1e9
    ends = (sum_.low / 1e9, mid, mid if sum_.high is None else sum_.high / 1e9)
    rounds = [f for f in book.figures.values() if f.subject == who and f.metric == "funding_round_total"]
    for figure in rounds:
        stated = (figure.value.stated or 0.0) / 1e9
        if stated > mid:
            low, high = figure.value.bounds(book.about_half_width())
            return (low / 1e9, stated, stated if high is None else high / 1e9), (), (figure.figure_id,)
    return ends, tuple(leg.leg for leg in legs), ()


def _start_up(
    book: Book,
    who: str,
    funded: tuple[tuple[float, float, float], tuple[str, ...], tuple[str, ...]],
    names: tuple[str, str],
    least: tuple[float, float, float],
) -> Iterator[Row]:
    (low, mid, high), legs, figures = funded
    head: dict[str, Any] = {"legs": legs, "figures": figures}
    yield ends_row(book, (low, mid, high), (), f"{who}/raised", who, "raised", "USD bn", _day(book), **head)
    covered = (low / least[2], mid / least[1], high / least[0])
    yield ends_row(book, covered, names, f"{who}/years_covered", who, "years_covered", "years", _day(book), **head)
    missing = (max(0.0, least[0] - high), max(0.0, least[1] - mid), max(0.0, least[2] - low))
    yield ends_row(book, missing, names, f"{who}/missing", who, "missing", "USD bn/year", _day(book), **head)


def _day(book: Book) -> str:
    return book.as_of.isoformat()


def headline(table: Table, say: Speech) -> Sequence[str]:
    """How long the money of the best funded start-up would last at what a lab spends least."""
    least = those(table, measure="least_spend")
    lasts = largest(those(table, measure="years_covered"))
    if not least:
        return []
    told = [say("barrier.least", spend=least[0])]
    if lasts:
        told.append(say("barrier.lasts", years=lasts[0]))
    if lasts[1:]:
        told.append(say("barrier.next", others=say.each(lasts[1:])))
    return told


def first(table: Table) -> Sequence[Row]:
    """How long each start-up's money would last, the longest first."""
    return [*largest(those(table, measure="years_covered")), *those(table, measure=("least_spend", "compute_spend"))]


QUESTION = Question(answer, headline, first)
