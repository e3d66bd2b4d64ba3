"""In Python and in a notebook an answer, a row, a book and a run fit one screen; `ask` has a function a question."""

from __future__ import annotations

import inspect
import json
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import gigaloop
from gigaloop.answer.shown import picture
from gigaloop.answer.table import Row, Table
from gigaloop.book.near import nearest
from gigaloop.book.problem import InputError
from gigaloop.questions import ALIASES, CATALOGUE, QUESTIONS
from tests.shipped import shipped

#: lines and letters of one screen
TALL, LONG = 42, 4_000
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def book():
    return shipped()


@pytest.fixture(scope="module")
def table(book):
    return gigaloop.ask.backlog(book, "甲骨文")


def fits(text: str) -> bool:
    return text.count("\n") < TALL and 0 < len(text) < LONG


def test_a_book_a_table_a_row_and_a_run_are_one_screen(book, table):
    run = gigaloop.simulate(gigaloop.load("tiny"), paths=4)
    for one in (book, table, table[0], run, gigaloop.ask.deals(book), gigaloop.load("tiny")):
        assert fits(repr(one)), type(one)
    assert "4 paths" in repr(run) and "4 ok" in repr(run)
    assert "4 paths" in run._repr_html_() and Text(run._repr_html_()).tags
    assert str(book.as_of) in repr(book) and f"{len(book.legs)} legs" in repr(book)


def test_a_screen_that_holds_too_much_is_seen():
    assert not fits("x" * LONG) and not fits("\n" * TALL) and not fits("")


def test_a_table_counts_walks_and_is_read_by_number_slice_or_key(table):
    assert len(table) == len(list(table)) == len(table.rows)
    assert table[0] is table.rows[0] and table[:2] == table.rows[:2] and table[table[3].key] is table[3]
    assert bool(replace(table, rows=()))  # an answer without rows is an answer


def test_filter_keeps_the_rows_that_are_as_wanted(table):
    shares = table.filter(measure="backlog_share", mid=lambda mid: mid > 0.4)
    assert isinstance(shares, Table) and 0 < len(shares) < len(table) and shares.reproduce == table.reproduce
    assert {row.measure for row in shares} == {"backlog_share"} and all(row.mid > 0.4 for row in shares)
    assert len(table.filter(measure=["backlog_share", "backlog_rest"])) > len(table.filter(measure="backlog_rest"))
    with pytest.raises(InputError, match=r"no column 'mesure'\.  Did you mean measure"):
        table.filter(mesure="backlog_share")


class Text(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.said = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.said += data


def test_a_notebook_shows_picture_and_ten_rows_and_no_markup_of_the_book(book, table):
    page = Text(table._repr_html_())
    assert page.tags.count("tr") == 11 and page.tags.count("svg") == 1 and page.tags.count("rect") > 1
    assert table.title["en"] in page.said and f"{len(table) - 10} more of {len(table)} rows" in page.said
    hostile = replace(table, title={"en": HOSTILE}, rows=(replace(table[0], subject=HOSTILE), *table.rows))
    assert set(Text(hostile._repr_html_()).tags) == set(page.tags)
    shown = Text(book._repr_html_())
    assert str(book.as_of) in shown.said and f"{len(book.deals):,} deals" in shown.said
    assert Text(replace(book, name=HOSTILE)._repr_html_()).tags == shown.tags


def test_a_notebook_in_chinese_shows_its_answers_in_chinese(book, table):
    for language, scale in (("zh-TW", "\u5146"), ("zh-HK", "\u842c\u5104"), ("zh-CN", "\u4e07\u4ebf")):
        asked = gigaloop.ask.speaking(language)
        for told in (asked.backlog(book, "oracle"), table.speaking(language)):
            page = Text(told._repr_html_()).said
            for text in (page, repr(told)):
                assert told.headline[told.tongue][0] in text.replace("\n", "") and told.rows == table.rows
                assert not re.search(r"\b(as of|low|party|customer)\b", text.partition("gigaloop ask")[0])
        data = json.loads(table.speaking(language).to_json())
        assert data["language"] == told.tongue and data["rows"][0]["key"] == table[0].key
        assert scale in asked.binding(book)._repr_html_()
    assert "language" not in json.loads(table.to_json())
    for speaking in (table.speaking, gigaloop.ask.speaking):
        with pytest.raises(InputError, match="'zh-XX' is not spoken here"):
            speaking("zh-XX")


def test_a_picture_needs_two_numbers():
    row = Row(key="k", subject="a", measure="m", unit="x", low=0, mid=1, high=None)
    assert picture([row]) == "" and picture([row, replace(row, mid=None)]) == ""
    assert picture([row, replace(row, key="l", mid=-2.0)]).count("<rect") == 2


def test_what_is_missing_says_what_to_install(table, monkeypatch):
    for library, frame in (("pandas", table.to_pandas), ("polars", table.to_polars)):
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(ImportError, match=rf"{library} is not installed\.  Run: pip install {library}"):
            frame()


def test_ask_has_one_function_a_question_with_the_signature_and_words_of_its_record(book):
    assert {name.replace("_", "-") for name in dir(gigaloop.ask)} == set(QUESTIONS)
    for name, asked in QUESTIONS.items():
        function = getattr(gigaloop.ask, name.replace("-", "_"))
        taken = dict(inspect.signature(function).parameters)
        assert next(iter(taken)) == "book" and set(taken) >= {argument.name for argument in asked.arguments}
        for argument in asked.arguments:
            assert taken[argument.name].default == argument.default
            assert asked.help(argument.name) in function.__doc__
        assert asked.asks[1:] in function.__doc__ and ("seed" in taken) == asked.simulates
    for alias in ALIASES:
        assert callable(getattr(gigaloop.ask, alias))
    with pytest.raises(AttributeError, match=r"no question is called 'backlogg'\.  Did you mean backlog"):
        gigaloop.ask.backlogg(book)
    with pytest.raises(TypeError, match="at most party by place"):
        gigaloop.ask.backlog(book, "oracle", "openai")


def test_a_function_answers_as_ask_does_and_reads_a_share_as_people_write_it(book):
    tiny = gigaloop.load("tiny")
    assert gigaloop.ask.backlog(book, "oracle", customer="OpenAI") == gigaloop.ask(
        book, "backlog", party="oracle", customer="openai"
    )
    wanted = gigaloop.ask.contagion(tiny, "lab", shock=0.4, paths=4).rows
    for text in ("40%", "40 %", "0.4"):
        assert gigaloop.ask.contagion(tiny, "lab", shock=text, paths=4).rows == wanted


def test_the_list_of_questions_is_that_of_their_records_and_is_read_without_loading_them():
    listed = gigaloop.questions()
    assert [(q.name, q.asks, q.group) for q in listed] == [
        (q.name, q.asks, q.group) for q in (QUESTIONS[name] for name, _ in CATALOGUE)
    ]
    for asked in listed:
        assert f"  {asked.name:18}{asked.asks}" in repr(listed).splitlines()


def test_no_error_in_python_speaks_of_a_command_line(book):
    for wrong in (
        lambda: gigaloop.ask(book, "backlogg"),
        lambda: gigaloop.ask.backlog(book, "orcale"),
        lambda: gigaloop.ask.backlog(book, size=1),
        lambda: gigaloop.load("no/such"),
        lambda: gigaloop.load(as_of="2025-13"),
        lambda: gigaloop.simulate(book, "revenue-mis"),
    ):
        with pytest.raises(InputError) as refused:
            wrong()
        assert not str(refused.value).startswith(("command", " ")), refused.value


def test_an_argument_of_another_question_is_told_which_takes_it(book):
    with pytest.raises(InputError, match=r"gap takes no argument 'customer'\..*customer is an argument of backlog"):
        gigaloop.ask.gap(book, customer="openai")


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        (lambda book: book.party("orcale"), "oracle"),
        (lambda book: book.party("甲骨"), "oracle"),
        (lambda book: book.leg("amd-oai-warant"), "amd-oai-warrant"),
        (lambda book: gigaloop.ask.accounting_flags(book, "amd-oai-warant"), "amd-oai-warrant"),
        (lambda book: gigaloop.ask.miss(book, scenario="revenue-mis"), "revenue-miss"),
        (lambda book: gigaloop.ask.miss(book, scenario="revenue-miss", settings={"sise": 0.3}), "size"),
    ],
)
def test_an_unknown_word_is_met_with_the_nearest(book, ask, near):
    with pytest.raises(InputError, match=f"Did you mean .*{near}"):
        ask(book)


def test_no_more_than_three_are_offered_and_none_that_is_not_near():
    assert len(nearest("abcd", [f"abcd{n}" for n in range(9)])) == 3
    assert nearest("zzz", ["oracle", "openai"]) == () and nearest("", ["oracle"]) == ()


def test_a_leg_is_accepted_where_a_deal_is(book):
    leg = "amd-oai-warrant"
    assert [row.key for row in gigaloop.ask.deals(book, leg)] == [leg]
    deal = book.legs[leg].deal
    assert len(gigaloop.ask.deals(book, deal)) == len(book.deals[deal].legs)
    assert gigaloop.ask.accounting_flags(book, leg).rows == gigaloop.ask.accounting_flags(book, deal).rows
