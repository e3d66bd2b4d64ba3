"""Step 7: amendment, not default, is how these contracts usually fail.

A debtor that cannot pay first helps itself; then each creditor compares what it loses by enforcing with what it loses
by
re-letting, amending or topping up, from its own rows, and concedes only what it can carry. At most three rounds; dues
only fall and cash only rises, so it ends. Nothing is paid here but what the debtor sells or borrows and what rescuers
bring; the dues are paid once, in step 8, from the last clearing.
"""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.books import accrue, claim, note, pay
from gigaloop.engine.kernel.clear import clear, set_due
from gigaloop.engine.kernel.consent import ask, chance, equity_ahead, lacking
from gigaloop.engine.kernel.draw import ZERO, by_regime, progress
from gigaloop.engine.kernel.fund import AMENDED, REPACED, RESCUED, repace
from gigaloop.engine.kernel.lend import borrow, lab_room
from gigaloop.engine.kernel.market import kappa
from gigaloop.engine.kernel.record import deal_row, note_decided, note_deferred, note_evergreen
from gigaloop.engine.kernel.shares import issue, share_price
from gigaloop.engine.kernel.state import OK
from gigaloop.engine.kernel.step import step
from gigaloop.engine.kernel.waive import waive

ROUNDS = 3


@step
def survival(plan, st, index, i, t):
    """Chance that lab i lives through the next two years or so: its sources over its uses, bills after re-pacing."""
    v, w, ps = st.values, plan.world[0], st.party[i]
    far = v[w.survival_quarters]
    middle = (far + 1.0) / 2.0
    revenue = far * ps.revenue * np.exp(middle / 4.0 * ps.growth)
    slow = v[w.repace]
    bills = 0.0
    for place in range(st.market[0].contracts):
        c = st.standing[place]
        leg, ls = plan.legs[c], st.leg[c]
        if leg.payer == i and ls.alive == 1:
            more = max(progress(leg, ls, t + middle) - ls.d, 0.0) * slow if ls.renewed == 0 else 0.0
            ahead = ls.d + more
            bills += far * ls.price * ls.full * ahead
    need = kappa(plan, st, i, t + middle) * revenue + far * ps.training
    cost = far * ps.lab_cost * np.exp(middle / 4.0 * ps.growth * v[w.cost_elasticity])
    uses = max(bills, need) + cost + far * (ps.interest + ps.principal)
    for c in range(len(plan.legs) if st.market[0].deferring == 1 else 0):
        if plan.legs[c].payer == i:
            uses += min(far * st.leg[c].eighth, st.leg[c].deferred)
    sources = max(float(ps.cash), 0.0) + revenue + equity_ahead(plan, st, i, far, t)
    return chance(plan, st, sources, uses)


@step
def sell_stakes(plan, st, index, i, need):
    """Up to a part of each listed or private stake that party i holds, to the public, at its mark; once a
    quarter."""
    at = index.at[0]
    if st.party[i].sold == st.market[0].quarter:
        return 0.0
    st.party[i].sold = st.market[0].quarter
    got = 0.0
    for k in range(len(plan.shares)):
        row = plan.shares[k]
        other = index.public[row.issuer]
        if row.holder != i or other < 0 or st.held[at.share + k] <= 0 or got >= need:
            continue
        mark = float(st.held[at.share + k])
        part = pay(st, index, at.round_public + i, min(need - got, st.values[plan.world[0].stake_sale] * mark))
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
        for place in range(st.market[0].contracts):
            c = st.standing[place]
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
        ls.relet = t + 1
    return saved


@step
def bills(leg):
    """Whether a leg's due is one that its payee may put off: compute, a revenue share or a dated payment, in tier 2."""
    return leg.tier == 2 and (leg.kind == p.COMPUTE or leg.kind == p.SHARE or leg.kind == p.DATED)


@step
def spot(plan, index, i, x):
    """The slot of what lab i buys by route x of the open market, last of its main seller; -1 for others' routes."""
    if x == len(plan.routes):
        return index.at[0].flex + i
    return index.at[0].route + x if plan.routes[x].lab == i else -1


@step
def weigh(plan, st, index, i, t):
    """E and what A is made of, for each creditor of lab i, from its own rows as they stand."""
    v, w, m, at = st.values, plan.world[0], st.market[0], index.at[0]
    rent = v[w.relet_discount] * m.rent_gw
    phi = st.phi[i, 2]
    for k in range(len(plan.parties)):
        ps = st.party[k]
        ps.enforce = ps.amend = ps.asked = ps.cut = ps.offer = ps.hides = 0.0
        ps.channel, ps.line, ps.agrees = -1, -1, 0
    for c in range(len(plan.legs)):
        leg, ls = plan.legs[c], st.leg[c]
        if leg.payer != i or plan.parties[leg.payee].limited != 1:
            continue
        ks, due = st.party[leg.payee], st.due[at.leg + c]
        ks.enforce += (1.0 - v[w.recovery_unsecured]) * ls.deferred
        if ls.alive != 1 or not bills(leg):
            continue
        ks.enforce += (1.0 - phi) * due
        ks.asked += due
        if leg.kind == p.COMPUTE:
            gw = ls.full * ls.d
            left = min(max(ls.end + ls.late - t, 0), v[w.at_risk]) if ls.renewed == 0 else 0.0
            ks.enforce += max(ls.price - rent, 0.0) * gw * left + v[w.relet_vacancy] * rent * gw
            ks.cut += v[w.amend_cut] * ls.rem if ls.renewed == 0 and due > 0.0 else 0.0
            ks.channel = ks.line = c
    for x in range(len(plan.routes) + 1):
        s = spot(plan, index, i, x)
        if s < 0 or st.due[s] <= 0.0 or plan.parties[index.slots[s].payee].limited != 1:
            continue
        ks = st.party[index.slots[s].payee]
        ks.enforce += (1.0 - phi) * st.due[s]
        if ks.line >= 0:
            ks.asked += st.due[s]
    for k in range(len(plan.shares)):
        row = plan.shares[k]
        if row.issuer == i and plan.parties[row.holder].limited == 1:
            st.party[row.holder].enforce += (1.0 - v[w.value_left]) * st.held[at.share + k]
    for place in range(index.kinds[p.STAKE], index.kinds[p.STAKE + 1]):
        c = index.order[place]
        leg = plan.legs[c]
        if leg.payee == i and plan.parties[leg.payer].limited == 1:
            st.party[leg.payer].channel = c
    for place in range(index.kinds[p.GUARANTEE], index.kinds[p.GUARANTEE + 1]):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        if ls.alive == 1 and leg.covers >= 0 and plan.legs[leg.covers].payer == i:
            st.party[leg.payer].enforce += min(ls.left, st.due[at.leg + leg.covers])
        elif ls.alive == 1 and leg.debt >= 0 and plan.debts[leg.debt].issuer == i:
            st.party[leg.payer].enforce += min(ls.left, st.debt[leg.debt].face)
    for k in range(p.STAFF_OTHER + 1, len(plan.parties)):
        ps = st.party[k]
        if k != i and ps.enforce > 0.0:
            ps.enforce += v[w.default_cost] * lacking(st, k)


@step
def relet(plan, st, index, i, t, q, need):
    """Sellers that lose less by taking capacity back than by amending or enforcing take back what is needed."""
    v, w, m, at = st.values, plan.world[0], st.market[0], index.at[0]
    rent = v[w.relet_discount] * m.rent_gw
    freed = 0.0
    for place in range(st.market[0].contracts):
        c = st.standing[place]
        leg, ls = plan.legs[c], st.leg[c]
        due = st.due[at.leg + c]
        if leg.payer != i or ls.alive != 1 or ls.renewed == 1 or due <= 0.0 or freed >= need or ls.given > 0.0:
            continue
        if plan.parties[leg.payee].limited != 1:
            continue
        gw = ls.full * ls.d
        left = min(max(ls.end + ls.late - t, 0), v[w.at_risk])
        loss = (ls.price - rent) * gw * left + v[w.relet_vacancy] * rent * gw
        enforce = (1.0 - st.phi[i, 2]) * due + max(ls.price - rent, 0.0) * gw * left + v[w.relet_vacancy] * rent * gw
        share = min((need - freed) / due, 1.0)
        amend = share * due * (1.0 - q * v[w.defer_recovery]) + v[w.amend_cut] * ls.rem
        seller = st.party[leg.payee]
        amend += (1.0 - q) * v[w.later_loss] * enforce
        if loss * share >= min(amend, enforce) or seller.have - share * due < seller.out:
            continue
        cents = np.rint(due * share)
        set_due(st, index, at.leg + c, due - cents)
        r = deal_row(st, i, leg.payee, t)
        if r >= 0:
            st.deals[r].relet += cents
        ls.given = share * gw
        ls.given_from = t + 1
        ls.rem = np.rint(ls.rem * (1.0 - share))
        ls.full *= 1.0 - share
        seller.have -= cents
        freed += cents
    return freed


@step
def put_off(plan, st, index, i, s, c, t, a):
    """Defer the share a of the due in slot s, in all at most the limit of it: the payee holds that much on the line of
    leg c instead. Rounded up, so that no cent is left. Returns the cents."""
    limit, k = st.values[plan.world[0].amend_limit], index.slots[s].payee
    whole = st.due[s] + st.put_off[s]
    cents = min(np.ceil(a * st.due[s]), np.floor(max(limit * whole - st.put_off[s], 0.0)))
    if cents < 1.0:
        return 0.0
    set_due(st, index, s, st.due[s] - cents)
    st.put_off[s] += cents
    accrue(st, index, index.at[0].deferral_line + c, cents)
    ls, st.market[0].deferring = st.leg[c], 1
    ls.deferred += cents
    ls.eighth += np.rint(cents / st.values[plan.world[0].defer_quarters])
    ls.conceded += cents
    st.party[k].have -= cents
    note_deferred(st, i, k, t, cents)
    note_decided(st, i, k, t)
    if st.party[k].hides == 1.0:
        note_evergreen(st, i, k, t, cents)
    return cents


@step
def defer(plan, st, index, i, t, a):
    """Defer the share a of what every creditor that agrees is due; the value left of its contracts is cut."""
    v, w, at = st.values, plan.world[0], index.at[0]
    total = 0.0
    for c in range(len(plan.legs)):
        leg, ls = plan.legs[c], st.leg[c]
        if leg.payer != i or ls.alive != 1 or st.party[leg.payee].agrees != 1 or not bills(leg):
            continue
        cents = put_off(plan, st, index, i, at.leg + c, c, t, a)
        if cents > 0.0 and leg.kind == p.COMPUTE and ls.cut_at != t and ls.renewed == 0:
            st.party[leg.payee].given_up += v[w.amend_cut] * ls.rem
            ls.rem = np.rint(ls.rem * (1.0 - v[w.amend_cut]))
            ls.cut_at = t
        total += cents
    for x in range(len(plan.routes) + 1):
        s = spot(plan, index, i, x)
        if s >= 0 and st.due[s] > 0.0:
            ks = st.party[index.slots[s].payee]
            total += put_off(plan, st, index, i, s, ks.line, t, a) if ks.agrees == 1 and ks.line >= 0 else 0.0
    return total


@step
def amend(plan, st, index, i, t, q, need):
    """Ask every creditor for the same share of its bills. Returns the cents deferred."""
    v, w = st.values, plan.world[0]
    a = ask(plan, st, need, q, 1.0 - q * v[w.defer_recovery], v[w.amend_limit])
    return defer(plan, st, index, i, t, a) if a > 0.0 else 0.0


@step
def top_up(plan, st, index, i, t, q, need):
    """Creditors and investors that lose more by a default bring what lacks and more, if they can carry
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
    wanted = v[w.rescue_size] * need
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
            st.market[0].deferring = 1
            st.leg[c].eighth += np.rint(paid / v[w.rescue_quarters])
        st.leg[c].rescued += paid
        r = deal_row(st, i, k, t)
        if r >= 0:
            deal = st.deals[r]
            deal.brought += paid
            deal.top_up = deal.brought * (1.0 - q * v[w.defer_recovery])
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
    if ps.slowed != t and repace(plan, st, i):
        ps.status = max(ps.status, REPACED)
    ps.slowed = t
    room = lab_room(plan, st, i, t)
    spread = by_regime(v, m.debt, ZERO, w.spread_tight, w.spread_shut)
    need -= borrow(plan, st, index, plan.parties[i].bond, min(need, room), spread, t)
    if need > 0.0:
        need -= sell_stakes(plan, st, index, i, need)
    if need > 0.0:
        need -= leave(plan, st, index, i, t, need)
    if need <= 0.0:
        return
    q = ps.chance = survival(plan, st, index, i, t)
    weigh(plan, st, index, i, t)
    note_round(plan, st, i, t, need, q)
    freed = relet(plan, st, index, i, t, q, need)
    need -= freed
    if freed > 0.0:
        ps.relets += 1
        ps.status = max(ps.status, AMENDED)
        weigh(plan, st, index, i, t)
    if need > 0.0 and run_before(ps, t) < v[w.amend_run]:
        got = amend(plan, st, index, i, t, q, need)
        if got > 0.0:
            need -= got
            ps.status = max(ps.status, AMENDED)
            if ps.amended_at != t:
                ps.run = run_before(ps, t) + 1
                ps.amended += 1
                ps.amended_at = t
    if need >= 1.0 and top_up(plan, st, index, i, t, q, need) > 0.0:
        ps.status = max(ps.status, RESCUED)


@step
def run_before(ps, t):
    """Quarters running, up to the quarter before this one, in which something was deferred."""
    if ps.amended_at == t:
        return ps.run - 1
    return ps.run if ps.amended_at == t - 1 else 0


@step
def note_round(plan, st, i, t, need, q):
    """Write down, before anything is conceded, what each choice would cost each claimant: E, A(a) at the share that all
    would be asked for, T of its part of a top up. Of several rounds in a quarter the first is kept."""
    v, w = st.values, plan.world[0]
    lost = 1.0 - q * v[w.defer_recovery]
    whole, asked = 0.0, 0.0
    for k in range(p.STAFF_OTHER + 1, len(plan.parties)):
        whole += st.party[k].enforce
        asked += st.party[k].asked
    a = min(need / max(asked, need), v[w.amend_limit])
    for k in range(p.STAFF_OTHER + 1, len(plan.parties)):
        ps = st.party[k]
        first = st.market[0].deals
        if k == i or ps.enforce <= 0.0 or deal_row(st, i, k, t) != first:
            continue
        deal = st.deals[first]
        deal.lacking, deal.survival, deal.enforce = need, q, ps.enforce
        deal.amend = a * ps.asked * lost + ps.cut
        deal.top_up = v[w.rescue_size] * need * ps.enforce / whole * lost


@step
def bargain(plan, st, index, t):
    """Step 7 whole; after each debtor the clearing is run again from the top."""
    if plan.rules[0].bargain != 1:
        return
    for _ in range(ROUNDS):
        short = False
        for i in index.limited:
            if st.market[0].outcome != OK or lacking(st, i) < 1.0:
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
