"""Leverage: ratios by hand on planted paths, a margin that is called, and who has no limit is refused."""

from dataclasses import replace

import numpy as np
import pytest

from gigaloop.answer import paths
from gigaloop.book.problem import InputError
from gigaloop.engine.draws import WAVE, draws
from gigaloop.questions import ask
from tests.oracle.factor import lift
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped("2025-10-20")


@pytest.fixture(scope="module")
def found(book):
    return paths.simulated(book, paths=20, seed=6)


def planted(found, who, **values):
    """The run with one party's measures put at hand-made numbers (one, or one a quarter)."""
    party = found.run.party.copy()
    for name, value in values.items():
        party[name][:, :, found.followed[who]] = value
    return replace(found.run, kept=found.run.kept._replace(party=party, outcome=np.zeros_like(found.run.outcome)))


def test_a_cloud_by_hand(book, found):
    run = planted(found, "oracle", debt=60.0, ebitda=2.5, interest=0.5, debt_service=2.0, revenue=10.0, uses=14.0)
    table = ask(book, "leverage", party="oracle", run=run, paths=20, seed=6)
    assert table.one("oracle/leverage/2027").mid == 6.0
    assert table.one("oracle/interest_cover/2027").mid == 5.0
    assert table.one("oracle/free_cash/2027").mid == 4 * (10.0 - 14.0 + 2.0 - 0.5)
    years = len(found.years())
    assert table.one(f"oracle/negative_years/to {found.quarters[-1]}").mid == years
    limit = found.at_start("leverage_open", "oracle")
    assert table.one("oracle/above_limit/2027").mid == np.mean(limit < 6.0)
    assert 0 < np.mean(limit < 6.0) < 1


def test_a_covenant_by_hand(book, found):
    """Coverage of 1.3 in three quarters of a year and none tested in the fourth; a tenth of a billion swept in each."""
    run = planted(found, "coreweave", coverage=np.where(np.arange(len(found.quarters)) % 4 == 3, 0.0, 1.3), swept=0.1)
    table = ask(book, "leverage", party="coreweave", run=run, paths=20, seed=6)
    assert table.one("coreweave/coverage/2027").mid == pytest.approx(1.3)
    assert table.one("coreweave/swept/2027").mid == pytest.approx(0.4)
    plan = found.run.plan
    facility = plan.parties["facility"][found.number("coreweave")]
    least = found.drawn_value(int(plan.debts["coverage"][facility]))
    assert table.one("coreweave/breached/2027").mid == np.mean(least > 1.3)
    assert 0 < np.mean(least > 1.3) < 1


def test_a_part_of_a_year_is_taken_four_quarters_long(book, found):
    run = planted(found, "oracle", debt=60.0, ebitda=2.5)
    table = ask(book, "leverage", party="oracle", run=run, paths=20, seed=6)
    first = next(iter(found.spans()))
    assert len(found.spans()[first]) < 4
    assert table.one(f"oracle/leverage/{first}").mid == 6.0


def test_without_earnings_leverage_is_open(book, found):
    run = planted(found, "oracle", debt=60.0, ebitda=-1.0)
    row = ask(book, "leverage", party="oracle", run=run, paths=20, seed=6).one("oracle/leverage/2027")
    assert (row.low, row.mid, row.high) == (None, None, None)


def test_margin_by_hand(book, found):
    """Debt of 40 on holdings of 200, within the limit of each path; at 100, for one quarter, above it."""
    collateral = np.full(len(found.quarters), 200.0)
    collateral[9] = 100.0
    run = planted(found, "softbank", debt=40.0, collateral=collateral)
    table = ask(book, "leverage", party="softbank", run=run, paths=20, seed=6)
    assert table.one("softbank/loan_to_value/2027").mid == pytest.approx(0.2)
    limit = np.sort(found.at_start("loan_to_value", "softbank"))
    mid = paths.spread(limit)[1]
    assert table.one("softbank/room/2027").mid == pytest.approx(200 * mid - 40)
    assert table.one("softbank/fall_to_limit/2027").mid == pytest.approx(1 - 40 / (200 * mid), abs=1e-6)
    assert table.one("softbank/above_limit/2027").mid == 0.0
    assert table.one(f"softbank/ever_above_limit/to {found.quarters[-1]}").mid == 1.0


def test_the_collateral_is_the_stakes_and_the_holdings_outside():
    """In quarter one: the holdings of the first day, moved by the market and of themselves; and the stakes."""
    found = paths.simulated(shipped(), paths=20, seed=6)
    outside = found.at_start("holdings", "softbank") / paths.CENTS
    plan = found.run.plan
    drawn = draws(6, 0, found.count, 1)
    wave, own = drawn.market[:, 0, WAVE], drawn.growth[:, 0, int(plan.parties["mood"][found.number("softbank")])]
    size = found.drawn_value(int(plan.world["holdings_market"][0]))
    apart = found.drawn_value(int(plan.world["holdings_own"][0]))
    outside = outside * np.exp(size * wave - np.array([lift(b) for b in size]) + apart * own - apart**2 / 2)
    mine = plan.shares["holder"] == found.number("softbank")
    issued = {}
    for row in plan.shares:
        issued[row["issuer"]] = issued.get(row["issuer"], 0.0) + float(row["units"])
    marks = np.zeros(found.count)
    for row in plan.shares[mine]:
        value = found.drawn_value(int(plan.parties["value"][row["issuer"]])) / paths.CENTS
        marks += value * float(row["units"]) / issued[row["issuer"]]
    assert marks.min() > 1
    assert np.allclose(found.measure("collateral", "softbank")[:, 0], outside + marks, rtol=1e-4)


def test_the_loans_with_stated_collateral_are_told(book):
    rows = [r for r in ask(shipped(), "leverage", party="softbank", paths=20).rows if r.measure == "secured_by"]
    assert {row.more["what"] for row in rows} == {"OpenAI shares", "Arm shares"}
    assert all(row.legs and row.sources for row in rows)


def test_who_is_lent_to_on_neither_is_refused(book):
    with pytest.raises(InputError, match="no limit of leverage or of loan to value"):
        ask(book, "leverage", party="openai", paths=20)


def test_who_has_failed_owes_nothing_and_is_in_no_ratio(book, found):
    """The low end of CoreWeave's debt over earnings was that of the paths on which it had failed: 0.3 times."""
    run = planted(found, "oracle", debt=60.0, ebitda=2.5, interest=0.5)
    party, fails = run.party.copy(), run.defaulted.copy()
    fails[:] = -1
    at = found.years()["2027"]
    fails[:8, found.number("oracle")] = at[0]
    party["debt"][:8, at[0] :, found.followed["oracle"]] = 0.0
    run = replace(run, kept=run.kept._replace(party=party, defaulted=fails))
    table = ask(book, "leverage", party="oracle", run=run, paths=20, seed=6)
    row = table.one("oracle/leverage/2027")
    assert (row.low, row.mid, row.high) == (6.0, 6.0, 6.0)
    assert table.one("oracle/debt/2027").low == 0.0, "what it owes is told of all paths"
    assert table.one("oracle/leverage/2026").low == 6.0 and any(note.id == "leverage.lives" for note in table.notes)
