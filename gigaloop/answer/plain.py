"""Text made plain for the format that it leaves in: nothing that a book says becomes a formula, a tag or markup.

A book is text of others. In its own files it may hold any letter that is seen; what a spreadsheet, a browser or a graph
program would take for more than text is made plain here, in one place for each format.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

#: what spreadsheets take for the start of a formula, full-width signs too
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
#: a number with its unit is no formula: -3.5, -2 bn USD, +4 to 5 GW
AMOUNT = re.compile(r"[+-]?[0-9.]+(e[+-]?[0-9]+)?( to [+-]?[0-9.]+)?( [A-Za-z/-]+){0,3}")
#: what Markdown reads as more than itself; a blank word stays as it is written (measures hold _)
MARKS = re.compile(r"[\\`*\[\]<>|~$]|&(?=#?\w+;)|!(?=\[)|(?<!\w)_|_(?!\w)|^[#+-](?=\s)")
ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it.

    >>> cell("=1+1"), cell("-1+cmd|' /C calc'!A0"), cell("-2 bn USD"), cell(-2.5), cell(None)
    ("'=1+1", "'-1+cmd|' /C calc'!A0", '-2 bn USD', -2.5, '')
    """
    if isinstance(value, bool | int | float):
        return value
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) and not AMOUNT.fullmatch(text) else text


def csv_text(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A table as CSV; lists are joined by ";", and what `columns` do not name is left out.

    >>> csv_text(("a", "b"), [{"a": "@x", "b": ["c", "d"], "e": 1}])
    "a,b\\n'@x,c;d\\n"
    """
    names = tuple(columns)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        told = (row.get(name) for name in names)
        writer.writerow([cell(";".join(map(str, one)) if isinstance(one, list | tuple) else one) for one in told])
    return out.getvalue()


def markdown(text: str) -> str:
    """Text as Markdown that shows it as it stands: no tag, no link, no new cell of a table, no second line.

    >>> markdown("<script>x</script> [a](javascript:b) | _c_ lab-cash_0")
    '&lt;script&gt;x&lt;/script&gt; \\\\[a\\\\](javascript:b) \\\\| \\\\_c\\\\_ lab-cash_0'
    """
    line = " ".join(text.split("\n"))
    return MARKS.sub(lambda mark: ENTITIES.get(mark[0], f"\\{mark[0]}"), line)


def code(text: str) -> str:
    """Text as a code span of Markdown: nothing in it is read, and it cannot end early.

    >>> code("a`b")
    "`a'b`"
    """
    return f"`{' '.join(text.split()).replace('`', chr(39)).replace('|', chr(92) + '|')}`"


def xml(value: Any) -> str:
    """Text that XML 1.0 can hold (its tags and quotes are the writer's to escape).

    >>> xml("a\\x07b")
    'ab'
    """
    return "".join(letter for letter in str(value) if letter.isprintable())


def template(text: str) -> str:
    """Text that the chart library takes for no template: it reads {a} in a label as the name of a series.

    >>> template("Lab {b}")
    'Lab (b)'
    """
    return text.replace("{", "(").replace("}", ")")
