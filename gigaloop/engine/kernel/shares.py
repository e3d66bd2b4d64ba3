"""Shares: rounds and tranches at the current value, what markets offer of them, and what is bought back."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.books import accrue, claim, pay
from gigaloop.engine.kernel.draw import by_regime
from gigaloop.engine.kernel.step import step


@step
def remark(st, index, i):
    """Bring every holder's mark of party i's shares to V units/n."""
    at, ps = index.at[0], st.party[i]
    for place in range(index.register_at[i], index.register_at[i + 1]):
        k = index.register[place]
        line = at.share + k
        mark = np.rint(ps.value * st.units[k] / ps.units)
        accrue(st, index, line, mark - st.held[line])


@step
def issue(plan, st, index, k, paid, price):
    """New shares to the holder of row k for money paid; V rises by it, everyone else is diluted."""
    if paid <= 0.0:
        return
    i = plan.shares[k].issuer
    units = paid / price
    st.units[k] += units
    st.party[i].units += units
    st.party[i].value += paid
    claim(st, index.at[0].share + k, paid)
    remark(st, index, i)


@step
def share_price(ps, value):
    return value / ps.units if value > 0.0 and ps.units > 0.0 else 100.0


@step
def raise_equity(plan, st, index, i, amount):
    """A round at the current value, from private funds and the public in the party's proportion;
    what private funds have no room for nobody brings."""
    ps, at = st.party[i], index.at[0]
    private, public = index.private[i], index.public[i]
    share = st.values[plan.parties[i].private]
    if private < 0:
        share = 0.0
    if public < 0:
        share = 1.0 if private >= 0 else 0.0
    if amount < 1.0 or (private < 0 and public < 0):
        return 0.0
    price = share_price(ps, ps.value)
    amount = np.rint(amount)
    first = np.rint(amount * share)
    rest = amount - first
    if plan.parties[i].role != p.LANDLORD:  # infrastructure, no round
        first = min(first, np.floor(st.market[0].private))
        st.market[0].private -= first
    if first > 0.0:
        issue(plan, st, index, private, pay(st, index, at.round_private + i, first), price)
    if rest > 0.0:
        issue(plan, st, index, public, pay(st, index, at.round_public + i, rest), price)
    ps.equity_raised += first + rest
    return first + rest


@step
def offer(plan, st, i, t):
    """Equity that markets offer to party i this quarter: a share of its value, less of what mood has lifted."""
    v, w, m = st.values, plan.world[0], st.market[0]
    part = by_regime(v, m.equity, w.equity_open, w.equity_tight, w.equity_shut) * plan.times[p.APPETITE_EQUITY, t]
    return part * st.party[i].value * np.exp(-v[w.offer_mood] * st.party[i].mood)


@step
def news(earned, told, best):
    """What a lab earned over what the market was told: above it only over the best that it was ever told, for what was
    missed once is no news when it comes."""
    return earned / told if earned <= told else max(earned / best, 1.0)


@step
def left_for_rounds(ps):
    """What is offered beyond what tranches brought in the quarter: one appetite holds both."""
    return max(ps.offered - ps.committed, 0.0)


@step
def buy_back(plan, st, index, i, spare):
    """Shares bought back from the public at the current value, at most a part of it a quarter."""
    k, ps, at = index.public[i], st.party[i], index.at[0]
    if spare <= 0.0 or k < 0:
        return
    price = share_price(ps, ps.value)
    paid = pay(st, index, at.buy_back + i, min(spare, st.values[plan.world[0].buy_back_most] * ps.value))
    st.units[k] -= paid / price
    ps.units -= paid / price
    ps.value -= paid
    claim(st, at.share + k, -paid)
    remark(st, index, i)
