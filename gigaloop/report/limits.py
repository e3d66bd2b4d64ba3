"""What a report says of its own limits, and against its own drift; in three scripts."""

from __future__ import annotations

from collections.abc import Mapping

from gigaloop.words.catalogue import say
from gigaloop.words.vocabulary import LANGUAGES

Words = Mapping[str, str]


def _told(*keys: str) -> tuple[Words, ...]:
    return tuple({language: say(key, language) for language in LANGUAGES} for key in keys)


LIMITS = _told("limit.conditional", "limit.undisclosed", "limit.terms", "limit.circular", "limit.sources")
EVIDENCE = _told("evidence.care.outside", "evidence.care.amended", "evidence.care.upside")
