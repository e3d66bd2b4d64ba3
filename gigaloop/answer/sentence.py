"""One plain sentence beside each range: how sure the number is, in three scripts."""

from __future__ import annotations

from collections.abc import Iterable

from gigaloop.answer.table import Row
from gigaloop.words.numbers import written
from gigaloop.words.vocabulary import LANGUAGES, word

#: what is known of a number -> the sentence in en, zh-Hant, zh-Hans
SENTENCES: dict[str, tuple[str, str, str]] = {
    # nothing, or nothing beside the number
    "unknown": ("No number is known.", "沒有已知的數字。", "没有已知的数字。"),
    "listed": ("Several numbers, as listed.", "多個數字,如所列。", "多个数字,如所列。"),
    "exact": ("{mid} {unit}, as stated.", "依所載為 {mid} {unit}。", "依所载为 {mid} {unit}。"),
    "alone": ("{mid} {unit}, without a range of its own.", "{mid} {unit},未另給範圍。", "{mid} {unit},未另给范围。"),
    # what is written
    "stated": (
        "{mid} {unit} as stated; what is written allows {low} to {high}.",
        "依所載為 {mid} {unit};文字容許 {low} 至 {high}。",
        "依所载为 {mid} {unit};文字容许 {low} 至 {high}。",
    ),
    "stated, open": (
        "{mid} {unit} as stated; at least {low}, and what is written sets no upper bound.",
        "依所載為 {mid} {unit};至少 {low},文字未定上限。",
        "依所载为 {mid} {unit};至少 {low},文字未定上限。",
    ),
    "stated, at most": (
        "{mid} {unit} as stated; at most {high}, and what is written sets no lower bound.",
        "依所載為 {mid} {unit};至多 {high},文字未定下限。",
        "依所载为 {mid} {unit};至多 {high},文字未定下限。",
    ),
    "stated, no bounds": (
        "{mid} {unit} as stated; what is written sets no bound.",
        "依所載為 {mid} {unit};文字未定界限。",
        "依所载为 {mid} {unit};文字未定界限。",
    ),
    "silent": (
        "Nobody stated a number; what is written allows {low} to {high} {unit}.",
        "無人給出數字;文字容許 {low} 至 {high} {unit}。",
        "无人给出数字;文字容许 {low} 至 {high} {unit}。",
    ),
    "silent, open": (
        "Nobody stated a number; at least {low} {unit}, and no upper bound.",
        "無人給出數字;至少 {low} {unit},沒有上限。",
        "无人给出数字;至少 {low} {unit},没有上限。",
    ),
    "silent, at most": (
        "Nobody stated a number; at most {high} {unit}.",
        "無人給出數字;至多 {high} {unit}。",
        "无人给出数字;至多 {high} {unit}。",
    ),
    "silent, no bounds": ("Nobody stated a number.", "無人給出數字。", "无人给出数字。"),
    # terms that parameters of ours fill in, and the parameters themselves
    "read": (
        "{mid} {unit} with terms and assumptions at their middle; {low} to {high} at their ends.",
        "條款與假設取中值時為 {mid} {unit};取兩端時為 {low} 至 {high}。",
        "条款与假设取中值时为 {mid} {unit};取两端时为 {low} 至 {high}。",
    ),
    "read, open": (
        "{mid} {unit} with terms and assumptions at their middle; at least {low}, and no upper bound.",
        "條款與假設取中值時為 {mid} {unit};至少 {low},沒有上限。",
        "条款与假设取中值时为 {mid} {unit};至少 {low},没有上限。",
    ),
    "held": (
        "Taken as {mid} {unit}; {low} to {high} is held possible.",
        "取 {mid} {unit};{low} 至 {high} 皆視為可能。",
        "取 {mid} {unit};{low} 至 {high} 皆视为可能。",
    ),
    # simulated cases
    "paths": (
        "In nine of ten simulated cases {low} to {high} {unit}, in half of them above {mid}, if the assumptions hold.",
        "若假設成立,十次模擬中有九次介於 {low} 與 {high} {unit},半數高於 {mid}。",
        "若假设成立,十次模拟中有九次介于 {low} 与 {high} {unit},半数高于 {mid}。",
    ),
    "paths, one": (
        "{mid} {unit} in at least nine of ten simulated cases, if the assumptions hold.",
        "若假設成立,十次模擬中至少九次為 {mid} {unit}。",
        "若假设成立,十次模拟中至少九次为 {mid} {unit}。",
    ),
    "paths, open": (
        "In half of the simulated cases above {mid} {unit}, in one of twenty below {low}; in at least one of twenty "
        "without an upper bound.",
        "模擬中半數高於 {mid} {unit},二十次中有一次低於 {low};至少二十次中有一次沒有上限。",
        "模拟中半数高于 {mid} {unit},二十次中有一次低于 {low};至少二十次中有一次没有上限。",
    ),
    "paths, half open": (
        "In one of twenty simulated cases below {low} {unit}; in at least half of them without an upper bound.",
        "二十次模擬中有一次低於 {low} {unit};至少半數沒有上限。",
        "二十次模拟中有一次低于 {low} {unit};至少半数没有上限。",
    ),
    "paths, all open": (
        "Without an upper bound in more than nineteen of twenty simulated cases.",
        "二十次模擬中逾十九次沒有上限。",
        "二十次模拟中逾十九次没有上限。",
    ),
    "date": (
        "In nine of ten simulated cases from {low} to {high}, in half of them by {mid}, if the assumptions hold.",
        "若假設成立,十次模擬中有九次在 {low} 至 {high} 之間,半數不晚於 {mid}。",
        "若假设成立,十次模拟中有九次在 {low} 至 {high} 之间,半数不晚于 {mid}。",
    ),
    "date, open": (
        "In half of the simulated cases by {mid}, in one of twenty by {low}; in at least one of twenty not before the "
        "horizon.",
        "模擬中半數不晚於 {mid},二十次中有一次不晚於 {low};至少二十次中有一次在期限內不發生。",
        "模拟中半数不晚于 {mid},二十次中有一次不晚于 {low};至少二十次中有一次在期限内不发生。",
    ),
    "date, half open": (
        "In one of twenty simulated cases by {low}; in at least half of them not before the horizon.",
        "二十次模擬中有一次不晚於 {low};至少半數在期限內不發生。",
        "二十次模拟中有一次不晚于 {low};至少半数在期限内不发生。",
    ),
    "date, all open": (
        "Not before the horizon in more than nineteen of twenty simulated cases.",
        "二十次模擬中逾十九次在期限內不發生。",
        "二十次模拟中逾十九次在期限内不发生。",
    ),
    "count": (
        "{mid} of the simulated cases, give or take the draw ({low} to {high}), if the assumptions hold.",
        "若假設成立,占模擬情況的 {mid}(抽樣誤差範圍 {low} 至 {high})。",
        "若假设成立,占模拟情况的 {mid}(抽样误差范围 {low} 至 {high})。",
    ),
    "average": (
        "{mid} {unit} on average over the simulated cases, give or take the draw ({low} to {high}).",
        "模擬情況的平均為 {mid} {unit}(抽樣誤差範圍 {low} 至 {high})。",
        "模拟情况的平均为 {mid} {unit}(抽样误差范围 {low} 至 {high})。",
    ),
    "mean": (
        "{mid} {unit} on average over the simulated cases, without a range of its own.",
        "模擬情況的平均為 {mid} {unit},未另給範圍。",
        "模拟情况的平均为 {mid} {unit},未另给范围。",
    ),
    "bracket": (
        "Between {low} and {high} {unit}: at the first most simulated cases hold, at the second at least half break.",
        "介於 {low} 與 {high} {unit}:前者下多數模擬尚能支撐,後者下至少半數失守。",
        "介于 {low} 与 {high} {unit}:前者下多数模拟尚能支撑,后者下至少半数失守。",
    ),
    "bracket, open": (
        "Even at {low} {unit}, the greatest size tried, most simulated cases hold.",
        "即使達到所試的最大值 {low} {unit},多數模擬仍能支撐。",
        "即使达到所试的最大值 {low} {unit},多数模拟仍能支撑。",
    ),
    "bracket, none": (
        "Of the sizes tried none breaks most simulated cases.",
        "所試各值中,沒有一個使多數模擬失守。",
        "所试各值中,没有一个使多数模拟失守。",
    ),
    "resampled": (
        "{mid} {unit}; {low} to {high} where the same paths are drawn again with replacement.",
        "{mid} {unit};以重複抽樣重抽路徑時為 {low} 至 {high}。",
        "{mid} {unit};以重复抽样重抽路径时为 {low} 至 {high}。",
    ),
    "tenths": (
        "{mid} {unit} on average; {low} and {high} where this number lies in its lowest and in its highest tenth.",
        "平均為 {mid} {unit};此數處於最低與最高十分之一時為 {low} 與 {high}。",
        "平均为 {mid} {unit};此数处于最低与最高十分之一时为 {low} 与 {high}。",
    ),
    # published methods
    "models": (
        "{low} to {high} {unit} by published methods or sources that differ; {mid} by the middle one.",
        "依互異的已發表方法或來源為 {low} 至 {high} {unit};居中者為 {mid}。",
        "依互异的已发表方法或来源为 {low} 至 {high} {unit};居中者为 {mid}。",
    ),
    "models, one": (
        "{mid} {unit} by one published method; another may give another number.",
        "依一種已發表的方法為 {mid} {unit};他法可能得出不同數字。",
        "依一种已发表的方法为 {mid} {unit};他法可能得出不同数字。",
    ),
    "models, open": (
        "At least {low} {unit} by published methods that differ, {mid} by the middle one; one gives no upper bound.",
        "依各種已發表的方法至少 {low} {unit},居中者為 {mid};其中一法沒有上限。",
        "依各种已发表的方法至少 {low} {unit},居中者为 {mid};其中一法没有上限。",
    ),
    "models, dark": (
        "Not known: the book does not tell enough for any published method.",
        "未知:帳本所載不足以用任何已發表的方法計算。",
        "未知:账本所载不足以用任何已发表的方法计算。",
    ),
    # what is said besides
    "given": (" Told of {given} only.", "僅就{given}而言。", "仅就{given}而言。"),
    "assumed": (
        " It rests on {count} parameters, some of them assumed.",
        "其依據含 {count} 項參數,其中有假設。",
        "其依据含 {count} 项参数,其中有假设。",
    ),
    "one assumed": (
        " It rests on a parameter that is assumed.",
        "其依據含一項假設的參數。",
        "其依据含一项假设的参数。",
    ),
    "dark": (
        " {count} contracts that belong here state no number.",
        "另有 {count} 份相關合約未載數字。",
        "另有 {count} 份相关合约未载数字。",
    ),
    "one dark": (
        " One contract that belongs here states no number.",
        "另有一份相關合約未載數字。",
        "另有一份相关合约未载数字。",
    ),
}
#: a number's own word for what its ends are (column `band`) that decides the sentence alone
BANDS = ("count", "average", "mean", "resampled", "tenths")
#: the half width of 'about' belongs to the words of a source, not to our reading of them
WIDTH_OF_ABOUT = ("about-half-width", "about_half_width")
#: paths on which a number is told that need no word
EVERYWHERE = ("", "all paths", "as known")
CALENDAR = "calendar year"


def sentence(row: Row, language: str = "en") -> str:
    """How sure a number is, in one plain sentence (two where it rests on assumptions or on silent contracts).

    What the ends of a range are differs: what is written allows (terms), nine of ten simulated cases (paths), the span
    of published methods (models), or what the row's `band` says, such as the error of a drawn share (count).

    >>> row = Row(key="k", subject="oracle", measure="backlog_share", unit="share", low=0.49, mid=0.54, high=0.6)
    >>> sentence(row)
    '54% as stated; what is written allows 49% to 60%.'
    >>> sentence(row, "zh-Hans")
    '依所载为 54%;文字容许 49% 至 60%。'
    """
    place = LANGUAGES.index(language)
    said = {end: written(getattr(row, end), row.unit, language) for end in ("low", "mid", "high")}
    text = SENTENCES[kind(row)][place].format(**said, unit="")
    for gap, closed in (("  ", " "), (" ,", ","), (" ;", ";"), (" :", ":"), (" .", "."), (" 。", "。")):
        text = text.replace(gap, closed)
    if (given := row.more.get("given", "")) not in EVERYWHERE:
        text += SENTENCES["given"][place].format(given=word(given, language))
    if row.origin == "assumed" and row.assumptions and row.more.get("distribution") is None:
        count = len(row.assumptions)
        text += SENTENCES["one assumed" if count == 1 else "assumed"][place].format(count=count)
    if row.undisclosed:
        text += SENTENCES["one dark" if row.undisclosed == 1 else "dark"][place].format(count=row.undisclosed)
    return text


def of_each_kind(rows: Iterable[Row]) -> list[tuple[Row, int]]:
    """The first row of each kind of range, and how many more are read like it: few sentences for many rows."""
    alike: dict[str, list[Row]] = {}
    for row in rows:
        alike.setdefault(kind(row), []).append(row)
    return [(found[0], len(found) - 1) for found in alike.values()]


def kind(row: Row) -> str:
    """What is known of a number: a key of SENTENCES.

    >>> kind(Row(key="k", subject="a", measure="m", unit="USD bn", low=1.0, mid=None, high=None, range="paths"))
    'paths, half open'
    """
    low, mid, high = row.low, row.mid, row.high
    band = row.more.get("band")
    if band in BANDS and mid is not None:
        return str(band)
    if band == "bracket":
        return "bracket" if high is not None else "bracket, none" if low is None else "bracket, open"
    if row.range == "paths":
        return _drawn(row)
    if row.range == "models":
        if mid is None:
            return "models, dark"
        return "models, open" if high is None else "models, one" if low == high else "models"
    if low is None and mid is None and high is None:
        return "listed" if row.more.get("value") else "unknown"
    if low == mid == high:
        return "exact" if row.origin == "sourced" else "alone"
    if row.more.get("distribution") is not None:
        return "held"
    whose = "silent" if mid is None else "read" if low is not None and _filled(row) else "stated"
    if high is None:
        return f"{whose}, open" if low or (mid is not None and low is not None) else f"{whose}, no bounds"
    return f"{whose}, at most" if low is None else whose


def _drawn(row: Row) -> str:
    """The same for a number that is simulated."""
    what = "date" if row.unit == CALENDAR else "paths"
    if row.low is None:
        return "alone" if row.mid is not None else f"{what}, all open"
    if row.mid is None:
        return f"{what}, half open"
    if row.high is None:
        return f"{what}, open"
    if row.low < row.high:
        return what
    return "paths, one" if row.more.get("band") == "percentiles" else "mean"


def _filled(row: Row) -> bool:
    """Whether parameters of ours, and not the words of a source alone, make the ends."""
    return any(name not in WIDTH_OF_ABOUT for name in row.assumptions)
