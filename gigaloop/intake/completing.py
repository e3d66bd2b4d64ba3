"""The party that a clause leaves open: named before or after it, known from the deal told before, or unnamed by the press."""

from __future__ import annotations

import re
from dataclasses import replace

from gigaloop.intake import roles
from gigaloop.intake.clauses import Clause
from gigaloop.intake.names import Mention
from gigaloop.intake.told import FIRMS, Found, Told


def earlier(told, clause, kind, first, told_side, back):  # type: ignore[no-untyped-def]
    """A second party that an earlier clause of the sentence names."""
    pool = [
        m for m in told.parties if m.start < max(clause.start, first.start) and m.how in FIRMS and m.key != first.key
    ]
    if kind in roles.GOODS or kind in ("warrant", "guarantee", "right", "deposit", "chip_codesign"):
        chips = [m for m in told.parties if m.end <= clause.start and m.how == "product" and m.key != first.key]
        return next(reversed(pool or (chips if clause.link == "same" else [])), None)
    if kind in ("stake", "loan", "grant"):
        kin = [one for one in back if one.line == told.number and one.proposal.kind == kind]
        if kin:
            return kin[-1].payee if told_side == "from" else None
        acting = {
            m.key
            for m in pool
            for w in told.words
            if w.part == "verb" and w.kind == kind and m.end <= w.start < clause.start
        }
        pool = [m for m in pool if m.key not in acting]
        if told_side == "from" and len({m.key for m in pool}) == 1:
            return pool[-1]
    return None


#: the two who were just named, as one subject
_BOTH = re.compile(r"双方|甲方|两家?公司|二者|两者")


def both(told: Told, clause: Clause, here: list[roles.Part], back: list[Found]) -> list[Mention]:
    """Whom 双方 means, the one that the clause does not name first: the two of the sentence, else of the deal told before."""
    hit = _BOTH.search(told.folded, clause.start, clause.end)
    if hit is None or any(p.who.how in FIRMS and p.who.start <= hit.start() for p in here):
        return []
    two = list({m.key: m for m in told.parties if m.end <= hit.start() and m.how in FIRMS}.values())
    last = next((o for o in reversed(back) if o.payer and o.payee and "group" not in (o.payer.how, o.payee.how)), None)
    if not two and last is not None and last.payer is not None and last.payee is not None:
        two = [last.payer, last.payee]
    named = {p.who.key for p in here}
    return sorted(two, key=lambda m: m.key in named) if len(two) == 2 else []


def unnamed(told, clause, kind, payer, payee, anchor, verb):  # type: ignore[no-untyped-def]
    """Those whom the press leaves unnamed: who buys bonds, who lends, who joins a round."""
    near = told.folded[clause.start : clause.end]
    if kind == "loan" and payer is None and payee is not None:
        payer = stands_for(kind, told, clause, anchor)
    if kind == "grant" and payee is None and payer is not None and not roles.government(payer):
        payer, payee = None, payer
    if kind == "grant" and payer is None and payee is not None and payee.how in FIRMS:
        payer = stands_for(kind, told, clause, anchor)
    if kind == "stake" and payee is not None:
        raising = (
            verb is not None and (verb.name in ("in", "get") or told.folded.startswith("offer", verb.start))
        ) or re.search(r"\bround\b|Series [A-H]|融资|募资|[A-H]\s?轮", near)
        led = payer is not None and _led(told, payer, clause)
        if (payer is None and raising) or led:
            payer = stands_for(kind, told, clause, anchor)
    return payer, payee


_DEBT = re.compile(r"(?<!负)债|贷|bond|notes|loan|debt", re.I)
_BONDS = re.compile(r"bond|\bnotes|债券|公司债|发债|票据|可转债|美元债", re.I)
_AMERICAN = re.compile(r"CHIPS|[芯晶]片(?:与科学)?法|[Ff]ederal|Commerce Department|Department of Commerce")


def stands_for(kind: str, told: Told, clause: Clause, at: tuple[int, int]) -> Mention:
    """Who pays in a deal of a kind where nobody is named: holders of bonds, lenders, investors, a government, somebody."""
    text = told.folded
    if kind == "loan":
        start = clause.start if _DEBT.search(text, clause.start, clause.end) else max(told.start, clause.start - 40)
        return group("bondholders" if _BONDS.search(text, start, clause.end) else "lenders", at, told)
    if kind == "grant":
        own = group("governments", at, told)
        american = "us_gov" in told.names.sectors and _AMERICAN.search(text, told.start, told.end)
        return replace(own, party="us_gov") if american else own
    return group("investors" if kind in ("stake", "acquisition") else "?someone", at, told)


def _led(told: Told, payer: Mention, clause: Clause) -> bool:
    """Whether somebody only leads, or joins, a round whose money comes from all."""
    before, after = told.folded[max(clause.start, payer.start - 50) : payer.start], told.folded[payer.end : clause.end]
    return (
        re.search(r"(?:投资方|投资人|投资机构|参与方|股东)(?:包括|为|有|是|:|：)[^。;；]{0,48}$", before) is not None
        or re.search(r"(?:led|co-led|headed|anchored|backed) by\s(?:the\s|[\w-]+\s){0,4}$|由[^,，。]{0,8}$", before)
        is not None
        or re.match(
            r"等?(?:[\u4e00-\u9fff、]{0,8})?(?:领投|参投|跟投|牵头|主导|领衔)|\s(?:also |then )?(?:led|leading|co-led|anchored)\b",
            after,
        )
        is not None
    )


def group(party: str, anchor: tuple[int, int], told: Told) -> Mention:
    return Mention(*anchor, told.folded[anchor[0] : anchor[1]], party if party in told.names.sectors else None, "group")


#: kind -> the part that an earlier deal's party may fill: (kinds, its part there)
_FILLS = {
    "guarantee": ((("loan",), "payee"), (("capacity_lease", "compute_purchase", "chip_purchase"), "payer")),
    "capacity_lease": ((("loan", "capacity_build", "stake"), "payee"),),
    "power_purchase": ((("stake", "power_purchase"), "payee"),),
    "stake": ((("stake", "loan"), "payee"),),
    "loan": ((("loan",), "payee"),),
    "grant": ((("grant",), "payee"),),
    "warrant": ((("chip_purchase", "compute_purchase"), "payer"), (("warrant", "stake"), "payee")),
}


def later(told, clause, payer):  # type: ignore[no-untyped-def]
    """Who gets a loan, where the rest of the sentence says for whom it is."""
    rest = roles.parts(told.folded, clause.end, told.end, told.parties, told.words)
    return next((p.who for p in rest if p.case in ("for", "to", "为", "给", "与", "向", "obj") and p.who.how in FIRMS and p.who.key != payer.key and p.who.trade != "banks"), None)  # fmt: skip


def contrasted(told, clause, payer):  # type: ignore[no-untyped-def]
    """'Although X has invested $13 billion, Y may ...': whom the main clause is about."""
    if clause.link != "aside":
        return None
    rest = roles.parts(told.folded, clause.end, told.end, told.parties, told.words)
    return next((p.who for p in rest if p.case == "" and p.who.how in FIRMS and p.who.key != payer.key), None)


def completed(kind, payer, payee, back, number):  # type: ignore[no-untyped-def]
    """A part that a clause leaves open is the party of the deal told just before, where the two belong together."""
    if payer is None or payee is not None or payer.how == "group":
        return payer, payee
    for one in reversed(back):
        if number - one.line > {"guarantee": 4, "loan": 8}.get(kind, 2):
            break
        for kinds, part in _FILLS.get(kind, ()):
            mate = one.payee if part == "payee" else one.payer
            if one.proposal.kind in kinds and mate is not None and mate.key != payer.key and mate.how != "group":
                return payer, mate
    return payer, payee


__all__ = ["both", "completed", "contrasted", "earlier", "group", "later", "stands_for", "unnamed"]
