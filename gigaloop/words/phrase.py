"""Phrase: a text that is the product's own and knows how it is said in each language; rows hold it as their text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gigaloop.words.catalogue import HOME, LANGUAGES, say
from gigaloop.words.layout import typeset


class Phrase(str):
    """A text, in English where no `code` stands for it in rows; `texts` holds it in each language.

    >>> said = Phrase({"en": "price", "zh-Hant": "價格"})
    >>> said == "price", said.said("zh-HK"), said.said("zh-Hans")
    (True, '價格', 'price')
    """

    texts: Mapping[str, str]

    def __new__(cls, texts: Mapping[str, str], code: str = "") -> Phrase:
        made = super().__new__(cls, code or texts["en"])
        made.texts = texts
        return made

    def said(self, language: str) -> str:
        """The text in a language; in English where it has none in that one."""
        return self.texts.get(language) or self.texts.get(HOME.get(language, language)) or self.texts["en"]

    def __reduce__(self) -> tuple[type[Phrase], tuple[dict[str, str], str]]:
        return Phrase, (dict(self.texts), str(self))


def phrase(make: Callable[[str], str]) -> Phrase:
    """The phrase of what `make` says in each language.

    >>> phrase(lambda language: f"[{language}]").said("zh-HK")
    '[zh-HK]'
    """
    return Phrase({language: make(language) for language in LANGUAGES})


def placed(places: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The places of a sentence in one language: what is a Phrase is said in it.

    >>> placed({"what": Phrase({"en": "price", "zh-Hant": "價格"}), "n": 2}, "zh-HK")
    {'what': '價格', 'n': 2}
    """
    return {name: one.said(language) if isinstance(one, Phrase) else one for name, one in places.items()}


def sentence(key: str, **places: Any) -> Phrase:
    """The phrase of an id of the catalogue, its places filled.

    >>> sentence("range.between", low="42%", high="52%").said("zh-HK")
    '介於 42% 與 52% 之間'
    """
    return phrase(lambda language: typeset(say(key, language, **placed(places, language)), language))
