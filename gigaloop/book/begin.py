"""Begin a book or a deal: commented files that load as they stand; nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

from gigaloop.book.file import write_new
from gigaloop.book.model import Book
from gigaloop.book.near import meant
from gigaloop.book.problem import Misread
from gigaloop.book.schema import new_book, new_deal


def begin_book(folder: Path) -> list[Path]:
    """Write an empty book into a new folder; InputError if the folder holds anything. Returns the files written."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Misread(f"{str(folder)!r} is there already", "Name a folder that does not exist", str(folder), "exists")
    files = new_book(folder.name)
    for part in ("deals", "scenarios"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    return [write_new(folder / name, text) for name, text in files.items()]


def begin_deal(
    book: Book,
    name: str,
    *,
    folder: Path | None = None,
    payer: str | None = None,
    payee: str | None = None,
    source: str | None = None,
) -> Path:
    """Write deals/NAME.yaml into a folder: a deal between two of the book's parties, on the word of one source.

    folder   None: the book's own; another becomes an overlay of the book (`load(overlay=folder)`)

    Left out, the payer and payee are the first two parties, the source is the newest. InputError for a deal that is
    there already, an unknown party or source, a book that has none, or a folder inside the installed package.
    """
    folder = book.path if folder is None else folder
    if folder.resolve().is_relative_to(Path(__file__).resolve().parents[1]):
        message, remedy = "the shipped book belongs to the installed package", "Copy its folder, and say --book DIR"
        raise Misread(message, remedy, str(folder), "installed")
    if name in (book.whole or book).deals:
        raise Misread(f"the deal {name!r} is in the book already", "Choose another id", id="exists")
    if len(book.parties) < 2 or not book.sources:
        raise Misread("a deal needs two parties and a source", "Add rows to parties.csv and sources.csv first")
    first, second = list(book.parties)[:2]
    if source is None:
        source = max(book.sources.values(), key=lambda s: s.published.last if s.published else book.as_of.min).source_id
    elif source not in book.sources:
        remedy = meant(source, book.sources, "Add a row to sources.csv, or mend the id")
        raise Misread(f"unknown source {source!r}", remedy, id="unknown-source")
    text = new_deal(
        name,
        payer=book.party(payer).party_id if payer else first,
        payee=book.party(payee).party_id if payee else second,
        source=source,
        day=str(book.sources[source].published or book.as_of),
    )
    (folder / "deals").mkdir(exist_ok=True)
    return write_new(folder / "deals" / f"{name}.yaml", text)
