"""Why a contract does not enter an answer: the reason as text that names its contracts, and the id of what it is."""

from __future__ import annotations


class Why(str):
    """A reason in English, equal to its text; `id` is the reason without names (left.ID in the words), in any language.

    >>> why = Why("part_of", "part of the-round")
    >>> why == "part of the-round", why.id
    (True, 'part_of')
    """

    id: str

    def __new__(cls, id: str, text: str) -> Why:
        made = super().__new__(cls, text)
        made.id = id
        return made

    def __reduce__(self) -> tuple[type[Why], tuple[str, str]]:
        return Why, (self.id, str(self))
