"""What the search box reads: every name in three scripts, and which traditional characters fold to which simplified."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from gigaloop.book.model import LANGUAGES, Book
from gigaloop.site.words import catalogue


def names_list(book: Book, questions: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """`names`: [page, kind, label, other names]; `fold`: traditional -> simplified, as the book's names pair them."""
    names: list[tuple[str, str, str, str]] = []
    for key, party in book.parties.items():
        names.append((f"party/{key}", "party", party.name_en, " ".join(party.names[1:])))
    for key, deal in book.deals.items():
        told = list(dict.fromkeys(deal.name.values()))
        names.append((f"deal/{key}", "deal", told[0], " ".join([*told[1:], key])))
    names += [(f"ask/{one['name']}", "question", one["name"], one["asks"]) for one in questions]
    names += [(f"source/{key}", "source", one.title, f"{one.publisher} {key}") for key, one in book.sources.items()]
    return {"names": names, "fold": folds(book)}


def folds(book: Book) -> dict[str, str]:
    """Traditional character -> simplified: learned from every pair of texts that has both scripts and equal length."""
    pairs = [(one.name_zh_hant, one.name_zh_hans) for one in book.parties.values()]
    pairs += [(deal.name.get("zh-Hant", ""), deal.name.get("zh-Hans", "")) for deal in book.deals.values()]
    pairs += [(text[LANGUAGES[1]], text[LANGUAGES[2]]) for text in catalogue().values()]
    told: dict[str, str] = {}
    for traditional, simplified in pairs:
        if len(traditional) == len(simplified):
            for a, b in zip(traditional, simplified, strict=True):
                if a != b and unicodedata.category(a) == unicodedata.category(b) == "Lo":
                    told.setdefault(a, b)
    return told


def fold(text: str, table: Mapping[str, str]) -> str:
    """Text as the search compares it: NFKC, lower case, simplified.

    >>> fold("Ｏｐｅｎ 圖", {"圖": "图"})
    'open 图'
    """
    return "".join(table.get(letter, letter) for letter in unicodedata.normalize("NFKC", text).lower())
