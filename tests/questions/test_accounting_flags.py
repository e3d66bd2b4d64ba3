"""The accounting lens asks, with the paragraph, and never answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gigaloop.book.file import load
from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from gigaloop.questions.terms.accounting_flags import PARAGRAPHS
from tests.questions.small import leg, small_book
from tests.shipped import shipped

RENT = leg("rent", "compute_purchase", "lab", "cloud", amount="90 bn USD")
OTHER = leg("other", "compute_purchase", "rival", "cloud", amount="10 bn USD")
SMALL = leg("small", "compute_purchase", "fund", "cloud", amount="9 bn USD")

#: question -> legs that raise it (without the first they do not), who must answer it, and about whom
CASES = {
    "consideration_payable": ((leg("x", "stake", "cloud", "lab", amount="5 bn USD"), RENT), "cloud", "lab"),
    "warrant_to_customer": ((leg("x", "warrant", "cloud", "lab", units="10 m shares"), RENT), "cloud", "lab"),
    "bought_from_customer": ((leg("x", "compute_purchase", "cloud", "lab", amount="1 bn USD"), RENT), "cloud", "lab"),
    "collectability": ((leg("x", "loan", "cloud", "lab", amount="1 bn USD"), RENT), "cloud", "lab"),
    "sale_with_support": ((leg("x", "capacity_backstop", "cloud", "lab", amount="1 bn USD"), RENT), "cloud", "lab"),
    "who_consolidates": ((leg("x", "stake", "lab", "spv", amount="1 bn USD"),), "lab", "spv"),
    "significant_influence": ((leg("x", "stake", "fund", "lab", share_held="0.2 share"),), "fund", "lab"),
    "related_party": ((leg("x", "stake", "lab", "cloud", amount="1 bn USD"), RENT), "lab", "cloud"),
    "one_customer": ((OTHER, RENT), "cloud", "rival"),
    "backlog": ((RENT,), "cloud", "lab"),
    "contains_a_lease": ((RENT,), "lab", "cloud"),
    "lease_not_commenced": ((leg("x", "capacity_lease", "lab", "cloud", power="1 GW"),), "lab", "cloud"),
    "purchase_obligation": ((RENT,), "lab", "cloud"),
    "guarantee": ((leg("x", "guarantee", "chips", "lab", amount="1 bn USD"),), "chips", "lab"),
    "residual_guarantee": ((leg("x", "residual_guarantee", "lab", "cloud", amount="1 bn USD"),), "lab", "cloud"),
}
SPV = ("spv,chip_vehicle,vehicle,SPV,甲,乙,,,,,",)


def test_every_question_has_a_case() -> None:
    assert set(CASES) == set(PARAGRAPHS)


@pytest.mark.parametrize("rule", CASES)
def test_a_question_stands_where_the_legs_have_its_shape(rule: str, tmp_path: Path) -> None:
    legs, subject, counterparty = CASES[rule]
    raised = {
        (row.measure, row.subject, row.counterparty): row
        for row in ask(small_book(tmp_path / "with", list(legs), parties=SPV), "accounting-flags").rows
    }
    row = raised[rule, subject, counterparty]
    assert (row.more["us_gaap"], row.more["ifrs"]) == (PARAGRAPHS[rule]["us_gaap"], PARAGRAPHS[rule]["ifrs"])
    assert legs[0]["leg"] in row.legs
    without = ask(small_book(tmp_path / "without", [SMALL, *legs[1:]], parties=SPV), "accounting-flags").rows
    assert (rule, subject, counterparty) not in {(row.measure, row.subject, row.counterparty) for row in without}


@pytest.mark.parametrize("stage", ["cancelled", "rejected", "ended"])
def test_a_void_leg_raises_nothing_and_is_listed(stage: str, tmp_path: Path) -> None:
    dead = leg("rent", "compute_purchase", "lab", "cloud", amount="90 bn USD", stage=stage)
    table = ask(small_book(tmp_path, [dead]), "accounting-flags")
    assert (table.rows, table.left_out) == ((), (("rent", stage),))


def test_less_than_a_tenth_or_a_fifth_raises_nothing(tmp_path: Path) -> None:
    held = leg("x", "stake", "fund", "lab", share_held="0.19 share")
    asked = {
        (row.measure, row.subject, row.counterparty)
        for row in ask(small_book(tmp_path, [RENT, SMALL, held]), "accounting-flags").rows
    }
    assert ("one_customer", "cloud", "lab") in asked
    assert ("one_customer", "cloud", "fund") not in asked
    assert ("significant_influence", "fund", "lab") not in asked


def test_questions_are_questions_in_three_scripts_and_no_verdict() -> None:
    for asked in PARAGRAPHS.values():
        assert asked["question_en"].endswith("?")
        assert all(asked[f"question_zh_{script}"].endswith("？") for script in ("hant", "hans"))
        assert re.fullmatch(r"ASC \d{3}-\d{2}-\d{2}-\d+[A-Z]?(\([a-z]\))?", asked["us_gaap"])
        assert re.fullmatch(r"(IFRS|IAS) \d+\.[\d.B]+(\([a-z]+\))*", asked["ifrs"])
        assert not re.search(r"\b(must be recorded|is wrong|violates|should have)\b", asked["question_en"])


def test_the_shipped_deals_that_auditors_ask_about() -> None:
    asked = {(row.measure, row.subject, row.counterparty) for row in ask(shipped(), "accounting-flags").rows}
    assert ("warrant_to_customer", "amd", "openai") in asked
    assert ("one_customer", "oracle", "openai") in asked
    assert ("who_consolidates", "xai", "xai_chip_spv") in asked
    assert ("residual_guarantee", "meta", "meta_hyperion_spv") in asked


def test_an_unknown_deal_is_refused() -> None:
    with pytest.raises(InputError, match="no deal or leg 'nonsense' is known"):
        ask(load("tiny"), "accounting-flags", deal="nonsense")
