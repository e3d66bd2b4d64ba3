"""One clause -> a find for each sum that it tells, or for a deal that it tells without a sum."""

from __future__ import annotations

import re

from gigaloop.intake import fields, kinds as say, roles
from gigaloop.intake.clauses import Clause
from gigaloop.intake.frames import meant
from gigaloop.intake.names import Mention
from gigaloop.intake.naming import EACH, beside_sums, kind_of
from gigaloop.intake.proposals import Proposal, Reason
from gigaloop.intake.quantities import Amount
from gigaloop.intake.refusals import FORECAST
from gigaloop.intake.sides import Pair, Sides
from gigaloop.intake.told import FIRMS, UNTOLD, Found, Told, give, linked, refusal

_BUYS = re.compile(r"\b(?:buy|bought|purchas|order|procur|deploy)\w*|采购|购买|订购|下单|添购|购入|部署|布建", re.I)


DENIED = "denied"
ITS_DEAL = re.compile(
    r"\s*(?:the|this|that|their) (?:[\w-]+ ){0,3}(?:deal|lease|agreement|contract|partnership|pact|accord|arrangement)\b",
    re.I,
)


#: 'The deal, worth $3 billion, was guaranteed by X': the sum of what was told before
_WORTH = re.compile(
    ITS_DEAL.pattern
    + r",? (?:which is |is |was |total )?(?:potentially )?(?:worth|valued at|totall?ing|value (?:is|was|totals)) (?:[a-z]+ ){0,3}"
    r"|\s*for an? (?:(?:total|aggregate|purchase) )*(?:consideration|price|sum|cost|value) of (?:[a-z]+ )?",
    re.I,
)
_THE = re.compile(r"\b(?:the|this|that|these|such)\s$|(?:[该此这][笔项份]?|上述)$", re.I)


_OF_THEM = re.compile(r"\bof (?:them|it|the (?:notes|bonds|debt|loan|shares|round|total|offering))\b|其中", re.I)


#: why a sum over several is left out
SEVERAL = "summed"
#: another deal between the same two
_EARLIER = re.compile(r"\b(?:previous|earlier|prior|existing|first|original|initial|separate)\b|此前|先前|早前|之前")


_BUILDS_ON = re.compile(r"\b(?:builds? on|adds? to|follows?|on top of|expands?)\b[^.;]{0,60}\b(?:previous|earlier|prior|initial|original|existing)\b|在[^,，。]{0,16}(?:基础上|之外)", re.I)  # fmt: skip
#: 包括两笔交易:一笔..., 另一笔...
_ONE_OF = re.compile(r"(?:^|[:：,，;；])\s?(?:其中)?(?:另?一|第[一二三]|首)[笔份项]")
#: 'after X announced': who is named there has no part in what follows
REFUTED = re.compile(r"\b(?:den(?:y|ies|ied|ying)|refut\w+|untrue|false report|is false|not true)\b|否认|不实|辟谣|并非事实|假消息|系谣言", re.I)  # fmt: skip


def deals(told: Told, clause: Clause, here: list[roles.Part], lead: roles.Part | None, good: list[Amount], made: list[Found]) -> list[Found]:  # fmt: skip
    """One find for each sum of a clause; one for a clause that tells a deal without a sum."""
    moneys = [q for q in good if q.what == "money"]
    sizes = [q for q in good if q.what != "money"]
    each = beside_sums(told, clause, here, moneys)
    out: list[Found] = []
    for n, money in enumerate(moneys or [None]):
        near = each[n] if each else here
        acts = [p for p in near if p.case in ("", "and") and money and p.who.end <= money.start] if each else []
        own = acts[0] if acts and told.folded[clause.start : clause.end].isascii() else None
        out += _One(
            told, clause, here, own or lead, money, moneys, sizes, near, [*told.before[-8:], *made, *out]
        ).finds(n)
    return out


class _One:
    """One sum of a clause, or its deal without a sum, on its way to finds.

    here  who stands in the clause      near  who stands beside this sum      back  the finds before, the newest last
    """

    def __init__(self, told: Told, clause: Clause, here: list[roles.Part], lead: roles.Part | None, money: Amount | None, moneys: list[Amount], sizes: list[Amount], near: list[roles.Part], back: list[Found]) -> None:  # fmt: skip
        self.told, self.clause, self.here, self.lead, self.money = told, clause, here, lead, money
        self.moneys, self.sizes, self.near, self.back = moneys, sizes, near, back
        self.pairs: list[Pair] | None = None
        self.again = money is not None and self._has(_EARLIER, max(clause.start, money.start - 30), money.start)

    def finds(self, n: int) -> list[Found]:
        """What is told, new; each step may settle that it is a refusal, or only goes on about what was told before."""
        if self.money is not None and _WORTH.fullmatch(self.told.folded, self.clause.start, self.money.start):
            last = self._goods_before()
            if last is not None and last.proposal.amount == "undisclosed":
                give(last, self.money, self.told.text)
                self.money, self.moneys = None, []
        kind, self.anchor = kind_of(self.told, self.clause, self.money, self.moneys)
        if kind in (None, "pays") and self.money is not None:
            same = _same_kind(self.told, self.clause, self.here, self.back)
            self.anchor = (self.money.start, self.money.end) if kind is None else self.anchor
            kind = same or kind
        if kind is None:
            return self._refused(UNTOLD[0])
        self.kind = kind
        if self._shares_of_warrant() or self._goes_on() or self._only_named():
            return []
        if self.kind in ("stake", "acquisition") and self.money is None and self._shares() and self._warrant_before():
            self.kind = "warrant"
        self.pairs = _pairs(
            self.told,
            self.clause,
            self.kind,
            self.anchor,
            self.money,
            len(self.moneys),
            self.near,
            self.lead,
            self.back,
        )
        self._of_contract()
        if self._product_again():
            return []
        self._as_before()
        if self.pairs is None and self.money is not None and self.clause.start in self.told.sums:
            return self._refused(SEVERAL, least=0)
        if self.pairs is None:
            whose = [self.kind, *(p.who.key for p in (self.lead, *self.near) if p is not None)]
            return self._refused(UNTOLD[1], whose if self.kind in ("goods", "loan", "acquisition") else [])
        return self._made(self.pairs, n)

    def _has(self, pattern: re.Pattern[str], start: int | None = None, end: int | None = None) -> bool:
        start, end = (self.clause.start, self.clause.end) if start is None or end is None else (start, end)
        return pattern.search(self.told.folded, start, end) is not None

    def _refused(self, why: str, whose: list[str] | None = None, least: float = 1e6) -> list[Found]:
        if self.money is None or (self.money.value or 0) < least:
            return []
        return [refusal(self.told, self.money, ("refuse", why), self.clause, whose)]

    def _goods_before(self) -> Found | None:
        number = self.told.number
        return next((o for o in reversed(self.back) if o.proposal.kind in roles.GOODS and number - o.line <= 2), None)

    def _fill(self, one: Found, kind: str | None = None) -> None:
        fields.fill(one.proposal, kind or one.proposal.kind, None, self.sizes, self.told.folded, self.told.text, self.clause)  # fmt: skip

    def _unsized(self, one: Found) -> bool:
        return not (one.proposal.gw or one.proposal.units)

    def _shares(self) -> bool:
        return any(q.what == "shares" for q in self.sizes)

    def _warrant_before(self) -> bool:
        return any(w.name == "warrant" and w.end <= self.clause.start for w in self.told.words)

    def _shares_of_warrant(self) -> bool:
        """The shares that the warrant just told gives."""
        last = next((one for one in reversed(self.back) if one.proposal.kind), None)
        mine = self.kind in ("stake", "acquisition") and self.money is None and self._shares() and last is not None
        if not mine or last is None or last.line != self.told.number:
            return False
        alone = last.proposal.kind == self.kind and not any(p.who.end <= self.sizes[0].start for p in self.here)
        if last.proposal.kind != "warrant" and not alone:
            return False
        if last.proposal.units is not None:
            return False
        self._fill(last)
        return True

    def _goes_on(self) -> bool:
        """'The deal, worth 5 billion': goes on about the deal told before."""
        clause = self.clause
        if clause.link != "main" or self.again or any(p.case == "" for p in self.here):
            return False
        begun = ITS_DEAL.match(self.told.folded[clause.start : clause.end])
        last = meant(self.told, self.back, clause.start, clause.end) if begun else None
        if last is None or (last.proposal.kind not in roles.GOODS and last.proposal.kind != self.kind):
            return False
        if self.money is not None and last.proposal.amount == "undisclosed":
            give(last, self.money, self.told.text)
        if self._unsized(last):
            self._fill(last)
        return True

    def _only_named(self) -> bool:
        """'The deal' without a number, and nobody who does something: what was told goes on."""
        told, clause, at = self.told, self.clause, self.anchor[0]
        if self.money is not None or at <= clause.start or not self._has(_THE, max(clause.start, at - 12), at):
            return False
        firms = any(p.who.how in (*FIRMS, "group") for p in self.here)
        if not firms and not any(w.start < at for w in told.within(clause, "verb")):
            return True
        first = min((p.who.start for p in self.here), default=clause.end)
        return not self.sizes and at < first and not told.folded[clause.start].isascii()

    def _of_contract(self) -> None:
        """A sum for somebody's chips: the contract is with whom it was signed."""
        if self.pairs is None or self.money is None or self.pairs[0][2].how != "product":
            return
        told, (kind, payer, _) = self.told, self.pairs[0]
        signed = roles.parts(told.folded, told.start, self.clause.start, told.parties, told.words)
        mate = next((p.who for p in signed if p.case in ("with", "与") and p.who.how in FIRMS and p.who.key != payer.key), None)  # fmt: skip
        if mate is not None:
            cloud = roles.trade(mate, told.names.sectors) in ("neocloud", "hyperscaler", "levered_cloud")
            self.pairs = [("compute_purchase" if cloud else kind, payer, mate), *self.pairs[1:]]

    def _product_again(self) -> bool:
        """Whose chips they are, of a purchase that was told before."""
        if self.pairs is None or self.money is not None:
            return False
        payer, seller, number = self.pairs[0][1], self.pairs[0][2], self.told.number
        last = next((o for o in reversed(self.back) if o.proposal.kind in roles.GOODS and o.payer and o.payer.key == payer.key and number - o.line <= 2), None)  # fmt: skip
        if (
            seller.how != "product" or last is None or (self.sizes and not self._unsized(last))
            or (last.line != number and self._has(_BUYS))
        ):  # fmt: skip
            return False
        if self._unsized(last):
            self._fill(last)
            last.sure = last.sure or bool(self.sizes)
        return True

    def _as_before(self) -> None:
        """'On top of an earlier contract of 4 billion': between those of the deal told before."""
        money = self.money
        if self.pairs is not None or self.kind != "goods" or money is None:
            return
        part = _ONE_OF.search(self.told.folded, self.clause.start, money.start)
        if part or self.again or self._has(_BUILDS_ON, self.told.start, money.start):
            last = self._goods_before()
            if last is not None and last.proposal.kind and last.payer and last.payee:
                self.pairs = [(last.proposal.kind, last.payer, last.payee)]

    def _made(self, pairs: list[Pair], n: int) -> list[Found]:
        told, money, out = self.told, self.money, []
        every = self._has(EACH)
        joint = len(pairs) > 1 and pairs[0][1].how != "group" and pairs[0][1].key != pairs[1][1].key and not every
        lent = {p.case: p.who for p in reversed(self.near)}
        if self.kind == "guarantee" and "from" in lent and "to" in lent and any(w.name == "loan" for w in told.within(self.clause)):  # fmt: skip
            pairs.append(("loan", lent["from"], lent["to"]))  # a guarantee of 'a loan from X to Y' tells the loan too
        for m, (settled, payer, payee) in enumerate(pairs):
            whole = (every and len(self.moneys) == 1) or settled == "loan" != self.kind
            sum_ = money if whole or not (joint or m) else None
            one = filled(told, self.clause, settled, self.anchor, payer, payee, sum_, self.sizes if n == m == 0 else [])
            if joint and money is not None:
                one.proposal.reasons = [Reason(id="joint", words=money.text)]
            if self.again or self._has(_BUILDS_ON, told.start, one.money.start if one.money else told.start):
                one.notes.append("earlier")
            out.append(one)
        return out


#: 'Nvidia is contributing $25 million': to the round that was told
_ADDS = re.compile(r"\b(?:contribut|chip(?:ped|ping)? in|putting in|put in|committ)", re.I)
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
    if last.proposal.kind == "stake" and told.number - last.line <= 2 and here and _ADDS.search(told.folded, clause.start, clause.end):  # fmt: skip
        return "stake"
    if last.line != told.number and not (
        told.number - last.line <= 2
        and last.proposal.kind == "stake"
        and _TOO.search(told.folded, clause.start, clause.end)
    ):
        return None
    mine = not here and last.line == told.number and last.proposal.kind == "stake" and last.money is None
    return last.proposal.kind if mine or any(p.who.how in FIRMS for p in here) else None


def filled(told, clause, kind, anchor, payer, payee, money, sizes):  # type: ignore[no-untyped-def]
    """A find of a kind between two, with its sum and sizes, each grounded where it stands."""
    p = Proposal(kind=kind)
    text, folded, whole = told.text, told.folded, (told.start, told.end)
    p.ground("kind", text, *anchor)
    fields.party(p, "from", payer, text)
    fields.party(p, "to", payee, text)
    fields.fill(p, kind, money, sizes, folded, text, clause)
    fields.stage(p, folded, text, clause, whole, anchor)
    if kind in ("stake", "loan", "acquisition", "guarantee") and p.amount is None and p.share is None:
        p.gw, p.gw_bound = None, None
        p.drop("gw")
    denied = say.DENIED.search(folded, clause.start, clause.end) or REFUTED.search(folded, *whole)
    if denied:
        p.refuse(DENIED)
    sure = True
    if p.amount is None:
        if p.gw is None and p.units is None and p.share is None and not denied:
            sure = (clause.start in told.rates and kind in roles.GOODS) or _sure(folded, clause, kind, payer, payee)
        p.amount, p.bound = "undisclosed", "undisclosed"
        p.ground("amount", text, *anchor)
    if FORECAST.search(folded, *whole):
        p.refuse("forecast")
    return Found(p, payer, payee, clause, told.number, money=money, sure=sure, firm=clause.start not in told.guesses)


_ACT = re.compile(
    r"\b(?:issu\w+|giv\w+|gave|receiv\w+|sign\w*|agree[ds]?|announc\w+|invest(?:ed|s|ing|ment)|guarantee\w*|acquir\w+|buy(?:s|ing)?|in talks|plans to|grant\w*|bought|struck|participat\w+|back(?:s|ed)|leas\w+|rent\w*|order(?:s|ed|ing)?|purchas\w+|pay(?:s|ing)?|borrowed|lent|chosen|selected|picked|manufactur\w*|develop\w*|confirm\w*|reveal\w*|extend\w*|commit\w*|suppl\w+|provid\w+|engineer\w*|deploy\w*|host\w*)\b"
    r"|供应|签|达成|宣布|投资|出资|入股|担保|授予|洽谈|收购|计划|领投|参投|认购|讨论|租用|租赁|采购|订购|下单|承租|给|发行|发出|获"
)


def _sure(folded: str, clause: Clause, kind: str, a: Mention, b: Mention) -> bool:
    """A deal without any number is believed only with an act of agreement, and two named parties."""
    act = _ACT.search(folded, clause.start, clause.end)
    if kind in ("chip_codesign", "right"):
        return act is not None and bool(a.party and b.party)
    return (
        act is not None
        and (a.how != "group" or kind == "acquisition")
        and b.how != "group"
        and kind not in ("deposit", "capacity_build")
    )


__all__ = ["DENIED", "ITS_DEAL", "REFUTED", "deals"]
