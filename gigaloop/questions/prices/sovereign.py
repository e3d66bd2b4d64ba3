"""sovereign: what does a state's plan buy in gigawatts, chips and memory, when, at what cost to price and delay?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gigaloop.answer.made import Less, Made, Numbers, Part, Plus, Raised, Times
from gigaloop.answer.paths import simulated
from gigaloop.answer.question import Owes, Question, Row, Speech, Table, largest, those
from gigaloop.answer.tally import exchanged, origin_of, tally
from gigaloop.book.grade import Range, usd_per
from gigaloop.book.model import Book, Leg
from gigaloop.book.problem import InputError, Misread, parted
from gigaloop.book.units import CURRENCIES, parse_quantity
from gigaloop.book.why import Why
from gigaloop.ledger.calendar import attributed, calendar
from gigaloop.ledger.flows import part_of
from gigaloop.ledger.plans import COMPUTE, IT, SHELL, Ends, add, bought_power, is_state, lives, scale
from gigaloop.questions.prices.crowding import crowding_rows
from gigaloop.words.notes import note

DRAWS = 400
GPUS, MEMORY, ADDED, ELASTICITY = "gpus-per-gw", "memory-share-of-rack", "power-additions", "rent-elasticity"


def answer(book: Book, party: Owes = "japan_gov", *, amount: str | None = None, draws: int = DRAWS) -> Table:
    """What does a sovereign plan buy in GW, chips and memory, when, and what does it do to price and delay?

    Definition: `QUESTION.definition`; the cost of a GW is IT plus shell. Every parameter enters with its range, each
    end taken so that the result is least or greatest. First effect only: supply does not answer. `amount` (for example
    '10 tn JPY') replaces the plan's own sum, spread over the same years.

    On `draws` paths of the simulated market: what it does to the others' rent, waiting and bill at the least, middle
    and greatest elasticity (see `crowding`); with 0, or where no market can be simulated, the first effect alone.

    Columns: by calendar year `budget` (USD bn), `power` (GW), `chips` (chips), `memory` (USD bn), `rent_uplift` (share)
    and `delay` (quarters); `total` of the first four over all years.

    Raises InputError for an unknown party, one that is no state or has no plan, or an amount that is no money.

    >>> from gigaloop import load
    >>> answer(load("loop"), "japan_gov").one("japan_gov/total/budget").unit
    'USD bn'
    """
    if draws < 0:
        raise Misread(
            f"--draws: {draws} is below 0", "Write for example --draws 400; 0 for the first effect", id="draws"
        )
    state = book.party(party)
    legs = [leg for leg in book.legs.values() if leg.payer == state.party_id]
    own, left_out = attributed(book, legs)
    plan = [(leg, share) for leg, share in own if leg.kind in ("grant", "stake") and share > 1e-12 and lives(book, leg)]
    left_out += [
        (leg.leg, Why("no_plan", "no plan to spend: nothing is due"))
        for leg, _ in own
        if leg not in [one for one, _ in plan]
    ]
    if not plan or not is_state(book, state.party_id):
        raise Misread(f"no plan of {state.name_en} is known on {book.as_of}", "Name a party that grants money")
    rows = list(_rows(book, state.party_id, plan, _override(book, amount)))
    told = [note("sovereign.split")]
    if draws:
        bought = {r.period: Ends(r.low or 0.0, r.mid or 0.0, r.high) for r in rows if r.measure == "power"}
        rows = [replace(row, more={"elasticity": ""}) for row in rows]
        try:
            rows += crowding_rows(simulated(book, paths=draws), state.party_id, bought)
        except InputError as error:
            told.append(note("sovereign.unsimulated", why=str(error)))
    return QUESTION.table(
        book,
        title={"party": state},
        rows=rows,
        arguments={"party": state.party_id, "amount": amount, "draws": draws},
        left_out=left_out,
        notes=told,
        added=(("elasticity", ""),) if draws else (),
    )


def _override(book: Book, amount: str | None) -> Ends | None:
    if amount is None:
        return None
    try:
        quantity = parse_quantity(amount, units=CURRENCIES)
    except ValueError as error:
        message, remedy = parted(error)
        raise Misread(f"--amount: {message}", remedy, id="amount") from None
    if quantity.stated is None:
        raise Misread("--amount: 'undisclosed' buys nothing", "Write for example '10 tn JPY'", id="amount")
    if not quantity.stated > 0.0:
        raise Misread(f"--amount: {amount!r} is not above 0", "Write for example '10 tn JPY'", id="amount")
    rate = usd_per(book, quantity.unit, book.as_of)
    low, high = quantity.bounds(book.about_half_width())
    return Ends(low * rate, quantity.stated * rate, None if high is None else high * rate)


def _rows(book: Book, state: str, plan: list[tuple[Leg, float]], instead: Ends | None) -> Iterator[Row]:
    dated = [(found, share) for leg, share in plan if (found := calendar(book, leg)) is not None]
    whole = sum(((found.amount.mid or 0.0) * share for found, share in dated), 0.0)
    years = sorted({int(quarter[:4]) for found, _ in dated for quarter in found.quarters})
    total: dict[str, Ends] = {}
    for year in years:
        here = [(found, share) for found, share in dated if found.due(year).mid]
        spent = sum((found.due(year).times(share) for found, share in here), Range(0.0, 0.0, 0.0))
        budget = Ends(spent.low, spent.mid or 0.0, spent.high)
        if instead is not None:
            part = budget.mid / whole if whole else 0.0
            budget = Ends(*(None if end is None else end * part for end in instead))  # type: ignore[arg-type]
        legs = [found.leg for found, _ in here]
        made = _made(book, f"{state}/{year}")
        if instead is None:
            made["budget"] = Plus(tuple(part_of(book, one.leg, one.due(year).times(share)) for one, share in here))
        for name, unit, ends, used in _bought(book, budget):
            if name in ("budget", "power", "chips", "memory"):
                total[name] = add(total.get(name, Ends(0.0, 0.0, 0.0)), ends)
            yield _row(book, state, str(year), name, unit, ends, used, legs, here, made.get(name))
    legs = [found.leg for found, _ in dated]
    bought = {name: (unit, names) for name, unit, _, names in _bought(book, Ends(0.0, 0.0, 0.0))}
    for name, ends in total.items():
        each = Plus(tuple(f"{state}/{year}/{name}" for year in years))
        yield _row(book, state, "total", name, bought[name][0], ends, bought[name][1], legs, dated, each)


def _made(book: Book, head: str) -> dict[str, Made]:
    """How a year's gigawatts follow from its money, and the rest from its gigawatts; row by row, as `_bought`."""
    one, gw = Numbers(1.0, 1.0, 1.0), f"{head}/power"
    bought = bought_power(book, Ends(1e9, 1e9, 1e9))
    rack, it = book.parameter(MEMORY).range(), book.parameter(IT).range()
    added, eps = book.parameter(ADDED).range()[::-1], book.parameter(ELASTICITY).range()[::-1]
    grown: Part = Plus((one, Times(gw, Numbers(*(1 / (4 * x) for x in added)))))
    return {
        "power": Times(f"{head}/budget", Numbers(bought.low, bought.mid, bought.high or bought.mid)),
        "chips": Times(gw, Numbers(*book.parameter(GPUS).range())),
        "memory": Times(gw, Numbers(*(a * b for a, b in zip(rack, it, strict=True)))),
        "rent_uplift": Less(Raised(grown, Numbers(*(1 / x for x in eps))), one),
        "delay": Times(gw, Numbers(*(1 / x for x in added))),
    }


def _bought(book: Book, budget: Ends) -> Iterator[tuple[str, str, Ends, tuple[str, ...]]]:
    """(measure, unit, value, parameters) for one year's money in dollars."""
    gw, it = bought_power(book, budget), book.parameter(IT).range()
    yield "budget", "USD bn", scale(budget, (1e-9, 1e-9, 1e-9)), ()
    yield "power", "GW", gw, (COMPUTE, IT, SHELL)
    yield "chips", "chips", scale(gw, book.parameter(GPUS).range()), (COMPUTE, IT, SHELL, GPUS)
    rack = book.parameter(MEMORY).range()
    memory = tuple(a * b for a, b in zip(rack, it, strict=True))
    yield "memory", "USD bn", scale(gw, memory), (COMPUTE, IT, SHELL, MEMORY)  # type: ignore[arg-type]
    added, eps = book.parameter(ADDED).range(), book.parameter(ELASTICITY).range()
    uplift = Ends(
        (1 + gw.low / (4 * added[2])) ** (1 / eps[2]) - 1,
        (1 + gw.mid / (4 * added[1])) ** (1 / eps[1]) - 1,
        None if gw.high is None else (1 + gw.high / (4 * added[0])) ** (1 / eps[0]) - 1,
    )
    yield "rent_uplift", "share", uplift, (COMPUTE, IT, SHELL, ADDED, ELASTICITY)
    delay = scale(gw, (1 / added[2], 1 / added[1], 1 / added[0]))
    yield "delay", "quarters", delay, (COMPUTE, IT, SHELL, ADDED)


def _row(
    book: Book, state: str, period: str, name: str, unit: str, ends: Ends, used: tuple[str, ...], legs: list[Leg],
    dated: list, made: Made | None = None,
) -> Row:  # fmt: skip
    assumptions = tuple(dict.fromkeys((*used, *(a for found, _ in dated for a in found.assumptions))))
    sources = dict.fromkeys(s for found, _ in dated for s in found.sources)
    sources |= dict.fromkeys(s for n in used for s in book.parameters[n].sources)
    for leg in legs:
        sources |= dict.fromkeys(exchanged(book, leg, leg.terms.amount))
    return Row(
        key=f"{state}/{period}/{name}", subject=state, measure=name, period=period, unit=unit, low=ends.low,
        mid=ends.mid, high=ends.high, grade=tally(book, legs).grade, origin=origin_of(book, assumptions),
        legs=tuple(leg.leg for leg in legs), assumptions=assumptions, sources=tuple(sources), made=made,
    )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What the state spends in its largest year, and what power and chips that buys."""
    budgets = largest(row for row in those(table, measure="budget") if row.period.isdecimal())
    if not budgets:
        return [say("sovereign.none")]
    top = budgets[0]
    told = [say("sovereign.most", year=top.period, budget=top)]
    power = those(table, measure="power", period=top.period)
    if power:
        told.append(say("sovereign.power", power=power[0]))
    ends = {r.more["elasticity"]: r for r in those(table, measure="others_rent", period=top.period)}
    wait = those(table, measure="others_wait", period=top.period)
    if ends and wait:
        least, most = ends["high"], ends["low"]
        told.append(say("sovereign.others", year=top.period, rent=ends["mid"], least=least, most=most, wait=wait[0]))
    return told


def first(table: Table) -> Sequence[Row]:
    """What is spent and what it buys, in all and in the largest year, what that does to others; then the others."""
    rows = [row for row in those(table, measure=("budget", "power", "chips")) if row.mid]
    top = [row.period for row in largest(row for row in rows if row.measure == "budget" and row.period.isdecimal())[:1]]
    others = [row for row in table.rows if row.measure.startswith("others_") and row.period in top]
    rest = sorted((row for row in rows if row.period.isdecimal()), key=lambda row: (row.period not in top, row.period))
    ahead = sum(row.period in top for row in rest)
    return [*(row for row in rows if not row.period.isdecimal()), *rest[:ahead], *others, *rest[ahead:]]


QUESTION = Question(answer, headline, first)
