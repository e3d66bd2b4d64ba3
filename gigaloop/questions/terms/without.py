"""without: leave one party out: what do the others have left of sales, backlog, gigawatts and cover for their debt?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gigaloop.answer.question import Owes, Question, Row, Speech, Table, greatest, largest, those
from gigaloop.answer.table import in_unit
from gigaloop.answer.tally import FAMILIES, Tally, behind, ends_of, period_of, tally
from gigaloop.book.grade import NOTHING, Measure, Range, count_once
from gigaloop.book.model import Book, Figure, Leg
from gigaloop.book.why import Why

#: measure -> (unit, kinds, measure of the leg, grades, the other's side)
WHAT: dict[str, tuple[str, tuple[str, ...], Measure, tuple[int, ...] | None, str]] = {
    "sales_commitments": ("USD bn", (*FAMILIES["purchases"], "revenue_share"), "amount", None, "payee"),
    "signed_backlog": ("USD bn", FAMILIES["purchases"], "amount", (4, 5), "payee"),
    "gw_sold": ("GW", FAMILIES["purchases"], "power", None, "payee"),
    "debt": ("USD bn", ("loan",), "amount", None, "payee"),
    "funding_received": ("USD bn", ("stake", "grant", "deposit"), "amount", None, "payee"),
    "purchase_commitments": ("USD bn", (*FAMILIES["purchases"], "revenue_share"), "amount", None, "payer"),
    "claims_held": ("USD bn", ("stake", "loan", "deposit"), "amount", None, "payer"),
}


def answer(book: Book, party: Owes = "openai") -> Table:
    """If one party were not there, what would every other party have left?

    Definition: `QUESTION.definition`. Before and after stand counted sales, signed backlog, GW sold, loans owed,
    funding received, purchases, and stakes and loans held. Reported backlog is the newest figure less that party's
    signed dollars. `debt_over_sales` is debt over what is left of sales: who must carry it alone.

    Columns: low, mid, high are the difference (never above 0, but for the ratio); `before` and `after` are as stated,
    in the row's unit. Legs with the party that are in no row are in `left_out`.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "lab").one("cloud/sales_commitments").mid
    -20.0
    """
    gone = book.party(party)
    away = frozenset((gone.party_id, *gone.members))
    rows: list[Row] = []
    touching = [leg for leg in book.legs.values() if {leg.payer, leg.payee} & away]
    others = dict.fromkeys(p for leg in touching for p in (leg.payer, leg.payee) if p not in away)
    whole: dict[str, tuple[Row, list[Row]]] = {}
    for other in others:
        theirs = list(_party(book, other, away))
        if theirs:
            whole[other] = (theirs[0], theirs)
    for other in sorted(whole, key=lambda o: (min(row.mid or 0.0 for row in whole[o][1] if row.unit == "USD bn"), o)):
        rows += whole[other][1]
    told = {leg for row in rows for leg in row.legs}
    why = dict(count_once(book, touching).left_out)
    return QUESTION.table(
        book,
        title={"party": gone},
        rows=rows,
        arguments={"party": gone.party_id},
        left_out=[
            (
                leg.leg,
                why.get(leg.leg)
                or Why("no_claim", f"a {leg.kind.replace('_', ' ')} is no sale, purchase, debt or stake"),
            )
            for leg in touching
            if leg.leg not in told
        ],
        added=(("before", "see unit"), ("after", "see unit")),
    )


def _party(book: Book, other: str, away: frozenset[str]) -> Iterator[Row]:
    """The rows of one party: only those measures that the left-out party changes."""
    seen: dict[str, tuple[Tally, Tally]] = {}
    for name, (unit, kinds, measure, grades, side) in WHAT.items():
        legs = [leg for leg in book.legs.values() if leg.kind in kinds and getattr(leg, side) == other]
        counted = count_once(book, legs, measure).legs
        before = tally(book, counted, measure, grades)
        after = tally(book, _kept(counted, away), measure, grades)
        seen[name] = (before, after)
        if before.legs != after.legs:
            lost = tally(book, [leg for leg in counted if leg not in _kept(counted, away)], measure, grades)
            yield _row(book, other, name, unit, before.amount, after.amount, lost)
    figure = _newest_backlog(book, other)
    before, after = seen["signed_backlog"]
    if figure is not None and figure.value.stated and before.legs != after.legs:
        legs = [leg for leg in book.legs.values() if leg.leg in before.legs and leg.leg not in after.legs]
        lost = tally(book, legs, grades=(4, 5))
        stated = Range(figure.value.stated, figure.value.stated, figure.value.stated)
        row = _row(book, other, "reported_backlog", "USD bn", stated, _minus(stated, lost.amount), lost, figure)
        yield row
    debt = seen["debt"][1].amount.mid
    before, after = seen["sales_commitments"]
    if debt and before.legs != after.legs and before.amount.mid:
        then = debt / before.amount.mid
        now = debt / after.amount.mid if after.amount.mid else None
        lost = tally(book, [book.legs[leg] for leg in dict.fromkeys((*before.legs, *seen["debt"][1].legs))])
        change = None if now is None else now - then
        yield Row(
            key=f"{other}/debt_over_sales", subject=other, measure="debt_over_sales", period=book.as_of.isoformat(),
            unit="ratio", low=change, mid=change, high=change, more={"before": then, "after": now},
            **behind(book, lost),
        )  # fmt: skip


def _kept(legs: Iterable[Leg], away: frozenset[str]) -> list[Leg]:
    return [leg for leg in legs if not {leg.payer, leg.payee} & away]


def _minus(whole: Range, part: Range) -> Range:
    mid = (whole.mid or 0.0) - (part.mid or 0.0)
    low = mid if part.high is None else whole.low - part.high
    return Range(low, mid, None if whole.high is None else whole.high - part.low, part.undisclosed)


def _newest_backlog(book: Book, party: str) -> Figure | None:
    found = [f for f in book.figures.values() if f.subject == party and f.metric == "backlog_rpo"]
    return max(found, key=lambda f: (period_of(f), f.known.last), default=None)


def _row(
    book: Book, other: str, name: str, unit: str, before: Range, after: Range, lost: Tally, figure: Figure | None = None
) -> Row:
    """What is lost, with a minus sign: least lost stands as `high`."""
    gone = ends_of(lost.amount if lost.legs else NOTHING, unit)
    low, mid, high = (None if gone[end] is None else -gone[end] for end in ("high", "mid", "low"))
    rests = behind(book, lost)
    if figure is not None:
        rests |= {"figures": (figure.figure_id,), "sources": tuple(dict.fromkeys((*lost.sources, *figure.sources)))}
    return Row(
        key=f"{other}/{name}", subject=other, measure=name, period=period_of(figure) if figure else str(book.as_of),
        more={"before": in_unit(before.mid, unit), "after": in_unit(after.mid, unit)},
        **(rests | gone | {"low": low, "mid": mid, "high": high}),
    )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Who would lose the most sales commitments without the party, and how much of its own."""
    losses = [row for row in largest(those(table, measure="sales_commitments")) if row.mid]
    if not losses:
        return [say("without.none")]
    top, others = losses[0], losses[1:]
    told = [say("without.most", top=top, before=say.value(top.more["before"], top.unit))]
    if others:
        named = [f"{say.party(r.subject)} {say.value(abs(r.mid or 0.0), r.unit)}" for r in others[:3]]
        told.append(say("without.others", others=say.joined(named)))
    return [*told, say("without.care")]


QUESTION = Question(answer, headline, greatest(nothing=False, measure="sales_commitments"))
