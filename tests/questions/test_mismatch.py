"""Who owes for longer than it is paid: the vehicle that leases for four years what it borrowed on to 2049."""

import pytest

from gigaloop.book.problem import InputError
from gigaloop.ledger.calendar import end_of
from gigaloop.questions import ask
from tests.shipped import shipped


def test_a_lease_of_four_years_against_a_bond_to_2049():
    book = shipped()
    table = ask(book, "mismatch", party="meta_hyperion_spv")
    assert end_of(book.legs["hyp-lease-rent"]) == 2033.0
    assert int(end_of(book.legs["hyp-bond"])) == 2049
    assert table.one("meta_hyperion_spv/mismatch").mid == pytest.approx(2049.997 - 2033.0, abs=0.01)
    assert table.one("meta_hyperion_spv/guaranteed").mid == 1.0
    assert table.one("meta_hyperion_spv/guaranteed").legs


def test_the_widest_comes_first_and_a_matched_book_has_none():
    table = ask(shipped(), "mismatch")
    wide = [row.mid for row in table.rows if row.measure == "mismatch"]
    assert wide == sorted(wide, reverse=True)
    assert table.one("xai_chip_spv/mismatch").mid == 0.0


def test_what_tells_no_end_is_left_out_and_who_tells_one_side_alone_is_refused():
    assert dict(ask(shipped(), "mismatch").left_out)["hyp-bond-pimco"] == "states neither an end nor a term"
    with pytest.raises(InputError, match="does not tell both"):
        ask(shipped(), "mismatch", party="microsoft")


def test_of_one_party_each_end_is_told_in_the_order_of_time():
    book = shipped()
    rows = [row for row in ask(book, "mismatch", party="coreweave").rows if row.measure == "dues_end"]
    assert [row.mid for row in rows] == sorted(end_of(book.legs[row.legs[0]]) for row in rows)
    assert "crwv-ddtl4" in {row.legs[0] for row in rows}
    assert not [row for row in ask(book, "mismatch").rows if row.measure == "dues_end"]
