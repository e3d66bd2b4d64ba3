"""The twin's step 9: values, marks and warrants."""

import math

from gigaloop.engine import plan as p
from tests.oracle.accounts import cents
from tests.oracle.bills import gates_open, pay
from tests.oracle.market import clip
from tests.oracle.opening import debt_of, set_marks


def revalue(s, t):
    w = s.world
    if s.rules.news:
        for party in s.parties:
            announce(s, party)
    mood = (1.0, w.multiple_tight, w.multiple_shut)[s.appetite]
    for party in s.parties:
        if party.role == p.LAB:
            target = 4 * party.R * math.exp(0.625 * party.a) * (w.multiple_base + w.multiple_slope * min(party.a, 1.3))
            if t == 0:  # valued for more than AI: that part is kept
                party.premium = party.V0 - target if 2 * target < party.V0 else 0.0
            target = (target + party.premium) * mood
        elif party.role == p.INVESTOR:
            target = party.V0 * own_worth(s, party, t) * mood
        else:
            growth = growth_of_flow(party)
            target = party.V if growth is None else party.V0 * growth**0.7 * mood
        if party.V <= 0 or party.V0 <= 0 or not party.limited:
            continue
        noise = party.role != p.LAB and party.shock >= 0
        surprise = math.exp(0.12 * float(s.draws.noise[s.path, t, party.shock])) if noise else 1.0
        party.V = cents(party.V * clip(1 + 0.3 * (target / party.V - 1), 0.6, 1.35) * surprise)
    for leg in s.legs:
        if leg.kind == p.WARRANT:
            exercise(s, leg, t)
    set_marks(s)


def announce(s, party):
    """What is heard of new orders and new spending moves a value for a while, within bounds."""
    w = s.world
    spent, party.capex_before = party.capex_before, party.capex_now
    if not party.limited or party.V0 <= 0:
        return
    gain, heard = min(w.news_gain, 0.5), 0.0
    new, old = party.sold, party.receipts
    if party.role in (p.CLOUD, p.NEOCLOUD):
        new, old = party.placed, party.placed_before
    if old > 0:
        heard += w.seller_news * gain * clip(new / old - 1, 0.0, 1.0)
    if party.role == p.CONGLOMERATE and spent > 0:
        heard += w.spender_news * gain * clip((party.capex_now / spent - 1) / 0.12, 0.0, 1.0)
    before, party.news = party.news, clip(party.news * 2**-0.5 + heard, -0.25, 0.25)
    party.V = cents(party.V * math.exp(party.news - before))


def own_worth(s, party, t):
    """What an investor owns less what it owes, over the same in quarter 0."""
    own = max(
        0.0, party.holdings + s.marks_before[party.number] + s.books.cash[party.number] - debt_of(s, party.number)
    )
    if t == 0:
        party.own0 = max(own, 1.0)
    return own / party.own0


def growth_of_flow(party):
    """F/F(0): smoothed receipts over the first that were not nothing; none yet: nothing is known of it."""
    now = party.taken + party.other_now
    if party.flow0 is None:
        if now == 0:
            return None
        party.flow = party.flow0 = now
    else:
        party.flow = 0.75 * party.flow + 0.25 * now
    return party.flow / party.flow0


def exercise(s, leg, t):
    """A step of a warrant, once, when its gates are open: new shares; the strike adds to the value."""
    if leg.exercised or leg.ended or t < leg.start or (leg.end > 0 and t >= leg.end) or not gates_open(s, leg, t):
        return
    leg.exercised = True
    row = s.shares[leg.line]
    amount = cents(leg.strike * leg.units)
    pay(s, leg.payee, leg.payer, "exercise", amount, financial=True)
    s.books.claim(("share", row.number), row.holder, row.issuer, amount, paid=True)
    row.mark += amount
    row.units += leg.units
    s.parties[leg.payer].V += amount
