"""Text in a fixed number of columns: how wide it is, broken into lines, padded; a Chinese character takes two."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

#: what may not begin a line in Chinese
CLOSING = "\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH COMMA}\N{FULLWIDTH SEMICOLON}\N{FULLWIDTH COLON}\N{IDEOGRAPHIC COMMA}"
CLOSING += "\N{FULLWIDTH RIGHT PARENTHESIS}"
#: a piece that is never broken: a Chinese character with what closes it, or a run of anything else, or space
PIECE = re.compile(rf" +|[\u2e80-\uffef][{CLOSING}]*|[^ \u2e80-\uffef]+[{CLOSING}]*")


def columns(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> columns("OpenAI"), columns("甲骨文")
    (6, 6)
    """
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many columns, broken at spaces and between Chinese characters; a longer word stands alone.

    >>> wrapped("Oracle had 45% in its backlog", 12)
    ['Oracle had', '45% in its', 'backlog']
    """
    lines, line = [], ""
    for piece in PIECE.findall(text):
        if columns(line) + columns(piece.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = ""
        line += "" if not line and piece.isspace() else piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def padded(text: str, width: int, right: bool = False) -> str:
    """The text in so many columns, at their left or right side."""
    space = " " * max(0, width - columns(text))
    return space + text if right else text + space
