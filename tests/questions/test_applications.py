"""A lead in applications moves its share of the demand, in money, power and capital; the user may set it."""

import pytest

from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from gigaloop.words.numbers import written
from tests.shipped import shipped


def test_the_lead_of_the_book_moves_its_share():
    table = ask(shipped(), "applications", party="amazon")
    assert table.one("amazon/moved").mid == pytest.approx(-0.03 * table.one("demand").mid)
    lead = next(row for row in table.rows if row.measure == "lead_reported")
    assert (lead.mid, written(lead.mid, lead.unit)) == (-0.03, "-3 percentage points")  # one share less another
    assert table.one("amazon/moved").low <= table.one("amazon/moved").mid <= table.one("amazon/moved").high < 0


def test_the_users_lead_by_hand():
    book = shipped()
    table = ask(book, "applications", party="amazon", lead=0.2)
    power = 0.2 * table.one("demand").mid / book.parameter("rent-price-per-gw-year").range()[1]
    assert table.one("amazon/power").mid == pytest.approx(power)
    cost = sum(book.parameter(f"capex-{part}-per-gw").range()[1] for part in ("it", "shell"))
    assert table.one("amazon/capital").mid == pytest.approx(power * cost)
    assert "--lead 0.2" in table.reproduce


def test_nobody_is_given_a_lead_that_was_never_told():
    with pytest.raises(InputError, match="no lead in applications is told of oracle"):
        ask(shipped(), "applications", party="oracle")
    with pytest.raises(InputError, match="not between -1 and 1"):
        ask(shipped(), "applications", party="amazon", lead=2.0)
