"""survive: reverse stress. What is the smallest shock that breaks a party, and what must be true for it not to?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Unpack

import numpy as np

from gigaloop.answer.paths import Paths, share_of, share_row, simulated
from gigaloop.answer.question import Argument, Question
from gigaloop.answer.setup import RunArguments
from gigaloop.answer.speech import Speech, largest, those
from gigaloop.answer.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.ledger.breach import broken, has_covenant
from gigaloop.words.layout import chinese
from gigaloop.words.notes import Note, note
from gigaloop.words.numbers import day

#: paths that a search draws at most; more would sharpen a share that is compared with one half only
MOST_PATHS = 300
#: halvings of the bracket: a shock is known to 1/64 of its greatest size
HALVINGS = 6
BROKEN = 0.5
#: shares of the greatest size at which every driver is tried, broken or not: the figure's curve
CURVE = (0.25, 0.5, 0.75, 1.0)
#: how several drivers are mixed: shares of each one's own breaking size, in proportion
MIXES = {2: ((1.0, 1.0), (1.0, 0.5), (0.5, 1.0)), 3: ((1.0, 1.0, 1.0),)}
#: quarters after the first from which the widest search shocks too: who cannot borrow early builds and owes less
LATER = (4, 8, 12)
Words = Mapping[str, str]
#: what breaking means, and how it is told
BREACHES: dict[str, Words] = {
    "default": {"en": "defaults", "zh-Hant": "違約", "zh-Hans": "违约"},
    "leverage": {
        "en": "has debt above its own limit, times EBITDA, for four quarters running",
        "zh-Hant": "債務連續四季高於其 EBITDA 倍數上限",
        "zh-Hans": "债务连续四季高于其 EBITDA 倍数上限",
    },
    "liquidity": {
        "en": "ends a quarter with less cash and undrawn lines than interest and principal of the next two",
        "zh-Hant": "某季末現金與未動用額度低於其後兩季的利息與本金",
        "zh-Hans": "某季末现金与未动用额度低于其后两季的利息与本金",
    },
    "covenant": {
        "en": "breaks a covenant of its debt (coverage, or loan to value)",
        "zh-Hant": "違反債務約定條款（覆蓋率或貸款成數）",
        "zh-Hans": "违反债务契约条款（覆盖率或贷款价值比）",
    },
    "downgrade": {
        "en": "falls below investment grade by our bands, or by one band more where it begins below, for a year",
        "zh-Hant": "依我們的級距連續一年跌出投資等級（原已在其下者再降一級）",
        "zh-Hans": "依我们的级距连续一年跌出投资级（原已在其下者再降一级）",
    },
    "missed": {
        "en": "does not pay a due as it stands (put off, waived, rescued or in default)",
        "zh-Hant": "未能如期足額支付到期款項（延付、豁免、獲救或違約）",
        "zh-Hans": "未能如期足额支付到期款项（延付、豁免、获救或违约）",
    },
}
#: the sentences: what breaks it, what does not, several at once, the nearest of all
SAID: dict[str, Words] = {
    "base": {"en": "in the base, {who} {breach} in {share:.0%} of the paths to {until}",
             "zh-Hant": "基準情境下，{who}於 {until} 前在 {share:.0%} 的路徑中{breach}",
             "zh-Hans": "基准情景下，{who}于 {until} 前在 {share:.0%} 的路径中{breach}"},
    "breaks": {"en": "if {what}, {who} {breach} in {share:.0%} of the paths to {until}: it must stay below",
               "zh-Hant": "若{what}，{who}於 {until} 前在 {share:.0%} 的路徑中{breach}：必須低於此值",
               "zh-Hans": "若{what}，{who}于 {until} 前在 {share:.0%} 的路径中{breach}：必须低于此值"},
    "holds": {"en": "even if {what}, {who} {breach} in {share:.0%} of the paths to {until} only",
              "zh-Hant": "即使{what}，{who}於 {until} 前也只在 {share:.0%} 的路徑中{breach}",
              "zh-Hans": "即使{what}，{who}于 {until} 前也只在 {share:.0%} 的路径中{breach}"},
    "at": {"en": "if {what}, {who} {breach} in {share:.0%} of the paths to {until}",
           "zh-Hant": "若{what}，{who}於 {until} 前在 {share:.0%} 的路徑中{breach}",
           "zh-Hans": "若{what}，{who}于 {until} 前在 {share:.0%} 的路径中{breach}"},
    "nearest": {"en": "nearest to today: if {what}, {who} {breach} in {share:.0%} of the paths to {until}; to be "
                      "safe from it, some part of that must stay milder",
                "zh-Hant": "離今天最近的情形：若{what}，{who}於 {until} 前在 {share:.0%} 的路徑中{breach}；"
                           "要避免，其中至少一項須較輕",
                "zh-Hans": "离今天最近的情形：若{what}，{who}于 {until} 前在 {share:.0%} 的路径中{breach}；"
                           "要避免，其中至少一项须较轻"},
    "none": {"en": "of all shocks, none of those tried, alone or together, at once or up to three years later, breaks "
                   "{who} in half of the paths to {until}, so that it {breach}: {share:.0%} at most; they went as far "
                   "as this: {what}",
             "zh-Hant": "所試的衝擊，單獨或合併，立即發生或至多晚三年，都不會使半數路徑在 {until} 前出現{who}{breach}"
                        "（至多 {share:.0%}）；最大試到：{what}",
             "zh-Hans": "所试的冲击，单独或合并，立即发生或至多晚三年，都不会使半数路径在 {until} 前出现{who}{breach}"
                        "（至多 {share:.0%}）；最大试到：{what}"},
    "from": {"en": "from {start} on ", "zh-Hant": "自 {start} 起，", "zh-Hans": "自 {start} 起，"},
}  # fmt: skip
SCRIPTS = {"sentence": "en", "sentence_zh_hant": "zh-Hant", "sentence_zh_hans": "zh-Hans"}


@dataclass(frozen=True)
class Stress:
    """One driver to push: its greatest size, the unit of sizes, how a size becomes shocks, and words by language."""

    driver: str
    most: float
    unit: str
    told: Words
    shocks: Callable[[float, Sequence[str]], list[dict[str, str]]]

    def say(self, language: str, size: float) -> str:
        """The shock in words; a rate moves by percentage points."""
        return self.told[language].format(100.0 * size if self.unit == "share a year" else size)


def answer(
    book: Book,
    party: str = "oracle",
    driver: str = "all",
    breach: str = "default",
    **drawn: Unpack[RunArguments],
) -> Table:
    """What is the smallest shock that breaks a party, which mix of shocks comes nearest, what must be true else?

    Definition: reverse stress test (Basel Committee, Stress testing principles 2018): see `QUESTION.definition`.
    `breaks_at` is the least size found; low and high bracket it (the greatest that does not break, the least that
    does). A driver whose greatest size does not break it has an open high. `broken_at`: share of paths broken at a
    quarter, a half, three quarters and all of the greatest size (`part`). `together` is the distance at which several
    break it at once, `nearest` the least of all distances. `sentence` says each as a condition: what must stay true.

    Columns: `driver`; `most`, the greatest size tried; `part` of it; `sentence` in three scripts. `broken`
    (share of paths) in the base. The search draws at most 300 paths, so a share near one half is known to about 0.05.

    Raises InputError for a party without accounts, or a driver or breach that is not among those listed.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "cloud", driver="demand.lab", paths=20).question
    'survive'
    """
    who = book.party(party).party_id
    if breach not in BREACHES:
        raise Misread(f"--breach: {breach!r} is not known here", f"Use one of {', '.join(BREACHES)}", id="breach")
    progress, paths = drawn.get("progress"), drawn.get("paths", MOST_PATHS)
    asked: RunArguments = {**drawn, "run": None, "paths": min(paths, MOST_PATHS)}
    base = simulated(book, **asked)
    base.measure("cash", who)
    stresses = [s for s in known(base) if driver in ("all", s.driver)]
    if not stresses:
        raise Misread(
            f"--driver: {driver!r} is not pushed here", f"Use all or one of {', '.join(s.driver for s in known(base))}"
        )

    def share(shocks: list[dict[str, str]]) -> float:
        return share_of(broken(base.pushed(shocks, progress=progress), who, breach))[1]

    tell = _Telling(book.parties[who], breach, base.quarters[-1])
    rows = [_base_row(base, who, breach, tell)]
    if rows[0].mid is not None and rows[0].mid < BROKEN:
        alone: list[Row] = []
        tried: list[Row] = []
        near: list[_Mix] = []
        ranked: list[tuple[bool, float, Stress]] = []
        sizes: dict[str, float] = {}
        for stress in stresses:
            curve = [(x * stress.most, share(stress.shocks(x * stress.most, base.quarters))) for x in CURVE]
            found = smallest(lambda x, s=stress: share(s.shocks(x, base.quarters)), stress.most, curve)  # type: ignore[misc]
            sizes[stress.driver] = found[1] if found[1] is not None else stress.most
            ranked.append((found[1] is None, found[1] / stress.most if found[1] is not None else -found[2], stress))
            alone.append(_stress_row(base, who, stress, tell, *found))
            if found[1] is not None:
                near.append(_Mix(1.0, 1.0, found[2], [(stress, found[1])]))
            tried += _curve_rows(base, who, stress, tell, [(0.0, rows[0].mid), *curve])
        alone.sort(key=lambda row: (row.high is None, (row.high or 0.0) / (row.more["most"] or 1)))
        mixed = list(_together(base, [s for *_, s in sorted(ranked, key=lambda one: one[:2])[:3]], sizes, share))
        if not near and all(mix.high is None for mix in mixed):
            worst = [stress for *_, stress in sorted(ranked, key=lambda one: one[:2])]
            wide = {mix.name: mix for mix in _widest(base, worst, share)}
            mixed = [mix for mix in mixed if mix.name not in wide] + list(wide.values())
        near += [mix for mix in mixed if mix.high is not None]
        rows += [
            _nearest_row(
                base, who, near, tell, stresses, max([row.mid or 0.0 for row in tried] + [m.share for m in mixed])
            ),
            *alone,
            *(_mix_row(base, who, m, tell) for m in mixed),
            *tried,
        ]
    return base.table(
        QUESTION,
        title={"party": book.parties[who]},
        rows=rows,
        arguments={"party": who, "driver": driver, "breach": breach},
        notes=_notes(base, rows, paths, who, breach),
        added=(
            ("driver", ""),
            ("most", "see unit"),
            ("part", "share"),
            ("sentence", ""),
            ("sentence_zh_hant", ""),
            ("sentence_zh_hans", ""),
            ("band", ""),
        ),
    )


def known(base: Paths) -> list[Stress]:
    """The drivers that are pushed: demand in all and lab by lab, funding, rent, rate, efficiency, power, shares."""

    def each(en: str, hant: str, hans: str) -> Words:
        return {"en": en, "zh-Hant": hant, "zh-Hans": hans}

    out = [_cut("demand.common", each("all AI demand is lower by {:.0%} for good", "所有 AI 需求永久降低 {:.0%}",
                                      "所有 AI 需求永久降低 {:.0%}"))]  # fmt: skip
    for lab in _labs(base):
        en, hant, hans = (base.book.parties[lab].name(language) for language in SCRIPTS.values())
        told = each(f"revenue of {en} is lower by {{:.0%}} for good", f"{hant} 的收入永久降低 {{:.0%}}",
                    f"{hans} 的收入永久降低 {{:.0%}}")  # fmt: skip
        out.append(_cut(f"demand.{lab}", told))
    told = each("no equity and no debt for {:.0f} quarters", "{:.0f} 季內沒有股權與債務融資",
                "{:.0f} 季内没有股权与债务融资")  # fmt: skip
    out.append(Stress("funding", float(len(base.quarters) - 1), "quarters", told, _shut))
    told = each("the rent of a GPU-hour is lower by {:.0%} for good", "GPU 小時租金永久降低 {:.0%}",
                "GPU 小时租金永久降低 {:.0%}")  # fmt: skip
    out.append(_cut("rent", told))
    told = each("the short rate is higher by {:.3g} percentage points for good", "短期利率永久升高 {:.3g} 個百分點",
                "短期利率永久升高 {:.3g} 个百分点")  # fmt: skip
    out.append(Stress("rate", 0.15, "share a year", told, _up("rate")))
    told = each("compute is more efficient by {:.0%} for good", "算力效率永久提高 {:.0%}", "算力效率永久提高 {:.0%}")
    out.append(Stress("efficiency", 3.0, "ratio", told, _up("efficiency")))
    told = each("new power is lower by {:.0%} for good", "新增電力永久減少 {:.0%}", "新增电力永久减少 {:.0%}")
    out.append(_cut("supply.power.all", told))
    told = each(
        "all shares are worth {:.0%} less for good", "所有股票的價值永久減少 {:.0%}", "所有股票的价值永久减少 {:.0%}"
    )
    out.append(_cut("shares", told))
    return out


def smallest(
    breaks: Callable[[float], float], most: float, tried: Sequence[tuple[float, float]] = ()
) -> tuple[float, float | None, float]:
    """(greatest size that does not break, least that does or None, share of paths at it), by bisection.

    tried: (size, share) already known, sizes rising to `most`; the search begins below the first that breaks. The share
    is taken to rise with the size; where it does not, the answer is still a size at which it breaks.

    >>> smallest(lambda x: float(x >= 0.3), 1.0)
    (0.296875, 0.3125, 1.0)
    """
    tried = tried or [(most, breaks(most))]
    place = next((place for place, (_, share) in enumerate(tried) if share >= BROKEN), None)
    if place is None:
        return most, None, tried[-1][1]
    low, (high, share) = tried[place - 1][0] if place else 0.0, tried[place]
    while high - low > 1.0001 * most / 2**HALVINGS:
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


def _cut(driver: str, told: Words) -> Stress:
    return Stress(driver, 0.95, "share", told, lambda x, q: [{"driver": driver, **_span(q), "down_by": f"{x:.6f}"}])


def _up(driver: str) -> Callable[[float, Sequence[str]], list[dict[str, str]]]:
    return lambda x, q: [{"driver": driver, **_span(q), "up_by": f"{x:.6f}"}]


def _shut(size: float, quarters: Sequence[str]) -> list[dict[str, str]]:
    if round(size) < 1:
        return []
    span = _span(quarters, round(size))
    return [{"driver": f"appetite.{kind}", **span, "set": "0"} for kind in ("equity", "debt")]


@dataclass(frozen=True)
class _Telling:
    """The party and the breach, in three scripts."""

    party: Any
    breach: str
    until: str

    def __call__(
        self, how: str, share: float = 0.0, stresses: Sequence[tuple[Stress, float]] = (), start: str = ""
    ) -> dict[str, str]:
        """The sentence `how` of `SAID` as the three columns; stresses: each with its size; start: a later quarter."""
        told = {}
        for column, language in SCRIPTS.items():
            what = ("; " if language == "en" else ";").join(s.say(language, size) for s, size in stresses)
            what = (SAID["from"][language].format(start=start) if start else "") + what
            told[column] = SAID[how][language].format(
                who=self.party.name(language),
                breach=BREACHES[self.breach][language],
                what=what,
                share=share,
                until=day(self.until, language),
            )
            told[column] = told[column] if language == "en" else chinese(told[column])
        return told


def _row(base: Paths, who: str, key: str, measure: str, unit: str, ends: tuple, **more: Any) -> Row:
    """A row of the search; its span is that of the shocks."""
    low, mid, high = ends
    return Row(
        key=f"{who}/{key}", subject=who, measure=measure, unit=unit, low=low, mid=mid, high=high,
        period=f"{base.quarters[1]} to {base.quarters[-1]}", range="paths",
        more={"part": None, "band": "bracket"} | more, **base.behind(who),
    )  # fmt: skip


def _base_row(base: Paths, who: str, breach: str, tell: _Telling) -> Row:
    hit = broken(base, who, breach)
    more: dict[str, Any] = {"driver": "", "most": None, "part": None, "band": "count"} | tell(
        "base", share_of(hit)[1] or 0.0
    )
    return share_row(
        hit, f"{who}/base", who, "broken", period=f"to {base.quarters[-1]}", more=more,
        **base.behind(who),
    )  # fmt: skip


def _stress_row(
    base: Paths, who: str, stress: Stress, tell: _Telling, low: float, high: float | None, share: float
) -> Row:
    said = tell("holds", share, [(stress, stress.most)]) if high is None else tell("breaks", share, [(stress, high)])
    return _row(base, who, stress.driver, "breaks_at", stress.unit, (low, high, high), driver=stress.driver,
                most=stress.most, **said)  # fmt: skip


def _curve_rows(
    base: Paths, who: str, stress: Stress, tell: _Telling, curve: Sequence[tuple[float, float]]
) -> Iterator[Row]:
    """The share of paths broken at each part of the greatest size."""
    for size, share in curve:
        part = round(size / stress.most, 9)
        said = tell("at", share, [(stress, size)]) if size else tell("base", share)
        yield _row(base, who, f"{stress.driver}/{part:g}", "broken_at", "share", (share, share, share),
                   driver=stress.driver, most=stress.most, **said | {"part": part, "band": "mean"})  # fmt: skip


@dataclass(frozen=True)
class _Mix:
    """Several drivers at once: the bracket of its distance, the share of paths broken, and each driver's size."""

    low: float
    high: float | None
    share: float
    each: list[tuple[Stress, float]]
    start: str = ""

    @property
    def name(self) -> str:
        return " + ".join(stress.driver for stress, _ in self.each) + (f" from {self.start}" if self.start else "")


def _together(
    base: Paths, strongest: Sequence[Stress], sizes: Mapping[str, float], share: Callable[[list], float]
) -> Iterator[_Mix]:
    """The nearest mix of each two, and of all three, of the three strongest drivers, in `MIXES` of their own sizes."""
    for drivers in [mix for count in (2, 3) for mix in combinations(strongest, count)]:
        found = []
        for parts in MIXES[len(drivers)]:

            def each(x: float, parts: tuple[float, ...] = parts, drivers: tuple[Stress, ...] = drivers) -> list:
                return [(s, x * part * sizes[s.driver]) for s, part in zip(drivers, parts, strict=True)]

            def at(x: float, each: Callable[[float], list] = each) -> float:
                return share([shock for s, size in each(x) for shock in s.shocks(size, base.quarters)])

            low, high, now = smallest(at, 1.0)
            norm = float(np.linalg.norm(parts))
            found.append(
                _Mix(norm * low, None if high is None else norm * high, now, each(1.0 if high is None else high))
            )
        yield min(found, key=lambda mix: (mix.high is None, mix.high or 0.0))


def _widest(base: Paths, stresses: Sequence[Stress], share: Callable[[list], float]) -> Iterator[_Mix]:
    """From the second quarter, and from each later start: the strongest at its greatest size, and with it, one by one,
    whatever makes it worse still (the worst first); where that breaks it, the least part of it that does.

    Later starts matter: who loses its markets early builds less and owes less.
    """
    for later in (0, *LATER):
        quarters = base.quarters[later:]
        if len(quarters) < 2 + min(LATER):
            return

        def at(x: float, chosen: Sequence[Stress], quarters: Sequence[str] = quarters) -> float:
            return share([shock for s in chosen for shock in s.shocks(x * s.most, quarters)])

        chosen: list[Stress] = []
        worst = 0.0
        for stress in stresses:
            now = at(1.0, [*chosen, stress])
            if now > worst:
                chosen, worst = [*chosen, stress], now
        if not chosen:
            continue
        low, high, now = smallest(lambda x, s=tuple(chosen): at(x, s), 1.0, [(1.0, worst)])  # type: ignore[misc]
        norm = float(np.sqrt(len(chosen)))
        each = [(s, (high or 1.0) * s.most) for s in chosen]
        yield _Mix(norm * low, None if high is None else norm * high, now, each, quarters[1] if later else "")


def _mix_row(base: Paths, who: str, mix: _Mix, tell: _Telling) -> Row:
    said = tell("holds" if mix.high is None else "at", mix.share, mix.each, mix.start)
    return _row(base, who, mix.name, "together", "distance", (mix.low, mix.high, mix.high), driver=mix.name,
                most=float(np.sqrt(len(mix.each))), **said)  # fmt: skip


def _nearest_row(
    base: Paths, who: str, near: Sequence[_Mix], tell: _Telling, tried: Sequence[Stress], most: float
) -> Row:
    """Of all that breaks it, what is nearest; a driver alone at its own breaking size stands at distance 1."""
    if not near:
        far = tell("none", most, [(stress, stress.most) for stress in tried])
        return _row(base, who, "nearest", "nearest", "distance", (None, None, None), driver="", most=None, **far)
    mix = min(near, key=lambda mix: mix.high or 0.0)
    return _row(base, who, "nearest", "nearest", "distance", (mix.low, mix.high, mix.high), driver=mix.name,
                most=None, **tell("nearest", mix.share, mix.each, mix.start))  # fmt: skip


def _notes(base: Paths, rows: list[Row], paths: int, who: str, breach: str) -> Iterator[Note]:
    if rows[0].mid is not None and rows[0].mid >= BROKEN:
        yield note("survive.broken", share=f"{rows[0].mid:.0%}")
    if base.run.paths < paths:
        yield note("survive.fewer", n=base.run.paths, asked=paths)
    if all(row.high is None for row in rows if row.measure == "breaks_at"):
        yield note("survive.unbroken")
    if breach == "covenant" and not has_covenant(base, who):
        yield note("survive.no_covenant", parties=(who,))
    yield note("survive.span")


def headline(table: Table, say: Speech) -> Sequence[str]:
    """The sentence of the smallest shock that breaks the party, or how far those went that did not."""
    told = [
        say(
            "survive.base",
            party=say.party(row.subject),
            breach=say(f"breach.{table.arguments['breach']}"),
            cases=cases,
            range=say.range(row),
        )
        for row in those(table, measure="broken")
        if (cases := say.cases(row, table.paths))
    ]
    nearest = those(table, measure="nearest")
    if nearest and nearest[0].mid is None:
        return [*told, *_unbroken(table, say, str(nearest[0].subject))]
    texts = [str(row.more[say.column("sentence")]) for row in nearest]
    return [*told, *(say("survive.sentence", text=text[:1].upper() + text[1:]) for text in texts if text)]


def _unbroken(table: Table, say: Speech, party: str) -> Iterator[str]:
    """How many shocks were tried, and which comes nearest to breaking the party."""
    alone = [row for row in those(table, measure="broken_at") if row.more["part"] == 1.0]
    until = say.day(table.rows[0].period.removeprefix("to "))
    breach = say(f"breach.{table.arguments['breach']}")
    yield say("survive.unbroken", n=say.count(len(alone)), party=say.party(party), breach=breach, until=until)
    for row in largest(alone)[:1]:
        text = str(row.more[say.column("sentence")])
        yield say("survive.hardest", text=text[:1].lower() + text[1:])


def first(table: Table) -> Sequence[Row]:
    """The nearest shock, then what each driver alone takes."""
    near = [row for row in those(table, measure="nearest") if row.mid is not None]
    return [*near, *those(table, measure=("breaks_at", "together"))]


QUESTION = Question(
    "survive",
    "stress",
    answer,
    arguments=(
        Argument("party", "str", "oracle", side="owes"),
        Argument("driver", "str", "all", option=True),
        Argument("breach", "str", "default", choices=tuple(BREACHES), option=True),
    ),
    simulates=True,
    headline=headline,
    first=first,
)
