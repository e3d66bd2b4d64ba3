"""The command line: thin. Each command loads a book, asks, and prints; the arithmetic is on the floors below.

    commands  the commands; runs, book, sheets have more of them
    world     the nine options that every command takes
    ask       any question by name, with its own arguments
    sheets    the workbook, written and read back
    intake    articles read, and their review in the terminal
    kept      runs recorded on disk, gone on with, done again
    screen    Tables as text on a terminal
    progress  a bar while paths are drawn
    paper     answers gathered into a report; files written whole
    verdict   what was published beside what the book says
    outcome   exit codes, and how problems are told

Exit codes: 0 done; 1 a check, coverage or replication failed; 2 bad input; 3 an audit failed; 130 interrupted.
"""

from __future__ import annotations

import gc
import os

from gigaloop.cli.commands import app
from gigaloop.cli.outcome import told


def main() -> None:
    """Run the command line of this process, and end it with the exit code."""
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")  # numpy's idle threads sleep at once, not after 26 ms of CPU
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # what a book says hangs on no plugin; 35 ms to look
    gc.disable()  # until a book is read (`memory.lasting`)
    raise SystemExit(told(app))
