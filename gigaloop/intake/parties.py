"""What is known of the two parties of a purchase: whose firm is sold, who deals with whom again, who sells such things."""

from __future__ import annotations

import re
from dataclasses import replace

from gigaloop.intake import roles
from gigaloop.intake.mentions import called
from gigaloop.intake.told import FIRMS

_LENDERS = ("investor", "private_credit", "banks")
_SHARES = re.compile(r"stakes?|shares?|[\d·]+(?:%| percent) of|股[权份票]|持股", re.I)
#: 'Their new contract: up to 14 billion': of the two just named
THEIRS = re.compile(r"Their (?:[\w-]+ ){0,3}(?:contract|deal|agreement|pact|partnership)\b")


#: 'sell its mining unit to X', 将子公司出售给X: X buys a firm, or a part of one
_SALE = re.compile(
    r"\b(?:sell|sells|sold|selling|divest\w*|offload\w*)\b(?P<what>[^.;]{2,110}?)\bto\s(?:the )?$|(?:将|把)(?P<zh>[^,，。]{2,40})(?:出售|转让|卖|售)(?:给|予|与)\s?$",
    re.I,
)
_PART_OF_FIRM = re.compile(
    r"\b(?:unit|business|subsidiary|division|arm|interest|stake|company|operations)\b|股权|股份|业务|子公司|部门|资产|厂(?!商)|园区|土地|大楼|[数资][据料]中心",
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
        seller = (
            target
            or next((p.who for p in here if p.who.end <= hit.start() and p.who.key != buyer.key), None)
            or (lead.who if lead else None)
        )
        return [("acquisition", buyer, seller)] if seller is not None and seller.key != buyer.key else None
    return None


#: 'its takeover of X', "X's acquisition by Y"
_BOUGHT_FIRM = re.compile(r"(?:acquisition|takeover|buy-?out|purchase)\b", re.I)


#: 'from funds managed by X': no buyer
_OF_FUNDS = re.compile(r"\b(?:managed|owned|backed|controlled|led|advised|run|from)\b[^.;]*$")


def noun(told, clause, here, lead, anchor):  # type: ignore[no-untyped-def]
    """A firm bought as a noun tells it: 'of' is before what is bought, 'by' before who buys, and whose takeover it is buys."""
    hit = _BOUGHT_FIRM.match(told.folded, anchor[0])
    if hit is None:
        return None
    firms = [p for p in here if p.who.how in FIRMS]
    whose = next((p.who for p in reversed(firms) if p.owns and p.who.end <= anchor[0]), None)
    by = next((p.who for p in firms if p.case == "by" and p.who.start > anchor[0] and not _OF_FUNDS.search(told.folded, anchor[0], p.who.start)), None)  # fmt: skip
    bought = next((p.who for p in firms if p.case == "of" and hit.end() < p.who.start < hit.end() + 60), None)
    if bought is None:
        return [("acquisition", by, whose)] if by is not None and whose is not None and by.key != whose.key else None
    who = by or whose or (lead.who if lead is not None and lead.who.key != bought.key else None)
    if who is None:  # 'after its takeover of X, Y will'
        rest = roles.parts(told.folded, bought.end, told.end, told.parties, told.words)
        who = next((p.who for p in rest if p.case == "" and p.who.how in FIRMS), None)
    return [("acquisition", who, bought)] if who is not None and who.key != bought.key else None


def after(told, verb, at):  # type: ignore[no-untyped-def]
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


def owned(text: str, end: int, anchor: tuple[int, int]) -> bool:
    """Whether what a party owns is the deal: "Nvidia's $100 billion investment"."""
    gap = text[end : anchor[0]]
    return 0 <= anchor[0] - end < 70 and re.search(r"[,;，]|\b(?:with|from|to|for|by|in)\s", gap) is None


def goods(told, clause, payer, payee, money, told_side, contract):  # type: ignore[no-untyped-def]
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
        lets = [m for m, trade in zip((payer, payee), trades, strict=True) if trade in ("neocloud", "landlord")]
        if both is None and len(lets) == 1 and "" in trades:  # a firm of which nothing is told rents from one that lets
            both = (payee, payer) if lets[0] is payer else (payer, payee)
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
        and not told.within(clause, "thing")
        and not deal
        and roles.trade(payee, sectors) in ("lab", "application")
        and roles.trade(payer, sectors) not in ("lab", "application")
    ):
        return "stake", payer, payee
    if roles.trade(payee, sectors) in ("lab", "application") and roles.trade(payer, sectors) in ("investor", "banks"):
        return "stake", payer, payee
    if roles.trade(payee, sectors) in _LENDERS and roles.trade(payer, sectors) not in _LENDERS and re.search(r"\bto (?:help )?(?:financ|fund)", told.folded[clause.start : clause.end]):  # fmt: skip
        return "loan", payee, payer  # 'tapped X for $29 billion to finance its campus'
    if roles.trade(payee, sectors) == "vehicle" and told_side == "from" and not things and not deal and re.search(r"\b(?:commit|contribut|put|inject|pledg|invest)", told.folded[clause.start : clause.end]):  # fmt: skip
        return "stake", payer, payee  # money put into a vehicle
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
        rented = re.search(r"提供[^,，。]{0,12}(?:租赁|出租)", told.folded[told.start : clause.end])
        kind = "chip_purchase" if "chip" in things and "compute" not in things and not rented else "compute_purchase"
    else:
        return None
    return kind, payer, payee


def lets(told, clause, alone, verb, contract):  # type: ignore[no-untyped-def]
    """Whether the only firm of a sentence signs, as the seller, with somebody whom it does not name."""
    if verb is None or not (contract or told.within(clause, "deal")) or verb.name not in ("sign", "get", "give"):
        return False
    if any(w.part == "verb" and w.name == "out" for w in told.words):
        return False
    trade, won = roles.trade(alone, told.names.sectors), verb.name == "get"
    sells = trade in ("landlord", "neocloud", "supplier", "chip_vendor") or (
        won and contract and (trade != "lab" or alone.party is None)
    )
    return sells and {m.key for m in told.parties if m.how in FIRMS} == {alone.key}


#: "X's data center", X的算力: who owns what is rented
_HIS_THINGS = re.compile(
    r"(?:'s|的)\s?(?:\w+ ){0,2}(?:data cent|campus|cloud|capacity|compute|cluster|GPU|TPU|chips?|Colossus|服务|算力|数据中心|芯片|晶片)",
    re.I,
)


#: A与B签订采购合同: A buys
_BOUGHT = re.compile(r"(?:采购|购买|购置|租用|租入)(?:框架)?(?:合同|合约|协议|协定|订单)")


def _tied(told, clause, one, two, contract):  # type: ignore[no-untyped-def]
    """(payer, payee) of two of one trade: whose site it is sells, who wins an order sells; else who tells of it does."""
    text = told.folded
    first, second = (one, two) if one.start < two.start else (two, one)
    if _BOUGHT.search(text, clause.start, clause.end):
        return first, second
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


__all__ = ["THEIRS", "after", "goods", "lets", "noun", "owned", "sale"]
