"""The kernel's own generator beside numpy's: the same numbers to the last bit."""

import numpy as np
import pytest

from gigaloop.engine.draws import draws, room, stream
from gigaloop.engine.kernel import native

LAST = 2**63 - 1


def drawn(seed, first, paths, quarters):
    numbers = room(paths, quarters)
    native.draw_block(numbers, stream(seed, first))
    return numbers


def bits(numbers):
    return b"".join(part.tobytes() for part in numbers)


@pytest.mark.parametrize("seed, first, paths, quarters", [(1, 0, 300, 29), (7, 10**9, 50, 8), (LAST, LAST - 3, 3, 1)])
def test_numbers_are_numpys_to_the_bit(seed, first, paths, quarters):
    """300 paths hold a million numbers: one in eighty leaves the ziggurat's straight way, some hundred are of its tail.

    Planted faults: another key, another path, a path more or less before it.
    """
    ours = drawn(seed, first, paths, quarters)
    assert bits(ours) == bits(draws(seed, first, paths, quarters))
    assert bits(ours) != bits(draws(seed - 1, first, paths, quarters))
    assert bits(ours) != bits(draws(seed, first - 1 if first else 1, paths, quarters))


def test_it_draws_what_is_far_out_too():
    """What only the tail of the ziggurat makes: beyond 3.654 standard deviations, on both sides."""
    far = drawn(1, 0, 300, 29).growth
    assert (far > 3.6542).any() and (far < -3.6542).any()


def test_a_path_of_a_run_has_the_draws_of_its_number():
    """Row by row the same whether paths are drawn together or alone. Planted fault: counted from the block's start."""
    together, alone = drawn(3, 5, 4, 6), drawn(3, 8, 1, 6)
    assert all(np.array_equal(a[3], b[0]) for a, b in zip(together, alone, strict=True))
    assert not np.array_equal(together.once[2], alone.once[0])


@pytest.mark.parametrize("seed, first", [(-1, 0), (0, -1)])
def test_a_seed_or_path_below_nothing_is_refused(seed, first):
    with pytest.raises(ValueError, match="both must be 0 or more"):
        stream(seed, first)
