"""Question: what can be asked, a record made from the function that answers; and what each such module imports."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from gigaloop.answer.setup import RunArguments
from gigaloop.answer.sides import Side
from gigaloop.answer.speech import Headline, Speech, by_measure, ending, largest, led, newest, starting, those, when
from gigaloop.answer.table import Row, Table, make_table
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.book.units import parse_number
from gigaloop.words import catalogue

__all__ = [
    "Argument", "Either", "First", "Group", "Headline", "Owed", "Owes", "Question", "Row", "RunArguments", "Speech",
    "Table", "by_measure", "ending", "greatest", "largest", "newest", "starting", "those", "when",
]  # fmt: skip
#: an argument that takes a party, and which side of a contract is meant where somebody writes one in its place
Owes = Annotated[str, "owes"]
Owed = Annotated[str, "owed"]
Either = Annotated[str, "either"]
#: what a question is asked for
Group = Literal["terms", "circles", "stress", "prices", "trust"]
#: what an argument is read as: text, a number, a whole number, on or off
Kind = Literal["str", "float", "int", "bool"]
#: what a switch may be written as
SWITCH = dict.fromkeys(("true", "yes", "1", "on"), True) | dict.fromkeys(("false", "no", "0", "off"), False)
#: the rows that answer, in the order in which one would ask: largest loss first, newest first
First = Callable[[Table], Sequence[Row]]
WANTED = {"float": "a number such as 0.4, or a share such as 40%", "int": "a whole number such as 10"}


def greatest(*, nothing: bool = True, **columns: Any) -> First:
    """The rows whose columns say this, the greatest first; without `nothing` those that are not 0."""
    return lambda table: [row for row in largest(those(table, **columns)) if nothing or row.mid]


def _cut(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


@dataclass(frozen=True)
class Argument:
    """One thing that a question takes: the command line's word or option, the page's field, the function's argument.

    default   None: the question decides
    choices   the only values; none: any
    option    written `--name VALUE`; else a bare word, in the order of the signature
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


def arguments_of(answer: Callable[..., Table]) -> Iterator[Argument]:
    """What a question takes beside the book, as the signature of its function says.

    Behind `*` stands an option. Text is `str`, or its only values as a Literal or `Annotated[str, VALUES]`; of a party
    it says the side: `Owes`, `Owed`, `Either`. What may be given as text or as another type is text.

    >>> def answer(book, party: Owes = "oracle", *, year: str | int | None = None, at: Literal["a", "b"] = "a"): ...
    >>> [(one.name, one.kind, one.side, one.option, one.choices) for one in arguments_of(answer)]
    [('party', 'str', 'owes', False, ()), ('year', 'str', '', True, ()), ('at', 'str', '', True, ('a', 'b'))]
    """
    told = get_type_hints(answer, include_extras=True)
    for one in list(inspect.signature(answer).parameters.values())[1:]:
        if one.kind is one.VAR_KEYWORD:
            continue
        written = get_args(told[one.name]) if get_origin(told[one.name]) in (Union, UnionType) else (told[one.name],)
        values = next((get_args(each) for each in written if get_origin(each) is Literal), ())
        kinds = {str if values else get_origin(each) or each for each in written} - {type(None)}
        for each in (each for each in written if get_origin(each) is Annotated):
            kinds, values = {str}, each.__metadata__[0]
        yield Argument(
            one.name,
            "str" if str in kinds else cast(Kind, kinds.pop().__name__),
            one.default,
            choices=() if isinstance(values, str) else values,
            option=one.kind is one.KEYWORD_ONLY,
            side=cast(Side, values) if isinstance(values, str) else "",
        )


@dataclass(frozen=True)
class Question:
    """One question: command line, its help, the addresses' schema and the function's signature are all made from it.

    It is named as its module, and grouped by the folder. gigaloop/words say what it asks, its definition and its title
    (asks.NAME, define.NAME, title.NAME).

    answer     the function that answers: (book, ...) -> Table; its signature says what can be asked (`arguments_of`);
               one with `**drawn` simulates: it takes `RUN_ARGUMENTS` too (scenario, settings, seed, paths, ...)
    headline   its sentences in one language, made from its rows, the most telling first: headline(table, say); three
               stand above the rows, the others beneath
    first      the rows that the first screen shows; left out: all in their order
    aliases    its earlier names
    paths      how many it draws where nobody says
    """

    answer: Callable[..., Table]
    headline: Headline | None = None
    first: First | None = None
    aliases: tuple[str, ...] = ()
    paths: int = 10_000

    @property
    def name(self) -> str:
        """As it is asked."""
        return self.answer.__module__.rpartition(".")[2].replace("_", "-")

    @property
    def group(self) -> Group:
        """What it is asked for."""
        return cast(Group, self.answer.__module__.split(".")[-2])

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """In the order of their bare words, then of the options."""
        return tuple(arguments_of(self.answer))

    @property
    def simulates(self) -> bool:
        """Whether paths are drawn for it."""
        return any(one.kind is one.VAR_KEYWORD for one in inspect.signature(self.answer).parameters.values())

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
