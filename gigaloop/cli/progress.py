"""A progress bar on stderr while paths are drawn; where stderr is no terminal, a line when the engine compiles."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

COMPILING = "compiling the engine, once, about half a minute"


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function `report(done, total)` that moves a bar; the bar appears with its first call.

    Until the first paths are done it says that the engine compiles, if it has never been compiled here.
    """
    if not sys.stderr.isatty():
        yield _said_once
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from gigaloop.cli.screen import console

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("paths"))
    with Progress(*columns, TimeElapsedColumn(), console=console(stderr=True), transient=True) as bar:
        tasks: list = []

        def report(done: int, total: int) -> None:
            if not tasks:
                tasks.append(bar.add_task(what, total=total))
            said = f"{what}: {COMPILING}" if done == 0 and not compiled() else what
            bar.update(tasks[0], completed=done, total=total, description=said)

        yield report


def _said_once(done: int, total: int) -> None:
    """Without a terminal there is no bar: only the long wait is told, when it begins."""
    if done == 0 and not compiled():
        print(COMPILING, file=sys.stderr)


def compiled() -> bool:
    """Whether the engine's machine code lies on this machine, from an earlier run."""
    from gigaloop.engine import run

    return run.compiled()
