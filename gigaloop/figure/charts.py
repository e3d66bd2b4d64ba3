"""Fan, lines, bars, waterfall, heat map and sankey as chart-library options."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from gigaloop.answer.screen import ends
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import Row
from gigaloop.figure.axes import Measure, axis, caption, measure, named, unit_of
from gigaloop.figure.record import Figure
from gigaloop.words.catalogue import say
from gigaloop.words.layout import columns, typeset
from gigaloop.words.numbers import PERCENT, written
from gigaloop.words.vocabulary import grade_name, title, told, word

Names = Mapping[str, Mapping[str, str]]
#: colours of series, in order
SERIES = ("--compute", "--equity", "--chips", "--debt", "--promise", "--other")


def fan(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """A median with its band from low to high, one for each series, side by side in a column of small charts."""
    series = _series(figure)
    xs = list(dict.fromkeys(str(figure.value(row, "x")) for row in figure.rows))
    ticks = _ticks(figure, xs, language, names)
    gap = 100 / len(series) if series else 100
    drawn: dict[str, Any] = _frame(figure, language, names) | {
        "tooltip": {"trigger": "axis", "confine": True},
        "title": [],
        "grid": [],
        "xAxis": [],
        "yAxis": [],
        "series": [],
    }
    for i, (key, rows) in enumerate(series.items()):
        by_x = {str(figure.value(row, "x")): row for row in rows}
        along = measure(unit_of(rows), language)
        low, mid, high = ([_at(figure, by_x.get(x), role, along) for x in xs] for role in ("low", "mid", "high"))
        colour = SERIES[i % len(SERIES)]
        top = f"{i * gap + 0.14 * gap:.1f}%"
        drawn["title"].append(_small_title(told(key, language, names), f"{i * gap + 0.01 * gap:.1f}%"))
        drawn["grid"].append({"left": 68, "right": 20, "top": top, "height": f"{0.62 * gap:.1f}%"})
        drawn["xAxis"].append(
            axis("category", named(figure, "x", language), gridIndex=i, data=ticks, boundaryGap=False)
        )
        drawn["yAxis"].append(axis("value", along.name, 48, gridIndex=i, scale=False))
        at = {"xAxisIndex": i, "yAxisIndex": i, "type": "line", "symbol": "none"}
        widths = [None if a is None or b is None else round(b - a, 9) for a, b in zip(low, high, strict=True)]
        still = {"lineStyle": {"opacity": 0}, "silent": True, "tooltip": {"show": False}}
        stack = {"stack": f"band {i}", "stackStrategy": "all"}
        drawn["series"] += [
            {**at, **stack, **still, "name": f"{key} low", "data": low},
            {
                **at,
                **stack,
                **still,
                "name": f"{key} band",
                "data": widths,
                "areaStyle": {"color": colour, "opacity": 0.2},
            },
            {**at, "name": word("median", language), "data": mid, "lineStyle": {"color": colour, "width": 2}}
            | {"itemStyle": {"color": colour}},
        ]
    return drawn


def lines(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """One line for each series over the same axis."""
    series = {key: rows for key, rows in _series(figure).items() if any(row.mid is not None for row in rows)}
    xs = list(dict.fromkeys(str(figure.value(row, "x")) for row in figure.rows))
    along = measure(unit_of(figure.rows), language)
    drawn = _frame(figure, language, names) | {
        "tooltip": {"trigger": "axis", "confine": True},
        "legend": {"top": 4, "type": "scroll", "textStyle": {"color": "--ink"}},
        "grid": {"left": 68, "right": 20, "top": 44, "bottom": 52},
        "xAxis": axis("category", named(figure, "x", language), data=_ticks(figure, xs, language, names)),
        "yAxis": axis("value", along.name, 48),
        "series": [],
    }
    for i, (key, rows) in enumerate(series.items()):
        by_x = {str(figure.value(row, "x")): row for row in rows}
        colour = SERIES[i % len(SERIES)]
        drawn["series"].append(
            {
                "type": "line",
                "name": told(key, language, names),
                "data": [_at(figure, by_x.get(x), "mid", along) for x in xs],
                "symbolSize": 5,
                "lineStyle": {"color": colour, "width": 2, "type": "solid" if i < len(SERIES) else "dashed"},
                "itemStyle": {"color": colour},
            }
        )
    return drawn


def bars(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """A bar for each row from low to high with a mark at mid; an open top ends at mid and says so."""
    rows = [row for row in figure.rows if figure.value(row, "mid") is not None][::-1]
    labels = [_labels(figure, row, language, names) for row in rows]
    if "stack" in figure.encoding.values():
        return _frame(figure, language, names) | _stacked(figure, rows, labels, language, names)
    along = measure(unit_of(rows), language)
    low = [_at(figure, row, "low", along) or 0.0 for row in rows]
    mid = [_at(figure, row, "mid", along) for row in rows]
    high = [_at(figure, row, "high", along) for row in rows]
    tops = [middle if top is None else top for top, middle in zip(high, mid, strict=True)]
    ranges = [_range(row, language, names) for row in rows]
    still = {"type": "bar", "stack": "range", "stackStrategy": "all", "barWidth": 12}
    return _frame(figure, language, names) | {
        "tooltip": {"show": False},
        **_rows(figure, labels, ranges, along, language),
        "series": [
            {**still, "data": low, "itemStyle": {"color": "transparent"}, "silent": True},
            {
                **still,
                "data": [round(b - a, 9) for a, b in zip(low, tops, strict=True)],
                "itemStyle": {"color": "--compute", "opacity": 0.35, "borderRadius": 3},
                "silent": True,
            },
            {
                "type": "scatter",
                "symbol": "rect",
                "symbolSize": [3, 16],
                "data": [[m, i] for i, m in enumerate(mid)],
                "itemStyle": {"color": "--compute"},
                "silent": True,
            },
            _ends(tops, ranges),
        ],
    }


def _stacked(figure: Figure, rows: list[Row], labels: list[str], language: str, names: Names) -> dict[str, Any]:
    """Bars of mid, split by the grade of their dollars; the words at the end say the range."""
    grades = sorted({str(g) for row in rows for g, share in figure.value(row, "stack").items() if share > 0})
    along = measure(unit_of(rows), language)
    series: list[dict[str, Any]] = []
    for grade in grades:
        shares = [{str(g): s for g, s in figure.value(row, "stack").items()}.get(grade, 0.0) for row in rows]
        data = [along.at(figure.value(row, "mid") * s) or None for row, s in zip(rows, shares, strict=True)]
        series.append(
            {
                "type": "bar",
                "stack": "grades",
                "barWidth": 16,
                "name": grade_name(grade, language),
                "data": data,
                "itemStyle": {"color": f"--grade{grade}"},
            }
        )
    ranges = [_range(row, language, names) for row in rows]
    series.append(_ends([_at(figure, row, "mid", along) for row in rows], ranges))
    return {
        "tooltip": {"confine": True},
        "legend": {"data": [grade_name(g, language) for g in grades], "top": 0, "left": 8, "right": 8}
        | {"textStyle": {"color": "--ink"}},
        **_rows(figure, labels, ranges, along, language, top=80),
        "series": series,
    }


def _rows(
    figure: Figure, labels: list[str], texts: Sequence[str], along: Measure, language: str, top: int = 28
) -> dict[str, Any]:
    """Where bars stand: words before them, a range after them, the unit below."""
    names = axis("category", named(figure, "label", language), 8, data=labels) | {"axisLabel": _row_labels()}
    over = {"nameLocation": "end", "nameTextStyle": {"color": "--faint", "align": "left"}}
    over |= {"axisLine": {"onZero": False, "lineStyle": {"color": "--line"}}}
    return {
        "grid": {"left": 8, "right": _room(texts), "top": top, "bottom": 26, "containLabel": True},
        "xAxis": axis("value", along.name, splitNumber=4),
        "yAxis": names | over,
    }


def _range(row: Row, language: str, names: Names) -> str:
    """What stands after a bar: the number, and below it from where to where it may lie."""
    between = ends(row, Speech(language, names))
    return written(row.mid, row.unit, language) + (f"\n{between}" if between else "")


def _room(texts: Sequence[str]) -> int:
    """Pixels that the longest words after a bar take."""
    return 16 + round(5.7 * max((columns(line) for text in texts for line in text.splitlines()), default=0))


def _row_labels() -> dict[str, Any]:
    """Words before bars: narrow enough that on a phone a quarter of the width is left to bars and the words after."""
    return {"color": "--ink", "width": 124, "overflow": "break", "lineHeight": 14}


def _ends(at: Sequence[float], texts: Sequence[str]) -> dict[str, Any]:
    """Words at the end of bars."""
    data = [{"value": [x, i], "label": {"formatter": text}} for i, (x, text) in enumerate(zip(at, texts, strict=True))]
    label = {"show": True, "position": "right", "color": "--ink", "fontSize": 11, "lineHeight": 12}
    return {"type": "scatter", "symbolSize": 0.1, "data": data, "label": label, "silent": True}


def waterfall(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """Steps that add up from left to right; what lowers the sum hangs in another colour."""
    rows = [row for row in figure.rows if figure.value(row, "mid") is not None]
    along = measure(unit_of(rows), language)
    base: list[float] = []
    up: list[dict[str, Any] | None] = []
    down: list[dict[str, Any] | None] = []
    total = 0.0
    for row in rows:
        step = _at(figure, row, "mid", along) or 0.0
        base.append(round(min(total, total + step), 9))
        bar = {"value": abs(step), "label": {"formatter": written(figure.value(row, "mid"), row.unit, language)}}
        up.append(bar if step >= 0 else None)
        down.append(bar if step < 0 else None)
        total += step
    part = {"type": "bar", "stack": "steps", "stackStrategy": "all", "barMaxWidth": 48}
    shown = {"show": True, "position": "top", "color": "--ink", "fontSize": 11}
    return _frame(figure, language, names) | {
        "tooltip": {"trigger": "item", "confine": True},
        "grid": {"left": 32, "right": 16, "top": 24, "bottom": 26, "containLabel": True},
        "xAxis": axis("category", named(figure, "label", language))
        | {"data": [_labels(figure, row, language, names) for row in rows]},
        "yAxis": axis("value", along.name, 48),
        "series": [
            {**part, "data": base, "itemStyle": {"color": "transparent"}, "silent": True},
            {**part, "data": up, "itemStyle": {"color": "--compute"}, "label": shown},
            {**part, "data": down, "itemStyle": {"color": "--equity"}, "label": shown},
        ],
    }


def heatmap(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """A square for each pair, the darker, the more: a shade for each power of ten, since few pairs dwarf the others."""
    rows = [row for row in figure.rows if figure.value(row, "mid")]
    xs, ys = (list(dict.fromkeys(str(figure.value(row, role)) for row in rows)) for role in ("x", "y"))
    along = measure(unit_of(rows), language)
    data: list[list[Any]] = [
        [xs.index(str(figure.value(row, "x"))), ys.index(str(figure.value(row, "y"))), _at(figure, row, "mid", along)]
        for row in rows
    ]
    powers = [10.0**k for k in range(*_decades([value for *_, value in data]))]
    pieces: list[dict[str, Any]] = [{"lt": powers[1], "label": f"< {powers[1]:g}"}]
    pieces += [{"gte": low, "lt": high, "label": f"{low:g} \N{EN DASH} {high:g}"} for low, high in pairwise(powers[1:])]
    down = axis("category", named(figure, "y", language), 8, data=[_label(y, language, names) for y in ys])
    across = axis("category", named(figure, "x", language), 96, data=[_label(x, language, names) for x in xs])
    tilted = {"color": "--ink", "rotate": 60, "interval": 0, "width": 100, "overflow": "truncate"}
    over = {"nameLocation": "start", "nameTextStyle": {"color": "--faint", "align": "left"}}
    return _frame(figure, language, names) | {
        "tooltip": {"confine": True},
        "title": caption(along.name),
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 80, "containLabel": True},
        "xAxis": across | {"axisLabel": tilted},
        "yAxis": down | over | {"inverse": True, "axisLabel": {"color": "--ink", "interval": 0}},
        "visualMap": {
            "type": "piecewise",
            "pieces": pieces,
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "itemGap": 6,
            "inRange": {"color": ["--paper", "--compute"]},
            "textStyle": {"color": "--ink"},
        },
        "series": [{"type": "heatmap", "data": data, "itemStyle": {"borderColor": "--line", "borderWidth": 1}}],
    }


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """From which power of ten to which (the last left out) the shades run: the greatest five decades.

    >>> _decades([0.004, 3.0, 250.0])
    (-2, 4)
    """
    top = math.floor(math.log10(max(values, default=1.0))) + 1
    low = math.floor(math.log10(min(values, default=1.0)))
    return max(low, top - 5), top + 1


def sankey(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """Bands from payer to payee. A sankey has no way back: the arrow that would close a loop is refused."""
    edges = [(figure.value(row, "source"), figure.value(row, "target"), row) for row in figure.rows]
    edges = [(a, b, row) for a, b, row in edges if figure.value(row, "width")]
    _refuse_loops([(a, b) for a, b, _ in edges])
    parties = dict.fromkeys(party for a, b, _ in edges for party in (a, b))
    along = measure(unit_of(row for *_, row in edges), language)
    return _frame(figure, language, names) | {
        "tooltip": {"confine": True},
        "title": caption(say("axis.width", language, unit=along.name)),
        "series": [
            {
                "type": "sankey",
                "left": 8,
                "right": 120,
                "top": 28,
                "bottom": 8,
                "nodeGap": 12,
                "emphasis": {"focus": "adjacency"},
                "label": {"color": "--ink", "fontSize": 11},
                "lineStyle": {"color": "source", "opacity": 0.35},
                "data": [
                    {
                        "name": party,
                        "itemStyle": {"color": SERIES[i % len(SERIES)]},
                        "label": {"formatter": _label(party, language, names)},
                    }
                    for i, party in enumerate(parties)
                ],
                "links": [{"source": a, "target": b, "value": _at(figure, row, "width", along)} for a, b, row in edges],
            }
        ],
    }


def _refuse_loops(edges: Sequence[tuple[str, str]]) -> None:
    """ValueError if the arrows go round."""
    left = set(edges)
    while left:
        ends = {b for _, b in left} - {a for a, _ in left}
        kept = {(a, b) for a, b in left if b not in ends}
        if len(kept) == len(left):
            raise ValueError(
                f"a sankey cannot draw money that goes round: {sorted(left)[0]} is on a loop; use a network"
            )
        left = kept


def _series(figure: Figure) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in figure.rows:
        found.setdefault(figure.value(row, "series"), []).append(row)
    return found


def _at(figure: Figure, row: Row | None, role: str, along: Measure) -> Any:
    """A row's number in a role where it stands on the axis; nothing where it has none."""
    return None if row is None else along.at(figure.value(row, role))


def _label(text: Any, language: str, names: Names) -> str:
    return typeset(told(str(text), language, names), language)


def _ticks(figure: Figure, xs: Sequence[str], language: str, names: Names) -> list[str]:
    """What stands along an axis: a quarter as people of the language write it, another thing as it is."""
    return [Speech(language, names).period(x) if figure.encoding.get("period") == "x" else x for x in xs]


def _labels(figure: Figure, row: Row, language: str, names: Names) -> str:
    """What stands before a bar: its columns in words, a share in per cent, a day as a day."""
    units = dict(figure.table.added)

    def called(column: str, text: Any) -> str:
        if units.get(column) in PERCENT:
            return written(text, units[column], language)
        return Speech(language, names).period(text) if column == "period" else _label(text, language, names)

    return " \N{MIDDLE DOT} ".join(called(column, text) for column, text in figure.labels(row).items())


def _small_title(text: str, top: str) -> dict[str, Any]:
    return {"text": text, "left": 8, "top": top, "textStyle": {"color": "--ink", "fontSize": 13, "fontWeight": "bold"}}


def _frame(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """What every chart has: what a screen reader says, and no animation."""

    def name(row: Row) -> str:
        parts = (row.subject, row.counterparty, row.measure, row.period)
        return ", ".join(_label(part, language, names) for part in parts if part)

    said = "; ".join(f"{name(row)}: {written(row.mid, row.unit, language)}" for row in figure.rows[:8])
    return {
        "aria": {"enabled": True, "label": {"description": f"{title(figure.title, language)}. {said}"}},
        "animation": False,
    }
