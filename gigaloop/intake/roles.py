"""Who gives and who gets: by the verb and its subject, by the words before a name, and by what the parties do for a living."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gigaloop.intake.kinds import COMPILED
from gigaloop.intake.names import Mention

PURCHASES = (
    "compute_purchase",
    "chip_purchase",
    "chip_codesign",
    "chip_lease",
    "capacity_lease",
    "power_purchase",
    "capacity_backstop",
)

#: how far a sector is from selling each thing: the higher one sells
_SELLERS: dict[str, tuple[str, ...]] = {
    "compute_purchase": ("lab", "application", "other", "chip_vendor", "sovereign", "hyperscaler", "levered_cloud", "neocloud", "landlord", "vehicle"),
    "chip_purchase": ("lab", "application", "other", "neocloud", "levered_cloud", "landlord", "vehicle", "sovereign", "hyperscaler", "chip_vendor", "supplier"),
    "capacity_lease": ("lab", "application", "chip_vendor", "hyperscaler", "levered_cloud", "neocloud", "vehicle", "landlord"),
    "chip_lease": ("lab", "application", "hyperscaler", "levered_cloud", "neocloud", "investor", "vehicle", "chip_vendor"),
    "stake": ("lab", "application", "neocloud", "landlord", "vehicle", "other", "supplier", "levered_cloud", "chip_vendor", "hyperscaler", "sovereign", "investor"),
    "loan": ("lab", "application", "neocloud", "landlord", "vehicle", "other", "levered_cloud", "hyperscaler", "chip_vendor", "sovereign", "investor", "banks", "private_credit"),
}  # fmt: skip
_SELLERS["chip_codesign"] = _SELLERS["chip_purchase"]
_SELLERS["capacity_build"] = tuple(reversed(_SELLERS["capacity_lease"]))

_BEFORE = re.compile(
    r"(?P<word>from|to|into|in|with|by|for|of|between|against|via|through|on behalf of|backs?|acquires?|acquired|acquiring)\s(?:(?:the|its|a|an|rival|AI|fellow|French|Japanese|American|British|U[.·]S\.?|US|(?!(?:from|to|into|in|with|by|for|between|against|via|through|and|as|that|which|who)\b)[a-z][\w'-]*|[A-Z][\w-]*(?:an|ese|ish|ch))\s){0,6}$"
    r"|(?P<zh>出售给|提供给|租给|卖给|授予|来自|旗下|向|对|给|为|与|和|跟|同|从|由|被|自|获得|获|于|及|替|投资|入股|收购|并购|担保|以及)(?:(?![向对给为与和跟从由被]|投资|入股|收购|并购|担保|采购|购买|提供|支付|宣布|签|获)[\u4e00-\u9fffA-Za-z]){0,12}\s?[「“\"]?$"
)
_AND = re.compile(r"\s?(?:,|、|，|and|和|与|及|以及|&|, and)\s?(?:the\s)?")


#: a form of 'be' before a participle turns who gives and who gets
_BEING = re.compile(r"\b(?:was|were|is|are|been|being|be|got)\s(?:\w+ly\s|also\s|to be\s)?$")
_DONE = re.compile(r"(?:ed|en|lent|sold|bought|led|won|paid|made|built|taken|let|held)$", re.I)


class Roles(NamedTuple):
    """Those who may be meant, and who of them gives."""

    payer: Mention | None
    payee: Mention | None
    more: tuple[Mention, ...] = ()  # others who stand beside the object: A, B and C


def lead(text: str, mention: Mention, floor: int) -> str:
    """The word that stands before a name and tells its part; '' for none."""
    hit = _BEFORE.search(text, max(floor, mention.start - 60), mention.start)
    return (hit["word"] or hit["zh"] or "") if hit else ""


def assign(
    text: str, start: int, end: int, kind: str, anchor: int, parties: Sequence[Mention],
    subject: Mention | None, sectors: Mapping[str, str],
) -> Roles:  # fmt: skip
    """Give the two parts of a deal to the parties of its clause; `subject` is the sentence's, where the clause has none."""
    named = _once([m for m in parties if m.how != "product"], [m for m in parties if m.how == "product"])
    giving, getting = COMPILED[kind][1:]
    verb, gives = _verb(text, start, end, anchor, giving, getting)
    leads = {m.start: lead(text, m, start) for m in named}
    passive = verb is not None and (
        re.match(r"\w*\s(?:\w+ly\s)?by\b", text[verb[1] - 1 : verb[1] + 12]) is not None
        or (
            _BEING.search(text, max(start, verb[0] - 24), verb[0]) is not None and _DONE.search(text, *verb) is not None
        )
    )
    if (
        verb is not None
        and re.search(r"(?:被|获|遭|受)[^,，。]{0,14}$", text[max(start, verb[0] - 16) : verb[0]])
        and gives
    ):
        passive = True
    at = verb[0] if verb else anchor
    every = sorted((m for m in parties if m.how not in ("product", "venture")), key=lambda m: m.start)
    leads |= {m.start: lead(text, m, start) for m in every}
    for m in every:
        if leads[m.start] == "with" and re.match(r"(?:'s)?\s\w+ing\b", text[m.end : m.end + 24]):
            leads[m.start] = ""
    free = [
        m for m in every if m.start < at and leads[m.start] in ("", "与", "和", "及", "以及", "旗下", "between", "by")
    ]
    if not passive and free and leads[free[-1].start] in ("与", "和", "及", "以及"):
        free = [m for m in free if leads[m.start] not in ("与", "和", "及", "以及")] or free[:1]
    heads = [m for m in free if m.how != "group"] or free
    first = heads[-1] if heads and not _listed(text, heads) else heads[0] if heads else None
    if (
        first is None
        and subject is not None
        and not (passive and text[at : at + 1].isascii())
        and all(m.key != subject.key for m in named if leads[m.start] in ("", "by"))
    ):
        first = subject
    others = [m for m in named if first is None or m.key != first.key]
    payer, payee = None, None
    if first is not None and gives is not None:
        payer, payee = (first, None) if gives != passive else (None, first)
    for m in others:  # the words before a name settle most
        side = _side(kind, leads[m.start], passive, gives)
        if side == "from" and payer is None:
            payer = m
        elif side == "to" and payee is None:
            payee = m
    rest = [m for m in others if m is not payer and m is not payee]
    if kind == "stake":
        rest.sort(key=lambda m: m.how != "venture")
    if first is not None and payer is None and payee is None and rest:
        payer, payee = _by_trade(kind, first, rest[0], sectors)
    elif first is not None and first is not payer and first is not payee:
        other = payer or payee
        if other is None:
            payer, payee = (first, None) if kind not in ("loan", "stake", "grant") else (None, first)
        else:
            payer, payee = (
                _by_trade(kind, first, other, sectors) if gives is None else ((payer or first), (payee or first))
            )
            if payer is payee:
                payer, payee = (first, other) if payee is None else (other, first)
    elif rest and (payer is None or payee is None):
        pick = next((m for m in rest if m.how != "group"), rest[0])
        payer, payee = (payer or pick), (payee or pick)
        if payer is payee:
            payer, payee = pick, None
    if first is None and payer is not None and payee is not None and gives is None:
        payer, payee = _by_trade(kind, payer, payee, sectors)
    if kind in PURCHASES and payer is not None and payee is not None and gives is None:
        payer, payee = _by_trade(kind, payer, payee, sectors)
    object_ = payee if first is payer else payer
    more = _beside(text, object_, named, (payer, payee)) if object_ is not None else ()
    return Roles(payer, payee, more)


def _once(names: list[Mention], products: list[Mention]) -> list[Mention]:
    """Each party once, at its first place; products stand only where fewer than two parties are named."""
    seen: dict[str, Mention] = {}
    for m in sorted(names if len({m.key for m in names}) > 1 else [*names, *products], key=lambda m: m.start):
        seen.setdefault(m.key, m)
    return list(seen.values())


def _verb(text, start, end, anchor, giving, getting):  # type: ignore[no-untyped-def]
    """The verb of the deal nearest to what names its kind, and whether its subject gives (None: it does not tell)."""
    best, found, gives = 10_000, None, None
    for pattern, which in ((getting, False), (giving, True)):
        for hit in pattern.finditer(text, start, end):
            away = 0 if hit.start() <= anchor < hit.end() else abs(hit.start() - anchor)
            away += 40 if hit.start() > anchor + 2 else 0
            if away < best:
                best, found, gives = away, hit.span(), which
    return found, gives


def _side(kind: str, word: str, passive: bool, gives: bool | None) -> str | None:
    """The part that a preposition gives away."""
    if word in ("by", "被", "由"):
        return None if gives is None else "from" if gives else "to"
    if word in ("from", "从", "自", "来自"):
        return "to" if kind in PURCHASES or kind == "acquisition" else "from"
    if word in ("in", "into", "投资", "入股", "backs", "back") and kind == "stake":
        return "to"
    if word in ("of", "收购", "并购", "acquire", "acquired", "acquires", "acquiring") and kind == "acquisition":
        return "to"
    if word in ("to", "for", "向", "对", "给", "为", "授予", "提供给", "租给", "卖给", "出售给", "替"):
        if kind in PURCHASES:
            if gives is False:
                return "from"
            return "to" if word in ("向", "对", "给", "to") and gives else None
        return "to" if gives is not False else "from"
    if word in ("获", "获得") and kind in ("stake", "loan", "grant", "guarantee"):
        return "from"
    if word == "担保" and kind == "guarantee":
        return "to"
    return None


def _by_trade(kind: str, one: Mention, other: Mention, sectors: Mapping[str, str]) -> tuple[Mention, Mention]:
    """(payer, payee) by what the two do for a living; as they stand where that does not tell."""
    order = _SELLERS.get(kind)
    if order is None:
        return one, other
    ranks = []
    for m in (one, other):
        sector = sectors.get(m.party or "", "")
        ranks.append(order.index(sector) if sector in order else -1)
    sells_first = kind in PURCHASES or kind == "capacity_build"
    if -1 in ranks or ranks[0] == ranks[1]:
        return (other, one) if kind in ("loan",) and ranks[1] > ranks[0] else (one, other)
    low, high = (one, other) if ranks[0] < ranks[1] else (other, one)
    return (low, high) if sells_first else (high, low)


def _listed(text: str, heads: Sequence[Mention]) -> bool:
    return len(heads) > 1 and _AND.fullmatch(text[heads[-2].end : heads[-1].start]) is not None


def _beside(text: str, one: Mention, named: Sequence[Mention], taken: Sequence[Mention | None]) -> tuple[Mention, ...]:
    found, end = [], one.end
    for m in named:
        if m.start > end and m not in taken and _AND.fullmatch(text[end : m.start]):
            found.append(m)
            end = m.end
    return tuple(found)
