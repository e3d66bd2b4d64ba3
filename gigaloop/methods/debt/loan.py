"""What each event of a loan pays and changes: the standard's pay-off and state functions for PAM, LAM and ANN."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf

from .calendars import fraction, read
from .dates import Dated, Plan, plan
from .terms import Event, Market, Terms, read_happened

__all__ = ["annuity", "events", "position"]


@dataclass
class State:
    """A loan between two events. notional, accrued, fees, base: money, signed; rate: share a year; payment: money,
    unsigned; notional_scale, interest_scale: factors; counted: the moment that interest has run to."""

    notional: float
    rate: float
    accrued: float
    fees: float
    base: float
    payment: float
    notional_scale: float
    interest_scale: float
    counted: datetime


def annuity(owed: float, accrued: float, rate: float, start: datetime, moments: list[datetime], count: str) -> float:
    """The level payment at the given moments (ascending, from `start` on) that leaves nothing owed after the last.

    The specification's annuity amount: (n + a) times the product of growth factors over one plus the sum of their
    tails.
    """
    if not moments:
        return owed + accrued
    grown = owed * (1.0 + rate * fraction(start, moments[0], count)) + accrued
    weight = 1.0  # what a payment of 1 at each moment so far is worth at the current one
    for before, after in itertools.pairwise(moments):
        factor = 1.0 + rate * fraction(before, after, count)
        grown *= factor
        weight = weight * factor + 1.0
    return grown / weight


class Schedule:
    """One loan's walk through its dates."""

    def __init__(self, terms: Terms, dates: Plan, market: Market) -> None:
        self.terms, self.dates, self.market = terms, dates, market
        self.sign, self.count = terms.sign, terms.count
        self.lent = terms.number("notionalPrincipal")
        self.coupon = terms.number("nominalInterestRate", 0.0)
        self.mode = "NT" if terms.kind == "PAM" else terms.choice("interestCalculationBase", "NT")
        self.fee, self.basis = terms.number("feeRate", 0.0), terms.choice("feeBasis", "N")
        self.state = self._first()

    def _first(self) -> State:
        terms, status = self.terms, self.terms.status
        begun = terms.moment("initialExchangeDate") <= status
        state = State(0.0, 0.0, 0.0, 0.0, 0.0, terms.number("nextPrincipalRedemptionPayment", 0.0), 1.0, 1.0, status)
        effect = terms.choice("scalingEffect", "OOO")
        state.interest_scale = terms.number("interestScalingMultiplier", 1.0) if effect[0] == "I" else 1.0
        state.notional_scale = terms.number("notionalScalingMultiplier", 1.0) if effect[1] == "N" else 1.0
        if terms.kind == "LAM" and not terms.has("nextPrincipalRedemptionPayment"):
            state.payment = self.lent / self.dates.payments
        if begun:
            self._lend(state)
            before = [at for at in self.dates.paid if at < status]
            if terms.has("accruedInterest"):
                state.accrued = self.sign * terms.number("accruedInterest")
            elif before:
                state.accrued = fraction(before[-1], status, self.count) * state.base * state.rate
            state.fees = self.sign * terms.number("feeAccrued", 0.0)
            self._fix_early(state, status)
        return state

    def _lend(self, state: State) -> None:
        state.notional, state.rate = self.sign * self.lent, self.coupon
        amount = self.lent if self.mode == "NT" else self.terms.number("interestCalculationBaseAmount", self.lent)
        state.base = self.sign * amount

    def _fix_early(self, state: State, when: datetime) -> None:
        """An annuity whose first payment is due before there was a day to fix it on is fixed as it starts."""
        if self.terms.kind == "ANN" and not self.terms.has("nextPrincipalRedemptionPayment"):
            state.payment = self._annuity(state, when, inclusive=True)

    def _annuity(self, state: State, when: datetime, *, inclusive: bool = False) -> float:
        ahead = [at for at in self.dates.repaid if at > when or (inclusive and at == when)]
        owed, accrued = self.sign * state.notional, self.sign * state.accrued
        return annuity(owed, accrued, state.rate, when, ahead, self.count)

    def _run(self, when: datetime) -> None:
        """Interest and fees run to a moment."""
        state = self.state
        share = fraction(state.counted, when, self.count, self.dates.maturity)
        state.accrued += share * state.rate * state.base
        if self.fee and self.basis == "N":
            state.fees += share * state.notional * self.fee
        elif self.fee:
            before = max((at for at in self.dates.fees if at < when), default=self.terms.moment("initialExchangeDate"))
            after = min((at for at in self.dates.fees if at >= when), default=None)
            if after is not None:
                part = fraction(before, when, self.count) / fraction(before, after, self.count)
                state.fees = part * self.sign * self.fee
        state.counted = when

    def _owe(self, notional: float) -> None:
        self.state.notional = notional
        if self.mode == "NT":
            self.state.base = notional

    def step(self, event: Dated) -> float:
        """What an event pays; the state becomes the one after it."""
        terms, state, sign, when = self.terms, self.state, self.sign, event.counted
        if event.type == "IED":
            self._lend(state)
            first = self.dates.first
            state.accrued = 0.0
            if terms.has("accruedInterest"):
                state.accrued = sign * terms.number("accruedInterest")
            elif first is not None and first < when:
                state.accrued = fraction(first, when, self.count) * state.notional * state.rate
            state.fees, state.counted = sign * terms.number("feeAccrued", 0.0), when
            self._fix_early(state, when)
            return -sign * (self.lent + terms.number("premiumDiscountAtIED", 0.0))
        self._run(when)
        match event.type:
            case "PR":
                due = state.payment - (sign * state.accrued if terms.kind == "ANN" else 0.0)
                due = min(due, sign * state.notional)
                self._owe(state.notional - sign * due)
                return sign * due * state.notional_scale
            case "PP":
                paid = min(event.value, sign * state.notional)
                left = sign * state.notional - paid
                if terms.choice("prepaymentEffect", "N") == "A" and terms.kind == "LAM" and left + paid > 0.0:
                    state.payment *= left / (left + paid)
                self._owe(sign * left)
                if terms.choice("prepaymentEffect", "N") == "A" and terms.kind == "ANN":
                    state.payment = self._annuity(state, when, inclusive=False)
                return sign * paid
            case "IP":
                paid, state.accrued = state.accrued * state.interest_scale, 0.0
                return paid
            case "IPCI":
                self._owe(state.notional + state.accrued)
                state.accrued = 0.0
            case "FP":
                paid, state.fees = (sign * self.fee if self.basis == "A" else state.fees), 0.0
                return paid
            case "RR":
                state.rate = self._reset(event.time)
            case "RRF":
                state.rate = terms.number("nextResetRate")
            case "PRF":
                state.payment = self._annuity(state, when)
            case "SC":
                index = self.market.at(terms.text("marketObjectCodeOfScalingIndex", None), event.time)
                ratio, effect = (
                    index / terms.number("scalingIndexAtContractDealDate"),
                    terms.choice("scalingEffect", "OOO"),
                )
                state.interest_scale = ratio if effect[0] == "I" else state.interest_scale
                state.notional_scale = ratio if effect[1] == "N" else state.notional_scale
            case "IPCB":
                state.base = state.notional
            case "PRD":
                return -sign * (terms.number("priceAtPurchaseDate", 0.0) + state.accrued)
            case "TD":
                paid = sign * (terms.number("priceAtTerminationDate", 0.0) + state.accrued)
                self._close()
                return paid
            case "MD":
                paid = state.notional_scale * state.notional + state.interest_scale * state.accrued + state.fees
                self._close()
                return paid
        return 0.0

    def _close(self) -> None:
        self.state.notional = self.state.base = self.state.accrued = self.state.fees = 0.0

    def _reset(self, when: datetime) -> float:
        terms, rate = self.terms, self.state.rate
        seen = self.market.at(terms.text("marketObjectCodeOfRateReset", None), when)
        move = seen * terms.number("rateMultiplier", 1.0) + terms.number("rateSpread", 0.0) - rate
        move = min(max(move, terms.number("periodFloor", -inf)), terms.number("periodCap", inf))
        return min(max(rate + move, terms.number("lifeFloor", -inf)), terms.number("lifeCap", inf))


def events(
    given: Mapping[str, object], to: object, observed: Mapping[str, object], happened: Sequence[Mapping[str, object]]
) -> list[Event]:
    """A loan's events after its status date (from its purchase on, if it was bought), up to `to`."""
    terms = Terms(given)
    dates = plan(terms, read_happened(happened))
    schedule = Schedule(terms, dates, Market(observed))
    until = None if to is None or str(to).strip() == "" else read("to", to)
    bought = terms.maybe("purchaseDate")
    owned, found = bought is None or bought <= terms.status, []
    for event in dates.events:
        if event.time <= terms.status:
            continue
        if until is not None and event.time > until:
            break
        payoff, state = schedule.step(event), schedule.state
        owned = owned or event.type == "PRD"  # what was paid earlier on that day is the seller's
        if owned:
            found.append(
                Event(event.time, event.type, payoff, terms.currency, state.notional, state.rate, state.accrued)
            )
        if event.type in ("TD", "MD"):
            break
    return found


def position(
    given: Mapping[str, object],
    at: datetime,
    observed: Mapping[str, object],
    happened: Sequence[Mapping[str, object]] = (),
) -> tuple[float, float]:
    """What is owed on a loan at a moment, that moment's events included: notional and accrued interest, both unsigned
    money."""
    terms = Terms(given)
    dates = plan(terms, read_happened(happened))
    schedule = Schedule(terms, dates, Market(observed))
    for event in dates.events:
        if terms.status < event.time <= at:
            schedule.step(event)
            if event.type in ("TD", "MD"):
                return 0.0, 0.0
    drawn = schedule.state.notional != 0.0
    if drawn and at > schedule.state.counted:
        schedule._run(at)
    return abs(schedule.state.notional), abs(schedule.state.accrued)
