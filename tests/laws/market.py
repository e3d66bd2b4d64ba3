"""Laws 1 to 3 and 6: gigawatts are one market, and a lab's fall is felt."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gigaloop.engine.plan import Plan
from gigaloop.engine.run import WORLD_MEASURES
from tests.laws.world import MANY, Verdict, World, fails, lost_of_outstanding, mean, offered, sellers

SIZES = (0.2, 0.4, 0.6, 0.8, 0.95)
#: lab -> its demand driver
LABS = {"openai": "demand.openai", "anthropic": "demand.anthropic", "spacex": "demand.xai"}
#: gigawatts that single precision may add in a sum of some hundreds
GRAIN = 1e-3
#: the quarter, three years after the second, in which a tenant falls late
LATE = 13
#: the last quarter of a miss of two years that begins in the second
EIGHT = 8
YEAR = 4
#: shipped worlds in which a lab's own default is compared, the sizes of its miss, and on how many paths
WORLDS = ("base", "severe", "severe-lasting")
OWN_SIZES = (0.2, 0.5, 0.8, 0.95)
FATES = 1000
Terms = Callable[[Plan], Plan]


def supply(world: World) -> Verdict:
    """1. What labs and others use never passes what stands."""
    told = Verdict("1. labs + outside <= supply, on every path and quarter")
    told.say("outside_gw" in WORLD_MEASURES, "the engine says how many GW others than the labs use")
    for name, found in (
        ("base", world.under()),
        ("power -90 %", world.under(world.cut("supply.power.all", 0.9))),
        ("demand +100 %", world.under(world.up("demand.common", 1.0))),
    ):
        used = np.sum([found.measure("gw", lab) for lab in found.labs], axis=0)
        if "outside_gw" in WORLD_MEASURES:
            used = used + found.market("outside_gw")
        over = used - found.market("supply")
        told.say(bool((over <= GRAIN).all()), f"{name}: most used above supply is {over.max():.4g} GW")
        bound = float((over > -GRAIN).mean())
        told.say(bound > 0.1, f"{name}: all that stands is used in {bound:.0%} of quarters")
    return told


def miss(world: World, lab: str = "openai") -> Verdict:
    """2. A lab that earns less for good never raises rent, its sellers' revenue, Nvidia's receipts, its own value, or
    the equity that it is offered."""
    told = Verdict(f"2. a lasting miss of {lab}: nobody it pays is paid more, and it is not worth more")
    base = world.under()
    before = _felt(base, lab)
    for size in SIZES:
        after = _felt(world.under(world.cut(LABS[lab], size)), lab)
        for what, values in before.items():
            told.never_rises(f"{size:.0%}: {what}", values, after[what])
        before = before if size == SIZES[-1] else after
    last = _felt(world.under(world.cut(LABS[lab], SIZES[-1])), lab)
    rivals = {f"revenue of {other}" for other in base.labs}  # a lab that sells to another also gains its customers
    for what, values in _felt(base, lab).items():
        told.never_rises(f"base to 95 %: {what}", values, last[what], more=what not in rivals)
    return told


def _felt(found, lab: str) -> dict[str, np.ndarray]:
    sold = {who: mean(found.measure("revenue", who) + found.measure("received", who)) for who in sellers(found, lab)}
    return {
        "rent": mean(found.market("rent")),
        "revenue of all its sellers": np.sum(list(sold.values()), axis=0),
        **{f"revenue of {who}": values for who, values in sold.items()},
        "Nvidia's receipts": mean(found.measure("received", "nvidia")),
        "its value": mean(found.measure("value", lab)),
        "equity offered to it": mean(offered(found, lab)),
    }


def spread(world: World, lab: str = "openai", by: int | None = None, terms: Terms | None = None) -> Verdict:
    """3. Its sellers fail no less (to the end, or up to quarter `by`), and no less of the debt that stood at the shock
    is lost."""
    told = Verdict(f"3. a lasting miss of {lab}: its sellers fail no less, debt outstanding at the shock loses no less")
    paths = MANY if terms is None else 2 * MANY  # who signs nothing fails of what stands alone: a smaller difference
    base = world.under(terms=terms, keep="cents", paths=paths)
    who = [seller for seller in sellers(base, lab) if base.measure("debt", seller)[:, 0].mean() > 0]
    for size in SIZES:
        after = world.under(world.cut(LABS[lab], size), terms=terms, keep="cents", paths=paths)
        last = size == SIZES[-1]
        for some in (who, *([seller] for seller in who)):
            both = [fails(found, *some, by=by) for found in (base, after)]
            told.never_falls(f"{size:.0%}: defaults of {', '.join(some)}", *both, more=last and some is who)
        lost = [lost_of_outstanding(found, lab, *who) for found in (base, after)]
        told.never_falls(f"{size:.0%}: lost of the debt outstanding at the shock", *lost, more=last)
    return told


def nobody_signs(plan: Plan) -> Plan:
    """The Plan whose parties sign nothing new."""
    rules = plan.rules.copy()
    rules["signing"] = 0
    return plan._replace(rules=rules)


def unsigned(world: World, lab: str = "openai") -> Verdict:
    """3, told of contracts that stand: with nothing new signed by anybody it holds to the end, at each size. Whom a
    fall of its tenant spares with signing (Oracle) fails of what it signed in the run: without signing it fails on
    fewer paths."""
    told = spread(world, lab, terms=nobody_signs)
    base, bare = (world.under(terms=terms, keep="cents", paths=MANY) for terms in (None, nobody_signs))
    after = world.under(world.cut(LABS[lab], SIZES[-1]), keep="cents", paths=MANY)
    indebted = [who for who in sellers(base, lab) if base.measure("debt", who)[:, 0].mean() > 0]
    spared = [who for who in indebted if fails(after, who).mean() < fails(base, who).mean()]
    for who in spared:
        told.never_falls(f"defaults of {who} with signing", fails(bare, who), fails(base, who), more=True)
    return told


def late(world: World, lab: str = "openai") -> Verdict:
    """3, told of a tenant that falls when its halls stand: its sellers fail more, to the end. (One that falls at once
    has hardly been built for: Oracle's contract begins in 2027.)"""
    told = Verdict(f"3. {lab} earns 95 % less from the fourth year on: its sellers fail more to the end")
    base, after = world.under(paths=MANY), world.under(world.cut(LABS[lab], SIZES[-1], LATE), paths=MANY)
    who = [seller for seller in sellers(base, lab) if base.measure("debt", seller)[:, 0].mean() > 0]
    for some in (who, *([seller] for seller in who)):
        both = [fails(found, *some) for found in (base, after)]
        told.never_falls(f"defaults of {', '.join(some)}", *both, more=some is who)
    return told


def own(world: World) -> Verdict:
    """17. A lab that earns less, for two years or for good, never fails less itself, in the base and in each shipped
    world of stress. For good this is not so of SpaceX: it holds more cash than it owes, and fails of xAI's boom alone,
    when compute is so dear that it costs more than all that it earns; who has fewer customers then buys less of it."""
    told = Verdict("17. a lab that earns less never fails less")
    for scenario in WORLDS:
        for lab, driver in LABS.items():
            before = fails(world.under(scenario=scenario, paths=FATES), lab)
            for size in OWN_SIZES:
                for end in (EIGHT, -1) if lab != "spacex" else (EIGHT,):
                    shock = world.cut(driver, size, end=end)
                    after = fails(world.under(shock, scenario=scenario, paths=FATES), lab)
                    more = size == OWN_SIZES[-1] and end == -1
                    what = f"{scenario}, {size:.0%} {'for good' if end == -1 else 'for two years'}: defaults of {lab}"
                    told.never_falls(what, before, after, more=more)
    base, less = world.under(paths=FATES), world.under(world.cut(LABS["spacex"], OWN_SIZES[-1]), paths=FATES)
    when = base.default("spacex")
    spared = (when >= YEAR) & (less.default("spacex") < 0)
    year = when[spared][:, None] - np.arange(1, YEAR + 1)
    bill, earned = (
        np.take_along_axis(base.measure(name, "spacex")[spared], year, 1).sum() for name in ("compute", "revenue")
    )
    told.say(bill > earned, f"SpaceX where a miss for good spares it: compute {bill:.4g} bn, earned {earned:.4g}")
    return told


def power(world: World) -> Verdict:
    """6. Less power lowers what labs earn and raises the rent."""
    told = Verdict("6. less power lowers labs' revenue and raises rent")
    base, dark = world.under(), world.under(world.cut("supply.power.all", 0.9))
    earned = [mean(sum(found.measure("revenue", lab) for lab in found.labs)) for found in (base, dark)]
    told.never_rises("labs' revenue, power -90 %", *earned, more=True)
    told.never_falls("rent, power -90 %", mean(base.market("rent")), mean(dark.market("rent")), more=True)
    return told
