"""Clauses that need the kernel: leaving what comes late, time to mend a breach or a missed due (docs/model.md, 4 to 6).

Kernel and twin beside each other on small plans, what the clause does in them, and a twin that forgets it.
"""

import numpy as np
import pytest

from gigaloop.engine.draws import draws, neutral
from tests.engine.beside import differences, kernel_path
from tests.engine.clauses import (
    CLAUSES,
    grace,
    grace_that_saves,
    left_and_fallen,
    left_late,
    left_whole,
    time_to_mend,
)
from tests.engine.kinds import CLOUD, LAB
from tests.oracle.quarter import simulate_path


@pytest.mark.parametrize("kind", CLAUSES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("bargain", (0, 1))
def test_each_clause_beside_the_twin(kind, bargain):
    sketch = kind()
    sketch.rules |= {"bargain": bargain, "waiver": bargain}
    plan, block = sketch.plan(), draws(3, 0, 1, sketch.quarters)
    ours, naive = kernel_path(plan, block), simulate_path(plan, block)
    assert ours.outcome == 0 and max(quarter.audit for quarter in ours.quarters) == 0.0
    assert differences(ours, naive, 100) == []


def legs_of(kind):
    sketch = kind()
    return kernel_path(sketch.plan(), neutral(sketch.quarters)).quarters


def test_what_is_late_is_left_and_what_was_ordered_comes_to_the_seller():
    quarters = legs_of(left_late)
    size = [float(quarter.memory.leg["full"][0]) for quarter in quarters]
    given = [float(quarter.memory.leg["given"][0]) for quarter in quarters]
    kept = next(t for t, gw in enumerate(size) if gw < size[0])
    assert 0.0 < size[-1] < size[0] and quarters[-1].memory.leg["d"][0] == 1.0
    assert given[kept] == 0.0 and given[-1] > 0.0 and given == sorted(given)
    last = quarters[kept].memory.leg
    ordered = float(last["left_full"][0] * last["left_o"][0])
    assert given[-1] + size[-1] == pytest.approx(ordered)


def test_who_would_sign_today_stays():
    leg = legs_of(left_whole)[-1].memory.leg
    assert leg["alive"].tolist() == [1, 0, 0, 1, 0] and leg["rem"][1] == leg["rem"][2] == 0.0


def test_a_breach_has_its_effect_when_the_time_to_mend_it_is_over():
    swept = {}
    for cure in (0, 1, 4):
        sketch = time_to_mend()
        for debt in sketch.rows["debts"]:
            debt["cure"] = cure
        quarters = kernel_path(sketch.plan(), neutral(sketch.quarters)).quarters
        swept[cure] = next(t for t, quarter in enumerate(quarters) if quarter.memory.party["swept"][CLOUD] > 0.0)
    assert swept[1] == swept[0] + 1 and swept[4] == swept[0] + 4


def test_a_due_that_waits_saves_who_is_paid_in_the_next_quarter():
    fell = {}
    for cure in (0, 1):
        sketch = grace_that_saves()
        sketch.rows["debts"][-1]["cure"] = cure
        last = kernel_path(sketch.plan(), neutral(sketch.quarters)).quarters[-1].memory
        fell[cure] = int(last.party["defaulted"][LAB]), float(last.debt["face"][-1])
    assert fell == {0: (3, 0.0), 1: (-1, 0.0)}


def test_a_quarter_that_waits_bears_interest_on_interest():
    """9 bn at 8 %: 0.18 of interest wait with the face; the next quarter owes 9.18 and 2 % of it."""
    sketch = grace_that_saves()
    flows = kernel_path(sketch.plan(), neutral(sketch.quarters)).quarters[4].flows
    paid = {tag: sum(v for (a, _, t), v in flows.items() if (a, t) == (LAB, tag)) for tag in ("interest", "principal")}
    assert paid == {"interest": 18360000000.0, "principal": 918000000000.0}


@pytest.mark.parametrize(
    "kind, place, otherwise",
    [
        (left_late, "bills.wanted", lambda s, leg: True),
        (left_late, "market.come_all_the_same", lambda s, leg, t: None),
        (left_and_fallen, "market.come_all_the_same", lambda s, leg, t: None),
        (grace, "quarter.grace", lambda s, t: None),
        (grace_that_saves, "quarter.grace", lambda s, t: None),
    ],
    ids=lambda part: part if isinstance(part, str) else getattr(part, "__name__", ""),
)
def test_a_clause_that_the_twin_forgets_is_seen(kind, place, otherwise, monkeypatch):
    sketch = kind()
    monkeypatch.setattr(f"tests.oracle.{place}", otherwise)
    plan, block = sketch.plan(), neutral(sketch.quarters)
    assert differences(kernel_path(plan, block), simulate_path(plan, block), 100) != []


@pytest.mark.parametrize("kind, table, column", [(left_late, "legs", "late_exit"), (time_to_mend, "debts", "cure")])
def test_a_clause_of_another_length_is_seen(kind, table, column):
    sketch = kind()
    plan, block = sketch.plan(), neutral(sketch.quarters)
    ours, rows = kernel_path(plan, block), getattr(plan, table).copy()
    rows[column] = np.where(rows[column] < 999, rows[column] + 1, rows[column])
    assert differences(ours, simulate_path(plan._replace(**{table: rows}), block), 100) != []
