"""Loops of money as rings: the parties on a circle, each loop its own colour, width by the dollars that can go."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from gigaloop.answer.table import Row
from gigaloop.figure.axes import caption, measure, unit_of
from gigaloop.figure.network import GRAPH, node
from gigaloop.figure.record import Figure
from gigaloop.words.catalogue import say
from gigaloop.words.numbers import written
from gigaloop.words.vocabulary import told, word

RADIUS = 300
#: so many loops are drawn, those that carry most first; the table has all
MOST_LOOPS = 6
COLOURS = ("--compute", "--equity", "--chips", "--debt", "--promise", "--other")
Names = Mapping[str, Mapping[str, str]]


def options(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """Chart-library options of loops whose column in the role 'route' says 'a > b > a'."""
    rows = [row for row in figure.rows if figure.value(row, "width")]
    rows = sorted(rows, key=lambda row: -figure.value(row, "width"))[:MOST_LOOPS]
    routes = [figure.value(row, "route").split(" > ") for row in rows]
    at = places(routes)
    largest = max((figure.value(row, "width") for row in rows), default=1.0)
    entries = [_entry(i, row, figure, language, names) for i, row in enumerate(rows)]
    return {
        "aria": {"enabled": True, "label": {"description": "; ".join(entry["name"] for entry in entries)}},
        "tooltip": {"confine": True},
        "title": caption(say("axis.width", language, unit=measure(unit_of(rows), language).name)),
        "legend": {
            "data": entries,
            "selectedMode": False,
            "orient": "vertical",
            "left": 8,
            "bottom": 8,
            "textStyle": {"color": "--ink"},
        },
        "series": [
            GRAPH
            | {
                "top": 44,
                "bottom": 60 + 24 * len(rows),
                "edgeSymbolSize": [0, 15],
                "emphasis": {"focus": "adjacency"},
                "categories": entries,
                "data": [_node(party, xy, language, names) for party, xy in at.items()],
                "links": [
                    link
                    for i, (row, route) in enumerate(zip(rows, routes, strict=True))
                    for link in _links(i, row, route, figure.value(row, "width") / largest, entries[i]["name"])
                ],
            }
        ],
    }


def places(routes: list[list[str]]) -> dict[str, tuple[float, float]]:
    """Each party once, evenly on a circle, in the order in which the largest loops pass them.

    >>> places([["a", "b", "a"]])
    {'a': (0.0, -300.0), 'b': (0.0, 300.0)}
    """
    parties = list(dict.fromkeys(party for route in routes for party in route))
    turn = 2 * math.pi / max(1, len(parties))
    return {
        party: (round(RADIUS * math.sin(i * turn), 1) + 0.0, round(-RADIUS * math.cos(i * turn), 1))
        for i, party in enumerate(parties)
    }


def _entry(i: int, row: Row, figure: Figure, language: str, names: Names) -> dict[str, Any]:
    low, mid = (written(value, row.unit, language) for value in (row.low, figure.value(row, "width")))
    high = word("open", language) if row.high is None else written(row.high, row.unit, language)
    return {
        "name": f"{told(figure.value(row, 'route'), language, names)}: {mid} ({low} \N{EN DASH} {high})",
        "itemStyle": {"color": COLOURS[i % len(COLOURS)]},
    }


def _node(party: str, at: tuple[float, float], language: str, names: Names) -> dict[str, Any]:
    x, y = at
    across = "right" if x > 0 else "left"
    side = across if abs(x) >= 1 else "top" if y < 0 else "bottom"
    drawn = node(party, told(party, language, names), x, y, 18, side)
    return drawn | {"label": drawn["label"] | {"fontSize": 13}, "tooltip": {"show": False}}


def _links(i: int, row: Row, route: list[str], share: float, name: str) -> list[dict[str, Any]]:
    kinds = str(row.more.get("instruments", "")).split(" > ")
    said = dict(enumerate(kinds))
    return [
        {
            "source": payer,
            "target": payee,
            "lineStyle": {
                "color": COLOURS[i % len(COLOURS)],
                "width": round(1 + 6 * share**0.5, 2),
                "opacity": 0.75,
                "curveness": round(0.12 + 0.1 * i, 2),
            },
            "tooltip": {"formatter": f"{name}\n{said.get(step, '').replace('_', ' ')}"},
        }
        for step, (payer, payee) in enumerate(pairwise(route))
    ]
