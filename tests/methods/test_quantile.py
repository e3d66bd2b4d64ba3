"""Quantiles beside scipy.special, which finds them by other code."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings, strategies as st
from scipy import special

from gigaloop.methods import quantile

GRID = np.linspace(0, 1, 41)
SHAPES = st.floats(math.log(0.05), math.log(1e4)).map(math.exp)


def test_normal_quantiles_are_scipys():
    p = np.concatenate([np.geomspace(1e-12, 0.5, 200), 1 - np.geomspace(1e-12, 0.5, 200)])
    assert quantile.normal(p) == pytest.approx(special.ndtri(p), rel=1e-13, abs=1e-15)


@settings(deadline=None, max_examples=50)
@example(0.5, 160.34275776107705)  # log Gamma of large numbers, taken from each other, was off by 1.1e-12
@example(1e4, 0.05)  # a quarter of it is nearer to 1 than a float can be
@given(SHAPES, SHAPES)
def test_beta_quantiles_lie_where_scipy_says_that_the_probability_is(a, b):
    """scipy's own inverse is less exact: 0.49999999999365 for the middle of a = b = 1.9."""
    found = quantile.beta(GRID, a, b)
    below, above = (special.betainc(a, b, np.minimum(found * side, 1.0)) for side in (1 - 1e-12, 1 + 1e-12))
    assert (below <= GRID + 1e-14).all() and (above >= GRID - 1e-14).all()


@pytest.mark.parametrize(("a", "b"), [(0.0, 1.0), (2.0, -1.0), (float("nan"), 1.0)])
def test_a_shape_that_is_none_is_refused(a, b):
    with pytest.raises(ValueError, match="greater than 0"):
        quantile.beta(GRID, a, b)
