"""What was accepted -> the YAML and the rows that a person would write, tried on a copy of the folder first, then moved in whole."""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from gigaloop.book.file import survey
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, Misread, parted
from gigaloop.book.units import parse_when
from gigaloop.intake import newcomers, rows
from gigaloop.intake.proposals import Proposal, Proposals

#: a language -> the column of a party's name
_NAMED = {"en": "name_en", "zh-Hant": "name_zh_hant", "zh-Hans": "name_zh_hans"}


@dataclass(frozen=True)
class Kept:
    """What one review wrote: the files, and what stood in each before (None where there was none)."""

    home: Path
    before: dict[Path, bytes | None]
    after: dict[Path, bytes]

    @property
    def paths(self) -> list[Path]:
        """The files that were changed."""
        return list(self.before)

    def undo(self) -> list[Path]:
        """Put every file back as it was; InputError, and nothing done, where one has been changed since."""
        for path, wrote in self.after.items():
            if not path.exists() or path.read_bytes() != wrote:
                message = f"{path.name} has been changed since it was written"
                raise Misread(message, "Take the change back by hand", str(path), "changed-since", file=path.name)
        for path, old in self.before.items():
            if old is None:
                path.unlink()
            else:
                _put(path, old)
        return self.paths


def _put(path: Path, content: bytes) -> None:
    """The whole file or nothing of it."""
    path.parent.mkdir(exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    os.replace(new, path)


def as_yaml(
    accepted: Sequence[Proposal], book: Book, *, source: str, known: str, deal: str,
    news: Mapping[str, Mapping[str, str]] | None = None,
) -> str:  # fmt: skip
    """A deal file with the accepted proposals as legs, as a person would write it.

    source   the id of the article's row in sources.csv       known   the day the article made it known
    deal     the id of the new deal; its legs are deal-1, deal-2, ...
    news     the rows of new parties, by id: what they are called

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
    lines = ["format: 1", f"deal: {deal}", f"name: {_name(accepted, book, news or {})}", "legs:"]
    for number, p in enumerate(accepted, 1):
        lines += [
            f"- leg: {deal}-{number}",
            f"  kind: {p.kind}",
            f"  from: {newcomers.party_id(p.payer, p.from_text)}",
            f"  to: {newcomers.party_id(p.payee, p.to_text)}",
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


def _name(accepted: Sequence[Proposal], book: Book, news: Mapping[str, Mapping[str, str]]) -> str:
    p = accepted[0]

    def called(side: str, language: str) -> str:
        known, words = (p.payer, p.from_text) if side == "from" else (p.payee, p.to_text)
        row = news.get(newcomers.party_id(known, words), {})
        return (
            book.parties[known].name(language) if known in book.parties else row.get(_NAMED[language]) or words or "?"
        )

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
) -> Kept:
    """Write what was accepted into the book's folder, or into an overlay; what it returns can be undone.

    New legs become deals/DEAL.yaml; an amendment becomes a step of its leg (its file keeps its comments); figures, events
    and clauses become rows; a party or source that the book lacks gets its row. All is tried on a copy first: with one
    Problem nothing is changed.
    """
    if not accepted:
        raise Misread("nothing was accepted", "Accept a proposal first", id="nothing")
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
        message, remedy = parted(error)
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
        after = {target / name: (copy / name).read_bytes() for name in changed}
    kept = Kept(target, {path: path.read_bytes() if path.exists() else None for path in after}, after)
    for path, content in after.items():
        _put(path, content)
    return kept


def _changed(copy: Path, accepted, book: Book, deal: str, source, known: str, whole: bool) -> list[str]:  # type: ignore[no-untyped-def]
    changed = []
    if source["source_id"] not in book.sources:
        rows.add(copy / "sources.csv", source)
        changed.append("sources.csv")
    accepted = newcomers.settled(accepted)
    news = {
        name: newcomers.row(one, known) for name, one in rows.newcomers(accepted).items() if name not in book.parties
    }
    for name, row in news.items():
        if not rows.has(copy / "parties.csv", name):
            rows.add(copy / "parties.csv", row)
            changed.append("parties.csv")
    taken: set[str] = set()
    new = [p for p in accepted if p.action in newcomers.LEGS]
    legs = {p.id: (f"{deal}-{number}", p.kind or "") for number, p in enumerate(new, 1)}
    for p in accepted:
        if p.action in rows.TABLES:
            rows.add(copy / rows.TABLES[p.action], rows.row_of(p, book, source, known, taken, legs))
            changed.append(rows.TABLES[p.action])
    if new:
        name = f"deals/{deal}.yaml"
        if (copy / name).exists() or deal in (book.whole or book).deals:
            raise Misread(f"the deal {deal!r} is in the book already", "Choose another id", id="exists")
        (copy / "deals").mkdir(exist_ok=True)
        (copy / name).write_text(
            as_yaml(new, book, source=source["source_id"], known=known, deal=deal, news=news), encoding="utf-8"
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
