"""The level cost by hand, the two charges that make it up, and what is stranded when a buyer goes."""

import pytest

from gigaloop import load
from gigaloop.answer.ends import over
from gigaloop.book.problem import InputError
from gigaloop.methods.finance import annuity
from gigaloop.questions import ask
from gigaloop.questions.prices import tariff


@pytest.fixture(scope="module")
def book():
    return load()


def stated(book, *names):
    return {name: (v[0] if len(v := book.parameter(name).numbers()) == 1 else v) for name in names}


def test_the_level_cost_by_hand(book):
    x = stated(book, *tariff.COST)
    r, life, shell = x["capital-cost"], x["gpu-life"], x["shell-life"]
    yearly = x["capex-it-per-gw"] * r / (1 - (1 + r) ** -life) + x["capex-shell-per-gw"] * r / (1 - (1 + r) ** -shell)
    yearly += x["opex-other-per-gw"] + 8760 * 1000 * x["power-price"] / 1e9
    table = ask(book, "tariff")
    assert table.one("level_cost/full").mid == pytest.approx(yearly * 1e9 / x["gpu-hours-per-gw-year"])
    assert table.one("level_cost/full").mid < table.one("level_cost/at_use").mid
    assert all(row.low <= row.mid <= row.high for row in table.rows)


def test_the_two_parts_are_the_one_at_any_use(book):
    """capacity / use + usage = level cost; so a contract in two parts recovers what the level cost recovers."""
    for use in (0.3, 0.75, 1.0):
        made = tariff.costs(stated(book, *tariff.COST), use)
        assert made["capacity_charge"] / use + made["usage_charge"] == pytest.approx(made["level_cost"])


def test_at_the_break_even_use_spot_and_the_two_parts_cost_the_same(book):
    table = ask(book, "tariff", two_part=True)
    use = table.one("break_even_use").mid
    capacity, usage = table.one("capacity_charge").mid, table.one("usage_charge").mid
    assert capacity + usage * use == pytest.approx(book.parameter("rent-0").range()[1] * use)
    assert {row.measure for row in table.rows} == {
        "capacity_charge", "usage_charge", "capacity_charge_year", "break_even_use"
    }  # fmt: skip
    assert " --two-part " in table.reproduce and "True" not in table.reproduce


def test_what_is_stranded_is_the_loan_that_is_left_less_the_chips(book):
    x = stated(book, *tariff.CAPITAL, tariff.VINTAGE)
    left = sum(
        annuity(x[capital], x["capital-cost"], int(x[life])).balance[1]
        for capital, life in (("capex-it-per-gw", "gpu-life"), ("capex-shell-per-gw", "shell-life"))
    )
    worth = x["capex-it-per-gw"] * x["vintage-value"][1]
    assert ask(book, "tariff").one("stranded/2").mid == pytest.approx(left - worth)


def test_every_corner_is_asked_and_the_ends_are_the_least_and_the_greatest(book):
    """By brute force over the three ends of two parameters, one of which works the other way."""
    names = ["pue", "power-price"]
    ends = over(book, names, lambda x: {"y": x["power-price"] / x["pue"]})["y"]
    every = [p / q for p in book.parameter("power-price").range() for q in book.parameter("pue").range()]
    assert (ends[0], ends[2]) == (min(every), max(every))


@pytest.mark.parametrize("use", [0.0, 1.2])
def test_a_use_that_is_no_share_is_refused(book, use):
    with pytest.raises(InputError, match="not above 0 and at most 1"):
        ask(book, "tariff", use=use)
