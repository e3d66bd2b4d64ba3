"""Write a book as a data package: `python release/book.py books/loop dist` makes dist/gigaloop-book-loop-VERSION.zip.

The zip holds the book's files as they stand, its licence and a `datapackage.json` (Frictionless Data Package v1) with
each file's bytes and SHA-256 and the day as of which the book is known. Its own SHA-256 stands beside it. The same book
gives the same bytes.
"""

from __future__ import annotations

import csv
import json
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import gigaloop

LICENCE = "LICENSE-DATA"
MEDIA = {".csv": "text/csv", ".yaml": "application/yaml"}


def package(folder: Path) -> dict[str, Any]:
    """The `datapackage.json` of a book's folder."""
    book = gigaloop.load(folder)
    return {
        "profile": "data-package",
        "name": f"gigaloop-book-{folder.name}",
        "title": book.name,
        "version": gigaloop.__version__,
        "created": f"{book.as_of}T00:00:00Z",
        "licenses": [{"name": book.licence, "path": LICENCE}],
        "gigaloop": {"format": "1", "hash": book.hash, "as_of": book.as_of.isoformat(), "legs": len(book.legs)},
        "resources": [_resource(folder, path) for path in files(folder)],
    }


def files(folder: Path) -> list[Path]:
    """The files of a book, in order of their names."""
    return sorted(path for path in folder.rglob("*") if path.suffix in MEDIA)


def write(folder: Path, out: Path) -> Path:
    """The zip, and its digest beside it."""
    out.mkdir(parents=True, exist_ok=True)
    told = json.dumps(package(folder), ensure_ascii=False, indent=1)
    parts = {"datapackage.json": told.encode(), LICENCE: (Path(__file__).parents[1] / LICENCE).read_bytes()}
    parts |= {path.relative_to(folder).as_posix(): path.read_bytes() for path in files(folder)}
    target = out / f"gigaloop-book-{folder.name}-{gigaloop.__version__}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    digest = sha256(target.read_bytes()).hexdigest()
    target.with_suffix(".zip.sha256").write_text(f"{digest}  {target.name}\n")
    return target


def _resource(folder: Path, path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    name = path.relative_to(folder).as_posix()
    told = {"name": name.rpartition(".")[0].replace("/", "-").lower(), "path": name, "mediatype": MEDIA[path.suffix]}
    told |= {"encoding": "utf-8", "bytes": len(data), "hash": f"sha256:{sha256(data).hexdigest()}"}
    if path.suffix == ".csv":
        header = next(csv.reader(data.decode("utf-8-sig").splitlines()), [])
        told |= {
            "profile": "tabular-data-resource",
            "schema": {"fields": [{"name": n, "type": "string"} for n in header]},
        }
    return told


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), Path(sys.argv[2])))
