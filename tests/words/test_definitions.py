"""A number that a definition tells is the one that is counted with, and what people read holds no mark-up."""

import re
from importlib.resources import files

import pytest

from gigaloop.book.verified import MOST
from gigaloop.questions.circles import circularity
from gigaloop.questions.show import freshness
from gigaloop.words import catalogue
from tests.pages.calibration import FIXED

ID = re.compile(r"[a-z]+_[a-z]+")
TOLD = {
    "circularity": (circularity.DRAWS,),
    "backtest": (FIXED,),
    "show.freshness": (freshness.REPORT_AFTER, freshness.YEAR_AFTER, freshness.OLD_TALKS, freshness.OLD_VALUE),
    "show.verified": (MOST,),
}


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
@pytest.mark.parametrize("question", TOLD)
def test_numbers_in_a_definition_are_those_of_its_question(question, language):
    text = catalogue.text(f"define.{question}", language).replace(",", "")
    assert [value for value in TOLD[question] if str(value) not in text] == []


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_a_definition_names_no_id_and_no_rule_of_the_house(language):
    """A measure is called as its rows call it; 'gigaloop contract, section 3' is nothing that a reader has."""
    told = {key: text for key, text in catalogue.texts(language).items() if key.startswith("define.")}
    assert len(told) > 45
    assert [key for key, text in told.items() if ID.search(text) or "gigaloop contract" in text] == []
    assert ID.search("default_share is the share of paths")


@pytest.mark.parametrize("package", ["gigaloop.words", "gigaloop.site", "gigaloop.book"])
def test_what_people_read_holds_no_mark_up(package):
    """Pages, terminal and workbook show words as they stand: a backtick would stand there raw."""
    told = {one.name: one.read_text(encoding="utf-8") for one in files(package).iterdir() if one.name.endswith(".csv")}
    assert told and [name for name, text in told.items() if "`" in text] == []
