"""A network figure as a still SVG: the same places, colours and widths, for print, a README or a newspaper."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from gigaloop.figure.layout import HIGH, WIDE
from gigaloop.figure.options import options, painted
from gigaloop.figure.record import Figure
from gigaloop.words.vocabulary import title, word

SIDE, TOP, BOTTOM = 170, 70, 60
#: widest line of a label, in characters
LINE = 20


def svg(
    figure: Figure, language: str = "en", names: Mapping[str, Mapping[str, str]] | None = None, *, dark: bool = False
) -> str:
    """The picture of a network, with its date and what reproduces it written under it.

    Raises ValueError for a figure of another type.
    """
    if figure.type != "network" or "source" not in figure.encoding.values():
        raise ValueError(
            f"only a network of parties is drawn as SVG, not this {figure.type}; the page draws the others"
        )
    drawn = painted(options(figure, language, names), dark)
    [series] = drawn["series"]
    nodes = {node["id"]: node for node in series["data"]}
    paper, ink, faint = (painted(colour, dark) for colour in ("--paper", "--ink", "--faint"))
    links = "".join(_arrow(link, nodes) for link in series["links"])
    marks = "".join(_mark(node, paper) for node in series["data"])
    legend = "".join(_legend(i, entry, ink) for i, entry in enumerate(drawn["legend"]["data"]))
    foot = f"{word('as of', language)} {figure.table.as_of} \N{MIDDLE DOT} {figure.table.reproduce}"
    wide, high = WIDE + 2 * SIDE, HIGH + TOP + BOTTOM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" '
        f'font-family="system-ui,Noto Sans,sans-serif" font-size="12" fill="{ink}">'
        f"<title>{escape(title(figure.title, language))}</title>"
        f"<desc>{escape(drawn['aria']['label']['description'])}</desc>"
        f'<rect width="{wide}" height="{high}" fill="{paper}"/>{_heads(drawn)}'
        f'<g transform="translate({SIDE} {TOP})">{links}{marks}{legend}'
        f'<text y="{HIGH + 48}" fill="{faint}">{escape(foot)}</text></g></svg>\n'
    )


def _heads(drawn: Mapping[str, Any]) -> str:
    """One arrow head for each colour."""
    return (
        "<defs>"
        + "".join(
            f'<marker id="m{colour[1:]}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
            for colour in (entry["itemStyle"]["color"] for entry in drawn["legend"]["data"])
        )
        + "</defs>"
    )


def _arrow(link: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]]) -> str:
    """A bent line from payer to payee that ends at the rim of its mark."""
    payer, payee, style = nodes[link["source"]], nodes[link["target"]], link["lineStyle"]
    ax, ay, bx, by = payer["x"], payer["y"], payee["x"], payee["y"]
    mx = (ax + bx) / 2 + (by - ay) * style["curveness"]
    my = (ay + by) / 2 - (bx - ax) * style["curveness"]
    reach = ((bx - mx) ** 2 + (by - my) ** 2) ** 0.5 or 1.0
    back = (payee["symbolSize"] / 2 + 2) / reach
    bx, by = bx + (mx - bx) * back, by + (my - by) * back
    dashes = ' stroke-dasharray="7 5"' if style["type"] == "dashed" else ""
    return (
        f'<path d="M{ax:.1f} {ay:.1f}Q{mx:.1f} {my:.1f} {bx:.1f} {by:.1f}" fill="none" stroke="{style["color"]}" '
        f'stroke-width="{style["width"]}" stroke-opacity="{style["opacity"]}"{dashes} '
        f'marker-end="url(#m{style["color"][1:]})"><title>{escape(link["tooltip"]["formatter"])}</title></path>'
    )


def _mark(node: Mapping[str, Any], paper: str) -> str:
    x, y, radius, label = node["x"], node["y"], node["symbolSize"] / 2, node["label"]
    bold = ' font-weight="bold"' if label.get("fontWeight") else ""
    match label["position"]:
        case "left":
            anchor, dx, dy = "end", -radius - 6, 4.0
        case "right":
            anchor, dx, dy = "start", radius + 6, 4.0
        case "bottom":
            anchor, dx, dy = "middle", 0.0, radius + 13
        case _:
            anchor, dx, dy = "middle", 0.0, 0.0
    lines = _lines(node["name"])
    spans = "".join(
        f'<tspan x="{x + dx:.1f}" dy="{0 if i == 0 else 13}">{escape(line)}</tspan>' for i, line in enumerate(lines)
    )
    circle = f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{node["itemStyle"]["color"]}"/>' if radius > 1 else ""
    return (
        f'{circle}<text x="{x + dx:.1f}" y="{y + dy:.1f}" text-anchor="{anchor}" fill="{label["color"]}"{bold} '
        f'stroke="{paper}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">{spans}</text>'
    )


def _lines(name: str) -> list[str]:
    """A name in lines of at most LINE characters, broken at its spaces.

    >>> _lines("Bank and private-credit lenders")
    ['Bank and', 'private-credit', 'lenders']
    """
    lines = [""]
    for part in name.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(part) > LINE:
            lines.append(part)
        else:
            lines[-1] = f"{lines[-1]} {part}".strip()
    return lines


def _legend(i: int, entry: Mapping[str, Any], ink: str) -> str:
    x = i * 130
    return (
        f'<rect x="{x}" y="{HIGH + 16}" width="22" height="8" rx="2" fill="{entry["itemStyle"]["color"]}"/>'
        f'<text x="{x + 28}" y="{HIGH + 25}" fill="{ink}">{escape(entry["name"])}</text>'
    )
