"""Structural credit: Merton's firm, and the guarantee as a put on it.

The firm's assets follow a geometric Brownian motion and one zero-coupon debt falls due at T. Rates are continuously
compounded shares a year, volatilities are yearly, money is in any one unit.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

__all__ = ["Firm", "Guarantee", "guarantee_put", "merton"]


class Firm(NamedTuple):
    """A Merton firm. V, debt, E, PV_promise: money; sigma_V, sigma_E: yearly; PD, expected_loss_pct, recovery: share
    of the promise; spread: yearly, continuous; distance: standard deviations to default; residual: largest relative
    error of the two equations."""

    V: float
    sigma_V: float
    E: float
    sigma_E: float
    PD: float
    debt: float
    PV_promise: float
    expected_loss_pct: float
    recovery: float
    spread: float
    distance: float
    residual: float


class Guarantee(NamedTuple):
    """A guarantee of a debt. value: money today; share: of the riskless debt's worth; PD: chance of a call;
    expected_call: money at T."""

    value: float
    share: float
    PD: float
    expected_call: float


def _positive(name: str, value: float, *, zero: bool = False) -> float:
    number = float(value)
    if not np.isfinite(number) or number < 0.0 or (number == 0.0 and not zero):
        raise ValueError(f"{name}: found {number}, expected a finite number {'of at least' if zero else 'above'} 0.")
    return number


def _rate(r: float) -> float:
    if not np.isfinite(r):
        raise ValueError(f"r: found {r}, expected a finite rate such as 0.05.")
    return float(r)


def _distances(V: float, sigma: float, D: float, r: float, T: float) -> tuple[float, float]:
    spread = sigma * np.sqrt(T)
    d1 = (np.log(V / D) + (r + 0.5 * sigma * sigma) * T) / spread
    return float(d1), float(d1 - spread)


def _equity(V: float, sigma: float, D: float, r: float, T: float) -> float:
    d1, d2 = _distances(V, sigma, D, r, T)
    return max(float(V * ndtr(d1) - D * np.exp(-r * T) * ndtr(d2)), 0.0)


def _assets(E: float, sigma: float, D: float, r: float, T: float) -> float:
    low, high = E, E + D * np.exp(-r * T)
    if _equity(high, sigma, D, r, T) <= E:  # the put is worth less than rounding
        return float(high)
    return float(
        brentq(lambda v: _equity(v, sigma, D, r, T) - E, low, high, xtol=1e-14 * high, rtol=1e-15, maxiter=500)
    )


def merton(
    E: float | None = None,
    sigma_E: float | None = None,
    r: float = 0.0,
    T: float = 1.0,
    D: float = 1.0,
    *,
    V: float | None = None,
    sigma_V: float | None = None,
) -> Firm:
    """What are a firm's assets worth and how likely is its default, given its equity and the equity's volatility?

    Definition (Merton 1974; Hull, Options, Futures and Other Derivatives, credit risk): E = V N(d1) - D e^-rT N(d2) and
    sigma_E E = N(d1) sigma_V V, solved for V and sigma_V; PD = N(-d2); debt = V - E; PV_promise = D e^-rT;
    expected_loss_pct = 1 - debt / PV_promise; recovery = 1 - expected_loss_pct / PD. All risk-neutral.
    Give `E` and `sigma_E`, or (forward) `V` and `sigma_V`. `r` yearly, continuous; `T` years; `D` money due at T.
    Where PD is zero to rounding, recovery is 1; where E is, sigma_E is infinite.
    Errors: ValueError for numbers out of range, or both or neither pair.

    >>> f = merton(E=3, sigma_E=0.8, r=0.05, T=1, D=10)
    >>> round(f.V, 2), round(f.sigma_V, 4), round(f.PD, 3)
    (12.4, 0.2123, 0.127)
    """
    r, T, D = _rate(r), _positive("T", T), _positive("D", D)
    if (E is None) != (sigma_E is None) or (V is None) != (sigma_V is None) or (E is None) == (V is None):
        raise ValueError("merton: expected either E and sigma_E, or V and sigma_V.")
    if V is not None and sigma_V is not None:
        V, sigma_V = _positive("V", V), _positive("sigma_V", sigma_V)
        E = _equity(V, sigma_V, D, r, T)
        slope = float(ndtr(_distances(V, sigma_V, D, r, T)[0]))
        sigma_E = slope * sigma_V * V / E if E > 0.0 else float("inf")
    else:
        E, sigma_E = _positive("E", E), _positive("sigma_E", sigma_E)  # type: ignore[arg-type]

        def gap(sigma: float) -> float:
            v = _assets(E, sigma, D, r, T)
            return float(ndtr(_distances(v, sigma, D, r, T)[0])) * sigma * v / E - sigma_E

        # the equity's elasticity to assets is at least 1 and at most (E + D e^-rT)/E, which brackets sigma_V
        low = 0.999 * sigma_E * E / (E + D * np.exp(-r * T))
        sigma_V = float(brentq(gap, low, sigma_E * 1.000001, xtol=1e-15, rtol=1e-14, maxiter=500))
        V = _assets(E, sigma_V, D, r, T)
    d1, d2 = _distances(V, sigma_V, D, r, T)
    promise = float(D * np.exp(-r * T))
    put = promise * float(ndtr(-d2)) - V * float(ndtr(-d1))
    debt, pd, loss = promise - put, float(ndtr(-d2)), put / promise
    errors = [0.0]
    if E > 0.0:
        errors = [abs(_equity(V, sigma_V, D, r, T) / E - 1.0), abs(float(ndtr(d1)) * sigma_V * V / (E * sigma_E) - 1.0)]
    return Firm(
        V=V,
        sigma_V=sigma_V,
        E=E,
        sigma_E=sigma_E,
        PD=pd,
        debt=debt,
        PV_promise=promise,
        expected_loss_pct=loss,
        recovery=1.0 - loss / pd if pd > 0.0 else 1.0,
        spread=float(-np.log1p(-loss) / T),
        distance=d2,
        residual=float(max(errors)),
    )


def guarantee_put(
    V: float, sigma_V: float, D: float, r: float, T: float, cap: float | None = None, cover: float = 1.0
) -> Guarantee:
    """What is it worth to have a debt guaranteed?

    Definition (Merton 1977, J. Banking and Finance 1:3-11): the guarantor pays what the assets lack, max(D - V_T, 0),
    a put struck at the debt; a cap K on the payment makes it a put spread, P(D) - P(D - K); `cover` is the share
    guaranteed (0 to 1). Units as in `merton`. `PD` is the chance of a call, `expected_call` = value e^rT, both
    risk-neutral. Errors: ValueError for numbers out of range.

    >>> round(guarantee_put(V=12.4, sigma_V=0.2123, D=10, r=0.05, T=1).value, 2)
    0.12
    """
    V, sigma_V, D = _positive("V", V), _positive("sigma_V", sigma_V), _positive("D", D)
    r, T = _rate(r), _positive("T", T)
    if not 0.0 <= cover <= 1.0:
        raise ValueError(f"cover: found {cover}, expected a share from 0 to 1.")

    def put(strike: float) -> float:
        if strike <= 0.0:
            return 0.0
        d1, d2 = _distances(V, sigma_V, strike, r, T)
        return float(strike * np.exp(-r * T) * ndtr(-d2) - V * ndtr(-d1))

    value = put(D) if cap is None else put(D) - put(D - _positive("cap", cap, zero=True))
    value *= cover
    d2 = _distances(V, sigma_V, D, r, T)[1]
    return Guarantee(value, float(value / (D * np.exp(-r * T))), float(ndtr(-d2)), float(value * np.exp(r * T)))
