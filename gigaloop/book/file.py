"""A folder of YAML and CSV -> Book. The only module that reads the disk or knows YAML.

Every scalar is text with its line and column; our units decide what it means. Nothing is half-loaded: all Problems of
all files are collected and raised at once. Hostile files (huge, binary, aliased, deeply nested, linked from outside)
are refused in bounded time and memory.
"""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from pathlib import Path

import yaml

from gigaloop.book.checks import errors
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, Place, Problem, single
from gigaloop.book.rows import Table, Tree, assemble
from gigaloop.book.units import parse_when

LARGEST_YAML = 8 * 2**20
LARGEST_CSV = 256 * 2**20
DEEPEST = 40
CSV_FILES = ("parties.csv", "sources.csv", "figures.csv", "events.csv", "fx.csv", "parameters.csv")
OPTIONAL_CSV = ("legs.csv",)
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def shipped(name: str = "loop") -> Path:
    """The folder of a book that ships with the project: 'loop', 'telecom', or the example 'tiny'."""
    package = Path(__file__).resolve().parents[1]
    for root in (package, package.parent):
        for folder in ("books", "examples"):
            if (root / folder / name / "book.yaml").is_file():
                return root / folder / name
    raise single(f"no shipped book is called {name!r}", "Give the path of a book's folder", rule="missing-file")


def load(path: str | Path | None = None, *, as_of: str | date | None = None, overlay: str | Path | None = None) -> Book:
    """Read a book as known on a day.

    path      folder of the book; None: the shipped book. A bare name ('tiny') means a shipped one.
    as_of     ISO date (or date); None: the newest `known` date in the book
    overlay   folder of private rows laid over the public ones; they stay marked as private

    Raises InputError, which carries every Problem (file, line, column, what was found, what to do).

    >>> load("tiny").name
    'tiny'
    """
    folder = _folder(path)
    day = _day(as_of)
    digest = hashlib.sha256()
    problems: list[Problem] = []
    layers = []
    for layer in (folder, Path(overlay) if overlay is not None else None):
        if layer is not None:
            if not layer.is_dir():
                raise single(
                    f"there is no folder {str(layer)!r}", "Give the path of a book's folder", rule="missing-file"
                )
            layers.append(_read_folder(layer, whole=layer is folder, digest=digest, problems=problems))
    book, broken = assemble(folder, layers, f"sha256:{digest.hexdigest()}", problems)
    if book is not None:
        problems.extend(errors(book, skip=broken))
    if problems or book is None:
        raise InputError(problems)
    return book.at(day) if day else book.at(_newest(book))


def _folder(path: str | Path | None) -> Path:
    if path is None:
        return shipped()
    folder = Path(path)
    if not folder.is_dir():
        if isinstance(path, str) and path.isidentifier():
            return shipped(path)
        raise single(f"there is no folder {str(path)!r}", "Give the path of a book's folder", rule="missing-file")
    return folder


def _day(as_of: str | date | None) -> date | None:
    if as_of is None or isinstance(as_of, date):
        return as_of
    try:
        return parse_when(as_of).last
    except ValueError as error:
        message, _, remedy = str(error).partition(".  ")
        raise single(f"--as-of: {message}", remedy) from None


def _newest(book: Book) -> date:
    """The newest `known` date in the book: what no --as-of means. The clock is never read."""
    days = [step.known.last for leg in book.legs.values() for step in leg.steps]
    days += [row.known.last for row in (*book.figures.values(), *book.events)]
    return max(days, default=book.as_of)


def _read_folder(
    folder: Path, *, whole: bool, digest: hashlib._Hash, problems: list[Problem]
) -> tuple[list[Tree], list[Table]]:
    """All files of one layer; a public book must have them all, an overlay may have any."""
    root = folder.resolve()
    trees, tables = [], []
    names = ["book.yaml", *CSV_FILES] if whole else [n for n in ("book.yaml", *CSV_FILES) if (folder / n).exists()]
    names += [name for name in OPTIONAL_CSV if (folder / name).exists()]
    for part in ("deals", "scenarios"):
        names += sorted(f"{part}/{p.name}" for p in (folder / part).glob("*.y*ml"))
    for name in names:
        shown = str(folder / name)
        text = _text(root, folder / name, shown, problems)
        if text is None:
            continue
        digest.update(f"{name}\0{len(text)}\0".encode())
        digest.update(text.encode())
        if name.endswith(".csv"):
            table = _table(text, name, shown, problems)
            if table is not None:
                tables.append(table)
        else:
            tree = _tree(text, name, shown, problems)
            if tree is not None:
                trees.append(tree)
    return trees, tables


def _text(root: Path, path: Path, shown: str, problems: list[Problem]) -> str | None:
    def refuse(message: str, remedy: str, rule: str = "file") -> None:
        problems.append(Problem(Place(shown), message, remedy, rule))

    if not path.exists():
        return refuse("the file is missing", "Add it; 'gigaloop new book' writes an empty one", "missing-file")
    if not path.resolve().is_relative_to(root):
        return refuse("the file is a link out of the book's folder", "Copy the file into the folder")
    if not path.is_file():
        return refuse("this is not a plain file", "Put a text file there")
    largest = LARGEST_CSV if path.suffix == ".csv" else LARGEST_YAML
    if path.stat().st_size > largest:
        return refuse(f"the file is larger than {largest // 2**20} MB", "Split it; bulk rows belong in a CSV file")
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.append(Problem(Place(shown, line, 1), "the text is not UTF-8", "Save the file as UTF-8", "encoding"))
        return None
    if "\0" in text:
        return refuse("the file holds binary data, not text", "Put a UTF-8 text file there", "encoding")
    return text


def _table(text: str, name: str, shown: str, problems: list[Problem]) -> Table | None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, None)
        if not header:
            problems.append(Problem(Place(shown, 1, 1), "the file is empty", "Write the header line", "header"))
            return None
        rows = []
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                problems.append(
                    Problem(
                        Place(shown, reader.line_num, 1),
                        f"the row has {len(cells)} cells; the header has {len(header)}",
                        "Quote cells that hold a comma, and fill or remove cells",
                        "cells",
                    )
                )
                continue
            rows.append((reader.line_num, cells))
    except csv.Error as error:
        place = Place(shown, reader.line_num, 1)
        problems.append(
            Problem(place, f"this is not CSV: {error}", "Close every quote; double a quote inside one", "csv")
        )
        return None
    return Table(name, shown, [cell.strip() for cell in header], rows)


def _tree(text: str, name: str, shown: str, problems: list[Problem]) -> Tree | None:
    """YAML text -> plain dicts, lists and strings, with the place of every key and value.

    Built from the event stream, so depth and aliases are refused before anything is expanded.
    """

    def refuse(mark: yaml.Mark, message: str, remedy: str, rule: str = "yaml") -> None:
        problems.append(Problem(Place(shown, mark.line + 1, mark.column + 1), message, remedy, rule))

    places: dict[tuple[str | int, ...], Place] = {}
    root: list[object] = []
    stack: list[list] = [[root, (), None]]  # container, path, pending key
    documents = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            match event:
                case yaml.AliasEvent():
                    return refuse(event.start_mark, "aliases ('*name') are not read", "Write the value out")
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        return refuse(event.start_mark, "a second document starts here", "Keep one document in a file")
                    continue
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    stack.pop()
                    continue
                case yaml.ScalarEvent() | yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    pass
                case _:
                    continue
            if event.anchor or (event.tag and event.tag != "!"):
                return refuse(event.start_mark, "anchors and tags are not read", "Write plain text")
            container, path, key = stack[-1]
            if isinstance(container, dict) and key is None:
                if not isinstance(event, yaml.ScalarEvent):
                    return refuse(event.start_mark, "a key must be a word", "Write 'key: value'")
                if event.value in container:
                    refuse(event.start_mark, f"the key {event.value!r} stands twice", "Remove one", "duplicate-key")
                stack[-1][2] = event.value
                continue
            value: object = event.value if isinstance(event, yaml.ScalarEvent) else None
            if isinstance(event, yaml.MappingStartEvent):
                value = {}
            elif isinstance(event, yaml.SequenceStartEvent):
                value = []
            here = (*path, key) if isinstance(container, dict) else (*path, len(container)) if path or stack[1:] else ()
            places[here] = Place(shown, event.start_mark.line + 1, event.start_mark.column + 1)
            if isinstance(container, dict):
                if value == "":
                    refuse(event.start_mark, f"the key {key!r} has no value", "Fill it in, or remove the line", "empty")
                container[key] = value
                stack[-1][2] = None
            else:
                container.append(value)
            if not isinstance(event, yaml.ScalarEvent):
                if len(stack) > DEEPEST:
                    return refuse(event.start_mark, f"nested more than {DEEPEST} levels deep", "Flatten it")
                stack.append([value, here, None])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        problems.append(
            Problem(place, f"this is not YAML: {what}", "Check the indentation and the quotes here", "yaml")
        )
        return None
    if not root or not isinstance(root[0], dict):
        problems.append(
            Problem(Place(shown, 1, 1), "the file holds no 'key: value' lines", "Start with 'format: 1'", "yaml")
        )
        return None
    return Tree(name, shown, root[0], places)
