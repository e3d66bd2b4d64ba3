"""The twin's step 9: values, marks and warrants."""

import math

from gigaloop.engine import draws as z, plan as p
from tests.oracle.accounts import cents
from tests.oracle.bills import gates_open, pay
from tests.oracle.factor import taken_off
from tests.oracle.funding import news
from tests.oracle.market import clip
from tests.oracle.opening import debt_of, driven, set_marks, units_of


def own_part(s, party, t):
    """What an investor's other holdings move by themselves; their mean holds."""
    number = party.mood
    if number < 0 or math.isnan(float(s.plan.trend[t])):
        return 0.0
    return s.world.holdings_own * float(s.draws.growth[s.path, t, number]) - s.world.holdings_own**2 / 2


def revalue(s, t):
    w = s.world
    if s.rules.news:
        for party in s.parties:
            announce(s, party)
    factor = (1.0, w.multiple_tight, w.multiple_shut)[s.appetite]
    wave = float(s.draws.market[s.path, t, z.WAVE])
    shocked = log_shares(s, t)
    before = log_shares(s, t - 1) if t > 0 else 0.0
    for party in s.parties:
        if party.role == p.INVESTOR and s.rules.mode == p.GOING:
            party.holdings = cents(
                party.holdings
                * math.exp(
                    w.holdings_market * wave
                    - taken_off(s, w.holdings_market, t)
                    + own_part(s, party, t)
                    + (shocked - before)
                )
            )
        if not (party.limited and party.V0 > 0 and units_of(s, party.number)):
            continue
        now = mood(s, party, wave, t) + (0.0 if party.role == p.INVESTOR else shocked)
        if party.role == p.LAB:
            target = (lab_worth(s, party, t) + party.premium) * factor
        elif party.role == p.INVESTOR:
            target = party.V0 * own_worth(s, party, t) * factor
        else:
            growth = growth_of_flow(s, party)
            target = party.V * math.exp(-party.feeling) if growth is None else party.V0 * growth**w.flow_power * factor
        pulled = clip(1 + w.value_speed * (target * math.exp(party.feeling) / party.V - 1), w.value_low, w.value_high)
        party.V = max(1.0, cents(party.V * pulled * math.exp(now - party.feeling)))
        party.feeling = now
        watch_price(s, party, t)
    for leg in s.legs:
        if leg.kind == p.WARRANT:
            exercise(s, leg, t)
    set_marks(s)


def log_shares(s, t):
    """What a scenario does to all shares, in logarithms."""
    return math.log(max(driven(s, p.ALL_SHARES, t, 1.0), 1e-9))


def mood(s, party, wave, t):
    """The mood of a party's shares after this quarter: the market's, as it takes part, and its own."""
    w = s.world
    beta, own = {
        p.CONGLOMERATE: (w.beta_conglomerate, w.own_conglomerate),
        p.VENDOR: (w.beta_vendor, w.own_vendor),
        p.NEOCLOUD: (w.beta_neocloud, w.own_neocloud),
        p.CLOUD: (w.beta_rest, w.own_cloud),
    }.get(party.role, (w.beta_rest, w.own_rest))
    drawn = float(s.draws.growth[s.path, t, party.mood]) if party.mood >= 0 else 0.0
    b = w.mood_market * beta
    party.swing = w.mood_memory * party.swing + b * wave + own * drawn
    return party.swing - sum(taken_off(s, b * w.mood_memory**k, t) for k in range(t + 1))


def lab_worth(s, lab, t):
    """What a lab's AI business is worth: revenue at a multiple of its growth, which a miss of what was told lowers."""
    w = s.world
    if t == 0:
        lab.told = lab.best = lab.R
    else:
        lab.told *= math.exp(lab.a / 4)
        lab.told *= (lab.R / lab.told) ** w.told_weight if lab.told > 0 else 1.0
        lab.best = max(lab.best * math.exp(lab.a / 4), lab.told)
    heard = math.log(news(max(lab.R, 1.0), max(lab.told, 1.0), max(lab.best, 1.0)))
    growth = lab.a + w.miss_growth * clip(heard, w.miss_low, w.miss_high)
    worth = 4 * lab.R * math.exp(0.625 * lab.a) * (w.multiple_base + w.multiple_slope * min(growth, w.multiple_most))
    if t == 0:  # valued for more than AI: that part is kept
        lab.premium = lab.V0 - worth if w.beyond_ai * worth < lab.V0 else 0.0
    return worth


def watch_price(s, party, t):
    """Shares fell when the price is far below its own average: less is offered for a while."""
    n = units_of(s, party.number)
    if not n:
        return
    price = party.V / n
    if party.average is None:
        party.average = price
    else:
        party.average += s.world.price_speed * (price - party.average)
    if price < s.world.down_round * party.average:
        party.fell_until = t + 1 + round(s.world.down_quarters)


def announce(s, party):
    """What is heard of new orders and new spending moves a value for a while, within bounds."""
    w = s.world
    spent, party.capex_before = party.capex_before, party.capex_now
    if not party.limited or party.V0 <= 0:
        return
    gain, heard = w.news_gain, 0.0
    new, old = party.sold, party.receipts
    if party.role in (p.CLOUD, p.NEOCLOUD):
        new, old = party.placed, party.placed_before
    if old >= 1:
        heard += w.seller_news * gain * clip(new / old - 1, 0.0, 1.0)
    if party.role == p.CONGLOMERATE and spent > 0:
        heard += w.spender_news * gain * clip((party.capex_now / spent - 1) / w.spender_step, 0.0, 1.0)
    before, party.news = party.news, clip(party.news * 2 ** (-1 / w.news_half_life) + heard, -w.news_most, w.news_most)
    party.V = cents(party.V * math.exp(party.news - before))


def own_worth(s, party, t):
    """What an investor owns less what it owes, over the same in quarter 0."""
    own = max(
        0.0, party.holdings + s.marks_before[party.number] + s.books.cash[party.number] - debt_of(s, party.number)
    )
    if t == 0:
        party.own0 = max(own, 1.0)
    return own / party.own0


def growth_of_flow(s, party):
    """F/F(0): smoothed receipts over the first that were not nothing; none yet: nothing is known of it."""
    now = party.taken + party.other_now
    if party.flow0 is None:
        if now == 0:
            return None
        party.flow = party.flow0 = now
    else:
        party.flow = s.world.flow_memory * party.flow + (1 - s.world.flow_memory) * now
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
