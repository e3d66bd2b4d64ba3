"""One run for every question; percentiles and shares against naive twins; what a reader must be told."""

from collections import OrderedDict
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from gigaloop import load
from gigaloop.answer import paths
from gigaloop.book.problem import InputError
from gigaloop.book.scenario import named, ruled
from gigaloop.engine.run import simulate
from gigaloop.engine.setup import Setup
from gigaloop.questions import QUESTIONS, ask
from gigaloop.words.notes import note
from tests.shipped import shipped

TOLD = note("loops.counted", n=1, k=2)


@pytest.fixture(scope="module")
def tiny():
    return load("tiny")


def naive_percentile(values, percent):
    """The least value that at least `percent` of all values do not exceed."""
    ranked = sorted(values)
    for value in ranked:
        if sum(v <= value for v in ranked) >= percent / 100 * len(ranked) - 1e-12:
            return value
    raise AssertionError


@pytest.mark.parametrize("seed", range(5))
def test_percentiles_are_order_statistics(seed):
    values = np.random.default_rng(seed).normal(size=37)
    assert paths.spread(values) == tuple(naive_percentile(values.tolist(), p) for p in (5, 50, 95))


def test_an_infinite_end_is_open_and_spoils_no_other():
    assert paths.spread(np.array([1.0, 2.0, np.inf, np.inf])) == (1.0, 2.0, None)
    assert paths.spread(np.array([])) == (None, None, None)


def test_a_share_lies_in_its_band_and_never_leaves_zero_to_one():
    low, share, high = paths.share_of(np.zeros(100, bool))
    assert (low, share) == (0.0, 0.0)
    assert 0.01 < high < 0.05
    low, share, high = paths.share_of(np.arange(200) < 50)
    assert share == 0.25
    assert low == pytest.approx(0.2033, abs=5e-4)
    assert high == pytest.approx(0.3035, abs=5e-4)


def test_a_world_is_compiled_once_for_any_seed_and_number_of_paths(tiny, monkeypatch):
    calls, real = [], paths.compile_plan
    monkeypatch.setattr(paths, "compile_plan", lambda *a, **k: calls.append(1) or real(*a, **k))
    monkeypatch.setattr(paths, "_runs", OrderedDict())
    paths.simulated(tiny, paths=5, seed=91)
    again = paths.simulated(tiny, paths=6, seed=92)
    assert len(calls) == 1
    shorter = paths.simulated(tiny, paths=6, seed=92, last="2030Q4")
    assert len(calls) == 2
    assert len(shorter.quarters) < len(again.quarters)
    paths._runs.clear()
    anew = paths.simulated(tiny, paths=6, seed=92)
    assert bits(again.run) == bits(anew.run)


def bits(run):
    return [getattr(run, name).tobytes() for name in run.kept._fields]


def test_the_same_question_about_paths_is_simulated_once(tiny, monkeypatch):
    calls = []
    real = paths.simulate
    monkeypatch.setattr(paths, "simulate", lambda *a, **k: calls.append(1) or real(*a, **k))
    one = paths.simulated(tiny, paths=7, seed=91)
    two = paths.simulated(tiny, paths=7, seed=91)
    assert one is two
    assert len(calls) == 1
    paths.simulated(tiny, paths=7, seed=92)
    assert len(calls) == 2


def test_another_day_scenario_or_mode_is_another_run(tiny):
    one, quiet = paths.simulated(tiny, paths=5, seed=93), ruled(named(tiny, "base"), bargain="off")
    assert paths.simulated(tiny, paths=5, seed=93, scenario=quiet) is not one
    assert one.ruled(bargain="off") is paths.simulated(tiny, paths=5, seed=93, scenario=quiet)


def test_paths_that_stopped_are_left_out_and_told(tiny):
    found = paths.simulated(tiny, paths=6, seed=94)
    outcome = found.run.outcome.copy()
    outcome[2] = 1
    run = replace(found.run, kept=found.run.kept._replace(outcome=outcome))
    cut = paths.Paths(tiny, found.lowering, run)
    assert cut.count == found.count - 1
    assert cut.measure("cash", "lab").shape[0] == cut.count
    assert any("1 of 6 paths are left out" in told for told in map(str, cut.notes()))


def test_whom_the_simulation_does_not_know_is_named(tiny):
    found = paths.simulated(tiny, paths=5, seed=93)
    with pytest.raises(InputError, match="no accounts of its own"):
        found.measure("cash", "nobody")
    with pytest.raises(InputError, match="below 1"):
        paths.simulated(tiny, paths=0)
    with pytest.raises(InputError, match="--seed: -3 is not between 0"):
        paths.simulated(tiny, paths=5, seed=-3)


def test_a_calendar_time_is_read_off_its_quarter():
    assert paths.year_of(["2025Q4", "2026Q1"], np.array([0, 1, 5, -1])).tolist() == [2025.75, 2026.0, 2027.0, np.inf]


def test_what_a_party_conceded_is_read_from_the_bargains(tiny):
    found = paths.simulated(tiny, paths=6, seed=95)
    conceded = np.zeros_like(found.run.conceded)
    number = found.lowering.parties.index("lab")
    conceded["amended"][1, number] = 2
    conceded["rescue_got"][3, number] = 1.5
    run = replace(found.run, kept=found.run.kept._replace(conceded=conceded))
    planted = paths.Paths(tiny, found.lowering, run)
    assert planted.reached("lab", "amended").tolist() == [False, True, False, False, False, False]
    assert not planted.reached("lab", "rescued").any()
    assert planted.conceded("rescue_got", "lab").tolist() == [0, 0, 0, 1.5, 0, 0]


def test_the_same_draws_in_another_world_keep_what_was_asked_for(tiny):
    one = paths.simulated(tiny, paths=5, seed=96, scenario=ruled(named(tiny, "base"), mode="run-off"))
    other = one.ruled(bargain="off")
    assert (other.run.seed, other.run.paths, int(other.run.plan.rules["mode"][0])) == (96, 5, 0)
    assert other.run.plan.rules["bargain"][0] == 0 and one.run.plan.rules["bargain"][0] == 1
    assert one.again() is one


def test_a_push_lies_over_the_scenario_and_its_settings():
    book = shipped("2025-10-20")
    one = paths.simulated(book, scenario="revenue-miss", settings={"size": "0.1"}, paths=2, seed=97)
    span = {"from": one.quarters[1], "to": one.quarters[-1]}
    pushed = one.pushed([{"driver": "rate", **span, "up_by": "0.05"}])
    rate = one.lowering.drivers.index("rate")
    changed = (one.run.plan.add != pushed.run.plan.add).any(1)
    assert changed[rate] and changed.sum() == 1
    assert np.array_equal(one.run.plan.times, pushed.run.plan.times)
    assert (one.run.plan.times[one.lowering.drivers.index("demand.openai")] == 0.9).any()


def test_small_runs_do_not_drive_out_a_large_one(tiny, monkeypatch):
    monkeypatch.setattr(paths, "KEPT", 50)
    paths._runs.clear()
    large = paths.simulated(tiny, paths=30, seed=98)
    for seed in range(4):
        paths.simulated(tiny, paths=5, seed=seed)
    assert paths.simulated(tiny, paths=30, seed=98) is large
    paths.simulated(tiny, paths=40, seed=99)
    assert sum(found.run.paths for found in paths._runs.values()) <= 50
    assert paths.simulated(tiny, paths=30, seed=98) is not large


def test_a_search_does_not_drive_out_the_run_that_others_share(tiny, monkeypatch):
    """survive's trials drove it out, so that a workbook simulated it twice; kept trials do so still."""
    monkeypatch.setattr(paths, "KEPT", 50)
    for look in (paths.Paths.trial, paths.Paths.pushed):
        paths._runs.clear()
        shared = paths.simulated(tiny, paths=30, seed=98)
        for size in ("0.1", "0.2", "0.3", "0.4", "0.5"):
            look(shared, [{"driver": "rent", "down_by": size}])
        assert (paths.simulated(tiny, paths=30, seed=98) is shared) is (look is paths.Paths.trial)


def test_a_trial_is_the_pushed_run_to_the_last_bit():
    """Under a scenario that itself makes sites late and cuts demand, with every kind of driver that is pushed."""
    book = shipped("2025-10-20")
    base = paths.simulated(book, scenario="severe+chip-delay", paths=20, seed=97)
    assert base.run.plan.late.any()
    span = {"from": base.quarters[1], "to": base.quarters[-1]}
    for driver in ("demand.openai", "rent", "rate", "efficiency", "supply.power.us", "shares", "appetite.debt"):
        size = {"set": "0"} if driver == "appetite.debt" else {"down_by": "0.1"}
        shock = {"driver": driver, **span, **size}
        trial, pushed = base.trial([shock]), base.pushed([shock])
        assert all(a.tobytes() == b.tobytes() for a, b in zip(trial.run.plan, pushed.run.plan, strict=True)), driver
        assert bits(trial.run) == bits(pushed.run), driver
        assert not np.array_equal(trial.run.party, base.run.party), driver


def test_every_simulated_answer_tells_its_run_and_its_line(tiny):
    found = paths.simulated(tiny, paths=6, seed=94)
    told = found.table(
        QUESTIONS["gap"],
        title={"en": "x"},
        definition="y",
        rows=[],
        arguments={"party": "lab"},
        notes=[TOLD],
    )
    assert (told.seed, told.paths, told.scenario) == (94, 6, "base")
    assert told.notes == (*found.notes(), TOLD)
    assert told.reproduce.startswith("gigaloop ask gap lab ")
    assert told.left_out == tuple(found.lowering.skipped.items())


def test_a_day_before_the_first_deal_is_refused_with_the_first_day():
    with pytest.raises(InputError, match="no deal is known yet on 2001-01-01") as refused:
        paths.simulated(shipped().at(date(2001, 1, 1)), paths=5)
    day = str(refused.value).rpartition("from ")[2][:10]
    assert shipped(day).legs


def test_an_empty_answer_of_an_early_day_says_so():
    assert any("knows nothing yet" in told for told in ask(shipped().at(date(2001, 1, 1)), "binding").warnings)
    assert not any("knows nothing yet" in told for told in ask(shipped(), "binding").warnings)


def test_measures_are_named_fields_of_the_kept_arrays(tiny):
    run = paths.simulated(tiny, paths=6).run
    assert (run.measure("cash", 0) == run.party["cash"][:, :, 0]).all() and (run.market("rent") > 0).all()
    with pytest.raises(ValueError, match="no field of name"):
        run.measure("nonsense", 0)


@pytest.mark.parametrize(
    "row, says",
    [
        (paths.quantile_row(np.arange(9.0), "k", "s", "m", "USD bn"), "percentiles"),
        (paths.share_row(np.arange(9) > 4, "k", "s", "m"), "count"),
        (paths.mean_row(np.arange(9.0), "k", "s", "m", "USD bn"), "average"),
        (paths.size_row(4.0, "k", "s", "m", "USD bn", more={"given": "all paths", "band": ""}), "mean"),
    ],
)
def test_a_row_over_paths_says_itself_what_its_low_and_high_are(row, says):
    """Whoever makes a row says it in no place of its own, and cannot say another thing."""
    assert row.more["band"] == says


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"as_of": "2026-01-20"}, r"as_of is the book's, which is given as known on 2026-02-15\.  .*load\(as_of="),
        ({"overlay": "mine"}, r"overlay is the book's.*load\(overlay="),
        ({"sead": 3}, r"no paths are drawn by 'sead'\.  Did you mean seed"),
        ({"seed": 1.5}, "--seed: 1.5 is no whole number"),
        ({"paths": "5"}, "--paths: '5' is no whole number"),
    ],
)
def test_what_paths_are_not_drawn_by_is_refused(tiny, asked, told):
    """The day was ignored: whoever asked for an older one read paths of the newest."""
    with pytest.raises(InputError, match=told):
        paths.simulated(tiny, **{"paths": 5} | asked)


def test_a_setup_of_another_day_than_the_book_s_is_refused(tiny):
    with pytest.raises(InputError, match="as_of is the book's"):
        paths.simulated(tiny, Setup(paths=5, as_of="2026-01-20"))
    assert paths.simulated(tiny, Setup(paths=5, as_of="2026-02-15")).count == 5
    then = tiny.at(date(2026, 1, 20))
    assert paths.simulated(then, Setup(paths=5, as_of="2026-01-20")).book.as_of == date(2026, 1, 20)


@pytest.mark.parametrize(
    ("made", "asked", "told"),
    [
        ({}, {"paths": 9}, "another paths than"),
        ({}, {"seed": 9}, "another seed than"),
        ({}, {"scenario": "fewer-customers"}, "another book, day or scenario than"),
        ({"scenario": "fewer-customers"}, {}, "another book, day or scenario than"),
        ({"first": 4}, {}, "another first path than"),
    ],
)
def test_a_run_of_anything_else_is_refused(tiny, made, asked, told):
    """A run of `base` was told as one of the scenario that was asked for."""
    run = simulate(tiny, **{"paths": 6, "seed": 3} | made)
    with pytest.raises(InputError, match=told):
        ask(tiny, "outlook", run=run, **asked)


def test_a_run_of_another_book_is_refused(tiny):
    run = simulate(shipped(), paths=2)
    with pytest.raises(InputError, match="another book, day or scenario"):
        ask(tiny, "outlook", run=run)


def test_a_run_brings_its_own_seed_and_number_of_paths(tiny):
    found = paths.simulated(tiny, run=simulate(tiny, paths=6, seed=3))
    assert (found.setup.paths, found.setup.seed) == (6, 3)
    assert found.again().run.paths == 6 and np.array_equal(found.again().run.party["cash"], found.run.party["cash"])
    table = ask(tiny, "outlook", run=found.run)
    assert (table.paths, table.seed) == (6, 3) and table.rows == ask(tiny, "outlook", paths=6, seed=3).rows


def test_a_comparison_is_of_the_two_scenarios_that_it_names(tiny):
    with pytest.raises(InputError, match="two are compared, and fewer-customers is neither"):
        ask(tiny, "compare", first="quick", second="base", scenario="fewer-customers", paths=5)
