"""Which accounting questions does a deal raise? Questions with their paragraph, never a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from gigaloop.answer.question import Question, Row, Speech, Table, greatest, largest
from gigaloop.answer.tally import tally, tally_row
from gigaloop.book.grade import TAKE_OR_PAY, count_once
from gigaloop.book.model import VOID, Book, Leg
from gigaloop.book.why import Why
from gigaloop.words.catalogue import rows

#: the questions that a deal can raise, in three scripts, each with the paragraphs that raise it; never an answer
PARAGRAPHS = rows("paragraphs.csv", __package__)
ADDED = tuple((name, "") for name in ("deal", *next(iter(PARAGRAPHS.values()))))
SALES = ("compute_purchase", "chip_purchase", "chip_codesign", "chip_lease", "capacity_lease")
#: a customer of this share of a seller's counted commitments raises the question of one customer
TENTH = 0.1
#: a holding of this share or more is presumed to give influence
FIFTH = 0.2


class Raised(NamedTuple):
    """A question, who must answer it, about whom, and the legs that raise it (the first names the deal)."""

    rule: str
    subject: str
    counterparty: str
    legs: tuple[Leg, ...]


def answer(book: Book, deal: str = "all") -> Table:
    """Which accounting questions does a deal raise, and which paragraph raises each?

    deal   id of a deal, or 'all'

    Definition: `QUESTION.definition`. A row is one question to one reporter (`subject`) about one `counterparty`;
    low, mid, high are the dollars (USD bn) of the legs that raise it; `ADDED` has the paragraphs and the words.
    Raises InputError for an unknown deal.

    >>> from gigaloop import load
    >>> sorted({row.more["us_gaap"] for row in answer(load("tiny")).rows})[0]
    'ASC 280-10-50-42'
    """
    deal = deal if deal == "all" else book.deal(deal).deal
    live = [leg for leg in book.legs.values() if book.stage(leg.leg) not in VOID]
    return QUESTION.table(
        book,
        rows=[_row(book, one) for one in _raised(book, live) if deal in ("all", one.legs[0].deal)],
        arguments={"deal": deal},
        left_out=[
            (leg.leg, Why(book.stage(leg.leg), book.stage(leg.leg)))
            for leg in book.legs.values()
            if book.stage(leg.leg) in VOID
        ],
        added=ADDED,
    )


def _row(book: Book, one: Raised) -> Row:
    deal = one.legs[0].deal
    row = tally_row(
        book, tally(book, one.legs[:1]), key=f"{deal}/{one.rule}/{one.legs[0].leg}", subject=one.subject,
        counterparty=one.counterparty, measure=one.rule, more={"deal": deal, **PARAGRAPHS[one.rule]},
    )  # fmt: skip
    return replace(row, legs=tuple(leg.leg for leg in one.legs))


def _raised(book: Book, live: list[Leg]) -> Iterator[Raised]:
    sales: dict[tuple[str, str], list[Leg]] = {}
    for leg in live:
        if leg.kind in SALES:
            sales.setdefault((leg.payer, leg.payee), []).append(leg)
    vehicles = {party.party_id for party in book.parties.values() if party.sector == "vehicle"}
    firms = {party.party_id for party in book.parties.values() if party.kind not in ("sector", "group")}
    for leg in live:
        giver, getter = leg.payer, leg.payee
        sold = tuple(sales.get((getter, giver), ()))
        match leg.kind:
            case "stake" | "grant":
                if sold:
                    yield Raised("consideration_payable", giver, getter, (leg, *sold))
                if leg.kind == "stake":
                    yield from _holding(leg, sold, sales)
            case "warrant" if sold:
                yield Raised("warrant_to_customer", giver, getter, (leg, *sold))
            case "loan" if sold:
                yield Raised("collectability", giver, getter, (leg, *sold))
            case "guarantee":
                yield Raised("guarantee", giver, getter, (leg,))
                if sold:
                    yield Raised("collectability", giver, getter, (leg, *sold))
            case "capacity_backstop":
                yield Raised("guarantee", giver, getter, (leg,))
                if sold:
                    yield Raised("sale_with_support", giver, getter, (leg, *sold))
            case "residual_guarantee":
                yield Raised("residual_guarantee", giver, getter, (leg,))
            case _ if leg.kind in SALES:
                yield from _contract(leg, sold)
        for party, other in ((giver, getter), (getter, giver)):
            if party in vehicles and other in firms:
                yield Raised("who_consolidates", other, party, (leg,))
    yield from _one_customer(book, live)


def _holding(leg: Leg, sold: tuple[Leg, ...], sales: dict[tuple[str, str], list[Leg]]) -> Iterator[Raised]:
    """A stake: influence where the share held reaches a fifth; related parties where the two also trade."""
    held = leg.terms.share_held
    if held is not None and held.stated is not None and held.stated >= FIFTH:
        yield Raised("significant_influence", leg.payer, leg.payee, (leg,))
    trade = (*sold, *sales.get((leg.payer, leg.payee), ()))
    if trade:
        yield Raised("related_party", leg.payer, leg.payee, (leg, *trade))


def _contract(leg: Leg, sold: tuple[Leg, ...]) -> Iterator[Raised]:
    """A purchase or lease: what the seller counts, what the buyer owes, and whether it is a lease."""
    buyer, seller = leg.payer, leg.payee
    signed = leg.stage in ("signed", "delivered", "drawn")
    if sold:
        yield Raised("bought_from_customer", buyer, seller, (leg, *sold))
    if leg.kind in ("compute_purchase", "chip_lease"):
        yield Raised("contains_a_lease", buyer, seller, (leg,))
    if leg.kind == "capacity_lease" and getattr(leg.terms, "commenced", None) is None:
        yield Raised("lease_not_commenced", buyer, seller, (leg,))
    if signed and leg.kind == "compute_purchase":
        yield Raised("backlog", seller, buyer, (leg,))
    if signed and leg.kind in TAKE_OR_PAY:
        yield Raised("purchase_obligation", buyer, seller, (leg,))


def _one_customer(book: Book, live: list[Leg]) -> Iterator[Raised]:
    """A buyer with a tenth or more of what is committed to a seller, each dollar counted once."""
    kept = count_once(book, [leg for leg in live if leg.kind in SALES]).legs
    by_seller: dict[str, list[Leg]] = {}
    for leg in kept:
        by_seller.setdefault(leg.payee, []).append(leg)
    for seller, legs in by_seller.items():
        whole = tally(book, legs).amount.mid or 0.0
        for buyer in dict.fromkeys(leg.payer for leg in legs):
            own = sorted(
                (leg for leg in legs if leg.payer == buyer), key=lambda leg: -(tally(book, [leg]).amount.mid or 0.0)
            )
            if whole and (tally(book, own).amount.mid or 0.0) >= TENTH * whole:
                yield Raised("one_customer", seller, buyer, tuple(own))


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Which accounting question is raised most often, and the largest contract that raises one."""
    kinds = [row.measure for row in table.rows]
    if not kinds:
        return []
    most = max(dict.fromkeys(kinds), key=kinds.count)
    counted = {"n": say.count(len(kinds)), "m": say.count(kinds.count(most))}
    told = [say("flags.most", what=say.word(most), **counted)]
    told += [say("flags.largest", amount=top) for top in largest(table.rows)[:1]]
    return [*told, say("flags.care")]


QUESTION = Question(answer, headline, greatest(), aliases=("lens",))
