"""Exact clearing of a small or middling network: fictitious default with a linear solve at each level.

Everything here takes checked float64 arrays; ``clearing`` is the public face.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order
from scipy.sparse.linalg import spsolve

from gigaloop.methods.sweeps import ROUNDING, pull_down, push_down

MOST_SWEEPS = 1000
"""Sweeps over the failed firms of a sparse network before a sparse direct solve takes over."""


class Network(NamedTuple):
    """A clearing problem: who owes whom (dense or CSR), in all (pbar), what each has, default costs."""

    L: np.ndarray | sparse.csr_array
    inverse: np.ndarray
    pbar: np.ndarray
    e: np.ndarray
    alpha: float
    beta: float

    def receipts(self, p: np.ndarray) -> np.ndarray:
        """Return what each firm gets inside the network when the firms pay ``p`` in all."""
        return (p * self.inverse) @ self.L

    def share(self, where=slice(None)):
        """Return the shares in which the firms ``where`` pay each other: L over what each owes in all."""
        inside = self.L[where][:, where]
        if sparse.issparse(inside):
            return sparse.diags_array(self.inverse[where]) @ inside
        return inside * self.inverse[where][:, None]

    def insolvent(self, p: np.ndarray) -> np.ndarray:
        """Return which firms cannot meet their debts from e and receipts at payments ``p``."""
        worth = self.e + self.receipts(p)
        return worth < self.pbar * (1 - ROUNDING)

    def image(self, p: np.ndarray) -> np.ndarray:
        """Return the clearing map at ``p``: full payment by the solvent, what is left after costs by the others."""
        left = self.alpha * self.e + self.beta * self.receipts(p)
        return np.where(self.insolvent(p), np.minimum(left, self.pbar), self.pbar)


def network(L, e, ext_liab, alpha, beta) -> Network:
    """Return the problem with relative liabilities; outside debt ranks equally with debt inside."""
    pbar = np.asarray(L.sum(axis=1)).ravel() + ext_liab
    inverse = np.divide(1.0, pbar, out=np.zeros_like(pbar), where=pbar > 0)
    return Network(L, inverse, pbar, e, alpha, beta)


def _payments(net: Network, failed: np.ndarray) -> np.ndarray:
    """Solve p = alpha e + beta receipts on the failed, p = pbar on the others."""
    p = np.where(failed, 0.0, net.pbar)
    where = np.flatnonzero(failed)
    if where.size:
        given = net.alpha * net.e[where] + net.beta * net.receipts(p)[where]
        inside = net.share(where).T
        if sparse.issparse(inside):
            solved = spsolve((sparse.eye_array(where.size) - net.beta * inside).tocsc(), given)
        else:
            solved = np.linalg.solve(np.eye(where.size) - net.beta * inside, given)
        p[where] = np.clip(solved, 0, net.pbar[where])
    return p


def greatest(net: Network, by_level: bool = True) -> tuple[np.ndarray, list[int] | None]:
    """Return the greatest clearing vector and how many firms fail at each insolvency level.

    Of a sparse network without ``by_level`` the levels are None: solving each level to the end takes several times as
    long as going straight down.
    """
    if sparse.issparse(net.L):
        tolerance = 1e-13 * float(net.pbar.max(initial=0.0))
        width = np.int32 if net.L.nnz < 2**31 else np.int64  # half the memory to read, where it is enough
        places = net.L.indices.astype(width, copy=False), net.L.indptr.astype(width, copy=False)
        matrix = sparse.csr_array((net.L.data, *places), shape=net.L.shape)
        matrix = matrix if by_level else sparse.csr_array(matrix.T)
        # read as unsigned, or the compiled loop would ask of each place whether it counts from the end: 3 x slower
        unsigned = (part.view(f"u{part.itemsize}") for part in (matrix.indptr, matrix.indices))
        parts = *unsigned, matrix.data
        rest = net.pbar, net.e, net.alpha, net.beta, tolerance, MOST_SWEEPS
        if by_level:
            p, levels, sweeps = push_down(*parts, *rest)
            if sweeps >= 0:
                return p, [int(level) for level in levels]
        else:
            p, sweeps = pull_down(*parts, *rest)
            if sweeps >= 0:
                return p, None
    failed = np.zeros(net.pbar.size, dtype=bool)
    p, levels = net.pbar.copy(), []
    while True:
        new = net.insolvent(p) & ~failed
        if not new.any():
            return p, levels
        levels.append(int(new.sum()))
        failed |= new
        p = _payments(net, failed)


def least(net: Network) -> tuple[np.ndarray, list[int]]:
    """Return the least clearing vector and how many firms become solvent at each level.

    Starts with everybody failed. On the failed the payments solve a continuous map, whose least solution is zero
    where no cash arrives and unique elsewhere; whoever is then solvent leaves the failed. It ends on a true solution,
    where plain iteration from below may stop on a vector that solves nothing.
    """
    failed, levels = net.pbar > 0, []
    while True:
        p = least_given(net, failed)
        saved = failed & ~net.insolvent(p)
        if not saved.any():
            return p, levels
        levels.append(int(saved.sum()))
        failed &= ~saved


def _fed(net: Network, failed: np.ndarray) -> np.ndarray:
    """Return which firms get money at all: those with cash, those forced to pay, and all who are paid by such."""
    n = net.pbar.size
    start = (net.alpha * net.e > 0) | (~failed & (net.pbar > 0))
    if net.beta == 0:
        return start | (net.receipts(np.where(failed, 0.0, net.pbar)) > 0)
    links = sparse.csr_array(net.L > 0).astype(np.int8)
    graph = sparse.block_array([[links, None], [sparse.csr_array(start[None, :].astype(np.int8)), np.zeros((1, 1))]])
    fed = np.zeros(n + 1, dtype=bool)
    fed[breadth_first_order(graph.tocsr(), n, return_predecessors=False)] = True
    return fed[:n]


def least_given(net: Network, failed: np.ndarray) -> np.ndarray:
    """Return the least solution of p = min(pbar, alpha e + beta receipts) on the failed, p = pbar on the others."""
    p = np.where(failed, 0.0, net.pbar)
    given = net.alpha * net.e + net.beta * net.receipts(p)
    where = np.flatnonzero(failed & _fed(net, failed))
    if where.size:
        inside = net.beta * net.L[where][:, where]
        p[where] = greatest(Network(inside, net.inverse[where], net.pbar[where], given[where], 1.0, 1.0), False)[0]
    return p
