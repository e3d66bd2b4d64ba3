"""Network valuation: one equation of which Eisenberg-Noe, Furfine and linear DebtRank are cases."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.special import ndtr

from gigaloop.methods.network import claims, fraction, vector


class Neva(NamedTuple):
    """What ``neva`` found: equity (n,), money; value of a dollar owed by each firm (n,); default; rounds; residual."""

    equity: np.ndarray
    value: np.ndarray
    default: np.ndarray
    rounds: int
    residual: float


def eisenberg_noe(equity, debt, rho):
    """Return the value of a dollar owed: 1 if solvent, else rho x what is left over what is owed."""
    left = np.divide(equity + debt, debt, out=np.zeros_like(equity), where=debt > 0)
    return np.where(equity >= 0, 1.0, rho * np.clip(left, 0, 1))


def linear(equity, before):
    """Return the value of a dollar owed: the share of equity before the shock that is still there."""
    return np.clip(np.divide(equity, before, out=(equity >= 0).astype(float), where=before > 0), 0, 1)


def merton(equity, debt, outside, sigma, rho):
    """Return the value of a dollar owed when outside assets move lognormally, mean kept, until the debt is due.

    P(no default) + rho x E[what is left / debt; default], outside assets Y lognormal with mean ``outside``.
    """
    value = eisenberg_noe(equity, debt, rho)
    live = (outside > 0) & (sigma > 0)
    strike = np.where(live, outside - equity, 0.0)
    floor = strike - debt

    def below(level):
        """Return P(Y < level) and E[Y; Y < level]."""
        usable = live & (level > 0)
        z = np.full(level.shape, -np.inf)
        z[usable] = np.log(level[usable] / outside[usable]) / sigma[usable]
        half = np.where(live, sigma / 2, 0.0)
        return ndtr(z + half), outside * ndtr(z - half)

    p_high, y_high = below(strike)
    p_low, y_low = below(floor)
    left = (y_high - y_low) - floor * (p_high - p_low)
    recovered = np.divide(left, debt, out=np.zeros_like(left), where=debt > 0)
    return np.where(live, np.clip(1 - p_high + rho * recovered, 0, 1), value)


def neva(
    A, ea, el, shock=0, valuation="eisenberg_noe", *, rho=None, sigma=None, external="pari_passu", most_rounds=100_000
) -> Neva:
    """What is each firm's equity when every claim is valued by its debtor's equity?

    E_i = ea_i - shock_i - el_i + sum_j A_ij V(E_j) - sum_j A_ji, greatest solution by iteration from V = 1; V = 1 - PD
    + rho x recovery. Barucca, Bardoscia, Caccioli, D'Errico, Visentin, Caldarelli, Battiston, Math. Finance 30(4)
    1181-1204 (2020). ``valuation``: 'eisenberg_noe' (what is left, shared out), 'furfine' (1 or rho), 'linear_debtrank'
    (share of equity left), 'merton' (outside assets lognormal until the debt is due).

    A: (n, n), A[i, j] the claim of i on j, money. ea, el: (n,) outside assets and debts. shock: (n,) money. rho: share
    recovered on top of the method (default 1, furfine 0). sigma: (n,) volatility to maturity, merton only. external:
    outside debt ranks 'pari_passu' or 'senior'. Returns equity (n,), value (n,) a dollar, default (n,), rounds,
    residual. ValueError for a wrong shape, a negative or missing amount, an unknown word.

    >>> found = neva([[0, 0.5, 0], [0, 0, 0.5], [0.5, 0, 0]], [10, 5, 3], [9, 4, 2], [1.2, 0, 0])
    >>> found.equity.round(9).tolist()
    [-0.2, 1.0, 0.989473684]
    """
    A = claims(A, "A")
    A = A.toarray() if sparse.issparse(A) else A
    n = A.shape[0]
    outside, debts = vector(ea, n, "ea"), vector(el, n, "el")
    hit = vector(shock, n, "shock", signed=True)
    inside = A.sum(axis=0)
    if external not in ("pari_passu", "senior"):
        raise ValueError(f"external: found {external!r}, expected 'pari_passu' or 'senior'.")
    debt = inside + debts if external == "pari_passu" else inside
    fixed = outside - hit - debts - inside
    before = outside - debts - inside + A.sum(axis=1)
    width = 1e-12 * (outside + debts + inside + A.sum(axis=1))
    rho = fraction({"furfine": 0.0}.get(valuation, 1.0) if rho is None else rho, "rho")
    if (valuation == "merton") != (sigma is not None):
        raise ValueError("sigma: expected for valuation 'merton', and only there.")
    spread = vector(0 if sigma is None else sigma, n, "sigma")

    def value(equity):
        equity = np.where(np.abs(equity) <= width, 0.0, equity)
        match valuation:
            case "eisenberg_noe":
                return eisenberg_noe(equity, debt, rho)
            case "furfine":
                return np.where(equity >= 0, 1.0, rho)
            case "linear_debtrank":
                return linear(equity, before)
            case "merton":
                return merton(equity, debt, np.maximum(outside - hit, 0.0), spread, rho)
            case _:
                words = "'eisenberg_noe', 'furfine', 'linear_debtrank' or 'merton'"
                raise ValueError(f"valuation: found {valuation!r}, expected {words}.")

    E, stop = fixed + A.sum(axis=1), 1e-14 * float(A.sum())
    rounds, change = 0, np.inf
    while change > stop and rounds < most_rounds:
        after = fixed + A @ value(E)
        change = float(np.abs(after - E).max(initial=0.0))
        E = after
        rounds += 1
    V = value(E)
    return Neva(E, V, E + width < 0, rounds, float(np.abs(fixed + A @ V - E).max(initial=0.0)))
