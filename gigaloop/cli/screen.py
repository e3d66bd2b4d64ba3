"""Tables on a terminal: low, mid, high, unit, grade, sources; then what defines them and what reproduces them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from gigaloop.answer.screen import WIDTH, first_screen
from gigaloop.answer.sentence import of_each_kind, sentence
from gigaloop.words.notes import definition
from gigaloop.words.vocabulary import grades, number, title, told, word

if TYPE_CHECKING:
    from rich.console import Console

    from gigaloop.answer.table import Row, Table
    from gigaloop.book.model import Book

#: a row shows so many sources, then how many more there are
SOURCES_SHOWN = 2
#: numbers beside low, mid and high: by the public book alone and what private rows change; under either scenario
BESIDE = ("public_mid", "difference", "first", "second")
#: rows for a fan, quarter by quarter: the screen counts them, --json lists them
BY_QUARTER = "_by_quarter"
#: characters: the widest column of words; what low, mid, high, unit and sources take together; what the grade takes
WIDEST, NUMBERS, GRADE = 28, 62, 26


def console(*, stderr: bool = False) -> Console:
    """Where text goes: coloured on a terminal (unless NO_COLOR is set), plain in a pipe, as wide as COLUMNS says.

    Names and paths of a book are text here, never markup: `[/b]` in one stands as it is.
    """
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else piped()
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False, width=width)


def piped() -> int:
    """How wide a pipe is: as COLUMNS says; else what a screen has, 80."""
    said = os.environ.get("COLUMNS", "")
    return max(40, int(said)) if said.isdecimal() else WIDTH


def show(table: Table, book: Book, language: str = "en", *, every: bool = False) -> None:
    """Print an answer: its first screen, or every row with its grade, its sources and the definition."""
    if every or not table.headline:
        return whole(table, book, "zh-Hant" if language == "zh-HK" else language)
    out = console()
    lines = first_screen(table, language, out.width)
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)


def whole(table: Table, book: Book, language: str = "en", *, most: int | None = None, brief: bool = False) -> None:
    """Print every row of an answer.

    most    rows shown at most (the rest is counted)
    brief   without definition, left-out and warnings, and without rows that are nothing from low to high
    """
    from rich.table import Table as Grid

    out = console()
    names = {key: {language: party.name(language)} for key, party in book.parties.items()}
    rows = tuple(
        row for row in table.rows if not brief or any(round(x or 0.0, 4) for x in (row.low, row.mid, row.high))
    )
    rows = tuple(row for row in rows or table.rows if not row.measure.endswith(BY_QUARTER))[:most]
    grid = Grid(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))

    def cell(row: Row, column: str) -> str:
        return _cell(row, column, names, language)

    words = _words(table, rows, cell, out.width)
    for column in words:
        longest = max(len(cell(row, column)) for row in rows)
        grid.add_column(word(column, language), overflow="fold", min_width=min(longest, 20))
    for column in ("low", "mid", "high"):
        grid.add_column(word(column, language), justify="right", no_wrap=True)
    beside = [name for name in BESIDE if name in (column for column, _, _ in table.added)]
    for column in beside:
        grid.add_column(word(column, language), justify="right", no_wrap=True)
    grid.add_column(word("unit", language), overflow="fold", max_width=14)
    graded = any(row.grade for row in rows)
    if graded:
        grid.add_column(word("grade", language), overflow="fold", min_width=24)
    grid.add_column(word("sources", language), overflow="fold")
    for row in rows:
        open_top = word("open", language) if row.low is not None else "\N{EN DASH}"
        grid.add_row(
            *(cell(row, column) for column in words),
            number(row.low, unit=row.unit),
            number(row.mid, unit=row.unit),
            number(row.high, open_top, row.unit),
            *(number(row.more[column]) for column in beside),
            row.unit,
            *([grades({str(g): share for g, share in row.grade.items()}, language)] if graded else []),
            _sources(row.sources),
        )
    out.print(title(table.title, language), style="bold", end="")
    out.print(f"  ({word('as of', language)} {table.as_of})")
    out.print(grid)
    if len(table.rows) > len(rows):
        out.print(f"... {len(table.rows) - len(rows)} more rows")
    for line in _sure(rows, list(words), cell, language):
        out.print(f"{word('how sure', language)}: {line}")
    if not brief:
        _told(table, out, language, names)
    out.print(table.reproduce, style="dim", soft_wrap=True)


def listed(*, as_json: bool = False) -> None:
    """Print what can be asked, by who asks it and what for; as JSON, with what each takes."""
    from gigaloop.questions import CATALOGUE, QUESTIONS
    from gigaloop.questions.asking import listing

    if as_json:
        told = [q.as_dict() | {"arguments": list(q.positional)} for _, q in sorted(QUESTIONS.items())]
        print(json.dumps({"questions": told}, ensure_ascii=False, indent=1))
        return
    print(f"{listing(CATALOGUE).by_group()}\n\nask NAME answers; ask NAME --help tells what it takes")


def usage(name: str) -> None:
    """Print what one question asks, its arguments with default and choices, and its definition."""
    from gigaloop.questions.request import question

    asked = question(name)
    print(f"{asked.usage()}\n\n{asked.asks}\n")
    for argument in asked.arguments:
        label = f"--{argument.name.replace('_', '-')}" if argument.option else argument.name.upper()
        default = "" if argument.default in (None, False) else f"  [{argument.default}]"
        choices = f" ({', '.join(argument.choices)})" if argument.choices else ""
        print(f"  {label:16}{argument.help}{choices}{default}")
    if asked.definition:
        print(f"\n{asked.definition}")
    print("\nAlso: --as-of --scenario --set --seed --paths --overlay --book --json --lang --csv (gigaloop ask --help)")


def _sure(rows: tuple[Row, ...], words: list[str], cell: Callable[[Row, str], str], language: str) -> list[str]:
    """One plain sentence for each kind of range shown: of its first row, and how many rows are read like it."""
    lines = []
    for row, others in of_each_kind(rows):
        named = ", ".join(text for column in words if (text := cell(row, column)))
        more = f" (+{others} {word('rows like it', language)})" if others else ""
        lines.append(f"{named}: {sentence(row, language)}{more}")
    return lines


def _told(table: Table, out: Console, language: str, names: Mapping[str, Mapping[str, str]]) -> None:
    out.print(
        f"\n{word('definition', language)}: {definition(table.question, table.definition, language)}", markup=False
    )
    undisclosed = sum(row.undisclosed for row in table.rows)
    if undisclosed:
        out.print(f"{word('undisclosed', language)}: {undisclosed} (counted, never summed)")
    if table.left_out:
        out.print(f"{word('not counted', language)}: {len(table.left_out)} legs (--json lists each with its reason)")
    for told_ in table.notes:
        out.print(f"{word('warnings', language)}: {told_.said(language, names)}")


def _words(table: Table, rows: tuple[Row, ...], cell: Callable[[Row, str], str], width: int) -> list[str]:
    """The columns of words that say anything and fit, and those without which two rows would read the same: of the
    question's own, the rest is left to --json."""
    own = [name for name, unit, _ in table.added if unit != "see unit"]
    columns = [c for c in ("subject", "counterparty", "measure", "period", *own) if any(cell(row, c) for row in rows)]
    wide = {c: min(WIDEST, max(len(c), *(len(cell(row, c)) for row in rows))) + 2 for c in columns}
    numbers = NUMBERS + GRADE * any(row.grade for row in rows)

    def told_apart(kept: list[str]) -> int:
        return len({tuple(cell(row, c) for c in kept) for row in rows})

    for column in (*reversed(own), "counterparty"):
        rest = [c for c in columns if c != column]
        too_wide = sum(wide[c] for c in columns) + numbers > width
        if column in columns and too_wide and told_apart(rest) == told_apart(columns):
            columns = rest
    return columns


def _value(row: Row, column: str) -> object:
    return row.more.get(column, "") if column in row.more else getattr(row, column, "")


def _cell(row: Row, column: str, names: Mapping[str, Mapping[str, str]], language: str) -> str:
    value = _value(row, column)
    if isinstance(value, list | tuple):
        return ", ".join(str(v) for v in value)
    if isinstance(value, float):
        return number(value)
    text = str(value) if value is not None else ""
    return told(text, language, names)


def _sources(sources: tuple[str, ...]) -> str:
    shown = ", ".join(sources[:SOURCES_SHOWN])
    more = len(sources) - SOURCES_SHOWN
    return f"{shown} +{more}" if more > 0 else shown
