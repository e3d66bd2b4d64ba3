"""The reader on labelled articles, and on what is no honest article: bounded, and never a write without a review."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

import gigaloop
from gigaloop.book.file import survey
from gigaloop.book.problem import InputError
from gigaloop.intake import Review, article, keep, open_article, read, source_of
from tests.intake.scoring import PROPOSED, articles, dated, same, score, sentences, told, total

SHIPPED = Path(__file__).parents[2] / "books" / "loop"
TOLD = "Oct. 1, 2026 - Meta signed a $5 billion cloud contract with Nebius."


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


@pytest.mark.parametrize("half", [1, 2, 3, 4, 5, 6])
def test_what_the_articles_tell_is_found(book, half):
    counts, mistakes = score(book, half)
    assert total(counts).f1 >= 0.85, mistakes


def test_each_way_to_say_it_is_understood(book):
    wrong = []
    for row in sentences():
        found = [p for p in read(dated(row["text"]), book).proposals if p.action in PROPOSED]
        new = any(p.action != "duplicate" for p in found)
        if not any(told(p, row) for p in found) if row["kind"] else new:
            wrong.append(row["text"])
    assert wrong == []


def test_a_wrong_row_of_the_sentences_is_no_hit(book):
    row = next(row for row in sentences() if row["size"] == "38")
    found = read(dated(row["text"]), book).proposals
    assert any(told(p, row) for p in found)
    assert not any(
        told(p, row | wrong) for p in found for wrong in ({"size": "39"}, {"to": "google"}, {"kind": "loan"})
    )


def test_there_are_enough_articles_in_three_scripts():
    told = articles()
    assert len(told) >= 30 and {one["lang"] for one in told} == {"en", "zh-Hans", "zh-Hant"}
    assert sum(not one["deals"] for one in told) >= 5


def test_a_wrong_label_is_no_hit(book):
    p = read(TOLD, book).proposals[0]
    right = {"kind": "compute_purchase", "from": "meta", "to": "nebius", "amount": 5}
    assert same(p, right, book)
    assert not any(
        same(p, right | wrong, book) for wrong in ({"amount": 6}, {"from": "nebius"}, {"kind": "loan"}, {"gw": 1})
    )


def test_lines_that_are_broken_in_the_middle_of_a_sentence(book):
    p = read(
        "Oct. 1, 2026 - Meta signed a contract under which it will pay\nabout $5 billion for cloud at Nebius.", book
    )
    assert [one.amount for one in p.proposals] == ["about 5 bn USD"]


def test_a_number_told_later_belongs_to_the_contract(book):
    p = read("Oct. 1, 2026 - Meta signed a cloud contract with Nebius. The contract is worth $5 billion.", book)
    assert [(one.kind, one.amount) for one in p.proposals] == [("compute_purchase", "5 bn USD")]
    other = read("Oct. 1, 2026 - Meta signed a cloud contract with Nebius. The budget is $5 billion.", book)
    assert other.proposals[0].amount == "undisclosed"


def test_a_plan_that_was_dropped_is_no_deal(book):
    found = read("Oct. 9, 2026 - xAI dropped a plan to sell $6 billion of bonds.", book).proposals
    assert found and {p.action for p in found} == {"refuse"}


@pytest.mark.parametrize(
    "page",
    [
        b"<p>" + TOLD.encode() + b"</p>" + b"<p>Nothing is told here. </p>" * 700_000,
        b"<table><tr><td>" * 4000 + TOLD.encode() + b"</td></tr></table>" * 4000,
        TOLD.encode() + b" $5 billion" * 100_000,
        ("甲骨文" * 200_000).encode(),
        ("据霁川三月公告的霁川,在公司「霁川」将各引进5万张" * 6_000).encode(),
    ],
    ids=["20 MB", "nested tables", "one number again and again", "a word without an end", "names without an end"],
)
def test_a_page_without_end_is_read_in_bounded_time(book, page):
    start = time.process_time()
    try:
        read(article(page), book)
    except InputError as refused:
        assert refused.problems[0].remedy
    assert time.process_time() - start < 10


def test_hidden_marks_and_look_alikes(book):
    hidden = read(TOLD.replace("Meta", "Me\u200bta").replace("$5", "\u202e$5"), book).proposals[0]
    assert (hidden.payer, hidden.amount) == ("meta", "5 bn USD")
    alike = [p for p in read(TOLD.replace("Meta", "\u041ceta"), book).proposals if p.kind]
    assert all(p.payer != "meta" for p in alike)


def test_what_is_no_pdf_is_refused(tmp_path):
    path = tmp_path / "x.pdf"
    path.write_bytes(b"MZ" + b"\0" * 1000)
    with pytest.raises(InputError):
        open_article(path)


def test_what_is_accepted_is_the_yaml_of_a_person_and_a_fault_changes_nothing(tmp_path):
    home = tmp_path / "loop"
    shutil.copytree(SHIPPED, home)
    mine = gigaloop.load(home)
    found = read(TOLD, mine)
    review = Review(found, mine)
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    with pytest.raises(InputError):
        keep(review.accepted, found, mine, deal="new-one", source=source_of(found, "src-new"))
    name = next(p.id for p in found.proposals if p.kind)
    review.edit(name, action="add")
    review.accept(name)
    bad = source_of(found, "src-new") | {"language": "nonsense " * 3, "published": "2026-99-99"}
    with pytest.raises(InputError):
        keep(review.accepted, found, mine, deal="new-one", source=bad)
    assert {p: p.read_bytes() for p in home.rglob("*") if p.is_file()} == before
    written = keep(review.accepted, found, mine, deal="new-one", source=source_of(found, "src-new"))
    assert {p.name for p in written.paths} == {"new-one.yaml", "sources.csv"}
    again = gigaloop.load(home)
    assert again.legs["new-one-1"].payee == "nebius" and "src-new" in again.sources
    assert [p for p in survey(home) if p.severity == "error"] == []
