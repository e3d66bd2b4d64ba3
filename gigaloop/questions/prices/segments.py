"""Who asks for compute, and who holds it by contract: labs, clouds, enterprises and states apart, for `market`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gigaloop.answer.paths import path_row, spread
from gigaloop.answer.table import Row
from gigaloop.answer.tally import resting
from gigaloop.engine.plan import COMPUTE
from gigaloop.ledger.plans import planned_power
from gigaloop.questions.prices.world import World

OWN = "outside-own-use-share"
#: sector of a buyer -> its segment; all others, and customers whose name is not told, are enterprises
SEGMENTS = {"lab": "labs", "hyperscaler": "clouds", "levered_cloud": "clouds", "neocloud": "clouds",
            "sovereign": "states", "governments": "states"}  # fmt: skip


def segment_rows(world: World) -> Iterator[Row]:
    """Demand and contracted capacity of each segment by quarter, GW.

    The model has labs' need and one outside demand. Of the outside, `states` is what the plans in the book have bought
    by then, at most all of it; of the rest `outside-own-use-share` is clouds' own products and what is left is
    enterprises': the three add up to the outside. `by_contract`: capacity that a segment's contracts name and that is
    due to stand, by the start, ramp and chance of each as drawn; what is late or given back later is not taken off.
    """
    yield from _demand(world)
    yield from _held(world)


def _demand(world: World) -> Iterator[Row]:
    found, book = world.found, world.found.book
    outside = world["demand_gw"] - world["needed_gw"]
    plans = planned_power(book)
    years = sorted(plans)
    used = tuple(dict.fromkeys(name for year in years for name in plans[year][1]))
    legs = tuple(dict.fromkeys(leg for year in years for leg in plans[year][2]))
    own = book.parameter(OWN).range() if OWN in book.parameters else None
    for t, quarter in enumerate(found.quarters):
        before = [plans[year][0] for year in years if year <= quarter[:4]]
        ends = [float(sum((one[n] or one.mid) for one in before)) for n in range(3)]
        states = [np.minimum(end, outside[:, t]) for end in ends]
        parts = {"states": states} if before else {}
        if own is not None:
            rest = outside[:, t] - states[1]
            parts["clouds"] = [share * rest for share in own]
            parts["enterprises"] = [(1.0 - share) * rest for share in reversed(own)]
        for segment, values in parts.items():
            rests = used if segment == "states" else (OWN, *used)
            yield _row(world, f"demand/{segment}/{quarter}", segment, "demand", values, quarter, rests, legs)


def _held(world: World) -> Iterator[Row]:
    for segment, (values, legs) in _contracts(world).items():
        of = world.behind(legs=legs)
        for t, quarter in enumerate(world.found.quarters if legs else ()):
            key = f"by_contract/{segment}/{quarter}"
            yield world.row(values[:, t], key, "by_contract", "GW", quarter, subject=segment, **of)


def _contracts(world: World) -> dict[str, tuple[np.ndarray, tuple[str, ...]]]:
    """Segment -> gigawatts that its contracts name, by path and quarter, and their legs."""
    plan, lowering = world.found.run.plan, world.found.lowering
    shape = (world.found.count, len(world.found.quarters))
    held = {name: np.zeros(shape) for name in ("labs", "clouds", "enterprises", "states")}
    legs: dict[str, dict[str, None]] = {name: {} for name in held}
    for n, leg in enumerate(plan.legs):
        if int(leg["kind"]) != COMPUTE or int(leg["signing"]):
            continue
        payer = lowering.parties[int(leg["payer"])]
        party = world.found.book.parties.get(payer)
        sector = "lab" if payer in world.found.labs else party.sector if party is not None else ""
        segment = SEGMENTS.get(str(sector), "enterprises")
        held[segment] += due_gw(world, leg)
        if lowering.legs[n] in world.found.book.legs:
            legs[segment][lowering.legs[n]] = None
    return {name: (values, tuple(legs[name])) for name, values in held.items()}


def due_gw(world: World, leg: np.void) -> np.ndarray:
    """(P, T) gigawatts that a contract names and that are due to stand, by its start, delay, ramp, end and chance."""
    at = np.arange(len(world.found.quarters))
    size = world.drawn(int(leg["gw"])) * world.drawn(int(leg["beta"]))
    lag = np.maximum(np.rint(world.drawn(int(leg["delay"]))), 0.0)[:, None]
    ramp, end = np.maximum(world.drawn(int(leg["ramp"])), 1.0), np.rint(world.drawn(int(leg["end"])))[:, None]
    done = np.clip((at + 1.0 - int(leg["start"]) - lag) / ramp[:, None], 0.0, 1.0)
    return np.asarray(size[:, None] * done * ((end <= 0.0) | (at < end + lag)))


def _row(
    world: World, key: str, subject: str, measure: str, values: Sequence[np.ndarray], period: str,
    names: tuple[str, ...], legs: tuple[str, ...],
) -> Row:  # fmt: skip
    """A row whose low and high take the parameter's ends too: 5th percentile at the least, 95th at the greatest."""
    ends = spread(values[0])[0], spread(values[1])[1], spread(values[2])[2]
    told = {"period": period, "more": {"band": "", **world.columns}, **resting(world.found.book, names, legs)}
    return path_row(ends, "percentiles", key, subject, measure, "GW", **told)
