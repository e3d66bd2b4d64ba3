"""Gates and covers: what ties one leg to another, done once all rows stand."""

from __future__ import annotations

from gigaloop.book.model import Leg
from gigaloop.book.terms import Gate
from gigaloop.book.units import Quantity
from gigaloop.engine.compiler.leg_rows import Rows, said
from gigaloop.engine.plan import (
    DATE,
    DATED,
    GUARANTEE,
    LISTED,
    POWER,
    PRICE,
    WARRANT,
)

STEPS = 6
"""Vesting steps of a warrant, or tranches of a stake, that nobody published: six equal ones (assumed)."""


def connect(rows: Rows) -> None:
    """Gates and covers may name any leg, so they are tied once all rows stand."""
    for row, what, leg, gate, turn in rows.later:
        if what == "covers":
            cover(rows, row, leg)
        elif gate is not None:
            shut(rows, row, leg, gate, turn)


def cover(rows: Rows, row: int, leg: Leg) -> None:
    """What a guarantee stands behind: the legs it names, else the obligor's first dated due to another, else its
    bonds."""
    record = rows.legs[row]
    covers = getattr(leg.terms, "covers", None) or ()
    for other in covers:
        if other in rows.claims.of_leg:  # a loan is covered as a claim: its row in `legs` only draws it
            record["debt"] = rows.claims.of_leg[other]
        elif other in rows.rows_of:
            record["covers"] = rows.rows_of[other][0]
    if "covers" in record or "debt" in record:
        return
    obligor = record["payee"]
    debts = [n for n, debt in enumerate(rows.claims.debts) if debt["issuer"] == obligor and debt["deal"] >= 0]
    if debts and record["kind"] != GUARANTEE:
        record["debt"] = debts[0]
        return
    owed = [
        n
        for n, other in enumerate(rows.legs)
        if other["payer"] == obligor and other["kind"] == DATED and other["payee"] != record["payer"]
    ]  # nobody stands for what is owed to himself
    if owed:
        record["covers"] = owed[0]
    else:
        record["debt"] = rows.accounts.records[obligor].get("bond", -1)


def shut(rows: Rows, row: int, leg: Leg, gate: Gate, turn: float) -> None:
    """Put a gate's conditions before a row; the n-th of repeated tranches waits for n times the gigawatts."""
    first = len(rows.gates)
    issuer = rows.legs[row]["payer" if rows.legs[row]["kind"] == WARRANT else "payee"]
    if gate.power is not None and gate.delivered_on in rows.rows_of:
        level = rows.values.fixed((gate.power.stated or 0.0) * (turn if leg.kind == "stake" else 1))
        rows.gates.append({"kind": POWER, "level": level, "leg": rows.rows_of[gate.delivered_on][0]})
    elif gate.power is not None:
        rows.gates.append({"kind": DATE, "quarter": planned(rows, gate)})
    if gate.price is not None:
        level = rows.values.fixed((gate.price.stated or 0.0) * 100.0)
        rows.gates.append({"kind": PRICE, "level": level, "party": issuer})
    if gate.by is not None:
        rows.gates.append({"kind": DATE, "quarter": rows.quarter(gate.by)})
    if gate.event == "listing":
        rows.gates.append({"kind": LISTED, "party": issuer})
    if len(rows.gates) > first:
        rows.legs[row] |= {"gates": first, "gates_n": len(rows.gates) - first}


def planned(rows: Rows, gate: Gate) -> int:
    """When the gigawatts of a leg without rows come by plan: its start plus their part of the ramp."""
    chips = rows.book.legs.get(gate.delivered_on or "")
    whole = said(chips.terms.power) if chips else None
    if chips is None or whole is None or not whole.stated:
        return 998
    begin, _, _ = rows.span(chips, "term-chips")
    return begin + round(rows.values.middle("chip-ramp-default") * (gate.power.stated or 0.0) / whole.stated)


def even_gates(rows: Rows, leg: Leg) -> tuple[Gate, ...]:
    """Steps that nobody published: equal gigawatts, prices rising evenly to the top (assumed)."""
    chips = next(
        (o.leg for o in rows.book.deals[leg.deal].legs if o.kind == "chip_purchase" and said(o.terms.power)), None
    )
    whole = said(leg.terms.power) or (said(rows.book.legs[chips].terms.power) if chips else None)
    top = leg.terms.top_price
    gates = []
    for step in range(1, STEPS + 1):
        power = price = None
        if whole is not None and chips is not None:
            gw = (whole.stated or 0.0) * step / STEPS
            power = Quantity(f"{gw:g} GW", "exact", gw, gw, "GW")
        if top is not None and top.stated:
            dollars = top.stated * step / STEPS
            price = Quantity(f"{dollars:g} USD/share", "exact", dollars, dollars, "USD/share")
        gates.append(Gate.model_construct(power=power, delivered_on=chips, price=price))
    return tuple(gates)
