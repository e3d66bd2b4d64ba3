"""A word is written once, and a missing translation warns: the vocabulary is data, as sentences are."""

import pytest

from gigaloop.words import catalogue, vocabulary


def test_a_planted_second_word_is_an_error():
    with pytest.raises(ValueError, match=r"vocabulary.csv:3: 'residual' stands twice"):
        catalogue.read(["word,en,zh-Hant,zh-Hans", "residual,,a,b", "residual,,c,d"], "vocabulary.csv")


def test_words_stand_in_their_order():
    assert list(vocabulary.WORDS) == sorted(vocabulary.WORDS)


def test_a_missing_translation_warns_and_is_said_in_english(monkeypatch):
    monkeypatch.setitem(vocabulary.WORDS, "credit_loss", {"en": "", "zh-Hant": "", "zh-Hans": "信用损失"})
    with pytest.warns(UserWarning, match="lacks 'credit_loss' in zh-Hant"):
        assert vocabulary.word("credit_loss", "zh-Hant") == "credit loss"
    assert vocabulary.word("credit_loss", "zh-Hans") == "信用损失"
