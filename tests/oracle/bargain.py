"""The twin's step 7: who concedes what to a debtor that cannot pay, from docs/model.md, as plainly as it can be said.

E, A and T are functions of the rows as they stand. Every concession changes a due or an account at once; the clearing
then starts again from the top.
"""

import math
from types import SimpleNamespace

from gigaloop.engine import plan as p
from tests.oracle.accounts import cents
from tests.oracle.bills import kappa, pay
from tests.oracle.funding import (
    capital_left,
    cash_and_lines,
    coming_dues,
    draw,
    ebitda_ahead,
    issue,
    lab_room,
    lent,
    owed_now,
    running_cost,
    slow_down,
)
from tests.oracle.market import clip
from tests.oracle.opening import by_appetite, contract_end, face_of, late, progress, share_row, units_of
from tests.oracle.settlement import clear, live_capacity, recovery, shares_back

ROUNDS = 3
BUILDERS = (p.CLOUD, p.NEOCLOUD, p.VEHICLE, p.LANDLORD)


def bargain(s, t):
    """At most three rounds; each debtor in order, and the clearing from the top after each."""
    for _ in range(ROUNDS if s.rules.bargain else 0):
        short = [party for party in s.parties if party.limited and s.outcome == "ok" and lacking(s, party.number) >= 1]
        for party in short:
            if s.outcome != "ok" or lacking(s, party.number) < 1:
                continue  # an earlier debtor's bargain has made it whole
            if party.role == p.LAB:
                settle_lab(s, party, t)
            elif party.role in BUILDERS:
                waive(s, party, t)
            clear(s)
        if not short:
            return


def lends(s, number):
    return number in s.room


def evergreen(s, t):
    """Who still lacks is rolled by lenders that could not bear to recognise what they would lose on it."""
    for party in s.parties if s.rules.bargain else ():
        if not party.limited or s.outcome != "ok" or lacking(s, party.number) < 1:
            continue
        need = float(math.ceil(lacking(s, party.number)))
        caught = [k for k in range(len(s.parties)) if lends(s, k) and is_caught(s, party, k, t)]
        mine = [d for d in s.dues if d.payer == party.number and d.debt is not None and d.call is None]
        mine = [d for d in mine if d.payee in caught]
        whole = sum(d.amount for d in mine)
        if not mine or whole < need:
            continue
        for d in sorted(mine, key=lambda d: (d.debt[0].number, d.debt[1])):
            part = float(min(math.ceil(need / whole * d.amount), d.amount))
            d.amount -= part
            debt, k = d.debt
            if d.tag == "interest" and part > 0:
                debt.holding[k] += part
                s.books.claim(("debt", debt.number), d.payee, party.number, part, paid=False)
            if part > 0:
                note_evergreen(s, party, d.payee, part)
                row(s, party, d.payee).deferred += part
        clear(s)


def note_evergreen(s, debtor, k, part):
    row(s, debtor, k).evergreened += part
    debtor.evergreened += part


def is_caught(s, party, k, t):
    """Would lender k breach its capital by recognising its loss on the party?"""
    ours, loss = exposed(s, party, k, t)
    lender = s.parties[k]
    return loss > 0 and lender.reach * max(0.0, capital_left(s, lender, t) - loss) < lent(s, k) - ours


def exposed(s, party, k, t):
    """What k holds of a party's debts, and what it would lose of that by its fall."""
    worth = {n: live_capacity(s, n) for n in range(len(s.parties))}
    rates = shares_back(s, party.number, t, worth)
    loss = ours = 0.0
    for debt in s.debts:
        if debt.issuer == party.number and face_of(debt) > 0:
            held = sum(part for who, part in zip(debt.parties, debt.holding, strict=True) if who == k)
            ours += held
            loss += held * (1 - recovery(s) * rates[debt.number])
    return ours, loss


def owed(s, number):
    return sum(d.amount for d in s.dues if d.payer == number)


def lacking(s, number):
    return max(0.0, owed(s, number) - s.have[number])


def settle_lab(s, lab, t):
    need = float(math.ceil(lacking(s, lab.number)))
    if lab.slowed != t:
        slow_down(s, lab, t)
    need -= borrow_whole_room(s, lab, need, t)
    if need > 0:
        need -= sell_stakes(s, lab, need, t)
    if need > 0:
        need -= leave(s, lab, need, t)
    if need <= 0:
        return
    q = survival(s, lab, t)
    note(s, lab, need, weigh(s, lab, t), q, t)
    need -= relet(s, lab, need, q, t)
    E = weigh(s, lab, t)
    accepted = {}
    if need > 0 and run_before(lab, t) < s.world.amend_run:
        got, accepted = amend(s, lab, need, E, q, t)
        need -= got
        if got and lab.amended_at != t:
            lab.run, lab.amended_at = run_before(lab, t) + 1, t
            lab.times_amended += 1
    if need >= 1 and lab.rescues < s.world.rescue_count:
        top_up(s, lab, need, E, accepted, q, t)


def weigh(s, lab, t):
    """E of every claimant."""
    return {k: enforce(s, lab, k, t) for k in range(len(s.parties)) if s.parties[k].limited and k != lab.number}


def note(s, lab, need, E, q, t):
    """What each choice would cost each claimant, as first weighed in the quarter."""
    asked = sum(billed_by(s, lab, k) for k in E)
    a = min(need / max(asked, need), s.world.amend_limit)
    for k in E:
        if E[k] > 0 and (t, lab.number, k) not in s.bargains:
            A = amend_cost(s, lab, k, a, q, t)
            T = top_up_cost(s, s.world.rescue_size * need * E[k] / sum(E.values()), q)
            row(s, lab, k).__dict__.update(lacking=need, q=q, E=E[k], A=A, T=T)


def row(s, debtor, k):
    """The record of a debtor and a claimant in this quarter."""
    empty = SimpleNamespace(lacking=0.0, q=0.0, E=0.0, A=0.0, T=0.0, relet=0.0, deferred=0.0, brought=0.0,
                            evergreened=0.0)  # fmt: skip
    return s.bargains.setdefault((s.t, debtor.number, k), empty)


def run_before(lab, t):
    """Quarters running, up to the quarter before, in which something was deferred."""
    if lab.amended_at == t:
        return lab.run - 1
    return lab.run if lab.amended_at == t - 1 else 0


def borrow_whole_room(s, lab, need, t):
    got = draw(s, lab.bond, min(need, lab_room(s, lab, t)), t)
    s.have[lab.number] += got
    return got


def sell_stakes(s, lab, need, t):
    """Up to a part of each stake that it holds, to the public, at the mark; once a quarter."""
    if lab.sold_stakes == t:
        return 0.0
    lab.sold_stakes = t
    got = 0.0
    for row in list(s.shares):
        if row.holder != lab.number or row.mark <= 0 or got >= need:
            continue
        if not any(other.issuer == row.issuer and other.holder == p.PUBLIC_EQUITY for other in s.shares):
            continue
        public = share_row(s, row.issuer, p.PUBLIC_EQUITY)
        part = cents(min(need - got, s.world.stake_sale * row.mark))
        units = row.units * part / row.mark
        pay(s, p.PUBLIC_EQUITY, lab.number, "round", part, financial=True)
        for one, sign in ((row, -1), (public, 1)):
            one.units += sign * units
            one.mark += sign * part
            s.books.claim(("share", one.number), one.holder, one.issuer, sign * part, paid=True)
        got += part
    return got


def contracts(s, lab):
    """Contracts of the lab that stand, each with its due of this quarter (none: nothing is due)."""
    for leg in s.legs:
        if leg.kind == p.COMPUTE and leg.payer == lab.number and not leg.ended:
            yield leg, next((d for d in s.dues if d.leg is leg and d.payer == lab.number and d.call is None), None)


def leave(s, lab, need, t):
    """Exit rights, the cheapest per dollar saved first."""
    saved = 0.0
    while saved < need:
        best = None
        for leg, d in contracts(s, lab):
            if t < leg.exit or d is None or d.amount <= 0 or t >= contract_end(s, leg, t):
                continue
            ratio = leg.exit_cost * leg.rem / d.amount
            if ratio < 1 and (best is None or ratio < best[0]):
                best = (ratio, leg, d)
        if best is None:
            break
        _, leg, d = best
        fee = cents(leg.exit_cost * leg.rem)
        saved += d.amount - fee
        d.amount = fee
        leg.ended, leg.rem, leg.freed_at = True, 0.0, t
    return saved


def survival(s, lab, t):
    """Sources over uses of the next h quarters, as a chance."""
    w, h = s.world, s.world.survival_quarters
    m = (h + 1) / 2
    revenue = h * lab.R * math.exp(m * lab.a / 4)
    sources = max(0.0, s.books.cash[lab.number]) + revenue + shareholders_bring(s, lab, h, t)
    bills = 0.0
    for leg, _ in contracts(s, lab):
        if t >= contract_end(s, leg, t):
            bills += h * w.renewal * s.gw_quarter * leg.size * leg.d
        else:
            more = max(0.0, progress(leg, t + m, late(s, leg, t)) - leg.d) * w.repace
            bills += h * leg.p * leg.size * (leg.d + more)
    cost = h * lab.cost_now * math.exp(m * lab.a * w.cost_elasticity / 4)
    uses = max(bills, kappa(s, lab, t + m) * revenue + h * lab.training) + cost + h * (lab.interest + lab.principal)
    uses += sum(min(h * leg.instalment, leg.deferred) for leg in s.legs if leg.payer == lab.number)
    return as_chance(s, sources, uses)


def shareholders_bring(s, party, h, t):
    now = by_appetite(s.world, "equity", s.equity_appetite) * float(s.plan.times[p.APPETITE_EQUITY, t])
    return h / 2 * (now + s.world.equity_tight) * party.V


def as_chance(s, sources, uses):
    w = s.world
    return clip((sources / max(uses, 1.0) - w.survival_at) / w.survival_slope, w.survival_least, 1.0)


def terms(s, leg, t):
    """(price, rent when re-let, GW delivered, quarters that enforcing puts at risk) of a contract."""
    rent = s.world.relet_discount * s.gw_quarter
    if t >= contract_end(s, leg, t):
        return s.world.renewal * s.gw_quarter, rent, leg.size * leg.d, 0
    return leg.p, rent, leg.size * leg.d, min(s.world.at_risk, contract_end(s, leg, t) - t)


def enforce_contract(s, leg, d, t):
    price, rent, gw, n = terms(s, leg, t)
    unpaid = (1 - s.phi[d.payer][d.tier]) * d.amount if d is not None else 0.0
    return unpaid + max(0.0, price - rent) * gw * n + s.world.relet_vacancy * rent * gw


def enforce(s, lab, k, t):
    """E: what creditor k loses when the lab falls."""
    loss = sum((1 - s.phi[d.payer][d.tier]) * d.amount for d in bills(s, lab, k))
    for leg, _ in contracts(s, lab):
        if leg.payee == k:
            loss += enforce_contract(s, leg, None, t)
    for leg in s.legs:
        if leg.payee == k and leg.payer == lab.number:
            loss += (1 - s.world.recovery_unsecured) * leg.deferred
    loss += sum((1 - s.world.value_left) * row.mark for row in s.shares if row.issuer == lab.number and row.holder == k)
    for leg in s.legs:
        if leg.kind == p.GUARANTEE and leg.payer == k and not leg.ended:
            if leg.covers >= 0 and s.legs[leg.covers].payer == lab.number:
                loss += min(leg.left, sum(d.amount for d in s.dues if d.leg is s.legs[leg.covers] and d.call is None))
            elif leg.covers < 0 and leg.debt >= 0 and s.debts[leg.debt].issuer == lab.number:
                loss += min(leg.left, face_of(s.debts[leg.debt]))
    return loss + s.world.default_cost * lacking(s, k) if loss > 0 else 0.0


def bills(s, lab, k):
    """What the lab owes k in tier 2 under contracts, revenue shares and dated legs; then what it buys as it goes."""
    kinds = (p.COMPUTE, p.SHARE, p.DATED)
    mine = [d for d in s.dues if (d.payer, d.payee, d.tier) == (lab.number, k, 2) and d.call is None and d.debt is None]
    legs = [d for d in mine if d.leg is not None and d.leg.kind in kinds and not d.leg.ended]
    return sorted(legs, key=lambda d: d.leg.number) + [d for d in mine if d.tag == "flex"]


def line(s, lab, k):
    """The contract on whose line k holds what is put off of flex; without one that is not put off."""
    return max((leg for leg, _ in contracts(s, lab) if leg.payee == k), key=lambda leg: leg.number, default=None)


def deferrable(s, lab, k):
    return [d for d in bills(s, lab, k) if d.leg is not None or line(s, lab, k) is not None]


def billed_by(s, lab, k):
    return sum(d.amount for d in deferrable(s, lab, k))


def amend_cost(s, lab, k, a, q, t):
    """A(a): what creditor k loses when the share a of its bills is put off."""
    cut = sum(leg.rem for leg, d in contracts(s, lab)
              if leg.payee == k and d is not None and d.amount > 0 and t < contract_end(s, leg, t))  # fmt: skip
    return a * billed_by(s, lab, k) * (1 - q * s.world.defer_recovery) + s.world.amend_cut * cut


def later(s, E, q):
    """What is lost all the same when the debtor falls after a concession: its collateral is older then."""
    return (1 - q) * s.world.later_loss * E


def top_up_cost(s, x, q):
    """T(x): what bringing x costs, for it comes back only if the lab lives."""
    return x * (1 - q * s.world.defer_recovery)


def relet(s, lab, need, q, t):
    """Sellers for whom it costs less than anything else take a part of their capacity back."""
    freed = 0.0
    for leg, d in contracts(s, lab):
        if d is None or d.amount <= 0 or t >= contract_end(s, leg, t) or leg.given > 0 or freed >= need:
            continue
        k = leg.payee
        if not s.parties[k].limited:
            continue
        price, rent, gw, n = terms(s, leg, t)
        g = min(1.0, (need - freed) / d.amount)
        loss = g * ((price - rent) * gw * n + s.world.relet_vacancy * rent * gw)
        now = enforce_contract(s, leg, d, t)
        put_off = g * d.amount * (1 - q * s.world.defer_recovery) + s.world.amend_cut * leg.rem
        put_off += later(s, now, q)
        part = cents(g * d.amount)
        if loss >= min(put_off, now) or s.have[k] - part < owed(s, k):
            continue
        d.amount -= part
        s.have[k] -= part
        leg.given, leg.given_at = g * gw, t
        leg.rem = cents(leg.rem * (1 - g))
        leg.size *= 1 - g
        freed += part
        row(s, lab, k).relet += part
    return freed


def consenting(s, asked, A, E, q, need, most):
    """The same share is asked of everybody's dues; refusals raise it for the rest, once.

    That share, who agrees, and who of them because it could not bear to recognise the loss."""

    def bears(k, a):
        return A(k, a) + later(s, E[k], q) < E[k]

    def hides(k, a):
        return not bears(k, a) and 0 < s.parties[k].V < E[k]

    def pays(k, a):
        return not s.parties[k].limited or s.have[k] - a * asked[k] >= owed(s, k)

    a, among = 0.0, [k for k, amount in asked.items() if amount > 0]
    for _ in range(2):
        if among:
            a = min(need / sum(asked[k] for k in among), most)
            among = [k for k in among if (bears(k, a) or hides(k, a)) and pays(k, a)]
    return a, among, [k for k in among if hides(k, a)]


def amend(s, lab, need, E, q, t):
    """Bills that creditors agree to put off. Cents deferred; A of who agreed."""
    asked = {k: billed_by(s, lab, k) for k in E}

    def A(k, a):
        return amend_cost(s, lab, k, a, q, t)

    a, among, hiding = consenting(s, asked, A, E, q, need, s.world.amend_limit)
    accepted = {k: A(k, a) for k in among}
    total = 0.0
    for k in accepted:
        for d in deferrable(s, lab, k):
            leg = d.leg or line(s, lab, k)
            most = s.world.amend_limit * (d.amount + d.put_off) - d.put_off
            part = float(min(math.ceil(a * d.amount), math.floor(max(0.0, most))))
            if part < 1:
                continue
            d.amount -= part
            s.have[k] -= part
            s.books.claim(("deferral", leg.number), k, lab.number, part, paid=False)
            leg.deferred += part
            leg.instalment += cents(part / s.world.defer_quarters)
            d.put_off += part
            if d.leg and leg.kind == p.COMPUTE and leg.cut_at != t and t < contract_end(s, leg, t):
                leg.rem, leg.cut_at = cents(leg.rem * (1 - s.world.amend_cut)), t
            total += part
            told = row(s, lab, k)
            told.deferred += part
            told.q, told.E, told.A = q, E[k], accepted[k]
            if k in hiding:
                note_evergreen(s, lab, k, part)
    return total, accepted


def top_up(s, lab, need, E, accepted, q, t):
    """A coalition brings what lacks and more, each in proportion to what it would lose and can carry."""
    offers = {}
    for k in E:
        channel = None
        for leg in s.legs:
            if leg.kind == p.COMPUTE and leg.payer == lab.number and leg.payee == k and not leg.ended:
                channel = leg
        for leg in s.legs:
            if leg.kind == p.STAKE and leg.payer == k and leg.payee == lab.number:
                channel = leg
        if channel is None:
            continue
        gain = max(0.0, E[k] - accepted.get(k, 0.0))
        free = s.world.free_cash * max(0.0, s.have[k] - owed(s, k) - s.world.rescue_floor)
        if min(q * gain, free) > 0:
            offers[k] = (min(q * gain, free), channel)
    total = sum(offer for offer, _ in offers.values())
    if total < s.world.rescue_size * need:
        return
    price = lab.V / units_of(s, lab.number) if lab.V > 0 and units_of(s, lab.number) else 100.0
    for k, (offer, leg) in offers.items():
        part = float(math.ceil(s.world.rescue_size * need * offer / total))
        if leg.kind == p.STAKE:
            issue(s, s.shares[leg.line], part, price, p.TAGS[leg.tag])
            lab.V += part
        else:
            pay(s, k, lab.number, "rescue", part, financial=True)
            s.books.claim(("deferral", leg.number), k, lab.number, part, paid=True)
            leg.deferred += part
            leg.instalment += cents(part / s.world.rescue_quarters)
        s.have[k] -= part
        told = row(s, lab, k)
        told.brought += part
        told.T = top_up_cost(s, told.brought, q)
    lab.rescues += 1


def waive(s, builder, t):
    """Secured lenders that lose less by waiting take interest alone this quarter."""
    before = builder.waivers - (builder.waived_at == t)
    if not s.rules.waiver or before >= s.world.waiver:
        return
    mine = [d for d in s.dues if d.payer == builder.number and d.debt is not None and d.call is None]
    mine = [d for d in mine if d.tag == "principal" and d.debt[0].tier == 1]
    mine = [d for d in mine if owed_now(s, d.debt[0]) < face_of(d.debt[0])]
    asked = {d.payee: sum(one.amount for one in mine if one.payee == d.payee) for d in mine}
    E = {k: lost_by_fall(s, builder, k, t) for k in asked}
    q = outlook(s, builder, t)

    def A(k, a):
        return 0.0  # it stands in the face, secured and at interest: if the builder falls it is part of E

    _, among, hiding = consenting(s, asked, A, E, q, math.inf, 1.0)
    for k in sorted(k for k in asked if asked[k] > 0):
        told = row(s, builder, k)
        told.q, told.E, told.A = q, E[k], A(k, 1.0)
    for d in sorted(mine, key=lambda d: (d.debt[0].number, d.debt[1])):
        if d.payee in among and d.amount > 0:
            row(s, builder, d.payee).deferred += d.amount
            if d.payee in hiding:
                note_evergreen(s, builder, d.payee, d.amount)
            d.amount = 0.0
    if among and builder.waived_at != t:
        builder.waivers, builder.waived_at = builder.waivers + 1, t


def lost_by_fall(s, party, k, t):
    """E of a lender."""
    _, loss = exposed(s, party, k, t)
    interest = [d for d in s.dues if d.payer == party.number and d.payee == k and d.debt is not None]
    loss += sum((1 - s.phi[d.payer][d.tier]) * d.amount for d in interest if d.tag == "interest" and d.call is None)
    return loss + (s.world.default_cost * lacking(s, k) if loss > 0 and s.parties[k].limited else 0.0)


def outlook(s, builder, t):
    """q of a builder."""
    h, me = max(1, round(s.world.survival_quarters)), builder.number
    earns = max(0.0, ebitda_ahead(s, builder, t)) * h / 4 + shareholders_bring(s, builder, h, t)
    if builder.role in (p.VEHICLE, p.LANDLORD):
        due = sum(d.amount for d in s.dues if d.payee == me)
        earns = h * max(0.0, due - running_cost(s, builder))
    return as_chance(s, cash_and_lines(s, builder) + earns, coming_dues(s, builder, t, h))
