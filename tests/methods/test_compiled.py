"""Loops compile where nothing can be written: numba itself raises RuntimeError there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from gigaloop.methods.compiled import compiled

ROOT = Path(__file__).parents[2]
CALL = "from gigaloop.methods.sweeps import many; import gigaloop; print(gigaloop.__file__, many.stats.cache_path)"


def test_without_a_place_for_the_cache_it_still_compiles(monkeypatch):
    from numba.core import caching

    monkeypatch.setattr(caching.CompileResultCacheImpl, "_locator_classes", [])
    assert compiled(lambda x: 2.0 * x)(3.0) == 6.0


def test_a_read_only_installation_and_home_work(tmp_path):
    """Another user than root would be refused; for root the folders are files, which nobody can write into."""
    shutil.copytree(ROOT / "gigaloop", tmp_path / "gigaloop", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in (tmp_path / "gigaloop").rglob("*"):
        if folder.is_dir():
            (folder / "__pycache__").write_text("")
    home = tmp_path / "home"
    home.write_text("")
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", CALL], env=env, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout.split()) == (0, [str(tmp_path / "gigaloop" / "__init__.py"), "None"]), done
