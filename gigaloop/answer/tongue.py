"""An answer as JSON in another language: reasons, notes and texts of our own are said in it, `words` says its codes.

What a source wrote stays as it is, and its row says in which language (`language`: column -> language). Numbers, keys
and codes are the same in every language, so that a program reads all of them alike.
"""

from __future__ import annotations

import json
import re
from typing import Any

from gigaloop.answer.screen import NAMED, cell
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import Row, Table
from gigaloop.words.layout import HAN
from gigaloop.words.notes import definition

#: words of a source in a Chinese text: two in small letters side by side
LATIN = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")


def as_json(table: Table, language: str = "en") -> str:
    """The contract's `table/1` as text, in a language."""
    return json.dumps(as_dict(table, language), ensure_ascii=False, indent=1, allow_nan=False)


def as_dict(table: Table, language: str = "en") -> dict[str, Any]:
    """The contract's `table/1` object; in another language with `language`, `words`, and a column `language`.

    >>> from gigaloop import ask, load
    >>> told = as_dict(ask(load("tiny"), "backlog", party="cloud"), "zh-Hant")
    >>> told["words"]["backlog_share"], as_dict(ask(load("tiny"), "deals")).keys() & {"words", "language"}
    ('占在手訂單', set())
    """
    data = table.as_dict()
    if language == "en":
        return data
    say = Speech(language, table.names)
    data |= {
        "language": language,
        "definition": say.set(definition(table.question, table.definition, say.home)),
        "left_out": [{"leg": leg, "why": say.why(why)} for leg, why in table.left_out],
        "warnings": [say.set(note.said(say.home, table.names)) for note in table.notes],
        "rows": [one | _texts(row, say) for one, row in zip(data["rows"], table.rows, strict=True)],
        "words": _words(table, say),
    }
    for column in data["columns"]:
        column["meaning"] = table.meaning(column["name"], say.home)
    data["columns"].append({"name": "language", "unit": "", "meaning": table.meaning("language", say.home)})
    return data


def _texts(row: Row, say: Speech) -> dict[str, Any]:
    """A row's columns of prose as they are said, and which of them stay in English."""
    prose = {name: cell(row, name, say) for name, told in row.more.items() if _prose(told)}
    left = {name: "en" for name, told in prose.items() if LATIN.search(told) or not re.search(f"[{HAN}\\d]", told)}
    return {**prose, "language": left}


def _prose(told: Any) -> bool:
    """Whether a cell is a text; a route of ids is none."""
    return isinstance(told, str) and " " in told and " > " not in told


def _words(table: Table, say: Speech) -> dict[str, str]:
    """code -> what it is called: parties, contracts, measures, kinds, stages, units."""
    found: dict[str, str] = {}
    for row in table.rows:
        codes = {name: getattr(row, name) for name in NAMED[:3]} | {"unit": row.unit}
        codes |= {name: told for name, told in row.more.items() if isinstance(told, str) and not _prose(told)}
        for name, code in codes.items():
            if code and code not in found and (told := cell(row, name, say)) != code:
                found[str(code)] = told
    return found
