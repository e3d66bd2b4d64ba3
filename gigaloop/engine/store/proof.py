"""A kept run is proved, not believed: what its manifest must say, and whether each file is the one it tells of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gigaloop.book.problem import InputError, Place, Problem

#: what a manifest says of a run, by type; without one of these it is none
KEYS: dict[str, type | tuple[type, ...]] = {
    "book": str, "load_as": str, "as_of": str, "overlay": bool, "scenario": str, "arguments": dict, "plan": str,
    "versions": dict, "machine": dict, "names": dict, "seed": int, "paths": int,
    "chunk": int, "keep": str, "command": str, "tables": dict, "chunks": list, "plan_file": dict,
}  # fmt: skip
PIECE = {"first": int, "paths": int, "digest": str, "files": dict}
REMEDY = "Run it again into a new --out, or copy the folder again from where it was whole"


def entry(path: Path, rows: int | None = None) -> dict[str, Any]:
    """What the manifest tells of a file: sha256 of its bytes, and of a table its rows."""
    with path.open("rb") as file:
        told: dict[str, Any] = {"sha256": hashlib.file_digest(file, "sha256").hexdigest()}
    return told if rows is None else told | {"rows": rows}


def shaped(manifest: dict[str, Any], where: str) -> dict[str, Any]:
    """The manifest, if it says all that a run needs; InputError with the keys that are missing or of a wrong type."""
    from gigaloop.engine.run import split

    wrong = _wrong(manifest, KEYS, "")
    for number, piece in enumerate(manifest["chunks"] if isinstance(manifest.get("chunks"), list) else []):
        if not isinstance(piece, dict):
            wrong.append(f"chunks[{number}] is no mapping")
            continue
        wrong += _wrong(piece, PIECE, f"chunks[{number}].")
        told = piece["files"] if isinstance(piece.get("files"), dict) else {}
        for table in manifest["tables"] if isinstance(manifest.get("tables"), dict) else {}:
            if set(told.get(table) or ()) != {"rows", "sha256"}:
                wrong.append(f"chunks[{number}].files tells no rows and digest of {table}")
    if not wrong:
        if min(manifest["paths"], manifest["chunk"]) < 1:
            wrong.append("paths and chunk are 1 at least")
        else:
            due = set(split(0, manifest["paths"], manifest["chunk"]))
            have = [(piece["first"], piece["paths"]) for piece in manifest["chunks"]]
            wrong += [f"chunks name paths {first} to {first + size - 1} twice, or not of this run"
                      for first, size in have if (first, size) not in due or have.count((first, size)) > 1]  # fmt: skip
    if wrong:
        remedy = "Give a folder that 'gigaloop run --out' of this version has made, or run it again"
        raise InputError([_problem(where, f"manifest.json cannot be used: {what}", remedy) for what in wrong[:10]])
    return manifest


def verify(folder: Path, manifest: dict[str, Any]) -> None:
    """Refuse a run of which a file is missing, truncated, swapped or changed since it was written; all at once."""
    problems = [_problem(str(folder / name), what, REMEDY) for name, what in _faults(folder, manifest)]
    if problems:
        raise InputError(problems[:10])


def _faults(folder: Path, manifest: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(file, what is wrong with it) of the files that a manifest names."""
    files = {"plan.npz": manifest["plan_file"]}
    for piece in manifest["chunks"]:
        files |= {f"{table}/{piece['first']:08d}.parquet": piece["files"][table] for table in manifest["tables"]}
    for name, told in files.items():
        try:
            found = entry(folder / name)
        except FileNotFoundError:
            yield name, "the manifest tells of this file, and it is missing"
            continue
        except OSError as error:
            yield name, f"cannot be read: {error.strerror}"
            continue
        if found["sha256"] != told["sha256"]:
            yield name, "is not the file that the manifest tells of: its bytes were swapped, cut or changed"


def _problem(where: str, what: str, remedy: str) -> Problem:
    return Problem(Place(where), what, remedy, "manifest")


def _wrong(told: dict[str, Any], keys: dict[str, Any], before: str) -> list[str]:
    return [
        f"{before}{key} is missing" if key not in told else f"{before}{key} is {type(told[key]).__name__}"
        for key, kind in keys.items()
        if not isinstance(told.get(key), kind) or (kind is int and isinstance(told.get(key), bool))
    ]
