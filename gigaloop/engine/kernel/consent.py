"""Step 7: what every creditor weighs before it puts a due off, whoever owes it."""

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.draw import by_regime
from gigaloop.engine.kernel.step import step


@step
def lacking(st, i):
    """Cents that party i lacks for its dues, with what the last clearing lets it receive."""
    return max(st.party[i].out - st.party[i].have, 0.0)


@step
def chance(plan, st, sources, uses):
    """Chance to survive of a debtor, by what it has and earns over what it must pay."""
    v, w = st.values, plan.world[0]
    q = (sources / max(uses, 1.0) - v[w.survival_at]) / v[w.survival_slope]
    return min(max(q, v[w.survival_least]), 1.0)


@step
def equity_ahead(plan, st, i, quarters, t):
    """What shareholders may bring: half of the quarters as the market is, half as if it were tight."""
    v, w = st.values, plan.world[0]
    now = by_regime(v, st.market[0].equity, w.equity_open, w.equity_tight, w.equity_shut)
    return quarters / 2.0 * (now * plan.times[p.APPETITE_EQUITY, t] + v[w.equity_tight]) * st.party[i].value


@step
def ask(plan, st, need, q, lost, most):
    """The share of its dues (`asked`) that every creditor is asked to put off; refusals raise it for the rest, once.

    Of what is put off the part `lost` is conceded: `amend` becomes A of that share. `agrees` is 1 of who concedes,
    `hides` of who could not bear to recognise the loss."""
    v, w = st.values, plan.world[0]
    asked, a = 0.0, 0.0
    for k in range(len(plan.parties)):
        asked += st.party[k].asked
    for turn in range(2):
        if asked <= 0.0:
            return 0.0
        a, asked = min(need / asked, most), 0.0
        for k in range(len(plan.parties)):
            ps = st.party[k]
            if ps.asked <= 0.0 or (turn == 1 and ps.agrees == 0):
                continue
            ps.amend = a * ps.asked * lost + ps.cut
            later = (1.0 - q) * v[w.later_loss] * ps.enforce
            bears = ps.amend + later < ps.enforce
            able = plan.parties[k].limited != 1 or ps.have - a * ps.asked >= ps.out
            ps.hides = 1.0 if not bears and 0.0 < ps.value < ps.enforce else 0.0
            ps.agrees = 1 if (bears or ps.hides == 1.0) and able else 0
            asked += ps.agrees * ps.asked
    return a if asked > 0.0 else 0.0
