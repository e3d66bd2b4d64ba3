"""breaches: who breaks under a scenario, at which breach, on what share of paths?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Unpack

from gigaloop.answer.paths import BAND, Paths, share_row, simulated
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, largest, those
from gigaloop.book.model import Book
from gigaloop.ledger.breach import BREACHES, broken, has_covenant

SHOWN = tuple(reversed([breach for breach in BREACHES if breach != "leverage"]))


def answer(book: Book, party: Owes = "all", **drawn: Unpack[RunArguments]) -> Table:
    """Who breaks under a scenario, at which breach, on what share of paths?

    Definition: `QUESTION.definition`. Parties: all with accounts that owe something on some path, or the one that is
    asked for. A breach that cannot be seen (no covenant in the book) has no row.

    Columns: `downgrade`, `covenant`, `liquidity`, `missed`, `default` (share) with their Monte Carlo band.

    Raises InputError for a party without accounts.

    >>> from gigaloop import load
    >>> {row.measure for row in answer(load("tiny"), paths=20).rows} <= set(BREACHES)
    True
    """
    found = simulated(book, **drawn)
    asked = [who for who in found.asked(party) if party != "all" or (found.measure("debt", who) > 1e-6).any()]
    return found.table(
        QUESTION,
        rows=[row for who in asked for row in _rows(found, who)],
        arguments={"party": party if party == "all" else asked[0]},
        added=(BAND,),
    )


def _rows(found: Paths, who: str) -> Iterator[Row]:
    behind = found.behind(who)
    for breach in SHOWN:
        if breach == "covenant" and not has_covenant(found, who):
            continue
        hit = broken(found, who, breach)
        yield share_row(hit, f"{who}/{breach}", who, breach, period=found.quarters[-1], **behind)


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Who defaults on most paths, and who is cut on most."""
    told = []
    for breach in ("default", "downgrade"):
        rows = largest(those(table, measure=breach))
        some = rows and (rows[0].mid or 0.0) > 0.0
        key = f"breaches.{breach}" if rows[1:] else f"breaches.{breach}_one"
        told.append(say(key, share=rows[0]) if some else say(f"breaches.no_{breach}"))
    return told


def first(table: Table) -> Sequence[Row]:
    """Who defaults most often, then who falls by a band, misses a payment or runs short of cash."""
    order = ("default", "downgrade", "missed", "liquidity")
    return [row for breach in order for row in largest(those(table, measure=breach))[:4] if row.mid]


QUESTION = Question(answer, headline, first)
