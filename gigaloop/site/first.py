"""What stands on the first page beside the map: the news of each day in words, six headlines, heads of the columns."""

from __future__ import annotations

from typing import Any

from gigaloop.answer.labels import party_name
from gigaloop.answer.written import term
from gigaloop.book.model import Book
from gigaloop.figure.layout import TIERS
from gigaloop.questions.examples import examples
from gigaloop.site import drawing, questions
from gigaloop.site.address import Links
from gigaloop.site.days import Map
from gigaloop.site.facts import Facts
from gigaloop.words.layout import point
from gigaloop.words.numbers import day as written_day
from gigaloop.words.vocabulary import word


def news(book: Book, chart: Map, language: str) -> list[dict[str, str]]:
    """For each stop: its day and what became known, in words."""
    told = []
    colon, comma, stop = (point(mark, language) for mark in ":,;")
    for day, legs in zip(chart.days, chart.news, strict=True):
        parts = []
        for key in legs[:3]:
            leg = book.legs[key]
            step = next(step for step in reversed(leg.steps) if step.known.last == day)
            names = [party_name(book.parties[p], language) for p in (leg.payer, leg.payee)]
            kind, stage = word(leg.kind, language), term(step.stage).said(language)
            parts.append(f"{names[0]} \N{RIGHTWARDS ARROW} {names[1]}{colon}{kind}{comma}{stage}")
        more = f" (+{len(legs) - 3})" if len(legs) > 3 else ""
        said = written_day(day.isoformat(), language)
        told.append({"day": said, "text": f"{said}{colon}{stop.join(parts)}{more}"})
    return told


def cards(book: Book, links: Links, facts: Facts) -> list[dict[str, Any]]:
    """Six headlines, each with the range of its first row as a small picture."""
    language = links.state.language
    cards = []
    for name, own, measure in examples("first"):
        table = facts.answer(book, name, own)
        rows = [row for row in table.rows if row.mid is not None and measure in row.measure] if table else []
        if table is None or not rows:
            continue
        one = questions.page(book, table, language, rows=rows[:1])
        row, told = rows[0], one["rows"][0]
        most = max(abs(x) for x in (row.low or 0, row.mid or 0, row.high or row.mid or 0)) * 1.15 or 1.0
        most = max(most, 1.0) if row.unit == "share" else most
        low, mid = 100 * max(row.low or 0, 0) / most, 100 * max(row.mid or 0, 0) / most
        high = 100 * max(row.high if row.high is not None else most, 0) / most
        what = " \N{MIDDLE DOT} ".join(
            x for x in (told["subject"], told["counterparty"], told["measure"], told["period"]) if x
        )
        plain = links.relative and own != default_own(name)
        cards.append(
            {
                "title": one["title"],
                "big": told["mid"],
                "text": what,
                "between": told["between"],
                "low": round(low, 1),
                "mid": round(mid, 1),
                "high": round(high, 1),
                "href": links.to(f"ask/{name}", None if plain else own),
            }
        )
    return cards


def default_own(name: str) -> dict[str, str]:
    """A question's default arguments, as an address would tell them."""
    return {one["name"]: str(one["default"]) for one in questions.arguments(name) if one["default"] is not None}


def heads(language: str) -> list[tuple[float, str]]:
    """Where each column of the map has its head, and the head."""
    step = (drawing.WIDTH - drawing.LEFT - drawing.RIGHT) / (len(TIERS) - 1)
    return [(drawing.LEFT + i * step, word(head, language)) for i, (head, _) in enumerate(TIERS)]
