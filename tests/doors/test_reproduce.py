"""One line reproduces any number: what an answer prints, typed again, prints the same answer to the last digit."""

import json
import shlex

import pytest

from gigaloop.analysis import ask
from gigaloop.book.file import load
from tests.doors.command import gigaloop

SEEDS_WORLD = "2025-10-20"
CASES = {
    "backlog": ("loop", SEEDS_WORLD, {"party": "oracle", "customer": "openai"}),
    "binding": ("loop", "2025-11-30", {}),
    "loops": ("loop", SEEDS_WORLD, {"top": 3}),
    "replicate": ("loop", None, {"id": "oracle-openai-share"}),
    "gap": ("loop", SEEDS_WORLD, {"party": "openai", "paths": 40, "seed": 3}),
    "miss": ("loop", SEEDS_WORLD, {"party": "openai", "size": 0.3, "paths": 40}),
    "backtest": ("loop", None, {"paths": 40, "seed": 2}),
    "telecom": ("telecom", None, {"paths": 40, "scenario": "funding-stop", "settings": {"equity": "0"}}),
}


def rows(table):
    return json.loads(json.dumps(table.as_dict()["rows"]))


@pytest.mark.parametrize("question", CASES)
def test_the_printed_line_prints_the_same_answer(capsys, question):
    book, day, given = CASES[question]
    table = ask(load(book, as_of=day), question, **given)
    words = shlex.split(table.reproduce)
    assert words[:3] == ["gigaloop", "ask", question]
    ended = gigaloop(capsys, *words[1:], "--json")
    again = json.loads(ended.out)
    assert ended.code == 0 and again["rows"] == rows(table)
    assert again["reproduce"] == table.reproduce and again["book"] == table.book


def test_another_seed_is_another_answer(capsys):
    table = ask(load(as_of=SEEDS_WORLD), "gap", party="openai", paths=40, seed=3)
    words = shlex.split(table.reproduce.replace("--seed 3", "--seed 4"))
    assert json.loads(gigaloop(capsys, *words[1:], "--json").out)["rows"] != rows(table)
