"""Pledges: which loans and guarantees lean on the same asset, matched by leg, site, shares or vintage of chips."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gigaloop.answer.table import Row
from gigaloop.answer.tally import origin_of
from gigaloop.book.grade import worth
from gigaloop.book.model import VOID, Book, Leg

CHIPS = re.compile(r"\b(gpus?|tpus?|chips?|accelerators?|gb\d+|systems?)\b", re.IGNORECASE)
SITE = re.compile(r"\b([A-Z][\w'-]*(?: [A-Z0-9][\w'-]*)*) (?:campus|site)\b|\b(?:campus|site) (?:at|in) ([A-Z][\w'-]*)")
SHARES = re.compile(r"\b([A-Z][\w'&. -]*?) (?:shares|stock)\b")
#: an asset: its class (leg, site, shares, chips), and which one
Asset = tuple[str, str]


def assets(book: Book, leg: Leg) -> frozenset[Asset]:
    """What a loan's collateral or a guarantee's cover names: legs by id, sites, shares of an issuer, chips by vintage.

    Chips are the borrower's own; a vintage that the book does not state is the year in which the loan was signed, and
    the next where it is drawn over time.
    """
    found: set[Asset] = {("leg", other) for other in getattr(leg.terms, "covers", None) or () if other in book.legs}
    text = str(getattr(leg.terms, "collateral", None) or "")
    words = set(re.findall(r"[\w-]+", text))
    found |= {("leg", other) for other in words & set(book.legs)}
    places = {str(site).split(",")[0] for one in book.legs.values() if (site := getattr(one.terms, "site", None))}
    named = {place for place in places if re.search(rf"\b{re.escape(place)}\b", text)}
    named |= {a or b for a, b in SITE.findall(text)} - {"The"}
    found |= {("site", place) for place in named}
    found |= {("shares", issuer) for issuer in SHARES.findall(text)}
    if CHIPS.search(SHARES.sub("", text)) and not named:
        stated = getattr(leg.terms, "vintage", None)
        first = leg.steps[0].happened.last.year
        years = [first, first + 1] if leg.terms.draw is not None and leg.terms.draw != "at_once" else [first]
        found |= {("chips", f"{leg.payee} {vintage}") for vintage in ([stated] if stated else years)}
    return frozenset(found)


def pledged_twice(book: Book) -> Iterator[Row]:
    """Assets that several live loans are secured on, and dues that several guarantors cover.

    `pledged_by_several`, `covered_by_several`: each names the same site, shares or leg, or chips of one vintage in the
    same words; `may_be_pledged_twice`: chips of one borrower and vintage in different words, which may be apart. A part
    of a loan is no second loan.

    >>> from gigaloop import load
    >>> [row.measure for row in pledged_twice(load("tiny"))]
    []
    """
    live = [
        leg
        for leg in book.legs.values()
        if leg.kind in ("loan", "guarantee") and book.stage(leg.leg) not in VOID and leg.restates not in book.legs
    ]
    held: dict[Asset, list[Leg]] = {}
    for leg in live:
        for asset in assets(book, leg):
            held.setdefault(("cover" if leg.kind == "guarantee" else asset[0], asset[1]), []).append(leg)
    told: set[frozenset[str]] = set()
    for (kind, which), legs in sorted(held.items()):
        ids = {leg.leg for leg in legs}
        legs = [leg for leg in legs if leg.part_of not in ids]
        who = {leg.payer for leg in legs} if kind == "cover" else {leg.leg for leg in legs}
        if len(who) < 2 or frozenset(leg.leg for leg in legs) in told:
            continue
        told.add(frozenset(leg.leg for leg in legs))
        same = kind != "chips" or len({str(leg.terms.collateral).casefold() for leg in legs}) == 1
        measure = "covered_by_several" if kind == "cover" else "pledged_by_several" if same else "may_be_pledged_twice"
        yield _row(book, measure, f"{kind}: {which}", legs)


def _row(book: Book, measure: str, asset: str, legs: list[Leg]) -> Row:
    sizes = [worth(book, leg) for leg in legs]
    stated = [size.mid for size in sizes if size.mid is not None]
    texts = dict.fromkeys(str(getattr(leg.terms, "collateral", None) or "") for leg in legs)
    return Row(
        key=f"register/{measure}/{asset.replace(' ', '-')}", subject=legs[0].payee, measure=measure, unit="USD bn",
        low=sum(size.low for size in sizes) / 1e9, mid=sum(stated) / 1e9 if stated else None,
        high=None if any(size.high is None for size in sizes) else sum(size.high or 0.0 for size in sizes) / 1e9,
        period=book.as_of.isoformat(), legs=tuple(leg.leg for leg in legs), origin=origin_of(book, ()),
        undisclosed=sum(size.undisclosed for size in sizes),
        sources=tuple(dict.fromkeys(s for leg in legs for s in leg.sources)),
        more={
            "basis": "register",
            "how": "; ".join(part for part in (asset, *texts) if part),
            "band": "",
        },
    )  # fmt: skip
