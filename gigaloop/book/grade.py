"""How binding a dollar is, and which dollars count: grades, ranges and the rule that each dollar stands once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from gigaloop.book.model import VOID, Book, FxRate, Leg
from gigaloop.book.problem import Misread
from gigaloop.book.units import Quantity
from gigaloop.book.why import Why

Measure = Literal["amount", "power", "units"]

#: what the six grades of a dollar mean; 0 is void
GRADES = {
    0: "void: rejected, cancelled, superseded or ended",
    1: "talks",
    2: "letter of intent",
    3: "announced",
    4: "signed, with an exit",
    5: "signed, payable in any case",
    6: "delivered or drawn",
}
STAGE_GRADE = {"talks": 1, "loi": 2, "announced": 3, "signed": 4, "delivered": 6, "drawn": 6} | dict.fromkeys(VOID, 0)
#: kinds whose signed dollars are due whether the capacity is used or not
TAKE_OR_PAY = ("compute_purchase", "chip_lease", "capacity_lease")


class Range(NamedTuple):
    """[low, high] that the words allow, `mid` the figure as stated, in dollars, GW or units; None is open."""

    low: float
    mid: float | None
    high: float | None
    undisclosed: int = 0

    def __add__(self, other: object) -> Range:
        if not isinstance(other, Range):
            return NotImplemented
        mids = [mid for mid in (self.mid, other.mid) if mid is not None]
        return Range(
            self.low + other.low,
            sum(mids) if mids else None,
            None if self.high is None or other.high is None else self.high + other.high,
            self.undisclosed + other.undisclosed,
        )

    def times(self, low: float, mid: float | None = None, high: float | None = None) -> Range:
        """Scaled by one factor, or each end by its own.

        >>> Range(1, 2, None).times(0.5), Range(1, 2, 4).times(0.5, 1.0, 1.5)
        (Range(low=0.5, mid=1.0, high=None, undisclosed=0), Range(low=0.5, mid=2.0, high=6.0, undisclosed=0))
        """
        middle, most = low if mid is None else mid, low if high is None else high
        return self._replace(
            low=self.low * low,
            mid=None if self.mid is None else self.mid * middle,
            high=None if self.high is None else self.high * most,
        )


NOTHING = Range(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Count:
    """Which legs of a set carry its money, and why each other one does not."""

    legs: tuple[Leg, ...]
    left_out: tuple[tuple[str, str], ...]


def grade_shares(
    book: Book, leg: Leg, which: Literal["low", "value", "high"] = "value"
) -> tuple[dict[int, float], tuple[str, ...]]:
    """Shares of the leg's money by grade (they sum to 1), and the assumptions used, at one end of their range.

    The part drawn so far is grade 6; `by_stage` gives other stages to parts; of signed take-or-pay kinds the share
    payable in any case (published, or the assumed `take-or-pay-share`) is grade 5, the rest grade 4. A leg that
    restates another binds no more than that one does.
    """
    stage = book.stage(leg.leg)
    if stage in VOID:
        return {0: 1.0}, ()
    if leg.restates in book.legs:
        told = book.stage(leg.restates)
        stage = told if STAGE_GRADE[told] < STAGE_GRADE[stage] and told not in VOID else stage
    terms = leg.terms
    used: tuple[str, ...] = ()
    shares: dict[int, float] = {}
    rest = 1.0
    for other, share in (terms.by_stage or {}).items():
        grade = STAGE_GRADE[other]
        shares[grade] = shares.get(grade, 0.0) + share
        rest -= share
    drawn = _part(terms.drawn, terms.amount)
    if drawn and stage not in ("delivered", "drawn"):
        part = min(drawn, rest)
        shares[6] = shares.get(6, 0.0) + part
        rest -= part
    if rest > 1e-12:
        grade = STAGE_GRADE[stage]
        firm = 0.0
        if grade == 4:
            firm, used = _firm_share(book, leg, which)
        for each, share in ((5, rest * firm), (grade, rest * (1 - firm))):
            if share > 1e-12:
                shares[each] = shares.get(each, 0.0) + share
    return dict(sorted(shares.items())), used


def _firm_share(
    book: Book, leg: Leg, which: Literal["low", "value", "high"] = "value"
) -> tuple[float, tuple[str, ...]]:
    terms = leg.terms
    if (firm := _part(terms.firm, terms.amount)) is not None:
        return firm, ()
    if terms.exit is not None:
        return (1.0 if terms.exit == "none" else 0.0), ()
    if leg.kind not in TAKE_OR_PAY:
        return 0.0, ()
    share = getattr(terms, "take_or_pay", None)
    if share is not None and share.stated is not None:
        return share.stated, ()
    if getattr(terms, "notice", None) is not None:
        return 0.0, ()
    parameter = book.parameters.get("take-or-pay-share")
    if parameter is None:
        return 1.0, ()
    return parameter.numbers(which)[0], (parameter.key,)


def _part(part: Quantity | None, whole: Quantity | None) -> float | None:
    if part is None or whole is None or not part.stated or not whole.stated:
        return None
    return min(1.0, part.stated / whole.stated)


def worth(book: Book, leg: Leg, measure: Measure = "amount") -> Range:
    """The leg's size as its words allow, money in US dollars; undisclosed is [0, open] and counted, never summed.

    >>> from gigaloop.book.file import load
    >>> book = load("tiny")
    >>> worth(book, next(iter(book.legs.values()))).undisclosed
    0
    """
    quantity: Quantity | None = getattr(leg.terms, measure)
    if quantity is None or quantity.stated is None:
        return Range(0.0, None, None, 1)
    low, high = quantity.bounds(book.about_half_width())
    rate = dollars(book, leg) if measure == "amount" else 1.0
    return Range(low * rate, quantity.stated * rate, None if high is None else high * rate)


def dollars(book: Book, leg: Leg) -> float:
    """Dollars for one unit of the currency of a leg's amount, on the day of the step that told the amount.

    >>> from gigaloop.book.file import load
    >>> book = load("tiny")
    >>> dollars(book, next(iter(book.legs.values())))
    1.0
    """
    amount = leg.terms.amount
    return 1.0 if amount is None else usd_per(book, amount.unit, told_on(leg))


def told_on(leg: Leg) -> date:
    """The day of the step that told a leg's amount: its rate of exchange counts, not that of a later step.

    >>> from gigaloop.book.file import load
    >>> str(told_on(load("loop").legs["jp-plan"]))
    '2024-11-11'
    """
    telling = [step for step in leg.steps if step.terms.amount is not None]
    return (telling or leg.steps)[-1].happened.last


def told_in(book: Book, leg: Leg) -> str:
    """The best tier of the sources that told the leg's amount (its newest step that says one): primary, press, other.

    >>> from gigaloop.book.file import load
    >>> book = load("tiny")
    >>> told_in(book, next(iter(book.legs.values())))
    'other'
    """
    telling = [step for step in leg.steps if step.terms.amount is not None] or list(leg.steps)
    tiers = {book.sources[source].tier for source in telling[-1].sources if source in book.sources}
    return next((tier for tier in ("primary", "press") if tier in tiers), "other")


def usd_per(book: Book, currency: str, day: date) -> float:
    """US dollars for one unit of a currency on a day: the newest rate not after it, else the oldest there is."""
    return 1.0 if currency == "USD" else 1.0 / fx_rate(book, currency, day).per_usd


def fx_rate(book: Book, currency: str, day: date) -> FxRate:
    """The newest rate of a currency not after a day, else the oldest there is; InputError where there is none."""
    rates = sorted((r for r in book.fx if r.currency == currency), key=lambda rate: rate.date)
    if not rates:
        raise Misread(f"the book has no rate for {currency}", "Add a row to fx.csv", "fx.csv", "fx")
    return ([r for r in rates if r.date.last <= day] or rates[:1])[-1]


def count_once(book: Book, legs: Iterable[Leg], measure: Measure = "amount", *, parts_apart: bool = False) -> Count:
    """Choose the legs that carry the money (or the watts) of a set, so that every dollar stands once.

    Left out, each with its reason: void legs; of legs that restate one another all but one that states the measure;
    a part whose whole is in the set (or a whole that states nothing while its parts do), but where parts stand apart.
    """
    candidates = {leg.leg: leg for leg in legs}
    why: dict[str, str] = {}
    for leg_id in candidates:
        stage = book.stage(leg_id)
        if stage in VOID:
            newer = book.superseded_by.get(leg_id)
            why[leg_id] = Why("superseded", f"superseded by {newer}") if newer else Why(stage, stage)
    live = {key: leg for key, leg in candidates.items() if key not in why}

    def states(leg: Leg) -> bool:
        return worth(book, leg, measure).mid is not None

    groups: dict[str, list[Leg]] = {}
    for leg in live.values():
        root = leg
        while root.restates and root.restates in live:
            root = live[root.restates]
        groups.setdefault(root.leg, []).append(leg)
    for root_id, members in groups.items():
        if len(members) > 1:
            chosen = next((leg for leg in (live[root_id], *members) if states(leg)), live[root_id])
            for leg in members:
                if leg.leg != chosen.leg:
                    why[leg.leg] = Why("restates", f"{'restates' if leg.restates else 'is told by'} {chosen.leg}")
    live = {key: leg for key, leg in live.items() if key not in why}
    for leg in () if parts_apart else list(live.values()):
        whole = leg.part_of
        while whole:
            if whole in live and (states(live[whole]) or not states(leg)):
                why[leg.leg] = Why("part_of", f"part of {whole}")
                break
            if whole in live:
                why[whole] = Why("parts_counted", f"says nothing; its part {leg.leg} is counted")
            whole = book.legs[whole].part_of if whole in book.legs else None
    kept = tuple(leg for key, leg in candidates.items() if key not in why)
    return Count(kept, tuple((key, why[key]) for key in candidates if key in why))
