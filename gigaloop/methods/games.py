"""Games in normal form: Nash, logit quantal response, the global game's threshold, and the option to wait.

Pay-offs are plain arrays: for two players A (row's) and B (column's), both rows x columns; for N players one array
each, axis i being player i's actions. Pay-offs may be in any unit; `lam` is per that unit.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import comb
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

__all__ = [
    "Equilibria",
    "QuantalResponse",
    "Threshold",
    "Wait",
    "global_game",
    "nash",
    "option_to_wait",
    "quantal_response",
]

CORNERS = 200_000  # most corner candidates a two-player game may have before it is refused


class Equilibria(NamedTuple):
    """Nash equilibria. row, col: the strategies of the first mixed equilibrium, or where none is mixed of the first
    pure one; mixed: row's strategy of the first mixed equilibrium, None without one; pure: action indices, one per
    player; equilibria: all found, each a tuple of strategies; complete: whether the list holds every extreme
    equilibrium; residual: the largest gain any player has from deviating, over the list (pay-off)."""

    row: np.ndarray
    col: np.ndarray
    mixed: np.ndarray | None
    pure: list[list[int]]
    equilibria: list[tuple[np.ndarray, ...]]
    complete: bool
    residual: float


class QuantalResponse(NamedTuple):
    """Logit equilibrium on the principal branch. profile: all players' strategies one after another; strategies: one
    array a player; residual: largest error of the logit equations; steps: corrector steps taken along the branch."""

    profile: np.ndarray
    strategies: tuple[np.ndarray, ...]
    residual: float
    steps: int


class Threshold(NamedTuple):
    """A global game's switching points, as posterior means. threshold: the least (most invest); thresholds: all;
    gamma: the public signal's weight, unique below 2 pi; signal: private signal at the threshold, None where
    undefined; residual: error of the equation."""

    threshold: float
    thresholds: list[float]
    gamma: float
    unique: bool
    signal: float | None
    residual: float


class Wait(NamedTuple):
    """When to invest. beta: root; Vstar: trigger (money); A: constant of the option's worth A V^beta; option: worth
    at V, None without V."""

    beta: float
    Vstar: float
    A: float
    option: float | None


def _payoffs(A: object, B: object, payoffs: Sequence | None) -> list[np.ndarray]:
    if (payoffs is None) == (A is None and B is None):
        raise ValueError("payoffs: expected either A and B, or payoffs with one array a player.")
    given = [A, B] if payoffs is None else list(payoffs)
    if any(one is None for one in given):
        raise ValueError("payoffs: found A without B or B without A, expected both.")
    arrays = [np.asarray(one, dtype=float) for one in given]
    shape = arrays[0].shape
    if len(arrays) < 2 or len(shape) != len(arrays) or 0 in shape or any(one.shape != shape for one in arrays):
        raise ValueError(
            f"payoffs: found shapes {[one.shape for one in arrays]}, expected as many equal arrays as players, "
            "one axis a player."
        )
    if not all(np.isfinite(one).all() for one in arrays):
        raise ValueError("payoffs: found a number that is not finite, expected finite pay-offs.")
    return arrays


def _expected(payoff: np.ndarray, strategies: Sequence[np.ndarray], keep: Sequence[int]) -> np.ndarray:
    """Pay-off with every axis but those in `keep` (ascending) averaged by its player's strategy."""
    for axis in reversed(range(payoff.ndim)):
        if axis not in keep:
            payoff = np.tensordot(payoff, strategies[axis], axes=([axis], [0]))
    return payoff


def _regret(payoffs: list[np.ndarray], strategies: Sequence[np.ndarray]) -> float:
    gains = []
    for i, payoff in enumerate(payoffs):
        each = _expected(payoff, strategies, [i])
        gains.append(float(each.max() - each @ strategies[i]))
    return max(gains)


def _corners(matrix: np.ndarray) -> list[tuple[np.ndarray, frozenset[int]]]:
    """Corners x of {x >= 0, matrix x <= 1} but the origin, with the labels of their tight rows; labels of x >= 0 come
    first."""
    rows, size = matrix.shape
    left = np.vstack([-np.eye(size), matrix])
    right = np.concatenate([np.zeros(size), np.ones(rows)])
    found: dict[tuple, tuple[np.ndarray, frozenset[int]]] = {}
    for tight in combinations(range(size + rows), size):
        square = left[list(tight)]
        try:
            x = np.linalg.solve(square, right[list(tight)])
        except np.linalg.LinAlgError:
            continue
        if np.linalg.cond(square) > 1e12 or (left @ x > right + 1e-9).any() or x.max() < 1e-12:
            continue
        labels = frozenset(np.flatnonzero(left @ x > right - 1e-9).tolist())
        found.setdefault(tuple(np.round(x, 9) + 0.0), (np.maximum(x, 0.0), labels))
    return list(found.values())


def _two(A: np.ndarray, B: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    m, n = A.shape
    if comb(m + n, m) > CORNERS:
        raise ValueError(
            f"payoffs: found a {m} by {n} game with {comb(m + n, m)} corner candidates, expected at most {CORNERS}."
        )

    def lifted(matrix: np.ndarray) -> np.ndarray:
        spread = float(matrix.max() - matrix.min())
        return 1.0 + (matrix - matrix.min()) / (spread or 1.0)

    found = []
    columns = _corners(lifted(A))  # y: labels 0..n-1 unused columns, n.. rows that are best replies
    for x, labels in _corners(lifted(B).T):  # labels 0..m-1 unused rows, m.. columns that are best replies
        mine = {("row", k) if k < m else ("col", k - m) for k in labels}
        for y, others in columns:
            theirs = {("col", k) if k < n else ("row", k - n) for k in others}
            if len(mine | theirs) == m + n:
                found.append((x / x.sum(), y / y.sum()))
    return found


def nash(A: object = None, B: object = None, *, payoffs: Sequence | None = None) -> Equilibria:
    """Which profiles leave no player anything to gain from deviating?

    Definition: Nash (1951). Two players: every extreme equilibrium, by the corners of the best-reply polytopes (von
    Stengel 2002, Handbook of Game Theory 3, ch. 45), so also in degenerate games, where convex combinations of the
    listed ones may be equilibria too. Three and more: every pure equilibrium, and one mixed by McLennan and Tourky's
    algorithm if quantecon is installed (then `complete` is False). Errors: ValueError for shapes that differ, numbers
    that are not finite, or a two-player game too large to enumerate.

    >>> e = nash(A=[[4, 0], [3, 3]], B=[[4, 3], [0, 3]])
    >>> e.pure, e.mixed.round(6).tolist()
    ([[0, 0], [1, 1]], [0.75, 0.25])
    """
    games = _payoffs(A, B, payoffs)
    shape = games[0].shape
    best = np.ones(shape, dtype=bool)
    for axis, payoff in enumerate(games):
        best &= payoff >= payoff.max(axis=axis, keepdims=True)
    pure = [[int(k) for k in cell] for cell in np.argwhere(best)]

    def sure(cell: Sequence[int]) -> tuple[np.ndarray, ...]:
        return tuple(np.eye(size)[k] for size, k in zip(shape, cell, strict=True))

    found: list[tuple[np.ndarray, ...]] = [sure(cell) for cell in pure]
    complete = len(games) == 2
    if complete:
        found += [pair for pair in _two(*games) if min(s.max() for s in pair) < 1.0 - 1e-9]
    else:
        found += [one for one in _one_mixed(games) if min(s.max() for s in one) < 1.0 - 1e-6]
    if not found:
        raise ValueError(
            "payoffs: no pure equilibrium, and mixed ones of three players need quantecon. Install it: pip "
            "install quantecon"
        )
    mixed = [one for one in found if min(s.max() for s in one) < 1.0 - 1e-9]
    shown = mixed[0] if mixed else found[0]
    return Equilibria(
        row=shown[0],
        col=shown[1],
        mixed=mixed[0][0] if mixed else None,
        pure=pure,
        equilibria=found,
        complete=complete,
        residual=max(_regret(games, one) for one in found),
    )


def _one_mixed(games: list[np.ndarray]) -> list[tuple[np.ndarray, ...]]:
    try:
        from quantecon import game_theory
    except ImportError:
        return []
    order = range(len(games))
    players = [
        game_theory.Player(np.ascontiguousarray(np.moveaxis(g, list(order), [(a - i) % len(games) for a in order])))
        for i, g in enumerate(games)
    ]
    profile, converged = game_theory.mclennan_tourky(
        game_theory.NormalFormGame(players), epsilon=1e-7, max_iter=2000, full_output=True
    )
    return [tuple(np.asarray(s, dtype=float) for s in profile)] if converged.converged else []


def quantal_response(
    A: object = None, B: object = None, lam: float = 1.0, *, payoffs: Sequence | None = None
) -> QuantalResponse:
    """How do players mix who make smaller mistakes the more they cost?

    Definition: logit quantal response (McKelvey and Palfrey 1995): p_ia proportional to exp(lam u_ia(p)). Several may
    exist at one lam: this is the first on the principal branch, traced from the uniform profile at lam = 0 (Turocy
    2005), by pseudo-arc-length.
    `lam` per unit of pay-off, at least 0. Errors: ValueError for bad input; RuntimeError if the branch cannot be
    followed to lam.

    >>> quantal_response(A=[[1, 1], [0, 1]], B=[[1, 1], [2, 1]], lam=1).profile.round(4).tolist()
    [0.643, 0.357, 0.5883, 0.4117]
    """
    games = _payoffs(A, B, payoffs)
    lam = float(lam)
    if not np.isfinite(lam) or lam < 0.0:
        raise ValueError(f"lam: found {lam}, expected a finite number of at least 0.")
    shape = games[0].shape
    starts = np.concatenate([[0], np.cumsum(shape)])
    size = int(starts[-1])
    spread = max(float(g.max() - g.min()) for g in games) or 1.0
    games = [(g - g.min()) / spread for g in games]
    goal = lam * spread

    def split(x: np.ndarray) -> list[np.ndarray]:
        return [np.exp(x[starts[i] : starts[i + 1]]) for i in range(len(games))]

    def system(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x, level = z[:-1], z[-1]
        p = split(x)
        value, slope = np.zeros(size), np.zeros((size, size + 1))
        for i, payoff in enumerate(games):
            a, b = starts[i], starts[i + 1]
            u = _expected(payoff, p, [i])
            value[a] = p[i].sum() - 1.0
            slope[a, a:b] = p[i]
            value[a + 1 : b] = x[a + 1 : b] - x[a] - level * (u[1:] - u[0])
            slope[a + 1 : b, a] = -1.0
            slope[np.arange(a + 1, b), np.arange(a + 1, b)] = 1.0
            slope[a + 1 : b, -1] = -(u[1:] - u[0])
            for j in range(len(games)):
                if j != i:
                    both = _expected(payoff, p, sorted((i, j)))
                    both = both if i < j else both.T
                    slope[a + 1 : b, starts[j] : starts[j + 1]] -= level * (both[1:] - both[:1]) * p[j]
        return value, slope

    def direction(slope: np.ndarray, last: np.ndarray) -> np.ndarray:
        tangent = np.linalg.svd(slope)[2][-1]
        return tangent if tangent @ last >= 0.0 else -tangent

    z = np.concatenate([*(np.full(k, -np.log(k)) for k in shape), [0.0]])
    ahead = np.zeros(size + 1)
    ahead[-1] = 1.0
    stride, steps = 0.05, 0
    while z[-1] < goal:
        steps += 1
        if steps > 20_000:
            raise RuntimeError(
                f"lam: the principal branch did not reach {lam} within {steps - 1} steps. Ask for a smaller lam."
            )
        tangent = direction(system(z)[1], ahead)
        trial = z + stride * tangent
        guess, quick = trial, True
        for turn in range(8):
            quick = turn < 4
            value, slope = system(trial)
            move = np.linalg.lstsq(slope, -value, rcond=None)[0]
            trial = trial + move
            if not np.isfinite(trial).all() or np.abs(move).max() < 1e-10:
                break
        settled = np.isfinite(trial).all() and np.abs(move).max() < 1e-10
        if not settled or np.linalg.norm(trial - guess) > 0.2 * stride:
            stride *= 0.5
            if stride < 1e-10:
                raise RuntimeError(
                    f"lam: the principal branch breaks off at {z[-1] / spread}, before {lam}. Ask for a smaller lam."
                )
            continue
        ahead, last, z = tangent, z, trial
        stride = min(stride * (1.7 if quick else 1.0), max(0.5, 0.1 * goal))
        if z[-1] >= goal:  # land on lam itself
            share = (goal - last[-1]) / (z[-1] - last[-1])
            z = last + share * (z - last)
            z[-1] = goal
            for _ in range(50):
                value, slope = system(z)
                move = np.linalg.solve(slope[:, :-1], -value)
                z[:-1] += move
                if np.abs(move).max() < 1e-14:
                    break
            break
    strategies = [s / s.sum() for s in split(z[:-1])]
    errors = []
    for i, payoff in enumerate(games):
        u = goal * _expected(payoff, strategies, [i])
        logit = np.exp(u - u.max())
        errors.append(float(np.abs(logit / logit.sum() - strategies[i]).max()))
    return QuantalResponse(np.concatenate(strategies), tuple(strategies), max(errors), steps)


def global_game(alpha_public: float, beta_private: float, y: float, cost: float = 1.0) -> Threshold:
    """Below which belief about the fundamentals does everyone stay out?

    Definition (Morris and Shin 2003, Global Games, section 2): investing pays theta - cost + l, l the share that
    invests; theta is normal around the public y with precision alpha_public, private signals have precision
    beta_private. The switching posterior mean k solves k - cost + 1 = Phi(sqrt(gamma) (k - y)), gamma = alpha^2
    (alpha + beta) / (beta (alpha + 2 beta)) (at cost 1: k = Phi(...)). It is unique if gamma <= 2 pi. With
    alpha_public = 0: k = cost - 1/2, the risk-dominant choice. Precisions are 1 / variance; `y`, `cost` in units of
    pay-off. Errors: ValueError for precisions out of range.

    >>> global_game(alpha_public=0, beta_private=1, y=0.3).threshold
    0.5
    """
    alpha, beta, y, cost = float(alpha_public), float(beta_private), float(y), float(cost)
    if not (np.isfinite([alpha, beta, y, cost]).all() and alpha >= 0.0 and beta > 0.0):
        raise ValueError(
            f"global_game: found alpha_public {alpha}, beta_private {beta}, expected finite precisions, alpha "
            ">= 0 and beta > 0."
        )
    gamma = alpha * alpha * (alpha + beta) / (beta * (alpha + 2.0 * beta))
    root = float(np.sqrt(gamma))
    base = cost - 1.0

    def excess(k: float) -> float:
        return float(k - base - ndtr(root * (k - y)))

    turns = [base - 1.0, base + 2.0]
    if gamma > 2.0 * np.pi:
        reach = float(np.sqrt(np.log(gamma / (2.0 * np.pi))) / root)
        turns += [min(max(y + sign * reach, turns[0]), turns[1]) for sign in (-1.0, 1.0)]
    turns = sorted(turns)
    found: list[float] = []
    for low, high in pairwise(turns):
        if low < high and excess(low) * excess(high) <= 0.0:
            k = float(brentq(excess, low, high, xtol=1e-15, rtol=1e-15))
            if not found or abs(k - found[-1]) > 1e-12:
                found.append(k)
    least = found[0]
    signal = ((alpha + beta) * least - alpha * y) / beta
    return Threshold(least, found, gamma, len(found) == 1, signal, max(abs(excess(k)) for k in found))


def option_to_wait(r: float, delta: float, sigma: float, I: float, V: float | None = None) -> Wait:  # noqa: E741 - the book's letter
    """How far above its cost must a project's worth rise before investing beats waiting?

    Definition (McDonald and Siegel 1986; Dixit and Pindyck 1994, ch. 5): beta is the positive root of
    sigma^2 beta (beta - 1) / 2 + (r - delta) beta - r = 0; Vstar = beta I / (beta - 1); the option is worth A V^beta
    below Vstar, V - I above; A = (Vstar - I) / Vstar^beta. At sigma = 0 the limit. Rates a year; I, V money. Errors:
    ValueError unless r, delta, I > 0, sigma >= 0.

    >>> [round(x, 9) for x in option_to_wait(r=0.04, delta=0.04, sigma=0.2, I=1)[:3]]
    [2.0, 2.0, 0.25]
    """
    r, delta, sigma, I = (float(x) for x in (r, delta, sigma, I))  # noqa: E741
    for name, value, low in (("r", r, 0.0), ("delta", delta, 0.0), ("I", I, 0.0)):
        if not np.isfinite(value) or value <= low:
            raise ValueError(
                f"{name}: found {value}, expected a finite number above 0; without it waiting is free or never ends."
            )
    if not np.isfinite(sigma) or sigma < 0.0:
        raise ValueError(f"sigma: found {sigma}, expected a finite volatility of at least 0.")
    if sigma == 0.0:
        beta = r / (r - delta) if r > delta else float("inf")
    else:
        half = (r - delta) / sigma**2 - 0.5
        beta = -half + float(np.sqrt(half * half + 2.0 * r / sigma**2))
    trigger = I if np.isinf(beta) else beta * I / (beta - 1.0)
    factor = 0.0 if np.isinf(beta) else (trigger - I) / trigger**beta
    option = None
    if V is not None:
        if not np.isfinite(V) or V < 0.0:
            raise ValueError(f"V: found {V}, expected a finite worth of at least 0.")
        option = float(V - I) if trigger <= V else float(factor * V**beta)
    return Wait(beta, trigger, factor, option)
