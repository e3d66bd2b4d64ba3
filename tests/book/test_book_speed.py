"""The book's benchmark keeps running, and what it measures of the shipped book stays within its limit."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.book import main, too_slow


def test_static_answers_take_less_than_half_a_second_of_cpu() -> None:
    told = main((500, 1000))
    assert [name for name in too_slow(told) if name.startswith("shipped")] == []
    assert {"shipped load", "shipped check", "1000 load", "1000 check"} <= told.keys()


def test_what_misses_its_limit_is_named() -> None:
    told = {"shipped load": 0.6, "shipped check": 0.1, "10 load": 1.0, "10 check": 0.5, "20 load": 3.0, "20 check": 1.0}
    assert too_slow(told) == ["shipped load", "20 legs"]
    assert too_slow(told | {"shipped load": 0.1, "20 load": 2.0}) == []
