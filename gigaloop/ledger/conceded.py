"""Rows of an answer: who conceded what to a party that could not pay, when, and what each way out would have cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from gigaloop.answer.paths import Paths, quantile_row, share_row, year_of
from gigaloop.answer.speech import ending, when
from gigaloop.answer.table import Row
from gigaloop.words.phrase import Phrase

#: what a claimant can concede, as the record calls it
WAYS = ("relet", "deferred", "brought")
#: what of the deferred was put off because the claimant could not bear to recognise the loss
ROLLED = "evergreened"
#: what each way out would cost it, as first weighed on a path
COSTS = {"enforce": "loss_by_enforcing", "amend": "loss_by_amending", "top_up": "loss_by_topping_up"}


def rows(
    found: Paths, debtor: str, start: str = "", more: Mapping[str, Any] | None = None, *, costs: bool = True
) -> Iterator[Row]:
    """The bargains of one debtor: how often and when, then each claimant's concessions and choices, most dollars first.

    Shares are of all paths; dollars and dates are percentiles over the paths on which that claimant conceded (costs:
    weighed), which `period` says. start: beginning of every key; more: the asking question's own columns; costs: tell
    what each way out would have cost too.
    """
    behind = found.behind(debtor)
    to = ending(found.quarters[-1])
    record = found.bargains
    mine = (record["quarter"] >= 0) & (record["debtor"] == found.number(debtor))
    if not mine.any():
        return
    met = mine.any(1)
    yield share_row(met, f"{start}bargains/{debtor}", debtor, "bargains", period=to, more=more, **behind)
    first = _first(record, mine, ("quarter", "lacking", "survival"))
    head = {"more": more, "period": _of_paths("bargain", "first bargain of a path", met.sum()), **behind}
    year = year_of(found.quarters, first["quarter"].astype(int))
    yield quantile_row(year, f"{start}first_bargain/{debtor}", debtor, "first_bargain", "calendar year", **head)
    for measure, unit in (("lacking", "USD bn"), ("survival", "probability")):
        values = first[measure].astype(float)
        yield quantile_row(values, f"{start}{measure}/{debtor}", debtor, measure, unit, **head)
    claimants = [int(k) for k in np.unique(record["claimant"][mine])]
    given = {k: {way: _sum(record, mine & (record["claimant"] == k), way) for way in WAYS} for k in claimants}
    for k in sorted(claimants, key=lambda k: -sum(float(x.mean()) for x in given[k].values())):
        yield from _claimant(found, debtor, k, record, mine & (record["claimant"] == k), given[k], start, more, costs)


def _claimant(
    found: Paths, debtor: str, k: int, record: Mapping[str, np.ndarray], its: np.ndarray,
    given: Mapping[str, np.ndarray],
    start: str, more: Mapping[str, Any] | None, costs: bool,
) -> Iterator[Row]:  # fmt: skip
    """One claimant: share of paths on which it concedes, since when, how much by each way, and what it weighed."""
    name = found.lowering.parties[k]
    behind = found.behind(debtor, name)
    conceded = np.stack(list(given.values())).sum(0) > 0
    to, ends = ending(found.quarters[-1]), {"counterparty": debtor, "more": more, **behind}
    yield share_row(conceded, f"{start}concedes/{name}/{debtor}", name, "concedes", period=to, **ends)
    if conceded.any():
        gave = np.any([record[way] > 0 for way in WAYS], axis=0) & its
        date = record["quarter"][np.arange(len(gave)), gave.argmax(1)].astype(int)[conceded]
        n = str(conceded.sum())
        period = when("concedes", f"{to}, {n} paths on which it concedes", when=to, n=n)
        yield quantile_row(
            year_of(found.quarters, date), f"{start}first_concession/{name}/{debtor}", name, "first_concession",
            "calendar year", period=period, **ends,
        )  # fmt: skip
        rolled = {ROLLED: _sum(record, its, ROLLED)}
        for way, amount in (dict(given) | rolled).items():
            if np.any(amount > 0):
                key = f"{start}{way}/{name}/{debtor}"
                yield quantile_row(amount[conceded], key, name, way, "USD bn", period=period, **ends)
    weighed = its & (record["enforce"] > 0)
    first = _first(record, weighed, tuple(COSTS)) if costs and weighed.any() else {}
    for column, values in first.items():
        yield quantile_row(
            values.astype(float), f"{start}{COSTS[column]}/{name}/{debtor}", name, COSTS[column], "USD bn",
            period=_of_paths("weighed", "as first weighed", values.size), **ends,
        )  # fmt: skip


def _of_paths(key: str, code: str, paths: int) -> Phrase:
    """A period that tells of how many paths it speaks."""
    return when(key, f"{code}, {paths} paths", n=str(paths))


def _first(record: Mapping[str, np.ndarray], its: np.ndarray, columns: tuple[str, ...]) -> dict[str, np.ndarray]:
    """These columns of the first of its rows, of each path that has one."""
    paths = np.flatnonzero(its.any(1))
    at = its[paths].argmax(1)
    return {column: record[column][paths, at] for column in columns}


def _sum(record: Mapping[str, np.ndarray], rows_of: np.ndarray, way: str) -> np.ndarray:
    return np.where(rows_of, record[way].astype(float), 0.0).sum(1)
