"""What `gigaloop new` writes loads as it stands, over nothing; the JSON Schema accepts what the reader does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from gigaloop.book import begin
from gigaloop.book.begin import begin_book, begin_deal
from gigaloop.book.file import load, shipped, survey, write_new
from gigaloop.book.problem import InputError
from gigaloop.book.schema import schema
from gigaloop.book.terms import KINDS
from tests.book.small_books import GALLERY, write_book


def test_a_new_book_loads_and_is_empty(tmp_path: Path) -> None:
    files = begin_book(tmp_path / "mine")
    assert survey(tmp_path / "mine") == []
    assert (len(files), load(tmp_path / "mine").legs) == (7, {})


def test_a_new_book_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note.txt").write_text("dear")
    with pytest.raises(InputError, match="is there already"):
        begin_book(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["note.txt"]


def test_a_new_deal_loads_as_it_stands(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book")
    path = begin_deal(load(folder), "fresh", payer="雲", payee="VND", source="first")
    assert path == folder / "deals" / "fresh.yaml"
    leg = load(folder).legs["fresh-1"]
    assert (leg.payer, leg.payee, leg.kind, str(leg.known), leg.sources) == (
        "cloud",
        "vendor",
        "compute_purchase",
        "2025-01-10",
        ("first",),
    )
    assert all(kind in path.read_text() for kind in KINDS)


@pytest.mark.parametrize(
    ("name", "more", "says"),
    [
        ("rent", {}, "the deal 'rent' is in the book already"),
        ("Bad Name", {}, "'Bad Name' is not an id"),
        ("x", {"payer": "nobody"}, "no party 'nobody' is known"),
        ("x", {"source": "nowhere"}, "unknown source 'nowhere'"),
    ],
)
def test_a_new_deal_is_refused(tmp_path: Path, name: str, more: dict[str, Any], says: str) -> None:
    folder = write_book(tmp_path / "book")
    with pytest.raises(InputError, match=re.escape(says)):
        begin_deal(load(folder), name, **more)
    assert [path.name for path in (folder / "deals").iterdir()] == ["rent.yaml"]


def test_a_deal_needs_parties(tmp_path: Path) -> None:
    begin_book(tmp_path / "mine")
    with pytest.raises(InputError, match="a deal needs two parties and a source"):
        begin_deal(load(tmp_path / "mine"), "x")


def test_nothing_is_written_into_the_installed_package(tmp_path: Path) -> None:
    book = load(write_book(tmp_path / "book"))
    installed = replace(book, path=Path(begin.__file__).parents[1] / "books" / "loop")
    with pytest.raises(InputError, match="the shipped book belongs to the installed package"):
        begin_deal(installed, "fresh", payer="lab", payee="cloud", source="first")
    assert not installed.path.exists()


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = write_new(tmp_path / "a.txt", "one\n")
    with pytest.raises(InputError, match="the file is there already"):
        write_new(path, "two\n")
    with pytest.raises(InputError, match="the file cannot be written"):
        write_new(tmp_path / "nowhere" / "a.txt", "two\n")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "one\n")]


def fits(value: Any, rule: dict[str, Any], root: dict[str, Any]) -> list[str]:
    """Why a value does not fit a schema: a reader of the words that ours use, written from the standard."""
    if "$ref" in rule:
        return fits(value, root["$defs"][rule["$ref"].removeprefix("#/$defs/")], root)
    wrong: list[str] = []
    if "anyOf" in rule and all(fits(value, each, root) for each in rule["anyOf"]):
        wrong.append(f"{value!r} fits none of {rule['anyOf']}")
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": float, "null": type(None)}
    names = rule.get("type", [])
    names = [names] if isinstance(names, str) else names
    if names and not isinstance(value, tuple(kinds[name] for name in names)):
        wrong.append(f"{value!r} is no {names}")
    if "enum" in rule and value not in rule["enum"]:
        wrong.append(f"{value!r} is none of {rule['enum']}")
    if "const" in rule and value != rule["const"]:
        wrong.append(f"{value!r} is not {rule['const']}")
    if isinstance(value, str) and not re.search(rule.get("pattern", ""), value):
        wrong.append(f"{value!r} does not match {rule['pattern']}")
    if isinstance(value, dict):
        known = rule.get("properties", {})
        wrong += [f"{key} is missing" for key in rule.get("required", ()) if key not in value]
        for key, inside in value.items():
            if key in known:
                wrong += fits(inside, known[key], root)
            elif rule.get("additionalProperties") is False:
                wrong.append(f"{key} is unknown")
    if isinstance(value, list):
        wrong += [f"{value!r} is too short"] if len(value) < rule.get("minItems", 0) else []
        wrong += [line for inside in value for line in fits(inside, rule.get("items", {}), root)]
    for branch in rule.get("allOf", ()):
        if "if" in branch and not fits(value, branch["if"], root):
            wrong += fits(value, branch["then"], root)
    return wrong


def texts(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize("what", ["deal", "scenario"])
def test_the_schema_accepts_every_shipped_file(what: str) -> None:
    rule = schema(what)  # type: ignore[arg-type]
    files = sorted((shipped() / f"{what}s").glob("*.yaml"))
    assert len(files) > 15
    assert {path.name: wrong for path in files if (wrong := fits(texts(path), rule, rule))} == {}


@pytest.mark.parametrize(
    "mistake",
    [
        "amount_without_a_unit",
        "amount_in_the_wrong_unit",
        "unknown_stage",
        "unknown_kind",
        "unknown_key_in_a_step",
        "unknown_key_in_a_leg",
        "not_a_date",
        "id_with_capitals",
        "steps_not_a_list",
        "private_declared_by_hand",
        "kind_inside_a_step",
        "deal_without_format",
    ],
)
def test_the_schema_marks_mistakes_in_the_editor(mistake: str) -> None:
    rule = schema("deal")
    wrong = fits(texts(GALLERY / mistake / "deals" / "rent.yaml"), rule, rule)
    if mistake == "deal_without_format":
        assert wrong == ["format is missing"]
    else:
        assert wrong
