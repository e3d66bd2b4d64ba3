"""A Row -> the formula that gives its number.

The row says how it was made (`answer.made`: a sum of legs, a share, an index), and that is the formula. Nothing is
taken on trust: it is written only where it gives what the Table says, to a part in a billion.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from math import isclose
from typing import NamedTuple

from gigaloop.answer.made import (
    ENDS,
    At,
    Count,
    End,
    Ends,
    Index,
    Inverse,
    Least,
    Less,
    Made,
    Most,
    Numbers,
    OfFigure,
    OfLeg,
    OfPower,
    OfYear,
    Over,
    Part,
    Plus,
    Raised,
    Share,
    Sum,
    Times,
)
from gigaloop.answer.table import Row
from gigaloop.answer.tally import index, ratio
from gigaloop.book.grade import Range
from gigaloop.workbook.inputs import (
    END_COLUMN,
    FIGURE_COLUMNS,
    FIGURES,
    LEG_COLUMNS,
    POWER_COLUMNS,
    TERMS,
    Inputs,
    counted,
)
from gigaloop.workbook.parts import Parts, part as part_at, total

#: the greatest length of a formula that is written (Excel takes 8,192 signs)
LONGEST = 8000
#: the other end
CROSS: Mapping[End, End] = {"low": "high", "mid": "mid", "high": "low"}
SIGNS = {"-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": operator.pow}
#: what a formula gives, and its text
Candidate = tuple[float, str]


class Sheet(NamedTuple):
    """Where an answer stands: its name, its rows by key, each with its number there, and end -> column."""

    name: str
    rows: Mapping[str, tuple[Row, int]]
    columns: Mapping[str, str]

    def cell(self, key: str, end: str) -> str:
        """The cell of one end of a row."""
        return f"{self.columns[end]}{self.rows[key][1]}"


NOWHERE = Sheet("", {}, {})


def formula(row: Row, end: End, inputs: Inputs, sheet: Sheet = NOWHERE, parts: Parts | None = None) -> str:
    """The formula for one end of a row's range, without '='; '' if the number is not made of terms and figures alone.

    sheet    where the row stands, and the rows of the same answer that can be pointed to
    parts    the sheet of parts, which gets the legs of a sum; None: a sum is written out

    >>> row = Row(key="k", subject="a", measure="m", unit="USD bn", low=0, mid=1, high=2)
    >>> formula(row, "mid", Inputs({}, {}))
    ''
    """
    wanted = getattr(row, end)
    if wanted is None or row.range == "paths":
        return ""
    for value, text in _made(row, end, inputs, sheet, parts):
        if isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-12) and len(text) < LONGEST:
            return text
    return ""


def _made(row: Row, end: End, inputs: Inputs, sheet: Sheet, parts: Parts | None) -> Iterator[Candidate]:
    """The number as the row says that it was made."""
    match row.made:
        case Sum() if parts is not None and row.key in sheet.rows:
            added = parts.adds(f"{sheet.name}/{row.key}", row.made, end)
            if added is not None:
                yield added, total(end, f'"{sheet.name}/"&A{sheet.rows[row.key][1]}')
        case Share(part=of, whole=whole) if of in sheet.rows and whole in sheet.rows:
            made = ratio(*(_range(sheet.rows[key][0]) for key in (of, whole)))[ENDS.index(end)]
            if made is not None:
                yield made, _ratio(end, *({e: sheet.cell(key, e) for e in ENDS} for key in (of, whole)))
        case Index(shares=keys) if all(key in sheet.rows for key in keys):
            value = getattr(index(_range(sheet.rows[key][0]) for key in keys), end)
            squares = f"SUMSQ({','.join(sheet.cell(key, end) for key in keys)})"
            least = f"MAX(1/COUNT({','.join(sheet.cell(key, 'mid') for key in keys)}),{squares})"
            yield value, {"low": least, "mid": squares, "high": f"MIN(1,{squares})"}[end]
        case Inverse(of=of) if of in sheet.rows:
            other = CROSS[end]
            value = getattr(sheet.rows[of][0], other)
            if value:
                yield 1 / value, f"1/{sheet.cell(of, other)}"
        case Share() | Index() | Inverse() | None:
            return
        case made if (worked := _worked(made, end, inputs, sheet)) is not None:
            yield worked
            if end != "mid" and (stated := _worked(made, "mid", inputs, sheet)) is not None:
                pick = min if end == "low" else max
                yield pick(worked[0], stated[0]), f"{pick.__name__.upper()}({worked[1]},{stated[1]})"


def _worked(part: Part | Made, end: End, inputs: Inputs, sheet: Sheet) -> Candidate | None:
    """(number, formula) of arithmetic at one end; where that end is open, at the middle; None: it points to nothing."""

    def at(one: Part, which: End = end) -> Candidate | None:
        return _worked(one, which, inputs, sheet)

    match part:
        case Plus(parts=parts):
            return _of_all([at(one) for one in parts], sum, "+".join)
        case Least(parts=parts):
            return _of_all([at(one) for one in parts], min, lambda texts: f"MIN({','.join(texts)})")
        case Most(parts=parts):
            return _of_all([at(one) for one in parts], max, lambda texts: f"MAX({','.join(texts)})")
        case Less(of=of, less=less):
            return _joined(at(of), "-", at(less, CROSS[end]))
        case Times(of=of, by=by):
            return _joined(at(of), "*", at(by))
        case Over(top=top, bottom=bottom):
            return _joined(at(top), "/", at(bottom, CROSS[end]))
        case Raised(of=of, by=by):
            return _joined(at(of), "^", at(by))
        case At(end=which, of=of):
            return at(of, which)
        case Ends():
            return at(getattr(part, end))
        case Numbers():
            return getattr(part, end), repr(getattr(part, end))
        case Count(of=of, ids=ids):
            places = [inputs.place(of, one) for one in ids]
            return None if None in places else (float(len(ids)), counted(of, [place for place in places if place]))
        case OfLeg(leg=leg, share=share) if leg in inputs.legs:
            which = end if inputs.legs[leg].end(end) is not None else "mid"
            value, taken = inputs.legs[leg].end(which), share[ENDS.index(end)]
            text = f"{TERMS}!{LEG_COLUMNS[which]}{inputs.legs[leg].row}"
            return None if value is None else (value * taken, text if taken == 1.0 else f"{text}*{taken!r}")
        case Sum(legs=legs, grades=grades) if all(leg in inputs.legs for leg in legs):
            cells = [inputs.legs[leg] for leg in legs]
            if not cells or (end == "high" and any(cell.high is None for cell in cells)):
                return None
            pieces = [part_at(cell, end, grades) for cell in cells]
            return sum(value or 0.0 for value, _ in pieces), "+".join(text for _, text in pieces)
        case OfPower(leg=leg) if leg in inputs.legs:
            value = inputs.legs[leg].power[ENDS.index(end)]
            which = end if value is not None else "mid"
            value = inputs.legs[leg].power[ENDS.index(which)]
            return None if value is None else (value, f"{TERMS}!{POWER_COLUMNS[which]}{inputs.legs[leg].row}")
        case OfYear(leg=leg) if leg in inputs.legs and (year := inputs.legs[leg].ends) is not None:
            return year, f"{TERMS}!{END_COLUMN}{inputs.legs[leg].row}"
        case OfFigure(figure=figure) if figure in inputs.figures:
            which = end if inputs.figures[figure].end(end) is not None else "mid"
            value = inputs.figures[figure].end(which)
            return None if value is None else (value, f"{FIGURES}!{FIGURE_COLUMNS[which]}{inputs.figures[figure].row}")
        case str() if part in sheet.rows:
            which = end if getattr(sheet.rows[part][0], end) is not None else "mid"
            value = getattr(sheet.rows[part][0], which)
            return None if value is None else (value, sheet.cell(part, which))
    return None


def _of_all(
    found: list[Candidate | None], of: Callable[[list[float]], float], told: Callable[[list[str]], str]
) -> Candidate | None:
    """What becomes of several numbers, and the formula; one alone stands as it is; None where one points to nothing."""
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found):
        return None
    values, texts = [value for value, _ in known], [text for _, text in known]
    return (of(values), told(texts)) if len(known) > 1 else known[0]


def _joined(left: Candidate | None, sign: str, right: Candidate | None) -> Candidate | None:
    if left is None or right is None or (sign == "/" and not right[0]) or (sign == "^" and left[0] <= 0):
        return None
    return SIGNS[sign](left[0], right[0]), f"({left[1]}){sign}({right[1]})"


def _range(row: Row) -> Range:
    return Range(row.low or 0.0, row.mid, row.high)


def _ratio(end: End, part: Mapping[End, str], whole: Mapping[End, str]) -> str:
    """`answer.tally.ratio` over the cells of a part and a whole: each end with the rest at the other end."""
    mid = f"{part['mid']}/{whole['mid']}"
    if end == "mid":
        return mid
    top, all_top = (f"IF(ISNUMBER({cells['high']}),{cells['high']},{cells['mid']})" for cells in (part, whole))
    if end == "low":
        return f"MIN({mid},IFERROR({part['low']}/({part['low']}+MAX(0,{all_top}-{top})),0))"
    return f"MAX({mid},IFERROR({top}/({top}+MAX(0,{whole['low']}-{part['low']})),0))"
