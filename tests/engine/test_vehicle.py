"""Rent and debt cost of one vehicle are one draw: whoever lent to it saw both."""

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
