"""Chain: what one published method says of a shock on one balance sheet, round by round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from gigaloop.ledger.obligations import Sheet
from gigaloop.methods.clearing import contingent, full_payment, rogers_veraart, seniority
from gigaloop.methods.contagion import debtrank, furfine, neva
from gigaloop.methods.holdings import elliott_golub_jackson, suzuki
from gigaloop.words.notes import Dollars, Note, note

#: method -> what it is, and where it is published
METHODS: dict[str, str] = {
    "eisenberg-noe": "dues pro rata, nothing lost in default (Eisenberg and Noe 2001)",
    "rogers-veraart": "dues pro rata, default costs, greatest solution (Rogers and Veraart 2013)",
    "rogers-veraart-least": "the same, least solution: nobody pays before he is sure (Rogers and Veraart 2013)",
    "seniority": "dues by rank, default costs (Elsinger 2009)",
    "full-payment": "a due is met whole or not at all (Bardoscia et al. 2019)",
    "guarantees": "dues and guarantees cleared together (Schuldenzucker, Seuken, Battiston 2020)",
    "suzuki": "dues and shares valued together through stakes (Suzuki 2002)",
    "furfine": "a creditor fails when write-offs pass its net worth (Furfine 2003)",
    "debtrank": "distress of market net worth, once a party (Battiston et al. 2012)",
    "debtrank-differential": "distress of market net worth, every increment (Bardoscia et al. 2015)",
    "neva": "claims valued by what the debtor has left (Barucca et al. 2020)",
    "elliott-golub-jackson": "losses through stakes (Elliott, Golub, Jackson 2014)",
}
#: what is lost. Measures are never added: they are different promises, at different prices
MEASURES: dict[str, str] = {
    "credit_loss": "dues of the coming four quarters that are not paid",
    "claim_loss": "dues and loans written down, at face",
    "stake_loss": "shares written down, at mark",
}
#: rounds told one by one; what comes later is told together
MOST_ROUNDS = 6
SETTLED = 1e-9


@dataclass(frozen=True)
class Chain:
    """What one method says. losses: measure -> (R, N + S), what each party and sector has lost after each round, the
    last row after all; failed (N,); residual of what was solved, USD bn; note, if nothing could be solved."""

    losses: Mapping[str, np.ndarray]
    failed: np.ndarray
    residual: float
    note: Note | None = None

    @property
    def solved(self) -> bool:
        """Whether the method has an answer."""
        return bool(np.isfinite(self.residual))


def chain(made: Sheet, name: str, hit: str, shock: float, cost: float, recovery: float) -> Chain:
    """One method on the sheet: `hit` loses `shock` of its means; default costs `cost` of what is left.

    Round 1 is what the party's own creditors and owners lose; in each further round the losses of the one before reach
    one link further. Methods that are solved in one piece (the least solution, full payment, guarantees) tell round 1,
    with only the party itself failing, and the whole.
    """
    e, k, keep = made.shocked(hit, shock), made.place(hit), 1.0 - cost
    match name:
        case "eisenberg-noe" | "rogers-veraart":
            part = 1.0 if name == "eisenberg-noe" else keep
            said = rogers_veraart(made.L, e, made.ext, part, part)
            before = (rogers_veraart(made.L, e, made.ext, part, part, steps=r).p for r in range(1, MOST_ROUNDS + 1))
            paid = [_all_tiers(made, p) for p in _until(before, said.p)]
            return Chain({"credit_loss": _unpaid(made, paid)}, said.default, said.residual)
        case "rogers-veraart-least":
            said = rogers_veraart(made.L, e, made.ext, keep, keep, "least")
            paid = [_alone(made, k, e, keep), _all_tiers(made, said.p)]
            return Chain({"credit_loss": _unpaid(made, paid)}, said.default, said.residual)
        case "seniority":
            ranks = made.outside.sum(2)
            whole = seniority(made.owed, e, ranks, keep, keep)
            steps = (seniority(made.owed, e, ranks, keep, keep, steps=r).p_class for r in range(1, MOST_ROUNDS + 1))
            due = made.owed.sum(2) + ranks
            paid = [_over(p, due) for p in _until(steps, whole.p_class)]
            return Chain({"credit_loss": _unpaid(made, paid)}, whole.default, whole.residual)
        case "full-payment":
            met = full_payment(made.L, e, made.ext)
            paid = [_alone(made, k, e, 0.0), _all_tiers(made, met.paid)]
            return Chain({"credit_loss": _unpaid(made, paid)}, met.residual > 0, abs(met.conservation))
        case "guarantees":
            return _jointly(made, k, e, keep)
        case "suzuki":
            return _suzuki(made, k, shock)
        case "furfine":
            return _furfine(made, k, shock, recovery)
        case "neva":
            return _neva(made, k, shock)
        case "elliott-golub-jackson":
            return _stakes(made, k, shock)
        case _:
            return _debtrank(made, k, shock, name == "debtrank")


def _until(steps: Iterable[np.ndarray], last: np.ndarray) -> list[np.ndarray]:
    """The states after each round up to the solution, and the solution itself; a round that is there ends them."""
    told, scale = [], max(1.0, float(np.abs(last).max(initial=0.0)))
    for state in steps:
        told.append(state)
        if np.abs(state - last).max(initial=0.0) <= SETTLED * scale:
            break
    return [*told, last]


def _all_tiers(made: Sheet, paid: np.ndarray) -> np.ndarray:
    """(K, N) the share of its dues that each pays, the same in every tier."""
    return np.tile(_over(paid, made.L.sum(1) + made.ext), (len(made.owed), 1))


def _alone(made: Sheet, k: int, e: np.ndarray, part: float) -> np.ndarray:
    """(K, N) shares paid when the party itself falls short and everybody else pays whole; `part` of what is left."""
    due, have = float(made.L[k].sum() + made.ext[k]), float(e[k] + made.L[:, k].sum())
    share = np.ones((len(made.owed), len(e)))
    share[:, k] = 1.0 if have >= due * (1 - 1e-12) else min(1.0, part * have / due)
    return share


def _unpaid(made: Sheet, shares: Iterable[np.ndarray]) -> np.ndarray:
    """(R, N + S) dues that each party and sector does not get, for shares (K, N) paid of each tier after each round."""
    rows = [
        np.append(np.einsum("ki,kij->j", 1.0 - share, made.owed), np.einsum("ki,kis->s", 1.0 - share, made.outside))
        for share in shares
    ]
    return np.array(rows)


def _jointly(made: Sheet, k: int, e: np.ndarray, keep: float) -> Chain:
    """Dues with guarantees: creditors outside are one more party, to whom the guarantors pay too."""
    n = len(made.parties)
    L = np.zeros((n + 1, n + 1))
    L[:n, :n], L[:n, n] = made.L, made.ext
    contracts: list[tuple[int, int, int, float]] = []
    to: list[np.ndarray | None] = []
    for one in made.backing:
        covered = float(one.inside.sum() + one.outside.sum())
        for j, owed in enumerate((*one.inside, float(one.outside.sum()))):
            if owed > 0:
                contracts.append((one.guarantor, j, one.obligor, one.most * owed / covered))
                to.append(one.outside / one.outside.sum() if j == n else None)
    said = contingent(L, np.append(e, 0.0), contracts, 0, keep, keep)
    if said.status != "cleared" or said.r is None or said.called is None or said.default is None:
        nothing = np.zeros((2, n + len(made.sectors)))
        return Chain(
            {"credit_loss": nothing},
            np.zeros(n, bool),
            np.inf,
            note("chain.unsolved", status=said.status, told=said.note),
        )
    losses: np.ndarray = _unpaid(made, [_alone(made, k, e, keep), np.tile(said.r[:n], (len(made.owed), 1))])
    for (writer, holder, _, _), split, paid in zip(contracts, to, said.called, strict=True):
        losses[-1, writer] += paid
        if split is None:
            losses[-1, holder] -= paid
        else:
            losses[-1, n:] -= paid * split
    told = note("chain.guarantors", n=Dollars(said.called.sum())) if contracts else None
    return Chain({"credit_loss": losses}, said.default[:n], float(said.residual or 0.0), told)


def _suzuki(made: Sheet, k: int, shock: float) -> Chain:
    """Dues and shares valued together: who is worth less pays less, and his owners have less."""
    n, value = len(made.parties), np.maximum(made.value, 0.0)
    due = made.L.sum(1) + made.ext
    Md, by = _share_of(made.L.T, due), _share_of(made.outside.sum(0).T, due)
    a = np.maximum(value + due - made.stakes @ value - Md @ due, 0.0)
    less = np.where(np.arange(n) == k, a * (1.0 - shock), a)
    before, after = suzuki(made.stakes, Md, due, a), suzuki(made.stakes, Md, due, less)
    start = (before.equity, before.debt)
    steps = (suzuki(made.stakes, Md, due, less, steps=r, start=start) for r in range(1, MOST_ROUNDS + 1))
    states = _until((np.stack([s.equity, s.debt]) for s in steps), np.stack([after.equity, after.debt]))
    unpaid = [before.debt - debt for _, debt in states]
    fall = [before.equity - equity for equity, _ in states]
    return Chain(
        {
            "credit_loss": np.array([np.append(Md @ x, by @ x) for x in unpaid]),
            "stake_loss": np.array([np.append(made.stakes @ x, made.held @ x) for x in fall]),
        },
        ~after.solvent, after.residual,
    )  # fmt: skip


def _stakes(made: Sheet, k: int, shock: float) -> Chain:
    """Shares alone: a fall of what is a party's own runs on through stakes, less at each link."""
    value = np.maximum(made.value, 0.0)
    own = np.where(np.arange(len(value)) == k, np.maximum(value - made.stakes @ value, 0.0), 0.0) * shock
    said = elliott_golub_jackson(made.stakes, p=own)
    assert said.V is not None
    fall, steps = own, []
    for _ in range(MOST_ROUNDS):
        steps.append(fall)
        fall = own + made.stakes @ fall
    states = _until(steps, said.V)
    losses = np.array([np.append(made.stakes @ x, made.held @ x) for x in states])
    return Chain({"stake_loss": losses}, said.failed, said.residual)


def _furfine(made: Sheet, k: int, shock: float, recovery: float) -> Chain:
    """Who falls is written off: of what he owes `recovery` comes back, of a stake in him nothing."""
    A = made.credit + made.stakes * made.value / (1.0 - recovery)
    assets, debts = made.net(A)
    loss = np.where(np.arange(len(assets)) == k, shock * np.maximum(made.value, 0.0), 0.0)
    given = {"failed": [k]} if shock >= 1.0 else {"shock": loss}
    said = furfine(A.T, assets + loss, debts + loss, recovery, **given)
    states = [(said.round >= 0) & (said.round < r) for r in range(1, min(len(said.levels), MOST_ROUNDS) + 1)]
    return Chain(_written_down(made, [*states, said.default], 1.0 - recovery), said.default, 0.0)


def _debtrank(made: Sheet, k: int, shock: float, original: bool) -> Chain:
    """Claims and stakes lose value in the proportion in which the other's market net worth falls."""
    A = made.exposures
    assets, debts = made.net(A)
    worth = np.maximum(assets - debts + A.sum(1) - A.sum(0), 0.0)
    start = np.where(np.arange(len(worth)) == k, shock, 0.0)
    said = debtrank(A, equity=worth, h0=start, original=original)
    steps = (debtrank(A, equity=worth, h0=start, original=original, steps=r).h for r in range(MOST_ROUNDS))
    return Chain(_written_down(made, _until(steps, said.h)), said.h >= 1 - 1e-12, said.residual)


def _neva(made: Sheet, k: int, shock: float) -> Chain:
    """Dues and loans valued by what the debtor's market net worth leaves for them."""
    A = made.credit
    assets, debts = made.net(A)
    outside = made.credit_by.sum(0)
    hit = np.where(np.arange(len(assets)) == k, shock * (assets + outside), 0.0)
    said = neva(A, assets + outside, debts + outside, shock=hit)
    steps = (neva(A, assets + outside, debts + outside, shock=hit, most_rounds=r).value for r in range(MOST_ROUNDS))
    losses = _written_down(made, [1.0 - value for value in _until(steps, said.value)])
    return Chain({"claim_loss": losses["claim_loss"]}, said.default, said.residual)


def _written_down(made: Sheet, states: Iterable[np.ndarray], lost: float = 1.0) -> dict[str, np.ndarray]:
    """Claims and stakes lost when each party has lost the share `state` (N,); of claims only `lost` of that."""
    claims, stakes = [], []
    for state in states:
        claims.append(lost * np.append(made.credit @ state, made.credit_by @ state))
        stakes.append(np.append((made.stakes * made.value) @ state, (made.held * made.value) @ state))
    return {"claim_loss": np.array(claims), "stake_loss": np.array(stakes)}


def _share_of(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.clip(np.divide(part, whole, out=np.ones_like(whole), where=whole > 0), 0.0, 1.0)
