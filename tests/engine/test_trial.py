"""`check` compiles a book: what passes it, every question takes; what lacks only numbers is warned of."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

import gigaloop
from gigaloop.book.file import load, shipped
from gigaloop.engine import trial
from gigaloop.engine.compiler import compile_plan

TINY = shipped("tiny")
BULK = "deal,leg,kind,from,to,stage,happened,known,sources,amount\n"


def copy_of_tiny(folder: Path, **files: str) -> Path:
    """examples/tiny with text added to files ('legs_csv' is legs.csv)."""
    for path in TINY.rglob("*.*"):
        target = folder / path.relative_to(TINY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    for name, text in files.items():
        path = folder / name.replace("_csv", ".csv")
        path.write_text((path.read_text() if path.exists() else "") + text)
    return folder


@pytest.mark.parametrize("name", ["tiny", "telecom", "loop"])
def test_a_shipped_book_compiles_on_each_of_its_days(name: str) -> None:
    book = load(name)
    assert trial.refusals(book) == ()
    days = trial.days(book)
    assert days == trial.days(book) and days[0] == book.as_of and min(days) == days[1] and len(days) <= 5


def test_the_check_of_the_shipped_book_takes_three_seconds_at_most() -> None:
    book = load("loop")
    compile_plan(book)
    start = time.process_time()
    trial.refusals(book)
    assert time.process_time() - start < 3


def test_more_uncertain_values_than_have_room_are_a_warning_not_a_traceback(tmp_path: Path) -> None:
    rows = "".join(
        f"b,l{n},compute_purchase,lab,cloud,signed,2026-01-05,2026-01-05,example,{n + 1} m USD\n" for n in range(900)
    )
    [problem] = trial.refusals(load(copy_of_tiny(tmp_path / "book", legs_csv=BULK + rows)))
    assert problem.severity == "warning"
    assert "more than 768 values of the book are uncertain, and a run has no room for more" in problem.message


def test_what_the_compiler_cannot_do_is_told_by_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> None:
        raise KeyError("vendor-stake")

    monkeypatch.setattr(trial, "compile_plan", broken)
    problems = gigaloop.check(load("tiny"))
    assert {problem.severity for problem in problems} == {"error"}
    assert problems[0].message == "the book cannot be simulated on 2026-02-15: KeyError 'vendor-stake'"


def test_a_scenario_that_cannot_be_compiled_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    book = load("tiny")
    bad = book.scenarios["fewer-customers"].model_copy(update={"scenario": "bad", "arguments": {"party": "nobody"}})
    named = book.scenarios | {"bad": bad}
    problems = trial.refusals(replace(book, scenarios=named, whole=replace(book.whole, scenarios=named)))
    assert [problem.message for problem in problems] == [
        "unknown driver 'demand.nobody' (to simulate on 2026-02-15 in bad)"
    ]


def test_a_new_book_has_a_day_of_this_calendar(tmp_path: Path) -> None:
    from gigaloop.book.begin import begin_book

    begin_book(tmp_path / "mine")
    assert str(load(tmp_path / "mine").as_of) == "2000-01-01"
