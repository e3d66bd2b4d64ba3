"""One worked example for each kind of leg: schedule, sign and state change, worked out by hand in the comment.

Quarter 0 is 2026Q1. Money is in billions of dollars. Every party is rich, so that a contract is paid as it stands.
"""

import pytest

from tests.worked.books import run, series

RICH = {"lab_cash_0": 500, "cloud_cash_0": 500, "vendor_cash_0": 500}
TERMS = "amount: 20 bn USD, power: 0.4 GW, start: 2026Q1, term: 5 years, ramp: 4 quarters, take_or_pay: 1 share"
COMPUTE = {"rent": ("compute_purchase", "lab", "cloud", {"step": TERMS})}
FOUR = "amount: 4 bn USD, start: 2026Q2, term: 2 years"
NO_NEED = {"compute_need_start_lab": 0.01, "compute_need_end": 0.01}


def test_compute_take_or_pay(tmp_path):
    # 20 bn over 20 quarters; a ramp of 4 costs two quarters' worth: 20/18 at full size, a quarter of it in the first.
    got = run(tmp_path, COMPUTE, **RICH)
    assert series(got.paid, "lab", "cloud", "compute", 6) == [0.2778, 0.5556, 0.8333, 1.1111, 1.1111, 1.1111]
    assert ("cloud", "lab", "compute") not in got.paid


def test_compute_that_nobody_needs(tmp_path):
    # The lab needs a hundredth; half of what is delivered is billed all the same: 20/18/2 at full size.
    half = {"rent": (*COMPUTE["rent"][:3], {"step": TERMS.replace("take_or_pay: 1", "take_or_pay: 0.5")})}
    got = run(tmp_path, half, **RICH, **NO_NEED)
    assert series(got.paid, "lab", "cloud", "compute", 5) == [0.1389, 0.2778, 0.4167, 0.5556, 0.5556]


def test_compute_that_stood_before_the_book_began(tmp_path):
    # Started four quarters ago, ramp over: 20/18 a quarter. 0.25 + 0.5 + 0.75 + 1 = 2.5 of 18 were billed before, so
    # 15.5 are left: fifteen whole quarters and a half.
    before = {"rent": (*COMPUTE["rent"][:3], {"step": TERMS.replace("2026Q1", "2025Q1")})}
    got = run(tmp_path, before, **RICH, **NO_NEED)
    assert series(got.paid, "lab", "cloud", "compute", 16) == [1.1111] * 15 + [0.5556]


def test_capacity_lease(tmp_path):
    # 4 bn over two years from the second quarter: eight payments of 0.5, tenant to landlord.
    lease = {"lease": ("capacity_lease", "lab", "cloud", {"step": FOUR})}
    got = run(tmp_path, lease, **RICH)
    assert series(got.paid, "lab", "cloud", "shell_rent", 11) == [0.0] + [0.5] * 8 + [0.0] * 2


def test_chip_lease(tmp_path):
    lease = {"lease": ("chip_lease", "lab", "vendor", {"step": FOUR})}
    got = run(tmp_path, lease, **RICH)
    assert series(got.paid, "lab", "vendor", "lease", 11) == [0.0] + [0.5] * 8 + [0.0] * 2


def test_a_rent_with_yearly_steps(tmp_path):
    # 4.2 bn over two years, the second a tenth above the first: 2.0 and 2.2, so 0.5 and 0.55 a quarter.
    step = "amount: 4.2 bn USD, start: 2026Q2, term: 2 years, price_steps: 0.1 share"
    got = run(tmp_path, {"lease": ("chip_lease", "lab", "vendor", {"step": step})}, **RICH)
    assert series(got.paid, "lab", "vendor", "lease", 11) == [0.0] + [0.5] * 4 + [0.55] * 4 + [0.0] * 2


def test_grant(tmp_path):
    # 2 bn from the second quarter to the end of the year: three payments of 2/3.
    grant = {"grant": ("grant", "governments", "lab", {"step": "amount: 2 bn USD, start: 2026Q2, end: 2026"})}
    got = run(tmp_path, grant, **RICH)
    assert series(got.paid, "governments", "lab", "grant", 6) == [0.0, 0.6667, 0.6667, 0.6667, 0.0, 0.0]


def test_deposit(tmp_path):
    deposit = {"deposit": ("deposit", "lab", "cloud", {"step": "amount: 1 bn USD, start: 2026Q2, term: 2 quarters"})}
    got = run(tmp_path, deposit, **RICH)
    assert series(got.paid, "lab", "cloud", "deposit", 5) == [0.0, 0.5, 0.5, 0.0, 0.0]


def test_power_purchase(tmp_path):
    power = {"power": ("power_purchase", "cloud", "utilities", {"step": FOUR})}
    got = run(tmp_path, power, **RICH)
    assert series(got.paid, "cloud", "utilities", "power", 11) == [0.0] + [0.5] * 8 + [0.0] * 2


def test_a_right_moves_no_cash(tmp_path):
    got = run(tmp_path, {"right": ("right", "cloud", "lab", {"step": "right: exclusivity"})}, **RICH)
    assert got.run.lowering.skipped == {"right": "a right moves no cash"}


STAKE = (
    "amount: 8 bn USD, start: 2026Q1, valuation: 40 bn USD, tranches: [{amount: 4 bn USD}, "
    "{amount: 4 bn USD, gate: {power: 0.2 GW, delivered_on: rent}, valuation: at_gate}]"
)


def test_staged_stake(tmp_path):
    # Half at once, at 40 bn for a billion shares: 0.1 bn shares. 0.2 GW of 0.4 stand in the second quarter: the rest.
    got = run(tmp_path, COMPUTE | {"stake": ("stake", "vendor", "lab", {"step": STAKE})}, **RICH)
    assert series(got.paid, "vendor", "lab", "stake", 6) == [4.0, 4.0, 0.0, 0.0, 0.0, 0.0]


def test_option_of_the_investor(tmp_path):
    # A right to buy at ten times what the lab is worth is not used; the same duty is paid.
    step = "amount: 8 bn USD, start: 2026Q2, valuation: 400 bn USD, option: "
    free = run(tmp_path / "a", {"stake": ("stake", "vendor", "lab", {"step": step + "investor"})}, **RICH)
    duty = run(tmp_path / "b", {"stake": ("stake", "vendor", "lab", {"step": step + "none"})}, **RICH)
    assert ("vendor", "lab", "stake") not in free.paid
    assert series(duty.paid, "vendor", "lab", "stake", 3) == [0.0, 8.0, 0.0]


def test_stake_behind_a_date(tmp_path):
    step = "amount: 8 bn USD, start: 2026Q1, tranches: [{amount: 8 bn USD, gate: {by: 2026Q4}}]"
    got = run(tmp_path, {"stake": ("stake", "vendor", "lab", {"step": step})}, **RICH)
    assert series(got.paid, "vendor", "lab", "stake", 5) == [0.0, 0.0, 0.0, 8.0, 0.0]


WARRANT = (
    "units: 60 m shares, strike: 2 USD/share, gates: [{power: 0.2 GW, delivered_on: rent}, "
    "{power: 0.4 GW, delivered_on: rent, price: 600 USD/share}]"
)


def test_warrant_with_two_gates(tmp_path):
    # Issuer vendor, holder lab. 30 m shares at 2 dollars when 0.2 GW stand (second quarter); the other half would need
    # 600 dollars a share, and a share of the vendor is worth 400: never.
    got = run(tmp_path, COMPUTE | {"warrant": ("warrant", "vendor", "lab", {"step": WARRANT})}, **RICH)
    assert series(got.paid, "lab", "vendor", "exercise", 30) == [0.0, 0.06] + [0.0] * 28
    assert ("vendor", "lab", "exercise") not in got.paid


LOAN = "amount: 6 bn USD, draw: at_once, start: 2026Q2, term: 3 years, rate: 0.08 share, amortisation: linear"


def test_linear_loan(tmp_path):
    # 6 bn drawn in the second quarter, twelve payments of 0.5 after it; 2 % a quarter on what is left.
    got = run(tmp_path, {"loan": ("loan", "banks", "lab", {"step": LOAN})}, **RICH)
    assert series(got.paid, "banks", "lab", "loan", 4) == [0.0, 6.0, 0.0, 0.0]
    assert series(got.paid, "lab", "banks", "principal", 15) == [0.0, 0.0] + [0.5] * 12 + [0.0]
    left = [6 - 0.5 * k for k in range(12)]
    assert series(got.paid, "lab", "banks", "interest", 15) == [0.0, 0.0, *(round(0.02 * x, 4) for x in left), 0.0]


def test_a_fixed_rate_beside_a_spread(tmp_path):
    # Both are told: 8 % fixed, or a spread of 300 bp. `rate_type` says which one the loan bears: 0.02 x 6 a quarter.
    got = run(
        tmp_path, {"loan": ("loan", "banks", "lab", {"step": f"{LOAN}, spread: 300 bp, rate_type: fixed"})}, **RICH
    )
    assert series(got.paid, "lab", "banks", "interest", 3) == [0.0, 0.0, 0.12]
    step = LOAN.replace("rate: 0.08 share", "rate: 0.08 share, spread: 300 bp, rate_type: floating")
    other = run(tmp_path / "floating", {"loan": ("loan", "banks", "lab", {"step": step})}, **RICH)
    assert series(other.paid, "lab", "banks", "interest", 3)[2] != 0.12


def test_bullet_loan(tmp_path):
    # The same for one year, all of it at the end.
    step = LOAN.replace("3 years", "1 years").replace("linear", "bullet")
    got = run(tmp_path, {"loan": ("loan", "banks", "lab", {"step": step})}, **RICH)
    assert series(got.paid, "lab", "banks", "principal", 7) == [0.0, 0.0, 0.0, 0.0, 0.0, 6.0, 0.0]
    assert series(got.paid, "lab", "banks", "interest", 7) == [0.0, 0.0, 0.12, 0.12, 0.12, 0.12, 0.0]


def test_revenue_share_until_its_cap(tmp_path):
    # A fifth of what customers pay the lab, until 0.3 bn have been paid; not a cent more.
    step = "share: 0.2 share, cap: 0.3 bn USD"
    got = run(tmp_path, {"share": ("revenue_share", "lab", "vendor", {"step": step})}, **RICH)
    revenue = series(got.paid, "customers", "lab", "ai_revenue", 30)
    paid = series(got.paid, "lab", "vendor", "revenue_share", 30)
    assert paid[0] == pytest.approx(0.2 * revenue[0], abs=1e-4)
    assert sum(paid) == pytest.approx(0.3, abs=2e-4)
    assert paid[-1] == 0.0


def test_guarantee_that_is_called(tmp_path):
    # The lab owes 2 bn a quarter and has next to nothing: what it does not pay, the vendor pays, up to 1.2 bn.
    legs = {
        "lease": ("capacity_lease", "lab", "cloud", {"step": "amount: 16 bn USD, start: 2026Q1, term: 2 years"}),
        "support": ("guarantee", "vendor", "lab", {"step": "amount: 1.2 bn USD, covers: [lease]"}),
    }
    poor = {"lab_cash_0": 0.1, "lab_revenue_q0": 0.05, "equity_capacity_open": 0, "lab_debt_capacity": 0}
    got = run(tmp_path, legs, vendor_cash_0=500, cloud_cash_0=500, **poor)
    assert series(got.paid, "vendor", "cloud", "guarantee", 1) == [1.2]
    assert sum(got.paid["vendor", "cloud", "guarantee"].values()) == pytest.approx(1.2, abs=1e-9)
    lab = got.names.index("lab")
    assert got.run.defaulted[0][lab] == 0


def test_notice_and_exit_cost(tmp_path):
    # Start 2026Q2 is quarter 1; 180 days' notice are 2 quarters: the buyer may leave from quarter 3, at 0.5 of 4 bn.
    step = "amount: 4 bn USD, start: 2026Q2, term: 2 years, exit: either side, notice: 180 days, exit_cost: 0.5 bn USD"
    legs = {"rent": ("compute_purchase", "lab", "cloud", {"step": step})}
    lowering = run(tmp_path / "told", legs, **RICH).run.lowering
    leg = lowering.plan.legs[lowering.legs.index("rent")]
    assert leg["exit"] == 3
    assert lowering.plan.values[leg["exit_cost"]]["mid"] == 0.125
    # What is payable in any case comes before the notice: 1.5 of 4 bn are the first 3 of 8 quarters.
    legs = {"rent": ("compute_purchase", "lab", "cloud", {"step": f"{step}, firm: 1.5 bn USD"})}
    lowering = run(tmp_path / "firm", legs, **RICH).run.lowering
    assert lowering.plan.legs[lowering.legs.index("rent")]["exit"] == 1 + 3
