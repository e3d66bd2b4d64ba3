"""Rules of identity and size: a leg has two parties, a first step that begins it, gates that are not its own, and sums
that whole cents can count. One function a rule; `checks.RULES` holds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gigaloop.book.model import Book
from gigaloop.book.problem import Place, Problem
from gigaloop.book.terms import Terms
from gigaloop.book.units import CURRENCIES, Quantity

#: the last quarter simulated is 2033Q4, and an answer needs one after its own
HORIZON = date(2033, 9, 30)
#: dollars that whole cents in float64 hold exactly
MOST_DOLLARS = 9e13
#: unit -> the most of it that a leg may name
MOST_OF = {"GW": 1e6, "chips": 1e12, "shares": 1e13, "wafers/month": 1e9, "buildings": 1e9}
#: what a party may be on the balance sheet
_SECTORS = """
application banks bond_funds carrier chip_vendor customers equipment_vendor governments hyperscaler
insurers_pensions investor lab landlord levered_cloud memory_foundry neocloud other private_credit private_funds
producer public_equity sovereign staff_other supplier utilities vehicle
"""
SECTORS = frozenset(_SECTORS.split())
#: first word of a parameter's distribution
_DISTRIBUTIONS = """
triangular normal lognormal uniform beta fixed by split AR curve derived exponential state Markov function random
point
"""
DISTRIBUTIONS = frozenset(_DISTRIBUTIONS.split())


def two_parties(book: Book) -> Iterator[Problem]:
    """Nobody owes itself: no leg goes from a party to itself, and no guarantee covers itself."""
    for leg in book.legs.values():
        if leg.payer == leg.payee:
            yield _problem(
                leg_at(book, leg.leg, "to"),
                f"{leg.leg} goes from {leg.payer} to itself",
                "Name the other party, or leave the leg out",
                "itself",
            )
        for i, step in enumerate(leg.steps):
            if leg.leg in (vars(step.terms).get("covers") or ()):
                yield _problem(leg_at(book, leg.leg, i), f"{leg.leg} covers itself", "Name the covered leg", "itself")


def a_step_begins(book: Book) -> Iterator[Problem]:
    """A life line begins with what was agreed: its first step amends nothing."""
    for leg in book.legs.values():
        if leg.steps[0].stage == "amended":
            message = f"the first step of {leg.leg} is 'amended': there is nothing to amend"
            remedy = "Begin with talks, loi, announced, signed, delivered or drawn"
            yield _problem(leg_at(book, leg.leg, 0, "stage"), message, remedy, "first-step")


def gates_of_others(book: Book) -> Iterator[Problem]:
    """No gate waits for the leg that it opens."""
    for leg in book.legs.values():
        for i, step in enumerate(leg.steps):
            said = vars(step.terms)
            gates = [(key, part.gate) for key in ("tranches",) for part in said.get(key) or ()]
            gates += [("gates", gate) for gate in said.get("gates") or ()]
            for key, gate in gates:
                if gate is not None and gate.delivered_on == leg.leg:
                    message = f"a gate of {leg.leg} waits for {leg.leg} itself"
                    yield _problem(
                        leg_at(book, leg.leg, i, key), message, "Name the leg that delivers the power", "gate"
                    )


def countable(book: Book) -> Iterator[Problem]:
    """No sum is beyond what whole cents hold exactly: 90 tn dollars, sum by sum and all together, in any currency."""
    whole = 0.0
    for leg in book.legs.values():
        for i, step in enumerate(leg.steps):
            for name, quantity in _sums(step.terms):
                if _dollars(book, quantity) > MOST_DOLLARS:
                    message = f"{leg.leg}: {quantity} is more than the cents of a run can hold (90 tn USD)"
                    yield _problem(leg_at(book, leg.leg, i, name), message, "Check the zeros and the scale", "size")
        sums = dict(_sums(leg.terms))
        size = sum(_dollars(book, sums[name]) for name in ("amount", "cap", "exit_cost") if name in sums)
        whole += size
        if whole > MOST_DOLLARS >= whole - size:
            message = "from this leg on the amounts of the book add up to more than 90 tn USD, which no run can hold"
            yield _problem(leg_at(book, leg.leg), message, "Check the zeros and the scale", "size")
    for figure in book.figures.values():
        if _dollars(book, figure.value) > MOST_DOLLARS:
            place = book.places.get(("figures.csv", figure.figure_id))
            message = f"{figure.figure_id}: {figure.value} is more than the cents of a run can hold (90 tn USD)"
            yield _problem(place, message, "Check the zeros and the scale", "size")


def physical(book: Book) -> Iterator[Problem]:
    """Watts and chips are of this world: at most a million GW, at most a trillion chips or shares."""
    for leg in book.legs.values():
        for i, step in enumerate(leg.steps):
            said = [(key, value) for key, value in vars(step.terms).items() if isinstance(value, Quantity)]
            for name, quantity in said:
                most = MOST_OF.get(quantity.unit)
                if most is not None and (quantity.high or 0.0) > most:
                    message = f"{leg.leg}: {quantity} is more than there can be ({most:g} {quantity.unit})"
                    yield _problem(leg_at(book, leg.leg, i, name), message, "Check the zeros and the scale", "size")


def within_the_horizon(book: Book) -> Iterator[Problem]:
    """Nothing was known after the last day that can be asked about: it would make a newest day that nobody can ask."""
    rows = [(leg_at(book, leg.leg, i, "known"), s.known) for leg in book.legs.values() for i, s in enumerate(leg.steps)]
    rows += [(book.places.get(("figures.csv", key)), figure.known) for key, figure in book.figures.items()]
    for event in book.events:
        rows.append((book.places.get(("events.csv", f"{event.date} {event.party_id} {event.event}")), event.known))
    for place, known in rows:
        if known.last > HORIZON:
            message = f"known {known} lies past the horizon: the last day that can be asked about is {HORIZON}"
            yield _problem(place, message, "Mend 'known'", "horizon")


def known_words(book: Book) -> Iterator[Problem]:
    """Sectors, distributions and currencies are of those that the engine knows."""
    for party in book.parties.values():
        if party.sector not in SECTORS:
            place = book.places.get(("parties.csv", party.party_id))
            message = f"{party.party_id}: unknown sector {party.sector!r}"
            yield _problem(place, message, f"Sectors are {', '.join(sorted(SECTORS))}", "sector")
    for parameter in book.all_parameters:
        word = parameter.distribution.replace(",", " ").replace("(", " ").split(" ")[0]
        if word and word not in DISTRIBUTIONS:
            place = book.places.get(("parameters.csv", f"{parameter.key}@{parameter.as_of or ''}"))
            message = f"{parameter.key}: unknown distribution {word!r}"
            yield _problem(place, message, f"Distributions are {', '.join(sorted(DISTRIBUTIONS))}", "distribution")
    for rate in book.fx:
        if rate.currency not in CURRENCIES:
            place = book.places.get(("fx.csv", f"{rate.currency} on {rate.date}"))
            yield _problem(place, f"unknown currency {rate.currency!r}", f"Use one of {', '.join(CURRENCIES)}", "fx")


RULES = (two_parties, a_step_begins, gates_of_others, countable, physical, within_the_horizon, known_words)


def _sums(terms: Terms) -> Iterator[tuple[str, Quantity]]:
    """Every sum of money that terms say, those of its tranches included."""
    for name, value in vars(terms).items():
        if isinstance(value, Quantity) and value.unit in CURRENCIES:
            yield name, value
        elif name == "tranches":
            yield from ((name, part.amount) for part in value or ())


def _dollars(book: Book, quantity: Quantity) -> float:
    """The greatest that a sum can be in dollars, at the currency's dearest rate; 0 for what is no stated sum."""
    if quantity.unit not in CURRENCIES or quantity.stated is None:
        return 0.0
    rates = [rate.per_usd for rate in book.fx if rate.currency == quantity.unit and rate.per_usd > 0]
    least = 1.0 if quantity.unit == "USD" else min(rates, default=1.0)
    return max(abs(quantity.low or 0.0), abs(quantity.high or 0.0)) / least


def leg_at(book: Book, leg: str, *inside: str | int) -> Place | None:
    """The nearest place that is known to a key of a leg or of one of its steps."""
    for end in range(len(inside), -1, -1):
        if (place := book.places.get(("leg", leg, *inside[:end]))) is not None:
            return place
    return None


def _problem(place: Place | None, message: str, remedy: str, rule: str) -> Problem:
    return Problem(place or Place("book"), message, remedy, rule)
