"""Uniform-price clearing of zones joined by links: who runs, at what price, and what flows.

The market is a small linear programme solved by HiGHS through scipy. The price of a zone is the dual of its balance.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

__all__ = ["Clearing", "clear"]


class Clearing(NamedTuple):
    """A cleared market. Keys: zone, "ZONE PLANT", "A-B".

    price: money a unit, per zone, NaN where nothing pins it; price_range: every price that supports the same dispatch,
    [low, high], low None where nothing less could be used, high None where no unit more can be had; cost: money, of
    generation; gen, served, unserved, flow: quantity; surplus: worth of what is served less cost (money);
    residual: largest imbalance of a zone (quantity).
    """

    price: dict[str, float]
    price_range: dict[str, tuple[float | None, float | None]]
    cost: float
    gen: dict[str, float]
    flow: dict[str, float]
    served: dict[str, float]
    unserved: dict[str, float]
    surplus: float
    residual: float


def _amount(where: str, value: object) -> float:
    number = float(value)  # type: ignore[arg-type]
    if not np.isfinite(number) or number < 0.0:
        raise ValueError(f"{where}: found {number}, expected a finite quantity of at least 0.")
    return number


def _supports(
    c: np.ndarray, low: np.ndarray, high: np.ndarray, balance: np.ndarray, x: np.ndarray, zone: int
) -> tuple[float | None, float | None]:
    """Least and greatest price of one zone over all duals that support the dispatch x (complementary slackness)."""
    span = np.where(np.isfinite(high), high, np.maximum(np.abs(x), 1.0)) - low
    close = 1e-9 * np.maximum(1.0, span)
    at_low, at_high = x <= low + close, x >= high - close
    stuck = at_low & at_high
    rows, bounds = [], []
    for j in np.flatnonzero(~stuck):
        if not at_high[j]:  # could rise: reduced cost >= 0
            rows.append(balance[:, j])
            bounds.append(c[j])
        if not at_low[j]:  # could fall: reduced cost <= 0
            rows.append(-balance[:, j])
            bounds.append(-c[j])
    aim = np.zeros(balance.shape[0])
    ends: list[float | None] = []
    for sign in (1.0, -1.0):
        aim[zone] = sign
        found = linprog(
            aim,
            A_ub=np.array(rows) if rows else None,
            b_ub=np.array(bounds) if rows else None,
            bounds=(None, None),
            method="highs",
        )
        ends.append(round(float(sign * found.fun), 9) + 0.0 if found.status == 0 else None)
    return ends[0], ends[1]


def clear(
    zones: Mapping[str, Mapping[str, float]],
    load: Mapping[str, float],
    mc: Mapping[str, float],
    links: Sequence[Sequence] = (),
    *,
    bids: Mapping[str, Sequence[Sequence[float]]] | None = None,
    voll: float | None = None,
    prices: bool = True,
) -> Clearing:
    """What does each zone pay, who runs and what flows, when the cheapest supply meets the load?

    Definition: least cost of generation (less the worth of accepted bids) subject to capacity, link limits and a
    balance in every zone; the price is the balance's dual (Schweppe et al. 1988, Spot Pricing of Electricity;
    examples of PyPSA). Where several prices support the dispatch, `price` is the greatest finite one (the cost of one
    unit more, or where none can be had the least that supports it) and `price_range` says the span.
    `zones`: capacity by zone and plant (quantity); `load`: quantity that must be served, by zone; `mc`: marginal cost
    by plant (money a unit), or by "ZONE PLANT" where it differs; `links`: (A, B, limit) both ways, or (A, B, forward,
    backward);
    `bids`: by zone, (quantity, worth a unit), served only at or under their worth; `voll`: worth of load, above which
    load goes unserved; `prices`: False leaves them out (no number, an open range), which takes two programmes a zone
    less. Errors: ValueError for unknown names, and where the load cannot be met and no `voll` is given.

    >>> clear({"N": {"Wind": 5, "Gas": 10}}, {"N": 8}, {"Wind": 0, "Gas": 60}).price
    {'N': 60.0}
    """
    names = list(zones)
    if not names:
        raise ValueError("zones: found none, expected at least one zone with its plants.")
    place = {name: k for k, name in enumerate(names)}
    for where, given in (("load", load), ("bids", bids or {})):
        for name in given:
            if name not in place:
                raise ValueError(f"{where}: found zone {name!r}, expected one of {names}.")
    columns: list[tuple[str, str, float, float, float, dict[int, float]]] = []  # kind, key, cost, low, high, column
    for zone, plants in zones.items():
        for plant, capacity in plants.items():
            key = f"{zone} {plant}"
            cost = mc.get(key, mc.get(plant))
            if cost is None:
                raise ValueError(f"mc: found no marginal cost of {plant!r}, expected one under {plant!r} or {key!r}.")
            columns.append(
                ("gen", key, float(cost), 0.0, _amount(f"zones[{zone}][{plant}]", capacity), {place[zone]: 1.0})
            )
    for link in links:
        if len(link) not in (3, 4):
            raise ValueError(f"links: found {list(link)}, expected (A, B, limit) or (A, B, forward, backward).")
        a, b, *limits = link
        if a not in place or b not in place or a == b:
            raise ValueError(f"links: found {a!r}-{b!r}, expected two different zones of {names}.")
        forward, backward = _amount(f"links {a}-{b}", limits[0]), _amount(f"links {a}-{b}", limits[-1])
        columns.append(("flow", f"{a}-{b}", 0.0, -backward, forward, {place[a]: -1.0, place[b]: 1.0}))
    for zone, blocks in (bids or {}).items():
        for number, (quantity, worth) in enumerate(blocks):
            wanted = _amount(f"bids[{zone}]", quantity)
            columns.append(("served", f"{zone} {number}", -float(worth), 0.0, wanted, {place[zone]: -1.0}))
    need = np.array([_amount(f"load[{name}]", load.get(name, 0.0)) for name in names])
    if voll is not None:
        for zone, amount in zip(names, need, strict=True):
            columns.append(("unserved", zone, float(voll), 0.0, float(amount), {place[zone]: 1.0}))
    c = np.array([col[2] for col in columns])
    low, high = np.array([col[3] for col in columns]), np.array([col[4] for col in columns])
    balance = np.zeros((len(names), len(columns)))
    for j, col in enumerate(columns):
        for k, weight in col[5].items():
            balance[k, j] += weight
    if columns:
        found = linprog(c, A_eq=balance, b_eq=need, bounds=np.column_stack([low, high]), method="highs")
        status, x = found.status, found.x
    else:
        status, x = (0, np.zeros(0)) if not need.any() else (2, None)
    if status == 2:
        raise ValueError(
            "load: found more than supply and links can meet, expected a load that can be served. Give voll, "
            "the worth of load."
        )
    if status != 0:
        raise ValueError(
            f"market: the solver stopped with status {status}. Check that quantities and costs are of one scale."
        )
    price, span = {}, {}
    for k, name in enumerate(names):
        least, most = _supports(c, low, high, balance, x, k) if prices else (None, None)
        span[name] = (least, most)
        price[name] = most if most is not None else least if least is not None else float("nan")
    parts: dict[str, dict[str, float]] = {"gen": {}, "flow": {}, "served": {}, "unserved": {}}
    for col, amount in zip(columns, x, strict=True):
        parts[col[0]][col[1]] = parts[col[0]].get(col[1], 0.0) + float(amount)
    cost = float(sum(col[2] * v for col, v in zip(columns, x, strict=True) if col[0] == "gen"))
    worth = float(sum(-col[2] * v for col, v in zip(columns, x, strict=True) if col[0] == "served"))
    residual = float(np.abs(balance @ x - need).max())
    return Clearing(
        price,
        span,
        cost,
        parts["gen"],
        parts["flow"],
        parts["served"],
        parts["unserved"],
        worth - cost,
        residual,
    )
