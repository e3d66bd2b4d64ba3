"""Near words: what somebody may have meant by a name that is not there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from types import MappingProxyType

#: likeness below which a name is no guess worth telling; a word that stands inside a name is as like as INSIDE
LEAST, INSIDE = 0.6, 0.9
#: letters from which on "stands inside" says anything; how long the shorter of two words must be that a slip may part
TELLING, LENGTHS = 3, 0.65


def folded(name: str) -> str:
    """One writing of a name: full-width letters, capitals and ligatures are the letters they stand for.

    >>> folded(" ＯｐｅｎＡＩ ")
    'openai'
    """
    return unicodedata.normalize("NFKC", name).strip().casefold()


def nearest(
    word: str, known: Iterable[str], also: Mapping[str, Iterable[str]] = MappingProxyType({}), most: int = 3
) -> tuple[str, ...]:
    """The names most like a word, the likest first; `also` has other names of some.

    >>> nearest("orcale", ["oracle", "openai", "nvidia"])
    ('oracle',)
    >>> nearest("甲骨", ["oracle", "openai"], {"oracle": ["Oracle", "甲骨文"]})
    ('oracle',)
    >>> nearest("jpmorgan", ["japan_gov"], {"japan_gov": ["Japan"]})
    ()
    """
    wanted = folded(word[:80])
    likeness = {key: max(_alike(wanted, folded(name)) for name in (key, *also.get(key, ()))) for key in known}
    ranked = sorted((key for key, like in likeness.items() if like >= LEAST), key=lambda key: -likeness[key])
    return tuple(ranked[:most])


def meant(
    word: str, known: Iterable[str], otherwise: str, also: Mapping[str, Iterable[str]] = MappingProxyType({})
) -> str:
    """The remedy for a word that is not known: the nearest three, or what to do if none is near.

    >>> meant("orcale", ["oracle", "openai"], "List them")
    'Did you mean oracle'
    >>> meant("zzz", ["oracle", "openai"], "List them")
    'List them'
    """
    near = nearest(word, known, also)
    return f"Did you mean {' or '.join((', '.join(near[:-1]), near[-1]) if near[1:] else near)}" if near else otherwise


def _alike(wanted: str, name: str) -> float:
    if not wanted or not name:
        return 0.0
    short, long = sorted((wanted, name), key=len)
    ideographs = any(ord(letter) > 0x2E80 for letter in short)
    if short in long and (len(short) >= TELLING or (ideographs and len(short) > 1)):
        return INSIDE + 0.1 * len(short) / len(long)
    if len(short) < LENGTHS * len(long):
        return 0.0  # jpmorgan is no Japan
    match = SequenceMatcher(None, wanted, name)
    return match.ratio() if match.real_quick_ratio() >= LEAST and match.quick_ratio() >= LEAST else 0.0
