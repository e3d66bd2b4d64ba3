"""A publisher of a shipped book that is told in words is a row of the table: none stays English by oversight."""

import re

from gigaloop import load
from gigaloop.words import catalogue
from gigaloop.words.publishers import described, published_by

#: a word in small letters beside others: no web address, no 's
WORDS = re.compile(r"(?<![\w.'])[a-z][a-z'-]*(?![\w.])")


def told_in_words(publisher):
    return " " in publisher and WORDS.search(publisher) is not None


def publishers():
    return {source.publisher for book in ("loop", "telecom", "tiny") for source in load(book).sources.values()}


def test_no_publisher_told_in_words_falls_through():
    rows = catalogue.rows("publishers.csv")
    assert sorted(filter(told_in_words, publishers() - rows.keys())) == []
    assert (
        told_in_words("Public GitHub file")
        and not told_in_words("Tom's Hardware")
        and not told_in_words("S&P (sec.gov)")
    )


def test_no_row_outlives_its_publisher():
    assert sorted(catalogue.rows("publishers.csv").keys() - publishers()) == []


def test_a_publisher_speaks_each_script_and_in_hong_kong_that_of_taiwan():
    assert (
        published_by("Public GitHub file", "zh-HK")
        == published_by("Public GitHub file", "zh-Hant")
        == "公開 GitHub 檔案"
    )
    assert published_by("Public GitHub file", "en") == "Public GitHub file"


def test_a_text_that_cites_others_is_told_in_chinese_whatever_it_is_called():
    """`reuters.com citing Bloomberg` stood in English on a Chinese page."""
    assert published_by("a.txt citing Bloomberg, WSCN", "zh-Hans") == "a.txt（引述 Bloomberg, WSCN）"
    said = {name: published_by(described(name, None, ["Bloomberg"]), "zh-Hant") for name in ("", "example.com")}
    assert said == {"": "未載日期的文本（引述 Bloomberg）", "example.com": "example.com（引述 Bloomberg）"}
    dated = described("", "2026-03-12", [])
    assert (
        published_by(dated, "zh-Hans") == "2026 年 3 月 12 日的文本" and published_by(dated) == "text of 12 March 2026"
    )
    assert published_by("text of 2026", "zh-Hans") == "text of 2026", "no day, no text of a day"
