"""self-funded and loops: one loop by hand, the two ends, the routes, and faults planted in the book."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from tests.questions.small import leg, small_book

LOOP = [
    leg("eq", "stake", "chips", "lab", amount="8 bn USD", happened="2026-01-05", exit="none"),
    leg(
        "rent", "compute_purchase", "lab", "cloud", amount="10 bn USD", start="2026", term="1 years", ramp="0 quarters"
    ),
    leg("gpu", "chip_purchase", "cloud", "chips", amount="12 bn USD", start="2026", term="1 years"),
]
REVENUE = ("r1,chips,revenue,FY2026,2026-12-31,48 bn USD,2026-12-31,s2,",)


def test_one_loop_by_hand(tmp_path: Path) -> None:
    """The lab gets 8 and pays 10, so 2 come from outside: 0.8 of its dollars are the vendor's. The cloud gets 10 and
    pays 12: 2 from outside, so 10/12 x 0.8 = 2/3 of its dollars. The vendor sells 12 of its 48: 12/48 x 2/3 = 1/6.
    Earmarked, 8 of the 8 come back: 8/48."""
    table = ask(small_book(tmp_path, LOOP, figures=REVENUE), "self-funded", party="chips", period="2026")
    assert table.one("chips/2026/signed/fungible").mid == pytest.approx(1 / 6)
    assert table.one("chips/2026/signed/earmarked").mid == pytest.approx(8 / 48)
    assert table.one("chips/2026/signed/own_payments").mid == 8
    row = table.one("chips/2026/signed/route-1")
    assert (row.mid, row.more["route"], row.legs) == (8, "chips > lab > cloud > chips", ("eq", "rent", "gpu"))
    outside = {row.counterparty: row.mid for row in table.rows if row.key.startswith("chips/2026/signed/outside")}
    assert outside == pytest.approx({"lab": 12 / 48 * 10 / 12 * 0.2, "cloud": 12 / 48 * 2 / 12, "": 0.75})
    assert sum(outside.values()) + 1 / 6 == pytest.approx(1.0)


def test_fungible_is_the_least_and_earmarked_the_greatest(tmp_path: Path) -> None:
    legs = [*LOOP, leg("other", "stake", "fund", "lab", amount="30 bn USD", happened="2026-01-05")]
    row = ask(small_book(tmp_path, legs, figures=REVENUE), "self-funded", party="chips").one(
        "chips/2026/signed/self_funded"
    )
    assert row.range == "models"
    assert (row.low, row.high) == pytest.approx((12 / 48 * 10 / 12 * 8 / 38, 8 / 48))
    assert row.low < row.mid < row.high


def test_a_letter_of_intent_is_on_the_announced_basis_alone_and_low_is_zero(tmp_path: Path) -> None:
    legs = [leg("eq", "stake", "chips", "lab", amount="up to 8 bn USD", stage="loi"), *LOOP[1:]]
    table = ask(small_book(tmp_path, legs, figures=REVENUE), "self-funded", party="chips", period=2026)
    assert table.one("chips/2026/signed/self_funded").high == 0.0
    announced = table.one("chips/2026/announced/earmarked")
    assert (announced.low, announced.high) == (0.0, pytest.approx(8 / 48))


def test_capital_spending_implies_chips_that_no_contract_tells(tmp_path: Path) -> None:
    figures = (*REVENUE, "c1,cloud,capex,FY2026,2026-12-31,42 bn USD,2026-12-31,s3,")
    parameters = (
        "content-chips-neocloud,,0.5,0.4,0.6,triangular,share,assumed,,,,",
        "capex-it-per-gw,,30,20,40,triangular,USD bn,sourced,s1,,,",
        "capex-shell-per-gw,,12,9,15,triangular,USD bn,sourced,s1,,,",
    )
    book = small_book(tmp_path, LOOP, figures=figures, parameters=parameters)
    table = ask(book, "self-funded", party="chips", period=2026)
    row = table.one("chips/2026/capex/revenue")
    assert (row.mid, row.origin) == (48, "assumed")
    assert "content-chips-neocloud" in row.assumptions and "c1" in row.figures
    assert table.one("chips/2026/capex/outside/no_contract").mid == pytest.approx(1 - 15 / 48)


def test_no_revenue_and_a_period_that_is_no_year(tmp_path: Path) -> None:
    book = small_book(tmp_path, LOOP[:1])
    table = ask(book, "self-funded", party="chips", period=2026)
    assert table.rows == () and any("no revenue" in warning for warning in table.warnings)
    with pytest.raises(InputError, match="'next year' is not a year"):
        ask(book, "self-funded", party="chips", period="next year")


def test_loops_are_ranked_by_their_narrowest_step(tmp_path: Path) -> None:
    legs = [
        *LOOP,
        leg("buy", "chip_purchase", "lab", "chips", amount="up to 3 bn USD", stage="loi"),
        leg("buy2", "chip_purchase", "lab", "chips", amount="1 bn USD"),
    ]
    table = ask(small_book(tmp_path, legs), "loops")
    first, second = (row for row in table.rows if row.measure == "loop")
    assert (first.mid, first.more["route"]) == (8, "chips > lab > cloud > chips")
    assert first.more["instruments"] == "stake > compute_purchase > chip_purchase"
    assert (second.low, second.mid, second.legs) == (1, 4, ("eq", "buy", "buy2"))
    assert table.one("returns/chips").mid == 8
    assert table.one("returns/lab").mid == 8


def test_a_loop_breaks_when_any_of_its_legs_goes(tmp_path: Path) -> None:
    for number, gone in enumerate(LOOP):
        rest = [row for row in LOOP if row is not gone]
        assert not ask(small_book(tmp_path / str(number), rest), "loops").rows


def test_void_and_contingent_legs_carry_nothing_and_are_listed(tmp_path: Path) -> None:
    legs = [LOOP[0], LOOP[1], leg("gpu", "chip_purchase", "cloud", "chips", amount="12 bn USD", stage="cancelled")]
    table = ask(small_book(tmp_path, [*legs, leg("g", "guarantee", "chips", "lab", amount="1 bn USD")]), "loops")
    assert not table.rows
    assert dict(table.left_out) == {"gpu": "cancelled", "g": "contingent: pays only when called"}
    with pytest.raises(InputError, match="--top: 'all'"):
        ask(small_book(tmp_path / "b", LOOP), "loops", top="all")


def test_no_way_back_in_the_book_is_not_known_and_no_zero(tmp_path: Path) -> None:
    """The vendor pays the lab, whose rent nobody wrote down: the share is open. Where it pays nobody, zero is true."""
    table = ask(small_book(tmp_path, [LOOP[0], LOOP[2]], figures=REVENUE), "self-funded", party="chips", period=2026)
    row = table.one("chips/2026/signed/self_funded")
    assert (row.low, row.mid, row.high) == (0.0, None, None)
    assert any("not known, which is not zero" in told for told in table.warnings)
    other = ask(small_book(tmp_path / "b", LOOP[1:], figures=REVENUE), "self-funded", party="chips", period=2026)
    assert other.one("chips/2026/signed/self_funded").high == 0.0


def test_an_undisclosed_sum_on_the_way_back_leaves_the_share_open(tmp_path: Path) -> None:
    legs = [*LOOP[:1], LOOP[2], leg("rent", "compute_purchase", "lab", "cloud", amount="undisclosed", start="2026")]
    table = ask(small_book(tmp_path, legs, figures=REVENUE), "self-funded", party="chips", period=2026)
    assert table.one("chips/2026/announced/self_funded").high is None
    assert any("upper bound" in told for told in table.warnings)
