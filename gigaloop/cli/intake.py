"""The command that reads articles: proposals on the screen or as JSON, and the review of them in the terminal."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gigaloop.book.problem import InputError, Misread, Problem
from gigaloop.cli.world import World, command

if TYPE_CHECKING:
    from gigaloop.book.model import Book
    from gigaloop.intake import Article, Kept, Proposal, Proposals, Review

app = typer.Typer()

#: where a sentence ends; not after 'Oct.'
STOP = re.compile(r"(?<!\b[A-Z][a-z]{2})\. |[。！\n]")


@app.command()
@command
def intake(
    world: World,
    what: Annotated[
        Path, typer.Argument(metavar="FILE|FOLDER", help="A saved article or filing, or a folder of them.")
    ],
    review: Annotated[
        bool, typer.Option("--review", help="Decide about each proposal, then write the accepted.")
    ] = False,
    model: Annotated[
        str | None, typer.Option("--model", metavar="URL", help="Ask a model too (OpenAI-compatible endpoint).")
    ] = None,
    model_name: Annotated[str, typer.Option("--model-name", help="The model's name at that endpoint.")] = "default",
) -> None:
    """Read an article or a filing and propose what the book should say.

    Text, HTML or PDF, in English or Chinese. Nothing enters the book that you do not accept under --review: then it
    goes into the folder of --overlay, or else of --book.
    """
    from gigaloop.intake import open_article, read
    from gigaloop.intake.text import SUFFIXES

    book = world.load()
    files = sorted(f for f in what.iterdir() if f.suffix.lower() in SUFFIXES) if what.is_dir() else [what]
    if not files:
        raise Misread(
            f"no article stands in {what.name!r}", f"Its files end in {', '.join(SUFFIXES)}", str(what), "file"
        )
    results: list[Proposals] = []
    problems: list[Problem] = []
    for file in files:
        try:
            article = open_article(file)
            results.append(read(article, book) if model is None else _with_model(article, book, model, model_name))
        except InputError as error:
            problems += error.problems
    if problems and not results:
        raise InputError(problems)
    for problem in problems:
        print(problem, file=sys.stderr)
    if world.json:
        if what.is_dir():
            print(json.dumps([json.loads(result.to_json()) for result in results], ensure_ascii=False, indent=1))
        else:
            print(results[0].to_json())
        return
    for result in results:
        _show(result, book, world.lang)
        if review:
            _decide(result, book, world.overlay, world.lang)


def _with_model(article: Article, book: Book, url: str, name: str) -> Proposals:
    from gigaloop.intake.model import read_with_model

    return read_with_model(article, book, url=url, model=name)


def _show(result: Proposals, book: Book, language: str) -> None:
    from gigaloop.site.proposed import why
    from gigaloop.site.words import speaker

    say = speaker(language)
    dated = result.published or say("review.undated")
    print(f"{result.file}  {result.language}  {dated}  {say('review.count', n=len(result.proposals))}")
    for warning in result.warnings:
        print(f"{say('review.note')}{why([warning], book, language)}", file=sys.stderr)
    for proposal in sorted(result.proposals, key=lambda one: one.action == "refuse"):
        print(_line(proposal, book, language))
        for line in marked(result.text, proposal):
            print(f"      {line}")
        if proposal.target and proposal.target in book.legs:
            print(f"      {say('review.row')}{beside(proposal, book, language)}")


def _line(p: Proposal, book: Book, language: str) -> str:
    """A proposal in a line, with ids in English, and why it stands so."""
    return _ids(p) if language == "en" else _words(p, book, language)


def _words(p: Proposal, book: Book, language: str) -> str:
    from gigaloop.site.proposed import line, why
    from gigaloop.site.words import begun, speaker

    told = [begun("review.action.", language)[p.action], *line(p, book, language)]
    if p.confidence is not None:
        told.append(f"{100 * p.confidence:.0f}% {speaker(language)('review.often')}")
    reason = why(p.reasons, book, language)
    return f"{p.id:4}{'  '.join(told)}" + (f"\n      {reason}" if reason else "")


def _ids(p: Proposal) -> str:
    if p.action == "party":
        return (
            "  ".join((f"{p.id:4}{'PARTY':10}", p.subject or "?", p.subject_text or "", p.value or "", p.sector or ""))
            + f"\n      {p.reason}"
        )
    if p.action in ("figure", "event", "clause") and (p.metric or p.term or p.event):
        whose = p.subject or _asked(p.subject_text) if p.action != "clause" else p.target or p.between
        row = (whose, p.metric or p.term or p.event, p.period, p.value, p.happened if p.event else None)
        words = "  ".join(filter(None, (f"{p.id:4}{p.action.upper():10}", *row)))
        return f"{words}\n      {p.reason}" if p.reason else words
    who = f"{p.payer or _asked(p.from_text)} -> {p.payee or _asked(p.to_text)}" if p.kind else ""
    dollars = (
        f"= {p.amount_usd_bn:g} bn USD" if p.amount_usd_bn is not None and p.amount and "USD" not in p.amount else ""
    )
    power = f"{p.gw:g} GW" if p.gw is not None else ""
    share = f"{p.share:.3g} share" if p.share is not None else ""
    told = (p.amount, dollars, power, p.units, share, p.stage, p.happened)
    often = f"({100 * p.confidence:.0f} % of such were right)" if p.confidence is not None else ""
    words = "  ".join(filter(None, (f"{p.id:4}{p.action.upper():10}", p.kind, who, *told, often)))
    return f"{words}\n      {p.reason}" if p.reason else words


def _asked(words: str | None) -> str:
    return f"{words or '?'} (not in the book)"


def marked(text: str, p: Proposal) -> list[str]:
    """The sentence that a proposal rests on, each found place in [brackets]."""
    if not p.evidence:
        return []
    places = sorted(
        {(e.start, e.end) for e in p.evidence if e.field != "happened"} or {(e.start, e.end) for e in p.evidence}
    )
    first, last = places[0][0], max(end for _, end in places)
    start = max((stop.end() for stop in STOP.finditer(text, 0, first)), default=0)
    end = min([last + 120, len(text), *(stop.start() for stop in STOP.finditer(text, last))])
    if end - start > 700:
        return [f"[{text[a:b]}]" for a, b in places]
    out, at = [], start
    for a, b in places:
        if a >= at:
            out += [text[at:a], "[", text[a:b], "]"]
            at = b
    return ["".join([*out, text[at:end]]).strip().replace("\n", " ")]


def beside(p: Proposal, book: Book, language: str = "en") -> str:
    """The leg that a proposal is about, in one line."""
    from gigaloop.answer.labels import leg_label
    from gigaloop.words.numbers import day
    from gigaloop.words.vocabulary import word

    leg = book.legs[p.target or ""]
    if language != "en":
        told = (word(book.stage(leg.leg), language), day(str(leg.steps[-1].happened), language))
        return "  ".join((leg.leg, leg_label(book, leg, language), *told))
    amount = getattr(leg.terms, "amount", None) or getattr(leg.terms, "power", None) or ""
    return (
        f"{leg.leg}  {leg.kind}  {leg.payer} -> {leg.payee}  {amount}  {book.stage(leg.leg)}  {leg.steps[-1].happened}"
    )


def _decide(result: Proposals, book: Book, overlay: Path | None, language: str) -> None:
    from gigaloop.intake import Review
    from gigaloop.site.proposed import refused
    from gigaloop.site.words import speaker

    say = speaker(language)
    decisions = Review(result, book)
    written: list[Kept] = []
    print(say("review.keys"))
    for raw in sys.stdin:
        words = raw.split()
        if not words:
            continue
        try:
            if words[0] in ("q", "quit"):
                return
            if words[0] in ("w", "write"):
                written.append(_write(decisions, result, book, overlay, words[1:], say("review.written")))
            elif words[0] in ("b", "back"):
                back = written.pop().undo() if written else []
                print("\n".join(f"{say('review.taken')} {path}" for path in back) or say("review.unwritten"))
            else:
                _act(words, decisions, result, language)
        except InputError as error:
            for problem in error.problems:
                told = refused(problem, book, language).values()
                print(problem if language == "en" else say("review.stop").join(told))


def _act(words: list[str], decisions: Review, result: Proposals, language: str) -> None:
    from gigaloop.site.words import begun, speaker

    say, book = speaker(language), decisions.book
    decided = begun("review.decision.", language)
    match words:
        case ["a" | "accept", *names]:
            for name in names:
                decisions.accept(name)
                print(f"{name} {decided['accepted']}")
        case ["r" | "refuse", *names]:
            for name in names:
                decisions.refuse(name)
                print(f"{name} {decided['refused']}")
        case ["e" | "edit", name, *rest]:
            field, _, value = " ".join(rest).partition("=")
            decisions.edit(name, **{field.strip(): value.strip()})
            print(_line(decisions.proposal(name), book, language))
        case ["u" | "undo"]:
            undone = decisions.undo()
            print(say("review.undone", name=undone) if undone else say("review.nothing"))
        case ["l" | "list"]:
            for p in result.proposals:
                print(f"{decided[decisions.decision(p.id)]:9} {_line(decisions.proposal(p.id), book, language)}")
        case _:
            print(say("review.keys"))


def _write(decisions: Review, result: Proposals, book: Book, overlay: Path | None, rest: list[str], head: str) -> Kept:
    from gigaloop.intake import keep, source_of

    stem = "".join(c if c.isascii() and c.isalnum() else "-" for c in Path(result.file).stem.lower()).strip("-")
    name = rest[0] if rest else f"in-{stem or 'article'}"[:60]
    written = keep(
        decisions.accepted, result, book, deal=name, source=source_of(result, f"src-{name}"), overlay=overlay
    )
    for path in written.paths:
        print(f"{head} {path}")
    return written
