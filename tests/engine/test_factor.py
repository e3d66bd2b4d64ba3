"""One common factor, and what is drawn once a path: heavy tails that come together, and means that hold."""

import math

import numpy as np
import pytest
from scipy import stats

from gigaloop.engine import draws as d
from tests.engine.beside import horizon, kernel_path
from tests.engine.kinds import conglomerate, margin_investor, pool_of_customers, set_world
from tests.oracle.factor import lift

SIZES = [0.03, 0.12, 0.3, 0.6]


@pytest.fixture(scope="module")
def drawn():
    return d.draws(5, 0, 4000, 24)


def test_the_factor_is_a_student_t_of_unit_variance_cut_at_six(drawn):
    wave = drawn.market[:, :, d.WAVE].ravel()
    assert abs(wave).max() <= d.FAR
    t = wave[abs(wave) < d.FAR] * math.sqrt(d.TAIL / (d.TAIL - 2))
    assert stats.kstest(t, stats.t(d.TAIL).cdf).pvalue > 0.01
    assert stats.kurtosis(wave) > 1.5
    normal = drawn.market[:, :, d.RENT].ravel()
    assert stats.kstest(normal * math.sqrt(d.TAIL / (d.TAIL - 2)), stats.t(d.TAIL).cdf).pvalue < 1e-6  # planted fault


def test_common_demand_loads_on_it(drawn):
    demand, wave = drawn.market[:, :, d.COMMON].ravel(), drawn.market[:, :, d.WAVE].ravel()
    assert np.corrcoef(demand, wave)[0, 1] == pytest.approx(d.TIED, abs=0.01)
    assert demand.std() == pytest.approx(1.0, abs=0.02)
    worst = wave < np.quantile(wave, 0.01)
    assert np.mean(demand[worst]) < -1.5  # in the worst quarters of markets orders fall too
    assert abs(np.mean(drawn.market[:, :, d.MEMORY].ravel()[worst])) < 0.15  # planted fault: what is not tied to it


@pytest.mark.parametrize("b", SIZES)
def test_what_is_taken_off_keeps_the_mean(drawn, b):
    """The kernel's polynomial beside the density, and both beside the draws; uncentred the mean is above one."""
    wave, moments = drawn.market[:, :, d.WAVE].ravel(), d.moments()
    off = math.log(1.0 + sum(m * b ** (2 * n + 2) for n, m in enumerate(moments)))
    assert off == pytest.approx(lift(b), rel=1e-12)
    moved = np.exp(b * wave - off)
    error = 3 * moved.std() / math.sqrt(len(moved))
    assert moved.mean() == pytest.approx(1.0, abs=error)
    if b > 0.1:
        assert np.exp(b * wave).mean() > 1.0 + error  # planted fault: not taken off


def test_what_is_drawn_once_a_path_is_uniform(drawn):
    for column in (0, 7, 300, d.JOINED - 1, d.JOINED, d.ONCE - 1):
        assert stats.kstest(drawn.once[:, column], "uniform").pvalue > 0.001


def together(once, columns, part=0.05):
    """How often one is among its least when its neighbour is: `part` by chance."""
    low = once[:, columns] < part
    return np.mean([np.mean(low[:, k] & low[:, k + 1]) for k in range(0, low.shape[1], 2)]) / part


def test_bad_draws_come_together_more_often_than_by_chance(drawn):
    joined = together(drawn.once, range(d.JOINED))
    assert 0.12 < joined < 0.26
    assert together(drawn.once, range(d.JOINED, d.ONCE)) == pytest.approx(0.05, abs=0.004)  # planted fault: not joined
    normal = np.random.default_rng(1).multivariate_normal([0, 0], [[1, d.JOIN], [d.JOIN, 1]], 200_000)
    low = normal < stats.norm.ppf(0.05)
    assert joined > np.mean(low[:, 0] & low[:, 1]) / 0.05 * 1.5  # planted fault: a normal copula's tails do not


def test_what_comes_true_growth_and_delays_are_joined():
    names = ["a.binding", "x-growth-start", "growth-long-run", "a.delay", "rent-0", "a.end"]
    assert (d.columns(names) < d.JOINED).tolist() == [True, True, True, True, False, False]


def _business(quarter):
    return sum(paid for (_, _, tag), paid in quarter.flows.items() if tag == "other_business")


#: what the factor moves -> the small world in which it does, the number of the world that loads on it, and the measure
LOADED = {
    "common demand": (conglomerate, {"common_sd": 0.02}, lambda q: q.memory.party["demand"].sum()),
    "other business": (conglomerate, {"macro_sd": 0.03}, _business),
    "market values": (conglomerate, {"mood_market": 0.09}, lambda q: sum(q.value)),
    "holdings": (margin_investor, {"holdings_market": 0.12}, lambda q: q.memory.party["holdings"].sum()),
    "appetite": (conglomerate, {"tilt": 0.05}, lambda q: -q.memory.market["regime"][0]),
    "unnamed customers": (pool_of_customers, {"pool_tie": 0.2}, lambda q: q.memory.leg["full"].sum()),
}


def _fell(kind, world, measure):
    """How much lower the measure is in the fourth quarter of a world whose factor is four below nothing since the
    second."""
    sketch = kind()
    sketch.transition = np.array([[0.9, 0.08, 0.02]] * 3)
    set_world(sketch, **world)
    calm = d.neutral(sketch.quarters)
    calm.regime[:] = 0.85
    rough = calm._replace(market=calm.market.copy())
    rough.market[:, 1:, d.WAVE] = -4.0
    rough.market[:, 1:, d.COMMON] = -4.0 * d.TIED
    rough.market[:, 1:, d.POOL] = -3.0
    plan = horizon(sketch.plan(), 4)
    before, after = (measure(kernel_path(plan, block).quarters[-1]) for block in (calm, rough))
    return before - after


@pytest.mark.parametrize("what", LOADED)
def test_the_factor_moves_all_that_the_page_names(what):
    kind, world, measure = LOADED[what]
    assert _fell(kind, world, measure) > 0
    assert _fell(kind, dict.fromkeys(world, 0.0), measure) == 0  # planted fault: it does not load on it
