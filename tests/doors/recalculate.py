"""What a spreadsheet would show: every formula of a workbook worked out, by the few functions that ours use."""

import re
from contextlib import contextmanager

import openpyxl

REFERENCE = re.compile(r"(?:(\w+)!)?\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?(?![\w(])")


class Blank(float):
    """An empty cell: nothing in a sum, and equal to an empty text."""

    def __eq__(self, other):
        return other == "" or float(self) == other

    __hash__ = float.__hash__


class Recalculated:
    """The cells of a workbook as its formulas give them; `typed` changes an input for a while, as a person does."""

    def __init__(self, file):
        self.book = openpyxl.load_workbook(file)
        self.found, self.areas = {}, {}

    @contextmanager
    def typed(self, sheet, place, value):
        cell, kept = self.book[sheet][place], (self.found, self.areas)
        was, self.found, self.areas = cell.value, {}, {}
        cell.value = value
        yield
        cell.value, (self.found, self.areas) = was, kept

    def formulas(self, sheet):
        return {
            cell.coordinate: cell.value for row in self.book[sheet].iter_rows() for cell in row if cell.data_type == "f"
        }

    def value(self, sheet, place):
        key = (sheet, place)
        if key not in self.found:
            cell = self.book[sheet][place]
            told = cell.value
            if cell.data_type == "f":
                told = self.work_out(sheet, told[1:])
            self.found[key] = Blank(0.0) if told is None else told
        return self.found[key]

    def work_out(self, sheet, text):
        def place(match):
            other, column, row, last, end = match.groups()
            if last is None:
                return f"cell({other or sheet!r}, {column + row!r})"
            return f"area({other or sheet!r}, {f'{column}{row}:{last}{end}'!r})"

        named = {name: self.named(name) for name in self.book.defined_names if name in text}
        parts = text.split('"')
        for at in range(0, len(parts), 2):  # the odd ones are texts
            parts[at] = re.sub(r"(?<![<>=])=(?!=)", "==", REFERENCE.sub(place, parts[at]))
            parts[at] = parts[at].replace("IFERROR(", "IFERROR(lambda: ").replace("&", "+").replace("^", "**")
        return eval('"'.join(parts), FUNCTIONS | {"cell": self.value, "area": self.area} | named)

    def area(self, sheet, places):
        return [self.value(sheet, cell.coordinate) for row in self.book[sheet][places] for cell in row]

    def named(self, name):
        """The cell or the cells that a name stands for."""
        if name not in self.areas:
            sheet, _, place = self.book.defined_names[name].attr_text.partition("!")
            place = place.replace("$", "")
            self.areas[name] = self.area(sheet, place) if ":" in place else self.value(sheet, place)
        return self.areas[name]


def rows_where(conditions):
    """The places at which every (column, wanted) holds."""
    pairs = list(zip(conditions[::2], conditions[1::2], strict=True))
    return [at for at in range(len(pairs[0][0])) if all(column[at] == wanted for column, wanted in pairs)]


def flat(values):
    for value in values:
        yield from flat(value) if isinstance(value, list) else (value,)


def or_else(work, otherwise):
    try:
        return work()
    except (TypeError, ZeroDivisionError):
        return otherwise


FUNCTIONS = {
    "SUM": lambda *values: sum(value for value in flat(values) if not isinstance(value, str)),
    "SUMSQ": lambda *values: sum(value**2 for value in flat(values) if not isinstance(value, str)),
    "SUMIFS": lambda added, *tests: sum(added[at] for at in rows_where(tests) if not isinstance(added[at], str)),
    "COUNTIFS": lambda *tests: len(rows_where(tests)),
    "COUNT": lambda *values: sum(not isinstance(value, str | Blank) for value in flat(values)),
    "MIN": lambda *values: min(flat(values)),
    "MAX": lambda *values: max(flat(values)),
    "ABS": abs,
    "N": lambda value: 0.0 if isinstance(value, str) else value,
    "IF": lambda test, yes, no: yes if test else no,
    "OR": lambda *tests: any(tests),
    "IFERROR": or_else,
    "ISNUMBER": lambda value: not isinstance(value, str | Blank),
    "COUNTIF": lambda values, wanted: sum(value == wanted for value in values),
    "COUNTA": lambda *values: sum(not isinstance(value, Blank) for value in flat(values)),
}
