"""The axes of a drawing: what each measures, in which unit, and by how much a number is multiplied to be read on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from gigaloop.answer.table import Row
from gigaloop.figure.record import Figure
from gigaloop.words.catalogue import say, text
from gigaloop.words.numbers import PERCENT, SCALES
from gigaloop.words.vocabulary import word

#: a column -> what an axis calls it
CALLED = {"subject": "party"}


class Measure(NamedTuple):
    """The unit of an axis in words, and what a row's number is multiplied by to stand on it."""

    name: str
    times: float

    def at(self, value: float | None) -> float | None:
        """A number's place on the axis, to four digits that count."""
        return None if value is None else float(f"{float(value) * self.times:.4g}")


def measure(unit: str, language: str) -> Measure:
    """How a unit is told along an axis.

    >>> measure("USD bn", "en"), measure("USD bn", "zh-Hant"), measure("share", "en")
    (Measure(name='$ bn', times=1.0), Measure(name='億美元', times=10.0), Measure(name='%', times=100.0))
    >>> measure("GW", "zh-Hans").at(2.34567)
    2.346
    """
    if unit in PERCENT:
        return Measure("%", 100.0)
    dollars = float(SCALES[language][0]) if unit.startswith("USD bn") and text(f"axis.{unit}", "en") else 1.0
    return Measure(say(f"axis.{unit}", language, fallback=word(unit, language)) if unit else "", dollars)


def unit_of(rows: Iterable[Row]) -> str:
    """The one unit of rows that share an axis; ValueError where they have two: one axis would tell both falsely."""
    units = dict.fromkeys(row.unit for row in rows)
    if len(units) > 1:
        raise ValueError(f"one axis cannot tell {' and '.join(units)}; draw each unit alone, by 'keep' or 'where'")
    return next(iter(units), "")


def named(figure: Figure, role: str, language: str) -> str:
    """What an axis of names tells: the columns that play the role.

    A word of the vocabulary each, joined by a dot.
    """
    columns = [column for column, other in figure.encoding.items() if other == role]
    return " \N{MIDDLE DOT} ".join(word(CALLED.get(column, column), language) for column in columns)


def axis(kind: str, title: str, gap: int = 28, **more: Any) -> dict[str, Any]:
    """An axis of the chart library with its title along it; gap: pixels between the two."""
    return {
        "type": kind,
        "name": title,
        "nameLocation": "middle",
        "nameGap": gap,
        "nameTextStyle": {"color": "--faint"},
        "axisLine": {"lineStyle": {"color": "--line"}},
        "axisLabel": {"color": "--faint", "hideOverlap": True},
        "splitLine": {"show": kind == "value", "lineStyle": {"color": "--line"}},
        **more,
    }


def caption(title: str) -> dict[str, Any]:
    """What a picture without axes says of its widths."""
    return {
        "text": title,
        "left": 8,
        "top": 0,
        "textStyle": {"color": "--faint", "fontSize": 12, "fontWeight": "normal"},
    }
