"""The twin against arithmetic by hand, and its audit against books spoiled on purpose."""

import pytest

from gigaloop.engine import plan as p
from gigaloop.engine.draws import draws, neutral
from tests.engine.plans import BILLION, loop, uncertain
from tests.oracle.accounts import Accounts, audit, split
from tests.oracle.quarter import simulate_path


def test_the_loop_marches_and_every_audit_is_silent():
    run = simulate_path(uncertain(12).plan(), draws(7, 0, 1, 12))
    assert len(run.quarters) == 12 and run.outcome == "ok"
    for quarter in run.quarters:
        assert sum(quarter.cash) == 45 * BILLION + 3 * BILLION  # 3 + 5 + 40: money moves, none is made


def test_first_bill_by_hand():
    """20 bn over 20 quarters with a ramp of 4: 18 full quarters' worth, so 1.111 bn a quarter at full size.

    97 % comes true. In quarter 1 a quarter of it stands (delivery starts in 1): 20/18/4 x 0.97 = 0.26944 bn.
    """
    run = simulate_path(loop().plan(), neutral(8))
    assert run.quarters[0].bills[11] == 0
    assert run.quarters[1].bills[11] == round(0.97 * 20 * BILLION / 18 / 4)
    assert run.quarters[4].bills[11] == round(0.97 * 20 * BILLION / 18)


def test_growth_by_hand():
    """Revenue of 1 bn in quarter 0; growth in quarter 1: long run 0.1, start 0.8, fading over 2 years."""
    run = simulate_path(loop().plan(), neutral(8))
    assert run.quarters[0].revenue[11] == BILLION
    growth = 0.1 + 0.7 * 2.718281828459045 ** (-0.25 / 2)
    assert run.quarters[1].revenue[11] == round(2.718281828459045 ** (growth / 4) * BILLION)


@pytest.mark.parametrize("split_of", [(1 / 3, 2 / 3), (0.1,) * 10, (1.0,)])
def test_no_cent_is_lost_in_a_split(split_of):
    assert sum(split(1_000_000_000_001.0, split_of)) == 1_000_000_000_001.0


def test_audit_reports_a_payment_that_reached_nobody():
    books = Accounts([100.0, 0.0])
    books.pay(0, 1, "other", 40.0)
    assert audit(books) == []
    books.cash[1] -= 1.0
    assert audit(books) == [
        "party 1: cash moved 39.0, its rows say 40",
        "party 1: cash and claims less net worth leave -1.0",
    ]


def test_audit_reports_a_claim_with_one_side():
    books = Accounts([100.0, 0.0])
    books.pay(0, 1, "loan", 40.0, financial=True)
    assert len(audit(books)) == 2  # money without its claim: both net worths are wrong
    books.claim("bond", 0, 1, 40.0, paid=True)
    assert audit(books) == []
    books.claims["bond", 0, 0] += 5.0
    books.claims["bond", 0, 1] -= 5.0
    assert audit(books) == ["party 0: cash and claims less net worth leave -5.0",
                            "party 1: cash and claims less net worth leave 5.0"]  # fmt: skip


@pytest.mark.parametrize("amount", [0.5, -3.0])
def test_only_whole_positive_cents_are_paid(amount):
    with pytest.raises(ValueError, match="positive count of cents"):
        Accounts([1.0, 1.0]).pay(0, 1, "other", amount)


@pytest.mark.parametrize("step", ["bill", "fund", "settle", "revalue"])
def test_a_cent_that_vanishes_in_any_step_stops_the_march(step):
    def thief(state, name):
        if name == step and state.t == 3:
            state.books.cash[12] -= 1.0

    with pytest.raises(AssertionError, match="path 0, quarter 3: party 12: cash moved"):
        simulate_path(loop().plan(), neutral(8), watch=thief)


def test_a_default_is_audited_too():
    s = loop()
    s.rows["parties"][11]["cash"] = 0
    s.rows["parties"][11]["revenue"] = s.value(0.05 * BILLION)
    s.put = {(p.APPETITE_EQUITY, t): 0.0 for t in range(8)} | {(p.APPETITE_DEBT, t): 0.0 for t in range(8)}
    run = simulate_path(s.plan(), neutral(8))
    assert run.quarters[-1].defaulted[11] >= 0
    assert sum(run.equity_loss.values()) > 0
    assert any(tag == "default_cost" for quarter in run.quarters for _, _, tag in quarter.flows)
