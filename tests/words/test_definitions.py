"""A number that a definition tells is the one that is counted with."""

import pytest

from gigaloop.book.verified import MOST
from gigaloop.questions.circles import circularity
from gigaloop.questions.show import freshness
from gigaloop.words import catalogue
from tests.pages.calibration import FIXED

TOLD = {
    "circularity": (circularity.DRAWS,),
    "backtest": (FIXED,),
    "show.freshness": (freshness.REPORT_AFTER, freshness.YEAR_AFTER, freshness.OLD_TALKS),
    "show.verified": (MOST,),
}


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
@pytest.mark.parametrize("question", TOLD)
def test_numbers_in_a_definition_are_those_of_its_question(question, language):
    text = catalogue.text(f"define.{question}", language).replace(",", "")
    assert [value for value in TOLD[question] if str(value) not in text] == []
