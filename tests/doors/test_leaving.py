"""What leaves is as careful as what enters: one hostile book through every format; files as private as they must be."""

from __future__ import annotations

import csv
import io
import os
import re
import stat
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path

import pytest

import gigaloop
from gigaloop.answer import plain
from gigaloop.answer.export import export
from gigaloop.book.file import load, shipped
from gigaloop.book.problem import InputError
from gigaloop.cli.paper import place
from gigaloop.figure.options import options
from gigaloop.figure.record import Figure
from gigaloop.questions import ask
from gigaloop.report import compose, html, markdown
from gigaloop.workbook import workbook
from tests.doors.command import gigaloop as command
from tests.engine.test_trial import copy_of_tiny

TINY = shipped("tiny")
NAME = "<img src=x onerror=alert(1)> [b](javascript:x) {b} | `c`"
PUBLISHER = '=HYPERLINK("http://x","y")'
PRIVATE = """format: 1
deal: secret
name: {en: secret}
legs:
- leg: secret-leg
  kind: loan
  from: banks
  to: cloud
  steps:
  - {stage: signed, happened: 2026-01-05, known: 2026-01-05, sources: [example], amount: 1 bn USD}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = copy_of_tiny(tmp_path_factory.mktemp("hostile") / "book")
    parties, sources, deal = folder / "parties.csv", folder / "sources.csv", folder / "deals" / "capacity.yaml"
    parties.write_text(parties.read_text().replace("lab,model_lab,lab,Lab,", f"lab,model_lab,lab,{NAME},"))
    rows = list(csv.reader(io.StringIO(sources.read_text())))
    for row in rows[1:]:
        row[1], row[2] = "<script>alert(1)</script>", PUBLISHER
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    sources.write_text(out.getvalue())
    deal.write_text(
        deal.read_text().replace("note: 4 bn USD a year", "note: -1+cmd|' /C calc'!A0").replace("0.4 GW", "400 MW")
    )
    return gigaloop.load(folder)


def test_no_cell_of_a_table_begins_a_formula(hostile):
    texts = [export(hostile, form) for form in ("legs", "figures")]
    texts += [ask(hostile, name).to_csv() for name in ("deals", "network", "binding")]
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert any("'-1+cmd" in cell for cell in cells)
    risky = [cell for cell in cells if re.match(r"\s*[=+@\-\t\r]", cell) and not plain.AMOUNT.fullmatch(cell)]
    assert risky == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=1", "'=1"), ("+1+1", "'+1+1"), ("-2+3", "'-2+3"), ("@SUM(1)", "'@SUM(1)"), ("\t=1", "'\t=1"),
        (" =1", "' =1"),         ("\r=1", "'\r=1"), ("\n=1", "'\n=1"),
        ("\uff1d1", "'\uff1d1"), ("-3.5", "-3.5"), ("-2 bn USD", "-2 bn USD"),
        ("+4 to 5 GW", "+4 to 5 GW"), ("a=b", "a=b"), ("", ""), (True, True), (-1, -1),
    ],
)  # fmt: skip
def test_a_cell_that_would_be_a_formula_gets_an_apostrophe(text, told):
    assert plain.cell(text) == told


def test_markdown_holds_no_tag_no_link_and_no_new_cell(hostile):
    tables = {name: ask(hostile, name) for name in ("binding", "network", "deals")}
    for language in ("en", "zh-Hant", "zh-Hans"):
        text = markdown(compose(hostile, tables), language)
        assert "<img" not in text and "<script" not in text and not re.search(r"(?<!\\)\]\(", text)
        blocks = re.findall(r"(?:^\|.*\n)+", text, re.M)
        assert len(blocks) >= len(tables)
        for block in blocks:
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            assert len(widths) == 1, block.splitlines()[0]


def test_a_page_holds_a_name_as_text_alone(hostile):
    page = html(compose(hostile, {name: ask(hostile, name) for name in ("binding", "network", "deals")}), "0")
    assert "<img" not in page and "<script>alert" not in page
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    assert "script-src 'sha256-" in policy and "default-src 'none'" in policy


def test_a_label_is_no_template_of_the_chart_library(hostile):
    names = {key: {"en": party.name_en} for key, party in hostile.parties.items()}
    table = ask(hostile, "network")
    [section] = compose(hostile, {"network": table}).sections
    told: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            told.extend(v for k, v in value.items() if k == "formatter" and isinstance(v, str))
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    figures: tuple[Figure, ...] = section.figures
    for figure in figures:
        walk(options(figure, "en", names))
    assert any("(b)" in text for text in told) and not any("{" in text for text in told)


def test_a_graph_holds_days_weights_and_no_clock(hostile):
    text = export(hostile, "gexf")
    root = ET.fromstring(text)
    space = {"g": root.tag[1:].partition("}")[0]}
    graph = root.find("g:graph", space)
    assert graph is not None and graph.get("timeformat") == "date"
    edges = {edge.get("id"): edge for edge in graph.iter(f"{{{space['g']}}}edge")}
    assert (edges["lab-cloud"].get("start"), edges["lab-cloud"].get("end")) == ("2026-01-01", "2030-12-31")
    assert float(edges["lab-cloud"].get("weight", "0")) == 20.0
    for edge in edges.values():
        for end in ("start", "end"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", edge.get(end, "2026-01-01"))
        assert edge.get("weight") is not None
    assert re.findall(r'lastmodifieddate="([^"]*)"', text) == [hostile.as_of.isoformat()]
    assert text == export(hostile, "gexf")
    assert ET.fromstring(export(hostile, "graphml")) is not None


def test_power_leaves_as_a_number_with_its_bounds(hostile):
    rows = {row["leg"]: row for row in csv.DictReader(io.StringIO(export(hostile, "legs")))}
    told = rows["lab-cloud"]
    assert (told["gw_low"], told["gw"], told["gw_high"], told["power"]) == ("0.4", "0.4", "0.4", "400 MW")
    chips = rows["cloud-chips"]
    assert (chips["units"], chips["units_of"], chips["quantity"]) == ("200000.0", "chips", "0.2 m chips")


def test_no_text_of_a_book_is_a_formula_or_a_link_in_a_workbook(hostile):
    import openpyxl

    made = openpyxl.load_workbook(io.BytesIO(workbook(hostile, {"deals": ask(hostile, "deals")})))
    cells = [cell for sheet in made.worksheets for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == PUBLISHER and cell.data_type == "s" for cell in cells)
    assert not any(cell.hyperlink and not (cell.hyperlink.location or "").startswith("'") for cell in cells)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def overlaid(tmp_path):
    (tmp_path / "mine" / "deals").mkdir(parents=True)
    (tmp_path / "mine" / "deals" / "secret.yaml").write_text(PRIVATE)
    return ("--book", "tiny", "--overlay", str(tmp_path / "mine"))


def test_files_are_as_private_as_they_must_be(overlaid, tmp_path, capsys):
    def run(*words):
        return command(capsys, *words).code

    before = os.umask(0o022)
    try:
        assert run("report", "--out", str(tmp_path / "r.md"), "--paths", "5", "--book", "tiny") == 0
        assert run("report", "--private", "--out", str(tmp_path / "p.md"), "--paths", "5", *overlaid) == 0
        assert run("ask", "binding", "--private", "--csv", str(tmp_path / "b.csv"), *overlaid) == 0
        assert run("export", "legs", "--private", "--out", str(tmp_path / "l.csv"), *overlaid) == 0
        refused = command(capsys, "ask", "binding", "--csv", str(tmp_path / "no.csv"), *overlaid)
        assert refused.code == 2 and "--private" in refused.err
        os.umask(0o077)
        assert run("report", "--out", str(tmp_path / "u.md"), "--paths", "5", "--book", "tiny") == 0
    finally:
        os.umask(before)
    found = {name: mode(tmp_path / name) for name in ("r.md", "p.md", "b.csv", "l.csv", "u.md")}
    assert found == {"r.md": 0o644, "p.md": 0o600, "b.csv": 0o600, "l.csv": 0o600, "u.md": 0o600}
    assert "secret-leg" in (tmp_path / "l.csv").read_text() and not (tmp_path / "no.csv").exists()


def test_out_replaces_files_alone(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    for name in ("pipe.md", "folder.md"):
        ended = command(capsys, "report", "--out", str(tmp_path / name), "--book", "tiny", "--paths", "5")
        assert ended.code == 2 and "is no file: it is not replaced" in ended.err
    assert stat.S_ISFIFO((tmp_path / "pipe.md").stat().st_mode) and (tmp_path / "folder.md").is_dir()
    with pytest.raises(InputError, match="prints CSV on the screen"), place(Path("-")):
        pass
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    with place(tmp_path / "link.md") as write:
        write("new")
    assert (tmp_path / "link.md").is_symlink() and (tmp_path / "real.md").read_text() == "new"


def test_a_new_deal_is_begun_where_one_stands_and_never_in_the_shipped_book(capsys, monkeypatch, tmp_path):
    before = sorted(path.name for path in (shipped("loop") / "deals").iterdir())
    monkeypatch.chdir(tmp_path)
    ended = command(capsys, "new", "deal", "fresh", "--from", "openai", "--to", "oracle")
    assert (ended.code, ended.out) == (0, "deals/fresh.yaml\n") and "--overlay ." in ended.err
    assert load(overlay=tmp_path).legs["fresh-1"].payee == "oracle"
    monkeypatch.chdir(shipped("loop") / "deals")
    ended = command(capsys, "new", "deal", "fresh")
    assert ended.code == 2 and "not begun inside the shipped book" in ended.err
    assert sorted(path.name for path in (shipped("loop") / "deals").iterdir()) == before
