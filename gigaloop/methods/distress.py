"""DebtRank: distress that spreads before anybody fails, as the share of equity lost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.linalg import lapack
from scipy.sparse.csgraph import breadth_first_order

from gigaloop.methods.network import claims, vector


class DebtRank(NamedTuple):
    """What ``debtrank`` found: h (n,), share of equity lost; equity left, money; value lost; rounds; residual."""

    h: np.ndarray
    equity: np.ndarray
    debtrank: float
    rounds: int
    residual: float


class SingleShocks(NamedTuple):
    """What ``single_shocks`` found: H[i, j], share of i's equity lost when j alone is hit; R a shock; residual."""

    H: np.ndarray
    debtrank: np.ndarray
    residual: float


def _leverage(A, ea, el, equity):
    """Return W[i, j] = claim of i on j over i's equity, and the equity (n,) before the shock."""
    A = claims(A, "A")
    A = A.toarray() if sparse.issparse(A) else A
    n = A.shape[0]
    if equity is None:
        assets, debts = vector(0 if ea is None else ea, n, "ea"), vector(0 if el is None else el, n, "el")
        worth = assets - debts + A.sum(axis=1) - A.sum(axis=0)
    else:
        worth = vector(equity, n, "equity", signed=True)
    least = 1e-12 * float(A.sum()) or 1.0
    W = A / np.maximum(worth, least)[:, None]
    return A, np.where(worth[:, None] < 0, 0.0, W), worth


def _start(worth, shock, h0, n):
    """Return the first share of equity lost: shock over equity, at most 1; who starts below zero is lost whole."""
    if h0 is not None:
        first = vector(h0, n, "h0")
    else:
        lost = vector(shock, n, "shock")
        first = np.divide(lost, worth, out=(lost > 0).astype(float), where=worth > 0)
    return np.where(worth < 0, 1.0, np.minimum(first, 1.0))


def _value(A):
    """Return each firm's share of economic value: its claims inside the network."""
    v = A.sum(axis=1)
    return v / v.sum() if v.sum() > 0 else np.full(v.size, 1 / max(1, v.size))


def _spread(W, h0):
    """Return the least h with h = min(1, h0 + W h), and the linear solves it took.

    Starts with all whom the shock can reach lost whole, then releases those whose losses do not add up to 1: the
    released solve a linear system, and nobody released is ever lost whole again.
    """
    n = h0.size
    graph = np.zeros((n + 1, n + 1), dtype=np.int8)
    graph[:n, :n] = W.T > 0
    graph[n, :n] = h0 > 0
    reached = np.zeros(n + 1, dtype=bool)
    reached[breadth_first_order(sparse.csr_array(graph), n, return_predecessors=False)] = True
    h, free, solves = reached[:n].astype(float), np.zeros(n, dtype=bool), 0
    while True:
        new = reached[:n] & ~free & (h0 + W @ h < 1 - 1e-13)
        if not new.any():
            return h, solves
        free |= new
        where = np.flatnonzero(free)
        given = h0[where] + W[where] @ np.where(free, 0.0, h)
        h[where] = np.clip(np.linalg.solve(np.eye(where.size) - W[np.ix_(where, where)], given), 0, 1)
        solves += 1


def debtrank(A, ea=None, el=None, shock=0, original=False, *, equity=None, h0=None, steps=None) -> DebtRank:
    """How much equity is lost when firms mark claims down as their debtors weaken?

    Differential (default): h(t+1) = min(1, h(t) + W (h(t) - h(t-1))), W = claim / creditor's equity; every increment
    travels. Its limit is the least h = min(1, h(0) + W h), solved exactly. Bardoscia, Battiston, Caccioli, Caldarelli,
    PLoS ONE 10(6) e0130406 (2015). ``original``: each firm sends its distress once. Battiston, Puliga, Kaushik,
    Tasca, Caldarelli, Scientific Reports 2:541 (2012).

    A: (n, n), A[i, j] the claim of i on j, money (the transpose of L). ea, el: (n,) outside assets and debts, from
    which equity follows, or ``equity`` itself. shock: (n,) money lost outside, or h0: (n,) shares of equity lost.
    steps: let distress travel so many links instead of to the end. Returns h (n,), equity left (n,), debtrank = h
    beyond the shock weighted by claims inside, rounds (linear solves, or sendings if original), residual of the map.
    A firm with equity 0 is lost at its first loss, one below 0 from the start. ValueError for a wrong shape, a negative
    or missing amount.

    >>> debtrank([[0, 0.5], [0, 0]], equity=[1, 1], shock=[0, 0.5]).h.tolist()
    [0.25, 0.5]
    """
    A, W, worth = _leverage(A, ea, el, equity)
    n = worth.size
    first = _start(worth, shock, h0, n)
    v = _value(A)
    if original:
        h, sending, done, rounds = first.copy(), first > 0, np.zeros(n, dtype=bool), 0
        while sending.any() and rounds != steps:
            h = np.minimum(1.0, h + W @ np.where(sending, h, 0.0))
            done |= sending
            sending = (h > 0) & ~done
            rounds += 1
        residual = 0.0
    else:
        if steps is None:
            h, rounds = _spread(W, first)
        else:
            h, rounds = first.copy(), steps
            for _ in range(steps):
                h = np.minimum(1.0, first + W @ h)
        residual = float(np.abs(np.minimum(1.0, first + W @ h) - h).max(initial=0.0))
    left = np.where(worth < 0, worth, worth * (1 - h))
    return DebtRank(h, left, float(v @ (h - first)), rounds, residual)


def single_shocks(A, ea=None, el=None, size=1.0, *, equity=None) -> SingleShocks:
    """What does differential DebtRank say of each firm shocked alone, all at once?

    With G = (I - W)^-1 the answer to a shock on j is column j of G, scaled so that h_j is at most 1: exact where nobody
    else reaches 1. Where others do, they are held at 1 and released as in ``debtrank``, on the columns of G alone.
    Bardoscia et al., PLoS ONE 10(6) e0130406 (2015).

    A, ea, el, equity: as ``debtrank``. size: share of its equity that the shocked firm loses (0 to 1).
    Returns H (n, n), column j for the shock on j; debtrank (n,); the greatest residual. ValueError as ``debtrank``.

    >>> single_shocks([[0, 0.5], [0, 0]], equity=[1, 1]).H.tolist()
    [[1.0, 0.5], [0.0, 1.0]]
    """
    A, W, worth = _leverage(A, ea, el, equity)
    n = worth.size
    if not 0 <= size <= 1:
        raise ValueError(f"size: found {size}, expected a share between 0 and 1.")
    v = _value(A)
    sunk = worth < 0
    first = np.where(sunk[:, None], 1.0, size * np.eye(n))
    H = None
    if not sunk.any() and n:
        G = _inverse(np.eye(n) - W)
        if G.min() >= -1e-12:
            H = G * np.minimum(size, 1 / np.diag(G))
            for j in np.flatnonzero(H.max(axis=0) > 1 + 1e-12):
                H[:, j] = _held(G, W, first[:, j], size * G[:, j])
            np.clip(H, 0, 1, out=H)
            H += 0.0  # LAPACK leaves zeros below zero
    residual = np.inf if H is None else _apart(W, H, first)
    if residual > 1e-9:  # a nearly singular I - W: its inverse is no answer, so each shock by itself
        H = np.column_stack([_spread(W, first[:, j])[0] for j in range(n)]) if n else np.zeros((0, 0))
        residual = _apart(W, H, first)
    return SingleShocks(H, v @ H - v @ first, residual)


def _inverse(M):
    """Return the inverse of M, which is overwritten, or what is below zero where M is singular.

    LAPACK's own two steps: a third less time than NumPy's solve, and SciPy's inverse writes past a singular M.
    """
    lu, pivots, singular = lapack.dgetrf(M.T, overwrite_a=True)
    if singular:
        return -np.eye(len(M))
    room, _ = lapack.dgetri_lwork(len(M))
    return lapack.dgetri(lu, pivots, lwork=int(room), overwrite_lu=True)[0].T


def _apart(W, H, first) -> float:
    """Return how far the columns of H are from their image min(1, first + W H)."""
    apart = (sparse.csr_array(W) if np.count_nonzero(W) * 4 < W.size else W) @ H  # then in place: H is large
    apart += first
    np.minimum(apart, 1.0, out=apart)
    apart -= H
    return float(max(apart.max(initial=0.0), -apart.min(initial=0.0)))


def _held(G, W, h0, free):
    """Return the least h = min(1, h0 + W h) from the uncapped solution ``free`` = G h0, holding the excess at 1."""
    held = np.flatnonzero(free > 1)
    while True:
        push = np.linalg.solve(G[np.ix_(held, held)], 1 - free[held])
        h = free + G[:, held] @ push
        keep = h0[held] + W[held] @ h >= 1 - 1e-13
        if keep.all():
            return h
        held = held[keep]
