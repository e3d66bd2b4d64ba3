"""Contagion: how a loss travels along exposures. The front page of the family.

``furfine`` lives here; ``debtrank`` and ``single_shocks`` in ``distress``, ``neva`` in ``valuation``, ``impact_matrix``
and ``communicability`` in ``impact``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigaloop.methods.distress import DebtRank, SingleShocks, debtrank, single_shocks
from gigaloop.methods.impact import Communicability, Impact, communicability, impact_matrix
from gigaloop.methods.network import claims, vector
from gigaloop.methods.sweeps import ROUNDING
from gigaloop.methods.valuation import Neva, neva

__all__ = [
    "Communicability",
    "DebtRank",
    "Furfine",
    "Impact",
    "Neva",
    "SingleShocks",
    "communicability",
    "debtrank",
    "furfine",
    "impact_matrix",
    "neva",
    "single_shocks",
]


class Furfine(NamedTuple):
    """What ``furfine`` found: who fails, in which round (-1: never), how many a round, loss and equity in money."""

    default: np.ndarray
    round: np.ndarray
    levels: list[int]
    loss: np.ndarray
    equity: np.ndarray


def furfine(L, e, ext_liab=0, recovery=0, *, shock=0, failed=()) -> Furfine:
    """Who falls when a failed firm's creditors write off (1 - recovery) of what it owes them?

    A firm fails when (1 - recovery) x its claims on the failed exceeds its net worth e + claims - debts; a firm with
    negative net worth fails at once. Rounds go on until nobody new fails. Furfine, Journal of Money, Credit and Banking
    35(1) 111-128 (2003). Payments do not clear: the loss is the assumed one, so it can fell a firm that Eisenberg-Noe
    saves.

    L: (n, n), row owes column, money. e: (n,) outside assets; ext_liab (n,) debt to outside; recovery: share, one or a
    firm; shock: (n,) money lost at the start; failed: firms (from 0) that fail at the start whatever their worth.
    Returns default, round (n,), levels (how many fail in each round), loss on claims and equity (n,). ValueError for a
    wrong shape, a negative or missing amount, an unknown firm.

    >>> furfine([[0, 2, 0], [0, 0, 2], [0, 0, 0]], [0, 1, 5], failed=[0]).levels
    [1, 1]
    """
    L = claims(L)
    n = L.shape[0]
    part_lost = 1.0 - vector(recovery, n, "recovery")
    if n and part_lost.min() < 0:
        raise ValueError(f"recovery: found {np.asarray(recovery).max():g}, expected shares between 0 and 1.")
    assets = vector(e, n, "e") - vector(shock, n, "shock") + np.asarray(L.sum(axis=0)).ravel()
    debts = np.asarray(L.sum(axis=1)).ravel() + vector(ext_liab, n, "ext_liab")
    worth, width = assets - debts, ROUNDING * np.maximum(np.abs(assets), debts)
    start = np.zeros(n, dtype=bool)
    for firm in failed:
        if not 0 <= firm < n:
            raise ValueError(f"failed: found firm {firm}, expected 0 to {n - 1}.")
        start[firm] = True
    new = start | (worth < -width)
    when, levels, loss = np.full(n, -1), [], np.zeros(n)
    while new.any():
        when[new] = len(levels)
        levels.append(int(new.sum()))
        loss = loss + np.where(new, part_lost, 0.0) @ L
        new = (when < 0) & (loss > worth + width)
    return Furfine(when >= 0, when, levels, loss, worth - loss)
