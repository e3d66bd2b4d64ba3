"""Godley and Lavoie's SIM and PC as books: they reach the printed numbers, and every matrix is exactly zero.

A period is a quarter, a unit a billion dollars. The recursions they are held against are tests/oracle/sfc.py.
"""

import shutil
from pathlib import Path

import numpy as np
import pytest

import gigaloop
from gigaloop.engine import plan as p
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.draws import neutral
from gigaloop.engine.kernel.state import index
from gigaloop.engine.run import planners, simulate
from tests.engine.audit import audit_claims, audit_flows
from tests.engine.beside import horizon, kernel_path
from tests.oracle import sfc
from tests.oracle.quarter import simulate_path

EXAMPLES = Path(__file__).parents[2] / "examples"
SIM = {"G": 20, "theta": 0.2, "alpha1": 0.6, "alpha2": 0.4}
PC = SIM | {"lambda0": 0.635, "lambda1": 5, "lambda2": 0.01, "r": 0.025}
PERIODS = 104
ROUNDING = 4e-11
"""Billions: four cents. Each of the four to seven sums of a period is rounded once, by half a cent at most; the circle
of income multiplies that by 1/(1 - 0.48), and what is left over in wealth fades at 0.85 a period."""


def table(name):
    """What the book pays and holds, in billions, one dict a period: Y, T, C, YD, H; of PC with B and V too."""
    run = simulate(gigaloop.load(EXAMPLES / name), paths=1, seed=1, keep="cents")
    names = run.lowering.parties
    people, firms, state = (names.index(one) for one in ("customers", "firms", "governments"))

    def paid(t, payer, payee, *tags):
        slots = [s for s, slot in enumerate(run.slots) if (slot["payer"], slot["payee"]) == (payer, payee)
                 and p.TAGS[slot["tag"]] in tags]  # fmt: skip
        return float(run.paid[0, t, slots].sum()) / 1e11

    rows, B = [], 0.0
    for t in range(PERIODS):
        Y, T, C = paid(t, firms, people, "revenue_share"), paid(t, people, state, "tax"), paid(t, people, firms,
                                                                                          "revenue_share")  # fmt: skip
        interest = paid(t, state, people, "interest")
        B += paid(t, people, state, "loan") - paid(t, state, people, "principal")
        H = float(run.cents[0, t, people]) / 1e11
        rows.append({"Y": Y, "T": T, "C": C, "YD": Y + interest - T, "H": H, "B": B, "V": H + B})
    assert run.audit.max() == 0.0 and run.outcome[0] == 0
    return rows


@pytest.fixture(scope="module")
def sim():
    return table("sim")


@pytest.fixture(scope="module")
def pc():
    return table("pc")


def test_sim_has_the_printed_first_periods(sim):
    # Godley and Lavoie (2007), table 3.4, periods 2 and 3.
    for row, printed in zip(sim, [(38.5, 7.7, 30.8, 18.5, 12.3), (47.9, 9.6, 38.3, 27.9, 22.7)], strict=False):
        assert tuple(round(row[name], 1) for name in ("Y", "T", "YD", "C", "H")) == printed


def test_sim_reaches_its_printed_stationary_state(sim):
    rest = {"Y": 100, "T": 20, "YD": 80, "C": 80, "H": 80}
    assert {name: round(sim[-1][name], 5) for name in rest} == rest


def test_pc_reaches_its_printed_stationary_state(pc):
    # Chapter 4: Y 106.5, V = YD = 86.5, bills of households 64.9, their money 21.6.
    rest = {"Y": 106.5, "YD": 86.5, "V": 86.5, "B": 64.9, "H": 21.6}
    assert {name: round(pc[-1][name], 1) for name in rest} == rest
    exact = sfc.pc_stationary(**PC)
    assert all(pc[-1][name] == pytest.approx(exact[name], abs=1e-4) for name in ("Y", "YD", "V", "B", "H"))


@pytest.mark.parametrize("name", ["sim", "pc"])
def test_every_period_is_the_books_to_a_few_cents(name, request):
    rows = sfc.sim(**SIM, periods=PERIODS) if name == "sim" else sfc.pc(**PC, periods=PERIODS)
    names = ("Y", "T", "YD", "C", "H") if name == "sim" else ("Y", "T", "YD", "C", "V", "B", "H")
    found = request.getfixturevalue(name)
    worst = max(abs(ours[one] - exact[one]) for ours, exact in zip(found, rows, strict=True) for one in names)
    assert worst <= ROUNDING


@pytest.mark.parametrize("name", ["sim", "pc"])
def test_the_matrices_of_flows_and_claims_are_zero_to_the_cent(name):
    plan = plan_of(EXAMPLES / name)
    before = [0.0] * len(plan.parties)
    for quarter in kernel_path(horizon(plan, 6), neutral(6)).quarters:
        assert audit_flows(before, quarter.cash, quarter.flows) == []
        assert audit_claims(quarter.memory.held, quarter.memory.owed) == []
        before = quarter.cash


def test_money_that_people_hold_is_what_state_and_central_bank_have_issued(pc):
    # The redundant equation: nothing in the book imposes it.
    run = simulate(gigaloop.load(EXAMPLES / "pc"), paths=1, seed=1, keep="cents")
    people, state, bank, firms = (run.lowering.parties.index(x) for x in ("customers", "governments", "banks", "firms"))
    assert np.array_equal(run.cents[0, :, people], -run.cents[0, :, bank])
    assert not run.cents[0, :, state].any() and not run.cents[0, :, firms].any()


@pytest.mark.parametrize("name", ["sim", "pc"])
def test_the_twin_gives_the_same_cents(name):
    plan = horizon(plan_of(EXAMPLES / name), 12)
    ours, naive = kernel_path(plan, neutral(12)), simulate_path(plan, neutral(12))
    assert [quarter.flows for quarter in ours.quarters] == [quarter.flows for quarter in naive.quarters]


def test_another_tax_is_another_state(tmp_path):
    """Planted fault: theta of 0.25 moves the state at rest from 100 to 80."""
    shutil.copytree(EXAMPLES / "sim", tmp_path / "sim")
    deal = tmp_path / "sim" / "deals" / "sim.yaml"
    text = deal.read_text("utf-8")
    deal.write_text(text.replace("share: 0.2 share", "share: 0.25 share"), "utf-8")
    assert deal.read_text("utf-8") != text
    run = simulate(gigaloop.load(tmp_path / "sim"), paths=1, seed=1)
    wages = [row for row in run.flow_rows() if row[2] == "revenue_share" and row[3] == PERIODS - 1]
    assert max(amount for *_, amount in wages) == pytest.approx(80, abs=1e-5)


def test_a_circle_that_passes_on_more_than_comes_in_is_an_outcome(tmp_path):
    """Households that spend all they earn before tax: income would grow without end inside the quarter."""
    shutil.copytree(EXAMPLES / "sim", tmp_path / "sim")
    deal = tmp_path / "sim" / "deals" / "sim.yaml"
    text = deal.read_text("utf-8").replace("share: 0.6 share", "share: 1 share")
    deal.write_text(text.replace("base: net income", "base: income"), "utf-8")
    run = simulate(gigaloop.load(tmp_path / "sim"), paths=1, seed=1)
    assert run.outcome[0] == 2 and run.audit.max() == 0.0


def plan_of(folder):
    plan = compile_plan(gigaloop.load(folder)).plan
    return planners(plan, index(plan))
