"""The floors hold; and each rule, broken once on purpose in a copy, goes red."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gigaloop.questions import CATALOGUE

ROOT = Path(__file__).parents[2]

#: outside module -> where alone it may be imported
ALONE = {
    "numba": ("gigaloop/methods/", "gigaloop/engine/kernel/"),
    "yaml": ("gigaloop/book/folder.py",),
}
#: what the ground floor never imports
NOT_IN_BOOK = ("numpy", "numba", "scipy", "pandas", "polars", "duckdb", "networkx", "rich", "typer")
#: what reads the clock, the environment or shared randomness: for the doors alone
DOORS = ("gigaloop/cli", "gigaloop/site", "gigaloop/__main__.py")
NOT_BELOW_DOORS = ("time", "random", "getpass", "socket")
NOT_CALLED = ("os.environ", "os.getenv", "date.today", "datetime.now", "datetime.today", "datetime.utcnow")


def breaches(files):
    """Every broken rule of a {path: source} mapping, as 'path: what'."""
    found = []
    questions = {module for _, module in CATALOGUE}
    for path, source in files.items():
        tree = ast.parse(source)
        for name in imported(tree):
            top = name.split(".")[0]
            if top in ALONE and not path.startswith(ALONE[top]):
                found.append(f"{path}: imports {top}")
            if path.startswith("gigaloop/book/") and top in NOT_IN_BOOK:
                found.append(f"{path}: imports {top}")
            if not path.startswith(DOORS) and top in NOT_BELOW_DOORS:
                found.append(f"{path}: imports {top}")
        if not path.startswith(DOORS):
            texts = attributes(tree)
            found += [f"{path}: uses {call}" for call in NOT_CALLED if call in texts]
            found += [f"{path}: uses numpy's global randomness" for text in texts if legacy_random(text)]
        if source.count("\n") > 500:
            found.append(f"{path}: more than 500 lines")
        if path.startswith("gigaloop/questions/") and not path.endswith("__init__.py"):
            for name in imported(tree):
                asked = name.removeprefix("gigaloop.questions.")
                if asked in questions:
                    found.append(f"{path}: imports the question {asked}")
    return list(dict.fromkeys(found))


def attributes(tree):
    """Every dotted name; of compiled functions only what they share (numba keeps a generator of its own there)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(d) == "compiled" for d in node.decorator_list):
            taken = {argument.arg for argument in node.args.args}
            node.body = [part for part in node.body if not ("seed" in taken and "np.random" in ast.unparse(part))]
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def legacy_random(text):
    return text in {f"np.random.{name}" for name in ("seed", "rand", "randn", "normal", "random", "uniform", "choice")}


def sources():
    return {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in sorted(ROOT.glob("gigaloop/**/*.py"))}


def test_nothing_is_imported_where_it_may_not_be():
    assert breaches(sources()) == []


@pytest.mark.parametrize(
    ("path", "line", "says"),
    [
        ("gigaloop/engine/planted.py", "import numba", "imports numba"),
        ("gigaloop/book/planted.py", "from yaml import load", "imports yaml"),
        ("gigaloop/book/planted.py", "import numpy as np", "imports numpy"),
        ("gigaloop/questions/stress/planted.py", "import time", "imports time"),
        ("gigaloop/engine/planted.py", "from datetime import date\nx = date.today()", "uses date.today"),
        ("gigaloop/engine/planted.py", "import os\nx = os.environ['HOME']", "uses os.environ"),
        ("gigaloop/engine/planted.py", "import numpy as np\nx = np.random.rand(3)", "numpy's global randomness"),
        (
            "gigaloop/questions/stress/planted.py",
            "from gigaloop.questions.terms.binding import answer",
            "imports the question terms.binding",
        ),
        ("gigaloop/questions/stress/planted.py", "x = 1\n" * 501, "more than 500 lines"),
    ],
)
def test_a_planted_breach_is_found(path, line, says):
    [found] = breaches({path: line})
    assert found.startswith(path) and says in found


def lint_imports(folder):
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as go; go()", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(folder), "PATH": "", "NO_COLOR": "1"},
    )


def test_imports_go_down_only():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("book/planted.py", "import gigaloop.engine.plan", "Imports go down only"),
        ("methods/planted.py", "import gigaloop.book.units", "Imports go down only"),
        ("lonely.py", "", "Imports go down only"),
        ("report/planted.py", "import gigaloop.engine.plan", "What draws and prints never simulates"),
        ("engine/planted.py", "import gigaloop.engine.kernel.clear", "Only run calls the kernel"),
        ("engine/kernel/planted.py", "import gigaloop.book.units", "Plan, draws and kernel know rows, never deals"),
    ],
)
def test_a_planted_import_goes_red(tmp_path, path, line, contract):
    shutil.copytree(ROOT / "gigaloop", tmp_path / "gigaloop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    planted = tmp_path / "gigaloop" / path
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(line + "\n", encoding="utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout
