"""A book at one glance: its day, how much it holds, and where to go from there."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gigaloop.book.model import Book

#: what one writes next -> what it tells
WAYS = (
    ("gigaloop.questions()", "what can be asked of it"),
    ("gigaloop.ask.backlog(book)", "one answer; help(gigaloop.ask.backlog) tells what it takes"),
    ("book.party('Oracle')", "a party by its id, name, alias or ticker"),
    ("book.deals, book.legs, book.figures", "what was agreed, and what was reported"),
    ("book.at(day)", "the same book as known on an earlier day"),
)
HELD = ("parties", "deals", "legs", "figures", "sources", "parameters", "scenarios")


def text(book: Book) -> str:
    """One screen of text."""
    lines = [_named(book), *(f"  {len(getattr(book, held)):6,} {held}" for held in HELD), ""]
    return "\n".join([*lines, *(f"  {words:38}{what}" for words, what in WAYS)])


def html(book: Book) -> str:
    """The same for a notebook. Every text is escaped."""
    counts = ", ".join(f"<b>{len(getattr(book, held)):,}</b> {held}" for held in HELD)
    ways = "".join(f"<li><code>{escape(words)}</code> {what}</li>" for words, what in WAYS)
    return f"<div><h4>{escape(_named(book))}</h4><p>{counts}</p><ul>{ways}</ul></div>"


def _named(book: Book) -> str:
    return f"Book {book.name!r} as known on {book.as_of}" + (", with private rows" if book.overlay else "")
