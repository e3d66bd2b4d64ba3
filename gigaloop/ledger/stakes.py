"""Who owns whom: the register of shares on the book's day, with what signed stakes add to it until a quarter."""

from __future__ import annotations

from typing import Any

import numpy as np

from gigaloop.engine.plan import DATE, STAKE

#: from this grade on a stake is a promise (docs/model.md): below it stands in no total of `exposure` either
PROMISED = 4


def register(plan: Any, ahead: int) -> tuple[np.ndarray, np.ndarray]:
    """(units of each row of `plan.shares`, cents that stakes still bring each party) before quarter `ahead`.

    To the units held on the book's day come those of stakes that are signed but not paid: of grade 4 and better, due
    before quarter `ahead`, waiting for nothing but a day (no other gate, no choice of the investor). Each counts the
    middle of the share of promises that hold times its amount, at the valuation it names, else at the issuer's value
    (docs/model.md, 5a).

    >>> from gigaloop import load
    >>> from gigaloop.engine.compiler import compile_plan
    >>> plan = compile_plan(load("tiny")).plan
    >>> units, paid = register(plan, 0)
    >>> bool((units == plan.shares["units"]).all()), float(paid.sum())
    (True, 0.0)
    """
    middle, shares = plan.values["mid"], plan.shares
    units, paid = shares["units"].astype(float), np.zeros(len(plan.parties))
    before = np.bincount(shares["issuer"], units, len(plan.parties))
    for leg in plan.legs[plan.legs["kind"] == STAKE]:
        issuer = int(leg["payee"])
        gates = plan.gates[leg["gates"] : leg["gates"] + leg["gates_n"]]
        open_ended = leg["option"] == 1 or ((gates["kind"] != DATE) | (gates["quarter"] >= ahead)).any()
        if open_ended or leg["grade"] < PROMISED or leg["start"] >= ahead or before[issuer] <= 0:
            continue
        amount = float(middle[leg["beta"]] * middle[leg["amount"]])
        agreed = leg["valuation"] if leg["valuation"] and not leg["at_gate"] else plan.parties["value"][issuer]
        if amount <= 0 or middle[agreed] <= 0:
            continue
        units[leg["line"]] += amount / middle[agreed] * before[issuer]
        paid[issuer] += amount
    return units, paid
