"""What rests on what: the parameters of the book behind every leg, every party and the world, read off the Plan."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gigaloop.engine.compiler.values import LIMIT, WORLD, Values
from gigaloop.engine.plan import ROW, SECTOR, TABLES, Plan

#: table -> its columns that hold rows of `values`
ROWS = {name: [column for column, kind, *_ in columns if kind == ROW] for name, columns in TABLES.items()}


def resting(
    plan: Plan, values: Values, parties: tuple[str, ...], legs: tuple[str, ...], limits: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Leg, party or 'world' -> its parameters: behind its rows of the Plan, and those read as plain numbers for it.

    A row of `legs` is its leg's with its gates and the debt that it draws; one without a leg is its parties'. A debt
    is its issuer's, content its buyer's and its vendor's, a route its seller's; all else is the world's, each number
    of it apart too (`world.rent`, `limit.power`).
    """
    found = {what: dict(names) for what, names in values.read.items()}
    for whose, table, row in (*_owned(plan, parties, legs), *_limiting(plan, limits)):
        names = found.setdefault(whose, {})
        for column in ROWS[table]:
            names.update(values.rests[int(row[column])])
    for name in plan.world.dtype.names or ():
        found[f"{WORLD}.{name}"] = dict(values.rests[int(plan.world[name][0])])
    world = found.setdefault(WORLD, {})
    for whose, names in found.items():
        if whose.startswith((f"{WORLD}.", f"{LIMIT}.")):
            world.update(names)
    return {what: tuple(names) for what, names in found.items()}


def _owned(plan: Plan, parties: tuple[str, ...], legs: tuple[str, ...]) -> Iterator[tuple[str, str, np.void]]:
    """(whose, table, row) of every row that holds uncertain numbers."""
    for party, row in zip(parties, plan.parties, strict=True):
        yield party, "parties", row
    for leg, row in zip(legs, plan.legs, strict=True):
        first, count = int(row["gates"]), int(row["gates_n"])
        sides = (int(row[side]) for side in ("payer", "payee"))
        for whose in (leg,) if leg else [parties[n] for n in sides if plan.parties["role"][n] != SECTOR]:
            yield whose, "legs", row
            yield from ((whose, "gates", gate) for gate in plan.gates[first : first + count] if first >= 0)
            if leg and row["debt"] >= 0:
                yield whose, "debts", plan.debts[int(row["debt"])]
    for row in plan.debts:
        yield parties[int(row["issuer"])], "debts", row
    for row in plan.content:
        for side in ("buyer", "vendor"):
            yield parties[int(row[side])] if row[side] >= 0 else WORLD, "content", row
    for row in plan.routes:
        yield parties[int(row["seller"])], "routes", row
    yield from ((WORLD, "drivers", row) for row in plan.drivers)


def _limiting(plan: Plan, limits: tuple[str, ...]) -> Iterator[tuple[str, str, np.void]]:
    yield from ((f"{LIMIT}.{name}", "limits", row) for name, row in zip(limits, plan.limits, strict=True))
