"""Question and Argument: what can be asked, as one record in the module that answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gigaloop.answer.table import Table
from gigaloop.book.problem import single

#: what a question is asked for
Group = Literal["terms", "circles", "stress", "prices", "trust"]
#: what an argument is read as: text, a number, a whole number, on or off
Kind = Literal["str", "float", "int", "bool"]
#: one to three sentences a language, made from the rows of a Table; None: the question has none yet
Headline = Callable[[Table], Mapping[str, tuple[str, ...]] | None]
WANTED = {"float": "a number such as 0.4, or a share such as 40%", "int": "a whole number such as 10"}


@dataclass(frozen=True)
class Argument:
    """One thing that a question takes: the command line's word or option, the page's field, the function's argument.

    default   None: the question decides
    choices   the only values; none: any
    option    written `--name VALUE`; else a bare word, in the order of the record
    """

    name: str
    kind: Kind
    default: Any
    help: str
    choices: tuple[str, ...] = ()
    option: bool = False

    def read(self, text: str) -> Any:
        """The value that a text means; InputError for one that it cannot.

        >>> size = Argument("size", "float", 0.4, "share of revenue that is missing", option=True)
        >>> size.read("40%"), size.read("40 %"), size.read("0.4")
        (0.4, 0.4, 0.4)
        """
        if self.kind == "bool":
            return text.lower() in ("true", "yes", "1")
        if self.kind == "str":
            return text
        try:
            if self.kind == "int":
                return int(text)
            return float(text.rstrip()[:-1]) / 100 if text.rstrip().endswith("%") else float(text)
        except ValueError:
            told, wanted = f"{self.name}: {text!r} is not a number", f"Write {WANTED[self.kind]}"
            raise single(told, wanted, rule="argument") from None

    def as_dict(self) -> dict[str, Any]:
        """As JSON tells it."""
        return vars(self) | {"choices": list(self.choices)}


@dataclass(frozen=True)
class Question:
    """One question: command line, its help, the addresses' schema and the function's signature are all made from it.

    name, aliases   as it is asked        asks        the question as a person would say it
    group           what it is asked for   answer      the function that answers: (book, **arguments) -> Table
    arguments       in the order of their bare words
    definition      with its reference; empty: each Table has its own
    headline        the answer's first sentences, made from its rows
    simulates       it takes `RUN_ARGUMENTS` too (scenario, settings, seed, paths, ...)
    """

    name: str
    asks: str
    group: Group
    answer: Callable[..., Table]
    arguments: tuple[Argument, ...] = ()
    definition: str = ""
    headline: Headline | None = None
    aliases: tuple[str, ...] = ()
    simulates: bool = False

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
            "takes": [argument.as_dict() for argument in self.arguments],
            "simulates": self.simulates,
        }
