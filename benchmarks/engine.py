"""How fast the engine is, side by side in one run: the shipped book on its newest date, every quarter to 2033.

Seconds are of CPU, all threads together, so that a busy machine does not count; wall time stands beside where it is the
question. `--small` draws fewer paths. Ends with 1 when a floor is missed: the kernel FASTER times as fast as its twin
in plain Python, time and memory in proportion to paths and legs (GROWTH for twice as many), 1 GB for 10,000 paths, two
threads at work at once, the first answer within FIRST seconds of CPU before its paths.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from gigaloop import load
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.draws import draws
from gigaloop.engine.plan import DATED, Plan
from gigaloop.engine.run import parts, simulate, split
from tests.oracle.quarter import simulate_path

ROOT = Path(__file__).resolve().parents[1]
NAIVE = 3
FASTER, GROWTH, FIRST, MEMORY = 100.0, 2.6, 0.6, 1000.0
GOAL = 0.3  # ms of one core a path: a goal, told and not a floor
#: what a first answer does, in a process of its own, where it ran before: CPU seconds before its paths
START = """
import time
from gigaloop import load
from gigaloop.engine.run import simulate
simulate(load(), paths=1)
print(time.process_time())
"""
#: 10,000 paths kept in memory, in a process of its own: its peak in MB, wall seconds, CPU seconds
WHOLE = """
import resource, time
from gigaloop import load
from gigaloop.engine.run import simulate
book = load()
simulate(book, paths=50)
wall, cpu = time.perf_counter(), time.process_time()
simulate(book, paths={paths})
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.perf_counter() - wall, time.process_time() - cpu)
"""


def seconds(work, clock=time.process_time) -> float:
    start = clock()
    work()
    return clock() - start


def alone(script: str) -> list[float]:
    """The numbers that a script prints, run in a process of its own."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}  # bytecode is kept, as users have it
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env, check=True)
    return [float(word) for word in done.stdout.split()]


def command() -> float:
    """CPU seconds of a whole command with one path, from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [sys.executable, "-m", "gigaloop", "ask", "gap", "--paths", "1"]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(words, stdout=subprocess.DEVNULL, env=env, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def repeated(plan: Plan, times: int) -> Plan:
    """The Plan with so many more dated legs of small amounts, each like one that it has."""
    values, quantiles = [plan.values], [plan.quantiles]
    dated = np.flatnonzero(plan.legs["kind"] == DATED)
    rows = plan.legs[np.resize(dated, times)].copy()
    share = times / len(dated) + 1.0
    for amount in np.unique(plan.legs["amount"][dated]):
        more, table = plan.values[[amount]].copy(), plan.quantiles[[amount]] / share
        for name in ("low", "mid", "high"):
            more[name] /= share
        rows["amount"][rows["amount"] == amount] = sum(map(len, values))
        values.append(more)
        quantiles.append(table)
    legs = np.concatenate([plan.legs, rows])
    return plan._replace(legs=legs, values=np.concatenate(values), quantiles=np.concatenate(quantiles))


def stream(plan: Plan, paths: int) -> None:
    """March so many paths and keep none: memory stays that of the pieces under way."""
    for _ in parts(plan, split(0, paths, 250), seed=1):
        pass


def main(small: bool) -> int:
    missed: list[str] = []

    def told(line: str, floor: bool = True) -> None:
        print(line if floor else f"{line}   MISSED", flush=True)
        if not floor:
            missed.append(line)

    lowering = compile_plan(load())
    plan = simulate(lowering.plan, paths=1).plan  # compiled, and with the planners' trend, as the twin takes it
    quarters = int(plan.rules["quarters"][0])
    print(f"{len(plan.parties)} parties, {len(plan.legs)} rows, {quarters} quarters")

    first = min(alone(START)[0] for _ in range(3))
    told(f"first answer, before its paths     {first:8.2f} s of CPU (floor {FIRST})", first < FIRST)
    told(f"ask gap --paths 1, all of it       {min(command() for _ in range(3)):8.2f} s of CPU")

    count = 500 if small else 2_000
    took = min(seconds(lambda: simulate(plan, paths=count, threads=1)) for _ in range(3)) / count
    told(f"kernel, one thread                 {took * 1e3:8.3f} ms a path (goal {GOAL})")
    block = draws(1, 0, NAIVE, quarters)
    slow = seconds(lambda: [simulate_path(plan, block, path) for path in range(NAIVE)]) / NAIVE
    told(f"twin in plain Python               {slow * 1e3:8.1f} ms a path")
    told(f"kernel over twin                   {slow / took:8.0f} times (floor {FASTER:.0f})", slow / took >= FASTER)

    wall, cpu = time.perf_counter(), time.process_time()
    simulate(plan, paths=count, threads=2)
    both = (time.process_time() - cpu) / (time.perf_counter() - wall)
    told(f"two threads                        {both:8.2f} cores at work (a busy machine gives fewer)")

    paths = (500, 1_000, 2_000) if small else (6_250, 12_500, 25_000, 50_000, 100_000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run = {n: seconds(lambda n=n: stream(plan, n)) for n in paths}
    for n in paths:
        print(f"paths {n:7}                      {run[n]:8.2f} s of CPU, {run[n] / n * 1e3:.3f} ms a path")
    growth = max(run[b] / run[a] for a, b in pairwise(paths))
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 1024
    told(f"twice the paths take               {growth:8.2f} times as long, memory +{more:.0f} MB", growth < GROWTH)

    sizes = (0, 625, 1_250, 2_500, 5_000)[: 3 if small else 5]
    few = 20 if small else 100
    legs = {}
    for extra in sizes:
        large = repeated(plan, extra) if extra else plan
        work = [seconds(lambda large=large: simulate(large, paths=few, threads=1)) for _ in range(2)]
        legs[len(large.legs)] = min(work)
    for n, cpu in legs.items():
        print(f"legs  {n:7}                      {cpu / few * 1e3:8.3f} ms a path")
    (n0, t0), *rest = legs.items()
    slope = max((t1 - t0) / (n1 - n0) for n1, t1 in rest) / min((t1 - t0) / (n1 - n0) for n1, t1 in rest)
    told(f"the dearest leg costs              {slope:8.2f} times the cheapest (floor {GROWTH})", slope < GROWTH)

    memory, wall, cpu = alone(WHOLE.format(paths=500 if small else 10_000))
    told(f"10,000 paths kept                  {memory:8.0f} MB at most (floor {MEMORY:.0f})", memory < MEMORY)
    told(f"10,000 paths kept                  {wall:8.2f} s on the clock, {cpu:.2f} s of CPU")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main("--small" in sys.argv))
