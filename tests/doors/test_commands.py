"""Exit codes and the words of refusals, exactly; every command helped and documented."""

import csv
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from gigaloop.cli.outcome import told
from tests.doors import api_page, plan_page
from tests.doors.command import gigaloop
from tests.doors.commands_page import commands, helped, page

ROOT = Path(__file__).parents[2]
LARGE = "command line  so many paths, or so large a book, need more memory than there is"
QUESTIONS_OR = "Ask one of "

REFUSED = [
    (("ask", "zzz"), "command line  no question is called 'zzz'.  Ask one of "),
    (
        ("ask", "covenant"),
        "command line  no question is called 'covenant'.  Did you mean breaches, facility or survive?  Ask one of ",
    ),
    (("ask", "maturities"), "command line  no question is called 'maturities'.  Did you mean mismatch?  Ask one of "),
    (
        ("ask", "loops", "openai"),
        "command line  ask loops does not know what to do with 'openai'.  It takes no word of its own, only --top, "
        "--period, --on.\n",
    ),
    (("ask", "backlog", "--zz", "1"), "command line  ask backlog has no option --zz.  It takes --customer.\n"),
    (
        ("ask", "gap", "--customer", "x"),
        "command line  ask gap has no option --customer.  It takes no option of its own; --customer is an argument of "
        "backlog.\n",
    ),
    (
        ("ask", "drivers", "--pathes", "9"),
        "command line  ask drivers has no option --pathes.  Did you mean --paths?  It takes no option of its own.\n",
    ),
    (
        ("ask", "miss", "openai", "--party", "xai"),
        "command line  party stands twice: 'xai' and 'openai'.  Give it once.\n",
    ),
    (("ask", "backlog", "--customer"), "command line  --customer has no value.  Write for example --customer VALUE.\n"),
    (
        ("ask", "backlog", "oracle", "x"),
        "command line  ask backlog does not know what to do with 'x'.  It takes PARTY.\n",
    ),
    (("new", "deal"), "command line  Missing argument 'NAME'.  See 'gigaloop new --help'.\n"),
    (("frob",), "command line  No such command 'frob'.  See 'gigaloop --help'.\n"),
    (
        ("check", "--as-of", "2025-13"),
        "command line  --as-of: '2025-13' is no day of the calendar.  Write for example 2025-09-22.\n",
    ),
    (
        ("check", "--lang", "fr"),
        "command line  --lang: 'fr' is not spoken here.  Choose one of en, zh-Hant, zh-Hans, "
        "zh-TW, zh-HK, zh-CN, zh-SG.\n",
    ),
    (
        ("check", "--paths", "0"),
        "command line  --paths: '0': input should be greater than or equal to 1.  See 'gigaloop check --help'.\n",
    ),
    (
        ("check", "--seed=-1"),
        "command line  --seed: '-1': input should be greater than or equal to 0.  See 'gigaloop check --help'.\n",
    ),
    (("check", "--set", "size"), "command line  --set: 'size' is not K=V.  Write for example --set size=0.5.\n"),
    (
        ("check", "--book", "no/such"),
        "command line  there is no folder 'no/such'.  Give the path of a book's folder.\n",
    ),
]


def test_a_refusal_begins_in_the_language_that_was_asked_for(capsys):
    """It stood in English alone, whoever asked."""
    party = gigaloop(capsys, "ask", "backlog", "nobody", "--lang", "zh-Hans").err.splitlines()
    assert party[0] == "账本在这里没有这家公司；细节见下。" and party[1].startswith("command line  no party 'nobody'")
    assert gigaloop(capsys, "ask", "zzz", "--lang=zh-TW").err.startswith("沒有這個問題；細節見下。\ncommand line  ")
    for words in (("ask", "backlog", "nobody"), ("ask", "backlog", "nobody", "--lang", "fr")):
        assert gigaloop(capsys, *words).err.startswith("command line  ")


@pytest.mark.parametrize(("words", "says"), REFUSED, ids=lambda value: " ".join(value) if type(value) is tuple else "")
def test_a_wrong_word_ends_with_2_and_says_what_to_do(capsys, words, says):
    ended = gigaloop(capsys, *words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(says) if says.endswith(QUESTIONS_OR) else ended.err == says


def test_problems_as_json_stand_alone_on_stdout(capsys):
    ended = gigaloop(capsys, "check", "--as-of", "soon", "--json")
    assert (ended.code, ended.err) == (2, "")
    [problem] = json.loads(ended.out)["problems"]
    assert problem["message"] == "--as-of: 'soon' is not a date"
    assert problem["remedy"] == "Write 2025-09-22, 2025-09, 2025, 2026Q3 or 2026H2"
    assert (problem["file"], problem["line"], problem["column"]) == ("command line", 0, 0)


def test_every_problem_of_a_book_is_told_at_once_with_its_place(capsys, tmp_path):
    (tmp_path / "book.yaml").write_text("format: 1\nname: a\nname: b\nlicence: CC-BY-4.0\n")
    ended = gigaloop(capsys, "check", "--book", str(tmp_path))
    assert ended.code == 2
    lines = ended.err.splitlines()
    assert any(
        line.startswith(f"{tmp_path.name}/book.yaml:3:1") or "book.yaml:3:1  the key 'name'" in line for line in lines
    )
    assert sum("there is no file" in line or "missing" in line for line in lines) >= 6


@pytest.mark.parametrize(
    ("raised", "code", "says"),
    [
        (KeyboardInterrupt, 130, "interrupted; nothing was written half\n"),
        (MemoryError, 2, f"{LARGE}.  Give fewer --paths.\n"),
        (type("AuditError", (Exception,), {}), 3, "audit failed: cash of row 3 differs by 1 cent\n"),
    ],
)
def test_how_a_command_ends_when_it_is_stopped(capsys, raised, code, says):
    def app(*words, **more):
        raise raised("cash of row 3 differs by 1 cent")

    assert told(app, []) == code
    assert capsys.readouterr().err == says


def test_a_fault_of_ours_is_not_dressed_up(capsys):
    def app(*words, **more):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        told(app, [])


def test_the_page_of_commands_is_what_help_says():
    assert (ROOT / "docs/commands.md").read_text(encoding="utf-8") == page(), "run 'make docs'"


@pytest.mark.parametrize("name", commands())
def test_every_command_says_what_it_does_and_takes_the_nine_options(name):
    text = helped(name)
    assert len(text.splitlines()[2].strip()) > 20
    for option in ("--as-of", "--scenario", "--set", "--seed", "--paths", "--overlay", "--book", "--json", "--lang"):
        assert option in text


def ended(*words, locale="C.UTF-8", **streams):
    """How a real process ends: its code, what it told on stderr, and its output as bytes."""
    settings = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PATH": os.environ.get("PATH", "")}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    done = subprocess.run([sys.executable, "-m", "gigaloop", *words], cwd=ROOT, env=settings, **streams)
    return done.returncode, (done.stderr or b"").decode(), done.stdout


def test_no_words_at_all_show_the_help():
    code, told_on_stderr, out = ended()
    assert (code, told_on_stderr) == (0, "")
    assert out.startswith(b"Usage: gigaloop [OPTIONS] COMMAND [ARGS]...\n")


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_full_disk_is_told_in_one_sentence(form):
    with open("/dev/full", "wb") as full:
        code, told_on_stderr, _ = ended("ask", "backlog", *form, stdout=full)
    assert code == 2
    assert told_on_stderr == (
        "command line  the output cannot be written: No space left on device.  Make room, or write elsewhere.\n"
    )


def test_a_reader_that_leaves_ends_nothing_with_a_traceback():
    reads, writes = os.pipe()
    os.close(reads)
    code, told_on_stderr, _ = ended("ask", "deals", "--json", stdout=writes)
    os.close(writes)
    assert (code, told_on_stderr) == (0, "")


def test_a_terminal_without_chinese_shows_question_marks_and_json_stays_whole():
    code, told_on_stderr, out = ended("ask", "backlog", "--lang", "zh-Hans", locale="C")
    assert code == 0 and "lacks; set PYTHONUTF8=1" in told_on_stderr
    assert b"Oracle" not in out.splitlines()[0]
    assert b"??" in out.splitlines()[0]
    code, _, out = ended("ask", "backlog", "--json", locale="C")
    assert code == 0
    assert json.loads(out.decode("utf-8"))["title"]["zh-Hans"].startswith("甲骨文")


def test_help_answers_at_once():
    """Counted in processor seconds, because other work on the machine is not ours to count."""
    used = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "gigaloop", "--help"], check=True, capture_output=True, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(used) < 0.3


def test_help_loads_nothing_heavy():
    code = "import sys; from gigaloop.cli.commands import app; print([m for m in %r if m in sys.modules])"
    heavy = ("numpy", "numba", "pydantic", "rich", "yaml", "duckdb", "networkx")
    done = subprocess.run([sys.executable, "-c", code % (heavy,)], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_ask_writes_its_rows_as_csv_too(tmp_path, capsys):
    """Every row of the answer with its citation; a place that cannot be written is refused before anything is asked."""
    file = tmp_path / "c.csv"
    asked = ("ask", "contagion", "lab", "--book", "tiny", "--paths", "20", "--json", "--csv")
    ended = gigaloop(capsys, *asked, str(file))
    assert ended.code == 0
    told = json.loads(ended.out)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["key"] for row in rows] == [row["key"] for row in told["rows"]]
    assert list(rows[0]) == [*(column["name"] for column in told["columns"]), "citation"]
    table = (ROOT / "docs" / "contagion.md").read_text(encoding="utf-8").partition("## The file")[2]
    assert not [name for name in rows[0] if f"`{name}`" not in table]
    refused = gigaloop(capsys, *asked, str(file / "x.csv"))
    assert refused.code == 2
    assert "x.csv" in refused.out


def test_the_page_of_the_python_interface_is_what_is_public():
    assert (ROOT / "docs/api.md").read_text(encoding="utf-8") == api_page.page(), "run 'make docs'"


def test_the_page_of_the_plan_is_what_the_plan_says():
    assert (ROOT / "docs/plan.md").read_text(encoding="utf-8") == plan_page.page(), "run 'make docs'"


def test_every_page_of_docs_stands_on_the_documentation_site():
    listed = re.findall(r"([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(page.name for page in (ROOT / "docs").glob("*.md"))
