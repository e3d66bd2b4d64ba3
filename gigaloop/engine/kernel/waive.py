"""Step 7, builders: secured lenders weigh, as a lab's creditors do, whether to put off principal of the quarter."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.books import accrue
from gigaloop.engine.kernel.clear import set_due
from gigaloop.engine.kernel.consent import ask, chance, equity_ahead, lacking
from gigaloop.engine.kernel.fund import AMENDED
from gigaloop.engine.kernel.rating import coming_dues, has_at_hand
from gigaloop.engine.kernel.record import note_decided, note_deferred, note_evergreen
from gigaloop.engine.kernel.settle import downturn, recovery
from gigaloop.engine.kernel.step import step

ALL, OURS, LOSS, CAUGHT = range(4)  # columns of `trial`: what a lender holds, of this debtor, would lose of it


@step
def expose(plan, st, index, i):
    """What each party holds of all debts, of those of party i, and what it would lose of those by its fall."""
    at = index.at[0]
    st.trial[:] = 0.0
    for h in range(len(plan.holders)):
        st.trial[plan.holders[h].party, ALL] += float(st.held[at.holder + h])
    for place in range(index.issued_at[i], index.issued_at[i + 1]):
        st.debt[index.issued[place]].before = st.debt[index.issued[place]].face
    left = downturn(plan, st)
    for place in range(index.issued_at[i], index.issued_at[i + 1]):
        b = index.issued[place]
        debt = plan.debts[b]
        if st.debt[b].face <= 0.0:
            continue
        lost = 1.0 - recovery(plan, st, index, b) * left
        for h in range(debt.holder, debt.holder + debt.holders_n):
            held = float(st.held[at.holder + h])
            st.trial[plan.holders[h].party, OURS] += held
            st.trial[plan.holders[h].party, LOSS] += lost * held


@step
def roll(plan, st, index, b, h, interest, principal, t):
    """Holder row h of debt b puts off so many cents of what it is due: interest is added to the face, principal stands
    on."""
    at, ds, i = index.at[0], st.debt[b], plan.debts[b].issuer
    set_due(st, index, at.interest + h, st.due[at.interest + h] - interest)
    set_due(st, index, at.principal + h, st.due[at.principal + h] - principal)
    accrue(st, index, at.holder + h, interest)
    ds.face += interest
    ds.principal -= principal
    st.party[i].debt += interest
    if interest + principal > 0.0:
        note_deferred(st, i, plan.holders[h].party, t, interest + principal)


@step
def outlook(plan, st, index, i, t):
    """Chance that builder i lives: what it has, earns and may raise over what falls due, in the quarters that creditors
    look ahead."""
    ps, role = st.party[i], plan.parties[i].role
    ahead = max(int(np.rint(st.values[plan.world[0].survival_quarters])), 1)
    sources = has_at_hand(plan, st, index, i, ahead)
    if role == p.VEHICLE or role == p.LANDLORD:
        sources = has_at_hand(plan, st, index, i, 0) + ahead * max(ps.into - ps.cost, 0.0)
    else:
        sources += equity_ahead(plan, st, i, ahead, t)
    return chance(plan, st, sources, coming_dues(plan, st, index, i, t, ahead))


@step
def may_wait(plan, st, b):
    """Whether principal of debt b may be put off: it is secured, and not the whole face that is left."""
    return plan.debts[b].tier == 1 and 0.0 < st.debt[b].principal < st.debt[b].face


@step
def weigh_lenders(plan, st, index, i):
    """E of each lender of builder i, and the principal that it is asked to put off."""
    at = index.at[0]
    expose(plan, st, index, i)
    for k in range(len(plan.parties)):
        ps = st.party[k]
        ps.amend = ps.asked = ps.cut = ps.hides = 0.0
        ps.agrees = 0
        ps.enforce = st.trial[k, LOSS]
    for place in range(index.issued_at[i], index.issued_at[i + 1]):
        b = index.issued[place]
        debt, waits = plan.debts[b], may_wait(plan, st, b)
        for h in range(debt.holder, debt.holder + debt.holders_n):
            ks = st.party[plan.holders[h].party]
            ks.enforce += (1.0 - st.phi[i, debt.tier]) * st.due[at.interest + h]
            ks.asked += st.due[at.principal + h] if waits else 0.0
    for k in range(p.STAFF_OTHER + 1, len(plan.parties)):
        if plan.parties[k].limited == 1 and st.party[k].enforce > 0.0:
            st.party[k].enforce += st.values[plan.world[0].default_cost] * lacking(st, k)


@step
def waive(plan, st, index, i, t):
    """One round with builder i: lenders that lose less by waiting take interest alone, in a few quarters at most."""
    v, w, at, ps = st.values, plan.world[0], index.at[0], st.party[i]
    before = ps.waiver - 1 if ps.amended_at == t else ps.waiver
    if plan.rules[0].waiver != 1 or before >= v[w.waiver]:
        return
    weigh_lenders(plan, st, index, i)
    ps.chance = outlook(plan, st, index, i, t)
    any_agrees = ask(plan, st, np.inf, ps.chance, 0.0, 1.0) > 0.0
    for k in range(len(plan.parties)):
        if st.party[k].asked > 0.0:
            note_decided(st, i, k, t)
    if not any_agrees:
        return
    for place in range(index.issued_at[i], index.issued_at[i + 1]):
        b = index.issued[place]
        debt = plan.debts[b]
        if not may_wait(plan, st, b):
            continue
        for h in range(debt.holder, debt.holder + debt.holders_n):
            due, k = st.due[at.principal + h], plan.holders[h].party
            if st.party[k].agrees == 1 and due > 0.0:
                roll(plan, st, index, b, h, 0.0, due, t)
                if st.party[k].hides == 1.0:
                    note_evergreen(st, i, k, t, due)
    ps.status = max(ps.status, AMENDED)
    if ps.amended_at != t:
        ps.waiver += 1
        ps.amended += 1
        ps.amended_at = t
