"""Words of the page in three scripts; the style sheet shows those of the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from gigaloop.words.vocabulary import LANGUAGES, word


def each(told: Mapping[str, str]) -> str:
    """A text in all three scripts, once if they agree; the style sheet shows the one of the page's language.

    >>> each({"en": "grade", "zh-Hant": "等級", "zh-Hans": "等级"})
    '<span lang="en">grade</span><span lang="zh-Hant">等級</span><span lang="zh-Hans">等级</span>'
    >>> each({"en": "A & B"})
    'A &amp; B'
    """
    texts = {language: told.get(language) or told["en"] for language in LANGUAGES}
    if len(set(texts.values())) == 1:
        return escape(texts["en"])
    return "".join(f'<span lang="{language}">{escape(text)}</span>' for language, text in texts.items())


def words(text: str) -> str:
    """A word of the page in all three scripts."""
    return each({language: word(text, language) for language in LANGUAGES})
