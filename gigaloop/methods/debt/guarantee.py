"""What each event of a guarantee pays and changes: the standard's CEG, over the loans that it covers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from . import loan
from .calendars import fraction, read, shifted
from .cycles import added, read_cycle
from .dates import ORDER, Dated, fee_times, place
from .terms import Event, Happening, Market, Terms, read_happened

__all__ = ["events"]


def _covered(terms: Terms) -> list[Mapping[str, object]]:
    """The covered contracts as given: full terms, or a bare identifier."""
    given = terms.raw("contractStructure")
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise ValueError(
            "contractStructure: found none, expected the covered contracts. List at least one with referenceRole COVE."
        )
    found = [one["object"] for one in given if one.get("referenceRole") in ("COVE", "CoveredContract")]
    if len(found) != len(given):
        raise ValueError("contractStructure: found a referenceRole other than COVE, expected covered contracts alone.")
    return found


def _name(contract: Mapping[str, object]) -> str:
    return str(contract.get("contractID") or contract.get("contractIdentifier") or "")


def _owner(happening: Mapping[str, object]) -> str:
    return str(happening.get("contractId") or happening.get("contractID") or "")


class Cover:
    """How much a guarantee covers at a moment: its own notional, or the share of what the covered loans owe."""

    def __init__(
        self,
        terms: Terms,
        contracts: list[Mapping[str, object]],
        observed: Mapping[str, object],
        happened: Sequence[Mapping[str, object]],
    ) -> None:
        self.terms, self.contracts, self.observed = terms, contracts, observed
        self.prepaid = [one for one in happened if one.get("type") == "PP"]
        self.share = terms.number("coverageOfCreditEnhancement", 1.0)
        if not 0.0 <= self.share <= 1.0:
            raise ValueError(f"coverageOfCreditEnhancement: found {self.share}, expected a share from 0 to 1.")

    def at(self, when: datetime) -> float:
        terms = self.terms
        if terms.has("notionalPrincipal"):
            return terms.sign * self.share * terms.number("notionalPrincipal")
        exposure, total = terms.choice("guaranteedExposure", "NO"), 0.0
        for contract in self.contracts:
            if "contractType" not in contract:
                raise ValueError(
                    f"contractStructure: found only the name {_name(contract)!r}, expected the covered "
                    "contract's terms, "
                    "or the guarantee's own notionalPrincipal."
                )
            if exposure == "MV":
                total += Market(self.observed).at(str(contract.get("marketObjectCode", "")), when)
            else:
                mine = [one for one in self.prepaid if _owner(one) == _name(contract)]
                owed, accrued = loan.position(contract, when, self.observed, mine)
                total += owed + (accrued if exposure == "NI" else 0.0)
        return terms.sign * self.share * total


def _maturity(terms: Terms, contracts: list[Mapping[str, object]], observed: Mapping[str, object]) -> datetime:
    given = terms.maybe("maturityDate")
    if given is not None:
        return given
    ends = [event.date for one in contracts if "contractType" in one for event in loan.events(one, None, observed, ())]
    if not ends:
        raise ValueError("maturityDate: found none and no terms of covered contracts, expected one of the two.")
    return max(ends)


def _trigger(terms: Terms, names: set[str], happened: list[Happening], end: datetime) -> datetime | None:
    kind = terms.text("creditEventTypeCovered", "DF")
    hits = [
        one.time
        for one in happened
        if one.type == "CE" and one.contract in names and one.performance == kind and terms.status < one.time <= end
    ]
    return min(hits, default=None)


def _dates(terms: Terms, end: datetime, called: datetime | None) -> list[Dated]:
    start = terms.maybe("purchaseDate")
    made = [] if start is None else [place(start, "PRD", terms)]
    due = [at for at in fee_times(terms, start or terms.status, end) if called is None or at < called]
    made += [place(at, "FP", terms) for at in due]
    if called is None:
        made.append(place(end, "MD", terms))
    else:
        period = read_cycle("settlementPeriod", terms.text("settlementPeriod", "P0D"), bare=True)
        due = shifted(added(called, period, 1, terms.end_of_month), terms.shift, terms.weekdays)
        made += [Dated(called, called, "XD"), Dated(due, due, "STD")]
    return sorted(made, key=lambda one: (one.time, ORDER.index(one.type)))


def _run(due: list[datetime], when: datetime, terms: Terms) -> float:
    """The share of a fee's period that has run by a moment: what of a fee in money is owed at a call."""
    before = max((at for at in due if at <= when), default=None)
    if before is None:
        return 0.0
    after = added(before, terms.cycle("cycleOfFee"), 1, terms.end_of_month)
    return min(1.0, fraction(before, when, terms.count) / fraction(before, after, terms.count))


def events(
    given: Mapping[str, object], to: object, observed: Mapping[str, object], happened: Sequence[Mapping[str, object]]
) -> list[Event]:
    """A guarantee's events after its status date, up to `to`: bought, fees, then either called and settled, or run
    out."""
    terms = Terms(given)
    contracts = _covered(terms)
    end = _maturity(terms, contracts, observed)
    called = _trigger(terms, {_name(one) for one in contracts}, read_happened(happened), end)
    cover = Cover(terms, contracts, observed, happened)
    until = None if to is None or str(to).strip() == "" else read("to", to)
    sign, rate, basis = terms.sign, terms.number("feeRate", 0.0), terms.choice("feeBasis", "N")
    notional, fees, counted = 0.0, sign * terms.number("feeAccrued", 0.0), terms.status
    if not terms.has("purchaseDate"):
        notional = cover.at(terms.status)
    exercised: datetime | None = None
    amount, found, due = 0.0, [], fee_times(terms, terms.maybe("purchaseDate") or terms.status, end)
    for event in _dates(terms, end, called):
        if event.time <= terms.status or (until is not None and event.time > until):
            continue
        payoff = 0.0
        if rate and basis == "N" and event.type != "PRD":
            fees += fraction(counted, event.counted, terms.count) * notional * rate
        counted = event.counted
        match event.type:
            case "PRD":
                payoff = -sign * terms.number("priceAtPurchaseDate", 0.0)
                notional = cover.at(event.time)
            case "FP":
                payoff = sign * rate if basis == "A" else fees
                fees, notional = 0.0, cover.at(event.time)
            case "XD":
                notional = amount = cover.at(event.time)
                exercised = event.time
                fees += sign * rate * _run(due, event.time, terms) if basis == "A" else 0.0
            case "STD":
                payoff, notional, fees = amount + fees, 0.0, 0.0
            case "MD":
                notional = 0.0
        found.append(Event(event.time, event.type, payoff, terms.currency, notional, None, None, exercised, amount))
    return found
