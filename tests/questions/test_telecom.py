"""telecom: nothing of 2001 goes in, the start adds up by hand, and what happened later is judged, not fitted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from gigaloop.answer.paths import simulated, spread
from gigaloop.book.checks import check
from gigaloop.book.file import load
from gigaloop.book.units import parse_quantity
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.plan import BULLET, LINEAR
from gigaloop.questions import ask
from gigaloop.questions.trust import telecom
from tests.pages import telecom as page

PATHS = 120


@pytest.fixture(scope="module")
def book():
    return load("telecom", as_of=telecom.START)


@pytest.fixture(scope="module")
def table(book):
    return ask(book, "telecom", paths=PATHS)


@pytest.fixture(scope="module")
def made(book):
    return simulated(book, paths=PATHS, last=telecom.LAST)


def test_the_book_obeys_every_rule() -> None:
    assert [p.message for p in check(load("telecom")) if p.severity == "error"] == []


def test_nothing_that_was_told_later_is_in_the_start(book) -> None:
    day = date(2000, 12, 31)
    assert all(step.known.last <= day for leg in book.legs.values() for step in leg.steps)
    assert not [f for f in book.figures.values() if "OUTCOME" in f.note]
    assert not [e for e in book.events if e.date.last > day]
    told = [f for f in load("telecom").figures.values() if "OUTCOME" in f.note]
    assert len(told) >= 7 and all(f.known.last > day for f in told)


def test_an_outcome_dated_too_early_would_leak() -> None:
    whole = load("telecom").whole
    early = whole.figures["lucent-drawn-2001q3"].model_copy(
        update={"known": whole.figures["lucent-drawn-2000q3"].known}
    )
    planted = replace(whole, figures={**whole.figures, early.figure_id: early}, whole=None).at(date(2000, 12, 31))
    assert [f.figure_id for f in planted.figures.values() if "OUTCOME" in f.note] == [early.figure_id]


def test_the_start_by_hand(table) -> None:
    # drawn: Winstar 0.7, pools 0.6, guaranteed bank loans 0.7; open: Winstar 1.3, pools 2.6, conditions not met 2.2
    assert table.one("lucent/drawn/2000-09-30").mid == pytest.approx(0.7 + 0.6 + 0.7)
    assert table.one("lucent/committed/2000-09-30").mid == pytest.approx(2.0 + 1.3 + 2.6 + 2.2)


def test_a_line_is_drawn_evenly_until_its_carrier_fails(made) -> None:
    drawn, committed = telecom.position(made, "cisco")
    expected = np.full(made.count, 0.85)
    for line in ("csco-start-rest", "csco-win-rest"):
        leg = made.book.leg(line)
        part, first, length = telecom._pace(made, leg)
        failed = made.default(leg.payee)
        # October 2000 to October 2003 is thirteen quarters; what comes true is the line x the binding share, less what
        # lapses while the line is stopped
        whole = (part * length)[failed != 0] / (leg.terms.amount.stated / 1e9)
        assert (first, length) == (0, 13) and np.all((whole <= 1 + 1e-6) & (whole >= 0.0)) and whole.mean() > 0.7
        expected = expected + np.where(failed < 0, 4, np.minimum(4, failed + 1)) * part
    assert drawn[:, 3] == pytest.approx(expected)
    assert np.all(committed >= drawn - 1e-9)


def test_drawn_never_falls_and_commitments_never_rise(made) -> None:
    drawn, committed = telecom.position(made, "lucent")
    assert np.all(np.diff(drawn, axis=1) >= -1e-9)
    assert np.all(np.diff(committed, axis=1) <= 1e-6)


def test_the_direction_is_right_and_the_misses_are_said(table) -> None:
    crossing = table.one("lucent/drawn_up_while_committed_down/2001-09-30")
    assert crossing.mid > 0.9 and crossing.more["status"] == "within"
    promised, loss = (table.one(f"nine/{name}/2003-12-31") for name in ("loss_share", "loss_share_of_drawn"))
    assert promised.mid < loss.mid and "undrawn lines cannot be lost" in promised.more["why"]
    assert table.one("motorola/loss/2003-12-31").more["status"] == "outside"
    assert (loss.more["outcome_low"], loss.more["outcome_high"]) == (0.333, 0.8)
    assert table.one("lucent/written_off/2000Q4").more["status"] == "outside"
    assert any("never withdraw" in warning for warning in table.warnings)


def test_who_lends_to_a_failed_carrier_loses(made) -> None:
    lost, failed = made.lost("credit", "nokia"), made.default("telsim") >= 0
    assert np.all(lost[~failed] == 0)
    assert np.all(
        (lost[failed] > 0.7 * (1 - 0.65)) & (lost[failed] < 0.7 * (1 - 0.15 * 0.5))
    )  # 0.2 to 0.6, less in a bad market
    assert 0 < failed.sum() < made.count


def test_a_verdict_can_fall_on_either_side(table) -> None:
    told = load("telecom")
    row = replace(table.one("cisco/loss/2003-12-31"), low=0.2, mid=0.5, high=0.8)
    assert telecom._beside(row, telecom.OUTCOMES[row.key], told).more["status"] == "outside"
    row = replace(row, high=1.0)
    assert telecom._beside(row, telecom.OUTCOMES[row.key], told).more["status"] == "within"


def test_an_outcome_changes_the_verdict_and_nothing_else(book, table, monkeypatch) -> None:
    figure = load("telecom").figures["lucent-drawn-2001q3"]
    wrong = figure.model_copy(update={"value": parse_quantity("300 bn USD")})
    told = load("telecom")
    planted = replace(told, figures={**told.figures, figure.figure_id: wrong})
    row = table.one("lucent/drawn/2001-09-30")
    judged = telecom._beside(row, telecom.OUTCOMES[row.key], planted)
    assert judged.more["outcome_high"] == 300 and judged.more["status"] == "outside"
    assert (judged.low, judged.mid, judged.high) == (row.low, row.mid, row.high)


def test_the_page_says_what_the_table_says(table) -> None:
    text = page.page(table)
    assert text.count("| outside |") == sum(row.more["status"] == "outside" for row in table.rows) > 0
    assert all(row.key in text for row in table.rows) and table.reproduce in text


def test_debts_cost_and_fall_due_as_the_book_says() -> None:
    lowering = compile_plan(load("telecom", as_of=telecom.START), last=telecom.LAST)
    plan = lowering.plan

    def bond(party):
        return plan.debts[int(plan.parties["bond"][lowering.parties.index(party)])]

    def mid(row):
        return float(plan.values["mid"][int(row)])

    notes, loans = bond("startups_a"), bond("operators_a")
    assert 0.07 < mid(notes["rate"]) < 0.09 and notes["amortisation"] == BULLET  # 14.2 % less 6.5 %
    assert 0.03 < mid(loans["rate"]) < 0.06 and loans["amortisation"] == LINEAR and 12 < mid(loans["term"]) < 20
    assert mid(plan.world["start_shut"][0]) + mid(plan.world["start_tight"][0]) == pytest.approx(1.0)


def test_when_lucent_withdraws_its_carriers_fail_and_others_pay(book, table, made) -> None:
    for carrier in ("winstar", "startups_a", "operators_a"):
        failed = made.default(carrier)
        honoured = float(np.mean((failed >= 0) & (failed <= made.quarters.index(telecom.FAILURES))))
        assert table.one(f"withdrawn/{carrier}/failed/2001-06-30").low > honoured
    assert table.one("withdrawn/lucent/loss_more/2003-12-31").mid < 0  # what is not lent is not lost
    without = simulated(book, paths=PATHS, last=telecom.LAST, scenario=telecom.WITHDRAWS)
    more = without.lost("credit", "banks") - made.lost("credit", "banks")
    row = table.one("withdrawn/banks/loss_more/2003-12-31")
    assert more.mean() > 0 and (row.low, row.mid, row.high) == pytest.approx(spread(more), abs=1e-6)
    asked = ask(book, "telecom", paths=20, scenario=telecom.WITHDRAWS)
    assert not [row for row in asked.rows if row.key.startswith("withdrawn/")]


def test_an_edge_that_touches_is_no_hit_and_each_outcome_counts_once(table) -> None:
    told = load("telecom")
    row = table.one("nine/loss_share_of_drawn/2003-12-31")
    touching = replace(row, low=0.1, mid=0.2, high=0.34)
    assert telecom._beside(touching, telecom.OUTCOMES[row.key], told).more["status"] == "outside"
    inside = replace(row, low=0.1, mid=0.5, high=0.7)
    assert telecom._beside(inside, telecom.OUTCOMES[row.key], told).more["status"] == "within"
    statuses = {row.key: row.more["status"] for row in table.rows}
    assert all(statuses[key] == "start" for key in telecom.STARTS)
    assert all(statuses[key] == "counted above" for key in telecom.COUNTED)
    judged = [status for status in statuses.values() if status in ("within", "outside")]
    assert len(judged) == 11
    assert any(f"{judged.count('within')} of 11 outcomes" in warning for warning in table.warnings)
