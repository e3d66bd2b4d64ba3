"""Clearing with contracts in fractions: whether one set of defaults solves it, where floats cannot tell a tie."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import numpy as np

from gigaloop.methods.sweeps import ROUNDING

if TYPE_CHECKING:
    from gigaloop.methods.protection import System


def solved(system: System, failed: np.ndarray) -> list[Fraction] | Literal[False] | None:
    """Shares paid when exactly `failed` fail, in fractions of the decimals given; False if no such shares exist.

    A firm whose worth equals its debts (but for the rounding of every method here) pays them whole, so a set that needs
    it to fail is no solution. None: not
    decided here, because one failed firm's protection refers to another and the equations are not linear, or they are
    singular.

    system: `protection.System`. failed: (n,) bool.
    """
    n, who = failed.size, [int(i) for i in np.flatnonzero(failed)]
    L, e, outside, notional = (_fractions(part) for part in (system.L, system.e, system.outside, system.notional))
    rows = list(
        zip(map(int, system.writer), map(int, system.holder), map(int, system.reference), notional, strict=True)
    )
    if any(failed[writer] and failed[reference] for writer, _, reference, _ in rows):
        return None
    alpha, beta = _fraction(system.alpha), _fraction(system.beta)
    place = {firm: k for k, firm in enumerate(who)}

    def owed(i: int, r: Sequence[Fraction]) -> Fraction:
        sold = sum((size * (1 - r[reference]) for writer, _, reference, size in rows if writer == i), Fraction(0))
        return sum(L[i], outside[i]) + sold

    def got(i: int, r: Sequence[Fraction]) -> Fraction:
        bought = (r[w] * size * (1 - r[ref]) for w, holder, ref, size in rows if holder == i)
        return sum((r[j] * L[j][i] for j in range(n)), Fraction(0)) + sum(bought, Fraction(0))

    # r_i owed_i - beta got_i(r) = alpha e_i: linear in the failed shares, read off at 0 and at each unit
    nothing = [Fraction(0) if i in place else Fraction(1) for i in range(n)]
    A = [[Fraction(0)] * len(who) for _ in who]
    b = []
    for i in who:
        b.append(alpha * e[i] + beta * got(i, nothing))
        for j in who:
            one = [Fraction(1) if k == j else share for k, share in enumerate(nothing)]
            A[place[i]][place[j]] = (owed(i, one) if i == j else Fraction(0)) - beta * (got(i, one) - got(i, nothing))
    found = _gauss(A, b)
    if found is None:
        return None
    r = [found[place[i]] if i in place else Fraction(1) for i in range(n)]
    slack = Fraction(ROUNDING)
    for i in range(n):
        worth, debts = e[i] + got(i, r), owed(i, r)
        if not 0 <= r[i] <= 1 or (worth < debts - slack * max(worth, debts)) != bool(failed[i]):
            return False
    return r


def _gauss(A: list[list[Fraction]], b: list[Fraction]) -> list[Fraction] | None:
    """The solution of A x = b; None if A is singular."""
    n = len(b)
    rows = [[*row, value] for row, value in zip(A, b, strict=True)]
    for k in range(n):
        pivot = next((i for i in range(k, n) if rows[i][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(n):
            if i != k and rows[i][k]:
                rows[i] = [x - rows[i][k] * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [row[n] for row in rows]


def _fraction(number: float) -> Fraction:
    """A float as the decimal that was written: 0.1 is a tenth."""
    return Fraction(repr(float(number)))


def _fractions(values: np.ndarray) -> list:
    return [_fractions(row) if np.ndim(row) else _fraction(row) for row in values]
