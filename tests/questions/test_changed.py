"""changed: each kind of change by hand, between any two dates of one book."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from tests.questions.small import leg, small_book
from tests.shipped import shipped


def steps(*rows):
    return [dict(zip(("stage", "happened", "amount"), row, strict=False)) for row in rows]


GREW = steps(("signed", "2025-09-01", "10 bn USD"), ("amended", "2026-01-05", "15 bn USD"))
FIRMED = steps(("loi", "2025-09-01", "4 bn USD"), ("signed", "2026-01-05"))
ENDED = steps(("signed", "2025-09-01", "7 bn USD"), ("cancelled", "2026-03-05"))
LEGS = [
    leg("old", "stake", "chips", "lab", steps=steps(("loi", "2025-09-22", "up to 100 bn USD"))),
    leg("new", "stake", "chips", "lab", amount="30 bn USD", happened="2026-02-27", supersedes="old"),
    leg("fresh", "compute_purchase", "lab", "cloud", amount="38 bn USD", happened="2025-11-03"),
    leg("again", "capacity_build", "cloud", "lab", amount="38 bn USD", happened="2025-11-03", restates="fresh"),
    leg("more", "compute_purchase", "lab", "rival", steps=GREW),
    leg("firm", "loan", "bank", "cloud", steps=FIRMED),
    leg("gone", "compute_purchase", "lab", "cloud", steps=ENDED),
    leg("same", "loan", "bank", "lab", amount="1 bn USD", happened="2025-05-01"),
]
FIGURES = (
    "f1,lab,revenue,FY2025,2025-12-31,13 bn USD,2025-10-01,s1,",
    "f2,lab,revenue,FY2025_at_seed,2025-12-31,14 bn USD,2026-02-21,s2,",
    "f3,lab,revenue,run_rate_2025-12,2025-12-31,20 bn USD,2026-02-21,s2,",
)


def test_each_change_by_hand(tmp_path: Path) -> None:
    book = small_book(tmp_path, LEGS, figures=FIGURES)
    table = ask(book, "changed", since="2025-10-20", until="2026-06-30")
    found = {row.key: row.mid for row in table.rows if row.unit == "USD bn" and row.legs}
    assert found == {
        "total_new_money/purchases": 38,
        "new_money/fresh": 38,
        "replacement/new": -70,
        "retold/again": 0,
        "amended/more": 5,
        "advanced/firm": 0,
        "cancelled/gone": -7,
        "superseded/old": -100,
    }
    assert dict(table.left_out) == {"same": "nothing new after 2025-10-20"}
    moved = table.one("advanced/firm")
    assert (moved.more["stage_before"], moved.more["stage_after"]) == ("loi", "signed")
    assert table.as_of == "2026-06-30"


def test_the_replaced_upper_bound_was_never_cash(tmp_path: Path) -> None:
    row = ask(small_book(tmp_path, LEGS), "changed", since="2025-10-20").one("replacement/new")
    assert (row.low, row.mid, row.high) == (-70, -70, 30)


def test_two_figures_that_differ_contradict_a_run_rate_does_not(tmp_path: Path) -> None:
    table = ask(small_book(tmp_path, LEGS, figures=FIGURES), "changed", since="2025-10-20")
    rows = [row for row in table.rows if row.measure == "contradicted"]
    assert [(row.low, row.mid, row.high, row.figures, row.sources) for row in rows] == [
        (13, 14, 14, ("f1", "f2"), ("s1", "s2"))
    ]
    assert table.one("new_figures").mid == 2
    later = ask(small_book(tmp_path, LEGS, figures=FIGURES), "changed", since="2026-03-01")
    assert not [row for row in later.rows if row.measure == "contradicted"]


def test_any_two_days_and_nothing_between_them(tmp_path: Path) -> None:
    book = small_book(tmp_path, LEGS, figures=FIGURES)
    quiet = ask(book, "changed", since="2026-04-01", until="2026-05-01")
    assert {row.measure for row in quiet.rows} == {"new_figures", "new_sources"}
    assert len(quiet.left_out) == len(LEGS)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2026-05-01", "2026-04-01", "runs backwards"),
        ("2026-05-01", "2026-05-01", "2026-05-01 to 2026-05-01 is one day"),
        ("2026-05-01", "2027-04-01", "as known on 2026-12-31"),
        ("soon", None, "'soon' is not a date"),
    ],
)
def test_wrong_dates_are_refused(tmp_path: Path, since: str, until: str | None, words: str) -> None:
    with pytest.raises(InputError, match=words):
        ask(small_book(tmp_path, LEGS), "changed", since=since, until=until)


def test_a_promise_that_may_never_cost_anything_is_no_new_money(tmp_path: Path) -> None:
    """`changed` told AMD's warrant to Meta, 96 bn, among the new money."""
    legs = [
        leg("cash", "compute_purchase", "lab", "cloud", amount="5 bn USD", happened="2025-11-03"),
        leg("backing", "guarantee", "chips", "lab", amount="90 bn USD", happened="2025-11-03"),
        leg("right", "warrant", "chips", "lab", amount="80 bn USD", happened="2025-11-03"),
    ]
    table = ask(small_book(tmp_path, legs), "changed", since="2025-10-20")
    assert [row.legs for row in table.rows if row.measure == "new_money"] == [("cash",)]
    assert {row.legs for row in table.rows if row.measure == "new_contingent"} == {("backing",), ("right",)}
    assert table.one("total_new_money/contingent").mid == 170
    assert "$5 bn" in table.headline["en"][-2] and set(table.first) <= {"new_money/cash"}


def test_a_contract_whose_words_have_not_changed_has_not_moved_however_wide_they_are():
    """Told more of an 'up to 5 bn': nothing to nothing, not 5 bn less to 5 bn more."""
    table = ask(shipped(), "changed", since="2026-09-30", until="2026-10-10")
    same = [r for r in table.rows if r.more["before"] == r.more["after"] is not None and r.unit == "USD bn" and r.legs]
    kept = [r for r in same if r.measure in ("told_more", "advanced", "set_back") and r.more["before"]]
    assert kept and all((r.low, r.mid, r.high) == (0.0, 0.0, 0.0) for r in kept)
