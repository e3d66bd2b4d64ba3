"""Laws 5, 10 to 13: what is owed binds, creditors count what comes, and whoever borrows can break."""

from __future__ import annotations

import numpy as np

from gigaloop.answer.paths import Paths
from gigaloop.engine.plan import CONGLOMERATE
from gigaloop.questions.stress import survive
from tests.laws.world import FIVE_YEARS, MANY, TOLERANCE, Verdict, World, fails, recovered

SIZES = (0.2, 0.4, 0.6, 0.8, 0.95)
LEVERAGED = ("oracle", "coreweave", "softbank", "xai_chip_spv", "ant_chip_spv", "developers")
#: survival chances below and above which a debtor is called doomed, or sound
DOOMED, SOUND = 0.25, 0.75


def shut(world: World, quarters: int = 12) -> Verdict:
    """5. Debt that is shut raises the default of whoever must refinance, within five years."""
    told = Verdict(f"5. no debt for {quarters} quarters raises the default of whoever must refinance")
    base, dry = world.under(paths=MANY), world.under(world.shut("debt", quarters), paths=MANY)
    due = {
        who: (base.measure("debt_service", who) - base.measure("interest", who))[:, 1 : quarters + 1].sum(1).mean()
        for who in base.followed
    }
    who = [name for name in base.followed if due[name] > base.measure("cash", name)[:, 0].mean() and due[name] > 0.5]
    told.say(bool(who), f"must refinance in those quarters: {', '.join(who) or 'nobody'}")
    for name in who:
        told.never_falls(f"{name} fails", fails(base, name, by=FIVE_YEARS), fails(dry, name, by=FIVE_YEARS))
    if who:
        both = [fails(found, *who, by=FIVE_YEARS) for found in (base, dry)]
        told.never_falls("defaults of them all", *both, more=True)
    return told


def concessions(world: World) -> Verdict:
    """10. Creditors concede more where the debtor is likelier to live; a doomed one gets next to nothing."""
    told = Verdict("10. concessions rise with the chance of survival q")
    q, conceded = bargains(world)
    low, high = conceded[q < DOOMED], conceded[q > SOUND]
    told.say(min(len(low), len(high)) >= 20, f"bargains below q {DOOMED}: {len(low)}, above {SOUND}: {len(high)}")
    if len(low) > 1 and len(high) > 1:
        error = float(np.sqrt(low.var(ddof=1) / len(low) + high.var(ddof=1) / len(high)))
        rise = float(high.mean() - low.mean())
        told.say(rise > TOLERANCE * error, f"share that concede: doomed {low.mean():.3f}, sound {high.mean():.3f}")
    floor = conceded[q <= 0.03]
    if len(floor):
        least = float(floor.mean() - TOLERANCE * floor.std() / np.sqrt(len(floor)))
        told.say(least < 0.1, f"share that concede at the floor of q: {floor.mean():.3f} of {len(floor)}")
    return told


def bargains(world: World) -> tuple[np.ndarray, np.ndarray]:
    """(q, 1 where the claimant put something off) of every bargain with a lab, over worlds of several sizes."""
    both: list[tuple[np.ndarray, np.ndarray]] = []
    for size in (0.2, 0.4, 0.6, 0.8):
        found = world.under(world.cut("demand.openai", size), world.shut("equity", 8))
        told = found.run.bargains[found.run.bargains["quarter"] >= 0]
        labs = [found.lowering.parties.index(lab) for lab in found.labs]
        told = told[np.isin(told["debtor"].astype(int), labs) & (told["amend"] > 0)]
        both.append((told["survival"], (told["deferred"] > 0).astype(float)))
    return np.concatenate([q for q, _ in both]), np.concatenate([c for _, c in both])


def recovery(world: World) -> Verdict:
    """11. Less is recovered on paths on which more fail: recovered over all claims of those that failed, over worlds of
    several sizes."""
    told = Verdict("11. recovery is lower on paths with more defaults")
    pools = [_recovery(world.under(world.cut("demand.common", size), keep="cents")) for size in SIZES]
    back, claims, count = (np.concatenate(part) for part in zip(*pools, strict=True))
    some = claims > 0.5
    rate, count = back[some] / claims[some], count[some]
    if some.sum() < 20 or np.ptp(count) == 0:
        told.say(False, f"{some.sum()} paths with defaults, as many on each: too few to tell")
        return told
    tie = float(np.corrcoef(rate, count)[0, 1])
    error = float(np.sqrt((1 - tie**2) / (len(rate) - 2)))
    told.say(
        tie < -TOLERANCE * error,
        f"correlation of the share recovered (mean {rate.mean():.3f}) and the number that fail (mean "
        f"{count.mean():.2f}) over {len(rate)} paths: {tie:.3f}, 3 s.e. {TOLERANCE * error:.2g}",
    )
    return told


def _recovery(found: Paths) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(P,) each: recovered, claims of those that failed (USD bn), and how many failed."""
    back = sum(got.sum(1) for got in recovered(found).values())
    return back, back + found.run.credit[found.whole].sum(1), (found.run.defaulted[found.whole] >= 0).sum(1)


def conglomerates(world: World) -> Verdict:
    """12. Whoever has no other business can fail."""
    told = Verdict("12. with every party's other business at zero, conglomerates can fail")

    def bare(plan):
        parties = plan.parties.copy()
        parties["other"] = 0
        return plan._replace(parties=parties)

    shocks = (world.cut("demand.common", 0.9), world.shut("equity", 99), world.shut("debt", 99))
    found, whole = world.under(*shocks, terms=bare), world.under(*shocks)
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
        name = world.book.parties[who].name("en")
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
