"""A network figure as a still SVG: the same places, colours and widths, for print, a README or a newspaper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from textwrap import wrap

from gigaloop.figure.colours import PALETTE
from gigaloop.figure.layout import HIGH, WIDE
from gigaloop.figure.network import ABOVE, FAMILIES, HEADS, Arrow, Mark, Names, arrange
from gigaloop.figure.record import Figure
from gigaloop.words.vocabulary import title, told, word

SIDE, TOP, BOTTOM = 170, 70, 60
#: widest line of a label, in characters
LINE = 20
#: side of a name -> how it is anchored, and how far across and down of its mark's radius it stands
BESIDE: dict[str, Callable[[float], tuple[str, float, float]]] = {
    "left": lambda radius: ("end", -radius - 6, 4.0),
    "right": lambda radius: ("start", radius + 6, 4.0),
    "bottom": lambda radius: ("middle", 0.0, radius + 13),
}


def svg(figure: Figure, language: str = "en", names: Names | None = None) -> str:
    """The picture of a network, with its date and what reproduces it written under it.

    Raises ValueError for a figure of another type.
    """
    if figure.type != "network" or "source" not in figure.encoding.values():
        raise ValueError(
            f"only a network of parties is drawn as SVG, not this {figure.type}; the page draws the others"
        )
    colour = {name: light for name, (light, _) in PALETTE.items()}
    families = [(word(family, language), colour[paint]) for family, (paint, _) in FAMILIES.items()]
    drawing, names = arrange(figure), names or {}
    at = {mark.party: mark for mark in drawing.marks}
    foot = f"{word('as of', language)} {figure.table.as_of} \N{MIDDLE DOT} {figure.table.reproduce}"
    parts = [
        *(_arrow(arrow, at, colour, arrow.told(language, names)) for arrow in drawing.arrows),
        *(_text(x, ABOVE, "middle", word(text, language), colour, "--faint", True) for text, x in HEADS),
        *(_mark(mark, told(mark.party, language, names), colour) for mark in drawing.marks),
        *(_legend(i * 130, name, paint, colour["--ink"]) for i, (name, paint) in enumerate(families)),
    ]
    tips = "".join(
        f'<marker id="m{paint[1:]}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="{paint}"/></marker>'
        for _, paint in families
    )
    wide, high = WIDE + 2 * SIDE, HIGH + TOP + BOTTOM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" '
        f'font-family="system-ui,Noto Sans,sans-serif" font-size="12" fill="{colour["--ink"]}">'
        f"<title>{escape(title(figure.title, language))}</title>"
        f"<desc>{escape(drawing.spoken(language, names))}</desc>"
        f'<rect width="{wide}" height="{high}" fill="{colour["--paper"]}"/><defs>{tips}</defs>'
        f'<g transform="translate({SIDE} {TOP})">{"".join(parts)}'
        f'<text y="{HIGH + 48}" fill="{colour["--faint"]}">{escape(foot)}</text></g></svg>\n'
    )


def _arrow(arrow: Arrow, at: Mapping[str, Mark], colour: Mapping[str, str], said: str) -> str:
    """A bent line from payer to payee that ends at the rim of its mark."""
    _, ax, ay, *_ = at[arrow.payer]
    _, bx, by, size, *_ = at[arrow.payee]
    mx, my = (ax + bx) / 2 + (by - ay) * arrow.bend, (ay + by) / 2 - (bx - ax) * arrow.bend
    reach = ((bx - mx) ** 2 + (by - my) ** 2) ** 0.5 or 1.0
    back = (size / 2 + 2) / reach
    bx, by = bx + (mx - bx) * back, by + (my - by) * back
    paint, dashes = colour[FAMILIES[arrow.family][0]], "" if arrow.firm else ' stroke-dasharray="7 5"'
    return (
        f'<path d="M{ax:.1f} {ay:.1f}Q{mx:.1f} {my:.1f} {bx:.1f} {by:.1f}" fill="none" stroke="{paint}" '
        f'stroke-width="{arrow.width}" stroke-opacity="0.6"{dashes} '
        f'marker-end="url(#m{paint[1:]})"><title>{escape(said)}</title></path>'
    )


def _mark(mark: Mark, name: str, colour: Mapping[str, str]) -> str:
    anchor, across, down = BESIDE[mark.side](mark.size / 2)
    circle = f'<circle cx="{mark.x}" cy="{mark.y}" r="{mark.size / 2}" fill="{colour["--node"]}"/>'
    return circle + _text(mark.x + across, mark.y + down, anchor, name, colour, "--ink", False)


def _text(x: float, y: float, anchor: str, said: str, colour: Mapping[str, str], ink: str, bold: bool) -> str:
    """A name in lines of at most LINE characters, broken at its spaces, with a halo of paper."""
    lines = wrap(said, LINE, break_long_words=False, break_on_hyphens=False)
    spans = "".join(f'<tspan x="{x:.1f}" dy="{13 if i else 0}">{escape(line)}</tspan>' for i, line in enumerate(lines))
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour[ink]}"{weight} '
        f'stroke="{colour["--paper"]}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">{spans}</text>'
    )


def _legend(x: int, name: str, paint: str, ink: str) -> str:
    return (
        f'<rect x="{x}" y="{HIGH + 16}" width="22" height="8" rx="2" fill="{paint}"/>'
        f'<text x="{x + 28}" y="{HIGH + 25}" fill="{ink}">{escape(name)}</text>'
    )
