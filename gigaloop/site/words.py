"""The site's own words: an id, and the text in each script, with {places}. One file, `words.csv`."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from gigaloop.book.model import LANGUAGES


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """id -> language -> text. ValueError for an id that stands twice or a text that is missing."""
    told: dict[str, dict[str, str]] = {}
    with files("gigaloop.site").joinpath("words.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["id"] in told:
                raise ValueError(f"words.csv: {row['id']!r} stands twice. Leave one out.")
            told[row["id"]] = {language: row[language] for language in LANGUAGES}
            if not all(told[row["id"]].values()):
                raise ValueError(f"words.csv: {row['id']!r} lacks a language. Write all of {', '.join(LANGUAGES)}.")
    return told


def speaker(language: str) -> Callable[..., str]:
    """`say(id, **places)` in a language; KeyError for an id that the catalogue lacks.

    >>> speaker("zh-Hant")("nav.map"), speaker("en")("count.deals", n=3)
    ('地圖', '3 deals')
    """

    def say(key: str, **places: object) -> str:
        text = catalogue()[key][language]
        return text.format(**places) if places else text

    return say


def begun(start: str, language: str) -> dict[str, str]:
    """Every text whose id begins so, by the rest of its id.

    >>> begun("review.decision.", "en")["open"]
    'open'
    """
    return {key.removeprefix(start): texts[language] for key, texts in catalogue().items() if key.startswith(start)}
