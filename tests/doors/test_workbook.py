"""The workbook: every formula gives the Table's number, moves as the engine would, and comes back as an overlay."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from itertools import takewhile
from math import isclose

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

import gigaloop
from gigaloop.answer.made import ENDS, Index, Inverse, Share, Sum
from gigaloop.answer.sentence import sentence
from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from gigaloop.words.vocabulary import word
from gigaloop.workbook import CONTENTS, Change, changes, overlay, workbook
from gigaloop.workbook.formulas import formula
from gigaloop.workbook.inputs import FIRST, FRONT, LEG_COLUMNS, TERMS, inputs
from gigaloop.workbook.readback import told as readback_told
from gigaloop.workbook.seal import HEADS
from tests.answer.test_first_screen import QUOTED, english
from tests.doors.command import gigaloop as command
from tests.doors.recalculate import Recalculated
from tests.shipped import shipped

ASKED = {
    "backlog": {"party": "oracle"}, "binding": {}, "exposure": {"party": "nvidia", "counterparty": "openai"},
    "changed": {}, "concentration": {"party": "openai"},
    "cancellable": {"party": "openai"}, "mismatch": {}, "energy": {"party": "openai"}, "subsidy": {},
    "gap": {"party": "openai", "paths": 20}, "replicate": {}, "loops": {}, "self-funded": {}, "sovereign": {"draws": 0},
}  # fmt: skip


@pytest.fixture(scope="module")
def book():
    return shipped()


@pytest.fixture(scope="module")
def tables(book):
    return {name: ask(book, name, **given) for name, given in ASKED.items()}


@pytest.fixture(scope="module")
def made(book, tables):
    return workbook(book, tables)


@pytest.fixture(scope="module")
def sheets(made):
    """Every formula worked out anew, not read from the number that was stored with it."""
    return Recalculated(io.BytesIO(made))


@pytest.fixture
def file(made, tmp_path):
    path = tmp_path / "g.xlsx"
    path.write_bytes(made)
    return path


@pytest.fixture(scope="module")
def tiny():
    return gigaloop.load("tiny")


@pytest.fixture(scope="module")
def made_tiny(tiny):
    return workbook(tiny, {"backlog": ask(tiny, "backlog", party="cloud")})


@pytest.fixture
def small(made_tiny, tmp_path):
    """A workbook of four contracts: what comes back of a file does not depend on how many it holds."""
    path = tmp_path / "tiny.xlsx"
    path.write_bytes(made_tiny)
    return path


def heads(sheet):
    return {cell.value: cell.column_letter for cell in sheet[HEADS]}


def term(book, leg, name):
    return f"{LEG_COLUMNS[name]}{inputs(book).legs[leg].row}"


def edited(file, **cells):
    """The file with cells of Terms changed."""
    changed = openpyxl.load_workbook(file)
    for place, value in cells.items():
        changed[TERMS][place] = value
    changed.save(file)
    return file


def same(shown, number):
    return shown == "open" if number is None else isclose(shown, number, rel_tol=1e-9, abs_tol=1e-9)


def test_every_formula_gives_what_the_table_says(sheets, tables):
    formulas = 0
    for name, table in tables.items():
        columns = heads(sheets.book[name])
        for at, row in enumerate(table.rows, HEADS + 1):
            for end in ENDS:
                cell = sheets.book[name][f"{columns[end]}{at}"]
                number = getattr(row, end)
                if cell.data_type == "f":
                    formulas += 1
                    assert same(sheets.value(name, cell.coordinate), number), (name, row.key, end, cell.value)
                elif number is not None:
                    assert cell.value == pytest.approx(number, rel=1e-12)
    assert formulas > 1700


#: numbers of such answers that a method finds: the largest flow, the share of a chain that stops at the seller
BY_METHOD = {
    "loops": {"returns"},
    "self-funded": {
        f"{basis}_{what}"
        for basis in ("capex", "announced", "signed")
        for what in (
            *("self_funded_share", "fungible_self_funded_share", "earmarked_self_funded_share"),
            *("route", "outside_share"),
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(ASKED) - {"replicate"}))
def test_a_sheet_whose_answer_is_arithmetic_has_formulas(sheets, tables, name):
    """Every middle that is not nothing and not of a run, but what a method finds."""
    sheet = sheets.book[name]
    column, live, without = heads(sheet)["mid"], 0, set()
    for at, row in enumerate(tables[name].rows, HEADS + 1):
        if sheet[f"{column}{at}"].data_type == "f":
            live += 1
        elif row.mid and row.range != "paths":
            without.add(row.measure)
    assert live and without <= BY_METHOD.get(name, set())


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not here; Recalculated works them out above"
)
def test_libreoffice_works_out_the_same(made, tables, tmp_path):
    """Every formula anew, by a spreadsheet: the numbers stored beside them are dropped first."""
    openpyxl.load_workbook(io.BytesIO(made)).save(tmp_path / "in.xlsx")
    told = ["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "out", "in.xlsx"]
    subprocess.run(told, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    asked = openpyxl.load_workbook(tmp_path / "in.xlsx")
    found = openpyxl.load_workbook(tmp_path / "out" / "in.xlsx", data_only=True)
    for name, table in tables.items():
        columns = heads(asked[name])
        for at, row in enumerate(table.rows, HEADS + 1):
            for end in ENDS:
                place = f"{columns[end]}{at}"
                if asked[name][place].data_type == "f":
                    assert same(found[name][place].value, getattr(row, end)), (name, row.key, end)


def test_it_opens_on_headlines_charts_and_checks_that_are_worked_out(sheets, tables):
    assert sheets.book.sheetnames[:2] == ["Summary", FRONT]
    shown = {row[0].value: row for row in sheets.book["Summary"].iter_rows(max_col=2) if row[0].value}
    for table in tables.values():
        assert shown[table.title["en"]][1].value == " ".join(table.headline["en"])
    checks = [row[1].coordinate for row in shown.values() if str(row[1].value).startswith("=IF(ABS")]
    assert len(checks) == 2 and {sheets.value("Summary", place) for place in checks} == {"holds"}
    assert len(sheets.book["Summary"]._charts) == 2
    total = next(n for n, row in enumerate(tables["binding"].rows, HEADS + 1) if row.key == "purchases/total")
    with sheets.typed("binding", f"{heads(sheets.book['binding'])['mid']}{total}", 1.0):
        assert "does not hold" in {sheets.value("Summary", place) for place in checks}


def test_the_first_sheet_shows_whole_sentences_and_every_sheet_prints_on_pages_as_wide_as_itself(tiny):
    table = ask(tiny, "backlog", party="cloud")
    long = replace(table, headline={"en": ("A word. " * 60,)})
    book = openpyxl.load_workbook(io.BytesIO(workbook(tiny, {"backlog": long})))
    assert book["Summary"].row_dimensions[3].height >= 4 * 15
    for sheet in book.worksheets:
        told = (
            sheet.page_setup.orientation,
            sheet.page_setup.fitToHeight,
            sheet.sheet_properties.pageSetUpPr.fitToPage,
        )
        assert told == ("landscape", 0, True), sheet.title


#: letters of a page's width at which print is still half as large as on the screen
LEGIBLE = 285


def test_heads_stand_over_their_numbers_and_a_printed_sheet_can_be_read(sheets):
    for sheet in sheets.book.worksheets:
        cells = [cell for row in sheet.iter_rows(max_row=HEADS + 20) for cell in row]
        for head in (cell for cell in cells if cell.font.b and cell.border.bottom.style):
            column = sheet[head.column_letter][head.row :]
            if any(cell.data_type == "n" and cell.value is not None for cell in column):
                assert head.alignment.horizontal == "right", (sheet.title, head.coordinate)
        shown = [one for one in sheet.column_dimensions.values() if not one.hidden]
        last = range_boundaries(sheet.print_area.split("!")[1])[2] if sheet.print_area else sheet.max_column
        wide = sum(one.width * (min(one.max, last) - one.min + 1) for one in shown if one.min <= last)
        assert wide <= LEGIBLE, (sheet.title, wide)


def test_in_hong_kong_it_opens_on_hong_kongs_sentences_and_its_sheets_have_chinese_heads_and_units(book, tables):
    some = {name: tables[name] for name in ("backlog", "binding", "subsidy")}
    told = openpyxl.load_workbook(io.BytesIO(workbook(book, some, "zh-HK")))
    said = [str(row[1].value) for row in told["Summary"].iter_rows(max_col=2) if row[1].value]
    assert any("\u842c\u5104\u7f8e\u5143" in one for one in said) and not any(
        "\u5146\u7f8e\u5143" in one for one in said
    )
    assert not any(re.search("\u3002 ", one) for one in said)
    assert said[0] == "".join(some["backlog"].headline["zh-HK"])
    units = {told[name].cell(at, place).value for name in some for place, at in _units(told[name])}
    assert units and all(re.search("[\u4e00-\u9fff]", unit) or unit == "GW" for unit in units)
    assert "key" not in heads(told["backlog"]) and "\u5217\u4ee3\u865f" in heads(told["backlog"])
    measures = {cell.value for cell in told["subsidy"]["D"][HEADS:]}
    assert "\u7d66\u4e88" in measures and "\u689d\u4ef6" not in measures  # what is given, not a condition


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "zh-HK"])
def test_a_chinese_workbook_is_chinese_on_every_sheet_and_is_read_back(book, tables, tmp_path, language):
    """Its heads, facts and legends; kinds and parties of Terms: a changed sum comes back, a changed word not."""
    path = tmp_path / "g.xlsx"
    path.write_bytes(workbook(book, {name: tables[name] for name in ("binding", "replicate")}, language))
    shown = openpyxl.load_workbook(path)
    for sheet, rows in ((FRONT, (2, 3, 4, 10)), (TERMS, (1, 2, 3, 5, FIRST - 1)), ("Figures", (1, FIRST - 1))):
        for row in rows:
            head = [str(cell.value) for cell in shown[sheet][row] if cell.value]
            assert head and all(re.search("[\u4e00-\u9fff]", one) for one in head[:1]), (sheet, row, head)
    for sheet, row in ((TERMS, FIRST - 1), ("Figures", FIRST - 1), ("Sources", 1), ("Parts", 1)):
        assert all(re.search("[\u4e00-\u9fff]", cell.value) for cell in shown[sheet][row] if cell.value)
    leg = "orcl-oai-cloud"
    kind, place = (term(book, leg, name) for name in ("kind", "amount"))
    assert re.search("[\u4e00-\u9fff]", shown[TERMS][kind].value)
    reasons = _said(shown["replicate"], word("why", language))
    assert len(reasons) == len(tables["replicate"].rows)
    assert [told for told in reasons if not re.search("[\u4e00-\u9fff]", told)] == []
    names = {"OpenAI", "Anthropic", "Google", "Bernstein", "Barclays"}
    assert [one for told in reasons for one in english(QUOTED.sub(" ", told), names)] == []
    assert readback_told(path) == (book.hash, str(book.as_of))
    assert changes(edited(path, **{place: 200}), book) == [Change(leg, "about 300 bn USD", "about 200 bn USD")]
    with pytest.raises(InputError, match="only amounts are read back"):
        changes(edited(path, **{kind: "\u8cb8\u6b3e"}), book)


def _said(sheet, head):
    """What stands under a head of an answer."""
    [place] = [cell.column for cell in sheet[HEADS] if cell.value == head]
    rows = takewhile(lambda row: row[0].value, sheet.iter_rows(min_row=HEADS + 1))  # notes stand below an empty row
    return [str(row[place - 1].value) for row in rows]


def test_what_survive_says_in_sentences_is_said_in_the_language_of_the_workbook(tiny):
    table = ask(tiny, "survive", party="cloud", driver="rate", paths=20)
    told = {}
    for language in ("en", "zh-Hant", "zh-Hans"):
        shown = openpyxl.load_workbook(io.BytesIO(workbook(tiny, {"survive": table}, language)))
        told[language] = _said(shown["survive"], word("sentence", language))
        heads = [str(cell.value) for cell in shown["survive"][HEADS]]
        assert heads.count(word("sentence", language)) == 1 and not [head for head in heads if "zh" in head]
    assert told["en"] == [row.more["sentence"] for row in table.rows] and len(set(told["en"])) > 1
    assert told["zh-Hant"] == [row.more["sentence_zh_hant"] for row in table.rows]
    assert told["zh-Hans"] == [row.more["sentence_zh_hans"] for row in table.rows] != told["zh-Hant"]


def _units(sheet):
    """(column, row) of every unit of a sheet."""
    [place] = [cell.column for cell in sheet[HEADS] if cell.value == "\u55ae\u4f4d"]
    return [(place, at) for at in range(HEADS + 1, sheet.max_row + 1) if sheet.cell(at, place).value]


def test_terms_work_out_as_the_book_reads_them(sheets, book):
    cells = inputs(book).legs
    assert {leg.terms.amount.bound for leg in book.legs.values() if leg.terms.amount} >= {
        "exact", "up_to", "at_least", "about", "undisclosed",
    }  # fmt: skip
    for leg, cell in cells.items():
        for end in ENDS:
            shown = sheets.value(TERMS, f"{LEG_COLUMNS[end]}{cell.row}")
            number = cell.end(end)
            assert shown == ("" if end == "mid" else "open") if number is None else same(shown, number), (leg, end)


def test_a_number_without_terms_or_figures_is_no_formula(tables, book):
    given = inputs(book)
    for row in tables["gap"].rows:
        if row.range == "paths":
            assert {formula(row, end, given) for end in ENDS} == {""}
    row = tables["binding"].one("purchases/total")
    assert formula(row, "mid", given)
    assert formula(replace(row, mid=row.mid * 1.001), "mid", given) == ""


def moved(file, mine, tables, names):
    """(sheet, row) of each number that is another than before; every formula gives what the engine says."""
    sheets, found = Recalculated(file), []
    for name in names:
        columns, after = heads(sheets.book[name]), {row.key: row for row in ask(mine, name, **ASKED[name])}
        for at, row in enumerate(tables[name].rows, HEADS + 1):
            for end in ENDS:
                place = f"{columns[end]}{at}"
                if sheets.book[name][place].data_type == "f":
                    wanted = getattr(after[row.key], end)
                    assert same(sheets.value(name, place), wanted), (name, row.key, end)
                    found += [] if same(wanted, getattr(row, end)) else [(name, row)]
    return found


def test_a_changed_term_moves_the_sheet_as_it_moves_the_engine(file, book, tables, tmp_path):
    """300 bn becomes 120, 'about' becomes exact: Excel's formulas and the engine with the overlay agree, row by row."""
    leg = "orcl-oai-cloud"
    edited(file, **{term(book, leg, "bound"): "exact", term(book, leg, "amount"): 120})
    found = changes(file, book)
    assert found == [Change(leg, "about 300 bn USD", "120 bn USD")]
    mine = laid_over(book, found, tmp_path / "mine")
    assert len(moved(file, mine, tables, sorted(set(ASKED) - {"replicate"}))) >= 12


def test_on_the_newest_day_a_changed_term_gives_one_share_on_the_sheet_and_in_the_engine(file, book, tables, tmp_path):
    """Two thirds of an amount: drawn in part, about, and inside a sum of a hundred legs; every share moves alike."""
    written = openpyxl.load_workbook(file)[TERMS]
    places = [term(book, leg, "amount") for leg in ("sb-oai-30", "orcl-oai-cloud", "goog-ant-23")]
    edited(file, **{place: written[place].value * 2 / 3 for place in places})
    mine = laid_over(book, changes(file, book), tmp_path / "mine")
    names = {"backlog", "binding", "concentration"}
    assert {name for name, row in moved(file, mine, tables, names) if row.unit == "share"} == names


def test_an_open_top_spreads_to_every_sum(sheets, tables, book):
    """A sum with one term that has no top has none either; it must not be read as nothing."""
    at = next(at for at, row in enumerate(tables["backlog"].rows) if row.measure == "backlog_commitments")
    place = f"{heads(sheets.book['backlog'])['high']}{HEADS + 1 + at}"
    assert sheets.value("backlog", place) != "open"
    with sheets.typed(TERMS, term(book, "orcl-oai-cloud", "bound"), "at least"):
        assert sheets.value("backlog", place) == "open"


def test_a_workbook_that_nobody_changed_says_nothing(file, book):
    assert changes(file, book) == []
    assert changes(edited(file, **{term(book, "orcl-oai-cloud", "amount"): 300.0}), book) == []


def test_every_bound_is_read_back(file, book):
    legs = [leg for leg, found in book.legs.items() if found.terms.amount and found.terms.amount.bound == "exact"][:6]
    told = {
        "up to": "up to 12.5 bn USD", "at least": "at least 12.5 bn USD", "about": "about 12.5 bn USD",
        "exact": "12.5 bn USD", "A to B": "12.5 to 14 bn USD", "undisclosed": "undisclosed",
    }  # fmt: skip
    cells = {}
    for leg, bound in zip(legs, told, strict=True):
        cells |= {term(book, leg, "bound"): bound, term(book, leg, "amount"): 12.5, term(book, leg, "and"): 14}
        cells |= {term(book, leg, "currency"): "USD"}
    assert {change.leg: change.now for change in changes(edited(file, **cells), book)} == dict(
        zip(legs, told.values(), strict=True)
    )


def test_every_wrong_cell_is_told_at_once_with_its_place(small, tiny):
    file, book = small, tiny
    stated = [leg for leg, found in book.legs.items() if found.terms.amount and found.terms.amount.bound == "exact"]
    edited(
        file,
        **{
            term(book, stated[0], "amount"): "many", term(book, stated[1], "bound"): "nearly",
            term(book, stated[2], "currency"): "XYZ", term(book, stated[3], "leg"): "nobody",
        },
    )  # fmt: skip
    with pytest.raises(InputError) as refused:
        changes(file, book)
    told = [str(problem) for problem in refused.value.problems]
    assert len(told) == 5
    for leg, name, words in (
        (stated[0], "amount", "'many' is no number.  Write billions, for example 22.4."),
        (stated[1], "bound", "'nearly' is no bound.  Write one of exact, up to, at least"),
        (stated[2], "currency", "'XYZ' is no currency.  Write one of USD"),
        (stated[3], "leg", "the leg 'nobody' is not in the book.  Change terms of the legs that are there."),
    ):
        assert any(f"{TERMS}!{term(book, leg, name)}  {words}" in line for line in told), (leg, told)
    assert any(f"the row of {stated[3]} is missing" in line for line in told)


@pytest.mark.parametrize(
    ("sheet", "name", "value", "words"),
    [
        (TERMS, "amount", -5, "-5 is no sum in billions"),
        (TERMS, "currency", "SAR", "the book has no rate for SAR"),
        (TERMS, "stage", "talks", "and only amounts are read back"),
        (TERMS, "from", "nobody", "and only amounts are read back"),
        (TERMS, "amount", "=20*0.9", "'=20*0.9' has not been worked out.  Save the file once in Excel"),
        (TERMS, "B4", "wide", "'wide' is no share from 0 to 1"),
        ("backlog", "mid", 0.36, "an answer was typed over, and answers are not read back"),
    ],
)
def test_what_is_not_read_back_is_told(small, tiny, sheet, name, value, words):
    changed = openpyxl.load_workbook(small)
    place = f"{heads(changed[sheet])[name]}{HEADS + 1}" if sheet != TERMS else "B4"
    changed[sheet][place if name == "B4" or sheet != TERMS else term(tiny, "lab-cloud", name)] = value
    changed.save(small)
    with pytest.raises(InputError) as refused:
        changes(small, tiny)
    assert words in str(refused.value)


def laid_over(book, found, folder):
    """The book with what was changed in a workbook laid over it."""
    for name, text in overlay(book, found).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return gigaloop.load(book.path, as_of=book.as_of, overlay=folder)


def test_the_half_width_of_about_comes_back_as_a_parameter(small, tiny, tmp_path):
    found = changes(edited(small, B4=0.2), tiny)
    assert found == [Change("about-half-width", "0.1", "0.2")]
    assert laid_over(tiny, found, tmp_path / "mine").about_half_width() == 0.2


def test_a_formula_is_taken_at_what_it_came_to(small, tiny):
    """Excel keeps beside `=20*0.9` the 18 that it came to."""
    import xlsxwriter

    place = term(tiny, "lab-cloud", "amount")
    xlsx = small.with_name("typed.xlsx")
    with xlsxwriter.Workbook(xlsx) as typed:
        for sheet in openpyxl.load_workbook(small).worksheets:
            page = typed.add_worksheet(sheet.title)
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
                if isinstance(cell.value, str) and not cell.value.startswith("="):
                    page.write_string(cell.coordinate, cell.value)
                else:
                    page.write(cell.coordinate, cell.value)
        typed.get_worksheet_by_name(TERMS).write_formula(place, "=20*0.9", None, 18)
    assert changes(xlsx, tiny) == [Change("lab-cloud", "20 bn USD", "18 bn USD")]


def test_what_is_no_workbook_of_ours_is_refused(tmp_path, book):
    other = tmp_path / "other.xlsx"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as empty:
        empty.writestr("[Content_Types].xml", "<no")
    refused = (
        (None, "there is no file"),
        (b"text", "this is no workbook"),
        (archive.getvalue(), "this is no workbook"),
    )
    for content, words in refused:
        if content:
            other.write_bytes(content)
        with pytest.raises(InputError, match=words):
            changes(other, book)
    openpyxl.Workbook().save(other)
    with pytest.raises(InputError, match="the workbook has no sheet Terms"):
        changes(other, book)


def test_the_replication_sheet_judges_by_formula(sheets, tables):
    rows = tables["replicate"].rows
    columns = heads(sheets.book["replicate"])
    for at, row in enumerate(rows, HEADS + 1):
        assert sheets.value("replicate", f"{columns['status']}{at}") == row.more["status"]
    passed = sum(row.more["status"] == "pass" for row in rows)
    assert (sheets.value("replicate", "A4"), sheets.value("replicate", "C4")) == (passed, len(rows))
    at = next(at for at, row in enumerate(rows, HEADS + 1) if row.key == "oracle-openai-share")
    with sheets.typed("replicate", f"{columns['published']}{at}", 0.6):
        assert sheets.value("replicate", f"{columns['status']}{at}") == "fail"
        assert sheets.value("replicate", "A4") == passed - 1


def test_each_sheet_says_definition_line_unit_range_and_sources(sheets, tables, book):
    sheets = sheets.book
    listed = {row[0] for row in sheets["Sources"].iter_rows(min_row=2, max_col=1, values_only=True)}
    for name, table in tables.items():
        sheet, columns = sheets[name], heads(sheets[name])
        assert table.definition in sheet["A2"].value and table.reproduce in sheet["A3"].value
        for at, row in enumerate(table.rows, HEADS + 1):
            shown = {head: sheet[f"{letter}{at}"].value for head, letter in columns.items()}
            assert (shown["key"], shown["unit"] or "", shown["range"]) == (row.key, row.unit, row.range)
            assert shown["how sure"] == sentence(row)
            assert (shown["sources"] or "") == ", ".join(row.sources) and set(row.sources) <= listed
    front = [row for row in sheets[FRONT].iter_rows(values_only=True)]
    assert {row[0]: row[5] for row in front if row[0] in tables} == {n: t.reproduce for n, t in tables.items()}
    assert ("hash", book.hash) in [row[:2] for row in front]


def test_the_same_answers_make_the_same_bytes(made, book, tables):
    assert workbook(book, tables) == made


def test_text_is_never_a_formula(book):
    """What a source or a person wrote begins with '=' here, and must stay text."""
    table = ask(book, "backlog", party="oracle")
    evil = '=HYPERLINK("https://evil.example","x")'
    planted = replace(table, definition=evil, title={"en": evil}, rows=(replace(table.rows[0], period=evil),))
    sheets = openpyxl.load_workbook(io.BytesIO(workbook(book, {"backlog": planted})))
    cells = [cell for row in sheets["backlog"].iter_rows() for cell in row if evil in str(cell.value)]
    assert len(cells) == 3 and all(cell.data_type == "s" for cell in cells)


def test_the_command_writes_reads_back_and_asks_with_it(capsys, tmp_path):
    out, mine = tmp_path / "g.xlsx", tmp_path / "mine"
    made = command(capsys, "workbook", "--book", "tiny", "--paths", "20", "--out", str(out))
    assert (made.code, made.out) == (0, f"written: {out}\n") and "note: backlog is left out" in made.err
    assert [p.name for p in tmp_path.iterdir()] == ["g.xlsx"]
    back = ("workbook", "--book", "tiny", "--read", str(out))
    assert command(capsys, *back).out == "0 terms changed\n"
    book = gigaloop.load("tiny")
    leg = next(name for name, found in book.legs.items() if found.terms.amount and found.terms.amount.stated)
    edited(out, **{f"{LEG_COLUMNS['amount']}{FIRST + list(book.legs).index(leg)}": 7.25})
    told = command(capsys, *back, "--terms", str(mine))
    assert told.code == 0 and told.out.startswith(f"{leg}: ") and told.out.endswith(f"ask with --overlay {mine}\n")
    answer = json.loads(command(capsys, "ask", "deals", "--book", "tiny", "--overlay", str(mine), "--json").out)
    row = next(row for row in answer["rows"] if row["key"] == leg)
    assert row["mid"] == 7.25 and row["whose"] == "mine" and row["public_mid"] != 7.25
    again = command(capsys, *back, "--terms", str(mine))
    assert (again.code, again.err.split("  ")[1]) == (2, f"--terms: {str(mine)!r} is not empty.")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--out", "g.csv"), "--out: 'g.csv' is no .xlsx.  Write for example --out out/gigaloop.xlsx.\n"),
        (("--terms", "mine"), "--terms has no workbook to read.  Write for example --read out/gigaloop.xlsx --terms"),
        (("--read", "no.xlsx"), "there is no file 'no.xlsx'.  Give a file that 'gigaloop workbook' has made.\n"),
    ],
)
def test_what_makes_no_sense_is_refused(capsys, words, says):
    ended = command(capsys, "workbook", "--book", "tiny", *words)
    assert (ended.code, ended.out) == (2, "") and says in ended.err


def test_a_workbook_of_another_book_is_refused(capsys, file):
    ended = command(capsys, "workbook", "--book", "tiny", "--read", str(file))
    assert ended.code == 2 and "the workbook was made from another book" in ended.err


def test_private_terms_stay_out_unless_asked_for(capsys, tmp_path):
    out, private = tmp_path / "g.xlsx", tmp_path / "private"
    book = gigaloop.load("tiny")
    leg = next(name for name, found in book.legs.items() if found.terms.amount and found.terms.amount.stated)
    for name, text in overlay(book, [Change(leg, "", "73.25 bn USD")]).items():
        (private / name).parent.mkdir(parents=True, exist_ok=True)
        (private / name).write_text(text, encoding="utf-8")
    for words, held in (((), False), (("--private",), True)):
        words = ("--book", "tiny", "--overlay", str(private), "--paths", "20", "--out", str(out), *words)
        assert command(capsys, "workbook", *words).code == 0
        cells = [c.value for sheet in openpyxl.load_workbook(out) for row in sheet.iter_rows() for c in row]
        assert (73.25 in cells and any("changed-workbook" in str(c) for c in cells)) is held
        assert held or not any("changed-workbook" in str(c) for c in cells)


def test_what_a_workbook_answers_are_questions():
    from gigaloop.questions import QUESTIONS

    first_day = {"backlog", "miss", "self-funded", "gap", "binding", "exposure", "survive", "changed", "guarantees"}
    assert first_day | {"sovereign", "replicate"} <= set(CONTENTS) <= set(QUESTIONS)


def test_a_sum_adds_up_its_parts_by_name_and_a_share_points_to_its_rows(sheets, tables):
    """Where a row says how it was made, the sheet has that formula: SUMIFS over Parts, rows of the same sheet."""
    seen = set()
    names = {"part_of", "part_leg", "part_low", "part_mid", "part_high", "term_mid", "about_half_width"}
    assert names <= set(sheets.book.defined_names)
    for name in ("binding", "concentration"):
        columns = heads(sheets.book[name])
        for at, row in enumerate(tables[name].rows, HEADS + 1):
            text = str(sheets.book[name][f"{columns['mid']}{at}"].value)
            match row.made:
                case Sum(legs) if legs and row.mid is not None:
                    assert text == f'=SUMIFS(part_mid,part_of,"{name}/"&A{at})', (name, row.key)
                case Share() if row.mid is not None:
                    assert re.fullmatch(r"=[A-Z]+\d+/[A-Z]+\d+", text), (name, row.key)
                case Index():
                    assert text.startswith("=SUMSQ("), row.key
                case Inverse():
                    assert text.startswith("=1/"), row.key
                case _:
                    continue
            seen.add(type(row.made))
    assert seen == {Sum, Share, Index, Inverse}


def test_the_parts_of_a_sum_are_the_legs_of_its_row(sheets, tables):
    listed = {}
    for of, leg in sheets.book["Parts"].iter_rows(min_row=2, max_col=2, values_only=True):
        listed.setdefault(of, []).append(leg)
    for name, table in tables.items():
        for row in table.rows:
            if (key := f"{name}/{row.key}") in listed:
                assert listed.pop(key) == list(row.legs)
    assert listed == {}


def test_a_part_that_is_taken_off_moves_the_sum_and_its_share(sheets, tables):
    rows = {row.key: at for at, row in enumerate(tables["binding"].rows, HEADS + 1)}
    mid = heads(sheets.book["binding"])["mid"]
    total, share = (f"{mid}{rows[key]}" for key in ("purchases/total", "purchases/binding_share"))
    before = sheets.value("binding", total), sheets.value("binding", share)
    bound = set(tables["binding"].one("purchases/binding").legs)
    part = next(
        at
        for at, (of, leg, *_) in enumerate(sheets.book["Parts"].values, 1)
        if of == "binding/purchases/total" and leg not in bound and sheets.value("Parts", f"D{at}") > 1
    )
    with sheets.typed("Parts", f"A{part}", "nothing"):
        assert sheets.value("binding", total) < before[0] and sheets.value("binding", share) > before[1]
