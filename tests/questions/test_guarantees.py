"""Guarantees on simulated paths: what a hand-made run says, a planted call, and the wrong way told apart."""

from dataclasses import replace

import numpy as np
import pytest

from gigaloop.answer import paths
from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from gigaloop.questions.stress.guarantees import PROMISES, greatest_fall, rank_correlation
from tests.shipped import shipped

LEG = "nv-oai-2025-guar"


@pytest.fixture(scope="module")
def book():
    return shipped("2025-10-20")


@pytest.fixture(scope="module")
def found(book):
    return paths.simulated(book, paths=60, seed=3)


def planted(found, calls, falls):
    """The run with calls of these sizes on its paths, and Nvidia's value falling by these shares."""
    line = found.lowering.legs.index(LEG)
    paid, first, party = found.run.leg_paid.copy(), found.run.leg_first.copy(), found.run.party.copy()
    paid[:, line] = calls
    first[:, line] = np.where(np.asarray(calls) > 0, 6, -1)
    value = party["value"][:, :, found.followed["nvidia"]]
    value[:] = 1000.0
    value[:, 10] = 1000.0 * (1 - np.asarray(falls))
    return replace(
        found.run,
        kept=found.run.kept._replace(
            leg_paid=paid, leg_first=first, party=party, outcome=np.zeros_like(found.run.outcome)
        ),
    )


def test_a_third_of_the_paths_calls(book, found):
    calls = np.where(np.arange(60) < 20, 3.0, 0.0)
    table = ask(book, "guarantees", guarantee=LEG, run=planted(found, calls, np.zeros(60)), paths=60, seed=3)
    assert table.one(f"{LEG}/called").mid == pytest.approx(1 / 3)
    assert table.one(f"{LEG}/call_mean").mid == pytest.approx(1.0)
    assert table.one(f"{LEG}/call_when_called").mid == 3.0
    assert table.one(f"{LEG}/first_call").mid == 2025.75 + 6 / 4


def test_a_guarantor_that_falls_when_it_is_called_is_wrong_way(book, found):
    calls = np.where(np.arange(60) < 20, 3.0 + np.arange(60), 0.0)
    falls = np.where(calls > 0, 0.5, 0.01 * np.linspace(0, 1, 60))
    table = ask(book, "guarantees", guarantee=LEG, run=planted(found, calls, falls), paths=60, seed=3)
    assert table.one(f"{LEG}/wrong_way").low > 0.4
    assert table.one(f"{LEG}/value_fall/called").mid > table.one(f"{LEG}/value_fall/not_called").mid
    right = ask(book, "guarantees", guarantee=LEG, run=planted(found, calls, 0.5 - falls), paths=60, seed=3)
    assert right.one(f"{LEG}/wrong_way").high < 0


def test_nobody_called_is_told_as_nothing(book, found):
    table = ask(book, "guarantees", guarantee=LEG, run=planted(found, np.zeros(60), np.zeros(60)), paths=60, seed=3)
    assert table.one(f"{LEG}/called").mid == 0.0
    assert f"{LEG}/first_call" not in {row.key for row in table.rows}
    assert f"{LEG}/wrong_way" not in {row.key for row in table.rows}


def test_every_guarantee_of_the_book_is_a_row_or_left_out(book, found):
    table = ask(book, "guarantees", paths=60, seed=3)
    told = {row.key.split("/")[0] for row in table.rows} | {leg for leg, _ in table.left_out}
    kinds = ("guarantee", "capacity_backstop", "residual_guarantee")
    assert {leg.leg for leg in book.legs.values() if leg.kind in kinds} <= told


def test_a_cap_nobody_published_is_an_assumption(book):
    row = ask(book, "guarantees", guarantee=LEG, paths=60, seed=3).one(f"{LEG}/cap")
    assert row.low < row.mid < row.high
    assert "guarantee-cap-undisclosed" in row.assumptions
    assert row.origin == "assumed"


def test_what_is_no_guarantee_is_refused(book):
    with pytest.raises(InputError, match="guarantees nothing"):
        ask(book, "guarantees", guarantee="orcl-oai-cloud", paths=60)
    with pytest.raises(InputError, match="no leg 'nothing'"):
        ask(book, "guarantees", guarantee="nothing", paths=60)


def test_ranks_against_a_naive_twin():
    a, b = np.random.default_rng(2).normal(size=(2, 31))

    def ranks(values):
        return [sum(other < value for other in values) for value in values]

    assert rank_correlation(a, b)[1] == pytest.approx(np.corrcoef(ranks(a), ranks(b))[0, 1])
    assert greatest_fall(np.array([[2.0, 1.0]])).tolist() == [0.5]


def test_a_party_is_asked_for_the_guarantees_that_it_gives(book, found):
    """`ask guarantees nvidia` was refused: a vendor's officer knows the firm, not the ids of its contracts."""
    table = ask(book, "guarantees", guarantee="NVDA", paths=60, seed=3)
    given = {leg.leg for leg in book.legs.values() if leg.kind in PROMISES and leg.payer == "nvidia"}
    told = {row.more["guarantee"] for row in table.rows} | {leg for leg, _ in table.left_out}
    assert told == given and {row.subject for row in table.rows} == {"nvidia"}
    often = [(row.mid, row.key) for row in table.rows if row.measure == "called"]
    assert [share for share, _ in often] == sorted((share for share, _ in often), reverse=True)
