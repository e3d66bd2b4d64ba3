"""Where money comes from: fungible (an absorbing chain, input-output) or earmarked (a maximum flow)."""

from __future__ import annotations

from typing import NamedTuple

import networkx as nx
import numpy as np

from gigaloop.methods.network import amounts, flows, square, vector


class Absorbing(NamedTuple):
    """What ``absorbing`` found: N expected visits, B chances of each end, t expected steps, residual."""

    N: np.ndarray
    B: np.ndarray
    t: np.ndarray
    residual: float


class Leontief(NamedTuple):
    """What ``leontief`` found: output x, money; A inputs a dollar of output; Linv; output for new demand; residual."""

    x: np.ndarray
    A: np.ndarray
    Linv: np.ndarray
    x_new: np.ndarray | None
    residual: float


class MaxFlow(NamedTuple):
    """What ``max_flow`` found: value; flow (n, n); the parties on the source's side of a smallest cut; residual."""

    value: float
    flow: np.ndarray
    labels: list
    cut: list
    residual: float


def absorbing(Q, R=None) -> Absorbing:
    """Where does a dollar end, and how often does it pass each party, if money is fungible?

    N = (I - Q)^-1, B = N R, t = N 1. Kemeny and Snell, "Finite Markov Chains" (1960), chapter III; Grinstead and Snell,
    "Introduction to Probability", 11.2. To trace where receipts come from, let the steps go from receiver to payer.

    Q: (n, n) shares that move on among the parties; R: (n, m) shares that end in each of m places; each row of both
    adds up to 1 (without R, what is missing ends in one place). Returns N (n, n), B (n, m), t (n,), residual of
    (I - Q) N = I. ValueError for a wrong shape, rows that add up wrongly, or parties from which nothing ends.

    >>> absorbing([[0, 0.5], [0.5, 0]], [[0.5, 0], [0, 0.5]]).B.round(6).tolist()
    [[0.666667, 0.333333], [0.333333, 0.666667]]
    """
    Q = square(Q, "Q")
    n = Q.shape[0]
    R = np.maximum(1 - Q.sum(axis=1, keepdims=True), 0.0) if R is None else np.atleast_2d(amounts(R, "R"))
    if R.shape[0] != n:
        raise ValueError(f"R: found {R.shape[0]} rows, expected {n}: one a party.")
    rows = Q.sum(axis=1) + R.sum(axis=1)
    if (np.abs(rows - 1) > 1e-9).any():
        k = int(np.abs(rows - 1).argmax())
        raise ValueError(
            f"Q, R[{k}]: found a row that adds up to {rows[k]:g}, expected 1. Divide by what the party pays."
        )
    ends = R.sum(axis=1) > 0
    for _ in range(n):
        ends = ends | ((Q > 0) @ ends)
    if not ends.all():
        raise ValueError(f"Q[{int(np.argmin(ends))}]: found money that never ends anywhere, expected a way out.")
    N = np.linalg.inv(np.eye(n) - Q)
    residual = float(np.abs((np.eye(n) - Q) @ N - np.eye(n)).max(initial=0.0))
    return Absorbing(N, N @ R, N.sum(axis=1), residual)


def leontief(Z, f, f_new=None) -> Leontief:
    """How much must each party turn over to meet the final demand, all rounds counted?

    x = Z 1 + f, A = Z diag(x)^-1, Linv = (I - A)^-1, x_new = Linv f_new. Leontief; Miller and Blair, "Input-Output
    Analysis", chapter 2. Of a party's output, Linv[i, j] f_j is what final demand for j calls for.

    Z: (n, n), Z[i, j] sold by i to j, money. f, f_new: (n,) final demand. Returns x, A, Linv, x_new (None without
    f_new), residual of x = A x + f. ValueError for a wrong shape, a negative amount, or a group that sells to
    nobody else.

    >>> leontief([[150, 500], [200, 100]], [350, 1700], [600, 1500]).x_new.round(2).tolist()
    [1247.52, 1841.58]
    """
    Z = square(Z, "Z")
    n = Z.shape[0]
    f = vector(f, n, "f")
    x = Z.sum(axis=1) + f
    A = np.divide(Z, x, out=np.zeros_like(Z), where=x > 0)
    reached = f > 0
    for _ in range(n):
        reached = reached | ((Z > 0) @ reached)
    if not reached[x > 0].all():
        k = int(np.flatnonzero((x > 0) & ~reached)[0])
        raise ValueError(f"f[{k}]: found sales that serve no final demand, expected some in each group of sellers.")
    Linv = np.linalg.inv(np.eye(n) - A)
    fresh = None if f_new is None else Linv @ vector(f_new, n, "f_new")
    return Leontief(x, A, Linv, fresh, float(np.abs(A @ x + f - x).max(initial=0.0)))


def max_flow(W=None, source=None, sink=None, *, edges=None, nodes=None) -> MaxFlow:
    """How much of the money that leaves the source can reach the sink, if each dollar may be earmarked?

    The largest flow below the amounts; equal to the smallest cut. Ford and Fulkerson (1956). A vehicle in the middle
    of an edge does not change it.

    W: (n, n), row pays column, money; or edges: rows (from, to, amount), parallel ones added up. source, sink: two
    parties (for W: their numbers, from 0, or names in nodes). Returns value, flow (n, n), labels, cut (parties on the
    source's side), residual = value less the capacity of that cut, and any imbalance. ValueError for a wrong shape, a
    negative amount, an unknown party, or source = sink.

    >>> max_flow(edges=[("a", "b", 3), ("b", "c", 2), ("a", "c", 1)], source="a", sink="c").value
    3.0
    """
    net = flows(W, edges, nodes)
    for party, name in ((source, "source"), (sink, "sink")):
        if party not in net.labels:
            raise ValueError(f"{name}: found {party!r}, expected one of {net.labels!r}.")
    if source == sink:
        raise ValueError(f"sink: found {sink!r}, expected another party than the source.")
    matrix = net.matrix()
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(net.labels)))
    graph.add_weighted_edges_from(
        ((int(i), int(j), float(matrix[i, j])) for i, j in np.argwhere(matrix > 0) if i != j), weight="capacity"
    )
    s, t = net.labels.index(source), net.labels.index(sink)
    left = nx.algorithms.flow.shortest_augmenting_path(graph, s, t)
    flow = np.zeros_like(matrix)
    for i, j, edge in left.edges(data=True):
        flow[i, j] = max(0.0, edge["flow"])
    value = float(flow[s].sum() - flow[:, s].sum())
    open_to = {s}
    frontier = [s]
    while frontier:
        i = frontier.pop()
        for j, edge in left[i].items():
            if j not in open_to and edge["capacity"] - edge["flow"] > 1e-12 * value:
                open_to.add(j)
                frontier.append(j)
    side = np.isin(np.arange(len(net.labels)), list(open_to))
    gap = abs(float(matrix[np.ix_(side, ~side)].sum()) - value)
    middle = np.isin(np.arange(len(net.labels)), [s, t], invert=True)
    imbalance = float(np.abs(flow.sum(axis=0) - flow.sum(axis=1))[middle].max(initial=0.0))
    return MaxFlow(value, flow, net.labels, [net.labels[k] for k in np.flatnonzero(side)], max(gap, imbalance))
