"""One small Figure of each type; `python -m tests.doors.drawn` writes their snapshots again."""

import json
from pathlib import Path

from gigaloop.answer.table import Row, Table
from gigaloop.figure import Figure, options
from gigaloop.words.notes import note

SNAPSHOTS = Path(__file__).parent / "snapshots"
NAMES = {
    "lab": {"en": "Lab (group)", "zh-Hant": "實驗室", "zh-Hans": "实验室"},
    "cloud": {"en": "Cloud", "zh-Hant": "雲端", "zh-Hans": "云"},
    "fab": {"en": "Fab <&>", "zh-Hant": "晶圓廠", "zh-Hans": "晶圆厂"},
}
SECTORS = {"lab": "lab", "cloud": "neocloud", "fab": "chip_vendor"}


def row(subject, counterparty, measure, low, mid, high, period="2026Q3", **more):
    sectors = {"payer_sector": SECTORS.get(subject, ""), "payee_sector": SECTORS.get(counterparty, "")}
    key = "/".join(part for part in (subject, counterparty, measure, period) if part)
    return Row(
        key=key,
        subject=subject,
        counterparty=counterparty,
        measure=measure,
        unit="USD bn",
        low=low,
        mid=mid,
        high=high,
        period=period,
        grade=more.pop("grade", {}),
        sources=("s1",),
        more=sectors | more,
    )


def table(*rows, question="small"):
    return Table(
        question=question,
        arguments={},
        title={"en": "Small", "zh-Hant": "小", "zh-Hans": "小"},
        definition="Made up for the test.",
        as_of="2026-07-01",
        book="sha256:0",
        rows=rows,
        version="0",
        sources={
            "s1": {
                "title": "T <b>",
                "publisher": "P",
                "published": "2026",
                "url": "https://example.org/a?b&c",
                "tier": "press",
            }
        },
        left_out=(("leg-9", "superseded"),),
        notes=(note("backlog.twice", day="a < b"),),
        reproduce="gigaloop ask small",
        added=(("payer_sector", ""), ("payee_sector", "")),
    )


MONEY = table(
    row("lab", "cloud", "compute_purchase", 8.0, 10.0, 12.0, grade={5: 0.6, 4: 0.4}),
    row("cloud", "fab", "chip_purchase", 5.0, 6.0, None, grade={3: 1.0}),
    row("fab", "lab", "stake", 0.0, None, None, grade={2: 1.0}),
    row("fab", "lab", "guarantee", 0.0, 1.0, 1.0, grade={1: 1.0}),
)
IN_TIME = table(
    row("lab", "", "gap", -1.0, 2.0, 5.0, "2026Q3"),
    row("lab", "", "gap", 0.0, 4.0, 9.0, "2026Q4"),
    row("cloud", "", "gap", 0.0, None, None, "2026Q3"),
    row("cloud", "", "gap", -2.0, -1.0, 0.5, "2026Q4"),
)
LOOPS = table(
    row("lab", "cloud", "loop", 1.0, 4.0, None, route="lab > cloud > fab > lab", instruments="loan > stake > grant"),
    row("cloud", "lab", "loop", 0.0, 1.0, 2.0, route="cloud > lab > cloud", instruments="stake > loan"),
    row("lab", "", "returns", 0.0, 5.0, 5.0, route="", instruments=""),
)
BAND = {"subject": "series", "period": "x", "low": "low", "mid": "mid", "high": "high"}
LABELLED = {"subject": "label", "measure": "label", "low": "low", "mid": "mid", "high": "high"}
FIGURES = {
    "network": Figure(
        "network",
        MONEY.title,
        MONEY,
        {
            **{"subject": "source", "counterparty": "target", "measure": "kind", "mid": "width"},
            **{"payer_sector": "source_sector", "payee_sector": "target_sector"},
        },
    ),
    "rings": Figure("network", LOOPS.title, LOOPS, {"route": "route", "mid": "width"}, ("loop",)),
    "sankey": Figure(
        "sankey",
        MONEY.title,
        MONEY,
        {"subject": "source", "counterparty": "target", "mid": "width"},
        ("compute_purchase", "chip_purchase"),
    ),
    "fan": Figure("fan", MONEY.title, IN_TIME, BAND),
    "lines": Figure("lines", MONEY.title, IN_TIME, {"subject": "series", "period": "x", "mid": "mid"}),
    "bars": Figure("bars", MONEY.title, MONEY, LABELLED),
    "graded": Figure("bars", MONEY.title, MONEY, {**LABELLED, "grade": "stack"}),
    "waterfall": Figure("waterfall", MONEY.title, IN_TIME, {"subject": "label", "period": "label", "mid": "mid"}),
    "heatmap": Figure("heatmap", MONEY.title, MONEY, {"subject": "y", "counterparty": "x", "mid": "mid"}),
}


def snapshot(name):
    drawn = {language: options(FIGURES[name], language, NAMES) for language in ("en", "zh-Hant")}
    return json.dumps(drawn, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


if __name__ == "__main__":
    for each in FIGURES:
        (SNAPSHOTS / f"{each}.json").write_text(snapshot(each), encoding="utf-8")
