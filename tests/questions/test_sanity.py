"""The sanity page: what it reads is what it says, a number out of its band is told, and every line can be looked at."""

from dataclasses import replace

import numpy as np
import pytest

from gigaloop.answer.paths import simulated
from tests.pages import pieces, sanity
from tests.shipped import shipped


@pytest.fixture(scope="module")
def books():
    return {day: shipped(day) for day in sanity.WORLDS}


@pytest.fixture(scope="module")
def found(books):
    return list(sanity.look(books, paths=20))


def test_every_check_is_looked_at_once(found):
    assert len(found) == len(sanity.CHECKS)
    assert {one.check.what for one in found} == {check.what for check in sanity.CHECKS}


def test_a_number_out_of_its_band_is_told_first(found):
    one = next(f for f in found if f.mid is not None and f.check.band[1] is not None)
    planted = replace(one, mid=one.check.band[1] * 10 + 1)
    assert not planted.holds
    text = sanity.page(
        [replace(one, mid=one.check.band[1]), planted], 20, 1, {"2025-10-31": [("with all of them", "0.5")]}
    )
    assert "## What does it, 2025-10-31" in text and "| with all of them | 0.5 |" in text
    assert "2 lines, 1 in their band, 1 outside." in text
    assert text.index("**no**") < text.index("| yes |")
    assert f"- **{planted.check.what}** ({planted.check.day}): {sanity.reason(planted.check.what)}" in text


def test_no_reason_is_told_for_a_line_that_does_not_exist():
    begins = [start for start in sanity.REASONS if not any(c.what.startswith(start) for c in sanity.CHECKS)]
    assert begins == []


def test_a_piece_taken_out_does_nothing_and_moves_nothing_else(books):
    base = simulated(books["2026-07-05"], paths=20)
    names = base.run.plan.world.dtype.names
    for piece, numbers in pieces.PIECES.items():
        bare = pieces.without(base, piece).run.plan
        changed = {name for name in names if bare.world[name][0] != base.run.plan.world[name][0]}
        assert changed == set(numbers), piece
        assert {row for row in numbers.values()} <= {pieces.NONE, pieces.ONE, pieces.ABOVE}
    assert base.run.plan.values["low"][base.run.plan.world[pieces.ABOVE][0]] > 1e6
    rows = list(pieces.shares(base))
    assert len(rows) == 1 + len(pieces.PIECES) and all(len(row) == 1 + len(pieces.FIRMS) for row in rows)


def test_an_open_middle_never_holds(found):
    assert not replace(found[0], mid=None).holds


def test_what_it_reads_is_the_sum_of_the_years_quarters(books):
    paths = simulated(books["2025-10-31"], paths=20)
    columns = [c for c, q in enumerate(paths.quarters) if q.startswith("2026")]
    assert len(columns) == 4
    by_hand = paths.measure("compute", "openai")[:, columns].sum(1)
    assert np.array_equal(sanity.year("compute", "openai", "2026")(paths), by_hand)


def test_its_worlds_differ_from_the_base_as_they_say(books):
    book = books["2025-10-31"]
    base = simulated(book, paths=20)
    made = sanity.worlds(base.quarters)
    missed = simulated(book, paths=20, **made["revenue -40 %"]).run.plan.times
    driver = base.lowering.drivers.index("demand.openai")
    assert np.allclose(missed[driver, 1:], 0.6)
    assert missed[driver, 0] == 1.0
    shut = simulated(book, paths=20, **made["funding shut, 8 quarters"]).run.plan.put
    rows = [base.lowering.drivers.index(f"appetite.{kind}") for kind in ("equity", "debt")]
    assert (shut[rows, 1:9] == 0.0).all()
    assert np.isnan(shut[rows, 9:]).all()
    assert simulated(book, paths=20, **made["no bargain"]).run.plan.rules["bargain"][0] == 0
