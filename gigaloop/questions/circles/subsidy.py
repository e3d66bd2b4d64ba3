"""subsidy: what does a chip vendor give its customers per gigawatt, by warrant, stake, guarantee, backstop or lease?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gigaloop.answer.ends import ends_row
from gigaloop.answer.made import At, Ends, Least, Made, Numbers, OfLeg, Over, Part, Times
from gigaloop.answer.question import Owes, Question, Row, Speech, Table, greatest, largest, those
from gigaloop.book.grade import grade_shares, worth
from gigaloop.book.model import VOID, Book, Leg
from gigaloop.book.why import Why
from gigaloop.methods.finance import crf
from gigaloop.words.notes import note

FORMS = ("warrant", "stake", "guarantee", "capacity_backstop", "chip_lease", "loan")
PURCHASES = ("chip_purchase", "chip_lease", "compute_purchase", "capacity_build")
CHIPS, RATE, CAP, SPREADS = "gpus-per-gw", "capital-cost", "guarantee-cap-undisclosed", "spread-by-grade"
VINTAGE = "vintage-value"
#: years over which a guaranteed or leased chip is paid: the age to which vintage values are told
YEARS = 5


def answer(book: Book, party: Owes = "all") -> Table:
    """What does each form of a vendor's help give, and what is it worth, per gigawatt of the deal that it helps along?

    Definition: `QUESTION.definition`. GW of a deal: the form's own, else its units over chips per GW, else that of the
    chip or compute leg of the same deal. `given` = dollars / GW; `worth` per GW; `share_of_price` = given over what the
    vendor gets for a GW of chips. `worth` of a warrant needs the vendor's value and shares.

    Columns: USD bn per GW, ratio. `form` the kind of leg; `leg`. A leg without dollars or gigawatts, and one that is
    void, is in left_out.

    Raises InputError for an unknown party.

    >>> from gigaloop import load
    >>> answer(load()).one("amd-oai-warrant/given").high
    16.0
    """
    vendors = [p.party_id for p in book.parties.values() if p.sector == "chip_vendor"]
    who = vendors if party == "all" else [book.party(party).party_id]
    rows: list[Row] = []
    left_out: list[tuple[str, str]] = []
    for leg in book.legs.values():
        vendor = _vendor(leg, who)
        if vendor is None:
            continue
        if book.stage(leg.leg) in VOID:
            left_out.append((leg.leg, Why("void", f"{book.stage(leg.leg)}: gives nothing")))
            continue
        gigawatts = _gigawatts(book, leg)
        if gigawatts is None:
            left_out.append((leg.leg, Why("no_gw", "no gigawatts are told of its deal")))
            continue
        found = list(_rows(book, vendor, leg, *gigawatts))
        rows += found
        if not found:
            left_out.append((leg.leg, Why("no_sum", "states no sum")))
    rows.sort(key=lambda row: (row.measure, -(row.mid or 0.0), row.key))
    return QUESTION.table(
        book,
        rows=rows,
        arguments={"party": party if party == "all" else who[0]},
        left_out=left_out,
        notes=[note("subsidy.worth")],
        added=(("form", ""), ("leg", "")),
    )


def _vendor(leg: Leg, who: list[str]) -> str | None:
    """The vendor that helps, if it is one of `who`: of a lease the lessor, else who gives."""
    if leg.kind not in FORMS:
        return None
    giver = leg.payee if leg.kind == "chip_lease" else leg.payer
    return giver if giver in who else None


def _gigawatts(book: Book, leg: Leg) -> tuple[tuple[float, float, float], tuple[str, ...], tuple[str, ...]] | None:
    """((low, mid, high) GW, legs, parameters) behind the dollars of a leg."""
    if leg.terms.power is not None and leg.terms.power.stated:
        return _bounds(book, leg), (), ()
    if leg.kind == "chip_lease" and leg.terms.units is not None and leg.terms.units.stated:
        low, mid, high = book.parameter(CHIPS).range()
        count = leg.terms.units.stated
        return (count / high, count / mid, count / low), (), (CHIPS,)
    for other in book.deals[leg.deal].legs if leg.deal in book.deals else ():
        own = book.legs.get(other.leg)
        if own is None or own.kind not in PURCHASES or own.terms.power is None or not own.terms.power.stated:
            continue
        if {own.payer, own.payee} & {leg.payee, leg.payer}:
            return _bounds(book, own), (own.leg,), ()
    return None


def _bounds(book: Book, leg: Leg) -> tuple[float, float, float]:
    """GW: 'up to' and 'at least' are taken as stated, for dollars told of the same deal go with them."""
    stated = leg.terms.power.stated
    if leg.terms.power.bound != "about":
        return stated, stated, stated
    low, high = leg.terms.power.bounds(book.about_half_width())
    return low, stated, high


def _rows(
    book: Book, vendor: str, leg: Leg, gw: tuple[float, float, float], legs: tuple[str, ...], used: tuple[str, ...]
) -> Iterator[Row]:
    size = worth(book, leg)
    undisclosed = 0
    if size.mid is None or size.undisclosed:
        if leg.kind not in ("guarantee", "capacity_backstop"):
            return
        dollars, used, undisclosed = book.parameter(CAP).range(), (*used, CAP), 1
        whole: Part = Numbers(*dollars)
    else:
        top = size.high if size.high is not None else size.mid
        dollars = (size.low / 1e9, size.mid / 1e9, top / 1e9)
        whole = OfLeg(leg.leg)
    given = dollars[0] / gw[2], dollars[1] / gw[1], dollars[2] / gw[0]
    head: dict[str, Any] = {
        "legs": (leg.leg, *legs),
        "counterparty": leg.payer if leg.kind == "chip_lease" else leg.payee,
    }
    head |= {
        "grade": grade_shares(book, leg)[0],
        "undisclosed": undisclosed,
        "more": {"form": leg.kind, "leg": leg.leg},
    }

    def row(
        ends: tuple[float, float, float], measure: str, unit: str, names: tuple[str, ...], made: Made | None = None
    ) -> Row:
        names = tuple(dict.fromkeys((*used, *names)))
        day = book.as_of.isoformat()
        return ends_row(book, ends, names, f"{leg.leg}/{measure}", vendor, measure, unit, day, made=made, **head)

    yield row(given, "given", "USD bn/GW", (), Over(whole, Numbers(*gw)))
    ends, names, made = _worth(book, vendor, leg, given, gw)
    yield row(ends, "worth", "USD bn/GW", names, made)
    if price := book.key("content-per-gw", vendor):
        low, mid, high = book.parameter(price).range()
        yield row(
            (given[0] / high, given[1] / mid, given[2] / low),
            "share_of_price",
            "ratio",
            (price,),
            Over(f"{leg.leg}/given", Numbers(low, mid, high)),
        )


def _worth(
    book: Book, vendor: str, leg: Leg, given: tuple[float, float, float], gw: tuple[float, float, float]
) -> tuple[tuple[float, float, float], tuple[str, ...], Made]:
    """What the buyer is better off by per GW, the parameters behind it, and how it is made of what is given."""
    all_of = f"{leg.leg}/given"

    def part(mid: float, high: float) -> Times:
        return Times(all_of, Numbers(0.0, mid, high))

    match leg.kind:
        case "warrant":
            names = (book.key("value-0", vendor), book.key("shares", vendor))
            if leg.terms.units is None or not all(names):
                return (0.0, 0.0, given[2]), (), part(0.0, 1.0)
            value, shares = (book.parameter(name).range()[1] for name in names)
            strike = leg.terms.strike.stated if leg.terms.strike is not None else 0.0
            now = leg.terms.units.stated * max(value / shares - strike, 0.0) / 1e9 / gw[1]
            made = Ends(Numbers(0.0, 0.0, 0.0), Least((Numbers(now, now, now), At("high", all_of))), all_of)
            return (0.0, min(now, given[2]), given[2]), names, made
        case "guarantee" | "capacity_backstop":
            spread = _spreads(book)
            saved = max(spread) - min(spread)
            factor = 1.0 / crf(i=book.parameter(RATE).range()[1], n=YEARS).crf[0]
            by = saved / 2 * factor, saved * factor
            return (0.0, given[1] * by[0], given[2] * by[1]), (SPREADS, RATE), part(*by)
        case "chip_lease":
            curve = book.parameter(VINTAGE)
            fall = max(0.0, curve.numbers()[YEARS - 1] - curve.numbers("low")[YEARS - 1])
            return (0.0, 0.0, given[2] * fall), (VINTAGE,), part(0.0, fall)
        case _:
            return (0.0, 0.0, given[2]), (), part(0.0, 1.0)


def _spreads(book: Book) -> list[float]:
    return [float(part.split()[-1]) for part in book.parameter(SPREADS).value.split(";")]


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Who puts most at stake per gigawatt, for whom and in which form, and what it is worth to them."""
    given = largest(those(table, measure="given"))
    if not given:
        return [say("subsidy.none")]
    top = given[0]
    told = [say("subsidy.most", amount=top, what=say.word(str(top.more["form"])))]
    worth = [row for row in those(table, measure="worth", leg=top.more["leg"]) if row.unit == top.unit]
    share = those(table, measure="share_of_price", leg=top.more["leg"])
    if worth and worth[0].mid is not None:
        told.append(say("subsidy.worth", worth=worth[0]))
    elif share and share[0].mid is not None:
        told.append(say("subsidy.share", share=share[0]))
    return [*told, say("subsidy.care")]


QUESTION = Question(answer, headline, greatest(measure="given"))
