"""Filings and exhibits: what they tell, what is redacted, and the rows that an accepted one becomes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import gigaloop
from gigaloop.book.file import survey
from gigaloop.book.problem import InputError
from gigaloop.intake import Review, article, keep, read, source_of
from tests.intake.filings import filings, same_clause, same_figure, score

SHIPPED = Path(__file__).parents[2] / "books" / "loop"


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


@pytest.fixture
def home(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "loop")
    return tmp_path / "loop"


def reading(name, book):
    return read(article(next(one["text"] for one in filings() if one["id"] == name).encode()), book)


@pytest.mark.parametrize("half", [1, 2, 3])
def test_what_filings_and_exhibits_tell_is_found(book, half):
    counts, mistakes = score(book, half)
    assert min(count.f1 for count in counts.values() if count.found + count.missed) >= 0.9, mistakes


def test_a_wrong_figure_or_clause_is_no_hit(book):
    p = next(p for p in reading("filing-01", book).proposals if p.metric == "backlog_rpo")
    right = {"subject": "coreweave", "metric": "backlog_rpo", "period": "2026-09-30", "value": 112.4e9}
    assert same_figure(p, right)
    assert not any(
        same_figure(p, right | wrong) for wrong in ({"value": 98.8e9}, {"period": "2026-06-30"}, {"subject": "x"})
    )
    c = next(p for p in reading("exhibit-03", book).proposals if p.term == "cure_period")
    assert same_clause(c, {"term": "cure_period", "holds": "60 days"}) and not same_clause(
        c, {"term": "cure_period", "holds": "30 days"}
    )


def test_every_figure_and_clause_stands_in_the_text(book):
    for one in filings():
        found = read(article(one["text"].encode()), book)
        assert found.proposals
        for p in found.proposals:
            assert {e.field for e in p.evidence} >= (
                {"metric", "value"} if p.metric else {"term", "value"} if p.term else set()
            )
            assert all(found.text[e.start : e.end] == e.text for e in p.evidence)


def test_a_table_that_does_not_add_up_is_told(book):
    text = next(one["text"] for one in filings() if one["id"] == "filing-01").replace("28,084", "38,084")
    assert any("does not add up" in str(note) for note in read(article(text.encode()), book).warnings)


def test_a_figure_that_the_book_has_is_no_news(book):
    told = "FORM 10-Q\nOracle Corporation\n(Exact name of registrant)\nFor the quarterly period ended August 31, 2026\n"
    told += "Leases that have not yet commenced came to $288 billion at August 31, 2026.\nDate: September 11, 2026"
    (p,) = [p for p in read(told, book).proposals if p.metric == "leases_not_commenced"]
    assert (p.action, p.target) == ("duplicate", "oracle-leases-not-commenced-2026-08-31")
    other = next(p for p in read(told.replace("288", "188"), book).proposals if p.metric == "leases_not_commenced")
    assert other.action == "figure" and "both would stay" in other.reason


def test_figures_and_clauses_become_rows_and_can_be_taken_back(home):
    mine = gigaloop.load(home)
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    found = reading("filing-01", mine)
    review = Review(found, mine)
    for p in found.proposals:
        review.accept(p.id)
    kept = keep(review.accepted, found, mine, deal="crwv-10q", source=source_of(found, "crwv-10q"))
    assert {p.name for p in kept.paths} == {"sources.csv", "figures.csv"}
    again = gigaloop.load(home)
    assert (
        again.figures["coreweave-principal-due-2028-2"].value.stated == 4.377e9
    )  # the book has one of an older filing
    assert again.sources["crwv-10q"].tier == "primary"
    assert [p for p in survey(home) if p.severity == "error"] == []
    kept.undo()
    assert {p: p.read_bytes() for p in home.rglob("*") if p.is_file()} == before


def test_a_clause_enters_its_leg_and_what_is_redacted_stays_undisclosed(home):
    mine = gigaloop.load(home)
    found = reading("exhibit-03", mine)
    review = Review(found, mine)
    for p in found.proposals:
        review.edit(p.id, target="ms-nebius", known="2026-10-05")
        review.accept(p.id)
    kept = keep(review.accepted, found, mine, deal="nbis-msa", source=source_of(found, "nbis-msa"))
    assert {p.name for p in kept.paths} == {"sources.csv", "terms.csv"}
    terms = gigaloop.load(home).legs["ms-nebius"].terms
    assert terms.cure.text == "60 days" and terms.exit_cost.bound == "undisclosed"
    with pytest.raises(InputError):
        (home / "terms.csv").write_text((home / "terms.csv").read_text() + "\n")
        kept.undo()


def test_a_figure_without_its_day_waits_for_a_person(book):
    text = next(one["text"] for one in filings() if one["id"] == "filing-01").replace("Date: November 12, 2026", "")
    found = read(article(text.encode()), book)
    name = next(p.id for p in found.proposals if p.metric)
    with pytest.raises(InputError, match="known"):
        Review(found, book).accept(name)


def test_an_overlay_takes_the_rows(tmp_path, book):
    found = reading("filing-05", book)
    review = Review(found, book)
    for p in found.proposals:
        if p.metric or p.term:
            review.accept(p.id)
    mine = tmp_path / "mine"
    keep(review.accepted, found, book, deal="orcl-8k", source=source_of(found, "orcl-8k"), overlay=mine)
    assert {p.name for p in mine.iterdir()} == {"sources.csv", "figures.csv", "terms.csv"}
    assert "orcl-8k" in gigaloop.load(overlay=mine).sources


YEARS = """FORM 10-K
For the fiscal year ended December 31, 2026
CoreWeave, Inc.
(Exact name of registrant as specified in its charter)
Future minimum payments under our non-cancelable purchase commitments are as follows (in millions):
2027   $   1,204
2028   $   3,000
Thereafter   $   900
Future lease payments under leases that have commenced were as follows (in millions):
2027   $   500
2028   $   600
Contractual maturities of debt (in millions):
2027   $   1,300
2028 and thereafter   $   3,100
Date: February 20, 2027
"""


def test_a_table_by_year_is_told_by_what_it_is_of(book):
    found = {(p.metric, p.period): p.value for p in read(YEARS, book).proposals if p.metric}
    assert found["purchases_due", "2028"] == "3 bn USD"
    assert found["purchases_due", "after_2028"] == "900 m USD"
    assert found["rent_due", "2027"] == "500 m USD"
    assert ("rent_due", "after_2027") not in found  # the next table is another's
    assert found["principal_due", "after_2027"] == "3.1 bn USD"
