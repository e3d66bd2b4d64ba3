"""A block of paths: books that hold to the cent on every path, the same answer compiled and not, planted faults that
are seen."""

import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.lib.recfunctions import structured_to_unstructured

from gigaloop.engine import draws, plan as p
from gigaloop.engine.kernel import native, state
from gigaloop.engine.run import AuditError, kept, simulate
from tests.engine import loop as plans
from tests.engine.slow_block import poor

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@pytest.fixture(scope="module")
def loop():
    return simulate(plans.loop(quarters=32), paths=300, keep="legs")


def in_python(target, fault=""):
    """The kernel without numba, in a process of its own; returns the largest audit breach it printed."""
    words = [sys.executable, "-m", "tests.engine.slow_block", str(target), *([fault] if fault else [])]
    run = subprocess.run(words, cwd=ROOT, env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    return float(run.stdout)


def test_books_hold_to_the_cent_on_every_path(loop):
    assert loop.audit.shape == (300, 32)
    assert (loop.audit == 0.0).all()
    assert (loop.outcome == 0).all()


def test_compiled_and_plain_python_agree(tmp_path):
    plan = poor()
    numbering = state.index(plan)
    out, flows = kept(plan, 3, "legs"), np.zeros((10, len(numbering.slots)), np.int64)
    native.simulate_block(plan, state.state(plan, numbering), numbering, draws.draws(1, 0, 3, 10), out, flows)
    assert in_python(tmp_path / "slow.npz") == 0.0
    slow = np.load(tmp_path / "slow.npz")
    assert plain(out.conceded)[:, 11].sum() > 0.0 and (out.audit == 0.0).all()
    for name, fast in out._asdict().items():
        np.testing.assert_allclose(plain(slow[name]), plain(fast), rtol=1e-5, atol=1e-7, err_msg=name)
    assert np.abs(slow["flows"] - flows).max() <= 3


def plain(array):
    """An array of records as one of numbers, its fields along the last axis."""
    return structured_to_unstructured(array) if array.dtype.names else array


def test_every_measure_is_written():
    """A measure that has a name and that the kernel forgets would read as nought: here it would stay not a number."""
    plan = poor()
    numbering = state.index(plan)
    out, flows = kept(plan, 3), np.zeros((10, len(numbering.slots)), np.int64)
    for array in (out.party, out.world, out.conceded, out.supply, out.bargains):
        array.view("f4")[:] = np.nan
    native.simulate_block(plan, state.state(plan, numbering), numbering, draws.draws(1, 0, 3, 10), out, flows)
    told = out.bargains[out.bargains["quarter"] != -1]
    assert len(told) > 0
    for array in (out.party, out.world, out.conceded, out.supply, told):
        assert [name for name in array.dtype.names if np.isnan(array[name]).any()] == []


@pytest.mark.parametrize("fault", ["one_sided_claim", "no_claim", "one_sided_post", "unrounded"])
def test_a_broken_posting_is_seen(tmp_path, fault):
    assert in_python(tmp_path / "x.npz", fault) > 0.0


def test_a_party_that_payments_reach_and_a_list_lacks_is_seen():
    """Planted fault: the lab is not among those whose accounts a quarter settles."""
    plan = poor()
    numbering = state.index(plan)
    for left_out in ([], [plans.LAB]):
        listed = numbering._replace(moving=numbering.moving[~np.isin(numbering.moving, left_out)])
        out, flows = kept(plan, 1), np.zeros((10, len(numbering.slots)), np.int64)
        native.simulate_block(plan, state.state(plan, numbering), listed, draws.draws(1, 0, 1, 10), out, flows)
        assert (out.audit != 0.0).any() == bool(left_out)


#: a due of a dollar that a step takes away and another brings back by half: how often it is listed, and what it is
AGAIN = """
from gigaloop.engine.kernel import books, clear, state
from tests.engine import loop, slow_block
plan = loop.loop(quarters=4)
numbering, memory = state.index(plan), state.state(plan, state.index(plan))
numbering, memory = slow_block.open_records(numbering), slow_block.open_records(memory)
books.owe(memory, numbering, 0, 100.0)
clear.set_due(memory, numbering, 0, 0.0)
clear.set_due(memory, numbering, 0, 50.0)
print(memory.market[0].dues, memory.due[0], memory.party[numbering.slots[0].payer].out)
"""


def test_a_due_that_comes_back_is_due_once():
    env = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    run = subprocess.run([sys.executable, "-c", AGAIN], cwd=ROOT, env=env, capture_output=True, text=True)
    assert run.stdout.split() == ["1", "50.0", "50.0"], run.stderr


def test_a_breach_raises(monkeypatch):
    real = native.simulate_block

    def leaky(plan, st, index, dr, out, flows, *stream):
        real(plan, st, index, dr, out, flows, *stream)
        if len(out.audit) == 4:
            out.audit[2, 5] = 7.0

    monkeypatch.setattr(native, "simulate_block", leaky)
    with pytest.raises(AuditError, match="path 2, quarter 5: the books are off by 7 cents"):
        simulate(plans.loop(quarters=8), paths=4, threads=1)


def test_any_split_gives_the_same_bits():
    plan = plans.loop(quarters=16)
    whole = simulate(plan, paths=60, chunk=60, threads=1)
    split = simulate(plan, paths=60, chunk=7, threads=2)
    tail = simulate(plan, paths=20, first=40)
    for name in ("party", "world", "credit", "equity", "defaulted", "leg_paid", "flows"):
        assert np.array_equal(getattr(whole, name), getattr(split, name)), name
    assert np.array_equal(whole.party[40:], tail.party)
    assert not np.array_equal(whole.party, simulate(plan, paths=60, seed=2).party)


def test_flows_follow_the_money(loop):
    """Mean flow rows of the lab's bill equal the mean of what the leg paid."""
    rows = loop.flow_rows()
    billed = sum(x for payer, payee, tag, t, x in rows if (payer, payee, tag) == (plans.LAB, plans.CLOUD, "compute"))
    assert billed == pytest.approx(loop.legs[:, :, 0].sum(axis=1).mean(), rel=1e-4)
    assert {tag for _, _, tag, _, _ in rows} <= set(p.TAGS)


def test_the_stake_waits_for_its_gates(loop):
    """Tranche 1 opens on its date; tranche 2 when 1 GW stands on the contract; the warrant when 0.5 GW does."""
    assert (loop.leg_first[:, 1] == 3).all()
    gw = loop.measure("gw", 1)
    value = np.concatenate([np.full((300, 1), 500.0), loop.measure("value", 0)[:, :-1]], axis=1)
    value[:, 3] += 10.0  # the first tranche, paid before it in the same quarter
    open_at = (gw >= 0.99999) & (value >= 500.0)
    first_gw = np.array([np.argmax(row) if row.any() else -1 for row in open_at])
    assert (loop.leg_first[:, 2] == first_gw).all()
    assert len(set(first_gw)) > 1
    assert np.array_equal(loop.leg_first[:, 3], np.array([np.argmax(row >= 0.49999) for row in gw]))


def test_the_revenue_share_stops_at_its_cap(loop):
    assert loop.leg_paid[:, 4].max() == pytest.approx(20.0, abs=1e-3)
    assert np.median(loop.leg_paid[:, 4]) == pytest.approx(20.0, abs=1e-3)


def test_supply_limits_bind_and_are_named(loop):
    tight = plans.loop(quarters=12)
    tight.values["mid"][tight.limits["level"][0]] = 0.1
    run = simulate(tight, paths=20)
    assert run.market("unserved_power").sum() > 5.0 + loop.market("unserved_power")[:20, :12].sum()
    assert run.market("unserved_chips").sum() == 0.0
    assert run.measure("gw", 1)[:, -1].mean() < loop.measure("gw", 1)[:, 11].mean() - 0.5


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="paths: 0 found, 1 or more expected"):
        simulate(plans.loop(quarters=8), paths=0)
    with pytest.raises(ValueError, match="keep: 'all' found"):
        simulate(plans.loop(quarters=8), paths=1, keep="all")
    for name, value in (("seed", 1.5), ("seed", -1), ("first", -3), ("threads", 0), ("chunk", 0), ("paths", 2.5)):
        with pytest.raises(ValueError, match=f"{name}: {value} found"):
            simulate(plans.loop(quarters=8), **{"paths": 1, name: value})


def test_what_would_lie_over_a_plan_or_beside_a_client_is_refused():
    """Both were ignored: a Plan was simulated as it is whatever scenario was named."""
    for given in ({"scenario": "rate-rise"}, {"settings": {"size": 0.5}}):
        with pytest.raises(ValueError, match="a Plan is simulated as it is"):
            simulate(plans.loop(quarters=8), paths=1, **given)
    with pytest.raises(ValueError, match="threads: a client's machines have threads of their own"):
        simulate(plans.loop(quarters=8), paths=1, client=object(), threads=2)


def test_announcements_move_values_within_bounds_and_can_be_off():
    """The same draws with news on and off: values differ, never by more than the bound allows; off twice is the
    same."""
    plan = loop_with(news=0)
    silent, again, heard = (simulate(loop_with(news=x), paths=40) for x in (0, 0, 1))
    assert np.array_equal(silent.party, again.party)
    vendor = 2
    ratio = heard.measure("value", vendor) / silent.measure("value", vendor)
    assert ratio[:, 0].max() <= np.exp(0.25) + 1e-6 and ratio.max() > 1.0
    assert np.exp(-0.5) < ratio.min() and ratio.max() < np.exp(0.5)
    assert (heard.audit == 0.0).all() and plan.rules["news"][0] == 0


def loop_with(**rules):
    return plans.loop(quarters=16, rules=rules)
