"""Setup: how a run is asked for; RunArguments: the same as a simulated question takes it, beside its own arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict

from gigaloop.book.model import Book, Scenario
from gigaloop.book.problem import Misread
from gigaloop.book.scenario import arguments, laid_over, named, ruled
from gigaloop.engine.compiler.compile import LAST

#: the greatest seed
LAST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Setup:
    """Under which scenario, with which of its arguments replaced, from which seed, over how many paths, until when.

    The book and its day are the Book's own; which rules of the quarter hold is the scenario's (`book.scenario.ruled`).

    >>> from gigaloop import load
    >>> Setup(paths=20).under(load("tiny")).scenario
    'base'
    """

    scenario: Scenario | str | None = "base"
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 1
    paths: int = 10_000
    last: str = LAST

    def check(self, book: Book) -> Setup:
        """Itself; InputError if the book has no such scenario, it lacks an argument, or no paths can be drawn so."""
        if self.paths < 1:
            raise Misread(f"--paths: {self.paths} is below 1", "Draw at least one path", id="paths")
        if not 0 <= self.seed <= LAST_SEED:
            raise Misread(f"--seed: {self.seed} is not between 0 and {LAST_SEED}", "Write for example 1", id="seed")
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

    def key(self, book: Book) -> tuple[Any, ...]:
        """What tells one run of this process from another."""
        told = self.scenario.model_dump_json() if isinstance(self.scenario, Scenario) else self.scenario or "base"
        mine = told, tuple(sorted(self.settings.items())), self.seed, self.paths, self.last
        return book.hash, book.as_of, book.overlay, book.public is None, *mine


class RunArguments(TypedDict, total=False):
    """How the paths behind an answer are drawn; what is left out is as `Setup` has it."""

    scenario: Scenario | str | None
    settings: Mapping[str, Any] | None
    seed: int
    paths: int
    run: Any
    progress: Callable[[int, int], None] | None


RUN_ARGUMENTS = tuple(RunArguments.__annotations__)
