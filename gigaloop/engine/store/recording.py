"""Record a run into a folder piece by piece, go on after an interruption, read it back, or do it again and compare."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from gigaloop.book.model import Book
from gigaloop.book.problem import single
from gigaloop.engine.compiler import Lowering, compile_plan
from gigaloop.engine.plan import Plan
from gigaloop.engine.run import (
    BARGAIN,
    BARGAINS,
    CONCESSIONS,
    MEASURES,
    SUPPLY,
    WORLD_MEASURES,
    AuditError,
    Run,
    index,
    parts,
    planners,
    split,
)
from gigaloop.engine.store import folder as place
from gigaloop.engine.store import tables

#: paths of one file: few enough to lose little, many enough that the disk is seldom waited for
PIECE = 500
PACKAGES = ("numpy", "scipy", "numba", "llvmlite")


def record(
    book: Book,
    folder: Path | str,
    scenario: str | None = None,
    *,
    paths: int = 10_000,
    seed: int = 1,
    settings: Mapping[str, Any] | None = None,
    mode: str = "going",
    switches: Mapping[str, int] | None = None,
    keep: str = "parties",
    chunk: int = PIECE,
    resume: bool = False,
    threads: int | None = None,
    client: Any = None,
    progress: Callable[[int, int], None] | None = None,
    command: str = "",
) -> dict[str, Any]:
    """Simulate into a folder: what happens on each path, as Parquet that others can read meanwhile; its manifest.

    folder    new, empty, or with this very run begun and `resume`: then only what is missing is simulated
    chunk     paths of one file, and of one task of a cluster's `client`
    keep      "parties", or "legs" to write each leg's payments by quarter too
    command   the command line, for the manifest

    The files hold the same bits however often the run was interrupted. Raises InputError for a folder that holds
    another run, that another process writes, or a disk that refuses; AuditError when books do not add up.
    """
    if paths < 1 or chunk < 1:
        raise single(f"--paths: {min(paths, chunk)} is below 1", "Draw at least one path", rule="paths")
    if keep not in ("parties", "legs"):
        raise single(f"keep: {keep!r} cannot be written", "Keep 'parties' or 'legs'", rule="keep")
    folder = Path(folder).resolve()
    names = compile_plan(book, scenario, settings=settings, mode=mode, switches=switches)
    numbering = index(names.plan)
    plan = planners(names.plan, numbering)
    manifest = _request(book, names, plan, switches or {}) | {
        "seed": seed, "paths": paths, "chunk": chunk, "keep": keep, "command": command,
        "tables": tables.columns(keep), "chunks": [],
    }  # fmt: skip
    with place.only_writer(folder):
        manifest["chunks"] = list(place.new_or_same(folder, manifest, resume))
        place.sweep(folder)
        if not manifest["chunks"]:
            place.whole(folder / place.PLAN, partial(_save_plan, plan))
            place.write_manifest(folder, manifest)
        have = {piece["first"] for piece in manifest["chunks"]}
        done = sum(piece["paths"] for piece in manifest["chunks"])
        missing = [piece for piece in split(0, paths, chunk) if piece[0] not in have]
        for first, size, out, flows in parts(plan, missing, seed=seed, keep=keep, threads=threads, client=client):
            run = _sound(Run(plan, seed, first, *out, flows / size, numbering.slots, names))
            with ThreadPoolExecutor(
                len(manifest["tables"])
            ) as pool:  # the disk confirms several at once as fast as one
                list(pool.map(partial(_write, folder, run, flows, names), manifest["tables"]))
            manifest["chunks"].append({"first": first, "paths": size, "digest": tables.digest(run, flows)})
            manifest["chunks"].sort(key=lambda piece: piece["first"])
            place.write_manifest(folder, manifest)
            done += size
            if progress is not None:
                progress(done, paths)
    return manifest


def read(folder: Path | str) -> Run:
    """The Run that a folder holds, bit for bit as it was simulated.

    Raises InputError while paths are missing: other programs may read those that are there.
    """
    folder = Path(folder)
    manifest = place.load_manifest(folder)
    paths, done = manifest["paths"], sum(piece["paths"] for piece in manifest["chunks"])
    if done < paths:
        raise single(f"{done} of {paths} paths are done", "Finish the run with --resume", str(folder), "manifest")
    names, plan = _names(manifest, folder)
    p, q, f = paths, len(names.quarters), len(plan.followed)
    load = partial(tables.load, folder=folder)
    numbering = index(plan)

    def stacked(table: str, measures: tuple[str, ...]) -> np.ndarray:
        found = load(table, names=measures)
        return np.stack([found[name] for name in measures], axis=-1).astype(np.float32, copy=False)

    losses = load("losses", names=("credit", "equity", tables.position("defaulted", names.quarters)))
    legs = load("legs", names=("paid", tables.position("first", names.quarters), "deferred", "rescued"))
    who = {"quarter": names.quarters, "debtor": names.parties, "claimant": names.parties}
    bargains = np.zeros((p, BARGAINS, len(BARGAIN)), np.float32)
    bargains[:, :, 0] = -1
    told = load("bargain", names=["path", "place", *(tables.position(n, who[n]) if n in who else n for n in BARGAIN)])
    bargains[told["path"], told["place"]] = np.stack([told[name] for name in BARGAIN], axis=-1)
    flows = np.zeros((q, len(numbering.slots)), np.int64)
    paid = load("flows", names=("slot", tables.position("quarter", names.quarters), "dollars"))
    np.add.at(flows, (paid["quarter"], paid["slot"]), paid["dollars"])
    payments = np.zeros((0, 0, 0), np.float32)
    if manifest["keep"] == "legs":
        payments = load("payments", names=("paid",))["paid"].reshape(p, q, -1)
    return Run(
        plan=plan,
        seed=manifest["seed"],
        first=0,
        party=stacked("party", MEASURES).reshape(p, q, f, -1),
        world=stacked("world", WORLD_MEASURES).reshape(p, q, -1),
        audit=load("world", names=("audit",))["audit"].reshape(p, q),
        outcome=load("outcome", names=("outcome",))["outcome"],
        credit=losses["credit"].reshape(p, -1),
        equity=losses["equity"].reshape(p, -1),
        defaulted=losses["defaulted"].reshape(p, -1),
        leg_paid=legs["paid"].reshape(p, -1),
        leg_first=legs["first"].reshape(p, -1),
        legs=payments,
        cents=np.zeros((0, 0, 0)),
        paid=np.zeros((0, 0, 0)),
        conceded=stacked("losses", CONCESSIONS).reshape(p, len(names.parties), -1),
        leg_deferred=legs["deferred"].reshape(p, -1),
        leg_rescued=legs["rescued"].reshape(p, -1),
        bargains=bargains,
        supply=stacked("supply", SUPPLY).reshape(p, len(names.parties), -1),
        flows=flows / p,
        slots=numbering.slots,
        lowering=names,
    )


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
    """Do the run of a manifest again, nothing written, and compare every bit; the same versions and book give the same.

    book   the book of the manifest, as of its day
    """
    found = place.load_manifest(Path(folder))
    names = compile_plan(
        book, found["scenario"], settings=found["arguments"], mode=found["mode"], switches=found["switches"]
    )
    numbering = index(names.plan)
    plan = planners(names.plan, numbering)
    asked = ("seed", "paths", "chunk", "keep")
    request = _request(book, names, plan, found["switches"]) | {key: found[key] for key in asked}
    digests = {piece["first"]: piece["digest"] for piece in found["chunks"]}
    pieces = [(piece["first"], piece["paths"]) for piece in found["chunks"]]
    done = differing = 0
    for first, size, out, flows in parts(
        plan, pieces, seed=found["seed"], keep=found["keep"], threads=threads, client=client
    ):
        run = _sound(Run(plan, found["seed"], first, *out, flows / size, numbering.slots, names))
        differing += size * (tables.digest(run, flows) != digests[first])
        done += size
        if progress is not None:
            progress(done, found["paths"])
    return Again(done, differing, tuple(place.changes(found, request)))


def _write(folder: Path, run: Run, flows: np.ndarray, names: Lowering, table: str) -> None:
    """One table of a piece."""
    path = folder / table / f"{run.first:08d}.parquet"
    place.whole(path, lambda unfinished: tables.write(table, unfinished, run, flows, names))


def _request(book: Book, names: Lowering, plan: Plan, switches: Mapping[str, int]) -> dict[str, Any]:
    """What a manifest says of the book, the scenario, the versions and the machine."""
    from gigaloop import __version__

    told = {field.name: _plain(getattr(names, field.name)) for field in fields(names) if field.name != "plan"}
    return {
        "format": place.FORMAT,
        "book": book.hash,
        "book_name": book.name,
        "shelf": _shelf(book),
        "as_of": book.as_of.isoformat(),
        "overlay": book.overlay,
        "scenario": names.scenario,
        "arguments": _plain(names.arguments),
        "mode": names.mode,
        "switches": dict(switches),
        "plan": _plan_hash(plan),
        "versions": {"gigaloop": __version__, "python": platform.python_version()} | {p: version(p) for p in PACKAGES},
        "machine": _machine(),
        "names": told,
    }


def _machine() -> dict[str, Any]:
    """What of a machine may move the last bit: its kind, its C library, and the instructions that numpy uses on it."""
    simd = np.show_config(mode="dicts")["SIMD Extensions"]  # type: ignore[index]
    return {
        "kind": platform.machine(),
        "system": platform.system(),
        "libc": " ".join(platform.libc_ver()).strip(),
        "instructions": " ".join([*simd["baseline"], *simd.get("found", ())]),
    }


def _shelf(book: Book) -> str:
    """How the book is asked for again: a shipped one by its name, another by its path."""
    return book.path.name if book.path.parent.name in ("books", "examples") else str(book.path)


def _plain(value: Any) -> Any:
    """As JSON gives it back: tuples as lists, and what a mapping holds as text."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value if isinstance(value, str | int | float | None) else str(value)


def _names(manifest: dict[str, Any], folder: Path) -> tuple[Lowering, Plan]:
    with np.load(folder / place.PLAN, allow_pickle=False) as arrays:
        plan = Plan(**{name: arrays[name] for name in Plan._fields})
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in manifest["names"].items()}
    return Lowering(plan=plan, **told), plan


def _save_plan(plan: Plan, path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, **plan._asdict())


def _plan_hash(plan: Plan) -> str:
    found = hashlib.sha256()
    for name, array in plan._asdict().items():
        found.update(name.encode() + str(array.dtype).encode() + str(array.shape).encode() + array.tobytes())
    return f"sha256:{found.hexdigest()}"


def _sound(run: Run) -> Run:
    broken = np.argwhere(run.audit != 0.0)
    if broken.size:
        raise AuditError(run, *broken[0])
    return run
