"""compare: two scenarios on the same draws. What differs, for whom, and by how much?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Unpack

import numpy as np

from gigaloop.answer.paths import BAND, FATES, HOLDER_SECTORS, Paths, quantile_row, share_row, simulated, spread
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, ending, greatest, largest, those
from gigaloop.book.model import Book, Scenario
from gigaloop.book.problem import Misread
from gigaloop.book.scenario import arguments, named, shared
from gigaloop.words.notes import note

SUMS = ("revenue", "received", "compute", "capex", "equity_raised", "debt_raised")
ENDS = ("cash", "debt", "gw", "value")
UNITS = {"gw": "GW"}


def answer(
    book: Book, first: str = "base", second: str = "revenue-miss", *, party: Owes = "all", **drawn: Unpack[RunArguments]
) -> Table:
    """What does one scenario change against another, for whom, by how much, on the same draws?

    Definition: `QUESTION.definition`. `settings` replace arguments of the second, and of the first where the second is
    the first with more laid over it; `scenario` stands for the first where that is base. Flows are revenue, vendors'
    receipts, compute bought, capital spending, equity and debt raised; stocks cash, debt, GW and value; credit_loss and
    equity_loss by holder sector. Shares of paths re-paced, amended, rescued, in default stand for each world.

    Columns: USD bn, GW or share. `world` first, second or difference; `first` and `second`: the median of either world
    (whose difference need not be the median difference); `band` says what low and high are.

    Raises InputError for an unknown scenario or party.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "base", "base", paths=20).question
    'compare'
    """
    asked = drawn.get("scenario")
    if asked and first == "base":
        first = asked.scenario if isinstance(asked, Scenario) else asked
    elif asked not in (None, "base", first, second):
        raise Misread(
            f"--scenario: two are compared, and {asked} is neither", "Name both as the two words", id="scenario"
        )
    for name in (first, second):
        named(book, name)
    asked_for: RunArguments = {**drawn, "scenario": second}
    two = simulated(book, **asked_for)
    one = two.again(scenario=first, settings=_kept(book, first, second, drawn), progress=drawn.get("progress"))
    chosen = one.asked(party)
    both = one.whole & two.whole
    rows = [row for who in chosen for row in _party(one, two, both, who)]
    if party == "all":
        rows += _losses(one, two, both)
    told = one.notes()
    if not rows:
        told.append(note("compare.same", second=second, first=first))
    if not both.all():
        told.append(note("run.both", n=int((~both).sum()), all=len(both)))
    return QUESTION.table(
        book,
        title={"second": named(book, second).name, "first": named(book, first).name},
        rows=rows,
        left_out=one.lowering.skipped.items(),
        arguments={"first": first, "second": second, "party": party if party == "all" else chosen[0]},
        notes=told,
        settings=drawn.get("settings"),
        seed=one.run.seed,
        paths=one.run.paths,
        world=one.lowering.rests["world"],
        added=(("world", ""), BAND, ("first", "see unit"), ("second", "see unit")),
    )


def _kept(book: Book, first: str, second: str, drawn: RunArguments) -> dict[str, Any]:
    """The first world's arguments as the second has them, where settings are given and the second is laid over it."""
    settings = drawn.get("settings")
    if not settings or not set(first.split("+")) < set(second.split("+")):
        return {}
    one, two = named(book, first), named(book, second)
    told = arguments(two, settings)
    return {name: told[its] for name, its in shared(one, two).items()}


def _party(one: Paths, two: Paths, both: np.ndarray, who: str) -> Iterator[Row]:
    """The differences of one party, those that are nothing between the percentiles left out."""
    to = ending(one.quarters[-1])
    behind = one.behind(who)
    for fate in FATES:
        hits = {name: found.reached(who, fate)[both[found.whole]] for name, found in (("first", one), ("second", two))}
        if np.array_equal(hits["first"], hits["second"]):
            continue
        for name, hit in hits.items():
            more: dict[str, Any] = {"world": name, "band": "count", "first": None, "second": None}
            yield share_row(hit, f"{who}/{fate}/{name}", who, fate, period=to, more=more, **behind)
    for measure in (*SUMS, *ENDS):
        amounts = []
        for found in (one, two):
            values = found.measure(measure, who)[both[found.whole]]
            amounts.append(values.sum(1) if measure in SUMS else values[:, -1])
        difference = amounts[1] - amounts[0]
        if _nothing(difference):
            continue
        period = to if measure in SUMS else one.quarters[-1]
        yield quantile_row(
            difference, f"{who}/{measure}", who, measure, UNITS.get(measure, "USD bn"), period=period,
            more=_beside(*amounts), **behind,
        )  # fmt: skip


def _losses(one: Paths, two: Paths, both: np.ndarray) -> Iterator[Row]:
    """Losses by holder sector, second less first."""
    for kind in ("credit", "equity"):
        for sector in HOLDER_SECTORS:
            first, second = (found.lost(kind, sector)[both[found.whole]] for found in (one, two))
            if not _nothing(second - first):
                yield quantile_row(
                    second - first, f"{sector}/{kind}_loss", sector, f"{kind}_loss", "USD bn",
                    period=ending(one.quarters[-1]), more=_beside(first, second),
                    **one.behind(sector),
                )  # fmt: skip


def _nothing(values: np.ndarray) -> bool:
    """Whether the percentiles that are told are all less than half a million dollars, or half a megawatt."""
    return all(abs(end or 0.0) < 5e-4 for end in spread(values))


def _beside(first: np.ndarray, second: np.ndarray) -> dict[str, object]:
    """The median of either world beside their difference."""
    medians = {"first": spread(first)[1], "second": spread(second)[1]}
    return {"world": "difference", "band": "percentiles", **medians}


def _against(row: Row) -> float:
    """How far the range of a difference reaches on the other side of nothing than its middle."""
    return max(0.0, -(row.low or 0.0) if (row.mid or 0.0) > 0 else row.high or 0.0)


def headline(table: Table, say: Speech) -> Sequence[str]:
    """The sum that changes most, of those that hardly go the other way; then who fails more in one world."""
    second, one = (say.scenario(str(table.arguments[name])) for name in ("second", "first"))
    fails = {(row.subject, row.more["world"]): row for row in those(table, measure="defaulted")}
    sums = ("revenue", "received", "cash", "value")
    turned = largest(those(table, world="difference", measure=sums, unit="USD bn"))
    told = []
    clear = [row for row in turned if _against(row) < abs(row.mid or 0.0)]
    if turned and turned[0].mid:
        top = (clear or turned)[0]
        less = bool(clear) and (top.mid or 0.0) < 0
        key, span = "unclear" if not clear else "less" if less else "more", say.nine(top, less=less)
        told.append(say(f"compare.{key}", top=top, second=second, first=one, range=span))
    else:
        told.append(say("compare.none", second=second, first=one))
    worse = sorted(
        (party for party, world in fails if world == "first" and (party, "second") in fails),
        key=lambda party: -abs((fails[party, "second"].mid or 0.0) - (fails[party, "first"].mid or 0.0)),
    )
    for party in worse[:1]:
        before, after = fails[party, "first"], fails[party, "second"]
        told.append(say("compare.fails", after=after, first=before, one=one, two=second))
    return told


QUESTION = Question(answer, headline, greatest(nothing=False, world="difference"))
