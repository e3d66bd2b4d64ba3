"""Step 3, the gigawatts: what labs and others need of one market, who is served, how fast empty halls are let again."""

import numpy as np

from gigaloop.engine.kernel.step import step


@step
def kappa(plan, st, i, t):
    """Compute that lab i needs for a dollar of revenue in quarter t, which may lie ahead: the planned part fades."""
    v, party = st.values, plan.parties[i]
    fading = np.exp(-t / 4.0 / v[plan.world[0].need_fade])
    return (v[party.need_end] + (v[party.need_start] - v[party.need_end]) * fading) * st.market[0].thrift


@step
def reference(plan, t):
    """Cents of a GW-quarter that planners expect: rent, drift and hours at the middle of their tables."""
    w = plan.world[0]
    drift = plan.values[w.anchor_drift].mid
    return plan.values[w.rent].mid * np.exp(drift * (t + 1) / 4.0) * plan.values[w.gpu_hours].mid * 25.0


@step
def needs(plan, st, index, t):
    """GW that each lab's own demand needs, and what its contracts and sites hold; D0 and D of the quarter."""
    v, w, m = st.values, plan.world[0], st.market[0]
    price = max(reference(plan, t), 1e-9)
    m.needed = 0.0
    for i in index.labs:
        ps = st.party[i]
        # what fades of the need was planned, and goes on when the customers do not come
        ps.training = max(kappa(plan, st, i, t) - v[plan.parties[i].need_end] * m.thrift, 0.0) * ps.missed
        wanted = (kappa(plan, st, i, t) * ps.used + ps.training) / price
        ps.gw_need = wanted if wanted > 0.0 else 0.0
        ps.gw_held = ps.gw_use
        m.needed += ps.gw_need
    if np.isnan(plan.trend[t]):
        m.outside_asked, m.demand_gw, m.planned_gw = 0.0, m.needed, m.needed
        return
    planned = max(v[w.stock] + plan.trend[t] - plan.values[w.stock].mid, 1e-9)
    outside = max(planned - plan.needed[t], v[w.outside_floor] * planned)
    m.planned_gw = plan.needed[t] + outside
    m.outside_asked = outside * np.exp(m.error + m.x) * m.fc * m.thrift
    m.demand_gw = m.needed + m.outside_asked


@step
def serve_labs(plan, st, index, t):
    """Contracts first, then what is spare; what is freed is let as fast as others' need takes it."""
    v, w, m = st.values, plan.world[0], st.market[0]
    eps, free = v[w.elasticity], np.isnan(plan.trend[t])
    ratio = v[w.rent] / v[w.anchor] if v[w.anchor] > 0.0 else 0.0
    m.tight = max(m.used_rent / m.anchor / ratio, 1e-9) if ratio > 0.0 else 1.0
    held = spot = 0.0
    for i in index.labs:
        ps = st.party[i]
        ps.gw_spot = max(ps.gw_need - ps.gw_held, 0.0) * max(m.tight, 1.0) ** -eps
        held += ps.gw_held
        spot += ps.gw_spot
    others = m.outside_asked * m.tight**-eps
    m.served = m.fit = m.letting = 1.0
    if not free:
        spare = max(m.supply - held, 0.0)
        m.fit = min(m.supply / held, 1.0) if held > 0.0 else 1.0
        m.served = min(spare / (spot + others), 1.0) if spot + others > 0.0 else 1.0
        m.letting = min((spot + others) / spare, 1.0) if spare > 0.0 else 0.0
    m.outside_used = m.served * others
    for i in index.labs:
        ps = st.party[i]
        ps.gw_served = m.fit * min(ps.gw_need, ps.gw_held) + m.served * ps.gw_spot


@step
def let_again(plan, st, let):
    """The let share of freed capacity a quarter later."""
    v, w = st.values, plan.world[0]
    return let + min(max(st.market[0].letting - let, -v[w.let_down]), v[w.let_up])
