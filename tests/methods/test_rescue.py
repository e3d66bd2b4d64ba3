import itertools

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from gigaloop.methods import clearing, rescue

books = st.tuples(
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=3, max_size=3),
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from([None, [0], [0, 1]]),
)


def cheapest_on_a_grid(L, e, ext, alpha, beta, save, which, step=0.5):
    """Try every injection on a grid, cheapest first, straight from the clearing."""
    save = range(3) if save is None else save
    need = [np.arange(0, max(0.0, L[i].sum() + ext[i] - e[i]) + step, step) for i in range(3)]
    for x in sorted(itertools.product(*need), key=sum):
        got = clearing.rogers_veraart(L, e + np.array(x) * (1 + 1e-9), ext, alpha, beta, which=which)
        if not got.default[list(save)].any():
            return sum(x)
    raise AssertionError("full cover always works")


@settings(max_examples=25, deadline=None)
@given(books)
@pytest.mark.parametrize("which", ["greatest", "least"])
def test_cheapest_against_a_grid(which, book):
    L, e, ext, alpha, beta, save = book
    L, e, ext = (np.array(part, float) for part in (L, e, ext))
    np.fill_diagonal(L, 0)
    found = rescue.cheapest_rescue(L, e, ext, alpha, beta, save, which)
    grid = cheapest_on_a_grid(L, e, ext, alpha, beta, save, which)
    assert not found.default[list(range(3) if save is None else save)].any()
    assert found.cost == pytest.approx(found.injections.sum())
    assert found.lower_bound <= found.cost + 1e-7
    if found.exact:
        assert found.cost <= grid + 1e-6
        assert found.lower_bound == pytest.approx(found.cost)
    # the grid is half a unit fine, so it finds what the exact answer finds, rounded up by firm
    assert found.lower_bound <= grid + 1e-7


def test_breaking_a_ring_costs_one_debt_and_comes_back_whole():
    ring = np.roll(np.eye(5), 1, axis=1) * 2
    found = rescue.cheapest_rescue(ring, np.zeros(5), alpha=0, beta=0, which="least")
    assert found.cost == 2 and found.exact and found.returned.sum() == pytest.approx(2)
    assert rescue.cheapest_rescue(ring, np.zeros(5), alpha=0, beta=0).cost == 0  # coordinated, nothing is needed


def test_keeping_another_firm_whole_may_be_cheaper():
    # 0 owes 10 to outside and lacks 6; 1 lacks 0.1 and, with total default costs, then pays 0 nothing of its 6
    L = [[0, 0], [6, 0]]
    found = rescue.cheapest_rescue(L, [4, 5.9], [10, 0], alpha=0, beta=0, save=[0])
    assert found.cost == pytest.approx(0.1) and found.injections.round(6).tolist() == [0, 0.1]


def test_many_failing_firms_give_a_bound_that_says_so():
    random = np.random.default_rng(3)
    L = random.random((9, 9)) * (random.random((9, 9)) < 0.4)
    e, ext = np.full(9, 0.05), np.full(9, 0.4)
    few = rescue.cheapest_rescue(L, e, ext, 0.5, 0.5, save=[0])
    many = rescue.cheapest_rescue(L, e, ext, 0.5, 0.5, save=[0], most_firms=2)
    assert few.exact and not many.exact and "bound" in many.method
    assert many.lower_bound <= few.cost + 1e-9 <= many.cost + 2e-9
    low = rescue.cheapest_rescue(L, e, ext, 0.5, 0.5, save=[0], which="least")
    assert not low.exact and low.lower_bound <= low.cost and not low.default[0]


def test_a_planted_cheaper_rescue_does_not_hold():
    ring = np.roll(np.eye(3), 1, axis=1)
    short = clearing.rogers_veraart(ring, [0.99, 0, 0], alpha=0, beta=0, which="least")
    assert short.default.all()


def test_refusals():
    with pytest.raises(ValueError, match="save: found firm 4"):
        rescue.cheapest_rescue([[0]], [1], save=[4])
    with pytest.raises(ValueError, match="which: found 'best'"):
        rescue.cheapest_rescue([[0]], [1], which="best")
