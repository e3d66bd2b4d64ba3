"""What a split of compute over regions costs, and what is lost when one goes dark: the regional part of `market`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gigaloop.answer.ends import ends_row, over
from gigaloop.answer.table import Row
from gigaloop.book.model import Book
from gigaloop.engine.compiler.limits import REGIONS
from gigaloop.ledger.unit_costs import COST, costs
from gigaloop.methods.regions import resilience

SHARES, PREMIUM, OUTAGE, LINK, SPARE = (
    *("power-region-shares", "region-cost-premium", "region-outage", "region-link", "spare-capacity"),
)
WORTH = "revenue-per-gw-openai"
NAMES = (PREMIUM, OUTAGE, LINK, SPARE, WORTH)
UNIT = "USD bn/GW"


class Split(NamedTuple):
    """A layout of one gigawatt of load, USD bn a year: running and capital cost, its premium over one region, and the
    expected loss for each unit of `region-outage`."""

    cost: float
    premium: float
    loss_a_share: float


def region_rows(book: Book) -> Iterator[Row]:
    """Cost, premium over one region, expected loss and break-even outage of today's split and of an even one.

    Each end is taken with every parameter where it makes the number least or greatest: a premium rises with the cost
    of a gigawatt and with `region-cost-premium`; a loss with `region-outage` and with what a gigawatt earns, and falls
    with what others may serve and with spare capacity. Nothing where the book lacks one of the parameters.
    """
    if any(name not in book.parameters for name in (SHARES, *NAMES, *COST)):
        return
    made = over(book, COST, lambda x: {"whole": costs(x)["fixed"] + _power(x), "running": _power(x)})
    cost, running = made["whole"], made["running"]
    at = {name: book.parameter(name).range() for name in NAMES}
    layouts = {"one": (1.0,), "today": tuple(book.parameter(SHARES).numbers()), "even": (0.25,) * 4}
    worlds = {
        name: [_world(shares, cost, running, at, k, k, 2 - k) for k in range(3)] for name, shares in layouts.items()
    }
    least_cost = [worlds["one"][k].cost for k in range(3)]
    for name, split in worlds.items():
        rests = (SHARES, *COST, PREMIUM)
        yield _row(book, [s.cost for s in split], f"{name}/cost", "region_cost", UNIT, rests)
        loss = [s.loss_a_share * at[OUTAGE][k] for k, s in enumerate(split)]
        yield _row(book, loss, f"{name}/outage_loss", "outage_loss", UNIT, (SHARES, *NAMES, *COST))
        if name == "one":
            continue
        yield _row(book, [s.premium for s in split], f"{name}/cost_premium", "cost_premium", UNIT, rests)
        share = [s.premium / c for s, c in zip(split, least_cost, strict=True)]
        yield _row(book, share, f"{name}/cost_premium_share", "cost_premium_share", "proportion", rests)
        pays = [_break_even(layouts[name], cost, running, at, k) for k in range(3)]
        every = (SHARES, *NAMES, *COST)
        yield _row(book, pays, f"{name}/break_even_outage", "break_even_outage", "share", every)


def _world(
    shares: tuple[float, ...],
    cost: tuple[float, ...],
    running: tuple[float, ...],
    at: Mapping[str, tuple[float, float, float]],
    dear: int,
    lost: int,
    safe: int,
) -> Split:
    """A layout with each parameter at one of its ends: those of cost, of what is lost, and of what others can take."""
    return _split(
        shares, cost[dear], running[dear], at[PREMIUM][dear], at[LINK][safe], at[SPARE][safe], at[WORTH][lost]
    )


def _break_even(
    shares: tuple[float, ...],
    cost: tuple[float, ...],
    running: tuple[float, ...],
    at: Mapping[str, tuple[float, float, float]],
    k: int,
) -> float:
    """The share of the year out at which a split pays: premium over the loss that it avoids, each at its other end."""
    split, one = (_world(layout, cost, running, at, k, 2 - k, 2 - k) for layout in (shares, (1.0,)))
    avoided = one.loss_a_share - split.loss_a_share
    return min(split.premium / avoided, 1.0) if avoided > 0.0 else 1.0


def _split(
    shares: tuple[float, ...], cost: float, running: float, premium: float, link: float, spare: float, worth: float
) -> Split:
    """One gigawatt of load, laid out by these shares; the first region is the cheapest. What is out saves its running
    cost alone: its capital is spent.

    >>> split = _split((0.5, 0.5), 10.0, 1.0, 0.2, 0.0, 0.0, 30.0)
    >>> split.cost, split.premium, round(split.loss_a_share, 6)
    (11.0, 1.0, 28.9)
    """
    names = REGIONS[: len(shares)]
    load = dict(zip(names, shares, strict=True))
    dearer = {name: 1.0 + (premium if n else 0.0) for n, name in enumerate(names)}
    some = 0.5 / len(names)
    found = resilience(
        {name: share * (1.0 + spare) for name, share in load.items()},
        load,
        {name: running * more for name, more in dearer.items()},
        link=link / max(len(names) - 1, 1) / len(names),
        outage=dict.fromkeys(names, some),
        worth=worth,
        prices=False,
    )
    plain = sum(load[name] * cost * dearer[name] for name in names)
    return Split(plain, plain - cost, found.loss / some)


def _power(x: Mapping[str, float]) -> float:
    return costs(x)["usage_charge"] * x["gpu-hours-per-gw-year"] / 1e9


def _row(book: Book, ends: list[float], key: str, measure: str, unit: str, names: tuple[str, ...]) -> Row:
    low, mid, high = min(ends), ends[1], max(ends)
    return ends_row(
        book, (low, mid, high), names, f"regions/{key}", "market", measure, unit, book.as_of.isoformat(),
        more={"band": "", "published": None, "place": None},
    )  # fmt: skip
