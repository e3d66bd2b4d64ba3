"""Customers that nobody named: the mean rate at which they fail is the one that is stated."""

import math

import numpy as np
import pytest

from gigaloop.engine.draws import POOL, WAVE, draws
from gigaloop.engine.kernel.pool import failing
from gigaloop.methods import quantile


@pytest.fixture(scope="module")
def market():
    return draws(1, 0, 4000, 12).market


def test_the_factor_is_standard_normal_and_falls_with_the_markets(market):
    z, wave = market[:, :, POOL].ravel(), market[:, :, WAVE].ravel()
    error = 3.0 / math.sqrt(len(z))
    assert abs(z.mean()) < error and abs(z.std() - 1.0) < error
    order = np.argsort(wave)
    assert (np.diff(z[order]) >= 0.0).all()
    below = [np.mean(z < point) for point in (-2.0, -1.0, 1.0, 2.0)]
    assert below == pytest.approx([0.0228, 0.1587, 0.8413, 0.9772], abs=error)


@pytest.mark.parametrize("yearly", [0.01, 0.03, 0.1])
def test_the_mean_rate_is_the_stated_one(market, yearly):
    quarterly = 1.0 - (1.0 - yearly) ** 0.25
    point = float(quantile.normal(quarterly))
    rates = np.array([failing.py_func(point, 0.2, z, 0.0) for z in market[:, :, POOL].ravel()])
    assert rates.mean() == pytest.approx(quarterly, abs=3.0 * rates.std() / math.sqrt(len(rates)))
    assert rates.max() > 5.0 * quarterly  # they fail together
