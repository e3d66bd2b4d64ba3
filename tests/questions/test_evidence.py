"""evidence and upside: facts of the book against the story, and the scenarios that help, each beside the base."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gigaloop.book.file import load
from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from gigaloop.questions.stress import upside
from gigaloop.questions.stress.upside import SCENARIOS
from gigaloop.questions.trust.evidence import STORIES
from gigaloop.report import CONTENTS
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped()


@pytest.fixture(scope="module")
def table(book):
    return ask(book, "evidence")


def test_every_story_has_its_evidence_with_sources(table) -> None:
    assert {row.more["against"] for row in table.rows} == set(STORIES.values())
    assert all(row.sources and set(row.sources) <= set(table.sources) for row in table.rows)


def test_numbers_by_hand(table, book) -> None:
    assert table.one("rent/now_over_then").mid == pytest.approx(2.65 / 1.7)
    assert table.one("rent/now_over_then").low == pytest.approx(2.65 * 0.9 / 1.7)
    assert table.one("cash/google/operating_cash_flow").mid == 164.7
    assert table.one("life/amended").mid == sum(
        any(step.stage == "amended" for step in leg.steps) for leg in book.legs.values()
    )
    falls = [event for event in book.events if event.reaction and (event.reaction.stated or 0) < 0]
    assert table.one("market/falls").mid == len(falls) > 0
    shares = [row for row in table.rows if row.measure == "capex_self_funded_share"]
    assert shares and all(row.mid < 0.2 for row in shares)


def test_only_what_was_known_on_the_day_speaks() -> None:
    early = ask(shipped("2025-10-20"), "evidence")
    assert "rent/now_over_then" not in {row.key for row in early.rows}  # told in April 2026
    assert {row.more["against"] for row in early.rows} >= {STORIES["binding"], STORIES["market"]}


def test_evidence_that_is_taken_away_is_missed(book) -> None:
    silent = replace(book, events=(), hash="planted")
    rows = {row.key: row for row in ask(silent, "evidence").rows}
    assert rows["market/falls"].mid == rows["market/rises"].mid == 0


def test_a_book_without_that_seller_still_has_evidence() -> None:
    assert {row.more["against"] for row in ask(load("tiny"), "evidence").rows} >= {STORIES["life"]}


def test_the_upside_is_the_comparison_with_the_base(book) -> None:
    upside = ask(book, "upside", paths=40)
    assert {row.more["upside"] for row in upside.rows} == set(SCENARIOS)
    beside = ask(book, "compare", first="base", second="demand-beat", party="openai", paths=40)
    for measure in ("revenue", "value"):
        ours, theirs = upside.one(f"demand-beat/openai/{measure}"), beside.one(f"openai/{measure}")
        assert (ours.low, ours.mid, ours.high) == (theirs.low, theirs.mid, theirs.high)
    assert upside.one("demand-beat/openai/revenue").mid > 0


def test_under_a_scenario_the_upside_is_laid_over_it_with_its_settings(book) -> None:
    asked = {"scenario": "revenue-miss", "settings": {"size": 0.6}}
    upside = ask(book, "upside", paths=40, **asked)
    first, second = ask(book, "upside", paths=40), "revenue-miss+demand-beat"
    settings = {"revenue-miss.size": 0.6}  # the size of what is laid over it stays
    beside = ask(book, "compare", first="revenue-miss", second=second, party="openai", paths=40, settings=settings)
    both = ask(book, "compare", first="revenue-miss", second=second, party="openai", paths=40, **asked)
    ours, theirs = upside.one("demand-beat/openai/revenue"), beside.one("openai/revenue")
    assert (ours.low, ours.mid, ours.high) == (theirs.low, theirs.mid, theirs.high)
    assert ours.mid not in (first.one("demand-beat/openai/revenue").mid, both.one("openai/revenue").mid)
    assert upside.scenario == "revenue-miss" and "--set size=0.6" in upside.reproduce


def test_under_a_scenario_the_sentence_tells_beside_what(book) -> None:
    over, alone = (
        " ".join(ask(book, "upside", paths=200, scenario=name).headline["en"]) for name in ("severe", "base")
    )
    assert "' alone." in over and "' alone." not in alone and "in the base." in alone


def test_the_lab_asked_for_is_helped_not_the_one_of_the_scenario_below(book) -> None:
    under = ask(book, "upside", party="anthropic", paths=40, scenario="revenue-miss")
    assert under.one("demand-beat/anthropic/revenue").mid > 0


def test_what_the_scenario_has_already_is_not_laid_over_it_again(book) -> None:
    under = ask(book, "upside", paths=5, scenario="demand-beat")
    assert {row.more["upside"] for row in under.rows} == {*SCENARIOS} - {"demand-beat"}


def test_no_more_paths_than_it_says(book, monkeypatch) -> None:
    monkeypatch.setattr(upside, "MOST_PATHS", 5)
    assert ask(book, "upside", paths=6).paths == 5


def test_a_book_without_helping_scenarios_is_refused() -> None:
    with pytest.raises(InputError, match="this book has no upside scenario"):
        ask(load("tiny"), "upside", party="cloud", paths=5)


def test_every_report_holds_both() -> None:
    assert {"evidence", "upside"} <= set(CONTENTS)


def test_the_upside_of_a_lab_moves_that_lab_and_of_another_party_says_whom(book) -> None:
    anthropic = ask(book, "upside", party="anthropic", paths=20)
    beside = ask(
        book,
        "compare",
        first="base",
        second="demand-beat",
        party="anthropic",
        settings={"party": "anthropic"},
        paths=20,
    )
    assert anthropic.one("demand-beat/anthropic/revenue").mid == beside.one("anthropic/revenue").mid > 0
    assert any("demand-beat helps openai" in told for told in ask(book, "upside", party="oracle", paths=20).warnings)
