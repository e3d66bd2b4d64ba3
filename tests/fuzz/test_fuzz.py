"""A short fuzz of each door, from a seed; `make fuzz` runs it longer. What it once found stands below as cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.doors import addresses, book, folders, words, workbooks
from tests.fuzz.judge import Ended, disorder, kept, run, wrong

#: door -> (first seed, how many, questions of each book)
SHORT = {book: (0, 24, 3), words: (0, 60, 0), addresses: (0, 60, 0), workbooks: (0, 6, 0), folders: (0, 8, 0)}


@pytest.mark.parametrize("door", SHORT, ids=lambda door: door.__name__)
def test_whatever_comes_is_answered_or_refused_in_a_sentence(door, tmp_path: Path) -> None:
    first, many, questions = SHORT[door]
    found = []
    for seed in range(first, first + many):
        folder = tmp_path / str(seed)
        folder.mkdir()
        found += [f"{case}: {failure}" for case, failure in door(seed, folder, questions) if failure]
    assert found == []


def test_the_judge_sees_what_is_wrong() -> None:
    def fails() -> None:
        raise KeyError("x")

    assert kept(fails).startswith("KeyError: 'x' at ")
    assert run("ask", "nonsense").code == 2
    assert wrong(Ended(3, "", "audit failed", 0.1)) == "ended with 3"
    assert wrong(Ended(2, "", "", 0.1)) == "refused without a sentence"
    assert wrong(Ended(0, "", "", 0.1, 3 * 2**20)) == "more than 2 GB"
    row = '{"rows": [{"key": "a", "low": %s, "mid": 2, "high": 3, "unit": "share", "grade": {"4": %s}}]}'
    assert disorder(row % ("1", "1.0")) == ""
    assert disorder(row % ("2.5", "1.0")) == "a is out of order: [2.5, 2, 3]"
    assert disorder(row % ("NaN", "1.0")).startswith("a is not finite")
    assert disorder(row % ("1", "0.4")).startswith("the grades of a are no parts of 1")
