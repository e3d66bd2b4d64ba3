"""What others have published, to be reproduced: as printed, its day, how far it was rounded (published.csv)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gigaloop.words.catalogue import rows, say
from gigaloop.words.layout import typeset
from gigaloop.words.numbers import day
from gigaloop.words.phrase import Phrase, phrase, placed
from gigaloop.words.vocabulary import title, word

#: language -> the column of the reason
WHY = {"en": "why", "zh-Hant": "why_zh_hant", "zh-Hans": "why_zh_hans"}


class Published(NamedTuple):
    """One number that somebody printed.

    month      in which the publisher said it, where the list tells it
    as_of      the day by which the book may know (its publication, or the end of the data behind it)
    number     as printed, in `unit`               tolerance  half of its last digit that is no trailing zero
    sources    ids in the book's sources.csv       book       which shipped book answers it
    question   the line that shows where ours comes from
    way, of    how ours is made (`reproduced.WAYS`), and of which parties, legs or rows
    why        language -> one sentence of why ours is what it is, with places for its numbers
    """

    id: str
    publisher: str
    month: str
    said: str
    as_of: str
    number: float
    unit: str
    tolerance: float
    sources: tuple[str, ...]
    question: str
    book: str
    way: str
    of: dict[str, str]
    why: Mapping[str, str]

    @property
    def by(self) -> str:
        """Who published it, and in which month."""
        if not self.month:
            return self.publisher

        def told(of: str) -> str:
            return typeset(say("cell.said_by", of, who=word(self.publisher, of), day=day(self.month, of)), of)

        return phrase(told)

    def because(self, **places: Any) -> Phrase:
        """Why ours is what it is, its places filled; one that is a Phrase is said in each language."""
        return phrase(lambda of: title(self.why, of).format(**placed(places, of)))


def _published(id: str, row: dict[str, str]) -> Published:
    read: dict[str, Any] = {name: float(row[name]) for name in ("number", "tolerance")}
    read["sources"] = tuple(row["sources"].split(";"))
    read["of"] = dict(pair.split("=", 1) for pair in row["of"].split())
    read["why"] = {of: row.pop(column) for of, column in WHY.items()}
    return Published(**{"id": id, **row, **read})


#: id -> figure, in the order of the list; none is ever left out because it fails. The 2 trillion is read as 2.0.
PUBLISHED = {key: _published(key, row) for key, row in rows("published.csv", __package__).items()}
