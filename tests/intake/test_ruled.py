"""What a number's own words rule out: candidates that no weight brings back."""

import pytest

from gigaloop.intake import read, reader, ruled
from gigaloop.intake.candidates import NOBODY, slots
from tests.shipped import shipped

EN = "Nov. 3, 2026. Reporters asked. Nobody answered. Microsoft and SoftBank were named before. {}"
ZH = "2026年11月3日。记者询问。没有人回答。此前提到微软和软银。{}"


@pytest.fixture(scope="module")
def book():
    return shipped()


def slot_of(told, number, book, monkeypatch):
    """The slot of a number, with all its candidates."""
    found = []

    def chosen(finds, sentences, _weigh, text):
        found.extend(one for one in slots(finds, sentences) if text[slice(*one.span)].strip().startswith(number))
        return finds

    monkeypatch.setattr(reader, "chosen", chosen)
    read((EN if told.isascii() else ZH).format(told), book)
    assert found, "the rules found nothing in this number"
    return found[0]


def left(slot):
    return {(one.kind, one.payer.who.key, one.payee.who.key) for one in ruled.open_to(slot)}


@pytest.mark.parametrize(
    ("told", "number", "issuer"),
    [
        ("Nscale raised $640 million in September.", "$640", "nscale"),
        ("Nscale closed a $640 million round, with money from SoftBank.", "$640", "nscale"),
        ("Nscale raised a $640 million Series B led by SoftBank.", "$640", "nscale"),
        ("Nscale宣布完成6.4亿美元融资。", "6.4", "nscale"),
        ("Nscale完成了由软银领投的6.4亿美元B轮融资。", "6.4", "nscale"),
        ("Nscale在9月筹集了6.4亿美元。", "6.4", "nscale"),
    ],
)
def test_who_raised_a_sum_got_it_from_nobody_named(told, number, issuer, book, monkeypatch):
    """Planted fault: with no sign of raising, those named before may have given it."""
    slot = slot_of(told, number, book, monkeypatch)
    assert {pair[1:] for pair in left(slot)} == {(NOBODY.who.key, issuer)}
    monkeypatch.setattr(ruled, "_raised", lambda slot: False)
    assert len({pair[1:] for pair in left(slot)}) > 1


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("Nscale raised $640 million from Nvidia.", "$640"),
        ("Nvidia and Nscale raised $640 million and $200 million, respectively.", "$640"),
        ("Nscale从英伟达筹集了6.4亿美元。", "6.4"),
        ("Nvidia will invest $640 million in Nscale.", "$640"),
    ],
)
def test_a_giver_who_stands_there_stays(told, number, book, monkeypatch):
    assert any(payer != NOBODY.who.key for _, payer, _ in left(slot_of(told, number, book, monkeypatch)))


@pytest.mark.parametrize(
    ("told", "number", "kinds"),
    [
        ("Nscale, founded with $4 million in seed funding, bought Lambda.", "$4", {"stake"}),
        ("Nscale took $400 million in convertible notes for halls with Lambda.", "$400", set(ruled.OF_DEBT)),
        ("Nscale获得4亿美元A轮融资，与Lambda合作。", "4", {"stake"}),
        ("Mistral将在AWS投入40亿美元。", "40", set(ruled.GOODS)),
    ],
)
def test_the_words_after_a_sum_tell_its_kind(told, number, kinds, book, monkeypatch):
    found = {kind for kind, *_ in left(slot_of(told, number, book, monkeypatch))}
    assert found and found <= kinds


def test_who_founded_a_firm_is_not_bought_with_it(book, monkeypatch):
    slot = slot_of("英伟达以3亿美元收购了Mistral创办的Lambda。", "3", book, monkeypatch)
    assert "mistral" not in {payee for *_, payee in left(slot)}
    assert "mistral" in {one.payee.who.key for one in slot.candidates}


def test_who_buys_stands_behind_the_sale(book, monkeypatch):
    slot = slot_of("Mistral以3亿美元的价格出售给了英伟达。", "3", book, monkeypatch)
    assert {(kind, payer) for kind, payer, _ in left(slot)} == {("acquisition", "nvidia")}


@pytest.mark.parametrize(
    ("told", "number", "why"),
    [
        ("Nscale will invest $10 billion to build halls in Norway.", "$10", ruled.OWN_SPENDING),
        ("英伟达计划投资260亿美元开发开源模型。", "260", ruled.OWN_SPENDING),
        ("Index Ventures raised $2 billion this week.", "$2", ruled.OF_A_FUND),
        ("Nscale raised $640 million at a $3 billion valuation.", "$3", ruled.VALUED),
        ("Nscale more than doubled its valuation to $3 billion.", "$3", ruled.VALUED),
        ("Nscale raised $640 million, and has raised $3 billion in funding to date.", "$3", ruled.TO_DATE),
        ("Mistral的ARR为3亿美元，从英伟达融资。", "3", ruled.VALUED),
        ("Mistral迄今已筹集30亿美元。", "30", ruled.TO_DATE),
        ("OpenAI's deal to buy Mistral for $3 billion fell apart on Friday.", "$3", ruled.FELL),
        ("Mistral raised its loan limit to $9 billion from $3 billion.", "$3", ruled.REPLACED),
        ("Nvidia invests $1 billion for every $3 billion of chips that Mistral buys.", "$3", ruled.PRICE),
        ("英伟达投资Mistral40亿美元，高于此前报道的至多25亿美元。", "至多25", ruled.REPLACED),
        ("Mistral has arranged a $3 billion loan with Blue Owl.", "$3", None),
        ("Mistral raised $3 billion so that its deal with Nvidia stands.", "$3", None),
        ("Mistral以30亿美元的估值完成3亿美元融资。", "3亿", None),
        ("Nvidia will invest $10 billion in Mistral to build halls.", "$10", None),
        ("英伟达向Mistral投资100亿美元建设数据中心。", "100", None),
        ("Nscale raised $640 million from Nvidia and others.", "$640", None),
    ],
)
def test_a_sum_that_is_no_deal_at_all(told, number, why, book, monkeypatch):
    assert ruled.refused(slot_of(told, number, book, monkeypatch)) == why


def test_what_is_ruled_out_is_refused_with_its_reason(book):
    text = "Nov. 3, 2026. Reporters asked. Nobody answered. SoftBank was named. {} It is a plan."
    found = read(text.format("Nvidia will invest $10 billion to build halls in Norway."), book).proposals
    assert not [p for p in found if p.kind == "stake" and p.action != "refuse"]


@pytest.mark.parametrize(
    "told", ["We've signed a deal with Nvidia for 300 megawatts.", "It’s a deal with Nvidia for 300 megawatts."]
)
def test_a_contraction_is_no_firm(told, book):
    names = {words for p in read(EN.format(told), book).proposals for words in (p.from_text, p.to_text) if words}
    assert not any("'" in words or "’" in words for words in names)


def test_an_office_is_no_part_of_a_firms_name(book):
    told = "Last week Wexbri Chief Executive Ana Moor said it raised $160 million."
    names = {words for p in read(EN.format(told), book).proposals for words in (p.from_text, p.to_text) if words}
    assert not any("Chief" in words for words in names)


@pytest.mark.parametrize(
    "told",
    [
        "Nscale raised $640 million in a round led by Norda Capital, at a $9 billion valuation.",
        "Nscale raised $640 million from Nvidia, at a $9 billion valuation.",
        "Nscale完成由英伟达领投的6.4亿美元融资，估值90亿美元。",
    ],
)
def test_a_valuation_is_not_his_who_leads_the_round(told, book):
    found = read((EN if told.isascii() else ZH).format(told), book).proposals
    assert [p.subject for p in found if p.metric == "valuation"] == ["nscale"]


def test_a_government_buys_of_a_lab_and_sells_it_nothing(book, monkeypatch):
    slot = slot_of("Mistral won a contract of $200 million with the Pentagon.", "$200", book, monkeypatch)
    pairs = {(payer, payee): set() for _, payer, payee in left(slot)}
    for kind, payer, payee in left(slot):
        pairs[payer, payee].add(kind)
    assert not pairs.get(("mistral", "us_gov"), set()) & set(ruled.GOODS)
    assert "compute_purchase" in pairs["us_gov", "mistral"]
    assert not pairs["us_gov", "mistral"] & {"stake", "grant", "chip_purchase"}
    assert any(one.kind == "chip_purchase" and one.payee.who.key == "us_gov" for one in slot.candidates)
