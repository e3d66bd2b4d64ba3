import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.stats import kstest

from gigaloop.methods import circularity, null

squares = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 5), min_size=n, max_size=n), min_size=n, max_size=n)
)


@settings(max_examples=40, deadline=None)
@given(squares, st.integers(0, 9))
def test_totals_are_held(rows, seed):
    W = np.array(rows, float)
    for fixed in null.FIXED:
        for drawn in null.networks(W, 3, fixed, seed):
            assert (drawn >= 0).all()
            np.testing.assert_allclose(np.diag(drawn), np.diag(W))
            np.testing.assert_allclose(drawn.sum(1), W.sum(1), atol=1e-7)
            if fixed == "strengths":
                np.testing.assert_allclose(drawn.sum(0), W.sum(0), atol=1e-7)
            else:
                assert ((drawn > 0).sum(0) == (W > 0).sum(0)).all() and ((drawn > 0).sum(1) == (W > 0).sum(1)).all()


def test_draws_are_uniform_where_the_answer_is_known():
    # three parties, all totals 3: one free number, the amount 0 pays 1, uniform from 0 to 3
    W = np.array([[0, 2, 1], [1, 0, 2], [2, 1, 0]], float)
    free = [drawn[0, 1] for drawn in null.networks(W, 2000, "strengths", 5)]
    assert kstest(np.array(free) / 3, "uniform").pvalue > 0.01
    assert kstest(np.array(free) / 3.5, "uniform").pvalue < 1e-6  # the check can fail


def test_swaps_reach_every_network_with_the_degrees():
    # a ring of four, each pays one and is paid by one: the 9 derangements, all equally often
    ring = np.roll(np.eye(4), 1, axis=1)
    seen = [tuple(drawn.argmax(1)) for drawn in null.networks(ring, 4500, "degrees", 2)]
    counts = np.unique(seen, axis=0, return_counts=True)[1]
    assert counts.size == 9 and counts.min() > 350 and counts.max() < 650


def test_p_value_of_a_planted_loop_and_of_none():
    random = np.random.default_rng(4)
    chain = np.triu(random.random((7, 7)) < 0.6, 1).astype(float)
    loop = chain.copy()
    loop[:] = 0
    for i, j in ((0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)):
        loop[i, j] = 1

    def share(W):
        return circularity.finn(W=W).FCI

    closed = null.against(loop + np.diag([0, 0, 0, 0, 0, 0, 0]), share, 200, "degrees", 1)
    open_ended = null.against(chain, share, 200, "degrees", 1)
    assert open_ended.observed == 0 and open_ended.p_value == 1 and open_ended.error == 0
    assert 0 < closed.p_value <= 1 and closed.drawn.size == 200
    again = null.against(loop, share, 200, "degrees", 1)
    assert (again.drawn == closed.drawn).all()
    assert closed.fixed == null.FIXED["degrees"]


def test_p_value_counts():
    assert null.p_value(5, np.arange(10)) == pytest.approx((6 / 11, (6 / 11 * 5 / 11 / 11) ** 0.5))
    with pytest.raises(ValueError, match="no draws"):
        null.p_value(1, [])
    with pytest.raises(ValueError, match="fixed: found 'names'"):
        next(null.networks([[0, 1], [1, 0]], fixed="names"))
