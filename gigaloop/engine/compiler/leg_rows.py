"""Rows of `plan.legs` and `plan.gates` while they are made, and what every kind of leg needs to be lowered."""

from __future__ import annotations

from typing import Any

from gigaloop.book.grade import grade_shares
from gigaloop.book.model import Book, Leg
from gigaloop.book.terms import Gate
from gigaloop.book.units import Quantity, When, quarter_index, quarter_of
from gigaloop.engine.compiler.accounts import GROUP_SECTOR, Accounts
from gigaloop.engine.compiler.claims import Claims
from gigaloop.engine.compiler.conduct import TERMS
from gigaloop.engine.compiler.limits import Limits
from gigaloop.engine.compiler.values import Values
from gigaloop.engine.plan import (
    DATED,
    PUBLIC_EQUITY,
    SECTORS,
    TAGS,
)

#: how often a site is late, and how long
DELAY = ("late-probability", "late-length")
#: quarters of lateness after which a buyer may leave whose contract gives the right and not the length
LATE_EXIT = "late-exit-default"


class Rows:
    """Rows of `legs` and `gates`. `rows_of` gives the rows of a leg; `skipped` says why a leg has none."""

    def __init__(self, book: Book, values: Values, accounts: Accounts, claims: Claims, limits: Limits) -> None:
        self.book, self.values, self.accounts, self.claims, self.limits = book, values, accounts, claims, limits
        self.zero = quarter_index(quarter_of(book.as_of))
        self.legs: list[dict[str, Any]] = []
        self.gates: list[dict[str, Any]] = []
        self.rows_of: dict[str, list[int]] = {}
        self.skipped: dict[str, str] = {}
        self.later: list[tuple[int, str, Leg, Gate | None, float]] = []
        self.standing: list[Leg] | None = None
        self.number_of = {leg: number for number, leg in enumerate(book.legs)}

    def held(self, leg: Leg) -> float:
        """The share of the issuer that a paid stake holds: as published, else amount over valuation."""
        terms = leg.terms
        if said(terms.share_held):
            return terms.share_held.stated or 0.0
        at = terms.valuation.stated if isinstance(terms.valuation, Quantity) else None
        worth = at or self.accounts.value(self.accounts.merged.get(leg.payee, leg.payee))
        amount = terms.amount.stated if said(terms.amount) else 0.0
        return min(0.5, amount / worth) if worth and amount else 0.0

    def investor(self, leg: Leg) -> int:
        if leg.payer == "investors" and self.party(leg.payee).ticker:
            return PUBLIC_EQUITY
        return self.accounts.number(leg.payer)

    def modelled(self, leg: Leg) -> bool:
        """Whether one of the two sides is a sector, or has an account that can run out."""
        sides = (self.accounts.number(leg.payer), self.accounts.number(leg.payee))
        return any(side < len(SECTORS) or self.accounts.records[side]["limited"] for side in sides)

    def party(self, party: str) -> Any:
        return self.book.parties[self.accounts.merged.get(party, party)]

    def sector(self, party: str) -> str:
        return self.party(GROUP_SECTOR.get(party, party)).sector

    def dollars(self, leg: Leg) -> int:
        """What of the amount is still to pay, in cents; a foreign amount at the book's rate."""
        amount = leg.terms.amount
        drawn = leg.terms.drawn.stated or 0.0 if said(leg.terms.drawn) else 0.0
        left = 1.0 - drawn / amount.stated if amount.stated else 1.0
        return self.values.amount(leg, amount, 100.0 * left * self.limits.dollars(amount.unit))

    def evenly(self, leg: Leg, tag: str, amount: int, begin: int, end: int, beta: int, to: int | None = None) -> None:
        """What is left of a sum, evenly over its quarters; with `price_steps`, each year bears that much more."""
        steps = said(getattr(leg.terms, "price_steps", None))
        low, mid, high = self.values.middles[amount]
        if steps is not None and steps.stated and low == high:
            years = _years(max(0, begin), round(self.middle(end)))
            rises = [(1.0 + steps.stated) ** year * (last - first) for year, (first, last) in enumerate(years)]
            for rise, (first, last) in zip(rises, years, strict=True):
                part = self.values.fixed(mid * rise / sum(rises))
                self._even(leg, tag, part, first, self.values.fixed(last), beta, to)
            return
        self._even(leg, tag, amount, max(0, begin), end, beta, to)

    def _even(self, leg: Leg, tag: str, amount: int, begin: int, end: int, beta: int, to: int | None) -> None:
        currency = leg.terms.amount.unit if leg.terms.amount is not None else "USD"
        self.add(
            leg,
            kind=DATED,
            payee=to,
            tag=tag,
            tier=2,
            amount=amount,
            start=begin,
            end=end,
            beta=beta,
            driver=self.limits.currency(currency),
            late=self.limits.late(leg, None),
        )

    def own(self, tag: str, **row: Any) -> int:
        """A row that no leg of the book says, for what `TAGS` calls so; its place."""
        self.legs.append(row | {"tag": TAGS.index(tag)})
        return len(self.legs) - 1

    def add(self, leg: Leg, payer: int | None = None, payee: int | None = None, **row: Any) -> int:
        """A row of a leg, between its own sides where no others are given; its place."""
        row["payer"] = self.accounts.number(leg.payer) if payer is None else payer
        row["payee"] = self.accounts.number(leg.payee) if payee is None else payee
        shares, _ = grade_shares(self.book, leg)
        row |= {"deal": self.number_of[leg.leg], "grade": max(shares, key=lambda grade: shares[grade])}
        self.rows_of.setdefault(leg.leg, []).append(place := self.own(**row))
        return place

    def site(self, leg: Leg, maker: str, late: bool) -> dict[str, int]:
        limit = self.limits.of(maker)
        if not late:
            return {"late": self.limits.late(leg, limit["chips"])}
        values = self.values
        probability, length = (values.middle(name) for name in DELAY)
        delay = values.spread(f"{leg.leg}.delay", "late", 0.0, length, 4 * length, *DELAY, a=probability)
        return limit | {"delay": delay, "late": self.limits.late(leg, limit["chips"])}

    def exit(self, leg: Leg, begin: int, length: float) -> dict[str, int]:
        terms = leg.terms
        if terms.exit == "none" or (terms.termination or "").startswith("no termination"):
            return {}
        if said(terms.firm) and said(terms.amount) and terms.amount.stated:
            return {"exit": max(0, begin + round(length * (terms.firm.stated or 0.0) / terms.amount.stated))}
        if terms.exit is not None and said(terms.notice):
            cost = terms.exit_cost
            whole = terms.amount.stated if said(terms.amount) else None
            share = (cost.stated or 0.0) / whole if said(cost) and whole else 0.0
            return {
                "exit": max(0, begin) + round(terms.notice.stated or 0.0),
                "exit_cost": self.values.fixed(share),
            }
        return {}

    def late_exit(self, leg: Leg) -> dict[str, int]:
        """After how many quarters of lateness, and of time to mend it, the buyer may leave what is late; nobody may
        where the contract does not say so."""
        told = getattr(leg.terms, "late_exit", None)
        if told is None:
            return {}
        if told.stated is None and LATE_EXIT not in self.book.parameters:
            return {}
        quarters = self.values.middle(LATE_EXIT) if told.stated is None else told.stated
        return {"late_exit": round(quarters + (said(leg.terms.cure).stated or 0.0 if said(leg.terms.cure) else 0.0))}

    def span(self, leg: Leg, usual: str, drawn: bool = True) -> tuple[int, int, float]:
        """(first quarter, row of the quarter after the last, quarters between) from start, end and term; else as long
        as such legs run (`TERMS`), at the middle where a sum is reckoned from it.
        """
        terms = leg.terms
        happened = self.quarter(leg.steps[0].happened)
        told = self.book.legs.get(leg.restates or "")
        start = terms.start or (told.terms.start if told else None)
        begin = self.quarter(start) if start is not None else happened + round(self.values.middle("start-default"))
        if terms.end is not None:
            length = max(1.0, self.end(terms.end) - begin)
        elif terms.term is not None and terms.term.stated:
            length = terms.term.stated
        else:
            *ends, scale = TERMS[usual]
            low, length, high = (scale * x for x in self.values.reach(usual, *ends))
            if drawn:
                shape = "uniform" if usual == "term-default" else "triangular"
                ends = [begin + low, begin + length, begin + high]
                return begin, self.values.spread(f"{leg.leg}.end", shape, *ends, usual), length
        return begin, self.values.fixed(begin + length), length

    def ramp(self, leg: Leg, length: float) -> int:
        if said(leg.terms.ramp):
            return self.values.amount(leg, leg.terms.ramp, 1.0, "ramp")
        usual = self.usual("ramp-default", leg.payee)
        if length >= 2 * self.values.middle(usual):  # it runs in full for half of its term at least
            return self.values.parameter(usual)
        return self.values.stated("ramp-share", 0.25, 1 / 3, 0.4, length)

    def usual(self, name: str, seller: str) -> str:
        """The parameter that stands in for what a seller does not disclose: one for its sector (ramp-default-neocloud)
        if the book has it."""
        own = f"{name}-{self.sector(seller)}" if seller in self.book.parties else ""
        return own if own in self.book.parameters else name

    def middle(self, row: int) -> float:
        return self.values.middles[row][1]

    def quarter(self, when: When) -> int:
        return quarter_index(when.quarter) - self.zero

    def end(self, when: When) -> int:
        """The quarter after the one that holds the last day."""
        return quarter_index(quarter_of(when.last)) - self.zero + 1


def _years(begin: int, end: int) -> list[tuple[int, int]]:
    """The years of a term as (first quarter, quarter after the last); the last may be short.

    >>> _years(2, 8)
    [(2, 6), (6, 8)]
    """
    end = max(end, begin + 1)
    return [(first, min(first + 4, end)) for first in range(begin, end, 4)]


def said(quantity: Quantity | None) -> Quantity | None:
    """The quantity, if a number was stated."""
    return quantity if quantity is not None and quantity.stated is not None else None
