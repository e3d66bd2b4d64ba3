"""No step of the kernel counts from the end of an array: machine code would read what stands before it."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.engine.from_the_front import FromTheEnd, Front

ROOT = Path(__file__).parents[2]
KERNEL = ROOT / "gigaloop" / "engine" / "kernel"


def run(*kinds, **env):
    command = [sys.executable, "-m", "tests.engine.from_the_front", *kinds]
    return subprocess.run(command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True)


def test_no_step_counts_from_the_end():
    done = run(NUMBA_DISABLE_JIT="1")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_row_from_the_end_is_seen():
    """Planted fault: the last row asked for as row -1, of one array and of a record's."""
    rows = np.zeros(3).view(Front)
    assert rows[2] == 0.0
    with pytest.raises(FromTheEnd):
        rows[np.int64(-1)]
    with pytest.raises(FromTheEnd):
        rows[-1] = 1.0


def test_a_step_that_counts_from_the_end_is_told_with_its_place(tmp_path):
    """Planted fault: the last party is begun as party -1."""
    (tmp_path / "planted.py").write_text(
        "from gigaloop.engine.kernel import block\n"
        "def begin(plan, st, index, t):\n"
        "    st.party[0 - 1].opening = 0\n"
        "block.begin = begin\n"
        "from tests.engine.from_the_front import main\n"
        "raise SystemExit(main(['standing_protection']) > 0)\n"
    )
    done = subprocess.run(
        [sys.executable, str(tmp_path / "planted.py")],
        cwd=ROOT,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "standing_protection: index -1 at" in done.stdout, done.stderr


def overlapping(source: str) -> list[str]:
    """Steps that are handed a record of the state or the Plan beside the arrays that it stands in."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and {"st"} <= (names := {one.arg for one in node.args.args})
        and names & {"ps", "ks", "ls", "ds", "deal"}
    ]  # fmt: skip


def test_no_step_is_handed_the_same_memory_twice():
    """`step` tells the compiler that a step's arguments do not overlap: what is written through one is not read anew
    through another."""
    assert [name for file in KERNEL.glob("*.py") for name in overlapping(file.read_text())] == []


def test_a_record_beside_its_array_is_seen():
    """Planted fault: a party and all parties."""
    assert overlapping("def begin(plan, st, ps, t): pass\ndef note(ls, amount, t): pass") == ["begin"]
