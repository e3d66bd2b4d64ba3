"""What one gigawatt of demand costs a maker of chips, by what it gives: warrant, equity, guarantee, lease, backstop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from gigaloop.answer.ends import ends_row, over
from gigaloop.answer.table import Row
from gigaloop.book.grade import grade_shares
from gigaloop.book.model import Book, Leg

IMPLIED, TERM, SECURED, VINTAGE, BACKSTOP = (
    *("implied-default-intensity", "warrant-term", "recovery-secured", "vintage-value", "backstop-price-share"),
)


def instrument_rows(book: Book, leg: Leg, warrant: Row | None) -> Iterator[Row]:
    """What a maker expects to lose for one gigawatt of chips that it sells at its price by each instrument, USD bn.

    The same sale at the price of a GW, the buyer of credit BB by prices, over the warrant's term, so that the five can
    be laid side by side: `warrant`: what the steps are worth (ASC 606-10-32-25); `stake`: equity of the price, lost
    where the buyer fails, fair but for that; `guarantee`: of a loan of the price, what recovery leaves; `chip_lease`:
    the chips come back at half of the term at their age's value; `capacity_backstop`: what nobody else takes, at the
    backstop's part of the price. Nothing where the book lacks the maker's price of a GW.
    """
    price = book.key("content-per-gw", leg.payer)
    names = (price, IMPLIED, TERM, SECURED, VINTAGE, BACKSTOP)
    if any(name not in book.parameters for name in names):
        return
    found = over(book, names, lambda x: instruments(x, x[price]))
    if warrant is not None and warrant.low is not None and warrant.mid is not None and warrant.high is not None:
        found = {"warrant": (warrant.low, warrant.mid, warrant.high)} | found
    used = {
        "warrant": warrant.assumptions if warrant is not None else (), "stake": (price, IMPLIED, TERM),
        "guarantee": (price, IMPLIED, TERM, SECURED), "chip_lease": (price, IMPLIED, TERM, VINTAGE),
        "capacity_backstop": (price, IMPLIED, TERM, BACKSTOP),
    }  # fmt: skip
    for name, ends in found.items():
        yield ends_row(
            book, ends, used[name], f"{leg.leg}/gw_cost/{name}", leg.payer, f"gw_cost_{name}", "USD bn/GW",
            book.as_of.isoformat(), legs=(leg.leg,), counterparty=leg.payee, grade=grade_shares(book, leg)[0],
            more={"step": None, "power": None},
        )  # fmt: skip


def instruments(x: Mapping[str, Any], price: float) -> dict[str, float]:
    """Expected loss of each instrument that carries a sale of this price.

    >>> x = {IMPLIED: (0.01, 0.02, 0.05), TERM: 4.0, SECURED: 0.65, VINTAGE: (0.6, 0.4, 0.3, 0.2, 0.1), BACKSTOP: 0.8}
    >>> {name: round(value, 3) for name, value in instruments(x, 10.0).items()}
    {'stake': 1.813, 'guarantee': 0.634, 'chip_lease': 1.088, 'capacity_backstop': 1.45}
    """
    fails = float(-np.expm1(-x[IMPLIED][2] * x[TERM]))
    half = max(round(x[TERM] / 2), 1)
    left = x[VINTAGE][min(half, len(x[VINTAGE])) - 1]
    return {
        "stake": fails * price, "guarantee": fails * price * (1.0 - x[SECURED]),
        "chip_lease": fails * price * (1.0 - left), "capacity_backstop": fails * price * x[BACKSTOP],
    }  # fmt: skip
