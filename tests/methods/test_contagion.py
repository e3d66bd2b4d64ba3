import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.integrate import quad

from gigaloop.methods import clearing, contagion, distress, holdings
from tests.methods.cases import agree, name, of

CALLS = {
    "furfine": contagion.furfine,
    "linear_dr": contagion.debtrank,
    "impact_matrix": contagion.impact_matrix,
}


@pytest.mark.parametrize("case", of("cascade", "debtrank", "contagion-metrics"), ids=name)
def test_published_case(case):
    agree(CALLS[case["method"]](**case["inputs"]), case["expected"], case["tolerance"])


def matrices(most=5, top=4.0):
    return st.integers(1, most).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(st.integers(0, 4), min_size=n, max_size=n), min_size=n, max_size=n),
            st.lists(st.integers(1, 6), min_size=n, max_size=n),
            st.lists(st.integers(0, 4), min_size=n, max_size=n),
        )
    )


def naive_debtrank(A, E, h0, original):
    """The published rounds, firm by firm."""
    n = len(E)
    h, old, state = list(h0), [0.0] * n, ["D" if x > 0 else "U" for x in h0]
    for _ in range(n + 1 if original else 20_000):
        new = list(h)
        for i in range(n):
            for j in range(n):
                if original and state[j] == "D":
                    new[i] += A[i][j] / E[i] * h[j]
                if not original:
                    new[i] += A[i][j] / E[i] * (h[j] - old[j])
            new[i] = min(1.0, new[i])
        if original:
            state = ["I" if s in "DI" else ("D" if x > 0 else "U") for s, x in zip(state, new, strict=True)]
        elif max(abs(a - b) for a, b in zip(new, h, strict=True)) < 1e-13:
            return new
        old, h = h, new
    return h


@settings(max_examples=120, deadline=None)
@given(matrices(), st.booleans(), st.sampled_from([0.1, 0.5, 1.0]))
def test_debtrank_against_the_rounds(data, original, size):
    A, E, hit = (np.array(part, float) for part in data)
    np.fill_diagonal(A, 0)
    A = A / 3
    shock = np.minimum(hit / 4, 1) * E * size
    found = contagion.debtrank(A, equity=E, shock=shock, original=original)
    np.testing.assert_allclose(found.h, naive_debtrank(A, E, shock / E, original), atol=2e-6)
    assert found.residual < 1e-9
    assert (found.h >= shock / E - 1e-12).all() and (found.h <= 1).all()
    np.testing.assert_allclose(found.equity, E * (1 - found.h), atol=1e-12)


@settings(max_examples=120, deadline=None)
@given(matrices(6), st.sampled_from([0.0, 0.2, 0.7, 1.0]), st.sampled_from([0.1, 0.5, 1.0]))
def test_all_single_shocks_are_the_single_shocks(data, size, scale):
    A, E, _ = (np.array(part, float) for part in data)
    A = A * scale
    found = contagion.single_shocks(A, equity=E, size=size)
    for j in range(len(E)):
        one = contagion.debtrank(A, equity=E, h0=size * np.eye(len(E))[j])
        np.testing.assert_allclose(found.H[:, j], one.h, atol=1e-9)
        assert found.debtrank[j] == pytest.approx(one.debtrank, abs=1e-9)
    assert found.residual < 1e-9


def test_single_shocks_on_a_closed_group_leave_memory_alone():
    """I - W singular, or nearly: an inverse in place by scipy 1.17 ended the process within some thousand calls."""
    for width in (1.0, 1.0 - 2**-53, 0.3 + 0.6 + 0.1):
        A = width * (np.ones((4, 4)) - np.eye(4)) / 3
        for _ in range(2_000):
            found = contagion.single_shocks(A, equity=np.ones(4))
        assert found.residual < 1e-9
        for j in range(4):
            np.testing.assert_allclose(found.H[:, j], contagion.debtrank(A, equity=np.ones(4), h0=np.eye(4)[j]).h)


def test_shocks_that_sink_others_are_held_at_one():
    # 0 sinks 1 and 2 whole; 3 feels both, at most once each
    A = np.array([[0, 0, 0, 0], [3, 0, 0.5, 0], [3, 0.5, 0, 0], [0, 0.2, 0.2, 0]], float)
    found = contagion.single_shocks(A, equity=np.ones(4))
    np.testing.assert_allclose(found.H[:, 0], [1, 1, 1, 0.4])
    assert found.residual < 1e-12


@settings(max_examples=60, deadline=None)
@given(matrices(), st.randoms(use_true_random=False))
def test_renaming_changes_nothing(data, random):
    A, E, hit = (np.array(part, float) for part in data)
    order = list(range(len(E)))
    random.shuffle(order)
    B, F, k = A[np.ix_(order, order)], E[order], hit[order]
    for original in (False, True):
        plain = contagion.debtrank(A, equity=E, shock=hit, original=original)
        named = contagion.debtrank(B, equity=F, shock=k, original=original)
        np.testing.assert_allclose(named.h, plain.h[order], atol=1e-9)
    a, b = contagion.furfine(A, E, shock=hit), contagion.furfine(B, F, shock=k)
    assert a.default[order].tolist() == b.default.tolist() and a.levels == b.levels
    a, b = contagion.communicability(A, E, diffusion=True), contagion.communicability(B, F, diffusion=True)
    np.testing.assert_allclose(b.total, a.total[order], atol=1e-9)


@settings(max_examples=80, deadline=None)
@given(matrices())
def test_neva_holds_eisenberg_noe_furfine_and_debtrank(data):
    A, assets, hit = (np.array(part, float) for part in data)
    np.fill_diagonal(A, 0)
    L, el = A.T, assets / 2
    hit = np.minimum(hit, assets)
    clear = clearing.rogers_veraart(L, assets - hit, el)
    for external, want in (("pari_passu", clear), ("senior", clearing.seniority(L, assets - hit, el))):
        found = contagion.neva(A, assets, el, hit, external=external)
        # the residual is what float64 iteration reached; near-singular networks stop a little above the solution
        np.testing.assert_allclose(found.equity, want.equity, atol=1e-6)
    fall = contagion.neva(A, assets, el, hit, "furfine")
    cascade = contagion.furfine(L, assets, el, shock=hit)
    assert fall.default.tolist() == cascade.default.tolist()
    np.testing.assert_allclose(fall.equity, cascade.equity, atol=1e-9)
    worth = assets - el + A.sum(1) - A.sum(0)
    if (worth > 0).all():
        soft = contagion.neva(A, assets, el, hit, "linear_debtrank")
        rank = contagion.debtrank(A, assets, el, np.minimum(hit, worth))
        np.testing.assert_allclose(np.maximum(soft.equity, 0)[hit <= worth], rank.equity[hit <= worth], atol=1e-4)


def test_merton_valuation_against_quadrature():
    A, ea, el, sigma = [[0, 2], [0, 0]], [5, 4.0], [4, 2.5], [0.3, 0.4]
    found = contagion.neva(A, ea, el, 0, "merton", sigma=sigma, rho=0.8)
    debt, equity = 4.5, 4 - 4.5

    def density(y):
        z = (math.log(y / 4) + 0.08) / 0.4
        return math.exp(-z * z / 2) / (y * 0.4 * math.sqrt(2 * math.pi))

    pays = quad(lambda y: density(y), 4 - equity, 200)[0]
    left = quad(lambda y: density(y) * (y - 4 + equity + debt) / debt, max(1e-9, 4 - equity - debt), 4 - equity)[0]
    assert found.value[1] == pytest.approx(pays + 0.8 * left, abs=1e-8)
    calm = contagion.neva(A, ea, el, 0, "merton", sigma=0)
    np.testing.assert_allclose(calm.equity, contagion.neva(A, ea, el).equity)


def test_furfine_rounds_and_recovery():
    L = [[0, 2, 0], [0, 0, 2], [0, 0, 0]]
    assert contagion.furfine(L, [0, 1, 1.5], [0, 0, 2], failed=[0]).levels == [1, 1, 1]
    assert contagion.furfine(L, [0, 1, 1.5], [0, 0, 2], recovery=0.5, failed=[0]).levels == [
        1
    ]  # a loss of 1 does not exceed 1
    assert contagion.furfine(L, [0, 0.9, 2.5], [0, 0, 2], recovery=0.5, failed=[0]).levels == [1, 1]
    found = contagion.furfine(L, [0, 1, 5], failed=[0])
    assert found.round.tolist() == [0, 1, -1] and found.loss.tolist() == [0, 2, 2]


def test_susceptibility_of_the_package_example_and_diffusion():
    found = contagion.communicability([[0, 10, 3], [1, 0, 2], [0, 3, 0]], [2, 5, 2], diffusion=True)
    np.testing.assert_allclose(found.start, [1.25, 1, 0])
    np.testing.assert_allclose(found.intermediate, [0, 0.5, 0])
    np.testing.assert_allclose(found.total, [1.25, 1.5, 0])
    series = np.eye(3)
    term = np.eye(3)
    impact = contagion.impact_matrix([[0, 10, 3], [1, 0, 2], [0, 3, 0]], [2, 5, 2]).impact
    for k in range(1, 30):
        term = term @ impact / k
        series = series + term
    found = contagion.communicability(impact=impact, weights=[1, 2, 3])
    np.testing.assert_allclose(found.communicability, series)
    np.testing.assert_allclose(found.susceptibility, (series.sum(0) - np.diag(series)) * [1, 2, 3])
    assert contagion.impact_matrix([[0, 1], [0, 0]], [0, 0]).impact.tolist() == [[0, 1], [0, 0]]


def test_no_equity_and_a_planted_wrong_answer():
    # no equity: lost at the first loss; below zero: lost from the start
    assert contagion.debtrank([[0, 1], [0, 0]], equity=[0, 1], shock=[0, 0.1]).h.tolist() == [1, 0.1]
    assert contagion.debtrank([[0, 0.5], [0, 0]], equity=[1, -1]).h.tolist() == [0.5, 1]
    assert contagion.single_shocks([[0, 0.5], [0, 0]], equity=[1, -1]).H.tolist() == [[1, 0.5], [1, 1]]
    wrong = distress._spread(np.array([[0, 0.5], [0.5, 0]]), np.array([0.4, 0.0]))[0] + [0, 0.1]
    assert np.abs(np.minimum(1, [0.4, 0] + np.array([[0, 0.5], [0.5, 0]]) @ wrong) - wrong).max() > 0.01


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: contagion.furfine([[0]], [1], recovery=2), "recovery: found 2"),
        (lambda: contagion.furfine([[0]], [1], failed=[3]), "failed: found firm 3"),
        (lambda: contagion.debtrank([[0, 1]], [1]), "A: found shape"),
        (lambda: contagion.debtrank([[0]], equity=[1], h0=[-1]), "found -1"),
        (lambda: contagion.single_shocks([[0]], equity=[1], size=2), "size: found 2"),
        (lambda: contagion.neva([[0]], [1], [0], valuation="guess"), "valuation: found 'guess'"),
        (lambda: contagion.neva([[0]], [1], [0], valuation="merton"), "sigma: expected"),
        (lambda: contagion.neva([[0]], [1], [0], external="first"), "external: found 'first'"),
        (lambda: contagion.impact_matrix(buffer=[1]), "either L or liabilities_columns"),
        (lambda: contagion.communicability([[0, 1], [0, 0]], [1]), "buffer: found shape"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@settings(max_examples=60, deadline=None)
@given(matrices(), st.booleans())
def test_steps_of_debtrank_are_the_first_rounds(data, original):
    A, E, hit = (np.array(part, float) for part in data)
    np.fill_diagonal(A, 0)
    A, h0 = A / 3, np.minimum(hit / 4, 1)
    whole = contagion.debtrank(A, equity=E, h0=h0, original=original).h
    told = [contagion.debtrank(A, equity=E, h0=h0, original=original, steps=k).h for k in range(4)]
    np.testing.assert_allclose(told[0], h0, atol=1e-12)
    np.testing.assert_allclose(told[1], np.minimum(1, h0 + A / E[:, None] @ h0), atol=1e-9)
    for before, after in zip(told, [*told[1:], whole], strict=True):
        assert (after >= before - 1e-9).all()


def test_suzuki_steps_from_a_start():
    """From the values before the shock the first step moves only the firm that is hit."""
    Ms, Md, d, a = np.zeros((2, 2)), np.array([[0, 0], [0.5, 0]]), np.array([10.0, 4.0]), np.array([12.0, 3.0])
    before = holdings.suzuki(Ms, Md, d, a)
    hit = np.array([6.0, 3.0])
    one = holdings.suzuki(Ms, Md, d, hit, steps=1, start=(before.equity, before.debt))
    assert one.debt.tolist() == [6.0, 4.0] and one.equity.tolist() == [0.0, 4.0]
    two = holdings.suzuki(Ms, Md, d, hit, steps=2, start=(before.equity, before.debt))
    assert two.equity.tolist() == [0.0, 2.0] == holdings.suzuki(Ms, Md, d, hit).equity.tolist()
