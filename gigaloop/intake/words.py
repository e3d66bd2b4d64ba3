"""Words of the press, from tables that a person who knows the language can add to.

    names.csv     further names of parties of the book       firms.csv   firms that the book lacks, by trade
    words.csv     how names of firms end, words that are none, descriptions of one party, those left unnamed, trades
    pointers.csv  words that point back                       signs.csv   how far a deal has come, and what is no deal

Chinese stands in Simplified letters (`script.fold`). Words are parted by bars, and may be patterns.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table of this package."""
    with Path(__file__).with_name(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


_WORDS = table("words.csv")


def of(part: str, means: str = "") -> str:
    """The words of a part of `words.csv`.

    >>> of("suffix", "zh").split("|")[:2]
    ['科技', '集团']
    """
    return next(row["words"] for row in _WORDS if (row["part"], row["means"]) == (part, means))


def _pairs(part: str) -> tuple[tuple[str, str], ...]:
    return tuple((row["words"], row["means"]) for row in _WORDS if row["part"] == part)


#: further names that the press uses -> party of the shipped book (used only where the book has the party)
MORE_NAMES = {row["name"]: row["party"] for row in table("names.csv")}
#: firms that the press often names and the book lacks, and the trade of each (the book's own names win)
FIRMS = {name: row["trade"] for row in table("firms.csv") for name in row["names"].split("|")}
#: given names: 'Thomas Tull' is a person;  names of the book that are also common words: never matched alone
GIVEN, ORDINARY = frozenset(of("given name", "en").split("|")), frozenset(of("ordinary").split("|"))
#: how names of firms end;  words that are no firm;  what is no name by itself before 公司, 集团 and the like
SUFFIX_EN, SUFFIX_ZH = of("suffix", "en"), of("suffix", "zh")
NO_FIRM, NO_FIRM_ZH = frozenset(of("no firm", "en").split("|")), frozenset(of("no firm", "zh").split("|"))
GENERAL_ZH = of("general", "zh")
#: a description that can mean one party only;  those whom an article leaves unnamed -> the book's group
EPITHETS, GENERIC = _pairs("epithet"), _pairs("unnamed")
#: sector -> words beside a name that the book lacks
TRADES = tuple((means, words) for words, means in _pairs("trade"))
#: what a stretch of text is a sign of -> its words
SIGNS = {row["sign"]: re.compile(row["words"], 0 if row["case"] else re.I) for row in table("signs.csv")}


def _pointers() -> tuple[tuple[str, str], ...]:
    """(pattern, means) of `pointers.csv`: an English row lists nouns, which 'the' and up to four plain words may precede."""
    no = r"with|of|for|to|by|from|in|on|at|and|or|that|which|as|between|the|an?|is|was|has|will|into|over|said"
    lead = rf"\b(?:[Tt]he|[Tt]his) (?:[\w-]+ and )?(?:(?!(?:{no})\b|[a-z]+s )[A-Za-z][\w.,-]*(?<!,) ){{0,4}}"
    name = r"(?!(?: [\w-]+)? (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z])"
    return tuple(
        (rf"{lead}(?:{row['words']})\b(?!-){name}" if row["language"] == "en" else row["words"], row["means"])
        for row in table("pointers.csv")
    )


#: words that point back -> 'subject', 'former', 'latter', or the sectors that they may mean, the likeliest first
POINTERS = _pointers()
