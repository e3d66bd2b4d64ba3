"""Setup: how a run is asked for, on the command line, over the site, from Python, or again from a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from numbers import Integral
from pathlib import Path
from typing import Any

from gigaloop.book.file import load
from gigaloop.book.model import Book, Scenario
from gigaloop.book.problem import Misread
from gigaloop.book.scenario import arguments, laid_over, named, ruled

#: the last quarter that is simulated, the greatest seed, and how many paths one run may ask for
LAST, LAST_SEED, MOST_PATHS = "2033Q4", 2**63 - 1, 10**9


@dataclass(frozen=True)
class Setup:
    """Under which scenario, with which of its arguments replaced, from which seed, over how many paths, until when;
    of which book, as known on which day, with which private terms over it.

    book      a shipped one's name, or a folder; None: the shipped `loop`      as_of     None: the newest day it knows
    overlay   a folder of private terms, or none

    Which rules of the quarter hold is the scenario's (`book.scenario.ruled`).

    >>> Setup(paths=20, book="tiny").load().name
    'tiny'
    """

    scenario: Scenario | str | None = "base"
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 1
    paths: int = 10_000
    last: str = LAST
    book: str | None = None
    as_of: str | None = None
    overlay: Path | None = None

    def load(self) -> Book:
        """The book as known on the day; InputError carries every problem of its files."""
        return load(self.book, as_of=self.as_of, overlay=self.overlay)

    def check(self, book: Book) -> Setup:
        """Itself; InputError if the book has no such scenario, it lacks an argument, or no paths can be drawn so."""
        for name in ("paths", "seed"):
            if not isinstance(getattr(self, name), Integral):
                raise Misread(f"--{name}: {getattr(self, name)!r} is no whole number", "Write for example 1", id=name)
        if self.paths < 1:
            raise Misread(f"--paths: {self.paths} is below 1", "Draw at least one path", id="paths")
        if self.paths > MOST_PATHS:
            raise Misread(f"--paths: {str(self.paths)[:40]} is more than {MOST_PATHS}", "Draw fewer paths", id="paths")
        if not 0 <= self.seed <= LAST_SEED:
            raise Misread(
                f"--seed: {str(self.seed)[:40]} is not between 0 and {LAST_SEED}", "Write for example 1", id="seed"
            )
        arguments(self.under(book), self.settings)
        return self

    def under(self, book: Book) -> Scenario:
        """The Scenario itself."""
        return self.scenario if isinstance(self.scenario, Scenario) else named(book, self.scenario)

    def pushed(self, book: Book, shocks: tuple[Mapping[str, str], ...]) -> Setup:
        """The same with more shocks laid over its scenario."""
        under = self.under(book)
        return replace(self, scenario=laid_over(under, self.settings, f"{under.scenario}-pushed", *shocks), settings={})

    def ruled(self, book: Book, **rules: str) -> Setup:
        """The same with rules of the quarter turned on or off."""
        return replace(self, scenario=ruled(self.under(book), **rules))

    @property
    def drawn(self) -> dict[str, Any]:
        """How paths are drawn, as a question takes it: what is not of the book that it is asked of.

        >>> Setup(paths=20).drawn["paths"]
        20
        """
        return {name: getattr(self, name) for name in ("scenario", "settings", "seed", "paths")}

    def key(self, book: Book) -> tuple[Any, ...]:
        """What tells one run of this process from another; its first part, one Plan from another."""
        told = self.scenario.model_dump_json() if isinstance(self.scenario, Scenario) else self.scenario or "base"
        mine = told, tuple(sorted(self.settings.items())), self.last
        return (book.hash, book.as_of, book.overlay, book.public is None, *mine), self.seed, self.paths

    def told(self, book: Book) -> dict[str, Any]:
        """The request as a manifest holds it: the book is asked for again by its name, or by its path."""
        under = self.under(book)
        return {
            "book": book.hash,
            "book_name": book.name,
            "load_as": book.path.name if book.path.parent.name in ("books", "examples") else str(book.path),
            "as_of": book.as_of.isoformat(),
            "overlay": book.overlay,
            "scenario": under.scenario,
            "arguments": arguments(under, self.settings),
            "seed": self.seed,
            "paths": self.paths,
        }

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Setup:
        """How a kept run was asked for; an overlay's folder is its owner's, and not told."""
        own = {name: manifest[name] for name in ("scenario", "seed", "paths", "as_of")}
        return cls(settings=manifest["arguments"], book=manifest["load_as"], **own)


#: what is asked for where nothing is said
DEFAULT = Setup()
