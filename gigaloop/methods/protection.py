"""Debt and guarantees cleared together: what one firm owes may depend on how much another fails to pay."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import root

from gigaloop.methods.exact import solved
from gigaloop.methods.network import claims, fraction, vector
from gigaloop.methods.sweeps import ROUNDING


class Contingent(NamedTuple):
    """What ``contingent`` found; numbers are None unless status is 'cleared'. note says in a sentence what it means.

    r: share of its debts that each firm pays; p: paid in all; called: paid under each contract; money like L.
    """

    status: str
    note: str
    r: np.ndarray | None
    p: np.ndarray | None
    called: np.ndarray | None
    equity: np.ndarray | None
    default: np.ndarray | None
    residual: float | None
    boxes: int


class System(NamedTuple):
    """The data of a clearing with contingent debt: fixed debts, outside debts, contracts as columns."""

    L: np.ndarray
    e: np.ndarray
    outside: np.ndarray
    writer: np.ndarray
    holder: np.ndarray
    reference: np.ndarray
    notional: np.ndarray
    alpha: float
    beta: float

    def bounds(self, low, high):
        """Return least and greatest debts and receipts of each firm while the shares paid stay between low and high."""
        n = self.e.size
        fixed = self.L.sum(axis=1) + self.outside
        due = [self.notional * (1 - r[self.reference]) for r in (high, low)]
        owed = [fixed + np.bincount(self.writer, part, n) for part in due]
        got = [
            r @ self.L + np.bincount(self.holder, r[self.writer] * part, n)
            for r, part in zip((low, high), due, strict=True)
        ]
        return owed, got

    def at(self, r):
        """Return each firm's debts and receipts when the firms pay the shares r."""
        owed, got = self.bounds(r, r)
        return owed[0], got[0]

    def image(self, r):
        """Return the clearing map: 1 for who can pay whole, else what is left after default costs over what is owed."""
        owed, got = self.at(r)
        worth = self.e + got
        failed = worth < owed - ROUNDING * np.maximum(owed, worth)
        return self._share(failed, owed, got)

    def _share(self, failed, owed, got):
        left = self.alpha * self.e + self.beta * got
        return np.where(failed, np.divide(left, owed, out=np.ones_like(left), where=owed > 0), 1.0)

    def gap(self, r) -> float:
        """Return how far r is from its image."""
        return float(np.abs(self.image(r) - r).max(initial=0.0))

    def settle(self, failed, start):
        """Return r that solves the equations while exactly ``failed`` fail, or None; the failed may pay 0 to 1."""
        where = np.flatnonzero(failed)
        r = np.ones(self.e.size)
        if where.size:

            def miss(x):
                r[where] = x
                return self._share(failed, *self.at(r))[where] - x

            found = root(miss, np.clip(start[where], 0, 1), tol=1e-14)
            r[where] = found.x
            if np.abs(miss(found.x)).max() > 1e-9:
                return None
            r[where] = self._share(failed, *self.at(r))[where]
        return r


def _try(system: System, tries: int) -> np.ndarray | None:
    """Return a clearing found by iterating the map from everybody and from nobody whole, then by default set."""
    n = system.e.size
    for start in (np.ones(n), np.zeros(n)):
        r = start
        seen = set()
        for _ in range(tries):
            after = system.image(r)
            if np.abs(after - r).max(initial=0.0) < 1e-13:
                return after
            failed = after < 1
            if failed.tobytes() not in seen:
                seen.add(failed.tobytes())
                found = system.settle(failed, after)
                if found is not None and system.gap(found) < 1e-10:
                    return found
            r = after
    return None


def _prove(system: System, most_boxes: int) -> tuple[str, np.ndarray | None, int]:
    """Search every default set by interval branch and bound; return a verdict, a solution if any, boxes looked at.

    A box of shares paid is dropped when the bounds of its image miss it, or when somebody in it must be solvent who
    should fail, or the reverse. When all are dropped no solution exists.
    """
    n = system.e.size
    most_owed = system.bounds(np.zeros(n), np.ones(n))[0][1]
    may_fail = np.flatnonzero(most_owed > 0)
    boxes, left_open = 0, False
    for number in range(2**may_fail.size):
        failed = np.zeros(n, dtype=bool)
        failed[may_fail] = (number >> np.arange(may_fail.size)) & 1 == 1
        stack = [(np.where(failed, 0.0, 1.0), np.ones(n))]
        while stack:
            low, high = stack.pop()
            boxes += 1
            if boxes > most_boxes:
                return "not settled", None, boxes
            kept = _shrink(system, failed, low, high)
            if kept is None:
                continue
            low, high = kept
            middle = (low + high) / 2
            found = system.settle(failed, middle)
            if found is not None and system.gap(found) < 1e-10:
                return "cleared", found, boxes
            widest = int((high - low).argmax())
            if high[widest] - low[widest] < 1e-9:  # a firm worth its debts to the last digit: floats cannot tell
                exactly = solved(system, failed)
                if isinstance(exactly, list):
                    return "cleared", np.array([float(share) for share in exactly]), boxes
                left_open |= exactly is None
                stack = []  # the set has one solution at most, and it has been decided, or cannot be
                continue
            for part_low, part_high in ((low[widest], middle[widest]), (middle[widest], high[widest])):
                a, b = low.copy(), high.copy()
                a[widest], b[widest] = part_low, part_high
                stack.append((a, b))
    return ("tie" if left_open else "no consistent clearing"), None, boxes


def _shrink(system: System, failed, low, high):
    """Return the part of the box that can hold a solution with exactly ``failed`` failing, or None."""
    slack = 1e-12
    while True:
        (owed_low, owed_high), (got_low, got_high) = system.bounds(low, high)
        scale = slack * (1 + owed_high)
        must_fail = system.e + got_high < owed_low - scale
        must_pay = system.e + got_low >= owed_high + scale
        if (must_fail & ~failed).any() or (must_pay & failed).any():
            return None
        left = [system.alpha * system.e + system.beta * got for got in (got_low, got_high)]
        floor = np.divide(left[0], owed_high, out=np.ones_like(low), where=owed_high > 0)
        top = np.divide(left[1], owed_low, out=np.ones_like(low), where=owed_low > 0)
        new_low = np.where(failed, np.maximum(low, floor - slack), low)
        new_high = np.where(failed, np.minimum(high, top + slack), high)
        if (new_low > new_high).any():
            return None
        gain = (high - low).sum() - (new_high - new_low).sum()
        low, high = new_low, new_high
        if gain <= 0.1 * (high - low).sum() + slack:
            return low, high


def contingent(L, e, contracts=(), ext_liab=0, alpha=1, beta=1, *, most_boxes=20_000, tries=300) -> Contingent:
    """What is paid when guarantees and credit protection clear together with the debts they cover?

    r_i = 1 if e_i + receipts >= debts, else (alpha e_i + beta receipts) / debts; a contract (writer, holder, reference,
    notional) owes notional x (1 - r_reference). Schuldenzucker, Seuken, Battiston, Management Science 66(5) 1981-1998
    (2020). With default costs a solution may not exist; there may be several, and no greatest.

    L: (n, n), row owes column, money; e, ext_liab: (n,); contracts: rows of firms (from 0) and money. First the map is
    iterated from everybody and from nobody whole (``tries`` steps); failing that, all default sets are searched by
    interval bounds, up to ``most_boxes`` boxes, ties in fractions. Returns status: 'cleared' (r, p, called, equity,
    default, residual), 'no consistent clearing' (proved), or 'not settled' (none found, none excluded); note, boxes.
    ValueError for a wrong shape, a negative or missing amount, an unknown firm, a firm that guarantees itself.

    >>> contingent([[0, 1, 0], [0, 0, 0], [0, 0, 0]], [0.6, 0, 5], [(2, 1, 0, 1)]).called.tolist()
    [0.4]
    >>> contingent([[0, 1, 0], [0, 0, 0], [0, 0, 0]], [0.9, 0.1, 9], [(2, 0, 1, 1)], [0, 1, 0], 0.5, 0.5).status
    'no consistent clearing'
    """
    L = claims(L)
    n = L.shape[0]
    rows = [tuple(row) for row in contracts]
    for k, row in enumerate(rows):
        if len(row) != 4 or not all(0 <= firm < n for firm in row[:3]) or not row[3] >= 0:
            raise ValueError(f"contracts[{k}]: found {row!r}, expected (writer, holder, reference, notional).")
        if row[0] == row[2]:
            raise ValueError(f"contracts[{k}]: found firm {row[0]} writing protection on itself, expected another.")
    ends = [np.array([row[k] for row in rows], dtype=np.int64) for k in range(3)]
    notional = np.array([row[3] for row in rows], dtype=np.float64)
    system = System(
        np.asarray(L),
        vector(e, n, "e"),
        vector(ext_liab, n, "ext_liab"),
        *ends,
        notional,
        fraction(alpha, "alpha"),
        fraction(beta, "beta"),
    )
    r, status, boxes = _try(system, tries), "cleared", 0
    if r is None:
        status, r, boxes = _prove(system, most_boxes)
    if r is None:
        notes = {
            "no consistent clearing": "No payments satisfy all contracts: every set of defaults contradicts itself.",
            "not settled": "No clearing was found and none excluded; raise most_boxes, or drop small firms.",
            "tie": "A failed firm's protection refers to another, and a firm is worth its debts to the last digit: "
            "more boxes cannot decide it; change an amount by a cent.",
        }
        return Contingent(
            "not settled" if status == "tie" else status, notes[status], None, None, None, None, None, None, boxes
        )
    owed, got = system.at(r)
    failed = r < 1
    left = np.where(failed, system.alpha * system.e + system.beta * got, system.e + got)
    called = r[ends[0]] * notional * (1 - r[ends[2]])
    return Contingent(
        status, "These payments satisfy every contract.", r, r * owed, called, left - owed, failed, system.gap(r), boxes
    )
