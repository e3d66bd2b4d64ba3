"""A proposal in the words of a language: its line, why it stands so, and what the book has beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gigaloop.answer.labels import leg_label
from gigaloop.answer.written import content, figure_name
from gigaloop.book.model import Book
from gigaloop.book.problem import Problem
from gigaloop.book.units import parse_quantity
from gigaloop.intake import Proposal, Reason
from gigaloop.site.words import begun, catalogue, speaker
from gigaloop.words.catalogue import HOME, say
from gigaloop.words.layout import point, typeset
from gigaloop.words.numbers import day, written
from gigaloop.words.vocabulary import WORDS, word

#: fields that hold a word of the book, an amount, a party, and a day
WORDED, SUMS, PARTIES = ("kind", "stage", "metric", "sector"), ("amount", "units", "value"), ("from", "to", "subject")
DAYS = ("happened", "known")


def why(reasons: Iterable[Reason], book: Book, language: str) -> str:
    """Why a proposal stands so, in a language.

    >>> from gigaloop import load
    >>> told = Reason(id="other-figure", figure="x", sum="up to 2 bn USD"), Reason(id="forecast")
    >>> why(told, load("tiny"), "zh-Hans")
    '账本中 x 为至多 20 亿美元：两者并存；某人的预测'
    """
    told = (say(f"reader.{one.id}", language, **_said(one.places, book, language)) for one in reasons)
    return point(";", language).join(typeset(text, language) for text in told)


def refused(problem: Problem, book: Book, language: str) -> dict[str, str]:
    """What cannot be, and what to do; in English where no words are kept for the problem's id."""
    told, places = speaker(language), _said(problem.places, book, language)
    if language == "en" or f"review.error.{problem.rule}" not in catalogue():
        return {"message": problem.message, "remedy": problem.remedy}
    head = told(f"review.field.{problem.places['field']}") + point(":", language) if "field" in places else ""
    message, remedy = (told(f"review.{part}.{problem.rule}", **places) for part in ("error", "remedy"))
    return {"message": head + message, "remedy": remedy}


def _said(places: Mapping[str, Any], book: Book, language: str) -> dict[str, Any]:
    return {name: _place(name, value, book, language, "sum" not in places) for name, value in places.items()}


def _place(name: str, value: Any, book: Book, language: str, sized: bool) -> Any:
    match name:
        case "sum":
            return amount(value, book, language)
        case "word":
            return word(value, language)
        case "leg" if value in book.legs:
            return leg_label(book, book.legs[value], language, sized)
        case "figure" if value in book.figures:
            return figure_name(book, book.figures[value], language)
        case "day":
            return _day(value, language)
        case "reasons":
            return why(value, book, language)
        case "action":
            return begun("review.action.", language)[value]
        case "fields":
            called = begun("review.field.", language)
            return point(",", language).join(called.get(one, one) for one in value)
    return value


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
    share = written(p.share, "share", language) if p.share is not None else ""
    if p.action == "party":
        return _told(p.subject_text, p.value, _word(p.sector, language))
    if p.event:
        return _told(whose, share, p.event, _day(p.happened, language))
    if p.metric:
        return _told(whose, _word(p.metric, language), p.period, amount(p.value, book, language))
    if p.term:
        return _told(p.between, p.term, p.value, f"{p.field} = {p.holds}" if p.field else "")
    sides = (name(p.payer, p.from_text, book, language), name(p.payee, p.to_text, book, language))
    dollars = ""
    if p.amount_usd_bn is not None and "USD" not in (p.amount or "USD"):
        three_digits = float(f"{p.amount_usd_bn:.3g}")
        dollars = f"= {amount(f'{three_digits:f} bn USD', book, language)}"
    told = p.amount if p.amount != "undisclosed" or not (p.gw or p.units or p.share) else ""
    power = f"{p.gw:g} GW" if p.gw is not None else ""
    deal = (_word(p.kind, language), " \N{RIGHTWARDS ARROW} ".join(sides)) if p.kind else ()
    sums = (amount(told, book, language), dollars, power, amount(p.units, book, language), share)
    return _told(*deal, *sums, _word(p.stage, language), _day(p.happened, language))


def beside(p: Proposal, book: Book, language: str) -> dict[str, Any] | None:
    """The leg or the figure of the book that a proposal is about, field by field: the text's telling and the book's."""
    leg, figure = book.legs.get(p.target or ""), book.figures.get(p.target or "")
    if figure is not None:
        has = {key: getattr(figure, key) for key in ("subject", "metric", "period", "value", "known")}
        return {"row": figure_name(book, figure, language), "fields": _fields(p, has, book, language)}
    if leg is None:
        return None
    size = next((key for key in ("amount", "power", "units") if getattr(leg.terms, key, None)), "amount")
    has = {"kind": leg.kind, "from": leg.payer, "to": leg.payee}
    has |= {size.replace("power", "gw"): getattr(leg.terms, size, None)}
    has |= {"stage": book.stage(leg.leg), "happened": leg.steps[-1].happened}
    if p.field:
        has |= {"holds": getattr(leg.terms, p.field, None)}
    return {"row": leg_label(book, leg, language), "deal": leg.deal, "fields": _fields(p, has, book, language)}


def _fields(p: Proposal, has: dict[str, Any], book: Book, language: str) -> list[tuple[str, str, str]]:
    told = p.model_dump(by_alias=True) | {"gw": f"{p.gw:g} GW" if p.gw is not None else None}
    pairs = ((key, told.get(key), theirs) for key, theirs in has.items() if theirs is not None)
    return [(key, _field(key, a, book, language), _field(key, b, book, language)) for key, a, b in pairs]


def _field(key: str, value: Any, book: Book, language: str) -> str:
    text = "" if value is None else str(value)
    if key in PARTIES:
        return name(text, text, book, language) if text else ""
    if key in DAYS:
        return _day(text, language)
    return _word(text, language) if key in WORDED else amount(text, book, language) if key in (*SUMS, "gw") else text


def _word(text: str | None, language: str) -> str:
    return word(text, language) if text in WORDS else (text or "").replace("_", " ")


def _day(text: str | None, language: str) -> str:
    return day(text, language) if text and language != "en" else text or ""


def _told(*parts: str | None) -> list[str]:
    return [part for part in parts if part]


__all__ = ["amount", "beside", "line", "name", "refused", "why"]
