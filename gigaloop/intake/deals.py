"""One clause -> a find for each sum that it tells, or for a deal that it tells without a sum."""

from __future__ import annotations

import re

from gigaloop.intake import fields, roles
from gigaloop.intake import kinds as say
from gigaloop.intake.clauses import Clause
from gigaloop.intake.names import Mention
from gigaloop.intake.naming import EACH, beside_sums, kind_of
from gigaloop.intake.proposals import Proposal
from gigaloop.intake.quantities import Amount
from gigaloop.intake.refusals import FORECAST
from gigaloop.intake.sides import Sides
from gigaloop.intake.told import FIRMS, UNTOLD, Found, Told, give, linked, refusal

_BUYS = re.compile(r"\b(?:buy|bought|purchas|order|procur|deploy)\w*|采购|购买|订购|下单|添购|购入|部署|布建", re.I)


_ITS_DEAL = re.compile(
    r"\s*(?:the|this|that|their) (?:[\w-]+ ){0,3}(?:deal|agreement|contract|partnership|pact|accord|arrangement)\b",
    re.I,
)


_THE = re.compile(r"\b(?:the|this|that|these|such)\s$|(?:[该此这][笔项份]?|上述)$", re.I)


_OF_THEM = re.compile(r"\bof (?:them|it|the (?:notes|bonds|debt|loan|shares|round|total|offering))\b|其中", re.I)


#: another deal between the same two
_EARLIER = re.compile(r"\b(?:previous|earlier|prior|existing|first|original|initial|separate)\b|此前|先前|早前|之前")


_BUILDS_ON = re.compile(r"\b(?:builds? on|adds? to|follows?|on top of|expands?)\b[^.;]{0,60}\b(?:previous|earlier|prior|initial|original|existing)\b|在[^,，。]{0,16}(?:基础上|之外)", re.I)  # fmt: skip
#: 'after X announced': who is named there has no part in what follows
_REFUTED = re.compile(r"\b(?:den(?:y|ies|ied|ying)|refut\w+|untrue|false report|is false|not true)\b|否认|不实|辟谣|并非事实", re.I)  # fmt: skip


#: two who were just named, together
_TOGETHER = re.compile(
    r"[\s,，]*(?:这?两家(?:公司|企业|巨头)|双方|二者|两者)(?:均|都)?(?:将|计划|已|会|共|同意|承诺)|\s*(?:[Tt]he two|[Bb]oth) (?:companies|firms|giants)\b"
)


def deals(told: Told, clause: Clause, here: list[roles.Part], lead: roles.Part | None, good: list[Amount], made: list[Found]) -> list[Found]:  # fmt: skip
    """One find for each sum of a clause; one for a clause that tells a deal without a sum."""
    moneys = [q for q in good if q.what == "money"]
    sizes = [q for q in good if q.what != "money"]
    out: list[Found] = []
    each = beside_sums(told, clause, here, moneys)
    for n, money in enumerate(moneys or [None]):
        kind, anchor = kind_of(told, clause, money, moneys)
        back = [*told.before[-8:], *made, *out]
        if kind in (None, "pays") and money is not None:
            kind, anchor = (
                _same_kind(told, clause, here, back) or kind,
                (money.start, money.end) if kind is None else anchor,
            )
        if kind is None:
            if money is not None and (money.value or 0) >= 1e6:
                out.append(refusal(told, money, ("refuse", UNTOLD[0]), clause))
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
        again = money is not None and _EARLIER.search(told.folded, max(clause.start, money.start - 30), money.start)
        if (
            _ITS_DEAL.match(told.folded[clause.start : clause.end])
            and not any(p.case == "" for p in here)
            and clause.link == "main"
            and not again
        ):
            last = next(
                (o for o in reversed(back) if o.proposal.kind in roles.GOODS and told.number - o.line <= 2), None
            )
            if last is not None and (
                not here
                or {p.who.key for p in here if p.who.how in FIRMS} & {m.key for m in (last.payer, last.payee) if m}
            ):
                if money is not None and last.proposal.amount == "undisclosed":
                    give(last, money, told.text)
                if last.proposal.gw is None and last.proposal.units is None:
                    fields.fill(last.proposal, last.proposal.kind, None, sizes, told.folded, told.text, clause)
                continue
        the = (
            _THE.search(told.folded, max(clause.start, anchor[0] - 12), anchor[0]) if anchor[0] > clause.start else None
        )
        if (
            the
            and money is None
            and not any(p.who.how in (*FIRMS, "group") for p in here)
            and not any(w.start < anchor[0] for w in told.within(clause, "verb"))
        ):
            continue  # what was told goes on
        first = min((p.who.start for p in here), default=clause.end)
        if the and money is None and not sizes and anchor[0] < first and not told.folded[clause.start].isascii():
            continue
        if (
            kind == "stake"
            and money is None
            and any(q.what == "shares" for q in sizes)
            and any(w.name == "warrant" and w.end <= clause.start for w in told.words)
        ):
            kind = "warrant"
        near = each[n] if each else here
        if (
            money is not None
            and kind in ("stake", "loan")
            and _TOGETHER.match(told.folded, clause.start, clause.end)
            and not EACH.search(told.folded, clause.start, clause.end)
        ):
            out.append(refusal(told, money, ("refuse", "a sum of deals, each of which counts by itself"), clause))
            continue
        pairs = _pairs(told, clause, kind, anchor, money, len(moneys), near, lead, back)
        if (
            pairs is not None and money is not None and pairs[0][2].how == "product"
        ):  # the contract is with whom it was signed
            last = next((o for o in reversed(back) if o.line == told.number and o.payer and o.payer.key == pairs[0][1].key and o.proposal.kind in roles.GOODS), None)  # fmt: skip
            if last is not None and last.money is None and last.payee is not None and last.payee.how != "product":
                give(last, money, told.text)
                fields.fill(last.proposal, last.proposal.kind, None, sizes, told.folded, told.text, clause)
                continue
            signed = roles.parts(told.folded, told.start, clause.start, told.parties, told.words)
            mate = next((p.who for p in signed if p.case in ("with", "与") and p.who.how in FIRMS and p.who.key != pairs[0][1].key), None)  # fmt: skip
            if mate is not None:
                cloud = roles.trade(mate, told.names.sectors) in ("neocloud", "hyperscaler", "levered_cloud")
                pairs = [("compute_purchase" if cloud else pairs[0][0], pairs[0][1], mate), *pairs[1:]]
        if pairs is not None and money is None:
            payer, seller = pairs[0][1], pairs[0][2]
            last = next((o for o in reversed(back) if o.proposal.kind in roles.GOODS and o.payer and o.payer.key == payer.key and told.number - o.line <= 2), None)  # fmt: skip
            if (
                seller.how == "product"
                and last is not None
                and not (sizes and (last.proposal.gw or last.proposal.units))
                and (last.line == told.number or not _BUYS.search(told.folded, clause.start, clause.end))
            ):
                if last.proposal.gw is None and last.proposal.units is None:
                    fields.fill(last.proposal, last.proposal.kind, None, sizes, told.folded, told.text, clause)
                    last.sure = last.sure or bool(sizes)
                continue
        if (
            pairs is None
            and kind == "goods"
            and money is not None
            and (
                _EARLIER.search(told.folded, max(clause.start, money.start - 30), money.start)
                or _BUILDS_ON.search(told.folded, told.start, money.start)
            )
        ):
            last = next(
                (o for o in reversed(back) if o.proposal.kind in roles.GOODS and told.number - o.line <= 2), None
            )
            pairs = [(last.proposal.kind, last.payer, last.payee)] if last is not None else None
        if pairs is None and money is not None and clause.start in told.sums:
            out.append(refusal(told, money, ("refuse", "a sum of deals, each of which counts by itself"), clause))
            continue
        if pairs is None:
            if money is not None and (money.value or 0) >= 1e6:
                out.append(
                    refusal(
                        told,
                        money,
                        ("refuse", UNTOLD[1]),
                        clause,
                        [p.who.key for p in (lead, *near) if p is not None] if kind in ("goods", "loan") else [],
                    )
                )
            continue
        joint = (
            len(pairs) > 1
            and pairs[0][1].how != "group"
            and pairs[0][1].key != pairs[1][1].key
            and not EACH.search(told.folded, clause.start, clause.end)
        )
        lent = {p.case: p.who for p in reversed(near)}
        if (
            kind == "guarantee"
            and "from" in lent
            and "to" in lent
            and any(w.name == "loan" for w in told.within(clause))
        ):
            pairs.append(("loan", lent["from"], lent["to"]))  # a guarantee of 'a loan from X to Y' tells the loan too
        for m, (settled, payer, payee) in enumerate(pairs):
            every = EACH.search(told.folded, clause.start, clause.end) and len(moneys) == 1
            sum_ = money if every or settled == "loan" != kind else None if joint or m else money
            one = _filled(told, clause, settled, anchor, payer, payee, sum_, sizes if n == m == 0 else [])
            if one is not None and joint and money is not None:
                one.proposal.reason = f"{money.text} is told for all of them together"
            if one is not None:
                if again or _BUILDS_ON.search(told.folded, told.start, one.money.start if one.money else told.start):
                    one.notes.append("earlier")
                out.append(one)
    return out


#: who does the same as was told before
_TOO = re.compile(r"\b(?:also|too|likewise|another|each|respectively)\b|也|亦|还将|另外|分别|各")


def _pairs(told, clause, kind, anchor, money, sums, here, lead, back):  # type: ignore[no-untyped-def]
    """(kind, payer, payee) of each deal of a clause: of everyone who acts in it, where each acts for itself."""
    each = sums == 1 and EACH.search(told.folded, clause.start, clause.end) is not None
    first = lead.who if lead in here else None
    if first is None and each:  # 'led by A and B, each investing 1.5 billion'
        first = next((m for m in reversed(told.parties) if m.end <= clause.start + 1 and m.how in FIRMS), None)
    first = first or (lead.who if lead is not None and money is None else None)
    row = linked(told, first) if first is not None and kind in ("stake", "loan", "pays", "goods") else []
    alike = len({roles.trade(m, told.names.sectors) for m in row}) == 1
    if len(row) < 2 or not (each or (money is None and alike and lead not in here)):
        return Sides(told, clause, kind, anchor, money, here, lead, back).pairs()
    rest = [p for p in here if p.who.key not in {m.key for m in row}]
    made = []
    for m in row:
        actor = roles.Part(m, "")
        near = [actor, *rest] if lead in here else rest
        made.append(Sides(told, clause, kind, anchor, money, near, actor, back).pairs())
    return [pair for pairs in made if pairs for pair in pairs[:1]] or None


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
    if last is None or last.proposal.kind not in ("stake", "loan"):
        return None
    if last.line != told.number and not (
        told.number - last.line <= 2
        and last.proposal.kind == "stake"
        and _TOO.search(told.folded, clause.start, clause.end)
    ):
        return None
    mine = not here and last.line == told.number and last.proposal.kind == "stake" and last.money is None
    return last.proposal.kind if mine or any(p.who.how in FIRMS for p in here) else None


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
            sure = clause.start in told.rates or _sure(folded, clause, kind, payer, payee)
        p.amount, p.bound = "undisclosed", "undisclosed"
        p.ground("amount", text, *anchor)
    if FORECAST.search(folded, *whole):
        p.action, p.reason = "refuse", "somebody's forecast"
    return Found(p, payer, payee, clause, told.number, money=money, sure=sure, firm=clause.start not in told.guesses)


_ACT = re.compile(
    r"\b(?:issu\w+|giv\w+|gave|receiv\w+|sign\w*|agree[ds]?|announc\w+|invest(?:ed|s|ing|ment)|guarantee\w*|acquir\w+|in talks|plans to|grant\w*|bought|struck|participat\w+|back(?:s|ed)|leas\w+|rent\w*|order(?:s|ed|ing)?|purchas\w+|pay(?:s|ing)?|borrowed|lent|chosen|selected|picked)\b"
    r"|供应|签|达成|宣布|投资|出资|入股|担保|授予|洽谈|收购|计划|领投|参投|认购|讨论|租用|租赁|采购|订购|下单|承租|给|发行|发出|获"
)


def _sure(folded: str, clause: Clause, kind: str, a: Mention, b: Mention) -> bool:
    """A deal without any number is believed only with an act of agreement, and two named parties."""
    act = _ACT.search(folded, clause.start, clause.end)
    if kind in ("chip_codesign", "right"):
        return act is not None and bool(a.party and b.party)
    return act is not None and a.how != "group" and b.how != "group" and kind not in ("deposit", "capacity_build")


__all__ = ["deals"]
