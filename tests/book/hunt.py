"""The kinds of the 24 errors of November 2026, looked for in every row of the shipped book: what each rule still finds.

`python -m tests.book.hunt` prints the rows; docs/refresh.md says of each count what was mended and why the rest stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from gigaloop.book.file import load
from gigaloop.book.grade import worth
from gigaloop.book.model import VOID, Book
from gigaloop.book.units import When

#: days after its first page on which a row may be known at the latest
LATE = 10
GUARANTEES = ("guarantee", "residual_guarantee")
#: days from a figure to the opening account of the same thing
NEAR = 100
#: days within which a firm's worth does not change by more than this factor without a reason
WEEKS, JUMP = 62, 1.25
WORTH = ("market_cap", "valuation")


def found(book: Book) -> dict[str, list[str]]:
    """Rule -> the rows that it finds."""
    whole = book.whole or book
    return {
        "a step known long after its first page": late_steps(whole),
        "a leg known after a page of a later step": late_legs(whole),
        "a figure known long after its first page": late_figures(whole),
        "a site's future power that is not called a plan": plans(whole),
        "cash that does not say whether securities are in it": cash(whole),
        "an exact sum whose words say 'up to' or 'at least'": bounds(book),
        "an exact figure whose note says 'more than'": more(whole),
        "talks of which a page tells the terms": settled(book),
        "a signed guarantee without a cap": caps(book),
        "one sum twice between the same two parties": twice(book),
        "an opening account outside the figure before it": openings(whole),
        "a firm worth another sum within weeks": worths(whole),
        "an opening value outside the market's last": values(whole),
    }


def late_steps(book: Book) -> list[str]:
    steps = [(leg.leg, n, step) for leg in book.legs.values() for n, step in enumerate(leg.steps) if not step.clauses]
    return [f"{leg} step {n + 1}" for leg, n, step in steps if _late(book, step.sources, step.known)]


def late_legs(book: Book) -> list[str]:
    rows = []
    for leg in book.legs.values():
        days = [day for source in leg.sources if (day := book.sources[source].published) and len(day.text) == 10]
        if days and min(day.last for day in days) < leg.known.last:
            rows.append(leg.leg)
    return rows


def late_figures(book: Book) -> list[str]:
    return [key for key, figure in book.figures.items() if _late(book, figure.sources, figure.known)]


def plans(book: Book) -> list[str]:
    return [
        key
        for key, figure in book.figures.items()
        if figure.metric.startswith("site_") and figure.value.unit in ("GW", "MW")
        and figure.period_end is not None and figure.period_end.last > figure.known.last
        and not re.search(r"\bplan|finish by", figure.note)
        and (figure.period_end.last - figure.known.last).days > 31
    ]  # fmt: skip


def cash(book: Book) -> list[str]:
    return [
        key
        for key, figure in book.figures.items()
        if figure.metric == "cash" and not re.search(r"securities|equivalents|short-term| and \d", figure.note)
    ]


def bounds(book: Book) -> list[str]:
    rows = []
    for leg in book.legs.values():
        amount = leg.terms.amount
        words = " ".join([step.note for step in leg.steps] + [book.sources[s].title for s in leg.sources])
        exact = amount is not None and amount.stated and amount.bound == "exact"
        if exact and re.search(r"(?i)\b(up to|at least|more than|as much as) \d", words):
            rows.append(leg.leg)
    return rows


def more(book: Book) -> list[str]:
    """Figures told as a number of which their own note says that it is a least one."""
    told = re.compile(r"(?i)^(more than|at least|over) (a |an |\d)")
    return [key for key, figure in book.figures.items() if figure.value.bound == "exact" and told.search(figure.note)]


def settled(book: Book) -> list[str]:
    """Legs still in talks of which a clause states a rate, an end or an amount: somebody has signed them since."""
    terms = {clause.leg for clause in book.clauses if clause.field in ("rate", "spread", "end", "amount")}
    return [leg for leg in book.legs if book.stage(leg) in ("talks", "loi") and leg in terms]


def caps(book: Book) -> list[str]:
    legs = [leg for leg in book.legs.values() if leg.kind in GUARANTEES and leg.terms.cap is None]
    return [leg.leg for leg in legs if book.stage(leg.leg) not in (*VOID, "talks")]


def twice(book: Book) -> list[str]:
    same: dict[tuple, list[str]] = defaultdict(list)
    for leg in book.legs.values():
        size = worth(book, leg).mid
        if size and book.stage(leg.leg) not in VOID and not (leg.part_of or leg.restates):
            same[frozenset((leg.payer, leg.payee)), round(size / 1e8)].append(leg.leg)
    return [" and ".join(legs) for legs in same.values() if len(legs) > 1]


def openings(book: Book) -> list[str]:
    rows = []
    for parameter in book.all_parameters:
        match = re.fullmatch(r"(.+)-(cash|debt)-0", parameter.key)
        if match is None or parameter.as_of is None:
            continue
        low, _, high = parameter.range()
        for key, figure in book.figures.items():
            metrics = ("cash",) if match[2] == "cash" else ("total_debt", "debt")
            if figure.subject != match[1] or figure.metric not in metrics or figure.period_end is None:
                continue
            near = 0 <= (parameter.as_of.last - figure.period_end.last).days < NEAR
            told = figure.value.stated
            if near and told and figure.value.unit == "USD" and not low <= told / 1e9 <= high:
                rows.append(f"{parameter.key} of {parameter.as_of} and {key}")
    return rows


def _worth(book: Book) -> dict[str, list[tuple[date, float, str]]]:
    """Firm -> (day, dollars, figure) of its market values and valuations, in order."""
    out: dict[str, list[tuple[date, float, str]]] = defaultdict(list)
    for key, figure in book.figures.items():
        told = figure.metric in WORTH and figure.value.unit == "USD" and figure.value.bound != "at_least"
        if told and figure.value.stated and figure.period_end is not None and "gain" not in figure.period:
            out[figure.subject].append((figure.period_end.last, figure.value.stated, key))
    return {firm: sorted(rows) for firm, rows in out.items()}


def worths(book: Book) -> list[str]:
    """Two sums for one firm within weeks that are further apart than its shares usually move."""
    return [
        f"{a[2]} and {b[2]}"
        for rows in _worth(book).values()
        for n, a in enumerate(rows)
        for b in rows[n + 1 :]
        if (b[0] - a[0]).days <= WEEKS and max(a[1], b[1]) > JUMP * min(a[1], b[1])
    ]


def values(book: Book) -> list[str]:
    """Opening values (`FIRM-value-0`) whose range does not hold the firm's last market value of the quarter before."""
    rows = []
    for parameter in book.all_parameters:
        if not parameter.key.endswith("-value-0") or parameter.as_of is None:
            continue
        low, _, high = parameter.range()
        firm, day = parameter.key.removesuffix("-value-0"), parameter.as_of.last
        before = [row for row in _worth(book).get(firm, ()) if 0 <= (day - row[0]).days < NEAR]
        if before and not low <= before[-1][1] / 1e9 <= high:
            rows.append(f"{parameter.key} of {parameter.as_of} and {before[-1][2]}")
    return rows


def _late(book: Book, sources: Iterable[str], known: When) -> bool:
    days = [day.last for source in sources if (day := book.sources[source].published)]
    return bool(days) and (known.last - min(days)).days > LATE


if __name__ == "__main__":
    for rule, rows in found(load()).items():
        print(f"{len(rows):3} {rule}: {'; '.join(rows)}")
