"""loops: which loops of parties can money go round, ranked by the dollars that can?"""

from __future__ import annotations

from collections.abc import Iterator

from gigaloop.analysis.flows import Flows, book_flows, rests_on
from gigaloop.analysis.table import Row, Table, make_table
from gigaloop.book.model import Book
from gigaloop.book.problem import single
from gigaloop.methods.routes import circuits, largest_flow

#: parties in the longest loop that is looked for
LONGEST = 6
DEFINITION = (
    "A loop is an elementary circuit of parties (at most six) in which each pays the next; the dollars that can go "
    "round are the least of its steps, parallel contracts added up; for a party, the largest flow from its payments "
    "back to it over all routes (Ford and Fulkerson 1956). That money can go round does not say that it does."
)


def answer(book: Book, top: str | int = 10, period: str | int | None = None) -> Table:
    """Which loops can money go round, ranked by the dollars, with instruments and sources?

    Definition: parties are joined by what the book's live legs (every grade but void) pay over their whole life, or in
    one year; a loop is an elementary circuit of at most six parties; its dollars are the least of its steps (parallel
    contracts added up). The largest flow (Ford and Fulkerson 1956) says how many dollars can leave a party and return
    over all routes at once: loops share contracts, so their dollars are not to be added.

    Columns: `measure` `loop` (USD bn) with `route`, `instruments` and the narrowest step; `returns` (USD bn) per party
    in them. `low` takes every amount at its least: a loop through an 'up to' can carry nothing for sure.

    Raises InputError for a `top` that is no whole number above 0, or a period that is not a year.

    >>> from gigaloop import load
    >>> answer(load("tiny")).rows[0].measure
    'loop'
    """
    most, year = _whole("top", top), None if period is None else _whole("period", period)
    flows = book_flows(book, year, "announced")
    mids = flows.network("mid")
    ranked = sorted(
        ((min(mids[step] for step in _steps(loop)), loop) for loop in circuits(mids, LONGEST)),
        key=lambda pair: (-pair[0], len(pair[1]), pair[1]),
    )
    rows = [_loop(book, flows, loop, number, year) for number, (_, loop) in enumerate(ranked[:most], 1)]
    parties = dict.fromkeys(party for _, loop in ranked[:most] for party in loop)
    rows += sorted(_returns(book, flows, parties, year), key=lambda row: -(row.mid or 0.0))
    dark = [due.leg.leg for due in flows.dues if due.leg and due.amount.undisclosed]
    warnings = [f"{len(ranked)} loops of at most {LONGEST} parties were found; a count depends on its definition"]
    if dark:
        warnings.append(f"{len(dark)} legs state no sum and carry no dollars here: {', '.join(dark)}")
    return make_table(
        book,
        "loops",
        title={
            "en": "Loops that money can go round",
            "zh-Hant": "資金可循環的閉環",
            "zh-Hans": "资金可循环的闭环",
        },
        definition=DEFINITION,
        rows=rows,
        arguments={"top": most, "period": year},
        left_out=[*flows.left_out, *((leg, "states no sum, so carries no dollars here") for leg in dark)],
        warnings=warnings,
        added=(
            ("route", "", "the parties in order, back to the first"),
            ("instruments", "", "kinds of leg on each step"),
            ("narrowest", "", "the step that carries least"),
        ),
    )


def _loop(book: Book, flows: Flows, loop: tuple[str, ...], number: int, year: int | None) -> Row:
    steps = _steps(loop)
    least, stated, most = (flows.network(end) for end in ("low", "mid", "high"))
    narrow = min(steps, key=lambda step: stated[step])
    kinds = [sorted({due.kind for due in flows.between({step})}) for step in steps]
    return Row(
        key=f"loop-{number}",
        subject=loop[0],
        counterparty=loop[1] if len(loop) > 1 else loop[0],
        measure="loop",
        period="" if year is None else str(year),
        unit="USD bn",
        low=min(least.get(step, 0.0) for step in steps) / 1e9,
        mid=stated[narrow] / 1e9,
        high=min(most.get(step, 0.0) for step in steps) / 1e9,
        more={
            "route": " > ".join((*loop, loop[0])),
            "instruments": " > ".join("+".join(names) for names in kinds),
            "narrowest": " > ".join(narrow),
        },
        **rests_on(book, flows.between(set(steps))),
    )


def _returns(book: Book, flows: Flows, parties: dict[str, None], year: int | None) -> Iterator[Row]:
    """For each party, the dollars that can leave it and come back over all routes at once."""
    networks = {end: flows.network(end) for end in ("low", "mid", "high")}
    for party in parties:
        values, used = {}, set()
        for end, network in networks.items():
            split = {
                (f"{party} pays" if i == party else i, f"{party} gets" if j == party else j): amount
                for (i, j), amount in network.items()
            }
            largest = largest_flow(split, f"{party} pays", f"{party} gets")
            values[end] = largest.value / 1e9
            if end == "mid":
                names = {f"{party} pays": party, f"{party} gets": party}
                used = {(names.get(i, i), names.get(j, j)) for i, j in largest.flow}
        yield Row(
            key=f"returns/{party}",
            subject=party,
            measure="returns",
            period="" if year is None else str(year),
            unit="USD bn",
            low=min(values.values()),
            mid=values["mid"],
            high=max(values.values()),
            more={"route": "", "instruments": "", "narrowest": ""},
            **rests_on(book, flows.between(used)),
        )


def _steps(loop: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(zip(loop, (*loop[1:], loop[0]), strict=True))


def _whole(name: str, value: str | int) -> int:
    text = str(value)
    if not text.isdigit() or int(text) == 0:
        raise single(f"--{name}: {text!r} is not a whole number above 0", "Write digits, for example 10", rule=name)
    return int(text)
