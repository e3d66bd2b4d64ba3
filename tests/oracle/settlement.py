"""The twin's steps 6 and 8: who can pay what, guarantees joined with debts, and what a default does."""

import math
from collections import defaultdict
from types import SimpleNamespace

from gigaloop.engine import draws as z, plan as p
from tests.oracle.accounts import cents, split
from tests.oracle.bills import due, pay, repay_now, vintage as aged
from tests.oracle.market import labs
from tests.oracle.opening import contract_end, debt_of, driven, face_of, set_marks

TIERS = range(4)


def fixed_point(s):
    """phi[i][k], what each party has, and how far the last round still moved a due (cents)."""
    count = len(s.parties)
    owed = [[0.0] * 4 for _ in range(count)]
    for d in s.dues:
        owed[d.payer][d.tier] += d.amount
    phi = [[1.0] * 4 for _ in range(count)]
    have = list(s.books.cash)
    for _ in range(200):
        have = list(s.books.cash)
        for d in s.dues:
            have[d.payee] += phi[d.payer][d.tier] * d.amount
        new = [row if not s.parties[i].limited else shares_paid(s, owed[i], have[i]) for i, row in enumerate(phi)]
        moves = [abs(new[i][k] - phi[i][k]) for i in range(count) for k in TIERS]
        residual = max(abs(new[i][k] - phi[i][k]) * owed[i][k] for i in range(count) for k in TIERS)
        phi = new
        if max(moves) <= 1e-12:
            return phi, have, residual
    s.outcome = "not converged"
    return phi, have, residual


def shares_paid(s, owed, have):
    """One party's paid shares by tier: all, or what is left after the cost of default, from the first tier down."""
    if have >= sum(owed):
        return [1.0] * 4
    h = (1 - s.world.default_cost) * max(0.0, have)
    out = []
    for amount in owed:
        out.append(min(1.0, max(0.0, h / amount)) if amount else 1.0)
        h = max(0.0, h - amount)
    if s.rules.full_payment:
        for k in TIERS:
            if out[k] < 1:
                return out[:k] + [0.0] * (4 - k)
    return out


def covered(s, guarantee):
    """The dues a guarantee stands for: of its leg, or interest and principal of its debt, or its face written off."""
    for d in [*s.dues, *s.written_off, *empty(s)]:
        of_leg = d.leg is not None and d.leg.number == guarantee.covers >= 0
        of_debt = d.debt is not None and d.debt[0].number == guarantee.debt >= 0
        if d.call is None and (of_leg or of_debt):
            yield d


def empty(s):
    """Bills of capacity that stands empty since its lab fell: nobody pays them but a guarantor."""
    for leg in s.legs:
        if leg.kind == p.COMPUTE and leg.ended and leg.freed_at is not None and (s.t < contract_end(s, leg, s.t)):
            amount = cents(min((1 - leg.let) * leg.floor * leg.p * leg.size * leg.d, leg.rem))
            yield SimpleNamespace(payer=leg.payer, payee=leg.payee, amount=amount, tag="empty", leg=leg, debt=None,
                                  call=None)  # fmt: skip


def clear(s):
    """The greatest fixed point, started again with the calls until no call changes."""
    guarantees = [leg for leg in s.legs if leg.kind == p.GUARANTEE and not leg.ended]
    plain = [d for d in s.dues if d.call is None]  # the bargain clears again: what was called before is called anew
    calls = {}
    for _ in range(20):
        s.dues = list(plain)
        for leg in guarantees:
            for payee, amount, holding, still_owed in calls.get(leg.number, []):
                due(s, leg.payer, payee, 2, amount, "guarantee", call=leg, lack=(holding, still_owed))
        phi, have, residual = fixed_point(s)
        made, lacks = {}, {}
        for leg in guarantees:
            lacking = []
            for d in covered(s, leg):
                paid = 0.0 if d.tag in ("written_off", "empty") else phi[d.payer][d.tier] * d.amount
                lack = lacks.setdefault(key(d), d.amount - paid)
                if lack > 0 and d.payee != leg.payer:
                    lacking.append((d, lack))
            u = sum(lack for _, lack in lacking)
            call = cents(min(u, leg.left))
            if call <= 0:
                continue
            made[leg.number] = shared(leg, call, u, lacking)
            for d, lack in lacking:  # a later guarantee stands for what this one cannot pay
                lacks[key(d)] -= cents(phi[leg.payer][2] * call * lack / u)
        if total(made) == total(calls):
            break
        calls = made
    else:
        s.outcome = "no consistent clearing"
    s.phi, s.have, s.residual = phi, have, residual


def grace(s, t):
    """A party that lacks lets what it owes on debts with a cure period wait for a quarter, debt by debt."""
    for party in s.parties:
        owed = sum(d.amount for d in s.dues if d.payer == party.number)
        need = max(0.0, owed - s.have[party.number])
        if not party.limited or s.outcome != "ok" or need < 1:
            continue
        moved = False
        for debt in s.debts:
            run = debt.missed if debt.missed_at == t - 1 else 0
            mine = [d for d in s.dues if d.debt is not None and d.debt[0] is debt and d.call is None]
            amount = sum(d.amount for d in mine)
            if debt.issuer != party.number or run >= debt.cure or need < 1 or amount <= 0:
                continue
            for d in mine:
                if d.tag == "interest":
                    debt.holding[d.debt[1]] += d.amount
                    s.books.claim(("debt", debt.number), d.payee, debt.issuer, d.amount, paid=False)
                d.amount = 0.0
            debt.waits, debt.missed, debt.missed_at = amount, run + 1, t
            need -= amount
            moved = True
        if moved:
            clear(s)


def key(d):
    """A due by what it is, for rows that are made anew each round."""
    return d.payer, d.payee, d.tag, d.leg.number if d.leg else -1, (d.debt[0].number, d.debt[1]) if d.debt else ()


def shared(guarantee, call, u, lacking):
    """A call as (payee, cents, holding, whether it is still owed): of a debt by the holders' shares, interest first."""
    if guarantee.covers >= 0 or not lacking[0][0].debt:
        lacks = [lack / u for _, lack in lacking]
        return [(d.payee, part, None, True) for (d, _), part in zip(lacking, split(call, lacks), strict=True)]
    debt = lacking[0][0].debt[0]
    out = []
    for k, part in enumerate(split(call, debt.parts)):
        still_owed = not any(d.tag == "written_off" for d, _ in lacking)
        out.append((debt.parties[k], part, (debt, k), still_owed))
    return out


def total(calls):
    return {number: sum(part for _, part, *_ in parts) for number, parts in calls.items() if parts}


def settle(s, t):
    """Pay every due its share; then whoever could not pay whole defaults."""
    short, s.written_off, s.covered = set(), [], defaultdict(float)
    before = [party.sold for party in s.parties]
    credit, equity = sum(s.credit_loss.values()), sum(s.equity_loss.values())
    for d in s.dues:
        share = s.phi[d.payer][d.tier]
        if share < 1:
            short.add(d.payer)
        amount = cents(share * d.amount)
        sold = d.leg is not None and d.leg.kind == p.SITE
        principal = d.debt is not None and d.tag == "principal"
        pay(s, d.payer, d.payee, d.tag, amount, financial=principal or d.deferral is not None, sold=sold)
        if d.tag == "penalty":
            s.parties[d.payer].penalty_paid += amount
            s.parties[d.payee].penalty_got += amount
        d.paid = amount
        if principal:
            repay(s, *d.debt, amount)
        if d.call is not None:
            honour(s, d, amount, t)
        if d.deferral is not None:
            d.deferral.deferred -= amount
            s.books.claim(("deferral", d.deferral.number), d.payee, d.payer, -amount, paid=True)
    for debt in s.debts:
        if debt.over > 0 and debt.issuer not in short:
            repay_now(s, debt, min(debt.over, max(0.0, s.books.cash[debt.issuer])))
        debt.over = 0.0
    groups = {debt.cross for debt in s.debts if debt.issuer in short and debt.cross >= 0}
    short |= {debt.issuer for debt in s.debts if debt.cross in groups and face_of(debt) > 0}
    for number in sorted(short):
        fees = cents(s.world.default_cost * max(0.0, cents(s.have[number])))
        pay(s, number, p.STAFF_OTHER, "default_cost", min(fees, max(0.0, s.books.cash[number])))
    worth = {number: live_capacity(s, number) for number in range(len(s.parties))}
    s.fallen = recovery(s)
    for number in sorted(short):
        default(s, s.parties[number], t, worth)
    for party, sold in zip(s.parties, before, strict=True):
        party.late = party.sold - sold
    credit = sum(s.credit_loss.values()) - credit
    equity = sum(s.equity_loss.values()) - equity
    s.losses = s.world.loss_memory * s.losses + credit
    if credit + equity > s.world.big_default:
        length = s.world.shut_length * abs(float(s.draws.market[s.path, t, z.SHUT]))
        s.shut_until = max(s.shut_until, t + 2 + math.floor(length))


def recovery(s):
    """h: what is left of every recovery when money is dear and much has failed."""
    w = s.world
    return 1 - w.recovery_fall * max(
        (0.0, w.recovery_tight, 1.0)[s.debt_appetite], min(s.losses / w.recovery_losses, 1.0)
    )


def repay(s, debt, k, amount):
    debt.holding[k] -= amount
    s.books.claim(("debt", debt.number), debt.parties[k], debt.issuer, -amount, paid=True)


def honour(s, d, amount, t):
    """A call was paid: principal that was covered is owed no more; the guarantor may claim it from the obligor."""
    leg = d.call
    leg.left -= amount
    s.calls.append((t, leg.number, amount))
    holding, still_owed = d.lack
    if holding is not None:
        debt, k = holding
        mine = [x for x in s.dues if x.call is None and x.debt is not None and x.debt[0] is debt and x.debt[1] == k]
        unpaid = sum(x.amount - x.paid for x in mine if x.tag == "interest") - s.covered[debt.number, k]
        first = min(amount, max(0.0, unpaid))  # interest that no guarantor before has covered
        s.covered[debt.number, k] += first
        freed = min(debt.holding[k], amount - first) if still_owed else 0.0  # what was written off is owed no more
        debt.holding[k] -= freed
        s.books.claim(("debt", debt.number), debt.parties[k], debt.issuer, -freed, paid=False)
    if leg.subrogation:
        s.subrogated[leg.number] += amount
        s.books.claim(("subrogation", leg.number), leg.payer, leg.payee, amount, paid=False)


def live_capacity(s, number):
    """GW of an issuer that stand and can be sold: sold contracts' capacity and its own sites."""
    mine = [leg for leg in s.legs if leg.capacity and (leg.payee if leg.kind == p.COMPUTE else leg.payer) == number]
    return [(leg, leg.d * leg.size) for leg in mine if leg.d > 0]


def vintage(s, leg, t):
    """Share of its price that capacity still fetches; its age counts from first delivery."""
    return aged(s, max(0.0, t - leg.start - leg.lag) / 4)


def collateral(s, debt, t, worth):
    """What the pledged capacity of one debt fetches in one sale, cents."""
    if debt.collateral == -2:
        pledged = worth[debt.issuer]
    else:
        leg = s.legs[debt.collateral]
        pledged = [(leg, leg.d * leg.size)]
    sold = sum(gw for _, gw in pledged)
    at_price = sum(gw * vintage(s, leg, t) for leg, gw in pledged)
    return s.I * at_price * (s.used_rent / s.anchor) ** s.world.resale_power * math.exp(-s.world.fire_sale * sold / s.S)


def shares_back(s, me, t, worth):
    """Share of its face that each debt of a party gets back in step 8, before what a bad market takes of it."""
    fallen = [debt for debt in s.debts if debt.issuer == me and face_of(debt) > 0]
    pools = {}
    for debt in fallen:
        if debt.tier == 1 and debt.collateral != -1:
            key = (debt.collateral, debt.issuer if debt.collateral == -2 else -1)
            pools[key] = pools.get(key, 0.0) + face_of(debt)
    rates = {}
    for debt in fallen:
        if debt.tier == 1 and debt.collateral != -1:
            key = (debt.collateral, debt.issuer if debt.collateral == -2 else -1)
            covered = min(1.0, collateral(s, debt, t, worth) / pools[key])
            rates[debt.number] = covered + s.world.recovery_unsecured * (1 - covered)
        else:
            rates[debt.number] = s.world.recovery_secured if debt.tier == 1 else s.world.recovery_unsecured
    return rates


def default(s, party, t, worth):
    me = party.number
    fallen = [debt for debt in s.debts if debt.issuer == me and face_of(debt) > 0]
    rates = shares_back(s, me, t, worth)
    recovered = [[cents(s.fallen * rates[debt.number] * part) for part in debt.holding] for debt in fallen]
    for debt, parts in zip(fallen, recovered, strict=True):
        pay(s, p.PRIVATE_FUNDS, debt.issuer, "asset_sale", sum(parts))
        for k, part in enumerate(parts):
            pay(s, debt.issuer, debt.parties[k], "principal", part, financial=True)
            repay(s, debt, k, part)
        debt.waits = 0.0
        for k, holder in enumerate(debt.parties):
            lost, debt.holding[k] = debt.holding[k], 0.0
            s.books.claim(("debt", debt.number), holder, debt.issuer, -lost, paid=False)
            s.credit_loss[holder] += lost
            s.written_off.append(SimpleNamespace(payer=me, payee=holder, amount=lost, tag="written_off", leg=None,
                                                 debt=(debt, k), call=None))  # fmt: skip
    for leg in s.legs:
        if leg.kind == p.GUARANTEE and leg.payee == me and s.subrogated[leg.number] > 0:
            claim, s.subrogated[leg.number] = s.subrogated[leg.number], 0.0
            amount = cents(s.fallen * s.world.recovery_unsecured * claim)
            pay(s, p.PRIVATE_FUNDS, me, "asset_sale", amount)
            pay(s, me, leg.payer, "principal", amount, financial=True)
            s.books.claim(("subrogation", leg.number), leg.payer, me, -amount, paid=True)
            s.books.claim(("subrogation", leg.number), leg.payer, me, amount - claim, paid=False)
            s.credit_loss[leg.payer] += claim - amount
    for leg in s.legs:
        if leg.payer == me and leg.deferred > 0:
            amount = cents(s.fallen * s.world.recovery_unsecured * leg.deferred)
            pay(s, p.PRIVATE_FUNDS, me, "asset_sale", amount)
            pay(s, me, leg.payee, "deferral", amount, financial=True)
            s.books.claim(("deferral", leg.number), leg.payee, me, -amount, paid=True)
            s.books.claim(("deferral", leg.number), leg.payee, me, amount - leg.deferred, paid=False)
            s.credit_loss[leg.payee] += leg.deferred - amount
            leg.deferred = leg.instalment = 0.0
    before = {row.number: row.mark for row in s.shares if row.issuer == me}
    if party.V > 0:
        party.V = max(1.0, cents(s.world.value_left * party.V))
    set_marks(s)
    for row in s.shares:
        if row.issuer == me:
            s.equity_loss[row.holder] += before.get(row.number, 0.0) - row.mark
    for leg in s.legs:
        if leg.capacity and leg.builds and (leg.payee if leg.kind == p.COMPUTE else leg.payer) == me:
            leg.later = {}  # what is not delivered is not owed
    first = party.defaulted < 0
    if first:
        party.defaulted = t
    for leg in s.legs:
        if leg.kind == p.COMPUTE and leg.payer == me and not leg.ended and is_large(s, leg, t):
            s.parties[leg.payee].lost_tenant = t + 1 + round(s.world.tenant_quarters)
    end_legs(s, me, t)
    if party.role == p.LAB and first:
        hand_on(s, party, t)
    for leg in s.legs:
        if leg.kind in (p.BACKSTOP, p.RESIDUAL, p.GUARANTEE) and leg.payer == me:
            leg.ended = True
        vehicle = s.parties[leg.payee]
        if leg.kind == p.COMPUTE and leg.ended and vehicle.role == p.VEHICLE and vehicle.defaulted >= 0:
            s.resold += leg.d * leg.size if leg.builds else 0.0  # sold with the vehicle's other assets
            leg.d = 0.0


def signed(s, leg, t):
    """What a contract that stands has still to bill; a renewed one nothing."""
    return leg.rem if t < contract_end(s, leg, t) else 0.0


def is_large(s, leg, t):
    """Is it more than a part of what its seller bills, or of what is signed with its seller?"""
    part, mine = s.world.tenant_part, [one for one in s.legs if one.kind == p.COMPUTE and one.payee == leg.payee]
    whole = sum(signed(s, one, t) for one in mine if not one.ended)
    return leg.bill > part * s.billed[leg.payee] or signed(s, leg, t) > part * whole


def end_legs(s, me, t):
    """What the defaulter buys ends, and what was promised to it; what it sells goes on, but no more of it comes."""
    for leg in s.legs:
        if leg.capacity and leg.payee == me and (leg.builds or s.parties[me].role == p.VEHICLE):
            leg.pace = 0.0
        promised = leg.payee == me and leg.kind in (p.STAKE, p.LOAN)
        if leg.ended or leg.kind == p.GUARANTEE or not (leg.payer == me or promised):
            continue
        leg.ended = True
        if leg.kind == p.COMPUTE and leg.d > 0:
            leg.freed_at = t


def hand_on(s, lab, t):
    """A lab keeps a part; a part of what it loses goes to the others by what they earn."""
    rivals = [other for other in labs(s) if other is not lab and other.defaulted < 0]
    weight = sum(other.R for other in rivals)
    kept = s.world.fallen_kept
    lost = (1 - kept) * driven(s, lab.demand, t, lab.demand_level)
    for other in rivals:
        other.demand_level += lost * s.world.fallen_passed * (other.R / weight if weight else 0.0)
    lab.demand_level, lab.R = lab.demand_level * kept, lab.R * kept
    lab.top *= kept
    lab.told, lab.best = (one * kept if one is not None else None for one in (lab.told, lab.best))
    lab.scale = kept  # its costs shrink with it


def debt_by_party(s):
    return [debt_of(s, party.number) for party in s.parties]
