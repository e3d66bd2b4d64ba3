"""concentration: how concentrated are a party's suppliers and customers, in dollars and in gigawatts?"""

from __future__ import annotations

from collections.abc import Iterator

from gigaloop.analysis.table import Row, Table, make_table
from gigaloop.analysis.tally import FAMILIES, behind, tally
from gigaloop.book.grade import Measure, Range, count_once
from gigaloop.book.model import Book, Leg

MEASURES: tuple[tuple[Measure, str], ...] = (("amount", "dollars"), ("power", "gw"))
DEFINITION = (
    "Herfindahl-Hirschman index: the sum of squared shares of each supplier (or customer) in what the book counts, in "
    "dollars and in GW (Hirschman 1945, Herfindahl 1950); 1 is one supplier, 1/n is n equal ones."
)
_KINDS = (*FAMILIES["purchases"], "capacity_build")


def answer(book: Book, party: str = "openai") -> Table:
    """How concentrated are a party's suppliers, and its customers, in dollars and in GW?

    Definition: HHI = sum of squared shares (Hirschman 1945; Herfindahl 1950) over the counterparties of its live
    purchases (suppliers) and sales (customers); dollars and GW each counted once. What states nothing is in
    `undisclosed`, in no share. The range is over amounts at their least, as stated and at their greatest (an open top
    stands at its stated figure).

    Columns: `side` (suppliers, customers), `by` (dollars, gw). Measures SIDE_BY_`hhi` (share),
    `effective_number` (1/HHI, unit firms), `share` (one row a counterparty).

    >>> from gigaloop import load
    >>> answer(load("tiny"), "lab").one("lab/suppliers/dollars/hhi").mid
    1.0
    """
    firm = book.party(party)
    touching = [leg for leg in book.legs.values() if firm.party_id in (leg.payer, leg.payee)]
    rows: list[Row] = []
    left_out = [(leg.leg, "no purchase and no sale") for leg in touching if leg.kind not in _KINDS]
    why: dict[str, str] = {}
    for side in ("suppliers", "customers"):
        for measure, by in MEASURES:
            legs = [leg for leg in touching if leg.kind in _KINDS and _side(leg, firm.party_id) == side]
            counted = count_once(book, legs, measure)
            rows += _side_rows(book, firm.party_id, side, measure, by, counted.legs)
            why |= {leg: reason for leg, reason in counted.left_out if leg not in why}
    told = {leg for row in rows for leg in row.legs}
    return make_table(
        book,
        "concentration",
        title={
            "en": f"Concentration of the suppliers and customers of {firm.name_en}",
            "zh-Hant": f"{firm.name_zh_hant}的供應商與客戶集中度",
            "zh-Hans": f"{firm.name_zh_hans}的供应商与客户集中度",
        },
        definition=DEFINITION,
        rows=rows,
        arguments={"party": firm.party_id},
        positional=("party",),
        left_out=[*((leg, reason) for leg, reason in why.items() if leg not in told), *left_out],
        added=(("side", "", "suppliers or customers"), ("by", "", "dollars or gw")),
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
    stated = {other: one for other, one in tallies.items() if one.amount.mid}
    whole = tally(book, legs, measure)
    head = {"subject": firm, "period": book.as_of.isoformat(), "more": {"side": side, "by": by}}
    if not stated:
        if legs:
            yield Row(
                key=f"{firm}/{side}/{by}/hhi",
                measure=f"{side}_{by}_hhi",
                unit="share",
                low=None,
                mid=None,
                high=None,
                **head,
                **behind(book, whole),
            )
        return
    values = [hhi([_end(one.amount, end) for one in stated.values()]) for end in ("low", "mid", "high")]
    known = [value for value in values if value is not None]
    yield Row(
        key=f"{firm}/{side}/{by}/hhi",
        measure=f"{side}_{by}_hhi",
        unit="share",
        low=min(known),
        mid=values[1],
        high=max(known),
        **head,
        **behind(book, whole),
    )
    yield Row(
        key=f"{firm}/{side}/{by}/effective_number",
        measure=f"{side}_{by}_effective_number",
        unit="firms",
        low=1 / max(known),
        mid=1 / (values[1] or 1.0),
        high=1 / min(known),
        **head,
        **behind(book, whole),
    )
    total = {end: sum(_end(one.amount, end) for one in stated.values()) for end in ("low", "mid", "high")}
    for other, one in sorted(tallies.items(), key=lambda pair: (-(pair[1].amount.mid or 0.0), pair[0])):
        mid = None if one.amount.mid is None else one.amount.mid / total["mid"]
        rest_low = total["low"] - _end(one.amount, "low")
        rest_high = total["high"] - _end(one.amount, "high")
        low, high = _end(one.amount, "low"), _end(one.amount, "high")
        yield Row(
            key=f"{firm}/{side}/{by}/{other}",
            counterparty=other,
            measure=f"{side}_{by}_share",
            unit="share",
            low=min(low / (low + rest_high) if low + rest_high else 0.0, mid or 0.0),
            mid=mid,
            high=None if mid is None else max(high / (high + rest_low) if high + rest_low else 0.0, mid),
            **head,
            **behind(book, one),
        )


def hhi(amounts: list[float]) -> float | None:
    """Sum of squared shares; None where nothing is above 0.

    >>> hhi([3.0, 1.0])
    0.625
    """
    whole = sum(amounts)
    return sum((amount / whole) ** 2 for amount in amounts) if whole > 0 else None


def _end(amount: Range, end: str) -> float:
    return {"low": amount.low, "mid": amount.mid, "high": amount.mid if amount.high is None else amount.high}[
        end
    ] or 0.0
