"""Circularity, never a bare word: named measures, each of which says whether a vehicle in the middle changes it.

``finn``, ``hodge`` and ``trophic`` live here; ``decompose`` and ``set_off`` in ``circulation``, ``cycles`` in
``circuits``, the null models in ``null``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigaloop.methods.circuits import Cycles, cycles
from gigaloop.methods.circulation import Decomposition, SetOff, decompose, set_off
from gigaloop.methods.network import edges as regular, matrix as network_matrix, parts, vector

__all__ = [
    "Cycles",
    "Decomposition",
    "Finn",
    "Hodge",
    "SetOff",
    "Trophic",
    "cycles",
    "decompose",
    "finn",
    "hodge",
    "set_off",
    "trophic",
]


class Finn(NamedTuple):
    """What ``finn`` found: sums in the unit of the flows, APL in steps, the indices as shares of TST."""

    boundary: float
    TST: float
    TSTp: float
    APL: float
    FCI: float
    BFI: float
    DFI: float
    IFI: float
    throughflow: np.ndarray
    returned: np.ndarray
    residual: float


class Hodge(NamedTuple):
    """What ``hodge`` found: potential (n,); net flow, its gradient and its circular part (n, n), antisymmetric."""

    potential: np.ndarray
    net: np.ndarray
    gradient: np.ndarray
    circular: np.ndarray
    circular_share: float
    residual: float


class Trophic(NamedTuple):
    """What ``trophic`` found: F0 (incoherence), levels (n,), lowest of each connected part at 0; residual."""

    F0: float
    levels: np.ndarray
    residual: float


def finn(flows=None, input=None, nodes=None, *, W=None) -> Finn:
    """What share of the money that passes through parties has passed through them before?

    T = input + received inside; G_ij = f_ij / T_i; N = (I - G)^-1; FCI = sum T_i (N_ii - 1) / N_ii over sum T. Finn,
    Journal of Theoretical Biology 56(2) 363-380 (1976); the other indices as in enaR (Borrett and Lau, Methods in
    Ecology and Evolution 5:1206, 2014): APL = TST / boundary, and boundary, direct, indirect shares of TST.

    A vehicle in the middle of an edge changes all of them (TST counts it again), but not ``returned``, the share
    (N_ii - 1) / N_ii of a party's own throughflow that has been there before. A merger changes both.

    flows: rows (from, to, amount) with nodes naming or numbering (from 1) the parties, or W: (n, n); money. input: (n,)
    money from outside; not given, each party's payments beyond receipts. Money that goes in and not on leaves the
    network. Returns the named numbers, throughflow and returned (n,), residual of T = input + G'T. A ring without exit
    returns everything: FCI 1. ValueError for a wrong shape, a negative amount, an unknown party.

    >>> round(finn([(1, 2, 10), (2, 1, 5)], [5, 0]).FCI, 6)
    0.5
    """
    F = regular(flows, nodes, "flows").matrix() if flows is not None else network_matrix(W, None, nodes)
    n = F.shape[0]
    paid, received = F.sum(axis=1), F.sum(axis=0)
    entering = np.maximum(paid - received, 0.0) if input is None else vector(input, n, "input")
    T = entering + received
    short = paid - T > 1e-9 * float(T.max(initial=0.0))
    if short.any():
        k = int(np.flatnonzero(short)[0])
        raise ValueError(
            f"input[{k}]: found {entering[k]:g}, expected {paid[k] - received[k]:g} or more: it pays that."
        )
    G = np.divide(F, T[:, None], out=np.zeros_like(F), where=T[:, None] > 0)
    label = parts(G, strong=True)
    leak = np.bincount(label, np.where(T > 0, T - paid, 1.0), n) if n else np.zeros(0)
    i, j = np.nonzero(G)
    np.add.at(leak, label[i], np.where(label[i] != label[j], F[i, j], 0.0))
    whole = np.bincount(label, T, n) if n else leak
    closed = (leak <= 1e-13 * np.maximum(whole, 1e-300))[label] & (T > 0)
    returned = np.where(closed, 1.0, 0.0)
    open_to = np.flatnonzero(~closed)
    N = np.linalg.inv(np.eye(open_to.size) - G[np.ix_(open_to, open_to)])
    returned[open_to] = 1 - 1 / np.diag(N)
    boundary, TST = float(entering.sum()), float(T.sum())
    direct = float((entering @ G).sum())
    per = 1 / TST if TST > 0 else float("nan")
    outflow = float((T - paid).sum())
    apl = TST / boundary if boundary > 0 else float("inf")
    fci, bfi, dfi = float(T @ returned) * per, boundary * per, direct * per
    residual = float(np.abs(entering + T @ G - T).max(initial=0.0))
    return Finn(
        boundary, TST, float(F.sum()) + boundary + outflow, apl, fci, bfi, dfi, 1 - bfi - dfi, T, returned, residual
    )


def hodge(W=None, *, edges=None, nodes=None) -> Hodge:
    """What part of the net flow runs down a potential, and what part circulates?

    Net flow F_ij = W_ij - W_ji; the potential minimises sum_{i<j} (F_ij - w_ij (phi_i - phi_j))^2 / w_ij, w_ij the
    number of directions used between i and j (0, 1, 2). The remainder is balanced at every party. Helmholtz-Hodge, as
    in Kichikawa, Iyetomi, Iino, Inoue, Applied Network Science 4:6 (2019). Money that goes straight back (i to j to i)
    is netted first and does not count here.

    A vehicle in the middle of an edge changes the potential, the gradient and the share: the least squares see one
    more edge. Parties that merge change it too.

    W: (n, n), row pays column, money; or edges: rows (from, to, amount). Returns potential (n,), mean 0 in each
    connected part, payers high; net, gradient, circular (n, n), money; circular_share = sum circular^2 / w over
    sum net^2 / w (nan without net flow); residual, the greatest imbalance of the circular part.
    ValueError as ``decompose``.

    >>> hodge(edges=[(1, 2, 1), (2, 3, 1), (3, 1, 1)]).circular_share
    1.0
    """
    W = network_matrix(W, edges, nodes)
    np.fill_diagonal(W, 0.0)
    n = W.shape[0]
    net = W - W.T
    w = (W > 0).astype(float) + (W.T > 0)
    laplacian = np.diag(w.sum(axis=1)) - w
    potential = np.linalg.lstsq(laplacian, net.sum(axis=1), rcond=None)[0] if n else np.zeros(0)
    label = parts(w)
    if n:
        potential = potential - (np.bincount(label, potential) / np.maximum(np.bincount(label), 1))[label]
    gradient = w * (potential[:, None] - potential[None, :])
    circular = net - gradient
    per = np.divide(1.0, w, out=np.zeros_like(w), where=w > 0)
    whole = float((net**2 * per).sum())
    share = float((circular**2 * per).sum()) / whole if whole > 0 else float("nan")
    residual = float(np.abs(circular.sum(axis=1)).max(initial=0.0))
    return Hodge(potential, net, gradient, circular, share, residual)


def trophic(W=None, *, edges=None, nodes=None) -> Trophic:
    """How far is the money from running one way, level by level?

    (diag(in + out) - W - W') h = in - out; F0 = sum W_ij (h_j - h_i - 1)^2 / sum W: a chain 0, a ring 1. MacKay,
    Johnson, Sansom, Royal Society Open Science 7:201138 (2020). (The definition in networkx is the older one, which
    fails on rings.)

    A vehicle in the middle of an edge changes F0 and the levels, except in a ring or a chain, where F0 stays 1 or 0.
    A merger changes it.

    W: (n, n), row pays column, money; or edges: rows (from, to, amount). Returns F0 (nan without flow), levels (n,),
    lowest of each connected part at 0, residual of the equation over sum W. ValueError as ``decompose``.

    >>> trophic(edges=[(1, 2, 1), (2, 3, 1)]).levels.round(9).tolist()
    [0.0, 1.0, 2.0]
    """
    W = network_matrix(W, edges, nodes)
    n = W.shape[0]
    paid, received = W.sum(axis=1), W.sum(axis=0)
    total = float(W.sum())
    if total == 0:
        return Trophic(float("nan"), np.zeros(n), 0.0)
    scaled = W / total
    both = scaled + scaled.T
    matrix, right = np.diag(both.sum(axis=1)) - both, (received - paid) / total
    label = parts(both)
    h = np.zeros(n)
    for part in np.unique(label):
        where = np.flatnonzero(label == part)[1:]  # the first of each part stands at 0, which makes the rest unique
        if where.size:
            h[where] = np.linalg.solve(matrix[np.ix_(where, where)], right[where])
        here = label == part
        h[here] -= h[here].min()
    F0 = float((scaled * (h[None, :] - h[:, None] - 1) ** 2).sum())
    return Trophic(F0, h, float(np.abs(matrix @ h - right).max()))
