"""What rests on what: the parameters of the book behind every leg, every party and the world, read off the Plan."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gigaloop.engine.compiler.values import LIMIT, WORLD, Values
from gigaloop.engine.plan import ROW, SECTOR, TABLES, Plan

#: table -> its columns that hold rows of `values`
ROWS = {
    name: held for name, columns in TABLES.items() if (held := [column for column, kind, *_ in columns if kind == ROW])
}


def resting(
    plan: Plan, values: Values, parties: tuple[str, ...], legs: tuple[str, ...], limits: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Leg, party or 'world' -> its parameters: behind its rows of the Plan, and those read as plain numbers for it.

    A row of `legs` is its leg's with its gates and the debt that it draws; one without a leg is its parties'. A debt
    is its issuer's, content its buyer's and its vendor's, a route its seller's; all else is the world's, each number
    of it apart too (`world.rent`, `limit.power`).
    """
    found = {what: dict(names) for what, names in values.read.items()}
    behind = {table: _behind(getattr(plan, table), columns, values) for table, columns in ROWS.items()}
    for whose, table, row in (*_owned(plan, parties, legs), *_limiting(limits)):
        names = found.setdefault(whose, {})
        for more in behind[table][row]:
            names.update(more)
    for name in plan.world.dtype.names or ():
        found[f"{WORLD}.{name}"] = dict(values.rests[int(plan.world[name][0])])
    world = found.setdefault(WORLD, {})
    for whose, names in found.items():
        if whose.startswith((f"{WORLD}.", f"{LIMIT}.")):
            world.update(names)
    return {what: tuple(names) for what, names in found.items()}


def _behind(table: np.ndarray, columns: list[str], values: Values) -> list[list[dict[str, None]]]:
    """What each row of a table rests on, column by column."""
    rows = zip(*(table[column].tolist() for column in columns), strict=True)
    return [[names for number in row if (names := values.rests[number])] for row in rows]


def _owned(plan: Plan, parties: tuple[str, ...], legs: tuple[str, ...]) -> Iterator[tuple[str, str, int]]:
    """(whose, table, row) of every row that holds uncertain numbers."""
    yield from ((party, "parties", number) for number, party in enumerate(parties))
    roles = plan.parties["role"].tolist()
    told = (plan.legs[column].tolist() for column in ("gates", "gates_n", "debt", "payer", "payee"))
    for number, (leg, first, count, debt, *sides) in enumerate(zip(legs, *told, strict=True)):
        for whose in (leg,) if leg else [parties[n] for n in sides if roles[n] != SECTOR]:
            yield whose, "legs", number
            yield from ((whose, "gates", gate) for gate in range(first, first + count) if first >= 0)
            if leg and debt >= 0:
                yield whose, "debts", debt
    yield from ((parties[n], "debts", number) for number, n in enumerate(plan.debts["issuer"].tolist()))
    for number, pair in enumerate(plan.content[["buyer", "vendor"]].tolist()):
        yield from ((parties[n] if n >= 0 else WORLD, "content", number) for n in pair)
    yield from ((parties[n], "routes", number) for number, n in enumerate(plan.routes["seller"].tolist()))
    yield from ((WORLD, "drivers", number) for number in range(len(plan.drivers)))


def _limiting(limits: tuple[str, ...]) -> Iterator[tuple[str, str, int]]:
    yield from ((f"{LIMIT}.{name}", "limits", number) for number, name in enumerate(limits))
