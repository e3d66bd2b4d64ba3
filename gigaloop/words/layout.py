"""Text as it is set: Chinese with its own points and spaces; in a fixed number of columns, broken into lines."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import east_asian_width

HAN = "\u4e00-\u9fff"
#: patterns are made ready when a text is first set: most runs set none in Chinese. Where Chinese meets a Latin letter
#: or a digit a space stands between, and none between two characters
BEFORE_HAN = rf"([A-Za-z0-9%])([{HAN}])"
AFTER_HAN = rf"([{HAN}])([A-Za-z0-9$<>-])"
BETWEEN_HAN = rf"(?<=[{HAN}]) (?=[{HAN}])"
#: points of a Latin sentence beside a Chinese character -> of a Chinese one; so are brackets around one, or beside it
POINTS = {
    ",": "\N{FULLWIDTH COMMA}",
    ";": "\N{FULLWIDTH SEMICOLON}",
    ":": "\N{FULLWIDTH COLON}",
    "?": "\N{FULLWIDTH QUESTION MARK}",
}
BRACKETS = rf" ?\(([^()]*[{HAN}][^()]*)\) ?|(?<=[{HAN}]) ?\(([^()]*)\) ?| ?\(([^()]*)\) ?(?=[{HAN}])"
LATIN_POINT = rf"(?<=[{HAN}\uff09])[,;:?] ?|[,;:?] ?(?=[\uff08\u300c{HAN}])"
#: what may not end a line in Chinese, and what may not begin one
OPENING = "\N{FULLWIDTH LEFT PARENTHESIS}\N{LEFT CORNER BRACKET}\N{LEFT DOUBLE ANGLE BRACKET}"
CLOSING = "\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH COMMA}\N{FULLWIDTH SEMICOLON}\N{FULLWIDTH COLON}\N{IDEOGRAPHIC COMMA}"
CLOSING += "\N{FULLWIDTH RIGHT PARENTHESIS}\N{RIGHT CORNER BRACKET}\N{RIGHT DOUBLE ANGLE BRACKET}"
#: spaces beside points and brackets of a Chinese sentence, which have their own
BESIDE = rf"(?<=[{OPENING}{CLOSING}]) +(?=\S)|(?<=\S) +(?=[{OPENING}{CLOSING}])"
#: a day, which stands on one line
DAY = rf"\d{{1,2}} [A-Z][a-z]{{2,8}} \d{{4}}(?!\d)[^ {HAN}]*|\d{{4}} 年(?: \d{{1,2}} 月)?(?: \d{{1,2}} 日)?"
#: a piece that is never broken: a day, a Chinese character or a run of others with what opens and closes it, or space
PIECE = rf" +|[{OPENING}]*(?:{DAY}|[\u2e80-\uffef]|[^ \u2e80-\uffef]+)[{CLOSING}]*"


@lru_cache(4096)
def chinese(text: str) -> str:
    """Chinese as it is set: its own points, a space before and after Latin words.

    >>> chinese("其中 45% 來自OpenAI,介於 6,640 億美元 與 10 之間")
    '其中 45% 來自 OpenAI\N{FULLWIDTH COMMA}介於 6,640 億美元與 10 之間'
    """
    text = re.sub(BRACKETS, lambda found: f"\uff08{found[1] or found[2] or found[3]}\uff09", text)
    text = re.sub(LATIN_POINT, lambda found: POINTS[found[0].strip()], text)
    text = re.sub(BESIDE, "", text)
    text = re.sub(AFTER_HAN, r"\1 \2", re.sub(BEFORE_HAN, r"\1 \2", text))
    return re.sub(BETWEEN_HAN, "", text)


def typeset(text: str, language: str) -> str:
    """A text as its language sets it: English as it stands.

    >>> typeset("來自OpenAI", "zh-Hant"), typeset("from OpenAI", "en")
    ('來自 OpenAI', 'from OpenAI')
    """
    return text if language == "en" else chinese(text)


def point(mark: str, language: str) -> str:
    """A point between words, with the room that it wants: of `POINTS`.

    >>> point(";", "en"), point(";", "zh-Hans") == "\N{FULLWIDTH SEMICOLON}"
    ('; ', True)
    """
    return f"{mark} " if language == "en" else POINTS[mark]


def columns(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> columns("OpenAI"), columns("甲骨文")
    (6, 6)
    """
    return len(text) if text.isascii() else sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many columns, broken at spaces and between Chinese characters; a longer word stands alone.

    >>> wrapped("Oracle had 45% in its backlog", 12)
    ['Oracle had', '45% in its', 'backlog']
    >>> wrapped("part of the backlog · 31 August 2026", 32), wrapped("期末 2026 年 8 月 31 日", 20)
    (['part of the backlog ·', '31 August 2026'], ['期末', '2026 年 8 月 31 日'])
    """
    lines, line = [], ""
    for piece in re.findall(PIECE, text):
        if columns(line) + columns(piece.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = ""
        line += "" if not line and piece.isspace() else piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def padded(text: str, width: int, right: bool = False) -> str:
    """The text in so many columns, at their left or right side."""
    space = " " * max(0, width - columns(text))
    return space + text if right else text + space
