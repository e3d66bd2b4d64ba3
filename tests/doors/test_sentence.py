"""One plain sentence beside each range: every kind of range has one in each script, and it says what the range is."""

from dataclasses import replace

import pytest

from gigaloop.analysis import ask
from gigaloop.analysis.table import Row
from gigaloop.book.file import load
from gigaloop.figure.sentence import PLACES, sentence

ROW = Row(key="k", subject="a", measure="m", unit="USD bn", low=1.0, mid=2.0, high=4.0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "2.00 USD bn as stated; what is written allows 1.00 to 4.00."),
        ({"high": None}, "2.00 USD bn as stated; at least 1.00, and what is written sets no upper bound."),
        ({"mid": None, "high": None}, "Nobody stated a number; at least 1.00 USD bn, and no upper bound."),
        ({"mid": None}, "Nobody stated a number; what is written allows 1.00 to 4.00 USD bn."),
        ({"low": 2.0, "high": 2.0}, "2.00 USD bn, as reported."),
        (
            {"range": "paths"},
            "In nine of ten simulated cases 1.00 to 4.00 USD bn, in half of them above 2.00, if the assumptions hold.",
        ),
        (
            {"range": "paths", "high": None},
            "In half of the simulated cases above 2.00 USD bn, in one of twenty below 1.00; the top is open.",
        ),
        ({"range": "models"}, "1.00 to 4.00 USD bn by published methods that differ; 2.00 by the middle one."),
        (
            {"range": "paths", "unit": "share", "more": {"band": "count"}},
            "2.00 of the simulated cases, give or take the draw (1.00 to 4.00), if the assumptions hold.",
        ),
        ({"low": None, "mid": None, "high": None}, "Not known."),
    ],
)
def test_each_kind_of_range_says_what_it_is(change, says):
    assert sentence(replace(ROW, **change)) == says


def test_assumptions_and_silent_contracts_are_said():
    row = replace(ROW, origin="assumed", assumptions=("a", "b"), undisclosed=1)
    assert sentence(row).endswith(
        "It rests on 2 assumptions that nobody has published. One contract that belongs here states no number."
    )
    assert "2 項" in sentence(row, "zh-Hant") and "2 项" in sentence(row, "zh-Hans")
    assert "assumption" not in sentence(replace(row, origin="sourced", assumptions=()))


@pytest.mark.parametrize("language", PLACES)
def test_every_row_of_the_shipped_book_has_one(language):
    rows = ask(load(), "backlog", party="oracle").rows + ask(load(), "binding").rows
    for row in rows:
        said = sentence(row, language)
        assert said and "{" not in said and "None" not in said and "  " not in said
        assert said.endswith("." if language == "en" else "。")


def test_scripts_differ():
    assert len({sentence(ROW, language) for language in PLACES}) == 3
