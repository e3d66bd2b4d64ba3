"""Runs that are kept on disk: recorded into a folder, gone on with, done again."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gigaloop.cli.outcome import FAILED
from gigaloop.cli.progress import progress
from gigaloop.cli.world import World
from gigaloop.memory import lasting

if TYPE_CHECKING:
    from gigaloop.book.model import Book
    from gigaloop.engine.run import Run


def kept(world: World, book: Book, folder: Path, resume: bool, private: bool = False) -> Run:
    """Simulate into a folder, and read back what it then holds; what to do after an interruption goes to stderr."""
    from gigaloop.engine.store import read, record

    try:
        with progress("simulating") as moved:
            record(
                book, folder, world.setup, resume=resume, progress=moved,
                command=shlex.join(["gigaloop", *sys.argv[1:]]), private=private,
            )  # fmt: skip
    except KeyboardInterrupt:
        print(f"{folder} keeps the paths that are done; go on with --resume", file=sys.stderr)
        raise
    print(f"written: {folder}", file=sys.stderr)
    return read(folder, book)


def repeated(world: World, folder: Path) -> None:
    """Do a kept run again on the book of its day, and tell whether every bit is the same, or what has changed."""
    from dataclasses import asdict, replace

    from gigaloop.engine.setup import Setup
    from gigaloop.engine.store import again, load_manifest

    kept = Setup.of(load_manifest(folder))
    book = lasting(replace(kept, book=world.book or kept.book, overlay=world.overlay).load())
    with progress("simulating again") as moved:
        found = again(folder, book, progress=moved)
    if world.json:
        print(json.dumps({"again": asdict(found)}, ensure_ascii=False, indent=1))
    else:
        bits = f"{found.differing} stand in files whose bits differ" if found.differing else "every bit is the same"
        print(f"{found.paths} paths done again: {bits}")
        print("\n".join(f"  {change}" for change in found.changes), end="\n" if found.changes else "")
    if found.differing:
        raise typer.Exit(FAILED)
