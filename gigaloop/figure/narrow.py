"""What a narrow window shows in place of a drawing that needs a wide one: its largest flows as bars."""

from __future__ import annotations

from dataclasses import replace

from gigaloop.figure.record import Figure

#: roles whose columns name a flow, in the order in which they are read
NAMING = ("source", "target", "kind", "route", "y", "x")
#: so many flows are drawn, the largest first; the table has all
MOST = 12


def narrow(figure: Figure) -> Figure | None:
    """The same rows as bars, the largest only; None for a figure that a narrow window can show itself.

    >>> from gigaloop import ask, load
    >>> from gigaloop.report.document import section
    >>> [drawn] = section(ask(load("tiny"), "network")).figures
    >>> narrow(drawn).type, narrow(narrow(drawn))
    ('bars', None)
    """
    if figure.type not in ("network", "heatmap", "sankey"):
        return None
    size = next(role for role in ("width", "mid") if role in figure.encoding.values())
    rows = sorted((row for row in figure.rows if figure.value(row, size)), key=lambda row: -figure.value(row, size))
    labels = {figure.column(role): "label" for role in NAMING if role in figure.encoding.values()}
    ends = {"low": "low", figure.column(size): "mid", "high": "high"}
    return Figure("bars", figure.title, replace(figure.table, rows=tuple(rows[:MOST])), labels | ends)
