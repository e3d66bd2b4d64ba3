"""What the whole check finds hard to believe in the shipped book: the arithmetic of a seed, and what it may not say."""

from __future__ import annotations

from dataclasses import replace

from gigaloop.book.checks import check
from gigaloop.book.file import load
from gigaloop.book.units import parse_when
from gigaloop.book.worth import OLD_VALUE, aged_values, day_of, newest
from gigaloop.questions.show import freshness
from tests.shipped import SEEDS, shipped


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


def aged(book):
    """Party -> days of its newest market value, where that is old."""
    return {value.subject: (book.as_of - day_of(value)).days for value in aged_values(book)}


def without(*gone):
    book = shipped()
    assert set(gone) < set(book.figures)
    return replace(book, figures={key: figure for key, figure in book.figures.items() if key not in gone})


def test_of_the_listed_firms_only_softbank_opens_at_an_old_value() -> None:
    assert aged(shipped()) == {"softbank": 131}
    told = [problem for problem in check(shipped()) if problem.rule == "aged"]
    assert [problem.severity for problem in told] == ["warning"] and told[0].place.line > 1


def test_the_newest_figure_is_the_surest_of_its_day_and_says_a_number() -> None:
    """Nvidia's "over 2 tn" says none; the rounder of two of Oracle's of one day has the lesser source."""
    told = [figure for figure in shipped(SEEDS).figures.values() if figure.metric == "market_cap"]
    of = {who: newest(figure for figure in told if figure.subject == who) for who in ("nvidia", "oracle", "nobody")}
    assert of["nvidia"].figure_id == "nvidia-market-cap-2025-09-30" and of["nobody"] is None
    assert of["oracle"].figure_id == "oracle-market-cap-2025-09-10"


def test_a_value_that_is_not_made_new_is_named_from_the_day_after() -> None:
    newer = ("nvidia-market-cap-2026-10-08", "spacex-market-cap-2026-10-02")
    planted = without(*newer)
    assert aged(planted) == {"softbank": 131, "nvidia": 143}, "SpaceX, of 12 June, is 120 days old and not more"
    assert "of nvidia (nvidia-market-cap-2026-05-20) is 143 days old" in str(list(check(planted)))
    rows = {row.subject: row for row in freshness.answer(planted).rows if row.more["kind"] == "value"}
    assert {who: row.mid for who, row in rows.items()} == {"softbank": 131 - OLD_VALUE, "nvidia": 143 - OLD_VALUE}
    assert rows["nvidia"].figures == ("nvidia-market-cap-2026-05-20",) and rows["nvidia"].more["due"] == "2026-09-17"
    assert "spacex" in aged(replace(planted, as_of=planted.as_of.replace(day=11)))


def test_a_value_dated_after_it_was_known_is_of_the_day_on_which_it_was_known() -> None:
    book = shipped()
    ahead = book.figures["softbank-market-cap-2026-06-01"]
    late = ahead.model_copy(update={"period_end": parse_when("2026-12-31")})
    assert aged(replace(book, figures={**book.figures, late.figure_id: late})) == {"softbank": 131}
