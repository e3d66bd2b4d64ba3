"""The twin's contracts that are signed in the run (docs/model.md, step 2) and what becomes of them when they renew."""

import math

from gigaloop.engine import plan as p
from tests.oracle.accounts import cents
from tests.oracle.market import kappa, middle
from tests.oracle.opening import BANDS, OPEN, late, progress


def sign(s, t):
    """Once a year each seller signs what is asked of it, as far as it may; what a lab's own sellers do not sign goes to
    those that have room."""
    s.signed_now = [0.0] * len(s.parties)
    s.supplied[t - 1] = s.S
    if s.rules.mode != p.GOING or not s.rules.signing or t % 4 != 1:
        return
    rows = [leg for leg in s.legs if leg.signing == (t + 3) // 4]
    size, room = {leg.number: asks(s, leg, t) for leg in rows}, {}
    for seller in {leg.payee for leg in rows}:
        mine = [leg for leg in rows if leg.payee == seller]
        may = most(s, s.parties[seller], mine[0].floor) if may_sign(s, s.parties[seller]) else 0.0
        whole = sum(size[leg.number] for leg in mine)
        for leg in mine:
            size[leg.number] *= min(1.0, may / whole) if whole > 0 else 0.0
        taken = sum(size[leg.number] for leg in mine)
        room[seller] = max(0.0, may - taken)
    rest = {}
    for lab in (party.number for party in s.parties if party.role == p.LAB):
        rest[lab] = max(0.0, lacking(s, s.parties[lab], t) - sum(size[leg.number] for leg in rows if leg.payer == lab))
    others = 4 * s.wanted[t - 1]  # what conglomerates and builders outside are building in a year
    share = max(sum(room.values()) + others, sum(rest.values()))
    for leg in rows:
        if leg.payer in rest and share > 0:
            size[leg.number] += rest[leg.payer] * room[leg.payee] / share
    for leg in rows:
        if size[leg.number] >= s.world.sign_least:
            put_down(s, leg, size[leg.number], t)


def asks(s, leg, t):
    """GW that a buyer asks of a seller: customers as the market grows dear, a lab its part of what it lacks."""
    w, buyer = s.world, s.parties[leg.payer]
    live = [one for one in live_contracts(s) if one.payer == buyer.number]
    if buyer.role != p.LAB:
        sold = [one for one in s.legs if one.kind == p.COMPUTE and one.payee == leg.payee]
        sold = [one for one in sold if one.payer == buyer.number]
        part = sum(one.d * one.size + one.given for one in sold) / s.S
        grew = 4 * (s.supplied[0] - w.stock) if t == 1 else s.supplied[t - 1] - s.supplied[t - 5]
        coming = sum((1 - one.d) * one.size for one in live if one.payee == leg.payee)
        years = w.sign_ahead / 4
        return max(0.0, w.sign_pace * part * years * grew * s.rich**w.sign_rent - coming) / years
    all_live = sum(standing(s, one, t) for one in live)
    tied = sum(standing(s, one, t) for one in live if one.payee == leg.payee)
    return lacking(s, buyer, t) * (tied / all_live if all_live > 0 else 0.0)


def lacking(s, lab, t):
    """GW that a lab signs for in all: a share of its need ahead beyond what it holds, less when compute is dear."""
    w, h = s.world, s.world.sign_ahead
    if lab.defaulted >= 0 or not lab.needs:
        return 0.0
    dearer = math.exp(h / 4 * middle(s, "anchor_drift"))
    need = lab.needs * math.exp(h / 4 * lab.a) * kappa(s, lab, t + h - 1) / kappa(s, lab, t - 1) / dearer
    sites = [one for one in s.legs if one.kind == p.SITE and not one.ended]
    held = sum(standing(s, one, t) for one in [*live_contracts(s), *sites] if one.payer == lab.number)
    return w.sign_lab * max(0.0, need - held) * max(s.rich, 1.0) ** -w.elasticity


def live_contracts(s):
    return [one for one in s.legs if one.kind == p.COMPUTE and not one.ended]


def contracted(s, seller):
    """GW of a seller's contracts, whether they stand or not."""
    return sum(one.size for one in live_contracts(s) if one.payee == seller)


def standing(s, leg, t):
    """GW of a leg that will stand in h quarters by plan; of a renewed one what stands."""
    if leg.renewed:
        return leg.d * leg.size
    planned = progress(leg, t + s.world.sign_ahead - 1, late(s, leg, t))
    return max(0.0, planned - leg.worn) * leg.size


def may_sign(s, seller):
    if seller.defaulted >= 0 or s.debt_appetite != OPEN:
        return False
    return seller.ebitda >= s.world.sign_cover * seller.interest


def price_now(s):
    """Cents a GW-quarter."""
    return max(s.used_rent, s.anchor) * s.world.gpu_hours * 100 / 4


def most(s, seller, floor):
    """GW that its own money and its leverage carry, and that it can build beside what it has signed."""
    mine = [one for one in s.legs if one.kind == p.COMPUTE and one.payee == seller.number and one.builds]
    mine = [one for one in mine if not one.ended and not one.renewed]
    price = price_now(s)
    spent = sum(own_money(s, seller, one.p, one.floor) * (1 - one.d) * one.size for one in mine)
    paid = max(0.0, seller.means - spent) / own_money(s, seller, price, floor)
    taken = sum(own_part(s, seller, one.p) * (1 - one.d) * one.size for one in mine)
    carried = max(0.0, seller.credit - taken) / own_part(s, seller, price)
    return min(paid, carried, s.world.sign_reach * contracted(s, seller.number))


def cost_of_gw(s, seller):
    return s.I + (s.world.shell_cost if seller.landlord < 0 else 0.0)


def own_money(s, seller, price, floor):
    """Cents of a GW that no lender lends on what the contract pays in any case."""
    w = s.world
    pays = floor * price * (1 - seller.opex_share) - (seller.opex_gw + seller.power_gw + seller.shell_gw) / 4
    n = max(1.0, w.sign_term - max(1.0, w.sign_ramp) / 2)
    i = (s.short_rate + getattr(w, f"spread_{BANDS[seller.band]}")) / 4
    annuity = (1 - (1 + i) ** -n) / i if i > 0 else n
    cost = cost_of_gw(s, seller)
    return cost - min(max(0.0, pays) * annuity / w.sign_dscr, (1 - w.sign_own) * cost)


def own_part(s, seller, price):
    """Cents of a GW at this price that its leverage does not carry."""
    w, cost = s.world, cost_of_gw(s, seller)
    margin = 4 * price * (1 - seller.opex_share) - seller.opex_gw - seller.power_gw - seller.shell_gw
    return max(cost - w.sign_lend * seller.leverage_open * max(0.0, margin), w.sign_own * cost)


def put_down(s, leg, size, t):
    """From now on it is a contract like others."""
    w = s.world
    leg.ended, leg.size, leg.p = False, size, price_now(s)
    leg.ramp, n = max(1.0, w.sign_ramp), max(1, round(w.sign_term))
    leg.end, leg.lag = leg.start + n, max(0, s.lead - (leg.start - t))
    leg.d = leg.o = 0.0
    leg.pace = 1.0
    leg.rem = cents(leg.p * size * max(1.0, n - leg.ramp / 2))
    leg.fine_left = w.penalty_cap * leg.rem
    for quarter in range(t + 1, s.rules.quarters):  # chips that cannot be cancelled
        step = progress(leg, quarter, late(s, leg, t)) - progress(leg, quarter - 1, late(s, leg, t))
        leg.later[quarter] = w.chips_due * s.I * size * step
    s.signed_now[leg.payee] += leg.rem


def rents_to_come(s, life):
    """Rents that chips of today are expected to bring over their life, in rents of today."""
    return sum(math.exp(s.world.anchor_drift * quarter / 4) for quarter in range(life))


def decide_renewal(s, leg):
    """Is a renewed leg worth its running cost, and if it builds, is it worth new chips?"""
    seller, life = s.parties[leg.payee], max(1, round(4 * s.world.life))
    earns = leg.p * (1 - seller.opex_share)
    if earns < (seller.opex_gw + seller.power_gw) / 4:
        leg.d = leg.o = 0.0
    ahead = earns * rents_to_come(s, life)
    runs = life * (seller.opex_gw + seller.power_gw + seller.shell_gw) / 4
    leg.worth_chips = ahead - runs > s.I or not leg.builds
