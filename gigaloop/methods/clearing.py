"""Clearing: what everybody pays when some cannot pay all. The front page of the family.

``rogers_veraart`` (Eisenberg-Noe is alpha = beta = 1) and ``rogers_veraart_many`` live here; ``seniority`` in
``waterfall``, ``full_payment`` in ``liquidity``, ``contingent`` in ``protection``, ``cheapest_rescue`` in ``rescue``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from gigaloop.methods.insolvency import Network, greatest, least, network
from gigaloop.methods.liquidity import FullPayment, full_payment
from gigaloop.methods.network import amounts, claims, fraction, vector
from gigaloop.methods.protection import Contingent, contingent
from gigaloop.methods.rescue import Rescue, cheapest_rescue
from gigaloop.methods.sweeps import ROUNDING, many
from gigaloop.methods.waterfall import Seniority, seniority

__all__ = [
    "Clearing",
    "Contingent",
    "FullPayment",
    "ManyClearings",
    "Rescue",
    "Seniority",
    "cheapest_rescue",
    "contingent",
    "full_payment",
    "rogers_veraart",
    "rogers_veraart_many",
    "seniority",
]


class Clearing(NamedTuple):
    """What ``rogers_veraart`` found; arrays of n in the unit of L.

    gap is the other extreme solution's distance, sum(greatest p) - sum(least p), or None where it was not asked.
    """

    p: np.ndarray
    levels: list[int] | None
    equity: np.ndarray
    default: np.ndarray
    receipts: np.ndarray
    residual: float
    gap: float | None


class ManyClearings(NamedTuple):
    """What ``rogers_veraart_many`` found: p, equity, default (S, n); residual (S,), the largest of each scenario."""

    p: np.ndarray
    equity: np.ndarray
    default: np.ndarray
    residual: np.ndarray


def _dress(net: Network, p: np.ndarray, levels: list[int] | None, gap: float | None) -> Clearing:
    """Return the record for payments ``p``: equity is what is left after default costs less what is owed."""
    receipts = net.receipts(p)
    worth, left = net.e + receipts, net.alpha * net.e + net.beta * receipts
    failed = worth < net.pbar * (1 - ROUNDING)
    residual = float(np.abs(np.where(failed, np.minimum(left, net.pbar), net.pbar) - p).max(initial=0.0))
    return Clearing(p, levels, np.where(failed, left, worth) - net.pbar, failed, receipts, residual, gap)


def rogers_veraart(
    L, e, ext_liab=0, alpha=1, beta=1, which="greatest", *, gap=False, levels=None, steps=None
) -> Clearing:
    """Who pays what, and who fails, when a failed firm passes on only part of what it has?

    p_i = pbar_i if e_i + sum_j Pi_ji p_j >= pbar_i, else alpha e_i + beta sum_j Pi_ji p_j; Pi = L / pbar. Rogers and
    Veraart, Management Science 59(4) 882-898 (2013), definition 2.6 and section 3; with alpha = beta = 1 Eisenberg and
    Noe, Management Science 47(2) 236-249 (2001). The solutions form a lattice: ``which`` takes its 'greatest'
    (fictitious default from full payment, section 3.1) or its 'least' (from total failure, residual tested).

    L: (n, n) array or scipy.sparse matrix, row owes column, money. e: (n,) outside assets. ext_liab: (n,) debt to
    outside, ranked equally. steps: apply the map so often from full payment instead of solving: where so many rounds of
    defaults lead, residual how far that is from a solution. levels: whether to count insolvency levels; not given, only
    for an array, since for a sparse matrix it takes several times as long. Returns p (n,) paid in all, outside debt
    included; levels, how many fail at each (for 'least': are saved at each), or None; equity (n,), negative where debts
    are not met; default, receipts (n,); residual, the largest violation of the equation; gap when asked. ValueError for
    a wrong shape, a negative or missing amount, a share outside 0..1, an unknown ``which``.

    >>> rogers_veraart([[0, 2], [2.2, 0]], [1, 1], alpha=0.5, beta=0.5).p.tolist()
    [2.0, 2.2]
    >>> low = rogers_veraart([[0, 2.1], [2.2, 0]], [1, 1], alpha=0.5, beta=0.5, which="least", gap=True)
    >>> low.p.tolist(), round(low.gap, 9)
    ([1.0, 1.0], 2.3)
    """
    L = claims(L)
    n = L.shape[0]
    alpha, beta = fraction(alpha, "alpha"), fraction(beta, "beta")
    net = network(L, vector(e, n, "e"), vector(ext_liab, n, "ext_liab"), alpha, beta)
    if which not in ("greatest", "least"):
        raise ValueError(f"which: found {which!r}, expected 'greatest' or 'least'.")
    if steps is not None:
        p = net.pbar.copy()
        for _ in range(steps):
            p = net.image(p)
        return _dress(net, p, None, None)
    by_level = not sparse.issparse(L) if levels is None else levels
    p, counts = greatest(net, by_level) if which == "greatest" else least(net)
    distance = None
    if gap:
        other = least(net)[0] if which == "greatest" else greatest(net)[0]
        distance = float(abs(p.sum() - other.sum()))
    return _dress(net, p, counts, distance)


def rogers_veraart_many(debtor, creditor, amount, e, ext_liab=0, alpha=1, beta=1) -> ManyClearings:
    """What does ``rogers_veraart`` (greatest) say of many scenarios on one list of contracts?

    The same equation, a compiled loop over scenarios. debtor, creditor: (m,) firms of each contract, from 0. amount:
    (m,) or (S, m) money. e: (S, n), which also says how many scenarios and firms. ext_liab: a number, (n,) or (S, n).
    Returns p, equity, default (S, n) and residual (S,). A scenario that the loop does not settle is solved by the exact
    method. ValueError for a shape that does not fit, an unknown firm, a negative or missing amount.

    >>> found = rogers_veraart_many([0, 1], [1, 0], [2, 2.2], [[1, 1], [0, 0.1]], alpha=0.5, beta=0.5)
    >>> found.p.round(6).tolist()
    [[2.0, 2.2], [0.033333, 0.066667]]
    """
    alpha, beta = fraction(alpha, "alpha"), fraction(beta, "beta")
    e = np.atleast_2d(amounts(e, "e"))
    scenarios, n = e.shape
    ends = [np.asarray(part, dtype=np.int64) for part in (debtor, creditor)]
    m = ends[0].size
    for part, name in zip(ends, ("debtor", "creditor"), strict=True):
        if part.shape != (m,) or (m and (part.min() < 0 or part.max() >= n)):
            raise ValueError(f"{name}: expected {m} firms numbered 0 to {n - 1}.")
    amount = np.atleast_2d(amounts(amount, "amount"))
    if (own := ends[0] == ends[1]).any() and amount.shape[1] == m:
        amount = np.where(own, 0.0, amount)  # nobody owes itself
    outside = amounts(ext_liab, "ext_liab")
    outside = np.full((1, n), float(outside)) if outside.ndim == 0 else np.atleast_2d(outside)
    for part, width, name in ((amount, m, "amount"), (outside, n, "ext_liab")):
        if part.shape not in ((1, width), (scenarios, width)):
            raise ValueError(f"{name}: found shape {part.shape}, expected (1 or {scenarios}, {width}).")
    p, pbar, receipts, settled = many(*ends, amount, outside, e, alpha, beta, 1e-15, 2000)
    for s in np.flatnonzero(~settled):
        L = np.zeros((n, n))
        np.add.at(L, (ends[0], ends[1]), amount[min(s, amount.shape[0] - 1)])
        net = network(L, e[s], outside[min(s, outside.shape[0] - 1)], alpha, beta)
        p[s] = greatest(net)[0]
        receipts[s] = net.receipts(p[s])
    worth, left = e + receipts, alpha * e + beta * receipts
    failed = worth < pbar * (1 - ROUNDING)
    image = np.where(failed, np.minimum(left, pbar), pbar)
    residual = np.abs(image - p).max(axis=1, initial=0.0)
    return ManyClearings(p, np.where(failed, left, worth) - pbar, failed, residual)
