"""sovereign: one plan by hand, its currency, its ranges, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaloop import load
from gigaloop.answer.paths import simulated
from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from tests.questions.small import leg, small_book

PARAMETERS = (
    "sovereign-compute-share,,0.5,0.25,1.0,triangular,share,assumed,,,,",
    "capex-it-per-gw,,30,20,40,triangular,USD bn per GW,sourced,s3,,,",
    "capex-shell-per-gw,,10,5,10,triangular,USD bn per GW,sourced,s3,,,",
    "gpus-per-gw,,500000,400000,600000,triangular,GPUs per GW,sourced,s3,,,",
    "memory-share-of-rack,,0.3,0.25,0.4,uniform,share,sourced,s3,,,",
    "power-additions,,2,1,4,triangular,GW per quarter,calibrated,s3,,,",
    "rent-elasticity,,1,0.5,2,uniform,elasticity,assumed,,,,",
)
PLAN = leg("plan", "grant", "state", "lab", amount="24 tn JPY", happened="2026-01-10", end="2027", stage="announced")
STATE = ("state,sovereign,sovereign,State,s-hant,s-hans,,,,,",)
FX = ("2026-01-01,JPY,150,s2",)


def book(tmp_path: Path, legs=(PLAN,), **more):
    return small_book(tmp_path, list(legs), parties=STATE, parameters=PARAMETERS, fx=FX, **more)


def test_a_plan_by_hand(tmp_path: Path) -> None:
    """24 tn JPY at 150 = 160 bn USD, 80 a year; half buys compute at 40 bn a GW: 1 GW a year = 500,000 chips;
    memory 0.3 x 30 = 9 bn. The world adds 8 GW a year: rent up 1/8, others wait half a quarter."""
    table = ask(book(tmp_path), "sovereign", party="state")
    found = {row.measure: row.mid for row in table.rows if row.period == "2026"}
    assert found == pytest.approx(
        {"budget": 80, "power": 1, "chips": 500_000, "memory": 9, "rent_uplift": 0.125, "delay": 0.5}
    )
    power = table.one("state/2026/power")
    assert (power.low, power.high) == pytest.approx((80 * 0.25 / 50, 80 * 1.0 / 25))
    assert power.grade == {3: 1.0} and power.origin == "assumed" and set(power.sources) == {"s1", "s2", "s3"}
    assert table.one("state/total/power").mid == pytest.approx(2)
    uplift = table.one("state/2027/rent_uplift")
    assert uplift.low == pytest.approx((1 + 0.4 / 16) ** 0.5 - 1) and uplift.high == pytest.approx(
        (1 + 3.2 / 4) ** 2 - 1
    )


def test_another_amount_keeps_the_years(tmp_path: Path) -> None:
    table = ask(book(tmp_path), "sovereign", party="state", amount="12 tn JPY")
    assert table.one("state/2027/budget").mid == pytest.approx(40)
    assert "--amount '12 tn JPY'" in table.reproduce


def test_a_part_is_not_spent_twice_and_a_dead_plan_buys_nothing(tmp_path: Path) -> None:
    part = leg("part", "grant", "state", "cloud", amount="3 tn JPY", happened="2026-01-10", end="2027", part_of="plan")
    dead = leg("dead", "grant", "state", "rival", amount="9 tn JPY", stage="cancelled")
    table = ask(book(tmp_path, (PLAN, part, dead)), "sovereign", party="state")
    assert table.one("state/total/budget").mid == pytest.approx(160)
    assert dict(table.left_out)["dead"] == "cancelled"


def test_what_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no plan of Lab"):
        ask(book(tmp_path), "sovereign", party="lab")
    with pytest.raises(InputError, match="'lots' is not an amount"):
        ask(book(tmp_path / "b"), "sovereign", party="state", amount="lots")
    for amount in ("-10 tn JPY", "0 USD"):
        with pytest.raises(InputError, match="is not above 0"):
            ask(book(tmp_path / amount[0]), "sovereign", party="state", amount=amount)
    with pytest.raises(InputError, match="-4 is below 0"):
        ask(book(tmp_path / "c"), "sovereign", party="state", draws=-4)
    with pytest.raises(InputError, match="no plan of OpenAI"):
        ask(load(), "sovereign", party="openai")


def test_on_the_simulated_market_the_others_pay_more_the_less_elastic_demand_is() -> None:
    """Path by path by hand: demand with the plan's gigawatts over demand, to one over the elasticity."""
    shipped = load()
    table = ask(shipped, "sovereign", draws=40)
    found = simulated(shipped, paths=40)
    demand, columns = found.market("demand_gw"), found.years()["2028"]
    gw = sum(row.mid for row in table.rows if row.measure == "power" and row.period in ("2026", "2027", "2028"))
    for name, eps in zip(("low", "mid", "high"), shipped.parameter("rent-elasticity").range(), strict=True):
        by_hand = sorted(
            sum(((demand[p, t] + gw) / demand[p, t]) ** (1 / eps) - 1 for t in columns) / len(columns)
            for p in range(len(demand))
        )
        row = table.one(f"japan_gov/2028/others_rent/{name}")
        assert row.mid == pytest.approx(by_hand[(len(by_hand) + 1) // 2 - 1])
    rises = [table.one(f"japan_gov/2028/others_rent/{name}").mid for name in ("low", "mid", "high")]
    assert rises == sorted(rises, reverse=True)
    assert table.one("japan_gov/2028/others_wait").mid > 0.0
    twice = ask(shipped, "sovereign", amount="20 tn JPY", draws=40).one("japan_gov/2028/others_pay/mid")
    assert twice.mid > 1.5 * table.one("japan_gov/2028/others_pay/mid").mid
    assert ask(shipped, "sovereign").arguments["draws"] == 400, "the market is simulated where nobody says otherwise"


def test_nobody_waits_ages_for_a_plan_of_a_tenth_of_a_gigawatt() -> None:
    """The quarter that is simulated of the first year adds nothing to itself: the year ahead says what is added."""
    rows = [row for row in ask(load(), "sovereign", draws=40).rows if row.measure == "others_wait"]
    assert rows and all((row.mid or 0.0) < 1.0 for row in rows)


def test_where_no_market_can_be_simulated_the_first_effect_is_told_and_why(tmp_path: Path) -> None:
    table = ask(book(tmp_path), "sovereign", party="state")
    assert not [row for row in table.rows if row.measure.startswith("others_")]
    alone = ask(book(tmp_path / "b"), "sovereign", party="state", draws=0)
    assert {row.key: row.mid for row in alone.rows} == {row.key: row.mid for row in table.rows}
    assert any("cannot be simulated" in warning for warning in table.warnings)
