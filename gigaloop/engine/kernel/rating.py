"""Step 5, first: each party's band from leverage and cover, what its new debt costs by it, and whom a market serves."""

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
    """The band of every limited party, from a year's earnings and interest; of an investor from its loan to value."""
    v, w = st.values, plan.world[0]
    for i in index.limited:
        ps, role = st.party[i], plan.parties[i].role
        was = ps.worst
        earned = ps.ebitda_before if role == p.VENDOR else ps.ebitda
        before = 1.0 - 0.25 if t > 0 else 0.0  # a year's sum loses a quarter of itself
        ps.year = before * ps.year + (1.0 if t > 0 else 4.0) * earned
        ps.year_interest = before * ps.year_interest + (1.0 if t > 0 else 4.0) * ps.interest
        ps.band = band(ps, role, v, w)
        ps.worst = max(was, ps.band)
        ps.fell = ps.worst - was if t > 0 else 0.0
        ps.downgrades += ps.fell > 0.0


@step
def band(ps, role, v, w):
    """By debt over a year's earnings and their cover of interest; an investor's by loan to value; A without debt."""
    if ps.debt <= 0.0:
        return A
    if role == p.INVESTOR:
        part = ps.debt / max(ps.holdings + ps.marks, 1.0)
        return past(part, v[w.ltv_a], v[w.ltv_bbb], v[w.ltv_bb], v[w.ltv_b])
    by_debt = past(ps.debt / max(ps.year, 1.0), v[w.leverage_a], v[w.leverage_bbb], v[w.leverage_bb], v[w.leverage_b])
    by_cover = 0
    if ps.year_interest > 0.0:
        cover = -max(ps.year, 0.0) / ps.year_interest
        by_cover = past(cover, -v[w.cover_a], -v[w.cover_bbb], -v[w.cover_bb], -v[w.cover_b])
    return (by_debt + by_cover + 1) // 2


@step
def rated(plan, i):
    """Whether party i's new bonds are priced by its band."""
    role = plan.parties[i].role
    return role == p.CLOUD or role == p.NEOCLOUD or role == p.CONGLOMERATE or role == p.LAB


@step
def may_buy(plan, st, b, holder):
    """Whether a holder may buy new paper on debt b: insurers and pensions no bond of a rated firm below BBB."""
    i = plan.debts[b].issuer
    junk = b == plan.parties[i].bond and rated(plan, i) and st.party[i].band > BBB
    return not (junk and holder == p.INSURERS_PENSIONS)


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
