"""Loops compile where nothing can be written: numba itself raises RuntimeError there."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from gigaloop.cache import scratch
from gigaloop.methods.compiled import compiled

ROOT = Path(__file__).parents[2]
CALL = "from gigaloop.methods.sweeps import many; import gigaloop; print(gigaloop.__file__, many.stats.cache_path)"


def test_without_a_place_for_the_cache_it_still_compiles(monkeypatch):
    from numba.core import caching

    monkeypatch.setattr(caching.CompileResultCacheImpl, "_locator_classes", [])
    assert compiled(lambda x: 2.0 * x)(3.0) == 6.0


def test_a_read_only_installation_and_home_keep_code_in_the_user_s_own_temporary_folder(tmp_path):
    """Another user than root would be refused; for root the folders are files, which nobody can write into."""
    shutil.copytree(ROOT / "gigaloop", tmp_path / "gigaloop", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in (tmp_path / "gigaloop").rglob("*"):
        if folder.is_dir():
            (folder / "__pycache__").write_text("")
    home, place = tmp_path / "home", tmp_path / "tmp"
    home.write_text("")
    place.mkdir()
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(tmp_path), "TMPDIR": str(place)}

    def asked():
        done = subprocess.run([sys.executable, "-c", CALL], env=env, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done
        return done.stdout.split()

    mine = place / f"gigaloop-{os.getuid()}"
    told = asked()
    assert told[0] == str(tmp_path / "gigaloop" / "__init__.py") and told[1].startswith(str(mine))
    mine.chmod(0o777)
    assert asked()[1] == "None", "what others can write into is not used"


def test_a_folder_that_is_a_link_or_open_to_others_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = scratch()
    assert folder == tmp_path / f"gigaloop-{os.getuid()}" and folder.stat().st_mode & 0o077 == 0
    folder.chmod(0o722)
    assert scratch() is None
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    assert scratch() is None
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert scratch() is None
