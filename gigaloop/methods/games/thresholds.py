"""When to act: the global game's switching point, and the option to wait."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

__all__ = ["Threshold", "Wait", "global_game", "option_to_wait"]


class Threshold(NamedTuple):
    """A global game's switching points, as posterior means. threshold: the least (most invest); thresholds: all;
    gamma: the public signal's weight, unique below 2 pi; signal: private signal at the threshold, None where
    undefined; residual: error of the equation."""

    threshold: float
    thresholds: list[float]
    gamma: float
    unique: bool
    signal: float | None
    residual: float


class Wait(NamedTuple):
    """When to invest. beta: root; Vstar: trigger (money); A: constant of the option's worth A V^beta; option: worth
    at V, None without V."""

    beta: float
    Vstar: float
    A: float
    option: float | None


def global_game(alpha_public: float, beta_private: float, y: float, cost: float = 1.0) -> Threshold:
    """Below which belief about the fundamentals does everyone stay out?

    Definition (Morris and Shin 2003, Global Games, section 2): investing pays theta - cost + l, l the share that
    invests; theta is normal around the public y with precision alpha_public, private signals have precision
    beta_private. The switching posterior mean k solves k - cost + 1 = Phi(sqrt(gamma) (k - y)), gamma = alpha^2
    (alpha + beta) / (beta (alpha + 2 beta)) (at cost 1: k = Phi(...)). It is unique if gamma <= 2 pi. With
    alpha_public = 0: k = cost - 1/2, the risk-dominant choice. Precisions are 1 / variance; `y`, `cost` in units of
    pay-off. Errors: ValueError for precisions out of range.

    >>> global_game(alpha_public=0, beta_private=1, y=0.3).threshold
    0.5
    """
    alpha, beta, y, cost = float(alpha_public), float(beta_private), float(y), float(cost)
    if not (np.isfinite([alpha, beta, y, cost]).all() and alpha >= 0.0 and beta > 0.0):
        raise ValueError(
            f"global_game: found alpha_public {alpha}, beta_private {beta}, expected finite precisions, alpha "
            ">= 0 and beta > 0."
        )
    gamma = alpha * alpha * (alpha + beta) / (beta * (alpha + 2.0 * beta))
    root = float(np.sqrt(gamma))
    base = cost - 1.0

    def excess(k: float) -> float:
        return float(k - base - ndtr(root * (k - y)))

    turns = [base - 1.0, base + 2.0]
    if gamma > 2.0 * np.pi:
        reach = float(np.sqrt(np.log(gamma / (2.0 * np.pi))) / root)
        turns += [min(max(y + sign * reach, turns[0]), turns[1]) for sign in (-1.0, 1.0)]
    turns = sorted(turns)
    found: list[float] = []
    for low, high in pairwise(turns):
        if low < high and excess(low) * excess(high) <= 0.0:
            k = float(brentq(excess, low, high, xtol=1e-15, rtol=1e-15))
            if not found or abs(k - found[-1]) > 1e-12:
                found.append(k)
    least = found[0]
    signal = ((alpha + beta) * least - alpha * y) / beta
    return Threshold(least, found, gamma, len(found) == 1, signal, max(abs(excess(k)) for k in found))


def option_to_wait(r: float, delta: float, sigma: float, I: float, V: float | None = None) -> Wait:  # noqa: E741 - the book's letter
    """How far above its cost must a project's worth rise before investing beats waiting?

    Definition (McDonald and Siegel 1986; Dixit and Pindyck 1994, ch. 5): beta is the positive root of
    sigma^2 beta (beta - 1) / 2 + (r - delta) beta - r = 0; Vstar = beta I / (beta - 1); the option is worth A V^beta
    below Vstar, V - I above; A = (Vstar - I) / Vstar^beta. At sigma = 0 the limit. Rates a year; I, V money. Errors:
    ValueError unless r, delta, I > 0, sigma >= 0.

    >>> [round(x, 9) for x in option_to_wait(r=0.04, delta=0.04, sigma=0.2, I=1)[:3]]
    [2.0, 2.0, 0.25]
    """
    r, delta, sigma, I = (float(x) for x in (r, delta, sigma, I))  # noqa: E741
    for name, value, low in (("r", r, 0.0), ("delta", delta, 0.0), ("I", I, 0.0)):
        if not np.isfinite(value) or value <= low:
            raise ValueError(
                f"{name}: found {value}, expected a finite number above 0; without it waiting is free or never ends."
            )
    if not np.isfinite(sigma) or sigma < 0.0:
        raise ValueError(f"sigma: found {sigma}, expected a finite volatility of at least 0.")
    if sigma == 0.0:
        beta = r / (r - delta) if r > delta else float("inf")
    else:
        half = (r - delta) / sigma**2 - 0.5
        beta = -half + float(np.sqrt(half * half + 2.0 * r / sigma**2))
    trigger = I if np.isinf(beta) else beta * I / (beta - 1.0)
    factor = 0.0 if np.isinf(beta) else (trigger - I) / trigger**beta
    option = None
    if V is not None:
        if not np.isfinite(V) or V < 0.0:
            raise ValueError(f"V: found {V}, expected a finite worth of at least 0.")
        option = float(V - I) if trigger <= V else float(factor * V**beta)
    return Wait(beta, trigger, factor, option)
