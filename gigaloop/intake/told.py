"""What is known of a sentence while it is read, and a proposal in the making."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gigaloop.intake import fields, roles
from gigaloop.intake.clauses import Clause
from gigaloop.intake.lexicon import Word
from gigaloop.intake.names import Mention, Names
from gigaloop.intake.proposals import Proposal, Reason
from gigaloop.intake.quantities import Amount

#: why a number that the rules did not understand is left out
UNTOLD = ("no-deal", "no-party")


FIRMS = ("name", "unknown", "pointer")


@dataclass
class Found:
    """A proposal in the making, with what later sentences may add to it."""

    proposal: Proposal
    payer: Mention | None
    payee: Mention | None
    clause: Clause
    line: int
    headline: bool = False
    money: Amount | None = None
    sure: bool = True
    firm: bool = True  #: the verb says who pays
    near: list[Mention] = field(default_factory=list)  #: whom its sentence and the two before name
    since: int = 0  #: where its sentence begins
    notes: list[str] = field(default_factory=list)


@dataclass
class Told:
    """A sentence with everything that is marked in it, and what was told before it."""

    text: str  #: as it was written
    folded: str
    start: int
    end: int
    number: int
    parties: list[Mention]
    amounts: list[Amount]
    words: list[Word]
    subject: Mention | None
    names: Names
    before: list[Found]
    near: list[Mention]  #: whom this sentence and the two before name
    topic: Mention | None = None  #: whom the article is about: the subject of its first sentence
    issuer: Mention | None = None  #: whose value the article tells, if it is one's only: money put in goes to him
    guesses: set[int] = field(default_factory=set)  #: where clauses begin whose verb does not say who pays
    sums: set[int] = field(default_factory=set)  #: where clauses begin whose number is a sum over several parties
    #: by where a party begins: its case, and whether it owns what follows
    cases: dict[int, tuple[str, bool]] = field(default_factory=dict)
    rates: set[int] = field(default_factory=set)  #: where clauses begin that tell a payment by the month

    def within(self, clause: Clause, part: str = "") -> list[Word]:
        """The lexicon's words of a clause."""
        return [w for w in self.words if clause.start <= w.start < clause.end and part in ("", w.part)]


def give(one: Found, money: Amount, text: str) -> None:
    one.money, one.sure = money, True
    one.proposal.drop("amount")
    fields.put_amount(one.proposal, money, text)


def refusal(told: Told, q: Amount, why: tuple[str, str], clause: Clause, whose: list[str] | None = None) -> Found:
    p = Proposal(action=why[0], reasons=[Reason(id=why[1])])  # type: ignore[arg-type]
    fields.put_amount(p, q, told.text)
    return Found(p, None, None, clause, told.number, money=q, notes=whose or [])


def one_name(a: str, b: str) -> bool:
    """Whether two keys name one party: the same, or firms that the book lacks of which one's name begins the other's (廣達, 廣達電腦)."""
    return a == b or (a[:1] == b[:1] == "?" and min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a)))


def nearest(text: str, own: Sequence[roles.Part], at: int) -> roles.Part:
    """Of parties that may be the subject of a verb at `at` the last; the first where a comma parts that one from it, or 'A and B'."""
    last = len(own) - 1
    if last and re.search(r"[,，]", re.sub(r"[(（][^()（）]*[)）]", "", text[own[last].who.end : at])):
        return own[0]
    while last and side_by_side(text, own[: last + 1]):
        last -= 1
    return own[last]


_LINK = re.compile(
    r"\s?(?:[(（][^()（）]{0,24}[)）])?\s?(?:、|,\s|，|,? and |\s?&\s|(?:以?及|[和与同跟]))(?:[\u4e00-\u9fff]{0,10}|(?:[\w'’-]+ ){0,4})\s?"
)


def linked(told: Told, m: Mention) -> list[Mention]:
    """A party and those that are named in one row with it: 'A, B and C', A、B与C."""
    firms = [x for x in told.parties if x.how in FIRMS]
    at = next((i for i, x in enumerate(firms) if x.start == m.start), None)
    if at is None:
        return [m]

    def row(a: Mention, b: Mention) -> bool:
        verb = any(a.end <= w.start < b.start for w in told.words if w.part == "verb")
        return not verb and _LINK.fullmatch(told.folded, a.end, b.start) is not None

    low = high = at
    while low and row(firms[low - 1], firms[low]):
        low -= 1
    while high + 1 < len(firms) and row(firms[high], firms[high + 1]):
        high += 1
    return list({x.key: x for x in firms[low : high + 1]}.values())


def side_by_side(text: str, own: Sequence[roles.Part]) -> bool:
    gap = text[own[-2].who.end : own[-1].who.start] if len(own) > 1 else "x x x x x"
    return len(gap) < 30 and re.search(r"\band\b|[和与及、]|&|^, $", gap, re.I) is not None


__all__ = ["FIRMS", "UNTOLD", "Found", "Told", "give", "linked", "nearest", "one_name", "refusal", "side_by_side"]
