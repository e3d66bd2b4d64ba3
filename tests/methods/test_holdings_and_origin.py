import itertools
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

from gigaloop.methods import clearing, holdings, origin
from tests.methods.cases import agree, name, of

CALLS = {
    "egj": holdings.elliott_golub_jackson,
    "suzuki_step": partial(holdings.suzuki, steps=1),
    "suzuki": holdings.suzuki,
    "absorbing": origin.absorbing,
    "leontief": origin.leontief,
}
TOLERANCE = {"Linv": 1.5e-4, "x_new": 0.01, "x": 1e-9}
"""The case's note has a tolerance of its own for each field of Miller and Blair's table."""


@pytest.mark.parametrize("case", of("crossholdings", "attribution"), ids=name)
def test_published_case(case):
    result = CALLS[case["method"]](**case["inputs"])
    for field, want in case["expected"].items():
        closer = TOLERANCE.get(field, case["tolerance"]) if case["method"] == "leontief" else case["tolerance"]
        agree(result, {field: want}, closer)


def stakes(n):
    """Stakes whose columns add up to at most 0.9."""
    return st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=n, max_size=n).map(
        lambda rows: np.array(rows, float) / max(1.0, np.array(rows).sum(0).max() / 0.9)
    )


firms = st.integers(1, 4).flatmap(
    lambda n: st.tuples(
        stakes(n),
        stakes(n),
        st.lists(st.integers(0, 8), min_size=n, max_size=n).map(np.array),
        st.lists(st.integers(0, 8), min_size=n, max_size=n).map(np.array),
    )
)


@settings(max_examples=120, deadline=None)
@given(firms)
def test_suzuki_against_plain_iteration_and_all_default_sets(data):
    Ms, Md, d, a = data
    found = holdings.suzuki(Ms, Md, d, a)
    v = np.full(len(d), 1e3)
    for _ in range(2000):
        v = a + Ms @ np.maximum(0, v - d) + Md @ np.minimum(d, v)
    np.testing.assert_allclose(found.equity, np.maximum(0, v - d), atol=1e-7)
    np.testing.assert_allclose(found.debt, np.minimum(d, v), atol=1e-7)
    assert found.residual < 1e-9
    # what outsiders hold adds up to the outside assets: the loop inflates nothing
    outside = ((1 - Ms.sum(0)) * found.equity).sum() + ((1 - Md.sum(0)) * found.debt).sum()
    assert outside == pytest.approx(a.sum(), abs=1e-8)
    solutions = []
    for failed in itertools.product([False, True], repeat=len(d)):
        F = np.array(failed)
        w = np.linalg.solve(np.eye(len(d)) - Ms * ~F - Md * F, a + (Md - Ms) @ (d * ~F))
        if ((w < d - 1e-9) == F).all():
            solutions.append(w)
    assert all((found.value >= w - 1e-7).all() for w in solutions)


@settings(max_examples=60, deadline=None)
@given(firms)
def test_suzuki_without_stakes_is_eisenberg_noe(data):
    _, Md, d, a = data
    Md = Md * ~np.eye(len(d), dtype=bool)  # a claim on oneself is none
    L = (Md * d).T
    found = holdings.suzuki(np.zeros_like(Md), Md, d, a)
    clear = clearing.rogers_veraart(L, a, d - L.sum(1))
    np.testing.assert_allclose(found.debt, clear.p, atol=1e-8)


def test_a_closed_ring_of_debts_pays_in_full_and_one_step_is_no_solution():
    ring = np.array([[0, 1.0], [1.0, 0]])
    found = holdings.suzuki(np.zeros((2, 2)), ring, [1, 1], [0, 0])
    assert found.debt.tolist() == [1, 1]
    step = holdings.suzuki([[0, 0.2], [0.2, 0]], [[0, 0.4], [0.4, 0]], [1, 1], [1, 1], steps=1)
    assert step.residual > 0.1


def test_elliott_golub_jackson_failures_and_value():
    C = np.array([[0, 0.5], [0.5, 0]])
    calm = holdings.elliott_golub_jackson(C, p=[1, 1])
    np.testing.assert_allclose(calm.v, [1, 1])
    np.testing.assert_allclose(calm.V, [2, 2])  # book value counts each asset twice; market value does not
    fall = holdings.elliott_golub_jackson(C, p=[1, 0.4], thresholds=[0.7, 0.7], beta=[0.5, 0.5])
    # v = (2/3 + 0.4/3, 1/3 + 0.8/3) = (0.8, 0.6): the second fails, takes 0.5/3 from the first, which then fails
    assert fall.waves == [1, 1] and fall.failed.all()
    np.testing.assert_allclose(fall.v, [0.8 - 0.5, 0.6 - 0.5])
    pooled = holdings.elliott_golub_jackson(C, D=[[0.5, 1], [0.5, 0]], p=[2, 4])
    np.testing.assert_allclose(pooled.v.sum(), 6)


def test_absorbing_against_a_walk_by_hand_and_one_exit():
    found = origin.absorbing([[0, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0]])
    np.testing.assert_allclose(found.B.ravel(), [1, 1, 1])
    assert found.residual < 1e-12
    term, total = np.eye(3), np.zeros((3, 3))
    for _ in range(300):
        total, term = total + term, term @ np.array([[0, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0]])
    np.testing.assert_allclose(found.N, total)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 6), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_max_flow_against_a_linear_programme_and_a_vehicle(rows):
    W = np.array(rows, float)
    n = len(W)
    np.fill_diagonal(W, 0)
    found = origin.max_flow(W, 0, n - 1)
    pairs = np.argwhere(W > 0)
    balance = np.zeros((n, len(pairs)))
    for k, (i, j) in enumerate(pairs):
        balance[i, k], balance[j, k] = 1, -1
    value = 0.0
    if len(pairs):
        best = linprog(-balance[0], A_eq=balance[1:-1], b_eq=np.zeros(n - 2), bounds=[(0, W[i, j]) for i, j in pairs])
        value = -best.fun
    assert found.value == pytest.approx(value, abs=1e-9)
    assert found.residual < 1e-9 and (found.flow <= W + 1e-9).all()
    wide = np.zeros((n + 1, n + 1))
    wide[:n, :n] = W
    wide[0, n], wide[n, 1], wide[0, 1] = W[0, 1], W[0, 1], 0
    assert origin.max_flow(wide, 0, n - 1).value == pytest.approx(found.value, abs=1e-9)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: holdings.suzuki([[0, 1.2], [0, 0]], np.zeros((2, 2)), [1, 1], [1, 1]), "found 1.2 held in all"),
        (lambda: holdings.suzuki([[0, 1], [1, 0]], np.zeros((2, 2)), [1, 1], [1, 1]), "own each other whole"),
        (lambda: holdings.suzuki([[0]], np.zeros((2, 2)), [1], [1]), "Md: found shape"),
        (lambda: holdings.elliott_golub_jackson([[0, 1], [1, 0]]), "own each other whole"),
        (lambda: holdings.elliott_golub_jackson([[0]], thresholds=[1]), "p: expected prices"),
        (lambda: holdings.elliott_golub_jackson([[0]], D=[[1], [1]], p=[1]), "D: found 2 rows"),
        (lambda: origin.absorbing([[0.5]], [[0.2]]), "adds up to 0.7"),
        (lambda: origin.absorbing([[1.0]], [[0.0]]), "never ends"),
        (lambda: origin.absorbing([[0.5]], [[0.5], [1]]), "R: found 2 rows"),
        (lambda: origin.leontief([[0, 1], [1, 0]], [0, 0]), "serve no final demand"),
        (lambda: origin.max_flow([[0, 1], [0, 0]], 0, 0), "another party"),
        (lambda: origin.max_flow([[0, 1], [0, 0]], 0, 7), "sink: found 7"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()
