"""The tables of words: each frame finds the firm of its example, no word stands twice, and every pattern is one."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from gigaloop.book.file import load
from gigaloop.intake import han
from gigaloop.intake.words import FIRMS, SIGNS, table

FRAMES = table("frames.csv")


@pytest.mark.parametrize("number", range(len(FRAMES)))
def test_a_frame_finds_the_firm_of_its_example(number, monkeypatch):
    example = FRAMES[number]["example"]
    monkeypatch.setattr(han, "_FRAMES", [han._FRAMES[number]])
    found = {example[a:b] for a, b in han.firms(example, 0, len(example))}
    monkeypatch.setattr(han, "_FRAMES", [])
    without = {example[a:b] for a, b in han.firms(example, 0, len(example))}
    assert found - without, f"{FRAMES[number]['frame']} finds nothing in {example}"


def test_no_name_stands_twice():
    names = table("names.csv")
    twice = [name for name, count in Counter(row["name"] for row in names).items() if count > 1]
    assert not twice and names == sorted(names, key=lambda row: (row["party"], row["name"]))
    assert len({row["party"] for row in names} & set(load().parties)) > 40


def test_patterns_are_patterns():
    for row in table("words.csv"):
        re.compile(row["words"])
    assert len(SIGNS) == len(table("signs.csv")) and len(FIRMS) > 500
