"""Speed of the network methods, each beside the plain way, in one run: `python benchmarks/networks.py [--small]`.

Prints CPU seconds, the ratio, and how far the two answers are apart. A ratio below its floor ends with status 1. Linear
algebra has one thread on both sides: idle threads of a second one wait busily, and would be counted as work.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is loaded

import resource
import sys
import time

import networkx as nx
import numpy as np
from scipy import sparse

from gigaloop.methods import circularity, clearing, contagion

FLOORS = {"clearing": 1.0, "scenarios": 30.0, "debtrank": 100.0, "cycles": 10.0}


def timed(call):
    """Return what ``call`` gives and the CPU seconds of all threads it took."""
    start = time.process_time()
    result = call()
    return result, time.process_time() - start


def best(call, times):
    """Return what ``call`` gives and its fewest CPU seconds of several runs."""
    runs = [timed(call) for _ in range(times)]
    return runs[-1][0], min(seconds for _, seconds in runs)


def report(name, plain, ours, apart, note=""):
    """Print one line and return whether the floor holds."""
    ratio = plain / ours
    good = ratio >= FLOORS[name] and apart < 1e-6
    print(
        f"{name:10s} plain {plain:9.4f} s   ours {ours:9.4f} s   ratio {ratio:8.1f} (floor {FLOORS[name]:g})   "
        f"apart {apart:.1e}   {'ok' if good else 'MISSED'}   {note}"
    )
    return good


def big_clearing(n, m, cost=1.0):
    """A million firms, ten million debts: the sparse fixed point to the same residual, against the pulled one."""
    random = np.random.default_rng(1)
    source = random.integers(0, n, m)
    target = (source + random.integers(1, n, m)) % n  # nobody owes himself
    L = sparse.csr_array((random.lognormal(0, 1, m), (source, target)), shape=(n, n))
    L.sum_duplicates()
    e = random.exponential(2.5, n)
    outside = random.exponential(2.0, n)

    def plain(tolerance):
        pbar = L.sum(axis=1) + outside
        pull = sparse.csr_array((sparse.diags_array(1 / pbar) @ L).T)
        p = pbar
        while True:
            after = np.minimum(pbar, e + pull @ p)
            change = np.abs(after - p).max()
            p = after
            if change <= tolerance:
                return p

    small = [[0, 1], [1, 0]]
    clearing.rogers_veraart(sparse.csr_array(small, dtype=float), [0, 1])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours, our_time = timed(lambda: clearing.rogers_veraart(L, e, outside))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    want, plain_time = timed(lambda: plain(max(ours.residual, 1e-12)))
    for _ in range(2):  # in turns, the fewest of each: what else the machine does weighs on memory
        our_time = min(our_time, timed(lambda: clearing.rogers_veraart(L, e, outside))[1])
        plain_time = min(plain_time, timed(lambda: plain(max(ours.residual, 1e-12)))[1])
    note = f"{ours.default.sum()} of {n} fail, residual {ours.residual:.0e}, "
    note += f"peak +{(after - before) / 1024:.0f} MB over {L.data.nbytes * 1.5 / 2**20:.0f} MB of debts"
    return report("clearing", plain_time, our_time, float(np.abs(want - ours.p).max()), note)


def scenarios(count, n=50, m=150):
    """Scenarios of one small network: the compiled loop against one NumPy fixed point a scenario."""
    random = np.random.default_rng(2)
    debtor = random.integers(0, n, m)
    creditor = (debtor + random.integers(1, n, m)) % n
    amount, e = random.lognormal(0, 1, m), random.exponential(0.7, (count, n))
    L = np.zeros((n, n))
    np.add.at(L, (debtor, creditor), amount)
    outside = np.full(n, 0.5)

    def plain():
        pbar = L.sum(axis=1) + outside
        pull = (L / pbar[:, None]).T.copy()
        result = np.empty((count, n))
        for s in range(count):
            p = pbar
            while True:
                after = np.minimum(pbar, e[s] + pull @ p)
                change = np.abs(after - p).max()
                p = after
                if change <= 1e-12:
                    break
            result[s] = p
        return result

    def ours():
        return clearing.rogers_veraart_many(debtor, creditor, amount, e, outside)

    ours()
    found, our_time = best(ours, 3)
    want, plain_time = timed(plain)
    return report("scenarios", plain_time, our_time, float(np.abs(want - found.p).max()), f"{count} scenarios")


def debtrank(n):
    """All single shocks: one linear solve against the rounds of each shock."""
    random = np.random.default_rng(3)
    A = random.random((n, n)) * (random.random((n, n)) < 0.05)
    np.fill_diagonal(A, 0)
    equity = A.sum(axis=1) * 1.25 + 0.1
    W = A / equity[:, None]

    def one(j):
        h, old = np.zeros(n), np.zeros(n)
        h[j] = 1.0
        while True:
            after = np.minimum(1.0, h + W @ (h - old))
            change = np.abs(after - h).max()
            h, old = after, h
            if change <= 1e-12:
                return h

    found, our_time = best(lambda: contagion.single_shocks(A, equity=equity), 3)
    some = np.linspace(0, n - 1, min(n, 50)).astype(int)
    want, plain_time = timed(lambda: np.column_stack([one(j) for j in some]))
    note = f"n = {n}, residual {found.residual:.0e}, the loop timed on {some.size} shocks and scaled"
    return report("debtrank", plain_time * n / some.size, our_time, float(np.abs(want - found.H[:, some]).max()), note)


def cycles(n):
    """Elementary circuits of a complete network, and of a sparse one, counted, against networkx."""
    full = np.ones((n, n)) - np.eye(n)
    random = np.random.default_rng(4)
    sparse_one = (random.random((26, 26)) < 0.13).astype(float)
    circularity.cycles(np.ones((3, 3)))

    def plain():
        return [sum(1 for _ in nx.simple_cycles(nx.DiGraph(W))) for W in (full, sparse_one)]

    def ours():
        return [circularity.cycles(W).count for W in (full, sparse_one)]

    found, our_time = best(ours, 3)
    want, plain_time = timed(plain)
    return report("cycles", plain_time, our_time, float(np.abs(np.array(want) - found).max()), f"{sum(found)} circuits")


def main(arguments):
    """Run all four; with --small on sizes for a quick look. Floors hold for the full sizes."""
    small = "--small" in arguments
    results = [
        big_clearing(*((20_000, 200_000) if small else (1_000_000, 10_000_000))),
        scenarios(500 if small else 10_000),
        debtrank(200 if small else 1000),
        cycles(8 if small else 9),
    ]
    return 0 if small or all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
