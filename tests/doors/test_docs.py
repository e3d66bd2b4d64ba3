"""What the pages of the documentation name is there: files, commands, options, questions, scenarios, modules."""

import importlib.util
import re
import shlex
import shutil
from pathlib import Path

import pytest
import typer

from gigaloop.book.file import load, shipped
from gigaloop.book.problem import InputError
from gigaloop.book.scenario import named
from gigaloop.cli.ask import arguments
from gigaloop.cli.commands import app
from gigaloop.cli.outcome import UsageError
from gigaloop.cli.world import OPTIONS
from gigaloop.questions.request import question
from tests.doors.command import gigaloop

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("docs/*.md"), *ROOT.glob("*.md")])
#: a command in a code span, or on a line of its own in a code block, with or without a prompt and its folder
COMMAND = re.compile(r"(?:`|^\s*(?:\$ )?)(?:\.venv/bin/)?(gigaloop(?: [^`\n#>|]+)?)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
MODULE = re.compile(r"`(gigaloop(?:\.\w+)+)(?:\([^`]*\))?`")
COMMANDS = typer.main.get_command(app).commands
SHARED = {f"--{name.replace('_', '-').replace('settings', 'set')}" for name in OPTIONS}


def commands(text):
    """Every command of a page, as words; lines of help and those with a placeholder (NAME, ...) are no commands."""
    text = re.sub(r"^Usage: .*", "", text, flags=re.MULTILINE)
    for found in COMMAND.findall(text):
        if re.search(r"\b[A-Z]{2,}\b(?!-)|\.\.\.|…|\[|'", re.sub(r"GW|OpenAI", "", found)):
            continue
        yield shlex.split(found.rstrip(" .,;:)"))[1:]


def wrong(words):
    """What of a command does not exist, in a sentence; '' if it could be typed."""
    if not words or words[0].startswith("-"):
        return ""
    if words[0] not in COMMANDS:
        return f"no command is called {words[0]}"
    try:
        if words[0] == "ask" and len(words) > 1:
            own, rest = split(words[2:])
            question(words[1]) and arguments(words[1], own)
            words = ["ask", *rest]
        context = COMMANDS[words[0]].make_context(words[0], words[1:])
    except (InputError, UsageError) as error:
        return str(error)
    for scenario in scenarios(context.params, words):
        try:
            named(load(), scenario)
        except InputError as error:
            return str(error)
    return ""


def split(words):
    """A question's own words, and the options of every command."""
    own, shared, rest = [], [], list(words)
    while rest:
        word = rest.pop(0)
        if word.partition("=")[0] in SHARED:
            shared.append(word)
            if "=" not in word and word != "--json":
                shared.append(rest.pop(0))
        else:
            own.append(word)
    return own, shared


def scenarios(given, words):
    if words[0] == "compare":
        return [given["first"], given["second"]]
    return [given["scenario"], *([given["named"]] if given.get("named") else [])]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "commands.md"], ids=lambda page: page.name)
def test_every_command_can_be_typed(page):
    found = {" ".join(words): wrong(words) for words in commands(page.read_text(encoding="utf-8"))}
    assert {command: why for command, why in found.items() if why} == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_module_or_name_is_there(page):
    for name in MODULE.findall(page.read_text(encoding="utf-8")):
        parts = name.split(".")
        for cut in range(len(parts), 0, -1):
            try:
                found = importlib.import_module(".".join(parts[:cut]))
            except ModuleNotFoundError:
                continue
            for part in parts[cut:]:
                found = getattr(found, part)
            break


def test_a_deal_is_added_as_the_page_says(tmp_path, capsys):
    """Its source, its commands in their order, in a copy of the book; a line that the book refuses is seen."""
    page = (ROOT / "docs" / "add-a-deal.md").read_text(encoding="utf-8")
    shutil.copytree(shipped(), tmp_path / "book")
    [source] = re.findall(r"^ +`(example-memo,.+)`\.$", page, re.MULTILINE)
    with (tmp_path / "book" / "sources.csv").open("a", encoding="utf-8") as file:
        file.write(source + "\n")
    begin = re.search(r"`(gigaloop new deal .+?)`", page, re.DOTALL)[1]
    told = [shlex.split(begin.replace("books/loop", str(tmp_path / "book")))[1:]]
    told += [[*words, "--book", str(tmp_path / "book")] for words in (["check"], ["show", "mistral-rent"])]
    told += [[*words, "--book", str(tmp_path / "book")] for words in commands(page) if words[0] == "ask"]
    assert len(told) >= 5
    for words in told:
        ended = gigaloop(capsys, *words)
        assert ended.code == 0, (words, ended.err)
    assert "Mistral" in ended.out


def test_commands_are_found_and_a_wrong_one_goes_red():
    assert sum(len(list(commands(page.read_text(encoding="utf-8")))) for page in PAGES) > 30
    assert list(commands("`gigaloop ask gap --scenario demand-beat`")) == [["ask", "gap", "--scenario", "demand-beat"]]
    assert wrong(["ask", "gap", "openai", "--scenario", "demand-beat+rent-rise", "--json"]) == ""
    for words, why in (
        (["frob"], "no command is called frob"),
        (["ask", "nonsense"], "no question is called 'nonsense'"),
        (["ask", "backlog", "--shoe", "1"], "ask backlog has no option --shoe"),
        (["ask", "gap", "--scenario", "nonsense"], "no scenario is called 'nonsense'"),
        (["check", "--shoe", "1"], "No such option"),
    ):
        assert why in wrong(words), words


MAKE = re.compile(r"(?:`|^\s+(?:\$ )?)make ([a-z][a-z-]*)", re.MULTILINE)
RUN = re.compile(r"python -m ([a-z_.]+)\b|python ([\w/]+\.py)")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def missing(text):
    """What a page tells one to make or run and is not there."""
    told = [f"make {name}" for name in MAKE.findall(text) if name not in TARGETS]
    for module, file in RUN.findall(text):
        if not (ROOT / file).is_file() if file else importlib.util.find_spec(module.rstrip(".")) is None:
            told.append(file or module)
    return told


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=lambda page: page.name)
def test_what_a_page_tells_one_to_make_or_run_is_there(page):
    assert missing(page.read_text(encoding="utf-8")) == []


def test_a_target_or_module_that_is_not_there_is_seen():
    assert missing("`make nothing` and `python -m tests.nothing` and `python benchmarks/nothing.py`") == [
        "make nothing",
        "tests.nothing",
        "benchmarks/nothing.py",
    ]


def decided():
    """The titles of the paragraphs on decisions, and those of the index by theme."""
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    index, body = text[: text.index("\n\n**20")], text[text.index("\n\n**20") :]
    titles = re.findall(r"^\*\*20\d\d-\d\d-\d\d\. (.+?)\.?\*\*", body, re.MULTILINE | re.DOTALL)
    told = ";".join(re.findall(r"^- \*\*.+?\*\*:(.+?)(?=^- \*\*|\Z)", index, re.MULTILINE | re.DOTALL)).split(";")
    return [[re.sub(r"\s+", " ", one).strip(" .").lower() for one in many] for many in (titles, told)]


def test_the_index_of_decisions_names_each_once():
    titles, told = decided()
    assert len(titles) > 100 and sorted(titles) == sorted(told)
