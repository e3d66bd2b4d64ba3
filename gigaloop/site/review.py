"""Review: a text's proposals as the page shows them, and what was accepted written into one's own book."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gigaloop.book.identity import SECTORS
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, Misread
from gigaloop.book.terms import KINDS
from gigaloop.intake import Kept, Proposal, Proposals, Review, article, keep, read, source_of
from gigaloop.intake.newcomers import in_latin
from gigaloop.intake.review import EDITABLE, STAGES, WRITTEN
from gigaloop.intake.text import LONGEST, UNNAMED
from gigaloop.site import proposed
from gigaloop.words.vocabulary import WORDS, word

#: letters of a file in base64 that the page takes: a PDF of four megabytes; readings that are kept
MOST_FILE, KEPT = 6_000_000, 4
Language = Literal["en", "zh-Hant", "zh-Hans", "zh-HK"]


class Text(BaseModel):
    """An article as it was pasted, or a file in base64 and its name; HTML and PDF are taken for what they are."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(default="", max_length=LONGEST)
    file: str = Field(default="", max_length=MOST_FILE)
    name: str = Field(default="", max_length=200)
    lang: Language = "en"


class Decided(Text):
    """What a person decided about it, one after another: ('accept' | 'refuse', id) or ('edit', id, field, value)."""

    steps: list[tuple[str, ...]] = Field(default_factory=list, max_length=400)
    publisher: str = Field(default="", max_length=80)
    url: str = Field(default="", max_length=500, pattern=r"^(https?://\S+)?$")
    write: bool = False


@dataclass
class Desk:
    """What the page has read and written lately, newest last; the last write can be taken back."""

    readings: list[tuple[Book, str, Proposals]] = field(default_factory=list)
    written: list[Kept] = field(default_factory=list)

    def seen(self, asked: Text, book: Book) -> Proposals:
        """What the reader finds in a text or a file; a reading is made once."""
        key = asked.name + (asked.file or asked.text)
        for known, text, found in self.readings:
            if known is book and text == key:
                return found
        found = _read(asked, book)
        self.readings = [*self.readings[1 - KEPT :], (book, key, found)]
        return found


def _read(asked: Text, book: Book) -> Proposals:
    if asked.file:
        try:
            raw = base64.b64decode(asked.file, validate=True)
        except ValueError:  # binascii.Error is one, and so is a letter that base64 has not
            raise Misread("the file came broken", "Choose it again", id="broken-file") from None
        return read(article(raw, asked.name or UNNAMED), book)
    if not asked.text.strip():
        raise Misread("there is no text", "Paste an article, or choose a file", id="empty")
    if re.match(r"\s*<(?:!doctype|html|body|div|p|article|table)\b", asked.text, re.I):
        return read(article(asked.text.encode()), book)
    return read(asked.text, book)


def labels(words: Mapping[str, str], language: str) -> dict[str, Any]:
    """What the page's script says: its own words, and what the fields that choose among words offer."""
    offers = {"kind": KINDS, "stage": STAGES, "sector": sorted(SECTORS)}
    named = {key: {one: word(one, language) if one in WORDS else one for one in of} for key, of in offers.items()}
    named["action"] = {one: words[f"action.{one}"] for one in WRITTEN}
    return {"words": dict(words), "choices": named}


def shown(found: Proposals, review: Review, book: Book, language: str = "en") -> dict[str, Any]:
    """The text with the places that each proposal rests on, its decision, and what the book has beside it."""
    return {
        "language": found.language,
        "published": found.published,
        "text": found.text,
        "warnings": [proposed.why([one], book, language) for one in found.warnings],
        "proposals": [_one(review.proposal(p.id), review, book, language) for p in found.proposals],
    }


def _one(p: Proposal, review: Review, book: Book, language: str) -> dict[str, Any]:
    told = p.model_dump(by_alias=True, mode="json")
    told |= {"decision": review.decision(p.id), "can": p.action in WRITTEN, "line": proposed.line(p, book, language)}
    return told | {"why": proposed.why(p.reasons, book, language), "beside": proposed.beside(p, book, language)}


def decide(asked: Decided, book: Book, overlay: Path | None, desk: Desk) -> dict[str, Any]:
    """Follow the steps from the beginning; with `write`, put what is accepted into the book, all of it or nothing.

    Raises InputError for a step that cannot be, and for a book that is not one's own.
    """
    found = desk.seen(asked, book)
    review = Review(found, book)
    for number, step in enumerate(asked.steps, 1):
        match step:
            case ("accept", name):
                review.accept(name)
            case ("refuse", name):
                review.refuse(name)
            case ("edit", name, field_, value) if field_ in EDITABLE:
                review.edit(name, **{field_: value})
            case _:
                raise Misread(f"step {number}: {' '.join(step)[:60]!r} is none", "Accept, refuse or edit", "review")
    told = shown(found, review, book, asked.lang)
    if asked.write:
        if overlay is None and book.path.parent.name in ("books", "examples"):
            raise Misread(
                "the shipped book is not written from a page",
                "Serve your own: gigaloop serve --book DIR, or --overlay DIR",
                id="installed",
            )
        deal = _name(review.accepted, book)
        source = source_of(found, f"src-{deal}", publisher=asked.publisher, url=asked.url)
        kept = keep(review.accepted, found, book, deal=deal, source=source, overlay=overlay)
        desk.written.append(kept)
        told["written"] = [str(path.relative_to(overlay or book.path)) for path in kept.paths]
    return told


def refused(error: InputError, book: Book, language: str) -> list[dict[str, Any]]:
    """What cannot be, and what to do, in a language."""
    return [one.as_dict() | proposed.refused(one, book, language) for one in error.problems]


def back(desk: Desk) -> dict[str, Any]:
    """Take the last write back; InputError where there is none, or where a file has been changed since."""
    if not desk.written:
        raise Misread("nothing was written since the server began", "Write what you accept first", id="undo")
    paths = desk.written[-1].undo()
    home = desk.written.pop().home
    return {"taken_back": [str(path.relative_to(home)) for path in paths]}


def _name(accepted: list[Proposal], book: Book) -> str:
    """A name for the new deal that the book does not have: its two parties, its month, and a number if need be."""
    if not accepted:
        raise Misread("nothing was accepted", "Accept a proposal first", id="nothing")
    p = accepted[0]
    sides = (
        (p.payer or p.from_text, p.payee or p.to_text) if p.kind else (p.subject or p.subject_text, p.metric or p.term)
    )
    words = [re.sub(r"[^a-z0-9]+", "-", in_latin(part or "x").casefold()).strip("-")[:20] or "x" for part in sides]
    stem = "-".join([*words, (p.happened or p.known or str(book.as_of))[:7]])
    names = [stem, *(f"{stem}-{n}" for n in range(2, 100))]
    free = [name for name in names if name not in book.deals and f"src-{name}" not in book.sources]
    if not free:
        raise Misread(f"{stem} is taken", "Give the deal another name")
    return free[0]


__all__ = ["LONGEST", "Decided", "Desk", "Language", "Text", "back", "decide", "labels", "refused", "shown"]
