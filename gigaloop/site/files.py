"""Answers as files: CSV with citations, JSON, Parquet, Excel."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
from datetime import datetime
from pathlib import Path

from gigaloop.answer.table import Table
from gigaloop.answer.tongue import as_dict
from gigaloop.book.problem import Misread

EPOCH = datetime(2000, 1, 1)
KINDS = {
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "atom": "application/atom+xml; charset=utf-8",
}


#: what the static site holds of each answer; its CSV is packed, for each row repeats its citations: 37 MB are 2
STATIC = ("csv.gz", "json", "parquet", "xlsx")


def kind_of(kind: str) -> str:
    """The kind of a file of an answer; InputError for another."""
    if kind not in ("json", "csv", "parquet", "xlsx"):
        raise Misread(f"kind: {kind[:40]!r} is none of ours", "Ask for json, csv, parquet or xlsx", "address")
    return kind


def encode(table: Table, kind: str, language: str = "en") -> bytes:
    """The bytes of an answer as json, csv, csv.gz, parquet or xlsx; `json` speaks the language."""
    if kind == "json":
        return json.dumps(as_dict(table, language), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    text = table.to_csv()
    if kind == "csv.gz":
        return gzip.compress(text.encode(), mtime=0)
    if kind == "csv":
        return text.encode()
    return _parquet(text) if kind == "parquet" else _workbook(text)


def _parquet(text: str) -> bytes:
    import duckdb

    kinds = dict.fromkeys(next(csv.reader(io.StringIO(text))), "VARCHAR")  # named, for guessing takes six times as long
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as store:
        source, target = Path(folder, "rows.csv"), Path(folder, "rows.parquet")
        source.write_text(text, encoding="utf-8")
        read = "FROM read_csv(?, header=true, auto_detect=false, delim=',', quote='\"', escape='\"', columns=?)"
        rows = store.sql(read, params=[str(source), kinds])
        numbers = ", ".join(f'try_cast("{name}" AS DOUBLE) AS "{name}"' for name in ("low", "mid", "high"))
        rows.select(f"* REPLACE ({numbers})").write_parquet(str(target), compression="zstd")
        return target.read_bytes()


def _workbook(text: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": EPOCH})  # the same bytes whenever it is written
        sheet = book.add_worksheet("rows")
        bold = book.add_format({"bold": True})
        for i, row in enumerate(csv.reader(io.StringIO(text))):
            for j, cell in enumerate(row):
                number = _number(cell) if i else None
                if number is not None:
                    sheet.write_number(i, j, number)
                else:
                    sheet.write_string(i, j, cell, bold if i == 0 else None)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _number(cell: str) -> float | None:
    try:
        return float(cell) if cell[:1].isdigit() or cell[:1] in "-." else None
    except ValueError:
        return None
