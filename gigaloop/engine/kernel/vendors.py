"""Step 5 (g): what vendors pay for what they sell and for supply ordered before, and the cash that they give back."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.books import owe
from gigaloop.engine.kernel.fund import expected
from gigaloop.engine.kernel.shares import buy_back, left_for_rounds, offer, raise_equity
from gigaloop.engine.kernel.step import step


@step
def supply(plan, st, i, used, t):
    """What a vendor pays its suppliers: what was ordered before the start comes whether it is used or not, and is used
    first; what it lacks then is bought on the spot."""
    party, ps, v = plan.parties[i], st.party[i], st.values
    quarters = max(np.rint(v[party.supply_by]), 1.0)
    comes = np.rint(v[party.supply] / quarters) if t < quarters and ps.defaulted < 0 else 0.0
    bought = max(used - ps.stock - comes, 0.0)
    ps.stock = max(ps.stock + comes - used, 0.0)
    return comes + bought


@step
def vendors(plan, st, index, t):
    """Costs and tax on the quarter's sales, and on what was paid in step 8 of the quarter before."""
    v, w, at = st.values, plan.world[0], index.at[0]
    for i in index.vendors:
        party, ps = plan.parties[i], st.party[i]
        sold = ps.received + ps.settled
        ps.sold_now = ps.received
        if sold > 0.0 or party.supply > 0:
            out = (1.0 - v[party.margin]) * sold
            used = np.rint(v[party.foundry] * out)
            cost = owe(st, index, at.memory + i, supply(plan, st, i, used, t) if party.supply > 0 else used)
            cost += owe(st, index, at.staff + i, out - used)
            owe(st, index, at.tax + i, v[party.tax] * sold)
            ps.cost += cost
            ps.ebitda += sold - cost
        if party.limited == 1:
            ps.offered = offer(plan, st, i, t)
            raise_equity(plan, st, index, i, min(max(-expected(ps), 0.0), left_for_rounds(ps)))
        spare = min(expected(ps), ps.cash - ps.out) - v[w.vendor_keep] * sold
        if party.limited == 1 and plan.rules[0].mode == p.GOING:
            buy_back(plan, st, index, i, v[w.vendor_back] * spare)
