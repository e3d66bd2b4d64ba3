"""RunArguments: a `Setup` as a simulated question takes it, beside its own arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from gigaloop.book.model import Scenario


class RunArguments(TypedDict, total=False):
    """How the paths behind an answer are drawn; what is left out is as `Setup` has it."""

    scenario: Scenario | str | None
    settings: Mapping[str, Any] | None
    seed: int
    paths: int
    run: Any
    progress: Callable[[int, int], None] | None


RUN_ARGUMENTS = tuple(RunArguments.__annotations__)
