"""One leg of the book -> its rows, by kind."""

from __future__ import annotations

from typing import assert_never

from gigaloop.book.model import Leg
from gigaloop.book.terms import (
    Acquisition,
    AnyTerms,
    CapacityBackstop,
    CapacityBuild,
    CapacityLease,
    ChipCodesign,
    ChipLease,
    ChipPurchase,
    ComputePurchase,
    Deposit,
    Grant,
    Guarantee,
    Loan,
    PowerPurchase,
    ResidualGuarantee,
    RevenueShare,
    Right,
    Stake,
    Warrant,
)
from gigaloop.engine.compiler import deliveries, finance, routes
from gigaloop.engine.compiler.leg_rows import Rows


def lower(rows: Rows, leg: Leg) -> None:
    """Add the rows of one leg, or note in `rows.skipped` why it has none."""
    if (why := routes.barred(rows, leg)) is not None:
        rows.skipped[leg.leg] = why
        return
    terms: AnyTerms = leg.terms
    match terms:
        case ComputePurchase():
            why = deliveries.compute(rows, leg)
        case ChipPurchase() | ChipCodesign():
            why = deliveries.chips(rows, leg)
        case ChipLease() | CapacityLease():
            why = deliveries.lease(rows, leg)
        case CapacityBuild():
            why = deliveries.build(rows, leg)
        case Stake():
            why = finance.stake(rows, leg)
        case Warrant():
            why = finance.warrant(rows, leg)
        case Loan():
            why = finance.loan(rows, leg)
        case Guarantee() | CapacityBackstop() | ResidualGuarantee():
            why = finance.contingent(rows, leg)
        case RevenueShare():
            why = finance.revenue_share(rows, leg)
        case Grant():
            why = deliveries.dated(rows, leg, "grant", "term-grant")
        case Deposit():
            why = deliveries.deposit(rows, leg)
        case PowerPurchase():
            why = deliveries.power(rows, leg)
        case Acquisition():
            why = deliveries.acquisition(rows, leg)
        case Right():
            why = routes.right(rows, leg)
        case _:
            assert_never(terms)  # a new kind: say here what becomes of it
    if why:
        rows.skipped[leg.leg] = why
