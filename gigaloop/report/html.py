"""A Document as one self-contained page: no request leaves the machine, and the browser is told to refuse any."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from zlib import compress

from markupsafe import Markup

from gigaloop.answer.sentence import of_each_kind, sentence
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import Row
from gigaloop.figure import Figure, options
from gigaloop.figure.narrow import narrow
from gigaloop.figure.options import bar_height
from gigaloop.report.cells import SURE, said
from gigaloop.report.document import Document, Section
from gigaloop.report.grid import Grids
from gigaloop.report.page import SCRIPT, STYLE
from gigaloop.report.parts import each, environment, words
from gigaloop.words.catalogue import HOME, SCRIPTS, say, voices
from gigaloop.words.layout import point, typeset
from gigaloop.words.notes import definition
from gigaloop.words.vocabulary import told as spoken, word

#: nothing may be fetched, and no script runs but those with these digests: the browser refuses what a mistake of ours
#: would let in
POLICY = "default-src 'none'; script-src {}; style-src 'unsafe-inline'; img-src data:"
HEIGHTS = {
    "network": 900,
    "rings": 760,
    "bars": 0,
    "fan": 0,
    "lines": 420,
    "waterfall": 380,
    "heatmap": 0,
    "sankey": 560,
}


def html(document: Document, charts: str, language: str = "en") -> str:
    """The page.

    charts     the chart library as a plain script (`report.echarts.script()`)
    language   the one it opens in; its buttons switch, and 繁體 is as in Hong Kong where it opens so
    """
    spoken = voices(language)
    grids = Grids(document.names, document.sources, language)
    cited = grids.cited()
    sections = [_section(document, section, grids, spoken) for section in document.sections]
    drawn = {one["key"]: one["options"] for section in sections for one in section["pictures"]}
    facts = {
        "as of": document.as_of,
        "scenario": each(document.world),
        "paths drawn": f"{document.paths:,}",
        "seed": str(document.seed),
        "book": each({script: f"{name}, {document.hash[:19]}" for script, name in document.book.items()}),
        "version": document.version,
    }
    told = {
        "document": document,
        "language": HOME.get(language, language),
        "spoken": tuple(zip(SCRIPTS, ("English", "繁體", "简体"), strict=True)),
        "policy": _policy(charts, SCRIPT),
        "style": Markup(STYLE),
        "script": Markup(SCRIPT),
        "charts": Markup(charts),
        "facts": facts,
        "sections": sections,
        "said": [one for one in sections if one["headline"]],
        "limits": [each(text) for text in document.limits],
        "evidence": [each(text) for text in document.evidence],
        "cited": Markup(cited),
        "data": _packed(grids.data() | {"pictures": drawn}),
        "sure": SURE,
        "each": each,
        "words": words,
        "say": lambda key: each({script: say(key, voice) for script, voice in spoken.items()}),
    }
    return environment().get_template("report.html").render(told)


def _policy(*scripts: str) -> str:
    """The policy that lets these scripts run and no other, neither in a tag nor in an attribute (CSP 3, 6.7.3)."""
    digests = (b64encode(sha256(script.encode("utf-8")).digest()).decode() for script in scripts)
    return POLICY.format(" ".join(f"'sha256-{digest}'" for digest in digests))


def _packed(data: Mapping[str, Any]) -> str:
    """Data for the page's script: JSON as zlib writes it (RFC 1950) in base64, a fifth of its size; nothing in it can
    end its tag."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return b64encode(compress(text.encode("utf-8"), 9)).decode()


def _section(document: Document, section: Section, grids: Grids, spoken: Mapping[str, str]) -> dict[str, Any]:
    """An answer as the template writes it, each text in three scripts."""
    table = section.table
    lines = {script: table.headline.get(la) or table.headline.get("en", ()) for script, la in spoken.items()}
    drawn = [row for figure in section.figures for row in figure.rows]
    left = table.left_out if table.question != "deals" else ()
    return {
        "key": section.key,
        "title": each(table.title),
        "headline": [each({la: Speech(la, {}).sentences(told) for la, told in lines.items()})] if lines["en"] else [],
        "first": each({language: next(iter(told), "") for language, told in lines.items()}),
        "pictures": [
            one
            for number, figure in enumerate(section.figures)
            for one in _pictures(f"{section.key}-{number}", figure, document, spoken)
        ],
        "sure": [_sure(row, others, document, spoken) for row, others in of_each_kind(drawn)] if drawn else [],
        "rows": Markup(grids.answer(table, section.columns)),
        "definition": each({of: definition(table.question, table.definition, la) for of, la in spoken.items()}),
        "warnings": [each({of: note.said(la, document.names) for of, la in spoken.items()}) for note in table.notes],
        "left_out": Markup(grids.left_out(table)) if left else "",
        "count": len(left),
        "reproduce": table.reproduce,
    }


def _sure(row: Row, others: int, document: Document, voices: Mapping[str, str]) -> Markup:
    """Under the pictures: how sure a number of one kind is, and how many are read like it."""
    told = {}
    for script, language in voices.items():
        parts = [
            spoken(part, language, document.names) for part in (row.subject, row.counterparty, row.measure) if part
        ]
        parts += [said(row, "period", language, document.names)] if row.period else []
        more = f" (+{others} {word('rows like it', language)})" if others else ""
        text = f"{point(',', language).join(parts)}: {sentence(row, language)}{more}"
        told[script] = typeset(text, language)
    return each(told)


def _pictures(key: str, figure: Figure, document: Document, spoken: Mapping[str, str]) -> list[dict[str, Any]]:
    """A picture under its name; one that needs a wide window gives way to its largest flows in a narrow one."""
    slim = narrow(figure)
    named = each(figure.title) if figure.title != figure.table.title else ""
    shown = [(key, figure, "")] if slim is None else [(key, figure, "wide"), (f"{key}-narrow", slim, "narrow")]
    found = []
    for name, one, when in shown:
        told = {script: options(one, voice, document.names) for script, voice in spoken.items()}
        shape = "rings" if one.type == "network" and "route" in one.encoding else one.type
        height = HEIGHTS[shape] or (_bars(told) if shape == "bars" else _height(one))
        found.append({"key": name, "when": when, "title": named, "label": "", "lines": 0, "height": height})
        found[-1]["options"] = told
    return found


def _height(figure: Figure) -> int:
    if figure.type == "fan":
        return 60 + 230 * len({figure.value(row, "series") for row in figure.rows})
    return 250 + 22 * len({figure.value(row, "y") for row in figure.rows})


def _bars(told: Mapping[str, Any]) -> int:
    """Pixels for bars whose words, broken into lines, stand before them in any language."""
    return 110 + max(map(bar_height, told.values())) * len(told["en"]["yAxis"]["data"])
