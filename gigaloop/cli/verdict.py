"""What was published beside what the book says, on a terminal: one figure a paragraph, the reason under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gigaloop.cli.screen import width
from gigaloop.words.layout import wrapped
from gigaloop.words.vocabulary import number

if TYPE_CHECKING:
    from gigaloop.answer.table import Table


def verdict(table: Table) -> None:
    """Print a Table whose rows have `published`, `tolerance`, `status` and `why`."""
    for row in table.rows:
        ours = f"{number(row.mid)} [{number(row.low)}, {number(row.high)}]" if row.mid is not None else "none"
        beside = f"published {number(row.more['published'])}, ours {ours} {row.unit}, "
        beside += f"tolerance {number(row.more['tolerance'])}: {row.measure}"
        print(f"{row.more['status'].upper():4}  {row.key}  ({row.subject}, as of {row.period})")
        for line in (*wrapped(beside, width() - 6), *wrapped(row.more["why"], width() - 6)):
            print(f"      {line}")
    for told in (*table.warnings, table.definition):
        print("\n".join(wrapped(told, width())))
