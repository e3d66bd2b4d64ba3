"""Null models: how large would a measure be by chance, with stated totals held fixed?"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gigaloop.methods.compiled import compiled
from gigaloop.methods.network import square

FIXED = {
    "strengths": "what each party pays and gets in all; who trades with whom is free, nobody with itself",
    "degrees": "how many parties each pays and is paid by, and the amounts each pays out; nobody trades with itself",
}
"""What each null model holds fixed, in words that can stand beside the p-value."""


class Null(NamedTuple):
    """What ``against`` found: the observed value, the drawn ones, P(drawn >= observed), its error; what was held."""

    observed: float
    drawn: np.ndarray
    p_value: float
    error: float
    fixed: str


@compiled
def _mix(W, steps, seed):
    """Move W uniformly among the non-negative matrices with its row and column sums and its diagonal (Gibbs steps).

    A step takes two payers and two receivers, or a ring of three, and draws the amount moved round uniformly from all
    that keep every entry at 0 or more.
    """
    np.random.seed(seed)
    n = W.shape[0]
    for _ in range(steps):
        i, j, k = np.random.randint(n), np.random.randint(n), np.random.randint(n)
        if i in (j, k) or j == k:
            continue
        if n == 3 or np.random.random() < 0.3:
            low = -min(W[i, j], W[j, k], W[k, i])
            high = min(W[j, i], W[k, j], W[i, k])
            move = low + (high - low) * np.random.random()
            for a, b in ((i, j), (j, k), (k, i)):
                W[a, b] = max(0.0, W[a, b] + move)
                W[b, a] = max(0.0, W[b, a] - move)
        else:
            m = np.random.randint(n)
            if m in (i, j, k):
                continue
            low, high = -min(W[i, j], W[k, m]), min(W[i, m], W[k, j])
            move = low + (high - low) * np.random.random()
            W[i, j] = max(0.0, W[i, j] + move)
            W[k, m] = max(0.0, W[k, m] + move)
            W[i, m] = max(0.0, W[i, m] - move)
            W[k, j] = max(0.0, W[k, j] - move)


@compiled
def _swap(source, target, linked, steps, seed):
    """Exchange the receivers of two links, again and again, never making a self-loop or a second link of a pair."""
    np.random.seed(seed)
    m = source.size
    for _ in range(steps):
        a, b = np.random.randint(m), np.random.randint(m)
        i, j, k, q = source[a], target[a], source[b], target[b]
        if i in (k, q) or j in (k, q) or linked[i, q] or linked[k, j]:
            continue
        linked[i, j] = linked[k, q] = False
        linked[i, q] = linked[k, j] = True
        target[a], target[b] = q, j


def networks(W, draws=1000, fixed="strengths", seed=1):
    """Yield ``draws`` random networks with the totals of ``W`` that ``fixed`` names.

    'strengths': a uniform draw among all non-negative matrices with the same row and column sums (Gibbs sampling, as
    Gandy and Veraart, Management Science 63(12) 4428-4446 (2017)). 'degrees': links exchanged (Maslov and Sneppen,
    Science 296:910 (2002)), each amount staying with its payer. W: (n, n), row pays column, money; self-loops
    stay as they are. ValueError for another word.

    >>> drawn = next(networks([[0, 2, 1], [1, 0, 2], [2, 1, 0]], 1, seed=3))
    >>> drawn.sum(axis=0).round(9).tolist(), drawn.sum(axis=1).round(9).tolist()
    ([3.0, 3.0, 3.0], [3.0, 3.0, 3.0])
    """
    W = np.array(square(W, "W"))
    if fixed not in FIXED:
        raise ValueError(f"fixed: found {fixed!r}, expected one of {sorted(FIXED)}.")
    own = np.diag(np.diag(W))
    W = W - own
    n, links = W.shape[0], np.argwhere(W > 0)
    source, target = links[:, 0].copy(), links[:, 1].copy()
    amount, linked = W[source, target], W > 0
    scale = float(W.max(initial=0.0))
    state = W / scale if scale > 0 else W
    many, seeds = 50, np.random.default_rng(seed)
    for _ in range(draws):
        begin = int(seeds.integers(2**32))  # a seed a draw: what runs between two draws cannot disturb them
        if fixed == "strengths":
            if n >= 3:
                _mix(state, many * n * n, begin)
            drawn = state * scale
        else:
            if source.size > 1:
                _swap(source, target, linked, many * source.size, begin)
            drawn = np.zeros((n, n))
            drawn[source, target] = amount
        many = 10
        yield drawn + own


def p_value(observed: float, drawn) -> tuple[float, float]:
    """Return (1 + how many draws reach the observed value) / (1 + draws), and its Monte-Carlo standard error.

    Davison and Hinkley, "Bootstrap Methods and their Application" (1997), section 4.2. Values equal up to 1e-12 count
    as reached. ValueError without draws.

    >>> p_value(3, [1, 2, 3])
    (0.5, 0.25)
    """
    drawn = np.asarray(drawn, dtype=np.float64)
    if drawn.size == 0:
        raise ValueError("drawn: found no draws, expected at least one.")
    reached = int((drawn >= observed - 1e-12 * max(1.0, abs(observed))).sum())
    p = (1 + reached) / (1 + drawn.size)
    return p, float(np.sqrt(p * (1 - p) / (1 + drawn.size)))


def against(W, measure: Callable[[np.ndarray], float], draws=1000, fixed="strengths", seed=1) -> Null:
    """Is a measure of this network larger than chance would make it, given its totals?

    The measure of W against that of ``draws`` random networks; see ``networks`` for what is held fixed and from where.
    W: (n, n) money; measure: takes a matrix, gives a number. Returns observed, drawn (draws,), p_value (one-sided, at
    least as large), error, fixed in words. ValueError as ``networks``.

    >>> ring = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    >>> against(ring, lambda W: W[0, 1], draws=99).drawn.size
    99
    """
    values = [float(measure(drawn)) for drawn in networks(W, draws, fixed, seed)]
    observed = float(measure(np.array(square(W, "W"))))
    p, error = p_value(observed, values)
    return Null(observed, np.array(values), p, error, FIXED[fixed])
