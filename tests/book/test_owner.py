"""A number's name holds no party: whose it is stands in columns, and its key is what it always was."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

import gigaloop
from gigaloop.book import owner
from gigaloop.book.file import load, survey
from gigaloop.book.model import Book
from tests.book.small_books import write_book

HEAD = "name,symbol,value,low,high,distribution,unit,origin,sources,how,as_of,affects\n"
OLD = "lab-cash-0,M0,5,4,6,triangular,USD bn,assumed,,,,\ncontent-vendor-per-gw,,30,20,40,triangular,,assumed,,,,\n"
NEW = HEAD.replace("name,", "name,party,of,") + "cash-0,lab,,M0,9,8,10,triangular,USD bn,assumed,,,,\n"


def parties_inside(book: Book) -> list[str]:
    """Names of numbers that hold a party's id between hyphens."""
    ids = {party.replace("_", "-") for party in book.parties}
    return [p.name for p in book.all_parameters if any(f"-{who}-" in f"-{p.name}-" for who in ids)]


@pytest.mark.parametrize("name", ("loop", "telecom"))
def test_no_name_of_a_shipped_book_holds_a_party(name: str) -> None:
    assert parties_inside(load(name)) == []


def test_a_name_that_holds_a_party_is_seen(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book")
    (folder / "parameters.csv").write_text(HEAD + OLD, "utf-8")
    assert parties_inside(load(folder)) == ["lab-cash-0", "content-vendor-per-gw"]


def test_an_older_book_is_read_as_before_and_warned(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book")
    (folder / "parameters.csv").write_text(HEAD + OLD, "utf-8")
    book = load(folder)
    assert book.key("cash-0", "lab") == "lab-cash-0" and book.parameter("lab-cash-0").range() == (4, 5, 6)
    assert book.key("content-per-gw", "vendor") == "content-vendor-per-gw" and book.key("cash-0", "cloud") == ""
    told = [(p.severity, p.message, p.remedy) for p in survey(folder) if p.rule == "party-inside"]
    assert told[0] == (
        "warning", "the name 'lab-cash-0' holds a party", "Write 'cash-0', and 'lab' in the column 'party'"
    )  # fmt: skip
    assert told[1][2] == "Write 'content-per-gw', and 'vendor' in the column 'of'"


def test_a_row_of_an_overlay_replaces_the_same_number_however_it_is_written(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book")
    (folder / "parameters.csv").write_text(HEAD + OLD, "utf-8")
    over = tmp_path / "over"
    over.mkdir()
    (over / "parameters.csv").write_text(NEW, "utf-8")
    assert load(folder, overlay=over).parameter("lab-cash-0").range() == (8, 9, 10)


def test_the_key_of_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="'cash' is no number of a party"):
        owner.key("cash", "lab")


def unread(names: Iterable[str]) -> list[str]:
    """Names of numbers that stand nowhere in what reads a book; one for a sector has the sector behind its name."""
    package = Path(gigaloop.__file__).parent
    files = (file for kind in ("*.py", "*.csv") for file in package.rglob(kind) if "words" not in file.parts)
    text = "\n".join(file.read_text("utf-8") for file in files)
    sectors = "|".join({party.sector for party in load("loop").parties.values()})
    return [name for name in names if name not in text and re.sub(rf"-({sectors})$", "", name) not in text]


def test_every_number_of_a_shipped_book_is_read() -> None:
    """Planted fault: one that nothing reads, as `yen-per-usd` was."""
    names = {parameter.name for book in ("loop", "telecom") for parameter in load(book).all_parameters}
    assert unread([*sorted(names), "yen-per-usd"]) == ["yen-per-usd"]
