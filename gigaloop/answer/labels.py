"""Labels: what people call a party, a contract, a number of the model or a scenario, in three scripts; ids are for
machines.

A number of the model is named by `words/parameters.csv`, in which * stands for a party; one that a contract states by
the contract ('how much of Anthropic-Lambda compute purchase of May 2026 comes true').
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from gigaloop.book.model import Book, Leg, Party
from gigaloop.words import catalogue
from gigaloop.words.layout import typeset
from gigaloop.words.numbers import day, written
from gigaloop.words.vocabulary import WORDS, bare, title, word

#: what stands for a party in the name of a number
ANY = "*"


def labels(book: Book, texts: Iterable[Any]) -> dict[str, Mapping[str, str]]:
    """id -> language -> label, of every party, and of what else is named in these texts (cells of rows).

    >>> from gigaloop import load
    >>> labels(load(), ["coreweave-debt-0", "crwv-ddtl4"])["coreweave-debt-0"]["en"]
    'debt of CoreWeave at the start'
    """
    found: dict[str, Mapping[str, str]] = {
        key: {of: party_name(party, of) for of in (*catalogue.SCRIPTS, *(("zh-HK",) if party.name_zh_hk else ()))}
        for key, party in book.parties.items()
    }
    for text in {text for text in texts if isinstance(text, str)}:
        if text not in found and (label := _label(book, text)):
            found[text] = label
    return found


def party_name(party: Party, language: str) -> str:
    """A party's name as a sentence says and sets it.

    >>> from gigaloop import load
    >>> party_name(load().parties["ant_chip_spv"], "zh-Hans")
    'Anthropic 芯片特殊目的实体'
    """
    return typeset(bare(party.name(language)), language)


def called(book: Book) -> dict[str, dict[str, str]]:
    """Party -> language -> its name, as the book has it, in every language that can be spoken."""
    return {key: {of: typeset(party.name(of), of) for of in catalogue.LANGUAGES} for key, party in book.parties.items()}


def as_known(book: Book, text: str, language: str) -> str:
    """A text of 繁體 as it is said in Hong Kong, where that is the language: its trillions, its names of parties.

    >>> from gigaloop import load
    >>> as_known(load(), "輝達與微軟", "zh-HK"), as_known(load(), "輝達與微軟", "zh-Hant")
    ('英偉達與微軟', '輝達與微軟')
    """
    for party in book.parties.values() if language == "zh-HK" else ():
        if party.name_zh_hk:
            text = text.replace(bare(party.name_zh_hant), bare(party.name_zh_hk))
    return catalogue.local(text, language)


def worlds(book: Book, asked: Iterable[Any]) -> dict[str, Mapping[str, str]]:
    """'scenario ID' -> language -> name, of each scenario asked for: 'amended' alone is a stage of a contract."""
    return {
        f"scenario {text}": dict(book.scenarios[text].name)
        for text in asked
        if isinstance(text, str) and text in book.scenarios
    }


def cells(rows: Iterable[Any]) -> Iterator[Any]:
    """The words of rows that may be ids."""
    for row in rows:
        yield from (row.subject, row.counterparty, row.measure, *row.legs[: len(row.legs) == 1])
        for value in row.more.values():
            yield from value if isinstance(value, list | tuple) else (value,)


def leg_label(book: Book, leg: Leg, language: str, sized: bool = True) -> str:
    """What people call a contract: whose, what, of when, for how much (unless the sum is told beside it).

    >>> from gigaloop import load
    >>> book = load()
    >>> leg_label(book, book.legs["crwv-ddtl4"], "en"), leg_label(book, book.legs["crwv-ddtl4"], "zh-Hant")
    ('CoreWeave loan of March 2026 ($8.5 bn)', 'CoreWeave 2026 年 3 月的貸款（85 億美元）')
    """
    sides = [p for p in (leg.payer, leg.payee) if p in book.parties]
    named = [p for p in sides if book.parties[p].kind not in ("sector", "group")] or sides
    parties = "\N{EN DASH}".join(party_name(book.parties[p], language) for p in dict.fromkeys(named))
    amount = leg.terms.amount
    stated = amount.stated if sized and amount is not None and amount.unit == "USD" else None
    when = str(leg.steps[0].happened)[:7]
    key = "label.leg" if stated else "label.leg_dark"
    told = catalogue.say(
        key, language, parties=parties, kind=_kind(leg, language), when=day(when, language),
        sum=written((stated or 0.0) / 1e9, "USD bn", language),
    )  # fmt: skip
    return typeset(told, language)


def _kind(leg: Leg, language: str) -> str:
    """What one contract of its kind is: of loans one from bondholders is bonds."""
    own = f"contract: {'bonds' if (leg.kind, leg.payer) == ('loan', 'bondholders') else leg.kind}"
    return word(own if own in WORDS else leg.kind, language)


def _label(book: Book, text: str) -> Mapping[str, str] | None:
    if text in book.legs:
        return {of: leg_label(book, book.legs[text], of) for of in catalogue.LANGUAGES}
    if text in book.scenarios and "-" in text:
        return dict(book.scenarios[text].name)
    head, dot, tail = text.partition(".")
    if dot and head in book.legs and (told := _texts().get(f".{tail}")):
        return {of: title(told, of).format(leg=leg_label(book, book.legs[head], of)) for of in catalogue.LANGUAGES}
    return parameter_label(book, text.replace(".", "-") if dot and head in book.parties else text)


def parameter_label(book: Book, name: str) -> Mapping[str, str] | None:
    """What people call a number of the model; None for one that the words do not know."""
    if name in _texts():
        return _texts()[name]
    parts = name.split("-")
    for first in range(len(parts)):
        for last in range(len(parts), first, -1):
            party = book.parties.get("-".join(parts[first:last]))
            told = _texts().get("-".join([*parts[:first], ANY, *parts[last:]])) if party is not None else None
            if party is not None and told is not None:
                return {of: title(told, of).format(party=party_name(party, of)) for of in catalogue.LANGUAGES}
    return None


@cache
def _texts() -> dict[str, dict[str, str]]:
    return catalogue.rows("parameters.csv")
