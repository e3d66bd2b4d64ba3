"""What each player of the race has at the horizon, in every profile of joining and waiting: the pay-offs of `fomo`.

Fixed on 2026-11-29 in a commit before the game was run on them (docs/scarcity.md); not to be changed in view of an
outcome.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from gigaloop.answer.paths import Paths
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.engine.compiler import Lowering, compile_plan
from gigaloop.engine.plan import SHARE, Plan
from gigaloop.engine.run import Run, variant, work

ACTIONS = {2: (0.0, 1.0), 3: (0.0, 0.5, 1.0)}
RATE = "capital-cost"
VINTAGES = tuple(f"vintage_{age}" for age in range(1, 6))
#: power of rent over full cost in what old chips fetch (docs/model.md, step 8)
FETCHED = 0.6
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Game:
    """Pay-offs of every profile and path. players; told: those who are told to have joined, in their order; levels:
    size of each action; worth: (players, *actions, paths), USD bn of today; by_year: the same where the game is counted
    at the end of a year before the horizon."""

    players: tuple[str, ...]
    told: tuple[str, ...]
    levels: tuple[float, ...]
    worth: np.ndarray
    legs: Mapping[str, tuple[str, ...]]
    by_year: Mapping[str, np.ndarray]

    @cached_property
    def mean(self) -> list[np.ndarray]:
        """One array a player, axis i its action."""
        return list(self.worth.mean(-1))

    def of(self, path: int) -> list[np.ndarray]:
        """The game of one draw of the parameters."""
        return list(self.worth[..., path])

    def gain(self, player: int, others: int) -> np.ndarray:
        """(paths,) what joining in full brings a player when all others do their first (0) or last (-1) action."""
        at = [others] * len(self.players)
        top, none = list(at), list(at)
        top[player], none[player] = -1, 0
        return self.worth[player][tuple(top)] - self.worth[player][tuple(none)]

    @property
    def noise(self) -> float:
        """Mean standard error of a gain from joining, USD bn."""
        count = self.worth.shape[-1]
        gains = [self.gain(n, end) for n in range(len(self.players)) for end in (0, -1)]
        return float(np.mean([gain.std(ddof=1) / np.sqrt(count) for gain in gains]))


def played(
    book: Book, lab: str, named: Sequence[str], levels: int, draws: int, seed: int, progress: Progress | None = None
) -> Game:
    """Every profile simulated on the same draws; outside demand is that of the world as it stands.

    named   who may play, in the order in which they are told to have joined; the last is told to have waited
    """
    lowering = compile_plan(book)
    rows = {player: legs_between(lowering, player, lab) for player in named}
    players = tuple(player for player in named if rows[player] and player in lowering.parties)
    if len(players) < 2:
        told = f"fewer than two of {', '.join(named)} have a deal with {lab} on {book.as_of}"
        raise Misread(told, "A game needs two: ask about openai, or a later day", id="lab")
    actions = ACTIONS[levels]
    plan, betas = scaled(work(lowering.plan).plan, [rows[p] for p in players], actions)
    followed = [lowering.parties.index(player) for player in players]
    made = work(plan._replace(followed=np.array(followed, plan.followed.dtype)))
    found = Paths(book, lowering, variant(made, made.plan, draws, seed))
    years = {year: columns[-1] for year, columns in found.years(whole=False).items()}
    rate = 1.0 + book.parameter(RATE).range()[1]
    discount = np.array([rate ** -((t + 1) / 4.0) for t in years.values()])
    prices = Prices(found)

    def at(profile: tuple[int, ...]) -> np.ndarray:
        """(players, years, paths) of one profile."""
        legs = made.plan.legs.copy()
        for n, action in enumerate(profile):
            for row in rows[players[n]]:
                legs["beta"][row] = betas[row][action]
        run = variant(made, made.plan._replace(legs=legs), draws, seed)
        worth = [[pay_off(run, n, t, prices) for t in years.values()] for n in range(len(players))]
        return np.where(run.outcome == 0, np.array(worth) * discount[:, None], np.nan)

    profiles = list(product(range(levels), repeat=len(players)))
    worth = np.zeros((len(years), len(players), *(levels,) * len(players), draws))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for done, (profile, one) in enumerate(zip(profiles, pool.map(at, profiles), strict=True)):
            place: Any = (slice(None), slice(None), *profile)
            worth[place] = one.swapaxes(0, 1)
            if progress is not None:
                progress(done + 1, len(profiles))
    worth = worth[..., np.isfinite(worth.reshape(-1, draws)).all(0)]  # a path that the engine stopped in a profile
    legs_of = {player: tuple(dict.fromkeys(lowering.legs[row] for row in rows[player])) for player in players}
    return Game(players, tuple(named[:-1]), actions, worth[-1], legs_of, dict(zip(years, worth, strict=True)))


class Prices:
    """What a gigawatt of chips of any age costs new, as drawn on each path: of the plain run, the same in all."""

    def __init__(self, found: Paths) -> None:
        """found: a run of the same draws."""
        world = found.run.plan.world[0]
        names = ("it_cost", "it_drift", "anchor", "anchor_drift", *VINTAGES)
        number = {name: found.drawn_value(int(world[name])) for name in names}
        self.new, self.drift = number["it_cost"] / 1e11, number["it_drift"]
        self.anchor, self.anchor_drift = number["anchor"], number["anchor_drift"]
        self.curve = np.stack([np.ones_like(self.new), *(number[name] for name in VINTAGES)])

    def vintage(self, years: float) -> np.ndarray:
        """(paths,) share of its price that a chip of this age fetches: straight lines, flat after the last."""
        whole = min(int(years), len(VINTAGES))
        after = min(whole + 1, len(VINTAGES))
        return self.curve[whole] + (years - whole) * (self.curve[after] - self.curve[whole])

    def fetched(self, t: int, rent: np.ndarray) -> np.ndarray:
        """(paths,) USD bn for a gigawatt of new chips, sold at the end of quarter t at the rent of the day."""
        cost = self.anchor * np.exp(self.anchor_drift * (t + 1) / 4.0)
        return self.new * (1.0 + self.drift * t / 4.0) * (rent / cost) ** FETCHED


def pay_off(run: Run, player: int, t: int, prices: Prices) -> np.ndarray:
    """(paths,) own funds and capacity of a player at the end of quarter t, USD bn of that day.

    Own funds: cash and claims at their marks, less what it owes. The measure `worth` counts a firm's own shares as owed
    to their holders (docs/model.md, 0), so their mark, `value`, is added: what its owners have is no cost to them.
    Capacity: what its gigawatts would fetch as collateral does in step 8, by the age of each, the oldest gone first.
    """
    own = run.measure("worth", player)[:, t] + run.measure("value", player)[:, t] * issued(run, player)
    return np.asarray(own + standing(run.measure("gw", player), t, prices, run.market("rent")[:, t]), float)


def issued(run: Run, player: int) -> float:
    """1 where the register holds the player's shares: only then are they among what it owes."""
    return float((run.plan.shares["issuer"] == run.plan.followed[player]).any())


def standing(gw: np.ndarray, t: int, prices: Prices, rent: np.ndarray) -> np.ndarray:
    """(paths,) USD bn that the capacity which stands in quarter t fetches; gw (paths, quarters).

    What stood at the start is as old as the run.
    """
    left, worth = gw[:, t].astype(float), np.zeros(len(gw))
    for came in range(t, 0, -1):
        new = np.minimum(np.maximum(gw[:, came] - gw[:, came - 1], 0.0), left)
        worth += new * prices.vintage((t - came) / 4.0)
        left = left - new
    return (worth + left * prices.vintage((t + 1) / 4.0)) * prices.fetched(t, rent)


def legs_between(lowering: Lowering, player: str, lab: str) -> list[int]:
    """Rows of the Plan between a player and the lab, but a share of revenue, which it has whether it joins or not."""
    table = lowering.plan.legs
    ends = [(lowering.parties[int(row["payer"])], lowering.parties[int(row["payee"])]) for row in table]
    return [
        n for n, leg in enumerate(lowering.legs)
        if leg and set(ends[n]) == {player, lab} and int(table[n]["kind"]) != SHARE
    ]  # fmt: skip


def scaled(plan: Plan, rows: Sequence[Sequence[int]], actions: Sequence[float]) -> tuple[Plan, dict[int, list[int]]]:
    """The Plan with a value for each of these legs at each action, and where it stands: leg -> value of each action.

    What a leg comes true of is scaled on every draw by the action; its draw stays its own.
    """
    values, tables = [plan.values], [plan.quantiles]
    betas: dict[int, list[int]] = {}
    count = len(plan.values)
    for row in (row for one in rows for row in one):
        old = int(plan.legs["beta"][row])
        betas[row] = []
        for action in actions:
            one = plan.values[old : old + 1].copy()
            for end in ("low", "mid", "high"):
                one[end] *= action
            values.append(one)
            tables.append(plan.quantiles[old : old + 1] * action)
            betas[row].append(count)
            count += 1
    return plan._replace(values=np.concatenate(values), quantiles=np.concatenate(tables)), betas
