"""Each question is one record, and the record is what its function takes: names, order, defaults, kinds."""

import re
from typing import Annotated, Literal, Unpack

import pytest

from gigaloop.answer.question import Argument, Either, Owes, Question, Row, RunArguments
from gigaloop.answer.speech import OF_A_ROW, Speech, Spoken
from gigaloop.book.file import load
from gigaloop.book.problem import InputError
from gigaloop.cli.ask import arguments
from gigaloop.questions import ALIASES, CATALOGUE, QUESTIONS, ask
from gigaloop.questions.examples import examples
from gigaloop.questions.request import parse_arguments
from gigaloop.words import catalogue
from tests.doors.command import gigaloop
from tests.shipped import shipped


def has_han(text):
    """Whether a text has a Chinese letter."""
    return re.search("[\u4e00-\u9fff]", text) is not None


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_record_is_named_as_in_the_catalogue_and_its_words_are_there(name):
    asked = QUESTIONS[name]
    assert asked.name == name and asked.asks.endswith("?") and all(map(asked.help, (a.name for a in asked.arguments)))
    assert {a.kind for a in asked.arguments} <= {"str", "float", "int", "bool"}


def test_the_record_is_the_signature_of_its_function():
    """What is read of each kind of parameter, and that a run's own arguments are none of the question's."""

    def answer(
        book, party: Owes = "a", other: Either | None = None, *, n: int = 2, share: float | None = None,
        on: bool = False, period: str | int | None = None, one: Literal["x", "y"] = "x",
        of: Annotated[str, tuple("pq")] | None = None,
        **drawn: Unpack[RunArguments],
    ): ...  # fmt: skip

    asked = Question(answer)
    assert asked.simulates and not Question(lambda book: None).simulates
    assert asked.arguments == (
        Argument("party", "str", "a", side="owes"),
        Argument("other", "str", None, side="either"),
        Argument("n", "int", 2, option=True),
        Argument("share", "float", None, option=True),
        Argument("on", "bool", False, option=True),
        Argument("period", "str", None, option=True),
        Argument("one", "str", "x", ("x", "y"), option=True),
        Argument("of", "str", None, ("p", "q"), option=True),
    )


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_help_is_told_in_each_script(capsys, language):
    for name, asked in QUESTIONS.items():
        for argument in asked.arguments:
            assert has_han(asked.help(argument.name, language)), (name, argument.name)
    ended = gigaloop(capsys, "ask", "backlog", "--help", "--lang", language)
    latin = re.sub(r"--[a-z-]+|gigaloop ask|\[.*?\]|IFRS|ASC|all|PARTY|backlog", "", ended.out)
    assert ended.code == 0 and re.findall(r"[A-Za-z]{3,}", latin) == []


def test_the_catalogue_names_each_question_once_and_aliases_are_those_of_the_records():
    names = [name for name, _ in CATALOGUE]
    assert len(names) == len(set(names)) == len(QUESTIONS) and not set(ALIASES) & set(names)
    assert {alias: q.name for q in QUESTIONS.values() for alias in q.aliases} == ALIASES
    assert {q.group for q in QUESTIONS.values()} == {"terms", "circles", "stress", "prices", "trust"}


def test_an_alias_asks_its_question():
    book = load("tiny")
    assert ask(book, "cancellable", party="lab").rows == ask(book, "ladder", party="lab").rows
    assert QUESTIONS["accounting-flags"] is QUESTIONS["lens"]


@pytest.mark.parametrize(("text", "value"), [("40%", 0.4), ("40 %", 0.4), ("0.4", 0.4)])
def test_a_size_is_read_as_people_write_it(text, value):
    assert arguments("miss", ["openai", "--size", text]) == {"party": "openai", "size": value}


def test_an_option_given_twice_is_refused():
    """The last one won in silence."""
    with pytest.raises(InputError, match=r"size stands twice: '0\.4' and '0\.5'"):
        arguments("miss", ["openai", "--size", "0.4", "--size=0.5"])


def test_a_word_that_is_no_number_is_refused():
    with pytest.raises(InputError, match="'much' is not a number"):
        Argument("size", "float", 0.4).read("much")


def test_the_nearest_name_is_offered():
    assert "Did you mean backlog or backtest?" in str(ask.unknown("backlogs"))
    assert "Did you mean" not in str(ask.unknown("zzz"))


def test_help_of_one_question_tells_its_own_arguments(capsys):
    ended = gigaloop(capsys, "ask", "self-funded", "--help")
    assert ended.code == 0 and ended.err == ""
    assert "gigaloop ask self-funded [PARTY] [--period PERIOD] [--on ON]" in ended.out
    assert "(book, flows)" in ended.out and "[nvidia]" in ended.out


@pytest.mark.parametrize("place", ["first", "demo", "sliders"])
def test_every_example_is_asked_of_what_the_shipped_book_knows(place):
    book = shipped()
    for name, given, _ in examples(place):
        asked = parse_arguments(name, given)
        assert asked.keys() == given.keys()
        assert all(
            asked[one.name] in book.parties for one in QUESTIONS[name].arguments if one.side and one.name in given
        )


def test_a_default_that_a_book_lacks_is_no_error_and_a_name_that_it_lacks_is():
    book = load("tiny")
    assert ask(book, "evidence").arguments == {"party": None}
    with pytest.raises(InputError, match="oracle"):
        ask(book, "evidence", party="oracle")


def test_a_sentence_takes_of_a_row_only_what_can_be_said_of_one():
    told = " ".join(told["en"] for told in catalogue.rows("sentences.csv").values())
    said = {what for of, what in re.findall(r"\{(\w+)\.(\w+)\}", told) if of != "asked"}
    assert said == set(OF_A_ROW)
    row = Row(key="k", subject="lab", measure="gap", unit="USD bn", low=1.0, mid=2.0, high=3.0)
    top = Spoken(row, Speech("en", {}))
    assert (top, top.party, top.range) == ("$2 bn", "lab", "between $1 bn and $3 bn")
    with pytest.raises(AttributeError, match="no sentence says 'colour' of a row"):
        _ = top.colour
