"""How many numbers a parameter is made of, in which words, and how large each may be: what the engine relies on when it
reads one. One function a rule; `checks.RULES` holds them."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from gigaloop.book.model import Book, Parameter
from gigaloop.book.problem import InputError, Place, Problem
from gigaloop.book.units import parse_number

#: parameters that are lists -> how many numbers, and of what; every other number stands alone
NUMBERS = {
    "vintage-value": (5, "a share of the price at age 1 to 5 years"),
    "appetite-transition": (9, "three rows: from open, tight, shut to open, tight, shut"),
    "valuation-regime": (3, "open, tight, shut"),
    "liquidity-target": (3, "open, tight, shut"),
    "spread-regime": (3, "open, tight, shut"),
    "hoarding": (3, "open, tight, shut"),
    "hoarding-cloud": (3, "open, tight, shut"),
    "power-region-shares": (4, "us, europe, asia, gulf"),
    "implied-default-intensity": (3, "A, BBB, BB"),
    "historical-default-intensity": (3, "A, BBB, BB"),
}
BY_REGIME = (3, "open, tight, shut")
#: lists whose name ends with a party's
FAMILIES = {"leverage-limit-": BY_REGIME, "hoarding-": BY_REGIME}
#: parameters that are words and numbers, 'banks 0.3;bond_funds 0.7'; the shares of all but the first add up to 1
SPLITS = ("spread-by-grade", "chip-vendor-shares", "holders-of-loans", "holders-of-bonds",
          "holders-of-project-debt", "holders-of-lab-equity")  # fmt: skip
#: the sectors that may hold debt and equity of a run
HOLDERS = ("banks", "private_credit", "insurers_pensions", "bond_funds", "public_equity", "private_funds",
           "governments", "utilities", "customers", "memory_foundry", "staff_other")  # fmt: skip
#: how a unit begins -> least and greatest; a run's cents end at 90 tn dollars
BANDS = {
    "share": (0.0, 1.0),
    "probability": (0.0, 1.0),
    "part of the way": (0.0, 1.0),
    "new commitments": (0.0, 0.5),  # above one half news would feed itself
    "factor": (0.0, 100.0),
    "times": (0.0, 100.0),
    "USD bn": (-9e4, 9e4),
    "log": (-10.0, 10.0),
    "per year": (-10.0, 10.0),
    "per quarter": (-10.0, 10.0),
    "abnormal return": (-1.0, 1.0),
    "GW": (0.0, 1e6),
    "years": (0.0, 400.0),
    "quarters": (0.0, 400.0),
    "USD per": (0.0, 1e9),
    "bn shares": (1e-9, 1e6),
    "": (-1e12, 1e12),
}
#: how a name begins or ends -> the same, where its unit alone would let nonsense through: what a walk keeps of itself
#: beyond 1 explodes, a spread of surprises below nothing is none
NAMED = {
    "capital": (0.0, 9e4), "round-capital": (0.0, 9e4), "reach": (0.0, 100.0), "rating-": (0.0, 1e3),
    "spread-": (0.0, 100.0), "customer-tie": (0.0, 0.99), "-persistence": (0.0, 1.0), "-memory": (0.0, 1.0),
    "-sd": (0.0, 10.0), "-power": (0.0, 10.0),
}  # fmt: skip
#: slack of what adds up to 1: shares are written with two digits
SLACK = 0.02


def numbers_enough(book: Book) -> Iterator[Problem]:
    """A list has its count of numbers, and every other parameter has one: `0.5;3` is no single number."""
    for parameter in book.all_parameters:
        count, meaning = counted(parameter.key)
        if parameter.name in SPLITS:
            continue
        for which in ("value", "low", "high"):
            try:
                found = len(parameter.numbers(which))
            except InputError:
                break  # words; `checks.ordered_ranges` knows which may be
            if found != count:
                wanted = f"{count} numbers separated by ';' ({meaning})" if count > 1 else "one number"
                message = (
                    f"{parameter.key}: the {which} has {found} number{'s' * (found > 1)} where {count} should stand"
                )
                yield _problem(book, parameter, message, f"Write {wanted}", "range")
                break


def splits_in_words(book: Book) -> Iterator[Problem]:
    """A split names whom the book or the engine knows, each with a share, and the shares add up to 1."""
    for parameter in book.all_parameters:
        if parameter.name in SPLITS:
            message = _split(book, parameter)
            if message:
                remedy = "Write for example 'banks 0.30;bond_funds 0.70', parts of 1"
                yield _problem(book, parameter, f"{parameter.key}: {message}", remedy, "split")
        elif parameter.name == "power-region-shares" or parameter.name == "appetite-transition":
            try:
                numbers = parameter.numbers()
            except InputError as error:
                yield _problem(book, parameter, error.problems[0].message, error.problems[0].remedy, "range")
                continue
            whole = 3 if parameter.name == "appetite-transition" else len(numbers)
            for row in (numbers[at : at + whole] for at in range(0, len(numbers), whole)):
                if min(row) < 0 or not isclose(sum(row), 1.0, abs_tol=SLACK):
                    message = f"{parameter.key}: {';'.join(f'{x:g}' for x in row)} are no parts of 1"
                    yield _problem(book, parameter, message, "Each is 0 or more, and together they are 1", "split")


def numbers_in_band(book: Book) -> Iterator[Problem]:
    """A parameter's numbers lie where its name or unit lets them: a share in 0 to 1, dollars as cents can hold them."""
    for parameter in book.all_parameters:
        least, most = band(parameter)
        try:
            said = [x for which in ("value", "low", "high") for x in parameter.numbers(which)]
        except InputError:
            continue
        outside = next((number for number in said if not least <= number <= most), None)
        if outside is not None:
            message = f"{parameter.key}: {outside:g} {parameter.unit} is outside {least:g} to {most:g}".replace(
                "  ", " "
            )
            yield _problem(book, parameter, message, "Check the unit and the zeros", "range")


def counted(name: str) -> tuple[int, str]:
    """How many numbers a parameter has, and what they are.

    >>> counted("leverage-limit-oracle")[0], counted("rent-0")[0]
    (3, 1)
    """
    family = next((found for start, found in FAMILIES.items() if name.startswith(start)), (1, ""))
    return NUMBERS.get(name, family)


def band(parameter: Parameter) -> tuple[float, float]:
    """Between what a parameter's numbers must lie: by its name, else by its unit."""
    for told, ends in NAMED.items():
        ends_so = told.startswith("-") and parameter.name.endswith(told)
        if parameter.name == told or ends_so or (told.endswith("-") and parameter.name.startswith(told)):
            return ends
    return next(ends for start, ends in BANDS.items() if parameter.unit.startswith(start))


def _split(book: Book, parameter: Parameter) -> str:
    """What is wrong with a split; empty if nothing is."""
    whole = 0.0
    seen: set[str] = set()
    for part in parameter.value.split(";"):
        *words, number = part.split() or [""]
        if words[:1] == ["strategic"] and parameter.name == "holders-of-lab-equity":
            continue
        name = " ".join(words) if parameter.name == "spread-by-grade" else words[-1] if words else ""
        try:
            share = parse_number(number)
        except ValueError:
            return f"{part.strip()[:60]!r} is no name with a number"
        if not name or name in seen:
            return f"{part.strip()[:60]!r} has no name, or one that stands twice"
        if not 0 <= share <= 1:
            return f"{part.strip()[:60]!r} is not between 0 and 1"
        vendors = any(party.sector == "chip_vendor" for party in book.parties.values())
        if parameter.name == "chip-vendor-shares" and vendors and name not in book.parties:
            return f"{name[:60]!r} is no party of the book"
        if parameter.name.startswith("holders-of") and name not in HOLDERS:
            return f"{name[:60]!r} is no sector that holds ({', '.join(HOLDERS)})"
        seen.add(name)
        whole += share
    if parameter.name != "spread-by-grade" and not isclose(whole, 1.0, abs_tol=SLACK):
        return f"the shares add up to {whole:g}, not 1"
    return ""


def _problem(book: Book, parameter: Parameter, message: str, remedy: str, rule: str) -> Problem:
    place = book.places.get(("parameters.csv", f"{parameter.key}@{parameter.as_of or ''}"))
    return Problem(place or Place("book"), message, remedy, rule)
