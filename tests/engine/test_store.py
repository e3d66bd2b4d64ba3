"""A run on disk: the same bits back, files whole or absent whenever the process is killed or the disk is full."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import duckdb
import numpy as np
import pandas
import polars
import pytest

from gigaloop.book.file import load
from gigaloop.book.problem import InputError
from gigaloop.engine import store
from gigaloop.engine.kernel.state import Kept
from gigaloop.engine.run import AuditError, Run, simulate
from gigaloop.engine.setup import Setup
from gigaloop.engine.store import again, fetch, folder as place, load_manifest, read, record, recording, send

ROOT = Path(__file__).parents[2]
PATHS, CHUNK = 60, 20
#: every array of a Run, so that one that is new and not written is noticed
ARRAYS = [*Kept._fields, "slots", *(field.name for field in fields(Run) if field.type in (np.ndarray, "np.ndarray"))]


@pytest.fixture(scope="module")
def book():
    return load("tiny")


@pytest.fixture(scope="module")
def simulated(book):
    return simulate(book, paths=PATHS, keep="legs")


@pytest.fixture
def recorded(book, tmp_path):
    record(book, tmp_path / "run", Setup(paths=PATHS), chunk=CHUNK, keep="legs", command="gigaloop run")
    return tmp_path / "run"


def different(one, other):
    """Names of the arrays of two Runs whose bits, types or shapes differ."""
    pairs = [(name, getattr(one, name), getattr(other, name)) for name in ARRAYS]
    pairs += [(f"plan.{name}", getattr(one.plan, name), getattr(other.plan, name)) for name in one.plan._fields]
    return [n for n, a, b in pairs if (a.dtype, a.shape, a.tobytes()) != (b.dtype, b.shape, b.tobytes())]


def contents(folder):
    """Every file of a run and its bytes, the writer's hold and the manifest apart."""
    kept = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in (".writer", "manifest.json")]
    return {str(p.relative_to(folder)): p.read_bytes() for p in kept}


def half_written(folder):
    """What does not hold in a folder at rest: a named file that is absent, a file that cannot be read whole."""
    if not (folder / "manifest.json").exists():
        return []
    manifest = load_manifest(folder)
    found = [f"{name} is absent" for name in place.files(manifest) if not (folder / name).exists()]
    for path in folder.rglob("*.parquet"):
        try:
            paths = duckdb.sql(f"select * from '{path}'").fetchnumpy()
        except duckdb.Error as error:
            found.append(f"{path.name}: {error}")
            continue
        if path.parent.name == "outcome" and len(paths["path"]) != manifest["chunk"]:
            found.append(f"{path.name} has {len(paths['path'])} paths")
    return found


def test_a_run_comes_back_bit_for_bit(recorded, simulated):
    back = read(recorded)
    assert different(back, simulated) == []
    assert back.lowering.parties == simulated.lowering.parties and back.lowering.quarters == simulated.lowering.quarters


def test_every_array_of_a_run_is_written_or_is_for_few_paths():
    assert {*store.tables.KEPT, "cents", "paid", "flows", "slots"} == set(ARRAYS)


def test_a_bit_that_was_changed_is_seen(recorded, simulated, monkeypatch):
    monkeypatch.setattr(store.proof, "verify", lambda folder, manifest: None)  # believed: the bits still differ
    party = recorded / "party" / "00000020.parquet"
    other = party.with_name("other")
    duckdb.sql(f"copy (select * replace (cash + 1e-6::float as cash) from '{party}') to '{other}' (format parquet)")
    other.replace(party)
    assert different(read(recorded), simulated) == ["party"]


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


FAULTS = {
    "missing": (lambda run: (run / "party" / "00000020.parquet").unlink(), "it is missing"),
    "swapped": (
        lambda run: shutil.copy(run / "party" / "00000040.parquet", run / "party" / "00000020.parquet"),
        "bytes were swapped, cut or changed",
    ),
    "cut": (lambda run: cut(run / "world" / "00000000.parquet"), "bytes were swapped, cut or changed"),
    "plan": (lambda run: cut(run / "plan.npz"), "bytes were swapped, cut or changed"),
    "manifest": (
        lambda run: edit(run, lambda told: told.pop("paths")),
        "manifest.json cannot be used: paths is missing",
    ),
    "piece": (
        lambda run: edit(run, lambda told: told["chunks"][1].pop("files")),
        r"manifest.json cannot be used: chunks\[1\]",
    ),
    "twice": (
        lambda run: edit(run, lambda told: told["chunks"].append(told["chunks"][0])),
        "chunks name paths 0 to 19 twice",
    ),
    "no text": (lambda run: (run / "manifest.json").write_bytes(b"\xff\xfe"), "manifest.json is no text"),
}


def edit(run, change):
    manifest = json.loads((run / "manifest.json").read_text())
    change(manifest)
    (run / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_run_that_is_not_what_its_manifest_tells_is_refused(book, recorded, tmp_path, fault):
    change, says = FAULTS[fault]
    change(recorded)
    before = contents(recorded)
    for use in (
        lambda: read(recorded),
        lambda: again(recorded, book),
        lambda: record(book, recorded, Setup(paths=PATHS), chunk=CHUNK, keep="legs", resume=True),
        lambda: send(recorded, f"file://{tmp_path}/far"),
    ):
        with pytest.raises(InputError, match=says):
            use()
    assert contents(recorded) == before


def test_a_file_and_its_digest_forged_together_are_seen_by_doing_it_again(book, recorded):
    party = recorded / "party" / "00000020.parquet"
    other = party.with_name("other")
    duckdb.sql(f"copy (select * replace (revenue / 3 as revenue) from '{party}') to '{other}' (format parquet)")
    other.replace(party)
    forged = store.proof.entry(party)["sha256"]
    edit(recorded, lambda told: told["chunks"][1]["files"]["party"].update(sha256=forged))
    assert again(recorded, book).differing == CHUNK


def test_a_file_that_the_manifest_does_not_name_counts_as_absent(recorded, simulated):
    shutil.copy(recorded / "party" / "00000000.parquet", recorded / "party" / "00000099.parquet")
    assert different(read(recorded), simulated) == []


def test_reading_interrupted_is_an_interruption(recorded, monkeypatch):
    class Stopped:
        def execute(self, text):
            raise duckdb.InterruptException("INTERRUPT Error: Interrupted!")

        def close(self):
            pass

    monkeypatch.setattr(store.tables, "connect", Stopped)
    with pytest.raises(KeyboardInterrupt):
        read(recorded)


@pytest.fixture
def private_book(tmp_path, book):
    """tiny with one leg that only an overlay knows."""
    deals = tmp_path / "mine" / "deals"
    deals.mkdir(parents=True)
    told = next(leg for leg in book.legs.values() if leg.kind == "compute_purchase")
    (deals / "quiet.yaml").write_text(
        "format: 1\ndeal: quiet\nname: {en: Quiet, zh-Hant: Quiet, zh-Hans: Quiet}\nlegs:\n"
        f"- leg: quiet-leg\n  kind: compute_purchase\n  from: {told.payer}\n  to: {told.payee}\n  steps:\n"
        f"  - {{stage: signed, happened: {book.as_of}, known: {book.as_of}, sources: [{told.sources[0]}], "
        "amount: 1 bn USD, term: 4 years}\n"
    )
    return load("tiny", overlay=tmp_path / "mine")


def test_private_ids_stay_out_of_a_kept_run_unless_asked(tmp_path, private_book):
    """Neither manifest nor Parquet names what only the overlay knows, and nobody else may read the files."""
    old = os.umask(0)
    try:
        record(private_book, tmp_path / "run", Setup(paths=20), command="gigaloop run quiet-leg")
        record(private_book, tmp_path / "open", Setup(paths=20), private=True)
    finally:
        os.umask(old)

    def text(folder):
        names = duckdb.sql(f"select distinct leg from '{folder}/legs/*.parquet'").fetchall()
        return (folder / "manifest.json").read_text() + str(names)

    assert "quiet-leg" not in text(tmp_path / "run") and "private-2" in text(tmp_path / "run")
    assert "quiet-leg" in text(tmp_path / "open")
    assert {oct(p.stat().st_mode & 0o777) for p in (tmp_path / "run").rglob("*") if p.is_file()} == {"0o600"}
    assert (tmp_path / "run").stat().st_mode & 0o077 == 0
    assert "quiet-leg" in read(tmp_path / "run", private_book).lowering.legs
    assert again(tmp_path / "run", private_book) == store.Again(20, 0, ())


def test_the_tables_are_long_and_readable_by_three_programs(recorded, simulated):
    expected = simulated.party["cash"][:, 4, 0].astype(float)
    who, when = simulated.lowering.parties[simulated.plan.followed[0]], simulated.lowering.quarters[4]
    files = str(recorded / "party" / "*.parquet")
    where = f"party = '{who}' and quarter = '{when}'"
    by_duckdb = duckdb.sql(f"select cash from '{files}' where {where} order by path").fetchnumpy()["cash"]
    by_polars = polars.read_parquet(files).filter((polars.col("party") == who) & (polars.col("quarter") == when))
    frames = pandas.concat([duckdb.sql(f"select * from '{f}'").df() for f in sorted((recorded / "party").iterdir())])
    by_pandas = frames[(frames.party == who) & (frames.quarter == when)]
    assert by_duckdb == pytest.approx(expected)
    assert by_polars.sort("path")["cash"].to_numpy() == pytest.approx(expected)
    assert by_pandas.cash.to_numpy() == pytest.approx(expected)


def test_mean_payments_are_the_sums_of_the_files_over_paths(recorded, simulated):
    found = duckdb.sql(f"select sum(dollars) / {PATHS} / 1e9 from '{recorded}/flows/*.parquet'").fetchall()[0][0]
    assert found == pytest.approx(sum(row[-1] for row in simulated.flow_rows()))


def test_the_manifest_says_what_was_run(recorded, book):
    manifest = load_manifest(recorded)
    assert manifest["book"] == book.hash and manifest["as_of"] == book.as_of.isoformat()
    assert (manifest["scenario"], manifest["seed"], manifest["paths"]) == ("base", 1, PATHS)
    assert manifest["command"] == "gigaloop run"
    assert set(manifest["versions"]) == {"gigaloop", "python", "numpy", "scipy", "numba", "llvmlite"}
    for table, columns in manifest["tables"].items():
        file = recorded / table / "00000000.parquet"
        names = [row[0] for row in duckdb.sql(f"describe select * from '{file}'").fetchall()]
        assert names == [column["name"] for column in columns]
    units = {column["name"]: column["unit"] for column in manifest["tables"]["party"]}
    assert (units["cash"], units["gw"]) == ("USD bn", "GW")


def test_an_interrupted_run_goes_on_and_ends_in_the_same_files(book, recorded, tmp_path):
    def stop(done, paths):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(book, tmp_path / "two", Setup(paths=PATHS), chunk=CHUNK, keep="legs", threads=1, progress=stop)
    assert [piece["first"] for piece in load_manifest(tmp_path / "two")["chunks"]] == [0]
    assert half_written(tmp_path / "two") == []
    with pytest.raises(InputError, match="20 of 60 paths are done"):
        read(tmp_path / "two")
    seen = []
    record(
        book,
        tmp_path / "two",
        Setup(paths=PATHS),
        chunk=CHUNK,
        keep="legs",
        resume=True,
        progress=lambda n, of: seen.append(n),
    )
    assert seen == [40, 60]
    assert contents(tmp_path / "two") == contents(recorded)
    assert load_manifest(tmp_path / "two")["chunks"] == load_manifest(recorded)["chunks"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"seed": 2}, "the folder holds another run: seed was 1 and is 2"),
        ({"paths": 80}, "the folder holds another run: paths was 60 and is 80"),
        ({"scenario": "fewer-customers"}, "the folder holds another run: scenario was base and is fewer-customers"),
        ({}, "the folder already holds this run, 60 of 60 paths"),
    ],
)
def test_another_request_is_refused(book, recorded, change, says):
    before = contents(recorded)
    with pytest.raises(InputError) as refused:
        asked, resume = Setup(**({"paths": PATHS} | change)), change != {}
        record(book, recorded, asked, chunk=CHUNK, keep="legs", resume=resume)
    assert refused.value.problems[0].message == says
    assert contents(recorded) == before


def test_a_folder_of_something_else_is_refused(book, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match=r"the folder is not empty and holds no run: thesis\.txt"):
        record(book, tmp_path, Setup(paths=20))
    assert [p.name for p in tmp_path.iterdir() if p.name != ".writer"] == ["thesis.txt"]


def test_two_writers_are_one_too_many(book, tmp_path):
    with place.only_writer(tmp_path), pytest.raises(InputError, match="another process writes this run"):
        record(book, tmp_path, Setup(paths=20))


def test_done_again_every_bit_is_the_same(book, recorded):
    assert again(recorded, book) == store.Again(PATHS, 0, ())


def test_done_again_elsewhere_it_says_what_changed(book, recorded):
    manifest = json.loads((recorded / "manifest.json").read_text())
    manifest["versions"]["numba"], manifest["machine"]["kind"] = "0.1", "abacus"
    manifest["chunks"][1]["digest"] = "0" * 64
    (recorded / "manifest.json").write_text(json.dumps(manifest))
    found = again(recorded, book)
    assert (found.paths, found.differing) == (PATHS, CHUNK)
    assert [change.split(" was ")[0] for change in found.changes] == ["version of numba", "machine's kind"]


def test_killed_at_any_moment_files_are_whole_or_absent(tmp_path, book):
    """A real process, killed again and again while it writes, then let to its end."""
    folder, kills = tmp_path / "run", 0
    words = [sys.executable, "-m", "tests.engine.recorder", str(folder), "240", "20"]
    for wait in (0.0, 0.02, 0.05):
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL)
        before = len(list(folder.rglob("*.parquet"))) if folder.exists() else 0
        while process.poll() is None and len(list(folder.rglob("*.parquet"))) <= before:
            time.sleep(0.002)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        assert half_written(folder) == []
    assert kills >= 2
    assert subprocess.run(words, cwd=ROOT).returncode == 0
    assert half_written(folder) == [] and list(folder.rglob(".*.unfinished")) == []
    record(book, tmp_path / "whole", Setup(paths=240), chunk=20)
    assert contents(folder) == contents(tmp_path / "whole")


@pytest.mark.parametrize("step", range(0, 14))
def test_stopped_at_each_step_the_run_goes_on(book, tmp_path, monkeypatch, step):
    """As a kill between any two renames: the one that comes next never happens."""
    rename, done = os.replace, []

    def renamed(source, target):
        if len(done) == step:
            raise SystemExit("killed")
        done.append(target)
        rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(place.os, "replace", renamed)
        with pytest.raises(SystemExit):
            record(book, tmp_path / "run", Setup(paths=40), chunk=20, threads=1)
    assert half_written(tmp_path / "run") == []
    record(book, tmp_path / "run", Setup(paths=40), chunk=20, threads=1, resume=True)
    assert different(read(tmp_path / "run"), simulate(book, paths=40)) == []


def test_a_file_that_hits_a_limit_leaves_nothing_half(tmp_path):
    """A real process that may write no file above 20,000 bytes: the disk's refusal, without a disk to fill."""
    folder = tmp_path / "run"
    words = [sys.executable, "-m", "tests.engine.recorder", str(folder), "200", "100", "20000"]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 2, ended.stderr
    assert "cannot be written" in ended.stdout and str(folder) in ended.stdout
    assert ended.stdout.strip().endswith("or give another --out.")
    assert half_written(folder) == [] and list(folder.rglob(".*.unfinished")) == []
    assert subprocess.run(words[:-1], cwd=ROOT).returncode == 0
    assert sum(piece["paths"] for piece in load_manifest(folder)["chunks"]) == 200


@pytest.mark.parametrize("name", ["plan.npz", "manifest.json", "00000020.parquet"])
def test_a_full_disk_is_told_with_its_place(book, tmp_path, monkeypatch, name):
    sync = place._sync

    def full(path):
        if path.name == f".{name}.unfinished":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(path)

    with monkeypatch.context() as patch:
        patch.setattr(place, "_sync", full)
        with pytest.raises(InputError) as refused:
            record(book, tmp_path / "run", Setup(paths=40), chunk=20, threads=1)
    [problem] = refused.value.problems
    assert problem.message == f"{name} cannot be written: No space left on device"
    assert problem.place.file.startswith(str(tmp_path / "run"))
    assert half_written(tmp_path / "run") == [] and list(tmp_path.rglob(".*.unfinished")) == []
    record(book, tmp_path / "run", Setup(paths=40), chunk=20, resume=True)
    assert half_written(tmp_path / "run") == []


def test_a_cut_file_would_be_noticed(recorded):
    path = recorded / "world" / "00000020.parquet"
    path.write_bytes(path.read_bytes()[:-10])
    assert [line.split(":")[0] for line in half_written(recorded)] == ["00000020.parquet"]
    path.unlink()
    assert half_written(recorded) == ["world/00000020.parquet is absent"]


def test_nothing_is_written_of_books_that_do_not_add_up(book, tmp_path, monkeypatch):
    def unsound(*arguments, **more):
        for first, size, out, flows in parts(*arguments, **more):
            out.audit[-1, 2] = 1.0
            yield first, size, out, flows

    parts = recording.parts
    monkeypatch.setattr(recording, "parts", unsound)
    with pytest.raises(AuditError, match="path 19, quarter 2"):
        record(book, tmp_path / "run", Setup(paths=40), chunk=20, threads=1)
    assert list(tmp_path.rglob("*.parquet")) == [] and load_manifest(tmp_path / "run")["chunks"] == []


@pytest.mark.parametrize("scheme", ["memory://bucket/run", "file://{}/far"])
def test_a_run_goes_to_object_storage_and_back(recorded, simulated, tmp_path, scheme):
    url = scheme.format(tmp_path)
    assert send(recorded, url) == fetch(url, tmp_path / "back") == 2 + 3 * 9
    assert different(read(tmp_path / "back"), simulated) == []
    assert contents(tmp_path / "back") == contents(recorded)


def test_a_storage_that_holds_no_run_is_told(tmp_path):
    with pytest.raises(InputError, match=r"memory://bucket/none  the storage refuses"):
        fetch("memory://bucket/none", tmp_path / "back")
    with pytest.raises(InputError, match="this is no run: there is no manifest"):
        send(tmp_path, "memory://bucket/x")
    assert np.array_equal(list(tmp_path.iterdir()), [])
