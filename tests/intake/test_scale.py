"""Learnt weights choose among what a find may tell: by words and places, by no firm's name, in bounded time."""

from __future__ import annotations

import time
from functools import partial

import pytest

import gigaloop
from gigaloop.book.problem import Misread
from gigaloop.intake import candidates, read, reader, scale
from gigaloop.intake.candidates import LOOSE
from gigaloop.intake.whole import whole
from tests.intake.learn import packed
from tests.intake.scoring import articles

RAISED = (
    "Nov. 3, 2026. {a} said on Monday that it had raised $400 million from {b}. The round values the maker of robots at"
    " $3 billion. Its chief executive spoke at a fair in Berlin. {b} also lends {a} $120 million for a plant, a person"
    " familiar with the matter said. Last year the firm had sales of $90 million."
)
FIRMS = ({"a": "Veltrix Robotics", "b": "Ornada Ventures"}, {"a": "Quorvex Robotics", "b": "Elbano Ventures"})


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


def told(text, book):
    return [(p.action, p.because, p.kind, p.payer or p.from_text, p.payee or p.to_text, p.amount)
            for p in read(text, book).proposals]  # fmt: skip


def weighed(text, book, monkeypatch):
    """The weight of each candidate of each find."""
    seen = []

    def chosen(found, sentences, weigh, _text):
        times = whole(sentences)
        seen.extend(scale.scores(slot, weigh, times) for slot, _ in scale.open_slots(found, sentences))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(reader, "chosen", chosen)
        read(text, book)
    return seen


def shipped(name, deal, book):
    text = next(one["text"] for one in articles() if one["id"] == name)
    return [p.action for p in read(text, book).proposals if (p.kind, p.payer, p.payee) == deal]


def test_the_table_turns_a_choice_of_the_rules(book, monkeypatch):
    actions = partial(shipped, "fifth-en-04", ("capacity_lease", "oracle", "crusoe"), book)
    assert actions() == ["contradict"]
    with monkeypatch.context() as patch:
        patch.setattr(reader, "chosen", lambda found, *_: found)
        assert actions() == []
    monkeypatch.setattr(scale, "weights", dict)
    assert actions() == []


def test_a_deal_without_a_number_has_to_weigh_more(book, monkeypatch):
    actions = partial(shipped, "press-hant-03", ("chip_purchase", "meta", "amd"), book)
    assert actions() == ["refuse"]
    monkeypatch.setattr(scale, "BARE", 0.0)
    assert actions() == ["add"]


def test_a_find_under_the_least_weight_is_refused_with_its_reason(book, monkeypatch):
    text = RAISED.format(**FIRMS[0])
    assert scale.UNLIKELY not in {reason for _, reason, *_ in told(text, book)}
    monkeypatch.setattr(scale, "scores", lambda slot, *_: [scale.REFUSED - 0.01] * len(slot.candidates))
    refused = [row for row in told(text, book) if row[2]]
    assert len(refused) == 2 and {row[:2] for row in refused} == {("refuse", scale.UNLIKELY)}


@pytest.mark.parametrize(("alike", "limit", "told_at_all"), [(3, 0.29, True), (4, 0.29, False), (4, 0.24, True)])
def test_a_find_with_a_number_is_told_where_one_candidate_is_likely(alike, limit, told_at_all, book, monkeypatch):
    def scores(slot, *_):
        return [20.0] * alike + [-20.0] * (len(slot.candidates) - alike)

    monkeypatch.setattr(scale, "scores", scores)
    monkeypatch.setattr(scale, "LIKELY", limit)
    deals = [row for row in told(RAISED.format(**FIRMS[0]), book) if row[5] == "400 m USD"]
    assert {row[0] for row in deals} == {"add" if told_at_all else "refuse"}
    assert scale.likely([20.0] * alike, True, True)  # one without a number is told over BARE


def test_a_firms_name_weighs_nothing(book, monkeypatch):
    first, second = (weighed(RAISED.format(**firms), book, monkeypatch) for firms in FIRMS)
    assert first == second and any(map(any, first))
    called = {firms[side]: side for firms in FIRMS for side in "ab"}
    texts = [RAISED.format(**firms) for firms in FIRMS]
    deals = [[[called.get(x, x) for x in row] for row in told(text, book) if row[2]] for text in texts]
    assert deals[0] == deals[1] != []


def test_the_same_text_is_read_the_same_twice(book, monkeypatch):
    text = RAISED.format(**FIRMS[0])
    assert told(text, book) == told(text, book)
    assert weighed(text, book, monkeypatch) == weighed(text, book, monkeypatch)


def test_a_short_text_the_rules_read_alone(book, monkeypatch):
    def never(*_):
        raise AssertionError

    monkeypatch.setattr(scale, "weights", never)
    short = RAISED.format(**FIRMS[0]).split(" Its chief")[0]
    assert ("stake", "400 m USD") in {(row[2], row[5]) for row in told(short, book)}
    with pytest.raises(AssertionError):
        told(RAISED.format(**FIRMS[0]), book)


def test_a_dense_text_is_weighed_in_bounded_time(book):
    sentence = (
        "Meta, Oracle, Nvidia, AMD, CoreWeave, Nebius, Microsoft and OpenAI agreed to buy, lend, lease and guarantee"
        " ${} billion of chips, power and cloud capacity, and Meta invested ${} billion in Oracle. "
    )
    text = "".join(sentence.format(n, n + 1) for n in range(1, 250))
    start = time.process_time()
    read(text, book)
    assert time.process_time() - start < 30  # 4 s when it was written, 2 of them the rules


@pytest.mark.parametrize("held", [None, b"\x01\x02", packed({1: 2, 3: 4})[:-5]])
def test_a_missing_or_cut_table_is_told(held, tmp_path, monkeypatch):
    if held is not None:
        (tmp_path / "scale.bin").write_bytes(held)
    monkeypatch.setattr(scale, "__file__", str(tmp_path / "scale.py"))
    with pytest.raises(Misread, match=r"missing or cut: .*scale\.bin"):
        scale.weights.__wrapped__()


def test_what_no_rule_saw_is_told_where_it_weighs_most(book, monkeypatch):
    text = RAISED.format(**FIRMS[0]) + " A supply order of 40,000 chips for the two was also named."
    before = told(text, book)
    lifted = {"chips"}

    def scores(slot, *_):
        first = 9.0 if slot.what in lifted and slot.one.proposal.because == LOOSE else -9.0
        return [first, *[-9.0] * (len(slot.candidates) - 1)]

    monkeypatch.setattr(scale, "scores", scores)
    after = {p.units for p in read(text, book).proposals if p.action != "refuse"}
    assert not any(row[2] == "chip_purchase" for row in before) and "40000 chips" in after
    lifted.clear()
    assert "40000 chips" not in {p.units for p in read(text, book).proposals if p.action != "refuse"}


def test_the_table_ships_and_is_small():
    table = scale.weights()
    assert 20_000 < len(table) < 100_000 and all(-128 < weight < 128 and weight for weight in table.values())
    assert scale.unpacked(packed(table)) == table


EACH = (
    "11月3日，英伟达宣布将对两家光通讯大厂Lumentum、Coherent分别投资20亿美元。"
    "公司股价上涨。分析师看好市场。市场反应平稳。"
)


def test_a_share_beside_it_is_no_second_sum_of_each(book):
    told = "11月3日，OpenAI和软银将各向星际之门注资190亿美元，两者均持有合资企业40%的股权。"
    text = told + "公司股价上涨。分析师看好。市场平稳。"
    deals = {(p.payer, p.payee) for p in read(text, book).proposals if p.amount == "19 bn USD"}
    assert deals == {("openai", "stargate_jv"), ("softbank", "stargate_jv")}


@pytest.mark.parametrize("seen", [True, False])
def test_a_number_told_of_each_is_a_deal_with_each(seen, book, monkeypatch):
    def scores(slot, *_):
        told = ((one.kind, one.payer.who.party, one.payee.who.party) for one in slot.candidates)
        return [20.0 * (one == ("stake", "nvidia", "lumentum")) for one in told]

    monkeypatch.setattr(scale, "scores", scores)
    if not seen:  # the planted fault
        monkeypatch.setattr(candidates, "_each", lambda *_: [])
    deals = {p.payee for p in read(EACH, book).proposals if (p.payer, p.amount) == ("nvidia", "2 bn USD")}
    assert deals == ({"lumentum", "coherent"} if seen else {"lumentum"})
