"""Statements that were false once, each asked again as it was asked then.

The others of their kind: a name with a script in it (`tests/doors/test_report.py`, `test_leaving.py`), "without any
shock" (`tests/laws/owed.py`), a word with two meanings in Chinese (`tests/words/test_numbers.py`), figures typed by
hand in docs/limits.md (`tests/questions/test_measured.py`).
"""

import pytest

from gigaloop import ask
from gigaloop.questions.stress import upside
from tests.shipped import shipped


@pytest.mark.parametrize("day", ["2025-10-20", "2026-07-05"])
def test_what_no_source_states_is_no_zero(day):
    """Purchases of Nvidia's customers were known, their sums were not: nothing says that none of it comes back."""
    table = ask(shipped(day), "self-funded", party="nvidia", period="2025")
    rows = [row for row in table.rows if row.unit == "share"]
    assert rows and [row.key for row in rows if (row.low, row.mid, row.high) == (0.0, 0.0, 0.0)] == []


@pytest.mark.parametrize("lab", ["openai", "anthropic"])
def test_an_upside_helps_the_lab_that_is_asked_about(monkeypatch, lab):
    asked = []

    def compare(book, name, **given):
        asked.append((given["second"], given["party"], given["settings"]))
        return ask(book, name, **{**given, "paths": 4})

    monkeypatch.setattr(upside, "ask", compare)
    book = shipped()
    table = upside.answer(book, lab, paths=4)
    helped = [name for name, party, settings in asked if settings == {"party": lab} == {"party": party}]
    assert helped == [name for name in upside.SCENARIOS if book.scenarios[name].arguments.get("party")]
    gains = [row.mid for row in table.rows if row.more["world"] == "difference" and row.measure == "revenue"]
    assert gains and all(gains)
