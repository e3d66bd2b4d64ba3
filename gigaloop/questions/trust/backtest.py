"""backtest: the book as known on a day, run forward, beside what was told since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, NamedTuple, Unpack

import numpy as np

from gigaloop.answer.paths import CENTS, Paths, share_of, simulated, spread
from gigaloop.answer.question import Question, Row, RunArguments, Speech, Table
from gigaloop.book.file import load
from gigaloop.book.model import Book, Figure, Parameter
from gigaloop.book.units import quarter_of
from gigaloop.questions.trust.outcomes import EVENTS, KINDS, OUTCOMES, STARTS, Event, Target, raised
from gigaloop.questions.trust.score import brier, crps, verdict
from gigaloop.words.notes import Note, note

START = STARTS[0]
#: paths that are drawn unless more are asked for
PATHS = 1000


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

    @property
    def size(self) -> float:
        """How large the outcome is: scores are set over it, so that a large firm does not drown the others."""
        return abs(self.happened)


class Told(NamedTuple):
    """An event with our chance and its Monte Carlo band."""

    event: Event
    ends: tuple[float, float, float]

    @property
    def brier(self) -> float:
        """Of our chance."""
        return brier(self.ends[1], self.event.happened)

    @property
    def carried(self) -> float:
        """Of today carried on."""
        return brier(self.event.carried, self.event.happened)


def answer(book: Book, *, start: Annotated[str, STARTS] = START, **drawn: Unpack[RunArguments]) -> Table:
    """What would this engine have said on a day of the past, and what was told since?

    Definition: `QUESTION.definition`. Ours = 5th, 50th, 95th percentile over paths, in the quarter whose middle or end
    is nearest to the outcome's (three months that end within 45 days of it), or summed over its span. `crps_last`,
    `crps_growth` = absolute error of the last value, or the last growth, carried on; `brier` of the event 'above the
    last value' (0.25 is a coin), for an event of itself, and `brier_last` of today carried on; `verdict` is hit, miss
    or says nothing (an event is a hit where our chance is on its side of a half).

    Columns: one row an outcome, then `summary/...` over all and by kind; added: `kind`, `happened`, `verdict`, `crps`,
    `crps_last`, `crps_growth` (in the unit of the row), `brier`, `brier_last`.

    Raises InputError for an unknown scenario, argument or mode.

    >>> from gigaloop import load
    >>> sorted({row.more["verdict"] for row in answer(load(), paths=20).rows if row.more["verdict"]}) != []
    True
    """
    whole = book if book.path.name == "loop" else load()
    known = whole.at(date.fromisoformat(start))
    told = whole.whole or whole
    asked: RunArguments = {"paths": PATHS, **drawn, "run": None}
    made = simulated(known, **asked)
    scored = [_score(made, known, told, target) for target in OUTCOMES[start]]
    events = [Told(event, share_of(event.on(made))) for event in EVENTS]
    return made.table(
        QUESTION,
        title={"start": start},
        rows=[
            *(_row(made, told, one) for one in scored),
            *(_event_row(made, one) for one in events),
            *_summary(scored, events, unseen(known, told, start)),
        ],
        arguments={"start": start},
        notes=[
            *_leaks(made, told),
            note("backtest.counted", n=len(scored), events=len(events)),
            *(note(f"backtest.{name}") for name in ("nvidia", "chosen", "leaning")),
            *([note("backtest.paid")] if start != START else []),
        ],
        added=(
            *(("kind", ""), ("happened", "see unit"), ("verdict", ""), ("crps", "see unit")),
            *(("crps_last", "see unit"), ("crps_growth", "see unit"), ("brier", ""), ("brier_last", "")),
        ),
        told=told,
    )


def sample(made: Paths, target: Target, quarter: str) -> np.ndarray:
    """(P,) what the simulation says of a target: of its quarter, or summed over its span, with what stands beside."""
    first, last = target.span or (quarter, quarter)
    columns = slice(made.quarters.index(first), made.quarters.index(last) + 1)
    if target.measure == "rent":
        series = made.market("rent")
    elif target.measure in OF_SEVERAL:
        series = OF_SEVERAL[target.measure](made, target.subject)
    else:
        series = made.measure(target.measure, target.subject)
    return series[:, columns].sum(1) + target.beside


def burn(made: Paths, party: str) -> np.ndarray:
    """(P, T) cash that went in a quarter, apart from money raised: cash before + raised - cash after, USD bn."""
    cash = made.measure("cash", party)
    before = np.column_stack([made.at_start("cash", party) / CENTS, cash[:, :-1]])
    return before + raised(made, party) + made.measure("debt_raised", party) - cash


def loss(made: Paths, party: str) -> np.ndarray:
    """(P, T) cash that went in a quarter apart from money raised and from what the party builds, USD bn."""
    return burn(made, party) - made.measure("capex", party)


#: measures that are made of several of the simulation's
OF_SEVERAL = {"burn": burn, "loss": loss, "raised": raised}


def _score(made: Paths, known: Book, told: Book, target: Target) -> Scored:
    figure = told.figures[target.figure]
    quarter = " to ".join(target.span) if target.span else quarter_at(figure)
    ours = sample(made, target, quarter)
    happened = _number(figure)
    last, grown = naive(known, target, figure)
    low, mid, high = spread(ours)
    ends = (low or 0.0, mid or 0.0, high or 0.0)
    return Scored(target, quarter, ends, happened, last, grown, crps(ours, happened), float(np.mean(ours > last)),
                  verdict(ends[0], ends[2], happened))  # fmt: skip


def quarter_at(figure: Figure) -> str:
    """The calendar quarter of an outcome: a flow's holds the middle of its three months, a stock's ends nearest to it.

    Both are the quarter of the day 45 days before.
    """
    end = figure.when.last
    return quarter_of(end - timedelta(days=45))


def naive(known: Book, target: Target, figure: Figure) -> tuple[float, float | None]:
    """(last value carried on, last growth carried on) as known at the start; growth None where one value was known."""
    if target.last in known.figures:
        newest = known.figures[target.last]
        last, when = _number(newest) * target.scale, newest.when.last
    else:
        last, when = known.parameter(target.last).range()[1] * target.scale, date(2025, 9, 30)
    more = 0.0 if target.within else target.beside
    if target.before is None:
        return last + more, None
    older = _number(known.figures[target.before[0]])
    if target.before[0].endswith("h1"):
        older /= 2.0
    ahead = (figure.when.last - when).days / 91.3
    return last + more, last * (last / older) ** (ahead / target.before[1]) + more


def _number(figure: Figure) -> float:
    value = figure.value.stated or 0.0
    return value / 1e9 if figure.value.unit == "USD" else value


UNITS = {"rent": "USD/GPU-hour", "gw": "GW"}


def _row(made: Paths, told: Book, one: Scored) -> Row:
    target = one.target
    figure = told.figures[target.figure]
    behind = made.behind() if target.measure == "rent" else made.behind(target.subject)
    behind |= {"sources": tuple(dict.fromkeys((*behind["sources"], *figure.sources)))}
    more = {"kind": target.kind, "happened": one.happened, "verdict": one.verdict, "crps": one.crps}
    more |= {"crps_last": abs(one.happened - one.last)}
    more |= {"crps_growth": None if one.grown is None else abs(one.happened - one.grown)}
    more |= {"brier": brier(one.chance, one.happened > one.last), "brier_last": None}
    low, mid, high = one.ends
    return Row(
        key=target.figure, subject=target.subject, measure=target.measure, period=one.quarter, low=low, mid=mid,
        high=high, unit=UNITS.get(target.measure, "USD bn"), range="paths", figures=(target.figure,), more=more,
        **(behind | ({"legs": ()} if target.measure == "rent" else {})),
    )  # fmt: skip


BLANK = dict.fromkeys(("happened", "crps", "crps_last", "crps_growth", "brier", "brier_last"))


def _event_row(made: Paths, one: Told) -> Row:
    event, (low, mid, high) = one.event, one.ends
    more = BLANK | {
        "kind": "event",
        "happened": float(event.happened),
        "verdict": "hit" if (mid >= 0.5) == event.happened else "miss",
        "brier": one.brier,
        "brier_last": one.carried,
    }
    behind = made.behind(event.subject)
    return Row(
        key=f"event/{event.name}", subject=event.subject, measure=event.asks, unit="share", low=low, mid=mid, high=high,
        range="paths", origin=behind["origin"], assumptions=behind["assumptions"], sources=event.sources, more=more,
    )  # fmt: skip


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _scores(scored: list[Scored]) -> Iterator[tuple[str, str, float]]:
    """(name, meaning, value) over numbers, each scored against its own size."""
    grown = [(one, one.grown) for one in scored if one.grown is not None]
    inside = [one.ends[0] <= one.happened <= one.ends[2] for one in scored]
    yield "coverage", "share of outcomes inside 5th to 95th percentile; 0.9 would be right", _mean(inside)
    hits = [one.verdict == "hit" for one in scored]
    yield "hits", "share inside a range no wider than the outcome is large", _mean(hits)
    yield (
        "sharpness",
        "mean width of the range over the outcome",
        _mean([(one.ends[2] - one.ends[0]) / one.size for one in scored]),
    )
    yield "crps", "mean score over the outcome's size", _mean([one.crps / one.size for one in scored])
    yield (
        "crps_last",
        "the same of the last value carried on",
        _mean([abs(one.happened - one.last) / one.size for one in scored]),
    )
    if grown:
        yield "crps_where_growth", "ours where a growth was known", _mean([one.crps / one.size for one, _ in grown])
        yield (
            "crps_growth",
            "the last growth carried on, there",
            _mean([abs(one.happened - value) / one.size for one, value in grown]),
        )


def _summary(scored: list[Scored], events: list[Told], unseen_: set[str]) -> Iterator[Row]:
    """Over all outcomes and by kind."""

    def row(name: str, meaning: str, value: float, unit: str = "share") -> Row:
        return Row(
            key=f"summary/{name}", subject="market", measure=meaning, unit=unit, low=None, mid=value, high=None,
            range="paths", origin="assumed", more={**BLANK, "verdict": "", "kind": name.rpartition("/")[0]},
        )  # fmt: skip

    for name, meaning, value in _scores(scored):
        yield row(name, meaning, value)
    fresh = [one for one in scored if one.target.figure in unseen_]
    for name, meaning, value in _scores(fresh):
        if name in ("coverage", "crps", "crps_last"):
            yield row(f"{name}_unseen", f"{meaning}; of the {len(fresh)} that no parameter's page tells", value)
    above = [brier(one.chance, one.happened > one.last) for one in scored]
    yield row("brier", "of 'above the last value'; 0.25 is a coin", _mean(above))
    better = 0
    for kind in KINDS[:-1]:
        of_kind = [one for one in scored if one.target.kind == kind]
        yield row(f"{kind}/count", "outcomes", float(len(of_kind)), "outcomes")
        told = {name: (meaning, value) for name, meaning, value in _scores(of_kind)}
        for name, (meaning, value) in told.items():
            if "growth" not in name:
                yield row(f"{kind}/{name}", meaning, value)
        better += told["crps"][1] < told["crps_last"][1]
    ours, carried = _mean([one.brier for one in events]), _mean([one.carried for one in events])
    yield row("event/count", "outcomes", float(len(events)), "outcomes")
    yield row("event/brier", "mean Brier score of our chances", ours)
    yield row("event/brier_last", "the same of today carried on", carried)
    better += ours < carried
    yield row("better", f"kinds of {len(KINDS)} in which ours is better than carrying on", float(better), "kinds")


def unseen(known: Book, told: Book, start: str = START) -> set[str]:
    """Outcomes that no parameter holding at the start could have been read off: none cites a page that tells them."""
    figures = [target.figure for target in OUTCOMES[start]]
    return set(figures) - {figure for _, figure in seen(told, figures, known.as_of)}


def leaks(made: Paths, told: Book) -> tuple[str, ...]:
    """Parameters of the run that cite a page published after the start: they may know what they should not."""
    day = made.book.as_of
    late = {name for name, source in told.sources.items() if source.published and source.published.last > day}
    cited = {p.key: p.sources for p in holding(told, day)}
    return tuple(name for name in made.lowering.used if late.intersection(cited.get(name, ())))


def _leaks(made: Paths, told: Book) -> list[Note]:
    names = leaks(made, told)
    return [note("backtest.leaks", n=len(names), names=tuple(names))] if names else []


def seen(book: Book, held: Iterable[str], day: date) -> list[tuple[str, str]]:
    """(parameter, figure) where a row that holds on `day` cites a page that also tells a figure held back."""
    whole = book.whole or book
    pages = {figure: set(whole.figures[figure].sources) for figure in held}
    rows = holding(whole, day)
    return [(p.key, figure) for p in rows for figure, cited in pages.items() if cited.intersection(p.sources)]


def holding(whole: Book, day: date) -> list[Parameter]:
    """The rows of parameters that hold on a day, with all the pages that they cite, later ones too."""
    view = whole.at(day).parameters
    return [p for p in whole.all_parameters if p.key in view and view[p.key].as_of == p.as_of]


def headline(table: Table, say: Speech) -> Sequence[str]:
    """How many outcomes lay inside, and how many should have."""
    scored = [row for row in table.rows if row.more.get("happened") is not None and row.more["kind"] != "event"]
    if not scored:
        return []
    inside = [row for row in scored if _within(row)]
    counted = {"n": say.count(len(inside)), "all": say.count(len(scored))}
    start = say.day(str(table.arguments.get("start", START)))
    return [say("backtest.inside", start=start, **counted), say("backtest.care")]


def _within(row: Row) -> bool:
    low, high = row.low, row.high
    return low is not None and low <= row.more["happened"] and (high is None or row.more["happened"] <= high)


def first(table: Table) -> Sequence[Row]:
    """The outcomes, those outside first."""
    scored = [row for row in table.rows if row.more.get("verdict")]
    return sorted(scored, key=lambda row: row.more["verdict"] == "hit")


QUESTION = Question(answer, headline, first)
