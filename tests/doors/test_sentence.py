"""One plain sentence beside each range: every kind of range has one in each script, and it says what the range is."""

import re
from dataclasses import replace

import pytest

from gigaloop.answer.sentence import kind, sentence
from gigaloop.answer.table import Row
from gigaloop.questions import QUESTIONS
from gigaloop.words.catalogue import SCRIPTS, texts
from tests.doors.command import gigaloop
from tests.shipped import answered

ROW = Row(key="k", subject="a", measure="m", unit="USD bn", low=1.0, mid=2.0, high=4.0)


DATE = {"range": "paths", "unit": "calendar year", "low": 2028.25, "mid": 2029.0, "high": 2030.75}
CASES = {
    "exact": ({"low": 2.0, "high": 2.0}, "$2 bn, as stated."),
    "alone": ({"low": 2.0, "high": 2.0, "origin": "calibrated"}, "$2 bn, without a range of its own."),
    "unknown": ({"low": None, "mid": None, "high": None}, "No number is known."),
    "listed": ({"low": None, "mid": None, "high": None, "more": {"value": "a 1; b 2"}}, "Several numbers, as listed."),
    "stated": ({}, "$2 bn as stated; what is written allows $1 bn to $4 bn."),
    "stated, open": (
        {"high": None},
        "$2 bn as stated; at least $1 bn, and what is written sets no upper bound.",
    ),
    "stated, at most": (
        {"low": None},
        "$2 bn as stated; at most $4 bn, and what is written sets no lower bound.",
    ),
    "stated, no bounds": ({"low": None, "high": None}, "$2 bn as stated; what is written sets no bound."),
    "silent": ({"mid": None}, "Nobody stated a number; what is written allows $1 bn to $4 bn."),
    "silent, open": ({"mid": None, "high": None}, "Nobody stated a number; at least $1 bn, and no upper bound."),
    "silent, at most": ({"low": None, "mid": None}, "Nobody stated a number; at most $4 bn."),
    "silent, no bounds": ({"low": 0.0, "mid": None, "high": None}, "Nobody stated a number."),
    "read": (
        {"assumptions": ("a",)},
        "$2 bn with terms and assumptions at their middle; $1 bn to $4 bn at their ends.",
    ),
    "read, open": (
        {"assumptions": ("a",), "high": None},
        "$2 bn with terms and assumptions at their middle; at least $1 bn, and no upper bound.",
    ),
    "held": ({"more": {"distribution": "uniform"}}, "Taken as $2 bn; $1 bn to $4 bn is held possible."),
    "paths": (
        {"range": "paths"},
        "In nine of ten simulated cases $1 bn to $4 bn, in half of them above $2 bn, if the assumptions hold.",
    ),
    "paths, one": (
        {"range": "paths", "low": 2.0, "high": 2.0, "more": {"band": "percentiles"}},
        "$2 bn in at least nine of ten simulated cases, if the assumptions hold.",
    ),
    "paths, open": (
        {"range": "paths", "high": None},
        "In half of the simulated cases above $2 bn, in one of twenty below $1 bn; in at least one of twenty "
        "without an upper bound.",
    ),
    "paths, half open": (
        {"range": "paths", "mid": None, "high": None},
        "In one of twenty simulated cases below $1 bn; in at least half of them without an upper bound.",
    ),
    "paths, all open": (
        {"range": "paths", "low": None, "mid": None, "high": None},
        "Without an upper bound in more than nineteen of twenty simulated cases.",
    ),
    "date": (
        DATE,
        "In nine of ten simulated cases from Q2 2028 to Q4 2030, in half of them by Q1 2029, if the assumptions hold.",
    ),
    "date, open": (
        DATE | {"high": None},
        "In half of the simulated cases by Q1 2029, in one of twenty by Q2 2028; in at least one of twenty not before "
        "the horizon.",
    ),
    "date, half open": (
        DATE | {"mid": None, "high": None},
        "In one of twenty simulated cases by Q2 2028; in at least half of them not before the horizon.",
    ),
    "date, all open": (
        DATE | {"low": None, "mid": None, "high": None},
        "Not before the horizon in more than nineteen of twenty simulated cases.",
    ),
    "count": (
        {"range": "paths", "unit": "share", "more": {"band": "count"}},
        "200% of the simulated cases, give or take the draw (100% to 400%), if the assumptions hold.",
    ),
    "average": (
        {"range": "paths", "more": {"band": "average"}},
        "$2 bn on average over the simulated cases, give or take the draw ($1 bn to $4 bn).",
    ),
    "mean": (
        {"range": "paths", "more": {"band": "mean", "given": "paths with default"}},
        "$2 bn on average over the simulated cases, without a range of its own. Told of paths with default only.",
    ),
    "bracket": (
        {"range": "paths", "more": {"band": "bracket"}},
        "Between $1 bn and $4 bn: at the first most simulated cases hold, at the second at least half break.",
    ),
    "bracket, open": (
        {"range": "paths", "mid": None, "high": None, "more": {"band": "bracket"}},
        "Even at $1 bn, the greatest size tried, most simulated cases hold.",
    ),
    "bracket, none": (
        {"range": "paths", "low": None, "mid": None, "high": None, "more": {"band": "bracket"}},
        "Of the sizes tried none breaks most simulated cases.",
    ),
    "resampled": (
        {"range": "paths", "more": {"band": "resampled"}},
        "$2 bn; $1 bn to $4 bn where the same paths are drawn again with replacement.",
    ),
    "tenths": (
        {"range": "paths", "more": {"band": "tenths"}},
        "$2 bn on average; $1 bn and $4 bn where this number lies in its lowest and in its highest tenth.",
    ),
    "models": (
        {"range": "models"},
        "$1 bn to $4 bn by published methods or sources that differ; $2 bn by the middle one.",
    ),
    "models, one": (
        {"range": "models", "low": 2.0, "high": 2.0},
        "$2 bn by one published method; another may give another number.",
    ),
    "models, open": (
        {"range": "models", "high": None},
        "At least $1 bn by published methods that differ, $2 bn by the middle one; one gives no upper bound.",
    ),
    "models, dark": (
        {"range": "models", "mid": None, "high": None},
        "Not known: the book does not tell enough for any published method.",
    ),
}
BESIDES = {"given", "assumed", "one assumed", "dark", "one dark"}


@pytest.mark.parametrize("name", CASES)
def test_each_kind_of_range_says_what_it_is(name):
    change, says = CASES[name]
    assert (kind(replace(ROW, **change)), sentence(replace(ROW, **change))) == (name, says)


def test_no_kind_is_without_its_case():
    told = {key.removeprefix("sure.") for key in texts("en") if key.startswith("sure.")}
    assert {name.replace(", ", "_").replace(" ", "_") for name in set(CASES) | BESIDES} == told


def test_assumptions_and_silent_contracts_are_said():
    row = replace(ROW, origin="assumed", assumptions=("a", "b"), undisclosed=1)
    assert sentence(row).endswith(
        "It rests on 2 parameters, some of them assumed. One contract that belongs here states no number."
    )
    assert "2 項" in sentence(row, "zh-Hant") and "2 项" in sentence(row, "zh-Hans")
    assert "parameter" not in sentence(replace(row, origin="sourced", assumptions=()))


def test_about_is_the_words_of_a_source_not_an_assumption_of_ours():
    assert kind(replace(ROW, assumptions=("about-half-width",))) == "stated"
    assert kind(replace(ROW, assumptions=("about-half-width", "draw-up-to"))) == "read"


@pytest.fixture(scope="module")
def answers():
    """A Table of every question on the shipped book."""
    return [answered(name) for name in QUESTIONS]


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_row_of_every_answer_has_one(answers, language):
    said = [(table.question, row.key, sentence(row, language)) for table in answers for row in table.rows]
    assert len(said) > 2000
    bad = [
        (question, key, text)
        for question, key, text in said
        if re.search(r"[{}]|None|nan|  |\N{EN DASH}", text) or not text.endswith("." if language == "en" else "。")
    ]
    assert bad == []


def test_a_date_is_never_told_as_a_plain_number(answers):
    dates = [row for table in answers for row in table.rows if row.unit == "calendar year"]
    assert dates and all(re.search(r"Q\d \d{4}|Not before", sentence(row)) for row in dates)


def test_scripts_differ():
    for key in (key for key in texts("en") if key.startswith("sure.")):
        assert len({texts(language)[key] for language in SCRIPTS}) == 3, key


def test_the_terminal_says_it_once_for_each_kind_of_range(capsys):
    ended = gigaloop(capsys, "ask", "backlog", "oracle", "--customer", "openai", "--as-of", "2026-04-30", "--all")
    told = [line for line in ended.out.splitlines() if line.startswith("how sure: ")]
    assert len(told) == 3
    said = "how sure: backlog as reported, 28 February 2026: $553 bn, as stated. (+3 rows like it)"
    assert said in " ".join(ended.out.split())
    assert "可信程度" in gigaloop(capsys, "ask", "backlog", "oracle", "--lang", "zh-Hans").out
