"""Dated schedules of the book's loans, after the ACTUS standard, summed to quarters: rows of `plan.due`, `plan.years`.

A loan whose last day is known and whose money stands, or comes at once, has dates. What nobody published is assumed:
quarterly payments counted back from the last day, 30E/360, no holidays. Bonds of unknown day are many bonds: of their
face, old and new, an even part falls due each quarter (`bond-life`). Loans drawn over several quarters, and facilities,
have no dates; they keep the rule of their amortisation.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from gigaloop.book.model import Book, Leg
from gigaloop.book.units import quarter_of
from gigaloop.engine.compiler.claims import ROLLED, Claims
from gigaloop.engine.plan import ANNUITY, BULLET, BY_PLAN, LINEAR, LOAN
from gigaloop.methods.debt import by_quarter, schedule
from gigaloop.methods.debt.calendars import fraction, read

CONTRACT = {BULLET: "PAM", LINEAR: "LAM", ANNUITY: "ANN"}
MONTHS = {"monthly": 1, "quarterly": 3, "semiannual": 6, "annual": 12}
ONE = timedelta(days=1)


class Dates(NamedTuple):
    """A loan's days: lent, its first payment, its last; months between payments; the standard's day count."""

    lent: date
    first: date
    last: date
    months: int
    count: str


def dated(
    book: Book, claims: Claims, legs: Sequence[dict[str, Any]], names: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """(due, years), each (debts, quarters): of every debt with dates, else nan."""
    due, years = (np.full((len(claims.debts), len(names)), np.nan) for _ in range(2))
    every = list(book.legs.values())
    life = claims.values.middle("bond-life") if "bond-life" in book.parameters else 0.0
    for number, row in enumerate(claims.debts):
        if life and row["amortisation"] == BULLET and claims.values.middles[row["term"]][1] == ROLLED:
            due[number], years[number] = 1.0 / (4.0 * life), 0.25
        if row["deal"] < 0:
            continue
        leg = every[row["deal"]]
        draws = [one for one in legs if one.get("kind") == LOAN and one.get("debt") == number]
        found = days(book, leg, bool(row["face"]), draws, claims)
        if found is not None:
            due[number], years[number] = shares(book, found, row, claims, names)
    return due, years


def days(book: Book, leg: Leg, stands: bool, draws: Sequence[dict[str, Any]], claims: Claims) -> Dates | None:
    """The loan's days; None when its last is unknown, or when no day is the day of its money."""
    terms = leg.terms
    if terms.extension is not None and terms.extension.stated:
        return None  # its last day is its borrower's choice
    lent = (terms.start or leg.steps[-1].happened).first
    if stands:
        lent = min((step.happened.first for step in leg.steps), default=lent)
    elif len(draws) != 1 or not at_once(draws[0], claims):
        return None
    elif lent <= book.as_of:
        lent = book.as_of + ONE
    if terms.end is not None:
        last = terms.end.last
    elif terms.term is not None and terms.term.stated:
        begun = max(lent, terms.start.first) if terms.start is not None else leg.steps[-1].happened.first
        last = moved(begun if stands else lent, round(3 * terms.term.stated))
    else:
        return None
    if last <= max(lent, book.as_of):
        return None
    months, before = MONTHS[terms.pays or "quarterly"], 0
    while moved(last, -(before + 1) * months) > lent:
        before += 1
    while moved(moved(last, -before * months), before * months) != last:  # counted on from there it would miss the last
        before -= 1
    return Dates(lent, moved(last, -before * months), last, months, terms.day_count or "30E360")


def at_once(draw: dict[str, Any], claims: Claims) -> bool:
    """Whether the whole loan comes within one quarter."""
    return draw.get("draws", BY_PLAN) == BY_PLAN and claims.values.middles[draw["end"]][1] - draw["start"] <= 1


def shares(
    book: Book, found: Dates, row: dict[str, Any], claims: Claims, names: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """By quarter: the share of the face at its start that falls due, and the years of interest on it.

    Neither depends on the rate, but for an annuity: its shares are those at the middle of its rate. What falls due in
    the quarter of the drawing comes with the next: until then the engine knows no face.
    """
    kind = row["amortisation"]
    rate = claims.values.middles[row["rate"]][1] + (claims.values.middle("sofr") if row["floating"] else 0.0)
    rate = max(rate, 1e-9) if kind == ANNUITY else 1.0
    cycle = f"P{found.months}ML1"
    terms: dict[str, object] = {
        "contractType": CONTRACT[kind],
        "contractRole": "RPA",
        "currency": "USD",
        "statusDate": book.as_of.isoformat(),
        "initialExchangeDate": found.lent.isoformat(),
        "maturityDate": found.last.isoformat(),
        "notionalPrincipal": 1.0,
        "nominalInterestRate": rate,
        "dayCountConvention": found.count,
        "endOfMonthConvention": "EOM" if (found.last + ONE).day == 1 else "SD",
        "cycleOfInterestPayment": cycle,
        "cycleAnchorDateOfInterestPayment": found.first.isoformat(),
    }
    if kind != BULLET:
        terms |= {"cycleOfPrincipalRedemption": cycle, "cycleAnchorDateOfPrincipalRedemption": found.first.isoformat()}
    if found.lent <= book.as_of < found.first:
        run = fraction(read("lent", found.lent), read("as_of", book.as_of), found.count)
        terms["accruedInterest"] = rate * run
    end = moved(date(int(names[-1][:4]), 3 * int(names[-1][5]), 1), 1) - ONE
    paid = by_quarter(schedule(terms, end), names[0], names[-1])
    due, years, face = np.ones(len(names)), np.full(len(names), 0.25), 1.0
    interest = principal = 0.0
    for t, quarter in enumerate(paid):
        interest, principal = interest + quarter.interest, principal + quarter.principal
        if names[t] <= quarter_of(found.lent) and found.lent > book.as_of:
            due[t] = years[t] = 0.0
        elif face > 1e-12:
            due[t], years[t] = min(principal / face, 1.0), interest / (rate * face)
            face = max(face - principal, 0.0)
            interest = principal = 0.0
    return due, years


def moved(day: date, months: int) -> date:
    """The same day so many months on, month ends on month ends.

    >>> moved(date(2026, 2, 28), -3).isoformat(), moved(date(2026, 3, 30), -1).isoformat()
    ('2025-11-30', '2026-02-28')
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, last if day.day == monthrange(day.year, day.month)[1] else min(day.day, last))
