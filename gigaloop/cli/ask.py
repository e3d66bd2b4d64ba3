"""The words after `ask NAME`, as the question's arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gigaloop.book.problem import Misread


def arguments(name: str, words: Sequence[str]) -> dict[str, Any]:
    """Bare words (or --name VALUE) are positional arguments; the rest are --option VALUE or --option=VALUE.

    >>> arguments("backlog", ["oracle", "--customer", "openai"])
    {'party': 'oracle', 'customer': 'openai'}
    """
    from gigaloop.questions.request import bare, option, parse_arguments, switches

    given: dict[str, str] = {}
    unnamed: list[str] = []
    rest = list(words)
    while rest:
        text = rest.pop(0)
        if not text.startswith("--"):
            unnamed.append(text)
            continue
        text, equals, value = text[2:].partition("=")
        key = option(name, text)
        if not equals and key in switches(name):
            value = "true"
        elif not equals:
            if not rest or rest[0].startswith("--"):
                raise Misread(f"--{text} has no value", f"Write for example --{text} VALUE")
            value = rest.pop(0)
        if key in given:
            raise Misread(f"{key} stands twice: {given[key]!r} and {value!r}", "Give it once")
        given[key] = value
    if not all(value.strip() for value in (*given.values(), *unnamed)):
        raise Misread(f"ask {name}: one of the words is empty", "Leave it out, or fill it in")
    words_of = bare(name, unnamed)
    for twice in given.keys() & words_of.keys():
        raise Misread(f"{twice} stands twice: {given[twice]!r} and {words_of[twice]!r}", "Give it once")
    return parse_arguments(name, given | words_of)
