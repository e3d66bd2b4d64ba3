"""Every number that a Plan of the shipped book points at is there: rows of values, of other tables, of parties."""

import re
from pathlib import Path

import numpy as np
import pytest

import gigaloop
from gigaloop.book.file import load
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.plan import PRICE, ROW, TABLES

PACKAGE = Path(gigaloop.__file__).parent


def out_of_range(plan):
    """(table, column) pairs that point beyond the rows of `values`."""
    size = len(plan.values)
    found = []
    for table, columns in TABLES.items():
        rows = getattr(plan, table)
        found += [(table, name) for name, kind, *_ in columns if kind == ROW and (rows[name] >= size).any()]
    found += [("world", name) for name in plan.world.dtype.names if plan.world[name][0] >= size]
    return found


@pytest.mark.parametrize("day", ["2025-10-20", "2026-07-05"])
def test_every_value_that_is_named_exists(day):
    plan = compile_plan(load(as_of=day)).plan
    assert out_of_range(plan) == []
    assert np.isfinite(plan.values["mid"]).all()


def unread(columns):
    """Columns whose name stands nowhere in what reads a Plan: the kernel, its index, the questions."""
    readers = [file for file in PACKAGE.rglob("*.py") if "compiler" not in file.parts]
    text = "\n".join(file.read_text("utf-8") for file in readers)
    return [name for name in columns if not re.search(rf"""[.'"]{name}\b""", text)]


def test_every_column_of_a_plan_is_read():
    assert unread(column.name for columns in TABLES.values() for column in columns) == []
    assert unread(["cash", "ceiling"]) == ["ceiling"]


def test_a_table_of_values_cut_short_is_noticed():
    plan = compile_plan(load("tiny")).plan
    last = max(plan.world[name][0] for name in plan.world.dtype.names)
    assert ("world", "rent") in out_of_range(plan._replace(values=plan.values[: plan.world["rent"][0]]))
    assert last < len(plan.values)


def test_a_warrant_runs_from_its_issuer_and_waits_for_the_issuers_share_price():
    """The strike is paid by the leg's payee; a price gate looks at the issuer (AMD), never at the holder."""
    book = load(as_of="2026-07-05")
    lowered = compile_plan(book)
    plan, names = lowered.plan, lowered.parties
    steps = [row for row, leg in enumerate(lowered.legs) if leg == "amd-oai-warrant"]
    assert steps
    for row in steps:
        leg = plan.legs[row]
        assert (names[leg["payer"]], names[leg["payee"]]) == ("amd", "openai")
        assert plan.shares["issuer"][leg["line"]] == leg["payer"]
        assert plan.shares["holder"][leg["line"]] == leg["payee"]
        gates = plan.gates[leg["gates"] : leg["gates"] + leg["gates_n"]]
        assert [names[g["party"]] for g in gates if g["kind"] == PRICE] == ["amd"]
