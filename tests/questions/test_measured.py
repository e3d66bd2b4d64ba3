"""docs/limits.md: its figures are those of the answers, and each line names the command that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaloop import ask
from tests.pages import measured
from tests.shipped import shipped


@pytest.fixture(scope="module")
def lines():
    return list(measured.figures(paths=20))


def test_a_line_tells_what_its_answer_says(lines):
    table = ask(shipped(), "default-chance", paths=20)
    told = {what: (text, command) for what, text, command in lines}
    text, command = told["default within five years, oracle"]
    history = table.one("oracle/history/oracle-rating-sp-2026-07-09").mid
    assert f"its rating's history {100 * history:.1f} %" in text and command == table.reproduce
    assert text.endswith(table.one("oracle/ours").more["place"])


def test_each_line_of_the_page_names_its_command(lines):
    page = (Path(__file__).parents[2] / "docs" / "limits.md").read_text("utf-8")
    section = page.partition("## Measured")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and "`gigaloop" in line]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == [what for what, _, _ in lines]
    assert all(f"`{command.partition(' --seed')[0].partition(' --as-of')[0]}" in page for _, _, command in lines)
