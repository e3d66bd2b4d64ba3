"""Step 6: who can pay what. The greatest fixed point of payments by tier, guarantees joined to it."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.books import owe
from gigaloop.engine.kernel.state import NO_CONSISTENT_CLEARING, NOT_CONVERGED
from gigaloop.engine.kernel.step import step

ROUNDS = 200
CALLS = 20


@step
def waterfall(plan, st, i, have, alpha):
    """Party i's paid shares by tier, written to `trial`."""
    total = st.tiers[i, 0] + st.tiers[i, 1] + st.tiers[i, 2] + st.tiers[i, 3]
    if have >= total:
        for k in range(4):
            st.trial[i, k] = 1.0
        return
    left = alpha * max(have, 0.0)
    for k in range(4):
        due = st.tiers[i, k]
        if due <= 0.0:
            st.trial[i, k] = 1.0
            continue
        share = min(left / due, 1.0)
        left = max(left - due, 0.0)
        if share < 1.0 and plan.rules[0].full_payment == 1:
            share = 0.0
            left = 0.0
        st.trial[i, k] = share


@step
def find_between(st, index):
    """List the dues to parties that may fail, those that came since the list was made: what the sectors have is never
    asked, and most dues are theirs."""
    m = st.market[0]
    for k in range(m.seen, m.dues):
        if index.slots[st.dues[k]].payee > p.STAFF_OTHER:
            st.between[m.between] = st.dues[k]
            m.between += 1
    m.seen = m.dues


@step
def receive(st, index):
    """What each party, sectors apart, has when every due is paid at its share."""
    for i in index.moving[len(p.SECTORS) :]:
        st.party[i].have = st.party[i].cash
    for k in range(st.market[0].between):
        s = st.between[k]
        slot = index.slots[s]
        st.party[slot.payee].have += st.phi[slot.payer, slot.tier] * st.due[s]


@step
def share_out(plan, st, index, alpha):
    """The map from what each has to phi; returns the largest change in cents."""
    worst = 0.0
    for i in index.limited:
        if st.party[i].out <= 0.0:
            continue
        if st.party[i].have >= st.party[i].out and st.phi[i, 0] + st.phi[i, 1] + st.phi[i, 2] + st.phi[i, 3] == 4.0:
            continue  # it pays all, as before
        waterfall(plan, st, i, st.party[i].have, alpha)
        for k in range(4):
            worst = max(worst, abs(st.trial[i, k] - st.phi[i, k]) * st.tiers[i, k])
            st.phi[i, k] = st.trial[i, k]
    return worst


@step
def everyone_pays(st, index):
    for i in index.limited:
        ps = st.party[i]
        if ps.out > 0.0 and ps.cash + ps.into < ps.out:
            return False
    return True


@step
def greatest(plan, st, index, alpha):
    """The greatest fixed point, iterated from full payment. Returns whether it was reached."""
    m = st.market[0]
    for i in index.limited:  # all others pay in full
        for k in range(4):
            st.phi[i, k] = 1.0
    for i in index.moving[len(p.SECTORS) :]:  # all whole cents: the sum that `receive` makes
        st.party[i].have = st.party[i].cash + st.party[i].into
    m.whole = 1 if everyone_pays(st, index) else 0
    if m.whole == 1:
        m.residual = 0.0
        return True
    find_between(st, index)
    for _ in range(ROUNDS):
        changed = share_out(plan, st, index, alpha)
        receive(st, index)
        if changed <= 1e-3:
            m.residual = share_out(plan, st, index, alpha)
            return True
    return False


@step
def unpaid(plan, st, index, c):
    """What the dues that guarantee c covers lack; of a debt with what was written off the quarter before."""
    leg, at = plan.legs[c], index.at[0]
    if leg.covers >= 0:
        slot = index.slots[at.leg + leg.covers]
        if slot.payee == leg.payer:
            return 0.0
        return (1.0 - st.phi[slot.payer, slot.tier]) * st.due[at.leg + leg.covers]
    if leg.debt < 0:
        return 0.0
    debt = plan.debts[leg.debt]
    missed = 0.0
    for h in range(debt.holder, debt.holder + debt.holders_n):
        missed += st.due[at.interest + h] + st.due[at.principal + h]
    return missed * (1.0 - st.phi[debt.issuer, debt.tier]) + st.debt[leg.debt].lost


@step
def listed(st, s):
    """Whether slot s is among the dues of the quarter, if only with nothing."""
    found = False
    for k in range(st.market[0].dues):
        found = found or st.dues[k] == s
    return found


@step
def set_due(st, index, s, cents):
    """Make the due of slot s `cents`, more or less than before."""
    slot = index.slots[s]
    if st.due[s] == 0.0 and cents > 0.0 and not listed(st, s):
        owe(st, index, s, cents)
        return
    change = cents - st.due[s]
    st.due[s] = cents
    st.party[slot.payer].out += change
    st.party[slot.payee].into += change
    st.tiers[slot.payer, slot.tier] += change


@step
def call(plan, st, index, c, amount):
    """Make `amount` what guarantee c is called for, to those unpaid, beside what it already owes from earlier
    defaults."""
    leg, ls, at = plan.legs[c], st.leg[c], index.at[0]
    if leg.covers >= 0:
        set_due(st, index, at.leg + c, ls.call + amount)
    else:
        debt = plan.debts[leg.debt]
        rest = amount
        for j in range(debt.holders_n):
            part = rest if j == debt.holders_n - 1 else np.rint(amount * plan.holders[debt.holder + j].share)
            set_due(st, index, index.calls[c] + j, part)
            rest -= part
    ls.bound_call = amount


@step
def clear(plan, st, index):
    """Step 6 whole: clear, call guarantees on what is unpaid, clear again from the top, until no call changes."""
    alpha = 1.0 - st.values[plan.world[0].default_cost]
    m = st.market[0]
    first, last = index.kinds[p.GUARANTEE], index.kinds[p.GUARANTEE + 1]
    for _ in range(CALLS):
        if not greatest(plan, st, index, alpha):
            m.outcome = NOT_CONVERGED
            return
        moved = False
        for place in range(first, last):
            c = index.order[place]
            ls = st.leg[c]
            if ls.alive != 1:
                continue
            lack = unpaid(plan, st, index, c)
            for other in range(first, place):
                e = index.order[other]
                if plan.legs[e].covers == plan.legs[c].covers and plan.legs[e].debt == plan.legs[c].debt:
                    lack -= st.phi[plan.legs[e].payer, 2] * st.leg[e].bound_call
            wanted = np.rint(min(max(lack, 0.0), ls.left))
            if abs(wanted - ls.bound_call) >= 1.0:
                call(plan, st, index, c, wanted)
                moved = True
        if not moved:
            return
    m.outcome = NO_CONSISTENT_CLEARING
