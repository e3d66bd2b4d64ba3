"""The march: every path of a block through every quarter. `run` gives each thread a block; the steps hold no lock."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.draws import POOL
from gigaloop.engine.kernel.bargain import ENFORCE, LACKING, bargain
from gigaloop.engine.kernel.bill import bill
from gigaloop.engine.kernel.books import audit
from gigaloop.engine.kernel.build import build
from gigaloop.engine.kernel.capacity import capacity
from gigaloop.engine.kernel.clear import clear
from gigaloop.engine.kernel.draw import demand, market, open_path
from gigaloop.engine.kernel.fund import fund
from gigaloop.engine.kernel.lend import capital_left
from gigaloop.engine.kernel.market import serve_labs
from gigaloop.engine.kernel.price import deliver, price
from gigaloop.engine.kernel.revalue import revalue
from gigaloop.engine.kernel.settle import settle
from gigaloop.engine.kernel.sign import sign
from gigaloop.engine.kernel.state import AUDIT_FAILED, LENDERS, NOT_FINITE, OK
from gigaloop.engine.kernel.step import step
from gigaloop.engine.kernel.vendors import vendors

UNIT = 1e-11  # cents to USD bn
LENDING = tuple(p.SECTORS.index(lender) for lender in LENDERS)


@step
def begin(plan, st, index, t):
    """Clear the quarter's lists and counters."""
    m = st.market[0]
    for k in range(m.touched):
        st.flow[st.touched[k]] = 0.0
    for k in range(m.dues):
        st.due[st.dues[k]] = st.put_off[st.dues[k]] = 0.0
    m.touched = m.dues = 0
    m.quarter = t
    m.lost = m.fell = 0.0
    st.tiers[:] = 0.0
    for i in range(len(plan.parties)):
        ps = st.party[i]
        ps.opening = ps.cash
        ps.ebitda_before, ps.interest_before, ps.signed = ps.ebitda, ps.interest, 0.0
        ps.yielded = 0.0
        ps.wealth = float(ps.worth)
        ps.received_before, ps.placed_before = ps.received, ps.placed
        ps.received = ps.earned = ps.billed = ps.bills = ps.into = ps.out = ps.orders = ps.it_orders = 0.0
        ps.building = ps.use = ps.interest = ps.principal = ps.equity_raised = ps.debt_raised = ps.committed = 0.0
        ps.shortfall = ps.cost = ps.lab_cost = ps.hoard = ps.other = ps.ahead = ps.next_bills = ps.soon_bills = 0.0
        ps.taken = ps.coverage = ps.swept = 0.0
        ps.soon_sites = ps.sites = ps.spent = ps.have = ps.marks = ps.gap = ps.ebitda = ps.on_delivery = ps.fined = 0.0
        ps.failed_now = 0
        ps.offered = 0.0
    at = index.at[0]
    for k in range(len(plan.shares)):
        st.party[plan.shares[k].holder].marks += st.held[at.share + k]


@step
def keep_party(plan, st, out):
    for f in range(len(plan.followed)):
        ps, row = st.party[plan.followed[f]], out[f]
        row[0] = ps.cash * UNIT
        row[1] = (ps.revenue + ps.billed) * UNIT
        row[2] = (ps.bills - ps.fined) * UNIT
        row[3] = ps.cost * UNIT
        row[4] = (ps.capex + ps.on_delivery) * UNIT
        row[5] = (ps.out + ps.capex + ps.spent - ps.fined - ps.yielded) * UNIT
        row[6] = ps.committed * UNIT
        row[7] = ps.equity_raised * UNIT
        row[8] = ps.debt_raised * UNIT
        row[9] = ps.debt * UNIT
        row[10] = ps.gap * UNIT
        row[11] = ps.gw_served if plan.parties[plan.followed[f]].role == p.LAB else ps.gw_live
        row[12] = ps.value * UNIT
        row[13] = ps.status
        row[14] = ps.interest * UNIT
        row[15] = ps.ebitda * UNIT
        row[16] = ps.shortfall * UNIT
        row[17] = (ps.interest + ps.principal) * UNIT
        row[18] = ps.received * UNIT
        row[19] = ps.worth * UNIT
        row[20] = (ps.holdings + ps.marks) * UNIT
        row[21] = ps.coverage
        row[22] = ps.swept * UNIT
        row[23] = ps.taken * UNIT
        row[25] = ps.offered * UNIT
        row[26] = ps.signed * UNIT
        row[27] = ps.band
        row[24] = ps.gw_need - ps.gw_served


@step
def keep_lenders(plan, st, index, out, t):
    """What each lender holds, has lost, and could still lend; and what was lost beyond their capital."""
    at = index.at[0]
    st.net[:] = 0.0
    for h in range(len(plan.holders)):
        st.net[plan.holders[h].party] += float(st.held[at.holder + h])
    for k in range(len(LENDING)):
        i = LENDING[k]
        held = st.net[i]
        out[3 * k], out[3 * k + 1], out[3 * k + 2] = held * UNIT, st.party[i].lost * UNIT, 0.0
        if plan.parties[i].capital > 0:
            left = capital_left(plan, st, i, t)
            out[3 * k + 2] = max(st.values[plan.parties[i].reach] * max(left, 0.0) - held, 0.0) * UNIT
            out[3 * len(LENDING)] += max(-left, 0.0) * UNIT


@step
def keep_world(plan, st, index, out, t):
    m = st.market[0]
    out[19:] = 0.0
    keep_lenders(plan, st, index, out[19:], t)
    out[0] = m.used_rent
    out[1] = max(m.equity, m.debt)
    out[2] = m.efficiency
    out[3] = m.supply
    out[4] = m.gw_power
    out[5] = m.gw_chips
    out[6] = m.gw_memory
    out[7] = m.gw_capital
    out[8] = m.gw_asked
    out[9] = m.audit
    out[10] = m.residual
    out[11] = m.rate
    out[16], out[17], out[18] = m.demand_gw, m.outside_used, m.needed
    out[12], out[13], out[14], out[15] = m.gw_standing, m.gw_idle, m.gw_late, m.written * UNIT


@step
def finite(st):
    m = st.market[0]
    good = np.isfinite(m.rent) and np.isfinite(m.supply) and np.isfinite(m.it)
    for i in range(len(st.party)):
        good = good and np.isfinite(st.party[i].cash) and np.isfinite(st.party[i].value)
    return good


@step
def march(plan, st, index, dr, out, flows):
    """Every path of a block, from its opening books to the last quarter, steps 1 to 9 in order.

    A path stops in the quarter in which its outcome is no longer OK.
    """
    m = st.market[0]
    m.touched = m.dues = 0
    for k in range(dr.once.shape[0]):
        open_path(plan, st, index, dr.once[k])
        for t in range(plan.rules[0].quarters):
            begin(plan, st, index, t)
            market(plan, st, dr, k, t)
            demand(plan, st, index, dr, k, t)
            sign(plan, st, index, t)
            build(plan, st, dr, k, t)
            price(plan, st, index, deliver(plan, st, index, t), t)
            serve_labs(plan, st, index, t)
            bill(plan, st, index, dr.market[k, t, POOL], t)
            capacity(plan, st, index, t)
            fund(plan, st, index, t)
            vendors(plan, st, index)
            clear(plan, st, index)
            bargain(plan, st, index, t)
            settle(plan, st, index, dr, k, t, out.credit[k], out.equity[k])
            revalue(plan, st, index, dr, k, t)
            m.audit = audit(st, index)
            keep(plan, st, index, out, flows, k, t)
            if m.outcome != OK:
                break
        keep_path(plan, st, out, k)


@step
def keep(plan, st, index, out, flows, k, t):
    """Write the quarter; settle its outcome."""
    m = st.market[0]
    keep_party(plan, st, out.party[k, t])
    keep_world(plan, st, index, out.world[k, t], t)
    out.audit[k, t] = m.audit
    for j in range(m.touched):
        flows[t, st.touched[j]] += np.int64(st.flow[st.touched[j]] / 100.0)
    if out.legs.shape[0] > 0:
        for c in range(len(plan.legs)):
            out.legs[k, t, c] = st.flow[index.at[0].leg + c] * UNIT
    if out.cents.shape[0] > 0:
        for s in range(len(st.flow)):
            out.paid[k, t, s] = st.flow[s]
        for i in range(len(st.party)):
            out.cents[k, t, i] = st.party[i].cash
    if m.audit != 0.0:
        m.outcome = AUDIT_FAILED
    if not finite(st):
        m.outcome = NOT_FINITE


@step
def keep_path(plan, st, out, k):
    """Write what is known at the end of the path."""
    out.outcome[k] = st.market[0].outcome
    for i in range(len(plan.parties)):
        out.credit[k, i] *= UNIT
        out.equity[k, i] *= UNIT
        ps, row = st.party[i], out.conceded[k, i]
        row[0], row[1], row[2], row[3], row[4] = ps.repaced, ps.amended, ps.rescues, ps.relets, ps.waiver
        row[5], row[6] = ps.rescue_paid * UNIT, ps.rescue_got * UNIT
        row[7], row[8], row[9] = ps.given_up * UNIT, ps.avoided * UNIT, ps.downgrades
        row = out.supply[k, i]
        row[0], row[1], row[2] = ps.stood, ps.idled, ps.delayed
        row[3], row[4], row[5] = ps.idle_bill * UNIT, ps.write_down * UNIT, ps.slipped * UNIT
        row[6], row[7] = ps.penalty_paid * UNIT, ps.penalty_got * UNIT
        out.defaulted[k, i] = st.party[i].defaulted
    for c in range(len(plan.legs)):
        out.leg_paid[k, c] = st.leg[c].paid * UNIT
        out.leg_first[k, c] = st.leg[c].first
        out.leg_deferred[k, c] = st.leg[c].conceded * UNIT
        out.leg_rescued[k, c] = st.leg[c].rescued * UNIT
    deals = out.bargains[k]
    for r in range(len(deals)):
        if r >= st.market[0].deals:
            deals[r, 0] = -1.0
            continue
        for column in range(deals.shape[1]):
            money = column == LACKING or column >= ENFORCE
            deals[r, column] = st.deals[r, column] * (UNIT if money else 1.0)
