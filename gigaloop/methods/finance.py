"""Project finance in closed form: capital recovery, level debt, sculpted debt, levelised cost.

Rates are shares a period (0.08, not 8), counts are periods, money is in any one unit. Nothing here knows of books or
paths.
"""

from typing import NamedTuple

import numpy as np

__all__ = ["Annuity", "Levelised", "Recovery", "Sculpted", "annuity", "crf", "levelised", "sculpted"]


class Recovery(NamedTuple):
    """Capital recovery factors. crf: yearly payment for one unit of money, one number a case (1/period)."""

    crf: list[float]


class Annuity(NamedTuple):
    """Level debt service. payment, interest, principal, balance: money, arrays one entry a period; dscr: None without
    cash flow."""

    payment: float
    dscr: float | None
    interest: np.ndarray
    principal: np.ndarray
    balance: np.ndarray
    residual: float


class Sculpted(NamedTuple):
    """Debt shaped to the cash flow. debt: money at time 0; the arrays have one entry a period; residual: last
    balance, zero but for rounding."""

    debt: float
    service: np.ndarray
    interest: np.ndarray
    principal: np.ndarray
    balance: np.ndarray
    dscr: float
    residual: float


class Levelised(NamedTuple):
    """Levelised cost. value: money per unit of output; cost, output: their present values; crf: None unless given as
    capital cost."""

    value: float
    cost: float
    output: float
    crf: float | None


def _rate(name: str, rate: float) -> float:
    rate = float(rate)
    if not np.isfinite(rate) or rate <= -1.0:
        raise ValueError(f"{name}: found {rate}, expected a finite share above -1 a period. Write 0.08 for 8 percent.")
    return rate


def _periods(name: str, n: float) -> float:
    n = float(n)
    if not np.isfinite(n) or n <= 0.0:
        raise ValueError(f"{name}: found {n}, expected a positive number of periods.")
    return n


def _flow(name: str, values: object) -> np.ndarray:
    flow = np.atleast_1d(np.asarray(values, dtype=float))
    if flow.ndim != 1 or flow.size == 0 or not np.isfinite(flow).all():
        raise ValueError(
            f"{name}: expected a non-empty list of finite numbers, one a period; found shape {flow.shape}."
        )
    return flow


def _factor(i: float, n: float) -> float:
    return 1.0 / n if i == 0.0 else float(i / -np.expm1(-n * np.log1p(i)))


def crf(cases: list[tuple[float, float]] | None = None, *, i: float | None = None, n: float | None = None) -> Recovery:
    """What level payment a period pays back one unit of money over n periods at rate i?

    Definition: i (1+i)^n / ((1+i)^n - 1), 1/n at i = 0 (standard engineering-economy tables).
    Either `cases`, pairs (i, n), or one `i` and `n`. Returns `crf`, one number a case.
    Errors: ValueError for a rate at or below -1, or a non-positive number of periods.

    >>> [round(x, 6) for x in crf([(0.07, 30), (0.1, 20)]).crf]
    [0.080586, 0.11746]
    """
    if cases is None:
        if i is None or n is None:
            raise ValueError("crf: found neither cases nor both i and n. Give cases=[(i, n), ...] or i=..., n=...")
        cases = [(i, n)]
    elif i is not None or n is not None:
        raise ValueError("crf: found cases beside i or n, expected one of the two.")
    return Recovery([_factor(_rate("i", rate), _periods("n", count)) for rate, count in cases])


def annuity(P: float, i: float, n: int, cfads: float | list[float] | None = None) -> Annuity:
    """What is the level debt service on a loan of P over n periods, and how well does the cash flow cover it?

    Definition: payment = P crf(i, n), paid at each period's end; dscr = least cash flow available / payment.
    `cfads`: cash flow available for debt service a period (money), one number or one a period.
    `residual` is the balance after the last payment. Errors: ValueError for P < 0, i <= -1, n not a whole positive
    number.

    >>> a = annuity(P=1000, i=0.08, n=10, cfads=200)
    >>> round(a.payment, 4), round(a.dscr, 6)
    (149.0295, 1.342016)
    """
    P, i, count = float(P), _rate("i", i), _periods("n", n)
    if not np.isfinite(P) or P < 0.0:
        raise ValueError(f"P: found {P}, expected a finite loan of at least 0.")
    if count != int(count):
        raise ValueError(f"n: found {count}, expected a whole number of periods for a payment plan.")
    payment = P * _factor(i, count)
    balance, interest = np.empty(int(count)), np.empty(int(count))
    left = P
    for t in range(int(count)):
        interest[t] = left * i
        left = left + interest[t] - payment
        balance[t] = left
    dscr = None
    if cfads is not None:
        flow = _flow("cfads", cfads)
        if flow.size not in (1, int(count)):
            raise ValueError(f"cfads: found {flow.size} numbers, expected one, or one a period ({int(count)}).")
        dscr = float(flow.min() / payment) if payment > 0.0 else float("inf")
    return Annuity(payment, dscr, interest, payment - interest, balance, float(abs(left)))


def sculpted(cfads: list[float], dscr: float, i: float | list[float]) -> Sculpted:
    """How much debt can a cash flow carry when the cover ratio is the same in every period?

    Definition: service_t = cfads_t / dscr; debt = sum of service_t over the product of (1 + i_s), s <= t (Yescombe,
    Principles of Project Finance, ch. on financial structuring). `i`: a rate, or one a period. Negative cash flow is
    refused: no payment is negative.
    `residual` is the last balance. Errors: ValueError for cash flow below 0, a cover of 0 or less, lengths that differ.

    >>> s = sculpted(cfads=[110.0, 121.0], dscr=1.1, i=0.1)
    >>> round(s.debt, 6), s.principal.round(6).tolist()
    (181.818182, [81.818182, 100.0])
    """
    flow = _flow("cfads", cfads)
    if (flow < 0.0).any():
        raise ValueError(
            f"cfads: found {flow.min()}, expected no negative cash flow. Sculpt over the periods that pay."
        )
    if not np.isfinite(dscr) or dscr <= 0.0:
        raise ValueError(f"dscr: found {dscr}, expected a positive cover ratio such as 1.3.")
    rates = np.array([_rate("i", r) for r in np.atleast_1d(np.asarray(i, dtype=float))])
    if rates.size == 1:
        rates = np.full(flow.size, rates[0])
    if rates.size != flow.size:
        raise ValueError(f"i: found {rates.size} rates, expected one, or one a period ({flow.size}).")
    service = flow / float(dscr)
    debt = float((service / np.cumprod(1.0 + rates)).sum())
    interest, balance = np.empty(flow.size), np.empty(flow.size)
    left = debt
    for t in range(flow.size):
        interest[t] = left * rates[t]
        left = left + interest[t] - service[t]
        balance[t] = left
    return Sculpted(debt, service, interest, service - interest, balance, float(dscr), float(abs(left)))


def levelised(
    costs: list[float] | None = None,
    output: float | list[float] | None = None,
    i: float = 0.0,
    *,
    capex: float | None = None,
    opex: float = 0.0,
    n: float | None = None,
    variable: float = 0.0,
) -> Levelised:
    """What constant price a unit of output recovers all costs?

    Definition: present value of costs over present value of output, the first entry at time 0 (IEA/NEA, Projected
    Costs of Generating Electricity), or, given `capex`, `opex` and `output` a period over `n` periods:
    (capex crf(i, n) + opex) / output + variable (NREL's simple levelised cost). `variable`: money per unit of output.
    Units: money, output in any unit, i a share a period. Errors: ValueError if both or neither form is given, or
    output is not positive.

    >>> round(levelised(capex=1000.0, opex=20.0, output=500.0, i=0.08, n=20).value, 6)
    0.243704
    >>> levelised(costs=[100.0, 0.0], output=[0.0, 50.0], i=0.0).value
    2.0
    """
    i = _rate("i", i)
    if output is None:
        raise ValueError("output: found none, expected the output a period.")
    made = _flow("output", output)
    if (made < 0.0).any() or made.sum() <= 0.0:
        raise ValueError(
            "output: expected numbers of at least 0, and some output; a cost per unit of nothing has no meaning."
        )
    if (costs is None) == (capex is None):
        raise ValueError(
            "levelised: expected either costs (one a period, the first at time 0) or capex with n, found both "
            "or neither."
        )
    if costs is not None:
        spent = _flow("costs", costs)
        if spent.size != made.size:
            raise ValueError(f"costs: found {spent.size} numbers, expected {made.size}, as many as output.")
        weight = (1.0 + i) ** -np.arange(spent.size)
        cost, units = float(spent @ weight), float(made @ weight)
        return Levelised(cost / units + variable, cost, units, None)
    if capex is None or n is None:
        raise ValueError("n: found none, expected the number of periods that capex is recovered over.")
    if made.size != 1:
        raise ValueError("output: with capex expected one number, the output a period.")
    factor = _factor(i, _periods("n", n))
    cost, units = (float(capex) * factor + opex) / factor, float(made[0]) / factor
    return Levelised(cost / units + variable, cost, units, factor)
