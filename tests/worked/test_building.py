"""Worked examples of what is built and routed: chips, own chips, sites, late delivery, payment on delivery, rights.

Quarter 0 is 2026Q1; chips stand a quarter after the order. Money in billions; every party is rich.
"""

import pytest

from gigaloop.book.model import Scenario
from tests.worked.books import run, series
from tests.worked.test_contracts import COMPUTE, RICH

CHIPS = "amount: 12 bn USD, power: 0.4 GW, start: 2026Q2"


def test_chip_purchase(tmp_path):
    # 12 bn for 0.4 GW: 30 a GW. A quarter of it, 0.1 GW, comes each quarter from the second on, ordered one before: 3
    # bn to the vendor and 1 bn for the hall (10 a GW) in the first four quarters.
    got = run(tmp_path, {"chips": ("chip_purchase", "lab", "vendor", {"step": CHIPS})}, **RICH)
    assert series(got.paid, "lab", "vendor", "chips", 6) == [3.0] * 4 + [0.0] * 2
    assert series(got.paid, "lab", "memory_foundry", "memory", 6) == [1.0] * 4 + [0.0] * 2
    assert series(got.paid, "vendor", "lab", "chips", 6) == [0.0] * 6


def test_chips_half_at_order_and_half_at_delivery(tmp_path):
    # The same 3 bn in two halves: one with the order, one a quarter later, when they stand.
    got = run(tmp_path, {"chips": ("chip_purchase", "lab", "vendor", {"step": CHIPS})}, **RICH, paid_at_delivery=0.5)
    assert series(got.paid, "lab", "vendor", "chips", 7) == [1.5, 3.0, 3.0, 3.0, 1.5, 0.0, 0.0]


def test_chip_codesign(tmp_path):
    # No price was told: the vendor's content of 30 a GW stands for it; 0.2 GW in four parts of 1.5 bn.
    step = "amount: undisclosed, power: 0.2 GW, start: 2026Q2"
    got = run(tmp_path, {"own": ("chip_codesign", "lab", "vendor", {"step": step})}, **RICH)
    assert series(got.paid, "lab", "vendor", "chips", 6) == [1.5] * 4 + [0.0] * 2


def test_a_fee_for_design_before_a_price_a_unit(tmp_path):
    # 0.6 bn from the first quarter to the first delivery in the fourth: three payments of 0.2. Then 40,000 chips at
    # 50,000 dollars are 2 bn for 0.2 GW: 0.5 bn with each of the four orders, a quarter before each delivery.
    step = (
        "amount: undisclosed, power: 0.2 GW, units: 0.04 m chips, per_unit: 50000 USD, fixed_cost: 0.6 bn USD, "
        "start: 2026Q4"
    )
    got = run(tmp_path, {"own": ("chip_codesign", "lab", "vendor", {"step": step})}, **RICH)
    assert series(got.paid, "lab", "vendor", "chips", 8) == [0.2, 0.2, 0.7, 0.5, 0.5, 0.5, 0.0, 0.0]


def test_chips_of_a_cloud(tmp_path):
    # A cloud's chips are in what it builds: 0.4 GW at 30 bn of IT a GW, 0.65 of it to the vendor, 10 a GW for the
    # hall. The first quarter's 0.1 GW stands on order at the start; 0.1 GW each is ordered in the three that follow.
    legs = COMPUTE | {"chips": ("chip_purchase", "cloud", "vendor", {"step": CHIPS})}
    got = run(tmp_path, legs, **RICH)
    assert "which the model computes" in got.run.lowering.skipped["chips"]
    ordered = series(got.paid, "cloud", "vendor", "chips", 4)
    idle = {"licence": ("right", "cloud", "lab", {"step": "right: licence"})}
    alone = series(run(tmp_path / "b", idle, **RICH).paid, "cloud", "vendor", "chips", 4)
    # a part of each order, 0.4 to 0.8, is due a quarter later, on delivery: of the opening one in the first quarter, of
    # the last one when no other follows
    paid = [round(a - b, 4) for a, b in zip(ordered, alone, strict=True)]
    assert paid[:3] == [1.95, 1.95, 1.95] and 0.4 * 1.95 <= paid[3] <= 0.8 * 1.95


def test_capacity_build(tmp_path):
    # A lab that pays a landlord pays evenly: 8 bn over two years. Between others a build is a count of gigawatts.
    landlord = "hall,other,landlord,Hall,機房,机房,,,,,\n"
    step = "amount: 8 bn USD, power: 0.5 GW, start: 2026Q2, term: 2 years"
    got = run(tmp_path, {"site": ("capacity_build", "lab", "hall", {"step": step})}, parties=landlord, **RICH)
    assert series(got.paid, "lab", "hall", "building", 10) == [0.0] + [1.0] * 8 + [0.0]
    other = run(tmp_path / "b", {"site": ("capacity_build", "cloud", "lab", {"step": step})}, **RICH)
    assert other.run.lowering.skipped["site"].startswith("a programme counted in gigawatts")


def late_by(quarters):
    return Scenario(
        scenario="late", name={"en": "late"}, shocks=({"driver": "delay.site.rent", "late_by": str(quarters)},)
    )


def test_late_delivery(tmp_path):
    # Two quarters late: of 20/18 bn a quarter, 1/4, 1/2, 1/2, 1/2, 1/4 are missing; a fifth of that is owed back.
    terms = {"rent": (*COMPUTE["rent"][:3], {"step": COMPUTE["rent"][3]["step"] + ", late_penalty: 0.2 share"})}
    got = run(tmp_path, terms, scenario=late_by(2), **RICH)
    missing = [0.25, 0.5, 0.5, 0.5, 0.25, 0.0]
    assert series(got.paid, "cloud", "lab", "penalty", 6) == [round(0.2 * x * 20 / 18, 4) for x in missing]
    assert series(got.paid, "lab", "cloud", "compute", 6) == [0.0, 0.0, 0.2778, 0.5556, 0.8333, 1.1111]
    on_time = run(tmp_path / "b", terms, **RICH)
    assert ("cloud", "lab", "penalty") not in on_time.paid


def test_a_penalty_that_reaches_its_cap(tmp_path):
    # At most a hundredth of 20 bn: 0.2; nothing is owed after that.
    terms = {"rent": (*COMPUTE["rent"][:3], {"step": COMPUTE["rent"][3]["step"] + ", late_penalty: 0.2 share"})}
    got = run(tmp_path, terms, scenario=late_by(2), **RICH, late_penalty_cap=0.01)
    assert sum(got.paid["cloud", "lab", "penalty"].values()) == pytest.approx(0.2, abs=1e-8)


def test_a_sole_right_bars_and_routes(tmp_path):
    # What the lab rents from another after it gave a sole right is barred, with the reason; before it, it stands.
    other = "rival,neocloud,neocloud,Rival,對手,对手,,,,,\n"
    legs = {
        "sole": ("right", "lab", "cloud", {"step": "right: exclusivity"}),
        "rent": ("compute_purchase", "lab", "rival", COMPUTE["rent"][3]),
    }
    got = run(tmp_path, legs, parties=other, **RICH)
    assert got.run.lowering.skipped["rent"] == "barred by sole: cloud alone serves lab"
    part = {"sole": ("right", "lab", "cloud", {"step": "right: exclusivity, scope: training"}), "rent": legs["rent"]}
    free = run(tmp_path / "b", part, parties=other, **RICH)
    assert "rent" not in free.run.lowering.skipped


def test_power_by_the_hour(tmp_path):
    # No sum was told: 0.1 GW at a load of 0.8 for 8,760 hours is 0.7008 TWh a year, at 60 dollars a MWh 42.048 m: a
    # quarter of that each quarter. Without price and load: 75 dollars and 0.75 of the table of parameters, 12.3188 m.
    step = "power: 0.1 GW, price: 60 USD/MWh, load: 0.8 share, start: 2026Q2, term: 2 years"
    got = run(tmp_path, {"power": ("power_purchase", "cloud", "utilities", {"step": step})}, **RICH)
    legs = [n for n, leg in enumerate(got.run.lowering.legs) if leg == "power"]
    paid = got.run.legs[0][:, legs].sum(1)
    assert paid[:11] == pytest.approx([0.0] + [0.010512] * 8 + [0.0] * 2, abs=1e-8)
    bare = {"power": ("power_purchase", "cloud", "utilities", {"step": "power: 0.1 GW, start: 2026Q2, term: 2 years"})}
    other = run(tmp_path / "b", bare, **RICH)
    legs = [n for n, leg in enumerate(other.run.lowering.legs) if leg == "power"]
    assert other.run.legs[0][1:3, legs].sum(1) == pytest.approx([0.01231875] * 2, abs=1e-8)
