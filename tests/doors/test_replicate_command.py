"""`gigaloop replicate`: exit code, JSON of the contract, and the reason under each figure."""

import json

from tests.doors.command import gigaloop


def test_a_figure_that_passes_ends_with_0(capsys):
    ended = gigaloop(capsys, "replicate", "oracle-openai-share")
    assert ended.code == 0
    assert "PASS  oracle-openai-share" in ended.out and "300 signed over 553 reported" in ended.out


def test_a_figure_that_fails_ends_with_1_and_stays_listed(capsys):
    ended = gigaloop(capsys, "replicate", "--json")
    rows = json.loads(ended.out)["rows"]
    assert ended.code == 1 and len(rows) >= 18
    assert sum(row["status"] == "pass" for row in rows) >= 8


def test_an_unknown_figure_ends_with_2(capsys):
    assert gigaloop(capsys, "replicate", "nonsense").code == 2
