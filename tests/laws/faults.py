"""Doctored worlds: each breaks one law without a compiler, whatever the engine."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from gigaloop.answer.paths import Paths
from tests.laws.sentences import conduct, nothing_offered
from tests.laws.world import World


def retold(found: Paths, **arrays: np.ndarray) -> Paths:
    """The same paths with some of their arrays told otherwise."""
    return replace(found, run=replace(found.run, kept=found.run.kept._replace(**arrays)))


class Still(World):
    """A world in which no shock, no term and no missing contract moves anything."""

    def under(self, *shocks, scenario=None, remove=(), terms=None, seed=None, **kept) -> Paths:
        return super().under(seed=seed, **kept)


class Mirrored(World):
    """A world in which every shock does the opposite: twice the base less what it did."""

    def under(self, *shocks, scenario=None, remove=(), terms=None, seed=None, **kept) -> Paths:
        base = super().under(seed=seed, **kept)
        found = super().under(*shocks, scenario=scenario, remove=remove, terms=terms, seed=seed, **kept)
        if found is base:
            return found
        return retold(found, **{name: opposite(getattr(base.run, name), getattr(found.run, name)) for name in KEPT})


KEPT = ("party", "world")


def opposite(base, found):
    """Every measure as far on the other side of the base."""
    out = found.copy()
    for name in out.dtype.names:
        out[name] = 2 * base[name] - found[name]
    return out


class Harmed(World):
    """A world in which whatever one changes, everybody fails in the second quarter, worth nothing."""

    def under(self, *shocks, scenario=None, remove=(), terms=None, seed=None, **kept) -> Paths:
        base = super().under(seed=seed, **kept)
        found = super().under(*shocks, scenario=scenario, remove=remove, terms=terms, seed=seed, **kept)
        if found is base or not (terms or scenario):
            return found
        return retold(found, defaulted=np.ones_like(found.run.defaulted))


class Saved(World):
    """A world in which dearer terms make nobody fail and everybody worth twice as much."""

    def under(self, *shocks, scenario=None, remove=(), terms=None, seed=None, **kept) -> Paths:
        found = super().under(*shocks, scenario=scenario, remove=remove, terms=terms, seed=seed, **kept)
        if terms is None:
            return found
        party = found.run.party.copy()
        party["value"] = 2 * party["value"] + 1e3
        return retold(found, party=party)


class Spared(World):
    """A world in which nobody fails on every fourth path once anything is shocked."""

    def under(self, *shocks, **kinds) -> Paths:
        found = super().under(*shocks, **kinds)
        if not shocks:
            return found
        defaulted = found.run.defaulted.copy()
        defaulted[::4] = -1
        return retold(found, defaulted=defaulted)


class Boundless(World):
    """A world whose labs use three times the gigawatts that they say."""

    def under(self, *shocks, **kinds) -> Paths:
        found = super().under(*shocks, **kinds)
        party = found.run.party.copy()
        party["gw"] *= 30.0
        return retold(found, party=party)


class Unused(World):
    """A world whose labs and others never come near what stands."""

    def under(self, *shocks, **kinds) -> Paths:
        found = super().under(*shocks, **kinds)
        party, market = found.run.party.copy(), found.run.world.copy()
        party["gw"] *= 0.5
        market["outside_gw"] *= 0.5
        return retold(found, party=party, world=market)


class Kind(World):
    """A world whose creditors concede most to the doomed."""

    def under(self, *shocks, **kinds) -> Paths:
        found = super().under(*shocks, **kinds)
        told = found.run.bargains.copy()
        told["deferred"] = told["survival"] < 0.5
        return retold(found, bargains=told)


class Generous(World):
    """A world in which nothing is lost when many fail."""

    def under(self, *shocks, **kinds) -> Paths:
        found = super().under(*shocks, **kinds)
        count = (found.run.defaulted >= 0).sum(1)
        credit = found.run.credit * (count <= np.median(count))[:, None]
        return retold(found, credit=credit)


class Stale(World):
    """A world in which holders lose what a stake once was, whatever it was worth when its issuer failed."""

    def under(self, *shocks, **kinds) -> Paths:
        found = super().under(*shocks, **kinds)
        failed = (found.run.defaulted >= 0).sum(1, keepdims=True)
        return retold(found, equity=found.run.equity.mean(0) * failed)


class Whole(World):
    """A world in which creditors of those who fail get all of it back."""

    def under(self, *shocks, terms=None, **kinds) -> Paths:
        return super().under(*shocks, terms=all_back(terms), **kinds)


@cache
def all_back(terms):
    """These terms, with nothing lost on any claim."""

    def told(plan):
        plan = terms(plan) if terms else plan
        for name, value in (("recovery_secured", 1.0), ("recovery_unsecured", 1.0), ("recovery_fall", 0.0)):
            plan = conduct(name, value)(plan)
        return plan

    return told


class Bottomless(World):
    """A world in which what lenders lose leaves them as much room as nothing lost would."""

    def under(self, *shocks, **kinds) -> Paths:
        found = super().under(*shocks, **kinds)
        market = found.run.world.copy()
        for name in [name for name in market.dtype.names if name.startswith(("room_", "held_"))]:
            market[name] = market[name].mean(0)
        return retold(found, world=market)


class Wasteful(World):
    """A world whose sellers buy new chips whatever the rent."""

    def under(self, *shocks, terms=None, **kinds) -> Paths:
        found = super().under(*shocks, terms=terms, **kinds)
        if terms is not None:
            return found
        party = found.run.party.copy()
        party["capex"] *= 1.05
        return retold(found, party=party)


class Patient(World):
    """A world in which a lab whose shares fell is offered less, and as much as ever after two quarters."""

    def under(self, *shocks, terms=None, **kinds) -> Paths:
        return super().under(*shocks, terms=nothing_offered(2.0) if terms is nothing_offered(4.0) else terms, **kinds)


class Drifting(World):
    """A world in which each seed tells of another market: every number is a tenth higher a seed."""

    def under(self, *shocks, **kinds) -> Paths:
        found = super().under(*shocks, **kinds)
        factor = 1.1 ** (found.run.seed - 1)
        both = {"party": found.run.party.copy(), "world": found.run.world.copy()}
        for array in both.values():
            for name in array.dtype.names:
                array[name] *= factor
        return retold(found, **both)


class Silent(World):
    """A world whose answers say nothing of stakes and losses, and whose searches tell of no shock at all."""

    def answer(self, question: Any, **arguments: Any) -> Any:
        table = super().answer(question, **arguments)
        rows = [
            row.model_copy(update={"mid": 0.0}) if hasattr(row, "model_copy") else replace(row, mid=0.0)
            for row in table.rows
            if row.measure in ("stake_loss", "exposure")
        ]
        rest = [row for row in table.rows if row.measure not in ("stake_loss", "exposure")]
        for row in rest:
            if "sentence" in row.more:
                row.more["sentence"] = "without any shock it is in default"
        return _Rows([*rows, *rest])


class _Rows:
    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows
