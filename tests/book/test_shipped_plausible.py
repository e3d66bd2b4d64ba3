"""What the whole check finds hard to believe in the shipped book: the arithmetic of a seed, and what it may not say."""

from __future__ import annotations

from gigaloop.book.checks import check
from gigaloop.book.file import load


def test_sixty_two_against_twenty_nine_is_not_sixteen_points() -> None:
    told = [problem for problem in check(load("loop")) if problem.rule == "arithmetic"]
    assert [problem.message for problem in told] == [
        "0.62 share less 0.29 share is 0.33, not 0.16 share (microsoft-case-study-share-less-cloud-share-2025-10)"
    ]
    assert told[0].severity == "warning"
    assert told[0].place.file.endswith("figures.csv") and told[0].place.line > 1


def test_the_seeds_world_does_not_warn_of_what_came_later() -> None:
    book = load("loop", as_of="2025-10-12")
    assert [p.rule for p in check(book) if p.rule == "arithmetic"] == ["arithmetic"]
    earlier = [p for p in check(book.at(book.as_of.replace(day=11))) if p.rule == "arithmetic"]
    assert earlier == []
