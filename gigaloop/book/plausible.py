"""What a book says that is hard to believe: warnings, never refusals, one function each, in one tuple.

The bands are wide on purpose: they catch a slip of a unit or of a zero, not a dear contract.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from math import isclose

from gigaloop.book.clauses import states
from gigaloop.book.model import VOID, Book, Figure, Leg
from gigaloop.book.owner import OF, inside
from gigaloop.book.problem import Place, Problem
from gigaloop.book.said import clauses, reasons, texts
from gigaloop.book.units import Quantity
from gigaloop.book.verified import MOVED, largest
from gigaloop.book.worth import aged_values, day_of

#: what is being divided -> (kinds of leg it is asked of, least, greatest, unit); published costs per GW run from about
#: 9 bn (shell alone) to 60 bn (with the newest chips), prices over a contract's life to about 70 bn
DOLLARS_PER_GW = (("compute_purchase", "capacity_build", "chip_purchase", "chip_lease"), 5e9, 120e9, "USD per GW")
DOLLARS_PER_CHIP = (("chip_purchase", "chip_lease"), 500.0, 250_000.0, "USD per chip")
CHIPS_PER_GW = (("chip_purchase", "chip_lease", "compute_purchase"), 100_000.0, 3_000_000.0, "chips per GW")
#: unit of a figure -> the band in which its number is believed
FIGURE_BANDS = {
    "USD/GPU-hour": (0.2, 20.0),
    "USD/GW": (5e8, 120e9),
    "share": (-20.0, 20.0),
    "GW": (-1000.0, 1000.0),
    "USD": (-1e14, 1e14),
}
#: what a page may round off a number of a contract (90 days told as a quarter)
ROUNDED = 0.02
#: days within which two pages that tell one sum tell one deal
SAME_NEWS = 31


def warnings(book: Book) -> Iterator[Problem]:
    """Everything implausible in a book as of its day; each Problem has the severity 'warning'."""
    for rule in WARNINGS:
        yield from rule(book)


def conflicts(book: Book) -> Iterator[tuple[Figure, Figure]]:
    """Pairs of figures of one subject, metric and period whose bounds do not overlap: both stay, none is averaged."""
    groups: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in book.figures.values():
        if figure.value.stated is not None:
            groups[figure.subject, figure.metric, figure.period].append(figure)
    for same in groups.values():
        for one, other in combinations(same[:20], 2):
            if one.value.unit == other.value.unit and not _overlap(book, one.value, other.value):
                yield one, other


def quotes_that_contradict(book: Book) -> Iterator[Problem]:
    """Two figures of one subject, metric and period lie beyond each other's bounds."""
    for one, other in conflicts(book):
        message = f"{other.figure_id} ({other.value}) contradicts {one.figure_id} ({one.value})"
        yield _warn(_row(book, other), message, "Keep both, and say in a note which source rests on what", "conflict")


def differences_that_do_not_add_up(book: Book) -> Iterator[Problem]:
    """A figure with the metric `A_less_B` is A less B of its subject and period, where the book has all three."""
    by_metric: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in book.figures.values():
        by_metric[figure.subject, figure.period, figure.metric].append(figure)
    for figure in book.figures.values():
        left, _, right = figure.metric.partition("_less_")
        for a in by_metric[figure.subject, figure.period, left] if right else ():
            for b in by_metric[figure.subject, figure.period, right]:
                bounds = [_bounds(book, q) for q in (a.value, b.value, figure.value)]
                (a_low, a_high), (b_low, b_high), (low, high) = bounds
                if a.value.stated is None or b.value.stated is None or figure.value.stated is None:
                    continue
                if low > a_high - b_low + 1e-9 or high < a_low - b_high - 1e-9:
                    stated = a.value.stated - b.value.stated
                    message = f"{a.value} less {b.value} is {stated:.4g}, not {figure.value} ({figure.figure_id})"
                    remedy = "Keep all three and say so in a note; no answer may rest on the difference"
                    yield _warn(_row(book, figure), message, remedy, "arithmetic")


def parts_that_exceed_their_whole(book: Book) -> Iterator[Problem]:
    """The parts of a leg are at most the leg; so are its firm and drawn parts, its stages and its tenants' shares."""
    parts: dict[str, list[Leg]] = defaultdict(list)
    for leg in book.legs.values():
        if leg.part_of in book.legs and book.stage(leg.leg) not in VOID:
            parts[str(leg.part_of)].append(leg)
    for whole_id, legs in parts.items():
        whole = book.legs[whole_id]
        for measure in ("amount", "power", "units"):
            most = getattr(whole.terms, measure)
            said = [q for q in (getattr(leg.terms, measure) for leg in legs) if q is not None and q.stated is not None]
            if most is None or most.stated is None or any(q.unit != most.unit for q in said):
                continue
            least = sum(_bounds(book, q)[0] for q in said)
            if least > _bounds(book, most)[1] * (1 + 1e-9):
                message = f"the parts of {whole_id} are at least {_say(least)} {most.unit}; the whole is {most}"
                yield _warn(_leg(book, whole), message, "Mend 'part_of', or the amounts", "sum")
    for leg in book.legs.values():
        amount = leg.terms.amount
        for name in ("firm", "drawn"):
            part = getattr(leg.terms, name)
            if part is None or amount is None or part.unit != amount.unit or part.stated is None:
                continue
            if amount.stated is not None and _bounds(book, part)[0] > _bounds(book, amount)[1] * (1 + 1e-9):
                yield _warn(
                    _leg(book, leg), f"{name} {part} of {leg.leg} exceeds its amount {amount}", "Mend one", "sum"
                )
        shares = {
            "the stages": sum((leg.terms.by_stage or {}).values()),
            "the tenants' shares": sum(
                t.share.stated or 0 for t in vars(leg.terms).get("tenants") or () if t.share is not None
            ),
        }
        for what, total in shares.items():
            if total > 1 + 1e-9:
                yield _warn(_leg(book, leg), f"{what} of {leg.leg} add up to {total:.4g}", "They are parts of 1", "sum")


def prices_out_of_band(book: Book) -> Iterator[Problem]:
    """Dollars per GW, dollars per chip and chips per GW of a leg, and figures in a priced unit, lie in a wide band."""
    for leg in book.legs.values():
        terms = leg.terms
        for (kinds, least, most, unit), top, bottom in (
            (DOLLARS_PER_GW, "amount", "power"),
            (DOLLARS_PER_CHIP, "amount", "units"),
            (CHIPS_PER_GW, "units", "power"),
        ):
            over, under = getattr(terms, top), getattr(terms, bottom)
            if leg.kind not in kinds or over is None or under is None or not over.stated or not under.stated:
                continue
            if over.unit not in ("USD", "chips") or under.unit not in ("GW", "chips"):
                continue
            (low, high), (few, many) = _bounds(book, over), _bounds(book, under)
            if (many and low / many > most) or (few and high / few < least):
                ratio = over.stated / under.stated
                message = (
                    f"{leg.leg}: {over} for {under} is {_say(ratio)} {unit}, outside {_say(least)} to {_say(most)}"
                )
                yield _warn(_leg(book, leg), message, "Check the units and the zeros of both", "ratio")
    for figure in book.figures.values():
        least, most = FIGURE_BANDS.get(figure.value.unit, (float("-inf"), float("inf")))
        if figure.value.stated is not None and not least <= figure.value.stated <= most:
            message = (
                f"{figure.figure_id}: {figure.value} lies outside {_say(least)} to {_say(most)} {figure.value.unit}"
            )
            yield _warn(_row(book, figure), message, "Check the unit and the zeros", "ratio")


def rates_that_jump(book: Book) -> Iterator[Problem]:
    """Two rates of one currency that follow each other differ by less than half; figures in two currencies agree."""
    by_currency: dict[str, list] = defaultdict(list)
    for rate in book.fx:
        by_currency[rate.currency].append(rate)
    for currency, rates in by_currency.items():
        rates.sort(key=lambda rate: rate.date)
        for one, other in pairwise(rates):
            if one.per_usd > 0 < other.per_usd and not 1 / 1.5 <= other.per_usd / one.per_usd <= 1.5:
                message = f"{currency} goes from {one.per_usd:g} to {other.per_usd:g} per dollar between two rates"
                place = book.places.get(("fx.csv", f"{currency} on {other.date}"))
                yield _warn(place, message, "Check the digits; a rate is units of the currency for one dollar", "fx")
    groups: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in book.figures.values():
        if figure.value.stated and (figure.value.unit == "USD" or figure.value.unit in by_currency):
            groups[figure.subject, figure.metric, figure.period].append(figure)
    for same in groups.values():
        for one, other in combinations(same[:20], 2):
            if (one.value.unit == "USD") == (other.value.unit == "USD"):
                continue
            dollars, foreign = (one, other) if one.value.unit == "USD" else (other, one)
            rates = by_currency[foreign.value.unit]
            rate = ([r for r in rates if r.date.last <= foreign.known.last] or rates[:1])[-1]
            told, ours = dollars.value.stated or 0.0, (foreign.value.stated or 0.0) / rate.per_usd
            if not 0.8 <= ours / told <= 1.25:
                message = f"{foreign.value} is {_say(ours)} USD at the rate of {rate.date}, not {dollars.value}"
                yield _warn(_row(book, foreign), message, "Check both figures and the rate", "fx")


def values_that_aged(book: Book) -> Iterator[Problem]:
    """A listed firm opens at its newest market value, so that value is not older than OLD_VALUE days."""
    for figure in aged_values(book):
        days = (book.as_of - day_of(figure)).days
        message = f"the newest market value of {figure.subject} ({figure.figure_id}) is {days} days old"
        yield _warn(_row(book, figure), message, "Add a newer one, with its day and its source", "aged")


def sources_without_a_tier(book: Book) -> Iterator[Problem]:
    """Each source says what kind of document it is: primary only if it was opened, press, or other."""
    for key, source in book.sources.items():
        if source.tier is None:
            place = book.places.get(("sources.csv", key))
            remedy = "Write primary (the document was opened), press or other in the column 'tier'"
            yield _warn(place, f"the source {key} has no tier", remedy, "tier")


def terms_that_contradict_their_contract(book: Book) -> Iterator[Problem]:
    """What a deal file says of a leg is what its contract says, replaced by the clause or not; a step that amends it
    later has been told later."""
    for clause in book.clauses:
        leg = book.legs.get(clause.leg or "")
        said = None if leg is None else states(clause, leg.kind)
        if leg is None or not isinstance(said, Quantity) or said.stated is None:
            continue
        told = [step for step in leg.steps if not step.clauses and getattr(step.terms, clause.field) is not None]
        ours = getattr(told[-1].terms, clause.field) if told else None
        if not isinstance(ours, Quantity) or ours.stated is None or ours.unit != said.unit:
            continue
        later = told[-1] != leg.steps[0] and told[-1].known.last > clause.known.last
        rounded = isclose(ours.stated, said.stated, rel_tol=ROUNDED)
        if not later and not rounded and not _overlap(book, ours, said):
            message = (
                f"{leg.leg}: {clause.field} is {ours}; its contract says {said} ({clause.clause_id}, {clause.reading})"
            )
            place = book.places.get(("terms.csv", clause.clause_id))
            yield _warn(place, message, "Open the document, then mend the step or the clause", "contradicts")


def sums_moved_since_verified(book: Book) -> Iterator[Problem]:
    """A row of verified.csv is of the book, and its sum is the one that was verified."""
    whole = book.whole or book
    now = {one.row: one.dollars / 1e9 for one in largest(whole, len(whole.legs) + len(whole.figures))}
    for key, row in book.verified.items():
        place, leg = book.places.get(("verified.csv", key)), whole.legs.get(key)
        if key not in whole.legs and key not in whole.figures:
            yield _warn(place, f"verified.csv names {key!r}, which the book lacks", "Mend the id", "verified")
        elif key in now and not (leg and leg.private) and abs(now[key] - row.dollars) > MOVED * abs(row.dollars):
            message = f"{key} was verified at {row.dollars:g} bn USD, and is {now[key]:.6g} now"
            yield _warn(place, message, "Open the document again, then mend verified.csv", "verified")


def words_that_say_nothing(book: Book) -> Iterator[Problem]:
    """A row of words.csv translates a text that the book holds."""
    whole = book.whole or book
    held = {*texts(whole), *clauses(whole), *reasons(whole)} if book.words else set()
    for text in book.words.keys() - held:
        place = book.places.get(("words.csv", text))
        yield _warn(place, f"the book holds no text {text[:60]!r}", "Look at the English text again", "words")


def sums_told_twice(book: Book) -> Iterator[Problem]:
    """One sum stands once: no two legs of a kind between the same two parties have one sum within a month, whatever the
    words around it, no figure repeats another's value for the same period."""
    legs: dict[tuple, list[Leg]] = {}
    for leg in book.legs.values():
        amount = leg.terms.amount
        if amount is None or amount.stated is None or leg.restates or leg.part_of or leg.supersedes:
            continue
        stage = book.stage(leg.leg)  # the drawn and the undrawn half may be as large
        among = legs.setdefault((leg.kind, leg.payer, leg.payee, amount.unit, stage), [])
        for old in among:
            days = abs((leg.steps[0].happened.last - old.steps[0].happened.last).days)
            if days <= SAME_NEWS and isclose(amount.stated, old.terms.amount.stated, rel_tol=ROUNDED):
                when = ("of one day", "a day apart")[days] if days < 2 else f"{days} days apart"
                message = f"{leg.leg} says what {old.leg} says, {when} between the same two: {amount} counts twice"
                yield _warn(_leg(book, leg), message, f"Remove one, or say 'restates: {old.leg}'", "twice")
                break
        among.append(leg)
    figures: dict[tuple, str] = {}
    for figure in book.figures.values():
        if figure.value.stated is None:
            continue
        said = (figure.subject, figure.metric, figure.period, figure.value.bounds(), figure.value.unit)
        other = figures.setdefault(said, figure.figure_id)
        if other != figure.figure_id:
            message = f"{figure.figure_id} tells {figure.value} of {figure.period} a second time ({other} does)"
            yield _warn(_row(book, figure), message, "Put both sources into one row", "twice")


def parties_in_names(book: Book) -> Iterator[Problem]:
    """A number whose name holds a party, as books wrote it before the columns `party` and `of`."""
    for parameter in book.parameters.values():
        found = None if parameter.party or parameter.of else inside(parameter.name, book.parties)
        if found is not None:
            column = "of" if found[0] in OF else "party"
            place = book.places.get(("parameters.csv", f"{parameter.key}@{parameter.as_of or ''}"))
            remedy = f"Write {found[0]!r}, and {found[1]!r} in the column {column!r}"
            yield _warn(place, f"the name {parameter.name!r} holds a party", remedy, "party-inside")


WARNINGS: tuple[Callable[[Book], Iterator[Problem]], ...] = (
    quotes_that_contradict,
    differences_that_do_not_add_up,
    parts_that_exceed_their_whole,
    prices_out_of_band,
    rates_that_jump,
    values_that_aged,
    sources_without_a_tier,
    terms_that_contradict_their_contract,
    sums_told_twice,
    sums_moved_since_verified,
    words_that_say_nothing,
    parties_in_names,
)


def _bounds(book: Book, quantity: Quantity) -> tuple[float, float]:
    low, high = quantity.bounds(book.about_half_width())
    return low, float("inf") if high is None else high


def _overlap(book: Book, one: Quantity, other: Quantity) -> bool:
    (a, b), (c, d) = _bounds(book, one), _bounds(book, other)
    slack = 1e-9 * max(abs(x) for x in (a, b, c, d) if abs(x) != float("inf"))
    return a <= d + slack and c <= b + slack


def _row(book: Book, figure: Figure) -> Place | None:
    return book.places.get(("figures.csv", figure.figure_id))


def _leg(book: Book, leg: Leg) -> Place | None:
    return book.places.get(("leg", leg.leg))


def _say(number: float) -> str:
    """
    >>> _say(4.5e10), _say(0.2), _say(300000.0)
    ('45 bn', '0.2', '0.3 m')
    """
    for scale, word in ((1e9, " bn"), (1e6, " m")):
        if abs(number) >= scale / 10:
            return f"{number / scale:.4g}{word}"
    return f"{number:.4g}"


def _warn(place: Place | None, message: str, remedy: str, rule: str) -> Problem:
    return Problem(place or Place("book"), message, remedy, rule, "warning")
