"""How each published figure is made from the book as known on its day: one function a way, of whom it is asked in
published.csv."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from gigaloop.answer.made import Made, Numbers, OfFigure, OfLeg, OfPower, Plus, Times
from gigaloop.answer.table import RangeKind, Row, Table
from gigaloop.answer.tally import gathered
from gigaloop.book.file import load
from gigaloop.book.grade import grade_shares, worth
from gigaloop.book.model import VOID, Book, Leg
from gigaloop.methods.routes import circuits
from gigaloop.questions import ask
from gigaloop.questions.trust.published import PUBLISHED, Published
from gigaloop.words.catalogue import say
from gigaloop.words.phrase import Phrase, phrase, sentence
from gigaloop.words.vocabulary import bare

#: paths behind a simulated figure
REPLAYED = 300


class Ours(NamedTuple):
    """Our own number: least, middle, greatest in the published unit, one sentence of why, and what it rests on."""

    low: float | None
    mid: float | None
    high: float | None
    why: Phrase
    legs: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    range: RangeKind = "terms"
    made: Made | None = None


def reproduced(book: Book, figure: Published) -> Ours:
    """Our own number of a figure, from the book as known on its day."""
    return WAYS[figure.way](book, figure)


def _from_row(row: Row, why: Phrase) -> Ours:
    rests = row.legs, row.figures, row.assumptions, row.sources
    return Ours(row.low, row.mid, row.high, why, *rests, row.range, row.made)


def _ends(parts: Iterable[Any]) -> tuple[float, float, float]:
    """Least, middle and greatest of parts, each added up, as if all were low or high together."""
    parts = list(parts)
    low, mid, high = (sum(getattr(part, end) or 0.0 for part in parts) for end in ("low", "mid", "high"))
    return low, mid, high


def _backlog(book: Book, figure: Published) -> Ours:
    of = figure.of
    table = ask(book, "backlog", party=of["party"], customer=of["customer"])
    row = table.one(of["row"]) if "row" in of else next(r for r in table.rows if r.measure == of["measure"])
    return _from_row(row, figure.because())


def _newest(book: Book, figure: Published) -> Ours:
    """The backlogs that firms reported last, added."""
    rows = [
        next(row for row in ask(book, "backlog", party=party).rows if row.measure == "backlog_reported")
        for party in figure.of["parties"].split(";")
    ]

    def told(of: str) -> str:
        each = [f"{bare(book.parties[row.subject].name(of))} {row.mid:g} ({row.period})" for row in rows]
        return say("list.comma", of).join(each)

    figures = tuple(key for row in rows for key in row.figures)
    why, made = figure.because(told=phrase(told)), Plus(tuple(OfFigure(key) for key in figures))
    return Ours(*_ends(rows), why, (), figures, (), gathered(rows)["sources"], made=made)


def _commitments(book: Book, of: Mapping[str, str]) -> Ours:
    """Every dollar that payers have told they will pay to sellers, of any grade, each once."""
    payers, payees = of["payers"].split(";"), of["payees"].split(";")
    legs = [
        leg for leg in book.legs.values()
        if leg.kind == "compute_purchase" and leg.payer in payers and leg.payee in payees
        and book.stage(leg.leg) not in VOID
        and leg.terms.amount is not None and leg.terms.amount.stated is not None
    ]  # fmt: skip
    signed = [leg for leg in legs if min(grade_shares(book, leg)[0]) >= 4]
    low = sum(worth(book, leg).low for leg in signed) / 1e9
    mid = sum(worth(book, leg).mid or 0.0 for leg in legs) / 1e9
    pair = of["customer"], of["party"]
    named = sum((worth(book, leg).mid or 0.0) / 1e9 for leg in legs if (leg.payer, leg.payee) == pair)
    # a seller's own share of its backlog may hold more than the contracts that are known
    table = ask(book, "backlog", party=of["party"], customer=of["customer"])
    shares = [row for row in table.rows if row.measure == "backlog_implied"][:1]
    high = mid + max(0.0, (shares[0].mid or 0.0 if shares else 0.0) - named)
    keys = tuple(leg.leg for leg in legs)
    return Ours(low, mid, high, Phrase({"en": ""}), keys, gathered(shares)["figures"], (), gathered(legs)["sources"])


def _over(part: Ours, whole: Ours) -> tuple[float | None, float | None, float | None]:
    """One number over another, each end over the other's far end; open where either is."""
    ends = ((part.low, whole.high), (part.mid, whole.mid), (part.high, whole.low))
    low, mid, high = (None if a is None or not b else a / b for a, b in ends)
    return low, mid, high


def _labs(book: Book, figure: Published) -> Ours:
    told, whole = _commitments(book, figure.of), reproduced(book, PUBLISHED[figure.of["whole"]])
    why = figure.because(low=told.low, mid=told.mid, whole=whole.mid)
    sources = (*told.sources, *whole.sources)
    return Ours(*_over(told, whole), why, told.legs, (*whole.figures, *told.figures), (), sources)


def _leg(book: Book, figure: Published) -> Leg:
    return book.leg(figure.of["leg"])


def _warrant(book: Book, figure: Published) -> Ours:
    leg = _leg(book, figure)
    low, high = leg.terms.units.bounds(book.about_half_width())
    top = leg.terms.top_price.stated
    mid = leg.terms.units.stated * top / 1e9
    ends = (low * top / 1e9, mid, None if high is None else high * top / 1e9)
    return Ours(*ends, figure.because(), (leg.leg,), (), (), leg.sources, made=OfLeg(leg.leg))


def _hardware(book: Book, figure: Published) -> Ours:
    leg = _leg(book, figure)
    low, mid, high = book.parameter(figure.of["content"]).range()
    gw = leg.terms.power.stated
    why = figure.because(gw=gw, low=low, mid=mid, high=high, each=figure.number / gw)
    rests, made = (
        ((leg.leg,), (), (figure.of["content"],), leg.sources),
        Times(OfPower(leg.leg), Numbers(low, mid, high)),
    )
    return Ours(low * gw, mid * gw, high * gw, why, *rests, made=made)


def _stake(book: Book, figure: Published) -> Ours:
    leg = _leg(book, figure)
    size = worth(book, leg)
    ends = (size.low / 1e9, (size.mid or 0) / 1e9, (size.high or 0) / 1e9)
    return Ours(*ends, figure.because(), (leg.leg,), (), (), leg.sources, made=OfLeg(leg.leg))


def _site(book: Book, figure: Published) -> Ours:
    """One GW by the end of the year, as the letter of intent says, at the whole cost of a GW."""
    leg = _leg(book, figure)
    names = ("capex-it-per-gw", "capex-shell-per-gw")
    low, mid, high = (sum(book.parameter(name).range()[i] for name in names) for i in range(3))
    return Ours(low, mid, high, figure.because(low=low, mid=mid, high=high), (leg.leg,), (), names, leg.sources)


def _line(book: Book, of: Mapping[str, str], measure: str) -> Row:
    """A row of `gap` for a lab in a year, over paths."""
    return ask(book, "gap", party=of["party"], paths=REPLAYED).one(f"{of['party']}/owed/{measure}/{of['year']}")


def _beside(ours: Ours, figure: Published) -> Ours:
    """Told whether the published figure lies in our range."""
    inside = "inside" if (ours.low or 0.0) <= figure.number <= (ours.high or 0.0) else "outside"
    return ours._replace(why=sentence(f"replicate.{inside}", n=REPLAYED, why=ours.why))


def _owed(book: Book, figure: Published) -> Ours:
    of = figure.of
    places = {"beside": _line(book, of, of["beside"]).mid} if "beside" in of else {}
    return _beside(_from_row(_line(book, of, of["measure"]), figure.because(**places)), figure)


def _uses(book: Book, figure: Published) -> Ours:
    """The publisher's own sum, each part as we read it."""
    parts = [reproduced(book, PUBLISHED[id]) for id in figure.of["parts"].split(";")]
    apart = sum(part.mid or 0.0 for part in parts if part.range != "paths")
    why = figure.because(apart=apart, uses=_line(book, figure.of, figure.of["measure"]).mid)
    return _beside(Ours(*_ends(parts), why, **gathered(parts)), figure)


def _difference(book: Book, figure: Published) -> Ours:
    """What the tenant's credit alone makes between two loans, by the one model of such loans that there is
    (`facility`), and what that model makes of each loan with its own terms."""
    told = _loans(book, figure.of["party"])
    first, second = figure.of["legs"].split(";")
    alone, own = (told.one(f"{first}/{second}/{row}") for row in (f"gap_tenant/{first}", "gap_model"))
    return _from_row(alone, figure.because(low=own.low, mid=own.mid, high=own.high))


def _loans(book: Book, party: str) -> Table:
    """What `facility` says of a party's loans, kept until it is asked of another book: two figures rest on the same."""
    global _asked
    asked = _asked
    if asked is None or asked[0] is not book or asked[1] != party:
        asked = _asked = book, party, ask(book, "facility", loan=party)
    return asked[2]


_asked: tuple[Book, str, Table] | None = None


def _order(book: Book, figure: Published) -> Ours:
    ours = _difference(book, figure)
    low, mid, high = (None if end is None else float((end > 0) - (end < 0)) for end in ours[:3])
    return ours._replace(low=low, mid=mid, high=high)


def _loops(book: Book, figure: Published) -> Ours:
    """Loops by the paper's definition on our book: firms are joined by any live deal, cycles of 3 to 5 are 'longer'."""
    firms = {p.party_id for p in book.parties.values() if p.kind not in ("sector", "group") and not p.members}

    def count(keep: Callable[[Leg], bool]) -> float:
        network = {
            (leg.payer, leg.payee): 1.0 for leg in book.legs.values()
            if leg.payer in firms and leg.payee in firms and keep(leg)
            and book.stage(leg.leg) not in VOID
        }  # fmt: skip
        found: list[tuple[str, ...]] = list(circuits(network, 5))
        longer = figure.of["length"] == "longer"
        return float(sum(len(loop) > 2 if longer else len(loop) == 2 for loop in found))

    signed = count(lambda leg: leg.kind != "right" and min(grade_shares(book, leg)[0]) >= 4)
    theirs = count(lambda leg: leg.kind != "right")
    return Ours(min(signed, theirs), theirs, max(theirs, count(lambda leg: True)), figure.because())


@cache
def _replayed() -> Table:
    """The replay, which knows the telecom book of its first day alone: asked once for all figures."""
    return ask(load("telecom"), "telecom", paths=REPLAYED)


def _telecom(book: Book, figure: Published) -> Ours:
    """A row of the telecom replay; a share of paths becomes +1 where most paths have it."""
    row = _replayed().one(figure.of["row"])
    if row.measure == "drawn rises while committed falls":
        low, mid, high = (1.0 if (end or 0.0) > 0.5 else -1.0 for end in (row.low, row.mid, row.high))
        crossed = sentence("replicate.crossed", n=REPLAYED, share=f"{row.mid:.0%}")
        return _from_row(row, crossed)._replace(low=low, mid=mid, high=high)
    why = Phrase({**figure.why, "en": figure.why["en"] or row.more["why"]})
    return _from_row(row, sentence("replicate.drawn", n=REPLAYED, why=why) if row.range == "paths" else why)


#: how a figure is made (`way` in published.csv)
WAYS: dict[str, Callable[[Book, Published], Ours]] = {
    "backlog": _backlog,
    "difference": _difference,
    "hardware": _hardware,
    "labs": _labs,
    "loops": _loops,
    "newest": _newest,
    "order": _order,
    "owed": _owed,
    "site": _site,
    "stake": _stake,
    "telecom": _telecom,
    "uses": _uses,
    "warrant": _warrant,
}
