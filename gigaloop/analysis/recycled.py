"""recycled: on simulated flows, what share of a seller's sales is its own money come back, year by year?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Unpack

import numpy as np

from gigaloop.analysis.arguments import RunArguments
from gigaloop.analysis.paths import Paths, simulated
from gigaloop.analysis.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.book.problem import single
from gigaloop.methods.circularity import hodge
from gigaloop.methods.circulation import decompose
from gigaloop.methods.routes import largest_flow, trace

#: payments that are sales of the one who is paid
SALES = ("compute", "flex", "chips", "memory", "lease", "shell_rent", "revenue_share", "ai_revenue", "other_business")
RESTS_ON = ("content-", "growth-", "bind-", "equity-capacity", "take-or-pay")
DEFINITION = (
    "Mean simulated payments of a year between named parties; sectors stand outside. Least: money is fungible, an "
    "absorbing chain back from the seller's sales (Kemeny and Snell 1960, ch. 3); greatest: each dollar may be "
    "earmarked, the largest flow from its payments back to its sales (Ford and Fulkerson 1956). Circular share of all "
    "flows: maximum circulation (Homs-Dones et al. 2025) and Helmholtz-Hodge (Kichikawa et al. 2019)."
)


def answer(
    book: Book,
    party: str = "nvidia",
    **drawn: Unpack[RunArguments],
) -> Table:
    """What share of a seller's simulated sales is its own money come back, and how circular are all flows, by year?

    Definition: flows are means over paths of payments in a calendar year. What a party pays beyond what it gets was its
    own cash before: outside money. `self_funded_share`: low fungible (Kemeny and Snell 1960), high earmarked (Ford and
    Fulkerson 1956), mid half-way. `circular_share` of all flows between named parties: low and high of maximum
    circulation (Homs-Dones et al. 2025) and Hodge's circular part (Kichikawa et al. 2019). A vehicle put in the middle
    of an edge changes neither the earmarked nor the fungible share; it may change the circular share.

    Columns: shares, `sales` and `own_payments` in USD bn; range `models`, sums `paths` without a range of their own.

    Raises InputError for a party that the simulation does not know, or that sells nothing in it.

    >>> from gigaloop import load
    >>> answer(load(as_of="2025-10-20"), "nvidia", paths=20).question
    'recycled'
    """
    seller = book.party(party).party_id
    found = simulated(book, **drawn)
    found.number(seller)
    rows = [row for year, columns in found.years().items() for row in _year(found, seller, year, columns)]
    if not rows:
        raise single(f"{seller} sells nothing in the simulation of {book.as_of}", "Ask about a vendor or a cloud")
    names = book.parties[seller]
    return found.table(
        "recycled",
        title={
            "en": f"Share of {names.name('en')}'s simulated sales that is its own money come back",
            "zh-Hant": f"{names.name('zh-Hant')} 模擬營收中自身資金回流的比例",
            "zh-Hans": f"{names.name('zh-Hans')} 模拟营收中自身资金回流的比例",
        },
        definition=DEFINITION,
        rows=rows,
        arguments={"party": seller},
        warnings=[
            "mean flows over paths: a share of means, not the mean of shares; circular is not round-tripping, which "
            "would need an intent that no flow shows",
        ],
    )


def flows_of(found: Paths, columns: list[int]) -> tuple[dict, dict, dict]:
    """({(payer, payee): USD bn} between named parties, {party: USD bn} from sectors, {(payer, payee): sales})."""
    names, first = found.lowering.parties, len(_sectors(found))
    network: dict[tuple[str, str], float] = {}
    outside: dict[str, float] = {}
    sales: dict[tuple[str, str], float] = {}
    for payer, payee, tag, t, amount in found.run.flow_rows():
        if t not in columns or payer == payee:
            continue
        pair = (names[payer], names[payee])
        if tag in SALES:
            sales[pair] = sales.get(pair, 0.0) + amount
        if payer >= first and payee >= first:
            network[pair] = network.get(pair, 0.0) + amount
        elif payee >= first:
            outside[names[payee]] = outside.get(names[payee], 0.0) + amount
    for party in {p for pair in network for p in pair}:
        paid = sum(x for (i, _), x in network.items() if i == party)
        got = sum(x for (_, j), x in network.items() if j == party) + outside.get(party, 0.0)
        if paid > got:
            outside[party] = outside.get(party, 0.0) + paid - got
    return network, outside, sales


def _sectors(found: Paths) -> list[int]:
    return [n for n, role in enumerate(found.run.plan.parties["role"]) if role == 0]


def shares(network: Mapping, outside: Mapping, sales: Mapping, seller: str) -> tuple[float, float, float]:
    """(fungible share, earmarked share, sales in USD bn) of a seller.

    >>> shares({("s", "a"): 1.0, ("a", "s"): 2.0}, {"a": 3.0}, {("a", "s"): 2.0}, "s")
    (0.25, 0.5, 2.0)
    """
    sold = {payer: x for (payer, payee), x in sales.items() if payee == seller}
    whole = sum(sold.values())
    inside = {payer: x for payer, x in sold.items() if (payer, seller) in network}
    if whole <= 0 or not inside:
        return 0.0, 0.0, whole
    fungible = trace(network, outside, seller, {payer: x / whole for payer, x in inside.items()}).own
    pays, gets = ("pays", seller), ("gets", seller)
    split: dict[tuple, float] = {(pays if i == seller else i, j): x for (i, j), x in network.items() if j != seller}
    split |= {(payer, gets): x for payer, x in inside.items()}
    return fungible, largest_flow(split, pays, gets).value / whole, whole


def _year(found: Paths, seller: str, year: str, columns: list[int]) -> Iterator[Row]:
    network, outside, sales = flows_of(found, columns)
    fungible, earmarked, whole = shares(network, outside, sales, seller)
    if whole <= 0:
        return
    behind = found.behind(seller, and_on=RESTS_ON)
    paid = sum(x for (i, _), x in network.items() if i == seller)
    low, high = sorted((fungible, earmarked))
    yield Row(
        key=f"{seller}/{year}/self_funded", subject=seller, measure="self_funded_share", unit="share", low=low,
        mid=(low + high) / 2, high=high, period=year, range="models", **behind,
    )  # fmt: skip
    for measure, amount in (("sales", whole), ("own_payments", paid)):
        yield Row(
            key=f"{seller}/{year}/{measure}", subject=seller, measure=measure, unit="USD bn", low=amount, mid=amount,
            high=amount, period=year, range="paths", **behind,
        )  # fmt: skip
    nodes = sorted({p for pair in network for p in pair})
    W = np.zeros((len(nodes), len(nodes)))
    for (i, j), amount in network.items():
        W[nodes.index(i), nodes.index(j)] += amount
    low, high = sorted((float(decompose(W).gamma_vol), float(hodge(W).circular_share)))
    yield Row(
        key=f"all/{year}/circular", subject="all", measure="circular_share", unit="share", low=low,
        mid=(low + high) / 2, high=high, period=year, range="models", **behind,
    )  # fmt: skip
