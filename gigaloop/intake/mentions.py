"""Every party that a sentence names: of the book, known by its trade, unnamed, or pointed back to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gigaloop.intake.names import Mention, Names
from gigaloop.intake.script import fold
from gigaloop.intake.shapes import unknown
from gigaloop.intake.states import governments
from gigaloop.intake.words import EPITHETS, FIRMS, GENERIC, ORDINARY, POINTERS, SUFFIX_EN, TRADES

_TRADE_OF = {fold(name): FIRMS[name] for name in sorted(FIRMS, key=len, reverse=True)}
_FIRM = re.compile(
    "|".join(
        re.escape(n)
        if not n.isascii()
        else rf"(?<![A-Za-z0-9-]){re.escape(n)}(?:\s(?:{SUFFIX_EN})\b)?(?![A-Za-z0-9]|-[a-z])"
        for n in _TRADE_OF
    )
)
_POINTER = re.compile("|".join(f"(?P<p{i}>{pattern})" for i, (pattern, _) in enumerate(POINTERS)))
_EPITHET = re.compile("|".join(f"(?P<e{i}>{pattern})" for i, (pattern, _) in enumerate(EPITHETS)))
_GENERIC = re.compile("|".join(f"(?P<g{i}>{pattern})" for i, (pattern, _) in enumerate(GENERIC)))


def mentions(
    folded: str,
    start: int,
    end: int,
    names: Names,
    history: Sequence[Mention],
    subject: Mention | None,
    people: frozenset[str] = frozenset(),
    short: Mapping[str, Mention] | None = None,
    firms: Mapping[str, Mention] | None = None,
) -> list[Mention]:
    """Every party named in a sentence, in order, with pointers resolved by what went before (`history`, newest last).

    short   how the text says that it calls a firm;  firms   names that another sentence shows to be firms'
    """
    found = names.known(folded, start, end)

    def free(a: int, b: int) -> bool:
        return all(b <= m.start or m.end <= a for m in found)

    for hit in _GENERIC.finditer(folded, start, end):
        party = GENERIC[int((hit.lastgroup or "g0")[1:])][1]
        if free(*hit.span()):
            how = "venture" if party == "?" else "group"
            if party == "?someone" and not re.search(
                r"neocloud|cloud|\bAI\b|unnamed|undisclosed|unidentified|hyperscal|tenant|global|major|leading|large|big|investment-grade|一[家名位]|某|未|匿名|神秘|不具名|客户|供应商",
                hit[0],
            ):
                continue
            jv = [m for m in history if names.sectors.get(m.party or "") == "vehicle"] if how == "venture" and hit[0][:4] in ("this", "the ") else []  # fmt: skip
            if jv:  # 'this joint venture': the vehicle that was told before
                found.append(replace(jv[-1], start=hit.start(), end=hit.end(), text=hit[0], how="pointer"))
                continue
            found.append(Mention(*hit.span(), hit[0], party if party in names.sectors else None, how))
    found += [
        Mention(a, b, folded[a:b], state, "name" if state else "unknown", "government")
        for a, b in governments(folded, start, end)
        if free(a, b)
        for state in [_state(folded, a, b, names, history)]
    ]
    found += [
        Mention(
            *hit.span(),
            hit[0],
            None,
            "unknown",
            next(trade for name, trade in _TRADE_OF.items() if hit[0].startswith(name)),
        )
        for hit in _FIRM.finditer(folded, start, end)
        if free(*hit.span())
    ]
    for hit in _EPITHET.finditer(folded, start, end):
        party = EPITHETS[int((hit.lastgroup or "e0")[1:])][1]
        if free(*hit.span()) and party in names.sectors:
            found.append(Mention(*hit.span(), hit[0], party, "pointer"))
    found = [
        replace(m, trade=m.trade or called(folded, m, start, end)) if m.party is None and m.how == "unknown" else m
        for m in found
    ]

    def again(told: Mapping[str, Mention] | None) -> None:
        for stem, whole in (told or {}).items():
            if stem in DEFINED or stem not in stretch:
                continue
            if stem[0] > "\u2fff" or " " in stem or (whole.party and stem in ORDINARY):
                alone = r"\b(?!\s[A-Z])" if stem.isascii() else ""  # 'Aligned', told before as Aligned Data Centers
                for hit in re.finditer(re.escape(stem) + alone, stretch):
                    a, b = start + hit.start(), start + hit.end()
                    if free(a, b):
                        named = None if stem == whole.text else whole.named or (whole.start, whole.end)
                        found.append(replace(whole, start=a, end=b, named=named))

    stretch = folded[start:end]
    again(short)  # 数据港, told before as 上海数据港股份有限公司;  'New Era', by ("New Era")
    news = unknown(folded, start, end, found, people)
    found += [
        replace(
            m,
            trade=m.trade or called(folded, m, start, end),
            party=names.ordinary.get(m.text),
            how="name" if m.text in names.ordinary else m.how,
        )
        for m in news
    ]
    again(firms)
    for at, m in enumerate(found):  # 'Talen', told before as Talen Energy
        whole = ((short or {}).get(m.text) or (firms or {}).get(m.text)) if m.how == "unknown" else None
        if whole is not None and whole.text != m.text:
            found[at] = replace(
                whole,
                start=m.start,
                end=m.end,
                text=m.text if whole.party else whole.text,
                named=None if whole.party else whole.named or (whole.start, whole.end),
            )
    found = [m for m in found if m.how != "rival"]
    found = [replace(m, how="product") if _CHIPS_FROM.search(folded, max(start, m.start - 20), m.start) and _ACCESS.search(folded, start, m.start) else m for m in found]  # fmt: skip
    found = _once_told(sorted(found, key=lambda m: m.start), folded)
    found = [_unit(m, folded, names) for m in found]
    found = [m for m in found if not _OWNER_OF.match(folded, m.end) and not _OWNED.search(folded, start, m.start)]
    found.sort(key=lambda m: m.start)
    for hit in _POINTER.finditer(folded, start, end):
        if not free(*hit.span()) or re.search(
            r"\b(?:is|was|as|be|becomes?|became) $", folded[max(start, hit.start() - 8) : hit.start()]
        ):
            continue
        meant = POINTERS[int((hit.lastgroup or "p0")[1:])][1]
        here = [m for m in found if m.start < hit.start() and m.how in ("name", "unknown", "pointer")]
        teller = next((m for m in reversed(here) if _TELLS.match(folded, m.end, hit.start())), None)
        acted_on = _OBJECT.search(folded, max(start, hit.start() - 24), hit.start()) is not None
        target = _resolved(
            meant,
            here[:-1] if acted_on and "subject" not in meant and meant not in ("latter", "former") else here,
            history,
            subject,
            names,
        )
        if meant == "subject" and teller is not None and hit[0].lower() in ("it", "the company"):
            target = teller
        other = teller is None and here and subject is not None and subject.key != here[0].key and target is here[0]
        if meant == "subject" and other and acted_on:
            target = subject
        if hit[0].removeprefix("本") == "公司":
            target = (short or {}).get("公司") or (short or {}).get("本公司") or target
        if target is not None:
            found.append(
                replace(
                    target,
                    start=hit.start(),
                    end=hit.end(),
                    text=hit[0] if target.party else target.text,
                    named=target.named or (target.start, target.end),
                    how="pointer",
                )
            )
            found.sort(key=lambda m: m.start)
    return found


#: 'The government', told of before
_THE_STATE = re.compile(r"(?:[Tt]he|[Ii]ts|[Tt]heir) (?:federal |central |national )?government")


def _state(folded: str, a: int, b: int, names: Names, history: Sequence[Mention]) -> str | None:
    """The party of the book that a government is: by its name, or the state told before."""
    said = folded[a:b]
    if _THE_STATE.fullmatch(said):
        last = next((m for m in reversed(history) if m.trade == "government" or (m.party or "").endswith("_gov")), None)
        if last is not None:
            return last.party
    known = next(iter(names.known(said.removesuffix("政府") + "政府")), None)
    return known.party if known else names.ordinary.get(said)


#: what an announcement calls itself, resolved as a pointer
DEFINED = ("公司", "本公司", "标的公司", "上市公司")


def _once_told(found: list[Mention], folded: str) -> list[Mention]:
    """A name told again in brackets (輝達（Nvidia）), or by its product's name (微軟Azure), is one mention."""
    kept: list[Mention] = []
    for m in found:
        glossed = (
            kept and m.how == "unknown" and kept[-1].text[:1].isascii() != m.text[:1].isascii()
            and kept[-1].party is None and re.fullmatch(r"(?:公司|集团)?\s?[(（]", folded[kept[-1].end : m.start])
        )  # fmt: skip
        if kept and (
            glossed
            or (
                kept[-1].key == m.key
                and re.fullmatch(
                    r"\s?[(（]?\s?(?:NASDAQ|NYSE|Nasdaq)?:?\s?|公司|旗下的?|'s\s", folded[kept[-1].end : m.start]
                )
            )
        ):
            closed = m.end + (folded[m.end : m.end + 1] in ("）", ")"))
            kept[-1] = replace(
                kept[-1],
                end=closed,
                text=folded[kept[-1].start : closed],
                how="name" if "name" in (kept[-1].how, m.how) else m.how,
            )
        else:
            kept.append(m)
    return kept


#: 'Mercedes-Benz parent Daimler' names Daimler
_OWNER_OF = re.compile(
    r"(?:'s|’s) (?:parent|owner)(?: company)?,|\s(?:parent|owner|founder|co-founder|chief|CEO|boss|spin-?off)\s(?:company\s|group\s)?[A-Z]"
)
_OWNED = re.compile(r"\b(?:parent|owner|maker|creator)(?: company)? of (?:[A-Z]\w+(?:,| and|, and) ){0,3}$")
#: "ABB Ltd's robotics unit", where the book has ABB Robotics
_UNIT_OF = re.compile(r"(?:'s|’s) (\w+) (?:unit|business|arm|division)\b")


def _unit(m: Mention, folded: str, names: Names) -> Mention:
    hit = _UNIT_OF.match(folded, m.end)
    whole = f"{m.text.split()[0]} {hit[1].capitalize()}" if hit else ""
    unit = next((n for n in names.known(whole) if n.text == whole), None)
    return m if unit is None else replace(m, end=hit.end(), text=whole, party=unit.party, how="name")  # type: ignore[union-attr]


#: 'access to chips from Nvidia': whose chips they are
_CHIPS_FROM, _ACCESS = re.compile(r"\b(?:chips|GPUs|processors|accelerators) from $"), re.compile(r"\baccess to\b")
#: 'Google disclosed in a filing that it': who says it is meant
_TELLS = re.compile(
    r"\s(?:\([^)]*\)\s)?(?:said|says|announced|disclosed|reported|revealed|confirmed|told|added|stated|expects|signaled)\b[^;]*$"
)
_TRADES = [(sector, re.compile(pattern, re.I)) for sector, pattern in TRADES]


def called(folded: str, m: Mention, start: int, end: int) -> str:
    """What an unknown firm does for a living: by the words before its name, in apposition after it, or in it."""
    before = re.split(
        r"[,;:.，。；：、]|\b(?:and|with|from|to|by|in|of|for)\b|[与和向从由对的]|收购|持有|投资(?=[^,，。]{4})",
        folded[max(start, m.start - 50) : m.start],
    )[-1]
    after = re.match(r"(?:'s)?,\s(?:an?|the|which is)\s[^,;]{0,80}", folded[m.end : min(end, m.end + 90)])
    for words in (before, after[0] if after else "", m.text):
        for sector, pattern in _TRADES:
            if pattern.search(words):
                return sector
    return ""


#: verbs and prepositions whose object is somebody else than the subject of the sentence
_OBJECT = re.compile(
    r"(?:\b(?:pay|pays|paid|paying|lend|lends|lent|give|gives|gave|supply|supplied|sell|sold|back|backs|backed|grant|granted|offer|offered|"
    r"hand|handed|owe|owes|fund|funds|finance|financed|guarantee|buy|to|with|from|in|by|for)\s(?:the\s)?|[向与对给从由为替])$"
)


def _resolved(
    meant: str, here: Sequence[Mention], history: Sequence[Mention], subject: Mention | None, names: Names
) -> Mention | None:
    """The party that a pointer means; None rather than a guess."""
    before = [m for m in history if m.how != "group" and m.how != "product"]
    if meant == "latter":
        return here[-1] if here else (before[-1] if before else None)
    if meant == "former":
        return here[0] if here else (before[0] if before else None)
    if meant == "subject":
        if here:
            return here[0]
        return subject or (before[-1] if before else None)
    pool = [*before, *([subject] if subject is not None else []), *here]
    for wanted in meant.split(">"):
        trades = [(m, names.sectors.get(m.party or "") or m.trade) for m in reversed(pool)]
        for good in (wanted.split("|"), [""]):
            found = next((m for m, trade in trades if trade in good), None)
            if found is not None:
                return found
    return None


__all__ = ["called", "mentions"]
