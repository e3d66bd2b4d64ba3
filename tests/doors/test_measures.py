"""Every measure, column and unit of the static answers is written in both Chinese scripts too."""

from __future__ import annotations

import re

import pytest

from gigaloop import load
from gigaloop.questions import QUESTIONS, ask
from gigaloop.words.vocabulary import WORDS, word

ASKED = (
    ("backlog", {}),
    ("binding", {}),
    ("capacity", {"paths": 4}),
    ("changed", {}),
    ("circularity", {"on": "gw"}),
    ("concentration", {}),
    ("energy", {}),
    ("exposure", {"party": "nvidia", "counterparty": "coreweave"}),
    ("cancellable", {}),
    ("loops", {}),
    ("offer", {}),
    ("loops", {"on": "gw"}),
    ("roles", {}),
    ("self-funded", {}),
    ("sovereign", {}),
    ("without", {}),
    *((name, {"paths": 4}) for name in ("breaches", "gap", "guarantees", "leverage", "miss", "outlook", "rescue")),
    *((name, {}) for name in ("accounting-flags", "applications", "deals", "distress", "forms", "mismatch", "network")),
    *((name, {}) for name in ("evidence", "subsidy", "warrant")),
)


@pytest.fixture(scope="module")
def book():
    return load()


#: questions whose measures or units are words of the book, of a page that is cited, or of a law
QUOTED = ("assumptions", "backtest", "accounting-flags", "replicate", "telecom")


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - set(QUOTED)))
def test_every_measure_and_unit_is_in_three_scripts(book, name):
    table = ask(book, name, **({"paths": 20} if QUESTIONS[name].simulates else {}))
    said = {row.measure for row in table.rows} | {row.unit for row in table.rows}
    for language in ("zh-Hant", "zh-Hans"):
        assert [text for text in said if re.search("[a-z]{3}", word(text, language))] == []


@pytest.mark.parametrize(("name", "arguments"), ASKED)
def test_every_word_of_an_answer_is_in_three_scripts(book, name, arguments):
    table = ask(book, name, **arguments)
    said = {row.measure for row in table.rows} | {row.unit for row in table.rows} | {n for n, _ in table.added}
    for language in ("zh-Hant", "zh-Hans"):
        assert [text for text in said if re.search("[a-z]{3}", word(text, language))] == []


def test_a_word_that_is_not_known_stays_english():
    assert word("suppliers_gw_magic", "zh-Hans") == "suppliers gw magic"
    assert all(told for said in WORDS.values() for language, told in said.items() if language != "en")


def test_the_residual_of_a_method_is_no_guarantee():
    assert word("residual", "zh-Hant") == "殘差" and word("residual", "zh-Hans") == "残差"
    assert word("residual_guarantee", "zh-Hant") == "殘值擔保"
