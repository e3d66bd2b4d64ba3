"""Laws 15 and 16: answers agree with each other, and with themselves on other draws."""

from __future__ import annotations

import numpy as np

from gigaloop.questions.stress import contagion, miss
from gigaloop.questions.terms import exposure
from tests.laws.world import CENTS, TOLERANCE, Verdict, World, fails, mean

#: holders of stakes in OpenAI that the book has as signed or paid, by the exposure answer
HOLDERS = ("nvidia", "amazon")
#: a stake signed at an older value buys more of the firm, later rounds thin it out, and most promises hold, not all
LEAST, MOST = 0.75, 1.5


def holdings(world: World) -> Verdict:
    """15. What a holder has in OpenAI is lost when OpenAI's value is, in every answer."""
    told = Verdict("15. exposure, contagion and simulated loss agree on what a holder has in OpenAI")
    fell = world.answer(miss, party="openai", size=0.95, paths=world.paths)
    chain = world.answer(contagion, party="openai", paths=world.paths)
    whole = float(np.median(world.under().at_start("value", "openai"))) / CENTS
    fall = _mid(fell, "openai", "value_loss")
    told.say(fall > 0.5 * whole, f"OpenAI, worth {whole:.3g} bn, is worth {fall:.3g} bn less where it earns 95 % less")
    for who in HOLDERS:
        table = world.answer(exposure, party=who, counterparty="openai")
        stake = sum(row.mid or 0.0 for row in table.rows if row.measure == "stake")
        part = stake / whole
        lost = _mid(fell, who, "stake_loss")
        told.say(
            LEAST * part * fall <= lost <= MOST * part * fall,
            f"{who}: stakes of {stake:.3g} bn are {part:.2%} of it; of its fall {lost / fall:.2%} is theirs",
        )
        held = _mid(chain, who, "exposure", "openai")
        told.say(
            LEAST * stake <= held,
            f"{who}: stakes {stake:.3g} bn, on the sheet of contagion {held:.3g} bn",
        )
        written = _mid(chain, who, "stake_loss")
        told.say(
            LEAST * stake <= written <= MOST * stake,
            f"{who}: stakes {stake:.3g} bn, written down in contagion {written:.3g} bn",
        )
    marks(world, told)
    return told


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
