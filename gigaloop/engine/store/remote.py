"""A run's folder on object storage, by copying through fsspec: s3://, gs://, abfs://, memory://, file://."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gigaloop.book.problem import InputError, Misread
from gigaloop.engine.store.folder import MANIFEST, files, load_manifest, manifest_of, whole
from gigaloop.engine.store.proof import verify


def send(folder: Path | str, url: str, **options: Any) -> int:
    """Copy a run to object storage; returns how many files. The manifest goes last: what it names is there.

    url       where: s3://bucket/run, gs://..., file:///..., memory://...
    options   what the storage wants to know, as fsspec takes it (credentials come from the storage's own files)

    Raises InputError if the folder holds no run, or the storage cannot be reached.
    """
    folder = Path(folder)
    manifest = load_manifest(folder)
    verify(folder, manifest)
    names = files(manifest)
    with _reaching(url):
        system, root = _storage(url, options)
        for name in names:
            system.makedirs(f"{root}/{name}".rpartition("/")[0], exist_ok=True)
            system.put_file(str(folder / name), f"{root}/{name}")
    return len(names)


def fetch(url: str, folder: Path | str, **options: Any) -> int:
    """Copy a run from object storage into a folder; returns how many files. Each is whole or absent, as in `record`."""
    folder = Path(folder)
    with _reaching(url):
        system, root = _storage(url, options)
        text = system.cat_file(f"{root}/{MANIFEST}").decode("utf-8")
    manifest = manifest_of(text, url)
    names = files(manifest)
    folder.mkdir(mode=0o700 if manifest["overlay"] else 0o777, parents=True, exist_ok=True)
    with _reaching(url):
        for name in names:
            whole(folder / name, lambda path, n=name: system.get_file(f"{root}/{n}", str(path)), manifest["overlay"])
    verify(folder, load_manifest(folder))
    return len(names)


def _storage(url: str, options: dict[str, Any]) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    system, root = url_to_fs(url, **options)
    return system, root.rstrip("/")


@contextlib.contextmanager
def _reaching(url: str) -> Iterator[None]:
    """Turn what a storage refuses into a Problem."""
    try:
        yield
    except ImportError as error:
        raise Misread(
            f"no package for {url}: {error}", "Install gigaloop[spread], and what the message names", url
        ) from None
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise Misread(
            f"the storage refuses: {error}", "Check the address and the credentials", url, "storage"
        ) from error
