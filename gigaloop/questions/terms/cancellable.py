"""cancellable: what must a buyer pay whom by year, used or not; what can it cut, in what order, at what cost?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from gigaloop.answer.made import Over, Plus, Sum
from gigaloop.answer.question import Owes, Question, Row, Speech, Table, largest, those
from gigaloop.answer.tally import ENDS, FAMILIES, ends_of, origin_of, together, widened
from gigaloop.book.grade import GRADES, NOTHING, Range, grade_shares, worth
from gigaloop.book.model import Book, Leg
from gigaloop.book.why import Why
from gigaloop.ledger.calendar import Calendar, attributed, calendar
from gigaloop.ledger.flows import part_of
from gigaloop.ledger.reported import HELD, Reported, reported
from gigaloop.words.notes import Note, note

LAST_YEAR = 2033
KINDS = (*FAMILIES["purchases"], "revenue_share")
#: what can be left, at no or some cost; what is owed used or not; what is delivered
RUNGS = ("can_cut", "owed_anyway", "cannot_cut")
NO_RUNG: dict[str, Any] = {"rung": "", "exit": "", "notice": None, "cost": None, "cost_share": None}


def answer(book: Book, party: Owes = "openai") -> Table:
    """Which commitments can a buyer cut, in which order, at what cost; what must it pay by year in any case?

    Definition: `QUESTION.definition`. Rungs are the grades 1 to 6 in order of cost per dollar saved (an exit whose
    cost is not stated: between 0 and the whole); `can_cut` are 1 to 4, `owed_anyway` 5, `cannot_cut` 6, and
    `can_cut_total`, `owed_anyway_total` their sums. By calendar year, `due` is what the calendars of signed legs bill,
    `due_to` the part of each payee whose contracts state a sum, `floor` the part payable in any case, and
    `due_over_revenue` and `floor_over_revenue` hold them against the revenue that is reported or forecast for the year.

    Columns: `rung`, `exit` (the contract's words), `notice` (quarters), `cost` (USD bn to leave, as stated; null where
    not published), `cost_share`. Legs that are in no row are in `left_out`.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "lab").one("lab/2026/floor").unit
    'USD bn'
    """
    buyer = book.party(party)
    touching = [leg for leg in book.legs.values() if leg.payer == buyer.party_id]
    own, left_out = attributed(book, (leg for leg in touching if leg.kind in KINDS))
    left_out += [
        (leg.leg, Why("no_purchase", f"a {leg.kind.replace('_', ' ')} is no purchase"))
        for leg in touching
        if leg.kind not in KINDS
    ]
    left_out += [
        (leg.leg, Why("parts_counted", "its stated parts are counted")) for leg, share in own if share <= 1e-12
    ]
    own = [(leg, share) for leg, share in own if share > 1e-12]
    rows = [row for leg, share in own for row in _rungs(book, buyer.party_id, leg, share)]
    rows.sort(key=lambda row: (row.more["cost_share"], row.more["rung"], -(row.mid or 0.0), row.key))
    notes: list[Note] = []
    summed = {row.measure for row in rows if row.mid is not None}
    rows += [_total(rows, buyer.party_id, rung, book) for rung in RUNGS[:2] if rung in summed]
    rows += _years(book, buyer.party_id, own, notes)
    if any(row.undisclosed for row in rows):
        notes.append(note("cancellable.dark"))
    return QUESTION.table(
        book,
        title={"party": buyer},
        rows=rows,
        arguments={"party": buyer.party_id},
        left_out=left_out,
        notes=notes,
        added=(("rung", ""), ("exit", ""), ("notice", "quarters"), ("cost", "USD bn"), ("cost_share", "share")),
    )


def _rungs(book: Book, buyer: str, leg: Leg, own: float) -> Iterator[Row]:
    """One row for each grade at which the leg has dollars."""
    size = worth(book, leg).times(own)
    at = [grade_shares(book, leg, end)[0] for end in ENDS]
    used = (*grade_shares(book, leg)[1], *widened(book, leg.terms.amount))
    for grade in sorted({grade for shares in at for grade in shares}):
        parts = [shares.get(grade, 0.0) for shares in at]
        part = size.times(min(parts), parts[1], max(parts))
        cost, cost_share = _cost(leg, grade, part)
        notice = getattr(leg.terms, "notice", None)
        quarters = notice.stated if notice is not None else None
        more = {"rung": f"{grade} {GRADES[grade]}", "exit": leg.terms.exit or "", "notice": quarters}
        more |= {"cost": cost, "cost_share": cost_share}
        yield Row(
            key=f"{buyer}/{leg.leg}/grade-{grade}", subject=buyer, counterparty=leg.payee,
            measure=RUNGS[max(0, grade - 4)], period=book.as_of.isoformat(), grade={grade: 1.0},
            origin=origin_of(book, used), legs=(leg.leg,), assumptions=tuple(used), sources=leg.sources, more=more,
            made=Sum((leg.leg,), (grade,)) if own == 1.0 else part_of(book, leg, part), **ends_of(part),
        )  # fmt: skip


def _total(rows: list[Row], buyer: str, rung: str, book: Book) -> Row:
    """All that stands on these rungs and states a sum."""
    parts = [row for row in rows if row.measure == rung]
    known = [row for row in parts if row.mid is not None]
    high = None if any(row.high is None for row in known) else sum(row.high or 0.0 for row in known)
    return Row(
        key=f"{buyer}/{rung}", subject=buyer, measure=f"{rung}_total", period=book.as_of.isoformat(), unit="USD bn",
        low=sum(row.low or 0.0 for row in known), mid=sum(row.mid or 0.0 for row in known), high=high,
        undisclosed=len({leg for row in parts if row.undisclosed for leg in row.legs}),
        made=Plus(tuple(row.key for row in known)), more=NO_RUNG, **together(*parts),
    )  # fmt: skip


def _cost(leg: Leg, grade: int, part: Range) -> tuple[float | None, float]:
    """(cost in USD bn or None, cost over the dollars saved; an unpublished exit cost sorts at one half)."""
    if grade <= 3:
        return 0.0, 0.0
    if grade >= 5:
        return None if part.mid is None else part.mid / 1e9, 1.0
    stated = getattr(leg.terms, "exit_cost", None)
    if stated is not None and stated.stated is not None:
        return stated.stated / 1e9, min(1.0, stated.stated / part.mid) if part.mid else 0.5
    return None, 0.5


def _years(book: Book, buyer: str, own: list[tuple[Leg, float]], notes: list[Note]) -> Iterator[Row]:
    """Dues and floor of the signed legs by calendar year, and both over revenue."""
    signed = list(_signed(book, own))
    held = ""
    for year in range(book.as_of.year, LAST_YEAR + 1):
        income = reported(book, buyer, "revenue", year)
        if income is not None and income.how != HELD:
            yield from _year(book, buyer, year, signed, income)
        else:
            held = held or str(year)
            yield from _year(book, buyer, year, signed, None)
    if held:
        notes.append(note("cancellable.no_revenue", parties=(buyer,), year=held))


class _Signed(NamedTuple):
    """A leg's calendar, the part of what it tells that is signed, and the part of it that is the buyer's own."""

    dated: Calendar
    part: float
    share: float

    def due(self, year: int) -> Range:
        """What is signed and the buyer's own of what falls due in a year."""
        return self.dated.due(year).times(self.part)


def _signed(book: Book, own: list[tuple[Leg, float]]) -> Iterator[_Signed]:
    for leg, share in own:
        at_signed = sum(part for grade, part in grade_shares(book, leg)[0].items() if grade >= 4)
        dated = calendar(book, leg) if leg.kind != "revenue_share" else None
        if dated is not None and at_signed > 1e-12:
            yield _Signed(dated, share * at_signed, share)


def _year(book: Book, buyer: str, year: int, signed: list[_Signed], income: Reported | None) -> Iterator[Row]:
    """What falls due in a year, to whom, and its floor; each sum over the revenue of the year where one is known."""
    here = [one for one in signed if one.dated.due(year) != NOTHING]
    told = [one for one in here if one.due(year).mid is not None]
    for payee in dict.fromkeys(one.dated.leg.payee for one in told):
        yield _sum(book, buyer, year, "due_to", [one for one in here if one.dated.leg.payee == payee], payee)[0]
    for measure in ("due", "floor"):
        row, amount = _sum(book, buyer, year, measure, here)
        yield row
        if income is not None and income.amount.mid:
            low, mid, high = _over(amount, income.amount)
            both = tuple(dict.fromkeys((*row.assumptions, *income.assumptions)))
            yield replace(
                row, key=f"{row.key}_over_revenue", measure=f"{measure}_over_revenue", unit="ratio", low=low, mid=mid,
                high=high, made=Over(row.key, income.made), origin=origin_of(book, both), assumptions=both,
                figures=income.figures, sources=tuple(dict.fromkeys((*row.sources, *income.sources))),
            )  # fmt: skip


def _sum(
    book: Book, buyer: str, year: int, measure: str, here: Sequence[_Signed], payee: str = ""
) -> tuple[Row, Range]:
    """What these contracts bring due in a year, or its floor: as a row, and as the amount."""
    used = tuple(dict.fromkeys(a for one in here for a in one.dated.assumptions))
    parts = [
        (one.dated.leg, one.dated.floor(year).times(one.share) if measure == "floor" else one.due(year)) for one in here
    ]
    amount = sum((of for _, of in parts), NOTHING)
    row = Row(
        key="/".join((buyer, str(year), measure, *filter(None, [payee]))), subject=buyer, counterparty=payee,
        measure=measure, period=str(year), grade=_grades(book, here), origin=origin_of(book, used), assumptions=used,
        legs=tuple(one.dated.leg.leg for one in here), more=NO_RUNG,
        sources=tuple(dict.fromkeys(s for one in here for s in one.dated.sources)),
        made=Plus(tuple(part_of(book, leg, of) for leg, of in parts if of.mid is not None)), **ends_of(amount),
    )  # fmt: skip
    return row, amount


def _over(part: Range, whole: Range) -> tuple[float | None, float | None, float | None]:
    mid = None if part.mid is None or not whole.mid else part.mid / whole.mid
    low = part.low / whole.high if whole.high else 0.0
    high = None if part.high is None or not whole.low else part.high / whole.low
    return low, mid, high


def _grades(book: Book, here: Sequence[_Signed]) -> dict[int, float]:
    total: dict[int, float] = {}
    for dated, _, share in here:
        for grade, part in grade_shares(book, dated.leg)[0].items():
            if grade >= 4:
                total[grade] = total.get(grade, 0.0) + part * share * (dated.amount.mid or 0.0)
    whole = sum(total.values())
    return {grade: part / whole for grade, part in sorted(total.items())} if whole else {}


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What can be cut beside what is owed in any case; what falls due in the dearest year; what states no sum."""
    due = largest(those(table, measure="due"))
    if not due:
        return [say("cancellable.none")]
    cut, owed = ([row for row in those(table, measure=f"{rung}_total") if row.mid] for rung in RUNGS[:2])
    told = [say("cancellable.cut", cut=row) for row in cut]
    told = told or [say("cancellable.uncut")]
    told += [say("cancellable.owed", owed=row) for row in owed]
    if due[0].mid:
        (floor,) = those(table, measure="floor", period=due[0].period)
        to = largest(those(table, measure="due_to", period=due[0].period))[0]
        told.append(say("cancellable.due", year=due[0].period, due=due[0], floor=floor, to=to))
    return [*told, *say.silent(those(table, measure=RUNGS[:2]))]


def first(table: Table) -> Sequence[Row]:
    """What can be cut, the cheapest to leave first; then what is owed in any case, the greatest sum first."""
    totals = those(table, measure=tuple(f"{rung}_total" for rung in RUNGS))
    cut = [row for row in those(table, measure="can_cut") if row.mid or row.high]
    return [*totals, *cut[:4], *largest(those(table, measure="owed_anyway"))] or those(table, measure=("due", "floor"))


QUESTION = Question(answer, headline, first, aliases=("ladder",))
