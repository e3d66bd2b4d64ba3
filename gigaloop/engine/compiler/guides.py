"""What a cloud guides to spend and its contracts do not ask for: it builds that for customers still to come."""

from __future__ import annotations

from gigaloop.engine.compiler.conduct import TAKE_OR_PAY, world
from gigaloop.engine.compiler.leg_rows import Rows
from gigaloop.engine.compiler.values import BN
from gigaloop.engine.plan import CLOUD, COMPUTE, CUSTOMERS, NEOCLOUD


def guided_row(rows: Rows, party: str) -> None:
    """Customers -> cloud: what `capex-plan` leaves of the year beyond what its contracts make it spend.

    A plan of capital spending that is known on the day is a fact of the book, of a cloud as of a conglomerate. What
    contracts ask is reckoned from their middles, on time (docs/model.md, section 0, Guides).
    """
    values, number = rows.values, rows.accounts.number(party)
    told = next((key for name in rows.accounts.names(party) if (key := rows.book.key("capex-plan", name))), "")
    if not told or rows.accounts.roles[number] not in (CLOUD, NEOCLOUD):
        return
    quarters, lead = 4 - rows.zero % 4, max(1, round(values.middle("order-lead")))
    due, chips = rows.middle(world(values, "chips_due")), values.middle("capex-it-per-gw")
    shell = values.middle("capex-shell-per-gw") if rows.accounts.records[number].get("landlord", -1) < 0 else 0.0

    def spent(start: int, ramp: float) -> float:
        """USD bn that a gigawatt of this calendar costs in what is left of the year: on delivery, and at order."""
        stands = [min(1.0, max(0.0, (s + 1 - start) / ramp)) for s in range(-1, quarters + lead)]
        delivered, ordered = stands[quarters] - stands[0], stands[quarters + lead] - stands[lead]
        return due * chips * delivered + ((1 - due) * chips + shell) * ordered

    mine = [row for row in rows.legs if row["kind"] == COMPUTE and row["payee"] == number and row.get("builds")]
    asked = sum(
        rows.middle(row["gw"]) * rows.middle(row["beta"]) * spent(row["start"], max(1.0, rows.middle(row["ramp"])))
        for row in mine
    )
    ramp = rows.usual("ramp-default", party)
    low, mid, high = (
        max(0.0, plan * quarters / 4 - asked) / spent(lead, values.middle(ramp))
        for plan in rows.book.parameter(told).range()
    )
    if not high:
        return
    values.use(told)
    term = rows.middle(world(values, "sign_term"))
    rows.own(
        "compute",
        kind=COMPUTE,
        payer=CUSTOMERS,
        payee=number,
        tier=2,
        price=values.parameter(rows.usual("rent-price-per-gw-year", party), BN),
        gw=values.spread(f"{party}.ahead", "triangular", low, mid, high, told),
        start=lead,
        ramp=values.parameter(ramp),
        end=values.fixed(lead + term),
        floor=values.stated(*TAKE_OR_PAY),
        beta=1,
        builds=1,
        grade=4,
        **rows.limits.of(None),
    )
