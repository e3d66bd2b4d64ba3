"""The fact tables of November 2026, row by row: where the book holds a row, or why it does not.

`lists/november.csv` has a line for each row of ten tables; the eleventh, of terms read from contracts, is held by
test_clauses. A row's value is compared with the leg or figure that holds it, unless `why` says how they differ.
"""

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from gigaloop.book.grade import worth
from gigaloop.book.model import Book
from tests.shipped import shipped

LIST = Path(__file__).parent / "lists" / "november.csv"
COUNTS = {
    "deals": 51, "financials": 61, "balances": 25, "credit": 22, "events": 28, "physical": 20, "parties": 13,
    "sources": 87, "single-source": 30, "errors": 39, "names": 13,
}  # fmt: skip
SCALE = {"bn USD": 1e9, "percent": 0.01}


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


def rows() -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def unaccounted(book: Book) -> list[str]:
    """Rows that the book neither holds, at the value told, nor leaves out with a reason."""
    return [f"{row['table']}: {row['theirs']}" for row in rows() if not _accounted(book, row)]


def _accounted(book: Book, row: dict[str, str]) -> bool:
    if row["verdict"] == "left out":
        return bool(row["why"])
    if row["table"] == "events":
        day, party = row["theirs"].split()
        return any((str(event.date), event.party_id) == (day, party) for event in book.events)
    held = row["ours"].split(";")
    shelves = (book.sources,) if row["table"] == "sources" else (book.legs, book.figures, book.parties)
    if not all(any(key in shelf for shelf in shelves) for key in held):
        return False
    return not row["value"] or bool(row["why"]) or _says(book, held[0], row)


def _says(book: Book, key: str, row: dict[str, str]) -> bool:
    told = float(row["value"]) * SCALE.get(row["unit"], 1.0)
    if key in book.figures:
        ours = book.figures[key].value.stated
        return ours == pytest.approx(told * (4 if row["unit"] == "years" else 1), rel=1e-6)  # terms are in quarters
    return worth(book, book.legs[key]).mid == pytest.approx(told, rel=1e-6)


def test_every_row_is_in_the_book_or_left_out_with_its_reason(book):
    assert Counter(row["table"] for row in rows()) == COUNTS
    assert unaccounted(book) == []


def test_a_row_that_is_gone_or_differs_is_told(book):
    figure = book.figures["nvidia-revenue-fy2027q2"]
    moved = figure.model_copy(update={"value": book.figures["oracle-revenue-fy2027q1"].value})
    gone = {key: party for key, party in book.parties.items() if key != "zankore"}
    kept = tuple(event for event in book.events if event.party_id != "neoclouds")
    planted = replace(book, figures={**book.figures, figure.figure_id: moved}, parties=gone, events=kept)
    assert unaccounted(planted) == [
        "financials: nvidia revenue FY2027Q2",
        "events: 2026-10-06 neoclouds",
        "parties: zankore",
    ]
