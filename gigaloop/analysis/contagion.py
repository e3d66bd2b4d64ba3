"""contagion: one party loses its means. Who loses what by each published method, on one balance sheet?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Unpack

import numpy as np

from gigaloop.analysis.arguments import RunArguments
from gigaloop.analysis.obligations import Sheet, sheet
from gigaloop.analysis.paths import Paths, simulated
from gigaloop.analysis.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.book.problem import single
from gigaloop.methods import null
from gigaloop.methods.clearing import contingent, full_payment, rogers_veraart, seniority
from gigaloop.methods.contagion import debtrank, furfine, neva
from gigaloop.methods.holdings import elliott_golub_jackson, suzuki

#: method -> what it is, and where it is published
METHODS: dict[str, str] = {
    "eisenberg-noe": "dues pro rata, nothing lost in default (Eisenberg and Noe 2001)",
    "rogers-veraart": "dues pro rata, default costs, greatest solution (Rogers and Veraart 2013)",
    "rogers-veraart-least": "the same, least solution: nobody pays before he is sure (Rogers and Veraart 2013)",
    "seniority": "dues by rank, default costs (Elsinger 2009)",
    "full-payment": "a due is met whole or not at all (Bardoscia et al. 2019)",
    "guarantees": "dues and guarantees cleared together (Schuldenzucker, Seuken, Battiston 2020)",
    "furfine": "net worth against written-off exposures (Furfine 2003)",
    "debtrank": "distress of market equity, once a party (Battiston et al. 2012)",
    "debtrank-differential": "distress of market equity, every increment (Bardoscia et al. 2015)",
    "neva": "claims valued by what the debtor has left (Barucca et al. 2020)",
    "suzuki": "equity and dues valued together through stakes (Suzuki 2002)",
    "elliott-golub-jackson": "losses through stakes (Elliott, Golub, Jackson 2014)",
}
#: what a method's loss is made of: unpaid dues of the coming year, or net worth at market value
CREDIT = ("eisenberg-noe", "rogers-veraart", "rogers-veraart-least", "seniority", "full-payment", "guarantees", "neva")
DRAWS = 1000
RESTS_ON = ("default-cost", "recovery", "guarantee-cap", "growth-", "bind-", "equity-capacity")
DEFINITION = (
    "One balance sheet: dues of the coming four quarters (mean over the base's paths), loans and stakes at mark as "
    "known; the party loses a share of its cash and of all that comes in to it. Each method is as published (see "
    "`method`); clearing methods lose unpaid dues, the others net worth at market value, so the two are never mixed. "
    "The spread over methods is model risk."
)


@dataclass(frozen=True)
class Answer:
    """What one method says. first and whole: (N,) losses of parties after the first leg and after all; the same by
    sector (S,); failed (N,); residual of what was solved; note, if nothing could be solved."""

    first: np.ndarray
    whole: np.ndarray
    first_by: np.ndarray
    whole_by: np.ndarray
    failed: np.ndarray
    rounds: int
    residual: float
    note: str = ""


def answer(
    book: Book,
    party: str = "openai",
    method: str = "all",
    shock: float = 1.0,
    **drawn: Unpack[RunArguments],
) -> Table:
    """A party loses a share of its means: who loses what by each published method, in which round?

    Definition: see `obligations`: dues of the coming four quarters L, money from outside e; e of the party falls by
    `shock`. Each method's equation and source stand in its function under `gigaloop.methods`. Round 1 is what the
    party's own direct creditors and owners lose, all the whole chain. Model risk is the least and greatest over the
    methods that lose the same thing. Null model: Eisenberg-Noe losses of random networks with the same totals.

    Columns: `credit_loss` (unpaid dues of four quarters) and `worth_loss` (market net worth) in USD bn, by party and
    by holder sector; `failed` (1 or 0); `residual` (USD bn); `null_p` (share, low and high one Monte Carlo error).
    `method`, `round`, `sector`. range `models`.

    Raises InputError for an unknown party or method, or a shock not between 0 and 1.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "lab", paths=20).question
    'contagion'
    """
    hit = book.party(party).party_id
    if not 0.0 < float(shock) <= 1.0:
        raise single(f"--shock: {shock} is not above 0 and at most 1", "Write for example --shock 0.5", rule="shock")
    if method != "all" and method not in METHODS:
        raise single(f"--method: no method is called {method!r}", f"Use all or one of {', '.join(METHODS)}")
    found = simulated(book, **drawn)
    found.measure("cash", hit)
    made = sheet(found)
    chosen = list(METHODS) if method == "all" else [method]
    cost = _middle(found, "default_cost")
    answers = {name: _ask(made, name, hit, float(shock), cost, _middle(found, "recovery_unsecured")) for name in chosen}
    rows: list[Row] = []
    if len(answers) > 1:
        rows += _spread(found, made, answers, hit)
    rows += [row for name, said in answers.items() for row in _rows(found, made, name, said, hit)]
    rows += _null(found, made, hit, float(shock), found.run.seed)
    names = book.parties[hit]
    return found.table(
        "contagion",
        title={
            "en": f"{names.name('en')} loses {float(shock):.0%} of its means: who loses what, by method",
            "zh-Hant": f"{names.name('zh-Hant')} 失去 {float(shock):.0%} 資金:各方法下誰受損",
            "zh-Hans": f"{names.name('zh-Hans')} 失去 {float(shock):.0%} 资金:各方法下谁受损",
        },
        definition=DEFINITION,
        rows=rows,
        arguments={"party": hit, "method": method, "shock": float(shock)},
        warnings=_warnings(found, made, answers),
        added=(
            ("method", "", "the method, as published; all: least, middle and greatest over methods"),
            ("round", "", "1: the party's own creditors and owners; all: the whole chain"),
            ("sector", "", "of the party that loses"),
        ),
    )


def _ask(made: Sheet, name: str, hit: str, shock: float, cost: float, recovery: float) -> Answer:
    """One method on the sheet."""
    e, k = made.shocked(hit, shock), made.place(hit)
    keep = 1.0 - cost
    if name in ("eisenberg-noe", "rogers-veraart", "rogers-veraart-least"):
        part = 1.0 if name == "eisenberg-noe" else keep
        which = "least" if name.endswith("least") else "greatest"
        said = rogers_veraart(made.L, e, made.ext, part, part, which)
        share = _over(said.p, made.L.sum(1) + made.ext)
        return _dues(made, k, np.tile(share, (len(made.owed), 1)), said.default, said.residual, e, part)
    if name == "seniority":
        ranked = seniority(made.owed, e, made.outside.sum(2), keep, keep)
        share = _over(ranked.p_class, made.owed.sum(2) + made.outside.sum(2))
        return _dues(made, k, share, ranked.default, ranked.residual, e, keep)
    if name == "full-payment":
        due = made.L.sum(1) + made.ext
        whole = full_payment(made.L, e, made.ext)
        share = _over(whole.paid, due)
        return _dues(made, k, np.tile(share, (len(made.owed), 1)), whole.residual > 0, abs(whole.conservation), e, 0.0)
    if name == "guarantees":
        return _jointly(made, k, e, keep)
    return _worth(made, name, k, shock, recovery)


def _dues(
    made: Sheet, k: int, share: np.ndarray, failed: np.ndarray, residual: float, e: np.ndarray, part: float
) -> Answer:
    """Unpaid dues by creditor; share (K, N) paid of each tier; part of what is left that a failed party passes on.

    The first leg: the hit party alone fails, everybody else pays whole.
    """
    lost = 1.0 - share
    due, have = float(made.L[k].sum() + made.ext[k]), float(e[k] + made.L[:, k].sum())
    alone = 0.0 if have >= due * (1 - 1e-12) else 1.0 - min(1.0, part * have / due)
    return Answer(
        alone * made.L[k], np.einsum("ki,kij->j", lost, made.owed), alone * made.outside.sum(0)[k],
        np.einsum("ki,kis->s", lost, made.outside), failed, int(failed.any()), float(residual),
    )  # fmt: skip


def _jointly(made: Sheet, k: int, e: np.ndarray, keep: float) -> Answer:
    """Dues with guarantees: creditors outside are one more party, to whom the guarantors pay too."""
    n = len(made.parties)
    L = np.zeros((n + 1, n + 1))
    L[:n, :n], L[:n, n] = made.L, made.ext
    contracts = [(writer, n, obligor, cap) for writer, obligor, cap in made.backing]
    said = contingent(L, np.append(e, 0.0), contracts, 0, keep, keep)
    nothing = np.zeros(n)
    if said.status != "cleared" or said.r is None or said.called is None:
        return Answer(
            nothing, nothing, np.zeros(len(made.sectors)), np.zeros(len(made.sectors)), nothing > 1, 0, np.inf,
            f"{said.status}: {said.note}",
        )  # fmt: skip
    share = np.tile(said.r[:n], (len(made.owed), 1))
    plain = _dues(made, k, share, said.default[:n], float(said.residual or 0.0), e, keep)
    called = np.zeros(n)
    for (writer, _, _), paid in zip(made.backing, said.called, strict=True):
        called[writer] += paid
    relief = float(said.called.sum()) / max(float(plain.whole_by.sum()), 1e-12)
    spared = plain.whole_by * max(0.0, 1.0 - relief)
    return Answer(
        plain.first, plain.whole + called, plain.first_by, spared, plain.failed, plain.rounds, plain.residual,
        f"guarantors pay {said.called.sum():.1f} bn" if contracts else "",
    )  # fmt: skip


def _worth(made: Sheet, name: str, k: int, shock: float, recovery: float) -> Answer:
    """Net worth lost at market value: Furfine, DebtRank, NEVA, and stakes."""
    n = len(made.parties)
    others = np.arange(n) != k
    if name == "furfine":
        # what is owed comes back in part, a stake does not
        A = made.credit + made.stakes * made.value / (1.0 - recovery)
        by = made.credit_by + made.held * made.value / (1.0 - recovery)
        assets, debts = made.net(A)
        loss = np.where(others, 0.0, shock * np.maximum(made.value, 0.0))
        given = {"failed": [k]} if shock >= 1.0 else {"shock": loss}
        said = furfine(A.T, assets + loss, debts + loss, recovery, **given)
        first = (1.0 - recovery) * said.default[k]
        whole_by = by @ (said.default * (1.0 - recovery))
        return Answer(A[:, k] * first, said.loss, by[:, k] * first, whole_by, said.default, len(said.levels), 0.0)
    if name.startswith("debtrank"):
        A, by = made.exposures, made.exposures_by
        assets, debts = made.net(A)
        worth = np.maximum(assets - debts + A.sum(1) - A.sum(0), 0.0)
        start = np.where(others, 0.0, shock)
        said = debtrank(A, equity=worth, h0=start, original=name == "debtrank")
        whole = worth * (said.h - start)
        failed = said.h >= 1 - 1e-12
        return Answer(A[:, k] * shock, whole, by[:, k] * shock, by @ said.h, failed, said.rounds, said.residual)
    if name == "neva":
        A, by = made.credit, made.credit_by
        assets, debts = made.net(A)
        debts = debts + made.credit_by.sum(0)
        assets = assets + made.credit_by.sum(0)
        said = neva(A, assets, debts, shock=np.where(others, 0.0, shock * assets))
        fallen = 1.0 - said.value
        whole = np.where(others, A @ fallen, 0.0)
        return Answer(
            A[:, k] * fallen[k], whole, by[:, k] * fallen[k], by @ fallen, said.default, said.rounds, said.residual
        )
    return _stakes(made, name, k, shock)


def _stakes(made: Sheet, name: str, k: int, shock: float) -> Answer:
    """Losses through stakes: Suzuki values dues and equity together, Elliott-Golub-Jackson equity alone."""
    n, value = len(made.parties), np.maximum(made.value, 0.0)
    due = made.L.sum(1) + made.ext
    Md = np.divide(made.L.T, due, out=np.zeros((n, n)), where=due > 0)
    if name == "suzuki":
        a = np.maximum(value + due - made.stakes @ value - Md @ due, 0.0)
        hit = a.copy()
        hit[k] *= 1.0 - shock
        before, said = suzuki(made.stakes, Md, due, a), suzuki(made.stakes, Md, due, hit)
        fall, unpaid = before.equity - said.equity, before.debt - said.debt
        whole_by = made.held @ fall + _by_sector(made) @ unpaid
        first = made.stakes[:, k] * fall[k] + Md[:, k] * unpaid[k]
        first_by = made.held[:, k] * fall[k] + _by_sector(made)[:, k] * unpaid[k]
        whole = made.stakes @ fall + Md @ unpaid
        return Answer(first, whole, first_by, whole_by, ~said.solvent, 1, said.residual)
    own = np.maximum(value - made.stakes @ value, 0.0)
    after = own.copy()
    after[k] *= 1.0 - shock
    before, said = elliott_golub_jackson(made.stakes, p=own), elliott_golub_jackson(made.stakes, p=after)
    assert before.V is not None and said.V is not None
    fall = before.V - said.V
    first = made.stakes[:, k] * fall[k]
    return Answer(first, made.stakes @ fall, made.held[:, k] * fall[k], made.held @ fall, said.failed, 1, said.residual)


def _by_sector(made: Sheet) -> np.ndarray:
    """(S, N) the share of column's dues that each sector is owed."""
    due = made.L.sum(1) + made.ext
    by = made.outside.sum(0).T
    return np.divide(by, due, out=np.zeros_like(by), where=due > 0)


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.clip(np.divide(part, whole, out=np.ones_like(whole), where=whole > 0), 0.0, 1.0)


def _rows(found: Paths, made: Sheet, name: str, said: Answer, hit: str) -> Iterator[Row]:
    measure = "credit_loss" if name in CREDIT else "worth_loss"
    for loser, first, whole in _losers(made, said, hit):
        for round_, amount in (("1", first), ("all", whole)):
            yield _row(found, name, f"{name}/{loser}/{round_}", loser, hit, measure, (amount,) * 3, "USD bn", round_)
    totals = (float(said.first.sum() + said.first_by.sum()), float(said.whole.sum() + said.whole_by.sum()))
    for round_, amount in zip(("1", "all"), totals, strict=True):
        yield _row(found, name, f"{name}/sum/{round_}", "sum", hit, measure, (amount,) * 3, "USD bn", round_)
    for party, failed in zip(made.parties, said.failed, strict=True):
        if failed:
            yield _row(found, name, f"{name}/{party}/failed", party, hit, "failed", (1.0,) * 3, "flag", "all")
    residual = None if np.isinf(said.residual) else said.residual
    yield _row(found, name, f"{name}/residual", hit, hit, "residual", (residual,) * 3, "USD bn", "all")


def _spread(found: Paths, made: Sheet, answers: Mapping[str, Answer], hit: str) -> Iterator[Row]:
    """Least, middle and greatest over the methods that lose the same thing; those without a solution left out."""
    for measure, names in (
        ("credit_loss", [n for n in answers if n in CREDIT]),
        ("worth_loss", [n for n in answers if n not in CREDIT]),
    ):
        solved = [answers[n] for n in names if not np.isinf(answers[n].residual)]
        if not solved:
            continue
        losers = dict.fromkeys(loser for said in solved for loser, _, _ in _losers(made, said, hit))
        lines = {
            loser: [
                dict((name, whole) for name, _, whole in _losers(made, said, hit)).get(loser, 0.0) for said in solved
            ]
            for loser in losers
        }
        lines["sum"] = [float(said.whole.sum() + said.whole_by.sum()) for said in solved]
        for loser, values in sorted(lines.items(), key=lambda item: -max(item[1])):
            ends = min(values), float(np.median(values)), max(values)
            yield _row(found, "all", f"all/{measure}/{loser}", loser, hit, measure, ends, "USD bn", "all")


def _losers(made: Sheet, said: Answer, hit: str) -> list[tuple[str, float, float]]:
    """(who, first leg, whole chain) of everybody who loses anything, parties before sectors."""
    lines = list(zip(made.parties, said.first, said.whole, strict=True))
    lines += list(zip(made.sectors, said.first_by, said.whole_by, strict=True))
    return [(who, float(a), float(b)) for who, a, b in lines if who != hit and max(abs(a), abs(b)) > 1e-6]


def _null(found: Paths, made: Sheet, hit: str, shock: float, seed: int) -> Iterator[Row]:
    """Is the chain's loss inside the network larger than random networks with the same totals would have?"""
    e = made.shocked(hit, shock)

    def lost(W: np.ndarray) -> float:
        return float((W.sum(1) + made.ext - rogers_veraart(W, e, made.ext).p).sum())

    if np.count_nonzero(made.L) < 3 or lost(made.L) <= 0:
        return
    drawn = null.against(made.L, lost, DRAWS, "strengths", seed)
    ends = max(0.0, drawn.p_value - drawn.error), drawn.p_value, min(1.0, drawn.p_value + drawn.error)
    yield _row(found, "eisenberg-noe", "null/p", hit, hit, "null_p", ends, "share", "all")


def _row(
    found: Paths, method: str, key: str, subject: str, hit: str, measure: str, ends: tuple, unit: str, round_: str
) -> Row:
    low, mid, high = ends
    book = found.book
    sector = book.parties[subject].sector if subject in book.parties else "" if subject == "sum" else subject
    more = {"method": method, "round": round_, "sector": sector}
    return Row(
        key=key, subject=subject, counterparty=hit, measure=measure, unit=unit, low=low, mid=mid, high=high,
        period=f"{found.quarters[0]} to {found.quarters[min(3, len(found.quarters) - 1)]}", range="models", more=more,
        **found.behind(hit, and_on=RESTS_ON),
    )  # fmt: skip


def _middle(found: Paths, name: str) -> float:
    plan = found.run.plan
    return float(plan.values["mid"][plan.world[name][0]])


def _warnings(found: Paths, made: Sheet, answers: Mapping[str, Answer]) -> list[str]:
    told = [f"{name}: {said.note}" for name, said in answers.items() if said.note]
    told.append(f"null model: held fixed is {null.FIXED['strengths']}; {DRAWS} draws; p is one-sided")
    told.append(
        "orders without a contract, rounds and buy-backs are no dues: a payer may leave them; vendors lose sales by "
        "that, which these methods do not count and `miss` does"
    )
    told.append("a loss of net worth is counted again at each owner of the loser: do not add worth_loss up")
    told.append(f"{len(made.parties)} parties with accounts; sectors stand outside and take losses without failing")
    return told
