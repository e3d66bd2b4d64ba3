"""Secured debt against its collateral: what that would fetch, what it earns, and what a breach keeps back."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.bill import vintage
from gigaloop.engine.kernel.step import step


@step
def pledged(plan, st, index, b):
    """What the capacity pledged for debt b would fetch, sold in one sale: by vintage, rent and the size of the sale."""
    w, v, m = plan.world[0], st.values, st.market[0]
    debt = plan.debts[b]
    gw, worth = 0.0, 0.0
    for place in range(m.halls if debt.collateral == -2 else 1):
        c = st.standing[place] if debt.collateral == -2 else debt.collateral
        leg, ls = plan.legs[c], st.leg[c]
        if debt.collateral == c or debt.issuer == (leg.payee if leg.kind == p.COMPUTE else leg.payer):
            gw += ls.d * ls.full
            worth += ls.d * ls.full * vintage(plan, st, max(m.quarter - leg.start - ls.lag, 0) / 4.0)
    sale = np.exp(-v[w.fire_sale] * min(gw / m.supply, 1.0))
    return m.it * worth * m.resale * sale


@step
def earnings(plan, st, index, i, collateral):
    """What a leg of party i, or all its capacity, earns this quarter after running costs, and which part of what was
    ordered of it stands (1 for vehicles and landlords: their debt service is cut to that part already)."""
    v, at = st.values, index.at[0]
    party, earned, stands, ordered = plan.parties[i], 0.0, 0.0, 0.0
    cut = party.role == p.VEHICLE or party.role == p.LANDLORD
    for place in range(1 if collateral >= 0 else (0 if cut else index.sold_at[i + 1] - index.sold_at[i])):
        c = collateral if collateral >= 0 else index.sold[index.sold_at[i] + place]
        leg, ls = plan.legs[c], st.leg[c]
        if leg.kind != p.COMPUTE or leg.payee != i:
            continue
        stands += ls.full * ls.d
        ordered += ls.full * (max(ls.o, ls.d) if leg.builds == 1 and ls.stopped == 0 else ls.d)
        if collateral == c:
            bill = (ls.bill if ls.alive == 1 else 0.0) + st.flow[at.relet + c]
            gw = ls.full * ls.d + ls.given
            running = v[party.opex_gw] + v[party.power_gw] + (v[party.shell_gw] if leg.builds == 1 else 0.0)
            earned += bill * (1.0 - v[party.opex_share]) - gw * running / 4.0
    if collateral < 0:
        earned = st.party[i].billed - st.party[i].cost
        for place in range(index.rents_at[i], index.rents_at[i + 1]):
            earned += st.due[index.rents[place]]
    return earned, 1.0 if cut or ordered <= 0.0 else stands / ordered


@step
def covenants(plan, st, index, i):
    """Coverage and loan to value of party i's secured debts, and what a fall of its band calls. A breach is no default:
    nothing more is drawn, and what the collateral earns beyond debt service (or what the loan is above its limit) is
    kept to repay it in step 8; of a vehicle or landlord all that its holders would get. Returns the cents kept."""
    v, ps = st.values, st.party[i]
    kept, of_all, part_of_all = 0.0, 0.0, -1.0  # what all its capacity earns is found once, for all debts on it
    first, last = index.issued_at[i], index.issued_at[i + 1]
    for place in range(first, last):
        b = index.issued[place]
        debt, ds = plan.debts[b], st.debt[b]
        ds.breach = ds.over = 0.0
        broken, ds.broken = ds.broken, 0
        called = v[plan.world[0].downgrade_call] * ps.fell
        if (
            ds.face <= 0.0
            or debt.collateral == -1
            or (v[debt.coverage] <= 0.0 and v[debt.ltv] <= 0.0 and called <= 0.0)
        ):
            continue
        service = pool = 0.0
        for beside in range(first, last):
            a = index.issued[beside]
            other = plan.debts[a]
            if (other.tier == 1) & (other.collateral == debt.collateral):
                service += st.debt[a].interest + st.debt[a].principal
                pool += st.debt[a].face - st.debt[a].principal
        face = ds.face - ds.principal
        over = called * face
        if v[debt.coverage] > 0.0 and service > 0.0:
            if debt.collateral < 0 and part_of_all < 0.0:
                of_all, part_of_all = earnings(plan, st, index, i, debt.collateral)
            earned, standing = of_all, part_of_all
            if debt.collateral >= 0:
                earned, standing = earnings(plan, st, index, i, debt.collateral)
            if standing > 0.0:
                service *= standing
                ratio = max(earned, 0.0) / service
                ps.coverage = ratio if ps.coverage == 0.0 else min(ps.coverage, ratio)
                if ratio < v[debt.coverage]:
                    ds.breach = 1.0
                    left = max(earned - service, 0.0)
                    if plan.parties[i].role == p.VEHICLE or plan.parties[i].role == p.LANDLORD:
                        year = (v[plan.world[0].service_kept] + 1.0) * (ps.interest + ps.principal) + ps.cost
                        left = max(left, ps.cash + ps.into - ps.out - year)
                    over = max(over, v[debt.sweep] * left * face / max(pool, 1.0))
        if v[debt.ltv] > 0.0:
            worth = pledged(plan, st, index, b) * face / max(pool, 1.0)
            if face > v[debt.ltv] * worth:
                ds.breach = 1.0
                over = max(over, face - v[debt.ltv] * worth)
        ds.broken = broken + 1 if ds.breach > 0.0 else 0
        if ds.broken <= debt.cure:
            ds.breach, over = 0.0, called * face  # there is time left to mend it; what a fall calls does not wait
        ds.over = min(over, face)
        kept += ds.over
    return kept
