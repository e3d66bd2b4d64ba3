"""binding: worked by hand, and every leg of a book is counted or listed with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaloop.questions import ask
from tests.questions.small import leg, small_book

LEGS = [
    leg("signed", "compute_purchase", "lab", "cloud", amount="100 bn USD", take_or_pay="0.8 share"),
    leg("told", "compute_purchase", "lab", "cloud", amount="100 bn USD", restates="signed"),
    leg("hoped", "chip_purchase", "lab", "chips", amount="up to 60 bn USD", stage="loi"),
    leg("dark", "chip_purchase", "lab", "chips", amount="undisclosed", stage="announced"),
    leg("paid", "chip_purchase", "cloud", "chips", amount="40 bn USD", stage="delivered"),
    leg("dead", "compute_purchase", "lab", "cloud", amount="70 bn USD", stage="cancelled"),
    leg("money", "stake", "chips", "lab", amount="30 bn USD"),
    leg("first", "right", "lab", "cloud", right="first_refusal"),
]
FIGURE = "h1,lab,purchase_commitments,2026,2026-12-01,about 1400 bn USD,2026-12-01,s2,"


def test_grades_by_hand(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, LEGS), "binding")
    assert table.one("purchases/total").mid == 200
    assert {row.key: row.mid for row in table.rows if row.key.startswith("purchases/grade-")} == pytest.approx(
        {
            "purchases/grade-2": 60,
            "purchases/grade-3": None,
            "purchases/grade-4": 20,
            "purchases/grade-5": 80,
            "purchases/grade-6": 40,
        }
    )
    assert table.one("purchases/grade-3").undisclosed == 1
    assert table.one("purchases/binding").mid == 120
    assert table.one("purchases/binding_share").mid == pytest.approx(0.6)
    assert table.one("purchases/signed_share").mid == pytest.approx(0.7)
    assert table.one("buyer/lab/binding").mid == 80
    assert table.one("buyer/cloud/binding_share").mid == 1.0
    assert table.one("funding/total").mid == 30


def test_up_to_stands_at_zero_in_the_least_and_undisclosed_leaves_the_top_open(tmp_path: Path) -> None:
    total = ask(small_book(tmp_path, LEGS), "binding").one("purchases/total")
    assert (total.low, total.high, total.undisclosed) == (140, None, 1)


def test_the_assumed_take_or_pay_share_widens_the_range(tmp_path: Path) -> None:
    book = small_book(tmp_path, [leg("x", "compute_purchase", "lab", "cloud", amount="100 bn USD")])
    row = ask(book, "binding").one("purchases/grade-5")
    assert (row.low, row.mid, row.high) == pytest.approx((70, 100, 100))
    assert row.assumptions == ("take-or-pay-share",) and row.origin == "assumed"
    rest = ask(book, "binding").one("purchases/grade-4")
    assert (rest.low, rest.mid, rest.high) == pytest.approx((0, 0, 30))


def test_families_are_never_mixed(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, LEGS), "binding")
    assert {row.more["family"] for row in table.rows} == {"purchases", "funding"}
    assert not any("money" in row.legs for row in table.rows if row.more["family"] == "purchases")


def test_the_headline_is_a_figure_and_says_what_the_book_lacks(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, LEGS, figures=(FIGURE,)), "binding")
    assert table.one("headline/reported").mid == 1400
    assert table.one("headline/counted").mid == 160
    assert table.one("headline/void").mid == 70
    assert table.one("headline/not_in_book").mid == 1240
    early = ask(small_book(tmp_path, LEGS, figures=(FIGURE,), as_of="2026-11-30"), "binding")
    assert not [row for row in early.rows if row.key.startswith("headline")]
    assert any("no headline" in warning for warning in early.warnings)


def test_left_out_says_why(tmp_path: Path) -> None:
    assert dict(ask(small_book(tmp_path, LEGS), "binding").left_out) == {
        "told": "restates signed",
        "dead": "cancelled",
        "first": "a right: moves no money",
    }


@pytest.mark.parametrize("gone", [row["leg"] for row in LEGS])
def test_take_one_leg_out_and_the_answer_changes_or_had_listed_it(tmp_path: Path, gone: str) -> None:
    before = ask(small_book(tmp_path / "a", LEGS), "binding")
    rest = [row for row in LEGS if row["leg"] != gone]
    rest = [{k: v for k, v in row.items() if v != gone} for row in rest]
    after = ask(small_book(tmp_path / "b", rest), "binding")
    assert [row.as_dict() for row in before.rows] != [row.as_dict() for row in after.rows] or gone in dict(
        before.left_out
    )


def test_a_later_step_moves_the_grade_only_from_its_day(tmp_path: Path) -> None:
    steps = [
        {"stage": "loi", "happened": "2025-09-22", "amount": "up to 100 bn USD"},
        {"stage": "signed", "happened": "2026-02-27", "amount": "30 bn USD", "exit": "none"},
    ]
    legs = [leg("nv", "stake", "chips", "lab", steps=steps)]
    early = ask(small_book(tmp_path, legs, as_of="2026-02-26"), "binding")
    assert early.one("funding/grade-2").mid == 100 and early.one("funding/grade-2").low == 0
    late = ask(small_book(tmp_path, legs, as_of="2026-02-27"), "binding")
    assert late.one("funding/grade-5").mid == 30
