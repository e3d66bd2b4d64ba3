"""A text cut into sentences and clauses: places, never copies, so that every find keeps its offset."""

from __future__ import annotations

import re
from itertools import pairwise

from gigaloop.intake.script import HAN
from gigaloop.words.layout import columns

#: letters of a sentence; a longer one is cut, so that no pattern meets a text without end
LONGEST = 1500

_ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Corp|Ltd|Co|Cos|Mr|Mrs|Ms|Dr|St|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Gov|Sen|Rep|Prof|est|approx|c)|(?<!Series )(?<!Round )\b[A-Z]|U\.S|U\.K|a\.m|p\.m|e\.g|i\.e)\.$"
)
#: what begins a sentence also behind an abbreviation: 'in the U.K. Google has agreed'
_BEGINS = re.compile(
    r"\s+[\"“‘']?(?:(?:The|It|Its|This|That|These|In|On|But|And|Under|He|She|They|We|A|An|As|While|After|Meanwhile)\s|[A-Z]\w+ (?:has|have|had|will|also|said|agreed|plans)\b)"
)
_OFTEN_LAST = re.compile(r"\b(?:U\.S|U\.K|Inc|Corp|Ltd|a\.m|p\.m)$")
_END = re.compile(
    r"[.!?]+[\"”')\]]*(?=\s+[\"“‘'(]?(?:[A-Z0-9$€£¥]|[a-z]{1,2}[A-Z]))|[。!?！？；;]+[」』”\"')）]*|\n(?![a-z0-9$€£¥(])|\n(?=\d{1,4}[年月、]|20\d\d-)|\n(?=[a-z]{1,2}[A-Z])"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as (start, end).

    >>> t = "Oracle Corp. signed. It paid U.S. dollars."
    >>> [t[a:b] for a, b in sentences(t)]
    ['Oracle Corp. signed.', 'It paid U.S. dollars.']
    """
    found, start = [], 0
    for hit in _END.finditer(text):
        short = hit[0].startswith(".") and _ABBREVIATION.search(text, max(start, hit.start() - 10), hit.start() + 1)
        last = _OFTEN_LAST.search(text, max(start, hit.start() - 5), hit.start()) and _BEGINS.match(text, hit.end())
        if short and not last:
            continue
        _keep(found, text, start, hit.end())
        start = hit.end()
    _keep(found, text, start, len(text))
    return found


def masked(text: str) -> str:
    """The text with points that end no sentence made into middle dots, as long as it was: patterns of words stop at points.

    >>> masked("Foo Inc. paid $1.5 billion.")
    'Foo Inc· paid $1·5 billion.'
    """
    return re.sub(
        r"(?<=\d)\.(?=\d)|(?<=\b[A-Z])\.(?=[A-Z]\b)|(?<=\b(?:Inc|Ltd))\.|(?<=\bCorp)\.|(?<=\bCo)\.|(?<=\bNo)\.(?= \d)|(?<=[a-z])\.(?=com\b|ai\b|AI\b)",
        "·",
        text,
    )


def unwrapped(text: str) -> str:
    """A text whose lines were broken at a width: the breaks inside paragraphs become spaces; as long as it was.

    >>> unwrapped("A line that was broken at some width by whoever has saved it on\\nMonday.\\nNext.").count("\\n")
    1
    """
    lines = text.split("\n")
    widest = max(map(len, lines))
    if not 50 <= widest <= 180 or sum(len(line) > 0.7 * widest for line in lines) < 1:
        return text
    out = [lines[0]]
    for before, line in pairwise(lines):
        wide = (
            len(before) > 0.75 * widest
            and before[-1:].isascii()
            and not re.search(r"[.!?:;。！？”\"]\s*$|\d\s*$|\.{3}|\s{3}|\u2003", before)
        )
        joins = wide and line[:1].isascii() and line[:1].isalnum() and re.search(r"\s{3}|\.{3}|\u2003", line) is None
        out.append((" " if joins else "\n") + line)
    return "".join(out)


#: what ends a line of Chinese that was not broken at a width;  what begins one that goes on nothing;  'author: X', a table's row
_LAST, _FIRST = (
    re.compile(r"[。！？!?；;：:…」』”\"）)】》|]\s*$"),
    re.compile(
        r"[\s　#*•·▪■◆●○\-–—|>]|\d{1,3}\s?[.、．)）]|[一二三四五六七八九十]{1,3}、|[(（]?[一二三四五六七八九十\d][)）]"
    ),
)
_LABEL = re.compile(r"[^：:，。,]{1,8}[：:]|.*(?:\t|\S {3,}\S|\|)")
#: cells of the widest line of a text that was broken at a width, how much of it a broken line fills, and how many such lines there are
_NARROW, _WIDE, _FULL, _LEAST = 24, 160, 0.85, 3


def rejoined(text: str) -> str:
    """A Chinese text without the breaks inside its paragraphs: of a page's width, or where a copy broke it at every link.

    It is shorter than it was (a space in a Chinese word would part it), so that places are of what this gives.

    >>> rejoined("标题\\n\\n甲方向云厂商投资5\\n亿美元。\\n\\n完").split("\\n")[2]
    '甲方向云厂商投资5亿美元。'
    """
    lines = text.split("\n")
    if len(lines) < 3 or not HAN.search(text):
        return text
    cells = [columns(line.rstrip()) for line in lines]
    parted = sum(not line.strip() for line in lines[1:-1])
    widest = max(cells)
    full = [n for n, width in enumerate(cells) if width >= _FULL * widest and HAN.search(lines[n])]
    narrow = _NARROW <= widest <= _WIDE and len(full) >= max(_LEAST, 0.4 * sum(bool(line.strip()) for line in lines))
    made, title = [lines[0]], next((n for n, line in enumerate(lines) if line.strip()), 0)
    for n, (before, line) in enumerate(pairwise(lines)):
        whole = (
            not before.strip()
            or not line.strip()
            or (n == title and not (narrow and n in full))
            or _LAST.search(before)
            or _FIRST.match(line)
        )
        plain = not whole and not _LABEL.match(before) and not _LABEL.match(line)
        if plain and (parted > 1 or (narrow and n in full)):
            made[-1] = before.rstrip()
            made += [" " if made[-1][-1].isascii() and line[0].isascii() else "", line]
        else:
            made += ["\n", line]
    return "".join(made)


def _keep(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    for piece in range(start, end, LONGEST):
        found.append((piece, min(end, piece + LONGEST)))
