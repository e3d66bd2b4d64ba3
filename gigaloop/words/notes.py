"""Notes: what a reader must know beside the rows, each an id of the catalogue with what fills its places.

note("loops.counted", n=12, k=6).said("zh-Hant")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gigaloop.words import catalogue
from gigaloop.words.layout import typeset
from gigaloop.words.numbers import DAY, day, written
from gigaloop.words.vocabulary import bare, title, word

#: party -> language -> its name
Names = Mapping[str, Mapping[str, str]]


#: slots that hold a word of the vocabulary
WORDED = ("basis", "method", "end", "status")


class Dollars(float):
    """Billions of dollars, written as people of each language write them."""


@dataclass(frozen=True)
class Note:
    """A sentence by its id. A slot is a number, a text, ids of parties in a tuple, or a note of its own."""

    id: str
    slots: tuple[tuple[str, Any], ...] = ()

    def said(self, language: str = "en", names: Names | None = None) -> str:
        """The sentence in a language; the parties that `names` knows by their name."""
        filled = {name: _filled(value, language, names or {}) for name, value in self.slots}
        if language != "en":
            filled |= {name: word(value, language) for name, value in filled.items() if name in WORDED}
        return typeset(catalogue.say(f"note.{self.id}", language, **filled), language)

    def __str__(self) -> str:
        return self.said()

    def as_dict(self) -> dict[str, Any]:
        """As JSON tells it: the id, then each slot."""
        return {"id": self.id} | {
            name: value.as_dict() if isinstance(value, Note) else list(value) if isinstance(value, tuple) else value
            for name, value in self.slots
        }


@dataclass(frozen=True)
class Told(Note):
    """A sentence that an answer's question makes from its rows, in every language: what a headline has no room for."""

    texts: tuple[tuple[str, str], ...] = ()

    def said(self, language: str = "en", names: Names | None = None) -> str:
        """The sentence in a language."""
        return dict(self.texts)[language]

    def as_dict(self) -> dict[str, Any]:
        """As JSON tells it: the id, then the sentence by language."""
        return {"id": self.id, **dict(self.texts)}


def note(id: str, **slots: Any) -> Note:
    """A note of this id.

    >>> str(note("loops.counted", n=12, k=6))
    '12 loops of at most 6 parties were found; a count depends on its definition'
    """
    return Note(id, tuple(slots.items()))


def definition(question: str, text: str, language: str) -> str:
    """A question's definition in a language; as it stands where it has none in that one.

    >>> definition("network", "One row ...", "zh-Hans")[:8]
    '付款方、收款方与'
    """
    if language in catalogue.HOME:
        return catalogue.local(definition(question, text, catalogue.HOME[language]), language)
    return text if language == "en" else catalogue.texts(language).get(f"define.{question.replace(' ', '.')}", text)


def _filled(value: Any, language: str, names: Names) -> Any:
    if isinstance(value, Note):
        return value.said(language, names)
    if isinstance(value, Dollars):
        return written(value, "USD bn", language)
    if isinstance(value, str) and DAY.fullmatch(value):
        return day(value, language)
    if not isinstance(value, tuple):
        return _filled((value,), language, names) if isinstance(value, str) and value in names else value
    told = [title(names[one], language) if one in names else one for one in value]
    return (", " if language == "en" else "、").join(map(bare, told))
