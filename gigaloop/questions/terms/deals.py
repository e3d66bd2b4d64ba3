"""deals: every contract known on the day, its terms, its life line and its sources."""

from __future__ import annotations

from collections.abc import Sequence

from gigaloop.answer.question import Either, Question, Row, Speech, Table, largest, those
from gigaloop.answer.tally import ends_of, origin_of, widened
from gigaloop.answer.written import content
from gigaloop.book.grade import count_once, grade_shares, worth
from gigaloop.book.model import Book, Leg
from gigaloop.words.phrase import Phrase


def answer(book: Book, party: Either | None = None) -> Table:
    """What has been agreed, by whom, on whose word, as of the book's date; the whole book, or a party, deal or leg?

    Definition: each leg's life line cut at the day. `subject` pays, `counterparty` gets, `measure` is the kind.

    Columns: low, mid, high in USD bn as the words bound them; `deal`, `stage`, `happened` and `known` (first day),
    `newest` (day of the newest step), `power` in its own words, `counted` ('' or why the leg's money is not counted).

    >>> from gigaloop import load
    >>> book = load("tiny")
    >>> len(answer(book).rows) == len(book.legs)
    True
    """
    chosen, legs = _asked(book, party)
    why = dict(count_once(book, book.legs.values()).left_out)
    rows = [_row(book, leg, why.get(leg.leg, "")) for leg in legs]
    return QUESTION.table(
        book,
        rows=rows,
        arguments={"party": chosen},
        left_out=[(leg.leg, why[leg.leg]) for leg in legs if leg.leg in why],
        added=(("deal", ""), ("stage", ""), ("happened", ""), ("known", ""), ("power", ""), ("counted", "")),
    )


def _asked(book: Book, name: str | None) -> tuple[str | None, list[Leg]]:
    """The legs of a party, a deal, or a leg alone; of all where no name is given. A party's name goes first."""
    if not name:
        return None, list(book.legs.values())
    if name not in book.parties and (name in book.deals or name in book.legs):
        return name, [leg for leg in book.deal(name).legs if name in (leg.deal, leg.leg)]
    who = book.party(name).party_id
    return who, [leg for leg in book.legs.values() if who in (leg.payer, leg.payee)]


def _row(book: Book, leg: Leg, why: str) -> Row:
    shares, assumed = grade_shares(book, leg)
    terms = leg.terms
    used = (*assumed, *widened(book, terms.amount))
    power = Phrase(content(book, terms.power).texts, str(terms.power)) if terms.power else ""
    more: dict[str, object] = {"deal": leg.deal, "stage": book.stage(leg.leg), "happened": str(leg.steps[-1].happened)}
    more |= {"known": str(leg.known), "power": power, "counted": why}
    return Row(
        key=leg.leg, subject=leg.payer, counterparty=leg.payee, measure=leg.kind, period=str(terms.start or ""),
        grade=shares, origin=origin_of(book, used), legs=(leg.leg,), assumptions=used, sources=leg.sources, more=more,
        **ends_of(worth(book, leg)),
    )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """How many contracts there are, the largest, and how many state no sum."""
    top = largest(those(table, stage=("signed", "delivered", "drawn", "amended")))
    silent = sum(row.undisclosed > 0 for row in table.rows)
    told = [say("deals.count", n=say.count(len(table.rows)))]
    if top:
        told.append(say("deals.largest", amount=top[0], stage=say.word(str(top[0].more["stage"]))))
    if silent:
        told.append(say("deals.silent", n=say.count(silent)))
    return told


def first(table: Table) -> Sequence[Row]:
    """The contracts in force with a sum, the largest first; then the others."""
    force = largest(those(table, stage=("signed", "delivered", "drawn", "amended")))
    return [*force, *largest(row for row in table.rows if row not in force)] or table.rows


QUESTION = Question(answer, headline, first)
