"""The coverage table: complete, one test a row, and a row passes only if its test measures what the row names."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gigaloop.book.problem import InputError
from tests.coverage.prove import table
from tests.coverage.table import Claim, Proof, claims, judge
from tests.shipped import shipped

ROOT = Path(__file__).parents[2]
ROWS = {claim.id: claim for claim in table()}
PROVED = [claim for claim in ROWS.values() if claim.test]


def test_every_deal_actor_and_mechanism_of_the_seeds_has_its_row() -> None:
    wanted = [f"{letter}{n}" for letter, most in (("D", 29), ("A", 16), ("M", 35)) for n in range(1, most + 1)]
    assert [claim.id for claim in table()] == wanted
    kinds = {"D": "deal", "A": "actor", "M": "mechanism"}
    assert all(claim.kind == kinds[claim.id[0]] for claim in ROWS.values())


def test_one_test_proves_one_row_and_every_test_is_in_the_table() -> None:
    named = [claim.test for claim in PROVED]
    assert len(set(named)) == len(named)
    there = [
        f"{path.relative_to(ROOT)}::{node.name}"
        for path in sorted((ROOT / "tests" / "coverage").glob("test_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert sorted(there) == sorted(named)


@pytest.mark.parametrize("claim", ROWS.values(), ids=ROWS)
def test_what_a_row_names_exists(claim: Claim) -> None:
    book = shipped()
    known = book.legs.keys() | book.parties.keys() | book.figures.keys() | book.sources.keys()
    assert set(claim.book) <= known
    module, _, name = claim.function.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except ModuleNotFoundError:
        owner, _, inner = module.rpartition(".")
        found = getattr(getattr(importlib.import_module(owner), inner), name)
    assert callable(found)
    assert claim.test or claim.needs, "a row that nothing proves says what it waits for"


CLAIM = Claim("D5", "deal", "x", (), "f", "t.py::test_D5", {"share": 0.542, "stage": "signed"}, "")


@pytest.mark.parametrize(
    ("claim", "proof", "status", "message"),
    [
        (CLAIM, Proof(True, {"share": 0.5425, "stage": "signed"}), "pass", ""),
        (CLAIM, Proof(True, {"share": 0.55, "stage": "signed"}), "fail", "share is 0.55, not 0.542"),
        (CLAIM, Proof(True, {"share": 0.542, "stage": "loi"}), "fail", "stage is loi, not signed"),
        (CLAIM, Proof(True, {}), "fail", "share was not measured; stage was not measured"),
        (CLAIM, Proof(True, {"share": 0.542, "stage": "signed", "x": 1.0}), "fail", "x is not in the table"),
        (CLAIM, Proof(False, {"share": 0.542, "stage": "signed"}, "assert 1 == 2"), "fail", "assert 1 == 2"),
        (CLAIM, None, "fail", "the test t.py::test_D5 was not found"),
        (replace(CLAIM, needs="issue 4"), Proof(True, CLAIM.expected), "missing", "waits for issue 4"),
        (
            replace(CLAIM, needs="issue 4"),
            Proof(False, {}, "boom"),
            "fail",
            "share was not measured; stage was not measured",
        ),
        (replace(CLAIM, test="", expected={}, needs="issue 4"), None, "missing", "waits for issue 4"),
    ],
)
def test_a_row_passes_only_if_its_test_measures_what_it_names(
    claim: Claim, proof: Proof | None, status: str, message: str
) -> None:
    row = judge(claim, proof)
    assert (row["status"], row["message"]) == (status, message)


HEADER = "id,kind,what,book,function,test,expected,needs\n"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("D1,deal,x,,f,t::u,,\n", "a test and what it measures stand together"),
        ("D1,deal,x,,f,,a = 1,\n", "a test and what it measures stand together"),
        ("D1,deal,x,,f,t::u,a is 1,\n", "'a is 1' is not 'name = value', once"),
        ("D1,deal,x,,f,t::u,a = 1; a = 2,\n", "'a = 2' is not 'name = value', once"),
        ("D1,idea,x,,f,,,later\n", "line 2 is no row of the table"),
        ("D1,deal,x\n", "line 2 is no row of the table"),
    ],
)
def test_a_wrong_table_is_refused(row: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        claims(HEADER + row)
    assert says in str(refused.value)


def test_the_command_proves_rows_in_one_process() -> None:
    """One of each file of proofs; in the suite each row is proved by its own test, whose end says what is unproved."""
    asked = {claim.test.partition("::")[0]: claim.id for claim in PROVED if not claim.needs}
    done = subprocess.run(
        [sys.executable, "-m", "tests.coverage", "--json", *asked.values()],
        capture_output=True, text=True, cwd=ROOT, timeout=300,
    )  # fmt: skip
    rows = json.loads(done.stdout)["rows"]
    assert [row["id"] for row in rows] == [id for id in ROWS if id in asked.values()] and len(rows) > 3
    assert set(rows[0]) == {"id", "kind", "what", "status", "book", "function", "test", "message"}
    assert {row["status"] for row in rows} == {"pass"} and done.returncode == 0


def test_a_planted_number_turns_its_row_red() -> None:
    code = (
        "import json; from dataclasses import replace; from tests.coverage.prove import run, table\n"
        "rows = [c for c in table() if c.id in ('D5', 'D22')]\n"
        "planted = {'D5': {'share of backlog': 0.9}}\n"
        "wrong = tuple(replace(c, expected=dict(c.expected) | planted.get(c.id, {})) for c in rows)\n"
        "print(json.dumps(run(wrong)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    told = {row["id"]: (row["status"], row["message"]) for row in json.loads(done.stdout)}
    assert told == {"D5": ("fail", "share of backlog is 0.542495, not 0.9"), "D22": ("pass", "")}
