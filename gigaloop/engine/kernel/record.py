"""The record of bargains: who conceded what to whom, a row for each debtor, claimant and quarter."""

from gigaloop.engine.kernel.step import step


@step
def deal_row(st, i, k, t):
    """The row of the record for debtor i and claimant k in quarter t; the first free one; -1 when all are taken."""
    m = st.market[0]
    for r in range(m.deals - 1, -1, -1):
        if st.deals[r].quarter != t:
            break
        if st.deals[r].debtor == i and st.deals[r].claimant == k:
            return r
    if m.deals == len(st.deals):
        return -1
    deal = st.deals[m.deals]
    m.deals += 1
    deal.quarter, deal.debtor, deal.claimant = t, i, k
    deal.lacking = deal.survival = deal.enforce = deal.amend = 0.0
    deal.top_up = deal.relet = deal.deferred = deal.brought = deal.evergreened = 0.0
    return m.deals - 1


@step
def note_deferred(st, i, k, t, cents):
    """Add what claimant k puts off for debtor i."""
    r = deal_row(st, i, k, t)
    if r >= 0:
        st.deals[r].deferred += cents


@step
def note_decided(st, i, k, t):
    """What claimant k weighed when it put something off for lab i: the last round in which it did holds."""
    r = deal_row(st, i, k, t)
    if r >= 0:
        deal = st.deals[r]
        deal.survival, deal.enforce, deal.amend = st.party[i].chance, st.party[k].enforce, st.party[k].amend


@step
def note_evergreen(st, i, k, t, cents):
    """Add what claimant k puts off for debtor i because it could not bear to recognise the loss."""
    st.party[i].evergreened += cents
    r = deal_row(st, i, k, t)
    if r >= 0:
        st.deals[r].evergreened += cents
