"""guarantees: which are called, when, for how much, and does the obligor's fall make the guarantor's worse?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Unpack

import numpy as np
from scipy import stats

from gigaloop.answer.made import OfLeg
from gigaloop.answer.paths import BAND, Paths, path_row, quantile_row, share_row, simulated, size_row, year_of
from gigaloop.answer.question import Question, Row, RunArguments, Speech, Table, ending, greatest, largest, those
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, Misread
from gigaloop.engine.plan import BACKSTOP, GUARANTEE, KINDS, RESIDUAL
from gigaloop.words.notes import note

CALLED = (GUARANTEE, BACKSTOP, RESIDUAL)
PROMISES = ("guarantee", "capacity_backstop", "residual_guarantee")
#: paths with and without a call that a comparison needs at least
ENOUGH = 10


def answer(book: Book, guarantee: str = "all", **drawn: Unpack[RunArguments]) -> Table:
    """Which guarantees are called, when, for how much, and does the obligor's fall make the guarantor's worse?

    Definition: `QUESTION.definition`. Over the simulated paths, `called` is the share on which a guarantee pays at
    all, `first_call` when it first does (paths with a call), `call` how much it pays in all, `call_when_called` the
    same on those paths, `cap` what was promised, `wrong_way` the correlation; `value_fall` on paths with and without a
    call; `guarantor_default` likewise.

    Columns: USD bn but `called`, `guarantor_default`, `value_fall` (share), `first_call` (calendar year), `wrong_way`
    (correlation, -1 to 1; low and high by Fisher's transformation, 90 %). `guarantee` its leg; `kind` guarantee,
    backstop or residual; `given` on which paths; `band` says what low and high are. One that is never called has no
    rows of calls.

    Of a party: the guarantees that it gives. Raises InputError for what is neither a guarantee nor a party of the book.

    >>> from gigaloop import load
    >>> answer(load("tiny"), paths=20).question
    'guarantees'
    """
    found = simulated(book, **drawn)
    asked = _asked(book, guarantee)
    table = found.run.plan.legs
    lines = [int(n) for n in np.flatnonzero(np.isin(table["kind"], CALLED))]
    chosen = [n for n in lines if found.lowering.legs[n] in asked]
    answers = sorted((list(_guarantee(found, n)) for n in chosen), key=_often)
    return found.table(
        QUESTION,
        rows=[row for rows in answers for row in rows],
        arguments={"guarantee": guarantee},
        left_out=[(leg, why) for leg, why in found.lowering.skipped.items() if leg in asked],
        notes=[note("guarantees.caps"), *([note("guarantees.none")] if not chosen else [])],
        added=(("guarantee", ""), ("given", ""), ("kind", ""), BAND),
    )


def _asked(book: Book, guarantee: str) -> frozenset[str]:
    """The guarantees that are meant: all, one by its leg, or those that a party gives."""
    every = {leg.leg: leg for leg in book.legs.values() if leg.kind in PROMISES}
    try:
        giver = "" if guarantee == "all" or guarantee in book.legs else book.party(guarantee).party_id
    except InputError:
        giver = ""
    if guarantee == "all" or giver:
        return frozenset(leg for leg, promise in every.items() if giver in ("", promise.payer))
    if book.leg(guarantee).leg not in every:
        raise Misread(
            f"{guarantee} is a {book.legs[guarantee].kind}, and guarantees nothing",
            "Name a guarantee, backstop or residual guarantee, or a party that gives one",
            id="guarantee",
        )
    return frozenset((guarantee,))


def _often(rows: Sequence[Row]) -> tuple[float, float, str]:
    """What stands first: the guarantee that is called most often, of several the one that costs most on average."""
    mean = next((row.mid or 0.0 for row in rows if row.measure == "call_mean"), 0.0)
    return -(rows[0].mid or 0.0), -mean, rows[0].key


def _guarantee(found: Paths, line: int) -> Iterator[Row]:
    """The rows of one guarantee."""
    plan, names = found.run.plan, found.lowering.parties
    record = plan.legs[line]
    leg, guarantor, obligor = found.lowering.legs[line], names[record["payer"]], names[record["payee"]]
    paid, first = found.paid([line]), found.first(line)
    hit = paid > 0
    behind = found.behind(guarantor, obligor, legs=(leg, *_covered(found, record)))
    to = ending(found.quarters[-1])

    def on(given: str) -> dict[str, Any]:
        more = {"guarantee": leg, "given": given, "kind": KINDS[record["kind"]], "band": ""}
        return {"counterparty": obligor, "more": more, **behind}

    yield share_row(hit, f"{leg}/called", guarantor, "called", period=to, **on("all paths"))
    cap = plan.values[record["amount"]]
    yield Row(
        key=f"{leg}/cap", subject=guarantor, measure="cap", unit="USD bn", low=float(cap["low"]) / 1e11,
        mid=float(cap["mid"]) / 1e11, high=float(cap["high"]) / 1e11, range="terms", made=OfLeg(leg), **on(""),
    )  # fmt: skip
    if hit.any():
        mean, always = float(paid.mean()), {"period": to, **on("all paths")}
        yield quantile_row(paid, f"{leg}/call", guarantor, "call", "USD bn", **always)
        yield size_row(mean, f"{leg}/call_mean", guarantor, "call_mean", "USD bn", **always)
        called, date = {"period": to, **on("paths with a call")}, year_of(found.quarters, first[hit])
        yield quantile_row(date, f"{leg}/first_call", guarantor, "first_call", "calendar year", **called)
        yield quantile_row(paid[hit], f"{leg}/call_when_called", guarantor, "call_when_called", "USD bn", **called)
    yield from _wrong_way(found, leg, guarantor, paid, hit, to, on)


def _wrong_way(
    found: Paths,
    leg: str,
    guarantor: str,
    paid: np.ndarray,
    hit: np.ndarray,
    to: str,
    on: Callable[[str], dict[str, Any]],
) -> Iterator[Row]:
    """How the call goes with the guarantor's own distress; nothing where the two groups of paths are too small."""
    if guarantor not in found.followed or min(hit.sum(), (~hit).sum()) < ENOUGH:
        return
    fall = greatest_fall(found.measure("value", guarantor))
    if np.ptp(fall) > 0:
        together = rank_correlation(paid, fall)
        yield path_row(
            together, "count", f"{leg}/wrong_way", guarantor, "wrong_way", "correlation", period=to, **on("all paths")
        )
    failed = found.default(guarantor) >= 0
    for given, group in (("paths with a call", hit), ("paths without", ~hit)):
        key = "called" if group is hit else "not_called"
        told = {"period": to, **on(given)}
        yield quantile_row(fall[group], f"{leg}/value_fall/{key}", guarantor, "value_fall", "share", **told)
        yield share_row(failed[group], f"{leg}/guarantor_default/{key}", guarantor, "guarantor_default", **told)


def greatest_fall(value: np.ndarray) -> np.ndarray:
    """(P,) the greatest fall of a value below its start, as a share of it.

    >>> greatest_fall(np.array([[4.0, 5.0, 1.0], [2.0, 3.0, 3.0]])).tolist()
    [0.75, 0.0]
    """
    start = np.maximum(value[:, 0], 1e-12)
    return np.maximum(1.0 - value.min(1) / start, 0.0)


def rank_correlation(a: np.ndarray, b: np.ndarray) -> tuple[float, float, float]:
    """Spearman's rho with its 90 % interval by Fisher's transformation (Bonett and Wright 2000, Psychometrika 65:23).

    >>> [round(x, 2) for x in rank_correlation(np.arange(50.0), np.arange(50.0) ** 2)]
    [1.0, 1.0, 1.0]
    """
    rho = float(stats.spearmanr(a, b).statistic)
    centre = np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12))
    half = 1.6448536269514722 * np.sqrt((1 + rho**2 / 2) / max(len(a) - 3, 1))
    return float(np.tanh(centre - half)), rho, float(np.tanh(centre + half))


def _covered(found: Paths, record: np.ndarray) -> list[str]:
    """The legs that a guarantee stands behind."""
    legs = [found.lowering.legs[record["covers"]]] if record["covers"] >= 0 else []
    return legs + ([found.lowering.debts[record["debt"]]] if record["debt"] >= 0 else [])


def headline(table: Table, say: Speech) -> Sequence[str]:
    """The guarantee that is called most often, and for how much; how many are called in no case."""
    called = largest(those(table, measure="called", given="all paths"))
    if not called:
        return []
    if not called[0].mid:
        return [say("guarantees.none", n=say.count(len(called)))]
    always = [row for row in called if row.mid == 1.0 and row.more["kind"] == "backstop"]
    rest = [row for row in called if row.mid and row not in always]
    pairs = [say("guarantees.paid", top=row, amount=_sum(table, row)) for row in always]
    told = [say("guarantees.always", top=always[0], pairs=say.joined(pairs))] if always else []
    if rest:
        top = rest[0]
        told.append(say(f"guarantees.{'next' if always else 'most'}", top=top, what=say.word(str(top.more["kind"]))))
        told.append(say("guarantees.sum", amount=_sum(table, top)))
        tied = [say("guarantees.pair", top=row) for row in rest[1:] if row.mid == top.mid]
        told += [say("guarantees.tied", pairs=say.joined(tied))] if tied else []
    never = [row for row in called if not row.mid]
    if never:
        told.append(say("guarantees.never", n=say.count(len(never))))
    return told


def _sum(table: Table, called: Row) -> Row:
    """What a guarantee that is called costs where it is."""
    return those(table, measure="call_when_called", guarantee=called.more["guarantee"])[0]


QUESTION = Question(answer, headline, greatest(measure="called", given="all paths"))
