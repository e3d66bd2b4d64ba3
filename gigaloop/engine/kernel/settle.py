"""Step 8: dues are paid, defaults resolved, losses handed to holders; step 9's marks follow in `revalue`."""

import numpy as np

from gigaloop.engine import draws as d, plan as p
from gigaloop.engine.kernel.books import accrue, claim, flow_of_all, no_income, note, pay, pay_all
from gigaloop.engine.kernel.covenants import pledged
from gigaloop.engine.kernel.draw import ONE, ZERO, by_regime, driven
from gigaloop.engine.kernel.fund import DEFAULTED
from gigaloop.engine.kernel.lend import pay_back
from gigaloop.engine.kernel.shares import remark
from gigaloop.engine.kernel.step import step

SLIGHT = 0.5  # cents; a due unpaid by more than rounding is a default
CHIPS = p.TAGS.index("chips")


@step
def pay_dues(plan, st, index, t):
    """Every due at its paid share; claims fall by what is repaid; receipts and short payments are noted."""
    at, m = index.at[0], st.market[0]
    if m.whole == 1:
        pay_all(st, index)
        touched = m.touched
        for k in range(m.dues):
            s = st.dues[k]
            touched = flow_of_all(st, touched, s)
            if not at.interest <= s < at.principal:  # income of whom nobody asks: most dues by far
                no_income(st, index, s, st.due[s])
                receipt(plan, st, index, s, st.due[s], t)
        m.touched = touched
    else:
        for k in range(m.dues):
            s = st.dues[k]
            slot = index.slots[s]
            paid = pay(st, index, s, st.phi[slot.payer, slot.tier] * st.due[s])
            st.party[slot.payer].shortfall += st.due[s] - paid
            receipt(plan, st, index, s, paid, t)
    for b in range(len(plan.debts)):
        if st.debt[b].principal > 0.0:
            debt = plan.debts[b]
            face = 0.0
            for h in range(debt.holder, debt.holder + debt.holders_n):
                face += st.held[at.holder + h]
            st.party[debt.issuer].debt += face - st.debt[b].face
            st.debt[b].face = face
            st.debt[b].principal = 0.0


@step
def receipt(plan, st, index, s, paid, t):
    """What a due paid in slot s changes beside the accounts."""
    at, slot = index.at[0], index.slots[s]
    if s >= at.interest:
        if at.principal <= s < at.draw:
            claim(st, at.holder + s - at.principal, -paid)
        elif s >= at.calls:
            note(st.leg[slot.leg], paid, t)
    elif s < at.relet:
        leg, ls = plan.legs[s], st.leg[s]
        note(ls, paid, t)
        if leg.kind == p.COMPUTE:
            st.party[slot.payee].earned += paid
        elif leg.kind == p.SITE or (
            plan.parties[slot.payee].role == p.VENDOR and leg.kind == p.DATED and slot.tag == CHIPS
        ):
            st.party[slot.payee].received += paid
            st.party[slot.payee].earned += paid
    elif at.deferral <= s < at.rescue:
        c = s - at.deferral
        st.leg[c].deferred -= paid
        claim(st, at.deferral_line + c, -paid)
    elif at.flex <= s < at.round_private:
        st.party[slot.payee].earned += paid
    elif at.penalty <= s < at.ai_revenue:
        st.party[slot.payer].penalty_paid += paid
        st.party[slot.payee].penalty_got += paid
        st.party[slot.payee].fined += paid
    elif at.content_due <= s < at.memory_due:
        st.party[slot.payee].received += paid
        st.party[slot.payee].earned += paid


@step
def lose_equity(plan, st, index, i, value, equity):
    """The value of party i falls; holders' marks follow, and the fall is noted by holder."""
    if st.party[i].value <= 0.0:
        return
    st.party[i].value = max(np.rint(value), 1.0)
    at = index.at[0]
    for place in range(index.register_at[i], index.register_at[i + 1]):
        k = index.register[place]
        equity[plan.shares[k].holder] += st.held[at.share + k]
        st.market[0].fell += st.held[at.share + k]
    remark(st, index, i)
    for place in range(index.register_at[i], index.register_at[i + 1]):
        k = index.register[place]
        equity[plan.shares[k].holder] -= st.held[at.share + k]
        st.market[0].fell -= st.held[at.share + k]


@step
def recovery(plan, st, index, b):
    """Share of its face that debt b gets back."""
    w, v = plan.world[0], st.values
    debt = plan.debts[b]
    if debt.tier != 1 or debt.collateral == -1:
        return v[w.recovery_secured] if debt.tier == 1 else v[w.recovery_unsecured]
    # what the collateral does not cover is an unsecured claim like others
    pool = 0.0
    for a in range(len(plan.debts)):
        other = plan.debts[a]
        if other.tier == 1 and other.collateral == debt.collateral and other.issuer == debt.issuer:
            pool += st.debt[a].before
    covered = min(pledged(plan, st, index, b) / pool, 1.0)
    return covered + v[w.recovery_unsecured] * (1.0 - covered)


@step
def downturn(plan, st):
    """What is left of a recovery in a bad market, or when much has failed."""
    v, w, m = st.values, plan.world[0], st.market[0]
    past = min(m.losses / v[w.recovery_losses], 1.0) if v[w.recovery_losses] > 0.0 else 0.0
    return 1.0 - v[w.recovery_fall] * max(by_regime(v, m.debt, ZERO, w.recovery_tight, ONE), past)


@step
def write_down(plan, st, index, i, credit):
    """Recovery on each debt of defaulter i, from a sale of its assets; the rest is written off: a loss of the
    holders."""
    at = index.at[0]
    for b in range(len(plan.debts)):
        st.debt[b].before = st.debt[b].face
    for b in range(len(plan.debts)):
        debt, ds = plan.debts[b], st.debt[b]
        if debt.issuer != i or ds.face <= 0.0:
            continue
        share = recovery(plan, st, index, b) * downturn(plan, st)
        for h in range(debt.holder, debt.holder + debt.holders_n):
            face = st.held[at.holder + h]
            if face <= 0.0:
                continue
            back = np.rint(share * face)
            pay(st, index, at.asset_sale + i, back)
            back = pay(st, index, at.principal + h, back)
            claim(st, at.holder + h, -back)
            accrue(st, index, at.holder + h, back - face)
            credit[plan.holders[h].party] += face - back
            st.party[plan.holders[h].party].lost += face - back
            st.market[0].lost += face - back
            ds.lost += face - back
        ds.face = ds.repay = ds.waits = 0.0
        for q in range(st.draws.shape[1]):
            st.draws[b, q] = 0.0
    st.party[i].debt = 0.0


@step
def drop_lines(plan, st, index, i, credit):
    """Deferred bills and rights taken over from creditors are written off with the debtor."""
    at = index.at[0]
    share = st.values[plan.world[0].recovery_unsecured] * downturn(plan, st)
    for c in range(len(plan.legs)):
        line = at.subrogation + c
        if index.lines[line].issuer == i and st.held[line] > 0.0:
            back = np.rint(share * st.held[line])
            pay(st, index, at.asset_sale + i, back)
            claim(st, line, -pay(st, index, at.recovery + c, back))
        line = at.deferral_line + c
        if index.lines[line].issuer == i and st.held[line] > 0.0:
            back = np.rint(share * st.held[line])
            pay(st, index, at.asset_sale + i, back)
            claim(st, line, -pay(st, index, at.deferral + c, back))
        for line in (at.deferral_line + c, at.subrogation + c):
            if index.lines[line].issuer == i and st.held[line] > 0.0:
                credit[index.lines[line].holder] += st.held[line]
                st.party[index.lines[line].holder].lost += st.held[line]
                st.market[0].lost += st.held[line]
                accrue(st, index, line, -st.held[line])
        if plan.legs[c].payer == i:
            st.leg[c].deferred = st.leg[c].eighth = 0.0


@step
def signed(ls):
    """What a contract has still to bill; one that ended, or goes on by the quarter, nothing."""
    return ls.rem if ls.alive == 1 and ls.renewed == 0 else 0.0


@step
def lose_tenant(plan, st, index, i, t):
    """Who loses a large tenant with defaulter i, by what it bills or by what is signed with it: lenders read both."""
    v, w = st.values, plan.world[0]
    for place in range(st.market[0].contracts):
        c = st.standing[place]
        ls, k = st.leg[c], plan.legs[c].payee
        if plan.legs[c].payer != i or ls.alive != 1:
            continue
        whole = 0.0
        for other in range(index.sold_at[k], index.sold_at[k + 1]):
            whole += signed(st.leg[index.sold[other]])
        if ls.bill > v[w.tenant_part] * st.party[k].billed or signed(ls) > v[w.tenant_part] * whole:
            st.party[k].bereft = t + 1.0 + np.rint(v[w.tenant_quarters])


@step
def resell(plan, st, c):
    """A failed vehicle's chips were sold: nobody rents them of it."""
    ls = st.leg[c]
    if plan.legs[c].builds == 1:
        st.market[0].resold += ls.d * ls.full
    ls.d = 0.0


@step
def end_legs(plan, st, index, i, t):
    """A defaulted buyer's legs end; delivered capacity is re-let after the vacancy, or gone with a vehicle that failed
    too. A seller keeps serving, orders stop."""
    for c in range(len(plan.legs)):
        leg, ls = plan.legs[c], st.leg[c]
        if leg.payer == i and ls.alive == 1 and leg.kind != p.GUARANTEE:
            ls.alive = 0
            ls.relet = t + 1
            ls.left = 0.0
            if st.party[leg.payee].defaulted >= 0 and plan.parties[leg.payee].role == p.VEHICLE:
                resell(plan, st, c)
        elif (leg.payer == i and leg.kind == p.GUARANTEE) or (
            leg.payee == i and (leg.kind == p.STAKE or leg.kind == p.LOAN)
        ):
            ls.alive = 0
        elif leg.payee == i and (leg.builds == 1 or plan.parties[i].role == p.VEHICLE):
            ls.pace = 0.0
            ls.w = 0.0
            ls.stopped = 1
            if ls.alive == 0 and plan.parties[i].role == p.VEHICLE:
                resell(plan, st, c)


@step
def succeed(plan, st, index, i, t):
    """A defaulted lab keeps a part of its revenue under new owners; a part of what it loses goes to the other labs:
    what the scenario had left it, not customers it no longer had."""
    ps, kept = st.party[i], st.values[plan.world[0].fallen_kept]
    lost = (1.0 - kept) * ps.demand * driven(plan, plan.parties[i].demand, t, 1.0)
    others = 0.0
    for j in index.labs:
        if j != i and st.party[j].defaulted < 0:
            others += st.party[j].revenue
    for j in index.labs:
        if j != i and st.party[j].defaulted < 0 and others > 0.0:
            st.party[j].demand += st.values[plan.world[0].fallen_passed] * lost * st.party[j].revenue / others
    ps.demand *= kept
    ps.told *= kept
    ps.told_best *= kept
    ps.best *= kept
    ps.revenue *= kept
    ps.scale *= kept


@step
def forget_deliveries(plan, st, i):
    """What a defaulter ordered is not delivered, so what waits for delivery is not owed."""
    for c in range(len(plan.legs)):
        leg = plan.legs[c]
        if (leg.payee if leg.kind == p.COMPUTE else leg.payer) == i and leg.builds == 1:
            for q in range(st.market[0].quarter + 1, len(st.later)):
                st.later[q, c] = 0.0


@step
def fail(plan, st, index, i, t, credit, equity):
    """Default of party i, resolved in the quarter."""
    w, v, at = plan.world[0], st.values, index.at[0]
    ps = st.party[i]
    ps.status = DEFAULTED
    ps.fails += 1
    ps.failed_now = 1
    forget_deliveries(plan, st, i)
    if ps.defaulted < 0:
        ps.defaulted = t
    if ps.cash > 0.0:
        pay(st, index, at.default_cost + i, min(v[w.default_cost] * max(np.rint(ps.have), 0.0), ps.cash))
    write_down(plan, st, index, i, credit)
    drop_lines(plan, st, index, i, credit)
    lose_equity(plan, st, index, i, v[w.value_left] * ps.value, equity)
    lose_tenant(plan, st, index, i, t)
    end_legs(plan, st, index, i, t)
    if plan.parties[i].role == p.LAB and ps.fails == 1:
        succeed(plan, st, index, i, t)


@step
def honour(plan, st, index):
    """What a guarantor paid: principal that it covered is owed no more; it takes over the claim on the obligor."""
    at = index.at[0]
    for place in range(index.kinds[p.GUARANTEE], index.kinds[p.GUARANTEE + 1]):
        c = index.order[place]
        leg = plan.legs[c]
        paid = st.flow[at.leg + c]
        if leg.covers < 0 and leg.debt >= 0:
            debt, ds = plan.debts[leg.debt], st.debt[leg.debt]
            for j in range(debt.holders_n):
                got = st.flow[index.calls[c] + j]
                paid += got
                line = at.holder + debt.holder + j
                h = debt.holder + j
                unpaid = st.due[at.interest + h] - st.flow[at.interest + h]
                for other in range(index.kinds[p.GUARANTEE], place):  # whoever stands first has paid interest first
                    e = index.order[other]
                    if plan.legs[e].debt == leg.debt and plan.legs[e].covers < 0:
                        unpaid -= st.flow[index.calls[e] + j]
                freed = np.rint(min(got - max(unpaid, 0.0), float(st.held[line])))
                if freed > 0.0 and ds.lost == 0.0:
                    accrue(st, index, line, -freed)
                    ds.face -= freed
                    st.party[debt.issuer].debt -= freed
        st.leg[c].left -= min(st.leg[c].bound_call, paid)
        if paid > 0.0 and leg.subrogation == 1:
            accrue(st, index, at.subrogation + c, paid)


@step
def spread_default(plan, st, index, t, credit, equity):
    """Along stated clauses only: the issuers of a cross-default group fall together."""
    for _ in range(len(plan.debts)):
        found = -1
        for a in range(len(plan.debts)):
            one = plan.debts[a]
            if one.cross < 0 or st.party[one.issuer].failed_now == 0:
                continue
            for b in range(len(plan.debts)):
                other = plan.debts[b]
                if other.cross == one.cross and st.debt[b].face > 0.0 and st.party[other.issuer].failed_now == 0:
                    found = other.issuer
        if found < 0:
            return
        fail(plan, st, index, found, t, credit, equity)


@step
def remember(plan, st, index, dr, path, t):
    """Losses that lenders remember, and a large default that shuts markets for a drawn while."""
    v, w, m = st.values, plan.world[0], st.market[0]
    m.losses = v[w.loss_memory] * m.losses + m.lost
    if v[w.big_default] > 0.0 and m.lost + m.fell > v[w.big_default]:
        m.until = max(m.until, t + 2.0 + np.floor(v[w.shut_length] * abs(dr.market[path, t, d.SHUT])))
    for i in index.vendors:
        st.party[i].settled = st.party[i].received - st.party[i].sold_now


@step
def settle(plan, st, index, dr, path, t, credit, equity):
    """Step 8 whole."""
    pay_dues(plan, st, index, t)
    honour(plan, st, index)
    for b in range(len(plan.debts)):
        ds = st.debt[b]
        ds.lost = 0.0
        if ds.over > 0.0:
            ps = st.party[plan.debts[b].issuer]
            if ps.shortfall <= SLIGHT:
                ps.swept += pay_back(plan, st, index, b, min(ds.over, max(float(ps.cash), 0.0)))
            ds.over = 0.0
    failed = False
    for i in index.limited:
        if st.party[i].shortfall > SLIGHT:
            fail(plan, st, index, i, t, credit, equity)
            failed = True
    if failed:
        spread_default(plan, st, index, t, credit, equity)
    remember(plan, st, index, dr, path, t)
