# ruff: noqa: SIM300 - the published field names are in capitals, which ruff takes for constants
import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from gigaloop.methods import circularity, circulation
from tests.methods.cases import agree, name, of

CALLS = {
    "cdfd": circularity.decompose,
    "finn": circularity.finn,
    "trophic": circularity.trophic,
    "simple_cycles": circularity.cycles,
    "max_netting": circularity.set_off,
}


@pytest.mark.parametrize("case", of("circularity", "directedness", "netting"), ids=name)
def test_published_case(case):
    agree(CALLS[case["method"]](**case["inputs"]), case["expected"], case["tolerance"])


def squares(most=5, top=5):
    return (
        st.integers(1, most)
        .flatmap(lambda n: st.lists(st.lists(st.integers(0, top), min_size=n, max_size=n), min_size=n, max_size=n))
        .map(lambda rows: np.array(rows, float))
    )


def through_vehicle(W, i, j):
    """W with the whole edge i to j sent through a new party."""
    n = len(W)
    wide = np.zeros((n + 1, n + 1))
    wide[:n, :n] = W
    wide[i, n], wide[n, j], wide[i, j] = W[i, j], W[i, j], 0
    return wide


def edge_of(W, pick):
    found = np.argwhere(W > 0)
    return tuple(int(k) for k in found[pick % len(found)]) if len(found) else None


# --- circular-directional decomposition -------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(squares())
def test_maximum_circulation_against_network_simplex(W):
    n = len(W)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(n), demand=0)
    for i, j in np.argwhere((W > 0) & ~np.eye(n, dtype=bool)):
        graph.add_edge(int(i), int(j), capacity=int(W[i, j]), weight=-1)
    volume = -nx.min_cost_flow_cost(graph) + np.trace(W)
    found = circularity.decompose(W)
    assert found.V_C == pytest.approx(volume, abs=1e-9)
    assert found.residual < 1e-9
    assert nx.is_directed_acyclic_graph(nx.DiGraph(np.where(found.D > 1e-9, 1, 0)))
    np.testing.assert_allclose(found.C + found.D, W, atol=1e-12)
    assert (found.C >= 0).all() and (found.D >= -1e-12).all()
    forwarded_rest = W - found.C_forwarded
    assert nx.is_directed_acyclic_graph(nx.DiGraph(np.where(forwarded_rest > 1e-9, 1, 0)))
    np.testing.assert_allclose(found.C_forwarded.sum(0), found.C_forwarded.sum(1), atol=1e-9)


def naive_cycle_weights(C, names):
    """Qian and Qian's formula as printed: S x product of P x minor without the circuit / sum of minors without k."""
    label = {}
    for k, part in enumerate(nx.strongly_connected_components(nx.DiGraph(C))):
        label.update(dict.fromkeys(part, k))
    weights = []
    for row in names:
        part = [k for k in range(len(C)) if label[k] == label[row[0]]]
        inner = C[np.ix_(part, part)]
        I_P = np.eye(len(part)) - inner / inner.sum(1, keepdims=True)

        def minor(gone, I_P=I_P, part=part):
            rest = [k for k, party in enumerate(part) if party not in gone]
            return np.linalg.det(I_P[np.ix_(rest, rest)])

        step = [C[a, b] / inner.sum(1)[part.index(a)] for a, b in zip(row, (*row[1:], row[0]), strict=True)]
        weights.append(inner.sum() * math.prod(step) * minor(row) / sum(minor([k]) for k in part))
    return weights


@settings(max_examples=60, deadline=None)
@given(squares(4))
def test_cycle_weights_against_the_printed_formula(W):
    found = circularity.decompose(W)
    np.testing.assert_allclose(found.weights, naive_cycle_weights(found.C_forwarded, found.cycles), atol=1e-9)
    rebuilt = np.zeros_like(W)
    for weight, row in zip(found.weights, found.cycles, strict=True):
        for a, b in zip(row, (*row[1:], row[0]), strict=True):
            rebuilt[a, b] += weight
    np.testing.assert_allclose(rebuilt, found.C_forwarded, atol=1e-9)


def test_bidirected_triangle_exact_and_sampled():
    W = np.ones((3, 3)) - np.eye(3)
    found = circularity.decompose(W)
    assert found.T_C == pytest.approx(8 / 3) and found.gamma_thr == 1 and found.exact and found.T_C_error == 0
    assert found.Lbar_C == pytest.approx(9 / 4)
    walked = circularity.decompose(W, most_cycles=2, seed=4)
    assert not walked.exact and 0 < walked.T_C_error < 0.02
    assert abs(walked.T_C - 8 / 3) < 4 * walked.T_C_error
    assert circularity.decompose(W, most_cycles=2, seed=4).T_C == walked.T_C


@settings(max_examples=60, deadline=None)
@given(squares(4), st.integers(0, 30))
def test_a_vehicle_leaves_throughput_and_changes_volume(W, pick):
    np.fill_diagonal(W, 0)
    edge = edge_of(W, pick)
    if edge is None:
        return
    a, b = circularity.decompose(W), circularity.decompose(through_vehicle(W, *edge))
    for field in ("T_C", "D_net", "gamma_thr"):
        assert getattr(b, field) == pytest.approx(getattr(a, field), abs=1e-8), field
    assert b.V_W == a.V_W + W[edge]


def test_volume_share_does_change_with_a_vehicle():
    W = np.array([[0, 2, 0], [0, 0, 1], [1, 0, 0]], float)
    found = circularity.decompose(through_vehicle(W, 0, 1))
    assert found.gamma_vol == pytest.approx(2 / 3) and found.gamma_thr == pytest.approx(1 / 2)
    # a merger makes the money between the two a self-loop
    merged = circularity.decompose([[2, 1], [1, 0]])
    assert merged.gamma_vol == 1


def test_nothing_flows():
    found = circularity.decompose(np.zeros((2, 2)))
    assert found.V_W == found.V_C == found.T_C == 0 and math.isnan(found.gamma_vol) and math.isnan(found.gamma_thr)
    assert circularity.decompose([]).V_W == 0
    assert math.isnan(circularity.trophic(np.zeros((2, 2))).F0)
    assert math.isnan(circularity.hodge(np.zeros((2, 2))).circular_share)
    assert circularity.cycles([[0]]).count == 0


@settings(max_examples=40, deadline=None)
@given(squares(4), st.randoms(use_true_random=False))
def test_renaming_changes_nothing(W, random):
    order = list(range(len(W)))
    random.shuffle(order)
    B = W[np.ix_(order, order)]
    a, b = circularity.decompose(W), circularity.decompose(B)
    for field in ("V_W", "V_C", "T_C", "D_net"):
        assert getattr(a, field) == pytest.approx(getattr(b, field), abs=1e-9)
    assert circularity.cycles(W).count == circularity.cycles(B).count
    np.testing.assert_allclose(circularity.finn(W=B).returned, circularity.finn(W=W).returned[order], atol=1e-9)
    np.testing.assert_allclose(circularity.hodge(B).potential, circularity.hodge(W).potential[order], atol=1e-9)
    np.testing.assert_allclose(circularity.trophic(B).levels, circularity.trophic(W).levels[order], atol=1e-8)


# --- set-off ----------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(0, 9)), min_size=1, max_size=8))
def test_set_off_keeps_net_positions(rows):
    found = circularity.set_off(rows)
    after = circularity.set_off([(i, j, x) for (i, j, _), x in zip(rows, found.obligations, strict=True)])
    assert {k: round(v, 9) for k, v in after.net_positions.items()} == {
        k: round(v, 9) for k, v in found.net_positions.items()
    }
    assert after.netted < 1e-9 and found.residual < 1e-9
    assert found.remaining == pytest.approx(found.gross - found.netted)
    assert found.remaining >= found.least_gross - 1e-9


# --- cycles -----------------------------------------------------------------------------------------------------------


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.just(1)), max_size=14), st.integers(1, 5))
def test_cycles_against_networkx_with_each_contract_apart(rows, longest):
    if not rows:
        return
    graph = nx.DiGraph()
    for k, (i, j, _) in enumerate(rows):  # each contract gets a node of its own, so that none collapse
        graph.add_edge(("party", i), ("contract", k))
        graph.add_edge(("contract", k), ("party", j))
    every = [len(c) // 2 for c in nx.simple_cycles(graph)]
    found = circularity.cycles(edges=rows, keep=10_000)
    assert found.count == len(every) and found.complete
    assert found.by_length == {k: every.count(k) for k in sorted(set(every))}
    short = circularity.cycles(edges=rows, max_length=longest)
    assert short.count == sum(k <= longest for k in every)
    assert len(set(found.cycles)) == len(found.cycles)
    for row in found.cycles:
        for a, b in zip(row, (*row[1:], row[0]), strict=True):
            assert (a, b, 1) in rows


def test_cycles_beside_a_self_loop():
    # once counted 7: pruning by distance had broken the blocking of party 3
    W = [[0, 0, 1, 1], [0, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 1]]
    assert circularity.cycles(W).count == 6


def test_cycles_stop_at_the_limit_and_say_so():
    full = np.ones((8, 8)) - np.eye(8)
    found = circularity.cycles(full, limit=100, keep=3)
    assert found.count == 100 and not found.complete and len(found.cycles) == 3
    assert circularity.cycles(full).count == sum(math.comb(8, k) * math.factorial(k - 1) for k in range(2, 9))


@settings(max_examples=40, deadline=None)
@given(squares(4), st.integers(0, 30))
def test_a_vehicle_leaves_the_count(W, pick):
    edge = edge_of(W, pick)
    if edge is not None:
        assert circularity.cycles(through_vehicle(W, *edge)).count == circularity.cycles(W).count


# --- Finn -------------------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(squares(4), st.integers(0, 30))
def test_finn_against_the_power_series_and_a_vehicle(W, pick):
    n = len(W)
    entering = np.maximum(W.sum(1) - W.sum(0), 0) + 1
    found = circularity.finn(W=W, input=entering)
    T = entering + W.sum(0)
    G = W / T[:, None]
    N, term = np.eye(n), np.eye(n)
    for _ in range(4000):
        term = term @ G
        N = N + term
    np.testing.assert_allclose(found.FCI, (T * (1 - 1 / np.diag(N))).sum() / T.sum(), atol=1e-9)
    assert found.BFI + found.DFI + found.IFI == pytest.approx(1) and found.residual < 1e-9
    edge = edge_of(W, pick)
    if edge is not None:
        split = circularity.finn(W=through_vehicle(W, *edge), input=[*entering, 0])
        np.testing.assert_allclose(split.returned[:n], found.returned, atol=1e-9)
        assert split.TST == pytest.approx(found.TST + W[edge])


def test_finn_of_a_closed_ring_and_of_a_wrong_input():
    ring = [(1, 2, 3), (2, 3, 3), (3, 1, 3)]
    found = circularity.finn(ring)
    assert found.FCI == 1 and found.boundary == 0 and found.APL == math.inf
    # a closed ring downstream of a source takes all that comes and gives nothing back
    assert circularity.finn([(1, 2, 1), (2, 3, 5), (3, 2, 5)], [1, 0, 0]).returned[0] == 0
    with pytest.raises(ValueError, match=r"input\[0\]: found 0, expected 2 or more"):
        circularity.finn([(1, 2, 2)], [0, 0])


# --- Helmholtz-Hodge and trophic levels -------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(squares(5))
def test_hodge_is_the_least_squares_split(W):
    found = circularity.hodge(W)
    n = len(W)
    np.testing.assert_allclose(found.gradient + found.circular, found.net, atol=1e-9)
    assert found.residual < 1e-9
    pairs = [(i, j) for i, j in itertools.combinations(range(n), 2) if W[i, j] > 0 or W[j, i] > 0]
    if not pairs:
        return
    w = np.array([float(W[i, j] > 0) + float(W[j, i] > 0) for i, j in pairs])
    rows = np.zeros((len(pairs), n))
    for k, (i, j) in enumerate(pairs):
        rows[k, i], rows[k, j] = 1, -1
    F = np.array([W[i, j] - W[j, i] for i, j in pairs])
    phi = np.linalg.lstsq(rows * np.sqrt(w)[:, None], F / np.sqrt(w), rcond=None)[0]
    left = F - w * (rows @ phi)
    if (F != 0).any():
        assert found.circular_share == pytest.approx((left**2 / w).sum() / (F**2 / w).sum(), abs=1e-9)


def test_hodge_and_trophic_with_a_vehicle():
    ring = np.roll(np.eye(3), 1, axis=1)
    assert circularity.hodge(ring).circular_share == pytest.approx(1)
    assert circularity.trophic(through_vehicle(ring, 0, 1)).F0 == pytest.approx(1)
    chain = np.diag([1.0, 1.0], 1)
    assert circularity.trophic(through_vehicle(chain, 0, 1)).F0 == pytest.approx(0, abs=1e-12)
    loop = np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0]], float)  # feed-forward: both measures move
    assert circularity.trophic(loop).F0 == pytest.approx(1 / 9)
    assert circularity.trophic(through_vehicle(loop, 0, 1)).F0 != pytest.approx(1 / 9)
    before, after = circularity.hodge(loop), circularity.hodge(through_vehicle(loop, 0, 1))
    assert after.circular_share != pytest.approx(before.circular_share)


@settings(max_examples=60, deadline=None)
@given(squares(5))
def test_trophic_levels_minimise_the_incoherence(W):
    found = circularity.trophic(W)
    if not W.sum():
        return
    assert found.residual < 1e-10
    h = np.random.default_rng(1).normal(size=(20, len(W))) * 0.1 + found.levels
    worse = (W[None] * (h[:, None, :] - h[:, :, None] - 1) ** 2).sum((1, 2)) / W.sum()
    assert (worse >= found.F0 - 1e-12).all() and 0 <= found.F0 <= 1 + 1e-12


def test_a_planted_imbalance_shows():
    W = np.array([[0, 2, 0], [0, 0, 1], [1, 0, 0]], float)
    good = circulation.forwarded(W)
    assert np.abs(good.sum(0) - good.sum(1)).max() < 1e-12
    good[0, 1] += 0.1
    assert np.abs(good.sum(0) - good.sum(1)).max() > 0.09


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: circularity.decompose(), "expected either W or edges"),
        (lambda: circularity.decompose([[1]], edges=[(1, 1, 1)]), "expected either W or edges"),
        (lambda: circularity.trophic(edges=[(1,)]), r"edges\[0\]: found \(1,\)"),
        (lambda: circularity.set_off([("a", "b", -1)]), "found -1"),
        (lambda: circularity.finn([("a", "x", 1)], nodes=["a", "b"]), "found party 'x'"),
        (lambda: circularity.hodge([[0, 1]]), "W: found shape"),
        (lambda: circularity.cycles([[0, 1], [1, 0]], nodes=["a"]), "nodes: found 1"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_circuit_kernel_agrees_compiled_and_not(monkeypatch):
    from gigaloop.methods import circuits

    W = (np.random.default_rng(6).random((6, 6)) < 0.5).astype(float)
    compiled = [circularity.cycles(W, max_length=longest) for longest in (None, 3)]
    monkeypatch.setattr(circuits, "_johnson", circuits._johnson.py_func)
    assert [circularity.cycles(W, max_length=longest) for longest in (None, 3)] == compiled


@settings(max_examples=150, deadline=None)
@given(squares(6, 7), st.sampled_from([1.0, 1e-6, 1e9, 0.37]))
def test_volume_alone_is_the_volume_of_the_decomposition(W, unit):
    assert circulation.volume(W * unit) == pytest.approx(
        circularity.decompose(W * unit).V_C, rel=1e-9, abs=1e-12 * unit
    )
    if W.sum():
        assert circulation.volume(W * unit) <= (W * unit).sum() * (1 + 1e-12)
