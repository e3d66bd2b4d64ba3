"""Two who can gain by agreeing: at which price, given what each has if they do not?"""

from typing import NamedTuple

__all__ = ["Agreement", "nash_bargain"]


class Agreement(NamedTuple):
    """A bargain's outcome. agreed: whether both gain; price: what the buyer pays (money), None without agreement;
    buyer, seller: what each ends with (money); gain: what agreeing is worth to both together; residual: how far the
    price is from the first-order condition of the Nash product (money)."""

    agreed: bool
    price: float | None
    buyer: float
    seller: float
    gain: float
    residual: float


def nash_bargain(
    worth: float, cost: float, outside_buyer: float = 0.0, outside_seller: float = 0.0, power: float = 0.5
) -> Agreement:
    """At which price do a buyer and a seller agree, when each has something else to turn to?

    Definition (Nash 1950, Econometrica 18:155; with unequal power Roth 1979, Axiomatic Models of Bargaining): the
    price maximises (worth - price - outside_buyer)^power (price - cost - outside_seller)^(1 - power), so each gets
    what it has elsewhere and its share of the gain worth - cost - outside_buyer - outside_seller. What a party has
    elsewhere is what it lives on while they disagree (Binmore, Rubinstein and Wolinsky 1986, RAND Journal 17:176).
    Without a gain nothing is agreed and each keeps what it has.

    worth, cost: of the thing to buyer and seller; outside_buyer, outside_seller: what each has without agreeing;
    power: the buyer's share of the gain, 0 to 1. All money in one unit.

    Errors: ValueError for a power outside 0 to 1.

    >>> nash_bargain(52.0, 13.0).price
    32.5
    >>> nash_bargain(52.0, 13.0, outside_buyer=18.0).price
    23.5
    """
    if not 0.0 <= power <= 1.0:
        raise ValueError(f"power: {power} found, a share from 0 to 1 expected. It is the buyer's share of the gain.")
    gain = worth - cost - outside_buyer - outside_seller
    if gain <= 0.0:
        return Agreement(False, None, outside_buyer, outside_seller, 0.0, 0.0)
    price = worth - outside_buyer - power * gain
    buyer, seller = worth - price, price - cost
    residual = (1.0 - power) * (buyer - outside_buyer) - power * (seller - outside_seller)
    return Agreement(True, price, buyer, seller, gain, residual)
