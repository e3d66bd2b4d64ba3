"""What rests on what: move a parameter, and only rows that are said to rest on it move; planted faults are found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gigaloop import ask, load
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.compiler.rests import ROWS, _limiting, _owned
from gigaloop.engine.compiler.values import Values
from tests.shipped import shipped


def contents(found):
    """whose -> every number of its rows: those of `values` by their quantiles, the others as they are."""
    plan, told = found.plan, {}
    for whose, table, number in (*_owned(plan, found.parties, found.legs), *_limiting(found.limits)):
        row = getattr(plan, table)[number]
        for column in row.dtype.names:
            number = plan.quantiles[int(row[column])].tolist() if column in ROWS[table] else float(row[column])
            told.setdefault(whose, []).append(number)
    for name in plan.world.dtype.names:
        told[f"world.{name}"] = plan.quantiles[int(plan.world[name][0])].tolist()
    return told


def moved(book, name, by=1.02):
    """The same book with one parameter a little larger, its ends with it."""

    def times(text):
        return ";".join(str(float(part) * by) for part in text.split(";")) if text else text

    rows = tuple(
        row.model_copy(update={"value": times(row.value), "low": times(row.low), "high": times(row.high)})
        if row.key == name else row
        for row in book.all_parameters
    )  # fmt: skip
    return replace(book, all_parameters=rows)


def strays(book, before, names):
    """(parameter, whose) of every row that moves with a parameter on which it is not said to rest."""
    whole, found = contents(before), []
    for name in names:
        after = compile_plan(moved(book, name))
        rests = before.rests
        for whose, numbers in contents(after).items():
            own = {*rests.get(whose, ()), *(rests["world"] if whose.startswith("world") else ())}
            if numbers != whole[whose] and name not in own:
                found.append((name, whose))
    return found


@pytest.fixture(scope="module")
def book():
    return load("tiny")


@pytest.fixture(scope="module")
def numbers(book):
    """Every number that the compiler reads and that can be moved."""

    def is_number(name):
        try:
            return bool(book.parameters[name].numbers())
        except ValueError:
            return False

    return [name for name in compile_plan(book).used if is_number(name)]


def test_every_parameter_that_is_read_is_behind_something(book):
    for known in (book, shipped()):
        found = compile_plan(known)
        assert set(found.used) == {name for names in found.rests.values() for name in names}


def test_only_what_rests_on_a_parameter_moves_with_it(book, numbers):
    assert len(numbers) > 60
    assert strays(book, compile_plan(book), numbers) == []


@pytest.mark.parametrize("how", ["read", "rests"])
def test_a_compiler_that_forgets_is_found(monkeypatch, book, numbers, how):
    """Planted faults: plain numbers are not noted; rows do not know their parameter."""
    if how == "read":
        monkeypatch.setattr(Values, "use", lambda self, *names: self.used.update(dict.fromkeys(names)))
    else:
        keep = Values._keep
        monkeypatch.setattr(Values, "_keep", lambda self, *given: keep(self, *given[:-1], ()))
        monkeypatch.setattr(Values, "use", lambda self, *names: self.used.update(dict.fromkeys(names)))
    assert strays(book, compile_plan(book), numbers)


def test_an_answer_names_what_its_rows_rest_on(book):
    found, table = compile_plan(book), ask(book, "outlook", paths=4)
    assert table.world == found.rests["world"]
    row = next(row for row in table.rows if row.subject == "cloud")
    own = {name for whose in ("cloud", *row.legs) for name in found.rests.get(whose, ())}
    assert set(row.assumptions) == own and own
    assert not {name for name in row.assumptions if name.startswith("lab-")} - own


def test_the_list_of_assumptions_says_what_is_built_on_each(book):
    found, table = compile_plan(book), ask(book, "assumptions")
    for row in table.rows:
        assert row.legs == tuple(leg for leg in found.rests if leg in book.legs and row.key in found.rests[leg])
    assert table.one("rent-elasticity").more["behind"] == ["world"]
    assert "cloud" in table.one("cloud-cash-0").more["behind"]
