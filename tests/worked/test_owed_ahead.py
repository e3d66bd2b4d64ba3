"""Worked examples: supply ordered ahead, all shares pushed by a scenario, customers that fail, cash for redemptions."""

import csv

import numpy as np
import pytest

import gigaloop
from gigaloop.engine import plan as p
from gigaloop.engine.draws import neutral
from gigaloop.engine.run import simulate
from tests.engine.beside import kernel_path
from tests.engine.kinds import margin_investor, pool_of_customers, set_world
from tests.worked.books import book, still
from tests.worked.test_building import CHIPS
from tests.worked.test_contracts import RICH

BILLION = 1e11


def suppliers(folder, ordered, quarters):
    """What the vendor sells in each quarter, chips for 3 bn in the first four beside its other sales, and pays its
    suppliers."""
    legs = {"chips": ("chip_purchase", "lab", "vendor", {"step": CHIPS})}
    book(folder, legs, **RICH, vendor_cash_margin=0.6, vendor_cost_to_foundry=0.5)
    with (folder / "parameters.csv").open("a", encoding="utf-8", newline="") as file:
        rows = (("supply-0", "vendor", ordered), ("supply-comes-within", "", quarters))
        csv.writer(file, lineterminator="\n").writerows(
            [name, who, "", "", value, "", "", "fixed", "", "assumed", "", "by hand", "", ""]
            for name, who, value in rows
        )
    loaded = gigaloop.load(folder)
    run = simulate(loaded, still(loaded), paths=1, seed=1)
    names, sold, paid = run.lowering.parties, np.zeros(6), np.zeros(6)
    for payer, payee, tag, quarter, amount in run.flow_rows():
        if quarter < 6 and names[payee] == "vendor" and tag == "chips":
            sold[quarter] += amount
        if quarter < 6 and (names[payer], names[payee], tag) == ("vendor", "memory_foundry", "memory"):
            paid[quarter] += amount
    assert sold[0] > 3.0
    return sold, paid


def near(numbers):
    return pytest.approx(list(numbers), abs=1e-4)


def test_a_vendor_buys_what_it_sells(tmp_path):
    # At a margin of 0.6 a dollar of chips costs 0.4, half of it supply: 0.2 of what is sold (what is paid on delivery
    # is sold in the quarter after).
    sold, used = suppliers(tmp_path, 0, 2)
    assert 0.2 * sold.sum() == pytest.approx(used.sum(), abs=1e-4) and used[1] > 0.6


def test_supply_ordered_ahead_is_paid_and_used_up(tmp_path):
    # 2 bn come in two quarters, 1 each, more than either needs; the rest serves the third quarter, which buys little.
    _, used = suppliers(tmp_path / "a", 0, 2)
    _, paid = suppliers(tmp_path / "b", 2, 2)
    lacking = used[:3].sum() - 2.0
    assert 0.0 < lacking < used[2]
    assert paid == near([1.0, 1.0, lacking, *used[3:]])


def test_supply_that_is_not_enough_is_bought_beside(tmp_path):
    _, used = suppliers(tmp_path / "a", 0, 2)
    _, paid = suppliers(tmp_path / "b", 0.4, 1)
    assert paid == near(used)


def test_supply_comes_though_little_is_sold_any_more(tmp_path):
    # 6 bn over six quarters, 1 each, in the last two for almost nothing; by use alone the sum would be half of it.
    sold, paid = suppliers(tmp_path, 6, 6)
    assert paid == near([1.0] * 6) and 0.2 * sold.sum() < 4.0


def at_the_end(sketch, quarters):
    """Memory of the kernel after the first so many quarters of a world without surprises."""
    return kernel_path(sketch.plan(), neutral(sketch.quarters)).quarters[quarters - 1].memory


def test_all_shares_at_half_halve_values_marks_and_holdings_at_once():
    calm, pushed = margin_investor(), margin_investor()
    for t in range(3, pushed.quarters):
        pushed.times[p.ALL_SHARES, t] = 0.5
    before, after = at_the_end(calm, 4).party, at_the_end(pushed, 4).party
    listed = before["value"] > 0
    assert listed.sum() > 1 and after["value"][listed] == pytest.approx(before["value"][listed] / 2, rel=1e-9)
    investor = int(np.flatnonzero(before["holdings"] > 0)[0])
    # holdings were sold in quarter 3 before they halved, alike in both
    assert after["holdings"][investor] == pytest.approx(before["holdings"][investor] / 2, abs=1.0)


def test_demand_at_half_brings_customers_nearer_to_failure_for_a_year():
    # ln 2/0.4 = 1.733 of their yearly sd: Phi((-1.6 + 1.733)/0.8^0.5) = 0.559 fail in each of four quarters, then
    # Phi(-1.6/0.8^0.5) = 0.0368 again.
    sketch = pool_of_customers()
    set_world(sketch, pool_sd=0.4)
    for t in range(2, sketch.quarters):
        sketch.times[p.DEMAND_COMMON, t] = 0.5
    full = [at_the_end(sketch, quarter).leg["full"][-1] for quarter in range(1, 9)]
    left = np.array(full[1:]) / np.array(full[:-1])
    assert left == pytest.approx([1 - 0.0368, *[1 - 0.5592] * 4, *[1 - 0.0368] * 2], abs=2e-4)


@pytest.mark.parametrize("quarters, cash", [(0.0, 0.0), (8.0, 0.8)])
def test_cash_for_redemptions_is_kept(quarters, cash):
    # A bond of 2 bn at 5 %, a twentieth of it due a quarter: 0.025 and 0.1. It raises what it pays and as much to hold,
    # 0.125, and eight redemptions, 0.8, beside.
    sketch = margin_investor()
    rows = sketch.rows["parties"][-1]
    rows["redemptions"], rows["cash"], rows["cash_low"] = sketch.value(quarters), sketch.value(0.0), 0
    sketch.rows["debts"][rows["bond"]] |= {
        "face": sketch.value(2 * BILLION),
        "amortisation": p.LINEAR,
        "term": sketch.value(20.0),
        "floating": 0,
    }
    sketch.rows["legs"] = [leg for leg in sketch.rows["legs"] if leg["kind"] != p.STAKE]
    first = at_the_end(sketch, 1).party
    assert first["cash"][len(sketch.rows["parties"]) - 1] / BILLION == pytest.approx(0.125 + cash, abs=1e-6)
