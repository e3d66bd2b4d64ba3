"""Quantiles of the normal and the beta distribution without scipy, whose import costs more than all of a book's tables.

Both are proved beside scipy.special, to twelve digits.
"""

import functools
import math
from statistics import NormalDist

import numpy as np

_STANDARD = NormalDist()
_TINY = 1e-300
_MANY = 37  # terms of the fraction made at once


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
    weight = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    for level in p:
        if level <= 0.0 or level >= 1.0:
            found.append(float(level >= 1.0))
            continue
        low, high = 0.0, 1.0
        for _ in range(200):  # Newton's step, halving where it leaves the bracket
            below, slope = _below(x, a, b, weight)
            low, high = (x, high) if below < level else (low, x)
            step = x - (below - level) / slope if slope > 0.0 else low
            after = step if low < step < high else (low + high) / 2.0
            done = abs(after - x) <= 1e-15 * after
            x = after
            if done:
                break
        found.append(x)
    return tuple(found)


def _below(x: float, a: float, b: float, weight: float) -> tuple[float, float]:
    """I_x(a, b) and its slope; the continued fraction DLMF 8.17.22, by Lentz's rule, on its quick side. weight: the
    logarithm of 1 / B(a, b)."""
    scale = math.exp(weight + a * math.log(x) + b * math.log1p(-x))
    slope = scale / (x * (1.0 - x))
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - scale / (b * _fraction(1.0 - x, b, a)), slope
    return scale / (a * _fraction(x, a, b)), slope


def _fraction(x: float, a: float, b: float) -> float:
    value, c, d = 1.0, 1.0, 0.0
    for first in range(1, 1000, _MANY):
        for up, down in _terms(a, b, first):
            term = up * x / down
            d = 1.0 / (1.0 + term * d or _TINY)
            c = 1.0 + term / c or _TINY
            value *= c * d
            if c * d == 1.0:
                return value
    return value


@functools.lru_cache(maxsize=512)
def _terms(a: float, b: float, first: int) -> list[tuple[float, float]]:
    """Of each of the next terms what does not depend on x: what it is multiplied by, and divided by."""
    return [
        (n // 2 * (b - n // 2) if n % 2 == 0 else -(a + n // 2) * (a + b + n // 2), (a + n - 1.0) * (a + n))
        for n in range(first, first + _MANY)
    ]
