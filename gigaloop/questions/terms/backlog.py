"""backlog: what share of a seller's reported backlog is one customer?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from gigaloop.answer.made import Less, OfFigure, Over, Plus, Sum, Times
from gigaloop.answer.question import Owed, Owes, Question, Row, Speech, Table, largest, newest, those
from gigaloop.answer.tally import (
    FAMILIES,
    Tally,
    as_happened,
    ends_of,
    figure_row,
    period_of,
    tally,
    tally_row,
    together,
)
from gigaloop.book.grade import NOTHING, Range, count_once
from gigaloop.book.model import Book, Figure, Leg
from gigaloop.book.units import days_after
from gigaloop.book.why import Why
from gigaloop.words.notes import Note, note

#: a contract that became known this many days after a period's end may already be in its figure (contract, section 1)
WINDOW = 45
#: dollars that a backlog holds: signed, not yet delivered
IN_BACKLOG = (4, 5)


class Slice(NamedTuple):
    """One customer's contracts at one date: those surely in the figure, and with those of the 45 days after."""

    customer: str
    sure: Tally
    possible: Tally


def answer(book: Book, party: Owed = "oracle", *, customer: Owes = "all") -> Table:
    """What share of a seller's reported backlog is each customer, at each date for which a backlog was reported?

    Definition: `QUESTION.definition`; signed are grades 4 and 5. A leg counts at a period's end if its step had
    happened by then; one that came in the 45 days after may be in the figure or not, so it is in `mid` and `high` but
    not in `low`. Stated values are not reduced by what was billed since, unless the book says so.

    Columns: measures `backlog_reported`, `backlog_commitments`, `backlog_rest` in USD bn; `backlog_share`,
    `backlog_share_reported` as share; `break_even_loss` (ratio: how much of the customer may go before the rest of the
    backlog is less than the seller's reported debt and purchase commitments; 1 is all of it). `period` is the period's
    end. Legs paid to the seller that are in no row are in `left_out`.

    Raises InputError for an unknown party.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "cloud").question
    'backlog'
    """
    seller = book.party(party)
    chosen = None if customer == "all" else book.party(customer).party_id
    figures = sorted(
        (f for f in book.figures.values() if f.subject == seller.party_id and f.metric == "backlog_rpo"),
        key=lambda f: (period_of(f), f.known.last),
        reverse=True,
    )
    scope = [leg for leg in book.legs.values() if leg.payee == seller.party_id]
    notes: list[Note] = []
    rows = list(_rows(book, seller.party_id, chosen, figures, notes))
    if not figures:
        notes.append(note("backlog.none", name=seller.name_en, day=str(book.as_of)))
        slices = _slices(book, book, seller.party_id)
        rows += [_commitment(book, s, seller.party_id, "") for s in slices if chosen in (None, s.customer)]
    told = {leg for row in rows for leg in row.legs}
    return QUESTION.table(
        book,
        title={"party": seller},
        rows=rows,
        arguments={"party": seller.party_id, "customer": chosen or "all"},
        left_out=_left_out(book, scope, told, chosen),
        notes=notes,
    )


def _rows(book: Book, seller: str, chosen: str | None, figures: list[Figure], notes: list[Note]) -> Iterator[Row]:
    """For each reported figure: itself, each customer's contracts and share, and the rest that no contract explains."""
    seen: dict[str, int] = {}
    for figure in figures:
        period = period_of(figure)
        seen[period] = seen.get(period, 0) + 1
        tag = period if seen[period] == 1 else f"{period}/{seen[period]}"
        if seen[period] == 2:
            notes.append(note("backlog.twice", day=period))
        whole = _range(book, figure)
        yield figure_row(book, figure, key=f"{seller}/all/reported/{tag}", measure="backlog_reported")
        end = figure.when.last
        slices = _slices(as_happened(book, end), as_happened(book, days_after(end, WINDOW)), seller)
        reported = list(_reported_shares(book, seller, chosen, figure, whole, tag))
        for piece in slices:
            if chosen not in (None, piece.customer):
                continue
            late = set(piece.possible.legs) - set(piece.sure.legs)
            if late:
                notes.append(note("backlog.late", legs=", ".join(sorted(late)), n=WINDOW, day=period))
            yield _commitment(book, piece, seller, period, tag=tag)
            itself = [row for row in reported if (row.counterparty, row.unit) == (piece.customer, "share")]
            yield _share(book, piece, seller, figure, whole, tag, itself)
            yield from _break_even(book, piece, seller, figure, whole, tag)
        yield from reported
        if chosen is None:
            yield _rest(book, slices, seller, figure, whole, tag)


def _slices(sure: Book, possible: Book, seller: str) -> list[Slice]:
    """Each customer with its counted contracts, the greatest first."""
    sure_legs, possible_legs = _sales(sure, seller), _sales(possible, seller)
    pieces = []
    for customer in dict.fromkeys(leg.payer for leg in (*possible_legs, *sure_legs)):
        pieces.append(
            Slice(
                customer,
                tally(sure, (leg for leg in sure_legs if leg.payer == customer), grades=IN_BACKLOG),
                tally(possible, (leg for leg in possible_legs if leg.payer == customer), grades=IN_BACKLOG),
            )
        )
    return sorted((p for p in pieces if p.possible.legs), key=lambda p: (-(p.possible.amount.mid or 0), p.customer))


def _sales(book: Book, seller: str) -> tuple[Leg, ...]:
    sales = (leg for leg in book.legs.values() if leg.payee == seller and leg.kind in FAMILIES["purchases"])
    return count_once(book, sales).legs


def _bounds(piece: Slice) -> Range:
    return Range(
        min(piece.sure.amount.low, piece.possible.amount.low),
        piece.possible.amount.mid,
        piece.possible.amount.high,
        piece.possible.amount.undisclosed,
    )


def _commitment(book: Book, piece: Slice, seller: str, period: str, tag: str = "") -> Row:
    key = f"{seller}/{piece.customer}/commitments" + (f"/{tag}" if tag else "")
    return tally_row(
        book, _tally(piece), key=key, subject=seller, measure="backlog_commitments", counterparty=piece.customer,
        period=period or book.as_of.isoformat(),
    )  # fmt: skip


def _tally(piece: Slice) -> Tally:
    """What the customer's contracts add up to, surely or possibly in the figure."""
    return replace(piece.possible, amount=_bounds(piece))


def _contracts(piece: Slice) -> Sum:
    """How the customer's contracts add up."""
    return Sum(piece.possible.legs, IN_BACKLOG)


def _share(book: Book, piece: Slice, seller: str, figure: Figure, whole: Range, tag: str, itself: Sequence[Row]) -> Row:
    """A contract over the figure that holds it: no more than all of it, and open where the contract is open.

    itself   the customer's share as the seller reported it, if it did: the range reaches to it
    """
    part = _bounds(piece)
    low, mid, high = (
        part.low / whole.high if whole.high else 0.0,
        None if part.mid is None or not whole.mid else part.mid / whole.mid,
        None if part.high is None or not whole.low else part.high / whole.low,
    )
    low = min([low, *(row.low or 0.0 for row in itself)])
    high = max([1.0 if high is None else high, mid or 0.0, *(row.high or 0.0 for row in itself)])
    contracts = tally_row(book, _tally(piece), key="", subject=seller, measure="", unit="share")
    reported = figure_row(book, figure, key="", measure="")
    rests = together(contracts, reported)
    for name in ("figures", "sources"):
        rests[name] = tuple(dict.fromkeys((*rests[name], *(one for row in itself for one in getattr(row, name)))))
    return Row(
        key=f"{seller}/{piece.customer}/share/{tag}", subject=seller, counterparty=piece.customer,
        measure="backlog_share", period=period_of(figure), low=low, mid=mid, high=high, unit="share",
        grade=contracts.grade, undisclosed=contracts.undisclosed, **rests,
        made=Over(_contracts(piece), OfFigure(figure.figure_id)),
    )  # fmt: skip


def _break_even(book: Book, piece: Slice, seller: str, figure: Figure, whole: Range, tag: str) -> Iterator[Row]:
    """How much of the customer may go before the rest of the backlog is less than the seller owes (1: all of it may).

    What it owes is its reported debt and purchase commitments of that day or the newest before, by 45 days after.
    """
    end = days_after(figure.when.last, WINDOW)
    owed = [one for metric in ("total_debt", "purchase_commitments") if (one := _newest(book, seller, metric, end))]
    part = _bounds(piece)
    if not owed or owed[0].metric != "total_debt" or not part.mid or whole.mid is None:
        return
    owes = sum((_range(book, one) for one in owed), NOTHING)
    whole_high = whole.mid if whole.high is None else whole.high
    owes_high = owes.mid if owes.high is None else owes.high
    mid = (whole.mid - (owes.mid or 0.0)) / part.mid
    least = (whole.low - (owes_high or 0.0)) / (part.high if part.high else part.mid)
    most = (whole_high - owes.low) / part.low if part.low else None
    told = [figure_row(book, one, key="", measure="") for one in (figure, *owed)]
    contracts = tally_row(book, _tally(piece), key="", subject=seller, measure="")
    left = Less(OfFigure(figure.figure_id), Plus(tuple(OfFigure(one.figure_id) for one in owed)))
    yield Row(
        key=f"{seller}/{piece.customer}/break_even/{tag}", subject=seller, counterparty=piece.customer,
        measure="break_even_loss", period=period_of(figure), unit="ratio", low=min(least, mid), mid=mid,
        high=None if most is None else max(most, mid), made=Over(left, _contracts(piece)),
        grade=contracts.grade, undisclosed=contracts.undisclosed, **together(contracts, *told),
    )  # fmt: skip


def _newest(book: Book, party: str, metric: str, day: date) -> Figure | None:
    """The newest figure of a whole (not of a part, whose period has a label behind it) not after a day."""
    found = [
        one
        for one in book.figures.values()
        if (one.subject, one.metric) == (party, metric) and one.period_end and one.period_end.last <= day
    ]
    whole = [one for one in found if "_" not in one.period]
    return max(whole, key=lambda one: (period_of(one), one.known.last), default=None)


def _reported_shares(
    book: Book, seller: str, chosen: str | None, figure: Figure, whole: Range, tag: str
) -> Iterator[Row]:
    """A share that the seller itself reported (metric `backlog_share_CUSTOMER`), and the dollars that it makes."""
    for other in book.figures.values():
        customer = other.metric.removeprefix("backlog_share_")
        if other.subject != seller or other.metric == customer or period_of(other) != period_of(figure):
            continue
        if chosen not in (None, customer):
            continue
        row = figure_row(
            book, other, key=f"{seller}/{customer}/share_reported/{tag}", measure="backlog_share_reported",
            unit="share", counterparty=customer,
        )  # fmt: skip
        yield row
        yield Row(
            key=f"{seller}/{customer}/implied/{tag}", subject=seller, counterparty=customer, measure="backlog_implied",
            period=row.period, unit="USD bn", low=(row.low or 0.0) * whole.low / 1e9,
            mid=None if row.mid is None or whole.mid is None else row.mid * whole.mid / 1e9,
            high=None if row.high is None or whole.high is None else row.high * whole.high / 1e9, origin=row.origin,
            figures=(figure.figure_id, other.figure_id), assumptions=row.assumptions,
            sources=tuple(dict.fromkeys((*figure.sources, *other.sources))),
            made=Times(OfFigure(other.figure_id), OfFigure(figure.figure_id)),
        )  # fmt: skip


def _rest(book: Book, slices: list[Slice], seller: str, figure: Figure, whole: Range, tag: str) -> Row:
    """The reported backlog less the named contracts; where these could be more than it, the least is zero."""
    named = sum((_bounds(piece) for piece in slices), NOTHING)
    reported = figure_row(book, figure, key="", measure="")
    behind = [tally_row(book, p.possible, key="", subject=seller, measure="") for p in slices]
    made = OfFigure(figure.figure_id)
    low = 0.0 if named.high is None else max(0.0, whole.low - named.high)
    mid = None if whole.mid is None else whole.mid - (named.mid or 0.0)
    high = None if whole.high is None else whole.high - named.low
    return Row(
        key=f"{seller}/rest/{tag}", subject=seller, measure="backlog_rest", period=period_of(figure),
        **ends_of(Range(min(low, mid or 0.0), mid, high, named.undisclosed)), **together(*behind, reported),
        made=Less(made, Plus(tuple(_contracts(piece) for piece in slices))) if slices else made,
    )  # fmt: skip


def _range(book: Book, figure: Figure) -> Range:
    low, high = figure.value.bounds(book.about_half_width())
    return Range(low, figure.value.stated, high)


def _left_out(book: Book, scope: list[Leg], told: set[str], chosen: str | None) -> Iterator[tuple[str, str]]:
    """Why each leg that pays the seller is in no row."""
    sales = [leg for leg in scope if leg.kind in FAMILIES["purchases"]]
    why = dict(count_once(book, sales).left_out)
    for leg in scope:
        if leg.leg in told:
            continue
        if leg.kind not in FAMILIES["purchases"]:
            yield leg.leg, Why("no_sale", f"a {leg.kind.replace('_', ' ')} is no sale")
        elif chosen not in (None, leg.payer):
            yield leg.leg, Why("other_customer", f"another customer: {leg.payer}")
        elif leg.leg in why:
            yield leg.leg, why[leg.leg]
        elif leg.stage in ("delivered", "drawn"):
            yield leg.leg, Why("earned", f"{leg.stage}: earned, no longer backlog")
        elif leg.stage in ("talks", "loi", "announced"):
            yield leg.leg, Why("unsigned", f"{leg.stage}: not signed, so in no backlog")
        else:
            yield leg.leg, Why("signed_after", "signed after every reported period")


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Whose part of the backlog is largest, and how much; or that nobody's is known."""
    shares = largest(newest(those(table, measure="backlog_share")))
    reported = newest(those(table, measure="backlog_reported"))
    if not shares:
        key = "backlog.unknown" if table.arguments["customer"] == "all" else "backlog.no_part"
        return [say(key, reported=row) for row in reported[:1]] or [say("backlog.none")]
    top = shares[0]
    whole = next(row for row in those(table, measure="backlog_reported", period=top.period))
    told = [say("backlog.share", share=top, reported=whole)]
    silent = [row.counterparty for row in those(table, measure="backlog_share", period=top.period) if _hidden(row, top)]
    told += [say("backlog.silent", customers=say.parties(silent))] if silent else []
    itself, lost = (
        those(table, measure=measure, counterparty=top.counterparty, period=top.period)
        for measure in ("backlog_share_reported", "break_even_loss")
    )
    told += [say("backlog.itself", share=row) for row in itself]
    if lost and lost[0].mid is not None and lost[0].mid < 1:
        told.append(say("backlog.break_even", lost=lost[0]))
    return told


def _hidden(row: Row, top: Row) -> bool:
    """Whether a customer may be more than the largest that is known, for want of a sum in its contracts."""
    return row.counterparty != top.counterparty and row.undisclosed > 0 and (row.high or 0.0) > (top.mid or 0.0)


def first(table: Table) -> Sequence[Row]:
    """The newest day first; of a day the shares, then what they are of."""
    order = ("backlog_share", "backlog_share_reported", "backlog_commitments", "backlog_reported", "backlog_rest")
    rows = [row for row in table.rows if row.measure in order]
    return sorted(rows, key=lambda row: (row.period, -order.index(row.measure)), reverse=True)


QUESTION = Question(answer, headline, first)
