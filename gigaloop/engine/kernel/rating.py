"""Step 5, first: each party's band from leverage, cover and liquidity, what its new debt costs by it, and whom a market
serves."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.draw import ONE, by_regime
from gigaloop.engine.kernel.step import step

A, BBB, BB, B, CCC = range(5)


@step
def past(x, first, second, third, fourth):
    """How many of four rising edges x is above."""
    return (x > first) * 1 + (x > second) + (x > third) + (x > fourth)


@step
def rate(plan, st, index, t):
    """The band of every limited party, from a year's earnings, interest and rent, of who builds on debt from its
    liquidity too; of an investor from its loan to value."""
    v, w = st.values, plan.world[0]
    for i in index.limited:
        ps, role = st.party[i], plan.parties[i].role
        was = ps.worst
        earned = ps.ebitda_before if role == p.VENDOR else ps.ebitda
        before = 1.0 - 0.25 if t > 0 else 0.0  # a year's sum loses a quarter of itself
        ps.year = before * ps.year + (1.0 if t > 0 else 4.0) * earned
        ps.year_interest = before * ps.year_interest + (1.0 if t > 0 else 4.0) * ps.interest
        ps.year_rent = before * ps.year_rent + (1.0 if t > 0 else 4.0) * ps.rent_due
        ps.band = band(ps, role, v, w)
        if (
            (role == p.CLOUD or role == p.NEOCLOUD)
            and ps.debt > 0.0
            and ps.band < BB
            and is_thin(plan, st, index, i, t)
        ):
            ps.band = BB
        if ps.debt > 0.0:
            ps.worst = max(was, ps.band)
        ps.fell = ps.worst - was if was >= 0.0 else 0.0
        ps.downgrades += ps.fell > 0.0


@step
def band(ps, role, v, w):
    """By debt over a year's earnings and their cover of interest; an investor's by loan to value; A without debt."""
    if ps.debt <= 0.0:
        return A
    if role == p.INVESTOR:
        part = ps.debt / max(ps.holdings + ps.marks, 1.0)
        return past(part, v[w.ltv_a], v[w.ltv_bbb], v[w.ltv_bb], v[w.ltv_b])
    earned = ps.year + ps.year_rent
    part = (ps.debt + v[w.lease_debt] * ps.year_rent) / max(earned, 1.0)
    by_debt = past(part, v[w.leverage_a], v[w.leverage_bbb], v[w.leverage_bb], v[w.leverage_b])
    by_cover, charges = 0, ps.year_interest + v[w.lease_interest] * ps.year_rent
    if charges > 0.0:
        by_cover = past(-max(earned, 0.0) / charges, -v[w.cover_a], -v[w.cover_bbb], -v[w.cover_bb], -v[w.cover_b])
    return (by_debt + by_cover + 1) // 2


@step
def is_thin(plan, st, index, i, t):
    """Whether a year's sources do not cover its uses as investment grade asks."""
    dues = coming_dues(plan, st, index, i, t, 4)
    return has_at_hand(plan, st, index, i, 4) < st.values[plan.world[0].liquid] * dues


@step
def for_chips(plan, index, i):
    """Whether party i is a vehicle that buys chips: its booked loans pay for them alone."""
    if plan.parties[i].role == p.VEHICLE:
        for place in range(index.sold_at[i], index.sold_at[i + 1]):
            if plan.legs[index.sold[place]].builds == 1:
                return True
    return False


@step
def has_at_hand(plan, st, index, i, quarters):
    """Cash, what lenders promised and have not paid out, and so many quarters' earnings as they will be in a year."""
    ps, lines = st.party[i], 0.0
    first = index.kinds[p.LOAN + 1] if for_chips(plan, index, i) else index.kinds[p.LOAN]
    for place in range(first, index.kinds[p.LOAN + 1]):
        c = index.order[place]
        if plan.legs[c].payee == i and plan.legs[c].draws == p.BY_PLAN and st.leg[c].alive == 1:
            lines += st.leg[c].left
    return max(float(ps.cash), 0.0) + lines + quarters / 4.0 * max(ps.ahead + 4.0 * ps.other, 0.0)


@step
def coming_dues(plan, st, index, i, t, quarters):
    """Interest of so many quarters, what falls due of debt in them, and what is due on delivery."""
    whole, end = quarters / 4.0 * st.party[i].year_interest, min(t + quarters, len(st.later))
    for place in range(index.issued_at[i], index.issued_at[i + 1]):
        b = index.issued[place]
        ds, falls = st.debt[b], 0.0
        if not np.isnan(plan.due[b, t]):
            for q in range(t, end):
                falls += 0.0 if np.isnan(plan.due[b, q]) else plan.due[b, q] * ds.face
        elif plan.debts[b].amortisation == p.BULLET:
            falls = ds.face if int(np.rint(st.values[plan.debts[b].term])) <= t + quarters - 1 else 0.0
        else:
            falls = quarters * ds.principal
        whole += min(falls, ds.face)
    for place in range(index.sold_at[i], index.sold_at[i + 1]):
        for q in range(t, end):
            whole += st.later[q, index.sold[place]]
    return whole


@step
def rated(plan, i):
    """Whether party i's new bonds are priced by its band."""
    role = plan.parties[i].role
    return (role == p.CLOUD) | (role == p.NEOCLOUD) | (role == p.CONGLOMERATE) | (role == p.LAB)


@step
def may_buy(plan, st, b, holder):
    """Whether a holder may buy new paper on debt b: insurers and pensions no bond of a rated firm below BBB."""
    i = plan.debts[b].issuer
    junk = (b == plan.parties[i].bond) & rated(plan, i) & (st.party[i].band > BBB)
    return not (junk & (holder == p.INSURERS_PENSIONS))


@step
def is_served(plan, st, i):
    """Whether the debt market of the quarter buys new paper of party i: any when open, B and better when tight, A and
    BBB alone when shut; of a landlord, any but when shut."""
    regime = st.market[0].debt
    if plan.parties[i].role == p.LANDLORD:
        return regime < 2
    return regime == 0 or st.party[i].band <= (B if regime == 1 else BBB)


@step
def bond_spread(plan, st, i):
    """Spread of party i's new bonds over the short rate: by band, wider when tight or shut."""
    v, w, regime, band = st.values, plan.world[0], st.market[0].debt, st.party[i].band
    spread = v[w.spread_ccc]
    if band <= BB:
        spread = by_regime(v, band, w.spread_a, w.spread_bbb, w.spread_bb)
    elif band == B:
        spread = v[w.spread_b]
    return spread * by_regime(v, regime, ONE, w.spread_x_tight, w.spread_x_shut)
