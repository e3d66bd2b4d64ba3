"""The paths behind a simulated answer: run once in a process, shared by every question, and told in percentiles."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Literal, Unpack

import numpy as np

from gigaloop.answer.question import Question
from gigaloop.answer.setup import RunArguments
from gigaloop.answer.subjects import subjects
from gigaloop.answer.table import Row, Table, weakest
from gigaloop.answer.tally import origin_of
from gigaloop.book.model import Book
from gigaloop.book.near import meant
from gigaloop.book.problem import Misread
from gigaloop.book.units import parse_when
from gigaloop.engine.compiler import Lowering, compile_plan
from gigaloop.engine.compiler.limits import shocks as shocked
from gigaloop.engine.draws import JOINED
from gigaloop.engine.plan import LAB, Plan
from gigaloop.engine.run import OUTCOMES, Run, Work, drawn_once, simulate
from gigaloop.engine.setup import DEFAULT, Setup
from gigaloop.words.notes import Note, note

ENDS = (5.0, 50.0, 95.0)
#: whole US cents in a billion dollars: the Plan's money to ours
CENTS = 1e11
#: what paths are drawn by; what else a Setup says is of the book, and was said when that was loaded
DRAWN_BY = ("scenario", "settings", "seed", "paths", "last")
#: how many paths a process keeps, over all its runs; 10,000 of the shipped book are some 0.4 GB
KEPT = 30_000
#: z of a 90 % interval: the Monte Carlo band of a share of paths (Wilson 1927)
Z90 = 1.6448536269514722
#: outside accounts that hold claims, in the order in which an answer lists them
HOLDER_SECTORS = (
    *("banks", "private_credit", "insurers_pensions", "bond_funds", "public_equity", "private_funds", "governments"),
)
#: what can become of a party on a path
FATES = ("repaced", "amended", "rescued", "defaulted")
Progress = Callable[[int, int], None]
_runs: OrderedDict[tuple[Any, ...], Paths] = OrderedDict()


@dataclass(frozen=True)
class Paths:
    """A run with the names behind its numbers; paths that the engine stopped are left out of every array here.

    lowering   the Plan's names          run    as the engine returned it
    setup      how it was asked for, so that the same draws can be followed in another world, and the answer reproduced
    """

    book: Book
    lowering: Lowering
    run: Run
    setup: Setup = DEFAULT

    @cached_property
    def whole(self) -> np.ndarray:
        """(P,) which paths reached the end."""
        return self.run.outcome == 0

    @property
    def count(self) -> int:
        """How many paths the answer rests on."""
        return int(self.whole.sum())

    @property
    def quarters(self) -> tuple[str, ...]:
        """Name of each quarter."""
        return self.lowering.quarters

    @cached_property
    def followed(self) -> dict[str, int]:
        """party -> its place on the run's third axis."""
        return {self.lowering.parties[n]: place for place, n in enumerate(self.run.plan.followed)}

    @cached_property
    def labs(self) -> tuple[str, ...]:
        """The labs with accounts, in the Plan's order."""
        roles = self.run.plan.parties["role"]
        return tuple(p for n, p in enumerate(self.lowering.parties) if roles[n] == LAB and p in self.followed)

    def lab(self, party: str) -> str:
        """The lab's id; InputError for a party that is no lab with accounts."""
        (lab,) = subjects(
            self.book, self.book.party(party).party_id, self.labs,
            f"{{}} is no lab with accounts of its own on {self.book.as_of}", none="none: this book has no lab",
        )  # fmt: skip
        return lab

    def asked(self, party: str) -> tuple[str, ...]:
        """Whom a question is about: everybody with accounts of its own for 'all'; InputError for one without."""
        if party == "all":
            return tuple(self.followed)
        chosen = self.book.party(party).party_id
        self.measure("cash", chosen)
        return (chosen,)

    def number(self, party: str) -> int:
        """The party's number in the Plan; InputError if it has no account there."""
        self._has(party, "account", self.lowering.parties)
        return self.lowering.parties.index(party)

    def measure(self, name: str, party: str, order: Literal["K", "F"] = "K") -> np.ndarray:
        """(P, T) of one measure of a party with accounts of its own, in USD bn unless the engine says otherwise; with
        order F a quarter's paths side by side in memory."""
        self._has(party, "accounts of its own", self.followed)
        rows = self.run.measure(name, self.followed[party])
        return (rows if self.whole.all() else rows[self.whole]).astype(float, order)

    def _has(self, party: str, what: str, those: Iterable[str]) -> None:
        """InputError for a party that is none of those."""
        if party not in those:
            told = f"{party} has no {what} in the simulation of {self.book.as_of}"
            raise Misread(told, f"Ask about one of {', '.join(self.followed)}", id="party")

    @cached_property
    def bargains(self) -> dict[str, np.ndarray]:
        """(P, rows) of each column of the record of bargains: as many rows as any path fills."""
        record = self.run.bargains[self.whole]
        rows = int((record["quarter"] >= 0).sum(1).max(initial=0))
        return {name: np.ascontiguousarray(record[name][:, :rows]) for name in record.dtype.names}

    def at_start(self, name: str, party: str) -> np.ndarray:
        """(P,) a number that stands in the party's row of the Plan, as drawn on each path, in the Plan's own unit."""
        plan = self.run.plan
        return self.drawn_value(int(plan.parties[name][self.number(party)]))

    def drawn_value(self, row: int) -> np.ndarray:
        """(P,) a row of the Plan's values as drawn on each path (docs/model.md, 0)."""
        plan = self.run.plan
        column = int(plan.values["column"][row])
        if column < 0:
            return np.full(self.count, float(plan.values["mid"][row]))
        if column not in self._once:  # those that are joined come together
            wanted = self._joined if column < JOINED else np.array([column])
            self._once.update(zip(wanted.tolist(), drawn_once(self.run, wanted), strict=True))
        return np.interp(self._once[column][self.whole] * 40.0, np.arange(41.0), plan.quantiles[row])

    @cached_property
    def _joined(self) -> np.ndarray:
        """The columns of what is drawn once a path, and joined, that the Plan's values read."""
        read = np.unique(self.run.plan.values["column"])
        return read[(read >= 0) & (read < JOINED)]

    @cached_property
    def _once(self) -> dict[int, np.ndarray]:
        """Column -> (P,) what was drawn there."""
        return {}

    def middle(self, name: str) -> float:
        """The middle of a number of the world, in the Plan's own unit."""
        plan = self.run.plan
        return float(plan.values["mid"][plan.world[name][0]])

    def market(self, name: str) -> np.ndarray:
        """(P, T) of one measure of the world."""
        return self.run.market(name)[self.whole].astype(float)

    def default(self, party: str) -> np.ndarray:
        """(P,) first quarter of default, -1 none."""
        return self.run.defaulted[self.whole][:, self.number(party)]

    def reached(self, party: str, status: str) -> np.ndarray:
        """(P,) whether the party was ever re-paced, amended, rescued or in default."""
        if status == "defaulted":
            return self.default(party) >= 0
        return self.conceded(status, party) > 0

    def conceded(self, kind: str, party: str) -> np.ndarray:
        """(P,) what a party got or gave in bargains over the path: counts, or USD bn; `CONCESSIONS` names the kinds."""
        return self.run.column("conceded", kind, self.number(party))[self.whole].astype(float)

    def supplied(self, kind: str, party: str) -> np.ndarray:
        """(P,) what a party's capacity did over the path: GW-years, or USD bn; `SUPPLY` names the kinds."""
        return self.run.column("supply", kind, self.number(party))[self.whole].astype(float)

    def lost(self, kind: str, party: str) -> np.ndarray:
        """(P,) what a holder lost on claims ('credit') or on shares ('equity') of defaulters, USD bn."""
        return getattr(self.run, kind)[self.whole][:, self.number(party)].astype(float)

    def paid(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """(P,) what these rows of the Plan's legs paid in all, USD bn."""
        return self.run.leg_paid[self.whole][:, list(rows)].astype(float).sum(1)

    def first(self, row: int) -> np.ndarray:
        """(P,) first quarter in which a row paid, -1 never."""
        return self.run.leg_first[self.whole][:, row]

    def years(self, *, whole: bool = True) -> dict[str, list[int]]:
        """Year -> its columns of time; with `whole`, only years of four quarters."""
        found: dict[str, list[int]] = {}
        for column, quarter in enumerate(self.quarters):
            found.setdefault(quarter[:4], []).append(column)
        return {year: columns for year, columns in found.items() if not whole or len(columns) == 4}

    def spans(self) -> dict[str, list[int]]:
        """Year -> its columns of time; a year of which only a part is simulated by that part, '2026Q3 to 2026Q4'."""
        told: dict[str, list[int]] = {}
        for year, at in self.years(whole=False).items():
            ends = dict.fromkeys((self.quarters[at[0]], self.quarters[at[-1]]))
            told[year if len(at) == 4 else " to ".join(ends)] = at
        return told

    def again(self, **changes: Unpack[RunArguments]) -> Paths:
        """The same draws in another world: what is given replaces what was asked for, all else stays."""
        return simulated(self.book, self.setup, **changes)

    def ruled(self, progress: Progress | None = None, **rules: str) -> Paths:
        """The same draws under the same scenario with rules of the quarter turned on or off."""
        return simulated(self.book, self.setup.ruled(self.book, **rules), progress=progress)

    def pushed(self, shocks: Sequence[Mapping[str, str]], **changes: Unpack[RunArguments]) -> Paths:
        """The same draws under the same scenario with more shocks laid over it."""
        return simulated(self.book, self.setup.pushed(self.book, tuple(shocks)), **changes)

    def trial(self, shocks: Sequence[Mapping[str, str]], progress: Progress | None = None) -> Paths:
        """The same as `pushed` for one look alone, as a search takes hundreds: of the Plan only what its drivers do is
        written anew, and runs that others share are not driven out by it. No shock may make anything late."""
        setup = self.setup.pushed(self.book, tuple(shocks))
        under, own = setup.under(self.book), self.run.plan
        new = shocked(self.book, under, under.arguments, self.lowering.drivers, len(self.quarters)) | {"late": own.late}
        run = simulate(own._replace(**new), paths=self.run.paths, seed=self.run.seed, progress=progress)
        return Paths(self.book, self.lowering, run, setup)

    def table(
        self, question: Question, *, left_out: Iterable[tuple[str, str]] | None = None, notes: Iterable[Note] = (),
        **told: Any,
    ) -> Table:  # fmt: skip
        """Finish the answer to a simulated question as `make_table` does, with what this run adds to every one.

        left_out   legs without a row; none given: all that the simulation skipped
        notes      the question's own, after those of the run
        told       title, rows, arguments, added, told and the like: as `make_table` takes them
        """
        return question.table(
            self.book,
            left_out=self.lowering.skipped.items() if left_out is None else left_out,
            notes=(*self.notes(), *notes),
            scenario=self.lowering.scenario,
            settings=self.setup.settings,
            seed=self.run.seed,
            paths=self.run.paths,
            world=self.lowering.rests["world"],
            **told,
        )

    def notes(self) -> list[Note]:
        """What a reader must know: paths left out and why, parties whose accounts are not modelled, and what the run
        assumes since the book does not say it."""
        told = []
        for code, name in OUTCOMES.items():
            stopped = int((self.run.outcome == code).sum())
            if code != 0 and stopped:
                told.append(note("run.left_out", n=stopped, all=self.run.paths, why=note(f"outcome.{name}")))
        if self.lowering.without_accounts:
            told.append(note("run.unmodelled", parties=tuple(self.lowering.without_accounts)))
        if self.lowering.assumed:
            told.append(note("run.assumed", n=len(self.lowering.assumed)))
        if self.lowering.unbounded:
            told.append(note("run.lenders", parties=self.lowering.unbounded))
        mixed = tuple(party for party in self.followed if self.run.plan.parties["other"][self.number(party)])
        if mixed:
            told.append(note("run.mixed", parties=mixed))
        if self.lowering.unvalued:
            told.append(note("run.unvalued", parties=self.lowering.unvalued))
        return told

    def behind(self, *parties: str, legs: Iterable[str] | None = None) -> dict[str, Any]:
        """The legs, assumptions and sources of a number about these parties, as the compiler noted them.

        parties   ids, or a number of the world (`world.rent`), a limit (`limit.power`) or a parameter that was read
        legs      legs to name; left out: every leg that a party pays or is paid by in the Plan

        The parameters are those behind the accounts and the legs; those of the world, on which every simulated number
        rests, stand once in the answer (`Table.world`), and count in the row's origin.
        """
        own = self._legs_of(parties) if legs is None else legs
        named = tuple(dict.fromkeys(leg for leg in own if leg in self.book.legs))
        rests = self.lowering.rests
        rests = {name: (name,) for name in parties if name in self.book.parameters} | dict(rests)
        used = tuple(dict.fromkeys(name for whose in (*parties, *named) for name in rests.get(whose, ())))
        cited = [s for leg in named for s in self.book.legs[leg].sources]
        cited += [s for name in used for s in self.book.parameters[name].sources]
        return {
            "legs": named,
            "assumptions": used,
            "origin": weakest((origin_of(self.book, used), self._world_origin)),
            "sources": tuple(dict.fromkeys(cited)),
        }

    @cached_property
    def _world_origin(self) -> str:
        return origin_of(self.book, self.lowering.rests["world"])

    def _legs_of(self, parties: Sequence[str]) -> tuple[str, ...]:
        numbers = [self.lowering.parties.index(party) for party in parties if party in self.lowering.parties]
        table = self.run.plan.legs
        mine = np.isin(table["payer"], numbers) | np.isin(table["payee"], numbers)
        return tuple(dict.fromkeys(leg for leg, own in zip(self.lowering.legs, mine, strict=True) if leg and own))


def simulated(
    book: Book,
    under: Setup = DEFAULT,
    *,
    run: Run | None = None,
    progress: Progress | None = None,
    **asked: Any,
) -> Paths:
    """The paths of a book under a scenario; the same ones are simulated once in a process, then shared.

    run        a Run of this book under these arguments: nothing is simulated, seed and paths are its own
    progress   progress(done, paths), called while paths are drawn
    asked      `DRAWN_BY` instead of those of `under`; None is what is left out

    Raises InputError for an unknown scenario or argument, another day than the book's, a number of paths below 1 or a
    run of anything else; AuditError when books do not add up.

    >>> from gigaloop import load
    >>> simulated(load("tiny"), paths=5, as_of="2026-01-20")
    Traceback (most recent call last):
    gigaloop.book.problem.Misread: as_of is the book's, which is given as known on 2026-02-15.  Say it where the book \
is loaded: load(as_of=...).
    """
    given = {name: value for name, value in asked.items() if value is not None}
    day = under.as_of and parse_when(under.as_of).last
    for name in [*given, *(["as_of"] if day and day != book.as_of else [])]:
        _drawn_by(name, book)
    setup = replace(under, **given).check(book)
    if not book.legs:
        raise Misread(f"no deal is known yet on {book.as_of}", f"Ask about a day from {_first(book)} on", id="as_of")
    key = setup.key(book)
    if run is None and key in _runs:
        _runs.move_to_end(key)
        return _runs[key]
    known = next((kept for (world, *_), kept in [*_runs.items()] if world == key[0]), None)
    lowering = known.lowering if known else compile_plan(book, setup.scenario, settings=setup.settings, last=setup.last)
    if run is not None:
        _of(run, lowering.plan, given)
        return Paths(book, lowering, run, replace(setup, paths=run.paths, seed=run.seed))
    if progress is not None:
        progress(0, setup.paths)
    #: the same Plan, its trend found and its payments numbered already
    plan = Work(known.run.plan, known.run.numbering, None) if known else lowering.plan
    made = simulate(plan, paths=setup.paths, seed=setup.seed, progress=progress)
    found = Paths(book, lowering, made, setup)
    _runs[key] = found
    while len(_runs) > 1 and sum(kept.run.paths for kept in _runs.values()) > KEPT:
        _runs.popitem(last=False)
    return found


def _drawn_by(name: str, book: Book) -> None:
    """InputError for what no paths are drawn by."""
    if name in ("book", "as_of", "overlay"):
        told = f"{name} is the book's, which is given as known on {book.as_of}"
        raise Misread(told, f"Say it where the book is loaded: load({name}=...)", id=name)
    if name not in DRAWN_BY:
        raise Misread(f"no paths are drawn by {name!r}", meant(name, DRAWN_BY, f"Give {', '.join(DRAWN_BY)}"), id=name)


def _of(run: Run, plan: Plan, given: Mapping[str, Any]) -> None:
    """InputError for a Run that was made of another Plan, or with another seed or number of paths, than is asked."""
    own: dict[str, int] = {"paths": run.paths, "seed": run.seed, "first path": 0}
    other = [name for name, value in own.items() if ({**given, "first path": run.first}).get(name, value) != value]
    found = (name for name in Plan._fields if name not in ("trend", "needed"))  # what a first pass has added
    if any(getattr(run.plan, name).tobytes() != getattr(plan, name).tobytes() for name in found):
        other = ["book, day or scenario", *other]
    if other:
        told = f"run: it was made with another {', another '.join(other)} than is asked for"
        raise Misread(told, "Leave out run=, or ask with what it was made with", id="run")


def _first(book: Book) -> str:
    """The first day on which any leg of the whole book is known."""
    days = [step.known.last for deal in (book.whole or book).deals.values() for leg in deal.legs for step in leg.steps]
    return min(days).isoformat() if days else "its first deal"


def spread(values: np.ndarray) -> tuple[float | None, float | None, float | None]:
    """(5th, 50th, 95th percentile) over paths; an end that lies at infinity is open. Nothing at all: all open.

    Percentiles are order statistics (the inverted distribution function), so an infinite value spoils none but its own.

    >>> spread(np.array([1.0, 2.0, np.inf]))
    (1.0, 2.0, None)
    """
    if values.size == 0:
        return None, None, None
    at = _ranks(values.size)
    if values.size <= 2_000:  # numpy sorts few in less time than it parts them
        ordered = values.flatten()
        ordered.sort()
    else:
        ordered = np.partition(values, (*at, values.size - 1), axis=None)
    if math.isnan(ordered.item(-1)):  # stands behind all numbers
        return None, None, None
    low, mid, high = (x if math.isfinite(x) else None for x in map(ordered.item, at))
    return low, mid, high


@cache
def _ranks(count: int) -> tuple[int, ...]:
    """Where the percentiles stand among so many numbers in order."""
    return tuple(max(0, math.ceil(count * (end / 100.0) - 1.0)) for end in ENDS)


def share_of(hits: np.ndarray) -> tuple[float, float, float]:
    """A share of paths with its 90 % Monte Carlo band (Wilson 1927, J. Am. Stat. Assoc. 22:209).

    >>> [round(x, 3) for x in share_of(np.array([True] * 5 + [False] * 5))]
    [0.269, 0.5, 0.731]
    """
    n = max(hits.size, 1)
    share = float(np.count_nonzero(hits)) / n
    centre = (share + Z90**2 / (2 * n)) / (1 + Z90**2 / n)
    half = Z90 / (1 + Z90**2 / n) * float(np.sqrt(share * (1 - share) / n + Z90**2 / (4 * n * n)))
    return max(0.0, min(share, centre - half)), share, min(1.0, max(share, centre + half))


def quantile_row(values: np.ndarray, key: str, subject: str, measure: str, unit: str, **told: Any) -> Row:
    """A Row of the spread of one number over paths."""
    return path_row(spread(np.asarray(values, float)), "percentiles", key, subject, measure, unit, **told)


def share_row(hits: np.ndarray, key: str, subject: str, measure: str, **told: Any) -> Row:
    """A Row of a share of paths; low and high are the Monte Carlo band of that share, not percentiles over paths."""
    return path_row(share_of(np.asarray(hits, bool)), "count", key, subject, measure, "share", **told)


def told_row(values: np.ndarray, key: str, subject: str, measure: str, unit: str, **told: Any) -> Row:
    """A Row of the spread of a number over paths, or of the share of those on which something is so."""
    if values.dtype == bool:
        return share_row(values, key, subject, measure, **told)
    return quantile_row(values, key, subject, measure, unit, **told)


def mean_of(values: np.ndarray) -> tuple[float, float, float]:
    """A mean over paths with its 90 % Monte Carlo band, 1.645 standard errors either way."""
    mid = float(values.mean())
    half = Z90 * float(values.std(ddof=1)) / np.sqrt(values.size) if values.size > 1 else 0.0
    return mid - half, mid, mid + half


def mean_row(values: np.ndarray, key: str, subject: str, measure: str, unit: str, **told: Any) -> Row:
    """A Row of a mean over paths; low and high are the Monte Carlo band of that mean."""
    return path_row(mean_of(np.asarray(values, float)), "average", key, subject, measure, unit, **told)


def size_row(size: float, key: str, subject: str, measure: str, unit: str, **told: Any) -> Row:
    """A Row of a mean over paths, or of a part of one, told without a band."""
    return path_row((size, size, size), "mean", key, subject, measure, unit, **told)


def path_row(
    ends: tuple[float | None, float | None, float | None], band: str, key: str, subject: str, measure: str, unit: str,
    *, more: Mapping[str, Any] | None = None, **told: Any,
) -> Row:  # fmt: skip
    """A Row over paths, which says in its column `band` what its low and high are."""
    low, mid, high = ends
    return Row(
        key=key, subject=subject, measure=measure, unit=unit, low=low, mid=mid, high=high, range="paths",
        more={**(more or {}), "band": band}, **told,
    )  # fmt: skip


#: what low and high of a row over paths are; every simulated question says so
BAND = ("band", "")


def year_of(quarters: Sequence[str], column: np.ndarray) -> np.ndarray:
    """The calendar time in years at which each column of time begins; infinity for -1 (never).

    >>> year_of(["2025Q4", "2026Q1"], np.array([1, -1])).tolist()
    [2026.0, inf]
    """
    first = int(quarters[0][:4]) + (int(quarters[0][5]) - 1) / 4
    return np.where(column >= 0, first + column / 4, np.inf)
