"""capacity: how much of what stands is used, what stands idle or comes late, and what that costs whom?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Unpack

import numpy as np

from gigaloop.answer.paths import BAND, Paths, quantile_row, share_row, simulated
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, ending, largest, starting, those
from gigaloop.book.model import Book
from gigaloop.engine.plan import COMPUTE

#: measure -> unit, of a party over the whole path
OVER_PATH = {
    "idle_bill": "USD bn", "write_down": "USD bn", "delayed": "GW-years", "slipped": "USD bn",
    "penalty_paid": "USD bn", "penalty_got": "USD bn",
}  # fmt: skip


def answer(book: Book, party: Owes = "all", **drawn: Unpack[RunArguments]) -> Table:
    """How much capacity is used, idle and late; who pays for what is not used, who writes down, who owes penalties?

    Definition: `QUESTION.definition`. Delays are those of the site and the vendor as drawn, and what scarce power,
    chips or capital add; a buyer that slowed its contract down forgives them.

    Columns: for the world by year `standing`, `idle`, `late` (GW, mean of the quarters), `use` (share), `write_down`
    (USD bn); by party to the horizon `use` (share of its GW-years), `idle_bill` (USD bn that it pays, as buyer, for
    what it does not use), `write_down`, `slipped`, `penalty_paid`, `penalty_got` (USD bn), `delayed` (GW-years); by
    contract, of the paths on which neither side failed before its first bill, `late_share` (share of them) and `delay`
    (quarters that it comes after the signed start).

    Raises InputError for an unknown party, or one without an account.

    >>> from gigaloop import load
    >>> sorted({row.measure for row in answer(load("tiny"), paths=20).rows})[:3]
    ['delay', 'delayed', 'idle']
    """
    found = simulated(book, **drawn)
    chosen = None if party == "all" else book.party(party).party_id
    if chosen is not None:
        found.number(chosen)
    rows = [*(_world(found) if chosen is None else ()), *_parties(found, chosen), *_contracts(found, chosen)]
    return found.table(
        QUESTION,
        rows=rows,
        arguments={"party": party if chosen is None else chosen},
        added=(BAND,),
    )


def _world(found: Paths) -> Iterator[Row]:
    behind = found.behind(legs=[leg for leg in found.lowering.legs if leg])
    of = {name: found.market(name) for name in ("standing", "idle", "late", "write_down")}
    for year, columns in found.years().items():
        mean = {name: of[name][:, columns].mean(1) for name in ("standing", "idle", "late")}
        use = 1.0 - mean["idle"] / np.maximum(mean["standing"], 1e-12)
        told = [(name, "GW", values) for name, values in mean.items()]
        told += [("use", "share", use), ("write_down", "USD bn", of["write_down"][:, columns].sum(1))]
        for name, unit, values in told:
            yield quantile_row(values, f"world/{name}/{year}", "", name, unit, period=year, **behind)


def _parties(found: Paths, chosen: str | None) -> Iterator[Row]:
    period = ending(found.quarters[-1])
    for party in found.lowering.parties if chosen is None else (chosen,):
        stood, idled = found.supplied("stood", party), found.supplied("idled", party)
        behind = found.behind(party)
        if stood.any():
            use = 1.0 - idled / np.where(stood > 0.0, stood, 1.0)
            yield quantile_row(use, f"{party}/use", party, "use", "share", period=period, **behind)
        for name, unit in OVER_PATH.items():
            values = found.supplied(name, party)
            if values.any():
                yield quantile_row(values, f"{party}/{name}", party, name, unit, period=period, **behind)


def _contracts(found: Paths, chosen: str | None) -> Iterator[Row]:
    """Each contract for capacity that is still to come: how late its first bill is."""
    plan = found.run.plan
    for row, leg in enumerate(found.lowering.legs):
        record = plan.legs[row]
        seller, buyer = (found.lowering.parties[int(record[side])] for side in ("payee", "payer"))
        if not leg or record["kind"] != COMPUTE or record["start"] < 0 or chosen not in (None, seller, buyer):
            continue
        first = found.first(row).astype(float)
        late = np.where(first >= 0, np.maximum(first - float(record["start"]), 0.0), np.inf)
        late = late[~_fell_before(found, first, seller, buyer)]  # who failed is not late
        if not late.size:
            continue
        period = starting(found.quarters[int(record["start"])]) if record["start"] < len(found.quarters) else ""
        head: dict[str, Any] = {"counterparty": buyer, "period": period, **found.behind(seller, buyer, legs=(leg,))}
        yield share_row(late > 0, f"{leg}/late_share", seller, "late_share", **head)
        yield quantile_row(late, f"{leg}/delay", seller, "delay", "quarters", **head)


def _fell_before(found: Paths, first: np.ndarray, *parties: str) -> np.ndarray:
    """(P,) whether one of these failed before a bill that would have been the first."""
    fallen = np.zeros(first.shape, bool)
    for party in set(parties) & set(found.followed):
        when = found.default(party)
        fallen |= (when >= 0) & ((first < 0) | (when <= first))
    return fallen


def headline(table: Table, say: Speech) -> Sequence[str]:
    """The year in which most stands idle, and who pays most for what it does not use."""
    idle = largest(those(table, measure="idle", subject=""))
    told = []
    if idle:
        top = idle[0]
        (stands,) = those(table, measure="standing", period=top.period, subject="")
        told.append(say("capacity.idle", year=top.period, idle=top, standing=stands))
    bills = [row for row in largest(those(table, measure="idle_bill")) if row.mid]
    told += [say("capacity.bill" if idle else "capacity.bill_one", bill=bill) for bill in bills[:1]]
    return [*told, say("capacity.care")] if told else []


def first(table: Table) -> Sequence[Row]:
    """What is idle by year, then who pays for what it does not use."""
    return [*those(table, measure="idle"), *largest(those(table, measure=("idle_bill", "slipped")))]


QUESTION = Question(answer, headline, first)
