"""outlook, and the commands run and compare."""

import numpy as np
import pytest

import gigaloop
from gigaloop.answer.paths import simulated
from gigaloop.book.problem import InputError
from gigaloop.engine.setup import Setup
from gigaloop.questions.request import answer
from tests.doors.command import gigaloop as command
from tests.shipped import shipped

PATHS = 40


@pytest.fixture(scope="module")
def book():
    return shipped()


def test_the_rows_are_the_percentiles_of_the_paths(book):
    table = gigaloop.ask(book, "outlook", party="oracle", paths=PATHS)
    found = simulated(book, paths=PATHS)
    columns = found.years()["2028"]
    revenue = np.sort(found.measure("revenue", "oracle")[:, columns].sum(1))
    row = table.one("oracle/revenue/2028")
    assert (row.low, row.mid, row.high) == (revenue[1], revenue[PATHS // 2 - 1], revenue[37])
    cash = np.sort(found.measure("cash", "oracle")[:, columns[-1]])
    assert table.one("oracle/cash/2028").mid == cash[PATHS // 2 - 1]
    hits = found.default("oracle") >= 0
    assert table.one("oracle/default_share").mid == hits.mean()


def test_an_answer_that_simulates_nothing_says_that_a_scenario_changes_nothing_in_it(book):
    """`ask loops --scenario severe` answered as if nobody had asked for it."""
    idle = {
        name: "scenario.idle" in [note.id for note in answer(book, name, {}, Setup(scenario=scenario, paths=5)).notes]
        for name, scenario in (("loops", "severe"), ("backlog", "severe"), ("breaches", "severe"), ("roles", "base"))
    }
    assert idle == {"loops": True, "backlog": True, "breaches": False, "roles": False}


def test_of_one_party_years_stand_in_their_order(book):
    """They stood by size, and a reader looked for 2028 among them."""
    table = gigaloop.ask(book, "outlook", party="oracle", paths=PATHS)
    years = [key.rpartition("/")[2] for key in table.first if "/revenue/" in key]
    assert years == sorted(years) and len(years) > 5
    assert table.first[0] == "oracle/default_share"


def test_settings_reach_the_second_scenario(book):
    draws = {size: Setup(settings={"size": size}, paths=PATHS) for size in ("0.1", "0.6")}
    given = {"first": "base", "second": "revenue-miss", "party": "openai"}
    small, large = (answer(book, "compare", given, draw).one("openai/revenue") for draw in draws.values())
    assert large.mid < small.mid < 0
    with pytest.raises(InputError, match="the scenario revenue-miss has no argument 'shoe'"):
        answer(book, "compare", given, Setup(settings={"shoe": "1"}, paths=PATHS))


def test_the_commands_tell_them(capsys):
    ended = command(capsys, "run", "--party", "oracle", "--paths", str(PATHS))
    assert ended.code == 0 and ended.out.startswith("Oracle fails") and "40 simulated cases" in ended.out
    assert "gigaloop ask outlook oracle --as-of" in ended.out
    ended = command(capsys, "compare", "base", "demand-beat", "--party", "openai", "--paths", str(PATHS))
    assert ended.code == 0 and "gigaloop ask compare base demand-beat --party openai --as-of" in ended.out
    ended = command(capsys, "compare", "base", "nope", "--paths", "5")
    assert ended.code == 2
    assert ended.err.startswith("command line  no scenario is called 'nope'.  Use one of amended, base, ")
