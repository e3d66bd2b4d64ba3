"""What private funds can put into rounds, put in and have left: beside every payment to the cent, path by path."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gigaloop import ask
from gigaloop.answer.paths import simulated
from gigaloop.engine.plan import LANDLORD, PRIVATE_FUNDS, TAGS
from gigaloop.engine.run import simulate
from gigaloop.ledger import lenders
from gigaloop.words.vocabulary import word
from tests.shipped import shipped

PATHS = 12
#: what is exact in dollars a path, in USD bn
DOLLAR = 1e-9


def with_room(book, size):
    """The same book with a bound of so many USD bn a quarter, without a range."""
    told = {"value": size, "low": size, "high": size}
    rows = tuple(
        row.model_copy(update=told) if row.key == "private-funds-round-capital" else row for row in book.all_parameters
    )
    return replace(book, all_parameters=rows, hash=f"a bound of {size}")  # runs are kept by the hash of their book


@pytest.fixture(scope="module")
def book():
    return shipped()


@pytest.fixture(scope="module")
def paid(book):
    """(P, T) USD bn by path and quarter: rounds, and tranches, of a book whose funds have 5 bn a quarter."""
    tight = with_room(book, "5")
    run = simulate(tight, paths=PATHS, keep="cents")
    rounds, tranches = np.zeros((2, PATHS, run.paid.shape[1]))
    for n, slot in enumerate(run.slots):
        if int(slot["payer"]) != PRIVATE_FUNDS:
            continue
        kind = TAGS[int(slot["tag"])]
        if kind == "round" and run.plan.parties[int(slot["payee"])]["role"] != LANDLORD:
            rounds += run.paid[:, :, n] / 1e11
        elif kind == "stake":
            tranches += run.paid[:, :, n] / 1e11
    return simulated(tight, paths=PATHS), rounds, tranches


def test_what_was_put_in_is_every_payment_of_the_paths(paid):
    found, rounds, tranches = paid
    assert lenders.put(found) == pytest.approx((rounds + tranches).mean(0), abs=DOLLAR)
    assert rounds.any()


def test_no_path_puts_in_more_than_it_has_and_some_put_in_all(paid):
    """Planted fault: a bound that does not grow as lenders do would be passed."""
    found, rounds, tranches = paid
    most = lenders.most(found)
    left = np.maximum(most - tranches, 0.0)
    assert (rounds <= left + DOLLAR).all()
    assert (rounds[:, 4:] > left[:, 4:] - DOLLAR).any(), "the bound binds"
    assert (rounds > np.maximum(most[:, :1] - tranches, 0.0) + DOLLAR).any(), "the planted bound is passed"


def test_the_rows_are_the_bound_what_was_used_and_the_rest(paid):
    found, *_ = paid
    rows = {row.key: row for row in lenders.rounds(found)}
    assert len(rows) == 3 * len(found.quarters)
    for t in (0, 9):
        quarter = found.quarters[t]
        room, used, left = (rows[f"private_funds/round_{what}/{quarter}"].mid for what in ("room", "used", "left"))
        by_hand = np.sort(5.0 * np.exp(found.drawn_value(int(found.run.plan.world[0]["lenders_growth"])) * t / 4))
        assert room == pytest.approx(by_hand[PATHS // 2 - 1], abs=DOLLAR)
        assert left == pytest.approx(by_hand.mean() - used, abs=DOLLAR) and left >= 0.0


def test_a_book_without_a_bound_has_no_such_rows(book):
    found = simulated(with_room(book, "0"), paths=2)
    assert list(lenders.rounds(found)) == []


def test_outlook_tells_them_and_what_labs_lack_in_three_scripts(book):
    table = ask(book, "outlook", paths=4)
    assert table.one("private_funds/round_left/2028Q1").unit == "USD bn"
    full = [row for row in table.rows if row.measure == "most_used"]
    assert full and all(row.high is not None and 0.0 < row.high <= 1.0 for row in full)
    lab = next(row for row in table.rows if row.key.startswith("openai/unserved_gw/"))
    found = simulated(book, paths=4)
    mean = np.sort(found.measure("unserved_gw", "openai").mean(1))
    assert lab.mid == pytest.approx(mean[1]) and lab.unit == "GW"
    for measure in ("round_room", "round_used", "round_left", "most_used", "unserved_gw"):
        assert len({word(measure, language) for language in ("en", "zh-Hant", "zh-Hans")}) == 3, measure
