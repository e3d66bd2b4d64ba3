"""Laws 5, 10 to 13: what is owed binds, creditors count what comes, and whoever borrows can break."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gigaloop.answer.paths import Paths
from gigaloop.engine.plan import CONGLOMERATE, Plan
from gigaloop.questions.stress import survive
from gigaloop.words.vocabulary import bare
from tests.laws.world import FIVE_YEARS, MANY, TOLERANCE, Verdict, World, fails, recovered

#: misses of a lab under which bargains are read
CUT = (0.2, 0.4, 0.6, 0.8)
LEVERAGED = ("oracle", "coreweave", "softbank", "xai_chip_spv", "ant_chip_spv", "developers")
#: survival chances below and above which a debtor is called doomed, or sound
DOOMED, SOUND = 0.25, 0.75


def must_refinance(found: Paths, quarters: int) -> dict[str, np.ndarray]:
    """Party -> (P,) whether it owes more in those quarters than it holds at their beginning and earns in them."""
    return _short_of(found, quarters, "ebitda")


def owes_more_than_it_holds(found: Paths, quarters: int) -> dict[str, np.ndarray]:
    """Party -> (P,) whether its principal of those quarters is above what it holds at their beginning, though it may
    earn it meanwhile."""
    return _short_of(found, quarters, "interest")


def _short_of(found: Paths, quarters: int, beside: str) -> dict[str, np.ndarray]:
    """Where debt service, half a billion at least, is above opening cash and another measure of those quarters."""

    def whole(measure: str, who: str) -> np.ndarray:
        return found.measure(measure, who)[:, 1 : quarters + 1].sum(1)

    short = {
        who: whole("debt_service", who) > np.maximum(found.measure("cash", who)[:, 0] + whole(beside, who), 0.5)
        for who in found.followed
    }
    return {who: where for who, where in short.items() if where.any()}


def shut(
    world: World,
    terms: Callable[[Plan], Plan] | None = None,
    reach: Callable[[Paths, int], dict[str, np.ndarray]] = must_refinance,
    to_the_end: bool = False,
    quarters: int = 12,
) -> Verdict:
    """5. Debt that is shut raises the default of whoever must refinance within five years, and never lowers it later.

    Who must is read path by path of the world in which debt is not shut. With `to_the_end` it must raise it by then
    too.
    """
    told = Verdict(f"5. no debt for {quarters} quarters raises the default of whoever must refinance")
    base, dry = (world.under(*shocks, paths=MANY, terms=terms) for shocks in ((), (world.shut("debt", quarters),)))
    who = reach(base, quarters)
    told.say(bool(who), f"must refinance in those quarters, on some path: {', '.join(who) or 'nobody'}")
    for by in (FIVE_YEARS, None) if who else ():
        for some in (tuple(who), *((name,) for name in who)):
            both = [sum(fails(found, name, by=by) * who[name] for name in some) for found in (base, dry)]
            told.never_falls(
                f"defaults of {', '.join(some)} by {by or 'the end'}",
                *both,
                more=len(some) == len(who) and (to_the_end or by is not None),
            )
    return told


def concessions(world: World) -> Verdict:
    """10. Creditors concede more where the debtor is likelier to live; nobody who loses more by it, evergreening apart.

    Whoever puts off a part that costs A, with a chance of 1 - q to enforce later at no less than E, loses more than E
    where A >= q E. The record holds q, E and A of the round in which something was put off. Lenders of builders stand
    by themselves, and only the first half is asked of them.
    """
    told = Verdict("10. concessions rise with the chance of survival q")
    worlds = [world.under(world.cut("demand.openai", size), world.shut("equity", 8), paths=MANY) for size in CUT]
    for kind in ("labs", "builders"):
        deals = [bargains(found, kind == "labs") for found in worlds]
        q, waits, rolled, worse = (np.concatenate(part) for part in zip(*deals, strict=True))
        low, high = waits[q < DOOMED].astype(float), waits[q > SOUND].astype(float)
        told.say(min(len(low), len(high)) >= 20, f"{kind}, bargains below q {DOOMED}: {len(low)}, above: {len(high)}")
        if len(low) > 1 and len(high) > 1:
            error = float(np.sqrt(low.var(ddof=1) / len(low) + high.var(ddof=1) / len(high)))
            rise = float(high.mean() - low.mean())
            told.say(
                rise > TOLERANCE * error,
                f"{kind}, share that concede: doomed {low.mean():.3f}, sound {high.mean():.3f}",
            )
        if kind == "labs":  # of a builder's lenders none loses more by waiting where it lives: A is nothing
            told.say(worse.sum() >= 20, f"bargains in which conceding costs more than enforcing: {worse.sum()}")
            told.say(not (waits & ~rolled & worse).any(), f"of them concede: {(waits & ~rolled & worse).sum()}")
    return told


def bargains(found: Paths, labs: bool = True) -> tuple[np.ndarray, ...]:
    """Of every bargain with a lab, or with a builder: q, whether the claimant put something off, whether it rolled what
    it could not bear to recognise, and whether conceding costs more."""
    told = found.run.bargains
    debtor = told["debtor"].astype(int)
    lab = np.isin(debtor, [found.lowering.parties.index(lab) for lab in found.labs])
    kept = (told["quarter"] >= 0) & (lab & (told["amend"] > 0) if labs else ~lab & (told["enforce"] > 0))
    worse = told["amend"] >= told["survival"] * told["enforce"] * (1 + 1e-4)
    return told["survival"][kept], told["deferred"][kept] > 0, told["evergreened"][kept] > 0, worse[kept]


def recovery(world: World) -> Verdict:
    """11. Less is recovered on paths on which more fail: recovered over all claims of those that failed, on the paths
    of one world."""
    told = Verdict("11. recovery is lower on paths with more defaults")
    back, claims, count = got_back(world.under(keep="cents", paths=2 * MANY))
    some = claims > 0.5
    rate, count = back[some] / claims[some], count[some]
    if some.sum() < 20 or np.ptp(count) == 0 or np.ptp(rate) == 0:
        told.say(False, f"{some.sum()} paths with defaults, as many or as much recovered on each: nothing to tell")
        return told
    tie = float(np.corrcoef(rate, count)[0, 1])
    error = float(np.sqrt((1 - tie**2) / (len(rate) - 2)))
    told.say(
        tie < -TOLERANCE * error,
        f"correlation of the share recovered (mean {rate.mean():.3f}) and the number that fail (mean "
        f"{count.mean():.2f}) over {len(rate)} paths: {tie:.3f}, 3 s.e. {TOLERANCE * error:.2g}",
    )
    return told


def got_back(found: Paths) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(P,) each: recovered, claims of those that failed (USD bn), and how many failed."""
    back = sum(got.sum(1) for got in recovered(found).values())
    return back, back + found.run.credit[found.whole].sum(1), (found.run.defaulted[found.whole] >= 0).sum(1)


def conglomerates(world: World) -> Verdict:
    """12. Whoever has no other business can fail."""
    told = Verdict("12. with every party's other business at zero, conglomerates can fail")

    def alone(plan):
        parties = plan.parties.copy()
        parties["other"] = 0
        return plan._replace(parties=parties)

    shocks = (world.cut("demand.common", 0.9), world.shut("equity", 99), world.shut("debt", 99))
    found, whole = world.under(*shocks, terms=alone), world.under(*shocks)
    roles, names = found.run.plan.parties["role"], found.lowering.parties
    who = [name for name in found.followed if roles[names.index(name)] == CONGLOMERATE]
    share = {name: float(fails(found, name).mean()) for name in who}
    told.never_falls("conglomerates fail without other business", fails(whole, *who), fails(found, *who), more=True)
    told.say(any(share.values()), "share of paths on which each fails: " + str(share))
    return told


def breaks(world: World, paths: int = 40) -> Verdict:
    """13. Each leveraged party has a shock that breaks it, and the sentence names it; or says how far was tried."""
    told = Verdict("13. each leveraged party has a shock that breaks it, or the sentence says how far was tried")
    for who in LEVERAGED:
        name = bare(world.book.parties[who].name("en"))
        said: list[str] = []
        broken = False
        for driver in ("demand.common", "funding"):
            table = world.answer(survive, party=who, driver=driver, paths=paths)
            said += [str(row.more["sentence"]) for row in table.rows if row.measure in ("nearest", "breaks_at")]
            broken |= any(row.measure == "breaks_at" and row.high is not None for row in table.rows)
        told.say(not any("without any shock" in line for line in said), f"{who}: no sentence says 'without any shock'")
        named = [line for line in said if name in line]
        told.say(bool(named), f"{who}: the sentences name it")
        if not broken:
            far = any("none of those tried" in line and "%" in line for line in said)
            told.say(far, f"{who}: nothing breaks it, and a sentence says 'none of those tried' and how far they went")
    return told
