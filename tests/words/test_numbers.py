"""Numbers as people write them, by property; and the catalogue's rules."""

import re
import warnings

import pytest

from gigaloop.words import catalogue
from gigaloop.words.catalogue import LANGUAGES, SCRIPTS
from gigaloop.words.numbers import day, written

UNITS = ("USD bn", "share", "GW", "ratio", "USD bn/year", "quarters", "years")
SIZES = [
    sign * base * 10.0**power
    for sign in (1, -1)
    for base in (1, 1.005, 2.45, 4.996, 9.95, 9.996)
    for power in range(-6, 5)
]
SCALE = {"bn": 1.0, "tn": 1000.0, "億": 0.1, "亿": 0.1, "兆": 1000.0, "萬億": 1000.0, "万亿": 1000.0}


def value(text):
    """A written amount of money in billions of dollars."""
    found = re.search(r"(-?)\$?([\d,.]+) ?(bn|tn|萬億|万亿|億|亿|兆)", text)
    return (-1 if found[1] or "-$" in text else 1) * float(found[2].replace(",", "")) * SCALE[found[3]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", UNITS)
def test_at_most_three_digits_count_and_no_zero_is_false(unit, language):
    for size in SIZES:
        text = written(size, unit, language)
        digits = re.search(r"[\d,]+\.?\d*", text)[0].replace(",", "")
        assert re.search(r"[1-9]", digits), (size, text)
        assert unit == "quarters" or len(digits.replace(".", "").strip("0")) <= 3, (size, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_is_what_it_was_but_for_rounding(language):
    for size in SIZES:
        text = written(size, "USD bn", language)
        if not text.startswith(("<", ">")):
            assert value(text) == pytest.approx(size, rel=0.006, abs=0.05), text


@pytest.mark.parametrize(
    ("size", "says"),
    [
        (999.4, "$999 bn"),
        (999.6, "$1 tn"),
        (99.94, "$99.9 bn"),
        (99.96, "$100 bn"),
        (0.96, "$1 bn"),
        (0.05, "$0.1 bn"),
        (0.04996, "< $0.1 bn"),
        (-0.049, "> -$0.1 bn"),
        (0.0, "$0"),
    ],
)
def test_what_carries_changes_its_scale(size, says):
    assert written(size, "USD bn") == says


@pytest.mark.parametrize(
    ("share", "says"),
    [
        (0.0994, "9.9%"),
        (0.0996, "10%"),
        (0.994, "99%"),
        (0.996, "99.6%"),
        (0.9999, "> 99.9%"),
        (1.0, "100%"),
        (0.0004, "< 0.1%"),
    ],
)
def test_a_share_is_all_or_none_only_if_it_is(share, says):
    assert written(share, "share") == says


def test_hong_kong_differs_in_the_large_unit_alone():
    assert [written(1400.0, "USD bn", of) for of in LANGUAGES] == [
        "$1.4 tn",
        "1.4 兆美元",
        "1.4 万亿美元",
        "1.4 萬億美元",
    ]
    assert {written(638.0, "USD bn", of) for of in ("zh-Hant", "zh-HK")} == {"6,380 億美元"}


def test_dates_are_dates():
    assert [day("2026-05-31", of) for of in ("en", "zh-Hans")] == ["31 May 2026", "2026 年 5 月 31 日"]
    assert day("2026-10-10..2026-12-31") == "10 October 2026 to 31 December 2026" and day("spot") == "spot"


def test_a_key_twice_is_an_error():
    with pytest.raises(ValueError, match=r"b.csv:3: 'a' stands twice"):
        catalogue.read(["id,text", "a,one", "a,two"], "b.csv")
    with pytest.raises(ValueError, match=r"b.csv:2: .* is not id, text"):
        catalogue.read(["id,text", "a,one,two"], "b.csv")


def test_a_missing_translation_warns_and_is_said_in_english(monkeypatch):
    told = {language: dict(catalogue.texts(language)) for language in SCRIPTS}
    del told["zh-Hans"]["flag.yes"]
    monkeypatch.setattr(catalogue, "texts", told.__getitem__)
    catalogue.text.cache_clear()
    with pytest.warns(UserWarning, match=r"sentences.csv lacks 'flag.yes' in zh-Hans"):
        assert catalogue.say("flag.yes", "zh-Hans") == "yes"
    catalogue.text.cache_clear()


def test_no_translation_is_missing_and_all_have_the_same_places():
    english = catalogue.texts("en")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for language in LANGUAGES:
            for key, text in english.items():
                other = catalogue.text(key, language)
                places = [set(re.findall(r"\{([\w.]+)\}", told)) for told in (other, text)]
                assert places[0] == places[1], (language, key)
