"""Change one word of the YAML and the result changes in the expected sign: strike, gate, cap, date, share, rank."""

import pytest

from tests.worked.books import run, series
from tests.worked.test_contracts import COMPUTE, LOAN, RICH, STAKE, TERMS, WARRANT


def both(tmp_path, legs, name, old, new, **parameters):
    """The book before and after one change in the terms of one leg."""
    kind, payer, payee, terms = legs[name]
    assert old in terms["step"]
    changed = legs | {name: (kind, payer, payee, {**terms, "step": terms["step"].replace(old, new)})}
    return run(tmp_path / "before", legs, **parameters), run(tmp_path / "after", changed, **parameters)


def test_strike(tmp_path):
    legs = COMPUTE | {"warrant": ("warrant", "vendor", "lab", {"step": WARRANT})}
    before, after = both(tmp_path, legs, "warrant", "strike: 2 USD", "strike: 5 USD", **RICH)
    assert [series(x.paid, "lab", "vendor", "exercise", 2)[1] for x in (before, after)] == [0.06, 0.15]


def test_price_gate(tmp_path):
    legs = COMPUTE | {"warrant": ("warrant", "vendor", "lab", {"step": WARRANT})}
    before, after = both(tmp_path, legs, "warrant", "price: 600", "price: 100", **RICH)
    assert sum(series(before.paid, "lab", "vendor", "exercise", 30)) == 0.06
    assert series(after.paid, "lab", "vendor", "exercise", 4) == [0.0, 0.06, 0.0, 0.06]


def test_power_gate(tmp_path):
    legs = COMPUTE | {"stake": ("stake", "vendor", "lab", {"step": STAKE})}
    before, after = both(tmp_path, legs, "stake", "power: 0.2 GW", "power: 0.3 GW", **RICH)
    assert series(before.paid, "vendor", "lab", "stake", 4) == [4.0, 4.0, 0.0, 0.0]
    assert series(after.paid, "vendor", "lab", "stake", 4) == [4.0, 0.0, 4.0, 0.0]


def test_a_power_gate_that_never_opens(tmp_path):
    legs = COMPUTE | {"stake": ("stake", "vendor", "lab", {"step": STAKE})}
    _, after = both(tmp_path, legs, "stake", "power: 0.2 GW", "power: 0.5 GW", **RICH)
    assert series(after.paid, "vendor", "lab", "stake", 30) == [4.0] + [0.0] * 29


@pytest.mark.parametrize("cap, total", [("0.3", 0.3), ("0.6", 0.6)])
def test_cap(tmp_path, cap, total):
    legs = {"share": ("revenue_share", "lab", "vendor", {"step": f"share: 0.2 share, cap: {cap} bn USD"})}
    paid = run(tmp_path, legs, **RICH).paid["lab", "vendor", "revenue_share"]
    assert sum(paid.values()) == pytest.approx(total, abs=1e-8)


def test_cap_of_a_guarantee(tmp_path):
    legs = {
        "lease": ("capacity_lease", "lab", "cloud", {"step": "amount: 16 bn USD, start: 2026Q1, term: 2 years"}),
        "support": ("guarantee", "vendor", "lab", {"step": "amount: 1.2 bn USD, covers: [lease]"}),
    }
    poor = {"lab_cash_0": 0.1, "lab_revenue_q0": 0.05, "equity_capacity_open": 0, "lab_debt_capacity": 0}
    before, after = both(tmp_path, legs, "support", "1.2 bn", "0.7 bn", vendor_cash_0=500, cloud_cash_0=500, **poor)
    assert [sum(x.paid["vendor", "cloud", "guarantee"].values()) for x in (before, after)] == pytest.approx([1.2, 0.7])


def test_start(tmp_path):
    before, after = both(tmp_path, COMPUTE, "rent", "start: 2026Q1", "start: 2026Q4", **RICH)
    assert series(before.paid, "lab", "cloud", "compute", 4) == [0.2778, 0.5556, 0.8333, 1.1111]
    assert series(after.paid, "lab", "cloud", "compute", 5) == [0.0, 0.0, 0.0, 0.2778, 0.5556]


def test_term(tmp_path):
    # The same money in fewer quarters: 20/(12 - 2) instead of 20/(20 - 2) at full size.
    before, after = both(tmp_path, COMPUTE, "rent", "term: 5 years", "term: 3 years", **RICH)
    assert [series(x.paid, "lab", "cloud", "compute", 4)[3] for x in (before, after)] == [1.1111, 2.0]


def test_end_of_a_revenue_share(tmp_path):
    legs = {"share": ("revenue_share", "lab", "vendor", {"step": "share: 0.2 share, end: 2026Q3"})}
    before, after = both(tmp_path, legs, "share", "2026Q3", "2026Q2", **RICH)
    assert [sorted(x.paid["lab", "vendor", "revenue_share"]) for x in (before, after)] == [[0, 1, 2], [0, 1]]


def test_share(tmp_path):
    legs = {"share": ("revenue_share", "lab", "vendor", {"step": "share: 0.2 share"})}
    before, after = both(tmp_path, legs, "share", "0.2", "0.1", **RICH)
    a, b = (series(x.paid, "lab", "vendor", "revenue_share", 1)[0] for x in (before, after))
    assert a == pytest.approx(2 * b, abs=2e-4) and a > 0


def test_take_or_pay(tmp_path):
    nobody = {"compute_need_start_lab": 0.01, "compute_need_end": 0.01}
    before, after = both(tmp_path, COMPUTE, "rent", "take_or_pay: 1", "take_or_pay: 0.25", **RICH, **nobody)
    assert [series(x.paid, "lab", "cloud", "compute", 4)[3] for x in (before, after)] == [1.1111, 0.2778]


def test_amount(tmp_path):
    before, after = both(tmp_path, COMPUTE, "rent", "20 bn", "40 bn", **RICH)
    assert [series(x.paid, "lab", "cloud", "compute", 4)[3] for x in (before, after)] == [1.1111, 2.2222]


def test_rate(tmp_path):
    legs = {"loan": ("loan", "banks", "lab", {"step": LOAN})}
    before, after = both(tmp_path, legs, "loan", "0.08", "0.04", **RICH)
    assert [series(x.paid, "lab", "banks", "interest", 3)[2] for x in (before, after)] == [0.12, 0.06]


def test_stage(tmp_path):
    """A deal that is only talked about comes true in part; a signed one in full. Nothing that is not signed is on order
    at the start: three quarters of it stand in quarter 3, of a quarter of the deal."""
    legs = {"rent": ("compute_purchase", "lab", "cloud", {"stage": "talks", "step": TERMS})}
    signed = run(tmp_path / "a", COMPUTE, **RICH)
    talks = run(tmp_path / "b", legs, **RICH, bind_talks=0.25)
    assert [series(x.paid, "lab", "cloud", "compute", 4)[3] for x in (signed, talks)] == [1.1111, 0.2083]


def test_rank(tmp_path):
    """Two loans of 3 bn to a lab that fails: the one that ranks first gets more, whichever it is."""
    step = "amount: 3 bn USD, term: 1 years, rate: 0.08 share, amortisation: linear, rank: "
    poor = {"lab_cash_0": 1.2, "lab_revenue_q0": 0.05, "equity_capacity_open": 0, "lab_debt_capacity": 0}
    got = []
    for place, (first, second) in enumerate((("senior", "subordinated"), ("subordinated", "senior"))):
        legs = {
            "one": ("loan", "banks", "lab", {"stage": "drawn", "step": step + first}),
            "two": ("loan", "private_credit", "lab", {"stage": "drawn", "step": step + second}),
        }
        paid = run(tmp_path / str(place), legs, vendor_cash_0=500, cloud_cash_0=500, **poor).paid
        got.append([sum(sum(paid.get(("lab", holder, tag), {}).values()) for tag in ("interest", "principal"))
                    for holder in ("banks", "private_credit")])  # fmt: skip
    assert got[0][0] > got[0][1] and got[1][0] < got[1][1]
    assert got[0] == got[1][::-1]
