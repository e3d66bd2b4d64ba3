"""A progress bar on stderr while paths are drawn; where stderr is no terminal, a line when the engine compiles."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterator

COMPILING = "compiling the engine, once, about a minute"
NOWHERE = (
    "note: the compiled engine could be kept nowhere (~/.cache/gigaloop, a temporary folder of your own), so the next "
    "command compiles again; let one of the two be written"
)
BAR = 30
#: how far it is: paths done, of how many, and whether they wait for the compiler
Show = Callable[[int, int, bool], None]


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function `report(done, total)` that moves a bar; the bar appears with its first call.

    Until the first paths are done it says that the engine compiles, if it has never been compiled here; and at the end,
    if what was compiled could not be kept.
    """
    waited = False
    with _bar(what) if sys.stderr.isatty() else contextlib.nullcontext(_line) as show:

        def report(done: int, total: int) -> None:
            nonlocal waited
            waits = done == 0 and not waited and not compiled()
            waited = waited or waits
            show(done, total, waits)

        yield report
    if waited and not compiled():
        print(NOWHERE, file=sys.stderr)


def _line(done: int, total: int, waits: bool) -> None:
    """Without a terminal there is no bar: only the long wait is told, when it begins."""
    if waits:
        print(COMPILING, file=sys.stderr)


@contextlib.contextmanager
def _bar(what: str) -> Iterator[Show]:
    """A line on stderr that is written over, and gone at the end."""
    drawn = ""

    def write(line: str) -> None:
        nonlocal drawn
        line = line[: shutil.get_terminal_size().columns - 1]
        print(f"\r{line:{len(drawn)}}", end="\r" if not line else "", file=sys.stderr, flush=True)
        drawn = line

    def show(done: int, total: int, waits: bool) -> None:
        full = BAR * done // total
        told = COMPILING if waits else f"[{'#' * full}{'.' * (BAR - full)}] {done:,} of {total:,} paths"
        write(f"{what}: {told}")

    try:
        yield show
    finally:
        write("")


def compiled() -> bool:
    """Whether the engine's machine code lies on this machine, from an earlier run."""
    from gigaloop.engine import run

    return run.compiled()
