"""Numbers at any place of many streams are those that numpy's Philox draws one after another."""

import numpy as np
import pytest

from gigaloop.methods import philox


@pytest.mark.parametrize("seed", [0, 7, 2**64 - 1])
@pytest.mark.parametrize("first", [0, 41, 2**63])
def test_each_number_is_numpys(seed, first):
    """Planted faults: a round less, a word of the next count, a carry lost between halves of a product."""
    keys = np.arange(first, first + 9, dtype=np.uint64)
    streams = [np.random.Generator(np.random.Philox(key=np.array([seed, key], np.uint64))).random(1024) for key in keys]
    for place in (0, 1, 2, 3, 4, 5, 510, 1023):
        assert np.array_equal(philox.uniform(seed, keys, place), [told[place] for told in streams])


@pytest.mark.parametrize(
    "name, wrong",
    [("_ROUNDS", 9), ("_LOW", np.uint64(2**31 - 1)), ("_MORE", philox._MORE[::-1]), ("_TIMES", philox._TIMES[::-1])],
)
def test_another_constant_is_another_number(name, wrong, monkeypatch):
    keys = np.arange(5)
    right = philox.uniform(3, keys, 6)
    monkeypatch.setattr(philox, name, wrong)
    assert not np.array_equal(philox.uniform(3, keys, 6), right)
