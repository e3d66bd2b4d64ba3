"""The twin of SIM and PC against the book's printed numbers and against itself at rest."""

import inspect

import pytest

from tests.oracle import sfc

SIM = {"G": 20, "theta": 0.2, "alpha1": 0.6, "alpha2": 0.4}
PC = {"alpha1": 0.6, "alpha2": 0.4, "lambda0": 0.635, "lambda1": 5, "lambda2": 0.01, "theta": 0.2, "G": 20, "r": 0.025}


def test_sim_reaches_its_stationary_state():
    assert sfc.sim(**SIM, periods=400)[-1]["Y"] == pytest.approx(sfc.sim_stationary(**SIM)["Y"], abs=1e-9)


def test_sim_second_period_of_table_3_4():
    row = sfc.sim(**SIM, periods=2)[1]  # Godley and Lavoie (2007), table 3.4, period 3: 47.9, 9.6, 38.3, 27.9, 22.7
    assert [round(row[k], 1) for k in ("Y", "T", "YD", "C", "H")] == [47.9, 9.6, 38.3, 27.9, 22.7]


def test_pc_reaches_its_stationary_state_and_the_redundant_equation_holds():
    rows = sfc.pc(**PC, periods=600)
    rest = sfc.pc_stationary(**PC)
    assert all(rows[-1][k] == pytest.approx(rest[k], abs=1e-6) for k in ("Y", "V", "B", "YD"))
    exact = sfc.pc(**sfc.exact(PC), periods=8)
    assert all(row["H"] == row["Hs"] for row in exact)


def test_interest_that_nobody_is_paid_breaks_the_redundant_equation():
    text = inspect.getsource(sfc.pc)
    broken = text.replace("Bs = Bs + G + r * Bs - T - r * Bcb", "Bs = Bs + G - T")
    assert broken != text
    space = {}
    exec(broken, space)
    assert any(row["H"] != row["Hs"] for row in space["pc"](**sfc.exact(PC), periods=8))


def test_a_payment_that_one_side_books_otherwise_breaks_a_column():
    row = sfc.sim(**sfc.exact(SIM), periods=1)[0]

    def worst(one):
        columns = zip(*sfc.sim_flows(one).values(), strict=True)
        return max(abs(sum(column)) for column in columns)

    assert worst(row) == 0
    assert worst(row | {"C": row["C"] + 1}) == 1
