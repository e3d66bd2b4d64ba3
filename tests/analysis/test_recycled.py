"""Money that comes back, on simulated flows: by hand, between its two ends, and with a vehicle in the middle."""

import pytest

from gigaloop import load
from gigaloop.analysis import ask, paths
from gigaloop.analysis.recycled import flows_of, shares
from gigaloop.book.problem import InputError


def test_a_ring_by_hand():
    """The vendor gives the lab 10, the lab has 30 of its customers' and pays the cloud 40, which pays the vendor 20."""
    network = {("v", "l"): 10.0, ("l", "c"): 40.0, ("c", "v"): 20.0}
    fungible, earmarked, sold = shares(network, {"l": 30.0}, {("c", "v"): 20.0}, "v")
    assert (fungible, earmarked, sold) == (pytest.approx(0.25), pytest.approx(0.5), 20.0)


def test_a_vehicle_in_the_middle_changes_nothing():
    plain = shares({("v", "l"): 10.0, ("l", "v"): 20.0}, {"l": 30.0}, {("l", "v"): 20.0}, "v")
    through = {("v", "spv"): 10.0, ("spv", "l"): 10.0, ("l", "v"): 20.0}
    assert shares(through, {"l": 30.0}, {("l", "v"): 20.0}, "v") == pytest.approx(plain)


def test_who_gives_nothing_gets_nothing_back():
    assert shares({("l", "v"): 20.0}, {"l": 30.0}, {("l", "v"): 20.0}, "v")[:2] == (0.0, 0.0)


@pytest.fixture(scope="module")
def book():
    return load(as_of="2025-10-20")


def test_every_party_that_pays_has_got_as_much(book):
    found = paths.simulated(book, paths=60)
    network, outside, _ = flows_of(found, found.years()["2027"])
    for party in {p for pair in network for p in pair}:
        paid = sum(x for (i, _), x in network.items() if i == party)
        got = sum(x for (_, j), x in network.items() if j == party) + outside.get(party, 0.0)
        assert got >= paid - 1e-9


def test_the_seeds_world(book):
    table = ask(book, "recycled", paths=60)
    for row in table.rows:
        assert row.low <= row.mid <= row.high
        if row.unit == "share":
            assert row.low >= 0.0
            assert row.high <= 1.0
    assert table.one("nvidia/2027/sales").mid > 50


def test_who_sells_nothing_is_refused(book):
    with pytest.raises(InputError, match="sells nothing"):
        ask(book, "recycled", party="banks", paths=60)
