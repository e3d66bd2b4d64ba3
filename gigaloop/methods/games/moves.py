"""Games in which moves are seen: one after another to the end, and a race that others join while it pays."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .normal_form import read

__all__ = ["Cascade", "Joining", "Turns", "cascade", "complements", "in_turn"]


class Turns(NamedTuple):
    """Play of a game in turn. actions: what each player does, by player; payoff: what each gets; margin: what each
    would lose by its next best action, given how those after it would answer (pay-off)."""

    actions: tuple[int, ...]
    payoff: tuple[float, ...]
    margin: tuple[float, ...]


class Joining(NamedTuple):
    """One step of a race. player; before, after: its action; gain: what the step brings it (pay-off)."""

    player: int
    before: int
    after: int
    gain: float


class Cascade(NamedTuple):
    """A race to its end. steps, in order; actions: where it ends; settled: whether nobody would move again (a pure Nash
    equilibrium) or it went in a circle; waiting: what the best step of each that stays would bring (0 or less)."""

    steps: tuple[Joining, ...]
    actions: tuple[int, ...]
    settled: bool
    waiting: tuple[float, ...]


def in_turn(payoffs: Sequence, order: Sequence[int] | None = None) -> Turns:
    """What does each do when all move once, one after another, and see what was done before?

    Definition: subgame perfect equilibrium by backward induction (Selten 1965; Osborne and Rubinstein 1994, ch. 6). Of
    equally good actions the lower number is taken, which is the one that does less. `payoffs`: one array a player, axis
    i being player i's actions; `order`: players as they move. Errors: ValueError for bad shapes, or an order that is
    not each player once.

    >>> in_turn([[[2, 0], [3, 1]], [[2, 3], [0, 1]]], order=[1, 0]).actions
    (1, 1)
    """
    games = read(None, None, payoffs)
    order = list(range(len(games))) if order is None else list(order)
    if sorted(order) != list(range(len(games))):
        raise ValueError(f"order: found {order}, expected each of the {len(games)} players once.")
    plans: list[tuple[int, np.ndarray, np.ndarray]] = []
    worth = np.stack(games)
    for player in reversed(order):
        best = worth[player].argmax(axis=player, keepdims=True)
        plans.append((player, best, worth[player]))
        worth = np.take_along_axis(worth, best[None], axis=player + 1)
    here, margin = [0] * len(games), [0.0] * len(games)
    for player, best, own in reversed(plans):
        seen = tuple(a if n > 1 else 0 for a, n in zip(here, best.shape, strict=True))
        here[player] = int(best[seen])
        row = np.sort(own[(*seen[:player], slice(None), *seen[player + 1 :])])
        margin[player] = float(row[-1] - row[-2]) if row.size > 1 else 0.0
    return Turns(tuple(here), tuple(float(game[tuple(here)]) for game in games), tuple(margin))


def cascade(payoffs: Sequence, start: Sequence[int] | None = None, tolerance: float = 0.0) -> Cascade:
    """Who joins first, who follows, and where does the race end, when the one that gains most moves next?

    Definition: better-reply path (Monderer and Shapley 1996, Games and Economic Behavior 14:124): from `start` (all at
    their action 0) the player with the greatest gain from its best action takes it, until nobody gains more than
    `tolerance`; a profile seen twice ends it unsettled. With strategic complements it ends at the least equilibrium
    above the start (Topkis 1979). `payoffs` as in `in_turn`. Errors: ValueError for bad shapes or a start that is no
    profile.

    >>> race = cascade([[[0, 0], [1, 2]], [[0, -1], [0, 1]]])
    >>> [(step.player, step.gain) for step in race.steps], race.actions
    ([(0, 1.0), (1, 1.0)], (1, 1))
    """
    games = read(None, None, payoffs)
    shape = games[0].shape
    here = tuple(int(a) for a in (start if start is not None else [0] * len(games)))
    if len(here) != len(shape) or not all(0 <= a < n for a, n in zip(here, shape, strict=True)):
        raise ValueError(f"start: found {list(here)}, expected one action a player, below {list(shape)}.")
    seen, steps = {here}, []
    while True:
        gains = []
        for player, game in enumerate(games):
            row = game[(*here[:player], slice(None), *here[player + 1 :])]
            best, now = int(np.argmax(row)), float(row[here[player]])
            others = max((float(one) for action, one in enumerate(row) if action != here[player]), default=-np.inf)
            gains.append((float(row[best]) - now, best, others - now))
        waiting = tuple(other for _, _, other in gains)
        player = int(np.argmax([gain for gain, _, _ in gains]))
        gain, action, _ = gains[player]
        if gain <= tolerance:
            return Cascade(tuple(steps), here, True, waiting)
        steps.append(Joining(player, here[player], action, gain))
        here = (*here[:player], action, *here[player + 1 :])
        if here in seen:
            return Cascade(tuple(steps), here, False, waiting)
        seen.add(here)


def complements(payoffs: Sequence) -> tuple[int, int]:
    """How many comparisons of the game have increasing differences, of how many?

    Definition: strategic complements (Bulow, Geanakoplos and Klemperer 1985, J. Political Economy 93:488; Topkis 1979):
    what player i gains from its next action does not fall when another takes its next action. Returns (held, all).
    Errors: ValueError for bad shapes.

    >>> complements([[[0, 0], [-1, 1]], [[0, -1], [0, 1]]])
    (2, 2)
    """
    games = read(None, None, payoffs)
    held = total = 0
    for i, game in enumerate(games):
        step = np.diff(game, axis=i)
        for j in range(len(games)):
            if j != i:
                change = np.diff(step, axis=j)
                held += int((change >= 0.0).sum())
                total += change.size
    return held, total
