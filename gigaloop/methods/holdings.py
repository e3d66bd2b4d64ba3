"""Cross-holdings of equity and debt: what firms are worth when they own and owe each other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigaloop.methods.network import square, vector


class Suzuki(NamedTuple):
    """What ``suzuki`` found, money a firm: equity s, debt paid r, assets v; who is solvent; residual of the map."""

    equity: np.ndarray
    debt: np.ndarray
    value: np.ndarray
    solvent: np.ndarray
    all_solvent: bool
    residual: float


class ElliottGolubJackson(NamedTuple):
    """What ``elliott_golub_jackson`` found: A shares; V book and v market values, money; who fails, in which wave."""

    A: np.ndarray
    V: np.ndarray | None
    v: np.ndarray | None
    failed: np.ndarray
    waves: list[int]
    residual: float


def _owned(values, name: str) -> np.ndarray:
    """Return a matrix whose [i, j] is the share of j that i holds; no column above 1."""
    M = square(values, name)
    held = M.sum(axis=0)
    if M.size and held.max() > 1 + 1e-12:
        raise ValueError(f"{name}[:, {int(held.argmax())}]: found {held.max():g} held in all, expected at most 1.")
    return M


def _no_closed_group(M: np.ndarray, name: str) -> None:
    """Refuse shares by which a group of firms owns itself whole: its equity would have no value of its own."""
    if M.size and np.abs(np.linalg.eigvals(M)).max() > 1 - 1e-12:
        raise ValueError(f"{name}: found firms that own each other whole, expected some outside owner in each group.")


def suzuki(Ms, Md, d, a, *, steps=None, start=None) -> Suzuki:
    """What are equity and debt worth when firms hold shares and loans of each other?

    v = a + Ms s + Md r, r = min(d, v), s = max(0, v - d): debt first, equity what is left; the greatest solution.
    Suzuki, Journal of the Operations Research Society of Japan 45(2) 123-144 (2002); Fischer, Mathematical Finance
    24(1) 97-124 (2014). The loop of stakes adds nothing to the worth of those outside: sum of what outsiders hold =
    sum a.

    Ms[i, j], Md[i, j]: (n, n) share of j's equity, debt that i holds; columns at most 1. d: (n,) debts, a: (n,)
    outside assets, money. steps: apply the map so often from zero, or from ``start`` (equity, debt paid), instead of
    solving. Returns equity, debt, value (n,), solvent (n,), all_solvent, residual. ValueError for a wrong shape, a
    negative amount, shares above 1, or firms that own each other whole.

    >>> found = suzuki([[0, 0.2], [0.2, 0]], [[0, 0.4], [0.4, 0]], [1, 1], [1, 1])
    >>> found.equity.round(9).tolist(), found.all_solvent
    ([0.5, 0.5], True)
    """
    Ms, Md = _owned(Ms, "Ms"), _owned(Md, "Md")
    n = Ms.shape[0]
    if Md.shape != Ms.shape:
        raise ValueError(f"Md: found shape {Md.shape}, expected {Ms.shape}, as Ms.")
    d, a = vector(d, n, "d"), vector(a, n, "a")
    width = 1e-12 * np.maximum(d, 1e-300)

    def worth(v):
        solvent = v >= d - width
        return np.where(solvent, np.maximum(v - d, 0.0), 0.0), np.where(solvent, d, v)

    if steps is not None:
        s, r = (np.zeros(n), np.zeros(n)) if start is None else (vector(part, n, "start") for part in start)
        v = np.zeros(n)
        for _ in range(steps):
            v = a + Ms @ s + Md @ r
            s, r = worth(v)
    else:
        _no_closed_group(Ms, "Ms")
        v = _greatest(Ms, Md, d, a, worth)
        s, r = worth(v)
    after_s, after_r = worth(a + Ms @ s + Md @ r)
    residual = float(np.abs(np.r_[after_s - s, after_r - r]).max(initial=0.0))
    solvent = v >= d - width
    return Suzuki(s, r, v, solvent, bool(solvent.all()), residual)


def _greatest(Ms, Md, d, a, worth):
    """Return the greatest v: go down from all debts whole; as soon as the failed stay the same, solve for them.

    A solution with no more failed than any point above all solutions must be the greatest.
    """
    n = d.size
    unit = np.eye(n)
    v = np.linalg.solve(unit - Ms, a + Md @ d) if n else d
    stop = 1e-15 * float(np.abs(v).max(initial=0.0))
    while True:
        s, r = worth(v)
        ok = v >= d - 1e-12 * d
        matrix = unit - Ms * ok - Md * ~ok
        if n and np.linalg.cond(matrix) < 1e14:
            solved = np.linalg.solve(matrix, a - Ms @ (ok * d) + Md @ (ok * d))
            if (((solved >= d - 1e-12 * d) == ok).all()) and (solved <= v + 1e-9 * np.maximum(1, v)).all():
                return solved
        after = np.minimum(v, a + Ms @ s + Md @ r)
        if np.abs(after - v).max(initial=0.0) <= stop:
            return after
        v = after


def elliott_golub_jackson(C, D=None, p=None, thresholds=None, beta=0) -> ElliottGolubJackson:
    """Whose losses reach whom through stakes, and which failures follow from which?

    A = Chat (I - C)^-1, Chat_jj = 1 - sum_i C_ij the part held outside; v = A D p. With thresholds, an organisation
    with v_i below its own loses beta_i: v = A (D p - b(v)); the best case, waves from no failure. Elliott, Golub,
    Jackson, American Economic Review 104(10) 3115-3153 (2014), sections I and II.

    C[i, j]: (n, n) share of j that i holds, columns below 1 in every group. D: (n, m) shares of the primitive assets
    (default: each its own), p: (m,) their prices, money. thresholds, beta: (n,) money. Returns A (n, n), V = (I - C)^-1
    D p (book, counts claims again and again), v (n,) (market), failed (n,), waves, residual. ValueError for a wrong
    shape, a negative share or price, a group that owns itself whole.

    >>> elliott_golub_jackson([[0, 0.5], [0.5, 0]]).A.round(6).tolist()
    [[0.666667, 0.333333], [0.333333, 0.666667]]
    """
    C = _owned(C, "C")
    _no_closed_group(C, "C")
    n = C.shape[0]
    inverse = np.linalg.inv(np.eye(n) - C)
    A = (1 - C.sum(axis=0))[:, None] * inverse
    residual = float(np.abs(inverse @ (np.eye(n) - C) - np.eye(n)).max(initial=0.0))
    failed, waves = np.zeros(n, dtype=bool), []
    if p is None:
        if D is not None or thresholds is not None:
            raise ValueError("p: expected prices of the primitive assets, since D or thresholds are given.")
        return ElliottGolubJackson(A, None, None, failed, waves, residual)
    held = np.eye(n) if D is None else np.atleast_2d(np.asarray(D, dtype=np.float64))
    if held.shape[0] != n:
        raise ValueError(f"D: found {held.shape[0]} rows, expected {n}: one an organisation.")
    own = held @ vector(p, held.shape[1], "p")
    v = A @ own
    if thresholds is not None:
        least, cost = vector(thresholds, n, "thresholds", signed=True), vector(beta, n, "beta")
        while True:
            new = ~failed & (v < least - 1e-12 * np.abs(least))
            if not new.any():
                break
            waves.append(int(new.sum()))
            failed |= new
            v = A @ (own - np.where(failed, cost, 0.0))
    return ElliottGolubJackson(A, inverse @ own, v, failed, waves, residual)
