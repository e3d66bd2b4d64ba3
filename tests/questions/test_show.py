"""show: names in three scripts find the party, life lines, freshness; exports carry a citation in each row."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import networkx
import pytest

from gigaloop.answer.export import FORMS, export
from gigaloop.book.file import load
from gigaloop.book.problem import InputError
from gigaloop.questions.show.record import answer, freshness
from tests.questions.small import leg, small_book
from tests.shipped import shipped

STEPS = [
    {"stage": "loi", "happened": "2026-01-10", "amount": "up to 100 bn USD"},
    {"stage": "signed", "happened": "2026-03-01", "amount": "80 bn USD", "sources": ["s2"]},
]
LEGS = [
    leg("rent", "compute_purchase", "lab", "cloud", steps=STEPS),
    leg("told", "compute_purchase", "lab", "cloud", amount="80 bn USD", restates="rent"),
    leg("dark", "chip_purchase", "cloud", "chips", amount="undisclosed", note="=HYPERLINK(1)"),
]


@pytest.mark.parametrize("name", ["英伟达", "輝達", "Nvidia", "nvidia", "NVDA", "NVIDIA"])
def test_names_in_three_scripts_find_the_party(name: str) -> None:
    table = answer(shipped(), name)
    assert table.rows[0].subject == "nvidia"
    assert len(table.rows) == len(answer(shipped(), "nvidia").rows) > 20


def test_a_leg_is_its_life_line(tmp_path: Path) -> None:
    table = answer(small_book(tmp_path, LEGS), "rent")
    assert [(row.measure, row.low, row.mid, row.high, row.sources) for row in table.rows] == [
        ("loi", 0, 100, 100, ("s1",)),
        ("signed", 80, 80, 80, ("s2",)),
    ]
    early = answer(small_book(tmp_path, LEGS, as_of="2026-02-01"), "rent")
    assert [row.measure for row in early.rows] == ["loi"]


def test_a_party_shows_its_legs_and_says_which_do_not_count(tmp_path: Path) -> None:
    table = answer(small_book(tmp_path, LEGS), "lab")
    assert {row.key: row.mid for row in table.rows if row.legs} == {"rent": 80, "told": 80}
    assert table.left_out == (("told", "restates rent"),)


def test_freshness_is_days_since_the_newest_step(tmp_path: Path) -> None:
    book = small_book(tmp_path, LEGS, as_of="2026-03-31")
    assert freshness(book, book.legs["rent"].deal) == (date(2026, 3, 31) - date(2026, 3, 1)).days == 30
    (deal,) = answer(book, "deals").rows
    assert (deal.more["age"], deal.mid, deal.undisclosed) == (30, 3, 1)


def test_a_source_shows_what_rests_on_it(tmp_path: Path) -> None:
    head, *legs = answer(small_book(tmp_path, LEGS), "s2").rows
    assert (head.mid, head.legs, [row.key for row in legs]) == (1, ("rent",), ["rent"])


def test_the_older_leg_says_what_took_its_place() -> None:
    rows = answer(shipped(), "nv-oai-2025-eq").rows
    assert rows[-1].measure == "superseded" and "nv-oai-2026-eq" in rows[-1].legs
    before = answer(shipped("2025-10-20"), "nv-oai-2025-eq").rows
    assert before[0].measure == "loi"
    assert all(row.measure != "superseded" for row in before)


def test_nothing_of_that_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no party, deal, leg or source is called 'ren'.*Did you mean rent"):
        answer(small_book(tmp_path, LEGS), "ren")


def test_every_row_of_an_export_is_cited() -> None:
    book = shipped()
    for form, count in (("legs", len(book.legs)), ("figures", len(book.figures))):
        rows = list(csv.DictReader(io.StringIO(export(book, form))))
        assert len(rows) == count
        assert all(row["citation"] and row["sources"] for row in rows)


def test_exported_numbers_by_hand(tmp_path: Path) -> None:
    rows = {row["leg"]: row for row in csv.DictReader(io.StringIO(export(small_book(tmp_path, LEGS), "legs")))}
    assert (rows["rent"]["low_usd_bn"], rows["rent"]["mid_usd_bn"], rows["rent"]["counted"]) == ("80.0", "80.0", "yes")
    assert rows["told"]["counted"] == "restates rent"
    assert (rows["dark"]["mid_usd_bn"], rows["dark"]["high_usd_bn"], rows["dark"]["amount"]) == ("", "", "undisclosed")
    assert rows["dark"]["note"] == "'=HYPERLINK(1)"
    assert rows["rent"]["citation"].startswith("Paper")


@pytest.mark.parametrize(("form", "read"), [("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)])
def test_graphs_are_read_back_whole(form: str, read: object) -> None:
    book = shipped()
    graph = read(io.BytesIO(export(book, form).encode()))  # type: ignore[operator]
    edges = {(payer, payee, data.get("leg")) for payer, payee, data in graph.edges(data=True)}
    assert edges == {(leg.payer, leg.payee, leg.leg) for leg in book.legs.values()}
    assert graph.nodes["nvidia"]["name_zh_hans"] == book.parties["nvidia"].name_zh_hans
    sources = {data["leg"]: data["sources"] for _, _, data in graph.edges(data=True)}
    assert sources["orcl-oai-cloud"].split(";") == list(book.legs["orcl-oai-cloud"].sources)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(InputError, match="there is no form 'xlsx'"):
        export(load("tiny"), "xlsx")
    assert set(FORMS) == {"legs", "figures", "graphml", "gexf"}
