"""A contract's terms in words of each language: 'up to $11.9 bn', '至多 119 億美元', a name in place of an id.

What a source says in its own words stands as it is, but for the ids of contracts, sources and numbers within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from gigaloop.answer.labels import as_known, leg_label, parameter_label, party_name
from gigaloop.book.model import Book, Figure
from gigaloop.book.said import said
from gigaloop.book.units import CURRENCIES, Quantity, When
from gigaloop.words import catalogue
from gigaloop.words.catalogue import HOME
from gigaloop.words.layout import point, typeset
from gigaloop.words.numbers import DAY, day, pair, plain_unit, written
from gigaloop.words.phrase import Phrase, phrase
from gigaloop.words.vocabulary import WORDS, title, word

#: an amount as the book writes it: its bound, one end or two, a scale, a unit
AMOUNT = re.compile(
    r"(?:(?P<bound>up to|at least|about) )?(?P<low>-?[\d.]+)(?: to (?P<high>-?[\d.]+))?"
    r"(?: (?P<scale>m|bn|tn)(?= ))?(?: (?P<unit>\S+))?"
)
#: how many 萬 one of an English unit is; from how many on one counts in 萬, 億 and 兆
SCALED = {"m": 100, "bn": 10**5, "tn": 10**8}
STEPS = {"m": 1, "bn": 10**4, "tn": 10**8}
PLAIN = re.compile(r"-?[\d.]+")
#: a day within a text
A_DAY = re.compile(rf"(?<![\w-]){DAY.pattern}(?![\w-])")
#: what an id looks like that is no word
AN_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)+")


def terms(book: Book, stated: Iterable[tuple[str, Any]]) -> Phrase:
    """The stated terms in one line: each by its name, with what it says.

    >>> from gigaloop import load
    >>> book = load()
    >>> terms(book, book.legs["crwv-ddtl4"].terms).said("zh-Hant")[:12]
    '金額 至多 85 億美元'
    """
    told = [(name, value) for name, value in stated if value is not None and name != "kind"]
    return phrase(
        lambda of: point(";", of).join(f"{term(name).said(of)} {_value(book, value, of)}" for name, value in told)
    )


def term(name: str) -> Phrase:
    """What a term is called, where a word of the same name means another thing elsewhere ('term: price').

    >>> term("price") == "price", term("price").said("zh-Hant")
    (True, '價格')
    """
    known = f"term: {name}"
    return Phrase({of: word(known if known in WORDS else name, of) for of in catalogue.LANGUAGES}, name)


def content(book: Book, told: Any) -> Phrase:
    """What one term says, or a note: translated where somebody has done so, without bare ids."""
    return phrase(lambda of: _value(book, told, of))


def stand_in(book: Book, name: str) -> Phrase:
    """A number that stands in for what nobody disclosed: its name, its middle and its ends.

    >>> from gigaloop import load
    >>> print(stand_in(load(), "take-or-pay-share"))
    take-or-pay part of delivered capacity: 100% (70% to 100%)
    """
    found = book.parameters[name]

    def make(of: str) -> str:
        named = (parameter_label(book, name) or {}).get(HOME.get(of, of), name)
        texts = (found.value, found.low or found.value, found.high or found.value)
        if not all(PLAIN.fullmatch(one) for one in texts):
            return typeset(f"{named}: {found.value}", of)
        unit, (mid, low, high) = plain_unit(found.unit), map(float, texts)
        least, most = pair(low, high, unit, of)
        ends = f" ({catalogue.say('row.between', of, low=least, high=most)})" if low != high else ""
        return typeset(f"{named}: {written(mid, unit, of)}{ends}", of)

    return phrase(make)


def _value(book: Book, told: Any, language: str) -> str:
    if isinstance(told, Quantity):
        return typeset(_amount(told.text, language), language)
    if isinstance(told, When):
        return day(str(told), language)
    if isinstance(told, tuple):
        return catalogue.say("list.comma", language).join(_value(book, one, language) for one in told)
    if isinstance(told, dict):
        parts = (f"{word(name, language)} {written(share, 'share', language)}" for name, share in told.items())
        return catalogue.say("list.comma", language).join(parts)
    if hasattr(told, "model_fields_set"):
        fields = [(name, part) for name, part in told if part is not None]
        return " ".join(f"{term(name).said(language)} {_value(book, part, language)}" for name, part in fields)
    if isinstance(told, int | float):
        return f"{told:g}"
    home = HOME.get(language, language)
    if told in book.parties:
        return party_name(book.parties[told], home)
    if told in WORDS or f"term: {told}" in WORDS:
        return term(told).said(language)
    text = A_DAY.sub(lambda found: day(found[0], language), _named(book, said(book, str(told), home), language))
    return as_known(book, typeset(text, language), language)


def noted(book: Book, text: str, language: str) -> str:
    """A note or an event of the book in a language, names for ids; in Hong Kong its trillions are written as there."""
    return as_known(book, _named(book, said(book, text, HOME.get(language, language)), language), language)


def _named(book: Book, told: str, language: str) -> str:
    """A text with names in place of the ids of contracts, numbers, sources and deals."""
    home = HOME.get(language, language)

    def name(found: re.Match[str]) -> str:
        one = found[0]
        if one in book.legs:
            return leg_label(book, book.legs[one], home)
        if one in book.deals:
            return title(book.deals[one].name, home)
        if one in book.sources:
            return book.sources[one].title
        if one in book.figures:
            return figure_name(book, book.figures[one], language)
        label = parameter_label(book, one) if one in book.parameters else None
        return label[home] if label else one

    return AN_ID.sub(name, told)


def figure_name(book: Book, figure: Figure, language: str) -> str:
    """A reported figure: whose, what, of when."""
    home = HOME.get(language, language)
    whose = party_name(book.parties[figure.subject], home) if figure.subject in book.parties else ""
    of = day(str(figure.when), language)
    return " ".join(part for part in (whose, word(figure.metric, language), of) if part)


def _amount(told: str, language: str) -> str:
    """An amount as people write it, with the digits of its source."""
    found = AMOUNT.fullmatch(told)
    if found is None:
        return word(told, language)
    unit, scale = found["unit"] or "", found["scale"]
    ends = [Decimal(end) * (100 if unit == "share" else 1) for end in (found["low"], found["high"]) if end]
    if scale and language != "en":
        ends = [end * SCALED[scale] for end in ends]
        scale = [step for step in STEPS if step == "m" or max(map(abs, ends)) >= STEPS[step]][-1]
        ends = [end / STEPS[scale] for end in ends]
    low, *rest = (f"{end.normalize():,f}" for end in ends)
    sign = "%" if unit == "share" else ""
    n = catalogue.say("row.between", language, low=low + sign, high=rest[0] + sign) if rest else low + sign
    one = n == "1" and not scale
    n = catalogue.say(f"amount.{scale}", language, n=n) if scale else n
    if unit in CURRENCIES:
        n = catalogue.say(f"currency.{unit}", language, n=n)
    elif unit != "share":
        n = catalogue.say(f"unit.{unit}", language, fallback="{n} " + unit, n=n).replace("(s)", "" if one else "s")
    return catalogue.say(f"bound.{found['bound']}", language, n=n) if found["bound"] else n
