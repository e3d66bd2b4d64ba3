"""The twin's step 5: tranches, new equity, new debt, capital spending, orders."""

import math

from gigaloop.engine import plan as p
from tests.oracle.accounts import cents, split
from tests.oracle.bills import (
    begun_leases,
    borrow,
    buys_chips,
    gates_open,
    incomes,
    kappa,
    part_standing,
    pay,
    repay_now,
    stopped,
    vendor_dues,
)
from tests.oracle.market import builder, labs, leases, served
from tests.oracle.opening import (
    BANDS,
    OPEN,
    SHUT,
    by_appetite,
    contract_end,
    debt_of,
    face_of,
    late,
    progress,
    share_row,
    units_of,
)  # fmt: skip
from tests.oracle.settlement import collateral, live_capacity
from tests.oracle.signing import rents_to_come

RATED = (p.CLOUD, p.NEOCLOUD, p.CONGLOMERATE, p.LAB)


def fund(s, t):
    for party in s.parties:
        party.standing = part_standing(s, party, t)  # before this quarter's orders
    s.mx = list(s.books.cash)  # expected cash
    for d in s.dues:
        s.mx[d.payer] -= d.amount
        s.mx[d.payee] += d.amount
    s.marks_before = [sum(row.mark for row in s.shares if row.holder == i) for i in range(len(s.parties))]
    open_lenders(s, t)
    for party in s.parties:
        note_earnings(s, party)
        rate(s, party, t)
    s.raised_equity, s.raised_debt = [0.0] * len(s.parties), [0.0] * len(s.parties)
    for who in (p.BY_HOLDER, p.BY_BORROWER):
        sums = incomes(s)
        for leg in s.legs:
            if leg.kind == p.LOAN and leg.draws == who and not leg.ended and leg.start <= t < leg.end:
                balance(s, leg, t, sums)
    s.tranched = [0.0] * len(s.parties)
    for leg in s.legs:
        if leg.kind == p.STAKE:
            tranche(s, leg, t)
    list_orders(s, t)
    for lab in labs(s):
        fund_lab(s, lab, t)
    for party in s.parties:
        if party.role in (p.CLOUD, p.NEOCLOUD, p.VEHICLE):
            fund_builder(s, party, t)
        elif party.role == p.INVESTOR:
            fund_investor(s, party, t)
    s.buy_backs = [0.0] * len(s.parties)
    for party in s.parties:
        if party.role == p.CONGLOMERATE:
            fund_conglomerate(s, party, t)
    place_orders(s)
    order_halls(s, t)
    for party in s.parties:
        if party.role == p.CLOUD and s.rules.mode == p.GOING:
            give_spare_cash(s, party)
        set_ahead(s, party)
        if party.role in (p.CLOUD, p.NEOCLOUD):
            note_credit(s, party, t)
    spend(s)
    for party in s.parties:
        if party.role == p.LANDLORD:
            s.mx[party.number] = mx_now(s, party.number)
            fund_builder(s, party, t)
            shells = cents(s.shells[party.number])
            pay(s, party.number, p.MEMORY_FOUNDRY, "building", shells)
            move(s, party.number, p.MEMORY_FOUNDRY, shells)
        if party.role in (p.LANDLORD, p.VEHICLE):
            distribute(s, party, t)
    for party in s.parties:
        if party.role == p.VENDOR:
            sell(s, party)
    for leg in s.legs:
        if leg.capacity:
            leg.o_end.append(leg.o)


def capital_left(s, party, t):
    """C: a lender's capital less what it has lost so far."""
    return party.capital * math.exp(s.world.lenders_growth * t / 4) - s.credit_loss[party.number]


def lent(s, number):
    """Faces of the debts that a party holds."""
    return sum(part for debt in s.debts for who, part in zip(debt.parties, debt.holding, strict=True) if who == number)


def open_lenders(s, t):
    """What each sector that lends can still lend this quarter; who has no row of capital is not bound. And what private
    funds can put into rounds."""
    s.room, s.private_room, s.lent_to = {}, math.inf, {}
    if int(s.plan.world["private_rounds"][0]):
        s.private_room = s.world.private_rounds * math.exp(s.world.lenders_growth * t / 4)
    for party in s.parties:
        if party.role == p.SECTOR and party.row["capital"]:
            me = party.number
            back = sum(d.amount for d in s.dues if d.tag == "principal" and d.payee == me)
            most = party.reach * max(0.0, capital_left(s, party, t))
            s.room[me] = max(0.0, most - lent(s, me) + back)
            for debt in s.debts:
                mine = sum(part for who, part in zip(debt.parties, debt.holding, strict=True) if who == me)
                due = [d for d in s.dues if d.tag == "principal" and d.payee == me]
                mine -= sum(d.amount for d in due if d.debt is not None and d.debt[0] is debt)
                s.lent_to[me, debt.issuer] = s.lent_to.get((me, debt.issuer), 0.0) + mine


def use_room(s, debt, number, amount):
    if number in s.room:
        s.room[number] = max(0.0, s.room[number] - amount)
        s.lent_to[number, debt.issuer] += amount


def room_for(s, debt, holder):
    """What a holder has room for of a debt: of all that it may lend, and of what it may lend to one debtor."""
    if not may_buy(s, debt, holder):
        return 0.0
    room = s.room.get(holder, math.inf)
    if holder in s.room and int(s.plan.world["one_name"][0]):
        most = s.world.one_name * max(0.0, capital_left(s, s.parties[holder], s.t))
        room = min(room, max(0.0, most - s.lent_to[holder, debt.issuer]))
    return room


def granted(s, debt, amount):
    """What each holder gives of a draw: by its share, and where one has no room for it the others as far as they
    have."""
    parts = split(amount, debt.parts)
    room = [room_for(s, debt, holder) for holder in debt.parties]
    if all(part <= most for part, most in zip(parts, room, strict=True)):
        return parts
    parts, left = [0.0] * len(room), amount
    for _ in room:
        able = [k for k in range(len(room)) if room[k] >= 1]
        whole = sum(debt.parts[k] for k in able)
        if left < 1 or whole <= 0:
            break
        asked = left
        for k in able:
            part = min(float(math.floor(min(asked * debt.parts[k] / whole, room[k]))), left)
            parts[k] += part
            room[k] -= part
            left -= part
    return parts


def balance(s, leg, t, sums):
    """A loan of which one side decides how much stands: the holder by its wealth, the borrower by what it lacks."""
    debt, (came, first, out) = s.debts[leg.debt], sums
    owed = sum(d.amount for d in s.dues if d.debt is not None and d.debt[0] is debt and d.tag == "principal")
    face = face_of(debt) - owed
    if leg.draws == p.BY_HOLDER:
        rate = debt.rate + debt.spread + (s.short_rate if debt.floating else 0.0)
        wealth = s.wealth[leg.payer] + came[leg.payer] - out[leg.payer]
        target = (leg.share + leg.response * rate) * wealth - leg.kept * (came[leg.payer] - first[leg.payer])
    else:
        target = face - s.mx[leg.payee]
    if leg.row["amount"]:
        target = min(target, leg.left)
    target = cents(max(0.0, target))
    if target <= face:
        amount = min(face - target, in_hand(s, leg.payee)) if s.parties[leg.payee].limited else face - target
        give_back(s, debt, amount)
        return
    drawn(s, debt, target - face, t)


def give_back(s, debt, amount):
    """Repay at once, and expect that much less."""
    for holder, part in zip(debt.parties, repay_now(s, debt, amount), strict=True):
        move(s, debt.issuer, holder, part)


def in_hand(s, number):
    """Cash that no due waits for, nor a receipt that may not come."""
    return max(0.0, min(s.mx[number], s.books.cash[number] - sum(d.amount for d in s.dues if d.payer == number)))


def earnings(s, debt):
    """What the collateral of a debt earns this quarter after running costs, and the part of what was ordered that
    stands."""
    party = s.parties[debt.issuer]
    me, mine = party.number, [leg for leg in s.legs if leg.kind == p.COMPUTE and leg.payee == debt.issuer]
    if debt.collateral >= 0:
        mine = [s.legs[debt.collateral]]
        gw = sum(leg.d * leg.size for leg in mine)
        running = party.opex_gw + party.power_gw + (party.shell_gw if mine[0].builds else 0.0)
        bills = sum(d.amount for d in s.dues if d.leg is mine[0] and d.payee == me)
        again = (mine[0].let * gw if mine[0].ended else 0.0) + mine[0].let_given * mine[0].given
        bills += cents(s.world.relet_discount * s.gw_quarter * again)
        gw += mine[0].given
        earned = bills * (1 - party.opex_share) - gw * running / 4
    else:
        rents = [d for d in s.dues if d.payee == me and d.tag in ("lease", "shell_rent")]
        rents = [d for d in rents if d.leg is None or d.leg.kind == p.DATED]
        earned = s.billed[me] + sum(d.amount for d in rents) - running_cost(s, party)
    ordered = sum(leg.size * (max(leg.o, leg.d) if leg.builds else leg.d) for leg in mine)
    if ordered <= 0 or party.role in (p.VEHICLE, p.LANDLORD):
        return earned, 1.0
    return earned, sum(leg.size * leg.d for leg in mine) / ordered


def owed_now(s, debt):
    return sum(d.amount for d in s.dues if d.debt is not None and d.debt[0] is debt and d.tag == "principal")


def covenants(s, party, t):
    """A breached covenant stops draws of that debt and repays it, in step 8, from what its collateral earns beyond debt
    service, or by what it is above its loan to value."""
    for debt in s.debts:
        if debt.issuer != party.number:
            continue
        debt.breach, debt.over = False, 0.0
        broken, debt.broken = debt.broken, 0
        called = s.world.downgrade_call * party.fell
        if face_of(debt) <= 0 or debt.collateral == -1 or not (debt.row["coverage"] or debt.row["ltv"] or called):
            continue
        pool = [other for other in s.debts if other.issuer == debt.issuer and other.tier == 1
                and other.collateral == debt.collateral]  # fmt: skip
        due_now = sum(d.amount for d in s.dues if d.debt is not None and d.debt[0] in pool)
        left, all_left = (sum(face_of(one) - owed_now(s, one) for one in some) for some in ([debt], pool))
        over = called * left
        if debt.row["coverage"] and due_now > 0:
            earned, standing = earnings(s, debt)
            if standing > 0 and max(0.0, earned) / (due_now * standing) < debt.coverage:
                debt.breach = True
                beyond = max(0.0, earned - due_now * standing)
                if party.role in (p.VEHICLE, p.LANDLORD):
                    beyond = max(
                        beyond,
                        s.mx[party.number] - s.world.service_kept * (party.interest + party.principal) - keep(s, party),
                    )
                over = max(over, debt.sweep * beyond * left / max(1.0, all_left))
        if debt.row["ltv"]:
            fetch = collateral(s, debt, t, live_capacity_of(s)) * left / max(1.0, all_left)
            if left > debt.ltv * fetch:
                debt.breach = True
                over = max(over, left - debt.ltv * fetch)
        debt.broken = broken + 1 if debt.breach else 0
        if debt.broken <= debt.cure:  # time to mend it
            debt.breach, over = False, called * left
        debt.over = min(over, left)


def live_capacity_of(s):
    return {party.number: live_capacity(s, party.number) for party in s.parties}


def mx_now(s, number):
    """Cash now, and all dues paid."""
    owed = sum(d.amount for d in s.dues if d.payer == number)
    return s.books.cash[number] + sum(d.amount for d in s.dues if d.payee == number) - owed


def fund_investor(s, party, t):
    """Keep a quarter's debt service: borrow within loan to value, then sell up to a quarter of the other holdings.

    Debt above that limit is called, and paid in step 8 as far as there is cash."""
    me = party.number
    room = party.loan_to_value * (party.holdings + s.marks_before[me]) - debt_of(s, me) + party.principal
    called = max(0.0, -room) if party.loan_to_value > 0 and party.bond >= 0 else 0.0
    need = max(0.0, party.interest + party.principal + called + redemptions_kept(s, party) - s.mx[me])
    if is_served(s, party):
        need -= draw(s, party.bond, min(need, max(0.0, room)), t)
    w = s.world
    discount = (0.0, w.discount_tight, w.discount_shut)[s.equity_appetite]
    most = by_appetite(w, "sell", s.equity_appetite) * party.holdings * (1 - discount)
    sold = cents(max(0.0, min(need, most)))
    pay(s, p.PRIVATE_FUNDS, me, "asset_sale", sold)
    move(s, p.PRIVATE_FUNDS, me, sold)
    party.holdings -= sold / (1 - discount)
    if party.bond >= 0:
        s.debts[party.bond].over = called


def redemptions_kept(s, party):
    """Cash for some quarters of what falls due of its bonds; where the market is shut it is there to be used."""
    if party.bond < 0 or s.debt_appetite == 2:
        return 0.0
    mine = [d.amount for d in s.dues if d.tag == "principal" and d.debt and d.debt[0] is s.debts[party.bond]]
    return party.redemptions * sum(mine)


def distribute(s, party, t):
    """What a vehicle or landlord holds beyond a year's debt service goes to its holders, once all of it stands."""
    me = party.number
    spare = mx_now(s, me) - s.world.service_kept * (party.interest + party.principal) - hoard(s, party)
    n = units_of(s, me)
    if spare < 1 or not n or party.standing < 1 - 1e-9:
        return
    for row in s.shares:
        if row.issuer == me:
            amount = float(math.floor(spare * row.units / n))
            pay(s, me, row.holder, "dividend", amount)


def move(s, payer, payee, amount):
    s.mx[payer] -= amount
    s.mx[payee] += amount


def draw(s, debt_number, amount, t):
    """Borrow and expect the cash."""
    if debt_number < 0 or amount <= 0:
        return 0.0
    debt = s.debts[debt_number]
    spread = (0.0, s.world.spread_tight, s.world.spread_shut)[s.debt_appetite]
    issuer = s.parties[debt.issuer]
    if issuer.role in RATED and debt_number == issuer.bond:
        spread = getattr(s.world, f"spread_{BANDS[issuer.band]}")
        spread *= (1.0, s.world.spread_x_tight, s.world.spread_x_shut)[s.debt_appetite]
        spread += (0.0 if debt.floating else s.short_rate) - debt.rate  # beside the row's own rate
    parts = granted(s, debt, cents(amount))
    amount = borrow(s, debt, sum(parts), t, spread, parts)  # new money in a tight market costs more while it is owed
    for holder, part in zip(debt.parties, parts, strict=True):
        move(s, holder, debt.issuer, part)
        use_room(s, debt, holder, part)
    s.raised_debt[debt.issuer] += amount
    return amount


def issue(s, row, amount, price, tag):
    """New shares for cash: units at a price, the claim at what was paid."""
    pay(s, row.holder, row.issuer, tag, amount, financial=True)
    move(s, row.holder, row.issuer, amount)
    s.books.claim(("share", row.number), row.holder, row.issuer, amount, paid=True)
    row.mark += amount
    row.units += amount / (price if price > 0 else 100.0)  # without a value, a share costs a dollar


def tranche(s, leg, t):
    investor, issuer = s.parties[leg.payer], s.parties[leg.payee]
    if leg.ended or leg.left <= 0 or t < leg.start or (leg.end > 0 and t >= leg.end) or not gates_open(s, leg, t):
        return
    entry = leg.valuation if leg.row["valuation"] else issuer.V0
    if leg.option and not entry <= issuer.V:
        return
    amount = leg.left
    if investor.limited:
        spare = max(0.0, s.mx[investor.number] - investor.cash_low)
        if investor.row["loan_to_value"] and amount > spare:
            lack = amount - (s.mx[investor.number] - investor.cash_low)
            room = investor.loan_to_value * (investor.holdings + s.marks_before[investor.number]) - debt_of(
                s, investor.number
            )
            draw(s, investor.bond, min(lack, max(0.0, room)), t)
            spare = max(0.0, s.mx[investor.number] - investor.cash_low)
        amount = min(amount, spare)
    amount = cents(amount)
    if amount <= 0:
        return
    n = units_of(s, issuer.number)
    price = (issuer.V if leg.at_gate else entry) / n if n else 0.0
    issue(s, s.shares[leg.line], amount, price, p.TAGS[leg.tag])
    issuer.V += amount
    s.tranched[issuer.number] += amount
    leg.left -= amount
    if leg.payer == p.PRIVATE_FUNDS:
        s.private_room = max(0.0, s.private_room - amount)


def waits(s, leg):
    """Share of the price of chips or of a site that waits for delivery."""
    if leg.kind == p.COMPUTE and s.parties[leg.payee].role in (p.CLOUD, p.NEOCLOUD):
        return max(s.world.at_delivery, s.world.chips_due)
    return s.world.at_delivery


def life(s):
    """Quarters after which chips are worn out."""
    return max(1, round(4 * s.world.life))


def worth_chips(s, leg):
    """Whether who runs an own site buys anew what is worn out of it: for the rent that it saves over their life."""
    buyer, n = s.parties[leg.payer], life(s)
    saved = (buyer.use if buyer.role == p.LAB else 1.0) * s.gw_quarter * (1 - buyer.opex_share)
    runs = n * (buyer.opex_gw + buyer.power_gw + buyer.shell_gw) / 4
    return s.rules.mode == p.GOING and buyer.defaulted < 0 and saved * rents_to_come(s, n) - runs > s.I


def wear_sites(s, fraction, t):
    """What was put to use on own sites a life of chips ago is worn out: bought anew as far as paid, or gone."""
    for leg in s.legs:
        if leg.kind == p.SITE and leg.builds:
            anew = leg.anew * fraction[leg.payer]
            leg.worn += leg.put.get(t - life(s), 0.0) - anew
            leg.put[t] = leg.put.get(t, 0.0) + anew
            leg.d = leg.came - leg.worn


def list_orders(s, t):
    """What each builder wants to order, in cents: chips, shells it pays itself, sites, refresh."""
    s.orders, s.it_orders, s.shells = ([0.0] * len(s.parties) for _ in range(3))
    delivered = [leg for leg in s.legs if math.floor(leg.later.get(t, 0.0)) > 0]
    for leg in delivered:
        s.it_orders[builder(leg)] += math.floor(leg.later[t])
    for leg in s.legs:
        leg.refresh_cost = leg.anew = 0.0
        if not leg.capacity or not leg.builds or leg.ended:
            continue
        party = s.parties[builder(leg)]
        if leg.kind == p.SITE:
            now = 1 - waits(s, leg)
            leg.anew = leg.put.get(t - life(s), 0.0) if worth_chips(s, leg) else 0.0
            leg.refresh_cost = s.world.refresh * s.I * leg.size * leg.anew
            s.orders[party.number] += leg.w * (now * leg.p + leg.extra) + leg.refresh_cost
            s.it_orders[party.number] += leg.w * now * leg.p
            continue
        now = 1 - waits(s, leg)
        renewed = s.rules.mode == p.GOING and t >= contract_end(s, leg, t)
        if renewed and party.defaulted < 0 and party.role != p.VEHICLE and leg.worth_chips:
            leg.refresh_cost = s.world.refresh * s.I * leg.size * leg.d / max(1, round(4 * s.world.life))
        s.it_orders[party.number] += leg.w * now * s.I + leg.refresh_cost
        s.orders[party.number] += leg.w * now * s.I + leg.refresh_cost
        if party.landlord < 0 and party.role != p.VEHICLE:
            s.orders[party.number] += leg.w * s.world.shell_cost


def news(R, told, best):
    """What was earned over what was told; above it over the best ever told, for what was missed once is no news."""
    return R / told if told >= R else max(1.0, R / best)


def eagerness(s, party):
    """What is offered to a firm of the usual share of its value: less in high spirits, and less to who has missed."""
    factor = math.exp(-s.world.offer_mood * party.feeling)
    if party.role == p.LAB:
        if party.told:
            grown = math.exp(party.a / 4)
            factor *= min(news(party.R, party.told * grown, party.best * grown), s.world.beat_most)
        if s.t < party.fell_until:
            factor *= s.world.down_offer
    return factor


def sell(s, party):
    """A vendor pays for what it sells when it sells it, and gives back a part of what it has above its floor."""
    me, sold = party.number, party.sold + party.late
    party.sold_earned = sold + party.other_now - vendor_dues(s, party, sold)
    if party.limited:
        equity(s, party, max(0.0, -mx_now(s, me)), left_for_rounds(s, party))
    if s.rules.mode != p.GOING:
        return
    owed = sum(d.amount for d in s.dues if d.payer == me)
    spare = max(0.0, min(mx_now(s, me), s.books.cash[me] - owed) - s.world.vendor_keep * sold)
    buy_back(s, party, cents(min(s.world.vendor_back * spare, s.world.buy_back_most * party.V)))


def buy_back(s, party, amount):
    """Shares bought from the public, at today's value."""
    me = party.number
    if amount > 0:
        row = share_row(s, me, p.PUBLIC_EQUITY)
        pay(s, me, p.PUBLIC_EQUITY, "buy_back", amount, financial=True)
        move(s, me, p.PUBLIC_EQUITY, amount)
        s.books.claim(("share", row.number), row.holder, me, -amount, paid=True)
        row.units -= amount * units_of(s, me) / party.V
        row.mark -= amount
        party.V -= amount
        s.buy_backs[me] = amount


def offered(s, party):
    """Equity that is offered to a firm this quarter."""
    share = by_appetite(s.world, "equity", s.equity_appetite) * float(s.plan.times[p.APPETITE_EQUITY, s.t])
    return share * party.V * eagerness(s, party)


def left_for_rounds(s, party):
    """What is offered beyond what tranches brought in the quarter: one appetite holds both."""
    return max(0.0, offered(s, party) - s.tranched[party.number])


def from_private_funds(s, part):
    """As much of their part of a round as they still have room for."""
    part = min(part, float(math.floor(s.private_room))) if s.private_room < math.inf else part
    s.private_room -= part
    return part


def equity(s, party, wanted, offer):
    """A round: private funds take their share, public shareholders the rest, at today's value."""
    amount = cents(max(0.0, min(wanted, offer)))
    n = units_of(s, party.number)
    if amount <= 0 or not n:
        return 0.0
    price = party.V / n
    private = cents(amount * party.private)
    public, private = amount - private, from_private_funds(s, private)
    amount = private + public
    for holder, part in ((p.PRIVATE_FUNDS, private), (p.PUBLIC_EQUITY, public)):
        if part > 0:
            issue(s, share_row(s, party.number, holder), part, price, "round")
    party.V += amount
    s.raised_equity[party.number] += amount
    return amount


def gap_ahead(s, lab, t, quarters):
    """What the lab lacks over the coming quarters as it has ordered, at the pace of now; and the bills among it."""
    w, me, years = s.world, lab.number, (quarters + 1) / 8
    Rn = quarters * lab.R * math.exp(years * lab.a)
    contracts = sites = 0.0
    for leg in s.legs:
        if not leg.capacity or leg.payer != me or leg.ended:
            continue
        if leg.kind == p.SITE:
            after = leg.o + (leg.w / leg.size if leg.size else 0.0)
            behind = max(0.0, progress(leg, t + quarters + s.lead, late(s, leg, t)) + leg.shift - after)
            part = min(behind, quarters * w.catch_up / leg.ramp) * leg.pace * served(s, leg)
            sites += part * leg.size * (leg.p + leg.extra) if leg.builds else 0.0
        elif t < contract_end(s, leg, t):
            more = max(0.0, progress(leg, t + 4 * years, late(s, leg, t)) - leg.d) * leg.pace
            contracts += quarters * leg.p * leg.size * (leg.d + more)
        else:
            contracts += quarters * w.renewal * s.gw_quarter * leg.size * leg.d * lab.use
    bills = max(contracts, kappa(s, lab, t + 4 * years) * Rn + quarters * lab.training)
    cost = quarters * lab.cost_now * math.exp(years * lab.a * w.cost_elasticity)
    share = sum(min(leg.share * Rn, leg.cap_left) if leg.basis == p.REVENUE else quarters * leg.bill for leg in s.legs
                if leg.kind == p.SHARE and leg.payer == me and not leg.ended and leg.start <= t < leg.end)  # fmt: skip
    debt = quarters * (lab.interest + lab.principal)
    return max(0.0, bills + cost + share + sites + debt - Rn), bills


def fund_lab(s, lab, t):
    w, me = s.world, lab.number
    lab.gap, Bn = gap_ahead(s, lab, t, 4)
    want = by_appetite(w, "liquidity", s.appetite) * (w.want_gap * lab.gap + w.want_bills * Bn) + w.want_least
    lab.want, lab.early = want, w.prefund * (s.orders[me] + Bn / 4) if raises_ahead(s) else 0.0
    ahead = lab.early if s.equity_appetite == OPEN else 0.0
    short = max(0.0, want + ahead - s.mx[me] + s.orders[me])
    short -= equity(s, lab, short, left_for_rounds(s, lab))
    draw(s, lab.bond, min(short, w.lab_debt_pace * lab_room(s, lab, t)), t)
    soon, _ = gap_ahead(s, lab, t, w.runway)
    if s.rules.bargain and soon > 0 and s.mx[me] - s.orders[me] < soon:
        lab.times_repaced += slow_down(s, lab, t)
        list_orders(s, t)


def lab_room(s, lab, t):
    """What the coming year's revenue still lets a lab borrow."""
    w, factor = s.world, float(s.plan.times[p.APPETITE_DEBT, t])
    Rn = 4 * lab.R * math.exp(0.625 * lab.a)
    part = w.lab_debt * (1.0, w.lab_debt_tight, w.lab_debt_shut)[s.debt_appetite] * w.lab_debt_base
    return max(0.0, part * Rn * factor - debt_of(s, lab.number))


def undelivered(leg):
    """Whether a part of it never came."""
    return (leg.came if leg.kind == p.SITE and leg.builds else leg.d) < 1


def slow_down(s, lab, t):
    """What the lab has ordered and is not delivered comes more slowly. Was there any?"""
    lab.slowed = t
    found = False
    for leg in s.legs:
        renewed = leg.kind == p.COMPUTE and t >= contract_end(s, leg, t)
        if leg.capacity and leg.payer == lab.number and not leg.ended and not renewed and undelivered(leg):
            leg.pace *= s.world.repace
            leg.forgiven = True
            leg.w *= s.world.repace
            found = True
    return found


def hoard(s, party):
    """Cash a builder keeps: its hoard, and at least a quarter's debt service and running costs. Others keep none."""
    if party.role not in (p.CLOUD, p.NEOCLOUD, p.VEHICLE, p.LANDLORD):
        return 0.0
    swept = sum(debt.over for debt in s.debts if debt.issuer == party.number)
    kept = by_appetite(party, "hoard", s.appetite) if s.rules.hoarding else 0.0
    return max(kept, party.interest + party.principal + running_cost(s, party)) + swept


def keep(s, party):
    """Debt service and running costs of the quarter."""
    return party.interest + party.principal + running_cost(s, party)


def running_cost(s, party):
    """Power, staff, shell rent, and shares of income."""
    shared = [d for d in s.dues if d.leg is not None and d.leg.kind == p.SHARE and d.call is None]
    running = [d for d in s.dues if d.tag in ("power", "staff", "shell_rent")]
    return sum(d.amount for d in [*running, *shared] if d.payer == party.number)


def draw_for_chips(s, vehicle, need, t):
    """A vehicle that buys chips draws its loans as it buys, unless lenders may hold back."""
    loans = [leg for leg in s.legs if leg.kind == p.LOAN and leg.draws == p.BY_PLAN and leg.payee == vehicle.number]
    for leg in loans:
        if not stopped(s, vehicle, t) and not leg.ended:
            amount = cents(max(0.0, min(need, leg.may)))
            drawn(s, s.debts[leg.debt], amount, t)
            leg.may -= amount
            need -= amount


def drawn(s, debt, amount, t):
    """What was promised is drawn, whatever room its holders have; the room shrinks."""
    for holder, part in zip(debt.parties, split(borrow(s, debt, amount, t), debt.parts), strict=True):
        move(s, holder, debt.issuer, part)
        use_room(s, debt, holder, part)


def fund_builder(s, party, t):
    me = party.number
    covenants(s, party, t)
    need = max(0.0, s.orders[me] + s.shells[me] + hoard(s, party) - s.mx[me])
    if party.role == p.VEHICLE:  # it has what was committed to it
        draw_for_chips(s, party, min(need, s.orders[me]), t)
        return
    factor = float(s.plan.times[p.APPETITE_DEBT, t])
    stops = t < party.lost_tenant or (party.facility >= 0 and s.debts[party.facility].breach)
    if party.facility >= 0 and s.debt_appetite != SHUT and not stops:
        pledged = (s.it_orders[me] + s.shells[me]) * min(factor, 1.0)
        need -= draw(s, party.facility, min(need, s.debts[party.facility].advance * pledged), t)
    if party.bond >= 0 and is_served(s, party):
        room = by_appetite(party, "leverage", s.debt_appetite) * max(0.0, ebitda_ahead(s, party, t)) * factor
        room -= debt_of(s, me) - party.principal
        need -= draw(s, party.bond, min(need, max(rollover(s, party, t), room)), t)
    if party.role == p.LANDLORD:
        found_landlord(s, party, cents(max(0.0, min(need, s.shells[me]))))
        return
    offer = left_for_rounds(s, party)
    offer -= equity(s, party, need, offer)
    if raises_ahead(s):
        ahead = max(0.0, s.world.prefund * s.orders[me] - max(0.0, s.mx[me] - s.orders[me] - hoard(s, party)))
        if s.debt_appetite == OPEN and party.bond >= 0:
            room = by_appetite(party, "leverage", s.debt_appetite) * max(0.0, ebitda_ahead(s, party, t)) * factor
            room -= debt_of(s, me) - party.principal
            ahead -= draw(s, party.bond, min(ahead, max(0.0, room)), t)
        if s.equity_appetite == OPEN:
            equity(s, party, ahead, offer)


def raises_ahead(s):
    return s.rules.mode == p.GOING


def note_earnings(s, party):
    """EBITDA: billed, re-let and other business less power, running cost and rent."""
    mine = [d for d in s.dues if d.payer == party.number and d.leg is None]
    spent = [d for d in mine if d.tag in ("power", "staff", "shell_rent")]
    party.ebitda = s.billed[party.number] + party.other_now - sum(d.amount for d in spent)


def rate(s, party, t):
    """Band 0 to 4, A to CCC, from a year's earnings and interest, or from what an investor owes on what it holds."""
    if not party.limited:
        return
    earned = party.sold_earned if party.role == p.VENDOR else party.ebitda
    if party.role == p.LAB:
        earned += party.R
    if party.role != p.VENDOR:
        earned -= party.bills
    worst = party.worst
    party.year = 4 * earned if t == 0 else 0.75 * party.year + earned
    party.year_interest = 4 * party.interest if t == 0 else 0.75 * party.year_interest + party.interest
    shells = sum(d.amount for d in s.dues if d.payer == party.number and d.tag == "shell_rent" and d.leg is None)
    rent = shells + begun_leases(party, t)
    party.year_rent = 4 * rent if t == 0 else 0.75 * party.year_rent + rent
    w, debt = s.world, debt_of(s, party.number)
    if debt <= 0:
        party.band = 0
    elif party.role == p.INVESTOR:
        ratio = debt / max(party.holdings + s.marks_before[party.number], 1.0)
        party.band = sum(getattr(w, f"ltv_{name}") < ratio for name in BANDS[:4])
    else:
        earned = party.year + party.year_rent
        ratio = (debt + w.lease_debt * party.year_rent) / max(earned, 1.0)
        worse = sum(getattr(w, f"leverage_{name}") < ratio for name in BANDS[:4])
        charges = party.year_interest + w.lease_interest * party.year_rent
        if charges > 0:
            worse += sum(getattr(w, f"cover_{name}") > max(0.0, earned) / charges for name in BANDS[:4])
        party.band = (worse + 1) // 2
        if party.role in (p.CLOUD, p.NEOCLOUD) and sources(s, party, t) < w.liquid * coming_dues(s, party, t):
            party.band = max(party.band, BANDS.index("bb"))
    party.fell = steps_down(worst, party.band) if debt > 0 else 0
    party.worst = max(party.band, -1 if worst is None else worst) if debt > 0 else worst
    party.downgrades += party.fell > 0


def steps_down(worst, band):
    """By how many bands it is worse than every one with debt before; the first is no step."""
    return 0 if worst is None else max(0, band - worst)


def sources(s, party, t):
    """Cash, what lenders promised and have not paid out, and the coming year's earnings."""
    return cash_and_lines(s, party) + max(0.0, ebitda_ahead(s, party, t))


def cash_and_lines(s, party):
    mine = [leg for leg in s.legs if leg.kind == p.LOAN and leg.draws == p.BY_PLAN and leg.payee == party.number]
    if buys_chips(s, party):
        mine = []  # its loans pay for chips alone
    return max(0.0, s.books.cash[party.number]) + sum(leg.left for leg in mine if not leg.ended)


def coming_dues(s, party, t, n=4):
    """Interest of n quarters, what falls due of debt in them, and what is due on delivery in them."""
    total, coming = party.year_interest * n / 4, range(t, t + n)
    for debt in s.debts:
        if debt.issuer == party.number:
            dates = [float(part) for part in s.plan.due[debt.number, t : t + n]]
            if not math.isnan(dates[0]):
                falls = sum(part for part in dates if not math.isnan(part)) * face_of(debt)
            elif debt.amortisation == p.BULLET:
                falls = face_of(debt) if round(debt.term) <= t + n - 1 else 0.0
            else:
                falls = n * owed_now(s, debt)
            total += min(falls, face_of(debt))
    mine = [leg for leg in s.legs if leg.kind == p.COMPUTE and leg.payee == party.number]
    return total + sum(leg.later.get(quarter, 0.0) for leg in mine for quarter in coming)


def may_buy(s, debt, holder):
    """No insurer or pension fund buys a bond of a rated firm below BBB."""
    issuer = s.parties[debt.issuer]
    junk = issuer.role in RATED and debt.number == issuer.bond and BANDS.index("bbb") < issuer.band
    return not (junk and holder == p.INSURERS_PENSIONS)


def is_served(s, party):
    """Whether the market of the quarter buys a party's paper."""
    if party.role == p.LANDLORD:
        return s.debt_appetite != SHUT
    return party.band <= (4, 3, 1)[s.debt_appetite]


def order_halls(s, t):
    """What landlords build: halls that stand empty are filled first."""
    for party in s.parties:
        if party.landlord < 0 or party.defaulted >= 0:
            continue
        mine = [leg for leg in s.legs if leg.capacity and leg.builds and builder(leg) == party.number]
        ordered = sum(max(leg.o, leg.d) * leg.size + leg.given for leg in mine)
        more = max(party.reserved, ordered, leases(party, t + s.lead)) - party.reserved
        party.reserved += more
        s.shells[party.landlord] += more * s.world.shell_cost


def give_spare_cash(s, party):
    """A cloud gives back what it has beyond its floor, what it raised ahead and a year's debt service."""
    me = party.number
    owed = sum(d.amount for d in s.dues if d.payer == me)
    spare = min(mx_now(s, me), s.books.cash[me] - owed) - hoard(s, party) - s.world.prefund * s.orders[me]
    spare -= s.world.service_kept * (party.interest + party.principal)
    buy_back(s, party, cents(max(0.0, min(spare, s.world.buy_back_most * party.V))))


def note_credit(s, party, t):
    """What a seller's leverage still carries, and what it has for a year's contracts beside the loans on them."""
    factor = float(s.plan.times[p.APPETITE_DEBT, t])
    room = by_appetite(party, "leverage", s.debt_appetite) * max(0.0, ebitda_ahead(s, party, t)) * factor
    room = max(0.0, room - debt_of(s, party.number) + party.principal)
    if party.bond >= 0:
        bond = s.debts[party.bond]
        room = min(room, sum(room_for(s, bond, holder) for holder in bond.parties))
    spare = max(0.0, mx_now(s, party.number) - hoard(s, party))
    party.credit = room + spare
    secured = sum(owed_now(s, debt) for debt in s.debts if debt.issuer == party.number and debt.tier == 1)
    earned = max(0.0, ebitda_ahead(s, party, t)) - party.year_interest - 4 * secured
    party.means = room + spare + max(0.0, earned) + offered(s, party)


def set_ahead(s, party):
    """e: what stands in cash beyond what is kept, up to what is raised ahead of need; it bears the short rate."""
    me, most = party.number, s.world.prefund * s.orders[party.number]
    if not raises_ahead(s) or not party.limited:
        return
    if party.role == p.LAB:
        party.ahead = min(max(0.0, mx_now(s, me) - party.want), party.early)
    elif party.role in (p.CLOUD, p.NEOCLOUD):
        party.ahead = min(max(0.0, mx_now(s, me) - hoard(s, party)), most)


def rollover(s, party, t):
    """Unsecured principal of the quarter, unless nobody buys such paper, a year's earnings do not cover its interest or
    a large tenant was lost."""
    if not is_served(s, party) or party.year < party.year_interest or t < party.lost_tenant:
        return 0.0
    return sum(owed_now(s, debt) for debt in s.debts if debt.issuer == party.number and debt.tier != 1)


def found_landlord(s, landlord, amount):
    """Private funds bring what a landlord's building still lacks."""
    n = units_of(s, landlord.number)
    if amount > 0 and n:
        row = share_row(s, landlord.number, p.PRIVATE_FUNDS)
        issue(s, row, amount, landlord.V / n, "round")
        landlord.V += amount
        s.raised_equity[landlord.number] += amount


def ebitda_ahead(s, party, t):
    """A year ahead: what its contracts will bring in and cost."""
    total = 4 * party.other_now
    for leg in s.legs:
        if leg.kind != p.COMPUTE or leg.payee != party.number or leg.ended:
            continue
        gw, price = leg.size * progress(leg, t + 4, late(s, leg, t)), leg.p
        if t >= contract_end(s, leg, t):
            gw, price = leg.size * leg.d, s.world.renewal * s.gw_quarter
        total += 4 * price * gw * (1 - party.opex_share) - (party.opex_gw + party.power_gw) * gw
        total -= party.shell_gw * gw if leg.builds else 0.0
    return total


def fund_conglomerate(s, party, t):
    me = party.number
    need = max(0.0, party.capex_now + s.orders[me] + party.cash_low - s.mx[me])
    if is_served(s, party):
        need -= draw(
            s, party.bond, min(need, max(0.0, s.world.bonds_conglomerate * 4 * party.other_now - debt_of(s, me))), t
        )
    party.capex_now = max(0.0, party.capex_now - max(0.0, need))
    in_hand = s.books.cash[me] - sum(d.amount for d in s.dues if d.payer == me)  # no bill not yet paid to it
    excess = cents(
        min(
            max(0.0, min(s.mx[me], in_hand) - party.capex_now - s.orders[me] - party.cash_high),
            s.world.buy_back_most * party.V,
        )
    )
    if party.row["cash_high"]:
        buy_back(s, party, excess)


def place_orders(s):
    """Orders are paid at once, as far as the money above the hoard goes; the rest is bound by capital."""
    s.capital_unserved = 0.0
    fraction = [1.0] * len(s.parties)
    for party in s.parties:
        wanted = s.orders[party.number]
        party.placed_before, party.placed = party.placed, wanted
        if wanted > 0 and party.limited:
            capex = party.capex_now if party.role == p.CONGLOMERATE else 0.0
            spendable = max(0.0, s.mx[party.number] - capex - hoard(s, party))
            fraction[party.number] = min(1.0, spendable / wanted)

    def part(number, amount):
        """Whole cents of an order, rounded down: no order may spend a cent more than there is."""
        return float(math.floor(amount))

    for leg in s.legs:
        if not leg.capacity or not leg.builds or leg.ended:
            continue
        party = s.parties[builder(leg)]
        f = fraction[party.number]
        gw = leg.w * f
        s.capital_unserved += leg.w - gw
        if leg.size > 0:
            leg.o += gw / leg.size
        if leg.kind == p.SITE:
            wait = s.world.at_delivery
            pay(s, party.number, leg.payee, p.TAGS[leg.tag], part(party.number, (1 - wait) * gw * leg.p), sold=True)
            leg.later[s.t + s.lead] = wait * gw * leg.p
            pay(s, party.number, p.MEMORY_FOUNDRY, "memory", part(party.number, gw * leg.extra))
            buy_chips(s, party.number, part(party.number, leg.refresh_cost * f), party.number)
            continue
        wait = waits(s, leg)
        buy_chips(s, party.number, part(party.number, (1 - wait) * gw * s.I + leg.refresh_cost * f), party.number)
        if not leg.signing:  # chips of a contract signed in the run were put down when it was signed
            leg.later[s.t + s.lead] = wait * gw * s.I
        shell = gw * s.world.shell_cost
        if party.landlord < 0 and party.role != p.VEHICLE:
            pay(s, party.number, p.MEMORY_FOUNDRY, "building", part(party.number, shell))
    wear_sites(s, fraction, s.t)


def buy_chips(s, payer, amount, buyer):
    """Content shares of IT cost to vendors; memory makers and foundries get the rest."""
    rest = amount
    for content in s.content:
        if content.buyer == buyer:
            part = cents(amount * content.share)
            pay(s, payer, content.vendor, "chips", part)
            rest -= part
    pay(s, payer, p.MEMORY_FOUNDRY, "memory", rest)


def spend(s):
    """Capital spending outside the legs: conglomerates from their cash, builders outside the book from customers."""
    for party in s.parties:
        if party.role == p.CONGLOMERATE:
            buy_chips(s, party.number, cents(party.capex_now), party.number)
    buy_chips(s, p.CUSTOMERS, cents(s.outside_capex), -1)
