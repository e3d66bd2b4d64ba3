"""How many paths a second: the kernel beside its naive twin in the same run, and whether time grows with the paths.

The shipped book as known on its newest date, every quarter to 2033, step 7 switched off on both sides (the twin has
none). The first call compiles, or loads what was compiled before; it is told apart. Seconds are of CPU, all threads
together, so that a busy machine does not count; the kernel's wall time stands beside. Ends with 1 when twice the paths
take more than GROWTH times as long, or the kernel is not FASTER times as fast as the twin.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gigaloop import load
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.draws import draws
from gigaloop.engine.run import simulate
from tests.oracle.quarter import march

PATHS = (250, 500, 1_000)
NAIVE = 5
GROWTH, FASTER = 2.6, 20.0


def seconds(work, clock=time.process_time) -> float:
    start = clock()
    work()
    return clock() - start


def main() -> int:
    lowering = compile_plan(load(), switches={"bargain": 0, "news": 0})
    plan = lowering.plan
    quarters = int(plan.rules["quarters"][0])
    print(f"{len(plan.parties)} parties, {len(plan.legs)} rows, {quarters} quarters")
    print(f"first call (compiles or loads)   {seconds(lambda: simulate(plan, paths=1)):8.2f} s")
    ready = simulate(plan, paths=1).plan  # with the planners' trend, as the twin takes it
    took = {}
    for paths in PATHS:
        took[paths] = min(seconds(lambda paths=paths: simulate(ready, paths=paths)) for _ in range(2))
        print(f"kernel  {paths:6} paths            {took[paths]:8.2f} s {paths / took[paths]:10.0f} paths/s")
    wall = seconds(lambda: simulate(ready, paths=PATHS[-1]), time.perf_counter)
    print(f"kernel  {PATHS[-1]:6} paths, wall time {wall:9.2f} s {PATHS[-1] / wall:10.0f} paths/s")
    block = draws(1, 0, NAIVE, quarters)
    slow = seconds(lambda: [march(ready, block, path) for path in range(NAIVE)])
    print(f"twin    {NAIVE:6} paths            {slow:8.2f} s {NAIVE / slow:10.1f} paths/s")
    ratio = slow / NAIVE / (took[PATHS[-1]] / PATHS[-1])
    growth = max(took[b] / took[a] for a, b in pairwise(PATHS))
    print(f"kernel is {ratio:.0f} times as fast; twice the paths take {growth:.2f} times as long")
    return int(ratio < FASTER or growth > GROWTH)


if __name__ == "__main__":
    sys.exit(main())
