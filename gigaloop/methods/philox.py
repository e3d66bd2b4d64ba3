"""Philox4x64-10 (Salmon, Moraes, Dror, Shaw 2011, Parallel Random Numbers: As Easy as 1, 2, 3), of many keys at once.

Its numbers are a function of key and place alone, so one of them is had without those before it.
"""

import numpy as np

_TIMES = 0xD2E7470EE14C6C93, 0xCA5A826395121157
_MORE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_ROUNDS = 10
_HALF, _LOW = np.uint64(32), np.uint64(2**32 - 1)


def uniform(seed: int, keys: np.ndarray, place: int) -> np.ndarray:
    """On [0, 1), the number at `place` of the stream of each key (seed, key): as numpy's Philox draws it.

    >>> numpy = np.random.Generator(np.random.Philox(key=[7, 3])).random(10)
    >>> bool(uniform(7, np.array([2, 3]), 9)[1] == numpy[9])
    True
    """
    zero = np.zeros(len(keys), np.uint64)
    a, b, c, d = zero + np.uint64(place // 4 + 1), zero, zero, zero
    first, second = zero + np.uint64(seed), keys.astype(np.uint64)
    for _ in range(_ROUNDS):
        (high_0, low_0), (high_1, low_1) = _product(_TIMES[0], a), _product(_TIMES[1], c)
        a, b, c, d = high_1 ^ b ^ first, low_1, high_0 ^ d ^ second, low_0
        first, second = first + _MORE[0], second + _MORE[1]
    return ((a, b, c, d)[place % 4] >> np.uint64(11)) * 2.0**-53


def _product(times: int, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The upper and the lower half of a number times each word."""
    low, high = words & _LOW, words >> _HALF
    by_low, by_high = np.uint64(times % 2**32), np.uint64(times // 2**32)
    middle = by_high * low + (by_low * low >> _HALF)
    other = by_low * high + (middle & _LOW)
    return by_high * high + (middle >> _HALF) + (other >> _HALF), np.uint64(times) * words
