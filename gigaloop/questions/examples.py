"""Examples: what the first page, the demo and the sliders ask of the shipped book; the data stand in examples.csv."""

from __future__ import annotations

from typing import NamedTuple

from gigaloop.words.catalogue import rows


class Example(NamedTuple):
    """A question with its arguments; measure: which of its rows is told, or how its name goes on (empty: the first)."""

    question: str
    arguments: dict[str, str]
    measure: str


def examples(place: str) -> tuple[Example, ...]:
    """What is asked at a place, in the order of the file.

    >>> examples("sliders")
    (Example(question='miss', arguments={'party': 'openai'}, measure=''),)
    """
    return tuple(
        Example(one["question"], dict(pair.split("=", 1) for pair in one["arguments"].split()), one["measure"])
        for key, one in rows("examples.csv", "gigaloop.questions").items()
        if key.partition(".")[0] == place
    )
