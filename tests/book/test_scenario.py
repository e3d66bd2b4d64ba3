"""Scenarios compose: several names joined by + are one world with the shocks and changes of all of them."""

import numpy as np
import pytest

from gigaloop.book.problem import InputError
from gigaloop.book.scenario import arguments, laid_over, named
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.setup import Setup
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped()


def test_every_pair_multiplies_its_shocks(book):
    def by_driver(name):
        lowering = compile_plan(book, name)
        shocks = np.stack([lowering.plan.times, lowering.plan.add, lowering.plan.late], axis=-1)
        return dict(zip(lowering.drivers, shocks, strict=True))

    names = ("revenue-miss", "rent-fall", "power-shortfall", "rate-rise", "chip-delay")
    alone = {name: by_driver(name) for name in names}
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            both = by_driver(f"{one}+{other}")
            for driver, shock in both.items():
                parts = [alone[name].get(driver) for name in (one, other)]
                times, more = 1.0, 0.0
                for part in parts:
                    if part is not None:
                        times, more = times * part[:, 0], more + part[:, 1:]
                assert np.allclose(shock[:, 0], times) and np.allclose(shock[:, 1:], more), (one, other, driver)
            touched = {driver for driver, shock in both.items() if (shock != [1.0, 0.0, 0.0]).any()}
            assert len(touched) >= 2, (one, other)


def test_changes_to_the_book_are_laid_over_each_other(book):
    both = compile_plan(book, "lost-tenant+revenue-miss")
    assert "crwv-ms-1" not in both.legs and "crwv-ms-1" in compile_plan(book).legs
    assert (both.plan.times != 1).any()


def test_arguments_that_clash_are_told_apart(book):
    both = named(book, "revenue-miss+rent-fall")
    told = arguments(both, {"revenue-miss.size": 0.1, "party": "anthropic"})
    assert told == {"party": "anthropic", "revenue-miss.size": "0.1", "rent-fall.size": "0.4"}
    size = {name: compile_plan(book, both, settings={f"{name}.size": "0.2"}) for name in ("revenue-miss", "rent-fall")}
    least = {name: lowering.plan.times.min(axis=1) for name, lowering in size.items()}
    rent = compile_plan(book).drivers.index("rent")
    lab = compile_plan(book).drivers.index("demand.openai")
    assert least["revenue-miss"][[lab, rent]] == pytest.approx([0.8, 0.6])
    assert least["rent-fall"][[lab, rent]] == pytest.approx([0.6, 0.8])


def test_an_empty_name_is_no_scenario_and_none_is_base(book):
    assert named(book, None).scenario == "base"
    with pytest.raises(InputError, match="no scenario is called ''"):
        named(book, "")


def test_all_mistakes_at_once(book):
    with pytest.raises(InputError) as found:
        named(book, "rent-fal+base+base+rate-ris")
    told = ("'rent-fal'", "'rate-ris'", "'base' stands twice")
    assert [word in str(problem) for problem, word in zip(found.value.problems, told, strict=True)] == [True] * 3
    with pytest.raises(InputError, match=r"no argument 'sise'.*revenue-miss\.size, rent-fall\.size"):
        Setup(scenario="revenue-miss+rent-fall", settings={"sise": "1"}).check(book)


def test_shocks_laid_over_keep_those_below(book):
    under = named(book, "revenue-miss+rent-fall")
    more = laid_over(under, {"size": "0.1"}, "pushed", {"driver": "rate", "from": "2027Q1", "up_by": "0.01"})
    assert len(more.shocks) == len(under.shocks) + 1 and more.shocks[-1].verb == "up_by"
    assert more.arguments["rent-fall.size"] == more.arguments["revenue-miss.size"] == "0.1"


def test_rules_are_scenarios_and_compose(book):
    rules = {name: compile_plan(book, name).plan.rules[0] for name in ("base", "no-bargain", "full-payment", "run-off")}
    assert [rules[name]["bargain"] for name in rules] == [1, 0, 1, 1]
    assert [rules[name]["full_payment"] for name in rules] == [0, 0, 1, 0]
    assert [rules[name]["mode"] for name in rules] == [1, 1, 1, 0]
    both = compile_plan(book, "no-bargain+run-off+no-patience+revenue-miss")
    assert [both.plan.rules[0][name] for name in ("bargain", "mode", "hoarding", "waiver", "news")] == [0, 0, 0, 0, 1]
    assert both.plan.rules[0]["mode"] == 0 and (both.plan.times != 1).any()
