"""Who published: names stay as they are; a publisher that is described in words has them in each language."""

from __future__ import annotations

import re

from gigaloop.words import catalogue
from gigaloop.words.numbers import day

#: a text of which nobody knows the publisher, as the reader writes it
NAMELESS = re.compile(r"(?:undated text|text of (?P<day>\d{4}-\d\d-\d\d))(?: citing (?P<who>.+))?")


def published_by(publisher: str, language: str = "en") -> str:
    """A publisher in a language: a row of `publishers.csv`, else a name.

    >>> published_by("Reuters copy at AnyFans", "zh-Hans"), published_by("Mint", "zh-Hant")
    ('Reuters（AnyFans 转载）', 'Mint')
    >>> published_by("text of 2026-03-12 citing Bloomberg", "zh-Hant"), published_by("undated text")
    ('2026 年 3 月 12 日的文本（引述 Bloomberg）', 'undated text')
    """
    if found := NAMELESS.fullmatch(publisher):
        told = catalogue.say(
            f"publisher.{'dated' if found['day'] else 'undated'}", language, day=day(found["day"] or "", language)
        )
        return catalogue.say("publisher.citing", language, text=told, who=found["who"]) if found["who"] else told
    named = catalogue.rows("publishers.csv").get(publisher, {})
    return named.get(catalogue.HOME.get(language, language), publisher)
