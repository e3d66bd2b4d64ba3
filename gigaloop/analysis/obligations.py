"""One balance sheet for every method of contagion: who owes whom in the coming four quarters, who holds what of whom.

Read off the base's paths: dues are mean payments by contract, so they are the model's own, not a second model's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gigaloop.analysis.paths import Paths
from gigaloop.engine.plan import GUARANTEE, SECTORS, TAGS

#: payments that are owed when the quarter comes; the others (orders, rounds, buy-backs, loans) a payer may leave
OWED = (
    *("compute", "flex", "power", "staff", "shell_rent", "tax", "revenue_share", "lease", "grant", "deposit", "other"),
    *("interest", "principal", "guarantee", "deferral"),
)
#: an order under a contract is owed too
BY_CONTRACT = ("chips",)
AHEAD = 4
TIERS = 4
CENTS = 1e11


@dataclass(frozen=True)
class Sheet:
    """N parties with accounts, S outside sectors; money in USD bn, mean over paths, the coming four quarters.

    owed (K, N, N)       what row owes column, by tier     outside (K, N, S)   what row owes each sector, by tier
    money (N,)           opening cash and all that comes in that nobody inside owes
    value (N,)           market value or valuation; nothing where a party has none
    stakes (N, N)        share of column that row holds    held (S, N)          share of column that each sector holds
    lent (N, N)          face of column's debt that row holds    lent_by (S, N)  the same of each sector
    backing              (guarantor, obligor, cap) of each guarantee between parties of the sheet
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
    backing: tuple[tuple[int, int, float], ...]
    legs: tuple[str, ...]

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
    >>> from gigaloop.analysis.paths import simulated
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
    legs: dict[str, None] = {}
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
                legs[found.lowering.legs[slot["leg"]]] = None
        elif payee >= 0:
            money[payee] += amount
    middle = plan.values["mid"]
    money += np.maximum(middle[plan.parties["cash"][numbers]] / CENTS, 0.0)
    value = middle[plan.parties["value"][numbers]] / CENTS
    stakes, held = _register(plan, place, beyond, n, s)
    lent, lent_by = _debts(plan, place, beyond, n, s, middle)
    for tier in range(TIERS):
        np.fill_diagonal(owed[tier], 0.0)
    sectors = (*SECTORS, "others")
    return Sheet(
        parties, sectors, owed, outside, money, value, stakes, held, lent, lent_by, _backing(found, place), tuple(legs)
    )


def _register(plan: object, place: np.ndarray, beyond: np.ndarray, n: int, s: int) -> tuple[np.ndarray, np.ndarray]:
    """Shares of each issuer by holder, at the start."""
    stakes, held, count = np.zeros((n, n)), np.zeros((s, n)), np.zeros(n)
    for row in plan.shares:  # type: ignore[attr-defined]
        issuer, holder = place[row["issuer"]], place[row["holder"]]
        if issuer < 0:
            continue
        count[issuer] += row["units"]
        if holder >= 0:
            stakes[holder, issuer] += row["units"]
        else:
            held[beyond[row["holder"]], issuer] += row["units"]
    whole = np.maximum(count, 1e-12)
    return stakes / whole, held / whole


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


def _backing(found: Paths, place: np.ndarray) -> tuple[tuple[int, int, float], ...]:
    """(guarantor, obligor, cap) of each guarantee whose two ends are on the sheet."""
    plan = found.run.plan
    pairs = []
    for row in plan.legs[plan.legs["kind"] == GUARANTEE]:
        obligor = int(row["payee"])
        if row["covers"] >= 0:
            obligor = int(plan.legs["payer"][row["covers"]])
        elif row["debt"] >= 0:
            obligor = int(plan.debts["issuer"][row["debt"]])
        writer, reference = int(place[row["payer"]]), int(place[obligor])
        cap = float(plan.values["mid"][row["amount"]]) / CENTS
        if writer >= 0 and reference >= 0 and writer != reference and cap > 0:
            pairs.append((writer, reference, cap))
    return tuple(pairs)
