"""The reader without a model: sentences -> clauses -> one proposal for each deal that a clause tells.

A clause is cut where a second kind of deal begins; its parties, amounts, stage and date are those that stand in it, or that
it inherits from its sentence. What is a valuation, a budget, a forecast, a sum or a denial becomes `refuse` or `figure`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from gigaloop.intake import kinds as words
from gigaloop.intake import press
from gigaloop.intake.dates import told
from gigaloop.intake.names import Mention, Names, mentions
from gigaloop.intake.passages import joints, masked, sentences, unwrapped
from gigaloop.intake.proposals import Evidence, Proposal
from gigaloop.intake.quantities import Amount, amounts
from gigaloop.intake.roles import PURCHASES, Roles, assign

#: sentences that are read of one article, and finds that it may give
MOST_SENTENCES, MOST_FOUND = 6000, 400
#: why a number that the rules did not understand is left out
UNTOLD = ("no deal is told with this number", "a plan or a number without a second party")


@dataclass
class Clause:
    """A stretch of a sentence about one deal: its kind and the place that names it."""

    start: int
    end: int
    kind: str | None = None
    anchor: tuple[int, int] = (0, 0)


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
    plain = masked(folded)
    for number, (start, end) in enumerate(sentences(folded)):
        if number > MOST_SENTENCES or len(found) > MOST_FOUND:
            return found, [f"the reader stopped at letter {start}: the text is too long or too dense"]
        if not re.search(r"[A-Za-z\u4e00-\u9fff]", folded[start:end]):
            continue
        parties = mentions(folded, start, end, names, history, subject)
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
            _date(one, folded, start, end, own, day)
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
    _put_amount(last.proposal, loose[0].money, text)
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


def clauses(folded: str, start: int, end: int, quantities: list[Amount]) -> list[Clause]:
    """A sentence cut where a second deal begins; a piece without a deal of its own belongs to the one before."""
    pieces: list[Clause] = []
    edges = [start, *joints(folded, start, end), end]
    for a, b in pairwise(edges):
        kind, anchor = kind_of(folded, a, b)
        last = pieces[-1] if pieces else None
        has_number = any(
            a <= q.start < b and q.what in ("money", "power", "chips", "shares", "wafers") for q in quantities
        )
        if last is None:
            pieces.append(Clause(a, b, kind, anchor))
        elif (
            kind is None
            and last.kind in ("stake", "loan")
            and _money(quantities, Clause(a, b))
            and _OF_WHICH.match(folded, a, b)
        ):
            pieces.append(Clause(a, b, last.kind, (a, a + 1)))
        elif kind is None:
            last.end = b
        elif last.kind is None:
            last.end, last.kind, last.anchor = b, kind, anchor
        elif last.kind == kind or kind == "any" or (last.kind == "any" and not _numbered(quantities, last)):
            same = (
                last.kind == kind
                and has_number
                and _numbered(quantities, last)
                and _money(quantities, last)
                and _money(quantities, Clause(a, b))
            )
            if same or (kind == "any" and _money(quantities, Clause(a, b)) and _money(quantities, last)):
                pieces.append(Clause(a, b, kind, anchor))
            else:
                last.end = b
                if last.kind == "any":
                    last.kind, last.anchor = kind, anchor
        elif last.kind == "warrant" and kind == "stake" and not _money(quantities, Clause(a, b)):
            last.end = b  # the shares that the warrant buys
        elif last.kind == "any" and not has_number:
            last.end, last.kind, last.anchor = b, kind, anchor
        elif has_number or kind in ("guarantee", "warrant", "acquisition", "stake", "right", "revenue_share", "loan"):
            pieces.append(Clause(a, b, kind, anchor))
        else:
            last.end = b
    return pieces


#: 'of which $2 billion would come from Nvidia': a part of the round or loan just told
_OF_WHICH = re.compile(
    r"[\s,]*(?:and |with )?(?:of (?:which|that|this|it)\b|including\b|with\b|half\b|the rest\b|some\b|up to\b|as much as\b)[^.;]*?\b(?:from|by)\s(?=[A-Z])"
    r"|[,，]?(?:其中|当中|另有)",
)


def _numbered(quantities: list[Amount], clause: Clause) -> bool:
    return any(clause.start <= q.start < clause.end and q.what != "share" for q in quantities)


def _money(quantities: list[Amount], clause: Clause) -> bool:
    return any(clause.start <= q.start < clause.end and q.what == "money" for q in quantities)


def kind_of(folded: str, start: int, end: int) -> tuple[str | None, tuple[int, int]]:
    """The kind of deal that a piece names, and where; 'any' for a deal whose kind only its parties tell."""
    purpose = words.PURPOSE.search(folded, start, end)
    stop = purpose.start() if purpose and purpose.start() > start + 8 else end
    for limit in dict.fromkeys((stop, end)):
        for kind, (names_it, _, _) in words.COMPILED.items():
            hit = names_it.search(folded, start, limit)
            if hit:
                return kind, hit.span()
        any_deal = words.ANY_DEAL.search(folded, start, limit)
        if any_deal:
            return "any", any_deal.span()
    return None, (start, start)


def no_deal(folded: str, q: Amount, clause: Clause, start: int, end: int) -> tuple[str, str] | None:
    """Why a number belongs to no deal, as (action, reason); None where it may."""
    before, after = folded[max(start, q.start - 70) : q.start], folded[q.end : min(end, q.end + 40)]
    if q.what in ("power", "chips", "wafers"):
        return None
    if q.what == "shares":
        return (
            ("refuse", "a price move")
            if words.PRICE.search(before) and clause.kind not in ("warrant", "stake", "grant")
            else None
        )
    if q.what == "share":
        return None
    if q.value is not None and q.value < 1e5:
        return "refuse", "a price, not the amount of a deal"
    if words.MARKET_MOVE.search(folded, max(start, q.start - 60), min(end, q.end + 30)):
        return "refuse", "a price move or a market value"
    if words.FORECAST.search(folded, start, end):
        return "refuse", "somebody's forecast"
    if (words.VALUED.search(before) and not words.OF_A_DEAL.search(before)) or words.VALUED_AFTER.match(after):
        return "figure", "a valuation or market value, not money that is paid"
    if clause.kind != "revenue_share" and (words.REPORTED.search(before) or words.REPORTED_AFTER.match(after)):
        return "figure", "a reported figure, not a deal"
    if words.SUMMED.search(folded, max(start, q.start - 80), min(end, q.end + 30)):
        return "refuse", "a sum of deals, each of which counts by itself"
    if words.BUDGET.search(folded, max(start, q.start - 60), min(end, q.end + 50)):
        return "figure", "a budget, not a deal"
    return None


def _refusal(text, q, why, here, clause, number):  # type: ignore[no-untyped-def]
    p = Proposal(action=why[0], reason=why[1])
    _put_amount(p, q, text)
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
        _ground(p, "kind", text, *anchor)
        _party(p, "from", a, text)
        _party(p, "to", b, text)
        quantities = [q for q in good if q.what != "money"] if (a, b) == (pairs[0][0], pairs[0][1]) else []
        _fill(p, kind, money, quantities, folded, text, clause)
        _stage(p, folded, text, clause, whole, anchor)
        if denied:
            p.action, p.reason = "refuse", "the text denies it"
        nothing = p.amount is None and p.gw is None and p.units is None and p.share is None
        if nothing:
            if not denied and not _sure(p, folded, clause, kind, a, b):
                continue
            p.amount, p.bound = "undisclosed", "undisclosed"
            _ground(p, "amount", text, *anchor)
        elif p.amount is None and p.bound is None:
            p.amount, p.bound = "undisclosed", "undisclosed"
            _ground(p, "amount", text, *anchor)
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
        r"\b(?:sign\w*|agree[ds]?|announc\w+|invest(?:ed|s|ing|ment)|guarantee\w*|acquir\w+|in talks|plans to|grant\w*|bought|struck|participat\w+|back(?:s|ed))\b|签|达成|宣布|投资|出资|入股|担保|授予|洽谈|收购|计划|领投|参投|认购|讨论",
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


def _ground(p: Proposal, name: str, text: str, start: int, end: int) -> None:
    p.evidence.append(Evidence(field=name, start=start, end=end, text=text[start:end]))


def _party(p: Proposal, side: str, m: Mention, text: str) -> None:
    words_ = text[m.start : m.end]
    if side == "from":
        p.payer, p.from_text = m.party, words_ if m.party or m.how != "pointer" else m.text
    else:
        p.payee, p.to_text = m.party, words_ if m.party or m.how != "pointer" else m.text
    _ground(p, side, text, m.start, m.end)


def _put_amount(p: Proposal, q: Amount, text: str) -> None:
    p.amount, p.bound = q.text, q.bound  # type: ignore[assignment]
    if q.unit == "USD" and q.mid is not None:
        p.amount_usd_bn = round(q.mid / 1e9, 6)
    elif q.converted is not None and q.converted.unit == "USD" and q.converted.mid is not None:
        p.amount_usd_bn = round(q.converted.mid / 1e9, 6)
    _ground(p, "amount", text, q.start, q.end)


def _fill(p, kind, money, quantities, folded, text, clause):  # type: ignore[no-untyped-def]
    if money is not None:
        _put_amount(p, money, text)
    power = next((q for q in quantities if q.what == "power" and q.value), None)
    if power is not None:
        p.gw, p.gw_bound = round(power.mid, 9), power.bound
        _ground(p, "gw", text, power.start, power.end)
    wanted = {"warrant": ("shares",), "stake": ("shares",), "grant": ("shares",), "acquisition": ()}.get(
        kind, ("chips", "wafers")
    )
    units = next((q for q in quantities if q.what in wanted), None)
    if units is not None:
        p.units, p.units_bound = units.text, units.bound
        _ground(p, "units", text, units.start, units.end)
    if kind in ("stake", "revenue_share", "warrant", "acquisition"):
        for q in quantities:
            near = folded[max(clause.start, q.start - 30) : min(clause.end, q.end + 30)]
            tell = (
                r"revenue|sales|收入|营收"
                if kind == "revenue_share"
                else r"stake|equity|ownership|interest|shares?\b|of the (?:company|startup)|股权|股份|持股|股$|的股|入股"
            )
            if (
                q.what == "share"
                and re.search(tell, near)
                and not re.search(
                    r"\b(?:rose|fell|jump\w*|climb\w*|gain\w*|drop\w*|surg\w*|up|down)\b|涨|跌|飙升",
                    folded[max(clause.start, q.start - 24) : q.end],
                )
            ):
                p.share = round(q.mid, 6)
                _ground(p, "share", text, q.start, q.end)
                break


def _stage(p, folded, text, clause, whole, anchor):  # type: ignore[no-untyped-def]
    for scope in ((clause.start, clause.end), whole):
        for stage, pattern in words.STAGES:
            hit = pattern.search(folded, *scope)
            if hit and not (stage == "drawn" and p.kind != "loan"):
                p.stage = stage
                _ground(p, "stage", text, *hit.span())
                return
    p.stage = "announced"
    _ground(p, "stage", text, *anchor)


def _date(one: Found, folded: str, start: int, end: int, own, day) -> None:  # type: ignore[no-untyped-def]
    p = one.proposal
    if p.kind is None:
        return
    past = [d for d in told(folded, start, end, day) if not day or d[0] <= day[: len(d[0])]]
    near = [d for d in past if one.clause.start <= d[1] < one.clause.end] or past
    pick = near[0] if near else own
    if pick:
        p.happened = pick[0]
        p.evidence.append(Evidence(field="happened", start=pick[1], end=pick[2], text=folded[pick[1] : pick[2]]))


__all__ = ["PURCHASES", "Clause", "Found", "clauses", "extract", "kind_of", "no_deal"]
