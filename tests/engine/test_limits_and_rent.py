"""What the market of the quarter must say of the start: plans on order can be built, and today's rent is today's."""

import numpy as np
import pytest

from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.compiler.values import Values, quantiles
from gigaloop.engine.run import simulate
from tests.engine.kinds import conglomerate, set_world
from tests.engine.plans import BILLION
from tests.shipped import shipped


def spent(level, **world):
    """(T,) capital spending of the poor conglomerate under one limit of power."""
    sketch = conglomerate()
    sketch.trend = None
    limit = sketch.rows["limits"][0]
    limit["level"] = sketch.value(level)
    set_world(sketch, **world)
    run = simulate(sketch.plan(), paths=1, seed=1)
    place = list(run.plan.followed).index(len(run.plan.parties) - 2)
    return run.measure("capex", place)[0]


def test_a_limit_counted_at_another_cost_of_a_gigawatt():
    # 30 + 10 bn a GW on the path: counted at 20 a limit of 0.3 GW holds 0.15, counted at 80 it holds 0.6
    same = spent(0.3)
    assert spent(0.3, gw_cost=40 * BILLION) == pytest.approx(same)
    assert spent(0.3, gw_cost=20 * BILLION) == pytest.approx(spent(0.15))
    assert spent(0.3, gw_cost=80 * BILLION) == pytest.approx(spent(0.6))
    assert spent(0.15)[0] < same[0] < spent(0.6)[0]


@pytest.mark.parametrize("stock", [14.0, 20.0, 26.0])
def test_the_rent_is_todays_while_supply_comes_as_planned(stock):
    sketch = conglomerate()
    sketch.trend = None
    sketch.world["life"] = 1000  # nothing retires, so the planned additions are all there is
    plan = sketch.plan()
    row = int(plan.world["stock"][0])
    plan.quantiles[row], plan.values["column"][row] = stock, 0  # the path's stock; planners know it
    plan.quantiles[row, 20] = 20.0
    run = simulate(plan, paths=1, seed=7)
    rent = run.market("rent")[0]
    assert run.market("supply")[0, -1] > 1.2 * stock  # much is added
    if stock == 20.0:
        assert rent == pytest.approx(np.full(len(rent), 2.5), rel=1e-6)
    assert abs(np.log(rent / 2.5)).max() < 0.02


def test_planners_are_right_on_average():
    values = Values(shipped("2025-10-31"))
    table = values.tables[values.error("rent-demand-error-sd")]
    assert table[20] == pytest.approx(0.0, abs=1e-12) and table[2] == pytest.approx(-table[38])
    assert 0.25 < table[38] < 1.2  # wider than 1.64 of the middle sd, for the sd's own range is in it


def test_a_stated_sd_is_the_sd_and_the_ends_are_ends():
    parameter = shipped("2025-10-31").parameter("efficiency-growth")
    assert parameter.distribution == "normal sd 0.12"
    table = quantiles(parameter)
    assert table[38] - table[20] == pytest.approx(1.6448536 * 0.12) and table[20] == 0.18
    assert table.min() >= -0.15 and table.max() <= 0.5


def test_plans_of_capital_spending_move_together_and_a_neocloud_ramps_at_its_own_pace():
    lowering = compile_plan(shipped("2025-10-31"))
    plan = lowering.plan
    columns = {int(plan.values["column"][plan.parties["capex"][lowering.parties.index(who)]])
               for who in ("microsoft", "google", "amazon", "meta")}  # fmt: skip
    assert len(columns) == 1 and columns != {-1}
    ramps = {}
    for leg in ("crwv-oai-1", "orcl-oai-cloud"):
        row = plan.legs[lowering.legs.index(leg)]
        ramps[leg] = lowering.values[int(row["ramp"])]
    assert ramps == {"crwv-oai-1": "ramp-default-neocloud", "orcl-oai-cloud": "ramp-default"}


@pytest.mark.parametrize("day", ["2025-10-31", "2026-07-05"])
def test_what_was_paid_for_before_the_start_can_be_built(day):
    """The first quarter's power is not less than the gigawatts that capital spending of the quarter before bought."""
    book = shipped(day)
    per_gw = book.parameter("capex-it-per-gw").range()[1] + book.parameter("capex-shell-per-gw").range()[1]
    told = {  # USD bn a quarter: four firms, Oracle, neoclouds and labs, others (see the row of power-additions)
        "2025-10-31": (book.figures["hyperscalers4-capex-2025q3"].value.stated / 1e9, 8.75, 6.2, 15.0),
        "2026-07-05": (110.75 + 22.0, 17.6, 6.8 + 7.7, 32.5),
    }[day]
    ai = book.parameter("capex-ai-share").range()[1]
    served = (ai * told[0] + sum(told[1:])) / per_gw
    assert book.parameter("power-additions").range()[0] == pytest.approx(served, rel=0.03)
    assert book.parameter("chip-additions").range()[0] > served
