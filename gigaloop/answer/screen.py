"""The first screen of an answer, as lines of text: headline, rows with a bar each, what else is told, how sure, what is
not counted.

At most forty lines of eighty columns; nothing is cut and no name stands twice in a row. What is the same in every row
is told once, above them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from gigaloop.answer.sentence import of_each_kind, sentence
from gigaloop.answer.speech import NUMBERED, Speech
from gigaloop.answer.table import STANDARD, Row, Table
from gigaloop.words.layout import HAN, columns, padded, point, wrapped
from gigaloop.words.notes import Told, definition
from gigaloop.words.numbers import DAY, PERCENT, POINTS, pair, plain_unit, short_days
from gigaloop.words.phrase import Phrase
from gigaloop.words.publishers import published_by
from gigaloop.words.vocabulary import WORDS, grade_name, title

WIDTH, LINES, ROWS, SOURCES = 80, 40, 10, 2
#: rows for a fan, quarter by quarter: the first screen leaves them out, --json lists them
BY_QUARTER = "_by_quarter"
#: columns of words that every row has, in the order in which they name it
NAMED = ("subject", "counterparty", "measure", "period")
#: numbers of a question's own that stand beside its rows, and words that judge them
BESIDE = ("public_mid", "difference", "first", "second", "before", "after", "happened", "published")
#: those of them that an overlay adds
OF_OVERLAY = ("public_mid", "difference")
#: whose a row is that both books have: its numbers tell that
OWN = ("same", "mine")
#: the question's own column that says whose number it is: it is told wherever rows differ in it
WHOSE = ("loan", "number")
#: and the one by which paragraph a question is put: it is always told
RULE = "us_gaap"
#: notes that the first screen tells too
TOLD_TOO = ("book.late", "book.early", "book.begun", "scenario.idle")
#: what a contract says of a term, in words: told where a row has no number that does
CONTENT = "text"
JUDGED = ("verdict", "status", "whose", "stage")
#: what stands before a number, the number, and its unit: two ends of one unit name it once
NUMBER = re.compile(r"([^\d]*)([\d.,]+)(.*)")
#: columns that hold ids, which are for machines, or prose
IDS = (
    *("deal", "id", "why", "how", "value", "exit", "affects", "behind", "place", "happened", "known", "power"),
    *("counted", "evidence", "address"),
)
#: how much of a bar is sure: up to the least, up to the middle, up to the greatest
SOLID, HALF, LIGHT = "\N{FULL BLOCK}", "\N{DARK SHADE}", "\N{LIGHT SHADE}"
ARROW = "\N{RIGHTWARDS ARROW}"
#: columns of the longest name that stands before a number beside a row
LONG = 24
#: columns: the narrowest bar, one that gives way to names, the narrowest name of a row, the gap between two columns
BAR, SLIM, NAME, GAP = 10, 6, 20, 2


def first_screen(table: Table, language: str = "en", width: int = WIDTH, most: int = ROWS) -> list[str]:
    """The lines of an answer's first screen; at most `most` rows, fewer where forty lines would not hold them.

    >>> from gigaloop import ask, load
    >>> first_screen(ask(load("tiny"), "backlog", party="cloud"))[0].startswith("Lab is")
    True
    """
    say = Speech(language, table.names)
    rows = answering(table)
    head = _headline(table, say, width)
    foot = [*_beneath(table, say, width), *_foot(table, rows[:most], say, width)]
    while True:
        lines = [*head, "", *_rows(table, rows[:most], say, width), *_rest(table, rows[:most], say), "", *foot]
        height = sum(max(1, -(-columns(line) // width)) for line in lines)
        if height <= LINES or most <= 1:
            return lines
        most -= 1


def whole(table: Table, language: str = "en", width: int = WIDTH) -> list[str]:
    """The lines of an answer with every row and its grade, how sure each kind of range is, definition and sources.

    >>> from gigaloop import ask, load
    >>> table = ask(load("tiny"), "backlog", party="cloud")
    >>> len(whole(table)) > len(first_screen(table))
    True
    """
    say = Speech(language, table.names)
    rows = [row for row in table.rows if not row.measure.endswith(BY_QUARTER)]
    above = say("shown.title", title=title(table.title, language), day=say.day(table.as_of))
    lines = [*wrapped(above, width), *_headline(table, say, width), "", *_rows(table, rows, say, width, graded=True)]
    lines += _rest(table, rows, say)
    kept = naming(table, rows, say)
    for row, others in of_each_kind(rows):
        more = f" (+{others} {say.word('rows like it')})" if others else ""
        named = label(row, kept, say).replace(" \N{MIDDLE DOT} ", ", ")
        lines += _foot_line("how sure", f"{named}: {sentence(row, say.language)}{more}", say, width)
    if missing := not_counted(table, say):
        lines += _foot_line("not counted", say.joined(missing), say, width)
    lines += [line for told in table.notes for line in wrapped(say.set(told.said(say.language, table.names)), width)]
    lines += ["", *_foot_line("definition", definition(table.question, table.definition, say.home), say, width), ""]
    for told, url in cited(table, rows, say):
        lines += [*wrapped(told, width), *([f"  {url}"] if url else [])]
    return [*lines, table.reproduce]


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
        texts = {cell(row, column, say) for row in rows}
        if len(texts) == 1 and (text := texts.pop()):
            found[column] = say.day(text) if column == "period" else text
    return found


def label(row: Row, kept: Sequence[str], say: Speech, above: Sequence[str] = ()) -> str:
    """What names a row: its columns of words, none of them twice or told above; then a unit that is no usual one."""
    told = {column: text for column in kept if (text := cell(row, column, say)) and text != say.word("difference")}
    texts = [*told.values(), *([] if plain_unit(row.unit) or row.unit not in WORDS else [say.word(row.unit)])]
    for column in ("subject", "counterparty"):
        if any(_within(told.get(column, ""), other) for other in (*texts, *above)):
            texts.remove(told[column])
    own = [_without(text, above) for text in texts if text not in above] or texts[:1]
    return say.set(" \N{MIDDLE DOT} ".join(dict.fromkeys(own)))


def _within(text: str, other: str) -> bool:
    """Whether another text says this one too, as a word of its own."""
    text, other = _closed(text), _closed(other)
    if not text or text == other or text not in other:
        return False
    edge = " " if re.search(rf"[{HAN}]", text) else r"\w"
    return re.search(rf"(?<![{edge}]){re.escape(text)}(?![{edge}])", other) is not None


@lru_cache(4096)
def _closed(text: str) -> str:
    """A text without the spaces between Chinese characters and other signs."""
    return text if text.isascii() else re.sub(rf"(?<=[{HAN}]) (?=[\w{ARROW}])|(?<=[\w{ARROW}]) (?=[{HAN}])", "", text)


def _without(text: str, above: Sequence[str]) -> str:
    """A text without what stands above and begins it too."""
    return next((text.removeprefix(f"{one} ") for one in above if text.startswith(f"{one} ")), text)


def naming(table: Table, rows: Sequence[Row], say: Speech) -> list[str]:
    """The columns that tell these rows apart: those that differ, and of the question's own only what is needed."""
    if any(name == "sentence" for name, _ in table.added) and any(row.more.get("sentence") for row in rows):
        return [say.column("sentence")]
    once = shared(rows, say)
    kept = [column for column in NAMED if column not in once]
    own = [name for name, unit in table.added if not unit and name not in (*JUDGED, *BESIDE, *IDS)]
    kept += [name for name in WHOSE if name in own and len({cell(row, name, say) for row in rows}) > 1]
    kept += [RULE] if RULE in own else []
    wordy = (row for row in rows if (row.low, row.mid, row.high) == (None, None, None))
    kept += [CONTENT] if any(isinstance(row.more.get(CONTENT), Phrase) for row in wordy) else []
    sizes = [name for name, unit in table.added if unit not in ("", "see unit") and name not in BESIDE]

    def apart(columns: Sequence[str]) -> int:
        return len({label(row, columns, say) for row in rows})

    own = [name for name in own if name not in kept and not name.startswith(("sentence", "question_"))]
    told = apart(kept)
    for column in (*own, "legs", *sizes):
        if told == len(rows):
            break
        if (more := apart([*kept, column])) > told:
            kept, told = [*kept, column], more
    return kept or ["measure"]


def number(row: Row, say: Speech) -> str:
    """The middle of a row; where nobody stated one, a dash."""
    return say.value(row.mid, plain_unit(row.unit))


def ends(row: Row, say: Speech) -> str:
    """From least to greatest, short; nothing where both are the middle."""
    low, mid, high = (None if x is None else say.value(x, plain_unit(row.unit)) for x in (row.low, row.mid, row.high))
    if low == mid == high or (low is None and high is None):
        return ""
    if high is None:
        return say("row.least", low=low) if row.low and not str(low).startswith("<") else say("row.open")
    if low is None:
        return say("row.most", high=high)
    low, high = pair(row.low or 0.0, row.high or 0.0, plain_unit(row.unit), say.language)
    first, last = NUMBER.fullmatch(low), NUMBER.fullmatch(high)
    if first and last and first[1] == last[1] in ("", "$") and last[3].startswith(first[3]) and len(first[3]) > 1:
        low, high = first[1] + first[2], last[2] + last[3]
    elif low.startswith("$") and high.startswith("$") and first and first[2] != "0" and not first[3]:
        high = high[1:]  # '$1.57 to 4.95 per GPU-hour'
    elif first and last and first[2] == "0" and (first[1], last[1]) == ("", "") and last[3].endswith(first[3].strip()):
        low = "0"  # '0 至 2,000 億美元'
    return say("row.between", low=low, high=high)


def _headline(table: Table, say: Speech, width: int) -> list[str]:
    told = say.sentences([*stands(table, say), *(table.headline.get(say.language) or ())])
    return wrapped(told, width) if told else []


def stands(table: Table, say: Speech) -> list[str]:
    """Which side of a contract was asked about, where one stood in a party's place: told before all else."""
    return [say.set(one.said(say.language, table.names)) for one in table.notes if one.id.startswith("side.")]


def _beneath(table: Table, say: Speech, width: int) -> list[str]:
    """The sentences for which a headline has no room, and an empty line; none where it has."""
    told = say.sentences([one.said(say.language) for one in table.notes if isinstance(one, Told)])
    return [*wrapped(say.set(told), width), ""] if told else []


def _rows(table: Table, rows: Sequence[Row], say: Speech, width: int, *, graded: bool = False) -> list[str]:
    """What is the same in all rows, then each row: name, number, range and bar (or the grade of its dollars)."""
    once = shared(rows, say)
    above = [once[column] for column in NAMED if column in once]
    lines = wrapped(say.set(" \N{MIDDLE DOT} ".join(dict.fromkeys(above))), width) if above else []
    kept = naming(table, rows, say)
    names = [label(row, kept, say, above) for row in rows]
    middles = [number(row, say) for row in rows]
    ranges = ["  ".join(text for text in (ends(row, say), *beside(table, row, say)) if text) for row in rows]
    wide = [max((columns(text) for text in texts), default=0) for texts in (names, middles, ranges)]
    wide[2] = min(wide[2], max(24, width // 3, width - wide[0] - wide[1] - BAR - 3 * GAP))
    room = width - wide[1] - wide[2] - 2 * GAP - (GAP if wide[2] else 0)
    drawn_too = (graded or _commonest(rows)[1]) and min(wide[0], room - BAR) >= min(wide[0], NAME)
    if wide[0] > (room - BAR if drawn_too else room + GAP):
        names = [say.set(short_days(name)) for name in names]
        wide[0] = max(columns(name) for name in names)
    least = SLIM if room - BAR < wide[0] <= room - SLIM else BAR
    wide[0] = min(wide[0], room - least if drawn_too else room + GAP)
    bar = min(30, room - wide[0])
    bars = [""] * len(rows) if not drawn_too else [_grade(row, say) for row in rows] if graded else _bars(rows, bar)
    for name, middle, range_, drawn in zip(names, middles, ranges, bars, strict=True):
        cells = [wrapped(name, wide[0]), [middle], wrapped(range_, wide[2]) if range_ else [""], wrapped(drawn, bar)]
        for at in range(max(len(cell) for cell in cells)):
            parts = [cell[at] if at < len(cell) else "" for cell in cells]
            line = padded(parts[0], wide[0]) + " " * GAP + padded(parts[1], wide[1], right=True) + " " * GAP
            line += padded(parts[2], wide[2]) + (" " * GAP if wide[2] else "") + parts[3]
            lines.append(line.rstrip())
    return lines


def _grade(row: Row, say: Speech) -> str:
    """The grade at which most of a row's dollars stand, where they have one."""
    most = max(row.grade, key=lambda grade: row.grade[grade], default=None)
    return "" if most is None else grade_name(str(most), say.home)


def _bars(rows: Sequence[Row], width: int) -> list[str]:
    """A bar each for the rows of the commonest unit: solid to the least, half to the middle, light to the greatest; a
    minus before those below nothing where others are above."""
    unit = _commonest(rows)[0]
    drawn = {row.key: _sizes(row) for row in rows if row.unit == unit and row.mid is not None}
    whole = max((size[2] for size in drawn.values()), default=0.0)
    if not whole or unit in ("calendar year", "flag"):
        return [""] * len(rows)
    mixed = len({(row.mid or 0.0) > 0 for row in rows if row.key in drawn and row.mid}) > 1
    width -= mixed
    bars = []
    for row in rows:
        sign = "-" if mixed and row.key in drawn and (row.mid or 0.0) < 0 else " " * mixed
        low, mid, high = (round(x / whole * width) for x in drawn.get(row.key, (0.0, 0.0, 0.0)))
        open_ = "\N{RIGHTWARDS ARROW}" if row.key in drawn and row.high is None and row.low is not None else ""
        bars.append(sign + (SOLID * low + HALF * (mid - low) + LIGHT * (high - mid))[: width - len(open_)] + open_)
    return bars


def _commonest(rows: Sequence[Row]) -> tuple[str, bool]:
    """The unit of most rows, and whether two in three have it: fewer are no picture, and names want the room."""
    units = [row.unit for row in rows if row.mid]
    unit = max(dict.fromkeys(units), key=units.count, default="")
    return unit, 3 * units.count(unit) >= 2 * len(units)


def _sizes(row: Row) -> tuple[float, float, float]:
    mid = abs(row.mid or 0.0)
    others = [abs(x) for x in (row.low, row.high) if x is not None]
    if row.low is not None and row.high is not None and row.low < 0 < row.high:
        return 0.0, mid, max(mid, *others)
    return min((mid, *others)), mid, max((mid, *others))


def beside(table: Table, row: Row, say: Speech) -> list[str]:
    """Numbers that stand beside a row, each with its name, but for what is new; then words that judge it.

    Beside private terms a public number stands where it is another."""
    told = []
    named = {column: say.scenario(str(table.arguments.get(column, column))) for column in BESIDE}
    if any(columns(name) > LONG for name in named.values()):
        named = {column: say.word(column) for column in BESIDE}
    whose, new = row.more.get("whose"), not row.more.get("before") and row.more.get("after") == row.mid
    for column in BESIDE:
        value = row.more.get(column)
        if isinstance(value, bool) or not isinstance(value, int | float) or (new and column in ("before", "after")):
            continue
        if whose == "same" and column in OF_OVERLAY:
            continue
        name = named[column]
        unit = plain_unit(row.unit)
        unit = POINTS if column == "difference" and unit in PERCENT else unit
        told.append(say("row.given", name=name, value=say.value(float(value), unit)))
    judged = (one for one in JUDGED if row.more.get(one) and row.more[one] not in (row.measure, *OWN))
    return told + [cell(row, column, say) for column in judged]


def _rest(table: Table, rows: Sequence[Row], say: Speech) -> list[str]:
    return [say("screen.all", n=say.count(len(table.rows)))] if len(table.rows) > len(rows) else []


def _foot(table: Table, rows: Sequence[Row], say: Speech, width: int) -> list[str]:
    """How sure, what is not counted, the sources, and the line that does it again."""
    lines: list[str] = []
    lead = leading(table, rows, say)
    if lead is not None:
        lines += _foot_line("how sure", sentence(lead, say.language), say, width)
    if missing := not_counted(table, say):
        lines += _foot_line("not counted", say.joined(missing), say, width)
    for known in (one for one in table.notes if one.id in TOLD_TOO):
        lines += wrapped(say.set(known.said(say.language, table.names)), width)
    for told, url in cited(table, rows, say, lead)[:SOURCES]:
        lines += [*wrapped(told, width), *([f"  {url}"] if url else [])]
    return [*lines, table.reproduce]


def leading(table: Table, rows: Sequence[Row], say: Speech) -> Row | None:
    """The row whose number the headline says, one with a range before others, the one said first; else the first row
    that has a number."""
    sized = [row for row in rows if row.unit != "distance"]  # a distance of shocks says little
    stated = [row for row in sized if (row.low, row.mid, row.high) != (None, None, None)]
    head = say.sentences(table.headline.get(say.language) or ())

    def at(row: Row) -> tuple[bool, bool, int]:
        told = re.search(rf"(?<![\d.,]){re.escape(number(row, say).removeprefix('-'))}(?!\d)", head)
        return told is None, told is not None and not ends(row, say), told.start() if told else 0

    return min(stated, key=at, default=next(iter((*sized, *rows)), None))


def _foot_line(head: str, text: str, say: Speech, width: int) -> list[str]:
    return wrapped(say("foot", head=say.word(head), text=text), width)


def not_counted(table: Table, say: Speech) -> list[str]:
    """What is in no total: contracts without a sum, and those that do not enter, with the commonest reason."""
    silent = sum(row.undisclosed > 0 for row in table.rows)
    missing = [say("screen.silent.one" if silent == 1 else "screen.silent", n=say.count(silent))] if silent else []
    if not table.left_out:
        return missing
    whys = Counter(say.why(why) for _, why in table.left_out)
    [(why, most)] = whys.most_common(1)
    key = "screen.left_out" if len(whys) > 1 else "screen.left_out.one" if most == 1 else "screen.left_out.all"
    return [*missing, say(key, n=say.count(len(table.left_out)), most=say.count(most), why=why)]


def cited(table: Table, rows: Sequence[Row], say: Speech, lead: Row | None = None) -> list[tuple[str, str]]:
    """(publisher, day, what kind of document; address) of the sources behind these rows, one an address: those of the
    row that leads before all, original ones before others, then of that row the newest, of others those of most rows.
    """
    behind = Counter(key for row in rows for key in dict.fromkeys(row.sources) if key in table.sources)
    keys = sorted(behind, key=lambda key: str(table.sources[key]["published"]), reverse=True)
    first = () if lead is None else lead.sources
    keys.sort(key=lambda key: (table.sources[key].get("tier") != "primary", 0 if key in first else -behind[key]))
    keys.sort(key=lambda key: key not in first)
    sources: list[dict[str, Any]] = [dict(table.sources[key]) for key in keys]
    told: dict[str, str] = {}
    for one in sources:
        if one["url"] and str(one["url"]) in told.values():
            continue
        parts = [
            published_by(str(one["publisher"] or one["title"]), say.home),
            say.day(str(one["published"])),
            say.tier(str(one.get("tier", ""))),
        ]
        told[say("screen.source", source=point(",", say.home).join(part for part in parts if part))] = str(one["url"])
    return list(told.items())


def cell(row: Row, column: str, say: Speech) -> str:
    """A cell as words: a party, a kind, a day, a text; nothing for what is blank."""
    value = row.more.get(column, "") if column not in STANDARD else getattr(row, column, "")
    if value is None or value == "":
        return ""
    if isinstance(value, list | tuple):
        return say.joined([say.party(str(part)) for part in value], 9) if column != "legs" or len(value) == 1 else ""
    if isinstance(value, float | int):
        return say.value(float(value), "share" if column == "use" else "")
    if isinstance(value, Phrase):
        return say.set(value.said(say.language))
    text = str(value)
    if " > " in text:
        return say("list.arrow").join(say.party(part) for part in text.split(" > "))
    if column == "elasticity":
        return say(f"elasticity.{text}")
    if column == "period" or text.partition(" ")[0] in NUMBERED:
        return say.period(text)
    return say.day(text) if DAY.fullmatch(text) else say.party(text)
