"""Step 5: committed tranches, then equity, then debt; then what is discretionary: orders, capital spending,
buy-backs."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.bill import gates_open
from gigaloop.engine.kernel.books import incomes, note, pay
from gigaloop.engine.kernel.build import served
from gigaloop.engine.kernel.covenants import covenants
from gigaloop.engine.kernel.draw import ZERO, binding_chips, by_regime, progress
from gigaloop.engine.kernel.lend import (
    borrow,
    draw,
    draw_for_chips,
    lab_room,
    lenders,
    leverage_room,
    note_means,
    pay_back,
)
from gigaloop.engine.kernel.market import kappa
from gigaloop.engine.kernel.price import leases
from gigaloop.engine.kernel.rating import is_served, rate
from gigaloop.engine.kernel.shares import buy_back, issue, left_for_rounds, news, offer, raise_equity, share_price
from gigaloop.engine.kernel.sites import bought_anew, came, pays_off, wear_site, worn_out
from gigaloop.engine.kernel.step import step

ALL = 1.0 - 1e-9  # of what was ordered: two sums of the same halls differ in their last bits

REPACED, AMENDED, RESCUED, DEFAULTED = range(1, 5)  # what has become of a party, the worst so far; 0: nothing


@step
def expected(ps):
    """Cash if every due to and of the party is paid."""
    return ps.cash + ps.into - ps.out


@step
def balances(plan, st, index, t):
    """Loans without a plan of draws: the holder keeps a share of its wealth in the claim; then what a borrower lacks is
    lent, and what it has over comes back."""
    v, m = st.values, st.market[0]
    if index.kinds[p.LOAN] == index.kinds[p.LOAN + 1]:
        return
    read = False
    for who in (p.BY_HOLDER, p.BY_BORROWER):
        for place in range(index.kinds[p.LOAN], index.kinds[p.LOAN + 1]):
            c = index.order[place]
            leg, ls = plan.legs[c], st.leg[c]
            if leg.draws != who or ls.alive != 1 or t < leg.start or t >= ls.end:
                continue
            ds, holder, borrower = st.debt[leg.debt], st.party[leg.payer], st.party[leg.payee]
            face = ds.face - ds.principal
            if who == p.BY_HOLDER:
                if not read:
                    read = True
                    incomes(st, index)
                rate = ds.rate + (m.rate if plan.debts[leg.debt].floating == 1 else 0.0)
                net = st.trial[leg.payer, 0] - st.trial[leg.payer, 1]
                wealth = holder.wealth + st.trial[leg.payer, 0] - st.trial[leg.payer, 2]
                target = (v[leg.share] + v[leg.response] * rate) * wealth - v[leg.kept] * net
            else:
                target = face - expected(borrower)
            if v[leg.amount] > 0.0:
                target = min(target, ls.left)
            target = np.rint(max(target, 0.0))
            if target > face:
                note(ls, draw(plan, st, index, leg.debt, target - face, t), t)
            elif plan.parties[leg.payee].limited == 1:
                borrower.spent += pay_back(plan, st, index, leg.debt, min(face - target, in_hand(borrower)))
            else:
                pay_back(plan, st, index, leg.debt, face - target)


@step
def in_hand(ps):
    """Cash that no due of the quarter waits for, nor a receipt that may not come."""
    return max(min(expected(ps), ps.cash - ps.out), 0.0)


@step
def tranches(plan, st, index, spread, t):
    """Committed stakes whose gates are open, as far as the investor can pay."""
    v, at = st.values, index.at[0]
    for place in range(index.kinds[p.STAKE], index.kinds[p.STAKE + 1]):
        c = index.order[place]
        leg, ls = plan.legs[c], st.leg[c]
        if ls.alive != 1 or ls.left <= 0.0 or t < leg.start or (ls.end > 0 and t >= ls.end):
            continue
        if not gates_open(plan, st, c, t):
            continue
        issuer, payer = st.party[leg.payee], st.party[leg.payer]
        if issuer.defaulted >= 0 or (leg.option == 1 and issuer.value < ls.entry):
            continue
        amount = ls.left
        if plan.parties[leg.payer].limited == 1:
            party = plan.parties[leg.payer]
            free = expected(payer) - v[party.cash_low]
            if v[party.loan_to_value] > 0.0 and free < amount:
                room = max(v[party.loan_to_value] * (payer.holdings + payer.marks) - payer.debt, 0.0)
                free += borrow(plan, st, index, party.bond, min(amount - free, room), spread, t)
            amount = np.floor(min(amount, max(free, 0.0)))
        price = share_price(issuer, issuer.value if leg.at_gate == 1 else ls.entry)
        paid = pay(st, index, at.leg + c, amount)
        if paid > 0.0:
            issue(plan, st, index, leg.line, paid, price)
            note(ls, paid, t)
            ls.left -= paid
            if leg.payer == p.PRIVATE_FUNDS:
                st.market[0].private = max(st.market[0].private - paid, 0.0)
            issuer.committed += paid
            payer.spent += paid


@step
def own_shell(plan, st, i):
    """Cents per GW that seller i pays for shells itself: a landlord's tenant, or a vehicle of chips alone, none."""
    if plan.parties[i].landlord >= 0 or plan.parties[i].role == p.VEHICLE:
        return 0.0
    return st.values[plan.world[0].shell_cost]


@step
def refreshed(plan, st, c):
    """GW of new chips a quarter for renewed contract c; a builder that failed, or a vehicle, buys none."""
    leg, ls = plan.legs[c], st.leg[c]
    if ls.renewed != 1 or ls.stopped == 1 or plan.parties[leg.payee].role == p.VEHICLE:
        return 0.0
    return ls.full * ls.d / st.market[0].lifetime if pays_off(plan, st, leg.payee, ls.price) else 0.0


@step
def waits(plan, st, seller):
    """Share of the price of chips that seller orders which is due on delivery."""
    w = plan.world[0]
    wait = st.values[w.at_delivery]
    return max(wait, st.values[w.chips_due]) if binding_chips(plan, seller) else wait


@step
def look_ahead(plan, st, index, t):
    """The coming year of every contract: labs' bills and own sites, sellers' earnings; and what is ordered now."""
    v, w, m = st.values, plan.world[0], st.market[0]
    lead = m.lead
    now, catch_up, soon = 1.0 - v[w.at_delivery], v[w.catch_up], v[w.runway]
    for place in range(st.market[0].halls):
        c = st.standing[place]
        leg, ls = plan.legs[c], st.leg[c]
        if ls.alive != 1:
            continue
        buyer, seller = st.party[leg.payer], st.party[leg.payee]
        if leg.kind == p.SITE:
            cost = ls.pace * served(plan, st, index, c) * ls.full * (ls.price + v[leg.extra])
            after = ls.o + ls.w / ls.full if ls.full > 0.0 else ls.o
            behind = progress(leg, ls, t + 4 + lead) + ls.shift - after
            buyer.sites += min(max(behind, 0.0), 4.0 * catch_up / ls.ramp) * cost
            behind = progress(leg, ls, t + soon + lead) + ls.shift - after
            buyer.soon_sites += min(max(behind, 0.0), soon * catch_up / ls.ramp) * cost
            buyer.orders += ls.w * (now * ls.price + v[leg.extra])
            buyer.orders += v[w.refresh] * m.it * ls.full * bought_anew(plan, st, c, t)
            continue
        sold = plan.parties[leg.payee]
        if ls.renewed == 1:
            year = 4.0 * ls.price * ls.full * ls.d
            buyer.next_bills += year * buyer.use
            buyer.soon_bills += soon / 4.0 * year * buyer.use
            gw = ls.full * ls.d
        else:
            there = progress(leg, ls, t + 4)
            year, gw = 4.0 * ls.price * ls.full * there, ls.full * there
            quarter, year_more, soon_more = ls.price * ls.full, 0.0, 0.0
            if ls.d < 1.0:
                year_more = max(progress(leg, ls, t + 5.0 / 2.0) - ls.d, 0.0) * ls.pace
                soon_more = max(progress(leg, ls, t + (soon + 1.0) / 2.0) - ls.d, 0.0) * ls.pace
            buyer.next_bills += 4.0 * quarter * (ls.d + year_more)
            buyer.soon_bills += soon * quarter * (ls.d + soon_more)
        seller.ahead += year * (1.0 - v[sold.opex_share]) - gw * (v[sold.opex_gw] + v[sold.power_gw])
        if leg.builds == 1:
            seller.ahead -= gw * v[sold.shell_gw]
            if ls.w == 0.0 and ls.renewed == 0:
                continue
            if ls.renewed == 1:
                ls.w = 0.0
                anew = v[w.refresh] * m.it * refreshed(plan, st, c)
                seller.orders += anew
                seller.it_orders += anew
            shell = own_shell(plan, st, leg.payee)
            chips = ls.w * (1.0 - waits(plan, st, leg.payee)) * m.it
            seller.orders += chips + ls.w * shell
            seller.it_orders += chips


@step
def gap_ahead(plan, st, index, i, t, quarters, bills, sites):
    """What lab i will lack over the next `quarters`, with bills and own sites as ordered; and the bills."""
    v, w, ps = st.values, plan.world[0], st.party[i]
    years = (quarters + 1.0) / 8.0
    revenue = quarters * ps.revenue * np.exp(years * ps.growth)
    bills = max(bills, kappa(plan, st, i, t + 4.0 * years) * revenue + quarters * ps.training)
    shared = 0.0
    for place in range(index.kinds[p.SHARE], index.kinds[p.SHARE + 1]):
        leg, ls = plan.legs[index.order[place]], st.leg[index.order[place]]
        if leg.payer == i and ls.alive == 1 and leg.start <= t < ls.end and leg.basis != p.REVENUE:
            shared += quarters * ls.bill
        elif leg.payer == i and ls.alive == 1 and leg.start <= t < ls.end:
            shared += min(v[leg.share] * revenue, ls.left if v[leg.cap] > 0.0 else v[leg.share] * revenue)
    cost = quarters * ps.lab_cost * np.exp(years * ps.growth * v[w.cost_elasticity])
    return max(bills + cost + shared + sites + quarters * (ps.interest + ps.principal) - revenue, 0.0), bills


@step
def fund_lab(plan, st, index, i, spread, t):
    """A lab raises for the coming year, as appetite allows: equity first, then a little debt."""
    v, w, m = st.values, plan.world[0], st.market[0]
    party, ps = plan.parties[i], st.party[i]
    ps.gap, bills = gap_ahead(plan, st, index, i, t, 4.0, ps.next_bills, ps.sites)
    regime = max(m.equity, m.debt)
    ready = by_regime(v, regime, w.liquidity_open, w.liquidity_tight, w.liquidity_shut)
    want = ready * (v[w.want_gap] * ps.gap + v[w.want_bills] * bills) + v[w.want_least]
    ps.kept, ps.early_most = want, 0.0
    if plan.rules[0].mode == p.GOING:
        ps.early_most = v[w.prefund] * (ps.orders + bills / 4.0)
    ahead = ps.early_most if m.equity == 0 else 0.0
    short = max(want + ahead - expected(ps) + ps.orders, 0.0)
    if t == 0:
        ps.told = ps.told_best = ps.revenue * np.exp(-ps.growth / 4.0)
    grown = np.exp(ps.growth / 4.0)
    beat = news(ps.revenue, ps.told * grown, ps.told_best * grown) if ps.told > 0.0 else 1.0
    offered = offer(plan, st, i, t) * min(beat, v[w.beat_most])
    ps.offered = offered * (v[w.down_offer] if t < ps.shy else 1.0)
    short -= raise_equity(plan, st, index, i, min(short, left_for_rounds(ps)))
    room = v[w.lab_debt_pace] * lab_room(plan, st, i, t)
    borrow(plan, st, index, party.bond, min(short, room), spread, t)
    if plan.rules[0].bargain == 1:
        soon, _ = gap_ahead(plan, st, index, i, t, v[w.runway], ps.soon_bills, ps.soon_sites)
        if soon > 0.0 and expected(ps) - ps.orders < soon:
            slow_down(plan, st, i, t)


@step
def slow_down(plan, st, i, t):
    """Re-pacing without shortfall: with cash for less than its runway a lab slows what it ordered."""
    ps = st.party[i]
    ps.slowed = t
    if repace(plan, st, i):
        ps.repaced += 1
        ps.status = max(ps.status, REPACED)


@step
def repace(plan, st, i):
    """Undelivered capacity that buyer i has ordered slows down; its sellers order less for it. Was there any?"""
    any_left = False
    factor, now = st.values[plan.world[0].repace], 1.0 - st.values[plan.world[0].at_delivery]
    for place in range(st.market[0].halls):
        c = st.standing[place]
        leg, ls = plan.legs[c], st.leg[c]
        if leg.payer != i or ls.alive != 1 or ls.renewed == 1 or came(plan, st, c) >= 1.0:
            continue
        any_left = True
        if leg.kind == p.COMPUTE and leg.builds == 1:
            seller = st.party[leg.payee]
            less = (1.0 - factor) * ls.w
            chips = less * (1.0 - waits(plan, st, leg.payee)) * st.market[0].it
            seller.orders = max(seller.orders - chips - less * own_shell(plan, st, leg.payee), 0.0)
            seller.it_orders = max(seller.it_orders - chips, 0.0)
        elif leg.kind == p.SITE:
            cost = now * ls.price + st.values[leg.extra]
            st.party[i].orders = max(st.party[i].orders - (1.0 - factor) * ls.w * cost, 0.0)
        ls.forgiven = 1
        ls.pace *= factor
        ls.w *= factor
    return any_left


@step
def rollover(plan, st, index, i, t):
    """Unsecured debt that falls due is refinanced whatever the leverage, unless the market does not serve the issuer, a
    year's earnings do not cover interest or a large tenant was lost: then it is paid, or not."""
    ps = st.party[i]
    if ps.year < ps.year_interest or t < ps.bereft or not is_served(plan, st, i):
        return 0.0
    rolled = 0.0
    for place in range(index.issued_at[i], index.issued_at[i + 1]):
        b = index.issued[place]
        if plan.debts[b].tier != 1:
            rolled += st.debt[b].principal
    return rolled


@step
def fund_builder(plan, st, index, i, spread, t):
    """A builder draws its facility on what it orders, then sells bonds within its leverage, then shares. A vehicle has
    what was committed to it and nothing else."""
    v, m = st.values, st.market[0]
    party, ps = plan.parties[i], st.party[i]
    swept = covenants(plan, st, index, i)
    ps.hoard = 0.0
    if plan.rules[0].hoarding == 1:
        ps.hoard = by_regime(v, max(m.equity, m.debt), party.hoard_open, party.hoard_tight, party.hoard_shut)
    ps.kept = ps.hoard = max(ps.hoard, ps.interest + ps.principal + ps.cost) + swept
    need = max(ps.orders + ps.building + ps.hoard - expected(ps), 0.0)
    going = plan.rules[0].mode == p.GOING and (party.role == p.CLOUD or party.role == p.NEOCLOUD)
    ps.early_most = st.values[plan.world[0].prefund] * ps.orders if going else 0.0
    if party.role == p.VEHICLE:
        draw_for_chips(plan, st, index, i, min(need, ps.orders), t)
        return
    if need <= 0.0 and ps.early_most <= 0.0:
        return
    open_debt = plan.times[p.APPETITE_DEBT, t]
    if party.facility >= 0 and m.debt < 2 and st.debt[party.facility].breach == 0.0 and t >= ps.bereft:
        most = ps.it_orders + ps.on_delivery + ps.building
        most *= v[plan.debts[party.facility].advance] * min(open_debt, 1.0)
        need -= borrow(plan, st, index, party.facility, min(need, most), spread, t)
    served_now = is_served(plan, st, i)
    room = max(leverage_room(plan, st, i, t), rollover(plan, st, index, i, t)) if served_now else 0.0
    need -= borrow(plan, st, index, party.bond, min(need, room), spread, t)
    if party.role == p.LANDLORD:
        raise_equity(plan, st, index, i, min(need, ps.building))
        return
    ps.offered = offer(plan, st, i, t)
    left = left_for_rounds(ps)
    left -= raise_equity(plan, st, index, i, min(need, left))
    ahead = max(ps.early_most - max(expected(ps) - ps.orders - ps.hoard, 0.0), 0.0)
    if m.debt == 0 and served_now:
        ahead -= borrow(plan, st, index, party.bond, min(ahead, leverage_room(plan, st, i, t)), spread, t)
    if m.equity == 0:
        raise_equity(plan, st, index, i, min(ahead, left))


@step
def fund_conglomerate(plan, st, index, i, t):
    """Bonds up to some years' cash flow, then less capital spending; what is too much cash buys back shares."""
    v = st.values
    party, ps = plan.parties[i], st.party[i]
    free = expected(ps) - v[party.cash_low]
    need = max(ps.capex + ps.orders - free, 0.0)
    if need > 0.0:
        room = (
            max(4.0 * v[plan.world[0].bonds_conglomerate] * ps.other - ps.debt, 0.0) if is_served(plan, st, i) else 0.0
        )
        need -= borrow(plan, st, index, party.bond, min(need, room), 0.0, t)
        ps.capex = max(ps.capex - max(need, 0.0), 0.0)
    spare = min(expected(ps), ps.cash - ps.out) - ps.capex - ps.orders - v[party.cash_high]  # no bill not yet paid
    if v[party.cash_high] > 0.0 and plan.rules[0].mode == p.GOING:
        buy_back(plan, st, index, i, spare)


@step
def fund_investor(plan, st, index, i, spread, t):
    """An investor short of cash, or of some quarters' redemptions of its bonds, borrows within its loan to value, then
    sells other holdings; what its debt is above that limit is called."""
    party, ps, at = plan.parties[i], st.party[i], index.at[0]
    limit = st.values[party.loan_to_value]
    room = limit * (ps.holdings + ps.marks) - ps.debt + ps.principal
    call = max(-room, 0.0) if limit > 0.0 and party.bond >= 0 else 0.0
    kept = 0.0
    if party.bond >= 0 and st.market[0].debt < 2:
        kept = st.values[party.redemptions] * st.debt[party.bond].principal
    need = max(ps.interest + ps.principal + call + kept - expected(ps), 0.0)
    if is_served(plan, st, i):
        need -= borrow(plan, st, index, party.bond, min(need, max(room, 0.0)), spread, t)
    v, w, regime = st.values, plan.world[0], st.market[0].equity
    part = by_regime(v, regime, w.sell_open, w.sell_tight, w.sell_shut)
    keeps = 1.0 - by_regime(v, regime, ZERO, w.discount_tight, w.discount_shut)
    ps.holdings -= pay(st, index, at.asset_sale + i, min(need, part * ps.holdings * keeps)) / keeps
    if party.bond >= 0:
        st.debt[party.bond].over = call


@step
def distribute(plan, st, index, i):
    """A vehicle or landlord hands its holders what it has beyond some quarters' debt service."""
    ps, at = st.party[i], index.at[0]
    spare = expected(ps) - st.values[plan.world[0].service_kept] * (ps.interest + ps.principal) - ps.hoard
    if spare < 1.0 or ps.units <= 0.0 or ps.staged < ALL * ps.ordered:
        return
    for place in range(index.register_at[i], index.register_at[i + 1]):
        k = index.register[place]
        pay(st, index, at.dividend + k, np.floor(spare * st.units[k] / ps.units))


@step
def buy(plan, st, index, i, amount):
    """Party i pays `amount` for IT: content shares to the vendors, the rest to memory_foundry. i = -1: outside."""
    at = index.at[0]
    rest = np.floor(amount)
    if not rest > 0.0:
        return
    whole = rest
    for place in range(index.bought_at[i + 1], index.bought_at[i + 2]):
        x = index.bought[place]
        row = plan.content[x]
        paid = pay(st, index, at.content + x, min(whole * st.values[row.share], rest))
        st.party[row.vendor].received += paid
        st.party[row.vendor].earned += paid
        rest -= paid
    pay(st, index, at.outside if i < 0 else at.memory + i, rest)


@step
def order(plan, st, index, t):
    """Orders are paid as far as cash allows; what is not is bound by capital. A part may wait for delivery."""
    v, w, m, at = st.values, plan.world[0], st.market[0], index.at[0]
    wait, then = v[w.at_delivery], t + st.market[0].lead
    for i in index.working:
        ps = st.party[i]
        ps.ready, ps.placed = 1.0, ps.orders
        if ps.orders > 0.0 and plan.parties[i].limited == 1:
            ps.ready = min(1.0, max(expected(ps) - ps.capex - ps.hoard, 0.0) / ps.orders)
    for place in range(st.market[0].halls):
        c = st.standing[place]
        leg, ls = plan.legs[c], st.leg[c]
        if leg.kind == p.SITE:
            ready = st.party[leg.payer].ready
            if ls.w > 0.0:
                gw = ls.w * ready
                paid = pay(st, index, at.leg + c, np.floor((1.0 - wait) * gw * ls.price))
                if then < len(st.later):
                    st.later[then, c] = wait * gw * ls.price
                note(ls, paid, t)
                st.party[leg.payee].received += paid
                st.party[leg.payee].earned += paid
                pay(st, index, at.memory + leg.payer, np.floor(gw * v[leg.extra]))
                ls.o += gw / ls.full
                m.gw_capital += ls.w - gw
            if leg.builds == 1 and worn_out(plan, st, c, t) > 0.0:
                bought = ready * bought_anew(plan, st, c, t)
                buy(plan, st, index, leg.payer, v[w.refresh] * m.it * ls.full * bought)
                wear_site(plan, st, c, bought, t)
        elif leg.builds == 1 and ls.alive == 1 and (ls.w > 0.0 or ls.renewed == 1):
            ready = st.party[leg.payee].ready
            gw = ls.w * ready
            later = waits(plan, st, leg.payee)
            cost = (1.0 - later) * gw * m.it
            cost += v[w.refresh] * m.it * ready * refreshed(plan, st, c)
            buy(plan, st, index, leg.payee, cost)
            if gw > 0.0:
                if then < len(st.later) and not (leg.signing > 0 and binding_chips(plan, leg.payee)):
                    st.later[then, c] = later * gw * m.it
                if plan.parties[leg.payee].landlord < 0:
                    pay(st, index, at.building + leg.payee, np.floor(gw * own_shell(plan, st, leg.payee)))
                ls.o += gw / ls.full
                m.gw_capital += ls.w - gw
        st.ordered[t, c] = ls.o
        if leg.builds == 1:
            builder = st.party[leg.payee if leg.kind == p.COMPUTE else leg.payer]
            builder.halls_now += max(ls.o, ls.d) * ls.full + ls.given
    for i in index.working:
        ps = st.party[i]
        landlord = plan.parties[i].landlord
        if landlord >= 0 and ps.defaulted < 0:
            halls = max(ps.halls, ps.halls_now, leases(plan, st, i, then))
            st.party[landlord].building += (halls - ps.halls) * v[w.shell_cost]
            ps.halls = halls
        ps.halls_now = 0.0
        if plan.parties[i].role == p.CONGLOMERATE:
            buy(plan, st, index, i, np.rint(ps.capex))
        ps.capex += ps.orders * ps.ready
        if plan.parties[i].role == p.CLOUD and plan.parties[i].limited == 1 and plan.rules[0].mode == p.GOING:
            kept = ps.kept + ps.early_most + v[w.service_kept] * (ps.interest + ps.principal)
            buy_back(plan, st, index, i, min(expected(ps), ps.cash - ps.out) - kept)
        ps.early = min(max(expected(ps) - ps.kept, 0.0), ps.early_most)
        builds = plan.parties[i].role == p.CLOUD or plan.parties[i].role == p.NEOCLOUD
        if plan.parties[i].limited == 1 and builds and t % 4 == 0:  # it may sign in the quarter after
            note_means(plan, st, index, i, max(expected(ps) - ps.kept, 0.0), t)
    buy(plan, st, index, -1, np.rint(m.outside))


@step
def fund(plan, st, index, t):
    """Step 5 whole."""
    v, w, m, at = st.values, plan.world[0], st.market[0], index.at[0]
    spread = by_regime(v, m.debt, ZERO, w.spread_tight, w.spread_shut)
    look_ahead(plan, st, index, t)
    rate(plan, st, index, t)
    lenders(plan, st, index, t)
    balances(plan, st, index, t)
    tranches(plan, st, index, spread, t)
    for i in index.limited:
        role = plan.parties[i].role
        if role == p.LAB:
            fund_lab(plan, st, index, i, spread, t)
        elif role == p.CLOUD or role == p.NEOCLOUD or role == p.VEHICLE:
            fund_builder(plan, st, index, i, spread, t)
        elif role == p.CONGLOMERATE:
            fund_conglomerate(plan, st, index, i, t)
        elif role == p.INVESTOR:
            fund_investor(plan, st, index, i, spread, t)
    order(plan, st, index, t)
    for i in index.passing:
        if plan.parties[i].role == p.LANDLORD:
            fund_builder(plan, st, index, i, spread, t)
            pay(st, index, at.building + i, st.party[i].building)
            st.party[i].capex += st.party[i].building
        distribute(plan, st, index, i)
