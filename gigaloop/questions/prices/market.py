"""market: who needs how much compute, what can be had, what limits it, and at what rent?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Unpack

import numpy as np

from gigaloop.answer.paths import BAND, simulated
from gigaloop.answer.question import Owed, Owes, Question, Row, RunArguments, Speech, Table, those
from gigaloop.book.model import VOID, Book, Figure, Leg
from gigaloop.book.problem import Misread
from gigaloop.book.units import quarter_index, quarter_of
from gigaloop.engine.compiler.limits import REGIONS
from gigaloop.questions.prices.regions import region_rows
from gigaloop.questions.prices.segments import due_gw, segment_rows
from gigaloop.questions.prices.world import World
from gigaloop.words.notes import note

LIMITS = ("power", "chips", "memory", "capital")
COMPUTE = ("compute_purchase", "capacity_lease")
#: the columns that this question adds, as most rows have them
COLUMNS = {"published": None, "place": None}


def answer(
    book: Book,
    *,
    taker: Owes = "google",
    seller: Owed = "coreweave",
    since: str | None = None,
    **drawn: Unpack[RunArguments],
) -> Table:
    """Who needs how much compute by quarter, what stands, what limits what is added, what rent clears, who pays it?

    taker, seller   who takes whose capacity from the others; a book that lacks the usual two is asked without
    since           a day: what was known on it is simulated too, and laid beside the rents that were published later

    Definition: `QUESTION.definition`. `demand` of labs and of outside, and within outside of clouds, enterprises and
    states (see `segments`), `by_contract` what each holds, `supply`, `contracted` (the book's contracts and own sites,
    used or not), `served` and `unserved` of labs, `unserved` of outside, GW by quarter; `rent` of an H100-hour by
    quarter and, where the book has both generations' rent of one day, of the newer ones at that ratio; `addable` by
    year, GW: what power by region, chips by vendor, packaging and memory let through; `binds` by year: share of paths
    on which that limit holds back most. `mark_up` (share of full cost) and `margin` (USD bn per GW-year, what a GW
    earns over full cost) in scarcity and in slack, with the share of quarters. `taken` (GW), `rent_uplift` and `denied`
    (USD bn a year that others pay more on what no contract covers). `published` rents, their `fall` and `rise`, and
    beside them each path's `deepest_fall` and `greatest_rise` over as many quarters and `same_shape`, the share of
    paths on which rent falls as deep and then rises as much; with `since`, `rent_then`: the rent that the paths of
    that day's book have in the quarter of a rent published later, and `rent_rises`, the share of them on which it
    lies above that day's, as what was published does. Regions: see `regions`.

    Columns: GW, USD/GPU-hour, share, USD bn, USD bn/GW. `band` says what low and high are; `published` the rent that
    was published, `place` the share of paths below it.

    Raises InputError for an unknown party, a seller who sells no capacity, or a day that the book does not hold.

    >>> from gigaloop import load
    >>> answer(load("tiny"), paths=20).one("supply/2026Q1").unit
    'GW'
    """
    pair, day = _pair(book, taker, seller), _day(book, since) if since else None
    found = simulated(book, **drawn)
    world = World(found, COLUMNS)
    rows = [*_balance(world), *_rents(world), *_addable(world), *_binding(world), *_mark_up(world), *_published(book)]
    rows += _shape(world)
    rows += _foreclosure(world, *pair) if pair else []
    rows += region_rows(book)
    rows += _then(book, day, drawn) if day else []
    return found.table(
        QUESTION,
        rows=rows,
        arguments={"taker": pair[0] if pair else None, "seller": pair[1] if pair else None, "since": since},
        notes=[note("market.states"), note("market.packaging")],
        added=(BAND, ("published", "USD/GPU-hour"), ("place", "share")),
    )


def _more(band: str, published: float | None = None, place: float | None = None) -> dict[str, Any]:
    """The columns that this question adds."""
    return {"band": band, "published": published, "place": place}


def _balance(world: World) -> Iterator[Row]:
    found = world.found
    labs = found.labs
    of = {
        "demand/labs": ("demand", world["needed_gw"]),
        "demand/outside": ("demand", world["demand_gw"] - world["needed_gw"]),
        "demand/all": ("demand", world["demand_gw"]), "supply": ("supply", world["supply"]),
        "contracted": ("contracted", world["standing"]),
    }  # fmt: skip
    if labs:
        of["served/labs"] = "served", sum(found.measure("gw", lab) for lab in labs)
        of["unserved/labs"] = "unserved", sum(found.measure("unserved_gw", lab) for lab in labs)
        of["unserved/outside"] = "unserved", np.maximum(world.short - of["unserved/labs"][1], 0.0)
    for key, (measure, values) in of.items():
        for t, quarter in enumerate(found.quarters):
            yield world.row(values[:, t], f"{key}/{quarter}", measure, "GW", quarter, subject=_whose(key))
    ratio = world["demand_gw"] / world["supply"]
    for year, columns in found.years().items():
        scarce = ratio[:, columns].mean(1) > 1.0
        yield world.share(scarce, f"scarce/{year}", "scarce", year)
    yield from segment_rows(world)


def _whose(key: str) -> str:
    """Whose a row is: of the labs, of all others, or of the market."""
    return {"labs": "labs", "outside": "others"}.get(key.partition("/")[2], "market")


def _rents(world: World) -> Iterator[Row]:
    rent = world["rent"]
    newer = generations(world.found.book)
    for t, quarter in enumerate(world.found.quarters):
        yield world.row(rent[:, t], f"rent/{quarter}", "rent", "USD/GPU-hour", quarter)
    for name, (ratio, figures) in newer.items():
        cited = [s for f in figures for s in f.sources]
        told = world.behind()
        told = told | {"sources": tuple(dict.fromkeys((*told["sources"], *cited)))}
        for year, columns in world.found.years().items():
            values = rent[:, columns].mean(1) * ratio
            yield world.row(
                values, f"rent/{name}/{year}", "rent", "USD/GPU-hour", year,
                subject=name,
                figures=tuple(f.figure_id for f in figures), **told,
            )  # fmt: skip


def generations(book: Book) -> dict[str, tuple[float, tuple[Figure, Figure]]]:
    """generation -> (its rent over that of an H100 in one survey of one day, the two figures); the newest day's."""
    rents = [f for f in book.figures.values() if f.subject == "market" and f.value.unit == "USD/GPU-hour"]
    by: dict[tuple[str, str], dict[str, Figure]] = {}
    for figure in rents:
        name, _, where = figure.metric.removeprefix("rental_").partition("_")
        if figure.metric.startswith("rental_") and figure.period_end is not None:
            by.setdefault((figure.when.text, where), {})[name.upper()] = figure
    found: dict[str, tuple[float, tuple[Figure, Figure]]] = {}
    for _, pair in sorted(by.items()):
        for name, figure in pair.items():
            base = pair.get("H100")
            if name != "H100" and base is not None and base.value.stated and figure.value.stated:
                found[name] = figure.value.stated / base.value.stated, (figure, base)
    return found


def _addable(world: World) -> Iterator[Row]:
    """What each limit lets through by year, GW: power by region, chips by vendor, memory."""
    found, plan = world.found, world.found.run.plan
    shares = dict(zip(REGIONS, found.book.parameter("power-region-shares").numbers(), strict=True))
    at = np.arange(len(found.quarters)) / 4.0
    packaged = np.zeros((found.count, len(found.quarters)))
    for number, name in enumerate(found.lowering.limits):
        limit = plan.limits[number]
        growth = np.exp(world.drawn(int(limit["growth"]))[:, None] * at)
        values = world.drawn(int(limit["level"]))[:, None] * growth * plan.times[int(limit["driver"])][None]
        kind, _, vendor = name.partition(".")
        packaged += values if kind == "chips" else 0.0
        for year, columns in found.years().items():
            whole = values[:, columns].sum(1)
            parts = {f"power/{r}": (s, r) for r, s in shares.items()} if kind == "power" else {}
            parts[kind if not vendor else f"chips/{vendor}"] = (1.0, vendor or kind)
            for key, (share, subject) in parts.items():
                yield world.row(
                    whole * share, f"addable/{key}/{year}", "addable", "GW", year, subject=subject,
                    **world.behind(f"limit.{name}"),
                )  # fmt: skip
    for year, columns in found.years().items() if packaged.any() else ():
        told = world.behind(*(f"limit.{name}" for name in found.lowering.limits if name.startswith("chips")))
        key = f"addable/packaging/{year}"
        yield world.row(packaged[:, columns].sum(1), key, "addable", "GW", year, subject="packaging", **told)


def _binding(world: World) -> Iterator[Row]:
    """Which limit holds back most of what was asked for, by year."""
    short = np.stack([world[f"unserved_{limit}"] for limit in LIMITS])
    for year, columns in world.found.years().items():
        missing = short[:, :, columns].sum(2)
        most = np.where(missing.max(0) > 1e-6, missing.argmax(0), -1)
        for number, limit in enumerate(LIMITS):
            told = world.behind(*(f"limit.{name}" for name in world.found.lowering.limits))
            yield world.share(most == number, f"binds/{limit}/{year}", "binds", year, subject=limit, **told)


def _mark_up(world: World) -> Iterator[Row]:
    """What a seller without a contract earns over full cost, in scarcity and in slack."""
    over = world["rent"] / world.anchor - 1.0
    hours = world.world("gpu_hours")[:, None]
    margin = over * world.anchor * hours / 1e9
    scarce = world["demand_gw"] > world["supply"]
    told = world.behind("world.anchor", "world.anchor_drift", "world.gpu_hours")
    period = world.span
    for name, when in (("scarce", scarce), ("slack", ~scarce)):
        yield world.share(when, f"quarters/{name}", "quarters_share", period, **told)
        if when.any():
            yield world.row(over[when], f"mark_up/{name}", "mark_up", "proportion", period, **told)
            yield world.row(margin[when], f"margin/{name}", "margin", "USD bn/GW", period, **told)


def _published(book: Book) -> Iterator[Row]:
    """Rents of an H100-hour that were published, in order, and the fall and the rise between them."""
    told = _rents_told(book)
    for figure in told:
        low, high = figure.value.bounds(book.about_half_width())
        yield Row(
            key=f"published/{figure.figure_id}", subject="market", measure="published", unit="USD/GPU-hour", low=low,
            mid=figure.value.stated, high=high, period=figure.when.text,
            figures=(figure.figure_id,), sources=tuple(figure.sources), more=_more(""),
        )  # fmt: skip
    if len(told) > 1:
        lowest = min(told, key=lambda f: f.value.stated or 0.0)
        for name, first, last in (("fall", told[0], lowest), ("rise", lowest, told[-1])):
            if first is not last:
                change = (last.value.stated or 0.0) / (first.value.stated or 1.0) - 1.0
                yield Row(
                    key=f"published/{name}", subject="market", measure=f"published_{name}", unit="proportion",
                    low=change, mid=change, high=change, period=f"{first.when.text} to {last.when.text}",
                    figures=(first.figure_id, last.figure_id),
                    sources=tuple(dict.fromkeys((*first.sources, *last.sources))), more=_more(""),
                )  # fmt: skip


def _shape(world: World) -> Iterator[Row]:
    """The published fall and rise beside each path: its deepest fall, its greatest rise over as many quarters, both."""
    told = _rents_told(world.found.book)
    lowest = min(told, key=lambda f: f.value.stated or 0.0, default=None)
    if lowest is None or lowest in (told[0], told[-1]):
        return
    points = (told[0], lowest, told[-1])
    begin, turn, end = (quarter_index(quarter_of(f.when.last)) for f in points)
    down, up, rent = turn - begin, end - turn, world["rent"]
    count = rent.shape[1] - down - up
    if down < 1 or up < 1 or count < 1:
        return
    first, least, last = (f.value.stated or 0.0 for f in points)
    fell, rose = rent[:, down:] / rent[:, :-down] - 1.0, rent[:, up:] / rent[:, :-up] - 1.0
    fall, rise = least / first - 1.0, last / least - 1.0
    cited = {"figures": tuple(f.figure_id for f in points)}
    for name, values, published in (
        ("deepest_fall", fell.min(1), fall), ("greatest_rise", rose.max(1), rise),
    ):  # fmt: skip
        more = _more("percentiles", None, float((values < published).mean()))
        yield world.row(values, f"shape/{name}", name, "proportion", world.span, more=more, **cited)
    both = ((fell[:, :count] <= fall) & (rose[:, down : down + count] >= rise)).any(1)
    yield world.share(both, "shape/same_shape", "same_shape", world.span, **cited)


def _rents_told(book: Book) -> list[Figure]:
    """Rents of an H100-hour that somebody published, contracts and posted prices, in the order of their days."""
    told = [
        f for f in book.figures.values()
        if f.subject == "market" and f.metric.startswith("h100_rental") and "spot" not in f.metric
        and f.period_end is not None and f.value.stated
    ]  # fmt: skip
    return sorted(told, key=lambda f: (f.when.last, f.figure_id))


def _then(book: Book, day: date, drawn: RunArguments) -> Iterator[Row]:
    """Rents published after a day, beside the paths that start from what was known on it."""
    then = World(simulated((book.whole or book).at(day), **drawn | {"run": None}), COLUMNS)
    quarters = then.found.quarters
    for figure in _rents_told(book):
        quarter = quarter_of(figure.when.last)
        if figure.when.last > day and quarter in quarters:
            rent, told = then["rent"][:, quarters.index(quarter)], figure.value.stated or 0.0
            yield then.row(
                rent, f"since/{figure.figure_id}", "rent_then", "USD/GPU-hour", quarter,
                figures=(figure.figure_id,), more=_more("percentiles", told, float((rent < told).mean())),
            )  # fmt: skip
            if quarter != quarters[0]:
                yield then.share(
                    rent > then["rent"][:, 0], f"rises/{figure.figure_id}", "rent_rises", quarter,
                    figures=(figure.figure_id,), more=_more("count", told),
                )  # fmt: skip


def _day(book: Book, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Misread(f"--since: {text!r} is no day", "Write for example --since 2025-10-31", id="since") from None
    if day > book.as_of:
        raise Misread(f"--since: {text} lies after {book.as_of}", "Write a day that the book has passed", id="since")
    return day


def _pair(book: Book, taker: str, seller: str) -> tuple[str, str] | None:
    """Who takes whose capacity; None where nobody else is named and the book lacks one of the usual two."""
    usual = (taker, seller) == (QUESTION.default("taker"), QUESTION.default("seller"))
    if usual and not {taker, seller} <= set(book.parties):
        return None
    one, other = book.party(taker).party_id, book.party(seller).party_id
    if one == other:
        raise Misread(f"{one} cannot take its own capacity from the others", "Name two parties", id="party")
    if not _sold(book, other):
        if usual:
            return None
        sellers = dict.fromkeys(leg.payee for leg in book.legs.values() if leg.kind in COMPUTE and leg.payee != one)
        told = f"{other} sells no capacity on {book.as_of}"
        raise Misread(told, f"Name a seller such as {', '.join(list(sellers)[:4])}", id="party")
    return one, other


def _sold(book: Book, seller: str) -> list[Leg]:
    """The contracts for capacity that a seller has, but those that no longer stand."""
    return [
        leg for leg in book.legs.values()
        if leg.kind == "compute_purchase" and leg.payee == seller and book.stage(leg.leg) not in VOID
    ]  # fmt: skip


def _foreclosure(world: World, taker: str, seller: str) -> Iterator[Row]:
    """What others lose if `taker` takes all that `seller` has, as far as no contract of theirs holds it."""
    found = world.found
    if seller not in found.followed:
        return
    plan = found.run.plan
    legs = tuple(leg.leg for leg in _sold(found.book, seller) if leg.payer != taker)
    stood = np.zeros((found.count, len(found.quarters)))
    rows = [n for n, leg in enumerate(found.lowering.legs) if leg in legs]
    for n in rows:
        stood += due_gw(world, plan.legs[n])
    supply, eps = world["supply"], world.world("elasticity")[:, None]
    left = supply - stood
    uplift = np.where(left > 0.0, (supply / np.maximum(left, 1e-9)) ** (1.0 / eps) - 1.0, np.inf)
    spot = np.maximum(np.minimum(world["demand_gw"], supply) - world["standing"], 0.0)
    cost = uplift * world["rent"] * world.world("gpu_hours")[:, None] / 1e9 * spot
    told = world.behind("world.elasticity", "world.gpu_hours", legs=legs)
    for year, columns in found.years().items():
        for measure, unit, values in (
            ("taken", "GW", stood), ("rent_uplift", "proportion", uplift), ("denied", "USD bn", cost),
        ):  # fmt: skip
            yield world.row(
                values[:, columns].mean(1), f"foreclosure/{measure}/{year}", measure, unit, year, subject=taker,
                counterparty=seller, **told,
            )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Need against supply a year on and the rent then, what holds building back, and who earns by it; what a taker of
    others' capacity would do, the shape of published rents, how the rest's need is parted, what can be added where."""
    supply = those(table, measure="supply")
    if not supply:
        return []
    at = supply[min(4, len(supply) - 1)].period
    need, have, rent = (table.one(f"{key}/{at}") for key in ("demand/all", "supply", "rent"))
    told = [say("market.balance", need=need, have=have, rent=rent)]
    limits = those(table, measure="binds")
    year = min((row.period for row in limits), default="")
    most = max((row for row in limits if row.period == year), key=lambda row: row.mid or 0.0, default=None)
    if most is not None and most.mid:
        limit = say(f"market.limit.{most.key.split('/')[1]}")
        told.append(say("market.binds", year=year, limit=limit, share=most))
    scarce, slack = (those(table, key=f"mark_up/{name}") for name in ("scarce", "slack"))
    if scarce and slack:
        told.append(say("market.mark_up", scarce=scarce[0], slack=slack[0]))
    by = {row.key: row for row in table.rows}
    if taken := by.get(f"foreclosure/taken/{at[:4]}"):
        uplift, denied = (by[f"foreclosure/{name}/{at[:4]}"] for name in ("rent_uplift", "denied"))
        told.append(say("market.taken", year=at[:4], taken=taken, denied=denied, uplift=uplift))
    fall, rise = by.get("shape/deepest_fall"), by.get("shape/greatest_rise")
    if fall is not None and rise is not None:
        shown = {name: say.value(abs(by[f"published/{name}"].mid or 0.0), "share") for name in ("fall", "rise")}
        paths = {"deep": say.value(abs(fall.mid or 0.0), "share"), "high": say.value(rise.mid, "share")}
        told.append(say("market.shape", share=by["shape/same_shape"], **shown, **paths))
    parts = {name: by.get(f"demand/{name}/{at}") for name in ("outside", "clouds", "enterprises")}
    if all(parts.values()):
        told.append(say("market.split", **parts))
    limits_of = {name: by.get(f"addable/{name}/{year}") for name in ("power", "packaging", "memory")}
    if all(limits_of.values()):
        regions = [row for row in those(table, measure="addable", period=year) if row.subject in REGIONS]
        whole = say.joined([f"{say(f'market.region.{row.subject}')} {say.number(row)}" for row in regions], most=4)
        told.append(say("market.addable", year=year, regions=whole, **limits_of))
    return told


def first(table: Table) -> Sequence[Row]:
    """Need, supply, rent a year on, what binds, need of labs and of all others (clouds and enterprises are one number
    parted by an assumption), what can be added; foreclosure, mark-up, a split."""
    supply = those(table, measure="supply")
    at = supply[min(4, len(supply) - 1)].period if supply else ""
    keys = [f"demand/all/{at}", f"supply/{at}", f"rent/{at}"]
    more = [f"demand/{name}/{at}" for name in ("labs", "outside")]
    more += [f"addable/{name}/{at[:4]}" for name in ("power", "packaging", "memory")]
    more += [f"foreclosure/rent_uplift/{at[:4]}", "mark_up/scarce", "mark_up/slack"]
    more += ["shape/deepest_fall", "shape/greatest_rise", "regions/today/cost_premium"]
    by = {row.key: row for row in table.rows}
    limits = sorted(those(table, measure="binds", period=at[:4]), key=lambda row: -(row.mid or 0.0))
    return [by[key] for key in keys if key in by] + limits[:1] + [by[key] for key in more if key in by]


QUESTION = Question(answer, headline, first, paths=1000)
