"""How each answer of a report is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gigaloop.figure.record import FigureType
from gigaloop.report.limits import Words, told


class Drawing(NamedTuple):
    """How a Table is drawn: roles of its columns, measures drawn, rows drawn by column; title: else the Table's."""

    type: FigureType
    encoding: Mapping[str, str]
    keep: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = {}
    title: Words | None = None


RANGES = {"low": "low", "mid": "mid", "high": "high"}
ARROWS = {"subject": "source", "counterparty": "target", "measure": "kind", "mid": "width"}
ARROWS |= {"payer_sector": "source_sector", "payee_sector": "target_sector"}
#: question -> its figures; a question that is not here has none
DRAWN: dict[str, tuple[Drawing, ...]] = {
    "network": (Drawing("network", ARROWS),),
    "backlog": (Drawing("bars", {"counterparty": "label", "period": "label", **RANGES}, ("backlog_share",)),),
    "binding": (Drawing("bars", {"subject": "label", "family": "label", **RANGES, "grade": "stack"}, ("total",)),),
    "self-funded": (
        Drawing(
            "bars",
            {"period": "label", "basis": "label", **RANGES},
            ("capex_self_funded_share", "announced_self_funded_share", "signed_self_funded_share"),
        ),
    ),
    "gap": (
        Drawing("fan", {"subject": "series", "period": "x", **RANGES}, ("gap_by_quarter",)),
        Drawing(
            "bars",
            {"subject": "label", "period": "label", **RANGES},
            ("revenue_share",),
            {},
            told("picture.gap.revenue_share"),
        ),
    ),
    "miss": tuple(
        Drawing("bars", {"subject": "label", **RANGES}, (measure,), {}, title)
        for measure, title in (
            (
                "stake_loss",
                told("picture.miss.stake_loss"),
            ),
            (
                "revenue_loss",
                told("picture.miss.revenue_loss"),
            ),
            (
                "credit_loss_if_default",
                told("picture.miss.credit_loss_if_default"),
            ),
        )
    ),
    "outlook": (
        Drawing(
            "fan",
            {"measure": "series", "period": "x", **RANGES},
            ("cash_by_quarter", "debt_by_quarter", "revenue_by_quarter"),
            {},
            told("picture.outlook.cash_by_quarter"),
        ),
        Drawing(
            "bars",
            {"subject": "label", **RANGES},
            ("default_share",),
            {},
            told("picture.outlook.default_share"),
        ),
    ),
    "compare": (
        Drawing(
            "bars",
            {"subject": "label", "world": "label", **RANGES},
            ("defaulted",),
            {"world": ("first", "second")},
            told("picture.compare.defaulted"),
        ),
        *(
            Drawing("bars", {"subject": "label", **RANGES}, (measure,), {"world": ("difference",)}, title)
            for measure, title in (
                (
                    "credit_loss",
                    told("picture.compare.credit_loss"),
                ),
                (
                    "revenue",
                    told("picture.compare.revenue"),
                ),
            )
        ),
    ),
    "loops": (Drawing("network", {"route": "route", "mid": "width"}, ("loop",)),),
    "facility": (
        Drawing(
            "fan",
            {"loan": "series", "period": "x", **RANGES},
            ("cover",),
            {},
            told("picture.facility.cover"),
        ),
        Drawing(
            "network",
            ARROWS,
            ("falls_due_if",),
            {},
            told("picture.facility.falls_due_if"),
        ),
        Drawing(
            "bars",
            {"measure": "label", "loan": "label", **RANGES},
            ("gap_stated", "gap_tenant", "gap_model"),
            {},
            told("picture.facility.gap_stated"),
        ),
    ),
    "warrant": (
        Drawing(
            "bars",
            {"measure": "label", **RANGES},
            (
                "gw_cost_warrant",
                "gw_cost_stake",
                "gw_cost_guarantee",
                "gw_cost_chip_lease",
                "gw_cost_capacity_backstop",
            ),
            {},
            told("picture.warrant.gw_cost_warrant"),
        ),
    ),
    "tariff": (
        Drawing(
            "fan",
            {"measure": "series", "period": "x", **RANGES},
            ("over_tariff",),
            {},
            told("picture.tariff.over_tariff"),
        ),
        Drawing(
            "fan",
            {"measure": "series", "period": "x", **RANGES},
            ("goes_without", "stands_idle"),
            {},
            told("picture.tariff.goes_without"),
        ),
    ),
    "sovereign": (
        Drawing(
            "bars",
            {"period": "label", "elasticity": "label", **RANGES},
            ("others_rent",),
            {},
            told("picture.sovereign.others_rent"),
        ),
    ),
    "mix": (
        Drawing(
            "bars",
            {"limit": "label", "counterparty": "label", **RANGES},
            ("mix",),
            {},
            told("picture.mix.mix"),
        ),
        Drawing(
            "bars",
            {"counterparty": "label", **RANGES},
            ("outside_option",),
            {},
            told("picture.mix.outside_option"),
        ),
    ),
    "distress": (
        Drawing(
            "bars",
            {"subject": "label", "measure": "label", **RANGES},
            ("blinks_amend", "blinks_top_up"),
            {},
            told("picture.distress.blinks_amend"),
        ),
    ),
    "fomo": (
        Drawing(
            "bars",
            {"subject": "label", "measure": "label", **RANGES},
            ("gain_first", "gain_last"),
            {},
            told("picture.fomo.gain_first"),
        ),
    ),
    "market": (
        Drawing(
            "fan",
            {"measure": "series", "period": "x", **RANGES},
            ("demand", "supply"),
            {"subject": ("market",)},
            told("picture.market.demand"),
        ),
        Drawing(
            "fan",
            {"subject": "series", "period": "x", **RANGES},
            ("demand",),
            {"subject": ("labs", "clouds", "enterprises")},
            told("picture.market.needs"),
        ),
        Drawing(
            "fan",
            {"measure": "series", "period": "x", **RANGES},
            ("rent",),
            {"subject": ("market",)},
            told("picture.market.rent"),
        ),
        Drawing(
            "lines",
            {"subject": "series", "period": "x", "mid": "mid"},
            ("addable",),
            {"subject": ("power", "packaging", "memory", "us", "europe", "asia", "gulf")},
            told("picture.market.addable"),
        ),
        Drawing(
            "lines",
            {"subject": "series", "period": "x", "mid": "mid"},
            ("binds",),
            {},
            told("picture.market.binds"),
        ),
    ),
    "survive": (
        Drawing(
            "lines",
            {"driver": "series", "part": "x", "mid": "mid"},
            ("broken_at",),
            {},
            told("picture.survive.broken_at"),
        ),
    ),
    "drivers": (Drawing("bars", {"number": "label", **RANGES}, ("tornado",)),),
    "contagion": (
        *(
            Drawing("bars", {"subject": "label", **RANGES}, (measure,), {"method": ("all",), "round": ("all",)}, title)
            for measure, title in (
                (
                    "credit_loss",
                    told("picture.contagion.credit_loss"),
                ),
                (
                    "claim_loss",
                    told("picture.contagion.by_round"),
                ),
                (
                    "stake_loss",
                    told("picture.contagion.stake_loss"),
                ),
            )
        ),
        Drawing(
            "waterfall",
            {"round": "label", "mid": "mid"},
            ("claim_loss",),
            {
                "subject": ("sum",),
                "method": ("debtrank-differential",),
                "round": (*(str(number) for number in range(1, 7)), "later"),
            },
            told("picture.contagion.claim_loss"),
        ),
        Drawing(
            "heatmap",
            {"subject": "y", "counterparty": "x", "mid": "mid"},
            ("exposure",),
            {},
            told("picture.contagion.exposure"),
        ),
    ),
}
