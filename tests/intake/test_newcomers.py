"""Parties that the book lacks, proposed at their place and written with their deal; rates with their day and source."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gigaloop.book.file import load, survey
from gigaloop.book.problem import InputError
from gigaloop.intake import Review, keep, newcomers, read, source_of
from gigaloop.site.review import Decided, Desk, decide

ARTICLE = (
    "2026年9月3日，优链算力科技有限公司与青禾云计算有限公司签署算力服务合同，合同金额约12.5亿元人民币，合同期限五年。"
)
CONTRACT = """EXHIBIT 10.1
MASTER SERVICES AGREEMENT
This Master Services Agreement is entered into as of September 3, 2026 by and between Halden Compute, Inc., a Delaware
corporation ("Provider"), and Northfield Robotics Ltd. ("Customer").
The initial term of this Agreement shall be five (5) years. Customer shall pay the total contract value of $1.2 billion.
Customer may not terminate for its convenience. The fees are payable regardless of actual usage."""


@pytest.fixture
def mine(tmp_path):
    home = tmp_path / "loop"
    shutil.copytree(Path(__file__).parents[2] / "books" / "loop", home)
    return home


def errors(home):
    return [problem for problem in survey(home) if problem.severity == "error"]


def test_a_new_party_stands_beside_its_deal_at_its_place():
    found = read(ARTICLE, load())
    deal, *parties = found.proposals
    assert deal.action == "add" and deal.payer is deal.payee is None
    assert [p.action for p in parties] == ["party", "party"]
    assert {p.subject_text for p in parties} == {deal.from_text, deal.to_text}
    for p in parties:
        place = p.place("subject")
        assert place is not None and found.text[place.start : place.end] == p.subject_text


def test_the_places_would_be_missed_without_them(monkeypatch):
    monkeypatch.setattr(newcomers, "sides", lambda p: [])  # the planted fault
    assert [p.action for p in read(ARTICLE, load()).proposals] == ["add"]


def test_a_chinese_firm_gets_an_id_that_can_be_read_and_its_short_name(mine):
    book = load(mine)
    review = Review(read(ARTICLE, book), book)
    told = {p.subject_text: (p.subject, p.value) for p in review.proposals.proposals if p.action == "party"}
    assert told["优链算力科技有限公司"] == ("youlian_suanli_keji", "Youlian Suanli Keji")
    assert newcomers.party_id(None, "ソフト") == "party_30bd_30d5_30c8"  # letters that nothing here reads
    review.accept("p1")
    keep(review.accepted, review.proposals, book, deal="youlian", source=source_of(review.proposals, "src-y"))
    party = load(mine).parties["youlian_suanli_keji"]
    assert (party.name_en, party.aliases) == ("Youlian Suanli Keji", ("优链算力科技",))
    assert not errors(mine)


def test_party_and_deal_are_written_together(mine):
    book = load(mine)
    review = Review(read(ARTICLE, book), book)
    review.edit("p2", subject="qinghe_cloud")
    review.edit("p2", sector="neocloud")
    review.edit("p2", value="Qinghe Cloud")
    review.accept("p1")
    assert [p.id for p in review.accepted] == ["p1", "p2", "p3"]
    kept = keep(
        review.accepted, review.proposals, book, deal="qinghe", source=source_of(review.proposals, "src-qinghe")
    )
    assert not errors(mine)
    new = load(mine)
    party = new.parties["qinghe_cloud"]
    assert (party.name_en, party.name_zh_hant, party.name_zh_hans) == (
        "Qinghe Cloud",
        "青禾雲計算有限公司",
        "青禾云计算有限公司",
    )
    assert (party.kind, party.sector, new.legs["qinghe-1"].payer) == ("neocloud", "neocloud", "qinghe_cloud")
    assert new.deals["qinghe"].name["zh-Hant"].startswith("青禾雲計算有限公司 與 優鏈算力")
    kept.undo()
    assert "qinghe_cloud" not in load(mine).parties


def test_what_is_refused_is_not_written(mine):
    book = load(mine)
    review = Review(read(ARTICLE, book), book)
    review.refuse("p2")
    with pytest.raises(InputError, match="refused as a party"):
        review.accept("p1")
    review.undo()
    review.accept("p1")
    with pytest.raises(InputError, match="p1 names p2"):
        review.refuse("p2")
    with pytest.raises(InputError, match="no sector"):
        review.edit("p2", sector="bakery")
    with pytest.raises(InputError, match="no id"):
        review.edit("p2", subject="Qing He")
    review.edit("p2", subject="alphabet" if "alphabet" in book.parties else "google")  # it is a party that the book has
    keep(review.accepted, review.proposals, book, deal="again", source=source_of(review.proposals, "src-again"))
    assert load(mine).legs["again-1"].payer in ("google", "alphabet")


def test_a_contract_of_two_new_parties_is_a_leg_with_its_terms(mine):
    book = load(mine)
    review = Review(read(CONTRACT, book), book)
    deal = review.proposal("p1")
    assert (deal.kind, deal.from_text, deal.to_text) == (
        "compute_purchase",
        "Northfield Robotics Ltd.",
        "Halden Compute, Inc.",
    )
    assert (deal.amount, deal.stage, deal.happened, deal.confidence) == ("1.2 bn USD", "signed", "2026-09-03", None)
    clauses = [p for p in review.proposals.proposals if p.action == "clause"]
    assert {p.target for p in clauses} == {"p1"}
    assert [p.value for p in clauses if p.term == "termination"] == ["no termination for convenience"]
    for p in (deal, *clauses):
        review.accept(p.id)
    keep(review.accepted, review.proposals, book, deal="halden", source=source_of(review.proposals, "src-halden"))
    assert not errors(mine)
    terms = load(mine).legs["halden-1"].terms
    assert (str(terms.term), str(terms.take_or_pay), str(terms.amount)) == ("5 years", "1 share", "1.2 bn USD")


def test_in_an_overlay(mine, tmp_path):
    book, over = load(mine), tmp_path / "own"
    review = Review(read(ARTICLE, book), book)
    review.accept("p1")
    keep(
        review.accepted,
        review.proposals,
        book,
        deal="qinghe",
        source=source_of(review.proposals, "src-q"),
        overlay=over,
    )
    assert not [problem for problem in survey(mine, overlay=over) if problem.severity == "error"]


def test_on_the_page(mine):
    desk, book = Desk(), load(mine)
    steps = [("edit", "p3", "subject", "youlian"), ("accept", "p1")]
    told = decide(Decided(text=ARTICLE, steps=steps, write=True), book, None, desk)
    assert [p["decision"] for p in told["proposals"]] == ["accepted"] * 3
    assert told["proposals"][1]["line"][0] == "青禾云计算有限公司"
    assert "parties.csv" in told["written"]
    assert "youlian" in load(mine).parties and not errors(mine)


@pytest.mark.parametrize(
    ("words", "sum_", "dollars"),
    [
        ("₹10,000 crore", "100 bn INR", 100 / 94.489),
        ("S$2 billion", "2 bn SGD", 2 / 1.2678),
        ("£2 billion", "2 bn GBP", 2 / 0.73472),
        ("RMB 20 billion", "20 bn CNY", 20 / 6.8012),
        ("HK$8 billion", "8 bn HKD", 8 / 7.8282),
        ("3 billion Canadian dollars", "3 bn CAD", 3 / 1.3658),
        ("NT$62 billion", "62 bn TWD", 62 / 31.1),
    ],
)
def test_the_rate_says_its_day_and_who_published_it(words, sum_, dollars):
    book = load()
    p = read(f"May 10, 2026 - Meta signed a {words} cloud contract with Nebius.", book).proposals[0]
    assert (p.amount, round(p.amount_usd_bn, 4)) == (sum_, round(dollars, 4))
    rate = min(
        (r for r in book.whole.fx if r.currency == sum_.split()[-1]), key=lambda r: abs((r.date.last - book.as_of).days)
    )
    assert f"per USD of {rate.date}, by {book.whole.sources[rate.sources[0]].publisher}" in p.reason
