"""Names that may be a firm's: words with capitals that no rule took for one, and parts of a firm's name told elsewhere in full."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from gigaloop.intake import lexicon
from gigaloop.intake.hanwords import Piece, common, pieces, place, proper
from gigaloop.intake.names import Mention
from gigaloop.intake.shapes import CAPITALS, heading, persons, suffix_of
from gigaloop.intake.states import PLACES
from gigaloop.intake.told import Told
from gigaloop.intake.words import GIVEN, NO_FIRM, NO_FIRM_ZH, ORDINARY, of

#: how such a mention was found
GUESS = "guess"
#: names that are looked for again, letters of the longest guess, guesses of a sentence
MOST_NAMES, LONGEST, MOST_GUESSED = 200, 60, 20
#: words with a capital only because they begin something
_BEGINS = re.compile(
    r"(?:(?:The|An?|In|At|On|By|For|From|With|As|But|And|Or|If|While|When|After|Before|Its|His|Her|Their|Our|This|That|These|Those|Both|Under|Since|During|"
    r"Despite|According|Also|Meanwhile|However|Earlier|Later|Separately|It|He|She|They|We|Other|Some|Each|Mr|Ms|Dr)\s)+"
)
#: a Chinese name's letters; what may stand before one; what stands after one, and in none; words that none holds
_HAN, MOST_LETTERS, MOST_PIECES = re.compile(r"[\u4e00-\u9fff]{2,7}"), 7, 4
_BEFORE = re.compile(
    r".*(?:[的与和向由替把对从为给跟及]|买下|拿下|收购|并购|入股|参股|控股|投资|认购|领投|换取|联合|旗下|公司|商|厂|龙头|巨头|[^\u4e00-\u9fffA-Za-z0-9])"
)
_AFTER, _NONE = re.compile(r"v\w*|d|ad|p|c|r|m|t|u\w*|q|y|f|x|w|eng"), re.compile(r"d|p|c|r|m|t|u\w*|q|y|x|w|eng")
_GENERAL, _NO_FIRST = re.compile(of("no name with", "zh")), of("no first letter of a name", "zh")
_PLACE, _CODE = re.compile(PLACES), re.compile(r"[A-Z]{1,3}\d+\w*|[A-Z]?\d+")


class Guesses:
    """What may be firms' names in the sentences of a text."""

    def __init__(self, sentences: Sequence[Told]) -> None:
        self.sentences = sentences
        self._made: dict[int, list[Mention]] = {}

    @cached_property
    def people(self) -> frozenset[str]:
        """Words that are names of people."""
        return persons(self.sentences[0].folded)

    @cached_property
    def _again(self) -> tuple[re.Pattern[str], dict[str, Mention]]:
        """The first word of each name that the book lacks, to be found where it stands alone."""
        whole: dict[str, Mention] = {}
        for m in (m for told in self.sentences for m in told.parties if m.how == "unknown" and m.text.isascii()):
            first, _, rest = m.text.partition(" ")
            if (
                len(first) > 3
                and first not in NO_FIRM | ORDINARY
                and len(whole) < MOST_NAMES
                and (rest or first not in whole)
            ):
                whole[first] = m
        names = "|".join(map(re.escape, sorted(whole, key=len, reverse=True)))
        return re.compile(rf"\b(?:{names or '(?!)'})\b"), whole

    def of(self, told: Told) -> list[Mention]:
        """The guesses of a sentence."""
        if told.number not in self._made:
            self._made[told.number] = self._find(told)[:MOST_GUESSED]
        return self._made[told.number]

    def head(self) -> list[Mention]:
        """Whom a Chinese text may be about: the first guess of its first sentence."""
        return [m for m in self.of(self.sentences[0])[:1] if _HAN.fullmatch(m.text)]

    def _find(self, told: Told) -> list[Mention]:
        folded = told.folded
        taken = [(m.start, m.end) for m in told.parties] + [(q.start, q.end) for q in told.amounts]
        found: list[Mention] = []

        def free(a: int, b: int) -> bool:
            return all(b <= x or y <= a for x, y in taken)

        find, whole = self._again
        for hit in find.finditer(folded, told.start, told.end):
            if free(*hit.span()):
                one = whole[hit[0]]
                named = one.named or (one.start, one.end)
                found.append(Mention(*hit.span(), one.text, None, GUESS, one.trade, named))
                taken.append(hit.span())
        if _HAN.search(folded, told.start, told.end):
            return found + [m for m in self._chinese(told) if free(m.start, m.end)]
        if heading(folded, told.start, told.end):
            return found
        for hit in CAPITALS.finditer(folded, told.start, told.end):
            begins = _BEGINS.match(hit[0] + " ")
            a = min(hit.end(), hit.start() + (begins.end() if begins else 0))
            words = re.sub(r"'s$|\.$", "", folded[a : hit.end()])
            if free(a, a + len(words)) and self._may_be(words, folded, a, told.start):
                found.append(Mention(a, a + len(words), words, None, GUESS))
        return found

    def _chinese(self, told: Told) -> list[Mention]:
        """Words where a name stands: at the head of a clause, after a verb or preposition of deals, up to the next verb or particle."""
        found: list[Mention] = []
        at, said = told.start, told.folded[told.start : told.end]
        cut, done = pieces(said), 0
        for n, first in enumerate(cut):
            if first.start < done or (n and not _BEFORE.fullmatch(said[cut[n - 1].start : cut[n - 1].end])):
                continue
            ends = [p.end for p in self._within(said, cut, n, told.folded)]
            told_of = (said[first.start : end] for end in reversed(ends))
            words = next((w for w in told_of if w not in self.people and self._is_name(w, told.folded)), "")
            if words:
                done = first.start + len(words)
                found.append(Mention(at + first.start, at + done, words, None, GUESS))
        return found

    @staticmethod
    def _within(said: str, cut: Sequence[Piece], n: int, folded: str) -> list[Piece]:
        """The pieces at which a name that begins with the n-th may end."""
        ends = []
        for k in range(n, min(n + MOST_PIECES, len(cut))):
            p, after = cut[k], cut[k + 1] if k + 1 < len(cut) else None
            acts = p.what in ("v", "vd") and (p.end - p.start == 1 or folded.count(said[cut[n].start : p.end]) < 2)
            if p.end - cut[n].start > MOST_LETTERS or (p.listed and (acts or _NONE.fullmatch(p.what))):
                break
            if after is None or _AFTER.fullmatch(after.what) or said[after.start].isascii():
                ends.append(p)
        return ends

    @staticmethod
    def _is_name(words: str, folded: str) -> bool:
        if (
            not _HAN.fullmatch(words)
            or words[0] in _NO_FIRST
            or words in NO_FIRM_ZH
            or _GENERAL.search(words)
            or place(words)
            or common(words)
        ):
            return False
        if any(w.end - w.start == len(words) for w in lexicon.words(words, 0, len(words))):
            return False
        return proper(words) or (len(words) > 2 and folded.count(words) > 1)

    def _may_be(self, words: str, folded: str, at: int, start: int) -> bool:
        each = words.split()
        if not each or not 1 < len(words) <= LONGEST or _CODE.fullmatch(words) or _PLACE.fullmatch(words):
            return False
        if all(one in NO_FIRM or _PLACE.fullmatch(one) for one in each) and not (len(each) > 1 and suffix_of(words)):
            return False
        if (each[0] in GIVEN and len(each) in (2, 3)) or all(one in self.people for one in each):
            return False
        first = at == start or folded[at - 1] in '\n"“'
        return len(each) > 1 or not first or re.search(rf"[a-z,] {re.escape(words)}\b", folded) is not None


__all__ = ["GUESS", "Guesses"]
