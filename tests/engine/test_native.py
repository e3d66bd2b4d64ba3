"""The kernel as machine code: what it loads without, what it refuses, and that its file is whole."""

import os
import subprocess
import sys
import time
from pathlib import Path

import llvmlite.binding as llvm
import numpy as np
import pytest

from gigaloop import cache, load
from gigaloop.engine.draws import neutral
from gigaloop.engine.kernel import native
from gigaloop.engine.kernel.state import index, state
from gigaloop.engine.run import kept, simulate
from tests.engine import loop as plans

ROOT = Path(__file__).parents[2]
HEAVY = ("numba", "scipy", "pandas", "duckdb", "networkx", "dask", "numpy.ma", "yaml", "importlib.metadata")
FIRST_ANSWER = f"""
import sys
from gigaloop import load, simulate
simulate(load("tiny"), paths=1)
print(*(name for name in {HEAVY!r} if name in sys.modules))
"""
#: a process that finds no code in a folder: each compile leaves a line there and takes so many seconds
COMPILES = """
import sys, time
from pathlib import Path
import numpy as np
from gigaloop.engine.kernel import native

folder, seconds = Path(sys.argv[1]), float(sys.argv[2])

def compiled(module, arguments):
    with (folder / "compiled").open("a") as file:
        file.write("once\\n")
    time.sleep(seconds)
    return b"code"

native._places, native._compile, native._load = lambda: (folder,), compiled, lambda code: (code, None)
print(native._function("block", [np.zeros(1)]).decode())
"""


def starts(folder, seconds):
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", COMPILES, str(folder), str(seconds)]
    return subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True)


def arguments(quarters=4):
    plan = plans.loop(quarters=quarters)
    plan = plan._replace(trend=np.linspace(20, 60, quarters), needed=np.linspace(5, 30, quarters))
    numbering = index(plan)
    flows = np.zeros((quarters, len(numbering.slots)), np.int64)
    return [plan, state(plan, numbering), numbering, neutral(quarters), kept(plan, 1), flows]


def kept_code():
    return next(file for folder in native._places() for file in folder.glob(f"block-{native._sources()[:12]}-*.o"))


def test_once_compiled_nothing_heavy_is_imported_before_the_first_answer():
    simulate(plans.loop(quarters=4), paths=1)  # compiled by now
    load("tiny")  # and kept
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", FIRST_ANSWER], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_a_file_is_loaded_as_it_was_compiled(tmp_path, monkeypatch):
    once, again = arguments(), arguments()
    native.simulate_block(*once)
    saved = kept_code()
    monkeypatch.setattr(native, "_places", lambda: (tmp_path,))
    monkeypatch.setattr(native, "_loaded", {})
    monkeypatch.setattr(native, "_compile", lambda module, arguments: cache.found(saved.name, [saved.parent]))
    native.simulate_block(*again)
    assert {file.name for file in tmp_path.iterdir()} == {saved.name, "block.lock"}
    assert once[4].party["cash"].any() and np.array_equal(once[4].party, again[4].party)


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-1000], lambda b: b[:100] + bytes([b[100] ^ 1]) + b[101:], lambda b: b""]
)
def test_a_file_that_was_cut_or_changed_is_made_anew_and_never_run(tmp_path, monkeypatch, spoil):
    once, again = arguments(), arguments()
    native.simulate_block(*once)
    saved = kept_code()
    code, whole = cache.found(saved.name, [saved.parent]), saved.read_bytes()
    (tmp_path / saved.name).write_bytes(spoil(whole))
    made = []
    monkeypatch.setattr(native, "_places", lambda: (tmp_path,))
    monkeypatch.setattr(native, "_loaded", {})
    monkeypatch.setattr(native, "_compile", lambda module, arguments: made.append(1) or code)
    native.simulate_block(*again)
    assert made == [1] and (tmp_path / saved.name).read_bytes() == whole
    assert np.array_equal(once[4].party, again[4].party)


def test_of_two_processes_that_start_without_code_one_compiles_and_both_run_it(tmp_path):
    both = [starts(tmp_path, 3) for _ in range(2)]
    assert [process.communicate(timeout=60)[0] for process in both] == ["code\n", "code\n"]
    assert (tmp_path / "compiled").read_text() == "once\n"


def test_who_waits_for_a_process_that_was_killed_compiles_itself(tmp_path):
    first = starts(tmp_path, 600)
    try:
        while not (tmp_path / "compiled").exists():
            assert first.poll() is None
            time.sleep(0.05)
        second = starts(tmp_path, 0)
        time.sleep(0.5)
    finally:
        first.kill()
        first.communicate()
    assert second.communicate(timeout=60)[0] == "code\n"
    assert (tmp_path / "compiled").read_text() == "once\nonce\n"


def test_each_layout_of_arrays_has_code_of_its_own(monkeypatch):
    one, other = arguments(), arguments()
    other[4] = other[4]._replace(audit=other[4].audit.astype(np.float32))
    monkeypatch.setattr(native, "_loaded", {})
    monkeypatch.setattr(native, "_places", lambda: ())
    asked = []
    monkeypatch.setattr(native, "_compile", lambda module, arguments: asked.append(arguments) or b"")
    monkeypatch.setattr(native, "_load", lambda code: (lambda words: 0, None))
    for given in (one, other, one):
        native.simulate_block(*given)
    assert len(asked) == 2


def test_an_array_with_gaps_is_refused():
    given = arguments()
    given[5] = np.zeros((4, 2 * given[5].shape[1]), np.int64)[:, ::2]
    with pytest.raises(ValueError, match="a contiguous one expected"):
        native.simulate_block(*given)


def test_a_step_that_needs_python_is_refused():
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    text = """
    declare i32 @PyErr_Occurred()
    define i32 @steps(ptr %ret, ptr %exc, i64 %word) {
      %found = call i32 @PyErr_Occurred()
      ret i32 %found
    }
    """
    with pytest.raises(RuntimeError, match="PyErr_Occurred, which only Python has"):
        native._finish(llvm.parse_assembly(text), "steps")
