"""Step 7, last: lenders that could not bear to recognise a loss roll the debt of a doomed debtor.

Nobody else concedes to a debtor that will fall all the same. What is put off so is recorded as a kind of its own.
"""

import numpy as np

from gigaloop.engine.kernel.bargain import lacking
from gigaloop.engine.kernel.books import accrue
from gigaloop.engine.kernel.clear import clear, set_due
from gigaloop.engine.kernel.lend import capital_left
from gigaloop.engine.kernel.record import note_deferred, note_evergreen
from gigaloop.engine.kernel.settle import downturn, recovery
from gigaloop.engine.kernel.state import OK
from gigaloop.engine.kernel.step import step

ALL, OURS, LOSS, CAUGHT = range(4)  # columns of `trial`: what a lender holds, of this debtor, would lose of it


@step
def find_caught(plan, st, index, i):
    """Which lenders would breach their capital by recognising what they would lose on party i."""
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
    for k in range(len(plan.parties)):
        loss = st.trial[k, LOSS]
        if plan.parties[k].capital > 0 and loss > 0.0:
            bears = st.values[plan.parties[k].reach] * max(capital_left(plan, st, k) - loss, 0.0)
            st.trial[k, CAUGHT] = 1.0 if bears < st.trial[k, ALL] - st.trial[k, OURS] else 0.0


@step
def due_to_caught(plan, st, index, i):
    """Interest and principal of party i due to lenders that are caught."""
    at, whole = index.at[0], 0.0
    for place in range(index.issued_at[i], index.issued_at[i + 1]):
        debt = plan.debts[index.issued[place]]
        for h in range(debt.holder, debt.holder + debt.holders_n):
            if st.trial[plan.holders[h].party, CAUGHT] == 1.0:
                whole += st.due[at.interest + h] + st.due[at.principal + h]
    return whole


@step
def roll(plan, st, index, b, h, part, t):
    """Holder row h of debt b puts off a part of what it is due: interest is added to the face, principal stands on."""
    at, ds, i = index.at[0], st.debt[b], plan.debts[b].issuer
    interest = min(np.ceil(part * st.due[at.interest + h]), st.due[at.interest + h])
    principal = min(np.ceil(part * st.due[at.principal + h]), st.due[at.principal + h])
    set_due(st, index, at.interest + h, st.due[at.interest + h] - interest)
    set_due(st, index, at.principal + h, st.due[at.principal + h] - principal)
    accrue(st, index, at.holder + h, interest)
    ds.face += interest
    ds.principal -= principal
    st.party[i].debt += interest
    if interest + principal > 0.0:
        note_deferred(st, i, plan.holders[h].party, t, interest + principal)
        note_evergreen(st, i, plan.holders[h].party, t, interest + principal)


@step
def evergreen(plan, st, index, t):
    """Every party that still lacks, once; the clearing again from the top after each whose debt was rolled."""
    if plan.rules[0].bargain != 1:
        return
    for i in index.limited:
        if st.market[0].outcome != OK or lacking(st, i) < 1.0 or index.issued_at[i] == index.issued_at[i + 1]:
            continue
        need = np.ceil(lacking(st, i))
        find_caught(plan, st, index, i)
        whole = due_to_caught(plan, st, index, i)
        if whole < need:
            continue
        for place in range(index.issued_at[i], index.issued_at[i + 1]):
            b = index.issued[place]
            debt = plan.debts[b]
            for h in range(debt.holder, debt.holder + debt.holders_n):
                if st.trial[plan.holders[h].party, CAUGHT] == 1.0:
                    roll(plan, st, index, b, h, need / whole, t)
        clear(plan, st, index)
