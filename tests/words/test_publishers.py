"""A publisher of a shipped book that is told in words is a row of the table: none stays English by oversight."""

import re

from gigaloop import load
from gigaloop.words import catalogue
from gigaloop.words.publishers import published_by

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
