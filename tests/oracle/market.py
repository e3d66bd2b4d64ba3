"""The twin's steps 1 to 3: what the quarter draws, what builders want and get, and what an hour costs."""

import math

from gigaloop.engine import draws as z, plan as p
from tests.oracle.factor import taken_off
from tests.oracle.opening import (
    OPEN,
    SHUT,
    TIGHT,
    appetite_of,
    contract_end,
    driven,
    late,
    not_signed,
    progress,
    units_of,  # fmt: skip
)


def clip(x, low, high):
    return min(high, max(low, x))


def draw(s, t):
    w, normal = s.world, [float(x) for x in s.draws.market[s.path, t]]
    years = t / 4
    s.xc = w.growth_persistence * s.xc + w.common_sd * normal[z.COMMON]
    s.heard = 1 + w.growth_persistence * s.heard
    s.xk = taken_off(s, 0.6 * w.common_sd * s.heard, t)
    s.X += s.xc - s.xk
    if t >= 1:
        chances = [float(x) for x in s.plan.transition[s.regime]]
        tilt = clip(w.tilt * normal[z.WAVE], -w.tilt_most, w.tilt_most)
        lenders = sum(party.capital for party in s.parties if party.role == p.SECTOR)
        tilt -= w.loss_tilt * min(s.losses / lenders, 1.0) if lenders > 0 else 0.0
        first = clip(chances[0] + tilt, 0.0, 1.0)
        second = clip(chances[0] + chances[1] + tilt, first, 1.0)
        u = float(s.draws.regime[s.path, t])
        s.regime = OPEN if u < first else TIGHT if u < second else SHUT
        if t < s.shut_until:
            s.regime = SHUT
    s.cycle = w.macro_memory * s.cycle + w.macro_sd * normal[z.WAVE]
    s.macro = s.cycle - sum(taken_off(s, w.macro_sd * w.macro_memory**k, t) for k in range(t + 1))
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
    s.r = w.rate + w.rate_memory * (s.r - w.rate) + w.rate_sd * normal[z.RATE]
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
        lab.demand_level *= math.exp((lab.a / 4 + s.xc - s.xk + lab.own if t else 0.0) + w.noise_sd * noise)
        left = driven(s, lab.demand, t, 1.0)
        lab.demand_used = lab.demand_level * s.fc * left
        lab.missed = lab.demand_level * s.fc * max(0.0, 1 - left)
    most = w.market * math.exp(w.market_growth * t / 4)
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


def builders(s, t):
    """y + c: what builders make of the market of the quarter before, and their common walk; each one's own beside."""
    w = s.world
    if t > 0 and not math.isnan(float(s.plan.trend[t])):
        told = w.build_rent * math.log(s.rich) + w.build_demand * math.log(s.D / s.D0) + w.build_unserved * (1 - s.part)
        s.answer += w.build_speed * (clip(told, w.build_low, w.build_high) - s.answer)
    s.walk = w.walk_memory * s.walk + w.walk_common * float(s.draws.market[s.path, t, z.SPARE_1])
    for party in s.parties:
        if party.role == p.CONGLOMERATE:
            own = float(s.draws.noise[s.path, t, party.shock]) if party.shock >= 0 else 0.0
            party.walk = w.walk_memory * party.walk + w.walk_own * own
    return s.answer + s.walk


def may_order(s, leg, t):
    """A leg that builds, before its last orders, of a builder that lives; a vehicle orders by its plan alone."""
    if not leg.capacity or not leg.builds or leg.ended or t + s.lead >= contract_end(s, leg, t):
        return False
    if s.parties[builder(leg)].defaulted >= 0 or (t == 0 and not_signed(leg)):
        return False
    return s.parties[leg.payee].role != p.VEHICLE or t < leg.start + late(s, leg, t) + leg.ramp


def steps_on(s, site):
    """The steps of warrants that its payer holds and that wait on a site's gigawatts, each with that gate's level."""
    found = []
    for leg in s.legs:
        if leg.kind == p.WARRANT and leg.payee == site.payer and leg.gates_n:
            on = [g for g in s.gates[leg.gates : leg.gates + leg.gates_n] if g.kind == p.POWER and g.leg == site.number]
            found += [(leg, on[0].level)] if on else []
    return found


def upside(s, site, t):
    """G: what the steps that orders may still reach would be worth, cents for each GW agreed and not ordered."""
    left, whole = site.gw - site.o * site.size, 0.0
    for step, level in steps_on(s, site):
        n = units_of(s, step.payer)
        open_still = not step.ended and not step.exercised and (step.end <= 0 or t < step.end)
        if open_still and n and level > site.o * site.size:
            whole += step.units * max(0.0, s.parties[step.payer].V / n - step.strike)
    return whole / left if left > 0 else 0.0


def choose_chips(s, t):
    """Labs plan more of the chips that a warrant waits on and so much less of their others."""
    for leg in s.legs:
        leg.shift = 0.0
    if s.world.warrant_pull <= 0:
        return
    sites = [leg for leg in s.legs if leg.kind == p.SITE and may_order(s, leg, t) and leg.size > 0]
    for lab in {leg.payer for leg in sites}:
        ahead, room, aims, others = 0.0, 0.0, [], []
        for site in (leg for leg in sites if leg.payer == lab):
            planned = progress(site, t + s.lead, late(s, site, t))
            if not steps_on(s, site):
                others.append((site, max(0.0, planned - site.o)))
                room += others[-1][1] * site.size
                continue
            pull = s.world.warrant_pull * upside(s, site, t) / site.p if site.p > 0 else 0.0
            most = min(site.gw / site.size, site.o + s.world.catch_up / site.ramp)
            aim = max(planned, min(planned * clip(1 + pull, 1.0, s.world.warrant_most), most))
            aims.append((site, aim - planned))
            ahead += max(0.0, max(aim, site.o) - planned) * site.size
        part = min(1.0, room / ahead) if ahead > 0 else 0.0
        for site, more in aims:
            site.shift = part * more
        for site, behind in others:
            site.shift = -behind * part * ahead / room if room > 0 else 0.0


def build(s, t):
    """What legs and big spenders want, cut by power, chips and memory; the scarcest limit is recorded."""
    w, years = s.world, t / 4
    answer = builders(s, t)
    choose_chips(s, t)
    for leg in s.legs:
        leg.w = leg.asked = 0.0
        leg.binding = None
        if not may_order(s, leg, t):
            continue
        leg.pace = min(1.0, w.pace_recovery * leg.pace)
        behind = min(progress(leg, t + s.lead, late(s, leg, t)) + leg.shift - leg.o, w.catch_up / leg.ramp)
        leg.asked = leg.w = max(0.0, behind) * leg.pace * leg.size
    for party in s.parties:
        if party.role == p.CONGLOMERATE:
            plan = party.capex * math.exp(party.capex_growth * years + answer + party.walk)
            plan = clip(plan, w.capex_low * party.capex_last, w.capex_high * party.capex_last)
            plan = min(plan, w.capex_cash * other_business(party, t))
            party.capex_last = party.capex_now = min(plan, party.budget) if party.row["budget"] else plan
    s.outside_capex = w.outside_capex * math.exp(w.outside_growth * years + answer)

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
    for leg in s.legs:
        if leg.left_late:
            come_all_the_same(s, leg, t)
        if not leg.capacity or leg.ended:
            continue
        planned = progress(leg, t, late(s, leg, t))
        if leg.kind == p.COMPUTE and t >= contract_end(s, leg, t):
            leg.d = leg.d if s.rules.mode == p.GOING else 0.0
            continue
        if not leg.builds:
            if leg.pace < 1:
                leg.pace = min(1.0, s.world.pace_recovery * leg.pace)
                planned = leg.d + max(0.0, planned - leg.d) * leg.pace
            leg.d = max(leg.d, planned)
            continue
        there = min(planned, leg.o_first) if t < s.lead else leg.o_end[t - s.lead]
        if leg.kind == p.COMPUTE:
            leg.d = max(leg.d, there)
        else:
            leg.put[t] = max(0.0, there - leg.came)
            leg.came = max(leg.came, there)
            leg.d = leg.came - leg.worn


def come_all_the_same(s, leg, t):
    """What was on order when the buyer left it is the seller's, to be let again."""
    size, stood, ordered = leg.left_late
    there = progress(leg, t, late(s, leg, t)) if t < s.lead else leg.o_end[t - s.lead]
    came = max(0.0, min(there, ordered) - stood) * size - leg.arrived
    if came <= 0:
        return
    if not leg.given:
        leg.given_at = t
    leg.let_given *= leg.given / (leg.given + came)
    leg.given += came
    leg.arrived += came


def built(s, party):
    """B: GW that stand of what a builder builds, with what was given back to it."""
    mine = [leg for leg in s.legs if leg.capacity and leg.builds and builder(leg) == party.number]
    return sum(leg.d * leg.size + leg.given for leg in mine)


def stands_of_legs(s):
    """GW that stand of all legs that build, given back too."""
    return sum(built(s, party) for party in s.parties)


def leases(party, quarter):
    """F: GW of halls whose leases have begun, of those signed before the start."""
    return party.begun + party.leased * clip((quarter + 1) / max(party.leased_by, 1), 0.0, 1.0)


def halls(s, t):
    """Rent of halls goes on when the tenant is gone; only a builder that has failed rejects its leases."""
    for party in s.parties:
        party.rented = max(party.rented, built(s, party), leases(party, t))
        if party.defaulted >= 0:
            party.rented = built(s, party)


def price(s, t):
    """World supply, what legs that build hold and what others have; the rent and who is served: one market."""
    deliver(s, t)
    halls(s, t)
    w = s.world
    for party in s.parties:
        if party.role == p.CONGLOMERATE:
            party.own_gw += s.spent_gw[max(0, t - s.lead)][party.number]
            party.spare_gw = party.spare * party.own_gw
    lifetime = max(1, round(4 * w.life))
    s.came.append(s.wanted[max(0, t - s.lead)] + s.resold)
    s.resold = 0.0
    leaving = s.others_first / lifetime if t < lifetime else s.came[t - lifetime]
    s.others = max(0.0, s.others + s.came[t] - leaving)
    s.S = s.others + stands_of_legs(s)
    s.anchor = w.anchor * math.exp(w.anchor_drift * (t + 1) / 4 + w.anchor_memory * s.m)
    clearing(s, t)
    serving(s, t)


def middle(s, name):
    """The middle value of a number of the world."""
    return float(s.plan.values["mid"][int(s.plan.world[name][0])])


def kappa(s, lab, t):
    """What a lab spends on compute of a dollar of revenue."""
    fading = math.exp(-t / 4 / s.world.need_fade) if s.world.need_fade > 0 else 0.0
    return (lab.need_end + (lab.need_start - lab.need_end) * fading) * s.rel**-s.world.need_power


def held_by(s, lab):
    """h: GW of a lab's live contracts and own sites."""
    mine = [leg for leg in s.legs if leg.capacity and leg.payer == lab.number and not leg.ended]
    return sum(leg.d * leg.size for leg in mine)


def clearing(s, t):
    """What all need, and the rent: gigawatts that labs and others want against what stands."""
    w, years = s.world, t / 4
    reference = middle(s, "rent") * math.exp(middle(s, "anchor_drift") * (t + 1) / 4) * middle(s, "gpu_hours") * 100 / 4
    for lab in labs(s):
        lab.training = max(0.0, kappa(s, lab, t) - lab.need_end * s.rel**-w.need_power) * lab.missed
        lab.needs = (kappa(s, lab, t) * lab.demand_used + lab.training) / reference
    need, trend = sum(lab.needs for lab in labs(s)), float(s.plan.trend[t])
    if math.isnan(trend):
        s.outside, s.D, s.D0 = 0.0, need, need
        s.rent = w.rent * s.anchor / w.anchor if w.anchor else w.rent
    else:
        planned = max(w.stock + trend - middle(s, "stock"), 1e-9)
        needed = float(s.plan.needed[t])
        outside = max(planned - needed, w.outside_floor * planned)
        s.D0 = needed + outside
        s.error += w.demand_error * math.exp(-years / w.error_fade) / 4
        s.outside = outside * math.exp(s.error + s.X) * s.fc * s.rel**-w.need_power
        s.D = need + s.outside
        scarce = clip((s.D / s.S) ** (1 / w.elasticity), math.exp(-w.rent_far), math.exp(w.rent_far))
        target = s.anchor * (w.rent / w.anchor) * scarce
        step = clip(w.rent_speed * math.log(target / s.rent), -w.rent_step, w.rent_step)
        step += w.rent_noise_sd * float(s.draws.market[s.path, t, z.RENT])
        s.rent *= math.exp(clip(step, -w.rent_step_most, w.rent_step_most))
    s.used_rent = max(1e-9, driven(s, p.RENT, t, s.rent))
    s.gw_quarter = s.used_rent * w.gpu_hours * 100 / 4
    s.rich = max(1e-9, s.used_rent / s.anchor / (w.rent / w.anchor)) if w.anchor else 1.0


def serving(s, t):
    """Contracts first, then what is spare, never more than there is; and how much of what was freed is let."""
    w, alone = s.world, math.isnan(float(s.plan.trend[t]))
    for lab in labs(s):
        lab.held = held_by(s, lab)
        lab.spot = max(0.0, lab.needs - lab.held) * max(s.rich, 1.0) ** -w.elasticity
    H = sum(lab.held for lab in labs(s))
    others = s.outside * s.rich**-w.elasticity
    asked = sum(lab.spot for lab in labs(s)) + others
    s.part = 1.0 if alone or asked <= 0 else min(1.0, max(0.0, s.S - H) / asked)
    fit = 1.0 if alone or H <= 0 else min(1.0, s.S / H)
    for lab in labs(s):
        lab.uses = fit * min(lab.needs, lab.held) + s.part * lab.spot
        lab.unserved = lab.needs - lab.uses
    s.outside_used = s.part * others
    if alone:
        s.wanted_let = 1.0
    else:
        s.wanted_let = clip(asked / (s.S - H), 0.0, 1.0) if s.S > H else 0.0
