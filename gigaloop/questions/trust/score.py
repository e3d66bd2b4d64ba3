"""Scores of a range against what happened: CRPS and Brier, smaller is better; and a verdict on the range."""

from __future__ import annotations

import numpy as np


def crps(sample: np.ndarray, happened: float) -> float:
    """Continuous ranked probability score of a sample, in the unit of the number.

    Definition (Gneiting and Raftery 2007, J. Am. Stat. Assoc. 102:359): E|X - y| - E|X - X'| / 2, X and X' drawn from
    the sample; the absolute error where the sample is one number.

    >>> crps(np.array([1.0, 3.0]), 2.0), crps(np.array([2.0]), 5.0)
    (0.5, 3.0)
    """
    x = np.sort(np.asarray(sample, float))
    n = len(x)
    # E|X - X'| of a sorted sample: the i-th number stands above i others
    between = 2.0 * float(np.sum((2 * np.arange(n) - n + 1) * x)) / (n * n)
    return float(np.mean(np.abs(x - happened))) - between / 2.0


def brier(chance: float, happened: bool) -> float:
    """Brier score of one chance (Brier 1950, Monthly Weather Review 78:1): (chance - outcome) squared.

    >>> brier(0.75, True), brier(0.75, False)
    (0.0625, 0.5625)
    """
    return (chance - float(happened)) ** 2


def verdict(low: float, high: float, happened: float) -> str:
    """'hit', 'miss', or 'says nothing': the range holds the outcome but is wider than the outcome is large.

    >>> verdict(1, 2, 1.5), verdict(1, 2, 3), verdict(0, 9, 3)
    ('hit', 'miss', 'says nothing')
    """
    if not low <= happened <= high:
        return "miss"
    return "says nothing" if high - low > abs(happened) else "hit"
