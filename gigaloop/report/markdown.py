"""A Document as Markdown: the same tables, without pictures."""

from __future__ import annotations

from gigaloop.answer.plain import code, markdown as plain
from gigaloop.answer.table import Row
from gigaloop.report.cells import NUMBERS, columns_of, head, once, rows_of, said
from gigaloop.report.document import Document, Section
from gigaloop.words.notes import definition
from gigaloop.words.publishers import published_by
from gigaloop.words.vocabulary import title, word


def markdown(document: Document, language: str = "en") -> str:
    """The report as text that any editor reads."""
    facts = (
        f"- {word('as of', language)}: {document.as_of}\n"
        f"- {word('scenario', language)}: {plain(title(document.world, language))} ({code(document.scenario)})\n"
        f"- {word('paths drawn', language)}: {document.paths}\n- {word('seed', language)}: {document.seed}\n"
        f"- {word('book', language)}: {plain(title(document.book, language))}, {document.hash}\n"
        f"- {word('version', language)}: gigaloop {document.version}\n"
    )
    if document.reproduced is not None:
        passed, asked = document.reproduced
        facts += f"- {word('figures reproduced', language)}: {passed} / {asked}\n"
    parts = [f"# {title(document.title, language)}\n", facts]
    parts += [_section(document, section, language) for section in document.sections]
    parts += [f"## {word('limits', language)}\n", "\n".join(f"- {title(w, language)}" for w in document.limits) + "\n"]
    parts += [
        f"## {word('words of care', language)}\n",
        "\n".join(f"- {title(w, language)}" for w in document.evidence),
    ]
    parts += [
        "\n".join(
            f"  - {plain(title(name, language))}: {code(f'gigaloop ask gap --scenario {key}')}"
            for key, name in document.upside.items()
        )
        + "\n",
        f"## {word('sources', language)}\n",
    ]
    for key, source in sorted(document.sources.items()):
        parts.append(
            f"- {code(key)} "
            + plain(f"{published_by(source['publisher'], language)}, {source['published']}: {source['title']}")
            + f" {plain(source['url'])}"
        )
    return "\n".join(parts) + "\n"


def _section(document: Document, section: Section, language: str) -> str:
    table = section.table
    columns = columns_of(table, section.columns)
    same = once(table, columns)
    columns = [column for column in columns if column not in same]
    defined = definition(table.question, table.definition, language)
    lines = [f"## {plain(title(table.title, language))}\n"]
    if said := table.headline.get(language) or table.headline.get("en"):
        lines.append(plain(" ".join(said)) + "\n")
    lines += [f"{word('definition', language)}: {defined}\n"]
    for column, row in same.items():
        lines.append(f"{word(head(table, column), language)}: {_cell(document, row, column, language)}\n")
    lines.append(f"| {' | '.join(word(head(table, column), language) for column in columns)} |")
    lines.append(f"|{'|'.join('---:' if column in NUMBERS else '---' for column in columns)}|")
    for row in rows_of(table):
        lines.append(f"| {' | '.join(_cell(document, row, column, language) for column in columns)} |")
    lines.append("")
    lines += [f"> {plain(note.said(language, document.names))}" for note in table.notes]
    if table.left_out and table.question != "deals":
        told = "; ".join(f"{code(leg)} {plain(why)}" for leg, why in table.left_out)
        lines.append(f"\n{word('not counted', language)}: {told}")
    lines.append(f"\n{word('reproduce', language)}: {code(table.reproduce)}\n")
    return "\n".join(lines)


def _cell(document: Document, row: Row, column: str, language: str) -> str:
    if column == "sources":
        return ", ".join(code(source) for source in row.sources)
    return plain(said(row, column, language, document.names))
