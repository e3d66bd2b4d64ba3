"""After step 6: time to mend a missed due, where a loan gives it; a right of the contract, not a concession."""

from gigaloop.engine.kernel.books import accrue
from gigaloop.engine.kernel.clear import clear, set_due
from gigaloop.engine.kernel.consent import lacking
from gigaloop.engine.kernel.state import OK
from gigaloop.engine.kernel.step import step


@step
def grace(plan, st, index, t):
    """Debts with time to mend a missed due: what a party that lacks owes on them waits for a quarter, interest as part
    of the face; the clearing is run again from the top."""
    at = index.at[0]
    for i in index.limited:
        need = lacking(st, i)
        if st.market[0].outcome != OK or need < 1.0:
            continue
        moved = False
        for place in range(index.issued_at[i], index.issued_at[i + 1]):
            b = index.issued[place]
            debt, ds = plan.debts[b], st.debt[b]
            run = ds.missed if ds.missed_at == t - 1 else 0
            if run >= debt.cure or need < 1.0:
                continue
            cents = 0.0
            for h in range(debt.holder, debt.holder + debt.holders_n):
                interest = st.due[at.interest + h]
                cents += interest + st.due[at.principal + h]
                if st.due[at.principal + h] > 0.0:
                    set_due(st, index, at.principal + h, 0.0)
                if interest > 0.0:
                    set_due(st, index, at.interest + h, 0.0)
                    accrue(st, index, at.holder + h, interest)
                    ds.face += interest
                    st.party[i].debt += interest
            if cents > 0.0:
                ds.waits, ds.principal = cents, 0.0
                ds.missed, ds.missed_at = run + 1, t
                need -= cents
                moved = True
        if moved:
            clear(plan, st, index)
