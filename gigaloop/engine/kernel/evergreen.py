"""Step 7, last: lenders that could not bear to recognise a loss roll the debt of a doomed debtor.

Nobody else concedes to a debtor that will fall all the same. What is put off so is recorded as a kind of its own.
"""

import numpy as np

from gigaloop.engine.kernel.clear import clear
from gigaloop.engine.kernel.consent import lacking
from gigaloop.engine.kernel.lend import capital_left
from gigaloop.engine.kernel.record import note_evergreen
from gigaloop.engine.kernel.state import OK
from gigaloop.engine.kernel.step import step
from gigaloop.engine.kernel.waive import ALL, CAUGHT, LOSS, OURS, expose, roll


@step
def find_caught(plan, st, index, i):
    """Which lenders would breach their capital by recognising what they would lose on party i."""
    expose(plan, st, index, i)
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
def put_off(plan, st, index, b, h, part, t):
    """Holder row h of debt b rolls a part of what it is due, and it is told why."""
    at, i, k = index.at[0], plan.debts[b].issuer, plan.holders[h].party
    interest = min(np.ceil(part * st.due[at.interest + h]), st.due[at.interest + h])
    principal = min(np.ceil(part * st.due[at.principal + h]), st.due[at.principal + h])
    roll(plan, st, index, b, h, interest, principal, t)
    if interest + principal > 0.0:
        note_evergreen(st, i, k, t, interest + principal)


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
                    put_off(plan, st, index, b, h, need / whole, t)
        clear(plan, st, index)
