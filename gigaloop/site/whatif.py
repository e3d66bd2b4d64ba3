"""Sliders -> who defaults, what is missing, who loses: paths added up block by block, the plan compiled once.

Only the arrays of the scenario change: `times` (a factor on a driver), for the rate `add`, and for a deal in full the
share of it that comes true; a deal that is left out is compiled out of the book. A path is keyed by its
number, so the first 250 paths of a thousand are the same 250, and more are added, never run again.
"""

from __future__ import annotations

import os
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from gigaloop.answer.paths import HOLDER_SECTORS
from gigaloop.book.model import Book, Change, Scenario
from gigaloop.book.problem import Misread
from gigaloop.engine.compiler import Lowering, compile_plan
from gigaloop.engine.plan import BACKSTOP, GUARANTEE, LAB, RATE, RESIDUAL, Plan
from gigaloop.engine.run import Run, Work, split, variant, work

#: what a slider says -> (driver of the plan, least, most, its own verb)
LEVERS: dict[str, tuple[str, float, float, str]] = {
    "common": ("demand.common", 0.2, 1.8, "times"),
    "equity": ("appetite.equity", 0.0, 1.5, "times"),
    "debt": ("appetite.debt", 0.0, 1.5, "times"),
    "rent": ("rent", 0.2, 1.8, "times"),
    "rate": ("rate", -0.02, 0.08, "add"),
    "power": ("supply.power", 0.2, 1.5, "times"),
    "chips": ("supply.chips.nvidia", 0.2, 1.5, "times"),
    "efficiency": ("efficiency", 0.5, 2.0, "times"),
}
#: the slider of a lab's own demand
OF_A_LAB = (0.0, 2.0, "times")
#: sliders act over the quarters that the shipped scenarios act over
FIRST, LAST = "2027Q1", "2028Q4"
MOST = 10_000
#: paths of the first picture, of the second, and of each later one
STEPS = (250, 1_000)
#: paths that one core follows at a time: small, so that a stop is heard at once
PIECE, SEED = 50, 1
#: how many settings of the sliders a worker keeps added up
KEPT = 24
#: quarters in which somebody fails are told apart up to so many on a path, and the rest together
ROUNDS = 3


class Tally:
    """Numbers of paths added up so far."""

    def __init__(self, lowering: Lowering) -> None:
        self.lowering, self.paths, self.whole = lowering, 0, 0
        self.followed = {lowering.parties[n]: place for place, n in enumerate(lowering.plan.followed)}
        roles = lowering.plan.parties["role"]
        self.labs = [p for n, p in enumerate(lowering.parties) if roles[n] == LAB and p in self.followed]
        self.defaults = np.zeros(len(lowering.parties))
        self.amends = np.zeros(len(lowering.parties))
        self.credit = np.zeros((ROUNDS + 1, len(lowering.parties)))
        self.gaps: list[np.ndarray] = []
        self.years = {q[:4]: n for n, q in enumerate(lowering.quarters)}  # each year's last quarter
        self.rent: list[np.ndarray] = []
        self.gw: list[np.ndarray] = []
        kinds = lowering.plan.legs["kind"]
        self.promises = np.flatnonzero(np.isin(kinds, (GUARANTEE, BACKSTOP, RESIDUAL)))
        self.called = np.zeros(len(self.promises))

    def add(self, run: Run) -> None:
        """Paths that the engine stopped are left out."""
        whole = run.outcome == 0
        self.paths += run.paths
        self.whole += int(whole.sum())
        defaulted = run.defaulted[whole]
        self.defaults += (defaulted >= 0).sum(axis=0)
        for party, place in self.followed.items():
            worst = run.measure("status", place)[whole].max(axis=1)
            self.amends[self.lowering.parties.index(party)] += ((worst >= 2) & (worst < 4)).sum()
        rounds = waves(defaulted, len(self.lowering.quarters))
        for n in range(ROUNDS + 1):
            self.credit[n] += run.credit[whole][rounds == n].sum(axis=0)
        self.called += run.leg_paid[whole][:, self.promises].sum(axis=0, dtype=float)
        gap = sum(run.measure("gap", self.followed[lab])[whole].astype(float).sum(axis=1) for lab in self.labs)
        self.gaps.append(np.asarray(gap) if self.labs else np.zeros(int(whole.sum())))
        at = list(self.years.values())
        self.rent.append(np.asarray(run.market("rent"))[whole][:, at])
        self.gw.append(
            sum((run.measure("gw", self.followed[lab])[whole][:, at] for lab in self.labs), np.zeros((1, 1)))
        )

    def told(self, book: Book) -> dict[str, Any]:
        """As the page takes it: shares of paths, USD bn."""
        count = max(self.whole, 1)
        gaps = np.concatenate(self.gaps) if self.gaps else np.zeros(1)
        low, mid, high = (float(x) for x in np.percentile(gaps, (5, 50, 95)))
        index = self.lowering.parties.index
        return {
            "paths": self.paths,
            "fails": {
                party: [
                    round(float(self.defaults[index(party)]) / count, 4),
                    round(float(self.amends[index(party)]) / count, 4),
                ]
                for party in self.followed
                if party in book.parties
            },
            "gap": [round(low, 2), round(mid, 2), round(high, 2)],
            "losses": {
                holder: [round(float(x) / count, 3) for x in self.credit[:, index(holder)]]
                for holder in HOLDER_SECTORS
                if holder in self.lowering.parties
            },
            "called": self._called(count),
            "rent": dict(zip(self.years, self._middle(self.rent), strict=True)),
            "gw": dict(zip(self.years, self._middle(self.gw), strict=True)),
        }

    def _called(self, count: int) -> dict[str, float]:
        """Guarantor -> mean dollars that it is called for, guarantees, backstops and residual guarantees together."""
        told: dict[str, float] = {}
        for row, sum_ in zip(self.promises, self.called, strict=True):
            who = self.lowering.parties[self.lowering.plan.legs["payer"][row]]
            told[who] = told.get(who, 0.0) + float(sum_) / count
        return {who: round(mean, 3) for who, mean in sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))}

    def _middle(self, pieces: list[np.ndarray]) -> list[float]:
        """The median over the paths, year by year."""
        if not pieces:
            return [0.0] * len(self.years)
        return [round(float(x), 4) for x in np.median(np.concatenate(pieces), axis=0)]


def waves(defaulted: np.ndarray, quarters: int) -> np.ndarray:
    """(P,) in how many quarters somebody fails, ROUNDS and more as ROUNDS.

    >>> waves(np.array([[-1, -1], [3, 3], [3, 5]]), 8).tolist()
    [0, 1, 2]
    """
    hit = np.zeros((len(defaulted), quarters + 1), bool)
    hit[np.arange(len(defaulted))[:, None], defaulted] = True  # -1, none, falls on the last column
    return np.minimum(hit[:, :quarters].sum(axis=1), ROUNDS)


class Sliders:
    """One book's sliders, in one process: lowered books, and what has been added up, by what the sliders say."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.lowered: dict[tuple[str, ...], tuple[Lowering, Work]] = {}
        self.tallies: OrderedDict[Any, tuple[Work, Tally]] = OrderedDict()

    def follow(
        self,
        levers: Mapping[str, float],
        off: tuple[str, ...],
        paths: int,
        step: Callable[[], None],
        full: tuple[str, ...] = (),
    ) -> Iterator[dict[str, Any]]:
        """What the sliders say after 250, 1,000 and then every 1,000 paths, with the base on as many beside it, or on
        1,000.

        `step` is called between pieces: what it raises ends the work.
        """
        settings = check(self.book, levers, (*off, *full), paths)
        base, now = self._tally({}, (), ()), self._tally(settings, off, full)
        tally, beside = now[1], base[1]
        more = self._runs(*now, paths, step)
        while True:
            for run in more:
                tally.add(run)
                if tally.paths in STEPS or tally.paths % STEPS[1] == 0:
                    break
            for run in self._runs(*base, min(tally.paths, STEPS[1]), step):
                beside.add(run)
            yield {"now": tally.told(self.book), "base": beside.told(self.book)}
            if tally.paths >= paths:
                return

    def _runs(self, work: Work, tally: Tally, until: int, step: Callable[[], None]) -> Iterator[Run]:
        """What a tally lacks up to so many paths, a piece at a time in their order; the cores work ahead."""
        pieces = split(tally.paths, max(until - tally.paths, 0), PIECE)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            ahead = deque(pool.submit(variant, work, work.plan, size, SEED, first) for first, size in pieces)
            try:
                while ahead:
                    step()
                    yield ahead.popleft().result()
            finally:
                pool.shutdown(cancel_futures=True)

    def _tally(self, settings: Mapping[str, float], off: tuple[str, ...], full: tuple[str, ...]) -> tuple[Work, Tally]:
        key = (tuple(sorted(settings.items())), off, full)
        if key not in self.tallies:
            lowering, made = self._lowering(off)
            plan = moved(lowering, settings)._replace(trend=made.plan.trend, needed=made.plan.needed)
            legs = [leg.leg for deal in full for leg in self.book.deals[deal].legs]
            plan = in_full(lowering, plan, legs) if legs else plan
            self.tallies[key] = (made._replace(plan=plan), Tally(lowering))
            while len(self.tallies) > KEPT:
                oldest = next(one for one in self.tallies if one != ((), (), ()))
                del self.tallies[oldest]
        self.tallies.move_to_end(key)
        return self.tallies[key]

    def _lowering(self, off: tuple[str, ...]) -> tuple[Lowering, Work]:
        """The lowered book without these deals, and its plan with slots and trend, which no slider moves."""
        if off not in self.lowered:
            legs = [leg.leg for deal in off for leg in self.book.deals[deal].legs]
            scenario = Scenario(
                scenario="sliders", name={"en": "sliders"}, book=tuple(Change(remove=leg) for leg in legs)
            )
            lowering = compile_plan(self.book, scenario)
            self.lowered[off] = lowering, work(lowering.plan)
            while len(self.lowered) > KEPT:
                del self.lowered[next(iter(self.lowered))]
        return self.lowered[off]


def choices(book: Book) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """The sliders of a book, the deals of which some leg is in its plan, and the parties whose accounts it follows."""
    lowering = compile_plan(book)
    modelled = {leg for leg in lowering.legs if leg}
    deals = [key for key, deal in book.deals.items() if any(leg.leg in modelled for leg in deal.legs)]
    return levers(book, lowering), deals, [lowering.parties[n] for n in lowering.plan.followed]


def levers(book: Book, lowering: Lowering) -> list[dict[str, Any]]:
    """The sliders of a book: id, driver, least, most, where it stands when nothing is moved."""
    told = {
        name: (name, *OF_A_LAB)
        for name in lowering.drivers
        if name.startswith("demand.") and name.removeprefix("demand.") in book.parties
    }
    told |= {name: lever for name, lever in LEVERS.items() if lever[0] in lowering.drivers}
    return [
        {"id": name, "driver": driver, "least": least, "most": most, "rest": _rest(verb), "verb": verb}
        for name, (driver, least, most, verb) in told.items()
    ]


def _rest(verb: str) -> float:
    """Where a slider stands when it is not moved."""
    return 0.0 if verb == "add" else 1.0


def check(book: Book, asked: Mapping[str, float], off: tuple[str, ...], paths: int) -> dict[str, float]:
    """The sliders that moved, each within its ends; InputError for one that there is none of."""
    settings = {}
    for name, value in asked.items():
        if name in LEVERS:
            _, least, most, verb = LEVERS[name]
        elif name.removeprefix("demand.") in book.parties and name.startswith("demand."):
            least, most, verb = OF_A_LAB
        else:
            raise Misread(
                f"no slider is called {name[:60]!r}", f"Move one of {', '.join(LEVERS)}, demand.PARTY", "what-if"
            )
        if not (np.isfinite(value) and least <= value <= most):
            raise Misread(f"{name}: {value} is not from {least} to {most}", "Move it within its ends", "what-if")
        if value != _rest(verb):
            settings[name] = float(value)
    for deal in off:
        if deal not in book.deals:
            raise Misread(f"no deal is called {deal[:60]!r}", "Take one of the list", "what-if")
    if not 1 <= paths <= MOST:
        raise Misread(f"paths: {paths} is not from 1 to {MOST}", "Ask for 1000", "what-if")
    return settings


def moved(lowering: Lowering, settings: Mapping[str, float]) -> Plan:
    """The plan with the sliders' arrays; everything else is shared.

    The twin of this is a Scenario with the same shocks, compiled anew: a test holds both together.
    """
    plan = lowering.plan
    times, add = plan.times.copy(), plan.add.copy()
    span = slice(*(lowering.quarters.index(q) for q in (FIRST, LAST)))
    span = slice(span.start, span.stop + 1)
    for name, value in settings.items():
        driver = LEVERS[name][0] if name in LEVERS else name
        if driver not in lowering.drivers:
            raise Misread(f"the book moves no {driver}", "Leave this slider out", "what-if")
        row = lowering.drivers.index(driver)
        if row == RATE:
            add[row, span] += value
        else:
            times[row, span] *= value
            add[row, span] *= value
    return plan._replace(times=times, add=add)


def in_full(lowering: Lowering, plan: Plan, legs: Collection[str]) -> Plan:
    """The plan with these legs coming true whole: their share that does, `beta`, is one on every path."""
    changed = plan.legs.copy()
    changed["beta"][[row for row, leg in enumerate(lowering.legs) if leg in legs]] = 1  # row 1 of the values is 1
    return plan._replace(legs=changed)
