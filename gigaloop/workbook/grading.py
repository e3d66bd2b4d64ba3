"""Shares by grade of a contract that is drawn in part, or firm for a stated sum: formulas over its amount on Terms.

What is drawn is so many dollars, whatever the whole is changed to; so its share moves with the amount. Of all other
contracts the shares are numbers (`book.grade.grade_shares` says how they come about).
"""

from __future__ import annotations

from gigaloop.book.grade import STAGE_GRADE, grade_shares
from gigaloop.book.model import Book, Leg
from gigaloop.book.units import Quantity
from gigaloop.workbook.inputs import BILLION, GRADED, LEG_COLUMNS

#: the grade of a share that is firm, and of one that is drawn
FIRM, DRAWN = 5, 6


def grade_formulas(book: Book, leg: Leg, end: str, row: int) -> dict[int, str]:
    """Grade -> the formula of its share at one end, without '='; {} where the amount has no say in the shares.

    >>> from gigaloop import load
    >>> book = load("tiny")
    >>> grade_formulas(book, next(leg for leg in book.legs.values() if leg.terms.drawn is None), "mid", 7)
    {}
    """
    terms, stage = leg.terms, book.stage(leg.leg)
    drawn = _share(terms.drawn, terms.amount, row) if stage not in ("delivered", "drawn") else ""
    firm = _share(terms.firm, terms.amount, row)
    if not drawn and not firm:
        return {}
    shares, _ = grade_shares(book, leg, GRADED[end])  # type: ignore[arg-type]
    if stage not in STAGE_GRADE or leg.restates in book.legs:
        return {}
    own = STAGE_GRADE[stage]
    by_stage: dict[int, float] = {}
    for other, share in (terms.by_stage or {}).items():
        by_stage[STAGE_GRADE[other]] = by_stage.get(STAGE_GRADE[other], 0.0) + share
    rest = 1.0 - sum(by_stage.values())
    part = f"MIN({rest!r},{drawn})" if drawn else "0"
    if own != 4:
        firm = "0"
    elif not firm:  # a share, not a sum: what of the rest is firm stays as it is
        bound, loose = (shares.get(grade, 0.0) - by_stage.get(grade, 0.0) for grade in (FIRM, own))
        firm = repr(bound / (bound + loose)) if bound + loose > 1e-12 else "0"
    texts = {grade: [repr(share)] for grade, share in by_stage.items()}
    texts.setdefault(DRAWN, []).append(part)
    if firm != "0":
        texts.setdefault(FIRM, []).append(f"({rest!r}-{part})*{firm}")
    texts.setdefault(own, []).append(f"({rest!r}-{part})*(1-{firm})")
    return {grade: "+".join(parts) for grade, parts in texts.items()}


def _share(part: Quantity | None, whole: Quantity | None, row: int) -> str:
    """A stated sum over the amount that stands on the sheet, at most all of it; '' where no sum is stated."""
    if part is None or part.stated is None or whole is None or whole.stated is None or part.unit != whole.unit:
        return ""
    bound, amount, top = (f"{LEG_COLUMNS[name]}{row}" for name in ("bound", "amount", "and"))
    return f'MIN(1,{part.stated / BILLION!r}/IF({bound}="A to B",({amount}+{top})/2,{amount}))'
