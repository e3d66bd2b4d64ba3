"""docs/backtest.md: both starts, what was aimed at and what came out."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from gigaloop.answer.table import Row, Table
from gigaloop.book.file import load
from gigaloop.questions.trust.backtest import QUESTION, answer
from gigaloop.questions.trust.outcomes import KINDS, STARTS
from tests.pages import grid

#: what was aimed at: share of numbers inside (least, greatest), mean score over size, kinds better than carrying on
INSIDE, SCORE, BETTER = (0.80, 0.95), 0.14, 4


#: what a missed aim is put down to, and what was tried
MISSED = (
    "Ranges are too narrow for what grows by jumps: Anthropic's revenue rose fivefold in three quarters where the "
    "widest growth that its page of 2025 allowed triples it in a year; everything priced on it (its value, its rounds, "
    "the two events) follows.",
    "Plans of capital spending rose by four fifths within a year; builders answer rent and unserved need here with a "
    "walk of 0.08 a quarter, which was fixed before the score and not widened because of it.",
    "CoreWeave's debt, spending and gigawatts of 2026 come from contracts signed after the start; OpenAI's cash spent "
    "is above what it told, for sites under letters of intent are built here on most paths, and were not.",
    "What was tried: market values with a mood and a noise of their own, a walk of builders, chips on order, halls "
    "and rating bands that bind (docs/model.md) were built after the score of October's page, for the laws of stress. "
    "No size was changed because of a score, so that nothing more was tried.",
)


def goals(table: Table) -> list[tuple[str, str, bool]]:
    """(what was aimed at, what came out, whether it was met) of one answer."""
    told = {row.key.partition("/")[2]: row.mid or 0.0 for row in table.rows if row.key.startswith("summary/")}
    return [
        (f"{INSIDE[0]:.2f} to {INSIDE[1]:.2f} of the numbers inside, ranges no wider than the outcome is large",
         f"{told['hits']:.2f} ({told['coverage']:.2f} with wider ranges)", INSIDE[0] <= told["hits"] <= INSIDE[1]),
        (f"CRPS below {SCORE} of the outcome's size", f"{told['crps']:.3f}", told["crps"] < SCORE),
        (f"better than carrying the last value on in {BETTER} of {len(KINDS)} kinds", f"{told['better']:.0f}",
         told["better"] >= BETTER),
    ]  # fmt: skip


BRIER = ("brier", "brier_last")


def page(tables: list[Table]) -> str:
    """The answers as a page in Markdown, one part a start."""
    lines = [
        "# Back-test of the loop",
        "",
        "Made by `python -m tests.pages.backtest > docs/backtest.md`.",
        "",
        QUESTION.definition,
    ]
    for table in tables:
        lines += _part(table)
    lines += ["", "## What was missed, and what was tried", "", *(f"- {told}" for told in MISSED)]
    return "\n".join(lines) + "\n"


def _part(table: Table) -> Iterator[str]:
    told = {row.key.partition("/")[2]: row for row in table.rows if row.key.startswith("summary/")}
    yield from ("", f"## From {table.arguments['start']}", "", f"The same numbers come from `{table.reproduce}`.", "")
    yield from grid("aim | came out | met", [(aim, out, "yes" if met else "**no**") for aim, out, met in goals(table)])
    kinds = [
        (kind, f"{told[f'{kind}/count'].mid:.0f}",
         *(_short(told[f"{kind}/{name}"].mid) for name in ("coverage", "hits", "crps", "crps_last")))
        for kind in KINDS[:-1]
    ]  # fmt: skip
    events = (
        f"{told['event/count'].mid:.0f}",
        "-",
        "-",
        *(_short(told[f"event/{n}"].mid) for n in BRIER),
    )
    heads = "kind | outcomes | inside | of them no wider than the outcome | CRPS | last value"
    yield from ("", *grid(heads, [*kinds, ("event (Brier)", *events)]), "")
    heads = "outcome | quarter | ours: 5th, 50th, 95th | happened | verdict | CRPS | last value | last growth | Brier"
    yield from grid(heads, [_cells(row) for row in table.rows if row.more["verdict"]])
    whole = [(f"{name}: {row.measure}", f"{row.mid:.3f}") for name, row in told.items() if "/" not in name]
    yield from ("", *grid("over all numbers | value", whole))
    yield from ("", "What to keep in mind:", "", *(f"- {warning}" for warning in table.warnings))


def _cells(row: Row) -> tuple[str, ...]:
    more = row.more
    ours = f"{_short(row.low)}, {_short(row.mid)}, {_short(row.high)} {row.unit}"
    scores = (more[name] for name in ("crps", "crps_last", "crps_growth", "brier"))
    name = row.measure if more["kind"] == "event" else row.key
    return name, row.period, ours, _short(more["happened"]), more["verdict"], *map(_short, scores)


def _short(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    drawn_ = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(page([answer(load(), start=day, paths=drawn_) for day in STARTS]), end="")
