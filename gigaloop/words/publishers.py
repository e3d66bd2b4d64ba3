"""Who published: names stay as they are; a publisher that is described in words has the words in each language."""

from __future__ import annotations

import re
from functools import cache

from gigaloop.words import catalogue


def published_by(publisher: str, language: str = "en") -> str:
    """A publisher in a language; each part that `publishers.csv` knows by its words, `*` stands for a name.

    >>> published_by("Public GitHub file quoting AMD", "zh-Hant"), published_by("Reuters copy at AnyFans", "zh-Hans")
    ('公開 GitHub 檔案引述 AMD', 'Reuters（AnyFans 转载）')
    >>> published_by("Mint", "zh-Hant")
    'Mint'
    """
    if language == "en":
        return publisher
    for pattern, told in _patterns(language):
        if found := pattern.fullmatch(publisher):
            return told.format(*(published_by(name, language) for name in found.groups()))
    return publisher


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = catalogue.rows("publishers.csv").items()
    return tuple(
        (re.compile(re.escape(en).replace(r"\*", "(.+)")), told[catalogue.HOME.get(language, language)])
        for en, told in rows
    )
