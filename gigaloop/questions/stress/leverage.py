"""leverage: how does the debt of a borrower run against what carries it, its earnings or its collateral?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Unpack

import numpy as np

from gigaloop.answer.paths import BAND, Paths, simulated, told_row
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, ending, largest, those
from gigaloop.answer.subjects import subjects
from gigaloop.answer.tally import ends_of, resting
from gigaloop.book.grade import grade_shares, worth
from gigaloop.book.model import VOID, Book, Leg
from gigaloop.words.notes import note


def answer(book: Book, party: Owes = "all", **drawn: Unpack[RunArguments]) -> Table:
    """How does the debt of a cloud run against its earnings, and an investor's against its collateral?

    Definition: `QUESTION.definition`. A cloud, neocloud or vehicle: `debt`, `ebitda`, `leverage` (debt / EBITDA of the
    year, that of a part of a year taken four quarters long; open where there is none), `interest_cover`, `free_cash`,
    `above_limit` (share of paths whose leverage passes the greatest that its lenders allow when appetite is open), by
    year; `coverage`, the least of the year's quarters by the covenant of its secured debts (what their collateral earns
    over debt service on the part of it that stands; open where none is tested), `breached` (share of paths where it
    falls below what the facility asks for) and `swept`, what the breach repaid early; `negative_years`, how many whole
    years have free cash below zero. An investor with a limit of loan to value: `debt`, `collateral`, `loan_to_value`,
    `room` (limit x collateral - debt), `fall_to_limit` (how far the mark may fall until the limit; 0 where it is
    passed), `above_limit` by year; `ever_above_limit` in any quarter. `limit` is the limit itself. Of the book:
    `secured_by`, each loan with stated collateral, told by `what`.

    `leverage`, `interest_cover` and `coverage` are those of the paths on which the party has not failed by then: a
    failed one owes nothing here.

    Columns: USD bn; leverage, interest_cover and an earnings limit (ratio); loan_to_value (proportion, above 1 where
    it owes more than it holds), fall_to_limit and shares of paths (share); negative_years (years). `what` the pledge in
    the book's words; `band` says what low and high are.

    Raises InputError for a party without accounts, or one that neither earns for lenders nor pledges holdings.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "cloud", paths=20).question
    'leverage'
    """
    found = simulated(book, **drawn)
    chosen = _chosen(book, found, party)
    rows: list[Row] = []
    for who in chosen:
        rows += _pledging(found, who) if _has(found, who, "loan_to_value") else _earning(found, who)
        rows += _secured(book, who)
    return found.table(
        QUESTION,
        rows=rows,
        arguments={"party": party if party == "all" else chosen[0]},
        notes=[note("leverage.ebitda"), note("leverage.lives"), note("leverage.holdings")],
        added=(("what", ""), BAND),
    )


def _chosen(book: Book, found: Paths, party: str) -> tuple[str, ...]:
    able = tuple(p for p in found.followed if _has(found, p, "loan_to_value") or _has(found, p, "leverage_open"))
    if party != "all":
        found.measure("debt", book.party(party).party_id)  # refuses whoever has no accounts at all
    why_not = f"{{}} has no limit of leverage or of loan to value in the simulation of {book.as_of}"
    return subjects(book, party, able, why_not, none="none: this book has no such borrower")


def _has(found: Paths, who: str, limit: str) -> bool:
    return bool(found.run.plan.parties[limit][found.number(who)])


def _earning(found: Paths, who: str) -> Iterator[Row]:
    """A borrower that is lent to on its earnings."""
    get = {m: found.measure(m, who) for m in ("debt", "ebitda", "interest", "debt_service", "revenue", "uses")}
    tested = np.where(found.measure("coverage", who) > 0, found.measure("coverage", who), np.inf)
    swept, least = found.measure("swept", who), _covenant(found, who)
    free = get["revenue"] - get["uses"] + get["debt_service"] - get["interest"]
    limit, failed, row = found.at_start("leverage_open", who), found.default(who), _rows_of(found, who)
    for year, columns in found.spans().items():
        debt, earned = get["debt"][:, columns[-1]], get["ebitda"][:, columns].sum(1)
        ratio = times(debt, earned * 4 / len(columns))
        yield row(debt, "debt", "USD bn", year)
        yield row(earned, "ebitda", "USD bn", year)
        lives = (failed < 0) | (failed > columns[-1])
        yield row(ratio[lives], "leverage", "ratio", year)
        yield row(times(earned, get["interest"][:, columns].sum(1))[lives], "interest_cover", "ratio", year)
        yield row(free[:, columns].sum(1), "free_cash", "USD bn", year)
        yield row(ratio > limit, "above_limit", "share", year)
        worst = tested[:, columns].min(1)
        yield row(worst[lives], "coverage", "ratio", year)
        yield row(worst < least, "breached", "share", year)
        yield row(swept[:, columns].sum(1), "swept", "USD bn", year)
    below = sum((free[:, columns].sum(1) < 0).astype(float) for columns in found.years().values())
    yield row(below, "negative_years", "years", ending(found.quarters[-1]))
    yield row(limit, "limit", "ratio", "debt over EBITDA, appetite open")


def _covenant(found: Paths, who: str) -> np.ndarray:
    """(P,) the coverage that lenders of the borrower's facility ask for; 0: none."""
    plan = found.run.plan
    facility = int(plan.parties["facility"][found.number(who)])
    return found.drawn_value(int(plan.debts["coverage"][facility])) if facility >= 0 else np.zeros(found.count)


def _pledging(found: Paths, who: str) -> Iterator[Row]:
    """An investor that is lent to on its holdings."""
    debt, collateral = found.measure("debt", who), found.measure("collateral", who)
    limit = found.at_start("loan_to_value", who)
    most, row = limit[:, None] * collateral, _rows_of(found, who)
    for period, columns in found.spans().items():
        at = columns[-1]
        yield row(debt[:, at], "debt", "USD bn", period)
        yield row(collateral[:, at], "collateral", "USD bn", period)
        yield row(times(debt[:, at], collateral[:, at]), "loan_to_value", "proportion", period)
        yield row(most[:, at] - debt[:, at], "room", "USD bn", period)
        yield row(np.maximum(1.0 - times(debt[:, at], most[:, at]), 0.0), "fall_to_limit", "share", period)
        yield row(debt[:, at] > most[:, at], "above_limit", "share", period)
    yield row((debt > most).any(1), "ever_above_limit", "share", ending(found.quarters[-1]))
    yield row(limit, "limit", "share", "debt over the mark of holdings")


def times(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """One over the other; infinity where there is nothing below and something above, nothing over nothing is 0.

    >>> times(np.array([6.0, 6.0, 0.0]), np.array([2.0, -1.0, 0.0])).tolist()
    [3.0, inf, 0.0]
    """
    out = np.where(above > 0, np.inf, 0.0)
    return np.divide(above, below, out=out, where=below > 0)


def _rows_of(found: Paths, who: str) -> Callable[[np.ndarray, str, str, str], Row]:
    """Makes the rows of a borrower: (values or hits, measure, unit, period) -> Row."""
    behind = {"more": {"what": ""}, **found.behind(who)}
    return lambda values, measure, unit, period: told_row(
        values, f"{who}/{measure}/{period}", who, measure, unit, period=period, **behind
    )


def _secured(book: Book, who: str) -> Iterator[Row]:
    """Loans to the party whose collateral the book states."""
    for leg in book.legs.values():
        if leg.kind == "loan" and leg.payee == who and leg.terms.collateral and book.stage(leg.leg) not in VOID:
            yield _loan(book, who, leg)


def _loan(book: Book, who: str, leg: Leg) -> Row:
    return Row(
        key=f"{who}/secured_by/{leg.leg}", subject=who, counterparty=leg.payer, measure="secured_by",
        period=book.as_of.isoformat(), grade=grade_shares(book, leg)[0], **ends_of(worth(book, leg)),
        more={"what": str(leg.terms.collateral), "band": ""}, **resting(book, legs=[leg.leg]),
    )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Who owes most for what it earns at the end of the first whole year, and where it passes its limit."""
    known = those(table, measure="leverage")
    years = sorted({row.period for row in known if len(row.period) == 4 and row.mid is not None})
    for year in years[:1]:
        owing = largest(those(table, measure="leverage", period=year))
        if not owing:  # without earnings leverage is open
            break
        top, *others = owing
        told = [say("leverage.most", year=year, times=top)]
        above = those(table, measure="above_limit", subject=top.subject, period=year)
        if above:
            told.append(say("leverage.above", share=above[0]))
        return [*told, *([say("leverage.others", others=say.each(others))] if others else [])]
    return [say("leverage.loan", share=row) for row in those(table, measure="loan_to_value")[:1]]


def first(table: Table) -> Sequence[Row]:
    """Debt over earnings, year by year; of an investor its loans over its holdings."""
    known = those(table, measure="leverage")
    years = sorted({row.period for row in known if len(row.period) == 4 and row.mid is not None})[:1]
    order = [row.subject for row in largest(row for row in known if row.period in years)]
    named = sorted(known, key=lambda row: order.index(row.subject) if row.subject in order else len(order))
    return [*named, *those(table, measure="loan_to_value")]


QUESTION = Question(answer, headline, first)
