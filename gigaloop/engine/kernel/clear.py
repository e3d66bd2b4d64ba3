"""Step 6: who can pay what. The greatest fixed point of payments by tier, guarantees joined to it."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.books import owe
from gigaloop.engine.kernel.step import step

ROUNDS = 200
CALLS = 20

OK, NO_CONSISTENT_CLEARING, NOT_CONVERGED, NOT_FINITE, AUDIT_FAILED = range(5)


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
def pass_once(plan, st, index, alpha):
    """One round of the map from phi to trial; returns the largest change in cents."""
    for i in range(len(plan.parties)):
        st.party[i].have = st.party[i].cash
    for k in range(st.market[0].dues):
        s = st.dues[k]
        slot = index.slots[s]
        st.party[slot.payee].have += st.phi[slot.payer, slot.tier] * st.due[s]
    worst = 0.0
    for i in range(len(plan.parties)):
        if plan.parties[i].limited == 0 or st.party[i].out <= 0.0:
            continue
        waterfall(plan, st, i, st.party[i].have, alpha)
        for k in range(4):
            worst = max(worst, abs(st.trial[i, k] - st.phi[i, k]) * st.tiers[i, k])
            st.phi[i, k] = st.trial[i, k]
    return worst


@step
def everyone_pays(plan, st):
    for i in range(len(plan.parties)):
        ps = st.party[i]
        if plan.parties[i].limited == 1 and ps.out > 0.0 and ps.cash + ps.into < ps.out:
            return False
    return True


@step
def greatest(plan, st, index, alpha):
    """The greatest fixed point, iterated from full payment. Returns whether it was reached."""
    st.phi[:] = 1.0
    if everyone_pays(plan, st):
        st.market[0].residual = 0.0
        for i in range(len(plan.parties)):
            st.party[i].have = st.party[i].cash + st.party[i].into
        return True
    for _ in range(ROUNDS):
        if pass_once(plan, st, index, alpha) <= 1e-3:
            st.market[0].residual = pass_once(plan, st, index, alpha)
            return True
    return False


@step
def unpaid(plan, st, index, c):
    """What the dues that guarantee c covers lack."""
    leg, at = plan.legs[c], index.at[0]
    if leg.covers >= 0:
        slot = index.slots[at.leg + leg.covers]
        return (1.0 - st.phi[slot.payer, slot.tier]) * st.due[at.leg + leg.covers]
    if leg.debt < 0:
        return 0.0
    debt = plan.debts[leg.debt]
    missed = 0.0
    for h in range(debt.holder, debt.holder + debt.holders_n):
        missed += st.due[at.interest + h] + st.due[at.principal + h]
    return missed * (1.0 - st.phi[debt.issuer, debt.tier])


@step
def call(plan, st, index, c, amount):
    """Add to the dues of guarantee c the call of `amount`, to those unpaid. Returns the cents called."""
    leg, ls, at = plan.legs[c], st.leg[c], index.at[0]
    amount = np.rint(amount)
    if amount < 1.0:
        return 0.0
    if leg.covers >= 0:
        owe(st, index, at.leg + c, amount)
    else:
        debt = plan.debts[leg.debt]
        rest = amount
        for j in range(debt.holders_n):
            last = j == debt.holders_n - 1
            part = rest if last else np.rint(amount * plan.holders[debt.holder + j].share)
            owe(st, index, index.calls[c] + j, part)
            rest -= part
    ls.call += amount
    ls.left -= amount
    return amount


@step
def clear(plan, st, index):
    """Step 6 whole: clear, call guarantees on what is unpaid, clear again, until no call grows. Sets the path's outcome."""
    alpha = 1.0 - st.values[plan.world[0].default_cost]
    m = st.market[0]
    first, last = index.kinds[p.GUARANTEE], index.kinds[p.GUARANTEE + 1]
    for _ in range(CALLS):
        if not greatest(plan, st, index, alpha):
            m.outcome = NOT_CONVERGED
            return
        called = 0.0
        for place in range(first, last):
            c = index.order[place]
            ls = st.leg[c]
            if ls.alive != 1:
                continue
            lacking = unpaid(plan, st, index, c) - ls.bound_call
            if lacking >= 1.0 and ls.left > 0.0:
                got = call(plan, st, index, c, min(lacking, ls.left))
                ls.bound_call += got
                called += got
        if called < 1.0:
            return
    m.outcome = NO_CONSISTENT_CLEARING
