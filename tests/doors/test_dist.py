"""Out of the door: the wheel holds the books and the licences, and a book is a data package by itself."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import gigaloop

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


def test_the_wheel_holds_books_words_and_licences(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT, check=True,
        capture_output=True,
    )  # fmt: skip
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for book in ("books/loop", "books/telecom", "examples/tiny"):
        here = {f"gigaloop/{path.relative_to(ROOT)}" for path in (ROOT / book).rglob("*") if path.is_file()}
        assert here <= names
    assert {"LICENSE", "LICENSE-DATA"} <= {Path(name).name for name in names}
    assert not any(name.startswith("tests") or "CC-BY-SA" in name for name in names)
