"""Dated events summed to calendar quarters."""

from collections.abc import Iterable
from typing import NamedTuple

from .terms import Event

__all__ = ["Quarter", "by_quarter"]

PARTS = {
    "IED": "drawn", "PRD": "drawn", "IP": "interest", "FP": "fees", "PR": "principal", "PP": "principal", "MD":
    "principal",
    "TD": "principal", "STD": "called",
}  # fmt: skip


class Quarter(NamedTuple):
    """One calendar quarter of a contract. quarter: 2026Q3; payoff: all payments (money, + to the creator) and its
    parts, which sum to it: drawn (lent or bought), interest, principal (with what a termination or maturity pays),
    fees, called; notional, accrued: at its end."""

    quarter: str
    payoff: float
    drawn: float
    interest: float
    principal: float
    fees: float
    called: float
    notional: float
    accrued: float
    currency: str


def _index(quarter: str) -> int:
    year, _, number = quarter.partition("Q")
    if not (year.isdigit() and number in ("1", "2", "3", "4")):
        raise ValueError(f"quarter: found {quarter!r}, expected a text such as 2026Q3.")
    return int(year) * 4 + int(number) - 1


def by_quarter(events: Iterable[Event], first: str | None = None, last: str | None = None) -> list[Quarter]:
    """What does a schedule pay in each calendar quarter?

    Definition: the sum of payments dated in the quarter; notional and accrued interest are those after its last
    event, carried through quarters without one. An event belongs to the day it is dated, also at 23:59:59.
    `first`, `last`: quarters such as 2026Q3, by default those of the first and last event. An event outside them is
    refused, so that nothing is lost. Errors: ValueError for two currencies, or for an event outside the quarters.

    >>> from datetime import datetime
    >>> paid = [Event(datetime(2026, 2, 1), "IP", 4.0, "USD", 100.0, 0.08, 0.0),
    ...         Event(datetime(2026, 8, 1), "MD", 100.0, "USD", 0.0, 0.08, 0.0)]
    >>> [(q.quarter, q.payoff, q.notional) for q in by_quarter(paid)]
    [('2026Q1', 4.0, 100.0), ('2026Q2', 0.0, 100.0), ('2026Q3', 100.0, 0.0)]
    """
    ordered = list(events)
    if not ordered and (first is None or last is None):
        return []
    currencies = {event.currency for event in ordered}
    if len(currencies) > 1:
        raise ValueError(f"events: found currencies {sorted(currencies)}, expected one. Sum each currency apart.")
    places = [event.date.year * 4 + (event.date.month - 1) // 3 for event in ordered]
    begin = _index(first) if first is not None else min(places)
    end = _index(last) if last is not None else max(places)
    if places and (min(places) < begin or max(places) > end):
        raise ValueError(
            f"events: found one outside {first or 'the first'} to {last or 'the last'} quarter, expected all inside."
        )
    found, notional, accrued = [], 0.0, 0.0
    for at in range(begin, end + 1):
        parts = {"drawn": 0.0, "interest": 0.0, "principal": 0.0, "fees": 0.0, "called": 0.0}
        payoff = 0.0
        for event, place in zip(ordered, places, strict=True):
            if place == at:
                payoff += event.payoff
                if event.payoff:
                    parts[PARTS[event.type]] += event.payoff
                notional, accrued = event.notional, event.accrued or 0.0
        currency = next(iter(currencies), "")
        found.append(
            Quarter(f"{at // 4}Q{at % 4 + 1}", payoff, **parts, notional=notional, accrued=accrued, currency=currency)
        )
    return found
