"""The laws of stress on the shipped book, and for each a world that breaks it."""

import pytest

from tests.laws import faults, market, owed, terms, told
from tests.laws.world import FIVE_YEARS, World

LAWS = {
    "1 supply": market.supply,
    "2 miss of openai": market.miss,
    "2 miss of anthropic": lambda world: market.miss(world, "anthropic"),
    "2 miss of spacex": lambda world: market.miss(world, "spacex"),
    "3 spread in five years": lambda world: market.spread(world, by=FIVE_YEARS),
    "3 spread to the end": market.spread,
    "3 spread, nobody signs": market.unsigned,
    "3 spread late": market.late,
    "4 dearer": terms.dearer,
    "5 shut": owed.shut,
    "5 shut, nobody signs": lambda world: owed.shut(world, market.nobody_signs, owed.owes_more_than_it_holds, True),
    "6 power": market.power,
    "7 rates": terms.rates,
    "8 promised": terms.promised,
    "9 removed": terms.removed,
    "10 concessions": owed.concessions,
    "11 recovery": owed.recovery,
    "12 conglomerates": owed.conglomerates,
    "13 breaks": owed.breaks,
    "14 upside": terms.upside,
    "15 holdings": told.holdings,
    "16 seeds": told.seeds,
    "17 own": market.own,
}
#: laws that the engine holds; docs/limits.md says of the others how they are broken. One that comes to hold goes here,
#: and its planted faults are tried from then on (of a law that is red already they would prove nothing)
HELD = (
    "1 supply", "2 miss of openai", "2 miss of anthropic", "2 miss of spacex", "3 spread in five years",
    "3 spread to the end", "3 spread, nobody signs", "3 spread late", "4 dearer", "5 shut", "5 shut, nobody signs",
    "6 power", "7 rates", "8 promised", "9 removed", "10 concessions", "11 recovery", "12 conglomerates", "13 breaks",
    "14 upside", "15 holdings", "16 seeds", "17 own",
)  # fmt: skip
#: law -> worlds that must turn it red
BROKEN = {
    "1 supply": [faults.Boundless, faults.Unused],
    "2 miss of openai": [faults.Still, faults.Mirrored],
    "2 miss of anthropic": [faults.Still],
    "2 miss of spacex": [faults.Still],
    "3 spread in five years": [faults.Still],
    "3 spread to the end": [faults.Still, faults.Whole],
    "3 spread, nobody signs": [faults.Still],
    "3 spread late": [faults.Still],
    "4 dearer": [faults.Saved, faults.Still],
    "5 shut": [faults.Still],
    "5 shut, nobody signs": [faults.Still],
    "6 power": [faults.Still, faults.Mirrored],
    "7 rates": [faults.Still, faults.Mirrored],
    "8 promised": [faults.Harmed, faults.Still],
    "9 removed": [faults.Still],
    "10 concessions": [faults.Kind],
    "11 recovery": [faults.Generous, faults.Whole],
    "12 conglomerates": [faults.Still],
    "13 breaks": [faults.Silent],
    "14 upside": [faults.Harmed, faults.Mirrored, faults.Still],
    "15 holdings": [faults.Silent, faults.Stale],
    "16 seeds": [faults.Drifting],
    "17 own": [faults.Still, faults.Spared],
}


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.mark.parametrize("law", [law for law in LAWS if law not in HELD])
def test_a_law_that_does_not_hold_is_named_as_such(law, world):
    """One that has come to hold belongs to HELD."""
    found = LAWS[law](world)
    assert not found.holds, str(found)


@pytest.mark.parametrize("law", HELD)
def test_law(law, world):
    found = LAWS[law](world)
    assert found.holds, str(found)


def _doctored(fault, world):
    """The same runs, told otherwise: what was simulated for the laws is not simulated again."""
    made = fault(world.book, world.paths, world.seed)
    made._kept = world._kept
    return made


@pytest.mark.parametrize("law, fault", [(law, fault) for law in HELD for fault in BROKEN[law]])
def test_planted_fault(law, fault, world):
    found = LAWS[law](_doctored(fault, world))
    assert not found.holds, str(found)
