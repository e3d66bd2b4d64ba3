"""The two sides of a deal that a clause tells, found question by question: who acts, which part is his, who is the other."""

from __future__ import annotations

from dataclasses import replace

from gigaloop.intake import cues, parties, roles
from gigaloop.intake.clauses import Clause
from gigaloop.intake.completing import both, completed, contrasted, earlier, group, later, unnamed
from gigaloop.intake.lexicon import Word
from gigaloop.intake.names import Mention
from gigaloop.intake.naming import LEADS, is_object, verb_of
from gigaloop.intake.quantities import Amount
from gigaloop.intake.roles import Part
from gigaloop.intake.told import FIRMS, Found, Told, nearest, side_by_side

#: (kind, payer, payee) of a deal
Pair = tuple[str, Mention, Mention]
#: kinds of which one subject may have several
SEVERAL = ("stake", "acquisition", "chip_purchase", "compute_purchase")
_TURN = {"from": "to", "to": "from"}


class Sides:
    """One number, or one deal without a number, of one clause, while its two parties are looked for.

    lead   who acts      verb   what governs     side   the part of who acts: 'from', 'to', '' where nothing tells
    pick   the second party as the clause has it     first, second   the two that are found
    """

    def __init__(self, told: Told, clause: Clause, kind: str, anchor: tuple[int, int], money: Amount | None, here: list[Part], lead: Part | None, back: list[Found]) -> None:  # fmt: skip
        self.told, self.clause, self.kind, self.anchor, self.money = told, clause, kind, anchor, money
        self.here, self.lead, self.back = here, lead, back
        self.text, self.sectors = told.folded, told.names.sectors
        self.at = money.start if money is not None else anchor[0]
        self.family = "chip_purchase" if kind in ("goods", "pays") else kind
        self.verb: Word | None = None
        self.owner: Part | None = None
        self.pick: Part | None = None
        self.first: Mention | None = None
        self.second: Mention | None = None
        self.side, self.contract, self.turned, self.own_lead = "", False, False, False
        self.cases: dict[str, Mention] = {}
        self.row: list[Part] = []

    def pairs(self) -> list[Pair] | None:
        """(kind, payer, payee) of each deal; None where a party is missing. Each step may settle it: [] says that there is none."""
        for step in (
            self._sold, self._noun, self._chosen, self._acting, self._mutual, self._given, self._part, self._passive, self._raised,
            self._alone, self._other, self._from, self._held, self._open, self._state, self._goods, self._closed,
        ):  # fmt: skip
            found = step()
            if found is not None:
                return found or None
        return self._several()

    def _idle(self) -> bool:
        """Whether no verb says who pays."""
        return self.verb is None or self.verb.name == "sign"

    def _group(self, name: str) -> Mention:
        return group(name, self.anchor, self.told)

    def _sold(self) -> list[Pair] | None:
        if self.kind not in ("goods", "pays", "stake", "acquisition"):
            return None
        return parties.sale(self.told, self.clause, self.here, self.lead)

    def _noun(self) -> list[Pair] | None:
        mine = self.kind == "acquisition"
        return parties.noun(self.told, self.clause, self.here, self.lead, self.anchor) if mine else None

    def _chosen(self) -> list[Pair] | None:
        """'X picked Y to arrange a loan': X borrows."""
        chosen = (
            cues.CHOSEN.search(self.text, self.clause.start, self.clause.end)
            if self.kind in ("loan", "stake")
            else None
        )
        if chosen is None or self.lead is None or self.lead.who.end > chosen.start():
            return None
        many = [p.who for p in self.here if chosen.start() < p.who.start < self.at]
        payer = many[0] if len(many) == 1 else self._group("lenders" if self.kind == "loan" else "investors")
        return [(self.kind, payer, self.lead.who)]

    def _acting(self) -> None:
        """The verb that governs, and who acts: the owner of the deal ("Nvidia's $100 billion investment"), or the verb's subject."""
        text, here = self.text, self.here
        two = both(self.told, self.clause, here, self.back)
        if two:
            self.lead, self.here = roles.Part(two[0], ""), here or [roles.Part(two[1], "with")]
        verb = verb_of(self.told, self.clause, self.kind, self.money, self.anchor)
        if verb and LEADS.match(text, verb.start) and any(p.case == "由" and p.who.end <= verb.start for p in here):
            verb = None  # 由X领投: who leads does not act in the clause
            self.lead = next((p for p in here if p.case == "" and not p.owns), self.lead)
        self.verb = verb
        self.owner = owner = next((p for p in reversed(here) if self._owns(p)), None)
        gives = self.kind in ("stake", "acquisition", "guarantee", "grant")
        acts = (
            verb is not None
            and verb.name != "sign"
            and any(p.case == "" and not p.owns and p.who.end <= verb.start for p in here)
        )
        if (
            owner is not None and owner.who is not (self.lead.who if self.lead else None) and not acts
            and (verb is None or verb.start < owner.who.start or verb.name == "sign" or (gives and verb.start >= self.anchor[1] and self.anchor[0] - owner.who.end < 24))
        ):  # fmt: skip
            raises = self.kind in ("stake", "loan") and cues.HIS_ROUND.match(self.text, owner.who.end)
            self.verb, self.lead = Word(*self.anchor, "verb", "in" if raises else "out" if gives else "sign", ""), owner
        elif verb is not None:
            own = [p for p in here if p.case == "" and not p.owns and p.who.end <= verb.start]
            if any(p.case in ("with", "from") and text[p.who.end : verb.start] == " to " for p in here):
                self.verb = Word(verb.start, verb.end, "verb", "sign", "")
            if own:
                self.lead = nearest(text, own, verb.start)

        by = self._by(verb)
        if by is not None:
            self.verb, self.lead = verb, by

    def _by(self, verb: Word | None) -> Part | None:
        """其中包括X投资的20亿美元: X invests."""
        if verb is None or self.money is None or not self.text.startswith("的", verb.end):
            return None
        acts = next(
            (p for p in self.here if p.who.end == verb.start and verb.end < self.money.start < verb.end + 6), None
        )
        return replace(acts, case="") if acts is not None else None

    def _owns(self, p: Part) -> bool:
        # whose investment it is acts, whatever stands before his name; not whose round it is
        his = self.kind == "acquisition" or (self.kind == "stake" and not cues.RAISING.match(self.text, *self.anchor))
        return (
            p.owns and ((his and self.text[p.who.end].isascii()) or p.case not in cues.NOT_OWNER) and p.who.end <= self.at and p.who.how in FIRMS
            and parties.owned(self.text, p.who.end, self.anchor)
        )  # fmt: skip

    def _mutual(self) -> list[Pair] | None:
        """'A and B signed': both act."""
        text, here, verb = self.text, self.here, self.verb
        both = [p for p in here if p.case == "between"] or [
            p for p in here if p.case == "" and not p.owns and p.who.how in FIRMS and verb and p.who.end <= verb.start
        ]
        two = len({p.who.key for p in both[:2]}) == 2 and self._idle()
        if not (two and (both[0].case or side_by_side(text, both[:2]))):
            return None
        if self.kind in ("goods", *roles.GOODS) and not any(p.case in ("with", "与", "from") for p in here):
            self.lead, self.here = both[0], [replace(both[1], case="with")]
        return None

    def _given(self) -> list[Pair] | None:
        """'It will give Y a warrant for shares of X': X gives."""
        if (
            self.kind not in ("warrant", "grant")
            or self.verb is None
            or self.verb.name not in ("give", "in")
            or self.lead in self.here
        ):
            return None
        got = next((p for p in self.here if p.case in ("obj", "to", "给", "向")), None)
        for p in self.here:
            if got is not None and p.case in ("in", "of", "owns", "from") and p.who.key != got.who.key:
                return [(self.kind, p.who, got.who)]
        return None

    def _part(self) -> None:
        """Which part the verb, or the noun, gives to who acts."""
        verb, kind, lead = self.verb, self.kind, self.lead
        self.contract = verb is not None and is_object(self.told, self.clause, verb)
        if self.contract and verb is not None and verb.name == "sign":  # whose chips they are is not who sells
            self.here = [p for p in self.here if p.who.how != "product"]
        self.side = roles.side(self.family, verb, self.contract)
        if kind == "loan" and lead and (lead.who.party == "lenders" or roles.trade(lead.who, self.sectors) == "banks"):
            self.side = "from"
        if kind in cues.BORROWS and verb is not None and cues.BORROWS[kind].match(self.text, verb.start) and not any(p.case == "to" and p.who.how in FIRMS for p in self.here):  # fmt: skip
            self.side = "to"
        lends = lead is not None and roles.trade(lead.who, self.sectors) in ("investor", "private_credit")
        if (
            kind == "loan"
            and lends
            and (cues.LENDS.match(self.text, verb.start) if verb else any(p.case == "for" for p in self.here))
        ):
            self.side = "from"
        if kind == "goods" and self.side == "" and verb is not None:
            bought = verb.name == "out" and any(p.case in ("从", "向") and p.who.end == verb.start for p in self.here)
            self.side = "from" if bought else parties.after(self.told, verb, self.at)
        if kind == "stake" and self._idle() and cues.RAISING.match(self.text, *self.anchor):
            self.side = "to"
        his = self.money is not None and cues.WITH_A.search(self.text, self.clause.start, self.money.start)
        if kind == "stake" and his and cues.RAISING.match(self.text, *self.anchor):
            self.side = "to"
        if (
            kind == "stake"
            and self.side == "to"
            and lead is not None
            and (lead not in self.here or lead.who.how == "pointer")
        ):
            last = next((o for o in reversed(self.back) if o.proposal.kind == "stake" and self.told.number - o.line <= 2), None)  # fmt: skip
            if last is not None and last.payer and last.payee and last.payer.key == lead.who.key and last.payee.how != "group":  # fmt: skip
                self.lead = replace(lead, who=last.payee)  # 'A invests in B. The company is raising ...': B
        given = (
            verb is not None and self.text[verb.start] == "获" and any(p.who.start == verb.end for p in self.here)
        )  # 获X入股: X takes the shares
        got = self.money is not None and any(p.case == "from" for p in self.here)  # fmt: skip
        if kind == "stake" and verb is not None and verb.name == "get" and not given and not got and cues.SHARES.match(self.text, *self.anchor):  # fmt: skip
            self.side = "from"

    def _passive(self) -> None:
        """'bought by X', 被X收购: who stands behind 'by' acts, and who stands before it is the other."""
        text, verb, lead = self.text, self.verb, self.lead
        self.turned = verb is not None and verb.name != "sign" and roles.passive(text, verb, self.clause.start)
        if verb is not None and verb.name == "out" and any(self._got(p, verb) for p in self.here):
            self.turned = True
        self.cases = {p.case: p.who for p in reversed(self.here)}
        self.own_lead = lead is not None and (lead in self.here or self.clause.link != "main")
        agent = next((p for p in self.here if p.case in ("by", "被", "由") and verb and p.who.start >= verb.end), None)
        goods = self.family in roles.GOODS
        if self.turned and agent is not None:
            near = [p for p in self.here if p is not agent]
            own = self.own_lead and lead is not None and lead.who.key != agent.who.key
            mate = lead if own else roles.other(self.family, self.side, agent.who, self.at, near, self.sectors)
            self.lead, self.here = agent, [agent, replace(mate, case="obj")] if mate is not None else [agent]
        elif self.turned and not self.own_lead:
            self.lead = None
            self.side = "to" if goods and "to" in self.cases else _TURN.get(self.side, "")
        elif self.turned:
            to = self.cases.get("to") not in (None, lead and lead.who)
            if not (goods and verb is not None and verb.name in ("in", "give") and to):
                self.side = _TURN.get(self.side, "")
        if (
            verb is not None and verb.kind in ("goods", "capacity_build") and self.kind == "goods" and verb.name == "out"
            and cues.FOR.search(text, self.clause.start, verb.start)
        ):  # fmt: skip
            self.side = "to"
        self.first = self.lead.who if self.lead is not None else None

    def _got(self, p: Part, verb: Word) -> bool:
        """获X投资: X acts, as after 被."""
        gap = self.text[p.who.end : verb.start]
        return p.who.end <= verb.start and self.text[p.who.start - 1] in "获得" and len(gap) < 14

    def _raised(self) -> list[Pair] | None:
        """Whose round or loan it is, where his name stands beside the number: xAI 200亿美元融资, 广达20亿美元联贷案."""
        text, money, first = self.text, self.money, self.first
        raising = self.kind == "stake" and cues.RAISING.match(text, *self.anchor)
        if money is None:
            return None
        if (
            raising
            and cues.IN_ROUND.search(text, self.clause.start, money.start)
            and money.end <= self.anchor[0] <= money.end + 24
        ):
            part = next((o.payee for o in reversed(self.back) if o.line == self.told.number and o.proposal.kind == "stake"), None)  # fmt: skip
            mate = roles.other("stake", "from", first, self.at, self.here, self.sectors) if part is None else None
            mate = mate or next((p for p in self.here if p.case == "for" and p.who.how in FIRMS), None)
            whose = part or (mate.who if mate else None)
            if whose is not None and whose.how != "group":
                return [(self.kind, self._group("investors"), whose)]
        bank = first is not None and roles.trade(first, self.sectors) == "banks"
        if self.kind == "loan" and money.end <= self.anchor[0] <= money.end + 16 and not text[self.anchor[0]].isascii():
            firms = (p.who for p in self.here if p.who.end == money.start and p.who.how in FIRMS)
            whose = next((m for m in firms if roles.trade(m, self.sectors) != "banks"), None)
            if whose is not None and whose.key != (first.key if first and not bank else ""):
                lender = first if first is not None and first.key != whose.key else self._group("lenders")
                return [(self.kind, lender, whose)]
        if raising:
            firms = (p.who for p in self.here if p.who.end <= money.start)
            whose = next((m for m in firms if cues.HIS_SUM.fullmatch(text, m.end, money.start)), None)
            if whose is not None and whose.key != (first.key if first else ""):
                return [(self.kind, self._group("investors"), whose)]
        return None

    def _alone(self) -> None:
        """The only firm of a clause is who acts in it; beside who acts 'A and B rent' B is no seller."""
        alone, lead, verb = [p for p in self.here if p.who.how in FIRMS], self.lead, self.verb
        if (
            (self.first is None or (verb is None and lead not in self.here)) and len(alone) == 1
            and alone[0].case in ("", "，") and self.kind in ("loan", "stake")
        ):  # fmt: skip
            self.lead = lead = alone[0]
            self.first = lead.who
        if lead is not None and verb is not None and verb.name != "sign" and self.kind == "goods":
            self.row = [p for p in self.here if lead.who.end <= p.who.start and p.who.end <= verb.start and p.case == "" and side_by_side(self.text, [lead, p])]  # fmt: skip
            self.here = [p for p in self.here if not (
                lead.who.end <= p.who.start and p.who.end <= verb.start and p.case in ("", "和", "及")
                and side_by_side(self.text, [lead, p])
            )]  # fmt: skip

    def _other(self) -> None:
        """The second party, by its case."""
        mild = self.kind == "stake" and self._idle() and self.side == "from"
        if self.kind in ("loan", "stake") and self.side == "to" and self.lead is not None:
            self.here = [p for p in self.here if p.case in ("from", "by") or not self._aimed(p)]
        self.pick = roles.other(self.family, "" if mild else self.side, self.first, self.at, self.here, self.sectors)
        if self.pick is None and self.kind == "stake" and cues.RAISING.match(self.text, *self.anchor):
            self.pick = next((p for p in self.here if p.case == "for" and p.who.how in FIRMS), None)  # 'a round for X'

    def _aimed(self, p: Part) -> bool:
        """'raised a loan to fund its bet on X', 'for the purchase of X's chips', 'on the back of a contract with X': X lends nothing."""
        return cues.AIM.search(self.text, min(self.at, p.who.start), p.who.start) is not None

    def _from(self) -> list[Pair] | None:
        """'from X to Y', 来自X: the words beside the names settle it."""
        cases, kind, lead = self.cases, self.kind, self.lead
        giver = next((cases[c] for c in ("from", "by", "来自", "由") if c in cases), None)
        if (
            kind == "guarantee"
            and giver is not None
            and lead is not None
            and giver.key != lead.who.key
            and self._idle()
        ):
            return [(kind, giver, lead.who)]
        led = lead not in self.here and self.verb is not None and LEADS.match(self.text, self.verb.start)
        if led and kind == "loan":
            giver = self._group("lenders")
        if (self.verb is None or led) and kind in ("stake", "loan") and giver is not None:
            kin = next((one.payee for one in reversed(self.back) if one.proposal.kind == kind and one.payee), None)
            kin = kin or (self.told.issuer if kind == "stake" and self.lead not in self.here else None)
            if kin is not None and kin.key != giver.key:
                return [(kind, giver, kin)]
        if kind in ("loan", "grant", "deposit") and "from" in cases and "to" in cases:
            return [(kind, cases["from"], cases["to"])]
        return None

    def _held(self) -> list[Pair] | None:
        """A holder who sells what he holds brings the firm nothing; 'Y, which X bought' names the firm before."""
        pick, first = self.pick, self.first
        self.second = pick.who if pick is not None else None
        if (
            pick is None and self.clause.link == "which" and self.own_lead and self.lead in self.here and first is not None
            and self.kind in ("acquisition", "stake", "goods")
        ):  # fmt: skip
            before = [m for m in self.told.parties if m.end <= self.clause.start + 2 and m.how in FIRMS]
            self.second = before[-1] if before and before[-1].key != first.key else None
        return None

    def _open(self) -> list[Pair] | None:
        """What the clause leaves open its sentence fills."""
        if self.second is None and self.first is not None and self.lead is not None:
            self.second = earlier(self.told, self.clause, self.family, self.lead.who, self.side, self.back)
        if self.second is None and self.first is not None and parties.THEIRS.match(self.text, self.clause.start):
            before = [
                m for m in self.told.near if m.end <= self.told.start and m.how in FIRMS and m.key != self.first.key
            ]
            self.second = before[-1] if before else None
        if self.first is not None or self.second is None:
            return None
        near = [p for p in self.here if self.kind != "acquisition" or p.case != "from"]
        rest = roles.other(self.family, self.side, self.second, self.at, near, self.sectors)
        self.first = rest.who if rest else None
        return None

    def _state(self) -> None:
        """Who pays and who is paid by the part of who acts; what a government gives is a grant."""
        payer, payee = (self.second, self.first) if self.side == "to" else (self.first, self.second)
        state = next((m for m in (payer, payee) if m is not None and (m.trade == "government" or (m.party or "").endswith("_gov"))), None)  # fmt: skip
        gives = self.verb is not None and self.verb.name in ("give", "out") and self.money is not None
        if self.kind in ("goods", "pays") and state is not None and gives:
            self.kind, payer, payee = "grant", state, payee if state is payer else payer
        if self.kind == "grant" and state is not None and payee is state:
            payer, payee = state, payer
        if self.side == "":
            self.told.guesses.add(self.clause.start)
        self.payer, self.payee = payer, payee

    def _rents(self, alone: Mention) -> bool:
        """'X will lease a new 200 MW data center': so much from somebody whom the text does not name."""
        q = next((q for q in self.told.amounts if q.what == "power" and self.clause.start <= q.start < self.clause.end), None)  # fmt: skip
        return (
            q is not None and self.kind == "goods" and self.side == "from" and self.verb is not None
            and roles.trade(alone, self.sectors) != "landlord" and self.verb.start < q.start and cues.RENTS.match(self.text, self.verb.start) is not None
            and any(w.name in ("site", "capacity") for w in self.told.within(self.clause, "thing"))
        )  # fmt: skip

    def _goods(self) -> list[Pair] | None:
        """What is bought, and who sells such things; of money too, where the words do not tell who pays."""
        alone = next((m for m in (self.payer, self.payee) if m is not None and m.how != "product"), None)
        both = all(m is not None and m.how != "product" for m in (self.payer, self.payee))
        if alone is not None and not both and self.kind == "goods" and self.money is not None and parties.lets(self.told, self.clause, alone, self.verb, self.contract):  # fmt: skip
            self.payer, self.payee, self.side = self._group("?someone"), alone, "from"
        elif alone is not None and alone is self.first and not both and self._rents(alone):
            self.payer, self.payee = alone, self._group("?someone")
        if self.kind in ("goods", "pays"):
            settled = parties.goods(
                self.told, self.clause, self.payer, self.payee, self.money, self.side, self.contract
            )
            if settled is None:
                return []
            self.kind, self.payer, self.payee = settled
            return None
        beside = self.pick is not None and self.pick.case in ("with", "与", "和", "between")
        loose = self.side == "" or (self.kind in ("stake", "loan") and self._idle() and beside)
        if loose and self.payer is not None and self.payee is not None:
            known = roles.by_trade(self.kind, self.payer, self.payee, self.sectors)
            self.payer, self.payee = known or (self.payer, self.payee)
        return None

    def _closed(self) -> list[Pair] | None:
        """Those whom the press leaves unnamed, and those who were named before."""
        told, clause, kind, back = self.told, self.clause, self.kind, self.back
        payer, payee = unnamed(told, clause, kind, self.payer, self.payee, self.anchor, self.verb)
        if kind == "stake" and payer is not None and payee is None:
            payee = contrasted(told, clause, payer)
            if payee is None and self.money is not None and told.issuer is not None and told.issuer.key != payer.key:
                payee = told.issuer
        payer, payee = completed(kind, payer, payee, back, told.number)
        if kind == "guarantee" and payer is not None and payee is None and self.money is not None:
            payee = next((m for m in (told.subject, told.topic) if m is not None and m.key != payer.key), None)
        if payer is not None and payee is None:
            if kind == "loan" and self.money is not None and (payer.how == "group" or payer.trade == "banks"):
                payee = later(told, clause, payer)
            elif kind == "stake":  # 'signed a contract and took shares'
                mine = (
                    o.payee for o in reversed(back) if o.line == told.number and o.payer and o.payer.key == payer.key
                )
                payee = next(mine, None)
        if payer is None or payee is None or payer.key == payee.key or (payer.key[0] == "?" and f"{payer.key} ".startswith(f"{payee.key} ")):  # fmt: skip
            return []
        raised = (
            kind == "stake" and self.verb is not None and self.verb.name in ("in", "get") and self.money is not None
        )
        if raised and payer.how != "group" and cues.JOINED.search(self.text, clause.start, told.end):
            return [(kind, self._group("investors"), payee)]  # a round that several joined: no one's sum alone
        self.payer, self.payee = payer, payee
        return None

    def _several(self) -> list[Pair] | None:
        """The same deal of those who stand beside who acts, or beside the other."""
        kind, payer, payee, lead, pick = self.kind, self.payer, self.payee, self.lead, self.pick
        if payer is None or payee is None:
            return None
        rest = [p for p in (*self.here, *self.row) if p.who.key not in (payer.key, payee.key)]
        with_lead = [p.who for p in rest if lead and p.case == lead.case and p.who.start > lead.who.start and side_by_side(self.text, [lead, p])]  # fmt: skip
        with_pick = [p.who for p in rest if pick and p is not pick and p.case == pick.case != "" and p.who.start > pick.who.start and p.who.how in FIRMS]  # fmt: skip
        if self.money is not None and len({m.key for m in with_pick}) > 1 and kind in roles.GOODS:
            self.told.sums.add(self.clause.start)
            return None  # a sum over several
        if kind == "stake" and self.side == "to" and self.money is not None and with_pick:
            return [(kind, self._group("investors"), payee)]  # 'raised 1 billion from A and B'
        pairs: list[Pair] = [(kind, payer, payee)]
        if kind in SEVERAL:
            acts = payer is self.first
            pairs += [(kind, m, payee) if acts else (kind, payer, m) for m in with_lead if m.how in FIRMS]
            pairs += [(kind, payer, m) if acts else (kind, m, payee) for m in with_pick]
        return pairs


__all__ = ["Sides"]
