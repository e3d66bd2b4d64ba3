"""Who gives and who gets: the verb and its subject, the word before a name, and what the two do for a living."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gigaloop.intake.lexicon import Word
from gigaloop.intake.names import Mention

#: kinds in which goods go one way and money the other: the subject of 'provide' is paid
GOODS = ("compute_purchase", "chip_purchase", "chip_codesign", "chip_lease", "capacity_lease", "power_purchase", "capacity_backstop")  # fmt: skip

#: how far a sector is from selling each thing: the higher one sells (of a stake: buys; of a loan: lends)
_RANKS: dict[str, tuple[str, ...]] = {
    "compute_purchase": ("lab", "application", "other", "chip_vendor", "sovereign", "hyperscaler", "levered_cloud", "neocloud", "landlord", "vehicle"),
    "chip_purchase": ("lab", "application", "other", "neocloud", "levered_cloud", "landlord", "vehicle", "sovereign", "hyperscaler", "chip_vendor", "supplier"),
    "capacity_lease": ("lab", "application", "chip_vendor", "hyperscaler", "levered_cloud", "neocloud", "vehicle", "landlord"),
    "chip_lease": ("lab", "application", "hyperscaler", "levered_cloud", "neocloud", "investor", "vehicle", "chip_vendor"),
    "stake": ("lab", "application", "neocloud", "landlord", "vehicle", "other", "supplier", "levered_cloud", "chip_vendor", "hyperscaler", "sovereign", "investor"),
    "loan": ("lab", "application", "neocloud", "landlord", "vehicle", "other", "levered_cloud", "hyperscaler", "chip_vendor", "sovereign", "investor", "banks", "private_credit"),
}  # fmt: skip
_RANKS["power_purchase"] = (*_RANKS["chip_purchase"], "banks", "investor", "", "utilities")
_RANKS["chip_codesign"] = _RANKS["chip_purchase"]
_RANKS["capacity_build"] = tuple(reversed(_RANKS["capacity_lease"]))

_PREPOSITION = "from|to|into|in|with|by|for|of|between|at|via|through|on|against|behind|under|over|about|among|alongside|including|like|than|as|per|despite|toward|towards|within|near|around|across"
_STOP = re.compile(
    rf"(?P<prep>\b(?:{_PREPOSITION}))\s$|(?P<and>\b(?:and|or)|&)\s$|(?P<no>\b(?:that|said|says|say|saying|whether|if|when|while|after|before|because|will|would|could|may|has|have|had|is|are|was|were|be|been|which|who|whose|where|since|though|but|it|they|he|she|also|not))\s$",
    re.I,
)
_PLAIN = re.compile(r"(?:[$€£][\d·,]+[A-Za-z]{0,2}|[A-Za-z][\w'’·-]*|[\d,·.]+(?:-\w+)?|[“\"‘(])\s?$")
_ZH_PREPOSITION = re.compile(
    r"(?:以及|提供给|来自|授予|包括|通过|透过|经由|[向对给予为与和跟同从由被自于及替把获让助])$"
)

#: 'A与B分别投资': both do
_EACH = re.compile(r"[^,，。]{0,4}(?:分别|各自|各|均|都|共同|联合)")
_ZH_BEGUN = re.compile(
    r"自[驾动主研家有身]|对[冲手]|自由|被动|和平|同[样时类期]|为[期何此]|由于|与会|向来"
)  # a word that begins like one


@dataclass(frozen=True)
class Part:
    """A party in a clause: the word before its name ('' for a subject, 'obj' after a verb), and whether it owns what follows."""

    who: Mention
    case: str
    owns: bool = False


def parts(text: str, start: int, end: int, parties: Sequence[Mention], words: Sequence[Word]) -> list[Part]:
    """The case of every party of a stretch, in order; a party beside another ('A and B') shares its case."""
    found: list[Part] = []
    dropped: Mention | None = None
    verbs = [w for w in words if w.part == "verb"]
    for m in parties:
        if not start <= m.start < end or m.how == "rival":
            continue
        last = found[-1] if found else None
        case = _case(text, max(start, last.who.end if last else start), m, verbs)
        beside = text[last.who.end : m.start].strip() if last is not None else ""
        if beside in ("和", "及", "以及") or (beside in ("与", "同", "跟") and _EACH.match(text, m.end, end)):
            case = "and"
        unit = _UNIT.search(text, max(start, m.start - 24), m.start) if case == "of" else None
        if unit is not None:  # 'the cloud unit of X' is X
            case = _case(text, max(start, last.who.end if last else start), replace(m, start=unit.start()), verbs)
        if case in ("and", "，") and last is not None:
            gap = text[last.who.end : m.start]
            beside = len(gap) < (48 if gap.isascii() else 14) and not any(
                last.who.end <= v.start < m.start for v in verbs
            )
            case = last.case if beside and not (last.owns and case == "，") else ""
        elif case in ("and", "，"):
            case = ""
        if (
            case not in ("", "obj")
            and re.match(r"(?:'s|’s)\s", text[m.end : m.end + 3])
            and re.search(r"\band\s$", text[max(start, m.start - 5) : m.start])
        ):
            case = ""
        if _NOT.search(text, max(start, m.start - 16), m.start):
            continue
        if _THAN.search(text, max(start, m.start - 40), m.start):
            continue
        if m.how == "group" and last is not None and _AND_OTHERS.fullmatch(text, last.who.end, m.start):
            continue
        listed = (
            dropped is not None
            and case in ("and", "，", "")
            and re.fullmatch(r",?\s?(?:and )?(?:[\w'-]+ ){0,4}", text[dropped.end : m.start])
        )
        if listed or (case == "by" and _SUPPORTER.search(text, max(start, m.start - 40), m.start)):
            dropped = m
            continue
        if case == "with" and _ARRANGED.search(text, max(start, m.start - 24), m.start):
            continue
        if (
            case in ("at", "on", "after", "before", "since", "than", "like", "as")
            and _ACTS.match(text, m.end)
            and any(v.start - m.end < 24 for v in verbs if v.start >= m.end)
        ):
            case = ""
        if case == "with" and _WITH_DOING.match(text, m.end, end):
            case = ""
        if (case == "" and _HIS_SHARES.match(text, m.end)) or _MODIFIES.match(text, m.end):
            case = "mod"
        if (
            case != "mod"
            and _SUM_BEFORE.search(text, max(start, m.start - 24), m.start)
            and _DEAL_BEHIND.match(text, m.end)
        ):
            case = "mod"
        if case == "" and _THIS.search(text, max(start, m.start - 8), m.start) and _CONTRACT_BEHIND.match(text, m.end):
            case = "this"
        if case == "向" and _SELLER.match(text, m.end):
            case = "从"
        if case == "for" and _HIS_DOING.match(text, m.end):
            case = "purpose"
        if found and _HIS_UNIT.fullmatch(text, found[-1].who.end, m.start):
            case = found.pop().case
        owns = _OWNS.match(text, m.end) is not None and not _ITS_UNIT.match(text, m.end)
        found.append(Part(m, case, owns))
    return found


#: A、B等多家[投资机构]: those just named
_AND_OTHERS = re.compile(r"等(?:[\d一二三四五六七八九十多数]+[家名位个])?[\u4e00-\u9fff]{0,4}")
#: 'a deal backed by X', 'as reported by X': no part of it;  'with X leading': its subject
_SUPPORTER = re.compile(
    r"\b(?:backed|supported|owned|reported|seen|reviewed|controlled|cited|obtained|developed|operated|estimated|compiled|advised) by\s(?:the\s|[\w'-]+\s){0,5}$"
)
#: 'bonds, structured with X'; 'a process run with X': who helps
_ARRANGED = re.compile(r"\b(?:structured|advised|run|competing|working|worked) with\s$")
#: 'At the same time X put', 'After X signed': X acts
_ACTS = re.compile(r"\s(?:(?:will|has|had|have|also|would|recently|separately)\s)*(?!\w+ed\sby\b)\w+")
#: 'the supplier is not X': no part of it
_NOT = re.compile(r"\b(?:not|unlike|instead of|rather than)\s$")
#: what is compared, cited, or excepted ('besides X', 除X外) has no part in it
_THAN = re.compile(
    r"(?:低于|高于|不及|多于|少于|优于|除[了开去]?(?:覆盖|涵盖|包括)?|\b[Bb]esides|\b(?:[Aa]part|[Aa]side) from|\b[Ii]n addition to|\bthan|\b(?:[Aa]ccording to|(?:data|figures|estimates|research|report) (?:from|by|compiled by))(?: (?:data|figures|research|a \w+) (?:from|by))?)\s?(?:the )?$"
)
#: X创办的公司Y: Y acts, X tells which one it is
_MODIFIES = re.compile(
    r"\s?(?:[^,，。、]{0,6}(?:创办|创立|联合创立|支持|力挺|撑腰|控股|持股|领衔|主导|投资|推出|开发))的(?!全?新一代|[^,，。]{0,8}(?:芯片|晶片|模型|项目|计划|园区|数据中心|资料中心|平台|技术))"
)
#: 向X收购Y的股权: X sells them
_SELLER = re.compile(r"[^,，。]{0,14}(?:收购|受让|购买[^,，。]{2,30}股[权份])")
_HIS_SHARES = re.compile(r"\s?(?:shares?|stock)\b|\s?(?:股(?:[票价权]|份(?!有限))|持股|普通股|优先股|认股|认购权|权证)")
#: 'a $27 billion Nebius deal', 'its $40 billion OpenAI commitment';  'for OpenAI's first closing';  "Nio's chip unit GeniTech"
_SUM_BEFORE = re.compile(r"(?:\d|[Bb]illion|[Mm]illion|[Tt]rillion|bn|m|B|M)(?: (?:in|of))?\s$")
_DEAL_BEHIND = re.compile(
    r"\s(?:\w+ )?(?:commitment|bet|investment|stake|deal|contract|pact|agreement|order|lease|loan|partnership)s?\b",
    re.I,
)
_OWNS = re.compile(r"(?:'s|’s|s'|s’|(?<=s)['’])\s|的|旗下")
_THIS = re.compile(r"\b(?:[Tt]h(?:e|is|at)|[Aa]n?|[Ii]ts|[Tt]heir|new)\s$")
_CONTRACT_BEHIND = re.compile(r"\s(?:\w+ )?(?:deal|contract|pact|agreement|lease|order|partnership)\b")
_HIS_DOING = re.compile(
    r"(?:'s|’s)?\s(?:\w+ ){0,2}(?:closing|purchase|acquisition|takeover|investment|round|use|stake|bet)\b"
)
_HIS_UNIT = re.compile(
    r"(?:'s|’s)\s(?:[\w-]+ ){0,4}(?:unit|subsidiary|arm|division|affiliate|spin-?off)\s|(?:股份)?(?:有限公司)?(?:[(（][^()（）]{0,20}[)）])?的?(?:(?:之|控股|全资|下属|旗下)*[子孙]公司|参股公司|联营公司|合营公司)"
)
_UNIT = re.compile(r"\b(?:unit|arm|division|subsidiary|affiliate) of (?:the )?$")
#: "X's subsidiary won": X
_ITS_UNIT = re.compile(r"(?:'s|’s|'|’)\s(?:[\w-]+ ){0,3}(?:subsidiary|affiliate|division|arm|unit)\b(?! [A-Z])")
_WITH_DOING = re.compile(
    r"(?:(?:,? and|,) [A-Z][\w.]*(?: [A-Z][\w.]*)*)*\s(?:each |both )?(?:set to|expected to|slated to|also|itself|[a-z]+ing\b)"
)


def _case(text: str, floor: int, m: Mention, verbs: Sequence[Word]) -> str:
    lead = text[max(floor, m.start - 12) : m.start].rstrip(' “"‘「『(')
    if m.text[:1].isascii() and (not lead or lead[-1].isascii()):
        at = m.start
        for _ in range(9):
            here = text[floor:at]
            if not here.strip(' “"‘('):
                return "，" if floor and text[floor - 1 : floor] not in ".\n" and re.match(r"\s", here or "x") else ""
            verb = next((v for v in verbs if v.end <= at and not text[v.end : at].strip() and v.start >= floor), None)
            if verb is not None:
                return "obj"
            hit = _STOP.search(here)
            if hit:
                return "and" if hit["and"] else hit["prep"].lower() if hit["prep"] else ""
            if re.search(r"[,:;—–)]\s*$", here):
                return "，"
            word = _PLAIN.search(here)
            if word is None:
                return ""
            at = floor + word.start()
        return ""
    at, low = m.start, max(floor, m.start - 24)
    while at > low and text[at - 1] in ' “"‘「『(':
        at -= 1
    while at > low:
        verb = next((v for v in verbs if v.end == at), None)
        if verb is not None:
            return "obj"
        letter = text[at - 1]
        open_ = max(text.rfind(mark, low, at) for mark in "(（") if letter in ")）" else -1
        if open_ > low:  # 与人工智慧（AI）公司X
            at = open_
            continue
        hit = None if _ZH_BEGUN.match(text, at - 1) else _ZH_PREPOSITION.search(text, max(low, at - 3), at)
        if hit and text[at : at + 1] != "的":
            return {"及": "和", "以及": "和", "同": "与", "跟": "与"}.get(hit[0], hit[0])
        if letter in "、":
            return "，"
        if letter in "，,。;；:：)）\n」】〕":
            return ""
        at -= 1
    return ""


#: the part that the subject of a verb plays
_SUBJECT = {"out": "from", "in": "to", "give": "from", "get": "to"}
#: what a noun alone tells: an investment is its owner's, a round or a loan comes to him
_NOUN = {"stake": "from", "acquisition": "from", "guarantee": "from", "warrant": "from", "deposit": "from", "revenue_share": "from",
         "right": "from", "grant": "to", "loan": "to", "capacity_build": "from"}  # fmt: skip
#: where the other party stands: the first of these cases that is there
_OTHER = {
    ("money", "from"): ("mod", "in", "into", "behind", "to", "向", "对", "给", "予", "obj", "授予", "与", "with", "of", "owns", "于", "和", "for", "为", "获", "on"),
    ("guarantee", "from"): ("owns", "of", "for", "为", "obj", "对", "on", "给", "by", "to", "with", "与"),
    ("acquisition", "from"): ("mod", "in", "into", "behind", "to", "向", "对", "给", "予", "obj", "授予", "与", "with", "of", "owns", "于", "和", "for", "为", "获", "on", "从", "from"),
    ("stake", "from"): ("mod", "in", "into", "behind", "to", "向", "对", "给", "予", "obj", "授予", "of", "owns", "于", "on", "助"),
    ("stake", ""): ("mod", "in", "into", "with", "与", "between", "to", "向", "对", "obj", "of", "owns", "和", "from"),
    ("money", "to"): ("from", "从", "来自", "by", "由", "获", "obj", "with", "与", "和", "to", "向", "owns", "of", "including", "包括", "对", "at", "mod"),
    ("goods", "from"): ("mod", "from", "从", "向", "obj", "with", "与", "to", "product", "owns", "at", "on", "in", "via", "of", "和", "给", "by", "由", "对", "through", "behind"),
    ("goods", "to"): ("mod", "to", "给", "向", "obj", "提供给", "with", "与", "from", "获", "for", "为", "owns", "of", "和", "by", "从", "来自", "由", "于"),
    ("goods", ""): ("mod", "with", "与", "from", "从", "向", "between", "obj", "获", "for", "为", "owns", "product", "to", "of", "和", "by", "and"),
}  # fmt: skip
_BEING = re.compile(r"\b(?:was|were|is|are|be|been|being|got|gets)\s(?:\w+ly\s|also\s|now\s|then\s)?$", re.I)
_DONE = re.compile(r"(?:ed|en|lent|sold|bought|led|won|paid|made|built|let|held|spent|struck)$", re.I)


def passive(text: str, verb: Word, floor: int) -> bool:
    """Whether a verb stands in the passive: 'was bought', 'financed by', 被收购, 由其提供."""
    if not text[verb.start].isascii():
        return re.search(r"(?:被|遭|受到?)[^,，。]{0,14}$", text[max(floor, verb.start - 16) : verb.start]) is not None
    if _DONE.search(text, verb.start, verb.end) is None:
        return False
    after = re.match(r"\s(?:\w+ly\s)?by\b", text[verb.end : verb.end + 16]) is not None
    return after or _BEING.search(text, max(floor, verb.start - 24), verb.start) is not None


def side(kind: str, verb: Word | None, contract: bool) -> str:
    """The part that the subject of this verb plays in this kind: from, to, or '' where the verb does not tell.

    contract   the verb's object is the contract itself: who gives an order buys, who wins one sells, if their trades allow it
    """
    name = verb.name if verb else "sign"
    if kind in ("warrant", "right") and name == "in":
        name = "give"
    if kind in GOODS and name in ("give", "get"):
        if contract:
            return "from" if name == "give" else ""
        return "to" if name == "give" else "from"
    if kind in GOODS and contract and name == "out" and verb is not None and verb.kind == "goods":
        return ""  # 'locked in a contract'
    return _SUBJECT.get(name) or _NOUN.get(kind, "")


def other(
    kind: str, told: str, have: Mention | None, at: int, everyone: Sequence[Part], sectors: Mapping[str, str]
) -> Part | None:
    """The second party: the one whose case fits best, the nearest of them."""
    family = "goods" if kind in GOODS else "money"
    order = _OTHER.get((kind, told)) or _OTHER.get((family, told)) or _OTHER["goods", ""]
    best: tuple[int, int] | None = None
    pick = None
    firm = any(p.who.how not in ("group", "product") and (have is None or p.who.key != have.key) for p in everyone)
    for p in everyone:
        m = p.who
        if (have is not None and m.key == have.key) or p.case == "purpose":
            continue
        if m.how == "group" and kind == "stake" and told == "from":
            continue
        if m.how == "venture" and family == "goods":
            continue
        if m.how == "group" and firm and kind not in ("stake", "loan"):
            continue
        case = "product" if m.how == "product" else p.case
        if case == "product" and (family != "goods" or (told == "to" and not p.owns)):
            continue
        rank = order.index(case) if case in order else order.index("owns") if p.owns and "owns" in order else 99
        rank = min(rank, order.index("owns")) if p.owns and "owns" in order else rank
        if rank == 99 and (
            kind == "stake"
            or (kind == "acquisition" and case in ("through", "via", "under", "by"))
            or (p.case in ("", "，") and m.end <= at)
        ):
            continue
        score = (rank + 50 * (m.how == "venture" and kind != "stake"), abs(m.start - at))
        if best is None or score < best:
            best, pick = score, p
    return pick


def by_trade(kind: str, one: Mention, two: Mention, sectors: Mapping[str, str]) -> tuple[Mention, Mention] | None:
    """(payer, payee) by what the two do for a living; None where that does not tell."""
    order = _RANKS.get(kind)
    if order is None:
        return None
    ranks = [order.index(s) if (s := trade(m, sectors)) in order else -1 for m in (one, two)]
    if -1 in ranks or ranks[0] == ranks[1]:
        return None
    low, high = (one, two) if ranks[0] < ranks[1] else (two, one)
    return (low, high) if kind in GOODS or kind == "capacity_build" else (high, low)


def trade(m: Mention, sectors: Mapping[str, str]) -> str:
    """A party's sector: the book's, else what the words beside its name say."""
    return sectors.get(m.party or "") or m.trade


def government(m: Mention) -> bool:
    """Whether a party is a state or one of its departments."""
    return m.trade == "government" or (m.party or "").endswith("_gov")


__all__ = ["GOODS", "Part", "by_trade", "government", "other", "parts", "passive", "side", "trade"]
