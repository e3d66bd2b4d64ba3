"""words.csv: events, notes of scenarios and of steps in three scripts; what translates nothing is warned of."""

import re
from dataclasses import replace

import pytest

import gigaloop
from gigaloop.answer.written import content
from gigaloop.book.file import survey
from gigaloop.book.said import clauses, reasons, said, texts
from tests.shipped import shipped

LETTERS = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def book():
    return shipped()


def test_every_event_and_every_note_is_told_in_three_scripts(book):
    owed = set(texts(book.whole))
    assert len(owed) > 600 and {book.events[0].event, book.scenarios["severe"].note} <= owed
    for text in owed:
        hant, hans = said(book, text, "zh-Hant"), said(book, text, "zh-Hans")
        assert LETTERS.search(hant) and LETTERS.search(hans), text
        assert said(book, text, "en") == text


def test_every_clause_in_words_is_told_in_three_scripts(book):
    owed = set(clauses(book))
    assert len(owed) > 100 and "no termination for convenience" in owed
    for text in (one for one in owed if re.search(r"[a-z]{2,} [a-z]{2,}", one)):  # places keep their names
        for language in ("zh-Hant", "zh-Hans"):
            assert LETTERS.search(str(content(book, text).said(language))), text


def untold(book):
    """Part of the reasons of numbers that nobody has translated."""
    found = [text for text in reasons(book) if re.search(r"[a-z]{2,} [a-z]{2,}", text)]
    assert len(found) > 400
    return sum(said(book, text, "zh-Hans") == text for text in found) / len(found)


def test_how_a_number_was_found_is_told_in_three_scripts_and_a_reason_that_is_not_is_counted(book):
    """A number is measured anew more often than it is translated anew: one in twenty may wait, no more."""
    assert untold(book.whole) < 0.05
    assert untold(replace(book.whole, words={})) == 1.0
    table = gigaloop.ask(book, "assumptions", origin="assumed")
    told = [row.more["how"].said("zh-Hant") for row in table.rows if row.more["how"]]
    assert sum(bool(LETTERS.search(text)) for text in told) > 0.95 * len(told)
    assert table.rows[0].more["how"] == table.rows[0].more["how"].said("en")


def test_gigawatts_of_a_text_stand_in_its_translations_and_each_is_in_its_own_script(book):
    for row in book.words.values():
        watts = set(re.findall(r"[0-9.]+ GW", row.en))
        assert watts <= set(re.findall(r"[0-9.]+ GW", row.zh_hant)) & set(re.findall(r"[0-9.]+ GW", row.zh_hans)), row
        assert not re.search(r"[資記軟輝億兩關會據]", row.zh_hans), row.zh_hans
        assert not re.search(r"[资记软辉亿两关]", row.zh_hant), row.zh_hant


def test_a_translation_whose_english_has_changed_is_seen(tmp_path):
    import shutil

    folder = tmp_path / "tiny"
    shutil.copytree(gigaloop.load("tiny").path, folder)
    (folder / "words.csv").write_text("en,zh_hant,zh_hans\nNo such text,沒有,没有\n", "utf-8")
    assert [problem.rule for problem in survey(folder) if problem.rule == "words"] == ["words"]
    book = gigaloop.load(folder)
    assert said(book, "No such text", "zh-Hant") == "沒有" and "No such text" not in set(texts(book))


def test_the_telecom_book_is_told_in_three_scripts():
    book = gigaloop.load("telecom").whole or gigaloop.load("telecom")
    owed = [text for text in (*texts(book), *reasons(book)) if re.search(r"[a-z]{2,} [a-z]{2,}", text)]
    assert len(owed) > 100
    assert [one for one in owed for of in ("zh-Hant", "zh-Hans") if not LETTERS.search(said(book, one, of))] == []
