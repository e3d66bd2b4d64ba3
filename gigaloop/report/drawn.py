"""How each answer of a report is drawn: drawn.csv has a row for each figure of a question; one without has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, cast

from gigaloop.figure.record import FigureType
from gigaloop.tables import beside


class Plot(NamedTuple):
    """How a Table is drawn: roles of its columns, measures drawn (none named: all), rows drawn by column.

    title   the end of picture.QUESTION.TITLE of the words; none: the Table's own title
    """

    type: FigureType
    encoding: Mapping[str, str]
    keep: tuple[str, ...]
    title: str = ""
    where: Mapping[str, tuple[str, ...]] = {}


def _drawn() -> dict[str, list[Plot]]:
    """Question -> its figures. A column is written with its role behind ':', or alone where it plays that of its name;
    of the rows drawn a column's values stand behind '=', with commas."""
    found: dict[str, list[Plot]] = {}
    for question, kind, roles, measures, title, rows in beside(__file__, "drawn.csv"):
        encoding = {column: role or column for column, _, role in (one.partition(":") for one in roles.split())}
        where = {column: tuple(values.split(",")) for column, _, values in (one.partition("=") for one in rows.split())}
        plot = Plot(cast(FigureType, kind), encoding, tuple(measures.split()), title, where)
        found.setdefault(question, []).append(plot)
    return found


DRAWN = _drawn()
