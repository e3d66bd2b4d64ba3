"""Reverse stress: the search finds a planted threshold, the breach is what it says, and the shipped book answers."""

from dataclasses import replace

import numpy as np
import pytest

from gigaloop import load
from gigaloop.analysis import ask, paths, survive
from gigaloop.book.model import Scenario
from gigaloop.book.problem import InputError
from gigaloop.book.scenario import laid_over
from gigaloop.engine.kernel.state import MEASURES


@pytest.fixture(scope="module")
def book():
    return load(as_of="2025-10-20")


@pytest.mark.parametrize("at", [0.013, 0.2, 0.5, 0.94])
def test_the_search_brackets_a_planted_threshold(at):
    low, high, share = survive.smallest(lambda x: float(x >= at), 0.95)
    assert low < at <= high
    assert high - low <= 0.95 / 2**survive.HALVINGS + 1e-12
    assert share == 1.0


def test_what_nothing_breaks_is_open():
    assert survive.smallest(lambda x: 0.1, 0.95) == (0.95, None, 0.1)


def test_the_greatest_size_that_holds_is_told_when_the_least_breaks():
    assert survive.smallest(lambda x: 1.0, 1.0)[0] == 0.0


def test_leverage_by_hand(book):
    """Debt of 30 on an EBITDA of 1 a quarter is 7.5 times a year's: above Oracle's limit, and after a year a breach."""
    found = paths.simulated(book, paths=20, seed=6)
    party, place = found.run.party.copy(), found.followed["oracle"]
    party[:, :, place, MEASURES.index("ebitda")] = 1.0
    party[:, :, place, MEASURES.index("debt")] = 10.0
    party[:5, 3:12, place, MEASURES.index("debt")] = 30.0
    party[5:8, 3:6, place, MEASURES.index("debt")] = 30.0
    run = replace(found.run, party=party, outcome=np.zeros_like(found.run.outcome))
    hit = survive.broken(paths.Paths(book, found.lowering, run), "oracle", "leverage")
    assert hit.tolist() == [True] * 5 + [False] * 15


def test_a_shock_is_laid_over_a_scenario_and_not_in_its_place(book):
    under = book.scenarios["revenue-miss"]
    rate = {"driver": "rate", "from": "2026Q1", "to": "2033Q4", "up_by": "0.05"}
    laid = laid_over(under, {"size": 0.1}, "pushed", rate)
    assert [s.driver for s in laid.shocks] == ["demand.$party", "rate"]
    assert laid.arguments["size"] == "0.1"
    assert isinstance(laid, Scenario)


def test_every_driver_that_is_pushed_moves_the_plan(book):
    base = paths.simulated(book, paths=20, seed=6)
    plain = base.run.plan
    for stress in survive.known(base):
        shocks = stress.shocks(stress.most, base.quarters)
        pushed = base.pushed(shocks).run.plan
        same = all(
            np.array_equal(getattr(pushed, name), getattr(plain, name), equal_nan=True)
            for name in ("times", "add", "put", "late")
        )
        assert not same, stress.driver


def test_the_seeds_world_in_sentences(book):
    table = ask(book, "survive", party="coreweave", driver="funding", paths=40)
    assert table.rows[0].measure == "broken"
    row = table.one("coreweave/funding")
    assert row.low is not None
    assert row.more["sentence"].startswith(("if no equity", "even if no equity"))
    assert row.more["most"] == len(paths.simulated(book, paths=40).quarters) - 1


def test_who_breaks_without_a_shock_needs_no_search(book, monkeypatch):
    monkeypatch.setattr(survive, "broken", lambda found, who, breach: np.ones(found.count, bool))
    table = ask(book, "survive", party="coreweave", paths=40)
    assert len(table.rows) == 1
    assert any("without any shock" in told for told in table.warnings)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"driver": "weather"}, "'weather' is not pushed here"),
        ({"breach": "mood"}, "'mood' is not known here"),
        ({"party": "banks"}, "no accounts of its own"),
    ],
)
def test_what_is_not_known_is_refused(book, given, said):
    with pytest.raises(InputError, match=said):
        ask(book, "survive", paths=20, **given)
