"""The kernel's steps as Python (NUMBA_DISABLE_JIT=1) over arrays that refuse an index below zero.

`python -m tests.engine.from_the_front [kind ...]` prints where a step counts from the end of an array.
"""

import sys
import traceback

import numpy as np

from gigaloop.engine.draws import Draws, draws
from gigaloop.engine.kernel.block import simulate_block
from gigaloop.engine.kernel.state import index, state
from gigaloop.engine.run import kept
from tests.engine.kinds import KINDS


class FromTheEnd(Exception):
    """An index below zero: with machine code it reads what stands before the array."""


class Front(np.ndarray):
    """An array whose rows are counted from the front alone."""

    def __getitem__(self, place):
        return super().__getitem__(front(place))

    def __setitem__(self, place, value):
        super().__setitem__(front(place), value)


def front(place):
    for one in place if isinstance(place, tuple) else (place,):
        if isinstance(one, int | np.integer) and one < 0:
            raise FromTheEnd(int(one))
    return place


def guarded(arrays):
    """A NamedTuple of arrays, each read through Front; rows of tables as records."""
    return type(arrays)(*(
        (array.view(np.dtype((np.record, array.dtype))) if array.dtype.names else array).view(Front)
        for array in arrays
    ))  # fmt: skip


def march(plan, block: Draws) -> None:
    """Every step of one path, in Python."""
    quarters = int(plan.rules[0]["quarters"])
    numbering = index(plan)
    trend = plan._replace(trend=np.linspace(20, 60, quarters), needed=np.linspace(5, 30, quarters))
    flows = np.zeros((quarters, len(numbering.slots)), np.int64)
    memory = state(trend, numbering)
    with np.errstate(all="ignore"):
        simulate_block(*(guarded(part) for part in (trend, memory, numbering, block, kept(plan, 1))), flows.view(Front))


def main(names: list[str]) -> int:
    found = 0
    for kind in KINDS:
        if names and kind.__name__ not in names:
            continue
        sketch = kind()
        try:
            march(sketch.plan(), draws(3, 0, 1, sketch.quarters))
        except FromTheEnd as error:
            found += 1
            place = traceback.extract_tb(error.__traceback__)[-3]
            print(f"{kind.__name__}: index {error} at {place.filename}:{place.lineno}: {place.line}")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) > 0)
