"""The least efficient spend is the smallest survivor's; a start-up's money lasts so many years of it."""

import pytest

from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from tests.shipped import shipped


@pytest.fixture(scope="module")
def table():
    return ask(shipped(), "barrier")


def test_the_least_is_the_smallest_lab_by_hand(table):
    book = shipped()
    of = {
        lab: 4 * book.parameter(f"compute-need-start-{lab}").range()[1] * book.parameter(f"{lab}-revenue-q0").range()[1]
        for lab in ("openai", "anthropic", "xai")
    }
    least = min(of, key=of.get)
    assert table.rows[0].key == "least_spend" and table.rows[0].subject == least
    assert table.one("least_spend").mid == pytest.approx(of[least])


def test_a_round_and_its_parts_are_never_added(table):
    """Figure's legs are 0.15 of a round of 0.675: the round counts, its parts do not."""
    row = table.one("figure_ai/raised")
    assert row.mid == 0.675 and row.legs == () and row.figures
    least = table.one("least_spend").mid
    assert table.one("figure_ai/years_covered").mid == pytest.approx(0.675 / least)
    assert table.one("figure_ai/missing").mid == pytest.approx(least - 0.675)


def test_who_sells_compute_is_no_start_up(table):
    assert "spacex" not in {row.subject for row in table.rows}


def test_who_tells_no_funding_is_refused():
    with pytest.raises(InputError, match="no start-up whose funding"):
        ask(shipped(), "barrier", party="oracle")


def test_whoever_raised_more_misses_nothing(table):
    missing = [row for row in table.rows if row.measure == "missing"]
    assert min(row.low for row in missing) == 0.0 and all(row.low <= row.mid <= row.high for row in missing)


def test_one_supplier_that_states_a_sum_among_several_is_no_index():
    found = {row.key: row for row in ask(shipped(), "concentration", party="oracle").rows}
    assert found["oracle/suppliers/dollars/hhi"].mid is None
    assert "oracle/suppliers/dollars/nvidia" not in found
    assert found["oracle/suppliers/gw/hhi"].mid == pytest.approx(0.5586, abs=1e-3)
