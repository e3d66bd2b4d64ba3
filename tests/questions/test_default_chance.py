"""default-chance: notches and spreads by hand, each firm has what the book knows of it, and a place that can change."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gigaloop import ask
from gigaloop.answer.paths import simulated
from gigaloop.book.problem import InputError
from gigaloop.questions.trust import default_chance
from tests.pages import trust
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped()


@pytest.fixture(scope="module")
def table(book):
    return ask(book, "default-chance", paths=60)


def test_a_notch_lies_between_its_letters_by_logarithm(table):
    a_third = 0.0178 * (0.0745 / 0.0178) ** (1 / 3)
    assert table.one("oracle/history/oracle-rating-sp-2026-07-09").mid == pytest.approx(a_third)
    (crwv, fitch) = (r for r in table.rows if r.subject == "coreweave" and r.measure == "history")
    assert crwv.mid == fitch.mid == pytest.approx(0.0745 * (0.1832 / 0.0745) ** (1 / 3))


def test_a_spread_implies_what_its_page_reckons(table):
    # 108 bp at 35 % is told as 8 %, 675 bp as 42 % (Talkmarkets), 222 bp at 40 % as 16 to 17 %
    assert table.one("oracle/cds/oracle-cds-5y-2025-11").low == pytest.approx(0.08, abs=0.002)
    assert table.one("coreweave/cds/coreweave-cds-5y-2025-11").low == pytest.approx(0.405, abs=0.002)
    newest = next(row for row in table.rows if row.subject == "oracle" and row.measure == "cds_implied")
    assert newest.key.endswith("2026-09-24") and newest.high == pytest.approx(1 - math.exp(-5 * 0.0222 / 0.6))


def test_ours_counts_defaults_of_twenty_quarters(book, table):
    found, ours = simulated(book, paths=60), [row for row in table.rows if row.measure == "ours"]
    assert max(row.mid for row in ours) > 0
    for row in ours:
        when = found.default(row.subject)
        assert row.mid == pytest.approx(np.mean((when >= 0) & (when < 20)))
        assert row.low < row.high and row.more["band"] == "count"


def test_concessions_only_add(table):
    ours = [row for row in table.rows if row.measure == "ours"]
    more = [table.one(f"{row.subject}/ours_with_concessions").mid - row.mid for row in ours]
    assert min(more) >= 0.0 and max(more) > 0.0


@pytest.mark.parametrize(
    ("ours", "place"), [((0.0, 0.0, 0.01), "below"), ((0.02, 0.03, 0.04), "between"), ((0.6, 0.7, 0.8), "above")]
)
def test_the_place_is_of_the_whole_band(table, ours, place):
    outside = [row for row in table.rows if row.subject == "oracle" and not row.measure.startswith("ours")]
    assert default_chance._place(ours, outside) == place


def test_whoever_lies_outside_has_a_reason(table):
    rows = [row for row in table.rows if row.measure == "ours"]
    assert {row.subject for row in rows} == {"oracle", "coreweave", "softbank"}
    assert all(bool(row.more["why"]) == (row.more["place"] in ("below", "above")) for row in rows)


def test_without_averages_there_is_no_history():
    old = ask(shipped("2026-04-30"), "default-chance", paths=20)
    assert not [row for row in old.rows if row.measure == "history"]
    assert any("no history" in told for told in old.warnings)


def test_who_is_neither_rated_nor_traded_is_refused(book):
    with pytest.raises(InputError, match="neither a rating nor a CDS"):
        ask(book, "default-chance", party="openai", paths=20)


def test_the_page_says_what_the_tables_say(book, table):
    worlds = {name: ask(book, "breaches", scenario=name, paths=20) for name in ("base", "severe")}
    text = trust.page(table, worlds)
    assert table.reproduce in text and worlds["severe"].reproduce in text
    row = next(row for row in worlds["severe"].rows if row.mid)
    assert f"| {row.subject} | {row.measure} | " in text
