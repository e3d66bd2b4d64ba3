"""Compute for upside: a lab orders ahead of its plan from a maker whose shares it would get, and so much less of
others."""

import numpy as np
import pytest

from gigaloop.engine.draws import draws, neutral
from tests.engine.beside import differences, kernel_path
from tests.engine.kinds import leg, set_world, upside
from tests.oracle.quarter import simulate_path


def ordered(sketch, block):
    """(quarters, 2) GW ordered of the two sites, in the kernel."""
    quarters = kernel_path(sketch.plan(), block).quarters
    legs = [quarter.memory.leg for quarter in quarters]
    return np.array([[rows["o"][c] * rows["full"][c] for c in sites(sketch)] for rows in legs])


def sites(sketch):
    return [c for c, row in enumerate(sketch.rows["legs"]) if row["kind"] == 1]


def steps(sketch):
    return [c for c, row in enumerate(sketch.rows["legs"]) if row["kind"] == 4]


def test_the_lab_orders_ahead_of_the_maker_that_gives_shares_and_no_more_in_all():
    sketch, block = upside(), neutral(12)
    pulled = ordered(sketch, block)
    set_world(sketch, warrant_pull=0.0)
    planned = ordered(sketch, block)
    assert np.all(pulled[:, 0] >= planned[:, 0]) and np.all(pulled[:, 1] <= planned[:, 1])
    assert np.max(pulled[:, 0] - planned[:, 0]) > 0.05
    assert pulled.sum(1) == pytest.approx(planned.sum(1), abs=1e-12)
    assert np.all(pulled[:, 0] <= 0.6 + 1e-12)


def test_by_hand_in_the_first_quarter():
    """G over p by the formula of the page, then f, the aim and the cut."""
    sketch = upside()
    seen = {}

    def watch(s, step):
        if step == "build" and s.t == 0:
            chips, other = (s.legs[c] for c in sites(sketch))
            price = s.parties[13].V / sum(row.units for row in s.shares if row.issuer == 13)
            reached = [c for c in steps(sketch) if s.gates[s.legs[c].gates].level > chips.o * chips.size]
            gain = len(reached) * 2e6 * (price - 1.0) / (0.6 - chips.o * chips.size)
            f = min(1 + 0.6 * gain / 12e11, 1.3)
            planned = 2 / 8  # quarter 2, the second after the start, of eight
            seen.update(f=f, planned=planned, aim=min(planned * f, chips.o + 1.5 / 8), shift=chips.shift)
            seen.update(less=other.shift * other.size, room=(2 / 9 - other.o) * 0.72)

    simulate_path(sketch.plan(), neutral(12), watch=watch)
    ahead = (seen["aim"] - seen["planned"]) * 0.42
    part = min(1.0, seen["room"] / ahead)
    assert 1.0 < seen["f"] <= 1.3
    assert seen["shift"] == pytest.approx(part * (seen["aim"] - seen["planned"]))
    assert seen["less"] == pytest.approx(-part * ahead)


@pytest.mark.parametrize("path", range(3))
def test_shares_below_the_strike_and_no_pull_change_nothing(path):
    """Not a bit: the same flows, cash and values."""
    block, sketch = draws(3, 0, 3, 12), upside()
    for c in steps(sketch):
        leg(sketch, c, strike=1e12)
    worthless = kernel_path(sketch.plan(), block, path)
    set_world(sketch, warrant_pull=0.0)
    assert differences(worthless, kernel_path(sketch.plan(), block, path), 0.0) == []


def test_a_lab_that_does_not_see_the_warrant_is_seen(monkeypatch):
    """Planted fault: the twin's lab thinks that the shares are worth nothing."""
    sketch, block = upside(), draws(3, 0, 1, 12)
    ours = kernel_path(sketch.plan(), block)
    assert differences(ours, simulate_path(sketch.plan(), block)) == []
    monkeypatch.setattr("tests.oracle.market.upside", lambda s, site, t: 0.0)
    assert differences(ours, simulate_path(sketch.plan(), block)) != []
