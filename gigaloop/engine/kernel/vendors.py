"""Step 5 (g): what vendors pay for what they sold this quarter, and the cash that they give back."""

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.books import owe
from gigaloop.engine.kernel.fund import expected
from gigaloop.engine.kernel.shares import buy_back
from gigaloop.engine.kernel.step import step


@step
def vendors(plan, st, index):
    """Costs and tax on the quarter's sales, and on what was paid in step 8 of the quarter before."""
    v, w, at = st.values, plan.world[0], index.at[0]
    for i in index.vendors:
        party, ps = plan.parties[i], st.party[i]
        sold = ps.received + ps.settled
        ps.sold_now = ps.received
        if sold > 0.0:
            out = (1.0 - v[party.margin]) * sold
            foundry = owe(st, index, at.memory + i, v[party.foundry] * out)
            cost = foundry + owe(st, index, at.staff + i, out - foundry)
            owe(st, index, at.tax + i, v[party.tax] * sold)
            ps.cost += cost
            ps.ebitda += sold - cost
        spare = min(expected(ps), ps.cash - ps.out) - v[w.vendor_keep] * sold
        if party.limited == 1 and plan.rules[0].mode == p.GOING:
            buy_back(plan, st, index, i, v[w.vendor_back] * spare)
