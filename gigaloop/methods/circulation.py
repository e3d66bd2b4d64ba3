"""Money that goes round: the flow that balances at every party, taken out of a network."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from gigaloop.methods.circuits import listed
from gigaloop.methods.compiled import compiled
from gigaloop.methods.network import Edges, flows, matrix as network_matrix


class Decomposition(NamedTuple):
    """What ``decompose`` found. Matrices (n, n) and volumes in the unit of W, gammas shares, T_C_error 0 if exact."""

    V_W: float
    V_C: float
    T_C: float
    D_net: float
    gamma_vol: float
    gamma_thr: float
    Lbar_C: float
    C: np.ndarray
    D: np.ndarray
    C_forwarded: np.ndarray
    cycles: list[tuple]
    weights: np.ndarray
    T_C_error: float
    exact: bool
    residual: float


class SetOff(NamedTuple):
    """What ``set_off`` found, in the unit of the obligations; net positions = what one receives less what one pays."""

    gross: float
    net_positions: dict
    netted: float
    remaining: float
    least_gross: float
    set_off: np.ndarray
    obligations: np.ndarray
    residual: float


def maximum(net: Edges) -> np.ndarray:
    """Return the circulation of greatest volume below the amounts, one number an edge (a linear programme)."""
    n = len(net.labels)
    flow = np.where(net.source == net.target, net.amount, 0.0)
    graph = sparse.csr_array((net.amount, (net.source, net.target)), shape=(n, n))
    part = connected_components(graph, connection="strong")[1] if n else np.zeros(0, int)
    inner = np.flatnonzero((part[net.source] == part[net.target]) & (net.source != net.target) & (net.amount > 0))
    if inner.size:
        scale, k = net.amount[inner].max(), np.arange(inner.size)
        balance = sparse.csr_array(
            (np.r_[np.ones(k.size), -np.ones(k.size)], (np.r_[net.source[inner], net.target[inner]], np.r_[k, k])),
            shape=(n, k.size),
        )
        bounds = np.column_stack([np.zeros(k.size), net.amount[inner] / scale])
        found = linprog(-np.ones(k.size), A_eq=balance, b_eq=np.zeros(n), bounds=bounds, method="highs-ds")
        if found.status != 0:
            raise ArithmeticError(f"the linear programme ended with: {found.message}")
        share = np.clip(found.x / bounds[:, 1], 0, 1)
        flow[inner] = np.where(share > 1 - 1e-12, 1.0, np.where(share < 1e-12, 0.0, share)) * net.amount[inner]
    return flow


@compiled
def _least_removed(W, surplus):
    """Return the least money to be taken out of W so that each party pays what it gets: a minimum-cost flow.

    What is taken runs from parties that pay more than they get to the others; each dollar costs one a step. Successive
    shortest paths with potentials (Ahuja, Magnanti, Orlin, Network Flows, 1993, section 9.7). Shapes: W (n, n) without
    diagonal, surplus (n,) paid less got; one unit.
    """
    n = surplus.size
    total = W.sum()
    width = 1e-13 * total
    taken = np.zeros((n, n))
    left = surplus.copy()
    potential = np.zeros(n)
    distance, before, kind, done = np.empty(n), np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.bool_)
    while True:
        distance[:] = np.inf
        before[:] = -1
        done[:] = False
        open_to = False
        for i in range(n):
            if left[i] > width:
                distance[i] = 0.0 - potential[i]
                open_to = True
        if not open_to:
            return taken.sum()
        low = np.inf
        for i in range(n):
            if distance[i] < low:
                low = distance[i]
        for i in range(n):
            distance[i] -= low
        end = -1
        while True:
            at = -1
            for i in range(n):
                if not done[i] and distance[i] < np.inf and (at < 0 or distance[i] < distance[at]):
                    at = i
            if at < 0:
                break
            done[at] = True
            if end < 0 and left[at] < -width:
                end = at
                break
            for j in range(n):
                if done[j]:
                    continue
                step, way = np.inf, 0
                if W[at, j] - taken[at, j] > width:
                    step, way = 1.0 + potential[at] - potential[j], 1
                if taken[j, at] > width and -1.0 + potential[at] - potential[j] < step:
                    step, way = -1.0 + potential[at] - potential[j], -1
                if way != 0 and distance[at] + max(step, 0.0) < distance[j]:
                    distance[j] = distance[at] + max(step, 0.0)
                    before[j], kind[j] = at, way
        if end < 0:
            return taken.sum()
        for i in range(n):
            potential[i] += distance[i] if done[i] else distance[end]
        amount, at = -left[end], end
        while before[at] >= 0:
            i = before[at]
            amount = min(amount, W[i, at] - taken[i, at] if kind[at] == 1 else taken[at, i])
            at = i
        amount = min(amount, left[at])
        left[at] -= amount
        left[end] += amount
        at = end
        while before[at] >= 0:
            i = before[at]
            if kind[at] == 1:
                taken[i, at] += amount
            else:
                taken[at, i] -= amount
            at = i


def volume(W) -> float:
    """How much money goes round at the maximum circulation? V_C of ``decompose`` alone, fast enough for many draws.

    All the money less the least that must be taken out so that everybody pays what it gets. W: (n, n), row pays column,
    money. ValueError for a wrong shape or a negative amount.

    >>> volume([[0, 2, 0], [0, 0, 1], [1, 0, 0]])
    3.0
    """
    matrix = network_matrix(W)
    whole = float(matrix.sum())
    np.fill_diagonal(matrix, 0.0)
    return whole - float(_least_removed(matrix, matrix.sum(axis=1) - matrix.sum(axis=0)))


def forwarded(W: np.ndarray) -> np.ndarray:
    """Return the balanced-flow-forwarding circulation: each party passes its share on in proportion, again and again.

    In each strongly connected part the stationary flow of the proportional walk is scaled up until it fills some
    party's out-flow, taken out, and the rest is done again.
    """
    rest = W.copy()
    C = np.diag(np.diag(W)).copy()
    np.fill_diagonal(rest, 0.0)
    while True:
        parts, label = connected_components(sparse.csr_array(rest), connection="strong")
        where = [np.flatnonzero(label == k) for k in np.flatnonzero(np.bincount(label, minlength=parts) > 1)]
        if not where:
            return C
        for party in where:
            inner = rest[np.ix_(party, party)]
            out = inner.sum(axis=1)
            system = (inner / out[:, None]).T - np.eye(party.size)
            system[-1] = 1.0
            passed = np.linalg.solve(system, np.eye(party.size)[-1]) / out
            passed /= passed.max()
            taken = inner * passed[:, None]
            C[np.ix_(party, party)] += taken
            rest[np.ix_(party, party)] = np.where(passed[:, None] > 1 - 1e-12, 0.0, inner - taken)


def cycle_weights(C: np.ndarray, rows: list[np.ndarray]) -> np.ndarray:
    """Return each circuit's rate in the proportional walk on a balanced C (Qian and Qian; Kalpazidou).

    For a circuit c from root k: prod C_ij over c / prod of out-flows of c but k, times det of ((I - P) without k)^-1 on
    c but k, within the strongly connected part of c. The weights times lengths add up to the volume of C.
    """
    out = C.sum(axis=1)
    label = connected_components(sparse.csr_array(C), connection="strong")[1]
    weights, inverse, place, root = np.zeros(len(rows)), np.zeros((0, 0)), {}, -1
    for number, row in enumerate(rows):
        if row[0] != root:
            root = int(row[0])
            rest = np.flatnonzero((label == label[root]) & (np.arange(out.size) != root))
            inverse = np.linalg.inv(np.eye(rest.size) - C[np.ix_(rest, rest)] / out[rest, None])
            place = {int(party): k for k, party in enumerate(rest)}
        others = [place[int(party)] for party in row[1:]]
        chance = np.prod(C[row, np.roll(row, -1)] / out[row])
        weights[number] = out[root] * chance * np.linalg.det(inverse[np.ix_(others, others)])
    return weights


@compiled
def _walk(cumulative, start, steps, batches, seed):
    """Return circuits closed a step by a loop-erased walk, one number a batch."""
    np.random.seed(seed)
    n = cumulative.shape[0]
    place, path = np.full(n, -1), np.empty(n, np.int64)
    at, depth = start, 1
    path[0], place[start] = start, 0
    rate = np.zeros(batches)
    for batch in range(-1, batches):
        closed = 0
        for _ in range(steps):
            at = min(n - 1, np.searchsorted(cumulative[at], np.random.random(), side="right"))
            if place[at] >= 0:
                closed += 1
                while depth > place[at] + 1:
                    depth -= 1
                    place[path[depth]] = -1
            else:
                place[at], path[depth] = depth, at
                depth += 1
        if batch >= 0:
            rate[batch] = closed / steps
    return rate


def _sampled(C: np.ndarray, seed: int, steps: int) -> tuple[float, float]:
    """Return the throughput of C by walking it, and its Monte-Carlo standard error."""
    label = connected_components(sparse.csr_array(C), connection="strong")[1]
    total, variance = 0.0, 0.0
    for part in np.unique(label):
        where = np.flatnonzero(label == part)
        inner = C[np.ix_(where, where)]
        volume = inner.sum()
        if volume > 0:
            cumulative = np.cumsum(inner / inner.sum(axis=1, keepdims=True), axis=1)
            rate = _walk(cumulative, 0, steps // 20, 20, seed)
            total += volume * rate.mean()
            variance += (volume * rate.std(ddof=1)) ** 2 / rate.size
    return total, float(np.sqrt(variance))


def decompose(W=None, *, edges=None, nodes=None, most_cycles=20_000, steps=400_000, seed=1) -> Decomposition:
    """How much of the money goes round, and how much goes one way?

    W = C + D, C balanced at each party, D acyclic. gamma_vol = sum C / sum W at the maximum circulation. gamma_thr =
    T_C / (T_C + D_net): T_C adds the rates of the circuits closed by a walk on the balanced-flow-forwarding C, D_net is
    the money that parties pay beyond what they get. Homs-Dones, MacKay, Sansom, Zhou, arXiv 2506.12546 (2025); circuit
    rates: Qian and Qian; Kalpazidou, "Cycle Representations of Markov Processes" (2006).

    A vehicle put in the middle of an edge does not change T_C, D_net, gamma_thr. It does change V_W, V_C, gamma_vol
    (money is counted at each hop). Parties that merge turn the money between them into a self-loop, wholly circular.

    W: (n, n), row pays column, money; or edges: rows (from, to, amount), parallel ones added up. Returns V_W, V_C,
    T_C, D_net in money; gamma_vol, gamma_thr as shares (nan where nothing flows); Lbar_C, steps of the mean circuit;
    C, D (n, n), the maximum circulation and the rest; C_forwarded; cycles with their weights. With more than
    ``most_cycles`` circuits T_C is sampled: exact is False, T_C_error its standard error. residual: the greatest
    imbalance of either circulation, and the gap between weights and volume. ValueError for a wrong shape or a negative
    amount.

    >>> found = decompose(edges=[(1, 2, 2), (2, 3, 1), (3, 1, 1)])
    >>> found.gamma_vol, round(found.gamma_thr, 12)
    (0.75, 0.5)
    """
    given = flows(W, edges, nodes)
    matrix = given.matrix()
    net = flows(W=matrix, nodes=given.labels)
    C = net._replace(amount=maximum(net)).matrix() if given.labels else matrix
    V_W, V_C, surplus = float(matrix.sum()), float(C.sum()), matrix.sum(axis=1) - matrix.sum(axis=0)
    width = 1e-12 * V_W
    D_net = float(surplus[surplus > width].sum())
    F = forwarded(matrix) if given.labels else matrix
    found, rows = listed(flows(W=F, nodes=given.labels), most_cycles + 1, most_cycles + 1)
    exact = found.count <= most_cycles
    if exact:
        weights, names, error = cycle_weights(F, rows), found.cycles, 0.0
        T_C = float(weights.sum())
        gap = abs(sum(w * row.size for w, row in zip(weights, rows, strict=True)) - F.sum())
    else:
        (T_C, error), weights, names, gap = _sampled(F, seed, steps), np.zeros(0), [], 0.0
    imbalance = max(float(np.abs(part.sum(axis=0) - part.sum(axis=1)).max(initial=0.0)) for part in (C, F))
    thr = T_C / (T_C + D_net) if T_C + D_net > 0 else float("nan")
    vol = V_C / V_W if V_W > 0 else float("nan")
    mean = float(F.sum()) / T_C if T_C > 0 else float("nan")
    return Decomposition(
        V_W, V_C, T_C, D_net, vol, thr, mean, C, matrix - C, F, names, weights, error, exact, max(imbalance, float(gap))
    )


def set_off(obligations=None, *, W=None, nodes=None) -> SetOff:
    """How much debt can be struck out while everybody's net position stays as it is?

    The largest circulation below the obligations; what remains is acyclic. Fleischman and Dini, Journal of Risk and
    Financial Management 14(9) 452 (2021). least_gross is what must be paid with a central counterparty, the sum of net
    debts: a floor. A vehicle in the middle of an edge changes gross, netted and remaining, not the net positions.

    obligations: rows (debtor, creditor, amount), or W: (n, n). Returns gross, net_positions (by party, received less
    paid), netted, remaining, least_gross; set_off and obligations (one number a row, in the given order; of W its
    amounts above 0 in reading order), and residual, the greatest imbalance. ValueError as ``network.edges``.

    >>> found = set_off([("a", "b", 5), ("b", "a", 3)])
    >>> found.netted, found.remaining, found.net_positions
    (6.0, 2.0, {'a': -2.0, 'b': 2.0})
    """
    net = flows(W, obligations, nodes, "obligations")
    n = len(net.labels)
    struck = maximum(net)

    def positions(amount):
        return np.bincount(net.target, amount, n) - np.bincount(net.source, amount, n)

    place, gross = positions(net.amount), float(net.amount.sum())
    named = {label: float(place[k]) for k, label in enumerate(net.labels)}
    netted = float(struck.sum())
    residual = float(np.abs(positions(struck)).max(initial=0.0))
    floor = float(np.maximum(place, 0).sum())
    return SetOff(gross, named, netted, gross - netted, floor, struck, net.amount - struck, residual)
