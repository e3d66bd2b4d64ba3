"""The command line's manners: the list of questions, languages by other names, days outside the book, sizes."""

import os
import re
import subprocess
import sys

import pytest

from gigaloop.book.days import first, newest
from gigaloop.book.file import load
from gigaloop.book.problem import InputError
from gigaloop.cli.world import _tongue
from gigaloop.questions import QUESTIONS
from gigaloop.questions.asking import GROUPS
from gigaloop.words.catalogue import say
from gigaloop.words.numbers import day as written
from tests.doors.command import gigaloop


def test_ask_lists_every_question_below_who_asks_it_without_loading_one(capsys, monkeypatch):
    for module in [name for name in sys.modules if name.startswith("gigaloop.questions.stress")]:
        monkeypatch.delitem(sys.modules, module)
    ended = gigaloop(capsys, "ask")
    assert "gigaloop.questions.stress.miss" not in sys.modules
    lines = ended.out.splitlines()
    assert ended.code == 0 and max(map(len, lines)) <= 110
    place = {line.split(" (")[0]: at for at, line in enumerate(lines)}
    for name in QUESTIONS:
        [at] = [at for at, line in enumerate(lines) if line.startswith(f"  {name} ")]
        heads = {group: place[say(f"group.{group}")] for group in GROUPS}
        assert max(head for head in heads.values() if head < at) == heads[QUESTIONS[name].group]
    there = gigaloop(capsys, "ask", "--lang", "zh-TW").out
    assert all(say(f"group.{group}.who", "zh-Hant") in there for group in GROUPS)
    assert not re.search(r"[,;:?]\s*$", there, re.MULTILINE)


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        *(("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-SG", "zh-Hans"), ("zh_cn", "zh-Hans"), ("zh-hans", "zh-Hans")),
        *(("zh-TW", "zh-Hant"), ("zh-HK", "zh-HK"), ("zh-Hant", "zh-Hant"), ("EN", "en"), ("en-US", "en")),
        *(("zh-Hant-TW", "zh-Hant"), ("zh-Hant-HK", "zh-HK"), ("zh-Hans-US", "zh-Hans")),
    ],
)
def test_a_language_is_known_by_its_other_names(text, tongue):
    assert _tongue(text) == tongue


def test_a_language_that_is_not_spoken_is_refused(capsys):
    for text in ("fr", "zhh", "", "zh-XX", "zh-US", "zh-Hant-Taiwan", "en-"):
        ended = gigaloop(capsys, "check", "--lang", text)
        assert ended.code == 2 and "is not spoken here.  Choose one of en, zh-Hant, zh-Hans, zh-TW" in ended.err


def test_hong_kong_reads_the_traditional_script(capsys):
    there, here = (
        gigaloop(capsys, "ask", "deals", "--book", "tiny", "--lang", text).out for text in ("zh-HK", "zh-Hant")
    )
    assert there and there.splitlines()[0] == here.splitlines()[0]


def test_a_day_before_the_first_is_refused_with_the_first():
    book = load("tiny")
    with pytest.raises(InputError, match=rf"knows nothing yet on 1990-01-01\.  Its first day is {first(book)}"):
        load("tiny", as_of="1990-01-01")
    assert load("tiny", as_of=first(book)).as_of == first(book)


def test_a_day_after_the_newest_fact_says_so(capsys):
    day = newest(load("tiny"))
    late = gigaloop(capsys, "ask", "deals", "--book", "tiny", "--as-of", "2031-01-01", "--json")
    assert f"the newest fact of the book is of {written(day.isoformat())}" in late.out
    for as_of in ((), ("--as-of", str(day)), ("--as-of", str(first(load("tiny"))))):
        assert "the newest fact" not in gigaloop(capsys, "ask", "deals", "--book", "tiny", *as_of, "--json").out


def test_a_setting_that_stands_twice_is_refused(capsys):
    world = ("ask", "gap", "lab", "--book", "tiny", "--scenario", "fewer-customers", "--paths", "5")
    ended = gigaloop(capsys, *world, "--set", "size=0.1", "--set", "size=0.2")
    assert ended.code == 2 and "--set: 'size' stands twice.  Give it once." in ended.err


@pytest.mark.parametrize(
    "words",
    ["parties", "deals", "sources", "assumptions", "accounts lab", "terms lab-cloud", "freshness", "verified", "lab"],
)
def test_whatever_can_be_shown_is_shown(capsys, words):
    """On the screen and as JSON."""
    for more in ((), ("--json",)):
        ended = gigaloop(capsys, "show", *words.split(), "--book", "tiny", "--paths", "5", *more)
        assert (ended.code, ended.err) == (0, "") and ended.out.strip(), words


@pytest.mark.parametrize("size", ["0.4", "40%", "40 %"])
def test_a_size_is_the_same_as_an_argument_and_as_a_setting(capsys, size):
    asked = ("--paths", "20", "--json")
    own = gigaloop(capsys, "ask", "miss", "--size", size, *asked).out
    assert '"size": 0.4' in own
    world = ("ask", "gap", "openai", "--scenario", "revenue-miss", *asked)
    rows = [gigaloop(capsys, *world, "--set", f"size={text}").out.partition('"rows"')[2] for text in (size, "0.4")]
    assert rows[0].partition('"reproduce"')[0] == rows[1].partition('"reproduce"')[0] != ""


def test_a_percent_sign_that_stands_alone_belongs_to_the_number_before_it(capsys):
    ask = ("ask", "contagion", "lab", "--paths", "4", "--json", "--book", "tiny")
    whole = gigaloop(capsys, *ask, "--shock", "40%")
    apart = gigaloop(capsys, *ask, "--shock", "40", "%")
    assert (apart.code, apart.out) == (whole.code, whole.out) and '"shock": 0.4' in whole.out
    lone = gigaloop(capsys, "ask", "deals", "all", "%", "--book", "tiny")
    assert lone.code == 2 and "'%'" in lone.err


@pytest.mark.parametrize(
    ("letters", "bar", "dot"), [("ascii", "####", " - "), ("cp1252", "####", " · "), ("cp437", "████", " · ")]
)
def test_a_terminal_that_lacks_our_letters_shows_plain_ones(letters, bar, dot):
    env = os.environ | {"PYTHONIOENCODING": letters}
    ask = (sys.executable, "-m", "gigaloop", "ask", "backlog", "cloud", "--book", "tiny")
    told = subprocess.run(ask, env=env, capture_output=True)
    out = told.stdout.decode(letters)
    assert told.returncode == 0 and told.stderr == b"" and bar in out and dot in out and "?" not in out
    chinese = subprocess.run((*ask, "--lang", "zh-Hant"), env=env, capture_output=True)
    assert chinese.returncode == 0 and chinese.stderr.decode(letters).count("set PYTHONUTF8=1") == 1
