"""A contract exhibit -> its clauses, as rows of terms.csv would say them; what is redacted is told as redacted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from gigaloop.book.model import Book, Leg
from gigaloop.book.terms import KINDS
from gigaloop.book.units import parse_when
from gigaloop.intake.dates import told
from gigaloop.intake.fields import put_amount
from gigaloop.intake.names import Names
from gigaloop.intake.passages import sentences
from gigaloop.intake.proposals import Proposal, Reason
from gigaloop.intake.quantities import amounts
from gigaloop.intake.script import fold
from gigaloop.intake.words import table

#: the target of a clause whose leg is proposed with it
OWN = "own"
#: letters of a clause's words, and days between a contract and the leg that is taken for it
LONGEST, NEAR = 160, 400
_HIDDEN = r"[\[【]\s*(?:\*+|●+|•+|_+|redacted|omitted|confidential|略)\s*[\]】]"
_COUNT = r"(?:[a-z-]+ \()?(\d+)\)?"
_PERCENT = r"(?:[a-z-]+ percent \()?(\d+(?:\.\d+)?)\s?(?:%|percent|per cent)\)?"
_MONEY = r"[$€£¥]\s?\d[\d,.]*(?:\s(?:million|billion|trillion))?"
_ROLES = {
    "from": "Customer|Client|Buyer|Purchaser|Lessee|Tenant|Lenders?|Investors?|Guarantor|Noteholders?|Licensee",
    "to": "Provider|Supplier|Seller|Vendor|Lessor|Landlord|Borrower|Issuer|Company|Obligor|Licensor",
}
_NAME = r"(?P<name>[A-Z][\w&.'-]*(?:,? (?:[A-Z][\w&.'-]*|of|and|&)){0,8}?(?:,? (?:Inc|Corp|Ltd|LLC|L\.P|PLC|N\.V|S\.A|GmbH|Co)\.?)?)"
_DEFINED = re.compile(
    rf"{_NAME},?(?:\s(?:a|an)\s[^()\"]{{0,60}})?\s?\((?:the |collectively,? the |together[^()\"]{{0,20}})?\"(?P<role>[A-Z]\w+)\"\)"
)
_AS = re.compile(rf"{_NAME},? as (?:the )?(?P<role>[A-Z]\w+)")
_TITLES = (("compute_purchase", r"(?:算力|云服务|云计算)[^\n]{0,8}(?:合同|协议)"), ("loan", r"(?:贷款|借款|授信)(?:合同|协议)|\b(?:CREDIT|LOAN|NOTE PURCHASE|FACILITY) AGREEMENT|\bINDENTURE\b|\bnotes due\b"), ("capacity_lease", r"\bLEASE\b|(?:租赁|托管)(?:服务)?(?:合同|协议)"),
           ("power_purchase", r"\bPOWER PURCHASE|(?:购售?电|供电)(?:合同|协议)"), ("guarantee", r"\bGUARANT(?:Y|EE)\b|(?:担保|保证)合同"), ("chip_purchase", r"\b(?:SUPPLY|EQUIPMENT PURCHASE) AGREEMENT|(?:设备|服务器|芯片|加速卡)[^\n]{0,4}(?:采购|买卖|购销|供货)(?:合同|协议)"))  # fmt: skip


class Said(NamedTuple):
    """One clause as found: the contract's word for it, what it says, the leg's field and value, and where."""

    term: str
    value: str
    field: str | None
    holds: str | None
    start: int
    end: int


def _months(count: int) -> str:
    """A number of months as the book writes it."""
    if count % 12 == 0:
        return f"{count // 12} years"
    return f"{count // 3} quarters" if count % 3 == 0 else f"{count / 12:.3g} years"


def _years(hit: re.Match[str]) -> str:
    count, unit = int(hit[1]), hit[2].lower()
    if unit.startswith("month"):
        return _months(count)
    return f"{count} {'years' if unit.startswith('year') else 'days'}"


def _share(hit: re.Match[str]) -> str:
    return f"{float(hit[1]) / 100:.6g} share"


def _points(hit: re.Match[str]) -> str:
    return f"{float(hit[1]) * (100 if '%' in hit[0] or 'percent' in hit[0] else 1):.6g} bp"


def _tongue(words: str) -> str:
    return "en" if words.isascii() else "zh-Hans"


def _sum(hit: re.Match[str]) -> str:
    found = [q for q in amounts(hit[0], _tongue(hit[0])) if q.what == "money"]
    up_to = re.search(r"not (?:to )?exceed|up to|maximum|不超过|最高", hit[0], re.I)
    words = found[0].text if found else "undisclosed"
    return f"up to {words.removeprefix('at least ')}" if up_to and not words.startswith("up to") else words


def _date(hit: re.Match[str]) -> str:
    days = told(hit[0], 0, len(hit[0]), None)
    return days[-1][0] if days else ""


def _always(words: str) -> Callable[[re.Match[str]], str]:
    return lambda hit: words


def _words(hit: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", hit[hit.lastindex or 0]).strip(" ,.;:").replace(";", ",")[:LONGEST]


def _leaver(hit: re.Match[str]) -> str:
    who = re.sub(r"\s+", " ", hit[1]).strip().removeprefix("The ").removeprefix("the ").lower()
    days = re.search(rf"{_COUNT} (?:business )?days", hit[0])
    return f"{who} for convenience" + (f" on {days[1]} days' notice" if days else "")


#: (term, the leg's field, what the text says, how that reads); several of one term are several clauses
READ: tuple[tuple[str, str | None, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple((a, b, re.compile(c, re.I), d) for a, b, c, d in (
    ("term_years", "term", rf"\b(?:initial |base )?term\b[^.;\n]{{0,120}}?\b(?:of|for|is|be|continues?|runs?|lasts?)\b[^.;\n]{{0,40}}?\b{_COUNT} (years?|months?)", _years),
    ("expiry", "end", r"\b(?:expires?|expire on|ends? on|terminates? on|continues? (?:until|through)|in effect (?:until|through))\b[^.;\n]{0,30}?(?:[A-Z][a-z]+ \d{1,2}, 20\d\d|\d{1,2} [A-Z][a-z]+ 20\d\d)", _date),
    ("take_or_pay", "take_or_pay", r"take[- ]or[- ]pay[^.;\n]{0,60}?" + _PERCENT, _share),
    ("take_or_pay", "take_or_pay", r"take[- ]or[- ]pay|(?:regardless|irrespective) of (?:its |the |whether |actual |any )?[^.;\n]{0,30}\b(?:us(?:e|age|es)|utili[sz]ation)|whether or not [^.;\n]{0,30}\b(?:uses?|utili[sz]es|takes)\b", _always("1 share")),
    ("termination", "termination", r"neither party (?:may|shall|can)[^.;\n]{0,30}terminate[^.;\n]{0,40}for (?:its )?convenience|may not (?:be )?terminate[sd]?[^.;\n]{0,40}for (?:its )?convenience|no (?:right to )?terminat\w+ for convenience", _always("no termination for convenience")),
    ("termination", "termination", r"\b((?:the )?(?:either party|customer|client|buyer|tenant|lessee|provider|supplier|landlord|lessor|company|purchaser))\s(?:may|can|has the right to|is entitled to)\b(?! not)[^.;\n]{0,40}?\bterminate\b[^.;\n]{0,80}?\bconvenience\b(?:[^.;\n]{0,60}days)?", _leaver),
    ("notice", "notice", rf"convenience\b[^.;\n]{{0,80}}?\b{_COUNT} (days|months)|{_HIDDEN} days'? (?:prior )?(?:written )?notice[^.;\n]{{0,40}}terminat", lambda hit: _years(hit) if hit[1] else "redacted"),
    ("termination", "termination", r"\beither party may terminate\b[^.;\n]{0,80}\bbreach", _always("either side on a breach that is not cured")),
    ("cure_period", "cure", rf"(?:\bcure[sd]?\b|remed(?:y|ied))[^.;\n]{{0,80}}?\bwithin {_COUNT} (?:business |calendar )?(days|months)|within {_COUNT} (?:business |calendar )?(days)[^.;\n]{{0,90}}?\b(?:to )?(?:cure|remed)\w*", lambda hit: f"{int(hit[1] or hit[3])} days"),
    ("cure_period", "cure", rf"(?:\bcure[sd]?\b|remed(?:y|ied))[^.;\n]{{0,80}}?\bwithin {_HIDDEN}|within {_HIDDEN}[^.;\n]{{0,80}}?\b(?:cure|remed)\w*", _always("redacted")),
    ("exit_cost", "exit_cost", rf"(?:termination (?:fee|charge|payment)|early[- ]exit fee)\b[^.;\n]{{0,50}}?{_MONEY}", _sum),
    ("exit_cost", "exit_cost", rf"(?:termination (?:fee|charge|payment)|early[- ]exit fee)\b[^.;\n]{{0,50}}?{_HIDDEN}", _always("redacted")),
    ("delay_remedy", "delay_remedy", r"(?:\blate\b|\bdelay|\bdoes not deliver|fails? to deliver|not (?:be |been )?(?:delivered|ready|complete)|misses)[^.;\n]{0,160}?\b((?:an? )?(?:credit|liquidated damages|abatement|reduction|discount|rent credit)\b[^;\n]{0,140}?)(?:\.\s|\.$|;|\n|$)", _words),
    ("floating_or_fixed", "rate_type", r"\b(?:Term SOFR|SOFR|EURIBOR|floating rate|Base Rate plus)\b", _always("floating")),
    ("floating_or_fixed", "rate_type", r"\bfixed (?:interest )?rate\b|fixed at\b[^.;\n]{0,20}%", _always("fixed")),
    ("coupon", "rate", rf"(?:bears?|accrues?|pays?)\s[^.;\n]{{0,20}}?interest\b[^;\n]{{0,60}}?{_PERCENT}", _share),
    ("coupon", "rate", rf"(?:interest|rate|coupon)\b[^.;\n]{{0,50}}?{_HIDDEN}", _always("redacted")),
    ("spread", "spread", rf"(?:Applicable Margin|\bmargin\b|SOFR plus|EURIBOR plus)[^.;\n]{{0,50}}?{_PERCENT}", _points),
    ("spread", "spread", r"(?:SOFR|EURIBOR|margin|Margin)\b[^.;\n]{0,40}?(\d+(?:\.\d+)?) (?:basis points|bps?)\b", _points),
    ("spread", "spread", rf"(?:Applicable Margin|SOFR plus)[^.;\n]{{0,40}}?{_HIDDEN}", _always("redacted")),
    ("maturity", "end", r"(?:Maturity Date\"?\s?(?:means|is|:)|\bmatur(?:e|es|ing|ity) (?:on|date of|is))[^.;\n]{0,30}?(?:[A-Z][a-z]+ \d{1,2}, 20\d\d|\d{1,2} [A-Z][a-z]+ 20\d\d)", _date),
    ("advance_rate", "advance", rf"advance rate\"?[^.;\n]{{0,40}}?{_PERCENT}|(?:not (?:to )?exceed|up to) {_PERCENT} of (?:the )?(?:[\w-]+ ){{0,3}}(?:cost|value|receivables)", lambda hit: f"{float(hit[1] or hit[2]) / 100:.6g} share"),
    ("advance_rate", "advance", rf"advance rate\"?[^.;\n]{{0,40}}?{_HIDDEN}", _always("redacted")),
    ("amount", "amount", rf"(?:aggregate principal amount|total commitments?|aggregate commitments?|committed amount|minimum commitment|total contract value|purchase price)\b[^.;\n]{{0,50}}?{_MONEY}", _sum),
    ("covenant", "covenants", r"(?:debt service )?coverage ratio\b[^.;\n]{0,60}?(\d+\.\d+)", lambda hit: f"coverage {float(hit[1]):.4g}"),
    ("covenant", "covenants", r"loan[- ]to[- ](?:value|cost)(?: ratio)?\b[^.;\n]{0,50}?(\d+(?:\.\d+)?)\s?(?:%|percent)", lambda hit: f"loan to value {float(hit[1]) / 100:.4g}"),
    ("covenant", "covenants", r"leverage ratio\b[^.;\n]{0,60}?(\d+\.\d+)", lambda hit: f"leverage at most {float(hit[1]):.4g}"),
    ("covenant", "covenants", rf"(?:minimum |unrestricted )?liquidity\b[^.;\n]{{0,60}}?{_MONEY}", lambda hit: f"minimum liquidity {_sum(hit)}"),
    ("collateral", "collateral", r"(?:secured by|granted? (?:a )?(?=(?:first|perfected)))\s?(?:a |an )?((?:first|second|perfected|senior)?[^.;\n]{10,150})", _words),
    ("prepayment", "prepaid", rf"(?:prepayment|pay in advance|advance payment|deposit)\b[^.;\n]{{0,60}}?{_MONEY}", _sum),
    ("price", None, rf"(?:fees?|price|rent|charges?|rate per[\w -]*hour)\b[^.;\n]{{0,30}}?\$?{_HIDDEN}", _always("redacted")),
))  # fmt: skip


_DIGITS = dict(zip("零一二两三四五六七八九十", (0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))


def _span(hit: re.Match[str]) -> str:
    """三年, 36个月, 30日 as the book writes them."""
    tens, _, ones = hit[1].rpartition("十")
    count = int(hit[1]) if hit[1].isdigit() else _DIGITS.get(tens, 1) * 10 * ("十" in hit[1]) + _DIGITS.get(ones, 0)
    if hit[2] == "年":
        return f"{count} years"
    if "月" in hit[2]:
        return _months(count)
    return f"{count} days"


def _reads(how: str) -> Callable[[re.Match[str]], str]:
    if how.startswith("="):
        return _always(how[1:])
    return {"sum": _sum, "years": _span, "date": _date, "share": _share, "points": _points, "words": _words,
            "leaver": lambda hit: {"甲": "party A", "乙": "party B"}[hit[1][0]] + " for convenience",
            "coverage": lambda hit: f"coverage {float(hit[1]):.4g}"}[how]  # fmt: skip


_ZH_PARTS = {
    "MONEY": r"(?:人民币|美元|美金|新台币|港币)?\s?[\d,.]+\s?[万亿]{0,2}(?:美元|港元|元|日元)",
    "NUMBER": r"(\d+|[一二两三四五六七八九十]{1,3})", "PERCENT": r"(\d+(?:\.\d+)?)\s?%", "HIDDEN": _HIDDEN,
}  # fmt: skip


def _filled_in(words: str) -> re.Pattern[str]:
    return re.compile(re.sub("|".join(_ZH_PARTS), lambda hit: _ZH_PARTS[hit[0]], words))


#: the same of a Chinese contract: `exhibit_zh.csv`, MONEY, NUMBER, PERCENT and HIDDEN stand for how such are written
READ_ZH = tuple((row["term"], row["field"] or None, _filled_in(row["words"]), _reads(row["reads"])) for row in table("exhibit_zh.csv"))  # fmt: skip
_ZH_PART = r"(?P<part>[甲乙]方|[^\W\d_]{2,3}[人方])"
_ZH_PARTY = re.compile(
    rf"(?:^|\n)\s*{_ZH_PART}\s?(?:[(（](?P<role>[^()（）]{{2,10}})[)）])?(?:名称)?[:：]\s?(?P<name>[\u4e00-\u9fffA-Za-z0-9()（） .&-]{{2,40}}?)(?=\s*(?:\n|[,，。;；]|$))"
    rf"|(?P<whole>[\u4e00-\u9fff()（）]{{4,30}}公司)[(（](?:以下)?简?称[为:：]?\s?[“\"](?P<called>[甲乙]方)[”\"][)）]"
)
_ZH_SIDES = (
    ("from", r"需方|买方|买受|采购|购买|委托|客户|承租|贷款人|出借|用电|服务需求|接受"),
    ("to", r"供方|卖方|出卖|供应|提供|受托|出租|借款人|售电|发电|承包"),
    ("from", "甲方"), ("to", "乙方"),
)  # fmt: skip


class Side(NamedTuple):
    """One party of a contract: the book's id where it has one, and where the contract names it."""

    party: str | None
    words: str
    start: int
    end: int


def clauses(text: str, folded: str, names: Names, book: Book, known: str | None) -> list[Proposal]:
    """What a contract's text says, each as a proposal for a row of terms.csv, at the leg that it most likely belongs to.

    Where the book has no such leg, and the contract names both parties, the leg itself comes first, and the clauses name it
    as their target (`OWN` until the proposals are numbered).
    """
    plain = folded.replace("“", '"').replace("”", '"')
    parties = {side: one._replace(words=text[one.start : one.end]) for side, one in _parties(plain, names).items()}
    when = next((day for day in told(plain, 0, 1500, None) if len(day[0]) == 10), None)
    kind, at = _title(plain)
    leg = _leg({side: one.party for side, one in parties.items() if one.party}, kind, when[0] if when else None, book)
    said = [_as_written(one, text, plain) for one in _said(plain)]
    deal = _deal(text, kind, at, parties, when, said, book) if leg is None else None
    between = f"{_called(parties, 'from')} > {_called(parties, 'to')}" if parties else None
    made: list[Proposal] = [] if deal is None else [deal]
    for one in said:
        p = Proposal(
            action="clause", term=one.term, value=one.value, field=one.field, holds=one.holds, between=between, known=known
        )  # fmt: skip
        p.target = leg.leg if leg else OWN if deal else None
        p.ground("value", text, one.start, one.end)
        p.ground("term", text, one.start, one.end)
        _fit(p, leg, kind if deal else None)
        made.append(p)
    return made


def _as_written(one: Said, text: str, plain: str) -> Said:
    """A clause in the contract's own letters, where it was read in the other script."""
    at = -1 if one.value.isascii() else plain.find(one.value, one.start, one.end)
    value = one.value if at < 0 else text[at : at + len(one.value)]
    return one._replace(value=value, holds=one.holds and value)


def _called(parties: dict[str, Side], side: str) -> str:
    return parties[side].words if side in parties else "?"


def _deal(text, kind, at, parties, when, said, book) -> Proposal | None:  # type: ignore[no-untyped-def]
    """The contract as a leg, where it names both parties and the book has none of this kind between them."""
    if len(parties) < 2 or when is None:
        return None
    payer, payee = parties["from"], parties["to"]
    if any(leg.kind == kind and (leg.payer, leg.payee) == (payer.party, payee.party) for leg in book.legs.values()):
        return None
    p = Proposal(kind=kind, payer=payer.party, from_text=payer.words, payee=payee.party, to_text=payee.words, stage="signed",
                 happened=when[0], amount="undisclosed", bound="undisclosed", reasons=[Reason(id="new")])  # fmt: skip
    for field, place in (
        ("kind", at),
        ("from", payer[2:]),
        ("to", payee[2:]),
        ("stage", when[1:]),
        ("happened", when[1:]),
    ):
        p.ground(field, text, *place)
    total = next((one for one in said if one.term == "amount" and one.value not in ("undisclosed", "redacted")), None)
    if total is not None:
        sums = [
            q
            for q in amounts(fold(text[total.start : total.end]), _tongue(text[:200]))
            if q.what == "money" and q.value
        ]
        if sums:
            put_amount(p, replace(sums[0], start=sums[0].start + total.start, end=sums[0].end + total.start), text)
    return p


def _said(plain: str) -> list[Said]:
    """Every clause, each once, in its order; of one field the first telling stays, but for lists."""
    found: list[Said] = []
    taken: set[tuple[str, str]] = set()
    rows = READ if _tongue(plain[:200]) == "en" else READ_ZH
    for start, end in sentences(plain):
        for term, field, pattern, reads in rows:
            hit = pattern.search(plain, start, end)
            if hit is None:
                continue
            value = reads(hit)
            key = (term, value if term in ("covenant", "termination", "price") else "")
            again = term in ("take_or_pay", "coupon", "spread") and any(s.term == term for s in found)
            if (
                not value
                or key in taken
                or again
                or (term == "price" and any(s.start <= hit.start() < s.end for s in found))
            ):
                continue
            taken.add(key)
            found.append(Said(term, value, field, value if field else None, *hit.span()))
    return found


def _parties(plain: str, names: Names) -> dict[str, Side]:
    """'from' and 'to', as the contract defines the two."""
    found: dict[str, Side] = {}
    for hit in (*_DEFINED.finditer(plain[:8000]), *_AS.finditer(plain[:8000])):
        side = next((side for side, roles in _ROLES.items() if re.fullmatch(roles, hit["role"])), None)
        if side is None or side in found:
            continue
        words = re.sub(r"^(?:and|between|among|by)\s", "", hit["name"]).strip(" ,")
        start = hit.start("name") + hit["name"].index(words)
        known = names.known(plain, hit.start("name"), hit.end("name"))
        found[side] = Side(known[0].party if known else None, words, start, start + len(words))
    zh = list(_ZH_PARTY.finditer(plain[:8000]))
    for side, words in _ZH_SIDES:
        for hit in zh:
            name = hit["name"] or hit["whole"]
            taken = any(one.words == name for one in found.values())
            if (
                side not in found
                and not taken
                and re.search(words, f"{hit['role'] or ''}{hit['part'] or hit['called']}")
            ):
                at = hit.start("name") if hit["name"] else hit.start("whole")
                known = names.known(plain, at, at + len(name))
                found[side] = Side(known[0].party if known else None, name, at, at + len(name))
    return found


def _title(plain: str) -> tuple[str, tuple[int, int]]:
    """The kind that the contract's title names, and where; an agreement of services is about compute."""
    for kind, words in _TITLES:
        hit = re.search(words, plain[:1500])
        if hit:
            return kind, hit.span()
    hit = re.search(r"\b(?:AGREEMENT|Agreement|CONTRACT|Contract|LEASE)\b|合同|协议", plain[:1500])
    return "compute_purchase", hit.span() if hit else (0, min(len(plain), 20))


def _leg(parties: dict[str, str], kind: str, when: str | None, book: Book) -> Leg | None:
    """The leg of these parties and this kind that began nearest to the contract's day; None rather than a guess."""
    legs = [leg for leg in book.legs.values() if leg.kind == kind and parties
            and (("from" not in parties or leg.payer == parties["from"]) and ("to" not in parties or leg.payee == parties["to"]))]  # fmt: skip
    if kind == "loan" and "from" not in parties:
        legs = [leg for leg in legs if leg.payee == parties.get("to")]
    if when is None:
        return legs[0] if len(legs) == 1 else None
    day = parse_when(when).last
    near = [(abs((leg.steps[0].happened.last - day).days), leg.leg, leg) for leg in legs]
    return min(near)[2] if near and min(near)[0] <= NEAR and (len(near) == 1 or min(near)[0] <= 45) else None


def _fit(p: Proposal, leg: Leg | None, own: str | None) -> None:
    """Say why a clause enters no field of the book, where it does not; `own` is the kind of the leg proposed with it."""
    kind = leg.kind if leg else own
    if p.value == "redacted" and p.field is None:
        p.say("redacted")
    elif kind is None:
        p.say("no-leg")
    elif p.field not in KINDS[kind].model_fields:
        p.say("no-field", word=kind, field=p.field)
    else:
        held = getattr(leg.terms, p.field or "", None) if leg else None
        if leg and held is not None:
            p.say("held", leg=leg.leg, sum=str(held))
        else:
            p.say("open", leg=leg.leg) if leg else p.say("open-own")
