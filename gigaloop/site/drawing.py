"""The map as SVG: parties in columns by role, arrows in the direction of the money. Colours and widths are classes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from gigaloop.answer.labels import party_name
from gigaloop.book.model import Book
from gigaloop.figure.layout import HIGH, WIDE
from gigaloop.site.days import WIDEST, Arrow, Map
from gigaloop.words.numbers import written

#: the drawing's own units; the page scales it
WIDTH, HEIGHT = 1480, 760
LEFT, RIGHT, TOP, BOTTOM = 226, 226, 50, 22
#: a mark's least and greatest radius
LEAST, MOST = 3.5, 15.0
#: the longest name that stands in the map; the page of the party has all of it
NAME = 31


@dataclass(frozen=True)
class Line:
    """One arrow as the template writes it."""

    key: str
    d: str
    classes: str
    href: str
    title: str


@dataclass(frozen=True)
class Mark:
    """One party as the template writes it."""

    party: str
    x: float
    y: float
    r: float
    name: str
    side: str
    tx: float
    href: str
    classes: str


@dataclass(frozen=True)
class Arranged:
    """What the template of the map needs; `steps` is the JSON of all days."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    steps: str
    width: int = WIDTH
    height: int = HEIGHT


def arrange(
    book: Book, chart: Map, day: int, language: str, to: Callable[[str], str], say: Callable[..., str]
) -> Arranged:
    """The map on the day of this number.

    to    page -> link        say   id of the catalogue and its places -> words
    """
    weight = {party: 0.0 for party in chart.at}
    for arrow in chart.arrows:
        peak = max((stated or 0.0) for *_, stated in arrow.spans)
        for party in (arrow.payer, arrow.payee):
            weight[party] += peak
    most = max(weight.values(), default=1.0) or 1.0
    radius = {party: LEAST + (MOST - LEAST) * (w / most) ** 0.5 for party, w in weight.items()}
    beside: dict[frozenset[str], int] = {}
    lines = []
    for arrow in chart.arrows:
        pair = frozenset((arrow.payer, arrow.payee))
        beside[pair] = beside.get(pair, 0) + 1
        turn, stop = beside[pair], radius[arrow.payee] + 3
        curve = _curve(chart, arrow.payer, arrow.payee, (0.06 + 0.07 * turn, 0.22 + 0.06 * turn), stop)
        title = _title(book, arrow, day, language, say)
        lines.append(Line(arrow.key, curve, _classes(arrow, day), to(_page(book, arrow)), title))
    seen = {end for arrow in chart.arrows if arrow.on(day)[0] for end in (arrow.payer, arrow.payee)}
    marks = tuple(
        _mark(book, chart, party, radius[party], language, to, party in seen)
        for party in sorted(chart.at, key=lambda key: (chart.at[key], key))
    )
    return Arranged(tuple(lines), marks, _steps(chart))


@dataclass(frozen=True)
class Small:
    """A map without names and links, to stand beside another: arrows, marks, and how many of each."""

    arrows: tuple[tuple[str, str], ...]
    marks: tuple[tuple[float, float, float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT


def beside(book: Book, chart: Map, days: list[int], language: str) -> list[Small]:
    """The maps of two days; what only one of them has, or has wider or firmer, stands out in it."""
    names = {party: party_name(book.parties[party], language) for party in chart.at}
    on = [{arrow.key: arrow.on(day) for arrow in chart.arrows} for day in days]
    maps = []
    for day, mine, other in zip(days, on, reversed(on), strict=True):
        arrows, seen = [], set()
        for arrow in chart.arrows:
            if not mine[arrow.key][0]:
                continue
            seen |= {arrow.payer, arrow.payee}
            differs = mine[arrow.key][:2] > other[arrow.key][:2]
            classes = _classes(arrow, day) + (" fresh" if differs else " same")
            arrows.append((classes, _curve(chart, arrow.payer, arrow.payee)))
        at = {party: place(chart, party) for party in sorted(seen)}
        marks = tuple((round(x, 1), round(y, 1), LEAST, names[party]) for party, (x, y) in at.items())
        maps.append(Small(tuple(arrows), marks))
    return maps


def _curve(chart: Map, payer: str, payee: str, bends: tuple[float, float] = (0.13, 0.28), stop: float = 0.0) -> str:
    """An arrow between two parties: how far it bends between columns and within one, where it stops before its end."""
    (ax, ay), (bx, by) = place(chart, payer), place(chart, payee)
    bend = bends[abs(ax - bx) < 1]
    mx, my = (ax + bx) / 2 + (by - ay) * bend, (ay + by) / 2 - (bx - ax) * bend
    back = stop / (((bx - mx) ** 2 + (by - my) ** 2) ** 0.5 or 1.0)
    bx, by = bx + (mx - bx) * back, by + (my - by) * back
    return f"M{ax:.0f} {ay:.0f}Q{mx:.0f} {my:.0f} {bx:.0f} {by:.0f}"


def _classes(arrow: Arrow, day: int) -> str:
    width, signed, _ = arrow.on(day)
    return f"f-{arrow.family} w{width}" + ("" if signed else " u")


def place(chart: Map, party: str) -> tuple[float, float]:
    """A party's place in the drawing."""
    x, y = chart.at[party]
    return LEFT + x / WIDE * (WIDTH - LEFT - RIGHT), TOP + y / HIGH * (HEIGHT - TOP - BOTTOM)


def _page(book: Book, arrow: Arrow) -> str:
    """The page behind an arrow: its deal, or who pays where it is of several."""
    deals = {book.legs[leg].deal for leg in arrow.legs if leg in book.legs}
    return f"deal/{next(iter(deals))}" if len(deals) == 1 else f"party/{arrow.payer}"


def _title(book: Book, arrow: Arrow, day: int, language: str, say: Callable[..., str]) -> str:
    _, signed, stated = arrow.on(day)
    payer, payee = (party_name(book.parties[party], language) for party in (arrow.payer, arrow.payee))
    return say(
        "map.arrow",
        **{"payer": payer, "payee": payee, "family": say(f"family.{arrow.family}")},
        dollars=say("undisclosed") if stated is None else written(stated, "USD bn", language),
        state=say("map.signed" if signed else "map.unsigned"),
    )


def _mark(
    book: Book, chart: Map, party: str, radius: float, language: str, to: Callable[[str], str], seen: bool
) -> Mark:
    x, y = place(chart, party)
    name = party_name(book.parties[party], language)
    side = "end" if chart.at[party][0] == 0 else "start"
    return Mark(
        party=party,
        x=round(x, 1),
        y=round(y, 1),
        r=round(radius, 1),
        name=name if len(name) <= NAME else name[: NAME - 1] + "\N{HORIZONTAL ELLIPSIS}",
        side=side,
        tx=round(x - radius - 5 if side == "end" else x + radius + 5, 1),
        href=to(f"party/{party}"),
        classes=("" if seen else "away ") + ("big" if radius > 7 else ""),
    )


def _steps(chart: Map) -> str:
    """All days: each stop's date, and each arrow's [stop, width, signed] as it changes."""
    arrows = {
        arrow.key: [[start, width, int(signed)] for start, width, signed, _ in arrow.spans] for arrow in chart.arrows
    }
    return json.dumps(
        {"days": [day.isoformat() for day in chart.days], "arrows": arrows, "widest": WIDEST}, separators=(",", ":")
    )
