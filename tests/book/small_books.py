"""Small books for the tests: the sound one of the gallery, with files put over it."""

from __future__ import annotations

import shutil
from pathlib import Path

GALLERY = Path(__file__).parent / "gallery"
SOUND = GALLERY / "sound"


def write_book(folder: Path, *mistakes: str, **files: str) -> Path:
    """The sound book in a folder, with the files of gallery cases over it, then `files` (name with '__' for '/')."""
    shutil.copytree(SOUND, folder, dirs_exist_ok=True)
    for mistake in mistakes:
        shutil.copytree(GALLERY / mistake, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("refusal.txt"))
    for name, text in files.items():
        place = folder / name.replace("__", "/").replace("_csv", ".csv").replace("_yaml", ".yaml")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


def said(problems: object, folder: Path) -> list[str]:
    """Problems as the reader sees them, places relative to the folder."""
    return [str(problem).replace(f"{folder}/", "") for problem in problems]  # type: ignore[attr-defined]
