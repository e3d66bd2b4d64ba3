"""Nash's bargain beside a search over all prices, and what must hold whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from gigaloop.methods.games import nash_bargain

MONEY = st.floats(0, 100)


def searched(worth, cost, buyer, seller, power):
    """The price that maximises the Nash product, among a million."""
    prices = np.linspace(cost + seller, worth - buyer, 1_000_001)
    gain = np.clip(worth - prices - buyer, 0, None) ** power * np.clip(prices - cost - seller, 0, None) ** (1 - power)
    return prices[int(gain.argmax())]


@pytest.mark.parametrize("case", [(52, 13, 0, 0, 0.5), (52, 13, 18.9, 0, 0.5), (40, 5, 3, 9, 0.7), (10, 0, 0, 9, 0.2)])
def test_the_price_maximises_the_product_of_gains(case):
    found = nash_bargain(*case)
    assert found.agreed and found.price == pytest.approx(searched(*case), abs=1e-4)
    assert found.residual == pytest.approx(0.0, abs=1e-12)


def test_a_price_off_by_a_tenth_is_no_maximum():
    case = (52.0, 13.0, 18.9, 0.0, 0.5)
    assert abs(nash_bargain(*case).price + 0.1 - searched(*case)) > 1e-3


@given(MONEY, MONEY, MONEY, MONEY, st.floats(0, 1))
def test_nobody_gets_less_than_elsewhere_and_nothing_is_made(worth, cost, buyer, seller, power):
    found = nash_bargain(worth, cost, buyer, seller, power)
    assert found.buyer >= buyer - 1e-9 and found.seller >= seller - 1e-9
    whole = worth - cost if found.agreed else buyer + seller
    assert found.buyer + found.seller == pytest.approx(whole, abs=1e-9)
    assert found.agreed == (worth - cost - buyer - seller > 0)


@given(st.floats(0, 20), st.floats(0, 18))
def test_a_better_alternative_never_raises_the_price(more, base):
    assert nash_bargain(52, 13, min(base + more, 38)).price <= nash_bargain(52, 13, base).price + 1e-9


def test_a_power_that_is_no_share_is_refused():
    with pytest.raises(ValueError, match=r"power: 1.5 found, a share from 0 to 1 expected"):
        nash_bargain(1, 0, power=1.5)
