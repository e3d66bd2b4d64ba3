"""A party's revenue, capital spending or the like of a calendar year, read from the figures that were reported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from gigaloop.answer.made import Numbers, OfFigure, Part, Plus, Times
from gigaloop.answer.tally import widened
from gigaloop.book.grade import NOTHING, Range
from gigaloop.book.model import Book, Figure

ACTUAL, FORECAST = "actual", "forecast"
#: how a year is read of which nothing is known
HELD = "held"


@dataclass(frozen=True)
class Reported:
    """A party's revenue (or capital spending) of one calendar year in dollars; `how` it was read, as `note.revenue`.

    scale   years over the quarters that were added up
    """

    amount: Range
    figures: tuple[str, ...]
    sources: tuple[str, ...]
    assumptions: tuple[str, ...]
    how: str
    scale: float = 1.0

    @property
    def made(self) -> Part:
        """The figures added up, and scaled to a year, in billions."""
        return Times(Plus(tuple(OfFigure(name) for name in self.figures)), Numbers(*[self.scale] * 3))


def reported(book: Book, party: str, metric: str, year: int) -> Reported | None:
    """A party's `metric` (revenue, capex) in a calendar year, from its figures; None if nothing was ever reported.

    In this order: a full year whose middle lies in it (fiscal years differ); its reported quarters, scaled to four; a
    run rate; a published forecast; else the newest one known, held level. `how` says which.
    """
    theirs = [figure for figure in book.figures.values() if figure.subject == party and figure.metric == metric]
    dated = [(figure, figure.period_end.last) for figure in theirs if figure.period_end is not None]
    spans = [(figure, *span) for figure, end in dated if (span := _span(figure.period, end)) is not None]
    in_year = [(f, days, kind) for f, days, kind, middle_year in spans if middle_year == year]
    for kind, days, how in (
        (ACTUAL, 365, "year"),
        (ACTUAL, 91, "quarters"),
        (ACTUAL, 1, "run_rate"),
        (FORECAST, 365, "forecast"),
        (FORECAST, 91, "quarter_forecast"),
    ):
        if found := [f for f, d, k in in_year if d == days and k == kind]:
            return _read(book, found, days, how)
    past = [(f, days) for f, days, kind, middle in spans if kind == ACTUAL and middle <= year]
    if not past:
        return None
    newest = max(past, key=lambda pair: (end_of(pair[0]), pair[1]))
    return _read(book, [newest[0]], newest[1], HELD)


@cache
def _span(period: str, end: date) -> tuple[int, str, int] | None:
    """(days: 365, 91, or 1 for a run rate; actual or forecast; year of its middle) of a figure's period, or None."""
    if period.startswith("run_rate"):
        return 1, ACTUAL, end.year
    found = re.fullmatch(r"(?:FY)?\d{4}(Q[1-4])?(?:_(\w+))?", period)
    if found is None:
        return None
    label = found[2] or ""
    kind = (
        FORECAST
        if any(word in label for word in ("guide", "forecast", "target", "estimate", "outlook", "budget"))
        else ACTUAL
    )
    if label and kind == ACTUAL and label != "at_seed":
        return None
    if "AI" in label:
        return None
    days = 91 if found[1] else 365
    return days, kind, (end - timedelta(days=days // 2)).year


def end_of(figure: Figure) -> str:
    """The day on which a figure's period ends; '' where it has none."""
    return figure.period_end.last.isoformat() if figure.period_end else ""


def _read(book: Book, found: list[Figure], days: int, how: str) -> Reported:
    """Add quarters up and scale them; of years, run rates and forecasts the newest known stands."""
    if days != 91:
        found = [max(found, key=lambda f: (f.known.last, f.figure_id))]
    newest = {end_of(f): f for f in sorted(found, key=lambda f: f.known.last)}
    figures = list(newest.values())
    scale = 4 / len(figures) if days == 91 else 1.0
    total = NOTHING
    used: dict[str, None] = {}
    for figure in figures:
        low, high = figure.value.bounds(book.about_half_width())
        total += Range(low, figure.value.stated, high)
        used |= dict.fromkeys(widened(book, figure.value))
    low, mid, high, _ = total
    return Reported(
        Range(low * scale, None if mid is None else mid * scale, None if high is None else high * scale),
        tuple(f.figure_id for f in figures),
        tuple(dict.fromkeys(s for f in figures for s in f.sources)),
        tuple(used),
        how,
        scale,
    )
