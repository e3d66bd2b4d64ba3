"""network: who pays whom, for what, how much and how binding, as of the book's date?"""

from __future__ import annotations

from collections.abc import Sequence

from gigaloop.answer.question import Owes, Question, Row, Speech, Table, greatest, largest
from gigaloop.answer.tally import tally, tally_row
from gigaloop.book.grade import count_once
from gigaloop.book.model import Book, Leg


def answer(book: Book, party: Owes | None = None) -> Table:
    """Who pays whom, for what, how much and how binding; the whole book, or what touches one party?

    Definition: the edges of the graph of counted legs, parallel ones of one kind added (each dollar once:
    `count_once`). `subject` pays, `counterparty` gets, `measure` is the kind of leg.

    Columns: low, mid, high in USD bn over the legs' whole life; `payer_sector` and `payee_sector` are the parties'
    roles on the balance sheet. Sorted by the stated dollars, largest first; those that state none last.

    >>> from gigaloop import load
    >>> table = answer(load("tiny"))
    >>> len({(row.subject, row.counterparty, row.measure) for row in table.rows}) == len(table.rows)
    True
    """
    chosen = book.party(party).party_id if party else None
    asked = [leg for leg in book.legs.values() if chosen in (None, leg.payer, leg.payee)]
    counted = count_once(book, asked)
    edges: dict[tuple[str, str, str], list[Leg]] = {}
    for leg in counted.legs:
        edges.setdefault((leg.payer, leg.payee, leg.kind), []).append(leg)
    rows = [_row(book, *edge, legs) for edge, legs in edges.items()]
    rows.sort(key=lambda row: (-(row.mid if row.mid is not None else -1.0), row.key))
    return QUESTION.table(
        book,
        rows=rows,
        arguments={"party": chosen},
        left_out=counted.left_out,
        added=(("payer_sector", ""), ("payee_sector", "")),
    )


def _row(book: Book, payer: str, payee: str, kind: str, legs: list[Leg]) -> Row:
    sectors = {"payer_sector": book.parties[payer].sector, "payee_sector": book.parties[payee].sector}
    key = f"{payer}/{payee}/{kind}"
    return tally_row(book, tally(book, legs), key=key, subject=payer, counterparty=payee, measure=kind, more=sectors)


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Who pays whom most, and how many arrows state no sum."""
    top = largest(table.rows)
    if not top:
        return [say("network.none")]
    told = [say("network.most", amount=top[0])]
    arrow = say("list.arrow")
    flows = [f"{say.party(r.subject)}{arrow}{say.party(r.counterparty)} {say.number(r)}" for r in top[1:3]]
    named = [say("network.one", flow=f, what=say.word(r.measure)) for f, r in zip(flows, top[1:3], strict=True)]
    if named:
        told.append(say("network.next", others=say.joined(named)))
    silent = len(table.rows) - len(top)
    if silent:
        told.append(say("network.silent", n=say.count(silent), all=say.count(len(table.rows))))
    return told


QUESTION = Question(answer, headline, greatest())
