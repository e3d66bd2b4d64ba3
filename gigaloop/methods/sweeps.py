"""Clearing at size: a sparse network of millions of debts, or many scenarios of a small one.

Both kernels go down from full payment and touch only firms that have failed. A failed firm passes its cut on to its
creditors; a sweep ends when no cut is above the tolerance.
"""

from __future__ import annotations

import numpy as np
from numba import njit

ROUNDING = 1e-12
"""A firm is insolvent when it lacks more than this share of what it owes: the width of float64 sums, no threshold."""


@njit(cache=True)
def push_down(indptr, indices, data, pbar, e, alpha, beta, tolerance, most_sweeps):
    """Return payments, failures a level, and sweeps done (-1: not settled), for debts L in CSR form.

    Shapes: indptr (n+1,), indices and data (m,), pbar and e (n,); amounts in one unit; tolerance in that unit.
    Memory is a handful of vectors of n: the debts are never copied or transposed.
    """
    n = pbar.size
    receipts = np.zeros(n)
    p = pbar.copy()
    for i in range(n):
        for k in range(indptr[i], indptr[i + 1]):
            receipts[indices[k]] += data[k]
    failed = np.zeros(n, dtype=np.bool_)
    queue = np.empty(n, dtype=np.int64)
    count = 0
    levels = np.zeros(n + 1, dtype=np.int64)
    level, sweeps = 0, 0
    while True:
        new = 0
        for i in range(n):
            if not failed[i]:
                worth = e[i] + receipts[i]
                if worth < pbar[i] - ROUNDING * max(pbar[i], worth):
                    failed[i] = True
                    queue[count] = i
                    count += 1
                    new += 1
        if new == 0:
            return p, levels[:level], sweeps
        levels[level] = new
        level += 1
        while True:
            moved = False
            for q in range(count):
                i = queue[q]
                left = min(pbar[i], alpha * e[i] + beta * receipts[i])
                cut = p[i] - left
                if cut > tolerance:
                    moved = True
                    p[i] = left
                    each = cut / pbar[i]
                    for k in range(indptr[i], indptr[i + 1]):
                        receipts[indices[k]] -= each * data[k]
            sweeps += 1
            if not moved:
                break
            if sweeps >= most_sweeps:
                return p, levels[:level], -1


@njit(cache=True)
def many(debtor, creditor, amount, outside, e, alpha, beta, tolerance, most_sweeps):
    """Clear each scenario of a list of contracts from the top.

    Shapes: debtor, creditor (m,); amount (S or 1, m); outside (S or 1, n); e (S, n). Returns p (S, n), receipts
    (S, n), settled (S,): False where the sweeps ran out before the change fell below ``tolerance`` x what is owed.
    """
    scenarios, n = e.shape
    m = debtor.size
    pay = np.empty((scenarios, n))
    get = np.empty((scenarios, n))
    settled = np.ones(scenarios, dtype=np.bool_)
    start = np.zeros(n + 1, dtype=np.int64)
    for k in range(m):
        start[debtor[k] + 1] += 1
    for i in range(n):
        start[i + 1] += start[i]
    fill = start[:-1].copy()
    order = np.empty(m, dtype=np.int64)
    for k in range(m):
        order[fill[debtor[k]]] = k
        fill[debtor[k]] += 1
    pbar = np.empty(n)
    failed = np.empty(n, dtype=np.bool_)
    for s in range(scenarios):
        row, out_row = min(s, amount.shape[0] - 1), min(s, outside.shape[0] - 1)
        receipts, p = get[s], pay[s]
        receipts[:] = 0.0
        total = 0.0
        for i in range(n):
            pbar[i] = outside[out_row, i]
            failed[i] = False
        for k in range(m):
            pbar[debtor[k]] += amount[row, k]
            receipts[creditor[k]] += amount[row, k]
        for i in range(n):
            p[i] = pbar[i]
            total += pbar[i]
        stop = tolerance * total
        settled[s] = False
        for _sweep in range(most_sweeps):
            moved = False
            for i in range(n):
                if not failed[i]:
                    worth = e[s, i] + receipts[i]
                    failed[i] = worth < pbar[i] - ROUNDING * max(pbar[i], worth)
                    if not failed[i]:
                        continue
                cut = p[i] - min(pbar[i], alpha * e[s, i] + beta * receipts[i])
                if cut > stop:
                    moved = True
                    p[i] -= cut
                    each = cut / pbar[i]
                    for q in range(start[i], start[i + 1]):
                        k = order[q]
                        receipts[creditor[k]] -= each * amount[row, k]
            if not moved:
                settled[s] = True
                break
    return pay, get, settled
