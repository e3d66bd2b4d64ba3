"""A workbook that somebody changed -> what differs from the book, and the overlay that says so to the engine."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from gigaloop.book.model import Book, Leg
from gigaloop.book.problem import InputError, Problem, single
from gigaloop.book.units import CURRENCIES, parse_quantity
from gigaloop.workbook.inputs import BILLION, BOUNDS, FIRST, LEG_COLUMNS, TERMS

#: the overlay's one source, and its deal
NAME = "changed-workbook"
#: columns that are read, in the order of the sheet
READ = ("leg", "bound", "amount", "and", "currency")
MAKE = "Give a file that 'gigaloop workbook' has made"


@dataclass(frozen=True)
class Change:
    """A term that the workbook tells otherwise: the amount in the words of the book, before and after."""

    leg: str
    was: str
    now: str


def changes(file: Path, book: Book) -> list[Change]:
    """What the sheet Terms says otherwise than the book (load it as of the workbook's own day).

    Raises InputError with every cell that cannot be read, with its place and a remedy: an amount that is no number, a
    bound or currency that does not exist, a leg that the book lacks, a leg whose row was removed.
    """
    found: list[Change] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for row, cells in _rows(file):
        name = str(cells["leg"])
        leg = book.legs.get(name)
        if leg is None or name in seen:
            why = "stands twice" if name in seen else "is not in the book"
            problems += _at(
                file, row, "leg", f"the leg {name!r} {why}", "Change terms of the legs that are there"
            ).problems
            continue
        seen.add(name)
        try:
            now = _amount(file, row, cells)
        except InputError as error:
            problems += error.problems
            continue
        was = _stated(leg)
        if _different(was, now):
            found.append(Change(name, was, now))
    for name in book.legs.keys() - seen:
        problems += single(f"the row of {name} is missing", "Put it back; set 'undisclosed' to leave it out",
                           f"{file}:{TERMS}", "workbook").problems  # fmt: skip
    if problems:
        raise InputError(problems)
    return found


def told(file: Path) -> tuple[str, str]:
    """(book's hash, day) that a workbook says it was made from."""
    from gigaloop.workbook.sheets import FRONT

    facts = {str(row[0]): row[1] for row in _sheet(file, FRONT).iter_rows(max_col=2, values_only=True) if row[0]}
    return str(facts.get("hash", "")), str(facts.get("as of", ""))


def overlay(book: Book, found: Sequence[Change]) -> dict[str, str]:
    """The files of an overlay that lays the changes over the book: name -> text.

    >>> from gigaloop import load
    >>> sorted(overlay(load("tiny"), [Change("a", "1 bn USD", "2 bn USD")]))
    ['deals/changed-workbook.yaml', 'sources.csv']
    """
    day = book.as_of.isoformat()
    lines = ["format: 1", f"deal: {NAME}", "name: {en: Terms changed in a workbook}", "legs:"]
    for change in found:
        step = f"{{stage: amended, happened: {day}, known: {day}, sources: [{NAME}], amount: {json.dumps(change.now)}}}"
        lines += [f"- leg: {change.leg}", "  steps:", f"  - {step}"]
    sources = "source_id,title,publisher,published,url,language,confidence,tier\n"
    sources += f"{NAME},Terms changed in a workbook,own,{day},,en,low,other\n"
    return {f"deals/{NAME}.yaml": "\n".join(lines) + "\n", "sources.csv": sources}


def _rows(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each leg's row on Terms: its number and the cells that are read."""
    sheet = _sheet(file, TERMS)
    places = {name: sheet[f"{LEG_COLUMNS[name]}{FIRST - 1}"].value for name in READ}
    if places != {name: name for name in READ}:
        raise single(
            f"the heads of {TERMS} have moved", "Leave the columns where they are", f"{file}:{TERMS}", "workbook"
        )
    for row in range(FIRST, sheet.max_row + 1):
        cells = {name: sheet[f"{LEG_COLUMNS[name]}{row}"].value for name in READ}
        if cells["leg"] not in (None, ""):
            yield row, cells


def _sheet(file: Path, name: str) -> Any:
    import openpyxl

    try:
        with file.open("rb") as opened:
            book = openpyxl.load_workbook(opened, data_only=False)
    except FileNotFoundError:
        raise single(f"there is no file {str(file)!r}", MAKE, str(file), "workbook") from None
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, SyntaxError, TypeError, AttributeError) as error:
        raise single(f"this is no workbook: {error}", MAKE, str(file), "workbook") from None
    if name not in book.sheetnames:
        raise single(f"the workbook has no sheet {name}", MAKE, str(file), "workbook")
    return book[name]


def _amount(file: Path, row: int, cells: dict[str, Any]) -> str:
    """The amount in the words of the book."""
    bound, currency = str(cells["bound"] or ""), str(cells["currency"] or "")
    if bound not in BOUNDS.values():
        raise _at(file, row, "bound", f"{bound!r} is no bound", f"Write one of {', '.join(BOUNDS.values())}")
    if bound == "undisclosed":
        return "undisclosed"
    if currency not in CURRENCIES:
        raise _at(file, row, "currency", f"{currency!r} is no currency", f"Write one of {', '.join(CURRENCIES)}")
    first = _number(file, row, "amount", cells["amount"])
    if bound == "A to B":
        text = f"{first} to {_number(file, row, 'and', cells['and'])} bn {currency}"
    else:
        text = f"{'' if bound == 'exact' else bound + ' '}{first} bn {currency}"
    try:
        parse_quantity(text, units=CURRENCIES)
    except ValueError as error:
        message, _, remedy = str(error).partition(".  ")
        raise _at(file, row, "amount", message, remedy) from None
    return text


def _number(file: Path, row: int, name: str, value: Any) -> str:
    """Digits of a number as typed: 22.4, never 22.400000000000002 or 2.24e1."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _at(file, row, name, f"{value!r} is no number", "Write billions, for example 22.4")
    return format(Decimal(repr(value)).normalize(), "f")


def _at(file: Path, row: int, column: str, message: str, remedy: str) -> InputError:
    return single(message, remedy, f"{file}:{TERMS}!{LEG_COLUMNS[column]}{row}", "workbook")


def _stated(leg: Leg) -> str:
    return str(leg.terms.amount) if leg.terms.amount is not None else "undisclosed"


def _different(was: str, now: str) -> bool:
    """Whether two amounts differ in what they say: '0.5 tn USD' is '500 bn USD'."""
    old, new = (parse_quantity(text, unit="USD") for text in (was, now))
    if old.bound != new.bound:
        return True
    if old.bound == "undisclosed":
        return False
    scale = max(abs(old.high or 0.0), BILLION) * 1e-12
    same = abs((old.low or 0) - (new.low or 0)) <= scale and abs((old.high or 0) - (new.high or 0)) <= scale
    return not same or old.unit != new.unit
