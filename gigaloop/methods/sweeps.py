"""Clearing at size: a sparse network of millions of debts, or many scenarios of a small one.

Both kernels go down from full payment. ``push_down`` touches only firms that have failed: each passes its cut on to its
creditors until no cut is above the tolerance; ``pull_down`` reads each firm's claims anew. ``many`` clears
scenarios side by side.
"""

from __future__ import annotations

import numpy as np

from gigaloop.methods.compiled import compiled

ROUNDING = 1e-12
"""A firm is insolvent when it lacks more than this share of what it owes: the width of float64 sums, no threshold."""


@compiled
def push_down(indptr, indices, data, pbar, e, alpha, beta, tolerance, most_sweeps):
    """Return payments, failures a level, and sweeps done (-1: not settled), for debts L in CSR form.

    Shapes: indptr (n+1,), indices and data (m,), pbar and e (n,); amounts in one unit; tolerance in that unit.
    Memory is a handful of vectors of n: the debts are never copied or transposed. The payments settle before the next
    failures are looked for, which takes several times as long as ``pull_down``.
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
                if worth < pbar[i] * (1 - ROUNDING):
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


@compiled
def pull_down(indptr, indices, data, pbar, e, alpha, beta, tolerance, most_sweeps):
    """Return payments and sweeps done (-1: not settled), for claims (the transpose of L) in CSR form.

    Shapes and units as ``push_down``. Each firm's payment is taken anew from its claims, firm after firm, from the top;
    firms that can pay from e alone are passed over. Reading at random is some 3 x faster than adding at random, which
    pays for the transpose.
    """
    n = pbar.size
    p, part = pbar.copy(), np.ones(n)
    for sweep in range(1, most_sweeps + 1):
        largest = 0.0
        for i in range(n):
            if e[i] >= pbar[i]:
                continue
            got = 0.0
            for k in range(indptr[i], indptr[i + 1]):
                got += data[k] * part[indices[k]]
            if e[i] + got < pbar[i] * (1 - ROUNDING):
                left = min(pbar[i], alpha * e[i] + beta * got)
                cut = p[i] - left
                largest = cut if cut > largest else largest
                p[i], part[i] = left, left / pbar[i]
        if largest <= tolerance:
            return p, sweep
    return p, -1


LANES = 64
"""Scenarios that the kernel clears side by side, so that the compiler fills the processor's vector registers."""


@compiled
def many(debtor, creditor, amount, outside, e, alpha, beta, tolerance, most_sweeps):
    """Clear each scenario of a list of contracts from the top, ``LANES`` scenarios at a time.

    Shapes: debtor, creditor (m,); amount (S or 1, m); outside (S or 1, n); e (S, n). Returns p, what is owed in
    all, receipts (S, n), and settled (S,): False where the sweeps ran out before the change fell below ``tolerance`` x
    all that is owed. Each firm's payment is taken anew from its receipts, firm after firm; one scenario at a time, with
    cuts passed on as in ``push_down``, was 3 x slower.
    """
    scenarios, n = e.shape
    m = debtor.size
    pay, owe, get = np.empty((scenarios, n)), np.empty((scenarios, n)), np.empty((scenarios, n))
    settled = np.ones(scenarios, dtype=np.bool_)
    start = np.zeros(n + 1, dtype=np.int64)
    for k in range(m):
        start[creditor[k] + 1] += 1
    for i in range(n):
        start[i + 1] += start[i]
    fill, order, payer = start[:-1].copy(), np.empty(m, dtype=np.int64), np.empty(m, dtype=np.int64)
    for k in range(m):
        place = fill[creditor[k]]
        order[place], payer[place] = k, debtor[k]
        fill[creditor[k]] += 1
    p, pbar, have = np.empty((n, LANES)), np.empty((n, LANES)), np.empty((n, LANES))
    share = np.empty((m, LANES))
    total, change, got = np.empty(LANES), np.empty(LANES), np.empty(LANES)
    common = amount.shape[0] == 1 and outside.shape[0] == 1
    for first in range(0, scenarios, LANES):
        for q in range(LANES):
            s = min(first + q, scenarios - 1)
            row, out_row = min(s, amount.shape[0] - 1), min(s, outside.shape[0] - 1)
            if first > 0 and common:
                for i in range(n):
                    have[i, q] = e[s, i]
                continue
            for i in range(n):
                have[i, q], pbar[i, q] = e[s, i], outside[out_row, i]
            for k in range(m):
                pbar[debtor[k], q] += amount[row, k]
            total[q] = 0.0
            for i in range(n):
                total[q] += pbar[i, q]
            for place in range(m):
                owed = pbar[payer[place], q]
                share[place, q] = amount[row, order[place]] / owed if owed > 0 else 0.0
        p[:] = pbar
        for _sweep in range(most_sweeps):
            change[:] = 0.0
            for i in range(n):
                got[:] = 0.0
                for place in range(start[i], start[i + 1]):
                    k = payer[place]
                    if common:
                        part = share[place, 0]
                        for q in range(LANES):
                            got[q] += part * p[k, q]
                    else:
                        for q in range(LANES):
                            got[q] += share[place, q] * p[k, q]
                for q in range(LANES):
                    worth, owed = have[i, q] + got[q], pbar[i, q]
                    left = alpha * have[i, q] + beta * got[q]
                    left = owed if left > owed or worth >= owed * (1 - ROUNDING) else left
                    cut = p[i, q] - left
                    change[q] = cut if cut > change[q] else change[q]
                    p[i, q] = left
            moving = False
            for q in range(LANES):
                moving |= change[q] > tolerance * total[q]
            if not moving:
                break
        for q in range(min(LANES, scenarios - first)):
            settled[first + q] = change[q] <= tolerance * total[q]
        for i in range(n):
            got[:] = 0.0
            for place in range(start[i], start[i + 1]):
                for q in range(LANES):
                    got[q] += share[place, q] * p[payer[place], q]
            for q in range(min(LANES, scenarios - first)):
                pay[first + q, i], owe[first + q, i], get[first + q, i] = p[i, q], pbar[i, q], got[q]
    return pay, owe, get, settled
