"""docs/telecom.md."""

from __future__ import annotations

import sys

from gigaloop.answer.table import Row, Table
from gigaloop.book.file import load
from gigaloop.questions.trust.telecom import answer
from tests.pages import grid


def page(table: Table) -> str:
    """The answer as a page in Markdown."""
    lines = [
        "# Vendor finance in telecom, replayed from the end of 2000",
        "",
        "Made by `python -m tests.pages.telecom > docs/telecom.md`; the same numbers come from",
        f"`{table.reproduce}`.",
        "",
        table.definition,
        "",
        *grid("what | ours: low, mid, high | unit | told later | status | why", map(_cells, table.rows)),
    ]
    lines += ["", "What to keep in mind:", "", *(f"- {warning}" for warning in table.warnings)]
    return "\n".join(lines) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    more = row.more
    ours = ", ".join(_short(end) for end in (row.low, row.mid, row.high))
    told = " to ".join(dict.fromkeys(_short(end) for end in (more["outcome_low"], more["outcome_high"])))
    return row.key, ours, row.unit, told, more["status"] or "-", more["why"]


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


if __name__ == "__main__":
    print(page(answer(load("telecom"), paths=int(sys.argv[1]) if len(sys.argv) > 1 else 1000)), end="")
