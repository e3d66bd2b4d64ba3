"""What a leg makes one party lose through another: its side, and whether it is recognised, unrecognised or contingent.

Every kind of leg stands here once for each direction, so that no instrument is forgotten.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from gigaloop.answer.tally import FAMILIES
from gigaloop.book.grade import grade_shares
from gigaloop.book.model import Book, Leg
from gigaloop.book.why import Why

Side = Literal["claim", "duty", "none"]
Column = Literal["recognised", "unrecognised", "contingent", "prospective"]
COLUMNS: tuple[Column, ...] = ("recognised", "unrecognised", "contingent", "prospective")


class Claim(NamedTuple):
    """How a leg stands between a holder and another party.

    side       claim: the holder can lose by it through the other; duty: the holder owes; none: neither, see `why`
    undrawn    the column of its signed dollars      drawn   the column of its delivered dollars, '' if they are settled
    """

    side: Side
    undrawn: str
    drawn: str
    why: str = ""


#: the holder is the payer, the other the payee
_AS_PAYER: dict[str, Claim] = {
    "stake": Claim("claim", "unrecognised", "recognised"),
    "loan": Claim("claim", "unrecognised", "recognised"),
    "deposit": Claim("claim", "recognised", "recognised"),
    "capacity_build": Claim("claim", "unrecognised", "recognised"),
    "guarantee": Claim("claim", "contingent", "contingent"),
    "capacity_backstop": Claim("claim", "contingent", "contingent"),
    "residual_guarantee": Claim("claim", "contingent", "contingent"),
    "revenue_share": Claim("duty", "unrecognised", ""),
    "warrant": Claim("duty", "contingent", "contingent"),
    "grant": Claim("none", "", "", "a grant: nothing comes back"),
    "acquisition": Claim("none", "", "", "an acquisition: the target is owned, not owed by"),
    **{kind: Claim("duty", "unrecognised", "") for kind in FAMILIES["purchases"]},
}
#: the holder is the payee, the other the payer
_AS_PAYEE: dict[str, Claim] = {
    "loan": Claim("duty", "unrecognised", "recognised"),
    "deposit": Claim("duty", "recognised", "recognised"),
    "revenue_share": Claim("claim", "unrecognised", ""),
    "warrant": Claim("claim", "contingent", "contingent"),
    "stake": Claim("none", "", "", "the other's stake here: equity is not owed"),
    "capacity_build": Claim("none", "", "", "the other builds: its own exposure"),
    "guarantee": Claim("none", "", "", "the other stands in for this party: its own exposure"),
    "capacity_backstop": Claim("none", "", "", "the other buys what stays unsold: its own exposure"),
    "residual_guarantee": Claim("none", "", "", "the other guards the asset's worth: its own exposure"),
    "grant": Claim("none", "", "", "a grant: nothing comes back"),
    "acquisition": Claim("none", "", "", "an acquisition: the target is owned, not owed by"),
    **{kind: Claim("claim", "unrecognised", "") for kind in FAMILIES["purchases"]},
}
RIGHT = Claim("none", "", "", Why("right", "a right: moves no money"))


def claim(leg: Leg, holder: frozenset[str], other: frozenset[str]) -> Claim | None:
    """What a leg is between two parties (each with its members); None if it does not stand between them.

    A guarantee also stands between its guarantor and its beneficiary: the beneficiary relies on the guarantor.
    """
    if leg.kind == "right":
        return RIGHT if {leg.payer, leg.payee} & holder and {leg.payer, leg.payee} & other else None
    if leg.payer in holder and leg.payee in other:
        return _AS_PAYER[leg.kind]
    if leg.payee in holder and leg.payer in other:
        return _AS_PAYEE[leg.kind]
    beneficiary = leg.beneficiary or getattr(leg.terms, "beneficiary", None)
    if leg.kind == "guarantee" and beneficiary in holder and leg.payer in other:
        return Claim("claim", "contingent", "contingent")
    if leg.kind == "guarantee" and beneficiary in other and leg.payer in holder:
        return Claim("duty", "contingent", "contingent")
    return None


def columns(book: Book, leg: Leg, stands: Claim) -> tuple[dict[str, float], tuple[str, ...]]:
    """Share of the leg's dollars in each column, and the assumptions used; what is settled is in none.

    Grades 1 to 3 are prospective (nothing is owed yet), 4 and 5 undrawn, 6 drawn.
    """
    grades, used = grade_shares(book, leg)
    found: dict[str, float] = {}
    for grade, share in grades.items():
        column = "" if grade == 0 else "prospective" if grade <= 3 else stands.drawn if grade == 6 else stands.undrawn
        if column:
            found[column] = found.get(column, 0.0) + share
    return found, used
