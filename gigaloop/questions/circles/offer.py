"""offer: what must a vendor give to a buyer that can turn to a rival's chips?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from gigaloop.answer.question import Owed, Owes, Question, Row, Speech, Table
from gigaloop.answer.tally import resting, tally
from gigaloop.book.model import Book, Leg
from gigaloop.book.problem import Misread
from gigaloop.ledger import makers
from gigaloop.methods.games import nash_bargain
from gigaloop.words.notes import note

OUTPUT, POWER = "rival-chip-output", "bargaining-power"
UNIT = "USD bn per GW"


class World(NamedTuple):
    """One reading of the assumptions, USD bn per GW but for output and power."""

    list_price: float
    margin: float
    rival_price: float
    output: float
    power: float

    @property
    def cost(self) -> float:
        return (1 - self.margin) * self.list_price

    @property
    def worth(self) -> float:
        """At which a buyer with no alternative and this power pays the list price."""
        return self.cost + (self.list_price - self.cost) / (1 - self.power)

    @property
    def outside(self) -> float:
        return max(0.0, self.output * self.worth - self.rival_price)

    def offer(self, outside: float) -> float:
        """The price agreed on; where a rival leaves no gain the vendor goes down to its cost, and no further."""
        agreed = nash_bargain(self.worth, self.cost, outside, power=self.power).price
        return self.cost if agreed is None else agreed


def answer(book: Book, vendor: Owed = "nvidia", buyer: Owes = "openai", *, without: str | None = None) -> Table:
    """What does a vendor offer to a buyer, with the rivals' chips that the buyer has in the book and without them?

    without   a leg to leave out of the buyer's alternatives, or 'all' of them

    Definition: `QUESTION.definition`. Ranges are least and greatest over every combination of the ends of the
    assumptions.

    Columns (USD bn per GW): `list_price`, `cost`, `worth` of the vendor's chips; for each rival deal `outside_option`;
    `offer`, the price net of all that the vendor gives back, and `concession`, the list price less it: a discount, a
    stake, a guarantee; `stake_per_gw` is what the book says that the vendor would put into the buyer for each GW.

    Raises InputError for an unknown party or leg, or a vendor whose price for a GW the book does not have.

    >>> from gigaloop import load
    >>> table = answer(load("loop"), without="all")
    >>> round(table.one("nvidia/openai/concession").mid, 9)
    0.0
    """
    seller, taker = book.party(vendor), book.party(buyer)
    price = book.key("content-per-gw", seller.party_id)
    if not price:
        told = f"the book has no price of a GW of {seller.name_en}'s chips (content-per-gw)"
        raise Misread(told, "Ask about nvidia or amd", id="party")
    if without not in (None, "all"):
        book.leg(without)  # refuses what is no leg
    rivals = [leg for leg in makers.rivals(book, seller.party_id, taker.party_id) if without not in ("all", leg.leg)]
    used = {"list_price": price, "margin": book.key("cash-margin", seller.party_id) or "vendor-cash-margin"}
    used |= {"output": OUTPUT, "power": POWER}
    return QUESTION.table(
        book,
        title={"seller": seller, "taker": taker},
        rows=list(_rows(book, seller.party_id, taker.party_id, rivals, used)),
        arguments={"vendor": seller.party_id, "buyer": taker.party_id, "without": without},
        notes=[] if rivals else [note("offer.alone", name=taker.name_en, day=str(book.as_of))],
    )


def _worlds(book: Book, used: Mapping[str, str], rival: str | None) -> list[World]:
    """The middle of every assumption first, then every combination of their ends."""
    ranges = {name: book.parameter(parameter).range() for name, parameter in used.items()}
    ranges["rival_price"] = book.parameter(rival).range() if rival else (0.0, 0.0, 0.0)
    middle = World(**{name: values[1] for name, values in ranges.items()})
    names = list(ranges)
    ends = product(*((ranges[name][0], ranges[name][2]) for name in names))
    return [middle, *(World(**dict(zip(names, each, strict=True))) for each in ends)]


def _rows(book: Book, vendor: str, buyer: str, rivals: list[Leg], used: Mapping[str, str]) -> Iterator[Row]:
    alone = _worlds(book, used, None)

    def row(measure: str, values: list[float], names: tuple[str, ...], legs: tuple[Leg, ...] = (), **more: str) -> Row:
        return Row(
            key=more.pop("key", f"{vendor}/{buyer}/{measure}"), subject=more.pop("subject", vendor),
            counterparty=more.pop("counterparty", buyer), measure=measure, unit=UNIT, low=min(values), mid=values[0],
            high=max(values), grade=tally(book, legs).grade if legs else {},
            **resting(book, names, [leg.leg for leg in legs]),
        )  # fmt: skip

    base = (used["list_price"], used["margin"])
    yield row("list_price", [w.list_price for w in alone], base[:1])
    yield row("cost", [w.cost for w in alone], base)
    yield row("worth", [w.worth for w in alone], (*base, POWER))
    best: tuple[float, list[World], Leg] | None = None
    for leg in rivals:
        worlds, price = _worlds(book, used, makers.price_of(book, leg.payee)), makers.price_of(book, leg.payee)
        yield row(
            "outside_option", [w.outside for w in worlds], (*base, price, OUTPUT, POWER), (leg,),
            key=f"{leg.leg}/outside_option", subject=buyer, counterparty=leg.payee,
        )  # fmt: skip
        if best is None or worlds[0].outside > best[0]:
            best = worlds[0].outside, worlds, leg
    worlds = alone if best is None else best[1]
    names = base if best is None else (*base, makers.price_of(book, best[2].payee), OUTPUT, POWER)
    legs = () if best is None else (best[2],)
    offers = [w.offer(0.0 if best is None else w.outside) for w in worlds]
    yield row("offer", offers, names, legs)
    yield row("concession", [w.list_price - x for w, x in zip(worlds, offers, strict=True)], names, legs)
    for leg in book.legs.values():
        if leg.kind == "stake" and (leg.payer, leg.payee) == (vendor, buyer) and leg.terms.tranches:
            yield from _stake(book, vendor, buyer, leg)


def _stake(book: Book, vendor: str, buyer: str, leg: Leg) -> Iterator[Row]:
    """What the book says that a vendor puts into a buyer for each GW delivered, also where it has been replaced."""
    for tranche in leg.terms.tranches:
        power = tranche.gate.power if tranche.gate is not None else None
        if power is None or not power.stated or tranche.amount.stated is None:
            continue
        low, high = tranche.amount.bounds(book.about_half_width())
        per = 1e9 * power.stated
        yield Row(
            key=f"{leg.leg}/stake_per_gw", subject=vendor, counterparty=buyer, measure="stake_per_gw", unit=UNIT,
            low=low / per, mid=tranche.amount.stated / per, high=None if high is None else high / per,
            period=leg.steps[0].happened.text, legs=(leg.leg,), sources=tuple(leg.sources),
        )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What the vendor must leave on a gigawatt, from which price, since the buyer could go elsewhere."""
    found = {row.measure: row for row in table.rows}
    if not {"offer", "concession", "list_price"} <= set(found):
        return []
    offer, less = found["offer"], found["concession"]
    told = [say("offer.less", offer=offer, less=less, price=found["list_price"]), say("offer.offer", offer=offer)]
    return [*told, say("offer.care")]


def first(table: Table) -> Sequence[Row]:
    """What the vendor must leave and what it then asks; then what these are made of."""
    return sorted(table.rows, key=lambda row: row.measure not in ("concession", "offer"))


QUESTION = Question(answer, headline, first)
