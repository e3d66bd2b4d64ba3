"""Terms that the book keeps and the simulation does not use, each with the reason; `show terms` says it of each clause.

docs/kinds.md says what every other term does. A test puts each field into a small leg and compares the Plans.
"""

from __future__ import annotations

import re

from gigaloop.tables import beside

#: covenants that the engine tests, where a loan's `covenants` state them
COVENANTS = {
    "coverage": re.compile(r"coverage\D{0,12}(\d+(?:\.\d+)?)"),
    "ltv": re.compile(r"loan[ -]to[ -]value\D{0,12}(\d+(?:\.\d+)?)"),
}
#: rows of recorded.csv: a field, the only kinds in which it is recorded or those in which it is used all the same, why
RECORDED = [(field, only.split(), but.split(), why) for field, only, but, why in beside(__file__, "recorded.csv")]


def why_recorded(kind: str, field: str) -> str | None:
    """Why the simulation does not use a field of a kind of leg; None where it does.

    >>> why_recorded("loan", "recourse")
    'the borrower of the leg answers for it'
    >>> why_recorded("loan", "cure") is None
    True
    """
    for name, only, but, why in RECORDED:
        if name == field and (kind in only if only else kind not in but):
            return why
    return None


def tested(covenant: str) -> bool:
    """Whether the engine tests a covenant, read from its words.

    >>> tested("coverage 1.40"), tested("minimum liquidity 0.1 bn USD")
    (True, False)
    """
    return any(pattern.search(covenant) for pattern in COVENANTS.values())
