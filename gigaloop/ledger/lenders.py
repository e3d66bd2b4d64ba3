"""Rows of an answer: what lenders hold, lost and can still lend, and what private funds have left for rounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from gigaloop.answer.paths import CENTS, Paths, quantile_row, size_row
from gigaloop.answer.speech import ending
from gigaloop.answer.table import Row
from gigaloop.engine.plan import LANDLORD, PRIVATE_FUNDS, STAKE, TAGS
from gigaloop.engine.run import LENDERS

#: measures of the world, by lender -> how they are told
LENDING = {"held": "loans_held", "lost": "loans_lost", "room": "lending_room"}
ROUNDS = "private_funds"


def rows(found: Paths) -> Iterator[Row]:
    """What each lender with a bound holds, has lost and can still lend at the horizon; what was lost past capital."""
    period = ending(found.quarters[-1])
    for lender in LENDERS:
        if lender in found.lowering.unbounded:
            continue
        for what, measure in LENDING.items():
            values = found.market(f"{what}_{lender}")[:, -1]
            key, behind = f"{lender}/{measure}", found.behind(lender, legs=())
            yield quantile_row(values, key, lender, measure, "USD bn", period=period, **behind)
    past = found.market("past_capital")[:, -1]
    if past.any():
        behind = found.behind(*LENDERS, legs=())
        yield quantile_row(past, "past_capital", "market", "past_capital", "USD bn", period=period, **behind)


def rounds(found: Paths) -> Iterator[Row]:
    """What private funds can put into rounds by quarter, what they put in on average over the paths, and what is left
    of the mean bound; nothing where they hold no shares that could be issued to them, or have no bound."""
    bound = most(found) if (found.run.plan.shares["holder"] == PRIVATE_FUNDS).any() else None
    if bound is None:
        return
    behind = found.behind("world.private_rounds", "world.lenders_growth", legs=())
    used = put(found)
    for t, quarter in enumerate(found.quarters):
        told: dict[str, Any] = {"period": quarter, **behind}
        key = f"{ROUNDS}/round_room/{quarter}"
        yield quantile_row(bound[:, t], key, ROUNDS, "round_room", "USD bn", **told)
        left = max(float(bound[:, t].mean()) - float(used[t]), 0.0)
        for measure, size in (("round_used", float(used[t])), ("round_left", left)):
            yield size_row(size, f"{ROUNDS}/{measure}/{quarter}", ROUNDS, measure, "USD bn", **told)


def most(found: Paths) -> np.ndarray | None:
    """(P, T) USD bn that private funds put into rounds of a quarter at most (docs/model.md, step 5); None: no bound."""
    world = found.run.plan.world[0]
    if not int(world["private_rounds"]):
        return None
    years = np.arange(len(found.quarters)) / 4.0
    bound, growth = (found.drawn_value(int(world[name]))[:, None] for name in ("private_rounds", "lenders_growth"))
    return np.asarray(bound / CENTS * np.exp(growth * years))


def put(found: Paths) -> np.ndarray:
    """(T,) USD bn that they put into rounds and promised tranches, on average over all paths of the run."""
    return np.asarray(found.run.flows[:, slots(found)].sum(1) / 1e9)


def slots(found: Paths) -> np.ndarray:
    """The payments that use up their room: their part of rounds, landlords' apart, and the tranches they promised."""
    table, plan = found.run.slots, found.run.plan
    round_ = (table["tag"] == TAGS.index("round")) & (plan.parties["role"][table["payee"]] != LANDLORD)
    tranche = (table["leg"] >= 0) & (plan.legs["kind"][table["leg"]] == STAKE)
    return np.asarray((table["payer"] == PRIVATE_FUNDS) & (round_ | tranche))
