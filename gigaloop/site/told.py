"""How the site writes small things: a rating, how far a scenario moves."""

from __future__ import annotations

from typing import Any

from gigaloop.site.words import speaker

#: ratings from the best down, as S&P and Fitch write them, and as Moody's does
RATINGS = (
    *("AAA", "AA+", "AA", "AA-", "A+", "A", "A-", "BBB+", "BBB", "BBB-"),
    *("BB+", "BB", "BB-", "B+", "B", "B-", "CCC+", "CCC", "CCC-", "CC", "C", "D"),
)
MOODYS = (
    *("Aaa", "Aa1", "Aa2", "Aa3", "A1", "A2", "A3", "Baa1", "Baa2", "Baa3"),
    *("Ba1", "Ba2", "Ba3", "B1", "B2", "B3", "Caa1", "Caa2", "Caa3", "Ca", "C"),
)


def letter(metric: str, notch: float) -> str:
    """A rating by its place on the scale, AAA = 1, as its agency writes it.

    >>> letter("rating_sp", 10), letter("rating_moodys", 13)
    ('BBB-', 'Ba3')
    """
    scale = MOODYS if metric == "rating_moodys" else RATINGS
    return scale[min(max(round(notch), 1), len(scale)) - 1]


def extent(shock: Any, value: str, language: str) -> str:
    """How much a driver moves, as people write it: points of a rate, a share of what it is; else as it stands."""
    try:
        moved = float(value)
    except ValueError:
        return value
    if shock.driver == "rate" and shock.verb in ("up_by", "down_by"):
        return speaker(language)("points", n=f"{100 * moved:g}")
    share = shock.verb in ("up_by", "down_by") or shock.driver.startswith("appetite.")
    return f"{100 * moved:.3g}%" if share else value
