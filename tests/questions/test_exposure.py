"""exposure: by hand; a claim of every kind stands on the right side; vehicles and groups are looked through."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaloop import load
from gigaloop.book.problem import InputError
from gigaloop.book.terms import KINDS
from gigaloop.ledger.claims import _AS_PAYEE, _AS_PAYER
from gigaloop.questions import ask
from tests.questions.small import leg, small_book

LEGS = [
    leg("eq", "stake", "chips", "lab", amount="30 bn USD", drawn="10 bn USD"),
    leg("gpu", "chip_purchase", "lab", "chips", amount="about 40 bn USD"),
    leg("guar", "guarantee", "chips", "lab", amount="up to 5 bn USD", beneficiary="bank"),
    leg("rent", "compute_purchase", "chips", "lab", amount="3 bn USD"),
    leg("wish", "stake", "chips", "lab", amount="up to 70 bn USD", stage="loi"),
    leg("own", "stake", "lab", "chips", amount="1 bn USD", stage="delivered"),
    leg("dead", "loan", "chips", "lab", amount="9 bn USD", stage="cancelled"),
    leg("done", "chip_purchase", "lab", "chips", amount="7 bn USD", stage="delivered"),
    leg("first", "right", "lab", "chips", right="first_refusal"),
    leg("far", "loan", "bank", "cloud", amount="9 bn USD"),
]


def test_gross_net_and_columns_by_hand(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, LEGS), "exposure", party="chips", counterparty="lab")
    gross = table.one("chips/lab/gross")
    assert (gross.low, gross.mid, gross.high) == pytest.approx((30 + 36 + 0, 30 + 40 + 5, 30 + 44 + 5))
    assert [gross.more[name] for name in ("recognised", "unrecognised", "contingent", "prospective")] == pytest.approx(
        [10, 60, 5, 70]
    )
    net = table.one("chips/lab/net")
    assert (net.low, net.mid, net.high) == pytest.approx((66 - 3, 75 - 3, 79 - 3))
    assert table.one("chips/lab/duties").mid == 3
    assert {row.key: row.more["instrument"] for row in table.rows if len(row.legs) == 1 and row.more["side"]} == {
        "chips/lab/eq": "stake",
        "chips/lab/gpu": "chip_purchase",
        "chips/lab/guar": "guarantee",
        "chips/lab/rent": "compute_purchase",
        "chips/lab/wish": "stake",
    }
    assert dict(table.left_out) == {
        "dead": "cancelled",
        "own": "the other's stake here: equity is not owed",
        "done": "delivered: settled",
        "first": "a right: moves no money",
    }


def test_a_guarantee_to_ones_own_customer_is_wrong_way(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, LEGS), "exposure", party="chips", counterparty="lab")
    assert table.one("chips/lab/guar").more["wrong_way"].startswith("called when Lab fails, which also hits: ")
    assert "cuts its purchases: " in table.one("chips/lab/eq").more["wrong_way"]
    alone = [row for row in LEGS if row["leg"] in ("guar", "far")]
    table = ask(small_book(tmp_path / "b", alone), "exposure", party="chips", counterparty="lab")
    assert table.one("chips/lab/guar").more["wrong_way"] == ""


def test_a_loan_on_the_debtors_own_shares_is_wrong_way(tmp_path: Path) -> None:
    legs = [leg("margin", "loan", "bank", "lab", amount="10 bn USD", collateral="Lab shares")]
    table = ask(small_book(tmp_path, legs), "exposure", party="bank", counterparty="lab")
    assert table.one("bank/lab/margin").more["wrong_way"] == "secured on Lab shares, which falls with Lab"


VEHICLE = ("spv,other,vehicle,SPV,spv-hant,spv-hans,,,,,",)


def test_a_vehicle_is_looked_through_in_proportion(tmp_path: Path) -> None:
    legs = [
        leg("eq", "stake", "chips", "spv", amount="2 bn USD", stage="delivered"),
        leg("lease", "chip_lease", "lab", "spv", amount="15 bn USD"),
        leg("lease2", "chip_lease", "rival", "spv", amount="5 bn USD"),
    ]
    table = ask(small_book(tmp_path, legs, parties=VEHICLE), "exposure", party="chips", counterparty="lab")
    assert table.one("chips/lab/gross").mid == 0.0
    row = table.one("chips/lab/eq/via-spv")
    assert (row.mid, row.legs, row.more["recognised"]) == (1.5, ("eq", "lease"), 1.5)
    assert table.one("chips/lab/look_through").mid == 1.5


def test_a_group_is_split_where_shares_are_assumed_and_unknown_where_not(tmp_path: Path) -> None:
    parties = (
        "banks,sector,banks,Banks,b-hant,b-hans,,,,,",
        "bond_funds,sector,bond_funds,Bond funds,f-hant,f-hans,,,,,",
        "lenders,group,investor,Lenders,l-hant,l-hans,,,,,banks;bond_funds",
        "clouds,group,neocloud,Clouds,c-hant,c-hans,,,,,cloud;rival",
    )
    split = ("holders-of-loans,,banks 0.3;bond_funds 0.7,,,split,share,assumed,,,,",)
    legs = [
        leg("loan", "loan", "lenders", "cloud", amount="10 bn USD", stage="drawn"),
        leg("guar", "guarantee", "chips", "clouds", amount="4 bn USD"),
    ]
    book = small_book(tmp_path, legs, parties=parties, parameters=split)
    row = ask(book, "exposure", party="banks", counterparty="cloud").one("banks/cloud/loan/via-lenders")
    assert row.mid == pytest.approx(3) and row.assumptions == ("holders-of-loans",) and row.origin == "assumed"
    row = ask(book, "exposure", party="chips", counterparty="cloud").one("chips/cloud/guar/via-clouds")
    assert (row.low, row.mid, row.high, row.undisclosed) == (0.0, None, 4.0, 1)


def test_a_part_is_not_added_to_its_whole(tmp_path: Path) -> None:
    legs = [
        leg("all", "compute_purchase", "lab", "cloud", amount="22.4 bn USD"),
        leg("one", "compute_purchase", "lab", "cloud", amount="11.9 bn USD", part_of="all"),
        leg("same", "compute_purchase", "lab", "cloud", amount="22.4 bn USD", restates="all"),
    ]
    table = ask(small_book(tmp_path, legs), "exposure", party="cloud", counterparty="lab")
    assert table.one("cloud/lab/gross").mid == pytest.approx(22.4)
    assert dict(table.left_out) == {"same": "restates all"}


def test_nobody_is_exposed_to_itself(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="vendor stands on both sides"):
        ask(load("tiny"), "exposure", party="vendor", counterparty="Vendor")


def test_every_kind_has_its_side_in_each_direction() -> None:
    assert set(_AS_PAYER) == set(_AS_PAYEE) == set(KINDS) - {"right"}


@pytest.mark.parametrize("gone", [row["leg"] for row in LEGS if row["leg"] != "far"])
def test_take_one_leg_out_and_the_answer_changes_or_had_listed_it(tmp_path: Path, gone: str) -> None:
    before = ask(small_book(tmp_path / "a", LEGS), "exposure", party="chips", counterparty="lab")
    after = ask(
        small_book(tmp_path / "b", [row for row in LEGS if row["leg"] != gone]),
        "exposure",
        party="chips",
        counterparty="lab",
    )
    assert [row.as_dict() for row in before.rows] != [row.as_dict() for row in after.rows] or gone in dict(
        before.left_out
    )
