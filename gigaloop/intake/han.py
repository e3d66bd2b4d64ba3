"""Firms with Chinese names that nobody lists: by the end of a whole name, and by the words that stand around a short one.

`frames.csv` holds the words around, `{X}` the name: who knows the language adds a row. Folded text throughout (`script.fold`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gigaloop.intake import lexicon
from gigaloop.intake.hanwords import common, place, proper, trimmed
from gigaloop.intake.words import GENERAL_ZH, NO_FIRM_ZH, SUFFIX_ZH, of, table

_HAN = r"[\u4e00-\u9fff]"
#: a bracket inside a whole name: 华庆超算(甘肃)科技有限公司
_WHERE = rf"(?:[(（]{_HAN}{{2,4}}[)）])?"
_LEGAL = re.compile(
    rf"(?:{_HAN}|[A-Z]){{2,14}}?{_WHERE}{_HAN}{{0,12}}?(?:(?:股份|集团)?有限(?:责任)?公司|合伙企业(?:[(（]有限合伙[)）])?)"
)
_ENDS = re.compile("有限(?:责任)?公司|合伙企业")
_WHOLE = re.compile(
    rf"[\u4e00-\u9fffA-Za-z0-9]{{2,10}}?(?:{SUFFIX_ZH})(?!设备|巨头|巨擘|业者|大厂|厂商|公司|集团|企业|龙头|商|产业|服务|事业)"
)
#: 'X公司', 杭州X公司: a name that is kept back
_LETTER = re.compile(
    r"(?:(?:上海|北京|杭州|深圳|广州|苏州|南京)(?=[A-Z](?:公司|国企|集团)))?(?<![A-Za-z])[A-Z](?:公司|国企|集团)(?!债|股)"
)
_LED, _CUT = re.compile(of("name led by", "zh")), re.compile(of("name cut at", "zh"))
#: words that no name of a firm holds: a description of several, or of none
_GENERAL = re.compile(of("no name with", "zh"))
#: a short name: letters that hold no names are none of its own
_SHORT = rf"((?:[A-Z]{{2,6}}(?={_HAN}))?(?:日本)?(?:(?![{of('no letter of a name', 'zh')}]){_HAN}){{2,6}}?|(?:{_HAN}{{2}})?[A-Z]公司)"
#: what is no name though it stands where names stand
_NO_NAME = re.compile(of("no name", "zh"))


#: 西屋电气 is 西屋 in the next sentence
_BRAND = re.compile(
    r"([\u4e00-\u9fff]{2,4}?)(?:电气|电子|科技|能源|集团|控股|半导体|通信|重工|资本|数据|信息|智能|网络|实业)(?:[(（].*)?"
)
#: names of one text that are known again
MOST = 200

_FRAMES = [re.compile(row["frame"].replace("{X}", _SHORT)) for row in table("frames.csv")]


def firms(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a stretch names firms by their whole names, then by their places; a later one may lie inside an earlier.

    >>> t = "莲花紫星与新锐存储签订合同"; [t[a:b] for a, b in firms(t, 0, len(t))]
    ['新锐存储', '莲花紫星']
    """
    legal = (_LEGAL,) if _ENDS.search(folded, start, end) else ()
    for pattern in (*legal, _WHOLE, _LETTER):
        for hit in pattern.finditer(folded, start, end):
            whole = pattern is _LEGAL
            cuts = list(
                (_LED if whole else _CUT).finditer(folded, hit.start(), hit.end() - 4 if whole else hit.end() - 1)
            )
            a = cuts[-1].end() if cuts and pattern is not _LETTER else hit.start()
            if pattern is _LETTER:
                yield hit.span()
                continue
            span = trimmed(folded, a, hit.end(), start, end, whole=whole)
            if span is not None and _named(folded, *span):
                yield span
    for frame in _FRAMES:
        for hit in frame.finditer(folded, start, end):
            a, b = trimmed(folded, *hit.span(1), start, end) or (0, 0)
            name = folded[a:b]
            if (
                re.search(_HAN, name)
                and not common(name)
                and _proper_before(_NO_NAME.search(name), name)
                and name not in NO_FIRM_ZH
                and not _GENERAL.search(name)
                and (folded[b : b + 1] in "(（" or _own(folded, a, b))
            ):
                yield a, b


def names(folded: str, stretches: Iterable[tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Every name that some sentence of a text shows to be a firm's, and where: it is one in each other sentence too.

    >>> names("霁川能源(01234.HK)公告。霁川能源周一还表示。", [(0, 17), (17, 26)])
    {'霁川能源': (0, 4)}
    """
    found: dict[str, tuple[int, int]] = {}
    for start, end in stretches:
        for a, b in firms(folded, start, end):
            name = folded[a:b]
            if len(found) < MOST and proper(name) and not place(name) and not name.endswith("公司"):
                found.setdefault(name, (a, b))
    return found


def brands(name: str) -> list[str]:
    """A name without what the firm does, where that is a name of its own.

    >>> brands("霁川电气"), brands("海光信息")
    (['霁川'], [])
    """
    hit = _BRAND.fullmatch(name)
    return [hit[1]] if hit and proper(hit[1]) and not place(hit[1]) else []


def _proper_before(hit: re.Match[str] | None, name: str) -> bool:
    """Whether a word that is no name only ends one: 算力 in 澄湖算力."""
    return hit is None or (hit[0] in ("算力", "电力", "云端", "技术") and proper(name[: hit.start()]))


def _own(folded: str, a: int, b: int) -> bool:
    """Whether no word of deals stands in a name, but one letter (云), or what the firm does after a name of its own (澄湖算力)."""
    long = [w for w in lexicon.words(folded, a, b) if w.end - w.start > 1]
    return not long or (len(long) == 1 and long[0].name in ("compute", "power") and long[0].end == b and proper(folded[a : long[0].start]))  # fmt: skip


def _named(folded: str, a: int, b: int) -> bool:
    """Whether a whole name is one: not what all such firms are called, no sum, no thing."""
    words = folded[a:b]
    return (
        len(words) >= 3
        and not re.match(r"(?:科技|技术|集团|股份|投资)?(?:股份|集团)?有限", words)
        and "该" not in words
        and words not in NO_FIRM_ZH
        and not _GENERAL.search(words)
        and not re.match(r"支出|开支|市场|成本|电厂|电站|发电|反应", folded[b : b + 2])
        and not re.search(r"\d|元|[十百千][亿万]", words)
        and len(re.sub(f"{GENERAL_ZH}|{SUFFIX_ZH}|公司|企业", "", words)) > 1
    )


__all__ = ["brands", "firms", "names"]
