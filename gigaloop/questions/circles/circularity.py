"""circularity: how much of the money goes round, by each named measure, on the book, on a run, and in watts?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, NamedTuple, Unpack

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from gigaloop.answer.made import ENDS, End
from gigaloop.answer.question import Question, Row, RunArguments, Speech, Table, those
from gigaloop.book.model import Book
from gigaloop.book.why import Why
from gigaloop.ledger.basis import BASES, Basis, basis
from gigaloop.ledger.calendar import Due
from gigaloop.ledger.flows import commitments
from gigaloop.methods import null
from gigaloop.methods.circularity import cycles, decompose, finn, hodge, set_off, trophic
from gigaloop.methods.circulation import volume
from gigaloop.words.notes import note

#: cycles after which counting stops, and draws of the null model
MOST_CYCLES, DRAWS = 1_000_000, 1000
UNCHANGED, CHANGES = "unchanged", "changes"


class Measure(NamedTuple):
    """One measure: its unit ('' for the flows' own), what it is and who published it, what a vehicle does to it."""

    unit: str
    method: str
    vehicle: str


MEASURES: dict[str, Measure] = {
    "circulation": Measure("", "greatest balanced part of the flows (Homs-Dones et al. 2025)", CHANGES),
    "volume_share": Measure("share", "that part over all flows (Homs-Dones et al. 2025)", CHANGES),
    "throughput": Measure("", "circuits closed by money passed on in proportion (Homs-Dones et al. 2025)", UNCHANGED),
    "throughput_share": Measure("share", "those over them and one-way money (Homs-Dones et al. 2025)", UNCHANGED),
    "finn_share": Measure("share", "throughflow that has passed before (Finn 1976)", CHANGES),
    "hodge_share": Measure("share", "part of net flow without potential (Kichikawa et al. 2019)", CHANGES),
    "incoherence": Measure("share", "trophic incoherence F0 (MacKay, Johnson, Sansom 2020)", CHANGES),
    "set_off": Measure("", "dues struck out, net positions kept (Fleischman and Dini 2021)", CHANGES),
    "net_settlement": Measure("", "paid through one counterparty (Fleischman and Dini 2021)", UNCHANGED),
    "cycles": Measure("cycles", "elementary cycles, contracts apart (Johnson 1975)", UNCHANGED),
    "longest_cycle": Measure("steps", "steps of the longest cycle found (Johnson 1975)", CHANGES),
}
#: the measures that a null model is drawn for
TESTED: dict[str, Callable[[np.ndarray], float]] = {
    "volume_share": lambda W: volume(W) / max(float(W.sum()), 1e-300),
    "finn_share": lambda W: finn(W=W).FCI,
    "hodge_share": lambda W: hodge(W).circular_share,
    "incoherence": lambda W: trophic(W).F0,
}


def answer(
    book: Book,
    *,
    on: Annotated[str, ("all", *BASES)] = "all",
    period: str | int | None = None,
    held: Annotated[str, ("degrees", "strengths")] = "degrees",
    **drawn: Unpack[RunArguments],
) -> Table:
    """How much of the money goes round, by each named measure, on the book, on simulated flows by year, and in GW?

    Definition: three bases: `book`, the dues of live legs over their whole life (or one year); `flows`, mean payments
    of a run, over the run and by year, sectors outside; `gw`, the watts behind each payment. Measures as `MEASURES`
    names them, each with its source in `gigaloop.methods.circularity`. A measure is taken at the least, stated and
    greatest amounts; low and high are the least and greatest of the three, no bound over all in between. The null
    model holds what `held` says: 'degrees' (links exchanged, amounts stay with the payer) or 'strengths' (all totals).

    Columns: `basis`, `method`, `vehicle` (unchanged or changes), `held`. Money in USD bn or GW, shares, counts.

    Raises InputError for an unknown basis, a period that is no year of it, or an unknown null model.

    >>> from gigaloop import load
    >>> answer(load("tiny"), on="gw").question
    'circularity'
    """
    asked = [name for name in BASES if on in ("all", name)]
    if on == "all" and period is not None:
        asked = ["book", "flows"] if str(period).isdigit() else ["flows"]
    committed = commitments(book)
    first = [basis(book, name, period, drawn, committed) for name in asked]
    years = [
        basis(book, "flows", year, drawn)
        for one in first
        if one.run is not None and period is None
        for year in one.run.years()
    ]
    seed = drawn.get("seed", 1)
    rows = [row for one in first for row in (*_measured(one), *_by_chance(one, held, seed))]
    rows += [row for one in years for row in _measured(one)]
    finish = next((one for one in first if one.run is not None), first[0]).table
    dark = [due.leg.leg for one in first for due in one.flows.dues if due.leg and due.amount.undisclosed]
    return finish(
        QUESTION,
        rows=rows,
        arguments={"on": on, "period": period, "held": held},
        left_out=[
            *(told for one in first for told in one.flows.left_out),
            *((leg, Why("no_sum", "states no sum")) for leg in dark),
        ],
        notes=[
            *(note("basis", basis=one.on, told=note(f"basis.{one.on}")) for one in first),
            note("circularity.null", held=note(f"null.{held}"), n=DRAWS, seed=seed),
            *[note("circularity.means")] * bool(years),
        ],
        added=(("basis", ""), ("vehicle", ""), ("method", ""), ("held", "")),
    )


def matrix(found: Basis, end: End) -> tuple[np.ndarray, tuple[str, ...]]:
    """(W, parties): what row pays column at one end of the amounts, in the basis's unit; none pays itself."""
    network = {pair: amount / found.one for pair, amount in found.flows.network(end).items() if pair[0] != pair[1]}
    parties = tuple(sorted({party for pair in network for party in pair}))
    place = {party: k for k, party in enumerate(parties)}
    W = np.zeros((len(parties), len(parties)))
    for (payer, payee), amount in network.items():
        W[place[payer], place[payee]] = amount
    return W, parties


def values(W: np.ndarray, contracts: list[tuple[str, str, float]]) -> dict[str, float]:
    """Every measure of one network; `contracts` are its (payer, payee, amount), parallel ones apart.

    >>> ring = np.array([[0.0, 2.0], [1.0, 0.0]])
    >>> values(ring, [("a", "b", 2.0), ("b", "a", 1.0)])["volume_share"]
    0.6666666666666666
    """
    parts, struck = decompose(W), set_off(W=W)
    counted = cycles(edges=contracts, limit=MOST_CYCLES, keep=0)
    return {
        "circulation": parts.V_C,
        "volume_share": parts.gamma_vol,
        "throughput": parts.T_C,
        "throughput_share": parts.gamma_thr,
        "finn_share": finn(W=W).FCI,
        "hodge_share": hodge(W).circular_share,
        "incoherence": trophic(W).F0,
        "set_off": struck.netted,
        "net_settlement": struck.least_gross,
        "cycles": float(np.sum(counted.count)),
        "longest_cycle": float(max(counted.by_length, default=0)),
    }


def _measured(found: Basis) -> Iterator[Row]:
    if not any(found.flows.network().values()):
        return
    told = {}
    for end in ENDS:
        W, _ = matrix(found, end)
        if W.sum() > 0:
            live = [due for due in found.flows.dues if due.payer != due.payee]
            amounts = [(due.payer, due.payee, dict(zip(ENDS, due.amount[:3], strict=True))[end]) for due in live]
            told[end] = values(W, [(a, b, x) for a, b, x in amounts if x])
    behind = found.behind(on_circles(found))
    for name, measure in MEASURES.items():
        ends = [told[end][name] for end in told if not np.isnan(told[end][name])]
        if "mid" not in told or np.isnan(told["mid"][name]):
            continue
        yield Row(
            key="/".join(part for part in (found.on, found.period, name) if part), subject="", measure=name,
            unit=measure.unit or found.unit, low=min(ends), mid=told["mid"][name], high=max(ends), period=found.period,
            range="terms" if found.run is None else "paths",
            more={"basis": found.on, "vehicle": measure.vehicle, "method": measure.method, "held": ""}, **behind,
        )  # fmt: skip


def _by_chance(found: Basis, held: str, seed: int) -> Iterator[Row]:
    """How often a random network with the same totals is at least as circular, with the error of that share."""
    W, _ = matrix(found, "mid")
    if np.count_nonzero(W) < 3:
        return
    seen: dict[str, list[float]] = {name: [] for name in TESTED}
    for drawn in null.networks(W, DRAWS, held, seed):
        for name, of in TESTED.items():
            value = of(drawn)
            seen[name].append(-np.inf if np.isnan(value) else value)
    behind = found.behind(on_circles(found))
    for name, of in TESTED.items():
        here = of(W)
        if np.isnan(here):
            continue
        p, error = null.p_value(here, seen[name])
        yield Row(
            key="/".join(part for part in (found.on, found.period, f"{name}_p") if part), subject="",
            measure=f"{name}_p", unit="share", low=max(0.0, p - error), mid=p, high=min(1.0, p + error),
            period=found.period, range="models",
            more={
                "basis": found.on, "vehicle": MEASURES[name].vehicle, "method": f"{DRAWS} draws, one-sided",
                "held": null.FIXED[held],
            }, **behind,
        )  # fmt: skip


def on_circles(found: Basis) -> tuple[Due, ...]:
    """The dues whose payer can be reached again from their payee: what makes the flows circular."""
    W, parties = matrix(found, "mid")
    part = dict(zip(parties, connected_components(sparse.csr_array(W), connection="strong")[1], strict=True))
    steps = [due for due in found.flows.dues if due.payer != due.payee and due.payer in part and due.payee in part]
    return tuple(due for due in steps if part[due.payer] == part[due.payee])


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What share of the flows is part of a circuit, by the widest and by the strictest measure."""
    sums = those(table, measure="circulation")
    if not sums:
        return []
    basis = sums[0].more["basis"]
    one = {row.measure: row for row in those(table, basis=basis, subject="")}
    if not {"volume_share", "finn_share"} <= set(one):
        return []
    wide = one["volume_share"]
    told = [say("circularity.share", amount=one["circulation"], share=wide)]
    return [*told, say("circularity.strict", share=one["finn_share"]), *say.silent([wide])]


def first(table: Table) -> Sequence[Row]:
    """The measures of the first basis."""
    rows = [row for row in table.rows if row.more["basis"] == table.rows[0].more["basis"]]
    shares = [row for row in rows if row.measure.endswith("_share")]
    return [*shares, *(row for row in rows if row not in shares)]


QUESTION = Question(answer, headline, first)
