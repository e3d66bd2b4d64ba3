"""`methods.points` beside SciPy's Sobol points, and what a shift may not change."""

import numpy as np
import pytest
from scipy.stats import qmc

from gigaloop.methods import points
from gigaloop.methods.points import MOST, sobol


@pytest.mark.parametrize("dimensions", [1, 2, 7, MOST, MOST + 9])
def test_the_points_are_scipys(dimensions):
    told = qmc.Sobol(dimensions, scramble=False, bits=30).random(512)
    assert np.array_equal(sobol(dimensions, 512), told)


@pytest.mark.parametrize("seed", range(3))
def test_a_shift_keeps_one_point_in_every_part_of_a_dimension(seed):
    """Of 256 points each 256th part of each dimension holds one, and none lies on an edge."""
    found = sobol(MOST, 256, seed)
    assert (np.sort((found * 256).astype(int), axis=0) == np.arange(256)[:, None]).all()
    assert found.min() > 0.0 and found.max() < 1.0
    assert np.array_equal(sobol(3, 256, seed), found[:, :3]) is (seed is not None)
    assert qmc.discrepancy(found[:, :6]) < 0.2 * qmc.discrepancy(np.random.default_rng(seed).random((256, 6)))


def test_a_planted_fault_in_the_table_is_seen(monkeypatch):
    wrong = (points.DIRECTIONS[0], (1, (1, 1)), *points.DIRECTIONS[2:])
    monkeypatch.setattr(points, "DIRECTIONS", wrong)
    assert not np.array_equal(sobol(3, 64), qmc.Sobol(3, scramble=False, bits=30).random(64))


@pytest.mark.parametrize(("dimensions", "count", "says"), [(0, 4, "dimensions: found 0"), (2, 6, "found 6")])
def test_bad_input_is_refused(dimensions, count, says):
    with pytest.raises(ValueError, match=says):
        sobol(dimensions, count)
