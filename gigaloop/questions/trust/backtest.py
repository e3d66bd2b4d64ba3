"""backtest: the book as known on 2025-10-31, run forward, beside what was reported by the middle of 2026.

`python -m gigaloop.questions.trust.backtest > docs/backtest.md` writes the page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple, Unpack

import numpy as np

from gigaloop.answer.arguments import RunArguments
from gigaloop.answer.paths import Paths, simulated, spread
from gigaloop.answer.question import Question
from gigaloop.answer.table import Row, Table
from gigaloop.book.file import load
from gigaloop.book.model import Book, Figure
from gigaloop.book.units import quarter_of
from gigaloop.questions.trust.calibration import holding, seen
from gigaloop.questions.trust.score import brier, crps, verdict

START = "2025-10-31"
#: paths that are drawn unless more are asked for
PATHS = 1000
#: money that flows in a quarter; all else is a stock at a day
FLOWS = ("revenue", "received", "capex")
DEFINITION = (
    "The book as known on 2025-10-31 and its parameters of that day, run forward; what was reported since is laid over "
    "the range. CRPS (Gneiting and Raftery 2007) and Brier (1950) scores, coverage of the 5th to 95th percentile "
    "beside its width over the outcome; against the last value carried on and the last growth carried on. A range that "
    "is wider than the "
    "outcome is large says nothing and is no hit."
)


class Target(NamedTuple):
    """One thing that was reported since.

    figure   what was reported                      measure  of the simulation: of the subject, or 'rent' of the world
    last     the newest value known at the start: a figure's id, or a parameter's name and its scale
    before   an older figure and how many quarters lie between, for the growth carried on
    beside   what the reported number holds and our account does not, in USD bn as known at the start
    """

    figure: str
    subject: str
    measure: str
    last: str
    scale: float = 1.0
    before: tuple[str, float] | None = None
    beside: float = 0.0


NVIDIA, COREWEAVE = ("nvidia-data-centre-revenue-fy2026q1", 1.0), ("coreweave-revenue-2025q1", 1.0)
#: Oracle's leases: its debt of August 2025 with them, and the bonds of September, less what `oracle-debt-0` opens with
LEASES = 105.4 + 18.0 - 108.0
TARGETS: tuple[Target, ...] = (
    Target("openai-revenue-2026q1", "openai", "revenue", "openai-revenue-q0", before=("openai-revenue-2025h1", 1.5)),
    Target("anthropic-revenue-2026q1", "anthropic", "revenue", "anthropic-revenue-q0"),
    Target("coreweave-revenue-2025q4", "coreweave", "revenue", "coreweave-revenue-2025q2", before=COREWEAVE),
    Target("coreweave-revenue-2026q1", "coreweave", "revenue", "coreweave-revenue-2025q2", before=COREWEAVE),
    Target("nvidia-data-centre-revenue-fy2026q4", "nvidia", "received", "nvidia-data-centre-revenue-fy2026q2",
           before=NVIDIA),
    Target("nvidia-data-centre-revenue-fy2027q1", "nvidia", "received", "nvidia-data-centre-revenue-fy2026q2",
           before=NVIDIA),
    Target("microsoft-capex-fy2026q2", "microsoft", "capex", "microsoft-capex-fy2026q1"),
    Target("microsoft-capex-fy2026q3", "microsoft", "capex", "microsoft-capex-fy2026q1"),
    Target("google-capex-2026q1", "google", "capex", "google-capex-2025q3"),
    Target("amazon-capex-2026q1", "amazon", "capex", "amazon-capex-2025q3"),
    Target("coreweave-total-debt-2026q1", "coreweave", "debt", "coreweave-total-debt-2025q2",
           before=("coreweave-total-debt-2024q4", 2.0)),
    Target("oracle-total-debt-fy2026q2", "oracle", "debt", "oracle-total-debt-fy2026q1", beside=LEASES),
    Target("oracle-total-debt-2026-06", "oracle", "debt", "oracle-total-debt-fy2026q1"),
    Target("oracle-cash-fy2026q2", "oracle", "cash", "oracle-cash-fy2026q1", before=("oracle-cash-fy2025q4", 1.0)),
    Target("oracle-cash-2026-02-28", "oracle", "cash", "oracle-cash-fy2026q1", before=("oracle-cash-fy2025q4", 1.0)),
    Target("openai-cash-2026q1", "openai", "cash", "openai-cash-2025h1"),
    Target("coreweave-cash-2025q4", "coreweave", "cash", "coreweave-cash-0"),
    Target("openai-valuation-2026-03-31", "openai", "value", "openai-valuation-2025-10"),
    Target("anthropic-valuation-2026-02", "anthropic", "value", "anthropic-value-0"),
    Target("anthropic-valuation-2026-05-28", "anthropic", "value", "anthropic-value-0"),
    Target("market-h100-rental-2026-03-1yr-2026-03", "market", "rent", "rent-0"),
    Target("market-h100-rental-2026-06-1yr-2026-06", "market", "rent", "rent-0"),
)  # fmt: skip


class Scored(NamedTuple):
    """A target with our range, the outcome, the naive values (None: none can be made) and the scores."""

    target: Target
    quarter: str
    ends: tuple[float, float, float]
    happened: float
    last: float
    grown: float | None
    crps: float
    chance: float
    verdict: str


def answer(
    book: Book,
    **drawn: Unpack[RunArguments],
) -> Table:
    """What would this engine have said on 2025-10-31, and what was reported by the middle of 2026?

    Definition: ours = 5th, 50th, 95th percentile over paths of the book as known on 2025-10-31, in the quarter of the
    outcome (a flow's is the one that holds the middle of the reported three months). `crps` as in Gneiting and Raftery
    (2007); `crps_last`, `crps_growth` = absolute error of the last value, or the last growth, carried on; `brier` of
    the event 'above the last value' (0.25 is a coin); `verdict` is hit, miss or says nothing.

    Columns: one row an outcome, then `summary/...`; added: `happened`, `verdict`, `crps`, `crps_last`, `crps_growth`
    (in the unit of the row), `brier`.

    Raises InputError for an unknown scenario, argument or mode.

    >>> from gigaloop import load
    >>> sorted({row.more["verdict"] for row in answer(load(), paths=20).rows if row.more["verdict"]}) != []
    True
    """
    whole = book if book.path.name == "loop" else load()
    known = whole.at(date.fromisoformat(START))
    told = whole.whole or whole
    made = simulated(known, **{"paths": PATHS, **drawn, "run": None})
    scored = [_score(made, known, told, target) for target in TARGETS]
    return made.table(
        QUESTION,
        title={
            "en": "Run from October 2025, beside what was reported by the middle of 2026",
            "zh-Hant": "自 2025 年 10 月起模擬,對照 2026 年中前公布的結果",
            "zh-Hans": "自 2025 年 10 月起模拟,对照 2026 年中前公布的结果",
        },
        definition=DEFINITION,
        rows=[*(_row(made, told, one) for one in scored), *_summary(scored, unseen(known, told))],
        arguments={},
        warnings=[*_leaks(made, told), *LIMITS],
        added=(
            ("happened", "see unit", "what was reported since"),
            ("verdict", "", "hit, miss, or says nothing: wider than the outcome is large"),
            ("crps", "see unit", "continuous ranked probability score of ours; smaller is better"),
            ("crps_last", "see unit", "absolute error of the last value carried on"),
            ("crps_growth", "see unit", "absolute error of the last growth carried on; blank where there is none"),
            ("brier", "", "of 'above the last value'; 0.25 is a coin"),
        ),
        told=told,
    )


LIMITS = (
    "22 outcomes of nine firms in three quarters are not independent: one surprise, the rise of spending in 2026, is "
    "in most of them",
    "Nvidia's outcome is its data-centre revenue, since ours is what builders pay it for chips; Oracle's debt of "
    "November 2025 is told with leases, so ours is compared with the leases of the start added",
    "a firm's value moves by its law alone: towards a multiple of revenue, 30 % of the way and at most 35 % up a "
    "quarter, so a round that triples a value within half a year lies outside by construction",
    "plans of capital spending move together and by at most 12 % up a quarter; 2026 brought raises of a half",
    "the model was written by people who knew 2026: its form may lean on it even where its parameters do not",
)


def _score(made: Paths, known: Book, told: Book, target: Target) -> Scored:
    figure = told.figures[target.figure]
    quarter = quarter_at(figure, flow=target.measure in FLOWS)
    column = made.quarters.index(quarter)
    series = made.market("rent") if target.measure == "rent" else made.measure(target.measure, target.subject)
    sample = series[:, column] + target.beside
    happened = _number(figure)
    last, grown = naive(known, target, figure)
    low, mid, high = spread(sample)
    ends = (low or 0.0, mid or 0.0, high or 0.0)
    chance = float(np.mean(sample > last))
    return Scored(target, quarter, ends, happened, last, grown, crps(sample, happened), chance,
                  verdict(ends[0], ends[2], happened))  # fmt: skip


def quarter_at(figure: Figure, *, flow: bool) -> str:
    """The calendar quarter of an outcome: of its day, or for a flow of the middle of its three months."""
    end = (figure.period_end or figure.known).last
    return quarter_of(end - timedelta(days=45) if flow else end)


def naive(known: Book, target: Target, figure: Figure) -> tuple[float, float | None]:
    """(last value carried on, last growth carried on) as known at the start; growth None where one value was known."""
    if target.last in known.figures:
        newest = known.figures[target.last]
        last, when = _number(newest), (newest.period_end or newest.known).last
    else:
        last, when = known.parameter(target.last).range()[1] * target.scale, date(2025, 9, 30)
    if target.before is None:
        return last, None
    older = _number(known.figures[target.before[0]])
    if target.before[0].endswith("h1"):
        older /= 2.0
    ahead = ((figure.period_end or figure.known).last - when).days / 91.3
    return last, last * (last / older) ** (ahead / target.before[1])


def _number(figure: Figure) -> float:
    value = figure.value.stated or 0.0
    return value / 1e9 if figure.value.unit == "USD" else value


def _row(made: Paths, told: Book, one: Scored) -> Row:
    target = one.target
    figure = told.figures[target.figure]
    behind = made.behind(target.subject) if target.measure != "rent" else made.behind(and_on=("rent",), legs=("none",))
    return Row(
        key=target.figure,
        subject=target.subject,
        measure=target.measure,
        period=one.quarter,
        unit="USD/GPU-hour" if target.measure == "rent" else "USD bn",
        low=one.ends[0],
        mid=one.ends[1],
        high=one.ends[2],
        range="paths",
        origin=behind["origin"],
        legs=behind["legs"] if target.measure != "rent" else (),
        figures=(target.figure,),
        assumptions=behind["assumptions"],
        sources=tuple(dict.fromkeys((*behind["sources"], *figure.sources))),
        more={
            "happened": one.happened,
            "verdict": one.verdict,
            "crps": one.crps,
            "crps_last": abs(one.happened - one.last),
            "crps_growth": None if one.grown is None else abs(one.happened - one.grown),
            "brier": brier(one.chance, one.happened > one.last),
        },
    )


def _summary(scored: list[Scored], unseen_: set[str]) -> Iterator[Row]:
    """Over all outcomes, each scored against its own size, so that a large firm does not drown the others."""

    def mean(values: Iterable[float]) -> float:
        return float(np.mean(list(values)))

    def size(one: Scored) -> float:
        return abs(one.happened)

    fresh = [one for one in scored if one.target.figure in unseen_]
    grown = [(one, one.grown) for one in scored if one.grown is not None]
    told = {
        "coverage": (
            "share of outcomes inside 5th to 95th percentile; 0.9 would be right",
            mean(one.ends[0] <= one.happened <= one.ends[2] for one in scored),
        ),
        "hits": (
            "share inside a range no wider than the outcome is large",
            mean(one.verdict == "hit" for one in scored),
        ),
        "sharpness": (
            "mean width of the range over the outcome",
            mean((o.ends[2] - o.ends[0]) / size(o) for o in scored),
        ),
        "crps": ("mean score over the outcome's size", mean(one.crps / size(one) for one in scored)),
        "crps_last": (
            "the same of the last value carried on",
            mean(abs(o.happened - o.last) / size(o) for o in scored),
        ),
        "crps_where_growth": ("ours where a growth was known", mean(one.crps / size(one) for one, _ in grown)),
        "crps_growth": ("the last growth carried on, there", mean(abs(o.happened - g) / size(o) for o, g in grown)),
        "coverage_unseen": (
            f"coverage of the {len(fresh)} outcomes that no parameter's page tells",
            mean(one.ends[0] <= one.happened <= one.ends[2] for one in fresh),
        ),
        "crps_unseen": ("mean score of those", mean(one.crps / size(one) for one in fresh)),
        "crps_last_unseen": (
            "last value carried on, of those",
            mean(abs(o.happened - o.last) / size(o) for o in fresh),
        ),
        "brier": (
            "of 'above the last value'; 0.25 is a coin",
            mean(brier(one.chance, one.happened > one.last) for one in scored),
        ),
    }
    blank = dict.fromkeys(("happened", "crps", "crps_last", "crps_growth", "brier"))
    for name, (meaning, value) in told.items():
        yield Row(
            key=f"summary/{name}", subject="market", measure=meaning, unit="share", low=None, mid=value, high=None,
            range="paths", origin="assumed", more={**blank, "verdict": ""},
        )  # fmt: skip


def unseen(known: Book, told: Book) -> set[str]:
    """Outcomes that no parameter holding at the start could have been read off: none cites a page that tells them."""
    figures = [target.figure for target in TARGETS]
    return set(figures) - {figure for _, figure in seen(told, figures, known.as_of)}


def leaks(made: Paths, told: Book) -> tuple[str, ...]:
    """Parameters of the run that cite a page published after the start: they may know what they should not."""
    day = made.book.as_of
    late = {name for name, source in told.sources.items() if source.published and source.published.last > day}
    cited = {p.name: p.sources for p in holding(told, day)}
    return tuple(name for name in made.lowering.used if late.intersection(cited.get(name, ())))


def _leaks(made: Paths, told: Book) -> list[str]:
    names = leaks(made, told)
    return [f"{len(names)} parameters cite a page from after the start: {', '.join(names)}"] if names else []


def page(table: Table) -> str:
    """The answer as a page in Markdown."""
    rows = [row for row in table.rows if row.more["verdict"]]
    told = {row.key.partition("/")[2]: row for row in table.rows if row.key.startswith("summary/")}
    lines = [
        "# Back-test of the loop",
        "",
        "Made by `python -m gigaloop.questions.trust.backtest > docs/backtest.md`; the same numbers come from",
        f"`{table.reproduce}`.",
        "",
        table.definition,
        "",
        "| outcome | quarter | ours: 5th, 50th, 95th | happened | verdict | CRPS | last value | last growth | Brier |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        more = row.more
        ours = f"{_short(row.low)}, {_short(row.mid)}, {_short(row.high)} {row.unit}"
        scores = (more["crps"], more["crps_last"], more["crps_growth"], more["brier"])
        cells = (row.key, row.period, ours, _short(more["happened"]), more["verdict"], *map(_short, scores))
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "| over all outcomes | value |", "|---|---|"]
    lines += [f"| {name}: {row.measure} | {row.mid:.3f} |" for name, row in told.items()]
    better = (told["crps"].mid or 0.0) < (told["crps_last"].mid or 0.0)
    lines += [
        "",
        f"Ours is {'better' if better else 'worse'} than the last value carried on by the mean score.",
        "",
        "What to keep in mind:",
        "",
        *(f"- {warning}" for warning in table.warnings),
    ]
    return "\n".join(lines) + "\n"


def _short(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    print(page(answer(load(), paths=int(sys.argv[1]) if len(sys.argv) > 1 else 1000)), end="")


QUESTION = Question(
    "backtest",
    "what would the engine have said in October 2025?",
    "trust",
    answer,
    definition=DEFINITION,
    simulates=True,
)
