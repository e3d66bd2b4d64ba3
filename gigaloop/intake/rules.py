"""The reader without a model: sentences -> clauses -> one find for each deal that a clause tells.

A number asks what it is a number of: the noun beside it, else the verb that governs it. The verb says who pays, else the
parties' trades do. What a clause leaves open its sentence or the deal told before fills. What is a valuation, a budget,
a forecast, a sum or a denial becomes `refuse` or `figure`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gigaloop.intake import fields, press, roles
from gigaloop.intake import kinds as say
from gigaloop.intake.clauses import Clause, clauses
from gigaloop.intake.lexicon import words
from gigaloop.intake.names import Mention, Names, mentions, persons
from gigaloop.intake.naming import EACH, LEADS, beside_sums, kind_of, rank
from gigaloop.intake.passages import masked, sentences, unwrapped
from gigaloop.intake.proposals import Proposal
from gigaloop.intake.quantities import Amount, amounts
from gigaloop.intake.refusals import FORECAST, NO_DEAL, RATE, no_deal
from gigaloop.intake.sides import Sides
from gigaloop.intake.told import FIRMS, UNTOLD, Found, Told, give, linked, nearest, refusal

#: sentences that are read of one article, and finds that it may give
MOST_SENTENCES, MOST_FOUND = 6000, 400
#: parties of one sentence that are weighed; a longer list tells no deal
MOST_PARTIES = 60


def extract(
    text: str, folded: str, language: str, own: tuple[str, int, int] | None, names: Names
) -> tuple[list[Found], list[str]]:
    """Every deal and every refused number of an article, in order; and warnings where it was cut."""
    found: list[Found] = []
    history: list[Mention] = []
    short: dict[str, Mention] = {}
    subject: Mention | None = None
    starts: list[int] = []
    day = own[0] if own else None
    first_line_end = folded.find("\n")
    folded = unwrapped(folded)
    plain, people = masked(folded), persons(folded)
    for number, (start, end) in enumerate(sentences(folded)):
        if number > MOST_SENTENCES or len(found) > MOST_FOUND:
            return found, [f"the reader stopped at letter {start}: the text is too long or too dense"]
        if not re.search(r"[A-Za-z\u4e00-\u9fff]", folded[start:end]):
            continue
        parties = mentions(folded, start, end, names, history, subject, people, short)[:MOST_PARTIES]
        for m in parties:
            first, _, rest = m.text.partition(" ")
            if rest and m.how in ("name", "unknown") and len(first) > 4 and first.isascii():
                short.setdefault(first, m)
            alias = _ALIAS.match(folded, m.end)
            if alias and m.how in ("name", "unknown"):
                short.setdefault(alias[1].strip(), m)
            stem = re.sub(r"(?:股份|集团)?有限(?:责任)?公司$", "", m.text)
            if stem != m.text and m.how == "unknown" and len(stem) > 3:
                short.setdefault(stem, m)
        sizes = [replace(a, start=a.start + start, end=a.end + start) for a in amounts(folded[start:end], language)]
        starts.append(start)
        near = [*(m for m in history if m.start >= starts[-3:][0]), *([subject] if subject else []), *parties]
        told = Told(
            text, plain, start, end, number, parties, sizes, words(plain, start, end), subject, names, found, near
        )
        made = _sized(_sentence(told), told)
        here = parties or ([subject] if subject else [])
        for one in made:
            one.near, one.since = near, start
            if one.proposal.action == "figure" and one.money is not None:
                press.figure(one.proposal, one.money, here, text, folded, (start, end), day)
            one.headline = 0 < end <= first_line_end < (140 if folded[:first_line_end].isascii() else 50)
            fields.day(one.proposal, (one.clause.start, one.clause.end), text, folded, start, end, own)
        told_of = press.events(text, folded, start, end, here, day)
        found += [Found(p, None, None, Clause(start, end), number) for p in told_of if _first(p, found)]
        found = _halves(found, made, told) + made
        subject = _topic(told, subject)
        history = (history + [m for m in parties if m.how != "product"])[-12:]
    return found, []


#: 'New Era Energy & Digital, Inc. (Nasdaq: NUAI) ("New Era")': how the text calls a firm from there on
_ALIAS = re.compile(
    r"(?:,? (?:Inc|Corp|LLC|Ltd|Limited|plc)\.?)?[^()“\"]{0,24}(?:\s?[(（][^()（）“\"]*[)）])?\s?[(（](?:以下简称|下称|简称|the |together, )?\s?[“\"「]([^”\"」]{2,30})[”\"」]"
)


def _halves(found: list[Found], made: list[Found], told: Told) -> list[Found]:
    """A contract told with its sum and one party, and soon after with both: one deal."""
    for one in made:
        if (
            one.proposal.kind not in (*roles.GOODS, "loan")
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
                and not any(f.line == half.line and f.proposal.kind for f in found)
            ):
                give(one, half.money, told.text)
                return [f for f in found if f is not half]
    return found


def _topic(told: Told, before: Mention | None) -> Mention | None:
    """Whom the next sentence goes on about: the first party that no preposition holds."""
    heads = [p for p in roles.parts(told.folded, told.start, told.end, told.parties, told.words) if p.who.how in FIRMS]
    return next((p.who for p in heads if p.case == ""), before or (heads[0].who if heads else None))


def _first(p: Proposal, found: list[Found]) -> bool:
    return all((o.proposal.action, o.proposal.subject, o.proposal.share) != (p.action, p.subject, p.share) for o in found)  # fmt: skip


#: words by which a sentence goes on about the deal that was just told
_SAME_DEAL = re.compile(
    r"\b(?:the|this|that|its|both)\s(?:(?!new|second|separate|another)[\w-]+\s){0,3}(?:contracts?|deal|agreements?|order|leases?|pact|loan|investment|purchase|partnership)\b"
    r"|(?:该|此|这[份笔项]?|其)(?:合同|合约|协议|订单|交易|租约|投资)|(?:合同|合约|协议|订单|交易|租约|投资)(?:预计|估计)?(?:为期|总额|总值|总价|总对价|对价|价值|金额|规模|期限)"
    r"|^(?:合同|合约|协议|订单|交易|总额|金额)|^[^,，。]{0,6}双方|^根据(?:共同|联合|双方)?声明|\b(?:contract|deal|agreement|transaction|lease)(?:'s)? (?:total )?value\b",
    re.I,
)


#: capacity of another deal, or of none yet
_ELSE = re.compile(
    r"\b(?:extra|remaining|spare|full build-?out|in total|under (?:study|development)|available to)\b|剩余|另有|总计|合计",
    re.I,
)
#: what a deal may bring is not its sum
_HOPED = re.compile(
    r"\b(?:projects?|expects?|upside|could|may|might|potential\w*|estimat\w+|generate|bring in)\b|预计|有望|可望|预估|潜在|带来",
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
    hoped = _HOPED.search(told.folded, told.start, loose[0].money.end if loose else told.end)  # type: ignore[union-attr]
    if hoped and p.kind in roles.GOODS:
        return made
    if len(loose) == 1 and p.amount in (None, "undisclosed") and loose[0].money is not None:
        give(last, loose[0].money, told.text)
        last.near, last.since = [*last.near, *told.near], told.start
        made = [one for one in made if one is not loose[0]]
    power = next((q for q in told.amounts if q.what == "power" and q.value), None)
    if (
        power is not None
        and p.gw is None
        and p.kind in roles.GOODS
        and not _ELSE.search(told.folded, max(told.start, power.start - 50), power.end + 30)
    ):
        p.gw, p.gw_bound = round(power.mid or 0, 9), power.bound  # type: ignore[assignment]
        p.ground("gw", told.text, power.start, power.end)
    return made


#: what is done with what was paid
_HELPS = re.compile(r"\bto help\b|\bin order to\b|以帮助|以便|以支持|以协助|帮助后者|助其")
#: what stands in brackets is one piece
_BRACKETS = re.compile(r"[(（][^()（）]{0,40}[)）]")


def _sentence(told: Told) -> list[Found]:
    made: list[Found] = []
    whole = [(m.start, m.end) for m in told.parties] + [(q.start, q.end) for q in told.amounts]
    whole += [hit.span() for hit in _BRACKETS.finditer(told.folded, told.start, told.end)]
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
                told.folded, q, min(kinds, key=rank, default=None), (clause.start, clause.end), (told.start, told.end)
            )
            if why is None and q.what == "power" and _HELPS.search(told.folded, clause.start, q.start):
                continue  # what a deal helps to build is not its size
            if why is None:
                good.append(q)
            elif q.what == "money" and (q.value or 0) >= 1e6:
                told.rates |= {clause.start} if why[1] == RATE else set()
                made.append(refusal(told, q, why, clause))
        spent = [
            q for q in told.amounts if q.what == "money" and clause.start <= q.start < clause.end and q not in good
        ]
        if not spent or good or not any(o.proposal.reason in NO_DEAL for o in made if o.money in spent):
            made += _clause(told, clause, here, lead, good, made)
        leads = next((LEADS.match(told.folded, w.start) for w in told.within(clause, "verb")), None)
        if (
            lead is not None
            and clause.link in ("main", "aside")
            and (subject is None or (clause.link == "main" and not leads))
        ):
            subject = lead
    return _joined(made, told)


def _joined(made: list[Found], told: Told) -> list[Found]:
    """One sum without a deal and one deal without a sum in a sentence are one: 'spends $6 billion, promising to buy ...'."""
    loose = [one for one in made if one.proposal.reason in UNTOLD and one.money is not None]
    bare = [
        one
        for one in made
        if one.proposal.kind in roles.GOODS
        and one.proposal.amount == "undisclosed"
        and one.proposal.units in (None, "undisclosed")
    ]
    if (
        len(loose) == len(bare) == 1
        and loose[0].money is not None
        and {loose[0].clause.end, bare[0].clause.end} & {loose[0].clause.start, bare[0].clause.start}
        and "aside" not in (loose[0].clause.link, bare[0].clause.link)
    ):
        give(bare[0], loose[0].money, told.text)
        made = [one for one in made if one is not loose[0]]
    return [one for one in made if one.sure]


def _lead(told: Told, clause: Clause, here: Sequence[roles.Part], subject: roles.Part | None) -> roles.Part | None:
    """Who does what the clause says: its own first party, else whom its link to the sentence means."""
    verb = next((w.start for w in told.within(clause, "verb")), clause.end)
    own = [
        p
        for p in here
        if p.case == "" and not p.owns and p.who.how in (*FIRMS, "group", "venture") and p.who.start < verb
    ]
    if own:
        return nearest(told.folded, own, verb)
    if clause.link == "which":
        last = [m for m in told.parties if m.end <= clause.start + 2 and m.how != "product"]
        return roles.Part(last[-1], "") if last else subject
    return subject or (roles.Part(told.subject, "") if told.subject is not None else None)


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


def _clause(told: Told, clause: Clause, here: list[roles.Part], lead: roles.Part | None, good: list[Amount], made: list[Found]) -> list[Found]:  # fmt: skip
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
    return last.proposal.kind if any(p.who.how in FIRMS for p in here) else None


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


__all__ = ["MOST_FOUND", "extract"]
