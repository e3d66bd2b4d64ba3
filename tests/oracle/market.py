"""The twin's steps 1 to 3: what the quarter draws, what builders want and get, and what an hour costs."""

import math

from gigaloop.engine import draws as z
from gigaloop.engine import plan as p
from tests.oracle.opening import OPEN, SHUT, TIGHT, appetite_of, contract_end, driven, late, progress  # fmt: skip


def clip(x, low, high):
    return min(high, max(low, x))


def draw(s, t):
    w, normal = s.world, [float(x) for x in s.draws.market[s.path, t]]
    years = t / 4
    s.xc = w.growth_persistence * s.xc + w.common_sd * normal[z.COMMON]
    s.X += s.xc
    if t >= 1:
        chances = [float(x) for x in s.plan.transition[s.regime]]
        tilt = clip(w.tilt * normal[z.COMMON], -0.08, 0.08)
        first = clip(chances[0] + tilt, 0.0, 1.0)
        second = clip(chances[0] + chances[1] + tilt, first, 1.0)
        u = float(s.draws.regime[s.path, t])
        s.regime = OPEN if u < first else TIGHT if u < second else SHUT
    s.equity_appetite = appetite_of(s, p.APPETITE_EQUITY, t)
    s.debt_appetite = appetite_of(s, p.APPETITE_DEBT, t)
    s.appetite = max(s.equity_appetite, s.debt_appetite)

    s.fc = driven(s, p.DEMAND_COMMON, t, 1.0)
    s.m = w.memory_persistence * s.m + w.memory_sd * normal[z.MEMORY] + float(s.plan.add[p.SUPPLY_MEMORY, t])
    s.I = w.it_cost * (1 + w.it_drift * years) * math.exp(s.m)
    if t > 0:
        s.g *= 1 + w.efficiency_growth / 4
        s.h *= 1 + w.efficiency_planned / 4
    s.e = driven(s, p.EFFICIENCY, t, s.g)
    s.rel = s.e / s.h
    s.r = w.rate + 0.9 * (s.r - w.rate) + 0.0015 * normal[z.RATE]
    s.short_rate = max(0.0, driven(s, p.RATE, t, s.r))
    for driver in s.drivers:
        if driver.row["walk"]:
            s.levels[driver.number] *= math.exp(driver.walk / 2 * normal[z.YEN])

    for lab in labs(s):
        own = float(s.draws.growth[s.path, t, lab.shock]) if lab.shock >= 0 else 0.0
        noise = float(s.draws.noise[s.path, t, lab.shock]) if lab.shock >= 0 else 0.0
        fading = math.exp(-years / lab.fade) if lab.fade > 0 else 0.0
        lab.a = w.growth_long_run + (lab.growth - w.growth_long_run) * fading
        lab.own = w.growth_persistence * lab.own + w.own_sd * own
        lab.demand_level *= math.exp((lab.a / 4 + s.xc + lab.own if t else 0.0) + w.noise_sd * noise)
        lab.demand_used = lab.demand_level * s.fc * driven(s, lab.demand, t, 1.0)
    most = w.market * math.exp(0.05 * t / 4)
    asked = sum(lab.demand_used for lab in labs(s))
    for lab in labs(s):
        if w.market > 0 and asked > most:
            lab.demand_used *= most / asked


def labs(s):
    return [party for party in s.parties if party.role == p.LAB]


def builder(leg):
    """Who orders a leg's capacity: the seller of compute, the payer of a site."""
    return leg.payee if leg.kind == p.COMPUTE else leg.payer


def other_business(party, t):
    return party.other * math.exp(party.other_growth * t / 4)


def build(s, t):
    """What legs and big spenders want, cut by power, chips and memory; the scarcest limit is recorded."""
    w, years = s.world, t / 4
    rent, anchor = s.used_rent, s.anchor  # of the quarter before
    answer = clip((rent / anchor) ** 0.5, 0.55, 1.35) * math.exp(s.X / 2) * s.fc**0.5
    for leg in s.legs:
        leg.w = leg.asked = 0.0
        leg.binding = None
        if not leg.capacity or not leg.builds or leg.ended or t + s.lead >= contract_end(s, leg, t):
            continue
        if s.parties[builder(leg)].defaulted >= 0:
            continue
        if s.parties[leg.payee].role == p.VEHICLE and t >= leg.start + late(s, leg, t) + leg.ramp:
            continue
        leg.pace = min(1.0, 1.3 * leg.pace)
        behind = min(progress(leg, t + s.lead, late(s, leg, t)) - leg.o, 1.5 / leg.ramp)
        leg.asked = leg.w = max(0.0, behind) * leg.pace * leg.size
    for party in s.parties:
        if party.role == p.CONGLOMERATE:
            plan = party.capex * math.exp(party.capex_growth * years) * answer
            plan = clip(plan, 0.85 * party.capex_last, 1.12 * party.capex_last)
            plan = min(plan, 1.25 * other_business(party, t))
            party.capex_last = party.capex_now = min(plan, party.budget) if party.row["budget"] else plan
    s.outside_capex = w.outside_capex * math.exp(w.outside_growth * years) * answer

    per_gw = s.I + w.shell_cost
    spender_gw = {party.number: party.capex_now / per_gw for party in s.parties if party.role == p.CONGLOMERATE}
    spender_gw[-1] = s.outside_capex / per_gw
    fractions = {}  # limit -> (prepaid fraction, the rest's fraction)
    for limit in s.limits:
        counted = w.gw_cost / (w.it_cost + w.shell_cost) if w.gw_cost > 0 else 1.0
        room = counted * limit.level * math.exp(limit.growth * years) * driven(s, limit.driver, t, 1.0)
        first = sum(leg.asked for leg in s.legs if leg.asked and leg.prepaid and named(leg, limit))
        rest = sum(leg.asked for leg in s.legs if leg.asked and not leg.prepaid and named(leg, limit))
        rest += sum(use.share * spender_gw[use.party] for use in s.uses if use.limit == limit.number)
        served = min(1.0, room / first) if first > 0 else 1.0
        left = max(0.0, room - first * served)
        fractions[limit.number] = (served, min(1.0, left / rest) if rest > 0 else 1.0)
    s.unserved, s.fractions = [0.0, 0.0, 0.0], fractions
    for leg in s.legs:
        if leg.asked > 0:
            mine = [(fractions[i.number][0 if leg.prepaid else 1], i.kind) for i in s.limits if named(leg, i)]
            least, kind = min(mine, default=(1.0, 0))
            leg.w = leg.asked * least
            if least < 1:
                leg.binding = kind
                s.unserved[kind] += leg.asked - leg.w
    for number in spender_gw:
        least = 1.0
        for kind in range(len(p.LIMITS)):
            mine = [u for u in s.uses if u.party == number and s.limits[u.limit].kind == kind]
            least = min(least, max(0.0, 1 - sum(u.share * (1 - fractions[u.limit][1]) for u in mine)))
        spender_gw[number] *= least
        if number < 0:
            s.outside_capex *= least
        else:
            s.parties[number].capex_now *= least
    s.wanted.append(sum(spender_gw.values()))
    s.spent_gw.append(spender_gw)


def named(leg, limit):
    """Does a leg that builds count against a limit?"""
    match limit.kind:
        case p.LIMIT_POWER:
            return leg.power == limit.number
        case p.LIMIT_CHIPS:
            return leg.chips == limit.number
    return True


def served(s, leg):
    """Share of what a leg asks for that the limits of this quarter serve."""
    return min(
        (s.fractions[limit.number][0 if leg.prepaid else 1] for limit in s.limits if named(leg, limit)), default=1.0
    )


def deliver(s, t):
    s.rise = 0.0
    for leg in s.legs:
        if not leg.capacity or leg.ended:
            continue
        before, planned = leg.d, progress(leg, t, late(s, leg, t))
        if leg.kind == p.COMPUTE and t >= contract_end(s, leg, t):
            leg.d = leg.d if s.rules.mode == p.GOING else 0.0
            continue
        if not leg.builds:
            if leg.pace < 1:
                leg.pace = min(1.0, 1.3 * leg.pace)
                planned = leg.d + max(0.0, planned - leg.d) * leg.pace
            leg.d = max(leg.d, planned)
        elif t < s.lead:
            leg.d = max(leg.d, min(planned, leg.o))
        else:
            leg.d = max(leg.d, leg.o_end[t - s.lead])
        if leg.builds:
            s.rise += (leg.d - before) * leg.size


def price(s, t):
    """World supply and rent; the planners' trend is compared with what demand has become."""
    deliver(s, t)
    w, years = s.world, t / 4
    for party in s.parties:
        if party.role == p.CONGLOMERATE:
            party.own_gw += s.spent_gw[max(0, t - s.lead)][party.number]
            party.spare_gw = party.spare * party.own_gw
    new = s.rise + s.wanted[max(0, t - s.lead)]
    lifetime = max(1, round(4 * w.life))
    old = min(w.stock / lifetime, w.stock - s.gone)
    s.gone += old
    age = t - lifetime
    s.S += new - old - (s.came[age] if age >= 0 else 0.0)
    s.came.append(new)
    s.anchor = w.anchor * math.exp(w.anchor_drift * (t + 1) / 4 + 0.7 * s.m)
    trend = float(s.plan.trend[t])
    if math.isnan(trend):
        s.rent = w.rent
    else:
        eps = w.elasticity
        s.error += w.demand_error * math.exp(-years / 3) / 4
        middle = float(s.plan.values["mid"][int(s.plan.world["stock"][0])])
        need = max(w.stock + trend - middle, 1e-9) * (w.rent / w.anchor) ** eps
        need *= math.exp(s.error + s.X) * s.fc * s.rel**-0.5
        target = s.anchor * clip((need / s.S) ** (1 / eps), math.exp(-1), math.e)
        step = clip(0.7 * math.log(target / s.rent), -0.3, 0.3)
        step += w.rent_noise_sd * float(s.draws.market[s.path, t, z.RENT])
        s.rent *= math.exp(clip(step, -0.35, 0.35))
    s.used_rent = driven(s, p.RENT, t, s.rent)
    s.gw_quarter = s.used_rent * w.gpu_hours * 100 / 4
