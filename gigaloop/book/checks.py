"""Every rule that a book must obey, one function each, in one tuple."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain, combinations, islice
from typing import Any

from gigaloop.book import identity, shapes
from gigaloop.book.drivers import EVERY, is_driver, misfit
from gigaloop.book.identity import leg_at
from gigaloop.book.model import NAMED_IN, Book, Event, FxRate, Leg, Parameter
from gigaloop.book.owner import OF, PARTY
from gigaloop.book.plausible import warnings
from gigaloop.book.problem import Collected, InputError, Place, Problem, parted
from gigaloop.book.reader import misfits
from gigaloop.book.terms import KINDS
from gigaloop.book.units import fill, parse_number, quarter_index

#: subjects of figures that are no party
SUBJECTS = ("market", "world")
#: letters of a name that are looked at for two names run together
LONGEST_NAME = 200
#: distributions of parameters whose value is words: a state, a function, a table by grade, a split over sectors
WORDED = ("state", "function", "by grade", "split")
#: how one leg may point at another
RELATIONS = ("part_of", "restates", "supersedes")
#: words by which a step or the title of its source calls its number a sum
SUM_WORDS = re.compile(
    r"\b(derived|sum of|total of|in total|combined|in a week|altogether)\b|合計|合计|總計|总计|共計|共计", re.I
)


def check(book: Book) -> tuple[Problem, ...]:
    """Everything wrong with a book: broken rules first, then what is implausible on its day (severity 'warning').

    >>> from gigaloop.book.file import load
    >>> [problem.message for problem in check(load("tiny")) if problem.severity == "error"]
    []
    """
    return (*errors(book.whole or book), *warnings(book))


def errors(book: Book, *, skip: frozenset[str] = frozenset()) -> Iterator[Problem]:
    """Every broken rule of a whole book; rules that look things up in a file of `skip` (it is broken) are not asked."""
    for rule, needs in RULES:
        if not skip.intersection(needs):
            yield from islice(rule(book), Collected.MOST)


def known_parties(book: Book) -> Iterator[Problem]:
    """Whoever pays, gets, owns, guards or rents is a party of the book."""
    for leg in book.legs.values():
        for key, named_party in (("from", leg.payer), ("to", leg.payee), ("beneficiary", leg.beneficiary)):
            if named_party and named_party not in book.parties:
                yield _unknown_party(book, named_party, leg_at(book, leg.leg, key))
        for i, step in enumerate(leg.steps):
            said = vars(step.terms)
            named = [(key, said[key]) for key in ("owner", "beneficiary", "recourse") if said.get(key)]
            named += [("tenants", tenant.party) for tenant in said.get("tenants") or ()]
            for key, party in named:
                if party not in book.parties and (key, party) != ("recourse", "none"):
                    yield _unknown_party(book, party, leg_at(book, leg.leg, i, key))
    for key, figure in book.figures.items():
        if figure.subject not in book.parties and figure.subject not in SUBJECTS:
            yield _unknown_party(book, figure.subject, _place(book, "figures.csv", key), SUBJECTS)
    for event in book.events:
        if event.party_id not in book.parties and event.party_id not in SUBJECTS:
            yield _unknown_party(book, event.party_id, _place(book, "events.csv", event), SUBJECTS)
    for party in book.parties.values():
        for member in party.members:
            if member not in book.parties:
                yield _unknown_party(book, member, _place(book, "parties.csv", party.party_id))
    for parameter in book.all_parameters:
        for who in (parameter.party, parameter.of):
            if who and who not in book.parties:
                yield _unknown_party(book, who, _place(book, "parameters.csv", parameter))
        if (parameter.party or parameter.of) and parameter.key == parameter.name:
            column, names = ("party", PARTY) if parameter.party else ("of", OF)
            message = f"{parameter.name!r} is no number that the column {column!r} goes with"
            yield _problem(
                _place(book, "parameters.csv", parameter), message, f"It goes with {', '.join(names)}", "owner"
            )


def own_names(book: Book) -> Iterator[Problem]:
    """A name means one party, and no party is two others run together ('MistralFigure AI' is two companies)."""
    owner: dict[str, str] = {}
    for party in book.parties.values():
        if any(len(name.splitlines()) > 1 or "\t" in name for name in party.names):
            message = f"a name of {party.party_id} stands on several lines"
            yield _problem(_place(book, "parties.csv", party.party_id), message, "Write it on one line", "name")
        for name in dict.fromkeys(map(_squeeze, party.names)):
            other = owner.setdefault(name, party.party_id)
            if other != party.party_id:
                message = f"the name {name!r} means {other} and {party.party_id}"
                yield _problem(
                    _place(book, "parties.csv", party.party_id), message, "Take it from one of the two", "name"
                )
    for party in book.parties.values():
        for name in map(_squeeze, party.names):
            pair = _run_together(name, owner, party.party_id)
            if pair:
                message = f"the name {name!r} of {party.party_id} is {pair[0]} and {pair[1]} run together"
                place = _place(book, "parties.csv", party.party_id)
                yield _problem(place, message, "They are two parties: record each by itself", "two-names")
                break


def known_sources(book: Book) -> Iterator[Problem]:
    """Every fact has a source, and every source that is cited is listed."""
    rows: list[tuple[Callable[[], Place | None], tuple[str, ...], str]] = []
    for leg in book.legs.values():
        for i, step in enumerate(leg.steps):
            rows.append((partial(leg_at, book, leg.leg, i, "sources"), step.sources, f"a step of {leg.leg}"))
    at = partial(partial, _place, book)
    rows += [(at("figures.csv", key), f.sources, f"figure {key}") for key, f in book.figures.items()]
    rows += [(at("events.csv", e), e.sources, f"the event of {e.date} at {e.party_id}") for e in book.events]
    rows += [(at("fx.csv", r), r.sources, f"the rate of {r.currency} on {r.date}") for r in book.fx]
    for parameter in book.all_parameters:
        if parameter.origin == "sourced" or parameter.sources:
            rows.append((at("parameters.csv", parameter), parameter.sources, f"sourced parameter {parameter.key}"))
    for place, sources, what in rows:
        if not sources:
            yield _problem(place(), f"{what} has no source", "Cite at least one source_id of sources.csv", "source")
        for source in sources:
            if source not in book.sources:
                yield _unknown("source", source, place(), "Add a row to sources.csv, or mend the id")


def known_legs(book: Book) -> Iterator[Problem]:
    """A leg that is named by another leg or by a scenario exists."""
    for leg in book.legs.values():
        for relation in RELATIONS:
            other = getattr(leg, relation)
            if other and other not in book.legs:
                yield _unknown("leg", other, leg_at(book, leg.leg, relation), "Mend the id, or add the leg")
        for i, step in enumerate(leg.steps):
            said = vars(step.terms)
            named = [(key, other) for key in ("covers", "cross_default") for other in said.get(key) or ()]
            gates = [("tranches", tranche.gate) for tranche in said.get("tranches") or ()]
            gates += [("gates", gate) for gate in said.get("gates") or ()]
            named += [(key, gate.delivered_on) for key, gate in gates if gate is not None and gate.delivered_on]
            for key, other in named:
                if other not in book.legs:
                    yield _unknown("leg", other, leg_at(book, leg.leg, i, key), "Mend the id, or add the leg")
    for key, scenario in book.scenarios.items():
        for i, change in enumerate(scenario.book):
            other = change.leg or change.remove
            if other and other not in book.legs:
                yield _unknown("leg", other, _place(book, "scenario", key, "book", i), "Mend the id, or add the leg")


def no_circles(book: Book) -> Iterator[Problem]:
    """No leg is part of itself, restates itself or replaces itself, over however many others."""
    for relation in RELATIONS:
        walked: set[str] = set()
        for start in book.legs:
            path: dict[str, None] = {}
            name: str | None = start
            while name in book.legs and name not in walked and name not in path:
                path[name] = None
                name = getattr(book.legs[name], relation)
            if name in path:
                circle = [*list(path)[list(path).index(name) :], name]
                message = f"{relation} goes round in a circle: {' -> '.join(circle[:6])}"
                yield _problem(leg_at(book, circle[0], relation), message, f"Remove one '{relation}'", "circle")
            walked.update(path)


def one_agreement_each(book: Book) -> Iterator[Problem]:
    """A sum reported as news is no deal: a leg that is called a sum and equals other legs of its party is refused."""
    beside: dict[tuple[str, str, str], list[Leg]] = {}
    for leg in sorted(book.legs.values(), key=lambda leg: leg.known.last):
        amount = leg.terms.amount
        if amount is not None and amount.stated and not leg.part_of and not leg.restates:
            beside.setdefault((leg.kind, leg.payee, amount.unit), []).append(leg)
    for legs in beside.values():
        for i, leg in enumerate(legs):
            if not SUM_WORDS.search(" ".join((*(s.note for s in leg.steps), *_titles(book, leg)))):
                continue
            whole = leg.terms.amount.stated
            near = [
                other
                for other in legs[max(0, i - 6) : i + 7]
                if other is not leg and (leg.private or not other.private) and _pays_part(book, other, leg)
            ]
            for parts in chain.from_iterable(combinations(near, n) for n in (2, 3, 4)):
                if abs(sum(part.terms.amount.stated for part in parts) - whole) <= 0.025 * abs(whole):
                    names = ", ".join(part.leg for part in parts)
                    message = f"{leg.leg} ({leg.terms.amount}) is the sum of {names}: a sum reported as news is no deal"
                    remedy = "Record it as a figure, or say of each part 'part_of'"
                    yield _problem(leg_at(book, leg.leg, 0, "amount"), message, remedy, "sum")
                    break


def dates_in_order(book: Book) -> Iterator[Problem]:
    """Steps stand in the order in which they became known, and nothing is known before it happened or was published."""
    for leg in book.legs.values():
        for i, step in enumerate(leg.steps):
            place = leg_at(book, leg.leg, i, "known")
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
        terms = leg.terms
        if terms.start is not None and terms.end is not None and terms.end.last < terms.start.first:
            message = f"date out of order: {leg.leg} ends {terms.end} before it starts {terms.start}"
            place = leg_at(book, leg.leg, len(leg.steps) - 1, "end")
            yield _problem(place, message, "Mend 'start' or 'end'", "date-order")


def known_drivers(book: Book) -> Iterator[Problem]:
    """A scenario shocks drivers that exist, with one verb, numbers in range (or its own arguments), in time's order."""
    for key, scenario in book.scenarios.items():
        for i, shock in enumerate(scenario.shocks):
            place = _place(book, "scenario", key, "shocks", i)
            if not is_driver(fill(shock.driver, scenario.arguments), book):
                yield _problem(place, f"unknown driver {shock.driver!r}", EVERY, "driver")
            verbs = [v for v in ("up_by", "down_by", "times", "set", "late_by") if getattr(shock, v) is not None]
            if len(verbs) != 1:
                message = f"the shock has {len(verbs)} verbs: {', '.join(verbs) or 'none'}"
                yield _problem(place, message, "Give exactly one of up_by, down_by, times, set, late_by", "verb")
            for verb in verbs:
                text, driver = (fill(said, scenario.arguments) for said in (getattr(shock, verb), shock.driver))
                if (size := _number(text)) is None:
                    remedy = "Expected a number, or $name of one of its arguments"
                    yield _problem(place, f"found {text!r}", remedy, "argument")
                elif is_driver(driver, book) and (wrong := misfit(driver, verb, size)) is not None:
                    yield _problem(place, *wrong, "size")
            try:
                start, end = (quarter_index(q) if q else None for q in (shock.start, shock.end))
            except ValueError as error:
                message, remedy = parted(error)
                yield _problem(place, message, remedy, "date")
                continue
            if start is not None and end is not None and end < start:
                yield _problem(place, f"from {shock.start} to {shock.end} runs backwards", "Swap the two", "date-order")


def possible_changes(book: Book) -> Iterator[Problem]:
    """A scenario's change sets terms that the leg's kind has, or removes the leg; `base` changes nothing."""
    for key, scenario in book.scenarios.items():
        if key == "base" and (scenario.shocks or scenario.book or scenario.rules.told()):
            message = "the scenario base changes something: answers are told against it"
            yield _problem(_place(book, "scenario", key), message, "Give the scenario another name", "base")
        for i, change in enumerate(scenario.book):
            place = _place(book, "scenario", key, "book", i)
            if (change.leg is None) != (change.set is None) or (change.leg is None) == (change.remove is None):
                yield _problem(
                    place, "a change is {leg, set} or {remove}", "Write {leg: id, set: {term: value}}", "change"
                )
            elif change.leg in book.legs and change.set is not None:
                kind = book.legs[change.leg].kind
                terms = {
                    name: fill(value, scenario.arguments) if isinstance(value, str) else value
                    for name, value in change.set.items()
                }
                yield from misfits(KINDS[kind], terms, place or Place(key))


def ordered_ranges(book: Book) -> Iterator[Problem]:
    """A parameter's numbers are finite and within their own range (curves: each point); words need a kind of table."""
    for parameter in book.all_parameters:
        try:
            value, low, high = (parameter.numbers(which) for which in ("value", "low", "high"))
        except InputError as error:
            if parameter.distribution not in WORDED:
                place = _place(book, "parameters.csv", parameter)
                yield _problem(place, error.problems[0].message, error.problems[0].remedy, "range")
            continue
        if len(low) == len(value) == len(high):
            for least, number, most in zip(low, value, high, strict=True):
                if not min(least, most) <= number <= max(least, most):
                    message = f"{parameter.key}: the value {number:g} lies outside {least:g} to {most:g}"
                    yield _problem(
                        _place(book, "parameters.csv", parameter), message, "Mend the value or its range", "range"
                    )


def usable_rates(book: Book) -> Iterator[Problem]:
    """Each rate of exchange is above zero, and each currency of a leg has one."""
    for rate in book.fx:
        if not rate.per_usd > 0:
            message = f"{rate.currency}: the rate {rate.per_usd:g} is not above zero"
            yield _problem(_place(book, "fx.csv", rate), message, "Give units of the currency for one dollar", "fx")
    rated = {"USD", *(rate.currency for rate in book.fx)}
    for leg in book.legs.values():
        for i, step in enumerate(leg.steps):
            amount = step.terms.amount
            if amount is not None and amount.unit not in rated:
                place = leg_at(book, leg.leg, i, "amount")
                yield _problem(place, f"the book has no rate for {amount.unit}", "Add a row to fx.csv", "fx")


def named_in_three_scripts(book: Book) -> Iterator[Problem]:
    """Deals and scenarios have a name in English, Traditional and Simplified Chinese."""
    for family, rows in (("deal", book.deals), ("scenario", book.scenarios)):
        for key, row in rows.items():
            extra = [language for language in row.name if language not in NAMED_IN]
            missing = [] if len(row.name) == 1 and "en" in row.name else [n for n in NAMED_IN if n not in row.name]
            if extra or missing:
                message = f"the name of {family} {key} has the languages {', '.join(row.name) or '(none)'}"
                yield _problem(_place(book, family, key), message, f"Give {', '.join(NAMED_IN)}", "name")


RULES: tuple[tuple[Callable[[Book], Iterator[Problem]], tuple[str, ...]], ...] = (
    (known_parties, ("parties.csv",)),
    (own_names, ()),
    (known_sources, ("sources.csv",)),
    (known_legs, ("deals", "legs.csv")),
    (no_circles, ()),
    (one_agreement_each, ()),
    (dates_in_order, ()),
    (known_drivers, ("parties.csv", "fx.csv")),
    (possible_changes, ()),
    (ordered_ranges, ()),
    (usable_rates, ("fx.csv",)),
    (named_in_three_scripts, ()),
    *((rule, ()) for rule in identity.RULES),
    (shapes.numbers_enough, ()),
    (shapes.splits_in_words, ("parties.csv",)),
    (shapes.numbers_in_band, ()),
)


def _number(text: str) -> float | None:
    try:
        return parse_number(text)
    except ValueError:
        return None


def _pays_part(book: Book, part: Leg, whole: Leg) -> bool:
    """Whether a leg can be a part of a sum: its payer is the sum's, or the sum is paid by no firm but by many."""
    return part.payer == whole.payer or book.parties[whole.payer].kind in ("sector", "group")


def _titles(book: Book, leg: Leg) -> list[str]:
    return [book.sources[source].title for source in leg.sources if source in book.sources]


def _squeeze(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _run_together(name: str, owner: Mapping[str, str], own: str) -> tuple[str, str] | None:
    """The two parties of whose names this one is made, if it is; `owner` maps a squeezed name to its party."""
    for cut in range(2, min(len(name), LONGEST_NAME) - 1):
        pair = owner.get(name[:cut], own), owner.get(name[cut:], own)
        if own not in pair:
            return pair
    return None


def _place(book: Book, family: str, key: Any, *deeper: str | int) -> Place | None:
    """Where a record stands; events, rates and parameters are known by what they say."""
    match key:
        case Event():
            key = f"{key.date} {key.party_id} {key.event}"
        case FxRate():
            key = f"{key.currency} on {key.date}"
        case Parameter():
            key = f"{key.key}@{key.as_of or ''}"
    return book.places.get((family, key, *deeper))


def _unknown_party(book: Book, found: str, place: Place | None, subjects: tuple[str, ...] = ()) -> Problem:
    ids = {_squeeze(name): p.party_id for p in book.parties.values() for name in (p.party_id, *p.names)}
    pair = _run_together(found.replace("_", "").replace("-", ""), {k.replace("_", ""): v for k, v in ids.items()}, "")
    if pair:
        return _problem(
            place,
            f"unknown party {found!r}: {pair[0]} and {pair[1]} run together",
            "They are two parties: write a leg for each",
            "two-names",
        )
    remedy = f"Add a row to parties.csv, or use {' or '.join(subjects)}" if subjects else "Add a row to parties.csv"
    return _unknown("party", found, place, f"{remedy}, or mend the id")


def _unknown(what: str, found: str, place: Place | None, remedy: str) -> Problem:
    return _problem(place, f"unknown {what} {found!r}", remedy, f"unknown-{what}")


def _problem(place: Place | None, message: str, remedy: str, rule: str) -> Problem:
    return Problem(place or Place("book"), message, remedy, rule)
