"""Impact and communicability: who could hurt whom, directly and through others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.linalg import expm

from gigaloop.methods.network import square, vector


class Impact(NamedTuple):
    """What ``impact_matrix`` found: impact[i, j], share of j's buffer that i's failure takes; the same by columns."""

    impact: np.ndarray
    columns: list[list[float]]


class Communicability(NamedTuple):
    """What ``communicability`` found: exp of the impact matrix, and shares of it by firm and on average."""

    communicability: np.ndarray
    susceptibility: np.ndarray
    fluidity: float
    start: np.ndarray | None
    intermediate: np.ndarray | None
    total: np.ndarray | None


def impact_matrix(L=None, buffer=0, *, liabilities_columns=None, binary=False) -> Impact:
    """What share of j's capital does i's failure take at once?

    impact[i, j] = min(1, L[i, j] / buffer_j); with ``binary`` 1 where that reaches 1, else 0. A firm without buffer is
    taken whole by any claim. Silva, Souza, Tabak, Banco Central do Brasil Working Paper 392 (2015), section 2; the
    same as `impact_matrix` of the R package NetworkRiskMeasures.

    L: (n, n), row owes column, money; or liabilities_columns: the same matrix, a list of its columns. buffer: (n,)
    capital. Returns impact (n, n), shares, and columns, its list of columns. ValueError for a wrong shape, a negative
    or missing amount.

    >>> impact_matrix([[0, 5], [1, 0]], [4, 10]).impact.tolist()
    [[0.0, 0.5], [0.25, 0.0]]
    """
    if (L is None) == (liabilities_columns is None):
        raise ValueError("L: expected either L or liabilities_columns, and not both.")
    L = square(liabilities_columns, "liabilities_columns").T if L is None else square(L)
    L = L.toarray() if sparse.issparse(L) else L
    capital = vector(buffer, L.shape[0], "buffer")
    ratio = np.divide(L, capital, out=(L > 0).astype(float), where=capital > 0)
    impact = np.minimum(ratio, 1.0)
    if binary:
        impact = (impact >= 1).astype(float)
    return Impact(impact, impact.T.tolist())


def communicability(
    L=None, buffer=0, *, liabilities_columns=None, impact=None, weights=None, binary=True, diffusion=False
) -> Communicability:
    """How open is each firm to harm that comes through others?

    C = exp(V), V the impact matrix; susceptibility_j = sum_{i != j} C_ij / sum_i V_ij (0 where nobody can hurt j
    directly): above 1, harm arrives from afar. Fluidity is its mean. With ``diffusion``: how much of C goes when firm q
    stops passing harm on, from q itself (start) and through q (intermediate). Estrada and Hatano, Physical Review E 77
    036111 (2008); Silva, Souza, Tabak, Banco Central do Brasil Working Papers 391 and 392 (2015).

    L, buffer, liabilities_columns, binary: as ``impact_matrix`` (binary is that paper's choice); or impact (n, n)
    itself. weights: (n,), multiplies instead of the division. Returns communicability (n, n), susceptibility (n,),
    fluidity, and start, intermediate, total (n,) or None. ValueError as ``impact_matrix``.

    >>> found = communicability([[0, 10, 3], [1, 0, 2], [0, 3, 0]], [2, 5, 2])
    >>> found.susceptibility.tolist(), found.fluidity
    ([0.0, 1.0, 1.25], 0.75)
    """
    if impact is None:
        V = impact_matrix(L, buffer, liabilities_columns=liabilities_columns, binary=binary).impact
    else:
        V = np.minimum(square(impact, "impact"), 1.0)
    n = V.shape[0]
    scale = None if weights is None else vector(weights, n, "weights")
    C = expm(V) if n else V
    away = C - np.diag(np.diag(C))
    direct = V.sum(axis=0)
    if scale is None:
        open_to = np.divide(away.sum(axis=0), direct, out=np.zeros(n), where=direct > 0)
    else:
        open_to = away.sum(axis=0) * scale
    start = middle = None
    if diffusion:
        start, middle = np.zeros(n), np.zeros(n)
        for q in np.flatnonzero(V.sum(axis=1) > 0):
            mute = V.copy()
            mute[q] = 0
            gone = np.maximum(away - expm(mute), 0.0)
            np.fill_diagonal(gone, 0.0)
            rows = gone.sum(axis=1) / V[q].sum() if scale is None else gone @ scale
            start[q], middle[q] = rows[q], rows.sum() - rows[q]
    total = None if start is None else start + middle
    return Communicability(C, open_to, float(open_to.mean()) if n else 0.0, start, middle, total)
