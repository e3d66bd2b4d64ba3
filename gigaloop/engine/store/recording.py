"""Record a run into a folder piece by piece, go on after an interruption, read it back, or do it again and compare."""

from __future__ import annotations

import hashlib
import platform
import zipfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.engine.compiler import Lowering
from gigaloop.engine.plan import Plan
from gigaloop.engine.run import (
    BARGAIN,
    BARGAINS,
    CONCESSIONS,
    MEASURES,
    SUPPLY,
    WORLD_MEASURES,
    Kept,
    Run,
    index,
    layout,
    parts,
    sound,
    split,
    work,
)  # fmt: skip
from gigaloop.engine.setup import Setup
from gigaloop.engine.store import folder as place, proof, tables
from gigaloop.engine.store.private import named, replaced, stand_ins

#: paths of one file: few enough to lose little, many enough that the disk is seldom waited for
PIECE = 500
PACKAGES = ("numpy", "scipy", "numba", "llvmlite")


def record(
    book: Book,
    folder: Path | str,
    setup: Setup,
    *,
    keep: str = "parties",
    chunk: int = PIECE,
    resume: bool = False,
    threads: int | None = None,
    client: Any = None,
    progress: Callable[[int, int], None] | None = None,
    command: str = "",
    private: bool = False,
) -> dict[str, Any]:
    """Simulate into a folder: what happens on each path, as Parquet that others can read meanwhile; its manifest.

    folder    new, empty, or with this very run begun and `resume`: then only what is missing is simulated
    chunk     paths of one file, and of one task of a cluster's `client`
    keep      "parties", or "legs" to write each leg's payments by quarter too
    command   the command line, for the manifest
    private   let the ids of an overlay into the files; otherwise they are written as private-1, private-2, ...

    With an overlay the files can be read by their owner alone, whatever the umask. The files hold the same bits however
    often the run was interrupted. Raises InputError for a folder that holds another run, or one that is not what its
    manifest tells, that another process writes, or a disk that refuses; AuditError when books do not add up.
    """
    setup.check(book)
    if chunk < 1:
        raise Misread(f"chunk: {chunk} is below 1", "Keep at least one path in a file", id="paths")
    if keep not in ("parties", "legs"):
        raise Misread(f"keep: {keep!r} cannot be written", "Keep 'parties' or 'legs'", id="keep")
    folder = Path(folder).resolve()
    plan, numbering, made = work(book, setup)
    hidden = {} if private else stand_ins(book)
    names = named(made, hidden)
    manifest = _request(book, setup, hidden, names, plan) | {
        "chunk": chunk, "keep": keep, "command": replaced(command, hidden), "tables": tables.columns(keep), "chunks": []
    }  # fmt: skip
    with place.only_writer(folder, book.overlay):
        manifest["chunks"] = list(place.new_or_same(folder, manifest, resume))
        place.sweep(folder)
        if not manifest["chunks"]:
            place.whole(folder / place.PLAN, partial(_save_plan, plan), book.overlay)
        manifest["plan_file"] = proof.entry(folder / place.PLAN)
        if not manifest["chunks"]:
            place.write_manifest(folder, manifest)
        have = {piece["first"] for piece in manifest["chunks"]}
        done = sum(piece["paths"] for piece in manifest["chunks"])
        missing = [piece for piece in split(0, setup.paths, chunk) if piece[0] not in have]
        for first, size, out, flows in parts(plan, missing, seed=setup.seed, keep=keep, threads=threads, client=client):
            run = sound(Run(plan, setup.seed, first, out, flows / size, numbering, names))
            with ThreadPoolExecutor(len(manifest["tables"])) as pool:  # the disk confirms several as fast as one
                told = pool.map(partial(_write, folder, run, flows, names, book.overlay), manifest["tables"])
                files = dict(zip(manifest["tables"], told, strict=True))
            piece = {"first": first, "paths": size, "digest": tables.digest(out, flows), "files": files}
            manifest["chunks"] = sorted([*manifest["chunks"], piece], key=lambda piece: piece["first"])
            place.write_manifest(folder, manifest)
            done += size
            if progress is not None:
                progress(done, setup.paths)
    return manifest


def read(folder: Path | str, book: Book | None = None) -> Run:
    """The Run that a folder holds, bit for bit as it was simulated; every file is first held against the manifest.

    book   the book of the run, for the names that an overlay hid

    Raises InputError while paths are missing (other programs may read those that are there), and for a file that is
    missing, cut, swapped or changed.
    """
    folder = Path(folder)
    manifest = place.load_manifest(folder)
    paths, done = manifest["paths"], sum(piece["paths"] for piece in manifest["chunks"])
    if done < paths:
        raise Misread(f"{done} of {paths} paths are done", "Finish the run with --resume", str(folder), "manifest")
    proof.verify(folder, manifest)
    names, plan = _names(manifest, folder)
    numbering = index(plan)
    kept, flows = _stored(folder, manifest, manifest["chunks"], names, plan, len(numbering.slots))
    if book is not None:
        names = named(names, {mask: name for name, mask in stand_ins(book).items()})
    return Run(plan, manifest["seed"], 0, kept, flows / paths, numbering, names)


def _stored(
    folder: Path, manifest: dict[str, Any], pieces: list[dict[str, Any]], names: Lowering, plan: Plan, slots: int
) -> tuple[Kept, np.ndarray]:
    """What pieces of a run hold on disk, in the order of their paths, and the dollars paid (T, slots)."""
    firsts, p = [piece["first"] for piece in pieces], sum(piece["paths"] for piece in pieces)
    q, f, n = len(names.quarters), len(plan.followed), len(names.parties)

    def load(table: str, columns: Sequence[str]) -> dict[str, np.ndarray]:
        found = tables.load(table, columns, folder, firsts)
        rows = sum(piece["files"][table]["rows"] for piece in pieces)
        if len(next(iter(found.values()))) != rows:
            raise Misread(
                f"not the {rows} rows that the manifest tells of", proof.REMEDY, str(folder / table), "manifest"
            )
        return found

    def stacked(table: str, measures: tuple[str, ...], *shape: int) -> np.ndarray:
        whole = np.zeros(shape, layout(measures))
        for name, column in load(table, measures).items():
            whole[name] = column.reshape(shape)
        return whole

    losses = load("losses", ("credit", "equity", tables.position("defaulted", names.quarters)))
    legs = load("legs", ("paid", tables.position("first", names.quarters), "deferred", "rescued"))
    who = {"quarter": names.quarters, "debtor": names.parties, "claimant": names.parties}
    bargains = np.zeros((p, BARGAINS), layout(BARGAIN))
    bargains["quarter"] = -1
    told = load("bargain", ["path", "place", *(tables.position(b, who[b]) if b in who else b for b in BARGAIN)])
    for name in BARGAIN:
        bargains[name][told["path"] - firsts[0], told["place"]] = told[name]
    flows = np.zeros((q, slots), np.int64)
    paid = load("flows", ("slot", tables.position("quarter", names.quarters), "dollars"))
    np.add.at(flows, (paid["quarter"], paid["slot"]), paid["dollars"])
    payments = np.zeros((0, 0, 0), np.float32)
    if manifest["keep"] == "legs":
        payments = load("payments", ("paid",))["paid"].reshape(p, q, -1)
    kept = Kept(
        party=stacked("party", MEASURES, p, q, f),
        world=stacked("world", WORLD_MEASURES, p, q),
        audit=load("world", ("audit",))["audit"].reshape(p, q),
        outcome=load("outcome", ("outcome",))["outcome"],
        credit=losses["credit"].reshape(p, -1),
        equity=losses["equity"].reshape(p, -1),
        defaulted=losses["defaulted"].reshape(p, -1),
        leg_paid=legs["paid"].reshape(p, -1),
        leg_first=legs["first"].reshape(p, -1),
        legs=payments,
        cents=np.zeros((0, 0, 0)),
        paid=np.zeros((0, 0, 0)),
        conceded=stacked("losses", CONCESSIONS, p, n),
        leg_deferred=legs["deferred"].reshape(p, -1),
        leg_rescued=legs["rescued"].reshape(p, -1),
        bargains=bargains,
        supply=stacked("supply", SUPPLY, p, n),
    )
    return kept, flows


@dataclass(frozen=True)
class Again:
    """A run done a second time: how many paths, how many of them in pieces whose bits differ, and what has changed."""

    paths: int
    differing: int
    changes: tuple[str, ...]


def again(
    folder: Path | str,
    book: Book,
    *,
    threads: int | None = None,
    client: Any = None,
    progress: Callable[[int, int], None] | None = None,
) -> Again:
    """Do the run of a manifest again, nothing written, and compare every bit with the files and with the manifest.

    book   the book of the manifest, as of its day

    The same versions and book give the same bits. Raises InputError when a file is not the one the manifest tells of.
    """
    folder = Path(folder)
    found = place.load_manifest(folder)
    proof.verify(folder, found)
    hidden = stand_ins(book)
    shown = {mask: name for name, mask in hidden.items()}
    setup = Setup.of(_masked(found, shown))
    plan, numbering, made = work(book, setup)
    names = made if found["names"]["parties"] == list(made.parties) else named(made, hidden)
    request = _request(book, setup, hidden, names, plan) | {key: found[key] for key in ("chunk", "keep")}
    stored, of_then = _names(found, folder)
    there = {piece["first"]: piece for piece in found["chunks"]}
    pieces = [(piece["first"], piece["paths"]) for piece in found["chunks"]]
    done = differing = 0
    for first, size, out, flows in parts(
        plan, pieces, seed=found["seed"], keep=found["keep"], threads=threads, client=client
    ):
        sound(Run(plan, found["seed"], first, out, flows / size, numbering, made))
        on_disk = tables.digest(*_stored(folder, found, [there[first]], stored, of_then, len(index(of_then).slots)))
        differing += size * (not tables.digest(out, flows) == on_disk == there[first]["digest"])
        done += size
        if progress is not None:
            progress(done, found["paths"])
    return Again(done, differing, tuple(place.changes(found, request)))


def _write(folder: Path, run: Run, flows: np.ndarray, names: Lowering, private: bool, table: str) -> dict[str, Any]:
    """One table of a piece; what the manifest tells of it."""
    path, rows = folder / table / f"{run.first:08d}.parquet", []
    place.whole(path, lambda unfinished: rows.append(tables.write(table, unfinished, run, flows, names)), private)
    return proof.entry(path, rows[0])


def _request(book: Book, setup: Setup, hidden: Mapping[str, str], names: Lowering, plan: Plan) -> dict[str, Any]:
    """What a manifest says of the request, the versions and the machine."""
    from gigaloop import __version__

    told = {field.name: _plain(getattr(names, field.name)) for field in fields(names) if field.name != "plan"}
    return {
        "format": place.FORMAT,
        **_masked(setup.told(book), hidden),
        "plan": _plan_hash(plan),
        "versions": {"gigaloop": __version__, "python": platform.python_version()} | {p: version(p) for p in PACKAGES},
        "machine": _machine(),
        "names": told,
    }


def _masked(told: Mapping[str, Any], by: Mapping[str, str]) -> dict[str, Any]:
    """A manifest whose scenario and arguments name what `by` says instead."""
    return {**told, **{name: replaced(told[name], by) for name in ("scenario", "arguments")}}


def _machine() -> dict[str, Any]:
    """What of a machine may move the last bit: its kind, its C library, and the instructions that numpy uses on it."""
    simd = np.show_config(mode="dicts")["SIMD Extensions"]  # type: ignore[index]
    return {
        "kind": platform.machine(),
        "system": platform.system(),
        "libc": " ".join(platform.libc_ver()).strip(),
        "instructions": " ".join([*simd["baseline"], *simd.get("found", ())]),
    }


def _plain(value: Any) -> Any:
    """As JSON gives it back: tuples as lists, and what a mapping holds as text."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value if isinstance(value, str | int | float | None) else str(value)


def _names(manifest: dict[str, Any], folder: Path) -> tuple[Lowering, Plan]:
    try:
        with np.load(folder / place.PLAN, allow_pickle=False) as arrays:
            plan = Plan(**{name: arrays[name] for name in Plan._fields})
        told = {name: tuple(value) if isinstance(value, list) else value for name, value in manifest["names"].items()}
        return Lowering(plan=plan, **told), plan
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile) as error:
        raise Misread(
            f"{place.PLAN} and the names of the manifest are not of one run of this version: {error}",
            proof.REMEDY, str(folder), "manifest",
        ) from None  # fmt: skip


def _save_plan(plan: Plan, path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, **plan._asdict())


def _plan_hash(plan: Plan) -> str:
    found = hashlib.sha256()
    for name, array in plan._asdict().items():
        found.update(name.encode() + str(array.dtype).encode() + str(array.shape).encode() + array.tobytes())
    return f"sha256:{found.hexdigest()}"
