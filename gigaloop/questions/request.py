"""Request: a question as a person writes it, all text, from a command line or an address; and several asked at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gigaloop.answer.question import Question
from gigaloop.answer.table import Table
from gigaloop.book.model import Book
from gigaloop.book.near import meant
from gigaloop.book.problem import InputError, Misread
from gigaloop.engine.setup import Setup
from gigaloop.questions import QUESTIONS, ask
from gigaloop.words.notes import note

#: what every command takes, so that a slip in one of these is met with it
OF_EVERY_COMMAND = ("as-of", "scenario", "set", "seed", "paths", "overlay", "book", "json", "lang", "csv")
Progress = Callable[[int, int], None]


def question(name: str) -> Question:
    """The question of this name; InputError lists those there are."""
    if name not in QUESTIONS:
        raise ask.unknown(name)
    return QUESTIONS[name]


def option(name: str, text: str) -> str:
    """The argument that `--text` means for a question (a bare word may be named too).

    InputError tells those it takes, the nearest, and which other question takes it.
    """
    key, asked = text.replace("-", "_"), question(name)
    if key not in (*asked.options, *asked.positional):
        raise Misread(f"ask {name} has no option --{text}", _elsewhere(asked, key))
    return key


def _elsewhere(asked: Question, key: str) -> str:
    """What to do about an option that is none: the near one, those there are, and which question takes it."""
    said = key.replace("_", "-")
    own = [f"--{name.replace('_', '-')}" for name in asked.options]
    near = meant(f"--{said}", (*own, *(f"--{name}" for name in OF_EVERY_COMMAND)), "")
    told = f"It takes {', '.join(own) or 'no option of its own'}"
    owners = [name for name in QUESTIONS if QUESTIONS[name].argument(key) is not None]
    told += f"; --{said} is an argument of {', '.join(owners)}" if owners else ""
    return f"{near}?  {told}" if near and not owners else told


def bare(name: str, words: Sequence[str]) -> dict[str, str]:
    """Words without a name as the question's positional arguments, in their order."""
    positional = question(name).positional
    if len(words) > len(positional):
        extra = " ".join(words[len(positional) :])
        options = ", ".join(f"--{one.replace('_', '-')}" for one in question(name).options)
        takes = (
            " ".join(p.upper() for p in positional)
            or f"no word of its own, only {options or 'what every command takes'}"
        )
        takes += "; write a share as 40%, 0.4 or '40 %', behind its --NAME" if "%" in words else ""
        raise Misread(f"ask {name} does not know what to do with {extra!r}", f"It takes {takes}")
    return dict(zip(positional, words, strict=False))


def switches(name: str) -> frozenset[str]:
    """Those of a question's options that are on or off and need no value."""
    return frozenset(argument.name for argument in question(name).arguments if argument.kind == "bool")


def parse_arguments(name: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Text arguments as the question's record says: numbers where it says float or int.

    >>> parse_arguments("backlog", {"customer": "openai", "party": "oracle"})
    {'party': 'oracle', 'customer': 'openai'}
    """
    ordered = (
        *(a for a in question(name).arguments if not a.option),
        *(a for a in question(name).arguments if a.option),
    )
    return {argument.name: argument.read(texts[argument.name]) for argument in ordered if argument.name in texts}


def answer(book: Book, name: str, arguments: Mapping[str, Any], setup: Setup, **more: Any) -> Table:
    """Ask; a question that simulates gets the setup, and what of `more` (run, progress) is given.

    Where a question compares two scenarios, the settings are the second's. Of an answer that simulated nothing a note
    says that a scenario changes nothing in it.
    """
    replace(setup, scenario=arguments.get("second", question(name).default("second") or setup.scenario)).check(book)
    table = ask(book, name, **arguments, **(setup.drawn | more if question(name).simulates else {}))
    if setup.scenario == "base" or table.paths:
        return table
    return replace(table, notes=(*table.notes, note("scenario.idle")))


def ask_all(
    book: Book, names: Sequence[str], setup: Setup, *, progress: Progress | None = None
) -> tuple[dict[str, Table], dict[str, InputError]]:
    """Ask several questions with their defaults; one Run serves all that simulate.

    Returns the Tables by name, and by name why one could not be asked of this book on its day (no such party, say).
    Questions that do not exist are passed over.
    """
    setup.check(book)
    tables: dict[str, Table] = {}
    refused: dict[str, InputError] = {}
    for name in names:
        if name in QUESTIONS:
            try:
                tables[name] = answer(book, name, {}, setup, progress=progress)
            except InputError as error:
                refused[name] = error
    return tables, refused
