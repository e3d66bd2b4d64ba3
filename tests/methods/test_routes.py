"""Routes of money: worked by hand, and against the array methods, which are written apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from gigaloop.methods.circuits import cycles
from gigaloop.methods.origin import absorbing, max_flow
from gigaloop.methods.routes import circuits, flow_routes, largest_flow, trace

amounts = st.integers(0, 9).map(float)


@st.composite
def networks(draw, n: int = 5):
    return {
        (i, j): amount
        for i in range(n)
        for j in range(n)
        if i != j and draw(st.booleans()) and (amount := draw(amounts))
    }


@given(networks())
@settings(max_examples=60, deadline=None)
def test_largest_flow_is_the_array_methods(network) -> None:
    edges = [(i, j, amount) for (i, j), amount in network.items()]
    found = largest_flow(network, 0, 4)
    expected = max_flow(edges=edges, nodes=list(range(5)), source=0, sink=4).value
    assert found.value == pytest.approx(expected)
    for node in (1, 2, 3):
        into = sum(x for (_, j), x in found.flow.items() if j == node)
        assert into == pytest.approx(sum(x for (i, _), x in found.flow.items() if i == node))
    assert all(x <= network[edge] + 1e-9 for edge, x in found.flow.items())
    routes = flow_routes(found.flow, 0, 4)
    assert sum(x for _, x in routes) == pytest.approx(found.value)
    assert all(route[0] == 0 and route[-1] == 4 and len(set(route)) == len(route) for route, _ in routes)


@given(networks(), st.integers(2, 5))
@settings(max_examples=60, deadline=None)
def test_circuits_are_the_array_methods(network, longest) -> None:
    found = list(circuits(network, longest))
    assert len(found) == len(set(found))
    W = np.zeros((5, 5))
    for (i, j), amount in network.items():
        W[i, j] = amount
    expected = cycles(W, max_length=longest).cycles
    assert {frozenset(_turns(one)) for one in found} == {frozenset(_turns(one)) for one in expected}


def _turns(circuit):
    return [circuit[k:] + circuit[:k] for k in range(len(circuit))]


@given(networks(), st.lists(amounts, min_size=5, max_size=5))
@settings(max_examples=80, deadline=None)
def test_trace_is_the_absorbing_chain_and_never_above_the_largest_flow(network, outside) -> None:
    """Money enters everywhere, and nobody pays more than it got."""
    outside = {j: x for j, x in enumerate(outside) if j}
    for j in range(1, 5):
        got = sum(x for (_, k), x in network.items() if k == j)
        paid = sum(x for (i, _), x in network.items() if i == j)
        outside[j] = max(outside[j], paid - got, 1.0)
    sold = {i: x for (i, j), x in network.items() if j == 0}
    if not sold:
        return
    whole = sum(sold.values())
    found = trace(network, outside, 0, {i: x / whole for i, x in sold.items()})
    Q, R = np.zeros((4, 4)), np.zeros((4, 5))
    for j in range(1, 5):
        got = outside[j] + sum(x for (_, k), x in network.items() if k == j)
        for i in range(1, 5):
            Q[j - 1, i - 1] = network.get((i, j), 0.0) / got
        R[j - 1, 0] = network.get((0, j), 0.0) / got
        R[j - 1, j] = outside[j] / got
    start = np.array([sold.get(j, 0.0) / whole for j in range(1, 5)])
    ends = start @ absorbing(Q, R).B
    assert found.own == pytest.approx(ends[0])
    assert [found.outside.get(j, 0.0) for j in range(1, 5)] == pytest.approx(ends[1:])
    assert found.own + sum(found.outside.values()) == pytest.approx(1.0)
    assert found.residual < 1e-9
    split = {("pays" if i == 0 else i, "gets" if j == 0 else j): x for (i, j), x in network.items()}
    assert found.own * whole <= largest_flow(split, "pays", "gets").value + 1e-9


def test_a_vehicle_in_the_middle_changes_neither_measure() -> None:
    plain = {("s", "a"): 1.0, ("a", "s"): 2.0}
    split = {("s", "v"): 1.0, ("v", "a"): 1.0, ("a", "s"): 2.0}
    for network in (plain, split):
        assert trace(network, {"a": 3.0}, "s", {"a": 1.0}).own == pytest.approx(0.25)
        ends = {("out" if i == "s" else i, "in" if j == "s" else j): x for (i, j), x in network.items()}
        assert largest_flow(ends, "out", "in").value == 1.0


def test_what_cannot_be_told_is_refused() -> None:
    with pytest.raises(ValueError, match="pays but got nothing"):
        trace({("a", "s"): 1.0}, {}, "s", {"a": 1.0})
    with pytest.raises(ValueError, match="nothing enters"):
        trace({("a", "b"): 1.0, ("b", "a"): 1.0, ("a", "s"): 1.0}, {}, "s", {"a": 1.0})
    with pytest.raises(ValueError, match="one node"):
        largest_flow({("a", "b"): 1.0}, "a", "a")
