"""Sobol points: numbers that lie evenly in many dimensions, without the half second that scipy.stats takes to load."""

import numpy as np

__all__ = ["MOST", "sobol"]

#: binary digits of a number
BITS = 30
#: of each dimension after the first: the digits of a primitive polynomial, and the first odd numbers of its directions
#: (Joe and Kuo 2008, SIAM J. Scientific Computing 30:2635, their table new-joe-kuo-6)
DIRECTIONS = (
    (0, (1,)), (1, (1, 3)), (1, (1, 3, 1)), (2, (1, 1, 1)), (1, (1, 1, 3, 3)), (4, (1, 3, 5, 13)),
    (2, (1, 1, 5, 5, 17)), (4, (1, 1, 5, 5, 5)), (7, (1, 1, 7, 11, 19)), (11, (1, 1, 5, 1, 1)),
    (13, (1, 1, 1, 3, 11)), (14, (1, 3, 5, 5, 31)), (1, (1, 3, 3, 9, 7, 49)), (13, (1, 1, 1, 15, 21, 21)),
    (16, (1, 3, 1, 13, 27, 49)), (19, (1, 1, 1, 15, 7, 5)), (22, (1, 3, 1, 15, 13, 25)), (25, (1, 1, 5, 5, 19, 61)),
    (1, (1, 3, 7, 11, 23, 15, 103)), (4, (1, 3, 7, 13, 13, 15, 69)),
)  # fmt: skip
#: dimensions that the table reaches
MOST = len(DIRECTIONS) + 1


def sobol(dimensions: int, count: int, seed: int | None = None) -> np.ndarray:
    """Where do points lie that fill a cube evenly?

    Definition: Sobol's sequence in Gray-code order (Bratley and Fox 1988, ACM TOMS 14:88) with the directions of Joe
    and Kuo; with a `seed` all digits of a dimension are flipped by one random number (a digital shift), which keeps
    their evenness and makes each point uniform, and half a last digit is added. Beyond `MOST` dimensions SciPy's
    scrambled points. Returns (count, dimensions) shares.
    Errors: ValueError for a number of dimensions below 1, or a count that is no power of two.

    >>> sobol(2, 4).tolist()
    [[0.0, 0.0], [0.5, 0.5], [0.75, 0.25], [0.25, 0.75]]
    """
    if dimensions < 1:
        raise ValueError(f"dimensions: found {dimensions}, expected at least 1.")
    if count < 1 or count & (count - 1) or count > 1 << BITS:
        raise ValueError(f"count: found {count}, expected a power of two.")
    if dimensions > MOST:
        from scipy.stats import qmc

        return np.asarray(qmc.Sobol(dimensions, scramble=seed is not None, seed=seed).random(count))
    at = np.arange(count, dtype=np.int64)
    gray = at ^ (at >> 1)
    found = np.zeros((count, dimensions), np.int64)
    directions = np.array([_directions(dimension) for dimension in range(dimensions)])
    for digit in range(count.bit_length() - 1):
        found ^= np.where((gray >> digit & 1)[:, None] > 0, directions[:, digit], 0)
    if seed is None:
        return found / (1 << BITS)
    shift = np.random.default_rng(seed).integers(0, 1 << BITS, dimensions)
    return ((found ^ shift) + 0.5) / (1 << BITS)


def _directions(dimension: int) -> list[int]:
    """The number that each binary digit of a place stands for, as BITS digits."""
    if dimension == 0:
        return [1 << (BITS - 1 - digit) for digit in range(BITS)]
    digits, odd = DIRECTIONS[dimension - 1]
    size = len(odd)
    made = [number << (BITS - 1 - digit) for digit, number in enumerate(odd)]
    for digit in range(size, BITS):
        number = made[digit - size] ^ (made[digit - size] >> size)
        for k in range(1, size):
            number ^= made[digit - k] * (digits >> (size - 1 - k) & 1)
        made.append(number)
    return made
