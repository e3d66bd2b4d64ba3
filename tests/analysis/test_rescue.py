"""Rescue: cost, what it avoids and who pays, on a sheet made by hand and in the seeds' world."""

import numpy as np
import pytest
from small import leg, small_book
from test_contagion import by_hand

from gigaloop import load
from gigaloop.analysis import ask, paths
from gigaloop.analysis.rescue import _on_the_sheet, coalition, pledged_twice
from gigaloop.book.problem import InputError


@pytest.fixture(scope="module")
def book():
    return load(as_of="2025-10-20")


def naive_coalition(gain, free, cost, steps=200_000):
    """Pour the cost in drops, each split over those with room in proportion to their gain."""
    paid = [0.0] * len(gain)
    for _ in range(steps):
        room = [i for i in range(len(gain)) if paid[i] < min(gain[i], free[i]) - 1e-12]
        left = cost - sum(paid)
        if not room or left <= 1e-12:
            break
        drop = min(left, cost / 2000)
        whole = sum(gain[i] for i in room)
        for i in room:
            paid[i] = min(paid[i] + drop * gain[i] / whole, gain[i], free[i])
    return paid


@pytest.mark.parametrize("seed", range(4))
def test_the_coalition_pays_as_if_poured_drop_by_drop(seed):
    rng = np.random.default_rng(seed)
    gain, free = rng.uniform(0, 5, 6), rng.uniform(0, 3, 6)
    for cost in (0.5, 4.0, 50.0):
        paid = coalition(gain, free, cost)
        assert paid == pytest.approx(naive_coalition(gain.tolist(), free.tolist(), cost), abs=2e-2)
        assert (paid <= np.minimum(gain, free) + 1e-12).all()
        assert paid.sum() <= cost + 1e-9


def on_the_sheet(found, made, shock=1.0):
    rows = {}
    for row in _on_the_sheet(found, made, "lab", shock):
        rows[row.measure, row.subject] = row
    return rows


def test_the_lab_by_hand():
    """Its dues of 10 need 10; the cloud then gets its 10 and the vendor and banks what the cloud owes them."""
    found = paths.simulated(load("tiny"), paths=10)
    rows = on_the_sheet(found, by_hand())
    assert rows["cost", "lab"].mid == pytest.approx(10.0)
    assert rows["cost", "lab"].more["how"].startswith("exact")
    assert rows["credit_avoided", "others"].low == pytest.approx(10.0 + 7.2 + 1.8)
    assert rows["gain", "cloud"].mid == pytest.approx(10.0)
    assert rows["systemic_share", "lab"].low == pytest.approx(19.0 / 20.0)


def test_who_could_pay_and_whether_it_is_enough():
    found = paths.simulated(load("tiny"), paths=10)
    poor = on_the_sheet(found, by_hand())
    assert poor["coalition_reaches", "coalition"].mid == 0.0
    rich = on_the_sheet(found, by_hand(money=np.array([12.0, 1000.0, 1000.0])))
    assert rich["coalition_reaches", "coalition"].mid == 1.0


def test_nobody_short_costs_nothing():
    found = paths.simulated(load("tiny"), paths=10)
    rows = on_the_sheet(found, by_hand(money=np.array([100.0, 1.0, 5.0])), shock=0.1)
    assert rows["cost", "lab"].mid == 0.0
    assert rows["credit_avoided", "others"].high == 0.0


def test_the_bargain_is_switched_off_beside_it(book):
    table = ask(book, "rescue", paths=60)
    assert table.one("paths/defaulted/without").mid >= table.one("paths/defaulted/with").mid
    assert table.one("sheet/cost/openai").range == "models"
    assert table.one("sheet/systemic_share/openai").mid < 1.0


def test_one_asset_behind_two_loans_is_seen(tmp_path):
    gpus = {"amount": "5 bn USD", "collateral": "the same GPUs"}
    legs = [leg("one", "loan", "bank", "cloud", **gpus), leg("two", "loan", "fund", "cloud", **gpus)]
    [row] = pledged_twice(small_book(tmp_path, legs))
    assert (row.subject, row.mid, row.legs) == ("cloud", 10.0, ("one", "two"))
    legs[1] = leg("two", "loan", "fund", "cloud", amount="5 bn USD", collateral="other GPUs")
    assert not list(pledged_twice(small_book(tmp_path / "other", legs)))


def test_a_senseless_shock_is_refused(book):
    with pytest.raises(InputError, match="not above 0 and at most 1"):
        ask(book, "rescue", shock=2.0, paths=60)
