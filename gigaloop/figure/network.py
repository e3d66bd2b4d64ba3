"""The map of who pays whom: parties by role, arrows in the direction of the money, width by dollars, colour by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gigaloop.answer.table import Row
from gigaloop.figure.axes import caption, measure, unit_of
from gigaloop.figure.layout import TIERS, WIDE, places
from gigaloop.figure.record import Figure
from gigaloop.words.catalogue import say
from gigaloop.words.numbers import written
from gigaloop.words.vocabulary import grades, told, word

#: what an arrow is for -> (its colour, the kinds of leg)
FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "compute": ("--compute", ("compute_purchase", "capacity_lease", "power_purchase", "deposit")),
    "chips": ("--chips", ("chip_purchase", "chip_codesign", "chip_lease")),
    "equity": ("--equity", ("stake", "acquisition", "warrant", "grant")),
    "debt": ("--debt", ("loan", "falls_due_if")),
    "promises": ("--promise", ("guarantee", "capacity_backstop", "residual_guarantee")),
    "other": ("--other", ("capacity_build", "revenue_share", "right")),
}
#: a party's name, with a halo so that an arrow behind it does not cross it out
LABEL = {"color": "--ink", "fontSize": 11, "textBorderColor": "--paper", "textBorderWidth": 3}
LABEL |= {"width": 150, "overflow": "break", "lineHeight": 13}
#: so many parties are drawn, those with most dollars first; the table has all
MOST_PARTIES = 40


def options(figure: Figure, language: str, names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Chart-library options of a network: fixed places, no force that jumps."""
    rows = [row for row in figure.rows if row.subject != row.counterparty]
    sectors = {figure.value(r, end): figure.value(r, f"{end}_sector") for r in rows for end in ("source", "target")}
    size = {party: 0.0 for party in sectors}
    for row in rows:
        for end in ("source", "target"):
            size[figure.value(row, end)] += figure.value(row, "width") or 0.0
    drawn = set(sorted(size, key=lambda party: (-size[party], party))[:MOST_PARTIES])
    rows = [row for row in rows if figure.value(row, "source") in drawn and figure.value(row, "target") in drawn]
    edges = [(figure.value(r, "source"), figure.value(r, "target"), (figure.value(r, "width") or 0.0)) for r in rows]
    at = places({party: sectors[party] for party in drawn}, [(a, b, 1.0 + w) for a, b, w in edges])
    largest = max((w for *_, w in edges), default=1.0) or 1.0
    greatest = max(size.values(), default=1.0) or 1.0
    return {
        "aria": aria(figure, rows, language, names, len(sectors) - len(drawn)),
        "tooltip": {"confine": True},
        "title": caption(say("axis.width", language, unit=measure(unit_of(rows), language).name)),
        "legend": {
            "data": [{"name": word(f, language), "itemStyle": {"color": c}} for f, (c, _) in FAMILIES.items()],
            "selectedMode": False,
            "bottom": 0,
            "textStyle": {"color": "--ink"},
        },
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "preserveAspect": "contain",
                "left": 170,
                "right": 170,
                "top": 30,
                "bottom": 60,
                "roam": False,
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": [0, 8],
                "emphasis": {"focus": "adjacency", "lineStyle": {"opacity": 0.95}},
                "labelLayout": {"hideOverlap": False},
                "categories": [
                    {"name": word(f, language), "itemStyle": {"color": c}} for f, (c, _) in FAMILIES.items()
                ],
                "data": [
                    *(_head(i, text, language) for i, (text, _) in enumerate(TIERS)),
                    *(_node(p, at[p], size[p] / greatest, sectors[p], language, names) for p in sorted(drawn)),
                ],
                "links": _links(figure, rows, largest, language, names),
            }
        ],
    }


def aria(
    figure: Figure, rows: list[Row], language: str, names: Mapping[str, Mapping[str, str]], hidden: int
) -> dict[str, Any]:
    """What a screen reader says instead of the picture: the largest arrows; the table below says all."""

    def said(row: Row) -> str:
        payer, payee = (told(figure.value(row, end), language, names) for end in ("source", "target"))
        return f"{payer} > {payee}: {word(row.measure, language)} {written(row.mid, row.unit, language)}"

    most = sorted(rows, key=lambda row: -(row.mid or 0.0))[:8]
    text = "; ".join(said(row) for row in most)
    more = f" (+{hidden})" if hidden else ""
    return {"enabled": True, "label": {"description": f"{text}{more}"}}


def _head(i: int, text: str, language: str) -> dict[str, Any]:
    """The head of a column, as a node without a symbol, so that it stands over its column at any size."""
    return {
        "id": f"head {i}",
        "name": word(text, language),
        "x": i * WIDE / (len(TIERS) - 1),
        "y": -34,
        "symbolSize": 0.1,
        "itemStyle": {"color": "transparent"},
        "label": {"show": True, "position": "inside", "color": "--faint", "fontSize": 13, "fontWeight": "bold"},
        "tooltip": {"show": False},
    }


def _node(
    party: str,
    at: tuple[float, float],
    share: float,
    sector: str,
    language: str,
    names: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    x, y = at
    side = "left" if x == 0 else "right"
    return {
        "id": party,
        "name": told(party, language, names),
        "x": round(x, 1),
        "y": round(y, 1),
        "symbolSize": round(8 + 22 * share**0.5, 1),
        "itemStyle": {"color": "--node", "borderColor": "--paper", "borderWidth": 1},
        "label": {"show": True, "position": side if x in (0, WIDE) else "bottom", **LABEL},
        "tooltip": {"formatter": f"{told(party, language, names)} \N{MIDDLE DOT} {word(sector, language)}"},
    }


def _links(
    figure: Figure, rows: list[Row], largest: float, language: str, names: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    beside: dict[frozenset[str], int] = {}
    links = []
    for row in rows:
        payer, payee, width = (figure.value(row, role) for role in ("source", "target", "width"))
        kind = figure.value(row, "kind")
        family = next(f for f, (_, kinds) in FAMILIES.items() if kind in kinds)
        pair = frozenset((payer, payee))
        beside[pair] = beside.get(pair, 0) + 1
        firm = sum(share for grade, share in row.grade.items() if int(grade) >= 4)
        payer_name, payee_name = told(payer, language, names), told(payee, language, names)
        high = word("open", language) if row.high is None else written(row.high, row.unit, language)
        between = f"{written(row.low, row.unit, language)} \N{EN DASH} {high}"
        amount = word("undisclosed", language) if width is None else written(width, row.unit, language)
        links.append(
            {
                "source": payer,
                "target": payee,
                "lineStyle": {
                    "color": FAMILIES[family][0],
                    "width": round(1 + 9 * ((width or 0.0) / largest) ** 0.5, 2),
                    "type": "solid" if firm >= 0.5 else "dashed",
                    "opacity": 0.6,
                    "curveness": round(0.08 + 0.09 * beside[pair], 2),
                },
                "tooltip": {
                    "formatter": f"{payer_name} \N{RIGHTWARDS ARROW} {payee_name}\n{word(kind, language)}: "
                    f"{amount} ({between})\n"
                    f"{grades({str(g): s for g, s in row.grade.items()}, language)}"
                },
            }
        )
    return links
