"""Clearing with classes of debt: the senior class is paid whole before the next sees a cent."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigaloop.methods.network import amounts, claims, fraction, vector
from gigaloop.methods.sweeps import ROUNDING

MOST_ROUNDS = 100_000


class Seniority(NamedTuple):
    """What ``seniority`` found; every array is in the unit of L, classes run from senior to junior."""

    p: np.ndarray
    p_interbank: np.ndarray
    p_external: np.ndarray
    p_class: np.ndarray
    equity: np.ndarray
    default: np.ndarray
    residual: float


def _classes(L, ext_liab, external: str) -> tuple[np.ndarray, np.ndarray]:
    """Return inside debt (K, n, n) and outside debt (K, n), senior first."""
    inside = amounts(L, "L")
    if inside.ndim == 2:
        inside = claims(inside)[None]
    if inside.ndim != 3 or inside.shape[1] != inside.shape[2]:
        raise ValueError(f"L: found shape {inside.shape}, expected (n, n) or (classes, n, n).")
    k, n = inside.shape[:2]
    inside = inside * (1.0 - np.eye(n))  # nobody owes itself
    outside = amounts(ext_liab, "ext_liab")
    if outside.ndim == 2:
        if outside.shape != (k, n):
            raise ValueError(f"ext_liab: found shape {outside.shape}, expected ({k}, {n}): a row a class.")
        return inside, outside
    outside = vector(outside, n, "ext_liab")
    nothing = np.zeros((1, n, n))
    if external == "senior":
        return np.concatenate([nothing, inside]), np.concatenate([outside[None], np.zeros((k, n))])
    if external == "junior":
        return np.concatenate([inside, nothing]), np.concatenate([np.zeros((k, n)), outside[None]])
    if external == "pari_passu":
        rows = np.zeros((k, n))
        rows[-1] = outside
        return inside, rows
    raise ValueError(f"external: found {external!r}, expected 'senior', 'pari_passu' or 'junior'.")


def seniority(L, e, ext_liab=0, alpha=1, beta=1, *, external="senior", steps=None) -> Seniority:
    """Who is paid what when debts have ranks?

    Each firm shares e + receipts (a failed one only alpha e + beta receipts) among its creditors class by class:
    class k gets min(owed in k, what the classes above left), pro rata within the class; the greatest such payments.
    Elsinger, "Financial networks, cross holdings, and limited liability", OeNB Working Paper 156 (2009), section 4.

    L: (n, n), or (classes, n, n) from senior to junior, row owes column, money. e: (n,). ext_liab: debt to outside,
    (n,) ranked by ``external`` ('senior' before all, 'pari_passu' within the last class, 'junior' after all), or
    (classes, n). steps: apply the map so often from full payment instead of solving. Returns p (n,) paid in all,
    p_interbank, p_external, p_class (classes, n), equity (n,) assets less debts, negative where they fall short,
    default (n,) and the residual of the clearing map. ValueError for a wrong shape, a negative or missing amount, a
    share outside 0..1, or a wrong rank.

    >>> found = seniority([[0, 4, 0], [0, 0, 3], [2, 0, 0]], [18, 18, 9], [17, 18, 8])
    >>> found.p_interbank.round(6).tolist(), found.equity.round(6).tolist()
    ([3.0, 3.0, 2.0], [-1.0, 0.0, 2.0])
    """
    alpha, beta = fraction(alpha, "alpha"), fraction(beta, "beta")
    inside, outside = _classes(L, ext_liab, external)
    n = inside.shape[1]
    e = vector(e, n, "e")
    owed = inside.sum(axis=2) + outside
    share = np.divide(inside, owed[:, :, None], out=np.zeros_like(inside), where=owed[:, :, None] > 0)
    above = np.cumsum(owed, axis=0) - owed
    total = owed.sum(axis=0)
    spread = share.reshape(owed.size, n)

    def image(paid):
        receipts = paid.ravel() @ spread
        worth = e + receipts
        failed = worth < total - ROUNDING * np.maximum(total, worth)
        left = np.where(failed, alpha * e + beta * receipts, total)
        return np.clip(left - above, 0, owed), receipts, failed

    paid, stop = owed.copy(), 1e-14 * float(total.sum())
    for _ in range(steps or 0):
        paid = image(paid)[0]
    for round_number in range(MOST_ROUNDS if steps is None else 0):
        after, receipts, failed = image(paid)
        if np.abs(after - paid).max(initial=0.0) <= stop:
            break
        paid = _regime(spread, owed, above, e, alpha, beta, after, failed) if round_number % 50 == 49 else after
    after, receipts, failed = image(paid)
    p = paid.sum(axis=0)
    inside_part = np.divide(inside.sum(axis=2), owed, out=np.zeros_like(owed), where=owed > 0)
    left = np.where(failed, alpha * e + beta * receipts, e + receipts)
    return Seniority(
        p,
        (paid * inside_part).sum(axis=0),
        (paid * (1 - inside_part)).sum(axis=0),
        paid,
        left - total,
        failed,
        float(np.abs(after - paid).max(initial=0.0)),
    )


def _regime(spread, owed, above, e, alpha, beta, paid, failed):
    """Return the payments that solve the linear system of the present regime, if it is one; else ``paid`` as it is.

    The regime: for each failed firm one class is paid in part, those above whole, those below nothing.
    """
    partly = failed[None] & (paid > 0) & (paid < owed)
    where = np.flatnonzero(partly.ravel())
    if where.size == 0:
        return paid
    firm = where % owed.shape[1]
    fixed = np.where(partly, 0.0, paid).ravel()
    given = alpha * e[firm] + beta * (fixed @ spread)[firm] - above.ravel()[where]
    matrix = np.eye(where.size) - beta * spread[where][:, firm].T
    if np.linalg.matrix_rank(matrix) < where.size:
        return paid
    solved = fixed.copy()
    solved[where] = np.linalg.solve(matrix, given)
    good = (solved >= -1e-12).all() and (solved <= paid.ravel() + 1e-12 * owed.max()).all()
    return np.clip(solved.reshape(owed.shape), 0, owed) if good else paid
