"""Does each deal, actor and mechanism of the seeds work? A table of claims, each proved by a test that measures it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gigaloop.book.problem import Misread

Status = Literal["pass", "fail", "missing"]
COLUMNS = ("id", "kind", "what", "book", "function", "test", "expected", "needs")
KINDS = ("deal", "actor", "mechanism")


@dataclass(frozen=True)
class Claim:
    """One row: `expected` holds the numbers and words that its test must measure; `needs` what must be built first.

    book       ids of legs, parties, figures or sources        function   the public function that the test asks
    test       file::name, or blank where nothing is proved yet
    """

    id: str
    kind: str
    what: str
    book: tuple[str, ...]
    function: str
    test: str
    expected: Mapping[str, float | str]
    needs: str


@dataclass(frozen=True)
class Proof:
    """What became of one test: whether it passed, what it measured, and why it failed."""

    passed: bool
    measured: Mapping[str, float | str]
    why: str = ""


def claims(text: str) -> tuple[Claim, ...]:
    """Read the table. Raises InputError where a row is not one.

    >>> claims("id,kind,what,book,function,test,expected,needs\\nD1,deal,x,a;b,f,t::u,share = 0.5,\\n")[0].expected
    {'share': 0.5}
    """
    rows = list(csv.DictReader(io.StringIO(text)))
    read = []
    for line, row in enumerate(rows, 2):
        if tuple(row) != COLUMNS or row["kind"] not in KINDS or None in row.values():
            raise Misread(f"line {line} is no row of the table", f"The header is {','.join(COLUMNS)}", "coverage.csv")
        expected: dict[str, float | str] = {}
        for part in filter(None, (part.strip() for part in row["expected"].split(";"))):
            name, equals, value = part.partition(" = ")
            if not equals or name in expected:
                raise Misread(f"line {line}: {part!r} is not 'name = value', once", "Mend it", "coverage.csv")
            expected[name] = float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else value
        if bool(row["test"]) != bool(expected):
            raise Misread(f"line {line}: a test and what it measures stand together", "Give both", "coverage.csv")
        book = tuple(filter(None, row["book"].split(";")))
        read.append(
            Claim(row["id"], row["kind"], row["what"], book, row["function"], row["test"], expected, row["needs"])
        )
    return tuple(read)


def agrees(expected: float | str, measured: float | str) -> bool:
    """Whether a measured value is the expected one: numbers within half a unit of the third figure, words in full.

    >>> agrees(0.542, 0.54249), agrees(0.542, 0.55), agrees("loi", "signed"), agrees(0.0, 0.0)
    (True, False, False, True)
    """
    if isinstance(expected, str) or isinstance(measured, str):
        return str(expected) == str(measured)
    return abs(expected - measured) <= 1e-3 * abs(expected)


def unproved(claim: Claim, measured: Mapping[str, float | str]) -> list[str]:
    """What a test did not show of its row: a value that it did not measure, one that differs, one nobody asked for.

    >>> claim = Claim("D1", "deal", "", (), "", "t::u", {"a": 1.0, "b": "x"}, "")
    >>> unproved(claim, {"a": 2.0, "c": 1.0})
    ['a is 2, not 1', 'b was not measured', 'c is not in the table']
    """
    wrong = []
    for name, value in claim.expected.items():
        if name not in measured:
            wrong.append(f"{name} was not measured")
        elif not agrees(value, measured[name]):
            wrong.append(f"{name} is {_text(measured[name])}, not {_text(value)}")
    return wrong + [f"{name} is not in the table" for name in measured if name not in claim.expected]


def judge(claim: Claim, proof: Proof | None) -> dict[str, Any]:
    """The row that `coverage --json` prints. 'missing' while the row has no test, or something must be built first.

    >>> judge(Claim("M9", "mechanism", "x", (), "f", "", {}, "a later issue"), None)["message"]
    'waits for a later issue'
    """
    status: Status = "pass"
    message = ""
    wrong = [] if proof is None else unproved(claim, proof.measured)
    if proof is None and claim.test:
        status, message = "fail", f"the test {claim.test} was not found"
    elif proof is not None and (not proof.passed or wrong):
        status, message = "fail", "; ".join(wrong) or proof.why
    elif claim.needs or proof is None:
        status, message = "missing", f"waits for {claim.needs or 'its test'}"
    return {
        "id": claim.id,
        "kind": claim.kind,
        "what": claim.what,
        "status": status,
        "book": list(claim.book),
        "function": claim.function,
        "test": claim.test,
        "message": message,
    }


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
