"""Firms that the book lacks, by the shape of their names and the words beside them; and who is a person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gigaloop.intake import lexicon
from gigaloop.intake.han import firms
from gigaloop.intake.names import Mention
from gigaloop.intake.script import mixed
from gigaloop.intake.states import PLACES
from gigaloop.intake.words import GIVEN, NO_FIRM, SUFFIX_EN, of

#: the end of a firm's whole name
_LEGAL = re.compile(r",? ?\b(?:Inc|Corp|INC|CORP|CORPORATION|LTD|LLC|Ltd|Limited|PLC|plc|L\.P|LP|N\.V|S\.A|AG|SE)\b\.?")
_PLACE = re.compile(PLACES)
_CAP = r"(?:[A-Z][\w&.'-]*[\w&]|[A-Z]{1,2}|x[A-Z]\w+|[a-z][A-Z]\w+)"
#: words with capitals, one after the other
CAPITALS = re.compile(rf"(?a:(?<![\w@/]){_CAP}(?:\s(?:{_CAP}|of|&|and(?=\s[A-Z]\w*\s(?:{SUFFIX_EN})\b)))*)")
_TITLED = re.compile(
    r"(?:(?:Chief|chief|CEO|CFO|COO|CTO|President|president|Chairman|chairman|founder|Founder|analysts?|Analysts?|spokes\w+|executive|officer|director|Mr\.?|Ms\.?|Mrs\.?|Minister|minister|Secretary|Senator|Judge)[\w\s,']{0,12})$"
)
_PERSON_AFTER = re.compile(
    r"\s?(?:,\s(?:a |an |the |its |who|[A-Z]\w+'s )?(?:\w+\s)?(?:\w+\s)?(?:chief|CEO|CFO|president|chairman|founder|co-founder|analyst|executive|director|spokes)|\s(?:told|wrote in|tweeted)\b)"
)
_FIRM_WORD = re.compile(
    r"(?:startup|start-up|company|firm|provider|developer|operator|maker|lender|neocloud|supplier|vendor|utility|designer|investor|group|fund|vehicle|unit|subsidiary|rival|lab|landlord|manufacturer|owner|specialist|giant|chipmaker|builder|miner|carrier|conglomerate|platform|producer|bank)\s$",
    re.I,
)
_ROLE_WORD = re.compile(
    r"(?:\b(?:from|to|in|into|with|by|of|acquire[sd]?|acquiring|buy|buys|bought|between|and|for|lend|lends|award(?:s|ed)?|grant(?:s|ed)?|giv(?:es?|ing)|gave|backs?|invests?|pays?|paid|supply|supplies|Buyout firm|via|including|such as|,)\s(?:the\s)?(?:(?:[A-Z][a-z]+-based|[A-Z][a-z]+(?:an|ese|ish|ch|li)|U\.S\.|US|UK)\s)?)$"
)
_VERB_AFTER = re.compile(
    r"(?:'s)?\s(?:to(?! (?:the|this|that|an?|its|their|these|those|date)\b)|will|has|had|have|is|was|said|says|agreed|agrees|signed|signs|plans|raised|raises|secured|secures|closed|invested|invests|buys|bought|acquired|acquires|announced|announces|lent|leads|led|would|and|borrowed|borrows|wins|won|inks|inked|lands|landed|gets|takes|took|completed|received|issued|sold|sells|leased|leases|rents|rented|committed|commits|pledged|pledges|struck|strikes|expects|backs|backed|denied|denies|guaranteed|guarantees|also|on|ordered|orders|sealed|seals|pays|paid|offered|provides|supplies|lines|taps|snaps|seeks|confirmed|disclosed|deepens|expands|extends|granted)\b"
)


#: 'in Sunnyvale, California'
_IN, _STATE = re.compile(r"\b(?:in|near|of|outside|from) $"), re.compile(rf",\s(?:{PLACES})\b")
#: 'Tusimple, a Beijing-based startup'
_APPOSED = re.compile(
    r",\s(?:an?|another|the)\s(?:[\w-]+,?\s){0,7}?(?:start-?up|company|firm|provider|developer|operator|maker|lab|platform|lender|supplier|specialist|neocloud|chipmaker|utility|insurer|manager)\b"
)
#: 'its site in Corsicana' is a place
_WHERE = re.compile(
    r"\b(?:site|campus|cent(?:er|re)|plant|facility|hall|hub|complex|project|clusters?|computers|cit(?:y|ies)|town|county|building|property|warehouse|land|office)s? (?:in|near|outside|at)\s$",
    re.I,
)


#: "Talen's Susquehanna nuclear plant": what a firm has is no firm
_SITE = re.compile(
    r"(?: (?:[a-z]+|Nuclear|Clean|Steam|Data|AI|Energy)){0,3}? (?:[Ss]tation|[Pp]lant|[Ff]acility|[Cc]ampus|[Ss]ite|[Pp]roject|[Cc]omplex|[Cc]luster|[Ss]upercomputer|[Rr]eactor|data cent(?:er|re))s?\b(?! (?:operator|developer|compan|owner|provider|builder|firm|business|landlord|maker|group))"
)
_GENERIC_NAME = re.compile(rf"(?:{SUFFIX_EN}|Data|Deals?)(?: (?:and |& )?(?:{SUFFIX_EN}|Data|Deals?))*")


#: 'Waymo Vice President of Engineering': where a firm's name ends
_OFFICE = re.compile(
    r" (?:CEO|CFO|COO|CTO|(?:Vice )?President|Chief|Chair(?:man|woman)|(?:Co-?)?[Ff]ounder|Managing|Executive|Director)\b"
)
#: We've, It's, and Don't, of which nothing is left
_CONTRACTED = re.compile(r"['’](?:ve|re|ll|d|m|s)$|^[A-Z][a-z]*n['’]t$")


def heading(folded: str, start: int, end: int) -> bool:
    """Whether a stretch is written as a heading is: nearly every longer word with a capital."""
    words = re.findall(r"[A-Za-z]{4,}", folded[start:end])
    return len(words) > 3 and folded[end - 1] not in ".。" and sum(w[0].isupper() for w in words) > 0.75 * len(words)


def _again(folded: str, words: str, start: int, end: int) -> str:
    """As much of a name in a heading as the text tells again elsewhere."""
    while words and not any(
        not start <= hit.start() < end for hit in re.finditer(rf"(?<![\w-]){re.escape(words)}(?!\w)", folded)
    ):
        words = " ".join(words.split()[:-1])
    return words


#: a row of names in brackets: products, places
_ALIASED = re.compile(r"\([A-Z]\w*\)$")
_BRACKETED = re.compile(r"\((?:[A-Z]\w+(?:,| and) )*$")


def suffix_of(words: str) -> bool:
    """Whether a name ends as names of firms do."""
    return re.search(rf"\b(?:{SUFFIX_EN})$", words) is not None


def unknown(
    folded: str, start: int, end: int, taken: Sequence[Mention], people: frozenset[str] = frozenset()
) -> list[Mention]:
    """Words in a stretch that look like the name of a firm and are none of the names already found."""
    found: list[Mention] = []

    def free(a: int, b: int) -> bool:
        return all(b <= m.start or m.end <= a for m in (*taken, *found))

    han = re.search(r"[\u4e00-\u9fff]", folded[start:end]) is not None
    in_heading = not han and heading(folded, start, end)
    for hit in CAPITALS.finditer(folded, start, end):
        a, b, words = hit.start(), hit.end(), hit[0]
        legal = _LEGAL.match(folded, b) is not None or _LEGAL.search(words) is not None
        while (
            words
            and not (legal and len(words.split()) > 1 and words.split()[0] == "New")
            and (
                words.split()[0] in ("&", "and") or _CONTRACTED.sub("", words.split()[0]).rstrip(".") in (*NO_FIRM, "")
            )
        ):
            head = words.split()[0]
            a += len(head) + 1
            words = words[len(head) + 1 :]
        while (
            words
            and words.split()[-1] in (*NO_FIRM, "of", "and", "&")
            and not words.endswith((" Data", " Technologies", " Data Centers", " Data Centres"))
        ):
            words = words[: -len(words.split()[-1])].rstrip()
        words = _OFFICE.split(re.sub(r"'s$|\.$", "", words))[0]
        if _PLACE.search(folded, a + len(words), hit.end()) or _PLACE.fullmatch(hit[0]):
            continue  # 'Western New York'
        if in_heading and not legal:
            words = _again(folded, words, start, end)
        b = a + len(words)
        if _GENERIC_NAME.fullmatch(words) or (_SITE.match(folded, b) and not suffix_of(words)):
            continue
        if (
            re.search(r"-[a-z]+$", words)
            or _PLACE.fullmatch(words)
            or (words.isupper() and all(w.title() in NO_FIRM or _PLACE.fullmatch(w.title()) for w in words.split()))
        ):
            continue
        if any(w.end == b and w.part in ("kind", "thing", "deal") for w in lexicon.words(folded, a, b) if w.start == a):
            continue  # 'Warrants will be issued'
        if len(words) < 2 or not free(a, b) or re.fullmatch(r"[A-Z]{1,3}\d+\w*|[A-Z]?\d+", words):
            continue
        if not suffix_of(words) and words.split()[0] in GIVEN and len(words.split()) in (2, 3):
            continue
        if people and all(word.removesuffix("'s") in people for word in words.split()):
            continue
        before, after = folded[max(start, a - 48) : a], folded[b : b + 90]
        if (
            (_IN.search(before) and _STATE.match(after))
            or _WHERE.search(before)
            or (_BRACKETED.search(before) and not _ALIASED.search(before + words + after[:1]) and not suffix_of(words))
        ):
            continue
        suffix = re.search(rf"\b(?:{SUFFIX_EN})$", words) is not None
        if not suffix and (_TITLED.search(before) or _PERSON_AFTER.match(after)):
            continue
        if not suffix and han and words.isupper() and len(words) < 5 and not _HIS_PART.match(after):
            continue
        first = a == start or folded[a - 1] in '\n"“'
        firm = (
            suffix
            or _APPOSED.match(after)
            or _FIRM_WORD.search(before)
            or (not first and _ROLE_WORD.search(before))
            or _VERB_AFTER.match(after)
        )
        glossed = han and re.search(r"[\u4e00-\u9fff]\s?[(（]$", folded[max(start, a - 3) : a]) is not None
        if glossed and not suffix:
            continue
        if han and not firm:
            firm = legal or _HIS_PART.match(after) or (len(words) > 2 and not words.isupper())
        if firm or mixed(words):
            found.append(Mention(a, b, folded[a:b], None, "unknown"))
    if han:
        for a, b in firms(folded, start, end):
            if free(a, b):
                found.append(Mention(a, b, folded[a:b], None, "unknown"))
    return found


#: ABB旗下的机器人事业
_HIS_PART = re.compile(r"\s?(?:旗下|的[^,，。的]{0,8}(?:事业|业务|部门))")
_TITLES = of("title", "zh")
_PERSON = re.compile(
    rf"(?:{_TITLES})\s?(?:兼[\u4e00-\u9fff]{{2,6}}\s?)?(?P<a>[A-Z][a-z]+(?: [A-Z][\w.'-]+){{0,2}})"
    rf"|(?P<b>[A-Z][a-z]+(?: [A-Z][\w.'-]+){{1,2}}),? (?:the |its |[A-Z]\w+'s )?(?:chief executive|CEO|CFO|COO|CTO|chairman|chairwoman|president|co-?founder|founder|chief (?:financial|technology|operating) officer|finance chief|analyst)"
    rf"|(?:[Cc]hief [Ee]xecutive(?: [Oo]fficer)?|CEO|CFO|COO|CTO|[Cc]hairman|[Pp]resident|[Ff]ounder|[Gg]overnor|[Ss]enator|[Mm]inister|[Aa]nalyst|[Ss]ecretary)\s(?P<c>[A-Z][a-z]+ [A-Z][\w.'-]+(?: [A-Z][\w.'-]+)?)"
)
#: 'Jane Doe, who', "Doe's previous startup", 'Doe, 41,': only a person is told so;  由 Jane Doe 创办的, 简·多伊（Jane Doe）, of whom 多伊 is told later
_PERSON_TOO = re.compile(
    r"(?P<a>[A-Z][a-z]+(?:-[A-Z][a-z]+)?(?: [A-Z][\w.'-]+){0,2}),? (?:who\b|whose (?:previous|former|last) )"
    r"|(?P<b>[A-Z][a-z]+(?: [A-Z][a-z'-]+){0,2})(?:'s|’s) (?:previous|former|last|old|earlier) (?:start-?up|employer|company|firm|venture|job)\b"
    r"|(?P<c>[A-Z][a-z]+(?: [A-Z][a-z'-]+){1,2}), \d\d,"
    r"|由\s?(?P<d>[A-Z][a-z]+(?: [A-Z][\w.'-]+){1,2})\s?(?:等人)?(?:共同|联合)?(?:创立|创办|创建)"
)
_HAN_PERSON = re.compile(
    r"[\u4e00-\u9fff]{1,5}·(?P<last>[\u4e00-\u9fff]{2,5})(?=[(（][A-Z][a-z]+(?: [A-Z][\w.'-]+)+[)）])(?![(（][^()（）]*(?:Capital|Partners|Ventures|Group|Company|Co|Inc|Fund|Bank|Hathaway|Horowitz)\b)"
)
_KNOWN_PERSONS = frozenset(of("person", "en").split("|"))


def persons(folded: str) -> frozenset[str]:
    """Words that are names of people in this text, by the titles beside them; with those that the press names without one.

    >>> "Intrator" in persons("said chief executive Michael Intrator") and "Doe" in persons("首席执行官 Jane Doe 表示")
    True
    """
    found = set(_KNOWN_PERSONS)
    for hit in _PERSON.finditer(folded):
        found |= set((hit["a"] or hit["b"] or hit["c"]).split())
    for hit in _PERSON_TOO.finditer(folded):
        name = next(filter(None, hit.groups()))
        if suffix_of(name) is False and name.split()[0] not in NO_FIRM:
            found |= set(name.split())
    return frozenset(found | {hit["last"] for hit in _HAN_PERSON.finditer(folded)})


__all__ = ["CAPITALS", "heading", "persons", "suffix_of", "unknown"]
