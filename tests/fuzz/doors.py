"""One case of each door from a seed: what was tried, and what is wrong with how it ended (empty: nothing)."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from gigaloop.book.problem import InputError
from gigaloop.questions import QUESTIONS
from tests.fuzz.books import TINY, WORDS, mutated
from tests.fuzz.judge import kept, run, wrong

#: questions that read shipped books whatever book is asked: one case of each is enough, elsewhere
FIXED = ("backtest", "telecom", "replicate")
ASKED = tuple(name for name in QUESTIONS if name not in FIXED)
#: words of a command line beside those of the book
TYPED = (
    *WORDS,
    "9" * 5000,
    "18446744073709551616",
    "x" * 300,
    "/",
    "..",
    "/dev/null/x",
    "--",
    "-",
    "\u0660",
    "\x1b[31m",
    "40%",
    "1e400",
    "%",
)
OPTIONS = tuple(
    f"--{name}"
    for name in [
        "as-of",
        "scenario",
        "set",
        "seed",
        "paths",
        "overlay",
        "book",
        "lang",
        "party",
        "size",
        "top",
        "customer",
        "period",
        "on",
        "method",
        "shock",
        "breach",
    ]
)
COMMANDS = tuple(
    [
        "ask",
        "ask",
        "ask",
        "ask",
        "show",
        "check",
        "export",
        "run",
        "compare",
        "new",
        "schema",
        "report",
        "workbook",
        "replicate",
        "intake",
        "nonsense",
    ]
)
SAFE = ("--paths", "5")

Case = Iterator[tuple[str, str]]


def book(seed: int, folder: Path, questions: int) -> Case:
    """A mutated book through `check`, and what passes through so many questions (0: all)."""
    path = str(mutated(folder / "book", seed))
    ended = run("check", "--book", path)
    yield f"book {seed}: check", wrong(ended)
    names = ASKED if not questions else random.Random(seed).sample(ASKED, questions)
    for name in names if ended.code == 0 else names[:1]:
        asked = run("ask", name, "--book", path, "--json", *SAFE)
        yield f"book {seed}: ask {name}", wrong(asked, table=True)
        if ended.code == 2 and asked.code == 0 and "to simulate" not in ended.err:
            yield f"book {seed}: ask {name}", "answered a book that check refuses"


def words(seed: int, folder: Path, questions: int) -> Case:
    """A command line of words at random, on the tiny book; nothing is written but into the folder."""
    chance = random.Random(seed)
    command = chance.choice(COMMANDS)
    typed = [command]
    if command == "ask":
        typed.append(chance.choice((*ASKED, *ASKED, "nonsense")))
    typed += [chance.choice((*TYPED, "lab", "cloud", "vendor")) for _ in range(chance.randrange(3))]
    for option in chance.sample(OPTIONS, chance.randrange(3)):
        typed += [option, chance.choice(TYPED)]
    typed += [] if "--book" in typed or (chance.random() < 0.1 and command == "show") else ["--book", str(TINY)]
    typed += [] if "--paths" in typed else SAFE
    typed += ["--json"] * (chance.random() < 0.3)
    if command in ("report", "workbook"):
        typed += ["--out", str(folder / f"out{chance.choice(('.md', '.html', '.xlsx', '.svg', '', '.exe'))}")]
    if command == "new":
        typed = ["new", "book", str(folder / "new" / chance.choice(("a", "x" * 300, "\u202e", "a b", "[b]")))]
    if command in ("export",):
        typed += ["--out", str(folder / "exported")]
    if any(len(word) > 12 and word.isdigit() for word in typed) and "--paths" in typed:
        at = typed.index("--paths") + 1
        typed[at] = typed[at] if not typed[at].isdigit() or len(typed[at]) > 12 else "5"
    if (at := typed.index("--paths") + 1 if "--paths" in typed else 0) and typed[at] in ("1e9", "1e18"):
        typed[at] = "5"
    yield f"words {seed}: {' '.join(typed)[:300]!r}", wrong(run(*typed))


@cache
def _site() -> Any:
    from gigaloop.book.file import load
    from gigaloop.site import questions
    from gigaloop.site.pages import Site

    return Site(load(TINY), questions.ask)


def addresses(seed: int, folder: Path, questions: int) -> Case:
    """An address of the site, path and query at random, as its server takes it apart and answers."""
    from gigaloop.site import address, questions as asked

    chance = random.Random(seed)
    parts = ("", "party", "deal", "source", "ask", "ask", "changed", "sources", "zh-Hant", "zh-Hans", "lab", "capacity",
             "gap", "miss", "loops", "backlog", "export", *chance.sample(TYPED, 4))  # fmt: skip
    target = "/" + "/".join(chance.choice(parts) for _ in range(chance.randrange(4)))
    names = ("day", "scenario", "set", "seed", "paths", "party", "size", "top", "customer", "period", "rows", "x")
    values = (*TYPED, "2026-02-15", "fewer-customers", "size=0.5", "size=nan", "lab", "0.4", "5", "all")
    pairs = [(chance.choice(names), chance.choice(values)) for _ in range(chance.randrange(4))]

    def answered() -> None:
        site = _site()
        language, at = address.split(target)
        state, own = address.read(
            language, [*pairs, *([] if any(n == "paths" for n, _ in pairs) else [("paths", "5")])]
        )
        links = address.Links(state, address.path(language, at))
        name = at.split("/")[1] if at.startswith("ask/") else ""
        if name in FIXED:
            return
        with suppress(KeyError):  # nothing stands at this address
            if not name:
                site.plain(links, at, own)
                return
            book = site.on(state.day)
            try:
                told: Any = asked.ask(book, name, own, state)
            except InputError as error:
                told = error
            site.question(links, name, own, told)

    yield f"address {seed}: {target[:200]!r} {pairs!r}"[:400], kept(answered)


def workbooks(seed: int, folder: Path, questions: int) -> Case:
    """A workbook with cells changed, read back; what it is told to lay over the book must load."""
    import openpyxl

    from gigaloop import load

    chance = random.Random(seed)
    file, over = folder / "changed.xlsx", folder / "over"
    shutil.copy(_workbook(), file)
    changed = openpyxl.load_workbook(file)
    for _ in range(chance.choice((1, 1, 2, 5))):
        sheet = changed[chance.choice(("Terms", "Terms", "Terms", *changed.sheetnames))]
        cell = sheet.cell(chance.randrange(1, sheet.max_row + 1), chance.randrange(1, min(sheet.max_column, 16) + 1))
        cell.value = chance.choice(
            (*(w for w in WORDS if w.isprintable()), -5, 0, 1e6, 1e300, 0.5, True, None, "=20*0.9")
        )
    changed.save(file)
    shutil.rmtree(over, ignore_errors=True)
    ended = run("workbook", "--read", str(file), "--terms", str(over), "--book", str(TINY))
    yield f"workbook {seed}", wrong(ended)
    if ended.code == 0 and over.exists():
        try:
            load(TINY, overlay=over)
        except ValueError as error:
            yield f"workbook {seed}", f"read back, and the loader refuses it: {error}"[:300]


@cache
def _workbook() -> Path:
    import tempfile

    from gigaloop import load
    from gigaloop.questions import ask
    from gigaloop.workbook import workbook

    made, book = Path(tempfile.mkdtemp()) / "tiny.xlsx", load(TINY)
    made.write_bytes(workbook(book, {name: ask(book, name) for name in ("binding", "deals")}))
    return made


@cache
def _kept() -> Path:
    import tempfile

    made = Path(tempfile.mkdtemp()) / "run"
    assert run("run", "--out", str(made), "--book", str(TINY), "--paths", "600", seconds=120).code == 0
    return made


def folders(seed: int, folder: Path, questions: int) -> Case:
    """A kept run with a file changed, cut, gone or swapped: refused, or done again to the same bits."""
    chance = random.Random(seed)
    copy = folder / "run"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(_kept(), copy)
    files = sorted(path for path in copy.rglob("*") if path.is_file() and path.name != ".writer")
    one, other = chance.choice(files), chance.choice(files)
    data = one.read_bytes()
    match chance.randrange(5):
        case 0:
            one.unlink()
        case 1:
            one.write_bytes(data[: chance.randrange(len(data))])
        case 2:
            at = chance.randrange(len(data))
            one.write_bytes(data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :])
        case 3:
            one.write_bytes(other.read_bytes())
        case _:
            one.write_bytes(data + b"x")
    broken = one.read_bytes() != data if one.exists() else True
    for typed in (
        ("run", "--again", str(copy)),
        ("run", "--out", str(copy), "--resume", "--book", str(TINY), "--paths", "600"),
    ):
        ended = run(*typed)
        yield f"folder {seed}: {one.name} {typed[1]}", wrong(ended)
        if broken and ended.code == 0 and typed[1] == "--again" and one.suffix == ".parquet":
            yield f"folder {seed}: {one.name}", "a changed file, and every bit is the same"


DOORS: tuple[Callable[[int, Path, int], Case], ...] = (book, words, addresses, workbooks, folders)
