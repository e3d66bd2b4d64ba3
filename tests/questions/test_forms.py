"""Sale, lease and loan of the same chips: one present value, and who holds what when, by hand."""

import pytest

from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from gigaloop.questions.prices.forms import present_value, schedule
from tests.shipped import shipped

HAND = {"price": 10.0, "margin": 0.5, "rate": 0.1, "values": (0.6, 0.4), "advance": 0.8}


@pytest.mark.parametrize("form", ["sale", "lease", "loan"])
@pytest.mark.parametrize("rate", [0.0, 0.1])
def test_each_form_is_worth_the_price(form, rate):
    made = schedule(HAND | {"rate": rate}, 0.4, 2)
    last = 4.0 if form == "lease" else 0.0
    assert present_value(made, form, rate, last) == pytest.approx(10.0)
    assert present_value(made, form, rate + 0.05, last) < 10.0 or form == "sale"


def test_a_lease_by_hand():
    """10 less 4 / 1.21 over two years at a tenth: a rent of 3.857; chips at cost 5 wear down to 4."""
    made = schedule(HAND, 0.4, 2)
    rent = (10 - 4 / 1.21) * 0.1 / (1 - 1.1**-2)
    assert [made["lease", k, "revenue"] for k in range(3)] == pytest.approx([0, rent, rent])
    assert [made["lease", k, "on_books"] for k in range(3)] == pytest.approx([5, 4.5, 0])
    assert made["lease", 1, "loss_if_left"] == pytest.approx(11 - rent - 6)


def test_a_loan_by_hand():
    """Of 10 the vendor lends 8 for two years at a tenth: cash late, a balance of 4.19 after a year."""
    made = schedule(HAND, 0.4, 2)
    payment = 8 * 0.1 / (1 - 1.1**-2)
    assert [made["loan", k, "revenue"] for k in range(3)] == [10, 0, 0]
    assert [made["loan", k, "cash_in"] for k in range(3)] == pytest.approx([2, payment, payment])
    assert made["loan", 1, "on_books"] == pytest.approx(8.8 - payment)
    assert made["loan", 1, "loss_if_left"] == 0.0


def test_the_answer_orders_the_forms_as_a_vendor_knows_them():
    table = ask(shipped(), "forms")
    price = table.one("sale/0/revenue").mid
    assert table.one("loan/0/revenue").mid == price
    assert table.one("loan/0/cash_in").mid < table.one("sale/0/cash_in").mid
    assert table.one("lease/1/loss_if_left").mid > table.one("loan/1/loss_if_left").mid > 0
    assert table.one("lease/5/present_value").mid == pytest.approx(price)
    assert table.one("lease/5/residual_risk").high > 0
    with pytest.raises(KeyError):
        table.one("sale/3/loss_if_left")


def test_who_has_no_price_and_a_term_without_a_curve_are_refused():
    with pytest.raises(InputError, match="no price of oracle per GW"):
        ask(shipped(), "forms", party="oracle")
    with pytest.raises(InputError, match="not between 1 and 5"):
        ask(shipped(), "forms", term=9)
