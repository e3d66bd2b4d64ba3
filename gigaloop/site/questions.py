"""The questions as the site shows them: forms made from each question's own signature, answers as pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import ceil
from typing import Any

from gigaloop.answer.labels import labels
from gigaloop.answer.overlay import beside
from gigaloop.answer.screen import beside as standing, ends, label, naming
from gigaloop.answer.sentence import sentence
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.figure.narrow import narrow
from gigaloop.figure.options import bar_height, options
from gigaloop.figure.record import Figure
from gigaloop.questions import CATALOGUE
from gigaloop.questions.asking import GROUPS, listing
from gigaloop.questions.request import answer, parse_arguments, question
from gigaloop.report.cells import NUMBERS, SURE, rows_of, said
from gigaloop.report.document import section
from gigaloop.site.address import State
from gigaloop.words import catalogue
from gigaloop.words.notes import definition
from gigaloop.words.phrase import Phrase
from gigaloop.words.vocabulary import title, word

#: what an answer shows before one asks for all of it
SHOWN = 10
#: heights of pictures in lines of text, and pixels of a line; bars grow with their rows
LINE = 20.8
HEIGHTS = {"fan": 0, "lines": 26, "waterfall": 24, "heatmap": 0, "sankey": 34, "network": 44, "bars": 0}

#: columns of words that stand in every table
WORDS = ("subject", "counterparty", "measure", "period")
KINDS = {"float": "number", "int": "whole", "bool": "switch", "str": "text"}


@cache
def arguments(name: str, language: str = "en") -> tuple[dict[str, Any], ...]:
    """The question's own arguments, from its record: name, field, default, help, choices, place, if of a party."""
    return tuple(
        {
            "name": one.name,
            "kind": KINDS[one.kind],
            "default": one.default,
            "help": question(name).help(one.name, language),
            "choices": list(one.choices),
            "first": not one.option,
            "party": bool(one.side),
        }
        for one in question(name).arguments
    )


@cache
def listed() -> tuple[dict[str, str], ...]:
    """Every question: name, what it asks, its group; none is loaded for it."""
    return tuple({"name": one.name, "asks": one.asks, "group": one.group} for one in listing(CATALOGUE))


@cache
def grouped() -> dict[str, list[dict[str, str]]]:
    """The questions by who asks and what for."""
    return {group: [one for one in listed() if one["group"] == group] for group in GROUPS}


def asked(name: str, language: str) -> str:
    """What a question asks, in a language, beginning as a sentence does."""
    text = catalogue.say(f"asks.{name}", language)
    return text[:1].upper() + text[1:]


@cache
def described() -> list[dict[str, Any]]:
    """Every question with its arguments, and whether it simulates."""
    told = []
    for one in listed():
        name = one["name"]
        told.append({**one, "simulates": question(name).simulates, "arguments": arguments(name)})
    return told


def given(name: str, own: Mapping[str, str]) -> dict[str, str]:
    """The address's own pairs as the question's arguments; InputError for one that it does not take."""
    allowed = [one["name"] for one in arguments(name)]
    for key in own:
        if key.replace("-", "_") not in allowed:
            raise Misread(
                f"{name} takes no argument {key[:60]!r}", f"It takes {', '.join(allowed) or 'none'}", "address"
            )
    return {key.replace("-", "_"): text for key, text in own.items()}


def ask(book: Book, name: str, own: Mapping[str, str], state: State, **more: Any) -> Table:
    """The answer, with the public one beside it where private terms are laid over the book."""
    parsed = parse_arguments(name, given(name, own))
    return beside(book, lambda one: answer(one, name, parsed, state.setup, **more))


def page(book: Book, table: Table, language: str, every: bool = False, rows: list[Row] | None = None) -> dict[str, Any]:
    """An answer as the template writes it: sentence, pictures, rows (all, or those given), what is left out.

    Order, cells, names and pictures are those of the report (`gigaloop.report`).
    """
    names = table.names or labels(book, ())
    say = Speech(language, names)
    every, rows = every or rows is not None, list(rows_of(table)) if rows is None else rows
    told_rows = [row for row in rows if row.mid is not None or row.low is not None]
    zeros_last = sorted(told_rows, key=lambda row: not any((row.low, row.mid, row.high)))
    shown = rows if every else zeros_last[:SHOWN]
    apart = _apart(table, shown, say)
    return {
        "title": title(table.title, language),
        "headline": list(table.headline.get(language, ())) or [sentence(row, language) for row in zeros_last[:1]],
        "pictures": pictures(table, language, names),
        "rows": [
            _row(row, language, names, also) | {"beside": say("list.comma").join(standing(table, row, say))}
            for row, also in zip(shown, apart, strict=True)
        ],
        "constant": constant(shown, language, names, any(apart)),
        "count": len(rows),
        "every": every or len(rows) <= len(shown),
        "definition": definition(table.question, table.definition, language),
        "warnings": [note.said(language, names) for note in table.notes],
        "left_out": len(table.left_out),
        "reproduce": table.reproduce,
        "elsewhere": {key: dict(one) for key, one in table.sources.items() if key not in book.sources},
        "as_of": table.as_of,
        "scenario": table.scenario,
        "seed": table.seed,
        "paths": table.paths,
    }


def row(book: Book, one: Row, language: str) -> dict[str, Any]:
    """One row of an answer as the template writes it."""
    return _row(one, language, labels(book, (one.subject, one.counterparty)))


def constant(
    rows: list[Row], language: str, names: Mapping[str, Mapping[str, str]], more: bool = False
) -> dict[str, str]:
    """Columns that say the same in every row, or nothing: told once, above; a measure that says `more` stays."""
    same = {}
    for column in WORDS[:2] + WORDS[3:] if more else WORDS:
        values = {said(row, column, language, names) for row in rows}
        if len(values) == 1 and (len(rows) > 1 or not any(values)):
            same[column] = next(iter(values))
    return same


def _apart(table: Table, rows: Sequence[Row], say: Speech) -> list[str]:
    """What tells rows apart beside the columns of words: a loan, a method, a limit; nothing where those do."""
    own = [column for column in naming(table, rows, say) if column not in WORDS] if rows else []
    return [label(row, own, say) if own else "" for row in rows]


def _row(row: Row, language: str, names: Mapping[str, Mapping[str, str]], also: str = "") -> dict[str, Any]:
    cells = {column: said(row, column, language, names) for column in (*WORDS, *NUMBERS, "grade", "origin")}
    cells["measure"] += f" \N{MIDDLE DOT} {also}" if also else ""
    return cells | {
        "key": row.key,
        "subject_id": row.subject,
        "counterparty_id": row.counterparty,
        "range": row.range,
        "between": ends(row, Speech(language, names)),
        "beneath": _beneath(row, language),
        "sure": said(row, SURE, language, names),
        "sources": list(row.sources),
        "legs": list(row.legs),
        "assumptions": list(row.assumptions),
    }


def _beneath(row: Row, language: str) -> str:
    """What stands beneath a row's name: the question that it asks, why a number is what it is, how it was found."""
    home = catalogue.HOME.get(language, language).lower().replace("-", "_")
    told = (row.more.get(column) for column in (f"question_{home}", "why", "how"))
    return next(
        (one.said(language) if isinstance(one, Phrase) else word(str(one), language) for one in told if one), ""
    )


def _shown(table: Table) -> Iterator[tuple[Figure, str]]:
    """The figures of an answer; one that needs a wide window gives way to its largest flows in a narrow one."""
    for figure in section(table).figures:
        slim = narrow(figure)
        yield figure, "" if slim is None else "broad"
        if slim is not None:
            yield slim, "narrow"


def pictures(table: Table, language: str, names: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """The chart library's options of each figure of an answer, with a height in lines of text."""
    drawn = []
    for figure, when in _shown(table):
        named, shown = title(figure.title, language), options(figure, language, names)
        drawn.append(
            {"key": "", "when": when, "title": named, "label": named, "lines": _lines(figure, shown), "options": shown}
        )
    return drawn


def _lines(figure: Figure, shown: Mapping[str, Any]) -> int:
    """How many lines of text a picture is high."""
    if figure.type == "fan":
        return min(60, max(14, 12 * len({figure.value(row, "series") for row in figure.rows})))
    rows = sum(1 for row in figure.rows if row.mid is not None)
    each = bar_height(shown) if figure.type == "bars" else 0
    return HEIGHTS.get(figure.type) or min(60, max(9, max(2, ceil(each / LINE)) * rows + 6))
