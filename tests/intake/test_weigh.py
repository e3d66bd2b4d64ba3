"""What the book knows sets a reading right: the number of a leg, trades that never deal so, a deal told in passing."""

from __future__ import annotations

import pytest

import gigaloop
from gigaloop.intake import read
from gigaloop.intake.lexicon import words
from gigaloop.intake.names import Names
from gigaloop.intake.roles import parts
from gigaloop.intake.shapes import unknown
from gigaloop.intake.weigh import Weigh, kin


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


def told(text, book):
    return [(p.action, p.kind, p.payer, p.payee) for p in read(text, book).proposals if p.kind]


def test_a_number_of_the_book_names_the_other_party(book):
    text = "Oct. 9, 2025. CoreWeave made news with Meta once more. The new supply contract: up to $14.2 billion."
    assert ("duplicate", "compute_purchase", "meta", "coreweave") in told(text, book)
    other = [one for one in told(text.replace("14.2", "13.7"), book) if one[0] == "duplicate"]
    assert other == []


def test_a_number_is_the_books_only_where_its_parties_are_named(book):
    weigh = Weigh(book)
    assert any(leg.payer == "meta" and leg.payee == "coreweave" for leg in weigh.legs)
    found = told("Oct. 9, 2025. Samsung signed a $14.2 billion supply contract with Micron.", book)
    assert [{payer, payee} for _, _, payer, payee in found] == [{"micron", "samsung"}]


def test_trades_that_never_deal_so_are_refused_or_turned(book):
    text = "Nov. 1, 2026. Ambience Healthcare must rely on an investment of Nvidia."
    assert told(text, book) == [("refuse", "stake", "ambience", "nvidia")]
    turned = told("Nov. 1, 2026. CoreWeave announced a $3 billion cloud contract, and Meta with it.", book)
    assert ("add", "compute_purchase", "coreweave", "meta") not in turned


def test_whose_chips_are_used_is_not_who_sells(book):
    found = told("Nov. 1, 2026. Lambda offers cloud services that run on Nvidia GPUs.", book)
    assert all(action == "refuse" for action, *_ in found)
    sold = told("Nov. 1, 2026. Lambda will buy 50,000 Nvidia GPUs.", book)
    assert [(kind, payer, payee) for _, kind, payer, payee in sold] == [("chip_purchase", "lambda", "nvidia")]


def test_kinds_of_one_deal_are_kin():
    assert kin("compute_purchase", "capacity_lease") and not kin("loan", "stake")


def test_who_is_left_unnamed_has_a_place_too(book):
    text = (
        "Sept. 30, 2025. Meta raised US$29bn for a site, while Oracle pulled US$18bn in bonds for OpenAI's halls too."
    )
    found = [p for p in read(text, book).proposals if p.kind == "loan" and p.payee == "oracle"]
    assert [(p.payer, p.action) for p in found] == [("bondholders", "duplicate")]
    assert {"kind", "from", "to", "amount"} <= {e.field for e in found[0].evidence}


def test_sentences_of_the_press_that_once_were_misread(book):
    """Retold, with other sums, from articles that the reader met in November 2026."""
    one = told("2026年2月3日 软银以30亿美元收购 Fortress,并承担债务。", book)
    assert any(p[1:] == ("acquisition", "softbank", None) for p in one), one
    text = "2026年1月20日 Anthropic 本轮融资250亿美元,由 GIC 与 Coatue 领投,各注资20亿美元。"
    sums = [p.amount for p in read(text, book).proposals if p.kind == "stake" and p.payee == "anthropic"]
    assert sums.count("2 bn USD") == 2
    warrants = read("Oct. 1, 2026. Nvidia received 12 million warrants for IREN stock.", book).proposals
    assert [p.units for p in warrants if p.kind == "warrant"] == ["12 m shares"]
    grown = read("Oct. 1, 2026. CoreWeave increased its bond sale from $1 billion to $2 billion.", book).proposals
    assert [p.amount for p in grown if p.action != "refuse"] == ["2 bn USD"]
    sold = told("Oct. 1, 2026. Northern Data agreed to sell its mining unit to Galaxy for $200 million.", book)
    assert any(p[1:3] == ("acquisition", "galaxy") for p in sold), sold


def test_power_beside_chips_is_power(book):
    one = read("2025年10月1日 OpenAI向AMD採購6百萬瓩晶片。", book).proposals[0]
    assert (one.gw, one.units) == (6.0, None)
    assert read("2025年10月1日 OpenAI向AMD採購6百萬瓩AI晶片。", book).proposals[0].gw == 6.0


SIZED = "Meta signed a $3 billion cloud contract with Nebius."
BARE = "OpenAI has signed a chip agreement with Broadcom."
AFTER, BEFORE = f"Nov. 1, 2026. {SIZED} {BARE}", f"Nov. 1, 2026. {BARE} {SIZED}"


def test_a_deal_without_a_number_after_one_with_a_number_is_background(book, monkeypatch):
    assert ("refuse", "chip_purchase", "openai", "broadcom") in told(AFTER, book)
    assert ("amend", "chip_purchase", "openai", "broadcom") in told(BEFORE, book)
    monkeypatch.setattr(Weigh, "_background", lambda self, found, text: None)  # the fault
    assert ("refuse", "chip_purchase", "openai", "broadcom") not in told(AFTER, book)


def test_a_purchase_that_the_words_tell_counts_after_a_number_too(book, monkeypatch):
    text = f"Nov. 1, 2026. {SIZED} OpenAI has signed an agreement to buy chips from Broadcom."
    assert ("amend", "chip_purchase", "openai", "broadcom") in told(text, book)
    monkeypatch.setattr(Weigh, "_bought", staticmethod(lambda one, text: False))  # the fault
    assert ("refuse", "chip_purchase", "openai", "broadcom") in told(text, book)


def test_a_sum_far_above_all_of_its_kind_is_no_deal(book, monkeypatch):
    text = "Nov. 1, 2026. OpenAI raised funds at ${} in a funding round."
    assert told(text.format("1.2 trillion"), book) == [("refuse", "stake", "investors", "openai")]
    assert [one[0] for one in told(text.format("90 billion"), book)] != ["refuse"]
    monkeypatch.setattr("gigaloop.intake.weigh.BEYOND", 1e9)  # the fault
    assert [one[0] for one in told(text.format("1.2 trillion"), book)] != ["refuse"]


def test_a_word_that_names_a_deal_is_no_firm():
    assert unknown("Warrants will be issued to buyers.", 0, 34, []) == []
    assert [m.text for m in unknown("Firmus will be paid.", 0, 20, [])] == ["Firmus"]


def test_who_is_excepted_has_no_part(book):
    for text in ("Besides Oracle, Nebius signed a contract.", "Apart from Oracle, Nebius signed a contract."):
        cases = parts(text, 0, len(text), Names(book).known(text), words(text, 0, len(text)))
        assert [one.who.party for one in cases] == ["nebius"]
