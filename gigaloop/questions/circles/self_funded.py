"""self-funded: what share of a seller's revenue does the seller fund itself, between fungible and earmarked money?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Unpack

from gigaloop.answer.made import Most
from gigaloop.answer.question import Argument, Question
from gigaloop.answer.setup import RunArguments
from gigaloop.answer.speech import Speech, those
from gigaloop.answer.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.ledger.basis import Basis
from gigaloop.ledger.basis import basis as flows_on
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
    party: str = "nvidia",
    period: str | int | None = None,
    on: str = "book",
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


def _basis(
    book: Book, flows: Flows, seller: str, year: int | None, basis: str, notes: list[Note], run: Basis | None = None
) -> Iterator[Row]:
    """Rows of one basis and year, or of a run's period; a run's flows have all revenue, so none is read beside them."""
    label = str(year) if run is None else run.period

    def behind_of(found: Iterable[Due], read: Iterable[Reported] = ()) -> dict[str, Any]:
        return rests_on(book, found, read) if run is None else run.behind(tuple(found))

    income = None if year is None else reported(book, seller, "revenue", year)
    found: dict[str, Any] = {}
    for end in ("low", "mid", "high"):
        sold: dict[tuple[str, str], float] = {}
        for due in flows.dues:
            if due.payee == seller and at_end(due.amount, end) > 0 and due.kind in SALES:
                pair = (due.payer, seller)
                sold[pair] = sold.get(pair, 0.0) + at_end(due.amount, end)
        whole = max(at_end(income.amount, end) if income else 0.0, sum(sold.values()))
        if whole <= 0:
            notes.append(note("self-funded.unsold", basis=basis, parties=(seller,), year=label, end=end))
            continue
        outside, read = outside_money(book, flows, year, seller, end)
        fungible, earmarked, routes = shares(flows.network(end), sold, outside, seller, whole)
        found[end] = (fungible, earmarked / whole, routes, whole, sum(sold.values()), read, earmarked)
    if income is not None and income.how != "year":
        notes.append(note("revenue", parties=(seller,), year=year, how=note(f"revenue.{income.how}")))
    if "mid" not in found:
        return
    fungible, share, routes, whole, sold_mid, read, _ = found["mid"]
    missing = [] if run is not None else _missing(flows, seller, share, basis, label)
    notes += missing
    lost = bool(missing) and share == 0.0

    def seen(low: float | None, mid: float | None, high: float | None) -> dict[str, Any]:
        return {"low": low, "mid": None if lost else mid, "high": None if missing else high}

    known = [income] if income else []
    passed = [read[party] for party, passes in fungible.passes.items() if passes > 1e-9 and party in read]
    behind = behind_of(_on_circles(flows, seller), [*known, *passed])
    key = f"{seller}/{label}/{basis}"
    head: dict[str, Any] = {"subject": seller, "period": label}
    yield Row(
        key=f"{key}/self_funded",
        measure=f"{basis}_self_funded_share",
        unit="share",
        **seen(fungible.own, (fungible.own + share) / 2, share),
        range="models",
        more=_more(basis, "all"),
        **head,
        **behind,
    )
    for method, pick in (("fungible", lambda f: f[0].own), ("earmarked", lambda f: f[1])):
        values = [pick(found[end]) for end in found]
        yield Row(
            key=f"{key}/{method}",
            measure=f"{basis}_{method}_self_funded_share",
            unit="share",
            **seen(min(values), pick(found["mid"]), max(values)),
            more=_more(basis, method),
            **head,
            **behind,
        )
    yield from _totals(book, behind_of, flows, seller, found, key, basis, head, income)
    for number, (route, amount) in enumerate(routes[:MOST], 1):
        pairs = set(pairwise(route))
        yield Row(
            key=f"{key}/route-{number}",
            counterparty=route[1],
            measure=f"{basis}_route",
            unit="USD bn",
            low=min(amount, _narrowest(flows, pairs, "low")) / 1e9,
            mid=amount / 1e9,
            high=_narrowest(flows, pairs, "high") / 1e9,
            more=_more(basis, "earmarked", " > ".join(route)),
            **head,
            **behind_of(flows.between(pairs)),
        )
    entering = sorted(fungible.outside.items(), key=lambda pair: (-pair[1], str(pair[0])))
    for other, part in entering[:MOST]:
        values = [found[end][0].outside.get(other, 0.0) for end in found]
        yield Row(
            key=f"{key}/outside/{other}",
            counterparty=str(other),
            measure=f"{basis}_outside_share",
            unit="share",
            low=min(values),
            mid=part,
            high=max(values),
            more=_more(basis, "fungible"),
            **head,
            **behind_of(
                [due for due in flows.dues if due.payer == other],
                [read[str(other)]] if other in read else [],
            ),
        )
    if whole > sold_mid:
        values = [1 - found[end][4] / found[end][3] for end in found]
        yield Row(
            key=f"{key}/outside/no_contract",
            measure=f"{basis}_outside_share",
            unit="share",
            low=min(values),
            mid=1 - sold_mid / whole,
            high=max(values),
            more=_more(basis, "fungible"),
            **head,
            **behind_of((), known),
        )


def _totals(
    book: Book,
    behind_of: Callable[..., dict[str, Any]],
    flows: Flows,
    seller: str,
    found: dict[str, Any],
    key: str,
    basis: str,
    head: dict[str, Any],
    income: Reported | None,
) -> Iterator[Row]:
    """The revenue that the share is of, and what the seller pays out."""
    values = [found[end][3] / 1e9 for end in found]
    sales = [due for due in flows.dues if due.payee == seller and due.kind in SALES]
    yield Row(
        key=f"{key}/revenue",
        measure=f"{basis}_revenue",
        unit="USD bn",
        low=min(values),
        mid=found["mid"][3] / 1e9,
        high=max(values),
        more=_more(basis, "all"),
        made=Most((*([income.made] if income else []), *([made_of(book, sales)] if sales else []))),
        **head,
        **behind_of(sales, [income] if income else []),
    )
    own = [due for due in flows.dues if due.payer == seller]
    yield Row(
        key=f"{key}/own_payments",
        measure=f"{basis}_own_payments",
        unit="USD bn",
        low=sum(at_end(due.amount, "low") for due in own) / 1e9,
        mid=sum(at_end(due.amount, "mid") for due in own) / 1e9,
        high=None if any(d.amount.high is None for d in own) else sum(d.amount.high or 0.0 for d in own) / 1e9,
        more=_more(basis, "all"),
        made=made_of(book, own),
        **head,
        **behind_of(own),
    )


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


def _more(basis: str, method: str, route: str = "") -> dict[str, str]:
    return {"basis": basis, "method": method, "route": route}


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
    party = say.party(str(table.arguments["party"]))
    if not known:
        return [say("self_funded.unknown", party=party, day=say.day(table.as_of))]
    top = known[0]
    told = [say("self_funded.share", party=party, share=top, year=top.period, range=say.range(top))]
    revenue = those(table, measure="capex_revenue", period=top.period)
    if revenue and revenue[0].mid is not None:
        told.append(say("self_funded.revenue", revenue=revenue[0]))
    return [*told, *say.silent([top])]


def first(table: Table) -> Sequence[Row]:
    """The share by year and basis."""
    rows = [row for row in table.rows if row.measure.endswith("_self_funded_share") and row.more["method"] == "all"]
    return sorted(rows, key=lambda row: row.mid is None)


QUESTION = Question(
    "self-funded",
    "circles",
    answer,
    arguments=(
        Argument("party", "str", "nvidia", side="owed"),
        Argument("period", "str", None, option=True),
        Argument("on", "str", "book", choices=("book", "flows"), option=True),
    ),
    simulates=True,
    headline=headline,
    first=first,
)
