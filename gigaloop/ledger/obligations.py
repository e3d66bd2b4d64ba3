"""One balance sheet for every method of contagion: who owes whom in the coming four quarters, who holds what of whom.

Read off the base's paths: dues are mean payments by contract, so they are the model's own, not a second model's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from gigaloop.answer.paths import Paths
from gigaloop.engine.plan import GUARANTEE, SECTORS, TAGS
from gigaloop.ledger.stakes import register

#: payments that are owed when the quarter comes; the others (orders, rounds, buy-backs, loans) a payer may leave
OWED = (
    *("compute", "flex", "power", "staff", "shell_rent", "tax", "revenue_share", "lease", "grant", "deposit", "other"),
    *("interest", "principal", "guarantee", "deferral"),
)
#: an order under a contract is owed too
BY_CONTRACT = ("chips",)
#: of them, the service of debt
DEBT_SERVICE = ("interest", "principal")
AHEAD = 4
TIERS = 4
CENTS = 1e11


class Backing(NamedTuple):
    """A guarantee: who pays in whose place, how much at most, and the coming dues it covers, by who is owed them.

    inside (N,), outside (S,) in USD bn: dues of the coming four quarters, so what starts later is not covered yet.
    """

    guarantor: int
    obligor: int
    cap: float
    inside: np.ndarray
    outside: np.ndarray

    @property
    def most(self) -> float:
        """What it can cost in the coming four quarters."""
        return min(self.cap, float(self.inside.sum() + self.outside.sum()))


@dataclass(frozen=True)
class Sheet:
    """N parties with accounts, S outside sectors; money in USD bn, mean over paths, the coming four quarters.

    owed (K, N, N)       what row owes column, by tier     outside (K, N, S)   what row owes each sector, by tier
    money (N,)           opening cash and all that comes in that nobody inside owes
    value (N,)           market value or valuation, with what signed stakes bring in these quarters; of an investor
                         without one what it owns less what it owes (the engine's step 9); 0 where a party has none
    stakes (N, N)        share of column that row holds    held (S, N)          share of column that each sector holds
    lent (N, N)          face of column's debt that row holds    lent_by (S, N)  the same of each sector
    backing              the guarantees between parties of the sheet
    between              (payer, payee) -> legs behind what the payer owes the payee, in parties' and sectors' names
    """

    parties: tuple[str, ...]
    sectors: tuple[str, ...]
    owed: np.ndarray
    outside: np.ndarray
    money: np.ndarray
    value: np.ndarray
    stakes: np.ndarray
    held: np.ndarray
    lent: np.ndarray
    lent_by: np.ndarray
    backing: tuple[Backing, ...]
    between: Mapping[tuple[str, str], tuple[str, ...]]

    @property
    def legs(self) -> tuple[str, ...]:
        """Every leg behind a due of the sheet."""
        return tuple(dict.fromkeys(leg for legs in self.between.values() for leg in legs))

    @property
    def L(self) -> np.ndarray:
        """(N, N) what row owes column in all tiers."""
        return self.owed.sum(0)

    @property
    def ext(self) -> np.ndarray:
        """(N,) what each owes to sectors."""
        return self.outside.sum((0, 2))

    @property
    def credit(self) -> np.ndarray:
        """(N, N) what column owes row: coming dues and loans."""
        return self.L.T + self.lent

    @property
    def credit_by(self) -> np.ndarray:
        """(S, N) the same of each sector."""
        return self.outside.sum(0).T + self.lent_by

    @property
    def exposures(self) -> np.ndarray:
        """(N, N) what row loses if column is worth nothing: what it is owed, and stakes at mark."""
        return self.credit + self.stakes * self.value

    @property
    def exposures_by(self) -> np.ndarray:
        """(S, N) the same of each sector."""
        return self.credit_by + self.held * self.value

    def place(self, party: str) -> int:
        """The party's row."""
        return self.parties.index(party)

    def shocked(self, party: str, shock: float) -> np.ndarray:
        """(N,) money when a party loses this share of what comes in from outside and of its cash."""
        money = self.money.copy()
        money[self.place(party)] *= 1.0 - shock
        return money

    def net(self, claims: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(outside assets, outside debts) that make each party's net worth its market value, given claims (N, N).

        A party without a value has what its money and dues leave, at least nothing.
        """
        plain = np.maximum(self.money + self.L.sum(0) - self.L.sum(1) - self.ext, 0.0)
        assets = np.where(self.value > 0, self.value, plain) + claims.sum(0) - claims.sum(1)
        return np.maximum(assets, 0.0), np.maximum(-assets, 0.0)


def sheet(found: Paths) -> Sheet:
    """The balance sheet of a book on its date, read off the base's paths.

    >>> from gigaloop import load
    >>> from gigaloop.answer.paths import simulated
    >>> made = sheet(simulated(load("tiny"), paths=10))
    >>> bool((made.money >= 0).all()), made.L.shape == (len(made.parties),) * 2
    (True, True)
    """
    plan, slots = found.run.plan, found.run.slots
    names = found.lowering.parties
    parties = tuple(found.followed)
    numbers = np.array([names.index(p) for p in parties])
    place = np.full(len(names), -1)
    place[numbers] = np.arange(len(parties))
    beyond = np.where(place < 0, np.minimum(np.arange(len(names)), len(SECTORS)), -1)
    n, s = len(parties), len(SECTORS) + 1
    owed, outside, money = np.zeros((TIERS, n, n)), np.zeros((TIERS, n, s)), np.zeros(n)
    paid = found.run.flows[:AHEAD].sum(0) / 1e9
    between: dict[tuple[str, str], dict[str, None]] = {}
    sectors = (*SECTORS, "unmodelled")
    for slot, amount in zip(slots, paid, strict=True):
        payer, payee, tag = place[slot["payer"]], place[slot["payee"]], TAGS[slot["tag"]]
        if amount <= 0:
            continue
        due = tag in OWED or (tag in BY_CONTRACT and slot["leg"] >= 0)
        if payer >= 0 and due:
            tier = min(int(slot["tier"]), TIERS - 1)
            if payee >= 0:
                owed[tier, payer, payee] += amount
            else:
                outside[tier, payer, beyond[slot["payee"]]] += amount
            if slot["leg"] >= 0 and found.lowering.legs[slot["leg"]]:
                other = parties[payee] if payee >= 0 else sectors[beyond[slot["payee"]]]
                legs = between.setdefault((parties[payer], other), {})
                legs[found.lowering.legs[slot["leg"]]] = None
        elif payee >= 0:
            money[payee] += amount
    middle = plan.values["mid"]
    money += np.maximum(middle[plan.parties["cash"][numbers]] / CENTS, 0.0)
    value = middle[plan.parties["value"][numbers]] / CENTS
    stakes, held, promised = _register(plan, place, beyond, n, s)
    value = np.where(value > 0, value + promised, value)
    lent, lent_by = _debts(plan, place, beyond, n, s, middle)
    other = middle[plan.parties["holdings"][numbers]] / CENTS
    cash = middle[plan.parties["cash"][numbers]] / CENTS
    worth = np.maximum(other + stakes @ value + cash - lent.sum(0) - lent_by.sum(0), 0.0)
    value = np.where((value <= 0) & (other > 0), worth, value)
    for tier in range(TIERS):
        np.fill_diagonal(owed[tier], 0.0)
    backing = _backing(found, place, beyond, paid)
    return Sheet(
        parties, sectors, owed, outside, money, value, stakes, held, lent, lent_by, backing,
        {pair: tuple(named) for pair, named in between.items()},
    )  # fmt: skip


def _register(
    plan: Any, place: np.ndarray, beyond: np.ndarray, n: int, s: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares of each issuer by holder, stakes of the coming four quarters paid; and what those bring it, USD bn."""
    units, paid = register(plan, AHEAD)
    stakes, held, count = np.zeros((n, n)), np.zeros((s, n)), np.zeros(n)
    for row, own in zip(plan.shares, units, strict=True):
        issuer, holder = place[row["issuer"]], place[row["holder"]]
        if issuer < 0:
            continue
        count[issuer] += own
        if holder >= 0:
            stakes[holder, issuer] += own
        else:
            held[beyond[row["holder"]], issuer] += own
    whole = np.maximum(count, 1e-12)
    inside = np.zeros(n)
    inside[place[place >= 0]] = paid[place >= 0] / CENTS
    return stakes / whole, held / whole, inside


def _debts(
    plan: object, place: np.ndarray, beyond: np.ndarray, n: int, s: int, middle: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Face of each issuer's debt by holder, at the start."""
    lent, lent_by = np.zeros((n, n)), np.zeros((s, n))
    for debt in plan.debts:  # type: ignore[attr-defined]
        issuer, face = place[debt["issuer"]], middle[debt["face"]] / CENTS
        if issuer < 0 or face <= 0:
            continue
        for row in plan.holders[debt["holder"] : debt["holder"] + debt["holders_n"]]:  # type: ignore[attr-defined]
            if place[row["party"]] >= 0:
                lent[place[row["party"]], issuer] += face * row["share"]
            else:
                lent_by[beyond[row["party"]], issuer] += face * row["share"]
    return lent, lent_by


def _backing(found: Paths, place: np.ndarray, beyond: np.ndarray, paid: np.ndarray) -> tuple[Backing, ...]:
    """Each guarantee whose guarantor and obligor are on the sheet; a second one on the same leg covers what is left."""
    plan, slots = found.run.plan, found.run.slots
    n, s = int(place.max()) + 1, len(SECTORS) + 1
    pledged: dict[tuple[int, int], float] = {}
    told = []
    for row in plan.legs[plan.legs["kind"] == GUARANTEE]:
        if row["debt"] >= 0:
            obligor = int(plan.debts["issuer"][row["debt"]])
            covered = (slots["payer"] == obligor) & np.isin(slots["tag"], [TAGS.index(t) for t in DEBT_SERVICE])
        elif row["covers"] >= 0:
            obligor = int(plan.legs["payer"][row["covers"]])
            covered = (slots["payer"] == obligor) & (slots["leg"] == row["covers"])
            covered &= np.isin(slots["tag"], [TAGS.index(t) for t in (*OWED, *BY_CONTRACT)])
        else:
            obligor, covered = int(row["payee"]), np.zeros(len(slots), bool)
        writer, reference = int(place[row["payer"]]), int(place[obligor])
        if writer < 0 or reference < 0 or writer == reference:
            continue
        inside, outside = np.zeros(n), np.zeros(s)
        for slot, amount in zip(slots[covered], paid[covered], strict=True):
            payee = int(slot["payee"])
            if place[payee] >= 0:
                inside[place[payee]] += amount
            else:
                outside[beyond[payee]] += amount
        whole = float(inside.sum() + outside.sum())
        free = max(0.0, whole - pledged.get((int(row["covers"]), int(row["debt"])), 0.0))
        share = free / whole if whole > 0 else 0.0
        cap = float(plan.values["mid"][row["amount"]]) / CENTS
        one = Backing(writer, reference, cap, inside * share, outside * share)
        pledged[int(row["covers"]), int(row["debt"])] = whole - free + one.most
        told.append(one)
    return tuple(told)
