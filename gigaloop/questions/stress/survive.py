"""survive: reverse stress. What is the smallest shock that breaks a party, and what must be true for it not to?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Any, Unpack

import numpy as np

from gigaloop.answer.paths import Paths, share_of, share_row, simulated
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, ending, largest, those
from gigaloop.book.model import Book, Party
from gigaloop.book.problem import Misread
from gigaloop.ledger.breach import broken, has_covenant
from gigaloop.words import catalogue
from gigaloop.words.layout import typeset
from gigaloop.words.notes import Dollars, Note, note
from gigaloop.words.numbers import day, written
from gigaloop.words.phrase import Phrase
from gigaloop.words.vocabulary import bare

#: paths that a search draws at most; more would sharpen a share that is compared with one half only
MOST_PATHS = 300
#: halvings of the bracket: a shock is known to 1/64 of its greatest size
HALVINGS = 6
BROKEN = 0.5
#: shares of the greatest size at which every driver is tried, broken or not: the figure's curve
CURVE = (0.25, 0.5, 0.75, 1.0)
#: how several drivers are mixed: shares of each one's own breaking size, in proportion
MIXES = {2: ((1.0, 1.0), (1.0, 0.5), (0.5, 1.0)), 3: ((1.0, 1.0, 1.0),)}
#: quarters after the first from which the widest search shocks too: who cannot borrow early builds and owes less
LATER = (4, 8, 12)
#: how far a party is pushed until it breaks: the ways of `gigaloop.ledger.breach`, in the order of `--help`
BREACHES = ("default", "leverage", "liquidity", "covenant", "downgrade", "missed")
SCRIPTS = {"sentence": "en", "sentence_zh_hant": "zh-Hant", "sentence_zh_hans": "zh-Hans"}


@dataclass(frozen=True)
class Stress:
    """One driver to push: its greatest size, the unit of sizes, how a size becomes shocks; lab: whose demand it is."""

    driver: str
    most: float
    unit: str
    shocks: Callable[[float, Sequence[str]], list[dict[str, str]]]
    lab: Party | None = None

    def laid(self, size: float) -> float:
        """How large a shock of a size is when it is laid on: nobody is shut out for a part of a quarter."""
        return float(round(size)) if self.unit == "quarters" else size

    def say(self, language: str, size: float) -> str:
        """The shock in words, as large as it is laid on: quarters whole, a rate in percentage points."""
        sized = written(self.laid(size), self.unit, language)
        lab = {"lab": self.lab.name(language)} if self.lab is not None else {}
        return catalogue.say(f"survive.shock.{'demand.lab' if lab else self.driver}", language, size=sized, **lab)


def answer(
    book: Book,
    party: Owes = "oracle",
    *,
    driver: str = "all",
    breach: Annotated[str, tuple(BREACHES)] = "default",
    **drawn: Unpack[RunArguments],
) -> Table:
    """What is the smallest shock that breaks a party, which mix of shocks comes nearest, what must be true else?

    Definition: reverse stress test (Basel Committee, Stress testing principles 2018): see `QUESTION.definition`.
    `breaks_at` is the least size found; low and high bracket it (the greatest that does not break, the least that
    does). A driver whose greatest size does not break it has an open high. `broken_at`: share of paths broken at a
    quarter, a half, three quarters and all of the greatest size (`part`). `together` is the distance at which several
    break it at once, `nearest` the least of all distances. `sentence` says each as a condition: what must stay true.

    Columns: `driver`; `most`, the greatest size tried; `part` of it; `sentence` in three scripts. `broken`
    (share of paths) in the base. The search draws at most 300 paths, so a share near one half is known to about 0.05.

    Raises InputError for a party without accounts, or a driver or breach that is not among those listed.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "cloud", driver="demand.lab", paths=20).question
    'survive'
    """
    who = book.party(party).party_id
    if breach not in BREACHES:
        raise Misread(f"--breach: {breach!r} is not known here", f"Use one of {', '.join(BREACHES)}", id="breach")
    progress, paths = drawn.get("progress"), drawn.get("paths", MOST_PATHS)
    asked: RunArguments = {**drawn, "run": None, "paths": min(paths, MOST_PATHS)}
    base = simulated(book, **asked)
    base.measure("cash", who)
    stresses = [s for s in known(base) if driver in ("all", s.driver)]
    if not stresses:
        raise Misread(
            f"--driver: {driver!r} is not pushed here", f"Use all or one of {', '.join(s.driver for s in known(base))}"
        )

    asked_before: dict[str, float] = {}

    def share(shocks: list[dict[str, str]]) -> float:
        key = repr(shocks)
        if key not in asked_before:
            asked_before[key] = share_of(broken(base.trial(shocks, progress), who, breach))[1]
        return asked_before[key]

    hit = broken(base, who, breach)
    tell = _Telling(book.parties[who], breach, base.quarters[-1], share_of(hit)[1] or 0.0)
    rows = [_base_row(base, who, hit, tell)]
    if rows[0].mid is not None and rows[0].mid < BROKEN:
        rows += _search(base, who, tell, [_push(base, stress, share) for stress in stresses], share)
    return base.table(
        QUESTION,
        title={"party": book.parties[who]},
        rows=rows,
        arguments={"party": who, "driver": driver, "breach": breach},
        notes=(*_notes(base, rows, paths, who, breach), *_spared(base, rows, who, stresses)),
        added=(
            ("driver", ""),
            ("most", "see unit"),
            ("part", "share"),
            ("sentence", ""),
            ("sentence_zh_hant", ""),
            ("sentence_zh_hans", ""),
            ("band", ""),
        ),
    )


def known(base: Paths) -> list[Stress]:
    """The drivers that are pushed: demand in all and lab by lab, funding, rent, rate, efficiency, power, shares."""

    labs = [_cut(f"demand.{lab}", base.book.parties[lab]) for lab in _labs(base)]
    return [
        _cut("demand.common"),
        *labs,
        Stress("funding", float(len(base.quarters) - 1), "quarters", _shut),
        _cut("rent"),
        Stress("rate", 0.15, "share points", _up("rate")),
        Stress("efficiency", 3.0, "proportion", _up("efficiency")),
        _cut("supply.power.all"),
        _cut("shares"),
    ]


def smallest(
    breaks: Callable[[float], float], most: float, tried: Sequence[tuple[float, float]] = (), enough: float = np.inf
) -> tuple[float, float | None, float]:
    """(greatest size that does not break, least that does or None, share of paths at it), by bisection.

    tried: (size, share) already known, sizes rising to `most`; the search begins below the first that breaks. The share
    is taken to rise with the size; where it does not, the answer is still a size at which it breaks.
    enough: a size that breaks otherwise; where none below it breaks here, the search ends without its last digits.

    >>> smallest(lambda x: float(x >= 0.3), 1.0)
    (0.296875, 0.3125, 1.0)
    """
    tried = tried or [(most, breaks(most))]
    place = next((place for place, (_, share) in enumerate(tried) if share >= BROKEN), None)
    if place is None:
        return most, None, tried[-1][1]
    low, (high, share) = tried[place - 1][0] if place else 0.0, tried[place]
    while high - low > 1.0001 * most / 2**HALVINGS and low < enough:
        middle = (low + high) / 2
        now = breaks(middle)
        if now >= BROKEN:
            high, share = middle, now
        else:
            low = middle
    return low, high, share


@dataclass(frozen=True)
class _Push:
    """One driver pushed alone: the share of paths broken at each size of `CURVE`, and the bracket of the least that
    breaks, with the share there."""

    stress: Stress
    curve: list[tuple[float, float]]
    low: float
    high: float | None
    share: float

    @property
    def size(self) -> float:
        """The least size that breaks, or the greatest that was tried."""
        return self.stress.most if self.high is None else self.high

    @property
    def rank(self) -> tuple[bool, float]:
        """Those that break come first, at the least part of their greatest size; then those that come nearest."""
        return self.high is None, -self.share if self.high is None else self.high / self.stress.most


def _push(base: Paths, stress: Stress, share: Callable[[list], float]) -> _Push:
    """How a party fares under one driver."""

    def at(size: float) -> float:
        return share(stress.shocks(size, base.quarters))

    curve = [(part * stress.most, at(part * stress.most)) for part in CURVE]
    return _Push(stress, curve, *smallest(at, stress.most, curve))


def _search(
    base: Paths, who: str, tell: _Telling, pushes: Sequence[_Push], share: Callable[[list], float]
) -> list[Row]:
    """The nearest of all, each driver alone, their mixes, and the share broken at each part of a driver's size."""
    strongest = [one.stress for one in sorted(pushes, key=lambda one: one.rank)]
    mixed = list(_together(base, strongest[:3], {one.stress.driver: one.size for one in pushes}, share))
    near = [_Mix(1.0, 1.0, one.share, [(one.stress, one.high)]) for one in pushes if one.high is not None]
    if not near and all(mix.high is None for mix in mixed):
        wide = {mix.name: mix for mix in _widest(base, strongest, share)}
        mixed = [mix for mix in mixed if mix.name not in wide] + list(wide.values())
    near += [mix for mix in mixed if mix.high is not None]
    alone = [_stress_row(base, who, one.stress, tell, one.low, one.high, one.share) for one in pushes]
    alone.sort(key=lambda row: (row.high is None, (row.high or 0.0) / (row.more["most"] or 1)))
    curves = [_curve_rows(base, who, one.stress, tell, [(0.0, tell.base), *one.curve]) for one in pushes]
    tried = [row for curve in curves for row in curve]
    most = max([row.mid or 0.0 for row in tried] + [mix.share for mix in mixed])
    nearest = _nearest_row(base, who, near, tell, [one.stress for one in pushes], most)
    return [nearest, *alone, *(_mix_row(base, who, mix, tell) for mix in mixed), *tried]


def _labs(base: Paths) -> list[str]:
    return [
        name.removeprefix("demand.")
        for name in base.lowering.drivers
        if name.startswith("demand.") and name != "demand.common"
    ]


def _span(quarters: Sequence[str], last: int | None = None) -> dict[str, str]:
    end = len(quarters) - 1 if last is None else min(last, len(quarters) - 1)
    return {"from": quarters[1], "to": quarters[max(1, end)]}


def _cut(driver: str, lab: Party | None = None) -> Stress:
    return Stress(driver, 0.95, "share", lambda x, q: [{"driver": driver, **_span(q), "down_by": f"{x:.6f}"}], lab)


def _up(driver: str) -> Callable[[float, Sequence[str]], list[dict[str, str]]]:
    return lambda x, q: [{"driver": driver, **_span(q), "up_by": f"{x:.6f}"}]


def _shut(size: float, quarters: Sequence[str]) -> list[dict[str, str]]:
    if round(size) < 1:
        return []
    span = _span(quarters, round(size))
    return [{"driver": f"appetite.{kind}", **span, "set": "0"} for kind in ("equity", "debt")]


@dataclass(frozen=True)
class _Telling:
    """The party and the breach, in three scripts; base: the share of paths on which it breaks with no shock."""

    party: Party
    breach: str
    until: str
    base: float

    def __call__(
        self, how: str, share: float = 0.0, stresses: Sequence[tuple[Stress, float]] = (), start: str = ""
    ) -> dict[str, str]:
        """The sentence `survive.row.HOW` as the three columns; stresses: each with its size; start: a later quarter."""
        told = {}
        for column, language in SCRIPTS.items():
            what = catalogue.say("survive.and", language).join(s.say(language, size) for s, size in stresses)
            what = (catalogue.say("survive.row.from", language, start=day(start, language)) if start else "") + what
            sentence = catalogue.say(
                f"survive.row.{how}",
                language,
                who=bare(self.party.name(language)),
                breach=catalogue.say(f"survive.breach.{self.breach}", language),
                what=what,
                share=written(share, "share", language),
                base=written(self.base, "share", language),
                until=day(self.until, language),
            )
            told[column] = typeset(sentence, language)
        return told | {"sentence": Phrase({language: told[column] for column, language in SCRIPTS.items()})}


def _row(base: Paths, who: str, key: str, measure: str, unit: str, ends: tuple, **more: Any) -> Row:
    """A row of the search; its span is that of the shocks."""
    low, mid, high = ends
    return Row(
        key=f"{who}/{key}", subject=who, measure=measure, unit=unit, low=low, mid=mid, high=high,
        period=f"{base.quarters[1]} to {base.quarters[-1]}", range="paths",
        more={"part": None, "band": "bracket"} | more, **base.behind(who),
    )  # fmt: skip


def _base_row(base: Paths, who: str, hit: np.ndarray, tell: _Telling) -> Row:
    more: dict[str, Any] = {"driver": "", "most": None, "part": None, "band": "count"} | tell("base", tell.base)
    return share_row(
        hit, f"{who}/base", who, "broken", period=ending(base.quarters[-1]), more=more,
        **base.behind(who),
    )  # fmt: skip


def _stress_row(
    base: Paths, who: str, stress: Stress, tell: _Telling, low: float, high: float | None, share: float
) -> Row:
    said = tell("holds", share, [(stress, stress.most)]) if high is None else tell("breaks", share, [(stress, high)])
    low, high = stress.laid(low), None if high is None else stress.laid(high)
    return _row(base, who, stress.driver, "breaks_at", stress.unit, (low, high, high), driver=stress.driver,
                most=stress.most, **said)  # fmt: skip


def _curve_rows(
    base: Paths, who: str, stress: Stress, tell: _Telling, curve: Sequence[tuple[float, float]]
) -> Iterator[Row]:
    """The share of paths broken at each part of the greatest size."""
    for size, share in curve:
        part = round(size / stress.most, 9)
        said = tell("at", share, [(stress, size)]) if size else tell("base", share)
        yield _row(base, who, f"{stress.driver}/{part:g}", "broken_at", "share", (share, share, share),
                   driver=stress.driver, most=stress.most, **said | {"part": part, "band": "mean"})  # fmt: skip


@dataclass(frozen=True)
class _Mix:
    """Several drivers at once: the bracket of its distance, the share of paths broken, and each driver's size."""

    low: float
    high: float | None
    share: float
    each: list[tuple[Stress, float]]
    start: str = ""

    @property
    def name(self) -> str:
        return " + ".join(stress.driver for stress, _ in self.each) + (f" from {self.start}" if self.start else "")


def _together(
    base: Paths, strongest: Sequence[Stress], sizes: Mapping[str, float], share: Callable[[list], float]
) -> Iterator[_Mix]:
    """The nearest mix of each two, and of all three, of the three strongest drivers, in `MIXES` of their own sizes."""
    for drivers in [mix for count in (2, 3) for mix in combinations(strongest, count)]:
        found: list[_Mix] = []
        for parts in MIXES[len(drivers)]:

            def each(x: float, parts: tuple[float, ...] = parts, drivers: tuple[Stress, ...] = drivers) -> list:
                return [(s, x * part * sizes[s.driver]) for s, part in zip(drivers, parts, strict=True)]

            def at(x: float, each: Callable[[float], list] = each) -> float:
                return share([shock for s, size in each(x) for shock in s.shocks(size, base.quarters)])

            norm = float(np.linalg.norm(parts))
            nearest = min((mix.high for mix in found if mix.high is not None), default=np.inf)
            low, high, now = smallest(at, 1.0, enough=nearest / norm)
            found.append(
                _Mix(norm * low, None if high is None else norm * high, now, each(1.0 if high is None else high))
            )
        yield min(found, key=lambda mix: (mix.high is None, mix.high or 0.0))


def _widest(base: Paths, stresses: Sequence[Stress], share: Callable[[list], float]) -> Iterator[_Mix]:
    """From the second quarter, and from each later start: the strongest at its greatest size, and with it, one by one,
    whatever makes it worse still (the worst first); where that breaks it, the least part of it that does.

    Later starts matter: who loses its markets early builds less and owes less.
    """
    for later in (0, *LATER):
        quarters = base.quarters[later:]
        if len(quarters) < 2 + min(LATER):
            return

        def at(x: float, chosen: Sequence[Stress], quarters: Sequence[str] = quarters) -> float:
            return share([shock for s in chosen for shock in s.shocks(x * s.most, quarters)])

        chosen: list[Stress] = []
        worst = 0.0
        for stress in stresses:
            now = at(1.0, [*chosen, stress])
            if now > worst:
                chosen, worst = [*chosen, stress], now
        if not chosen or (len(chosen) == 1 and not later):  # one driver at once is told by itself
            continue
        low, high, now = smallest(lambda x, s=tuple(chosen): at(x, s), 1.0, [(1.0, worst)])  # type: ignore[misc]
        norm = float(np.sqrt(len(chosen)))
        each = [(s, (high or 1.0) * s.most) for s in chosen]
        yield _Mix(norm * low, None if high is None else norm * high, now, each, quarters[1] if later else "")


def _mix_row(base: Paths, who: str, mix: _Mix, tell: _Telling) -> Row:
    said = tell("holds" if mix.high is None else "at", mix.share, mix.each, mix.start)
    return _row(base, who, mix.name, "together", "distance", (mix.low, mix.high, mix.high), driver=mix.name,
                most=float(np.sqrt(len(mix.each))), **said)  # fmt: skip


def _nearest_row(
    base: Paths, who: str, near: Sequence[_Mix], tell: _Telling, tried: Sequence[Stress], most: float
) -> Row:
    """Of all that breaks it, what is nearest; a driver alone at its own breaking size stands at distance 1."""
    if not near:
        far = tell("none", most, [(stress, stress.most) for stress in tried])
        return _row(base, who, "nearest", "nearest", "distance", (None, None, None), driver="", most=None, **far)
    mix = min(near, key=lambda mix: mix.high or 0.0)
    return _row(base, who, "nearest", "nearest", "distance", (mix.low, mix.high, mix.high), driver=mix.name,
                most=None, **tell("nearest", mix.share, mix.each, mix.start))  # fmt: skip


def _notes(base: Paths, rows: list[Row], paths: int, who: str, breach: str) -> Iterator[Note]:
    if rows[0].mid is not None and rows[0].mid >= BROKEN:
        yield note("survive.broken", share=f"{rows[0].mid:.0%}")
    if base.run.paths < paths:
        yield note("survive.fewer", n=base.run.paths, asked=paths)
    if all(row.high is None for row in rows if row.measure == "breaks_at"):
        yield note("survive.unbroken")
    if breach == "covenant" and not has_covenant(base, who):
        yield note("survive.no_covenant", parties=(who,))
    yield note("survive.span")


def _spared(base: Paths, rows: Sequence[Row], who: str, stresses: Sequence[Stress]) -> Iterator[Note]:
    """Where no new money at all leaves a party safer, beyond the draw: what it owes then, and without a shock."""
    stress = next((one for one in stresses if one.driver == "funding"), None)
    last = next((row for row in rows if row.key == f"{who}/funding/1"), None)
    if stress is None or last is None or last.mid is None or rows[0].low is None or last.mid >= rows[0].low:
        return
    dry = base.trial(stress.shocks(stress.most, base.quarters))
    before, after = (float(found.measure("debt", who)[:, -1].mean()) for found in (base, dry))
    if after < before:
        yield note("survive.spared", before=Dollars(before), after=Dollars(after))


def headline(table: Table, say: Speech) -> Sequence[str]:
    """The sentence of the smallest shock that breaks the party, or how far those went that did not."""
    breach = say(f"breach.{table.arguments['breach']}")
    told = [say("survive.base", row=row, breach=breach) for row in those(table, measure="broken")]
    nearest = those(table, measure="nearest")
    if nearest and nearest[0].mid is None:
        return [*told, *_unbroken(table, say, breach)]
    texts = [str(row.more[say.column("sentence")]) for row in nearest]
    return [*told, *(say("survive.sentence", text=text[:1].upper() + text[1:]) for text in texts if text)]


def _unbroken(table: Table, say: Speech, breach: str) -> Iterator[str]:
    """How many shocks were tried, and which comes nearest to breaking the party."""
    alone = [row for row in those(table, measure="broken_at") if row.more["part"] == 1.0]
    yield say("survive.unbroken", n=say.count(len(alone)), row=table.rows[0], breach=breach)
    for row in largest(alone)[:1]:
        text = str(row.more[say.column("sentence")])
        yield say("survive.hardest", text=text[:1].lower() + text[1:])


def first(table: Table) -> Sequence[Row]:
    """What each driver alone takes, then several at once; the headline says which is nearest."""
    return those(table, measure=("breaks_at", "together"))


QUESTION = Question(answer, headline, first)
