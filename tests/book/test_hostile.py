"""Hostile folders are refused in a sentence, in bounded time and memory; the reader raises InputError alone."""

from __future__ import annotations

import os
import random
import time
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from gigaloop.book import folder as reading
from gigaloop.book.file import load, survey
from gigaloop.book.problem import Collected, InputError
from tests.book.small_books import SOUND, said, write_book

BOMB = "format: 1\na: &a [x, x, x]\n" + "".join(f"{n}: &{n} [*{p}, *{p}]\n" for p, n in pairwise("abcdefghi"))
FILES = sorted(str(p.relative_to(SOUND)) for p in SOUND.rglob("*.*"))


def refused(folder: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        load(folder)
    return said(error.value.problems, folder)


def test_bomb(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book", deals__bomb_yaml=BOMB)
    assert refused(folder) == ["deals/bomb.yaml:2:4  anchors and tags are not read.  Write plain text."]


@pytest.mark.parametrize(
    ("name", "limit"), [("deals/rent.yaml", "4"), ("sources.csv", "40"), ("scenarios/miss.yaml", "4")]
)
def test_fifty_megabytes(tmp_path: Path, name: str, limit: str) -> None:
    folder = write_book(tmp_path / "book")
    with (folder / name).open("wb") as out:
        out.truncate(50_000_000)
    tracemalloc.start()
    told = refused(folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    sentence = f"{name}  the file is larger than {limit} MB.  Split it; bulk rows belong in legs.csv."
    assert sentence in told
    assert peak < 5_000_000


def test_book_too_large_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_BOOK", 2**20)
    folder = write_book(tmp_path / "book", legs_csv="x" * 2**20)
    assert "legs.csv  the book is larger than 1 MB.  Split the book." in refused(folder)


def test_binary(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book")
    (folder / "figures.csv").write_bytes(b"a,b\n\0\1\2")
    (folder / "deals" / "rent.yaml").write_bytes(b"format: 1\n\x80\xff")
    assert refused(folder) == [
        "deals/rent.yaml:2:1  the text is not UTF-8.  Save the file as UTF-8.",
        "figures.csv  the file holds binary data, not text.  Put a UTF-8 text file there.",
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "big5", "gb18030", "cp1252"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    folder = write_book(tmp_path / "book")
    text = (SOUND / "parties.csv").read_text(encoding="utf-8") + "cafe,other,other,Café,é,é,,,,,\n"
    (folder / "parties.csv").write_bytes(text.encode(encoding, errors="replace"))
    assert any("parties.csv" in line and ("UTF-8" in line or "binary" in line) for line in refused(folder))


def test_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book")
    for name in FILES:
        text = (SOUND / name).read_text(encoding="utf-8").replace("\n", "\r\n")
        (folder / name).write_bytes(text.encode("utf-8-sig"))
    assert load(folder).legs == load(SOUND).legs


def test_links_out_of_the_folder(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book")
    secret = tmp_path / "secret.yaml"
    secret.write_text("format: 1\nkey: canary\n")
    (folder / "deals" / "link.yaml").symlink_to(secret)
    (folder / "figures.csv").unlink()
    (folder / "figures.csv").symlink_to(tmp_path / "nowhere.csv")
    (folder / "fx.csv").unlink()
    (folder / "fx.csv").mkdir()
    told = refused(folder)
    assert told == [
        "deals/link.yaml  the file is a link out of the book's folder.  Copy the file into the folder.",
        "figures.csv  the file is missing.  Add it; 'gigaloop new book' writes an empty one.",
        "fx.csv  this is not a plain file.  Put a text file there.",
    ]


def test_a_linked_folder_of_deals(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book")
    outside = tmp_path / "outside"
    (folder / "deals").rename(outside)
    (folder / "deals").symlink_to(outside)
    assert refused(folder) == [
        "deals/rent.yaml  the file is a link out of the book's folder.  Copy the file into the folder."
    ]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book")
    os.mkfifo(folder / "legs.csv")
    assert refused(folder) == ["legs.csv  this is not a plain file.  Put a text file there."]


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_book(tmp_path / "book")

    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert "book.yaml  the file cannot be read: Permission denied.  Mend its permissions." in refused(folder)


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000])
def test_deep_nesting(tmp_path: Path, text: str) -> None:
    folder = write_book(tmp_path / "book", deals__deep_yaml=text)
    told = refused(folder)
    assert len(told) == 1
    assert told[0].startswith("deals/deep.yaml:")


def test_too_many_values(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book", deals__long_yaml="format: 1\nlegs:\n" + "- a\n" * 250_000)
    (line,) = refused(folder)
    assert line == "deals/long.yaml:200000:3  more than 200000 values stand in one file.  Split it."


@pytest.mark.parametrize(
    "text",
    ["format: 1\n" + "a: 1\n" * 100_000, "format: 1\ndeal: x\nlegs:\n" + "- 1\n" * 100_000],
    ids=["keys", "legs"],
)
def test_a_file_with_many_problems_is_given_up(tmp_path: Path, text: str) -> None:
    told = refused(write_book(tmp_path / "book", deals__bad_yaml=text))
    assert len(told) == Collected.MOST + 1
    assert any("the file has 200 problems or more; the rest of it is not read.  Mend these first." in t for t in told)


def test_a_table_with_many_problems_is_given_up(tmp_path: Path) -> None:
    header = "deal,leg,kind,from,to,stage,happened,known,sources,amount\n"
    rows = "".join(f"b,l-{n},loan,banks,cloud,sworn,2025,2025,second,{n}\n" for n in range(100_000))
    start = time.perf_counter()
    told = refused(write_book(tmp_path / "book", legs_csv=header + rows))
    assert len(told) == Collected.MOST + 1
    assert time.perf_counter() - start < 5


def test_a_chain_of_parts_takes_linear_time(tmp_path: Path) -> None:
    header = "deal,leg,kind,from,to,stage,happened,known,sources,amount,part_of\n"
    row = "b,l-{},loan,banks,cloud,signed,2025-06-10,2025-06-10,second,1 bn USD,l-{}\n"
    rows = "".join(row.format(n, (n + 1) % 20_000) for n in range(20_000))
    start = time.perf_counter()
    (line,) = refused(write_book(tmp_path / "book", legs_csv=header + rows))
    assert "part_of goes round in a circle: l-0 -> l-1 -> l-2 -> l-3 -> l-4 -> l-5" in line
    assert time.perf_counter() - start < 20


def outcome(folder: Path) -> str:
    """What the reader makes of a folder; anything but a book or an InputError is raised."""
    try:
        load(folder)
    except InputError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.message and problem.remedy and problem.place.file
        return "refused"
    assert [problem for problem in survey(folder) if problem.severity == "error"] == []
    return "read"


SLOW = settings(max_examples=150, deadline=5000, suppress_health_check=list(HealthCheck), derandomize=True)


@SLOW
@given(name=st.sampled_from(FILES), junk=st.binary(max_size=400))
def test_random_bytes(tmp_path_factory: pytest.TempPathFactory, name: str, junk: bytes) -> None:
    folder = write_book(tmp_path_factory.mktemp("fuzz") / "book")
    (folder / name).write_bytes(junk)
    assert outcome(folder) in ("refused", "read")


WORDS = [
    *(
        "",
        "null",
        "~",
        "[]",
        "{}",
        "[[]]",
        "{a: {b: c}}",
        "- ",
        ": ",
        "? ",
        "'",
        '"',
        "|",
        ">",
        "%",
        "@",
        "&a",
        "*a",
        "!!x",
    ),
    *(
        "\t",
        "\x85",
        "\u2028",
        "\ufeff",
        "\x7f",
        ",",
        ";",
        ",,,",
        "\r",
        "\n",
        "🙂",
        "é",
        "九",
        "undisclosed",
        "nan",
        "inf",
        "1e999",
    ),
    *(
        "-1 bn USD",
        "0 USD",
        "0 GW",
        "9999999999999999999 tn USD",
        "0001-01",
        "9999",
        "9999-12-31",
        "2025-13",
        "$size",
        "$",
    ),
    *(
        "none",
        "kind: loan",
        "leg",
        "steps:",
        "<<: x",
        "private: true",
        "terms: {}",
        "to 3",
        "up to",
        "about x USD",
        "0" * 500,
    ),
]


@SLOW
@given(
    name=st.sampled_from(FILES),
    seed=st.integers(0, 2**32 - 1),
    edits=st.lists(st.tuples(st.sampled_from(WORDS), st.integers(0, 8)), min_size=1, max_size=5),
)
def test_mutated_files(
    tmp_path_factory: pytest.TempPathFactory, name: str, seed: int, edits: list[tuple[str, int]]
) -> None:
    folder = write_book(tmp_path_factory.mktemp("fuzz") / "book")
    text = (folder / name).read_text(encoding="utf-8")
    rng = random.Random(seed)
    for word, cut in edits:
        at = rng.randrange(len(text) + 1)
        text = text[:at] + word + text[at + cut :]
    (folder / name).write_text(text, encoding="utf-8")
    assert outcome(folder) in ("refused", "read")


@SLOW
@given(name=st.sampled_from(FILES), seed=st.integers(0, 2**32 - 1), word=st.sampled_from(WORDS))
def test_mutated_values(tmp_path_factory: pytest.TempPathFactory, name: str, seed: int, word: str) -> None:
    folder = write_book(tmp_path_factory.mktemp("fuzz") / "book")
    text = (folder / name).read_text(encoding="utf-8")
    rng = random.Random(seed)
    if name.endswith(".csv"):
        lines = [line.split(",") for line in text.splitlines()]
        row = rng.choice(lines)
        row[rng.randrange(len(row))] = word
        text = "\n".join(",".join(row) for row in lines)
    else:
        lines = text.splitlines()
        at = rng.randrange(len(lines))
        head, colon, _ = lines[at].partition(": ")
        lines[at] = f"{head}{colon}{word}"
        text = "\n".join(lines)
    (folder / name).write_text(text, encoding="utf-8")
    assert outcome(folder) in ("refused", "read")
