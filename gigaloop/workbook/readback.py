"""A workbook that somebody changed -> what differs from the book, and the overlay that says so to the engine."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from gigaloop.answer.labels import called
from gigaloop.book.model import Book, Leg
from gigaloop.book.problem import InputError, Misread, Problem, parted
from gigaloop.book.rows import COLUMNS
from gigaloop.book.units import CURRENCIES, parse_quantity
from gigaloop.words.catalogue import LANGUAGES
from gigaloop.words.vocabulary import heading, told as said, word
from gigaloop.workbook.inputs import ABOUT_CELL, BILLION, BOUNDS, FIRST, FRONT, LEG_COLUMNS, TERMS
from gigaloop.workbook.seal import sealed

#: the overlay's one source, and its deal
NAME = "changed-workbook"
#: columns that are read, in the order of the sheet
READ = ("leg", "bound", "amount", "and", "currency")
#: columns that must stand as they were
KEPT = ("deal", "from", "to", "kind", "stage")
#: the parameter behind the cell of the half width
HALF_WIDTH = "about-half-width"
MAKE = "Give a file that 'gigaloop workbook' has made"


@dataclass(frozen=True)
class Change:
    """A term that the workbook tells otherwise: the amount in the words of the book, before and after."""

    leg: str
    was: str
    now: str


def changes(file: Path, book: Book) -> list[Change]:
    """What the sheet Terms says otherwise than the book (load it as of the workbook's own day); of a formula, what it
    came to.

    Raises InputError with every cell that cannot be read, with its place and a remedy: an amount that is no number or
    below zero, a bound or currency that does not exist or has no rate, a leg that the book lacks, a leg whose row was
    removed, a cell that is not read back (a stage, a payer, an answer).
    """
    found: list[Change] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    sheets, worked, names = _sheets(file), _sheets(file, values=True), called(book)
    for row, cells in _rows(file, sheets[TERMS], worked[TERMS]):
        name = str(cells["leg"])
        leg = book.legs.get(name)
        if leg is None or name in seen:
            why = "stands twice" if name in seen else "is not in the book"
            problems += _at(
                file, row, "leg", f"the leg {name!r} {why}", "Change terms of the legs that are there"
            ).problems
            continue
        seen.add(name)
        problems += _kept(file, row, cells, book, names)
        try:
            now = _amount(file, row, cells, book)
        except InputError as error:
            problems += error.problems
            continue
        was = _stated(leg)
        if _different(was, now):
            found.append(Change(name, was, now))
    for name in book.legs.keys() - seen:
        problems += Misread(f"the row of {name} is missing", "Put it back; set 'undisclosed' to leave it out",
                           f"{file}:{TERMS}", "workbook").problems  # fmt: skip
    problems += _overwritten(file, sheets)
    if problems:
        raise InputError(problems)
    return [*_half_width(file, worked[TERMS][ABOUT_CELL].value, book), *found]


def told(file: Path) -> tuple[str, str]:
    """(book's hash, day) that a workbook says it was made from."""
    facts = {str(row[0]): row[1] for row in _sheets(file)[FRONT].iter_rows(max_col=2, values_only=True) if row[0]}
    return tuple(next((str(facts[head]) for head in _heads(name) if head in facts), "") for name in ("hash", "as of"))  # type: ignore[return-value]


def _heads(name: str) -> dict[str, None]:
    """What stands over a column, or beside a fact, in each language."""
    return dict.fromkeys(word(heading(name), language) for language in LANGUAGES)


def overlay(book: Book, found: Sequence[Change]) -> dict[str, str]:
    """The files of an overlay that lays the changes over the book: name -> text.

    >>> from gigaloop import load
    >>> sorted(overlay(load("tiny"), [Change("a", "1 bn USD", "2 bn USD")]))
    ['deals/changed-workbook.yaml', 'sources.csv']
    """
    lines = ["format: 1", f"deal: {NAME}", "name: {en: Terms changed in a workbook}", "legs:"]
    files = {}
    for change in found:
        if change.leg == HALF_WIDTH:
            files["parameters.csv"] = _parameter(book, change.now)
            continue
        day = _told(book.legs.get(change.leg), book)
        step = f"{{stage: amended, {day}, known_from: inferred, sources: [{NAME}], amount: {json.dumps(change.now)}}}"
        lines += [f"- leg: {change.leg}", "  steps:", f"  - {step}"]
    if len(lines) > 4:
        files[f"deals/{NAME}.yaml"] = "\n".join(lines) + "\n"
    sources = "source_id,title,publisher,published,url,language,confidence,tier\n"
    sources += f"{NAME},Terms changed in a workbook,own,,,en,low,other\n"
    return files | {"sources.csv": sources}


def _told(leg: Leg | None, book: Book) -> str:
    """The day from which the changed amount counts: that of the step whose amount it replaces, as on the sheet."""
    if leg is None:
        return f"happened: {book.as_of}, known: {book.as_of}"
    telling = [step for step in leg.steps if step.terms.amount is not None] or list(leg.steps[:1])
    return f"happened: {telling[-1].happened}, known: {telling[-1].known}"


def _parameter(book: Book, value: str) -> str:
    """The row of parameters.csv that says another half width of 'about'."""
    known = book.parameters.get(HALF_WIDTH)
    row = known.model_dump() if known is not None else {"name": HALF_WIDTH, "unit": "share", "affects": "amounts"}
    row |= {"value": value, "low": value, "high": value, "distribution": "fixed", "origin": "assumed", "sources": ""}
    row |= {"how": "changed in a workbook", "as_of": known.as_of if known is not None else ""}
    heads = COLUMNS["parameters.csv"][1]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows((heads, [str(row.get(name) or "") for name in heads]))
    return out.getvalue()


def _rows(file: Path, sheet: Any, worked: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each leg's row on Terms: its number and its cells; of a formula that somebody wrote, what it came to."""
    places = {name: sheet[f"{LEG_COLUMNS[name]}{FIRST - 1}"].value for name in (*READ, *KEPT)}
    if not all(places[name] in _heads(name) for name in places):
        raise Misread(
            f"the heads of {TERMS} have moved", "Leave the columns where they are", f"{file}:{TERMS}", "workbook"
        )
    for row in range(FIRST, sheet.max_row + 1):
        cells = {name: worked[f"{LEG_COLUMNS[name]}{row}"].value for name in (*READ, *KEPT)}
        for name in ("amount", "and"):
            typed = sheet[f"{LEG_COLUMNS[name]}{row}"].value
            if isinstance(typed, str) and typed.startswith("=") and cells[name] is None:
                raise _at(file, row, name, f"{typed[:60]!r} has not been worked out", "Save the file once in Excel")
        if cells["leg"] not in (None, ""):
            yield row, cells


def _half_width(file: Path, value: Any, book: Book) -> list[Change]:
    """The half width of 'about', the one blue cell that is no leg's."""
    place = f"{file}:{TERMS}!{ABOUT_CELL}"
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Misread(f"{value!r} is no share from 0 to 1", "Write for example 0.1", place, "workbook")
    was = book.about_half_width()
    return [Change(HALF_WIDTH, f"{was:g}", f"{value:g}")] if abs(was - value) > 1e-12 else []


def _kept(
    file: Path, row: int, cells: Mapping[str, Any], book: Book, names: Mapping[str, Mapping[str, str]]
) -> list[Problem]:
    """What was changed in cells that are not read back: it would be lost in silence."""
    leg = book.legs[str(cells["leg"])]
    was = {"deal": leg.deal, "from": leg.payer, "to": leg.payee, "kind": leg.kind, "stage": book.stage(leg.leg)}
    return [
        problem
        for name in KEPT
        if str(cells[name] or "") not in (was[name], *(said(was[name], language, names) for language in LANGUAGES))
        for problem in _at(
            file,
            row,
            name,
            f"{str(cells[name])[:60]!r} stood as {was[name]!r}, and only amounts are read back",
            "Put it back; lay other changes over the book with --overlay",
        ).problems
    ]


def _overwritten(file: Path, sheets: Any) -> list[Problem]:
    """Answers that somebody typed over: they are not read back either."""
    told = {str(row[0]): row[6] for row in sheets[FRONT].iter_rows(min_col=1, max_col=7, values_only=True) if row[0]}
    return [
        problem
        for name, seal in told.items()
        if name in sheets.sheetnames and seal and seal != sealed(sheets[name])
        for problem in Misread(
            "an answer was typed over, and answers are not read back",
            f"Change the blue cells of {TERMS} instead",
            f"{file}:{name}",
            "workbook",
        ).problems
    ]


def _sheets(file: Path, values: bool = False) -> Any:
    """The workbook, with its formulas or with what they came to when it was saved."""
    import openpyxl

    try:
        with file.open("rb") as opened:
            book = openpyxl.load_workbook(opened, data_only=values)
    except FileNotFoundError:
        raise Misread(f"there is no file {str(file)!r}", MAKE, str(file), "workbook") from None
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, SyntaxError, TypeError, AttributeError) as error:
        raise Misread(f"this is no workbook: {error}", MAKE, str(file), "workbook") from None
    for name in (TERMS, FRONT):
        if name not in book.sheetnames:
            raise Misread(f"the workbook has no sheet {name}", MAKE, str(file), "workbook")
    return book


def _amount(file: Path, row: int, cells: dict[str, Any], book: Book) -> str:
    """The amount in the words of the book."""
    bound, currency = str(cells["bound"] or ""), str(cells["currency"] or "")
    if bound not in BOUNDS.values():
        raise _at(file, row, "bound", f"{bound!r} is no bound", f"Write one of {', '.join(BOUNDS.values())}")
    if bound == "undisclosed":
        return "undisclosed"
    if currency not in CURRENCIES:
        raise _at(file, row, "currency", f"{currency!r} is no currency", f"Write one of {', '.join(CURRENCIES)}")
    if currency != "USD" and not any(rate.currency == currency for rate in book.fx):
        raise _at(file, row, "currency", f"the book has no rate for {currency}", "Use a currency of its fx.csv")
    first = _number(file, row, "amount", cells["amount"])
    if bound == "A to B":
        text = f"{first} to {_number(file, row, 'and', cells['and'])} bn {currency}"
    else:
        text = f"{'' if bound == 'exact' else bound + ' '}{first} bn {currency}"
    try:
        parse_quantity(text, units=CURRENCIES)
    except ValueError as error:
        message, remedy = parted(error)
        raise _at(file, row, "amount", message, remedy) from None
    return text


def _number(file: Path, row: int, name: str, value: Any) -> str:
    """Digits of a number as typed: 22.4, never 22.400000000000002 or 2.24e1."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _at(file, row, name, f"{value!r} is no number", "Write billions, for example 22.4")
    if not 0 <= value < 1e9:
        raise _at(file, row, name, f"{value!r} is no sum in billions", "Write 0 or more, for example 22.4")
    return format(Decimal(repr(value)).normalize(), "f")


def _at(file: Path, row: int, column: str, message: str, remedy: str) -> InputError:
    return Misread(message, remedy, f"{file}:{TERMS}!{LEG_COLUMNS[column]}{row}", "workbook")


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
