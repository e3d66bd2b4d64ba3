"""losses-by-holder: a lab falls short. Which holders bear the loss in the end, sector by sector?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Unpack

import numpy as np

from gigaloop.answer.paths import BAND, HOLDER_SECTORS, Paths, quantile_row, share_row, simulated, size_row
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, ending, greatest, largest, those
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.ledger.obligations import Sheet, sheet
from gigaloop.words.notes import note


def answer(book: Book, party: Owes = "openai", **drawn: Unpack[RunArguments]) -> Table:
    """A lab falls short: what do banks, private credit, insurers, funds, the public and governments lose?

    Definition: `QUESTION.definition`. What each sector holds of the party as known is `holds_credit` (coming dues and
    loans), `holds_equity` (shares at mark) and `holds_through` (through named investors); what it loses over all,
    nothing too, to the horizon, beside the other paths, `credit_loss` and `equity_loss`. `share_of_credit_loss` and
    `share_of_equity_loss`: the sector's part of the mean loss.

    Columns: USD bn but shares. `sector`; `given` on which paths; `band` says what low and high are. Rows of the
    register have range `terms`.

    Raises InputError for a party without accounts.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "lab", paths=20).question
    'losses-by-holder'
    """
    hit = book.party(party).party_id
    found = simulated(book, **drawn)
    failed = (found.measure("cash", hit) is not None) & (found.default(hit) >= 0)
    none = [] if failed.any() else [note("losses.none", parties=(hit,), n=found.count)]
    return found.table(
        QUESTION,
        title={"party": book.parties[hit]},
        rows=[*_lost(found, hit, failed), *_held(found, hit)],
        arguments={"party": hit},
        notes=[*none, note("losses.apart")],
        added=(("sector", ""), ("given", ""), BAND),
    )


def _lost(found: Paths, hit: str, failed: np.ndarray) -> Iterator[Row]:
    """Losses by sector on paths with and without the party's default."""
    to = ending(found.quarters[-1])
    behind = found.behind(hit)
    yield share_row(
        failed, f"{hit}/defaulted", hit, "defaulted", period=to,
        more={"sector": "", "given": "all paths"}, **behind,
    )  # fmt: skip
    for kind in ("credit", "equity"):
        lost = {sector: found.lost(kind, sector) for sector in HOLDER_SECTORS}
        named = sum(
            (found.lost(kind, p) for p in found.lowering.parties if p not in lost), np.zeros(found.count)
        )  # fmt: skip
        for given, group, key in (("paths with default", failed, "default"), ("other paths", ~failed, "no_default")):
            if not group.any():
                continue
            whole = float(sum(x[group].mean() for x in lost.values()) + named[group].mean())
            for sector, amount in (*lost.items(), ("named_parties", named)):
                if key != "default" and not np.any(amount[group]):
                    continue
                more = {"sector": sector, "given": given}
                head: dict[str, Any] = {"counterparty": hit, "period": to, "more": more, **behind}
                measure = f"{kind}_loss"
                yield quantile_row(amount[group], f"{measure}/{sector}/{key}", sector, measure, "USD bn", **head)
                if whole > 0 and key == "default":
                    part = float(amount[group].mean()) / whole
                    yield size_row(part, f"share_of_{measure}/{sector}", sector, f"share_of_{measure}", "share", **head)


def _held(found: Paths, hit: str) -> Iterator[Row]:
    """What each sector holds of the party as known, direct and through named investors."""
    made = sheet(found)
    k = made.place(hit)
    behind = found.behind(hit, legs=made.legs)
    through = through_others(made, k)
    lines = (
        ("holds_credit", made.credit_by[:, k]),
        ("holds_equity", made.held[:, k] * made.value[k]),
        ("holds_through", through),
    )
    for measure, amounts in lines:
        for sector, amount in zip(made.sectors, amounts, strict=True):
            if amount > 1e-9:
                yield _as_known(measure, sector, float(amount), hit, found, behind)
        named = {"holds_credit": made.credit[:, k], "holds_equity": made.stakes[:, k] * made.value[k]}.get(measure)
        if named is not None:
            for holder, amount in zip(made.parties, named, strict=True):
                if amount > 1e-9:
                    yield _as_known(measure, holder, float(amount), hit, found, behind)


def through_others(made: Sheet, k: int) -> np.ndarray:
    """(S,) what each sector holds of party k's shares through named investors: held (I - C)^-1 less what is direct."""
    n = len(made.parties)
    try:
        whole = made.held @ np.linalg.inv(np.eye(n) - made.stakes)
    except np.linalg.LinAlgError:
        raise Misread(
            "some parties own each other whole through a chain, so nobody outside holds their shares",
            "Lower a stake (share_held) in the chain, or leave one out",
            id="ownership",
        ) from None
    return (whole[:, k] - made.held[:, k]) * made.value[k]


def _as_known(measure: str, who: str, amount: float, hit: str, found: Paths, behind: Mapping[str, Any]) -> Row:
    sector = found.book.parties[who].sector if who in found.book.parties else who
    return Row(
        key=f"{measure}/{who}", subject=who, counterparty=hit, measure=measure, unit="USD bn", low=amount, mid=amount,
        high=amount, period=found.book.as_of.isoformat(), range="terms",
        more={"sector": sector, "given": "as known", "band": ""}, **behind,
    )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """How often the lab fails, and who then loses most on claims and on shares."""
    fails = those(table, measure="defaulted")
    if not fails:
        return []
    told = [say("losses.fails", fails=fails[0])]
    for measure in ("credit_loss", "equity_loss"):
        worst = [row for row in largest(those(table, measure=measure)) if row.mid]
        told += [say(f"losses.{measure}", lost=row) for row in worst[:1]]
    return told if len(told) > 1 else [*told, say("losses.none")]


QUESTION = Question(
    answer, headline, greatest(nothing=False, measure=("credit_loss", "equity_loss")), aliases=("bearers",)
)
