"""Which event of a loan falls when: the standard's schedules, shifted to business days, in the standard's order."""

from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from .calendars import fraction, shifted
from .cycles import Cycle, added, times
from .terms import Happening, Terms

__all__ = ["Dated", "Plan", "fee_times", "place", "plan"]

# the dictionary's sequence of events at one moment; a new payment (PRF) is fixed after the rate it rests on
ORDER = ("IED", "FP", "PR", "PP", "IP", "IPCI", "CE", "RRF", "RR", "PRF", "PRD", "TD", "SC", "IPCB", "XD", "STD", "MD")
FIXED = ("IED", "PRD", "TD", "PRF", "PP", "XD")


class Dated(NamedTuple):
    """When an event happens. time: where it is booked; counted: the moment that interest runs to; value: money,
    prepayments alone."""

    time: datetime
    counted: datetime
    type: str
    value: float = 0.0


class Plan(NamedTuple):
    """A loan's dates. events: in order; maturity; first: first scheduled interest date or None; paid: interest dates;
    repaid: moments that an annuity's payment is reckoned over, the last one included; fees: fee dates; payments:
    redemptions left, maturity's included."""

    events: list[Dated]
    maturity: datetime
    first: datetime | None
    paid: list[datetime]
    repaid: list[datetime]
    fees: list[datetime]
    payments: int


def place(moment: datetime, kind: str, terms: Terms, value: float = 0.0) -> Dated:
    """The event moved to a business day; with calculate-then-shift conventions interest runs to the day before the
    move."""
    moved = moment if kind in FIXED else shifted(moment, terms.shift, terms.weekdays)
    return Dated(moved, moment if terms.shift.startswith("C") else moved, kind, value)


def _anchor(terms: Terms, term: str, start: datetime, cycle: Cycle | None) -> datetime | None:
    given = terms.maybe(term)
    if given is not None or cycle is None:
        return given
    return added(start, cycle, 1, terms.end_of_month)


def fee_times(terms: Terms, start: datetime, end: datetime) -> list[datetime]:
    """Fee dates up to the end; none without a fee."""
    if terms.number("feeRate", 0.0) == 0.0:
        return []
    cycle = terms.cycle("cycleOfFee")
    anchor = _anchor(terms, "cycleAnchorDateOfFee", start, cycle)
    return [] if anchor is None else times(anchor, cycle, end, terms.end_of_month, with_end=True)


def _maturity(terms: Terms, anchor: datetime, cycle: Cycle) -> datetime:
    """An amortiser's maturity: given, or where its payments end (the specification's state Md)."""
    given = terms.maybe("maturityDate") or terms.maybe("amortizationDate")
    if given is not None:
        return given
    owed, payment = terms.number("notionalPrincipal"), terms.number("nextPrincipalRedemptionPayment")
    ahead, count = anchor >= terms.status, 0
    while added(anchor, cycle, count + 1, terms.end_of_month) < terms.status and not ahead:
        count += 1
    start = added(anchor, cycle, count, terms.end_of_month)
    if terms.kind == "ANN":
        period = fraction(start, added(anchor, cycle, count + 1, terms.end_of_month), terms.count)
        payment -= owed * period * terms.number("nominalInterestRate", 0.0)
    if payment <= 0.0:
        raise ValueError(
            "nextPrincipalRedemptionPayment: found a payment that never repays the loan, expected more than its "
            "interest. "
            "Raise it, or give maturityDate."
        )
    left = ceil(owed / payment - 1e-9)
    return added(anchor, cycle, count + (left - 1 if ahead else left), terms.end_of_month)


def _interest(
    terms: Terms, start: datetime, end: datetime, anchor: datetime | None, cycle: Cycle | None
) -> list[datetime]:
    """Interest dates of PAM and LAM; of ANN those before its first redemption, then one with each redemption."""
    period = terms.cycle("cycleOfInterestPayment")
    first = _anchor(terms, "cycleAnchorDateOfInterestPayment", start, period)
    if terms.kind != "ANN" or anchor is None or cycle is None:
        return times(first, period, end, terms.end_of_month, with_end=True)
    early = [] if first is None else times(first, period, anchor, terms.end_of_month, with_end=False)
    return early + times(anchor, cycle, end, terms.end_of_month, with_end=True)


def plan(terms: Terms, happened: list[Happening]) -> Plan:
    """All dates of a loan after its terms, from before its status date to its maturity."""
    start, eom = terms.moment("initialExchangeDate"), terms.end_of_month
    cycle = anchor = None
    if terms.kind != "PAM":
        cycle = terms.cycle("cycleOfPrincipalRedemption")
        if cycle is None:
            raise ValueError(
                f"cycleOfPrincipalRedemption: found none, expected one for a {terms.kind}. Add for example P1ML1."
            )
        anchor = _anchor(terms, "cycleAnchorDateOfPrincipalRedemption", start, cycle)
    end = terms.moment("maturityDate") if anchor is None or cycle is None else _maturity(terms, anchor, cycle)
    if end <= start:
        raise ValueError(
            f"maturityDate: found {end.date()}, expected a date after the initial exchange, {start.date()}."
        )
    made = [place(start, "IED", terms), place(end, "MD", terms)]
    redeemed = [] if anchor is None else times(anchor, cycle, end, eom, with_end=False)
    made += [place(at, "PR", terms) for at in redeemed]
    paid: list[datetime] = []
    if terms.has("nominalInterestRate"):
        paid = _interest(terms, start, end, anchor, cycle)
        capital = terms.maybe("capitalizationEndDate")
        if capital is not None:
            made += [place(at, "IPCI", terms) for at in sorted({*(t for t in paid if t < capital), min(capital, end)})]
            paid = [at for at in paid if at > capital]
        made += [place(at, "IP", terms) for at in paid]
    made += _resets(terms, start, end)
    for kind, wanted, name in (
        ("SC", terms.choice("scalingEffect", "OOO") != "OOO", "ScalingIndex"),
        ("IPCB", terms.choice("interestCalculationBase", "NT") == "NTL", "InterestCalculationBase"),
    ):
        if wanted:
            every = terms.cycle(f"cycleOf{name}")
            first = _anchor(terms, f"cycleAnchorDateOf{name}", start, every)
            made += [place(at, kind, terms) for at in times(first, every, end, eom, with_end=False)]
    fees = fee_times(terms, start, end)
    made += [place(at, "FP", terms) for at in fees]
    for term, kind in (("purchaseDate", "PRD"), ("terminationDate", "TD")):
        if terms.has(term):
            made.append(place(terms.moment(term), kind, terms))
    made += _prepayments(terms, happened)
    goal = terms.maybe("amortizationDate") or end
    repaid = [] if anchor is None else [*times(anchor, cycle, goal, eom, with_end=False), goal]
    repaid = [place(at, "PR", terms).counted for at in repaid]
    if terms.kind == "ANN":
        resets = [one for one in made if one.type in ("RR", "RRF")]
        made += [Dated(one.time, one.counted, "PRF") for one in resets]
        if not terms.has("nextPrincipalRedemptionPayment") and anchor is not None:
            fixed = min(anchor, place(anchor, "PR", terms).time) - timedelta(days=1)
            if fixed > max(start, terms.status):
                made.append(place(fixed, "PRF", terms))
    made = [one for one in made if one.type in ("IED", "PRD") or one.time >= start]
    made.sort(key=lambda one: (one.time, ORDER.index(one.type)))
    left = sum(1 for at in redeemed if at > max(terms.status, start - timedelta(days=1))) + 1
    return Plan(made, end, terms.maybe("cycleAnchorDateOfInterestPayment"), paid, repaid, fees, left)


def _resets(terms: Terms, start: datetime, end: datetime) -> list[Dated]:
    cycle = terms.cycle("cycleOfRateReset")
    anchor = _anchor(terms, "cycleAnchorDateOfRateReset", start, cycle)
    if anchor is None:
        return []
    found = [place(at, "RR", terms) for at in times(anchor, cycle, end, terms.end_of_month, with_end=False)]
    if terms.has("nextResetRate"):
        first = next((k for k, one in enumerate(found) if one.time > terms.status), None)
        if first is not None:
            found[first] = found[first]._replace(type="RRF")
    return found


def _prepayments(terms: Terms, happened: list[Happening]) -> list[Dated]:
    mine = [one for one in happened if one.type == "PP" and one.contract in ("", terms.name)]
    if mine and terms.choice("prepaymentEffect", "N") == "N":
        raise ValueError(
            "prepaymentEffect: found none beside prepayments, expected A (lower payments) or M (same payments, "
            "sooner done)."
        )
    return [place(one.time, "PP", terms, one.value) for one in mine]
