"""A sentence cut into clauses, each with its link to the one before: who its subject is, where it names none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gigaloop.intake.lexicon import Word


@dataclass(frozen=True)
class Clause:
    """A stretch with a verb of its own.

    link   'main', 'same' (the subject goes on: ', and will pay'), 'plus' (one more of the same), 'which' (about whoever was named last), 'aside' (after, while)
    """

    start: int
    end: int
    link: str = "main"


_CUT = re.compile(
    r"[;；:：，,]|(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])|\s[—–-]\s|——|—(?=which|who)|\s(?=(?:while|whereas|but|after|(?:of|in|under|with|to|for) which|which|because|although|though|following|amid|alongside|as well as|plus)\b)"
    r"|\s(?=in (?:exchange|return) for\b)|\s(?=as (?:[A-Z]|the company|it|part of)\b)|\s(?=and (?:why|how) [A-Z])|\s(?=and (?:also |then |separately |in return )?(?:will|has|have|is|was|would|plans?|agreed|said|it|they|<V>)\b)"
    r"|\s(?=that (?:will|would|has|had|is|was|includes?|sees|gives|could|\w+s)\b)|\s(?=that [A-Z][\w.]*(?: \w+){0,2} (?:will|has|is|would|plans)\b)"
    r"|(?=并(?:将|且|同意|向|投资|获|以|计划|与|为|授予))|(?=同时(?:将|向|与|宣布|投资|授予))|(?=以及(?:向|与|对|从))"
)  # fmt: skip
_LINKS = (
    ("plus", re.compile(r"[\s,]*(?:alongside|as well as|plus|together with|in addition to) (?:[\w-]+ ){0,3}?[$€£]")),
    ("which", re.compile(r"[\s,，]*(?:and |but )?(?:under |in |with |of |to |for )?(?:which|who|whose|where|that)\b")),
    ("aside", re.compile(r"[\s,，]*(?:(?:and|but) )?(?:in (?:exchange|return) for|while|whereas|after|because|although|though|following|since|as (?!part of)|amid|when|if|days after|weeks after|meanwhile)\b|[,，]?(?:尽管|虽然|除|根据|按照|依据|依|随着|继|在[^,，。]{2,24}(?:之?后|之前|之际|期间|情况下|背景下|前提下))")),
    ("same", re.compile(r"[\s,，]*(?:(?:and|but|or|also|then|thereby|in return|separately)\s)*(?:to |will |has |have |is |was |would |plans? to |agreed to )?(?:\w+ly )?<V>|[\s,，]*\w+ing\b|[\s,，]*(?:and|but) (?:will|has|have|is|was|would|plans?|agreed|said)\b")),
)  # fmt: skip


def clauses(text: str, start: int, end: int, words: Sequence[Word], whole: Sequence[tuple[int, int]]) -> list[Clause]:
    """The clauses of a sentence; `whole` are places of names and numbers, which are never cut.

    >>> from gigaloop.intake.lexicon import words
    >>> t = "Oracle rents halls from Vantage, which borrowed $2 billion, and will pay for power"
    >>> [(t[c.start:c.end].strip(" ,"), c.link) for c in clauses(t, 0, len(t), words(t, 0, len(t)), [])]
    [('Oracle rents halls from Vantage', 'main'), ('which borrowed $2 billion', 'which'), ('and will pay for power', 'same')]
    """
    verbs = {w.start: w for w in words if w.part == "verb"}
    edges = [start]
    for hit in _CUT.finditer(text, start, end):
        at = hit.start() if text[hit.start()] in " \t" or hit.end() == hit.start() else hit.end()
        digits = text[hit.start() - 1 : hit.start()].isdigit() and text[hit.end() : hit.end() + 1].isdigit()
        if edges[-1] < at < end and not digits and all(not a < at < b for a, b in whole):
            edges.append(at)
    for hit in re.finditer("、", text[start:end]):  # 'A收购B、C向D提供E': two that act
        at = start + hit.end()
        stop = next((m.start() for m in re.finditer(r"[,，。;；、]", text[at:end])), end - at) + at
        since = max((edge for edge in edges if edge < at), default=start)
        if (
            any(since < v < at - 2 for v in verbs)
            and any(at < v < stop and re.search(r"[向与对以从给]", text[at:v]) for v in verbs)
            and all(not a < at < b for a, b in whole)
            and re.search(r"\d|[A-Z]", text[since:at])
        ):
            edges.append(at)
    for w in verbs.values():  # ' and buys'
        at = w.start - 5
        if start < at and text[at : w.start] == " and " and at not in edges and all(not a < at < b for a, b in whole):
            edges.append(at)
    edges = sorted(edges)
    found: list[Clause] = []
    for a, b in zip(edges, [*edges[1:], end], strict=True):
        link = _link(text, a, b, verbs)
        bare = not any(a <= at < b for at in verbs)
        idle = bool(found) and not any(found[-1].start <= at < a for at in verbs)
        if found and bare and link not in ("which", "aside", "plus") and found[-1].link != "aside":
            found[-1] = Clause(found[-1].start, b, found[-1].link)
        elif (
            found
            and idle
            and found[-1].link == "main"
            and (link in ("main", "same") or (len(found) == 1 and link == "aside"))
        ):
            found[-1] = Clause(found[-1].start, b, link if link == "aside" else "main")
        else:
            found.append(Clause(a, b, link))
    return found


def _link(text: str, a: int, b: int, verbs: dict[int, Word]) -> str:
    first = min((at for at in verbs if a <= at < b), default=None)
    for link, pattern in _LINKS:
        if link == "same" and first is not None:
            lead = re.match(
                r"[\s,，]*(?:(?:and|but|or|also|then|thereby|in return|separately|instead)\s)*(?:(?:to|will|has|have|is|was|would|had|plans to|agreed to|also|be|been)\s){0,3}(?:\w+ly\s)?",
                text[a:b],
            )
            if lead and a + lead.end() >= first:
                return "same"
        hit = re.match(pattern.pattern.replace("<V>", "(?!)"), text[a:b])
        if hit:
            return link
    return "main"


__all__ = ["Clause", "clauses"]
