"""Definitions and warnings of the answers that a report gives are in three scripts; drift of the English is seen."""

from __future__ import annotations

import re

import pytest

from gigaloop import load
from gigaloop.questions import QUESTIONS, ask
from gigaloop.report import CONTENTS
from gigaloop.words import phrases
from gigaloop.words.phrases import DEFINITIONS, WARNINGS, definition, warning

ASKED = tuple(dict.fromkeys((*CONTENTS, *DEFINITIONS)))
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def book():
    return load()


@pytest.mark.parametrize("name", ASKED)
def test_what_defines_an_answer_and_what_it_warns_of_are_in_three_scripts(book, name):
    table = ask(book, name, **({"paths": 20} if QUESTIONS[name].simulates else {}))
    names = {key: {language: party.name(language)} for language in ("zh-Hant",) for key, party in book.parties.items()}
    assert CHINESE.search(definition(name, table.definition, "zh-Hant"))
    english = [text for text in table.warnings if not CHINESE.search(warning(text, "zh-Hant", names))]
    assert english == []


def test_both_scripts_have_the_same_holes_as_the_english():
    for english, chinese in WARNINGS.items():
        holes = sorted(re.findall(r"\{\w+\}", english))
        assert all(sorted(re.findall(r"\{\w+\}", text)) == holes for text in chinese), english


def test_parties_are_called_by_their_names():
    names = {"nvidia": {"en": "Nvidia", "zh-Hant": "輝達"}, "iren": {"en": "IREN"}}
    told = warning("the book does not say who owns nvidia, iren: their owners' losses are not told", "zh-Hant", names)
    assert "輝達、IREN" in told and "nvidia" not in told


def test_what_has_no_frame_stays_as_it_is():
    assert warning("never said before", "zh-Hans", {}) == "never said before"
    assert definition("no-question", "as it stands", "zh-Hans") == "as it stands"
    assert warning("never said before", "en", {}) == "never said before"


def test_a_changed_sentence_is_seen(monkeypatch):
    """Planted fault: the frame's English differs by a word, so the warning stays English."""
    text = "3 of 9 figures pass; the others are listed with the reason"
    changed = {key.replace("figures", "numbers"): value for key, value in WARNINGS.items()}
    monkeypatch.setattr(phrases, "WARNINGS", changed)
    phrases._frames.cache_clear()
    assert warning(text, "zh-Hant", {}) == text
    monkeypatch.undo()
    phrases._frames.cache_clear()
    assert warning(text, "zh-Hant", {}) != text
