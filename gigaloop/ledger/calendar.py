"""When the money of each leg is due: calendars by quarter, dues by year, and the revenue they are held against.

Everything here is the book's own arithmetic: stated terms, or assumed parameters that are named. No simulation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gigaloop.answer.tally import ENDS, exchanged, widened
from gigaloop.book.grade import NOTHING, TAKE_OR_PAY, Range, count_once, grade_shares, worth
from gigaloop.book.model import Book, Leg
from gigaloop.book.units import quarter_at, quarter_index, quarter_of
from gigaloop.book.why import Why
from gigaloop.ledger.reported import reported

#: what stands in where the book has no row of this name: quarters, or years for the terms
FALLBACK = {
    "start-default": 1.0,
    "ramp-default": 8.0,
    "term-default": 6.0,
    "chip-ramp-default": 12.0,
    "chip-lease-term": 5.0,
    "capacity-lease-term": 15.0,
}
#: kinds that move no scheduled cash: contingent until called, counted in GW, or no money at all
UNSCHEDULED = {
    "guarantee": Why("contingent", "contingent: pays only when called"),
    "capacity_backstop": Why("contingent", "contingent: pays only for unsold capacity"),
    "residual_guarantee": Why("contingent", "contingent: pays only if the asset is worth less"),
    "warrant": Why("in_shares", "shares, not cash"),
    "right": Why("right", "a right: moves no money"),
    "capacity_build": Why("watts", "a count of GW: its cash is in the contracts of its owner"),
}


@dataclass(frozen=True)
class Calendar:
    """When one leg's money is due, in dollars.

    weights   the share of `amount` due in each of `quarters`; they sum to 1
    firm      the share payable in any case: least, as stated, greatest
    grades    the share of each grade
    """

    leg: Leg
    quarters: tuple[str, ...]
    weights: tuple[float, ...]
    amount: Range
    firm: tuple[float, float, float]
    grades: dict[int, float]
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]

    def due(self, year: int | None = None) -> Range:
        """What is due in a calendar year (None: over the whole life)."""
        share = sum(self.weights if year is None else self._by_year.get(year, ()))
        return self.amount.times(share) if share > 1e-12 else NOTHING

    @cached_property
    def _by_year(self) -> dict[int, list[float]]:
        found: dict[int, list[float]] = {}
        for quarter, weight in zip(self.quarters, self.weights, strict=True):
            found.setdefault(int(quarter[:4]), []).append(weight)
        return found

    def floor(self, year: int | None = None) -> Range:
        """The part of it that is payable in any case."""
        return self.due(year).times(*self.firm)


@dataclass(frozen=True)
class Due:
    """What one party pays another in one period: dollars, and all that they rest on.

    leg   the leg that says so; None where the payment is implied by reported spending
    """

    payer: str
    payee: str
    kind: str
    leg: Leg | None
    amount: Range
    assumptions: tuple[str, ...]
    figures: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def legs(self) -> tuple[str, ...]:
        """Its leg's id."""
        return (self.leg.leg,) if self.leg else ()


def calendar(book: Book, leg: Leg) -> Calendar | None:
    """The payment calendar of a leg by its stated terms; None if its kind moves no scheduled cash.

    Stated start, term, end, ramp and take-or-pay share hold; where one is not stated the parameter of the same name
    stands in and is listed. Compute is billed as capacity ramps up in a line; leases and power are level; chips are
    paid evenly over their orders; a stake or loan is paid at its step, or evenly to its end.

    >>> from gigaloop import load
    >>> book = load("tiny")
    >>> round(sum(calendar(book, next(iter(book.legs.values()))).weights), 12)
    1.0
    """
    if leg.kind in UNSCHEDULED or _pays_no_cash(leg):
        return None
    used: dict[str, None] = {}
    first, weights = _profile(book, leg, used)
    quarters = tuple(quarter_at(first + i) for i in range(len(weights)))
    firm = tuple(_firm(book, leg, end) for end in ENDS)
    grades, graded = grade_shares(book, leg)
    used |= dict.fromkeys(graded)
    used |= dict.fromkeys(widened(book, leg.terms.amount))
    sources = dict.fromkeys((*leg.sources, *exchanged(book, leg, leg.terms.amount)))
    least, stated, most = min(firm), firm[1], max(firm)
    ends = least, stated, most
    return Calendar(leg, quarters, tuple(weights), worth(book, leg), ends, grades, tuple(used), tuple(sources))


def end_of(leg: Leg) -> float | None:
    """The calendar year, in parts, in which a leg ends by its own words; None if it does not say."""
    terms = leg.terms
    if terms.end is not None:
        return year_of(terms.end.last)
    if terms.term is None or not terms.term.stated:
        return None
    start = quarter_index(terms.start.quarter if terms.start is not None else quarter_of(leg.steps[0].happened.last))
    return (start + terms.term.stated) / 4


def year_of(day: date) -> float:
    """A day as a calendar year in parts.

    >>> year_of(date(2026, 1, 1))
    2026.0
    """
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def why_no_calendar(leg: Leg) -> str:
    """Why a leg moves no scheduled cash."""
    return UNSCHEDULED.get(
        leg.kind, Why("in_shares", "paid in shares, or to the target's holders: outside the network")
    )


def attributed(book: Book, legs: Iterable[Leg]) -> tuple[list[tuple[Leg, float]], list[tuple[str, str]]]:
    """Legs with the share of each one's money that is its own: a whole gives up what its stated parts say.

    So a round of 122 of which a named investor gave 30 stands as 30 from that investor and 92 from the others, and
    adds up to 122. Parts that state nothing stay inside their whole. Void legs and those that restate another are
    left out, with the reason, as in `count_once`.
    """
    once = count_once(book, legs, parts_apart=True)
    chosen = {leg.leg: book.legs[leg.leg] for leg in once.legs}
    left_out = list(once.left_out)
    inside: dict[str, float] = {}
    for leg in chosen.values():
        part = worth(book, leg).mid
        if leg.part_of in chosen and part is not None:
            inside[leg.part_of] = inside.get(leg.part_of, 0.0) + part
    shares = []
    for leg in chosen.values():
        whole, part = worth(book, leg).mid, inside.get(leg.leg, 0.0)
        if leg.part_of in chosen and whole is None:
            left_out.append((leg.leg, Why("part_of", f"part of {leg.part_of}, and states nothing")))
            continue
        shares.append((leg, 1.0 if not whole else max(0.0, 1.0 - part / whole)))
    return shares, left_out


def dues(
    book: Book,
    legs: Iterable[tuple[Leg, float]],
    year: int | None,
    grades: Collection[int],
    calendars: Mapping[str, Calendar | None] | None = None,
) -> tuple[list[Due], list[tuple[str, str]]]:
    """What each leg (with its own share) pays in a calendar year at these grades; and why the others pay nothing.

    calendars   the legs' calendars, where several years are asked for
    """
    known = {} if calendars is None else calendars
    found, left_out = [], []
    for leg, own in legs:
        figures: tuple[str, ...] = ()
        if leg.kind == "revenue_share":
            amount, assumed, figures, sources = _revenue_share(book, leg, year)
            shares, graded = grade_shares(book, leg)
            assumed = tuple(dict.fromkeys((*assumed, *graded)))
        elif (dated := known[leg.leg] if leg.leg in known else calendar(book, leg)) is None:
            left_out.append((leg.leg, why_no_calendar(leg)))
            continue
        else:
            amount, assumed, sources, shares = dated.due(year), dated.assumptions, dated.sources, dated.grades
        at_grades = sum(share for grade, share in shares.items() if grade in grades)
        if at_grades <= 1e-12:
            left_out.append((leg.leg, Why("grades", f"{book.stage(leg.leg)}: not at the grades counted here")))
        elif own <= 1e-12:
            left_out.append((leg.leg, Why("parts_counted", "its stated parts are counted")))
        elif amount == NOTHING:
            left_out.append((leg.leg, Why("not_due", f"nothing is due in {year}")))
        else:
            amount = amount.times(own * at_grades)
            found.append(Due(leg.payer, leg.payee, leg.kind, leg, amount, assumed, figures, sources))
    return found, left_out


def _profile(book: Book, leg: Leg, used: dict[str, None]) -> tuple[int, list[float]]:
    """First quarter, and the share of the money due in it and in each after it."""
    kind, terms = leg.kind, leg.terms
    if kind in ("compute_purchase", "capacity_lease", "chip_lease", "power_purchase", "chip_purchase", "chip_codesign"):
        start = _start(book, leg, used)
        length = _length(book, leg, start, used)
        ramp = 0.0
        if kind == "compute_purchase":
            ramp = terms.ramp.stated if terms.ramp is not None else _number(book, "ramp-default", used)
        heights = [min(1.0, (i + 0.5) / ramp) if ramp else 1.0 for i in range(length)]
        return start, [height / sum(heights) for height in heights]
    start = quarter_index(quarter_of(_paid_on(leg)))
    if terms.start is not None and leg.stage not in ("delivered", "drawn"):
        start = quarter_index(terms.start.quarter)
    if kind == "stake" and terms.tranches and leg.stage not in ("delivered", "drawn"):
        gates = [t.gate.delivered_on for t in terms.tranches if t.gate is not None and t.gate.delivered_on]
        if gates and gates[0] in book.legs and (gating := calendar(book, book.legs[gates[0]])) is not None:
            used |= dict.fromkeys(gating.assumptions)
            return quarter_index(gating.quarters[0]), list(gating.weights)
    last = start
    if terms.end is not None and kind in ("stake", "grant") and leg.stage not in ("delivered", "drawn"):
        last = max(start, quarter_index(quarter_of(terms.end.last)))
    if kind == "loan" and getattr(terms.draw, "unit", None) == "quarters" and leg.stage != "drawn":
        last = start + max(1, round(terms.draw.stated)) - 1
    return start, [1 / (last - start + 1)] * (last - start + 1)


def _start(book: Book, leg: Leg, used: dict[str, None]) -> int:
    if leg.terms.start is not None:
        return quarter_index(leg.terms.start.quarter)
    return quarter_index(quarter_of(leg.steps[0].happened.last)) + round(_number(book, "start-default", used))


def _length(book: Book, leg: Leg, start: int, used: dict[str, None]) -> int:
    terms = leg.terms
    if terms.term is not None and terms.term.stated:
        return max(1, round(terms.term.stated))
    if terms.end is not None:
        return max(1, quarter_index(quarter_of(terms.end.last)) - start + 1)
    delivery = getattr(terms, "delivery", None)
    if delivery is not None and delivery.stated:
        return max(1, round(delivery.stated))
    name = {
        "chip_purchase": "chip-ramp-default",
        "chip_codesign": "chip-ramp-default",
        "chip_lease": "chip-lease-term",
        "capacity_lease": "capacity-lease-term",
    }.get(leg.kind, "term-default")
    scale = 1 if name == "chip-ramp-default" else 4
    return max(1, round(_number(book, name, used) * scale))


def _paid_on(leg: Leg) -> date:
    paid = [step for step in leg.steps if step.stage in ("delivered", "drawn", "signed")]
    return (paid or leg.steps)[0].happened.last


def _number(book: Book, name: str, used: dict[str, None]) -> float:
    used[name] = None
    return book.parameters[name].numbers()[0] if name in book.parameters else FALLBACK[name]


def _firm(book: Book, leg: Leg, end: str) -> float:
    """The share payable in any case of a signed take-or-pay kind; what was paid is beyond recall too."""
    shares, _ = grade_shares(book, leg, end)  # type: ignore[arg-type]
    if leg.kind in TAKE_OR_PAY or leg.terms.firm is not None or leg.terms.exit == "none":
        return shares.get(5, 0.0) + shares.get(6, 0.0)
    return shares.get(6, 0.0)


def _pays_no_cash(leg: Leg) -> bool:
    return leg.kind == "acquisition" and (leg.terms.paid_in == "shares" or leg.terms.to_holders != "no")


def _revenue_share(
    book: Book, leg: Leg, year: int | None
) -> tuple[Range, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """share x the payer's revenue of the year, at most its cap; over the whole life, the cap."""
    terms = leg.terms
    cap = worth(book, leg) if terms.amount is not None else Range(0.0, None, None, 1)
    if year is None:
        return cap, (), (), leg.sources
    first = terms.start or leg.steps[0].happened
    if first.first.year > year or (terms.end is not None and terms.end.last.year < year):
        return NOTHING, (), (), leg.sources
    income = reported(book, leg.payer, "revenue", year)
    if terms.share is None or terms.share.stated is None or income is None:
        return Range(0.0, None, None, 1), (), (), leg.sources
    amount = income.amount.times(terms.share.stated)
    sources = tuple(dict.fromkeys((*leg.sources, *income.sources)))
    return amount, income.assumptions, income.figures, sources
