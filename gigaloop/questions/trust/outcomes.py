"""What judges the engine: outcomes of five kinds and two starts, written down on 2026-11-29, before any score.
On 2026-11-30 what is compared was made like for like (docs/backtest.md says which, and why); no outcome was added or
left out.

reported   revenue, capital spending, debt, cash and burn, as told of a quarter
guide      what a firm says of a year that is not over
value      market values and rounds
physical   gigawatts and rents
event      what came to pass or did not (Brier)

A known start state is no outcome, and of several tellings of one thing one counts, the last.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gigaloop.answer.paths import Paths

KINDS = ("reported", "guide", "value", "physical", "event")
#: the day of the first start, and of a second with what was known since
STARTS = ("2025-10-31", "2026-04-30")


class Target(NamedTuple):
    """One number that was told after the start.

    kind     of `KINDS`           figure   what was told       subject   the party, or 'market'
    measure  of the simulation of the subject; 'burn' is cash spent apart from money raised, 'loss' the same without
             what it builds, 'raised' what is paid for its shares, in rounds and in tranches promised before; of the
             market 'rent'
    last     the newest value known at the start: a figure's id, or a parameter's name; times `scale` what carrying it
             on says of the outcome's whole span
    before   an older figure and how many quarters lie between, for the growth carried on
    beside   what the told number holds and our account does not, in the number's unit as known at the start
    within   whether the last value holds that already, being told as the outcome is
    span     first and last quarter that are summed, for a number of more than one quarter
    """

    kind: str
    figure: str
    subject: str
    measure: str
    last: str
    scale: float = 1.0
    before: tuple[str, float] | None = None
    beside: float = 0.0
    within: bool = False
    span: tuple[str, str] | None = None


class Event(NamedTuple):
    """Something that came to pass or did not: our chance is a share of paths.

    carried   what carrying today on says: 1 it comes, 0 it does not      told    who told the outcome (sources)
    """

    name: str
    asks: str
    subject: str
    happened: bool
    carried: float
    told: tuple[str, ...]
    on: Callable[[Paths], np.ndarray]


def _fails(found: Paths, who: str, until: str) -> np.ndarray:
    if who not in found.lowering.parties:
        return np.zeros(found.count, bool)
    when = found.default(who)
    return (when >= 0) & (when <= found.quarters.index(until))


def _none_fails(parties: tuple[str, ...]) -> Callable[[Paths], np.ndarray]:
    return lambda found: ~np.logical_or.reduce([_fails(found, who, "2026Q3") for who in parties])


def _passes(measure: str) -> Callable[[Paths], np.ndarray]:
    def on(found: Paths) -> np.ndarray:
        at = found.quarters.index("2026Q2")
        return found.measure(measure, "anthropic")[:, at] > found.measure(measure, "openai")[:, at]

    return on


def _never_shut(found: Paths) -> np.ndarray:
    return np.asarray((found.market("appetite")[:, : found.quarters.index("2026Q3") + 1] < 2).all(1))


def raised(found: Paths, party: str) -> np.ndarray:
    """(P, T) what is paid for a party's shares in a quarter, in rounds and in tranches promised before, USD bn."""
    return np.asarray(found.measure("equity_raised", party) + found.measure("committed", party))


def _raised(found: Paths) -> np.ndarray:
    return raised(found, "openai")[:, : found.quarters.index("2026Q2") + 1].sum(1) >= 50.0


LABS = ("openai", "anthropic", "xai", "spacex")
LEVERAGED = ("oracle", "coreweave", "softbank", "meta_hyperion_spv", "xai_chip_spv", "developers")
EVENTS: tuple[Event, ...] = (
    Event("no-lab-fails", "no lab of the book defaults by 2026Q3", "market", True, 1.0, (), _none_fails(LABS)),
    Event("no-debtor-fails", "no cloud, vehicle, landlord or investor of the book defaults by 2026Q3", "market", True,
          1.0, (), _none_fails(LEVERAGED)),
    Event("anthropic-earns-more", "Anthropic's revenue is above OpenAI's in 2026Q2", "anthropic", True, 0.0,
          ("n-ledger",), _passes("revenue")),
    Event("anthropic-is-worth-more", "Anthropic is valued above OpenAI at the end of 2026Q2", "anthropic", True, 0.0,
          (), _passes("value")),
    Event("money-never-shut", "no market for new money is shut in any quarter to 2026Q3", "market", True, 1.0, (),
          _never_shut),
    Event("openai-raises-50", "OpenAI is paid 50 bn of equity or more by the end of 2026Q2", "openai", True, 0.0,
          ("oai-122b",), _raised),
)  # fmt: skip
YEAR = ("2026Q1", "2026Q4")
FISCAL = ("2026Q3", "2027Q2")
NVIDIA, COREWEAVE = ("nvidia-data-centre-revenue-fy2026q1", 1.0), ("coreweave-revenue-2025q1", 1.0)
#: Oracle's leases: its debt of August 2025 with them, and the bonds of September, less what `oracle-debt-0` opens with
LEASES = 105.4 + 18.0 - 108.0
#: what Nvidia sells beside data centres, as of the newest quarter known at each start: its guide is of all its revenue
REST = (46.7 - 41.1, 68.13 - 62.3)
#: gigawatts that CoreWeave has energised and that bill a quarter later: a quarter of what it guided to add, 0.43 in the
#: second half of 2025 and 0.85 in 2026; ours are those that bill
EARLY = (0.43 / 2.0, 0.85 / 4.0)
#: Anthropic's rounds carried on: the last one was 13 at 183 before October 2025, and 30 at 380 before April 2026
CHIPS, PRIVATE = "nvidia-data-centre-revenue-fy2026q2", "anthropic-value-0"


def _kind(kind: str, *rows: tuple) -> tuple[Target, ...]:
    return tuple(Target(kind, *row[:4], **(row[4] if len(row) > 4 else {})) for row in rows)


FIRST: tuple[Target, ...] = (
    *_kind(
        "reported",
        ("openai-revenue-2026q1", "openai", "revenue", "openai-revenue-q0", {"before": ("openai-revenue-2025h1", 1.5)}),
        ("openai-revenue-2026q2", "openai", "revenue", "openai-revenue-q0", {"before": ("openai-revenue-2025h1", 1.5)}),
        ("anthropic-revenue-2026q1", "anthropic", "revenue", "anthropic-revenue-q0"),
        ("anthropic-revenue-2026q2", "anthropic", "revenue", "anthropic-revenue-q0"),
        ("coreweave-revenue-2025q4", "coreweave", "revenue", "coreweave-revenue-2025q2", {"before": COREWEAVE}),
        ("coreweave-revenue-2026q1", "coreweave", "revenue", "coreweave-revenue-2025q2", {"before": COREWEAVE}),
        ("coreweave-revenue-2026q2", "coreweave", "revenue", "coreweave-revenue-2025q2", {"before": COREWEAVE}),
        ("nvidia-data-centre-revenue-fy2026q4", "nvidia", "received", CHIPS, {"before": NVIDIA}),
        ("nvidia-data-centre-revenue-fy2027q1", "nvidia", "received", CHIPS, {"before": NVIDIA}),
        ("nvidia-data-centre-revenue-fy2027q2", "nvidia", "received", CHIPS, {"before": NVIDIA}),
        ("microsoft-capex-fy2026q2", "microsoft", "capex", "microsoft-capex-fy2026q1"),
        ("microsoft-capex-fy2026q3", "microsoft", "capex", "microsoft-capex-fy2026q1"),
        ("google-capex-2026q1", "google", "capex", "google-capex-2025q3"),
        ("google-capex-2026q2", "google", "capex", "google-capex-2025q3"),
        ("amazon-capex-2026q1", "amazon", "capex", "amazon-capex-2025q3"),
        ("amazon-capex-2026q2", "amazon", "capex", "amazon-capex-2025q3"),
        ("meta-capex-2026q2", "meta", "capex", "meta-capex-2025q3"),
        ("oracle-capex-fy2027q1", "oracle", "capex", "oracle-capex-fy2026-plan", {"scale": 0.25}),
        ("coreweave-capex-2026q1", "coreweave", "capex", "coreweave-capex-2025q2"),
        ("coreweave-total-debt-2026q1", "coreweave", "debt", "coreweave-debt-0"),
        ("coreweave-total-debt-2026-06-30", "coreweave", "debt", "coreweave-debt-0"),
        ("oracle-total-debt-fy2026q2", "oracle", "debt", "oracle-total-debt-fy2026q1",
         {"beside": LEASES, "within": True}),
        ("oracle-total-debt-2026-06", "oracle", "debt", "oracle-total-debt-fy2026q1"),
        ("oracle-cash-fy2026q2", "oracle", "cash", "oracle-cash-fy2026q1", {"before": ("oracle-cash-fy2025q4", 1.0)}),
        ("oracle-cash-2026-02-28", "oracle", "cash", "oracle-cash-fy2026q1", {"before": ("oracle-cash-fy2025q4", 1.0)}),
        ("openai-cash-2025-12-31", "openai", "cash", "openai-cash-2025h1"),
        ("openai-cash-2026q1", "openai", "cash", "openai-cash-2025h1"),
        ("anthropic-cash-2025-12-31", "anthropic", "cash", "anthropic-cash-0"),
        ("coreweave-cash-2025q4", "coreweave", "cash", "coreweave-cash-0"),
        ("nvidia-cash-2026-01-25", "nvidia", "cash", "nvidia-cash-0"),
        ("nvidia-cash-2026-07-26", "nvidia", "cash", "nvidia-cash-0"),
        ("meta-cash-2025q4", "meta", "cash", "meta-cash-2025-09-30"),
        ("openai-cash-burn-2026q1", "openai", "burn", "openai-cash-burn-2025h1", {"scale": 0.5}),
    ),
    *_kind(
        "guide",
        ("openai-revenue-fy2026-forecast", "openai", "revenue", "openai-revenue-q0", {"scale": 4.0, "span": YEAR}),
        ("openai-compute-spend-fy2026-plan", "openai", "compute", "openai-compute-spend-fy2026-forecast",
         {"span": YEAR}),
        ("openai-cash-burn-fy2026-forecast", "openai", "loss", "openai-cash-burn-fy2025-target", {"span": YEAR}),
        ("coreweave-revenue-fy2026-guide", "coreweave", "revenue", "coreweave-revenue-2025q2",
         {"scale": 4.0, "span": YEAR}),
        ("coreweave-capex-fy2026-guide", "coreweave", "capex", "coreweave-capex-2025q2", {"scale": 4.0, "span": YEAR}),
        ("google-capex-fy2026-guide-2026-11", "google", "capex", "google-capex-2025q3", {"scale": 4.0, "span": YEAR}),
        ("amazon-capex-fy2026-guide-2026-11", "amazon", "capex", "amazon-capex-2025q3", {"scale": 4.0, "span": YEAR}),
        ("meta-capex-fy2026-guide-jul", "meta", "capex", "meta-capex-2025q3", {"scale": 4.0, "span": YEAR}),
        ("microsoft-capex-fy2027-guide", "microsoft", "capex", "microsoft-capex-fy2026q1",
         {"scale": 4.0, "span": FISCAL}),
        ("oracle-capex-fy2027-guide", "oracle", "capex", "oracle-capex-fy2026-plan", {"span": FISCAL}),
        ("nvidia-revenue-fy2027q3-guide", "nvidia", "received", CHIPS, {"before": NVIDIA, "beside": REST[0]}),
    ),
    *_kind(
        "value",
        ("openai-valuation-2026-03-31", "openai", "value", "openai-valuation-2025-10"),
        ("anthropic-valuation-2025-11", "anthropic", "value", PRIVATE),
        ("anthropic-valuation-2026-02", "anthropic", "value", PRIVATE),
        ("anthropic-valuation-2026-05-28", "anthropic", "value", PRIVATE),
        ("nvidia-market-cap-2026-05-20", "nvidia", "value", "nvidia-market-cap-2025-10-31"),
        ("oracle-market-cap-2026-06-29", "oracle", "value", "oracle-market-cap-2025-10-31"),
        ("amd-market-cap-2026-05-12", "amd", "value", "amd-market-cap-2025-10-27"),
        ("anthropic-funding-round-total-2026-05-28", "anthropic", "raised", PRIVATE, {"scale": 13 / 183}),
    ),
    *_kind(
        "physical",
        ("market-h100-rental-2026-03-1yr-2026-03", "market", "rent", "rent-0"),
        ("market-h100-rental-2026-06-1yr-2026-06", "market", "rent", "rent-0"),
        ("coreweave-active-power-2025-12-31", "coreweave", "gw", "coreweave-active-power-2025-06-30",
         {"beside": EARLY[0], "within": True}),
        ("coreweave-active-power-2026-03-31", "coreweave", "gw", "coreweave-active-power-2025-06-30",
         {"beside": EARLY[0], "within": True}),
        ("coreweave-active-power-2026-06-30", "coreweave", "gw", "coreweave-active-power-2025-06-30",
         {"beside": EARLY[0], "within": True}),
        ("openai-capacity-2025-12-2", "openai", "gw", "openai-gw-0"),
    ),
)  # fmt: skip
SECOND: tuple[Target, ...] = (
    *_kind(
        "reported",
        ("openai-revenue-2026q2", "openai", "revenue", "openai-revenue-q0"),
        ("anthropic-revenue-2026q2", "anthropic", "revenue", "anthropic-revenue-q0"),
        ("coreweave-revenue-2026q2", "coreweave", "revenue", "coreweave-revenue-2025q4",
         {"before": ("coreweave-revenue-2025q3", 1.0)}),
        ("nvidia-data-centre-revenue-fy2027q2", "nvidia", "received", "nvidia-data-centre-revenue-fy2026q4",
         {"before": ("nvidia-data-centre-revenue-fy2026q2", 2.0)}),
        ("google-capex-2026q2", "google", "capex", "google-capex-2026q1", {"before": ("google-capex-2025q3", 2.0)}),
        ("amazon-capex-2026q2", "amazon", "capex", "amazon-capex-2026q1"),
        ("meta-capex-2026q2", "meta", "capex", "meta-capex-2025q3"),
        ("oracle-capex-fy2027q1", "oracle", "capex", "oracle-capex-fy2026-guide-mar", {"scale": 0.25}),
        ("coreweave-total-debt-2026-06-30", "coreweave", "debt", "coreweave-debt-0"),
        ("oracle-total-debt-2026-06", "oracle", "debt", "oracle-total-debt-fy2026q2"),
        ("nvidia-cash-2026-07-26", "nvidia", "cash", "nvidia-cash-2026-01-25"),
    ),
    *_kind(
        "guide",
        ("google-capex-fy2026-guide-2026-11", "google", "capex", "google-capex-2026q1",
         {"scale": 3.0, "span": ("2026Q2", "2026Q4"), "beside": 35.7}),
        ("microsoft-capex-fy2027-guide", "microsoft", "capex", "microsoft-capex-fy2026q3",
         {"scale": 4.0, "span": FISCAL}),
        ("oracle-capex-fy2027-guide", "oracle", "capex", "oracle-capex-fy2026-guide-mar", {"span": FISCAL}),
        ("nvidia-revenue-fy2027q3-guide", "nvidia", "received", "nvidia-data-centre-revenue-fy2026q4",
         {"beside": REST[1]}),
    ),
    *_kind(
        "value",
        ("anthropic-valuation-2026-05-28", "anthropic", "value", "anthropic-valuation-2026-02"),
        ("nvidia-market-cap-2026-05-20", "nvidia", "value", "nvidia-market-cap-2026-04-27"),
        ("oracle-market-cap-2026-06-29", "oracle", "value", "oracle-market-cap-2026-02-28"),
        ("anthropic-funding-round-total-2026-05-28", "anthropic", "raised", "anthropic-valuation-2026-02",
         {"scale": 30 / 380}),
    ),
    *_kind(
        "physical",
        ("market-h100-rental-2026-06-1yr-2026-06", "market", "rent", "market-h100-rental-2026-03-1yr-2026-03"),
        ("coreweave-active-power-2026-06-30", "coreweave", "gw", "coreweave-active-power-2025-12-31",
         {"beside": EARLY[1], "within": True}),
    ),
)  # fmt: skip
OUTCOMES: dict[str, tuple[Target, ...]] = dict(zip(STARTS, (FIRST, SECOND), strict=True))
