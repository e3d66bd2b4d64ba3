"""In which language an answer is asked for."""

from __future__ import annotations

from gigaloop.book.problem import Misread
from gigaloop.words.tongues import KNOWN, tongue


def language_of(text: str, where: str = "") -> str:
    """The language as it is written here. Raises InputError for one that is not spoken, with the place of the word.

    >>> language_of("zh_CN"), language_of("zh-hk"), language_of("zh-Hant-TW"), language_of("en-GB")
    ('zh-Hans', 'zh-HK', 'zh-Hant', 'en')
    """
    if not (found := tongue(text)):
        raise Misread(f"{where}{text[:40]!r} is not spoken here", f"Choose one of {KNOWN}", id="language")
    return found
