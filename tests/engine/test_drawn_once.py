"""What was drawn once a path is told as the run had it."""

import numpy as np
import pytest

from gigaloop import load, simulate
from gigaloop.engine import draws, run as running


@pytest.mark.parametrize("first, paths", [(0, 60), (7, 60)])
def test_it_is_what_each_path_drew(first, paths):
    """Planted fault: another first path is another draw."""
    run = simulate(load("tiny"), paths=paths, first=first, seed=3)
    columns = np.array([0, 7, 600, draws.ONCE - 1])
    told = running.drawn_once(run, columns)
    assert np.array_equal(told, draws.draws(3, first, paths, 1).once[:, columns].T)
    assert not np.array_equal(told, draws.draws(3, first + 1, paths, 1).once[:, columns].T)
