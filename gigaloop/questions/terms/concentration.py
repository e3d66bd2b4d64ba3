"""concentration: how concentrated are a party's suppliers and customers, in dollars and in gigawatts?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gigaloop.answer.made import (
    ENDS,
    At,
    End,
    Index,
    Inverse,
    Least,
    Less,
    OfPower,
    Over,
    Part,
    Plus,
    Share,
    Times,
    at_ends,
)
from gigaloop.answer.question import Owes, Question, Row, Speech, Table, greatest, largest, those
from gigaloop.answer.tally import FAMILIES, behind, index, origin_of, ratio, tally, tally_row
from gigaloop.book.grade import NOTHING, TAKE_OR_PAY, Measure, Range, count_once, worth
from gigaloop.book.model import Book, Leg
from gigaloop.book.why import Why
from gigaloop.ledger.calendar import Calendar, calendar
from gigaloop.ledger.flows import part_of

MEASURES: tuple[tuple[Measure, str], ...] = (("amount", "dollars"), ("power", "gw"))
_KINDS = (*FAMILIES["purchases"], "capacity_build")


def answer(book: Book, party: Owes = "openai") -> Table:
    """How concentrated are a party's suppliers, and its customers, in dollars and in GW?

    Definition: HHI = sum of squared shares (Hirschman 1945; Herfindahl 1950) over the counterparties of its live
    purchases (suppliers) and sales (customers); dollars and GW each counted once. The one denominator of every share
    and of the index is the row `total`: what those contracts state, not what the seller reports (`backlog` has that).
    What states nothing is in `undisclosed`, in no share. A share's range takes the rest at its other end (an open top
    stands at its stated figure); the index's range follows from those of the shares, and lies from 1/n to 1.

    What diversity costs: each supplier's yearly dollars per GW, over contracts for compute and capacity that state both
    (a term that is not stated is the assumed one), and the sum over suppliers of GW x (their price less the cheapest's)
    at the three ends. The cheapest may have no more to sell, and prices hold different things (power, chips, terms): it
    is a ceiling on what one could save, not a forecast.

    Where one counterparty alone of several states its size there is no index: 1 would say that it is the only one.

    Columns: `side` (suppliers, customers), `by` (dollars, gw, price). Measures SIDE_BY_`hhi` (share),
    `effective_number` (1/HHI, unit firms), `total`, `sum` and `share` (one row a counterparty), `suppliers_price` (USD
    bn per GW and year), `cost_of_diversity` (USD bn per year) and its share of what those contracts cost.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "lab").one("lab/suppliers/dollars/hhi").mid
    1.0
    """
    firm = book.party(party)
    touching = [leg for leg in book.legs.values() if firm.party_id in (leg.payer, leg.payee)]
    rows: list[Row] = []
    left_out = [(leg.leg, Why("other_kind", "no purchase and no sale")) for leg in touching if leg.kind not in _KINDS]
    why: dict[str, str] = {}
    for side in ("suppliers", "customers"):
        for measure, by in MEASURES:
            legs = [leg for leg in touching if leg.kind in _KINDS and _side(leg, firm.party_id) == side]
            counted = count_once(book, legs, measure)
            rows += _side_rows(book, firm.party_id, side, measure, by, counted.legs)
            why |= {leg: reason for leg, reason in counted.left_out if leg not in why}
        if side == "suppliers":
            rows += _diversity(book, firm.party_id, legs)
    told = {leg for row in rows for leg in row.legs}
    return QUESTION.table(
        book,
        title={"party": firm},
        rows=rows,
        arguments={"party": firm.party_id},
        left_out=[*((leg, reason) for leg, reason in why.items() if leg not in told), *left_out],
        added=(("side", ""), ("by", "")),
    )


def _side(leg: Leg, firm: str) -> str:
    """Who supplies: the payee of a purchase, the payer (the builder) of a site."""
    buys = leg.payee == firm if leg.kind == "capacity_build" else leg.payer == firm
    return "suppliers" if buys else "customers"


def _side_rows(book: Book, firm: str, side: str, measure: Measure, by: str, legs: tuple[Leg, ...]) -> Iterator[Row]:
    others: dict[str, list[Leg]] = {}
    for leg in legs:
        others.setdefault(leg.payee if leg.payer == firm else leg.payer, []).append(leg)
    tallies = {other: tally(book, theirs, measure) for other, theirs in others.items()}
    stated = [other for other, one in tallies.items() if one.amount.mid]
    whole = tally(book, legs, measure)
    prefix, unit = f"{firm}/{side}/{by}", "USD bn" if measure == "amount" else "GW"
    head: dict[str, Any] = {"subject": firm, "period": book.as_of.isoformat(), "more": {"side": side, "by": by}}
    if not stated or len(stated) == 1 < len(tallies):  # one that states a sum among several is not all there is
        if legs:
            dark: dict[str, Any] = {"low": None, "mid": None, "high": None, **head, **behind(book, whole)}
            yield Row(key=f"{prefix}/hhi", measure=f"{side}_{by}_hhi", unit="share", **dark)
        return
    order = sorted(tallies, key=lambda other: (-(tallies[other].amount.mid or 0.0), other))
    shares = {other: ratio(tallies[other].amount, whole.amount) for other in order}
    known = {other: Range(ends[0] or 0.0, *ends[1:]) for other, ends in shares.items() if ends[1] is not None}
    keys = tuple(f"{prefix}/{other}" for other in known)
    found = index(known.values())
    middle = found.mid or 1.0
    rests: dict[str, Any] = head | behind(book, whole)
    yield Row(
        key=f"{prefix}/hhi", measure=f"{side}_{by}_hhi", unit="share", low=found.low, mid=middle, high=found.high,
        made=Index(keys), **rests,
    )  # fmt: skip
    yield Row(
        key=f"{prefix}/effective_number", measure=f"{side}_{by}_effective_number", unit="firms",
        low=1 / (found.high or 1.0), mid=1 / middle, high=1 / found.low, made=Inverse(f"{prefix}/hhi"), **rests,
    )  # fmt: skip
    yield tally_row(book, whole, key=f"{prefix}/total", measure=f"{side}_{by}_total", unit=unit, **head)
    for other in order:
        told: dict[str, Any] = head | {"counterparty": other}
        if other in known:
            yield tally_row(
                book, tallies[other], key=f"{prefix}/{other}/sum", measure=f"{side}_{by}_sum", unit=unit, **told
            )
        low, mid, high = shares[other]
        yield Row(
            key=f"{prefix}/{other}", measure=f"{side}_{by}_share", unit="share", low=low, mid=mid, high=high,
            made=Share(f"{prefix}/{other}/sum", f"{prefix}/total"), **told, **behind(book, tallies[other]),
        )  # fmt: skip


def _diversity(book: Book, firm: str, legs: list[Leg]) -> Iterator[Row]:
    """Each supplier's price per GW and year, and what the dearer ones cost above the cheapest."""
    own = {leg.leg: leg for leg in count_once(book, [leg for leg in legs if leg.kind in TAKE_OR_PAY]).legs}
    priced: dict[str, list[tuple[Leg, Calendar]]] = {}
    for leg in own.values():
        dated = calendar(book, leg)
        if dated is not None and worth(book, leg).mid and worth(book, leg, "power").mid:
            priced.setdefault(leg.payee, []).append((leg, dated))
    if len(priced) < 2:
        return
    found = {end: _paid(book, priced, end) for end in ENDS}
    head: dict[str, Any] = {
        "subject": firm,
        "period": book.as_of.isoformat(),
        "more": {"side": "suppliers", "by": "price"},
    }
    made = {other: _made(book, both) for other, both in priced.items()}
    behind_of = {other: _price_behind(book, both) for other, both in priced.items()}
    prices = {end: {other: paid / gw for other, (paid, gw) in at.items()} for end, at in found.items()}
    for other in sorted(priced, key=lambda other: prices["mid"][other]):
        amount = sum((dated.amount.times(4 / len(dated.quarters)) for _, dated in priced[other]), NOTHING)
        power = sum((worth(book, leg, "power") for leg, _ in priced[other]), NOTHING)
        yield Row(
            key=f"{firm}/suppliers/price/{other}", counterparty=other, measure="suppliers_price",
            unit="USD bn per GW and year", low=0.0 if power.high is None else amount.low / power.high / 1e9,
            mid=prices["mid"][other] / 1e9,
            high=None if amount.high is None or power.low <= 0 else amount.high / power.low / 1e9,
            made=Over(*made[other]), **head,
            **behind_of[other],
        )  # fmt: skip
    whole = _price_behind(book, [both for listed in priced.values() for both in listed])
    dearer = {
        end: sum(gw * (prices[end][other] - min(prices[end].values())) for other, (_, gw) in at.items())
        for end, at in found.items()
        if len(at) > 1
    }
    shares = {end: cost / sum(paid for paid, _ in found[end].values()) for end, cost in dearer.items()}
    spared = {end: _dearer([made[other] for other in at], end) for end, at in found.items() if len(at) > 1}
    for measure, unit, values, one, how in (
        ("cost_of_diversity", "USD bn per year", dearer, 1e9, lambda end: spared[end][0]),
        ("cost_of_diversity_share", "share", shares, 1.0, lambda end: Over(*spared[end])),
    ):
        yield Row(
            key=f"{firm}/suppliers/{measure}", measure=measure, unit=unit, low=min(values.values()) / one,
            mid=values["mid"] / one, high=max(values.values()) / one,
            made=at_ends(how) if len(spared) == 3 else None, **head, **whole,
        )  # fmt: skip


def _paid(book: Book, priced: dict[str, list[tuple[Leg, Calendar]]], end: str) -> dict[str, tuple[float, float]]:
    """Supplier -> (dollars a year, GW) at one end of what contracts state; without those that state nothing there."""
    found = {}
    for other, both in priced.items():
        gw = sum(_end(worth(book, leg, "power"), end) for leg, _ in both)
        paid = sum(_end(dated.amount, end) * 4 / len(dated.quarters) for _, dated in both)
        if gw > 0 and paid > 0:
            found[other] = (paid, gw)
    return found


def _made(book: Book, both: list[tuple[Leg, Calendar]]) -> tuple[Plus, Plus]:
    """How a supplier's dollars a year (in billions) and its GW are made of contracts."""
    paid = tuple(part_of(book, leg, dated.amount.times(4 / len(dated.quarters))) for leg, dated in both)
    return Plus(paid), Plus(tuple(OfPower(leg.leg) for leg, _ in both))


def _dearer(suppliers: list[tuple[Plus, Plus]], end: End) -> tuple[Part, Part]:
    """How what the dearer suppliers cost above the cheapest is made at one end, and what all of them cost."""
    at = [(At(end, paid), At(end, power)) for paid, power in suppliers]
    all_paid, all_power = Plus(tuple(paid for paid, _ in at)), Plus(tuple(power for _, power in at))
    return Less(all_paid, Times(Least(tuple(Over(*pair) for pair in at)), all_power)), all_paid


def _price_behind(book: Book, both: list[tuple[Leg, Calendar]]) -> dict[str, Any]:
    rests = behind(book, tally(book, [leg for leg, _ in both]))
    used = tuple(dict.fromkeys((*rests["assumptions"], *(a for _, dated in both for a in dated.assumptions))))
    sources = tuple(dict.fromkeys(s for _, dated in both for s in dated.sources))
    return rests | {"assumptions": used, "origin": origin_of(book, used), "sources": sources}


def _end(amount: Range, end: str) -> float:
    return {"low": amount.low, "mid": amount.mid, "high": amount.mid if amount.high is None else amount.high}[
        end
    ] or 0.0


def headline(table: Table, say: Speech) -> Sequence[str]:
    """On whom the party hangs most, in dollars; how many state no sum."""
    shares = those(table, measure="suppliers_dollars_share") or those(table, measure="customers_dollars_share")
    known = largest(shares)
    if not known:
        return [say("concentration.none")]
    top = known[0]
    side = top.measure.removesuffix("_share")
    [total] = those(table, measure=f"{side}_total")
    told = [say(f"concentration.{side.partition('s_')[0]}", total=total, share=top)]
    if known[1:]:
        told.append(say("concentration.next", others=say.each(known[1:], of="counterparty")))
    silent = len(shares) - len(known)
    if silent:
        told.append(say("concentration.silent", n=say.count(silent), all=say.count(len(shares))))
    return told


QUESTION = Question(answer, headline, greatest(measure=("suppliers_dollars_share", "customers_dollars_share")))
