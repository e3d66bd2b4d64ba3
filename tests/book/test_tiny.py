"""The tiny example can be checked by hand: one loop of 8, 20 and 12 bn, and 12 bn from outside."""

import pytest

import gigaloop
from gigaloop.book.grade import count_once, worth

WHO_PAYS_WHOM = {
    "vendor-stake": ("vendor", "lab", 8e9),
    "lab-cloud": ("lab", "cloud", 20e9),
    "cloud-chips": ("cloud", "vendor", 12e9),
    "customer-sales": ("customers", "lab", 12e9),
}


def test_three_parties_and_four_deals_make_one_loop():
    book = gigaloop.load("tiny")
    assert len(book.deals) == 4
    assert {k: (v.payer, v.payee, v.terms.amount.stated) for k, v in book.legs.items()} == WHO_PAYS_WHOM


def test_what_the_lab_pays_is_what_it_gets():
    paid_in = sum(amount for _, to, amount in WHO_PAYS_WHOM.values() if to == "lab")
    assert paid_in == WHO_PAYS_WHOM["lab-cloud"][2]


def test_every_dollar_is_stated_and_counted():
    book = gigaloop.load("tiny")
    count = count_once(book, book.legs.values())
    assert (len(count.legs), count.left_out) == (4, ())
    assert sum(worth(book, leg).mid for leg in count.legs) == 52e9


def test_the_backlog_is_four_fifths_the_lab():
    table = gigaloop.ask(gigaloop.load("tiny"), "backlog", party="cloud", customer="lab")
    assert [row.mid for row in table.rows if row.measure == "backlog_share"] == [0.8]


def test_before_it_was_told_nothing_is_known():
    with pytest.raises(gigaloop.InputError, match="Its first day is 2026-01-05"):
        gigaloop.load("tiny", as_of="2026-01-04")
