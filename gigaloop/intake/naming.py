"""What a number is a number of: the noun beside it, else what the clause names; and the verb that governs it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from gigaloop.intake import kinds as say, roles
from gigaloop.intake.clauses import Clause
from gigaloop.intake.lexicon import Word
from gigaloop.intake.quantities import Amount
from gigaloop.intake.told import Told

#: of several kinds that a clause names the first of these is meant
PRIORITY = ("capacity_backstop", "residual_guarantee", "guarantee", "warrant", "revenue_share", "power_purchase", "deposit", "right",
            "grant", "acquisition", "loan", "stake", "chip_codesign", "goods", "capacity_build")  # fmt: skip


def rank(kind: str) -> int:
    return PRIORITY.index(kind) if kind in PRIORITY else len(PRIORITY)


#: between a number and the noun that it belongs to: '$38 billion [debt package]', 30亿美元的[贷款]
_TO_NOUN = re.compile(
    r"(?:,? (?:multi-?year|long-term|[\w-]+-year),?)?-?\s?(?:in|of|worth of|in new|的)?\s?(?:(?!\b(?:for|to|from|with|by|at|on|into|over|through|alongside|under|after|before|via|against|as|and|or|that|which|in|of)\b)[\w'’·/&-]+\s){0,6}|[的之]?[\u4e00-\u9fffA-Za-z0-9()（）]{0,12}"
)


#: 以债务融资的方式完成5亿美元融资
_BY_DEBT = re.compile(r"(?:债务融资|债权融资|贷款|债券|举债|发债)的?(?:方式|形式)")
_AND = re.compile(r"\band\b|[,，;；、]|以及|[及和与]")


#: several that do the same, each for itself; together
EACH = re.compile(r"相继|分别|各自|各(?=投|注资|出资|入股|认购|承诺|持|斥资)|纷纷|先后|\brespectively\b|\beach\b", re.I)


def beside_sums(
    told: Told, clause: Clause, here: list[roles.Part], moneys: list[Amount]
) -> list[list[roles.Part]] | None:
    """The parties beside each of several sums: '22 bn with A and 14 bn with B'; everybody where that is not told."""
    if len(moneys) < 2:
        return None
    apart = _respectively(told, clause, moneys)
    if apart is not None:
        return apart
    firms = [p for p in here if p.who.how != "product"]
    if len({p.who.key for p in firms}) < 2:
        return None
    if EACH.search(told.folded, told.start, told.end):
        first = [p for p in firms if p.who.end <= moneys[0].start and p.case in ("", "and", "和")]
        if len(first) >= len(moneys):
            rest = [p for p in firms if p not in first]
            return [[replace(one, case=""), *rest] for one in first[-len(moneys) :]]
    edges = [clause.start]
    for one, two in pairwise(moneys):
        cut = [hit.start() for hit in _AND.finditer(told.folded, one.end, two.start)]
        edges.append(cut[-1] if cut else two.start)
    zones = [[p for p in firms if a <= p.who.start < b] for a, b in pairwise([*edges, clause.end])]
    return zones if all(zones[:2]) and len({p.who.key for zone in zones for p in zone}) > 1 else None


#: 合同金额分别为2亿元和3亿元: the sums of those who stand in one case before
_AS_LISTED = re.compile(r"分别(?:为|是|达|约为|将?支付|投资|出资|贷出|认购)\s?[约逾超近]?\s?$")


def _respectively(told: Told, clause: Clause, moneys: list[Amount]) -> list[list[roles.Part]] | None:
    """Of as many sums as firms of one case stand before in the sentence each has its own."""
    if not _AS_LISTED.search(told.folded, clause.start, moneys[0].start):
        return None
    whole = roles.parts(told.folded, told.start, moneys[0].start, told.parties, told.words)
    whole = [p for p in whole if p.who.how not in ("product", "group")]
    for case in dict.fromkeys(p.case for p in reversed(whole)):
        row = list({p.who.key: p for p in whole if p.case == case}.values())
        rest = [p for p in whole if p.case == "" != case][:1]
        if len(row) == len(moneys) and (case == "" or rest):
            return [[*rest, one] for one in row]
    return None


#: kinds that are about another deal's number: a guarantee of $1 billion of debt
_ABOVE = ("capacity_backstop", "residual_guarantee", "guarantee", "warrant", "deposit", "grant", "revenue_share")


def kind_of(
    told: Told, clause: Clause, money: Amount | None, moneys: list[Amount]
) -> tuple[str | None, tuple[int, int]]:
    """What a number is a number of: the noun that follows it, else the kind that the clause names; and where."""
    inside = told.within(clause)
    firm = next((m for w in inside if w.part == "verb" and _BUYS.match(told.folded, w.start) for m in told.parties if w.end <= m.start < clause.end and m.how in ("name", "unknown") and _RIVAL.fullmatch(told.folded, w.end, m.start) and not _HIS.match(told.folded, m.end) and not any(t.part in ("thing", "kind") and w.end <= t.start < m.start for t in inside)), None)  # fmt: skip
    if (
        firm is not None
        and (money is None or money.start > firm.end)
        and not any(w.part == "kind" and w.name in ("stake", "loan") and w.start < firm.start for w in inside)
    ):
        return "acquisition", (firm.start, firm.end)
    naming = [w for w in inside if w.part == "kind" or (w.part == "verb" and w.kind)]
    naming = [
        w
        for w in naming
        if w.name != "revenue_share" or not _ACCOUNTS.search(told.folded, max(clause.start, w.start - 40), w.start)
    ]
    if (
        naming
        and told.folded[clause.start : clause.end].isascii()
        and not _OWED.search(told.folded, told.start, told.end)
    ):
        naming = [w for w in naming if (w.kind or w.name) != "guarantee" or not any(x.part == "thing" for x in inside)]
    bought = [
        w for w in inside if w.part == "verb" and re.match(r"购买|采购|租用|buy|purchase|rent", told.folded[w.start :])
    ]
    if bought and any(w.part == "thing" and w.start > bought[0].start for w in inside):  # 投资62亿美元购买算力
        naming = [w for w in naming if not (w.part == "verb" and w.kind == "stake" and w.end <= bought[0].start)]
    if money is not None:
        naming = [w for w in naming if (w.kind or w.name) not in _ABOVE or not say.PURPOSE.search(told.folded, w.end, money.start)]  # fmt: skip
        for w in [*naming, *(w for w in inside if w.part == "deal")]:
            gap = told.folded[money.end : w.start] if w.start >= money.end else None
            if gap is not None and len(gap) < 60 and _TO_NOUN.fullmatch(gap) and w.part != "verb":
                kind = w.name if w.part == "kind" else "goods"
                if kind == "stake" and _BY_DEBT.search(told.folded, clause.start, money.start):
                    kind = "loan"
                if kind == "goods":
                    mine = [k for k in naming if money.end <= k.start < w.start or (w.end <= k.start <= w.end + 12)]
                    kind = mine[0].name if mine and mine[0].part == "kind" else "goods"
                    since = max((q.end for q in moneys if q.end <= money.start), default=clause.start)
                    if (
                        len(moneys) == 1
                        and not mine
                        and any(k.part == "kind" and since <= k.start < money.start for k in naming)
                    ):
                        break
                above = [
                    k
                    for k in naming
                    if len(moneys) == 1 and (k.kind or k.name) in _ABOVE and rank(k.kind or k.name) < rank(kind)
                ]
                if above:
                    break
                return kind, (w.start, w.end)
        for w in reversed([w for w in inside if w.part in ("deal", "kind") and w.end <= money.start]):
            if _WORTH.fullmatch(told.folded, w.end, money.start) and not any(
                (k.kind or k.name) in _ABOVE for k in naming
            ):
                firms = [k for k in naming if k.end <= w.start and (k.kind or k.name) == "acquisition"]
                if firms and _IN_A.search(told.folded, max(clause.start, w.start - 20), w.start):
                    return "acquisition", (firms[-1].start, firms[-1].end)  # 'its acquisition of X in a deal valued at'
                return (w.name if w.part == "kind" else "goods"), (w.start, w.end)
    naming = [w for w in naming if not _purpose(told, clause, w)] or naming
    if money is not None:
        naming = [w for w in naming if not (w.kind == "capacity_build" and w.start > money.end and told.folded[w.start - 3 : w.start] == "to ")]  # fmt: skip
    if money is not None:  # 'raised 1 billion and 7 billion in debt': the debt is the second's
        others = [q for q in moneys if q is not money and q.start > money.start]
        naming = [w for w in naming if not any(w.start >= q.end and w.part == "kind" and _TO_NOUN.fullmatch(told.folded, q.end, w.start) for q in others)]  # fmt: skip
    if money is not None and len(moneys) > 1 and naming:
        w = min(naming, key=lambda w: min(abs(w.start - money.end), abs(money.start - w.end)) + 200 * any(min(w.start, money.start) < q.start < max(w.end, money.end) and q != money for q in moneys))  # fmt: skip
        return (w.kind or w.name), (w.start, w.end)
    if naming:
        w = min(naming, key=lambda w: (rank(w.kind or w.name), w.part != "kind", w.start))
        kind = w.kind or w.name
        if kind != "goods" or any(x.part in ("thing", "deal") for x in inside) or money is not None:
            return kind, (w.start, w.end)
    if money is not None and _SELLS_PART.search(told.folded, clause.start, clause.end):
        return "acquisition", (clause.start, clause.start)
    deal = next((w for w in inside if w.part == "deal"), None)
    thing = next((w for w in inside if w.part == "thing"), None)
    verb = next((w for w in inside if w.part == "verb" and w.name != "sign"), None)
    owed = deal is not None and not (
        money and deal.start >= money.end and _AND.search(told.folded, money.end, deal.start)
    )
    if (
        verb is not None
        and money is not None
        and (verb.name == "in" or (verb.name == "get" and not owed and verb.end <= money.start <= verb.end + 24))
        and re.match(
            r"rais|secur|attract|land|bag|pull|pick|bring|brought|nab|haul|tak|took|seek|sought|融资|募|筹|集资|增资|寻求",
            told.folded[verb.start :],
            re.I,
        )
    ):
        return _raised(told, clause, money), (verb.start, verb.end)  # '发行债券,再筹集200亿'
    if deal is not None:
        return "goods", (deal.start, deal.end)
    if (
        verb is not None
        and thing is not None
        and not re.match(
            r"fund|financ|bankroll|lead|led|join|support|allocat|promis|participat|牵头|参与",
            told.folded[verb.start :],
            re.I,
        )
    ):
        return "goods", (verb.start, verb.end)
    sized = any(q.what in ("power", "chips") and clause.start <= q.start < clause.end for q in told.amounts)
    if verb is None and thing is not None and sized and _WITH.search(told.folded, clause.start, clause.end) and any(w.part == "verb" for w in inside):  # fmt: skip
        return "goods", (thing.start, thing.end)  # 'X and Y work together on 1 GW of nuclear power'
    if money is not None and thing is None and deal is None:  # 'will pay $3 billion for X'
        whole = next((m for m in told.parties if told.folded[money.end : m.start] in (" for ", " for the ")), None)
        if whole is not None and whole.how in ("name", "unknown") and not _HIS.match(told.folded, whole.end):
            return "acquisition", (whole.start, whole.end)
    if verb is not None and money is not None and verb.name in ("out", "give"):
        return "pays", (verb.start, verb.end)
    return None, (clause.start, clause.start)


_WITH = re.compile(r"\b(?:with|together|between|partner\w*|both|jointly)\b|[\u4e00-\u9fff]", re.I)
#: 'in talks to buy the chip start-up X': the object of 'buy' is a firm
_BUYS, _RIVAL = (
    re.compile(r"(?:buy(?:s|ing)?|bought|purchas(?:e|es|ed|ing)|acquir(?:e|es|ed|ing))\b", re.I),
    re.compile(
        r"\s(?:(?!(?:from|of|in|for|to|by|with|at|on|and|or)\b)(?:[a-z][\w-]*|US|UK|EU|U·S·|AI|[A-Z][a-z]+(?:an|ese|ish|ch|-based))\s){0,4}"
    ),
)
_HIS = re.compile(r"'s|’s|\s(?:shares?|stock|bonds?|debt|notes|chips?)\b")
#: money that is raised: lent, where the words around it say so
_DEBT = re.compile(r"\b(?:debt|loans?|bonds?|notes|credit|borrow\w*|leverag\w+)\b", re.I)
_EQUITY = re.compile(r"\b(?:equity|round|valu\w+|investors?|venture|Series [A-H]|shares?|IPO|stake)\b", re.I)


def _raised(told: Told, clause: Clause, money: Amount) -> str:
    sort = next((w for w in reversed(told.words) if w.part == "kind" and told.start <= w.start < clause.start and w.name in ("loan", "stake")), None)  # fmt: skip
    if sort is not None:
        return sort.name
    around = max(0, told.start - 120), money.start
    return "loan" if _DEBT.search(told.folded, *around) and not _EQUITY.search(told.folded, told.start, told.end) and told.folded[told.start].isascii() else "stake"  # fmt: skip


#: what is guaranteed: what somebody owes
_OWED = re.compile(
    r"\b(?:debt|loans?|leas\w+|obligations?|payments?|rent\w*|borrow\w*|notes|bonds?|credit|financ\w+|default\w*|project|lenders?|tenants?|facility)\b",
    re.I,
)
#: 'sell its mining unit to X'
_SELLS_PART = re.compile(
    r"\b(?:sell|sells|sold|selling|divest\w*)\b[^.;]{2,90}?\b(?:unit|business|subsidiary|division|arm|operations)\b[^.;]{0,60}?\bto\b|(?:将|把)[^,，。]{2,40}(?:业务|子公司|部门|厂(?!商)|园区|土地|大楼|[数资][据料]中心)[^,，。]{0,36}(?:出售|转让|卖|售)(?:给|予|与)",
    re.I,
)
#: 'a contract with Meta worth ...'
_WORTH = re.compile(
    r"(?: with (?:the )?[\w .&]{2,30})?,? (?:is |was |that is |potentially )?(?:worth|valued at|totall?ing)\s?"
)


_IN_A = re.compile(r"\b(?:in|through|under|via) (?:an?|the) (?:[\w-]+ )?$")
#: '87% of its revenue came from': no share that is paid
_ACCOUNTS = re.compile(
    r"account\w*|represent\w*|contribut\w*|generat\w*|deriv\w*|came|comes|made up|makes up|占|贡献|来自", re.I
)


def _purpose(told: Told, clause: Clause, w: Word) -> bool:
    hit = say.PURPOSE.search(told.folded, clause.start, clause.end)
    return hit is not None and hit.start() > clause.start + 8 and w.start > hit.start()


#: ', securing more', 'a loan to finance': what follows from a deal, or what it is for, does not govern it
_ADDED = re.compile(r", $|\b(?:to|at|for|of) $")
LEADS = re.compile(r"lead|led|join|fund|financ|牵头|领投|主导|领衔|参与|参投|跟投", re.I)


def verb_of(told: Told, clause: Clause, kind: str, money: Amount | None, anchor: tuple[int, int]) -> Word | None:
    """The verb that governs a number or a noun: the last strong one before it, else the first after it, else a weak one."""
    verbs = told.within(clause, "verb")
    at = money.start if money is not None else anchor[0]
    strong = [
        w
        for w in verbs
        if w.name != "sign" and (w.kind in ("", kind) or kind in ("goods", "pays") or w.start == anchor[0])
    ]
    strong = [w for w in strong if not LEADS.match(told.folded, w.start)] or strong
    strong = [w for w in strong if w.start <= at or not _ADDED.search(told.folded, max(clause.start, w.start - 4), w.start) or (kind not in ("loan", "stake") and told.folded[w.start - 3 : w.start] == "to ") or not told.folded[w.start].isascii()]  # fmt: skip
    before = [w for w in strong if w.start <= at]
    later = next(
        (
            w
            for w in strong
            if w.start > at
            and w.name in ("give", "out")
            and re.search(r"\bto $|为[^,，]{2,12}$", told.folded[max(clause.start, w.start - 16) : w.start])
        ),
        None,
    )
    if before and not (
        kind == "goods" and before[-1].name == "get" and later is not None and is_object(told, clause, before[-1])
    ):
        return before[-1]
    if before and later is not None:
        return later
    weak = [w for w in verbs if w.name == "sign"]
    if (
        not before
        and weak
        and weak[0].start < at
        and (kind == "loan" or (kind == "stake" and told.folded[clause.start : at].isascii()))
    ):
        return weak[0]  # 'signed a loan to buy chips': the purpose governs nothing
    return strong[0] if strong else (weak[0] if weak else None)


#: what a verb's object cannot stand behind
_BETWEEN = re.compile(r"\b(?:under|with|for|as|through|via|to)\s|(?<!illion )(?<!bn )\bin\s|[,，;]|根据|按照|透过|通过")


def is_object(told: Told, clause: Clause, verb: Word) -> bool:
    """Whether a verb's object is the contract itself: who is handed an order, or wins one, sells."""
    deal = next((w for w in told.within(clause, "deal") if w.start > verb.start), None)
    if deal is None:
        back = [w for w in told.within(clause, "deal") if w.end <= verb.start]
        return (
            bool(back)
            and re.search(r"把|将(?=[^，,]{0,14}(?:订单|合同|合约|业务))", told.folded[clause.start : back[0].end])
            is not None
        )
    return _BETWEEN.search(told.folded, verb.end, deal.start) is None


__all__ = ["EACH", "LEADS", "PRIORITY", "beside_sums", "is_object", "kind_of", "rank", "verb_of"]
