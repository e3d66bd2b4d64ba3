"""Rights that route demand: who serves a lab beside its contracts, and which contracts a sole right bars."""

from __future__ import annotations

from typing import Any

from gigaloop.book.model import VOID, Leg
from gigaloop.book.terms import Right
from gigaloop.book.why import Why
from gigaloop.engine.compiler.leg_rows import Rows, said
from gigaloop.engine.plan import CLOUD, CONGLOMERATE, FIRST, LAB, NEOCLOUD, SHARED, SOLE

#: a right that routes -> its rank among the routes of the grantor's open demand
RANK = {"exclusivity": SOLE, "first_refusal": FIRST, "routing": FIRST}
#: what a lab rents; its own chips and halls are not rented from a rival
RENTED = ("compute_purchase", "chip_lease", "capacity_lease")
ALWAYS = 999


def right(rows: Rows, leg: Leg) -> str:
    """Why a right has no row of its own, and what it does instead."""
    if leg.terms.right not in RANK:
        return Why("right", "a right moves no cash")
    if leg.terms.scope:
        return Why(
            "right",
            f"a right moves no cash; over a part of the load that the model does not tell apart: {leg.terms.scope}",
        )
    if rows.accounts.roles[rows.accounts.number(leg.payer)] == LAB:
        return Why("right", "a right moves no cash; it routes what the lab's contracts do not serve")
    return Why("right", "a right moves no cash")


def barred(rows: Rows, leg: Leg) -> str | None:
    """Why a rented capacity cannot be: another seller had the sole right when it was first agreed."""
    if leg.kind not in RENTED:
        return None
    merged = rows.accounts.merged
    lab, seller = merged.get(leg.payer, leg.payer), merged.get(leg.payee, leg.payee)
    for other in _standing(rows):
        holder = merged.get(other.payee, other.payee)
        mine = merged.get(other.payer, other.payer) == lab and holder != seller
        if other.terms.right == "exclusivity" and mine and _agreed(leg) >= _agreed(other):
            return Why("barred", f"barred by {other.leg}: {holder} alone serves {lab}")
    return None


def routes(rows: Rows) -> list[dict[str, Any]]:
    """For each lab the conglomerates that it is tied to by a contract or a right, by rank; a right that ends leaves its
    holder a route like the others'."""
    accounts, found = rows.accounts, []
    sellers = [n for n, role in enumerate(accounts.roles) if role == CONGLOMERATE]
    tied = {(lab, seller) for lab, seller in _ties(rows) if seller in sellers and accounts.roles[lab] == LAB}
    for lab in [n for n, role in enumerate(accounts.roles) if role == LAB]:
        mine = [seller for seller in sellers if (lab, seller) in tied]
        for seller in mine:
            route = {"lab": lab, "seller": seller, "rank": SHARED, "held": _held(rows, seller, tied)}
            shared_from = -ALWAYS
            for other in _standing(rows):
                if (accounts.number(other.payer), accounts.number(other.payee)) != (lab, seller):
                    continue
                begin = rows.quarter(other.terms.start) if other.terms.start is not None else -ALWAYS
                shared_from = rows.end(other.terms.end) if other.terms.end is not None else ALWAYS
                found.append(route | {"rank": RANK[other.terms.right], "start": begin, "end": shared_from})
            if shared_from < ALWAYS:
                found.append(route | {"start": shared_from, "end": ALWAYS})
    return found


def _standing(rows: Rows) -> list[Leg]:
    """Rights over the whole load that stand on the book's date; sought once."""
    if rows.standing is None:
        rows.standing = [
            leg for leg in rows.book.legs.values()
            if isinstance(leg.terms, Right) and leg.terms.right in RANK and not leg.terms.scope
            and rows.book.stage(leg.leg) not in VOID
        ]  # fmt: skip
    return rows.standing


def _agreed(leg: Leg) -> Any:
    return leg.steps[0].happened.last


def _ties(rows: Rows) -> list[tuple[int, int]]:
    """(buyer, seller) of every live contract for capacity, and (grantor, holder) of every right."""
    live = [leg for leg in rows.book.legs.values() if leg.kind in RENTED and rows.book.stage(leg.leg) not in VOID]
    live = [leg for leg in live if barred(rows, leg) is None]
    known = [leg for leg in (*live, *_standing(rows)) if {leg.payer, leg.payee} <= set(rows.book.parties)]
    return [(rows.accounts.number(leg.payer), rows.accounts.number(leg.payee)) for leg in known]


def _held(rows: Rows, seller: int, tied: set[tuple[int, int]]) -> int:
    """GW that a seller of the open market can have from clouds: a cloud's capacity without a published contract is open
    to the conglomerates that rent from it, in equal parts, unless the cloud has given one of them a right to it, which
    bars the others. Shared evenly by the labs that the seller serves."""
    number, everyone = rows.accounts.number, {one for _, one in tied}
    bought: dict[int, dict[int, bool]] = {}
    for leg in rows.book.legs.values():
        if leg.kind != "compute_purchase" or rows.book.stage(leg.leg) in VOID or leg.payer not in rows.book.parties:
            continue
        buyer, cloud = number(leg.payer), number(leg.payee)
        if buyer in everyone and rows.accounts.roles[cloud] in (CLOUD, NEOCLOUD):
            open_ = bought.setdefault(cloud, {})
            open_[buyer] = open_.get(buyer, False) or said(leg.terms.amount) is None
    part = 0.0
    for cloud, buyers in bought.items():
        rights = {number(leg.payee) for leg in _standing(rows) if number(leg.payer) == cloud}
        allowed = rights & set(buyers) or set(buyers)
        if any(buyers.values()) and seller in allowed:
            part += 1 / len(allowed)
    served = sum(1 for _, one in tied if one == seller)
    return rows.values.maybe("undisclosed-capacity", part / served) if part else 0
