"""mismatch: when do leases and debts end, and do contracts pay as long? Long dues on one side, short contracts on
the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gigaloop.answer.made import Count, Less, Made, Most, Numbers, OfYear
from gigaloop.answer.question import Owes, Question, Row, Speech, Table, those
from gigaloop.answer.subjects import subjects
from gigaloop.answer.tally import resting
from gigaloop.book.model import VOID, Book
from gigaloop.book.why import Why
from gigaloop.ledger.calendar import end_of, year_of
from gigaloop.words.notes import note

#: kinds by which a party owes as the first of the two, and as the second
OWES_AS_PAYER, OWES_AS_PAYEE = ("capacity_lease", "chip_lease"), ("loan",)
#: the ends of what a party owes, and of what pays it
ENDS = ("dues_end", "pay_ends")
EARNS = ("compute_purchase", "chip_lease", "capacity_lease")


class Side(NamedTuple):
    """Legs of one side with the year in which each ends."""

    ends: dict[str, float]
    without: tuple[str, ...]


def answer(book: Book, party: Owes = "all") -> Table:
    """Who owes leases and debts for longer than its contracts pay it, by how many years, and who stands behind it?

    Definition: `QUESTION.definition`. A leg ends at its stated end, or its start (else the day it was agreed) plus its
    term; one that states neither is left out. `owes_until` and `paid_until`: years from the book's date to the last end
    on either side; `mismatch` = owes_until - paid_until, above 0 the pattern. `guaranteed`: how many legs promise to
    stand in for what the party is owed or owes (a residual guarantee, backstop or guarantee). Of one party also the
    day on which each leg ends (`dues_end`, `pay_ends`), the first to end before the others.

    Columns: years, legs, calendar year; widest mismatch first. A party without a side has no row.

    Raises InputError for a party that is unknown, or of which one side tells no end.

    >>> from gigaloop import load
    >>> answer(load(), "meta_hyperion_spv").one("meta_hyperion_spv/mismatch").unit
    'years'
    """
    sides = {p: (_side(book, p, owed=True), _side(book, p, owed=False)) for p in book.parties}
    able = [p for p, (owed, paid) in sides.items() if owed.ends and paid.ends]
    why_not = "of {} the book does not tell both when its debts and leases and when its contracts end"
    both = subjects(book, party, able, why_not)
    rows = [row for p in both for row in _rows(book, p, *sides[p])]
    wide = {row.subject: row.mid for row in rows if row.measure == "mismatch"}
    rows.sort(key=lambda row: -(wide[row.subject] or 0.0))
    if party != "all":
        rows += [
            row for which, side in zip(ENDS, sides[both[0]], strict=True) for row in _each(book, both[0], which, side)
        ]
    without = dict.fromkeys(leg for p in both for side in sides[p] for leg in side.without)
    return QUESTION.table(
        book,
        rows=rows,
        arguments={"party": party if party == "all" else both[0]},
        left_out=[(leg, Why("no_end", "states neither an end nor a term")) for leg in without],
        notes=[note("mismatch.ends")],
    )


def _side(book: Book, party: str, *, owed: bool) -> Side:
    ends: dict[str, float] = {}
    without: list[str] = []
    for leg in book.legs.values():
        theirs = (
            (leg.kind in OWES_AS_PAYER and leg.payer == party) or (leg.kind in OWES_AS_PAYEE and leg.payee == party)
            if owed
            else leg.kind in EARNS and leg.payee == party
        )
        if not theirs or book.stage(leg.leg) in VOID:
            continue
        end = end_of(leg)
        if end is None:
            without.append(leg.leg)
        else:
            ends[leg.leg] = end
    return Side(ends, tuple(without))


def _rows(book: Book, party: str, owed: Side, paid: Side) -> list[Row]:
    now = year_of(book.as_of)
    last_owed, last_paid = max(owed.ends.values()) - now, max(paid.ends.values()) - now
    legs = (*owed.ends, *paid.ends)
    behind = [
        leg.leg
        for leg in book.legs.values()
        if leg.kind in ("guarantee", "capacity_backstop", "residual_guarantee")
        and book.stage(leg.leg) not in VOID
        and (leg.payee == party or set(leg.terms.covers or ()) & set(legs))
    ]

    def row(measure: str, value: float, unit: str, of: tuple[str, ...], made: Made) -> Row:
        return Row(
            key=f"{party}/{measure}", subject=party, measure=measure, unit=unit, low=value, mid=value, high=value,
            period=book.as_of.isoformat(), made=made, **resting(book, legs=of),
        )  # fmt: skip

    def until(side: Side) -> Less:
        return Less(Most(tuple(OfYear(leg) for leg in side.ends)), Numbers(now, now, now))

    return [
        row("owes_until", last_owed, "years", tuple(owed.ends), until(owed)),
        row("paid_until", last_paid, "years", tuple(paid.ends), until(paid)),
        row("mismatch", last_owed - last_paid, "years", legs, Less(f"{party}/owes_until", f"{party}/paid_until")),
        row("guaranteed", float(len(behind)), "legs", tuple(behind), Count("legs", tuple(behind))),
    ]


def _each(book: Book, party: str, measure: str, side: Side) -> Iterator[Row]:
    """When each leg of a side ends, the first to end before the others."""
    for name, end in sorted(side.ends.items(), key=lambda pair: pair[1]):
        leg = book.legs[name]
        other = leg.payer if leg.payee == party else leg.payee
        yield Row(
            key=f"{party}/{measure}/{name}", subject=party, counterparty=other, measure=measure, unit="calendar year",
            low=end, mid=end, high=end, period=book.as_of.isoformat(), made=OfYear(name), **resting(book, legs=(name,)),
        )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Who owes longest beyond what it is paid for, and who comes next."""
    gaps = _gaps(table)
    if not gaps:
        return [say("mismatch.none")]
    top, *others = gaps
    if (top.mid or 0.0) <= 0:
        return [say("mismatch.paid_longer", gap=top), say("mismatch.care")]
    owes, paid = (those(table, measure=m, subject=top.subject)[0] for m in ("owes_until", "paid_until"))
    told = [say("mismatch.most", gap=top, owes=owes, paid=paid)]
    if others := [row for row in others if (row.mid or 0.0) > 0]:
        told.append(say("mismatch.next", others=say.each(others)))
    return [*told, say("mismatch.care")]


def _gaps(table: Table) -> list[Row]:
    """The years that each owes beyond what it is paid, the most first; below nothing it is paid for longer."""
    return sorted(those(table, measure="mismatch"), key=lambda row: -(row.mid or 0.0))


def first(table: Table) -> Sequence[Row]:
    """The widest mismatch first; of one party when each lease and debt that it owes ends."""
    return [*_gaps(table), *those(table, measure=ENDS[0])]


QUESTION = Question(answer, headline, first)
