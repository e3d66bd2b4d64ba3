"""The site's own words: an id, and the text in each script, with {places}. One file, `words.csv`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from gigaloop.words.catalogue import SCRIPTS, rows, say as common, single
from gigaloop.words.layout import chinese
from gigaloop.words.numbers import day
from gigaloop.words.vocabulary import title

#: places that hold a day, which is written as people write it
DAYS = ("day", "since", "until")


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """id -> language -> text. ValueError for an id that stands twice or a text that is missing."""
    told = rows("words.csv", "gigaloop.site")
    for key, texts in told.items():
        if not all(texts.values()):
            raise ValueError(f"words.csv: {key!r} lacks a language. Write all of {', '.join(SCRIPTS)}.")
    return told


def speaker(language: str) -> Callable[..., str]:
    """`say(id, **places)` in a language, the site's own or what all doors say; KeyError for an id that both lack.

    >>> speaker("zh-Hant")("nav.map"), speaker("en")("count.deals", n=3)
    ('地圖', '3 deals')
    """

    def say(key: str, **places: object) -> str:
        key = single(key, places, catalogue())
        text = title(catalogue()[key], language) if key in catalogue() else common(key, language)
        told = {name: day(str(place), language) if name in DAYS else place for name, place in places.items()}
        text = text.format(**told) if places else text
        return text if language == "en" or not places else chinese(text)

    return say


def begun(start: str, language: str) -> dict[str, str]:
    """Every text whose id begins so, by the rest of its id.

    >>> begun("review.decision.", "en")["open"]
    'open'
    """
    return {
        key.removeprefix(start): title(texts, language) for key, texts in catalogue().items() if key.startswith(start)
    }
