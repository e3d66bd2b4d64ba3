import itertools

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import root

from gigaloop.methods import clearing, protection

NOBODY = {
    "L": [[0, 1, 0], [0, 0, 0], [0, 0, 0]],
    "e": [0.9, 0.1, 9],
    "contracts": [(2, 0, 1, 1)],
    "ext_liab": [0, 1, 0],
    "alpha": 0.5,
    "beta": 0.5,
}
"""Firm 0 can pay 1 only if 1 fails (its protection then pays), and 1 fails only if 0 does: no way out."""


def naive_map(r, L, e, contracts, ext, alpha, beta):
    """The definition, contract by contract."""
    n = len(e)
    owed = [sum(L[i]) + ext[i] for i in range(n)]
    got = [sum(r[j] * L[j][i] for j in range(n)) for i in range(n)]
    for writer, holder, reference, notional in contracts:
        owed[writer] += notional * (1 - r[reference])
        got[holder] += r[writer] * notional * (1 - r[reference])
    after = []
    for i in range(n):
        if e[i] + got[i] >= owed[i] - 1e-12 * max(owed[i], e[i] + got[i]):
            after.append(1.0)
        else:
            after.append((alpha * e[i] + beta * got[i]) / owed[i])
    return np.array(after)


def naive_search(L, e, contracts, ext, alpha, beta, seed):
    """Look for a solution from many starts within every default set."""
    random = np.random.default_rng(seed)
    n = len(e)
    for failed in itertools.product([False, True], repeat=n):
        where = np.flatnonzero(failed)
        for _ in range(6 if where.size else 1):
            r = np.ones(n)
            if where.size:

                def miss(x, r=r, where=where):
                    r[where] = x
                    owed = np.array([sum(L[i]) + ext[i] for i in range(n)], float)
                    got = r @ np.array(L, float)
                    for writer, holder, reference, notional in contracts:
                        owed[writer] += notional * (1 - r[reference])
                        got[holder] += r[writer] * notional * (1 - r[reference])
                    return (alpha * np.array(e) + beta * got)[where] - x * owed[where]

                r[where] = root(miss, random.random(where.size)).x
            if (
                (r > -1e-9).all()
                and (r < 1 + 1e-9).all()
                and np.abs(naive_map(r, L, e, contracts, ext, alpha, beta) - r).max() < 1e-7
            ):
                return r
    return None


books = st.tuples(
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=3, max_size=3),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2), st.integers(1, 4)).filter(
            lambda row: row[0] != row[2]
        ),
        max_size=3,
    ),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
    st.sampled_from([0.0, 0.5, 1.0]),
)


@settings(max_examples=60, deadline=None)
@given(books, st.integers(0, 99))
def test_a_clearing_solves_the_definition_and_none_means_none(book, seed):
    L, e, contracts, ext, cost = book
    L = np.array(L, float)
    np.fill_diagonal(L, 0)
    e = [x + 0.37 for x in e]
    found = protection.contingent(L, e, contracts, ext, cost, cost, most_boxes=3000)
    other = naive_search(L, e, contracts, ext, cost, cost, seed)
    if found.status == "cleared":
        assert np.abs(naive_map(found.r, L, e, contracts, ext, cost, cost) - found.r).max() < 1e-9
        assert found.residual < 1e-9 and (found.p <= L.sum(1) + ext + sum(c[3] for c in contracts) + 1e-9).all()
    elif found.status == "no consistent clearing":
        assert other is None
    else:
        assert found.boxes >= 3000 or found.p is None
    if not contracts:
        plain = clearing.rogers_veraart(L, e, ext, cost, cost)
        np.testing.assert_allclose(found.p, plain.p, atol=1e-9)


def test_no_consistent_clearing_is_said_and_goes_away_without_default_costs():
    found = protection.contingent(**NOBODY)
    assert found.status == "no consistent clearing" and found.r is None and found.residual is None
    assert naive_search(seed=1, ext=NOBODY["ext_liab"], **{k: v for k, v in NOBODY.items() if k != "ext_liab"}) is None
    smooth = protection.contingent(**(NOBODY | {"alpha": 1, "beta": 1}))
    assert smooth.status == "cleared" and smooth.residual < 1e-9
    assert protection.contingent(**(NOBODY | {"e": [1.1, 0.1, 9]})).status == "cleared"


def test_too_few_boxes_is_not_settled():
    found = protection.contingent(**NOBODY, most_boxes=2)
    assert found.status == "not settled" and "most_boxes" in found.note


def test_a_guarantee_fills_the_hole_and_may_sink_the_guarantor():
    L = [[0, 10, 0], [0, 0, 0], [0, 0, 0]]
    whole = protection.contingent(L, [4, 0, 20], [(2, 1, 0, 10)])
    assert whole.called.tolist() == [6] and whole.equity.tolist() == [-6, 10, 14]
    weak = protection.contingent(L, [4, 0, 3], [(2, 1, 0, 10)])
    np.testing.assert_allclose(weak.called, [3])
    assert weak.default.tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("contracts", "words"),
    [
        ([(0, 1, 0, 1)], "writing protection on itself"),
        ([(0, 1, 5, 1)], r"contracts\[0\]: found"),
        ([(0, 1, 1, -1)], "expected .writer, holder, reference, notional."),
        ([(0, 1)], "expected .writer, holder, reference, notional."),
    ],
)
def test_refusals(contracts, words):
    with pytest.raises(ValueError, match=words):
        protection.contingent([[0, 1], [0, 0]], [1, 1], contracts)


@pytest.mark.parametrize(
    ("e", "writer", "cost", "status"),
    [
        ([0.5, 0.0, 9], 0, 0.5, "no consistent clearing"),
        ([0.75, 0.25, 9], 0, 0.75, "no consistent clearing"),
        ([0.6, 0.05, 9], 0, 0.75, "no consistent clearing"),
        ([1.0, 0.0, 9], 0, 0.5, "cleared"),
        ([0.9, 0.1, 9], 1, 0.5, "cleared"),
    ],
)
def test_a_tie_is_decided_in_fractions(e, writer, cost, status):
    """A firm worth its debts to the last digit pays them whole: the set that needs it to fail is no solution."""
    for unit in (1.0, 0.1, 7.0):  # a tenth is no float: the decimals that were written decide
        L = np.array([[0, unit, 0], [0, 0, 0], [0, 0, 0]])
        contract = [(2, writer, 1 - writer, unit)]
        found = clearing.contingent(L, np.array(e) * unit, contract, np.array([0, unit, 0]), cost, cost)
        assert (found.status, found.boxes < 100) == (status, True), found


def test_a_tie_that_fractions_do_not_settle_says_that_more_boxes_cannot(monkeypatch):
    from gigaloop.methods import protection

    monkeypatch.setattr(protection, "solved", lambda system, failed: None)
    found = clearing.contingent([[0, 1, 0], [0, 0, 0], [0, 0, 0]], [0.5, 0, 9], [(2, 0, 1, 1)], [0, 1, 0], 0.5, 0.5)
    assert found.status == "not settled" and "more boxes cannot decide it" in found.note
