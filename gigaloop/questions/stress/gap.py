"""gap: what does each lab owe, what comes in, what is missing, and how long does its cash last?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Unpack

import numpy as np

from gigaloop.answer.made import Less, Made, Plus
from gigaloop.answer.paths import BAND, CENTS, Paths, quantile_row, share_row, simulated, year_of
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, ending, largest, those
from gigaloop.answer.tally import FAMILIES
from gigaloop.book.model import Book, Leg
from gigaloop.ledger.calendar import Due, attributed, calendar, dues
from gigaloop.ledger.flows import BASES, at_end, made_of, rests_on
from gigaloop.ledger.reported import HELD, reported
from gigaloop.words.notes import Note, note

COMMITMENTS = (*FAMILIES["purchases"], *FAMILIES["building"], "revenue_share", "deposit")
FUNDING = ("stake", "loan", "grant")


def answer(book: Book, party: Owes = "all", **drawn: Unpack[RunArguments]) -> Table:
    """What does each lab owe, what comes in, what is missing, by year, and how long does its cash last?

    Definition: `owed` = all that falls due in the year; `gap` = owed - revenue; `uses` and `gap_with_sites` add what
    the lab orders for sites of its own (`capex`), which it may put off. Sources that fill it: `committed` (tranches
    whose gates opened), `equity_raised`, `debt_raised`, `cash_used` (fall of cash; negative: cash is built up) and
    `met_otherwise` (stakes sold, rescue money, what a default leaves unpaid; to a million dollars): on each path these
    and revenue add up to `uses`. `revenue_share` is what leaves with the revenue, before anything else can be paid from
    it (`other_costs` are without it), `revenue_after_share` what is left; both for years in which there is one. The
    year of the book's date holds its simulated quarters alone. `cash_out` = first quarter in which cash is below zero
    without what was raised; `runway` = cash at the year's end over the mean gap, sites included, of the next four
    quarters. `required_revenue` = owed - committed: the revenue of the year at which the lab meets its dues without new
    outside money. Brealey, Myers, Allen, Principles of Corporate Finance, ch. 29.

    Columns: `basis` owed (simulated, range `paths`) or announced and signed (the book's calendar, range `terms`);
    `band` says what low and high are. Measures in USD bn but `runway` (quarters), `cash_out` (calendar year),
    `cash_out_share` (share) and `commitments_over_revenue` (ratio). `gap_by_quarter` and `cash_by_quarter` are for a
    fan.

    Raises InputError for a party that is no lab with accounts on the book's date.

    >>> from gigaloop import load
    >>> table = answer(load("tiny"), paths=20)
    >>> table.rows[0].measure
    'gap'
    """
    found = simulated(book, **drawn)
    labs = found.labs if party == "all" else (found.lab(party),)
    rows = [row for lab in labs for row in (*_owed(found, lab), *_told(book, tuple(found.years(whole=False)), lab))]
    left_out = [(leg, why) for leg, why in found.lowering.skipped.items() if _concerns(book, leg, labs)]
    return found.table(
        QUESTION,
        rows=rows,
        arguments={"party": party if party == "all" else labs[0]},
        left_out=left_out,
        notes=_notes(book, found, party),
        added=(("basis", ""), BAND),
    )


def _owed(found: Paths, lab: str) -> Iterator[Row]:
    """The rows of the simulated basis of one lab."""
    behind = {"more": {"basis": "owed"}, **found.behind(lab)}
    get = {
        name: found.measure(name, lab, "F")  # years are added up
        for name in (
            *("uses", "revenue", "revenue_share", "compute", "other_costs", "capex", "debt_service", "committed"),
            *("equity_raised", "debt_raised", "cash"),
        )
    }
    get["other_costs"] = get["other_costs"] - get["revenue_share"]
    get["revenue_after_share"] = get["revenue"] - get["revenue_share"]
    get["owed"] = get["uses"] - get["capex"]
    lacking, whole = get["owed"] - get["revenue"], get["uses"] - get["revenue"]

    def row(values: np.ndarray, measure: str, period: str, unit: str = "USD bn") -> Row:
        key = f"{lab}/owed/{measure}/{period}" if period else f"{lab}/owed/{measure}"
        return quantile_row(values, key, lab, measure, unit, period=period, **behind)

    opening = found.at_start("cash", lab)[:, None] / CENTS
    used = -np.diff(get["cash"], axis=1, prepend=opening)
    means = sum((get[name] for name in ("revenue", "committed", "equity_raised", "debt_raised")), used)
    get |= {"cash_used": used, "met_otherwise": np.round(get["uses"] - means, 3)}

    years = {year: slice(at[0], at[-1] + 1) for year, at in found.spans().items()}
    for year, columns in years.items():
        yield row(lacking[:, columns].sum(1), "gap", year)
    for year, columns in years.items():
        yield row(whole[:, columns].sum(1), "gap_with_sites", year)
    out = _cash_out(get["cash"], get["equity_raised"] + get["debt_raised"])
    yield row(year_of(found.quarters, out), "cash_out", "", "calendar year")
    yield share_row(
        out >= 0, f"{lab}/owed/cash_out_share", lab, "cash_out_share",
        period=ending(found.quarters[-1]), **behind,
    )  # fmt: skip
    for year, columns in years.items():
        for name in ("owed", "uses", "revenue", "compute", "other_costs", "capex", "debt_service"):
            yield row(get[name][:, columns].sum(1), name, year)
        if get["revenue_share"][:, columns].any():
            for name in ("revenue_share", "revenue_after_share"):
                yield row(get[name][:, columns].sum(1), name, year)
        for name in ("committed", "equity_raised", "debt_raised", "cash_used", "met_otherwise"):
            yield row(get[name][:, columns].sum(1), name, year)
        last = columns.stop - 1
        yield row(get["cash"][:, last], "cash", year)
        yield row((get["owed"] - get["committed"])[:, columns].sum(1), "required_revenue", year)
        ratio = get["compute"][:, columns].sum(1) / np.maximum(get["revenue"][:, columns].sum(1), 1e-9)
        yield row(ratio, "commitments_over_revenue", year, "ratio")
        if last + 4 < len(found.quarters):
            yield row(_runway(get["cash"], whole, last), "runway", year, "quarters")
    for name, amount in (("gap_to_date", lacking), ("gap_with_sites_to_date", whole)):
        yield row(np.cumsum(amount, 1)[:, _up_to(found, "2030")], name, ending("2030"))
    for column, quarter in enumerate(found.quarters):
        yield row(lacking[:, column], "gap_by_quarter", quarter)
        yield row(get["cash"][:, column], "cash_by_quarter", quarter)


def _told(book: Book, years: tuple[str, ...], lab: str) -> tuple[Row, ...]:
    """The rows of the book's own calendar, which no path moves."""
    key = "gap", lab, years
    if key not in book.worked_out:
        own, _ = attributed(book, book.legs.values())
        book.worked_out[key] = tuple(_calendar(book, years, lab, own))
    return book.worked_out[key]


def _calendar(book: Book, years: tuple[str, ...], lab: str, legs: list[tuple[Leg, float]]) -> Iterator[Row]:
    """Commitments due, funding promised, what is left against reported revenue."""
    kinds = (*COMMITMENTS, *FUNDING)
    own = [(leg, share) for leg, share in legs if leg.kind in kinds and lab in (leg.payer, leg.payee)]
    calendars = {leg.leg: calendar(book, leg) for leg, _ in own}
    for basis in ("announced", "signed"):
        for year in years:
            flows, _ = dues(book, own, int(year), BASES[basis], calendars)
            uses = [d for d in flows if d.payer == lab and d.kind in COMMITMENTS]
            sources = [d for d in flows if d.payee == lab and d.kind in FUNDING]
            if not uses and not sources:
                continue
            income = reported(book, lab, "revenue", int(year))
            paid, funded = _sum(uses), _sum(sources)
            for measure, amounts, behind in (("uses", paid, uses), ("sources", funded, sources)):
                yield _book_row(book, lab, basis, year, measure, amounts, behind, made_of(book, behind))
            if income is not None and income.how != HELD:
                earned = tuple(at_end(income.amount, end) for end in ("low", "mid", "high"))
                gap = (
                    paid[0] - earned[2] - funded[2],
                    paid[1] - earned[1] - funded[1],
                    paid[2] - earned[0] - funded[0],
                )
                keys = (f"{lab}/{basis}/{measure}/{year}" for measure in ("uses", "sources"))
                lacks = Less(next(keys), Plus((income.made, next(keys))))
                both = [*uses, *sources]
                yield _book_row(book, lab, basis, year, "gap", gap, both, lacks, income.figures, income.sources)


def _book_row(
    book: Book, lab: str, basis: str, year: str, measure: str, amounts: tuple[float, float, float], behind: list[Due],
    made: Made, figures: tuple[str, ...] = (), sources: tuple[str, ...] = (),
) -> Row:  # fmt: skip
    rests, (low, mid, high) = rests_on(book, behind), (amount / 1e9 for amount in amounts)
    rests["figures"] = tuple(dict.fromkeys((*figures, *rests["figures"])))
    rests["sources"] = tuple(dict.fromkeys((*rests["sources"], *sources)))
    return Row(
        key=f"{lab}/{basis}/{measure}/{year}", subject=lab, measure=measure, period=year, unit="USD bn", low=low,
        mid=mid, high=high, made=made, more={"basis": basis, "band": ""}, **rests,
    )  # fmt: skip


def _sum(found: list[Due]) -> tuple[float, float, float]:
    low, mid, high = (sum(at_end(due.amount, end) for due in found) for end in ("low", "mid", "high"))
    return low, mid, high


def _cash_out(cash: np.ndarray, raised: np.ndarray) -> np.ndarray:
    """(P,) first quarter in which the cash would be gone without what was raised; -1: not within the horizon."""
    alone = cash - np.cumsum(raised, 1)
    below = alone < 0
    return np.where(below.any(1), below.argmax(1), -1)


def _runway(cash: np.ndarray, lacking: np.ndarray, column: int) -> np.ndarray:
    """(P,) quarters that the cash lasts at the mean gap of the next four; infinity when there is no gap."""
    burn = lacking[:, column + 1 : column + 5].mean(1)
    return np.where(burn > 1e-9, np.maximum(cash[:, column], 0.0) / np.maximum(burn, 1e-9), np.inf)


def _up_to(found: Paths, year: str) -> int:
    """The last column of a year, or of the horizon."""
    return max((c for c, quarter in enumerate(found.quarters) if quarter[:4] <= year), default=0)


def _notes(book: Book, found: Paths, party: str) -> list[Note]:
    none = [note("gap.none", day=str(book.as_of))] if party == "all" and not found.labs else []
    return [*none, note("gap.announced"), note("gap.conditional")]


def _concerns(book: Book, leg: str, labs: tuple[str, ...]) -> bool:
    return leg in book.legs and bool({book.legs[leg].payer, book.legs[leg].payee} & set(labs))


def headline(table: Table, say: Speech) -> Sequence[str]:
    """The lab that lacks most by the last year, when its cash ends without new money, and the other labs."""
    sums = sorted(those(table, measure="gap_to_date", basis="owed"), key=lambda row: -(row.mid or 0.0))
    if not sums:
        return []
    top = sums[0]
    left = (top.mid or 0.0) <= 0
    key = "gap.lacks" if not left else "gap.earns" if sums[1:] else "gap.earns_one"
    told = [say(key, gap=top, range=say.nine(top, less=left))]
    ends = those(table, measure="cash_out", subject=top.subject)
    share = those(table, measure="cash_out_share", subject=top.subject)
    if ends and ends[0].mid is not None:
        told.append(say("gap.cash_out", day=ends[0], share=share[0]))
    told += [say("gap.closed", year=say.day(year), equity=equity, debt=debt) for year, equity, debt in _closed(table)]
    if sums[1:]:
        told.append(say("gap.others", others=say.each(sums[1:]), gap=top))
    return told


def first(table: Table) -> Sequence[Row]:
    """The gap of each lab and year, then what closes the first lab's."""
    gaps = [row for row in those(table, measure="gap", basis="owed") if len(row.period) == 4 and row.period <= "2030"]
    sums = sorted(those(table, measure="gap_to_date", basis="owed"), key=lambda row: -(row.mid or 0.0))
    closes = [row for _, *rows in _closed(table) for row in rows]
    mine = [row for row in gaps if row.subject == sums[0].subject] if sums else []
    return [*sums, *mine, *closes, *(row for row in gaps if row not in mine)]


def _closed(table: Table) -> Iterator[tuple[str, Row, Row]]:
    """The year in which the lab that lacks most lacks most of all, with the equity and the debt that it raises then."""
    sums = largest(row for row in those(table, measure="gap_to_date", basis="owed") if (row.mid or 0.0) > 0.0)
    years = [row for row in those(table, measure="gap", basis="owed") if sums and row.subject == sums[0].subject]
    for worst in largest(row for row in years if len(row.period) == 4 and row.period <= "2030")[:1]:
        found = [
            those(table, measure=name, subject=worst.subject, period=worst.period, basis="owed")
            for name in ("equity_raised", "debt_raised")
        ]
        if all(found):
            yield worst.period, found[0][0], found[1][0]


QUESTION = Question(answer, headline, first)
