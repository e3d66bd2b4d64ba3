"""One plain sentence beside each range: how sure the number is, in three scripts."""

from __future__ import annotations

from gigaloop.analysis.table import Row
from gigaloop.figure.words import number

#: (kind of range, whether a middle is stated, whether the top is open) -> sentence in en, zh-Hant, zh-Hans
_SENTENCES: dict[tuple[str, bool, bool], tuple[str, str, str]] = {
    ("terms", True, False): (
        "{mid} {unit} as stated; what is written allows {low} to {high}.",
        "依所載為 {mid} {unit};文字容許 {low} 至 {high}。",
        "依所载为 {mid} {unit};文字容许 {low} 至 {high}。",
    ),
    ("terms", True, True): (
        "{mid} {unit} as stated; at least {low}, and what is written sets no upper bound.",
        "依所載為 {mid} {unit};至少 {low},文字未定上限。",
        "依所载为 {mid} {unit};至少 {low},文字未定上限。",
    ),
    ("terms", False, False): (
        "Nobody stated a number; what is written allows {low} to {high} {unit}.",
        "無人給出數字;文字容許 {low} 至 {high} {unit}。",
        "无人给出数字;文字容许 {low} 至 {high} {unit}。",
    ),
    ("terms", False, True): (
        "Nobody stated a number; at least {low} {unit}, and no upper bound.",
        "無人給出數字;至少 {low} {unit},沒有上限。",
        "无人给出数字;至少 {low} {unit},没有上限。",
    ),
    ("paths", True, False): (
        "In nine of ten simulated cases {low} to {high} {unit}, in half of them above {mid}, if the assumptions hold.",
        "若假設成立,十次模擬中有九次介於 {low} 與 {high} {unit},半數高於 {mid}。",
        "若假设成立,十次模拟中有九次介于 {low} 与 {high} {unit},半数高于 {mid}。",
    ),
    ("paths", True, True): (
        "In half of the simulated cases above {mid} {unit}, in one of twenty below {low}; the top is open.",
        "模擬中半數高於 {mid} {unit},二十次中有一次低於 {low};上限開放。",
        "模拟中半数高于 {mid} {unit},二十次中有一次低于 {low};上限开放。",
    ),
    ("models", True, False): (
        "{low} to {high} {unit} by published methods that differ; {mid} by the middle one.",
        "依各種已發表的方法為 {low} 至 {high} {unit};居中者為 {mid}。",
        "依各种已发表的方法为 {low} 至 {high} {unit};居中者为 {mid}。",
    ),
    ("models", True, True): (
        "At least {low} {unit} by published methods that differ, {mid} by the middle one; one gives no upper bound.",
        "依各種已發表的方法至少 {low} {unit},居中者為 {mid};其中一法沒有上限。",
        "依各种已发表的方法至少 {low} {unit},居中者为 {mid};其中一法没有上限。",
    ),
}
_EXACT = ("{mid} {unit}, as reported.", "{mid} {unit},依所公布。", "{mid} {unit},依所公布。")
_SHARE = (
    "{mid} of the simulated cases, give or take the draw ({low} to {high}), if the assumptions hold.",
    "若假設成立,占模擬情況的 {mid}(抽樣誤差範圍 {low} 至 {high})。",
    "若假设成立,占模拟情况的 {mid}(抽样误差范围 {low} 至 {high})。",
)
_UNKNOWN = ("Not known.", "未知。", "未知。")
_ASSUMED = (
    " It rests on {count} assumptions that nobody has published.",
    "其依據含 {count} 項無人公布的假設。",
    "其依据含 {count} 项无人公布的假设。",
)
_ONE_ASSUMED = (
    " It rests on an assumption that nobody has published.",
    "其依據含一項無人公布的假設。",
    "其依据含一项无人公布的假设。",
)
_DARK = (
    " {count} contracts that belong here state no number.",
    "另有 {count} 份相關合約未載數字。",
    "另有 {count} 份相关合约未载数字。",
)
_ONE_DARK = (
    " One contract that belongs here states no number.",
    "另有一份相關合約未載數字。",
    "另有一份相关合约未载数字。",
)
PLACES = {"en": 0, "zh-Hant": 1, "zh-Hans": 2}


def sentence(row: Row, language: str = "en") -> str:
    """How sure a number is, in one plain sentence (two where it rests on assumptions or on silent contracts).

    What the ends of a range are differs: what is written allows (terms), nine of ten simulated cases (paths), the span
    of published methods (models), or, where the row's `band` says count, the error of a drawn share.

    >>> row = Row(key="k", subject="oracle", measure="backlog_share", unit="share", low=0.49, mid=0.54, high=0.6)
    >>> sentence(row)
    '0.540 as stated; what is written allows 0.490 to 0.600.'
    >>> sentence(row, "zh-Hans")
    '依所载为 0.540;文字容许 0.490 至 0.600。'
    """
    place = PLACES[language]
    if row.low is None and row.mid is None:
        text = _UNKNOWN[place]
    elif row.range == "terms" and row.low == row.mid == row.high:
        text = _EXACT[place]
    elif row.more.get("band") == "count":
        text = _SHARE[place]
    else:
        text = _SENTENCES.get((row.range, row.mid is not None, row.high is None), _SENTENCES["terms", False, True])[
            place
        ]
    unit = "" if row.unit in ("share", "") else row.unit
    said = {end: number(getattr(row, end)) for end in ("low", "mid", "high")}
    text = text.format(**said, unit=unit).replace("  ", " ").replace(" ,", ",").replace(" ;", ";")
    text = text.replace(" 。", "。").replace(" .", ".")
    if row.origin == "assumed" and row.assumptions:
        count = len(row.assumptions)
        text += (_ONE_ASSUMED if count == 1 else _ASSUMED)[place].format(count=count)
    if row.undisclosed:
        text += (_ONE_DARK if row.undisclosed == 1 else _DARK)[place].format(count=row.undisclosed)
    return text
