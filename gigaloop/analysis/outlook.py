"""outlook: how does each party come out under a scenario, and what does another scenario change, path by path?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gigaloop.analysis.paths import BAND, Z90, Paths, quantile_row, share_row, simulated
from gigaloop.analysis.table import Row, Table, make_table
from gigaloop.book.model import Book, Scenario
from gigaloop.book.problem import single

#: what is summed over a period, and what is read at its end
FLOWS = ("revenue", "uses", "capex", "equity_raised", "debt_raised")
STOCKS = {"cash": "USD bn", "debt": "USD bn", "gw": "GW", "value": "USD bn"}
RESTS_ON = ("growth-", "appetite-", "bind-", "late-", "efficiency-growth", "take-or-pay", "valuation-multiple")
OWN = (
    "Parties' accounts of the simulated quarters (docs/model.md): flows are summed over the period, stocks are read at "
    "its end"
)
COMPARED = (
    "The same paths twice: both scenarios meet the same draws (common random numbers: Glasserman 2003, Monte Carlo "
    "Methods in Financial Engineering, 4.1), so each number is a difference path by path, the second less the first."
)


def answer(
    book: Book,
    party: str = "all",
    scenario: Scenario | str | None = None,
    settings: Mapping[str, Any] | None = None,
    seed: int = 1,
    paths: int = 10_000,
    run: Any = None,
    progress: Callable[[int, int], None] | None = None,
    mode: str = "going",
) -> Table:
    """How does each party come out under a scenario; one party by year?

    Definition: its accounts in the simulated quarters: flows summed to the horizon (or over each year, for one party),
    stocks at its end; and the share of paths on which it defaults.

    Columns: revenue, uses, capex, equity_raised, debt_raised, cash, debt, value (USD bn), gw (GW) as percentiles over
    paths; default_share (share) with its Monte Carlo band: `band` says which.

    >>> from gigaloop import load
    >>> {row.unit for row in answer(load("tiny"), paths=20).rows} == {"USD bn", "GW", "share"}
    True
    """
    found = simulated(
        book, scenario=scenario, settings=settings, seed=seed, paths=paths, run=run, progress=progress, mode=mode
    )
    return make_table(
        book,
        "outlook",
        title={"en": "How each party comes out", "zh-Hant": "各方的結果", "zh-Hans": "各方的结果"},
        definition=f"{OWN}; default_share is the share of paths on which the party defaults.",
        rows=_alone(found, _asked(book, found, party)),
        arguments={"party": party},
        positional=("party",),
        left_out=found.lowering.skipped.items(),
        warnings=found.warnings(),
        scenario=found.lowering.scenario,
        settings=settings,
        seed=seed,
        paths=found.run.paths,
        added=(BAND,),
    )


def compare(
    book: Book,
    first: str,
    second: str,
    party: str = "all",
    settings: Mapping[str, Any] | None = None,
    seed: int = 1,
    paths: int = 10_000,
    progress: Callable[[int, int], None] | None = None,
    mode: str = "going",
) -> Table:
    """What does the second scenario change against the first, path by path?

    Definition: the difference of the two runs on common random numbers (Glasserman 2003, 4.1), second less first, on
    the paths that reach the end in both. `settings` are arguments of either scenario, given to each that has them.

    Columns: as `answer`; `first` and `second` are the medians (for shares: the shares) of the two runs.

    >>> from gigaloop import load
    >>> table = compare(load("tiny"), "base", "base", paths=20)
    >>> {(row.low, row.mid, row.high) for row in table.rows}
    {(0.0, 0.0, 0.0)}
    """
    given = dict(settings or {})
    own = [{k: v for k, v in given.items() if k in _arguments(book, name)} for name in (first, second)]
    for name in given:
        if not any(name in part for part in own):
            raise single(f"--set: neither {first} nor {second} has an argument {name!r}", "Leave it out, or mend it")
    runs = [
        simulated(book, scenario=name, settings=part, seed=seed, paths=paths, progress=progress, mode=mode)
        for name, part in zip((first, second), own, strict=True)
    ]
    parties = [p for p in _asked(book, runs[0], party) if p in runs[1].followed]
    table = make_table(
        book,
        "compare",
        title={
            "en": f"What {second} changes against {first}",
            "zh-Hant": f"情境 {second} 相對於 {first} 的改變",
            "zh-Hans": f"情境 {second} 相对于 {first} 的改变",
        },
        definition=COMPARED,
        rows=_differences(runs[0], runs[1], parties),
        arguments={"first": first, "second": second, "party": None if party == "all" else party},
        positional=("first", "second"),
        left_out=runs[0].lowering.skipped.items(),
        warnings=dict.fromkeys([*runs[0].warnings(), *runs[1].warnings()]),
        settings=given,
        seed=seed,
        paths=runs[0].run.paths,
        added=(
            ("first", "see unit", "median under the first scenario (a share: the share)"),
            ("second", "see unit", "the same under the second"),
            BAND,
        ),
    )
    return replace(table, reproduce=table.reproduce.replace("gigaloop ask compare", "gigaloop compare", 1))


def _arguments(book: Book, scenario: str) -> Mapping[str, str]:
    if scenario not in book.scenarios:
        raise single(f"no scenario is called {scenario!r}", f"Use one of {', '.join(sorted(book.scenarios))}")
    return book.scenarios[scenario].arguments


def _asked(book: Book, found: Paths, party: str) -> tuple[str, ...]:
    if party == "all":
        return tuple(found.followed)
    chosen = book.party(party).party_id
    found.measure("cash", chosen)
    return (chosen,)


def _numbers(found: Paths, party: str, *, by_year: bool) -> Iterator[tuple[str, str, str, np.ndarray]]:
    """(measure, period, unit, (P,) values) of one party: by year, or to the horizon."""
    whole = list(range(len(found.quarters)))
    periods = found.years() if by_year else {f"to {found.quarters[-1]}": whole}
    for period, columns in periods.items():
        for name in FLOWS:
            yield name, period, "USD bn", found.measure(name, party)[:, columns].sum(1)
        for name, unit in STOCKS.items():
            yield name, period, unit, found.measure(name, party)[:, columns[-1]]


def _alone(found: Paths, parties: tuple[str, ...]) -> Iterator[Row]:
    for party in parties:
        behind = found.behind(party, and_on=RESTS_ON)
        key = f"{party}/default_share"
        yield share_row(
            found.default(party) >= 0, key, party, "default_share",
            period=f"to {found.quarters[-1]}", more={"band": "count"}, **behind,
        )  # fmt: skip
        for measure, period, unit, values in _numbers(found, party, by_year=len(parties) == 1):
            if np.any(values):
                key = f"{party}/{measure}/{period}"
                more = {"band": "percentiles"}
                yield quantile_row(values, key, party, measure, unit, period=period, more=more, **behind)


def _differences(one: Paths, two: Paths, parties: list[str]) -> Iterator[Row]:
    both = one.whole & two.whole
    on_one, on_two = both[one.whole], both[two.whole]
    for party in parties:
        behind = one.behind(party, and_on=RESTS_ON)
        a, b = one.default(party)[on_one] >= 0, two.default(party)[on_two] >= 0
        yield _share_difference(a, b, party, f"to {one.quarters[-1]}", behind)
        by_year = len(parties) == 1
        pairs = zip(_numbers(one, party, by_year=by_year), _numbers(two, party, by_year=by_year), strict=True)
        for (measure, period, unit, before), (_, _, _, after) in pairs:
            before, after = before[on_one], after[on_two]
            if np.any(before) or np.any(after):
                more = {"first": float(np.median(before)), "second": float(np.median(after)), "band": "percentiles"}
                key = f"{party}/{measure}/{period}"
                yield quantile_row(after - before, key, party, measure, unit, period=period, more=more, **behind)


def _share_difference(a: np.ndarray, b: np.ndarray, party: str, period: str, behind: Mapping[str, Any]) -> Row:
    """The difference of two shares of the same paths, with the 90 % normal band of a paired difference."""
    change = b.astype(float) - a.astype(float)
    mid = float(change.mean()) if change.size else 0.0
    half = Z90 * float(change.std()) / float(np.sqrt(max(1, change.size)))
    return Row(
        key=f"{party}/default_share", subject=party, measure="default_share", unit="share", low=mid - half, mid=mid,
        high=mid + half, period=period, range="paths",
        more={"first": float(a.mean()), "second": float(b.mean()), "band": "count"}, **behind,
    )  # fmt: skip
