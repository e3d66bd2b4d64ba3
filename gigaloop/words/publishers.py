"""Who published: names stay as they are; a publisher that is described in words has them in each language."""

from __future__ import annotations

from gigaloop.words import catalogue


def published_by(publisher: str, language: str = "en") -> str:
    """A publisher in a language: a row of `publishers.csv`, else a name.

    >>> published_by("Reuters copy at AnyFans", "zh-Hans"), published_by("Mint", "zh-Hant")
    ('Reuters（AnyFans 转载）', 'Mint')
    """
    told = catalogue.rows("publishers.csv").get(publisher, {})
    return told.get(catalogue.HOME.get(language, language), publisher)
