"""Step 7: amendment, not default, is how these contracts usually fail.

A debtor that cannot pay first helps itself; then each creditor compares what it loses by enforcing with what it loses
by
re-letting, amending or topping up, from its own rows, and concedes only what it can carry. At most three rounds; dues
only fall and cash only rises, so it ends. Nothing is paid here but what the debtor sells or borrows and what rescuers
bring; the dues are paid once, in step 8, from the last clearing.
"""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.bill import note
from gigaloop.engine.kernel.books import accrue, claim, pay
from gigaloop.engine.kernel.clear import clear, set_due
from gigaloop.engine.kernel.draw import by_regime, progress
from gigaloop.engine.kernel.fund import AMENDED, REPACED, RESCUED, borrow, issue, repace, share_price
from gigaloop.engine.kernel.state import OK
from gigaloop.engine.kernel.step import step

ROUNDS = 3
YEARS_3 = 12.0  # quarters of a contract that enforcing puts at risk


@step
def lacking(st, i):
    """Cents that party i lacks for its dues, with what the last clearing lets it receive."""
    return max(st.party[i].out - st.party[i].have, 0.0)


@step
def survival(plan, st, index, i, t):
    """Chance that lab i lives through the next eight quarters: its sources over its uses, bills after re-pacing."""
    v, w, m, ps = st.values, plan.world[0], st.market[0], st.party[i]
    rise = np.exp(1.125 * ps.growth)
    revenue = 8.0 * ps.revenue * rise
    slow = v[w.repace]
    bills = 0.0
    for place in range(index.kinds[p.COMPUTE], index.kinds[p.COMPUTE + 1]):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        if leg.payer == i and ls.alive == 1:
            ahead = ls.d + max(progress(leg, ls, t + 4.5) - ls.d, 0.0) * slow
            bills += 8.0 * ls.price * ls.full * ahead
    need = ps.need / ps.revenue * revenue if ps.revenue > 0.0 else 0.0
    cost = 8.0 * ps.lab_cost * np.exp(1.125 * ps.growth * v[w.cost_elasticity])
    uses = max(bills, need) + cost + 8.0 * (ps.interest + ps.principal)
    now = by_regime(v, m.equity, w.equity_open, w.equity_tight, w.equity_shut)
    equity = 4.0 * (now * plan.times[p.APPETITE_EQUITY, t] + v[w.equity_tight]) * ps.value
    sources = max(float(ps.cash), 0.0) + revenue + equity
    return min(max((sources / max(uses, 1.0) - 0.60) / v[w.survival_slope], 0.02), 1.0)


@step
def sell_stakes(plan, st, index, i, need):
    """Up to a quarter of each listed or private stake that party i holds, to the public, at its mark."""
    at = index.at[0]
    got = 0.0
    for k in range(len(plan.shares)):
        row = plan.shares[k]
        other = index.public[row.issuer]
        if row.holder != i or other < 0 or st.held[at.share + k] <= 0 or got >= need:
            continue
        mark = float(st.held[at.share + k])
        part = pay(st, index, at.round_public + i, min(need - got, 0.25 * mark))
        moved = st.units[k] * part / mark
        st.units[k] -= moved
        st.units[other] += moved
        claim(st, at.share + k, -part)
        claim(st, at.share + other, part)
        got += part
    return got


@step
def leave(plan, st, index, i, t, need):
    """Exit rights, the cheapest per dollar saved first: the bill is saved, the cost of leaving is owed instead."""
    v, at = st.values, index.at[0]
    saved = 0.0
    for _ in range(index.kinds[p.COMPUTE + 1] - index.kinds[p.COMPUTE]):
        if saved >= need:
            return saved
        best, found = 1.0, -1
        for place in range(index.kinds[p.COMPUTE], index.kinds[p.COMPUTE + 1]):
            c = index.order[place]
            leg, ls = plan.legs[c], st.leg[c]
            if leg.payer != i or ls.alive != 1 or t < leg.exit or st.due[at.leg + c] <= 0.0 or ls.renewed == 1:
                continue
            ratio = v[leg.exit_cost] * ls.rem / st.due[at.leg + c]
            if ratio < best:
                best, found = ratio, c
        if found < 0:
            return saved
        ls = st.leg[found]
        fee = np.rint(v[plan.legs[found].exit_cost] * ls.rem)
        saved += st.due[at.leg + found] - fee
        set_due(st, index, at.leg + found, fee)
        ls.alive = 0
        ls.rem = 0.0
        ls.relet = t + 1 + max(int(np.rint(v[plan.world[0].relet_vacancy])), 0)
    return saved


@step
def weigh(plan, st, index, i, t, q):
    """E, A and what is due, for each creditor of lab i, from its own rows. A is for a whole quarter's bill deferred."""
    v, w, m, at = st.values, plan.world[0], st.market[0], index.at[0]
    rent = v[w.relet_discount] * m.rent_gw
    phi = st.phi[i, 2]
    for k in range(len(plan.parties)):
        ps = st.party[k]
        ps.enforce = ps.amend = ps.asked = ps.cut = ps.offer = 0.0
        ps.channel, ps.agrees = -1, 0
    for place in range(index.kinds[p.COMPUTE], index.kinds[p.COMPUTE + 1]):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        if leg.payer != i or ls.alive != 1 or plan.parties[leg.payee].limited != 1:
            continue
        ks, due = st.party[leg.payee], st.due[at.leg + c]
        gw = ls.full * ls.d
        left = min(max(ls.end + ls.late - t, 0), YEARS_3) if ls.renewed == 0 else 0.0
        ks.enforce += (1.0 - phi) * due + max(ls.price - rent, 0.0) * gw * left + v[w.relet_vacancy] * rent * gw
        ks.asked += due
        ks.cut += v[w.amend_cut] * ls.rem
        ks.channel = c
    for k in range(len(plan.shares)):
        row = plan.shares[k]
        if row.issuer == i and plan.parties[row.holder].limited == 1:
            st.party[row.holder].enforce += 0.95 * st.held[at.share + k]
    for place in range(index.kinds[p.STAKE], index.kinds[p.STAKE + 1]):
        c = index.order[place]
        leg = plan.legs[c]
        if leg.payee == i and plan.parties[leg.payer].limited == 1:
            st.party[leg.payer].channel = c
    for place in range(index.kinds[p.GUARANTEE], index.kinds[p.GUARANTEE + 1]):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        if ls.alive == 1 and leg.covers >= 0 and plan.legs[leg.covers].payer == i:
            st.party[leg.payer].enforce += min(ls.left + ls.bound_call, st.due[at.leg + leg.covers])
        elif ls.alive == 1 and leg.debt >= 0 and plan.debts[leg.debt].issuer == i:
            st.party[leg.payer].enforce += min(ls.left + ls.bound_call, st.debt[leg.debt].face)
    for k in range(p.STAFF_OTHER + 1, len(plan.parties)):
        ps = st.party[k]
        if ps.asked > 0.0 or ps.enforce > 0.0:
            ps.enforce += v[w.default_cost] * lacking(st, k)
            ps.amend = ps.asked * (1.0 - q * v[w.defer_recovery]) + ps.cut


@step
def relet(plan, st, index, i, t, q, need):
    """Sellers that lose less by taking capacity back than by amending or enforcing take back what is needed."""
    v, w, m, at = st.values, plan.world[0], st.market[0], index.at[0]
    rent = v[w.relet_discount] * m.rent_gw
    freed = 0.0
    for place in range(index.kinds[p.COMPUTE], index.kinds[p.COMPUTE + 1]):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        due = st.due[at.leg + c]
        if leg.payer != i or ls.alive != 1 or ls.renewed == 1 or due <= 0.0 or freed >= need or ls.given > 0.0:
            continue
        if plan.parties[leg.payee].limited != 1:
            continue
        gw = ls.full * ls.d
        left = min(max(ls.end + ls.late - t, 0), YEARS_3)
        loss = (ls.price - rent) * gw * left + v[w.relet_vacancy] * rent * gw
        enforce = (1.0 - st.phi[i, 2]) * due + max(ls.price - rent, 0.0) * gw * left + v[w.relet_vacancy] * rent * gw
        share = min((need - freed) / due, 1.0)
        amend = share * due * (1.0 - q * v[w.defer_recovery]) + v[w.amend_cut] * ls.rem
        seller = st.party[leg.payee]
        if loss * share >= min(amend, enforce) or seller.have - share * due < seller.out:
            continue
        cents = np.rint(due * share)
        set_due(st, index, at.leg + c, due - cents)
        ls.given = share * gw
        ls.given_from = t + 1 + max(int(np.rint(v[w.relet_vacancy])), 0)
        ls.rem = np.rint(ls.rem * (1.0 - share))
        ls.full *= 1.0 - share
        seller.have -= cents
        freed += cents
    return freed


@step
def defer(plan, st, index, i, t, a, agreed):
    """Defer the share a of the bills of every creditor that agrees; the value left of its contracts is cut."""
    v, w, at = st.values, plan.world[0], index.at[0]
    total = 0.0
    for place in range(index.kinds[p.COMPUTE], index.kinds[p.COMPUTE + 1]):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        due = st.due[at.leg + c]
        if leg.payer != i or ls.alive != 1 or due <= 0.0 or st.party[leg.payee].agrees != agreed:
            continue
        cents = np.rint(min(a * due, max(v[w.amend_limit] * ls.bill - ls.put_off, 0.0)))
        if cents < 1.0:
            continue
        set_due(st, index, at.leg + c, due - cents)
        accrue(st, index, at.deferral_line + c, cents)
        ls.deferred += cents
        ls.eighth += np.rint(cents / 8.0)
        ls.put_off += cents
        ls.conceded += cents
        if ls.cut_at != t:
            st.party[leg.payee].given_up += v[w.amend_cut] * ls.rem
            ls.rem = np.rint(ls.rem * (1.0 - v[w.amend_cut]))
            ls.cut_at = t
        st.party[leg.payee].have -= cents
        total += cents
    return total


@step
def amend(plan, st, index, i, t, need):
    """Ask every creditor for the same share; refusals raise it for the rest, once. Returns the cents deferred."""
    v, w = st.values, plan.world[0]
    asked, yes = 0.0, 0.0
    for k in range(p.STAFF_OTHER + 1, len(plan.parties)):
        asked += st.party[k].asked
    if asked <= 0.0:
        return 0.0
    a = min(need / asked, v[w.amend_limit])
    for turn in range(2):
        yes = 0.0
        for k in range(p.STAFF_OTHER + 1, len(plan.parties)):
            ps = st.party[k]
            if ps.asked <= 0.0 or (turn == 1 and ps.agrees == 0):
                continue
            loss = a * (ps.amend - ps.cut) + ps.cut
            can = ps.have - a * ps.asked >= ps.out
            ps.agrees = 1 if (loss < ps.enforce and can) else 0
            yes += ps.agrees * ps.asked
        if yes <= 0.0:
            return 0.0
        if turn == 0:
            a = min(need / yes, v[w.amend_limit])
    return defer(plan, st, index, i, t, a, 1)


@step
def top_up(plan, st, index, i, t, q, need):
    """Creditors and investors that lose more by a default bring one and a half times what lacks, if they can carry
    it."""
    v, w, at = st.values, plan.world[0], index.at[0]
    debtor = st.party[i]
    if debtor.rescues >= v[w.rescue_count]:
        return 0.0
    total = 0.0
    for k in range(p.STAFF_OTHER + 1, len(plan.parties)):
        ps = st.party[k]
        avoided = ps.enforce - (ps.amend if ps.agrees == 1 else 0.0)
        free = v[w.free_cash] * max(ps.have - ps.out - v[w.rescue_floor], 0.0)
        ps.offer = min(q * max(avoided, 0.0), free) if ps.channel >= 0 and k != i else 0.0
        total += ps.offer
    wanted = 1.5 * need
    if total < wanted:
        return 0.0
    brought = 0.0
    price = share_price(debtor, debtor.value)
    for k in range(p.STAFF_OTHER + 1, len(plan.parties)):
        ps = st.party[k]
        amount = np.ceil(wanted * ps.offer / total) if ps.offer > 0.0 else 0.0
        if amount < 1.0:
            continue
        c = ps.channel
        if plan.legs[c].kind == p.STAKE:
            paid = pay(st, index, at.leg + c, amount)
            issue(plan, st, index, plan.legs[c].line, paid, price)
            note(st.leg[c], paid, t)
        else:
            paid = pay(st, index, at.rescue + c, amount)
            claim(st, at.deferral_line + c, paid)
            st.leg[c].deferred += paid
            st.leg[c].eighth += np.rint(paid / 16.0)
        st.leg[c].rescued += paid
        ps.have -= paid
        ps.rescue_paid += paid
        ps.avoided += ps.enforce
        brought += paid
    debtor.have += brought
    debtor.rescues += 1
    debtor.rescue_got += brought
    return brought


@step
def settle_lab(plan, st, index, i, t):
    """One round with lab i: help itself, re-let, amend, top up."""
    v, w, m, ps = st.values, plan.world[0], st.market[0], st.party[i]
    need = np.ceil(lacking(st, i))
    revenue = 4.0 * ps.revenue * np.exp(0.625 * ps.growth)
    most = by_regime(v, m.debt, w.lab_debt_open, w.lab_debt_tight, w.lab_debt_shut) * 0.8 * revenue
    room = max(most * plan.times[p.APPETITE_DEBT, t] - ps.debt, 0.0)
    need -= borrow(plan, st, index, plan.parties[i].bond, min(need, room), 0.0, t)
    if need > 0.0:
        need -= sell_stakes(plan, st, index, i, need)
    if need > 0.0:
        need -= leave(plan, st, index, i, t, need)
    if ps.slowed != t:
        repace(plan, st, index, i)
        ps.slowed = t
        ps.repaced += 1
        ps.status = max(ps.status, REPACED)
    if need <= 0.0:
        return
    q = survival(plan, st, index, i, t)
    weigh(plan, st, index, i, t, q)
    note_event(st, i, t, need, q)
    freed = relet(plan, st, index, i, t, q, need)
    need -= freed
    if freed > 0.0:
        ps.relets += 1
        ps.status = max(ps.status, AMENDED)
    if need > 0.0 and ps.run < v[w.amend_run]:
        got = amend(plan, st, index, i, t, need)
        if got > 0.0:
            need -= got
            ps.status = max(ps.status, AMENDED)
            if ps.amended_at != t:
                ps.run = ps.run + 1 if ps.amended_at == t - 1 else 1
                ps.amended += 1
                ps.amended_at = t
    if need >= 1.0 and top_up(plan, st, index, i, t, q, need) > 0.0:
        ps.status = max(ps.status, RESCUED)


@step
def note_event(st, i, t, need, q):
    """The first time that creditors weigh: when, who, what lacks, and the sums of E and A."""
    m = st.market[0]
    if m.event_quarter >= 0:
        return
    m.event_quarter, m.event_party = t, i
    m.event_need, m.event_q = need, q
    m.event_e = m.event_a = 0.0
    for k in range(len(st.party)):
        m.event_e += st.party[k].enforce
        m.event_a += st.party[k].amend


@step
def waive(plan, st, index, i, t):
    """Lenders let a builder pay interest only, while its earnings cover most of it and not for ever."""
    v, w, at, ps = st.values, plan.world[0], index.at[0], st.party[i]
    if plan.rules[0].waiver != 1 or ps.waiver >= v[w.waiver] or ps.ebitda < 0.8 * ps.interest:
        return
    freed = 0.0
    for b in range(len(plan.debts)):
        debt = plan.debts[b]
        if debt.issuer != i or st.debt[b].principal <= 0.0:
            continue
        for h in range(debt.holder, debt.holder + debt.holders_n):
            freed += st.due[at.principal + h]
            if st.due[at.principal + h] > 0.0:
                set_due(st, index, at.principal + h, 0.0)
        st.debt[b].principal = 0.0
    if freed > 0.0:
        ps.waiver += 1
        ps.amended += 1
        ps.status = max(ps.status, AMENDED)


@step
def bargain(plan, st, index, t):
    """Step 7 whole; after each debtor the clearing is run again from the top."""
    if plan.rules[0].bargain != 1:
        return
    for _ in range(ROUNDS):
        short = False
        for i in range(p.STAFF_OTHER + 1, len(plan.parties)):
            if plan.parties[i].limited != 1 or st.market[0].outcome != OK or lacking(st, i) < 1.0:
                continue
            short = True
            role = plan.parties[i].role
            if role == p.LAB:
                settle_lab(plan, st, index, i, t)
            elif role == p.CLOUD or role == p.NEOCLOUD or role == p.VEHICLE or role == p.LANDLORD:
                waive(plan, st, index, i, t)
            clear(plan, st, index)
        if not short:
            return
