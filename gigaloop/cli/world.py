"""What every command is asked about: which book, on which day, under which scenario, drawn how, shown how."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gigaloop.answer.language import language_of
from gigaloop.book.problem import Misread
from gigaloop.memory import lasting
from gigaloop.words.catalogue import HOME

if TYPE_CHECKING:
    from gigaloop.book.model import Book
    from gigaloop.engine.setup import Setup


def _option(kind: Any, name: str, told: str, default: Any = None, **more: Any) -> tuple[Any, Any]:
    return Annotated[kind, typer.Option(name, help=told, **more)], default


#: the options that every command takes: parameter -> (type with its words, default)
OPTIONS: dict[str, tuple[Any, Any]] = {
    "as_of": _option(str | None, "--as-of", "Day whose knowledge counts; default: the book's newest."),
    "scenario": _option(str, "--scenario", "A what-if of the book, or several: a+b.", "base"),
    "settings": _option(list[str] | None, "--set", "Replace a scenario's argument.", metavar="K=V"),
    "seed": _option(int, "--seed", "Seed of the draws.", 1, min=0),
    "paths": _option(int | None, "--paths", "How many paths are drawn; default: 10,000, some 1,000.", min=1),
    "overlay": _option(Path | None, "--overlay", "Private rows laid over the book.", metavar="DIR"),
    "book": _option(str | None, "--book", "A book's folder, or a shipped one's name.", metavar="DIR"),
    "json": _option(bool, "--json", "Print JSON on stdout, and nothing else.", False),
    "lang": _option(str, "--lang", "en, zh-Hant, zh-Hans; or zh-TW, zh-HK, zh-CN, zh-SG.", "en"),
}


@dataclass(frozen=True)
class World:
    """The nine options of a command. `settings` are the scenario's arguments, name -> text."""

    as_of: str | None = None
    scenario: str = "base"
    settings: dict[str, str] = field(default_factory=dict)
    seed: int = 1
    paths: int | None = None
    overlay: Path | None = None
    book: str | None = None
    json: bool = False
    tongue: str = "en"

    @property
    def lang(self) -> str:
        """The script of `tongue`: what is written in Hong Kong is written in 繁體."""
        return HOME.get(self.tongue, self.tongue)

    def load(self) -> Book:
        """The book as known on the day; InputError carries every problem of its files."""
        return lasting(self.setup.load())

    @property
    def setup(self) -> Setup:
        """Book, day, overlay, scenario, its settings, seed and paths: how a question is asked."""
        return self.with_paths(10_000)

    def with_paths(self, paths: int) -> Setup:
        """The same for a question that draws so many paths where nobody says how many."""
        from gigaloop.engine.setup import Setup

        asked = {name: getattr(self, name) for name in ("scenario", "settings", "seed", "book", "as_of", "overlay")}
        return Setup(paths=self.paths or paths, **asked)


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the nine options; it receives them as one World, its first argument."""
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=words)
        for name, (words, default) in OPTIONS.items()
    ]

    @functools.wraps(function)
    def run(**given: Any) -> None:
        options = {name: given.pop(name) for name in OPTIONS}
        options["settings"] = _settings(options["settings"] or [])
        options["tongue"] = _tongue(options.pop("lang"))
        function(World(**options), **given)

    del run.__wrapped__
    run.__signature__ = inspect.Signature([*_keyword_only(own), *shared])  # type: ignore[attr-defined]
    run.__annotations__ = {}
    return run


def _keyword_only(parameters: list[inspect.Parameter]) -> list[inspect.Parameter]:
    return [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]


def _tongue(text: str) -> str:
    """The language as it is written here; InputError for one that is not spoken.

    >>> _tongue("zh_CN"), _tongue("zh-hk"), _tongue("zh-Hant-TW"), _tongue("en-GB")
    ('zh-Hans', 'zh-HK', 'zh-Hant', 'en')
    """
    return language_of(text, "--lang: ")


def spoken(args: Sequence[str]) -> str:
    """The language that a command line asks for, wherever it stands in it.

    >>> spoken(["backlog", "--help", "--lang", "zh-TW"]), spoken(["backlog", "--lang=zh"]), spoken(["backlog"])
    ('zh-Hant', 'zh-Hans', 'en')
    """
    given = " ".join(args).replace("--lang=", "--lang ").partition("--lang ")[2].split()
    return _tongue(given[0]) if given else "en"


def _settings(texts: list[str]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise Misread(f"--set: {text!r} is not K=V", "Write for example --set size=0.5")
        if name.strip() in settings:
            raise Misread(f"--set: {name.strip()!r} stands twice", "Give it once")
        settings[name.strip()] = value.strip()
    return settings
