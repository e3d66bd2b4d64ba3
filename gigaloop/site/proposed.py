"""A proposal in the words of a language: its line, why it stands so, and what the book has beside it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from gigaloop.answer.written import content
from gigaloop.book.model import Book
from gigaloop.book.units import parse_quantity
from gigaloop.intake import Proposal
from gigaloop.words.catalogue import HOME, rows
from gigaloop.words.numbers import written
from gigaloop.words.vocabulary import WORDS, word

#: fields that hold a word of the book, an amount, and a party
WORDED, SUMS, PARTIES = ("kind", "stage", "metric", "sector"), ("amount", "units", "value"), ("from", "to", "subject")

#: places in a reason that hold more than a word
LONG = {"sum": "[^;]+?", "words": "[^;]+?", "source": "[^;]+", "leg": "[^ ;:]+|the leg proposed with it"}


@cache
def _reasons() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    """What the reader says of a proposal -> its text in each script; {places} are groups."""

    def place(found: re.Match[str]) -> str:
        return rf"(?P<{found[1]}>{LONG.get(found[1], '[^ ;:]+')})"

    told = rows("reasons.csv", "gigaloop.site")
    return [(re.compile(re.sub(r"\\{(\w+)\\}", place, re.escape(said))), texts) for said, texts in told.items()]


def why(reason: str, book: Book, language: str) -> str:
    """Why a proposal stands so, in a language; what reasons.csv lacks stays as it is.

    >>> from gigaloop import load
    >>> why("the book has up to 2 bn USD in a-leg: both would stay; no such reason", load("tiny"), "zh-Hans")
    '账本中 a-leg 为至多 20 亿美元：两者并存；no such reason'
    """
    script = HOME.get(language, language)
    if script == "en" or not reason:
        return reason
    for pattern, texts in _reasons():
        if found := pattern.fullmatch(reason):
            return texts[script].format(
                **{name: _place(name, text, book, language) for name, text in found.groupdict().items()}
            )
    first, mark, rest = reason.partition("; ")
    return f"{why(first, book, language)}；{why(rest, book, language)}" if mark else reason


def _place(name: str, text: str, book: Book, language: str) -> str:
    return amount(text, book, language) if name == "sum" else word(text, language) if name == "word" else text


def amount(text: str | None, book: Book, language: str) -> str:
    """An amount as people write it; one that is none stays as it is.

    >>> from gigaloop import load
    >>> amount("up to 2 bn USD", load("tiny"), "en"), amount("no number", load("tiny"), "zh-Hant")
    ('up to $2 bn', 'no number')
    """
    try:
        return content(book, parse_quantity(text or "")).said(language)
    except ValueError:
        return text or ""


def name(known: str | None, words: str | None, book: Book, language: str) -> str:
    """What a party is called: as the book has it, or as the text does."""
    return book.parties[known].name(HOME.get(language, language)) if known and known in book.parties else words or "?"


def line(p: Proposal, book: Book, language: str) -> list[str]:
    """What is proposed, part by part."""
    whose = name(p.subject, p.subject_text, book, language)
    if p.action == "party":
        return _told(p.subject_text, p.value, _word(p.sector, language))
    if p.event:
        share = written(p.share, "share", language) if p.share is not None else ""
        return _told(whose, share, p.event, p.happened)
    if p.metric:
        return _told(whose, _word(p.metric, language), p.period, amount(p.value, book, language))
    if p.term:
        return _told(p.between, p.term, p.value, f"{p.field} = {p.holds}" if p.field else "")
    sides = (name(p.payer, p.from_text, book, language), name(p.payee, p.to_text, book, language))
    foreign = p.amount_usd_bn is not None and "USD" not in (p.amount or "USD")
    dollars = f"= {amount(f'{p.amount_usd_bn:.3g} bn USD', book, language)}" if foreign else ""
    told = p.amount if p.amount != "undisclosed" or not (p.gw or p.units or p.share) else ""
    power = f"{p.gw:g} GW" if p.gw is not None else ""
    share = written(p.share, "share", language) if p.share is not None else ""
    deal = (_word(p.kind, language), " \N{RIGHTWARDS ARROW} ".join(sides)) if p.kind else ()
    sums = (amount(told, book, language), dollars, power, amount(p.units, book, language), share)
    return _told(*deal, *sums, _word(p.stage, language), p.happened)


def beside(p: Proposal, book: Book, language: str) -> dict[str, Any] | None:
    """The leg or the figure of the book that a proposal is about, field by field: the text's telling and the book's."""
    leg, figure = book.legs.get(p.target or ""), book.figures.get(p.target or "")
    if figure is not None:
        has = {key: getattr(figure, key) for key in ("subject", "metric", "period", "value", "known")}
        return {"row": figure.figure_id, "fields": _fields(p, has, book, language)}
    if leg is None:
        return None
    size = next((key for key in ("amount", "power", "units") if getattr(leg.terms, key, None)), "amount")
    has = {
        "kind": leg.kind,
        "from": leg.payer,
        "to": leg.payee,
        size.replace("power", "gw"): getattr(leg.terms, size, None),
    }
    has |= {"stage": book.stage(leg.leg), "happened": leg.steps[-1].happened}
    if p.field:
        has |= {"holds": getattr(leg.terms, p.field, None)}
    return {"row": leg.leg, "deal": leg.deal, "fields": _fields(p, has, book, language)}


def _fields(p: Proposal, has: dict[str, Any], book: Book, language: str) -> list[tuple[str, str, str]]:
    told = p.model_dump(by_alias=True) | {"gw": f"{p.gw:g} GW" if p.gw is not None else None}
    pairs = ((key, told.get(key), theirs) for key, theirs in has.items() if theirs is not None)
    return [(key, _field(key, a, book, language), _field(key, b, book, language)) for key, a, b in pairs]


def _field(key: str, value: Any, book: Book, language: str) -> str:
    text = "" if value is None else str(value)
    if key in PARTIES:
        return name(text, text, book, language) if text else ""
    return _word(text, language) if key in WORDED else amount(text, book, language) if key in (*SUMS, "gw") else text


def _word(text: str | None, language: str) -> str:
    return word(text, language) if text in WORDS else (text or "").replace("_", " ")


def _told(*parts: str | None) -> list[str]:
    return [part for part in parts if part]


__all__ = ["amount", "beside", "line", "name", "why"]
