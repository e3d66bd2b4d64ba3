"""Loans and guarantees as dated schedules, after the ACTUS standard (ACTUS Financial Research Foundation, technical
specification).

Terms make a schedule of events; each event pays and moves the state. Contract types: PAM (principal at maturity), LAM
(linear amortiser), ANN (annuity), CEG (guarantee). Term names are the standard's. A feature that is lacking is
refused by name.

- calendars.py  days: reading, business days and shifts, day counts
- cycles.py     cycles with their stubs, and the times they make
- terms.py      terms and observations as read, and what is refused
- dates.py      which event falls when
- loan.py       what each event pays and changes (PAM, LAM, ANN)
- guarantee.py  the same for CEG, over the loans it covers
- quarters.py   dated events summed to calendar quarters
"""

from collections.abc import Mapping, Sequence

from . import guarantee, loan
from .quarters import Quarter, by_quarter
from .terms import Event, UnsupportedFeature

__all__ = ["Event", "Quarter", "UnsupportedFeature", "by_quarter", "schedule"]


def schedule(
    terms: Mapping[str, object],
    to: object = None,
    observed: Mapping[str, object] | None = None,
    happened: Sequence[Mapping[str, object]] | None = None,
) -> list[Event]:
    """When does a loan or guarantee pay, how much, and what is left?

    Definition: the ACTUS technical specification's schedules, pay-offs and state changes for PAM, LAM, ANN and CEG,
    after the status date and up to `to` (inclusive; all if None). Signs are the creator's: RPA and BUY get what is
    positive.
    `terms`: by the standard's names; numbers may be text, dates are ISO. `observed`: market objects, each {date:
    value}, [(date, value), ...] or the standard's {"data": [{"timestamp", "value"}]}; the newest value not after an
    event counts.
    `happened`: what was not scheduled, [{"time", "type": "PP" or "CE", "value", "contractId", "states"}].
    Returns events in order: date, type, payoff, currency, notional, rate (share a year), accrued (interest), exercise
    date and amount. Errors: UnsupportedFeature names the term that is lacking; ValueError for a term that is missing
    or cannot be read.

    >>> loan = {"contractType": "PAM", "contractRole": "RPA", "currency": "USD", "statusDate": "2025-12-31",
    ...         "initialExchangeDate": "2026-01-01", "maturityDate": "2027-01-01", "notionalPrincipal": 100,
    ...         "nominalInterestRate": 0.08, "cycleAnchorDateOfInterestPayment": "2026-07-01",
    ...         "cycleOfInterestPayment": "P6ML1", "dayCountConvention": "30E360"}
    >>> [(str(e.date.date()), e.type, e.payoff) for e in schedule(loan)]
    [('2026-01-01', 'IED', -100.0), ('2026-07-01', 'IP', 4.0), ('2027-01-01', 'IP', 4.0), ('2027-01-01', 'MD', 100.0)]
    """
    kind = str(terms.get("contractType", "")).strip()
    if kind == "CEG":
        return guarantee.events(terms, to, observed or {}, happened or ())
    return loan.events(terms, to, observed or {}, happened or ())
