"""The rest of step 4, by capacity: penalties for lateness, what is due on delivery, what stands idle and is written
down."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.bill import vintage
from gigaloop.engine.kernel.books import owe
from gigaloop.engine.kernel.step import step

LEAST = 1e-9  # GW: what is less late than that is on time


@step
def penalties(plan, st, index, t):
    """What sellers owe for capacity that comes later than the contract promised, and the bills that slip with it. None
    after the contract's end, once the buyer has slowed it down, or beyond the cap."""
    v, m, at = st.values, st.market[0], index.at[0]
    m.gw_late = 0.0
    for place in range(st.market[0].contracts):
        c = st.standing[place]
        leg, ls = plan.legs[c], st.leg[c]
        if ls.d >= 1.0:
            ls.overdue = 0
            continue
        if (ls.alive != 1) | (ls.stopped == 1) | (ls.renewed == 1) | (ls.forgiven == 1) | (t >= ls.end):
            continue
        gw = max(min((t + 1.0 - leg.start) / ls.ramp, 1.0) - ls.d, 0.0) * ls.full
        ls.overdue = ls.overdue + 1 if gw > LEAST else 0
        if gw <= 0.0:
            continue
        seller, slipped = st.party[leg.payee], ls.price * gw
        m.gw_late += gw
        seller.delayed += gw / 4.0
        seller.slipped += slipped
        fine = owe(st, index, at.penalty + c, min(v[leg.penalty] * slipped, ls.fine_left))
        ls.fine_left -= fine
        ls.fine += fine
        if ls.overdue > leg.late_exit and unwanted(plan, st, c):
            leave_late(plan, st, c, t)


@step
def unwanted(plan, st, c):
    """Whether the buyer of late contract c would not sign it today: it costs more than a new one, or a lab holds what
    it needs."""
    m, leg = st.market[0], plan.legs[c]
    if st.leg[c].price > max(m.used_rent, m.anchor) * st.values[plan.world[0].gpu_hours] * 25.0:
        return True
    return plan.parties[leg.payer].role == p.LAB and st.party[leg.payer].gw_need <= st.party[leg.payer].gw_held


@step
def leave_late(plan, st, c, t):
    """The buyer keeps what stands and leaves the rest, free of cost. What was on order comes to the seller all the
    same (`price.deliver`)."""
    leg, ls = plan.legs[c], st.leg[c]
    if leg.builds == 1:
        ls.left_full, ls.left_d, ls.left_o = ls.full, ls.d, max(ls.o, ls.d)
    ls.full *= ls.d
    ls.rem = min(ls.rem, np.rint(ls.price * ls.full * max(ls.end + ls.late - t - 1.0, 0.0)))
    ls.w = 0.0
    ls.d = ls.o = 1.0 if ls.full > 0.0 else 0.0
    ls.overdue = 0
    if ls.full <= 0.0:
        ls.alive = 0


@step
def use_of_capacity(plan, st, index, t):
    """What stands idle, what is billed for it all the same, and the write-down of capacity that no contract pays for.

    Cost less age falls to what the capacity would fetch at the rent of the day, and is never written up again (ASC
    360-10-35-17 and -20); `written` is the GW that have lost all of it."""
    v, m = st.values, st.market[0]
    m.gw_standing = m.gw_idle = m.written = 0.0
    lost = 1.0 - min(m.resale, 1.0)
    for place in range(st.market[0].halls):
        c = st.standing[place]
        leg, ls = plan.legs[c], st.leg[c]
        gw = ls.d * ls.full
        if gw + ls.given <= 0.0:
            continue
        owner = st.party[leg.payee if leg.kind == p.COMPUTE else leg.payer]
        idle, bare = gw * (1.0 - ls.let), gw
        if ls.alive == 1:
            use = st.party[leg.payer].use
            idle = (1.0 - use) * gw
            floor = v[leg.floor]
            paid = max(floor, use) if leg.kind == p.COMPUTE else use
            bare = gw * (1.0 if ls.renewed == 1 else 1.0 - paid)
            if (ls.renewed == 0) & (paid > 0.0):
                st.party[leg.payer].idle_bill += ls.bill * (1.0 - use / paid)
        idle += ls.given * (1.0 - ls.let_given)
        bare += ls.given
        fell = max(lost * bare - ls.written, 0.0)
        if fell > 0.0:
            ls.written += fell
            fell *= m.it * vintage(plan, st, max(t - leg.start - ls.lag, 0) / 4.0)
        owner.stood += (gw + ls.given) / 4.0
        owner.idled += idle / 4.0
        owner.write_down += fell
        m.gw_standing += gw + ls.given
        m.gw_idle += idle
        m.written += fell


@step
def delivery_dues(plan, st, index, t):
    """The part of the price of chips and sites that waits for delivery."""
    at = index.at[0]
    for place in range(st.market[0].halls):
        c = st.standing[place]
        leg, due = plan.legs[c], np.floor(st.later[t, c])
        if due <= 0.0:
            continue
        builder = leg.payee if leg.kind == p.COMPUTE else leg.payer
        if leg.kind == p.SITE:
            st.party[builder].on_delivery += owe(st, index, at.leg + c, due)
            continue
        rest = due
        for row in range(index.bought_at[builder + 1], index.bought_at[builder + 2]):
            x = index.bought[row]
            rest -= owe(st, index, at.content_due + x, min(due * st.values[plan.content[x].share], rest))
        owe(st, index, at.memory_due + builder, rest)
        st.party[builder].on_delivery += due


@step
def capacity(plan, st, index, t):
    """The rest of step 4 whole."""
    penalties(plan, st, index, t)
    delivery_dues(plan, st, index, t)
    use_of_capacity(plan, st, index, t)
