"""Energy, offer and capacity: numbers by hand, ends in order, refusals that say what to do."""

from __future__ import annotations

import pytest

from gigaloop.answer.paths import simulated
from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped()


def test_a_gigawatt_for_a_year_is_at_most_8_76_twh(book):
    table = ask(book, "energy")
    for basis in ("goal 2033", "contracted"):
        power, energy, full = (table.one(f"openai/{basis}/{m}") for m in ("power", "energy", "at_full_load"))
        low, mid, high = book.parameter("load-factor").range()
        assert (energy.low, energy.mid, energy.high) == pytest.approx(
            (power.low * 8.76 * low, power.mid * 8.76 * mid, power.high * 8.76 * high)
        )
        assert full.mid == pytest.approx(8.76 * power.mid) and energy.high <= full.high
    beside = table.one("openai/goal 2033/times_germany_electricity_consumption")
    assert beside.mid == pytest.approx(table.one("openai/goal 2033/energy").mid / 512)
    assert {"de-gross", "pue-epoch"} <= set(beside.sources)


def test_a_goal_is_set_beside_what_builders_can_add_until_its_year(book):
    row = ask(book, "energy").one("openai/goal 2033/share_of_supply")
    level, growth = (book.parameter(name).range() for name in ("power-additions", "power-growth"))
    # from the fourth quarter of 2026 to the last of 2033: 29 quarters
    added = sum(level[1] * 2.718281828459045 ** (growth[1] * q / 4) for q in range(29))
    assert row.mid == pytest.approx(250 / added)
    assert row.low < row.mid < row.high


def test_a_party_without_gigawatts_is_refused(book):
    with pytest.raises(InputError, match="names no goal and no contract in GW"):
        ask(book, "energy", party="banks")


def test_an_offer_falls_to_the_best_of_the_alternatives(book):
    alone, rivals = ask(book, "offer", without="all"), ask(book, "offer")
    price, cost, worth = (alone.one(f"nvidia/openai/{m}").mid for m in ("list_price", "cost", "worth"))
    assert alone.one("nvidia/openai/offer").mid == pytest.approx(price) and alone.warnings
    margin = book.parameter("nvidia-cash-margin").range()[1]
    assert cost == pytest.approx((1 - margin) * price) and worth == pytest.approx(cost + 2 * (price - cost))
    best = max(row.mid for row in rivals.rows if row.measure == "outside_option")
    assert rivals.one("nvidia/openai/concession").mid == pytest.approx(best / 2)
    for row in rivals.rows:
        assert row.low <= row.mid <= row.high
    assert rivals.one("nvidia/openai/offer").low >= alone.one("nvidia/openai/cost").low


def test_what_an_offer_cannot_be_about_is_refused(book):
    with pytest.raises(InputError, match="no price of a GW of Intel's chips"):
        ask(book, "offer", vendor="intel")
    with pytest.raises(InputError, match="no leg 'nothing' is known"):
        ask(book, "offer", without="nothing")


def test_capacity_rows_are_those_of_the_paths(book):
    found = simulated(book, paths=40)
    table = ask(book, "capacity", paths=40)
    stood, idled = (found.supplied(name, "oracle") for name in ("stood", "idled"))
    use = sorted(1 - idled / stood)
    row = table.one("oracle/use")
    assert (row.low, row.mid, row.high) == pytest.approx((use[1], use[19], use[37]))
    one = ask(book, "capacity", party="oracle", paths=40)
    assert {row.subject for row in one.rows} == {"oracle"} and one.one("oracle/use") == row
    late = table.one("orcl-oai-cloud/delay")
    assert 0 <= late.low <= late.mid <= late.high and late.unit == "quarters"
    assert sum(found.market("idle").max(1) > found.market("standing").max(1)) == 0
