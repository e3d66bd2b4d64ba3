"""The first screen of an answer, as lines of text: headline, rows with a bar each, how sure, what is not counted.

At most forty lines of eighty columns; nothing is cut and no name stands twice in a row. What is the same in every row
is told once, above them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from gigaloop.answer.sentence import sentence
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import STANDARD, Row, Table
from gigaloop.words.layout import columns, padded, wrapped
from gigaloop.words.numbers import usual

WIDTH, LINES, ROWS, SOURCES = 80, 40, 10, 2
#: rows for a fan, quarter by quarter: the first screen leaves them out, --json lists them
BY_QUARTER = "_by_quarter"
#: columns of words that every row has, in the order in which they name it
NAMED = ("subject", "counterparty", "measure", "period")
#: numbers of a question's own that stand beside its rows, and words that judge them
BESIDE = ("public_mid", "difference", "first", "second", "before", "after", "happened", "published")
JUDGED = ("verdict", "status", "whose", "stage")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: what stands before a number, the number, and its unit: two ends of one unit name it once
NUMBER = re.compile(r"([^\d]*)([\d.,]+)(.*)")
#: columns that hold ids, which are for machines
IDS = ("leg", "deal", "guarantee", "id")
#: how much of a bar is sure: up to the least, up to the middle, up to the greatest
SOLID, HALF, LIGHT = "\N{FULL BLOCK}", "\N{DARK SHADE}", "\N{LIGHT SHADE}"
#: columns: the narrowest bar, the narrowest name of a row, the gap between two columns
BAR, NAME, GAP = 10, 20, 2


def first_screen(table: Table, language: str = "en", width: int = WIDTH, most: int = ROWS) -> list[str]:
    """The lines of an answer's first screen; at most `most` rows, fewer where forty lines would not hold them.

    >>> from gigaloop import ask, load
    >>> first_screen(ask(load("tiny"), "backlog", party="cloud"))[0].startswith("Lab is")
    True
    """
    say = Speech(language, table.names)
    rows = answering(table)
    head = _headline(table, say, width)
    foot = _foot(table, rows[:most], say, width)
    while True:
        lines = [*head, "", *_rows(table, rows[:most], say, width), *_rest(table, rows[:most], say), "", *foot]
        height = sum(max(1, -(-columns(line) // width)) for line in lines)
        if height <= LINES or most <= 1:
            return lines
        most -= 1


def answering(table: Table) -> list[Row]:
    """The rows that answer, in the order in which one would ask: those that its question names, those with a number
    before those without, and none that is nothing from low to high unless all are."""
    by_key = {row.key: row for row in table.rows}
    rows = [by_key[key] for key in table.first if key in by_key] or [
        row for row in table.rows if not row.measure.endswith(BY_QUARTER)
    ]
    if table.first:
        return rows
    told = [row for row in rows if any(end for end in (row.low, row.mid, row.high))]
    return sorted(told, key=lambda row: row.mid is None) or rows


def shared(rows: Sequence[Row], say: Speech) -> dict[str, str]:
    """Columns that say the same in every row: told once, above."""
    found = {}
    for column in NAMED:
        texts = {_cell(row, column, say) for row in rows}
        if len(texts) == 1 and (text := texts.pop()):
            found[column] = say.day(text) if column == "period" else text
    return found


def label(row: Row, kept: Sequence[str], say: Speech) -> str:
    """What names a row: its columns of words, none of them twice; then a unit that is no usual one."""
    texts = [text for column in kept if (text := _cell(row, column, say))]
    return " \N{MIDDLE DOT} ".join(dict.fromkeys([*texts, *([] if usual(row.unit) else [say.word(row.unit)])]))


def naming(table: Table, rows: Sequence[Row], say: Speech) -> list[str]:
    """The columns that tell these rows apart: those that differ, and of the question's own only what is needed."""
    if any(name == "sentence" for name, _, _ in table.added) and any(row.more.get("sentence") for row in rows):
        return [say.column("sentence")]
    once = shared(rows, say)
    kept = [column for column in NAMED if column not in once]
    own = [name for name, unit, _ in table.added if unit != "see unit" and name not in (*JUDGED, *BESIDE, *IDS)]

    def apart(columns: Sequence[str]) -> int:
        return len({label(row, columns, say) for row in rows})

    for column in (name for name in own if not name.startswith(("sentence", "question_"))):
        if apart(kept) == len(rows):
            break
        if apart([*kept, column]) > apart(kept):
            kept.append(column)
    return kept or ["measure"]


def number(row: Row, say: Speech) -> str:
    """The middle of a row; where nobody stated one, a dash."""
    return say.value(row.mid, _unit(row))


def _unit(row: Row) -> str:
    return row.unit if usual(row.unit) else ""


def ends(row: Row, say: Speech) -> str:
    """From least to greatest, short; nothing where both are the middle."""
    low, mid, high = (None if x is None else say.value(x, _unit(row)) for x in (row.low, row.mid, row.high))
    if low == mid == high or (low is None and high is None):
        return ""
    if high is None:
        return say("row.least", low=low)
    if low is None:
        return say("row.most", high=high)
    first, last = NUMBER.fullmatch(low), NUMBER.fullmatch(str(high))
    if first and last and first[1] == last[1] in ("", "$") and first[3] == last[3] and len(first[3]) > 1:
        low, high = first[1] + first[2], last[2] + last[3]
    return say("row.between", low=low, high=high)


def _headline(table: Table, say: Speech, width: int) -> list[str]:
    told = say.sentences(table.headline.get(say.language) or ())
    return wrapped(told, width) if told else []


def _rows(table: Table, rows: Sequence[Row], say: Speech, width: int) -> list[str]:
    """What is the same in all rows, then each row: name, number, range and bar."""
    once = shared(rows, say)
    above = [once[column] for column in NAMED if column in once]
    lines = wrapped(" \N{MIDDLE DOT} ".join(dict.fromkeys(above)), width) if above else []
    kept = naming(table, rows, say)
    names = [label(row, kept, say) for row in rows]
    middles = [number(row, say) for row in rows]
    ranges = ["  ".join(text for text in (ends(row, say), *_beside(row, say)) if text) for row in rows]
    wide = [max((columns(text) for text in texts), default=0) for texts in (names, middles, ranges)]
    wide[2] = min(wide[2], max(24, width // 3))
    room = width - wide[1] - wide[2] - 2 * GAP - (GAP if wide[2] else 0)
    wide[0] = min(wide[0], room - BAR) if min(wide[0], room - BAR) >= min(wide[0], NAME) else min(wide[0], room + GAP)
    bar = min(30, room - wide[0])
    bars = _bars(rows, bar) if bar >= BAR else [""] * len(rows)
    for name, middle, range_, drawn in zip(names, middles, ranges, bars, strict=True):
        cells = [wrapped(name, wide[0]), [middle], wrapped(range_, wide[2]) if range_ else [""], [drawn]]
        for at in range(max(len(cell) for cell in cells)):
            parts = [cell[at] if at < len(cell) else "" for cell in cells]
            line = padded(parts[0], wide[0]) + " " * GAP + padded(parts[1], wide[1], right=True) + " " * GAP
            line += padded(parts[2], wide[2]) + (" " * GAP if wide[2] else "") + parts[3]
            lines.append(line.rstrip())
    return lines


def _bars(rows: Sequence[Row], width: int) -> list[str]:
    """A bar each for the rows of the commonest unit: solid to the least, half to the middle, light to the greatest."""
    units = [row.unit for row in rows if row.mid]
    if not units:
        return [""] * len(rows)
    unit = max(dict.fromkeys(units), key=units.count)
    drawn = {row.key: _sizes(row) for row in rows if row.unit == unit and row.mid is not None}
    whole = max((size[2] for size in drawn.values()), default=0.0)
    if not whole or unit in ("calendar year", "flag"):
        return [""] * len(rows)
    bars = []
    for row in rows:
        low, mid, high = (round(x / whole * width) for x in drawn.get(row.key, (0.0, 0.0, 0.0)))
        open_ = "\N{RIGHTWARDS ARROW}" if row.key in drawn and row.high is None else ""
        bars.append((SOLID * low + HALF * (mid - low) + LIGHT * (high - mid))[: width - len(open_)] + open_)
    return bars


def _sizes(row: Row) -> tuple[float, float, float]:
    mid = abs(row.mid or 0.0)
    others = [abs(x) for x in (row.low, row.high) if x is not None]
    if row.low is not None and row.high is not None and row.low < 0 < row.high:
        return 0.0, mid, max(mid, *others)
    return min(mid, *others), mid, max(mid, *others)


def _beside(row: Row, say: Speech) -> list[str]:
    told = []
    for column in BESIDE:
        if isinstance(value := row.more.get(column), int | float) and not isinstance(value, bool):
            told.append(f"{say.word(column)} {say.value(float(value), row.unit)}")
    return told + [say.word(str(row.more[column])) for column in JUDGED if row.more.get(column)]


def _rest(table: Table, rows: Sequence[Row], say: Speech) -> list[str]:
    return [say("screen.all", n=say.count(len(table.rows)))] if len(table.rows) > len(rows) else []


def _foot(table: Table, rows: Sequence[Row], say: Speech, width: int) -> list[str]:
    """How sure, what is not counted, the sources, and the line that does it again."""
    lines: list[str] = []
    if rows:
        lines += wrapped(f"{say.word('how sure')}: {sentence(rows[0], say.home)}", width)
    silent = sum(row.undisclosed > 0 for row in table.rows)
    missing = [say("screen.silent", n=say.count(silent))] if silent else []
    missing += [say("screen.left_out", n=say.count(len(table.left_out)))] if table.left_out else []
    if missing:
        lines += wrapped(f"{say.word('not counted')}: {say.joined(missing)}", width)
    for told, url in cited(table, rows, say)[:SOURCES]:
        lines += [*wrapped(told, width), *([f"  {url}"] if url else [])]
    return [*lines, table.reproduce]


def cited(table: Table, rows: Sequence[Row], say: Speech) -> list[tuple[str, str]]:
    """(publisher, day, whether it is an original document; address) of the sources behind these rows, newest first."""
    keys = dict.fromkeys(key for row in rows for key in row.sources if key in table.sources)
    sources: list[dict[str, Any]] = [dict(table.sources[key]) for key in keys]
    rank = {"primary": 0}
    sources.sort(key=lambda one: str(one["published"]), reverse=True)
    sources.sort(key=lambda one: rank.get(str(one.get("tier")), 1))
    told = {}
    for one in sources:
        parts = [
            str(one["publisher"] or one["title"]),
            say.day(str(one["published"])),
            say.tier(str(one.get("tier", ""))),
        ]
        told[say("screen.source", source=say("list.comma").join(part for part in parts if part))] = str(one["url"])
    return list(told.items())


def _cell(row: Row, column: str, say: Speech) -> str:
    value = row.more.get(column, "") if column not in STANDARD else getattr(row, column, "")
    if value is None or value == "":
        return ""
    if isinstance(value, list | tuple):
        return say.joined([say.party(str(part)) for part in value], 9)
    if isinstance(value, float | int):
        return say.value(float(value), "")
    text = str(value)
    if " > " in text:
        return say("list.arrow").join(say.party(part) for part in text.split(" > "))
    if column == "period":
        return text if DAY.fullmatch(text) else say.period(text)
    return say.party(text)
