"""backlog: worked by hand on small books, and each rule broken once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from tests.questions.small import leg, small_book

FIGURE = "b1,cloud,backlog_rpo,FY1,2026-02-28,553 bn USD,2026-03-10,s2,"


def contract(**change):
    terms = {"amount": "about 300 bn USD", "happened": "2025-09-10"} | change
    return leg("lab-cloud", "compute_purchase", "lab", "cloud", **terms)


def test_share_of_one_customer_by_hand(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, [contract()], figures=(FIGURE,)), "backlog", party="cloud", customer="lab")
    row = table.one("cloud/lab/share/2026-02-28")
    assert (row.low, row.mid, row.high) == pytest.approx((270 / 553, 300 / 553, 330 / 553))
    assert round(row.mid, 2) == 0.54
    assert row.grade == {5: 1.0}
    assert row.assumptions == ("take-or-pay-share", "about-half-width")
    assert row.origin == "assumed"
    assert row.figures == ("b1",) and row.legs == ("lab-cloud",) and row.sources == ("s1", "s2")
    assert table.one("cloud/all/reported/2026-02-28").mid == 553
    assert table.one("cloud/lab/commitments/2026-02-28").mid == 300
    assert table.reproduce == (
        f"gigaloop ask backlog cloud --customer lab --as-of 2026-12-31 --seed 1 --book {tmp_path}"
    )


def test_a_share_that_the_seller_reported_is_inside_the_range_and_in_the_sentence(tmp_path: Path) -> None:
    """Contracts of 250 in 625 are 40 %; Microsoft told 45 %: 'no less and no more than 40 %' would be false."""
    told = ("b1,cloud,backlog_rpo,FY1,2026-02-28,625 bn USD,2026-03-10,s2,",
            "b2,cloud,backlog_share_lab,FY1,2026-02-28,0.45 share,2026-03-10,s2,")  # fmt: skip
    table = ask(small_book(tmp_path, [contract(amount="250 bn USD")], figures=told), "backlog", party="cloud")
    row = table.one("cloud/lab/share/2026-02-28")
    assert (row.low, row.mid, row.high) == pytest.approx((0.40, 0.40, 0.45))
    assert row.figures == ("b1", "b2") and "itself put that share at 45%" in table.headline["en"][1]


def test_the_rest_is_what_no_contract_explains(tmp_path: Path) -> None:
    legs = [contract(), leg("rival-cloud", "compute_purchase", "rival", "cloud", amount="up to 20 bn USD")]
    rest = ask(small_book(tmp_path, legs, figures=(FIGURE,)), "backlog", party="cloud").one("cloud/rest/2026-02-28")
    assert (rest.low, rest.mid, rest.high) == pytest.approx((553 - 350, 553 - 320, 553 - 270))


def test_a_contract_counts_from_the_period_in_which_it_happened(tmp_path: Path) -> None:
    figures = ("b0,cloud,backlog_rpo,FY0,2025-06-30,138 bn USD,2025-07-12,s2,", FIGURE)
    table = ask(small_book(tmp_path, [contract()], figures=figures), "backlog", party="cloud")
    assert [row.period for row in table.rows if row.measure == "backlog_share"] == ["2026-02-28"]


def test_a_contract_of_the_45_days_after_may_be_in_the_figure_or_not(tmp_path: Path) -> None:
    figures = ("b0,cloud,backlog_rpo,FY0,2025-08-31,455 bn USD,2025-09-09,s2,",)
    table = ask(small_book(tmp_path, [contract()], figures=figures), "backlog", party="cloud")
    row = table.one("cloud/lab/share/2025-08-31")
    assert (row.low, row.mid) == pytest.approx((0.0, 300 / 455))
    assert any("within 45 days" in warning for warning in table.warnings)


def test_up_to_is_never_cash(tmp_path: Path) -> None:
    book = small_book(tmp_path, [contract(amount="up to 22.4 bn USD")], figures=(FIGURE,))
    row = ask(book, "backlog", party="cloud").one("cloud/lab/commitments/2026-02-28")
    assert (row.low, row.mid, row.high) == (0.0, 22.4, 22.4)


def test_what_is_not_signed_or_already_delivered_is_in_no_backlog(tmp_path: Path) -> None:
    legs = [
        leg("a", "compute_purchase", "lab", "cloud", amount="10 bn USD", stage="announced"),
        leg("b", "compute_purchase", "rival", "cloud", amount="8 bn USD", stage="delivered"),
        leg("c", "stake", "fund", "cloud", amount="2 bn USD"),
        leg("d", "compute_purchase", "lab", "cloud", amount="10 bn USD", restates="e"),
        leg("e", "compute_purchase", "lab", "cloud", amount="10 bn USD"),
        leg("f", "compute_purchase", "lab", "cloud", amount="1 bn USD", happened="2026-08-01"),
    ]
    table = ask(small_book(tmp_path, legs, figures=(FIGURE,)), "backlog", party="cloud")
    assert dict(table.left_out) == {
        "a": "announced: not signed, so in no backlog",
        "b": "delivered: earned, no longer backlog",
        "c": "a stake is no sale",
        "d": "restates e",
        "f": "signed after every reported period",
    }
    assert table.one("cloud/lab/commitments/2026-02-28").mid == 10


def test_the_part_drawn_so_far_is_no_longer_backlog(tmp_path: Path) -> None:
    book = small_book(tmp_path, [contract(amount="100 bn USD", drawn="25 bn USD")], figures=(FIGURE,))
    assert ask(book, "backlog", party="cloud").one("cloud/lab/commitments/2026-02-28").mid == 75


def test_a_reported_share_stands_beside_ours(tmp_path: Path) -> None:
    figures = (FIGURE, "b2,cloud,backlog_share_lab,FY1,2026-02-28,about 0.45 share,2026-03-10,s3,")
    table = ask(small_book(tmp_path, [contract()], figures=figures), "backlog", party="cloud")
    assert table.one("cloud/lab/share_reported/2026-02-28").mid == 0.45
    implied = table.one("cloud/lab/implied/2026-02-28")
    assert implied.mid == pytest.approx(0.45 * 553)
    assert implied.figures == ("b1", "b2") and implied.sources == ("s2", "s3")


def test_two_figures_for_one_day_both_stay(tmp_path: Path) -> None:
    figures = (FIGURE, "b2,cloud,backlog_rpo,FY1,2026-02-28,600 bn USD,2026-03-11,s3,")
    table = ask(small_book(tmp_path, [contract()], figures=figures), "backlog", party="cloud")
    assert {row.mid for row in table.rows if row.measure == "backlog_reported"} == {553, 600}
    assert {round(row.mid, 3) for row in table.rows if row.measure == "backlog_share"} == {0.542, 0.5}
    assert any("two figures" in warning for warning in table.warnings)


def test_without_a_figure_only_the_contracts_are_told(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, [contract()]), "backlog", party="cloud")
    assert [row.measure for row in table.rows] == ["backlog_commitments"]
    assert any("no backlog" in warning for warning in table.warnings)


def test_before_the_contract_was_known_it_is_in_no_answer(tmp_path: Path) -> None:
    figures = ("b0,cloud,backlog_rpo,FY0,2025-08-31,455 bn USD,2025-09-09,s2,",)
    book = small_book(tmp_path, [contract()], figures=figures, as_of="2025-09-09")
    table = ask(book, "backlog", party="cloud")
    assert [row.measure for row in table.rows] == ["backlog_reported", "backlog_rest"]


def test_an_unknown_party_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no party 'clouds'"):
        ask(small_book(tmp_path, [contract()]), "backlog", party="clouds")


def test_how_much_of_one_customer_may_go(tmp_path: Path) -> None:
    """553 reported, 124 of debt and 248 of leases owed: 181 may go, of a customer of 300."""
    figures = (
        FIGURE,
        "d1,cloud,total_debt,FY1,2025-11-30,124 bn USD,2025-12-18,s3,",
        "d2,cloud,total_debt,FY1_issued,2026-02-28,999 bn USD,2026-03-18,s3,",
        "p1,cloud,purchase_commitments,2025-11-30,2025-11-30,248 bn USD,2025-12-18,s3,",
        "p2,cloud,purchase_commitments,2026-11-30,2026-11-30,888 bn USD,2026-12-18,s3,",
    )
    table = ask(small_book(tmp_path, [contract()], figures=figures), "backlog", party="cloud")
    row = table.one("cloud/lab/break_even/2026-02-28")
    assert (row.low, row.mid, row.high) == pytest.approx((181 / 330, 181 / 300, 181 / 270))
    assert row.figures == ("b1", "d1", "p1") and row.sources == ("s1", "s2", "s3")
    alone = ask(small_book(tmp_path / "b", [contract()], figures=(FIGURE,)), "backlog", party="cloud")
    assert not [row for row in alone.rows if row.measure == "break_even_loss"]


def test_a_customer_without_a_contract_is_not_told_that_nobody_has_one(tmp_path: Path) -> None:
    """`backlog oracle --customer amazon` said that no customer's part is known, with OpenAI's in the book."""
    book = small_book(tmp_path, [contract()], figures=(FIGURE,))
    (told,) = ask(book, "backlog", party="cloud", customer="rival").headline["en"]
    assert "no contract of Rival" in told and "any one customer" not in told
    bare = small_book(tmp_path / "bare", [leg("own", "stake", "lab", "cloud", amount="1 bn USD")], figures=(FIGURE,))
    (told,) = ask(bare, "backlog", party="cloud").headline["en"]
    assert "any one customer" in told


def test_who_may_be_larger_than_the_largest_that_is_known_is_named(tmp_path: Path) -> None:
    """Meta was told as 2.2 % of Google's backlog, and not that Anthropic's contract, without a sum, is in it too."""
    dark = leg("dark", "compute_purchase", "rival", "cloud", amount="undisclosed")
    legs = [contract(amount="10 bn USD"), dark]
    told = ask(small_book(tmp_path, legs, figures=(FIGURE,)), "backlog", party="cloud").headline
    assert "Lab is 1.8%" in told["en"][0] and told["en"][1].startswith("Not known is the part of Rival")
    assert "Rival-hant" in told["zh-Hant"][1] and "Rival-hans" in told["zh-Hans"][1]
    small = leg("small", "compute_purchase", "rival", "cloud", amount="5 bn USD")
    known = ask(small_book(tmp_path / "b", [legs[0], small], figures=(FIGURE,)), "backlog", party="cloud")
    assert "Not known" not in " ".join(known.headline["en"])


def test_a_day_before_a_questions_first_row_says_from_which_day_on_the_book_tells_it(tmp_path: Path) -> None:
    whole = small_book(tmp_path, [contract(happened="2025-09-10")])
    early = ask(whole.at(date(2025, 9, 9)), "backlog", party="cloud", customer="lab")
    told = next(one for one in early.notes if one.id == "book.begun")
    assert not early.rows and dict(told.slots) == {"day": "2025-09-10"}
    first = ask(whole.at(date(2025, 9, 10)), "backlog", party="cloud", customer="lab")
    assert first.rows and not any(one.id == "book.begun" for one in first.notes)
