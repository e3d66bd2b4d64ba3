"""Figure: a Table, and which of its columns plays which role in the picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from gigaloop.answer.table import Row, Table

FigureType = Literal["network", "sankey", "fan", "waterfall", "heatmap", "bars", "lines"]

#: type -> the roles that it needs; a role that is not listed is refused
ROLES: dict[str, tuple[str, ...]] = {
    "network": ("source", "target", "kind", "width", "source_sector", "target_sector"),
    "sankey": ("source", "target", "width"),
    "fan": ("series", "x", "low", "mid", "high"),
    "lines": ("series", "x", "mid"),
    "bars": ("label", "low", "mid", "high"),
    "waterfall": ("label", "mid"),
    "heatmap": ("x", "y", "mid"),
}
#: a network of routes ('a > b > a') is drawn as rings, and needs only these
RINGS = ("route", "width")
#: type -> roles that it may have besides: 'stack' splits a bar by the grade of its dollars
FURTHER: dict[str, tuple[str, ...]] = {"bars": ("stack",)}


@dataclass(frozen=True)
class Figure:
    """A picture as plain data.

    title      the words over it, in three scripts
    encoding   column of the Table -> role ('source', 'x', 'low', ...); ROLES lists what each type needs; several
               columns may share the role 'label'
    keep       measures that are drawn, or how their names end ('total'); empty: every row
    where      column -> the values of the rows that are drawn; a column that is not here: any
    """

    type: FigureType
    title: Mapping[str, str]
    table: Table
    encoding: Mapping[str, str]
    keep: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.type not in get_args(FigureType):
            raise ValueError(f"no figure is a {self.type!r}; it is one of {', '.join(get_args(FigureType))}")
        needed, given = set(ROLES[self.type]), set(self.encoding.values())
        if self.type == "network" and given == set(RINGS):
            return
        if not needed <= given <= needed | set(FURTHER.get(self.type, ())):
            raise ValueError(f"a {self.type} needs the roles {sorted(needed)}, and {sorted(given)} are given")

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that are drawn."""
        return tuple(
            row
            for row in self.table.rows
            if (not self.keep or any(f"_{row.measure}".endswith(f"_{k}") for k in self.keep))
            and all(str(_told(row, column)) in values for column, values in self.where.items())
        )

    def column(self, role: str) -> str:
        """The column that plays a role."""
        return next(column for column, other in self.encoding.items() if other == role)

    def labels(self, row: Row) -> dict[str, Any]:
        """What names a bar, by column, without the empty ones."""
        columns = [column for column, role in self.encoding.items() if role == "label"]
        return {c: t for c in columns if (t := _told(row, c)) not in ("", None)}

    def value(self, row: Row, role: str) -> Any:
        """What a row says in a role."""
        return _told(row, self.column(role))

    def as_dict(self) -> dict[str, Any]:
        """The contract's `figure/1` object."""
        return {
            "format": "figure/1",
            "type": self.type,
            "title": dict(self.title),
            "table": self.table.as_dict(),
            "encoding": dict(self.encoding),
            **({"keep": list(self.keep)} if self.keep else {}),
            **({"where": {column: list(values) for column, values in self.where.items()}} if self.where else {}),
        }

    def to_json(self) -> str:
        """The same as text; refuses NaN."""
        return json.dumps(self.as_dict(), ensure_ascii=False, allow_nan=False)


def _told(row: Row, column: str) -> Any:
    return row.more[column] if column in row.more else getattr(row, column)
