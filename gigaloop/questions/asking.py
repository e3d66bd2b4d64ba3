"""Ask: any question of the catalogue by its name, or as a function of its own; what can be asked, by who asks it."""

from __future__ import annotations

import inspect
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from gigaloop.answer.language import language_of
from gigaloop.answer.question import Group, Question
from gigaloop.answer.setup import RUN_ARGUMENTS
from gigaloop.answer.sides import resolved, said
from gigaloop.answer.table import Table
from gigaloop.book.days import known_days
from gigaloop.book.model import Book
from gigaloop.book.near import meant
from gigaloop.book.problem import InputError, Misread
from gigaloop.engine.setup import Setup
from gigaloop.words.catalogue import SCRIPTS, say, text
from gigaloop.words.layout import chinese
from gigaloop.words.notes import note

#: what questions are asked for; the words say what each group asks, and who asks it (group.NAME, group.NAME.who)
GROUPS: tuple[Group, ...] = get_args(Group)
KINDS = {"str": str, "float": float, "int": int, "bool": bool}


@dataclass(frozen=True)
class Listed:
    """A question as the list tells it, read without loading its module."""

    name: str
    asks: str
    group: str

    def __repr__(self) -> str:
        return f"{self.name}: {self.asks}"


class Listing(tuple[Listed, ...]):
    """What can be asked, in the order of the catalogue; printed by who asks and what for."""

    def by_group(self, language: str = "en") -> str:
        """One line a question, below who asks and what for."""
        lines = []
        for group in GROUPS:
            head = f"{say(f'group.{group}', language)} ({say(f'group.{group}.who', language)})"
            lines += ["", head, *(f"  {q.name:18}{say(f'asks.{q.name}', language)}" for q in self if q.group == group)]
        told = "\n".join(lines[1:])
        return told if language == "en" else "\n".join(map(chinese, told.split("\n")))

    def __repr__(self) -> str:
        return f"{self.by_group()}\n\ngigaloop.ask.NAME(book, ...) answers; help(gigaloop.ask.NAME) says what it takes"


def listing(catalogue: tuple[tuple[str, str], ...]) -> Listing:
    """The list of a catalogue; none of its modules is loaded (what they need takes seconds)."""
    return Listing(Listed(name, say(f"asks.{name}"), module.partition(".")[0]) for name, module in catalogue)


class Ask:
    """Answer a question of the list: `ask(book, "backlog", party="oracle")`, or `ask.backlog(book, party="oracle")`.

    Each question is an attribute, its hyphens as underscores, with the signature and the words of its record.
    Raises InputError for an unknown question, argument or party; AttributeError for an attribute that is no question.

    >>> from gigaloop import ask, load
    >>> ask(load("tiny"), "backlog", party="cloud").question
    'backlog'
    >>> ask.self_funded.__name__, str(ask.backlog.__signature__)
    ('self_funded', "(book: 'Book', party: str = 'oracle', *, customer: str = 'all') -> 'Table'")
    """

    def __init__(self, questions: Mapping[str, Question], aliases: Mapping[str, str], tongue: str = "en") -> None:
        self._questions, self._aliases, self._tongue = questions, aliases, tongue

    def speaking(self, language: str) -> Ask:
        """The same, whose answers show themselves in a language (zh-TW, zh-HK, zh-CN, ...), for a whole notebook.

        >>> from gigaloop import ask, load
        >>> ask.speaking("zh-TW").backlog(load("tiny"), "cloud").tongue
        'zh-Hant'
        """
        return Ask(self._questions, self._aliases, language_of(language))

    def __call__(self, book: Book, name: str, **arguments: Any) -> Table:
        """Answer the question of this name."""
        if name not in self._questions:
            raise self.unknown(name)
        question = self._questions[name]
        allowed = takes(question)
        for argument in arguments:
            if argument not in allowed:
                raise self.strange(question, argument)
        given = {name: _read(question, name, value) for name, value in arguments.items()}
        for own in question.arguments:
            if own.name in given:
                own.check(given[own.name])
        if question.simulates and given.get("paths") is None and given.get("run") is None:
            given["paths"] = question.paths
        asked, stood = resolved(book, given, {own.name: own.side for own in question.arguments})
        table = question.told(question.answer(book, **asked))
        if not table.rows and not question.simulates and (begun := _begun(book, question, asked)):
            table = replace(table, notes=(note("book.begun", day=str(begun)), *table.notes))
        return said(book, table, given, stood).speaking(self._tongue)

    def __getattr__(self, name: str) -> Callable[..., Table]:
        asked = name.replace("_", "-")
        if name.startswith("_") or asked not in (*self._questions, *self._aliases):
            remedy = meant(asked, (*self._questions, *self._aliases), "gigaloop.questions() lists them")
            raise AttributeError(f"no question is called {asked!r}.  {remedy}.")

        def answer(book: Book, *words: Any, **arguments: Any) -> Table:
            question = self._questions[asked]
            if len(words) > len(question.positional):
                takes = ", ".join(question.positional) or "none"
                raise TypeError(f"{name}() takes beside the book at most {takes} by place, not {len(words)} arguments")
            return self(book, asked, **dict(zip(question.positional, words, strict=False)), **arguments)

        question = self._questions[asked]
        answer.__name__, answer.__qualname__, answer.__doc__ = name, f"ask.{name}", _told(question)
        answer.__signature__ = _signature(question)  # type: ignore[attr-defined]
        return answer

    def __dir__(self) -> list[str]:
        return sorted(name.replace("-", "_") for name in self._questions)

    def __repr__(self) -> str:
        return "<gigaloop.ask: ask(book, NAME, ...) or ask.NAME(book, ...); gigaloop.questions() lists the names>"

    def unknown(self, name: str) -> InputError:
        """What to say of a question that is not there: the nearest three by name or by what they tell of, then all."""
        texts = {
            one: [text(f"{kind}.{one}", of) or "" for kind in ("asks", "title", "define") for of in SCRIPTS]
            for one in self._questions
        }
        near = meant(name, (*self._questions, *self._aliases), "", texts)
        every = f"Ask one of {', '.join(sorted(self._questions))}"
        return Misread(f"no question is called {name!r}", f"{near}?  {every}" if near else every, id="question")

    def strange(self, question: Question, argument: str) -> InputError:
        """What to say of an argument that a question does not take: those it takes, and the question that takes it."""
        allowed = takes(question)
        owners = [name for name in self._questions if self._questions[name].argument(argument) is not None]
        near = "" if owners else meant(argument, allowed, "")
        remedy = f"It takes {', '.join(allowed) or 'none'}"
        remedy += f"; {argument} is an argument of {', '.join(owners)}" if owners else ""
        return Misread(f"{question.name} takes no argument {argument!r}", f"{near}?  {remedy}" if near else remedy)


def takes(question: Question) -> tuple[str, ...]:
    """Every argument that a question takes, how its paths are drawn among them."""
    return (*question.positional, *question.options, *(RUN_ARGUMENTS if question.simulates else ()))


def _begun(book: Book, question: Question, asked: Mapping[str, Any]) -> date | None:
    """The first day after the book's own on which a question has rows, as the whole book knows now; None: none has."""

    def tells(day: date) -> bool:
        try:
            return bool(question.answer(book.at(day), **asked).rows)
        except InputError:
            return False

    days = sorted({day for day in known_days(book) if day > book.as_of})
    return days[bisect_left(days, True, key=tells)] if days and tells(days[-1]) else None


def _read(question: Question, name: str, value: Any) -> Any:
    """A number that is given as text ('40%') is read as the command line reads it."""
    argument = question.argument(name)
    wanted = argument is not None and isinstance(value, str) and argument.kind in ("float", "int")
    return argument.read(value) if wanted and argument is not None else value


def _signature(question: Question) -> inspect.Signature:
    word, option = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    own = sorted(question.arguments, key=lambda argument: argument.option)
    parameters = [inspect.Parameter("book", word, annotation="Book")]
    for one in own:
        kind = option if one.option else word
        parameters.append(inspect.Parameter(one.name, kind, default=one.default, annotation=KINDS[one.kind]))
    drawn = Setup(paths=question.paths).drawn if question.simulates else {}
    parameters += [inspect.Parameter(name, option, default=drawn.get(name)) for name in RUN_ARGUMENTS if drawn]
    return inspect.Signature(parameters, return_annotation="Table")


def _told(question: Question) -> str:
    """The words of a function of its own: what is asked, what is taken, how it is defined."""
    lines = [question.asks[:1].upper() + question.asks[1:], ""]
    for one in question.arguments:
        choices = f" ({', '.join(one.choices)})" if one.choices else ""
        lines.append(f"{one.name:12}{question.help(one.name)}{choices}")
    if question.simulates:
        lines.append(f"It simulates: {', '.join(RUN_ARGUMENTS)} say how the paths are drawn.")
    return "\n".join([*lines, *(["", question.definition] if question.definition else [])])
