"""The benchmark still runs and its two ways still agree. Ratios belong to `make bench`: small sizes say nothing."""

import re
import runpy
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "networks.py"


def test_the_benchmark_runs_and_both_ways_agree(capsys):
    assert runpy.run_path(str(SCRIPT))["main"](["--small"]) == 0
    lines = capsys.readouterr().out.splitlines()
    apart = {line.split()[0]: float(re.search(r"apart (\S+)", line)[1]) for line in lines}
    assert set(apart) == {"clearing", "scenarios", "debtrank", "cycles"}
    assert max(apart.values()) < 1e-6
