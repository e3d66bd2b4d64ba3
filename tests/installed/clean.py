"""Run the tests of the installed package on a wheel: `python -m tests.installed.clean dist` (`make dist-test`).

The wheel goes into a new environment with the pinned dependencies; its tests are copied into another folder and run
there with a home that nobody can write (it is a file) and an installation that nobody can write (the places where
Python keeps compiled code are files too; a root user ignores permissions). So the machine code is made, once, in the
user's own temporary folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment(folder: Path, wheel: Path) -> Path:
    """A new environment that holds the wheel, what it needs at the pinned versions, and pytest; its interpreter."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "dev.txt")], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    return python


def closed(package: Path) -> None:
    """Put a file in each place where Python would keep compiled code of the package."""
    for folder in (package, *(path for path in package.rglob("*") if path.is_dir())):
        if folder.name != "__pycache__":
            shutil.rmtree(folder / "__pycache__", ignore_errors=True)
            (folder / "__pycache__").write_text("")


def passed(python: Path, package: Path, at: Path, kept: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the tests with this interpreter and this package, in the empty folder `at`.

    kept   machine code that was compiled before, to be used again; None: it is compiled now (half a minute)
    """
    closed(package)
    tests, scratch, home = at / "tests", at / "scratch", at / "home"
    shutil.copytree(
        Path(__file__).parent, tests, ignore=shutil.ignore_patterns("__init__.py", "clean.py", "__pycache__")
    )
    own = scratch / f"gigaloop-{os.getuid()}"
    own.mkdir(parents=True)
    own.chmod(0o700)
    for file in kept.glob("*.o") if kept else ():
        shutil.copy(file, own)
    home.write_text("")
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(scratch),
        "GIGALOOP_SOLE": "1",
        "LANG": "C.UTF-8",
    }
    env |= {"PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    return subprocess.run(command, cwd=at, env=env, capture_output=True, text=True, encoding="utf-8")


def main(dist: Path) -> int:
    """Print pytest's last line; its exit code."""
    [wheel] = dist.glob("*.whl")
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        python = environment(at / "environment", wheel)
        [package] = (at / "environment").glob("lib/python*/site-packages/gigaloop")
        (at / "elsewhere").mkdir()
        done = passed(python, package, at / "elsewhere")
    print(done.stdout[-3000:] if done.returncode else done.stdout.strip().splitlines()[-1])
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
