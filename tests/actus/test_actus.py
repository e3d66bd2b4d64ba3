"""The ACTUS standard's public tests, as shipped beside this file (CC BY-SA 4.0), against `debt.schedule`.

Dates and event types in order; pay-off, notional, accrued interest, rate and exercise amount to 1e-8 relative.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gigaloop.methods import debt

HERE = Path(__file__).parent
TESTS = {
    name: test
    for part in ("pam", "lam", "ann", "ceg")
    for name, test in json.loads((HERE / f"{part}.json").read_text()).items()
}
FIELDS = {
    "payoff": "payoff",
    "notionalPrincipal": "notional",
    "accruedInterest": "accrued",
    "nominalInterestRate": "rate",
    "exerciseAmount": "exercise_amount",
}


def run(test, **changed):
    return debt.schedule(test["terms"] | changed, test["to"], test["dataObserved"], test["eventsObserved"])


def differences(found, expected, within=0.0):
    """Every place where the events leave the expected rows by more than rounding, or `within` money."""
    dates = [(event.date, event.type) for event in found]
    wanted = [(datetime.fromisoformat(row["eventDate"]), row["eventType"]) for row in expected]
    if dates != wanted:
        return [f"events: {sorted(set(dates) ^ set(wanted))[:4]}, {len(dates)} for {len(wanted)}"]
    wrong = []
    for event, row in zip(found, expected, strict=True):
        if event.currency != row["currency"]:
            wrong.append(f"{event.date} {event.type} currency")
        if "exerciseDate" in row and event.exercise_date != datetime.fromisoformat(row["exerciseDate"]):
            wrong.append(f"{event.date} {event.type} exerciseDate")
        for name, field in FIELDS.items():
            if name in row:
                want, have = float(row[name]), getattr(event, field)
                if not abs(have - want) <= max(within, 1e-8 * max(1.0, abs(want))):
                    wrong.append(f"{event.date} {event.type} {name}: {have}, expected {want}")
    return wrong


#: Its terms say NTIED (the base stays the notional at the initial exchange) and are published as if they said NT:
#: ACTUS technical specification v1.1, section 7.2 (LAM), STF_PR_LAM moves the base "if IPCB = 'NT'" alone
DISPUTED = "lam18"
#: published without decimals: 3,500,000 covered and 80 of 92 days of a fee of 10,000
WHOLE = {"guarantee14": 1.0}
AGREE = [name for name in TESTS if name != DISPUTED]


@pytest.mark.parametrize("name", AGREE)
def test_standard(name):
    assert differences(run(TESTS[name]), TESTS[name]["results"], WHOLE.get(name, 0.0)) == []


def test_the_disputed_one_is_published_as_if_its_base_were_nt():
    """As its terms say (NTIED) 15 amounts of interest differ; told as NT, every published row is met."""
    test = TESTS[DISPUTED]
    assert len(differences(run(test), test["results"])) == 15
    assert differences(run(test, interestCalculationBase="NT"), test["results"]) == []


def test_all_101_of_the_four_contract_types_are_here():
    counts = {kind: sum(name.startswith(kind) for name in TESTS) for kind in ("pam", "lam", "ann", "guarantee")}
    assert counts == {"pam": 25, "lam": 31, "ann": 31, "guarantee": 14}


@pytest.mark.parametrize("name", AGREE)
@pytest.mark.parametrize("field", ["payoff", "notionalPrincipal"])
def test_a_moved_number_is_seen(name, field):
    rows = [dict(row) for row in TESTS[name]["results"]]
    row = max(rows, key=lambda one: abs(float(one[field])))
    within = WHOLE.get(name, 0.0)
    row[field] = float(row[field]) + 2 * within + 1e-7 * max(1.0, abs(float(row[field])))
    assert len(differences(run(TESTS[name]), rows, within)) == 1


@pytest.mark.parametrize("name", TESTS)
def test_a_lost_or_moved_event_is_seen(name):
    rows = TESTS[name]["results"]
    assert differences(run(TESTS[name]), rows[:-1]) != []
    late = [
        *rows[:-1],
        rows[-1] | {"eventDate": (datetime.fromisoformat(rows[-1]["eventDate"]) + timedelta(1)).isoformat()},
    ]
    assert differences(run(TESTS[name]), late) != []


PLANTED = [
    ("pam03", {"contractRole": "RPA"}),
    ("pam07", {"businessDayConvention": "SCF"}),
    ("pam09", {"businessDayConvention": "CSF"}),
    ("pam11", {"calendar": "NC"}),
    ("pam13", {"dayCountConvention": "A365"}),
    ("pam15", {"cycleOfInterestPayment": "P1ML1"}),
    ("pam19", {"capitalizationEndDate": "2014-07-01"}),
    ("pam21", {"rateSpread": "0.03"}),
    ("lam21", {"endOfMonthConvention": "SD"}),
    ("lam13", {"rateMultiplier": "1"}),
    ("lam17", {"interestCalculationBase": "NT"}),
    ("lam25", {"scalingEffect": "OOO"}),
    ("ann15", {"cycleOfRateReset": "P6ML1"}),
    ("ann17", {"capitalizationEndDate": "2013-06-16"}),
    ("ann19", {"priceAtTerminationDate": "2601"}),
    ("guarantee07", {"coverageOfCreditEnhancement": "0.5"}),
    ("guarantee11", {"guaranteedExposure": "NO"}),
    ("guarantee13", {"businessDayConvention": "NULL"}),
]


@pytest.mark.parametrize(("name", "changed"), PLANTED)
def test_each_feature_matters_to_its_test(name, changed):
    assert differences(run(TESTS[name], **changed), TESTS[name]["results"]) != []


REFUSED = [
    ({"contractType": "SWAPS"}, "contractType"),
    ({"contractType": "NAM"}, "contractType"),
    ({"cycleOfOptionality": "P1ML0"}, "cycleOfOptionality"),
    ({"penaltyType": "A"}, "penaltyType"),
    ({"fixingPeriod": "P2D"}, "fixingPeriod"),
    ({"cyclePointOfInterestPayment": "B"}, "cyclePointOfInterestPayment"),
    ({"cyclePointOfRateReset": "E"}, "cyclePointOfRateReset"),
    ({"settlementCurrency": "EUR"}, "settlementCurrency"),
    ({"dayCountConvention": "BUS252"}, "dayCountConvention"),
    ({"calendar": "NYSE"}, "calendar"),
    ({"scalingEffect": "IOM"}, "scalingEffect"),
    ({"contractPerformance": "DF"}, "contractPerformance"),
    ({"contractRole": "RFL"}, "contractRole"),
    ({"delinquencyRate": "0.1"}, "delinquencyRate"),
    ({"arrayRate": ["0.1"]}, "arrayRate"),
]


@pytest.mark.parametrize(("changed", "term"), REFUSED)
def test_a_lacking_feature_is_refused_by_name(changed, term):
    with pytest.raises(debt.UnsupportedFeature, match=f"^{term}: found") as caught:
        run(TESTS["pam01"], **changed)
    assert caught.value.term == term
    assert caught.value.value == changed[term]
