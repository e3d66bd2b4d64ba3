"""What the shipped book says of each leg, figure and parameter as of an older day, as one line of text each."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from gigaloop.book.file import load
from gigaloop.book.grade import grade_shares
from gigaloop.book.model import Book

DAYS = ("2025-10-20", "2025-10-31", "2026-04-30", "2026-07-05")
#: parameters that are opening accounts; how parties behave is no fact of a day
OPENING = re.compile(r"-(cash|debt|value|holdings|gw)-0$|-q0$|-other-backlog$|-capex-plan$|^rent-0$")
KEPT = Path(__file__).with_name("older_days.csv")


def said(book: Book) -> dict[str, str]:
    """'leg x' -> who owes whom what, at which grade; 'figure x' -> its value; 'parameter x' -> an opening account."""
    lines: dict[str, str] = {}
    for key, leg in book.legs.items():
        shares, _ = grade_shares(book, leg)
        grades = " ".join(f"{grade}:{share:.3g}" for grade, share in shares.items())
        sizes = " ".join(
            str(getattr(leg.terms, name)) for name in ("amount", "power", "units", "drawn", "start", "end")
        )
        lines[f"leg {key}"] = f"{leg.kind} {leg.payer} > {leg.payee} {book.stage(key)} {sizes} {grades}"
    for key, figure in book.figures.items():
        lines[f"figure {key}"] = f"{figure.subject} {figure.metric} {figure.period} {figure.value}"
    for key, parameter in book.parameters.items():
        if OPENING.search(key):
            lines[f"parameter {key}"] = f"{parameter.value} {parameter.low} {parameter.high}"
    return lines


def kept() -> dict[tuple[str, str], str]:
    """(day, row) -> what it said before the refresh of 2026-10."""
    with KEPT.open(encoding="utf-8", newline="") as file:
        return {(row["day"], row["row"]): row["said"] for row in csv.DictReader(file)}


def changed() -> dict[tuple[str, str], tuple[str, str]]:
    """(day, row) -> (before, now) of every line that is not what it was; '' for a line that was or is not there."""
    before = kept()
    now = {(day, row): text for day in DAYS for row, text in said(load("loop", as_of=day)).items()}
    keys = sorted(before.keys() | now.keys())
    return {key: (before.get(key, ""), now.get(key, "")) for key in keys if before.get(key, "") != now.get(key, "")}


def keep() -> None:
    """Write `older_days.csv` from the book as it stands. Run it only on the book that older days are held against."""
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("day", "row", "said"))
        for day in DAYS:
            out.writerows((day, row, text) for row, text in sorted(said(load("loop", as_of=day)).items()))
