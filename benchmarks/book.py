"""How long the book takes: load, check and ask on the shipped one; load and check synthetic legs, and how it grows."""

from __future__ import annotations

import gc
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gigaloop import ask, load
from gigaloop.book.checks import check
from gigaloop.book.file import shipped
from gigaloop.engine.trial import refusals

SIZES = (12_500, 25_000, 50_000, 100_000)
#: seconds that a static answer may take; how much longer twice the legs may take
LIMIT, GROWTH = 0.5, 2.6
#: seconds that compiling the shipped book on its days and in its scenarios may take, warm
LIMIT_OF_TRIAL = 3.0
KINDS = ("compute_purchase", "chip_purchase", "loan", "stake", "capacity_lease")
STAGES = ("talks", "loi", "announced", "signed", "delivered")


def synthetic(folder: Path, count: int) -> Path:
    """The shipped book's tables, no deals or clauses of its own, and so many legs in legs.csv."""
    shutil.copytree(shipped("loop"), folder, ignore=shutil.ignore_patterns("deals", "scenarios", "terms.csv"))
    parties = [line.partition(",")[0] for line in (folder / "parties.csv").read_text().splitlines()[1:]]
    source = (folder / "sources.csv").read_text().splitlines()[1].partition(",")[0]
    with (folder / "legs.csv").open("w") as out:
        out.write("deal,leg,kind,from,to,stage,happened,known,sources,amount,power,start,term,note\n")
        for n in range(count):
            payer, payee = parties[n % len(parties)], parties[(7 * n + 1) % len(parties)]
            kind, stage = KINDS[n % len(KINDS)], STAGES[n % len(STAGES)]
            amount = ("undisclosed", f"up to {1 + n % 90} m USD", f"{n % 990 + 10} m USD")[n % 3]
            day = f"{2026 + n % 2}-{1 + n % 12:02}"
            out.write(
                f"d-{n // 50},l-{n},{kind},{payer},{payee},{stage},{day},{day},{source},{amount},,2028Q1,5 years,\n"
            )
    return folder


def seconds(what: Callable[[], object], times: int = 1) -> float:
    """CPU seconds of this process, the shortest of several runs: a busy machine changes them little."""
    took = []
    for _ in range(times):
        gc.collect()
        start = time.process_time()
        what()
        took.append(time.process_time() - start)
    return min(took)


def main(sizes: tuple[int, ...] = SIZES) -> dict[str, float]:
    """Print a line a measure; returns them."""
    told: dict[str, float] = {}
    book = load("loop")
    told["shipped load"] = seconds(lambda: load("loop"), 3)
    told["shipped check"] = seconds(lambda: check(book), 3)
    told["shipped trial"] = seconds(lambda: refusals(book), 3)
    for name in ("binding", "backlog", "exposure", "accounting-flags", "cancellable", "changed"):
        told[f"shipped load and ask {name}"] = seconds(lambda name=name: ask(load("loop"), name), 2)
    for name, took in told.items():
        print(f"{name:34}{took:8.3f} s of CPU, limit {limit(name)} s")
    with tempfile.TemporaryDirectory() as folder:
        before = None
        for count in sizes:
            path = synthetic(Path(folder) / str(count), count)
            load_s = seconds(lambda path=path: load(path))
            legs = load(path)
            check_s = seconds(lambda legs=legs: check(legs))
            told[f"{count} load"], told[f"{count} check"] = load_s, check_s
            growth = "" if before is None else f"   x {(load_s + check_s) / before:.2f} for twice the legs"
            print(f"{count:7} legs: load {load_s:6.2f} s, check {check_s:6.2f} s{growth}", flush=True)
            before = load_s + check_s
    return told


def limit(name: str) -> float:
    """Seconds that a measure of the shipped book may take."""
    return LIMIT_OF_TRIAL if name == "shipped trial" else LIMIT


def too_slow(told: dict[str, float]) -> list[str]:
    """What misses its limit: seconds for what is asked of the shipped book, growth for twice the legs."""
    slow = [name for name, took in told.items() if name.startswith("shipped") and took >= limit(name)]
    sizes = [int(name.split()[0]) for name in told if name.endswith(" load") and name[0].isdigit()]
    whole = {size: told[f"{size} load"] + told[f"{size} check"] for size in sizes}
    return slow + [f"{two} legs" for one, two in pairwise(sizes) if whole[two] > GROWTH * two / one / 2 * whole[one]]


if __name__ == "__main__":
    late = too_slow(main(tuple(map(int, sys.argv[1:])) or SIZES))
    raise SystemExit(f"too slow: {', '.join(late)}" if late else 0)
