"""Answers gathered into one report, and files written whole or not at all."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gigaloop.book.problem import InputError, Misread
from gigaloop.cli.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gigaloop.answer.table import Table
    from gigaloop.book.model import Book

#: how a person, a service or a closing terminal asks a process to end (the last where there is one)
ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def answers(
    book: Book, world: World, progress: Callable[[int, int], None], names: Sequence[str] | None = None
) -> dict[str, Table]:
    """Question -> its Table, for every question of `names`; left out: of a report.

    One that this book cannot be asked on its day (no Oracle in it, say) is left out with a note on stderr.
    """
    from gigaloop.questions.request import ask_all
    from gigaloop.report import CONTENTS

    tables, refused = ask_all(book, names or CONTENTS, world.setup, progress=progress)
    for name, error in refused.items():
        print(f"note: {name} is left out: {error}", file=sys.stderr)
    return tables


def page(book: Book, tables: Mapping[str, Table], language: str) -> str:
    """The answers as one self-contained HTML page."""
    from gigaloop.report import compose, html
    from gigaloop.report.echarts import script

    return html(compose(book, tables), script(), language)


def drawing(book: Book, language: str) -> str:
    """The map of who pays whom as a still SVG."""
    from gigaloop.figure.svg import svg
    from gigaloop.questions import ask
    from gigaloop.report import compose

    document = compose(book, {"network": ask(book, "network")})
    [section] = document.sections
    if not section.figures:
        raise Misread(f"nothing that states a sum is known on {book.as_of}", "Give a later --as-of")
    return svg(section.figures[0], language, document.names)


@contextmanager
def place(path: Path, *, private: bool = False) -> Iterator[Callable[[str | bytes], None]]:
    """A place for a file that is written whole or not at all, by the function that is given.

    private   it holds rows of an overlay: only its owner may read it; otherwise as the umask says

    InputError at once if the place cannot be written or is no file (a device, a folder), before anything is computed
    for it, or when it no longer can.
    """
    if str(path) == "-":
        raise Misread(
            "--out: '-' is no file", "Give the path of a file; 'gigaloop export NAME' prints CSV on the screen"
        )
    if _taken(path):
        raise Misread(f"--out: {str(path)[:200]!r} is no file: it is not replaced", "Give the path of a file")
    try:
        path = path.resolve()  # a link stays a link: what it points to is written
        path.parent.mkdir(parents=True, exist_ok=True)
        with _draft(path):
            pass
    except OSError as error:
        raise _unwritable(path, error) from None

    def write(text: str | bytes) -> None:
        try:
            with _draft(path) as draft:
                draft.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
                draft.chmod(0o600 if private else 0o666 & ~_umask())
                draft.replace(path)
        except OSError as error:
            raise _unwritable(path, error) from None

    yield write


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """An empty file beside the path, gone afterwards unless it was given another name."""
    with _undisturbed():
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A signal to end is met a moment later, when nothing half-written is left; no thread but the main one can wait."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {one: signal.signal(one, lambda number, _: came.append(number)) for one in ENDING}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler or signal.SIG_DFL)
        for number in came[:1]:
            signal.raise_signal(number)


def _taken(path: Path) -> bool:
    """Whether something stands there that is no plain file."""
    try:
        return path.exists() and not path.is_file()
    except OSError:
        return False


def _umask() -> int:
    """What new files of this process are not; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> InputError:
    return Misread(f"--out: {str(path)[:200]!r} cannot be written: {error.strerror}", "Give another path")
