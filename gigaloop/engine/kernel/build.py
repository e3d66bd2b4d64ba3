"""Step 2: what builders want to add this quarter, and which limit of supply stops it."""

import numpy as np

from gigaloop.engine import draws as d, plan as p
from gigaloop.engine.kernel.chips import choose_chips, may_order
from gigaloop.engine.kernel.draw import driven, lateness, progress
from gigaloop.engine.kernel.step import step


@step
def want_legs(plan, st, index, t):
    """GW that each leg which builds would order, and the requests on every limit."""
    v, w, lead = st.values, plan.world[0], st.market[0].lead
    st.request[:] = 0.0
    for place in range(st.market[0].halls):
        c = st.standing[place]
        st.leg[c].late = lateness(plan, st.leg[c], plan.legs[c], t)
    choose_chips(plan, st, index, t)
    for place in range(st.market[0].builders):
        c = st.building[place]
        leg, ls = plan.legs[c], st.leg[c]
        ls.w = 0.0
        if not may_order(plan, st, c, t):
            continue
        ls.pace = min(1.0, v[w.pace_recovery] * ls.pace)
        behind = min(max(progress(leg, ls, t + lead) + ls.shift - ls.o, 0.0), v[w.catch_up] / ls.ramp)
        ls.w = behind * ls.pace * ls.full
        st.market[0].gw_asked += ls.w
        first = 0 if leg.prepaid == 1 else 1
        for row in range(index.bounds_at[c], index.bounds_at[c + 1]):
            st.request[index.bounds[row], first] += ls.w


@step
def answer(plan, st, t):
    """Builders move towards what the market of the quarter before tells them: rent, demand, unserved need."""
    v, w, m = st.values, plan.world[0], st.market[0]
    if t == 0 or np.isnan(plan.trend[t]):
        m.answer = 0.0
        return
    told = v[w.build_rent] * np.log(m.tight) + v[w.build_demand] * np.log(m.demand_gw / m.planned_gw)
    told += v[w.build_unserved] * (1.0 - m.served)
    m.answer += v[w.build_speed] * (min(max(told, v[w.build_low]), v[w.build_high]) - m.answer)


@step
def want_capex(plan, st, index, dr, path, t):
    """Capital spending of conglomerates and of builders outside the book: plan, answer, and walks of their own."""
    v, w, m = st.values, plan.world[0], st.market[0]
    answer(plan, st, t)
    m.walk = v[w.walk_memory] * m.walk + v[w.walk_common] * dr.market[path, t, d.SPARE_1]
    per_gw = m.it + v[w.shell_cost]
    for i in index.working:
        st.party[i].capex = 0.0
    for i in index.spenders:
        party, ps = plan.parties[i], st.party[i]
        own = dr.noise[path, t, party.shock] if party.shock >= 0 else 0.0
        ps.walk = v[w.walk_memory] * ps.walk + v[w.walk_own] * own
        wanted = v[party.capex] * np.exp(v[party.capex_growth] * t / 4.0 + m.answer + m.walk + ps.walk)
        wanted = min(max(wanted, v[w.capex_low] * ps.capex_last), v[w.capex_high] * ps.capex_last)
        ps.capex = min(wanted, v[w.capex_cash] * v[party.other] * np.exp(v[party.other_growth] * t / 4.0))
        if v[party.budget] > 0.0:
            ps.capex = min(ps.capex, v[party.budget])
        ps.capex_last = ps.capex
    m.outside = v[w.outside_capex] * np.exp(v[w.outside_growth] * t / 4.0 + m.answer + m.walk)
    for x in range(len(plan.uses)):
        use = plan.uses[x]
        spend = st.party[use.party].capex if use.party >= 0 else m.outside
        st.request[use.limit, 1] += use.share * spend / per_gw


@step
def served(plan, st, index, c):
    """Share of what leg c asks for that the limits of this quarter serve."""
    part = 1.0
    for row in range(index.bounds_at[c], index.bounds_at[c + 1]):
        part = min(part, st.room[index.bounds[row], 0 if plan.legs[c].prepaid == 1 else 1])
    return part


@step
def ration(plan, st, index, t):
    """Room of every limit, prepaid requests first; wants are cut to what they get, and the binding limit is noted."""
    v, w, m = st.values, plan.world[0], st.market[0]
    counted = v[w.gw_cost] / (v[w.it_cost] + v[w.shell_cost]) if v[w.gw_cost] > 0.0 else 1.0
    enough = True
    for k in range(len(plan.limits)):
        row = plan.limits[k]
        room = max(counted * v[row.level] * np.exp(v[row.growth] * t / 4.0) * driven(plan, row.driver, t, 1.0), 0.0)
        first, rest = st.request[k, 0], st.request[k, 1]
        st.room[k, 0] = min(1.0, room / first) if first > 0.0 else 1.0
        room = max(room - first, 0.0)
        st.room[k, 1] = min(1.0, room / rest) if rest > 0.0 else 1.0
        enough = enough and st.room[k, 0] == 1.0 and st.room[k, 1] == 1.0
    for place in range(m.builders):
        c = st.building[place]
        ls = st.leg[c]
        if ls.w <= 0.0:
            continue
        if enough:
            ls.bound = 0
            continue
        leg = plan.legs[c]
        part, binding = 1.0, -1
        for row in range(index.bounds_at[c], index.bounds_at[c + 1]):
            room = st.room[index.bounds[row], 0 if leg.prepaid == 1 else 1]
            if room < part:
                part, binding = room, plan.limits[index.bounds[row]].kind
        missed = ls.w * (1.0 - part)
        if binding == p.LIMIT_POWER:
            m.gw_power += missed
        elif binding == p.LIMIT_CHIPS:
            m.gw_chips += missed
        elif binding == p.LIMIT_MEMORY:
            m.gw_memory += missed
        ls.w *= part
        ls.bound = binding + 1
    outside = 1.0
    for i in index.spenders:
        st.net[i] = 1.0
    for kind in range(0 if enough else 3):
        cut = 0.0
        for i in index.spenders:
            st.trial[i, 0] = 0.0
        for x in range(len(plan.uses)):
            use = plan.uses[x]
            if plan.limits[use.limit].kind == kind:
                less = use.share * (1.0 - st.room[use.limit, 1])
                if use.party >= 0:
                    st.trial[use.party, 0] += less
                else:
                    cut += less
        outside = min(outside, max(1.0 - cut, 0.0))
        for i in index.spenders:
            st.net[i] = min(st.net[i], max(1.0 - st.trial[i, 0], 0.0))
    gw = 0.0
    per_gw = m.it + v[w.shell_cost]
    for i in index.spenders:
        st.built[i, t] = 0.0
        if st.party[i].capex > 0.0:
            st.party[i].capex *= st.net[i]
            st.built[i, t] = st.party[i].capex / per_gw
            gw += st.built[i, t]
    m.outside *= outside
    st.queued[t] = gw + m.outside / per_gw


@step
def build(plan, st, index, dr, path, t):
    """Step 2 whole."""
    m = st.market[0]
    m.gw_power = m.gw_chips = m.gw_memory = m.gw_capital = m.gw_asked = 0.0
    want_legs(plan, st, index, t)
    want_capex(plan, st, index, dr, path, t)
    ration(plan, st, index, t)
