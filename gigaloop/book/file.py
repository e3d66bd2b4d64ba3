"""A book from the disk: the folder of a shipped one or of anybody's, as known on a day; and new files on it."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

from gigaloop.book import kept
from gigaloop.book.days import first, known_days
from gigaloop.book.identity import HORIZON
from gigaloop.book.model import Book
from gigaloop.book.near import meant
from gigaloop.book.problem import InputError, Misread, Problem, Unfit, parted
from gigaloop.book.reader import short
from gigaloop.book.units import parse_when
from gigaloop.memory import uncollected

#: the day of a book in which nothing has a day
NO_DAY = date(2000, 1, 1)
#: where books lie that ship with the project: beside the code once installed, beside its folder in a checkout
SHELVES = [root / folder for root in Path(__file__).resolve().parents[1:3] for folder in ("books", "examples")]


def shipped(name: str = "loop") -> Path:
    """The folder of a book that ships with the project: 'loop', 'telecom', or the example 'tiny'."""
    for shelf in SHELVES:
        if _is_folder(shelf / name) and (shelf / name / "book.yaml").is_file():
            return shelf / name
    known = (head.parent.name for shelf in SHELVES for head in shelf.glob("*/book.yaml"))
    remedy = meant(name, known, "Give the path of a book's folder")
    raise Misread(f"no shipped book is called {short(name)}", remedy, id="missing-file")


def load(path: str | Path | None = None, *, as_of: str | date | None = None, overlay: str | Path | None = None) -> Book:
    """Read a book as known on a day.

    path      folder of the book; None: the shipped book. A bare name ('tiny') means a shipped one.
    as_of     ISO date (or date); None: the newest `known` date in the book
    overlay   folder of private rows laid over the public ones; they stay marked as private

    Raises InputError, which carries every Problem (file, line, column, what was found, what to do), and for a day
    before the first of which the book knows anything.

    >>> load("tiny").name
    'tiny'
    """
    day = _day(as_of)
    book = _whole(_folder(path), _overlay(overlay))
    begun = first(book)
    if day is not None and begun is not None and day < begun:
        raise Misread(
            f"the book knows nothing yet on {day}", f"Its first day is {begun}: ask of it or later", id="as_of"
        )
    return book.at(day or _newest(book))


def survey(
    path: str | Path | None = None, *, as_of: str | None = None, overlay: str | Path | None = None
) -> list[Problem]:
    """Everything to mend in a book, at once: what `load` refuses, and what is merely implausible on a day (warnings).

    >>> [problem.message for problem in survey("tiny") if problem.severity == "error"]
    []
    """
    from gigaloop.book.folder import read
    from gigaloop.book.plausible import warnings

    day = _day(as_of)
    book, problems = read(_folder(path), _overlay(overlay))
    try:
        return [*problems, *warnings(book.at(day or _newest(book)))]
    except InputError as error:  # a book too broken to be weighed; what broke it is told
        return problems or list(error.problems)


def write_new(path: Path, text: str, *, private: bool = False) -> Path:
    """Write a new file whole or not at all; InputError if one stands there already or the folder is missing.

    private   only its owner may read it; otherwise as the umask says
    """
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", newline="") as draft:
            draft.write(text)
            draft.flush()
            mask = os.umask(0o077)
            os.umask(mask)
            os.chmod(draft.name, 0o600 if private else 0o666 & ~mask)
            os.link(draft.name, path)
    except FileExistsError:
        raise Misread("the file is there already", "Choose another name, or remove it", str(path), "exists") from None
    except OSError as error:
        raise Misread(f"the file cannot be written: {error.strerror}", "Mend the folder", str(path), "file") from None
    return path


@uncollected()
def _whole(folder: Path, overlay: Path | None) -> Book:
    """The whole book, nothing hidden: a shipped one as it was read before, if all its files are as they were then."""
    called = kept.name(folder) if overlay is None and folder.parent in SHELVES else None
    book = kept.book(folder, called) if called else None
    if book is None:
        from gigaloop.book.folder import read

        book, problems = read(folder, overlay)
        if problems:
            raise InputError(problems)
        if called and called == kept.name(folder):
            kept.save(book, called)
    return book


def _overlay(path: str | Path | None) -> Path | None:
    if path is not None and not _is_folder(Path(path)):
        raise Misread(f"there is no folder {short(str(path))}", "Give the path of a folder", id="missing-file")
    return None if path is None else Path(path)


def _is_folder(path: Path) -> bool:
    """False too where no file system can hold such a name, or nobody may look."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _folder(path: str | Path | None) -> Path:
    if path is None:
        return shipped()
    folder = Path(path)
    if not _is_folder(folder):
        if isinstance(path, str) and path.isidentifier():
            return shipped(path)
        raise Misread(f"there is no folder {short(str(path))}", "Give the path of a book's folder", id="missing-file")
    return folder


def _day(as_of: str | date | None) -> date | None:
    if as_of is None:
        return None
    try:
        day = as_of if isinstance(as_of, date) else parse_when(as_of).last
        if day > HORIZON:
            raise Unfit(f"{day} lies past the horizon", f"The last day that can be asked about is {HORIZON}")
        return day
    except ValueError as error:
        message, remedy = parted(error)
        raise Misread(f"--as-of: {message}", remedy, id="as_of") from None


def _newest(book: Book) -> date:
    """The newest `known` date in the book: what no --as-of means. The clock is never read."""
    days = known_days(book)
    if not days:  # a book that tells nothing yet has the newest day of what it rests on
        dated = (*(source.published for source in book.sources.values()), *(rate.date for rate in book.fx))
        days = [day.last for day in (*dated, *(p.as_of for p in book.all_parameters)) if day and day.last <= HORIZON]
    return max(days, default=NO_DAY)
