"""Who published: names stay as they are; a publisher that is described in words has them in each language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gigaloop.words import catalogue
from gigaloop.words.numbers import DAY, day

#: how a source's row says that a text names others as where it has its news from
CITING = " citing "
#: a text of which neither publisher nor address is known, as a source's row says it
DATED, UNDATED = re.compile(rf"text of ({DAY.pattern})"), "undated text"


def described(name: str, published: str | None, cited: Sequence[str]) -> str:
    """A publisher as a source's row says it: by its name, else by the day of its text; and whom the text cites.

    >>> described("", "2026-03-12", ["Bloomberg"]), described("a.txt", None, []), described("", None, [])
    ('text of 2026-03-12 citing Bloomberg', 'a.txt', 'undated text')
    """
    return CITING.join(filter(None, (name or (f"text of {published}" if published else UNDATED), ", ".join(cited))))


def published_by(publisher: str, language: str = "en") -> str:
    """A publisher in a language: a row of `publishers.csv`, what `described` made, else a name.

    >>> published_by("Reuters copy at AnyFans", "zh-Hans"), published_by("Mint", "zh-Hant")
    ('Reuters（AnyFans 转载）', 'Mint')
    >>> published_by("text of 2026-03-12 citing Bloomberg", "zh-Hant"), published_by("undated text")
    ('2026 年 3 月 12 日的文本（引述 Bloomberg）', 'undated text')
    """
    if named := catalogue.rows("publishers.csv").get(publisher):
        return named.get(catalogue.HOME.get(language, language), publisher)
    text, _, who = publisher.partition(CITING)
    if who:
        return catalogue.say("publisher.citing", language, text=published_by(text, language), who=who)
    if found := DATED.fullmatch(publisher):
        return catalogue.say("publisher.dated", language, day=day(found[1], language))
    return catalogue.say("publisher.undated", language) if publisher == UNDATED else publisher
