"""The reader without a model: sentences -> clauses -> one proposal for each deal that a clause tells.

A clause is cut where a second kind of deal begins; its parties, amounts, stage and date are those that stand in it, or that
it inherits from its sentence. What is a valuation, a budget, a forecast, a sum or a denial becomes `refuse` or `figure`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gigaloop.intake import fields, press
from gigaloop.intake import kinds as words
from gigaloop.intake.names import Mention, Names, mentions, persons
from gigaloop.intake.passages import masked, sentences, unwrapped
from gigaloop.intake.proposals import Proposal
from gigaloop.intake.quantities import Amount, amounts
from gigaloop.intake.roles import PURCHASES, Roles, assign
from gigaloop.intake.tellings import Clause, clauses, kind_of, no_deal

#: sentences that are read of one article, and finds that it may give
MOST_SENTENCES, MOST_FOUND = 6000, 400
#: why a number that the rules did not understand is left out
UNTOLD = ("no deal is told with this number", "a plan or a number without a second party")


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
    notes: list[str] = field(default_factory=list)


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
        quantities = amounts(folded[start:end], language)
        quantities = [_moved(a, start) for a in quantities]
        made = _sentence(text, plain, start, end, parties, quantities, subject, names, number, found)
        headline = first_line_end > 0 and end <= first_line_end
        made = _sized(made, found, plain, start, end, text)
        for one in made:
            if one.proposal.action == "figure" and one.money is not None:
                press.figure(
                    one.proposal, one.money, parties or ([subject] if subject else []), text, folded, (start, end), day
                )
        told_of = press.events(text, folded, start, end, parties or ([subject] if subject else []), day)
        found += [Found(p, None, None, Clause(start, end), number) for p in told_of if _first(p, found)]
        for one in made:
            one.headline = headline
            fields.day(one.proposal, (one.clause.start, one.clause.end), text, folded, start, end, own)
        found += made
        heads = [m for m in parties if m.how in ("name", "unknown", "pointer")]
        lead = next(
            (
                m
                for m in heads
                if not re.search(
                    r"(?:\b(?:from|with|by|in|to|for|of)|[与和向对从由为给被])\s?(?:the\s)?$",
                    folded[max(start, m.start - 8) : m.start],
                )
            ),
            None,
        )
        if lead or heads:
            subject = lead or heads[0]
        history = (history + [m for m in parties if m.how != "product"])[-12:]
    return found, []


#: words by which a sentence goes on about the deal that was just told
_SAME_DEAL = re.compile(
    r"\b(?:the|this|that|its)\s(?:[\w-]+\s){0,2}(?:contract|deal|agreement|order|lease|pact|loan|investment|purchase)\b"
    r"|(?:该|此|这[份笔项]?|其)?(?:合同|合约|协议|订单|交易|租约|投资)(?:为期|总额|总值|总价|价值|金额|规模|期限)"
    r"|^(?:合同|合约|协议|订单|交易|总额|金额)",
    re.I,
)


def _sized(made: list[Found], found: list[Found], folded: str, start: int, end: int, text: str) -> list[Found]:
    """'The contract is worth 1.6 billion': the number of a sentence without a deal of its own is the last deal's."""
    last = next((one for one in reversed(found) if one.proposal.kind), None)
    loose = [one for one in made if one.proposal.kind is None and one.proposal.reason in UNTOLD and one.money]
    if last is None or len(loose) != 1 or len(made) != 1 or last.proposal.amount not in (None, "undisclosed"):
        return made
    if made[0].line - last.line > 2 or not _SAME_DEAL.search(folded, start, end) or loose[0].money is None:
        return made
    last.money = loose[0].money
    last.proposal.evidence = [e for e in last.proposal.evidence if e.field != "amount"]
    fields.put_amount(last.proposal, loose[0].money, text)
    return []


def _first(p: Proposal, found: list[Found]) -> bool:
    return all(
        (o.proposal.action, o.proposal.subject, o.proposal.share) != (p.action, p.subject, p.share) for o in found
    )


def _moved(a: Amount, by: int) -> Amount:
    return Amount(a.what, a.value, a.unit, a.bound, a.start + by, a.end + by, a.high, a.converted)


def _sentence(text, folded, start, end, parties, quantities, subject, names, number, told_before):  # type: ignore[no-untyped-def]
    made: list[Found] = []
    inherited = subject
    refused: set[int] = set()
    for clause in clauses(folded, start, end, quantities):
        inside = [q for q in quantities if clause.start <= q.start < clause.end]
        here = [m for m in parties if clause.start <= m.start < clause.end]
        good: list[Amount] = []
        for q in inside:
            why = no_deal(folded, q, clause, start, end)
            if why is None:
                good.append(q)
            elif q.what == "money" and q.value is not None and q.value >= 1e6:
                refused.add(q.start)
                made.append(_refusal(text, q, why, here or ([inherited] if inherited else []), clause, number))
        if clause.kind is not None:
            own_heads = [m for m in here if m.how in ("name", "unknown", "pointer", "venture")]
            raising = clause.kind in ("stake", "loan") and not own_heads and made and made[-1].payee is not None
            meant = made[-1].payee if raising else inherited
            if _WHICH.match(folded, clause.start, clause.end):  # its subject is whoever was named last
                last = [m for m in parties if m.start < clause.start and m.how in ("name", "unknown", "pointer")]
                meant = last[-1] if last else meant
            before = [one for one in (*told_before[-8:], *made) if one.proposal.kind]
            made += _deals(text, folded, clause, here, good, meant, names, number, (start, end), parties, before)
        else:
            for q in good:
                if q.what == "money" and q.value is not None and q.value >= 1e6:
                    made.append(_refusal(text, q, ("refuse", UNTOLD[0]), here, clause, number))
        heads = [m for m in here if m.how in ("name", "unknown", "pointer")]
        if (heads and inherited is None) or (heads and heads[0].start < clause.start + 12 and clause.start == start):
            inherited = heads[0]
    return made


#: a clause about whoever was named last before it
_WHICH = re.compile(r"[\s,]*(?:which|who)\s(?!.{0,6}\b(?:will be|is|was) (?:paid|worth|valued))")
#: a round that somebody leads is the money of all who take part
_LED = re.compile(r"(?:led|co-led|headed|anchored) by\s(?:the\s|[\w-]+\s){0,4}$|由[^,，。]{0,8}$")
#: 'after X announced': who is named there has no part in what follows
_BACKGROUND = re.compile(
    r"(?:在|随着|继|自从?)[^,，。;]{2,24}?(?:之?后(?:不久)?|之前|以来|之际|期间)[,，]?|\b(?:[Aa]fter|[Ff]ollowing|[Dd]ays after|[Ww]eeks after)\s[^,;]{4,60},"
)

#: several that do the same, each for itself
_EACH = re.compile(r"相继|分别|各自|纷纷|先后|\brespectively\b|\beach\b", re.I)


def _refusal(text, q, why, here, clause, number):  # type: ignore[no-untyped-def]
    p = Proposal(action=why[0], reason=why[1])
    fields.put_amount(p, q, text)
    who = next((m for m in here if m is not None and m.how in ("name", "pointer", "unknown")), None)
    return Found(p, None, None, clause, number, money=q, notes=[who.party or ""] if who else [])


def _deals(text, folded, clause, here, good, inherited, names, number, whole, everyone, before_it):  # type: ignore[no-untyped-def]
    kind, anchor = clause.kind, clause.anchor
    start, end = clause.start, clause.end
    aside = _ASIDE.search(folded, anchor[1], end)
    said = aside.start() if aside else end
    denied = words.DENIED.search(folded, whole[0], said) or _REFUTED.search(folded, *whole)
    trade = kind if kind != "any" else "compute_purchase"
    purpose = words.PURPOSE.search(folded, anchor[1], end)
    core = [m for m in here if purpose is None or m.start < purpose.start()] if purpose else here
    if aside and len({m.key for m in core if m.start < said}) > 1:
        core = [m for m in core if m.start < said]
    past = [hit.span() for hit in _BACKGROUND.finditer(folded, start, end) if not hit.start() <= anchor[0] < hit.end()]
    rest = [m for m in core if not any(a <= m.start < b for a, b in past)]
    if len({m.key for m in rest}) > 1:
        core = rest
    if kind == "any" and _EACH.search(folded, start, end):
        return []
    if len({m.key for m in core}) < 1:
        core = here
    named = [m for m in core if m.how != "product"]
    if kind != "any" and named and len({m.key for m in named}) < 2 and start > whole[0]:
        before = [m for m in everyone if m.start < start and m.how in ("name", "unknown", "pointer")]
        if before and (inherited is None or inherited.key in {m.key for m in named}):
            inherited = before[0] if before[0].key not in {m.key for m in named} else before[-1]
    roles = assign(folded, start, end, trade, anchor[0], core, inherited, names.sectors)
    payer, payee = roles.payer, roles.payee
    if kind == "any":
        kind = _kind_by_trade(payer, payee, names, good)
        if kind is None:
            return []
        roles = assign(folded, start, end, kind, anchor[0], core, inherited, names.sectors)
        payer, payee = roles.payer, roles.payee
    kind, payer, payee = _settled(kind, payer, payee, names, folded, clause)
    if payer is not None and payee is not None and payer.key == payee.key:
        payee = None
    payer, payee = _completed(kind, payer, payee, before_it, number, names)
    if kind == "loan" and payer is None:
        payer = _unnamed(
            "bondholders"
            if re.search(r"bond|notes|债券|公司债|发债|票据|可转债|美元债", folded[start:end], re.I)
            else "lenders",
            anchor,
            names,
            folded,
        )
    if (
        kind == "stake"
        and payer is None
        and payee is not None
        and re.search(r"rais|round|Series|融资|募资|筹", folded[start:end], re.I)
    ):
        payer = _unnamed("investors", anchor, names, folded)
    moneys = [q for q in good if q.what == "money"]
    if kind == "stake" and payer is not None and payer.how != "group" and moneys and payee is not None:
        after = folded[payer.end : payer.end + 8]
        if _LED.search(folded[max(start, payer.start - 50) : payer.start]) and (
            after[:1].isascii() or "投" in after or "牵头" in after
        ):
            payer = _unnamed("investors", anchor, names, folded)
    if (
        kind == "stake"
        and (payee is None or payee.how == "group")
        and not (payer and any(q.what == "share" for q in good))
    ):
        return [
            _refusal(text, q, ("figure", "a plan to spend, with no other party"), here, clause, number) for q in moneys
        ]
    if payer is None or payee is None:
        why = ("refuse", UNTOLD[1])
        return [_refusal(text, q, why, here, clause, number) for q in moneys]
    pairs = _paired(folded, moneys, [m for m in named if m.key != payer.key or kind != "stake"], payer, payee, roles)
    made = []
    for a, b, money in pairs:
        p = Proposal(kind=kind)
        p.ground("kind", text, *anchor)
        fields.party(p, "from", a, text)
        fields.party(p, "to", b, text)
        quantities = [q for q in good if q.what != "money"] if (a, b) == (pairs[0][0], pairs[0][1]) else []
        fields.fill(p, kind, money, quantities, folded, text, clause)
        fields.stage(p, folded, text, clause, whole, anchor)
        if denied:
            p.action, p.reason = "refuse", "the text denies it"
        if kind in ("stake", "loan", "acquisition", "guarantee") and p.amount is None and p.share is None:
            p.gw, p.gw_bound = None, None
            p.evidence = [e for e in p.evidence if e.field != "gw"]
        nothing = p.amount is None and p.gw is None and p.units is None and p.share is None
        if nothing:
            if not denied and not _sure(p, folded, clause, kind, a, b):
                continue
            p.amount, p.bound = "undisclosed", "undisclosed"
            p.ground("amount", text, *anchor)
        elif p.amount is None and p.bound is None:
            p.amount, p.bound = "undisclosed", "undisclosed"
            p.ground("amount", text, *anchor)
        if words.FORECAST.search(folded, *whole):
            p.action, p.reason = "refuse", "somebody's forecast"
        made.append(Found(p, a, b, clause, number, money=money))
    return made


#: where a relative clause turns to something else; a report that is called untrue
_ASIDE = re.compile(r",\s(?:which|who|whose|where)\b")
_REFUTED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refut\w+|untrue|false report|is false|not true)\b|否认|不实|辟谣|并非事实", re.I
)
#: kind -> the part that an earlier deal's party may fill, from which part of which kinds: (part, kinds, its part there)
_FILLS = {
    "guarantee": (
        ("payee", ("loan",), "payee"),
        ("payee", ("capacity_lease", "compute_purchase", "chip_purchase"), "payer"),
    ),
    "capacity_lease": (("payee", ("loan", "capacity_build", "stake"), "payee"),),
    "stake": (("payee", ("stake",), "payee"),),
    "loan": (("payee", ("loan",), "payee"),),
    "grant": (("payee", ("grant",), "payee"),),
    "warrant": (("payee", ("chip_purchase", "compute_purchase"), "payer"), ("payee", ("warrant", "stake"), "payee")),
}


def _completed(kind, payer, payee, before_it, number, names):  # type: ignore[no-untyped-def]
    """A part that a clause leaves open is the party of the deal told just before, where the two belong together."""
    if payer is None or payee is not None or payer.how == "group":
        return payer, payee
    for one in reversed(before_it):
        if number - one.line > 2:
            break
        for _, kinds, part in _FILLS.get(kind, ()):
            other = one.payee if part == "payee" else one.payer
            if one.proposal.kind in kinds and other is not None and other.key != payer.key and other.how != "group":
                return payer, other
    return payer, payee


def _sure(p, folded, clause, kind, a, b):  # type: ignore[no-untyped-def]
    """A deal without any number is believed only with an act of agreement, and two named parties."""
    act = re.search(
        r"\b(?:sign\w*|agree[ds]?|announc\w+|invest(?:ed|s|ing|ment)|guarantee\w*|acquir\w+|in talks|plans to|grant\w*|bought|struck|participat\w+|back(?:s|ed)|leased|ordered|borrowed|lent|chosen|selected|picked)\b|签|达成|宣布|投资|出资|入股|担保|授予|洽谈|收购|计划|领投|参投|认购|讨论",
        folded[clause.start : clause.end],
    )
    return (
        act is not None
        and a.how != "group"
        and b.how != "group"
        and kind not in ("right", "deposit", "capacity_build", "chip_codesign")
    ) or (act is not None and kind in ("chip_codesign", "right") and a.party and b.party)


def _kind_by_trade(payer, payee, names, good):  # type: ignore[no-untyped-def]
    sectors = {names.sectors.get(m.party or "") for m in (payer, payee) if m is not None}
    if payer is None or payee is None:
        return None
    if sectors & {"chip_vendor", "supplier"}:
        return "chip_purchase"
    if sectors & {"landlord", "vehicle"}:
        return "capacity_lease"
    if sectors & {"neocloud", "levered_cloud", "hyperscaler"}:
        return "compute_purchase"
    return None


def _settled(kind, payer, payee, names, folded, clause):  # type: ignore[no-untyped-def]
    """A chip that a cloud rents out is capacity; a lease from a chip-maker is one of chips."""
    seller = names.sectors.get(payee.party or "") if payee else None
    if kind == "chip_purchase" and seller in ("neocloud", "levered_cloud", "hyperscaler"):
        bought = re.search(r"\b(?:buy|bought|purchas|order)\w*|采购|购买|订购", folded[clause.start : clause.end], re.I)
        if seller != "hyperscaler" or not bought:
            kind = "compute_purchase"
    elif kind == "compute_purchase" and seller in ("chip_vendor", "supplier"):
        use = re.search(r"\b(?:comput(?:e|ing)|cloud|inference)\b|算力|云|推理", folded[clause.start : clause.end])
        kind = "compute_purchase" if use else "chip_purchase"
    elif (
        (kind == "capacity_lease" and seller in ("hyperscaler", "levered_cloud"))
        or (
            kind == "capacity_lease"
            and seller == "neocloud"
            and re.search(r"GPU|comput|cloud|算力|云", folded[clause.start : clause.end])
        )
    ) or (kind == "chip_lease" and seller in ("neocloud", "levered_cloud", "hyperscaler")):
        kind = "compute_purchase"
    return kind, payer, payee


def _unnamed(group, anchor, names, folded):  # type: ignore[no-untyped-def]
    return Mention(*anchor, folded[anchor[0] : anchor[1]], group if group in names.sectors else None, "group")


def _paired(folded, moneys, named, payer, payee, roles: Roles):  # type: ignore[no-untyped-def]
    """(payer, payee, money) for each deal of the clause: '22 bn with A and 14 bn with B' are two."""
    swap = payer in roles.more
    hub = payee if swap else payer
    others = [m for m in named if m.key not in (hub.key,)]
    if len(moneys) > 1 and len({m.key for m in others}) > 1:
        if payer.key not in {m.key for m in others} and payee.key in {m.key for m in others}:
            hub_is_payer = True
        else:
            hub_is_payer = payer.key in {m.key for m in named} and payee.key not in {m.key for m in others}
        pairs = []
        for money in moneys:
            near = min(others, key=lambda m: min(abs(m.start - money.end), abs(money.start - m.end)))
            if min(abs(near.start - money.end), abs(money.start - near.end)) > 60:
                continue
            pairs.append((hub, near, money) if hub_is_payer or hub is payer else (near, hub, money))
        distinct = {(a.key, b.key) for a, b, _ in pairs}
        if len(distinct) == len(pairs) > 1:
            return pairs
    best = (
        min(moneys, key=lambda q: min(abs(q.start - payee.end), abs(payee.start - q.end))) if len(moneys) > 1 else None
    )
    pairs = [(payer, payee, moneys[0] if moneys and best is None else moneys[0] if moneys else None)]
    object_is_payee = payee.start > payer.start or (roles.more and roles.more[0].start > payee.start > payer.start)
    for m in roles.more:
        pairs.append((payer, m, None) if object_is_payee and m.start > payee.start else (m, payee, None))
    return pairs


__all__ = ["PURCHASES", "Clause", "Found", "clauses", "extract", "kind_of", "no_deal"]
