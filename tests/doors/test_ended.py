"""A command that is ended in the middle leaves the old file, or the whole new one, and nothing beside it."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

#: a file that is written by `place`, by a process that is asked to end while it computes, or while it writes
WRITES = """
import os, signal, sys
from contextlib import nullcontext
from pathlib import Path
from gigaloop.cli import paper

how, when, at = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
signal.signal(how, signal.default_int_handler if how == signal.SIGINT else signal.SIG_DFL)  # whoever began this run
if when == "planted":
    paper._undisturbed = nullcontext
with paper.place(at) as write:
    if when == "before":
        os.kill(os.getpid(), how)
    whole = Path.write_bytes

    def half(path, data):
        whole(path, data[:3])
        os.kill(os.getpid(), how)
        return whole(path, data)

    Path.write_bytes = half
    write("a new file")
"""


def ended(folder, how, when):
    """(how the process ended, what the folder holds)."""
    (folder / "g.xlsx").write_text("old")
    done = subprocess.run([sys.executable, "-c", WRITES, str(int(how)), when, str(folder / "g.xlsx")], check=False,
                          capture_output=True, timeout=60)  # fmt: skip
    return done.returncode, {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize(("when", "stands"), [("before", "old"), ("while", "a new file")])
def test_nothing_is_left_beside_the_file(tmp_path, how, when, stands):
    assert ended(tmp_path, how, when) == (-how, {"g.xlsx": stands})


def test_a_signal_that_is_not_put_off_leaves_a_half_written_file_beside_it(tmp_path):
    """The fault that the test above must be able to see."""
    code, left = ended(tmp_path, signal.SIGTERM, "planted")
    assert code == -signal.SIGTERM and left.pop("g.xlsx") == "old"
    assert list(left.values()) == ["a n"] and next(iter(left)).startswith(".g.xlsx.")
