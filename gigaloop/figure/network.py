"""The map of who pays whom: parties by role, arrows in the direction of the money, width by dollars, colour by kind.

`arrange` places everything, without a language and without a library; the page (`options`) and the still picture
(`svg`) each render that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

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
#: what the map and the rings of loops have alike
GRAPH: dict[str, Any] = {"type": "graph", "layout": "none", "preserveAspect": "contain", "left": 170, "right": 170}
GRAPH |= {"roam": False, "edgeSymbol": ["none", "arrow"]}
#: so many parties are drawn, those with most dollars first; the table has all
MOST_PARTIES = 40
#: the heads of the columns: word, x; all stand at one height
HEADS = tuple((text, i * WIDE / (len(TIERS) - 1)) for i, (text, _) in enumerate(TIERS))
ABOVE = -34
Names = Mapping[str, Mapping[str, str]]


class Mark(NamedTuple):
    """A party: its place, its width, its sector, and the side on which its name stands."""

    party: str
    x: float
    y: float
    size: float
    sector: str
    side: str


class Arrow(NamedTuple):
    """Money from one party to another: the row that says it, what for, how wide, firm and bent it is."""

    row: Row
    payer: str
    payee: str
    kind: str
    stated: float | None
    width: float
    firm: bool
    bend: float

    @property
    def family(self) -> str:
        """What it is for."""
        return next(family for family, (_, kinds) in FAMILIES.items() if self.kind in kinds)

    def told(self, language: str, names: Names) -> str:
        """What it says when one points at it."""
        row = self.row
        low, high, amount = (
            word(blank, language) if value is None else written(value, row.unit, language)
            for value, blank in ((row.low, "undisclosed"), (row.high, "open"), (self.stated, "undisclosed"))
        )
        ends = f"{told(self.payer, language, names)} \N{RIGHTWARDS ARROW} {told(self.payee, language, names)}"
        shares = grades({str(grade): share for grade, share in row.grade.items()}, language)
        return f"{ends}\n{word(self.kind, language)}: {amount} ({low} \N{EN DASH} {high})\n{shares}"


class Drawing(NamedTuple):
    """The map as places and widths; so many parties more have no room in it."""

    marks: tuple[Mark, ...]
    arrows: tuple[Arrow, ...]
    hidden: int

    def spoken(self, language: str, names: Names) -> str:
        """What a screen reader says instead of the picture: the largest arrows; the table below says all."""
        said = "; ".join(
            f"{told(arrow.payer, language, names)} > {told(arrow.payee, language, names)}: "
            f"{word(arrow.row.measure, language)} {written(arrow.row.mid, arrow.row.unit, language)}"
            for arrow in sorted(self.arrows, key=lambda arrow: -(arrow.row.mid or 0.0))[:8]
        )
        return said + (f" (+{self.hidden})" if self.hidden else "")


def arrange(figure: Figure) -> Drawing:
    """Where each party stands and how wide each arrow is: fixed places, no force that jumps."""
    roles = ("source", "target", "kind", "width")
    rows = [row for row in figure.rows if row.subject != row.counterparty]
    size: dict[str, float] = {}
    sectors: dict[str, str] = {}
    for row in rows:
        for end in ("source", "target"):
            party = figure.value(row, end)
            sectors[party] = figure.value(row, f"{end}_sector")
            size[party] = size.get(party, 0.0) + (figure.value(row, "width") or 0.0)
    shown = sorted(size, key=lambda party: (-size[party], party))[:MOST_PARTIES]
    flows = [(row, *(figure.value(row, role) for role in roles)) for row in rows]
    flows = [flow for flow in flows if flow[1] in shown and flow[2] in shown]
    at = places({p: sectors[p] for p in shown}, [(a, b, 1.0 + (w or 0.0)) for _, a, b, _, w in flows])
    widest = max((w or 0.0 for *_, w in flows), default=1.0) or 1.0
    greatest = max(size.values(), default=1.0) or 1.0
    marks = []
    for party, (x, y) in sorted(at.items()):
        side = "left" if x == 0 else "right" if x == WIDE else "bottom"
        across = round(8 + 22 * (size[party] / greatest) ** 0.5, 1)
        marks.append(Mark(party, round(x, 1), round(y, 1), across, sectors[party], side))
    beside: dict[frozenset[str], int] = {}
    arrows = []
    for row, payer, payee, kind, stated in flows:
        pair = frozenset((payer, payee))
        beside[pair] = beside.get(pair, 0) + 1
        firm = sum(share for grade, share in row.grade.items() if int(grade) >= 4) >= 0.5
        width, bend = 1 + 9 * ((stated or 0.0) / widest) ** 0.5, 0.08 + 0.09 * beside[pair]
        arrows.append(Arrow(row, payer, payee, kind, stated, round(width, 2), firm, round(bend, 2)))
    return Drawing(tuple(marks), tuple(arrows), len(size) - len(shown))


def options(figure: Figure, language: str, names: Names) -> dict[str, Any]:
    """Chart-library options of a network."""
    drawn = arrange(figure)
    told_of = {arrow.kind for arrow in drawn.arrows}
    entries = [
        {"name": word(family, language), "itemStyle": {"color": color}}
        for family, (color, kinds) in FAMILIES.items()
        if told_of & set(kinds)
    ]
    sectors = {mark.sector for mark in drawn.marks}
    heads = [(i, text, x) for i, (text, x) in enumerate(HEADS) if sectors & set(TIERS[i][1])]
    unit = measure(unit_of(arrow.row for arrow in drawn.arrows), language).name
    return {
        "aria": {"enabled": True, "label": {"description": drawn.spoken(language, names)}},
        "tooltip": {"confine": True},
        "title": caption(say("axis.width", language, unit=unit)),
        "legend": {"data": entries, "selectedMode": False, "bottom": 0, "textStyle": {"color": "--ink"}},
        "series": [
            GRAPH
            | {
                "top": 30,
                "bottom": 60,
                "edgeSymbolSize": [0, 8],
                "emphasis": {"focus": "adjacency", "lineStyle": {"opacity": 0.95}},
                "labelLayout": {"hideOverlap": False},
                "categories": entries,
                "data": [
                    *(_head(i, text, x, language) for i, text, x in heads),
                    *(_node(mark, language, names) for mark in drawn.marks),
                ],
                "links": [_link(arrow, language, names) for arrow in drawn.arrows],
            }
        ],
    }


def _head(i: int, text: str, x: float, language: str) -> dict[str, Any]:
    """The head of a column, as a node without a symbol, so that it stands over its column at any size."""
    return {
        "id": f"head {i}",
        "name": word(text, language),
        "x": x,
        "y": ABOVE,
        "symbolSize": 0.1,
        "itemStyle": {"color": "transparent"},
        "label": {"show": True, "position": "inside", "color": "--faint", "fontSize": 13, "fontWeight": "bold"},
        "tooltip": {"show": False},
    }


def node(party: str, name: str, x: float, y: float, size: float, side: str) -> dict[str, Any]:
    """A party as a round mark with its name beside it."""
    return {
        "id": party,
        "name": name,
        "x": x,
        "y": y,
        "symbolSize": size,
        "itemStyle": {"color": "--node", "borderColor": "--paper", "borderWidth": 1},
        "label": {"show": True, "position": side, **LABEL},
    }


def _node(mark: Mark, language: str, names: Names) -> dict[str, Any]:
    name = told(mark.party, language, names)
    drawn = node(mark.party, name, mark.x, mark.y, mark.size, mark.side)
    return drawn | {"tooltip": {"formatter": f"{name} \N{MIDDLE DOT} {word(mark.sector, language)}"}}


def _link(arrow: Arrow, language: str, names: Names) -> dict[str, Any]:
    style = {"color": FAMILIES[arrow.family][0], "width": arrow.width, "type": "solid" if arrow.firm else "dashed"}
    return {
        "source": arrow.payer,
        "target": arrow.payee,
        "lineStyle": style | {"opacity": 0.6, "curveness": arrow.bend},
        "tooltip": {"formatter": arrow.told(language, names)},
    }
