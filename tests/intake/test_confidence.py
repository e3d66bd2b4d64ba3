"""How sure a proposal is: by what was measured, and by nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import gigaloop
from gigaloop.intake import confidence as told, read

MEASURED = Path(told.__file__).with_name("measured.csv")


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


def test_a_proposal_says_how_often_its_like_was_right(book):
    rows = {row["told"]: row for row in csv.DictReader(MEASURED.open(encoding="utf-8"))}
    one = read("Oct. 1, 2026 - Meta signed a $5 billion cloud contract with Nebius.", book).proposals[0]
    right, wrong = (int(rows["compute_purchase"][name]) for name in ("right", "wrong"))
    assert one.confidence == round(right / (right + wrong), 2)
    assert '"confidence"' in read("Oct. 1, 2026 - Meta signed a $5 billion deal with Nebius.", book).to_json()


def test_a_deal_without_a_number_is_believed_less(book):
    bare = read("Oct. 1, 2026 - Meta signed a cloud contract with Nebius.", book).proposals
    sized = read("Oct. 1, 2026 - Meta signed a $5 billion cloud contract with Nebius.", book).proposals
    assert [p.kind for p in bare] == ["compute_purchase"] and bare[0].confidence < sized[0].confidence


def test_a_deal_with_a_firm_that_the_book_lacks_is_believed_less(book):
    text = "Oct. 1, 2026 - {} signed a $5 billion cloud contract with Nebius."
    known, lacked = (read(text.format(firm), book).proposals[0] for firm in ("Meta", "Quorra Systems"))
    assert (known.payer, lacked.payer, lacked.payee) == ("meta", None, "nebius")
    assert lacked.confidence < known.confidence


def test_what_is_no_deal_has_none(book):
    found = read("Oct. 1, 2026 - Nvidia is valued at $4 trillion.", book).proposals
    assert found and {p.confidence for p in found} == {None}
