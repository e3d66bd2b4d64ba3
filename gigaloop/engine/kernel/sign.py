"""Step 2, before all else: contracts that customers and labs sign, as far as a seller's lenders let it build for them.

A contract that may be signed is a row of `legs` from the start, without size until then. What is read of the market, of
needs and of earnings is of the quarter before.
"""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.draw import binding_chips, progress, stand
from gigaloop.engine.kernel.market import kappa, reference
from gigaloop.engine.kernel.rating import bond_spread
from gigaloop.engine.kernel.step import step


@step
def planned_gw(plan, st, buyer, t):
    """GW that a buyer's contracts hold in quarter t by plan: with its own sites, and without."""
    whole = contracts = 0.0
    for place in range(st.market[0].halls):
        leg, ls = plan.legs[st.standing[place]], st.leg[st.standing[place]]
        if leg.payer != buyer or ls.alive != 1:
            continue
        gw = planned(leg, ls, t)
        whole += gw
        contracts += gw if leg.kind == p.COMPUTE else 0.0
    return whole, contracts


@step
def planned(leg, ls, t):
    """GW of one of them."""
    return ls.full * (ls.d if ls.renewed == 1 else max(progress(leg, ls, t) - ls.worn, 0.0))


@step
def lacks(plan, st, lab, t):
    """GW that a lab signs for in all: a part of what it will need beyond what it holds; and what its contracts hold
    then."""
    ps = st.party[lab]
    if ps.defaulted >= 0 or ps.gw_need <= 0.0:
        return 0.0, 0.0
    ahead = st.values[plan.world[0].sign_ahead]
    then = t + ahead - 1.0
    whole, contracts = planned_gw(plan, st, lab, then)
    need = ps.gw_need * np.exp(ahead / 4.0 * ps.growth) * kappa(plan, st, lab, then) / kappa(plan, st, lab, t - 1)
    need *= reference(plan, t - 1) / reference(plan, then)
    v, w, m = st.values, plan.world[0], st.market[0]
    return v[w.sign_lab] * max(need - whole, 0.0) * max(m.tight, 1.0) ** -v[w.elasticity], contracts


@step
def asked_by_customers(plan, st, index, seller, t):
    """GW that nameless customers ask: a year's part of what they will need of the market's growth beyond what it owes
    them."""
    v, w, m = st.values, plan.world[0], st.market[0]
    stood = sold = owed = 0.0
    for place in range(index.sold_at[seller], index.sold_at[seller + 1]):
        leg, ls = plan.legs[index.sold[place]], st.leg[index.sold[place]]
        if leg.payer != p.CUSTOMERS:
            continue
        sold += ls.full * ls.d + ls.given
        if ls.alive == 1:
            owed += ls.full * (1.0 - ls.d)
    stood = st.stood[t - 1] - st.stood[t - 5] if t >= 5 else 4.0 * (st.stood[0] - v[w.stock])
    years = v[w.sign_ahead] / 4.0
    need = v[w.sign_pace] * sold / m.supply * stood * years * m.tight ** v[w.sign_rent]
    return max(need - owed, 0.0) / years


@step
def asked(plan, st, index, c, t):
    """GW that the buyer of contract c asks of its seller: a lab by what it has with it already."""
    buyer, seller = plan.legs[c].payer, plan.legs[c].payee
    if buyer == p.CUSTOMERS:
        return asked_by_customers(plan, st, index, seller, t)
    if st.trial[buyer, 0] <= 0.0:
        return 0.0
    then, own = t + st.values[plan.world[0].sign_ahead] - 1.0, 0.0
    for place in range(index.sold_at[seller], index.sold_at[seller + 1]):
        leg, ls = plan.legs[index.sold[place]], st.leg[index.sold[place]]
        if leg.payer == buyer and ls.alive == 1:
            own += planned(leg, ls, then)
    return st.trial[buyer, 0] * own / st.trial[buyer, 2] if own > 0.0 else 0.0


@step
def contracted(plan, st, index, seller):
    """GW of a seller's contracts, whether they stand or not."""
    whole = 0.0
    for place in range(index.sold_at[seller], index.sold_at[seller + 1]):
        ls = st.leg[index.sold[place]]
        whole += ls.full if ls.alive == 1 else 0.0
    return whole


@step
def may_sign(plan, st, index, seller, price, floor):
    """GW that a seller may sign for at this price. What lenders do not lend on a contract it must have, by what the
    contract pays and by its leverage; what it has signed and not yet delivered comes first; and it builds no faster
    than a part of what it has signed."""
    v, w, m = st.values, plan.world[0], st.market[0]
    ps = st.party[seller]
    if ps.defaulted >= 0 or m.debt != 0 or ps.ebitda_before < v[w.sign_cover] * ps.interest_before:
        return 0.0
    means, credit = ps.means, ps.credit
    for place in range(index.sold_at[seller], index.sold_at[seller + 1]):
        leg, ls = plan.legs[index.sold[place]], st.leg[index.sold[place]]
        if ls.alive == 1 and ls.renewed == 0 and leg.builds == 1:
            coming = ls.full * (1.0 - ls.d)
            means -= own_money(plan, st, seller, ls.price, v[leg.floor]) * coming
            credit -= own_part(plan, st, seller, ls.price) * coming
    own, part = own_money(plan, st, seller, price, floor), own_part(plan, st, seller, price)
    reach = v[w.sign_reach] * contracted(plan, st, index, seller)
    return min(max(means, 0.0) / own, max(credit, 0.0) / part, reach) if own > 0.0 and part > 0.0 else 0.0


@step
def cost_of_gw(plan, st, seller):
    """Cents of a GW that the seller builds: chips, and its own shell."""
    return st.market[0].it + (st.values[plan.world[0].shell_cost] if plan.parties[seller].landlord < 0 else 0.0)


@step
def own_money(plan, st, seller, price, floor):
    """Cents of a GW beyond what lenders lend on what the contract pays in any case: a level loan over its term that is
    covered as such loans are."""
    v, w, party = st.values, plan.world[0], plan.parties[seller]
    running = (v[party.opex_gw] + v[party.power_gw] + v[party.shell_gw]) / 4.0
    pays = max(floor * price * (1.0 - v[party.opex_share]) - running, 0.0)
    n = max(v[w.sign_term] - max(v[w.sign_ramp], 1.0) / 2.0, 1.0)
    i = (st.market[0].rate + bond_spread(plan, st, seller)) / 4.0
    worth = pays * ((1.0 - (1.0 + i) ** -n) / i if i > 0.0 else n)
    cost = cost_of_gw(plan, st, seller)
    return cost - min(worth / v[w.sign_dscr], (1.0 - v[w.sign_own]) * cost)


@step
def own_part(plan, st, seller, price):
    """Cents of a GW sold at this price that its leverage does not carry."""
    v, w, party = st.values, plan.world[0], plan.parties[seller]
    cost = cost_of_gw(plan, st, seller)
    margin = 4.0 * price * (1.0 - v[party.opex_share]) - v[party.opex_gw] - v[party.power_gw] - v[party.shell_gw]
    return max(cost - v[w.sign_lend] * v[party.leverage_open] * max(margin, 0.0), v[w.sign_own] * cost)


@step
def put_down(plan, st, c, gw, price, t):
    """Contract c is signed for gw at this price of a GW-quarter."""
    v, w, leg, ls = st.values, plan.world[0], plan.legs[c], st.leg[c]
    term = max(int(np.rint(v[w.sign_term])), 1)
    ls.alive, ls.full, ls.price, ls.pace = 1, gw, price, 1.0
    ls.ramp = max(v[w.sign_ramp], 1.0)
    ls.lag = max(st.market[0].lead - (leg.start - t), 0)
    ls.late = ls.lag
    ls.end = leg.start + term
    ls.rem = np.rint(price * gw * max(term - ls.ramp / 2.0, 1.0))
    for q in range(t):
        st.ordered[q, c] = 0.0  # no path before this one
    st.party[leg.payee].signed += ls.rem
    if binding_chips(plan, leg.payee):
        for s in range(t + 1, len(st.later)):
            more = progress(leg, ls, s) - progress(leg, ls, s - 1)
            st.later[s, c] = v[w.chips_due] * st.market[0].it * gw * more


@step
def answered(plan, st, index, first, last, price, t):
    """What a seller signs with those that are tied to it, cut to what it may; the room that it then still offers."""
    seller, whole = plan.legs[index.unsigned[first]].payee, 0.0
    for place in range(first, last):
        c = index.unsigned[place]
        st.leg[c].w = asked(plan, st, index, c, t)
        whole += st.leg[c].w
    may = may_sign(plan, st, index, seller, price, st.values[plan.legs[index.unsigned[first]].floor])
    part, taken = min(may / whole, 1.0) if whole > 0.0 else 0.0, 0.0
    for place in range(first, last):
        c = index.unsigned[place]
        st.leg[c].w *= part
        st.trial[plan.legs[c].payer, 1] += st.leg[c].w
        taken += st.leg[c].w
    st.net[seller] = max(may - taken, 0.0)
    return st.net[seller]


@step
def sign(plan, st, index, t):
    """What is signed in quarter t: what is asked of a seller, cut to what it may sign for; what a lab's own sellers do
    not sign, with those that have room."""
    rules, v, w, m = plan.rules[0], st.values, plan.world[0], st.market[0]
    if rules.signing != 1 or rules.mode != p.GOING or t % 4 != 1:
        return
    begin = 0
    while begin < len(index.unsigned) and plan.legs[index.unsigned[begin]].signing < (t + 3) // 4:
        begin += 1
    for i in index.labs:
        st.trial[i, 0], st.trial[i, 2] = lacks(plan, st, i, t)
        st.trial[i, 1] = 0.0
    price = max(m.used_rent, m.anchor) * v[w.gpu_hours] * 25.0
    first, room, rest = begin, 4.0 * st.queued[t - 1], 0.0
    while first < len(index.unsigned) and plan.legs[index.unsigned[first]].signing == (t + 3) // 4:
        last, seller = first, plan.legs[index.unsigned[first]].payee
        while (
            last < len(index.unsigned)
            and plan.legs[index.unsigned[last]].signing == (t + 3) // 4
            and plan.legs[index.unsigned[last]].payee == seller
        ):
            last += 1
        room += answered(plan, st, index, first, last, price, t)
        first = last
    for i in index.labs:
        st.trial[i, 0] = max(st.trial[i, 0] - st.trial[i, 1], 0.0)
        rest += st.trial[i, 0]
    for place in range(begin, first):
        c = index.unsigned[place]
        gw, st.leg[c].w = st.leg[c].w, 0.0
        if plan.legs[c].payer != p.CUSTOMERS and rest > 0.0:
            gw += st.trial[plan.legs[c].payer, 0] * st.net[plan.legs[c].payee] / max(room, rest)
        if gw >= v[w.sign_least]:
            put_down(plan, st, c, gw, price, t)
    if begin < first:
        stand(plan, st, index)
