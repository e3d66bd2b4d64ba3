"""The cheapest rescue: how little cash, given to whom, keeps which firms from failing."""

from __future__ import annotations

import heapq
import itertools
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from gigaloop.methods.insolvency import Network, greatest, least, least_given, network
from gigaloop.methods.network import claims, fraction, vector

GAP = 1e-9
"""Cash that counts as nothing, as a share of all debts: what float64 and the linear programmes leave."""


class Rescue(NamedTuple):
    """What ``cheapest_rescue`` found, money: cost = sum of injections; lower_bound = cost where exact.

    returned: what the rescuer can take back afterwards without failing anybody, per firm. method says how it was found.
    """

    cost: float
    injections: np.ndarray
    exact: bool
    lower_bound: float
    returned: np.ndarray
    default: np.ndarray
    method: str


def _greatest_cost(net: Network, kept: np.ndarray) -> np.ndarray:
    """Return the injections that keep exactly ``kept`` whole while the others clear from the top."""
    flush = net._replace(e=np.where(kept, net.e + net.pbar, net.e))
    p = np.where(kept, net.pbar, greatest(flush)[0])
    return np.where(kept, np.maximum(net.pbar - net.e - net.receipts(p), 0.0), 0.0)


def _coordinated(net: Network, save: np.ndarray, most_firms: int):
    """Choose whom else to keep whole, so that those to be saved are: all choices if few, else one step at a time."""
    failing = np.flatnonzero((greatest(net)[0] < net.pbar) & ~save)
    best = _greatest_cost(net, save)
    if failing.size <= most_firms:
        for chosen in range(1, 2**failing.size):
            kept = save.copy()
            kept[failing] = (chosen >> np.arange(failing.size)) & 1 == 1
            found = _greatest_cost(net, kept)
            if found.sum() < best.sum() - GAP * net.pbar.sum():
                best = found
        return best, True, best.sum(), "all sets of firms kept whole"
    kept, better = save.copy(), True
    while better:
        better = False
        for firm in failing:
            tried = kept.copy()
            tried[firm] = ~tried[firm]
            found = _greatest_cost(net, tried)
            if found.sum() < best.sum() - GAP * net.pbar.sum():
                best, kept, better = found, tried, True
    floor = np.where(save, np.maximum(net.pbar - net.e - net.receipts(net.pbar), 0.0), 0.0).sum()
    return best, False, float(floor), "one firm at a time, a bound"


def _closure(net: Network, solvent: np.ndarray) -> np.ndarray:
    """Return the firms that pay in full once ``solvent`` do, nobody hoping for more than what is sure."""
    while True:
        p = least_given(net, ~solvent)
        more = ~solvent & ~net.insolvent(p)
        if not more.any():
            return solvent
        solvent = solvent | more


def _in_turn(net: Network, save: np.ndarray) -> np.ndarray:
    """Return the cheapest injections that bring firms to pay one after another (shortest path over sets of payers)."""
    start = _closure(net, net.pbar == 0)
    best, order = {start.tobytes(): 0.0}, itertools.count()
    heap = [(0.0, next(order), start, np.zeros(net.pbar.size))]
    while True:
        cost, _, solvent, given = heapq.heappop(heap)
        if solvent[save].all():
            return given
        if cost > best[solvent.tobytes()]:
            continue
        lack = net.pbar - net.e - net.receipts(least_given(net, ~solvent))
        for firm in np.flatnonzero(~solvent):
            joined = solvent.copy()
            joined[firm] = True
            joined = _closure(net, joined)
            total = cost + lack[firm]
            if total < best.get(joined.tobytes(), np.inf):
                best[joined.tobytes()] = total
                more = given.copy()
                more[firm] += lack[firm]
                heapq.heappush(heap, (total, next(order), joined, more))


def _programme(net: Network, turn: tuple[int, ...], start: np.ndarray) -> np.ndarray | None:
    """Return the cheapest injections by which the firms of ``turn`` become able to pay in that order, or None.

    Variables: injections x of all, and at each turn the payments p of those not yet whole, below what is left to them
    (alpha (e + x) + beta receipts) and below what they owe.
    """
    n, solvent = net.pbar.size, start.copy()
    share, blocks, right, width = net.share(), [], [], n * (1 + len(turn))
    for stage, firm in enumerate(turn):
        at = n * (1 + stage)
        sure = np.where(solvent, net.pbar, 0.0) @ share
        open_to = np.flatnonzero(~solvent)
        rows = np.zeros((open_to.size + 1, width))
        for k, i in enumerate(open_to):
            rows[k, at + i] += 1
            rows[k, at + open_to] -= net.beta * share[open_to, i]
            rows[k, i] = -net.alpha
            right.append(net.alpha * net.e[i] + net.beta * sure[i])
        rows[-1, firm] = -1
        rows[-1, at + open_to] = -share[open_to, firm]
        right.append(net.e[firm] + sure[firm] - net.pbar[firm])
        blocks.append(rows)
        solvent[firm] = True
    bounds = np.column_stack([np.zeros(width), np.r_[np.full(n, np.inf), np.tile(net.pbar, len(turn))]])
    price = np.r_[np.ones(n), np.zeros(width - n)]
    found = linprog(price, A_ub=np.vstack(blocks), b_ub=right, bounds=bounds, method="highs-ds")
    return found.x[:n] if found.status == 0 else None


def _uncoordinated(net: Network, save: np.ndarray, most_firms: int, most_orders: int):
    """Break the self-fulfilling failures: exact where cash in a failing firm helps nobody else, or where few fail."""
    start = _closure(net, net.pbar == 0)
    best = _in_turn(net, save)
    failing = np.flatnonzero(~start)
    floor = np.where(save, np.maximum(net.pbar - net.e - net.receipts(net.pbar), 0.0), 0.0).sum()
    if net.alpha == 0 and failing.size <= most_firms:
        return best, True, best.sum(), "shortest path over sets of payers"
    leaks = failing.size and np.abs(np.linalg.eigvals(net.beta * net.share(failing))).max() < 1 - 1e-9
    if failing.size <= most_orders and leaks:
        for length in range(1, failing.size + 1):
            for turn in itertools.permutations(failing.tolist(), length):
                if not (start | np.isin(np.arange(start.size), turn))[save].all():
                    continue
                found = _programme(net, turn, start)
                if found is not None and found.sum() < best.sum() - GAP * net.pbar.sum():
                    best = found
        return best, True, best.sum(), "a linear programme for every order of recovery"
    return best, False, float(floor), "shortest path over sets of payers, a bound"


def cheapest_rescue(
    L, e, ext_liab=0, alpha=1, beta=1, save=None, which="greatest", *, most_firms=12, most_orders=4
) -> Rescue:
    """How little cash keeps the chosen firms from failing, and who should get it?

    'greatest': the others' failures are only those that must be (all pay who can if the others do). 'least': nobody
    pays before the cash is sure, so failures may fulfil themselves; then cash that breaks a ring comes back whole
    (``returned``). Jackson and Pernoud, "Credit Freezes, Equilibrium Multiplicity, and Optimal Bailouts in Financial
    Networks", Review of Financial Studies 37(7) (2024); Csoka and Herings, Management Science 64(10) 4681-4699 (2018).
    Finding the cheapest is NP-hard in general.

    L: (n, n), row owes column, money; e, ext_liab, alpha, beta as ``clearing.rogers_veraart``. save: firms (from 0),
    all if not given. Exact: 'greatest' with at most ``most_firms`` other failing firms (every set of firms kept whole);
    'least' with alpha = 0 and at most ``most_firms`` failing (shortest path), or at most ``most_orders`` failing (a
    linear programme for every order). Otherwise exact is False: cost is reached, an upper bound, above lower_bound.
    Returns cost, injections, exact, lower_bound, returned, default (who fails all the same), method. ValueError for a
    wrong shape, a negative or missing amount, an unknown firm or word.

    >>> ring = cheapest_rescue([[0, 1, 0], [0, 0, 1], [1, 0, 0]], [0, 0, 0], alpha=0, beta=0, which="least")
    >>> ring.cost, ring.returned.tolist()
    (1.0, [1.0, 0.0, 0.0])
    """
    L = claims(L)
    L = L.toarray() if sparse.issparse(L) else L
    n = L.shape[0]
    alpha, beta = fraction(alpha, "alpha"), fraction(beta, "beta")
    e, outside = vector(e, n, "e"), vector(ext_liab, n, "ext_liab")
    net = network(L, e, outside, alpha, beta)
    wanted = np.ones(n, dtype=bool) if save is None else np.zeros(n, dtype=bool)
    for firm in () if save is None else save:
        if not 0 <= firm < n:
            raise ValueError(f"save: found firm {firm}, expected 0 to {n - 1}.")
        wanted[firm] = True
    if which == "greatest":
        x, exact, floor, method = _coordinated(net, wanted, most_firms)
    elif which == "least":
        x, exact, floor, method = _uncoordinated(net, wanted, most_firms, most_orders)
    else:
        raise ValueError(f"which: found {which!r}, expected 'greatest' or 'least'.")
    after = net._replace(e=net.e + x * (1 + GAP))
    p = (greatest if which == "greatest" else least)(after)[0]
    equity = net.e + x + net.receipts(p) - net.pbar
    failed = after.insolvent(p)
    back = np.where(failed, 0.0, np.clip(equity, 0.0, x))
    return Rescue(float(x.sum()), x, exact, float(floor), back, failed, method)
