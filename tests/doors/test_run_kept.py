"""`run --out`, `--resume`, `--again` as a person types them: the words, the exit codes, and Ctrl-C half-way."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.doors.command import gigaloop

ROOT = Path(__file__).parents[2]
TINY = ("--book", "tiny", "--paths", "40")


def test_a_kept_run_answers_as_one_that_is_not_kept(capsys, tmp_path):
    kept = gigaloop(capsys, "run", "fewer-customers", *TINY, "--out", str(tmp_path / "run"), "--json")
    assert (kept.code, kept.err) == (0, f"written: {tmp_path / 'run'}\n")
    plain = gigaloop(capsys, "run", "--scenario", "fewer-customers", *TINY, "--json")
    assert json.loads(kept.out) == json.loads(plain.out)
    again = gigaloop(capsys, "run", "--again", str(tmp_path / "run"))
    assert (again.code, again.out) == (0, "40 paths done again: every bit is the same\n")


def test_done_again_with_another_result_it_ends_with_1(capsys, tmp_path):
    gigaloop(capsys, "run", *TINY, "--out", str(tmp_path / "run"))
    path = tmp_path / "run" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["chunks"][0]["digest"], manifest["versions"]["numba"] = "0" * 64, "0.1"
    path.write_text(json.dumps(manifest))
    again = gigaloop(capsys, "run", "--again", str(tmp_path / "run"))
    assert again.code == 1
    first, second = again.out.splitlines()
    assert first == "40 paths done again: 40 stand in files whose bits differ"
    assert second.startswith("  version of numba was 0.1 and is ")
    told = json.loads(gigaloop(capsys, "run", "--again", str(tmp_path / "run"), "--json").out)["again"]
    assert (told["paths"], told["differing"], len(told["changes"])) == (40, 40, 1)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--resume",), "command line  --resume has no folder.  Write for example --out out/run --resume.\n"),
        (
            ("revenue-miss", "--scenario", "rent-fall"),
            "command line  two scenarios are asked for: revenue-miss and rent-fall.  Name one.\n",
        ),
        (
            ("--again", "no/such"),
            "no/such  this is no run: there is no manifest.json.  Give a folder that 'gigaloop run --out' has made.\n",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(capsys, words, says):
    ended = gigaloop(capsys, "run", *words)
    assert (ended.code, ended.out, ended.err) == (2, "", says)


def test_ctrl_c_ends_with_130_and_leaves_a_folder_to_go_on_with(capsys, tmp_path):
    folder = tmp_path / "run"
    words = ["run", "--book", "tiny", "--paths", "20000", "--out", str(folder)]
    process = subprocess.Popen(
        [sys.executable, "-m", "gigaloop", *words], cwd=ROOT, env=os.environ | {"COLUMNS": "100"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests begun in the background ignore it
    )  # fmt: skip
    while process.poll() is None and not list(folder.glob("outcome/*.parquet")):
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err == (
        f"{folder} keeps the paths that are done; go on with --resume\ninterrupted; nothing was written half\n"
    )
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["command"].startswith("gigaloop run --book tiny --paths 20000 --out ")
    assert list(folder.rglob(".*.unfinished")) == []
    assert sum(piece["paths"] for piece in manifest["chunks"]) < 20000
    refused = gigaloop(capsys, *words)
    assert (refused.code, "go on with --resume" in refused.err.lower()) == (2, True)
