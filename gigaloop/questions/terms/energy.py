"""energy: how much electricity is a goal in gigawatts, beside a country's, and how fast could a grid take it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from gigaloop.answer.made import Made, Numbers, OfFigure, OfPower, Over, Plus, Times
from gigaloop.answer.question import Owes, Question, Row, Speech, Table, largest, those
from gigaloop.answer.tally import figure_row, origin_of, period_of, resting, tally
from gigaloop.book.grade import count_once, worth
from gigaloop.book.model import Book, Figure
from gigaloop.book.problem import Misread
from gigaloop.words.notes import note

HOURS = 8760.0
LOAD, ADDED, GROWTH = "load-factor", "power-additions", "power-growth"
#: metric of a country's yearly electricity, and of what its grid takes up in a year
COUNTRY, GRID = ("_electricity_consumption", "_electricity_generation"), "_grid_additions"


def answer(book: Book, party: Owes = "openai") -> Table:
    """How much electricity is a party's goal, or what it has contracted, beside a country's and a grid's additions?

    Definition: `QUESTION.definition`. `goal` is the party's own figure, `contracted` the GW of its counted contracts as
    stated; load factor and supply enter with their ranges.

    Columns: for each goal and for what is contracted (`basis`): `power` (GW), `energy` and `at_full_load` (TWh a year),
    one `times_` row for each country (ratio), `years_of_grid` (years of a grid's additions) and, for a goal that is
    still ahead, `share_of_supply` (of what builders of the whole world can add until then).

    Raises InputError for an unknown party, or one that names no goal and contracts no GW.

    >>> from gigaloop import load
    >>> round(answer(load("loop"), "openai").one("openai/goal 2033/energy").mid)
    1642
    """
    chosen = book.party(party)
    rows = [*_goal(book, chosen.party_id), *_contracted(book, chosen.party_id)]
    if not rows:
        raise Misread(
            f"{chosen.name_en} names no goal and no contract in GW on {book.as_of}", "Ask about openai", id="party"
        )
    return QUESTION.table(
        book,
        title={"party": chosen},
        rows=rows,
        arguments={"party": chosen.party_id},
        added=(("basis", ""),),
        notes=[note("energy.nameplate")],
    )


def _newest(book: Book, ending: str) -> Iterator[Figure]:
    """For each metric of this ending the newest figure of a year gone by, else the newest there is."""
    metrics: dict[str, list[Figure]] = {}
    for figure in book.figures.values():
        if figure.metric.endswith(ending) and figure.value.stated and figure.period_end is not None:
            metrics.setdefault(figure.metric, []).append(figure)
    for found in metrics.values():
        yield max(found, key=lambda f: ("forecast" not in f.period, f.period_end))


def _goal(book: Book, party: str) -> Iterator[Row]:
    goals = [
        figure for figure in book.figures.values()
        if figure.subject == party and "_goal" in figure.metric and figure.value.unit == "GW" and figure.value.stated
    ]  # fmt: skip
    newest = {figure.metric: figure for figure in sorted(goals, key=lambda f: f.known)}
    for figure in newest.values():
        basis = f"goal {figure.period}"
        row = figure_row(book, figure, key=f"{party}/{basis}/power", measure="power", unit="GW", more={"basis": basis})
        yield row
        yield from _energy(book, row)
        if figure.period_end is not None and figure.period_end.last > book.as_of:
            yield _supply(book, row, figure.period_end.last.year)


def _contracted(book: Book, party: str) -> Iterator[Row]:
    legs = [leg for leg in count_once(book, book.legs.values()).legs if leg.payer == party and leg.terms.power]
    legs = [leg for leg in legs if worth(book, leg, "power").mid]
    if not legs:
        return
    sums = [worth(book, leg, "power") for leg in legs]
    low, mid = sum(s.low for s in sums), sum(s.mid or 0.0 for s in sums)
    high = None if any(s.high is None for s in sums) else sum(s.high or 0.0 for s in sums)
    behind = tally(book, legs)
    row = Row(
        key=f"{party}/contracted/power", subject=party, measure="power", unit="GW", low=low, mid=mid, high=high,
        period=book.as_of.isoformat(), grade=behind.grade, legs=behind.legs, sources=behind.sources,
        more={"basis": "contracted"}, made=Plus(tuple(OfPower(leg.leg) for leg in legs)),
    )  # fmt: skip
    yield row
    yield from _energy(book, row)


def _energy(book: Book, power: Row) -> Iterator[Row]:
    load = book.parameter(LOAD)
    hours = tuple(HOURS / 1e3 * x for x in load.range())
    energy = _times(book, power, "energy", "TWh", hours, (LOAD,), made=Times(power.key, Numbers(*hours)))
    yield energy
    full = (HOURS / 1e3,) * 3
    yield _times(book, power, "at_full_load", "TWh", full, (), made=Times(power.key, Numbers(*full)))
    for ending in COUNTRY:
        for figure in _newest(book, ending):
            yield _beside(book, energy, f"times_{figure.metric}", "ratio", figure)
    for figure in _newest(book, GRID):
        yield _beside(book, power, "years_of_grid", "years", figure)


def _times(
    book: Book,
    row: Row,
    measure: str,
    unit: str,
    by: tuple[float, ...],
    used: tuple[str, ...],
    figure: Figure | None = None,
    made: Made | None = None,
) -> Row:
    """A row times a range, each end with the end that makes it least or greatest."""
    assumptions = tuple(dict.fromkeys((*row.assumptions, *used)))
    added = resting(book, used, figures=() if figure is None else [figure.figure_id])
    low, mid, high = (None if end is None else end * x for end, x in zip((row.low, row.mid, row.high), by, strict=True))
    return replace(
        row, key=f"{row.subject}/{row.more['basis']}/{measure}", measure=measure, unit=unit, low=low, mid=mid,
        high=high, period=row.period if figure is None else period_of(figure), origin=origin_of(book, assumptions),
        figures=(*row.figures, *added["figures"]), assumptions=assumptions,
        sources=tuple(dict.fromkeys((*row.sources, *added["sources"]))), undisclosed=0, made=made,
    )  # fmt: skip


def _beside(book: Book, row: Row, measure: str, unit: str, figure: Figure) -> Row:
    low, high = figure.value.bounds(book.about_half_width())
    stated = figure.value.stated or 0.0
    by = (1 / (high or stated), 1 / stated, 1 / (low or stated))
    return _times(book, row, measure, unit, by, (), figure, Over(row.key, OfFigure(figure.figure_id)))


def _supply(book: Book, row: Row, year: int) -> Row:
    """The goal over all GW that the world's builders can add from the book's date to the end of a year."""
    quarters = np.arange(4 * (year - book.as_of.year) + 4 - (book.as_of.month - 1) // 3)
    level, growth = book.parameter(ADDED).range(), book.parameter(GROWTH).range()
    added = [float((a * np.exp(g * quarters / 4)).sum()) for a, g in zip(level, growth, strict=True)]
    by = (1 / added[2], 1 / added[1], 1 / added[0])
    return _times(book, row, "share_of_supply", "ratio", by, (ADDED, GROWTH), made=Times(row.key, Numbers(*by)))


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What the first goal in GW draws in a year, and how often that is what a country uses."""
    power = largest(those(table, measure="power"))
    if not power:
        return []
    goal = power[0].more["basis"]
    told = [say("energy.draws", power=power[0], energy=row) for row in those(table, measure="energy", basis=goal)[:1]]
    times = those(table, basis=goal, measure="times_germany_electricity_consumption")
    return [*told, *(say("energy.times", times=row) for row in times)]


def first(table: Table) -> Sequence[Row]:
    """What each goal draws, and how often that is what a country uses."""
    return those(table, measure=("power", "energy", "times_germany_electricity_consumption", "years_of_grid"))


QUESTION = Question(answer, headline, first)
