"""Makers of chips: a buyer's live orders for those of others, and which price of a gigawatt's chips is whose."""

from __future__ import annotations

from gigaloop.book.model import VOID, Book, Leg

CHIPS, MAKERS = ("chip_purchase", "chip_codesign", "chip_lease"), ("chip_vendor", "hyperscaler")


def rivals(book: Book, vendor: str, buyer: str) -> list[Leg]:
    """The buyer's live deals for other makers' chips."""
    return [
        leg for leg in book.legs.values()
        if leg.kind in CHIPS and leg.payer == buyer and leg.payee != vendor and book.stage(leg.leg) not in VOID
        and leg.payee in book.parties and book.parties[leg.payee].sector in MAKERS
    ]  # fmt: skip


def price_of(book: Book, maker: str) -> str:
    """The parameter that says what a maker's chips for a gigawatt cost; without one of its own, a chip of one's own."""
    return book.key("content-per-gw", maker) or "content-own-chip-per-gw"
