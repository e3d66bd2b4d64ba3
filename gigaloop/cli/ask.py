"""Any question by name: its positional arguments and options, read as the question's own signature says."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gigaloop.book.problem import single
from gigaloop.cli.world import World

if TYPE_CHECKING:
    from gigaloop.analysis.table import Table
    from gigaloop.book.model import Book


def arguments(name: str, words: Sequence[str]) -> dict[str, Any]:
    """The words after `ask NAME` as the question's arguments.

    >>> arguments("backlog", ["oracle", "--customer", "openai"])
    {'party': 'oracle', 'customer': 'openai'}
    """
    from gigaloop.analysis import QUESTIONS

    question = QUESTIONS.get(name)
    if question is None:
        raise single(f"no question is called {name!r}", f"Ask one of {', '.join(sorted(QUESTIONS))}", rule="question")
    given: dict[str, str] = {}
    bare: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            bare.append(word)
            continue
        option, equals, value = word[2:].partition("=")
        key = option.replace("-", "_")
        if key not in question.options:
            takes = ", ".join(f"--{o.replace('_', '-')}" for o in question.options) or "no option of its own"
            raise single(f"ask {name} has no option --{option}", f"It takes {takes}", rule="argument")
        kind = _kinds(question.module).get(key, "")
        if kind == "bool" and not equals:
            given[key] = "true"
            continue
        if not equals:
            if not rest or rest[0].startswith("--"):
                raise single(f"--{option} has no value", f"Write for example --{option} VALUE", rule="argument")
            value = rest.pop(0)
        given[key] = value
    if len(bare) > len(question.positional):
        extra = " ".join(bare[len(question.positional) :])
        takes = " ".join(p.upper() for p in question.positional) or "nothing"
        raise single(f"ask {name} does not know what to do with {extra!r}", f"It takes {takes}", rule="argument")
    given |= dict(zip(question.positional, bare, strict=False))
    kinds = _kinds(question.module)
    ordered = [a for a in (*question.positional, *question.options) if a in given]
    return {argument: _value(argument, given[argument], kinds.get(argument, "")) for argument in ordered}


def answer(book: Book, world: World, name: str, given: dict[str, Any], **more: Any) -> Table:
    """Ask, with the world's scenario, seed and paths where the question simulates."""
    from gigaloop.analysis import QUESTIONS, ask

    world.check_scenario(book)
    if not QUESTIONS[name].simulates:
        return ask(book, name, **given)
    run = {"scenario": world.scenario, "settings": world.settings, "seed": world.seed, "paths": world.paths}
    return ask(book, name, **given, **run, **more)


def _kinds(module: str) -> dict[str, str]:
    function: Callable[..., Any] = import_module(f"gigaloop.analysis.{module}").answer
    return {n: str(p.annotation).split(" |")[0] for n, p in inspect.signature(function).parameters.items()}


def _value(argument: str, text: str, kind: str) -> Any:
    readers: dict[str, Callable[[str], Any]] = {"float": float, "int": int}
    if kind == "bool":
        return text.lower() in ("true", "yes", "1")
    if kind not in readers:
        return text
    try:
        return readers[kind](text)
    except ValueError:
        wanted = {"float": "a number such as 0.4", "int": "a whole number such as 10"}[kind]
        raise single(f"{argument}: {text!r} is not a number", f"Write {wanted}", rule="argument") from None
