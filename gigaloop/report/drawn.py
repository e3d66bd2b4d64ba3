"""How each answer of a report is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gigaloop.figure.record import FigureType


class Plot(NamedTuple):
    """How a Table is drawn: roles of its columns, measures drawn, rows drawn by column.

    title   the end of picture.QUESTION.TITLE of the words; none: the Table's own title
    """

    type: FigureType
    encoding: Mapping[str, str]
    keep: tuple[str, ...]
    title: str = ""
    where: Mapping[str, tuple[str, ...]] = {}


RANGES = {"low": "low", "mid": "mid", "high": "high"}
ARROWS = {"subject": "source", "counterparty": "target", "measure": "kind", "mid": "width"}
ARROWS |= {"payer_sector": "source_sector", "payee_sector": "target_sector"}


def bars(labels: tuple[str, ...], *keep: str, title: str = "", **where: tuple[str, ...]) -> Plot:
    """A bar with its range a row, named by these columns."""
    return Plot("bars", {**dict.fromkeys(labels, "label"), **RANGES}, keep, title, where)


def fan(series: str, *keep: str, title: str = "", **where: tuple[str, ...]) -> Plot:
    """A line with its range over periods, one of each value of a column."""
    return Plot("fan", {series: "series", "period": "x", **RANGES}, keep, title, where)


def lines(series: str, x: str, *keep: str, title: str, **where: tuple[str, ...]) -> Plot:
    """The middles alone, one line of each value of a column."""
    return Plot("lines", {series: "series", x: "x", "mid": "mid"}, keep, title, where)


#: what a vendor gives for a gigawatt of demand
GIVEN = ("warrant", "stake", "guarantee", "chip_lease", "capacity_backstop")
#: rounds of a chain of losses
ROUNDS = (*map(str, range(1, 7)), "later")
OF_ALL = {"method": ("all",), "round": ("all",)}
#: question -> its figures; a question that is not here has none
DRAWN: dict[str, tuple[Plot, ...]] = {
    "network": (Plot("network", ARROWS, ()),),
    "backlog": (bars(("counterparty", "period"), "backlog_share"),),
    "binding": (Plot("bars", {"subject": "label", "family": "label", **RANGES, "grade": "stack"}, ("total",)),),
    "self-funded": (
        bars(
            ("period", "basis"),
            *("capex_self_funded_share", "announced_self_funded_share", "signed_self_funded_share"),
        ),
    ),
    "gap": (
        fan("subject", "gap_by_quarter"),
        bars(("subject", "period"), "revenue_share", title="revenue_share"),
    ),
    "miss": tuple(
        bars(("subject",), measure, title=measure)
        for measure in ("stake_loss", "revenue_loss", "credit_loss_if_default")
    ),
    "outlook": (
        fan("measure", "cash_by_quarter", "debt_by_quarter", "revenue_by_quarter", title="cash_by_quarter"),
        bars(("subject",), "default_share", title="default_share"),
    ),
    "compare": (
        bars(("subject", "world"), "defaulted", title="defaulted", world=("first", "second")),
        bars(("subject",), "credit_loss", title="credit_loss", world=("difference",)),
        bars(("subject",), "revenue", title="revenue", world=("difference",)),
    ),
    "loops": (Plot("network", {"route": "route", "mid": "width"}, ("loop",)),),
    "facility": (
        fan("loan", "cover", title="cover"),
        Plot("network", ARROWS, ("falls_due_if",), "falls_due_if"),
        bars(("measure", "loan"), "gap_stated", "gap_tenant", "gap_model", title="gap_stated"),
    ),
    "warrant": (bars(("measure",), *(f"gw_cost_{form}" for form in GIVEN), title="gw_cost_warrant"),),
    "tariff": (
        fan("measure", "over_tariff", title="over_tariff"),
        fan("measure", "goes_without", "stands_idle", title="goes_without"),
    ),
    "sovereign": (bars(("period", "elasticity"), "others_rent", title="others_rent"),),
    "mix": (
        bars(("limit", "counterparty"), "mix", title="mix"),
        bars(("counterparty",), "outside_option", title="outside_option"),
    ),
    "distress": (bars(("subject", "measure"), "blinks_amend", "blinks_top_up", title="blinks_amend"),),
    "fomo": (bars(("subject", "measure"), "gain_first", "gain_last", title="gain_first"),),
    "market": (
        fan("measure", "demand", "supply", title="demand", subject=("market",)),
        fan("subject", "demand", title="needs", subject=("labs", "clouds", "enterprises")),
        fan("measure", "rent", title="rent", subject=("market",)),
        lines(
            *("subject", "period", "addable"),
            title="addable",
            subject=("power", "packaging", "memory", "us", "europe", "asia", "gulf"),
        ),
        lines("subject", "period", "binds", title="binds"),
    ),
    "survive": (lines("driver", "part", "broken_at", title="broken_at"),),
    "drivers": (bars(("number",), "tornado"),),
    "contagion": (
        bars(("subject",), "credit_loss", title="credit_loss", **OF_ALL),
        bars(("subject",), "claim_loss", title="by_round", **OF_ALL),
        bars(("subject",), "stake_loss", title="stake_loss", **OF_ALL),
        Plot(
            "waterfall",
            {"round": "label", "mid": "mid"},
            ("claim_loss",),
            "claim_loss",
            {"subject": ("sum",), "method": ("debtrank-differential",), "round": ROUNDS},
        ),
        Plot("heatmap", {"subject": "y", "counterparty": "x", "mid": "mid"}, ("exposure",), "exposure"),
    ),
}
