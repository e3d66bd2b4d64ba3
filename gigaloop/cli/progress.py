"""A progress bar on stderr while paths are drawn; nothing where stderr is no terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function `report(done, total)` that moves a bar; the bar appears with its first call.

    Until the first paths are done it says that the engine compiles, if it has never been compiled here.
    """
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from gigaloop.cli.screen import console

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("paths"))
    with Progress(*columns, TimeElapsedColumn(), console=console(stderr=True), transient=True) as bar:
        tasks: list = []

        def report(done: int, total: int) -> None:
            if not tasks:
                tasks.append(bar.add_task(what, total=total))
            said = f"{what}: compiling, once, about half a minute" if done == 0 and not compiled() else what
            bar.update(tasks[0], completed=done, total=total, description=said)

        yield report


def compiled() -> bool:
    """Whether the engine's machine code lies beside its source, from an earlier run."""
    from gigaloop import engine

    return any(True for folder in engine.__path__ for _ in Path(folder).glob("kernel/__pycache__/*.nbi"))
