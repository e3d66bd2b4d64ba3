"""show accounts: what a party opens with stands with its source, and the years are the run's own."""

from __future__ import annotations

import numpy as np
import pytest

from gigaloop.answer.paths import simulated, spread
from gigaloop.book.problem import InputError
from gigaloop.questions.show import accounts
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped()


@pytest.fixture(scope="module")
def table(book):
    return accounts.answer(book, "CRWV", paths=40)


def test_an_opening_number_names_its_parameter_and_sources(book, table):
    row = table.one("coreweave/opening/cash")
    parameter = book.parameters["coreweave-cash-0"]
    low, _, high = parameter.range()
    assert row.assumptions == ("coreweave-cash-0",) and row.sources == parameter.sources
    assert low <= row.low <= row.mid <= row.high <= high and row.origin == parameter.origin


def test_a_debt_of_a_contract_names_its_leg(book, table):
    debts = [row for row in table.rows if row.more["kind"] == "debt"]
    assert debts and sum(row.mid for row in debts) > 0
    assert any(row.legs and row.sources for row in debts)


def test_a_year_is_the_sum_of_its_quarters(book, table):
    found = simulated(book, paths=40)
    at = [column for column, quarter in enumerate(found.quarters) if quarter.startswith("2028")]
    assert table.one("coreweave/capex/2028").mid == pytest.approx(
        spread(found.measure("capex", "coreweave")[:, at].sum(1))[1]
    )
    assert table.one("coreweave/debt/2028").mid == pytest.approx(
        spread(found.measure("debt", "coreweave")[:, at[-1]])[1]
    )


def test_no_row_is_empty_and_the_line_reproduces(table):
    assert all(np.isfinite(row.mid) for row in table.rows)
    assert table.reproduce.startswith("gigaloop show accounts coreweave --as-of")


def test_who_has_no_accounts_is_refused(book):
    with pytest.raises(InputError, match="no accounts of its own"):
        accounts.answer(book, "banks", paths=20)


def test_paths_seed_and_scenario_are_those_asked_for(book):
    """`show accounts oracle --scenario severe --paths 40` answered the base on 300 paths, and said neither."""
    table = accounts.answer(book, "oracle", scenario="severe", seed=3, paths=25)
    assert (table.paths, table.scenario, table.seed) == (25, "severe", 3)
    assert table.reproduce.endswith("--scenario severe --seed 3 --paths 25")
    assert "2001" in table.headline["en"][0], "the scenario stands before the sentences"
    base = accounts.answer(book, "oracle", seed=3, paths=25)
    assert table.one("oracle/debt/2028").mid != base.one("oracle/debt/2028").mid


def test_no_party_is_said_to_earn_nothing(book):
    """A vendor and an investor have no AI revenue of their own in the model: the page said that they earn $0."""
    for party, income in (("nvidia", "sells to builders"), ("softbank", "before interest"), ("oracle", "from compute")):
        told = accounts.answer(book, party, paths=25).headline["en"][0]
        assert income in told and "$0" not in told and "range of its own in nine" not in told
    oracle = accounts.answer(book, "oracle", paths=25)
    assert any("oracle" in dict(note.slots)["parties"] for note in oracle.notes if note.id == "run.mixed")
    earned, whole = oracle.one("oracle/revenue/2027"), oracle.one("oracle/ebitda/2027")
    assert earned.mid < whole.mid and earned.measure == "compute_revenue", "EBITDA holds the other business too"
