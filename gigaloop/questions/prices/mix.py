"""mix: from whom does a lab buy chips at least cost when each may deliver less, and what is an alternative worth?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from gigaloop.answer.question import Owed, Owes, Question, Row, Speech, Table, by_measure, those
from gigaloop.answer.tally import resting
from gigaloop.book.grade import grade_shares
from gigaloop.book.model import Book, Leg
from gigaloop.book.problem import InputError, Misread
from gigaloop.engine.compiler.values import BINDING, quantiles
from gigaloop.ledger.makers import MAKERS, price_of, rivals
from gigaloop.ledger.unit_costs import COST, LIFE, RATE, costs
from gigaloop.methods.finance import crf
from gigaloop.methods.mix import Mix, OutOfReach, least_cost
from gigaloop.methods.points import sobol
from gigaloop.questions import ask
from gigaloop.words.notes import note

OUTPUT, UNTOLD, LATE, LENGTH, RAMP = (
    *("rival-chip-output", "undisclosed-capacity", "late-probability", "late-length", "chip-ramp-default"),
)
IT, SUPPLY, SHARES = "capex-it-per-gw", "chip-additions", "chip-vendor-shares"
#: the chance that an order of the main vendor comes true: it counts as firm
FIRM = "bind-take-or-pay"
#: Sobol points of what comes, powers of two: in the middle of every assumption, and where one is moved to an end, whose
#: number then is the middle's, moved by as much as the end differs on the same few points
CASES, FEWER = 1024, 128
#: limits on the mean shortage of the worst twentieth, as shares of the need
FREE = 1.0
TAILS = (FREE, 0.4, 0.3, 0.2, 0.1)
LEVEL = 0.95
UNIT = "USD bn per GW and year"


class Maker(NamedTuple):
    """One maker of chips in one world: cost a year of a GW (USD bn), what is given back of it, work that a GW does,
    gigawatts to be had, chance that an order comes true (quantile table); place: whose draws it
    has, so that it keeps them when another goes."""

    party: str
    cost: float
    given: float
    output: float
    most: float
    comes: np.ndarray
    place: int
    legs: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """One reading of the assumptions. need: gigawatts of the main vendor's work; worth: of one of them a year, USD bn;
    late, length, ramp: chance, mean (quarters) and span of a delay; count: makers that draws are made for; cases: how
    many points of what comes."""

    need: float
    worth: float
    late: float
    length: float
    ramp: float
    count: int
    makers: tuple[Maker, ...]
    cases: int = CASES

    def delivered(self) -> np.ndarray:
        """(cases, makers) work done by a gigawatt bought: what comes true, less what is late of the whole build-up."""
        points = _points(3 * self.count, self.cases)
        out = np.empty((self.cases, len(self.makers)))
        for n, maker in enumerate(self.makers):
            comes, hit, how = points[:, 3 * maker.place : 3 * maker.place + 3].T
            firm = np.interp(comes * 40.0, np.arange(41.0), maker.comes)
            wait = np.where(hit < self.late, -np.log1p(-how) * self.length, 0.0)
            out[:, n] = maker.output * np.clip(firm, 0.0, 1.0) * np.clip(1.0 - wait / self.ramp, 0.0, 1.0)
        return out

    def mix(self, tail: float | None, share: float | None = None) -> Mix:
        """The cheapest mix with the worst twentieth's shortage within a share of the need."""
        per_work = [(maker.cost - maker.given) / maker.output for maker in self.makers]
        most = [maker.most for maker in self.makers]
        limit = None if tail is None else tail * self.need
        return least_cost(
            np.maximum(per_work, 0.0).tolist(), self.delivered().tolist(), self.need, most=most, worth=self.worth,
            level=LEVEL, limit=limit, share=share,
        )  # fmt: skip

    def without(self, party: str) -> World:
        """The same without one maker."""
        return replace(self, makers=tuple(maker for maker in self.makers if maker.party != party))

    def ungiven(self) -> World:
        """The same with nothing given back."""
        return replace(self, makers=tuple(maker._replace(given=0.0) for maker in self.makers))


@cache
def _points(dimensions: int, cases: int) -> np.ndarray:
    """(cases, dimensions) the same Sobol points in every world."""
    return sobol(dimensions, cases, seed=1)


def answer(
    book: Book,
    party: Owes = "openai",
    *,
    vendor: Owed = "nvidia",
    tail: float = 0.3,
    share: float = 0.5,
    need: float | None = None,
) -> Table:
    """From whom does a lab buy chips at least cost within a limit on the worst shortage; what is each maker worth?

    tail    limit on the mean shortage of the worst twentieth of cases, a share of the need
    share   the most that one maker may have where diversity is priced
    need    gigawatts of the main vendor's chips; left out: the largest order that the book states

    Definition: `QUESTION.definition`. By maker `unit_cost` and `given_back` (USD bn per GW and year), `work` (of a GW,
    of the main vendor's), `comes` (mean share of what was bought that works), `available` (GW). `mix` at each limit: GW
    from each maker; `mix_cost` (USD bn a year, with what is missing at its worth), `shortage` and `tail_shortage` (GW),
    `price_of_safety` (USD bn a year for a GW less of the worst). `outside_option` of each maker, `price_of_diversity`,
    and at the limit asked for; `warrant_moves`, GW that what is given back moves to its maker where no limit holds;
    `break_even_work`: the part of the main vendor's work from which on a maker's costs no more, and the same with what
    it gives back.

    Columns: GW, USD bn a year, share; `limit` is the limit as a share of the need.

    Raises InputError for an unknown party, a lab without orders for chips, or a limit that no mix can keep.

    >>> from gigaloop import load
    >>> answer(load()).one("outside_option/broadcom").unit
    'USD bn/year'
    """
    if not 0.0 <= tail <= 1.0 or not 0.0 < share <= 1.0 or (need is not None and not need > 0.0):
        raise Misread("a limit and a share lie from 0 to 1, and a need is above 0", "Write for example --tail 0.3")
    buyer, main = book.party(party), book.party(vendor)
    if main.sector not in MAKERS:
        raise Misread(f"{main.party_id} makes no chips", "Name a maker, such as --vendor nvidia", id="party")
    worlds = list(_worlds(book, buyer.party_id, main.party_id, need))
    try:
        rows = list(_rows(book, buyer.party_id, worlds, tail, share))
    except OutOfReach as error:
        told = "" if error.least is None else f"; the least is {error.least / worlds[0].need:.1%}"
        message = f"--tail {tail:g}: no mix keeps the worst twentieth's shortage within {tail:.0%} of the need{told}"
        raise Misread(message, "Allow more, or ask for a smaller --need", id="argument") from None
    except ValueError as error:
        message, _, remedy = str(error).partition(". ")
        raise Misread(f"--tail {tail:g}: {message}", remedy.rstrip(".") or "Allow more") from None
    return QUESTION.table(
        book,
        title={"party": buyer},
        rows=rows,
        arguments={"party": buyer.party_id, "vendor": main.party_id, "tail": tail, "share": share, "need": need},
        notes=[note("mix.apart"), note("mix.engine")],
        added=(("limit", "share"),),
    )


def _worlds(book: Book, buyer: str, vendor: str, need: float | None) -> Iterator[World]:
    """The middle of every assumption, the same on fewer cases, and on those each of them at either end alone."""
    orders = rivals(book, vendor, buyer)
    if not orders:
        told = f"{buyer} has no order for another maker's chips on {book.as_of}"
        raise Misread(told, "Ask about openai or anthropic", id="party")
    stated = [leg.terms.power.stated for leg in orders if leg.terms.power is not None and leg.terms.power.stated]
    wanted = need if need is not None else max(stated, default=0.0)
    if not wanted:
        raise Misread(f"no order of {buyer} states gigawatts", "Give --need 10, say")
    lab = book.key("revenue-per-gw", buyer) or _middle_lab(book)
    every = {lab, OUTPUT, SUPPLY, UNTOLD, LATE, LENGTH, RAMP, *COST, IT, price_of(book, vendor)}
    every |= {price_of(book, leg.payee) for leg in orders}
    given = {leg.leg: _given(book, leg) for leg in orders}
    middle = _world(book, orders, vendor, wanted, lab, given, {})
    yield middle
    yield replace(middle, cases=FEWER)
    for name in sorted(every):
        for end in (0, 2):
            yield replace(_world(book, orders, vendor, wanted, lab, given, {name: end}), cases=FEWER)


def _middle_lab(book: Book) -> str:
    """The labs' own number in the middle, for a buyer of chips that is no lab."""
    found = {key for party in book.parties if (key := book.key("revenue-per-gw", party))}
    ranked = sorted(found, key=lambda key: (book.parameter(key).range()[1], key))
    if not ranked:
        raise Misread("no lab of this book tells its revenue for a gigawatt", "Add revenue-per-gw of a lab", id="party")
    return ranked[len(ranked) // 2]


def _world(
    book: Book, orders: Sequence[Leg], vendor: str, need: float, lab: str, gifts: Mapping[str, float],
    ends: Mapping[str, int],
) -> World:  # fmt: skip
    def at(name: str) -> float:
        return float(book.parameter(name).range()[ends.get(name, 1)])

    recovered = float(crf(i=at(RATE), n=at(LIFE)).crf[0])
    whole = costs({name: at(name) for name in COST})
    power = whole["usage_charge"] * at("gpu-hours-per-gw-year") / 1e9
    halls = whole["fixed"] + power - at(IT) * recovered
    base = (price_of(book, vendor), *COST, IT)
    firm = quantiles(book.parameter(FIRM))
    supply = at(SUPPLY) * _share(book, vendor) * at(RAMP)
    rests = (*base, FIRM, SUPPLY, SHARES)
    makers = [Maker(vendor, at(base[0]) * recovered + halls, 0.0, 1.0, supply, firm, 0, (), rests)]
    for leg in orders:
        price, told = price_of(book, leg.payee), _firm(book, leg)
        power_of = leg.terms.power.stated if leg.terms.power is not None else None
        most = power_of if power_of else at(UNTOLD)
        given = gifts[leg.leg] * recovered
        names = (price, *COST, IT, OUTPUT, told, *(() if power_of else (UNTOLD,)))
        comes = quantiles(book.parameter(told))
        cost = at(price) * recovered + halls
        makers.append(Maker(leg.payee, cost, given, at(OUTPUT), most, comes, len(makers), (leg.leg,), names))
    return World(need, at(lab), at(LATE), at(LENGTH), at(RAMP), len(makers), tuple(makers))


def _share(book: Book, vendor: str) -> float:
    """The part of all chips that is the main vendor's; the largest where the book names another."""
    shares = {maker: float(part) for maker, part in (one.split() for one in book.parameter(SHARES).value.split(";"))}
    return shares.get(vendor, max(shares.values()))


def _firm(book: Book, leg: Leg) -> str:
    shares = {BINDING[g]: s for g, s in grade_shares(book, leg)[0].items() if g in BINDING}
    return max(shares, key=lambda name: shares[name]) if shares else FIRM


def _given(book: Book, order: Leg) -> float:
    """What a maker gives back for a gigawatt of this order in a warrant, USD bn; 0 without one."""
    for leg in book.legs.values():
        waits = [gate.delivered_on for gate in leg.terms.gates or ()] if leg.kind == "warrant" else []
        if order.leg in waits and leg.payer == order.payee:
            try:
                return float(ask(book, "warrant", party=leg.leg).one(f"{leg.leg}/contra_revenue_per_gw").mid or 0.0)
            except (InputError, KeyError):
                return 0.0
    return 0.0


@dataclass(frozen=True)
class _Told:
    """A lab's makers in every world, the middle one first, and what its rows share."""

    book: Book
    buyer: str
    worlds: Sequence[World]

    @property
    def middle(self) -> World:
        """The world in which every assumption is in the middle."""
        return self.worlds[0]

    def row(
        self, key: str, measure: str, unit: str, values: Sequence[float], *, maker: Maker | None = None,
        subject: str = "", counterparty: str = "", limit: float | None = None,
    ) -> Row:  # fmt: skip
        """A number of every world; it rests on one maker's parameters and legs, or on those of all."""
        makers = self.middle.makers if maker is None else (maker,)
        names = tuple(dict.fromkeys(name for one in makers for name in one.names))
        names, legs = names if maker else (*names, LATE, LENGTH, RAMP), tuple(leg for one in makers for leg in one.legs)
        # without another world that keeps the limit a number has no ends
        ends = [max(values[0] + value - values[1], 0.0) for value in values[2:]]
        low, high = (min(values[0], *ends), max(values[0], *ends)) if ends else (None, None)
        return Row(
            key=key, subject=subject or self.buyer, counterparty=counterparty, measure=measure, unit=unit, low=low,
            mid=values[0], high=high, period=self.book.as_of.isoformat(), more={"limit": limit},
            **resting(self.book, names, legs),
        )  # fmt: skip


def _rows(book: Book, buyer: str, worlds: Sequence[World], tail: float, share: float) -> Iterator[Row]:
    """The makers, the mix at each limit, what each alternative is worth, and how good it must be."""
    told, middle = _Told(book, buyer, worlds), worlds[0]
    mixes = [middle.mix(tail), *(_kept(world, tail) for world in worlds[1:])]
    asked = [one for one in mixes if one is not None] if mixes[1] is not None else [middle.mix(tail)]
    yield from _makers(told)
    yield from _mixes(told, tail, asked)
    yield from _alternatives(told, tail, mixes)
    capped = _kept(middle, tail, share)
    if capped is not None:
        dearer = [capped.total - asked[0].total]
        yield told.row("price_of_diversity", "price_of_diversity", "USD bn/year", dearer, limit=tail)
    yield from _even(told)


def _makers(told: _Told) -> Iterator[Row]:
    """What a gigawatt of each maker costs, does and gives back, how much of it comes and can be had."""
    comes = told.middle.delivered().mean(0)
    for n, maker in enumerate(told.middle.makers):
        for measure, unit, values in (
            ("unit_cost", UNIT, [w.makers[n].cost for w in told.worlds]),
            ("given_back", UNIT, [w.makers[n].given for w in told.worlds]),
            ("work", "ratio", [w.makers[n].output for w in told.worlds]),
            ("comes", "ratio", [float(comes[n])]),
            ("available", "GW", [w.makers[n].most for w in told.worlds]),
        ):
            yield told.row(
                f"{measure}/{maker.party}", measure, unit, values, maker=maker, subject=maker.party,
                counterparty=told.buyer,
            )  # fmt: skip


def _mixes(told: _Told, tail: float, asked: Sequence[Mix]) -> Iterator[Row]:
    """The cheapest mix at each limit on what may lack, its cost, what lacks, and what the next bit of safety costs."""
    for limit in dict.fromkeys((*TAILS, tail)):
        other = _kept(told.middle, limit)
        if other is None:
            continue
        found = asked if limit == tail else [other]
        for n, maker in enumerate(told.middle.makers):
            bought = [float(one.bought[n]) for one in found]
            yield told.row(f"mix/{limit:g}/{maker.party}", "mix", "GW", bought, counterparty=maker.party, limit=limit)
        for measure, unit, field in (
            ("mix_cost", "USD bn/year", "total"),
            ("shortage", "GW", "shortage"),
            ("tail_shortage", "GW", "tail"),
            ("price_of_safety", UNIT, "price"),
        ):
            values = [getattr(one, field) for one in found]
            yield told.row(f"{measure}/{limit:g}", measure, unit, values, limit=limit)


def _alternatives(told: _Told, tail: float, mixes: Sequence[Mix | None]) -> Iterator[Row]:
    """What the lab would pay more a year without each maker but the main one."""
    for maker in told.middle.makers[1:]:
        worths = [_without(world, maker.party, tail, mix) for world, mix in zip(told.worlds, mixes, strict=True)]
        known = [value for value in (worths if worths[1] is not None else worths[:1]) if value is not None]
        if worths[0] is not None:
            yield told.row(
                f"outside_option/{maker.party}", "outside_option", "USD bn/year", known, counterparty=maker.party,
                limit=tail,
            )  # fmt: skip


def _even(told: _Told) -> Iterator[Row]:
    """How much work a gigawatt of a maker must do to cost no more than the main one's, and what a warrant moves."""
    worlds = told.worlds
    for n, maker in enumerate(told.middle.makers):
        its: dict[str, Any] = {"maker": maker, "counterparty": maker.party}
        if n:
            even = [w.makers[n].cost / w.makers[0].cost for w in worlds]
            yield told.row(f"break_even_work/{maker.party}", "break_even_work", "ratio", even, **its)
        if maker.given > 0.0:
            even = [(w.makers[n].cost - w.makers[n].given) / w.makers[0].cost for w in worlds]
            yield told.row(f"break_even_work_given/{maker.party}", "break_even_work_given", "ratio", even, **its)
            moved = [float(w.mix(None).bought[n] - w.ungiven().mix(None).bought[n]) for w in worlds]
            yield told.row(f"warrant_moves/{maker.party}", "warrant_moves", "GW", moved, limit=FREE, **its)


def _kept(world: World, tail: float, share: float | None = None) -> Mix | None:
    """The cheapest mix; None where no mix keeps the limit."""
    try:
        return world.mix(tail, share)
    except ValueError:
        return None


def _without(world: World, party: str, tail: float, whole: Mix | None) -> float | None:
    """What the lab would pay more a year without a maker; None where the limit cannot be kept without it."""
    rest = None if whole is None else _kept(world.without(party), tail)
    return None if whole is None or rest is None else rest.total - whole.total


def headline(table: Table, say: Speech) -> Sequence[str]:
    """The mix at the limit that was asked for, the best alternative's worth, and what a warrant moves."""
    limit = table.arguments["tail"]
    mix = [row for row in those(table, measure="mix") if row.more["limit"] == limit and (row.mid or 0.0) > 0.05]
    cost, parts = table.one(f"mix_cost/{limit:g}"), say.each(mix, 6, of="counterparty")
    told = [say("mix.mix", parts=parts, cost=cost, limit=say.value(limit, "share"))]
    options = sorted(those(table, measure="outside_option"), key=lambda row: -(row.mid or 0.0))
    if options:
        told.append(say("mix.option", worth=options[0]))
    for given in those(table, measure="break_even_work_given"):
        told.append(say("mix.warrant", given=given, plain=table.one(f"break_even_work/{given.counterparty}")))
    return told


def first(table: Table) -> Sequence[Row]:
    """The mix at the limit asked for, its cost, each alternative's worth, diversity, the warrant."""
    limits = (table.arguments["tail"], None)
    of_mix, of_makers = ("mix", "mix_cost", "tail_shortage"), ("outside_option", "price_of_diversity", "warrant_moves")
    rows = by_measure(table, (*of_mix, *of_makers, "break_even_work"))
    return [row for row in rows if row.more["limit"] in limits]


QUESTION = Question(answer, headline, first)
