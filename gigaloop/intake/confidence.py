"""How often a proposal of its kind was right, when press texts were read with weights that had not seen them (`measured.csv`)."""

from __future__ import annotations

from gigaloop.intake.proposals import Proposal
from gigaloop.intake.words import table

#: the rows of kinds too rare to be measured apart, of deals with a firm that the book lacks, and of those without a number
OTHER, LACKED, UNSIZED = "other", "lacked", "unsized"


_MEASURED = {row["told"]: (int(row["right"]), int(row["wrong"])) for row in table("measured.csv")}


def like(p: Proposal) -> str:
    """The row of the table that a proposal is counted in."""
    sized = p.amount not in (None, "undisclosed") or p.gw or p.share or p.units not in (None, "undisclosed")
    kind = p.kind if p.kind is not None and p.kind in _MEASURED else OTHER
    return UNSIZED if not sized else kind if p.payer and p.payee else LACKED


def confidence(p: Proposal) -> float | None:
    """The share of proposals like this one that were right, 0 to 1; None where no deal is proposed.

    Counted on 1,083 press texts, each read with weights that did not learn from it (docs/intake.md); the rules were
    mended after mistakes in most of them, so a new text may expect a little less. A deal with a firm that the book
    lacks, or without a number, is right less often.

    >>> confidence(Proposal(kind="stake", payer="nvidia", payee="openai", amount="5 bn USD"))
    0.82
    >>> confidence(Proposal(kind="stake", payer="nvidia", to_text="Foo", amount="5 bn USD"))
    0.61
    """
    if p.kind is None or p.action == "refuse":
        return None
    right, wrong = _MEASURED[like(p)]
    return round(right / (right + wrong), 2)


__all__ = ["confidence", "like"]
