"""Sides: a contract where a party is asked for stands for one of its two sides, and the answer says which.

What an argument asks decides: whoever owes in it (the payer; of a loan the borrower), or whoever is owed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from gigaloop.answer.labels import labels
from gigaloop.answer.table import Table
from gigaloop.book.model import Book, Leg
from gigaloop.words.notes import note

#: which side of a contract an argument that takes a party asks for; either: a party or the contract itself; none: it
#: takes no party
Side = Literal["", "owes", "owed", "either"]


def party_of(leg: Leg, side: Side) -> str:
    """The id of one side of a contract.

    >>> from gigaloop import load
    >>> legs = load().legs
    >>> [party_of(legs["orcl-oai-cloud"], side) for side in ("owes", "owed")], party_of(legs["crwv-ddtl4"], "owes")
    (['openai', 'oracle'], 'coreweave')
    """
    borrowed = leg.kind == "loan"
    return leg.payee if (side == "owes") == borrowed else leg.payer


def resolved(book: Book, given: Mapping[str, Any], sides: Mapping[str, Side]) -> tuple[dict[str, Any], dict[str, Side]]:
    """The arguments with a party in place of each contract, and those that were one: argument -> the side taken."""
    stood = {
        name: sides[name]
        for name, text in given.items()
        if sides.get(name) in ("owes", "owed")
        and isinstance(text, str)
        and text in book.legs
        and text not in book.parties
    }
    return {**given, **{name: party_of(book.legs[given[name]], side) for name, side in stood.items()}}, stood


def said(book: Book, table: Table, given: Mapping[str, Any], stood: Mapping[str, Side]) -> Table:
    """The answer with a note for each contract that stood for a party: for whom, and how to ask about the other."""
    for name, side in reversed(list(stood.items())):
        leg = book.legs[given[name]]
        taken = party_of(leg, side)
        other = leg.payer if taken == leg.payee else leg.payee
        told = note(f"side.{side}", leg=(leg.leg,), party=(taken,), other=(other,))
        table = replace(table, notes=(told, *table.notes), names={**table.names, **labels(book, (leg.leg,))})
    return table
