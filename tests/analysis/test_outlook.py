"""outlook and compare: one scenario, and two on the same draws."""

import re

import numpy as np
import pytest

import gigaloop
from gigaloop.analysis.outlook import compare
from gigaloop.analysis.paths import simulated
from gigaloop.book.problem import InputError
from tests.doors.command import gigaloop as command

PATHS = 40


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


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


def test_a_difference_is_taken_path_by_path_not_between_percentiles(book):
    table = compare(book, "base", "demand-beat", "openai", paths=PATHS)
    one, two = (simulated(book, scenario=name, paths=PATHS) for name in ("base", "demand-beat"))
    columns = one.years()["2029"]
    change = np.sort((two.measure("revenue", "openai") - one.measure("revenue", "openai"))[:, columns].sum(1))
    row = table.one("openai/revenue/2029")
    assert (row.low, row.mid, row.high) == (change[1], change[PATHS // 2 - 1], change[37])
    assert row.mid > 0 and row.more["second"] > row.more["first"]


def test_a_scenario_against_itself_changes_nothing_and_the_other_way_round_changes_sign(book):
    assert {(row.low, row.mid, row.high) for row in compare(book, "base", "base", paths=PATHS).rows} == {
        (0.0, 0.0, 0.0)
    }
    there = {row.key: row for row in compare(book, "base", "funding-stop", paths=PATHS).rows}
    back = {row.key: row for row in compare(book, "funding-stop", "base", paths=PATHS).rows}
    assert there.keys() == back.keys() and any(row.mid for row in there.values())
    for key, row in there.items():
        assert (row.more["first"], row.more["second"]) == (back[key].more["second"], back[key].more["first"])


def test_settings_reach_the_scenario_that_has_them(book):
    small = compare(book, "base", "revenue-miss", "openai", {"size": "0.1"}, paths=PATHS)
    large = compare(book, "base", "revenue-miss", "openai", {"size": "0.6"}, paths=PATHS)
    assert large.one("openai/revenue/2028").mid < small.one("openai/revenue/2028").mid < 0
    with pytest.raises(InputError, match="--set: neither base nor revenue-miss has an argument 'shoe'"):
        compare(book, "base", "revenue-miss", "openai", {"shoe": "1"}, paths=PATHS)
    with pytest.raises(InputError, match="no scenario is called 'nope'"):
        compare(book, "base", "nope", paths=PATHS)


def test_the_commands_tell_them(capsys):
    ended = command(capsys, "run", "--party", "oracle", "--paths", str(PATHS))
    assert ended.code == 0 and re.search(r"Oracle +revenue +2028", ended.out)
    assert "gigaloop ask outlook oracle --as-of" in ended.out
    ended = command(capsys, "compare", "base", "demand-beat", "--party", "openai", "--paths", str(PATHS))
    assert ended.code == 0 and "gigaloop compare base demand-beat --party openai --as-of" in ended.out
    ended = command(capsys, "compare", "base", "nope", "--paths", "5")
    assert ended.code == 2 and ended.err.startswith("command line  no scenario is called 'nope'.  Use one of base, ")
