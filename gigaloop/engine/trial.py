"""Whether a book can be simulated on the days and in the worlds that it will be asked in: compiled, and thrown away.

A reader's rules look at one record each. What only shows when all of them are laid together (an account without the
party behind it, a schedule without room) shows here, before a question meets it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

from gigaloop.book import checks
from gigaloop.book.identity import HORIZON
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, Place, Problem
from gigaloop.engine.compiler import compile_plan

#: days tried beside the first and the newest
SEEDED = 3
#: what a book need not hold: it can be read and asked, and says in a sentence that it cannot be simulated
LACKS = ("missing-parameter", "room")


def check(book: Book) -> tuple[Problem, ...]:
    """Everything wrong with a book: broken rules first, what keeps it from being simulated, then what is implausible
    on its day (severity 'warning').

    >>> from gigaloop import load
    >>> [problem.message for problem in check(load("tiny")) if problem.severity == "error"]
    []
    """
    found = checks.check(book)
    broken = tuple(problem for problem in found if problem.severity == "error")
    return found if broken else (*refusals(book), *found)


def refusals(book: Book) -> tuple[Problem, ...]:
    """What keeps a book from being simulated: `base` on its first, its newest and three seeded days, and each of its
    scenarios on the newest.

    An error is a book that is not sound. A warning (severity) is a sound book that lacks what a simulation needs, on
    that day. Each problem is told once, of the first day that has it.

    >>> from gigaloop import load
    >>> refusals(load("tiny"))
    ()
    """
    told: dict[str, Problem] = {}  # by what is wrong, without the day and the scenario of its trial
    for day, scenarios in _trials(book):
        problems = _tried(book, day, "+".join(scenarios))
        if problems and len(scenarios) > 1:  # whose is it?
            problems = [problem for name in scenarios for problem in _tried(book, day, name)] or problems
        for what, problem in problems:
            told.setdefault(what, problem)
    return tuple(told.values())


def days(book: Book) -> list[date]:
    """The days to try: the newest, the first, and three drawn by the book's hash from those when anything was known."""
    whole = book.whole or book
    known = {step.known.last for leg in whole.legs.values() for step in leg.steps}
    known |= {row.known.last for row in (*whole.figures.values(), *whole.events)}
    ordered = sorted(day for day in known if day <= HORIZON)
    if not ordered:
        return [book.as_of] if book.as_of <= HORIZON else []
    seeds = (hashlib.sha256(f"{book.hash} {number}".encode()).digest() for number in range(SEEDED))
    chosen = [ordered[int.from_bytes(seed[:8], "big") % len(ordered)] for seed in seeds]
    return list(dict.fromkeys([ordered[-1], ordered[0], *chosen]))


def _trials(book: Book) -> Iterator[tuple[date, list[str]]]:
    """Day and scenarios that are tried in one world: those that change no leg of the book do not meet each other."""
    tried = days(book)
    if tried:
        yield tried[0], ["base"]
        plain = [name for name, scenario in book.scenarios.items() if name != "base" and not scenario.book]
        if plain:
            yield tried[0], plain
        yield from ((tried[0], [name]) for name, scenario in book.scenarios.items() if scenario.book)
    yield from ((day, ["base"]) for day in tried[1:])


def _tried(book: Book, day: date, scenario: str) -> list[tuple[str, Problem]]:
    where = f"on {day}" + (f" in {scenario}" if scenario != "base" else "")
    place = book.places.get(("scenario", scenario)) or Place(str(book.path))
    try:
        compile_plan(book.at(day), scenario)
    except InputError as error:
        newest = day == days(book)[0]  # an earlier day that lacks a parameter says so when it is asked
        return [
            (
                problem.message,
                Problem(
                    place if problem.place.line == 0 else problem.place,
                    f"{problem.message} (to simulate {where})",
                    problem.remedy,
                    problem.rule,
                    "warning" if problem.rule in LACKS else "error",
                ),
            )
            for problem in error.problems
            if newest or problem.rule not in LACKS
        ]
    except Exception as error:  # whatever it is, the reader of the book must hear of it here and not in an answer
        message = f"the book cannot be simulated {where}: {type(error).__name__} {str(error)[:120]}".rstrip()
        remedy = "Look at what was added last; report the book if it is right"
        return [(message, Problem(place, message, remedy, "compile"))]
    return []
