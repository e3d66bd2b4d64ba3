"""A digest of the numbers of a sheet of answers, so that one that was typed over is not passed by in silence."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

#: heads of a question's sheet stand here (from 1); its rows follow
HEADS = 6


def seal(cells: Iterable[Any]) -> str:
    """The seal of an answer's numbers in the order of the sheet; a formula counts as one, whatever it says; words do
    not count.

    >>> seal([1, None, "=A1"]) == seal([1.0, None, "=A2"]) != seal([1.0, None, 2.0])
    True
    >>> seal([-0.0]) == seal([0])  # a file holds no -0.0
    True
    """
    return sha256("".join(map(_word, cells)).encode()).hexdigest()[:16]


def sealed(sheet: Any) -> str:
    """The seal of a sheet as it stands (openpyxl's, with formulas)."""
    found: list[Any] = []
    for row in sheet.iter_rows(min_row=HEADS + 1, values_only=True):
        if row[0] in (None, ""):
            break
        found += row
    return seal(found)


def _word(value: Any) -> str:
    if isinstance(value, str):
        return "=" if value.startswith("=") else ""
    return f"{value + 0:.10g}|" if isinstance(value, int | float) and not isinstance(value, bool) else ""
