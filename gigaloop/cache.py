"""What is made once and found again by the next process: machine code, a shipped book as it was read.

A file is whole (it ends in the sha256 of what stands before it) or it is made anew. Its name, FAMILY-STATE and what
follows, says what it was made from.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

__all__ = ["found", "keep", "places", "release", "scratch"]

_DIGEST = hashlib.sha256().digest_size


def places(module: str) -> Iterator[Path]:
    """Where what is made from a module (its `__file__`) may lie: beside it, as Python's own code does; in the user's
    cache; in the user's folder of the machine's temporary place. Each is made when it is asked for.

    >>> [place.name for place in places("/srv/gigaloop/book/kept.py")][0]
    '__pycache__'
    """
    yield Path(module).with_name("__pycache__")
    yield from filter(None, (_own(Path(os.path.expanduser("~/.cache/gigaloop")), parents=True), scratch()))


def scratch() -> Path | None:
    """This user's folder in the machine's temporary place, made if it is not there; None without such a place, or where
    another could write into it.

    >>> folder = scratch()
    >>> folder is None or folder.stat().st_mode & 0o022 == 0
    True
    """
    user = getattr(os, "getuid", lambda: 0)()
    try:
        return _own(Path(tempfile.gettempdir()) / f"gigaloop-{user}")
    except OSError:  # no temporary place at all
        return None


def found(name: str, folders: Iterable[Path]) -> bytes | None:
    """What was kept under this name, from the first folder that has all of it."""
    for folder in folders:
        with contextlib.suppress(OSError):
            whole = (folder / name).read_bytes()
            content, digest = whole[:-_DIGEST], whole[-_DIGEST:]
            if hashlib.sha256(content).digest() == digest:
                return content
    return None


def keep(name: str, content: bytes, folders: Iterable[Path]) -> None:
    """Write it whole or not at all, in the first folder that can be written; its family in another state goes."""
    family, state = name.split("-")[:2]
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            beside = folder / f"{name}.{os.getpid()}"
            try:
                with beside.open("wb") as file:
                    file.write(content + hashlib.sha256(content).digest())
                    file.flush()
                    os.fsync(file.fileno())
                beside.replace(folder / name)
            finally:
                beside.unlink(missing_ok=True)
            for old in folder.glob(f"{family}-*{Path(name).suffix}"):
                if not old.name.startswith(f"{family}-{state}"):
                    old.unlink(missing_ok=True)
            return


def release(package: str) -> bytes:
    """The files in which a package says what version it is: read, not imported, which takes thirty times as long.

    >>> b"version" in release("yaml")
    True
    """
    found = find_spec(package)
    home = Path(found.origin).parent if found and found.origin else Path()
    told = (home / name for name in ("__init__.py", "_version.py", "version.py"))
    return b"".join(file.read_bytes() for file in told if file.is_file())


def _own(folder: Path, parents: bool = False) -> Path | None:
    """The folder, made if it is not there; None where it is a link, somebody else's, or open to others: what lies in it
    is run."""
    user = getattr(os, "getuid", None)
    try:
        folder.mkdir(mode=0o700, parents=parents, exist_ok=True)
        told = folder.lstat()
    except OSError:
        return None
    mine = user is None or (told.st_uid == user() and not told.st_mode & 0o022)
    return folder if stat.S_ISDIR(told.st_mode) and mine else None
