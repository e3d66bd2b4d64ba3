"""A deal that several sentences tell: what one of them leaves open, another has."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gigaloop.intake import roles
from gigaloop.intake.told import FIRMS, UNTOLD, Found, Told, give

#: nouns that name a deal again -> the kinds that they may mean; the first row that fits counts
_NOUNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"sale|acquisition|takeover|merger|buyout", ("acquisition",)),
    (r"rounds?|investment|fund-?raising|raise", ("stake",)),
    (r"loans?|facility|financing|notes|bonds", ("loan",)),
    (r"leases?|orders?|purchase", roles.GOODS),
    (
        r"contracts?|deal|agreements?|pact|partnership|collaboration|alliance|tie-up|commitment|transaction|arrangement|accord",
        (),
    ),
)
_MANY = "|".join(words for words, _ in _NOUNS)
#: words by which a sentence goes on about a deal that was told: 'the $650 million sale', 'the pact signed with X', 该合同
_AGAIN = re.compile(
    rf"\b(?:the|this|that|these|its|their|both)\s(?:(?!new|second|separate|another|third|previous|earlier|largest|biggest)[\w$€£·,-]+\s){{0,4}}?(?P<noun>{_MANY})\b(?! (?:term|period|year|length))(?! of (?!about|around|roughly|up))"
    r"|(?P<zh>(?:该|此|这[份笔项]?|其)(?:合同|合约|协议|订单|交易|租约|投资)|(?:合同|合约|协议|订单|交易|租约|投资)(?:预计|估计)?(?:为期|总额|总值|总价|总对价|对价|价值|金额|规模|期限)"
    r"|^(?:合同|合约|协议|订单|交易|总额|金额)|^[^,，。]{0,6}双方|^根据(?:共同|联合|双方)?声明)|(?P<value>\b(?:contract|deal|agreement|transaction|lease)(?:'s)? (?:total )?value\b)",
    re.I,
)
#: capacity of another deal, or of none yet
_ELSE = re.compile(
    r"\b(?:extra|additional|total|remaining|spare|full build-?out|in total|under (?:study|development)|available to|currently|already)\b|剩余|另有|总计|合计",
    re.I,
)
#: what a deal may bring is not its sum
_HOPED = re.compile(
    r"\b(?:projects?|expects?|upside|could|may|might|potential\w*|estimat\w+|generate|bring in)\b|预计|有望|可望|预估|潜在|带来",
    re.I,
)
#: how many sentences back a deal is meant by its noun alone, and by its noun with one of its parties
NEAR, FAR = 2, 12


def meant(told: Told, back: Iterable[Found], start: int, end: int) -> Found | None:
    """The deal told before that a stretch goes on about: by its noun, and by the parties that the stretch names."""
    hit = _AGAIN.search(told.folded, start, end)
    if hit is None:
        return None
    kinds = next((kinds for words, kinds in _NOUNS if hit["noun"] and re.fullmatch(words, hit["noun"], re.I)), ())
    named = {
        m.key for m in told.parties if start <= m.start < end and m.how in (*FIRMS, "product") and m.how != "pointer"
    }
    deals = [one for one in back if one.proposal.kind and (not kinds or one.proposal.kind in kinds)]
    pairs = [{m.key for m in (one.payer, one.payee) if m} for one in deals]
    for one, pair in zip(reversed(deals), reversed(pairs), strict=True):
        sure = (named and named <= pair) or all(other == pair for other in pairs)
        if told.number - one.line <= (FAR if sure else NEAR):
            return one if named <= pair else None
    return None


def goes_on(made: list[Found], told: Told) -> list[Found]:
    """'The contract is worth 1.6 billion': the number of a sentence without a deal of its own is that of the deal told before."""
    if any(one.proposal.kind for one in made):
        return made
    last = meant(told, told.before, told.start, told.end)
    if last is None:
        return made
    p = last.proposal
    loose = [one for one in made if one.proposal.because in UNTOLD and one.money]
    hoped = _HOPED.search(told.folded, told.start, loose[0].money.end if loose else told.end)  # type: ignore[union-attr]
    if hoped and p.kind in roles.GOODS:
        return made
    if len(loose) == 1 and p.amount in (None, "undisclosed") and loose[0].money is not None:
        give(last, loose[0].money, told.text)
        last.near, last.since = [*last.near, *told.near], told.start
        made = [one for one in made if one is not loose[0]]
    power = next((q for q in told.amounts if q.what == "power" and q.value), None)
    if (
        power is not None and p.gw is None and p.kind in roles.GOODS
        and not _ELSE.search(told.folded, max(told.start, power.start - 90), power.end + 30)
    ):  # fmt: skip
        p.gw, p.gw_bound = round(power.mid or 0, 9), power.bound  # type: ignore[assignment]
        p.ground("gw", told.text, power.start, power.end)
    return made


def halves(found: list[Found], made: list[Found], told: Told) -> list[Found]:
    """A contract told with its sum and one party, and soon after with both: one deal."""
    for one in made:
        p = one.proposal
        if p.kind not in (*roles.GOODS, "loan", "acquisition") or p.amount != "undisclosed":
            continue
        if one.payer is None or one.payee is None:
            continue
        if any(o is not one and o.money and (o.payer, o.payee) == (one.payer, one.payee) for o in made):
            continue
        for half in found[-6:]:
            if (
                half.notes and half.money is not None and one.line - half.line <= 4
                and ({one.payer.key, one.payee.key} & set(half.notes[1:]) or p.kind == half.notes[0] == "acquisition")
                and not any(f.line == half.line and f.proposal.kind for f in found)
                and not any(f.proposal.kind and f.money and f.money.mid == half.money.mid for f in found)
            ):  # fmt: skip
                give(one, half.money, told.text)
                return [f for f in found if f is not half]
    return found


__all__ = ["goes_on", "halves", "meant"]
