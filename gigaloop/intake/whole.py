"""What a whole text tells of its firms and numbers: how often, which first, which is the largest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

from gigaloop.intake.candidates import kinds_named
from gigaloop.intake.quantities import Amount
from gigaloop.intake.told import Told

#: parties, numbers and pairs of a sentence that are counted together; firms that are ranked
MOST_TOGETHER, MOST_RANKED = 12, 5

Number = tuple[str, str, float | None]


def number(q: Amount) -> Number:
    """What makes two numbers of a text the same."""
    return q.what, q.unit, q.mid


def paragraph(told: Told) -> int:
    """Where the paragraph begins in which a sentence stands."""
    return told.folded.rfind("\n", 0, told.start) + 1


@dataclass
class Whole:
    """How often a text names each party and tells each number, and in how many sentences two parties, or a party and a number or
    a kind of deal, stand together; the first and the largest number of each unit; the firms told most; whom a paragraph begins with."""

    times: Counter[Any] = field(default_factory=Counter)
    first: dict[tuple[str, str], Number] = field(default_factory=dict)
    most: dict[tuple[str, str], Number] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    opens: dict[int, str] = field(default_factory=dict)  #: where a paragraph begins -> the first firm that it names


def whole(sentences: Sequence[Told]) -> Whole:
    """What these sentences tell."""
    made = Whole(Counter(m.key for told in sentences for m in told.parties))
    made.ranks = {key: n for n, (key, _) in enumerate(made.times.most_common(MOST_RANKED))}
    for told in sentences:
        if told.parties:
            made.opens.setdefault(paragraph(told), told.parties[0].key)
        firms = sorted({m.key for m in told.parties})[:MOST_TOGETHER]
        numbers = list(dict.fromkeys(map(number, told.amounts)))[:MOST_TOGETHER]
        pairs = [frozenset(two) for two in combinations(firms, 2)]
        made.times.update([*numbers, *pairs])
        made.times.update(product([*numbers, *sorted(kinds_named(told.words))], [*firms, *pairs[:MOST_TOGETHER]]))
        for one in numbers:
            made.first.setdefault(one[:2], one)
            made.most[one[:2]] = max(made.most.get(one[:2], one), one, key=lambda n: n[2] or 0)
    return made


__all__ = ["Whole", "number", "paragraph", "whole"]
