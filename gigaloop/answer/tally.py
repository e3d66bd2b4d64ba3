"""Many legs -> one number: its range, its dollars by grade, the legs that state nothing, and all that it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from gigaloop.answer.made import Made, OfFigure, OfPower, Plus, Sum
from gigaloop.answer.table import Row, in_unit, weakest
from gigaloop.book.grade import NOTHING, TAKE_OR_PAY, Measure, Range, fx_rate, grade_shares, told_on, worth
from gigaloop.book.model import Book, Figure, Leg
from gigaloop.book.units import CURRENCIES, Quantity

ENDS: tuple[Literal["low", "value", "high"], ...] = ("low", "value", "high")
#: family of money -> kinds of leg; every kind stands in one family, so that no sum mixes what cannot be added
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "purchases": (*TAKE_OR_PAY, "chip_purchase", "chip_codesign", "power_purchase"),
    "building": ("capacity_build",),
    "funding": ("stake", "loan", "grant"),
    "acquisitions": ("acquisition",),
    "other_dues": ("revenue_share", "deposit"),
    "contingent": ("guarantee", "capacity_backstop", "residual_guarantee", "warrant"),
    "rights": ("right",),
}
FAMILY_OF: Mapping[str, str] = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}


@dataclass(frozen=True)
class Tally:
    """What a set of legs adds up to. `amount` in dollars, GW or units; `by_grade` splits the stated amount.

    made   the legs and the grades of a sum of dollars, the legs of a sum of gigawatts; None: of other things, or put
           together from several sums
    """

    amount: Range = NOTHING
    by_grade: Mapping[int, float] = field(default_factory=dict)
    legs: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    made: Made | None = None

    @property
    def grade(self) -> dict[int, float]:
        """Share of the stated amount by grade; empty where nothing is stated."""
        whole = sum(self.by_grade.values())
        return {g: part / whole for g, part in sorted(self.by_grade.items())} if whole else {}


def tally(book: Book, legs: Iterable[Leg], measure: Measure = "amount", grades: Collection[int] | None = None) -> Tally:
    """Add legs up (choose them with `count_once` first); with `grades`, only their dollars at these grades.

    The range holds the words' bounds and, where `grades` cuts a contract, the range of the take-or-pay share. A leg
    that states nothing is counted in `undisclosed` and leaves the top open.

    >>> from gigaloop.book.file import load
    >>> book = load("tiny")
    >>> tally(book, ()).amount
    Range(low=0.0, mid=0.0, high=0.0, undisclosed=0)
    """
    total = NOTHING
    by_grade: dict[int, float] = {}
    used: dict[str, None] = {}
    kept: list[str] = []
    powered: list[str] = []
    sources: dict[str, None] = {}
    for leg in legs:
        size = worth(book, leg, measure)
        stated = size.mid or 0.0
        if grades is None:
            shares, assumed = grade_shares(book, leg)
        else:
            at = [grade_shares(book, leg, end) for end in ENDS]
            parts = [sum(share for grade, share in shares.items() if grade in grades) for shares, _ in at]
            if max(parts) <= 1e-12:
                continue
            assumed = at[1][1]
            shares = {grade: share for grade, share in at[1][0].items() if grade in grades}
            size = size.times(min(parts), parts[1], max(parts))
        total += size
        kept.append(leg.leg)
        powered += [leg.leg] if measure == "power" and size.mid is not None else []
        quantity = getattr(leg.terms, measure)
        for grade, share in shares.items():
            by_grade[grade] = by_grade.get(grade, 0.0) + share * stated
        used |= dict.fromkeys(assumed)
        sources |= dict.fromkeys(leg.sources)
        used |= dict.fromkeys(widened(book, quantity))
        sources |= dict.fromkeys(exchanged(book, leg, quantity))
    if kept and total.undisclosed == len(kept):
        total = total._replace(mid=None)
    made: Made | None = None
    if measure == "amount":
        made = Sum(tuple(kept), None if grades is None else tuple(sorted(grades)))
    elif measure == "power" and grades is None:
        made = Plus(tuple(OfPower(leg) for leg in powered))
    return Tally(total, by_grade, tuple(kept), tuple(used), tuple(sources), made)


def tally_row(
    book: Book, sum_: Tally, *, key: str, subject: str, measure: str, unit: str = "USD bn", **more: Any
) -> Row:
    """A Row that says a Tally; `more` are the other fields of Row."""
    made = sum_.made if unit in ("USD bn", "GW") else None
    numbers = ends_of(sum_.amount, unit)
    return Row(key=key, subject=subject, measure=measure, made=made, **(numbers | behind(book, sum_) | more))


def ends_of(amount: Range, unit: str = "USD bn") -> dict[str, Any]:
    """The fields of a Row that say a Range: unit, its three numbers, how many contracts in it state nothing."""
    low, mid, high = (in_unit(end, unit) for end in amount[:3])
    return {"unit": unit, "low": low, "mid": mid, "high": high, "undisclosed": amount.undisclosed}


def behind(book: Book, sum_: Tally) -> dict[str, Any]:
    """The fields of a Row that say what a Tally rests on: grade, undisclosed, origin, legs, assumptions, sources."""
    return {
        "grade": sum_.grade,
        "undisclosed": sum_.amount.undisclosed,
        "origin": origin_of(book, sum_.assumptions),
        "legs": sum_.legs,
        "assumptions": sum_.assumptions,
        "sources": sum_.sources,
    }


def resting(
    book: Book, names: Iterable[str] = (), legs: Iterable[str] = (), figures: Iterable[str] = ()
) -> dict[str, Any]:
    """The fields of a Row that say what a number rests on: these parameters, contracts and figures, and all sources."""
    fields = {"legs": tuple(legs), "assumptions": tuple(names), "figures": tuple(figures)}
    cited = [s for leg in fields["legs"] for s in book.legs[leg].sources]
    cited += [s for name in fields["assumptions"] for s in book.parameter(name).sources]
    cited += [s for figure in fields["figures"] for s in book.figures[figure].sources]
    return {**fields, "origin": origin_of(book, fields["assumptions"]), "sources": tuple(dict.fromkeys(cited))}


def gathered(parts: Iterable[Any]) -> dict[str, Any]:
    """What several rows, dues or reported figures rest on, each once: legs, figures, assumptions, sources."""
    parts, fields = tuple(parts), ("legs", "figures", "assumptions", "sources")
    return {name: tuple(dict.fromkeys(one for part in parts for one in getattr(part, name, ()))) for name in fields}


def together(*rows: Row) -> dict[str, Any]:
    """The same fields of a number that is made of other rows: all that any of them rests on."""
    return {**gathered(rows), "origin": weakest(row.origin for row in rows)}


def figure_row(book: Book, figure: Figure, *, key: str, measure: str, unit: str = "USD bn", **more: Any) -> Row:
    """A Row that says a reported figure as it stands."""
    low, high = figure.value.bounds(book.about_half_width())
    used = widened(book, figure.value)
    return Row(
        key=key, subject=figure.subject, measure=measure, period=period_of(figure), origin=origin_of(book, used),
        figures=(figure.figure_id,), assumptions=used, sources=figure.sources, made=OfFigure(figure.figure_id),
        **ends_of(Range(low, figure.value.stated, high), unit), **more,
    )  # fmt: skip


def period_of(figure: Figure) -> str:
    """The day that a figure is for, as text; its period's own label where it has no end."""
    return figure.period_end.last.isoformat() if figure.period_end else figure.period


def ratio(part: Range, whole: Range) -> tuple[float | None, float | None, float | None]:
    """(least, as stated, greatest) of a part over a whole that holds it, each end taken with the rest at the other.

    An open top stands at its stated figure: a share of something open would be anything.

    >>> ratio(Range(0, 2, 4), Range(2, 4, 6))
    (0.0, 0.5, 0.6666666666666666)
    """
    if part.mid is None or not whole.mid:
        return None, None, None
    part_high = part.mid if part.high is None else part.high
    whole_high = whole.mid if whole.high is None else whole.high
    rest_low, rest_high = max(0.0, whole.low - part.low), max(0.0, whole_high - part_high)
    low = part.low / (part.low + rest_high) if part.low + rest_high else 0.0
    high = part_high / (part_high + rest_low) if part_high + rest_low else 0.0
    mid = part.mid / whole.mid
    return min(low, mid), mid, max(high, mid)


def index(shares: Iterable[Range]) -> Range:
    """Hirschman's and Herfindahl's index of shares: the sum of their squares; its ends from the ends of each share.

    Between 1/n and 1, whatever the ends allow; nothing from shares of which none has a number.

    >>> index([Range(0.5, 0.75, 1.0), Range(0.0, 0.25, 0.5)])
    Range(low=0.5, mid=0.625, high=1.0, undisclosed=0)
    """
    known = [share for share in shares if share.mid is not None]
    if not known:
        return Range(0.0, None, None)
    low, mid, high = (sum((getattr(share, end) or 0.0) ** 2 for share in known) for end in ("low", "mid", "high"))
    return Range(max(low, 1 / len(known)), mid, min(high, 1.0))


def widened(book: Book, quantity: Quantity | None) -> tuple[str, ...]:
    """The assumption that gives a quantity told as 'about' its ends; none for one that is told otherwise."""
    names = ("about-half-width", "about_half_width") if quantity is not None and quantity.bound == "about" else ()
    return tuple(name for name in names if name in book.parameters)[:1]


def exchanged(book: Book, leg: Leg, quantity: Quantity | None) -> tuple[str, ...]:
    """Who told the rate at which a leg's foreign money is counted in dollars; nobody for dollars."""
    if quantity is None or quantity.unit not in CURRENCIES or quantity.unit == "USD":
        return ()
    return fx_rate(book, quantity.unit, told_on(leg)).sources


def origin_of(book: Book, assumptions: Iterable[str]) -> str:
    """The weakest origin of these parameters; what rests on none is sourced."""
    return weakest(book.parameters[name].origin if name in book.parameters else "assumed" for name in assumptions)


def as_happened(book: Book, day: date) -> Book:
    """The same knowledge, cut at what had happened by a day: steps that came about later are taken off.

    A partial date counts as its last day.
    """
    deals = {}
    for key, deal in book.deals.items():
        legs = tuple(
            leg.model_copy(update={"steps": steps})
            for leg in deal.legs
            if (steps := tuple(step for step in leg.steps if step.happened.last <= day))
        )
        if legs:
            deals[key] = deal.model_copy(update={"legs": legs})
    return replace(book, deals=deals)
