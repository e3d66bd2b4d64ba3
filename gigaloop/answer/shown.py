"""An answer at one glance, as text and as HTML: what it says, its picture, its first ten rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from gigaloop.answer.screen import cell, first_screen, stands
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import Row, Table
from gigaloop.words.layout import columns
from gigaloop.words.numbers import plain_unit, short_days
from gigaloop.words.vocabulary import heading, title

#: rows that one screen shows
MOST = 10
#: of a picture: width, the least that is kept for labels and for bars, a column of a label, the room for a number
WIDE, LABELS, BARS, COLUMN, ROOM = 720, 230, 250, 6.2, 70
WORDED = ("subject", "counterparty", "measure", "period")
NUMBERS = ("low", "mid", "high")
STYLE = "border-spacing:12px 2px;font-variant-numeric:tabular-nums"


def text(table: Table) -> str:
    """Title and day, then what a terminal shows first."""
    return "\n".join([_titled(table), *first_screen(table, table.tongue)])


def html(table: Table, most: int = MOST) -> str:
    """The same as HTML that a notebook shows: headline, picture, rows. Every text is escaped."""
    shown, say = _first(table), Speech(table.tongue, table.names)
    heads, rows = _written(shown[:most], say)
    said = "".join(f"<p>{escape(line)}</p>" for line in (*stands(table, say), *table.headline.get(table.tongue, ())))
    sides = [f"<t{{0}} style='text-align:{'right' if head in NUMBERS else 'left'}'>{{1}}</t{{0}}>" for head in heads]

    def line(cells: Sequence[str], tag: str) -> str:
        told = "".join(side.format(tag, escape(one)) for side, one in zip(sides, cells, strict=True))
        return f"<tr>{told}</tr>"

    body = "".join(line(row, "d") for row in rows)
    more = say("shown.more", n=say.count(len(table.rows) - most), all=say.count(len(table.rows)))
    rest = f"<p>{escape(more)}</p>" if len(table.rows) > most else ""
    named = [say.word(heading(head)) for head in heads]
    return (
        f"<div lang='{table.tongue}'><h4>{escape(_titled(table))}</h4>{said}{picture(shown, say=say)}"
        f"<table style='{STYLE}'><thead>{line(named, 'h')}</thead><tbody>{body}</tbody></table>{rest}"
        f"<p><code>{escape(table.reproduce)}</code></p></div>"
    )


def picture(rows: Iterable[Row], most: int = MOST, say: Speech | None = None) -> str:
    """Bars of the rows that are measured as the first is, with their ranges as lines, as a small SVG; '' for none."""
    say = say or Speech("en", {})
    stated = [row for row in rows if row.mid is not None]
    alike = [row for row in stated if (row.measure, row.unit) == (stated[0].measure, stated[0].unit)][:most]
    ends = [value for row in alike for value in (row.low, row.mid, row.high) if value is not None]
    least, greatest = min([0.0, *ends]), max([0.0, *ends])
    if len(alike) < 2 or greatest == least:
        return ""
    apart = [name for name in ("subject", "counterparty", "period") if len({getattr(row, name) for row in alike}) > 1]
    named = [[cell(row, name, say) for name in apart if getattr(row, name)] for row in alike]
    labels = [say.set(short_days(" \N{MIDDLE DOT} ".join(dict.fromkeys(names)))) for names in named]
    left = min(max(LABELS, round(COLUMN * max(map(columns, labels))) + 6), WIDE - ROOM - BARS)
    width, high = WIDE - ROOM - left, 20

    def x(value: float) -> float:
        return round(left + (value - least) / (greatest - least) * width, 1)

    marks = []
    for at, (row, label) in enumerate(zip(alike, labels, strict=True)):
        y, end = at * high + 4, row.mid or 0.0
        top = greatest if row.high is None else row.high
        low = end if row.low is None else row.low
        number = escape(say.value(row.mid, plain_unit(row.unit)))
        marks.append(
            f'<text x="{left - 6}" y="{y + 9}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{min(x(0), x(end))}" y="{y}" width="{abs(x(end) - x(0)):.1f}" height="11" opacity="0.55"/>'
            f'<path d="M{x(low)} {y + 5.5}H{x(top)}" stroke="currentColor" stroke-width="1.5"/>'
            f'<text x="{max(x(top), x(end), x(0)) + 6}" y="{y + 9}">{number}</text>'
        )
    unit = "" if plain_unit(alike[0].unit) else say.word(alike[0].unit)
    said = escape(say("list.comma").join(part for part in (cell(alike[0], "measure", say), unit) if part))
    return (
        f'<svg role="img" aria-label="{said}" viewBox="0 0 {WIDE} {len(alike) * high + 26}" width="{WIDE}" '
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


def _titled(table: Table) -> str:
    say = Speech(table.tongue, table.names)
    return say("shown.title", title=title(table.title, table.tongue), day=say.day(table.as_of))


def _written(rows: Sequence[Row], say: Speech) -> tuple[list[str], list[list[str]]]:
    """Heads and cells as people write them; a unit of its own only where some number lacks it."""
    words = [name for name in WORDED if any(getattr(row, name) for row in rows)]
    lacks = any(row.unit and not plain_unit(row.unit) for row in rows)
    cells = [
        [
            *(cell(row, name, say) for name in words),
            *("" if end is None else say.value(end, plain_unit(row.unit)) for end in (row.low, row.mid)),
            (say.word("open") if row.low is not None else "")
            if row.high is None
            else say.value(row.high, plain_unit(row.unit)),
            *([say.word(row.unit)] if lacks else []),
        ]
        for row in rows
    ]
    return [*words, *NUMBERS, *(["unit"] if lacks else [])], cells
