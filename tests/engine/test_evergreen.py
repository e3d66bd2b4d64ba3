"""A doomed debtor gets no concession, unless who would have to recognise the loss could not bear it."""

import pytest

from gigaloop.engine import plan as p
from gigaloop.engine.draws import draws
from tests.engine.beside import differences, kernel_path
from tests.engine.short_lab import CLOUD, LAB, SHORT
from tests.oracle import bargain
from tests.oracle.quarter import simulate_path

BLOCK = draws(3, 0, 1, 10)


def put_off(run, debtor):
    """USD bn that were put off for a debtor as evergreening, by the kernel."""
    return float(run.quarters[-1].out.conceded["evergreened"][0, debtor])


@pytest.mark.parametrize("name, debtor, lives", [("hidden", LAB, 3), ("rolled", CLOUD, -1), ("rolled lab", LAB, -1)])
def test_who_cannot_bear_the_loss_puts_it_off_and_it_is_recorded(name, debtor, lives):
    run = kernel_path(SHORT[name]().plan(), BLOCK)
    assert put_off(run, debtor) > 1.0
    record = run.quarters[-1].out.bargains[0]
    rows = record[(record["quarter"] >= 0) & (record["evergreened"] > 0)]
    assert len(rows) and (rows["debtor"] == debtor).all()
    assert int(run.quarters[-1].out.defaulted[0, debtor]) == lives


def test_a_bank_that_can_bear_it_lets_its_debtor_fall():
    run = kernel_path(SHORT["a bank that can bear it"]().plan(), BLOCK)
    assert put_off(run, CLOUD) == 0.0 and int(run.quarters[-1].out.defaulted[0, CLOUD]) == 3


def test_without_the_bargain_nobody_rolls_anything():
    sketch = SHORT["rolled"]()
    sketch.rules["bargain"] = 0
    assert put_off(kernel_path(sketch.plan(), BLOCK), CLOUD) == 0.0


@pytest.mark.parametrize("fault", ["nobody is caught", "everybody is caught"])
def test_a_lender_that_weighs_its_capital_otherwise_is_seen(fault, monkeypatch):
    """Planted fault: the twin's lenders are never, or always, caught."""
    name = "rolled" if fault == "nobody is caught" else "a bank that can bear it"
    plan = SHORT[name]().plan()
    ours = kernel_path(plan, BLOCK)
    assert differences(ours, simulate_path(plan, BLOCK), 100) == []
    monkeypatch.setattr(bargain, "is_caught", lambda s, party, k, t: fault == "everybody is caught" and k == p.BANKS)
    assert differences(ours, simulate_path(plan, BLOCK), 100) != []


@pytest.mark.parametrize("name, waits", [("lenders wait", True), ("lenders of the sound", True),
                                         ("lenders of the doomed", False)])  # fmt: skip
def test_lenders_of_a_builder_wait_unless_it_is_doomed(name, waits):
    """Principal that is put off stays in the face, at its coupon: so they wait where (1 - q) of a later loss is less
    than the loss of today."""
    run = kernel_path(SHORT[name]().plan(), BLOCK)
    record = run.quarters[-1].out.bargains[0]
    asked = record[(record["quarter"] >= 0) & (record["debtor"] == CLOUD)]
    later = (1 - asked["survival"]) * 1.1 * asked["enforce"]
    assert len(asked) and (asked["enforce"] > 0).all() and (asked["amend"] == 0).all()
    assert ((asked["deferred"] > 0) <= (later < asked["enforce"])).all()
    assert (asked["deferred"] > 0).any() == waits
    assert (int(run.quarters[-1].out.defaulted[0, CLOUD]) < 0) == waits


@pytest.mark.parametrize("place, otherwise", [("outlook", lambda s, builder, t: 1.0), ("later", lambda s, E, q: 0.0)])
def test_a_lender_that_does_not_ask_who_will_live_is_seen(place, otherwise, monkeypatch):
    """Planted fault: the twin's lenders take every builder for sound, or forget the loss that comes later."""
    plan = SHORT["lenders of the doomed"]().plan()
    ours = kernel_path(plan, BLOCK)
    assert differences(ours, simulate_path(plan, BLOCK), 100) == []
    monkeypatch.setattr(bargain, place, otherwise)
    assert differences(ours, simulate_path(plan, BLOCK), 100) != []
