"""cancellable: rungs in order of cost, floor by year and cover by revenue, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaloop.questions import ask
from gigaloop.questions.terms.cancellable import RUNGS
from tests.questions.small import leg, small_book

TERMS = {"start": "2027", "term": "2 years", "ramp": "0 quarters"}
LEGS = [
    leg("firm", "compute_purchase", "lab", "cloud", amount="100 bn USD", take_or_pay="0.8 share", **TERMS),
    leg("exit", "compute_purchase", "lab", "rival", amount="20 bn USD", exit="90 days", exit_cost="2 bn USD", **TERMS),
    leg("hope", "chip_purchase", "lab", "chips", amount="up to 50 bn USD", stage="loi"),
    leg("part", "compute_purchase", "lab", "cloud", amount="30 bn USD", part_of="firm"),
    leg("own", "stake", "lab", "chips", amount="1 bn USD"),
    leg("dead", "compute_purchase", "lab", "cloud", amount="9 bn USD", stage="cancelled"),
]
FIGURES = ("r,lab,revenue,FY2027_forecast,2027-12-31,25 bn USD,2026-05-01,s2,",)


def test_rungs_stand_in_order_of_cost(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, LEGS), "cancellable", party="lab")
    rungs = [(row.key, row.mid, row.more["cost"]) for row in table.rows if row.more["rung"]]
    assert [key for key, _, _ in rungs] == [
        "lab/hope/grade-2",
        "lab/exit/grade-4",
        "lab/firm/grade-4",
        "lab/part/grade-4",
        "lab/firm/grade-5",
        "lab/part/grade-5",
    ]
    assert {key: (mid, cost) for key, mid, cost in rungs}["lab/exit/grade-4"] == (20, 2)
    whose = {measure: [row.key for row in table.rows if row.measure == measure] for measure in RUNGS}
    assert whose["can_cut"] == [key for key, _, _ in rungs[:4]], "what is owed in any case cannot be left"
    assert whose["owed_anyway"] == [key for key, _, _ in rungs[4:]]
    for rung in RUNGS[:2]:
        assert table.one(f"lab/{rung}").mid == pytest.approx(sum(table.one(key).mid for key in whose[rung]))
    assert table.one("lab/hope/grade-2").low == 0.0
    assert table.one("lab/firm/grade-5").mid == pytest.approx(56)
    assert table.one("lab/firm/grade-4").mid == pytest.approx(14)
    assert dict(table.left_out) == {"own": "a stake is no purchase", "dead": "cancelled"}


def test_floor_and_cover_by_year(tmp_path: Path) -> None:
    """The firm contract bills 50 a year, 40 of it in any case; the one with an exit 10 a year and no floor."""
    whole = [row for row in LEGS if row["leg"] != "part"]
    table = ask(small_book(tmp_path, whole, figures=FIGURES), "cancellable", party="lab")
    assert table.one("lab/2027/due").mid == pytest.approx(60)
    assert table.one("lab/2027/floor").mid == pytest.approx(40)
    assert table.one("lab/2026/due").mid == 0
    assert table.one("lab/2027/due_over_revenue").mid == pytest.approx(60 / 25)
    assert table.one("lab/2027/floor_over_revenue").figures == ("r",)
    assert "lab/2028/due_over_revenue" not in {row.key for row in table.rows}
    assert any("no revenue of lab" in warning for warning in table.warnings)


def test_what_is_due_in_a_year_is_told_by_payee(tmp_path: Path) -> None:
    """The payees' parts add up to the year; one whose contract states no sum has no row, not nothing."""
    dark = leg("dark", "compute_purchase", "lab", "chips", amount="undisclosed", take_or_pay="1 share", **TERMS)
    whole = [row for row in LEGS if row["leg"] != "part"]
    table = ask(small_book(tmp_path, [*whole, dark]), "cancellable", party="lab")
    due = {row.counterparty: row.mid for row in table.rows if row.measure == "due_to" and row.period == "2027"}
    assert due == {"cloud": pytest.approx(50), "rival": pytest.approx(10)}
    assert table.one("lab/2027/due").mid == pytest.approx(60) and table.one("lab/2027/due").high is None
    assert "of it $50 bn to" in " ".join(table.headline["en"])


def test_a_letter_of_intent_is_in_no_year(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, [LEGS[2]]), "cancellable", party="lab")
    assert {row.mid for row in table.rows if row.measure == "due"} == {0}


def test_a_buyer_that_owes_nothing_by_year_is_not_told_a_dearest_year(tmp_path: Path) -> None:
    """`cancellable oracle` said: most falls due in 2026: $0."""
    told = " ".join(ask(small_book(tmp_path, [LEGS[2]]), "cancellable", party="lab").headline["en"])
    assert "Lab can leave $50 bn" in told and "most to pay" not in told
