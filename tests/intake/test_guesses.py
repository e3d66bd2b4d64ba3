"""What may be a firm's name is weighed beside what is one, bounded; a whole text tells which number counts."""

from __future__ import annotations

import pytest

import gigaloop
from gigaloop.intake import read, reader
from gigaloop.intake.candidates import slots
from gigaloop.intake.guesses import MOST_GUESSED, Guesses
from gigaloop.intake.names import Names
from gigaloop.intake.quantities import amounts
from gigaloop.intake.script import fold
from gigaloop.intake.shapes import persons
from gigaloop.intake.states import governments
from gigaloop.intake.whole import whole


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


def seen(text, book, monkeypatch):
    """The sentences of a text as the scale meets them, and its finds."""
    kept = []

    def chosen(found, sentences, *_):
        kept.append((sentences, found))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(reader, "chosen", chosen)
        read(text, book)
    return kept[0]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Oct. 5, 2026. The plant stands beside Lantern North. It opened in May.", ["Lantern North"]),
        (
            "Brelt's $90 million bet\n\nOct. 5, 2026. Norvik agreed to buy Brelt Corporation for $90 million.",
            ["Brelt Corporation"],
        ),
        ("2026年10月5日,造芯片的昊芯英瑞要搬家。这是今年的事。", ["昊芯英瑞"]),
        ("2026年10月5日,蓝花健康昨晚公布了月度账。蓝花健康说,还会再买。", ["蓝花健康"]),
    ],
)
def test_what_may_be_a_name_is_a_guess(text, names, book, monkeypatch):
    sentences, _ = seen(text, book, monkeypatch)
    guesses = Guesses(sentences)
    found = [m.text for told in sentences for m in guesses.of(told)]
    assert set(names) <= set(found), found


def test_people_places_and_words_are_no_guess(book, monkeypatch):
    text = "Oct. 5, 2026. Chief executive Jane Doe spoke in Abu Dhabi on Monday. However, nothing was signed."
    sentences, _ = seen(text, book, monkeypatch)
    guesses = Guesses(sentences)
    assert [m.text for told in sentences for m in guesses.of(told)] == []


def test_guesses_are_bounded(book, monkeypatch):
    words = ", ".join(f"Lantern {chr(65 + n % 26)}{chr(97 + n // 26)}x" for n in range(300))
    sentences, _ = seen(f"Oct. 5, 2026. It paid $3 billion beside {words}.", book, monkeypatch)
    guesses = Guesses(sentences)
    assert all(len(guesses.of(told)) <= MOST_GUESSED for told in sentences)


def test_the_firm_that_a_text_tells_most_is_weighed_far_from_it(book, monkeypatch):
    text = (
        "Oct. 5, 2026. Oracle is growing. CoreWeave has many sites. CoreWeave hires, as CoreWeave said. "
        "The halls are cold. Pipes run below. Nothing else is known. Dell is near. Banks agreed to lend $2 billion."
    )
    sentences, found = seen(text, book, monkeypatch)
    slot = next(one for one in slots(found, sentences) if one.what == "money")
    assert ("coreweave", "main") in [(near.who.key, near.where) for near in slot.near]


def test_a_text_tells_its_first_and_largest_number(book, monkeypatch):
    text = "Oct. 5, 2026. Meta paid Nebius $3 billion. Nebius lost $9 billion. Meta said the $3 billion was well spent."
    told = whole(seen(text, book, monkeypatch)[0])
    three, nine = ("money", "USD", 3e9), ("money", "USD", 9e9)
    assert (told.first["money", "USD"], told.most["money", "USD"], told.times[three]) == (three, nine, 2)
    assert told.times[three, "meta"] == 2 and told.times[nine, "meta"] == 0


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("a credit of R$180 million (US$31.3 million)", ["180 m", "31.3 m USD"]),
        ("1.75bn Singapore dollars (SGD) (US$1.3bn)", ["1.75 bn SGD"]),
        ("three parks of 176MWp and 300+ megawatts", ["176 MW", "300 MW"]),
    ],
)
def test_a_dollar_is_of_its_country_and_a_megawatt_of_its_sort(text, sums):
    assert [q.text for q in amounts(text, "en")] == [one for one in sums if one != "180 m"]


def test_the_principal_of_one_note_is_no_loan(book):
    text = "2026年10月5日,公告称,本次债券的初始交换比率为每100万港元本金额可交换约16万股。"
    assert [p.because for p in read(text, book).proposals] == ["price"]


def test_the_government_is_the_one_told_before(book):
    text = (
        "Oct. 5, 2026. Japan will provide 192 billion yen in subsidies for Micron. "
        "The government has decided to provide 170 billion yen to Rapidus."
    )
    deals = [(p.kind, p.payer, p.payee) for p in read(text, book).proposals if p.kind]
    assert deals == [("grant", "japan_gov", "micron"), ("grant", "japan_gov", "rapidus")]


@pytest.mark.parametrize(
    ("text", "people", "firms"),
    [
        ("Wexbri, Rajic's previous employer, was bought by Norvik.", {"Rajic"}, {"Wexbri", "Norvik"}),
        ("Jean-Baptiste Kempf, who built it, left Norvik.", {"Kempf"}, {"Norvik"}),
        ("Mira Doe, 41, runs Norvik.", {"Doe"}, {"Norvik"}),
        ("由 Mira Doe 联合创立的 Norvik 完成融资。", {"Doe"}, {"Norvik"}),
        ("大卫·西尔弗（David Silver）以高价融资，西尔弗说。", {"西尔弗"}, set()),
        ("伯克希尔·哈撒韦公司（Berkshire Hathaway）买入股票。", set(), {"哈撒韦公司", "哈撒韦"}),
        ("Norvik, which pays, and Norvik's next start are told.", set(), {"Norvik"}),
    ],
)
def test_who_is_told_as_a_person_is_no_firm(text, people, firms):
    found = persons(text)
    assert people <= found and not firms & found


@pytest.mark.parametrize(
    ("text", "giver"),
    [
        ("Groq secures $1.5 billion commitment from Saudi Arabia.", ["Saudi Arabia"]),
        ("Groq secures a commitment of $1.5 billion from Saudi Arabia.", ["Saudi Arabia"]),
        ("Groq获沙特阿拉伯15亿美元（约合人民币110亿元）的投资承诺。", ["沙特阿拉伯"]),
        ("Groq获得沙特市场的认可。", []),
        ("Groq moved staff from Saudi Arabia.", []),
    ],
)
def test_a_country_that_gives_is_a_party(text, giver):
    assert [text[a:b] for a, b in governments(text, 0, len(text))] == giver


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("OpenAI did a$10 billion deal", ["10 bn USD"]),
        ("OpenAI did an A$10 billion deal", ["10 bn AUD"]),
        ("融资400亿美元，约合人民币2900亿元，创下纪录", ["40 bn USD"]),
        ("融资400亿美元，约2900亿元贷款", ["40 bn USD", "about 290 bn CNY"]),
        (
            "买了48.5万块芯片，A买了22.4万块，B和C买了19.6万和16.9万块",
            ["485000 chips", "224000 chips", "196000 chips", "169000 chips"],
        ),
        ("花5万块钱买GPU", ["50000 CNY"]),
        ("300枚徽章", []),
    ],
)
def test_amounts_that_are_easily_misread(text, told):
    assert [one.text for one in amounts(text, "en" if text.isascii() else "zh-Hans")] == told


def test_a_sum_paid_for_a_licence_may_be_a_right(book, monkeypatch):
    told = "Oct. 5, 2026. Nvidia will pay Groq $20 billion to {} its technology."
    kinds = []
    for verb in ("license", "praise"):
        sentences, found = seen(told.format(verb), book, monkeypatch)
        kinds.append({one.kind for slot in slots(found, sentences) for one in slot.candidates})
    assert "right" in kinds[0] and "right" not in kinds[1]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("OpenAI 前首席科学家创立的公司融资10亿美元。", set()),
        ("Former OpenAI executives raised $1 billion.", set()),
        ("ex-Nvidia engineers raised $1 billion.", set()),
        ("美国总统在白宫宣布，软银投资1000亿美元。", {"softbank"}),
        ("At the White House, SoftBank announced $100 billion.", {"softbank"}),
        ("白宫入股英特尔。", {"us_gov", "intel"}),
        ("OpenAI executives raised $1 billion.", {"openai"}),
    ],
)
def test_whose_former_people_and_whose_house_it_is_tells_no_party(text, named, book):
    names = Names(book)
    assert {m.party for m in names.known(fold(text)) if m.how != "rival"} == named


@pytest.mark.parametrize(
    ("heading", "told"),
    [("阿里辟谣：向DeepSeek投资10亿美元是假消息", False), ("阿里向DeepSeek投资10亿美元", True)],
)
def test_a_sum_that_one_sentence_denies_is_told_by_none(heading, told, book):
    text = f"{heading}\n\n2025年2月7日。市场传闻阿里巴巴计划向DeepSeek投资10亿美元。市场平稳。今天有消息。"
    deals = [p for p in read(text, book).proposals if p.kind and p.action == "add" and p.amount == "1 bn USD"]
    assert bool(deals) == told
