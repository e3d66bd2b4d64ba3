"""The catalogue of sentences: an id, and its text with {places} in each language, all in `sentences.csv`.

    say("range.between", "en", low="42%", high="52%")

A key that stands twice is an error. An empty cell is a missing translation: it is said in English, with a warning once,
and never fails an answer.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Container, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "zh-Hant", "zh-Hans", "zh-HK")
#: a variant of a language -> the one whose words it uses
HOME = {"zh-HK": "zh-Hant"}
#: the scripts in which a page and a name are written: each language but the variants
SCRIPTS = tuple(language for language in LANGUAGES if language not in HOME)

#: trillions as Taiwan writes them (before watts it is a mega), and as Hong Kong does
TRILLIONS = re.compile("\N{CJK UNIFIED IDEOGRAPH-5146}(?!\N{CJK UNIFIED IDEOGRAPH-74E6})")
WRITTEN_OUT = "\N{CJK UNIFIED IDEOGRAPH-842C}\N{CJK UNIFIED IDEOGRAPH-5104}"


def voices(language: str) -> dict[str, str]:
    """Script of a page -> how it is said there: on one that opens as in Hong Kong, 繁體 has Hong Kong's units.

    >>> voices("zh-HK"), voices("zh-Hans")["zh-Hant"]
    ({'en': 'en', 'zh-Hant': 'zh-HK', 'zh-Hans': 'zh-Hans'}, 'zh-Hant')
    """
    return {script: language if HOME.get(language) == script else script for script in SCRIPTS}


def read(lines: Iterable[str], name: str) -> dict[str, dict[str, str]]:
    """id -> heading -> cell of one file; ValueError for an id that stands twice, or a line of other cells.

    >>> read(["id,text", "hello,Hello {name}"], "sentences.csv")
    {'hello': {'text': 'Hello {name}'}}
    """
    told: dict[str, dict[str, str]] = {}
    head: list[str] = []
    for at, row in enumerate(csv.reader(lines), 1):
        head = head or row
        if at == 1 or not row:
            continue
        if len(row) != len(head):
            raise ValueError(f"{name}:{at}: {row} is not {', '.join(head)}. Put a text with commas in quotes.")
        if row[0] in told:
            raise ValueError(f"{name}:{at}: {row[0]!r} stands twice. Leave one out.")
        told[row[0]] = dict(zip(head[1:], row[1:], strict=True))
    return told


@cache
def rows(name: str, package: str = "gigaloop.words") -> dict[str, dict[str, str]]:
    """The same of a file beside the code."""
    return read(files(package).joinpath(name).read_text(encoding="utf-8").splitlines(), name)


@cache
def texts(language: str) -> dict[str, str]:
    """Every text that is written in a language."""
    return {key: cells[language] for key, cells in rows("sentences.csv").items() if cells[language]}


def refused(rule: str, language: str) -> str:
    """What kind of thing cannot be answered, by the rule that found it.

    >>> refused("party", "zh-Hans"), refused("amount of a leg", "zh-Hant")
    ('账本在这里没有这家公司；细节见下。', '這項要求無法照原意解讀；細節見下。')
    """
    return text(f"refused.{rule}", language) or say("refused.argument", language)


def local(told: str, language: str) -> str:
    """A text of 繁體 as it is written in Hong Kong, where that is the language: its trillions are 萬億.

    >>> local("約 2 兆美元", "zh-HK"), local("約 2 兆美元", "zh-Hant"), local("每兆瓦", "zh-HK")
    ('約 2 萬億美元', '約 2 兆美元', '每兆瓦')
    """
    return TRILLIONS.sub(WRITTEN_OUT, told) if language == "zh-HK" else told


@cache
def text(key: str, language: str) -> str | None:
    """The text of an id in a language, else in English; None: nobody has it."""
    if language in HOME:
        return (home := text(key, HOME[language])) and local(home, language)
    if language != "en" and key in texts("en") and key not in texts(language):
        warnings.warn(f"sentences.csv lacks {key!r} in {language}: it is said in English", stacklevel=3)
    return texts(language).get(key) or texts("en").get(key)


def single(key: str, places: Mapping[str, Any], known: Container[str]) -> str:
    """The id of the text for a single one, where there is but one and a text for it.

    >>> single("a", {"n": 1}, {"a", "a.one"}), single("a", {"n": 2}, {"a", "a.one"}), single("b", {"n": "1"}, {"b"})
    ('a.one', 'a', 'b')
    """
    return f"{key}.one" if str(places.get("n")) == "1" and f"{key}.one" in known else key


def say(key: str, language: str = "en", /, *, fallback: str | None = None, **places: Any) -> str:
    """The text of an id, its places filled; KeyError for an id that no file has and that has no fallback.

    Where `n` is one, the text of ID.one, if there is such.

    >>> say("range.between", "zh-Hant", low="42%", high="52%")
    '介於 42% 與 52% 之間'
    """
    found = text(single(key, places, texts("en")), language)
    if found is None:
        if fallback is None:
            raise KeyError(f"sentences.csv lacks {key!r}. Write it in gigaloop/words, in every language.")
        found = fallback
    return found.format(**places)
