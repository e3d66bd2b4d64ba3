"""What vendors give per gigawatt: the seeds' four forms by hand, and the reason of what cannot be told."""

import pytest

from gigaloop.questions import ask
from tests.shipped import shipped


@pytest.fixture(scope="module")
def seeds():
    return ask(shipped("2025-10-20"), "subsidy")


def test_a_warrant_a_stake_a_guarantee_and_a_lease_side_by_side(seeds):
    assert seeds.one("amd-oai-warrant/given").high == 96 / 6
    assert seeds.one("nv-oai-2025-eq/given").high == 100 / 10
    assert seeds.one("nv-oai-2025-lease/given").mid == 350 / 10
    cap = shipped("2025-10-20").parameter("guarantee-cap-undisclosed").range()
    row = seeds.one("nv-oai-2025-guar/given")
    assert (row.low, row.mid, row.high) == tuple(end / 10 for end in cap)
    assert row.undisclosed == 1
    assert {row.more["form"] for row in seeds.rows} == {"warrant", "stake", "guarantee", "chip_lease"}


def test_a_warrant_is_worth_its_shares_at_the_price_of_the_day(seeds):
    book = shipped("2025-10-20")
    price = book.parameter("amd-value-0").range()[1] / book.parameter("amd-shares").range()[1]
    row = seeds.one("amd-oai-warrant/worth")
    assert row.mid == pytest.approx(0.160 * (price - 0.01) / 6)
    assert (row.low, row.high) == (0.0, 16.0)


def test_a_guarantee_is_worth_the_interest_that_it_saves(seeds):
    """From 6.25 to 1.5 percent over five years at a tenth, at the greatest cap of 30 on 10 GW."""
    row = seeds.one("nv-oai-2025-guar/worth")
    assert row.high == pytest.approx(3 * (0.0625 - 0.015) * (1 - 1.1**-5) / 0.1)
    assert row.low == 0.0


def test_a_fair_stake_is_no_gift_and_the_share_of_price_tells_how_much_is_paid_with_ones_own_money(seeds):
    assert seeds.one("nv-oai-2025-eq/worth").mid == 0.0
    price = shipped("2025-10-20").parameter("content-nvidia-per-gw").range()[1]
    assert seeds.one("nv-oai-2025-eq/share_of_price").mid == pytest.approx(10 / price)


def test_what_is_void_or_tells_no_gigawatts_is_left_out_with_the_reason():
    left = dict(ask(shipped(), "subsidy").left_out)
    assert left["nv-oai-2025-eq"] == "superseded: gives nothing"
    assert left["nv-intel"] == "no gigawatts are told of its deal"
