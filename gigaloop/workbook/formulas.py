"""A Row -> the formula that gives its number: a sum of terms, of their dollars at some grades, a figure, a ratio.

Nothing is taken on trust: a formula is written only where it gives what the Table says, to a part in a billion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isclose

from gigaloop.answer.table import Row
from gigaloop.answer.tally import ratio
from gigaloop.book.grade import Range
from gigaloop.workbook.inputs import ENDS, FIGURE_COLUMNS, FIGURES, LEG_COLUMNS, TERMS, Inputs, grade_column

#: the greatest length of a formula that is written (Excel takes 8,192 signs)
LONGEST = 8000
#: what a formula gives, and its text
Candidate = tuple[float, str]


def formula(
    row: Row, end: str, inputs: Inputs, inside: Mapping[str, tuple[Row, int]], columns: Mapping[str, str]
) -> str:
    """The formula for one end of a row's range, without '='; '' if the number is not made of terms and figures alone.

    inside    rows of the same sheet by key, each with its row there
    columns   end -> its column on the sheet

    >>> row = Row(key="k", subject="a", measure="m", unit="USD bn", low=0, mid=1, high=2)
    >>> formula(row, "mid", Inputs({}, {}), {}, {})
    ''
    """
    wanted = getattr(row, end)
    if wanted is None or row.range != "terms":
        return ""
    for value, text in (*_beside(row, end, inside, columns), *_candidates(row, end, inputs)):
        if isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-12) and len(text) < LONGEST:
            return text
    return ""


def _candidates(row: Row, end: str, inputs: Inputs) -> Iterator[Candidate]:
    """In the order in which they are believed: terms, a figure, and what both make together, the same end first."""
    ends = (end, *(other for other in ENDS if other != end))
    yield from _terms(row, end, inputs)
    figure = {other: found for other in ends for found in _figure(row, other, inputs)}
    if not row.legs:
        yield from (figure[end],) if end in figure else ()
        return
    for of_terms in ends:
        for of_figure in ends:
            if of_figure not in figure:
                continue
            told, cell = figure[of_figure]
            for value, text in _terms(row, of_terms, inputs):
                if row.unit in ("share", "ratio") and told:
                    yield value / told, f"({text})/{cell}"
                elif row.unit not in ("share", "ratio"):
                    yield told - value, f"{cell}-({text})"


def _terms(row: Row, end: str, inputs: Inputs) -> Iterator[Candidate]:
    """The sum of a row's legs at one end: whole, and at the grades that the row tells."""
    cells = [inputs.legs[leg] for leg in row.legs if leg in inputs.legs]
    if not cells or len(cells) < len(row.legs) or (end == "high" and any(cell.high is None for cell in cells)):
        return
    places = [f"{TERMS}!{LEG_COLUMNS[end]}{cell.row}" for cell in cells]
    amounts = [f"N({place})" for place in places] if end == "mid" else places  # an open top must not count as nothing
    yield sum(cell.end(end) or 0.0 for cell in cells), "+".join(amounts)
    grades = sorted(row.grade)
    if not grades:
        return
    total, texts = 0.0, []
    for cell, amount in zip(cells, amounts, strict=True):
        at = {which: sum(cell.parts[which].get(grade, 0.0) for grade in grades) for which in ENDS}
        sums = {which: _grades(which, grades, cell.row) for which in ENDS}
        if end == "mid" or cell.parts["low"] == cell.parts["mid"] == cell.parts["high"]:
            part, text = at["mid"], sums["mid"]
        else:
            part = (min if end == "low" else max)(at.values())
            text = f"{'MIN' if end == 'low' else 'MAX'}({','.join(sums[which] for which in ENDS)})"
        total += (cell.end(end) or 0.0) * part
        texts.append(f"{amount}*{text}")
    yield total, "+".join(texts)


def _grades(end: str, grades: list[int], row: int) -> str:
    """The sum of a leg's shares at these grades; those side by side as one range, as a formula has 8,192 signs."""
    runs: list[list[int]] = []
    for grade in grades:
        if runs and grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    places = (sorted({f"{grade_column(end, grade)}{row}" for grade in (run[0], run[-1])}, key=_place) for run in runs)
    return f"SUM({','.join(f'{TERMS}!' + ':'.join(ends) for ends in places)})"


def _place(place: str) -> tuple[int, str]:
    return len(place), place


def _figure(row: Row, end: str, inputs: Inputs) -> Iterator[Candidate]:
    if len(row.figures) == 1 and row.figures[0] in inputs.figures:
        cell = inputs.figures[row.figures[0]]
        value = cell.end(end)
        if value is not None:
            yield value, f"{FIGURES}!{FIGURE_COLUMNS[end]}{cell.row}"


def _beside(
    row: Row, end: str, inside: Mapping[str, tuple[Row, int]], columns: Mapping[str, str]
) -> Iterator[Candidate]:
    """A share of the sheet's own rows: 'x/binding_share' is 'x/binding' over 'x/total'."""
    prefix, _, name = row.key.rpartition("/")
    part, whole = inside.get(f"{prefix}/{name.removesuffix('_share')}"), inside.get(f"{prefix}/total")
    if not name.endswith("_share") or part is None or whole is None:
        return
    made = dict(zip(ENDS, ratio(_range(part[0]), _range(whole[0])), strict=True))[end]
    if made is not None:
        yield made, _ratio(end, *({other: f"{columns[other]}{row}" for other in ENDS} for _, row in (part, whole)))


def _range(row: Row) -> Range:
    return Range(row.low or 0.0, row.mid, row.high)


def _ratio(end: str, part: Mapping[str, str], whole: Mapping[str, str]) -> str:
    """`answer.tally.ratio` over the cells of a part and a whole: each end with the rest at the other end."""
    mid = f"{part['mid']}/{whole['mid']}"
    if end == "mid":
        return mid
    top, all_top = (f"IF(ISNUMBER({cells['high']}),{cells['high']},{cells['mid']})" for cells in (part, whole))
    if end == "low":
        return f"MIN({mid},IFERROR({part['low']}/({part['low']}+MAX(0,{all_top}-{top})),0))"
    return f"MAX({mid},IFERROR({top}/({top}+MAX(0,{whole['low']}-{part['low']})),0))"
