"""What the README shows is what happens."""

import re
from pathlib import Path

from gigaloop.questions import QUESTIONS
from tests.doors.command import gigaloop
from tests.doors.commands_page import commands

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_answer_that_it_explains_is_the_answer(capsys):
    line = re.search(r"\$ \.venv/bin/gigaloop (.*)", README)[1]
    ended = gigaloop(capsys, *line.split())
    assert (ended.code, ended.err) == (0, "")
    shown = README.partition(line)[2].partition("    [...]\n")[0].strip("\n")
    assert len(shown.splitlines()) > 8
    assert ended.out.startswith("\n".join(text.removeprefix("    ") for text in shown.splitlines()))


def test_its_python_runs_and_says_the_same(capsys):
    [code] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) == 5
    exec(compile(code, "README", "exec"), {})
    assert capsys.readouterr().out.startswith("0.49 0.54 0.6 ('orcl-")


def test_every_file_that_it_names_is_there():
    names = re.findall(r"\]\(([^)]+)\)", README)
    assert len(names) > 5 and [name for name in names if not (ROOT / name).exists()] == []


def test_every_command_that_it_names_is_there():
    named = set(re.findall(r"gigaloop (ask|check|compare|report|run|serve|show)\b", README))
    assert {"ask", "check", "compare", "report", "serve"} <= named <= set(commands())
    for question in re.findall(r"gigaloop ask ([a-z-]+)", README):
        assert question in QUESTIONS
    for scenario in re.findall(r"--scenario ([a-z-]+)|compare base ([a-z-]+)", README.replace("--scenario --set", "")):
        assert (ROOT / "books" / "loop" / "scenarios" / f"{''.join(scenario)}.yaml").is_file()


def test_its_make_targets_are_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^    make (\w+)", README, re.MULTILINE)
    assert targets and [one for one in targets if not re.search(rf"^{one}:", makefile, re.MULTILINE)] == []
