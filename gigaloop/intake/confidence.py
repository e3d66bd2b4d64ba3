"""How often a proposal of its kind was right, when press texts that no rule had seen were read (`measured.csv`)."""

from __future__ import annotations

import csv
from pathlib import Path

from gigaloop.intake.proposals import Proposal

#: the row of kinds too rare to be measured apart, and that of deals without a number
OTHER, UNSIZED = "other", "unsized"


def _read() -> dict[str, tuple[int, int]]:
    with Path(__file__).with_name("measured.csv").open(encoding="utf-8") as file:
        return {row["told"]: (int(row["right"]), int(row["wrong"])) for row in csv.DictReader(file)}


_MEASURED = _read()


def confidence(p: Proposal) -> float | None:
    """The share of proposals like this one that were right, 0 to 1; None where no deal is proposed.

    Counted on eight sets of real articles, each read once before it served to mend a rule (docs/intake.md), so that it
    is what a new text may expect. A deal told without a number is right far less often than one with its sum.

    >>> confidence(Proposal(kind="stake", amount="5 bn USD")), confidence(Proposal(kind="stake", amount="undisclosed"))
    (0.76, 0.36)
    """
    if p.kind is None or p.action == "refuse":
        return None
    sized = p.amount not in (None, "undisclosed") or p.gw or p.share or p.units not in (None, "undisclosed")
    right, wrong = _MEASURED.get(p.kind, _MEASURED[OTHER]) if sized else _MEASURED[UNSIZED]
    return round(right / (right + wrong), 2)


__all__ = ["confidence"]
