"""Calendars by hand; revenue of a calendar year; a whole gives up what its parts say."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaloop.ledger.calendar import attributed, calendar, dues
from gigaloop.ledger.reported import reported
from tests.questions.small import leg, small_book

ALL = (1, 2, 3, 4, 5, 6)


def one(tmp_path: Path, kind: str = "compute_purchase", **terms):
    book = small_book(tmp_path, [leg("x", kind, "lab", "cloud", **terms)])
    return calendar(book, book.legs["x"])


def test_compute_ramps_up_in_a_line_and_then_runs_level(tmp_path: Path) -> None:
    """300 bn over 5 years with a ramp of 8 quarters: full run = 300 / (20 - 4) = 18.75 a quarter."""
    dated = one(tmp_path, amount="300 bn USD", start="2027", term="5 years", ramp="8 quarters")
    assert (dated.quarters[0], dated.quarters[-1], len(dated.quarters)) == ("2027Q1", "2031Q4", 20)
    assert dated.weights[-1] * 300 == pytest.approx(18.75)
    assert dated.weights[0] * 300 == pytest.approx(18.75 / 16)
    assert dated.due(2031).mid == pytest.approx(75e9)
    assert dated.due(2027).mid == pytest.approx(18.75e9 * (0.5 + 1.5 + 2.5 + 3.5) / 8)
    assert sum(dated.due(year).mid for year in range(2027, 2032)) == pytest.approx(300e9)
    assert "ramp-default" not in dated.assumptions and "term-default" not in dated.assumptions


def test_what_is_not_stated_is_named(tmp_path: Path) -> None:
    dated = one(tmp_path, amount="about 250 bn USD")
    assert set(dated.assumptions) == {
        "start-default",
        "ramp-default",
        "term-default",
        "take-or-pay-share",
        "about-half-width",
    }
    assert dated.quarters[0] == "2026Q2" and len(dated.quarters) == 24
    assert (dated.amount.low, dated.amount.high) == (225e9, 275e9)


def test_the_floor_is_the_share_payable_in_any_case(tmp_path: Path) -> None:
    dated = one(tmp_path, amount="100 bn USD", start="2027", term="1 years", ramp="0 quarters")
    assert dated.floor(2027) == (pytest.approx(70e9), pytest.approx(100e9), pytest.approx(100e9), 0)
    assert one(tmp_path / "b", amount="100 bn USD", exit="90 days' notice").floor().mid == 0.0
    assert one(tmp_path / "c", amount="100 bn USD", firm="30 bn USD").floor().mid == pytest.approx(30e9)


def test_a_lease_is_level_and_a_stake_is_paid_at_its_step(tmp_path: Path) -> None:
    lease = one(tmp_path, "chip_lease", amount="20 bn USD", start="2026Q3", term="5 years")
    assert set(lease.weights) == {0.05}
    stake = one(tmp_path / "b", "stake", amount="30 bn USD", happened="2026-02-27")
    assert (stake.quarters, stake.weights) == (("2026Q1",), (1.0,))


def test_contingent_kinds_have_no_calendar(tmp_path: Path) -> None:
    legs = [
        leg("g", "guarantee", "chips", "lab", amount="5 bn USD"),
        leg("w", "warrant", "chips", "lab", amount="up to 9 bn USD"),
        leg("a", "acquisition", "lab", "rival", amount="5 bn USD", paid_in="shares"),
        leg("c", "acquisition", "lab", "rival", amount="5 bn USD", paid_in="cash", to_holders="no"),
    ]
    book = small_book(tmp_path, legs)
    found, left_out = dues(book, [(one_leg, 1.0) for one_leg in book.legs.values()], None, ALL)
    assert [due.leg.leg for due in found] == ["c"]
    assert dict(left_out) == {
        "g": "contingent: pays only when called",
        "w": "shares, not cash",
        "a": "paid in shares, or to the target's holders: outside the network",
    }


def test_a_staged_stake_follows_the_gigawatts_that_gate_it(tmp_path: Path) -> None:
    tranches = [{"amount": "10 bn USD", "gate": {"power": "1 GW", "delivered_on": "gw"}, "repeat": 10}]
    legs = [
        leg("eq", "stake", "chips", "lab", amount="up to 100 bn USD", tranches=tranches, stage="loi"),
        leg("gw", "chip_purchase", "lab", "chips", amount="undisclosed", power="10 GW", start="2026H2", stage="loi"),
    ]
    book = small_book(tmp_path, legs)
    dated = calendar(book, book.legs["eq"])
    assert dated.quarters == calendar(book, book.legs["gw"]).quarters
    assert dated.quarters[0] == "2026Q3" and dated.due().low == 0.0


def test_a_whole_gives_up_what_its_parts_say(tmp_path: Path) -> None:
    legs = [
        leg("round", "stake", "fund", "lab", amount="122 bn USD"),
        leg("named", "stake", "chips", "lab", amount="30 bn USD", part_of="round"),
        leg("dark", "stake", "bank", "lab", amount="undisclosed", part_of="round"),
        leg("again", "stake", "chips", "lab", amount="30 bn USD", restates="named"),
    ]
    book = small_book(tmp_path, legs)
    own, left_out = attributed(book, book.legs.values())
    found, _ = dues(book, own, None, ALL)
    assert {due.leg.leg: due.amount.mid / 1e9 for due in found} == pytest.approx({"round": 92, "named": 30})
    assert dict(left_out) == {"dark": "part of round, and states nothing", "again": "restates named"}


def test_a_revenue_share_is_a_share_of_reported_revenue(tmp_path: Path) -> None:
    legs = [leg("rs", "revenue_share", "lab", "cloud", share="0.2 share", amount="up to 38 bn USD", end="2030")]
    figures = ("r,lab,revenue,FY2026,2026-12-31,13 bn USD,2026-12-31,s2,",)
    book = small_book(tmp_path, legs, figures=figures)
    found, _ = dues(book, [(book.legs["rs"], 1.0)], 2026, ALL)
    assert found[0].amount.mid == pytest.approx(2.6e9) and found[0].figures == ("r",)
    assert dues(book, [(book.legs["rs"], 1.0)], 2031, ALL)[0] == []


FIGURES = (
    "a,lab,revenue,FY2026,2026-01-25,216 bn USD,2026-02-25,s2,",
    "q,lab,revenue,FY2027Q1,2026-04-26,80 bn USD,2026-05-20,s2,",
    "g,lab,revenue,FY2027Q2_guide,2026-07-26,91 bn USD,2026-05-20,s2,",
    "d,lab,revenue,FY2025_data_center,2026-10-31,999 bn USD,2026-05-20,s2,",
)


@pytest.mark.parametrize(
    ("year", "expected", "how"),
    [
        (2025, 216, "year"),
        (2026, 320, "quarters"),
        (2028, 80 * 4, "held"),
    ],
)
def test_revenue_of_a_calendar_year(tmp_path: Path, year: int, expected: float, how: str) -> None:
    book = small_book(tmp_path, [leg("x", "stake", "fund", "lab", amount="1 bn USD")], figures=FIGURES)
    found = reported(book, "lab", "revenue", year)
    assert (found.amount.mid / 1e9, found.how) == (pytest.approx(expected), how)


def test_a_forecast_stands_only_where_nothing_was_reported(tmp_path: Path) -> None:
    legs = [leg("x", "stake", "fund", "lab", amount="1 bn USD")]
    book = small_book(tmp_path, legs, figures=(FIGURES[2],))
    assert reported(book, "lab", "revenue", 2026).how == "quarter_forecast"
    assert reported(book, "lab", "revenue", 2025) is None
