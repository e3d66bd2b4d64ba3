"""`methods.debt` against naive twins, QuantLib's day counts and calendars, and what must hold for any loan."""

import itertools
import re
from datetime import date, datetime, timedelta

import pytest
import QuantLib as ql
from hypothesis import given, settings, strategies as st

from gigaloop.methods import debt
from gigaloop.methods.debt import calendars, cycles, loan

PAM = {
    "contractType": "PAM", "contractRole": "RPA", "contractID": "loan", "currency": "USD", "statusDate": "2025-12-31",
    "initialExchangeDate": "2026-01-01", "maturityDate": "2028-01-01", "notionalPrincipal": 1000,
    "nominalInterestRate": 0.08, "cycleAnchorDateOfInterestPayment": "2026-04-01", "cycleOfInterestPayment":
    "P3ML1", "dayCountConvention": "A360",
}  # fmt: skip
LAM = PAM | {
    "contractType": "LAM", "cycleAnchorDateOfPrincipalRedemption": "2026-04-01", "cycleOfPrincipalRedemption": "P3ML1",
    "nextPrincipalRedemptionPayment": 125,
}  # fmt: skip
ANN = {k: v for k, v in LAM.items() if k != "nextPrincipalRedemptionPayment"} | {"contractType": "ANN"}


def total(events, *types):
    return sum(event.payoff for event in events if event.type in types)


def to_ql(when):
    return ql.Date(when.day, when.month, when.year)


DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31)).map(lambda d: datetime(d.year, d.month, d.day))
COUNTERS = {
    "A365": ql.Actual365Fixed(),
    "A360": ql.Actual360(),
    "AA": ql.ActualActual(ql.ActualActual.ISDA),
    "30E360": ql.Thirty360(ql.Thirty360.European),
}


@settings(max_examples=200, deadline=None)
@given(DAYS, DAYS, st.sampled_from(sorted(COUNTERS)))
def test_day_counts_agree_with_quantlib(a, b, count):
    start, end = min(a, b), max(a, b)
    assert calendars.fraction(start, end, count) == pytest.approx(
        COUNTERS[count].yearFraction(to_ql(start), to_ql(end)), abs=1e-14
    )


@settings(max_examples=200, deadline=None)
@given(DAYS, DAYS, DAYS)
def test_isda_thirty_360_agrees_with_quantlib(a, b, maturity):
    start, end = min(a, b), max(a, b)
    oracle = ql.Thirty360(ql.Thirty360.ISDA, to_ql(maturity))
    assert calendars.fraction(start, end, "30E360ISDA", maturity) == pytest.approx(
        oracle.yearFraction(to_ql(start), to_ql(end))
    )


def test_28e336_takes_months_of_28_days():
    assert calendars.fraction(datetime(2026, 1, 31), datetime(2026, 3, 31), "28E336") == pytest.approx(56 / 336)


SHIFTS = {
    "SCF": ql.Following, "CSF": ql.Following, "SCMF": ql.ModifiedFollowing, "CSMF": ql.ModifiedFollowing,
    "SCP": ql.Preceding, "CSP": ql.Preceding, "SCMP": ql.ModifiedPreceding, "CSMP": ql.ModifiedPreceding,
}  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(DAYS, st.sampled_from(sorted(SHIFTS)))
def test_shifts_agree_with_quantlib(when, convention):
    wanted = ql.WeekendsOnly().adjust(to_ql(when), SHIFTS[convention])
    assert to_ql(calendars.shifted(when, convention, True)) == wanted
    assert calendars.shifted(when, convention, False) == when


def naive_interest(terms, events):
    """Interest of a fixed actual/360 loan, one day at a time: notional of that day's morning x rate / 360."""
    paid, accrued = [], 0.0
    by_day = {}
    for event in events:
        by_day.setdefault(event.date, []).append(event)
    at, notional = datetime(2026, 1, 1), 0.0
    while at <= max(by_day):
        accrued += notional * terms["nominalInterestRate"] / 360.0
        for event in by_day.get(at, []):
            if event.type == "IP":
                paid.append(accrued)
                accrued = 0.0
            if event.type in ("IED", "PR", "PP", "MD"):
                notional -= event.payoff
        at += timedelta(days=1)
    return paid


@pytest.mark.parametrize("terms", [PAM, LAM, ANN], ids=["PAM", "LAM", "ANN"])
def test_interest_agrees_with_a_day_by_day_twin(terms):
    events = debt.schedule(terms)
    paid = [event.payoff for event in events if event.type == "IP"]
    assert len(paid) == 8
    assert paid == pytest.approx(naive_interest(terms, events), rel=1e-11)


def test_the_twin_sees_a_wrong_day_count():
    events = debt.schedule(PAM | {"dayCountConvention": "A365"})
    paid = [event.payoff for event in events if event.type == "IP"]
    assert paid != pytest.approx(naive_interest(PAM, events), rel=1e-3)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([PAM, LAM, ANN]),
    st.floats(0.0, 0.3),
    st.sampled_from(["P1ML0", "P3ML1", "P2ML0", "P5ML1", "P1YL0"]),
    st.sampled_from(["NOS", "SCF", "CSMF", "SCMP", "CSP"]),
    st.sampled_from(["A365", "AA", "30E360"]),
)
def test_principal_comes_back_whole_and_the_two_sides_mirror(terms, rate, cycle, shift, count):
    changed = {
        "nominalInterestRate": rate, "cycleOfInterestPayment": cycle, "cycleOfPrincipalRedemption": cycle,
        "calendar": "MF",
        "businessDayConvention": shift, "dayCountConvention": count,
    }  # fmt: skip
    changed = {k: v for k, v in changed.items() if k in terms or k in ("calendar", "businessDayConvention")}
    mine = debt.schedule(terms | changed)
    theirs = debt.schedule(terms | changed | {"contractRole": "RPL"})
    assert total(mine, "PR", "MD") == pytest.approx(1000.0)
    assert mine[-1].notional == 0.0
    assert [e.payoff for e in mine] == pytest.approx([-e.payoff for e in theirs])
    assert all(a.date <= b.date for a, b in itertools.pairwise(mine))


@settings(max_examples=60, deadline=None)
@given(st.floats(0.0, 0.4), st.integers(2, 40), st.sampled_from(["A365", "AA", "30E360", "A360"]))
def test_annuity_leaves_nothing_owed(rate, number, count):
    start = datetime(2026, 1, 15)
    moments = [cycles.added(start, cycles.Cycle(3, 0, False), k, False) for k in range(1, number + 1)]
    payment = loan.annuity(1000.0, 5.0, rate, start, moments, count)
    owed, accrued, at = 1000.0, 5.0, start  # naive: pay interest first, the rest repays
    for moment in moments:
        accrued += owed * rate * calendars.fraction(at, moment, count)
        owed, accrued, at = owed - (payment - accrued), 0.0, moment
    assert owed == pytest.approx(0.0, abs=1e-8)


def test_annuity_payments_are_level():
    events = debt.schedule(ANN)
    days = sorted({e.date for e in events if e.type in ("PR", "IP")})
    paid = [sum(e.payoff for e in events if e.date == day and e.type in ("PR", "IP", "MD")) for day in days]
    assert paid == pytest.approx([paid[0]] * 8, rel=1e-12)


def test_a_balloon_is_left_when_the_amortisation_runs_past_maturity():
    events = debt.schedule(ANN | {"amortizationDate": "2030-01-01"})
    level = next(e.payoff for e in events if e.type == "PR") + next(e.payoff for e in events if e.type == "IP")
    assert events[-1].type == "MD"
    assert events[-1].payoff > 3 * level


@pytest.mark.parametrize("cut", ["2026-04-01", "2026-12-31", "2027-07-01"])
@pytest.mark.parametrize("terms", [PAM, LAM, ANN], ids=["PAM", "LAM", "ANN"])
def test_an_earlier_end_gives_a_prefix(terms, cut):
    whole, part = debt.schedule(terms), debt.schedule(terms, to=cut)
    assert part == [event for event in whole if event.date <= datetime.fromisoformat(cut)]
    assert 0 < len(part) < len(whole)


@pytest.mark.parametrize("effect", ["A", "M"])
@pytest.mark.parametrize("terms", [PAM, LAM, ANN], ids=["PAM", "LAM", "ANN"])
def test_prepayment_lowers_what_is_owed_and_principal_still_comes_back_whole(terms, effect):
    swept = debt.schedule(
        terms | {"prepaymentEffect": effect}, happened=[{"time": "2026-10-15", "type": "PP", "value": 300}]
    )
    plain = debt.schedule(terms)
    assert total(swept, "PR", "PP", "MD") == pytest.approx(1000.0)
    assert total(swept, "PP") == 300.0
    assert total(swept, "IP") < total(plain, "IP")
    assert [e.payoff for e in swept if e.type == "IP"] == pytest.approx(naive_interest(terms, swept), rel=1e-11)
    if terms is not PAM:
        before, after = ([e.payoff for e in some if e.type == "PR"][4] for some in (plain, swept))
        assert (after < before) == (effect == "A")


def test_prepayment_beyond_what_is_owed_pays_only_what_is_owed():
    events = debt.schedule(
        PAM | {"prepaymentEffect": "M"}, happened=[{"time": "2026-10-15", "type": "PP", "value": 5000}]
    )
    assert total(events, "PP") == 1000.0
    assert events[-1].payoff == 0.0


def test_prepayment_without_a_right_to_it_is_refused():
    with pytest.raises(ValueError, match=r"^prepaymentEffect: found none beside prepayments"):
        debt.schedule(PAM, happened=[{"time": "2026-10-15", "type": "PP", "value": 300}])


FLOATING = PAM | {
    "cycleAnchorDateOfRateReset": "2026-07-01", "cycleOfRateReset": "P6ML1", "marketObjectCodeOfRateReset": "SOFR",
    "rateSpread": 0.02,
}  # fmt: skip


def rates(**changed):
    observed = {"SOFR": {"2026-01-01": 0.05, "2026-12-31": 0.09, "2027-07-01": 0.01}}
    return [e.rate for e in debt.schedule(FLOATING | changed, observed=observed) if e.type in ("RR", "RRF")]


def test_rate_resets_take_the_newest_value_and_obey_caps_and_floors():
    assert rates() == pytest.approx([0.07, 0.11, 0.03])
    assert rates(rateMultiplier=2) == pytest.approx([0.12, 0.20, 0.04])
    assert rates(lifeCap=0.10, lifeFloor=0.06) == pytest.approx([0.07, 0.10, 0.06])
    assert rates(periodCap=0.01, periodFloor=-0.02) == pytest.approx([0.07, 0.08, 0.06])
    assert rates(nextResetRate=0.055) == pytest.approx([0.055, 0.11, 0.03])


def test_a_rate_that_nobody_observed_is_an_error():
    with pytest.raises(ValueError, match=r"^observed\[SOFR\]: found no value by 2026-07-01"):
        debt.schedule(FLOATING, observed={"SOFR": [("2026-07-02", 0.05)]})


def test_calculate_then_shift_pays_later_for_the_days_as_scheduled():
    # 1 January 2028 is a Saturday, 1 April and 1 July 2028 are a Saturday too, 1 October 2028 is a Sunday
    terms = PAM | {"maturityDate": "2029-01-01", "calendar": "MF"}
    plain = [e for e in debt.schedule(terms) if e.type == "IP"]
    moved = {
        c: [e for e in debt.schedule(terms | {"businessDayConvention": c}) if e.type == "IP"] for c in ("CSF", "SCF")
    }
    assert plain[7].date == datetime(2028, 1, 1)
    assert [one[7].date for one in moved.values()] == [datetime(2028, 1, 3)] * 2
    assert [e.payoff for e in moved["CSF"]] == [e.payoff for e in plain]
    assert moved["SCF"][7].payoff == pytest.approx(plain[7].payoff * 94 / 92)  # two days more than October to January
    assert all(e.date.weekday() < 5 for one in moved.values() for e in one)


def test_fees_by_notional_and_by_amount():
    cycle = {"cycleOfFee": "P1YL1", "cycleAnchorDateOfFee": "2027-01-01", "feeRate": 0.01}
    assert [e.payoff for e in debt.schedule(PAM | cycle) if e.type == "FP"] == pytest.approx(
        [1000 * 0.01 * 365 / 360] * 2
    )
    fixed = debt.schedule(PAM | cycle | {"feeRate": 7, "feeBasis": "A"})
    assert [e.payoff for e in fixed if e.type == "FP"] == [7.0, 7.0]
    quarters = debt.by_quarter(fixed)
    assert sum(q.fees for q in quarters) == 14.0


GUARANTEE = {
    "contractType": "CEG", "contractRole": "SEL", "currency": "USD", "statusDate": "2025-12-31",
    "purchaseDate": "2026-01-02",
    "priceAtPurchaseDate": 5, "creditEventTypeCovered": "DF", "settlementPeriod": "P30D", "guaranteedExposure": "NI",
    "coverageOfCreditEnhancement": 0.8, "contractStructure": [{"object": LAM, "referenceType": "CNT", "referenceRole":
    "COVE"}],
}  # fmt: skip
DEFAULT = [{"time": "2026-11-10", "type": "CE", "contractId": "loan", "states": {"contractPerformance": "DF"}}]


def test_guarantee_pays_the_covered_share_after_the_settlement_period():
    events = debt.schedule(GUARANTEE, happened=DEFAULT)
    owed = 1000 - 3 * 125
    due = owed * (1 + 0.08 * 40 / 360)  # 40 days since the interest date of 1 October
    assert [e.type for e in events] == ["PRD", "XD", "STD"]
    assert events[-1].date == datetime(2026, 12, 10)
    assert events[-1].payoff == pytest.approx(-0.8 * due)
    assert total(events, "PRD") == 5.0


def test_guarantee_covers_less_after_a_prepayment_of_its_loan():
    swept = GUARANTEE | {"guaranteedExposure": "NO"}
    swept["contractStructure"] = [
        {"object": LAM | {"prepaymentEffect": "M"}, "referenceType": "CNT", "referenceRole": "COVE"}
    ]
    paid = {"time": "2026-10-15", "type": "PP", "value": 200, "contractId": "loan"}
    assert debt.schedule(swept, happened=[*DEFAULT, paid])[-1].payoff == pytest.approx(-0.8 * (625 - 200))
    assert debt.schedule(swept, happened=[*DEFAULT, paid | {"contractId": "other"}])[-1].payoff == -0.8 * 625


WRONG_GUARANTEES = [
    ({"contractStructure": None}, "contractStructure: found none"),
    ({"contractStructure": [{"object": LAM, "referenceRole": "COVI"}]}, "contractStructure: found a referenceRole"),
    (
        {"contractStructure": [{"object": {"contractIdentifier": "x"}, "referenceRole": "COVE"}]},
        "maturityDate: found none and no terms of covered contracts",
    ),
    (
        {
            "contractStructure": [{"object": {"contractIdentifier": "x"}, "referenceRole": "COVE"}],
            "maturityDate": "2027-01-01",
        },
        "contractStructure: found only the name 'x'",
    ),
    ({"coverageOfCreditEnhancement": 1.2}, "coverageOfCreditEnhancement: found 1.2"),
    ({"terminationDate": "2026-06-01"}, "terminationDate: found '2026-06-01', which is not supported"),
]


@pytest.mark.parametrize(("changed", "words"), WRONG_GUARANTEES)
def test_wrong_guarantees_are_refused(changed, words):
    with pytest.raises(ValueError, match="^" + re.escape(words)):
        debt.schedule(GUARANTEE | changed)


@pytest.mark.parametrize(
    ("happening", "words"),
    [
        ({"time": "2026-10-15", "type": "XX"}, "happened[0].type: found 'XX'"),
        ({"time": "2026-10-15", "type": "PP", "value": -5}, "happened[0].value: found -5"),
        ({"time": "later", "type": "PP", "value": 5}, "happened[0].time: found 'later'"),
    ],
)
def test_wrong_happenings_are_refused(happening, words):
    with pytest.raises(ValueError, match="^" + re.escape(words)):
        debt.schedule(PAM | {"prepaymentEffect": "M"}, happened=[happening])


def test_guarantee_fees_stop_at_the_call_and_market_value_can_be_covered():
    fee = {"feeRate": 2, "feeBasis": "A", "cycleOfFee": "P3ML1", "cycleAnchorDateOfFee": "2026-04-01"}
    called = debt.schedule(GUARANTEE | fee, happened=DEFAULT)
    assert [e.payoff for e in called if e.type == "FP"] == [-2.0] * 3  # what has run since is owed at settlement
    plain = debt.schedule(GUARANTEE, happened=DEFAULT)
    assert -2.0 < called[-1].payoff - plain[-1].payoff < 0.0
    assert len([e for e in debt.schedule(GUARANTEE | fee) if e.type == "FP"]) == 8
    valued = GUARANTEE | {"guaranteedExposure": "MV"}
    valued["contractStructure"] = [
        {"object": LAM | {"marketObjectCode": "MARK"}, "referenceType": "CNT", "referenceRole": "COVE"}
    ]
    assert debt.schedule(valued, observed={"MARK": 400.0}, happened=DEFAULT)[-1].payoff == pytest.approx(-320.0)


def test_guarantee_runs_out_with_its_loan_and_is_not_called_after():
    late = [DEFAULT[0] | {"time": "2028-02-01"}]
    assert [e.type for e in debt.schedule(GUARANTEE, happened=late)] == ["PRD", "MD"]
    assert debt.schedule(GUARANTEE)[-1].date == datetime(2028, 1, 1)


def test_quarters_add_up_and_carry_what_is_owed():
    events = debt.schedule(LAM)
    quarters = debt.by_quarter(events, first="2025Q4", last="2028Q2")
    assert [q.quarter for q in quarters][:3] == ["2025Q4", "2026Q1", "2026Q2"]
    assert sum(q.payoff for q in quarters) == pytest.approx(sum(e.payoff for e in events))
    for q in quarters:
        assert q.payoff == pytest.approx(q.drawn + q.interest + q.principal + q.fees + q.called)
    assert [q.notional for q in quarters] == [0, 1000, 875, 750, 625, 500, 375, 250, 125, 0, 0]
    assert debt.by_quarter([]) == []


def test_quarters_refuse_two_currencies_and_lost_events():
    events = debt.schedule(PAM)
    with pytest.raises(ValueError, match="currencies"):
        debt.by_quarter([*events, events[0]._replace(currency="JPY")])
    with pytest.raises(ValueError, match="outside"):
        debt.by_quarter(events, last="2027Q4")


WRONG = [
    ({"notionalPrincipal": "many"}, "notionalPrincipal: found 'many', expected a finite number"),
    ({"maturityDate": "soon"}, "maturityDate: found 'soon', expected an ISO date"),
    ({"maturityDate": None}, "maturityDate: found none"),
    ({"maturityDate": "2025-06-01"}, "maturityDate: found 2025-06-01, expected a date after"),
    ({"cycleOfInterestPayment": "monthly"}, "cycleOfInterestPayment: found 'monthly'"),
    ({"cycleOfInterestPayment": "P0ML1"}, "cycleOfInterestPayment: found 'P0ML1'"),
    ({"endOfMonthConvention": "XX"}, "endOfMonthConvention: found 'XX', which is not supported"),
]


@pytest.mark.parametrize(("changed", "words"), WRONG)
def test_wrong_terms_are_refused_with_place_and_remedy(changed, words):
    with pytest.raises(ValueError, match="^" + re.escape(words)):
        debt.schedule(PAM | changed)


def test_a_payment_below_the_interest_never_repays_and_is_refused():
    endless = {k: v for k, v in LAM.items() if k != "maturityDate"} | {
        "contractType": "ANN",
        "nextPrincipalRedemptionPayment": 10,
    }
    with pytest.raises(ValueError, match=r"^nextPrincipalRedemptionPayment: found a payment that never repays"):
        debt.schedule(endless)


def test_a_loan_taken_up_midway_goes_on_as_the_whole_one_did():
    whole = [e for e in debt.schedule(LAM) if e.date > datetime(2026, 10, 1)]
    later = LAM | {"statusDate": "2026-10-01", "notionalPrincipal": 1000 - 3 * 125, "accruedInterest": 0}
    assert [(e.date, e.type, e.payoff) for e in debt.schedule(later)] == [
        (e.date, e.type, pytest.approx(e.payoff)) for e in whole
    ]


def test_time_of_day_24_00_is_the_next_midnight():
    assert calendars.read("x", "2026-12-31T24:00:00") == datetime(2027, 1, 1)
    assert calendars.read("x", date(2026, 7, 1)) == datetime(2026, 7, 1)
