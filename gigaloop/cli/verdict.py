"""What was published beside what the book says, on a terminal: one figure a paragraph, the reason under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gigaloop.cli.screen import console
from gigaloop.words.vocabulary import number

if TYPE_CHECKING:
    from gigaloop.answer.table import Table


def verdict(table: Table) -> None:
    """Print a Table whose rows have `published`, `tolerance`, `status` and `why`."""
    out = console()
    for row in table.rows:
        ours = f"{number(row.mid)} [{number(row.low)}, {number(row.high)}]" if row.mid is not None else "none"
        out.print(
            f"{row.more['status'].upper():4}  {row.key}  ({row.subject}, as of {row.period})\n"
            f"      published {number(row.more['published'])}, ours {ours} {row.unit}, "
            f"tolerance {number(row.more['tolerance'])}: {row.measure}\n"
            f"      {row.more['why']}",
        )
    for warning in table.warnings:
        out.print(warning)
    out.print(table.definition)
