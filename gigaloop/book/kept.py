"""A shipped book as it was read before: the whole of it, before any day hides what came later.

It stands in a file of the cache that is named by all that decides it: every file of the book's folder, every file of
the code that reads, and what that code runs on. Where anything else is found (no file, a cut one, other names or
bytes, a link) the book is read. What lies in the file can only become records of this floor.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import sys
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from gigaloop.book.model import Book
from gigaloop.cache import found, keep, places, release

_FLOOR = Path(__file__).parent


def name(folder: Path) -> str | None:
    """How the file of this book is called; None where it is not to be kept: a link, or nobody may look."""
    code = (*_FLOOR.parent.iterdir(), *_FLOOR.iterdir())
    digest = hashlib.sha256(b"\0".join((sys.version.encode(), release("pydantic"), release("yaml"))))
    try:
        for file in (*sorted(code), *sorted(folder.rglob("*"))):
            if file.is_symlink():
                return None
            if file.is_file():
                content = file.read_bytes()
                digest.update(f"{file}\0{len(content)}\0".encode())
                digest.update(content)
    except OSError:
        return None
    return f"{folder.name}-{digest.hexdigest()[:24]}.book"


def book(folder: Path, called: str) -> Book | None:
    """The book of this folder, if it was kept under this name."""
    content = found(called, places(__file__))
    if content is None:
        return None
    try:
        return Book(path=folder, **_Records(io.BytesIO(content)).load())
    except Exception:  # whatever stands there: the book can be read
        return None


def save(read: Book, called: str) -> None:
    """Keep it for the next process, in place of what was kept of an earlier state of its files."""
    told = {field.name: getattr(read, field.name) for field in fields(read) if field.init and field.name != "path"}
    keep(called, pickle.dumps(told, pickle.HIGHEST_PROTOCOL), places(__file__))


class _Records(pickle.Unpickler):
    """Makes records of this floor and nothing else: a file that asks for anything that acts is refused."""

    def find_class(self, module: str, wanted: str) -> Any:
        if (module, wanted) == ("datetime", "date"):
            return date
        made = super().find_class(module, wanted) if module.startswith("gigaloop.book.") else None
        if isinstance(made, type) and made.__module__ == module:
            return made
        raise pickle.UnpicklingError(f"{module}.{wanted} is no record of a book")
