"""One alphabet for matching: Traditional to Simplified and full width to half, character by character.

The folded text has the length of the text, so that every offset holds in both.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc

HAN = re.compile(r"[\u3400-\u9fff]")
#: characters that only one of the two scripts uses, commonly
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


@cache
def _folded(letter: str) -> str:
    if "\u3400" <= letter <= "\u9fff":
        simple = _converter("t2s").convert(letter)
        return simple if len(simple) == 1 else letter
    if "\uff10" <= letter <= "\uff5a" or letter in "％＄．￥﹪":
        return unicodedata.normalize("NFKC", letter)
    return {"\u00a0": " ", "\u3000": " ", "\u2009": " ", "\u202f": " ", "’": "'", "‘": "'", "臺": "台"}.get(
        letter, letter
    )


def fold(text: str) -> str:
    """Simplified, half width, plain spaces; as long as the text.

    >>> fold("輝達投資１００億美元")
    '辉达投资100亿美元'
    """
    return "".join(map(_folded, text))


def in_script(text: str, converter: str) -> str:
    """A name in the other script: 't2s' to Simplified, 's2t' to Traditional.

    >>> in_script("輝達", "t2s"), in_script("Halden Bank", "s2t")
    ('辉达', 'Halden Bank')
    """
    return _converter(converter).convert(text)


def clean(text: str) -> str:
    """The text without what cannot be seen: marks of direction, zero-width letters, controls; one kind of line end.

    >>> clean("Nvi\\u200bdia\\r\\n")
    'Nvidia\\n'
    """
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def language(text: str) -> str:
    """en, zh-Hant or zh-Hans, by the letters.

    >>> language("甲骨文與 OpenAI 簽約"), language("甲骨文与 OpenAI 签约"), language("Oracle signs")
    ('zh-Hant', 'zh-Hans', 'en')
    """
    sample = text[:20_000]
    han = HAN.findall(sample)
    if len(han) * 6 < len(re.findall(r"[A-Za-z]", sample)) or not han:
        return "en"
    hant = sum(_folded(letter) != letter for letter in han)
    to_hant = _converter("s2t")
    hans = sum(_also_simple(letter, to_hant) for letter in han)
    return "zh-Hant" if hant > hans else "zh-Hans"


def _also_simple(letter: str, to_hant: opencc.OpenCC) -> bool:
    return _folded(letter) == letter and to_hant.convert(letter) != letter


def mixed(word: str) -> bool:
    """Letters of two alphabets in one word: a look-alike, never a name of the book.

    >>> mixed("Nvidi\\u0430"), mixed("Nvidia")
    (True, False)
    """
    found = {unicodedata.name(letter, "?").split()[0] for letter in word if letter.isalpha()}
    return len(found & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1
