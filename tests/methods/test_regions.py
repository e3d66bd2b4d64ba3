"""`methods.regions` against a search over whole units, and what a split must keep."""

from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from gigaloop.methods import regions
from gigaloop.methods.regions import resilience


def served(capacity, load, cost, link, worth, out=None):
    """(cost, unserved) of the cheapest of all whole dispatches of two regions a and b with one link."""
    best = None
    have = {n: 0 if n == out else c for n, c in capacity.items()}
    for a, b, flow in product(range(have["a"] + 1), range(have["b"] + 1), range(-link, link + 1)):
        missing = [load["a"] - a + flow, load["b"] - b - flow]
        if min(missing) < 0 or missing[0] > load["a"] or missing[1] > load["b"]:
            continue
        spent = (a * cost["a"] + b * cost["b"] + worth * sum(missing), sum(missing))
        best = spent if best is None or spent < best else best
    return best


@settings(max_examples=60, deadline=None)
@given(*[st.integers(0, 6)] * 4, st.integers(1, 5), st.integers(1, 5), st.integers(0, 4), st.integers(6, 12))
def test_each_state_is_the_cheapest_of_all_dispatches(cap_a, cap_b, load_a, load_b, cost_a, cost_b, link, worth):
    capacity, load, cost = {"a": cap_a, "b": cap_b}, {"a": load_a, "b": load_b}, {"a": cost_a, "b": cost_b}
    found = resilience(capacity, load, cost, link=link, outage={"a": 0.25, "b": 0.5}, worth=worth)
    states = {out: served(capacity, load, cost, link, worth, out) for out in (None, "a", "b")}
    assert found.cost == pytest.approx(states[None][0])
    assert [found.lost[n] for n in "ab"] == pytest.approx([states[n][1] for n in "ab"])
    loss = 0.25 * (states["a"][0] - states[None][0]) + 0.5 * (states["b"][0] - states[None][0])
    assert found.loss == pytest.approx(loss)
    assert found.total == pytest.approx(found.cost + loss)
    assert found.residual < 1e-9


EVEN = {"capacity": {"a": 10, "b": 10}, "load": {"a": 6, "b": 6}, "cost": {"a": 1, "b": 1.2}, "worth": 20.0}


def test_a_wider_link_never_loses_more_and_a_closed_one_loses_all():
    losses = [resilience(**EVEN, link=link, outage={"a": 0.01, "b": 0.01}).loss for link in (0, 2, 4, 10)]
    assert losses == sorted(losses, reverse=True)
    assert resilience(**EVEN, link=0, outage={"a": 0.01}).lost["a"] == pytest.approx(6.0)


def test_a_planted_fault_is_seen(monkeypatch):
    """A clearing that forgets the outage loses nothing, and is caught by the closed link above."""
    true = regions.clear
    monkeypatch.setattr(regions, "clear", lambda zones, *rest, **k: true({n: {"site": 10} for n in zones}, *rest, **k))
    assert resilience(**EVEN, link=0, outage={"a": 0.01}).lost["a"] == 0.0


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"link": -1.0, "outage": {}}, "link: found -1.0"),
        ({"link": 1.0, "outage": {"a": 0.9, "b": 0.2}}, "at most 1"),
        ({"link": 1.0, "outage": {}, "load": {"a": 1}}, "load: found regions"),
    ],
)
def test_bad_input_is_refused(given, says):
    with pytest.raises(ValueError, match=says):
        resilience(**(EVEN | given))
