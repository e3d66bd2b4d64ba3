"""Step 4: what falls due this quarter, and what unlimited accounts pay at once."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.books import accrue, incomes, note, owe, owe_holder, pay
from gigaloop.engine.kernel.clear import NOT_CONVERGED
from gigaloop.engine.kernel.draw import ZERO, driven, lateness
from gigaloop.engine.kernel.lend import draw, lapses, standing
from gigaloop.engine.kernel.market import let_again
from gigaloop.engine.kernel.pool import failing, fallen, fewer_customers
from gigaloop.engine.kernel.rating import for_chips
from gigaloop.engine.kernel.sites import came, pays_off
from gigaloop.engine.kernel.step import step

CIRCLE = 2000  # rounds in which shares of income that run in a circle must settle


@step
def gates_open(plan, st, c, t):
    """Whether leg c may act in quarter t. A gate that has opened stays open."""
    leg, ls = plan.legs[c], st.leg[c]
    if leg.gates_n == 0:
        return True
    found = 0
    for j in range(leg.gates_n):
        bit = 1 << j
        if ls.opened & bit:
            found += 1
            continue
        gate = plan.gates[leg.gates + j]
        is_open = False
        if gate.kind == p.DATE:
            is_open = t >= gate.quarter
        elif gate.kind == p.POWER:
            other = st.leg[gate.leg]
            is_open = came(plan, st, gate.leg) * other.full >= st.values[gate.level] * (1.0 - 1e-9)
        elif gate.kind == p.PRICE:
            ps = st.party[gate.party]
            is_open = ps.value >= st.values[gate.level] * ps.units
        elif gate.kind == p.LISTED:
            is_open = t >= plan.parties[gate.party].listed
        if is_open:
            ls.opened |= bit
            found += 1
    return found >= 1 if leg.either == 1 else found == leg.gates_n


@step
def full_bill(st, c):
    """What leg c would bill at full use: contract price, or the renewal rent after its end."""
    ls = st.leg[c]
    return ls.price * ls.full * ls.d


@step
def labs_revenue(plan, st, index):
    """Revenue of each lab, by the part of its need that is served, and the use it makes of what it holds."""
    v, w, at = st.values, plan.world[0], index.at[0]
    for i in index.labs:
        ps = st.party[i]
        share = (ps.gw_served / ps.gw_need) ** v[w.serve_power] if ps.gw_need > 0.0 else 1.0
        ps.revenue = pay(st, index, at.ai_revenue + i, ps.used * share)
        ps.earned += ps.revenue
        ps.use = min(ps.gw_need / ps.gw_held, 1.0) if ps.gw_held > 0.0 else 1.0


@step
def wear(leg, ls, m, t):
    """What no contract holds any more of leg's chips, once the first are worn out."""
    age = t - leg.start - ls.lag - m.lifetime
    if age >= 0:
        part = 1.0 / max(1.0, ls.ramp - age)
        ls.given -= part * ls.given
        if ls.alive != 1:
            ls.d -= part * ls.d


@step
def compute_bills(plan, st, index, pool, t):
    """Take-or-pay and use, on delivered capacity only; renewal at a share of the rent after the end; flex."""
    v, w, m, at = st.values, plan.world[0], st.market[0], index.at[0]
    for place in range(m.contracts):
        c = st.standing[place]
        leg, ls = plan.legs[c], st.leg[c]
        if ls.alive == 1 and t >= ls.end + ls.late and ls.renewed == 0:
            ls.renewed = 1
        if ls.renewed == 1:
            ls.price = v[w.renewal] * m.rent_gw
            seller = plan.parties[leg.payee]
            running = (v[seller.opex_gw] + v[seller.power_gw]) / 4.0
            if ls.alive == 1 and ls.price * (1.0 - v[seller.opex_share]) < running:
                ls.d = ls.o = 0.0
        ls.bill = gw = 0.0
        if ls.given > 0.0 and t >= ls.given_from:
            ls.let_given = let_again(plan, st, ls.let_given)
            gw += ls.let_given * ls.given
        if ls.alive != 1 and ls.relet >= 0 and t >= ls.relet:
            ls.let = let_again(plan, st, ls.let)
            gw += ls.let * ls.full * ls.d
        if leg.builds == 1:
            wear(leg, ls, m, t)
        if gw > 0.0:
            income = pay(st, index, at.relet + c, v[w.relet_discount] * m.rent_gw * gw)
            st.party[leg.payee].billed += income
            st.party[leg.payee].earned += income
        if ls.alive != 1:
            continue
        if leg.payer == p.CUSTOMERS and pool > 0.0:
            fewer_customers(ls, pool, t)
        use = st.party[leg.payer].use
        amount = full_bill(st, c)
        if ls.renewed == 1:
            amount *= use
        else:
            amount = min(max(v[leg.floor], use) * amount, ls.rem)
        ls.bill = owe(st, index, at.leg + c, amount)
        if ls.renewed == 0:
            ls.rem -= ls.bill
        st.party[leg.payer].bills += ls.bill
        st.party[leg.payee].billed += ls.bill
        if ls.renewed == 1 and leg.builds == 1 and not pays_off(plan, st, leg.payee, ls.price):
            ls.d -= ls.d / m.lifetime
            ls.o = ls.d  # what is worn out is not still to come
    for i in index.labs:
        ps = st.party[i]
        ps.flex = open_market(plan, st, index, i, np.rint(m.served * ps.gw_spot * m.rent_gw), t)
        ps.bills += ps.flex


@step
def open_market(plan, st, index, i, need, t):
    """What no contract serves of lab i's need: all to who has the sole right to it; else who comes first as far as its
    spare capacity goes, and the rest to all by what they offer; to the main seller where nobody offers any."""
    at, rent = index.at[0], st.market[0].rent_gw
    rest, weight, last = need, 0.0, -1
    for x in range(len(plan.routes)):
        route = plan.routes[x]
        if route.lab != i or t < route.start or t >= route.end or rest <= 0.0:
            continue
        seller, held = st.party[route.seller], st.values[route.held]
        if route.rank == p.SOLE:
            rest -= serve(st, index, at.route + x, route.seller, rest)
        elif route.rank == p.FIRST:
            spare = seller.spare + held
            got = serve(st, index, at.route + x, route.seller, min(rest, np.floor(spare * rent)))
            seller.spare = max(min(seller.spare, spare - got / rent), 0.0)
            rest -= got
        if offered(plan, st, route) > 0.0:
            weight += offered(plan, st, route)
            last = x
    whole = rest
    for x in range(last + 1):
        route = plan.routes[x]
        if route.lab == i and route.start <= t < route.end and offered(plan, st, route) > 0.0:
            part = rest if x == last else np.floor(whole * offered(plan, st, route) / weight)
            rest -= serve(st, index, at.route + x, route.seller, part)
    if plan.parties[i].main >= 0:
        rest -= serve(st, index, at.flex + i, plan.parties[i].main, rest)
    return need - rest


@step
def offered(plan, st, route):
    """GW that a route's seller offers to labs, whoever has claimed them."""
    seller = route.seller
    return st.values[plan.parties[seller].spare] * st.party[seller].own_gw + st.values[route.held]


@step
def serve(st, index, s, seller, amount):
    """A due of the open market, noted as the seller's."""
    cents = owe(st, index, s, amount)
    st.party[seller].billed += cents
    return cents


@step
def debt_service(plan, st, index, t):
    """Interest and principal of every debt, split over its holders to the cent."""
    m, at = st.market[0], index.at[0]
    dues = m.dues
    for b in range(len(plan.debts)):
        debt, ds = plan.debts[b], st.debt[b]
        ds.interest = ds.principal = ds.drawn = 0.0
        paid_off = t - 1 - ds.span
        if paid_off >= 0 and st.draws[b, paid_off] != 0.0:
            ds.repay -= st.draws[b, paid_off] / max(st.values[debt.term], 1.0)
        if ds.face <= 0.0:
            continue
        rate = (ds.rate + (m.rate if debt.floating == 1 else 0.0)) / 4.0
        interest = ds.face * rate
        term = st.values[debt.term]
        waits = min(ds.waits, ds.face)  # put off: due beside what the plan says of the rest
        face, ds.waits = ds.face - waits, 0.0
        if not np.isnan(plan.due[b, t]):
            due = face * plan.due[b, t]
            interest = ds.face * rate * 4.0 * plan.years[b, t]
        elif debt.amortisation == p.BULLET:
            due = face if t >= int(np.rint(term)) else 0.0
        elif debt.amortisation == p.LINEAR:
            due = min(ds.repay, face) if ds.repay >= 0.5 else face  # waived before: due once nothing else is
        else:
            k = max(1.0, term - t)
            due = face * rate / ((1.0 + rate) ** k - 1.0) if rate > 0.0 else face / k
        due += waits
        ps = st.party[debt.issuer]
        interest, principal = np.rint(interest), min(due, ds.face)
        role = plan.parties[debt.issuer].role
        if (role == p.VEHICLE or role == p.LANDLORD) and ps.staged < ps.ordered:
            live = ps.staged / ps.ordered
            later = np.rint(interest * (1.0 - live))
            capitalise(plan, st, index, b, later)
            interest -= later
            later += principal * (1.0 - live)
            principal *= live
            if debt.amortisation == p.LINEAR:  # what waits for the capacity is repaid like a draw
                ds.repay += later / max(term, 1.0)
                st.draws[b, t] += later
        principal = np.rint(principal)
        ds.interest, ds.principal = interest, principal
        ps.interest += interest
        ps.principal += principal
        whole, owes = standing(plan, st, index, b), 0.0
        for h in range(debt.holder, debt.holder + debt.holders_n):
            last, holder = h == debt.holder + debt.holders_n - 1, plan.holders[h].party
            share = 0.0 if last else st.held[at.holder + h] / whole  # the last takes the rest
            part = interest if last else np.rint(ds.interest * share)
            dues = owe_holder(st, dues, at.interest + h, part, holder)
            owes += max(part, 0.0)
            interest -= part
            if ds.principal > 0.0:
                part = principal if last else np.rint(ds.principal * share)
                held = max(float(st.held[at.holder + h]), 0.0)
                part = held if ds.principal >= ds.face else min(part, held)
                dues = owe_holder(st, dues, at.principal + h, part, holder)
                owes += max(part, 0.0)
                principal -= part
        ps.out += owes
        st.tiers[debt.issuer, debt.tier] += owes
        ds.principal -= principal
    m.dues = dues


@step
def capitalise(plan, st, index, b, amount):
    """Interest during construction is added to the face, holder by holder."""
    debt, ds, at = plan.debts[b], st.debt[b], index.at[0]
    rest, whole = amount, standing(plan, st, index, b)
    for j in range(debt.holders_n):
        h = debt.holder + j
        part = rest if j == debt.holders_n - 1 else np.rint(amount * (st.held[at.holder + h] / whole))
        accrue(st, index, at.holder + h, part)
        rest -= part
    ds.face += amount
    st.party[debt.issuer].debt += amount


@step
def begun(plan, st, i, t):
    """Cents a quarter of leases signed before the start that have begun since, of a party whose rent is in its running
    cost; one that failed rejects them."""
    party, v = plan.parties[i], st.values
    if party.lease_due == ZERO or st.party[i].defaulted >= 0:
        return 0.0
    return v[party.lease_due] * min((t + 1.0) / max(v[party.leased_by], 1.0), 1.0)


@step
def party_dues(plan, st, index, t):
    """Other business, running costs, rent, tax, labs' other cost; vendors' come after orders (`vendors`)."""
    v, w, m, at = st.values, plan.world[0], st.market[0], index.at[0]
    for i in index.working:
        if i <= p.STAFF_OTHER:
            continue
        party, ps = plan.parties[i], st.party[i]
        other = v[party.other]
        if ps.early > 0.0:
            ps.yielded = pay(st, index, at.short_rate + i, ps.early * m.rate / 4.0)
        if other > 0.0:
            ps.other = pay(st, index, at.other_business + i, other * np.exp(v[party.other_growth] * t / 4.0 + m.macro))
            ps.earned += ps.other
        cost = 0.0
        if party.role == p.LAB:
            ps.best = max(ps.best, ps.revenue)
            if ps.revenue0 > 0.0 and ps.best > 0.0:
                size = (ps.best / (ps.scale * ps.revenue0)) ** v[w.cost_elasticity]
                size *= (ps.revenue / ps.best) ** (v[w.cost_elasticity] * v[w.cost_down])
                cost = owe(st, index, at.staff + i, v[party.cost] * ps.scale * size)
            ps.lab_cost = cost
        if t == 0:
            ps.billed0 = ps.billed
        leased = ps.rent_due = begun(plan, st, i, t)
        if ps.gw_live > 0.0 or ps.billed > 0.0 or ps.rented > 0.0 or leased > 0.0:
            power = owe(st, index, at.power + i, v[party.power_gw] * ps.gw_live / 4.0)
            ps.peak = max(ps.peak, ps.billed)
            share = 0.0
            if ps.gw_live > 0.0 or ps.billed > 0.0:
                share = v[party.opex_share] * max(ps.billed, v[w.fixed_cost] * ps.peak)
            if leased > 0.0:
                share = max(share, leased + v[party.opex_share] * v[w.fixed_cost] * ps.billed0)
            running = owe(st, index, at.staff + i, v[party.opex_gw] * ps.gw_live / 4.0 + share)
            rent = owe(st, index, at.shell_rent + i, v[party.shell_gw] * ps.rented / 4.0)
            sale = power + running + rent
            ps.rent_due += rent
            cost += sale
            owe(st, index, at.tax + i, v[party.tax] * max(ps.billed - sale - ps.interest, 0.0))
        ps.cost = cost
        ps.ebitda = ps.revenue + ps.billed + ps.other - cost - ps.bills


@step
def dated_legs(plan, st, index, t):
    """Dated legs, draws of booked loans, revenue shares, deferred bills and what guarantors owe on called
    guarantees."""
    v, at = st.values, index.at[0]
    # dues keep the order of the legs; before a bill of the path was put off, most legs owe nothing here
    for place in range(len(plan.legs) if st.market[0].deferring == 1 else len(index.dated)):
        c = place if st.market[0].deferring == 1 else index.dated[place]
        leg, ls = plan.legs[c], st.leg[c]
        if ls.deferred <= 0.0:
            ls.eighth = 0.0
        elif ls.eighth > 0.0:
            owe(st, index, at.deferral + c, min(ls.eighth, ls.deferred))
        if ls.alive != 1:
            continue
        if leg.kind == p.DATED or (leg.kind == p.LOAN and leg.draws == p.BY_PLAN):
            if ls.left <= 0.0:
                continue
            ls.late = lateness(plan, ls, leg, t)
            if t >= leg.start + ls.late and gates_open(plan, st, c, t):
                amount = min(ls.part, ls.left)
                if leg.kind == p.LOAN:
                    if lapses(st, index, leg.payee, t):
                        pass
                    elif for_chips(plan, index, leg.payee):
                        ls.may += amount
                    else:
                        draw(plan, st, index, leg.debt, amount, t)
                        note(ls, amount, t)
                else:
                    ls.bill = owe(st, index, at.leg + c, amount * driven(plan, leg.driver, t, level(st, leg.driver)))
                ls.left -= amount
        elif leg.kind == p.SHARE and leg.basis == p.REVENUE and leg.start <= t < ls.end:
            amount = v[leg.share] * st.party[leg.payer].revenue
            if v[leg.cap] > 0.0:
                amount = min(amount, ls.left)
            ls.bill = owe(st, index, at.leg + c, amount)
            ls.left -= ls.bill
            st.party[leg.payer].cost += ls.bill
            st.party[leg.payer].taken += ls.bill


@step
def shares(plan, st, index, t):
    """Shares of what falls due to their payers this quarter. They may run in a circle (wages are a share of sales,
    sales a share of wages): the least whole cents that satisfy all of them at once, reached from nothing."""
    at, v = index.at[0], st.values
    first, last = index.kinds[p.SHARE], index.kinds[p.SHARE + 1]
    found = False
    for place in range(first, last):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        if leg.basis != p.REVENUE:
            ls.bill = 0.0
            found = found or (ls.alive == 1 and leg.start <= t < ls.end)
    if not found:
        return
    incomes(st, index)
    for _ in range(CIRCLE):
        moved = 0.0
        for i in range(len(plan.parties)):
            st.trial[i, 2], st.trial[i, 3] = st.trial[i, 0], st.trial[i, 1]
        for place in range(first, last):
            leg, ls = plan.legs[index.order[place]], st.leg[index.order[place]]
            if leg.basis != p.REVENUE:
                st.trial[leg.payee, 2] += ls.bill
        for turn in range(2):  # what is owed on net income comes after what lowers it
            for place in range(first, last):
                c = index.order[place]
                leg, ls = plan.legs[c], st.leg[c]
                if leg.basis == p.REVENUE or ls.alive != 1 or not leg.start <= t < ls.end:
                    continue
                if (leg.basis == p.NET_INCOME) != (turn == 1):
                    continue
                base = st.party[leg.payer].wealth if leg.basis == p.WEALTH else st.trial[leg.payer, 2]
                if turn == 1:
                    base -= st.trial[leg.payer, 3]
                amount = np.rint(max(v[leg.share] * base, 0.0))
                if v[leg.cap] > 0.0:
                    amount = min(amount, np.floor(ls.left))
                moved = max(moved, abs(amount - ls.bill))
                ls.bill = amount
                if leg.tier == 0:
                    st.trial[leg.payer, 3] += amount
        if moved == 0.0:
            break
    if moved > 0.0:
        st.market[0].outcome = NOT_CONVERGED
        for place in range(first, last):
            st.leg[index.order[place]].bill = 0.0
        return
    for place in range(first, last):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        if leg.basis != p.REVENUE and ls.bill > 0.0:
            owe(st, index, at.leg + c, ls.bill)
            ls.left -= ls.bill
            st.party[leg.payer].cost += ls.bill
            st.party[leg.payer].taken += ls.bill


@step
def level(st, driver):
    return st.level[driver] if driver >= 0 else 1.0


@step
def unsold(st, c, t):
    """GW of contract c that stand and earn nothing: its buyer fell, or gave them back, and nobody has rented them."""
    ls = st.leg[c]
    left = ls.full * ls.d * (1.0 - ls.let) if ls.alive != 1 and t < ls.end + ls.late else 0.0
    return left + ls.given * (1.0 - ls.let_given)


@step
def guarantee_dues(plan, st, index, t):
    """Guarantors' dues from earlier defaults: bills of a dead leg until it is re-let."""
    v, m, at = st.values, st.market[0], index.at[0]
    for place in range(index.kinds[p.GUARANTEE], index.kinds[p.RESIDUAL + 1]):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        ls.call = 0.0
        ls.bound_call = 0.0
        if ls.alive != 1 or ls.left <= 0.0:
            continue
        amount = 0.0
        if leg.kind == p.BACKSTOP and t >= leg.start and (ls.end <= 0 or t < ls.end):
            for row in range(1 if leg.covers >= 0 else index.sold_at[leg.payee + 1] - index.sold_at[leg.payee]):
                e = leg.covers if leg.covers >= 0 else index.sold[index.sold_at[leg.payee] + row]
                if plan.legs[e].kind == p.COMPUTE:
                    rate = v[leg.price] / 4.0 if v[leg.price] > 0.0 else v[leg.share] * st.leg[e].price
                    amount += rate * unsold(st, e, t)
        if leg.covers >= 0:
            covered, other = plan.legs[leg.covers], st.leg[leg.covers]
            ended = other.end + other.late
            empty = 1.0 - other.let if other.alive != 1 and t < ended else 0.0
            if leg.kind == p.GUARANTEE and empty > 0.0 and covered.kind == p.COMPUTE and covered.payee != leg.payer:
                amount = min(empty * other.price * other.full * other.d * v[covered.floor], other.rem)
            elif leg.kind == p.RESIDUAL and t == ended and (other.alive != 1 or plan.rules[0].mode == 0):
                age = max(t - covered.start - other.lag, 0) / 4.0
                value = v[leg.price] * vintage(plan, st, age) * m.resale
                amount = max(v[leg.share] * v[leg.price] - value, 0.0) * other.full
        if amount > 0.0:
            ls.call = owe(st, index, at.leg + c, min(amount, ls.left))
            ls.left -= ls.call


@step
def vintage(plan, st, age):
    """Share of its price that capacity is worth after `age` years: straight lines between whole years, flat after
    five."""
    w, v = plan.world[0], st.values
    if age >= 5.0:
        return v[w.vintage_5]
    k = int(age)
    low = (
        1.0
        if k == 0
        else v[w.vintage_1 if k == 1 else (w.vintage_2 if k == 2 else (w.vintage_3 if k == 3 else w.vintage_4))]
    )
    high = v[
        w.vintage_1
        if k == 0
        else (w.vintage_2 if k == 1 else (w.vintage_3 if k == 2 else (w.vintage_4 if k == 3 else w.vintage_5)))
    ]
    return low + (age - k) * (high - low)


@step
def bill(plan, st, index, z, t):
    """Step 4 whole, after delivery; z: the factor of the pool of unnamed customers."""
    labs_revenue(plan, st, index)
    w, v = plan.world[0], st.values
    gone = 0.0
    if t > 0 and w.pool_point > 0:
        shift = fallen(plan, t) / v[w.pool_sd] if v[w.pool_sd] > 0.0 else 0.0
        gone = failing(v[w.pool_point], v[w.pool_tie], z, shift)
    compute_bills(plan, st, index, gone, t)
    debt_service(plan, st, index, t)
    party_dues(plan, st, index, t)
    dated_legs(plan, st, index, t)
    guarantee_dues(plan, st, index, t)
    shares(plan, st, index, t)
