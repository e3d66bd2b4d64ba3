"""binding: how much of what was announced is binding, by grade, and what the headline counts that the book does not?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gigaloop.answer.made import Less, Share
from gigaloop.answer.question import Question, Row, Speech, Table, largest, those
from gigaloop.answer.tally import (
    FAMILIES,
    FAMILY_OF,
    Tally,
    behind,
    ends_of,
    figure_row,
    ratio,
    tally,
    tally_row,
    together,
)
from gigaloop.book.grade import GRADES, Range, count_once, told_in, worth
from gigaloop.book.model import Book, Figure, Leg
from gigaloop.book.why import Why
from gigaloop.words.notes import Note, note

#: grades that cannot be left without cost, and those under a signature
BINDING, SIGNED = (5, 6), (4, 5, 6)


def answer(book: Book) -> Table:
    """How much of the announced total is binding, by grade, as of the book's date; whole book and buyer by buyer?

    Definition: `QUESTION.definition`. Grades: 1 talks, 2 letter of intent, 3 announced, 4 signed with an exit, 5
    signed and payable in any case, 6 delivered or drawn; binding = 5 and 6, signed = 4 to 6. Kinds that cannot be
    added stand apart in families: purchases, building, funding, other dues, contingent. The headline is the greatest
    reported sum of purchase commitments; it is a figure, and no dollar of it is counted for its own sake.

    On primary documents stands what a filing, a contract or a company's release that was opened tells (column `tier` of
    sources.csv); the rest was told by others.

    Columns: `measure` is FAMILY_`total`, `grade_0` to `grade_6`, `signed`, `binding`, `primary` (USD bn),
    `binding_share`, `signed_share`, `primary_share` (share), and
    `headline_` `reported`, `counted`, `void`, `not_in_book` (USD bn). Every leg of the book
    is in a row or in `left_out` with the reason.

    >>> from gigaloop import load
    >>> table = answer(load("tiny"))
    >>> sum(row.mid for row in table.rows if row.key.startswith("purchases/grade-")) == table.one("purchases/total").mid
    True
    """
    counted = count_once(book, (leg for leg in book.legs.values() if FAMILY_OF[leg.kind] != "rights"))
    families = {family: tuple(leg for leg in counted.legs if leg.kind in kinds) for family, kinds in FAMILIES.items()}
    parts = {family: list(_family(book, family, legs)) for family, legs in families.items() if legs}
    rows = parts.pop("purchases", [])
    notes: list[Note] = []
    headline = _headline(book)
    if headline is None:
        notes.append(note("binding.no_headline", day=str(book.as_of)))
    else:
        rows += _against(book, headline, families["purchases"], counted.left_out)
    rows += [row for family in parts.values() for row in family]
    rows += _buyers(book, families["purchases"])
    if any(row.undisclosed for row in rows):
        notes.append(note("binding.dark"))
    rights = (
        (leg.leg, Why("right", "a right: moves no money"))
        for leg in book.legs.values()
        if FAMILY_OF[leg.kind] == "rights"
    )
    return QUESTION.table(
        book,
        rows=rows,
        arguments={},
        left_out=[*counted.left_out, *rights],
        notes=notes,
        added=(("family", ""),),
    )


def _family(book: Book, family: str, legs: Iterable[Leg]) -> Iterator[Row]:
    """Total, each grade, signed and binding dollars, and their shares, of one family."""
    legs = tuple(legs)
    yield _row(book, tally(book, legs), f"{family}/total", "book", f"{family}_total", family)
    for grade in GRADES:
        part = tally(book, legs, grades=(grade,))
        if part.legs:
            yield _row(book, part, f"{family}/grade-{grade}", "book", f"{family}_grade_{grade}", family)
    yield from _firm(book, legs, f"{family}/", "book", family)
    opened = tally(book, (leg for leg in legs if told_in(book, leg) == "primary"))
    yield from _part(book, opened, tally(book, legs), f"{family}/primary", "book", family)


def _firm(book: Book, legs: tuple[Leg, ...], prefix: str, subject: str, family: str) -> Iterator[Row]:
    whole = tally(book, legs)
    for name, grades in (("binding", BINDING), ("signed", SIGNED)):
        yield from _part(book, tally(book, legs, grades=grades), whole, f"{prefix}{name}", subject, family)


def _part(book: Book, part: Tally, whole: Tally, key: str, subject: str, family: str) -> Iterator[Row]:
    """A part of a family's dollars, and its share of the whole."""
    name = key.rsplit("/", 1)[-1]
    yield _row(book, part, key, subject, f"{family}_{name}", family)
    if whole.amount.mid:
        low, mid, high = ratio(part.amount if part.legs else Range(0, 0, 0), whole.amount)
        yield Row(
            key=f"{key}_share", subject=subject, measure=f"{family}_{name}_share", period=book.as_of.isoformat(),
            unit="share", low=low, mid=mid, high=high, more={"family": family},
            made=Share(key, f"{key.rpartition('/')[0]}/total"), **behind(book, whole),
        )  # fmt: skip


def _buyers(book: Book, legs: tuple[Leg, ...]) -> Iterator[Row]:
    """The same for the purchases of each buyer, the greatest first."""
    by_buyer: dict[str, list[Leg]] = {}
    for leg in legs:
        by_buyer.setdefault(leg.payer, []).append(leg)
    totals = {buyer: tally(book, theirs) for buyer, theirs in by_buyer.items()}
    for buyer in sorted(by_buyer, key=lambda b: (-(totals[b].amount.mid or 0), b)):
        yield _row(book, totals[buyer], f"buyer/{buyer}/total", buyer, "purchases_total", "purchases")
        yield from _firm(book, tuple(by_buyer[buyer]), f"buyer/{buyer}/", buyer, "purchases")


def _headline(book: Book) -> Figure | None:
    sums = [f for f in book.figures.values() if f.metric == "purchase_commitments" and f.value.stated is not None]
    return max(sums, key=lambda f: (f.value.stated or 0.0, f.figure_id), default=None)


def _against(
    book: Book, headline: Figure, purchases: tuple[Leg, ...], left_out: tuple[tuple[str, str], ...]
) -> Iterator[Row]:
    """The headline against what the book counts for the same buyer: counted, told but void, and in no contract here."""
    buyer = headline.subject
    low, high = headline.value.bounds(book.about_half_width())
    reported = figure_row(
        book, headline, key="headline/reported", measure="headline_reported", more={"family": "purchases"}
    )
    yield reported
    counted = tally(book, (leg for leg in purchases if leg.payer == buyer))
    yield _row(book, counted, "headline/counted", buyer, "headline_counted", "purchases")
    yield _row(book, _void(book, left_out, buyer), "headline/void", buyer, "headline_void", "purchases")
    stated = headline.value.stated or 0.0
    missing = stated - (counted.amount.mid or 0.0)
    top = counted.amount.mid if counted.amount.high is None else counted.amount.high
    least, most = low - (top or 0.0), None if high is None else max(high - counted.amount.low, missing)
    yield Row(
        key="headline/not_in_book", subject=buyer, measure="headline_not_in_book", period=reported.period,
        more={"family": "purchases"}, **together(_row(book, counted, "", buyer, "", "purchases"), reported),
        made=Less("headline/reported", "headline/counted"),
        **ends_of(Range(min(least, missing), missing, most, counted.amount.undisclosed)),
    )  # fmt: skip


def _void(book: Book, left_out: tuple[tuple[str, str], ...], buyer: str) -> Tally:
    """What the buyer's void legs once said, told once: a leg that restates or is part of another of them is skipped."""
    void = [book.legs[leg] for leg, _ in left_out if book.legs[leg].payer == buyer]
    void = [leg for leg in void if leg.kind in FAMILIES["purchases"] and tally(book, (leg,), grades=(0,)).legs]
    names = {leg.leg for leg in void}
    once = [leg for leg in void if leg.restates not in names and leg.part_of not in names]
    return tally(book, (leg for leg in once if worth(book, leg).mid is not None), grades=(0,))


def _row(book: Book, sum_: Tally, key: str, subject: str, measure: str, family: str) -> Row:
    return tally_row(
        book, sum_, key=key, subject=subject, measure=measure, period=book.as_of.isoformat(), more={"family": family}
    )


def headline(table: Table, say: Speech) -> Sequence[str]:
    """How much of the purchases binds, how much was read in the original, and what states no sum."""
    totals = those(table, subject="book", measure="purchases_total")
    shares = those(table, subject="book", measure="purchases_binding_share")
    if not totals or totals[0].mid is None or not shares or shares[0].mid is None:
        return [say("binding.none")]
    total, share = totals[0], shares[0]
    primary = those(table, subject="book", measure="purchases_primary_share")
    told = [say("binding.share", total=total, share=share)]
    if primary and primary[0].mid is not None:
        told.append(say("binding.primary", share=primary[0]))
    return [*told, *say.silent([total])]


def first(table: Table) -> Sequence[Row]:
    """How much of the purchases binds; then them by grade, the greatest sum first."""
    rows = those(table, subject="book")
    grades = [row for row in rows if row.measure.startswith("purchases_grade_")]
    told = ("purchases_binding_share", "purchases_total", "purchases_binding", "purchases_primary_share")
    return [*(row for name in told for row in those(table, subject="book", measure=name)), *largest(grades)]


QUESTION = Question(answer, headline, first)
