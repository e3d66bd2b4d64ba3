"""Rent, debt cost and chips of one vehicle are told together: whoever lent to it saw them all."""

import numpy as np
import pytest

from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.compiler.values import Values
from gigaloop.engine.plan import COMPUTE, DATED
from tests.shipped import shipped


def columns(book, vehicle):
    """Columns of the draws behind what a vehicle is paid, and behind the rates of its debts, where they are drawn."""
    lowering = compile_plan(book)
    plan, number = lowering.plan, lowering.parties.index(vehicle)
    paid = [leg["amount"] for leg in plan.legs if leg["payee"] == number and leg["kind"] in (COMPUTE, DATED)]
    rates = [debt["rate"] for debt in plan.debts if debt["issuer"] == number]
    drawn = plan.values["column"]
    return [{int(drawn[row]) for row in rows if drawn[row] >= 0} for rows in (paid, rates)]


@pytest.fixture(scope="module")
def book():
    return shipped()


@pytest.mark.parametrize("vehicle", ["xai_chip_spv", "ant_chip_spv"])
def test_a_vehicles_rent_and_rate_are_one_draw(book, vehicle):
    rents, rates = columns(book, vehicle)
    assert rents and rents == rates and len(rents) == 1 and min(rents) >= 0


def test_two_draws_are_seen(book, monkeypatch):
    """Planted fault: the rate of a loan is drawn under the loan's own name."""
    spread = Values.spread

    def apart(self, name, shape, *numbers, **rest):
        return spread(self, f"{name}.{shape}.{numbers[1]}" if name.endswith(".cost") else name, shape, *numbers, **rest)

    monkeypatch.setattr(Values, "spread", apart)
    rents, rates = columns(book, "ant_chip_spv")
    assert rents != rates


def price_of_a_gigawatt(book, vehicle):
    """(what a gigawatt costs, how many the vehicle buys): rows of `quantiles`, and whether one draw decides both."""
    lowering = compile_plan(book)
    plan, number = lowering.plan, lowering.parties.index(vehicle)
    size = next(int(leg["gw"]) for leg in plan.legs if leg["payee"] == number and leg["kind"] == COMPUTE)
    cost = int(plan.world["it_cost"][0])
    one = plan.values["column"][size] == plan.values["column"][cost] >= 0
    return plan.quantiles[cost], plan.quantiles[size], one


@pytest.mark.parametrize("vehicle", ["xai_chip_spv", "ant_chip_spv"])
def test_a_vehicle_buys_as_many_chips_as_its_money_pays_for(book, vehicle):
    """Where a gigawatt is dearer the same money buys fewer, and the whole rent, which serves its debt, stays."""
    cost, size, one = price_of_a_gigawatt(book, vehicle)
    assert one and np.ptp(cost) > 0
    assert cost * size == pytest.approx(np.full(len(cost), cost[0] * size[0]))


def test_gigawatts_that_do_not_answer_to_their_price_are_seen(book, monkeypatch):
    """Planted fault: the vehicle buys what its money pays for at the middle price."""
    monkeypatch.setattr(Values, "bought", lambda self, money, price: self.fixed(money / self.middle(price)))
    assert not price_of_a_gigawatt(book, "ant_chip_spv")[2]
