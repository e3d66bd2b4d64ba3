"""Which debts fall due with a loan, and who pulls whom: for `facility`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gigaloop.answer.table import Row
from gigaloop.answer.tally import resting
from gigaloop.book.model import Book, Leg
from gigaloop.methods.facility import reached

#: where a loan stands in the picture of who pulls whom: on the right, under no head, since it is no party
LENT = "loan"


def cross_rows(book: Book, legs: Sequence[Leg]) -> Iterator[Row]:
    """Which debts fall due with a loan: through a parent that guarantees it, and clauses of cross default.

    `falls_due_with`, how many (`reaches` names them), and the graph itself: `falls_due_if`, a row a link, USD bn that
    falls due: of the loan that its borrower's default, or another loan's, calls.
    """
    links: list[tuple[str, str]] = []
    for who in dict.fromkeys(leg.payee for leg in legs):
        for leg in book.legs.values():
            if leg.kind != "loan" or leg.payee != who:
                continue
            if leg.terms.recourse != "none":
                links += [(leg.leg, who), (who, leg.leg)]
            links += [(leg.leg, other) for other in leg.terms.cross_default or ()]
    for leg in legs:
        found = [name for name in reached(links, leg.leg) if name in book.legs]
        count = float(len(found))
        yield Row(
            key=f"{leg.leg}/falls_due_with", subject=leg.payee, counterparty=leg.payer, measure="falls_due_with",
            unit="debts", low=count, mid=count, high=count, period=book.as_of.isoformat(),
            more={"loan": leg.leg, "reaches": "; ".join(found), "band": ""}, **resting(book, (), [leg.leg, *found]),
        )  # fmt: skip
    for first, then in dict.fromkeys(link for link in links if link[1] in book.legs):
        leg = book.legs[then]
        low, mid, high = _owed(book, leg)
        yield Row(
            key=f"{first}/falls_due_if/{then}", subject=first, counterparty=then, measure="falls_due_if", unit="USD bn",
            low=low, mid=mid, high=high, period=book.as_of.isoformat(),
            more={"loan": then, "reaches": "", "band": "", **_sectors(book, first)}, **resting(book, (), [leg.leg]),
        )  # fmt: skip


def _owed(book: Book, leg: Leg) -> list[float | None]:
    """What a loan was signed for, USD bn: least, as stated, most."""
    told = leg.terms.amount
    if told is None:
        return [None, None, None]
    low, high = told.bounds(book.about_half_width())
    return [end / 1e9 if end is not None else None for end in (low, told.stated, high)]


def _sectors(book: Book, first: str) -> dict[str, str]:
    """In which column of the picture each end of a link stands."""
    return {"payer_sector": book.parties[first].sector if first in book.parties else LENT, "payee_sector": LENT}
