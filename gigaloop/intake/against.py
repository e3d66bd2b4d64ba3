"""A proposal beside the book: is it new money, or what the book has, amends, holds as a part, or contradicts?"""

from __future__ import annotations

from datetime import date

from gigaloop.book.model import Book, FxRate, Leg
from gigaloop.book.units import Quantity, parse_quantity, parse_when
from gigaloop.intake.proposals import Proposal

#: kinds under which the book may hold the same deal
_SAME = (
    {"compute_purchase", "capacity_lease", "capacity_build", "capacity_backstop"},
    {"chip_purchase", "chip_codesign", "chip_lease"},
    {"guarantee", "residual_guarantee", "capacity_backstop"},
    {"stake", "acquisition"},
)  # fmt: skip
GROUPS = ("investors", "lenders", "bondholders")
_ORDER = ("talks", "loi", "announced", "signed", "delivered", "drawn")


def convert(p: Proposal, book: Book) -> None:
    """Say the amount in dollars at the book's rate nearest to the day; which rate that was, of which day, by whom."""
    if not p.amount or p.amount == "undisclosed":
        return
    try:
        amount = parse_quantity(p.amount)
    except ValueError:
        return
    if amount.unit == "USD" or amount.stated is None:
        return
    rate = _rate(book, amount.unit, p.happened)
    if p.amount_usd_bn is not None:
        p.say("in-dollars", sum=f"{p.amount_usd_bn:g} bn USD")
    elif rate is not None:
        p.amount_usd_bn = round(amount.stated / rate.per_usd / 1e9, 6)
        rated = {"number": f"{rate.per_usd:g}", "unit": amount.unit, "day": str(rate.date), "rests": list(rate.sources)}
        p.say("converted", source=_by(rate, book), **rated)
    else:
        p.say("no-rate", unit=amount.unit)


def _rate(book: Book, currency: str, when: str | None) -> FxRate | None:
    rates = [rate for rate in (book.whole or book).fx if rate.currency == currency]
    day = parse_when(when).last if when else book.as_of
    return min(rates, key=lambda rate: abs((rate.date.last - day).days), default=None)


def _by(rate: FxRate, book: Book) -> str:
    """Who published a rate."""
    return (book.whole or book).sources[rate.sources[0]].publisher if rate.sources else "an assumption without a source"


def place(p: Proposal, book: Book, more: bool = False, part: bool = False) -> None:
    """Choose the action of one proposal and its target; `more`: its words say it enlarges, `part`: it is part of another."""
    if p.action == "refuse" or p.kind is None or p.payer is None or p.payee is None:
        return
    legs = [leg for leg in book.legs.values() if _alike(p, leg)]
    if not legs:
        p.say("new")
        return
    same = [leg for leg in legs if _amount(p, leg) == "same"]
    if same:
        leg = max(same, key=lambda one: (one.kind == p.kind, -_days(p, one)))
        stage = book.stage(leg.leg)
        p.target = leg.leg
        later = _later(p.stage, stage)
        p.action = "amend" if later else "duplicate"
        p.say("told-later", leg=leg.leg, word=p.stage) if later else p.say("told", leg=leg.leg)
        return
    exact = [leg for leg in legs if leg.kind == p.kind] or legs
    leg = min(exact, key=lambda one: _days(p, one))
    verdict = _amount(p, leg)
    near = _days(p, leg) <= 150
    if part and verdict == "less":
        p.action, p.target, p.part_of = "part", leg.leg, leg.leg
        p.say("part", leg=leg.leg)
    elif p.stage in ("cancelled", "rejected") and verdict in ("less", "other"):
        p.say("other-sum", leg=leg.leg, sum=_told(leg))
    elif p.stage in ("cancelled", "ended", "rejected", "amended") or (more and near):
        p.action, p.target = "amend", leg.leg
        p.say("change", leg=leg.leg)
    elif verdict == "unknown" and near:
        later = _later(p.stage, book.stage(leg.leg))
        p.action, p.target = ("amend" if later else "duplicate"), leg.leg
        p.say("without-number", leg=leg.leg)
    elif near and verdict in ("less", "other"):
        p.action, p.target = "contradict", leg.leg
        p.say("contradicts", leg=leg.leg, sum=_told(leg))
    else:
        p.say("beside", leg=leg.leg, sum=_told(leg))


def _alike(p: Proposal, leg: Leg) -> bool:
    kinds = next((group for group in _SAME if p.kind in group), {p.kind})
    if leg.kind not in kinds and leg.kind != p.kind:
        return False
    if (leg.payer, leg.payee) == (p.payer, p.payee):
        return True
    if p.kind in ("capacity_build", "capacity_lease", "compute_purchase") and (leg.payee, leg.payer) == (
        p.payer,
        p.payee,
    ):
        return leg.kind == "capacity_build"
    return p.kind in ("loan", "stake") and leg.payee == p.payee and p.payer in GROUPS and leg.payer in GROUPS


def _amount(p: Proposal, leg: Leg) -> str:
    """same, less, other, or unknown where there is nothing to compare; any step of the leg may match."""
    compared = False
    less = True
    for told, ours, tolerance in (
        ("amount", p.amount_usd_bn * 1e9 if p.amount_usd_bn else None, 0.06),
        ("power", p.gw, 0.03),
        ("units", _value(p.units), 0.03),
    ):
        if ours is None:
            continue
        for step in leg.steps:
            quantity = getattr(step.terms, told, None)
            if not isinstance(quantity, Quantity) or quantity.stated is None:
                continue
            stated = quantity.stated
            if told == "amount" and quantity.unit != "USD":
                continue
            if abs(stated - ours) <= tolerance * max(stated, ours):
                return "same"
            compared, less = True, less and ours < stated
    return ("less" if less else "other") if compared else "unknown"


def _value(text: str | None) -> float | None:
    if not text or text == "undisclosed":
        return None
    try:
        return parse_quantity(text).stated
    except ValueError:
        return None


def _later(stage: str | None, known: str) -> bool:
    if stage in ("cancelled", "ended", "rejected") and known not in ("cancelled", "ended", "rejected", "superseded"):
        return True
    return (
        stage in _ORDER
        and known in _ORDER
        and _ORDER.index(stage) > _ORDER.index(known) + (known == "announced" and stage == "signed")
    )


def _days(p: Proposal, leg: Leg) -> int:
    if not p.happened:
        return 0
    day: date = parse_when(p.happened).last
    return min(abs((step.happened.last - day).days) for step in leg.steps)


def _told(leg: Leg) -> str:
    for name in ("amount", "power", "units"):
        quantity = getattr(leg.terms, name, None)
        if quantity is not None:
            return str(quantity)
    return "no number"
