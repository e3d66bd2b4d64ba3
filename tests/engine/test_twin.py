"""The kernel beside its naive twin: every payment, account, value and face of every quarter, to the cent."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gigaloop
from gigaloop.engine import plan as p
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.draws import draws, neutral
from gigaloop.engine.kernel.state import BARGAINS, SUPPLY, index
from gigaloop.engine.run import planners
from tests.engine.beside import differences, horizon, kernel_path
from tests.engine.kinds import (
    KINDS,
    backstop,
    breached_loan,
    chip_vehicle,
    chips_of_new_contracts,
    cloud_with_cash,
    conglomerate,
    first_debt,
    leased_halls,
    leases_as_debt,
    lenders_ahead,
    lending,
    letter_of_intent,
    lines_that_stop,
    one_debtor,
    one_debtor_that_signs,
    own_chips,
    own_chips_of_the_fallen,
    own_chips_of_the_poor,
    rated,
    rents_that_fall,
    rents_that_pay,
    residual,
    scarce,
    set_world,
    shares_fall,
    signing_on_little,
    supply_ahead,
    tenant_by_contract,
    tranche_and_round,
    worn_out,
)
from tests.engine.plans import loop, uncertain
from tests.engine.short_lab import SHORT
from tests.oracle.quarter import simulate_path

LENDERS = {p.PRIVATE_CREDIT: "private_credit", p.INSURERS_PENSIONS: "insurers_pensions", p.BANKS: "banks",
           p.BOND_FUNDS: "bond_funds"}  # fmt: skip
ROOT = Path(__file__).parents[2]


def beside(plan, block, path=0, cents=100):
    """What differs by more than a dollar: where a sum falls on half a cent, another order of the same sum rounds it
    the other way, and a value may carry that cent many times."""
    ours, naive = kernel_path(plan, block, path), simulate_path(plan, block, path)
    assert ours.outcome == 0 and naive.outcome == "ok"
    assert max(quarter.audit for quarter in ours.quarters) == 0.0
    return differences(ours, naive, cents)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_of_row_without_surprises(kind):
    sketch = kind()
    assert beside(sketch.plan(), neutral(sketch.quarters)) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_of_row_with_surprises(kind):
    sketch = kind()
    assert beside(sketch.plan(), draws(3, 0, 1, sketch.quarters)) == []


@pytest.mark.parametrize("path", range(6))
def test_a_loud_world(path):
    assert beside(uncertain(12).plan(), draws(1, 0, 6, 12), path) == []


def test_a_cent_more_in_the_twin_is_seen():
    """Planted fault: the twin bills the lab one cent more in quarter 3."""

    def spoil(state, step):
        if step == "bill" and state.t == 3:
            next(due for due in state.dues if due.tag == "compute").amount += 1

    plan = loop().plan()
    found = differences(kernel_path(plan, neutral(8)), simulate_path(plan, neutral(8), watch=spoil))
    assert found[0] == "quarter 3, (11, 12, 'compute'): kernel 80833333333, twin 80833333334"


@pytest.mark.parametrize("column, change", [("floor", 0.5), ("amount", 2.0), ("ramp", 1.5), ("beta", 0.9)])
def test_a_term_that_only_the_twin_reads_otherwise_is_seen(column, change):
    """Planted fault: one term of the contract is changed for the twin alone."""
    sketch = loop()
    ours = kernel_path(sketch.plan(), neutral(8))
    sketch.rows["parties"][11]["need_start"] = sketch.rows["parties"][11]["need_end"] = sketch.value(0.1)
    ours = kernel_path(sketch.plan(), neutral(8))
    row = sketch.rows["legs"][0][column]
    sketch.values[row] = (*sketch.values[row][:1], sketch.values[row][1] * change, *sketch.values[row][2:])
    assert differences(ours, simulate_path(sketch.plan(), neutral(8))) != []


SLOW = """
import sys
from gigaloop.engine.draws import draws
from tests.engine.beside import kernel_path
from tests.engine.kinds import staged_stake
for quarter in kernel_path(staged_stake().plan(), draws(3, 0, 1, 10), interpreted=sys.argv[1] == "1").quarters:
    print(sorted((key, cents.hex()) for key, cents in quarter.flows.items()), [cash.hex() for cash in quarter.cash])
"""


def test_the_kernel_without_its_compiler_gives_the_same_bits():
    lines = []
    for off in ("0", "1"):
        env = os.environ | {"NUMBA_DISABLE_JIT": off, "PYTHONPATH": str(ROOT)}
        run = subprocess.run([sys.executable, "-c", SLOW, off], env=env, cwd=ROOT, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        lines.append(run.stdout)
    assert lines[0] == lines[1] and lines[0].count("0x") > 100


def test_a_shorter_horizon_only_cuts_the_end():
    """The comparison reads the kernel's memory after 1, 2, 3 ... quarters: that must be the same path."""
    plan, block = uncertain(6).plan(), draws(5, 0, 1, 6)
    whole, short = kernel_path(plan, block), kernel_path(horizon(plan, 4), block)
    for a, b in zip(whole.quarters[:4], short.quarters, strict=True):
        assert a.flows == b.flows and np.array_equal(a.cash, b.cash)


def assert_same_record(ours, naive):
    """The kernel's rows of a path's record of bargains are the twin's, in order: money to a dollar. A debtor that lacks
    no more than a dollar may lack it on one side alone: a sum on half a cent is rounded the other way (`beside`)."""
    ours = ours[ours["quarter"] >= 0]
    full = len(ours) == BARGAINS  # the first so many of a path are kept
    ours = ours[(ours["lacking"] <= 0.0) | (ours["lacking"] > 1e-9)]
    told_of = {key: told for key, told in naive.items() if not 0.0 < told.lacking <= 100.0}
    rows = list(told_of)[: len(ours) if full else None]
    assert [(row["quarter"], row["debtor"], row["claimant"]) for row in ours] == rows
    for row, told in zip(ours, [told_of[key] for key in rows], strict=True):
        money = [told.lacking, told.E, told.A, told.T, told.relet, told.deferred, told.brought, told.evergreened]
        names = ("lacking", "enforce", "amend", "top_up", "relet", "deferred", "brought", "evergreened")
        assert [row[name] for name in names] == pytest.approx(np.array(money) / 1e11, rel=1e-5, abs=1e-8)
        assert row["survival"] == pytest.approx(told.q, rel=1e-5)


def bargaining(sketch, **rules):
    """The same sketch with step 7, and what else is asked for."""
    sketch.rules |= {"bargain": 1, **rules}
    return sketch


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_of_row_with_the_bargain(kind):
    assert beside(bargaining(kind(), waiver=1).plan(), draws(3, 0, 1, kind().quarters)) == []


@pytest.mark.parametrize("outcome", SHORT, ids=lambda outcome: outcome)
def test_who_concedes_what(outcome):
    """Payments to the cent, and every row of the record: debtor, claimant, E, A, T and what was conceded."""
    sketch, block = SHORT[outcome](), draws(3, 0, 1, 10)
    ours, naive = kernel_path(sketch.plan(), block), simulate_path(sketch.plan(), block)
    assert differences(ours, naive, 100) == []
    assert_same_record(ours.quarters[-1].out.bargains[0], naive.bargains)


def test_a_claimant_weighed_otherwise_is_seen(monkeypatch):
    """Planted fault: the twin's creditors think that enforcing costs nothing."""
    sketch, block = SHORT["amended"](), draws(3, 0, 1, 10)
    ours = kernel_path(sketch.plan(), block)
    monkeypatch.setattr("tests.oracle.bargain.enforce", lambda s, lab, k, t: 0.0)
    assert differences(ours, simulate_path(sketch.plan(), block), 100) != []


@pytest.mark.parametrize(
    "kind, place, otherwise",
    [
        (lines_that_stop, "bills.stopped", lambda s, borrower, t: False),
        (breached_loan, "bills.stopped", lambda s, borrower, t: False),
        (tenant_by_contract, "settlement.signed", lambda s, leg, t: 0.0),
        (rated, "funding.is_served", lambda s, party: True),
        (one_debtor, "funding.room_for", lambda s, debt, holder: 1e30),
        (one_debtor_that_signs, "funding.room_for", lambda s, debt, holder: 1e30),
        (leases_as_debt, "funding.begun_leases", lambda party, t: 0.0),
        (lending, "funding.coming_dues", lambda s, party, t: 0.0),
        (leased_halls, "market.leases", lambda party, quarter: 0.0),
        (chips_of_new_contracts, "funding.waits", lambda s, leg: 0.0),
        (signing_on_little, "signing.own_money", lambda s, seller, price, floor: 1e-9),
        (letter_of_intent, "market.not_signed", lambda leg: False),
        (letter_of_intent, "opening.not_signed", lambda leg: False),
        (rents_that_fall, "signing.rents_to_come", lambda s, life: life),
        (tranche_and_round, "funding.left_for_rounds", lambda s, party: 1e30),
        (chip_vehicle, "bills.buys_chips", lambda s, party: False),
        (rents_that_pay, "market.stands_of_legs", lambda s: 0.0),
        (first_debt, "funding.steps_down", lambda worst, band: max(0, band - (worst or 0))),
        (worn_out, "bills.wear", lambda s, leg, t: None),
        (own_chips, "funding.wear_sites", lambda s, fraction, t: None),
        (own_chips, "funding.worth_chips", lambda s, leg: True),
        (own_chips_of_the_poor, "funding.worth_chips", lambda s, leg: False),
        (own_chips_of_the_fallen, "funding.wear_sites", lambda s, fraction, t: None),
        (own_chips, "bills.builder", lambda leg: leg.payee),
        (cloud_with_cash, "funding.give_spare_cash", lambda s, party: None),
        (supply_ahead, "bills.paid_for_supply", lambda s, party, used: used),
        (shares_fall, "valuation.log_shares", lambda s, t: 0.0),
        (shares_fall, "valuation.own_part", lambda s, party, t: 0.0),
        (shares_fall, "funding.redemptions_kept", lambda s, party: 0.0),
        (shares_fall, "bills.nearer_to_failure", lambda s, t: 0.0),
    ],
    ids=lambda part: part if isinstance(part, str) else getattr(part, "__name__", ""),
)
def test_what_is_owed_read_otherwise_is_seen(kind, place, otherwise, monkeypatch):
    """Planted faults: a twin whose lines never stop, whose markets serve everybody, whose chips wait for nobody."""
    sketch, block = kind(), draws(3, 0, 1, kind().quarters)
    monkeypatch.setattr(f"tests.oracle.{place}", otherwise)
    assert differences(kernel_path(sketch.plan(), block), simulate_path(sketch.plan(), block)) != []


@pytest.mark.parametrize("kind", [scarce, conglomerate], ids=lambda kind: kind.__name__)
def test_announcements(kind):
    sketch = kind()
    sketch.rules["news"] = 1
    set_world(sketch, seller_news=0.1, spender_news=-0.1, news_gain=0.4)
    heard = beside(sketch.plan(), draws(3, 0, 1, sketch.quarters))
    assert heard == []
    values = [q.value for q in simulate_path(sketch.plan(), draws(3, 0, 1, sketch.quarters)).quarters]
    sketch.rules["news"] = 0
    assert values != [q.value for q in simulate_path(sketch.plan(), draws(3, 0, 1, sketch.quarters)).quarters]


@pytest.mark.parametrize("kind", [backstop, residual], ids=lambda kind: kind.__name__)
def test_who_stands_for_empty_or_old_capacity_pays(kind):
    """Not only the same as the kernel (above): something is paid, and never above the cap."""
    left = [quarter.left[-1] for quarter in simulate_path(kind().plan(), neutral(kind().quarters)).quarters]
    assert 0.0 <= left[-1] < left[0]


@pytest.fixture(scope="module")
def shipped():
    """The shipped book as a Plan with everything on, with its trend."""
    plan = compile_plan(gigaloop.load()).plan
    return planners(plan, index(plan))


@pytest.mark.parametrize("path", range(3))
def test_the_shipped_book_when_money_stops(path):
    """Bargains on the shipped book: labs short in a market that is shut for two years."""
    plan = compile_plan(gigaloop.load(), "funding-stop+no-news").plan
    plan = planners(plan, index(plan))
    block = draws(1, 0, 3, plan.times.shape[1])
    ours, naive = kernel_path(plan, block, path), simulate_path(plan, block, path)
    assert differences(ours, naive, 1000) == []
    assert_same_record(ours.quarters[-1].out.bargains[0], naive.bargains)


def test_the_planners_trend_of_the_shipped_book(shipped):
    quarters = shipped.times.shape[1]
    calm = shipped._replace(
        times=np.ones_like(shipped.times), add=np.zeros_like(shipped.add), put=np.full_like(shipped.put, np.nan),
        late=np.zeros_like(shipped.late), trend=np.full(quarters, np.nan), needed=np.full(quarters, np.nan),
    )  # fmt: skip
    found = simulate_path(calm, neutral(quarters)).quarters
    assert shipped.trend == pytest.approx(np.maximum.accumulate([quarter.supply for quarter in found]), rel=1e-6)
    assert shipped.needed == pytest.approx([quarter.needed for quarter in found], rel=1e-6)


@pytest.mark.parametrize("path", (0, 2, 3, 4))
def test_the_shipped_book_to_its_last_quarter(shipped, path):
    """Sixty parties, a hundred rows, thirty quarters: every payment, account, value and face within ten dollars.

    Rounded cents of one quarter enter the next, so that a cent grows; a term read otherwise is off by millions. On path
    1 a lab lacks a cent in quarter 22 on one side alone: a seller takes capacity back for it, which it does once, and
    from then on these are two paths.
    """
    quarters = shipped.times.shape[1]
    assert beside(shipped, draws(1, 0, 5, quarters), path, cents=1000) == []


def test_a_rent_read_otherwise_in_the_shipped_book_is_seen(shipped):
    """Planted fault: the twin takes renewals at a thousandth more."""

    def spoil(state, step):
        if step == "draw" and state.t == 0:
            state.world.renewal *= 1.001

    quarters = shipped.times.shape[1]
    block = draws(1, 0, 1, quarters)
    assert differences(kernel_path(shipped, block), simulate_path(shipped, block, watch=spoil), cents=1000) != []


@pytest.mark.parametrize("kind", [lending, lenders_ahead], ids=lambda kind: kind.__name__)
def test_what_lenders_hold_lose_and_have_left_is_counted_alike(kind):
    sketch, block = kind(), draws(3, 0, 1, kind().quarters)
    ours, naive = kernel_path(sketch.plan(), block).quarters[-1].out.world[0], simulate_path(sketch.plan(), block)
    lost = 0.0
    for t, quarter in enumerate(naive.quarters):
        world = ours[t]
        for lender, name in LENDERS.items():
            told = quarter.lenders.get(lender)
            if told is not None:
                found = [world[f"{what}_{name}"] for what in ("held", "lost", "room")]
                assert found == pytest.approx(np.array(told[:3]) / 1e11, rel=1e-5, abs=1e-8), (t, name)
                lost = max(lost, told[1])
        past = sum(told[3] for told in quarter.lenders.values()) / 1e11
        assert world["past_capital"] == pytest.approx(past, rel=1e-5, abs=1e-8)
    assert lost > 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_capacity_did_is_counted_alike(kind):
    """GW-years that stood, stood idle and came late, bills for nothing, write-downs, penalties: party by party."""
    sketch = kind()
    block = draws(3, 0, 1, sketch.quarters)
    ours, naive = kernel_path(sketch.plan(), block).quarters[-1].memory.party, simulate_path(sketch.plan(), block).state
    for name in SUPPLY:
        off = 1e-9 if name in ("stood", "idled", "delayed") else 100
        assert ours[name].tolist() == pytest.approx([getattr(x, name) for x in naive.parties], rel=1e-9, abs=off), name
