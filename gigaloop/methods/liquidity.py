"""Payments on their date, whole or not at all: shortage of cash, as distinct from shortage of assets."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigaloop.methods.insolvency import greatest, network
from gigaloop.methods.network import amounts, claims, vector


class FullPayment(NamedTuple):
    """What ``full_payment`` found, money a firm: unpaid debt, missing cash, cash left; rounds; Eisenberg-Noe beside."""

    residual: np.ndarray
    shortfall: np.ndarray
    aggregate_shortfall: float
    paid: np.ndarray
    cash: np.ndarray
    rounds: list[int]
    eisenberg_noe_payments: np.ndarray
    conservation: float


def full_payment(L=None, cash=0, ext_liab=0, *, obligations_cycle=None) -> FullPayment:
    """Who pays on the date when a firm pays all that it owes that day, or nothing?

    In each round every firm whose cash covers all its obligations pays them; cash so received lets others pay; what
    is left when nobody more can pay stays unpaid. The end does not depend on the order, since cash only grows for those
    who wait. Bardoscia, Ferrara, Vause, Yoganayagam, "Full payment algorithm" (Bank of England, 2019).

    L: (n, n) due today, row owes column, money; or ``obligations_cycle``: n amounts, firm k owes k+1 and the last the
    first. cash: (n,). ext_liab: (n,) due to outside. Returns residual (n,) unpaid debts, shortfall (n,) what the
    unpaid lack in cash, its sum, paid and cash (n,), rounds (how many paid in each), the Eisenberg-Noe payments from
    the same cash, and conservation: cash lost by arithmetic (0 when sound). ValueError as ``network.square``.

    >>> found = full_payment(obligations_cycle=[10, 7, 12], cash=[12, 4, 3])
    >>> found.shortfall.tolist(), found.eisenberg_noe_payments.tolist()
    ([0.0, 0.0, 2.0], [10.0, 7.0, 10.0])
    """
    if (L is None) == (obligations_cycle is None):
        raise ValueError("L: expected either L or obligations_cycle, and not both.")
    if obligations_cycle is not None:
        due = amounts(obligations_cycle, "obligations_cycle")
        L = np.zeros((due.size, due.size))
        L[np.arange(due.size), (np.arange(due.size) + 1) % max(1, due.size)] = due
    L = claims(L)
    n = L.shape[0]
    start, outside = vector(cash, n, "cash"), vector(ext_liab, n, "ext_liab")
    owed = L.sum(axis=1) + outside
    have, waiting, rounds = start.copy(), owed > 0, []
    while True:
        ready = waiting & (have >= owed - 1e-12 * owed)
        if not ready.any():
            break
        rounds.append(int(ready.sum()))
        have += L[ready].sum(axis=0) - np.where(ready, owed, 0.0)
        waiting &= ~ready
    paid = np.where(waiting, 0.0, owed)
    lost = start.sum() - have.sum() - np.where(waiting, 0.0, outside).sum()
    short = np.where(waiting, np.maximum(owed - have, 0.0), 0.0)
    clearing = greatest(network(L, start, outside, 1.0, 1.0))[0]
    return FullPayment(owed - paid, short, float(short.sum()), paid, have, rounds, clearing, float(lost))
