"""What must hold of every bargain: bounded, paid for, written into the books. Each rule has its planted fault."""

import numpy as np
import pytest

from gigaloop.engine import plan as p
from gigaloop.engine.draws import draws
from gigaloop.engine.kernel.state import index
from gigaloop.engine.run import simulate
from tests.engine.beside import differences, kernel_path
from tests.engine.short_lab import CLOUD, SHORT
from tests.oracle import bargain
from tests.oracle.accounts import cents
from tests.oracle.quarter import simulate_path

BLOCK = draws(3, 0, 1, 10)


def unpaid_for(sketch):
    """Claimants that conceded in a quarter and could then not pay their own dues, though their debtor had become whole.

    Where the debtor falls all the same, its fall and not the concession is what a claimant fails on.
    """
    found = []

    def watch(s, step):
        if step == "bargain":
            for (t, debtor, k), row in s.bargains.items():
                whole = bargain.lacking(s, debtor) < 1
                if t == s.t and whole and row.relet + row.deferred + row.brought > 0 and bargain.lacking(s, k) >= 1:
                    found.append((t, debtor, k))

    simulate_path(sketch.plan(), BLOCK, watch=watch)
    return found


@pytest.mark.parametrize("name", SHORT)
def test_nobody_concedes_what_it_cannot_pay(name):
    assert unpaid_for(SHORT[name]()) == []


def test_a_claimant_that_forgets_its_own_dues_is_seen(monkeypatch):
    """Planted fault: claimants think that they owe nothing themselves. The poor cloud defers, and then lacks."""
    real = bargain.owed
    monkeypatch.setattr(bargain, "owed", lambda s, k: 0.0 if k == CLOUD else real(s, k))
    monkeypatch.setattr(bargain, "lacking", lambda s, k: max(0.0, real(s, k) - s.have[k]))
    assert unpaid_for(SHORT["poor cloud"]()) != []


def too_much(memory, plan):
    """Rules of size that a quarter of the kernel breaks: what is put off of a due, rescues, quarters running."""
    index_at, found = index(plan).at, []
    limit = memory.values[plan.world["amend_limit"][0]]
    whole = memory.due + memory.put_off
    found += [f"slot {s}" for s in np.flatnonzero(memory.put_off > limit * whole)]
    for name, most in (("rescues", "rescue_count"), ("run", "amend_run"), ("waiver", "waiver")):
        found += [name] if (memory.party[name] > memory.values[plan.world[most][0]]).any() else []
    line = index_at["deferral_line"][0]
    for c in range(len(plan.legs)):
        if memory.leg["deferred"][c] != memory.held[line + c] or memory.held[line + c] < 0:
            found.append(f"leg {c}: {memory.leg['deferred'][c]} put off, {memory.held[line + c]} held")
    for i in range(len(plan.parties)):
        out = sum(memory.due[s] for s in memory.dues[: memory.market["dues"][0]] if index(plan).slots[s]["payer"] == i)
        if abs(out - memory.party["out"][i]) > 0.5 or abs(memory.tiers[i].sum() - out) > 0.5:
            found.append(f"party {i} owes {out}, its tiers say {memory.tiers[i].sum()}")
    return found


@pytest.mark.parametrize("name", SHORT)
def test_every_quarter_stays_within_the_bounds_and_the_books(name):
    plan = SHORT[name]().plan()
    assert [too_much(quarter.memory, plan) for quarter in kernel_path(plan, BLOCK).quarters] == [[]] * 10


@pytest.mark.parametrize("fault", ["put off twice", "a claim lost", "a due lost"])
def test_a_state_that_does_not_agree_is_seen(fault):
    plan = SHORT["amended"]().plan()
    memory = next(q.memory for q in kernel_path(plan, BLOCK).quarters if q.memory.put_off.any())
    slot = int(np.flatnonzero(memory.put_off)[0])
    if fault == "put off twice":
        memory.put_off[slot] = memory.due[slot]
    elif fault == "a claim lost":
        memory.held[index(plan).at["deferral_line"][0]] -= 1
    else:
        memory.due[slot] -= cents(1.0)
    assert too_much(memory, plan) != []


def test_a_debtor_is_heard_again_when_another_has_been_saved(monkeypatch):
    """Planted fault: the twin bargains in one round alone; the cloud never comes to its second thoughts."""
    plan = SHORT["second thoughts"]().plan()
    ours = kernel_path(plan, BLOCK)
    assert differences(ours, simulate_path(plan, BLOCK), 100) == []
    monkeypatch.setattr(bargain, "ROUNDS", 1)
    assert differences(ours, simulate_path(plan, BLOCK), 100) != []


def test_rounds_are_bounded_where_nothing_helps():
    """A lab that nobody can save, beside others short of cash: three rounds a quarter, each clears once a debtor."""
    counts = []
    sketch = SHORT["walked"]()
    real = bargain.clear

    def counted(s):
        counts.append(s.t)
        real(s)

    bargain.clear, before = counted, bargain.clear
    try:
        simulate_path(sketch.plan(), BLOCK)
    finally:
        bargain.clear = before
    assert counts and max(counts.count(t) for t in set(counts)) <= 3
    run = simulate(sketch.plan(), paths=3)
    assert (run.outcome == 0).all() and (run.audit == 0.0).all()
    assert sketch.plan().parties["role"][11] == p.LAB and (run.defaulted[:, 11] >= 0).all()
