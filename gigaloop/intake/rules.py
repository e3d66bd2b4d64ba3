"""The reader without a model: sentences -> clauses -> one find for each deal that a clause tells.

A number asks what it is a number of: the noun beside it, else the verb that governs it. The verb says who pays, else the
parties' trades do. What a clause leaves open its sentence or the deal told before fills. What is a valuation, a budget,
a forecast, a sum or a denial becomes `refuse` or `figure`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from gigaloop.intake import fields, press, roles
from gigaloop.intake import kinds as say
from gigaloop.intake.clauses import Clause, clauses
from gigaloop.intake.lexicon import Word, words
from gigaloop.intake.names import Mention, Names, mentions, persons
from gigaloop.intake.passages import masked, sentences, unwrapped
from gigaloop.intake.proposals import Proposal
from gigaloop.intake.quantities import Amount, amounts
from gigaloop.intake.refusals import FORECAST, no_deal

#: sentences that are read of one article, and finds that it may give
MOST_SENTENCES, MOST_FOUND = 6000, 400
#: why a number that the rules did not understand is left out
UNTOLD = ("no deal is told with this number", "a plan or a number without a second party")
#: of several kinds that a clause names the first of these is meant
PRIORITY = ("capacity_backstop", "residual_guarantee", "guarantee", "warrant", "revenue_share", "power_purchase", "deposit", "right",
            "grant", "acquisition", "loan", "stake", "chip_codesign", "goods", "capacity_build")  # fmt: skip
_FIRMS = ("name", "unknown", "pointer")


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

    def within(self, clause: Clause, part: str = "") -> list[Word]:
        """The lexicon's words of a clause."""
        return [w for w in self.words if clause.start <= w.start < clause.end and part in ("", w.part)]


def extract(
    text: str, folded: str, language: str, own: tuple[str, int, int] | None, names: Names
) -> tuple[list[Found], list[str]]:
    """Every deal and every refused number of an article, in order; and warnings where it was cut."""
    found: list[Found] = []
    history: list[Mention] = []
    subject: Mention | None = None
    day = own[0] if own else None
    first_line_end = folded.find("\n")
    folded = unwrapped(folded)
    plain, people = masked(folded), persons(folded)
    for number, (start, end) in enumerate(sentences(folded)):
        if number > MOST_SENTENCES or len(found) > MOST_FOUND:
            return found, [f"the reader stopped at letter {start}: the text is too long or too dense"]
        if not re.search(r"[A-Za-z\u4e00-\u9fff]", folded[start:end]):
            continue
        parties = mentions(folded, start, end, names, history, subject, people)
        sizes = [replace(a, start=a.start + start, end=a.end + start) for a in amounts(folded[start:end], language)]
        told = Told(text, plain, start, end, number, parties, sizes, words(plain, start, end), subject, names, found)
        made = _sized(_sentence(told), told)
        here = parties or ([subject] if subject else [])
        for one in made:
            if one.proposal.action == "figure" and one.money is not None:
                press.figure(one.proposal, one.money, here, text, folded, (start, end), day)
            one.headline = 0 < end <= first_line_end < 140
            fields.day(one.proposal, (one.clause.start, one.clause.end), text, folded, start, end, own)
        told_of = press.events(text, folded, start, end, here, day)
        found += [Found(p, None, None, Clause(start, end), number) for p in told_of if _first(p, found)]
        found = _halves(found, made, told) + made
        subject = _topic(told) or subject
        history = (history + [m for m in parties if m.how != "product"])[-12:]
    return found, []


def _halves(found: list[Found], made: list[Found], told: Told) -> list[Found]:
    """A contract told with its sum and one party, and soon after with both: one deal."""
    for one in made:
        if (
            one.proposal.kind not in roles.GOODS
            or one.proposal.amount != "undisclosed"
            or one.payer is None
            or one.payee is None
        ):
            continue
        for half in found[-6:]:
            if (
                half.notes
                and half.money is not None
                and one.line - half.line <= 4
                and {one.payer.key, one.payee.key} & set(half.notes)
            ):
                _give(one, half.money, told.text)
                return [f for f in found if f is not half]
    return found


def _topic(told: Told) -> Mention | None:
    """Whom the next sentence goes on about: the first party that no preposition holds."""
    heads = [p for p in roles.parts(told.folded, told.start, told.end, told.parties, told.words) if p.who.how in _FIRMS]
    return next((p.who for p in heads if p.case == ""), heads[0].who if heads else None)


def _first(p: Proposal, found: list[Found]) -> bool:
    return all((o.proposal.action, o.proposal.subject, o.proposal.share) != (p.action, p.subject, p.share) for o in found)  # fmt: skip


#: words by which a sentence goes on about the deal that was just told
_SAME_DEAL = re.compile(
    r"\b(?:the|this|that|its|both)\s(?:[\w-]+\s){0,3}(?:contracts?|deal|agreements?|order|leases?|pact|loan|investment|purchase|partnership)\b"
    r"|(?:该|此|这[份笔项]?|其)(?:合同|合约|协议|订单|交易|租约|投资)|(?:合同|合约|协议|订单|交易|租约|投资)(?:为期|总额|总值|总价|价值|金额|规模|期限)"
    r"|^(?:合同|合约|协议|订单|交易|总额|金额)",
    re.I,
)


def _sized(made: list[Found], told: Told) -> list[Found]:
    """'The contract is worth 1.6 billion': the number of a sentence without a deal of its own is the last deal's."""
    last = next((one for one in reversed(told.before) if one.proposal.kind), None)
    if last is None or told.number - last.line > 2 or any(one.proposal.kind for one in made):
        return made
    if not _SAME_DEAL.search(told.folded, told.start, told.end):
        return made
    p = last.proposal
    loose = [one for one in made if one.proposal.reason in UNTOLD and one.money]
    if len(loose) == 1 and p.amount in (None, "undisclosed") and loose[0].money is not None:
        _give(last, loose[0].money, told.text)
        made = [one for one in made if one is not loose[0]]
    power = next((q for q in told.amounts if q.what == "power" and q.value), None)
    if power is not None and p.gw is None and p.kind in roles.GOODS:
        p.gw, p.gw_bound = round(power.mid or 0, 9), power.bound  # type: ignore[assignment]
        p.ground("gw", told.text, power.start, power.end)
    return made


def _sentence(told: Told) -> list[Found]:
    made: list[Found] = []
    whole = [(m.start, m.end) for m in told.parties] + [(q.start, q.end) for q in told.amounts]
    subject: roles.Part | None = None
    for clause in clauses(told.folded, told.start, told.end, told.words, whole):
        here = roles.parts(told.folded, clause.start, clause.end, told.parties, told.words)
        lead = _lead(told, clause, here, subject)
        good: list[Amount] = []
        kinds = [w.kind or w.name for w in told.within(clause) if w.kind or w.part == "kind"]
        for q in told.amounts:
            if not clause.start <= q.start < clause.end:
                continue
            why = no_deal(
                told.folded, q, min(kinds, key=_rank, default=None), (clause.start, clause.end), (told.start, told.end)
            )
            if why is None:
                good.append(q)
            elif q.what == "money" and (q.value or 0) >= 1e6:
                made.append(_refusal(told, q, why, clause))
        made += _clause(told, clause, here, lead, good, made)
        if lead is not None and clause.link in ("main", "aside") and (subject is None or clause.link == "main"):
            subject = lead
    return _joined(made, told)


def _joined(made: list[Found], told: Told) -> list[Found]:
    """One sum without a deal and one deal without a sum in a sentence are one: 'spends $6 billion, promising to buy ...'."""
    loose = [one for one in made if one.proposal.reason in UNTOLD and one.money is not None]
    bare = [
        one for one in made if one.proposal.kind and one.proposal.amount == "undisclosed" and one.proposal.units is None
    ]
    if len(loose) == len(bare) == 1 and loose[0].money is not None:
        _give(bare[0], loose[0].money, told.text)
        made = [one for one in made if one is not loose[0]]
    return [one for one in made if one.sure]


def _give(one: Found, money: Amount, text: str) -> None:
    one.money, one.sure = money, True
    one.proposal.evidence = [e for e in one.proposal.evidence if e.field != "amount"]
    fields.put_amount(one.proposal, money, text)


def _lead(told: Told, clause: Clause, here: Sequence[roles.Part], subject: roles.Part | None) -> roles.Part | None:
    """Who does what the clause says: its own first party, else whom its link to the sentence means."""
    verb = next((w.start for w in told.within(clause, "verb")), clause.end)
    own = [
        p
        for p in here
        if p.case == "" and not p.owns and p.who.how in (*_FIRMS, "group", "venture") and p.who.start < verb
    ]
    if own:
        return own[-1] if not _beside(told.folded, own) else own[0]
    if clause.link == "which":
        last = [m for m in told.parties if m.end <= clause.start + 2 and m.how != "product"]
        return roles.Part(last[-1], "") if last else subject
    return subject or (roles.Part(told.subject, "") if told.subject is not None else None)


def _beside(text: str, own: Sequence[roles.Part]) -> bool:
    gap = text[own[-2].who.end : own[-1].who.start] if len(own) > 1 else "x x x x x"
    return len(gap) < 30 and re.search(r"\band\b|[和与及、]|&", gap) is not None


def _rank(kind: str) -> int:
    return PRIORITY.index(kind) if kind in PRIORITY else len(PRIORITY)


def _refusal(told: Told, q: Amount, why: tuple[str, str], clause: Clause, whose: list[str] | None = None) -> Found:
    p = Proposal(action=why[0], reason=why[1])  # type: ignore[arg-type]
    fields.put_amount(p, q, told.text)
    return Found(p, None, None, clause, told.number, money=q, notes=whose or [])


#: between a number and the noun that it belongs to: '$38 billion [debt package]', 30亿美元的[贷款]
_TO_NOUN = re.compile(
    r"-?\s?(?:in|of|worth of|in new|的)?\s?(?:(?!\b(?:for|to|from|with|by|at|on|into|over|through|as|and|or|that|which|in|of)\b)[\w'’·/&-]+\s){0,6}|[的之]?[\u4e00-\u9fffA-Za-z0-9]{0,10}"
)
_THE = re.compile(r"\b(?:the|this|that|these|such)\s$|[该此这][笔项份]?$", re.I)
_OF_THEM = re.compile(r"\bof (?:them|it|the (?:notes|bonds|debt|loan|shares|round|total|offering))\b|其中", re.I)
#: another deal between the same two
_EARLIER = re.compile(r"\b(?:previous|earlier|prior|existing|first|original|initial|separate)\b|此前|先前|早前|之前")
_AND = re.compile(r"\band\b|[,，;；、]|以及|[及和与]")
#: several that do the same, each for itself; together
_EACH = re.compile(r"相继|分别|各自|各投|纷纷|先后|\brespectively\b|\beach\b", re.I)
_JOINT = re.compile(r"合计|共同|联手|总额|\bcombined\b|\btogether\b|\bjointly\b|\bcollectively\b", re.I)
_PREPARES = re.compile(
    r",\s(?:the\s)?[\w'&. -]{2,40}?\s(?:said|says|told|reported|disclosed|announced|confirmed|wrote)\b[^,]{0,40}$"
)
#: 'after X announced': who is named there has no part in what follows
_REFUTED = re.compile(r"\b(?:den(?:y|ies|ied|ying)|refut\w+|untrue|false report|is false|not true)\b|否认|不实|辟谣|并非事实", re.I)  # fmt: skip


def _clause(told: Told, clause: Clause, here: list[roles.Part], lead: roles.Part | None, good: list[Amount], made: list[Found]) -> list[Found]:  # fmt: skip
    """One find for each sum of a clause; one for a clause that tells a deal without a sum."""
    moneys = [q for q in good if q.what == "money"]
    sizes = [q for q in good if q.what != "money"]
    out: list[Found] = []
    each = _pairs(told, clause, here, moneys)
    for n, money in enumerate(moneys or [None]):
        kind, anchor = _kind(told, clause, money, moneys)
        back = [*told.before[-8:], *made, *out]
        if kind in (None, "pays") and money is not None:
            kind, anchor = (
                _same_kind(told, clause, here, back) or kind,
                (money.start, money.end) if kind is None else anchor,
            )
        if kind is None:
            if money is not None and (money.value or 0) >= 1e6:
                out.append(_refusal(told, money, ("refuse", UNTOLD[0]), clause))
            continue
        if kind == "stake" and money is None and any(q.what == "shares" for q in sizes):
            last = next((one for one in reversed(back) if one.proposal.kind), None)
            if (
                last is not None
                and last.proposal.kind == "warrant"
                and last.line == told.number
                and last.proposal.units is None
            ):
                fields.fill(last.proposal, "warrant", None, sizes, told.folded, told.text, clause)
                continue
        if (
            money is None
            and anchor[0] > clause.start
            and _THE.search(told.folded, max(clause.start, anchor[0] - 12), anchor[0])
            and not any(w.start < anchor[0] for w in told.within(clause, "verb"))
        ):
            continue  # what was told goes on
        near = each[n] if each else here
        pairs = _who(told, clause, kind, anchor, money, near, lead, back)
        if (
            pairs is None
            and kind == "goods"
            and money is not None
            and _EARLIER.search(told.folded, max(clause.start, money.start - 30), money.start)
        ):
            last = next(
                (o for o in reversed(back) if o.proposal.kind in roles.GOODS and told.number - o.line <= 2), None
            )
            pairs = [(last.proposal.kind, last.payer, last.payee)] if last is not None else None
        if pairs is None:
            if money is not None and (money.value or 0) >= 1e6:
                out.append(
                    _refusal(
                        told,
                        money,
                        ("refuse", UNTOLD[1]),
                        clause,
                        [p.who.key for p in (lead, *near) if p is not None] if kind == "goods" else [],
                    )
                )
            continue
        joint = (
            len(pairs) > 1
            and pairs[0][1].key != pairs[1][1].key
            and not _EACH.search(told.folded, clause.start, clause.end)
        )
        for m, (settled, payer, payee) in enumerate(pairs):
            sum_ = None if joint or m else money
            one = _filled(told, clause, settled, anchor, payer, payee, sum_, sizes if n == m == 0 else [])
            if one is not None and joint and money is not None:
                one.proposal.reason = f"{money.text} is told for all of them together"
            if one is not None:
                out.append(one)
    return out


def _same_kind(told: Told, clause: Clause, here: list[roles.Part], back: list[Found]) -> str | None:
    """'of which $2 billion would come from Nvidia': a number without a kind of its own goes on about the round or the loan before."""
    last = next((one for one in reversed(back) if one.proposal.kind), None)
    if (
        last is not None
        and told.number - last.line <= 2
        and last.proposal.kind in ("stake", "loan")
        and _OF_THEM.search(told.folded, clause.start, clause.end)
    ):
        return last.proposal.kind
    if last is None or last.line != told.number or last.proposal.kind not in ("stake", "loan"):
        return None
    return last.proposal.kind if any(p.who.how in _FIRMS for p in here) else None


def _pairs(told: Told, clause: Clause, here: list[roles.Part], moneys: list[Amount]) -> list[list[roles.Part]] | None:
    """The parties beside each of several sums: '22 bn with A and 14 bn with B'; everybody where that is not told."""
    if len(moneys) < 2:
        return None
    firms = [p for p in here if p.who.how != "product"]
    if len({p.who.key for p in firms}) < 2:
        return None
    if _EACH.search(told.folded, told.start, told.end):
        first = [p for p in firms if p.who.end <= moneys[0].start]
        if len(first) >= len(moneys):
            rest = [p for p in firms if p not in first]
            return [[replace(one, case=""), *rest] for one in first[-len(moneys) :]]
    edges = [clause.start]
    for one, two in pairwise(moneys):
        cut = [hit.start() for hit in _AND.finditer(told.folded, one.end, two.start)]
        edges.append(cut[-1] if cut else two.start)
    zones = [[p for p in firms if a <= p.who.start < b] for a, b in pairwise([*edges, clause.end])]
    return zones if all(zones) and len({p.who.key for zone in zones for p in zone}) > 1 else None


#: kinds that are about another deal's number: a guarantee of $1 billion of debt
_ABOVE = ("capacity_backstop", "residual_guarantee", "guarantee", "warrant", "deposit", "grant", "revenue_share")


def _kind(told: Told, clause: Clause, money: Amount | None, moneys: list[Amount]) -> tuple[str | None, tuple[int, int]]:
    """What a number is a number of: the noun that follows it, else the kind that the clause names; and where."""
    inside = told.within(clause)
    naming = [w for w in inside if w.part == "kind" or (w.part == "verb" and w.kind)]
    if money is not None:
        for w in [*naming, *(w for w in inside if w.part == "deal")]:
            gap = told.folded[money.end : w.start] if w.start >= money.end else None
            if gap is not None and len(gap) < 60 and _TO_NOUN.fullmatch(gap) and w.part != "verb":
                kind = w.name if w.part == "kind" else "goods"
                if kind == "goods":
                    mine = [k for k in naming if money.end <= k.start < w.start or (w.end <= k.start <= w.end + 12)]
                    kind = mine[0].name if mine and mine[0].part == "kind" else "goods"
                    since = max((q.end for q in moneys if q.end <= money.start), default=clause.start)
                    if (
                        len(moneys) == 1
                        and not mine
                        and any(k.part == "kind" and since <= k.start < money.start for k in naming)
                    ):
                        break
                above = [
                    k
                    for k in naming
                    if len(moneys) == 1 and (k.kind or k.name) in _ABOVE and _rank(k.kind or k.name) < _rank(kind)
                ]
                if above:
                    break
                return kind, (w.start, w.end)
    naming = [w for w in naming if not _purpose(told, clause, w)] or naming
    if money is not None and len(moneys) > 1 and naming:
        w = min(naming, key=lambda w: min(abs(w.start - money.end), abs(money.start - w.end)) + 200 * any(min(w.start, money.start) < q.start < max(w.end, money.end) and q != money for q in moneys))  # fmt: skip
        return (w.kind or w.name), (w.start, w.end)
    if naming:
        w = min(naming, key=lambda w: (_rank(w.kind or w.name), w.part != "kind", w.start))
        kind = w.kind or w.name
        if kind != "goods" or any(x.part in ("thing", "deal") for x in inside) or money is not None:
            return kind, (w.start, w.end)
    deal = next((w for w in inside if w.part == "deal"), None)
    thing = next((w for w in inside if w.part == "thing"), None)
    verb = next((w for w in inside if w.part == "verb" and w.name != "sign"), None)
    if deal is not None:
        return "goods", (deal.start, deal.end)
    if (
        verb is not None
        and thing is not None
        and not re.match(
            r"fund|financ|bankroll|lead|led|join|support|allocat|promis|participat|牵头|参与",
            told.folded[verb.start :],
            re.I,
        )
    ):
        return "goods", (verb.start, verb.end)
    if (
        verb is not None
        and money is not None
        and verb.name == "in"
        and re.match(r"rais|tak|took|融资|募|筹|集资|增资", told.folded[verb.start :], re.I)
    ):
        return "stake", (verb.start, verb.end)
    if verb is not None and money is not None and verb.name in ("out", "give"):
        return "pays", (verb.start, verb.end)
    return None, (clause.start, clause.start)


def _purpose(told: Told, clause: Clause, w: Word) -> bool:
    hit = say.PURPOSE.search(told.folded, clause.start, clause.end)
    return hit is not None and hit.start() > clause.start + 8 and w.start > hit.start()


def _verb(told: Told, clause: Clause, kind: str, money: Amount | None, anchor: tuple[int, int]) -> Word | None:
    """The verb that governs a number or a noun: the last strong one before it, else the first after it, else a weak one."""
    verbs = told.within(clause, "verb")
    at = money.start if money is not None else anchor[0]
    strong = [
        w
        for w in verbs
        if w.name != "sign" and (w.kind in ("", kind, "goods") or kind in ("goods", "pays") or w.start == anchor[0])
    ]
    if kind not in ("goods", "pays", *roles.GOODS):
        strong = [w for w in strong if w.kind != "goods" or w.start < at] or strong
    strong = [w for w in strong if not _LEADS.match(told.folded, w.start)] or strong
    before = [w for w in strong if w.start <= at]
    if before:
        return before[-1]
    return strong[0] if strong else (verbs[0] if verbs else None)


_LEADS = re.compile(r"lead|led|join|fund|financ|牵头|领投|参与", re.I)


def _who(told, clause, kind, anchor, money, here, lead, back):  # type: ignore[no-untyped-def]
    """(kind, payer, payee) of each deal of a clause; None where a party is missing."""
    text, sectors = told.folded, told.names.sectors
    at = money.start if money is not None else anchor[0]
    verb = _verb(told, clause, kind, money, anchor)
    family = "chip_purchase" if kind in ("goods", "pays") else kind
    owner = next(
        (
            p
            for p in reversed(here)
            if p.owns
            and p.case != "obj"
            and p.who.end <= at
            and p.who.how in _FIRMS
            and _owned(text, p.who.end, anchor, money)
        ),
        None,
    )
    if (
        owner is not None
        and owner.who is not (lead.who if lead else None)
        and (verb is None or verb.start < owner.who.start or verb.name == "sign")
    ):
        verb = Word(*anchor, "verb", "out" if kind in ("stake", "acquisition", "guarantee", "grant") else "sign", "")
        lead = owner
    elif verb is not None:
        own = [p for p in here if p.case == "" and not p.owns and p.who.end <= verb.start]
        if own:
            lead = own[0] if _beside(text, own) else own[-1]
    contract = verb is not None and _object(told, clause, verb)
    told_side = roles.side(family, verb, contract)
    if kind == "stake" and (verb is None or verb.name == "sign") and _RAISING.match(told.folded, *anchor):
        told_side = "to"
    if kind == "stake" and verb is not None and verb.name == "get" and _SHARES.match(told.folded, *anchor):
        told_side = "from"
    turned = verb is not None and verb.name != "sign" and roles.passive(text, verb, clause.start)
    cases = {p.case: p.who for p in reversed(here)}
    own_lead = lead is not None and (lead in here or clause.link != "main")
    agent = next(
        (p for p in here if p.case in ("by", "被", "由") and verb is not None and p.who.start >= verb.end), None
    )
    if turned and agent is not None:
        near = [p for p in here if p is not agent]
        mate = (
            lead
            if own_lead and lead is not None and lead.who.key != agent.who.key
            else roles.other(family, told_side, agent.who, at, near, sectors)
        )
        lead = agent
        here = [agent, replace(mate, case="obj")] if mate is not None else [agent]
    elif turned and not own_lead:
        lead = None
        told_side = "to" if family in roles.GOODS and "to" in cases else {"from": "to", "to": "from"}.get(told_side, "")
    elif turned and not (
        family in roles.GOODS
        and verb is not None
        and verb.name in ("in", "give")
        and cases.get("to") not in (None, lead and lead.who)
    ):
        told_side = {"from": "to", "to": "from"}.get(told_side, "")
    if (
        verb is not None
        and verb.kind in ("goods", "capacity_build")
        and kind == "goods"
        and verb.name == "out"
        and _FOR.search(text, clause.start, verb.start)
    ):
        told_side = "to"
    first = lead.who if lead is not None else None
    pick = roles.other(family, told_side, first, at, here, sectors)
    if verb is None and kind == "guarantee" and "from" in cases:
        first, second, told_side = cases["from"], None, "from"
    giver = next((cases[c] for c in ("from", "by", "来自", "由") if c in cases), None)
    if verb is None and kind in ("stake", "loan") and giver is not None:
        kin = next((one for one in reversed(back) if one.proposal.kind == kind and one.payee), None)
        if kin is not None and kin.payee.key != giver.key:
            return [(kind, giver, kin.payee)]
    if kind in ("loan", "grant", "deposit") and "from" in cases and "to" in cases:
        payer, payee = cases["from"], cases["to"]
        return [(kind, payer, payee)]
    if (
        kind == "stake"
        and verb is not None
        and pick is not None
        and pick.case in ("of", "on", "to", "owns", "")
        and _CAPEX.search(text, verb.start, clause.end)
    ):
        pick = None
    second = pick.who if pick is not None else None
    if (
        kind == "stake"
        and told_side == "to"
        and pick is not None
        and verb is not None
        and _SELLS.match(text, verb.start)
        and (pick.case in ("in", "of") or _HIS.match(text, pick.who.end))
    ):
        return None  # a holder sells what he holds
    if second is None and first is not None:
        second = _earlier(told, clause, family, lead.who, told_side, back)
    if first is None and second is not None and turned and pick is not None and pick.case == "to":
        payer, payee = _completed_payee(family, second, back, told.number)
        return [(family if kind != "goods" else "capacity_lease", payer, payee)] if payee is not None else None
    if first is None and second is not None:
        rest = roles.other(family, told_side, second, at, here, sectors)
        first, second, told_side = (rest.who if rest else None), second, told_side
    payer, payee = (first, second) if told_side != "to" else (second, first)
    state = next(
        (m for m in (payer, payee) if m is not None and (m.trade == "government" or (m.party or "").endswith("_gov"))),
        None,
    )
    if (
        kind in ("goods", "pays")
        and state is not None
        and verb is not None
        and verb.name in ("give", "out")
        and money is not None
    ):
        kind, payer, payee = "grant", state, payee if state is payer else payer
    goods = kind in ("goods", "pays")
    if goods:
        settled = _goods(told, clause, payer, payee, money, told_side, contract)
        if settled is None:
            return None
        kind, payer, payee = settled
    elif (
        (
            told_side == ""
            or (
                kind in ("stake", "loan")
                and (verb is None or verb.name == "sign")
                and pick is not None
                and pick.case in ("with", "与", "和", "between")
            )
        )
        and payer is not None
        and payee is not None
    ):
        payer, payee = roles.by_trade(kind, payer, payee, sectors) or (payer, payee)
    payer, payee = _unnamed(told, clause, kind, payer, payee, anchor, verb)
    payer, payee = _completed(kind, payer, payee, back, told.number)
    if payer is None or payee is None or payer.key == payee.key:
        return None
    pairs = [(kind, payer, payee)]
    side = "payer" if payer is first else "payee"
    main = lead.who if lead else None
    together = [p for p in here if main is not None and p.who.key not in (payer.key, payee.key) and p.case == (lead.case if lead else "") and p.who.start > main.start and _beside(text, [lead, p])]  # fmt: skip
    beside = [p for p in here if pick is not None and p is not pick and p.case == pick.case and p.case and p.who.key not in (payer.key, payee.key) and p.who.start > pick.who.start and p.who.how in _FIRMS]  # fmt: skip
    if kind in ("stake", "acquisition", "chip_purchase", "compute_purchase"):
        pairs += [
            (kind, p.who, payee) if side == "payer" else (kind, payer, p.who) for p in together if p.who.how in _FIRMS
        ]
        pairs += [(kind, payer, p.who) if side == "payer" else (kind, p.who, payee) for p in beside]
    return pairs


#: what a verb's object cannot stand behind
_BETWEEN = re.compile(r"\b(?:under|in|with|for|as|through|via|to)\s|根据|按照|透过|通过")


_SHARES = re.compile(r"stakes?|shares?|[\d·]+(?:%| percent) of|股[权份票]|持股", re.I)
#: nouns of money that comes in
_RAISING = re.compile(r"(?:\w+ )?round|Series|fund|融资|[A-F]轮", re.I)


#: 为OpenAI部署: for whom
_FOR = re.compile(r"[为替](?:[\u4e00-\u9fff]{0,8})[A-Za-z\u4e00-\u9fff]{2,16}$")


#: money put into things, not into a firm
_CAPEX = re.compile(
    r"\b(?:in|on|into)\s(?:(?!with|from|by|for)[\w.'’-]+\s){0,4}(?:infrastructure|data[- ]cent\w+|capacity|manufacturing|facilit\w+|chips|research|projects?|econom\w+|compute|computing|plants?|campus\w*|expansion)\b",
    re.I,
)
_SELLS = re.compile(r"s(?:ell|old)|unload|offload|出售|卖|沽|出清|抛|减持|脱手|清仓", re.I)
_HIS = re.compile(r"(?:'s)?\s?(?:的)?[^,，.;。]{0,8}(?:shares?|stock|stake|股[份票权]|持股)")


def _object(told: Told, clause: Clause, verb: Word) -> bool:
    """Whether a verb's object is the contract itself: who is handed an order, or wins one, sells."""
    deal = next((w for w in told.within(clause, "deal") if w.start > verb.start), None)
    if deal is None:
        back = [w for w in told.within(clause, "deal") if w.end <= verb.start]
        return (
            bool(back)
            and re.search(r"把|将(?=[^，,]{0,14}(?:订单|合同|合约|业务))", told.folded[clause.start : back[0].end])
            is not None
        )
    return _BETWEEN.search(told.folded, verb.end, deal.start) is None


def _owned(text: str, end: int, anchor: tuple[int, int], money: Amount | None) -> bool:
    """Whether what a party owns is the deal: "Nvidia's $100 billion investment"."""
    gap = text[end : anchor[0]]
    return 0 <= anchor[0] - end < 70 and re.search(r"[,;，]|\b(?:with|from|to|for|by|in)\s", gap) is None


def _earlier(told, clause, kind, first, told_side, back):  # type: ignore[no-untyped-def]
    """A second party that an earlier clause of the sentence names."""
    pool = [
        m for m in told.parties if m.start < max(clause.start, first.start) and m.how in _FIRMS and m.key != first.key
    ]
    if kind in roles.GOODS or kind in ("warrant", "guarantee", "right", "deposit", "chip_codesign"):
        return pool[-1] if pool else None
    if kind in ("stake", "loan", "grant"):
        kin = [one for one in back if one.line == told.number and one.proposal.kind == kind]
        if kin:
            return kin[-1].payee if told_side == "from" else None
        if told_side == "from" and len({m.key for m in pool}) == 1:
            return pool[-1]
    return None


def _unnamed(told, clause, kind, payer, payee, anchor, verb):  # type: ignore[no-untyped-def]
    """Those whom the press leaves unnamed: who buys bonds, who lends, who joins a round."""
    near = told.folded[clause.start : clause.end]
    if kind == "loan" and payer is None and payee is not None:
        bond = re.search(r"bond|\bnotes|债券|公司债|发债|票据|可转债|美元债", near, re.I)
        payer = _group("bondholders" if bond else "lenders", anchor, told)
    if kind == "stake" and payee is not None:
        raising = (
            verb is not None
            and verb.name in ("in", "get")
            or re.search(r"\bround\b|Series [A-H]|融资|募资|[A-F]轮", near)
        )
        led = payer is not None and _led(told, payer, clause)
        if (payer is None and raising) or led:
            payer = _group("investors", anchor, told)
    return payer, payee


def _led(told: Told, payer: Mention, clause: Clause) -> bool:
    """Whether somebody only leads, or joins, a round whose money comes from all."""
    before, after = told.folded[max(clause.start, payer.start - 50) : payer.start], told.folded[payer.end : clause.end]
    return (
        re.search(r"(?:led|co-led|headed|anchored|backed) by\s(?:the\s|[\w-]+\s){0,4}$|由[^,，。]{0,8}$", before)
        is not None
        or re.match(r"等?(?:[\u4e00-\u9fff、]{0,8})?(?:领投|参投|跟投|牵头)|\s(?:led|leading|co-led|anchored)\b", after)
        is not None
    )


def _group(party: str, anchor: tuple[int, int], told: Told) -> Mention:
    return Mention(*anchor, told.folded[anchor[0] : anchor[1]], party if party in told.names.sectors else None, "group")


#: kind -> the part that an earlier deal's party may fill: (kinds, its part there)
_FILLS = {
    "guarantee": ((("loan",), "payee"), (("capacity_lease", "compute_purchase", "chip_purchase"), "payer")),
    "capacity_lease": ((("loan", "capacity_build", "stake"), "payee"),),
    "stake": ((("stake",), "payee"),),
    "loan": ((("loan",), "payee"),),
    "grant": ((("grant",), "payee"),),
    "warrant": ((("chip_purchase", "compute_purchase"), "payer"), (("warrant", "stake"), "payee")),
}


def _completed(kind, payer, payee, back, number):  # type: ignore[no-untyped-def]
    """A part that a clause leaves open is the party of the deal told just before, where the two belong together."""
    if payer is None or payee is not None or payer.how == "group":
        return payer, payee
    for one in reversed(back):
        if number - one.line > (4 if kind == "guarantee" else 2):
            break
        for kinds, part in _FILLS.get(kind, ()):
            mate = one.payee if part == "payee" else one.payer
            if one.proposal.kind in kinds and mate is not None and mate.key != payer.key and mate.how != "group":
                return payer, mate
    return payer, payee


def _completed_payee(kind, payer, back, number):  # type: ignore[no-untyped-def]
    """'They have been leased to X': by whoever was lent the money, or builds, a sentence before."""
    return _completed("capacity_lease" if kind == "chip_purchase" else kind, payer, None, back, number)


def _goods(told, clause, payer, payee, money, told_side, contract):  # type: ignore[no-untyped-def]
    """(kind, payer, payee) of a purchase: by what is bought, and by what the seller sells."""
    things = {w.name for w in told.within(clause, "thing")} or {w.name for w in told.words if w.part == "thing"}
    deal = bool(told.within(clause, "deal"))
    if payer is None or payee is None:
        return None
    sectors = told.names.sectors
    if told_side == "":
        both = roles.by_trade("compute_purchase", payer, payee, sectors)
        if {roles.trade(m, sectors) for m in (payer, payee)} & {"chip_vendor", "supplier"}:
            both = roles.by_trade("chip_purchase", payer, payee, sectors)
        if {"landlord", "vehicle"} & {roles.trade(m, sectors) for m in (payer, payee)}:
            both = roles.by_trade("capacity_lease", payer, payee, sectors) or both
        payer, payee = both or _tied(told, clause, payer, payee, contract)
    if (
        told_side != "from"
        and roles.trade(payee, sectors) in ("lab", "application")
        and roles.by_trade("compute_purchase", payer, payee, sectors) == (payee, payer)
    ):
        payer, payee = payee, payer
    seller, near = roles.trade(payee, sectors), told.folded[clause.start : clause.end]
    if seller in ("chip_vendor", "supplier"):
        rents = re.search(r"\b(?:leas|rent)(?:e|es|ed|ing|s)?\b|租", near)
        kind = (
            "compute_purchase"
            if "compute" in things and "chip" not in things
            else "chip_lease"
            if rents and "site" not in things
            else "chip_purchase"
        )
    elif seller in ("landlord", "vehicle"):
        kind = "capacity_lease" if "chip" not in things or "site" in things else "compute_purchase"
    elif seller in ("neocloud", "levered_cloud", "hyperscaler"):
        bought = re.search(r"\b(?:buy|bought|purchas|order)\w*|采购|购买|订购", near, re.I)
        kind = "chip_purchase" if things == {"chip"} and bought and seller == "hyperscaler" else "compute_purchase"
    elif "site" in things and "chip" not in things:
        kind = "capacity_lease"
    elif things:
        kind = "chip_purchase" if "chip" in things and "compute" not in things else "compute_purchase"
    else:
        return None
    if not things and not deal and money is None:
        return None
    return kind, payer, payee


def _tied(told, clause, one, two, contract):  # type: ignore[no-untyped-def]
    """(payer, payee) of two of one trade: whose site it is sells, who wins an order sells; else who tells of it does."""
    if re.search(r"\b(?:with|by) (?:the )?(?:buyer|tenant|customer)", told.folded[clause.start : clause.end]):
        return one, two
    return two, one


def _filled(told, clause, kind, anchor, payer, payee, money, sizes):  # type: ignore[no-untyped-def]
    p = Proposal(kind=kind)
    text, folded, whole = told.text, told.folded, (told.start, told.end)
    p.ground("kind", text, *anchor)
    fields.party(p, "from", payer, text)
    fields.party(p, "to", payee, text)
    fields.fill(p, kind, money, sizes, folded, text, clause)
    fields.stage(p, folded, text, clause, whole, anchor)
    if kind in ("stake", "loan", "acquisition", "guarantee") and p.amount is None and p.share is None:
        p.gw, p.gw_bound = None, None
        p.evidence = [e for e in p.evidence if e.field != "gw"]
    denied = say.DENIED.search(folded, clause.start, clause.end) or _REFUTED.search(folded, *whole)
    if denied:
        p.action, p.reason = "refuse", "the text denies it"
    sure = True
    if p.amount is None:
        if p.gw is None and p.units is None and p.share is None and not denied:
            sure = _sure(folded, clause, kind, payer, payee)
        p.amount, p.bound = "undisclosed", "undisclosed"
        p.ground("amount", text, *anchor)
    if FORECAST.search(folded, *whole):
        p.action, p.reason = "refuse", "somebody's forecast"
    return Found(p, payer, payee, clause, told.number, money=money, sure=sure)


_ACT = re.compile(
    r"\b(?:issu\w+|sign\w*|agree[ds]?|announc\w+|invest(?:ed|s|ing|ment)|guarantee\w*|acquir\w+|in talks|plans to|grant\w*|bought|struck|participat\w+|back(?:s|ed)|leased|ordered|borrowed|lent|chosen|selected|picked)\b"
    r"|签|达成|宣布|投资|出资|入股|担保|授予|洽谈|收购|计划|领投|参投|认购|讨论|给|发行|发出|获"
)


def _sure(folded: str, clause: Clause, kind: str, a: Mention, b: Mention) -> bool:
    """A deal without any number is believed only with an act of agreement, and two named parties."""
    act = _ACT.search(folded, clause.start, clause.end)
    if kind in ("chip_codesign", "right"):
        return act is not None and bool(a.party and b.party)
    return act is not None and a.how != "group" and b.how != "group" and kind not in ("deposit", "capacity_build")


__all__ = ["MOST_FOUND", "UNTOLD", "Found", "extract"]
