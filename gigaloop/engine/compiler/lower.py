"""One leg of the book -> its rows, by kind."""

from __future__ import annotations

from gigaloop.book.model import Leg
from gigaloop.engine.compiler import deliveries, finance, routes
from gigaloop.engine.compiler.leg_rows import Rows


def lower(rows: Rows, leg: Leg) -> None:
    """Add the rows of one leg, or note in `rows.skipped` why it has none."""
    if (why := routes.barred(rows, leg)) is not None:
        rows.skipped[leg.leg] = why
        return
    match leg.kind:
        case "compute_purchase":
            why = deliveries.compute(rows, leg)
        case "chip_purchase" | "chip_codesign":
            why = deliveries.chips(rows, leg)
        case "chip_lease" | "capacity_lease":
            why = deliveries.lease(rows, leg)
        case "capacity_build":
            why = deliveries.build(rows, leg)
        case "stake":
            why = finance.stake(rows, leg)
        case "warrant":
            why = finance.warrant(rows, leg)
        case "loan":
            why = finance.loan(rows, leg)
        case "guarantee" | "capacity_backstop" | "residual_guarantee":
            why = finance.contingent(rows, leg)
        case "revenue_share":
            why = finance.revenue_share(rows, leg)
        case "grant":
            why = deliveries.dated(rows, leg, "grant", 20)
        case "deposit":
            why = deliveries.deposit(rows, leg)
        case "power_purchase":
            why = deliveries.power(rows, leg)
        case "acquisition":
            why = deliveries.acquisition(rows, leg)
        case _:
            why = routes.right(rows, leg)
    if why:
        rows.skipped[leg.leg] = why
