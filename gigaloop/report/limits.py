"""What a report says of its own limits, and against its own drift; in three scripts."""

from __future__ import annotations

from collections.abc import Mapping

from gigaloop.words.catalogue import SCRIPTS, say

Words = Mapping[str, str]


def told(key: str) -> Words:
    """A text of ours by its id, in each script."""
    return {language: say(key, language) for language in SCRIPTS}


LIMITS = tuple(map(told, ("limit.conditional", "limit.undisclosed", "limit.terms", "limit.circular", "limit.sources")))
EVIDENCE = tuple(map(told, ("evidence.care.outside", "evidence.care.amended", "evidence.care.upside")))
