"""Networks of obligations as plain arrays: what every method on this floor accepts, and how it refuses.

A network is a square matrix (row owes or pays column) or a list of edges ``(from, to, amount)``. Both become a
float64 matrix here, once, with one set of refusals.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse


class Edges(NamedTuple):
    """A list of edges made regular: parties in order, and one entry an edge (parallel edges stay apart)."""

    labels: list
    source: np.ndarray
    target: np.ndarray
    amount: np.ndarray

    def matrix(self) -> np.ndarray:
        """Return the n x n matrix of amounts, parallel edges added up, in the edges' unit."""
        W = np.zeros((len(self.labels), len(self.labels)))
        np.add.at(W, (self.source, self.target), self.amount)
        return W


def amounts(values, name: str, remedy: str = "Turn the edge round instead.") -> np.ndarray:
    """Return ``values`` as float64; refuse what is not a finite number at or above zero, with what to do about it."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: found {values!r}, expected numbers.") from error
    if array.size and not np.isfinite(array).all():
        raise ValueError(
            f"{name}: found a value that is not finite, expected finite amounts. Drop or estimate it first."
        )
    if array.size and array.min() < 0:
        where = tuple(int(k) for k in np.argwhere(array < 0)[0])
        raise ValueError(f"{name}{list(where)}: found {array[where]:g}, expected 0 or more. {remedy}")
    return array


def square(values, name: str = "L"):
    """Return a non-negative n x n matrix as float64 (dense, or CSR when ``values`` is a scipy sparse matrix)."""
    if sparse.issparse(values):
        matrix = sparse.csr_array(values, dtype=np.float64)
        if not matrix.has_canonical_format:
            matrix = matrix.copy()
            matrix.sum_duplicates()
        amounts(matrix.data, name)
    else:
        matrix = amounts(values, name)
        if matrix.size == 0 and matrix.ndim < 2:
            matrix = matrix.reshape(0, 0)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"{name}: found shape {matrix.shape}, expected a square matrix (row owes column).")
    return matrix


def claims(values, name: str = "L"):
    """Return a matrix of claims as `square` does, its diagonal nothing: what a firm owes itself it also gets, so it is
    neither a debt nor an asset, and no loss goes through it.

    >>> claims([[5, 5], [0, 0]]).tolist()
    [[0.0, 5.0], [0.0, 0.0]]
    """
    matrix = square(values, name)
    if not matrix.diagonal().any():
        return matrix
    if sparse.issparse(matrix):
        return sparse.csr_array(matrix - sparse.diags_array(matrix.diagonal()))
    return matrix - np.diag(matrix.diagonal())


def vector(values, n: int, name: str, *, signed: bool = False) -> np.ndarray:
    """Return ``values`` as n float64 numbers (one number stands for n equal ones); negative only when ``signed``."""
    array = np.asarray(values, dtype=np.float64) if signed else amounts(values, name, "Give what is missing as a debt.")
    if array.ndim == 0:
        array = np.full(n, float(array))
    if array.shape != (n,):
        raise ValueError(f"{name}: found shape {array.shape}, expected ({n},): one number a party.")
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: found a value that is not finite, expected finite amounts.")
    return array.copy()


def fraction(value, name: str) -> float:
    """Return ``value`` as a float between 0 and 1."""
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError(f"{name}: found {value}, expected a share between 0 and 1.")
    return number


def edges(rows, nodes=None, name: str = "edges") -> Edges:
    """Return rows ``(from, to, amount)`` made regular.

    ``nodes`` lists the parties in order; rows then name them, or number them from 1. Without ``nodes``, parties are
    sorted when all are whole numbers, else kept in order of appearance. A row of two has the amount 1.
    """
    rows = [tuple(row) for row in rows]
    for k, row in enumerate(rows):
        if len(row) not in (2, 3):
            raise ValueError(f"{name}[{k}]: found {row!r}, expected (from, to, amount).")
    ends = [end for row in rows for end in row[:2]]
    numbered = all(isinstance(end, int | np.integer) for end in ends)
    if nodes is not None:
        labels = list(nodes)
        place = {label: k for k, label in enumerate(labels)}
        if numbered and not all(end in place for end in ends):
            place = {k + 1: k for k in range(len(labels))}
    else:
        labels = sorted(set(ends)) if numbered else list(dict.fromkeys(ends))
        place = {label: k for k, label in enumerate(labels)}
    for k, row in enumerate(rows):
        for end in row[:2]:
            if end not in place:
                raise ValueError(f"{name}[{k}]: found party {end!r}, expected one of {labels!r}.")
    return Edges(
        labels,
        np.array([place[row[0]] for row in rows], dtype=np.int64),
        np.array([place[row[1]] for row in rows], dtype=np.int64),
        amounts([row[2] if len(row) == 3 else 1.0 for row in rows], name),
    )


def flows(W=None, edge_rows=None, nodes=None, name: str = "edges") -> Edges:
    """Return a flow network given either as a square matrix ``W`` or as edge rows; exactly one of the two."""
    if (W is None) == (edge_rows is None):
        raise ValueError(f"{name}: found {'both' if W is not None else 'neither'}, expected either W or {name}.")
    if edge_rows is not None:
        return edges(edge_rows, nodes, name)
    found = sparse.coo_array(square(W, "W"))
    labels = list(range(found.shape[0])) if nodes is None else list(nodes)
    if len(labels) != found.shape[0]:
        raise ValueError(f"nodes: found {len(labels)}, expected {found.shape[0]}: one name a row of W.")
    source, target = (np.asarray(part, dtype=np.int64) for part in found.coords)
    return Edges(labels, source, target, np.asarray(found.data, dtype=np.float64))


def matrix(W=None, edge_rows=None, nodes=None) -> np.ndarray:
    """Return what ``flows(...).matrix()`` does; that of ``W`` without a list of edges between."""
    if W is None or edge_rows is not None or nodes is not None:
        return flows(W, edge_rows, nodes).matrix()
    found = square(W, "W")
    return found.toarray() if sparse.issparse(found) else found + 0.0


def parts(linked: np.ndarray, *, strong: bool = False) -> np.ndarray:
    """Return (n,) the first node of the connected part that each belongs to; strong: both ways along the links.

    By squaring what can be reached, which on a few dozen nodes takes less than to write the matrix as a sparse one.

    >>> chain = np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]])
    >>> parts(chain).tolist(), parts(chain, strong=True).tolist()
    ([0, 0, 2], [0, 1, 2])
    """
    reach = (np.asarray(linked) != 0) | np.eye(len(linked), dtype=bool)
    reach = reach if strong else reach | reach.T
    count = 0
    while (found := int(reach.sum())) > count:
        count, wide = found, reach.astype(np.float32)
        reach = wide @ wide > 0
    return (reach & reach.T).argmax(1) if len(reach) else np.zeros(0, np.int64)
