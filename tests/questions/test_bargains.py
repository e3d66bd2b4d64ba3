"""Five shipped what-ifs in which contracts bend or break: each outcome follows from a shock, and is told by party,
dollars and date."""

from dataclasses import replace

import numpy as np
import pytest

from gigaloop import load
from gigaloop.answer.paths import simulated
from gigaloop.engine.run import BARGAIN
from gigaloop.ledger import conceded
from gigaloop.questions import ask

DRAWN = {"paths": 200, "seed": 1}
GUARANTEE = "nv-oai-2025-guar"


@pytest.fixture(scope="module")
def book():
    return load(as_of="2026-07-05")  # Nvidia's guarantee of OpenAI's loans is then still in talks, and not replaced


@pytest.fixture(scope="module")
def world(book):
    """The paths of a scenario; the same ones are drawn once."""
    return lambda name: simulated(book, scenario=name, **DRAWN)


def called(found):
    """(P,) whether Nvidia's guarantee of OpenAI's loans paid."""
    rows = [n for n, leg in enumerate(found.lowering.legs) if leg == GUARANTEE]
    return found.paid(rows) > 0


OUTCOMES = {
    "amended": lambda found: found.reached("openai", "amended"),
    "topped-up": lambda found: found.reached("openai", "rescued"),
    "re-let": lambda found: found.conceded("relet", "openai") > 0,
    "walked": lambda found: found.reached("openai", "defaulted"),
    "called": called,
}


@pytest.fixture(scope="module")
def usual(book):
    """The base, on more paths: what a scenario has to exceed."""
    return simulated(book, scenario="base", paths=1_000, seed=1)


@pytest.mark.parametrize("name", OUTCOMES)
def test_the_named_outcome_comes_on_most_paths_and_twice_as_often_as_in_the_base(world, usual, name):
    happens, base = OUTCOMES[name](world(name)).mean(), OUTCOMES[name](usual).mean()
    assert happens > 0.5 and base < happens / 2
    assert (world(name).run.audit == 0.0).all()


@pytest.mark.parametrize("name", OUTCOMES)
def test_no_switch_forces_it(book, name):
    """A scenario pushes drivers of the market; it changes no contract, no rule and no draw of an outcome."""
    scenario = book.scenarios[name]
    assert scenario.book == () and not any(vars(scenario.rules).values() if scenario.rules else ())
    assert {shock.driver.split(".")[0] for shock in scenario.shocks} <= {"demand", "appetite", "rent"}
    assert set(scenario.name) == {"en", "zh-Hant", "zh-Hans"}


WAYS = {"amended": "deferred", "topped-up": "brought", "re-let": "relet"}


@pytest.mark.parametrize("question, given", [("outlook", {"party": "openai"}), ("rescue", {}), ("miss", {})])
@pytest.mark.parametrize("name", WAYS)
def test_the_answer_names_parties_dollars_and_date(book, question, given, name):
    table = ask(book, question, scenario=name, **given, **DRAWN)
    told = [row for row in table.rows if row.measure == WAYS[name]]
    assert told and all(row.unit == "USD bn" and row.counterparty == "openai" for row in told)
    most = max(told, key=lambda row: row.high)
    assert most.high > 0.1 and most.subject in book.parties
    since = next(r for r in table.rows if r.measure == "first_concession" and r.subject == most.subject)
    assert 2027 <= since.low <= since.mid <= 2034
    costs = {r.measure: r for r in table.rows if r.subject == most.subject and r.measure in conceded.COSTS.values()}
    assert set(costs) == set(conceded.COSTS.values()) and costs["loss_by_enforcing"].mid > 0


def test_who_defers_loses_less_by_it_than_by_enforcing(world):
    record = world("amended").run.bargains
    at = {name: record[name][record["quarter"] >= 0].astype(float) for name in BARGAIN}
    deferred = (at["deferred"] > 0) & (at["enforce"] > 0) & (at["relet"] == 0)
    assert deferred.sum() > 100 and (at["amend"][deferred] < at["enforce"][deferred] * (1 + 1e-6)).mean() > 0.99
    brought = at["brought"] > 0
    assert (at["brought"][brought] <= at["enforce"][brought]).all()
    assert ((at["relet"] + at["deferred"] + at["brought"])[at["enforce"] > 0] > 0).mean() < 1.0


def test_without_the_bargain_nobody_concedes(book, world):
    alone = world("amended").ruled(bargain="off")
    assert list(conceded.rows(alone, "openai")) == [] and (alone.run.bargains["quarter"] == -1).all()


def test_a_row_planted_in_the_record_is_told(world):
    """Planted: a claimant that conceded ten billion in the third quarter of every path."""
    found = world("base")
    nvidia, openai = found.number("nvidia"), found.number("openai")
    bargains = np.zeros_like(found.run.bargains)
    bargains["quarter"] = -1
    bargains[:, 0] = (2, openai, nvidia, 20, 0.5, 9, 3, 1, 0, 10, 0, 0)
    run = replace(found.run, kept=found.run.kept._replace(bargains=bargains))
    planted = type(found)(found.book, found.lowering, run, found.setup)
    rows = {row.key: row for row in conceded.rows(planted, "openai")}
    assert rows["deferred/nvidia/openai"].mid == 10 and rows["concedes/nvidia/openai"].mid == 1.0
    since = float(found.quarters[2][:4]) + (int(found.quarters[2][5]) - 1) / 4
    assert rows["first_concession/nvidia/openai"].mid == since
    assert rows["loss_by_enforcing/nvidia/openai"].mid == 9 and rows["lacking/openai"].mid == 20
    assert list(conceded.rows(planted, "anthropic")) == []


def test_called_never_above_its_cap(book):
    table = ask(book, "guarantees", guarantee=GUARANTEE, scenario="called", **DRAWN)
    assert table.one(f"{GUARANTEE}/called").mid > 0.5
    assert table.one(f"{GUARANTEE}/call_when_called").high <= table.one(f"{GUARANTEE}/cap").high
