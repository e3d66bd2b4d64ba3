"""survive: reverse stress. What is the smallest shock that breaks a party, and what must be true for it not to?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Unpack

import numpy as np

from gigaloop.analysis.arguments import RunArguments
from gigaloop.analysis.paths import Paths, share_of, share_row, simulated
from gigaloop.analysis.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.book.problem import single

#: paths that a search draws at most; more would sharpen a share that is compared with one half only
MOST_PATHS = 300
#: halvings of the bracket: a shock is known to 1/64 of its greatest size
HALVINGS = 6
BROKEN = 0.5
RESTS_ON = ("growth-", "appetite-", "equity-capacity", "leverage-limit", "bind-", "take-or-pay", "rent-", "rescue-")
#: what breaking means, and how it is told
BREACHES = {
    "default": "defaults",
    "leverage": "has debt above its own limit, times EBITDA, for four quarters running",
}
#: limit of debt over EBITDA where the party has none of its own
PLAIN_LIMIT = 6.0
DEFINITION = (
    "Reverse stress test (Basel Committee 2018, Stress testing principles, 9; EBA GL/2018/04, 4.6.5): the smallest "
    "size of a lasting shock on one driver, from the second quarter on, at which the party breaks (`--breach`: "
    "defaults, or exceeds its limit of debt over EBITDA for a year) in at least half of the paths by the horizon; "
    "found by bisection on common random numbers. Combinations: the same share of each driver's own breaking size (or "
    "of its greatest, where that alone breaks nothing)."
)


@dataclass(frozen=True)
class Stress:
    """One driver to push: its greatest size, the unit of sizes, how a size becomes shocks, and a sentence."""

    driver: str
    most: float
    unit: str
    told: str
    shocks: Callable[[float, Sequence[str]], list[dict[str, str]]]


def answer(
    book: Book,
    party: str = "oracle",
    driver: str = "all",
    breach: str = "default",
    **drawn: Unpack[RunArguments],
) -> Table:
    """What is the smallest shock that breaks a party, which mix of shocks comes nearest, what must be true else?

    Definition: reverse stress test (Basel Committee, Stress testing principles 2018): see `DEFINITION`. `breaks_at` is
    the least size found; low and high bracket it (the greatest that does not break, the least that does). A driver
    whose greatest size does not break it has an open high. `together` is the share of each one's own size at which
    several break it at once. `sentence` says each as a condition: what must stay true.

    Columns: `driver`; `most`, the greatest size tried; `sentence`. `broken` (share of paths) in the base. The search
    draws at most 300 paths, so a share near one half is known to about 0.05.

    Raises InputError for a party without accounts, or a driver or breach that is not among those listed.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "cloud", driver="demand.lab", paths=20).question
    'survive'
    """
    who = book.party(party).party_id
    if breach not in BREACHES:
        raise single(f"--breach: {breach!r} is not known here", f"Use one of {', '.join(BREACHES)}", rule="breach")
    progress, paths = drawn.get("progress"), drawn.get("paths", MOST_PATHS)
    base = simulated(book, **{**drawn, "run": None, "paths": min(paths, MOST_PATHS)})
    base.measure("cash", who)
    stresses = [s for s in known(base) if driver in ("all", s.driver)]
    if not stresses:
        raise single(
            f"--driver: {driver!r} is not pushed here", f"Use all or one of {', '.join(s.driver for s in known(base))}"
        )

    def share(shocks: list[dict[str, str]]) -> float:
        return share_of(broken(base.pushed(shocks, progress=progress), who, breach))[1]

    rows = [_base_row(base, who, breach)]
    sizes: dict[str, float] = {}
    if rows[0].mid is not None and rows[0].mid < BROKEN:
        for stress in stresses:
            found = smallest(lambda x, s=stress: share(s.shocks(x, base.quarters)), stress.most)
            sizes[stress.driver] = found[1] if found[1] is not None else stress.most
            rows.append(_stress_row(base, who, stress, breach, *found))
        rows.sort(
            key=lambda row: (row.measure != "broken", row.high is None, (row.high or 0.0) / (row.more["most"] or 1))
        )
        rows += list(_together(base, who, breach, stresses, sizes, share))
    name = book.parties[who]
    return base.table(
        "survive",
        title={
            "en": f"What breaks {name.name('en')}, and what must be true for it not to break",
            "zh-Hant": f"什麼會壓垮 {name.name('zh-Hant')}、它要存活須滿足什麼",
            "zh-Hans": f"什么会压垮 {name.name('zh-Hans')}、它要存活须满足什么",
        },
        definition=DEFINITION,
        rows=rows,
        arguments={"party": who, "driver": driver, "breach": breach},
        warnings=_warnings(base, rows, paths),
        added=(
            ("driver", "", "what is pushed; several joined by +"),
            ("most", "see unit", "the greatest size that was tried"),
            ("sentence", "", "the row in words"),
            ("band", "", "bracket: between low and high it breaks; count: Monte Carlo band of a share of paths"),
        ),
    )


def known(base: Paths) -> list[Stress]:
    """The drivers that are pushed: demand in all and lab by lab, funding, rent, rate, efficiency, power."""
    out = [_cut("demand.common", "all AI demand is lower by {:.0%} for good")]
    out += [_cut(f"demand.{lab}", f"revenue of {lab} is lower by {{:.0%}} for good") for lab in _labs(base)]
    out.append(
        Stress("funding", float(len(base.quarters) - 1), "quarters", "no equity and no debt for {:.0f} quarters", _shut)
    )
    out.append(_cut("rent", "the rent of a GPU-hour is lower by {:.0%} for good"))
    out.append(Stress("rate", 0.15, "per year", "the short rate is higher by {:.1%} for good", _up("rate")))
    out.append(Stress("efficiency", 3.0, "ratio", "compute is more efficient by {:.0%} for good", _up("efficiency")))
    out.append(_cut("supply.power.all", "new power is lower by {:.0%} for good"))
    return out


def broken(found: Paths, who: str, breach: str) -> np.ndarray:
    """(P,) whether the party breaks on each path, by default or by its leverage."""
    if breach == "default":
        return found.default(who) >= 0
    plan, number = found.run.plan, found.number(who)
    limit = float(plan.values["mid"][plan.parties["leverage_open"][number]]) or PLAIN_LIMIT
    debt, earned = found.measure("debt", who), found.measure("ebitda", who)
    width = min(4, debt.shape[1])
    year = np.lib.stride_tricks.sliding_window_view(earned, width, axis=1).sum(2) * 4 / width
    above = debt[:, width - 1 :] > limit * np.maximum(year, 0.0) + 1e-9
    runs = np.lib.stride_tricks.sliding_window_view(above, min(4, above.shape[1]), axis=1).all(2)
    return runs.any(1)


def smallest(breaks: Callable[[float], float], most: float) -> tuple[float, float | None, float]:
    """(greatest size that does not break, least that does or None, share of paths at it), by bisection.

    The share is taken to rise with the size; where it does not, the answer is still a size at which it breaks.

    >>> smallest(lambda x: float(x >= 0.3), 1.0)
    (0.296875, 0.3125, 1.0)
    """
    at_most = breaks(most)
    if at_most < BROKEN:
        return most, None, at_most
    low, high, share = 0.0, most, at_most
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        now = breaks(middle)
        if now >= BROKEN:
            high, share = middle, now
        else:
            low = middle
    return low, high, share


def _labs(base: Paths) -> list[str]:
    return [
        name.removeprefix("demand.")
        for name in base.lowering.drivers
        if name.startswith("demand.") and name != "demand.common"
    ]


def _span(quarters: Sequence[str], last: int | None = None) -> dict[str, str]:
    end = len(quarters) - 1 if last is None else min(last, len(quarters) - 1)
    return {"from": quarters[1], "to": quarters[max(1, end)]}


def _cut(driver: str, told: str) -> Stress:
    return Stress(driver, 0.95, "share", told, lambda x, q: [{"driver": driver, **_span(q), "down_by": f"{x:.6f}"}])


def _up(driver: str) -> Callable[[float, Sequence[str]], list[dict[str, str]]]:
    return lambda x, q: [{"driver": driver, **_span(q), "up_by": f"{x:.6f}"}]


def _shut(size: float, quarters: Sequence[str]) -> list[dict[str, str]]:
    if round(size) < 1:
        return []
    span = _span(quarters, round(size))
    return [{"driver": f"appetite.{kind}", **span, "set": "0"} for kind in ("equity", "debt")]


def _base_row(base: Paths, who: str, breach: str) -> Row:
    more = {"driver": "", "most": None, "sentence": f"without any shock {who} {BREACHES[breach]}", "band": "count"}
    return share_row(
        broken(base, who, breach), f"{who}/base", who, "broken", period=f"to {base.quarters[-1]}", more=more,
        **base.behind(who, and_on=RESTS_ON),
    )  # fmt: skip


def _stress_row(
    base: Paths, who: str, stress: Stress, breach: str, low: float, high: float | None, share: float
) -> Row:
    if high is None:
        said = f"even if {stress.told.format(stress.most)}, {who} {BREACHES[breach]} in {share:.0%} of the paths only"
    else:
        said = (
            f"if {stress.told.format(high)}, {who} {BREACHES[breach]} in {share:.0%} of the paths: it must stay below"
        )
    return Row(
        key=f"{who}/{stress.driver}", subject=who, measure="breaks_at", unit=stress.unit, low=low, mid=high, high=high,
        period=f"{base.quarters[1]} to {base.quarters[-1]}", range="paths",
        more={"driver": stress.driver, "most": stress.most, "sentence": said, "band": "bracket"},
        **base.behind(who, and_on=RESTS_ON),
    )  # fmt: skip


def _together(
    base: Paths,
    who: str,
    breach: str,
    stresses: Sequence[Stress],
    sizes: Mapping[str, float],
    share: Callable[[list], float],
) -> Iterator[Row]:
    """The nearest mixes of the three strongest drivers, two or three at once, by the share of their own sizes."""
    strongest = sorted(stresses, key=lambda s: sizes[s.driver] / s.most)[:3]
    mixes = [mix for size in (2, 3) for mix in combinations(strongest, size)]
    for mix in mixes:

        def at(x: float, mix: tuple[Stress, ...] = mix) -> float:
            return share([shock for s in mix for shock in s.shocks(x * sizes[s.driver], base.quarters)])

        low, high, now = smallest(at, 1.0)
        names = " + ".join(s.driver for s in mix)
        part = 1.0 if high is None else high
        each = "; ".join(s.told.format(part * sizes[s.driver]) for s in mix)
        only = "" if high is not None else " only"
        said = f"if {each}, {who} {BREACHES[breach]} in {now:.0%} of the paths{only}"
        yield Row(
            key=f"{who}/{names}", subject=who, measure="together", unit="share", low=low, mid=high, high=high,
            period=f"{base.quarters[1]} to {base.quarters[-1]}", range="paths",
            more={"driver": names, "most": 1.0, "sentence": said, "band": "bracket"},
            **base.behind(who, and_on=RESTS_ON),
        )  # fmt: skip


def _warnings(base: Paths, rows: list[Row], paths: int) -> list[str]:
    told = []
    if rows[0].mid is not None and rows[0].mid >= BROKEN:
        told.append(f"it breaks in {rows[0].mid:.0%} of the paths without any shock: there is nothing to search for")
    if base.run.paths < paths:
        told.append(f"the search draws {base.run.paths} paths at each of its steps, not {paths}")
    if all(row.high is None for row in rows if row.measure == "breaks_at"):
        told.append(
            "no single driver breaks it even at its greatest size; ask with --breach leverage for a nearer line"
        )
    told.append("a shock from the second quarter to the horizon; a shorter one must be larger to break it")
    return told
