"""Out of the door: the wheel holds the books and the licences, and a book is a data package by itself."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

import gigaloop
from gigaloop.report import echarts
from tests.installed import clean

ROOT = Path(__file__).parents[2]


def packed(out: Path, book: str = "loop") -> Path:
    done = subprocess.run(
        [sys.executable, "release/book.py", f"books/{book}", str(out)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return Path(done.stdout.strip())


def test_a_book_is_a_data_package_that_loads(tmp_path):
    file = packed(tmp_path / "one")
    assert file.read_bytes() == packed(tmp_path / "two").read_bytes()
    assert (tmp_path / "one" / f"{file.name}.sha256").read_text().split()[0] == sha256(file.read_bytes()).hexdigest()
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path / "book")
    told = json.loads((tmp_path / "book" / "datapackage.json").read_text())
    for resource in told["resources"]:
        data = (tmp_path / "book" / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{sha256(data).hexdigest()}")
    for extra in ("datapackage.json", "LICENSE-DATA"):
        (tmp_path / "book" / extra).rename(tmp_path / extra)
    book = gigaloop.load(tmp_path / "book")
    assert (book.hash, book.as_of.isoformat()) == (told["gigaloop"]["hash"], told["gigaloop"]["as_of"])
    assert told["licenses"][0]["name"] == "CC-BY-4.0" and (tmp_path / "LICENSE-DATA").stat().st_size > 100


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Wheel and sdist, as `make dist` builds them."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(out)], cwd=ROOT, check=True, capture_output=True
    )
    [wheel], [sdist] = out.glob("*.whl"), out.glob("*.tar.gz")
    return wheel, sdist


def test_the_installed_package_passes_its_tests_from_another_folder_where_nobody_can_write(built, tmp_path):
    """The dependencies are this environment's; `make dist-test` does the same in a new one, and compiles."""
    with zipfile.ZipFile(built[0]) as archive:
        archive.extractall(tmp_path / "site")
    kept = Path(gigaloop.__file__).parent / "engine" / "kernel" / "__pycache__"
    (tmp_path / "elsewhere").mkdir()
    done = clean.passed(Path(sys.executable), tmp_path / "site" / "gigaloop", tmp_path / "elsewhere", kept)
    assert done.returncode == 0 and "skipped" not in done.stdout, done.stdout[-3000:] + done.stderr


def test_wheel_and_sdist_hold_the_chart_library_and_its_notice(built):
    wheel, sdist = built
    with zipfile.ZipFile(wheel) as archive:
        code = archive.read("gigaloop/report/echarts.esm.min.js")
        [notice] = [name for name in archive.namelist() if name.endswith("/NOTICE")]
        assert b"ECharts" in archive.read(notice)
    assert sha256(code).hexdigest() == echarts.SHA256
    with tarfile.open(sdist) as archive:
        [name] = [name for name in archive.getnames() if name.endswith("echarts.esm.min.js")]
        assert archive.extractfile(name).read() == code
        assert any(name.endswith("/NOTICE") for name in archive.getnames())


def test_the_wheel_holds_books_words_and_licences(built):
    names = set(zipfile.ZipFile(built[0]).namelist())
    for book in ("books/loop", "books/telecom", "examples/tiny"):
        here = {f"gigaloop/{path.relative_to(ROOT)}" for path in (ROOT / book).rglob("*") if path.is_file()}
        assert here <= names
    assert {"LICENSE", "LICENSE-DATA"} <= {Path(name).name for name in names}
    assert not any(name.startswith("tests") or "CC-BY-SA" in name for name in names)
