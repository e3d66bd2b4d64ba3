"""Breaches: how a firm can break, from a lower rating band to default, quarter by quarter of a run.

downgrade   below investment grade, or one band lower for those below it when they first owe, for a year
covenant    what the collateral of its loans earns is below what they ask for, or a loan on holdings is above its limit
liquidity   cash and undrawn lines below the interest and principal of the next two quarters
missed      a due is not paid as it stands
default     it fails
leverage    debt above its own limit, times EBITDA, for a year
"""

from __future__ import annotations

import numpy as np

from gigaloop.answer.paths import Paths
from gigaloop.book.units import When, quarter_of

BREACHES = ("default", "missed", "liquidity", "covenant", "downgrade", "leverage")
BANDS = ("A", "BBB", "BB", "B", "CCC")
#: quarters that a band or a limit must be passed for, as agencies look through one bad quarter
YEAR = 4
#: limit of debt over EBITDA where the party has none of its own
PLAIN_LIMIT = 6.0
WAIVERS = ("amended", "waived", "rescued", "defaulted")


def broken(found: Paths, who: str, breach: str, until: str | None = None) -> np.ndarray:
    """(P,) whether the party breaks on each path, by the quarter `until` or the horizon."""
    if breach == "missed" and until is None:
        return np.logical_or.reduce([found.reached(who, fate) for fate in WAIVERS])
    last = len(found.quarters) if until is None else found.quarters.index(until) + 1
    return np.any(in_quarters(found, who, breach)[:, :last], axis=1)


def in_quarters(found: Paths, who: str, breach: str) -> np.ndarray:
    """(P, T) the quarters in which the breach is seen; a year-long one in its last quarter.

    missed: dues put off or brought by others, as the record of bargains has them, or default.

    Raises KeyError for a breach that is not of `BREACHES`.
    """
    return _RULES[breach](found, who)


def bands(found: Paths, who: str) -> np.ndarray:
    """(P, T) place in `BANDS` as the engine rates the party (docs/model.md, step 5): by debt over a year's EBITDA and
    EBITDA over interest, rent counted in both,
    and liquidity; an investor by its loan to value. No debt is A; debt without earnings CCC."""
    return found.measure("band", who).astype(int)


def _of_year(flow: np.ndarray) -> np.ndarray:
    """(P, T) a flow over the last four quarters; before the start as in the first."""
    before = np.repeat(flow[:, :1], YEAR - 1, axis=1)
    return np.lib.stride_tricks.sliding_window_view(np.column_stack([before, flow]), YEAR, axis=1).sum(2)


def _lasting(now: np.ndarray) -> np.ndarray:
    """(P, T) whether it holds for the fourth quarter running."""
    before = np.zeros((len(now), YEAR - 1), bool)
    runs = np.lib.stride_tricks.sliding_window_view(np.column_stack([before, now]), YEAR, axis=1)
    return np.all(runs, axis=2)


def _downgrade(found: Paths, who: str) -> np.ndarray:
    band, plan = bands(found, who), found.run.plan
    mine = plan.debts["face"][plan.debts["issuer"] == found.number(who)]
    opening = np.sum([np.zeros(found.count), *(found.drawn_value(int(face)) for face in mine)], axis=0)
    owed = np.column_stack([opening, found.measure("debt", who)[:, :-1]]) > 0.0
    first = band[np.arange(len(band)), owed.argmax(1)]  # without debt it has no band to fall from
    return _lasting(band > np.maximum(first, BANDS.index("BBB"))[:, None])


def _covenant(found: Paths, who: str) -> np.ndarray:
    limit = found.at_start("loan_to_value", who)
    if limit.any():
        return found.measure("debt", who) > limit[:, None] * found.measure("collateral", who) + 1e-9
    plan = found.run.plan
    least = np.zeros(found.count)
    for row in plan.debts:
        if int(row["issuer"]) == found.number(who):
            least = np.maximum(least, found.drawn_value(int(row["coverage"])))
    coverage = found.measure("coverage", who)
    return (coverage > 0.0) & (coverage < least[:, None] - 1e-9)


def _liquidity(found: Paths, who: str) -> np.ndarray:
    cash, due = found.measure("cash", who), found.measure("debt_service", who)
    short = np.zeros(cash.shape, bool)
    short[:, :-2] = (cash + undrawn(found, who))[:, :-2] < due[:, 1:-1] + due[:, 2:] - 1e-9
    return short


def undrawn(found: Paths, who: str) -> np.ndarray:
    """(P, T) USD bn that lenders signed before the start, until each loan's last day, less all that was drawn of any
    debt since: what the book knows of lines; loans in other currencies are left out."""
    quarters = found.quarters
    signed = np.zeros(len(quarters))
    for leg in found.book.legs.values():
        terms = leg.terms
        if leg.kind != "loan" or leg.payee != who or found.book.stage(leg.leg) != "signed":
            continue
        if terms.amount is None or terms.amount.unit != "USD" or not terms.amount.stated:
            continue
        left = terms.amount.stated - (terms.drawn.stated or 0.0 if terms.drawn is not None else 0.0)
        ends = [day.last for day in (terms.end, terms.draw) if isinstance(day, When)]
        until = quarter_of(min(ends)) if ends else quarters[-1]
        signed += np.where(np.array(quarters) <= until, left / 1e9, 0.0)
    return np.maximum(signed - np.cumsum(found.measure("debt_raised", who), axis=1), 0.0)


def _missed(found: Paths, who: str) -> np.ndarray:
    out = _default(found, who)
    record = found.run.bargains[found.whole]
    mine = (record["quarter"] >= 0) & (record["debtor"] == found.number(who))
    path, row = np.nonzero(mine & (record["deferred"] + record["brought"] > 0))
    out[path, record["quarter"][path, row].astype(int)] = True
    return out


def _default(found: Paths, who: str) -> np.ndarray:
    when = found.default(who)[:, None]
    return (when >= 0) & (np.arange(len(found.quarters)) == when)


def _leverage(found: Paths, who: str) -> np.ndarray:
    plan, number = found.run.plan, found.number(who)
    limit = float(plan.values["mid"][plan.parties["leverage_open"][number]]) or PLAIN_LIMIT
    year = _of_year(found.measure("ebitda", who))
    above = found.measure("debt", who) > limit * np.maximum(year, 0.0) + 1e-9
    above[:, : YEAR - 1] = False
    return _lasting(above)


_RULES = {
    "default": _default,
    "missed": _missed,
    "liquidity": _liquidity,
    "covenant": _covenant,
    "downgrade": _downgrade,
    "leverage": _leverage,
}


def has_covenant(found: Paths, who: str) -> bool:
    """Whether a covenant of the party's debt is tested on some path, or a limit of its loans on holdings."""
    if found.at_start("loan_to_value", who).any():
        return True
    return bool((found.measure("coverage", who) > 0.0).any())
