"""What may be a firm's name is weighed beside what is one, bounded; a whole text tells which number counts."""

from __future__ import annotations

import pytest

import gigaloop
from gigaloop.intake import read, reader
from gigaloop.intake.candidates import slots
from gigaloop.intake.guesses import MOST_GUESSED, Guesses
from gigaloop.intake.quantities import amounts
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
