"""The twin's step 4: what everybody owes this quarter."""

import math
from statistics import NormalDist
from types import SimpleNamespace

from gigaloop.engine import draws as z, plan as p
from tests.oracle.accounts import by_holding, cents, split
from tests.oracle.market import builder, kappa, labs, other_business
from tests.oracle.opening import contract_end, driven, face_of, late, progress
from tests.oracle.signing import decide_renewal

FLOW = ("compute", "flex", "chips")  # with the vendor's part of a site: what moves a value


def due(s, payer, payee, tier, amount, tag, leg=None, debt=None, call=None, lack=None):
    """One due, rounded once; nothing is left out. Returns the cents."""
    amount = cents(amount)
    if amount > 0 and payer != payee:
        s.dues.append(SimpleNamespace(payer=payer, payee=payee, tier=tier, amount=amount, tag=tag, leg=leg, debt=debt,
                                      call=call, lack=lack, paid=0.0, deferral=None, put_off=0.0))  # fmt: skip
        return amount
    return 0.0


def pay(s, payer, payee, tag, amount, financial=False, sold=False):
    """Pay at once; `tag` is a word of TAGS. `sold`: chips, or the vendor's part of a site."""
    s.books.pay(payer, payee, tag, amount, financial)
    if payer != payee and (sold or tag in FLOW):
        s.parties[payee].taken += amount
        if tag not in ("compute", "flex"):
            s.parties[payee].sold += amount


def bill(s, t):
    s.dues, s.wealth, s.relet = [], list(s.books.worth), [0.0] * len(s.parties)
    for debt in s.debts:
        debt.opening, debt.opening_spread = list(debt.holding), debt.spread
    for party in s.parties:
        party.receipts, party.sold, party.taken = party.sold, 0.0, 0.0
        party.bills = party.interest = party.principal = party.other_now = party.cost_now = 0.0
    for lab in labs(s):
        earn(s, lab, t)
    for party in s.parties:
        pay(s, p.BANKS, party.number, "interest", cents(party.ahead * s.short_rate / 4))
        party.ahead = 0.0
    for party in s.parties:
        if party.row["other"]:
            party.other_now = cents(other_business(party, t) * math.exp(s.macro))
            pay(s, p.CUSTOMERS, party.number, "other_business", party.other_now)
    compute(s, t)
    for lab in labs(s):
        lab_dues(s, lab, t)
    s.billed = [billed(s, party) for party in s.parties]
    for leg in s.legs:
        instalment(s, leg)
        if leg.kind == p.DATED or (leg.kind == p.LOAN and leg.draws == p.BY_PLAN):
            dated(s, leg, t)
    for debt in s.debts:
        service(s, debt, t)
    for party in s.parties:
        seller_dues(s, party, t)
    standing_calls(s, t)
    circular_shares(s, t)
    penalties(s, t)
    on_delivery(s, t)
    use_of_capacity(s, t)


def running(leg):
    """Capacity that a leg brings into use."""
    return leg.d * leg.size if leg.capacity and not leg.ended else 0.0


def earn(s, lab, t):
    """A lab's outside revenue: what is not served earns nothing, and its last gigawatts earn less than its first."""
    served = (lab.uses / lab.needs) ** s.world.serve_power if lab.needs > 0 else 1.0
    lab.R = cents(lab.demand_used * served)
    pay(s, p.CUSTOMERS, lab.number, "ai_revenue", lab.R)


def let_again(s, share, freed_at, t):
    """The let share of freed capacity in quarter t: it moves from the quarter after."""
    if freed_at is None or t <= freed_at:
        return share
    return share + min(s.world.let_up, max(-s.world.let_down, s.wanted_let - share))


def nearer_to_failure(s, t):
    """Standard deviations that customers' assets have lost with what a scenario took of all demand in a year."""
    if s.world.pool_sd == 0:
        return 0.0
    before = driven(s, p.DEMAND_COMMON, t - 4, 1.0) if t >= 4 else 1.0
    return math.log(max(before, 1e-9) / max(driven(s, p.DEMAND_COMMON, t, 1.0), 1e-9)) / s.world.pool_sd


def pool(s, t):
    """The part of all customers that nobody named that fails in quarter t: many small ones, one common factor."""
    w = s.world
    if t == 0 or w.pool_point == 0:
        return 0.0
    common = float(s.draws.market[s.path, t, z.POOL])
    at = (w.pool_point + nearer_to_failure(s, t) - math.sqrt(w.pool_tie) * common) / math.sqrt(1 - w.pool_tie)
    at = 100 * max(-7.99, min(7.99, at))
    below, above = (NormalDist().cdf((math.floor(at) + step) / 100) for step in (0, 1))
    return below + (at - math.floor(at)) * (above - below)


def shrink(leg, part, t):
    """The part of a contract's customers that failed gives its capacity back."""
    gone = part * leg.d * leg.size
    if gone > 0:
        leg.given_at = t if leg.given == 0 else leg.given_at
        leg.let_given *= leg.given / (leg.given + gone)
        leg.given += gone
    leg.size *= 1 - part
    leg.rem = cents(leg.rem * (1 - part))


def wear(s, leg, t):
    """What no contract holds any more goes when its chips are worn: from the first to the last that came."""
    first = leg.start + leg.lag + max(1, round(4 * s.world.life))
    if t >= first:
        part = 1 / max(1.0, first + leg.ramp - t)
        leg.given -= part * leg.given
        leg.d -= part * leg.d if leg.ended else 0.0


def compute(s, t):
    """Contracts first, by need and by take-or-pay; the open market serves the rest of a lab's need."""
    use, failing = [1.0] * len(s.parties), pool(s, t)
    for lab in labs(s):
        lab.kappa = kappa(s, lab, t)
        lab.use = use[lab.number] = min(1.0, lab.needs / lab.held) if lab.held > 0 else 1.0
    for leg in s.legs:
        leg.bill = 0.0
        leg.gave = leg.given
        if leg.capacity:  # GW, whatever is given up or worn in this quarter
            leg.stood, leg.ordered = leg.d * leg.size, leg.o * leg.size
        leg.let_given = let_again(s, leg.let_given, leg.given_at, t)
        leg.let = let_again(s, leg.let, leg.freed_at, t)
        again = leg.let_given * leg.given
        if leg.kind == p.COMPUTE and leg.ended:
            again += leg.let * leg.size * leg.d
        if again > 0:
            take_relet(s, leg, again)
        if leg.kind == p.COMPUTE and leg.builds:
            wear(s, leg, t)
        if leg.kind == p.COMPUTE and not leg.ended and t >= contract_end(s, leg, t):
            leg.renewed = True
        if leg.renewed:  # rolled at the rent of the day
            leg.p = s.world.renewal * s.gw_quarter
            if not leg.ended:
                decide_renewal(s, leg)
        if leg.kind != p.COMPUTE or leg.ended:
            continue
        if leg.payer == p.CUSTOMERS:
            shrink(leg, failing, t)
        if leg.d == 0:
            continue
        if t < contract_end(s, leg, t):
            if t >= leg.start:
                amount = min(max(leg.floor, use[leg.payer]) * leg.p * leg.size * leg.d, leg.rem)
                amount = due(s, leg.payer, leg.payee, leg.tier, amount, p.TAGS[leg.tag], leg=leg)
                leg.bill = amount
                leg.rem = max(0.0, leg.rem - amount)
                s.parties[leg.payer].bills += amount
        else:  # going concern
            amount = use[leg.payer] * leg.p * leg.size * leg.d
            leg.bill = due(s, leg.payer, leg.payee, leg.tier, amount, p.TAGS[leg.tag], leg=leg)
            s.parties[leg.payer].bills += leg.bill
            if not leg.worth_chips:
                leg.d -= leg.d / max(1, round(4 * s.world.life))
                leg.o = leg.d
    for lab in labs(s):
        flex = cents(s.part * lab.spot * s.gw_quarter)
        amount = sum(due(s, lab.number, seller, 2, part, "flex") for seller, part in routed(s, lab, flex, t))
        lab.bills += amount


def routed(s, lab, flex, t):
    """Who serves what no contract does: the sole right; else first claims, then the rest by what each offers."""
    mine = [route for route in s.routes if route.lab == lab.number and route.start <= t < route.end]
    out = []
    for route in mine:
        seller = s.parties[route.seller]
        spare = seller.spare_gw + route.held
        if route.rank == p.SOLE:
            out.append((route.seller, flex))
            return out
        if route.rank == p.FIRST:
            part = min(flex, float(math.floor(spare * s.gw_quarter)))
            seller.spare_gw = max(0.0, min(seller.spare_gw, spare - part / s.gw_quarter))
            out.append((route.seller, part))
            flex -= part
    shared = [(r.seller, s.parties[r.seller].spare * s.parties[r.seller].own_gw + r.held) for r in mine]
    shared = [(seller, spare) for seller, spare in shared if spare > 0]
    whole, weight = flex, sum(spare for _, spare in shared)
    for seller, spare in shared[:-1]:
        out.append((seller, float(math.floor(whole * spare / weight))))
        flex -= out[-1][1]
    if shared:
        out.append((shared[-1][0], flex))
    elif lab.main >= 0:
        out.append((lab.main, flex))
    return out


def penalties(s, t):
    """Sellers' dues for what is later than the contract says; not after its end, nor once its buyer slowed it."""
    s.gw_late = 0.0
    for leg in s.legs:
        seller = s.parties[leg.payee]
        if leg.kind != p.COMPUTE or leg.ended or leg.forgiven or t >= leg.end:
            continue
        if leg.builds and seller.defaulted >= 0:
            continue
        gw = max(0.0, progress(leg, t, 0) - leg.d) * leg.size
        leg.overdue = leg.overdue + 1 if gw > 1e-9 else 0
        s.gw_late += gw
        seller.delayed += gw / 4
        seller.slipped += leg.p * gw
        leg.fine_left -= due(s, leg.payee, leg.payer, 2, min(leg.penalty * leg.p * gw, leg.fine_left), "penalty")
        if leg.overdue > leg.late_exit and not wanted(s, leg):
            leave_late(s, leg, t)


def wanted(s, leg):
    """Whether its buyer would sign a late contract today."""
    buyer = s.parties[leg.payer]
    if buyer.role == p.LAB and buyer.needs <= buyer.held:
        return False
    return leg.p <= max(s.used_rent, s.anchor) * s.world.gpu_hours * 100 / 4


def leave_late(s, leg, t):
    """The buyer leaves what does not stand: nothing is owed for it."""
    if leg.builds:
        leg.left_late = (leg.size, leg.d, max(leg.o, leg.d))
    leg.size *= leg.d
    leg.rem = min(leg.rem, cents(leg.p * leg.size * max(0, contract_end(s, leg, t) - t - 1)))
    leg.d = leg.o = leg.stood = leg.ordered = 1.0 if leg.size > 0 else 0.0
    leg.w = leg.overdue = 0
    leg.ended = leg.size <= 0


def vintage(s, age):
    """Share of its price that capacity still fetches after `age` years."""
    curve = [1.0] + [getattr(s.world, f"vintage_{k}") for k in range(1, 6)]
    if age >= 5:
        return curve[5]
    k = int(age)
    return curve[k] + (age - k) * (curve[k + 1] - curve[k])


def use_of_capacity(s, t):
    """GW without work, bills for them, and what capacity without a contract loses when rent is below the anchor."""
    worth = min(1.0, (s.used_rent / s.anchor) ** s.world.resale_power)
    s.standing = s.idle = s.written = 0.0
    for leg in s.legs:
        gw = leg.d * leg.size if leg.capacity else 0.0
        if gw <= 0:
            continue
        owner, user = s.parties[leg.payee if leg.kind == p.COMPUTE else leg.payer], s.parties[leg.payer]
        use = user.use if user.role == p.LAB else 1.0
        if leg.ended:
            idle, uncovered = (1 - leg.let) * gw, gw
        elif leg.kind == p.SITE:
            idle = uncovered = (1 - use) * gw
        elif t >= contract_end(s, leg, t):
            idle, uncovered = (1 - use) * gw, gw
        else:
            paid = max(leg.floor, use)
            idle, uncovered = (1 - use) * gw, (1 - paid) * gw
            billed = sum(d.amount for d in s.dues if d.leg is leg and d.tag == p.TAGS[leg.tag])
            user.idle_bill += billed * (1 - use / paid) if paid else 0.0
        gw, idle, uncovered = gw + leg.given, idle + (1 - leg.let_given) * leg.given, uncovered + leg.given
        fell = max(0.0, (1 - worth) * uncovered - leg.written)
        leg.written += fell
        fell *= s.I * vintage(s, max(0, t - leg.start - leg.lag) / 4)
        owner.stood += gw / 4
        owner.idled += idle / 4
        owner.write_down += fell
        s.standing, s.idle, s.written = s.standing + gw, s.idle + idle, s.written + fell


def on_delivery(s, t):
    """What chips and sites still cost when they are delivered."""
    for leg in s.legs:
        amount = float(math.floor(leg.later.get(t, 0.0)))
        builder = leg.payee if leg.kind == p.COMPUTE else leg.payer
        if leg.kind == p.SITE:
            due(s, builder, leg.payee, leg.tier, amount, p.TAGS[leg.tag], leg=leg)
        elif amount:
            rest = amount
            for content in s.content:
                if content.buyer == builder:
                    rest -= due(s, builder, content.vendor, 2, min(amount * content.share, rest), "chips")
            due(s, builder, p.MEMORY_FOUNDRY, 2, rest, "memory")


def lab_dues(s, lab, t):
    if lab.revenue > 0:
        scale = getattr(lab, "scale", 1.0)
        lab.top, e = max(lab.top, lab.R), s.world.cost_elasticity
        fallen = (lab.R / lab.top) ** (e * s.world.cost_down) if lab.top > 0 else 0.0
        cost = lab.cost * scale * (lab.top / (scale * lab.revenue)) ** e * fallen
        lab.cost_now = due(s, lab.number, p.STAFF_OTHER, 0, cost, "staff")
    for leg in s.legs:
        mine = leg.kind == p.SHARE and leg.basis == p.REVENUE and leg.payer == lab.number
        if mine and not leg.ended and leg.start <= t < leg.end:
            amount = min(leg.share * lab.R, leg.cap_left)
            leg.bill = due(s, lab.number, leg.payee, 2, amount, p.TAGS[leg.tag], leg=leg)
            leg.cap_left -= leg.bill


def incomes(s):
    """Income of the quarter, paid and due: what comes in to each party, what it owes in tier 0, what it owes in all."""
    count = len(s.parties)
    came, first, out = [0.0] * count, [0.0] * count, [0.0] * count
    for _, payee, _, amount, financial in s.books.rows:
        came[payee] += 0.0 if financial else amount
    for d in s.dues:
        if d.tag != "principal":
            came[d.payee] += d.amount
            out[d.payer] += d.amount
            first[d.payer] += d.amount if d.tier == 0 else 0.0
    return came, first, out


def standing_calls(s, t):
    """What backstops pay for capacity unsold, and residual guarantees for an asset worth too little at its end."""
    for leg in s.legs:
        if leg.kind not in (p.BACKSTOP, p.RESIDUAL) or leg.ended or leg.left <= 0:
            continue
        amount = 0.0
        if leg.kind == p.BACKSTOP and leg.start <= t and (leg.end <= 0 or t < leg.end):
            for other in s.legs:
                stood_for = other.number == leg.covers if leg.covers >= 0 else other.payee == leg.payee
                if other.kind == p.COMPUTE and stood_for:
                    gw = (
                        (1 - other.let) * other.size * other.d if other.ended and t < contract_end(s, other, t) else 0.0
                    )
                    gw += (1 - other.let_given) * other.given
                    amount += (leg.price / 4 if leg.row["price"] else leg.share * other.p) * gw
        elif leg.kind == p.RESIDUAL and leg.covers >= 0:
            other = s.legs[leg.covers]
            left = other.ended or s.rules.mode == p.RUN_OFF
            if other.capacity and left and t == contract_end(s, other, t):
                worth = (
                    vintage(s, max(0.0, t - other.start - other.lag) / 4)
                    * (s.used_rent / s.anchor) ** s.world.resale_power
                )
                amount = max(0.0, leg.share - worth) * leg.price * other.size
        leg.left -= due(s, leg.payer, leg.payee, leg.tier, min(amount, leg.left), p.TAGS[leg.tag], leg=leg)


def circular_shares(s, t):
    """Shares of income, net income or wealth, all at once: from nothing up, until no cent changes."""
    legs = [leg for leg in s.legs if leg.kind == p.SHARE and leg.basis != p.REVENUE
            and not leg.ended and leg.start <= t < leg.end]  # fmt: skip
    came, first, _ = incomes(s)
    found = {leg.number: 0.0 for leg in legs}
    for _ in range(2000):
        income = [amount + sum(found[leg.number] for leg in legs if leg.payee == i) for i, amount in enumerate(came)]
        taken, new = list(first), {}
        for leg in sorted(legs, key=lambda leg: leg.basis == p.NET_INCOME):
            base = {p.INCOME: income[leg.payer], p.NET_INCOME: income[leg.payer] - taken[leg.payer],
                    p.WEALTH: s.wealth[leg.payer]}[leg.basis]  # fmt: skip
            new[leg.number] = min(cents(max(0.0, leg.share * base)), leg.cap_left)
            taken[leg.payer] += new[leg.number] if leg.tier == 0 else 0.0
        if new == found:
            break
        found = new
    else:
        s.outcome = "not converged"
        return
    for leg in legs:
        leg.bill = due(s, leg.payer, leg.payee, leg.tier, found[leg.number], p.TAGS[leg.tag], leg=leg)
        leg.cap_left -= leg.bill


def take_relet(s, leg, gw):
    """What customers pay at once for capacity that its buyer no longer takes."""
    amount = cents(s.world.relet_discount * s.gw_quarter * gw)
    pay(s, p.CUSTOMERS, leg.payee, "compute", amount)
    s.relet[leg.payee] += amount


def billed(s, party):
    mine = [d for d in s.dues if d.payee == party.number]
    owed = sum(d.amount for d in mine if d.tag == "flex" or (d.leg is not None and d.leg.kind == p.COMPUTE))
    return s.relet[party.number] + owed


def begun_leases(party, t):
    """L: leases begun since the start, of a party whose rent is in its running cost."""
    return party.lease_due * min(1.0, (t + 1) / max(1.0, party.leased_by)) if party.defaulted < 0 else 0.0


def seller_dues(s, party, t):
    mine = [leg for leg in s.legs if leg.capacity and builder(leg) == party.number]
    G = sum(leg.stood + leg.gave for leg in mine)
    income = billed(s, party)
    party.peak = max(party.peak, income)
    if t == 0:
        party.billed0 = income
    leases = begun_leases(party, t)
    if not G and not income and not leases:
        return
    share = party.opex_share * max(income, s.world.fixed_cost * party.peak) if G or income else 0.0
    if leases:
        share = max(share, leases + party.opex_share * s.world.fixed_cost * party.billed0)
    running = party.opex_gw * G / 4 + share
    me = party.number
    power = due(s, me, p.UTILITIES, 0, party.power_gw * G / 4, "power")
    staff = due(s, me, p.STAFF_OTHER, 0, running, "staff")
    shell = (
        due(s, me, party.landlord, 2, party.shell_gw / 4 * party.rented, "shell_rent") if party.landlord >= 0 else 0.0
    )
    due(s, me, p.GOVERNMENTS, 0, party.tax * max(0.0, income - power - staff - shell - party.interest), "tax")


def paid_for_supply(s, party, used):
    """What was ordered before the start is taken and paid for, needed or not; what then lacks is bought."""
    n = max(1, round(party.supply_by))
    taken = cents(party.supply / n) if s.t < n and party.defaulted < 0 else 0.0
    held = party.stock + taken
    party.stock = max(0.0, held - used)
    return taken + max(0.0, used - held)


def vendor_dues(s, party, sold):
    """What a vendor owes for what it has sold; returns its cost."""
    cost = (1 - party.margin) * sold
    used = cents(party.foundry * cost)
    memory = due(s, party.number, p.MEMORY_FOUNDRY, 0, paid_for_supply(s, party, used), "memory")
    staff = due(s, party.number, p.STAFF_OTHER, 0, cost - used, "staff")
    due(s, party.number, p.GOVERNMENTS, 0, party.tax * sold, "tax")
    return memory + staff


def instalment(s, leg):
    """What was put off comes back in its instalments, in tier 3."""
    if leg.deferred <= 0:
        leg.instalment = 0.0
    elif due(s, leg.payer, leg.payee, 3, min(leg.instalment, leg.deferred), "deferral"):
        s.dues[-1].deferral = leg


def gates_open(s, leg, t):
    """Each gate stays open once it has opened; all of them, or any one, let the leg through."""
    mine = s.gates[leg.gates : leg.gates + leg.gates_n] if leg.gates_n else []
    for gate in mine:
        match gate.kind:
            case p.DATE:
                now = t >= gate.quarter
            case p.POWER:
                other = s.legs[gate.leg]
                own = other.kind == p.SITE and other.builds
                now = (other.came if own else other.d) * other.size >= gate.level
            case p.PRICE:
                n = sum(row.units for row in s.shares if row.issuer == gate.party)
                now = n > 0 and s.parties[gate.party].V / n >= gate.level
            case p.LISTED:
                now = t >= s.parties[gate.party].listed
        gate.opened = gate.opened or now
    return not mine or (any if leg.either else all)(gate.opened for gate in mine)


def stopped(s, borrower, t):
    """Whether lenders need not pay out what they promised: a large tenant lost, a covenant in breach, shares that
    fell."""
    breach = any(debt.breach for debt in s.debts if debt.issuer == borrower.number)
    return t < borrower.lost_tenant or breach or t < borrower.fell_until


def buys_chips(s, party):
    """Whether it is a vehicle that buys chips and lets them: its loans pay for these, when it buys."""
    sold = [leg for leg in s.legs if leg.kind == p.COMPUTE and leg.payee == party.number]
    return party.role == p.VEHICLE and any(leg.builds for leg in sold)


def dated(s, leg, t):
    if leg.ended or leg.left <= 0 or t < leg.start + late(s, leg, t) or not gates_open(s, leg, t):
        return
    part = min(leg.whole / leg.n, leg.left)
    level = s.levels[leg.driver] if leg.driver >= 0 else 1.0
    amount = part * driven(s, leg.driver, t, level)
    if leg.kind == p.LOAN and stopped(s, s.parties[leg.payee], t):
        pass  # it lapses
    elif leg.kind == p.LOAN and buys_chips(s, s.parties[leg.payee]):
        leg.may += amount
    elif leg.kind == p.LOAN:
        borrow(s, s.debts[leg.debt], cents(amount), t)
    else:
        leg.bill = due(s, leg.payer, leg.payee, leg.tier, amount, p.TAGS[leg.tag], leg=leg)
    leg.left -= part


def borrow(s, debt, amount, t, spread=0.0, parts=None):
    """Draw a debt: the holders pay at once, each by its share if nothing else was agreed, and hold that much more."""
    if amount <= 0:
        return 0.0
    face = face_of(debt)
    debt.spread = (debt.spread * face + spread * amount) / (face + amount)
    for k, part in enumerate(parts or split(amount, debt.parts)):
        pay(s, debt.parties[k], debt.issuer, "loan", part, financial=True)
        s.books.claim(("debt", debt.number), debt.parties[k], debt.issuer, part, paid=True)
        debt.holding[k] += part
    repay_over_term(debt, amount, t)
    return amount


def repay_over_term(debt, amount, t):
    """What comes on top of a linear debt is repaid evenly over the term from now."""
    term = max(1.0, debt.term)
    debt.repay.append((t + 1, t + 1 + math.ceil(term - 1e-9), amount / term))


def repay_now(s, debt, amount):
    """Repay part of a debt at once, each holder by what it holds. Returns what each got."""
    mine = [d for d in s.dues if d.debt is not None and d.debt[0] is debt and d.tag == "principal"]
    due_now = sum(d.amount - d.paid for d in mine)
    amount = cents(min(amount, face_of(debt) - due_now))
    if amount <= 0:
        return [0.0] * len(debt.holding)
    parts = by_holding(amount, debt.holding)
    for k, part in enumerate(parts):
        pay(s, debt.issuer, debt.parties[k], "principal", part, financial=True)
        s.books.claim(("debt", debt.number), debt.parties[k], debt.issuer, -part, paid=True)
        debt.holding[k] -= part
    return parts


def part_standing(s, party, t):
    """Share of a vehicle's or landlord's contracted or ordered capacity that stands; 1 for everybody else."""
    if party.role not in (p.VEHICLE, p.LANDLORD):
        return 1.0
    tenants = [one for one in s.parties if one.landlord == party.number]
    staged = sum(one.rented for one in tenants)
    ordered = sum(max(one.reserved, one.rented) if one.defaulted < 0 else one.rented for one in tenants)
    for leg in s.legs:
        if leg.capacity:
            owner = leg.payee if leg.kind == p.COMPUTE else leg.payer
            sold = leg.kind == p.COMPUTE and not leg.ended
            if sold and owner == party.number and party.role == p.VEHICLE:
                staged += leg.stood
                planned = not leg.builds or t < leg.start + late(s, leg, t) + leg.ramp + s.lead
                ordered += leg.size if planned else max(leg.ordered, leg.stood)
        elif leg.kind == p.DATED and p.TAGS[leg.tag] == "lease" and leg.payee == party.number and leg.left > 0:
            if leg.ended:
                continue
            ordered += leg.whole / leg.n
            staged += leg.whole / leg.n if t >= leg.start + late(s, leg, t) else 0.0
    return staged / ordered if ordered > 0 and staged < ordered else 1.0


def service(s, debt, t):
    """Interest and principal of a quarter on the face at its start, split over the holders."""
    face = sum(debt.opening)
    if face <= 0:
        return
    i = (debt.rate + debt.opening_spread + (s.short_rate if debt.floating else 0.0)) / 4
    years, known = float(s.plan.years[debt.number, t]), float(s.plan.due[debt.number, t])
    interest = cents(face * i if math.isnan(years) else face * i * 4 * years)
    waits, debt.waits = min(face, debt.waits), 0.0
    of_plan = face - waits  # what was put off is due beside what the plan says of the rest
    match debt.amortisation if math.isnan(known) else None:
        case None:
            principal = of_plan * known
        case p.BULLET:
            principal = of_plan if t >= round(debt.term) else 0.0
        case p.LINEAR:
            planned = sum(part for start, end, part in debt.repay if start <= t < end)
            principal = min(of_plan, planned) if planned >= 0.5 else of_plan  # waived: due after the last part
        case p.ANNUITY:
            k = max(1.0, debt.term - t)
            principal = of_plan * i / ((1 + i) ** k - 1) if i else of_plan / k
    principal += waits
    standing = part_standing(s, s.parties[debt.issuer], t)
    if standing < 1:
        capitalised = cents(interest * (1 - standing))
        interest -= capitalised
        whole = min(face, principal)
        principal = whole * standing
        for k, amount in enumerate(by_holding(capitalised, debt.opening)):
            debt.holding[k] += amount
            s.books.claim(("debt", debt.number), debt.parties[k], debt.issuer, amount, paid=False)
        debt.opening = list(debt.holding)
        if debt.amortisation == p.LINEAR:
            repay_over_term(debt, capitalised + whole - principal, t)
    principal = min(face, cents(principal))
    parts = debt.opening if principal == face else by_holding(principal, debt.opening)
    party = s.parties[debt.issuer]
    for k, part in enumerate(by_holding(interest, debt.opening)):
        due(s, debt.issuer, debt.parties[k], debt.tier, part, "interest", debt=(debt, k))
        party.interest += part
    for k, part in enumerate(parts):
        due(s, debt.issuer, debt.parties[k], debt.tier, part, "principal", debt=(debt, k))
        party.principal += part
