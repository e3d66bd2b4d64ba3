"""A block of paths, each through every quarter. `run` gives each thread a block; the steps hold no lock."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.draws import GIVEN, PATH, POOL
from gigaloop.engine.kernel.bargain import bargain
from gigaloop.engine.kernel.bill import bill
from gigaloop.engine.kernel.books import audit
from gigaloop.engine.kernel.build import build
from gigaloop.engine.kernel.capacity import capacity
from gigaloop.engine.kernel.clear import clear
from gigaloop.engine.kernel.draw import demand, market, open_path
from gigaloop.engine.kernel.evergreen import evergreen
from gigaloop.engine.kernel.fund import fund
from gigaloop.engine.kernel.grace import grace
from gigaloop.engine.kernel.lend import capital_left
from gigaloop.engine.kernel.market import serve_labs
from gigaloop.engine.kernel.price import deliver, price
from gigaloop.engine.kernel.revalue import revalue
from gigaloop.engine.kernel.settle import settle
from gigaloop.engine.kernel.sign import sign
from gigaloop.engine.kernel.state import AUDIT_FAILED, NOT_FINITE, OK
from gigaloop.engine.kernel.step import step
from gigaloop.engine.kernel.stream import draw_path
from gigaloop.engine.kernel.vendors import vendors

UNIT = 1e-11  # cents to USD bn


@step
def begin(plan, st, index, t):
    """Clear the quarter's lists and counters."""
    m = st.market[0]
    for k in range(m.touched):
        st.flow[st.touched[k]] = 0.0
    for k in range(m.dues):
        st.due[st.dues[k]] = 0.0
    for k in range(m.dues if m.deferring == 1 or t == 0 else 0):
        st.put_off[st.dues[k]] = 0.0
    m.touched = m.dues = m.between = m.seen = 0
    m.quarter = t
    m.lost = m.fell = 0.0
    st.tiers[:] = 0.0
    for place in range(len(plan.parties) if t == 0 else len(index.moving)):
        ps = st.party[place if t == 0 else index.moving[place]]
        ps.opening = ps.cash
        ps.ebitda_before, ps.interest_before, ps.signed = ps.ebitda, ps.interest, 0.0
        ps.yielded = 0.0
        ps.wealth = float(ps.worth)
        ps.received_before, ps.placed_before = ps.received, ps.placed
        ps.received = ps.earned = ps.billed = ps.bills = ps.into = ps.out = ps.orders = ps.it_orders = 0.0
        ps.building = ps.interest = ps.principal = ps.equity_raised = ps.debt_raised = ps.committed = 0.0
        ps.shortfall = ps.cost = ps.lab_cost = ps.hoard = ps.other = ps.ahead = ps.next_bills = ps.soon_bills = 0.0
        ps.taken = ps.coverage = ps.swept = 0.0
        ps.soon_sites = ps.sites = ps.spent = ps.have = ps.marks = ps.gap = ps.ebitda = ps.on_delivery = ps.fined = 0.0
        ps.failed_now = 0
        ps.offered = 0.0
        ps.use = 1.0  # of labs `bill` knows better
    at = index.at[0]
    for k in range(len(plan.shares)):
        st.party[plan.shares[k].holder].marks += st.held[at.share + k]


@step
def keep_party(plan, st, out):
    for f in range(len(plan.followed)):
        ps, row = st.party[plan.followed[f]], out[f]
        row.cash = ps.cash * UNIT
        row.revenue = (ps.revenue + ps.billed) * UNIT
        row.compute = (ps.bills - ps.fined) * UNIT
        row.other_costs = ps.cost * UNIT
        row.capex = (ps.capex + ps.on_delivery) * UNIT
        row.uses = (ps.out + ps.capex + ps.spent - ps.fined - ps.yielded) * UNIT
        row.committed = ps.committed * UNIT
        row.equity_raised = ps.equity_raised * UNIT
        row.debt_raised = ps.debt_raised * UNIT
        row.debt = ps.debt * UNIT
        row.gap = ps.gap * UNIT
        row.gw = ps.gw_served if plan.parties[plan.followed[f]].role == p.LAB else ps.gw_live
        row.value = ps.value * UNIT
        row.status = ps.status
        row.interest = ps.interest * UNIT
        row.ebitda = ps.ebitda * UNIT
        row.shortfall = ps.shortfall * UNIT
        row.debt_service = (ps.interest + ps.principal) * UNIT
        row.received = ps.received * UNIT
        row.worth = ps.worth * UNIT
        row.collateral = (ps.holdings + ps.marks) * UNIT
        row.coverage = ps.coverage
        row.swept = ps.swept * UNIT
        row.revenue_share = ps.taken * UNIT
        row.unserved_gw = ps.gw_need - ps.gw_served
        row.equity_offered = ps.offered * UNIT
        row.new_contracts = ps.signed * UNIT
        row.band = ps.band


@step
def lending(plan, st, i):
    """What lender i holds, has lost, could still lend, and has lost beyond its capital, in USD bn."""
    held, room, past = float(st.position[i]), 0.0, 0.0
    if plan.parties[i].capital > 0:
        left = capital_left(plan, st, i)
        room = max(st.values[plan.parties[i].reach] * max(left, 0.0) - held, 0.0) * UNIT
        past = max(-left, 0.0) * UNIT
    return held * UNIT, st.party[i].lost * UNIT, room, past


@step
def keep_lenders(plan, st, index, row):
    at = index.at[0]
    st.position[:] = 0
    for h in range(len(plan.holders)):
        st.position[plan.holders[h].party] += st.held[at.holder + h]
    row.past_capital = 0.0
    row.held_private_credit, row.lost_private_credit, row.room_private_credit, past = lending(
        plan, st, p.PRIVATE_CREDIT
    )
    row.past_capital += past
    row.held_insurers_pensions, row.lost_insurers_pensions, row.room_insurers_pensions, past = lending(
        plan, st, p.INSURERS_PENSIONS
    )
    row.past_capital += past
    row.held_banks, row.lost_banks, row.room_banks, past = lending(plan, st, p.BANKS)
    row.past_capital += past
    row.held_bond_funds, row.lost_bond_funds, row.room_bond_funds, past = lending(plan, st, p.BOND_FUNDS)
    row.past_capital += past


@step
def keep_world(plan, st, index, row):
    m = st.market[0]
    keep_lenders(plan, st, index, row)
    row.rent = m.used_rent
    row.appetite = max(m.equity, m.debt)
    row.efficiency = m.efficiency
    row.supply = m.supply
    row.unserved_power = m.gw_power
    row.unserved_chips = m.gw_chips
    row.unserved_memory = m.gw_memory
    row.unserved_capital = m.gw_capital
    row.asked = m.gw_asked
    row.audit = m.audit
    row.clearing = m.residual
    row.rate = m.rate
    row.standing = m.gw_standing
    row.idle = m.gw_idle
    row.late = m.gw_late
    row.write_down = m.written * UNIT
    row.demand_gw = m.demand_gw
    row.outside_gw = m.outside_used
    row.needed_gw = m.needed


@step
def finite(st, index):
    m = st.market[0]
    good = np.isfinite(m.rent) and np.isfinite(m.supply) and np.isfinite(m.it)
    for i in index.moving:
        good = good and np.isfinite(st.party[i].value)
    return good


@step
def simulate_block(plan, st, index, dr, out, flows, stream=GIVEN):
    """Every path of a block, from its opening books to the last quarter, steps 1 to 9 in order.

    Its draws are given, a row a path; or each path's are drawn into the one row, where there is a stream. A path stops
    in the quarter in which its outcome is no longer OK.
    """
    m = st.market[0]
    m.touched = m.dues = 0
    st.flow[:] = 0.0  # from now on `begin` clears what was used
    st.due[:] = 0.0
    st.put_off[:] = 0.0
    drawn = len(stream) > 0
    first = np.int64(stream[PATH]) if drawn else 0
    for k in range(len(out.outcome)):
        row = 0 if drawn else k
        if drawn:
            draw_path(dr, row, stream, first + k)
        open_path(plan, st, index, dr.once[row])
        for t in range(plan.rules[0].quarters):
            begin(plan, st, index, t)
            market(plan, st, dr, row, t)
            demand(plan, st, index, dr, row, t)
            sign(plan, st, index, t)
            build(plan, st, index, dr, row, t)
            price(plan, st, index, deliver(plan, st, index, t), t)
            serve_labs(plan, st, index, t)
            bill(plan, st, index, dr.market[row, t, POOL], t)
            capacity(plan, st, index, t)
            fund(plan, st, index, t)
            vendors(plan, st, index, t)
            clear(plan, st, index)
            grace(plan, st, index, t)
            bargain(plan, st, index, t)
            evergreen(plan, st, index, t)
            settle(plan, st, index, dr, row, t, out.credit[k], out.equity[k])
            revalue(plan, st, index, dr, row, t)
            m.audit = audit(st, index, flows[t])
            keep(plan, st, index, out, k, t)
            if m.outcome != OK:
                break
        keep_path(plan, st, out, k)


@step
def keep(plan, st, index, out, k, t):
    """Write the quarter; settle its outcome."""
    m = st.market[0]
    keep_party(plan, st, out.party[k, t])
    keep_world(plan, st, index, out.world[k, t])
    out.audit[k, t] = m.audit
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
    if not finite(st, index):
        m.outcome = NOT_FINITE


@step
def keep_path(plan, st, out, k):
    """Write what is known at the end of the path."""
    out.outcome[k] = st.market[0].outcome
    for i in range(len(plan.parties)):
        out.credit[k, i] *= UNIT
        out.equity[k, i] *= UNIT
        ps, row = st.party[i], out.conceded[k, i]
        row.repaced, row.amended, row.rescued, row.relet, row.waived = (
            ps.repaced, ps.amended, ps.rescues, ps.relets, ps.waiver
        )  # fmt: skip
        row.rescue_paid, row.rescue_got = ps.rescue_paid * UNIT, ps.rescue_got * UNIT
        row.given_up, row.avoided, row.downgraded = ps.given_up * UNIT, ps.avoided * UNIT, ps.downgrades
        row.evergreened = ps.evergreened * UNIT
        row = out.supply[k, i]
        row.stood, row.idled, row.delayed = ps.stood, ps.idled, ps.delayed
        row.idle_bill, row.write_down, row.slipped = ps.idle_bill * UNIT, ps.write_down * UNIT, ps.slipped * UNIT
        row.penalty_paid, row.penalty_got = ps.penalty_paid * UNIT, ps.penalty_got * UNIT
        out.defaulted[k, i] = st.party[i].defaulted
    for c in range(len(plan.legs)):
        out.leg_paid[k, c] = st.leg[c].paid * UNIT
        out.leg_first[k, c] = st.leg[c].first
        out.leg_deferred[k, c] = st.leg[c].conceded * UNIT
        out.leg_rescued[k, c] = st.leg[c].rescued * UNIT
    for r in range(len(st.deals)):
        deal, row = st.deals[r], out.bargains[k, r]
        if r >= st.market[0].deals:
            row.quarter = -1.0
            continue
        row.quarter, row.debtor, row.claimant, row.survival = deal.quarter, deal.debtor, deal.claimant, deal.survival
        row.lacking, row.enforce, row.amend = deal.lacking * UNIT, deal.enforce * UNIT, deal.amend * UNIT
        row.top_up, row.relet = deal.top_up * UNIT, deal.relet * UNIT
        row.deferred, row.brought = deal.deferred * UNIT, deal.brought * UNIT
        row.evergreened = deal.evergreened * UNIT
