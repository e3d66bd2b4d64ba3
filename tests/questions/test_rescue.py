"""Rescue: cost, what it avoids and who pays, on a sheet made by hand and in the seeds' world."""

import numpy as np
import pytest

from gigaloop import load
from gigaloop.answer import paths
from gigaloop.book.problem import InputError
from gigaloop.ledger.pledges import pledged_twice
from gigaloop.questions import ask
from gigaloop.questions.stress.rescue import _on_the_sheet, coalition
from tests.questions.small import leg, small_book
from tests.questions.test_contagion import by_hand
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped("2025-10-20")


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
    # of 20 due in all: by Suzuki the cloud, worth 20, still pays; it has no cash, so by full payment nobody is paid
    share = rows["systemic_share", "lab"]
    assert (share.low, share.high) == pytest.approx((10.0 / 20.0, 1.0))
    assert 19.0 / 20.0 <= share.mid <= 1.0


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


def loan(name, collateral, **more):
    return leg(name, "loan", more.pop("lender", "bank"), "cloud", amount="5 bn USD", collateral=collateral, **more)


@pytest.mark.parametrize(
    ("one", "two", "measure", "asset"),
    [
        (loan("one", "the same GPUs"), loan("two", "the same GPUs"), "pledged_by_several", "chips: cloud 2026"),
        (loan("one", "new GPUs"), loan("two", "GB200 systems"), "may_be_pledged_twice", "chips: cloud 2026"),
        (
            loan("one", "the Lancaster site"), loan("two", "the campus at Lancaster, leased to lab"),
            "pledged_by_several", "site: Lancaster",
        ),
        (
            loan("one", "what the lease at Abilene brings"), loan("two", "shell in Abilene"),
            "pledged_by_several", "site: Abilene",
        ),
        (loan("one", "Chips shares"), loan("two", "Chips shares and cash"), "pledged_by_several", "shares: Chips"),
        (loan("one", "dues under rent"), loan("two", "rent, first rank"), "pledged_by_several", "leg: rent"),
    ],
)  # fmt: skip
def test_one_asset_behind_two_loans_is_seen_by_leg_site_shares_and_vintage(tmp_path, one, two, measure, asset):
    lease = leg("rent", "capacity_lease", "lab", "cloud", amount="9 bn USD", site="Abilene, Texas")
    [row] = pledged_twice(small_book(tmp_path, [lease, one, two]))
    assert (row.measure, row.subject, row.mid, row.legs) == (measure, "cloud", 10.0, ("one", "two"))
    assert row.more["how"].startswith(asset)


@pytest.mark.parametrize(
    "two",
    [
        loan("two", "GPUs", vintage="2024"),
        loan("two", "the Saline site"),
        loan("two", "GPUs", part_of="one"),
        loan("two", "GPUs", stage="rejected"),
        leg("two", "loan", "bank", "rival", amount="5 bn USD", collateral="GPUs"),
        loan("two", "receivables"),
    ],
)
def test_another_asset_or_no_second_loan_is_not(tmp_path, two):
    assert not list(pledged_twice(small_book(tmp_path, [loan("one", "GPUs"), two])))


def test_dues_that_two_guarantors_cover_are_seen(tmp_path):
    rent = leg("rent", "capacity_lease", "lab", "cloud", amount="9 bn USD", start="2026", term="3 years")
    backs = [
        leg(n, "guarantee", p, "lab", amount="2 bn USD", covers=["rent"]) for n, p in (("a", "chips"), ("b", "fund"))
    ]
    [row] = pledged_twice(small_book(tmp_path, [rent, *backs]))
    assert (row.measure, row.legs, row.mid) == ("covered_by_several", ("a", "b"), 4.0)


def test_a_senseless_shock_is_refused(book):
    with pytest.raises(InputError, match="not above 0 and at most 1"):
        ask(book, "rescue", shock=2.0, paths=60)
