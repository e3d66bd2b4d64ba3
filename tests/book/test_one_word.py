"""The book has one name in Chinese: 帳本 in Taiwan and Hong Kong, 账本 on the mainland."""

import csv
import re
from pathlib import Path

import pytest

from gigaloop.answer.speech import Speech
from gigaloop.questions.show import freshness
from tests.shipped import shipped

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


#: words that only Taiwan uses, and a second one for what has a name in the glossary (memory: 内存)
NOT_MAINLAND = ("情境", "胃纳", "滑杆", "存储器", "存储与")


def foreign(folder: Path) -> list[str]:
    """Texts of the mainland's script with a word that its readers do not use: file and word."""
    found = []
    for path in folder.rglob("*.csv"):
        lines = list(csv.reader(path.read_text("utf-8").splitlines()))
        head = [cell.lower().replace("_", "-") for cell in lines[0]] if lines else []
        at = head.index("zh-hans") if "zh-hans" in head else None
        for cells in lines[1:] if at is not None else ():
            found += [f"{path.name} {word}" for word in NOT_MAINLAND if len(cells) > at and word in cells[at]]
    for path in folder.rglob("*.yaml"):
        texts = re.findall(r"zh-Hans: ([^}\n]*)", path.read_text("utf-8"))
        found += [f"{path.name} {word}" for text in texts for word in NOT_MAINLAND if word in text]
    return sorted(found)


@pytest.mark.parametrize("folder", ("gigaloop", "books"))
def test_the_mainland_reads_its_own_words(folder: str) -> None:
    assert foreign(ROOT / folder) == []


def test_a_word_of_taiwan_in_the_mainlands_script_is_seen(tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("id,en,zh-Hant,zh-Hans\nx,scenario,情境,情境\n", "utf-8")
    (tmp_path / "one.yaml").write_text("name: {en: Severe, zh-Hans: 严峻情境}\n", "utf-8")
    assert foreign(tmp_path) == ["one.yaml 情境", "words.csv 情境"]


def test_readers_in_hong_kong_find_the_names_they_use() -> None:
    """Nvidia is 輝達 in Taiwan and 英偉達 in Hong Kong; who is called the same in both has one name."""
    book = shipped()
    names = [book.parties["nvidia"].name(language) for language in ("en", "zh-Hant", "zh-HK", "zh-Hans")]
    assert names == ["Nvidia", "輝達", "英偉達", "英伟达"]
    assert book.parties["tsmc"].name("zh-HK") == book.parties["tsmc"].name("zh-Hant")
    assert book.party("英偉達").party_id == "nvidia"
    names = freshness.answer(book).names
    assert [Speech(language, names).party("asml") for language in ("zh-Hant", "zh-HK")] == ["艾司摩爾", "阿斯麥"]
