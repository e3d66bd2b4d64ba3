"""Reverse stress: the search finds a planted threshold, the breach is what it says, and the shipped book answers."""

from dataclasses import replace

import numpy as np
import pytest

from gigaloop import load
from gigaloop.answer import paths
from gigaloop.book.model import Scenario
from gigaloop.book.problem import InputError
from gigaloop.book.scenario import laid_over
from gigaloop.questions import ask
from gigaloop.questions.stress import survive
from gigaloop.report.document import section
from gigaloop.words.numbers import written


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
    party["ebitda"][:, :, place] = 1.0
    party["debt"][:, :, place] = 10.0
    party["debt"][:5, 3:12, place] = 30.0
    party["debt"][5:8, 3:6, place] = 30.0
    run = replace(found.run, kept=found.run.kept._replace(party=party, outcome=np.zeros_like(found.run.outcome)))
    hit = survive.broken(paths.Paths(book, found.lowering, run), "oracle", "leverage")
    assert hit.tolist() == [True] * 5 + [False] * 15


def test_liquidity_by_hand(book):
    """Cash of 5 against 3 a quarter is a quarter too little; against 2 a quarter it is enough."""
    found = paths.simulated(book, paths=20, seed=6)
    party, place = found.run.party.copy(), found.followed["oracle"]
    party["cash"][:, :, place] = 5.0
    party["debt_service"][:, :, place] = 2.0
    party["debt_service"][:4, 6:8, place] = 3.0
    party["debt_service"][4:6, -1, place] = 3.5
    run = replace(found.run, kept=found.run.kept._replace(party=party, outcome=np.zeros_like(found.run.outcome)))
    hit = survive.broken(paths.Paths(book, found.lowering, run), "oracle", "liquidity")
    assert hit.tolist() == [True] * 6 + [False] * 14


def test_whoever_defaults_or_is_spared_has_missed_a_due(book):
    found = paths.simulated(book, paths=60, seed=6)
    short = 0
    for who in found.labs:
        missed, defaulted = (survive.broken(found, who, breach) for breach in ("missed", "default"))
        spared = found.conceded("amended", who) > 0
        assert (missed >= defaulted).all() and (missed >= spared).all()
        short += (defaulted | spared).sum()
    assert short > 0


def test_where_nothing_breaks_it_the_sentence_says_how_far_was_tried(book):
    """True when read alone: what was tried, and its greatest size, whatever the breach."""
    base = paths.simulated(book, paths=20, seed=6)
    tell = survive._Telling(book.parties["google"], "default", "2033Q4", 0.1)
    row = survive._nearest_row(base, "google", [], tell, survive.known(base)[:2], 0.37)
    assert row.mid is None
    assert row.more["sentence"].startswith("of all shocks, none of those tried, alone or together, at once or up to ")
    assert "37% at most" in row.more["sentence"]
    assert "makes Google default in half" in row.more["sentence"]
    assert "lower by 95% for good" in row.more["sentence"]


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
    table = ask(book, "survive", party="softbank", driver="funding", paths=40)
    assert [row.measure for row in table.rows[:2]] == ["broken", "nearest"]
    row = table.one("softbank/funding")
    assert row.low is not None
    assert row.more["sentence"].startswith(("if no equity", "even if no equity"))
    assert row.more["most"] == len(paths.simulated(book, paths=40).quarters) - 1


def test_the_nearest_mix_is_found_where_it_was_planted(book, monkeypatch):
    """A party that breaks when demand falls by 0.6, or when demand (x) and rent (y) reach x / 0.6 + y / 0.9 = 1.2."""

    def share(found, shocks):
        size = {shock["driver"]: float(shock.get("down_by", 0)) for shock in shocks}
        demand, rent = size.get("demand.common", 0.0), size.get("rent", 0.0)
        return float(demand >= 0.6 or demand / 0.6 + rent / 0.9 >= 1.2)

    base = paths.simulated(book, paths=20, seed=6)
    stresses = [s for s in survive.known(base) if s.driver in ("demand.common", "rent")]
    sizes = {"demand.common": 0.6, "rent": 0.9}
    (mix,) = survive._together(base, stresses, sizes, lambda shocks: share(base, shocks))
    assert mix.high == pytest.approx(1.2 / np.sqrt(2), abs=0.03) and mix.low < mix.high
    assert [(s.driver, round(size, 2)) for s, size in mix.each] == [
        ("demand.common", pytest.approx(0.36, abs=0.02)),
        ("rent", pytest.approx(0.54, abs=0.03)),
    ]


def test_the_curve_shows_every_driver_even_if_nothing_breaks(book):
    table = ask(book, "survive", party="softbank", driver="rent", paths=40)
    curve = [row for row in table.rows if row.measure == "broken_at"]
    assert [row.more["part"] for row in curve] == [0.0, *survive.CURVE]
    assert all(row.low == row.mid == row.high for row in curve)
    (drawn,) = section(table).figures
    assert drawn.type == "lines" and len(drawn.rows) == len(curve)
    assert {row.more["sentence_zh_hant"] != row.more["sentence_zh_hans"] for row in curve[1:]} == {True}


def test_who_breaks_without_a_shock_needs_no_search(book, monkeypatch):
    monkeypatch.setattr(survive, "broken", lambda found, who, breach: np.ones(found.count, bool))
    table = ask(book, "survive", party="coreweave", paths=40)
    assert len(table.rows) == 1
    assert any("of the paths of the base" in told for told in table.warnings)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"driver": "weather"}, "'weather' is not pushed here"),
        ({"breach": "mood"}, "'mood'"),
        ({"party": "banks"}, "no accounts of its own"),
    ],
)
def test_what_is_not_known_is_refused(book, given, said):
    with pytest.raises(InputError, match=said):
        ask(book, "survive", paths=20, **given)


def test_the_sentence_of_the_base_says_in_how_many_paths_and_never_that_it_breaks(book):
    table = ask(book, "survive", party="oracle", driver="rent", paths=20)
    base = table.one("oracle/base")
    assert f"would default in {base.mid:.0%} of simulated cases by Q4 2033" in base.more["sentence"]
    assert base.more["sentence"].startswith("with no shock, Oracle")


def test_a_shock_that_does_not_break_is_told_beside_what_happens_without_it(book):
    """A shock that leaves a party safer than none does must not read as harm: both shares stand in the sentence."""
    table = ask(book, "survive", party="softbank", driver="rent", paths=40)
    row, base = table.one("softbank/rent"), table.one("softbank/base")
    without = written(base.mid, "share", "en")
    assert row.high is None and row.more["sentence"].endswith(f"({without} without it)")
    assert f"by Q4 2033 in {without} of 40" in table.headline["en"][0] or not base.mid


def test_whom_no_new_money_spares_is_told_what_it_owes_then():
    """Oracle is safer without new money than with it, and a note tells what it owes in both; none where one is hurt."""
    newest = load()
    for party, spared in (("oracle", True), ("coreweave", False)):
        table = ask(newest, "survive", party=party, driver="funding", paths=100)
        told = [dict(one.slots) for one in table.notes if one.id == "survive.spared"]
        assert bool(told) is spared is (table.one(f"{party}/funding/1").mid < table.one(f"{party}/base").low)
        assert all(0 < one["after"] < one["before"] for one in told)


def test_a_shut_market_is_told_in_whole_quarters_as_it_is_laid_on(book):
    """`survive coreweave` said: no equity and no debt for 1 quarters; its row said 0.88 quarters."""
    base = paths.simulated(book, paths=20, seed=6)
    shut = next(stress for stress in survive.known(base) if stress.driver == "funding")
    assert [shut.say(of, 0.875) for of in ("en", "zh-Hans")] == [
        "no equity and no debt for 1 quarter",
        "1 个季度内没有股权与债务融资",
    ]
    tell = survive._Telling(book.parties["google"], "default", "2033Q4", 0.1)
    row = survive._stress_row(base, "google", shut, tell, 0.4375, 0.875, 0.6)
    assert (row.low, row.mid, row.high) == (0.0, 1.0, 1.0)
    spans = {shock["to"] for shock in shut.shocks(row.mid, base.quarters)}
    assert spans == {shock["to"] for shock in shut.shocks(0.875, base.quarters)} == {base.quarters[1]}
