"""No range is zero wide unless a source says so, or the row tells why its number is not drawn."""

from __future__ import annotations

import pytest

from gigaloop import ask, load
from tests.shipped import shipped

#: how the reason begins in the column `how`; the second stands in the book of 2000 for what it has no use for
REASONS = ("not drawn: ", "no use in telecom: ")


def narrow(row):
    """Whether a parameter has no range: none is written, or one of its numbers has two ends that are one."""
    low, high = row.low.split(";"), row.high.split(";")
    return not row.low or not row.high or any(a.strip() == b.strip() for a, b in zip(low, high, strict=True))


def silent(rows):
    """Rows without a range that neither a source tells nor a reason excuses."""
    told = (row for row in rows if row.origin != "assumed" and row.sources)
    excused = (row for row in rows if any(len(row.how.partition(reason)[2]) > 10 for reason in REASONS))
    fine = {id(row) for row in (*told, *excused)}
    return [row.key for row in rows if narrow(row) and id(row) not in fine]


@pytest.mark.parametrize("name", ["loop", "telecom"])
def test_what_has_no_range_says_why(name):
    assert silent((load(name).whole or load(name)).all_parameters) == []


def test_a_range_taken_away_without_a_reason_is_seen():
    """Planted faults: a range closed, a range rubbed out, a reason rubbed out, one end of a list of numbers closed."""
    rows = {row.key: row for row in shipped().all_parameters}
    ends, steps = rows["late-length"], rows["hoarding-cloud"]
    assert not narrow(ends) and not narrow(steps)
    planted = [
        ends.model_copy(update={"low": ends.value, "high": ends.value}),
        ends.model_copy(update={"low": "", "high": ""}),
        rows["paid-at-delivery"].model_copy(update={"how": "all at order"}),
        steps.model_copy(update={"low": "5;10;10", "high": "12;10;20"}),
    ]
    assert silent(planted) == [row.key for row in planted]


def test_the_list_of_assumptions_tells_it():
    table = ask(shipped(), "assumptions")
    for name in ("appetite-transition", "valuation-regime", "spread-regime", "power-region-shares", "paid-at-delivery"):
        assert "not drawn: " in table.one(name).more["how"], name
    assert table.one("liquidity-target").sources, "a source says it"
    assert "why it is not drawn" in table.headline["en"][1]
