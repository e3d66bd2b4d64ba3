"""Where a Chinese word ends and the next begins, and what the words of a name are: by the word list of jieba (`rjieba`).

The list is read when the first Chinese text is (0.15 s), never for an English one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from typing import Any, NamedTuple

from gigaloop.intake.words import SUFFIX_ZH

#: what no name begins or ends with, where the list has it: verb, adverb, preposition, conjunction, particle, pronoun, number, time
_NEVER = re.compile(r"v|vd|d|ad|p|c|r|m|t|u\w*|q|y")
#: what parts a name that a contract writes whole (有限公司), in which verbs stand (创新)
_PARTS = re.compile(r"d|p|c|r|u\w*")
#: what a name alone is not: such a word, an adjective, a place in a row, a noun that everybody uses
_COMMON = re.compile(r"v|vd|vn|d|ad|p|c|r|m|t|u\w*|f|q|y|b|a|n")
#: letters that name no firm; words that do
_INITIALS = ("A", "AI", "AIGC", "EDA", "GPU", "IDC", "IT")
NAMES = ("现代", "联想", "今日", "创新", "启明", "某")
#: how often the list has seen a noun that is too common for a name that nobody lists
OFTEN = 1000
#: how a contract ends the name of a firm
LEGAL = re.compile(r"(?:股份|集团|集團)?有限(?:责任|責任)?公司$")
_ENDING = re.compile(rf"(?:{SUFFIX_ZH}|股份|集团|发展|有限(?:责任)?公司|企业|[(（）)])+")


class Piece(NamedTuple):
    """A word of a stretch: where it stands, what it is (jieba's letters), and whether the list has it."""

    start: int
    end: int
    what: str
    listed: bool


@cache
def _jieba() -> Any:
    import rjieba

    return rjieba.Jieba()


@lru_cache(maxsize=512)
def pieces(text: str) -> tuple[Piece, ...]:
    """The words of a stretch, in order.

    >>> [(p.start, p.end, p.what) for p in pieces("满足公司需求")]
    [(0, 2, 'v'), (2, 4, 'n'), (4, 6, 'v')]
    """
    made, at = [], 0
    for word, what in _jieba().tag(text):
        made.append(Piece(at, at + len(word), what, _jieba().has_word(word)))
        at += len(word)
    return tuple(made)


def _common(word: str, p: Piece, often: int = OFTEN) -> bool:
    much = p.what != "n" or not often or _jieba().suggest_freq(word) >= often
    if word in _INITIALS or (p.what == "l" and word[0] in "一另每各这那"):
        return True
    return p.listed and _COMMON.fullmatch(p.what) is not None and much and word not in NAMES


def common(word: str) -> bool:
    """Whether a short name is only a word that everybody uses.

    >>> common("条件"), common("尚未"), common("燧原"), common("字节跳动")
    (True, True, False, False)
    """
    found = pieces(word)
    if len(found) > 1:
        return all(p.listed and (_NEVER.fullmatch(p.what) or p.what == "zg") for p in found)
    return _common(word, found[0])


def proper(word: str) -> bool:
    """Whether a word is a name's own: one that the list has not, or has as a name.

    >>> proper("燧原"), proper("高端"), proper("国产")
    (True, False, False)
    """
    return len(word) > 1 and any(not p.listed or re.match("n[rszt]|j", p.what) for p in pieces(word))


def place(word: str) -> bool:
    """Whether a word names only places.

    >>> place("英国"), place("上海东阳光")
    (True, False)
    """
    return all(p.what == "ns" for p in pieces(word))


def trimmed(text: str, a: int, b: int, start: int, end: int, *, whole: bool = False) -> tuple[int, int] | None:
    """A name in a sentence without the words beside it that are none of it; None where nothing of a name is left.

    whole   it ends as a contract writes a name (有限公司): verbs may stand in it, and a place begins it

    >>> t = "此举可满足公司需求"; trimmed(t, 3, 7, 0, len(t))
    >>> t = "他透露鸿禾集团"; t[slice(*trimmed(t, 1, 7, 0, len(t)))]
    '鸿禾集团'
    """
    found = pieces(text[start:end])
    low = bisect_right(found, a - start, key=lambda p: p.end)
    high = bisect_left(found, b - start, key=lambda p: p.start)
    inside = [Piece(p.start + start, p.end + start, p.what, p.listed) for p in found[low:high]]
    if inside[0].start < a and (inside[0].listed or text[a].isascii()):  # it begins within a word
        a = inside.pop(0).end
    ending = next((hit.start() for hit in _ENDING.finditer(text, a, b) if hit.end() == b), b)
    named = [p for p in inside if p.start < ending]
    often = 0 if text[ending:b] in ("公司", "企业") else OFTEN  # 港股公司, 莲花控股
    if ending < b and all(_common(text[p.start : p.end], p, often) for p in named):
        return None
    if re.fullmatch(r"(?:有限(?:责任)?)?公司", text[ending:b]) and all(p.what == "ns" for p in named):
        return None  # 浙江有限公司
    cut = a
    for n, p in enumerate(named):
        before, last = named[n - 1] if n else None, n == len(named) - 1
        word = text[p.start : p.end]
        if (
            whole
            and before
            and before.listed
            and before.what != "ns"
            and p.what == "ns"
            and len(word) > 1
            and text[p.start - 1] not in "(（"
            and not last
        ):
            cut = p.start  # 参股公司上海...
        breaks = (
            p.listed
            and _NEVER.fullmatch(p.what)
            and word not in NAMES
            and (len(word) > 1 or p.what in ("d", "p", "c", "r"))
        )
        if breaks and whole:
            breaks = p.start <= cut or _PARTS.fullmatch(p.what) or word == "是"
        elif breaks and ending == b:
            breaks = p.start <= cut
        elif breaks and last and p.what == "v" and before:  # 兴利开发公司
            breaks = _common(text[before.start : before.end], before)
        if breaks:
            cut = p.end
    if cut >= ending:
        return None  # 满足公司
    last = b
    while (
        ending == b
        and inside[-1].start > cut + 1
        and inside[-1].end <= last
        and inside[-1].listed
        and _NEVER.fullmatch(inside[-1].what)
    ):
        last = inside.pop().start
    return (cut, last) if last - cut > 1 else None


__all__ = ["LEGAL", "common", "pieces", "place", "proper", "trimmed"]
