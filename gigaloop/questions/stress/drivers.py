"""drivers: which uncertain number decides an answer, and which undisclosed term would narrow it most if published?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np

from gigaloop.answer.paths import Paths, path_row, simulated
from gigaloop.answer.question import Question, Row, RunArguments, Speech, Table, ending, largest, those
from gigaloop.answer.tally import origin_of
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.engine import draws
from gigaloop.engine.run import simulate
from gigaloop.words.notes import note

#: how many numbers are told, how many resamples tell their error, and how many shufflings what chance alone shows
TOP, RESAMPLES, SHUFFLED = 20, 40, 20
CHUNK = 1000
#: how many of them are drawn anew, one at a time, and on how many paths
ANEW, ANEW_PATHS = 8, 500
#: what can be asked of a party (`title.drivers.NAME` of the words says it) -> unit
OUTPUTS = {
    "gap": "USD bn",
    "default": "share",
    "revenue": "USD bn",
    "debt": "USD bn",
    "value": "USD bn",
    "cash": "USD bn",
    "gw": "GW",
    "compute": "USD bn",
    "capex": "USD bn",
    "equity_raised": "USD bn",
    "debt_raised": "USD bn",
    "ebitda": "USD bn",
}
#: what is read at the end of 2030; of the others all quarters to then are summed
STOCKS = ("debt", "value", "cash", "gw")


def answer(book: Book, of: str = "gap.openai", **drawn: Unpack[RunArguments]) -> Table:
    """Which uncertain number decides an answer, by how much, and which undisclosed term would narrow it most?

    Definition: `first_order` S = Var(E[Y|X]) / Var(Y) (Sobol 1993; given-data estimate of Plischke, Borgonovo, Smith
    2013) for every number that is drawn once per path; `tornado`: mean of Y in the lowest and in the highest tenth of X
    (`direction` says which end of X gives the greater), mid the mean of all; `total_order` (Jansen 1999) and
    `elementary` (Morris 1991) of the strongest eight, from their paths drawn anew in X alone; `narrows_by`:
    1 - sqrt(1 - S), the part of the standard deviation that would go if a term that nobody published, or how much of a
    deal comes true, were known.
    `by_chance`: the greatest S of any number where the answers are shuffled over the paths, so that none has a part in
    them (permutation test: Fisher 1935); what lies below its high end is not told apart from chance. `not_by_one`: 1 -
    sum of S, quarterly surprises and interactions.

    Columns: `number` (a parameter, or LEG.amount, LEG.binding); `of` is one of `OUTPUTS`, a dot,
    and a party. low and high of a share: 5th and 95th percentile of resampled paths.

    Raises InputError for an answer or party that is not known, or if Y is the same on all paths.

    >>> from gigaloop import load
    >>> answer(load(as_of="2025-10-20"), "gap.openai", paths=50).question
    'drivers'
    """
    what, _, party = of.partition(".")
    if what not in OUTPUTS or not party:
        raise Misread(
            f"{of!r} is no answer that is known here",
            f"Write for example gap.openai; before the dot {', '.join(OUTPUTS)}",
        )
    who = book.party(party).party_id
    found = simulated(book, **drawn)
    y = output(found, what, who)
    if np.ptp(y) == 0:
        raise Misread(f"{of} is {y[0]:g} on all {len(y)} paths: nothing to explain", "Ask about another", id="of")
    names, columns = numbers(found)
    asked = _Explained(found, what, who, names, columns, ranks(found.run.seed, found, columns), y)
    rows = _rows(asked, np.random.default_rng(found.run.seed))
    return found.table(
        QUESTION,
        title={"of": book.parties[who]},
        variant=what,
        rows=rows,
        arguments={"of": f"{what}.{who}"},
        notes=[
            note("drivers.drawn", n=len(names), top=TOP),
            note("drivers.anew", paths=min(found.run.paths, ANEW_PATHS), n=ANEW),
            *([note("drivers.few")] if found.count < 1000 else []),
        ],
        added=(("number", ""), ("direction", ""), ("band", "")),
    )


def output(found: Paths, what: str, who: str) -> np.ndarray:
    """(P,) the answer on each path."""
    last = max(c for c, q in enumerate(found.quarters) if q[:4] <= "2030" or c == 0)
    if what == "default":
        return (found.default(who) >= 0).astype(float)
    if what == "gap":
        owed = found.measure("uses", who) - found.measure("capex", who) - found.measure("revenue", who)
        return owed[:, : last + 1].sum(1)
    if what == "revenue":
        return (found.measure("revenue", who) + found.measure("received", who))[:, : last + 1].sum(1)
    kept = found.measure(what, who)
    return kept[:, last] if what in STOCKS else kept[:, : last + 1].sum(1)


def numbers(found: Paths) -> tuple[list[str], list[int]]:
    """Names and columns of the numbers that are drawn once per path; one name, one column."""
    columns = found.run.plan.values["column"]
    told = {name: int(columns[row]) for row, name in enumerate(found.lowering.values) if name and columns[row] >= 0}
    return list(told), list(told.values())


def ranks(seed: int, found: Paths, columns: list[int]) -> np.ndarray:
    """(P, number of columns) the uniform draw behind each number, of the paths that reached the end."""
    parts = []
    for start in range(0, found.run.paths, CHUNK):
        size = min(CHUNK, found.run.paths - start)
        parts.append(draws.draws(seed, found.run.first + start, size, 1).once[:, columns])
    return np.concatenate(parts)[found.whole]


def first_order(x: np.ndarray, y: np.ndarray, classes: int) -> np.ndarray:
    """(K,) corrected share of the variance of y (P,) that each column of x (P, K; uniform) explains by itself.

    >>> x = np.random.default_rng(1).random((4000, 2))
    >>> first_order(x, x[:, 0], 30).round(1).tolist()
    [1.0, 0.0]
    """
    n, k = x.shape
    place = np.minimum((x * classes).astype(np.int64), classes - 1) + classes * np.arange(k)
    count = np.bincount(place.ravel(), minlength=k * classes).reshape(k, classes)
    total = np.bincount(place.ravel(), np.repeat(y, k), k * classes).reshape(k, classes)
    mean = y.mean()
    between = np.where(count > 0, (total - count * mean) ** 2 / np.maximum(count, 1), 0.0).sum(1)
    within = ((y - mean) ** 2).sum()
    used = (count > 0).sum(1)
    plain = between / within if within > 0 else np.zeros(k)
    return np.clip(1.0 - (1.0 - plain) * (n - 1) / np.maximum(n - used, 1), 0.0, 1.0)


def redrawn(found: Paths, column: int, what: str, who: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(answer, answer with one number drawn anew, how far its probability moved) of paths whole in both worlds.

    Nothing else moves: the number reads a column of the path's draws that no other number reads, joined to the others
    as its own was.
    """
    plan, paths = found.run.plan, min(found.run.paths, ANEW_PATHS)
    block = range(draws.JOINED) if column < draws.JOINED else range(draws.JOINED, draws.ONCE)
    free = next(c for c in reversed(block) if not (plan.values["column"] == c).any())
    values = plan.values.copy()
    values["column"][values["column"] == column] = free
    run = simulate(plan._replace(values=values), paths=paths, seed=found.run.seed, first=found.run.first)
    world = Paths(found.book, found.lowering, run)
    before, after = np.full(found.run.paths, np.nan), np.full(paths, np.nan)
    before[found.whole], after[world.whole] = output(found, what, who), output(world, what, who)
    both = ~np.isnan(before[:paths]) & ~np.isnan(after)
    once = draws.draws(found.run.seed, found.run.first, paths, 1).once
    return before[:paths][both], after[both], np.abs(once[:, free] - once[:, column])[both]


def total_order(before: np.ndarray, after: np.ndarray) -> float:
    """Share of the variance that stays if all but one number are known: half the mean square of its redrawing.

    >>> x = np.random.default_rng(1).random((2, 4000))
    >>> round(total_order(x[0], x[1]), 1), total_order(x[0], x[0])
    (1.0, 0.0)
    """
    variance = np.concatenate([before, after]).var()
    return float(((after - before) ** 2).mean() / (2.0 * variance)) if variance > 0 else 0.0


@dataclass(frozen=True)
class _Explained:
    """What is explained by what: the answer y (P,) on each path, and the uniform draw x (P, K) behind each number."""

    found: Paths
    what: str
    who: str
    names: list[str]
    columns: list[int]
    x: np.ndarray
    y: np.ndarray

    @property
    def classes(self) -> int:
        """In how many classes of each number the answer is read."""
        return int(min(50, max(2, np.sqrt(len(self.y)) / 2)))

    def row(
        self, measure: str, number: str, ends: tuple[float, float, float], band: str, unit: str = "share", way: str = ""
    ) -> Row:
        """One number's part in the answer; without a number, what is told of all."""
        until = self.found.quarters[-1] if self.what == "default" else "2030"
        return path_row(
            ends, band, f"{measure}/{number}" if number else measure, self.who, measure, unit, period=ending(until),
            more={"number": number, "direction": way}, **(_behind(self.found, number) if number else {}),
        )  # fmt: skip


def _rows(asked: _Explained, rng: np.random.Generator) -> Iterator[Row]:
    """What each number explains alone and moves, then drawn anew; what a term would narrow; chance, and the rest."""
    share = first_order(asked.x, asked.y, asked.classes)
    order = np.argsort(-share, kind="stable")
    yield from _alone(asked, share, order[:TOP], rng)
    for column in order[:ANEW]:
        yield from _anew_rows(asked, column, rng)
    for column in [c for c in order if asked.names[c].partition(".")[0] in asked.found.book.legs][:5]:
        gain = 1.0 - float(np.sqrt(1.0 - share[column]))
        yield asked.row("narrows_by", asked.names[column], (gain, gain, gain), "mean")
    shuffled = [first_order(asked.x, rng.permutation(asked.y), asked.classes).max() for _ in range(SHUFFLED)]
    least, middle, most = (float(end) for end in np.percentile(shuffled, (5, 50, 95), method="inverted_cdf"))
    yield asked.row("by_chance", "", (least, middle, most), "resampled")
    rest = max(0.0, 1.0 - float(share.sum()))
    yield asked.row("not_by_one", "", (rest, rest, rest), "mean")


def _alone(asked: _Explained, share: np.ndarray, order: np.ndarray, rng: np.random.Generator) -> Iterator[Row]:
    """The first-order share of each number in `order` with the spread of resampled paths, and its tornado."""
    x, y, n = asked.x, asked.y, len(asked.y)
    again = []
    for _ in range(RESAMPLES):
        chosen = rng.integers(0, n, n)
        again.append(first_order(x[np.ix_(chosen, order)], y[chosen], asked.classes))
    low, high = np.percentile(again, (5, 95), axis=0)
    mean = float(y.mean())
    for place, column in enumerate(order):
        name, s = asked.names[column], float(share[column])
        yield asked.row("first_order", name, (min(float(low[place]), s), s, max(float(high[place]), s)), "resampled")
        least, most = (
            float(y[side].mean()) if side.any() else mean for side in (x[:, column] < 0.1, x[:, column] >= 0.9)
        )
        ends, way = (min(least, most, mean), mean, max(least, most, mean)), "up" if most >= least else "down"
        yield asked.row("tornado", name, ends, "tenths", OUTPUTS[asked.what], way)


def _anew_rows(asked: _Explained, column: int, rng: np.random.Generator) -> Iterator[Row]:
    """Total-order index and elementary effect of one number, with the spread of resampled paths."""
    before, after, moved = redrawn(asked.found, asked.columns[column], asked.what, asked.who)
    measured = {
        "total_order": ("share", lambda chosen: total_order(before[chosen], after[chosen])),
        "elementary": (
            OUTPUTS[asked.what], lambda chosen: np.abs(after - before)[chosen].mean() / moved[chosen].mean()
        ),
    }  # fmt: skip
    for measure, (unit, of) in measured.items():
        mid = float(of(np.arange(len(before))))
        again = [of(rng.integers(0, len(before), len(before))) for _ in range(RESAMPLES)]
        low, high = np.percentile(again, (5, 95))
        ends = min(float(low), mid), mid, max(float(high), mid)
        yield asked.row(measure, asked.names[column], ends, "resampled", unit)


def _behind(found: Paths, name: str) -> dict[str, Any]:
    """The leg behind a drawn number, or the parameter and the legs that rest on it, with its sources."""
    book, rests = found.book, found.lowering.rests
    leg = book.legs.get(name.partition(".")[0])
    if leg is not None:
        return {"legs": (leg.leg,), "sources": leg.sources, "origin": "assumed"}
    if name in book.parameters:
        return {
            "assumptions": (name,), "sources": book.parameters[name].sources, "origin": origin_of(book, (name,)),
            "legs": tuple(leg for leg in book.legs if name in rests.get(leg, ())),
        }  # fmt: skip
    return {"origin": "assumed"}


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Which uncertain number decides most of the answer, and what it moves it between."""
    told_apart = beyond_chance(table)
    (chance,) = those(table, measure="by_chance")
    of = say(f"drivers.of.{str(table.arguments['of']).partition('.')[0]}", party=say.party(chance.subject))
    if not told_apart:
        return [say("drivers.chance", of=of, chance=say.value(chance.high, chance.unit))]
    number = told_apart[0].more["number"]
    told = [say("drivers.most", number=say.party(number), share=told_apart[0], of=of)]
    for row in those(table, measure="tornado", number=number)[:1]:
        told.append(say("drivers.moves", low=say.value(row.low, row.unit), high=say.value(row.high, row.unit), mid=row))
    others = [f"{say.party(row.more['number'])} {say.number(row)}" for row in told_apart[1:4]]
    key = "drivers.next" if others else "drivers.alone"
    told.append(say(key, others=say.joined(others), chance=say.value(chance.high, chance.unit)))
    return told


def beyond_chance(table: Table) -> list[Row]:
    """What each number explains alone, the greatest share first, of those that explain more than chance would."""
    (chance,) = those(table, measure="by_chance")
    return [row for row in largest(those(table, measure="first_order")) if (row.mid or 0.0) > (chance.high or 0.0)]


def first(table: Table) -> Sequence[Row]:
    """What each number explains alone, those beyond chance; then what chance would show."""
    return [*beyond_chance(table)[: TOP // 2 - 1], *those(table, measure="by_chance")]


QUESTION = Question(answer, headline, first)
