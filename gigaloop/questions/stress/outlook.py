"""outlook: how does each party come out under a scenario?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Unpack

import numpy as np

from gigaloop.answer.paths import BAND, Paths, quantile_row, share_row, simulated
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, ending, largest, those
from gigaloop.book.model import Book
from gigaloop.ledger import conceded, lenders

#: what is summed over a period, and what is read at its end
FLOWS = ("revenue", "uses", "capex", "equity_raised", "debt_raised", "new_contracts")
STOCKS = {"cash": "USD bn", "debt": "USD bn", "gw": "GW", "value": "USD bn"}
#: what is averaged over it
MEANS = {"unserved_gw": "GW"}
#: of one party also by quarter, for a fan
BY_QUARTER = ("cash", "debt", "revenue")


def answer(book: Book, party: Owes = "all", **drawn: Unpack[RunArguments]) -> Table:
    """How does each party come out under a scenario; one party by year?

    Definition: its accounts in the simulated quarters: flows summed to the horizon (or over each year, for one party),
    stocks at its end; and the share of paths on which it defaults. Of one party `cash_by_quarter`, `debt_by_quarter`
    and `revenue_by_quarter` are for a fan.

    Columns: revenue, uses, capex, equity_raised, debt_raised, new_contracts (value of what a seller signs in the run),
    cash, debt, value (USD bn), gw (GW), unserved_gw (GW that a lab needs and lacks, averaged over the period) as
    percentiles over paths; default_share (share) with its Monte Carlo band: `band` says which. Then bargains: who
    conceded what to whom, since when (`gigaloop.ledger.conceded`); for one party also what each way out would have
    cost. Of all parties also what lenders hold, have lost and can still lend at the horizon, and losses past their
    capital (`past_capital`); by quarter what private funds can put into rounds, put in and have left
    (`gigaloop.ledger.lenders`); and most_used (ratio), what labs and all others use of the compute that stands in the
    fullest quarter of a year: never above one.

    >>> from gigaloop import load
    >>> {row.unit for row in answer(load("tiny"), paths=20).rows} == {"USD bn", "GW", "share", "ratio"}
    True
    """
    found = simulated(book, **drawn)
    asked = found.asked(party)
    rows = [*_alone(found, asked), *_bargains(found, asked)]
    if party == "all":
        rows += [*lenders.rows(found), *lenders.rounds(found), *_fullest(found)]
    return found.table(
        QUESTION,
        rows=rows,
        arguments={"party": party},
        added=(BAND,),
    )


def _numbers(found: Paths, party: str, *, by_year: bool) -> Iterator[tuple[str, str, str, np.ndarray]]:
    """(measure, period, unit, (P,) values) of one party: by year, or to the horizon."""
    whole = list(range(len(found.quarters)))
    periods = found.years() if by_year else {ending(found.quarters[-1]): whole}
    for period, columns in periods.items():
        for name in FLOWS:
            yield name, period, "USD bn", found.measure(name, party)[:, columns].sum(1)
        for name, unit in STOCKS.items():
            yield name, period, unit, found.measure(name, party)[:, columns[-1]]
        for name, unit in MEANS.items():
            yield name, period, unit, found.measure(name, party)[:, columns].mean(1)
    for name in BY_QUARTER if by_year else ():
        for column, quarter in enumerate(found.quarters):
            yield f"{name}_by_quarter", quarter, "USD bn", found.measure(name, party)[:, column]


def _alone(found: Paths, parties: tuple[str, ...]) -> Iterator[Row]:
    for party in parties:
        behind = found.behind(party)
        key = f"{party}/default_share"
        to = ending(found.quarters[-1])
        yield share_row(found.default(party) >= 0, key, party, "default_share", period=to, **behind)
        for measure, period, unit, values in _numbers(found, party, by_year=len(parties) == 1):
            if np.any(values):
                key = f"{party}/{measure}/{period}"
                yield quantile_row(values, key, party, measure, unit, period=period, **behind)


def _bargains(found: Paths, parties: tuple[str, ...]) -> Iterator[Row]:
    for party in parties:
        yield from conceded.rows(found, party, costs=len(parties) == 1)


def _fullest(found: Paths) -> Iterator[Row]:
    """What labs and all others use of the compute that stands, in the fullest quarter of each year; to a millionth,
    which is as far as single precision goes."""
    used = sum((found.measure("gw", lab) for lab in found.labs), found.market("outside_gw"))
    stands = found.market("supply")
    if not found.labs or not (stands > 0.0).all():
        return  # a book without compute
    part = np.round(used / stands, 6)
    for year, columns in found.years().items():
        yield quantile_row(
            part[:, columns].max(1), f"most_used/{year}", "market", "most_used", "ratio", period=year,
            **found.behind(legs=()),
        )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Which party fails most often, and how many fail in no case."""
    shares = largest(those(table, measure="default_share"))
    if not shares:
        return []
    failing = [row for row in shares if row.mid]
    never = len(shares) - len(failing)
    told = []
    if failing:
        told.append(say("outlook.most" if len(shares) > 1 else "outlook.one", top=failing[0]))
    if failing[1:]:
        told.append(say("outlook.others", others=say.each(failing[1:])))
    if never and len(shares) == 1:
        told.append(say("outlook.never_one", top=shares[0]))
    elif never:
        told.append(say("outlook.never", top=shares[0], n=say.count(never), all=say.count(len(shares))))
    return told


def first(table: Table) -> Sequence[Row]:
    """How often each party fails, the most often first; then revenue and cash: of one party year by year."""
    failing = [row for row in largest(those(table, measure="default_share")) if row.mid]
    sums = those(table, measure=("revenue", "cash"))
    alone = len({row.subject for row in sums}) == 1
    return [*failing, *(sorted(sums, key=lambda row: row.measure != "revenue") if alone else largest(sums))]


QUESTION = Question(answer, headline, first)
