"""contagion: one party loses its means. Who loses what by each published method, on one balance sheet?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Unpack

import numpy as np

from gigaloop.answer.paths import Paths, simulated
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, largest, those
from gigaloop.book.model import VOID, Book
from gigaloop.book.problem import Misread
from gigaloop.ledger.chain import MEASURES, METHODS, Chain, chain
from gigaloop.ledger.obligations import Sheet, sheet
from gigaloop.methods import null
from gigaloop.methods.clearing import rogers_veraart
from gigaloop.words.notes import Note, note

#: networks of the null model: each is cleared anew, and the error of p is at most three points of a share
DRAWS = 250
#: USD bn below which a loss or an exposure is not told: a million dollars
LEAST = 1e-3
#: share of the whole loss below which a round is told with all that come later
SMALL = 1e-3


def answer(
    book: Book,
    party: Owes = "openai",
    *,
    method: Annotated[str, ("all", *METHODS)] = "all",
    shock: float = 1.0,
    **drawn: Unpack[RunArguments],
) -> Table:
    """A party loses a share of its means: who loses what by each published method, in which round?

    Definition: `QUESTION.definition`; the sheet: see `obligations`. Each method's equation and source stand in its
    function under `gigaloop.methods`; `chain` says how it reads the sheet. Round 1 is what the party's own creditors
    and owners lose, 2 and on what each link further adds, `later` the rest, `all` the whole chain. Null model:
    Eisenberg-Noe losses of random networks with the same totals.

    Columns: `credit_loss`, `claim_loss`, `stake_loss` in USD bn by party and by holder sector; subject `sum`: all
    creditors, and of stakes the holders outside alone, since a stake of an owner is worth what it owns; `failed` (1);
    `residual` (USD bn); `null_p` (share, low and high one Monte Carlo error); `exposure`, what subject has lent to, is
    due from and owns of counterparty (USD bn, the sheet itself). `method`, `round`, `sector`. range `models`.

    Raises InputError for an unknown party or method, or a shock not between 0 and 1.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "lab", paths=20).question
    'contagion'
    """
    hit = book.party(party).party_id
    if not 0.0 < float(shock) <= 1.0:
        raise Misread(f"--shock: {shock} is not above 0 and at most 1", "Write for example --shock 0.5", id="shock")
    found = simulated(book, **drawn)
    found.measure("cash", hit)
    made = sheet(found)
    chosen = list(METHODS) if method == "all" else [method]
    cost, recovery = found.middle("default_cost"), found.middle("recovery_unsecured")
    chains = {name: chain(made, name, hit, float(shock), cost, recovery) for name in chosen}
    told = _Told(found, made, hit)
    rows = [
        *(_spread(told, chains) if len(chains) > 1 else ()),
        *(row for name, said in chains.items() for row in _rows(told, name, said)),
        *_null(told, float(shock), drawn.get("seed", 1)),
        *_exposures(told),
    ]
    return found.table(
        QUESTION,
        title={"party": book.parties[hit], "size": f"{float(shock):.0%}"},
        rows=rows,
        arguments={"party": hit, "method": method, "shock": float(shock)},
        notes=_notes(made, chains),
        added=(("method", ""), ("round", ""), ("sector", "")),
    )


class _Told:
    """What every row says beside its number: period, sector, and the legs, assumptions and sources of its pair."""

    def __init__(self, found: Paths, made: Sheet, hit: str) -> None:
        self.found, self.made, self.hit = found, made, hit
        self.who = (*made.parties, *made.sectors)
        self.period = f"{found.quarters[0]} to {found.quarters[min(3, len(found.quarters) - 1)]}"
        self._behind: dict[tuple[str, str], dict[str, Any]] = {}

    def row(
        self, key: str, subject: str, measure: str, ends: tuple[float | None, ...], *, method: str, round_: str = "all",
        unit: str = "USD bn", counterparty: str = "",
    ) -> Row:  # fmt: skip
        """A Row about what one party loses by another, the one that is hit if none is named."""
        low, mid, high = ends
        other, parties = counterparty or self.hit, self.found.book.parties
        sector = parties[subject].sector if subject in parties else "" if subject == "sum" else subject
        return Row(
            key=key, subject=subject, counterparty=other, measure=measure, unit=unit, low=low, mid=mid, high=high,
            period=self.period, range="models", more={"method": method, "round": round_, "sector": sector},
            **self.behind(subject, other),
        )  # fmt: skip

    def behind(self, subject: str, other: str) -> dict[str, Any]:
        """The legs between two parties: dues either way, stakes, loans; of a sum, all of the party that is hit. Who is
        bound by none (staff, makers of memory, buyers of bonds) rests on parameters alone."""
        if (subject, other) not in self._behind:
            pair, book = {subject, other}, self.found.book
            legs = [leg for both in ((other, subject), (subject, other)) for leg in self.made.between.get(both, ())]
            legs += [
                leg.leg
                for leg in book.legs.values()
                if {leg.payer, leg.payee} == pair and leg.kind in ("stake", "loan") and book.stage(leg.leg) not in VOID
            ]
            whole = subject in ("sum", other)
            self._behind[subject, other] = self.found.behind(other, legs=None if whole and not legs else legs)
        return self._behind[subject, other]

    def losers(self, said: Chain, measure: str) -> Iterator[tuple[str, np.ndarray]]:
        """(who, losses after each round) of everybody who loses anything, parties before sectors, then the sum."""
        losses = said.losses[measure]
        for k, who in enumerate(self.who):
            if who != self.hit and np.abs(losses[:, k]).max() > LEAST:
                yield who, losses[:, k]
        others = [k for k, who in enumerate(self.who) if who != self.hit]
        yield "sum", losses[:, others if measure != "stake_loss" else slice(len(self.made.parties), None)].sum(1)


def _spread(told: _Told, chains: Mapping[str, Chain]) -> Iterator[Row]:
    """Least, middle and greatest over the methods that tell the same loss; those without a solution left out."""
    for measure in MEASURES:
        solved = [
            dict(told.losers(said, measure)) for said in chains.values() if said.solved and measure in said.losses
        ]
        whole = {who: [one[who][-1] if who in one else 0.0 for one in solved] for one in solved for who in one}
        first = {who: [one[who][0] if who in one else 0.0 for one in solved] for who in whole}
        for who in sorted(whole, key=lambda who: (who != "sum", -max(whole[who]))):
            for round_, values in (("1", first[who]), ("all", whole[who])):
                ends = float(min(values)), float(np.median(values)), float(max(values))
                key = f"all/{measure}/{who}/{round_}"
                yield told.row(key, who, measure, ends, method="all", round_=round_)


def _rows(told: _Told, name: str, said: Chain) -> Iterator[Row]:
    """One method: each loser's loss, round by round and in all; who fails; the residual."""
    for measure in said.losses:
        for who, losses in told.losers(said, measure):
            for round_, amount in _by_round(losses):
                key = f"{name}/{measure}/{who}/{round_}"
                yield told.row(key, who, measure, (amount,) * 3, method=name, round_=round_)
    for party, failed in zip(told.made.parties, said.failed, strict=True):
        if failed:
            yield told.row(f"{name}/failed/{party}", party, "failed", (1.0,) * 3, method=name, unit="flag")
    residual = said.residual if said.solved else None
    yield told.row(f"{name}/residual", told.hit, "residual", (residual,) * 3, method=name)


def _by_round(losses: np.ndarray) -> Iterator[tuple[str, float]]:
    """What each round adds until it is small, what comes later, and the whole: all but the last of (R,) are rounds.

    >>> list(_by_round(np.array([2.0, 3.0, 3.0])))
    [('1', 2.0), ('2', 1.0), ('all', 3.0)]
    >>> list(_by_round(np.array([0.0])))
    [('all', 0.0)]
    """
    whole, told = float(losses[-1]), 0.0
    for number, added in enumerate(np.diff(losses[:-1], prepend=0.0), 1):
        if number > 1 and added <= SMALL * whole:
            break
        yield str(number), float(added)
        told += float(added)
    if whole - told > 1e-9 * whole:
        yield "later", whole - told
    yield "all", whole


def _null(told: _Told, shock: float, seed: int) -> Iterator[Row]:
    """Is the chain's loss inside the network larger than random networks with the same totals would have?"""
    made, e = told.made, told.made.shocked(told.hit, shock)

    def lost(W: np.ndarray) -> float:
        return float((W.sum(1) + made.ext - rogers_veraart(W, e, made.ext).p).sum())

    if np.count_nonzero(made.L) < 3 or lost(made.L) <= 0:
        return
    drawn = null.against(made.L, lost, DRAWS, "strengths", seed)
    ends = max(0.0, drawn.p_value - drawn.error), drawn.p_value, min(1.0, drawn.p_value + drawn.error)
    yield told.row("null/p", told.hit, "null_p", ends, method="eisenberg-noe", unit="share")


def _exposures(told: _Told) -> Iterator[Row]:
    """The sheet itself: what each has lent to, is due from and owns of each party, those with most first."""
    made = told.made
    amounts = np.concatenate([made.exposures, made.exposures_by])
    for i in np.argsort(-amounts.sum(1), kind="stable"):
        for j in np.argsort(-amounts.sum(0), kind="stable"):
            if i != j and amounts[i, j] > LEAST:
                ends = (float(amounts[i, j]),) * 3
                key = f"sheet/exposure/{told.who[i]}/{made.parties[j]}"
                yield told.row(key, told.who[i], "exposure", ends, method="sheet", counterparty=made.parties[j])


def _notes(made: Sheet, chains: Mapping[str, Chain]) -> list[Note]:
    alone = tuple(
        p for p, x, held in zip(made.parties, made.value, made.stakes.sum(0) + made.held.sum(0), strict=True)
        if x > 0 and held <= 0
    )  # fmt: skip
    return [
        *(note("contagion.method", method=name, told=said.note) for name, said in chains.items() if said.note),
        note("contagion.null", held=note("null.strengths"), n=DRAWS, error=f"{50 / DRAWS**0.5:.1f}"),
        note("contagion.orders"),
        note("contagion.year"),
        *([note("contagion.owners", parties=alone)] if alone else []),
        note("contagion.parties", n=len(made.parties)),
    ]


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What others lose in all, by which method's reading, and who loses most."""
    sums: dict[str, Row] = {}
    for row in those(table, subject="sum", round="all"):
        sums.setdefault(row.measure, row)
    claims = sums.get("claim_loss") or sums.get("credit_loss")
    if claims is None:
        return []
    told = [say("contagion.claims", lost=claims, share=say.value(float(table.arguments["shock"]), "share"))]
    worst = [row for row in _parties(table, claims) if row.mid]
    if worst:
        told.append(say("contagion.most", who=say.each(worst)))
    if (shares := sums.get("stake_loss")) and shares.mid:
        told.append(say("contagion.shares", lost=shares))
    return told


def _parties(table: Table, of: Row) -> Sequence[Row]:
    """One row a party of the same loss by the same method, the greatest loss first."""
    rows = those(table, measure=of.measure, method=of.more["method"], round="all")
    return largest(row for row in rows if row.subject != "sum")


def first(table: Table) -> Sequence[Row]:
    """One row a party, the greatest loss first."""
    for measure in ("claim_loss", "credit_loss", "stake_loss"):
        for total in those(table, subject="sum", measure=measure, round="all"):
            return [total, *(row for row in _parties(table, total) if row.mid)]
    return []


QUESTION = Question(answer, headline, first)
