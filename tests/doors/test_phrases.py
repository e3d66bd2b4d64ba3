"""Definitions and notes of the answers that a report gives are in three scripts; a note is told by its id."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import gigaloop
from gigaloop.methods import null
from gigaloop.report import CONTENTS
from gigaloop.words import catalogue
from gigaloop.words.notes import Note, definition, note
from tests.shipped import answered

DEFINED = tuple(key.partition(".")[2] for key in catalogue.texts("zh-Hant") if key.startswith("define."))
ASKED = tuple(dict.fromkeys((*CONTENTS, *(name for name in DEFINED if not name.startswith("show")))))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: notes whose id is put together: the program names the rest
BUILT = ("applications.", "backtest.", "basis.", "null.", "outcome.", "revenue.", "side.", "telecom.")


@pytest.mark.parametrize("name", ASKED)
def test_what_defines_an_answer_and_what_it_tells_beside_are_in_three_scripts(name):
    table = answered(name)
    assert CHINESE.search(definition(name, table.definition, "zh-Hant"))
    for one in table.notes:
        assert isinstance(one, Note) and str(one) in table.warnings
        assert CHINESE.search(one.said("zh-Hant", table.names)) and not CHINESE.search(one.said("en", table.names))
    assert [told["id"] for told in table.as_dict()["notes"]] == [one.id for one in table.notes]


def test_every_note_of_the_catalogue_is_told_and_every_told_one_is_in_it():
    """No note without a text, no text that nobody says."""
    said = set()
    for path in Path(gigaloop.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "note"
            if called and isinstance(node.args[0], ast.Constant):
                said.add(node.args[0].value)
    told = catalogue.texts("en")
    texts = {key.removeprefix("note.") for key in told if key.startswith("note.")}
    texts -= {key for key in texts if key.endswith(".one") and key.removesuffix(".one") in said}  # said of a single one
    assert said - texts == set()
    assert {key for key in texts - said if not key.startswith(BUILT)} == set()


def test_parties_are_called_by_their_names():
    names = {"nvidia": {"en": "Nvidia", "zh-Hant": "輝達"}, "iren": {"en": "IREN (group)"}}
    one = note("contagion.owners", parties=("nvidia", "iren", "x"))
    assert "輝達、IREN、x：" in one.said("zh-Hant", names)
    assert "Nvidia, IREN, x:" in one.said("en", names)
    assert "nvidia, iren, x:" in str(one)
    assert one.as_dict() == {"id": "contagion.owners", "parties": ["nvidia", "iren", "x"]}


def test_a_note_within_a_note_is_said_in_its_language():
    one = note("run.left_out", n=1, all=6, why=note("outcome.finite"))
    assert str(one).startswith("1 of 6 paths are left out: A number is no longer finite.")
    assert "有限值" in one.said("zh-Hant") and one.as_dict()["why"] == {"id": "outcome.finite"}


def test_what_nobody_wrote_is_seen():
    with pytest.raises(KeyError, match=r"never\.said"):
        str(note("never.said"))
    assert definition("no-question", "as it stands", "zh-Hans") == "as it stands"


def test_what_a_null_model_holds_is_said_as_its_method_says_it():
    assert {held: str(note(f"null.{held}")) for held in null.FIXED} == null.FIXED
