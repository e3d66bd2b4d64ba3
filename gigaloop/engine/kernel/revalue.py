"""Step 9: values, marks on stakes, warrants."""

import numpy as np

from gigaloop.engine import draws as d, plan as p
from gigaloop.engine.kernel.bill import gates_open
from gigaloop.engine.kernel.books import accrue, claim, pay
from gigaloop.engine.kernel.draw import driven, lift
from gigaloop.engine.kernel.shares import news, remark
from gigaloop.engine.kernel.step import step


@step
def regime_factor(plan, st, regime):
    w = plan.world[0]
    return 1.0 if regime == 0 else st.values[w.multiple_tight if regime == 1 else w.multiple_shut]


@step
def revalue_party(plan, st, dr, k, t, i):
    """The value that party i moves towards, and the step it takes."""
    v, w, m = st.values, plan.world[0], st.market[0]
    party, ps = plan.parties[i], st.party[i]
    factor = regime_factor(plan, st, max(m.equity, m.debt))
    before = ps.mood
    own = dr.growth[k, t, party.mood] if party.mood >= 0 else 0.0
    beta, sd = tied(v, w, party.role)
    put = m.shares if party.role != p.INVESTOR else 0.0  # an investor's own holdings fall
    alone = ps.mood + ps.mood_lift - (m.shares_before if party.role != p.INVESTOR else 0.0)
    ps.mood_lift += lifted(m, party.role)
    ps.mood = v[w.mood_memory] * alone + v[w.mood_market] * beta * dr.market[k, t, d.WAVE] + sd * own - ps.mood_lift
    ps.mood += put
    if party.role == p.LAB:
        if t == 0:
            ps.told = ps.told_best = ps.revenue
        elif ps.told > 0.0:
            ps.told *= np.exp(ps.growth / 4.0)
            ps.told *= (ps.revenue / ps.told) ** v[w.told_weight]
            ps.told_best = max(ps.told_best * np.exp(ps.growth / 4.0), ps.told)
        miss = np.log(news(max(ps.revenue, 1.0), max(ps.told, 1.0), max(ps.told_best, 1.0)))
        growth = ps.growth + v[w.miss_growth] * min(max(miss, v[w.miss_low]), v[w.miss_high])
        multiple = v[w.multiple_base] + v[w.multiple_slope] * min(growth, v[w.multiple_most])
        target = 4.0 * ps.revenue * np.exp(5.0 / 8.0 * ps.growth) * multiple
        if t == 0:
            ps.flow0 = ps.value0 - target if ps.value0 > v[w.beyond_ai] * target else 0.0
        target = (target + ps.flow0) * factor
    elif party.role == p.INVESTOR:
        own = max(ps.holdings + ps.marks + ps.cash - ps.debt, 0.0)
        if t == 0:
            ps.flow0 = max(own, 1.0)
        target = ps.value0 * own / ps.flow0 * factor
    else:
        if ps.flow0 == 0.0 and ps.earned > 0.0:
            ps.flow0 = ps.flow = ps.earned
        elif ps.flow0 > 0.0:
            ps.flow = v[w.flow_memory] * ps.flow + (1.0 - v[w.flow_memory]) * ps.earned
        if ps.flow0 > 0.0:
            target = ps.value0 * (ps.flow / ps.flow0) ** v[w.flow_power] * factor
        else:
            target = ps.value * np.exp(-before)
    step = 1.0 + v[w.value_speed] * (target * np.exp(before) / ps.value - 1.0)
    step = min(max(step, v[w.value_low]), v[w.value_high])
    ps.value = max(np.rint(ps.value * step * np.exp(ps.mood - before)), 1.0)
    price = ps.value / ps.units
    ps.average = price if ps.average <= 0.0 else ps.average + v[w.price_speed] * (price - ps.average)
    if price < v[w.down_round] * ps.average:
        ps.shy = t + 1.0 + np.rint(v[w.down_quarters])


@step
def lift_moods(plan, st, t):
    """What the quarter's part of the factor would lift values by, once for each of the four betas, and holdings."""
    v, w, m = st.values, plan.world[0], st.market[0]
    left = v[w.mood_memory] ** t
    m.lift_conglomerate = lift(plan, v[w.mood_market] * v[w.beta_conglomerate] * left, t)
    m.lift_vendor = lift(plan, v[w.mood_market] * v[w.beta_vendor] * left, t)
    m.lift_neocloud = lift(plan, v[w.mood_market] * v[w.beta_neocloud] * left, t)
    m.lift_rest = lift(plan, v[w.mood_market] * v[w.beta_rest] * left, t)
    m.lift_holdings = lift(plan, v[w.holdings_market], t)


@step
def lifted(m, role):
    if role == p.CONGLOMERATE:
        return m.lift_conglomerate
    if role == p.VENDOR:
        return m.lift_vendor
    return m.lift_neocloud if role == p.NEOCLOUD else m.lift_rest


@step
def tied(v, w, role):
    """How strongly a party's value moves with the market, and its own surprise."""
    if role == p.CONGLOMERATE:
        return v[w.beta_conglomerate], v[w.own_conglomerate]
    if role == p.VENDOR:
        return v[w.beta_vendor], v[w.own_vendor]
    if role == p.NEOCLOUD:
        return v[w.beta_neocloud], v[w.own_neocloud]
    return v[w.beta_rest], v[w.own_cloud] if role == p.CLOUD else v[w.own_rest]


@step
def announce(plan, st, i):
    """News of the quarter moves the value for a while: more orders lift the seller, more capital spending weighs on the
    spender. Bounded in size and in feedback, so it cannot feed itself."""
    v, w, ps = st.values, plan.world[0], st.party[i]
    if ps.value0 <= 0.0:
        return
    heard, role = 0.0, plan.parties[i].role
    new, old = ps.received, ps.received_before
    if role == p.CLOUD or role == p.NEOCLOUD:
        new, old = ps.placed, ps.placed_before
    if old >= 1.0:
        heard += v[w.seller_news] * v[w.news_gain] * min(max(new / old - 1.0, 0.0), 1.0)
    spent = ps.capex - ps.orders * ps.ready  # beside what contracts make it order
    if role == p.CONGLOMERATE and ps.capex_before > 0.0:
        rise = max(spent / ps.capex_before - 1.0, 0.0) / v[w.spender_step]
        heard += v[w.spender_news] * v[w.news_gain] * min(rise, 1.0)
    ps.capex_before = spent
    before = ps.news
    ps.news = min(max(ps.news * st.market[0].forgets + heard, -v[w.news_most]), v[w.news_most])
    ps.value = max(np.rint(ps.value * (np.exp(ps.news - before) if ps.news != before else 1.0)), 1.0)


@step
def exercise(plan, st, index, t):
    """Warrant steps whose gates are open: units issued, strike paid in cents, the issuer's value unchanged but for
    it."""
    v, at = st.values, index.at[0]
    for place in range(index.kinds[p.WARRANT], index.kinds[p.WARRANT + 1]):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        if ls.alive != 1 or ls.run == 1 or t < leg.start or (ls.end > 0 and t >= ls.end):
            continue
        if not gates_open(plan, st, c, t):
            continue
        ls.run = 1
        ls.first = t
        units = v[leg.units]
        paid = pay(st, index, at.leg + c, units * v[leg.strike])
        issuer = st.party[leg.payer]
        st.units[leg.line] += units
        issuer.units += units
        issuer.value += paid
        claim(st, at.share + leg.line, paid)
        ls.paid = np.rint(issuer.value * units / issuer.units)
        remark(st, index, leg.payer)


@step
def own_part(plan, st, dr, k, t, i):
    """What an investor's other holdings move by themselves; their mean holds, and planners see nothing of it."""
    own, shock = st.values[plan.world[0].holdings_own], plan.parties[i].mood
    if shock < 0 or np.isnan(plan.trend[t]):
        return 0.0
    return own * dr.growth[k, t, shock] - own * own / 2.0


@step
def revalue(plan, st, index, dr, k, t):
    """Step 9 whole."""
    if plan.rules[0].news == 1:
        st.market[0].forgets = 2.0 ** (-1.0 / st.values[plan.world[0].news_half_life])
        for i in index.limited:
            announce(plan, st, i)
    lift_moods(plan, st, t)
    m = st.market[0]
    m.shares_before = m.shares if t > 0 else 0.0
    m.shares = np.log(max(driven(plan, p.ALL_SHARES, t, 1.0), 1e-9))
    for i in index.marked:
        if plan.parties[i].role == p.INVESTOR and plan.rules[0].mode == p.GOING:
            b = st.values[plan.world[0].holdings_market]
            moved = b * dr.market[k, t, d.WAVE] - m.lift_holdings + own_part(plan, st, dr, k, t, i)
            moved += m.shares - m.shares_before
            st.party[i].holdings = np.rint(st.party[i].holdings * np.exp(moved))
        if plan.parties[i].limited == 1 and st.party[i].value0 > 0.0 and st.party[i].units > 0.0:
            revalue_party(plan, st, dr, k, t, i)
    mark_all(plan, st, index)
    exercise(plan, st, index, t)


@step
def mark_all(plan, st, index):
    """Every holding at the issuer's value; the issuer's side the opposite."""
    at = index.at[0]
    for k in range(len(plan.shares)):
        issuer = st.party[plan.shares[k].issuer]
        mark = np.rint(issuer.value * st.units[k] / issuer.units)
        accrue(st, index, at.share + k, mark - st.held[at.share + k])
