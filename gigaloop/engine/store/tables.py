"""Arrays of a piece of paths <-> long tables: one row a path, quarter and party, with names instead of numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gigaloop.book.problem import Misread
from gigaloop.engine.compiler import Lowering
from gigaloop.engine.plan import TAGS
from gigaloop.engine.run import BARGAIN, CONCESSIONS, MEASURES, OUTCOMES, SUPPLY, WORLD_MEASURES, Kept, Run
from gigaloop.words.notes import note

UNITS = {
    "gw": "GW", "status": "code: 0 live, 1 re-paced, 2 amended, 3 rescued, 4 defaulted", "rent": "USD per GPU-hour",
    "appetite": "code: 0 open, 1 tight, 2 shut", "efficiency": "ratio", "supply": "GW", "unserved_power": "GW",
    "unserved_chips": "GW", "unserved_memory": "GW", "unserved_capital": "GW", "asked": "GW", "audit": "cents",
    "clearing": "cents", "rate": "per year", "path": "number", "row": "row of the Plan's legs",
    "slot": "slot of the Plan", "survival": "probability", "place": "row of the path's record of bargains",
    "quarter": "calendar quarter", "defaulted": "calendar quarter, or none", "first": "calendar quarter, or none",
    "outcome": "code", "dollars": "USD, summed over the paths of the file", "repaced": "times", "amended": "times",
    "rescued": "times", "standing": "GW", "idle": "GW", "late": "GW",
    "stood": "GW-years", "idled": "GW-years", "delayed": "GW-years",
}  # fmt: skip
TEXT = ("party", "payer", "payee", "debtor", "claimant", "tag", "leg", "sentence")
#: table -> its columns
COLUMNS = {
    "party": ("path", "quarter", "party", *MEASURES),
    "world": ("path", "quarter", *WORLD_MEASURES),
    "losses": ("path", "party", "credit", "equity", "defaulted", *CONCESSIONS),
    "supply": ("path", "party", *SUPPLY),
    "legs": ("path", "row", "leg", "paid", "first", "deferred", "rescued"),
    "outcome": ("path", "outcome", "sentence"),
    "bargain": ("path", "place", *BARGAIN),
    "flows": ("slot", "payer", "payee", "tag", "quarter", "dollars"),
}
#: arrays of a Run that the tables hold, all but the payments to the cent, which are for few paths
KEPT = (
    *("party", "world", "audit", "outcome", "credit", "equity", "defaulted", "leg_paid", "leg_first", "legs"),
    *("conceded", "leg_deferred", "leg_rescued", "bargains", "supply"),
)
PAYMENTS = {"payments": ("path", "quarter", "row", "leg", "paid")}


def columns(keep: str) -> dict[str, list[dict[str, str]]]:
    """Every table of a run with the unit of each column, as the manifest tells it."""
    tables = COLUMNS | (PAYMENTS if keep == "legs" else {})
    return {
        table: [{"name": name, "unit": "" if name in TEXT else UNITS.get(name, "USD bn")} for name in names]
        for table, names in tables.items()
    }


def digest(kept: Kept, flows: np.ndarray) -> str:
    """sha256 over the bits of a piece's arrays: two runs are the same if these are."""
    found = hashlib.sha256()
    for name in KEPT:
        found.update(np.ascontiguousarray(getattr(kept, name)))
    found.update(np.ascontiguousarray(flows))
    return found.hexdigest()


def write(table: str, path: Path, run: Run, flows: np.ndarray, names: Lowering) -> int:
    """Write one table of a piece as Parquet; what is text there is a number in the array and gets its name here.

    Returns how many rows it has.
    """
    arrays, texts = _arrays(table, run, flows, names)
    chosen = [
        f"{_named(texts[name], name)} as {name}" if name in texts else name
        for name in (COLUMNS | PAYMENTS)[table]
    ]  # fmt: skip
    connection = connect()
    try:
        connection.register("piece", arrays)
        target = _quoted(str(path))
        told = connection.execute(
            f"copy (select {', '.join(chosen)} from piece) to {target} (format parquet, compression zstd)"
        ).fetchone()
        return int(told[0])
    finally:
        connection.close()


def load(table: str, names: Sequence[str], folder: Path, firsts: Sequence[int]) -> dict[str, np.ndarray]:
    """Columns of a table over the pieces that begin with these paths, in order; other files of the folder count as
    absent. A quarter comes back as its number, -1 for none.

    Raises InputError for a file that is no table of ours, KeyboardInterrupt when reading is interrupted.
    """
    import duckdb

    files = [str(folder / table / f"{first:08d}.parquet") for first in firsts]
    connection = connect()
    try:
        told = connection.execute(f"select {', '.join(names)} from read_parquet({_list(files)})").fetchnumpy()
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        raise Misread(
            f"cannot be read: {str(error).splitlines()[0]}",
            "Run it again into a new --out", str(folder / table), "manifest",
        ) from None  # fmt: skip
    finally:
        connection.close()
    return {name: np.ma.getdata(column) for name, column in told.items()}


def position(name: str, words: Sequence[str]) -> str:
    """The SQL for the number of a word: its place in `words`, -1 for none."""
    return f"cast(coalesce(list_position({_list(words)}, {name}), 0) - 1 as smallint) as {name}"


def connect() -> Any:
    """A DuckDB in memory, of one thread, that keeps the order of rows and puts nothing beside the files it is given."""
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 1, "preserve_insertion_order": True, "temp_directory": ""})


def _arrays(
    table: str, run: Run, flows: np.ndarray, names: Lowering
) -> tuple[dict[str, np.ndarray], dict[str, Sequence[str]]]:
    """The columns of a table as arrays of numbers, and for those that are text the words behind the numbers."""
    p, q = run.paths, len(names.quarters)
    path = np.arange(run.first, run.first + p, dtype=np.int64)
    followed = tuple(names.parties[n] for n in run.plan.followed)
    quarter = np.arange(q, dtype=np.int32)
    match table:
        case "party":
            f = len(followed)
            where = {"path": np.repeat(path, q * f), "quarter": np.tile(np.repeat(quarter, f), p)}
            where["party"] = np.tile(np.arange(f, dtype=np.int32), p * q)
            return where | _split(run.party), {"quarter": names.quarters, "party": followed}
        case "world":
            where = {"path": np.repeat(path, q), "quarter": np.tile(quarter, p)}
            told = _split(run.world) | {"audit": run.audit.ravel()}
            return where | told, {"quarter": names.quarters}
        case "losses":
            n = len(names.parties)
            told = {"path": np.repeat(path, n), "party": np.tile(np.arange(n, dtype=np.int32), p)}
            told |= {name: getattr(run, name).ravel() for name in ("credit", "equity", "defaulted")}
            return told | _split(run.conceded), {"party": names.parties, "defaulted": names.quarters}
        case "supply":
            n = len(names.parties)
            told = {"path": np.repeat(path, n), "party": np.tile(np.arange(n, dtype=np.int32), p)}
            return told | _split(run.supply), {"party": names.parties}
        case "legs":
            rows = np.tile(np.arange(len(names.legs), dtype=np.int32), p)
            told = {"path": np.repeat(path, len(names.legs)), "row": rows, "leg": rows}
            told |= {"paid": run.leg_paid.ravel(), "first": run.leg_first.ravel()}
            told |= {"deferred": run.leg_deferred.ravel(), "rescued": run.leg_rescued.ravel()}
            return told, {"leg": names.legs, "first": names.quarters}
        case "payments":
            rows = np.tile(np.arange(len(names.legs), dtype=np.int32), p * q)
            told = {"path": np.repeat(path, q * len(names.legs)), "row": rows, "leg": rows, "paid": run.legs.ravel()}
            told["quarter"] = np.tile(np.repeat(quarter, len(names.legs)), p)
            return told, {"leg": names.legs, "quarter": names.quarters}
        case "outcome":
            told = {"path": path, "outcome": run.outcome, "sentence": run.outcome}
            return told, {"sentence": [str(note(f"outcome.{name}")) for _, name in sorted(OUTCOMES.items())]}
        case "bargain":
            which, spot = np.nonzero(run.bargains["quarter"] >= 0)
            told = {"path": path[which], "place": spot} | _split(run.bargains[which, spot])
            told |= {name: told[name].astype(np.int64) for name in ("quarter", "debtor", "claimant")}
            return told, {"quarter": names.quarters, "debtor": names.parties, "claimant": names.parties}
        case "flows":
            t, s = np.nonzero(flows)
            told = {"slot": s, "quarter": t, "dollars": flows[t, s]}
            told |= {name: run.slots[name][s] for name in ("payer", "payee", "tag")}
            return told, {"payer": names.parties, "payee": names.parties, "tag": TAGS, "quarter": names.quarters}
    raise ValueError(f"a run has no table {table!r}")


def _split(array: np.ndarray) -> dict[str, np.ndarray]:
    return {name: np.ascontiguousarray(array[name].ravel()) for name in array.dtype.names}


def _named(words: Sequence[str], name: str) -> str:
    """The SQL for the word of a number; a number below 0 has none."""
    return f"case when {name} < 0 then null else {_list(words)}[{name} + 1] end"


def _list(words: Sequence[str]) -> str:
    return "([" + ", ".join(map(_quoted, words)) + "]::varchar[])"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
