"""The book has one name in Chinese: 帳本 in Taiwan and Hong Kong, 账本 on the mainland."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITTEN = ("*.csv", "*.yaml", "*.py", "*.html", "*.js", "*.ipynb")
OTHER = ("帳" + "簿", "账" + "簿")


def strays(folder: Path) -> list[str]:
    """Files below a folder that call the book something else."""
    files = [path for kind in WRITTEN for path in folder.rglob(kind)]
    return sorted(path.name for path in files if any(word in path.read_text("utf-8") for word in OTHER))


@pytest.mark.parametrize("folder", ("gigaloop", "books", "examples"))
def test_the_book_has_one_name(folder: str) -> None:
    assert strays(ROOT / folder) == []


def test_another_name_is_seen(tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text(f"book,{OTHER[0]}\n", "utf-8")
    assert strays(tmp_path) == ["words.csv"]
