"""The level cost by hand, the two charges that make it up, and what is stranded when a buyer goes."""

import numpy as np
import pytest

from gigaloop.answer.ends import over
from gigaloop.answer.paths import simulated
from gigaloop.book.problem import InputError
from gigaloop.methods.finance import annuity
from gigaloop.questions import ask
from gigaloop.questions.prices import incidence, tariff
from gigaloop.questions.prices.world import World
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped()


def stated(book, *names):
    return {name: (v[0] if len(v := book.parameter(name).numbers()) == 1 else v) for name in names}


def test_the_level_cost_by_hand(book):
    x = stated(book, *tariff.COST)
    r, life, shell = x["capital-cost"], x["gpu-life"], x["shell-life"]
    yearly = x["capex-it-per-gw"] * r / (1 - (1 + r) ** -life) + x["capex-shell-per-gw"] * r / (1 - (1 + r) ** -shell)
    yearly += x["opex-other-per-gw"] + 8760 * 1000 * x["power-price"] / 1e9
    table = ask(book, "tariff", paths=40)
    assert table.one("level_cost/full").mid == pytest.approx(yearly * 1e9 / x["gpu-hours-per-gw-year"])
    assert table.one("level_cost/full").mid < table.one("level_cost/at_use").mid
    assert all(row.low <= row.mid and (row.high is None or row.mid <= row.high) for row in table.rows)


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


def test_no_use_above_the_whole_is_told(book):
    """Where the ends of the ranges let no use pay, the end is open, and the market's share of such quarters is told."""
    table, found = ask(book, "tariff", paths=30), simulated(book, paths=30)
    even = table.one("break_even_use")
    assert all(end is None or end <= 1.0 for end in (even.low, even.mid, even.high))
    drift = found.drawn_value(int(found.run.plan.world[0]["anchor_drift"]))[:, None]
    rent = found.market("rent")
    below = rent < table.one("level_cost/full").mid * np.exp(drift * (np.arange(rent.shape[1]) + 1) / 4)
    assert table.one("never_pays").mid == pytest.approx(below.mean())
    assert "no use pays" in " ".join(table.headline["en"])


def test_what_is_stranded_is_the_loan_that_is_left_less_the_chips(book):
    x = stated(book, *tariff.CAPITAL, tariff.VINTAGE)
    left = sum(
        annuity(x[capital], x["capital-cost"], int(x[life])).balance[1]
        for capital, life in (("capex-it-per-gw", "gpu-life"), ("capex-shell-per-gw", "shell-life"))
    )
    worth = x["capex-it-per-gw"] * x["vintage-value"][1]
    assert ask(book, "tariff", paths=2).one("stranded/2").mid == pytest.approx(left - worth)


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


def by_hand(found, cost):
    """What buyers pay over the tariff, wait and lack in scarce quarters, and sellers in the others: path by path."""
    run, plan = found.run, found.run.plan
    drift = found.drawn_value(int(plan.world[0]["anchor_drift"]))
    rent, need, stands = (found.market(name) for name in ("rent", "demand_gw", "supply"))
    buyers, sellers = [], []
    for p in range(found.count):
        for t in range(len(found.quarters)):
            over = rent[p, t] - cost * np.exp(drift[p] * (t + 1) / 4)
            if need[p, t] > stands[p, t]:
                last, before = max(t, 4), max(t - 4, 0)
                added = (stands[p, last] - stands[p, before]) / (last - before)
                lack = need[p, t] - stands[p, t]
                buyers.append((over, lack / added if added > 0 else np.inf, lack))
            else:
                sellers.append((-over, stands[p, t] - need[p, t]))
    assert run.paths == found.count
    return np.array(buyers), np.array(sellers)


def middle(values):
    return np.percentile(values, 50, method="inverted_cdf")


def test_who_bears_price_delay_and_volume_path_by_path(book):
    table, found = ask(book, "tariff", paths=30), simulated(book, paths=30)
    buyers, sellers = by_hand(found, table.one("level_cost/at_use").mid)
    for key, values in (
        ("bears_price/buyers", buyers[:, 0]), ("bears_delay/buyers", buyers[:, 1]),
        ("bears_volume/buyers", buyers[:, 2]), ("bears_price/sellers", sellers[:, 0]),
        ("bears_volume/sellers", sellers[:, 1]),
    ):  # fmt: skip
        assert table.one(key).mid == pytest.approx(middle(values), rel=1e-5), key
    share = len(buyers) / (len(buyers) + len(sellers))
    assert table.one("quarters/scarce").mid == pytest.approx(share)
    assert table.one("quarters/slack").mid == pytest.approx(1 - share)


def test_a_planted_fault_in_who_bears_is_seen(book, monkeypatch):
    """A tariff that does not move with the cost of an hour is another one."""
    table = ask(book, "tariff", paths=30)
    true = World.world
    still = lambda self, name: np.zeros(self.found.count) if name == "anchor_drift" else true(self, name)  # noqa: E731
    monkeypatch.setattr(World, "world", still)
    world = World(simulated(book, paths=30), {"use": 0.75})
    cost, full = (table.one(f"level_cost/{name}").mid for name in ("at_use", "full"))
    rows = {row.key: row for row in incidence.incidence_rows(world, cost, full, tariff.COST)}
    assert rows["never_pays"].mid != pytest.approx(table.one("never_pays").mid)
    assert rows["bears_price/buyers"].mid != pytest.approx(table.one("bears_price/buyers").mid)


def test_a_world_without_need_is_all_slack(book, monkeypatch):
    """Nobody waits and nobody lacks where nothing is asked for; of buyers no row is told."""
    world = World(simulated(book, paths=5), {"use": 0.75})
    nothing = np.zeros_like(world["supply"])
    world.kept["demand_gw"] = nothing
    rows = {row.key: row for row in incidence.incidence_rows(world, 3.0, 2.0, tariff.COST)}
    assert rows["quarters/scarce"].mid == 0.0 and rows["wait/2028"].high == 0.0 == rows["goes_without/2028"].high
    assert "bears_price/buyers" not in rows and rows["stands_idle/2028"].mid > 0.0


def test_its_headline_says_who_bears_it(book):
    table = ask(book, "tariff", paths=30)
    told = " ".join(table.headline["en"])
    assert "buys without a contract" in told and "in slack who sells" in told
    assert set(table.first) <= {row.key for row in table.rows} and "bears_price/buyers" in table.first
