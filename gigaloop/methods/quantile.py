"""Quantiles of the normal and the beta distribution without scipy, whose import costs more than all of a book's tables.

Both are proved beside scipy.special, to twelve digits.
"""

import functools
import math
from statistics import NormalDist

import numpy as np

_STANDARD = NormalDist()
_TINY = 1e-300


def normal(p) -> np.ndarray:
    """Which standard normal number has probability p below it? Wichura (1988), Applied Statistics 37:477 (AS 241).

    p: probabilities strictly between 0 and 1, any shape.

    >>> normal([0.5, 0.95]).round(6).tolist()
    [0.0, 1.644854]
    """
    return np.vectorize(_STANDARD.inv_cdf, otypes=[float])(p)


def beta(p, a: float, b: float) -> np.ndarray:
    """Which number has probability p below it in a beta distribution? The inverse of I_x(a, b), NIST DLMF 8.17.

    p: probabilities from 0 to 1, rising, any length. a, b: greater than 0; anything else raises ValueError.

    >>> beta([0.0, 0.5, 1.0], 2.0, 2.0).round(12).tolist()
    [0.0, 0.5, 1.0]
    """
    if not (a > 0 and b > 0):
        raise ValueError(f"beta: a = {a}, b = {b}; both must be greater than 0.")
    return np.array(_beta(tuple(float(x) for x in p), float(a), float(b)))


@functools.lru_cache(maxsize=256)
def _beta(p: tuple[float, ...], a: float, b: float) -> tuple[float, ...]:
    found, x = [], a / (a + b)
    for level in p:
        if level <= 0.0 or level >= 1.0:
            found.append(float(level >= 1.0))
            continue
        low, high = 0.0, 1.0
        for _ in range(200):  # Newton's step, halving where it leaves the bracket
            below, slope = _below(x, a, b)
            low, high = (x, high) if below < level else (low, x)
            step = x - (below - level) / slope if slope > 0.0 else low
            after = step if low < step < high else (low + high) / 2.0
            done = abs(after - x) <= 1e-15 * after
            x = after
            if done:
                break
        found.append(x)
    return tuple(found)


def _below(x: float, a: float, b: float) -> tuple[float, float]:
    """I_x(a, b) and its slope; the continued fraction DLMF 8.17.22, by Lentz's rule, on its quick side."""
    log_scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    scale = math.exp(log_scale)
    slope = scale / (x * (1.0 - x))
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - scale / (b * _fraction(1.0 - x, b, a)), slope
    return scale / (a * _fraction(x, a, b)), slope


def _fraction(x: float, a: float, b: float) -> float:
    value = c = 1.0
    d = 0.0
    for n in range(1, 1000):
        m = n // 2
        if n % 2 == 0:
            term = m * (b - m) * x / ((a + n - 1.0) * (a + n))
        else:
            term = -(a + m) * (a + b + m) * x / ((a + n - 1.0) * (a + n))
        d = 1.0 / (1.0 + term * d or _TINY)
        c = 1.0 + term / c or _TINY
        value *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return value
