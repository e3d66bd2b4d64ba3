"""mix: the cheapest mix by a search, what an alternative and a warrant are worth, and what is refused."""

from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from gigaloop.book.problem import InputError
from gigaloop.methods.mix import tail_mean
from gigaloop.methods.points import sobol
from gigaloop.questions import ask
from gigaloop.questions.prices import mix
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped()


@pytest.fixture(scope="module")
def table(book):
    return ask(book, "mix")


@pytest.fixture(scope="module")
def world(book):
    return next(mix._worlds(book, "openai", "nvidia", None))


def test_no_mix_of_a_grid_within_the_limit_is_cheaper(world):
    found, comes = world.mix(0.4), world.delivered()
    price = [(m.cost - m.given) / m.output for m in world.makers]
    steps = [np.linspace(0.0, most, 5) for most in (20.0, 6.0, 10.0, 0.3)]
    for bought in product(*steps):
        missing = np.maximum(world.need - comes @ np.array(bought), 0.0)
        if tail_mean(missing, mix.LEVEL) <= 0.4 * world.need:
            total = sum(p * c * b for p, c, b in zip(price, comes.mean(0), bought, strict=True))
            assert total + world.worth * missing.mean() >= found.total - 1e-6


def test_the_middle_does_not_hang_on_which_cases_are_drawn(world, monkeypatch):
    """Other points of the same law change the cost by less than two parts in a hundred (on 128 they did by a fifth)."""
    told = world.mix(0.3)
    for seed in (2, 3):
        monkeypatch.setattr(mix, "_points", lambda dimensions, cases, seed=seed: sobol(dimensions, cases, seed))
        other = world.mix(0.3)
        assert other.total == pytest.approx(told.total, rel=0.02)
        assert other.bought == pytest.approx(told.bought, abs=0.5)


def test_an_end_is_the_middle_moved_by_what_the_end_changes(book, table):
    """By hand for one parameter: on the same few points the dearest world less the middle, on top of the middle."""
    worlds = list(mix._worlds(book, "openai", "nvidia", None))
    whole, few = worlds[0].mix(0.3).total, worlds[1].mix(0.3).total
    assert (worlds[0].cases, worlds[1].cases, worlds[2].cases) == (mix.CASES, mix.FEWER, mix.FEWER)
    most = max(found.total for world in worlds[2:] if (found := mix._kept(world, 0.3)) is not None)
    row = table.one("mix_cost/0.3")
    assert row.mid == pytest.approx(whole) and row.high == pytest.approx(whole + most - few)


def test_a_tighter_limit_never_costs_less_and_safety_gets_dearer(table):
    limits = ("1", "0.4", "0.3", "0.2")
    cost = [table.one(f"mix_cost/{limit}").mid for limit in limits]
    price = [table.one(f"price_of_safety/{limit}").mid for limit in limits]
    assert cost == sorted(cost) and price == sorted(price) and price[0] == 0.0
    for limit in limits[1:]:
        assert table.one(f"tail_shortage/{limit}").mid <= float(limit) * 10 + 1e-6


def test_an_alternative_is_worth_what_is_paid_more_without_it(world, table):
    """The others keep their draws when one goes: the difference is that maker's alone, and never below 0."""
    found = table.one("outside_option/google")
    assert found.mid == pytest.approx(world.without("google").mix(0.3).total - world.mix(0.3).total)
    assert all(row.low >= -1e-6 for row in table.rows if row.measure == "outside_option")
    assert table.one("outside_option/amd").mid > found.mid, "six gigawatts are worth more than a few hundred megawatts"


def test_a_warrant_lowers_what_its_maker_s_chips_must_do(book, table):
    """By hand: cost of a GW over the main vendor's, and the same less the warrant's worth a year."""
    cost, main, given = (table.one(k).mid for k in ("unit_cost/amd", "unit_cost/nvidia", "given_back/amd"))
    assert table.one("break_even_work/amd").mid == pytest.approx(cost / main)
    assert table.one("break_even_work_given/amd").mid == pytest.approx((cost - given) / main)
    a_gw = ask(book, "warrant").one("amd-oai-warrant/contra_revenue_per_gw").mid
    rate, life = (book.parameter(n).range()[1] for n in ("capital-cost", "gpu-life"))
    assert given == pytest.approx(a_gw * rate / (1 - (1 + rate) ** -life))


def test_in_a_world_where_it_decides_the_warrant_moves_the_order(world):
    """Chips that do 0.55 of the work: with the warrant the lab buys AMD's first, without it Nvidia's."""
    makers = tuple(m._replace(output=0.55) if m.party != "nvidia" else m for m in world.makers)
    poor = replace(world, makers=makers, worth=12.0)
    with_, without = poor.mix(1.0).bought[1], poor.ungiven().mix(1.0).bought[1]
    assert with_ == pytest.approx(6.0) and without < with_


def test_a_planted_fault_is_seen(world, monkeypatch):
    """Draws that move to another maker when one goes would give it a worth that is not its own."""
    whole = world.mix(0.3).total
    monkeypatch.setattr(
        mix.World, "without",
        lambda self, party: replace(
            self,
            makers=tuple(m._replace(place=n) for n, m in enumerate(m for m in self.makers if m.party != party)),
        ),
    )  # fmt: skip
    planted = world.without("amd").mix(0.3).total - whole
    monkeypatch.undo()
    assert planted != pytest.approx(world.without("amd").mix(0.3).total - whole)


def test_the_headline_names_the_mix(table):
    told = " ".join(table.headline["en"])
    assert "Nvidia" in told and "AMD" in told and "OpenAI" in told
    assert table.headline["zh-Hant"] != table.headline["zh-Hans"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"tail": 0.02}, "no mix keeps the worst twentieth's shortage within 2% of the need; the least is"),
        ({"need": -3.0}, "a need is above 0"),
        ({"tail": 1.5}, "lie from 0 to 1"),
        ({"need": -1.0}, "a need is above 0"),
        ({"party": "oracle"}, "oracle has no order for another maker's chips"),
    ],
)
def test_what_cannot_be_asked_is_refused(book, given, says):
    with pytest.raises(InputError, match=says):
        ask(book, "mix", **given)


def test_who_makes_no_chips_is_no_main_vendor(book):
    with pytest.raises(InputError, match="oracle makes no chips"):
        ask(book, "mix", vendor="oracle")


def test_a_buyer_that_is_no_lab_is_worth_the_middle_of_the_labs(book):
    labs = sorted(book.parameter(key).range()[1] for p in book.parties if (key := book.key("revenue-per-gw", p)))
    assert book.parameter(mix._middle_lab(book)).range()[1] == labs[len(labs) // 2]
    with pytest.raises(InputError, match="no lab of this book"):
        mix._middle_lab(SimpleNamespace(parties=book.parties, key=lambda name, party: ""))
