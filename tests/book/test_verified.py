"""verified.csv: the 120 largest sums are gone through, as the book computes them; what was read is said honestly."""

from dataclasses import replace
from pathlib import Path

import pytest

from gigaloop.book.model import Book
from gigaloop.book.plausible import sums_moved_since_verified
from gigaloop.book.verified import MOST, Verified, largest
from gigaloop.questions.show.verified import answer, page, shares
from tests.shipped import shipped

PAGE = Path(__file__).parents[2] / "docs" / "refresh.md"


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


def test_each_of_the_largest_sums_is_gone_through(book):
    assert MOST == 120
    assert [one.row for one in largest(book) if one.row not in book.verified] == []
    first = largest(book)[0].row
    planted = replace(book, verified={key: row for key, row in book.verified.items() if key != first})
    assert [one.row for one in largest(planted) if one.row not in planted.verified] == [first]
    assert shares(planted)["not gone through"][0] == 1


def test_the_largest_sums_are_those_of_a_naive_count(book):
    naive = {}
    for key, leg in book.legs.items():
        amount = leg.terms.amount
        live = book.stage(key) not in ("rejected", "cancelled", "superseded", "ended")
        if live and amount is not None and amount.unit == "USD" and amount.stated:
            naive[key] = amount.stated
    naive |= {key: abs(f.value.stated) for key, f in book.figures.items() if f.value.unit == "USD" and f.value.stated}
    in_dollars = [one.row for one in largest(book) if naive.get(one.row)]
    assert in_dollars == sorted(naive, key=lambda key: (-naive[key], key))[: len(in_dollars)]
    assert MOST - len(in_dollars) == 2  # a net asset value and a market value in yen


def test_a_sum_that_moved_and_a_row_that_is_gone_are_told(book):
    assert list(sums_moved_since_verified(book)) == []
    row = next(iter(book.verified.values()))
    moved = row.model_copy(update={"dollars": row.dollars * 1.1})
    found = list(sums_moved_since_verified(replace(book, verified={row.row: moved, "nobody": row})))
    assert [("verified at" in one.message, "lacks" in one.message) for one in found] == [(True, False), (False, True)]


def test_a_sum_of_private_terms_is_not_held_to_what_was_verified(book):
    whole = book.whole or book
    key = next(row for row in book.verified if row in whole.legs and any(one.row == row for one in largest(whole)))
    moved = book.verified[key].model_copy(update={"dollars": 2 * book.verified[key].dollars})
    deal = whole.deals[whole.legs[key].deal]
    for private in (True, False):
        legs = [leg.model_copy(update={"private": private and leg.leg == key}) for leg in deal.legs]
        mine = replace(whole, deals={**whole.deals, deal.deal: deal.model_copy(update={"legs": legs})})
        told = list(sums_moved_since_verified(replace(mine, whole=None, verified={key: moved})))
        assert len(told) == (not private)


def test_opened_says_where_and_what(book):
    for row in book.verified.values():
        assert row.verdict != "opened" or row.address.startswith("https://")
        assert row.verdict == "not found" or row.evidence
    with pytest.raises(ValueError, match="without address"):
        Verified.model_validate({"row": "x", "dollars": "1", "verdict": "opened", "date": "2026-11-29"})
    with pytest.raises(ValueError):
        Verified.model_validate(
            {"row": "x", "dollars": "1", "verdict": "retold", "evidence": "x" * 201, "date": "2026"}
        )


def test_the_page_holds_what_the_command_says_and_names_each_primary_source(book):
    text = PAGE.read_text("utf-8")
    assert page(book) in text
    named = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    assert named == {key for key, source in book.sources.items() if source.tier == "primary"}


def test_the_answer_lists_the_shares_and_each_sum(book):
    table = answer(book)
    assert len(table.rows) == MOST + 2 * len(shares(book))
    assert table.one("share_of_sums/opened").mid == shares(book)["opened"][0] / MOST
    assert table.one("ms-oai-azure250").more["text"] == "opened"
    assert table.reproduce.startswith("gigaloop show verified")
