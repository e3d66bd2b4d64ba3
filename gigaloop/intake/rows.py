"""Rows of the book's tables that an accepted proposal becomes: sources, parties, figures, events, clauses."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from gigaloop.book.clauses import LISTS
from gigaloop.book.model import Book
from gigaloop.book.terms import KINDS
from gigaloop.book.units import parse_when
from gigaloop.intake.filing import form
from gigaloop.intake.newcomers import LEGS, party_id
from gigaloop.intake.proposals import Proposal, Proposals
from gigaloop.intake.text import UNNAMED
from gigaloop.words.publishers import described

#: table -> its columns, as a fresh file begins
COLUMNS = {name: tuple(columns.split()) for name, columns in {
    "sources.csv": "source_id title publisher published url language confidence tier",
    "parties.csv": "party_id kind sector name_en name_zh_hant name_zh_hans aliases ticker country known members",
    "figures.csv": "figure_id subject metric period period_end value known sources note confidence",
    "events.csv": "date party_id event reaction known sources value note",
    "terms.csv": "clause_id leg between term value field holds known sources reading evidence why",
}.items()}  # fmt: skip
TABLES = {"figure": "figures.csv", "event": "events.csv", "clause": "terms.csv"}
#: who publishes, or is credited by others: name -> how a text in any of the three scripts calls it
OUTLETS = {
    name: re.compile(words)
    for name, words in {
        "Reuters": "Reuters|路透",
        "Bloomberg": "Bloomberg|彭博",
        "The Information": "The Information",
        "Financial Times": "Financial Times|金融时报|金融時報",
        "Wall Street Journal": "Wall Street Journal|WSJ|华尔街日报|華爾街日報",
        "CNBC": r"\bCNBC\b",
        "SEC": r"\bSEC\b(?! charges)",
        "Nikkei": "Nikkei|日经|日經",
        "TD Cowen": "TD Cowen",
        "WSCN": "WSCN|Wallstreetcn|华尔街见闻|華爾街見聞",
        "New York Times": "New York Times|纽约时报|紐約時報",
        "Caixin": "Caixin|财新|財新",
    }.items()
}


def credited(text: str) -> list[str]:
    """Outlets and banks that a text names as where it has its news from.

    >>> credited("据彭博报道，TD Cowen 的报告指出"), credited("Meta signs with Nebius")
    (['Bloomberg', 'TD Cowen'], [])
    """
    return [name for name, words in OUTLETS.items() if words.search(text)]


def source_of(
    read: Proposals, name: str, *, publisher: str = "", url: str = "", confidence: str = ""
) -> dict[str, str]:
    """The row of sources.csv for a text: its first line is its title.

    A filing or an exhibit that is here is a primary source of high grade; an article of a known outlet, or one that
    credits one, is medium; what neither has a known publisher nor credits one is low. A person may say otherwise.
    Without a publisher it is called by what is known of it: its address, its file, its day.
    """
    title = next((line.strip() for line in read.text.splitlines() if line.strip()), name)[:160]
    filed = form(read.text) is not None
    seen, cited = next(iter(credited(read.text[:600])), ""), credited(read.text)
    tier = "primary" if filed else "press" if publisher or seen else "other"
    grade = "high" if filed else "medium" if publisher or cited else "low"
    told = (
        name,
        title,
        publisher or seen or described(_called(read, url), read.published, cited),
        read.published or "",
        url,
        read.language,
    )
    return dict(zip(COLUMNS["sources.csv"], (*told, confidence or grade, tier), strict=True))


def _called(read: Proposals, url: str) -> str:
    host = urlsplit(url).hostname or ""
    return host.removeprefix("www.") or ("" if read.file == UNNAMED else Path(read.file).name)


def newcomers(accepted: Sequence[Proposal]) -> dict[str, Proposal]:
    """Every party that the accepted proposals name, as the proposal that would write it: id -> proposal."""
    told = {p.subject or "": p for p in accepted if p.action == "party"}
    for p in accepted:
        named = ((p.payer, p.from_text), (p.payee, p.to_text)) if p.action in (*LEGS, "amend") else ()
        owner = ((p.subject, p.subject_text),) if p.action in ("figure", "event") else ()
        for known, words in (*named, *owner):
            name = party_id(known, words)
            told.setdefault(name, Proposal(action="party", subject=name, subject_text=words or known, sector="other"))
    return told


def row_of(p: Proposal, book: Book, source: Mapping[str, str], known: str, taken: set[str], new: Mapping[str, tuple[str, str]]) -> dict[str, str]:  # fmt: skip
    """The row of a figure, an event or a clause; `taken` are the ids and fields that stand already, and grows.

    new   proposal -> (leg, kind) of the legs that are written with it
    """
    sources, day = source["source_id"], p.known or known
    if p.action == "figure":
        stem = re.sub(r"[^a-z0-9]+", "-", f"{party_id(p.subject, p.subject_text)} {p.metric} {p.period}".lower()).strip(
            "-"
        )
        name = _free(stem, {*book.figures, *taken}, taken)
        told = (
            name,
            party_id(p.subject, p.subject_text),
            p.metric,
            p.period,
            p.period_end,
            p.value,
            day,
            sources,
            "",
            source["confidence"],
        )
        return _filled("figures.csv", told)
    if p.action == "event":
        move = f"{p.share:g} share" if p.share is not None else ""
        told = (p.happened, party_id(p.subject, p.subject_text), p.event, move, day, sources, p.value, "")
        return _filled("events.csv", told)
    field, holds, why = p.field, p.holds, ""
    leg = book.legs.get(p.target or "")
    home, kind = (leg.leg, leg.kind) if leg else new.get(p.target or "", ("", ""))
    key = f"{p.target} {field} {day}"
    if not home:
        field, why = None, "the book has no leg of this contract"
    elif field not in KINDS[kind].model_fields:
        field, why = (
            None,
            "redacted; recorded as such" if p.value == "redacted" else f"recorded: a {kind} has no such field",
        )
    elif field not in LISTS and (key in taken or _said(book, home, field or "", day)):
        field, why = None, "recorded: another clause of the day says this field"
    taken.add(key)
    place = p.place("value")
    words = re.sub(r"\s+", " ", place.text)[:200] if place else ""
    name = _free(
        f"{sources}-{(p.term or 'other').replace('_', '-')}", {c.clause_id for c in book.clauses} | taken, taken
    )
    between = p.between or (f"{leg.payer} > {leg.payee}" if leg else "")
    told = (
        name,
        home,
        between,
        p.term,
        p.value,
        field,
        holds if field else "",
        day,
        sources,
        "opened",
        words,
        why,
    )
    return _filled("terms.csv", told)


def _said(book: Book, leg: str, field: str, day: str) -> bool:
    when = parse_when(day)
    return any((c.leg, c.field) == (leg, field) and c.known == when for c in book.clauses)


def _free(stem: str, names: set[str], taken: set[str]) -> str:
    """The stem, or the stem with the first number that is free."""
    stem = stem[:90]
    name = next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if name not in names)
    taken.add(name)
    return name


def _filled(table: str, told: Sequence[str | None]) -> dict[str, str]:
    return {column: value or "" for column, value in zip(COLUMNS[table], told, strict=True)}


def add(path: Path, row: Mapping[str, str]) -> None:
    """One row at the end of a table; the rows that stand keep every letter."""
    fresh = not path.exists()
    text = "" if fresh else path.read_text(encoding="utf-8")
    columns = COLUMNS[path.name] if fresh else next(csv.reader(io.StringIO(text)))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if fresh:
        writer.writerow(columns)
    writer.writerow([row.get(name, "") for name in columns])
    path.write_text(text + ("\n" if text and not text.endswith("\n") else "") + out.getvalue(), encoding="utf-8")


def has(path: Path, name: str) -> bool:
    """Whether a table has a row of this id."""
    return path.exists() and any(
        row and row[0] == name for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    )
