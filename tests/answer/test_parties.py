"""roles, concentration, without: by hand, and a fault planted in each."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaloop.questions import ask
from tests.questions.small import leg, small_book

LEGS = [
    leg("rent", "compute_purchase", "lab", "cloud", amount="300 bn USD", power="4.5 GW"),
    leg("told", "capacity_build", "cloud", "lab", amount="undisclosed", power="4.5 GW", restates="rent"),
    leg("rent2", "compute_purchase", "lab", "rival", amount="up to 100 bn USD", power="1.5 GW"),
    leg("eq", "stake", "chips", "lab", amount="30 bn USD", stage="delivered"),
    leg("gpu", "chip_purchase", "lab", "chips", amount="undisclosed", power="3 GW", stage="loi"),
    leg("guar", "guarantee", "chips", "lab", amount="5 bn USD", beneficiary="bank", stage="talks"),
    leg("loan", "loan", "bank", "cloud", amount="60 bn USD", stage="drawn"),
    leg("other", "compute_purchase", "rival", "cloud", amount="60 bn USD"),
    leg("first", "right", "lab", "cloud", right="first_refusal"),
    leg("dead", "loan", "fund", "lab", amount="9 bn USD", stage="cancelled"),
]
FIGURE = "b1,cloud,backlog_rpo,FY1,2026-02-28,553 bn USD,2026-03-10,s2,"


def test_roles_at_once(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, LEGS), "roles", party="lab")
    row = table.one("lab/chips/roles")
    assert row.more["role"] == "guarantor + owner + supplier"
    assert (row.low, row.mid, row.high) == (1, 1, 3)
    assert table.rows[0].key == "lab/chips/roles"
    assert table.one("lab/chips/owner").mid == 30
    assert table.one("lab/cloud/supplier").mid == 300
    assert table.one("lab/cloud/holder_of_a_right").undisclosed == 0
    assert table.one("lab/bank/roles").more["role"] == "beneficiary of a guarantee"
    assert dict(table.left_out) == {"told": "restates rent", "dead": "cancelled"}
    assert ask(small_book(tmp_path, LEGS), "roles", party="chips").one("chips/lab/owned").mid == 30


def test_a_role_goes_when_its_leg_goes(tmp_path: Path) -> None:
    rest = [row for row in LEGS if row["leg"] != "guar"]
    assert (
        ask(small_book(tmp_path, rest), "roles", party="lab").one("lab/chips/roles").more["role"] == "owner + supplier"
    )


def test_concentration_by_hand(tmp_path: Path) -> None:
    """Dollars: 300 and 100: 9/16 + 1/16 = 0.625. GW: 4.5, 3, 1.5 of 9: 1/4 + 1/9 + 1/36 = 14/36."""
    table = ask(small_book(tmp_path, LEGS), "concentration", party="lab")
    dollars = table.one("lab/suppliers/dollars/hhi")
    assert dollars.mid == pytest.approx(0.625) and dollars.high == pytest.approx(1.0)
    assert dollars.undisclosed == 1
    assert table.one("lab/suppliers/dollars/effective_number").mid == pytest.approx(1.6)
    assert table.one("lab/suppliers/gw/hhi").mid == pytest.approx(14 / 36)
    share = table.one("lab/suppliers/dollars/cloud")
    assert (share.low, share.mid, share.high) == pytest.approx((0.75, 0.75, 1.0))
    assert table.one("lab/suppliers/dollars/chips").mid is None
    sellers = ask(small_book(tmp_path, LEGS), "concentration", party="cloud")
    assert sellers.one("cloud/customers/dollars/hhi").mid == pytest.approx((300**2 + 60**2) / 360**2)


def test_shares_and_index_rest_on_one_denominator_which_is_a_row(tmp_path: Path) -> None:
    """300 and 100 of 400: the share of each is its sum over the total, and the index the sum of their squares."""
    table = ask(small_book(tmp_path, LEGS), "concentration", party="lab")
    total = table.one("lab/suppliers/dollars/total")
    assert (total.mid, total.unit) == (400, "USD bn")
    shares = []
    for other, dollars in (("cloud", 300), ("rival", 100)):
        assert table.one(f"lab/suppliers/dollars/{other}/sum").mid == dollars
        shares.append(table.one(f"lab/suppliers/dollars/{other}"))
        assert shares[-1].mid == dollars / total.mid
    index = table.one("lab/suppliers/dollars/hhi")
    assert index.mid == sum(share.mid**2 for share in shares)
    assert index.low == max(1 / 2, sum(share.low**2 for share in shares))
    assert index.high == min(1.0, sum(share.high**2 for share in shares))
    assert "400" in table.headline["en"][0] and "400" not in table.headline["en"][0].replace("$400 bn", "")


def test_watts_are_counted_once_too(tmp_path: Path) -> None:
    apart = [{k: v for k, v in row.items() if k != "restates"} for row in LEGS]
    table = ask(small_book(tmp_path, apart), "concentration", party="lab")
    assert table.one("lab/suppliers/gw/hhi").mid == pytest.approx((81 + 9 + 2.25) / 13.5**2)


def test_leave_one_out_by_hand(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, LEGS, figures=(FIGURE,)), "without", party="lab")
    sales = table.one("cloud/sales_commitments")
    assert (sales.mid, sales.more["before"], sales.more["after"]) == (-300, 360, 60)
    assert table.one("cloud/reported_backlog").more["after"] == 253
    assert table.one("cloud/gw_sold").mid == -4.5
    ratio = table.one("cloud/debt_over_sales")
    assert (ratio.more["before"], ratio.more["after"]) == pytest.approx((60 / 360, 1.0))
    rival = table.one("rival/sales_commitments")
    assert (rival.low, rival.mid, rival.high) == (-100, -100, 0)
    assert table.one("chips/claims_held").mid == -30
    assert dict(table.left_out) == {
        "told": "restates rent",
        "guar": "a guarantee is no sale, purchase, debt or stake",
        "first": "a right is no sale, purchase, debt or stake",
        "dead": "cancelled",
    }


def test_without_someone_else_nothing_moves(tmp_path: Path) -> None:
    assert ask(small_book(tmp_path, LEGS), "without", party="fund").rows == ()


def test_what_several_suppliers_cost_by_hand(tmp_path: Path) -> None:
    """The cloud sells 2 GW for 20 bn over 2 years, 5 a GW and year; the rival 1 GW for 9 to 12 over 1 year: 4 dearer at
    the least, 7 at the most, on 1 GW."""
    told = {"start": "2026", "ramp": "0 quarters"}
    legs = [
        leg("a", "compute_purchase", "lab", "cloud", amount="20 bn USD", power="2 GW", term="2 years", **told),
        leg("b", "compute_purchase", "lab", "rival", amount="9 to 12 bn USD", power="1 GW", term="1 years", **told),
        leg("c", "chip_purchase", "lab", "chips", amount="1 bn USD", power="9 GW"),
    ]
    table = ask(small_book(tmp_path / "two", legs), "concentration", party="lab")
    assert table.one("lab/suppliers/price/cloud").mid == pytest.approx(5.0)
    dear = table.one("lab/suppliers/price/rival")
    assert (dear.low, dear.high) == pytest.approx((9.0, 12.0))
    cost = table.one("lab/suppliers/cost_of_diversity")
    assert (cost.low, cost.high) == pytest.approx((4.0, 7.0))
    share = table.one("lab/suppliers/cost_of_diversity_share")
    assert (share.low, share.high) == pytest.approx((4.0 / 19.0, 7.0 / 22.0))
    alone = ask(small_book(tmp_path / "one", legs[:1]), "concentration", party="lab")
    assert not [row for row in alone.rows if row.more["by"] == "price"]
