"""Run the tests of the coverage table in this process, and hear from each what it measured."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import Any

from tests.coverage.table import Claim, Proof, claims, judge

MEASURED = "measured"
ROOT = Path(__file__).resolve().parents[2]


def table() -> tuple[Claim, ...]:
    """The table of claims."""
    return claims((Path(__file__).parent / "table.csv").read_text(encoding="utf-8"))


class Listener:
    """A pytest plugin that keeps what became of each test."""

    def __init__(self) -> None:
        self.proofs: dict[str, Proof] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Called by pytest for the setup, the call and the teardown of each test: all three must pass."""
        before = self.proofs.get(report.nodeid, Proof(True, {}))
        measured = dict(report.user_properties).get(MEASURED, before.measured)
        why = before.why or ("" if report.passed else _last_line(str(report.longrepr)))
        self.proofs[report.nodeid] = Proof(before.passed and report.passed, measured, why)


def run(rows: tuple[Claim, ...], root: Path = ROOT) -> list[dict[str, Any]]:
    """Prove every row that has a test; one pytest session, in this process."""
    import pytest

    listener = Listener()
    proofs = sorted(str(root / claim.test) for claim in rows if claim.test)
    before = Path.cwd()
    os.chdir(root)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main([*proofs, "-q", "-p", "no:cacheprovider", "--rootdir", str(root)], plugins=[listener])
    finally:
        os.chdir(before)
    return [judge(claim, listener.proofs.get(claim.test)) for claim in rows]


def show(rows: list[dict[str, Any]]) -> None:
    """A line a row, and how many of each status."""
    for row in rows:
        print(f"{row['status']:8}{row['id']:5}{row['what']}{': ' + row['message'] if row['message'] else ''}")
    counts = {status: sum(row["status"] == status for row in rows) for status in ("pass", "fail", "missing")}
    print(", ".join(f"{count} {status}" for status, count in counts.items()), file=sys.stderr)


def _last_line(text: str) -> str:
    told = [line.removeprefix("E").strip() for line in text.splitlines() if line.startswith("E ")]
    return told[0] if told else text.strip().splitlines()[-1] if text.strip() else "the test failed"
