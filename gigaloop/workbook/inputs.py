"""Inputs: the legs and reported figures that formulas point to, each with its row on its sheet and its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gigaloop.answer.made import ENDS, End
from gigaloop.book.grade import GRADES, grade_shares, worth
from gigaloop.book.model import Book, Figure, Leg
from gigaloop.ledger.calendar import end_of

#: ends of the range of the take-or-pay share, as `grade_shares` names them, for low, mid and high
GRADED = {"low": "low", "mid": "value", "high": "high"}
#: how an amount is bounded: as the book's parser calls it -> as the sheet and the book's text say it
BOUNDS = {
    **{"exact": "exact", "up_to": "up to", "at_least": "at least", "about": "about"},
    **{"range": "A to B", "undisclosed": "undisclosed"},
}
BILLION = 1e9
TERMS, FIGURES = "Terms", "Figures"
#: the first sheet, and the cell of Terms that holds the half width of 'about'
FRONT, ABOUT_CELL = "Contents", "B4"
#: columns of both sheets by their letter; the rows below the heads begin at FIRST
LEG_COLUMNS = {
    **{"leg": "A", "deal": "B", "from": "C", "to": "D", "kind": "E", "stage": "F"},
    **{"bound": "G", "amount": "H", "and": "I", "currency": "J", "usd": "K", "low": "L", "mid": "M", "high": "N"},
    **{"counted": "O", "sources": "P"},
}
FIGURE_COLUMNS = {
    **{"figure": "A", "subject": "B", "metric": "C", "period": "D", "known": "E", "text": "F"},
    **{"low": "G", "mid": "H", "high": "I", "unit": "J", "sources": "K"},
}
#: first columns (from 0) of the three blocks of grades 0 to 6 on Terms, at each end of the take-or-pay share
BLOCKS = {"mid": 16, "low": 23, "high": 30}
#: columns that hold a leg's gigawatts, and the year in which it ends, behind the grades
POWER_COLUMNS: Mapping[End, str] = {"low": "AL", "mid": "AM", "high": "AN"}
END_COLUMN = "AO"
SOURCES = "Sources"
#: what is counted -> its sheet; the ids stand in the first column
LISTED = {"legs": TERMS, "figures": FIGURES, "sources": SOURCES}
#: arguments that a function of a spreadsheet takes
MOST_ARGUMENTS = 200
FIRST = 7


@dataclass(frozen=True)
class Cells:
    """One input: its row on its sheet, low, mid and high as shown there (None: open or unstated), shares by grade,
    gigawatts, the calendar year in which it ends.
    """

    row: int
    low: float | None
    mid: float | None
    high: float | None
    parts: Mapping[End, Mapping[int, float]]
    power: tuple[float | None, float | None, float | None] = (None, None, None)
    ends: float | None = None

    def end(self, name: str) -> float | None:
        """Low, mid or high."""
        return getattr(self, name)


@dataclass(frozen=True)
class Inputs:
    """Everything that a formula may point to, by the book's ids; of a source its row."""

    legs: Mapping[str, Cells]
    figures: Mapping[str, Cells]
    sources: Mapping[str, int] = field(default_factory=dict)

    def place(self, of: str, one: str) -> int | None:
        """The row of a leg, a figure or a source on its sheet."""
        if of == "sources":
            return self.sources.get(one)
        cells = (self.legs if of == "legs" else self.figures).get(one)
        return None if cells is None else cells.row


def inputs(book: Book) -> Inputs:
    """The legs and the figures of a book as known on its day, in its order, each with its row.

    >>> from gigaloop import load
    >>> book = load("tiny")
    >>> len(inputs(book).legs) == len(book.legs)
    True
    """
    legs = {leg.leg: _leg(book, leg, FIRST + at) for at, leg in enumerate(book.legs.values())}
    figures = {f.figure_id: _figure(book, f, FIRST + at) for at, f in enumerate(book.figures.values())}
    return Inputs(legs, figures)


def scale(figure: Figure) -> float:
    """Figures in money are shown in billions, others as they are."""
    return BILLION if figure.value.unit == "USD" else 1.0


def _leg(book: Book, leg: Leg, row: int) -> Cells:
    low, mid, high, _ = worth(book, leg)
    parts = {end: grade_shares(book, leg, GRADED[end])[0] for end in ENDS}  # type: ignore[arg-type]
    power = worth(book, leg, "power")[:3] if leg.terms.power is not None else (None, None, None)
    return Cells(
        row,
        low / BILLION,
        None if mid is None else mid / BILLION,
        None if high is None else high / BILLION,
        parts,
        power,
        end_of(leg),
    )


def _figure(book: Book, figure: Figure, row: int) -> Cells:
    if figure.value.stated is None:
        return Cells(row, None, None, None, {})
    low, high = figure.value.bounds(book.about_half_width())
    by = scale(figure)
    return Cells(row, low / by, figure.value.stated / by, None if high is None else high / by, {})


def counted(of: str, places: list[int]) -> str:
    """The formula that counts rows of a sheet; those side by side as one range.

    >>> counted("legs", [9, 7, 8, 12])
    'COUNTA(Terms!A7:A9,Terms!A12)'
    """
    spans = runs(sorted(places))
    texts = [f"{LISTED[of]}!A{first}" + (f":A{last}" if last > first else "") for first, last in spans]
    packs = [texts[at : at + MOST_ARGUMENTS] for at in range(0, len(texts), MOST_ARGUMENTS)]
    return "+".join(f"COUNTA({','.join(pack)})" for pack in packs)


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of numbers that follow each other.

    >>> runs([7, 8, 9, 12])
    [(7, 9), (12, 12)]
    """
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def letter(column: int) -> str:
    """A column's letters from its number, from 0.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    return (letter(column // 26 - 1) if column > 25 else "") + chr(ord("A") + column % 26)


def grade_column(end: str, grade: int) -> str:
    """The letter of the column that holds a grade's share at one end of the take-or-pay share."""
    return letter(BLOCKS[end] + sorted(GRADES).index(grade))
