"""The two parties of a deal: by the verb and its subject, else by their trades, else by what was told before."""

from __future__ import annotations

import re
from dataclasses import replace

from gigaloop.intake import roles
from gigaloop.intake.completing import completed, completed_payee, contrasted, earlier, group, later, unnamed
from gigaloop.intake.lexicon import Word
from gigaloop.intake.names import called
from gigaloop.intake.naming import EACH, LEADS, is_object, verb_of
from gigaloop.intake.quantities import Amount
from gigaloop.intake.told import FIRMS, nearest, side_by_side

#: nouns of money that comes in
_RAISING = re.compile(r"(?:\w+ )?round|Series|fund|融资|[A-F]轮", re.I)


_CHOSEN = re.compile(
    r"\b(?:chose|chosen|choose|select|pick|tap|hir|mandat|appoint|enlist)\w*\b[^.;]{2,140}?\bto (?:arrange|lead|provide|underwrite|finance|fund|raise)\b|(?:选择|委托|聘请|选定|委任)[^,，。]{2,30}(?:安排|承销|牵头|筹集|提供)",
    re.I,
)
_JOINED = re.compile(
    r"\b(?:participation|led by|co-led|joined by|investors includ\w+|alongside)\b|领投|参投|跟投|参与|等投资"
)


_SHARES = re.compile(r"stakes?|shares?|[\d·]+(?:%| percent) of|股[权份票]|持股", re.I)


#: 为OpenAI部署: for whom
_FOR = re.compile(r"[为替](?:[\u4e00-\u9fff]{0,8})[A-Za-z\u4e00-\u9fff]{2,16}$")


_SAME_SELLER = re.compile(
    r"\b(?:from|with) the same (?:\w+ )?(?:provider|supplier|company|seller|utility|producer|firm)\b|向同一"
)
_SAME_TWO = re.compile(
    r"\bbetween the (?:two|pair)\b|\bthe two (?:companies|firms) (?:signed|struck|reached|announced)\b|双方(?:此前|早前|先前|之前)|两家公司(?:此前|早前|在)"
)
_SAME_BUYER = re.compile(
    r"\b(?:the same|that|this) (?:customer|client|buyer|company|lab|tenant)\b|同一(?:客户|买家)|该客户"
)


#: money put into things, not into a firm
_CAPEX = re.compile(
    r"\b(?:in|on|into)\s(?:(?!with|from|by|for)[\w.'’-]+\s){0,4}(?:infrastructure|data[- ]cent\w+|capacity|manufacturing|facilit\w+|chips|research|projects?|econom\w+|compute|computing|plants?|campus\w*|expansion)\b",
    re.I,
)


_SELLS = re.compile(r"s(?:ell|old)|unload|offload|出售|卖|沽|出清|抛|减持|脱手|清仓", re.I)


_HIS = re.compile(r"(?:'s)?\s?(?:的)?[^,，.;。]{0,8}(?:shares?|stock|stake|股[份票权]|持股)")


#: 'sell its mining unit to X', 将子公司出售给X: X buys a firm, or a part of one
_SALE = re.compile(
    r"\b(?:sell|sells|sold|selling|divest\w*|offload\w*)\b(?P<what>[^.;]{2,110}?)\bto\s(?:the )?$|(?:将|把)(?P<zh>[^,，。]{2,40})(?:出售|转让|卖|售)(?:给|予|与)\s?$",
    re.I,
)
_PART_OF_FIRM = re.compile(
    r"\b(?:unit|business|subsidiary|division|arm|interest|stake|company|operations)\b|股权|股份|业务|子公司|部门|资产",
    re.I,
)


def sale(told, clause, here, lead):  # type: ignore[no-untyped-def]
    """Who buys what a firm sells of itself, and from whom: 'X sells its unit Y to Z'."""
    for buyer in (p.who for p in here if p.who.how in FIRMS):
        hit = _SALE.search(told.folded, clause.start, buyer.start)
        if hit is None or _PART_OF_FIRM.search(hit["what"] or hit["zh"]) is None:
            continue
        span = hit.span("what") if hit["what"] else hit.span("zh")
        target = next((p.who for p in here if span[0] <= p.who.start < span[1]), None)
        if target is None and _SHARES.search(hit["what"] or hit["zh"]):
            continue  # its own shares
        seller = target or next((p.who for p in here if p.who.end <= hit.start()), None) or (lead.who if lead else None)
        return [("acquisition", buyer, seller)] if seller is not None and seller.key != buyer.key else None
    return None


def who(told, clause, kind, anchor, money, here, lead, back):  # type: ignore[no-untyped-def]
    """(kind, payer, payee) of each deal of a clause; None where a party is missing."""
    text, sectors = told.folded, told.names.sectors
    sold = sale(told, clause, here, lead) if kind in ("goods", "pays", "stake", "acquisition") else None
    if sold is not None:
        return sold
    at = money.start if money is not None else anchor[0]
    chosen = _CHOSEN.search(text, clause.start, clause.end) if kind in ("loan", "stake") else None
    if (
        chosen is not None and lead is not None and lead.who.end <= chosen.start()
    ):  # 'X picked Y to arrange a loan': X borrows
        many = [p.who for p in here if chosen.start() < p.who.start < at]
        payer = many[0] if len(many) == 1 else group("lenders" if kind == "loan" else "investors", anchor, told)
        return [(kind, payer, lead.who)]
    verb = verb_of(told, clause, kind, money, anchor)
    if (
        verb is not None
        and LEADS.match(text, verb.start)
        and any(p.case == "由" and p.who.end <= verb.start for p in here)
    ):
        verb = None  # 由X领投: who leads does not act in the clause
        lead = next((p for p in here if p.case == "" and not p.owns), lead)
    family = "chip_purchase" if kind in ("goods", "pays") else kind
    owner = next(
        (
            p
            for p in reversed(here)
            if p.owns
            and p.case
            not in ("obj", "对", "向", "为", "给", "来自", "与", "with", "to", "for", "from", "in", "into", "by")
            and p.who.end <= at
            and p.who.how in FIRMS
            and _owned(text, p.who.end, anchor, money)
        ),
        None,
    )
    if (
        owner is not None
        and owner.who is not (lead.who if lead else None)
        and not (
            verb is not None and verb.name != "sign" and any(p.case == "" and p.who.end <= verb.start for p in here)
        )
        and (verb is None or verb.start < owner.who.start or verb.name == "sign")
    ):
        verb = Word(*anchor, "verb", "out" if kind in ("stake", "acquisition", "guarantee", "grant") else "sign", "")
        lead = owner
    elif verb is not None:
        own = [p for p in here if p.case == "" and not p.owns and p.who.end <= verb.start]
        doer = next((p for p in here if p.case in ("with", "from") and text[p.who.end : verb.start] == " to "), None)
        if doer is not None:
            verb = Word(verb.start, verb.end, "verb", "sign", "")
        if own:
            lead = nearest(text, own, verb.start)
    both = [p for p in here if p.case == "between"] or [
        p
        for p in here
        if p.case == "" and not p.owns and p.who.how in FIRMS and verb is not None and p.who.end <= verb.start
    ]
    mutual = (
        len({p.who.key for p in both[:2]}) == 2
        and (verb is None or verb.name == "sign")
        and (both[0].case or side_by_side(text, both[:2]))
    )
    if mutual and EACH.search(text, clause.start, clause.end) and kind not in ("stake", "loan", "pays"):
        return None
    if mutual and kind in ("goods", *roles.GOODS) and not any(p.case in ("with", "与", "from") for p in here):
        lead, here = both[0], [replace(both[1], case="with")]
    if kind in ("warrant", "grant") and verb is not None and verb.name == "give" and (lead is None or lead not in here):
        got = next((p for p in here if p.case in ("obj", "to", "给", "向")), None)
        rest = next(
            (
                p
                for p in here
                if p.case in ("in", "of", "owns", "from") and got is not None and p.who.key != got.who.key
            ),
            None,
        )
        if got is not None and rest is not None:
            return [(kind, rest.who, got.who)]
    contract = verb is not None and is_object(told, clause, verb)
    if contract and verb is not None and verb.name == "sign":  # whose chips they are is not who sells
        here = [p for p in here if p.who.how != "product"]
    told_side = roles.side(family, verb, contract)
    if (
        kind == "loan"
        and lead is not None
        and (lead.who.party == "lenders" or roles.trade(lead.who, sectors) == "banks")
    ):
        told_side = "from"
    if kind == "goods" and told_side == "" and verb is not None:
        told_side = _after(told, verb, at)
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
    if verb is not None and verb.name == "sign" and agent is not None and not own_lead:
        lead, here = agent, [p for p in here if p is not agent]
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
    if kind == "stake" and owner is not None and money is not None and _RAISING.match(text, *anchor):
        return [(kind, group("investors", anchor, told), owner.who)]  # Lambda's Series D ($480M)
    if (
        kind == "loan"
        and money is not None
        and money.end <= anchor[0] <= money.end + 16
        and not text[anchor[0]].isascii()
    ):
        whose = next(
            (
                p.who
                for p in here
                if p.who.end == money.start and p.who.how in FIRMS and roles.trade(p.who, sectors) != "banks"
            ),
            None,
        )
        if whose is not None and whose.key != (first.key if first and roles.trade(first, sectors) != "banks" else ""):
            lender = first if first is not None and first.key != whose.key else group("lenders", anchor, told)
            return [(kind, lender, whose)]  # 兆丰银行主办广达20亿美元联贷案
    if kind == "stake" and money is not None and _RAISING.match(text, *anchor):
        whose = next(
            (
                p.who
                for p in here
                if p.who.end <= money.start and text[p.who.end : money.start].strip() in ("", "的", "'s")
            ),
            None,
        )
        if whose is not None and whose.key != (first.key if first else ""):  # xAI 200亿美元融资
            return [(kind, group("investors", anchor, told), whose)]
    alone = [p for p in here if p.who.how in FIRMS]
    if (
        (first is None or (verb is None and lead not in here))
        and len(alone) == 1
        and alone[0].case in ("", "，")
        and kind in ("loan", "stake")
    ):
        lead, first = alone[0], alone[0].who
    if lead is not None and verb is not None and verb.name != "sign":  # 'A and B rent': B is no seller
        here = (
            [
                p
                for p in here
                if not (
                    lead.who.end <= p.who.start
                    and p.who.end <= verb.start
                    and p.case in ("", "和", "及")
                    and side_by_side(text, [lead, p])
                )
            ]
            if kind == "goods"
            else here
        )
    mild = kind == "stake" and (verb is None or verb.name == "sign") and told_side == "from"
    pick = roles.other(family, "" if mild else told_side, first, at, here, sectors)
    if verb is None and kind == "guarantee" and "from" in cases:
        first, second, told_side = cases["from"], None, "from"
    giver = next((cases[c] for c in ("from", "by", "来自", "由") if c in cases), None)
    if "来自" in cases and kind in ("stake", "loan") and lead is not None and lead.who.key != cases["来自"].key:
        return [(kind, cases["来自"], lead.who)]
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
    if (
        (pick is None or _SAME_TWO.search(text, clause.start, clause.end))
        and family in roles.GOODS
        and (first is not None or back)
    ):
        known = _of_before(told, clause, kind, first, back)
        if known is not None:
            return [known]
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
    if (
        pick is None
        and clause.link == "which"
        and own_lead
        and lead in here
        and kind in ("acquisition", "stake", "goods")
    ):
        back_to = [m for m in told.parties if m.end <= clause.start + 2 and m.how in FIRMS]  # 'Y, which X bought'
        second = back_to[-1] if back_to and back_to[-1].key != first.key else None
    if second is None and first is not None:
        second = earlier(told, clause, family, lead.who, told_side, back)
    if first is None and second is not None and turned and pick is not None and pick.case == "to":
        payer, payee = completed_payee(family, second, back, told.number)
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
    if kind == "grant" and state is not None and payee is state:
        payer, payee = state, payer
    if told_side == "":
        told.guesses.add(clause.start)
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
    payer, payee = unnamed(told, clause, kind, payer, payee, anchor, verb)
    if kind == "stake" and payer is not None and payee is None:
        payee = contrasted(told, clause, payer)
    payer, payee = completed(kind, payer, payee, back, told.number)
    if (
        kind == "loan"
        and payee is None
        and payer is not None
        and money is not None
        and (payer.how == "group" or payer.trade == "banks")
    ):
        payee = later(told, clause, payer)
    if payee is None and payer is not None and kind == "stake":  # 'signed a contract and took shares'
        mate = next(
            (o.payee for o in reversed(back) if o.line == told.number and o.payer and o.payer.key == payer.key), None
        )
        payee = mate
    if payer is None or payee is None or payer.key == payee.key:
        return None
    raised = kind == "stake" and verb is not None and verb.name in ("in", "get") and money is not None
    if raised and payer.how != "group" and _JOINED.search(text, clause.start, told.end):
        return [(kind, group("investors", anchor, told), payee)]  # a round that several joined: no one's sum alone
    pairs = [(kind, payer, payee)]
    side = "payer" if payer is first else "payee"
    main = lead.who if lead else None
    together = [p for p in here if main is not None and p.who.key not in (payer.key, payee.key) and p.case == (lead.case if lead else "") and p.who.start > main.start and side_by_side(text, [lead, p])]  # fmt: skip
    beside = [p for p in here if pick is not None and p is not pick and p.case == pick.case and p.case and p.who.key not in (payer.key, payee.key) and p.who.start > pick.who.start and p.who.how in FIRMS]  # fmt: skip
    if money is not None and len({p.who.key for p in beside}) > 1 and kind in roles.GOODS:
        told.sums.add(clause.start)
        return None  # a sum over several
    if kind in ("stake", "acquisition", "chip_purchase", "compute_purchase"):
        pairs += [
            (kind, p.who, payee) if side == "payer" else (kind, payer, p.who) for p in together if p.who.how in FIRMS
        ]
        pairs += [(kind, payer, p.who) if side == "payer" else (kind, p.who, payee) for p in beside]
    return pairs


def _after(told, verb, at):  # type: ignore[no-untyped-def]
    """'A signed with B, to rent chips': what the subject of a contract does by it, told by a verb without a subject of its own."""
    for w in told.words:
        if (
            w.part == "verb"
            and w.start >= max(verb.end, at)
            and w.name in ("out", "give", "get")
            and w.kind in ("", "goods")
        ):
            if any(verb.end < m.start < w.start and m.how in FIRMS and m.start > at for m in told.parties):
                return ""
            return "to" if w.name == "give" else "from"
    return ""


def _of_before(told, clause, kind, first, back):  # type: ignore[no-untyped-def]
    """'from the same provider', 'from the same customer': the other party of the purchase told before."""
    deals = [
        o
        for o in reversed(back)
        if o.proposal.kind in roles.GOODS and o.payee is not None and told.number - o.line <= 3
    ]
    if _SAME_TWO.search(told.folded, clause.start, clause.end) and deals:
        return (deals[0].proposal.kind, deals[0].payer, deals[0].payee)
    if _SAME_SELLER.search(told.folded, clause.start, clause.end):
        last = next((o for o in deals if o.payee.key != (first.key if first else "")), None)
        return (last.proposal.kind, first, last.payee) if last is not None else None
    if kind == "goods" and _SAME_BUYER.search(told.folded, clause.start, clause.end):
        last = next((o for o in deals if o.payee.key == (first.key if first else "")), None)
        return (last.proposal.kind, last.payer, last.payee) if last is not None else None
    return None


def _owned(text: str, end: int, anchor: tuple[int, int], money: Amount | None) -> bool:
    """Whether what a party owns is the deal: "Nvidia's $100 billion investment"."""
    gap = text[end : anchor[0]]
    return 0 <= anchor[0] - end < 70 and re.search(r"[,;，]|\b(?:with|from|to|for|by|in)\s", gap) is None


def _goods(told, clause, payer, payee, money, told_side, contract):  # type: ignore[no-untyped-def]
    """(kind, payer, payee) of a purchase: by what is bought, and by what the seller sells."""
    things = {w.name for w in told.within(clause, "thing")} or {w.name for w in told.words if w.part == "thing"}
    deal = bool(told.within(clause, "deal"))
    if payer is None or payee is None:
        return None
    sectors = told.names.sectors
    if told_side == "":
        both = roles.by_trade("compute_purchase", payer, payee, sectors)
        cloud = "compute" in things and "chip" not in things
        if {roles.trade(m, sectors) for m in (payer, payee)} & {"chip_vendor", "supplier"} and not (cloud and both):
            both = roles.by_trade("chip_purchase", payer, payee, sectors)
        if {"landlord", "vehicle"} & {roles.trade(m, sectors) for m in (payer, payee)}:
            both = roles.by_trade("capacity_lease", payer, payee, sectors) or both
        if "utilities" in (roles.trade(payer, sectors), roles.trade(payee, sectors)):
            both = roles.by_trade("power_purchase", payer, payee, sectors)
        trades = [roles.trade(m, sectors) for m in (payer, payee)]
        if both is None and trades.count("investor") == 1:  # an investor sells no goods
            both = (payer, payee) if trades[0] == "investor" else (payee, payer)
        if both is None:  # of one trade in the book: what the text calls them
            calls = [replace(m, party=None, trade=called(told.folded, m, told.start, told.end)) for m in (payer, payee)]
            order = roles.by_trade("capacity_lease", *calls, {})
            both = order and ((payer, payee) if order[0] is calls[0] else (payee, payer))
        payer, payee = both or _tied(told, clause, payer, payee, contract)
    if (
        told_side != "from"
        and roles.trade(payee, sectors) in ("lab", "application")
        and roles.by_trade("compute_purchase", payer, payee, sectors) == (payee, payer)
    ):
        payer, payee = payee, payer
    if (
        told_side == "from"
        and not re.search(r"\bfor\b|支付", told.folded[clause.start : clause.end])
        and not things
        and not deal
        and roles.trade(payee, sectors) in ("lab", "application")
        and roles.trade(payer, sectors) not in ("lab", "application")
    ):
        return "stake", payer, payee
    seller, near = roles.trade(payee, sectors), told.folded[clause.start : clause.end]
    if seller == "utilities":
        return "power_purchase", payer, payee
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
    elif "site" in things and "chip" not in things and seller != "lab":
        kind = "capacity_lease"
    elif things:
        kind = "chip_purchase" if "chip" in things and "compute" not in things else "compute_purchase"
    else:
        return None
    if not things and not deal and money is None:
        return None
    return kind, payer, payee


#: "X's data center", X的算力: who owns what is rented
_HIS_THINGS = re.compile(
    r"(?:'s|的)\s?(?:\w+ ){0,2}(?:data cent|campus|cloud|capacity|compute|cluster|GPU|TPU|chips?|Colossus|服务|算力|数据中心|芯片|晶片)",
    re.I,
)


def _tied(told, clause, one, two, contract):  # type: ignore[no-untyped-def]
    """(payer, payee) of two of one trade: whose site it is sells, who wins an order sells; else who tells of it does."""
    text = told.folded
    for m, mate in ((one, two), (two, one)):
        if re.search(r"(?:giv|grant|offer|provid)\w+ (?:the )?$", text[max(told.start, m.start - 14) : m.start]):
            return m, mate  # 'giving X access'
        if _HIS_THINGS.match(text, m.end):
            return mate, m
    again = [m for m in told.parties if m.end > clause.end and m.key in (one.key, two.key)]
    for m in again:
        if re.search(r"(?:giv|grant|offer|provid)\w+ (?:the )?$", text[max(told.start, m.start - 14) : m.start]):
            return (m, two) if m.key == one.key else (m, one)
    return two, one


__all__ = ["who"]
