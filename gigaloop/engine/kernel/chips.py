"""Step 2, compute for upside: whose chips a lab orders answers to what a maker's warrant would be worth to it."""

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.draw import not_signed, progress
from gigaloop.engine.kernel.step import step


@step
def may_order(plan, st, c, t):
    """Whether leg c builds and still orders in quarter t; its lateness must be that of t."""
    leg, ls = plan.legs[c], st.leg[c]
    if leg.builds != 1 or ls.alive != 1 or ls.stopped == 1:
        return False
    if (ls.end > 0 and t + st.market[0].lead >= ls.end + ls.late) or (t == 0 and not_signed(leg)):
        return False
    # what was committed to a vehicle is spent: rents go to lenders and holders
    return not (plan.parties[leg.payee].role == p.VEHICLE and t >= leg.start + ls.late + ls.ramp)


@step
def drawn(index, c):
    """Whether a warrant waits on site c."""
    return index.pulls_at[c] < index.pulls_at[c + 1]


@step
def worth(plan, st, index, c, t):
    """G: cents for each GW of site c agreed and not ordered, of the steps that orders of it may still reach."""
    v, ls, found = st.values, st.leg[c], 0.0
    left = v[plan.legs[c].gw] - ls.o * ls.full
    if left <= 0.0:
        return 0.0
    for place in range(index.pulls_at[c], index.pulls_at[c + 1]):
        w, gate = index.pulls[place, 0], index.pulls[place, 1]
        leg, own = plan.legs[w], st.leg[w]
        if own.alive != 1 or own.run == 1 or (own.end > 0 and t >= own.end):
            continue
        maker = st.party[leg.payer]
        if maker.units > 0.0 and v[plan.gates[gate].level] > ls.o * ls.full:
            found += v[leg.units] * max(maker.value / maker.units - v[leg.strike], 0.0)
    return found / left


@step
def target(plan, st, index, c, t):
    """Share of its full size that site c should have ordered by now, with the warrant that waits on it."""
    v, w, ls = st.values, plan.world[0], st.leg[c]
    planned = progress(plan.legs[c], ls, t + st.market[0].lead)
    if ls.price <= 0.0:
        return planned
    pull = v[w.warrant_pull] * worth(plan, st, index, c, t) / ls.price
    most = min(v[plan.legs[c].gw] / ls.full, ls.o + v[w.catch_up] / ls.ramp)
    return max(planned, min(planned * min(1.0 + pull, v[w.warrant_most]), most))


@step
def choose_chips(plan, st, index, t):
    """What each lab plans more of chips that a warrant waits on, and less of its others: `shift` of its sites."""
    m = st.market[0]
    for place in range(m.contracts, m.halls):
        st.leg[st.standing[place]].shift = 0.0
    if st.values[plan.world[0].warrant_pull] <= 0.0:
        return
    for place in range(m.contracts, m.halls):
        c = st.standing[place]
        if drawn(index, c) and st.leg[c].full > 0.0 and may_order(plan, st, c, t):
            shift(plan, st, index, plan.legs[c].payer, t)


@step
def shift(plan, st, index, payer, t):
    """The same for one payer: what each of its sites would plan more or less, then the part of it that has room."""
    m, ahead, room = st.market[0], 0.0, 0.0
    for place in range(m.contracts, m.halls):
        c = st.standing[place]
        ls = st.leg[c]
        if plan.legs[c].payer != payer or ls.full <= 0.0 or not may_order(plan, st, c, t):
            continue
        planned = progress(plan.legs[c], ls, t + m.lead)
        if drawn(index, c):
            aim = target(plan, st, index, c, t)
            ahead += max(max(aim, ls.o) - planned, 0.0) * ls.full
            ls.shift = aim - planned
        else:
            ls.shift = -max(planned - ls.o, 0.0)
            room += -ls.shift * ls.full
    part = min(1.0, room / ahead) if ahead > 0.0 else 0.0
    for place in range(m.contracts, m.halls):
        c = st.standing[place]
        ls = st.leg[c]
        if plan.legs[c].payer != payer or ls.shift == 0.0:
            continue
        if part == 0.0:
            ls.shift = 0.0
        elif ls.shift > 0.0:
            ls.shift = part * ls.shift
        else:
            ls.shift = ls.shift * part * ahead / room
