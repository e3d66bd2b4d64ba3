"""Tongues: which language somebody means by a name of it, and what is spoken here."""

from __future__ import annotations

import re

from gigaloop.words.catalogue import LANGUAGES

#: other names of a language, in small letters -> how its sentences and numbers are written (萬億 in Hong Kong)
SPOKEN = {
    **{"zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-my": "zh-Hans"},
    **{"zh-tw": "zh-Hant", "zh-hk": "zh-HK", "zh-mo": "zh-HK", "zh-hant-hk": "zh-HK", "zh-hant-mo": "zh-HK"},
}
#: languages and scripts that are the same in any country; 'zh' alone is not
ANYWHERE = ("en", "zh-hant", "zh-hans")
#: what to write, for the sentence that refuses another
KNOWN = "en, zh-Hant, zh-Hans, zh-TW, zh-HK, zh-CN, zh-SG"


def tongue(text: str) -> str:
    """The language as it is written here; '' for one that is not spoken.

    >>> tongue("zh_CN"), tongue("zh-hk"), tongue("zh-Hant-TW"), tongue("en-GB"), tongue("fr")
    ('zh-Hans', 'zh-HK', 'zh-Hant', 'en', '')
    """
    asked = text.strip().replace("_", "-").lower()
    names = {language.lower(): language for language in LANGUAGES} | SPOKEN
    if asked not in names:
        asked = next((one for one in ANYWHERE if re.fullmatch(rf"{one}-[a-z]{{2}}", asked)), "")
    return names.get(asked, "")
