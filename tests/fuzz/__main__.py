"""The longer run: `python -m tests.fuzz --seconds 600`; each door in turn, seed after seed; 1 if a case fails."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from tests.fuzz.doors import DOORS


def main() -> int:
    """Print each failure once (by how it ended), and how many cases there were."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("--seconds", type=int, default=600, help="how long")
    asked.add_argument("--seed", type=int, default=0, help="the first seed")
    asked.add_argument("--door", choices=[door.__name__ for door in DOORS], help="one door alone")
    asked.add_argument("--questions", type=int, default=0, help="questions of each book; 0: all")
    given = asked.parse_args()
    end, cases, failed = time.monotonic() + given.seconds, 0, dict[str, str]()
    doors = [door for door in DOORS if given.door in (None, door.__name__)]
    for seed in count(given.seed):
        for door in doors:
            if time.monotonic() > end:
                print(f"{cases} cases to seed {seed}, {len(failed)} kinds of failure")
                return bool(failed)
            with tempfile.TemporaryDirectory() as folder:
                for case, wrong in door(seed, Path(folder), given.questions):
                    cases += 1
                    if wrong and wrong not in failed:
                        failed[wrong] = case
                        print(f"{case}\n    {wrong}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
