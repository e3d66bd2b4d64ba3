"""`methods.finance` against sums written out period by period."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from gigaloop.methods import finance

RATE = st.floats(-0.05, 0.4)


@settings(max_examples=100, deadline=None)
@given(RATE, st.integers(1, 60))
def test_recovery_factor_is_one_over_the_worth_of_ones(i, n):
    naive = 1.0 / sum((1.0 + i) ** -t for t in range(1, n + 1))
    assert finance.crf(i=i, n=n).crf[0] == pytest.approx(naive, rel=1e-9)


def test_recovery_factor_near_and_at_zero():
    assert finance.crf([(0.0, 8), (1e-12, 8)]).crf == pytest.approx([0.125, 0.125], rel=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.floats(0.0, 1e6), RATE, st.integers(1, 60))
def test_annuity_pays_everything_back(P, i, n):
    found = finance.annuity(P, i, n)
    assert found.residual == pytest.approx(0.0, abs=1e-6 * max(1.0, P) * max(1.0, (1 + i) ** n))
    assert sum(found.principal) == pytest.approx(P, abs=1e-6 * max(1.0, P) * max(1.0, (1 + i) ** n))
    assert found.interest + found.principal == pytest.approx(np.full(n, found.payment))


def test_cover_is_that_of_the_worst_period():
    assert finance.annuity(1000, 0.08, 3, cfads=[500, 400, 600]).dscr == pytest.approx(
        400 / finance.annuity(1000, 0.08, 3).payment
    )
    assert finance.annuity(1000, 0.08, 3).dscr is None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0.0, 1e4), min_size=1, max_size=30), st.floats(1.0, 3.0), st.floats(0.0, 0.3))
def test_sculpted_debt_is_repaid_at_a_level_cover(cfads, dscr, i):
    found = finance.sculpted(cfads, dscr, i)
    left = found.debt  # naive: one period at a time
    for flow in cfads:
        left = left * (1 + i) - flow / dscr
    assert left == pytest.approx(0.0, abs=1e-7 * max(1.0, found.debt * (1 + i) ** len(cfads)))
    assert found.service * dscr == pytest.approx(np.array(cfads))
    assert found.residual == pytest.approx(abs(left), abs=1e-6 * max(1.0, found.debt * (1 + i) ** len(cfads)))


def test_a_level_cash_flow_sculpts_to_an_annuity():
    sculpted = finance.sculpted([130.0] * 10, 1.3, 0.08)
    assert sculpted.debt == pytest.approx(100.0 / finance.crf(i=0.08, n=10).crf[0])
    assert finance.annuity(sculpted.debt, 0.08, 10).payment == pytest.approx(100.0)


def test_one_rate_a_period():
    assert finance.sculpted([110.0, 132.0], 1.0, [0.1, 0.2]).debt == pytest.approx(200.0)


@settings(max_examples=60, deadline=None)
@given(st.floats(1.0, 1e4), st.floats(0.0, 1e3), st.floats(1.0, 1e3), st.floats(0.0, 0.3), st.integers(1, 30))
def test_the_two_forms_of_levelised_cost_agree(capex, opex, output, i, n):
    short = finance.levelised(capex=capex, opex=opex, output=output, i=i, n=n, variable=2.0)
    long = finance.levelised(costs=[capex] + [opex] * n, output=[0.0] + [output] * n, i=i, variable=2.0)
    assert short.value == pytest.approx(long.value, rel=1e-9)
    assert short.cost / short.output + 2.0 == pytest.approx(short.value)
    price = short.value  # naive: at this price the present worth of the project is nil
    worth = -capex + sum(((price - 2.0) * output - opex) / (1 + i) ** t for t in range(1, n + 1))
    assert worth == pytest.approx(0.0, abs=1e-6 * (capex + n * (opex + price * output)))


WRONG = [
    (lambda: finance.crf(), "crf: found neither"),
    (lambda: finance.crf([(0.1, 2)], i=0.1, n=2), "crf: found cases beside"),
    (lambda: finance.crf([(-1.0, 2)]), "i: found -1.0"),
    (lambda: finance.crf([(0.1, 0)]), "n: found 0.0"),
    (lambda: finance.annuity(-1, 0.1, 5), "P: found -1"),
    (lambda: finance.annuity(1, 0.1, 2.5), "n: found 2.5"),
    (lambda: finance.annuity(1, 0.1, 3, [1, 2]), "cfads: found 2 numbers"),
    (lambda: finance.sculpted([1, -1], 1.3, 0.1), "cfads: found -1"),
    (lambda: finance.sculpted([], 1.3, 0.1), "cfads: expected a non-empty list"),
    (lambda: finance.sculpted([1], 0, 0.1), "dscr: found 0"),
    (lambda: finance.sculpted([1, 2, 3], 1, [0.1, 0.1]), "i: found 2 rates"),
    (lambda: finance.levelised(costs=[1.0]), "output: found none"),
    (lambda: finance.levelised(costs=[1.0], output=[0.0]), "output: expected numbers of at least 0, and some"),
    (lambda: finance.levelised(output=[1.0]), "levelised: expected either"),
    (lambda: finance.levelised(costs=[1.0, 2.0], output=[1.0]), "costs: found 2 numbers"),
    (lambda: finance.levelised(capex=1, output=1), "n: found none"),
    (lambda: finance.levelised(capex=1, output=[1, 2], n=2), "output: with capex"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_wrong_numbers_are_refused(call, words):
    with pytest.raises(ValueError, match="^" + words):
        call()
