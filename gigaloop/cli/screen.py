"""Answers on a terminal: the first screen, or every row; what can be asked, and how."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING

from gigaloop.answer.screen import LINES, WIDTH, first_screen, whole
from gigaloop.words.catalogue import say, text
from gigaloop.words.layout import typeset, wrapped

if TYPE_CHECKING:
    from gigaloop.answer.table import Table


def width() -> int:
    """How many columns text has: a terminal's own, or those of a pipe."""
    return shutil.get_terminal_size((WIDTH, LINES)).columns if sys.stdout.isatty() else piped()


def piped() -> int:
    """How wide a pipe is: as COLUMNS says; else what a screen has, 80."""
    said = os.environ.get("COLUMNS", "")
    return max(40, int(said)) if said.isdecimal() else WIDTH


def show(table: Table, language: str = "en", *, every: bool = False) -> None:
    """Print an answer: its first screen, or every row with its grade, its sources and the definition."""
    lines = whole if every or not table.headline else first_screen
    print("\n".join(lines(table, language, width())))


def listed(language: str = "en", *, as_json: bool = False) -> None:
    """Print what can be asked, by who asks it and what for; as JSON, with what each takes."""
    from gigaloop.questions import CATALOGUE, QUESTIONS
    from gigaloop.questions.asking import listing

    if as_json:
        told = [q.as_dict() | {"arguments": list(q.positional)} for _, q in sorted(QUESTIONS.items())]
        print(json.dumps({"questions": told}, ensure_ascii=False, indent=1))
        return
    print(f"{listing(CATALOGUE).by_group(language)}\n\n{say('screen.ask', language)}")


def usage(name: str, language: str = "en") -> None:
    """Print what one question asks, its arguments with default and choices, and its definition."""
    from gigaloop.questions.request import question

    asked = question(name)

    def told(text: str) -> str:
        return typeset(text, language)

    def block(text: str) -> str:
        return "\n".join(wrapped(told(text), width()))

    print(f"{block(asked.usage())}\n\n{block(say(f'asks.{name}', language))}\n")
    for argument in asked.arguments:
        label = f"--{argument.name.replace('_', '-')}" if argument.option else argument.name.upper()
        default = "" if argument.default in (None, False) else f"  [{argument.default}]"
        choices = f" ({', '.join(argument.choices)})" if argument.choices else ""
        print(f"  {label:16}{told(asked.help(argument.name, language))}{choices}{default}")
    if asked.definition:
        print(f"\n{block(text(f'define.{name}', language) or '')}")
    also = "--as-of --scenario --set --seed --paths --overlay --book --json --lang --csv (gigaloop ask --help)"
    print(f"\n{block(say('screen.also', language) + ' ' + also)}")
