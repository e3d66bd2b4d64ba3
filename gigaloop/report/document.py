"""Document: what a report holds, in which order, whatever it is written as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from gigaloop.answer.table import Table
from gigaloop.book.model import LANGUAGES, Book
from gigaloop.figure import Figure
from gigaloop.figure.record import FigureType
from gigaloop.report.limits import EVIDENCE, LIMITS, Words


class Drawing(NamedTuple):
    """How a Table is drawn: roles of its columns, measures drawn, rows drawn by column; title: else the Table's."""

    type: FigureType
    encoding: Mapping[str, str]
    keep: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = {}
    title: Words | None = None


RANGES = {"low": "low", "mid": "mid", "high": "high"}
#: question -> its figures; a question that is not here has none
DRAWN: dict[str, tuple[Drawing, ...]] = {
    "network": (
        Drawing(
            "network",
            {
                **{"subject": "source", "counterparty": "target", "measure": "kind", "mid": "width"},
                **{"payer_sector": "source_sector", "payee_sector": "target_sector"},
            },
        ),
    ),
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
                "en": "What a share of revenue takes before anything else is paid, USD bn",
                "zh-Hant": "收入分成在其他付款之前先取走的金額(十億美元)",
                "zh-Hans": "收入分成在其他付款之前先取走的金额(十亿美元)",
            },
        ),
    ),
    "miss": tuple(
        Drawing("bars", {"subject": "label", **RANGES}, (measure,), {}, title)
        for measure, title in (
            (
                "stake_loss",
                {
                    "en": "What holders' shares are worth less at the end of the miss, USD bn",
                    "zh-Hant": "短少期末持股價值的減少(十億美元)",
                    "zh-Hans": "短少期末持股价值的减少(十亿美元)",
                },
            ),
            (
                "revenue_loss",
                {
                    "en": "Revenue lost to the horizon, USD bn, in the order in which each is hit",
                    "zh-Hant": "至期末損失的營收(十億美元),依受衝擊先後",
                    "zh-Hans": "至期末损失的营收(十亿美元),依受冲击先后",
                },
            ),
            (
                "credit_loss_if_default",
                {
                    "en": "Claims lost where the shortfall alone brings default, USD bn",
                    "zh-Hant": "僅因短少而違約時的債權損失(十億美元)",
                    "zh-Hans": "仅因短少而违约时的债权损失(十亿美元)",
                },
            ),
        )
    ),
    "loops": (Drawing("network", {"route": "route", "mid": "width"}, ("loop",)),),
    "facility": (Drawing("fan", {"loan": "series", "period": "x", **RANGES}, ("cover",)),),
    "market": (
        Drawing("fan", {"measure": "series", "period": "x", **RANGES}, ("demand", "supply"), {"subject": ("market",)}),
        Drawing(
            "fan",
            {"measure": "series", "period": "x", **RANGES},
            ("rent",),
            {"subject": ("market",)},
            {
                "en": "Rent of an H100-hour, USD",
                "zh-Hant": "H100 每小時租金(美元)",
                "zh-Hans": "H100 每小时租金(美元)",
            },
        ),
    ),
    "survive": (Drawing("lines", {"driver": "series", "part": "x", "mid": "mid"}, ("broken_at",)),),
    "drivers": (Drawing("bars", {"number": "label", **RANGES}, ("tornado",)),),
    "contagion": (
        *(
            Drawing("bars", {"subject": "label", **RANGES}, (measure,), {"method": ("all",), "round": ("all",)}, title)
            for measure, title in (
                (
                    "credit_loss",
                    {
                        "en": "Dues unpaid within four quarters, USD bn: rank, with the range over methods",
                        "zh-Hant": "四季內未付的應付款(十億美元):排名與各方法的區間",
                        "zh-Hans": "四季内未付的应付款(十亿美元):排名与各方法的区间",
                    },
                ),
                (
                    "claim_loss",
                    {
                        "en": "Dues and loans written down, USD bn: rank, with the range over methods",
                        "zh-Hant": "應付款與貸款減記(十億美元):排名與各方法的區間",
                        "zh-Hans": "应付款与贷款减记(十亿美元):排名与各方法的区间",
                    },
                ),
                (
                    "stake_loss",
                    {
                        "en": "Shares written down, USD bn: rank, with the range over methods",
                        "zh-Hant": "持股減記(十億美元):排名與各方法的區間",
                        "zh-Hans": "持股减记(十亿美元):排名与各方法的区间",
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
                "en": "Dues and loans written down, USD bn, added in each round (DebtRank, every increment)",
                "zh-Hant": "應付款與貸款減記(十億美元),每一輪新增(DebtRank,逐輪)",
                "zh-Hans": "应付款与贷款减记(十亿美元),每一轮新增(DebtRank,逐轮)",
            },
        ),
        Drawing(
            "heatmap",
            {"subject": "y", "counterparty": "x", "mid": "mid"},
            ("exposure",),
            {},
            {
                "en": "Who is exposed to whom, USD bn: dues, loans and stakes on the sheet",
                "zh-Hant": "誰對誰有曝險(十億美元):應付款、貸款與持股",
                "zh-Hans": "谁对谁有敞口(十亿美元):应付款、贷款与持股",
            },
        ),
    ),
}
#: the columns of these tables, in this order; of others, those that say anything
SHOWN: dict[str, tuple[str, ...]] = {
    "deals": (
        *("subject", "counterparty", "measure", "deal", "stage", "known", "power"),
        *("low", "mid", "high", "unit", "grade", "counted", "sources"),
    ),
    "assumptions": ("measure", "value", "low", "high", "unit", "origin", "distribution", "how", "affects", "sources"),
    "network": ("subject", "counterparty", "measure", "low", "mid", "high", "unit", "grade", "sources"),
}


#: what a report answers, in this order, as far as it can be asked
CONTENTS = (
    *("network", "backlog", "miss", "self-funded", "gap", "binding"),
    *("evidence", "upside", "loops", "contagion", "replicate", "deals", "assumptions"),
)


@dataclass(frozen=True)
class Section:
    """One answer: its Table, the Figures that draw it, and the columns shown (empty: what says any)."""

    key: str
    table: Table
    figures: tuple[Figure, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """Everything a report prints. `names`: party -> language -> name; `upside`: scenario -> its name by language."""

    title: Words
    book: str
    licence: str
    hash: str
    as_of: str
    scenario: str
    seed: int
    paths: int
    version: str
    overlay: bool
    sections: tuple[Section, ...]
    names: Mapping[str, Words]
    sources: Mapping[str, Mapping[str, str]]
    assumptions: frozenset[str]
    upside: Mapping[str, Words]
    limits: tuple[Words, ...] = LIMITS
    evidence: tuple[Words, ...] = EVIDENCE

    @property
    def reproduced(self) -> tuple[int, int] | None:
        """How many of the published figures are reproduced, of how many; None where nobody asked."""
        for section in self.sections:
            if section.key == "replicate":
                rows = section.table.rows
                return sum(row.more["status"] == "pass" for row in rows), len(rows)
        return None


def compose(book: Book, tables: Mapping[str, Table]) -> Document:
    """Put the answers in order, each with its figure; sources and assumptions are those that they name.

    tables   question -> its Table; all of one book, day, scenario and seed
    """
    first = max(tables.values(), key=lambda table: table.paths)
    asked = [table for table in tables.values() if table.question != "assumptions"]
    used = frozenset(
        name for table in asked for names in (table.world, *(r.assumptions for r in table)) for name in names
    )
    return Document(
        title={
            "en": "The closed loop of AI compute",
            "zh-Hant": "AI 算力的閉環",
            "zh-Hans": "AI 算力的闭环",
        },
        book=book.name,
        licence=book.licence,
        hash=book.hash,
        as_of=book.as_of.isoformat(),
        scenario=first.scenario,
        seed=first.seed,
        paths=first.paths,
        version=first.version,
        overlay=book.overlay,
        sections=tuple(section(table) for table in tables.values()),
        names={key: {lang: party.name(lang) for lang in LANGUAGES} for key, party in book.parties.items()},
        sources={key: source for table in tables.values() for key, source in table.sources.items()},
        assumptions=used,
        upside={
            key: book.scenarios[key].name
            for key in ("demand-beat", "efficiency-gain", "external-revenue")
            if key in book.scenarios
        },
    )


def section(table: Table) -> Section:
    """An answer with its figures: each drawn only if it has rows that can be drawn."""
    figures = tuple(
        Figure(one.type, one.title or table.title, table, one.encoding, one.keep, one.where)
        for one in DRAWN.get(table.question, ())
    )
    drawn = tuple(figure for figure in figures if any(row.mid is not None for row in figure.rows))
    return Section(table.question, table, drawn, SHOWN.get(table.question, ()))
