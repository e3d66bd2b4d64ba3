"""Every rule that a book must obey, one function each, in one tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gigaloop.book.model import LANGUAGES, Book, Scenario
from gigaloop.book.problem import Place, Problem
from gigaloop.book.units import fill, quarter_index

#: subjects of figures that are no party
SUBJECTS = ("market", "world")
#: drivers that a scenario may shock; PARTY, VENDOR, REGION, DEAL and CUR stand for names
DRIVERS = (
    "demand.common",
    "demand.PARTY",
    "appetite.equity",
    "appetite.debt",
    "supply.chips.VENDOR",
    "supply.memory",
    "supply.power.REGION",
    "delay.site.DEAL",
    "efficiency",
    "rent",
    "rate",
    "fx.CUR",
)
REGIONS = ("us", "europe", "asia", "gulf", "all")


def check(book: Book) -> tuple[Problem, ...]:
    """Everything wrong with a loaded book: broken rules first, then what is merely implausible (severity 'warning')."""
    return tuple(errors(book))


def errors(book: Book, *, skip: frozenset[str] = frozenset()) -> Iterator[Problem]:
    """Every broken rule; rules that look things up in a file named in `skip` (it could not be read) are not asked."""
    for rule, needs in RULES:
        if not skip.intersection(needs):
            yield from rule(book)


def known_parties(book: Book) -> Iterator[Problem]:
    """Whoever pays, gets, owns, guards or rents is a party of the book."""
    for leg in book.legs.values():
        for party in (leg.payer, leg.payee, leg.beneficiary):
            if party and party not in book.parties:
                yield _unknown(
                    "party", party, book.places.get(("leg", leg.leg)), "Add a row to parties.csv, or mend the id"
                )
        for i, step in enumerate(leg.steps):
            terms = step.terms
            named = [getattr(terms, "owner", None), getattr(terms, "beneficiary", None)]
            named += [tenant.party for tenant in getattr(terms, "tenants", None) or ()]
            named += [r for r in [getattr(terms, "recourse", None)] if r != "none"]
            for party in named:
                if party and party not in book.parties:
                    yield _unknown("party", party, book.places.get(("leg", leg.leg, i)), "Add a row to parties.csv")
    for key, figure in book.figures.items():
        if figure.subject not in book.parties and figure.subject not in SUBJECTS:
            place = book.places.get(("figures.csv", key))
            yield _unknown("party", figure.subject, place, f"Add a row to parties.csv, or use {' or '.join(SUBJECTS)}")
    for party in book.parties.values():
        for member in party.members:
            if member not in book.parties:
                yield _unknown(
                    "party", member, book.places.get(("parties.csv", party.party_id)), "Add a row to parties.csv"
                )


def known_sources(book: Book) -> Iterator[Problem]:
    """Every fact has a source, and every source that is cited is listed."""
    rows: list[tuple[Place | None, tuple[str, ...], str]] = []
    for leg in book.legs.values():
        rows += [
            (book.places.get(("leg", leg.leg, i)), s.sources, f"a step of {leg.leg}") for i, s in enumerate(leg.steps)
        ]
    rows += [(book.places.get(("figures.csv", key)), f.sources, f"figure {key}") for key, f in book.figures.items()]
    for key, parameter in ((f"{p.name}@{p.as_of or ''}", p) for p in book.all_parameters):
        place = book.places.get(("parameters.csv", key))
        if parameter.origin == "sourced":
            rows.append((place, parameter.sources, f"sourced parameter {parameter.name}"))
        else:
            rows += [(place, parameter.sources, "")] if parameter.sources else []
    for place, sources, what in rows:
        if not sources:
            yield _problem(place, f"{what} has no source", "Cite at least one source_id of sources.csv", "source")
        for source in sources:
            if source not in book.sources:
                yield _unknown("source", source, place, "Add a row to sources.csv, or mend the id")


def known_legs(book: Book) -> Iterator[Problem]:
    """A leg that is named by another exists, and no leg contains, restates or replaces itself."""
    for leg in book.legs.values():
        place = book.places.get(("leg", leg.leg))
        for relation in ("part_of", "restates", "supersedes"):
            other = getattr(leg, relation)
            if other and other not in book.legs:
                yield _unknown("leg", other, place, f"Mend '{relation}', or add the leg")
            seen = {leg.leg}
            while other in book.legs:
                if other in seen:
                    message = f"{relation} goes round in a circle: {' -> '.join([*seen, other])}"
                    yield _problem(place, message, f"Remove one '{relation}'", "circle")
                    break
                seen.add(other)
                other = getattr(book.legs[other], relation)
        for i, step in enumerate(leg.steps):
            named = [*(getattr(step.terms, "covers", None) or ()), *(getattr(step.terms, "cross_default", None) or ())]
            gates = [t.gate for t in getattr(step.terms, "tranches", None) or ()]
            gates += list(getattr(step.terms, "gates", None) or ())
            named += [gate.delivered_on for gate in gates if gate is not None and gate.delivered_on]
            for other in named:
                if other not in book.legs:
                    yield _unknown("leg", other, book.places.get(("leg", leg.leg, i)), "Mend the id, or add the leg")


def dates_in_order(book: Book) -> Iterator[Problem]:
    """Steps stand in the order in which they became known, and nothing is known before it happened or was published."""
    for leg in book.legs.values():
        for i, step in enumerate(leg.steps):
            place = book.places.get(("leg", leg.leg, i, "known")) or book.places.get(("leg", leg.leg, i))
            if i and step.known.last < leg.steps[i - 1].known.last:
                message = (
                    f"date out of order: this step was known {step.known}, the one before it {leg.steps[i - 1].known}"
                )
                yield _problem(place, message, "Sort the steps by 'known'", "date-order")
            if step.happened.first > step.known.last:
                message = f"date out of order: known {step.known} before it happened {step.happened}"
                yield _problem(place, message, "Mend 'happened' or 'known'", "date-order")
            published = [
                book.sources[s].published for s in step.sources if s in book.sources and book.sources[s].published
            ]
            earliest = min((p.first for p in published if p), default=None)
            if step.known_from == "source" and earliest and earliest > step.known.last:
                message = f"known {step.known}, but its earliest source was published {earliest}"
                yield _problem(place, message, "Mend 'known', or say 'known_from: inferred'", "date-order")


def known_drivers(book: Book) -> Iterator[Problem]:
    """A scenario shocks drivers that exist, with one verb, numbers or its own arguments, in order of time."""
    for key, scenario in book.scenarios.items():
        for i, shock in enumerate(scenario.shocks):
            place = book.places.get(("scenario", key, i))
            if not is_driver(fill(shock.driver, scenario.arguments), book):
                message = f"unknown driver {shock.driver!r}"
                yield _problem(place, message, f"Drivers are {', '.join(DRIVERS)}", "driver")
            verbs = [v for v in ("up_by", "down_by", "times", "set", "late_by") if getattr(shock, v) is not None]
            if len(verbs) != 1:
                message = f"the shock has {len(verbs)} verbs: {', '.join(verbs) or 'none'}"
                yield _problem(place, message, "Give exactly one of up_by, down_by, times, set, late_by", "verb")
            for text in (getattr(shock, verb) for verb in verbs):
                if not _is_value(text, scenario):
                    message = f"found {text!r}"
                    yield _problem(place, message, "Expected a number, or $name of one of its arguments", "argument")
            try:
                start, end = (quarter_index(q) if q else None for q in (shock.start, shock.end))
            except ValueError as error:
                message, _, remedy = str(error).partition(".  ")
                yield _problem(place, message, remedy, "date")
                continue
            if start is not None and end is not None and end < start:
                yield _problem(place, f"from {shock.start} to {shock.end} runs backwards", "Swap the two", "date-order")
        for change in scenario.book:
            leg = change.leg or change.remove
            if leg not in book.legs:
                yield _unknown("leg", str(leg), book.places.get(("scenario", key)), "Mend the id")


def ordered_ranges(book: Book) -> Iterator[Problem]:
    """A parameter with one number lies within its own range."""
    for parameter in book.all_parameters:
        place = book.places.get(("parameters.csv", f"{parameter.name}@{parameter.as_of or ''}"))
        try:
            low, value, high = parameter.range()
        except ValueError:
            continue
        if not min(low, high) <= value <= max(low, high):
            message = f"{parameter.name}: the value {value:g} lies outside {low:g} to {high:g}"
            yield _problem(place, message, "Mend the value or its range", "range")


def named_in_three_scripts(book: Book) -> Iterator[Problem]:
    """Deals and scenarios have a name in English, Traditional and Simplified Chinese."""
    for family, rows in (("deal", book.deals), ("scenario", book.scenarios)):
        for key, row in rows.items():
            extra = [language for language in row.name if language not in LANGUAGES]
            missing = [] if len(row.name) == 1 and "en" in row.name else [n for n in LANGUAGES if n not in row.name]
            if extra or missing:
                message = f"the name of {family} {key} has the languages {', '.join(row.name)}"
                yield _problem(book.places.get((family, key)), message, f"Give {', '.join(LANGUAGES)}", "name")


RULES: tuple[tuple[Callable[[Book], Iterator[Problem]], tuple[str, ...]], ...] = (
    (known_parties, ("parties.csv",)),
    (known_sources, ("sources.csv",)),
    (known_legs, ()),
    (dates_in_order, ()),
    (known_drivers, ("parties.csv",)),
    (ordered_ranges, ()),
    (named_in_three_scripts, ()),
)


def is_driver(name: str, book: Book) -> bool:
    """Whether a scenario may shock this driver in this book."""
    head, _, rest = name.partition(".")
    match head:
        case "demand":
            return rest == "common" or rest in book.parties
        case "appetite":
            return rest in ("equity", "debt")
        case "supply":
            what, _, which = rest.partition(".")
            return (
                rest == "memory"
                or (what == "chips" and which in book.parties)
                or (what == "power" and which in REGIONS)
            )
        case "delay":
            return rest.startswith("site.") and (rest[5:] in book.legs or rest[5:] in book.deals or rest[5:] == "all")
        case "fx":
            return any(rate.currency == rest for rate in book.fx)
        case _:
            return name in ("efficiency", "rent", "rate")


def _is_value(text: str, scenario: Scenario) -> bool:
    try:
        float(fill(text, scenario.arguments))
    except ValueError:
        return False
    return True


def _unknown(what: str, found: str, place: Place | None, remedy: str) -> Problem:
    return _problem(place, f"unknown {what} {found!r}", remedy, f"unknown-{what}")


def _problem(place: Place | None, message: str, remedy: str, rule: str) -> Problem:
    return Problem(place or Place("book"), message, remedy, rule)
