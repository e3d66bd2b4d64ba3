"""Pay-offs in normal form: read, averaged over strategies, and the gain from deviating."""

from collections.abc import Sequence

import numpy as np

__all__ = ["expected", "read", "regret"]


def read(A: object, B: object, payoffs: Sequence | None) -> list[np.ndarray]:
    if (payoffs is None) == (A is None and B is None):
        raise ValueError("payoffs: expected either A and B, or payoffs with one array a player.")
    given = [A, B] if payoffs is None else list(payoffs)
    if any(one is None for one in given):
        raise ValueError("payoffs: found A without B or B without A, expected both.")
    arrays = [np.asarray(one, dtype=float) for one in given]
    if len(arrays) < 2:
        raise ValueError(f"payoffs: found {len(arrays)} player, expected two or more: a game needs another.")
    shape = arrays[0].shape
    if len(shape) != len(arrays) or 0 in shape or any(one.shape != shape for one in arrays):
        raise ValueError(
            f"payoffs: found shapes {[one.shape for one in arrays]}, expected as many equal arrays as players, "
            "one axis a player."
        )
    if not all(np.isfinite(one).all() for one in arrays):
        raise ValueError("payoffs: found a number that is not finite, expected finite pay-offs.")
    return arrays


def expected(payoff: np.ndarray, strategies: Sequence[np.ndarray], keep: Sequence[int]) -> np.ndarray:
    """Pay-off with every axis but those in `keep` (ascending) averaged by its player's strategy."""
    for axis in reversed(range(payoff.ndim)):
        if axis not in keep:
            payoff = np.tensordot(payoff, strategies[axis], axes=([axis], [0]))
    return payoff


def regret(payoffs: list[np.ndarray], strategies: Sequence[np.ndarray]) -> float:
    gains = []
    for i, payoff in enumerate(payoffs):
        each = expected(payoff, strategies, [i])
        gains.append(float(each.max() - each @ strategies[i]))
    return max(gains)
