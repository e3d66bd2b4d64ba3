"""Covenants, maturities, backstops and residual guarantees, each worked out by hand on a firm with one contract.

Money is in billions. The cloud (party 11) lets a quarter of a gigawatt to customers at 4 a GW-year, 0.25 a quarter; it
stands for a year already, and costs nothing to run.
"""

import numpy as np
import pytest

from gigaloop.engine import plan as p
from gigaloop.engine.draws import neutral
from gigaloop.engine.run import simulate
from tests.engine.beside import differences, kernel_path
from tests.engine.kinds import TRAPS
from tests.engine.plans import BILLION, Sketch
from tests.oracle.quarter import simulate_path
from tests.worked.books import book, run, series, still

CLOUD = 11
LOAN = {"tier": 1, "rate": 0.04, "amortisation": p.LINEAR, "term": 20, "face": 4 * BILLION, "collateral": -2}


def cloud(cash=0.5, quarters=4, **columns):
    s = Sketch(quarters)
    s.party(p.NEOCLOUD, cash, leverage_open=4, leverage_tight=4, **columns)
    s.leg(p.COMPUTE, p.CUSTOMERS, CLOUD, tag="compute", price=4 * BILLION, gw=0.25, start=-4, ramp=1, end=60, floor=1.0)
    return s


def quarters_of(s):
    """The kernel's quarters; its twin must have the same, to the cent."""
    plan = s.plan()
    found = kernel_path(plan, neutral(s.quarters))
    assert differences(found, simulate_path(plan, neutral(s.quarters)), 1) == []
    return found.quarters


def bn(cents):
    return round(cents / BILLION, 6)


def measure(quarter, t, name):
    return round(float(quarter.out.party[name][0, t, 0]), 6)


def test_coverage_below_its_covenant_sweeps_what_is_left_after_debt_service():
    # 4 over 20 quarters and 1 % a quarter: 0.2 + 0.04 = 0.24 of 0.25 earned. 1.0417 is less than 1.2: the 0.01 left
    # repays too. Then 3.79 stands: 0.2 + 0.0379, and 0.0121 is left.
    s = cloud()
    s.debt(CLOUD, {p.BANKS: 1.0}, **LOAN, coverage=1.2, sweep=1.0)
    first, second, *_ = quarters_of(s)
    assert (bn(first.face[0]), bn(second.face[0])) == (3.79, 3.5779)
    assert (measure(first, 0, "coverage"), measure(first, 0, "swept")) == (1.041667, 0.01)
    assert measure(second, 1, "swept") == 0.0121


def test_half_of_it_where_the_loan_says_half():
    s = cloud()
    s.debt(CLOUD, {p.BANKS: 1.0}, **LOAN, coverage=1.2, sweep=0.5)
    assert bn(quarters_of(s)[0].face[0]) == 3.795


def test_a_covenant_that_holds_sweeps_nothing():
    # Planted the other way: the same loan with a covenant of 1.04.
    s = cloud()
    s.debt(CLOUD, {p.BANKS: 1.0}, **LOAN, coverage=1.04, sweep=1.0)
    first = quarters_of(s)[0]
    assert bn(first.face[0]) == 3.8 and measure(first, 0, "swept") == 0.0


def test_a_breach_is_no_default():
    # 0.05 + 0.24 are due of 0.25 earned and 0.5 in cash: coverage of 0.86, nothing is left to sweep, nobody defaults.
    s = cloud(quarters=2)
    s.debt(CLOUD, {p.BANKS: 1.0}, **LOAN | {"rate": 0.09}, coverage=1.2, sweep=1.0)
    for t, quarter in enumerate(quarters_of(s)):
        assert measure(quarter, t, "coverage") < 1 and measure(quarter, t, "swept") == 0.0
        assert quarter.memory.party["defaulted"][CLOUD] == -1


def test_loan_to_value_above_its_covenant_is_paid_down():
    # Chips of 0.25 GW at 30 a GW, one year old (0.62), in one sale of 1/76 of the world's: 4.65 exp(-0.5/76) = 4.6195.
    # 0.8 of it is 3.6956; after the quarter's 0.2 the loan is 3.8: 0.1044 too much.
    s = cloud()
    s.debt(CLOUD, {p.BANKS: 1.0}, **LOAN, ltv=0.8, sweep=1.0)
    first = quarters_of(s)[0]
    assert bn(first.face[0]) == pytest.approx(0.8 * 4.65 * np.exp(-0.5 / 76), abs=1e-6)
    assert measure(first, 0, "swept") == pytest.approx(3.8 - 0.8 * 4.65 * np.exp(-0.5 / 76), abs=1e-6)


def test_a_facility_in_breach_is_not_drawn():
    # The cloud builds another 0.1 GW. Its facility would pay 0.8 of the chips; in breach (0.25 over 0.06 is below 5)
    # it pays none: after two repayments of 0.05, 0.9 is left.
    faces = []
    for coverage in (1.0, 5.0):
        s = cloud(cash=9, quarters=2, value=1 * BILLION)
        facility = s.debt(CLOUD, {p.BANKS: 1.0}, **LOAN | {"face": 1 * BILLION}, advance=0.8, coverage=coverage)
        s.rows["parties"][CLOUD]["facility"] = facility
        s.rows["parties"][CLOUD]["cash"] = s.value(0.1 * BILLION)
        s.leg(p.COMPUTE, p.CUSTOMERS, CLOUD, price=4 * BILLION, gw=0.1, start=3, ramp=2, end=60, builds=1, floor=1.0)
        faces.append([bn(quarter.face[0]) for quarter in quarters_of(s)])
    assert faces[0][1] > 0.9 and faces[1][1] == 0.9


def bond(cash):
    s = cloud(cash=cash, quarters=4)
    s.rows["parties"][CLOUD]["bond"] = s.debt(CLOUD, {p.BOND_FUNDS: 1.0}, face=4 * BILLION, rate=0.04, term=2)
    return s


def test_a_bond_that_falls_due_is_rolled_while_markets_are_open():
    # 4 fall due in the third quarter; earnings of 0.25 carry interest of 0.04: new bonds of 4 less the cash above what
    # is kept. Nobody waits.
    last = quarters_of(bond(0.5))[2]
    assert last.memory.party["defaulted"][CLOUD] == -1
    assert 2.5 < bn(last.face[0]) <= 4


def test_a_bond_that_cannot_be_rolled_must_be_paid():
    # The same with markets shut from the third quarter on: 0.5 and three quarters' 0.21 are far from 4. It defaults;
    # with 4 in cash it pays, and nothing is left standing.
    for cash, fate in ((0.5, 2), (4.0, -1)):
        s = bond(cash)
        s.put |= {key: put for key, put in TRAPS.items() if 2 <= key[1] < 4}
        last = quarters_of(s)[2]
        assert last.memory.party["defaulted"][CLOUD] == fate
        assert bn(last.face[0]) == 0.0


POOR = {"lab_cash_0": 0.1, "lab_revenue_q0": 0.05, "equity_capacity_open": 0, "lab_debt_capacity": 0}
TERMS = "amount: 20 bn USD, power: 0.4 GW, start: 2026Q1, term: 5 years, ramp: 4 quarters, take_or_pay: 1 share"
RENT = {"rent": ("compute_purchase", "lab", "cloud", {"step": TERMS})}


def test_capacity_backstop(tmp_path):
    # The lab fails in the first quarter. A quarter of 0.4 GW stands, at 20/18/0.4 = 2.7778 a GW-quarter; 0.15 more of
    # it is let each quarter. The vendor pays 0.8 of that price for what is empty of 0.1 GW: 0.2222 x 0.85, 0.7, ...
    legs = RENT | {"stop": ("capacity_backstop", "vendor", "cloud", {"step": "amount: 5 bn USD, start: 2026Q1"})}
    got = run(tmp_path, legs, vendor_cash_0=500, cloud_cash_0=500, **POOR)
    assert series(got.paid, "vendor", "cloud", "guarantee", 6) == [0.0, 0.1889, 0.1556, 0.1222, 0.0889, 0.0556]
    assert ("cloud", "vendor", "guarantee") not in got.paid
    rented = series(got.paid, "customers", "cloud", "compute", 6)
    assert rented[3] > rented[2]


def test_capacity_backstop_up_to_its_cap(tmp_path):
    legs = RENT | {"stop": ("capacity_backstop", "vendor", "cloud", {"step": "amount: 0.3 bn USD, start: 2026Q1"})}
    got = run(tmp_path, legs, vendor_cash_0=500, cloud_cash_0=500, **POOR)
    assert series(got.paid, "vendor", "cloud", "guarantee", 4) == [0.0, 0.1889, 0.1111, 0.0]


def test_residual_guarantee(tmp_path):
    # The lease of 0.4 GW ends after twenty quarters and nobody renews. Chips new at 30 a GW are worth 0.12 of it after
    # five years where rent is at its anchor of 2; rent has risen to its most, e times that, for nobody builds on: 0.12
    # e^0.6 = 0.2187. 0.5 was promised: (0.5 - 0.2187) x 30 x 0.4 = 3.3762, once.
    legs = RENT | {"floor": ("residual_guarantee", "vendor", "cloud",
                             {"step": "amount: 9 bn USD, covers: [rent], floor: 0.5 share"})}  # fmt: skip
    rich = {"lab_cash_0": 500, "cloud_cash_0": 500, "vendor_cash_0": 500}
    loaded = book(tmp_path, legs, **rich)
    got = simulate(loaded, still(loaded, mode="run-off"), paths=1, seed=1)
    names = got.lowering.parties
    paid = {t: amount for payer, payee, tag, t, amount in got.flow_rows()
            if (names[payer], names[payee], tag) == ("vendor", "cloud", "guarantee")}  # fmt: skip
    assert got.market("rent")[0, 20] == pytest.approx(2.0 * np.e, abs=1e-4)
    assert list(paid) == [20] and paid[20] == pytest.approx(3.3762, abs=1e-4)


def test_acquisition_in_cash(tmp_path):
    # 3 over two quarters from the second: to the target's holders, private funds, for it is not listed.
    step = "amount: 3 bn USD, start: 2026Q2, term: 2 quarters, paid_in: cash"
    got = run(tmp_path, {"deal": ("acquisition", "vendor", "cloud", {"step": step})}, vendor_cash_0=500)
    assert series(got.paid, "vendor", "private_funds", "acquisition", 5) == [0.0, 1.5, 1.5, 0.0, 0.0]
    assert ("vendor", "cloud", "acquisition") not in got.paid


def test_acquisition_in_shares_moves_no_cash(tmp_path):
    step = "amount: 3 bn USD, start: 2026Q2, paid_in: shares"
    got = run(tmp_path, {"deal": ("acquisition", "vendor", "cloud", {"step": step})}, vendor_cash_0=500)
    assert got.run.lowering.skipped == {"deal": "done before the start, or paid in shares"}
