"""Calibration: every calibrated row says from what; what was held back is named, and a leak would be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gigaloop.book.file import load
from gigaloop.questions.trust.backtest import seen
from tests.pages.calibration import calibrated, held_back, page, without_a_reason
from tests.shipped import shipped

DAY = date(2025, 10, 31)


@pytest.fixture(scope="module")
def books():
    return {"loop": shipped(), "telecom": load("telecom")}


@pytest.mark.parametrize("name", ["loop", "telecom"])
def test_every_calibrated_row_says_from_what(books, name) -> None:
    rows = calibrated(books[name])
    assert rows and without_a_reason(rows) == []


def test_a_calibrated_row_without_a_reason_is_seen(books) -> None:
    row = calibrated(books["loop"])[0].model_copy(update={"how": "", "sources": ()})
    assert without_a_reason([row]) == [row.key]


def test_what_judges_a_start_was_told_after_it(books) -> None:
    for name, (day, figures) in held_back().items():
        assert len(figures) >= 7
        assert all(books[name].whole.figures[figure].known.last > day for figure in figures)


def test_a_parameter_that_saw_an_outcome_is_named(books) -> None:
    whole = books["loop"].whole
    figure = "openai-revenue-2026q1"
    planted = whole.all_parameters[0].model_copy(
        update={"as_of": None, "sources": whole.figures[figure].sources, "name": "planted"}
    )
    book = replace(whole, all_parameters=(*whole.all_parameters, planted), whole=None)
    assert ("planted", figure) in seen(book, [figure], DAY)


def test_the_page_lists_every_calibrated_row(books) -> None:
    text = page(books, {"loop": (DAY, ("openai-revenue-2026q1",))})
    found = [p.key for book in books.values() for p in calibrated(book)]
    assert len(found) > 10 and [key for key in found if f"| {key} |" not in text] == []
