"""Uncertain numbers: parameters and bounded amounts of the book -> rows of `plan.values` with their quantile tables."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import numpy as np

from gigaloop.book.grade import grade_shares
from gigaloop.book.model import Book, Leg, Parameter
from gigaloop.book.problem import Misread
from gigaloop.book.units import Quantity
from gigaloop.engine import draws
from gigaloop.engine.plan import rows
from gigaloop.methods import quantile

CENTS = 100.0
#: for whom a number is read that belongs to no leg and no party
WORLD = "world"
#: the same of a limit of supply, `limit.power`
LIMIT = "limit"
#: 'USD bn' of parameters.csv in whole cents
BN = 1e9 * CENTS
BINDING = {1: "bind-talks", 2: "bind-loi", 3: "bind-announced", 4: "bind-signed-exit", 5: "bind-take-or-pay"}
RENTS = ("chip_lease", "capacity_lease")
_BETA = re.compile(r"beta\(([\d.]+),\s*([\d.]+)(\s+scaled)?\)")
_SD = re.compile(r"(normal|lognormal) sd ([\d.]+)")
#: standard deviations between the median and the 95th percentile of a normal law
_Z95 = 1.6448536269514722


class Values:
    """Rows of `values`, each made once. Row 0 is exactly 0, row 1 exactly 1.

    Every parameter that is read is noted twice: behind the row that it made (`rests`), and behind what was being
    lowered when it was read (`read`), for some numbers go into a row of the Plan as plain numbers.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.names: list[str | None] = [None, None]
        self.middles: list[tuple[float, float, float]] = [(0.0, 0.0, 0.0), (1.0, 1.0, 1.0)]
        self.tables: list[np.ndarray] = [np.zeros(41), np.ones(41)]
        self.made: dict[tuple, int] = {}
        self.uncertain = 0
        self.rests: list[dict[str, None]] = [{}, {}]
        self.read: dict[str, dict[str, None]] = {}
        self.used: dict[str, None] = {}
        self._for = WORLD
        self.assumed: dict[str, tuple[float, float, float]] = {}

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        """What is read meanwhile is read for this: a leg, or a party."""
        before, self._for = self._for, what
        yield
        self._for = before

    def use(self, *names: str) -> None:
        """Note that parameters of the book were read."""
        self.used.update(dict.fromkeys(names))
        self.read.setdefault(self._for, {}).update(dict.fromkeys(names))

    def fixed(self, number: float, *names: str) -> int:
        """A certain number, and the parameters that it was read from."""
        if number in (0.0, 1.0):
            return int(number)
        return self._keep(("fixed", number, names), None, number, number, number, np.full(41, float(number)), names)

    def spread(self, name: str, shape: str, low: float, mid: float, high: float, *names: str, a: float = 0.0) -> int:
        """An uncertain number under a name of its own, which decides the draw that it takes."""
        if low == high == mid:
            return self.fixed(mid, *names)
        table = _table(shape, low, mid, high, a)
        if shape == "late":
            table = table[::-1]  # joined to what comes true and grows: late where those are low
        return self._keep((name, shape, low, mid, high, a), name, low, mid, high, table, names)

    def mixture(self, name: str, parts: list[tuple[float, np.ndarray]], *names: str) -> int:
        """A weighted sum of quantile tables that move together (one draw decides all)."""
        table = sum((weight * each for weight, each in parts), np.zeros(41))
        if table[0] == table[-1]:
            return self.fixed(float(table[20]), *names)
        ends = float(table[2]), float(table[20]), float(table[38])
        return self._keep((name, table.tobytes()), name, *ends, table, names)

    def parameter(self, name: str, scale: float = 1.0, number: int = 0, draw: str = "") -> int:
        """A parameter of the book, its n-th number where it has several, times `scale`.

        Parameters with the same `draw` move together: one draw decides all of them.
        """
        parameter = self.book.parameter(name)
        self.use(name)
        table = quantiles(parameter, number)
        if table[0] == table[-1]:
            return self.fixed(float(table[20]) * scale, name)
        table = table * scale if scale > 0 else table[::-1] * scale
        ends = float(table[2]), float(table[20]), float(table[38])
        return self._keep((name, number, scale), draw or name, *ends, table, (name,))

    def bought(self, money: float, price: str) -> int:
        """What a sum buys at a parameter of the book: one draw decides the price and how much it buys."""
        self.use(price)
        table = money / quantiles(self.book.parameter(price))
        if table[0] == table[-1]:
            return self.fixed(float(table[20]), price)
        ends = float(table[38]), float(table[20]), float(table[2])
        return self._keep((price, "bought", money), price, *ends, table, (price,))

    def error(self, name: str) -> int:
        """An error of either sign: normal around nothing, its sd a parameter, drawn over that one's whole range."""
        self.use(name)
        spread = quantiles(self.book.parameter(name))
        if not spread.any():
            return 0
        z = _table("normal", -_Z95, 0.0, _Z95)
        table = between(np.outer(z, spread), draws.GRID)
        return self._keep((name, "error"), name, float(table[2]), 0.0, float(table[38]), table, (name,))

    def maybe(self, name: str, scale: float = 1.0, number: int = 0, default: int = 0) -> int:
        """The same, or `default` where the book has no such parameter on its date."""
        return self.parameter(name, scale, number) if name in self.book.parameters else default

    def pool_point(self, name: str, low: float, mid: float, high: float) -> int:
        """Normal quantile of the rate of a quarter, from a yearly rate: a parameter, or what `conduct` states; the row
        of 0 where it is nothing."""
        read = (name,) if name in self.book.parameters else ()
        self.use(*read)
        if read:
            yearly = quantiles(self.book.parameter(name))
        else:
            self.assumed[name] = (low, mid, high)
            yearly = _table("triangular", low, mid, high)
        if not yearly.min() > 0.0:
            return 0  # a rate of nothing has no quantile: nobody fails whom the book does not name
        table = quantile.normal(1.0 - (1.0 - yearly) ** 0.25)
        return self._keep((name, "point"), name, *(float(table[k]) for k in (2, 20, 38)), table, read)

    def stated(self, name: str, low: float, mid: float, high: float, scale: float = 1.0) -> int:
        """A parameter of conduct; a book without it runs on the assumption that `conduct` states, told in `assumed`."""
        if name in self.book.parameters:
            return self.parameter(name, scale)
        self.assumed[name] = (low, mid, high)
        return self.spread(name, "triangular", low * scale, mid * scale, high * scale)

    def reach(self, name: str, low: float, mid: float, high: float) -> tuple[float, ...]:
        """(least, middle, greatest) of such a parameter, as plain numbers."""
        if name in self.book.parameters:
            self.use(name)
            return self.book.parameter(name).range()
        self.assumed[name] = (low, mid, high)
        return low, mid, high

    def middle(self, name: str) -> float:
        """The middle of a parameter that the compiler needs as a plain number."""
        self.use(name)
        return self.book.parameter(name).range()[1]

    def split(self, name: str) -> dict[str, float]:
        """A parameter that is a split over sectors."""
        self.use(name)
        return split(self.book, name)

    def amount(self, leg: Leg, quantity: Quantity, scale: float, name: str = "amount") -> int:
        """A bounded amount of a leg, as stated: 'about' within its half-width, 'A to B' evenly between.

        The cap of an 'up to' and the floor of an 'at least' stand as they are; how much of a cap comes true is part
        of `binding`.
        """
        if quantity.bound not in ("about", "range"):
            return self.fixed((quantity.stated or 0.0) * scale)
        read = ("about-half-width",) if quantity.bound == "about" else ()
        self.use(*read)
        low, high = quantity.bounds(self.book.about_half_width())
        label = f"{leg.leg}.{name}"
        if name == "rate" or (name == "amount" and leg.kind in RENTS):  # what the lender of a vehicle saw both of
            vehicle = self.vehicle(leg)
            label = f"{vehicle}.cost" if vehicle else label
        mid = (quantity.stated or 0.0) * scale
        return self.spread(label, "uniform", low * scale, mid, (high or low) * scale, *read)

    def vehicle(self, leg: Leg) -> str | None:
        """The vehicle on one side of a leg."""
        sides = (self.book.parties.get(party) for party in (leg.payer, leg.payee))
        return next((side.party_id for side in sides if side is not None and side.sector == "vehicle"), None)

    def binding(self, leg: Leg, quantity: Quantity | None = None) -> int:
        """How much of a leg comes true: the grades of its dollars, each with its own distribution, one draw a leg.

        The unsigned part of an 'up to' is drawn below its cap as well; the signed part's own grade does that. Legs of a
        vehicle come together: one draw decides its equity, its loan and its lease.
        """
        shares, told = grade_shares(self.book, leg)
        read = list(told)
        cap = np.ones(41)
        if quantity is not None and quantity.bound == "up_to" and min(shares) < 4:
            read.append("draw-up-to")
            cap = quantiles(self.book.parameter("draw-up-to"), 0)
        parts = []
        for grade, share in shares.items():
            if grade == 6:
                parts.append((share, np.ones(41)))
            elif grade:
                name = "bind-milestone-part" if grade == 3 and leg.terms.by_stage else BINDING[grade]
                read.append(name)
                table = quantiles(self.book.parameter(name), 0)
                parts.append((share, table * cap if grade < 4 else table))
        self.use(*read)
        return self.mixture(f"{self.vehicle(leg) or leg.leg}.binding", parts, *read)

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """`values` and `quantiles` of the Plan."""
        named = [name for name in self.names if name is not None]
        column = dict(zip(named, draws.columns(named).tolist(), strict=True)) if named else {}
        table = rows(
            "values",
            [
                {"low": low, "mid": mid, "high": high, "column": -1 if name is None else column[name]}
                for name, (low, mid, high) in zip(self.names, self.middles, strict=True)
            ],
        )
        return table, np.array(self.tables)

    def _keep(
        self, key: tuple, name: str | None, low: float, mid: float, high: float, table: np.ndarray,
        names: tuple[str, ...],
    ) -> int:  # fmt: skip
        if key not in self.made:
            self.uncertain += name is not None
            if self.uncertain > draws.ROOM:  # at once: a book of a hundred thousand legs is not lowered to the end
                message = f"more than {draws.ROOM} values of the book are uncertain, and a run has no room for more"
                raise Misread(message, "Leave small legs out, or say how much of them is firm", "", "room")
            self.made[key] = len(self.tables)
            self.names.append(name)
            self.middles.append((low, mid, high))
            self.tables.append(table)
            self.rests.append({})
        self.rests[self.made[key]].update(dict.fromkeys(names))
        return self.made[key]


@lru_cache(maxsize=2 * draws.ROOM)
def _table(shape: str, low: float, mid: float, high: float, a: float = 0.0, b: float = 0.0) -> np.ndarray:
    """A quantile table, made once for the same numbers: half of a Plan's are like another, and a scenario's Plan has
    nearly all of its book's. It is shared, so nobody writes to it; as many are kept as two Plans may hold."""
    table = draws.quantiles(shape, low, mid, high, a, b)
    table.flags.writeable = False
    return table


def between(values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The quantiles of numbers, straight lines between: `np.quantile` to the bit, which loads masked arrays for it.

    >>> between(np.array([3.0, 1.0]), np.array([0.0, 0.25, 1.0])).tolist()
    [1.0, 1.5, 3.0]
    """
    ordered, place = np.sort(values, axis=None), (values.size - 1) * shares
    under = np.floor(place).astype(int)
    low, high, part = ordered[under], ordered[np.minimum(under + 1, values.size - 1)], place - under
    return np.where(part < 0.5, low + (high - low) * part, high - (high - low) * (1.0 - part))


def split(book: Book, parameter: str) -> dict[str, float]:
    """A split over sectors ('banks 0.30;private_credit 0.55'); words before the last one are read as the sector."""
    shares: dict[str, float] = {}
    for part in book.parameter(parameter).value.split(";"):
        *words, number = part.split()
        try:
            shares[words[-1]] = float(number)
        except (ValueError, IndexError):
            continue
    return shares


def quantiles(parameter: Parameter, number: int = 0) -> np.ndarray:
    """The quantile table of a parameter as its `distribution` says, in its own unit."""
    try:
        mid = parameter.numbers()[number]
        lows, highs = parameter.numbers("low"), parameter.numbers("high")
        low = lows[min(number, len(lows) - 1)] if parameter.low else mid
        high = highs[min(number, len(highs) - 1)] if parameter.high else mid
    except (ValueError, IndexError):
        raise Misread(
            f"parameter {parameter.key}: {parameter.value!r} holds no number in place {number + 1}",
            "Write numbers, several separated by ';'",
            "parameters.csv",
        ) from None
    words = parameter.distribution
    if low == high:
        return _table("fixed", low, mid, high)
    if found := _BETA.fullmatch(words):
        a, b = float(found[1]), float(found[2])
        bottom, top = (low, high) if found[3] else (0.0, 1.0)
        return _table("beta", bottom, mid, top, a, b)
    if found := _SD.fullmatch(words):  # the sd is stated: low and high are the least and the greatest
        far = _Z95 * float(found[2])
        ends = (mid - far, mid + far) if found[1] == "normal" else (mid * math.exp(-far), mid * math.exp(far))
        return np.clip(_table(found[1], ends[0], mid, ends[1]), low, high)
    word = words.split(" ")[0].split(",")[0].casefold()
    return _table(word if word in ("uniform", "normal", "lognormal") else "triangular", low, mid, high)
