"""Double entry: every payment and every claim is posted on both sides here, and audited here.

No other step of the kernel writes `cash`, `worth`, `held`, `owed` or `flow`. All amounts are whole cents; the dues and
flows of a quarter in float64 (exact below 90 trillion dollars), accounts, positions and net worth in 64-bit integers,
for
marks of all listed firms, or what customers have paid in all, reach beyond that.
"""

import numpy as np

from gigaloop.engine.kernel.step import step


@step
def post(st, index, s, amount):
    """Both sides of one payment through slot s; the amount is whole already."""
    slot = index.slots[s]
    cents = np.int64(amount)
    st.party[slot.payer].cash -= cents
    st.party[slot.payee].cash += cents
    if slot.income == 1:
        st.party[slot.payer].worth -= cents
        st.party[slot.payee].worth += cents


@step
def pay(st, index, s, amount):
    """Round once, post, and note the flow. Returns the cents paid; nothing when the amount is not above zero."""
    cents = np.rint(amount)
    if not cents > 0.0:
        return 0.0
    post(st, index, s, cents)
    flows(st, s, cents)
    return cents


@step
def pay_all(st, index):
    """Every due is paid in full: accounts, and worth as if all were income, change by what `owe` has added up."""
    for i in index.moving:
        ps = st.party[i]
        cents = np.int64(ps.into) - np.int64(ps.out)
        ps.cash += cents
        ps.worth += cents


@step
def flow_of_all(st, touched, s):
    """Note what flows through slot s when its due is paid in full; returns how many slots have a flow by now."""
    cents, before = st.due[s], st.flow[s]
    st.flow[s] = before + cents
    if before <= 0.0 and cents > 0.0:
        st.touched[touched] = s
        return touched + 1
    return touched


@step
def no_income(st, index, s, cents):
    """Worth stands where what `pay_all` paid in slot s is no income."""
    slot = index.slots[s]
    if slot.income != 1:
        st.party[slot.payer].worth += np.int64(cents)
        st.party[slot.payee].worth -= np.int64(cents)


@step
def flows(st, s, cents):
    """Note what flows through slot s: more than nothing."""
    before = st.flow[s]
    st.flow[s] = before + cents
    if before <= 0.0:
        market = st.market[0]
        st.touched[market.touched] = s
        market.touched += 1


@step
def owe(st, index, s, amount):
    """Note a due of this quarter in slot s. Returns its cents."""
    cents = np.rint(amount)
    if not cents > 0.0:
        return 0.0
    slot = index.slots[s]
    if st.due[s] == 0.0:
        market = st.market[0]
        st.dues[market.dues] = s
        market.dues += 1
    st.due[s] += cents
    st.party[slot.payer].out += cents
    st.party[slot.payee].into += cents
    st.tiers[slot.payer, slot.tier] += cents
    return cents


@step
def owe_holder(st, dues, s, cents, payee):
    """Note whole cents as the first due of the quarter in slot s, on the payee's side: who owes a debt adds up what its
    holders get. Returns the number of dues, this one too."""
    if not cents > 0.0:
        return dues
    st.dues[dues] = s
    st.due[s] = cents
    st.party[payee].into += cents
    return dues + 1


@step
def incomes(st, index):
    """Income of the quarter, paid and due: of each party what comes in, and what it owes first (tier 0), in `trial`."""
    st.trial[:] = 0.0
    for k in range(st.market[0].touched):
        s = st.touched[k]
        slot = index.slots[s]
        if slot.income == 1:
            st.trial[slot.payee, 0] += st.flow[s]
    for k in range(st.market[0].dues):
        s = st.dues[k]
        slot = index.slots[s]
        if slot.income == 1:
            st.trial[slot.payee, 0] += st.due[s]
            if slot.tier == 0:
                st.trial[slot.payer, 1] += st.due[s]
            st.trial[slot.payer, 2] += st.due[s]


@step
def claim(st, line, amount):
    """Post a claim that a payment created or extinguished: the holder's side and the issuer's."""
    st.held[line] += np.int64(amount)
    st.owed[line] -= np.int64(amount)


@step
def accrue(st, index, line, amount):
    """Post a claim that no payment made (a mark, a write-off, a right passed on): both sides, and both net worths."""
    claim(st, line, amount)
    st.party[index.lines[line].holder].worth += np.int64(amount)
    st.party[index.lines[line].issuer].worth -= np.int64(amount)


@step
def audit(st, index, dollars):
    """The largest breach of the quarter's identities, in cents; 0.0 when the books hold. Beside it what flowed is added
    to the dollars of each slot, summed over paths.

    Flows: the sum of each party's column equals its change in cash, and all columns sum to zero. Claims: each line's
    two
    sides sum to zero. Balance sheet: cash and claims held, less claims issued, equal net worth.
    """
    worst = total = change = np.int64(0)
    position = st.position
    position[:] = 0
    for k in range(st.market[0].touched):
        s = st.touched[k]
        slot, cents = index.slots[s], np.int64(st.flow[s])
        position[slot.payer] -= cents
        position[slot.payee] += cents
        dollars[s] += np.int64(np.uint64(cents) // np.uint64(100))
    for i in index.moving:
        moved = st.party[i].cash - st.party[i].opening
        worst = max(worst, abs(position[i] - moved))
        total += position[i]
        change += moved
        position[i] = st.party[i].cash
    worst = max(worst, max(abs(total), abs(change)))
    for line in range(len(index.lines)):
        worst = max(worst, abs(st.held[line] + st.owed[line]))
    # bills put off and rights taken over are rare: whether there are any is seen at once
    last, any_of_them = index.at[0].deferral_line, np.int64(0)
    for line in range(last, len(index.lines)):
        any_of_them |= st.held[line] | st.owed[line]
    for line in range(last if any_of_them == 0 else len(index.lines)):
        held, owed = st.held[line], st.owed[line]
        if held | owed != 0:
            position[index.lines[line].holder] += held
            position[index.lines[line].issuer] += owed
    for i in index.moving:
        worst = max(worst, abs(position[i] - st.party[i].worth))
    return float(worst)


@step
def note(ls, amount, t):
    """Remember what a leg has paid, and when first."""
    if amount > 0.0:
        ls.paid += amount
        if ls.first < 0:
            ls.first = t
