"""Loans: who lends how much of a draw, what lenders have room for, and what comes back early."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.books import claim, note, pay
from gigaloop.engine.kernel.draw import ONE, by_regime
from gigaloop.engine.kernel.rating import bond_spread, may_buy, rated
from gigaloop.engine.kernel.shares import offer
from gigaloop.engine.kernel.step import step


@step
def capital_left(plan, st, i):
    """What lender i can still lose."""
    return st.values[plan.parties[i].capital] * st.market[0].grown - st.party[i].lost


@step
def lenders(plan, st, index, t):
    """What each lender has room for: a multiple of its capital left, less what it holds and will not be repaid now; and
    what private funds can put into rounds."""
    at, w, m = index.at[0], plan.world[0], st.market[0]
    m.grown = np.exp(st.values[w.lenders_growth] * t / 4.0)
    for i in index.lenders:
        left = max(capital_left(plan, st, i), 0.0)
        st.party[i].room = st.values[plan.parties[i].reach] * left
        st.party[i].one_name = st.values[w.one_name] * left
    st.named[:] = 0.0
    for b in range(len(plan.debts)):
        debt = plan.debts[b]
        for h in range(debt.holder, debt.holder + debt.holders_n if st.debt[b].face > 0.0 else debt.holder):
            i = plan.holders[h].party
            if plan.parties[i].capital > 0:
                stays = float(st.held[at.holder + h]) - st.due[at.principal + h]
                st.party[i].room -= stays
                st.named[debt.issuer, i] += stays
    for i in index.lenders:
        st.party[i].room = max(st.party[i].room, 0.0)
    m.private = st.values[w.private_rounds] * m.grown if w.private_rounds > 0 else np.inf


@step
def standing(plan, st, index, b):
    """Cents of debt b that all its holders hold; at least one, to divide by."""
    debt, whole = plan.debts[b], 0.0
    for h in range(debt.holder, debt.holder + debt.holders_n):
        whole += float(st.held[index.at[0].holder + h])
    return max(whole, 1.0)


@step
def lend(plan, st, index, h, cents):
    """Holder row h hands over cents and holds the claim."""
    pay(st, index, index.at[0].draw + h, cents)
    claim(st, index.at[0].holder + h, cents)
    line = index.lines[index.at[0].holder + h]
    st.party[line.holder].room = max(st.party[line.holder].room - cents, 0.0)
    if line.holder < len(p.SECTORS):
        st.named[line.issuer, line.holder] += cents


@step
def room_for(plan, st, b, h):
    """What holder row h has room for of debt b: of all that it may lend, and of what it may lend to one debtor; nothing
    of a bond that it may not buy."""
    holder, w = plan.holders[h].party, plan.world[0]
    if not may_buy(plan, st, b, holder):
        return 0.0
    room = st.party[holder].room
    if w.one_name > 0 and plan.parties[holder].capital > 0:
        room = min(room, max(st.party[holder].one_name - st.named[plan.debts[b].issuer, holder], 0.0))
    return room


@step
def bond_room(plan, st, i):
    """What the holders of party i's bonds have room for."""
    b, room = plan.parties[i].bond, 0.0
    if b < 0:
        return np.inf
    for h in range(plan.debts[b].holder, plan.debts[b].holder + plan.debts[b].holders_n):
        room += room_for(plan, st, b, h)
    return room


@step
def new_loan(plan, st, index, b, amount, t):
    """A draw that the market grants: holders without room lend nothing, others take their part as far as they have
    room. Returns the cents lent."""
    debt, left = plan.debts[b], np.rint(amount)
    if not left > 0.0:
        return 0.0
    free, rest = True, left
    for h in range(debt.holder, debt.holder + debt.holders_n):
        part = rest if h == debt.holder + debt.holders_n - 1 else np.rint(left * plan.holders[h].share)
        free = free and part <= room_for(plan, st, b, h)
        rest -= part
    if free:
        return draw(plan, st, index, b, left, t)
    got = 0.0
    for _ in range(debt.holders_n):
        shares = 0.0
        for h in range(debt.holder, debt.holder + debt.holders_n):
            if room_for(plan, st, b, h) >= 1.0:
                shares += plan.holders[h].share
        if left < 1.0 or shares <= 0.0:
            break
        whole = left
        for h in range(debt.holder, debt.holder + debt.holders_n):
            part = min(whole * plan.holders[h].share / shares, room_for(plan, st, b, h))
            part = min(np.floor(part), left)
            if part >= 1.0:
                lend(plan, st, index, h, part)
                left -= part
                got += part
    return owed(plan, st, b, got, t) if got > 0.0 else 0.0


@step
def borrow(plan, st, index, b, amount, spread, t):
    """Draw on a debt row that stays open; its rate becomes the average, new money at the row's own rate plus spread."""
    if b < 0 or amount < 1.0:
        return 0.0
    ds = st.debt[b]
    before = ds.face
    new = new_loan(plan, st, index, b, amount, t)
    if new > 0.0:
        issuer, debt = plan.debts[b].issuer, plan.debts[b]
        cost = st.values[debt.rate] + spread
        if b == plan.parties[issuer].bond and rated(plan, issuer):
            cost = bond_spread(plan, st, issuer) + (st.market[0].rate if debt.floating == 0 else 0.0)
        ds.rate = (before * ds.rate + new * cost) / ds.face
    return new


@step
def draw(plan, st, index, b, amount, t):
    """Draw a debt: its holders pay the borrower at once and hold the claim; linear debts add to the repayment."""
    debt = plan.debts[b]
    cents = np.rint(amount)
    if not cents > 0.0:
        return 0.0
    rest = cents
    for j in range(debt.holders_n):
        part = rest if j == debt.holders_n - 1 else np.rint(cents * plan.holders[debt.holder + j].share)
        lend(plan, st, index, debt.holder + j, part)
        rest -= part
    return owed(plan, st, b, cents, t)


@step
def lapses(st, index, borrower, t):
    """Whether lenders need not pay a booked draw: a large tenant was lost, a covenant is breached, shares fell."""
    ps = st.party[borrower]
    stops = t < ps.bereft or t < ps.shy
    for place in range(index.issued_at[borrower], index.issued_at[borrower + 1]):
        stops = stops or st.debt[index.issued[place]].breach > 0.0
    return stops


@step
def draw_for_chips(plan, st, index, i, need, t):
    """A vehicle draws its booked loans as it buys chips, of each what its plan lets it draw by now."""
    if lapses(st, index, i, t):
        return
    for place in range(index.kinds[p.LOAN], index.kinds[p.LOAN + 1]):
        leg, ls = plan.legs[index.order[place]], st.leg[index.order[place]]
        if leg.payee == i and ls.may > 0.0 and ls.alive == 1:
            cents = draw(plan, st, index, leg.debt, min(need, ls.may), t)
            note(ls, cents, t)
            ls.may -= cents
            need -= cents


@step
def owed(plan, st, b, cents, t):
    """The borrower's side of a draw."""
    debt, ds = plan.debts[b], st.debt[b]
    ds.face += cents
    ds.drawn += cents
    st.party[debt.issuer].debt += cents
    st.party[debt.issuer].debt_raised += cents
    if debt.amortisation == p.LINEAR:
        ds.repay += cents / max(st.values[debt.term], 1.0)
        st.draws[b, t] += cents
    return cents


@step
def pay_back(plan, st, index, b, amount):
    """Repay part of a debt at once, holder by holder; returns the cents."""
    at = index.at[0]
    debt, ds = plan.debts[b], st.debt[b]
    cents = np.rint(min(amount, ds.face - ds.principal))
    if not cents > 0.0:
        return 0.0
    rest = paid = cents
    whole = standing(plan, st, index, b)
    for j in range(debt.holders_n):
        h = debt.holder + j
        part = rest if j == debt.holders_n - 1 else np.rint(cents * (st.held[at.holder + h] / whole))
        claim(st, at.holder + h, -pay(st, index, at.principal + h, part))
        rest -= part
    ds.face -= paid
    st.party[debt.issuer].debt -= paid
    return paid


@step
def lab_room(plan, st, i, t):
    """What lab i may still borrow by the coming year's revenue."""
    v, w, ps, regime = st.values, plan.world[0], st.party[i], st.market[0].debt
    revenue = 4.0 * ps.revenue * np.exp(5.0 / 8.0 * ps.growth)
    most = v[w.lab_debt] * by_regime(v, regime, ONE, w.lab_debt_tight, w.lab_debt_shut) * v[w.lab_debt_base] * revenue
    return max(most * plan.times[p.APPETITE_DEBT, t] - ps.debt, 0.0)


@step
def leverage_room(plan, st, i, t):
    """What a builder may still borrow by its leverage: of earnings ahead, at the appetite of the quarter."""
    party, ps, m = plan.parties[i], st.party[i], st.market[0]
    limit = by_regime(st.values, m.debt, party.leverage_open, party.leverage_tight, party.leverage_shut)
    ahead = max(ps.ahead + 4.0 * ps.other, 0.0)
    return max(limit * ahead * plan.times[p.APPETITE_DEBT, t] - ps.debt + ps.principal, 0.0)


@step
def note_means(plan, st, index, i, spare, t):
    """What seller i has for contracts of a year beside the loans on them: cash beyond what it keeps, a year's earnings
    after interest and secured principal, shares, and notes as far as its leverage still carries them."""
    ps, secured = st.party[i], 0.0
    for place in range(index.issued_at[i], index.issued_at[i + 1]):
        b = index.issued[place]
        secured += st.debt[b].principal if plan.debts[b].tier == 1 else 0.0
    earned = max(ps.ahead + 4.0 * ps.other, 0.0) - ps.year_interest - 4.0 * secured
    ps.credit = min(leverage_room(plan, st, i, t), bond_room(plan, st, i)) + spare
    ps.means = ps.credit + max(earned, 0.0) + offer(plan, st, i, t)
