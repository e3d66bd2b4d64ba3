"""A Document as one self-contained page: no request leaves the machine, and the browser is told to refuse any."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from typing import Any
from zlib import compress

from gigaloop.answer.sentence import of_each_kind, sentence
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import Row, Table
from gigaloop.figure import Figure, options
from gigaloop.figure.narrow import narrow
from gigaloop.report.cells import SURE
from gigaloop.report.document import Document, Section
from gigaloop.report.grid import SOURCES, Grids
from gigaloop.report.page import SCRIPT, STYLE
from gigaloop.report.parts import each, words
from gigaloop.words.catalogue import say
from gigaloop.words.layout import wrapped
from gigaloop.words.notes import Note, definition
from gigaloop.words.vocabulary import LANGUAGES, word
from gigaloop.words.vocabulary import told as spoken

#: columns of a line of the words before a bar
WORDS_BEFORE = 18
#: picture -> language -> what the chart library is told
Pictures = dict[str, dict[str, Any]]
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
    language   the one it opens in; its buttons switch
    """
    grids = Grids(document.names, document.sources, language)
    pictures: Pictures = {}
    cited = grids.cited()
    parts = [_section(document, section, grids, pictures) for section in document.sections]
    still = each({la: say("page.still", la) for la in LANGUAGES})
    private = f'<p class="mine">{words("overlay")}</p>' if document.overlay else ""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(charts, SCRIPT)}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(document.title['en'])} &middot; {document.as_of}</title><style>{STYLE}</style></head><body>"
        f"{_header(document)}{private}<main><noscript><p>{still}</p></noscript>{_said(document)}{''.join(parts)}{_words_of_care(document)}"
        f'<h2 id="sources">{words(SOURCES)}</h2>{cited}'
        f"<footer>gigaloop {document.version} &middot; code Apache-2.0, data {escape(document.licence)}</footer></main>"
        f"{_packed(grids.data() | {'pictures': pictures})}"
        f"<script>{charts}</script><script>{SCRIPT}</script></body></html>\n"
    )


def _policy(*scripts: str) -> str:
    """The policy that lets these scripts run and no other, neither in a tag nor in an attribute (CSP 3, 6.7.3)."""
    digests = (b64encode(sha256(script.encode("utf-8")).digest()).decode() for script in scripts)
    return POLICY.format(" ".join(f"'sha256-{digest}'" for digest in digests))


def _packed(data: Mapping[str, Any]) -> str:
    """Data for the page's script: JSON as zlib writes it (RFC 1950) in base64, a fifth of its size; nothing in it can
    end its tag."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f'<script type="text/plain" id="data">{b64encode(compress(text.encode("utf-8"), 9)).decode()}</script>'


def _header(document: Document) -> str:
    buttons = "".join(
        f'<button type="button" value="{code}" aria-pressed="false">{name}</button>'
        for code, name in zip(LANGUAGES, ("English", "繁體", "简体"), strict=True)
    )
    facts = {
        "as of": document.as_of,
        "scenario": document.scenario,
        "paths drawn": f"{document.paths:,}",
        "seed": str(document.seed),
        "book": f"{document.book}, {document.hash[:19]}",
        "version": document.version,
    }
    told = "".join(f"<li>{words(name)} <b>{escape(text)}</b></li>" for name, text in facts.items())
    if document.reproduced is not None:
        passed, asked = document.reproduced
        told += f'<li><a href="#replicate">{words("figures reproduced")}</a> <b>{passed} / {asked}</b></li>'
    links = "".join(f'<a href="#{s.key}">{each(s.table.title)}</a>' for s in document.sections)
    return (
        f'<header><div class="lang" role="group" aria-label="Language">{buttons}</div>'
        f"<h1>{each(document.title)}</h1>"
        f'<ul class="facts">{told}</ul><nav>{links}<a href="#limits">{words("limits")}</a>'
        f'<a href="#against">{words("words of care")}</a><a href="#sources">{words("sources")}</a></nav></header>'
    )


def _said(document: Document) -> str:
    """What the answers say, each a sentence that leads to its section; nothing where none has a headline."""
    lines = []
    for section in document.sections:
        if told := section.table.headline:
            first = {language: next(iter(told.get(language) or told.get("en", ())), "") for language in LANGUAGES}
            lines.append(f'<li><a href="#{section.key}">{each(section.table.title)}</a><br>{each(first)}</li>')
    return f'<ul class="said">{"".join(lines)}</ul>' if lines else ""


def _section(document: Document, section: Section, grids: Grids, pictures: Pictures) -> str:
    table = section.table
    drawn = "".join(
        _chart(f"{section.key}-{k}", figure, document, pictures) for k, figure in enumerate(section.figures)
    )
    rows = grids.answer(table, section.columns)
    if section.figures:
        shown = [row for figure in section.figures for row in figure.rows]
        sure = [_sure(row, others, document) for row, others in of_each_kind(shown)]
        drawn += f'<p class="faint">{words(SURE)}: {"<br>".join(sure)}</p>'
        rows = f"<details><summary>{words('the same as a table')}</summary>{rows}</details>"
    warnings = "".join(f'<p class="warn">{_warned(note, document)}</p>' for note in table.notes)
    left = ""
    if table.left_out and table.question != "deals":
        told = f"{words('not counted')} ({len(table.left_out)})"
        left = f"<details><summary>{told}</summary>{grids.left_out(table)}</details>"
    return (
        f'<h2 id="{section.key}">{each(table.title)}</h2>{_headline(table)}'
        f'<p class="faint">{words("definition")}: {_defined(table)}</p>{drawn}{rows}{warnings}{left}'
        f'<p class="faint">{words("reproduce")}: <code>{escape(table.reproduce)}</code></p>'
    )


def _headline(table: Table) -> str:
    """The sentences of one answer, in three scripts."""
    if not table.headline:
        return ""
    said = {language: table.headline.get(language) or table.headline["en"] for language in LANGUAGES}
    told = {language: Speech(language, {}).sentences(lines) for language, lines in said.items()}
    return f'<p class="lead">{each(told)}</p>'


def _defined(table: Table) -> str:
    return each({language: definition(table.question, table.definition, language) for language in LANGUAGES})


def _warned(note: Note, document: Document) -> str:
    return each({language: note.said(language, document.names) for language in LANGUAGES})


def _sure(row: Row, others: int, document: Document) -> str:
    """Under the pictures: how sure a number of one kind is, and how many are read like it."""
    told = {}
    for language in LANGUAGES:
        parts = (row.subject, row.counterparty, row.measure, row.period)
        named = ", ".join(spoken(part, language, document.names) for part in parts if part)
        more = f" (+{others} {word('rows like it', language)})" if others else ""
        told[language] = f"{named}: {sentence(row, language)}{more}"
    return each(told)


def _chart(key: str, figure: Figure, document: Document, pictures: Pictures) -> str:
    """A picture under its name; one that needs a wide window gives way to its largest flows in a narrow one."""
    named = f"<h3>{each(figure.title)}</h3>" if figure.title != figure.table.title else ""
    slim = narrow(figure)
    drawn = {key: (figure, "")} if slim is None else {key: (figure, " wide"), f"{key}-narrow": (slim, " narrow")}
    for name, (one, _) in drawn.items():
        pictures[name] = {language: options(one, language, document.names) for language in LANGUAGES}
    return named + "".join(_picture(name, one, when, pictures[name]) for name, (one, when) in drawn.items())


def _picture(key: str, figure: Figure, when: str, told: Mapping[str, Any]) -> str:
    shape = "rings" if figure.type == "network" and "route" in figure.encoding else figure.type
    height = HEIGHTS[shape] or (_bars(told) if shape == "bars" else _height(figure))
    return (
        f'<div class="drawn{when}"><div class="chart" style="height:{height}px" role="img" '
        f'data-picture="{key}"></div></div>'
    )


def _height(figure: Figure) -> int:
    if figure.type == "fan":
        return 60 + 230 * len({figure.value(row, "series") for row in figure.rows})
    if figure.type == "heatmap":
        return 250 + 22 * len({figure.value(row, "y") for row in figure.rows})
    raise ValueError(f"{figure.type} has no height of its own")


def _bars(told: Mapping[str, Any]) -> int:
    """Pixels for bars whose words, broken into lines of `columns`, stand before them in any language."""
    names = [label for each_one in told.values() for label in each_one["yAxis"]["data"]]
    lines = max((len(wrapped(label, WORDS_BEFORE)) for label in names), default=1)
    return 110 + max(30, 14 * lines + 6) * len(told["en"]["yAxis"]["data"])


def _words_of_care(document: Document) -> str:
    limits = "".join(f"<li>{each(w)}</li>" for w in document.limits)
    evidence = "".join(f"<li>{each(w)}</li>" for w in document.evidence)
    upside = "".join(
        f"<li>{each(name)}: <code>gigaloop ask gap --scenario {key}</code></li>"
        for key, name in document.upside.items()
    )
    return (
        f'<h2 id="limits">{words("limits")}</h2><ul>{limits}</ul>'
        f'<h2 id="against">{words("words of care")}</h2><ul>{evidence}{upside}</ul>'
    )
