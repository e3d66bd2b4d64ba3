"""A revenue miss: the difference of two runs on the same draws, and what must be true of it whatever the numbers."""

import numpy as np
import pytest

from gigaloop import load
from gigaloop.answer import paths
from gigaloop.book.problem import InputError
from gigaloop.ledger.stakes import register
from gigaloop.questions import ask
from gigaloop.questions.stress.miss import _shock
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped("2025-10-20")


@pytest.fixture(scope="module")
def table(book):
    return ask(book, "miss", paths=60)


def test_it_shocks_the_labs_demand_and_nothing_else(book):
    base = paths.simulated(book, paths=60)
    shock, since, until = _shock(base, "openai", 0.4)
    assert shock["driver"] == "demand.openai"
    assert (since, until) == ("2027Q1", "2028Q4")
    times = base.pushed([shock]).run.plan.times
    changed = np.argwhere(times != base.run.plan.times)
    assert set(changed[:, 0]) == {base.lowering.drivers.index("demand.openai")}
    assert np.allclose(times[tuple(changed.T)], 0.6)


def test_the_lab_loses_revenue_in_every_quarter_of_the_miss_and_to_the_end(book, table):
    """Where it lives in both worlds; later on a path may turn (a rival falls in one world alone), and few do."""
    base = paths.simulated(book, paths=60)
    shock, since, until = _shock(base, "openai", 0.4)
    shocked = base.pushed([shock])
    missed = slice(base.quarters.index(since), base.quarters.index(until) + 1)
    lost = base.measure("revenue", "openai") - shocked.measure("revenue", "openai")
    whens = (base.default("openai"), shocked.default("openai"))
    lives = np.all([(when < 0) | (when >= missed.stop) for when in whens], axis=0)
    assert lives.sum() > 20 and (lost[lives, missed] > 0).all()
    always = np.all([when < 0 for when in whens], axis=0)
    assert always.sum() > 20 and (lost[always].sum(1) > 0).mean() > 0.95
    row = table.one("revenue_loss/openai")
    assert row.low < row.mid == pytest.approx(np.sort(lost.sum(1))[29])  # low: paths on which it fails in the base


def test_before_the_miss_both_worlds_are_one(book):
    base = paths.simulated(book, paths=60)
    shocked = base.pushed([_shock(base, "openai", 0.4)[0]])
    start = base.quarters.index("2027Q1")
    assert np.array_equal(base.run.party[:, :start], shocked.run.party[:, :start])
    assert not np.array_equal(base.run.party[:, start:], shocked.run.party[:, start:])


def test_a_miss_of_almost_nothing_costs_almost_nothing(book, table):
    small = ask(book, "miss", size=1e-9, paths=60)
    assert abs(small.one("revenue_loss/openai").mid) < 1e-3 * table.one("revenue_loss/openai").mid


def test_a_greater_miss_costs_the_lab_more(book, table):
    assert ask(book, "miss", size=0.8, paths=60).one("revenue_loss/openai").mid > table.one("revenue_loss/openai").mid


def test_shares_of_paths_carry_their_band_and_differences_are_told_apart(table):
    share = table.one("defaulted/openai/shocked")
    assert share.unit == "share"
    assert share.more["band"] == "count"
    assert share.low <= share.mid <= share.high
    assert table.one("revenue_loss/openai").more["world"] == "difference"
    assert {row.more["round"] for row in table.rows} == {"1", "all"}


def test_the_sum_of_holders_is_the_sum_of_all(book):
    base = paths.simulated(book, paths=60)
    whole = sum(base.lost("credit", party) for party in base.lowering.parties)
    assert np.allclose(whole, base.run.credit[base.whole].sum(1))


@pytest.mark.parametrize("size", [0.0, 1.5, -0.1])
def test_a_size_that_is_no_share_is_refused(book, size):
    with pytest.raises(InputError, match="not above 0 and at most 1"):
        ask(book, "miss", size=size, paths=60)


def test_who_is_no_lab_is_refused(book):
    with pytest.raises(InputError, match="is no lab"):
        ask(book, "miss", party="oracle", paths=60)


def test_in_the_tiny_book_too():
    table = ask(load("tiny"), "miss", party="lab", paths=20)
    assert table.one("revenue_loss/lab").mid > 0


def test_losses_are_in_billions_of_dollars(book):
    """No holder can lose more than the book's whole debt and value: a slip of units would."""
    base = paths.simulated(book, paths=60)
    assert 0 < base.run.credit.max() < 1e4
    assert 0 < base.run.equity.max() < 1e5


def test_who_holds_the_shares_loses_their_fall_of_value(book, table):
    """From the register, holder by holder, by hand: what a holder has of each issuer times that issuer's fall."""
    base = paths.simulated(book, paths=60)
    shock, since, until = _shock(base, "openai", 0.4)
    shocked, end = base.pushed([shock]), base.quarters.index("2028Q4")
    names, (units, _) = base.lowering.parties, register(base.run.plan, base.quarters.index(since))
    lost = np.zeros(60)
    for row, own in zip(base.run.plan.shares, units, strict=True):
        issuer = names[int(row["issuer"])]
        if names[int(row["holder"])] == "microsoft":
            count = units[base.run.plan.shares["issuer"] == row["issuer"]].sum()
            fall = base.measure("value", issuer)[:, end] - shocked.measure("value", issuer)[:, end]
            lost += fall * own / count
    row = table.one("stake_loss/microsoft")
    assert row.mid == pytest.approx(np.sort(lost)[29]) and row.mid > 1
    assert row.period == until
    issuers = sum(r.mid for r in table.rows if r.measure == "value_loss" and r.subject == "openai")
    assert row.mid < issuers


def test_a_lasting_miss_goes_on_to_the_last_quarter_and_the_title_says_which(book, table):
    long = ask(book, "miss", lasting=True, paths=60)
    last = paths.simulated(book, paths=60).quarters[-1]
    assert long.one("value_loss/openai").period == last
    assert table.one("value_loss/openai").period == "2028Q4"
    assert "for good from Q1 2027 on" in long.title["en"] and "from Q1 2027 to Q4 2028" in table.title["en"]
    assert long.one("revenue_loss/openai").mid > table.one("revenue_loss/openai").mid


def test_a_mean_carries_its_monte_carlo_error(table):
    """1.645 standard errors either way; with more paths it is narrower."""
    row = table.one("mean_equity_loss/all")
    assert row.more["band"] == "average" and row.low < row.mid < row.high
    values = np.arange(100.0)
    made = paths.mean_row(values, "k", "s", "m", "USD bn")
    assert (made.low, made.high) == pytest.approx((49.5 - 1.6449 * 2.9011, 49.5 + 1.6449 * 2.9011), rel=1e-4)


def test_a_signed_stake_counts_from_the_day_it_is_due():
    """Nvidia's 30 bn of 2026-02-27, at 730 bn, and nothing of it before it is due; what is gated counts never."""
    found = paths.simulated(shipped(), paths=5)
    plan, names = found.run.plan, found.lowering.parties
    line = np.flatnonzero((plan.shares["holder"] == names.index("nvidia"))
                          & (plan.shares["issuer"] == names.index("openai")))[0]  # fmt: skip
    whole = plan.shares["units"][plan.shares["issuer"] == names.index("openai")].sum()
    leg = plan.legs[found.lowering.legs.index("nv-oai-2026-eq")]
    holds = plan.values["mid"][leg["beta"]]
    assert register(plan, 0)[0][line] == 0.0
    assert register(plan, 1)[0][line] == pytest.approx(holds * 30 / 730 * whole)
    assert register(plan, 99)[0][line] == register(plan, 1)[0][line]
    assert register(plan, 1)[1][names.index("openai")] > 30e11 * holds


def test_rows_that_are_nothing_from_end_to_end_are_left_out(table):
    rows = [r for r in table.rows if r.measure in ("credit_loss", "equity_loss") and r.subject != "all"]
    assert min(max(abs(r.low), abs(r.mid), abs(r.high)) for r in rows) >= 5e-4


def test_who_is_spared_by_earning_less_is_told_why_in_the_headline():
    spared = ask(shipped(), "miss", party="spacex", size=0.95, lasting=True, paths=2000)
    said = [any("spares it" in sentence for sentence in spared.headline["en"])]
    said.append(any(getattr(note, "id", "") == "miss.spared" for note in spared.notes))
    assert said == [True, True]
    worse = ask(shipped(), "miss", party="openai", size=0.95, lasting=True, paths=100)
    assert not any("spares it" in sentence for sentence in worse.headline["en"])
    assert not any(getattr(note, "id", "") == "miss.spared" for note in worse.notes)
