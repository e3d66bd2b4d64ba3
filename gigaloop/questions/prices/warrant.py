"""warrant: what is a warrant for an order worth, when does it vest, whom does it dilute, what does a gigawatt cost?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from gigaloop.answer.ends import over
from gigaloop.answer.question import Either, Question, Row, Speech, Table, those
from gigaloop.answer.tally import origin_of, resting
from gigaloop.book.grade import grade_shares
from gigaloop.book.model import VOID, Book, Leg
from gigaloop.book.problem import Misread
from gigaloop.book.why import Why
from gigaloop.book.worth import newest
from gigaloop.engine.compiler.values import BINDING
from gigaloop.methods.warrant import vesting
from gigaloop.questions.prices.instruments import instrument_rows
from gigaloop.words.notes import Note, note

VOLATILITY, RATE, TERM, STEPS = "warrant-volatility", "sofr", "warrant-term", "warrant-steps"
#: least, likely, greatest
Span = tuple[float, float, float]


class Value(NamedTuple):
    """What the issuer is worth, USD: least, middle and greatest, with the figure or the parameter that says so."""

    ends: Span
    figure: str = ""
    parameter: str = ""


class Tranches(NamedTuple):
    """The steps of one warrant. units: shares a step; power, price: GW and USD a share that open it (price 0: none);
    assumed: whether the steps between the published ones are ours."""

    units: list[float]
    power: list[float]
    price: list[float]
    assumed: bool


def answer(book: Book, party: Either = "amd-oai-warrant") -> Table:
    """What is each step of a warrant worth, how likely is its price, how much does it dilute and cost per gigawatt?

    Definition: `QUESTION.definition`. `party` is the warrant's leg, its issuer or its holder; "all" for every warrant.

    What one gigawatt of demand costs the maker by instrument (`gw_cost_`): see `instruments`.

    Columns: USD bn, shares, share, USD/share. `step` counts from 1. A warrant whose issuer has no value or number of
    shares in the book's parameters is in left_out, as is a void one.

    Raises InputError for a leg that is no warrant, or a party that neither gave nor holds one.

    >>> from gigaloop import load
    >>> answer(load(as_of="2026-07-05")).one("amd-oai-warrant/dilution").unit
    'share'
    """
    legs, subject = _asked(book, party)
    rows: list[Row] = []
    left_out: list[tuple[str, str]] = []
    notes: list[Note] = []
    for leg in legs:
        why = _untold(book, leg)
        if why:
            left_out.append((leg.leg, why))
            continue
        tranches = steps(leg, int(book.parameter(STEPS).range()[1]))
        rows += _rows(book, leg, tranches)
        rows += instrument_rows(book, leg, next((r for r in rows if r.key == f"{leg.leg}/contra_revenue_per_gw"), None))
        if tranches.assumed:
            notes.append(note("warrant.steps", leg=leg.leg))
    return QUESTION.table(
        book,
        rows=rows,
        arguments={"party": subject},
        left_out=left_out,
        notes=notes,
        added=(("step", ""), ("power", "GW")),
    )


def steps(leg: Leg, count: int) -> Tranches:
    """The vesting steps: those that the contract names, or `count` even ones between its first and last gate.

    >>> from gigaloop import load
    >>> steps(load(as_of="2026-07-05").legs["amd-oai-warrant"], 6).price
    [0.0, 120.0, 240.0, 360.0, 480.0, 600.0]
    """
    units = leg.terms.units.stated
    gates = [gate for gate in leg.terms.gates or () if gate.power is not None and gate.power.stated is not None]
    top = leg.terms.top_price.stated if leg.terms.top_price is not None else None
    if top is not None and len(gates) < count:
        last = gates[-1].power.stated if gates else 0.0
        first = gates[0].power.stated if gates else 0.0
        width = max(count - 1, 1)
        power = [first + (last - first) * turn / width for turn in range(count)]
        return Tranches([units / count] * count, power, [top * turn / width for turn in range(count)], True)
    if not gates:
        return Tranches([units], [0.0], [0.0], True)
    price = [gate.price.stated if gate.price is not None else 0.0 for gate in gates]
    return Tranches([units / len(gates)] * len(gates), [gate.power.stated for gate in gates], price, False)


def _asked(book: Book, party: str) -> tuple[list[Leg], str]:
    warrants = [leg for leg in book.legs.values() if leg.kind == "warrant"]
    if party == "all":
        return warrants, party
    if party in book.legs:
        leg = book.legs[party]
        if leg.kind != "warrant":
            known = ", ".join(w.leg for w in warrants) or "none on this day"
            raise Misread(f"{party} is a {leg.kind}, no warrant", f"Ask about one of {known}", id="leg")
        return [leg], party
    if any(leg.leg == party for deal in (book.whole or book).deals.values() for leg in deal.legs):
        known = ", ".join(w.leg for w in warrants) or "none"
        raise Misread(f"{party} is not known yet on {book.as_of}", f"Known then: {known}", id="leg")
    who = book.party(party).party_id
    found = [leg for leg in warrants if who in (leg.payer, leg.payee)]
    if not found:
        ends = dict.fromkeys(end for leg in warrants for end in (leg.payer, leg.payee))
        raise Misread(
            f"{who} gave no warrant and holds none on {book.as_of}", f"Ask about one of {', '.join(ends) or 'none'}",
            id="party",
        )  # fmt: skip
    return found, who


def _untold(book: Book, leg: Leg) -> str | None:
    if book.stage(leg.leg) in VOID:
        return f"{book.stage(leg.leg)}: gives nothing"
    if leg.terms.units is None or leg.terms.units.stated is None:
        return Why("no_shares", "undisclosed: no number of shares")
    if not book.key("shares", leg.payer):
        return f"no parameter 'shares' of {leg.payer}: how many the issuer has"
    return None if _value(book, leg.payer) else f"no market value of {leg.payer} and no parameter 'value-0'"


def _value(book: Book, party: str) -> Value | None:
    """The newest market value that somebody reported, else the parameter that the engine opens with."""
    told = newest(f for f in book.figures.values() if f.subject == party and f.metric == "market_cap")
    if told:
        low, high = told.value.bounds(book.about_half_width())
        stated = told.value.stated or 0.0
        return Value((low or stated, stated, high or stated), figure=told.figure_id)
    name = book.key("value-0", party)
    if not name:
        return None
    low, mid, high = book.parameter(name).range()
    return Value((low * 1e9, mid * 1e9, high * 1e9), parameter=name)


def _chances(book: Book, leg: Leg) -> tuple[tuple[float, float, float], str | None]:
    """Chance that an order comes true that opens the power gate, by the weakest grade of the legs it waits for."""
    waits = [gate.delivered_on for gate in leg.terms.gates or () if gate.delivered_on in book.legs]
    if not waits:
        return (0.0, 1.0, 1.0), None
    shares = grade_shares(book, book.legs[waits[-1]])[0]
    names = {BINDING[grade]: share for grade, share in shares.items() if grade in BINDING}
    if not names:
        return (1.0, 1.0, 1.0), None
    name = max(names, key=lambda n: names[n])
    return book.parameter(name).range(), name


def _priced(
    book: Book, leg: Leg, tranches: Tranches, value: Value, shares: str, strike: float
) -> tuple[dict[str, Span], list[str]]:
    """Measure -> its least, likely and greatest over the corners of what is not known; the parameters behind them."""
    end, size = leg.terms.end, len(tranches.units)
    names = [shares, VOLATILITY, RATE, *([] if end is not None else [TERM])]
    left = max((end.last - book.as_of).days / 365.25, 0.01) if hasattr(end, "last") else None

    def worked(at: Mapping[str, float], worth: float) -> dict[str, float]:
        price, years = worth / (at[shares] * 1e9), left if left is not None else at[TERM]
        found = vesting(
            tranches.units, tranches.price, [1.0] * size, price, strike, years, at[RATE], at[RATE], at[VOLATILITY]
        )  # fmt: skip
        told = {f"step-{n + 1}": value / 1e9 for n, value in enumerate(found.steps)}
        told |= {f"price-{n + 1}": chance for n, chance in enumerate(found.reached)}
        return told | {
            "intrinsic": sum(tranches.units) * max(price - strike, 0.0) / 1e9,
            "in_full": found.value / 1e9,
            "dilution": sum(tranches.units) / (at[shares] * 1e9 + sum(tranches.units)),
        }

    asked = [over(book, names, partial(worked, worth=worth)) for worth in value.ends]
    ends = {
        measure: (min(a[measure][0] for a in asked), asked[1][measure][1], max(a[measure][2] for a in asked))
        for measure in asked[1]
    }
    return ends, names + ([value.parameter] if value.parameter else [])


def _head(book: Book, leg: Leg, value: Value, names: Sequence[str]) -> dict[str, Any]:
    """What all rows of a warrant share."""
    rests = resting(book, names, [leg.leg], [value.figure] if value.figure else [])
    head = {"subject": leg.payer, "counterparty": leg.payee, "period": book.as_of.isoformat()}
    return {**rests, **head, "grade": grade_shares(book, leg)[0]}


def _rows(book: Book, leg: Leg, tranches: Tranches) -> Iterator[Row]:
    """The warrant whole, then step by step; as it may come true by its grade, and in full."""
    value, shares = _value(book, leg.payer), book.key("shares", leg.payer)
    assert value is not None  # `_untold` has looked
    strike = leg.terms.strike.stated if leg.terms.strike is not None else 0.0
    chances, bind = _chances(book, leg)
    ends, names = _priced(book, leg, tranches, value, shares, strike)
    head = _head(book, leg, value, names)
    by_grade = [*names, bind] if bind else names

    def row(measure: str, unit: str, span: Span, rests: Sequence[str], **more: object) -> Row:
        key = f"{leg.leg}/{measure}" + (f"/{more['step']}" if "step" in more else "")
        return Row(
            key=key, measure=measure, unit=unit, low=span[0], mid=span[1], high=span[2],
            more={"step": None, "power": None} | more,
            **(head | {"assumptions": tuple(rests), "origin": origin_of(book, rests)}),
        )  # fmt: skip

    def likely(span: Span) -> Span:
        return span[0] * chances[0], span[1] * chances[1], span[2] * chances[2]

    worth = likely(ends["in_full"])
    yield row("worth", "USD bn", worth, by_grade)
    yield row("worth_in_full", "USD bn", ends["in_full"], names)
    if leg.terms.top_price is not None and leg.terms.top_price.stated:
        top = sum(tranches.units) * (leg.terms.top_price.stated - strike) / 1e9
        yield row("at_top_price", "USD bn", (0.0, top, top), [])
    yield row("intrinsic", "USD bn", ends["intrinsic"], [shares])
    yield row("dilution", "share", ends["dilution"], [shares])
    gigawatts = max(tranches.power)
    if gigawatts > 0:
        per = worth[0] / gigawatts, worth[1] / gigawatts, worth[2] / gigawatts
        yield row("contra_revenue_per_gw", "USD bn/GW", per, by_grade)
        if content := book.key("content-per-gw", leg.payer):
            a, b, c = book.parameter(content).range()
            yield row("share_of_price", "proportion", (per[0] / c, per[1] / b, per[2] / a), [*by_grade, content])
    for n, (power, price) in enumerate(zip(tranches.power, tranches.price, strict=True), 1):
        at = {"step": n, "power": power}
        yield row("step_worth", "USD bn", likely(ends[f"step-{n}"]), by_grade, **at)
        yield row("step_price_gate", "USD/share", (price, price, price), [], **at)
        yield row("step_price_reached", "share", ends[f"price-{n}"], names, **at)


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What the warrant is worth, what if every condition is met, and the dilution."""
    found = {row.measure: row for row in table.rows}
    if not {"worth", "worth_in_full"} <= set(found):
        return []
    told = [say("warrant.worth", worth=found["worth"]), say("warrant.full", full=found["worth_in_full"])]
    return told + [say("warrant.share", share=row) for row in those(table, measure="share_of_price")[:1]]


def first(table: Table) -> Sequence[Row]:
    """The worth in all, then by step."""
    return [row for row in table.rows if not row.more["step"]] + those(table, measure="step_worth")


QUESTION = Question(answer, headline, first)
