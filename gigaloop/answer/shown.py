"""An answer at one glance, as text and as HTML: what it says, its picture, its first ten rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from gigaloop.words.notes import Names
from gigaloop.words.numbers import day, plain_unit, written
from gigaloop.words.phrase import Phrase
from gigaloop.words.vocabulary import told

if TYPE_CHECKING:
    from gigaloop.answer.table import Row, Table

#: rows that one screen shows, and the letters of its widest column of words
MOST, WIDEST = 10, 28
#: letters beside a bar
LABEL = 40
NUMBERS = ("low", "mid", "high")
STYLE = "border-spacing:12px 2px;font-variant-numeric:tabular-nums"


def text(table: Table, most: int = MOST) -> str:
    """Title and day, the first rows in columns, how many more there are, and the line that reproduces it."""
    heads, rows = _grid(_first(table)[:most])
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    places = [f"{'>' if head in NUMBERS else '<'}{width}" for head, width in zip(heads, widths, strict=True)]
    lines = [f"{table.title['en']} (as of {table.as_of})", *headline(table), ""]
    for row in (heads, *rows):
        lines.append("  ".join(f"{cell:{place}}" for cell, place in zip(row, places, strict=True)).rstrip())
    if len(table.rows) > most:
        lines.append(f"... {len(table.rows) - most} more of {len(table.rows)} rows")
    return "\n".join([*lines, table.reproduce])


def html(table: Table, most: int = MOST) -> str:
    """The same as HTML that a notebook shows: headline, picture, rows. Every text is escaped."""
    shown = _first(table)
    heads, rows = _written(shown[:most], table.names)
    said = "".join(f"<p>{escape(line)}</p>" for line in headline(table))
    sides = [f"<t{{0}} style='text-align:{'right' if head in NUMBERS else 'left'}'>{{1}}</t{{0}}>" for head in heads]

    def line(cells: Sequence[str], tag: str) -> str:
        told = "".join(side.format(tag, escape(cell)) for side, cell in zip(sides, cells, strict=True))
        return f"<tr>{told}</tr>"

    body = "".join(line(row, "d") for row in rows)
    rest = f"<p>{len(table.rows) - most} more of {len(table.rows)} rows</p>" if len(table.rows) > most else ""
    return (
        f"<div><h4>{escape(table.title['en'])} (as of {table.as_of})</h4>{said}{picture(shown, names=table.names)}"
        f"<table style='{STYLE}'><thead>{line(heads, 'h')}</thead><tbody>{body}</tbody></table>{rest}"
        f"<p><code>{escape(table.reproduce)}</code></p></div>"
    )


def headline(table: Table) -> tuple[str, ...]:
    """The first sentences of the answer, in English; none if the question has none."""
    return tuple(table.headline.get("en", ()))


def picture(rows: Iterable[Row], most: int = MOST, names: Names | None = None) -> str:
    """Bars of the rows that are measured as the first is, with their ranges as lines, as a small SVG; '' for none."""
    stated = [row for row in rows if row.mid is not None]
    alike = [row for row in stated if (row.measure, row.unit) == (stated[0].measure, stated[0].unit)][:most]
    ends = [value for row in alike for value in (row.low, row.mid, row.high) if value is not None]
    least, greatest = min([0.0, *ends]), max([0.0, *ends])
    if len(alike) < 2 or greatest == least:
        return ""
    left, width, high = 230, 420, 20
    apart = [name for name in ("subject", "counterparty", "period") if len({getattr(row, name) for row in alike}) > 1]

    def x(value: float) -> float:
        return round(left + (value - least) / (greatest - least) * width, 1)

    marks = []
    for at, row in enumerate(alike):
        y, end = at * high + 4, row.mid or 0.0
        top = greatest if row.high is None else row.high
        low = end if row.low is None else row.low
        number = written(row.mid, plain_unit(row.unit))
        label = ", ".join(_called(row, name, names or {}) for name in apart if getattr(row, name))
        marks.append(
            f'<text x="{left - 6}" y="{y + 9}" text-anchor="end">{escape(label[:LABEL])}</text>'
            f'<rect x="{min(x(0), x(end))}" y="{y}" width="{abs(x(end) - x(0)):.1f}" height="11" opacity="0.55"/>'
            f'<path d="M{x(low)} {y + 5.5}H{x(top)}" stroke="currentColor" stroke-width="1.5"/>'
            f'<text x="{max(x(top), x(end), x(0)) + 6}" y="{y + 9}">{escape(number)}</text>'
        )
    unit = "" if plain_unit(alike[0].unit) else alike[0].unit
    said = escape(", ".join(part for part in (_called(alike[0], "measure", names or {}), unit) if part))
    return (
        f'<svg role="img" aria-label="{said}" viewBox="0 0 720 {len(alike) * high + 26}" width="720" '
        f'style="max-width:100%" font-size="11" fill="currentColor"><text x="{left}" y="{len(alike) * high + 18}">'
        f"{said}</text>{''.join(marks)}</svg>"
    )


def short(value: float | None) -> str:
    """A number to three digits; blank for none.

    >>> short(0.4712), short(1234.5), short(0.0), short(None)
    ('0.471', '1,234', '0', '')
    """
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def one(row: Row) -> str:
    """A row on one line: of whom, what, and the number with its range.

    >>> from gigaloop.answer.table import Row
    >>> one(Row(key="k", subject="oracle", measure="backlog", unit="USD bn", low=1, mid=2, high=None))
    'oracle: backlog 2 USD bn (1 to open)'
    """
    who = ", ".join(part for part in dict.fromkeys((row.subject, row.counterparty)) if part)
    known = row.low is not None or row.mid is not None
    ends = f" ({short(row.low)} to {'open' if row.high is None else short(row.high)})" if known else ""
    when = f", {row.period}" if row.period else ""
    return f"{who}: {row.measure}{when} {short(row.mid) or 'unknown'} {row.unit}".rstrip() + ends


def _first(table: Table) -> tuple[Row, ...]:
    """The rows with those that answer first, in the order of the question."""
    place = {key: at for at, key in enumerate(table.first)}
    return tuple(sorted(table.rows, key=lambda row: place.get(row.key, len(place))))


def _called(row: Row, column: str, names: Names) -> str:
    """A cell of words as people say it."""
    cell = getattr(row, column)
    if isinstance(cell, Phrase):
        return cell.said("en")
    return day(cell) if column == "period" else told(cell, "en", names)


def _written(rows: Sequence[Row], names: Names) -> tuple[list[str], list[list[str]]]:
    """Heads and cells as people write them; a unit of its own only where some number lacks it."""
    words = [name for name in ("subject", "counterparty", "measure", "period") if any(getattr(r, name) for r in rows)]
    lacks = any(row.unit and not plain_unit(row.unit) for row in rows)
    cells = [
        [
            *(_called(row, name, names) for name in words),
            *("" if end is None else written(end, plain_unit(row.unit)) for end in (row.low, row.mid)),
            ("open" if row.low is not None else "") if row.high is None else written(row.high, plain_unit(row.unit)),
            *([row.unit] if lacks else []),
        ]
        for row in rows
    ]
    return [*words, *NUMBERS, *(["unit"] if lacks else [])], cells


def _grid(rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Heads and cells: the columns of words that say anything, the numbers, the unit."""
    words = [name for name in ("subject", "counterparty", "measure", "period") if any(getattr(r, name) for r in rows)]
    cells = [
        [
            *(getattr(row, name)[:WIDEST] for name in words),
            *(short(value) for value in (row.low, row.mid)),
            "open" if row.high is None and row.low is not None else short(row.high),
            row.unit,
        ]
        for row in rows
    ]
    return [*words, *NUMBERS, "unit"], cells
