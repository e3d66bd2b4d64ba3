"""self-funded: what share of a seller's revenue does the seller fund itself, between fungible and earmarked money?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple, Unpack

from gigaloop.answer.made import ENDS, Most
from gigaloop.answer.question import Owed, Question, Row, RunArguments, Speech, Table, those
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.ledger.basis import Basis, basis as flows_on
from gigaloop.ledger.calendar import Due
from gigaloop.ledger.flows import (
    SALES,
    Flows,
    at_end,
    book_flows,
    commitments,
    made_of,
    outside_money,
    rests_on,
    with_capex,
)
from gigaloop.ledger.reported import Reported, reported
from gigaloop.methods.routes import Traced, flow_routes, largest_flow, trace
from gigaloop.words.notes import Note, note

MOST = 10


def answer(
    book: Book,
    party: Owed = "nvidia",
    *,
    period: str | int | None = None,
    on: Literal["book", "flows"] = "book",
    **drawn: Unpack[RunArguments],
) -> Table:
    """What share of a seller's revenue of a year does the seller fund itself, along which deals?

    Definition: dues of the book's commitments in the year are flows between parties; `on` flows: the mean payments of
    a run, all its sales in them. Fungible: a dollar paid is a
    dollar of all that the payer got, in proportion; going back from the seller's sales, the share that stops at the
    seller (absorbing chain; Kemeny and Snell 1960, ch. 3). Earmarked: the largest flow from the seller's payments back
    to its sales (Ford and Fulkerson 1956), over its revenue. Money from outside is each party's reported revenue that
    the book does not explain, or what it pays beyond what it gets.

    Columns: `basis` signed (grades 4 to 6), announced (all but void), capex (announced, and the chips that the
    builders' reported capital spending implies beyond their contracts) or flows (a run's); `method`; `route`. Measures,
    after the basis: `self_funded_share` (range `models`; by method: `terms`), `revenue`, `own_payments` and `route`
    (USD bn; one way to tell the largest flow), `outside_share` by the party where outside money enters.

    A share is open upwards where a sum on the way back is undisclosed; and from middle on, with a warning, where the
    seller pays somebody and no way back is in the book: a missing contract is no zero.

    Without a period: the year of the book's date and the two after it, or every whole year of the run; the ranges over
    methods first. A vehicle put in the middle of a payment changes neither method's share.

    Raises InputError for an unknown party or basis, a period that is no year, or a party that sells nothing in the run.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "vendor").question
    'self-funded'
    """
    seller = book.party(party)
    if on != "book":
        return _on_flows(book, seller.party_id, period, on, drawn)
    years = (_year(period),) if period is not None else tuple(range(book.as_of.year, book.as_of.year + 3))
    notes: list[Note] = []
    rows: list[Row] = []
    left_out: dict[str, str] = {}
    committed = commitments(book)
    for year in years:
        told = {basis: book_flows(book, year, basis, committed=committed) for basis in ("announced", "signed")}
        implied = with_capex(book, told["announced"], year, seller.party_id)
        if len(implied.dues) > len(told["announced"].dues):
            told = {"capex": implied} | told
        for basis, flows in told.items():
            rows += _basis(book, flows, seller.party_id, year, basis, notes)
        left_out |= dict(told["announced"].left_out)
    rows.sort(key=lambda row: row.range != "models")
    used = {leg for row in rows for leg in row.legs}
    return QUESTION.table(
        book,
        **_told(book, seller.party_id, years),
        rows=rows,
        arguments={"party": seller.party_id, "period": None if period is None else str(years[0])},
        left_out=(
            (leg, why) for leg, why in left_out.items() if leg not in used and _concerns(book, leg, seller.party_id)
        ),
        notes=notes,
    )


def _on_flows(book: Book, seller: str, period: str | int | None, on: str, drawn: RunArguments) -> Table:
    """The same question on a run's mean payments, year by year."""
    if on != "flows":
        raise Misread(f"--on: a share of revenue cannot be asked on {on!r}", "Use book or flows", id="on")
    first = flows_on(book, on, period, drawn)
    assert first.run is not None
    first.run.number(seller)
    periods = [first.period] if period is not None else list(first.run.years())
    notes = [note("self-funded.means")]
    rows: list[Row] = []
    for label in periods:
        one = first if period is not None else flows_on(book, on, label, drawn)
        rows += _basis(book, one.flows, seller, None, on, notes, one)
    if not rows:
        raise Misread(f"{seller} sells nothing in the simulation of {book.as_of}", "Ask about a vendor or a cloud")
    rows.sort(key=lambda row: row.range != "models")
    arguments = {"party": seller, "period": None if period is None else periods[0], "on": on}
    return first.run.table(QUESTION, **_told(book, seller, periods), rows=rows, arguments=arguments, notes=notes)


def _told(book: Book, seller: str, periods: Sequence[int | str]) -> dict[str, Any]:
    """Title and own columns of the answer, on whichever flows."""
    return {
        "title": {"party": book.parties[seller], "first": str(periods[0]), "last": str(periods[-1])},
        "variant": "" if len(periods) == 1 else "years",
        "added": (
            ("basis", ""),
            ("method", ""),
            ("route", ""),
        ),
    }


def shares(
    network: dict[tuple[str, str], float],
    sold: dict[tuple[str, str], float],
    outside: dict[str, float],
    seller: str,
    revenue_of_seller: float,
) -> tuple[Traced, float, list[tuple[tuple[str, ...], float]]]:
    """(fungible trace, earmarked dollars, routes of the earmarked dollars) on any flows: the book's or a run's.

    network    {(payer, payee): dollars} of all flows          sold   those of them that are sales of the seller
    outside    dollars from outside by party                   revenue_of_seller   dollars, at least the sum of `sold`

    >>> flows = {("s", "a"): 1.0, ("a", "s"): 2.0}
    >>> fungible, earmarked, _ = shares(flows, {("a", "s"): 2.0}, {"a": 3.0}, "s", 4.0)
    >>> round(fungible.own, 3), earmarked
    (0.125, 1.0)
    """
    arriving = {payer: amount / revenue_of_seller for (payer, _), amount in sold.items()}
    fungible = trace(network, outside, seller, arriving)
    pays, gets = f"{seller} pays", f"{seller} gets"
    split = {(pays if i == seller else i, j): amount for (i, j), amount in network.items() if j != seller}
    split |= {(payer, gets): amount for (payer, _), amount in sold.items()}
    largest = largest_flow(split, pays, gets)
    routes = [((seller, *route[1:-1], seller), amount) for route, amount in flow_routes(largest.flow, pays, gets)]
    return fungible, largest.value, routes


@dataclass(frozen=True)
class _Asked:
    """Whose revenue, of which time, on which flows: what the rows of one basis share.

    A run's flows have all revenue, so none is read beside them.
    """

    book: Book
    flows: Flows
    seller: str
    year: int | None
    basis: str
    run: Basis | None = None

    @property
    def label(self) -> str:
        """The time as the rows say it."""
        return str(self.year) if self.run is None else self.run.period

    def row(
        self, key: str, measure: str, unit: str, low: float | None, mid: float | None, high: float | None, *,
        method: str = "all", route: str = "", behind: Iterable[Due] = (), read: Iterable[Reported] = (), **more: Any,
    ) -> Row:  # fmt: skip
        """A row, with the dues and the reported revenues that it rests on."""
        rests = rests_on(self.book, behind, read) if self.run is None else self.run.behind(tuple(behind))
        return Row(
            key=f"{self.seller}/{self.label}/{self.basis}/{key}", subject=self.seller, period=self.label,
            measure=f"{self.basis}_{measure}", unit=unit, low=low, mid=mid, high=high,
            more={"basis": self.basis, "method": method, "route": route}, **more, **rests,
        )  # fmt: skip


class _AtEnd(NamedTuple):
    """What the flows say at one end of their ranges: dollars, and the revenues that tell of money from outside."""

    fungible: Traced
    earmarked: float
    routes: list[tuple[tuple[str, ...], float]]
    revenue: float
    sold: float
    read: Mapping[str, Reported]

    @property
    def share(self) -> float:
        """The earmarked part of the revenue."""
        return self.earmarked / self.revenue


#: low, mid, high -> what the flows say there; ends at which nothing is sold are missing
Ends = Mapping[str, _AtEnd]


def _basis(
    book: Book, flows: Flows, seller: str, year: int | None, basis: str, notes: list[Note], run: Basis | None = None
) -> Iterator[Row]:
    """Rows of one basis and year, or of a run's period."""
    asked = _Asked(book, flows, seller, year, basis, run)
    income = None if year is None else reported(book, seller, "revenue", year)
    found = dict(_ends(asked, income))
    for end in ENDS:
        if end not in found:
            notes.append(note("self-funded.unsold", basis=basis, parties=(seller,), year=asked.label, end=end))
    if income is not None and income.how != "year":
        notes.append(note("revenue", parties=(seller,), year=year, how=note(f"revenue.{income.how}")))
    if "mid" not in found:
        return
    missing = [] if run is not None else _missing(flows, seller, found["mid"].share, basis, asked.label)
    notes += missing
    known = [income] if income else []
    yield from _shares(asked, found, known, open_above=bool(missing))
    yield from _totals(asked, found, known)
    yield from _routes(asked, found["mid"])
    yield from _entering(asked, found, known)


def _ends(asked: _Asked, income: Reported | None) -> Iterator[tuple[str, _AtEnd]]:
    """Both traces at each end of the ranges at which the seller sells anything."""
    flows, seller = asked.flows, asked.seller
    for end in ENDS:
        sold: dict[tuple[str, str], float] = {}
        for due in flows.dues:
            if due.payee == seller and at_end(due.amount, end) > 0 and due.kind in SALES:
                pair = (due.payer, seller)
                sold[pair] = sold.get(pair, 0.0) + at_end(due.amount, end)
        whole = max(at_end(income.amount, end) if income else 0.0, sum(sold.values()))
        if whole > 0:
            outside, read = outside_money(asked.book, flows, asked.year, seller, end)
            fungible, earmarked, routes = shares(flows.network(end), sold, outside, seller, whole)
            yield end, _AtEnd(fungible, earmarked, routes, whole, sum(sold.values()), read)


def _shares(asked: _Asked, found: Ends, known: list[Reported], open_above: bool) -> Iterator[Row]:
    """Both methods together, then each; `open_above`: a way back that the book does not know may carry any sum."""
    mid = found["mid"]
    lost = open_above and mid.share == 0.0
    passed = [mid.read[party] for party, passes in mid.fungible.passes.items() if passes > 1e-9 and party in mid.read]
    rests: dict[str, Any] = {"behind": _on_circles(asked.flows, asked.seller), "read": [*known, *passed]}

    def ends(low: float, middle: float, high: float) -> tuple[float | None, ...]:
        return low, None if lost else middle, None if open_above else high

    own, share = mid.fungible.own, mid.share
    both = ends(own, (own + share) / 2, share)
    yield asked.row("self_funded", "self_funded_share", "share", *both, range="models", **rests)
    for method, values in (
        ("fungible", {end: one.fungible.own for end, one in found.items()}),
        ("earmarked", {end: one.share for end, one in found.items()}),
    ):
        told = ends(min(values.values()), values["mid"], max(values.values()))
        yield asked.row(method, f"{method}_self_funded_share", "share", *told, method=method, **rests)


def _totals(asked: _Asked, found: Ends, known: list[Reported]) -> Iterator[Row]:
    """The revenue that the share is of, and what the seller pays out."""
    values = [one.revenue / 1e9 for one in found.values()]
    sold = [due for due in asked.flows.dues if due.payee == asked.seller and due.kind in SALES]
    sales = [due for due in sold if at_end(due.amount, "high")]
    yield asked.row(
        "revenue", "revenue", "USD bn", min(values), found["mid"].revenue / 1e9, max(values), behind=sales, read=known,
        made=Most((*(income.made for income in known), *([made_of(asked.book, sales)] if sales else []))),
    )  # fmt: skip
    own = [due for due in asked.flows.dues if due.payer == asked.seller]
    low, mid, high = (sum(at_end(due.amount, end) for due in own) / 1e9 for end in ENDS)
    open_above = any(due.amount.high is None for due in own)
    yield asked.row(
        "own_payments", "own_payments", "USD bn", low, mid, None if open_above else high, behind=own,
        made=made_of(asked.book, own),
    )  # fmt: skip


def _routes(asked: _Asked, mid: _AtEnd) -> Iterator[Row]:
    """One way to tell the largest flow: the routes from the seller back to it."""
    for number, (route, amount) in enumerate(mid.routes[:MOST], 1):
        pairs = set(pairwise(route))
        low, high = (_narrowest(asked.flows, pairs, end) for end in ("low", "high"))
        yield asked.row(
            f"route-{number}", "route", "USD bn", min(amount, low) / 1e9, amount / 1e9, high / 1e9, method="earmarked",
            route=" > ".join(route), counterparty=route[1], behind=asked.flows.between(pairs),
        )  # fmt: skip


def _entering(asked: _Asked, found: Ends, known: list[Reported]) -> Iterator[Row]:
    """Where money from outside enters: at a party, or as revenue that no contract tells of."""
    mid = found["mid"]
    entering = sorted(mid.fungible.outside.items(), key=lambda pair: (-pair[1], str(pair[0])))
    for other, part in entering[:MOST]:
        values = [one.fungible.outside.get(other, 0.0) for one in found.values()]
        yield asked.row(
            f"outside/{other}", "outside_share", "share", min(values), part, max(values), method="fungible",
            counterparty=str(other), behind=[due for due in asked.flows.dues if due.payer == other],
            read=[mid.read[str(other)]] if other in mid.read else [],
        )  # fmt: skip
    if mid.revenue > mid.sold:
        values = [1 - one.sold / one.revenue for one in found.values()]
        ends = min(values), 1 - mid.sold / mid.revenue, max(values)
        yield asked.row("outside/no_contract", "outside_share", "share", *ends, method="fungible", read=known)


def _missing(flows: Flows, seller: str, share: float, basis: str, label: str) -> list[Note]:
    """Why the book bounds no share: a way back with a sum that nobody told, or payments from which none leads back."""
    unknown = [due for due in _on_circles(flows, seller) if due.amount.high is None]
    if unknown:
        return [note("self-funded.unbounded", basis=basis, n=len(unknown), parties=(seller,), year=label)]
    if share == 0.0 and any(due.payer == seller for due in flows.dues):
        return [note("self-funded.unknown", basis=basis, parties=(seller,), year=label)]
    return []


def _on_circles(flows: Flows, seller: str) -> tuple[Due, ...]:
    """Dues that lie on some way from the seller's payments back to its sales, those without an amount among them."""
    pairs = {(due.payer, due.payee) for due in flows.dues}
    ahead, back = {seller}, {seller}
    for _ in pairs:
        ahead |= {j for i, j in pairs if i in ahead}
        back |= {i for i, j in pairs if j in back}
    return tuple(due for due in flows.dues if due.payer in ahead & back and due.payee in ahead & back)


def _narrowest(flows: Flows, pairs: set[tuple[str, str]], end: Any) -> float:
    network = flows.network(end)
    return min(network.get(pair, 0.0) for pair in pairs)


def _concerns(book: Book, leg: str, seller: str) -> bool:
    return seller in (book.legs[leg].payer, book.legs[leg].payee)


def _year(period: str | int) -> int:
    text = str(period)
    if not (text.isdigit() and len(text) == 4):
        raise Misread(f"--period: {text!r} is not a year", "Write a calendar year, for example 2027", id="period")
    return int(text)


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What share of its revenue the seller funds itself in the first year, as far as it is known."""
    shares = those(table, measure="capex_self_funded_share") or [
        row for row in table.rows if row.measure.endswith("_self_funded_share") and row.more["method"] == "all"
    ]
    known = [row for row in shares if row.mid is not None]
    if not known:
        return [say("self_funded.unknown")]
    top = known[0]
    told = [say("self_funded.share", share=top, year=top.period)]
    revenue = those(table, measure="capex_revenue", period=top.period)
    if revenue and revenue[0].mid is not None:
        told.append(say("self_funded.revenue", revenue=revenue[0]))
    return [*told, *say.silent([top])]


def first(table: Table) -> Sequence[Row]:
    """The shares that are known by year and basis, each with the revenue that it is of; then the others."""
    rows = [row for row in table.rows if row.measure.endswith("_self_funded_share") and row.more["method"] == "all"]
    known = [row for row in rows if row.mid is not None]
    of = [those(table, measure=row.measure.replace("self_funded_share", "revenue"), period=row.period) for row in known]
    told = [one for row, revenue in zip(known, of, strict=True) for one in (row, *revenue)]
    return [*told, *(row for row in rows if row.mid is None)]


QUESTION = Question(answer, headline, first)
