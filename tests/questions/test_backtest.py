"""backtest: scores by their definitions, nothing later in the start, naive values by hand, verdicts that can fall."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from gigaloop.answer.paths import simulated, spread
from gigaloop.questions import ask
from gigaloop.questions.trust import backtest, outcomes
from gigaloop.questions.trust.score import brier, crps, verdict
from tests.pages import backtest as page, calibration
from tests.shipped import shipped

PATHS = 60


@pytest.fixture(scope="module")
def book():
    return shipped()


@pytest.fixture(scope="module")
def table(book):
    return ask(book, "backtest", paths=PATHS)


def slow_crps(sample, happened):
    """From the definition: E|X - y| - E|X - X'| / 2."""
    to_outcome = sum(abs(x - happened) for x in sample) / len(sample)
    between = sum(abs(x - y) for x, y in product(sample, sample)) / len(sample) ** 2
    return to_outcome - between / 2


def test_crps_is_its_definition() -> None:
    rng = np.random.default_rng(1)
    for happened in (-2.0, 0.3, 5.0):
        sample = rng.lognormal(size=37)
        assert crps(sample, happened) == pytest.approx(slow_crps(list(sample), happened), rel=1e-12)


def test_crps_of_a_normal_is_the_closed_form() -> None:
    # Gneiting and Raftery (2007), p. 367: sigma [z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi)]; at z = 0 it is 0.2337
    sample = np.random.default_rng(2).normal(size=200_000)
    assert crps(sample, 0.0) == pytest.approx(np.sqrt(2 / np.pi) - 1 / np.sqrt(np.pi), abs=0.003)


def test_a_wider_range_is_no_better_score() -> None:
    narrow, wide = np.linspace(0.9, 1.1, 101), np.linspace(-9, 11, 101)
    assert crps(narrow, 1.0) < crps(wide, 1.0)
    assert verdict(0.9, 1.1, 1.0) == "hit" and verdict(-9, 11, 1.0) == "says nothing" and verdict(2, 3, 1.0) == "miss"


def test_brier_of_a_coin() -> None:
    assert brier(0.5, True) == brier(0.5, False) == 0.25


@pytest.mark.parametrize("start", outcomes.STARTS)
def test_every_outcome_was_told_after_the_start(book, start) -> None:
    day = date.fromisoformat(start)
    known = book.at(day)
    for target in outcomes.OUTCOMES[start]:
        assert target.figure not in known.figures and book.whole.figures[target.figure].known.last > day, target.figure
        naive_from = known.figures.get(target.last)
        assert naive_from is None or naive_from.known.last <= day


def test_an_outcome_that_was_known_would_be_seen(book) -> None:
    day = date.fromisoformat(backtest.START)
    early = book.whole.figures["openai-revenue-2026q1"].model_copy(
        update={"known": book.whole.figures["openai-revenue-2025h1"].known}
    )
    planted = replace(book.whole, figures={**book.whole.figures, early.figure_id: early}, whole=None)
    assert early.figure_id in planted.at(day).figures


def test_naive_values_by_hand(book) -> None:
    known = book.at(date.fromisoformat(backtest.START))
    target = next(t for t in outcomes.OUTCOMES[backtest.START] if t.figure == "nvidia-data-centre-revenue-fy2026q4")
    last, grown = backtest.naive(known, target, book.whole.figures[target.figure])
    quarters = (date(2026, 1, 25) - date(2025, 7, 27)).days / 91.3
    assert last == 41.1 and grown == pytest.approx(41.1 * (41.1 / 39.1) ** quarters)


def test_an_outcome_stands_in_the_quarter_of_its_middle_or_nearest_end(book) -> None:
    figure = book.whole.figures["nvidia-revenue-fy2026q4"]  # November to January
    assert backtest.quarter_at(figure) == "2025Q4"


def test_scores_of_a_row_are_those_of_its_paths(book, table) -> None:
    made = simulated(book.at(date.fromisoformat(backtest.START)), paths=PATHS)
    sample = made.measure("revenue", "coreweave")[:, made.quarters.index("2026Q1")]
    row = table.one("coreweave-revenue-2026q1")
    assert row.more["crps"] == pytest.approx(slow_crps(list(sample), 2.08))
    assert row.more["brier"] == pytest.approx((float(np.mean(sample > 1.213)) - 1) ** 2)
    assert row.more["crps_last"] == pytest.approx(2.08 - 1.213)
    assert row.more["verdict"] == verdict(row.low, row.high, 2.08)


def test_coverage_is_the_share_inside_and_misses_stay(table) -> None:
    rows = [row for row in table.rows if row.more["verdict"] and row.more["kind"] != "event"]
    inside = [row.low <= row.more["happened"] <= row.high for row in rows]
    assert len(rows) == len(outcomes.OUTCOMES[backtest.START])
    assert table.one("summary/coverage").mid == pytest.approx(np.mean(inside))
    assert {row.more["verdict"] for row in rows} >= {"hit", "miss"}


def test_parameters_that_cite_later_pages_are_named(book, table) -> None:
    made = simulated(book.at(date.fromisoformat(backtest.START)), paths=PATHS)
    named = backtest.leaks(made, book.whole)
    assert named and any(named[0] in warning for warning in table.warnings)
    day = date.fromisoformat(backtest.START)
    rows = {row.key: row for row in backtest.holding(book.whole, day)}
    for name in named:
        row = rows[name]
        assert any(s.published.last > day for s in (book.whole.sources[x] for x in row.sources) if s.published)


def test_a_dated_row_that_cites_a_later_page_is_named_too(book) -> None:
    made = simulated(book.at(date.fromisoformat(backtest.START)), paths=PATHS)
    rows = backtest.holding(book.whole, date.fromisoformat(backtest.START))
    dated = next(p for p in rows if p.as_of and p.name == "order-lead")
    planted = dated.model_copy(update={"sources": ("orcl-q4b",)})
    rows = tuple(planted if p is dated else p for p in book.whole.all_parameters)
    assert "order-lead" not in backtest.leaks(made, book.whole)
    assert "order-lead" in backtest.leaks(made, replace(book.whole, all_parameters=rows))


def test_what_a_reported_number_holds_beside_ours_is_added(book, table) -> None:
    made = simulated(book.at(date.fromisoformat(backtest.START)), paths=PATHS)
    _, ours, _ = spread(made.measure("debt", "oracle")[:, made.quarters.index("2025Q4")])
    assert table.one("oracle-total-debt-fy2026q2").mid == pytest.approx(ours + 15.4)


def test_the_page_says_what_the_table_says(table) -> None:
    text = page.page([table])
    assert text.count("| miss |") == sum(row.more["verdict"] == "miss" for row in table.rows)
    assert "what to keep in mind" in text.lower() and table.reproduce in text
    assert all(f"| {aim} | {out} | {'yes' if met else '**no**'} |" in text for aim, out, met in page.goals(table))


def test_outcomes_that_a_parameter_may_have_seen_are_scored_apart(book, table) -> None:
    known = book.at(date.fromisoformat(backtest.START))
    fresh = backtest.unseen(known, book.whole)
    assert "oracle-total-debt-2026-06" in fresh and "oracle-cash-fy2026q2" not in fresh
    rows = [row for row in table.rows if row.key in fresh]
    inside = [row.low <= row.more["happened"] <= row.high for row in rows]
    assert table.one("summary/coverage_unseen").mid == pytest.approx(np.mean(inside))


def test_at_least_45_outcomes_of_five_kinds_each_once() -> None:
    first = outcomes.OUTCOMES[backtest.START]
    assert len(first) + len(outcomes.EVENTS) >= 45
    assert {target.kind for target in first} | {"event"} == set(outcomes.KINDS)
    for targets in outcomes.OUTCOMES.values():
        assert len({target.figure for target in targets}) == len(targets)
        assert len({(t.subject, t.measure, t.span or t.figure) for t in targets}) == len(targets)


def test_what_was_fixed_before_the_scores_stands_on_the_page() -> None:
    text = (Path(__file__).parents[2] / "docs" / "calibration.md").read_text()
    assert f"On {calibration.FIXED}, before any score" in text
    for start, targets in outcomes.OUTCOMES.items():
        for kind in outcomes.KINDS[:-1]:
            told = ", ".join(f"`{t.figure}`" for t in targets if t.kind == kind)
            assert f"| {start} | {kind} | {told} |" in text


def test_burn_is_cash_spent_apart_from_money_raised(book) -> None:
    made = simulated(book.at(date.fromisoformat(backtest.START)), paths=PATHS)
    burnt = backtest.burn(made, "openai")
    cash = made.measure("cash", "openai")
    raised = made.measure("equity_raised", "openai") + made.measure("committed", "openai")
    assert made.measure("committed", "openai")[:, 0].max() > 0  # SoftBank's tranche of December 2025
    lent = made.measure("debt_raised", "openai")
    assert burnt[:, 3] == pytest.approx(cash[:, 2] + raised[:, 3] + lent[:, 3] - cash[:, 3])
    assert cash[:, 0] + burnt[:, 0] - raised[:, 0] - lent[:, 0] == pytest.approx(
        made.at_start("cash", "openai") / 1e11, rel=1e-5
    )


def test_a_year_is_the_sum_of_its_quarters(book, table) -> None:
    made = simulated(book.at(date.fromisoformat(backtest.START)), paths=PATHS)
    at = [made.quarters.index(f"2026Q{n}") for n in (1, 2, 3, 4)]
    _, mid, _ = spread(made.measure("capex", "amazon")[:, at].sum(1))
    assert table.one("amazon-capex-fy2026-guide-2026-11").mid == pytest.approx(mid)


def test_an_event_is_scored_by_brier_against_today_carried_on(table) -> None:
    row = table.one("event/anthropic-earns-more")
    assert row.more["brier"] == pytest.approx((row.mid - 1.0) ** 2) and row.more["brier_last"] == 1.0
    rows = [row for row in table.rows if row.key.startswith("event/")]
    assert table.one("summary/event/brier").mid == pytest.approx(np.mean([row.more["brier"] for row in rows]))


def test_better_counts_kinds(table) -> None:
    def ours(kind):
        name = "brier" if kind == "event" else "crps"
        return table.one(f"summary/{kind}/{name}").mid < table.one(f"summary/{kind}/{name}_last").mid

    assert table.one("summary/better").mid == sum(ours(kind) for kind in outcomes.KINDS)


def test_the_second_start_knows_what_was_known_by_then(book) -> None:
    later = ask(book, "backtest", start=outcomes.STARTS[1], paths=20)
    assert later.as_of == outcomes.STARTS[1] and "--start 2026-04-30" in later.reproduce
    rows = [row for row in later.rows if row.more["kind"] in outcomes.KINDS[:-1] and row.more["verdict"]]
    assert len(rows) == len(outcomes.OUTCOMES[outcomes.STARTS[1]])
