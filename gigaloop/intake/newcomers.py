"""Parties that the book lacks: each proposed beside the deal that names it, at its place in the text, and written with that deal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gigaloop.intake.hanwords import LEGAL, pieces
from gigaloop.intake.proposals import Proposal
from gigaloop.intake.script import HAN, fold, in_script

#: what a trade told beside a name is as a party's kind
KIND_OF = {"lab": "model_lab", "landlord": "developer", "chip_vendor": "chip_vendor", "hyperscaler": "hyperscaler",
           "neocloud": "neocloud", "investor": "investor", "application": "application"}  # fmt: skip
#: proposals that become legs
LEGS = ("add", "part", "contradict")


def sides(p: Proposal) -> list[str]:
    """The names of those of its two parties that the book lacks."""
    told = ((p.payer, p.from_text), (p.payee, p.to_text))
    return [words for known, words in told if known is None and words] if p.action in LEGS else []


def proposed(proposals: Sequence[Proposal], trades: Mapping[str, str]) -> list[Proposal]:
    """A proposal for each party that these deals name and the book lacks, each once.

    trades   name -> its sector, where the words beside the name tell it

    >>> deal = Proposal(kind="loan", payee="nebius", from_text="Halden Bank")
    >>> [(one.action, one.subject, one.subject_text, one.sector) for one in proposed([deal], {"Halden Bank": "banks"})]
    [('party', 'halden_bank', 'Halden Bank', 'banks')]
    """
    made: dict[str, Proposal] = {}
    for p in proposals:
        for side, known, words in (("from", p.payer, p.from_text), ("to", p.payee, p.to_text)):
            if words not in sides(p) or known is not None or words in made:
                continue
            one = Proposal(action="party", subject=party_id(None, words), subject_text=words, sector=trades.get(words) or "other", value=in_latin(words) if HAN.search(words) else None)  # fmt: skip
            one.say("new-party")
            one.evidence = [e.model_copy(update={"field": "subject"}) for e in p.evidence if e.field == side][:1]
            made[words] = one
    return list(made.values())


def party_id(known: str | None, words: str | None) -> str:
    """The book's id, or one made of the name that the text gives.

    >>> party_id(None, "Applied Halls Corp."), party_id("meta", "Meta Platforms"), party_id(None, "重慶銀行")
    ('applied_halls_corp', 'meta', 'chongqing_yinhang')
    """
    if known:
        return known
    latin = in_latin(words or "").casefold()
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in latin)
    plain = "_".join(filter(None, plain.split("_")))
    return plain or "party_" + "_".join(f"{ord(letter):x}" for letter in (words or "?")[:12])


def in_latin(words: str) -> str:
    """A Chinese name in Latin letters: the one that stands in it, else in pinyin, word by word.

    >>> in_latin("新紀元能源有限公司"), in_latin("星澜智能(Xinglan AI)"), in_latin("Halden Bank")
    ('Xinjiyuan Nengyuan', 'Xinglan AI', 'Halden Bank')
    """
    if not HAN.search(words):
        return words
    own = re.search(r"[A-Za-z][A-Za-z .&-]{2,}[A-Za-z]", words)
    if own is not None:
        return own[0]
    from pypinyin import lazy_pinyin

    plain = re.sub(r"[()（）]", "", LEGAL.sub("", fold(words)))
    return " ".join("".join(lazy_pinyin(plain[p.start : p.end])).capitalize() for p in pieces(plain))


def row(p: Proposal, known: str) -> dict[str, str]:
    """The row of parties.csv for a party's proposal: its name in three scripts, `value` in English where a person said it."""
    words, sector = p.subject_text or p.subject or "?", p.sector or "other"
    names = {
        "name_en": p.value or in_latin(words),
        "name_zh_hant": in_script(words, "s2t"),
        "name_zh_hans": in_script(words, "t2s"),
        "aliases": ";".join({LEGAL.sub("", words), words} - {words}),
    }
    return {"party_id": p.subject or "", "kind": KIND_OF.get(sector, "other"), "sector": sector, "known": known} | names


def settled(accepted: Sequence[Proposal]) -> list[Proposal]:
    """The accepted deals with the ids that their new parties were given."""
    ids = {p.subject_text: p.subject for p in accepted if p.action == "party"}
    return [
        p.model_copy(update={"payer": p.payer or ids.get(p.from_text), "payee": p.payee or ids.get(p.to_text)})
        for p in accepted
    ]


__all__ = ["KIND_OF", "LEGS", "party_id", "proposed", "row", "settled", "sides"]
