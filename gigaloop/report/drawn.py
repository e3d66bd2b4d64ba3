"""How each answer of a report is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gigaloop.figure.record import FigureType
from gigaloop.report.limits import Words


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
            {
                "en": "What a share of revenue takes before anything else is paid",
                "zh-Hant": "收入分成在其他付款之前先取走的金額",
                "zh-Hans": "收入分成在其他付款之前先取走的金额",
            },
        ),
    ),
    "miss": tuple(
        Drawing("bars", {"subject": "label", **RANGES}, (measure,), {}, title)
        for measure, title in (
            (
                "stake_loss",
                {
                    "en": "What holders' shares are worth less at the end of the miss",
                    "zh-Hant": "短少期末持股價值的減少",
                    "zh-Hans": "短少期末持股价值的减少",
                },
            ),
            (
                "revenue_loss",
                {
                    "en": "Revenue lost to the horizon, in the order in which each is hit",
                    "zh-Hant": "至期末損失的營收，依受衝擊先後",
                    "zh-Hans": "至期末损失的营收，依受冲击先后",
                },
            ),
            (
                "credit_loss_if_default",
                {
                    "en": "Claims lost where the shortfall alone brings default",
                    "zh-Hant": "僅因短少而違約時的債權損失",
                    "zh-Hans": "仅因短少而违约时的债权损失",
                },
            ),
        )
    ),
    "outlook": (
        Drawing(
            "fan",
            {"measure": "series", "period": "x", **RANGES},
            ("cash_by_quarter", "debt_by_quarter", "revenue_by_quarter"),
            {},
            {
                "en": "Cash, debt and revenue by quarter",
                "zh-Hant": "每季現金、債務與營收",
                "zh-Hans": "每季现金、债务与收入",
            },
        ),
        Drawing(
            "bars",
            {"subject": "label", **RANGES},
            ("default_share",),
            {},
            {
                "en": "Share of paths on which a party defaults",
                "zh-Hant": "違約路徑的占比",
                "zh-Hans": "违约路径的占比",
            },
        ),
    ),
    "compare": (
        Drawing(
            "bars",
            {"subject": "label", "world": "label", **RANGES},
            ("defaulted",),
            {"world": ("first", "second")},
            {
                "en": "Share of paths on which a party defaults, in either world",
                "zh-Hant": "違約路徑的占比，兩個世界各一",
                "zh-Hans": "违约路径的占比，两个世界各一",
            },
        ),
        *(
            Drawing("bars", {"subject": "label", **RANGES}, (measure,), {"world": ("difference",)}, title)
            for measure, title in (
                (
                    "credit_loss",
                    {
                        "en": "Credit losses by holder: second less first",
                        "zh-Hant": "各持有者的信用損失：第二減第一",
                        "zh-Hans": "各持有者的信用损失：第二减第一",
                    },
                ),
                (
                    "revenue",
                    {
                        "en": "Revenue to the horizon: second less first",
                        "zh-Hant": "至期末的營收：第二減第一",
                        "zh-Hans": "至期末的收入：第二减第一",
                    },
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
            {
                "en": "What a loan's site earns over what falls due, by quarter",
                "zh-Hant": "貸款標的的收入對到期應付的倍數，按季",
                "zh-Hans": "贷款标的的收入对到期应付的倍数，按季",
            },
        ),
        Drawing(
            "network",
            ARROWS,
            ("falls_due_if",),
            {},
            {
                "en": "Which loans fall due when a borrower or another loan defaults",
                "zh-Hant": "借款人或另一筆貸款違約時，哪些貸款隨之到期",
                "zh-Hans": "借款人或另一笔贷款违约时，哪些贷款随之到期",
            },
        ),
        Drawing(
            "bars",
            {"measure": "label", "loan": "label", **RANGES},
            ("gap_stated", "gap_tenant", "gap_model"),
            {},
            {
                "en": "Two loans' difference of spread, basis points: as stated, by tenants' credit, by all terms",
                "zh-Hant": "兩筆貸款的利差之差（基點）：所載、僅因租戶信用、依全部條款",
                "zh-Hans": "两笔贷款的利差之差（基点）：所载、仅因租户信用、依全部条款",
            },
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
            {
                "en": "What one gigawatt of demand costs a maker, by what it gives",
                "zh-Hant": "每吉瓦需求對廠商的代價，依其給予的工具",
                "zh-Hans": "每吉瓦需求对厂商的代价，依其给予的工具",
            },
        ),
    ),
    "tariff": (
        Drawing(
            "fan",
            {"measure": "series", "period": "x", **RANGES},
            ("over_tariff",),
            {},
            {
                "en": "Rent less the tariff of the day, USD per GPU-hour, by year",
                "zh-Hant": "租金減當日收費（美元/GPU 小時），按年",
                "zh-Hans": "租金减当日收费（美元/GPU 小时），按年",
            },
        ),
        Drawing(
            "fan",
            {"measure": "series", "period": "x", **RANGES},
            ("goes_without", "stands_idle"),
            {},
            {
                "en": "What buyers go without and what stands idle, GW, by year",
                "zh-Hant": "買方無法取得與閒置的容量（吉瓦），按年",
                "zh-Hans": "买方无法取得与闲置的容量（吉瓦），按年",
            },
        ),
    ),
    "sovereign": (
        Drawing(
            "bars",
            {"period": "label", "elasticity": "label", **RANGES},
            ("others_rent",),
            {},
            {
                "en": "How much more rent the others pay, as a share, by year and end of the elasticity",
                "zh-Hant": "其他各方租金的升幅（比例），按年與彈性的兩端",
                "zh-Hans": "其他各方租金的升幅（比例），按年与弹性的两端",
            },
        ),
    ),
    "mix": (
        Drawing(
            "bars",
            {"limit": "label", "counterparty": "label", **RANGES},
            ("mix",),
            {},
            {
                "en": "Gigawatts bought of each maker, by the limit on the worst shortage (a share of the need)",
                "zh-Hant": "向各廠商購買的吉瓦數，按最壞短缺的限度（占需求的比例）",
                "zh-Hans": "向各厂商购买的吉瓦数，按最坏短缺的限度（占需求的比例）",
            },
        ),
        Drawing(
            "bars",
            {"counterparty": "label", **RANGES},
            ("outside_option",),
            {},
            {
                "en": "What a lab would pay more a year without a maker",
                "zh-Hant": "沒有該廠商時每年多付的金額",
                "zh-Hans": "没有该厂商时每年多付的金额",
            },
        ),
    ),
    "distress": (
        Drawing(
            "bars",
            {"subject": "label", "measure": "label", **RANGES},
            ("blinks_amend", "blinks_top_up"),
            {},
            {
                "en": "Chance of survival from which on each creditor gives way",
                "zh-Hant": "各債權人自何存活機率起願讓步",
                "zh-Hans": "各债权人自何存活概率起愿让步",
            },
        ),
    ),
    "fomo": (
        Drawing(
            "bars",
            {"subject": "label", "measure": "label", **RANGES},
            ("gain_first", "gain_last"),
            {},
            {
                "en": "What joining brings each player, in money of today: nobody else in, and all others in",
                "zh-Hant": "加入對各方的增益（現值）：他方皆未加入，與皆已加入",
                "zh-Hans": "加入对各方的增益（现值）：他方皆未加入，与皆已加入",
            },
        ),
    ),
    "market": (
        Drawing(
            "fan",
            {"measure": "series", "period": "x", **RANGES},
            ("demand", "supply"),
            {"subject": ("market",)},
            {
                "en": "Need of compute and what stands, GW, by quarter",
                "zh-Hant": "算力的需求與供給（吉瓦），按季",
                "zh-Hans": "算力的需求与供给（吉瓦），按季",
            },
        ),
        Drawing(
            "fan",
            {"subject": "series", "period": "x", **RANGES},
            ("demand",),
            {"subject": ("labs", "clouds", "enterprises")},
            {
                "en": "Who needs it: labs, clouds' own products, enterprises, GW, by quarter",
                "zh-Hant": "誰需要：模型公司、雲端自用、企業（吉瓦），按季",
                "zh-Hans": "谁需要：模型公司、云端自用、企业（吉瓦），按季",
            },
        ),
        Drawing(
            "fan",
            {"measure": "series", "period": "x", **RANGES},
            ("rent",),
            {"subject": ("market",)},
            {
                "en": "Rent of an H100-hour",
                "zh-Hant": "H100 每小時租金",
                "zh-Hans": "H100 每小时租金",
            },
        ),
        Drawing(
            "lines",
            {"subject": "series", "period": "x", "mid": "mid"},
            ("addable",),
            {"subject": ("power", "packaging", "memory", "us", "europe", "asia", "gulf")},
            {
                "en": "What each limit lets be added, GW, by year: power and its regions, packaging, memory",
                "zh-Hant": "各項限制容許新增的容量（吉瓦），按年：電力與各地區、封裝、記憶體",
                "zh-Hans": "各项限制容许新增的容量（吉瓦），按年：电力与各地区、封装、存储",
            },
        ),
        Drawing(
            "lines",
            {"subject": "series", "period": "x", "mid": "mid"},
            ("binds",),
            {},
            {
                "en": "Which limit holds building back most, share of simulated cases, by year",
                "zh-Hant": "何者最限制建設（占模擬情形的比例），按年",
                "zh-Hans": "何者最限制建设（占模拟情形的比例），按年",
            },
        ),
    ),
    "survive": (
        Drawing(
            "lines",
            {"driver": "series", "part": "x", "mid": "mid"},
            ("broken_at",),
            {},
            {
                "en": "Share of simulated cases that break, by the part of each shock that is laid on (1: the largest)",
                "zh-Hant": "出事情形的占比，依所加衝擊的大小（1：所試的最大者）",
                "zh-Hans": "出事情形的占比，依所加冲击的大小（1：所试的最大者）",
            },
        ),
    ),
    "drivers": (Drawing("bars", {"number": "label", **RANGES}, ("tornado",)),),
    "contagion": (
        *(
            Drawing("bars", {"subject": "label", **RANGES}, (measure,), {"method": ("all",), "round": ("all",)}, title)
            for measure, title in (
                (
                    "credit_loss",
                    {
                        "en": "Dues unpaid within four quarters: rank, with the range over methods",
                        "zh-Hant": "四季內未付的應付款：排名與各方法的區間",
                        "zh-Hans": "四季内未付的应付款：排名与各方法的区间",
                    },
                ),
                (
                    "claim_loss",
                    {
                        "en": "Dues and loans written down: rank, with the range over methods",
                        "zh-Hant": "應付款與貸款減記：排名與各方法的區間",
                        "zh-Hans": "应付款与贷款减记：排名与各方法的区间",
                    },
                ),
                (
                    "stake_loss",
                    {
                        "en": "Shares written down: rank, with the range over methods",
                        "zh-Hant": "持股減記：排名與各方法的區間",
                        "zh-Hans": "持股减记：排名与各方法的区间",
                    },
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
            {
                "en": "Dues and loans written down, added in each round (DebtRank, every increment)",
                "zh-Hant": "應付款與貸款減記，每一輪新增（DebtRank，逐輪）",
                "zh-Hans": "应付款与贷款减记，每一轮新增（DebtRank，逐轮）",
            },
        ),
        Drawing(
            "heatmap",
            {"subject": "y", "counterparty": "x", "mid": "mid"},
            ("exposure",),
            {},
            {
                "en": "Who is exposed to whom: dues, loans and stakes on the sheet",
                "zh-Hant": "誰對誰有曝險：應付款、貸款與持股",
                "zh-Hans": "谁对谁有敞口：应付款、贷款与持股",
            },
        ),
    ),
}
