"""The Atom feed of changes: ids from leg, day and stage; no clock is read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from gigaloop.answer.labels import party_name
from gigaloop.answer.written import noted
from gigaloop.book.model import Leg, Step
from gigaloop.site.address import Links, path
from gigaloop.site.words import speaker
from gigaloop.words.vocabulary import word

if TYPE_CHECKING:
    from gigaloop.site.pages import Site

#: steps that the feed holds, newest first
ENTRIES = 60


def atom(site: Site, links: Links) -> str:
    """The newest steps of all legs."""
    language = links.state.language
    say = speaker(language)
    book = site.on(links.state.day)
    steps = sorted(
        ((step.known.last, leg.leg, leg, step) for leg in book.legs.values() for step in leg.steps),
        key=lambda one: (one[0], one[1]),
        reverse=True,
    )[:ENTRIES]
    entries = []
    for day, key, leg, step in steps:
        names = [party_name(book.parties[p], language) if p in book.parties else p for p in (leg.payer, leg.payee)]
        title = f"{names[0]} \N{RIGHTWARDS ARROW} {names[1]}: {word(leg.kind, language)}, {word(step.stage, language)}"
        href = f"{site.base_url}{path(language, f'deal/{leg.deal}')}#{key}"
        entries.append(
            f"<entry><id>tag:gigaloop,2026:{escape(key)}/{day}/{_name(leg, step)}</id><title>{escape(title)}</title>"
            f"<updated>{day}T00:00:00Z</updated><link href={quoteattr(href)}/>"
            f"<summary>{escape(noted(book, step.note, language) or title)}</summary></entry>"
        )
    newest = steps[0][0] if steps else book.as_of
    at = f"{site.base_url}{path(language, 'changed.atom')}"
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f"<id>tag:gigaloop,2026:changes/{language}</id><title>gigaloop: {escape(say('changed.title'))}</title>"
        f"<author><name>gigaloop</name></author><updated>{newest}T00:00:00Z</updated>"
        f'<link rel="self" href={quoteattr(at)}/>{"".join(entries)}</feed>\n'
    )


def _name(leg: Leg, step: Step) -> str:
    """A step by its stage; of several of a stage that became known on one day the second is `amended-2`."""
    same = [one for one in leg.steps if (one.known.last, one.stage) == (step.known.last, step.stage)]
    turn = next(n for n, one in enumerate(same, 1) if one is step)
    return step.stage if turn == 1 else f"{step.stage}-{turn}"
