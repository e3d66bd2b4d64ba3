"""One line reproduces any number: what an answer prints, typed again, prints the same answer to the last digit."""

import json
import shlex

import pytest

from gigaloop.answer import paths
from gigaloop.book.file import load
from gigaloop.questions import QUESTIONS, ask
from tests.doors.command import gigaloop
from tests.shipped import PATHS, SEEDS, answered, shipped

#: question -> its own arguments where the defaults would try little; the others are asked with none
OWN = {
    "backlog": {"party": "oracle", "customer": "openai"},
    "changed": {"since": "2025-09-01", "until": SEEDS},
    "compare": {"first": "base", "second": "funding-stop", "party": "oracle", "settings": {"equity": "0.2"}},
    "contagion": {"party": "coreweave", "shock": 0.5},
    "exposure": {"party": "oracle", "counterparty": "openai"},
    "fomo": {"draws": 8},
    "gap": {"party": "openai", "seed": 3, "scenario": "revenue-miss", "settings": {"size": "0.3"}},
    "loops": {"top": 3},
    "miss": {"party": "openai", "size": 0.3},
    "replicate": {"id": "oracle-openai-share"},
    "sovereign": {"amount": "5 tn JPY"},
    "survive": {"party": "coreweave", "driver": "demand.openai"},
    "telecom": {"scenario": "funding-stop", "settings": {"equity": "0"}},
}
#: questions that are asked of their own book and days
OWN_BOOK = {"telecom": ("telecom", None), "backtest": ("loop", None), "replicate": ("loop", None)}


def rows(table):
    return json.loads(json.dumps(table.as_dict()["rows"]))


def asked(question):
    if question not in {**OWN, **OWN_BOOK}:
        return answered(question, SEEDS)
    book, day = OWN_BOOK.get(question, ("loop", SEEDS))
    drawn = {"paths": PATHS} if QUESTIONS[question].simulates else {}
    return ask(load(book, as_of=day), question, **OWN.get(question, {}), **drawn)


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_the_printed_line_prints_the_same_answer(capsys, question):
    table = asked(question)
    words = shlex.split(table.reproduce)
    assert words[:3] == ["gigaloop", "ask", question]
    paths._runs.clear()  # what is kept in this process would answer for the line
    ended = gigaloop(capsys, *words[1:], "--json")
    again = json.loads(ended.out)
    assert ended.code == 0 and rows(table) and again["rows"] == rows(table)
    assert again["reproduce"] == table.reproduce and again["book"] == table.book


@pytest.mark.parametrize("what", ["parties", "openai", "orcl-oai-cloud", "orcl-jump", "sources"])
def test_what_show_prints_is_shown_again(capsys, what):
    first = json.loads(gigaloop(capsys, "show", what, "--as-of", SEEDS, "--json").out)
    words = shlex.split(first["reproduce"])
    assert json.loads(gigaloop(capsys, *words[1:], "--json").out) == first and first["rows"]


def test_scenarios_joined_in_python_are_in_the_line(capsys):
    table = ask(shipped(), "gap", party="openai", paths=PATHS, scenario="revenue-miss+run-off")
    going = ask(shipped(), "gap", party="openai", paths=PATHS, scenario="revenue-miss")
    words = shlex.split(table.reproduce)
    assert "revenue-miss+run-off" in words and rows(table) != rows(going)
    assert json.loads(gigaloop(capsys, *words[1:], "--json").out)["rows"] == rows(table)


@pytest.mark.parametrize(("said", "other"), [("--seed 3", "--seed 4"), ("size=0.3", "size=0.6"), ("-10-20", "-10-31")])
def test_another_seed_setting_or_day_is_another_answer(capsys, said, other):
    table = asked("gap")
    assert said in table.reproduce
    words = shlex.split(table.reproduce.replace(said, other))
    assert json.loads(gigaloop(capsys, *words[1:], "--json").out)["rows"] != rows(table)
