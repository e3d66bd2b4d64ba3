"""Laws 15 and 16: answers agree with each other, and with themselves on other draws."""

from __future__ import annotations

import numpy as np

from gigaloop.questions.stress import contagion, miss
from gigaloop.questions.terms import exposure
from tests.laws.world import CENTS, TOLERANCE, Verdict, World, fails, mean
from tests.shipped import shipped

#: holders of stakes in OpenAI that the book has as signed or paid, by the exposure answer
HOLDERS = ("nvidia", "amazon")
#: a stake signed at an older value buys more of the firm, later rounds thin it out, and most promises hold, not all
LEAST, MOST = 0.75, 1.5
#: of the fall, what a chain through other firms may add to it
SLACK = 1e-3
#: days on which it must hold: when Nvidia had a letter and Amazon nothing, when a part of Amazon's was promised, now
DAYS = ("2025-10-20", "2026-07-05", None)


def holdings(world: World) -> Verdict:
    """15. What a holder has in OpenAI is lost when OpenAI's value is, in every answer, on each day."""
    told = Verdict("15. exposure, contagion and simulated loss agree on what a holder has in OpenAI")
    for day in DAYS:
        _agree(type(world)(shipped(day), world.paths, world.seed), told, str(day or world.book.as_of))
    marks(world, told)
    return told


def _agree(world: World, told: Verdict, day: str) -> None:
    """What is paid for is lost, what was only promised at most: exposure's ends hold what the other two answers say."""
    fell = world.answer(miss, party="openai", size=0.95, paths=world.paths)
    chain = world.answer(contagion, party="openai", paths=world.paths)
    whole = float(np.median(world.under().at_start("value", "openai"))) / CENTS
    fall = _mid(fell, "openai", "value_loss")
    told.say(fall > 0.5 * whole, f"{day}: OpenAI, worth {whole:.3g} bn, is worth {fall:.3g} bn less, 95 % lower")
    for who in HOLDERS:
        rows = [row for row in world.answer(exposure, party=who, counterparty="openai").rows if row.measure == "stake"]
        paid, promised = (sum(getattr(row, end) or 0.0 for row in rows) for end in ("low", "high"))
        least, most = LEAST * paid / whole * fall, MOST * promised / whole * fall + SLACK * fall
        lost, held = _mid(fell, who, "stake_loss"), _mid(chain, who, "exposure", "openai")
        written = _mid(chain, who, "stake_loss")
        stakes = f"{day}: {who} has stakes of {paid:.3g} to {promised:.3g} bn"
        told.say(
            least - SLACK * fall <= lost <= most,
            f"{stakes}; loses {lost:.3g} bn of the fall, {least:.3g} to {most:.3g}",
        )
        told.say(LEAST * paid <= held, f"{stakes}; on the sheet of contagion {held:.3g} bn")
        told.say(LEAST * paid <= written <= MOST * promised + 1.0, f"{stakes}; contagion writes {written:.3g} bn down")


def marks(world: World, told: Verdict) -> None:
    """What holders lose on the paths when OpenAI fails is what it was worth a quarter before, not what it once was."""
    found = world.under(world.cut("demand.openai", 0.95))
    when, alone = found.default("openai"), (found.run.defaulted[found.whole] >= 0).sum(1) == 1
    rows = np.flatnonzero((when > 0) & alone)
    lost = found.run.equity[found.whole][rows].sum(1)
    before = found.measure("value", "openai")[rows, when[rows] - 1]
    told.say(len(rows) >= 20, f"paths on which OpenAI fails and nobody else: {len(rows)}")
    if len(rows) >= 20:
        told.say(np.ptp(lost) > 0, "what holders lose in it differs from path to path")
    if len(rows) >= 20 and np.ptp(lost) > 0:
        tie = float(np.corrcoef(np.log(np.maximum(lost, 1e-9)), np.log(before))[0, 1])
        told.say(tie > 0.9, f"what holders lose in it and its value a quarter before: correlation of logs {tie:.3f}")


def _mid(table, who: str, measure: str, other: str = "") -> float:
    found = [
        row.mid or 0.0
        for row in table.rows
        if row.subject == who and row.measure == measure and (not other or row.counterparty == other)
    ]
    return max(found, default=0.0)


def seeds(world: World) -> Verdict:
    """16. Another seed moves no headline by more than three of its errors, and means say theirs."""
    told = Verdict("16. another seed moves no headline by more than three of its stated errors; means carry theirs")
    one, two = world.under(paths=150), world.under(seed=world.seed + 1, paths=150)
    for what, (a, b) in {name: (_headlines(one)[name], _headlines(two)[name]) for name in _headlines(one)}.items():
        error = float(np.sqrt(a.var(ddof=1) / a.size + b.var(ddof=1) / b.size))
        told.say(abs(a.mean() - b.mean()) <= TOLERANCE * error + 1e-12, f"{what}: {a.mean():.5g}, {b.mean():.5g}")
    table = world.answer(miss, party="openai", size=0.4, paths=world.paths)
    means = [row for row in table.rows if row.measure.startswith("mean_") and row.mid]
    bare = [row.key for row in means if row.low is None or row.high is None or not row.low < row.mid < row.high]
    told.say(not bare, f"means without their error: {', '.join(bare[:4]) or 'none'} ({len(bare)} of {len(means)})")
    return told


def _headlines(found) -> dict[str, np.ndarray]:
    return {
        **{f"{who} fails": fails(found, who) for who in ("openai", "oracle", "coreweave", "softbank")},
        "rent": mean(found.market("rent")),
        "supply": mean(found.market("supply")),
        "Nvidia's receipts": mean(found.measure("received", "nvidia")),
        "value of OpenAI": mean(found.measure("value", "openai")),
        "credit lost": found.run.credit[found.whole].sum(1),
    }
