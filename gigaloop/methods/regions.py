"""What does it cost to spread capacity over regions, and what is lost when one of them goes dark?"""

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

from .market import clear

__all__ = ["Resilience", "resilience"]


class Resilience(NamedTuple):
    """A split of capacity, by the year. cost: money, of serving the load with every region up; price: money a unit, by
    region; lost: quantity unserved while a region is out, by region; moved: quantity that others then take over;
    loss: money, expected, of what is unserved and of dearer running meanwhile; total: cost and loss; residual: largest
    imbalance of any clearing (quantity)."""

    cost: float
    price: dict[str, float]
    lost: dict[str, float]
    moved: dict[str, float]
    loss: float
    total: float
    residual: float


def resilience(
    capacity: Mapping[str, float],
    load: Mapping[str, float],
    cost: Mapping[str, float],
    *,
    link: float,
    outage: Mapping[str, float],
    worth: float,
    prices: bool = True,
) -> Resilience:
    """What does a split of capacity cost with all regions up, and what is lost when one is out?

    Definition: least-cost clearing of zones and links (`market.clear`) in each state, no region out or one alone; the
    expected loss is the sum over regions of the part of the year for which it is out (`outage`, a share) x what the
    state costs more, unserved load at its worth (expected energy not served times the value of lost load: Billinton and
    Allan 1996, Reliability Evaluation of Power Systems, ch. 2). Two regions out at once are left out: the error is at
    most the product of their shares. `capacity`, `load`: quantity by region; `cost`: money a unit and year; `link`:
    quantity that may move between any two regions; `worth`: money of a unit and year not served;
    `prices`: False leaves `price` without numbers.
    Errors: ValueError for names that differ, negative numbers, or shares that come to more than 1.

    >>> found = resilience({"a": 10, "b": 6}, {"a": 8, "b": 4}, {"a": 1, "b": 2}, link=1, outage={"a": 0.1}, worth=9)
    >>> found.cost, found.lost["a"], round(found.loss, 6)
    (15.0, 7.0, 5.8)
    """
    names = list(capacity)
    for name, given in (("load", load), ("cost", cost)):
        if set(given) != set(names):
            raise ValueError(f"{name}: found regions {sorted(given)}, expected {sorted(names)}, as in capacity.")
    for name, values in (("link", [link]), ("outage", outage.values()), ("worth", [worth]), ("cost", cost.values())):
        if not all(value >= 0.0 for value in values):
            raise ValueError(f"{name}: found {min(values)}, expected numbers of at least 0.")
    if not set(outage) <= set(names) or sum(outage.values()) > 1.0:
        raise ValueError("outage: expected shares of the year by region that come to at most 1.")
    links = [(a, b, link) for a, b in combinations(names, 2)]

    def state(out: str | None, prices: bool = False):  # type: ignore[no-untyped-def]
        zones = {name: {"site": 0.0 if name == out else capacity[name]} for name in names}
        running = {f"{name} site": cost[name] for name in names}
        return clear(zones, load, running, links, voll=worth, prices=prices)

    up = state(None, prices)
    whole = up.cost + worth * sum(up.unserved.values())
    lost, moved, loss, residual = {}, {}, 0.0, up.residual
    for name in names:
        down = state(name)
        missing = sum(down.unserved.values())
        lost[name] = missing
        moved[name] = max(load[name] - missing, 0.0)
        loss += outage.get(name, 0.0) * (down.cost + worth * missing - whole)
        residual = max(residual, down.residual)
    return Resilience(whole, up.price, lost, moved, loss, whole + loss, residual)
