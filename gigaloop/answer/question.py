"""Question and Argument: what can be asked, as one record in the module that answers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from gigaloop.answer.sides import Side
from gigaloop.answer.speech import Headline, led
from gigaloop.answer.table import Row, Table, make_table
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.book.units import parse_number
from gigaloop.words import catalogue

#: what a question is asked for
Group = Literal["terms", "circles", "stress", "prices", "trust"]
#: what an argument is read as: text, a number, a whole number, on or off
Kind = Literal["str", "float", "int", "bool"]
#: what a switch may be written as
SWITCH = dict.fromkeys(("true", "yes", "1", "on"), True) | dict.fromkeys(("false", "no", "0", "off"), False)
#: the rows that answer, in the order in which one would ask: largest loss first, newest first
First = Callable[[Table], Sequence[Row]]
WANTED = {"float": "a number such as 0.4, or a share such as 40%", "int": "a whole number such as 10"}


def _cut(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


@dataclass(frozen=True)
class Argument:
    """One thing that a question takes: the command line's word or option, the page's field, the function's argument.

    default   None: the question decides
    choices   the only values; none: any
    option    written `--name VALUE`; else a bare word, in the order of the record
    side      it takes a party; which side of a contract is meant where somebody writes one in its place

    What it means stands in gigaloop/words (`Question.help`).
    """

    name: str
    kind: Kind
    default: Any
    choices: tuple[str, ...] = ()
    option: bool = False
    side: Side = ""

    def read(self, text: str) -> Any:
        """The value that a text means; InputError for one that it cannot.

        >>> size = Argument("size", "float", 0.4, option=True)
        >>> size.read("40%"), size.read("40 %"), size.read("0.4")
        (0.4, 0.4, 0.4)
        """
        match self.kind:
            case "bool":
                if text.casefold() not in SWITCH:
                    raise Misread(f"{self.name}: {_cut(text)} is neither on nor off", "Write true or false")
                return SWITCH[text.casefold()]
            case "str":
                self.check(text)
                return text
            case "int":
                if re.fullmatch(r"[+-]?[0-9]{1,15}", text.strip()):
                    return int(text)
            case _:
                with suppress(ValueError):
                    return parse_number(text.rstrip()[:-1]) / 100 if text.rstrip().endswith("%") else parse_number(text)
        raise Misread(f"{self.name}: {_cut(text)} is not a number", f"Write {WANTED[self.kind]}")

    def check(self, value: Any) -> None:
        """InputError for a value that is none of `choices`."""
        if self.choices and value is not None and value not in self.choices:
            told = f"{self.name}: {_cut(str(value))} is none of its values"
            raise Misread(told, f"Write {' or '.join(self.choices)}")

    def as_dict(self) -> dict[str, Any]:
        """As JSON tells it."""
        return vars(self) | {"choices": list(self.choices)}


@dataclass(frozen=True)
class Question:
    """One question: command line, its help, the addresses' schema and the function's signature are all made from it.

    name, aliases   as it is asked; gigaloop/words say what it asks, its definition and its title (asks.NAME,
                    define.NAME, title.NAME)
    group           what it is asked for   answer      the function that answers: (book, **arguments) -> Table
    arguments       in the order of their bare words
    headline        its sentences in one language, made from its rows, the most telling first: headline(table, say);
                    three stand above the rows, the others beneath
    first           the rows that the first screen shows; left out: all in their order
    simulates       it takes `RUN_ARGUMENTS` too (scenario, settings, seed, paths, ...)
    paths           how many it draws where nobody says
    """

    name: str
    group: Group
    answer: Callable[..., Table]
    arguments: tuple[Argument, ...] = ()
    headline: Headline | None = None
    first: First | None = None
    aliases: tuple[str, ...] = ()
    simulates: bool = False
    paths: int = 10_000

    @property
    def asks(self) -> str:
        """The question as a person would say it."""
        return catalogue.say(f"asks.{self.name}")

    @property
    def definition(self) -> str:
        """Its definition, with its reference."""
        return catalogue.text(f"define.{self.name}", "en") or ""

    def help(self, argument: str, language: str = "en") -> str:
        """What an argument means: help.QUESTION.ARGUMENT of the words, or help.ARGUMENT where all questions agree."""
        own = catalogue.text(f"help.{self.name}.{argument}", language)
        return own or catalogue.say(f"help.{argument}", language)

    @property
    def positional(self) -> tuple[str, ...]:
        """Arguments that are written as bare words."""
        return tuple(argument.name for argument in self.arguments if not argument.option)

    @property
    def options(self) -> tuple[str, ...]:
        """Arguments that are written as `--name VALUE`."""
        return tuple(argument.name for argument in self.arguments if argument.option)

    def argument(self, name: str) -> Argument | None:
        """The argument of this name; None if the question takes none such."""
        return next((argument for argument in self.arguments if argument.name == name), None)

    def default(self, name: str) -> Any:
        """What it takes where an argument is left out; None where it takes none such."""
        return None if (found := self.argument(name)) is None else found.default

    def usage(self) -> str:
        """Its line on the command line.

        >>> from gigaloop.questions import QUESTIONS
        >>> QUESTIONS["backlog"].usage()
        'gigaloop ask backlog [PARTY] [--customer CUSTOMER]'
        """
        words = [f"[{name.upper()}]" for name in self.positional]
        for name in self.options:
            value = "" if self.argument(name).kind == "bool" else f" {name.upper()}"  # type: ignore[union-attr]
            words.append(f"[--{name.replace('_', '-')}{value}]")
        return " ".join(["gigaloop ask", self.name, *words])

    def table(self, book: Book, **told: Any) -> Table:
        """Finish an answer to it as `make_table` does."""
        return make_table(book, self.name, positional=self.positional, **told)

    def told(self, table: Table) -> Table:
        """An answer to it with its headline, and the keys of the rows that stand first."""
        first = () if self.first is None else tuple(dict.fromkeys(row.key for row in self.first(table)))
        return replace(led(table, self.headline), first=first)

    def as_dict(self) -> dict[str, Any]:
        """As JSON tells it: all but the functions."""
        return {
            "name": self.name,
            "aliases": list(self.aliases),
            "asks": self.asks,
            "group": self.group,
            "definition": self.definition,
            "positional": list(self.positional),
            "options": list(self.options),
            "takes": [argument.as_dict() | {"help": self.help(argument.name)} for argument in self.arguments],
            "simulates": self.simulates,
        }
