"""The cheapest mix of suppliers when each may deliver less than it promised: cost against the tail of the shortage."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

__all__ = ["Mix", "OutOfReach", "least_cost", "tail_mean"]


class Mix(NamedTuple):
    """The cheapest mix. bought: quantity from each supplier; cost: money, expected, for what is delivered; shortage:
    expected quantity missing; tail: mean shortage of the worst cases; total: cost and worth of what is missing; price:
    what a unit less of tail would cost more (money a quantity), 0 where the limit does not bind; missing: shortage by
    case; residual: largest breach of the constraints."""

    bought: np.ndarray
    cost: float
    shortage: float
    tail: float
    total: float
    price: float
    missing: np.ndarray
    residual: float


def tail_mean(values: Sequence[float], level: float) -> float:
    """What is the mean of the worst (1 - level) of equally likely cases?

    Definition: conditional value at risk (Rockafellar and Uryasev 2000, J. Risk 2:21), a part of a case counted where
    the share does not fall on a whole one. `level`: share, 0 to below 1. Unit: that of the values.
    Errors: ValueError for a level outside its range.

    >>> tail_mean([1.0, 2.0, 3.0, 4.0], 0.5), round(tail_mean([1.0, 2.0, 3.0, 4.0], 0.7), 6)
    (3.5, 3.833333)
    """
    worst = np.sort(np.asarray(values, dtype=float))[::-1]
    count = (1.0 - _level(level)) * worst.size
    weight = np.clip(count - np.arange(worst.size), 0.0, 1.0)
    return float(worst @ weight / count)


class OutOfReach(ValueError):
    """No mix keeps the worst cases within `limit`; `least` is the least that can be reached, None where nothing is."""

    def __init__(self, limit: float, least: float | None) -> None:
        told = "" if least is None else f"; the least that can be reached is {least:g}"
        super().__init__(f"limit: no mix keeps the worst cases within {limit:g}{told}. Allow more, or add a supplier.")
        self.limit, self.least = limit, least


def least_cost(
    cost: Sequence[float],
    delivered: Sequence[Sequence[float]],
    need: float | Sequence[float],
    *,
    most: Sequence[float] | None = None,
    least: Sequence[float] | None = None,
    worth: float = 0.0,
    level: float = 0.95,
    limit: float | None = None,
    share: float | None = None,
) -> Mix:
    """How much is bought from whom, at least cost, so that the worst cases of shortage stay within a limit?

    Definition: min over x of sum cost_i E[d_i] x_i + worth E[y], y_s = (need_s - sum_i d_si x_i)+, subject to the mean
    of the worst (1 - level) of y staying within `limit` (the linear programme of Rockafellar and Uryasev 2000, J. Risk
    2:21). `cost`: money per unit delivered, one a supplier; `delivered`: share of what was bought that comes, one row a
    case, all as likely; `need`: quantity, one or one a case; `least`, `most`: what must and what can be bought of each;
    `worth`: of a unit missing; `share`: largest part of all that one supplier may have, what must be bought apart.
    Errors: ValueError for shapes or signs that make no sense, and where no mix meets the limit (it says the least tail
    that can be reached).

    >>> mix = least_cost([10.0, 12.0], [[1.0, 1.0], [0.0, 1.0]], 4.0, most=[4.0, 4.0], worth=12.0, level=0.5, limit=1.0)
    >>> mix.bought.tolist(), mix.tail
    ([1.0, 3.0], 1.0)
    """
    price, comes = np.asarray(cost, dtype=float), np.asarray(delivered, dtype=float)
    if price.ndim != 1 or comes.ndim != 2 or comes.shape[1] != price.size or not comes.size:
        raise ValueError(
            f"delivered: found shape {comes.shape}, expected one row a case and {price.size} numbers in each."
        )
    cases, count = comes.shape
    wanted = np.broadcast_to(np.asarray(need, dtype=float), (cases,))
    low = np.zeros(count) if least is None else np.asarray(least, dtype=float)
    high = np.full(count, np.inf) if most is None else np.asarray(most, dtype=float)
    for name, values in (("cost", price), ("delivered", comes), ("need", wanted), ("least", low), ("most", high)):
        if not (values >= 0.0).all():
            raise ValueError(f"{name}: found {float(np.min(values))}, expected numbers of at least 0.")
    if low.shape != (count,) or high.shape != (count,) or (low > high).any():
        raise ValueError("least, most: expected one number a supplier, and none that must buy more than it can.")
    level = _level(level)
    found = _solve(price * comes.mean(0), comes, wanted, low, high, worth, level, limit, share)
    if found.status == 2 and limit is not None:
        reach = _solve(np.zeros(count), comes, wanted, low, high, 0.0, level, None, share, tail=True)
        raise OutOfReach(limit, float(reach.fun) if reach.status == 0 else None)
    if found.status != 0:
        raise ValueError(f"mix: the solver stopped with status {found.status}; what must be bought may break `share`.")
    bought = np.maximum(found.x[:count], 0.0)
    missing = np.maximum(wanted - comes @ bought, 0.0)
    spent, lost = float(price * comes.mean(0) @ bought), float(missing.mean())
    tail = tail_mean(missing, level)
    over = [0.0, float((low - bought).max()), float((bought - high).max())]
    over += [] if limit is None else [tail - limit]
    dual = 0.0 if limit is None else float(-found.ineqlin.marginals[2 * cases])
    return Mix(bought, spent, lost, tail, spent + worth * lost, max(dual, 0.0) + 0.0, missing, max(over))


def _solve(price, comes, wanted, low, high, worth, level, limit, share, tail=False):
    """The programme over x, y, u and a: bought, missing by case, missing beyond a, and the quantile a.

    Without a limit and without an aim at the tail the last two have no say and are left out.
    """
    cases, count = comes.shape
    worst = tail or limit is not None
    size = count + cases + (cases + 1 if worst else 0)
    one = np.arange(cases)
    minus, plus = np.full(cases, -1.0), np.ones(cases)
    parts = [(np.repeat(one, count), np.tile(np.arange(count), cases), -comes.ravel()), (one, count + one, minus)]
    right = [-wanted]
    mean = np.zeros(size)
    if worst:
        mean[count + cases :] = [*np.full(cases, 1.0 / ((1.0 - level) * cases)), 1.0]
        under, last = cases + one, np.full(cases, size - 1)
        parts += [(under, count + one, plus), (under, count + cases + one, minus), (under, last, minus)]
        right.append(np.zeros(cases))
    if limit is not None:
        held = np.flatnonzero(mean)
        parts.append((np.full(held.size, 2 * cases), held, mean[held]))
        right.append(np.array([limit]))
    if share is not None:
        top, at = sum(map(len, right)), np.arange(count)
        parts.append((top + np.repeat(at, count), np.tile(at, count), (np.eye(count) - share).ravel()))
        right.append(np.maximum(low - share * low.sum(), 0.0))
    rows, columns, numbers = (np.concatenate(part) for part in zip(*parts, strict=True))
    bound = np.concatenate(right)
    aim = mean if tail else np.concatenate([price, np.full(cases, worth / cases), np.zeros(size - count - cases)])
    bounds = np.column_stack([np.zeros(size), np.full(size, np.inf)])
    bounds[:count] = np.column_stack([low, high])
    if tail:
        bounds[-1, 0] = -np.inf
    matrix = sparse.csc_matrix((numbers, (rows, columns)), shape=(bound.size, size))
    # so small a programme is solved sooner than it is simplified
    return linprog(aim, A_ub=matrix, b_ub=bound, bounds=bounds, method="highs", options={"presolve": False})


def _level(level: float) -> float:
    if not 0.0 <= level < 1.0:
        raise ValueError(f"level: found {level}, expected a share of at least 0 and below 1.")
    return float(level)
