"""A debtor that cannot pay, and its creditors: enforce, amend or top up, each seeing what the others might do."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .equilibria import pure
from .moves import Turns, in_turn

__all__ = ["ACTIONS", "Claim", "Showdown", "hold_out", "showdown", "turning_chance"]

#: what a creditor can do, by number: the lower one is taken where two are worth the same
ACTIONS = ("enforce", "amend", "top up")


class Claim(NamedTuple):
    """One creditor at the table, money. enforce: what it loses if the debtor falls now; amend: dues that it would put
    off; cut: what amending gives up for good; top_up: fresh money that it could bring; later: loss if the debtor falls
    all the same, over what it loses now (collateral is older)."""

    enforce: float
    amend: float
    cut: float
    top_up: float
    later: float = 1.0


class Showdown(NamedTuple):
    """A showdown. payoffs: one array a creditor, axis k its action (money, 0 is nothing lost); saved: which profiles
    bring what lacks; pure: equilibria in sure actions when all choose at once; turns: when they choose in turn, the
    first with most at stake; alone: whether one creditor can save the debtor by itself."""

    payoffs: list[np.ndarray]
    saved: np.ndarray
    pure: list[list[int]]
    turns: Turns
    alone: tuple[bool, ...]


def turning_chance(claim: Claim, recover: float, *, action: str = "amend") -> float:
    """From which chance of survival on does a creditor give way rather than enforce?

    Definition: the q at which its loss by giving way, x (1 - q recover) + cut + (1 - q) later E, equals E, its loss by
    enforcing now, x what it puts off or brings (the creditor's choice of Gertner and Scharfstein 1991, J. Finance
    46:1189, for one claim). 0: at any chance; above 1: at none. `recover`: share of x that a survivor pays back.
    Errors: ValueError for an action that gives nothing, or negative money.

    >>> round(turning_chance(Claim(enforce=10.0, amend=4.0, cut=0.0, top_up=0.0, later=1.0), 1.0), 6)
    0.285714
    """
    if action not in ACTIONS[1:]:
        raise ValueError(f"action: found {action!r}, expected one of {ACTIONS[1:]}.")
    _check(claim, recover)
    given = claim.amend if action == "amend" else claim.top_up
    cut = claim.cut if action == "amend" else 0.0
    by_chance = given * recover + claim.later * claim.enforce
    need = given + cut + (claim.later - 1.0) * claim.enforce
    return max(need, 0.0) / by_chance if by_chance > 0.0 else float("inf") if need > 0.0 else 0.0


def showdown(lack: float, claims: Sequence[Claim], chance: float, recover: float) -> Showdown:
    """Who gives way, who holds out, and does the debtor stand, when creditors can save it only together?

    Definition: each creditor enforces, amends (puts `amend` off) or tops up (amends, and brings `top_up`); the debtor
    stands this time if what is put off and brought comes to `lack`, and then survives with `chance`. If it stands, one
    that gave x loses x (1 - chance recover) + its cut + (1 - chance) later E, and one that enforced, paid in full by
    what the others gave, only (1 - chance) later E: to hold out pays if the rest suffices (Gertner and Scharfstein
    1991, J. Finance 46:1189). If it falls, each loses E and nothing is put in. Solved at once (Nash 1951) and in turn
    (backward induction).
    `lack`, claims: money; `chance`, `recover`: shares. Errors: ValueError for shares outside 0 to 1, negative money, or
    fewer than two creditors (of one `turning_chance` says all).

    >>> two = [Claim(10.0, 3.0, 0.0, 0.0), Claim(10.0, 3.0, 0.0, 0.0)]
    >>> [[int(a) for a in pure] for pure in showdown(6.0, two, 0.8, 1.0).pure]
    [[0, 0], [1, 1], [1, 2], [2, 1], [2, 2]]
    """
    if len(claims) < 2:
        raise ValueError(f"claims: found {len(claims)}, expected two creditors or more; ask turning_chance of one.")
    if not 0.0 <= chance <= 1.0 or not lack >= 0.0:
        raise ValueError(f"showdown: found chance {chance} and lack {lack}, expected a share, and money of at least 0.")
    for claim in claims:
        _check(claim, recover)
    shape = (len(ACTIONS),) * len(claims)
    relief = np.zeros(shape)
    kept = []
    for k, claim in enumerate(claims):
        gives = np.array([0.0, claim.amend, claim.amend + claim.top_up])
        cuts = np.array([0.0, claim.cut, claim.cut])
        own = tuple(slice(None) if axis == k else None for axis in range(len(claims)))
        relief = relief + gives[own]
        loss = gives * (1.0 - chance * recover) + cuts + (1.0 - chance) * claim.later * claim.enforce
        kept.append(np.broadcast_to(loss[own], shape))
    saved = relief >= lack * (1.0 - 1e-12)
    payoffs = [np.where(saved, -loss, -claim.enforce) for loss, claim in zip(kept, claims, strict=True)]
    order = sorted(range(len(claims)), key=lambda k: (-claims[k].enforce, k))
    alone = tuple(claim.amend + claim.top_up >= lack * (1.0 - 1e-12) for claim in claims)
    return Showdown(payoffs, saved, pure(payoffs), in_turn(payoffs, order), alone)


def hold_out(found: Showdown) -> tuple[float, ...]:
    """What would each creditor gain by enforcing, where all others do what they do in turn?

    Definition: the gain from deviating of one player (Nash 1951), at the end of play in turn. One number a creditor,
    money; below 0: it would lose. Errors: none, for `showdown` has looked.

    >>> found = showdown(6.0, [Claim(10.0, 3.0, 0.0, 0.0), Claim(10.0, 3.0, 0.0, 0.0)], 0.8, 1.0)
    >>> [round(gain, 6) for gain in hold_out(found)]
    [-7.4, -7.4]
    """
    gains = []
    for k, payoff in enumerate(found.payoffs):
        here = found.turns.actions
        gains.append(float(payoff[(*here[:k], 0, *here[k + 1 :])] - payoff[here]))
    return tuple(gains)


def _check(claim: Claim, recover: float) -> None:
    if not 0.0 <= recover <= 1.0:
        raise ValueError(f"recover: found {recover}, expected a share from 0 to 1.")
    for name, value in claim._asdict().items():
        if not value >= 0.0:
            raise ValueError(f"claim.{name}: found {value}, expected money of at least 0.")
