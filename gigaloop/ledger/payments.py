"""What the parties of a run pay each other, on average over its paths, as flows like those of the book."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from gigaloop.book.grade import Range
from gigaloop.engine.plan import TAGS
from gigaloop.ledger.calendar import Due
from gigaloop.ledger.flows import Flows

if TYPE_CHECKING:
    from gigaloop.answer.paths import Paths


def run_flows(found: Paths, columns: Collection[int] | None = None) -> Flows:
    """Mean payments of these columns of time (None: the whole run) as dues, in dollars.

    Sectors stand outside: what they pay is money that comes in, and what is paid to them has left. A payment under a
    contract names its leg; `kind` is what it is for, as `gigaloop.engine.plan.TAGS` has it.
    """
    run, names = found.run, found.lowering.parties
    sectors = {n for n, role in enumerate(run.plan.parties["role"]) if role == 0}
    paid = (run.flows if columns is None else run.flows[sorted(columns)]).sum(axis=0)
    total: dict[tuple[int, int, str, str], float] = {}
    for slot, cents in zip(run.slots, paid, strict=True):
        payer, payee = int(slot["payer"]), int(slot["payee"])
        if cents > 0 and payer != payee and payee not in sectors:
            leg = found.lowering.legs[slot["leg"]] if slot["leg"] >= 0 else ""
            key = (payer, payee, TAGS[slot["tag"]], leg)
            total[key] = total.get(key, 0.0) + float(cents)
    dues = []
    for (payer, payee, tag, leg), dollars in sorted(total.items()):
        stated = found.book.legs.get(leg)
        amount = Range(dollars, dollars, dollars)
        sources = tuple(stated.sources) if stated else ()
        dues.append(Due(names[payer], names[payee], tag, stated, amount, (), (), sources))
    return Flows(tuple(dues), ())
