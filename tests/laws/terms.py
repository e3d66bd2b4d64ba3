"""Laws 4, 7 to 9 and 14: terms of contracts mean what they say."""

from __future__ import annotations

import numpy as np

from gigaloop.engine import plan as p
from tests.laws.world import Verdict, World, fails, fixed_row, mean, scaled_row

#: labs that buy compute on take-or-pay terms
BUYERS = ("openai", "anthropic")
#: scenario -> for whom it is good, beside its arguments
UPSIDES = {"demand-beat": ("openai",), "external-revenue": ("openai", "anthropic"), "rent-rise": ("coreweave",)}
#: parties that one scans for any change, and what of them
TOUCHED = ("cash", "debt", "received", "uses", "equity_raised", "worth")


def dearer(world: World, buyer: str = "openai") -> Verdict:
    """4. A dearer contract, or a higher floor, never helps who buys."""
    told = Verdict(f"4. a take-or-pay contract at twice its price, or its floor, never helps {buyer}")
    number = world.under().lowering.parties.index(buyer)

    def bought(plan):
        legs = plan.legs
        return np.flatnonzero((legs["kind"] == p.COMPUTE) & (legs["payer"] == number) & (legs["floor"] > 1))

    def doubled(plan):
        legs = plan.legs.copy()
        for leg in bought(plan):
            column = "price" if legs["price"][leg] else "amount"
            plan, legs[column][leg] = scaled_row(plan, int(legs[column][leg]), 2.0)
        return plan._replace(legs=legs)

    def floored(share):
        def change(plan):
            legs = plan.legs.copy()
            plan, row = fixed_row(plan, share)
            legs["floor"][bought(plan)] = row
            return plan._replace(legs=legs)

        return change

    miss = world.cut(f"demand.{buyer}", 0.4)
    pairs = {
        "price": (world.under(), world.under(terms=doubled)),
        "price under a miss of 40 %": (world.under(miss), world.under(miss, terms=doubled)),
        "floor under a miss of 40 %": (world.under(miss, terms=floored(0.45)), world.under(miss, terms=floored(0.9))),
    }
    for what, (cheap, dear) in pairs.items():
        told.never_falls(f"{what}: defaults of the buyer", fails(cheap, buyer), fails(dear, buyer))
        told.never_rises(
            f"{what}: value of the buyer", mean(cheap.measure("value", buyer)), mean(dear.measure("value", buyer))
        )
        early = [found.measure("compute", buyer)[:, 1:9].sum(1) for found in (cheap, dear)]  # while it can still pay
        told.never_falls(f"{what}: what the buyer pays for compute in two years", *early, more=True)
    return told


def rates(world: World) -> Verdict:
    """7. A higher rate never lowers interest on floating debt, and does not touch a fixed coupon."""
    told = Verdict("7. higher rates: floating interest never falls, fixed coupons do not move")
    rise = world.up("rate", 0.02)
    base, dear = world.under(), world.under(rise)
    plan, names = base.run.plan, base.lowering.parties
    floating = {names[d["issuer"]] for d in plan.debts if d["floating"] and plan.values["mid"][d["face"]] > 0}
    first = {who: [found.measure("interest", who)[:, 1] for found in (base, dear)] for who in sorted(floating)}
    for who, pair in first.items():
        told.never_falls(f"interest of {who} in the first quarter of the rise", *pair)
    told.never_falls("their sum", *(sum(pair[k] for pair in first.values()) for k in (0, 1)), more=True)

    def fixed(plan):
        debts = plan.debts.copy()
        debts["floating"] = 0
        return plan._replace(debts=debts)

    calm, moved = world.under(terms=fixed), world.under(rise, terms=fixed)
    for who in base.followed:
        pair = [found.measure("interest", who)[:, 1] for found in (calm, moved)]
        if pair[0].any():
            told.say(np.array_equal(*pair), f"fixed coupons of {who}: {pair[0].mean():.6g} -> {pair[1].mean():.6g}")
    return told


def promised(world: World) -> Verdict:
    """8. More equity promised never raises the receiver's default."""
    told = Verdict("8. more equity promised never raises the receiver's default")
    names = world.under().lowering.parties
    plan = world.under().run.plan
    receivers = {names[leg["payee"]] for leg in plan.legs if leg["kind"] == p.STAKE and leg["grade"] >= 4}
    for who in sorted(receivers & set(world.under().followed)):
        number = names.index(who)

        def doubled(plan, number=number):
            legs = plan.legs.copy()
            for leg in np.flatnonzero((legs["kind"] == p.STAKE) & (legs["payee"] == number) & (legs["grade"] >= 4)):
                plan, legs["amount"][leg] = scaled_row(plan, int(legs["amount"][leg]), 2.0)
            return plan._replace(legs=legs)

        for what, push in (("base", ()), ("a miss of 60 %", (world.cut("demand.common", 0.6),))):
            both = world.under(*push), world.under(*push, terms=doubled)
            told.never_rises(f"{what}: {who} fails", *(fails(found, who) for found in both))
            cash = [found.measure("cash", who)[:, 4] for found in both]
            told.never_falls(f"{what}: cash of {who} after a year", *cash, more=True)
    return told


def removed(world: World, paths: int = 12) -> Verdict:
    """9. A binding contract with cash that is taken away moves each party it names."""
    told = Verdict("9. a removed binding contract with cash moves each party it names")
    base = world.under(paths=paths)
    plan, names = base.run.plan, base.lowering.parties
    paid = base.run.leg_paid.sum(0)
    legs: dict[str, set[str]] = {}
    for row, leg in enumerate(base.lowering.legs):
        if leg and plan.legs["grade"][row] >= 5 and paid[row] > 0:
            both = {names[plan.legs[side][row]] for side in ("payer", "payee")}
            legs.setdefault(leg, set()).update(both & set(base.followed))
    for leg, parties in legs.items():
        gone = world.under(remove=(leg,), paths=paths)
        for who in sorted(parties):
            same = who in gone.followed and all(
                np.array_equal(base.measure(name, who), gone.measure(name, who)) for name in TOUCHED
            )
            told.say(not same, f"{leg} taken away: {who} {'does not move' if same else 'moves'}")
    return told


def upside(world: World) -> Verdict:
    """14. An upside is never worse for those it is good for."""
    told = Verdict("14. an upside scenario is never worse for its subject")
    base = world.under()
    for scenario, subjects in UPSIDES.items():
        good = world.under(scenario=scenario)
        for who in subjects:
            told.never_rises(f"{scenario}: {who} fails", fails(base, who), fails(good, who))
            for name, more in (("value", False), ("revenue", True)):
                both = [mean(found.measure(name, who)) for found in (base, good)]
                told.never_falls(f"{scenario}: {name} of {who}", *both, more=more)
    return told
