"""Terms and observations as read: what a contract says, what the market said, and which features are refused."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from math import inf, isfinite
from typing import NamedTuple

from .calendars import COUNTS, SHIFTS, read
from .cycles import Cycle, read_cycle

__all__ = ["Event", "Happening", "Market", "Terms", "UnsupportedFeature", "read_happened"]

SIGNS = {"RPA": 1.0, "RPL": -1.0, "BUY": 1.0, "SEL": -1.0, "LG": 1.0, "ST": -1.0, "OBL": 1.0, "GUA": -1.0}

# terms that name the contract and change no payment
NAMES = {"contractID", "contractDealDate", "creatorID", "counterpartyID", "seniority", "marketObjectCode"}
SHARED = {
    "contractType", "contractRole", "statusDate", "currency", "notionalPrincipal", "maturityDate", "calendar",
    "businessDayConvention", "endOfMonthConvention", "dayCountConvention", "purchaseDate", "priceAtPurchaseDate",
    "feeRate", "feeBasis", "feeAccrued", "cycleOfFee", "cycleAnchorDateOfFee", "settlementCurrency",
    "contractPerformance",
}  # fmt: skip
LOAN = SHARED | {
    "initialExchangeDate", "premiumDiscountAtIED", "nominalInterestRate", "accruedInterest", "terminationDate",
    "priceAtTerminationDate", "cycleOfInterestPayment", "cycleAnchorDateOfInterestPayment", "capitalizationEndDate",
    "cycleOfRateReset", "cycleAnchorDateOfRateReset", "marketObjectCodeOfRateReset", "rateSpread", "rateMultiplier",
    "nextResetRate", "lifeCap", "lifeFloor", "periodCap", "periodFloor", "fixingDays", "fixingPeriod", "scalingEffect",
    "cycleOfScalingIndex", "cycleAnchorDateOfScalingIndex", "marketObjectCodeOfScalingIndex",
    "scalingIndexAtContractDealDate",
    "notionalScalingMultiplier", "interestScalingMultiplier", "prepaymentEffect", "penaltyType",
    "cyclePointOfInterestPayment", "cyclePointOfRateReset",
}  # fmt: skip
AMORTISER = LOAN | {
    "cycleOfPrincipalRedemption", "cycleAnchorDateOfPrincipalRedemption", "nextPrincipalRedemptionPayment",
    "interestCalculationBase", "interestCalculationBaseAmount", "cycleOfInterestCalculationBase",
    "cycleAnchorDateOfInterestCalculationBase",
}  # fmt: skip
GUARANTEE = SHARED | {
    "contractStructure", "coverageOfCreditEnhancement", "creditEventTypeCovered", "guaranteedExposure",
    "settlementPeriod",
}  # fmt: skip
KNOWN = {"PAM": LOAN, "LAM": AMORTISER, "ANN": AMORTISER | {"amortizationDate"}, "CEG": GUARANTEE}

# choices that are understood; another choice of the term is refused by name
CHOICES = {
    "dayCountConvention": COUNTS,
    "businessDayConvention": SHIFTS,
    "endOfMonthConvention": ("SD", "EOM"),
    "calendar": ("NC", "MF"),
    "interestCalculationBase": ("NT", "NTIED", "NTL"),
    "feeBasis": ("A", "N"),
    "prepaymentEffect": ("N", "A", "M"),
    "penaltyType": ("O",),
    "cyclePointOfInterestPayment": ("E",),
    "cyclePointOfRateReset": ("B",),
    "contractPerformance": ("PF",),
    "guaranteedExposure": ("NO", "NI", "MV"),
    "scalingEffect": ("OOO", "IOO", "ONO", "INO"),
}
SPELLINGS = {
    "NULL": "NOS", "SAMEDAY": "SD", "ENDOFMONTH": "EOM", "NOCALENDAR": "NC", "NOHOLIDAY": "NC", "MONDAYTOFRIDAY": "MF",
    "000": "OOO", "I00": "IOO", "0N0": "ONO", "IN0": "INO",
}  # fmt: skip


class UnsupportedFeature(ValueError):
    """A term, or a choice of it, that these schedules lack. term, value: as given."""

    def __init__(self, term: str, value: object, known: str) -> None:
        super().__init__(
            f"{term}: found {value!r}, which is not supported, expected {known}. Leave it out or model it apart."
        )
        self.term, self.value = term, value


class Event(NamedTuple):
    """One dated event. date: as scheduled, after any shift; type: the standard's letters; payoff: money, + to the
    creator; currency; notional, accrued: the state after it (money, signed); rate: share a year; exercise_date,
    exercise_amount: guarantees alone."""

    date: datetime
    type: str
    payoff: float
    currency: str
    notional: float
    rate: float | None
    accrued: float | None
    exercise_date: datetime | None = None
    exercise_amount: float | None = None


class Happening(NamedTuple):
    """Something that was not scheduled. value: money, 0 if it has none; contract: whose; performance: state it
    brings, '' if none."""

    time: datetime
    type: str
    value: float
    contract: str
    performance: str


class Terms:
    """The terms of one contract, read when asked for, after every unknown one was refused."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self._given = {
            k: v
            for k, v in given.items()
            if v is not None and not (isinstance(v, str) and v.strip() in ("", "NULL", "null"))
        }
        self.kind = str(self._given.get("contractType", "")).strip()
        if self.kind not in KNOWN:
            raise UnsupportedFeature("contractType", self.kind, "one of PAM, LAM, ANN, CEG")
        for term, value in self._given.items():
            if term not in KNOWN[self.kind] and term not in NAMES:
                raise UnsupportedFeature(term, value, f"only terms known for {self.kind}")
            if term in CHOICES:
                self.choice(term, "")
            if term == "fixingPeriod" and read_cycle(term, value, bare=True)[:2] != (0, 0):
                raise UnsupportedFeature(term, value, "P0D")
        self.currency = self.text("currency", "")
        if self.text("settlementCurrency", self.currency) != self.currency:
            raise UnsupportedFeature(
                "settlementCurrency", self._given["settlementCurrency"], f"the currency, {self.currency}"
            )
        role = self.text("contractRole", None)
        if role not in SIGNS:
            raise UnsupportedFeature("contractRole", role, f"one of {', '.join(SIGNS)}")
        self.sign = SIGNS[role]
        self.status = self.moment("statusDate")
        self.count = self.choice("dayCountConvention", "AA")
        self.shift = self.choice("businessDayConvention", "NOS")
        self.weekdays = self.choice("calendar", "NC") == "MF"
        self.end_of_month = self.choice("endOfMonthConvention", "SD") == "EOM"
        self.name = self.text("contractID", "")

    def has(self, term: str) -> bool:
        return term in self._given

    def raw(self, term: str) -> object:
        return self._given.get(term)

    def _missing(self, term: str) -> ValueError:
        return ValueError(f"{term}: found none, expected it for a {self.kind}. Add it to the terms.")

    def text(self, term: str, default: str | None) -> str:
        if term not in self._given:
            if default is None:
                raise self._missing(term)
            return default
        return str(self._given[term]).strip()

    def choice(self, term: str, default: str) -> str:
        if term not in self._given:
            return default
        plain = "".join(c for c in self.text(term, default).upper() if c.isalnum())
        plain = SPELLINGS.get(plain, plain)
        if plain not in CHOICES[term]:
            raise UnsupportedFeature(term, self._given[term], f"one of {', '.join(CHOICES[term])}")
        return plain

    def number(self, term: str, default: float | None = None) -> float:
        if term not in self._given:
            if default is None:
                raise self._missing(term)
            return default
        try:
            found = float(str(self._given[term]).strip())
        except ValueError:
            found = inf
        if not isfinite(found):
            raise ValueError(f"{term}: found {self._given[term]!r}, expected a finite number.")
        return found

    def moment(self, term: str) -> datetime:
        if term not in self._given:
            raise self._missing(term)
        return read(term, self._given[term])

    def maybe(self, term: str) -> datetime | None:
        return self.moment(term) if term in self._given else None

    def cycle(self, term: str) -> Cycle | None:
        return read_cycle(term, self._given[term]) if term in self._given else None


class Market:
    """Observed values by market object: each a step function of time, known from its date on."""

    def __init__(self, observed: Mapping[str, object]) -> None:
        self._series = {name: sorted(self._points(name, given)) for name, given in observed.items()}

    @staticmethod
    def _points(name: str, given: object) -> Iterator[tuple[datetime, float]]:
        if isinstance(given, Mapping) and "data" in given:
            given = [(point["timestamp"], point["value"]) for point in given["data"]]
        elif isinstance(given, Mapping):
            given = list(given.items())
        elif isinstance(given, (int, float)):
            given = [(datetime.min, given)]
        for when, value in given:  # type: ignore[attr-defined]
            yield read(f"observed[{name}]", when), float(value)

    def at(self, name: str, when: datetime) -> float:
        known = [value for time, value in self._series.get(name, ()) if time <= when]
        if not known:
            raise ValueError(
                f"observed[{name}]: found no value by {when.date()}, expected one. Give the market object's value."
            )
        return known[-1]


def read_happened(given: Sequence[Mapping[str, object]]) -> list[Happening]:
    """Unscheduled events in order of time; a type other than PP (prepayment) or CE (credit event) is refused."""
    found = []
    for number, one in enumerate(given):
        kind = str(one.get("type", "")).strip()
        if kind not in ("PP", "CE"):
            raise UnsupportedFeature(f"happened[{number}].type", kind, "PP or CE")
        states = one.get("states") or {}
        performance = str(states.get("contractPerformance", "")) if isinstance(states, Mapping) else ""
        value = float(one.get("value") or 0.0)  # type: ignore[arg-type]
        if not isfinite(value) or value < 0.0:
            raise ValueError(f"happened[{number}].value: found {value}, expected a finite amount of at least 0.")
        when = read(f"happened[{number}].time", one.get("time"))
        found.append(
            Happening(when, kind, value, str(one.get("contractId") or one.get("contractID") or ""), performance)
        )
    return sorted(found, key=lambda h: h.time)
