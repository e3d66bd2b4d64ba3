"""Step 0 and step 1: a path's values and opening books; the market of the quarter."""

import numpy as np

from gigaloop.engine import draws as d, plan as p
from gigaloop.engine.kernel.books import accrue
from gigaloop.engine.kernel.step import step


@step
def draw_values(plan, once, values):
    """Every uncertain number of the path, from its quantile table."""
    for u in range(len(plan.values)):
        column = plan.values[u].column
        if column < 0:
            values[u] = plan.values[u].mid
        else:
            x = once[column] * 40.0
            k = min(int(x), 39)
            low = plan.quantiles[u, k]
            values[u] = low + (x - k) * (plan.quantiles[u, k + 1] - low)


@step
def progress(leg, ls, s):
    """Planned share of full size that stands at the end of quarter s, as late as it is known to be now."""
    return min(max(s + 1.0 - leg.start - ls.late, 0.0), ls.ramp) / ls.ramp


MOMENTS = d.moments()

#: rows of `values` that are exactly this number, in every Plan
ZERO, ONE = 0, 1
#: the least grade of what is signed
SIGNED = 4
#: how a scenario writes appetite: 1 open, 0.5 tight, 0 shut, and what lies nearest
OPEN_FROM, TIGHT_FROM = 0.75, 0.25


@step
def by_regime(values, regime, first, second, third):
    return values[first] if regime == 0 else (values[second] if regime == 1 else values[third])


@step
def lateness(plan, ls, leg, t):
    return ls.lag + (int(np.rint(plan.late[leg.late, t])) if leg.late >= 0 else 0)


@step
def not_signed(leg):
    """Whether a leg of the book is talk, a letter or an announcement: nothing of it is on order when a run begins."""
    return 0 < leg.grade < SIGNED


@step
def binding_chips(plan, seller):
    """Whether the chips that a seller orders cannot be cancelled, and are in part due on delivery."""
    return plan.parties[seller].role == p.CLOUD or plan.parties[seller].role == p.NEOCLOUD


@step
def open_leg(plan, st, c):
    leg, ls, v = plan.legs[c], st.leg[c], st.values
    beta, amount = v[leg.beta], v[leg.amount]
    ls.alive, ls.relet, ls.renewed, ls.opened, ls.first, ls.bound, ls.run, ls.stopped = 1, -1, 0, 0, -1, 0, 0, 0
    ls.given = ls.conceded = ls.rescued = ls.written = ls.fine = ls.fine_left = 0.0
    ls.given_from, ls.cut_at, ls.forgiven = -1, -9, 0
    ls.let = ls.let_given = ls.shift = ls.may = 0.0
    ls.left_full = ls.left_d = ls.left_o = ls.arrived = ls.came = ls.worn = 0.0
    ls.overdue = 0
    ls.bill = ls.paid = ls.call = ls.deferred = ls.eighth = ls.w = ls.price = ls.rem = 0.0
    ls.end = int(np.rint(v[leg.end]))
    ls.lag = max(int(np.rint(v[leg.delay])), 0)
    ls.late = lateness(plan, ls, leg, 0)
    ls.ramp = max(v[leg.ramp], 1.0)
    ls.full = v[leg.gw] * beta
    ls.pace = 1.0
    if leg.signing > 0:
        ls.alive, ls.full, ls.left, ls.part, ls.entry = 0, 0.0, 0.0, 0.0, 0.0
        ls.o = ls.d = ls.o0 = 0.0
        return
    ls.o = ls.d = ls.o0 = 0.0
    if leg.kind == p.COMPUTE or leg.kind == p.SITE:
        n = max(ls.end - leg.start, 1)
        span = max(n - ls.ramp / 2.0, 1.0)
        if leg.kind == p.SITE:
            ls.price = v[leg.price] if v[leg.price] > 0.0 else amount / v[leg.gw]
        else:
            ls.price = v[leg.price] / 4.0 if v[leg.price] > 0.0 else amount / (v[leg.gw] * span)
            ls.rem = np.rint(beta * amount) if amount > 0.0 else np.rint(ls.price * ls.full * span)
            ls.fine_left = v[plan.world[0].penalty_cap] * ls.rem
            for q in range(leg.start, 0):
                done = min((q + 1.0 - leg.start) / ls.ramp, 1.0)
                ls.rem -= ls.price * ls.full * done
            ls.rem = max(np.rint(ls.rem), 0.0)
        if leg.start < 0:
            ls.d = min(-leg.start / ls.ramp, 1.0)
        ls.o = ls.d
        if leg.builds == 1:
            ls.o = ls.d if not_signed(leg) else max(ls.d, progress(leg, ls, st.market[0].lead - 1))
            builder = st.party[leg.payee if leg.kind == p.COMPUTE else leg.payer]
            builder.halls += ls.o * ls.full
            builder.opened += ls.d * ls.full
            st.market[0].stock -= ls.d * ls.full
            if leg.kind == p.COMPUTE and binding_chips(plan, leg.payee):
                stood = ls.d
                for q in range(min(st.market[0].lead, len(st.later))):
                    stands = max(min(progress(leg, ls, q), ls.o), stood)
                    st.later[q, c] = v[plan.world[0].chips_due] * v[plan.world[0].it_cost] * ls.full * (stands - stood)
                    stood = stands
        ls.o0 = ls.o
        if leg.kind == p.SITE:
            ls.came = ls.d
            for q in range(len(st.put)):
                st.put[q, c] = 0.0
    else:
        ls.left = np.rint(beta * amount)
        ls.part = ls.left / max(ls.end - max(leg.start, 0), 1)
    entry = v[leg.valuation]
    ls.entry = entry if entry > 0.0 else st.party[leg.payee].value
    if leg.kind == p.SHARE:
        ls.left = v[leg.cap]


@step
def stand(plan, st, index):
    """List the contracts and sites that are there, all but what nobody has signed yet; and those that must be built, in
    the order of the legs."""
    m = st.market[0]
    m.contracts = m.halls = m.builders = 0
    for place in range(index.kinds[p.COMPUTE], index.kinds[p.SITE + 1]):
        c = index.order[place]
        if plan.legs[c].signing == 0 or st.leg[c].end > 0:
            st.standing[m.halls] = c
            m.halls += 1
            m.contracts += plan.legs[c].kind == p.COMPUTE
    for c in range(len(plan.legs)):
        leg = plan.legs[c]
        if leg.builds == 1 and leg.kind <= p.SITE and (leg.signing == 0 or st.leg[c].end > 0):
            st.building[m.builders] = c
            m.builders += 1


@step
def open_party(plan, st, i):
    party, ps, v = plan.parties[i], st.party[i], st.values
    ps.cash = np.int64(np.rint(v[party.cash])) if i > p.STAFF_OTHER else 0
    ps.worth = ps.cash
    ps.scale = 1.0
    ps.news = 0.0
    ps.capex_before = v[party.capex]
    ps.revenue = ps.revenue0 = ps.demand = v[party.revenue]
    ps.value = ps.value0 = np.rint(v[party.value])
    ps.units = ps.own = ps.growth = ps.flow = ps.flow0 = ps.flex = 0.0
    ps.received = ps.received_before = ps.earned = ps.debt = ps.gap = ps.shortfall = 0.0
    ps.capex = 0.0
    ps.holdings = v[party.holdings]
    ps.capex_last = v[party.capex]
    ps.status = ps.waiver = ps.rescues = ps.repaced = ps.amended = ps.fails = ps.relets = ps.run = 0
    ps.amended_at = ps.slowed = ps.sold = -9
    ps.avoided = ps.rescue_paid = ps.rescue_got = ps.given_up = ps.evergreened = 0.0
    ps.own_gw = ps.spare = ps.placed = ps.walk = ps.gw_need = ps.gw_held = ps.gw_spot = ps.gw_served = 0.0
    ps.peak = ps.mood = ps.mood_lift = ps.average = ps.offered = ps.settled = ps.sold_now = 0.0
    ps.told = ps.told_best = ps.best = ps.missed = ps.training = 0.0
    ps.shy = -1.0
    ps.credit = ps.means = ps.signed = ps.ebitda_before = ps.interest_before = 0.0
    ps.year = ps.year_interest = ps.band = ps.fell = ps.downgrades = ps.billed0 = 0.0
    ps.worst = -1.0  # no band with debt yet
    ps.bereft = -1.0
    ps.halls = ps.halls_now = ps.rented = ps.opened = 0.0
    ps.lost = ps.early = ps.early_most = ps.kept = 0.0
    ps.room = np.inf
    ps.stood = ps.idled = ps.delayed = ps.idle_bill = ps.write_down = ps.slipped = 0.0
    ps.penalty_paid = ps.penalty_got = 0.0
    ps.defaulted = -1


@step
def open_claims(plan, st, index):
    v, at = st.values, index.at[0]
    st.held[:] = 0
    st.owed[:] = 0
    st.draws[:] = 0.0
    for b in range(len(plan.debts)):
        debt, ds = plan.debts[b], st.debt[b]
        ds.face = np.rint(v[debt.face])
        ds.rate = v[debt.rate]
        ds.lost = ds.breach = ds.over = ds.waits = 0.0
        ds.broken, ds.missed, ds.missed_at = 0, 0, -9
        ds.span, ds.repay = st.draws.shape[1], 0.0  # only what is repaid by and by ends with the term of each draw
        if debt.amortisation == p.LINEAR:
            ds.span = int(np.ceil(max(v[debt.term], 1.0) - 1e-9))
            ds.repay = ds.face / max(v[debt.term], 1.0)
        rest = ds.face
        for j in range(debt.holders_n):
            part = rest if j == debt.holders_n - 1 else np.rint(ds.face * plan.holders[debt.holder + j].share)
            accrue(st, index, at.holder + debt.holder + j, part)
            rest -= part
        st.party[debt.issuer].debt += ds.face
    for k in range(len(plan.shares)):
        st.units[k] = plan.shares[k].units
        st.party[plan.shares[k].issuer].units += st.units[k]
    for k in range(len(plan.shares)):
        issuer = st.party[plan.shares[k].issuer]
        accrue(st, index, at.share + k, np.rint(issuer.value * st.units[k] / issuer.units))


@step
def open_path(plan, st, index, once):
    """Fill the memory of a path: values, parties, legs, claims, market."""
    draw_values(plan, once, st.values)
    v, w, m = st.values, plan.world[0], st.market[0]
    m.xc = m.x = m.memory = m.error = m.residual = m.audit = 0.0
    m.g = m.planned = m.efficiency = m.rel = m.thrift = m.resale = m.fit = m.served = m.tight = m.letting = 1.0
    m.heard = m.centred = m.macro_lift = 0.0
    m.answer = m.walk = m.macro = m.losses = m.lost = m.fell = 0.0
    m.until = -1.0
    m.capital = 0.0
    for i in range(p.STAFF_OTHER + 1):
        m.capital += v[plan.parties[i].capital]
    m.r = v[w.rate]
    m.rent = m.used_rent = v[w.rent]
    m.anchor = v[w.anchor]
    m.supply = m.stock = v[w.stock]
    m.lead = max(int(np.rint(v[w.lead])), 1)
    m.resold = 0.0
    m.lifetime = max(int(np.rint(4.0 * v[w.life])), 1)
    m.rents_ahead = 0.0  # of chips of today over their life, in rents of today
    for s in range(m.lifetime):
        m.rents_ahead += np.exp(v[w.anchor_drift] * s / 4.0)
    m.outcome = 0
    m.deals = m.deferring = 0
    st.level[:] = 1.0
    st.phi[:] = 1.0
    st.added[:] = 0.0
    st.queued[:] = 0.0
    st.later[:] = 0.0
    for i in range(len(plan.parties)):
        open_party(plan, st, i)
    for c in range(len(plan.legs)):
        open_leg(plan, st, c)
    m.others = m.stock = max(m.stock, 0.0)
    stand(plan, st, index)
    open_claims(plan, st, index)


@step
def driven(plan, driver, t, x):
    """The driver's value in quarter t, from its level x and the scenario."""
    if driver < 0:
        return x
    put = plan.put[driver, t]
    if not np.isnan(put):
        return put
    return x * plan.times[driver, t] + plan.add[driver, t]


@step
def appetite(plan, driver, t, regime):
    put = plan.put[driver, t]
    if np.isnan(put):
        return regime
    return 0 if put >= OPEN_FROM else (1 if put >= TIGHT_FROM else 2)


@step
def lift(plan, b, t):
    """ln E exp(b WAVE): what is taken off a logarithm that moves b with the common factor, so that its mean holds.
    Planners' pass has no surprises, and none of this."""
    if np.isnan(plan.trend[t]):
        return 0.0
    square, total = min(b * b, 1.0), 0.0
    for n in range(len(MOMENTS) - 1, -1, -1):
        total = (total + MOMENTS[n]) * square
    return np.log(1.0 + total)


@step
def market(plan, st, dr, k, t):
    """Step 1: common shock, appetite, memory, efficiency, rate, currencies."""
    v, w, m = st.values, plan.world[0], st.market[0]
    z = dr.market[k, t]
    m.xc = v[w.growth_persistence] * m.xc + v[w.common_sd] * z[d.COMMON]
    m.heard = 1.0 + v[w.growth_persistence] * m.heard
    m.centred = lift(plan, d.TIED * v[w.common_sd] * m.heard, t)
    m.x += m.xc - m.centred
    u = dr.regime[k, t]
    if t == 0:
        m.regime = 0 if u < 1.0 - v[w.start_tight] - v[w.start_shut] else (1 if u < 1.0 - v[w.start_shut] else 2)
    else:
        odds = plan.transition[m.regime]
        tilt = min(max(v[w.tilt] * z[d.WAVE], -v[w.tilt_most]), v[w.tilt_most])
        tilt -= v[w.loss_tilt] * (min(m.losses / m.capital, 1.0) if m.capital > 0.0 else 0.0)
        first = min(max(odds[0] + tilt, 0.0), 1.0)
        second = min(max(odds[0] + odds[1] + tilt, first), 1.0)
        m.regime = 0 if u < first else (1 if u < second else 2)
    if t < m.until:
        m.regime = 2
    before = m.macro + m.macro_lift
    m.macro_lift += lift(plan, v[w.macro_sd] * v[w.macro_memory] ** t, t)
    m.macro = v[w.macro_memory] * before + v[w.macro_sd] * z[d.WAVE] - m.macro_lift
    m.equity = appetite(plan, p.APPETITE_EQUITY, t, m.regime)
    m.debt = appetite(plan, p.APPETITE_DEBT, t, m.regime)
    m.fc = driven(plan, p.DEMAND_COMMON, t, 1.0)
    m.memory = v[w.memory_persistence] * m.memory + v[w.memory_sd] * z[d.MEMORY] + plan.add[p.SUPPLY_MEMORY, t]
    m.it = v[w.it_cost] * (1.0 + v[w.it_drift] * t / 4.0) * np.exp(m.memory)
    if t > 0:
        m.g *= 1.0 + v[w.efficiency_growth] / 4.0
        m.planned *= 1.0 + v[w.efficiency_planned] / 4.0
    m.efficiency = driven(plan, p.EFFICIENCY, t, m.g)
    m.rel = m.efficiency / m.planned
    m.thrift = m.rel ** -v[w.need_power]
    m.r = v[w.rate] + v[w.rate_memory] * (m.r - v[w.rate]) + v[w.rate_sd] * z[d.RATE]
    m.rate = max(driven(plan, p.RATE, t, m.r), 0.0)
    m.r_noise = v[w.rent_noise_sd] * z[d.RENT]
    for x in range(len(plan.drivers)):
        walk = v[plan.drivers[x].walk]
        if walk > 0.0:
            st.level[x] *= np.exp(walk / 2.0 * z[d.YEN])


@step
def demand(plan, st, index, dr, k, t):
    """Step 1 for labs: growth, own surprise, demand, within what all end customers together can spend."""
    v, w, m = st.values, plan.world[0], st.market[0]
    total = 0.0
    for i in index.labs:
        party, ps = plan.parties[i], st.party[i]
        long_run = v[w.growth_long_run]
        fade = max(v[party.fade], 1e-9)
        ps.growth = long_run + (v[party.growth] - long_run) * np.exp(-t / 4.0 / fade)
        noise = 0.0
        if party.shock >= 0:
            ps.own = v[w.growth_persistence] * ps.own + v[w.own_sd] * dr.growth[k, t, party.shock]
            noise = v[w.noise_sd] * dr.noise[k, t, party.shock]
        ps.demand *= np.exp(noise if t == 0 else ps.growth / 4.0 + m.xc - m.centred + ps.own + noise)
        left = driven(plan, party.demand, t, 1.0)
        ps.used = ps.demand * m.fc * left
        ps.missed = ps.demand * m.fc * max(1.0 - left, 0.0)
        total += ps.used
    most = v[w.market] * np.exp(v[w.market_growth] * t / 4.0)
    if v[w.market] > 0.0 and total > most:
        for i in index.labs:
            st.party[i].used *= most / total
