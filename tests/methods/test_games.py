"""`methods.games` against support enumeration, a fixed-point twin, and the published comparative statics."""

import sys
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st
from scipy.stats import norm

from gigaloop.methods import games


def supports(A, B):
    """Naive twin for games without ties: indifference on every pair of equal-sized supports, then no better reply."""
    m, n = A.shape
    found = []
    for size in range(1, min(m, n) + 1):
        for rows in combinations(range(m), size):
            for cols in combinations(range(n), size):
                y, x = np.zeros(n), np.zeros(m)
                try:
                    left = np.block(
                        [[A[np.ix_(rows, cols)], -np.ones((size, 1))], [np.ones((1, size)), np.zeros((1, 1))]]
                    )
                    right = np.block(
                        [[B[np.ix_(rows, cols)].T, -np.ones((size, 1))], [np.ones((1, size)), np.zeros((1, 1))]]
                    )
                    y[list(cols)] = np.linalg.solve(left, np.append(np.zeros(size), 1))[:-1]
                    x[list(rows)] = np.linalg.solve(right, np.append(np.zeros(size), 1))[:-1]
                except np.linalg.LinAlgError:
                    continue
                if min(x.min(), y.min()) < -1e-12:
                    continue
                if (A @ y).max() - x @ A @ y < 1e-9 and (x @ B).max() - x @ B @ y < 1e-9:
                    found.append(np.concatenate([x, y]))
    return found


def as_set(profiles):
    return {tuple(np.round(np.concatenate(p), 6) + 0.0) for p in profiles}


@pytest.mark.parametrize("seed", range(25))
def test_all_equilibria_agree_with_support_enumeration(seed):
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(2, 5)), int(rng.integers(2, 5)))
    A, B = rng.random(shape), rng.random(shape)
    found = games.nash(A, B)
    assert as_set(found.equilibria) == {tuple(np.round(p, 6) + 0.0) for p in supports(A, B)}
    assert len(found.equilibria) % 2 == 1  # Wilson (1971): odd, where nothing is tied
    assert found.residual < 1e-9
    assert found.complete


def test_a_degenerate_game_lists_its_extreme_equilibria():
    found = games.nash(
        [[1, 1], [0, 1]], [[1, 1], [0, 0]]
    )  # the row is sure of its first action, the column indifferent
    assert as_set(found.equilibria) >= {(1, 0, 1, 0), (1, 0, 0, 1)}
    assert found.residual < 1e-12


def test_equilibria_do_not_depend_on_the_scale_or_order_of_payoffs():
    A, B = np.array([[4.0, 0], [3, 3]]), np.array([[4.0, 3], [0, 3]])
    scaled = games.nash(A * 1e9 - 5e8, B * 1e-6 + 2)
    assert scaled.mixed == pytest.approx([0.75, 0.25])
    turned = games.nash(A[::-1], B[::-1])
    assert turned.mixed == pytest.approx([0.25, 0.75])


def test_three_players_find_every_pure_equilibrium():
    rng = np.random.default_rng(4)
    payoffs = [rng.integers(0, 5, (2, 3, 2)).astype(float) for _ in range(3)]
    naive = []
    for cell in np.ndindex(2, 3, 2):
        stays = True
        for axis, payoff in enumerate(payoffs):
            for other in range(payoff.shape[axis]):
                moved = list(cell)
                moved[axis] = other
                stays = stays and payoff[tuple(moved)] <= payoff[cell]
        if stays:
            naive.append(list(cell))
    assert games.nash(payoffs=payoffs).pure == naive


def test_three_players_without_a_pure_equilibrium_get_a_mixed_one():
    # Jordan's matching pennies: 1 wants to match 2, 2 wants to match 3, 3 wants to differ from 1 (Jordan 1993)
    same = np.array([[1.0, 0.0], [0.0, 1.0]])
    one = np.repeat(same[:, :, None], 2, axis=2)
    two = np.repeat(same[None, :, :], 2, axis=0)
    three = np.repeat((1 - same)[:, None, :], 2, axis=1)
    found = games.nash(payoffs=[one, two, three])
    assert found.pure == []
    assert np.concatenate(found.equilibria[0]) == pytest.approx(np.full(6, 0.5), abs=1e-12)
    assert not found.complete


@pytest.mark.parametrize("seed", range(8))
def test_three_players_equilibria_are_exact(seed):
    rng = np.random.default_rng(seed)
    payoffs = [rng.random((2, 2, 2)) for _ in range(3)]
    found = games.nash(payoffs=payoffs)
    assert found.residual < 1e-9
    for profile in found.equilibria:
        for i, payoff in enumerate(payoffs):  # naive: no action of anyone beats what the strategies pay
            pay, each = 0.0, np.zeros(2)
            for cell in np.ndindex(2, 2, 2):
                chances = [profile[k][cell[k]] for k in range(3)]
                pay += payoff[cell] * np.prod(chances)
                each[cell[i]] += payoff[cell] * np.prod(chances[:i] + chances[i + 1 :])
            assert each.max() <= pay + 1e-9


def test_without_quantecon_three_players_still_get_the_limit_of_the_logit_branch(monkeypatch):
    monkeypatch.setitem(sys.modules, "quantecon", None)
    same = np.array([[1.0, 0.0], [0.0, 1.0]])
    one, two = np.repeat(same[:, :, None], 2, axis=2), np.repeat(same[None, :, :], 2, axis=0)
    found = games.nash(payoffs=[one, two, np.repeat((1 - same)[:, None, :], 2, axis=1)])
    assert np.concatenate(found.equilibria[0]) == pytest.approx(np.full(6, 0.5), abs=1e-12)
    assert games.nash(payoffs=[one, one, one]).pure != []


def naive_logit(payoffs, lam, rounds=200_000):
    """Damped fixed point from the uniform profile, for two players."""
    A, B = payoffs
    x, y = np.full(A.shape[0], 1 / A.shape[0]), np.full(A.shape[1], 1 / A.shape[1])
    for _ in range(rounds):
        u, v = lam * A @ y, lam * x @ B
        a, b = np.exp(u - u.max()), np.exp(v - v.max())
        nx, ny = 0.98 * x + 0.02 * a / a.sum(), 0.98 * y + 0.02 * b / b.sum()
        if max(np.abs(nx - x).max(), np.abs(ny - y).max()) < 1e-15:
            break
        x, y = nx, ny
    return np.concatenate([x, y])


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("lam", [0.0, 0.7, 4.0])
def test_quantal_response_agrees_with_a_fixed_point_while_it_is_unique(seed, lam):
    rng = np.random.default_rng(seed)
    A, B = rng.random((2, 3)), rng.random((2, 3))
    if lam == 4.0:
        B = -A  # constant sum: unique at every lam
    found = games.quantal_response(A, B, lam=lam)
    assert found.profile == pytest.approx(naive_logit((A, B), lam), abs=1e-9)
    assert found.residual < 1e-12


def test_quantal_response_tends_to_nash():
    A, B = [[320, 40], [40, 80]], [[40, 80], [80, 40]]
    far = games.quantal_response(A, B, lam=50.0).profile
    assert far == pytest.approx([0.5, 0.5, 0.125, 0.875], abs=1e-3)


def test_quantal_response_of_three_players_solves_its_equations():
    rng = np.random.default_rng(2)
    payoffs = [rng.random((2, 3, 2)) for _ in range(3)]
    found = games.quantal_response(payoffs=payoffs, lam=5.0)
    x, y, z = found.strategies
    u = 5.0 * np.einsum("ijk,i,k->j", payoffs[1], x, z)
    assert y == pytest.approx(np.exp(u) / np.exp(u).sum(), abs=1e-12)
    assert found.residual < 1e-12


def test_the_principal_branch_is_followed_past_a_fold_not_jumped_over():
    # a 2x2 coordination game, nearly symmetric: the branch leads to the risk-dominant pair (McKelvey and Palfrey 1995)
    A = np.array([[1.05, 0.0], [0.0, 1.0]])
    for lam in (1.0, 3.0, 10.0, 100.0):
        found = games.quantal_response(A, A.T, lam=lam)
        assert found.strategies[0][0] > 0.5
        assert found.residual < 1e-12
    assert games.quantal_response(A, A.T, lam=100.0).profile == pytest.approx([1, 0, 1, 0], abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(st.floats(0.0, 20.0), st.floats(0.05, 20.0), st.floats(-1.0, 2.0))
def test_threshold_is_where_the_marginal_investor_is_indifferent(alpha, beta, y):
    found = games.global_game(alpha, beta, y)
    for k in found.thresholds:
        # naive: the other's private signal given mine is normal; count those whose posterior mean is below k
        mine = ((alpha + beta) * k - alpha * y) / beta
        spread = np.sqrt(1 / (alpha + beta) + 1 / beta)
        assert k - 1 + (1 - norm.cdf((mine - k) / spread)) == pytest.approx(0.0, abs=1e-9)
    assert found.unique == (len(found.thresholds) == 1)
    if found.gamma <= 2 * np.pi:
        assert found.unique
    assert found.residual < 1e-9


def test_a_strong_public_signal_brings_back_three_equilibria():
    found = games.global_game(alpha_public=40, beta_private=1, y=0.5)
    assert len(found.thresholds) == 3
    assert found.thresholds[1] == pytest.approx(0.5)
    assert found.threshold == found.thresholds[0]
    grid = np.linspace(-0.5, 1.5, 200_001)
    f = grid - norm.cdf(np.sqrt(found.gamma) * (grid - 0.5))
    assert sum(f[:-1] * f[1:] <= 0) >= 3


def test_a_higher_cost_raises_the_threshold():
    assert games.global_game(0, 1, 0, cost=1.4).threshold == pytest.approx(0.9)


@settings(max_examples=80, deadline=None)
@given(st.floats(0.005, 0.2), st.floats(0.005, 0.2), st.floats(0.05, 0.8), st.floats(0.1, 50.0))
def test_the_trigger_meets_value_matching_and_smooth_pasting(r, delta, sigma, cost):
    found = games.option_to_wait(r, delta, sigma, cost)
    assume(found.Vstar < 1e6 * cost)
    assert sigma**2 * found.beta * (found.beta - 1) / 2 + (r - delta) * found.beta == pytest.approx(r, rel=1e-9)
    assert found.Vstar > cost
    worth = [
        games.option_to_wait(r, delta, sigma, cost, V=v).option
        for v in (found.Vstar * 0.999999, found.Vstar, found.Vstar * 1.000001)
    ]
    assert worth[1] == pytest.approx(found.Vstar - cost)
    slopes = np.diff(worth) / (found.Vstar * 1e-6)
    assert slopes == pytest.approx([1.0, 1.0], abs=1e-3)


def test_more_uncertainty_waits_longer_and_none_is_the_plain_rule():
    triggers = [games.option_to_wait(0.04, 0.04, s, 1).Vstar for s in (0.0, 0.1, 0.2, 0.4)]
    assert triggers == sorted(triggers)
    assert triggers[0] == 1.0
    assert games.option_to_wait(0.06, 0.04, 0.0, 1).Vstar == pytest.approx(1.5)  # r/delta, Dixit and Pindyck ch. 5
    assert games.option_to_wait(0.06, 0.04, 1e-4, 1).Vstar == pytest.approx(1.5, rel=1e-4)


WRONG = [
    (lambda: games.nash(), "payoffs: expected either"),
    (lambda: games.nash(A=[[1, 2]]), "payoffs: found A without B"),
    (lambda: games.nash([[1, 2]], [[1], [2]]), "payoffs: found shapes"),
    (lambda: games.nash([[1, np.nan]], [[1, 2]]), "payoffs: found a number that is not finite"),
    (lambda: games.nash(np.eye(14), np.eye(14)), "payoffs: found a 14 by 14 game"),
    (lambda: games.quantal_response([[1]], [[1]], lam=-1), "lam: found -1"),
    (lambda: games.global_game(-1, 1, 0), "global_game: found alpha_public -1"),
    (lambda: games.global_game(1, 0, 0), "global_game: found alpha_public 1.0, beta_private 0"),
    (lambda: games.option_to_wait(0.04, 0, 0.2, 1), "delta: found 0"),
    (lambda: games.option_to_wait(0.04, 0.04, -0.2, 1), "sigma: found -0.2"),
    (lambda: games.option_to_wait(0.04, 0.04, 0.2, 1, V=-1), "V: found -1"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_wrong_games_are_refused(call, words):
    with pytest.raises(ValueError, match="^" + words):
        call()


def test_the_twin_sees_a_missing_equilibrium():
    A, B = np.array([[4.0, 0], [3, 3]]), np.array([[4.0, 3], [0, 3]])
    found = as_set(games.nash(A, B).equilibria)
    assert found == {tuple(np.round(p, 6) + 0.0) for p in supports(A, B)}
    for gone in found:
        assert found - {gone} != {tuple(np.round(p, 6) + 0.0) for p in supports(A, B)}
    assert len(list(chain(found))) == 3


@pytest.mark.parametrize("solve", (games.pure, games.cascade, games.in_turn, games.complements))
def test_one_player_alone_is_no_game(solve):
    with pytest.raises(ValueError, match="found 1 player, expected two or more: a game needs another"):
        solve([[0.0, 1.0]])


@pytest.mark.parametrize("solve", (games.pure, games.cascade, games.in_turn))
def test_a_missing_payoff_is_refused(solve):
    with pytest.raises(ValueError, match="expected finite pay-offs"):
        solve([[[0.0, np.nan], [1.0, 2.0]], [[0.0, 1.0], [1.0, 2.0]]])


def test_a_step_along_the_branch_that_is_far_too_long_is_halved_and_overflows_nothing():
    """A game that random examples found: exp of its second correction passed every float."""
    three = [
        np.array([[[0, 6], [0, 2], [0, 0]], [[0, -6], [9, 6], [0, 0]], [[0, 7], [0, 2], [0, 0]]], float),
        np.array([[[0, -8], [0, 0], [0, 0]], [[0, 4], [0, 4], [0, 0]], [[0, 6], [-5, 6], [0, 0]]], float),
        np.array([[[0, 0], [0, 0], [0, 0]], [[0, 0], [0, 6], [0, 0]], [[0, -8], [0, 0], [0, 0]]], float),
    ]
    found = games.quantal_response(payoffs=three, lam=1000.0 / 17.0)
    assert found.residual < 1e-9
