"""Subjects: the parties that a question is about, of those that it can be asked about."""

from __future__ import annotations

from collections.abc import Iterable

from gigaloop.book.model import Book
from gigaloop.book.problem import Misread


def subjects(book: Book, party: str, able: Iterable[str], why_not: str, none: str = "none") -> tuple[str, ...]:
    """All of `able` for 'all', else the party asked about.

    why_not says what is wrong with a party that is none of them, {} for its id; `none` what to say where nobody is.
    Raises InputError for such a party, and for one that the book lacks.

    >>> from gigaloop import load
    >>> subjects(load("tiny"), "lab", ["lab", "cloud"], "{} is no firm")
    ('lab',)
    """
    known = tuple(able)
    if party == "all":
        return known
    who = book.party(party).party_id
    if who not in known:
        raise Misread(why_not.format(who), f"Ask about one of {', '.join(known) or none}", id="party")
    return (who,)
