"""A folder of YAML and CSV -> Book. The only module that knows YAML; loaded when there is a book to read.

Every scalar is text with its line and column; our units decide what it means. Nothing is half-loaded: all Problems of
all files are collected and raised at once. Hostile files (huge, binary, aliased, deeply nested, linked from outside)
are refused in bounded time and memory.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from gigaloop.book.checks import errors
from gigaloop.book.model import Book
from gigaloop.book.problem import Collected, GivenUp, Place, Problem
from gigaloop.book.reader import Table, Tree
from gigaloop.book.rows import assemble
from gigaloop.book.terms import built
from gigaloop.memory import uncollected

#: what is refused, so that a hostile folder costs bounded time and memory
LARGEST_YAML = 4 * 2**20
LARGEST_CSV = 40 * 2**20
LARGEST_BOOK = 400 * 2**20
MOST_VALUES = 200_000
MOST_ROWS = 500_000
DEEPEST = 40
CSV_FILES = ("parties.csv", "sources.csv", "figures.csv", "events.csv", "fx.csv", "parameters.csv")
OPTIONAL_CSV = ("legs.csv", "terms.csv", "verified.csv", "words.csv")
FILES = ("book.yaml", *CSV_FILES, *OPTIONAL_CSV)
#: control characters, marks of direction, spaces of no width: they hide what is written
HIDDEN = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@uncollected()
def read(folder: Path, overlay: Path | None) -> tuple[Book, list[Problem]]:
    """The whole book, nothing hidden, and every broken rule."""
    built()
    digest = hashlib.sha256()
    found = Collected()
    layers = [_read_folder(folder, whole=True, digest=digest, found=found)]
    public_hash = digest.hexdigest()
    if overlay is not None:
        layers.append(_read_folder(overlay, whole=False, digest=digest, found=found))
    book, broken = assemble(folder, layers, f"sha256:{digest.hexdigest()}", found)
    problems = [*found.all, *errors(book, skip=broken)]
    if overlay is not None and not problems:
        public, _ = assemble(folder, layers[:1], f"sha256:{public_hash}", Collected())
        book = replace(book, public=public)
    return book, problems


def _read_folder(
    folder: Path, *, whole: bool, digest: hashlib._Hash, found: Collected
) -> tuple[list[Tree], list[Table]]:
    """All files of one layer; a public book must have them all, an overlay may have any."""
    root = folder.resolve()
    trees: list[Tree] = []
    tables: list[Table] = []
    here = sorted(p.name for p in folder.iterdir() if p.suffix in (".csv", ".yaml", ".yml"))
    deeper = sorted(f"{part}/{p.name}" for part in ("deals", "scenarios") for p in (folder / part).glob("*.y*ml"))
    for part in ("deals", "scenarios"):
        if (folder / part).exists() and not ((folder / part).is_dir() and os.access(folder / part, os.R_OK | os.X_OK)):
            message = "this is not a folder that can be read"
            found.note(Problem(Place(str(folder / part)), message, "Put a folder of YAML files there", "file"))
    if whole and not (folder / "deals").exists() and "legs.csv" not in here:
        message, remedy = "the folder is missing", "Add it; 'gigaloop new book' makes an empty one"
        found.note(Problem(Place(str(folder / "deals")), message, remedy, "missing-file"))
    owed = [name for name in FILES if name not in OPTIONAL_CSV] if whole else []
    size = 0
    for name in (*dict.fromkeys([*owed, *here]), *deeper):
        shown = str(folder / name)
        with suppress(GivenUp):
            if "/" not in name and name not in FILES:
                message, remedy = "no file of a book is called so", f"Files are {', '.join(FILES)}, deals/, scenarios/"
                found.note(Problem(Place(shown), message, remedy, "file"))
                continue
            text = _text(root, folder / name, shown, found, LARGEST_BOOK - size)
            if text is None:
                continue
            size += len(text)
            digest.update(f"{name}\0{len(text)}\0".encode())
            digest.update(text.encode())
            if name.endswith(".csv"):
                if (table := _table(text, name, shown, found)) is not None:
                    tables.append(table)
            elif (tree := _tree(text, name, shown, found)) is not None:
                trees.append(tree)
    if not whole and not here and not deeper and any(folder.iterdir()):  # an empty one waits for its first row
        message, remedy = "the overlay holds no file of a book", f"Put any of {', '.join(FILES)}, deals/ there"
        found.note(Problem(Place(str(folder)), message, remedy, "missing-file"))
    tables.sort(key=lambda table: FILES.index(table.name))
    return trees, tables


def _text(root: Path, path: Path, shown: str, found: Collected, room: int) -> str | None:
    def refuse(message: str, remedy: str, rule: str = "file", line: int = 0) -> Any:
        found.note(Problem(Place(shown, line, 1 if line else 0), message, remedy, rule))

    if not path.exists():
        return refuse("the file is missing", "Add it; 'gigaloop new book' writes an empty one", "missing-file")
    if not path.resolve().is_relative_to(root):
        return refuse("the file is a link out of the book's folder", "Copy the file into the folder")
    if not path.is_file():
        return refuse("this is not a plain file", "Put a text file there")
    largest = LARGEST_CSV if path.suffix == ".csv" else LARGEST_YAML
    size = path.stat().st_size
    if size > largest:
        return refuse(f"the file is larger than {largest // 2**20} MB", "Split it; bulk rows belong in legs.csv")
    if size > room:
        return refuse(f"the book is larger than {LARGEST_BOOK // 2**20} MB", "Split the book")
    try:
        raw = path.read_bytes()
    except OSError as error:
        return refuse(f"the file cannot be read: {error.strerror}", "Mend its permissions")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return refuse(
            "the text is not UTF-8", "Save the file as UTF-8", "encoding", raw[: error.start].count(b"\n") + 1
        )
    if "\0" in text:
        return refuse("the file holds binary data, not text", "Put a UTF-8 text file there", "encoding")
    if (hidden := HIDDEN.search(text)) is not None:
        message = f"the text holds a letter that nobody sees (U+{ord(hidden[0]):04X})"
        return refuse(
            message,
            "Remove it: control and direction marks hide what is written",
            "encoding",
            text.count("\n", 0, hidden.start()) + 1,
        )
    return text


def _table(text: str, name: str, shown: str, found: Collected) -> Table | None:
    def refuse(line: int, message: str, remedy: str, rule: str) -> Any:
        found.note(Problem(Place(shown, line, 1), message, remedy, rule))

    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    rows: list[tuple[int, list[str]]] = []
    try:
        header = next(reader, None)
        if not header:
            return refuse(1, "the file is empty", "Write the header line", "header")
        start = reader.line_num + 1
        for cells in reader:
            if len(rows) >= MOST_ROWS:
                return refuse(start, f"the file has more than {MOST_ROWS} rows", "Split the book", "file")
            if not any(cells):
                pass
            elif len(cells) == len(header):
                rows.append((start, cells))
            else:
                message = f"the row has {len(cells)} cells; the header has {len(header)}"
                refuse(start, message, "Quote cells that hold a comma, and fill or remove cells", "cells")
            start = reader.line_num + 1
    except csv.Error as error:
        return refuse(start, f"this is not CSV: {error}", "Close every quote; double a quote inside one", "csv")
    return Table(name, shown, [cell.strip() for cell in header], rows)


def _tree(text: str, name: str, shown: str, found: Collected) -> Tree | None:
    """YAML text -> plain dicts, lists and strings, with the place of every key and value.

    Built from the event stream, so depth and aliases are refused before anything is expanded.
    """

    def refuse(mark: yaml.Mark, message: str, remedy: str, rule: str = "yaml") -> Any:
        found.note(Problem(Place(shown, mark.line + 1, mark.column + 1), message, remedy, rule))

    places: dict[tuple[str | int, ...], Place] = {}
    root: list[object] = []
    stack: list[list] = [[root, (), None]]  # container, path, pending key
    documents = 0
    escaped = "\\" in text  # only so may a value hold a letter that nobody sees: the text itself was looked through
    try:
        for event in yaml.parse(text, Loader=Loader):
            kind = type(event)
            if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
                continue
            if kind is yaml.AliasEvent:
                return refuse(event.start_mark, "aliases ('*name') are not read", "Write the value out")
            if kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    return refuse(event.start_mark, "a second document starts here", "Keep one document in a file")
            scalar = kind is yaml.ScalarEvent
            if not scalar and kind is not yaml.MappingStartEvent and kind is not yaml.SequenceStartEvent:
                continue
            if event.anchor or (event.tag and event.tag != "!"):
                return refuse(event.start_mark, "anchors and tags are not read", "Write plain text")
            container, path, key = stack[-1]
            mapping = type(container) is dict
            if mapping and key is None:
                if not scalar:
                    return refuse(event.start_mark, "a key must be a word", "Write 'key: value'")
                if event.value in container:
                    refuse(event.start_mark, f"the key {event.value!r} stands twice", "Remove one", "duplicate-key")
                stack[-1][2] = event.value
                continue
            value: Any = event.value if scalar else {} if kind is yaml.MappingStartEvent else []
            if escaped and scalar and (hidden := HIDDEN.search(value)) is not None:
                message = f"the text holds a letter that nobody sees (U+{ord(hidden[0]):04X})"
                refuse(event.start_mark, message, "Remove it: such marks hide what is written", "encoding")
            here = (*path, key) if mapping else (*path, len(container)) if path or stack[1:] else ()
            places[here] = Place(shown, event.start_mark.line + 1, event.start_mark.column + 1)
            if mapping:
                if value == "":
                    refuse(event.start_mark, f"the key {key!r} has no value", "Fill it in, or remove the line", "empty")
                container[key] = None if value == "" else value
                stack[-1][2] = None
            else:
                container.append(value)
            if len(places) > MOST_VALUES:
                return refuse(event.start_mark, f"more than {MOST_VALUES} values stand in one file", "Split it")
            if not scalar:
                if len(stack) > DEEPEST:
                    return refuse(event.start_mark, f"nested more than {DEEPEST} levels deep", "Flatten it")
                stack.append([value, here, None])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        found.note(Problem(place, f"this is not YAML: {what}", "Check the indentation and the quotes here", "yaml"))
        return None
    if not root or not isinstance(root[0], dict):
        found.note(
            Problem(Place(shown, 1, 1), "the file holds no 'key: value' lines", "Start with 'format: 1'", "yaml")
        )
        return None
    return Tree(name, shown, root[0], places)
