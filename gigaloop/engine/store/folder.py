"""A run's folder: each file is whole or absent, one process writes at a time, a full disk is told with its place."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gigaloop.book.problem import InputError, Misread
from gigaloop.engine.store.proof import shaped, verify

MANIFEST, PLAN, FORMAT = "manifest.json", "plan.npz", "run/1"
#: how a file is called until it is whole; a dot hides it from '*.parquet'
UNFINISHED = ".{name}.unfinished"


def whole(path: Path, write: Callable[[Path], None], private: bool = False) -> None:
    """Let `write` make a file under another name beside `path`, force it to the disk, then give it its name.

    A process killed at any moment leaves the old file, or the new one, or none. Raises InputError where the disk is
    full or may not be written; nothing is left behind. private: nobody but its owner may read it, whatever the umask.
    """
    unfinished = path.with_name(UNFINISHED.format(name=path.name))
    try:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write(unfinished)
            if private:
                unfinished.chmod(0o600)
            _sync(unfinished)
            os.replace(unfinished, path)
            _sync(path.parent)
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what a disk refuses into a Problem with its place and a remedy."""
    import duckdb

    try:
        yield
    except (OSError, duckdb.IOException) as error:
        why = getattr(error, "strerror", None) or _why(str(error))
        raise Misread(
            f"{path.name} cannot be written: {why}",
            "Make room, or mend what stands in the way, and go on with --resume; or give another --out",
            str(path.parent),
            "disk",
        ) from error


def _why(told: str) -> str:
    """What a library says of a disk: the system's own words where it names their number, else its first line.

    >>> _why('IO Error: Async write failed: {"exception_type":"IO","errno":"28"}'), _why("IO Error: busy\\nat 0x10")
    ('No space left on device', 'IO Error: busy')
    """
    number = re.search(r'"errno":"(\d+)"', told)
    return os.strerror(int(number[1])) if number else told.split("\n")[0]


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """The manifest, whole."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False)
    whole(folder / MANIFEST, lambda path: _text(path, text), manifest["overlay"])


def load_manifest(folder: Path) -> dict[str, Any]:
    """What a folder holds; InputError if it holds no run."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except OSError:
        raise _no_run(str(folder), f"there is no {MANIFEST}") from None
    except UnicodeDecodeError:
        raise _no_run(str(folder), f"{MANIFEST} is no text") from None
    return manifest_of(text, str(folder))


def manifest_of(text: str, where: str) -> dict[str, Any]:
    """A manifest from its text, found at `where`; InputError if it is none."""
    try:
        manifest = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_run(where, f"{MANIFEST} is no JSON: {error}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _no_run(where, f"{MANIFEST} is not of format {FORMAT}")
    if "shelf" in manifest:  # as runs were kept before 2026-11-29
        manifest["load_as"] = manifest.pop("shelf")
    return shaped(manifest, where)


def files(manifest: dict[str, Any]) -> list[str]:
    """Names of the files of a run that are whole, the manifest last."""
    pieces = [f"{table}/{piece['first']:08d}.parquet" for piece in manifest["chunks"] for table in manifest["tables"]]
    return [PLAN, *pieces, MANIFEST]


@contextlib.contextmanager
def only_writer(folder: Path, private: bool = False) -> Iterator[None]:
    """Hold the folder while it is written; InputError if another process does. The hold ends with the process.

    private: a folder that is made here is its owner's alone.
    """
    import fcntl

    with writing(folder / MANIFEST):
        folder.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
        handle = os.open(folder / ".writer", os.O_CREAT | os.O_RDWR, 0o600 if private else 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Misread(
                "another process writes this run", "Wait for it, or give another --out", str(folder)
            ) from None
        yield
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what a killed process left unfinished."""
    for path in folder.rglob(UNFINISHED.format(name="*")):
        path.unlink(missing_ok=True)


def new_or_same(folder: Path, wanted: dict[str, Any], resume: bool) -> list[dict[str, Any]]:
    """The pieces that a folder already has of this very request.

    Raises InputError if the folder holds anything else, or this run and `resume` was not asked for.
    """
    if not (folder / MANIFEST).exists():
        strange = [p.name for p in folder.iterdir() if p.name not in ORDINARY] if folder.exists() else []
        if strange:
            raise Misread(f"the folder is not empty and holds no run: {', '.join(sorted(strange)[:3])}",
                         "Give a new or empty folder", str(folder), "manifest")  # fmt: skip
        return []
    found = load_manifest(folder)
    if differing := changes(found, wanted):
        raise InputError([_other(folder, line) for line in differing])
    if not resume:
        raise Misread(
            f"the folder already holds this run, {sum(c['paths'] for c in found['chunks'])} of {found['paths']} paths",
            "Go on with --resume, or give another --out",
            str(folder),
            "manifest",
        )
    verify(folder, found)
    return found["chunks"]


#: what a run writes; a process killed before its first manifest leaves these and no more
ORDINARY = (".writer", PLAN, UNFINISHED.format(name=PLAN), UNFINISHED.format(name=MANIFEST))
REQUEST = ("book", "as_of", "overlay", "scenario", "arguments", "seed", "paths", "chunk", "keep")


def changes(found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """What differs between two manifests' requests, versions and machines, one sentence each.

    >>> changes({"seed": 1, "versions": {"numpy": "2.0"}}, {"seed": 2, "versions": {"numpy": "2.1"}})
    ['seed was 1 and is 2', 'version of numpy was 2.0 and is 2.1']
    """
    told = [
        f"{key} was {found.get(key)} and is {wanted.get(key)}" for key in REQUEST if found.get(key) != wanted.get(key)
    ]
    for group, word in (("versions", "version of "), ("machine", "machine's ")):
        old, new = found.get(group, {}), wanted.get(group, {})
        told += [f"{word}{k} was {old.get(k)} and is {new.get(k)}" for k in {**old, **new} if old.get(k) != new.get(k)]
    if not told and found.get("plan") != wanted.get("plan"):
        told.append("the Plan differs, though the request is the same: its code has changed")
    return told


def _no_run(where: str, why: str) -> InputError:
    return Misread(f"this is no run: {why}", "Give a folder that 'gigaloop run --out' has made", where, "manifest")


def _other(folder: Path, line: str) -> Any:
    [problem] = Misread(
        f"the folder holds another run: {line}", "Give another --out, or ask for the same run", str(folder), "manifest"
    ).problems
    return problem


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
