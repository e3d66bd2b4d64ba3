"""What a plan's gigawatts do to the others on the simulated market, at each end of the elasticity: for `sovereign`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from gigaloop.answer.paths import Paths, spread
from gigaloop.answer.table import Row
from gigaloop.answer.tally import resting
from gigaloop.book.model import Book
from gigaloop.ledger.plans import COMPUTE, IT, SHELL, Ends
from gigaloop.questions.prices.world import World

ELASTICITY, HOURS = "rent-elasticity", "gpu-hours-per-gw-year"
INPUTS = (COMPUTE, IT, SHELL, ELASTICITY, HOURS)


def crowding_rows(found: Paths, state: str, bought: Mapping[str, Ends]) -> Iterator[Row]:
    """Rent, waiting and bill of everybody else, by year and by elasticity, if the plan's gigawatts come on top.

    Of the gigawatts G bought until then: `others_rent` = ((D + G)/D)^(1/elasticity) - 1, D the demand of each path's
    quarter, mean of the year; `others_wait`, the year's purchase over what the world adds in a quarter;
    `others_pay`, the rise of the rent on what no contract covers (USD bn a year). First effect: nobody builds more
    because of it. low and high: 5th percentile at the plan's least, 95th at its greatest.
    """
    book = found.book
    ends = book.parameter(ELASTICITY).range()
    hours = book.parameter(HOURS).range()[1]
    world = World(found)
    demand, supply, rent = (world[name] for name in ("demand_gw", "supply", "rent"))
    spot = np.maximum(np.minimum(demand, supply) - world["standing"], 0.0)
    before = [0.0, 0.0, 0.0]
    for year, columns in found.years(whole=False).items():
        year_gw = bought.get(year)
        if year_gw is None:
            continue
        sizes = [year_gw.low, year_gw.mid, year_gw.mid if year_gw.high is None else year_gw.high]
        before = [a + b for a, b in zip(before, sizes, strict=True)]
        waits = [world.quarters_of(gw)[:, columns].mean(1) for gw in sizes]
        yield _row(book, state, year, "others_wait", "quarters", waits, "", year_gw.high is None)
        for name, eps in zip(("low", "mid", "high"), ends, strict=True):
            lifts = [((demand[:, columns] + gw) / demand[:, columns]) ** (1.0 / eps) - 1.0 for gw in before]
            rise = [lift.mean(1) for lift in lifts]
            pay = [(lift * rent[:, columns] * hours / 1e9 * spot[:, columns]).mean(1) for lift in lifts]
            yield _row(book, state, year, "others_rent", "share", rise, name, year_gw.high is None)
            yield _row(book, state, year, "others_pay", "USD bn", pay, name, year_gw.high is None)


def _row(
    book: Book, state: str, year: str, measure: str, unit: str, values: list[np.ndarray], at: str,
    open_top: bool,
) -> Row:  # fmt: skip
    low, mid, high = spread(values[0])[0], spread(values[1])[1], spread(values[2])[2]
    key = f"{state}/{year}/{measure}" + (f"/{at}" if at else "")
    return Row(
        key=key, subject="others", counterparty=state, measure=measure, period=year, unit=unit, low=low, mid=mid,
        high=None if open_top else high, range="paths", more={"elasticity": at}, **resting(book, INPUTS),
    )  # fmt: skip
