"""The workbook: contents, a sheet for each question, replication, terms, figures and sources."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from gigaloop.answer.labels import called, leg_label
from gigaloop.answer.made import ENDS, End
from gigaloop.answer.screen import cell
from gigaloop.answer.sentence import sentence
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import Row, Table, citation
from gigaloop.answer.written import content
from gigaloop.book.grade import GRADES, count_once, dollars
from gigaloop.book.model import Book
from gigaloop.book.said import said
from gigaloop.words.catalogue import HOME, say
from gigaloop.words.layout import columns as columns_of, wrapped
from gigaloop.words.notes import definition
from gigaloop.words.numbers import plain_unit
from gigaloop.words.phrase import Phrase
from gigaloop.words.publishers import published_by
from gigaloop.words.vocabulary import grade_name, grades, heading, title, told, word
from gigaloop.workbook.formulas import Sheet, formula
from gigaloop.workbook.grading import grade_formulas
from gigaloop.workbook.inputs import (
    ABOUT_CELL,
    BILLION,
    BLOCKS,
    BOUNDS,
    END_COLUMN,
    FIGURE_COLUMNS,
    FIGURES,
    FIRST,
    FRONT,
    LEG_COLUMNS,
    POWER_COLUMNS,
    SOURCES,
    TERMS,
    grade_column,
    inputs,
    letter,
)
from gigaloop.workbook.parts import PARTS, Parts
from gigaloop.workbook.seal import HEADS, seal
from gigaloop.workbook.summary import LINE, SUMMARY, summary

#: what a workbook answers, in this order, as far as it can be asked
CONTENTS = (
    *("backlog", "miss", "self-funded", "gap", "binding", "exposure", "survive", "changed", "guarantees", "sovereign"),
    *("losses-by-holder", "concentration", "cancellable", "mismatch", "energy", "subsidy"),
    *("loops", "outlook", "replicate", "assumptions"),
)
#: name of the cell that holds the half width of 'about'
ABOUT = "about_half_width"
WORDED = ("subject", "counterparty", "measure", "stage", "origin", "family", "method", "route", "instrument", "sector")
LISTS = ("legs", "figures", "assumptions", "sources")
#: formats whose meaning the contents tell
LEGEND = ("input", "live", "value")
#: columns of Terms whose ids have names
NAMED = ("from", "to", "kind", "stage")
#: columns of an answer that are for machines, in every language
CODES = ("key", "range", *LISTS)
#: how wide titles stand in the contents, and the columns of sources
FRONT_WIDTH = 64
SOURCE_WIDTHS = {"source": 26, "title": 60, "publisher": 26, "day published": 12, "url": 60}
#: columns of numbers on every sheet
NUMBERS = ("amount", "and", "usd", *ENDS, "undisclosed", "rows", "formulas", "values")
#: how wide columns of an answer are, in letters, so that a page as wide as its sheet can be read
WIDTHS, WIDTH = {"key": 10, "measure": 22, "how sure": 52, "why": 36, "grade": 18, "unit": 9, "period": 16}, 12
#: letters of a line of prose to a hundred of a column's width, which is told in digits
FIT = 115


def workbook(book: Book, tables: Mapping[str, Table], language: str = "en") -> bytes:
    """The file, byte for byte the same for the same answers.

    tables     question -> its Table, all of this book; each becomes a sheet
    language   of its words; ids, and the bounds that are read back, stay as the book has them
    """
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as file:
        file.set_properties(
            {"title": "gigaloop", "created": datetime(book.as_of.year, book.as_of.month, book.as_of.day)}
        )
        Sheets(file, book, tables, language).write()
    return out.getvalue()


class Sheets:
    """One workbook under way: its formats, the inputs that formulas point to, and where each source stands."""

    def __init__(self, file: Any, book: Book, tables: Mapping[str, Table], language: str):
        self.file, self.book, self.tables, self.language = file, book, tables, language
        self.names = called(book)
        cited = [source for leg in book.legs.values() for source in leg.sources]
        cited += [source for figure in book.figures.values() for source in figure.sources]
        self.sources: dict[str, Mapping[str, str]] = {
            key: citation(book, key) for key in sorted(set(cited)) if key in book.sources
        }
        for table in tables.values():
            self.sources |= {key: source for key, source in table.sources.items() if key not in self.sources}
        places = {key: at for at, key in enumerate(self.sources, 2)}
        self.inputs = replace(inputs(book), sources=places)
        self.parts = Parts(self.inputs)
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        number = {"num_format": "#,##0.00##", "valign": "top"}
        self.formats = {
            "title": file.add_format({"bold": True, "font_size": 14}),
            "head": file.add_format(head),
            "over": file.add_format({**head, "align": "right"}),
            "wrap": file.add_format({"text_wrap": True, "valign": "top"}),
            "link": file.add_format({"text_wrap": True, "valign": "top", "font_color": "#0000FF", "underline": 1}),
            "text": file.add_format({"valign": "top"}),
            "input": file.add_format({**number, "font_color": "#0000FF"}),
            "live": file.add_format(number),
            "value": file.add_format({**number, "font_color": "#595959"}),
            "open": file.add_format({"font_color": "#595959", "valign": "top", "align": "right"}),
            "unit": file.add_format({"valign": "top", "indent": 1}),
            "pass": file.add_format({"bg_color": "#D9EAD3"}),
            "fail": file.add_format({"bg_color": "#F4CCCC"}),
        }

    @property
    def voice(self) -> Speech:
        """How this workbook says what is no answer's own."""
        return Speech(self.language, self.names)

    def _called(self, leg: str) -> str:
        """What people call a contract, and its id, by which Terms has it."""
        return f"{leg_label(self.book, self.book.legs[leg], self.language)} ({leg})" if leg in self.book.legs else leg

    def _head(self, name: str) -> str:
        return word(heading(name), self.language)

    def _over(self, name: str) -> Any:
        """The format of a head; one over numbers stands as they do, at the right."""
        return self.formats["over" if name in NUMBERS else "head"]

    def write(self) -> None:
        """Every sheet, in the order of the file."""
        opening, front = self.file.add_worksheet(SUMMARY), self.file.add_worksheet(FRONT)
        live = {name: self._question(name, table) for name, table in self.tables.items()}
        self.parts.write(self.file, self.formats, self.language)
        self._terms()
        self._figures()
        self._sources()
        self._front(front, live)
        mids = {name: letter(5 + len(_own(table)) + ENDS.index("mid")) for name, table in self.tables.items()}
        summary(self.file, opening, self.book, self.tables, mids, self.formats, self.language)
        for sheet in self.file.worksheets():  # printed lying, as wide as a page
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)

    def _front(self, sheet: Any, live: Mapping[str, tuple[int, int, str]]) -> None:
        first = max(self.tables.values(), key=lambda table: table.paths, default=None)
        facts = [
            ("book", said(self.book, self.book.name, HOME.get(self.language, self.language))),
            ("hash", self.book.hash),
            ("as of", self.book.as_of.isoformat()),
            ("licence", self.book.licence),
        ]
        if first is not None:
            facts += [("scenario", first.scenario), ("seed", str(first.seed)), ("paths drawn", str(first.paths))]
            facts += [("version", first.version)]
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, FRONT_WIDTH)
        sheet.set_column(2, 4, 12)
        sheet.set_column(5, 5, 90)
        sheet.write_string(0, 0, "gigaloop", self.formats["title"])
        at = 1
        for name, text in facts:
            sheet.write_string(at, 0, self._head(name))
            sheet.write_string(at, 1, text)
            at += 1
        for kind in LEGEND:
            sheet.write_string(at, 1, say(f"workbook.{kind}", self.language), self.formats[kind])
            at += 1
        at += 1
        for column, head in enumerate(("sheet", "answers", "rows", "formulas", "values", "reproduce", "seal")):
            sheet.write_string(at, column, self._head(head), self._over(head))
        for name, table in self.tables.items():
            at += 1
            sheet.write_url(at, 0, f"internal:'{name}'!A1", string=name)
            sheet.write_string(at, 1, title(table.title, self.language), self.formats["wrap"])
            sheet.set_row(at, LINE * len(wrapped(title(table.title, self.language), FRONT_WIDTH)))
            for column, count in enumerate((len(table.rows), *live[name][:2]), 2):
                sheet.write_number(at, column, count)
            sheet.write_string(at, 5, table.reproduce, self.formats["unit"])
            sheet.write_string(at, 6, live[name][2], self.formats["value"])
        for name in (PARTS, TERMS, FIGURES, SOURCES):
            at += 1
            sheet.write_url(at, 0, f"internal:'{name}'!A1", string=name)

    def _question(self, name: str, table: Table) -> tuple[int, int, str]:
        """One answer; how many of its numbers are formulas, how many are values, and the seal of them all."""
        sheet = self.file.add_worksheet(name)
        columns = ["key", "subject", "counterparty", "measure", "period", *_own(table), *ENDS]
        columns += ["unit", "how sure", "grade", "undisclosed", "range", "origin", *LISTS]
        letters = {column: letter(at) for at, column in enumerate(columns)}
        sheet.write_string(0, 0, title(table.title, self.language), self.formats["title"])
        voice = Speech(self.language, table.names)
        defined = f"{word('definition', self.language)}: {definition(table.question, table.definition, self.language)}"
        sheet.write_string(2, 0, f"{word('reproduce', self.language)}: {table.reproduce}")
        rows = {row.key: (row, HEADS + 1 + at) for at, row in enumerate(table.rows)}
        place = Sheet(name, rows, letters)
        live = values = 0
        written: list[Any] = []
        filled: set[str] = set()
        for row, number in rows.values():
            lines = 1
            for at, column in enumerate(columns):
                if end := next((end for end in ENDS if end == column), None):
                    text = formula(row, end, self.inputs, place, self.parts)
                    self._number(sheet, number - 1, at, row, column, text)
                    live += bool(text)
                    values += not text and getattr(row, column) is not None
                    filled.add(column)
                    written.append(f"={text}" if text else getattr(row, column))
                else:
                    takes = self._cell(sheet, number - 1, at, row, column, voice)
                    filled |= {column} if takes else set()
                    lines = max(lines, takes)
                    verdict = name == "replicate" and column == "status"
                    written.append("=" if verdict else row.more.get(column, getattr(row, column, None)))
            sheet.set_row(number - 1, LINE * lines)
        last = HEADS + len(rows)
        sheet.freeze_panes(HEADS, 0)
        if rows:
            sheet.autofilter(HEADS - 1, 0, last - 1, len(columns) - 1)
        for at, column in enumerate(columns):
            number = column in NUMBERS or any(isinstance(row.more.get(column), int | float) for row in table.rows)
            sheet.write_string(HEADS - 1, at, self._head(column), self.formats["over" if number else "head"])
            sheet.set_column(at, at, WIDTHS.get(column, WIDTH), None, {"hidden": bool(rows) and column not in filled})
        notes = [
            *(voice.set(told.said(self.language, table.names)) for told in table.notes),
            *(
                voice.set(f"{word('not counted', self.language)}: {self._called(leg)}: {voice.why(why)}")
                for leg, why in table.left_out
            ),
        ]
        shown = columns.index("grade")  # what is printed: lists of ids are for the screen
        wide = sum(WIDTHS.get(column, WIDTH) for column in columns[: shown + 1] if column in filled)
        for at, text in ((1, voice.set(defined)), *enumerate(notes, last + 1)):
            sheet.merge_range(at, 0, at, shown, text, self.formats["wrap"])
            sheet.set_row(at, LINE * len(wrapped(text, wide)))
        sheet.print_area(0, 0, last + len(notes), shown)
        sheet.repeat_rows(HEADS - 1)
        if name == "replicate" and rows:
            self._verdict(sheet, letters, last)
        return live, values, seal(written)

    def _number(self, sheet: Any, at: int, column: int, row: Row, end: str, text: str) -> None:
        value = getattr(row, end)
        if text:
            text = f'IFERROR({text},"open")' if end == "high" else text
            sheet.write_formula(at, column, f"={text}", self.formats["live"], value)
        elif value is not None:
            sheet.write_number(at, column, value, self.formats["value"])
        elif end == "high" and row.low is not None:
            sheet.write_string(at, column, word("open", self.language), self.formats["open"])

    def _cell(self, sheet: Any, at: int, column: int, row: Row, name: str, voice: Speech) -> int:
        """Write what is no number of the row; how many lines it takes."""
        if voice.column(name) in row.more:
            name = voice.column(name)
        data = row.more[name] if name in row.more else getattr(row, name, None)
        if isinstance(data, int | float) and not isinstance(data, bool):
            sheet.write_number(at, column, data, self.formats["value"])
            return 1
        text = self._words(row, name, data, voice)
        if name in CODES:  # for machines: on one line
            if name == "sources" and row.sources:
                sheet.write_url(at, column, f"internal:'{SOURCES}'!A{self.inputs.sources[row.sources[0]]}", string=text)
            else:
                sheet.write_string(at, column, text, self.formats["text"])
            return bool(text)
        sheet.write_string(at, column, text, self.formats["unit" if name == "unit" else "wrap"])
        return len(wrapped(text, FIT * WIDTHS.get(name, WIDTH) // 100)) if text else 0

    def _words(self, row: Row, name: str, data: Any, voice: Speech) -> str:
        """What stands in a cell of words."""
        if name == "how sure":
            return sentence(row, self.language)
        if name == "grade":
            return grades({str(g): s for g, s in row.grade.items()}, self.language)
        if isinstance(data, bool):
            return word("yes", self.language) if data else ""
        if isinstance(data, list | tuple):
            return ", ".join(map(str, data))
        if isinstance(data, Phrase) and name != "period":
            return data.said(self.language)
        if data in (None, ""):
            return ""
        if name == "unit" and self.language != "en":
            return word(plain_unit(data) or data, self.language)
        if self.language != "en" and name not in CODES:
            return cell(row, name, voice)
        return told(str(data), self.language, self.names) if name in WORDED else str(data)

    def _verdict(self, sheet: Any, letters: Mapping[str, str], last: int) -> None:
        """Pass or fail by formula, so that the tolerance can be tried; how many pass stands on top."""
        ours, said, width, status = (letters[name] for name in ("mid", "published", "tolerance", "status"))
        results = f"{status}{HEADS + 1}:{status}{last}"
        good, bad = word("pass", self.language), word("fail", self.language)
        for number, row in enumerate(self.tables["replicate"].rows, HEADS + 1):
            text = f'IF(ABS({ours}{number}-{said}{number})<={width}{number}*1.000000001,"{good}","{bad}")'
            text = f'IF({ours}{number}="","{bad}",{text})'
            verdict = word(row.more["status"], self.language)
            sheet.write_formula(f"{status}{number}", f"={text}", self.formats["live"], verdict)
        passed = sum(row.more["status"] == "pass" for row in self.tables["replicate"].rows)
        sheet.write_formula("A4", f'=COUNTIF({results},"{good}")', self.formats["live"], passed)
        sheet.write_string("B4", say("workbook.pass", self.language))
        sheet.write_formula("C4", f"=COUNTA({results})", self.formats["live"], len(self.tables["replicate"].rows))
        for verdict, kind in ((good, "pass"), (bad, "fail")):
            rule = {"type": "cell", "criteria": "==", "value": f'"{verdict}"', "format": self.formats[kind]}
            sheet.conditional_format(results, rule)

    def _terms(self) -> None:
        sheet = self.file.add_worksheet(TERMS)
        sheet.write_string(0, 0, say("workbook.terms", self.language), self.formats["title"])
        for at, told_ in enumerate(("currency", "grades", "about"), 1):
            sheet.write_string(at, 0, say(f"workbook.{told_}", self.language))
        sheet.write_string(FIRST - 3, 0, say("workbook.bounds", self.language))
        sheet.write_number(ABOUT_CELL, self.book.about_half_width(), self.formats["input"])
        self.file.define_name(ABOUT, f"={TERMS}!$B$4")
        for name, column in LEG_COLUMNS.items():
            sheet.write_string(f"{column}{FIRST - 1}", self._head(name), self._over(name))
        for end in BLOCKS:
            for grade in GRADES:
                head = f"{grade_name(str(grade), self.language)} ({word(end, self.language)})"
                sheet.write_string(f"{grade_column(end, grade)}{FIRST - 1}", head, self._over(end))
        for end, column in POWER_COLUMNS.items():
            head = say("workbook.power", self.language, end=word(end, self.language))
            sheet.write_string(f"{column}{FIRST - 1}", head, self._over(end))
        sheet.write_string(f"{END_COLUMN}{FIRST - 1}", say("workbook.year", self.language), self.formats["over"])
        why = dict(count_once(self.book, self.book.legs.values()).left_out)
        for leg in self.book.legs.values():
            self._term(sheet, leg, why.get(leg.leg, ""))
        last = FIRST + len(self.book.legs) - 1
        choice = {"validate": "list", "source": list(BOUNDS.values())}
        sheet.data_validation(f"{LEG_COLUMNS['bound']}{FIRST}:{LEG_COLUMNS['bound']}{max(FIRST, last)}", choice)
        for name in ("leg", *ENDS):
            column = LEG_COLUMNS[name]
            self.file.define_name(f"term_{name}", f"={TERMS}!${column}${FIRST}:${column}${max(FIRST, last)}")
        sheet.set_column("A:E", 22)
        sheet.set_column("F:G", 12)
        sheet.print_area(f"A1:{LEG_COLUMNS['counted']}{max(FIRST, last)}")
        sheet.repeat_rows(FIRST - 2)
        sheet.set_column(BLOCKS["low"], BLOCKS["high"] + len(GRADES) - 1, 10, None, {"level": 1, "hidden": True})
        sheet.freeze_panes(FIRST - 1, 1)

    def _term(self, sheet: Any, leg: Any, why: str) -> None:
        cells, amount = self.inputs.legs[leg.leg], leg.terms.amount
        n = cells.row
        words = {"leg": leg.leg, "deal": leg.deal, "from": leg.payer, "to": leg.payee, "kind": leg.kind}
        words["stage"] = self.book.stage(leg.leg)
        if self.language != "en":
            words |= {name: told(words[name], self.language, self.names) for name in NAMED}
        words |= {"counted": self.voice.why(why), "sources": ", ".join(leg.sources)}
        for name, text in words.items():
            sheet.write_string(f"{LEG_COLUMNS[name]}{n}", text)
        for end in ENDS:
            texts = grade_formulas(self.book, leg, end, n)
            for grade in GRADES:
                share, place = cells.parts[end].get(grade, 0.0), f"{grade_column(end, grade)}{n}"
                if grade in texts:
                    sheet.write_formula(place, f"={texts[grade]}", self.formats["live"], share)
                else:
                    sheet.write_number(place, share, self.formats["value"])
        for (end, column), power in zip(POWER_COLUMNS.items(), cells.power, strict=True):
            if power is not None:
                sheet.write_number(f"{column}{n}", power, self.formats["value"])
            elif end == "high" and cells.power[0] is not None:
                sheet.write_string(f"{column}{n}", "open", self.formats["open"])
        if cells.ends is not None:
            sheet.write_number(f"{END_COLUMN}{n}", cells.ends, self.formats["value"])
        blue = self.formats["input"]
        sheet.write_string(f"G{n}", BOUNDS[amount.bound] if amount else BOUNDS["undisclosed"], blue)
        if amount is not None and amount.low is not None:
            sheet.write_number(f"H{n}", amount.low / BILLION, blue)
            if amount.bound == "range":
                sheet.write_number(f"I{n}", amount.high / BILLION, blue)
        sheet.write_string(f"J{n}", amount.unit if amount else "USD", self.formats["unit"])
        sheet.write_number(f"K{n}", dollars(self.book, leg), self.formats["value"])
        for end, text in _ranges(n).items():
            value = cells.end(end)
            shown = value if value is not None else "open" if end == "high" else ""
            sheet.write_formula(f"{LEG_COLUMNS[end]}{n}", f"={text}", self.formats["live"], shown)

    def _figures(self) -> None:
        sheet = self.file.add_worksheet(FIGURES)
        sheet.write_string(0, 0, say("workbook.figures", self.language), self.formats["title"])
        for name, column in FIGURE_COLUMNS.items():
            sheet.write_string(f"{column}{FIRST - 1}", self._head(name), self._over(name))
        for figure in self.book.figures.values():
            cells = self.inputs.figures[figure.figure_id]
            unit = "USD bn" if figure.value.unit == "USD" else figure.value.unit
            words = [figure.figure_id, figure.subject, figure.metric, figure.period, str(figure.known)]
            if self.language != "en":
                whose, what = (told(text, self.language, self.names) for text in words[1:3])
                words[1:] = [whose, what, self.voice.period(figure.period), self.voice.day(words[4])]
                unit = word(unit, self.language)
            words.append(
                content(self.book, figure.value).said(self.language) if self.language != "en" else str(figure.value)
            )
            for column, text in zip("ABCDEF", words, strict=True):
                sheet.write_string(f"{column}{cells.row}", text)
            for end in ENDS:
                if (value := cells.end(end)) is not None:
                    sheet.write_number(f"{FIGURE_COLUMNS[end]}{cells.row}", value, self.formats["live"])
                elif end == "high" and cells.low is not None:
                    sheet.write_string(f"{FIGURE_COLUMNS[end]}{cells.row}", "open", self.formats["open"])
            sheet.write_string(f"J{cells.row}", unit, self.formats["unit"])
            sheet.write_string(f"K{cells.row}", ", ".join(figure.sources))
        sheet.set_column("A:A", 36)
        sheet.set_column("B:F", 22)
        sheet.print_area(f"A1:{FIGURE_COLUMNS['unit']}{FIRST + len(self.book.figures) - 1}")
        sheet.repeat_rows(FIRST - 2)
        sheet.freeze_panes(FIRST - 1, 1)

    def _sources(self) -> None:
        sheet = self.file.add_worksheet(SOURCES)
        for column, head in enumerate(SOURCE_WIDTHS):
            sheet.write_string(0, column, self._head(head), self.formats["head"])
        for at, (key, source) in enumerate(self.sources.items(), 1):
            told_ = {**source, "source": key, "publisher": published_by(source["publisher"], self.language)}
            told_["day published"] = source["published"]
            for column, name in enumerate(SOURCE_WIDTHS):
                sheet.write_string(at, column, told_[name], self.formats["wrap"])
            sheet.set_row(at, LINE * max(-(-columns_of(told_[one]) // wide) for one, wide in SOURCE_WIDTHS.items()))
        for column, wide in enumerate(SOURCE_WIDTHS.values()):
            sheet.set_column(column, column, wide)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 1)


def _ranges(n: int) -> dict[End, str]:
    """Low, mid and high of a term from its bound (G), amount (H, and I), currency rate (K): as the book reads them."""
    width = f"ABS(H{n})*{ABOUT}"
    return {
        "low": f'IF(G{n}="undisclosed",0,IF(G{n}="up to",MIN(0,H{n}),IF(G{n}="about",H{n}-{width},H{n}))*K{n})',
        "mid": f'IF(G{n}="undisclosed","",IF(G{n}="A to B",(H{n}+I{n})/2,H{n})*K{n})',
        "high": f'IF(OR(G{n}="undisclosed",G{n}="at least"),"open",IF(G{n}="up to",MAX(0,H{n}),'
        f'IF(G{n}="about",H{n}+{width},IF(G{n}="A to B",I{n},H{n})))*K{n})',
    }


def _own(table: Table) -> list[str]:
    """An answer's own columns; a text that stands in a column for each script has one, in the workbook's language."""
    return [column for column, _ in table.added if not column.endswith(("_zh_hant", "_zh_hans"))]
