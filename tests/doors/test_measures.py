"""Every measure, column and unit of the static answers is written in both Chinese scripts too."""

from __future__ import annotations

import re

import pytest

from gigaloop.questions import QUESTIONS, ask
from gigaloop.words.vocabulary import WORDS, word
from tests.shipped import answered, shipped

#: asked of something else than their defaults
ASKED = (
    ("circularity", {"on": "gw"}),
    ("loops", {"on": "gw"}),
    ("exposure", {"party": "nvidia", "counterparty": "coreweave"}),
)
#: questions whose measures or units are words of the book, of a page that is cited, or of a law
QUOTED = ("assumptions", "backtest", "accounting-flags", "replicate", "telecom")


WHOLE = [(name, {}) for name in sorted(set(QUESTIONS) - set(QUOTED))]


@pytest.mark.parametrize(("name", "arguments"), [*WHOLE, *ASKED])
def test_every_word_of_an_answer_is_in_three_scripts(name, arguments):
    table = ask(shipped(), name, **arguments) if arguments else answered(name)
    said = {row.measure for row in table.rows} | {row.unit for row in table.rows} | {n for n, _ in table.added}
    for language in ("zh-Hant", "zh-Hans"):
        assert [text for text in said if re.search("[a-z]{3}", word(text, language))] == []


def test_a_word_that_is_not_known_stays_english():
    assert word("suppliers_gw_magic", "zh-Hans") == "suppliers gw magic"
    assert all(told for said in WORDS.values() for language, told in said.items() if language != "en")


def test_the_residual_of_a_method_is_no_guarantee():
    assert word("residual", "zh-Hant") == "殘差" and word("residual", "zh-Hans") == "残差"
    assert word("residual_guarantee", "zh-Hant") == "殘值擔保"
