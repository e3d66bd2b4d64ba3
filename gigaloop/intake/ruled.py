"""What a number's own words rule out, whatever the weights say: a giver of money that a firm raised, a stake in what a firm builds for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gigaloop.intake.candidates import NOBODY, Candidate, Slot, slots
from gigaloop.intake.names import Mention
from gigaloop.intake.naming import EACH
from gigaloop.intake.roles import GOODS, government, trade
from gigaloop.intake.told import FIRMS, Found, Told
from gigaloop.intake.words import SIGNS

#: why a find is refused
UNLIKELY = "unlikely"
#: why a find is refused whose number a firm spends on itself, or a fund raised
OWN_SPENDING, OF_A_FUND, VALUED, TO_DATE, FELL = "project", "of-a-fund", "valued", "summed", "denied"
REPLACED, PRICE = "once-meant", "price"
#: 'raised $5 billion', 完成50亿美元融资: before the number;  and what follows it where no other firm may stand
_RAISED, _RAISED_IF, _ROUND = SIGNS["raised"], SIGNS["raised_if_round"], SIGNS["round_after"]
_GIVES = SIGNS["gives"]
#: 'will invest $10 billion to build': before the number, and after it
_SPENDS, _TO_BUILD = SIGNS["spends"], SIGNS["to_build"]
#: '$4 million in seed funding', '$5 billion in debt': what such a number tells
_EQUITY_AFTER, _DEBT_AFTER = SIGNS["equity_after"], SIGNS["debt_after"]
OF_DEBT = ("loan", "guarantee", "capacity_backstop")
#: 'X Ventures raised': a fund's own money
_FUND, _FUND_AFTER = SIGNS["fund"], SIGNS["fund_after"]
#: 由A领投的;  'A led a $50 million round': what all put in;  where the words after a number turn to who leads or joins
_LED, _LED_A, _END = SIGNS["led"], SIGNS["led_a"], SIGNS["stretch_end"]
#: a valuation, an estimate, whatever else stands there
_NEVER_AFTER, _NEVER_BEFORE = SIGNS["never_after"], SIGNS["never_before"]
#: 'has raised $92 million to date': several deals together;  'for $3 billion fell apart'
_TO_DATE_AFTER, _TO_DATE_BEFORE, _FELL = SIGNS["to_date_after"], SIGNS["to_date_before"], SIGNS["fell_after"]
#: 'to $13.5 billion from $8.5 billion';  '$10 billion for every $35 billion'
_REPLACED_BY, _FOR_EVERY = SIGNS["replaced_by"], SIGNS["for_every"]
#: '以3亿美元的价格出售给X';  '收购了P创办的X': P is not bought;  '在AWS投入1000亿美元': for goods
_SOLD_TO, _FOUNDED_BY, _SPENT_ON_CLOUD = SIGNS["sold_to"], SIGNS["founded_by"], SIGNS["spent_on_cloud"]
#: cases of those from whom money is raised
GIVERS = {"from", "by", "从", "由", "向"}
_CONTRACT = re.compile(r"\bcontracts?\b|\bdefen[cs]e (?:deal|agreement)|合同|合约|国防(?:部)?协议|采购协议", re.I)
_STAKE = re.compile(r"\b(?:stakes?|equity|shares|grants?|subsid\w+)\b|股|补贴|补助|拨款", re.I)
#: where a stretch ends in which a firm may stand that gives or gets
_STOP = re.compile(r"[,;，；。:：()（）—]|\.\s|\b(?:and|while|after|as|which|but)\b")


def open_slots(found: Sequence[Found], sentences: Sequence[Told]) -> Iterator[tuple[Slot, str | None]]:
    """A slot for each find with the candidates that are left open, and why it tells no deal at all, if so."""
    for slot in slots(found, sentences):
        why, weighed = refused(slot), bool(slot.candidates)
        slot.candidates = open_to(slot) if why is None else []
        yield slot, why or (UNLIKELY if weighed and not slot.candidates else None)


def refused(slot: Slot) -> str | None:
    """Why a sum tells no deal at all: own spending, a value, several deals together, one that fell through, a fund's own money; else None."""
    if slot.what != "money":
        return None
    text, (start, end) = slot.told.folded, slot.span
    before = _firms(slot, since := _since(slot), start)
    if len(before) <= 1 and _SPENDS.search(text, since, start) and _TO_BUILD.match(text, end):
        return OWN_SPENDING
    if _NEVER_AFTER.match(text, end) or _NEVER_BEFORE.search(text, slot.told.start, start):
        return VALUED
    if _TO_DATE_AFTER.match(text, end) or _TO_DATE_BEFORE.search(text, slot.told.start, start):
        return TO_DATE
    if _FELL.match(text, end):
        return FELL
    if _REPLACED_BY.search(text, slot.told.start, start):
        return REPLACED
    if _FOR_EVERY.search(text, slot.told.start, start):
        return PRICE
    if _raised(slot) and (_FUND_AFTER.match(text, end) or (len(before) == 1 and _FUND.search(before[0].text))):
        return OF_A_FUND
    return None


def open_to(slot: Slot) -> list[Candidate]:
    """The candidates of a find that its number's own words leave open."""
    left = [one for one in slot.candidates if not _odd(one, slot)]
    if slot.what != "money":
        return left
    text, (start, end) = slot.told.folded, slot.span
    if _EQUITY_AFTER.match(text, end):
        left = [one for one in left if one.kind == "stake"]
    elif _DEBT_AFTER.match(text, end):
        left = [one for one in left if one.kind in OF_DEBT]
    if _SPENT_ON_CLOUD.search(text, slot.told.start, start):
        left = [one for one in left if one.kind in GOODS]
    sold = _SOLD_TO.match(text, end)
    if sold is not None:
        buyer = next((m.key for m in slot.told.parties if m.how in FIRMS and m.start >= sold.end()), None)
        left = [one for one in left if one.kind == "acquisition" and one.payer.who.key == buyer]
    founder = _FOUNDED_BY.search(text, slot.told.start, slot.told.end)
    if founder is not None:
        left = [one for one in left if not founder.start("who") <= one.payee.who.start < founder.end("who")]
    if _LED_A.search(text, slot.told.start, start):
        left = [one for one in left if one.kind != "stake" or one.payer is NOBODY]
    stops = [hit.start() for sign in (_STOP, _END) if (hit := sign.search(text, end, slot.told.end)) is not None]
    if _firms(slot, end, min(stops, default=slot.told.end)):
        return left
    since = _since(slot)
    if _ROUND.match(text, end) and not _GIVES.search(text, since, start):
        left = [one for one in left if one.kind in ("stake", "loan") and one.payer is NOBODY]
    if _raised(slot):
        before = _firms(slot, since, start)
        cases = [slot.told.cases.get(m.start, ("",))[0] for m in before]
        own = {m.key for m, case in zip(before, cases, strict=True) if m.how != "pointer" and case in ("", "obj", "于")}
        if len(own) <= 1 and not GIVERS.intersection(cases):
            left = [one for one in left if one.kind in ("stake", "loan") and _from_nobody(one, own)]
    return left


def _odd(one: Candidate, slot: Slot) -> bool:
    """No government sells compute or chips, no lab chips or power, and what a government pays under a contract buys no stake."""
    told = slot.told
    if one.kind in GOODS:
        lab = trade(one.payee.who, told.names.sectors) == "lab"
        return government(one.payee.who) or (lab and one.kind in ("chip_purchase", "chip_lease", "power_purchase"))
    if one.kind not in ("stake", "grant") or not government(one.payer.who):
        return False
    where = told.folded, told.start, told.end
    return _CONTRACT.search(*where) is not None and _STAKE.search(*where) is None


def _from_nobody(one: Candidate, own: set[str]) -> bool:
    return one.payer is NOBODY and (not own or one.payee.who.key in own)


def _raised(slot: Slot) -> bool:
    """Whether a sum is what the firm before it raised."""
    text, (start, end), since = slot.told.folded, slot.span, _since(slot)
    if EACH.search(text, slot.told.start, slot.told.end):
        return False
    return bool(
        _RAISED.search(text, since, start) or (_RAISED_IF.search(text, since, start) and _ROUND.match(text, end))
    )


def _firms(slot: Slot, start: int, end: int) -> list[Mention]:
    """The firms that a stretch of the sentence names, each once, but for those who lead a round (由A和B领投的)."""
    led = [(hit.start(), hit.end()) for hit in _LED.finditer(slot.told.folded, start, end)]
    found = (
        m
        for m in slot.told.parties
        if m.how in (*FIRMS, "group") and start <= m.start < end and not any(a <= m.start < b for a, b in led)
    )
    return list({m.key: m for m in found}.values())


def _since(slot: Slot) -> int:
    """Where the stretch begins that a number stands in: after the last stop before it."""
    stops = [hit.end() for hit in _STOP.finditer(slot.told.folded, slot.told.start, slot.span[0])]
    return stops[-1] if stops else slot.told.start


__all__ = ["UNLIKELY", "open_slots", "open_to", "refused"]
