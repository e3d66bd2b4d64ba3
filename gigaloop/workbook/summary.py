"""The first sheet: what each answer says in a sentence, two charts, and checks that Excel works out itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gigaloop.answer.speech import Speech
from gigaloop.answer.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.words.catalogue import HOME, say
from gigaloop.words.layout import columns as columns_of, wrapped
from gigaloop.words.vocabulary import title, word
from gigaloop.workbook.seal import HEADS

SUMMARY = "Summary"
#: measures of `binding` by grade, and the largest ones of `exposure` that a chart shows
GRADED = tuple(f"purchases/grade-{grade}" for grade in range(1, 6))
MOST = 8
#: columns of what is told, and the height of a line; a sheet says how high its rows are, since LibreOffice shows one
#: line of a row that does not, and how wide its links, which it never wraps
TOLD, LINE = 100, 15

#: (answer, key of a row) -> the cell of its middle
Cells = Mapping[tuple[str, str], str]


def _cells(tables: Mapping[str, Table], columns: Mapping[str, str]) -> Cells:
    """Where each row of an answer stands on its sheet: HEADS lines, then one a row, `mid` in a column of its own."""
    return {
        (name, row.key): f"{_quoted(name)}!${columns[name]}${HEADS + 1 + number}"
        for name, table in tables.items()
        for number, row in enumerate(table.rows)
    }


def _quoted(name: str) -> str:
    """A sheet's name as a formula writes it."""
    return name if name.isidentifier() else f"'{name}'"


def summary(
    file: Any, sheet: Any, book: Book, tables: Mapping[str, Table], columns: Mapping[str, str], formats: Any,
    language: str,
) -> None:  # fmt: skip
    """Write the sheet. columns: question -> the letter of its column `mid`."""
    cells = _cells(tables, columns)
    home = HOME.get(language, language)
    asks = {name: Speech(language, one.names).set(title(one.title, home)) for name, one in tables.items()}
    sheet.set_column(0, 0, max(map(columns_of, asks.values()), default=0) + 2)
    sheet.set_column(1, 1, TOLD)
    sheet.write_string(0, 0, f"gigaloop  {book.as_of.isoformat()}", formats["title"])
    at = 2
    for name, table in tables.items():
        voice = Speech(language, table.names)
        told = voice.sentences(table.headline.get(language) or table.headline.get("en", ()))
        sheet.set_row(at, LINE * len(wrapped(told, TOLD)))
        sheet.write_url(at, 0, f"internal:'{name}'!A1", formats["link"], asks[name])
        sheet.write_string(at, 1, told, formats["wrap"])
        at += 1
    at = _checks(sheet, at + 1, tables, cells, formats, language)
    _charts(file, sheet, at + 1, tables, cells, formats, language)


def _checks(
    sheet: Any, at: int, tables: Mapping[str, Table], cells: Cells, formats: Any, language: str
) -> int:  # fmt: skip
    sheet.write_string(at, 0, say("workbook.checks", language), formats["head"])
    found: list[tuple[str, str]] = []
    parts = [cell for key in GRADED if (cell := cells.get(("binding", key)))]
    total = cells.get(("binding", "purchases/total"))
    if parts and total:
        found.append(("adds", f"ABS(SUM({','.join(parts)})-{total})<0.01"))
    for one in _shares(tables.get("backlog")):
        share, part, whole = (cells.get(("backlog", key)) for key in one)
        if share and part and whole:
            found.append(("share", f"ABS({share}-{part}/{whole})<0.0001"))
    for key, test in found:
        at += 1
        sheet.write_string(at, 0, say(f"workbook.{key}", language))
        good, bad = say("workbook.good", language), say("workbook.bad", language)
        sheet.write_formula(at, 1, f'=IF({test},"{good}","{bad}")', formats["text"], good)
    return at


def _shares(table: Table | None) -> list[tuple[str, str, str]]:
    """Keys of (share, commitments, backlog) of the newest share of each seller."""
    if table is None:
        return []
    by_key = {row.key: row for row in table.rows}
    found: dict[str, tuple[str, str, str]] = {}
    for row in table.rows:
        if row.measure != "backlog_share" or row.mid is None:
            continue
        one = (row.key, row.key.replace("/share/", "/commitments/"), f"{row.subject}/all/reported/{row.period}")
        if all(key in by_key and by_key[key].mid for key in one):
            found.setdefault(row.subject, one)
    return list(found.values())


def _charts(
    file: Any, sheet: Any, at: int, tables: Mapping[str, Table], cells: Cells, formats: Any, language: str
) -> None:  # fmt: skip
    """Two charts, each over a small block of cells that point to the answer's own."""
    graded = [row for row in _rows(tables, "binding") if row.key in GRADED and row.mid is not None]
    lost = sorted(
        (row for row in _rows(tables, "exposure") if row.counterparty and row.unit == "USD bn" and (row.mid or 0.0) > 0
         and row.more.get("instrument")),
        key=lambda row: -(row.mid or 0.0),
    )[:MOST]  # fmt: skip
    for key, name, rows in (("graded", "binding", graded), ("lost", "exposure", lost)):
        if not rows:
            continue
        sheet.write_string(at, 0, say(f"workbook.{key}", language), formats["head"])
        sheet.write_string(at, 1, word("USD bn", language), formats["over"])
        first = at + 1
        for number, row in enumerate(rows):
            label = word(row.measure, language)
            if key == "lost":
                label = f"{Speech(language, tables[name].names).party(row.counterparty)}: {label}"
            sheet.write_string(first + number, 0, Speech(language, {}).set(label))
            sheet.write_formula(first + number, 1, f"={cells[name, row.key]}", formats["live"], row.mid)
        last = first + len(rows) - 1
        chart = file.add_chart({"type": "bar"})
        chart.add_series({"categories": [SUMMARY, first, 0, last, 0], "values": [SUMMARY, first, 1, last, 1]})
        chart.set_title({"name": say(f"workbook.{key}", language)})
        chart.set_x_axis({"name": word("USD bn", language)})
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"none": True})
        sheet.insert_chart(last + 2, 0, chart, {"x_scale": 1.6})  # under its rows: beside them it would leave the page
        at = last + 19


def _rows(tables: Mapping[str, Table], name: str) -> tuple[Row, ...]:
    return tables[name].rows if name in tables else ()
