"""A word is written once: a second translation of the same word is an error, in one list or between two."""

import ast
from pathlib import Path

import pytest

from gigaloop.words import measures, outcomes, scarcity, vocabulary

LISTS = [Path(module.__file__) for module in (vocabulary, measures, outcomes, scarcity)]


def twice(source):
    """Keys that stand twice in one literal dict."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
            found += sorted({key for key in keys if keys.count(key) > 1})
    return found


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_no_list_has_a_word_twice(path):
    assert twice(path.read_text(encoding="utf-8")) == []


def test_a_planted_second_word_is_found():
    assert twice('{"residual": 1, "other": 2, "residual": 3}') == ["residual"]
    with pytest.raises(ValueError, match="two lists: residual"):
        vocabulary.once({"residual": ("殘差", "残差")}, {"residual": ("殘值擔保", "残值担保")})
