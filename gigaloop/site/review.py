"""Review: an article's proposals as the page shows them, and what was accepted written into one's own book."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, Misread
from gigaloop.book.terms import KINDS
from gigaloop.intake import Proposal, Proposals, Review, article, keep, read, source_of
from gigaloop.intake.review import EDITABLE, STAGES, WRITTEN
from gigaloop.words.vocabulary import word

#: letters of a text that the page takes; longer ones are read by `gigaloop intake FILE`
LONGEST = 20_000


class Text(BaseModel):
    """An article as it was pasted; HTML is taken for what it is."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=LONGEST)


class Decided(Text):
    """What a person decided about it, one after another: ('accept' | 'refuse', id) or ('edit', id, field, value)."""

    steps: list[tuple[str, ...]] = Field(max_length=400)
    publisher: str = Field(default="", max_length=80)
    url: str = Field(default="", max_length=500, pattern=r"^(https?://\S+)?$")
    write: bool = False


def labels(words: Mapping[str, str], language: str) -> dict[str, Any]:
    """What the page's script says: its own words, kinds and stages."""
    told = {name: {key: word(key, language) for key in keys} for name, keys in (("kinds", KINDS), ("stages", STAGES))}
    return {"words": dict(words), **told}


def seen(text: str, book: Book) -> Proposals:
    """What the reader finds in a pasted text."""
    if re.match(r"\s*<(?:!doctype|html|body|div|p|article)\b", text, re.I):
        return read(article(text.encode()), book)
    return read(text, book)


def shown(found: Proposals, review: Review, book: Book) -> dict[str, Any]:
    """The text with the places that each proposal rests on, its decision, and the leg of the book beside it."""
    return {
        "language": found.language,
        "published": found.published,
        "text": found.text,
        "warnings": found.warnings,
        "proposals": [_one(review.proposal(p.id), review, book) for p in found.proposals],
    }


def _one(p: Proposal, review: Review, book: Book) -> dict[str, Any]:
    told = p.model_dump(by_alias=True, mode="json")
    told["decision"], told["can"] = review.decision(p.id), p.action in WRITTEN
    told["names"] = [book.parties[key].name_en if key is not None and key in book.parties else words or "?"
                     for key, words in ((p.payer, p.from_text), (p.payee, p.to_text))]  # fmt: skip
    leg = book.legs.get(p.target or "")
    told["beside"] = None if leg is None else {
        "leg": leg.leg, "deal": next((key for key, deal in book.deals.items() if leg in deal.legs), ""),
        "kind": leg.kind, "from": leg.payer, "to": leg.payee, "stage": book.stage(leg.leg),
        "amount": str(getattr(leg.terms, "amount", None) or getattr(leg.terms, "power", None) or ""),
        "happened": str(leg.steps[-1].happened),
    }  # fmt: skip
    return told


def decide(asked: Decided, book: Book, overlay: Path | None) -> dict[str, Any]:
    """Follow the steps from the beginning; with `write`, put what is accepted into the book, all of it or nothing.

    Raises InputError for a step that cannot be, and for a book that is not one's own.
    """
    found = seen(asked.text, book)
    review = Review(found, book)
    for number, step in enumerate(asked.steps, 1):
        match step:
            case ("accept", name):
                review.accept(name)
            case ("refuse", name):
                review.refuse(name)
            case ("edit", name, field, value) if field in EDITABLE:
                review.edit(name, **{field: value})
            case _:
                raise Misread(f"step {number}: {' '.join(step)[:60]!r} is none", "Accept, refuse or edit", "review")
    told = shown(found, review, book)
    if asked.write:
        if overlay is None and book.path.parent.name in ("books", "examples"):
            raise Misread(
                "the shipped book is not written from a page",
                "Serve your own: gigaloop serve --book DIR, or --overlay DIR",
                id="installed",
            )
        deal = _name(review.accepted, book)
        source = source_of(found, f"src-{deal}", publisher=asked.publisher, url=asked.url)
        written = keep(review.accepted, found, book, deal=deal, source=source, overlay=overlay)
        told["written"] = [str(path.relative_to(overlay or book.path)) for path in written.paths]
    return told


def _name(accepted: list[Proposal], book: Book) -> str:
    """A name for the new deal that the book does not have: its two parties, its month, and a number if need be."""
    if not accepted:
        raise Misread("nothing was accepted", "Accept a proposal first", id="proposal")
    p = accepted[0]
    parts: Mapping[str, str] = {"from": p.payer or p.from_text or "x", "to": p.payee or p.to_text or "x"}
    words = [re.sub(r"[^a-z0-9]+", "-", part.casefold()).strip("-")[:20] or "x" for part in parts.values()]
    stem = "-".join([*words, (p.happened or str(book.as_of))[:7]])
    names = [stem, *(f"{stem}-{n}" for n in range(2, 100))]
    try:
        return next(name for name in names if name not in book.deals)
    except StopIteration:
        raise InputError([*Misread(f"{stem} is taken", "Give the deal another name").problems]) from None


__all__ = ["LONGEST", "Decided", "Text", "decide", "labels", "seen", "shown"]
