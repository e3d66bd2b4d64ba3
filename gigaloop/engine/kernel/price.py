"""Delivery, and step 3: the world's supply and the rent that clears it."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.draw import ZERO, driven, lateness, progress
from gigaloop.engine.kernel.market import needs
from gigaloop.engine.kernel.sites import put_to_use
from gigaloop.engine.kernel.step import step

LEASE = p.TAGS.index("lease")


@step
def leases(plan, st, i, t):
    """GW of halls on which party i owes rent in quarter t by leases signed before the start, tenants or not."""
    party, v = plan.parties[i], st.values
    if party.leased == ZERO:
        return st.party[i].opened
    return st.party[i].opened + v[party.leased] * min(max((t + 1.0) / max(v[party.leased_by], 1.0), 0.0), 1.0)


@step
def arrive(plan, st, c, t):
    """What was on order when the buyer of leg c left it comes all the same, to the seller, empty at first."""
    ls, lead = st.leg[c], st.market[0].lead
    stands = min(progress(plan.legs[c], ls, t), ls.o0) if t < lead else st.ordered[t - lead, c]
    more = max(min(stands, ls.left_o) - ls.left_d, 0.0) * ls.left_full - ls.arrived
    if more <= 0.0:
        return
    if ls.given <= 0.0:
        ls.given_from = t + 1
    ls.let_given *= ls.given / (ls.given + more)
    ls.given += more
    ls.arrived += more


@step
def deliver(plan, st, index, t):
    """Capacity that arrives: planned progress for what stands, orders placed `lead` quarters ago for what is built.
    Returns the GW that stand of legs that build."""
    v, w, m = st.values, plan.world[0], st.market[0]
    lead = m.lead
    for i in index.working:
        ps = st.party[i]
        ps.gw_use = ps.gw_live = ps.gw_built = ps.staged = ps.ordered = 0.0
    for i in index.spenders:
        ps = st.party[i]
        ps.own_gw += st.built[i, max(t - lead, 0)]
        ps.spare = st.values[plan.parties[i].spare] * ps.own_gw
    standing = 0.0
    for place in range(st.market[0].halls):
        c = st.standing[place]
        leg, ls = plan.legs[c], st.leg[c]
        over = leg.kind == p.COMPUTE and t >= ls.end + ls.late
        if over and plan.rules[0].mode == p.RUN_OFF:
            ls.d = 0.0
        elif ls.alive == 1 and not over:
            planned = progress(leg, ls, t)
            if leg.builds != 1 and ls.pace < 1.0:
                ls.pace = min(1.0, v[w.pace_recovery] * ls.pace)
                planned = ls.d + max(planned - ls.d, 0.0) * ls.pace
            if leg.builds == 1:
                planned = min(planned, ls.o0) if t < lead else st.ordered[t - lead, c]
            if leg.kind == p.SITE and leg.builds == 1:
                put_to_use(st, c, planned, t)
            else:
                ls.d = max(ls.d, planned)
        if ls.left_full > 0.0:
            arrive(plan, st, c, t)
        gw = ls.d * ls.full
        if ls.alive == 1:
            st.party[leg.payer].gw_use += gw
        owner = leg.payee if leg.kind == p.COMPUTE else leg.payer
        st.party[owner].gw_live += gw + ls.given
        if leg.builds == 1:
            st.party[owner].gw_built += gw + ls.given
            standing += gw + ls.given
        if plan.parties[owner].role == p.VEHICLE and leg.kind == p.COMPUTE and ls.alive == 1:
            by_plan = leg.builds != 1 or t < leg.start + ls.late + ls.ramp + lead  # what is ordered later may be less
            st.party[owner].staged += gw
            st.party[owner].ordered += ls.full if by_plan else max(ls.o, ls.d) * ls.full
    for i in index.working:
        if i <= p.STAFF_OTHER:
            continue
        ps, landlord = st.party[i], plan.parties[i].landlord
        ps.rented = max(ps.gw_built, ps.rented, leases(plan, st, i, t)) if ps.defaulted < 0 else ps.gw_built
        if landlord >= 0:
            st.party[landlord].staged += ps.rented
            st.party[landlord].ordered += max(ps.halls, ps.rented) if ps.defaulted < 0 else ps.rented
    for place in range(index.kinds[p.DATED], index.kinds[p.DATED + 1]):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        if leg.tag == LEASE and ls.alive == 1 and ls.left > 0.0:
            st.party[leg.payee].ordered += ls.part
            if t >= leg.start + lateness(plan, ls, leg, t):
                st.party[leg.payee].staged += ls.part
    return standing


@step
def price(plan, st, index, standing, t):
    """Step 3: supply, what stands of legs that build and what others have, by age; the anchor, the rent."""
    v, w, m = st.values, plan.world[0], st.market[0]
    st.added[t] = st.queued[max(t - m.lead, 0)] + m.resold
    gone = m.stock / m.lifetime if t < m.lifetime else st.added[t - m.lifetime]
    m.others = max(m.others + st.added[t] - gone, 0.0)
    m.resold = 0.0
    m.supply = max(m.others + standing, 1e-9)
    st.stood[t] = m.supply
    m.anchor = v[w.anchor] * np.exp(v[w.anchor_drift] * (t + 1) / 4.0 + v[w.anchor_memory] * m.memory)
    if not np.isnan(plan.trend[t]):
        m.error += v[w.demand_error] * np.exp(-t / 4.0 / v[w.error_fade]) / 4.0
    needs(plan, st, index, t)
    if not np.isnan(plan.trend[t]):
        eps = v[w.elasticity]
        short = (m.demand_gw / m.supply) ** (1.0 / eps)
        clearing = m.anchor * v[w.rent] / v[w.anchor] * min(max(short, np.exp(-v[w.rent_far])), np.exp(v[w.rent_far]))
        step = min(max(v[w.rent_speed] * np.log(clearing / m.rent), -v[w.rent_step]), v[w.rent_step]) + m.r_noise
        m.rent *= np.exp(min(max(step, -v[w.rent_step_most]), v[w.rent_step_most]))
    elif v[w.anchor] > 0.0:
        m.rent = v[w.rent] * m.anchor / v[w.anchor]
    m.used_rent = max(driven(plan, p.RENT, t, m.rent), 1e-9)
    m.resale = (m.used_rent / m.anchor) ** v[w.resale_power] if m.anchor > 0.0 else 1.0
    m.rent_gw = m.used_rent * v[w.gpu_hours] * 25.0
