"""Logit quantal response: the equilibrium of players who make smaller mistakes the more they cost."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .normal_form import expected, read

__all__ = ["QuantalResponse", "quantal_response"]


class QuantalResponse(NamedTuple):
    """Logit equilibrium on the principal branch. profile: all players' strategies one after another; strategies: one
    array a player; residual: largest error of the logit equations; steps: corrector steps taken along the branch."""

    profile: np.ndarray
    strategies: tuple[np.ndarray, ...]
    residual: float
    steps: int


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
    games = read(A, B, payoffs)
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
            u = expected(payoff, p, [i])
            value[a] = p[i].sum() - 1.0
            slope[a, a:b] = p[i]
            value[a + 1 : b] = x[a + 1 : b] - x[a] - level * (u[1:] - u[0])
            slope[a + 1 : b, a] = -1.0
            slope[np.arange(a + 1, b), np.arange(a + 1, b)] = 1.0
            slope[a + 1 : b, -1] = -(u[1:] - u[0])
            for j in range(len(games)):
                if j != i:
                    both = expected(payoff, p, sorted((i, j)))
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
        guess, quick, sane = trial, True, False
        for turn in range(8):
            quick = turn < 4
            value, slope = system(trial)
            move = np.linalg.lstsq(slope, -value, rcond=None)[0]
            trial = trial + move
            sane = trial[:-1].max() < 50.0  # logarithms of probabilities: a step that is too long may end anywhere
            if not sane or np.abs(move).max() < 1e-10:
                break
        settled = sane and np.abs(move).max() < 1e-10
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
        u = goal * expected(payoff, strategies, [i])
        logit = np.exp(u - u.max())
        errors.append(float(np.abs(logit / logit.sum() - strategies[i]).max()))
    return QuantalResponse(np.concatenate(strategies), tuple(strategies), max(errors), steps)
