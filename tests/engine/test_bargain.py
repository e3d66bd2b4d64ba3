"""Step 7 on a lab, its cloud and an investor: each outcome comes from terms, none from a switch; each rule has its
fault.

The lab owes 2 bn a quarter, take or pay, and earns too little. What its creditors do follows from the rent of the day,
from what they own and from what they have.
"""

import numpy as np
import pytest

from gigaloop.engine import plan as p
from gigaloop.engine.draws import neutral
from gigaloop.engine.kernel import native, state
from gigaloop.engine.kernel.state import BARGAIN
from gigaloop.engine.run import kept, simulate
from tests.engine import loop
from tests.engine.beside import differences, kernel_path
from tests.engine.plans import BILLION, Sketch
from tests.engine.short_lab import CLOUD, FUND, LAB, QUARTERS, sketch, topped_up, two_clouds
from tests.oracle.quarter import simulate_path as twin


def outcome(s, **rules):
    """One path without surprises: what was kept."""
    s.rules |= rules
    plan = s.plan()
    numbering = state.index(plan)
    out = kept(plan, 1)
    native.simulate_block(plan, state.state(plan, numbering), numbering, neutral(QUARTERS), out,
                np.zeros((QUARTERS, len(numbering.slots)), np.int64))  # fmt: skip
    assert out.outcome[0] == 0 and (out.audit == 0.0).all()
    return out


def count(out, kind, party=LAB):
    return float(out.conceded[kind][0, party])


def row(out, place=0):
    """One row of the record of bargains, by the names of its columns."""
    return dict(zip(BARGAIN, out.bargains[0, place].tolist(), strict=True))


def test_amended():
    """The cloud loses 1.5 years of price above rent by enforcing, so it defers; the switch off, the lab defaults."""
    out = outcome(sketch())
    assert count(out, "amended") >= 1
    assert out.leg_deferred[0, 0] > 0.05
    first = out.defaulted[0, LAB]
    alone = outcome(sketch(), bargain=0)
    assert alone.defaulted[0, LAB] >= 0 and (first < 0 or first > alone.defaulted[0, LAB])
    assert alone.leg_deferred[0, 0] == 0.0


def test_deferred_is_a_claim_that_comes_back():
    """What is put off stands on both balance sheets, and a lab that recovers pays it."""
    s = sketch(cash=0.2, revenue=1.8, growth=0.3)
    out = outcome(s)
    assert count(out, "amended") >= 1 and out.defaulted[0, LAB] < 0
    plan = s.plan()
    back = simulate(plan, paths=1, keep="cents")
    slot = state.index(plan).at["deferral"][0]
    assert back.paid[0, :, slot].sum() > 0.0


def test_relet():
    """With rent well above the price a seller takes capacity back gladly; with rent far below it defers instead."""
    dear, cheap = outcome(sketch(rent=4.0, amend_cut=0.0)), outcome(sketch(rent=0.5, amend_cut=0.0))
    assert count(dear, "relet") >= 1 and count(cheap, "relet") == 0
    assert dear.leg_deferred[0, 0] < cheap.leg_deferred[0, 0]
    assert dear.party["gw"][0, -1, 0] < cheap.party["gw"][0, -1, 0]


def test_topped_up():
    """The cloud cannot put off a bill without failing itself; an investor with a large stake and cash brings the
    money."""
    out = outcome(topped_up())
    assert count(out, "rescued") >= 1 and count(out, "rescue_paid", FUND) > 0.0
    assert count(out, "rescue_paid", FUND) == pytest.approx(count(out, "rescue_got"), rel=1e-6)
    assert out.leg_rescued[0, 1] > 0.0


def test_walked():
    """Nothing to save: rent at the price, no stake, a lab that will not live. It defaults in spite of the bargain."""
    out = outcome(sketch(revenue=0.5, rent=2.6, value=1.0, growth=-0.5, relet_vacancy=0.0, amend_cut=0.9))
    assert out.defaulted[0, LAB] >= 0
    assert count(out, "rescued") == 0


def test_an_exit_right_is_used_before_creditors_are_asked():
    out = outcome(sketch(exit_quarter=2, exit_cost=0.001))
    assert out.leg_deferred[0, 0] == 0.0 and out.defaulted[0, LAB] < 0
    dear = outcome(sketch(exit_quarter=2, exit_cost=0.5))
    assert dear.leg_deferred[0, 0] > 0.0


def test_nobody_concedes_what_it_cannot_pay():
    """The same cloud, poor: it owes tax and staff of its own and does not agree to defer."""
    rich = outcome(sketch())
    poor = sketch(cloud_cash=0.0)
    poor.rows["parties"][CLOUD]["opex_share"] = poor.value(1.0)
    out = outcome(poor)
    assert rich.leg_deferred[0, 0] > 0.0 and out.leg_deferred[0, 0] == 0.0


def test_amendments_stop_after_their_run():
    """With a limit of one quarter running, deferrals come in at most every second quarter."""
    free = outcome(sketch(revenue=1.5, amend_run=6, amend_cut=0.0))
    once = outcome(sketch(revenue=1.5, amend_run=1, amend_cut=0.0))
    assert count(once, "amended") < count(free, "amended")


def test_a_lower_share_of_bills_can_be_put_off():
    more, less = outcome(sketch(revenue=1.5)), outcome(sketch(revenue=1.5, amend_limit=0.02))
    assert less.leg_deferred[0, 0] < more.leg_deferred[0, 0] or less.defaulted[0, LAB] >= 0


def test_status_and_event_are_kept():
    out = outcome(sketch())
    status = out.party["status"][0, :, 0]
    first = row(out)
    assert status[int(first["quarter"])] == 2 and first["debtor"] == LAB and first["claimant"] == CLOUD
    assert first["lacking"] > 0.0 and 0.02 <= first["survival"] <= 1.0 and first["enforce"] > first["amend"] > 0.0
    kept = [row(out, k) for k in range(len(out.bargains[0])) if out.bargains["quarter"][0, k] >= 0]
    assert sum(r["deferred"] for r in kept) == pytest.approx(out.leg_deferred[0, 0], rel=1e-6)
    assert all(r["relet"] + r["deferred"] + r["brought"] == pytest.approx(r["lacking"], rel=1e-5) for r in kept)


def test_switching_the_bargain_off_at_least_doubles_defaults():
    """On the loop of the other tests, short of cash: the same draws with and without step 7. (With a tenth of this
    equity most labs are doomed, and creditors concede nothing to those.)"""
    plan = loop.loop(quarters=24, world={"equity_open": 0.02, "equity_tight": 0.008})
    with_bargain, without = plan.rules.copy(), plan.rules.copy()
    with_bargain["bargain"], without["bargain"] = 1, 0
    a = simulate(plan._replace(rules=with_bargain), paths=300)
    b = simulate(plan._replace(rules=without), paths=300)
    fell_a, fell_b = (a.defaulted[:, loop.LAB] >= 0).mean(), (b.defaulted[:, loop.LAB] >= 0).mean()
    assert fell_b > 0.1 and fell_b >= 2 * fell_a
    assert (a.conceded["amended"] > 0).any()
    assert (a.audit == 0.0).all() and (b.audit == 0.0).all()


def test_principal_that_lenders_waive_is_owed_until_it_is_paid():
    """A loan of 3 bn in four parts; in quarter 2 a bill of 2.5 bn leaves no cash for the second, which lenders waive.

    By hand: parts in quarters 1, 3 and 4; what is left, 0.75 bn, is due in quarter 5, when nothing is planned any more.
    """
    s = Sketch(8)
    s.rules |= {"bargain": 1, "waiver": 1}
    cloud = s.party(p.NEOCLOUD, 0.5, other=1 * BILLION)
    debt = s.debt(cloud, {p.BANKS: 1.0}, tier=1, amortisation=p.LINEAR, rate=0.05, term=4)
    s.leg(p.LOAN, p.BANKS, cloud, tag="loan", amount=3 * BILLION, start=0, end=1, debt=debt)
    for start, amount in ((0, 3.0), (2, 2.5)):
        s.leg(p.DATED, cloud, p.UTILITIES, tag="other", amount=amount * BILLION, start=start, end=start + 1, tier=0)
    quarters = kernel_path(s.plan(), neutral(8)).quarters
    assert [round(q.face[debt] / BILLION, 4) for q in quarters] == [3, 2.25, 2.25, 1.5, 0.75, 0, 0, 0]
    assert differences(kernel_path(s.plan(), neutral(8)), twin(s.plan(), neutral(8)), 1) == []
    out = outcome(s)
    assert count(out, "waived", cloud) == 1 and out.defaulted[0, cloud] < 0
    waived = row(out)
    assert (waived["debtor"], waived["claimant"]) == (cloud, p.BANKS) and waived["deferred"] == pytest.approx(0.75)


def test_a_cent_of_rounding_is_no_reason_to_bring_money():
    """Several creditors each defer their share, rounded up: nothing is left that a rescue would have to bring."""
    found = outcome(two_clouds())
    rows = [row(found, k) for k in range(len(found.bargains[0])) if found.bargains["quarter"][0, k] >= 0]
    brought = [r["brought"] for r in rows if r["brought"] > 0.0]
    assert sum(r["deferred"] > 0.0 for r in rows) > 2
    assert all(amount > 1e-6 for amount in brought)
