"""Fan, lines, bars, waterfall, heat map and sankey as chart-library options."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from gigaloop.answer.table import Row
from gigaloop.figure.record import Figure
from gigaloop.words.vocabulary import grade_name, number, title, told, word

Names = Mapping[str, Mapping[str, str]]
#: colours of series, in order
SERIES = ("--compute", "--equity", "--chips", "--debt", "--promise", "--other")


def fan(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """A median with its band from low to high, one for each series, side by side in a column of small charts."""
    series = _series(figure)
    xs = list(dict.fromkeys(str(figure.value(row, "x")) for row in figure.rows))
    gap = 100 / len(series) if series else 100
    drawn: dict[str, Any] = _frame(figure, language) | {
        "tooltip": {"trigger": "axis", "confine": True},
        "title": [],
        "grid": [],
        "xAxis": [],
        "yAxis": [],
        "series": [],
    }
    for i, (key, rows) in enumerate(series.items()):
        by_x = {str(figure.value(row, "x")): row for row in rows}
        low, mid, high = ([_at(figure, by_x.get(x), role) for x in xs] for role in ("low", "mid", "high"))
        colour = SERIES[i % len(SERIES)]
        top = f"{i * gap + 0.16 * gap:.1f}%"
        drawn["title"].append(_small_title(told(key, language, names), rows[0].unit, f"{i * gap + 0.01 * gap:.1f}%"))
        drawn["grid"].append({"left": 64, "right": 20, "top": top, "height": f"{0.66 * gap:.1f}%"})
        drawn["xAxis"].append(_axis("category", gridIndex=i, data=xs, boundaryGap=False))
        drawn["yAxis"].append(_axis("value", gridIndex=i, scale=False))
        at = {"xAxisIndex": i, "yAxisIndex": i, "type": "line", "symbol": "none"}
        widths = [None if a is None or b is None else b - a for a, b in zip(low, high, strict=True)]
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
    xs = list(dict.fromkeys(str(figure.value(row, "x")) for row in figure.rows))
    drawn = _frame(figure, language) | {
        "tooltip": {"trigger": "axis", "confine": True},
        "legend": {"top": 4, "textStyle": {"color": "--ink"}},
        "grid": {"left": 64, "right": 20, "top": 44, "bottom": 40},
        "xAxis": _axis("category", data=xs),
        "yAxis": _axis("value"),
        "series": [],
    }
    for i, (key, rows) in enumerate(_series(figure).items()):
        by_x = {str(figure.value(row, "x")): row for row in rows}
        colour = SERIES[i % len(SERIES)]
        drawn["series"].append(
            {
                "type": "line",
                "name": told(key, language, names),
                "data": [_at(figure, by_x.get(x), "mid") for x in xs],
                "symbolSize": 5,
                "lineStyle": {"color": colour, "width": 2},
                "itemStyle": {"color": colour},
            }
        )
    return drawn


def bars(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """A bar for each row from low to high with a mark at mid; an open top ends at mid and says so."""
    rows = [row for row in figure.rows if figure.value(row, "mid") is not None][::-1]
    labels = [_labels(figure, row, language, names) for row in rows]
    if "stack" in figure.encoding.values():
        return _frame(figure, language) | _stacked(figure, rows, labels, language)
    low = [figure.value(row, "low") or 0.0 for row in rows]
    mid = [figure.value(row, "mid") for row in rows]
    high = [figure.value(row, "high") for row in rows]
    opened = word("open", language)
    ends = [top if top is not None else middle for top, middle in zip(high, mid, strict=True)]
    ranges = [
        f"{number(m)}  ({number(a)} \N{EN DASH} {number(b, opened)})" for a, m, b in zip(low, mid, high, strict=True)
    ]
    still = {"type": "bar", "stack": "range", "stackStrategy": "all", "barWidth": 12}
    return _frame(figure, language) | {
        "tooltip": {"show": False},
        "grid": {"left": 8, "right": _room(ranges), "top": 8, "bottom": 30, "containLabel": True},
        "xAxis": _axis("value"),
        "yAxis": _axis("category", data=labels) | {"axisLabel": _row_labels()},
        "series": [
            {**still, "data": low, "itemStyle": {"color": "transparent"}, "silent": True},
            {
                **still,
                "data": [round(b - a, 9) for a, b in zip(low, ends, strict=True)],
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
            _ends(ends, ranges),
        ],
    }


def _stacked(figure: Figure, rows: list[Row], labels: list[str], language: str) -> dict[str, Any]:
    """Bars of mid, split by the grade of their dollars; the words at the end say the range."""
    grades = sorted({str(g) for row in rows for g, share in figure.value(row, "stack").items() if share > 0})
    opened = word("open", language)
    series: list[dict[str, Any]] = []
    for grade in grades:
        shares = [{str(g): s for g, s in figure.value(row, "stack").items()}.get(grade, 0.0) for row in rows]
        data = [round(figure.value(row, "mid") * s, 6) or None for row, s in zip(rows, shares, strict=True)]
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
    ranges = [
        f"{number(figure.value(r, 'mid'))}  ({number(figure.value(r, 'low'))} \N{EN DASH} "
        f"{number(figure.value(r, 'high'), opened)})"
        for r in rows
    ]
    series.append(_ends([figure.value(row, "mid") for row in rows], ranges))
    return {
        "tooltip": {"confine": True},
        "legend": {"data": [grade_name(g, language) for g in grades], "top": 0, "left": 8, "right": 8}
        | {"textStyle": {"color": "--ink"}},
        "grid": {"left": 8, "right": _room(ranges), "top": 56, "bottom": 30, "containLabel": True},
        "xAxis": _axis("value"),
        "yAxis": _axis("category", data=labels) | {"axisLabel": _row_labels()},
        "series": series,
    }


def _room(texts: Sequence[str]) -> int:
    """Pixels that the longest words after a bar take."""
    return 16 + round(6.2 * max((len(text) for text in texts), default=0))


def _row_labels() -> dict[str, Any]:
    """Words before bars: narrow enough that on a phone a quarter of the width is left to bars and the words after."""
    return {"color": "--ink", "width": 140, "overflow": "break", "lineHeight": 14}


def _ends(at: Sequence[float], texts: Sequence[str]) -> dict[str, Any]:
    """Words at the end of bars."""
    data = [{"value": [x, i], "label": {"formatter": text}} for i, (x, text) in enumerate(zip(at, texts, strict=True))]
    label = {"show": True, "position": "right", "color": "--ink", "fontSize": 11}
    return {"type": "scatter", "symbolSize": 0.1, "data": data, "label": label, "silent": True}


def waterfall(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """Steps that add up from left to right; what lowers the sum hangs in another colour."""
    rows = [row for row in figure.rows if figure.value(row, "mid") is not None]
    base: list[float] = []
    up: list[dict[str, Any] | None] = []
    down: list[dict[str, Any] | None] = []
    total = 0.0
    for row in rows:
        step = figure.value(row, "mid")
        base.append(round(min(total, total + step), 9))
        bar = {"value": abs(step), "label": {"formatter": number(step)}}
        up.append(bar if step >= 0 else None)
        down.append(bar if step < 0 else None)
        total += step
    part = {"type": "bar", "stack": "steps", "stackStrategy": "all", "barMaxWidth": 48}
    shown = {"show": True, "position": "top", "color": "--ink", "fontSize": 11}
    return _frame(figure, language) | {
        "tooltip": {"trigger": "item", "confine": True},
        "grid": {"left": 8, "right": 16, "top": 24, "bottom": 8, "containLabel": True},
        "xAxis": _axis("category", data=[_labels(figure, row, language, names) for row in rows]),
        "yAxis": _axis("value"),
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
    data = [
        [xs.index(str(figure.value(row, "x"))), ys.index(str(figure.value(row, "y"))), figure.value(row, "mid")]
        for row in rows
    ]
    powers = [10.0**k for k in range(*_decades([value for *_, value in data]))]
    pieces: list[dict[str, Any]] = [{"lt": powers[1], "label": f"< {powers[1]:g}"}]
    pieces += [{"gte": low, "lt": high, "label": f"{low:g} \N{EN DASH} {high:g}"} for low, high in pairwise(powers[1:])]
    whole = _axis("category", data=[_label(y, language, names) for y in ys])
    return _frame(figure, language) | {
        "tooltip": {"confine": True},
        "grid": {"left": 8, "right": 16, "top": 8, "bottom": 56, "containLabel": True},
        "xAxis": _axis("category", data=[_label(x, language, names) for x in xs])
        | {"axisLabel": {"color": "--ink", "rotate": 60, "interval": 0, "width": 150, "overflow": "truncate"}},
        "yAxis": whole | {"inverse": True, "axisLabel": {"color": "--ink", "interval": 0}},
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


def _decades(values: Sequence[float], most: int = 5) -> tuple[int, int]:
    """From which power of ten to which (the last left out) the shades run: the greatest `most` decades.

    >>> _decades([0.004, 3.0, 250.0])
    (-2, 4)
    """
    top = math.floor(math.log10(max(values, default=1.0))) + 1
    low = math.floor(math.log10(min(values, default=1.0)))
    return max(low, top - most), top + 1


def sankey(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """Bands from payer to payee. A sankey has no way back: the arrow that would close a loop is refused."""
    edges = [(figure.value(row, "source"), figure.value(row, "target"), row) for row in figure.rows]
    edges = [(a, b, row) for a, b, row in edges if figure.value(row, "width")]
    _refuse_loops([(a, b) for a, b, _ in edges])
    parties = dict.fromkeys(party for a, b, _ in edges for party in (a, b))
    return _frame(figure, language) | {
        "tooltip": {"confine": True},
        "series": [
            {
                "type": "sankey",
                "left": 8,
                "right": 120,
                "top": 8,
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
                "links": [{"source": a, "target": b, "value": figure.value(row, "width")} for a, b, row in edges],
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


def _at(figure: Figure, row: Row | None, role: str) -> float | None:
    value = None if row is None else figure.value(row, role)
    return None if value is None else round(float(value), 6)


def _label(text: Any, language: str, names: Names) -> str:
    return told(str(text), language, names)


def _labels(figure: Figure, row: Row, language: str, names: Names) -> str:
    return " \N{MIDDLE DOT} ".join(_label(text, language, names) for text in figure.labels(row))


def _small_title(text: str, unit: str, top: str) -> dict[str, Any]:
    style = {"color": "--ink", "fontSize": 13, "fontWeight": "bold"}
    return {"text": f"{text} ({unit})", "left": 8, "top": top, "textStyle": style}


def _frame(figure: Figure, language: str) -> dict[str, Any]:
    """What every chart has: what a screen reader says, and no animation."""
    said = "; ".join(f"{row.key}: {number(row.mid)} {row.unit}" for row in figure.rows[:8])
    return {
        "aria": {"enabled": True, "label": {"description": f"{title(figure.title, language)}. {said}"}},
        "animation": False,
    }


def _axis(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "axisLine": {"lineStyle": {"color": "--line"}},
        "axisLabel": {"color": "--faint", "hideOverlap": True},
        "splitLine": {"show": kind == "value", "lineStyle": {"color": "--line"}},
        **more,
    }
