"""What a number or a word may tell: every kind of deal between every two firms named near it, or one unnamed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gigaloop.book.units import parse_quantity
from gigaloop.intake.clauses import clauses
from gigaloop.intake.guesses import Guesses
from gigaloop.intake.lexicon import Word
from gigaloop.intake.names import Mention
from gigaloop.intake.proposals import Proposal, Reason
from gigaloop.intake.told import FIRMS, Found, Told, linked, refusal

#: kinds that a number of a sort may tell; 'bare' is a deal told without one
_KINDS = {
    "money": ("stake", "loan", "compute_purchase", "chip_purchase", "capacity_lease", "acquisition", "guarantee", "power_purchase", "grant",
              "capacity_backstop", "warrant", "capacity_build", "deposit", "revenue_share"),
    "power": ("capacity_lease", "compute_purchase", "power_purchase", "chip_purchase"),
    "chips": ("chip_purchase", "compute_purchase", "chip_lease"),
    "shares": ("warrant", "stake"), "share": ("stake", "acquisition", "revenue_share", "warrant"),
    "bare": ("stake", "compute_purchase", "chip_purchase", "capacity_lease", "acquisition", "power_purchase", "guarantee", "warrant",
             "chip_codesign", "loan", "grant", "capacity_build"),
}  # fmt: skip
#: kinds of a deal without a number that are weighed whatever the words
_ALWAYS = ("compute_purchase", "chip_purchase", "capacity_lease")
#: a sum paid to use what another has: $20 billion to license its technology
_LICENCE = re.compile(r"\blicen[sc]\w+|授权|许可")
#: kinds in which whose chips they are may sell
_OF_CHIPS = ("chip_purchase", "compute_purchase", "chip_lease")
#: what no rule has found anything in
LOOSE = "loose"
#: 分别投资20亿美元, 'will each put in 2 billion';  '2 billion each'
_EACH, _EACH_AFTER = (
    re.compile(r"(?:分别|各自?|[都均](?=[将计预拟会]))[^,，。、总共]{0,14}$|\beach [^,.;]{0,24}$"),
    re.compile(r"[^,.;，。]{0,14}\b(?:each|apiece)\b"),
)
#: firms near a find that are weighed; beside them names that may be firms', and those whom the text tells most
MOST_NEAR, MOST_GUESSED, MOST_MAIN = 7, 2, 2


class Near(NamedTuple):
    """A firm near a find and where it stands: clause, sent, back1, back2, next, topic, subject, rule (the rules' own choice), main or head."""

    who: Mention
    where: str


#: somebody whom the text does not name
NOBODY = Near(Mention(-1, -1, "", "*", "nobody"), "nobody")


class Candidate(NamedTuple):
    """A deal that a find may tell."""

    kind: str
    payer: Near
    payee: Near


@dataclass
class Slot:
    """A find with its sentence, those around it, and what is weighed for it."""

    one: Found
    told: Told
    before: list[Told]  #: the two sentences before, the nearest first
    first: Told
    what: str
    span: tuple[int, int]  #: where its number stands, or the word that tells its kind
    near: list[Near]
    candidates: list[Candidate]
    row: list[Mention]  #: firms in a row, each of which the number is told of


def slots(found: Sequence[Found], sentences: Sequence[Told]) -> list[Slot]:
    """A slot for each find that has a kind, or a sum that no deal was told of."""
    at = {told.number: n for n, told in enumerate(sentences)}
    guesses = Guesses(sentences)
    main = [*_main(sentences), *(guesses.head() if sentences else [])]
    made = []
    for one in found:
        n = at.get(one.line)
        if (
            n is None
            or (one.proposal.kind is None and one.money is None and one.proposal.because != LOOSE)
            or one.proposal.action == "event"
        ):
            continue
        told, before = sentences[n], list(reversed(sentences[max(0, n - 2) : n]))
        after = sentences[n + 1] if n + 1 < len(sentences) else None
        span = _span(one)
        near = _near(one, told, before, after, span[0], guesses, main)
        slot = Slot(one, told, before, sentences[0], _what(one), span, near, [], _each(one, told, span[0]))
        slot.candidates = _candidates(slot)
        made.append(slot)
    return made


def _main(sentences: Sequence[Told]) -> list[Mention]:
    """The firms that a text tells most."""
    firms = [m for told in sentences for m in told.parties if m.how in ("name", "unknown")]
    most = Counter(m.key for m in firms).most_common(MOST_MAIN)
    return [next(m for m in firms if m.key == key) for key, _ in most]


def _each(one: Found, told: Told, at: int) -> list[Mention]:
    """'A will put 2 billion each into B and C': the row that shares the only number beside it."""
    sums = [q for q in told.amounts if abs(q.start - at) < 30 and q.what != "share"]
    if len(sums) != 1:
        return []
    each = _EACH.search(told.folded, max(told.start, at - 40), at) or _EACH_AFTER.match(told.folded, sums[0].end)
    if not each:
        return []
    rows = (linked(told, m) for m in told.parties if m.how in FIRMS and m.start < at)
    return next((row for row in rows if 1 < len(row) < 5), [])


def loose(found: Sequence[Found], sentences: Sequence[Told]) -> list[Found]:
    """Numbers that no find has, and clauses that name a kind of deal and tell none: most tell no deal."""
    held = {(e.start, e.end) for one in found for e in one.proposal.evidence}
    sums = {(one.money.mid, one.money.unit) for one in found if one.money is not None}
    made = []
    for told in sentences:
        whole = [(m.start, m.end) for m in told.parties] + [(q.start, q.end) for q in told.amounts]
        for clause in clauses(told.folded, told.start, told.end, told.words, whole):
            for q in (q for q in told.amounts if clause.start <= q.start < clause.end and q.value):
                if (
                    (q.start, q.end) in held
                    or (q.mid, q.unit) in sums
                    or q.what not in ("money", "power", "chips", "shares")
                ):
                    continue
                if q.what != "money":
                    p = Proposal(action="refuse", reasons=[Reason(id=LOOSE)])
                    p.gw, p.units = (q.mid, None) if q.what == "power" else (None, q.text)
                    p.ground("gw" if q.what == "power" else "units", told.text, q.start, q.end)
                    made.append(Found(p, None, None, clause, told.number))
                elif q.value >= 2e7:
                    made.append(refusal(told, q, ("refuse", LOOSE), clause))
            word = next((w for w in told.within(clause) if w.part == "kind" or w.kind), None)
            if (
                word is not None
                and told.number < 9
                and not any(clause.start <= start < clause.end for start, _ in held)
                and told.parties
            ):
                p = Proposal(action="refuse", reasons=[Reason(id=LOOSE)])
                p.ground("kind", told.text, word.start, word.end)
                made.append(Found(p, None, None, clause, told.number))
    return made


def _what(one: Found) -> str:
    p = one.proposal
    if one.money is not None:
        return "money"
    units = bool(p.units and p.units != "undisclosed" and parse_quantity(p.units).stated)
    if units and not p.gw:
        return "shares" if p.kind in ("stake", "warrant") else "chips"
    return "power" if p.gw else "share" if p.share else "bare"


def _span(one: Found) -> tuple[int, int]:
    names = ("amount",) if one.money is not None else ("gw", "units", "share", "kind")
    place = next((e for name in names if (e := one.proposal.place(name)) is not None), None)
    return (place.start, place.end) if place is not None else (one.clause.start, one.clause.start)


def _near(
    one: Found,
    told: Told,
    before: Sequence[Told],
    after: Told | None,
    at: int,
    guesses: Guesses,
    main: Sequence[Mention],
) -> list[Near]:
    got: dict[str, Near] = {}

    def put(m: Mention | None, where: str) -> None:
        if m is not None and m.how in (*FIRMS, "product"):
            got.setdefault(m.key, Near(m, where))

    def within(m: Mention) -> bool:
        return one.clause.start <= m.start < one.clause.end

    for m in sorted(told.parties, key=lambda m: (not within(m), abs(m.start - at))):
        put(m, "clause" if within(m) else "sent")
    for n, back in enumerate(before, 1):
        for m in reversed(back.parties):
            put(m, f"back{n}")
    for m in after.parties[:1] if after is not None else ():
        put(m, "next")
    kept = dict(list(got.items())[:MOST_NEAR])
    for m, where in ((told.topic, "topic"), (told.subject, "subject"), (one.payer, "rule"), (one.payee, "rule")):
        put(m, where)
        if m is not None and m.key in got:
            kept[m.key] = got[m.key]
    for m in sorted(guesses.of(told), key=lambda m: (not within(m), abs(m.start - at)))[:MOST_GUESSED]:
        kept.setdefault(m.key, Near(m, "clause" if within(m) else "sent"))
    for m in main:
        kept.setdefault(m.key, Near(m, "main" if m.how in FIRMS else "head"))
    return list(kept.values())


def kinds_named(words: Sequence[Word]) -> set[str]:
    """The kinds of deal that these words name."""
    return {w.kind or w.name for w in words if w.part == "kind" or w.kind}


def _candidates(slot: Slot) -> list[Candidate]:
    own = slot.one.proposal.kind
    kinds = dict.fromkeys((*_KINDS[slot.what], own or "stake"))
    if slot.what == "money" and _LICENCE.search(slot.told.folded, slot.told.start, slot.told.end):
        kinds["right"] = None
    if slot.what == "bare":
        near = (slot.told, *slot.before, slot.first)
        named = {own, *_ALWAYS}.union(*(kinds_named(one.words) for one in near))
        kinds = {kind: None for kind in kinds if kind in named}
    return [
        Candidate(kind, payer, payee)
        for kind in kinds
        for payer in (NOBODY, *slot.near) if payer.who.how != "product"
        for payee in (NOBODY, *slot.near)
        if payer.who.key != payee.who.key and not payer.where == payee.where == "main" and (payee.who.how != "product" or kind in _OF_CHIPS)
    ]  # fmt: skip


__all__ = ["LOOSE", "NOBODY", "Candidate", "Near", "Slot", "kinds_named", "loose", "slots"]
