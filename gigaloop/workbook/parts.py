"""The sheet Parts: which leg stands in which number of an answer, with how much; answers add them up with SUMIFS.

A number that is a sum of dollars (`answer.made.Sum`) has one line a leg here. To see what is in it, filter the first
column by its sheet and key; to change it, change Terms.
"""

from __future__ import annotations

from typing import Any

from gigaloop.answer.made import ENDS, Sum
from gigaloop.words.vocabulary import heading, word
from gigaloop.workbook.inputs import LEG_COLUMNS, TERMS, Cells, Inputs, grade_column, runs

PARTS = "Parts"
#: heads of the sheet; each column is a named range
HEADS = ("part_of", "part_leg", *(f"part_{end}" for end in ENDS))


class Parts:
    """The lines of the sheet as answers ask for them: (which number, leg, grades)."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.lines: dict[str, Sum] = {}

    def adds(self, name: str, made: Sum, end: str) -> float | None:
        """What the parts add up to at an end, or None: open, or a leg that is not on Terms. The lines are kept."""
        cells = [self.inputs.legs.get(leg) for leg in made.legs]
        if not cells or any(cell is None or cell.end(end) is None for cell in cells if end != "mid" or cell is None):
            return None
        self.lines[name] = made
        return sum(part(cell, end, made.grades)[0] or 0.0 for cell in cells if cell is not None)

    def write(self, file: Any, formats: Any, language: str = "en") -> None:
        """The sheet with its named ranges."""
        sheet = file.add_worksheet(PARTS)
        for column, head in enumerate(HEADS):
            sheet.write_string(0, column, word(heading(head), language), formats["over" if column > 1 else "head"])
        at = 0
        for name, made in self.lines.items():
            for leg in made.legs:
                at += 1
                cell = self.inputs.legs[leg]
                sheet.write_string(at, 0, name)
                sheet.write_string(at, 1, leg)
                for column, end in enumerate(ENDS, 2):
                    value, text = part(cell, end, made.grades)
                    sheet.write_formula(at, column, f"={text}", formats["live"], "open" if value is None else value)
        for column, head in enumerate(HEADS):
            letter = chr(ord("A") + column)
            file.define_name(head, f"={PARTS}!${letter}$2:${letter}${max(2, at + 1)}")
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, 1, 24)
        sheet.freeze_panes(1, 0)


def total(end: str, name: str) -> str:
    """The formula that adds up the parts of a number; a part without a top leaves the sum without one."""
    sums = f"SUMIFS(part_{end},part_of,{name})"
    return f'IF(COUNTIFS(part_of,{name},part_high,"open")>0,"open",{sums})' if end == "high" else sums


def part(cell: Cells, end: str, grades: tuple[int, ...] | None) -> tuple[float | None, str]:
    """(dollars, formula) of a leg at one end, whole or at some grades; None is open.

    Of grades, the least share counts at the least, the greatest at the greatest, as in `answer.tally.tally`.
    """
    place, value = f"{TERMS}!{LEG_COLUMNS[end]}{cell.row}", cell.end(end)
    amount = f"N({place})" if end == "mid" else place  # an open top must not count as nothing
    if end == "mid":
        value = value or 0.0
    if grades is None:
        return value, amount
    at = {which: sum(cell.parts[which].get(grade, 0.0) for grade in grades) for which in ENDS}
    sums = {which: at_grades(which, grades, cell.row) for which in ENDS}
    if end == "mid" or cell.parts["low"] == cell.parts["mid"] == cell.parts["high"]:
        share, text = at["mid"], sums["mid"]
    else:
        share = (min if end == "low" else max)(at.values())
        text = f"{'MIN' if end == 'low' else 'MAX'}({','.join(sums[which] for which in ENDS)})"
    if end == "high":
        return None if value is None else value * share, f'IFERROR({amount}*{text},"open")'
    return (value or 0.0) * share, f"{amount}*{text}"


def at_grades(end: str, grades: tuple[int, ...], row: int) -> str:
    """The sum of a leg's shares at these grades; those side by side as one range."""
    places = (sorted({f"{grade_column(end, grade)}{row}" for grade in run}, key=_place) for run in runs(grades))
    return f"SUM({','.join(f'{TERMS}!' + ':'.join(ends) for ends in places)})"


def _place(place: str) -> tuple[int, str]:
    return len(place), place
