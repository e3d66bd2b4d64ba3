"""circularity: a ring by hand, what a vehicle changes, chance, the three bases; loops and self-funded on a run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from gigaloop.answer import paths
from gigaloop.book.problem import InputError
from gigaloop.ledger.basis import basis
from gigaloop.ledger.payments import run_flows
from gigaloop.methods import null
from gigaloop.questions import ask
from gigaloop.questions.circles.circularity import MEASURES, TESTED, UNCHANGED, values
from gigaloop.questions.circles.self_funded import shares
from tests.questions.small import leg, small_book
from tests.shipped import shipped

RING = [
    leg("eq", "stake", "chips", "lab", amount="2 bn USD", happened="2026-01-05", exit="none"),
    leg("rent", "compute_purchase", "lab", "cloud", amount="1 bn USD", start="2026", term="1 years"),
    leg("gpu", "chip_purchase", "cloud", "chips", amount="1 bn USD", start="2026", term="1 years", power="3 GW"),
    leg("own", "chip_purchase", "lab", "chips", amount="undisclosed", power="up to 6 GW"),
    leg(
        "wr", "warrant", "chips", "lab", units="100 m shares",
        gates=[{"power": "1 GW", "delivered_on": "own"}, {"power": "6 GW", "delivered_on": "own"}],
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def seeds():
    return shipped("2025-10-20")


def rows_of(table, on):
    return {row.measure: row for row in table.rows if row.more["basis"] == on}


def test_a_ring_by_hand(tmp_path: Path) -> None:
    """2, 1 and 1 bn round three parties: 3 of the 4 bn balance; one circuit of 1 bn, and 1 bn one way."""
    found = rows_of(ask(small_book(tmp_path, RING), "circularity", on="book"), "book")
    assert found["circulation"].mid == found["set_off"].mid == pytest.approx(3.0)
    assert found["volume_share"].mid == pytest.approx(0.75)
    assert found["throughput"].mid == pytest.approx(1.0)
    assert found["throughput_share"].mid == pytest.approx(0.5)
    assert found["net_settlement"].mid == pytest.approx(1.0)
    assert (found["cycles"].mid, found["longest_cycle"].mid) == (1.0, 3.0)
    assert set(found["volume_share"].legs) == {"eq", "rent", "gpu", "own"}


def test_watts_by_hand(tmp_path: Path) -> None:
    """6 GW of chips against a warrant that 6 GW open, the last of its gates; a site's watts pay nothing."""
    site = leg("site", "capacity_build", "cloud", "lab", power="9 GW")
    book = small_book(tmp_path, [*RING, site])
    found = rows_of(ask(book, "circularity", on="gw"), "gw")
    assert (found["circulation"].low, found["circulation"].mid) == (0.0, 12.0)
    assert found["circulation"].unit == "GW"
    network = basis(book, "gw", None).flows.network()
    assert network == {("cloud", "chips"): 3.0, ("lab", "chips"): 6.0, ("chips", "lab"): 6.0}
    loops = ask(book, "loops", on="gw")
    assert [(row.more["route"], row.mid, row.unit) for row in loops.rows if row.measure == "loop"] == [
        ("chips > lab > chips", 6.0, "GW")
    ]


def networks():
    rows = st.integers(3, 5).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 4), min_size=n, max_size=n), min_size=n, max_size=n)
    )
    return rows.map(lambda r: np.array(r, float) * (1 - np.eye(len(r))))


def told(W):
    return values(W, [(int(i), int(j), W[i, j]) for i, j in np.argwhere(W > 0)])


def with_vehicle(W, i, j):
    n = len(W)
    wide = np.zeros((n + 1, n + 1))
    wide[:n, :n] = W
    wide[i, n] = wide[n, j] = W[i, j]
    wide[i, j] = 0.0
    return wide


@settings(max_examples=60, deadline=None)
@given(networks(), st.integers(0, 30))
def test_what_is_said_not_to_change_does_not(W, pick):
    edges = np.argwhere(W > 0)
    if not len(edges):
        return
    before, after = told(W), told(with_vehicle(W, *edges[pick % len(edges)]))
    for name, measure in MEASURES.items():
        if measure.vehicle == UNCHANGED:
            assert after[name] == pytest.approx(before[name], abs=1e-8, nan_ok=True), name


def test_what_is_said_to_change_does():
    """A ring with a tail and a way back: a vehicle in it moves every measure that is said to move, and no other."""
    W = np.zeros((5, 5))
    for i, j, amount in ((0, 1, 3), (1, 2, 2), (2, 0, 2), (1, 3, 1), (3, 4, 2), (4, 3, 1), (0, 2, 1)):
        W[i, j] = amount
    before, after = told(W), told(with_vehicle(W, 1, 2))
    moved = {name for name in MEASURES if after[name] != pytest.approx(before[name], abs=1e-9)}
    assert moved == {name for name, measure in MEASURES.items() if measure.vehicle != UNCHANGED}


def test_chance_is_told_with_its_error_and_what_is_held(seeds):
    table = ask(seeds, "circularity", on="gw")
    p = next(row for row in table.rows if row.measure == "volume_share_p")
    assert 0.0 < p.mid < 0.05
    assert p.high - p.mid == pytest.approx(np.sqrt(p.mid * (1 - p.mid) / 1001), rel=1e-9)
    assert p.more["held"] == null.FIXED["degrees"]
    assert any("1000 draws" in warning for warning in table.warnings)
    held = ask(seeds, "circularity", on="gw", held="strengths")
    assert next(row for row in held.rows if row.measure == "volume_share_p").more["held"] == null.FIXED["strengths"]
    assert {f"{name}_p" for name in TESTED} <= {row.measure for row in table.rows}


def test_on_a_run_by_year_and_by_quarter(seeds):
    table = ask(seeds, "circularity", on="flows", paths=60)
    shares_of = {row.period: row.mid for row in table.rows if row.measure == "volume_share"}
    assert next(iter(shares_of)) == "2025 to 2033"
    assert list(shares_of)[1:] == [str(year) for year in range(2026, 2034)]
    assert all(0.0 <= x <= 1.0 for x in shares_of.values())
    quarter = ask(seeds, "circularity", on="flows", period="2026Q2", paths=60)
    assert {row.period for row in quarter.rows} == {"2026Q2"}
    assert table.paths == 60 and "--on flows" in table.reproduce and "--paths 60" in table.reproduce


def test_a_run_s_payments_are_all_there_and_sectors_stand_outside(seeds):
    """What a party inside is paid in the flows is what the run says it is paid, in cents; sectors are never paid."""
    found = paths.simulated(seeds, paths=60)
    sectors = {n for n, role in enumerate(found.run.plan.parties["role"]) if role == 0}
    names = found.lowering.parties
    told, paid = run_flows(found), {}
    for payer, payee, _, _, amount in found.run.flow_rows():
        if payee not in sectors and payer != payee:
            paid[names[payer], names[payee]] = paid.get((names[payer], names[payee]), 0.0) + amount
    assert told.network() == pytest.approx({pair: x * 1e9 for pair, x in paid.items() if x > 0})
    assert not {due.payee for due in told.dues} & {names[n] for n in sectors}


def test_self_funded_on_a_run(seeds):
    table = ask(seeds, "self-funded", on="flows", paths=60)
    for row in table.rows:
        assert row.low <= row.mid <= row.high
    for year in range(2026, 2034):
        parts = [row.mid for row in table.rows if row.key.startswith(f"nvidia/{year}/flows/outside/")]
        own = table.one(f"nvidia/{year}/flows/fungible").mid
        assert sum(parts) + own == pytest.approx(1.0, abs=1e-6)
    assert table.one("nvidia/2027/flows/revenue").mid > 50
    quarter = ask(seeds, "self-funded", on="flows", period="2026Q1", paths=60)
    assert {row.period for row in quarter.rows} == {"2026Q1"}


def test_a_vehicle_in_the_middle_changes_no_share():
    plain = shares({("v", "l"): 10.0, ("l", "v"): 20.0}, {("l", "v"): 20.0}, {"l": 30.0}, "v", 20.0)
    network = {("v", "spv"): 10.0, ("spv", "l"): 10.0, ("l", "v"): 20.0}
    through = shares(network, {("l", "v"): 20.0}, {"l": 30.0}, "v", 20.0)
    for fungible, earmarked, _ in (plain, through):
        assert (fungible.own, earmarked) == pytest.approx((0.25, 10.0))


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("circularity", {"on": "gold"}, "'gold' is none of its values"),
        ("circularity", {"held": "hands"}, "'hands' is none of its values"),
        ("circularity", {"on": "gw", "period": 2027}, "watts are promised once"),
        ("circularity", {"on": "flows", "period": 1999, "paths": 60}, "no whole period '1999'"),
        ("loops", {"on": "book", "period": "soon"}, "not a whole number"),
        ("self-funded", {"on": "gw"}, "'gw' is none of its values"),
        ("self-funded", {"on": "flows", "party": "banks", "paths": 60}, "sells nothing"),
    ],
)
def test_refusals(seeds, name, arguments, words):
    with pytest.raises(InputError, match=words):
        ask(seeds, name, **arguments)
