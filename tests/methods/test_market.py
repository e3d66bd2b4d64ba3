"""`methods.market` against a naive merit order, and what any uniform-price clearing must keep."""

from math import inf

import pytest
from hypothesis import given, settings, strategies as st

from gigaloop.methods import market

SIZES = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 90)), min_size=1, max_size=6)


def merit(plants, load):
    """One zone, cheapest first: cost, and the costs of the last unit taken and of the next one (None: there is
    none)."""
    left, cost, last = load, 0.0, 0.0
    for size, price in sorted(plants, key=lambda one: one[1]):
        taken = min(size, left)
        cost, left = cost + taken * price, left - taken
        if taken:
            last = price
        if taken < size:
            return cost, last, price
    return (cost, last, None) if left <= 0 else None


@settings(max_examples=80, deadline=None)
@given(SIZES, st.integers(1, 120))
def test_one_zone_agrees_with_a_merit_order(plants, load):
    zones = {"Z": {f"p{k}": size for k, (size, _) in enumerate(plants)}}
    mc = {f"p{k}": price for k, (_, price) in enumerate(plants)}
    naive = merit(plants, load)
    if naive is None:
        with pytest.raises(ValueError, match=r"^load: found more than supply"):
            market.clear(zones, {"Z": load}, mc)
        return
    found = market.clear(zones, {"Z": load}, mc)
    cost, last, following = naive
    assert found.cost == pytest.approx(cost)
    low, high = found.price_range["Z"]
    assert low == pytest.approx(last)
    assert high is None if following is None else high == pytest.approx(following)
    assert found.price["Z"] == pytest.approx(last if following is None else following)
    assert found.residual < 1e-6


@settings(max_examples=40, deadline=None)
@given(SIZES, SIZES, st.integers(0, 60), st.integers(0, 60), st.integers(0, 40))
def test_two_zones_share_a_price_or_fill_the_link(north, south, load_north, load_south, limit):
    zones = {"N": {f"n{k}": q for k, (q, _) in enumerate(north)}, "S": {f"s{k}": q for k, (q, _) in enumerate(south)}}
    mc = {f"n{k}": p for k, (_, p) in enumerate(north)} | {f"s{k}": p for k, (_, p) in enumerate(south)}
    voll = 1000.0
    found = market.clear(zones, {"N": load_north, "S": load_south}, mc, [["N", "S", limit]], voll=voll)
    flow = found.flow["N-S"]
    assert abs(flow) <= limit + 1e-6
    (low_n, high_n), (low_s, high_s) = (
        (-inf if low is None else low, inf if high is None else high) for low, high in found.price_range.values()
    )
    if abs(flow) < limit - 1e-6:  # a link with room: one price supports both
        assert max(low_n, low_s) <= min(high_n, high_s) + 1e-6
    elif flow > 1e-6:  # full towards the south: the south is not cheaper
        assert high_s >= low_n - 1e-6
    made = sum(v for k, v in found.gen.items() if k.startswith("N "))
    assert made + found.unserved["N"] - flow == pytest.approx(load_north, abs=1e-6)
    rich = market.clear(zones, {"N": load_north, "S": load_south}, mc, [["N", "S", limit + 10]], voll=voll)
    spent = [f.cost + voll * sum(f.unserved.values()) for f in (found, rich)]
    assert spent[1] <= spent[0] + 1e-6  # more link never costs more


def test_scarcity_raises_the_price_and_slack_lowers_it():
    def price(load):
        return market.clear({"Z": {"a": 10, "b": 10}}, {"Z": load}, {"a": 5, "b": 20}, voll=300).price["Z"]

    assert [price(load) for load in (5, 15, 25)] == [5.0, 20.0, 300.0]


def test_bids_are_served_down_to_their_worth():
    found = market.clear({"Z": {"a": 10, "b": 10}}, {}, {"a": 5, "b": 20}, bids={"Z": [(8, 100), (8, 12), (8, 3)]})
    assert found.served == {"Z 0": 8.0, "Z 1": 2.0, "Z 2": 0.0}
    assert found.price["Z"] == 12.0
    assert found.surplus == pytest.approx(8 * 100 + 2 * 12 - 10 * 5)


def test_a_demand_block_crowds_out_a_poorer_one():
    def served(block):
        bids = {"Z": [(block, 90), (10, 40)]}
        return market.clear({"Z": {"a": 12}}, {}, {"a": 5}, bids=bids).served["Z 1"]

    assert [served(block) for block in (0, 2, 6, 20)] == [10.0, 10.0, 6.0, 0.0]


def test_link_limits_may_differ_by_direction():
    zones, mc = {"N": {"n": 10}, "S": {"s": 10}}, {"n": 1, "s": 9}
    assert market.clear(zones, {"S": 5}, mc, [("N", "S", 3, 0)]).flow["N-S"] == 3.0
    assert market.clear(zones, {"S": 5}, mc, [("N", "S", 0, 3)]).flow["N-S"] == 0.0


def test_a_plant_may_cost_differently_in_each_zone():
    found = market.clear({"N": {"g": 5}, "S": {"g": 5}}, {"N": 1, "S": 1}, {"N g": 2, "S g": 7})
    assert found.price == {"N": 2.0, "S": 7.0}


def test_prices_do_not_depend_on_names():
    a = market.clear({"A": {"x": 3}, "B": {"y": 9}}, {"A": 5, "B": 1}, {"x": 10, "y": 2}, [("A", "B", 2)])
    b = market.clear({"Q": {"y": 9}, "P": {"x": 3}}, {"P": 5, "Q": 1}, {"x": 10, "y": 2}, [("Q", "P", 2)])
    assert (a.price["A"], a.price["B"]) == (b.price["P"], b.price["Q"])
    assert a.cost == b.cost


def test_a_zone_where_nothing_pins_the_price_says_so():
    found = market.clear({"Z": {"a": 1}, "Y": {}}, {"Z": 0.5}, {"a": 3})
    assert found.price["Z"] == 3.0
    assert found.price["Y"] != found.price["Y"]
    assert found.price_range["Y"] == (None, None)


WRONG = [
    (({}, {}, {}), {}, "zones: found none"),
    (({"Z": {"a": 1}}, {"Y": 1}, {"a": 1}), {}, "load: found zone 'Y'"),
    (({"Z": {"a": 1}}, {"Z": 1}, {}), {}, "mc: found no marginal cost of 'a'"),
    (({"Z": {"a": -1}}, {"Z": 1}, {"a": 1}), {}, r"zones\[Z\]\[a\]: found -1"),
    (({"Z": {"a": 1}}, {"Z": 1}, {"a": 1}, [("Z", "Y", 1)]), {}, "links: found 'Z'-'Y'"),
    (({"Z": {"a": 1}}, {"Z": 1}, {"a": 1}, [("Z", "Z")]), {}, r"links: found \['Z', 'Z'\]"),
    (({"Z": {"a": 1}}, {"Z": 2}, {"a": 1}), {}, "load: found more than supply"),
    (({"Z": {}}, {"Z": 2}, {}), {}, "load: found more than supply"),
    (({"Z": {"a": 1}}, {}, {"a": 1}), {"bids": {"Y": [(1, 1)]}}, "bids: found zone 'Y'"),
]


@pytest.mark.parametrize(("args", "more", "words"), WRONG, ids=[words for *_, words in WRONG])
def test_wrong_markets_are_refused(args, more, words):
    with pytest.raises(ValueError, match="^" + words):
        market.clear(*args, **more)
