"""What accounts does a party open with, on whose word, and how do its cash flow and balance sheet run by year?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

import numpy as np

from gigaloop.answer.paths import CENTS, Paths, simulated, spread
from gigaloop.answer.setup import RunArguments
from gigaloop.answer.sides import resolved, said
from gigaloop.answer.table import Row, Table, make_table
from gigaloop.book.model import Book
from gigaloop.engine.plan import TABLES
from gigaloop.questions.show import headlines

#: paths that are drawn for the years where nobody says how many
PATHS = 300
#: what is summed over a year, and what is read at its end
FLOWS = {
    "revenue": "earned from customers",
    "received": "received for what it sells to builders",
    "ebitda": "earnings before interest, tax and depreciation",
    "capex": "capital spending",
    "uses": "all cash costs, dues and spending",
    "interest": "interest due",
    "debt_service": "interest and principal due",
    "equity_raised": "equity raised",
    "debt_raised": "debt raised",
}
STOCKS = {"cash": "cash at the end", "debt": "debt at the end", "value": "market value or valuation at the end"}
PERCENTILES = (2, 20, 38)
ADDED = (("kind", ""), ("text", ""))


def answer(book: Book, party: str, **drawn: Unpack[RunArguments]) -> Table:
    """What accounts does a party open with, on whose word, and how do they run by year?

    Definition: see `define.show.accounts` of the words. Revenue of a party with other business is that of its compute
    alone (`compute_revenue`), while its EBITDA counts both. Columns: low, mid and high in the unit of the row; `ADDED`.

    Raises InputError for a party without accounts of its own.

    >>> from gigaloop import load
    >>> {row.more["kind"] for row in answer(load("tiny"), "cloud", paths=20).rows} >= {"opening", "flow", "stock"}
    True
    """
    asked, stood = resolved(book, {"party": party}, {"party": "owes"})
    who = book.party(asked["party"]).party_id
    found = simulated(book, **({} if drawn.get("run") else {"paths": PATHS}) | drawn)
    found.measure("cash", who)
    table = make_table(
        book,
        "show accounts",
        title={"party": book.parties[who]},
        rows=[*_opening(found, who), *_debts(found, who), *_years(found, who)],
        arguments={"party": who},
        positional=("party",),
        notes=found.notes(),
        scenario=found.lowering.scenario,
        settings=found.setup.settings,
        seed=found.run.seed,
        paths=found.run.paths,
        world=found.lowering.rests["world"],
        added=ADDED,
    )
    return said(book, headlines.said(table, headlines.accounts, headlines.by_year), {"party": party}, stood)


def _opening(found: Paths, who: str) -> Iterator[Row]:
    record = found.run.plan.parties[found.number(who)]
    for name, kind, unit, meaning, *_ in TABLES["parties"]:
        if kind == "row" and int(record[name]):
            yield from _value(found, who, int(record[name]), name, unit, "opening", meaning)


def _debts(found: Paths, who: str) -> Iterator[Row]:
    plan = found.run.plan
    for place, debt in enumerate(plan.debts):
        if int(debt["issuer"]) == found.number(who) and int(debt["face"]):
            told = found.lowering.debts[place] or "what no contract of the book names"
            yield from _value(found, who, int(debt["face"]), f"debt/{place}", "cents", "debt", told)


def _value(found: Paths, who: str, row: int, name: str, unit: str, kind: str, text: str) -> Iterator[Row]:
    """One row of the Plan's values with who said so; none where it is zero throughout."""
    book = found.book
    low, mid, high = (float(found.run.plan.quantiles[row][at]) for at in PERCENTILES)
    if not (low or mid or high):
        return
    if unit.startswith("cents"):
        low, mid, high, unit = low / CENTS, mid / CENTS, high / CENTS, unit.replace("cents", "USD bn", 1)
    source = found.lowering.values[row] if row < len(found.lowering.values) else ""
    parameter, figure = book.parameters.get(source), book.figures.get(source)
    leg = text if text in book.legs else source.partition(".")[0]
    cited = parameter.sources if parameter else figure.sources if figure else ()
    if not cited and leg in book.legs:
        cited = tuple(dict.fromkeys(s for step in book.legs[leg].steps for s in step.sources))
    yield Row(
        key=f"{who}/{kind}/{name}", subject=who, measure=name.partition("/")[0], unit=unit, low=low, mid=mid, high=high,
        period=book.as_of.isoformat(), origin=parameter.origin if parameter else "calibrated",
        legs=(leg,) if leg in book.legs else (), figures=(source,) if figure else (),
        assumptions=(source,) if parameter else (), sources=tuple(cited), more={"kind": kind, "text": text},
    )  # fmt: skip


def _years(found: Paths, who: str) -> Iterator[Row]:
    behind = found.behind(who)
    mixed = {"revenue": "compute_revenue"} if found.run.plan.parties["other"][found.number(who)] else {}
    for year, columns in found.spans().items():
        for measures, kind in ((FLOWS, "flow"), (STOCKS, "stock")):
            for name, text in measures.items():
                series = found.measure(name, who)
                at = series[:, columns].sum(1) if kind == "flow" else series[:, columns[-1]]
                if np.any(at):
                    low, mid, high = spread(at)
                    yield Row(
                        key=f"{who}/{name}/{year}", subject=who, measure=mixed.get(name, name), unit="USD bn", low=low,
                        mid=mid, high=high, period=year, range="paths", more={"kind": kind, "text": text}, **behind,
                    )  # fmt: skip
