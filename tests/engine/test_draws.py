"""Quantile tables beside scipy.stats, which knows the same distributions by other code."""

import numpy as np
import pytest
from scipy import stats

from gigaloop.engine.compiler.values import between
from gigaloop.engine.draws import CUT, GRID, draws, quantiles

INNER = np.clip(GRID, CUT, 1 - CUT)


@pytest.mark.parametrize(
    ("shape", "arguments", "expected"),
    [
        ("triangular", (1.0, 2.0, 5.0), stats.triang.ppf(GRID, 0.25, loc=1, scale=4)),
        ("triangular", (1.0, 1.0, 5.0), stats.triang.ppf(GRID, 0.0, loc=1, scale=4)),
        ("triangular", (1.0, 5.0, 5.0), stats.triang.ppf(GRID, 1.0, loc=1, scale=4)),
        ("normal", (-1.0, 0.0, 1.0), stats.norm.ppf(INNER) / stats.norm.ppf(0.95)),
        ("lognormal", (0.5, 1.0, 2.0), np.exp(stats.norm.ppf(INNER) * np.log(2) / stats.norm.ppf(0.95))),
        ("beta", (0.0, 0.5, 2.0, 2.0, 3.0), 2 * stats.beta.ppf(GRID, 2, 3)),
        ("exponential", (0.0, 3.0, 0.0), stats.expon.ppf(INNER, scale=3)),
        ("late", (0.0, 3.0, 0.0, 0.4), stats.expon.ppf(np.clip((GRID - 0.6) / 0.4, 0, 1 - CUT), scale=3)),
    ],
)
def test_a_quantile_table_is_the_distribution_it_names(shape, arguments, expected):
    assert quantiles(shape, *arguments) == pytest.approx(expected, rel=1e-12, abs=1e-14)


def test_quantiles_without_numpys_are_numpys_to_the_bit():
    """Planted fault: a line that always counts from its lower end differs in last bits."""
    differ = 0
    for size in (1, 2, 7, 97, 41 * 41):
        values = np.random.default_rng(size).normal(size=(size, 3))
        told = between(values, GRID)
        assert told.tobytes() == np.quantile(values, GRID).tobytes()
        ordered, place = np.sort(values, axis=None), (values.size - 1) * GRID
        under = np.floor(place).astype(int)
        low, high = ordered[under], ordered[np.minimum(under + 1, values.size - 1)]
        differ += (low + (high - low) * (place - under)).tobytes() != told.tobytes()
    assert differ


def test_the_regime_is_uniform():
    regime = draws(1, 0, 400, 10).regime
    assert stats.kstest(regime.ravel(), "uniform").pvalue > 0.01
    assert 0 <= regime.min() < 0.01 and 0.99 < regime.max() <= 1
