"""loops: which loops of parties can money go round, ranked by the dollars that can?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Unpack

from gigaloop.answer.made import Least
from gigaloop.answer.question import Question, Row, RunArguments, Speech, Table, greatest, largest, those
from gigaloop.book.model import Book
from gigaloop.book.why import Why
from gigaloop.ledger.basis import BASES, Basis, basis, whole
from gigaloop.ledger.flows import made_of
from gigaloop.methods.routes import circuits, largest_flow
from gigaloop.words.notes import note

#: parties in the longest loop that is looked for
LONGEST = 6


def answer(
    book: Book,
    *,
    top: str | int = 10,
    period: str | int | None = None,
    on: Annotated[str, tuple(BASES)] = "book",
    **drawn: Unpack[RunArguments],
) -> Table:
    """Which loops can money go round, ranked by the dollars, with instruments and sources?

    Definition: `QUESTION.definition`, over live legs (every grade but void), their whole life or one year; `on` flows:
    by a run's mean payments; `on` gw: by the GW behind each payment. Loops share contracts, so their dollars are not
    to be added. A vehicle put in the middle of a step changes neither measure.

    Columns: `measure` `loop` (USD bn, or GW) with `route`, `instruments` and the narrowest step; `returns` (the same
    unit) per party in them. `low` takes every amount at its least: a loop through an 'up to' can carry nothing for
    sure. Mean payments of a run have no range of their own.

    Raises InputError for a `top` that is no whole number above 0, an unknown basis, or a period that is no year of it.

    >>> from gigaloop import load
    >>> answer(load("tiny")).rows[0].measure
    'loop'
    """
    most, basis_ = whole("top", top), basis(book, on, period, drawn)
    flows = basis_.flows
    mids = flows.network("mid")
    found: list[tuple[str, ...]] = list(circuits(mids, LONGEST))
    ranked = sorted(
        ((min(mids[step] for step in _steps(loop)), loop) for loop in found),
        key=lambda pair: (-pair[0], len(pair[1]), pair[1]),
    )
    rows = [_loop(basis_, loop, number) for number, (_, loop) in enumerate(ranked[:most], 1)]
    parties = dict.fromkeys(party for _, loop in ranked[:most] for party in loop)
    rows += sorted(_returns(basis_, parties), key=lambda row: -(row.mid or 0.0))
    dark = [due.leg.leg for due in flows.dues if due.leg and due.amount.undisclosed]
    notes = [note("loops.counted", n=len(ranked), k=LONGEST)]
    if dark:
        notes.append(note("loops.dark", n=len(dark), legs=", ".join(dark)))
    return basis_.table(
        QUESTION,
        variant="gw" if on == "gw" else "",
        definition=f"{QUESTION.definition} Flows: {BASES[on]}.",
        rows=rows,
        arguments={"top": most, "period": period, "on": None if on == "book" else on},
        left_out=[
            *flows.left_out,
            *((leg, Why("no_sum", "states no sum, so carries no dollars here")) for leg in dark),
        ],
        notes=notes,
        added=(("route", ""), ("instruments", ""), ("narrowest", "")),
    )


def _loop(basis_: Basis, loop: tuple[str, ...], number: int) -> Row:
    flows, steps = basis_.flows, _steps(loop)
    least, stated, most = (flows.network(end) for end in ("low", "mid", "high"))
    narrow = min(steps, key=lambda step: stated[step])
    kinds = [sorted({due.kind for due in flows.between({step})}) for step in steps]
    instruments = " > ".join("+".join(names) for names in kinds)
    told = basis_.on == "book"
    made = Least(tuple(made_of(basis_.book, flows.between({step})) for step in steps)) if told else None
    return Row(
        key=f"loop-{number}", subject=loop[0], measure="loop", period=basis_.period, unit=basis_.unit,
        low=min(least.get(step, 0.0) for step in steps) / basis_.one, mid=stated[narrow] / basis_.one,
        high=min(most.get(step, 0.0) for step in steps) / basis_.one,
        range="terms" if basis_.run is None else "paths", made=made,
        more={"route": " > ".join((*loop, loop[0])), "instruments": instruments, "narrowest": " > ".join(narrow)},
        **basis_.behind(flows.between(set(steps))),
    )  # fmt: skip


def _returns(basis_: Basis, parties: dict[str, None]) -> Iterator[Row]:
    """For each party, what can leave it and come back over all routes at once."""
    networks = {end: basis_.flows.network(end) for end in ("low", "mid", "high")}
    for party in parties:
        values: dict[str, float] = {}
        used: set[tuple[str, str]] = set()
        for end, network in networks.items():
            split = {
                (f"{party} pays" if i == party else i, f"{party} gets" if j == party else j): amount
                for (i, j), amount in network.items()
            }
            largest = largest_flow(split, f"{party} pays", f"{party} gets")
            values[end] = largest.value / basis_.one
            if end == "mid":
                names = {f"{party} pays": party, f"{party} gets": party}
                used = {(str(names.get(i, i)), str(names.get(j, j))) for i, j in largest.flow}
        yield Row(
            key=f"returns/{party}", subject=party, measure="returns", period=basis_.period, unit=basis_.unit,
            low=min(values.values()), mid=values["mid"], high=max(values.values()),
            range="terms" if basis_.run is None else "paths",
            more={"route": "", "instruments": "", "narrowest": ""}, **basis_.behind(basis_.flows.between(used)),
        )  # fmt: skip


def _steps(loop: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(zip(loop, (*loop[1:], loop[0]), strict=True))


def headline(table: Table, say: Speech) -> Sequence[str]:
    """The largest loop, and that money can go round it, not that it does."""
    loops = largest(those(table, measure="loop"))
    if not loops:
        return [say("loops.none")]
    top = loops[0]
    route = say("list.arrow").join(say.party(party) for party in top.more["route"].split(" > "))
    told = [say("loops.most", route=route, amount=top)]
    back = largest(those(table, measure="returns"))
    if back:
        told.append(say("loops.returns", amount=back[0]))
    return [*told, say("loops.care")]


QUESTION = Question(answer, headline, greatest(measure="loop"))
