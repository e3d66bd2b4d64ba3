"""What was accepted -> the YAML that a person would write, tried on a copy of the folder first, then moved in whole."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from gigaloop.book.file import survey
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, Misread
from gigaloop.book.units import parse_when
from gigaloop.intake.proposals import Proposal, Proposals

_SOURCES = ["source_id", "title", "publisher", "published", "url", "language", "confidence", "tier"]
_PARTIES = [
    "party_id",
    "kind",
    "sector",
    "name_en",
    "name_zh_hant",
    "name_zh_hans",
    "aliases",
    "ticker",
    "country",
    "known",
    "members",
]
_PUBLISHERS = (
    "Reuters",
    "Bloomberg",
    "The Information",
    "Financial Times",
    "Wall Street Journal",
    "CNBC",
    "SEC",
    "Nikkei",
)


def source_of(
    read: Proposals, name: str, *, publisher: str = "", url: str = "", confidence: str = "medium"
) -> dict[str, str]:
    """The row of sources.csv for an article: its first line is its title; its grade is medium unless a person says more."""
    title = next((line.strip() for line in read.text.splitlines() if line.strip()), name)[:160]
    tier = "press" if publisher or any(p in read.text[:600] for p in _PUBLISHERS) else "other"
    known = publisher or next((p for p in _PUBLISHERS if p in read.text[:600]), "unknown")
    return dict(
        zip(_SOURCES, (name, title, known, read.published or "", url, read.language, confidence, tier), strict=True)
    )


def as_yaml(accepted: Sequence[Proposal], book: Book, *, source: str, known: str, deal: str) -> str:
    """A deal file with the accepted proposals as legs, as a person would write it.

    source   the id of the article's row in sources.csv       known   the day the article made it known
    deal     the id of the new deal; its legs are deal-1, deal-2, ...

    >>> from gigaloop.book.file import load
    >>> from gigaloop.intake import read
    >>> book = load()
    >>> one = read("Oct. 1, 2026 - Meta signed a $5 billion cloud contract with Nebius.", book).proposals
    >>> print(as_yaml(one[:1], book, source="press", known="2026-10-01", deal="meta-nbis"))
    format: 1
    deal: meta-nbis
    name: {en: Meta and Nebius, zh-Hant: Meta 與 Nebius, zh-Hans: Meta 与 Nebius}
    legs:
    - leg: meta-nbis-1
      kind: compute_purchase
      from: meta
      to: nebius
      steps:
      - stage: signed
        happened: 2026-10-01
        known: 2026-10-01
        sources: [press]
        amount: 5 bn USD
    <BLANKLINE>
    """
    lines = ["format: 1", f"deal: {deal}", f"name: {_name(accepted, book)}", "legs:"]
    for number, p in enumerate(accepted, 1):
        lines += [
            f"- leg: {deal}-{number}",
            f"  kind: {p.kind}",
            f"  from: {party_id(p, 'from')}",
            f"  to: {party_id(p, 'to')}",
        ]
        if p.part_of and p.part_of in book.legs:
            lines.append(f"  part_of: {p.part_of}")
        lines.append("  steps:")
        step = step_of(p, source, known)
        head, *rest = [f"{key}: {value}" for key, value in step.items()]
        lines += [f"  - {head}", *(f"    {line}" for line in rest)]
    return "\n".join(lines) + "\n"


def step_of(p: Proposal, source: str, known: str) -> dict[str, str]:
    """One step of a life line: key -> text as it stands in the file."""
    step = {"stage": p.stage or "announced", "happened": p.happened or known, "known": known, "sources": f"[{source}]"}
    if parse_when(step["happened"]).last > parse_when(known).last:
        step["happened"] = known
    if p.amount and (p.amount != "undisclosed" or not (p.gw or p.units)):
        step["amount"] = p.amount
    if p.gw is not None:
        step["power"] = f"{_words(p.gw_bound)}{p.gw:g} GW"
    if p.units and p.units != "undisclosed":
        step["units"] = p.units
    if p.share is not None and p.kind in ("stake", "revenue_share"):
        step["share_held" if p.kind == "stake" else "share"] = f"{p.share:g} share"
    return step


def _words(bound: str | None) -> str:
    return {"up_to": "up to ", "at_least": "at least ", "about": "about "}.get(bound or "", "")


def party_id(p: Proposal, side: str) -> str:
    """The book's id, or one made of the name that the article gives."""
    known, words = (p.payer, p.from_text) if side == "from" else (p.payee, p.to_text)
    if known:
        return known
    plain = re.sub(r"[^a-z0-9]+", "_", (words or "").casefold()).strip("_")
    return plain or "party_" + "_".join(f"{ord(letter):x}" for letter in (words or "?")[:12])


def _name(accepted: Sequence[Proposal], book: Book) -> str:
    p = accepted[0]

    def called(side: str, language: str) -> str:
        known, words = (p.payer, p.from_text) if side == "from" else (p.payee, p.to_text)
        return book.parties[known].name(language) if known in book.parties else words or "?"

    pairs = {
        lang: f"{called('from', lang)} {word} {called('to', lang)}"
        for lang, word in (("en", "and"), ("zh-Hant", "與"), ("zh-Hans", "与"))
    }
    return "{" + ", ".join(f"{lang}: {_quoted(text)}" for lang, text in pairs.items()) + "}"


def _quoted(text: str) -> str:
    plain = re.fullmatch(r"[\w\u4e00-\u9fff][\w\u4e00-\u9fff .()-]*", text)
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def keep(
    accepted: Sequence[Proposal],
    read: Proposals,
    book: Book,
    *,
    deal: str,
    source: dict[str, str],
    overlay: Path | None = None,
) -> list[Path]:
    """Write what was accepted into the book's folder, or into an overlay; returns the files changed.

    New legs become deals/DEAL.yaml; an amendment becomes a step of its leg (its file keeps its comments); a party or
    source that the book lacks gets its row. All is tried on a copy first: with one Problem nothing is changed.
    """
    if not accepted:
        raise Misread("nothing was accepted", "Accept a proposal first", id="proposal")
    target = overlay or book.path
    if target.resolve().is_relative_to(Path(__file__).resolve().parents[1]):
        raise Misread(
            "the shipped book belongs to the installed package",
            "Say --overlay DIR, or --book DIR of your own copy",
            str(target),
            "installed",
        )
    try:
        parse_when(source["published"] or "2000")
    except ValueError as error:
        message, _, remedy = str(error).partition(".  ")
        raise Misread(f"published: {message}", remedy or "Write for example 2026-10-01", id="source") from None
    known = source["published"] or max((p.happened or "" for p in accepted), default="") or str(book.as_of)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".intake-") as folder:
        copy = Path(folder) / "book"
        shutil.copytree(target, copy)
        changed = _changed(copy, accepted, book, deal, source, known, whole=overlay is None)
        problems = survey(copy) if overlay is None else survey(book.path, overlay=copy)
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise InputError(errors)
        for name in changed:
            (target / name).parent.mkdir(exist_ok=True)
            os.replace(copy / name, target / name)
    return [target / name for name in changed]


def _changed(copy: Path, accepted, book: Book, deal: str, source, known: str, whole: bool) -> list[str]:  # type: ignore[no-untyped-def]
    changed = []
    if source["source_id"] not in book.sources:
        _row(copy / "sources.csv", _SOURCES, source)
        changed.append("sources.csv")
    for p in accepted:
        for side in ("from", "to"):
            name = party_id(p, side)
            if name not in book.parties and not _has(copy / "parties.csv", name):
                words = (p.from_text if side == "from" else p.to_text) or name
                row = dict.fromkeys(_PARTIES, "") | {
                    "party_id": name,
                    "kind": "other",
                    "sector": "other",
                    "known": known,
                }
                _row(
                    copy / "parties.csv",
                    _PARTIES,
                    row | dict.fromkeys(("name_en", "name_zh_hant", "name_zh_hans"), words),
                )
                changed.append("parties.csv")
    new = [p for p in accepted if p.action != "amend"]
    if new:
        name = f"deals/{deal}.yaml"
        if (copy / name).exists() or deal in (book.whole or book).deals:
            raise Misread(f"the deal {deal!r} is in the book already", "Choose another id", id="exists")
        (copy / "deals").mkdir(exist_ok=True)
        (copy / name).write_text(
            as_yaml(new, book, source=source["source_id"], known=known, deal=deal), encoding="utf-8"
        )
        changed.append(name)
    for p in accepted:
        if p.action == "amend":
            changed.append(_amend(copy, p, book, source["source_id"], known, deal, whole))
    return list(dict.fromkeys(changed))


def _amend(copy: Path, p: Proposal, book: Book, source: str, known: str, deal: str, whole: bool) -> str:
    """A step laid at the end of its leg, comments and order of the file kept; in an overlay, a file of its own."""
    leg = book.legs[p.target or ""]
    step = step_of(p, source, known)
    if leg.payer != p.payer and p.stage != "amended":
        step["note"] = f'"Told with {p.from_text} as payer"'
    if not whole:
        name = f"deals/{deal}-{leg.leg}.yaml"
        relations = f"- leg: {leg.leg}\n  kind: {leg.kind}\n  from: {leg.payer}\n  to: {leg.payee}\n  steps:\n"
        head, *rest = [f"{key}: {value}" for key, value in step.items()]
        text = f"format: 1\ndeal: {leg.deal}\nname: {{en: {_quoted(book.deals[leg.deal].name['en'])}}}\nlegs:\n{relations}  - {head}\n"
        (copy / "deals").mkdir(exist_ok=True)
        (copy / name).write_text(text + "".join(f"    {line}\n" for line in rest), encoding="utf-8")
        return name
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 4096
    yaml.indent(mapping=2, sequence=2, offset=0)
    for path in sorted((copy / "deals").glob("*.yaml")):
        if f"leg: {leg.leg}" not in path.read_text(encoding="utf-8"):
            continue
        tree = yaml.load(path.read_text(encoding="utf-8"))
        for entry in tree["legs"]:
            if entry["leg"] == leg.leg:
                added = CommentedMap({key: value for key, value in step.items() if key != "sources"})
                for key in ("happened", "known"):
                    added[key] = yaml.load(str(added[key]))
                sources = CommentedSeq([source])
                sources.fa.set_flow_style()
                added.insert(3, "sources", sources)
                entry["steps"].append(added)
                out = io.StringIO()
                yaml.dump(tree, out)
                path.write_text(out.getvalue(), encoding="utf-8")
                return f"deals/{path.name}"
    raise Misread(
        f"the file of leg {leg.leg!r} was not found", "It may stand in legs.csv: add the step there", id="amend"
    )


def _row(path: Path, header: list[str], row: dict[str, str]) -> None:
    fresh = not path.exists()
    text = "" if fresh else path.read_text(encoding="utf-8")
    names = header if fresh else next(csv.reader(io.StringIO(text)))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if fresh:
        writer.writerow(names)
    writer.writerow([row.get(name, "") for name in names])
    path.write_text(text + ("\n" if text and not text.endswith("\n") else "") + out.getvalue(), encoding="utf-8")


def _has(path: Path, name: str) -> bool:
    return path.exists() and any(
        row and row[0] == name for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    )
